/* What must not be kept: erasing, in every file; and another master key, cut at any step. RECORD sections 2 and 10. */
#include "store/world.h"

#include "store/reader_private.h"

#include <signal.h>
#include <sys/wait.h>

#define NAME  "Wilhelmina Unmistakable"
#define OTHER "Bartholomew Elsewhere"
#define KEY   "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define KEY_2 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define SIG   "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA=="
#define ENROL(officer, key, name)                                                                                      \
  "{\"act\":\"key.enrol\",\"office\":\"us.registry\",\"officer\":\"" officer "\",\"key\":\"" key "\",\"proof\":\"" SIG \
  "\",\"name\":\"" name "\"}"
#define ERASE(officer)                                                                                                 \
  "{\"act\":\"vault.erase\",\"office\":\"us.registry\",\"subject\":\"officer:" officer "\",\"reason\":\"asked\"}"

/* ---- looking into every file ---- */

static size_t found_in(struct world *w, struct cs_str path, struct cs_str what) {
  struct cs_str bytes = world_read(w, path);
  size_t n = 0;
  for (size_t at; (at = cs_str_find(bytes, what)) != SIZE_MAX; bytes = cs_str_from(bytes, at + 1)) {
    n++;
  }
  return n;
}

/* How often the bytes stand in any file of the world's folder, keys excepted. */
static size_t found_anywhere(struct world *w, struct cs_str what) {
  struct cs_strs names;
  size_t n = 0;
  assert_ok(w->os->list(w->os->ctx, &w->arena, w->folder, &names, &w->err), &w->err);
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str path;
    struct cs_file_info info;
    assert_ok(cs_path_join(&w->arena, w->folder, names.at[i], &path, &w->err), &w->err);
    assert_ok(w->os->path_info(w->os->ctx, path, &info, &w->err), &w->err);
    n += info.kind == CS_FILE_REGULAR && info.size > 0 ? found_in(w, path, what) : 0;
  }
  return n;
}

static struct cs_str row_of(struct world *w, enum cs_db_stmt stmt, int64_t n, const char *name) {
  struct cs_reader *reader = world_reader(w);
  struct cs_str out = CS_STR_NONE;
  bool row;
  if (stmt == CS_STMT_VAULT) {
    cs_db_bind_integer(reader->db, stmt, 1, n);
    cs_db_bind_text(reader->db, stmt, 2, CS_STR("personal"));
    cs_db_bind_text(reader->db, stmt, 3, cs_str_of(name));
  } else {
    cs_db_bind_text(reader->db, stmt, 1, cs_str_of(name));
  }
  assert_ok(cs_db_step(reader->db, stmt, &row, &w->err), &w->err);
  if (row) {
    assert_ok(cs_arena_str(&w->arena, cs_db_bytes(reader->db, stmt, 0), &out, &w->err), &w->err);
  }
  cs_db_done(reader->db, stmt);
  cs_reader_close(reader);
  return out;
}

/* A middle part: that the whole is not there would say little of its pieces. */
static struct cs_str part(struct cs_str bytes) {
  return cs_str_sub(bytes, 13, bytes.len - 13 > 16 ? 16 : bytes.len - 13);
}

static bool opens(struct world *w, uint64_t n, enum cs_seal seal, struct cs_opening *out) {
  struct cs_reader *reader = world_reader(w);
  struct cs_entry entry;
  struct cs_str bytes;
  assert_ok(cs_reader_entry(reader, &w->arena, n, &bytes, &w->err), &w->err);
  assert_ok(cs_entry_read(&w->arena, bytes, &entry, &w->err), &w->err);
  bool good = cs_reader_opening(reader, &w->arena, &entry, seal, out, &w->err);
  cs_reader_close(reader);
  return good;
}

/* Many officers with names, so that pages of the vault have been split, moved and filled. */
static void enrol_many(struct world *w, struct cs_record *record, int from, int n) {
  struct cs_batch *batch = world_begin(w, record);
  for (int i = from; i < from + n; i++) {
    char flat[500];
    snprintf(flat, sizeof flat,
             "{\"act\":\"key.enrol\",\"office\":\"us.registry\",\"officer\":\"us.state/o%05d\",\"key\":\"%064x\","
             "\"proof\":\"" SIG "\",\"name\":\"Officer %0*d\"}",
             i, (unsigned)i, 1 + i % 150, i);
    world_append(w, batch, record, flat, NULL);
  }
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
}

/* ---- erasing ---- */

static void what_is_erased_is_in_no_file_and_nothing_that_opens_it(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  struct cs_record *record = world_create(w);
  enrol_many(w, record, 0, 200);
  int64_t n = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
  enrol_many(w, record, 200, 200);
  cs_record_close(record);
  struct cs_str sealed = row_of(w, CS_STMT_VAULT, n, "officer:us.state/desk");
  struct cs_str wrapped = row_of(w, CS_STMT_WRAPPED, 0, "personal:officer:us.state/desk");
  assert_true(sealed.len > 40 && wrapped.len > 40);
  assert_true(found_anywhere(w, part(sealed)) > 0);
  assert_true(found_anywhere(w, part(wrapped)) > 0);
  assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
  assert_str(cs_json_text(opening.value, "name"), NAME);

  record = world_open(w);
  enrol_many(w, record, 400, 50);
  int64_t erasure = world_act(w, record, ERASE("us.state/desk")).n;
  assert_false(cs_record_unsettled(record));
  for (int open = 1; open >= 0; open--) { /* at once, and when the store is closed */
    assert_int_equal(found_anywhere(w, part(sealed)), 0);
    assert_int_equal(found_anywhere(w, part(wrapped)), 0);
    assert_int_equal(found_anywhere(w, CS_STR(NAME)), 0);
    if (open) {
      cs_record_close(record);
    }
  }
  assert_code(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening), &w->err, CS_E_STORE_ERASED);
  char says[64];
  snprintf(says, sizeof says, "in entry %lld was erased by entry %lld", (long long)n, (long long)erasure);
  assert_says(&w->err, says);
}

static void erasing_one_leaves_every_other_and_every_proof(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  struct cs_opening opening;
  struct cs_record *record = world_create(w);
  int64_t one = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
  int64_t other = world_act(w, record, ENROL("us.state/other", KEY_2, OTHER)).n;
  world_act(w, record, ERASE("us.state/desk"));
  cs_record_close(record);
  assert_true(opens(w, (uint64_t)other, CS_SEAL_PERSONAL, &opening));
  assert_false(opens(w, (uint64_t)one, CS_SEAL_PERSONAL, &opening));
  assert_ok(cs_log_verify(w->os, w->store, &(struct cs_verify_options){.keys_dir = w->keys, .projections = true},
                          &report, &w->err),
            &w->err);
  assert_int_equal(report.erased, 1);
  assert_int_equal(report.openings, 2); /* the other's name, and why it was erased */
}

static void what_is_enrolled_behind_an_erasure_stays(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  struct cs_record *record = world_create(w);
  world_act(w, record, ENROL("us.state/desk", KEY, NAME));
  world_act(w, record, ERASE("us.state/desk"));
  int64_t n = world_act(w, record, ENROL("us.state/desk", KEY_2, OTHER)).n;
  cs_record_close(record);
  cs_record_close(world_open(w));
  assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
  assert_str(cs_json_text(opening.value, "name"), OTHER);
  world_assert_whole(w);
}

static void a_personal_opening_that_is_gone_without_an_erasure_is_a_fault(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  struct cs_record *record = world_create(w);
  int64_t n = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
  cs_record_close(record);
  struct cs_db *db = cs_db_open(w->os, w->store, &(struct cs_db_options){.mode = CS_DB_WRITE}, &w->err);
  assert_ok(db != NULL, &w->err);
  assert_ok(cs_db_exec(db, "DELETE FROM vault WHERE class = 'personal'", &w->err), &w->err);
  cs_db_close(db);
  char says[80];
  snprintf(says, sizeof says, "personal fields of entry %lld, and no erasure", (long long)n);
  assert_code(world_verify(w, &report), &w->err, CS_E_LOG_ALTERED);
  assert_says(&w->err, says);
}

static void an_erasure_that_was_rolled_back_erased_nothing(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  struct cs_record *record = world_create(w);
  int64_t n = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
  struct cs_batch *batch = world_begin(w, record);
  world_append(w, batch, record, ERASE("us.state/desk"), NULL);
  cs_batch_end(batch);
  cs_record_close(record);
  assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
}

/* A vault put back by itself, as an older copy had it: the erasure on record is carried out again. */
static void a_start_carries_out_erasures_on_record_again(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  struct cs_record *record = world_create(w);
  int64_t n = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
  cs_record_close(record);
  struct cs_str sealed = row_of(w, CS_STMT_VAULT, n, "officer:us.state/desk");
  struct cs_str wrapped = row_of(w, CS_STMT_WRAPPED, 0, "personal:officer:us.state/desk");
  record = world_open(w);
  world_act(w, record, ERASE("us.state/desk"));
  cs_record_close(record);
  struct cs_db *db = cs_db_open(w->os, w->store, &(struct cs_db_options){.mode = CS_DB_WRITE}, &w->err);
  assert_ok(db != NULL, &w->err);
  cs_db_bind_integer(db, CS_STMT_VAULT_ADD, 1, n);
  cs_db_bind_text(db, CS_STMT_VAULT_ADD, 2, CS_STR("personal"));
  cs_db_bind_text(db, CS_STMT_VAULT_ADD, 3, CS_STR("officer:us.state/desk"));
  cs_db_bind_bytes(db, CS_STMT_VAULT_ADD, 4, sealed);
  assert_ok(cs_db_run(db, CS_STMT_VAULT_ADD, NULL, &w->err), &w->err);
  cs_db_bind_text(db, CS_STMT_WRAPPED_ADD, 1, CS_STR("personal:officer:us.state/desk"));
  cs_db_bind_bytes(db, CS_STMT_WRAPPED_ADD, 2, wrapped);
  assert_ok(cs_db_run(db, CS_STMT_WRAPPED_ADD, NULL, &w->err), &w->err);
  cs_db_close(db);
  assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
  cs_record_close(world_open(w));
  assert_code(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening), &w->err, CS_E_STORE_ERASED);
  assert_int_equal(found_anywhere(w, part(sealed)), 0);
  assert_int_equal(found_anywhere(w, part(wrapped)), 0);
  world_assert_whole(w);
}

/* ---- processes that are ended ---- */

static void end_at(void *ctx, const char *step) {
  if (strcmp(ctx, step) == 0) {
    kill(getpid(), SIGKILL);
  }
}

/* Runs `task` in a process that ends itself at the step; true when it got that far. */
static bool ended_at(struct world *w, const char *step, void (*task)(struct world *w, struct cs_record *record)) {
  int status;
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    struct cs_batch_hooks hooks = {end_at, (void *)(uintptr_t)step};
    struct cs_record_options options = world_options(w);
    options.hooks = &hooks;
    struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
    if (record) {
      task(w, record);
    }
    _exit(record ? 0 : 9);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_false(WIFEXITED(status) && WEXITSTATUS(status) != 0);
  return WIFSIGNALED(status);
}

static void erase_desk(struct world *w, struct cs_record *record) {
  world_act(w, record, ERASE("us.state/desk"));
  _exit(0);
}

static void an_erasure_cut_at_any_step_is_whole_or_not_begun(void **state) {
  static const char *const steps[] = {"begun", "entry-written", "head-moved", "committed", "marked", "erased"};
  struct world *w = *state;
  struct cs_opening opening;
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    if (i > 0) {
      world_teardown(state);
      world_setup(state);
      w = *state;
    }
    struct cs_record *record = world_create(w);
    int64_t n = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
    cs_record_close(record);
    struct cs_str sealed = row_of(w, CS_STMT_VAULT, n, "officer:us.state/desk");
    assert_true(ended_at(w, steps[i], erase_desk));
    cs_record_close(world_open(w));
    bool done = world_size(w) == (uint64_t)n + 2;
    assert_int_equal(done, i >= 3);
    assert_int_equal(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening), !done);
    assert_int_equal(found_anywhere(w, part(sealed)) > 0, !done);
    world_assert_whole(w);
  }
}

/* ---- the master key ---- */

static struct cs_str key_file(struct world *w, const char *name) {
  char path[100];
  snprintf(path, sizeof path, "keys/" KEY_FOLDER "/%s", name);
  return world_path(w, path);
}

static int64_t make_secrets(struct world *w) {
  struct cs_record *record = world_create(w);
  int64_t n = world_act(w, record, ENROL("us.state/desk", KEY, NAME)).n;
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  world_act(w, record, ENROL("us.state/other", KEY_2, OTHER));
  cs_record_close(record);
  return n;
}

static void a_change_of_the_master_key_leaves_everything_open(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  int64_t n = make_secrets(w);
  struct cs_str before = world_read(w, key_file(w, "master.key"));
  struct cs_str wrapped = row_of(w, CS_STMT_WRAPPED, 0, "confidential");
  struct cs_record *record = world_open(w);
  assert_ok(cs_record_rekey(record, &w->err), &w->err);
  world_act(w, record,
            ENROL("us.state/third",
                  "5e"
                  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af466",
                  "A Third"));
  cs_record_close(record);
  assert_false(cs_str_eq(before, world_read(w, key_file(w, "master.key"))));
  assert_false(world_exists(w, key_file(w, "master.key.new")));
  assert_int_equal(found_anywhere(w, part(wrapped)), 0);
  assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
  assert_str(cs_json_text(opening.value, "name"), NAME);
  assert_true(opens(w, (uint64_t)n + 1, CS_SEAL_CONFIDENTIAL, &opening));
  world_assert_whole(w);
}

static void an_older_copy_opens_nothing_with_the_new_master_key(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  int64_t n = make_secrets(w);
  struct cs_str copy = world_read(w, w->store);
  struct cs_record *record = world_open(w);
  assert_ok(cs_record_rekey(record, &w->err), &w->err);
  cs_record_close(record);
  world_write(w, w->store, copy);
  static const struct {
    int entry;
    enum cs_seal seal;
  } all[] = {{0, CS_SEAL_PERSONAL}, {1, CS_SEAL_CONFIDENTIAL}, {2, CS_SEAL_PERSONAL}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    assert_code(opens(w, (uint64_t)(n + all[i].entry), all[i].seal, &opening), &w->err, CS_E_STORE_VAULT);
    assert_says(&w->err, "does not open with the master key");
  }
}

static void rekey(struct world *w, struct cs_record *record) {
  _exit(cs_record_rekey(record, &w->err) ? 0 : 8);
}

static void a_change_of_the_master_key_cut_at_any_step_is_ended_by_another(void **state) {
  static const char *const steps[] = {"master-made",    "rewrapped",          "rewrap-committed",
                                      "rewrap-settled", "master-overwritten", "master-replaced"};
  struct world *w = *state;
  struct cs_opening opening;
  int64_t n = make_secrets(w);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    struct cs_str before = world_read(w, key_file(w, "master.key"));
    assert_true(ended_at(w, steps[i], rekey));
    struct cs_record *record = world_open(w); /* what was cut stops nobody from writing */
    char flat[400];
    snprintf(flat, sizeof flat, ENROL("us.state/n%zu", "%064zx", "Somebody"), i, i);
    int64_t later = world_act(w, record, flat).n;
    assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
    assert_true(opens(w, (uint64_t)later, CS_SEAL_PERSONAL, &opening));
    if (i + 1 < sizeof steps / sizeof *steps) {
      assert_ok(cs_record_rekey(record, &w->err), &w->err);
    }
    cs_record_close(record);
    assert_false(cs_str_eq(before, world_read(w, key_file(w, "master.key"))));
    assert_false(world_exists(w, key_file(w, "master.key.new")));
    assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
    assert_true(opens(w, (uint64_t)later, CS_SEAL_PERSONAL, &opening));
    world_assert_whole(w);
  }
}

/* A process that has run since before the change must not wrap anything with the key that is gone. */
static void whoever_was_open_meanwhile_takes_up_the_new_master_key(void **state) {
  struct world *w = *state;
  struct cs_opening opening;
  int64_t n = make_secrets(w);
  struct cs_record *stale = world_open(w), *record = world_open(w);
  assert_ok(cs_record_rekey(record, &w->err), &w->err);
  cs_record_close(record);
  int64_t later = world_act(w, stale,
                            ENROL("us.state/third",
                                  "5e"
                                  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af466",
                                  "A Third"))
                      .n;
  cs_record_close(stale);
  assert_true(opens(w, (uint64_t)n, CS_SEAL_PERSONAL, &opening));
  assert_true(opens(w, (uint64_t)later, CS_SEAL_PERSONAL, &opening));
  world_assert_whole(w);
}

static void a_vault_of_another_master_key_is_not_wrapped_anew(void **state) {
  struct world *w = *state;
  make_secrets(w);
  struct cs_str before = world_read(w, key_file(w, "master.key"));
  struct cs_str other = CS_STR("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
  assert_ok(cs_file_write_private(w->os, key_file(w, "master.key"), other, &w->err), &w->err);
  struct cs_record *record = world_open(w);
  assert_code(cs_record_rekey(record, &w->err), &w->err, CS_E_STORE_VAULT);
  cs_record_close(record);
  assert_ok(cs_file_write_private(w->os, key_file(w, "master.key"), before, &w->err), &w->err);
  world_assert_whole(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_is_erased_is_in_no_file_and_nothing_that_opens_it, world_setup,
                                      world_teardown),
      cmocka_unit_test_setup_teardown(erasing_one_leaves_every_other_and_every_proof, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(what_is_enrolled_behind_an_erasure_stays, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(a_personal_opening_that_is_gone_without_an_erasure_is_a_fault, world_setup,
                                      world_teardown),
      cmocka_unit_test_setup_teardown(an_erasure_that_was_rolled_back_erased_nothing, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(a_start_carries_out_erasures_on_record_again, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(an_erasure_cut_at_any_step_is_whole_or_not_begun, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(a_change_of_the_master_key_leaves_everything_open, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(an_older_copy_opens_nothing_with_the_new_master_key, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(a_change_of_the_master_key_cut_at_any_step_is_ended_by_another, world_setup,
                                      world_teardown),
      cmocka_unit_test_setup_teardown(whoever_was_open_meanwhile_takes_up_the_new_master_key, world_setup,
                                      world_teardown),
      cmocka_unit_test_setup_teardown(a_vault_of_another_master_key_is_not_wrapped_anew, world_setup, world_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
