/* Tables from keys to the rules under them: counted, then filled, so that making one is linear and each posting lies in one
 * piece. Must never look at what a key means. README.md. */
#include "rules/index.h"

static struct cs_posting *place(struct cs_posting *slots, uint32_t n_slots, uint64_t key) {
  for (uint32_t i = (uint32_t)(key >> 20);; i++) {
    struct cs_posting *at = &slots[i & (n_slots - 1)];
    if (at->key == key || at->key == 0) {
      at->key = key;
      return at;
    }
  }
}

/* A pair that says the same as the one before it under its key is left out. */
bool cs_postings_make(struct cs_arena *arena, struct cs_arena *scratch, const struct cs_index_pairs *pairs,
                      struct cs_postings *out, struct cs_err *err) {
  *out = (struct cs_postings){0};
  if (pairs->n == 0) {
    return true;
  }
  uint32_t n_slots = 4;
  while (n_slots < pairs->n * 2) {
    n_slots *= 2;
  }
  struct cs_posting *slots = cs_arena_array(scratch, struct cs_posting, n_slots, err);
  if (!slots) {
    return false;
  }
  size_t n_keys = 0;
  for (size_t i = 0; i < pairs->n; i++) {
    struct cs_posting *at = place(slots, n_slots, pairs->at[i].key);
    n_keys += at->n == 0 ? 1 : 0;
    at->n++;
  }
  /* The table that is kept has room for the keys, not for the pairs. */
  out->n_slots = 4;
  while (out->n_slots < n_keys * 2) {
    out->n_slots *= 2;
  }
  out->slots = cs_arena_array(arena, struct cs_posting, out->n_slots, err);
  out->rules = cs_arena_array(arena, uint32_t, pairs->n, err);
  if (!out->slots || !out->rules) {
    return false;
  }
  uint32_t next = 0;
  for (size_t i = 0; i < pairs->n; i++) {
    struct cs_posting *at = place(out->slots, out->n_slots, pairs->at[i].key);
    if (at->n == 0) {
      at->first = next;
      next += place(slots, n_slots, at->key)->n;
    }
    if (at->n == 0 || out->rules[at->first + at->n - 1] != pairs->at[i].rule) {
      out->rules[at->first + at->n++] = pairs->at[i].rule;
    }
  }
  out->n_rules = next;
  return true;
}
