/* Values of which several are possible, with why. Must not decide between them. Invariant: a value given out is known with
 * all that it may be, or unknown with at least one cause. Specification: SPEC.md sections 16.4 and 17.5. */
#include "rules/eval.h"

static const struct cs_made made_none = {.none = true};

bool cs_value_is_none(const struct cs_value *value) {
  return value->known && value->made && value->made->none;
}

static bool maybe_none(const struct cs_value *value) {
  return value->made && (value->made->none || value->made->maybe_none);
}

struct cs_value cs_value_none(void) {
  return (struct cs_value){.known = true, .made = &made_none};
}

bool cs_value_settled(const struct cs_value *value, enum cs_type type) {
  if (!value->known || (value->made && value->made->n_others > 0)) {
    return false;
  }
  if (cs_value_is_none(value)) {
    return true;
  }
  switch (type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
  case CS_TYPE_AREA:
    return true;
  case CS_TYPE_CODES:
    return value->maybe.n == 0 && !value->open && !(value->made && value->made->rows && value->made->rows->n_maybe > 0);
  case CS_TYPE_BOOL:
    return value->truth != CS_UNKNOWN;
  case CS_TYPE_DATE:
    return cs_span_exact(value->span);
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    return cs_figure_exact(value->figure) &&
           !(value->made && value->made->share && !cs_figure_exact(value->made->over));
  }
  return false;
}

/* ---- causes */

bool cs_possible_cause(struct cs_ask *ask, struct cs_possible *p, struct cs_cause cause, struct cs_err *err) {
  for (size_t i = 0; i < p->causes.n; i++) {
    if (p->causes.at[i].kind == cause.kind && cs_str_eq(p->causes.at[i].name, cause.name)) {
      return true;
    }
  }
  struct cs_cause *slot = cs_list_push(ask->arena, &p->causes, err);
  if (!slot) {
    return false;
  }
  *slot = cause;
  return true;
}

bool cs_possible_take(struct cs_ask *ask, struct cs_possible *p, size_t mark, struct cs_err *err) {
  for (size_t i = mark; i < ask->causes.n; i++) {
    if (!cs_possible_cause(ask, p, ask->causes.at[i], err)) {
      return false;
    }
  }
  ask->causes.n = mark;
  return true;
}

static bool add_causes(struct cs_ask *ask, struct cs_possible *p, uint32_t fact, const struct cs_value *value,
                       struct cs_err *err) {
  size_t mark = ask->causes.n;
  return cs_eval_push_value(ask, fact, value, err) && cs_possible_take(ask, p, mark, err);
}

/* ---- values */

static bool same_figures(struct cs_figure a, struct cs_figure b) {
  return cs_figure_exact(a) && cs_figure_exact(b) && cs_unit_same_dimension(a.unit, b.unit) &&
         cs_figure_eq(a, b) == CS_YES;
}

/* Exactly the same value; what is not exact is never the same as anything. */
static bool same_value(const struct cs_value *a, const struct cs_value *b, enum cs_type type) {
  if (cs_value_is_none(a) || cs_value_is_none(b)) {
    return cs_value_is_none(a) && cs_value_is_none(b);
  }
  switch (type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    return cs_str_eq(a->code, b->code);
  case CS_TYPE_BOOL:
    return a->truth == b->truth && maybe_none(a) == maybe_none(b);
  case CS_TYPE_AREA:
    return a->area.index == b->area.index;
  case CS_TYPE_DATE:
    return a->span.first == b->span.first && a->span.last == b->span.last && cs_span_exact(a->span);
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION: {
    bool shares = (a->made && a->made->share) || (b->made && b->made->share);
    return !shares && same_figures(a->figure, b->figure);
  }
  case CS_TYPE_CODES:
    return false;
  }
  return false;
}

static bool add_one(struct cs_ask *ask, struct cs_possible *p, const struct cs_value *value, enum cs_type type,
                    struct cs_err *err) {
  for (size_t i = 0; i < p->values.n; i++) {
    if (same_value(&p->values.at[i], value, type)) {
      return true;
    }
  }
  struct cs_value *slot = cs_list_push(ask->arena, &p->values, err);
  if (!slot) {
    return false;
  }
  *slot = *value;
  return true;
}

bool cs_possible_add(struct cs_ask *ask, struct cs_possible *p, uint32_t fact, const struct cs_value *value,
                     enum cs_type type, struct cs_err *err) {
  p->certainty = value->certainty > p->certainty ? value->certainty : p->certainty;
  bool close = type == CS_TYPE_CODE || type == CS_TYPE_AREA; /* known, and yet perhaps too widely for an atom */
  bool may_lack = type == CS_TYPE_BOOL && value->known && value->made && value->made->maybe_none;
  if ((!cs_value_settled(value, type) || may_lack ||
       (close && !cs_value_is_none(value) && value->cause.name.len > 0)) &&
      !add_causes(ask, p, fact, value, err)) {
    return false;
  }
  if (!value->known) {
    p->unknown = true;
    return true;
  }
  if (!add_one(ask, p, value, type, err)) {
    return false;
  }
  for (size_t i = 0; value->made && i < value->made->n_others; i++) {
    if (!add_one(ask, p, &value->made->others[i], type, err)) {
      return false;
    }
  }
  return true;
}

/* ---- sets: surely in is what is surely in each */

static bool in_all(const struct cs_possible *p, struct cs_str word) {
  for (size_t i = 0; i < p->values.n; i++) {
    if (!cs_strs_has(p->values.at[i].sure, word)) {
      return false;
    }
  }
  return true;
}

static bool unite_codes(struct cs_ask *ask, const struct cs_possible *p, struct cs_value *out, struct cs_err *err) {
  out->sure = out->maybe = (struct cs_strs){0};
  for (size_t i = 0; i < p->values.n; i++) {
    const struct cs_value *one = &p->values.at[i];
    const struct cs_strs *lists[] = {&one->sure, &one->maybe};
    out->open = out->open || one->open;
    for (size_t l = 0; l < 2; l++) {
      for (size_t j = 0; j < lists[l]->n; j++) {
        struct cs_str word = lists[l]->at[j];
        if (!cs_strs_add(ask->arena, in_all(p, word) ? &out->sure : &out->maybe, word, err)) {
          return false;
        }
      }
    }
  }
  return true;
}

static bool has_row(const uint32_t *rows, size_t n, uint32_t row) {
  for (size_t i = 0; i < n; i++) {
    if (rows[i] == row) {
      return true;
    }
  }
  return false;
}

struct row_list {
  uint32_t *at;
  size_t n, cap;
};

static bool put_row(struct cs_ask *ask, struct row_list *list, uint32_t row, struct cs_err *err) {
  if (has_row(list->at, list->n, row)) {
    return true;
  }
  uint32_t *slot = cs_list_push(ask->arena, list, err);
  if (!slot) {
    return false;
  }
  *slot = row;
  return true;
}

static bool row_in_all(const struct cs_possible *p, uint32_t row) {
  for (size_t i = 0; i < p->values.n; i++) {
    const struct cs_made *made = p->values.at[i].made;
    if (!made || !made->rows || !has_row(made->rows->sure, made->rows->n_sure, row)) {
      return false;
    }
  }
  return true;
}

static bool unite_rows(struct cs_ask *ask, const struct cs_possible *p, const struct cs_row_set **out,
                       struct cs_err *err) {
  struct row_list sure = {0}, maybe = {0};
  for (size_t i = 0; i < p->values.n; i++) {
    const struct cs_made *made = p->values.at[i].made;
    const struct cs_row_set *rows = made ? made->rows : NULL;
    for (size_t j = 0; rows && j < rows->n_sure + rows->n_maybe; j++) {
      uint32_t row = j < rows->n_sure ? rows->sure[j] : rows->maybe[j - rows->n_sure];
      if (!put_row(ask, row_in_all(p, row) ? &sure : &maybe, row, err)) {
        return false;
      }
    }
  }
  struct cs_row_set *set = cs_arena_new(ask->arena, struct cs_row_set, err);
  if (!set) {
    return false;
  }
  *set = (struct cs_row_set){sure.at, maybe.at, sure.n, maybe.n};
  *out = set;
  return true;
}

static bool unite_sets(struct cs_ask *ask, const struct cs_possible *p, struct cs_value *out, struct cs_made *made,
                       struct cs_err *err) {
  bool rows = false;
  for (size_t i = 0; i < p->values.n; i++) {
    rows = rows || (p->values.at[i].made && p->values.at[i].made->rows);
  }
  made->none = false;
  return unite_codes(ask, p, out, err) && (!rows || unite_rows(ask, p, &made->rows, err));
}

/* What is yes in one case and no, or none, in another: an atom about none is no. */
static void unite_truths(const struct cs_possible *p, struct cs_value *out, struct cs_made *made) {
  unsigned truth = 0;
  for (size_t i = 0; i < p->values.n; i++) {
    truth |= cs_value_is_none(&p->values.at[i]) ? CS_NO : p->values.at[i].truth;
  }
  made->none = false;
  out->truth = (enum cs_truth)truth;
}

static bool any_none(const struct cs_possible *p) {
  bool any = false;
  for (size_t i = 0; i < p->values.n; i++) {
    any = any || maybe_none(&p->values.at[i]);
  }
  return any;
}

bool cs_possible_give(struct cs_ask *ask, const struct cs_possible *p, enum cs_type type, struct cs_value *out,
                      struct cs_err *err) {
  struct cs_made *made = cs_arena_new(ask->arena, struct cs_made, err);
  if (!made) {
    return false;
  }
  cs_assert(p->unknown || p->values.n > 0);
  *out = p->unknown ? (struct cs_value){0} : p->values.at[0];
  if (out->made) {
    *made = *out->made;
  }
  made->others = NULL;
  made->n_others = 0;
  bool several = !p->unknown && p->values.n > 1;
  if (several && (type == CS_TYPE_CODES || type == CS_TYPE_BOOL)) {
    made->maybe_none = any_none(p);
  }
  if (several && type == CS_TYPE_CODES) {
    if (!unite_sets(ask, p, out, made, err)) {
      return false;
    }
  } else if (several && type == CS_TYPE_BOOL) {
    unite_truths(p, out, made);
  } else if (!p->unknown) {
    made->others = p->values.at + 1;
    made->n_others = p->values.n - 1;
  }
  made->causes = p->causes.at;
  made->n_causes = p->causes.n;
  out->made = made;
  /* What is weaker than what is counted was taken as unknown on the way, and so is in it already (8.10). */
  out->certainty = p->certainty > ask->weakest ? ask->weakest : p->certainty;
  out->cause = p->causes.n > 0 ? p->causes.at[0] : (struct cs_cause){0};
  return true;
}
