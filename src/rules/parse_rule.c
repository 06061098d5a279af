/* Rules and exceptions with their clauses. Must not look up any name. Invariant: p->rule is the rule that the clauses
 * at hand belong to. Specification: SPEC.md sections 6 to 8 and 12. */
#include "rules/parse.h"

#include "base/limits.h"

/* ------------------------------------------------------------------ heads */

/* A rule outside every regime is read into a regime without a name that is thrown away, so that its clauses are
 * checked. */
bool cs_parse_need_regime(struct cs_parser *p, struct cs_pos pos, const char *word) {
  if (p->regime) {
    return true;
  }
  p->regime = cs_arena_new(p->arena, struct cs_ast_regime, &p->report->fatal);
  if (!p->regime) {
    return cs_parse_no_memory(p);
  }
  cs_report_error(p->report, pos, &CS_E_RULES_SYNTAX, "this %s belongs to no regime; expected \"regime NAME\" above it",
                  word);
  return true;
}

static bool new_rule(struct cs_parser *p, bool exception) {
  if (!cs_parse_need_regime(p, p->tok.pos, exception ? "exception" : "rule")) {
    return false;
  }
  struct cs_ast_rule *rule = cs_arena_new(p->arena, struct cs_ast_rule, &p->report->fatal);
  struct cs_ast_rule **place = rule ? cs_ast_push(p->arena, &p->regime->rules, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = rule;
  rule->exception = exception;
  rule->pos = p->tok.pos;
  p->rule = rule;
  p->in = CS_IN_RULE;
  p->ast->n_rules++;
  if (p->ast->n_rules > CS_RULES_MAX) {
    cs_report_error(p->report, p->tok.pos, &CS_E_RULES_TOO_MANY, "more than %d rules and exceptions in one set",
                    CS_RULES_MAX);
    cs_report_hint(p->report, "ask the regimes apart: a folder of files for each");
    p->report->stop = true;
    return false;
  }
  return true;
}

bool cs_parse_rule(struct cs_parser *p) {
  if (!new_rule(p, false) || !cs_parse_name(p, &p->rule->name, "the name of a rule")) {
    return false;
  }
  if (cs_parse_at_word(p, "lifts") || cs_parse_at_word(p, "replaces")) {
    cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                    "\"%.*s\" in a rule; only an exception lifts or replaces", CS_STR_ARG(p->tok.text));
    return cs_report_hint(p->report, "write \"exception %.*s\"", CS_STR_ARG(p->rule->name.text));
  }
  return true;
}

bool cs_parse_exception(struct cs_parser *p) {
  if (!new_rule(p, true) || !cs_parse_name(p, &p->rule->name, "the name of an exception")) {
    return false;
  }
  while (cs_parse_at_word(p, "lifts") || cs_parse_at_word(p, "replaces")) {
    struct cs_words *names = cs_parse_at_word(p, "lifts") ? &p->rule->lifts : &p->rule->replaces;
    cs_parse_next(p);
    if (!cs_parse_names(p, names, "the name of a rule")) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ sources and days */

bool cs_parse_day(struct cs_parser *p, struct cs_ast_day *out) {
  *out = (struct cs_ast_day){0};
  if (p->tok.kind != CS_TOKEN_WORD || cs_parse_at_clause(p)) {
    return cs_parse_fail(p, "a day such as 2025-06-01, an interval such as 2025-05..2025-06, or a named date");
  }
  out->day = (struct cs_word){.text = p->tok.text, .pos = p->tok.pos};
  cs_parse_next(p);
  if (p->tok.kind == CS_TOKEN_STRING) {
    struct cs_word words;
    bool done = cs_parse_text_of(p, &words, "the source's words");
    out->words = done ? words.text : CS_STR_NONE;
    return done;
  }
  return true;
}

bool cs_parse_certainty(struct cs_parser *p, bool *has, enum cs_certainty *out) {
  if (p->tok.first || p->tok.kind != CS_TOKEN_WORD || cs_parse_at_word(p, "known") || cs_parse_at_word(p, "from") ||
      cs_parse_at_word(p, "before") || cs_parse_at_word(p, "cite")) {
    return true;
  }
  if (!cs_certainty_find(p->tok.text, out)) {
    cs_report_error(p->report, p->tok.pos, &CS_E_RULES_UNKNOWN_WORD,
                    "\"%.*s\" is no certainty; expected confirmed, reported, assumed, disputed or denied",
                    CS_STR_ARG(p->tok.text));
    struct cs_near near;
    cs_near_init(&near, p->tok.text);
    for (int i = CS_CONFIRMED; i <= CS_DENIED; i++) {
      cs_near_offer(&near, cs_str_of(cs_certainty_name((enum cs_certainty)i)));
    }
    return cs_near_hint(p->report, &near, NULL);
  }
  *has = true;
  cs_parse_next(p);
  return true;
}

bool cs_parse_cite_into(struct cs_parser *p, struct cs_ast_cite *out) {
  bool has = false;
  *out = (struct cs_ast_cite){.certainty = CS_CONFIRMED};
  bool cell = p->in == CS_IN_RULE && p->tok.kind == CS_TOKEN_WORD && cs_str_find(p->tok.text, CS_STR(".")) != SIZE_MAX;
  if (!(cell ? cs_parse_name(p, &out->text, "the cell of a row")
             : cs_parse_text_of(p, &out->text, "the source in quotation marks")) ||
      !cs_parse_certainty(p, &has, &out->certainty)) {
    return false;
  }
  if (!p->tok.first && cs_parse_take_word(p, "known")) {
    return cs_parse_day(p, &out->known);
  }
  return true;
}

/* A member's cite gives its certainty, and its day when the member states none. */
static bool cite_member(struct cs_parser *p, struct cs_ast_cite cite) {
  struct cs_ast_group *g = p->group;
  if (g->file.text.ptr && !g->has_cite) {
    g->has_cite = true;
    g->certainty = cite.certainty;
    if (!g->known.day.text.ptr) {
      g->known = cite.known;
    }
    return true;
  }
  if (g->members.n == 0) {
    return cs_report_error(p->report, cite.text.pos, &CS_E_RULES_SYNTAX,
                           "a cite in a group stands behind or below a \"member\"");
  }
  for (size_t i = g->line_start; i < g->members.n; i++) {
    struct cs_ast_member *m = &g->members.at[i];
    if (m->has_cite) {
      return cs_report_error(p->report, cite.text.pos, &CS_E_RULES_SYNTAX, "a second cite of the same member");
    }
    m->has_cite = true;
    m->certainty = cite.certainty;
    if (!m->known.day.text.ptr) {
      m->known = cite.known;
    }
  }
  return true;
}

bool cs_parse_cite(struct cs_parser *p) {
  struct cs_ast_cite cite;
  if (!cs_parse_cite_into(p, &cite)) {
    return false;
  }
  if (p->in == CS_IN_GROUP) {
    return cite_member(p, cite);
  }
  struct cs_ast_cites *cites = p->in == CS_IN_TABLE  ? &p->table->cites
                               : p->in == CS_IN_TERM ? &p->term->cites
                                                     : &p->rule->cites;
  struct cs_ast_cite *place = cs_ast_push(p->arena, cites, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = cite;
  return true;
}

bool cs_parse_because(struct cs_parser *p) {
  if (p->rule->because.text.ptr) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                           "a second \"because\" here; the first is in line %u", (unsigned)p->rule->because.pos.line);
  }
  return cs_parse_text_of(p, &p->rule->because, "the reason in quotation marks");
}

bool cs_parse_disputed(struct cs_parser *p) {
  return cs_parse_expect_word(p, "by") && cs_parse_names(p, &p->rule->disputed_by, "the name of a rule");
}

bool cs_parse_when(struct cs_parser *p) {
  if (p->rule->condition) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX, "a second \"when\" here; the first is in line %u",
                           (unsigned)p->rule->condition->pos.line);
  }
  return cs_parse_condition(p, &p->rule->condition);
}

/* ------------------------------------------------------------------ effects */

static bool set_effect(struct cs_parser *p, enum cs_effect_kind kind, struct cs_pos pos, struct cs_word office,
                       struct cs_word text) {
  struct cs_ast_effect *effect = &p->rule->effect;
  if (effect->kind != CS_EFFECT_NONE) {
    cs_report_error(p->report, pos, &CS_E_RULES_SYNTAX, "a second effect here; the first is in line %u",
                    (unsigned)effect->pos.line);
    return cs_report_hint(p->report, "a rule has one effect: make two rules");
  }
  *effect = (struct cs_ast_effect){.kind = kind, .office = office, .text = text, .pos = pos};
  return true;
}

bool cs_parse_permit(struct cs_parser *p) {
  return set_effect(p, CS_EFFECT_PERMIT, p->tok.pos, (struct cs_word){0}, (struct cs_word){0});
}

bool cs_parse_prohibit(struct cs_parser *p) {
  return set_effect(p, CS_EFFECT_PROHIBIT, p->tok.pos, (struct cs_word){0}, (struct cs_word){0});
}

bool cs_parse_refer(struct cs_parser *p) {
  struct cs_word text;
  struct cs_pos pos = p->tok.pos;
  return cs_parse_text_of(p, &text, "why another must answer, in quotation marks") &&
         set_effect(p, CS_EFFECT_REFER, pos, (struct cs_word){0}, text);
}

bool cs_parse_review(struct cs_parser *p) {
  struct cs_word office;
  struct cs_pos pos = p->tok.pos;
  return cs_parse_expect_word(p, "by") && cs_parse_name(p, &office, "an office") &&
         set_effect(p, CS_EFFECT_REVIEW, pos, office, (struct cs_word){0});
}

bool cs_parse_note(struct cs_parser *p) {
  struct cs_word text;
  if (!cs_parse_text_of(p, &text, "the note in quotation marks")) {
    return false;
  }
  struct cs_word *place = cs_ast_push(p->arena, &p->rule->notes, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = text;
  return true;
}

/* ------------------------------------------------------------------ clauses below an effect */

static bool add_clause(struct cs_parser *p, struct cs_ast_clause clause) {
  if (!cs_parse_certainty(p, &clause.has_certainty, &clause.certainty)) {
    return false;
  }
  struct cs_ast_clause *place = cs_ast_push(p->arena, &p->rule->clauses, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = clause;
  return true;
}

/* N working days | N calendar days */
static bool parse_days(struct cs_parser *p, struct cs_ast_clause *clause) {
  struct cs_pos pos = p->tok.pos;
  if (!cs_parse_integer(p, &clause->days, "a number of days")) {
    return false;
  }
  if (clause->days == 0) {
    return cs_report_error(p->report, pos, &CS_E_RULES_SYNTAX, "\"0\": expected at least one day");
  }
  clause->calendar_days = cs_parse_at_word(p, "calendar");
  if (!clause->calendar_days && !cs_parse_at_word(p, "working")) {
    return cs_parse_fail(p, "\"working days\" or \"calendar days\"");
  }
  cs_parse_next(p);
  return cs_parse_take_word(p, "day") || cs_parse_expect_word(p, "days");
}

bool cs_parse_advice(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_ADVICE, .pos = p->tok.pos};
  if (!cs_parse_expect_word(p, "from") || !cs_parse_name(p, &clause.office, "an office")) {
    return false;
  }
  if (cs_parse_take_word(p, "within") && !parse_days(p, &clause)) {
    return false;
  }
  return add_clause(p, clause);
}

bool cs_parse_countersign(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_COUNTERSIGN, .pos = p->tok.pos};
  if (!cs_parse_integer(p, &clause.n, "how many must countersign")) {
    return false;
  }
  if (clause.n == 0) {
    return cs_report_error(p->report, clause.pos, &CS_E_RULES_SYNTAX, "\"0\": expected at least one");
  }
  return add_clause(p, clause);
}

bool cs_parse_notify(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_NOTIFY, .pos = p->tok.pos};
  return cs_parse_name(p, &clause.office, "an office") && parse_days(p, &clause) && add_clause(p, clause);
}

bool cs_parse_proviso(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_PROVISO, .pos = p->tok.pos};
  return cs_parse_text_of(p, &clause.text, "the proviso in quotation marks") && add_clause(p, clause);
}

bool cs_parse_limit(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_LIMIT, .pos = p->tok.pos};
  if (p->tok.kind == CS_TOKEN_STRING) {
    return cs_parse_text_of(p, &clause.text, "the limit in quotation marks") && add_clause(p, clause);
  }
  struct cs_ast_value value;
  if (!cs_parse_value(p, &value)) {
    return false;
  }
  char first = value.word.text.ptr[0];
  if (value.is_fact || first < '0' || first > '9') {
    return cs_report_error(p->report, value.word.pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\": expected the limit in quotation marks, or a figure", CS_STR_ARG(value.word.text));
  }
  clause.text = value.word;
  clause.unit = value.unit;
  return add_clause(p, clause);
}

bool cs_parse_single(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_LIMIT, .pos = p->tok.pos, .n = 1};
  if (!cs_parse_expect_word(p, "use")) {
    return false;
  }
  clause.text = (struct cs_word){.text = CS_STR("single use"), .pos = clause.pos, .quoted = true};
  return add_clause(p, clause);
}

/* payment [by GROUP] | certificate [from PARTY]; *stated false: it is neither. */
static bool parse_need(struct cs_parser *p, struct cs_ast_clause *clause, bool *stated) {
  *stated = true;
  if (cs_parse_take_word(p, "payment")) {
    clause->need = CS_NEED_PAYMENT;
    return p->tok.first || !cs_parse_take_word(p, "by") ||
           cs_parse_name(p, &clause->payers, "the group whose payments count");
  }
  if (cs_parse_take_word(p, "certificate")) {
    clause->need = CS_NEED_CERTIFICATE;
    return p->tok.first || !cs_parse_take_word(p, "from") || cs_parse_name(p, &clause->office, "who certifies");
  }
  *stated = false;
  return true;
}

bool cs_parse_condition_clause(struct cs_parser *p) {
  struct cs_ast_clause clause = {.kind = CS_REQUIRE_CONDITION, .pos = p->tok.pos};
  bool stated;
  if (!parse_need(p, &clause, &stated)) {
    return false;
  }
  bool worded = !stated || p->tok.kind == CS_TOKEN_STRING;
  if (worded && !cs_parse_text_of(p, &clause.text, "payment, certificate, or the condition in quotation marks")) {
    return false;
  }
  if (!p->tok.first && cs_parse_take_word(p, "before") && !cs_parse_day(p, &clause.before)) {
    return false;
  }
  return add_clause(p, clause);
}
