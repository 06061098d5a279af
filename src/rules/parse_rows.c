/* What goes through rows, sets and parts: look-ups, some, no, every, count, sum, greatest, share. Must not look up any
 * name. Invariant: what stands behind `where` is one level deeper than what it stands in. Specification: SPEC.md sections
 * 15.7, 16, 17.7 and 18. */
#include "rules/parse.h"

/* ------------------------------------------------------------------ look-ups */

/* A name, or a constant in quotation marks. */
static bool parse_key(struct cs_parser *p, struct cs_word *out) {
  if (p->tok.kind == CS_TOKEN_STRING) {
    return cs_parse_text_of(p, out, "a key");
  }
  bool the = cs_parse_take_word(p, "the");
  bool done = cs_parse_name(p, out, "what it is looked up by: a name, or a constant in quotation marks");
  out->the = the;
  return done;
}

static bool parse_column_of(struct cs_parser *p, struct cs_ast_look *look) {
  if (p->tok.kind == CS_TOKEN_WORD && p->tok.text.len > 1 && p->tok.text.ptr[0] == '.') {
    look->column = (struct cs_word){.text = cs_str_from(p->tok.text, 1), .pos = p->tok.pos};
    cs_parse_next(p);
    return true;
  }
  if (!cs_parse_take_sign(p, "[")) {
    return cs_parse_fail(p, "a point and a column's name, or [ and what names the column");
  }
  look->by_value = true;
  return parse_key(p, &look->column) && cs_parse_expect_sign(p, "]");
}

bool cs_parse_look(struct cs_parser *p, struct cs_word *name) {
  if (!cs_parse_at_sign(p, "[")) {
    return true;
  }
  struct cs_ast_look *look = cs_arena_new(p->arena, struct cs_ast_look, &p->report->fatal);
  if (!look) {
    return cs_parse_no_memory(p);
  }
  cs_parse_next(p);
  name->look = look;
  do {
    if (look->n_keys == 2) {
      return cs_parse_fail(p, "at most two keys");
    }
    if (!parse_key(p, &look->keys[look->n_keys++])) {
      return false;
    }
  } while (cs_parse_take_sign(p, ","));
  return cs_parse_expect_sign(p, "]") && parse_column_of(p, look);
}

/* ------------------------------------------------------------------ sources */

/* Words that show that the word before them is a name and nothing else. */
static bool follows_a_name(const struct cs_token *tok) {
  static const char *const words[] = {"is",   "in",  "not", "within", "has",  "has-not",
                                      "like", "and", "or",  "needs",  "when", "depends"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (cs_str_eq(tok->text, cs_str_of(words[i]))) {
      return true;
    }
  }
  return false;
}

bool cs_parse_at_quantity(const struct cs_parser *p, const char *word) {
  struct cs_token next;
  if (!cs_parse_at_word(p, word)) {
    return false;
  }
  struct cs_parser ahead = *p;
  cs_parse_peek(p, &next);
  ahead.tok = next;
  return next.kind == CS_TOKEN_WORD && !follows_a_name(&next) && !cs_str_eq(next.text, CS_STR("otherwise")) &&
         !cs_parse_at_clause(&ahead);
}

static bool parse_where(struct cs_parser *p, unsigned depth, struct cs_ast_source *out) {
  return !cs_parse_take_word(p, "where") || cs_parse_joined(p, depth + 1, false, &out->where);
}

static bool at_parts(const struct cs_parser *p) {
  struct cs_token next;
  cs_parse_peek(p, &next);
  bool in = next.kind == CS_TOKEN_WORD && cs_str_eq(next.text, CS_STR("in"));
  return !in && (cs_parse_at_word(p, "part") || cs_parse_at_word(p, "parts"));
}

/* part [where C] | r in T [where C] | SET (unless `named`) */
bool cs_parse_source(struct cs_parser *p, unsigned depth, bool named, struct cs_ast_source *out) {
  *out = (struct cs_ast_source){.pos = p->tok.pos};
  if (!named && at_parts(p)) {
    cs_parse_next(p);
    out->parts = true;
    return parse_where(p, depth, out);
  }
  if (!cs_parse_name(p, &out->row, named ? "a row's name" : "a row's name, a set, or part")) {
    return false;
  }
  if (cs_parse_take_word(p, "in")) {
    return cs_parse_name(p, &out->from, "the name of a table, or of a set of rows") && parse_where(p, depth, out);
  }
  if (named) {
    return cs_parse_fail(p, "\"in\" and the name of a table, or of a set of rows");
  }
  out->from = out->row;
  out->row = (struct cs_word){0};
  return true;
}

bool cs_parse_quantified(struct cs_parser *p, unsigned depth, struct cs_ast_cond *out) {
  bool every = cs_parse_at_word(p, "every");
  out->negated = cs_parse_at_word(p, "no");
  out->kind = every ? CS_NODE_EVERY : CS_NODE_SOME;
  cs_parse_next(p);
  out->source = cs_arena_new(p->arena, struct cs_ast_source, &p->report->fatal);
  if (!out->source) {
    return cs_parse_no_memory(p);
  }
  if (every && !at_parts(p)) {
    cs_parse_fail(p, "part where ...");
    return cs_report_hint(p->report, "of rows, write: no r in TABLE where not (...)");
  }
  return cs_parse_source(p, depth, false, out->source);
}

/* ------------------------------------------------------------------ measures */

static const struct {
  const char *word;
  enum cs_measure_kind kind;
} measures[] = {{"count", CS_MEASURE_COUNT},
                {"sum", CS_MEASURE_SUM},
                {"greatest", CS_MEASURE_GREATEST},
                {"share", CS_MEASURE_SHARE}};

bool cs_parse_at_measure(const struct cs_parser *p) {
  struct cs_token next;
  for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
    if (cs_parse_at_word(p, measures[i].word)) {
      struct cs_parser ahead = *p;
      cs_parse_peek(p, &next);
      bool of = next.kind == CS_TOKEN_WORD && cs_str_eq(next.text, CS_STR("of"));
      if (of || measures[i].kind != CS_MEASURE_SHARE || next.kind != CS_TOKEN_WORD ||
          !cs_str_eq(next.text, CS_STR("in"))) {
        return of;
      }
      cs_lex_next(&ahead.lex, &next); /* share in F of parts: not a thing named share that is in a group */
      cs_lex_next(&ahead.lex, &next);
      cs_lex_next(&ahead.lex, &next);
      return next.kind == CS_TOKEN_WORD && cs_str_eq(next.text, CS_STR("of"));
    }
  }
  return false;
}

static bool parse_sum(struct cs_parser *p, unsigned depth, struct cs_ast_measure *out) {
  if (!cs_parse_name(p, &out->of, "a row's cell, such as r.amount, or part.value")) {
    return false;
  }
  if (cs_str_starts(out->of.text, CS_STR("part."))) {
    out->source = (struct cs_ast_source){.parts = true, .pos = out->of.pos};
    return parse_where(p, depth, &out->source);
  }
  return cs_parse_expect_word(p, "for") && cs_parse_source(p, depth, true, &out->source);
}

static bool parse_share(struct cs_parser *p, unsigned depth, struct cs_ast_measure *out) {
  if (cs_parse_take_word(p, "in") && !cs_parse_name(p, &out->in, "what the share is in: an amount of money")) {
    return false;
  }
  if (!cs_parse_expect_word(p, "of")) {
    return false;
  }
  if (!at_parts(p)) {
    return cs_parse_fail(p, "parts");
  }
  return cs_parse_source(p, depth, false, &out->source);
}

bool cs_parse_measure(struct cs_parser *p, unsigned depth, struct cs_ast_measure **out) {
  struct cs_ast_measure *measure = cs_arena_new(p->arena, struct cs_ast_measure, &p->report->fatal);
  if (!measure) {
    return cs_parse_no_memory(p);
  }
  for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
    measure->kind = cs_parse_at_word(p, measures[i].word) ? measures[i].kind : measure->kind;
  }
  *out = measure;
  cs_parse_next(p);
  if (measure->kind == CS_MEASURE_SHARE) {
    return parse_share(p, depth, measure);
  }
  cs_parse_next(p); /* of */
  return measure->kind == CS_MEASURE_COUNT ? cs_parse_source(p, depth, false, &measure->source)
                                           : parse_sum(p, depth, measure);
}
