/* Whole numbers of 512 bits, by limbs of 64. Must never lose a carry: every one that would leave the number is
 * asserted. */
#include "base/wide.h"

#include "base/err.h"

#include <string.h>

struct cs_wide cs_wide_of(cs_u128 value) {
  return (struct cs_wide){{(uint64_t)value, (uint64_t)(value >> 64)}};
}

struct cs_wide cs_wide_add(struct cs_wide a, struct cs_wide b) {
  cs_u128 carry = 0;
  for (size_t i = 0; i < CS_WIDE_LIMBS; i++) {
    carry += (cs_u128)a.limb[i] + b.limb[i];
    a.limb[i] = (uint64_t)carry;
    carry >>= 64;
  }
  cs_assert(carry == 0);
  return a;
}

struct cs_wide cs_wide_sub(struct cs_wide a, struct cs_wide b) {
  uint64_t borrow = 0;
  for (size_t i = 0; i < CS_WIDE_LIMBS; i++) {
    cs_u128 whole = ((cs_u128)1 << 64) + a.limb[i] - b.limb[i] - borrow;
    a.limb[i] = (uint64_t)whole;
    borrow = whole >> 64 ? 0 : 1;
  }
  cs_assert(borrow == 0);
  return a;
}

struct cs_wide cs_wide_mul(struct cs_wide a, struct cs_wide b) {
  struct cs_wide out = {{0}};
  for (size_t i = 0; i < CS_WIDE_LIMBS; i++) {
    uint64_t carry = 0;
    for (size_t k = 0; k < CS_WIDE_LIMBS; k++) {
      cs_u128 part = (cs_u128)a.limb[i] * b.limb[k];
      if (i + k >= CS_WIDE_LIMBS) {
        cs_assert(part == 0 && carry == 0);
        continue;
      }
      part += (cs_u128)out.limb[i + k] + carry;
      out.limb[i + k] = (uint64_t)part;
      carry = (uint64_t)(part >> 64);
    }
    cs_assert(carry == 0);
  }
  return out;
}

struct cs_wide cs_wide_shift10(struct cs_wide a, unsigned n) {
  cs_assert(n < CS_WIDE_DIGITS - 1);
  while (n > 0) {
    unsigned step = n < 19 ? n : 19;
    uint64_t power = 1;
    for (unsigned i = 0; i < step; i++) {
      power *= 10;
    }
    a = cs_wide_mul(a, cs_wide_of(power));
    n -= step;
  }
  return a;
}

uint64_t cs_wide_div(struct cs_wide *a, uint64_t divisor) {
  cs_assert(divisor > 0);
  cs_u128 rest = 0;
  for (size_t i = CS_WIDE_LIMBS; i-- > 0;) {
    rest = rest << 64 | a->limb[i];
    a->limb[i] = (uint64_t)(rest / divisor);
    rest %= divisor;
  }
  return (uint64_t)rest;
}

int cs_wide_cmp(struct cs_wide a, struct cs_wide b) {
  for (size_t i = CS_WIDE_LIMBS; i-- > 0;) {
    if (a.limb[i] != b.limb[i]) {
      return a.limb[i] < b.limb[i] ? -1 : 1;
    }
  }
  return 0;
}

bool cs_wide_is_zero(struct cs_wide a) {
  return cs_wide_cmp(a, cs_wide_of(0)) == 0;
}

bool cs_wide_to_u128(struct cs_wide a, cs_u128 *out) {
  for (size_t i = 2; i < CS_WIDE_LIMBS; i++) {
    if (a.limb[i] != 0) {
      return false;
    }
  }
  *out = (cs_u128)a.limb[1] << 64 | a.limb[0];
  return true;
}

size_t cs_wide_digits(struct cs_wide a, char out[CS_WIDE_DIGITS]) {
  size_t n = 0;
  do {
    cs_assert(n < CS_WIDE_DIGITS);
    out[CS_WIDE_DIGITS - ++n] = (char)('0' + cs_wide_div(&a, 10));
  } while (!cs_wide_is_zero(a));
  memmove(out, out + CS_WIDE_DIGITS - n, n);
  return n;
}
