/* A map from text to a number or a pointer, in an arena. Keys are not copied: they must live as long as the map.
 * Nothing is removed. Iteration is in order of insertion. */
#ifndef CS_BASE_MAP_H
#define CS_BASE_MAP_H

#include "base/arena.h"

union cs_map_value {
  void *ptr;
  uint64_t number;
};

struct cs_map_item {
  struct cs_str key;
  union cs_map_value value;
};

struct cs_map {
  struct cs_arena *arena;
  struct cs_map_item *at; /* n items in order of insertion */
  size_t n, cap;
  uint32_t *slots; /* index + 1 into at; 0: free; n_slots is a power of two or 0 */
  size_t n_slots;
};

void cs_map_init(struct cs_map *map, struct cs_arena *arena);
/* The value under the key, or NULL. The address is valid until the next put. */
union cs_map_value *cs_map_get(const struct cs_map *map, struct cs_str key);
/* Pointer values: what lies under the key, or NULL. */
void *cs_map_ptr(const struct cs_map *map, struct cs_str key);
/* The value under the key, zeroed when the key is new (*fresh, which may be NULL). NULL when out of memory. */
union cs_map_value *cs_map_put(struct cs_map *map, struct cs_str key, bool *fresh, struct cs_err *err) CS_MUST;

#endif
