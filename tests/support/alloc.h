/* An allocator for arenas that counts, and that fails from the n-th allocation on. */
#ifndef CS_TEST_ALLOC_H
#define CS_TEST_ALLOC_H

#include <stdlib.h>

#include "base/arena.h"

struct counting {
  size_t left;  /* allocations until it fails */
  size_t taken; /* blocks that are out */
  size_t bytes; /* of all that were asked for and given */
};

static inline void *counting_get(void *ctx, size_t size) {
  struct counting *c = ctx;
  if (c->left == 0) {
    return NULL;
  }
  c->left--;
  c->taken++;
  c->bytes += size;
  return malloc(size);
}

static inline void counting_put(void *ctx, void *ptr) {
  struct counting *c = ctx;
  c->taken--;
  free(ptr);
}

static inline struct cs_alloc counting_alloc(struct counting *c) {
  return (struct cs_alloc){counting_get, counting_put, c};
}

#endif
