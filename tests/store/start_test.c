/* The start rules: what a store that was cut, put back or altered looks like to whoever remembers what was signed. */
#include "store/world.h"

#include <sqlite3.h>

#include "tlog/err.h"

#define HIGH_WATER "keys/" KEY_FOLDER "/high-water"

/* A handle that opens but will not write, for this reason. */
static void assert_trouble(struct world *w, const struct cs_code *code, const char *says) {
  struct cs_record *record = world_open(w);
  const struct cs_err *trouble = cs_record_trouble(record);
  assert_non_null(trouble);
  if (trouble->code != code) {
    fail_msg("got %s (%s), expected %s", trouble->code->slug, trouble->text, code->slug);
  }
  assert_says(trouble, says);
  assert_null(cs_batch_begin(record, NULL, &w->err));
  assert_ptr_equal(w->err.code, code);
  struct cs_reader *reader = world_reader(w); /* reading goes on */
  struct cs_str bytes;
  assert_ok(cs_reader_entry(reader, &w->arena, 0, &bytes, &w->err), &w->err);
  cs_reader_close(reader);
  cs_record_close(record);
}

static void run_sql(struct world *w, const char *sql) {
  sqlite3 *db;
  char *message = NULL;
  assert_int_equal(sqlite3_open(w->store.ptr, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
    fail_msg("%s: %s", sql, message);
  }
  sqlite3_close(db);
}

static void an_old_copy_put_back_is_found_and_the_missing_sizes_named(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 4);
  cs_record_close(record);
  struct cs_str old = world_read(w, w->store);
  record = world_open(w);
  world_fill(w, record, 4, 3);
  cs_record_close(record);
  world_write(w, w->store, old);
  assert_trouble(w, &CS_E_STORE_BEHIND, "the store has 5 entries, and 8 were signed: entries 5 to 7 are missing");
}

static void an_old_copy_with_its_key_folder_is_not_found_here(void **state) {
  struct world *w = *state; /* a witness finds it (RECORD section 5); this one cannot, and the test says so */
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 4);
  cs_record_close(record);
  struct cs_str old = world_read(w, w->store), mark = world_read(w, world_path(w, HIGH_WATER));
  record = world_open(w);
  world_fill(w, record, 4, 3);
  cs_record_close(record);
  world_write(w, w->store, old);
  assert_ok(cs_file_write_private(w->os, world_path(w, HIGH_WATER), mark, &w->err), &w->err);
  record = world_open(w);
  assert_null(cs_record_trouble(record));
  cs_record_close(record);
}

/* A store that was never closed: its newest entries lie in the WAL alone. Returns the WAL's bytes. */
static struct cs_str leave_in_wal(struct world *w) {
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 2);
  struct cs_str store = world_read(w, w->store);
  world_fill(w, record, 2, 2);
  world_fill(w, record, 4, 2);
  struct cs_str wal = world_read(w, world_path(w, "review.db-wal"));
  assert_true(wal.len > 1000);
  cs_record_close(record);
  world_write(w, w->store, store);
  return wal;
}

static void a_wal_that_is_whole_is_settled(void **state) {
  struct world *w = *state;
  struct cs_str wal = leave_in_wal(w);
  world_write(w, world_path(w, "review.db-wal"), wal);
  struct cs_record *record = world_open(w);
  assert_null(cs_record_trouble(record));
  assert_int_equal(cs_record_head(record).size, 7);
  cs_record_close(record);
  world_assert_whole(w);
}

static void a_wal_cut_by_a_hundred_bytes_is_found(void **state) {
  struct world *w = *state;
  struct cs_str wal = leave_in_wal(w);
  wal.len -= 100;
  world_write(w, world_path(w, "review.db-wal"), wal);
  assert_trouble(w, &CS_E_STORE_BEHIND, "7 were signed");
}

static void a_wal_that_is_removed_is_found(void **state) {
  struct world *w = *state;
  leave_in_wal(w);
  assert_trouble(w, &CS_E_STORE_BEHIND, "7 were signed");
}

static void a_byte_flipped_anywhere_in_the_wal_never_passes_unseen(void **state) {
  struct world *w = *state;
  struct cs_str wal = leave_in_wal(w);
  struct cs_str store = world_read(w, w->store);
  int found = 0;
  for (size_t at = 7; at < wal.len; at += wal.len / 24) {
    struct cs_str bad;
    assert_ok(cs_arena_str(&w->arena, wal, &bad, &w->err), &w->err);
    ((char *)(uintptr_t)bad.ptr)[at] ^= 0x10;
    world_write(w, w->store, store);
    world_write(w, world_path(w, "review.db-wal"), bad);
    unlink(world_path(w, "review.db-shm").ptr);
    struct cs_record_options options = world_options(w);
    struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
    bool whole = record && !cs_record_trouble(record) && cs_record_head(record).size == 7;
    found += !whole;
    if (record && !cs_record_trouble(record)) {
      assert_int_equal(cs_record_head(record).size, 7); /* what was signed is there, or there is trouble */
    }
    cs_record_close(record);
  }
  assert_true(found > 10);
}

static void a_store_cut_short_does_not_write(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 300);
  cs_record_close(record);
  struct cs_str whole = world_read(w, w->store);
  for (size_t part = 1; part < 4; part++) {
    world_write(w, w->store, cs_str_sub(whole, 0, whole.len / 4 * part));
    struct cs_record_options options = world_options(w);
    record = cs_record_open(w->os, w->store, &options, &w->err);
    if (record) {
      assert_non_null(cs_record_trouble(record));
      assert_null(cs_batch_begin(record, NULL, &w->err));
    } else {
      assert_non_null(w->err.code);
    }
    cs_record_close(record);
  }
}

static void a_root_other_than_the_one_signed_is_found(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 3);
  cs_record_close(record);
  run_sql(w, "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'item-00001', 'item-00007') AS BLOB) "
             "WHERE n = 2");
  assert_trouble(w, &CS_E_STORE_ALTERED, "at size 4 the root of the store is");
}

static void a_head_altered_with_its_entries_is_found_by_what_was_signed(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 3);
  cs_record_close(record);
  struct cs_str keys = world_read(w, world_path(w, HIGH_WATER));
  /* another history of the same length, written by another process that has the log key but not the mark */
  struct cs_str whole = world_read(w, w->store);
  run_sql(w, "DELETE FROM note");
  run_sql(w, "UPDATE head SET size = 1, root = (SELECT hash FROM leaf WHERE n = 0); DELETE FROM entry WHERE n > 0; "
             "DELETE FROM leaf WHERE n > 0; DELETE FROM state WHERE n > 0");
  assert_int_equal(unlink(world_path(w, HIGH_WATER).ptr), 0);
  struct cs_record_options options = world_options(w);
  options.accept_high_water = true;
  record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  assert_null(cs_record_trouble(record));
  world_fill(w, record, 10, 3);
  cs_record_close(record);
  assert_int_equal(unlink(world_path(w, HIGH_WATER).ptr), 0);
  assert_ok(cs_file_write_private(w->os, world_path(w, HIGH_WATER), keys, &w->err), &w->err);
  assert_true(whole.len > 0);
  assert_trouble(w, &CS_E_STORE_ALTERED, "at size 4 the root of the store is");
}

static void a_lost_high_water_file_is_trouble_until_somebody_vouches(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  assert_int_equal(unlink(world_path(w, HIGH_WATER).ptr), 0);
  assert_trouble(w, &CS_E_STORE_HIGH_WATER, "is lost");
  struct cs_record_options options = world_options(w);
  options.accept_high_water = true;
  struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  assert_null(cs_record_trouble(record));
  cs_record_close(record);
  record = world_open(w);
  assert_null(cs_record_trouble(record));
  cs_record_close(record);
}

static void one_torn_slot_of_the_high_water_file_does_no_harm(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 1);
  world_fill(w, record, 1, 1);
  cs_record_close(record);
  struct cs_str whole = world_read(w, world_path(w, HIGH_WATER));
  assert_int_equal(whole.len, 8192);
  for (size_t slot = 0; slot < 2; slot++) {
    struct cs_str torn;
    assert_ok(cs_arena_str(&w->arena, whole, &torn, &w->err), &w->err);
    memset((char *)(uintptr_t)torn.ptr + slot * 4096 + 100, 'x', 20);
    assert_ok(cs_file_write_private(w->os, world_path(w, HIGH_WATER), torn, &w->err), &w->err);
    record = world_open(w);
    assert_null(cs_record_trouble(record));
    cs_record_close(record);
  }
  assert_ok(cs_file_write_private(w->os, world_path(w, HIGH_WATER), CS_STR("nothing"), &w->err), &w->err);
  assert_trouble(w, &CS_E_STORE_HIGH_WATER, "is lost");
}

static void a_store_that_falls_behind_while_open_is_found_at_the_next_batch(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 3);
  run_sql(w, "UPDATE head SET size = 2, root = (SELECT hash FROM leaf WHERE n = 0)");
  assert_code(cs_batch_begin(record, NULL, &w->err), &w->err, CS_E_STORE_BEHIND);
  assert_non_null(cs_record_trouble(record));
  cs_record_close(record);
}

static void a_forged_note_in_the_store_is_found(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  run_sql(w, "UPDATE note SET text = replace(text, '\n1\n', '\n9\n')");
  assert_trouble(w, &CS_E_STORE_ALTERED, "the stored checkpoint of size 1");
}

static void a_table_of_a_later_release_is_not_opened(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  run_sql(w, "UPDATE table_version SET number = 2 WHERE name = 'entry'");
  struct cs_record_options options = world_options(w);
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_VERSION);
  assert_says(&w->err, "table \"entry\" is of version 2");
}

static void a_projection_of_another_version_is_made_anew(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  cs_record_close(record);
  run_sql(w, "DROP TABLE case_list; CREATE TABLE case_list (id TEXT); INSERT INTO case_list VALUES ('x'); "
             "UPDATE table_version SET number = 0 WHERE name = 'case_list'");
  record = world_open(w);
  assert_null(cs_record_trouble(record));
  cs_record_close(record);
  world_assert_whole(w);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(an_old_copy_put_back_is_found_and_the_missing_sizes_named),
      T(an_old_copy_with_its_key_folder_is_not_found_here),
      T(a_wal_that_is_whole_is_settled),
      T(a_wal_cut_by_a_hundred_bytes_is_found),
      T(a_wal_that_is_removed_is_found),
      T(a_byte_flipped_anywhere_in_the_wal_never_passes_unseen),
      T(a_store_cut_short_does_not_write),
      T(a_root_other_than_the_one_signed_is_found),
      T(a_head_altered_with_its_entries_is_found_by_what_was_signed),
      T(a_lost_high_water_file_is_trouble_until_somebody_vouches),
      T(one_torn_slot_of_the_high_water_file_does_no_harm),
      T(a_store_that_falls_behind_while_open_is_found_at_the_next_batch),
      T(a_forged_note_in_the_store_is_found),
      T(a_table_of_a_later_release_is_not_opened),
      T(a_projection_of_another_version_is_made_anew),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
