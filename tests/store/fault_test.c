/* Failure as a dimension: the n-th outside call, the n-th write or sync of the database, a full disk, a process that
 * ends anywhere, two processes at once. After each: what was answered is there, what is signed is committed. */
#include "store/world.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "store/shim.h"
#include "support/os_fail.h"
#include "tlog/err.h"

#define SAID "answered" /* the file into which a child writes how many entries it was told are committed */

/* ---- what must hold after anything ---- */

/* Every signed note that lies anywhere in a file (freed pages and torn slots included) is of a committed tree. */
static int check_notes_of(struct world *w, struct cs_reader *reader, uint64_t size, struct cs_str path) {
  struct cs_str rest = world_read(w, path);
  int notes = 0;
  for (size_t at; (at = cs_str_find(rest, CS_STR(ORIGIN "\n"))) != SIZE_MAX;) {
    rest = cs_str_from(rest, at + sizeof ORIGIN);
    struct cs_str line = rest;
    struct cs_str number = cs_str_cut(&line, '\n'), root64 = cs_str_cut(&line, '\n');
    uint64_t n = 0;
    for (size_t i = 0; i < number.len && i < 10; i++) {
      n = n * 10 + (uint64_t)(number.ptr[i] - '0');
    }
    struct cs_hash said, have;
    struct cs_str dash = cs_str_from(line, line.len > 0 ? 1 : 0);
    if (root64.len != 44 || !cs_hash_of_base64(root64, &said) || !cs_str_starts(dash, CS_STR("\xe2\x80\x94 " ORIGIN))) {
      continue; /* no signature under it */
    }
    if (n > size) {
      fail_msg("a note of size %llu in \"%.*s\", and the record has %llu entries", (unsigned long long)n,
               CS_STR_ARG(path), (unsigned long long)size);
    }
    assert_ok(cs_reader_root(reader, n, &have, &w->err), &w->err);
    assert_true(cs_hash_eq(&said, &have));
    notes++;
  }
  return notes;
}

static void assert_every_note_is_of_a_committed_tree(struct world *w) {
  static const char *const files[] = {"review.db", "review.db-wal", "keys/" KEY_FOLDER "/high-water"};
  struct cs_reader *reader = world_reader(w);
  struct cs_head head;
  assert_ok(cs_reader_head(reader, &head, &w->err), &w->err);
  int notes = 0;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (world_exists(w, world_path(w, files[i]))) {
      notes += check_notes_of(w, reader, head.size, world_path(w, files[i]));
    }
  }
  assert_true(notes > 0);
  cs_reader_close(reader);
}

/* The store opens for writing, holds at least `answered` entries, verifies, and takes one more act. */
static void assert_goes_on(struct world *w, uint64_t answered) {
  assert_every_note_is_of_a_committed_tree(w);
  struct cs_record *record = world_open(w);
  if (cs_record_trouble(record)) {
    fail_msg("trouble: %s", cs_record_trouble(record)->text);
  }
  uint64_t size = cs_record_head(record).size;
  assert_true(size >= answered);
  assert_every_note_is_of_a_committed_tree(w);
  char flat[200];
  snprintf(flat, sizeof flat, ITEM("after-%llu"), (unsigned long long)size);
  assert_int_equal(world_act(w, record, flat).n, size);
  cs_record_close(record);
  world_assert_whole(w);
}

static uint64_t answered(struct world *w) {
  struct cs_str path = world_path(w, SAID);
  if (!world_exists(w, path)) {
    return 0;
  }
  struct cs_str text = world_read(w, path);
  uint64_t n = 0;
  for (size_t i = 0; i < text.len; i++) {
    n = n * 10 + (uint64_t)(text.ptr[i] - '0');
  }
  return n;
}

static void say(struct world *w, uint64_t n) {
  char text[24];
  struct cs_err err;
  snprintf(text, sizeof text, "%llu", (unsigned long long)n);
  if (!cs_file_write(cs_os_real(), world_path(w, SAID), cs_str_of(text), &err)) {
    _exit(3);
  }
}

/* ---- in a child ---- */

/* Opens the record and puts `batches` batches of two acts and a case into it. Never fails the test: ends with 0 when
 * all went well, with 1 after an error (it stops there). */
static int work(struct world *w, const struct cs_os *os, const struct cs_batch_hooks *hooks, int batches, int tag) {
  struct cs_record_options options = world_options(w);
  options.hooks = hooks;
  struct cs_record *record = cs_record_open(os, w->store, &options, &w->err);
  if (!record) {
    return 1;
  }
  int result = cs_record_trouble(record) ? 1 : 0;
  for (int i = 0; i < batches && result == 0; i++) {
    char flat[200], file[400];
    struct cs_batch *batch = cs_batch_begin(record, NULL, &w->err);
    if (!batch) {
      result = 1;
      break;
    }
    struct cs_appended appended;
    snprintf(flat, sizeof flat, ITEM("item-%d-%d"), tag, i);
    snprintf(file, sizeof file, CASE("2025-%d-%04d"), tag, i);
    struct cs_entry one = world_entry(w, &w->arena, record, flat, NULL);
    struct cs_entry two = world_entry(w, &w->arena, record, file, CASE_OUT);
    bool good = cs_batch_append(batch, &one, world_now(w), NULL, 0, &appended, &w->err) &&
                cs_batch_append(batch, &two, world_now(w), NULL, 0, &appended, &w->err) &&
                cs_batch_commit(batch, &w->err);
    if (good) {
      say(w, cs_batch_head(batch).size);
    }
    cs_batch_end(batch);
    result = good && cs_record_idle(record, &w->err) ? 0 : 1;
  }
  cs_record_close(record);
  return result;
}

static int wait_for(pid_t child) {
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

struct ending {
  int left;
};
static void end_at(void *ctx, const char *step) {
  (void)step;
  if (--((struct ending *)ctx)->left == 0) {
    _exit(9);
  }
}

static void a_process_that_ends_at_any_step_of_a_batch_leaves_a_whole_record(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  int status = 9;
  int step;
  for (step = 1; status == 9; step++) {
    unlink(world_path(w, SAID).ptr);
    pid_t child = fork();
    if (child == 0) {
      struct ending ending = {step};
      struct cs_batch_hooks hooks = {end_at, &ending};
      _exit(work(w, w->os, &hooks, 2, step));
    }
    status = wait_for(child);
    assert_goes_on(w, answered(w));
  }
  assert_int_equal(status, 0);
  assert_true(step > 15);
}

static void a_process_that_ends_at_any_write_or_sync_leaves_a_whole_record(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  int status = 9;
  int at;
  for (at = 1; status == 9; at++) {
    unlink(world_path(w, SAID).ptr);
    pid_t child = fork();
    if (child == 0) {
      shim = (struct shim){.at = at, .applied = at % 2 == 0};
      _exit(work(w, w->os, NULL, 1, at));
    }
    status = wait_for(child);
    assert_goes_on(w, answered(w));
  }
  assert_int_equal(status, 0);
  assert_true(at > 10);
}

/* The same for founding: either there is a record, or what is there says that there is none. */
static void a_process_that_ends_while_founding_leaves_a_record_or_none(void **state) {
  struct world *w = *state;
  int status = 9;
  for (int at = 1; status == 9; at++) {
    world_teardown(state);
    world_setup(state);
    w = *state;
    pid_t child = fork();
    if (child == 0) {
      shim = (struct shim){.at = at};
      struct cs_found found = world_found(w);
      struct cs_record *record = cs_record_create(w->os, w->store, w->keys, &found, &w->err);
      cs_record_close(record);
      _exit(record ? 0 : 1);
    }
    status = wait_for(child);
    struct cs_record_options options = world_options(w);
    struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
    if (record) {
      assert_int_equal(cs_record_head(record).size, 1);
      if (cs_record_trouble(record)) { /* killed between the commit and the first mark */
        assert_ptr_equal(cs_record_trouble(record)->code, &CS_E_STORE_HIGH_WATER);
      }
      cs_record_close(record);
    } else {
      assert_true(w->err.code == &CS_E_STORE_MISSING || w->err.code == &CS_E_STORE_NOT_A_STORE ||
                  w->err.code == &CS_E_STORE_DAMAGED || w->err.code == &CS_E_STORE_KEYS);
    }
  }
  assert_int_equal(status, 0);
}

/* ---- errors in place ---- */

/* One batch while the shim is set; then everything as after an accident, with the process still there. */
static bool try_batch(struct world *w, struct cs_record *record, int tag, uint64_t *size) {
  char flat[100];
  struct cs_appended appended;
  struct cs_batch *batch = cs_batch_begin(record, NULL, &w->err);
  if (!batch) {
    return false;
  }
  snprintf(flat, sizeof flat, ITEM("try-%d"), tag);
  struct cs_entry entry = world_entry(w, &w->arena, record, flat, NULL);
  bool good =
      cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err) && cs_batch_commit(batch, &w->err);
  if (good) {
    *size = cs_batch_head(batch).size;
  }
  cs_batch_end(batch);
  return good;
}

static void a_write_or_sync_that_fails_stops_the_record_until_it_is_opened_again(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  bool good = false;
  int at;
  for (at = 1; !good; at++) {
    struct cs_record *record = world_open(w);
    uint64_t size = cs_record_head(record).size;
    shim = (struct shim){.at = at, .code = SQLITE_IOERR_WRITE, .applied = at % 2 == 0};
    good = try_batch(w, record, at, &size);
    shim = (struct shim){0};
    if (!good) {
      assert_ptr_equal(w->err.code, &CS_E_STORE_IO);
      assert_non_null(cs_record_trouble(record));
      assert_false(try_batch(w, record, at, &size));
      assert_ptr_equal(w->err.code, &CS_E_STORE_STOPPED);
      assert_says(&w->err, "writing has stopped: ");
    }
    cs_record_close(record);
    assert_goes_on(w, size);
  }
  assert_true(at > 3);
}

static void a_sync_that_fails_at_the_commit_gives_no_receipt(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  for (int applied = 0; applied < 2; applied++) {
    struct cs_record *record = world_open(w);
    struct cs_head before = cs_record_head(record);
    uint64_t size;
    shim = (struct shim){.at = 1, .code = SQLITE_IOERR_FSYNC, .syncs = true, .applied = applied == 1};
    assert_false(try_batch(w, record, applied, &size));
    shim = (struct shim){0};
    assert_ptr_equal(w->err.code, &CS_E_STORE_IO);
    assert_int_equal(cs_record_head(record).size, before.size); /* nothing was signed */
    cs_record_close(record);
    assert_goes_on(w, before.size);
  }
}

/* The commit's frames are written, and the disk is said to be full: unknown, until the fence. */
static void a_full_disk_at_the_commit_is_resolved_by_the_next_batch(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  bool good = false;
  for (int at = 1; !good; at++) {
    struct cs_record *record = world_open(w);
    uint64_t size = cs_record_head(record).size, after;
    shim = (struct shim){.at = at, .code = SQLITE_FULL, .applied = at % 2 == 0};
    good = try_batch(w, record, at, &size);
    shim = (struct shim){0};
    if (!good) {
      assert_ptr_equal(w->err.code, &CS_E_STORE_FULL);
      assert_null(cs_record_trouble(record));
    }
    assert_true(try_batch(w, record, 1000 + at, &after)); /* writing resumes by itself */
    assert_true(after > size);
    cs_record_close(record);
    assert_goes_on(w, after);
  }
}

static void a_commit_that_was_done_and_said_to_be_full_is_found_by_the_fence(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  uint64_t size;
  shim = (struct shim){.at = 1, .code = SQLITE_FULL, .syncs = true, .applied = true};
  assert_false(try_batch(w, record, 1, &size));
  shim = (struct shim){0};
  struct cs_head head;
  assert_ok(cs_record_resolve(record, &head, &w->err), &w->err);
  assert_int_equal(head.size, cs_record_head(record).size);
  assert_int_equal(head.size, world_size(w));
  struct cs_str note;
  assert_ok(cs_record_note(record, &note, &w->err), &w->err);
  cs_record_close(record);
  assert_goes_on(w, head.size);
}

static void while_the_disk_stays_full_nothing_is_resolved_and_reading_goes_on(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  uint64_t size;
  for (int i = 0; i < 3; i++) {
    shim = (struct shim){.at = 1, .code = SQLITE_FULL, .syncs = i == 0, .applied = false};
    assert_false(try_batch(w, record, 1, &size));
    assert_ptr_equal(w->err.code, &CS_E_STORE_FULL);
    shim = (struct shim){0};
    assert_int_equal(world_size(w), 1);
  }
  assert_true(try_batch(w, record, 2, &size));
  cs_record_close(record);
  assert_goes_on(w, size);
}

static void a_disk_that_fills_within_a_batch_leaves_none_of_its_acts(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_file_info info;
  assert_ok(w->os->path_info(w->os->ctx, w->store, &info, &w->err), &w->err);
  struct cs_record_options options = world_options(w);
  options.pages_max = (int64_t)(info.size / 4096) + 12;
  struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_appended appended;
  bool full = false;
  for (int i = 0; i < 400 && !full; i++) {
    char flat[100];
    snprintf(flat, sizeof flat, ITEM("many-%d"), i);
    struct cs_entry entry = world_entry(w, &w->arena, record, flat, NULL);
    full = !cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err);
  }
  assert_true(full);
  assert_ptr_equal(w->err.code, &CS_E_STORE_FULL);
  assert_false(cs_batch_usable(batch));
  cs_batch_end(batch);
  assert_int_equal(world_size(w), 1);
  uint64_t size;
  assert_true(try_batch(w, record, 1, &size)); /* a small one still fits */
  assert_int_equal(size, 2);
  cs_record_close(record);
  assert_goes_on(w, 2);
}

static void a_file_that_may_not_grow_stops_the_record(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    struct cs_record *record = world_open(w);
    struct rlimit limit = {20000, 20000};
    uint64_t size = 0;
    bool good = setrlimit(RLIMIT_FSIZE, &limit) == 0;
    for (int i = 0; good && i < 50; i++) {
      good = try_batch(w, record, i, &size);
    }
    if (size > 0) {
      limit.rlim_cur = limit.rlim_max;
    }
    bool right = !good && (w->err.code == &CS_E_STORE_IO || w->err.code == &CS_E_STORE_FULL);
    _exit(right ? 0 : 1);
  }
  assert_int_equal(wait_for(child), 0);
  assert_goes_on(w, 1);
}

/* ---- the outside calls ---- */

static void every_outside_call_may_fail_while_founding(void **state) {
  struct world *w = *state;
  struct os_fail fail;
  for (int applied = 0; applied < 2; applied++) {
    bool good = false;
    for (int at = 1; !good; at++) {
      world_teardown(state);
      world_setup(state);
      w = *state;
      const struct cs_os *os = os_fail_init(&fail, w->os, NULL, at);
      fail.applied = applied == 1;
      struct cs_found found = world_found(w);
      struct cs_record *record = cs_record_create(os, w->store, w->keys, &found, &w->err);
      good = record != NULL;
      if (!good) {
        assert_non_null(w->err.code);
        assert_false(world_exists(w, w->store)); /* what was made is removed again */
        assert_false(world_exists(w, world_path(w, "keys/" KEY_FOLDER "/log.key")) && !fail.applied);
      }
      fail.at = 0;
      cs_record_close(record);
      assert_true(at < 200);
    }
    good = good && fail.calls > 5;
    assert_true(good);
  }
}

static void every_outside_call_may_fail_while_writing(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct os_fail fail;
  for (int applied = 0; applied < 2; applied++) {
    int result = 1;
    for (int at = 1; result != 0; at++) {
      unlink(world_path(w, SAID).ptr);
      const struct cs_os *os = os_fail_init(&fail, w->os, NULL, at);
      fail.applied = applied == 1;
      result = work(w, os, NULL, 2, 1000 * (applied + 1) + at);
      if (result != 0) {
        assert_non_null(fail.failed_function);
      } else if (fail.failed_function) {
        result = 1; /* the failure was one that does no harm; go on to the next */
      }
      assert_goes_on(w, answered(w));
      assert_true(at < 200);
    }
  }
}

/* The act is committed, its mark cannot be written: unknown. The same act comes again with its key, and is found. */
static void an_act_of_unknown_outcome_is_found_by_its_key(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct os_fail fail;
  const struct cs_os *os = os_fail_init(&fail, w->os, "write_at", 0);
  struct cs_record_options options = world_options(w);
  struct cs_record *record = cs_record_open(os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  struct cs_entry entry = world_entry(w, &w->arena, record, ITEM("eram"), NULL);
  unsigned char key[16] = {4, 2};
  entry.request_key = world_hex(w, key, sizeof key);
  struct cs_appended appended;
  struct cs_hash act;
  bool seen;
  int64_t n;
  struct cs_batch *batch = world_begin(w, record);
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  fail.at = fail.calls + 1;
  assert_code(cs_batch_commit(batch, &w->err), &w->err, CS_E_STORE_UNKNOWN);
  cs_batch_end(batch);
  fail.at = fail.calls + 1; /* still broken: nothing more is taken */
  assert_null(cs_batch_begin(record, NULL, &w->err));
  assert_ptr_equal(w->err.code, &CS_E_OS_IO);
  fail.at = 0;
  batch = world_begin(w, record);
  assert_ok(cs_batch_key_seen(batch, key, world_now(w), &seen, &n, &act, &w->err), &w->err);
  assert_true(seen && n == 1);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  assert_int_equal(cs_batch_head(batch).size, 2);
  struct cs_proof proof;
  assert_ok(cs_batch_proof(batch, 1, &proof, &w->err), &w->err); /* the receipt, at the present size */
  cs_batch_end(batch);
  cs_record_close(record);
  assert_goes_on(w, 2);
}

/* ---- two processes ---- */

static void two_processes_write_one_record_in_some_order(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  pid_t children[2];
  for (int i = 0; i < 2; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      _exit(work(w, w->os, NULL, 20, i));
    }
  }
  assert_int_equal(wait_for(children[0]), 0);
  assert_int_equal(wait_for(children[1]), 0);
  assert_int_equal(world_size(w), 81);
  assert_goes_on(w, 81);
}

static void verification_export_and_rebuild_run_beside_a_writer(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  int stop[2], batches = 0;
  assert_int_equal(pipe(stop), 0);
  pid_t child = fork();
  if (child == 0) { /* writes until it is told to stop: how fast either of the two is does not matter */
    char byte;
    close(stop[1]);
    if (fcntl(stop[0], F_SETFL, O_NONBLOCK) != 0) {
      _exit(4);
    }
    while (read(stop[0], &byte, 1) != 0 && batches < 100000) {
      if (work(w, w->os, NULL, 5, batches++) != 0) {
        fprintf(stderr, "the writer: %s: %s\n", w->err.code ? w->err.code->slug : "?", w->err.text);
        _exit(1);
      }
    }
    _exit(0);
  }
  close(stop[0]);
  int status;
  for (int rounds = 0; rounds < 4 || answered(w) < 12; rounds++) {
    world_assert_whole(w);
    struct cs_export_options options = {.entries = true, .keys_dir = w->keys};
    struct cs_head head;
    assert_ok(cs_log_export(w->os, w->store, w->out, &options, &head, &w->err), &w->err);
    bool equal;
    assert_ok(cs_log_rebuild(w->os, w->store, w->keys, &equal, &w->err), &w->err);
    assert_true(equal);
  }
  close(stop[1]);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  uint64_t size = answered(w);
  assert_int_equal(world_size(w), size);
  assert_goes_on(w, size);
}

static int setup_shim(void **state) {
  (void)state;
  shim_install();
  return 0;
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(a_process_that_ends_at_any_step_of_a_batch_leaves_a_whole_record),
      T(a_process_that_ends_at_any_write_or_sync_leaves_a_whole_record),
      T(a_process_that_ends_while_founding_leaves_a_record_or_none),
      T(a_write_or_sync_that_fails_stops_the_record_until_it_is_opened_again),
      T(a_sync_that_fails_at_the_commit_gives_no_receipt),
      T(a_full_disk_at_the_commit_is_resolved_by_the_next_batch),
      T(a_commit_that_was_done_and_said_to_be_full_is_found_by_the_fence),
      T(while_the_disk_stays_full_nothing_is_resolved_and_reading_goes_on),
      T(a_disk_that_fills_within_a_batch_leaves_none_of_its_acts),
      T(a_file_that_may_not_grow_stops_the_record),
      T(every_outside_call_may_fail_while_founding),
      T(every_outside_call_may_fail_while_writing),
      T(an_act_of_unknown_outcome_is_found_by_its_key),
      T(verification_export_and_rebuild_run_beside_a_writer),
      T(two_processes_write_one_record_in_some_order),
  };
  return cmocka_run_group_tests(tests, setup_shim, NULL);
}
