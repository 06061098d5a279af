/* Names that all texts share: facts, groups and dates; and the days and areas that clauses name. Must not look into
 * rules. Invariant: a name stands for one thing in the whole set. Specification: SPEC.md sections 3 and 4. */
#include "rules/check.h"

#include <stdio.h>
#include <string.h>

bool cs_check_oom(struct cs_check *c) {
  c->report->stop = true;
  return false;
}

enum cs_check_kind cs_check_lookup(const struct cs_check *c, struct cs_str name, uint32_t *index) {
  const union cs_map_value *value = cs_map_get(&c->names, name);
  if (!value) {
    return CS_CHECK_NONE;
  }
  *index = (uint32_t)(value->number / 8);
  return (enum cs_check_kind)(value->number % 8);
}

bool cs_check_set_name(struct cs_check *c, struct cs_str name, enum cs_check_kind kind, size_t index) {
  union cs_map_value *value = cs_map_put(&c->names, name, NULL, &c->report->fatal);
  if (!value) {
    return cs_check_oom(c);
  }
  value->number = (uint64_t)kind + 8 * (uint64_t)index;
  return true;
}

static const char *kind_words(enum cs_check_kind kind) {
  switch (kind) {
  case CS_CHECK_FACT:
    return "a fact";
  case CS_CHECK_GROUP:
    return "a group";
  case CS_CHECK_DATE:
    return "a named date";
  case CS_CHECK_TABLE:
    return "a table";
  case CS_CHECK_NONE:
  case CS_CHECK_BROKEN:
    break;
  }
  return "something else";
}

bool cs_check_free_name(struct cs_check *c, const struct cs_word *name, enum cs_check_kind kind, bool *same,
                        uint32_t *index) {
  enum cs_check_kind found = cs_check_lookup(c, name->text, index);
  *same = found == kind;
  if (found == CS_CHECK_NONE || found == kind || found == CS_CHECK_BROKEN) {
    return found != CS_CHECK_BROKEN;
  }
  cs_report_error(c->report, name->pos, &CS_E_RULES_DUPLICATE_NAME, "\"%.*s\" is already %s", CS_STR_ARG(name->text),
                  kind_words(found));
  return cs_report_hint(c->report, "facts, groups, dates and tables of all files share their names");
}

/* ------------------------------------------------------------------ facts */

static const struct cs_schema_fact *schema_fact(const struct cs_check *c, struct cs_str name) {
  const struct cs_schema *schema = c->set->schema;
  for (size_t i = 0; i < schema->n_facts; i++) {
    if (cs_str_eq(schema->facts[i].name, name)) {
      return &schema->facts[i];
    }
  }
  return NULL;
}

bool cs_check_named(const struct cs_check *c, struct cs_str name) {
  uint32_t index;
  return cs_check_lookup(c, name, &index) != CS_CHECK_NONE || schema_fact(c, name) != NULL;
}

static bool add_fact(struct cs_check *c, struct cs_str name, struct cs_pos pos, struct cs_fact **out) {
  struct cs_fact *fact = cs_list_push(c->arena, &c->facts, &c->report->fatal);
  if (!fact || !cs_check_set_name(c, name, CS_CHECK_FACT, c->facts.n - 1)) {
    return cs_check_oom(c);
  }
  fact->info.name = name;
  fact->pos = pos;
  *out = fact;
  return true;
}

static bool add_schema_fact(struct cs_check *c, const struct cs_schema_fact *known, struct cs_pos pos, uint32_t *out) {
  struct cs_fact *fact;
  if (!add_fact(c, known->name, pos, &fact)) {
    return false;
  }
  fact->info.type = known->type;
  fact->info.kind = known->kind;
  fact->info.choices = known->choices;
  fact->info.n_choices = known->n_choices;
  *out = (uint32_t)(c->facts.n - 1);
  return true;
}

bool cs_check_unknown(struct cs_check *c, const struct cs_word *name, const struct cs_code *code, const char *what) {
  cs_report_error(c->report, name->pos, code, "\"%.*s\": there is no such %s", CS_STR_ARG(name->text), what);
  struct cs_near near;
  cs_near_init(&near, name->text);
  bool date = code == &CS_E_RULES_UNKNOWN_DATE, group = code == &CS_E_RULES_UNKNOWN_GROUP;
  bool table = code == &CS_E_RULES_UNKNOWN_TABLE;
  for (size_t i = 0; i < c->names.n; i++) {
    enum cs_check_kind kind = (enum cs_check_kind)(c->names.at[i].value.number % 8);
    if (table   ? kind == CS_CHECK_TABLE
        : group ? kind == CS_CHECK_GROUP
        : date  ? kind == CS_CHECK_DATE
                : kind == CS_CHECK_FACT || kind == CS_CHECK_DATE) {
      cs_near_offer(&near, c->names.at[i].key);
    }
  }
  for (size_t i = 0; !date && !group && !table && i < c->set->schema->n_facts; i++) {
    cs_near_offer(&near, c->set->schema->facts[i].name);
  }
  cs_check_offer_terms(c, &near);
  return cs_near_hint(c->report, &near,
                      table   ? "declare it: table NAME from \"FILE\""
                      : group ? "declare it: group NAME of KINDS, with its members"
                      : date  ? "declare it: date NAME is DAY or INTERVAL"
                              : "declare it: fact NAME : TYPE");
}

const struct cs_fact *cs_check_at(const struct cs_check *c, uint32_t fact) {
  return cs_is_ref(fact) ? &c->refs.at[fact & ~CS_REF]->fact : &c->facts.at[fact];
}

/* A figure that grew into its unit, a column of a table without a row: said as such. */
static bool unknown_fact(struct cs_check *c, const struct cs_word *name) {
  size_t digits = 0, point = cs_str_find(name->text, CS_STR("."));
  while (digits < name->text.len &&
         ((name->text.ptr[digits] >= '0' && name->text.ptr[digits] <= '9') || digits == point)) {
    digits++;
  }
  uint32_t table;
  cs_check_unknown(c, name, &CS_E_RULES_UNKNOWN_FACT, "fact");
  if (digits > 0) {
    return cs_report_hint(c->report, "a figure has a blank before its unit: %.*s %.*s", (int)digits, name->text.ptr,
                          CS_STR_ARG(cs_str_from(name->text, digits)));
  }
  if (point != SIZE_MAX && cs_check_lookup(c, cs_str_sub(name->text, 0, point), &table) == CS_CHECK_TABLE) {
    struct cs_str of = cs_str_sub(name->text, 0, point);
    return cs_report_hint(c->report, "%.*s is a table: some r in %.*s where r%.*s ...", CS_STR_ARG(of), CS_STR_ARG(of),
                          CS_STR_ARG(cs_str_from(name->text, point)));
  }
  return false;
}

bool cs_check_fact(struct cs_check *c, const struct cs_word *name, uint32_t *out) {
  bool done;
  if (cs_check_ref(c, name, out, &done)) {
    return done;
  }
  enum cs_check_kind kind = cs_check_lookup(c, name->text, out);
  if (kind == CS_CHECK_FACT) {
    return true;
  }
  if (kind == CS_CHECK_BROKEN) {
    return false;
  }
  if (kind != CS_CHECK_NONE) {
    cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is %s; expected a fact",
                    CS_STR_ARG(name->text), kind_words(kind));
    if (kind == CS_CHECK_TABLE) {
      return cs_report_hint(c->report, "its rows have names of their own: some r in %.*s, count of r in %.*s",
                            CS_STR_ARG(name->text), CS_STR_ARG(name->text));
    }
    return kind == CS_CHECK_GROUP &&
           cs_report_hint(c->report, "whether something is of a group: item in %.*s", CS_STR_ARG(name->text));
  }
  const struct cs_schema_fact *known = schema_fact(c, name->text);
  if (known) {
    return add_schema_fact(c, known, name->pos, out);
  }
  return unknown_fact(c, name);
}

const char *cs_check_type_words(struct cs_check *c, uint32_t fact) {
  const struct cs_fact_info *info = &cs_check_at(c, fact)->info;
  const char *article = info->type == CS_TYPE_INTEGER || info->type == CS_TYPE_AREA ? "an" : "a";
  struct cs_str text = CS_STR("a fact");
  bool made = true;
  if (info->type == CS_TYPE_CODES) {
    return "a set of codes";
  }
  if (info->type == CS_TYPE_TEXT) {
    return "text";
  }
  if (info->type == CS_TYPE_QUANTITY || (info->type == CS_TYPE_MONEY && info->unit.index != 0)) {
    made =
        cs_arena_printf(c->scratch, &text, &c->report->fatal, "a figure in %.*s", CS_STR_ARG(cs_unit_name(info->unit)));
  } else if (info->type == CS_TYPE_MONEY) {
    return "an amount of money";
  } else if (info->type == CS_TYPE_INTEGER || info->type == CS_TYPE_DECIMAL) {
    made =
        cs_arena_printf(c->scratch, &text, &c->report->fatal, "%s %s without unit", article, cs_type_name(info->type));
  } else {
    made = cs_arena_printf(c->scratch, &text, &c->report->fatal, "%s %s", article, cs_type_name(info->type));
  }
  return made ? text.ptr : "a fact";
}

static bool has_word(const struct cs_str *words, size_t n, struct cs_str word) {
  for (size_t i = 0; i < n; i++) {
    if (cs_str_eq(words[i], word)) {
      return true;
    }
  }
  return false;
}

/* The host's own list stands, and a file lists what it likes of it. */
static bool among_choices(struct cs_check *c, const struct cs_ast_fact *from, struct cs_fact *fact,
                          const struct cs_schema_fact *host) {
  bool all = true;
  fact->info.choices = host->choices;
  fact->info.n_choices = host->n_choices;
  for (size_t i = 0; i < from->choices.n; i++) {
    all = cs_check_code(c, &from->choices.at[i], (uint32_t)(fact - c->facts.at)) && all;
  }
  return all;
}

/* Choices from several files unite. */
static bool unite_choices(struct cs_check *c, const struct cs_ast_fact *from, struct cs_fact *fact) {
  size_t most = fact->info.n_choices + from->choices.n;
  if (!from->has_choices) {
    return true;
  }
  struct cs_str *all = cs_arena_array(c->arena, struct cs_str, most, &c->report->fatal);
  if (!all) {
    return cs_check_oom(c);
  }
  size_t n = fact->info.n_choices;
  if (n > 0) {
    memcpy(all, fact->info.choices, n * sizeof *all);
  }
  for (size_t i = 0; i < from->choices.n; i++) {
    const struct cs_word *word = &from->choices.at[i];
    if (!word->quoted && !cs_str_is_ident(word->text)) {
      return cs_report_error(c->report, word->pos, &CS_E_RULES_SYNTAX, "\"%.*s\" is no word", CS_STR_ARG(word->text));
    }
    if (!has_word(all, n, word->text)) {
      all[n++] = word->text;
    }
  }
  fact->info.choices = all;
  fact->info.n_choices = n;
  return true;
}

bool cs_check_fact_unit(struct cs_check *c, const struct cs_ast_fact *from, struct cs_unit *out) {
  *out = CS_UNIT_NONE;
  if (from->type == CS_TYPE_DURATION) {
    bool found = cs_unit_find(CS_STR("days"), out);
    cs_assert(found);
    return true;
  }
  if (!from->unit.text.ptr) {
    return true;
  }
  bool money = from->type == CS_TYPE_MONEY;
  if (cs_unit_find(from->unit.text, out) && cs_unit_is_money(*out) == money) {
    return true;
  }
  cs_report_error(c->report, from->unit.pos, &CS_E_RULES_WRONG_UNIT, "\"%.*s\" is no %s", CS_STR_ARG(from->unit.text),
                  money ? "currency" : "unit of a quantity");
  return cs_report_hint(c->report,
                        money ? "a currency is written as in ISO 4217: USD, EUR" : "such as km, kg, h or pieces");
}

static bool same_else(struct cs_check *c, const struct cs_ast_fact *from, uint32_t index) {
  struct cs_operand value;
  if (!cs_check_value(c, &from->else_value, index, &value)) {
    return false;
  }
  struct cs_fact *fact = &c->facts.at[index];
  if (value.is_fact) {
    return cs_report_error(c->report, from->else_value.word.pos, &CS_E_RULES_WRONG_TYPE,
                           "\"the %.*s\": what silence is taken as must be a value",
                           CS_STR_ARG(from->else_value.word.text));
  }
  if (fact->has_else) {
    const struct cs_operand *old = &fact->else_value;
    bool same = cs_str_eq(old->code, value.code) && old->truth == value.truth && old->area.index == value.area.index &&
                old->span.first == value.span.first && old->span.last == value.span.last &&
                (!value.figure || cs_figure_eq(*old->figure, *value.figure) == CS_YES);
    return same || cs_report_error(c->report, from->else_value.word.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                                   "\"%.*s\" has another \"else\" in line %u", CS_STR_ARG(fact->info.name),
                                   (unsigned)fact->else_line);
  }
  fact->has_else = true;
  fact->else_value = value;
  fact->else_line = from->else_value.word.pos.line;
  return true;
}

/* Type, levels and unit as declared before, here or by the host. */
static bool same_type(struct cs_check *c, const struct cs_ast_fact *from, const struct cs_fact *fact,
                      struct cs_unit unit, bool host) {
  if (from->type != fact->info.type) {
    cs_report_error(c->report, from->name.pos, host ? &CS_E_RULES_WRONG_TYPE : &CS_E_RULES_DECLARED_DIFFERENTLY,
                    "\"%.*s\" is declared as %s, but it is %s", CS_STR_ARG(from->name.text), cs_type_name(from->type),
                    cs_type_name(fact->info.type));
    return host ? cs_report_hint(c->report, "the program fills this fact itself")
                : cs_report_hint(c->report, "declared before in %.*s, line %u",
                                 CS_STR_ARG(c->set->texts[fact->pos.text].file), (unsigned)fact->pos.line);
  }
  if (host) {
    return true;
  }
  if (from->levels != fact->levels || unit.index != fact->info.unit.index) {
    return cs_report_error(c->report, from->name.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                           "\"%.*s\" is declared differently in %.*s, line %u", CS_STR_ARG(from->name.text),
                           CS_STR_ARG(c->set->texts[fact->pos.text].file), (unsigned)fact->pos.line);
  }
  return true;
}

static bool declare_fact(struct cs_check *c, const struct cs_ast_fact *from) {
  uint32_t index = 0;
  bool same = false;
  if (!from->name.text.ptr || !cs_check_free_name(c, &from->name, CS_CHECK_FACT, &same, &index)) {
    return false;
  }
  const struct cs_schema_fact *host = schema_fact(c, from->name.text);
  struct cs_unit unit;
  if (from->broken || !cs_check_fact_unit(c, from, &unit)) {
    return same || host ? false : cs_check_set_name(c, from->name.text, CS_CHECK_BROKEN, 0);
  }
  struct cs_fact *fact = NULL;
  if (same) {
    fact = &c->facts.at[index];
    if (!same_type(c, from, fact, unit, false)) {
      return false;
    }
  } else {
    if (!add_fact(c, from->name.text, from->name.pos, &fact)) {
      return false;
    }
    index = (uint32_t)(c->facts.n - 1);
    fact->info.type = host ? host->type : from->type;
    fact->info.kind = host ? host->kind : CS_STR_NONE;
    fact->info.unit = unit;
    fact->levels = from->levels;
    if (host && !same_type(c, from, fact, unit, true)) {
      return false;
    }
  }
  return host && host->n_choices > 0 ? among_choices(c, from, fact, host) : unite_choices(c, from, fact);
}

bool cs_check_declare_facts(struct cs_check *c) {
  const struct cs_ast_facts *facts = &c->ast->facts;
  for (size_t i = 0; i < facts->n && !c->report->stop; i++) {
    declare_fact(c, facts->at[i]);
  }
  struct cs_word treats = {.text = c->set->schema->treats_fact}; /* the host's: never unknown, never broken */
  if (c->report->stop || !cs_check_fact(c, &treats, &c->set->treats_fact)) {
    return false;
  }
  for (size_t i = 0; i < facts->n && !c->report->stop; i++) { /* when all choices are united */
    uint32_t index;
    if (facts->at[i]->has_else && !facts->at[i]->broken &&
        cs_check_lookup(c, facts->at[i]->name.text, &index) == CS_CHECK_FACT) {
      same_else(c, facts->at[i], index);
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ days */

static bool written_day(struct cs_str text) {
  return text.len > 0 && ((text.ptr[0] >= '0' && text.ptr[0] <= '9') || text.ptr[0] == '.');
}

bool cs_check_day(struct cs_check *c, const struct cs_ast_day *day, struct cs_span *out, uint32_t *date) {
  struct cs_err err;
  uint32_t index = 0;
  if (date) {
    *date = 0;
  }
  if (written_day(day->day.text)) {
    return cs_span_parse(day->day.text, out, &err) || cs_report_base(c->report, day->day.pos, &err, "a day");
  }
  enum cs_check_kind kind = cs_check_lookup(c, day->day.text, &index);
  if (kind == CS_CHECK_BROKEN) {
    return false;
  }
  if (kind != CS_CHECK_DATE) {
    return cs_check_unknown(c, &day->day, &CS_E_RULES_UNKNOWN_DATE,
                            "day: expected 2025-06-01, 2025-05..2025-06 or a named date");
  }
  *out = c->set->dates[index].span;
  if (date) {
    *date = index + 1;
  }
  return true;
}

bool cs_check_known(struct cs_check *c, const struct cs_ast_day *day, cs_day *out) {
  struct cs_span span;
  if (!cs_check_day(c, day, &span, NULL)) {
    return false;
  }
  if (!cs_span_exact(span)) {
    return cs_report_error(c->report, day->day.pos, &CS_E_RULES_INEXACT_KNOWN,
                           "\"%.*s\": \"known\" takes one exact day, such as 2025-06-01", CS_STR_ARG(day->day.text));
  }
  *out = span.first;
  return true;
}

bool cs_check_period(struct cs_check *c, struct cs_span from, struct cs_span before, const struct cs_word *word) {
  if (from.first == CS_DAY_MIN || before.last > from.first) {
    return true;
  }
  cs_report_error(c->report, word->pos, &CS_E_RULES_PERIOD, "\"%.*s\": this period ends before it begins",
                  CS_STR_ARG(word->text));
  return cs_report_hint(c->report, "\"before\" is the first day on which it no longer holds");
}

bool cs_check_inexact(struct cs_check *c, const struct cs_word *word, struct cs_span from) {
  if (cs_span_exact(from)) {
    return true;
  }
  cs_report_error(c->report, word->pos, &CS_E_RULES_INEXACT_FROM,
                  "\"%.*s\": this \"from\" is no exact day, and nothing says since when it is known",
                  CS_STR_ARG(word->text));
  return cs_report_hint(c->report, "add \"known DAY\": the day on which the source said so");
}

bool cs_check_declare_dates(struct cs_check *c) {
  const struct cs_ast_dates *from = &c->ast->dates;
  c->set->dates = cs_arena_array(c->arena, struct cs_named_date, from->n, &c->report->fatal);
  c->date_words = cs_arena_array(c->scratch, struct cs_str, from->n, &c->report->fatal);
  if (!c->set->dates || !c->date_words) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < from->n && !c->report->stop; i++) {
    const struct cs_ast_date *date = &from->at[i];
    uint32_t index = 0;
    bool same = false;
    struct cs_span span;
    if (!date->name.text.ptr || !cs_check_free_name(c, &date->name, CS_CHECK_DATE, &same, &index)) {
      continue;
    }
    if (date->broken || !cs_check_day(c, &date->day, &span, NULL)) {
      if (!same && !cs_check_set_name(c, date->name.text, CS_CHECK_BROKEN, 0)) {
        return false;
      }
      continue;
    }
    if (same) {
      const struct cs_named_date *old = &c->set->dates[index];
      if (old->span.first != span.first || old->span.last != span.last) {
        cs_report_error(c->report, date->name.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                        "\"%.*s\" is another day in %.*s, line %u", CS_STR_ARG(date->name.text),
                        CS_STR_ARG(c->set->texts[old->pos.text].file), (unsigned)old->pos.line);
      }
      continue;
    }
    c->set->dates[c->set->n_dates] =
        (struct cs_named_date){.name = date->name.text, .span = span, .pos = date->name.pos};
    c->date_words[c->set->n_dates] = date->day.words;
    if (!cs_check_set_name(c, date->name.text, CS_CHECK_DATE, c->set->n_dates++)) {
      return false;
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ areas and groups */

bool cs_check_area(struct cs_check *c, const struct cs_word *word, struct cs_area *out) {
  if (cs_area_find(word->text, out)) {
    return true;
  }
  cs_report_error(c->report, word->pos, &CS_E_RULES_UNKNOWN_AREA, "\"%.*s\" is no area's code", CS_STR_ARG(word->text));
  return cs_report_hint(c->report, "countries and regions as in ISO 3166: UA, RU-KRS; XZ is outside every state");
}

static bool group_kind(struct cs_check *c, const struct cs_ast_group *from, struct cs_str *out) {
  const struct cs_schema *schema = c->set->schema;
  struct cs_near near;
  cs_near_init(&near, from->kinds.text);
  cs_near_offer(&near, CS_STR("areas"));
  if (cs_str_eq(from->kinds.text, CS_STR("areas"))) {
    *out = CS_STR("area");
    return true;
  }
  for (size_t i = 0; i < schema->n_kinds; i++) {
    if (cs_str_eq(from->kinds.text, schema->kinds[i].many)) {
      *out = schema->kinds[i].one;
      return true;
    }
    cs_near_offer(&near, schema->kinds[i].many);
  }
  cs_report_error(c->report, from->kinds.pos, &CS_E_RULES_UNKNOWN_WORD, "\"%.*s\": there are no groups of these",
                  CS_STR_ARG(from->kinds.text));
  return cs_near_hint(c->report, &near, NULL);
}

static const struct cs_ast_day *day_or(const struct cs_ast_day *own, const struct cs_ast_day *groups) {
  return own->day.text.ptr ? own : groups;
}

bool cs_check_member(struct cs_check *c, const struct cs_ast_group *g, const struct cs_ast_member *from,
                     struct cs_str kind, struct cs_group_member *out) {
  struct cs_area area;
  const struct cs_ast_day *start = day_or(&from->from, &g->from), *end = day_or(&from->before, &g->before),
                          *known = day_or(&from->known, &g->known);
  *out = (struct cs_group_member){.code = from->name.text,
                                  .period = {.from = CS_SPAN_ALWAYS, .until = CS_SPAN_NEVER},
                                  .known = CS_DAY_MIN,
                                  .certainty = from->certainty,
                                  .pos = from->name.pos};
  if (cs_str_eq(kind, CS_STR("area")) && !cs_check_area(c, &from->name, &area)) {
    return false;
  }
  if (!from->name.quoted && !cs_str_is_ident(from->name.text)) {
    return cs_report_error(c->report, from->name.pos, &CS_E_RULES_SYNTAX, "\"%.*s\" is no name",
                           CS_STR_ARG(from->name.text));
  }
  if ((start->day.text.ptr && !cs_check_day(c, start, &out->period.from, NULL)) ||
      (end->day.text.ptr && !cs_check_day(c, end, &out->period.until, NULL)) ||
      (known->day.text.ptr && !cs_check_known(c, known, &out->known))) {
    return false;
  }
  if (!known->day.text.ptr) {
    if (!cs_check_inexact(c, start->day.text.ptr ? &start->day : &from->name, out->period.from)) {
      return false;
    }
    out->known = out->period.from.first;
  }
  return cs_check_period(c, out->period.from, out->period.until, end->day.text.ptr ? &end->day : &from->name);
}

static bool same_day_text(const struct cs_ast_day *a, const struct cs_ast_day *b) {
  return cs_str_eq(a->day.text, b->day.text);
}

static bool same_group(const struct cs_ast_group *a, const struct cs_ast_group *b) {
  if (a->file.text.ptr || b->file.text.ptr || a->open != b->open || a->on_record != b->on_record ||
      a->members.n != b->members.n || !cs_str_eq(a->kinds.text, b->kinds.text)) {
    return false;
  }
  for (size_t i = 0; i < a->members.n; i++) {
    const struct cs_ast_member *m = &a->members.at[i], *n = &b->members.at[i];
    if (!cs_str_eq(m->name.text, n->name.text) || m->certainty != n->certainty ||
        !same_day_text(day_or(&m->from, &a->from), day_or(&n->from, &b->from)) ||
        !same_day_text(day_or(&m->before, &a->before), day_or(&n->before, &b->before)) ||
        !same_day_text(day_or(&m->known, &a->known), day_or(&n->known, &b->known))) {
      return false;
    }
  }
  return true;
}

/* The members of one declaration, behind those that the group has. */
static bool add_members(struct cs_check *c, const struct cs_ast_group *from, struct cs_group *group) {
  if (from->file.text.ptr) {
    return from->broken || cs_check_group_table(c, from, group);
  }
  struct cs_group_member *all =
      cs_arena_array(c->arena, struct cs_group_member, group->n_members + from->members.n, &c->report->fatal);
  if (!all) {
    return cs_check_oom(c);
  }
  if (group->n_members > 0) {
    memcpy(all, group->members, group->n_members * sizeof *all);
  }
  group->members = all;
  for (size_t i = 0; i < from->members.n && !c->report->stop; i++) {
    if (cs_check_member(c, from, &from->members.at[i], group->kind, &all[group->n_members])) {
      group->n_members++;
    }
  }
  group->open = group->open || from->open;
  return true;
}

static bool group_again(struct cs_check *c, const struct cs_ast_group *from, const struct cs_ast_group *first,
                        struct cs_group *group) {
  if (!from->continues && !first->continues) {
    if (from->broken || first->broken || same_group(from, first)) {
      return true;
    }
    cs_report_error(c->report, from->name.pos, &CS_E_RULES_DUPLICATE_NAME,
                    "\"%.*s\" is already a group, in %.*s, line %u", CS_STR_ARG(from->name.text),
                    CS_STR_ARG(c->set->texts[group->pos.text].file), (unsigned)group->pos.line);
    return cs_report_hint(c->report, "to add members, write: group %.*s of %.*s continues", CS_STR_ARG(from->name.text),
                          CS_STR_ARG(first->kinds.text));
  }
  if (!cs_str_eq(from->kinds.text, first->kinds.text) || from->on_record != group->on_record) {
    return cs_report_error(c->report, from->name.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                           "\"%.*s\" is another kind of group in %.*s, line %u", CS_STR_ARG(from->name.text),
                           CS_STR_ARG(c->set->texts[group->pos.text].file), (unsigned)group->pos.line);
  }
  return add_members(c, from, group);
}

static bool new_group(struct cs_check *c, const struct cs_ast_group *from, const struct cs_ast_group **firsts,
                      size_t *made) {
  struct cs_str kind = CS_STR_NONE;
  bool any = from->file.text.ptr && !from->kinds.text.ptr; /* of codes */
  if (!any && (!from->kinds.text.ptr || !group_kind(c, from, &kind))) {
    return cs_check_set_name(c, from->name.text, CS_CHECK_BROKEN, 0);
  }
  size_t index = c->set->n_groups++;
  struct cs_group *group = &c->set->groups[index];
  *group =
      (struct cs_group){.name = from->name.text, .kind = kind, .on_record = from->on_record, .pos = from->name.pos};
  firsts[index] = from;
  if (from->on_record && from->members.n > 0) {
    cs_report_error(c->report, from->members.at[0].name.pos, &CS_E_RULES_SYNTAX,
                    "a group on record lists no members here; who is in it is said on record");
  } else if (!from->on_record && from->members.n == 0 && !from->broken && !from->continues && !from->file.text.ptr) {
    cs_report_error(c->report, from->name.pos, &CS_E_RULES_MISSING_PART, "group \"%.*s\" has no members",
                    CS_STR_ARG(from->name.text));
  }
  *made = index;
  return add_members(c, from, group);
}

/* The next version of a group: a `from` of its own directly below it, and no `continues` (SPEC 15.9). */
static bool is_version(const struct cs_ast_group *from, const struct cs_ast_group *first) {
  return from->from.day.text.ptr && !from->continues && !first->continues && !same_group(from, first);
}

static bool next_version(struct cs_check *c, const struct cs_ast_group *from, uint32_t index,
                         const struct cs_ast_group **firsts) {
  size_t made = SIZE_MAX;
  struct cs_group *last = &c->set->groups[index];
  while (last->version.next != 0) {
    last = &c->set->groups[last->version.next - 1];
  }
  if (!cs_str_eq(from->kinds.text, firsts[index]->kinds.text) || from->on_record || last->on_record) {
    return cs_report_error(c->report, from->name.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                           "\"%.*s\" is another kind of group in %.*s, line %u", CS_STR_ARG(from->name.text),
                           CS_STR_ARG(c->set->texts[last->pos.text].file), (unsigned)last->pos.line);
  }
  struct cs_ast_group *own = cs_arena_new(c->scratch, struct cs_ast_group, &c->report->fatal);
  if (!own) {
    return cs_check_oom(c);
  }
  *own = *from; /* it is the version that begins; its members are in it as long as it holds */
  own->from = own->known = (struct cs_ast_day){0};
  if (!new_group(c, own, firsts, &made) || made == SIZE_MAX) {
    return false;
  }
  struct cs_group *group = &c->set->groups[made];
  if (!cs_check_version(c, &from->from, &from->known, &group->version)) {
    return false;
  }
  if (cs_span_lt(last->version.from, group->version.from) != CS_YES) {
    return cs_report_error(c->report, from->from.day.pos, &CS_E_RULES_VERSION_NOT_LATER,
                           "this \"from\" does not come surely later than that of \"%.*s\" in %.*s, line %u",
                           CS_STR_ARG(from->name.text), CS_STR_ARG(c->set->texts[last->pos.text].file),
                           (unsigned)last->pos.line);
  }
  last->version.next = (uint32_t)made + 1;
  return true;
}

/* Its `from` bounds only what a later version is compared with. */
static bool first_version(struct cs_check *c, const struct cs_ast_group *from, struct cs_group *group) {
  group->version = (struct cs_version){.from = CS_SPAN_ALWAYS, .known = CS_DAY_MIN};
  if (from->from.day.text.ptr) {
    cs_check_day(c, &from->from, &group->version.from, NULL);
  }
  return !c->report->stop;
}

bool cs_check_declare_groups(struct cs_check *c) {
  const struct cs_ast_groups *from = &c->ast->groups;
  const struct cs_ast_group **firsts =
      cs_arena_array(c->scratch, const struct cs_ast_group *, from->n, &c->report->fatal);
  c->set->groups = cs_arena_array(c->arena, struct cs_group, from->n, &c->report->fatal);
  if (!firsts || !c->set->groups) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < from->n && !c->report->stop; i++) {
    const struct cs_ast_group *group = from->at[i];
    uint32_t index = 0;
    bool same = false;
    if (!group->name.text.ptr || !cs_check_free_name(c, &group->name, CS_CHECK_GROUP, &same, &index)) {
      continue;
    }
    size_t made = SIZE_MAX;
    if (same && is_version(group, firsts[index])) {
      next_version(c, group, index, firsts);
    } else if (same) {
      group_again(c, group, firsts[index], &c->set->groups[index]);
    } else if (!new_group(c, group, firsts, &made)) {
      return false;
    } else if (made != SIZE_MAX && (!cs_check_set_name(c, group->name.text, CS_CHECK_GROUP, made) ||
                                    !first_version(c, group, &c->set->groups[made]))) {
      return false;
    }
  }
  return !c->report->stop;
}
