/* Arenas, and what becomes of them when memory runs out. */
#include "support/test.h"

#include "base/arena.h"
#include "support/alloc.h"

static bool is_zero(const void *ptr, size_t n) {
  const unsigned char *p = ptr;
  for (size_t i = 0; i < n; i++) {
    if (p[i] != 0) {
      return false;
    }
  }
  return true;
}

static void memory_is_zeroed_aligned_and_apart(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  char *before = NULL;
  for (size_t size = 0; size < 3000; size = size * 2 + 1) {
    char *got = cs_arena_alloc(&arena, size, &err);
    assert_ok(got != NULL, &err);
    assert_int_equal((uintptr_t)got % _Alignof(max_align_t), 0);
    assert_true(is_zero(got, size));
    assert_ptr_not_equal(got, before);
    memset(got, 0xFF, size); /* the next must not see it */
    before = got;
  }
  cs_arena_deinit(&arena);
}

static void nothing_is_taken_before_it_is_needed(void **state) {
  (void)state;
  struct counting counting = {.left = 10};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  cs_arena_init(&arena, &alloc, 0);
  assert_int_equal(counting.taken, 0);
  cs_arena_deinit(&arena);
}

static void one_call_frees_everything(void **state) {
  (void)state;
  struct counting counting = {.left = 1000};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, &alloc, 0);
  for (size_t i = 0; i < 100; i++) {
    assert_ok(cs_arena_alloc(&arena, 10000, &err) != NULL, &err);
  }
  assert_true(counting.taken > 1);
  assert_true(counting.taken < 100); /* blocks grow */
  cs_arena_reset(&arena);
  assert_int_equal(counting.taken, 0);
  assert_int_equal(arena.used, 0);
  assert_ok(cs_arena_alloc(&arena, 1, &err) != NULL, &err); /* can be used again */
  assert_int_equal(counting.taken, 1);
  cs_arena_deinit(&arena);
  assert_int_equal(counting.taken, 0);
}

/* As much as `n` pieces of 1,000 bytes, each of which it fills. */
static void fill(struct cs_arena *arena, size_t n) {
  struct cs_err err;
  for (size_t i = 0; i < n; i++) {
    char *got = cs_arena_alloc(arena, 1000, &err);
    assert_ok(got != NULL, &err);
    assert_true(is_zero(got, 1000));
    memset(got, 0xFF, 1000); /* the next round must not see it */
  }
}

static void what_is_rewound_and_filled_again_takes_nothing_more(void **state) {
  (void)state;
  struct counting counting = {.left = 1000};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  cs_arena_init(&arena, &alloc, 0);
  cs_arena_rewind(&arena); /* nothing was taken yet */
  assert_int_equal(counting.taken, 0);
  fill(&arena, 100);
  assert_true(counting.taken > 1);
  cs_arena_rewind(&arena);
  fill(&arena, 100);
  assert_int_equal(counting.taken, 1); /* one block for all */
  size_t left = counting.left;
  for (size_t i = 0; i < 10; i++) {
    cs_arena_rewind(&arena);
    fill(&arena, 100);
  }
  assert_int_equal(counting.left, left);
  cs_arena_deinit(&arena);
  assert_int_equal(counting.taken, 0);
}

static void more_than_one_mebibyte_is_not_kept(void **state) {
  (void)state;
  struct counting counting = {.left = 1000};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, &alloc, 0);
  for (size_t i = 0; i < 3; i++) {
    assert_ok(cs_arena_alloc(&arena, 3 * 1024 * 1024, &err) != NULL, &err);
    cs_arena_rewind(&arena);
    assert_int_equal(counting.taken, 0);
    assert_int_equal(arena.used, 0);
  }
  fill(&arena, 1);
  assert_int_equal(arena.used, 1024 * 1024);
  cs_arena_deinit(&arena);
}

static void a_rewound_arena_has_its_maximum_again(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 10240);
  for (size_t i = 0; i < 4; i++) {
    assert_ok(cs_arena_alloc(&arena, 4096, &err) != NULL, &err);
    assert_ok(cs_arena_alloc(&arena, 4096, &err) != NULL, &err);
    assert_ok(cs_arena_alloc(&arena, 2048, &err) != NULL, &err);
    assert_code(cs_arena_alloc(&arena, 1, &err) != NULL, &err, CS_E_OOM);
    cs_arena_rewind(&arena);
  }
  cs_arena_deinit(&arena);
}

static void an_arena_stops_at_its_maximum(void **state) {
  (void)state;
  struct counting counting = {.left = 1000};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, &alloc, 10000);
  size_t got = 0;
  while (cs_arena_alloc(&arena, 16, &err)) {
    got += 16;
  }
  assert_ptr_equal(err.code, &CS_E_OOM);
  assert_true(got <= 10000);
  assert_true(got > 9000); /* the maximum can be used up */
  assert_true(arena.used <= 10000);
  cs_arena_deinit(&arena);
}

static void one_piece_may_fill_the_whole_maximum(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 160);
  assert_ok(cs_arena_alloc(&arena, 160, &err) != NULL, &err);
  assert_code(cs_arena_alloc(&arena, 1, &err) != NULL, &err, CS_E_OOM);
  cs_arena_reset(&arena);
  assert_code(cs_arena_alloc(&arena, 161, &err) != NULL, &err, CS_E_OOM);
  assert_ok(cs_arena_alloc(&arena, 160, &err) != NULL, &err);
  cs_arena_deinit(&arena);
}

static void sizes_that_overflow_are_refused(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, SIZE_MAX);
  assert_code(cs_arena_alloc(&arena, SIZE_MAX, &err) != NULL, &err, CS_E_OOM);
  assert_code(cs_arena_alloc(&arena, SIZE_MAX - 16, &err) != NULL, &err, CS_E_OOM);
  assert_code(cs_arena_alloc_n(&arena, SIZE_MAX / 2, 3, &err) != NULL, &err, CS_E_OOM);
  assert_code(cs_arena_alloc_n(&arena, 2, SIZE_MAX / 2 + 1, &err) != NULL, &err, CS_E_OOM);
  assert_ok(cs_arena_alloc_n(&arena, 0, SIZE_MAX, &err) != NULL, &err);
  assert_ok(cs_arena_alloc_n(&arena, SIZE_MAX, 0, &err) != NULL, &err);
  cs_arena_deinit(&arena);
}

/* All that an arena does, once; false when it ran out. */
static bool use(struct cs_arena *arena, struct cs_err *err) {
  struct {
    uint64_t *at;
    size_t n, cap;
  } list = {0};
  struct cs_str text, printed;
  for (uint64_t i = 0; i < 2000; i++) {
    uint64_t *place = cs_list_push(arena, &list, err);
    if (!place) {
      return false;
    }
    assert_true(*place == 0);
    *place = i;
  }
  for (uint64_t i = 0; i < 2000; i++) {
    assert_true(list.at[i] == i);
  }
  return cs_arena_str(arena, CS_STR("text"), &text, err) && cs_arena_printf(arena, &printed, err, "%06000d", 7) &&
         cs_arena_array(arena, int, 5000, err) != NULL;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  bool done = false;
  size_t failures = 0;
  for (size_t n = 0; !done; n++) {
    struct counting counting = {.left = n};
    struct cs_alloc alloc = counting_alloc(&counting);
    struct cs_arena arena;
    struct cs_err err = {0};
    cs_arena_init(&arena, &alloc, 0);
    done = use(&arena, &err);
    if (!done) {
      failures++;
      assert_ptr_equal(err.code, &CS_E_OOM);
      assert_string_equal(err.text, "out of memory");
    }
    counting.left = 1; /* after a failure the arena is whole */
    assert_ok(cs_arena_alloc(&arena, 1, &err) != NULL, &err);
    cs_arena_deinit(&arena);
    assert_int_equal(counting.taken, 0);
  }
  assert_true(failures > 3);
}

static void a_list_that_could_not_grow_keeps_what_it_had(void **state) {
  (void)state;
  struct counting counting = {.left = 1};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, &alloc, 0);
  struct cs_strs list = {0};
  struct cs_str *place;
  while ((place = cs_list_push(&arena, &list, &err))) {
    *place = CS_STR("kept");
  }
  assert_ptr_equal(err.code, &CS_E_OOM);
  assert_true(list.n > 0);
  for (size_t i = 0; i < list.n; i++) {
    assert_str(list.at[i], "kept");
  }
  cs_arena_deinit(&arena);
}

static void a_place_that_was_taken_back_is_zeroed_again(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  struct cs_strs list = {0};
  struct cs_str *place = cs_list_push(&arena, &list, &err);
  assert_ok(place != NULL, &err);
  *place = CS_STR("old");
  list.n--;
  place = cs_list_push(&arena, &list, &err);
  assert_ok(place != NULL, &err);
  assert_null(place->ptr);
  assert_int_equal(place->len, 0);
  cs_arena_deinit(&arena);
}

static void a_large_thing_leaves_room_for_small_ones_where_it_was(void **state) {
  (void)state;
  struct counting counting = {.left = 1000};
  struct cs_alloc alloc = counting_alloc(&counting);
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, &alloc, 0);
  char *small = cs_arena_alloc(&arena, 16, &err);
  char *large = cs_arena_alloc(&arena, 5 << 20, &err);
  assert_ok(small != NULL && large != NULL, &err);
  assert_true(is_zero(large, 5 << 20));
  memset(large, 0xFF, 5 << 20);
  char *next = cs_arena_alloc(&arena, 16, &err);
  assert_ptr_equal(next, small + 16);
  assert_true(is_zero(next, 16));
  assert_int_equal(counting.taken, 2);
  cs_arena_deinit(&arena);
  assert_int_equal(counting.taken, 0);
}

static void a_list_that_is_kept_takes_what_it_needs(void **state) {
  (void)state;
  struct cs_arena growing, keeping;
  struct cs_err err;
  struct cs_strs list = {0};
  cs_arena_init(&growing, NULL, 0);
  cs_arena_init(&keeping, NULL, 0);
  assert_ok(cs_list_keep(&keeping, &list, &err), &err);
  assert_non_null(list.at);
  list = (struct cs_strs){0};
  for (size_t i = 0; i < 5; i++) {
    struct cs_str *place = cs_list_push(&growing, &list, &err);
    assert_ok(place != NULL, &err);
    *place = CS_STR("kept");
  }
  assert_ok(cs_list_keep(&keeping, &list, &err), &err);
  cs_arena_deinit(&growing);
  assert_int_equal(list.n, 5);
  assert_int_equal(list.cap, 5);
  assert_str(list.at[4], "kept");
  cs_arena_deinit(&keeping);
}

static void a_copy_is_apart_and_nul_ended(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  char text[] = "abcdef";
  struct cs_str copy;
  assert_ok(cs_arena_str(&arena, (struct cs_str){text, 3}, &copy, &err), &err);
  text[0] = 'x';
  assert_str(copy, "abc");
  assert_int_equal(copy.ptr[3], 0);
  assert_ok(cs_arena_str(&arena, CS_STR_NONE, &copy, &err), &err);
  assert_int_equal(copy.len, 0);
  assert_non_null(copy.ptr);
  cs_arena_deinit(&arena);
}

static void a_printed_text_is_as_long_as_it_needs(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_err err;
  struct cs_str text;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(cs_arena_printf(&arena, &text, &err, "%s-%d", "case", 7), &err);
  assert_str(text, "case-7");
  assert_ok(cs_arena_printf(&arena, &text, &err, "%09000d", 1), &err);
  assert_int_equal(text.len, 9000);
  assert_int_equal(text.ptr[8999], '1');
  assert_ok(cs_arena_printf(&arena, &text, &err, "%s", ""), &err);
  assert_str(text, "");
  cs_arena_deinit(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
      cmocka_unit_test(a_large_thing_leaves_room_for_small_ones_where_it_was),
      cmocka_unit_test(a_list_that_is_kept_takes_what_it_needs),
      cmocka_unit_test(nothing_is_taken_before_it_is_needed),
      cmocka_unit_test(one_call_frees_everything),
      cmocka_unit_test(what_is_rewound_and_filled_again_takes_nothing_more),
      cmocka_unit_test(more_than_one_mebibyte_is_not_kept),
      cmocka_unit_test(a_rewound_arena_has_its_maximum_again),
      cmocka_unit_test(an_arena_stops_at_its_maximum),
      cmocka_unit_test(one_piece_may_fill_the_whole_maximum),
      cmocka_unit_test(sizes_that_overflow_are_refused),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(a_list_that_could_not_grow_keeps_what_it_had),
      cmocka_unit_test(a_place_that_was_taken_back_is_zeroed_again),
      cmocka_unit_test(a_copy_is_apart_and_nul_ended),
      cmocka_unit_test(a_printed_text_is_as_long_as_it_needs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
