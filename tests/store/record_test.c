/* Founding, opening, closing. */
#include "store/world.h"

#include "os/err.h"
#include "tlog/err.h"

static void a_new_record_has_one_entry_and_a_signed_checkpoint(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  assert_int_equal(cs_record_head(record).size, 1);
  struct cs_str note;
  struct cs_verifier_key key;
  struct cs_checkpoint_opened opened;
  assert_ok(cs_record_note(record, &note, &w->err), &w->err);
  assert_ok(cs_verifier_key_parse(&key, &w->hasher, cs_record_verifier(record), &w->err), &w->err);
  assert_ok(cs_checkpoint_open(note, CS_STR(ORIGIN), &key, 1, &opened, &w->err), &w->err);
  assert_int_equal(opened.checkpoint.size, 1);
  assert_str(cs_record_origin(record), ORIGIN);
  assert_str(cs_record_first_officer(record), "us.registry/clerk");
  assert_true(cs_str_eq(cs_record_first_key(record), w->officer_hex));
  assert_false(cs_record_is_trial(record));
  assert_false(cs_record_is_public(record));
  assert_null(cs_record_trouble(record));
  cs_record_close(record);
  world_assert_whole(w);
}

static void the_key_folder_holds_three_private_files(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  const char *const names[] = {"log.key", "master.key", "high-water"};
  for (size_t i = 0; i < 3; i++) {
    char name[100];
    struct cs_file_info info;
    snprintf(name, sizeof name, "keys/" KEY_FOLDER "/%s", names[i]);
    assert_ok(w->os->path_info(w->os->ctx, world_path(w, name), &info, &w->err), &w->err);
    assert_int_equal(info.kind, CS_FILE_REGULAR);
    assert_int_equal(info.mode & 077, 0);
  }
}

static void a_trial_says_so_for_good(void **state) {
  struct world *w = *state;
  struct cs_found found = world_found(w);
  found.trial = true;
  found.open_to_all = true;
  struct cs_record *record = cs_record_create(w->os, w->store, w->keys, &found, &w->err);
  assert_ok(record != NULL, &w->err);
  cs_record_close(record);
  record = world_open(w);
  assert_true(cs_record_is_trial(record));
  assert_true(cs_record_is_public(record));
  cs_record_close(record);
}

static void a_store_that_is_there_is_not_founded_again(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_str before = world_read(w, w->store);
  struct cs_found found = world_found(w);
  found.origin = CS_STR("other");
  assert_code(cs_record_create(w->os, w->store, w->keys, &found, &w->err), &w->err, CS_E_STORE_EXISTS);
  assert_true(cs_str_eq(before, world_read(w, w->store)));
  assert_false(world_exists(w, world_path(w, "keys/other")));
}

static void a_log_key_that_is_there_is_never_overwritten(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_str key = world_read(w, world_path(w, "keys/" KEY_FOLDER "/log.key"));
  struct cs_found found = world_found(w);
  assert_code(cs_record_create(w->os, world_path(w, "second.db"), w->keys, &found, &w->err), &w->err,
              CS_E_STORE_EXISTS);
  assert_true(cs_str_eq(key, world_read(w, world_path(w, "keys/" KEY_FOLDER "/log.key"))));
  assert_false(world_exists(w, world_path(w, "second.db")));
  world_assert_whole(w);
}

static void what_a_lost_store_left_is_not_taken_over(void **state) {
  struct world *w = *state;
  world_write(w, world_path(w, "review.db-wal"), CS_STR("left"));
  struct cs_found found = world_found(w);
  assert_code(cs_record_create(w->os, w->store, w->keys, &found, &w->err), &w->err, CS_E_STORE_EXISTS);
  assert_says(&w->err, "review.db-wal");
  assert_false(world_exists(w, w->store));
}

static void an_origin_that_is_no_name_founds_nothing(void **state) {
  struct world *w = *state;
  struct cs_found found = world_found(w);
  found.origin = CS_STR("two words");
  assert_code(cs_record_create(w->os, w->store, w->keys, &found, &w->err), &w->err, CS_E_IDENT_SYNTAX);
  assert_false(world_exists(w, w->store));
}

static void a_key_of_small_order_founds_nothing(void **state) {
  struct world *w = *state;
  struct cs_found found = world_found(w);
  memset(found.key, 0, sizeof found.key);
  assert_code(cs_record_create(w->os, w->store, w->keys, &found, &w->err), &w->err, CS_E_KEY_ORDER);
  assert_false(world_exists(w, w->store));
}

static void opening_finds_what_was_closed(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act(w, record, ITEM("eram"));
  struct cs_head head = cs_record_head(record);
  cs_record_close(record);
  record = world_open(w);
  assert_null(cs_record_trouble(record));
  assert_int_equal(cs_record_head(record).size, 2);
  struct cs_head again = cs_record_head(record);
  assert_true(cs_hash_eq(&again.root, &head.root));
  world_act(w, record, ITEM("atacms"));
  cs_record_close(record);
  world_assert_whole(w);
}

static void a_missing_store_is_said_to_be_missing(void **state) {
  struct world *w = *state;
  struct cs_record_options options = world_options(w);
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_MISSING);
  assert_code(cs_reader_open(w->os, w->store, w->keys, &w->err), &w->err, CS_E_STORE_MISSING);
}

static void another_file_is_not_a_store(void **state) {
  struct world *w = *state;
  struct cs_record_options options = world_options(w);
  world_write(w, w->store,
              CS_STR("regime us.long-range-review, and so on for quite a while, since a header has 100 bytes "
                     "and a short file would be taken for an empty one"));
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_NOT_A_STORE);
  world_write(w, w->store, CS_STR(""));
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_NOT_A_STORE);
}

static void writing_needs_the_keys_and_reading_does_not(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_record_options options = {.mode = CS_RECORD_WRITE};
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_KEYS);
  options.keys_dir = world_path(w, "elsewhere");
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_KEYS);
  options = (struct cs_record_options){.mode = CS_RECORD_READ};
  struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  struct cs_str note;
  assert_ok(cs_record_note(record, &note, &w->err), &w->err);
  assert_code(cs_batch_begin(record, NULL, &w->err), &w->err, CS_E_STORE_READ_ONLY);
  cs_record_close(record);
}

static void another_log_key_is_refused(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_found found = world_found(w);
  struct cs_record *other =
      cs_record_create(w->os, world_path(w, "other.db"), world_path(w, "other-keys"), &found, &w->err);
  assert_ok(other != NULL, &w->err);
  cs_record_close(other);
  struct cs_record_options options = world_options(w);
  options.keys_dir = world_path(w, "other-keys");
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_KEY_WRONG);
  assert_code(cs_reader_open(w->os, w->store, options.keys_dir, &w->err), &w->err, CS_E_STORE_KEY_WRONG);
}

static void a_key_that_others_can_read_is_refused(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_str path = world_path(w, "keys/" KEY_FOLDER "/master.key");
  assert_int_equal(chmod(path.ptr, 0644), 0);
  struct cs_record_options options = world_options(w);
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_KEY_FILE_OPEN);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(a_new_record_has_one_entry_and_a_signed_checkpoint),
      T(the_key_folder_holds_three_private_files),
      T(a_trial_says_so_for_good),
      T(a_store_that_is_there_is_not_founded_again),
      T(a_log_key_that_is_there_is_never_overwritten),
      T(what_a_lost_store_left_is_not_taken_over),
      T(an_origin_that_is_no_name_founds_nothing),
      T(a_key_of_small_order_founds_nothing),
      T(opening_finds_what_was_closed),
      T(a_missing_store_is_said_to_be_missing),
      T(another_file_is_not_a_store),
      T(writing_needs_the_keys_and_reading_does_not),
      T(another_log_key_is_refused),
      T(a_key_that_others_can_read_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
