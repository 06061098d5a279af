/* Tables over the worlds of a family, one bit a world: bit number w is the world in which unknown j holds when bit j of
 * w is set. SPEC 9.2. */
#include "rules/family.h"

bool cs_worlds_any(struct cs_worlds a) {
  uint64_t any = 0;
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    any |= a.bits[i];
  }
  return any != 0;
}

bool cs_worlds_same(struct cs_worlds a, struct cs_worlds b) {
  uint64_t differs = 0;
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    differs |= a.bits[i] ^ b.bits[i];
  }
  return differs == 0;
}

struct cs_worlds cs_worlds_or(struct cs_worlds a, struct cs_worlds b) {
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    a.bits[i] |= b.bits[i];
  }
  return a;
}

struct cs_worlds cs_worlds_and(struct cs_worlds a, struct cs_worlds b) {
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    a.bits[i] &= b.bits[i];
  }
  return a;
}

bool cs_worlds_turns(struct cs_worlds before, struct cs_worlds after, size_t unknown) {
  cs_assert(unknown < CS_FAMILY_UNKNOWN_MAX);
  size_t worlds = CS_WORLDS_WORDS * 64;
  for (size_t w = 0; w < worlds; w++) {
    size_t other = w ^ ((size_t)1 << unknown);
    if ((before.bits[w / 64] >> (w % 64) & 1) != 0 && (after.bits[other / 64] >> (other % 64) & 1) != 0) {
      return true;
    }
  }
  return false;
}
