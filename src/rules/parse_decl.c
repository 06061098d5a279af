/* Declarations (use, fact, group, date) and the lines of a regime. Must not look up any name. Invariant: what a clause
 * belongs to is made before its first fault can be found, so that a fault never hands clauses to another owner.
 * Specification: SPEC.md sections 3 to 5 and 12. */
#include "rules/parse.h"

bool cs_parse_use(struct cs_parser *p) {
  p->in = CS_IN_FILE;
  struct cs_word file;
  if (!cs_parse_text_of(p, &file, "the name of a file in quotation marks")) {
    return false;
  }
  struct cs_word *place = cs_ast_push(p->arena, &p->ast->uses, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = file;
  return true;
}

/* ------------------------------------------------------------------ facts */

static const char *const type_words = "a type: code, codes, text, bool, integer, decimal, money, quantity UNIT, date, "
                                      "duration or area";

bool cs_parse_choices(struct cs_parser *p, struct cs_ast_fact *fact) {
  fact->has_choices = true;
  if (!cs_parse_expect_word(p, "of")) {
    return false;
  }
  struct cs_ast_values values = {0};
  if (!cs_parse_value_set(p, &values)) {
    return false;
  }
  for (size_t i = 0; i < values.n; i++) {
    if (values.at[i].is_fact) {
      return cs_report_error(p->report, values.at[i].word.pos, &CS_E_RULES_SYNTAX,
                             "\"the %.*s\": expected a word; choices are fixed", CS_STR_ARG(values.at[i].word.text));
    }
    struct cs_word *place = cs_ast_push(p->arena, &fact->choices, &p->report->fatal);
    if (!place) {
      return cs_parse_no_memory(p);
    }
    *place = values.at[i].word;
  }
  return true;
}

bool cs_parse_levels(struct cs_parser *p, struct cs_ast_fact *fact) {
  if (p->tok.kind != CS_TOKEN_STRING || p->tok.text.len != 1 || p->tok.text.ptr[0] == ' ') {
    return cs_parse_fail(p, "the one character that divides levels, in quotation marks");
  }
  fact->levels = p->tok.text.ptr[0];
  cs_parse_next(p);
  return true;
}

static bool find_type(struct cs_str word, enum cs_type *out) {
  static const enum cs_type all[] = {CS_TYPE_CODE,    CS_TYPE_CODES,    CS_TYPE_TEXT,  CS_TYPE_BOOL,
                                     CS_TYPE_INTEGER, CS_TYPE_DECIMAL,  CS_TYPE_MONEY, CS_TYPE_QUANTITY,
                                     CS_TYPE_DATE,    CS_TYPE_DURATION, CS_TYPE_AREA};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    if (cs_str_eq(word, cs_str_of(cs_type_name(all[i])))) {
      *out = all[i];
      return true;
    }
  }
  return false;
}

bool cs_parse_type_unit(struct cs_parser *p, struct cs_ast_fact *fact) {
  if (!cs_parse_at_unit(p)) {
    return fact->type == CS_TYPE_MONEY || cs_parse_fail(p, "a unit, such as km");
  }
  fact->unit = (struct cs_word){.text = p->tok.text, .pos = p->tok.pos};
  cs_parse_next(p);
  return true;
}

bool cs_parse_type_word(struct cs_parser *p, struct cs_ast_fact *fact) {
  if (p->tok.kind != CS_TOKEN_WORD || !find_type(p->tok.text, &fact->type)) {
    return cs_parse_fail(p, type_words);
  }
  fact->has_type = true;
  cs_parse_next(p);
  return true;
}

static bool parse_type(struct cs_parser *p, struct cs_ast_fact *fact) {
  if (!cs_parse_type_word(p, fact)) {
    return false;
  }
  if (fact->type == CS_TYPE_CODE && cs_parse_take_word(p, "one")) {
    return cs_parse_choices(p, fact);
  }
  if (fact->type == CS_TYPE_CODE && cs_parse_take_word(p, "by")) {
    return cs_parse_levels(p, fact);
  }
  if (fact->type == CS_TYPE_MONEY || fact->type == CS_TYPE_QUANTITY) {
    return cs_parse_type_unit(p, fact);
  }
  return true;
}

static bool parse_fact_rest(struct cs_parser *p, struct cs_ast_fact *fact) {
  if (!cs_parse_name(p, &fact->name, "the name of a fact") || !cs_parse_expect_sign(p, ":") || !parse_type(p, fact)) {
    return false;
  }
  if (cs_parse_take_sign(p, ",")) {
    fact->has_else = true;
    return cs_parse_expect_word(p, "else") && cs_parse_value(p, &fact->else_value);
  }
  return true;
}

bool cs_parse_fact(struct cs_parser *p) {
  p->in = CS_IN_FILE;
  struct cs_ast_fact *fact = cs_arena_new(p->arena, struct cs_ast_fact, &p->report->fatal);
  struct cs_ast_fact **place = fact ? cs_ast_push(p->arena, &p->ast->facts, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = fact;
  fact->broken = !parse_fact_rest(p, fact);
  return !fact->broken;
}

/* ------------------------------------------------------------------ groups */

static bool parse_group_rest(struct cs_parser *p, struct cs_ast_group *group) {
  if (!cs_parse_name(p, &group->name, "the name of a group")) {
    return false;
  }
  bool of_codes = cs_parse_at_word(p, "from") || cs_parse_at_word(p, "and"); /* only from a table (SPEC 15.8) */
  if (!of_codes &&
      (!cs_parse_expect_word(p, "of") || !cs_parse_name(p, &group->kinds, "what it is a group of, such as items"))) {
    return false;
  }
  if (cs_parse_take_word(p, "and")) {
    group->open = true;
    if (!cs_parse_expect_word(p, "others")) {
      return false;
    }
  }
  if (cs_parse_at_word(p, "from") && (of_codes || !p->tok.first)) {
    return cs_parse_group_table(p, group);
  }
  if (of_codes) {
    return cs_parse_fail(p, "\"from\" and the file of a table");
  }
  if (cs_parse_take_word(p, "on")) {
    group->on_record = true;
    if (!cs_parse_expect_word(p, "record")) {
      return false;
    }
  }
  group->continues = cs_parse_take_word(p, "continues");
  return true;
}

bool cs_parse_group(struct cs_parser *p) {
  struct cs_ast_group *group = cs_arena_new(p->arena, struct cs_ast_group, &p->report->fatal);
  struct cs_ast_group **place = group ? cs_ast_push(p->arena, &p->ast->groups, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = group;
  p->group = group;
  p->in = CS_IN_GROUP;
  return parse_group_rest(p, group);
}

static bool parse_codes(struct cs_parser *p, struct cs_ast_group *group) {
  do {
    struct cs_ast_value value;
    if (!cs_parse_value(p, &value)) {
      return false;
    }
    if (value.is_fact || value.unit) {
      return cs_report_error(p->report, value.word.pos, &CS_E_RULES_SYNTAX, "\"%.*s\": expected the name of a member",
                             CS_STR_ARG(value.word.text));
    }
    struct cs_ast_member *member = cs_ast_push(p->arena, &group->members, &p->report->fatal);
    if (!member) {
      return cs_parse_no_memory(p);
    }
    member->name = value.word;
  } while (cs_parse_take_sign(p, ","));
  return true;
}

bool cs_parse_member(struct cs_parser *p) {
  if (p->group->file.text.ptr) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                           "a group that is read from a table lists no members");
  }
  p->group->line_start = p->group->members.n;
  if (!parse_codes(p, p->group)) {
    return false;
  }
  /* On the same line its dates and its cite may follow; on lines below they are clauses, with the same meaning. */
  while (!p->tok.first && p->tok.kind == CS_TOKEN_WORD) {
    bool done = cs_parse_take_word(p, "from")     ? cs_parse_from(p)
                : cs_parse_take_word(p, "before") ? cs_parse_before(p)
                : cs_parse_take_word(p, "known")  ? cs_parse_known(p)
                : cs_parse_take_word(p, "cite")   ? cs_parse_cite(p)
                                                  : cs_parse_fail(p, "from, before, known or cite");
    if (!done) {
      return false;
    }
  }
  return true;
}

bool cs_parse_date(struct cs_parser *p) {
  p->in = CS_IN_FILE;
  struct cs_ast_date *date = cs_ast_push(p->arena, &p->ast->dates, &p->report->fatal);
  if (!date) {
    return cs_parse_no_memory(p);
  }
  date->broken = !(cs_parse_name(p, &date->name, "the name of a day") && cs_parse_expect_word(p, "is") &&
                   cs_parse_day(p, &date->day));
  return !date->broken;
}

/* ------------------------------------------------------------------ regimes */

bool cs_parse_regime(struct cs_parser *p) {
  struct cs_ast_regime *regime = cs_arena_new(p->arena, struct cs_ast_regime, &p->report->fatal);
  struct cs_ast_regime **place = regime ? cs_ast_push(p->arena, &p->ast->regimes, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = regime;
  p->regime = regime;
  p->in = CS_IN_REGIME;
  return cs_parse_name(p, &regime->name, "the name of a regime");
}

/* A line that may stand once in one block. */
static bool once(struct cs_parser *p, struct cs_word given, const char *word) {
  if (!given.text.ptr) {
    return true;
  }
  return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX, "a second \"%s\" here; the first is in line %u",
                         word, (unsigned)given.pos.line);
}

bool cs_parse_title(struct cs_parser *p) {
  return once(p, p->regime->title, "title") && cs_parse_text_of(p, &p->regime->title, "a title in quotation marks");
}

bool cs_parse_owner(struct cs_parser *p) {
  return once(p, p->regime->owner, "owner") && cs_parse_name(p, &p->regime->owner, "the office that owns the regime");
}

bool cs_parse_state(struct cs_parser *p) {
  return once(p, p->regime->state, "state") && cs_parse_name(p, &p->regime->state, "a state's code, such as US");
}

bool cs_parse_treats(struct cs_parser *p) {
  return cs_parse_names(p, &p->regime->treats, "an act");
}

bool cs_parse_otherwise(struct cs_parser *p) {
  if (p->in == CS_IN_TERM) {
    return cs_parse_term_otherwise(p);
  }
  struct cs_ast_effect *effect = &p->regime->otherwise;
  if (effect->kind != CS_EFFECT_NONE) {
    return cs_report_error(p->report, p->tok.pos, &CS_E_RULES_SYNTAX,
                           "a second \"otherwise\" here; the first is in line %u", (unsigned)effect->pos.line);
  }
  struct cs_ast_effect got = {.pos = p->tok.pos};
  if (cs_parse_take_word(p, "permit")) {
    got.kind = CS_EFFECT_PERMIT;
  } else if (cs_parse_take_word(p, "prohibit")) {
    got.kind = CS_EFFECT_PROHIBIT;
  } else if (cs_parse_take_word(p, "refer")) {
    got.kind = CS_EFFECT_REFER;
    if (!cs_parse_text_of(p, &got.text, "why another must answer, in quotation marks")) {
      return false;
    }
  } else if (cs_parse_take_word(p, "review")) {
    got.kind = CS_EFFECT_REVIEW;
    if (!cs_parse_expect_word(p, "by") || !cs_parse_name(p, &got.office, "an office")) {
      return false;
    }
  } else {
    return cs_parse_fail(p, "permit, refer \"why\", review by OFFICE or prohibit");
  }
  *effect = got;
  return true;
}

bool cs_parse_area(struct cs_parser *p) {
  struct cs_ast_containment area = {.pos = p->tok.pos};
  if (!cs_parse_name(p, &area.inner, "an area's code") || !cs_parse_expect_word(p, "within") ||
      !cs_parse_name(p, &area.outer, "an area's code") || !cs_parse_expect_word(p, "cite") ||
      !cs_parse_cite_into(p, &area.cite)) {
    return false;
  }
  struct cs_ast_containment *place = cs_ast_push(p->arena, &p->regime->containments, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = area;
  return true;
}

/* ------------------------------------------------------------------ days */

/* Where a from, before or known of the clause at hand belongs to. */
static bool set_day(struct cs_parser *p, struct cs_ast_day day, const char *word, struct cs_ast_day *place) {
  if (place->day.text.ptr) {
    return cs_report_error(p->report, day.day.pos, &CS_E_RULES_SYNTAX, "a second \"%s\" here; the first is in line %u",
                           word, (unsigned)place->day.pos.line);
  }
  *place = day;
  return true;
}

static struct cs_ast_day *day_place(struct cs_ast_day *from, struct cs_ast_day *before, struct cs_ast_day *known,
                                    char which) {
  return which == 'f' ? from : which == 'b' ? before : known;
}

static bool group_day(struct cs_parser *p, struct cs_ast_day day, const char *word) {
  struct cs_ast_group *g = p->group;
  if (g->members.n == 0) {
    return set_day(p, day, word, day_place(&g->from, &g->before, &g->known, word[0]));
  }
  for (size_t i = g->line_start; i < g->members.n; i++) {
    struct cs_ast_member *m = &g->members.at[i];
    if (!set_day(p, day, word, day_place(&m->from, &m->before, &m->known, word[0]))) {
      return false;
    }
  }
  return true;
}

static bool parse_day_clause(struct cs_parser *p, const char *word) {
  struct cs_ast_day day;
  if (!cs_parse_day(p, &day)) {
    return false;
  }
  if (p->in == CS_IN_GROUP) {
    return group_day(p, day, word);
  }
  if (p->in == CS_IN_TABLE) {
    return set_day(p, day, word, day_place(&p->table->from, &p->table->before, &p->table->known, word[0]));
  }
  if (p->in == CS_IN_TERM) {
    return set_day(p, day, word, day_place(&p->term->from, &p->term->before, &p->term->known, word[0]));
  }
  if (p->in == CS_IN_REGIME) {
    return set_day(p, day, word, word[0] == 'f' ? &p->regime->from : &p->regime->known);
  }
  return set_day(p, day, word, day_place(&p->rule->from, &p->rule->before, &p->rule->known, word[0]));
}

bool cs_parse_from(struct cs_parser *p) {
  return parse_day_clause(p, "from");
}

bool cs_parse_before(struct cs_parser *p) {
  return parse_day_clause(p, "before");
}

bool cs_parse_known(struct cs_parser *p) {
  return parse_day_clause(p, "known");
}
