/* Reads one stated value as the type that a rule set declares. Must never take a value of another type for one that
 * looks like it. Specification: DESIGN section 8 (request JSON), RULES section 2. */
#include "review/view_internal.h"

#define WORD_MAX 64 /* bytes of the user's word that an error repeats */

/* What is expected, for the error. */
static const char *expected(const struct cs_fact_info *fact) {
  switch (fact->type) {
  case CS_TYPE_CODE:
    return fact->n_choices > 0 ? "one of its codes" : "a code";
  case CS_TYPE_CODES:
    return fact->n_choices > 0 ? "a list of its codes" : "a list of codes";
  case CS_TYPE_TEXT:
    return "text";
  case CS_TYPE_BOOL:
    return "true or false";
  case CS_TYPE_INTEGER:
    return "an integer";
  case CS_TYPE_DECIMAL:
    return "a decimal as text, such as \"12.5\"";
  case CS_TYPE_MONEY:
    return "an amount with its currency, such as \"825000000.00 USD\"";
  case CS_TYPE_QUANTITY:
    return "a figure with its unit, such as \"300 km\"";
  case CS_TYPE_DATE:
    return "a day, month, year or interval, such as \"2025-08-23\"";
  case CS_TYPE_DURATION:
    return "a time with its unit, such as \"30 days\"";
  case CS_TYPE_AREA:
    return "an area code, such as \"RU-KRS\"";
  }
  return "a value";
}

static void hint(const struct cs_fact_info *fact, struct cs_err *err) {
  struct cs_buf list;
  cs_buf_init(&list, sizeof err->hint);
  for (size_t i = 0; i < fact->n_choices; i++) {
    cs_buf_add(&list, i ? CS_STR(", ") : CS_STR_NONE);
    cs_buf_add(&list, fact->choices[i]);
  }
  if (fact->n_choices > 0) {
    cs_err_hint(err, "its codes: %.*s", CS_STR_ARG(cs_buf_str(&list)));
  } else if (fact->type == CS_TYPE_QUANTITY) {
    cs_unit_list(&list, fact->unit);
    cs_err_hint(err, "its units: %.*s", CS_STR_ARG(cs_buf_str(&list)));
  }
  cs_buf_deinit(&list);
}

static bool wrong(const struct cs_fact_info *fact, const struct cs_json *value, struct cs_err *err) {
  struct cs_str text = cs_str_head(value->text, WORD_MAX);
  if (value->kind == CS_JSON_STRING || value->kind == CS_JSON_NUMBER) {
    cs_err_set(err, &CS_E_FACT_TYPE, "\"%.*s\" does not fit the fact \"%.*s\": expected %s", CS_STR_ARG(text),
               CS_STR_ARG(fact->name), expected(fact));
  } else {
    cs_err_set(err, &CS_E_FACT_TYPE, "the value of the fact \"%.*s\" has another type: expected %s",
               CS_STR_ARG(fact->name), expected(fact));
  }
  hint(fact, err);
  return cs_err_at(err, CS_STR_NONE, value->line, value->column);
}

static bool is_choice(const struct cs_fact_info *fact, struct cs_str code) {
  bool found = fact->n_choices == 0;
  for (size_t i = 0; i < fact->n_choices && !found; i++) {
    found = cs_str_eq(code, fact->choices[i]);
  }
  return found;
}

static bool fits_unit(const struct cs_fact_info *fact, struct cs_figure figure) {
  switch (fact->type) {
  case CS_TYPE_MONEY:
    return cs_unit_is_money(figure.unit) && (fact->unit.index == 0 || fact->unit.index == figure.unit.index);
  case CS_TYPE_DURATION: {
    struct cs_unit second;
    return cs_unit_find(CS_STR("s"), &second) && cs_unit_same_dimension(figure.unit, second);
  }
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_QUANTITY:
    return cs_unit_same_dimension(figure.unit, fact->unit);
  case CS_TYPE_CODE:
  case CS_TYPE_CODES:
  case CS_TYPE_TEXT:
  case CS_TYPE_BOOL:
  case CS_TYPE_DATE:
  case CS_TYPE_AREA:
    return false;
  }
  return false;
}

static bool read_figure(const struct cs_fact_info *fact, struct cs_str text, struct cs_value *out) {
  struct cs_err ignored;
  struct cs_figure figure;
  if (!cs_figure_parse(text, &figure, &ignored)) {
    return false;
  }
  struct cs_unit piece;
  bool bare = fact->type == CS_TYPE_INTEGER || fact->type == CS_TYPE_DECIMAL;
  if (bare && cs_unit_find(CS_STR("pieces"), &piece) && figure.unit.index == piece.index) {
    figure.unit = CS_UNIT_NONE; /* ten pieces are ten */
  }
  if (fact->type == CS_TYPE_INTEGER &&
      ((!figure.lo_open && !cs_dec_is_whole(figure.lo)) || (!figure.hi_open && !cs_dec_is_whole(figure.hi)))) {
    return false;
  }
  out->figure = figure;
  out->known = fits_unit(fact, figure);
  return out->known;
}

bool cs_view_text(const struct cs_fact_info *fact, struct cs_str text, struct cs_value *out) {
  struct cs_err ignored;
  switch (fact->type) {
  case CS_TYPE_CODE:
    out->code = text;
    out->known = is_choice(fact, text);
    return out->known;
  case CS_TYPE_TEXT:
    out->code = text;
    out->known = true;
    return true;
  case CS_TYPE_BOOL:
    out->known = cs_str_eq(text, CS_STR("true")) || cs_str_eq(text, CS_STR("false"));
    out->truth = cs_truth_of(cs_str_eq(text, CS_STR("true")));
    return out->known;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    return read_figure(fact, text, out);
  case CS_TYPE_DATE:
    out->known = cs_span_parse(text, &out->span, &ignored);
    return out->known;
  case CS_TYPE_AREA:
    out->known = cs_area_find(text, &out->area);
    return out->known;
  case CS_TYPE_CODES:
    return false; /* cs_view_read makes a list of it */
  }
  return false;
}

static bool read_codes(const struct cs_fact_info *fact, const struct cs_json *value, struct cs_arena *arena,
                       struct cs_value *out, struct cs_err *err) {
  size_t n = value->kind == CS_JSON_ARRAY ? value->n : 1;
  for (size_t i = 0; i < n; i++) {
    const struct cs_json *code = value->kind == CS_JSON_ARRAY ? value->items[i] : value;
    if (code->kind != CS_JSON_STRING || code->text.len == 0 || !is_choice(fact, code->text)) {
      return wrong(fact, code, err);
    }
    struct cs_str *slot = cs_list_push(arena, &out->sure, err);
    if (!slot) {
      return false;
    }
    *slot = code->text;
  }
  out->known = true;
  return true;
}

bool cs_view_read(const struct cs_fact_info *fact, const struct cs_json *value, struct cs_arena *arena,
                  struct cs_value *out, struct cs_err *err) {
  *out = (struct cs_value){.certainty = CS_CONFIRMED};
  if (value->kind == CS_JSON_STRING && value->text.len == 0) {
    return true;
  }
  if (fact->type == CS_TYPE_CODES) {
    return read_codes(fact, value, arena, out, err);
  }
  if (value->kind == CS_JSON_BOOL && fact->type == CS_TYPE_BOOL) {
    out->known = true;
    out->truth = cs_truth_of(value->truth);
    return true;
  }
  int64_t integer;
  bool bare = fact->type == CS_TYPE_INTEGER || fact->type == CS_TYPE_DECIMAL;
  if (bare && cs_json_as_integer(value, &integer)) {
    out->known = true;
    out->figure = cs_figure_of(cs_dec_of(integer), CS_UNIT_NONE);
    return true;
  }
  return (value->kind == CS_JSON_STRING && cs_view_text(fact, value->text, out)) || wrong(fact, value, err);
}
