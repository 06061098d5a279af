/* Figures: bounds with a unit. Must never round (but in cs_figure_write_in) and never compare across dimensions.
 * Invariant of what is parsed or computed here: lo is at most hi where neither is open. Specification: RULES section 2.
 */
#include "base/figure.h"

#include "base/unit.h"

#define WORD_MAX 64 /* bytes of the user's word that an error repeats */

struct cs_figure cs_figure_of(struct cs_dec value, struct cs_unit unit) {
  return (struct cs_figure){.lo = value, .hi = value, .unit = unit};
}

static bool no_unit(struct cs_err *err, struct cs_str name) {
  struct cs_buf list;
  cs_buf_init(&list, sizeof err->hint);
  cs_unit_list(&list, CS_UNIT_NONE);
  cs_err_set(err, &CS_E_UNIT_UNKNOWN, "\"%.*s\" is no unit", CS_STR_ARG(cs_str_head(name, WORD_MAX)));
  cs_err_hint(err, "units: %.*s", CS_STR_ARG(cs_buf_str(&list)));
  cs_buf_deinit(&list);
  return false;
}

/* "300km": says that a blank is missing, if that is what is wrong. */
static bool no_number(struct cs_err *err, struct cs_str text) {
  size_t n = 0;
  while (n < text.len && ((text.ptr[n] >= '0' && text.ptr[n] <= '9') || text.ptr[n] == '.' || text.ptr[n] == '-')) {
    n++;
  }
  struct cs_unit unit;
  if (n > 0 && cs_unit_find(cs_str_from(text, n), &unit)) {
    cs_err_hint(err, "put a blank between the number and its unit: \"%.*s %.*s\"",
                CS_STR_ARG(cs_str_head(text, n < WORD_MAX ? n : WORD_MAX)), CS_STR_ARG(cs_str_from(text, n)));
  }
  return false;
}

/* "300 km" or "300". */
static bool parse_bound(struct cs_str text, struct cs_dec *value, struct cs_unit *unit, struct cs_err *err) {
  struct cs_str name = text;
  struct cs_str number = cs_str_cut(&name, ' ');
  if (!cs_dec_parse(number, value, err)) {
    return no_number(err, number);
  }
  *unit = CS_UNIT_NONE;
  return !name.ptr || cs_unit_find(name, unit) || no_unit(err, name);
}

static bool parse_bounds(struct cs_str text, struct cs_str before, struct cs_str after, struct cs_figure *out,
                         struct cs_err *err) {
  struct cs_figure figure = {.lo_open = before.len == 0, .hi_open = after.len == 0};
  struct cs_unit of_lo = CS_UNIT_NONE;
  struct cs_unit of_hi = CS_UNIT_NONE;
  struct cs_str word = cs_str_head(text, WORD_MAX);
  if (figure.lo_open && figure.hi_open) {
    return cs_err_set(err, &CS_E_DEC_SYNTAX, "\"%.*s\" is no figure: expected a number on at least one side of \"..\"",
                      CS_STR_ARG(word));
  }
  if ((!figure.lo_open && !parse_bound(before, &figure.lo, &of_lo, err)) ||
      (!figure.hi_open && !parse_bound(after, &figure.hi, &of_hi, err))) {
    return false;
  }
  figure.unit = figure.hi_open ? of_lo : of_hi;
  if (of_lo.index != 0 && of_lo.index != figure.unit.index) {
    struct cs_str upper = cs_unit_name(of_hi);
    return cs_err_set(err, &CS_E_UNIT_MISMATCH,
                      "the bounds of \"%.*s\" are in \"%.*s\" and \"%.*s\"; expected one unit", CS_STR_ARG(word),
                      CS_STR_ARG(cs_unit_name(of_lo)), CS_STR_ARG(upper));
  }
  if (!figure.lo_open && !figure.hi_open && cs_dec_cmp(figure.lo, figure.hi) > 0) {
    return cs_err_set(err, &CS_E_DEC_SYNTAX,
                      "the bounds \"%.*s\" are the wrong way round: expected the lower one first", CS_STR_ARG(word));
  }
  *out = figure;
  return true;
}

bool cs_figure_parse(struct cs_str text, struct cs_figure *out, struct cs_err *err) {
  size_t dots = cs_str_find(text, CS_STR(".."));
  if (dots != SIZE_MAX) {
    return parse_bounds(text, cs_str_sub(text, 0, dots), cs_str_from(text, dots + 2), out, err);
  }
  struct cs_dec value;
  struct cs_unit unit;
  if (!parse_bound(text, &value, &unit, err)) {
    return false;
  }
  *out = cs_figure_of(value, unit);
  return true;
}

static void write_unit(struct cs_buf *buf, struct cs_unit unit) {
  if (unit.index != 0) {
    cs_buf_byte(buf, ' ');
    cs_buf_add(buf, cs_unit_name(unit));
  }
}

void cs_figure_write(struct cs_buf *buf, struct cs_figure figure) {
  if (!figure.lo_open) {
    cs_dec_write(buf, figure.lo);
  }
  if (!cs_figure_exact(figure)) {
    if (figure.hi_open && !figure.lo_open) {
      write_unit(buf, figure.unit); /* the unit stands at a number */
      cs_buf_add(buf, CS_STR(".."));
      return;
    }
    cs_buf_add(buf, CS_STR(".."));
    if (!figure.hi_open) {
      cs_dec_write(buf, figure.hi);
    }
  }
  write_unit(buf, figure.unit);
}

static bool mismatch(struct cs_err *err, struct cs_unit a, struct cs_unit b) {
  static const char bare[] = "a bare number";
  struct cs_str name[2] = {cs_unit_name(a), cs_unit_name(b)};
  for (size_t i = 0; i < 2; i++) {
    name[i] = name[i].len == 0 ? cs_str_of(bare) : name[i];
  }
  return cs_err_set(err, &CS_E_UNIT_MISMATCH, "\"%.*s\" and \"%.*s\" do not measure the same", CS_STR_ARG(name[0]),
                    CS_STR_ARG(name[1]));
}

bool cs_figure_write_in(struct cs_buf *buf, struct cs_figure figure, struct cs_unit unit, unsigned places,
                        struct cs_err *err) {
  if (!cs_unit_same_dimension(figure.unit, unit)) {
    return mismatch(err, figure.unit, unit);
  }
  struct cs_ratio from = cs_unit_ratio(figure.unit);
  struct cs_ratio to = cs_unit_ratio(unit);
  uint64_t times[] = {from.numerator, to.denominator};
  uint64_t over[] = {from.denominator, to.numerator};
  if (!figure.lo_open) {
    cs_dec_write_quotient(buf, figure.lo, times, 2, over, 2, places, false);
  }
  if (!cs_figure_exact(figure)) {
    cs_buf_add(buf, CS_STR(".."));
    if (!figure.hi_open) {
      cs_dec_write_quotient(buf, figure.hi, times, 2, over, 2, places, false);
    }
  }
  write_unit(buf, unit);
  return true;
}

bool cs_figure_exact(struct cs_figure figure) {
  return !figure.lo_open && !figure.hi_open && cs_dec_cmp(figure.lo, figure.hi) == 0;
}

/* What one of `from` counts in the common measure of both units: the numerator over the product of both denominators.
 */
static struct cs_dec weight(struct cs_unit from, struct cs_unit other) {
  return (struct cs_dec){(cs_i128)cs_unit_ratio(from).numerator * cs_unit_ratio(other).denominator, 0};
}

/* Order of two values, each in its unit; the units are of one dimension. */
static int compare(struct cs_dec a, struct cs_unit unit_a, struct cs_dec b, struct cs_unit unit_b) {
  if (unit_a.index == unit_b.index) {
    return cs_dec_cmp(a, b);
  }
  return cs_dec_cmp_products(a, weight(unit_a, unit_b), b, weight(unit_b, unit_a));
}

/* Is every value of a below (or at, where `or_equal`) every value of b? */
static bool all_below(struct cs_figure a, struct cs_figure b, bool or_equal) {
  return !a.hi_open && !b.lo_open && compare(a.hi, a.unit, b.lo, b.unit) < (or_equal ? 1 : 0);
}

enum cs_truth cs_figure_lt(struct cs_figure a, struct cs_figure b) {
  if (!cs_unit_same_dimension(a.unit, b.unit)) {
    return CS_UNKNOWN;
  }
  return all_below(a, b, false) ? CS_YES : all_below(b, a, true) ? CS_NO : CS_UNKNOWN;
}

enum cs_truth cs_figure_le(struct cs_figure a, struct cs_figure b) {
  return cs_truth_not(cs_figure_lt(b, a));
}

enum cs_truth cs_figure_eq(struct cs_figure a, struct cs_figure b) {
  if (!cs_unit_same_dimension(a.unit, b.unit)) {
    return CS_UNKNOWN;
  }
  if (all_below(a, b, false) || all_below(b, a, false)) {
    return CS_NO;
  }
  return cs_figure_exact(a) && cs_figure_exact(b) ? CS_YES : CS_UNKNOWN;
}

/* value × from / to, exactly. */
static bool rescale(struct cs_dec value, struct cs_dec from, struct cs_dec to, struct cs_dec *out, struct cs_err *err) {
  struct cs_dec factor, product;
  if (cs_dec_div_exact(from, to, &factor, err)) {
    return cs_dec_mul(value, factor, out, err);
  }
  /* The factor has no end as a decimal; the value may contain what is missing (450.61632 km are 280 mi). */
  return cs_dec_mul(value, from, &product, err) && cs_dec_div_exact(product, to, out, err);
}

/* *value from its unit into another of its dimension, exactly. */
static bool convert(struct cs_dec *value, struct cs_unit from, struct cs_unit to, struct cs_err *err) {
  if (from.index == to.index) {
    return true;
  }
  if (!rescale(*value, weight(from, to), weight(to, from), value, err)) {
    return false;
  }
  while (value->scale > 0 && value->coefficient % 10 == 0) { /* zeros at the end now come from the factor */
    value->coefficient /= 10;
    value->scale--;
  }
  return true;
}

static bool convert_figure(struct cs_figure figure, struct cs_unit to, struct cs_figure *out, struct cs_err *err) {
  if ((!figure.lo_open && !convert(&figure.lo, figure.unit, to, err)) ||
      (!figure.hi_open && !convert(&figure.hi, figure.unit, to, err))) {
    return cs_err_context(err, "in \"%.*s\"", CS_STR_ARG(cs_unit_name(to)));
  }
  figure.unit = to;
  *out = figure;
  return true;
}

/* Brings both into one unit: a's, or else b's. */
static bool join(struct cs_figure *a, struct cs_figure *b, struct cs_err *err) {
  if (!cs_unit_same_dimension(a->unit, b->unit)) {
    return mismatch(err, a->unit, b->unit);
  }
  if (a->unit.index == b->unit.index) {
    return true;
  }
  struct cs_err first;
  if (convert_figure(*b, a->unit, b, &first) || convert_figure(*a, b->unit, a, err)) {
    return true;
  }
  *err = first;
  return false;
}

bool cs_figure_add(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err) {
  if (!join(&a, &b, err)) {
    return false;
  }
  struct cs_figure sum = {.lo_open = a.lo_open || b.lo_open, .hi_open = a.hi_open || b.hi_open, .unit = a.unit};
  if ((!sum.lo_open && !cs_dec_add(a.lo, b.lo, &sum.lo, err)) ||
      (!sum.hi_open && !cs_dec_add(a.hi, b.hi, &sum.hi, err))) {
    return false;
  }
  *out = sum;
  return true;
}

static struct cs_dec least(struct cs_dec a, struct cs_dec b) {
  return cs_dec_cmp(a, b) <= 0 ? a : b;
}

static struct cs_dec most(struct cs_dec a, struct cs_dec b) {
  return cs_dec_cmp(a, b) >= 0 ? a : b;
}

bool cs_figure_hull(struct cs_figure a, struct cs_figure b, struct cs_figure *out) {
  struct cs_err ignored;
  if (!cs_unit_same_dimension(a.unit, b.unit) || !join(&a, &b, &ignored)) {
    return false;
  }
  *out = (struct cs_figure){.lo_open = a.lo_open || b.lo_open, .hi_open = a.hi_open || b.hi_open, .unit = a.unit};
  out->lo = out->lo_open ? cs_dec_of(0) : least(a.lo, b.lo);
  out->hi = out->hi_open ? cs_dec_of(0) : most(a.hi, b.hi);
  return true;
}

bool cs_figure_greater(struct cs_figure *a, struct cs_figure b, bool a_sure, bool b_sure) {
  struct cs_err ignored;
  struct cs_figure x = *a;
  if (!cs_unit_same_dimension(x.unit, b.unit) || !join(&x, &b, &ignored)) {
    return false;
  }
  struct cs_figure out = {.unit = x.unit, .hi_open = x.hi_open || b.hi_open};
  out.hi = out.hi_open ? cs_dec_of(0) : most(x.hi, b.hi);
  if (a_sure && b_sure) {
    out.lo_open = x.lo_open && b.lo_open;
    out.lo = x.lo_open ? b.lo : b.lo_open ? x.lo : most(x.lo, b.lo);
  } else if (a_sure || b_sure) {
    out.lo_open = a_sure ? x.lo_open : b.lo_open;
    out.lo = a_sure ? x.lo : b.lo;
  } else {
    out.lo_open = x.lo_open || b.lo_open;
    out.lo = out.lo_open ? cs_dec_of(0) : least(x.lo, b.lo);
  }
  *a = out;
  return true;
}

bool cs_figure_sub(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err) {
  struct cs_figure minus_b = {.lo = b.hi, .hi = b.lo, .lo_open = b.hi_open, .hi_open = b.lo_open, .unit = b.unit};
  minus_b.lo.coefficient = -minus_b.lo.coefficient;
  minus_b.hi.coefficient = -minus_b.hi.coefficient;
  return cs_figure_add(a, minus_b, out, err);
}

/* A bound or what lies beyond all: infinite is -1, 0 (then value) or 1. */
struct bound {
  struct cs_dec value;
  int infinite;
};

static int bound_sign(struct bound b) {
  return b.infinite != 0 ? b.infinite : cs_dec_sign(b.value);
}

static int bound_cmp(struct bound a, struct bound b) {
  return a.infinite != b.infinite ? (a.infinite > b.infinite ? 1 : -1) : a.infinite ? 0 : cs_dec_cmp(a.value, b.value);
}

/* Nothing times anything is nothing, without end or not: the values themselves have an end. */
static bool bound_mul(struct bound a, struct bound b, struct bound *out, struct cs_err *err) {
  int sign = bound_sign(a) * bound_sign(b);
  *out = (struct bound){.infinite = a.infinite || b.infinite ? sign : 0};
  return sign == 0 || out->infinite || cs_dec_mul(a.value, b.value, &out->value, err);
}

bool cs_figure_mul(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err) {
  if (a.unit.index != 0 && b.unit.index != 0) {
    return cs_err_set(err, &CS_E_UNIT_MISMATCH, "\"%.*s\" times \"%.*s\": expected a bare number on one side",
                      CS_STR_ARG(cs_unit_name(a.unit)), CS_STR_ARG(cs_unit_name(b.unit)));
  }
  struct bound of_a[] = {{a.lo, a.lo_open ? -1 : 0}, {a.hi, a.hi_open ? 1 : 0}};
  struct bound of_b[] = {{b.lo, b.lo_open ? -1 : 0}, {b.hi, b.hi_open ? 1 : 0}};
  struct bound least = {.infinite = 1};
  struct bound most = {.infinite = -1};
  for (size_t i = 0; i < 4; i++) {
    struct bound product;
    if (!bound_mul(of_a[i / 2], of_b[i % 2], &product, err)) {
      return false;
    }
    least = bound_cmp(product, least) < 0 ? product : least;
    most = bound_cmp(product, most) > 0 ? product : most;
  }
  *out = (struct cs_figure){.lo = least.value,
                            .hi = most.value,
                            .lo_open = least.infinite != 0,
                            .hi_open = most.infinite != 0,
                            .unit = {a.unit.index != 0 ? a.unit.index : b.unit.index}};
  return true;
}

bool cs_figure_agrees(struct cs_figure a, struct cs_figure b) {
  if (!cs_unit_same_dimension(a.unit, b.unit) || !cs_figure_exact(a) || !cs_figure_exact(b) ||
      cs_dec_sign(a.lo) != cs_dec_sign(b.lo)) {
    return false;
  }
  struct cs_dec size[] = {a.lo, b.lo};
  struct cs_dec by[] = {weight(a.unit, b.unit), weight(b.unit, a.unit)};
  for (size_t i = 0; i < 2; i++) {
    size[i].coefficient = size[i].coefficient < 0 ? -size[i].coefficient : size[i].coefficient;
  }
  size_t more = cs_dec_cmp_products(size[0], by[0], size[1], by[1]) >= 0 ? 0 : 1;
  /* The larger less the smaller is at most 1 % of the larger: 99 × larger ≤ 100 × smaller. */
  by[more].coefficient *= 99;
  by[1 - more].coefficient *= 100;
  return cs_dec_cmp_products(size[more], by[more], size[1 - more], by[1 - more]) <= 0;
}

bool cs_figure_millionths(struct cs_dec value, struct cs_unit unit, int64_t *out, bool *cut) {
  static const int64_t whole_max = (int64_t)1 << 61;
  const cs_i128 coefficient_max = (cs_i128)1000000000000 * 100000000; /* with it no product below leaves 128 bits */
  struct cs_ratio ratio = cs_unit_ratio(unit);
  cs_i128 over = ratio.denominator;
  if (value.coefficient > coefficient_max || value.coefficient < -coefficient_max || ratio.numerator > 1000000000 ||
      ratio.denominator > 1000000000) {
    return false;
  }
  for (unsigned i = 0; i < value.scale; i++) {
    over *= 10;
  }
  cs_i128 scaled = value.coefficient * (cs_i128)ratio.numerator * 1000000;
  cs_i128 whole = scaled / over;
  *cut = whole * over != scaled;
  whole -= *cut && scaled < 0 ? 1 : 0; /* division cuts towards nothing */
  *out = (int64_t)whole;
  return whole < whole_max && whole > -whole_max;
}
