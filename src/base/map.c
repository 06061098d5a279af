/* Open addressing over a list of items, at most half full. */
#include "base/map.h"

#include <string.h>

void cs_map_init(struct cs_map *map, struct cs_arena *arena) {
  *map = (struct cs_map){.arena = arena};
}

/* The slot that holds the key, or the free one where it would stand. The map has free slots. */
static uint32_t *find_slot(const struct cs_map *map, struct cs_str key) {
  size_t i = (size_t)cs_str_hash(key) & (map->n_slots - 1);
  while (map->slots[i] != 0 && !cs_str_eq(map->at[map->slots[i] - 1].key, key)) {
    i = (i + 1) & (map->n_slots - 1);
  }
  return &map->slots[i];
}

union cs_map_value *cs_map_get(const struct cs_map *map, struct cs_str key) {
  if (map->n_slots == 0) {
    return NULL;
  }
  uint32_t slot = *find_slot(map, key);
  return slot == 0 ? NULL : &map->at[slot - 1].value;
}

void *cs_map_ptr(const struct cs_map *map, struct cs_str key) {
  union cs_map_value *value = cs_map_get(map, key);
  return value ? value->ptr : NULL;
}

static bool grow(struct cs_map *map, struct cs_err *err) {
  if (map->n * 2 < map->n_slots) {
    return true;
  }
  size_t n_slots = map->n_slots == 0 ? 16 : map->n_slots * 2;
  uint32_t *slots = cs_arena_array(map->arena, uint32_t, n_slots, err);
  if (!slots) {
    return false;
  }
  map->slots = slots;
  map->n_slots = n_slots;
  for (size_t i = 0; i < map->n; i++) {
    *find_slot(map, map->at[i].key) = (uint32_t)i + 1;
  }
  return true;
}

union cs_map_value *cs_map_put(struct cs_map *map, struct cs_str key, bool *fresh, struct cs_err *err) {
  union cs_map_value *there = cs_map_get(map, key);
  if (fresh) {
    *fresh = !there;
  }
  if (there) {
    return there;
  }
  if (!grow(map, err)) {
    return NULL;
  }
  struct cs_map_item *item = cs_list_push(map->arena, map, err);
  if (!item) {
    return NULL;
  }
  item->key = key;
  *find_slot(map, key) = (uint32_t)map->n;
  return &item->value;
}
