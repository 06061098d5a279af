/* Exact decimals: an integer coefficient of up to CS_DEC_DIGITS_MAX digits and a scale. Nothing is ever rounded unless
 * the function says so; what does not fit is CS_E_DEC_OVERFLOW. Comparison is by value (1.50 equals 1.5) and always
 * exact. */
#ifndef CS_BASE_DEC_H
#define CS_BASE_DEC_H

#include "base/buf.h"
#include "base/err.h"

__extension__ typedef __int128 cs_i128; /* STYLE: no typedef for structs and enums; this is neither */

#define CS_DEC_SCALE_MAX 28

struct cs_dec {
  cs_i128 coefficient; /* |coefficient| < 10^38 */
  unsigned scale;      /* digits after the point, 0..CS_DEC_SCALE_MAX */
};

struct cs_dec cs_dec_of(int64_t value);
/* "-12.50": an optional minus, digits, optionally a point and digits; no exponent, no plus, no blanks, no needless
 * leading zero. "-0" is 0. CS_E_DEC_SYNTAX, CS_E_DEC_DIGITS (over 38 digits from the first that is not 0, or over 28
 * after the point). */
CS_MUST bool cs_dec_parse(struct cs_str text, struct cs_dec *out, struct cs_err *err);
/* Exactly the digits it holds (1.50 stays "1.50"). */
void cs_dec_write(struct cs_buf *buf, struct cs_dec a);
/* The shortest text of the same value ("1.5"). */
void cs_dec_write_short(struct cs_buf *buf, struct cs_dec a);
/* Rounded to `places` (at most CS_DEC_SCALE_MAX), halves away from zero, for print only. With grouping:
 * "825,000,000.00". */
void cs_dec_write_rounded(struct cs_buf *buf, struct cs_dec a, unsigned places, bool grouped);
/* The same for a × (product of times) / (product of over): each factor above 0, the product of either at most 10^40. */
void cs_dec_write_quotient(struct cs_buf *buf, struct cs_dec a, const uint64_t *times, size_t n_times,
                           const uint64_t *over, size_t n_over, unsigned places, bool grouped);
/* a / b in percent, likewise rounded, not grouped. b is not 0. */
void cs_dec_write_percent(struct cs_buf *buf, struct cs_dec a, struct cs_dec b, unsigned places);
/* Results keep the digits that the operands' scales give (1.50 + 1 = 2.50; 1.5 × 1.50 = 2.250); zeros at the end are
 * dropped only where the result would not fit with them. */
CS_MUST bool cs_dec_add(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err);
CS_MUST bool cs_dec_sub(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err);
CS_MUST bool cs_dec_mul(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err);
/* a / b when the quotient is a decimal within the limits; CS_E_DEC_OVERFLOW otherwise (also for b = 0). */
CS_MUST bool cs_dec_div_exact(struct cs_dec a, struct cs_dec b, struct cs_dec *out, struct cs_err *err);
int cs_dec_cmp(struct cs_dec a, struct cs_dec b);
int cs_dec_sign(struct cs_dec a);
/* 3 and 3.00 are, 3.5 is not. */
bool cs_dec_is_whole(struct cs_dec a);
/* Sign of a × b − c × d, by 256-bit products: exact for all values. For shares and for figures in different units. */
int cs_dec_cmp_products(struct cs_dec a, struct cs_dec b, struct cs_dec c, struct cs_dec d);

#endif
