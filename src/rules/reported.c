/* Terms as an answer reports them. Must not decide anything. Specification: SPEC.md section 17.9. */
#include "rules/answer.h"

static bool words_of(struct cs_arena *arena, const struct cs_value *value, enum cs_type type, struct cs_term_value *out,
                     struct cs_err *err) {
  struct cs_strs words = {0};
  size_t n = value->made ? value->made->n_others : 0;
  for (size_t i = 0; i <= n; i++) {
    const struct cs_value *one = i == 0 ? value : &value->made->others[i - 1];
    struct cs_str word = type == CS_TYPE_AREA ? cs_area_code(one->area) : one->code;
    if (!cs_value_is_none(one) && !cs_strs_add(arena, &words, word, err)) {
      return false;
    }
  }
  out->kind = CS_TERM_VALUE_CODE;
  out->words = words.at;
  out->n_words = words.n;
  out->n_maybe = words.n > 1 ? words.n : 0;
  return true;
}

static bool set_of(struct cs_arena *arena, const struct cs_value *value, struct cs_term_value *out,
                   struct cs_err *err) {
  const struct cs_row_set *rows = value->made ? value->made->rows : NULL;
  if (rows) {
    out->kind = CS_TERM_VALUE_ROWS;
    out->figure = (struct cs_figure){.lo = cs_dec_of((int64_t)rows->n_sure),
                                     .hi = cs_dec_of((int64_t)(rows->n_sure + rows->n_maybe)),
                                     .hi_open = value->open};
    return true;
  }
  struct cs_strs words = {0};
  const struct cs_strs *lists[] = {&value->sure, &value->maybe};
  for (size_t l = 0; l < 2; l++) {
    for (size_t i = 0; i < lists[l]->n; i++) {
      if (!cs_strs_add(arena, &words, lists[l]->at[i], err)) {
        return false;
      }
    }
    out->n_maybe = l == 1 ? words.n - out->n_maybe : words.n;
  }
  out->kind = CS_TERM_VALUE_CODES;
  out->words = words.at;
  out->n_words = words.n;
  return true;
}

/* The range of all that it may be. */
static void figure_of(const struct cs_value *value, struct cs_term_value *out) {
  size_t n = value->made ? value->made->n_others : 0;
  bool first = true;
  out->kind = value->made && value->made->share ? CS_TERM_VALUE_SHARE : CS_TERM_VALUE_FIGURE;
  for (size_t i = 0; i <= n; i++) {
    const struct cs_value *one = i == 0 ? value : &value->made->others[i - 1];
    if (cs_value_is_none(one)) {
      continue;
    }
    struct cs_figure over = one->made && one->made->share ? one->made->over : (struct cs_figure){0};
    bool fits = first || (cs_figure_hull(out->figure, one->figure, &out->figure) &&
                          (out->kind != CS_TERM_VALUE_SHARE || cs_figure_hull(out->over, over, &out->over)));
    if (!fits) {
      out->kind = CS_TERM_VALUE_UNKNOWN;
      return;
    }
    if (first) {
      out->kind = one->made && one->made->share ? CS_TERM_VALUE_SHARE : CS_TERM_VALUE_FIGURE;
      out->figure = one->figure;
      out->over = over;
      first = false;
    }
  }
}

static void day_of(const struct cs_value *value, struct cs_term_value *out) {
  size_t n = value->made ? value->made->n_others : 0;
  bool first = true;
  out->kind = CS_TERM_VALUE_DATE;
  for (size_t i = 0; i <= n; i++) {
    const struct cs_value *one = i == 0 ? value : &value->made->others[i - 1];
    if (cs_value_is_none(one)) {
      continue;
    }
    out->span.first = first || one->span.first < out->span.first ? one->span.first : out->span.first;
    out->span.last = first || one->span.last > out->span.last ? one->span.last : out->span.last;
    first = false;
  }
}

static bool fill_value(struct cs_arena *arena, const struct cs_value *value, enum cs_type type,
                       struct cs_term_value *out, struct cs_err *err) {
  bool none = cs_value_is_none(value);
  out->maybe_none = type == CS_TYPE_BOOL && value->truth == CS_NO && value->made && value->made->maybe_none;
  for (size_t i = 0; value->made && i < value->made->n_others; i++) {
    out->maybe_none = out->maybe_none || none || cs_value_is_none(&value->made->others[i]);
  }
  if (none && !out->maybe_none) {
    out->kind = CS_TERM_VALUE_NONE;
    return true;
  }
  switch (type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
  case CS_TYPE_AREA:
    return words_of(arena, value, type, out, err);
  case CS_TYPE_CODES:
    return set_of(arena, value, out, err);
  case CS_TYPE_BOOL:
    out->kind = CS_TERM_VALUE_TRUTH;
    out->truth = value->truth;
    return true;
  case CS_TYPE_DATE:
    day_of(value, out);
    return true;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    figure_of(value, out);
    return true;
  }
  return true;
}

static bool report(struct cs_ask *ask, uint32_t term, uint32_t line, struct cs_arena *arena, struct cs_term_value *out,
                   struct cs_err *err) {
  const struct cs_defined *defined = &ask->rules->terms[term];
  enum cs_type type = defined->fact.info.type;
  struct cs_value value;
  size_t mark = ask->causes.n;
  if (!cs_named_value(ask, term, &value, err)) {
    return false;
  }
  ask->causes.n = mark;
  *out = (struct cs_term_value){.name = defined->info.name,
                                .regime = defined->regime,
                                .line = line,
                                .unique = defined->unique,
                                .kind = CS_TERM_VALUE_UNKNOWN,
                                .certainty = value.certainty,
                                .truth = CS_UNKNOWN};
  if (value.made && !cs_value_settled(&value, type)) {
    out->causes = value.made->causes;
    out->n_causes = value.made->n_causes;
  }
  return !value.known || fill_value(arena, &value, type, out, err);
}

bool cs_asked_terms(struct cs_ask *ask, uint32_t regime, uint32_t line, struct cs_arena *arena,
                    struct cs_term_values *out, struct cs_err *err) {
  for (uint32_t i = 0; i < ask->rules->n_terms; i++) {
    const struct cs_defined *term = &ask->rules->terms[i];
    if (term->regime != regime || !term->first || term->of_part) {
      continue;
    }
    struct cs_term_value *slot = cs_list_push(arena, out, err);
    if (!slot || !report(ask, i, line, arena, slot, err)) {
      return false;
    }
  }
  return true;
}
