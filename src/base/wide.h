/* Whole numbers of 512 bits without a sign, for exact products of decimals and unit factors. Private to base (dec,
 * figure). Room: two coefficients of 38 digits and two differences of scale of 56 digits need 439 bits. Nothing is ever
 * cut: what does not fit is a programmer error, because the limits of struct cs_dec and of unit.def exclude it. */
#ifndef CS_BASE_WIDE_H
#define CS_BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 cs_u128;

#define CS_WIDE_LIMBS  8
#define CS_WIDE_DIGITS 155 /* decimal digits of 2^512 - 1 */

struct cs_wide {
  uint64_t limb[CS_WIDE_LIMBS]; /* least significant first */
};

struct cs_wide cs_wide_of(cs_u128 value);
struct cs_wide cs_wide_add(struct cs_wide a, struct cs_wide b);
/* a - b; b is at most a. */
struct cs_wide cs_wide_sub(struct cs_wide a, struct cs_wide b);
struct cs_wide cs_wide_mul(struct cs_wide a, struct cs_wide b);
/* a × 10^n; n at most 153. */
struct cs_wide cs_wide_shift10(struct cs_wide a, unsigned n);
/* *a becomes the quotient, the remainder is returned. divisor is above 0. */
uint64_t cs_wide_div(struct cs_wide *a, uint64_t divisor);
int cs_wide_cmp(struct cs_wide a, struct cs_wide b);
bool cs_wide_is_zero(struct cs_wide a);
/* False when it does not fit. */
bool cs_wide_to_u128(struct cs_wide a, cs_u128 *out);
/* Decimal digits without leading zeros ("0" for zero); returns how many. Not NUL-ended. */
size_t cs_wide_digits(struct cs_wide a, char out[CS_WIDE_DIGITS]);

#endif
