/* A catalogue made of states written as JSON, for the tests of model and review. */
#ifndef CS_TEST_MODEL_WORLD_H
#define CS_TEST_MODEL_WORLD_H

#include "support/test.h"

#include <stdlib.h>

#include "base/json.h"
#include "model/catalogue.h"

struct world {
  struct cs_arena arena;
  struct cs_err err;
  struct cs_catalogue *catalogue;
};

static inline int world_set_up(void **state) {
  struct world *world = calloc(1, sizeof *world);
  cs_arena_init(&world->arena, NULL, 0);
  world->catalogue = cs_catalogue_new(&world->err);
  *state = world;
  return world->catalogue ? 0 : -1;
}

static inline int world_tear_down(void **state) {
  struct world *world = *state;
  cs_catalogue_free(world->catalogue);
  cs_arena_deinit(&world->arena);
  free(world);
  return 0;
}

static inline struct cs_json *json_of(struct world *world, const char *text) {
  struct cs_json *json = NULL;
  assert_ok(cs_json_parse(&world->arena, CS_STR("test"), cs_str_of(text), &json, &world->err), &world->err);
  return json;
}

static inline void put(struct world *world, const char *subject, const char *state) {
  assert_ok(cs_catalogue_put(world->catalogue, cs_str_of(subject), json_of(world, state), NULL, &world->err),
            &world->err);
}

static inline cs_day day_of(const char *text) {
  cs_day day = 0;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(text), &day, &err), &err);
  return day;
}

#endif
