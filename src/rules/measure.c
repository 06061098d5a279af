/* count, sum, greatest, share: from what is surely in to what may be. Never divides and never rounds; what does not fit, or
 * meets in two units, is unknown. Specification: SPEC.md sections 17.7, 18.3 and 18.4. */
#include "rules/eval.h"

struct sum {
  const struct cs_measure *measure;
  struct cs_possible p;
  struct cs_figure total;
  bool any, lost; /* has it a unit yet; is it unknown */
  bool open;      /* COUNT: a set that others may be in too */
  bool sure;      /* GREATEST: is anything surely in */
  size_t n_sure, n_maybe;
  size_t mark;
};

static struct cs_figure nothing(struct cs_unit unit) {
  return cs_figure_of(cs_dec_of(0), unit);
}

/* All that the value may be, as one range; *none: it may be none. False: not of one unit. */
static bool range_of(const struct cs_value *value, struct cs_figure *out, bool *none, bool *some) {
  size_t n = value->made ? value->made->n_others : 0;
  *none = *some = false;
  for (size_t i = 0; i <= n; i++) {
    const struct cs_value *one = i == 0 ? value : &value->made->others[i - 1];
    if (cs_value_is_none(one)) {
      *none = true;
      continue;
    }
    if (*some && !cs_figure_hull(*out, one->figure, out)) {
      return false;
    }
    *out = *some ? *out : one->figure;
    *some = true;
  }
  return true;
}

/* A part of the sum that may be left out: from nothing, or itself where it is below nothing. */
static struct cs_figure perhaps(struct cs_figure figure) {
  struct cs_dec zero = cs_dec_of(0);
  if (!figure.lo_open && cs_dec_sign(figure.lo) > 0) {
    figure.lo = zero;
  }
  if (!figure.hi_open && cs_dec_sign(figure.hi) < 0) {
    figure.hi = zero;
  }
  return figure;
}

static bool lose(struct sum *sum, struct cs_ask *ask, struct cs_err *err) {
  sum->lost = true;
  return cs_possible_cause(ask, &sum->p, (struct cs_cause){CS_CAUSE_BOUNDS, sum->measure->name}, err);
}

static bool add_figure(struct sum *sum, struct cs_ask *ask, struct cs_figure figure, struct cs_err *err) {
  struct cs_err ignored;
  if (!sum->any) {
    sum->total = figure;
    sum->any = true;
    return true;
  }
  bool one_unit = cs_unit_same_dimension(sum->total.unit, figure.unit);
  return (one_unit && cs_figure_add(sum->total, figure, &sum->total, &ignored)) || lose(sum, ask, err);
}

static bool greater(struct sum *sum, struct cs_ask *ask, struct cs_figure figure, bool sure, struct cs_err *err) {
  if (!sum->any) {
    sum->total = figure;
    sum->any = true;
    sum->sure = sure;
    return true;
  }
  if (!cs_figure_greater(&sum->total, figure, sum->sure, sure)) {
    return lose(sum, ask, err);
  }
  sum->sure = sum->sure || sure;
  return true;
}

/* One amount more, as it is summed or compared. */
static bool take_figure(struct sum *sum, struct cs_ask *ask, struct cs_figure figure, bool sure, struct cs_err *err) {
  return sum->measure->kind == CS_MEASURE_GREATEST ? greater(sum, ask, figure, sure, err)
                                                   : add_figure(sum, ask, sure ? figure : perhaps(figure), err);
}

/* What is surely in, and has one exact amount: *done false, and nothing was taken, where it is otherwise. */
static bool take_plain(struct sum *sum, struct cs_ask *ask, struct cs_found found, bool *done, struct cs_err *err) {
  const struct cs_value *value = found.truth == CS_YES ? cs_glance_value(ask, sum->measure->of) : NULL;
  *done = value && !value->made && cs_figure_exact(value->figure);
  if (!*done) {
    return true;
  }
  enum cs_certainty certainty = value->certainty > found.certainty ? value->certainty : found.certainty;
  sum->p.certainty = certainty > sum->p.certainty ? certainty : sum->p.certainty;
  return take_figure(sum, ask, value->figure, true, err);
}

static bool take(void *ctx, struct cs_ask *ask, struct cs_found found, uint32_t row, bool *stop, struct cs_err *err) {
  struct sum *sum = ctx;
  struct cs_value value;
  *stop = false;
  bool sure = found.truth == CS_YES, none = false, some = false, done = false;
  sum->n_sure += sure ? 1 : 0;
  sum->n_maybe += sure ? 0 : 1;
  if (sum->measure->kind != CS_MEASURE_COUNT && row != CS_NO_ROW && !take_plain(sum, ask, found, &done, err)) {
    return false;
  }
  if (done) {
    return true;
  }
  bool counts = row == CS_NO_ROW || sum->measure->kind == CS_MEASURE_COUNT;
  if (!counts && !cs_eval_fact(ask, sum->measure->of, &value, err)) {
    return false;
  }
  if (!counts && cs_value_is_none(&value) && value.made->n_others == 0) {
    ask->causes.n = sum->mark; /* blank: nothing, whether it is in or not */
    return true;
  }
  sum->p.certainty = found.certainty > sum->p.certainty ? found.certainty : sum->p.certainty;
  if (!cs_possible_take(ask, &sum->p, sum->mark, err)) {
    return false;
  }
  if (row == CS_NO_ROW) {
    sum->lost = true;
    return true;
  }
  if (sum->measure->kind == CS_MEASURE_COUNT) {
    return true;
  }
  struct cs_figure figure;
  enum cs_type type = cs_fact_at(ask->rules, sum->measure->of)->info.type;
  sum->p.certainty = value.certainty > sum->p.certainty ? value.certainty : sum->p.certainty;
  if (!cs_value_settled(&value, type) &&
      (!cs_eval_push_value(ask, sum->measure->of, &value, err) || !cs_possible_take(ask, &sum->p, sum->mark, err))) {
    return false;
  }
  if (!value.known) {
    sum->lost = true;
    return true;
  }
  if (!range_of(&value, &figure, &none, &some)) {
    return lose(sum, ask, err);
  }
  if (!some) {
    return true; /* blank */
  }
  return take_figure(sum, ask, figure, sure && !none, err);
}

/* ---- what a measure comes to */

static bool finish(struct cs_ask *ask, const struct sum *sum, struct cs_value value, bool maybe_none,
                   struct cs_made *made, struct cs_value *out, struct cs_err *err) {
  (void)err;
  static const struct cs_made no_figure = {.none = true};
  static const struct cs_value none = {.known = true, .made = &no_figure};
  (void)ask;
  made->causes = sum->p.causes.at;
  made->n_causes = sum->p.causes.n;
  made->others = maybe_none ? &none : NULL;
  made->n_others = maybe_none ? 1 : 0;
  *out = value;
  out->made = made;
  out->certainty = sum->p.certainty;
  out->cause = sum->p.causes.n > 0 ? sum->p.causes.at[0] : (struct cs_cause){0};
  return true;
}

static bool walk(struct cs_ask *ask, const struct cs_measure *measure, const struct cs_source *source, struct sum *out,
                 struct cs_err *err) {
  *out = (struct sum){.measure = measure, .mark = ask->causes.n};
  bool sums = measure->kind == CS_MEASURE_SUM || measure->kind == CS_MEASURE_SHARE;
  if (sums && cs_parts_sum(ask, source, measure->of, &out->total, &out->n_sure)) {
    out->any = out->n_sure > 0;
    return true;
  }
  return cs_source_walk(ask, source, 0, take, out, err) && cs_source_certainty(ask, source, &out->p.certainty, err);
}

/* A set's own things, without a row's name. */
static bool count_set(struct cs_ask *ask, const struct cs_source *source, struct sum *sum, struct cs_err *err) {
  struct cs_value set;
  if (!cs_eval_fact(ask, source->set, &set, err)) {
    return false;
  }
  const struct cs_row_set *rows = set.made ? set.made->rows : NULL;
  sum->lost = !set.known;
  sum->open = set.known && set.open;
  sum->n_sure = rows ? rows->n_sure : set.sure.n;
  sum->n_maybe = rows ? rows->n_maybe : set.maybe.n;
  sum->p.certainty = set.certainty;
  return cs_value_settled(&set, CS_TYPE_CODES) ||
         (cs_eval_push_value(ask, source->set, &set, err) && cs_possible_take(ask, &sum->p, sum->mark, err));
}

static bool count_value(struct cs_ask *ask, const struct cs_measure *measure, struct cs_made *made,
                        struct cs_value *out, struct cs_err *err) {
  struct sum sum = {.measure = measure, .mark = ask->causes.n};
  bool plain = measure->source.kind == CS_SOURCE_SET && !measure->source.named;
  if (plain ? !count_set(ask, &measure->source, &sum, err) : !walk(ask, measure, &measure->source, &sum, err)) {
    return false;
  }
  struct cs_value value = {.known = !(measure->source.kind == CS_SOURCE_PARTS && sum.lost)};
  value.figure = (struct cs_figure){.lo = cs_dec_of((int64_t)sum.n_sure),
                                    .hi = cs_dec_of((int64_t)(sum.n_sure + sum.n_maybe)),
                                    .hi_open = sum.lost || sum.open};
  return finish(ask, &sum, value, false, made, out, err);
}

/* The unit of a sum over nothing: that of all values there are, if they have one. */
static struct cs_unit empty_unit(const struct cs_ask *ask, const struct cs_measure *measure) {
  if (!measure->any_money || measure->source.kind != CS_SOURCE_PARTS) {
    return measure->unit;
  }
  for (size_t i = 0; i < ask->n_parts; i++) {
    if (ask->parts[i].value.known) {
      return ask->parts[i].value.figure.unit;
    }
  }
  return measure->unit;
}

static bool sum_value(struct cs_ask *ask, const struct cs_measure *measure, struct cs_made *made, struct cs_value *out,
                      struct cs_err *err) {
  struct sum sum;
  if (!walk(ask, measure, &measure->source, &sum, err)) {
    return false;
  }
  bool greatest = measure->kind == CS_MEASURE_GREATEST;
  if (!sum.any && greatest && !sum.lost) {
    *out = cs_value_none();
    out->certainty = sum.p.certainty;
    return true;
  }
  struct cs_value value = {.known = !sum.lost, .figure = sum.any ? sum.total : nothing(empty_unit(ask, measure))};
  return finish(ask, &sum, value, greatest && !sum.sure && !sum.lost, made, out, err);
}

/* ---- shares */

static bool add_sum(struct cs_ask *ask, struct sum *to, const struct sum *from, struct cs_err *err) {
  to->lost = to->lost || from->lost;
  to->p.certainty = from->p.certainty > to->p.certainty ? from->p.certainty : to->p.certainty;
  for (size_t i = 0; i < from->p.causes.n; i++) {
    if (!cs_possible_cause(ask, &to->p, from->p.causes.at[i], err)) {
      return false;
    }
  }
  return true;
}

/* The whole: the value of all parts, or an amount. */
static bool whole_of(struct cs_ask *ask, const struct cs_measure *measure, struct sum *out, struct cs_err *err) {
  struct cs_value value;
  bool none, some;
  if (!measure->in_fact) {
    struct cs_source all = {.kind = CS_SOURCE_PARTS, .column = SIZE_MAX};
    return walk(ask, measure, &all, out, err);
  }
  *out = (struct sum){.measure = measure, .mark = ask->causes.n};
  if (!cs_eval_fact(ask, measure->whole, &value, err)) {
    return false;
  }
  out->p.certainty = value.certainty;
  if (!cs_value_settled(&value, CS_TYPE_MONEY) &&
      (!cs_eval_push_value(ask, measure->whole, &value, err) || !cs_possible_take(ask, &out->p, out->mark, err))) {
    return false;
  }
  if (!value.known) { /* its own causes say why */
    out->lost = true;
    return true;
  }
  if (!range_of(&value, &out->total, &none, &some) || none) {
    return lose(out, ask, err);
  }
  out->any = true;
  return true;
}

static bool above_nothing(struct cs_figure figure) {
  return !figure.lo_open && !figure.hi_open && cs_dec_sign(figure.lo) > 0;
}

static bool share_value(struct cs_ask *ask, const struct cs_measure *measure, struct cs_made *made,
                        struct cs_value *out, struct cs_err *err) {
  struct sum part, whole;
  if (!walk(ask, measure, &measure->source, &part, err) || !whole_of(ask, measure, &whole, err) ||
      !add_sum(ask, &part, &whole, err)) {
    return false;
  }
  if (!part.lost && (!whole.any || !above_nothing(whole.total)) && !lose(&part, ask, err)) {
    return false;
  }
  if (!part.lost && !part.any) {
    part.total = nothing(whole.total.unit);
  }
  bool fits = part.lost ||
              (cs_unit_same_dimension(part.total.unit, whole.total.unit) && !part.total.lo_open && !part.total.hi_open);
  if (!fits && !lose(&part, ask, err)) {
    return false;
  }
  made->share = true;
  made->over = whole.total;
  struct cs_value value = {.known = !part.lost, .figure = part.total};
  return finish(ask, &part, value, false, made, out, err);
}

bool cs_measure_value(struct cs_ask *ask, const struct cs_measure *measure, struct cs_value *out, struct cs_err *err) {
  struct cs_made *made = cs_arena_new(ask->arena, struct cs_made, err);
  if (!made) {
    return false;
  }
  switch (measure->kind) {
  case CS_MEASURE_COUNT:
    return count_value(ask, measure, made, out, err);
  case CS_MEASURE_SUM:
  case CS_MEASURE_GREATEST:
    return sum_value(ask, measure, made, out, err);
  case CS_MEASURE_SHARE:
    return share_value(ask, measure, made, out, err);
  }
  return false;
}
