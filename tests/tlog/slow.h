/* The Merkle tree as RFC 6962 section 2.1 defines it, by recursion over the list of leaf hashes, with what was worked
 * out before remembered. Slow and obvious: what the program does is compared with this. */
#ifndef CS_TEST_SLOW_H
#define CS_TEST_SLOW_H

#include "support/test.h"

#include <stdlib.h>

#include "tlog/hash.h"
#include "tlog/proof.h"

#define SLOW_MAX 320

struct slow {
  struct cs_hasher hasher;
  struct cs_hash leaf[SLOW_MAX];
  struct cs_hash known[SLOW_MAX][SLOW_MAX + 1]; /* MTH of the leaves [first, first + n) */
  bool has[SLOW_MAX][SLOW_MAX + 1];
};

/* Leaf i is the entry "entry i". */
static inline struct slow *slow_new(void) {
  struct slow *slow = calloc(1, sizeof *slow);
  struct cs_err err;
  assert_non_null(slow);
  assert_ok(cs_hasher_init(&slow->hasher, &err), &err);
  for (int i = 0; i < SLOW_MAX; i++) {
    char text[32];
    int n = snprintf(text, sizeof text, "entry %d", i);
    cs_hash_leaf(&slow->hasher, (struct cs_str){text, (size_t)n}, &slow->leaf[i]);
  }
  return slow;
}

static inline void slow_free(struct slow *slow) {
  cs_hasher_deinit(&slow->hasher);
  free(slow);
}

/* The largest power of two below n; n > 1. */
static inline size_t slow_split(size_t n) {
  size_t k = 1;
  while (k * 2 < n) {
    k *= 2;
  }
  return k;
}

static inline struct cs_hash slow_mth(struct slow *slow, size_t first, size_t n) {
  if (slow->has[first][n]) {
    return slow->known[first][n];
  }
  struct cs_hash out;
  if (n == 0) {
    cs_hash_bytes(&slow->hasher, CS_STR_NONE, &out);
  } else if (n == 1) {
    out = slow->leaf[first];
  } else {
    size_t k = slow_split(n);
    struct cs_hash left = slow_mth(slow, first, k), right = slow_mth(slow, first + k, n - k);
    cs_hash_node(&slow->hasher, &left, &right, &out);
  }
  slow->has[first][n] = true;
  slow->known[first][n] = out;
  return out;
}

/* PATH(m, D[first : first + n]) of RFC 6962 section 2.1.1. */
static inline void slow_path(struct slow *slow, size_t m, size_t first, size_t n, struct cs_proof *out) {
  if (n <= 1) {
    return;
  }
  size_t k = slow_split(n);
  if (m < k) {
    slow_path(slow, m, first, k, out);
    out->at[out->n++] = slow_mth(slow, first + k, n - k);
  } else {
    slow_path(slow, m - k, first + k, n - k, out);
    out->at[out->n++] = slow_mth(slow, first, k);
  }
}

/* SUBPROOF(m, D[first : first + n], whole) of RFC 6962 section 2.1.2. */
static inline void slow_subproof(struct slow *slow, size_t m, size_t first, size_t n, bool whole,
                                 struct cs_proof *out) {
  if (m == n) {
    if (!whole) {
      out->at[out->n++] = slow_mth(slow, first, n);
    }
    return;
  }
  size_t k = slow_split(n);
  if (m <= k) {
    slow_subproof(slow, m, first, k, whole, out);
    out->at[out->n++] = slow_mth(slow, first + k, n - k);
  } else {
    slow_subproof(slow, m - k, first + k, n - k, false, out);
    out->at[out->n++] = slow_mth(slow, first, k);
  }
}

/* Tiles of a tree of SLOW_MAX leaves, by the definition of tlog-tiles. */
static inline bool slow_read(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                             struct cs_err *err) {
  struct slow *slow = ctx;
  size_t each = (size_t)1 << (8 * level);
  (void)err;
  for (unsigned i = 0; i < width; i++) {
    out[i] = slow_mth(slow, (size_t)(index * 256 + i) * each, each);
  }
  return true;
}

static inline bool same_proof(const struct cs_proof *a, const struct cs_proof *b) {
  return a->n == b->n && memcmp(a->at, b->at, a->n * sizeof *a->at) == 0;
}

#endif
