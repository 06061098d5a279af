/* The n-th allocation of the database library fails: the call says so, and the record is whole afterwards. */
#include "store/world.h"

#include <sqlite3.h>

static sqlite3_mem_methods under;
static int left; /* allocations until one fails; 0: none fails */

static bool fails(void) {
  return left > 0 && --left == 0;
}
static void *get_memory(int n) {
  return fails() ? NULL : under.xMalloc(n);
}
static void *more_memory(void *ptr, int n) {
  return fails() ? NULL : under.xRealloc(ptr, n);
}

static int setup_memory(void **state) {
  (void)state;
  assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &under), SQLITE_OK);
  sqlite3_mem_methods mine = under;
  mine.xMalloc = get_memory;
  mine.xRealloc = more_memory;
  assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &mine), SQLITE_OK);
  assert_int_equal(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0), SQLITE_OK); /* every one is counted */
  return 0;
}

static bool one_act(struct world *w, int tag, uint64_t *size) {
  struct cs_record_options options = world_options(w);
  struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
  if (!record || cs_record_trouble(record)) {
    if (record) {
      w->err = *cs_record_trouble(record);
    }
    cs_record_close(record);
    return false;
  }
  char flat[200];
  snprintf(flat, sizeof flat, CASE("2025-%04d"), tag);
  struct cs_batch *batch = cs_batch_begin(record, NULL, &w->err);
  bool good = batch != NULL;
  if (good) {
    struct cs_entry entry = world_entry(w, &w->arena, record, flat, CASE_OUT);
    struct cs_appended appended;
    good = cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err) && cs_batch_commit(batch, &w->err);
    *size = good ? cs_batch_head(batch).size : *size;
    cs_batch_end(batch);
  }
  cs_record_close(record);
  return good;
}

static void any_allocation_may_fail_while_writing(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  uint64_t size = 1;
  int failures = 0;
  bool reached = false;
  for (int at = 1; !reached; at += at < 200 ? 1 : 17) {
    left = at;
    bool good = one_act(w, at, &size);
    reached = left > 0; /* all went through without the failure */
    left = 0;
    if (!good) {
      failures++;
      assert_non_null(w->err.code);
      if (w->err.code != &CS_E_OOM && w->err.code != &CS_E_STORE_UNKNOWN && w->err.code != &CS_E_STORE_IO) {
        fail_msg("allocation %d: %s: %s", at, w->err.code->slug, w->err.text);
      }
    }
    assert_true(at < 100000);
    if (at % 10 == 1 || reached) {
      world_assert_whole(w);
    }
    assert_true(world_size(w) >= size);
  }
  assert_true(failures > 50);
  world_assert_whole(w);
}

static void any_allocation_may_fail_while_founding(void **state) {
  struct world *w = *state;
  bool good = false;
  for (int at = 1; !good; at += 7) {
    struct cs_found found = world_found(w);
    left = at;
    struct cs_record *record = cs_record_create(w->os, w->store, w->keys, &found, &w->err);
    good = record != NULL;
    left = 0;
    cs_record_close(record);
    if (!good) {
      assert_non_null(w->err.code);
      assert_false(world_exists(w, w->store));
      assert_false(world_exists(w, world_path(w, "keys/" KEY_FOLDER)));
    }
  }
  world_assert_whole(w);
}

static void any_allocation_may_fail_while_reading_and_verifying(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  cs_record_close(record);
  bool good = false;
  for (int at = 1; !good; at += at < 100 ? 1 : 13) {
    struct cs_verify_report report;
    left = at;
    good = world_verify(w, &report);
    bool reached = left > 0;
    left = 0;
    if (!good) {
      if (w->err.code == &CS_E_LOG_ALTERED) { /* lack of memory is no finding */
        fail_msg("allocation %d: %s", at, w->err.text);
      }
    }
    good = good && reached;
  }
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(any_allocation_may_fail_while_founding),
      T(any_allocation_may_fail_while_writing),
      T(any_allocation_may_fail_while_reading_and_verifying),
  };
  return cmocka_run_group_tests(tests, setup_memory, NULL);
}
