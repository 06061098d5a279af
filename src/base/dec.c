/* Exact decimals. Must never round unless the function says so, and never wrap: intermediate values are 512 bits wide
 * (wide.h). Invariant of every value that leaves this file: |coefficient| < 10^38 and scale <= CS_DEC_SCALE_MAX. */
#include "base/dec.h"

#include "base/limits.h"
#include "base/wide.h"

#include <string.h>

#define WORD_MAX 64 /* bytes of the user's word that an error repeats */

static cs_u128 magnitude(cs_i128 value) {
  return value < 0 ? (cs_u128)0 - (cs_u128)value : (cs_u128)value;
}

/* 10^38, the first coefficient that is too large. */
static cs_u128 coefficient_end(void) {
  return (cs_u128)UINT64_C(10000000000000000000) * UINT64_C(10000000000000000000);
}

struct cs_dec cs_dec_of(int64_t value) {
  return (struct cs_dec){value, 0};
}

static bool syntax(struct cs_err *err, struct cs_str text, const char *expected) {
  cs_err_set(err, &CS_E_DEC_SYNTAX, "\"%.*s\" is no decimal: %s", CS_STR_ARG(cs_str_head(text, WORD_MAX)), expected);
  return cs_err_hint(err, "write digits with an optional minus in front and an optional point, for example \"-12.50\"");
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* The number of digits that s begins with. */
static size_t digit_run(struct cs_str s) {
  size_t n = 0;
  while (n < s.len && is_digit(s.ptr[n])) {
    n++;
  }
  return n;
}

/* Does the text have the form of a decimal? *whole and *fraction: its digits before and after the point. */
static bool split(struct cs_str text, struct cs_str *whole, struct cs_str *fraction, struct cs_err *err) {
  if (text.len == 0) {
    return syntax(err, text, "it is empty");
  }
  struct cs_str rest = cs_str_from(text, text.ptr[0] == '-');
  *whole = cs_str_sub(rest, 0, digit_run(rest));
  rest = cs_str_from(rest, whole->len);
  if (whole->len == 0) {
    return syntax(err, text, "expected a digit first");
  }
  if (whole->len > 1 && whole->ptr[0] == '0') {
    return syntax(err, text, "it begins with a needless zero");
  }
  *fraction = cs_str_sub(rest, 0, 0);
  if (rest.len > 0 && rest.ptr[0] == '.') {
    rest = cs_str_from(rest, 1);
    *fraction = cs_str_sub(rest, 0, digit_run(rest));
    rest = cs_str_from(rest, fraction->len);
    if (fraction->len == 0) {
      return syntax(err, text, "expected a digit after the point");
    }
  }
  return rest.len == 0 || syntax(err, text, "expected digits and at most one point, nothing else");
}

bool cs_dec_parse(struct cs_str text, struct cs_dec *out, struct cs_err *err) {
  struct cs_str part[2];
  if (!split(text, &part[0], &part[1], err)) {
    return false;
  }
  struct cs_str word = cs_str_head(text, WORD_MAX);
  if (part[1].len > CS_DEC_SCALE_MAX) {
    return cs_err_set(err, &CS_E_DEC_DIGITS, "\"%.*s\" has %zu digits after the point; at most %d are kept",
                      CS_STR_ARG(word), part[1].len, CS_DEC_SCALE_MAX);
  }
  cs_i128 coefficient = 0;
  unsigned digits = 0; /* without leading zeros */
  for (size_t p = 0; p < 2; p++) {
    for (size_t i = 0; i < part[p].len; i++) {
      digits += coefficient != 0 || part[p].ptr[i] != '0';
      if (digits > CS_DEC_DIGITS_MAX) {
        return cs_err_set(err, &CS_E_DEC_DIGITS, "\"%.*s\" has more than %d digits", CS_STR_ARG(word),
                          CS_DEC_DIGITS_MAX);
      }
      coefficient = coefficient * 10 + (part[p].ptr[i] - '0');
    }
  }
  *out = (struct cs_dec){text.ptr[0] == '-' ? -coefficient : coefficient, (unsigned)part[1].len};
  return true;
}

/* Digits of a magnitude with `scale` of them after the point. */
static void write_digits(struct cs_buf *buf, bool negative, struct cs_wide value, unsigned scale, bool grouped) {
  char digits[CS_WIDE_DIGITS];
  size_t n = cs_wide_digits(value, digits);
  size_t n_whole = n > scale ? n - scale : 0;
  if (negative && !cs_wide_is_zero(value)) {
    cs_buf_byte(buf, '-');
  }
  for (size_t i = 0; i < n_whole; i++) {
    if (grouped && i > 0 && (n_whole - i) % 3 == 0) {
      cs_buf_byte(buf, ',');
    }
    cs_buf_byte(buf, digits[i]);
  }
  if (n_whole == 0) {
    cs_buf_byte(buf, '0');
  }
  if (scale > 0) {
    cs_buf_byte(buf, '.');
  }
  for (size_t i = n; i < scale; i++) {
    cs_buf_byte(buf, '0');
  }
  cs_buf_add(buf, (struct cs_str){digits + n_whole, n - n_whole});
}

void cs_dec_write(struct cs_buf *buf, struct cs_dec a) {
  write_digits(buf, a.coefficient < 0, cs_wide_of(magnitude(a.coefficient)), a.scale, false);
}

void cs_dec_write_short(struct cs_buf *buf, struct cs_dec a) {
  while (a.scale > 0 && a.coefficient % 10 == 0) {
    a.coefficient /= 10;
    a.scale--;
  }
  cs_dec_write(buf, a);
}

void cs_dec_write_rounded(struct cs_buf *buf, struct cs_dec a, unsigned places, bool grouped) {
  cs_dec_write_quotient(buf, a, NULL, 0, NULL, 0, places, grouped);
}

void cs_dec_write_quotient(struct cs_buf *buf, struct cs_dec a, const uint64_t *times, size_t n_times,
                           const uint64_t *over, size_t n_over, unsigned places, bool grouped) {
  cs_assert(places <= CS_DEC_SCALE_MAX);
  struct cs_wide top = cs_wide_shift10(cs_wide_of(magnitude(a.coefficient)), places);
  for (size_t i = 0; i < n_times; i++) {
    top = cs_wide_mul(top, cs_wide_of(times[i]));
  }
  struct cs_wide bottom = cs_wide_shift10(cs_wide_of(1), a.scale);
  for (size_t i = 0; i < n_over; i++) {
    bottom = cs_wide_mul(bottom, cs_wide_of(over[i]));
  }
  /* Half up: floor(top / bottom + 1/2) = floor((2 top + bottom) / (2 bottom)), divided by one factor after the other.
   */
  struct cs_wide value = cs_wide_add(cs_wide_add(top, top), bottom);
  cs_wide_div(&value, 2);
  for (unsigned i = 0; i < a.scale; i++) {
    cs_wide_div(&value, 10);
  }
  for (size_t i = 0; i < n_over; i++) {
    cs_wide_div(&value, over[i]);
  }
  write_digits(buf, a.coefficient < 0, value, places, grouped);
}

/* floor(value / divisor), digit by digit. */
static struct cs_wide divide(struct cs_wide value, struct cs_wide divisor) {
  struct cs_wide out = cs_wide_of(0), top = divisor;
  unsigned shift = 0;
  while (cs_wide_cmp(top, value) <= 0) {
    top = cs_wide_shift10(divisor, ++shift);
  }
  while (shift-- > 0) {
    top = cs_wide_shift10(divisor, shift);
    uint64_t digit = 0;
    for (; cs_wide_cmp(top, value) <= 0; digit++) {
      value = cs_wide_sub(value, top);
    }
    out = cs_wide_add(cs_wide_shift10(out, 1), cs_wide_of(digit));
  }
  return out;
}

void cs_dec_write_percent(struct cs_buf *buf, struct cs_dec a, struct cs_dec b, unsigned places) {
  cs_assert(places <= CS_DEC_SCALE_MAX && b.coefficient != 0);
  struct cs_wide top = cs_wide_shift10(cs_wide_of(magnitude(a.coefficient)), b.scale + places + 2);
  struct cs_wide bottom = cs_wide_shift10(cs_wide_of(magnitude(b.coefficient)), a.scale);
  struct cs_wide twice = cs_wide_add(bottom, bottom);
  struct cs_wide value = divide(cs_wide_add(cs_wide_add(top, top), bottom), twice); /* half up, as above */
  write_digits(buf, (a.coefficient < 0) != (b.coefficient < 0), value, places, false);
}

static bool overflow(struct cs_err *err, const char *what) {
  return cs_err_set(err, &CS_E_DEC_OVERFLOW, "the %s needs more than %d digits, or more than %d after the point", what,
                    CS_DEC_DIGITS_MAX, CS_DEC_SCALE_MAX);
}

/* value / 10^scale as a decimal; zeros at the end are dropped only where it would not fit with them. */
static bool finish(bool negative, struct cs_wide value, int scale, const char *what, struct cs_dec *out,
                   struct cs_err *err) {
  if (cs_wide_is_zero(value)) {
    scale = scale < 0 ? 0 : scale > CS_DEC_SCALE_MAX ? CS_DEC_SCALE_MAX : scale;
  }
  if (scale < 0) {
    value = cs_wide_shift10(value, (unsigned)-scale);
    scale = 0;
  }
  struct cs_wide end = cs_wide_of(coefficient_end());
  while (scale > CS_DEC_SCALE_MAX || cs_wide_cmp(value, end) >= 0) {
    if (scale == 0 || cs_wide_div(&value, 10) != 0) {
      return overflow(err, what);
    }
    scale--;
  }
  cs_u128 coefficient = 0;
  bool fits = cs_wide_to_u128(value, &coefficient);
  cs_assert(fits);
  *out = (struct cs_dec){negative ? -(cs_i128)coefficient : (cs_i128)coefficient, (unsigned)scale};
  return true;
}

/* a + b, or a - b where `minus`. */
static bool sum(struct cs_dec a, struct cs_dec b, bool minus, struct cs_dec *out, struct cs_err *err) {
  const cs_i128 half = (cs_i128)(coefficient_end() / 2);
  if (a.scale == b.scale && a.coefficient < half && a.coefficient > -half && b.coefficient < half &&
      b.coefficient > -half) { /* the common case, and the fast one */
    *out = (struct cs_dec){minus ? a.coefficient - b.coefficient : a.coefficient + b.coefficient, a.scale};
    return true;
  }
  unsigned scale = a.scale > b.scale ? a.scale : b.scale;
  struct cs_wide x = cs_wide_shift10(cs_wide_of(magnitude(a.coefficient)), scale - a.scale);
  struct cs_wide y = cs_wide_shift10(cs_wide_of(magnitude(b.coefficient)), scale - b.scale);
  bool a_negative = a.coefficient < 0;
  bool b_negative = (b.coefficient < 0) != minus;
  const char *what = minus ? "difference" : "sum";
  if (a_negative == b_negative) {
    return finish(a_negative, cs_wide_add(x, y), (int)scale, what, out, err);
  }
  if (cs_wide_cmp(x, y) >= 0) {
    return finish(a_negative, cs_wide_sub(x, y), (int)scale, what, out, err);
  }
  return finish(b_negative, cs_wide_sub(y, x), (int)scale, what, out, err);
}

bool cs_dec_add(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err) {
  return sum(a, b, false, out, err);
}

bool cs_dec_sub(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err) {
  return sum(a, b, true, out, err);
}

static struct cs_wide product(struct cs_dec a, struct cs_dec b) {
  return cs_wide_mul(cs_wide_of(magnitude(a.coefficient)), cs_wide_of(magnitude(b.coefficient)));
}

bool cs_dec_mul(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err) {
  bool negative = (a.coefficient < 0) != (b.coefficient < 0);
  return finish(negative, product(a, b), (int)(a.scale + b.scale), "product", out, err);
}

static cs_u128 greatest_divisor(cs_u128 a, cs_u128 b) {
  while (b != 0) {
    cs_u128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* Takes the factor out of *value as often as it is in it; returns how often. */
static unsigned take_factor(cs_u128 *value, unsigned factor) {
  unsigned n = 0;
  while (*value % factor == 0) {
    *value /= factor;
    n++;
  }
  return n;
}

bool cs_dec_div_exact(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err) {
  if (b.coefficient == 0) {
    return cs_err_set(err, &CS_E_DEC_OVERFLOW, "division by zero");
  }
  if (a.coefficient == 0) {
    *out = cs_dec_of(0);
    return true;
  }
  cs_u128 top = magnitude(a.coefficient);
  cs_u128 bottom = magnitude(b.coefficient);
  cs_u128 common = greatest_divisor(top, bottom);
  top /= common;
  bottom /= common;
  unsigned twos = take_factor(&bottom, 2);
  unsigned fives = take_factor(&bottom, 5);
  if (bottom != 1) {
    return cs_err_set(err, &CS_E_DEC_OVERFLOW, "the quotient has no end as a decimal");
  }
  /* top / (2^twos 5^fives) = top × 5^(places - fives) × 2^(places - twos) / 10^places */
  unsigned places = twos > fives ? twos : fives;
  struct cs_wide value = cs_wide_of(top);
  struct cs_wide end = cs_wide_of(coefficient_end());
  for (unsigned i = 0; i < places - twos + places - fives; i++) {
    value = cs_wide_mul(value, cs_wide_of(i < places - twos ? 2 : 5));
    if (cs_wide_cmp(value, end) >= 0) {
      return overflow(err, "quotient"); /* lowest terms: there is no zero at the end that could be dropped */
    }
  }
  bool negative = (a.coefficient < 0) != (b.coefficient < 0);
  return finish(negative, value, (int)(places + a.scale) - (int)b.scale, "quotient", out, err);
}

int cs_dec_sign(struct cs_dec a) {
  return (a.coefficient > 0) - (a.coefficient < 0);
}

bool cs_dec_is_whole(struct cs_dec a) {
  cs_i128 rest = a.coefficient;
  for (unsigned i = 0; i < a.scale; i++) {
    if (rest % 10 != 0) {
      return false;
    }
    rest /= 10;
  }
  return true;
}

/* Order of two magnitudes with signs and scales. */
static int compare(int sign_a, struct cs_wide a, unsigned scale_a, int sign_b, struct cs_wide b, unsigned scale_b) {
  if (sign_a != sign_b) {
    return sign_a < sign_b ? -1 : 1;
  }
  unsigned scale = scale_a > scale_b ? scale_a : scale_b;
  int order = cs_wide_cmp(cs_wide_shift10(a, scale - scale_a), cs_wide_shift10(b, scale - scale_b));
  return sign_a < 0 ? -order : order;
}

int cs_dec_cmp(struct cs_dec a, struct cs_dec b) {
  if (a.scale == b.scale) { /* the common case, and the fast one */
    return (a.coefficient > b.coefficient) - (a.coefficient < b.coefficient);
  }
  return compare(cs_dec_sign(a), cs_wide_of(magnitude(a.coefficient)), a.scale, cs_dec_sign(b),
                 cs_wide_of(magnitude(b.coefficient)), b.scale);
}

int cs_dec_cmp_products(struct cs_dec a, struct cs_dec b, struct cs_dec c, struct cs_dec d) {
  return compare(cs_dec_sign(a) * cs_dec_sign(b), product(a, b), a.scale + b.scale, cs_dec_sign(c) * cs_dec_sign(d),
                 product(c, d), c.scale + d.scale);
}
