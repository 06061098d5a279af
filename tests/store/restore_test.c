/* Stores brought back, and records carried on under another origin: from whatever is left, cut at any step. RECORD sections 5
 * and 8. */
#include "store/world.h"

#include "store/db.h"
#include "store/restore.h"

#include <signal.h>
#include <sys/wait.h>

#include "support/os_fail.h"
#include "tlog/err.h"

#define NAME    "Wilhelmina Unmistakable"
#define OTHER   "Bartholomew Elsewhere"
#define KEY     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define KEY_2   "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define SIG     "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA=="
#define GOES_ON "test.example/second"
#define ENROL(officer, key, name)                                                                                      \
  "{\"act\":\"key.enrol\",\"office\":\"us.registry\",\"officer\":\"" officer "\",\"key\":\"" key "\",\"proof\":\"" SIG \
  "\",\"name\":\"" name "\"}"
#define ERASE(officer)                                                                                                 \
  "{\"act\":\"vault.erase\",\"office\":\"us.registry\",\"subject\":\"officer:" officer "\",\"reason\":\"asked\"}"

/* ------------------------------------------------------------------ what is there */

static void export_to(struct world *w, const char *name, bool beside) {
  struct cs_export_options options = {.entries = true, .keys_dir = w->keys, .openings = beside, .blobs = beside};
  struct cs_head head;
  assert_ok(cs_log_export(w->os, w->store, world_path(w, name), &options, &head, &w->err), &w->err);
}

/* Entries 1 (a name) and 2 (a case), then a backup; then 3 (a name), 4 (a case), 5 (an item). The tree alone in `plain`,
 * with all that stands beside it in `full`. */
static void make(struct world *w) {
  struct cs_record *record = world_create(w);
  world_act(w, record, ENROL("us.state/desk", KEY, NAME));
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  cs_record_close(record);
  world_write(w, world_path(w, "backup.db"), world_read(w, w->store));
  record = world_open(w);
  world_act(w, record, ENROL("us.state/other", KEY_2, OTHER));
  world_act_out(w, record, CASE("2025-0002"), CASE_OUT);
  world_act(w, record, ITEM("eram"));
  cs_record_close(record);
  export_to(w, "plain", false);
  export_to(w, "full", true);
}

static void remove_at(struct world *w, const char *name) {
  struct cs_str path = world_path(w, name);
  if (world_exists(w, path)) {
    assert_ok(w->os->remove(w->os->ctx, path, &w->err), &w->err);
  }
}

static void lose(struct world *w) {
  static const char *const names[] = {"review.db",        "review.db-wal",        "review.db-shm",
                                      "review.db.former", "review.db.former-wal", "review.db.restoring"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    remove_at(w, names[i]);
  }
}

struct given {
  const struct cs_os *os;
  const char *from[6];
  const char *origin; /* a new one */
  const struct cs_batch_hooks *hooks;
  int64_t pages_max;
  struct cs_restored out;
};

static bool restore(struct world *w, struct given *g) {
  struct cs_str from[6];
  size_t n = 0;
  while (n < 6 && g->from[n]) {
    from[n] = world_path(w, g->from[n]);
    n++;
  }
  struct cs_restore_options options = {.path = w->store,
                                       .keys_dir = w->keys,
                                       .from = from,
                                       .n_from = n,
                                       .new_origin = g->origin ? cs_str_of(g->origin) : CS_STR_NONE,
                                       .reason = g->origin ? CS_STR("the disk was lost") : CS_STR_NONE,
                                       .hooks = g->hooks,
                                       .pages_max = g->pages_max};
  return cs_record_restore(g->os ? g->os : w->os, &options, &w->arena, &g->out, &w->err);
}

#define RESTORE(w, ...) restore(w, &(struct given){.from = {__VA_ARGS__}})

/* Refused with that code, and the folder is as it was. */
static void assert_refused(struct world *w, struct given *g, const struct cs_code *code, const char *says) {
  struct cs_strs before, after;
  assert_ok(w->os->list(w->os->ctx, &w->arena, w->folder, &before, &w->err), &w->err);
  bool there = world_exists(w, w->store);
  struct cs_str bytes = there ? world_read(w, w->store) : CS_STR_NONE;
  assert_false(restore(w, g));
  if (w->err.code != code) {
    fail_msg("%s: %s; expected %s", w->err.code->slug, w->err.text, code->slug);
  }
  assert_says(&w->err, says);
  struct cs_err kept = w->err;
  assert_ok(w->os->list(w->os->ctx, &w->arena, w->folder, &after, &w->err), &w->err);
  for (size_t i = 0; i < after.n; i++) {
    bool readers = cs_str_ends(after.at[i], CS_STR("-shm")) || cs_str_ends(after.at[i], CS_STR("-wal"));
    bool found = readers;
    for (size_t k = 0; k < before.n; k++) {
      found = found || cs_str_eq(before.at[k], after.at[i]);
    }
    if (!found) {
      fail_msg("\"%.*s\" was left behind a refusal", CS_STR_ARG(after.at[i]));
    }
  }
  assert_int_equal(world_exists(w, w->store), there);
  assert_true(!there || cs_str_eq(bytes, world_read(w, w->store)));
  w->err = kept;
}

#define REFUSED(w, code, says, ...) assert_refused(w, &(struct given){.from = {__VA_ARGS__}}, &(code), says)

static struct cs_str note_of(struct world *w) {
  struct cs_record *record = world_open(w);
  struct cs_str note, kept;
  assert_null(cs_record_trouble(record));
  assert_ok(cs_record_note(record, &note, &w->err), &w->err);
  assert_ok(cs_arena_str(&w->arena, note, &kept, &w->err), &w->err);
  cs_record_close(record);
  return kept;
}

/* The store writes, and everything in it is as it was signed. */
static void assert_goes_on(struct world *w, uint64_t size) {
  assert_int_equal(world_size(w), size);
  world_assert_whole(w);
  struct cs_record *record = world_open(w);
  assert_null(cs_record_trouble(record));
  assert_int_equal(world_act(w, record, ITEM("goes-on")).n, size);
  cs_record_close(record);
}

/* N.entry, N.tlog-proof and N.opening in `loose`, as holders have them. */
static void hand_out(struct world *w, uint64_t n, bool proof, bool opening) {
  struct cs_reader *reader = world_reader(w);
  struct cs_receipt receipt = {.index = n};
  struct cs_str entry, file;
  struct cs_buf text;
  char name[40];
  size_t n_open;
  bool gone;
  receipt.checkpoint = world_read(w, world_path(w, "plain/checkpoint"));
  assert_ok(cs_folder_make(w->os, world_path(w, "loose"), &w->err), &w->err);
  assert_ok(cs_reader_entry(reader, &w->arena, n, &entry, &w->err), &w->err);
  snprintf(name, sizeof name, "loose/%d.entry", (int)n);
  world_write(w, world_path(w, name), entry);
  if (proof) {
    cs_buf_init(&text, CS_RECEIPT_MAX);
    assert_ok(cs_reader_inclusion(reader, n, 6, &receipt.proof, &w->err), &w->err);
    assert_ok(cs_receipt_write(&receipt, &text, &w->err), &w->err);
    snprintf(name, sizeof name, "loose/%d.tlog-proof", (int)n);
    world_write(w, world_path(w, name), cs_buf_str(&text));
    cs_buf_deinit(&text);
  }
  assert_ok(cs_reader_opening_file(reader, n, &w->arena, &file, &n_open, &gone, &w->err), &w->err);
  if (opening && n_open > 0) {
    snprintf(name, sizeof name, "loose/%d.opening", (int)n);
    world_write(w, world_path(w, name), file);
  }
  cs_reader_close(reader);
}

/* ------------------------------------------------------------------ brought back */

static void a_lost_store_is_made_of_a_backup_and_a_newer_tree(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_str note = note_of(w), entry = world_read(w, w->store);
  lose(w);
  struct given g = {.from = {"backup.db", "full"}};
  assert_ok(restore(w, &g), &w->err);
  assert_int_equal(g.out.carried, 6);
  assert_int_equal(g.out.signed_size, 6);
  assert_int_equal(g.out.n_lacking, 0);
  assert_int_equal(g.out.kept.len, 0);
  assert_true(entry.len > 0);
  assert_true(cs_str_eq(note, note_of(w))); /* the very checkpoint that was signed before */
  assert_goes_on(w, 6);
}

static void a_tree_with_what_stands_beside_it_is_enough(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  assert_ok(RESTORE(w, "full"), &w->err);
  assert_goes_on(w, 6);
}

static void an_older_store_in_place_is_made_whole_and_kept_aside(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_str old = world_read(w, world_path(w, "backup.db"));
  lose(w);
  world_write(w, w->store, old);
  struct given g = {.from = {"full"}};
  assert_ok(restore(w, &g), &w->err);
  assert_true(cs_str_ends(g.out.kept, CS_STR("review.db.former")));
  assert_true(cs_str_eq(old, world_read(w, world_path(w, "review.db.former"))));
  struct cs_str fresh = world_read(w, w->store);
  world_write(w, w->store, old);
  REFUSED(w, CS_E_STORE_EXISTS, "review.db.former", "full"); /* it is moved away by hand, not overwritten */
  world_write(w, w->store, fresh);
  assert_goes_on(w, 6);
}

static void entries_that_their_holders_give_back_count(void **state) {
  struct world *w = *state;
  make(w);
  for (uint64_t n = 3; n < 6; n++) {
    hand_out(w, n, true, true);
  }
  lose(w);
  assert_ok(RESTORE(w, "backup.db", "loose"), &w->err);
  assert_goes_on(w, 6);
}

static void an_entry_without_a_receipt_counts_where_the_root_proves_it(void **state) {
  struct world *w = *state;
  make(w);
  for (uint64_t n = 3; n < 6; n++) {
    hand_out(w, n, n == 5, true);
  }
  lose(w);
  assert_ok(RESTORE(w, "backup.db", "loose/3.entry", "loose/4.entry", "loose/4.opening", "loose"), &w->err);
  assert_goes_on(w, 6);
}

/* Full tiles, several transactions, and keys of acts. */
static void a_store_of_many_entries_is_what_it_was(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_record *record = world_open(w);
  world_fill(w, record, 0, 900);
  cs_record_close(record);
  struct cs_str note = note_of(w);
  export_to(w, "full", true);
  lose(w);
  assert_ok(RESTORE(w, "backup.db", "full"), &w->err);
  assert_true(cs_str_eq(note, note_of(w)));
  assert_goes_on(w, 906);
}

static void acts_of_the_last_days_are_known_again(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_record *record = world_open(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, ITEM("once"), NULL);
  unsigned char key[16] = {4, 2};
  struct cs_appended appended;
  struct cs_hash act;
  bool seen;
  int64_t n;
  entry.request_key = world_hex(w, key, sizeof key);
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  export_to(w, "full", true);
  lose(w);
  assert_ok(RESTORE(w, "full"), &w->err);
  record = world_open(w);
  batch = world_begin(w, record);
  assert_ok(cs_batch_key_seen(batch, key, world_now(w), &seen, &n, &act, &w->err), &w->err);
  assert_true(seen && n == 6);
  cs_batch_end(batch);
  cs_record_close(record);
}

/* ------------------------------------------------------------------ what is lacking */

static void nothing_is_restored_while_an_entry_that_was_signed_is_lacking(void **state) {
  struct world *w = *state;
  make(w);
  hand_out(w, 4, true, true);
  lose(w);
  REFUSED(w, CS_E_RESTORE_LACKS, "6 entries were signed, and of these nothing that was given has entries 3 to 5",
          "backup.db");
  REFUSED(w, CS_E_RESTORE_LACKS, "has entries 3, 5", "backup.db", "loose");
}

/* The high-water mark is older, or lost: a receipt tells of more. */
static void a_receipt_tells_how_much_was_signed(void **state) {
  struct world *w = *state;
  make(w);
  hand_out(w, 5, true, false);
  lose(w);
  remove_at(w, "keys/" KEY_FOLDER "/high-water");
  REFUSED(w, CS_E_RESTORE_LACKS, "6 entries were signed, and of these nothing that was given has entries 3 to 4",
          "backup.db", "loose");
  struct given g = {.from = {"backup.db", "full"}};
  assert_ok(restore(w, &g), &w->err);
  assert_true(g.out.high_water_lost); /* whether more was signed is somebody's word to give */
  struct cs_record *record = world_open(w);
  assert_ptr_equal(cs_record_trouble(record)->code, &CS_E_STORE_HIGH_WATER);
  cs_record_close(record);
}

static void without_what_opens_a_case_nothing_is_restored(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  REFUSED(w, CS_E_RESTORE_LACKS, "opens the confidential fields of entry 4", "backup.db", "plain");
  REFUSED(w, CS_E_RESTORE_LACKS, "opens the confidential fields of entries 2, 4", "plain");
}

static void a_name_that_nobody_can_open_is_listed_and_may_be_added_later(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given g = {.from = {"backup.db", "plain", "full/openings/4.opening"}};
  assert_ok(restore(w, &g), &w->err);
  assert_int_equal(g.out.n_lacking, 1);
  assert_int_equal(g.out.lacking[0].n, 3);
  assert_int_equal(g.out.lacking[0].what, CS_LACK_PERSONAL);
  REFUSED(w, CS_E_RESTORE_WHOLE, "nothing that was given adds what it lacks", "plain");
  struct given later = {.from = {"full/openings/3.opening"}};
  assert_ok(restore(w, &later), &w->err);
  assert_int_equal(later.out.n_lacking, 0);
  assert_goes_on(w, 6);
}

static void what_was_erased_is_not_put_back(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_record *record = world_open(w);
  world_act(w, record, ERASE("us.state/desk"));
  cs_record_close(record);
  export_to(w, "plain", true);
  lose(w);
  struct given g = {.from = {"full", "backup.db", "plain"}}; /* both of the former hold it still */
  assert_ok(restore(w, &g), &w->err);
  assert_int_equal(g.out.erased, 1);
  assert_int_equal(g.out.n_lacking, 0);
  struct cs_reader *reader = world_reader(w);
  struct cs_entry entry;
  struct cs_opening opening;
  struct cs_str bytes;
  assert_ok(cs_reader_entry(reader, &w->arena, 1, &bytes, &w->err), &w->err);
  assert_ok(cs_entry_read(&w->arena, bytes, &entry, &w->err), &w->err);
  assert_code(cs_reader_opening(reader, &w->arena, &entry, CS_SEAL_PERSONAL, &opening, &w->err), &w->err,
              CS_E_STORE_ERASED);
  cs_reader_close(reader);
  assert_int_equal(cs_str_find(world_read(w, w->store), CS_STR(NAME)), SIZE_MAX);
  assert_goes_on(w, 7);
}

/* A copy from before a change of the master key has the entries, and opens nothing. */
static void a_copy_from_before_a_change_of_the_master_key_gives_entries_alone(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_record *record = world_open(w);
  assert_ok(cs_record_rekey(record, &w->err), &w->err);
  cs_record_close(record);
  lose(w);
  REFUSED(w, CS_E_RESTORE_LACKS, "opens the confidential fields of entries 2, 4", "backup.db", "plain");
  struct given g = {.from = {"backup.db", "full"}};
  assert_ok(restore(w, &g), &w->err);
  assert_int_equal(g.out.unopened, 2);
  assert_goes_on(w, 6);
}

/* ------------------------------------------------------------------ what is wrong */

static void a_whole_store_is_not_restored(void **state) {
  struct world *w = *state;
  make(w);
  REFUSED(w, CS_E_RESTORE_WHOLE, "all of its 6 entries as they were signed: nothing is lacking", "full");
}

static void flip(struct world *w, const char *name, const char *before, const char *after) {
  struct cs_str path = world_path(w, name), bytes = world_read(w, path), out;
  size_t at = cs_str_find(bytes, cs_str_of(before));
  assert_int_not_equal(at, SIZE_MAX);
  assert_ok(cs_arena_str(&w->arena, bytes, &out, &w->err), &w->err);
  memcpy((char *)(uintptr_t)out.ptr + at, after, strlen(after));
  world_write(w, path, out);
}

static void another_record_is_no_source(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct cs_found found = world_found(w);
  found.origin = CS_STR("other.example/review");
  struct cs_record *other = cs_record_create(w->os, world_path(w, "other.db"), w->keys, &found, &w->err);
  assert_ok(other != NULL, &w->err);
  cs_record_close(other);
  REFUSED(w, CS_E_RESTORE_SOURCE, "two records: they do not begin alike", "full", "other.db");
  struct cs_str store = w->store;
  w->store = world_path(w, "other.db");
  export_to(w, "other", false);
  w->store = store;
  REFUSED(w, CS_E_RESTORE_SOURCE, "two records", "backup.db", "other");
  REFUSED(w, CS_E_RESTORE_SOURCE, "is of the log \"other.example/review\"", "full", "other/checkpoint");
}

static void a_tree_that_does_not_match_itself_is_no_source(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct cs_str path = world_path(w, "full/tile/0/000.p/6"), tile = world_read(w, path), bad;
  assert_ok(cs_arena_str(&w->arena, tile, &bad, &w->err), &w->err);
  ((char *)(uintptr_t)bad.ptr)[40] ^= 1;
  world_write(w, path, bad);
  REFUSED(w, CS_E_RESTORE_SOURCE, "does not have the root that its checkpoint names", "full");
  world_write(w, path, cs_str_sub(tile, 0, 100));
  REFUSED(w, CS_E_RESTORE_SOURCE, "of another length", "full");
  remove_at(w, "full/tile/0/000.p/6");
  REFUSED(w, CS_E_RESTORE_SOURCE, "lacks \"tile/0/000.p/6\"", "full");
}

static void a_checkpoint_of_another_key_is_no_word(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  flip(w, "full/checkpoint", "\n6\n", "\n7\n");
  REFUSED(w, CS_E_RESTORE_SOURCE, "is not signed by this log", "backup.db", "full/checkpoint");
}

static void an_altered_bundle_is_passed_over_where_another_source_has_the_entry(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  flip(w, "full/tile/entries/000.p/6", "eram", "erum");
  REFUSED(w, CS_E_RESTORE_LACKS, "", "full", "backup.db");
  struct given g = {.from = {"full", "plain"}};
  assert_ok(restore(w, &g), &w->err);
  assert_non_null(strstr(g.out.damaged.ptr, "\"eram\"") ? NULL : g.out.damaged.ptr);
  assert_non_null(strstr(g.out.damaged.ptr, "is not the one that its tree holds"));
  assert_goes_on(w, 6);
}

static void run_sql(struct world *w, const char *path, const char *sql) {
  struct cs_db_options options = {.mode = CS_DB_WRITE};
  struct cs_db *db = cs_db_open(w->os, world_path(w, path), &options, &w->err);
  assert_ok(db != NULL, &w->err);
  assert_ok(cs_db_exec(db, sql, &w->err), &w->err);
  cs_db_close(db);
}

static void an_altered_backup_is_healed_by_a_tree_and_found_without_one(void **state) {
  struct world *w = *state;
  make(w);
  for (uint64_t n = 3; n < 6; n++) {
    hand_out(w, n, n != 2, true);
  }
  hand_out(w, 2, false, true);
  lose(w);
  run_sql(w, "backup.db",
          "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '2025-0001', '2025-0009') AS BLOB) WHERE n = 2");
  struct given g = {.from = {"backup.db", "full"}};
  assert_ok(restore(w, &g), &w->err);
  assert_non_null(strstr(g.out.damaged.ptr, "entry 2 in"));
  assert_goes_on(w, 6);
  lose(w);
  remove_at(w, "loose/2.entry");
  remove_at(w, "loose/2.opening");
  struct given alone = {.from = {"backup.db", "loose"}};
  assert_refused(w, &alone, &CS_E_RESTORE_FORKED, "do not have the root that");
}

static void two_unproved_versions_of_an_entry_are_not_chosen_from(void **state) {
  struct world *w = *state;
  make(w);
  hand_out(w, 1, false, false);
  lose(w);
  flip(w, "loose/1.entry", "us.state/desk\",\"proof", "us.state/dusk\",\"proof");
  flip(w, "loose/1.entry", "officer:us.state/desk", "officer:us.state/dusk");
  REFUSED(w, CS_E_RESTORE_FORKED, "entry 1 is one thing in", "backup.db", "loose");
}

static void copy_keys(struct world *w, const char *to) {
  static const char *const names[] = {"log.key", "master.key", "high-water"};
  assert_ok(cs_folder_make(w->os, world_path(w, to), &w->err), &w->err);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct cs_str from, path;
    assert_ok(cs_path_join(&w->arena, world_path(w, "keys/" KEY_FOLDER), cs_str_of(names[i]), &from, &w->err), &w->err);
    assert_ok(cs_path_join(&w->arena, world_path(w, to), cs_str_of(names[i]), &path, &w->err), &w->err);
    assert_ok(cs_file_write_private(w->os, path, world_read(w, from), &w->err), &w->err);
  }
}

/* The machine was put back as a whole, and signed other entries in the place of those that it had forgotten. */
static void a_forked_log_is_not_put_together(void **state) {
  struct world *w = *state;
  make(w);
  struct world fork = *w;
  fork.store = world_path(w, "backup.db");
  fork.keys = world_path(w, "keys2");
  copy_keys(w, "keys2/" KEY_FOLDER);
  remove_at(w, "keys2/" KEY_FOLDER "/high-water");
  struct cs_record_options options = {.mode = CS_RECORD_WRITE, .keys_dir = fork.keys, .accept_high_water = true};
  struct cs_record *record = cs_record_open(w->os, fork.store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  fork.arena = w->arena;
  world_act(w, record, ITEM("another"));
  cs_record_close(record);
  struct cs_str store = w->store, keys = w->keys;
  w->store = fork.store;
  w->keys = fork.keys;
  export_to(w, "forked", true);
  w->store = store;
  w->keys = keys;
  lose(w);
  REFUSED(w, CS_E_RESTORE_FORKED, "entry 3 is one thing in", "full", "forked");
  REFUSED(w, CS_E_RESTORE_FORKED, "do not have the root", "full", "forked/checkpoint");
  REFUSED(w, CS_E_RESTORE_LACKS, "6 entries were signed", "forked"); /* our own mark knows better */
}

static void an_opening_that_is_not_the_entrys_is_refused(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  flip(w, "full/openings/4.opening", "RU-KRS", "RU-MOS");
  REFUSED(w, CS_E_RESTORE_SOURCE, "does not open the confidential fields that entry 4 commits to", "full");
}

static void what_is_no_source_is_named(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  world_write(w, world_path(w, "text"), CS_STR("rule"));
  world_write(w, world_path(w, "x.entry"), CS_STR("{}"));
  world_write(w, world_path(w, "x.opening"), CS_STR("{\"entry\":4}"));
  REFUSED(w, CS_E_RESTORE_SOURCE, "there is no", "nowhere");
  REFUSED(w, CS_E_RESTORE_SOURCE, "no entry names the bytes", "full", "text");
  REFUSED(w, CS_E_RESTORE_SOURCE, "is no entry", "full", "x.entry");
  REFUSED(w, CS_E_RESTORE_SOURCE, "is no opening", "full", "x.opening");
  REFUSED(w, CS_E_RESTORE_SOURCE, "nothing that was given has the beginning of a record", "full/checkpoint");
  world_write(w, w->store, CS_STR("somebody's file"));
  REFUSED(w, CS_E_STORE_NOT_A_STORE, "no store that could be told", "full");
}

static void without_the_keys_nothing_is_restored(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  remove_at(w, "keys/" KEY_FOLDER "/log.key");
  REFUSED(w, CS_E_STORE_KEYS, "log.key", "full");
  struct cs_str keys = w->keys;
  w->keys = world_path(w, "elsewhere");
  REFUSED(w, CS_E_STORE_KEYS, "master.key", "full");
  w->keys = keys;
}

static void a_damaged_store_is_set_aside_with_its_log(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_str bytes = world_read(w, w->store);
  world_write(w, w->store, cs_str_sub(bytes, 0, bytes.len / 2));
  world_write(w, world_path(w, "review.db-wal"), CS_STR("what a write-ahead log is not"));
  struct given g = {.from = {"full"}};
  assert_ok(restore(w, &g), &w->err);
  assert_true(g.out.damaged.len > 0 && g.out.kept.len > 0);
  assert_goes_on(w, 6);
}

/* ------------------------------------------------------------------ another origin */

static void assert_continued(struct world *w, uint64_t carried, uint64_t was_signed) {
  struct cs_verify_report report;
  assert_ok(world_verify(w, &report), &w->err);
  assert_true(report.continued);
  assert_int_equal(report.continued_n, carried);
  assert_int_equal(report.continued_signed, was_signed);
  assert_string_equal(report.origin, GOES_ON);
  assert_string_equal(report.former, ORIGIN);
  struct cs_record *record = world_open(w);
  assert_null(cs_record_trouble(record));
  assert_str(cs_record_origin(record), GOES_ON);
  assert_int_equal(world_act(w, record, ITEM("goes-on")).n, carried + 1);
  cs_record_close(record);
  assert_ok(world_verify(w, &report), &w->err);
  assert_false(world_exists(w, world_path(w, "keys/" KEY_FOLDER "/log.key")));
}

static void where_entries_are_lost_the_tree_goes_on_under_another_origin(void **state) {
  struct world *w = *state;
  make(w);
  struct cs_str policy, identity;
  struct cs_record *record = world_open(w);
  assert_ok(cs_record_policy(record, &w->arena, &policy, &w->err), &w->err);
  identity = world_hex(w, cs_record_identity(record)->bytes, 32);
  cs_record_close(record);
  hand_out(w, 5, true, true);
  lose(w);
  struct given g = {.from = {"backup.db", "loose"}, .origin = GOES_ON};
  assert_ok(restore(w, &g), &w->err);
  assert_int_equal(g.out.carried, 3);
  assert_int_equal(g.out.head.size, 4);
  assert_str(g.out.former, ORIGIN);
  assert_continued(w, 3, 6);
  /* The same record, so that officers' signatures hold; its tree begins with the one that was signed. */
  record = world_open(w);
  assert_true(cs_str_eq(identity, world_hex(w, cs_record_identity(record)->bytes, 32)));
  cs_record_close(record);
  /* What was signed before the loss stays provable with the former key, by its own checkpoint. */
  struct cs_verify_report report;
  assert_ok(cs_log_verify_tree(w->os, world_path(w, "plain"), policy, &report, &w->err), &w->err);
  assert_int_equal(report.head.size, 6);
  export_to(w, "after", true);
  assert_false(cs_log_verify_tree(w->os, world_path(w, "after"), policy, &report, &w->err));
  record = world_open(w);
  assert_ok(cs_record_policy(record, &w->arena, &policy, &w->err), &w->err);
  cs_record_close(record);
  assert_true(cs_str_ends(policy, CS_STR("from 4")));
  assert_ok(cs_log_verify_tree(w->os, world_path(w, "after"), policy, &report, &w->err), &w->err);
  assert_true(report.continued);
}

static void the_entry_says_what_was_carried_over_and_why(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given g = {.from = {"backup.db"}, .origin = GOES_ON};
  assert_ok(restore(w, &g), &w->err);
  struct cs_reader *reader = world_reader(w);
  struct cs_hash root, said;
  struct cs_str bytes;
  struct cs_entry entry;
  assert_ok(cs_reader_entry(reader, &w->arena, 3, &bytes, &w->err), &w->err);
  assert_ok(cs_entry_read(&w->arena, bytes, &entry, &w->err), &w->err);
  assert_ok(cs_reader_root(reader, 3, &root, &w->err), &w->err);
  assert_int_equal(entry.act.def->kind, CS_ACT_RECORD_CONTINUED);
  assert_int_equal(entry.by.kind, CS_BY_CORE);
  assert_str(cs_json_text(entry.act.body, "former"), ORIGIN);
  assert_str(cs_json_text(entry.act.body, "origin"), GOES_ON);
  assert_str(cs_json_text(entry.act.body, "reason"), "the disk was lost");
  assert_int_equal(cs_json_integer(entry.act.body, "size", -1), 3);
  assert_int_equal(cs_json_integer(entry.act.body, "signed_size", -1), 6);
  assert_true(cs_hash_of_hex(cs_json_text(entry.act.body, "root"), &said) && cs_hash_eq(&said, &root));
  cs_reader_close(reader);
}

static void what_cannot_be_opened_is_as_good_as_lost(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given g = {.from = {"backup.db", "plain"}, .origin = GOES_ON};
  assert_ok(restore(w, &g), &w->err);
  assert_int_equal(g.out.n_lacking, 1); /* the name in entry 3, which is carried over */
  assert_int_equal(g.out.carried, 4);
}

static void no_other_origin_where_nothing_is_lost(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given same = {.from = {"backup.db"}, .origin = ORIGIN};
  assert_refused(w, &same, &CS_E_RESTORE_NOT_LOST, "is the origin that the record has");
  struct given whole = {.from = {"full"}, .origin = GOES_ON};
  assert_refused(w, &whole, &CS_E_RESTORE_NOT_LOST, "all 6 can be put back under");
  struct given bad = {.from = {"backup.db"}, .origin = "no origin"};
  assert_refused(w, &bad, &CS_E_IDENT_SYNTAX, "is no origin");
}

static void a_lost_log_key_is_a_reason_for_another_origin(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  remove_at(w, "keys/" KEY_FOLDER "/log.key");
  struct given g = {.from = {"full"}, .origin = GOES_ON};
  assert_ok(restore(w, &g), &w->err);
  assert_continued(w, 6, 6);
}

static void the_former_log_never_signs_again(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given g = {.from = {"backup.db"}, .origin = GOES_ON};
  assert_ok(restore(w, &g), &w->err);
  struct cs_str continued = world_read(w, w->store);
  lose(w);
  world_write(w, w->store, world_read(w, world_path(w, "backup.db")));
  struct cs_record_options options = world_options(w);
  assert_code(cs_record_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_KEYS);
  assert_says(&w->err, "was carried on as \"" GOES_ON "\"");
  lose(w);
  struct cs_found found = world_found(w);
  assert_code(cs_record_create(w->os, w->store, w->keys, &found, &w->err), &w->err, CS_E_STORE_EXISTS);
  world_write(w, w->store, continued);
  assert_continued(w, 3, 6);
}

static void an_origin_that_has_signed_is_not_taken(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct cs_found found = world_found(w);
  found.origin = CS_STR(GOES_ON);
  struct cs_record *other = cs_record_create(w->os, world_path(w, "other.db"), w->keys, &found, &w->err);
  assert_ok(other != NULL, &w->err);
  cs_record_close(other);
  struct given g = {.from = {"backup.db"}, .origin = GOES_ON};
  assert_refused(w, &g, &CS_E_STORE_EXISTS, "master key");
  assert_ok(cs_file_write_private(w->os, world_path(w, "keys/test.example-second/master.key"),
                                  world_read(w, world_path(w, "keys/" KEY_FOLDER "/master.key")), &w->err),
            &w->err);
  assert_refused(w, &g, &CS_E_STORE_EXISTS, "has signed already");
}

/* A record may be carried on more than once, and be restored under its new origin as any other. */
static void a_record_that_was_carried_on_is_restored_and_carried_on_as_any_other(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given first = {.from = {"backup.db"}, .origin = GOES_ON};
  assert_ok(restore(w, &first), &w->err);
  world_write(w, world_path(w, "later.db"), world_read(w, w->store));
  struct cs_record *record = world_open(w);
  world_act(w, record, ITEM("one"));
  cs_record_close(record);
  export_to(w, "later", true);
  lose(w);
  assert_ok(RESTORE(w, "later.db", "later"), &w->err);
  assert_goes_on(w, 5);
  lose(w);
  struct given again = {.from = {"later.db", "later"}, .origin = "test.example/third"};
  assert_ok(restore(w, &again), &w->err);
  struct cs_verify_report report;
  assert_ok(world_verify(w, &report), &w->err);
  assert_string_equal(report.former, GOES_ON);
  assert_int_equal(report.continued_n, 5);
  assert_int_equal(report.continued_signed, 6);
}

static void a_forged_continuation_is_found(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  struct given g = {.from = {"backup.db"}, .origin = GOES_ON};
  assert_ok(restore(w, &g), &w->err);
  run_sql(w, "review.db",
          "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'disk was lost', 'disk was found') AS BLOB) "
          "WHERE n = 3");
  struct cs_verify_report report;
  assert_code(world_verify(w, &report), &w->err, CS_E_LOG_ALTERED);
}

/* ------------------------------------------------------------------ cut, and full */

struct ending {
  int left;
};
static void end_at(void *ctx, const char *step) {
  (void)step;
  if (--((struct ending *)ctx)->left == 0) {
    kill(getpid(), SIGKILL);
  }
}

/* Of every signed note in any file: one root for one size of one origin. */
struct noted {
  struct cs_str origin, size, root;
};
static void collect_notes(struct world *w, struct cs_str path, struct noted *noted, size_t *n) {
  struct cs_str rest = world_read(w, path);
  for (size_t at; (at = cs_str_find(rest, CS_STR("test.example/"))) != SIZE_MAX;) {
    struct cs_str line = cs_str_from(rest, at);
    rest = cs_str_from(line, 1);
    struct cs_str origin = cs_str_cut(&line, '\n'), size = cs_str_cut(&line, '\n'), root = cs_str_cut(&line, '\n');
    bool is = origin.len < 30 && size.len > 0 && size.len < 4 && root.len == 44 &&
              cs_str_starts(line, CS_STR("\n\xe2\x80\x94 "));
    for (size_t i = 0; is && i < *n; i++) {
      if (cs_str_eq(noted[i].origin, origin) && cs_str_eq(noted[i].size, size) && !cs_str_eq(noted[i].root, root)) {
        fail_msg("two roots were signed for size %.*s of %.*s", CS_STR_ARG(size), CS_STR_ARG(origin));
      }
    }
    if (is && *n < 500) {
      noted[(*n)++] = (struct noted){origin, size, root};
    }
  }
}

static void assert_nothing_was_signed_twice(struct world *w) {
  static const char *const files[] = {"review.db",
                                      "review.db-wal",
                                      "review.db.former",
                                      "review.db.restoring",
                                      "backup.db",
                                      "full/checkpoint",
                                      "keys/" KEY_FOLDER "/high-water",
                                      "keys/test.example-second/high-water"};
  static struct noted noted[500];
  size_t n = 0;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (world_exists(w, world_path(w, files[i]))) {
      collect_notes(w, world_path(w, files[i]), noted, &n);
    }
  }
  assert_true(n > 0);
}

/* Restores in processes that end at the first step, at the second, …; each time the same call then ends it. */
static int cut_everywhere(void **state, struct given g, bool in_place, void (*check)(struct world *w)) {
  int status = 0, cuts = 0;
  for (int at = 1;; at++) {
    world_teardown(state);
    world_setup(state);
    struct world *w = *state;
    make(w);
    struct cs_str old = world_read(w, world_path(w, "backup.db"));
    lose(w);
    if (in_place) {
      world_write(w, w->store, old);
    }
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      struct ending ending = {at};
      struct cs_batch_hooks hooks = {end_at, &ending};
      g.hooks = &hooks;
      _exit(restore(w, &g) ? 0 : 7);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      assert_int_equal(WEXITSTATUS(status), 0);
      return cuts;
    }
    cuts++;
    /* What stands under its name is a whole store, the former or the new one, or nothing. */
    assert_nothing_was_signed_twice(w);
    bool ended = restore(w, &g);
    if (!ended && w->err.code != &CS_E_RESTORE_WHOLE) {
      fail_msg("cut at step %d: %s", at, w->err.text);
    }
    assert_nothing_was_signed_twice(w);
    check(w);
    assert_nothing_was_signed_twice(w);
    assert_false(world_exists(w, world_path(w, "review.db.restoring")));
  }
}

static void check_restored(struct world *w) {
  assert_goes_on(w, 6);
}
static void check_carried_on(struct world *w) {
  assert_continued(w, 3, 6);
}

static void a_restoring_cut_at_any_step_is_ended_by_another(void **state) {
  assert_true(cut_everywhere(state, (struct given){.from = {"backup.db", "full"}}, false, check_restored) > 10);
}

static void a_restoring_in_place_cut_at_any_step_is_ended_by_another(void **state) {
  assert_true(cut_everywhere(state, (struct given){.from = {"full"}}, true, check_restored) > 10);
}

static void carrying_on_cut_at_any_step_is_ended_by_the_same_call(void **state) {
  int cuts = cut_everywhere(state, (struct given){.from = {"backup.db"}, .origin = GOES_ON}, false, check_carried_on);
  assert_true(cuts > 10);
  cuts = cut_everywhere(state, (struct given){.origin = GOES_ON}, true, check_carried_on);
  assert_true(cuts > 10);
}

static void a_full_disk_leaves_everything_as_it_was(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  for (int64_t pages = 4; pages < 60; pages += 7) {
    struct given g = {.from = {"backup.db", "full"}, .pages_max = pages};
    if (restore(w, &g)) {
      lose(w);
      continue;
    }
    lose(w);
    assert_refused(w, &g, &CS_E_STORE_FULL, "");
  }
  assert_ok(RESTORE(w, "backup.db", "full"), &w->err);
  assert_goes_on(w, 6);
}

/* Each call of the outside world fails once; the same restoring without the failure then succeeds. */
static void every_outside_call_may_fail(void **state) {
  struct world *w = *state;
  struct os_fail fail;
  make(w);
  lose(w);
  for (int applied = 0; applied < 2; applied++) {
    bool done = false;
    for (int at = 1; !done; at += 1 + at / 24) { /* the early ones all, of the many reads behind them some */
      const struct cs_os *os = os_fail_init(&fail, w->os, NULL, at);
      fail.applied = applied == 1;
      struct given g = {.os = os, .from = {"backup.db", "full"}};
      bool good = restore(w, &g);
      done = good && !fail.failed_function;
      assert_true(good || fail.failed_function);
      struct given again = {.from = {"backup.db", "full"}};
      if (!good && !restore(w, &again) && w->err.code != &CS_E_RESTORE_WHOLE) {
        fail_msg("behind a failure of call %d (%s): %s", at, fail.failed_function, w->err.text);
      }
      assert_int_equal(world_size(w), 6);
      world_assert_whole(w);
      lose(w);
    }
  }
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(a_lost_store_is_made_of_a_backup_and_a_newer_tree),
      T(a_tree_with_what_stands_beside_it_is_enough),
      T(an_older_store_in_place_is_made_whole_and_kept_aside),
      T(entries_that_their_holders_give_back_count),
      T(an_entry_without_a_receipt_counts_where_the_root_proves_it),
      T(a_store_of_many_entries_is_what_it_was),
      T(acts_of_the_last_days_are_known_again),
      T(nothing_is_restored_while_an_entry_that_was_signed_is_lacking),
      T(a_receipt_tells_how_much_was_signed),
      T(without_what_opens_a_case_nothing_is_restored),
      T(a_name_that_nobody_can_open_is_listed_and_may_be_added_later),
      T(what_was_erased_is_not_put_back),
      T(a_copy_from_before_a_change_of_the_master_key_gives_entries_alone),
      T(a_whole_store_is_not_restored),
      T(another_record_is_no_source),
      T(a_tree_that_does_not_match_itself_is_no_source),
      T(a_checkpoint_of_another_key_is_no_word),
      T(an_altered_bundle_is_passed_over_where_another_source_has_the_entry),
      T(an_altered_backup_is_healed_by_a_tree_and_found_without_one),
      T(two_unproved_versions_of_an_entry_are_not_chosen_from),
      T(a_forked_log_is_not_put_together),
      T(an_opening_that_is_not_the_entrys_is_refused),
      T(what_is_no_source_is_named),
      T(without_the_keys_nothing_is_restored),
      T(a_damaged_store_is_set_aside_with_its_log),
      T(where_entries_are_lost_the_tree_goes_on_under_another_origin),
      T(the_entry_says_what_was_carried_over_and_why),
      T(what_cannot_be_opened_is_as_good_as_lost),
      T(no_other_origin_where_nothing_is_lost),
      T(a_lost_log_key_is_a_reason_for_another_origin),
      T(the_former_log_never_signs_again),
      T(an_origin_that_has_signed_is_not_taken),
      T(a_record_that_was_carried_on_is_restored_and_carried_on_as_any_other),
      T(a_forged_continuation_is_found),
      T(a_restoring_cut_at_any_step_is_ended_by_another),
      T(a_restoring_in_place_cut_at_any_step_is_ended_by_another),
      T(carrying_on_cut_at_any_step_is_ended_by_the_same_call),
      T(a_full_disk_leaves_everything_as_it_was),
      T(every_outside_call_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
