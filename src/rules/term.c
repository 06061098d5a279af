/* Figures and days: sums, differences and products of bounds, compared over the whole range. Never rounds; what does
 * not fit, or meets in two currencies, is unknown. SPEC 4.6, 4.7, 7.3, 7.4. */
#include "rules/term.h"

#include "base/limits.h"

/* What a term comes to. */
struct amount {
  bool known, is_day;
  bool none, maybe_none; /* there is none; there may be none */
  bool share;            /* figure / over */
  struct cs_figure figure, over;
  struct cs_span span;
  enum cs_certainty certainty;
};

static bool eval_term(struct cs_ask *ask, const struct cs_term *term, unsigned depth, struct amount *out,
                      struct cs_err *err);

static bool is_day_term(const struct cs_ask *ask, const struct cs_term *term) {
  return term->kind == CS_TERM_SPAN || term->kind == CS_TERM_DATE ||
         (term->kind == CS_TERM_FACT && cs_fact_at(ask->rules, term->fact)->info.type == CS_TYPE_DATE);
}

/* A constant within bounds is nobody's fact: its cause bears the words it is written with. */
static bool push_span(struct cs_ask *ask, struct cs_span span, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_span_write(&buf, span);
  struct cs_str name;
  bool done = cs_buf_ok(&buf, err) && cs_arena_str(ask->arena, cs_buf_str(&buf), &name, err);
  cs_buf_deinit(&buf);
  return done && cs_eval_push(ask, (struct cs_cause){CS_CAUSE_DATE, name}, err);
}

static bool push_figure(struct cs_ask *ask, struct cs_figure figure, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, 256);
  cs_figure_write(&buf, figure);
  struct cs_str name;
  bool done = cs_buf_ok(&buf, err) && cs_arena_str(ask->arena, cs_buf_str(&buf), &name, err);
  cs_buf_deinit(&buf);
  return done && cs_eval_push(ask, (struct cs_cause){CS_CAUSE_BOUNDS, name}, err);
}

/* One more possible value: the range grows to hold it. False: it does not fit beside the others. */
static bool widen(struct amount *out, const struct cs_value *value, bool first) {
  if (cs_value_is_none(value)) {
    out->maybe_none = true;
    return true;
  }
  bool share = value->made && value->made->share;
  if (out->none) { /* the first that is not none */
    out->none = false;
    out->maybe_none = !first;
    out->figure = value->figure;
    out->span = value->span;
    out->share = share;
    out->over = share ? value->made->over : out->over;
    return true;
  }
  if (out->is_day) {
    out->span.first = value->span.first < out->span.first ? value->span.first : out->span.first;
    out->span.last = value->span.last > out->span.last ? value->span.last : out->span.last;
    return true;
  }
  bool shares = share && out->share && cs_figure_hull(out->over, value->made->over, &out->over);
  return share == out->share && (!share || shares) && cs_figure_hull(out->figure, value->figure, &out->figure);
}

/* A value as an amount; `fact` for its causes. */
static bool take_value(struct cs_ask *ask, uint32_t fact, enum cs_type type, const struct cs_value *value,
                       struct amount *out, struct cs_err *err) {
  size_t n = value->made ? value->made->n_others : 0;
  out->known = value->known;
  out->certainty = value->certainty;
  out->none = true;
  for (size_t i = 0; value->known && out->known && i <= n; i++) {
    out->known = widen(out, i == 0 ? value : &value->made->others[i - 1], i == 0);
  }
  out->maybe_none = out->maybe_none && !out->none;
  return (out->known && cs_value_settled(value, type)) || cs_eval_push_value(ask, fact, value, err);
}

static bool term_fact(struct cs_ask *ask, const struct cs_term *term, struct amount *out, struct cs_err *err) {
  struct cs_value value;
  if (!cs_eval_fact(ask, term->fact, &value, err)) {
    return false;
  }
  out->is_day = is_day_term(ask, term);
  return take_value(ask, term->fact, cs_fact_at(ask->rules, term->fact)->info.type, &value, out, err);
}

static bool term_measure(struct cs_ask *ask, const struct cs_term *term, struct amount *out, struct cs_err *err) {
  struct cs_value value;
  return cs_measure_value(ask, term->measure, &value, err) && take_value(ask, 0, CS_TYPE_DECIMAL, &value, out, err);
}

/* Bounds on every figure that a failed sum or comparison was made of. */
static bool push_facts(struct cs_ask *ask, const struct cs_term *term, unsigned depth, struct cs_err *err) {
  cs_assert(depth <= CS_RULES_DEPTH_MAX * 4);
  if (term->kind == CS_TERM_FACT) {
    return cs_eval_push(ask, (struct cs_cause){CS_CAUSE_BOUNDS, cs_fact_at(ask->rules, term->fact)->info.name}, err);
  }
  return (!term->left || push_facts(ask, term->left, depth + 1, err)) &&
         (!term->right || push_facts(ask, term->right, depth + 1, err));
}

/* ---- days */

/* A number of whole days. */
static bool whole_days(struct cs_dec value, int64_t *out) {
  struct cs_dec rest = value;
  while (rest.scale > 0 && rest.coefficient % 10 == 0) {
    rest.coefficient /= 10;
    rest.scale--;
  }
  if (rest.scale > 0 || rest.coefficient > INT32_MAX || rest.coefficient < -(cs_i128)INT32_MAX) {
    return false;
  }
  *out = (int64_t)rest.coefficient;
  return true;
}

static bool counts_days(struct cs_unit unit) {
  struct cs_str name = cs_unit_name(unit);
  return unit.index == 0 || cs_str_eq(name, CS_STR("day")) || cs_str_eq(name, CS_STR("days"));
}

static bool shift_day(cs_day day, int64_t n, cs_day *out) {
  struct cs_err ignored;
  if (day == CS_DAY_MIN || day == CS_DAY_MAX) {
    *out = day; /* an open end stays open */
    return true;
  }
  return cs_day_add_days(day, n, out, &ignored);
}

/* day ± figure: the earliest with the least that it may be, the latest with the most. */
static bool shift_span(struct cs_span day, struct cs_figure by, bool back, struct cs_span *out) {
  int64_t least, most;
  if (by.lo_open || by.hi_open || !counts_days(by.unit) || !whole_days(by.lo, &least) || !whole_days(by.hi, &most)) {
    return false;
  }
  return shift_day(day.first, back ? -most : least, &out->first) &&
         shift_day(day.last, back ? -least : most, &out->last);
}

static bool add_months(cs_day day, int64_t n, cs_day *out) {
  struct cs_err ignored;
  if (day == CS_DAY_MIN || day == CS_DAY_MAX) {
    *out = day;
    return true;
  }
  return cs_day_add_months(day, n, out, &ignored);
}

static bool add_working(const struct cs_calendar *calendar, cs_day day, int64_t n, cs_day *out) {
  struct cs_err ignored;
  if (day == CS_DAY_MIN || day == CS_DAY_MAX) {
    *out = day;
    return true;
  }
  return cs_calendar_add(calendar, day, n, out, &ignored);
}

static bool term_months(struct cs_ask *ask, const struct cs_term *term, unsigned depth, struct amount *out,
                        struct cs_err *err) {
  if (!eval_term(ask, term->left, depth + 1, out, err)) {
    return false;
  }
  if (!out->known || out->none) {
    return true;
  }
  out->known =
      add_months(out->span.first, term->n, &out->span.first) && add_months(out->span.last, term->n, &out->span.last);
  return out->known || push_facts(ask, term->left, depth, err);
}

static bool term_working(struct cs_ask *ask, const struct cs_term *term, unsigned depth, struct amount *out,
                         struct cs_err *err) {
  if (!eval_term(ask, term->left, depth + 1, out, err)) {
    return false;
  }
  if (!out->known || out->none) {
    return true;
  }
  const struct cs_calendar *calendar =
      ask->host && ask->host->calendar ? ask->host->calendar(ask->host->ctx, term->office) : NULL;
  out->known = calendar && add_working(calendar, out->span.first, term->n, &out->span.first) &&
               add_working(calendar, out->span.last, term->n, &out->span.last);
  return out->known || cs_eval_push(ask, (struct cs_cause){CS_CAUSE_TABLE, term->office}, err);
}

/* ---- sums */

static struct cs_unit unit_days(void) {
  struct cs_unit unit = CS_UNIT_NONE;
  return cs_unit_find(CS_STR("days"), &unit) ? unit : CS_UNIT_NONE;
}

/* The days between two days, as a duration. */
static bool days_between(struct cs_span a, struct cs_span b, struct cs_figure *out) {
  *out = (struct cs_figure){.unit = unit_days()};
  out->lo_open = a.first == CS_DAY_MIN || b.last == CS_DAY_MAX;
  out->hi_open = a.last == CS_DAY_MAX || b.first == CS_DAY_MIN;
  out->lo = cs_dec_of(out->lo_open ? 0 : (int64_t)a.first - b.last);
  out->hi = cs_dec_of(out->hi_open ? 0 : (int64_t)a.last - b.first);
  return true;
}

static bool combine(enum cs_term_kind kind, struct amount left, struct amount right, struct amount *out) {
  struct cs_err ignored;
  if (left.is_day && right.is_day) {
    out->is_day = false;
    return kind == CS_TERM_SUB && days_between(left.span, right.span, &out->figure);
  }
  if (left.is_day) {
    out->is_day = true;
    return kind != CS_TERM_MUL && shift_span(left.span, right.figure, kind == CS_TERM_SUB, &out->span);
  }
  if (right.is_day) {
    out->is_day = true;
    return kind == CS_TERM_ADD && shift_span(right.span, left.figure, false, &out->span);
  }
  out->is_day = false;
  if (kind == CS_TERM_MUL) {
    return cs_figure_mul(left.figure, right.figure, &out->figure, &ignored);
  }
  return kind == CS_TERM_ADD ? cs_figure_add(left.figure, right.figure, &out->figure, &ignored)
                             : cs_figure_sub(left.figure, right.figure, &out->figure, &ignored);
}

/* A sum of money over nothing, where no part has a value, is nothing in any currency (17.7, 18.3). */
static void nothing_meets(struct amount *nothing, const struct amount *other) {
  bool bare = nothing->known && !nothing->is_day && nothing->figure.unit.index == 0;
  bool zero = bare && cs_figure_exact(nothing->figure) && cs_dec_sign(nothing->figure.lo) == 0;
  if (zero && other->known && !other->is_day && cs_unit_is_money(other->figure.unit)) {
    nothing->figure.unit = other->figure.unit;
  }
}

static bool term_sum(struct cs_ask *ask, const struct cs_term *term, unsigned depth, struct amount *out,
                     struct cs_err *err) {
  struct amount left, right;
  size_t mark = ask->causes.n;
  if (!eval_term(ask, term->left, depth + 1, &left, err) || !eval_term(ask, term->right, depth + 1, &right, err)) {
    return false;
  }
  out->certainty = left.certainty > right.certainty ? left.certainty : right.certainty;
  out->known = left.known && right.known;
  out->none = (left.known && left.none) || (right.known && right.none); /* whatever the other side is */
  out->maybe_none = !out->none && (left.maybe_none || right.maybe_none);
  if (!out->known || out->none) {
    out->known = out->known || out->none;
    return true;
  }
  if (term->kind != CS_TERM_MUL) {
    nothing_meets(&left, &right);
    nothing_meets(&right, &left);
  }
  out->known = combine(term->kind, left, right, out);
  if (out->known && !out->is_day && !out->maybe_none && cs_figure_exact(out->figure)) {
    ask->causes.n = mark; /* nothing could make it closer: a product with nothing */
  }
  return out->known || push_facts(ask, term, depth, err);
}

static bool eval_term(struct cs_ask *ask, const struct cs_term *term, unsigned depth, struct amount *out,
                      struct cs_err *err) {
  cs_assert(depth <= CS_RULES_DEPTH_MAX * 4);
  *out = (struct amount){.known = true, .certainty = CS_CONFIRMED};
  switch (term->kind) {
  case CS_TERM_FIGURE:
    out->figure = *term->figure;
    return cs_figure_exact(*term->figure) || push_figure(ask, *term->figure, err);
  case CS_TERM_SPAN:
    out->is_day = true;
    out->span = term->span;
    return cs_span_exact(term->span) || push_span(ask, term->span, err);
  case CS_TERM_FACT:
    return term_fact(ask, term, out, err);
  case CS_TERM_DATE:
    out->is_day = true;
    out->span = ask->rules->dates[term->fact].span;
    return cs_span_exact(out->span) ||
           cs_eval_push(ask, (struct cs_cause){CS_CAUSE_DATE, ask->rules->dates[term->fact].name}, err);
  case CS_TERM_ON:
    out->is_day = true;
    out->span = cs_span_of(ask->on);
    return true;
  case CS_TERM_ADD:
  case CS_TERM_SUB:
  case CS_TERM_MUL:
    return term_sum(ask, term, depth, out, err);
  case CS_TERM_ADD_MONTHS:
    return term_months(ask, term, depth, out, err);
  case CS_TERM_ADD_WORKING:
    return term_working(ask, term, depth, out, err);
  case CS_TERM_MEASURE:
    return term_measure(ask, term, out, err);
  }
  return true;
}

bool cs_term_value(struct cs_ask *ask, const struct cs_term *term, struct cs_value *out, struct cs_err *err) {
  struct amount amount;
  struct cs_possible p = {0};
  size_t mark = ask->causes.n;
  struct cs_made *made = cs_arena_new(ask->arena, struct cs_made, err);
  struct cs_value *none = cs_arena_new(ask->arena, struct cs_value, err);
  if (!made || !none || !eval_term(ask, term, 0, &amount, err) || !cs_possible_take(ask, &p, mark, err)) {
    return false;
  }
  *none = cs_value_none();
  *made = (struct cs_made){.none = amount.none,
                           .share = amount.share,
                           .over = amount.over,
                           .others = amount.maybe_none ? none : NULL,
                           .n_others = amount.maybe_none ? 1 : 0,
                           .causes = p.causes.at,
                           .n_causes = p.causes.n};
  *out = (struct cs_value){
      .known = amount.known, .certainty = amount.certainty, .figure = amount.figure, .span = amount.span, .made = made};
  out->cause = p.causes.n > 0 ? p.causes.at[0] : (struct cs_cause){0};
  return true;
}

/* ---- comparing */

struct order {
  enum cs_truth lt, le, eq;
};

static enum cs_truth decide(enum cs_op op, struct order order) {
  switch (op) {
  case CS_OP_LT:
    return order.lt;
  case CS_OP_LE:
    return order.le;
  case CS_OP_EQ:
    return order.eq;
  case CS_OP_NE:
    return cs_truth_not(order.eq);
  case CS_OP_GE:
    return cs_truth_not(order.lt);
  case CS_OP_GT:
    return cs_truth_not(order.le);
  }
  return CS_UNKNOWN;
}

static struct order order_of(const struct amount *a, const struct amount *b) {
  if (!a->is_day) {
    return (struct order){cs_figure_lt(a->figure, b->figure), cs_figure_le(a->figure, b->figure),
                          cs_figure_eq(a->figure, b->figure)};
  }
  return (struct order){cs_span_lt(a->span, b->span), cs_span_le(a->span, b->span),
                        cs_truth_and(cs_span_le(a->span, b->span), cs_span_le(b->span, a->span))};
}

/* ---- shares: compared by products, never divided */

/* Below or at most: lo and hi of the one against the other's, each a quotient with a divisor above 0. */
static int cmp_shares(struct cs_dec a, struct cs_dec over_a, struct cs_dec b, struct cs_dec over_b) {
  return cs_dec_cmp_products(a, over_b, b, over_a);
}

/* Any amount as a share: a figure in % is so many of 100, a bare number so many of 1. */
static bool as_share(struct amount *a) {
  if (a->share) {
    return true;
  }
  bool percent = a->figure.unit.index != 0;
  a->over = cs_figure_of(cs_dec_of(percent ? 100 : 1), CS_UNIT_NONE);
  return !a->figure.lo_open && !a->figure.hi_open;
}

static struct order order_of_shares(struct amount a, struct amount b) {
  if (!as_share(&a) || !as_share(&b)) {
    return (struct order){CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN};
  }
  /* a is least with its least part of its greatest whole */
  int most_least = cmp_shares(a.figure.hi, a.over.lo, b.figure.lo, b.over.hi);
  int least_most = cmp_shares(a.figure.lo, a.over.hi, b.figure.hi, b.over.lo);
  struct order out = {
      .lt = most_least < 0    ? CS_YES
            : least_most >= 0 ? CS_NO
                              : CS_UNKNOWN,
      .le = most_least <= 0  ? CS_YES
            : least_most > 0 ? CS_NO
                             : CS_UNKNOWN,
  };
  bool exact = most_least == 0 && least_most == 0;
  out.eq = exact ? CS_YES : most_least < 0 || least_most > 0 ? CS_NO : CS_UNKNOWN;
  return out;
}

static bool is_percent(struct cs_unit unit) {
  struct cs_unit percent;
  return unit.index == 0 || (cs_unit_find(CS_STR("%"), &percent) && cs_unit_same_dimension(unit, percent));
}

static bool comparable(const struct amount *a, const struct amount *b) {
  if (a->is_day != b->is_day) {
    return false;
  }
  if (a->share || b->share) {
    return (a->share || is_percent(a->figure.unit)) && (b->share || is_percent(b->figure.unit));
  }
  return a->is_day || cs_unit_same_dimension(a->figure.unit, b->figure.unit);
}

bool cs_term_compare(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out, struct cs_err *err) {
  struct amount left, right;
  if (!eval_term(ask, node->left, 0, &left, err) || !eval_term(ask, node->right, 0, &right, err)) {
    return false;
  }
  *out = (struct cs_found){.truth = CS_UNKNOWN,
                           .certainty = left.certainty > right.certainty ? left.certainty : right.certainty};
  bool none = (left.known && left.none) || (right.known && right.none);
  if (!none && (!left.known || !right.known)) {
    return true;
  }
  if (none) {
    out->truth = CS_NO;
    return true;
  }
  nothing_meets(&left, &right);
  nothing_meets(&right, &left);
  if (!comparable(&left, &right)) {
    return push_facts(ask, node->left, 0, err) && push_facts(ask, node->right, 0, err);
  }
  bool shares = left.share || right.share;
  unsigned truth = decide(node->op, shares ? order_of_shares(left, right) : order_of(&left, &right));
  out->truth = (enum cs_truth)(truth | (left.maybe_none || right.maybe_none ? CS_NO : 0u));
  return true;
}
