/* Values: what stands right of is, in {…}, within, has and else, by the type of its left side. Must not look into
 * rules. Invariant: an operand that is given back is of the fact's type. Specification: SPEC.md section 4. */
#include "rules/check.h"

#include <stdio.h>
#include <string.h>

/* A word that is not among the fact's choices. */
static bool unknown_choice(struct cs_check *c, const struct cs_word *word, const struct cs_fact_info *info) {
  struct cs_near near;
  char list[160] = "";
  size_t used = 0;
  cs_near_init(&near, word->text);
  for (size_t i = 0; i < info->n_choices; i++) {
    cs_near_offer(&near, info->choices[i]);
    if (used < sizeof list) {
      int n = snprintf(list + used, sizeof list - used, "%s%.*s", i > 0 ? ", " : "it is one of ",
                       CS_STR_ARG(info->choices[i]));
      used += n > 0 ? (size_t)n : 0;
    }
  }
  if (used >= sizeof list) {
    memcpy(list + sizeof list - 5, " ...", 5);
  }
  cs_report_error(c->report, word->pos, &CS_E_RULES_UNKNOWN_WORD,
                  "\"%.*s\" is none of the values that \"%.*s\" can have", CS_STR_ARG(word->text),
                  CS_STR_ARG(info->name));
  return cs_near_hint(c->report, &near, list);
}

bool cs_check_code(struct cs_check *c, const struct cs_word *word, uint32_t fact) {
  const struct cs_fact_info *info = &cs_check_at(c, fact)->info;
  if (!word->quoted && !cs_str_is_ident(word->text)) {
    return cs_report_error(c->report, word->pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\" is no word; a value with other characters stands in quotation marks",
                           CS_STR_ARG(word->text));
  }
  for (size_t i = 0; i < info->n_choices; i++) {
    if (cs_str_eq(info->choices[i], word->text)) {
      return true;
    }
  }
  return info->n_choices == 0 || unknown_choice(c, word, info);
}

static bool unknown_unit(struct cs_check *c, const struct cs_word *unit) {
  struct cs_buf all;
  struct cs_near near;
  cs_near_init(&near, unit->text);
  cs_buf_init(&all, 4096);
  cs_unit_list(&all, CS_UNIT_NONE);
  struct cs_str rest = cs_buf_str(&all);
  while (rest.ptr) {
    cs_near_offer(&near, cs_str_trim(cs_str_cut(&rest, ',')));
  }
  cs_report_error(c->report, unit->pos, &CS_E_RULES_WRONG_UNIT, "\"%.*s\" is no unit", CS_STR_ARG(unit->text));
  cs_near_hint(c->report, &near, "such as km, kg, h or pieces; a currency as in ISO 4217: USD, EUR");
  cs_buf_deinit(&all);
  return false;
}

bool cs_check_figure(struct cs_check *c, const struct cs_word *number, const struct cs_word *unit,
                     const struct cs_figure **out) {
  struct cs_err err;
  struct cs_dec value;
  struct cs_unit in = CS_UNIT_NONE;
  if (!cs_dec_parse(number->text, &value, &err)) {
    return cs_report_base(c->report, number->pos, &err, "a figure");
  }
  if (unit && !cs_unit_find(unit->text, &in)) {
    return unknown_unit(c, unit);
  }
  struct cs_figure *figure = cs_arena_new(c->arena, struct cs_figure, &c->report->fatal);
  if (!figure) {
    return cs_check_oom(c);
  }
  *figure = cs_figure_of(value, in);
  *out = figure;
  return true;
}

bool cs_check_unit(struct cs_check *c, uint32_t fact, struct cs_unit unit, const struct cs_word *word) {
  const struct cs_fact_info *info = &cs_check_at(c, fact)->info;
  bool any_money = info->type == CS_TYPE_MONEY && info->unit.index == 0;
  if (any_money ? cs_unit_is_money(unit) : cs_unit_same_dimension(info->unit, unit)) {
    return true;
  }
  struct cs_str name = cs_unit_name(unit);
  if (name.len == 0) {
    cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_UNIT, "\"%.*s\" has no unit, but \"%.*s\" is %s",
                    CS_STR_ARG(word->text), CS_STR_ARG(info->name), cs_check_type_words(c, fact));
  } else {
    cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_UNIT, "\"%.*s\" is in %.*s, but \"%.*s\" is %s",
                    CS_STR_ARG(word->text), CS_STR_ARG(name), CS_STR_ARG(info->name), cs_check_type_words(c, fact));
  }
  struct cs_str own = cs_unit_name(info->unit);
  if (own.len > 0) {
    return cs_report_hint(c->report, "write \"%.*s %.*s\"", CS_STR_ARG(word->text), CS_STR_ARG(own));
  }
  return cs_report_hint(c->report, any_money ? "write it with its currency: 50 USD" : "write it without a unit");
}

/* ------------------------------------------------------------------ another fact */

/* Facts that may be compared with one another: of one type; figures by their dimension; a member's code with a set. */
static bool facts_fit(const struct cs_fact_info *a, const struct cs_fact_info *b) {
  bool a_figure = a->type == CS_TYPE_INTEGER || a->type == CS_TYPE_DECIMAL || a->type == CS_TYPE_QUANTITY ||
                  a->type == CS_TYPE_DURATION;
  bool b_figure = b->type == CS_TYPE_INTEGER || b->type == CS_TYPE_DECIMAL || b->type == CS_TYPE_QUANTITY ||
                  b->type == CS_TYPE_DURATION;
  if (a_figure && b_figure) {
    return cs_unit_same_dimension(a->unit, b->unit);
  }
  if (a->type == CS_TYPE_MONEY && b->type == CS_TYPE_MONEY) {
    return a->unit.index == 0 || b->unit.index == 0 || a->unit.index == b->unit.index;
  }
  if (a->type == CS_TYPE_CODES) {
    return b->type == CS_TYPE_CODE;
  }
  return a->type == b->type;
}

static bool other_fact(struct cs_check *c, const struct cs_word *name, uint32_t fact, struct cs_operand *out) {
  if (!cs_check_fact(c, name, &out->fact)) {
    return false;
  }
  out->is_fact = true;
  if (facts_fit(&cs_check_at(c, fact)->info, &cs_check_at(c, out->fact)->info)) {
    return true;
  }
  const char *left = cs_check_type_words(c, fact), *right = cs_check_type_words(c, out->fact);
  return cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE,
                         "\"%.*s\" is %s, but \"%.*s\" is %s: the two are never the same", CS_STR_ARG(name->text),
                         right, CS_STR_ARG(cs_check_at(c, fact)->info.name), left);
}

/* ------------------------------------------------------------------ constants */

static bool wrong_type(struct cs_check *c, const struct cs_word *word, uint32_t fact, const char *expected) {
  cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_TYPE,
                  "\"%.*s\" is no value of \"%.*s\", which is %s: expected %s", CS_STR_ARG(word->text),
                  CS_STR_ARG(cs_check_at(c, fact)->info.name), cs_check_type_words(c, fact), expected);
  uint32_t other;
  if (!word->quoted && cs_check_lookup(c, word->text, &other) == CS_CHECK_FACT) {
    return cs_report_hint(c->report, "\"the %.*s\" names the fact", CS_STR_ARG(word->text));
  }
  return false;
}

static bool truth_value(struct cs_check *c, const struct cs_word *word, uint32_t fact, struct cs_operand *out) {
  out->truth = cs_str_eq(word->text, CS_STR("yes")) || cs_str_eq(word->text, CS_STR("true"));
  if (!word->quoted && (out->truth || cs_str_eq(word->text, CS_STR("no")) || cs_str_eq(word->text, CS_STR("false")))) {
    return true;
  }
  return wrong_type(c, word, fact, "yes or no");
}

static bool figure_value(struct cs_check *c, const struct cs_ast_value *value, uint32_t fact, struct cs_operand *out) {
  char first = value->word.text.ptr[0];
  bool sign = first == '-' && value->word.text.len > 1;
  if (value->word.quoted || (!sign && (first < '0' || first > '9'))) {
    return wrong_type(c, &value->word, fact, "a figure");
  }
  return cs_check_figure(c, &value->word, value->unit, &out->figure) &&
         cs_check_unit(c, fact, out->figure->unit, &value->word);
}

static bool date_value(struct cs_check *c, const struct cs_word *word, uint32_t fact, struct cs_operand *out) {
  if (word->quoted || word->text.ptr[0] < '0' || word->text.ptr[0] > '9') {
    if (cs_str_starts(word->text, CS_STR(".."))) {
      struct cs_ast_day day = {.day = *word};
      return cs_check_day(c, &day, &out->span, NULL);
    }
    wrong_type(c, word, fact, "a day such as 2025-06-01");
    return cs_report_hint(c->report, "compare with today or a named date by <, <=, =, >= or >");
  }
  struct cs_ast_day day = {.day = *word};
  return cs_check_day(c, &day, &out->span, NULL);
}

static bool area_value(struct cs_check *c, const struct cs_word *word, struct cs_operand *out) {
  return cs_check_area(c, word, &out->area);
}

static bool constant(struct cs_check *c, const struct cs_ast_value *value, uint32_t fact, struct cs_operand *out) {
  const struct cs_word *word = &value->word;
  switch (cs_check_at(c, fact)->info.type) {
  case CS_TYPE_CODE:
  case CS_TYPE_CODES:
    out->code = word->text;
    return cs_check_code(c, word, fact);
  case CS_TYPE_TEXT:
    out->code = word->text;
    return word->quoted || wrong_type(c, word, fact, "text in quotation marks");
  case CS_TYPE_BOOL:
    return truth_value(c, word, fact, out);
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    return figure_value(c, value, fact, out);
  case CS_TYPE_DATE:
    return date_value(c, word, fact, out);
  case CS_TYPE_AREA:
    return area_value(c, word, out);
  }
  return false;
}

static bool takes_unit(enum cs_type type) {
  return type == CS_TYPE_INTEGER || type == CS_TYPE_DECIMAL || type == CS_TYPE_MONEY || type == CS_TYPE_QUANTITY ||
         type == CS_TYPE_DURATION;
}

bool cs_check_value(struct cs_check *c, const struct cs_ast_value *value, uint32_t fact, struct cs_operand *out) {
  *out = (struct cs_operand){0};
  if (value->is_fact) {
    return other_fact(c, &value->word, fact, out);
  }
  if (value->unit && !takes_unit(cs_check_at(c, fact)->info.type)) {
    return cs_report_error(c->report, value->unit->pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\" behind \"%.*s\": expected and, or, or the next clause",
                           CS_STR_ARG(value->unit->text), CS_STR_ARG(value->word.text));
  }
  return constant(c, value, fact, out);
}
