/* Maps from text. */
#include "support/test.h"

#include "base/map.h"
#include "support/alloc.h"

#define KEYS_N 5000

static void a_key_that_was_not_put_is_not_there(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_map map;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_map_init(&map, &arena);
  assert_null(cs_map_get(&map, CS_STR("a")));
  assert_null(cs_map_ptr(&map, CS_STR("a")));
  assert_ok(cs_map_put(&map, CS_STR("b"), NULL, &err) != NULL, &err);
  assert_null(cs_map_get(&map, CS_STR("a")));
  assert_null(cs_map_get(&map, CS_STR("")));
  cs_arena_deinit(&arena);
}

static void a_key_is_fresh_once(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_map map;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_map_init(&map, &arena);
  bool fresh = false;
  union cs_map_value *value = cs_map_put(&map, CS_STR("us.secdef"), &fresh, &err);
  assert_ok(value != NULL, &err);
  assert_true(fresh);
  assert_true(value->number == 0);
  value->number = 7;
  value = cs_map_put(&map, CS_STR("us.secdef"), &fresh, &err);
  assert_ok(value != NULL, &err);
  assert_false(fresh);
  assert_true(value->number == 7);
  assert_int_equal(map.n, 1);
  cs_arena_deinit(&arena);
}

static void keys_are_told_apart_by_all_their_bytes(void **state) {
  (void)state;
  static const struct cs_str keys[] = {{"", 0}, {"a", 1}, {"ab", 2}, {"a\0", 2}, {"a\0b", 3}, {"A", 1}, {"b", 1}};
  const size_t n = sizeof keys / sizeof keys[0];
  struct cs_arena arena;
  struct cs_map map;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_map_init(&map, &arena);
  for (size_t i = 0; i < n; i++) {
    union cs_map_value *value = cs_map_put(&map, keys[i], NULL, &err);
    assert_ok(value != NULL, &err);
    value->number = i;
  }
  assert_int_equal(map.n, n);
  for (size_t i = 0; i < n; i++) {
    assert_true(cs_map_get(&map, keys[i])->number == i);
  }
  cs_arena_deinit(&arena);
}

static void a_pointer_comes_back(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_map map;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_map_init(&map, &arena);
  union cs_map_value *value = cs_map_put(&map, CS_STR("here"), NULL, &err);
  assert_ok(value != NULL, &err);
  value->ptr = &arena;
  assert_ptr_equal(cs_map_ptr(&map, CS_STR("here")), &arena);
  cs_arena_deinit(&arena);
}

static void many_keys_stay_in_the_order_of_insertion(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_map map;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_map_init(&map, &arena);
  for (unsigned i = 0; i < KEYS_N; i++) {
    struct cs_str key;
    assert_ok(cs_arena_printf(&arena, &key, &err, "%u", i * 7919u % KEYS_N), &err);
    bool fresh = false;
    union cs_map_value *value = cs_map_put(&map, key, &fresh, &err);
    assert_ok(value != NULL, &err);
    assert_true(fresh);
    value->number = i;
    assert_true(map.n * 2 <= map.n_slots + 1); /* at most half full, so that searches are short */
  }
  assert_int_equal(map.n, KEYS_N);
  for (unsigned i = 0; i < KEYS_N; i++) {
    char text[16];
    snprintf(text, sizeof text, "%u", i * 7919u % KEYS_N);
    assert_str(map.at[i].key, text);
    assert_true(cs_map_get(&map, cs_str_of(text))->number == i);
  }
  cs_arena_deinit(&arena);
}

static void a_map_that_ran_out_of_memory_keeps_what_it_had(void **state) {
  (void)state;
  static char keys[KEYS_N + 1][8]; /* with the one behind the last, which is empty */
  for (unsigned i = 0; i < KEYS_N; i++) {
    snprintf(keys[i], sizeof keys[i], "k%u", i);
  }
  for (size_t n = 0; n < 8; n++) {
    struct counting counting = {.left = n};
    struct cs_alloc alloc = counting_alloc(&counting);
    struct cs_arena arena;
    struct cs_map map;
    struct cs_err err = {0};
    cs_arena_init(&arena, &alloc, 0);
    cs_map_init(&map, &arena);
    size_t done = 0;
    union cs_map_value *value;
    while (done < KEYS_N && (value = cs_map_put(&map, cs_str_of(keys[done]), NULL, &err))) {
      value->number = done++;
    }
    assert_true(done < KEYS_N);
    assert_ptr_equal(err.code, &CS_E_OOM);
    assert_int_equal(map.n, done);
    assert_null(cs_map_get(&map, cs_str_of(keys[done])));
    for (size_t i = 0; i < done; i++) {
      assert_true(cs_map_get(&map, cs_str_of(keys[i]))->number == i);
    }
    counting.left = 100; /* memory is back: so is the map */
    assert_ok(cs_map_put(&map, cs_str_of(keys[done]), NULL, &err) != NULL, &err);
    assert_int_equal(map.n, done + 1);
    cs_arena_deinit(&arena);
    assert_int_equal(counting.taken, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_key_that_was_not_put_is_not_there),
      cmocka_unit_test(a_key_is_fresh_once),
      cmocka_unit_test(keys_are_told_apart_by_all_their_bytes),
      cmocka_unit_test(a_pointer_comes_back),
      cmocka_unit_test(many_keys_stay_in_the_order_of_insertion),
      cmocka_unit_test(a_map_that_ran_out_of_memory_keeps_what_it_had),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
