/* Verification, export, and the rebuilding of projections: what was altered is found and named. */
#include "store/world.h"

#include <sqlite3.h>

#include "tlog/err.h"

static void run_sql(struct world *w, const char *sql) {
  sqlite3 *db;
  char *message = NULL;
  assert_int_equal(sqlite3_open(w->store.ptr, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
    fail_msg("%s: %s", sql, message);
  }
  sqlite3_close(db);
}

/* Rules, cases, decisions, items enough for one full tile and some: 280 entries. */
static void a_history(struct world *w) {
  struct cs_record *record = world_create(w);
  struct cs_str text = CS_STR("regime us.long-range\n");
  struct cs_batch_blob blob = {.bytes = text};
  struct cs_appended appended;
  char flat[400];
  cs_hash_bytes(&w->hasher, text, &blob.digest);
  snprintf(flat, sizeof flat,
           "{\"act\":\"rules.publish\",\"office\":\"us.president\",\"regime\":\"us.long-range\",\"file\":\"a.rules\","
           "\"digest\":\"%.*s\"}",
           CS_STR_ARG(world_hex(w, blob.digest.bytes, 32)));
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, &w->arena, record, flat, NULL);
  assert_ok(cs_batch_append(batch, &entry, world_now(w), &blob, 1, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  world_act(w, record, DECIDE("2025-0001", "gb.mod", "approve"));
  world_act(w, record,
            "{\"act\":\"statement.record\",\"statement\":\"s1\",\"kind\":\"said\",\"about\":[\"eram\"],"
            "\"text\":\"no change\"}");
  world_fill(w, record, 0, 275);
  cs_record_close(record);
}

static void assert_altered(struct world *w, const char *says) {
  struct cs_verify_report report;
  assert_code(world_verify(w, &report), &w->err, CS_E_LOG_ALTERED);
  assert_says(&w->err, says);
}

static void a_whole_record_verifies_with_everything_counted(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  assert_ok(world_verify(w, &report), &w->err);
  assert_int_equal(report.head.size, 280);
  assert_int_equal(report.entries, 280);
  assert_int_equal(report.tiles, 1);
  assert_int_equal(report.signatures, 279);
  assert_int_equal(report.blobs, 1);
  assert_int_equal(report.openings, 2);
  assert_int_equal(report.projections, 7);
  assert_true(report.checkpoints >= 1 && report.high_water && report.opened);
}

static void reading_alone_can_verify_without_keys(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  struct cs_verify_options options = {.acts = true};
  a_history(w);
  assert_ok(cs_log_verify(w->os, w->store, &options, &report, &w->err), &w->err);
  assert_false(report.high_water);
  assert_int_equal(report.openings, 0);
  options.projections = true; /* these need what is sealed */
  assert_code(cs_log_verify(w->os, w->store, &options, &report, &w->err), &w->err, CS_E_STORE_KEYS);
  options = (struct cs_verify_options){.verifier = CS_STR("test.example/review+00000000+AAAA")};
  assert_code(cs_log_verify(w->os, w->store, &options, &report, &w->err), &w->err, CS_E_LOG_ALTERED);
  assert_says(&w->err, "not the one that you trust");
}

#define REPLACE(n, from, to)                                                                                           \
  "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '" from "', '" to "') AS BLOB) WHERE n = " n

static void an_altered_entry_is_named_by_its_leaf(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, REPLACE("21", "item-00016", "item-99999"));
  assert_altered(w, "entry 21 is not the entry that was signed: its hash is ");
  assert_says(&w->err, "…, the tree holds ");
}

static void an_altered_entry_of_the_newest_tile_is_named_too(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, REPLACE("270", "munition", "software"));
  assert_altered(w, "entry 270 is not the entry that was signed");
}

static void a_leaf_that_was_altered_alone_is_not_blamed_on_its_entry(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, "UPDATE leaf SET hash = zeroblob(32) WHERE n = 270");
  assert_altered(w, "the leaf hash beside entry 270 is not that of the entry");
}

static void an_altered_tile_is_named(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, "UPDATE tile SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB)");
  assert_altered(w, "tile 0/0 does not have its own root");
  run_sql(w, "DELETE FROM tile");
  assert_altered(w, "tile 0/0 is missing");
}

static void a_missing_entry_is_named(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, "DELETE FROM entry WHERE n = 100");
  assert_altered(w, "entry 100 is missing");
}

static void an_entry_beyond_the_head_is_named(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, "INSERT INTO entry SELECT 280, bytes FROM entry WHERE n = 279");
  assert_altered(w, "entry 280 lies beyond the head");
}

static void entries_that_were_signed_and_are_gone_are_named(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, "DELETE FROM note; DELETE FROM entry WHERE n > 0; DELETE FROM tile; DELETE FROM leaf; "
             "UPDATE head SET size = 1");
  assert_altered(w, "entries 1 to 279 are missing");
}

static void an_altered_blob_and_a_missing_one_are_named(void **state) {
  struct world *w = *state;
  a_history(w);
  struct cs_hash digest;
  struct cs_str bytes;
  cs_hash_bytes(&w->hasher, CS_STR("regime us.long-range\n"), &digest);
  run_sql(w, "UPDATE blob SET bytes = CAST('regime other' AS BLOB)");
  struct cs_reader *reader = world_reader(w);
  assert_code(cs_reader_blob(reader, &w->arena, &digest, &bytes, &w->err), &w->err, CS_E_STORE_ALTERED);
  cs_reader_close(reader);
  assert_altered(w, "the blob that entry 1 names is not what its digest says");
  run_sql(w, "DELETE FROM blob");
  assert_altered(w, "the blob that entry 1 names is missing");
  run_sql(w, "INSERT INTO blob VALUES (zeroblob(32), zeroblob(3))");
  assert_altered(w, "the blob that entry 1 names is missing");
}

static void what_the_vault_holds_is_held_against_the_commitments(void **state) {
  struct world *w = *state;
  a_history(w);
  run_sql(w, "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE entry = 3) WHERE entry = 2");
  assert_altered(w, "what the vault holds for the confidential fields of entry 2");
  struct cs_reader *reader = world_reader(w);
  struct cs_entry entry;
  assert_code(cs_reader_entry_opened(reader, &w->arena, 2, &entry, &w->err), &w->err, CS_E_STORE_VAULT);
  cs_reader_close(reader);
  run_sql(w, "DELETE FROM vault WHERE entry = 2");
  assert_altered(w, "the vault lacks what opens the confidential fields of entry 2");
}

static void an_altered_projection_is_named_and_the_record_stands(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  struct cs_verify_options options = {.acts = true, .keys_dir = w->keys};
  static const char *const harms[][2] = {
      {"UPDATE state SET bytes = CAST(replace(CAST(bytes AS TEXT), 'gb.mod', 'gb.foo') AS BLOB) WHERE subject LIKE "
       "'case:%'",
       "table \"state\" is not what the entries make of it"},
      {"UPDATE case_list SET status = 'approved'", "table \"case_list\""},
      {"DELETE FROM consent_list", "table \"consent_list\""},
      {"INSERT INTO precedent SELECT 'other', party, n, at, case_id, consent, outcome, act, area FROM precedent",
       "table \"precedent\""},
      {"UPDATE statement_about SET withdrawn = 1", "table \"statement_about\""},
  };
  a_history(w);
  for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
    run_sql(w, harms[i][0]);
    assert_altered(w, harms[i][1]);
    assert_ok(cs_log_verify(w->os, w->store, &options, &report, &w->err), &w->err);
    bool equal = true;
    assert_ok(cs_log_rebuild(w->os, w->store, w->keys, &equal, &w->err), &w->err);
    assert_false(equal);
    world_assert_whole(w);
  }
  bool equal = false;
  assert_ok(cs_log_rebuild(w->os, w->store, w->keys, &equal, &w->err), &w->err);
  assert_true(equal);
}

static void a_rebuild_without_keys_leaves_everything_as_it_was(void **state) {
  struct world *w = *state;
  a_history(w);
  assert_code(cs_log_rebuild(w->os, w->store, CS_STR_NONE, NULL, &w->err), &w->err, CS_E_STORE_KEYS);
  world_assert_whole(w);
  sqlite3 *db;
  sqlite3_stmt *stmt;
  assert_int_equal(sqlite3_open(w->store.ptr, &db), SQLITE_OK);
  sqlite3_prepare_v2(db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE '%\\_new' ESCAPE '\\'", -1, &stmt, NULL);
  assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
  assert_int_equal(sqlite3_column_int(stmt, 0), 0);
  sqlite3_finalize(stmt);
  sqlite3_close(db);
}

static void a_rebuild_beside_a_writer_loses_nothing(void **state) {
  struct world *w = *state;
  a_history(w);
  struct cs_record *record = world_open(w);
  struct cs_reader *reader = world_reader(w);
  bool equal;
  assert_ok(cs_log_rebuild(w->os, w->store, w->keys, &equal, &w->err), &w->err);
  assert_true(equal);
  world_act(w, record, DECIDE("2025-0001", "us.secdef", "approve")); /* statements prepared before the swap */
  struct cs_state one;
  assert_ok(cs_reader_state(reader, &w->arena, CS_STR("case:2025-0001"), &one, &w->err), &w->err);
  assert_true(cs_str_find(one.bytes, CS_STR("\"approved\"")) != SIZE_MAX);
  cs_reader_close(reader);
  cs_record_close(record);
  world_assert_whole(w);
}

/* ---- actors ---- */

static void a_signature_that_is_not_the_actors_is_named(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry one = world_entry(w, &w->arena, record, ITEM("eram"), NULL);
  struct cs_entry two = world_entry(w, &w->arena, record, ITEM("atacms"), NULL);
  struct cs_appended appended;
  two.by.signature = one.by.signature;
  assert_ok(cs_batch_append(batch, &two, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  assert_altered(w, "entry 1: the signature is not that of \"us.registry/clerk\" over this act");
}

static void a_key_that_was_never_enrolled_is_named(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_key stranger;
  struct cs_key officer = w->officer;
  struct cs_str hex = w->officer_hex;
  assert_ok(cs_key_init(&stranger, CS_STR("another seed of thirty-two bytes"), &w->err), &w->err);
  w->officer = stranger;
  w->officer_hex = world_hex(w, stranger.public_key.bytes, 32);
  world_act(w, record, ITEM("eram"));
  w->officer = officer;
  w->officer_hex = hex;
  cs_key_deinit(&stranger);
  cs_record_close(record);
  assert_altered(w, "entry 1: it is signed with a key that was not enrolled");
}

static void a_key_counts_from_its_enrolment_to_its_revocation(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_key first = w->officer, second;
  struct cs_str first_hex = w->officer_hex;
  assert_ok(cs_key_init(&second, CS_STR("another seed of thirty-two bytes"), &w->err), &w->err);
  struct cs_str second_hex = world_hex(w, second.public_key.bytes, 32);
  char flat[600], proof[100];
  memset(proof, 'A', 86);
  memcpy(proof + 86, "==", 3);
  snprintf(flat, sizeof flat,
           "{\"act\":\"key.enrol\",\"officer\":\"us.registry/second\",\"key\":\"%.*s\",\"proof\":\"%s\"}",
           CS_STR_ARG(second_hex), proof);
  world_act(w, record, flat);
  w->officer = second;
  w->officer_hex = second_hex;
  world_act(w, record, ITEM("eram"));
  world_assert_whole(w);
  w->officer = first;
  w->officer_hex = first_hex;
  snprintf(flat, sizeof flat, "{\"act\":\"key.revoke\",\"officer\":\"us.registry/second\",\"key\":\"%.*s\"}",
           CS_STR_ARG(second_hex));
  world_act(w, record, flat);
  world_assert_whole(w);
  w->officer = second;
  w->officer_hex = second_hex;
  world_act(w, record, FACT("eram"));
  w->officer = first;
  w->officer_hex = first_hex;
  cs_key_deinit(&second);
  cs_record_close(record);
  assert_altered(w, "entry 4: it is signed with a key that was revoked");
}

static void a_source_must_name_a_load_that_announced_it(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_appended appended;
  char load[200];
  snprintf(load, sizeof load, "{\"act\":\"record.load\",\"name\":\"a.jsonl\",\"digest\":\"%064d\",\"acts\":1}", 1);
  world_act(w, record, load);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, &w->arena, record, ITEM("eram"), NULL);
  entry.by = (struct cs_by){.kind = CS_BY_SOURCE, .load = 1, .line = 1};
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  world_assert_whole(w);
  batch = world_begin(w, record);
  entry.by.line = 2;
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  assert_altered(w, "entry 3: its load announced fewer acts");
}

static void the_core_may_not_do_an_officers_act(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_appended appended;
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, &w->arena, record, ITEM("eram"), NULL);
  entry.by = (struct cs_by){.kind = CS_BY_CORE};
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  assert_altered(w, "entry 1: the core may not do this act by itself");
}

/* ---- exported trees ---- */

static struct cs_str export(struct world *w, bool entries) {
  struct cs_export_options options = {.entries = entries, .keys_dir = w->keys};
  struct cs_head head;
  assert_ok(cs_log_export(w->os, w->store, w->out, &options, &head, &w->err), &w->err);
  struct cs_record_options read = {.mode = CS_RECORD_READ};
  struct cs_record *record = cs_record_open(w->os, w->store, &read, &w->err);
  assert_ok(record != NULL, &w->err);
  struct cs_str verifier;
  assert_ok(cs_arena_str(&w->arena, cs_record_verifier(record), &verifier, &w->err), &w->err);
  cs_record_close(record);
  return verifier;
}

static void an_exported_tree_verifies_without_the_store(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  struct cs_str verifier = export(w, true);
  assert_ok(cs_folder_remove(w->os, w->keys, &w->err), &w->err);
  unlink(w->store.ptr);
  assert_ok(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err);
  assert_int_equal(report.head.size, 280);
  assert_int_equal(report.entries, 280);
  assert_int_equal(report.signatures, 279);
  static const char *const files[] = {"out/checkpoint",     "out/tile/0/000",       "out/tile/0/001.p/24",
                                      "out/tile/1/000.p/1", "out/tile/entries/000", "out/tile/entries/001.p/24"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    assert_true(world_exists(w, world_path(w, files[i])));
  }
}

static void a_tree_of_hashes_alone_verifies_as_far_as_it_goes(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  struct cs_str verifier = export(w, false);
  assert_ok(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err);
  assert_int_equal(report.entries, 0);
  assert_false(world_exists(w, world_path(w, "out/tile/entries")));
}

static void an_export_grows_with_the_record(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  export(w, true);
  struct cs_record *record = world_open(w);
  world_fill(w, record, 300, 250);
  cs_record_close(record);
  struct cs_str verifier = export(w, true);
  assert_ok(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err);
  assert_int_equal(report.entries, 530);
}

static void an_export_beside_a_writer_has_the_newest_checkpoint(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 3); /* its note is not in the store yet, but in the key folder */
  struct cs_str verifier = export(w, true);
  assert_ok(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err);
  assert_int_equal(report.entries, 4);
  cs_record_close(record);
}

/* Flips one byte of a file below out/. */
static void flip(struct world *w, const char *name, size_t at) {
  struct cs_str bytes = world_read(w, world_path(w, name));
  assert_true(at < bytes.len);
  ((char *)(uintptr_t)bytes.ptr)[at] ^= 1;
  world_write(w, world_path(w, name), bytes);
}

static void every_kind_of_alteration_of_a_tree_is_named(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  static const struct {
    const char *file;
    size_t at;
    const char *says;
  } harms[] = {
      {"out/tile/entries/000", 9000, "is not the entry that was signed: its hash is "},
      {"out/tile/entries/001.p/24", 3, "entry 256 is not the entry that was signed"},
      {"out/tile/entries/000", 0, "entry 0 is not the entry that was signed"},
      {"out/tile/0/000", 40, "tile 0/0 does not have the root that the tile above it holds"},
      {"out/tile/0/001.p/24", 40, "the tiles do not have the root that the checkpoint of size 280 signs"},
      {"out/tile/1/000.p/1", 1, "tile 0/0 does not have the root that the tile above it holds"},
      {"out/checkpoint", 30, "checkpoint: "},
  };
  a_history(w);
  struct cs_str verifier = export(w, true);
  for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
    flip(w, harms[i].file, harms[i].at);
    assert_code(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err, CS_E_LOG_ALTERED);
    assert_says(&w->err, harms[i].says);
    flip(w, harms[i].file, harms[i].at);
  }
  assert_ok(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err);
}

static void a_tree_that_lacks_files_says_which(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  struct cs_str verifier = export(w, true);
  assert_int_equal(unlink(world_path(w, "out/tile/entries/001.p/24").ptr), 0);
  assert_code(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err, CS_E_LOG_TREE);
  assert_says(&w->err, "\"tile/entries/001.p/24\" is missing");
  assert_int_equal(unlink(world_path(w, "out/tile/0/000").ptr), 0);
  assert_code(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err, CS_E_LOG_TREE);
  assert_says(&w->err, "\"tile/0/000\" is missing");
  assert_int_equal(unlink(world_path(w, "out/checkpoint").ptr), 0);
  assert_code(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err, CS_E_LOG_TREE);
}

static void a_tree_cut_within_an_entry_says_so(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  struct cs_str verifier = export(w, true);
  struct cs_str bytes = world_read(w, world_path(w, "out/tile/entries/001.p/24"));
  world_write(w, world_path(w, "out/tile/entries/001.p/24"), cs_str_sub(bytes, 0, bytes.len - 5));
  assert_code(cs_log_verify_tree(w->os, w->out, verifier, &report, &w->err), &w->err, CS_E_LOG_ALTERED);
  assert_says(&w->err, "\"tile/entries/001.p/24\" ends within entry 279");
}

static void a_tree_under_another_key_is_not_believed(void **state) {
  struct world *w = *state;
  struct cs_verify_report report;
  a_history(w);
  export(w, true);
  struct cs_found found = world_found(w);
  struct cs_record *other =
      cs_record_create(w->os, world_path(w, "other.db"), world_path(w, "other-keys"), &found, &w->err);
  assert_ok(other != NULL, &w->err);
  assert_code(cs_log_verify_tree(w->os, w->out, cs_record_verifier(other), &report, &w->err), &w->err,
              CS_E_LOG_ALTERED);
  cs_record_close(other);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(a_whole_record_verifies_with_everything_counted),
      T(reading_alone_can_verify_without_keys),
      T(an_altered_entry_is_named_by_its_leaf),
      T(an_altered_entry_of_the_newest_tile_is_named_too),
      T(a_leaf_that_was_altered_alone_is_not_blamed_on_its_entry),
      T(an_altered_tile_is_named),
      T(a_missing_entry_is_named),
      T(an_entry_beyond_the_head_is_named),
      T(entries_that_were_signed_and_are_gone_are_named),
      T(an_altered_blob_and_a_missing_one_are_named),
      T(what_the_vault_holds_is_held_against_the_commitments),
      T(an_altered_projection_is_named_and_the_record_stands),
      T(a_rebuild_without_keys_leaves_everything_as_it_was),
      T(a_rebuild_beside_a_writer_loses_nothing),
      T(a_signature_that_is_not_the_actors_is_named),
      T(a_key_that_was_never_enrolled_is_named),
      T(a_key_counts_from_its_enrolment_to_its_revocation),
      T(a_source_must_name_a_load_that_announced_it),
      T(the_core_may_not_do_an_officers_act),
      T(an_exported_tree_verifies_without_the_store),
      T(a_tree_of_hashes_alone_verifies_as_far_as_it_goes),
      T(an_export_grows_with_the_record),
      T(an_export_beside_a_writer_has_the_newest_checkpoint),
      T(every_kind_of_alteration_of_a_tree_is_named),
      T(a_tree_that_lacks_files_says_which),
      T(a_tree_cut_within_an_entry_says_so),
      T(a_tree_under_another_key_is_not_believed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
