/* One batch: the working set, what is written and what is not, receipts. */
#include "store/world.h"

#include "model/err.h"
#include "tlog/err.h"

static void an_act_is_on_record_with_a_receipt_that_checks(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_appended appended = world_append(w, batch, record, ITEM("eram"), NULL);
  assert_int_equal(appended.n, 1);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  struct cs_receipt receipt = {.index = 1, .checkpoint = cs_batch_note(batch)};
  assert_ok(cs_batch_proof(batch, 1, &receipt.proof, &w->err), &w->err);
  struct cs_verifier_key key;
  struct cs_checkpoint_opened opened;
  assert_ok(cs_verifier_key_parse(&key, &w->hasher, cs_record_verifier(record), &w->err), &w->err);
  struct cs_hash leaf;
  cs_hash_leaf(&w->hasher, appended.bytes, &leaf);
  assert_ok(cs_receipt_check(&receipt, &w->hasher, &leaf, CS_STR(ORIGIN), &key, 1, &opened, &w->err), &w->err);
  assert_int_equal(opened.checkpoint.size, 2);
  cs_batch_end(batch);
  cs_record_close(record);
  world_assert_whole(w);
}

static void a_later_act_sees_what_an_earlier_one_of_the_batch_did(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  const struct cs_json *item;
  int64_t n;
  assert_ok(cs_batch_state(batch, CS_STR("item:eram"), &item, &n, &w->err), &w->err);
  assert_null(item);
  assert_int_equal(n, -1);
  world_append(w, batch, record, ITEM("eram"), NULL);
  world_append(w, batch, record, FACT("eram"), NULL);
  assert_ok(cs_batch_state(batch, CS_STR("item:eram"), &item, &n, &w->err), &w->err);
  assert_int_equal(n, 2);
  assert_int_equal(cs_json_get(item, "versions")->n, 1);
  assert_int_equal(cs_json_get(item, "facts")->n, 1);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  /* and the next batch reads the same from the row */
  batch = world_begin(w, record);
  assert_ok(cs_batch_state(batch, CS_STR("item:eram"), &item, &n, &w->err), &w->err);
  assert_int_equal(n, 2);
  assert_int_equal(cs_json_get(item, "facts")->n, 1);
  cs_batch_end(batch);
  cs_record_close(record);
  world_assert_whole(w);
}

static void the_reader_of_a_batch_sees_what_is_not_yet_committed(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_state one;
  int64_t n;
  world_append(w, batch, record, ITEM("eram"), NULL);
  assert_ok(cs_reader_state(cs_batch_reader(batch), &w->arena, CS_STR("item:eram"), &one, &w->err), &w->err);
  assert_int_equal(one.n, 1);
  world_append(w, batch, record, FACT("eram"), NULL);
  assert_ok(cs_reader_states_count(cs_batch_reader(batch), CS_STR("item:"), &n, &w->err), &w->err);
  assert_int_equal(n, 1);
  struct cs_str bytes;
  assert_ok(cs_reader_entry(cs_batch_reader(batch), &w->arena, 2, &bytes, &w->err), &w->err);
  struct cs_reader *other = world_reader(w);
  assert_ok(cs_reader_state(other, &w->arena, CS_STR("item:eram"), &one, &w->err), &w->err);
  assert_false(one.found);
  cs_reader_close(other);
  cs_batch_end(batch);
  cs_record_close(record);
}

static void a_batch_that_is_ended_leaves_nothing(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_head before = cs_record_head(record);
  struct cs_batch *batch = world_begin(w, record);
  world_append(w, batch, record, ITEM("eram"), NULL);
  world_append(w, batch, record, CASE("2025-0001"), CASE_OUT);
  cs_batch_end(batch);
  struct cs_reader *reader = world_reader(w);
  const char *const tables[] = {"vault", "act_key", "case_list", "consent_list", "precedent", "leaf"};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    int64_t n;
    assert_ok(cs_reader_count(reader, tables[i], &n, &w->err), &w->err);
    assert_int_equal(n, strcmp(tables[i], "leaf") == 0 ? 1 : 0);
  }
  cs_reader_close(reader);
  assert_int_equal(world_size(w), 1);
  /* and the next batch goes on from where the record stands */
  struct cs_head after = cs_record_head(record);
  assert_true(cs_hash_eq(&before.root, &after.root));
  assert_int_equal(world_act(w, record, ITEM("atacms")).n, 1);
  cs_record_close(record);
  world_assert_whole(w);
}

static void a_batch_without_acts_changes_nothing(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  assert_int_equal(cs_batch_head(batch).size, 1);
  assert_true(cs_batch_note(batch).len > 0);
  cs_batch_end(batch);
  assert_int_equal(world_size(w), 1);
  cs_record_close(record);
}

static void a_fold_that_cannot_be_refuses_one_act_and_no_other(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  world_append(w, batch, record, ITEM("eram"), NULL);
  struct cs_entry entry =
      world_entry(w, cs_batch_arena(batch), record, DECIDE("2025-0009", "us.secdef", "approve"), NULL);
  struct cs_appended appended;
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err, CS_E_FOLD_STATE);
  assert_true(cs_batch_usable(batch));
  assert_int_equal(cs_batch_size(batch), 2);
  world_append(w, batch, record, FACT("eram"), NULL);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  assert_int_equal(world_size(w), 3);
  cs_record_close(record);
  world_assert_whole(w);
}

static void many_acts_fill_tiles_and_every_one_can_be_proved(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 254);
  world_fill(w, record, 254, 2); /* over the edge of a tile */
  world_fill(w, record, 256, 300);
  struct cs_batch *batch = world_begin(w, record);
  world_append(w, batch, record, ITEM("last"), NULL);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  struct cs_head head = cs_batch_head(batch);
  assert_int_equal(head.size, 558);
  struct cs_reader *reader = world_reader(w);
  for (uint64_t n = 0; n < head.size; n += 31) {
    struct cs_proof memory, store;
    struct cs_str bytes;
    struct cs_hash leaf;
    assert_ok(cs_reader_entry(reader, &w->arena, n, &bytes, &w->err), &w->err);
    cs_hash_leaf(&w->hasher, bytes, &leaf);
    assert_ok(cs_batch_proof(batch, n, &memory, &w->err), &w->err);
    assert_ok(cs_reader_inclusion(reader, n, head.size, &store, &w->err), &w->err);
    assert_ok(cs_proof_check_inclusion(&w->hasher, &memory, &leaf, n, head.size, &head.root, &w->err), &w->err);
    assert_int_equal(memory.n, store.n);
    assert_memory_equal(memory.at, store.at, memory.n * sizeof *memory.at);
  }
  int64_t leaves;
  assert_ok(cs_reader_count(reader, "leaf", &leaves, &w->err), &w->err);
  assert_int_equal(leaves, 558 - 512);
  cs_reader_close(reader);
  cs_batch_end(batch);
  cs_record_close(record);
  world_assert_whole(w);
  record = world_open(w); /* from tiles */
  assert_null(cs_record_trouble(record));
  world_act(w, record, FACT("last"));
  cs_record_close(record);
  world_assert_whole(w);
}

static bool count_changed(void *ctx, struct cs_str subject, int64_t n, const struct cs_json *state,
                          struct cs_err *err) {
  (void)n;
  (void)state;
  (void)err;
  struct cs_str *seen = ctx;
  seen[seen[0].ptr ? 1 : 0] = subject;
  return true;
}

static void what_a_batch_changed_is_told_once_for_each_subject(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act(w, record, ITEM("eram"));
  struct cs_batch *batch = world_begin(w, record);
  const struct cs_json *read_only;
  int64_t n;
  world_append(w, batch, record, FACT("eram"), NULL);
  world_append(w, batch, record, FACT("eram"), NULL);
  world_append(w, batch, record, ITEM("atacms"), NULL);
  assert_ok(cs_batch_state(batch, CS_STR("item:other"), &read_only, &n, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  struct cs_str seen[3] = {{0}};
  assert_ok(cs_batch_each_changed(batch, count_changed, seen, &w->err), &w->err);
  assert_str(seen[0], "item:eram");
  assert_str(seen[1], "item:atacms");
  cs_batch_end(batch);
  cs_record_close(record);
}

static void a_long_load_gives_its_memory_back_on_the_way(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  world_append(w, batch, record, ITEM("eram"), NULL);
  world_append(w, batch, record, FACT("eram"), NULL);
  assert_ok(cs_batch_flush(batch, &w->err), &w->err);
  world_append(w, batch, record, ITEM("atacms"), NULL);
  world_append(w, batch, record, FACT("eram"), NULL);
  assert_ok(cs_batch_flush(batch, &w->err), &w->err);
  assert_int_equal(cs_batch_count(batch), 4);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  struct cs_str seen[3] = {{0}};
  assert_ok(cs_batch_each_changed(batch, count_changed, seen, &w->err), &w->err);
  assert_str(seen[0], "item:eram");
  assert_str(seen[1], "item:atacms");
  cs_batch_end(batch);
  struct cs_reader *reader = world_reader(w);
  struct cs_state one;
  assert_ok(cs_reader_state(reader, &w->arena, CS_STR("item:eram"), &one, &w->err), &w->err);
  assert_int_equal(one.n, 4);
  cs_reader_close(reader);
  cs_record_close(record);
  world_assert_whole(w);
}

struct caught {
  int entries, subjects;
  char last[64];
};
static bool catch_one(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)n;
  (void)bytes;
  (void)err;
  ((struct caught *)ctx)->entries++;
  return true;
}
static bool catch_state(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)n;
  (void)err;
  assert_true(bytes.len > 2);
  struct caught *c = ctx;
  c->subjects++;
  snprintf(c->last, sizeof c->last, "%.*s", CS_STR_ARG(subject));
  return true;
}

static void two_handles_write_one_record_and_each_hears_of_the_other(void **state) {
  struct world *w = *state;
  struct cs_record *a = world_create(w);
  struct cs_record *b = world_open(w);
  world_act(w, a, ITEM("eram"));
  struct caught caught = {0};
  struct cs_catch_up up = {.applied = 1, .each = catch_one, .changed = catch_state, .ctx = &caught};
  world_act(w, a, FACT("eram"));
  struct cs_batch *batch = cs_batch_begin(b, &up, &w->err);
  assert_ok(batch != NULL, &w->err);
  assert_int_equal(caught.entries, 2);
  assert_int_equal(caught.subjects, 1);
  assert_string_equal(caught.last, "item:eram");
  struct cs_appended appended = world_append(w, batch, b, FACT("eram"), NULL);
  assert_int_equal(appended.n, 3);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  assert_int_equal(world_act(w, a, ITEM("atacms")).n, 4);
  cs_record_close(a);
  cs_record_close(b);
  world_assert_whole(w);
}

static void while_one_handle_has_the_lock_another_waits_in_vain(void **state) {
  struct world *w = *state;
  struct cs_record *a = world_create(w);
  struct cs_record_options options = world_options(w);
  options.busy_ms = 20;
  struct cs_record *b = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(b != NULL, &w->err);
  struct cs_batch *batch = world_begin(w, a);
  assert_code(cs_batch_begin(b, NULL, &w->err), &w->err, CS_E_STORE_LOCKED);
  cs_batch_end(batch);
  world_act(w, b, ITEM("eram"));
  cs_record_close(a);
  cs_record_close(b);
}

static void a_key_of_an_act_is_remembered_for_seven_days(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, &w->arena, record, ITEM("eram"), NULL);
  struct cs_appended appended;
  unsigned char key[16] = {1, 2, 3, 255};
  entry.request_key = world_hex(w, key, sizeof key);
  bool seen;
  int64_t n;
  struct cs_hash act, expected;
  assert_ok(cs_batch_key_seen(batch, key, world_now(w), &seen, &n, &act, &w->err), &w->err);
  assert_false(seen);
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  struct cs_buf buf;
  cs_buf_init(&buf, 100000);
  assert_ok(cs_json_canonical(&buf, entry.a, &w->err), &w->err);
  cs_hash_bytes(&w->hasher, cs_buf_str(&buf), &expected);
  cs_buf_deinit(&buf);
  batch = world_begin(w, record);
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err, CS_E_STORE_ACT);
  assert_says(&w->err, "is on record already");
  assert_true(cs_batch_usable(batch));
  assert_ok(cs_batch_key_seen(batch, key, world_now(w) + 7 * DAY, &seen, &n, &act, &w->err), &w->err);
  assert_true(seen);
  assert_int_equal(n, 1);
  assert_true(cs_hash_eq(&act, &expected));
  assert_ok(cs_batch_key_seen(batch, key, world_now(w) + 8 * DAY, &seen, &n, &act, &w->err), &w->err);
  assert_false(seen);
  key[0] = 9;
  assert_ok(cs_batch_key_seen(batch, key, world_now(w), &seen, &n, &act, &w->err), &w->err);
  assert_false(seen);
  cs_batch_end(batch);
  cs_record_close(record);
  world_assert_whole(w);
}

static void time_never_goes_back_and_a_clock_far_off_is_refused(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  cs_time start = world_now(w), at;
  struct cs_batch *batch = world_begin(w, record);
  assert_ok(cs_batch_time(batch, start - SECOND, &at, &w->err), &w->err);
  assert_int_equal(at, start);
  assert_ok(cs_batch_time(batch, start - 2 * SECOND, &at, &w->err), &w->err);
  assert_code(cs_batch_time(batch, start - 2 * SECOND - 1, &at, &w->err), &w->err, CS_E_STORE_CLOCK);
  assert_ok(cs_batch_time(batch, start + DAY, &at, &w->err), &w->err);
  assert_int_equal(at, start + DAY);
  assert_code(cs_batch_time(batch, start + DAY + 1, &at, &w->err), &w->err, CS_E_STORE_CLOCK);
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, ITEM("eram"), NULL);
  struct cs_appended appended;
  assert_code(cs_batch_append(batch, &entry, start + 2 * DAY, NULL, 0, &appended, &w->err), &w->err, CS_E_STORE_CLOCK);
  assert_true(cs_batch_usable(batch));
  assert_ok(cs_batch_append(batch, &entry, start - SECOND, NULL, 0, &appended, &w->err), &w->err);
  assert_int_equal(appended.at, start);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  struct cs_record_options options = world_options(w);
  options.clock_checked = true;
  record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  batch = world_begin(w, record);
  assert_ok(cs_batch_time(batch, start + 30 * DAY, &at, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
}

static void a_trial_takes_any_later_clock(void **state) {
  struct world *w = *state;
  struct cs_found found = world_found(w);
  found.trial = true;
  struct cs_record *record = cs_record_create(w->os, w->store, w->keys, &found, &w->err);
  assert_ok(record != NULL, &w->err);
  struct cs_batch *batch = world_begin(w, record);
  cs_time at;
  assert_ok(cs_batch_time(batch, world_now(w) + 400 * DAY, &at, &w->err), &w->err);
  assert_code(cs_batch_time(batch, world_now(w) - 3 * SECOND, &at, &w->err), &w->err, CS_E_STORE_CLOCK);
  cs_batch_end(batch);
  cs_record_close(record);
}

/* ---- seals and blobs ---- */

static void what_is_confidential_lies_sealed_and_opens_with_the_keys(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_appended appended = world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  assert_int_equal(cs_str_find(appended.bytes, CS_STR("eram")), SIZE_MAX);
  cs_record_close(record);
  struct cs_reader *reader = world_reader(w);
  struct cs_entry entry;
  assert_ok(cs_reader_entry_opened(reader, &w->arena, 1, &entry, &w->err), &w->err);
  assert_str(cs_json_text(cs_json_get(entry.act.body, "request"), "user"), "ua.armed-forces");
  struct cs_opening opening;
  assert_code(cs_reader_opening(reader, &w->arena, &entry, CS_SEAL_PERSONAL, &opening, &w->err), &w->err,
              CS_E_STORE_ABSENT);
  cs_reader_close(reader);
  reader = cs_reader_open(w->os, w->store, CS_STR_NONE, &w->err);
  assert_ok(reader != NULL, &w->err);
  assert_code(cs_reader_entry_opened(reader, &w->arena, 1, &entry, &w->err), &w->err, CS_E_STORE_KEYS);
  cs_reader_close(reader);
  world_assert_whole(w);
}

static void a_name_is_sealed_for_its_subject_and_in_no_state(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  char flat[600], proof[100];
  struct cs_key second;
  assert_ok(cs_key_init(&second, CS_STR("another seed of thirty-two bytes"), &w->err), &w->err);
  memset(proof, 'A', 86);
  memcpy(proof + 86, "==", 3);
  snprintf(flat, sizeof flat,
           "{\"act\":\"key.enrol\",\"officer\":\"us.registry/second\",\"key\":\"%.*s\",\"proof\":\"%s\","
           "\"name\":\"Petra Schmidt\"}",
           CS_STR_ARG(world_hex(w, second.public_key.bytes, 32)), proof);
  cs_key_deinit(&second);
  world_act(w, record, flat);
  cs_record_close(record);
  struct cs_str file = world_read(w, w->store);
  assert_int_equal(cs_str_find(file, CS_STR("Petra")), SIZE_MAX);
  struct cs_reader *reader = world_reader(w);
  struct cs_entry entry;
  struct cs_opening opening;
  assert_ok(cs_reader_entry_opened(reader, &w->arena, 1, &entry, &w->err), &w->err);
  assert_null(cs_json_get(entry.act.body, "name"));
  assert_ok(cs_reader_opening(reader, &w->arena, &entry, CS_SEAL_PERSONAL, &opening, &w->err), &w->err);
  assert_str(cs_json_text(opening.value, "name"), "Petra Schmidt");
  cs_reader_close(reader);
}

static void an_opening_that_is_missing_or_wrong_refuses_the_act(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_appended appended;
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, CASE("2025-0001"), CASE_OUT);
  entry.act.seals[CS_SEAL_CONFIDENTIAL].present = false;
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err, CS_E_STORE_ACT);
  entry.act.seals[CS_SEAL_CONFIDENTIAL].present = true;
  entry.act.seals[CS_SEAL_CONFIDENTIAL].salt[5] ^= 1;
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err, CS_E_STORE_ACT);
  entry.act.seals[CS_SEAL_CONFIDENTIAL].salt[5] ^= 1;
  entry.act.seals[CS_SEAL_PERSONAL] = entry.act.seals[CS_SEAL_CONFIDENTIAL];
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err, CS_E_STORE_ACT);
  entry.act.seals[CS_SEAL_PERSONAL].present = false;
  assert_true(cs_batch_usable(batch));
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  world_assert_whole(w);
}

static void a_blob_is_kept_under_its_digest(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_str text = CS_STR("regime us.long-range-review\n");
  struct cs_batch_blob blob = {.bytes = text};
  char flat[400];
  cs_hash_bytes(&w->hasher, text, &blob.digest);
  snprintf(flat, sizeof flat,
           "{\"act\":\"rules.publish\",\"office\":\"us.president\",\"regime\":\"us.long-range\",\"file\":\"a.rules\","
           "\"digest\":\"%.*s\"}",
           CS_STR_ARG(world_hex(w, blob.digest.bytes, 32)));
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, flat, NULL);
  struct cs_appended appended;
  struct cs_batch_blob wrong = {.bytes = CS_STR("other"), .digest = blob.digest};
  assert_code(cs_batch_append(batch, &entry, world_now(w), &wrong, 1, &appended, &w->err), &w->err, CS_E_STORE_ACT);
  assert_ok(cs_batch_append(batch, &entry, world_now(w), &blob, 1, &appended, &w->err), &w->err);
  struct cs_str found;
  assert_ok(cs_reader_blob(cs_batch_reader(batch), &w->arena, &blob.digest, &found, &w->err), &w->err);
  assert_true(cs_str_eq(found, text));
  assert_ok(cs_batch_append(batch, &entry, world_now(w), &blob, 1, &appended, &w->err), &w->err); /* a second time */
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  cs_record_close(record);
  struct cs_reader *reader = world_reader(w);
  assert_ok(cs_reader_blob(reader, &w->arena, &blob.digest, &found, &w->err), &w->err);
  blob.digest.bytes[0] ^= 1;
  assert_code(cs_reader_blob(reader, &w->arena, &blob.digest, &found, &w->err), &w->err, CS_E_STORE_ABSENT);
  cs_reader_close(reader);
  world_assert_whole(w);
}

static void a_blob_over_the_limit_is_refused(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, ITEM("eram"), NULL);
  char *bytes = calloc(1, CS_BLOB_MAX + 1);
  struct cs_batch_blob blob = {.bytes = {bytes, CS_BLOB_MAX + 1}};
  struct cs_appended appended;
  cs_hash_bytes(&w->hasher, blob.bytes, &blob.digest);
  assert_code(cs_batch_append(batch, &entry, world_now(w), &blob, 1, &appended, &w->err), &w->err, CS_E_LIMIT);
  assert_true(cs_batch_usable(batch));
  free(bytes);
  cs_batch_end(batch);
  cs_record_close(record);
}

static void a_batch_takes_so_many_entries_and_no_more(void **state) {
  struct world *w = *state;
  cs_record_close(world_create(w));
  struct cs_record_options options = world_options(w);
  options.entries_max = 2;
  struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  struct cs_batch *batch = world_begin(w, record);
  world_append(w, batch, record, ITEM("eram"), NULL);
  world_append(w, batch, record, FACT("eram"), NULL);
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, FACT("eram"), NULL);
  struct cs_appended appended;
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err,
              CS_E_STORE_BATCH_FULL);
  assert_true(cs_batch_usable(batch));
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
  assert_int_equal(world_size(w), 3);
  cs_record_close(record);
}

static void an_entry_over_the_limit_is_refused(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_batch *batch = world_begin(w, record);
  char *out = calloc(1, 70000);
  memset(out, 'x', 66000);
  memcpy(out, "{\"a\":\"", 6);
  memcpy(out + 66000, "\"}", 3);
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, ITEM("eram"), out);
  struct cs_appended appended;
  assert_code(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err, CS_E_ENTRY_TOO_LARGE);
  assert_true(cs_batch_usable(batch));
  free(out);
  cs_batch_end(batch);
  assert_int_equal(world_size(w), 1);
  cs_record_close(record);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(an_act_is_on_record_with_a_receipt_that_checks),
      T(a_later_act_sees_what_an_earlier_one_of_the_batch_did),
      T(the_reader_of_a_batch_sees_what_is_not_yet_committed),
      T(a_batch_that_is_ended_leaves_nothing),
      T(a_batch_without_acts_changes_nothing),
      T(a_fold_that_cannot_be_refuses_one_act_and_no_other),
      T(many_acts_fill_tiles_and_every_one_can_be_proved),
      T(what_a_batch_changed_is_told_once_for_each_subject),
      T(a_long_load_gives_its_memory_back_on_the_way),
      T(two_handles_write_one_record_and_each_hears_of_the_other),
      T(while_one_handle_has_the_lock_another_waits_in_vain),
      T(a_key_of_an_act_is_remembered_for_seven_days),
      T(time_never_goes_back_and_a_clock_far_off_is_refused),
      T(a_trial_takes_any_later_clock),
      T(what_is_confidential_lies_sealed_and_opens_with_the_keys),
      T(a_name_is_sealed_for_its_subject_and_in_no_state),
      T(an_opening_that_is_missing_or_wrong_refuses_the_act),
      T(a_blob_is_kept_under_its_digest),
      T(a_blob_over_the_limit_is_refused),
      T(a_batch_takes_so_many_entries_and_no_more),
      T(an_entry_over_the_limit_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
