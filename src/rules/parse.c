/* The parser's loop over clauses, and what all of its files share. Must not look up any name. Invariant: every turn of
 * the loop takes a token, so a text of n tokens ends after n turns; after a fault it goes on at the next clause.
 * Specification: SPEC.md sections 2, 3 and 12. */
#include "rules/parse.h"

#include "rules/habit.h"

#include <stdio.h>

#include "base/limits.h"

#define ANYWHERE (CS_IN_FILE | CS_IN_GROUP | CS_IN_REGIME | CS_IN_RULE | CS_IN_TABLE | CS_IN_TERM)
#define DATED    (CS_IN_GROUP | CS_IN_REGIME | CS_IN_RULE | CS_IN_TABLE | CS_IN_TERM)

/* The words that begin a clause: where they may stand, and who reads what follows. */
static const struct clause {
  const char *word;
  unsigned in; /* mask of cs_parse_in */
  bool (*parse)(struct cs_parser *p);
  const char *belongs_to; /* for messages: where it may stand */
} clauses[] = {
    {"use", ANYWHERE, cs_parse_use, "a file"},
    {"fact", ANYWHERE, cs_parse_fact, "a file"},
    {"group", ANYWHERE, cs_parse_group, "a file"},
    {"date", ANYWHERE, cs_parse_date, "a file"},
    {"regime", ANYWHERE, cs_parse_regime, "a file"},
    {"rule", ANYWHERE, cs_parse_rule, "a regime"},
    {"exception", ANYWHERE, cs_parse_exception, "a regime"},
    {"member", CS_IN_GROUP, cs_parse_member, "a group"},
    {"title", CS_IN_REGIME, cs_parse_title, "a regime, above its rules"},
    {"owner", CS_IN_REGIME, cs_parse_owner, "a regime, above its rules"},
    {"state", CS_IN_REGIME, cs_parse_state, "a regime, above its rules"},
    {"treats", CS_IN_REGIME, cs_parse_treats, "a regime, above its rules"},
    {"otherwise", CS_IN_REGIME | CS_IN_TERM, cs_parse_otherwise, "a regime, above its rules, or a term"},
    {"column", CS_IN_TABLE, cs_parse_column, "a table"},
    {"is", CS_IN_TERM, cs_parse_is, "a term"},
    {"area", CS_IN_REGIME, cs_parse_area, "a regime, above its rules"},
    {"from", DATED, cs_parse_from, "a rule, a regime, a group, a table or a term"},
    {"before", CS_IN_RULE | CS_IN_GROUP, cs_parse_before, "a rule or a group"},
    {"known", DATED, cs_parse_known, "a rule, a regime, a group, a table or a term"},
    {"cite", CS_IN_RULE | CS_IN_GROUP | CS_IN_TABLE | CS_IN_TERM, cs_parse_cite,
     "a rule, a group's member, a table or a term"},
    {"because", CS_IN_RULE, cs_parse_because, "a rule"},
    {"disputed", CS_IN_RULE, cs_parse_disputed, "a rule"},
    {"when", CS_IN_RULE, cs_parse_when, "a rule"},
    {"permit", CS_IN_RULE, cs_parse_permit, "a rule"},
    {"refer", CS_IN_RULE, cs_parse_refer, "a rule"},
    {"review", CS_IN_RULE, cs_parse_review, "a rule"},
    {"prohibit", CS_IN_RULE, cs_parse_prohibit, "a rule"},
    {"note", CS_IN_RULE, cs_parse_note, "a rule"},
    {"advice", CS_IN_RULE, cs_parse_advice, "a rule, below its effect"},
    {"countersign", CS_IN_RULE, cs_parse_countersign, "a rule, below its effect"},
    {"notify", CS_IN_RULE, cs_parse_notify, "a rule, below its effect"},
    {"proviso", CS_IN_RULE, cs_parse_proviso, "a rule, below its effect"},
    {"limit", CS_IN_RULE, cs_parse_limit, "a rule, below its effect"},
    {"single", CS_IN_RULE, cs_parse_single, "a rule, below its effect"},
    {"condition", CS_IN_RULE, cs_parse_condition_clause, "a rule, below its effect"},
    {"table", ANYWHERE, cs_parse_table, "a file"},
    {"term", ANYWHERE, cs_parse_term, "a regime"},
};
#define N_CLAUSES (sizeof clauses / sizeof clauses[0])

/* Words that stand within clauses and can therefore be no unit. */
static const char *const inner_words[] = {
    "and", "or",       "not",  "is",    "in",     "within",  "has",      "has-not", "the",      "by",        "on",
    "of",  "depends",  "then", "else",  "today",  "one",     "some",     "every",   "where",    "confirmed", "days",
    "no",  "reported", "like", "needs", "denied", "assumed", "disputed", "lifts",   "replaces", "for",       "key"};

/* `is` and `column` begin a clause only where they can belong to it: elsewhere they are words like others. */
static bool only_there(const struct clause *clause) {
  return clause->in == CS_IN_TERM || clause->in == CS_IN_TABLE;
}

static const struct clause *find_clause(const struct cs_parser *p, const struct cs_token *tok) {
  for (size_t i = 0; i < N_CLAUSES; i++) {
    if (cs_token_is(tok, CS_TOKEN_WORD, clauses[i].word) && (!only_there(&clauses[i]) || clauses[i].in == p->in)) {
      return &clauses[i];
    }
  }
  return NULL;
}

static bool hint_habit(struct cs_parser *p) {
  const char *hint = cs_habit(p->tok.text);
  return hint && cs_report_hint(p->report, "%s", hint);
}

/* A bad token is reported when it is met and stays one, so that whoever wanted something else fails without a word. */
void cs_parse_next(struct cs_parser *p) {
  cs_lex_next(&p->lex, &p->tok);
  if (p->tok.kind != CS_TOKEN_BAD) {
    return;
  }
  if (p->bad_line == p->tok.pos.line) {
    return; /* one fault a line: the second of two curly quotation marks says nothing new */
  }
  p->bad_line = p->tok.pos.line;
  struct cs_str shown = p->tok.text; /* without the mark that opens a text: marks stand around it here */
  shown = cs_str_starts(shown, CS_STR("\"")) ? cs_str_from(shown, 1) : shown;
  cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX, "\"%.*s\": %s", CS_STR_ARG(shown), p->tok.fault);
  hint_habit(p);
}

void cs_parse_peek(const struct cs_parser *p, struct cs_token *out) {
  struct cs_lex ahead = p->lex;
  cs_lex_next(&ahead, out);
}

bool cs_parse_fail(struct cs_parser *p, const char *expected) {
  if (p->tok.kind == CS_TOKEN_BAD) {
    return false;
  }
  if (p->tok.kind == CS_TOKEN_END) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX, "the text ends here; expected %s", expected);
  }
  if (p->tok.kind == CS_TOKEN_STRING) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\", a text in quotation marks, stands here; expected %s", CS_STR_ARG(p->tok.text),
                           expected);
  }
  bool unfinished = p->clause && p->tok.first; /* what is lacking is lacking on the line before */
  cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                  unfinished ? "\"%.*s\" begins a line; before it, expected %s" : "\"%.*s\": expected %s",
                  CS_STR_ARG(p->tok.text), expected);
  return !unfinished && hint_habit(p);
}

bool cs_parse_no_memory(struct cs_parser *p) {
  p->report->stop = true;
  return false;
}

bool cs_parse_expect_word(struct cs_parser *p, const char *word) {
  char expected[64];
  snprintf(expected, sizeof expected, "the word \"%s\"", word);
  return cs_parse_take_word(p, word) || cs_parse_fail(p, expected);
}

bool cs_parse_expect_sign(struct cs_parser *p, const char *sign) {
  char expected[16];
  snprintf(expected, sizeof expected, "\"%s\"", sign);
  return cs_parse_take_sign(p, sign) || cs_parse_fail(p, expected);
}

bool cs_parse_at_clause(const struct cs_parser *p) {
  if (!p->tok.first || p->braces > 0 || !find_clause(p, &p->tok)) {
    return false;
  }
  if (cs_parse_at_word(p, "use")) { /* an act as well: `use "FILE"` only is a clause */
    struct cs_token next;
    cs_parse_peek(p, &next);
    return next.kind == CS_TOKEN_STRING;
  }
  return true;
}

bool cs_parse_is_clause(const struct cs_parser *p) {
  return p->tok.kind == CS_TOKEN_WORD && find_clause(p, &p->tok);
}

unsigned cs_parse_clause_in(const struct cs_token *tok, enum cs_parse_in in) {
  struct cs_parser there = {.in = in};
  const struct clause *clause = tok->kind == CS_TOKEN_WORD ? find_clause(&there, tok) : NULL;
  return clause ? clause->in : 0;
}

bool cs_parse_at_unit(const struct cs_parser *p) {
  if (p->tok.kind != CS_TOKEN_WORD || p->tok.first || find_clause(p, &p->tok)) {
    return false;
  }
  for (size_t i = 0; i < sizeof inner_words / sizeof inner_words[0]; i++) {
    if (cs_parse_at_word(p, inner_words[i]) && !cs_parse_at_word(p, "days")) {
      return false;
    }
  }
  return true;
}

bool cs_parse_name(struct cs_parser *p, struct cs_word *out, const char *expected) {
  if (p->tok.kind != CS_TOKEN_WORD || cs_parse_at_clause(p)) {
    return cs_parse_fail(p, expected);
  }
  if (!cs_str_is_ident(p->tok.text)) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\" is no name: a name has 1 to %d letters, digits and . _ / -, and begins with a "
                           "letter or digit",
                           CS_STR_ARG(p->tok.text), CS_IDENT_MAX);
  }
  *out = (struct cs_word){.text = p->tok.text, .pos = p->tok.pos};
  cs_parse_next(p);
  return true;
}

bool cs_parse_names(struct cs_parser *p, struct cs_words *out, const char *expected) {
  do {
    struct cs_word name;
    if (!cs_parse_name(p, &name, expected)) {
      return false;
    }
    struct cs_word *place = cs_ast_push(p->arena, out, &p->report->fatal);
    if (!place) {
      p->report->stop = true;
      return false;
    }
    *place = name;
  } while (cs_parse_take_sign(p, ","));
  return true;
}

bool cs_parse_text_of(struct cs_parser *p, struct cs_word *out, const char *expected) {
  if (p->tok.kind != CS_TOKEN_STRING) {
    return cs_parse_fail(p, expected);
  }
  if (cs_str_trim(p->tok.text).len == 0) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX, "an empty text: expected %s", expected);
  }
  *out = (struct cs_word){.text = p->tok.text, .pos = p->tok.pos, .quoted = true};
  cs_parse_next(p);
  return true;
}

bool cs_parse_integer(struct cs_parser *p, int64_t *out, const char *expected) {
  int64_t value = 0;
  struct cs_str text = p->tok.text;
  if (p->tok.kind != CS_TOKEN_WORD || text.len == 0 || text.len > 9) {
    return cs_parse_fail(p, expected);
  }
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9') {
      return cs_parse_fail(p, expected);
    }
    value = value * 10 + (text.ptr[i] - '0');
  }
  *out = value;
  cs_parse_next(p);
  return true;
}

/* After a fault: forward to the next line that begins with a clause's word. */
static void recover(struct cs_parser *p) {
  p->braces = 0;
  while (p->tok.kind != CS_TOKEN_END && !p->report->stop && !(p->tok.first && find_clause(p, &p->tok))) {
    cs_parse_next(p);
  }
}

static bool unknown_clause(struct cs_parser *p) {
  if (p->tok.kind != CS_TOKEN_WORD) {
    return cs_parse_fail(p, "the first word of a clause");
  }
  cs_parse_fail(p, p->in == CS_IN_FILE    ? "use, fact, group, date, table or regime"
                   : p->in == CS_IN_GROUP ? "member, or the next fact, group, date, table or regime"
                   : p->in == CS_IN_RULE  ? "a clause of a rule, or the next rule"
                   : p->in == CS_IN_TABLE ? "column, from, known or cite, or the next fact, group, table or regime"
                   : p->in == CS_IN_TERM  ? "is, otherwise, from, known or cite, or the next term or rule"
                                          : "a line of a regime, a term, or a rule");
  struct cs_near near;
  cs_near_init(&near, p->tok.text);
  for (size_t i = 0; i < N_CLAUSES; i++) {
    if (clauses[i].in & p->in) {
      cs_near_offer(&near, cs_str_of(clauses[i].word));
    }
  }
  return cs_near_hint(p->report, &near, NULL);
}

static void mark_broken(struct cs_parser *p) {
  if (p->in == CS_IN_RULE) {
    p->rule->broken = true;
  } else if (p->in == CS_IN_GROUP) {
    p->group->broken = true;
  } else if (p->in == CS_IN_TABLE) {
    p->table->broken = true;
  } else if (p->in == CS_IN_TERM) {
    p->term->broken = true;
  }
}

static void parse_clause(struct cs_parser *p) {
  const struct clause *clause = find_clause(p, &p->tok);
  bool done = false;
  if (!clause) {
    mark_broken(p);
    unknown_clause(p);
  } else if ((clause->in & p->in) == 0) {
    cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX, "\"%s\" does not stand here; it belongs to %s",
                    clause->word, clause->belongs_to);
  } else {
    p->clause = true;
    cs_parse_next(p);
    done = clause->parse(p);
    p->clause = false;
    if (!done) {
      mark_broken(p);
    }
    if (!done && p->tok.first && find_clause(p, &p->tok)) {
      p->braces = 0;
      return; /* already at the next clause */
    }
  }
  if (!done) {
    if (p->tok.kind != CS_TOKEN_END) {
      cs_parse_next(p);
    }
    recover(p);
  }
}

bool cs_parse_text(struct cs_arena *arena, struct cs_str text, uint32_t index, struct cs_report *report,
                   struct cs_ast *ast) {
  struct cs_parser p = {.arena = arena, .report = report, .ast = ast, .text = index, .in = CS_IN_FILE};
  cs_lex_init(&p.lex, text, index);
  cs_parse_next(&p);
  while (p.tok.kind != CS_TOKEN_END && !report->stop) {
    parse_clause(&p);
  }
  return !report->stop;
}
