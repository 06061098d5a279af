/* Random numbers of a fixed seed (xorshift64*), so that a failure comes back. Never from outside. */
#ifndef CS_TEST_RANDOM_H
#define CS_TEST_RANDOM_H

#include <stdint.h>

struct random {
  uint64_t state; /* not 0 */
};

static inline uint64_t random_next(struct random *r) {
  r->state ^= r->state >> 12;
  r->state ^= r->state << 25;
  r->state ^= r->state >> 27;
  return r->state * UINT64_C(0x2545F4914F6CDD1D);
}

/* 0 to n - 1. */
static inline uint64_t random_below(struct random *r, uint64_t n) {
  return (random_next(r) >> 11) % n;
}

#endif
