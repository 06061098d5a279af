/* Stores brought back, and records carried on under another origin, from whatever is left. RECORD sections 5 and 8. */
#include "store/left.h"

#include "store/db.h"
#include "tlog/err.h"

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
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
