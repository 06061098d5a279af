/* Reading: entries, states, lists, proofs, tiles. */
#include "store/world.h"

#include "tlog/err.h"
#include "tlog/tile.h"

static bool collect(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)bytes;
  (void)err;
  uint64_t *sum = ctx;
  *sum = *sum * 10 + n;
  return true;
}

static bool stop_at_two(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)ctx;
  (void)bytes;
  return n < 2 || cs_err_set(err, &CS_E_LIMIT, "enough");
}

static void entries_come_in_order(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 4);
  struct cs_reader *reader = world_reader(w);
  uint64_t sum = 0;
  assert_ok(cs_reader_entries(reader, 1, 4, collect, &sum, &w->err), &w->err);
  assert_int_equal(sum, 123);
  sum = 0;
  assert_ok(cs_reader_entries(reader, 3, 3, collect, &sum, &w->err), &w->err);
  assert_int_equal(sum, 0);
  assert_code(cs_reader_entries(reader, 3, 6, collect, &sum, &w->err), &w->err, CS_E_STORE_DAMAGED);
  assert_says(&w->err, "entry 5 is missing");
  assert_code(cs_reader_entries(reader, 0, 5, stop_at_two, NULL, &w->err), &w->err, CS_E_LIMIT);
  struct cs_str bytes;
  assert_code(cs_reader_entry(reader, &w->arena, 5, &bytes, &w->err), &w->err, CS_E_STORE_ABSENT);
  cs_reader_close(reader);
  cs_record_close(record);
}

static void a_reader_sees_one_size_until_it_ends(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  struct cs_reader *reader = world_reader(w);
  struct cs_head head, again;
  assert_ok(cs_reader_begin(reader, &head, &w->err), &w->err);
  world_act(w, record, ITEM("eram"));
  assert_ok(cs_reader_head(reader, &again, &w->err), &w->err);
  assert_int_equal(again.size, 1);
  cs_reader_end(reader);
  assert_ok(cs_reader_head(reader, &again, &w->err), &w->err);
  assert_int_equal(again.size, 2);
  cs_reader_close(reader);
  cs_record_close(record);
}

static bool join(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)err;
  (void)bytes;
  char *text = ctx;
  size_t used = strlen(text);
  snprintf(text + used, 400 - used, "%.*s@%lld ", CS_STR_ARG(subject), (long long)n);
  return true;
}

static void states_come_by_prefix_in_order(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act(w, record, ITEM("eram"));
  world_act(w, record, "{\"act\":\"party.register\",\"party\":\"us\",\"kind\":\"state\"}");
  world_act(w, record, ITEM("atacms"));
  world_act(w, record, FACT("eram"));
  struct cs_reader *reader = world_reader(w);
  char text[400] = "";
  assert_ok(cs_reader_states(reader, CS_STR("item:"), join, text, &w->err), &w->err);
  assert_string_equal(text, "item:atacms@3 item:eram@4 ");
  int64_t n;
  assert_ok(cs_reader_states_count(reader, CS_STR("item:"), &n, &w->err), &w->err);
  assert_int_equal(n, 2);
  text[0] = '\0';
  assert_ok(cs_reader_states(reader, CS_STR("itemx:"), join, text, &w->err), &w->err);
  assert_string_equal(text, "");
  assert_ok(cs_reader_states(reader, CS_STR_NONE, join, text, &w->err), &w->err);
  assert_true(strstr(text, "party:us@2") && strstr(text, "record:@0"));
  struct cs_state one;
  assert_ok(cs_reader_state(reader, &w->arena, CS_STR("item:eram"), &one, &w->err), &w->err);
  assert_true(one.found && one.n == 4 && one.bytes.len > 10);
  assert_ok(cs_reader_state(reader, &w->arena, CS_STR("item:none"), &one, &w->err), &w->err);
  assert_true(!one.found && one.n == -1);
  cs_reader_close(reader);
  cs_record_close(record);
}

static bool add_case(void *ctx, const struct cs_case_row *row, struct cs_err *err) {
  (void)err;
  char *text = ctx;
  size_t used = strlen(text);
  snprintf(text + used, 600 - used, "%.*s %.*s [%.*s]; ", CS_STR_ARG(row->id), CS_STR_ARG(row->status),
           CS_STR_ARG(row->open));
  return true;
}

static const char *cases(struct world *w, struct cs_reader *reader, struct cs_case_query query) {
  static char text[600];
  text[0] = '\0';
  assert_ok(cs_reader_cases(reader, &query, add_case, text, &w->err), &w->err);
  return text;
}

static void cases_are_listed_by_what_they_wait_for(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  world_act_out(w, record, CASE("2025-0002"), CASE_OUT);
  world_act_out(w, record, CASE("2025-0003"), "{\"consents\":[],\"verdict\":\"permitted\"}");
  struct cs_reader *reader = world_reader(w);
  assert_string_equal(
      cases(w, reader, (struct cs_case_query){0}),
      "2025-0003 not-needed []; 2025-0002 open [gb.mod us.secdef]; 2025-0001 open [gb.mod us.secdef]; ");
  world_act(w, record, DECIDE("2025-0001", "gb.mod", "approve"));
  assert_string_equal(cases(w, reader, (struct cs_case_query){.approver = CS_STR("gb.mod")}),
                      "2025-0002 open [gb.mod us.secdef]; ");
  assert_string_equal(cases(w, reader, (struct cs_case_query){.approver = CS_STR("us.secdef")}),
                      "2025-0002 open [gb.mod us.secdef]; 2025-0001 open [us.secdef]; ");
  world_act(w, record, DECIDE("2025-0002", "us.secdef", "refuse"));
  assert_string_equal(cases(w, reader, (struct cs_case_query){.approver = CS_STR("gb.mod")}), "");
  assert_string_equal(cases(w, reader, (struct cs_case_query){.status = CS_STR("refused")}), "2025-0002 refused []; ");
  world_act(w, record, DECIDE("2025-0001", "us.secdef", "approve"));
  assert_string_equal(cases(w, reader, (struct cs_case_query){.status = CS_STR("approved")}),
                      "2025-0001 approved []; ");
  assert_string_equal(cases(w, reader, (struct cs_case_query){.applicant = CS_STR("ua.armed-forces"), .limit = 1}),
                      "2025-0003 not-needed []; ");
  assert_string_equal(cases(w, reader, (struct cs_case_query){.applicant = CS_STR("ua.armed-forces"), .after_n = 2}),
                      "2025-0001 approved []; ");
  assert_string_equal(
      cases(w, reader, (struct cs_case_query){.applicant = CS_STR("ua.armed-forces"), .status = CS_STR("refused")}),
      "2025-0002 refused []; ");
  assert_string_equal(cases(w, reader, (struct cs_case_query){.applicant = CS_STR("someone-else")}), "");
  cs_reader_close(reader);
  cs_record_close(record);
  world_assert_whole(w);
}

static bool add_precedent(void *ctx, const struct cs_precedent_row *row, struct cs_err *err) {
  (void)err;
  char *text = ctx;
  size_t used = strlen(text);
  snprintf(text + used, 600 - used, "%.*s %.*s %.*s %.*s %.*s %.*s; ", CS_STR_ARG(row->case_id),
           CS_STR_ARG(row->consent), CS_STR_ARG(row->outcome), CS_STR_ARG(row->party), CS_STR_ARG(row->act),
           CS_STR_ARG(row->area));
  return true;
}

static void decisions_are_found_again_by_item_and_by_party(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  char text[600] = "";
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  world_act_out(w, record, CASE("2025-0002"), CASE_OUT);
  world_act(w, record, DECIDE("2025-0001", "gb.mod", "approve"));
  world_act(w, record, DECIDE("2025-0002", "us.secdef", "refuse"));
  struct cs_reader *reader = world_reader(w);
  assert_ok(cs_reader_precedents(reader, CS_STR("eram"), CS_STR_NONE, 0, add_precedent, text, &w->err), &w->err);
  assert_string_equal(text, "2025-0002 us.secdef refuse ua.armed-forces use RU-KRS; "
                            "2025-0001 gb.mod approve ua.armed-forces use RU-KRS; ");
  text[0] = '\0';
  assert_ok(cs_reader_precedents(reader, CS_STR_NONE, CS_STR("ua.armed-forces"), 1, add_precedent, text, &w->err),
            &w->err);
  assert_string_equal(text, "2025-0002 us.secdef refuse ua.armed-forces use RU-KRS; ");
  text[0] = '\0';
  assert_ok(cs_reader_precedents(reader, CS_STR("eram"), CS_STR("nobody"), 0, add_precedent, text, &w->err), &w->err);
  assert_string_equal(text, "");
  cs_reader_close(reader);
  cs_record_close(record);
}

static bool add_statement(void *ctx, const struct cs_statement_row *row, struct cs_err *err) {
  (void)err;
  char *text = ctx;
  size_t used = strlen(text);
  snprintf(text + used, 400 - used, "%.*s about %.*s %.*s%s; ", CS_STR_ARG(row->statement), CS_STR_ARG(row->about),
           CS_STR_ARG(row->kind), row->withdrawn ? " withdrawn" : "");
  return true;
}

static void statements_are_listed_by_what_they_are_about(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  char text[400] = "";
  world_act(w, record,
            "{\"act\":\"statement.record\",\"statement\":\"s1\",\"kind\":\"said\",\"about\":"
            "[\"us.long-range\",\"eram\"],\"text\":\"no change\"}");
  world_act(w, record,
            "{\"act\":\"statement.record\",\"statement\":\"s2\",\"kind\":\"done\",\"about\":"
            "[\"us.long-range\"],\"text\":\"refused\"}");
  world_act(w, record, "{\"act\":\"statement.withdraw\",\"statement\":\"s1\"}");
  struct cs_reader *reader = world_reader(w);
  assert_ok(cs_reader_statements(reader, CS_STR("us.long-range"), 0, add_statement, text, &w->err), &w->err);
  assert_string_equal(text, "s1 about us.long-range said withdrawn; s2 about us.long-range done; ");
  text[0] = '\0';
  assert_ok(cs_reader_statements(reader, CS_STR_NONE, 2, add_statement, text, &w->err), &w->err);
  assert_string_equal(text, "s1 about eram said withdrawn; s1 about us.long-range said withdrawn; ");
  cs_reader_close(reader);
  cs_record_close(record);
  world_assert_whole(w);
}

static void every_size_is_consistent_with_every_later_one(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 300);
  struct cs_reader *reader = world_reader(w);
  static const uint64_t sizes[] = {1, 2, 3, 255, 256, 257, 301};
  for (size_t i = 0; i < 7; i++) {
    for (size_t k = i; k < 7; k++) {
      struct cs_hash old_root, root;
      struct cs_proof proof;
      assert_ok(cs_reader_root(reader, sizes[i], &old_root, &w->err), &w->err);
      assert_ok(cs_reader_root(reader, sizes[k], &root, &w->err), &w->err);
      assert_ok(cs_reader_consistency(reader, sizes[i], sizes[k], &proof, &w->err), &w->err);
      assert_ok(cs_proof_check_consistency(&w->hasher, &proof, sizes[i], &old_root, sizes[k], &root, &w->err), &w->err);
    }
  }
  struct cs_hash root;
  struct cs_proof proof;
  assert_code(cs_reader_root(reader, 302, &root, &w->err), &w->err, CS_E_TLOG_RANGE);
  assert_code(cs_reader_inclusion(reader, 301, 301, &proof, &w->err), &w->err, CS_E_TLOG_RANGE);
  cs_reader_close(reader);
  cs_record_close(record);
}

static void tiles_and_bundles_are_served_at_any_size(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_fill(w, record, 0, 299);
  struct cs_reader *reader = world_reader(w);
  struct cs_buf full, partial, bundle;
  cs_buf_init(&full, 1 << 22);
  cs_buf_init(&partial, 1 << 22);
  cs_buf_init(&bundle, CS_BUNDLE_MAX);
  struct cs_tile tile = {.width = 256};
  assert_ok(cs_reader_tile(reader, 300, &tile, &full, &w->err), &w->err);
  assert_int_equal(full.len, CS_TILE_BYTES);
  tile.width = 100;
  assert_ok(cs_reader_tile(reader, 100, &tile, &partial, &w->err), &w->err);
  assert_memory_equal(full.ptr, partial.ptr, 100 * 32);
  tile = (struct cs_tile){.entries = true, .index = 1, .width = 44};
  assert_ok(cs_reader_tile(reader, 300, &tile, &bundle, &w->err), &w->err);
  struct cs_str rest = cs_buf_str(&bundle), entry;
  int n = 0;
  while (rest.len > 0) {
    assert_ok(cs_bundle_next(&rest, &entry, &w->err), &w->err);
    n++;
  }
  assert_int_equal(n, 44);
  tile.width = 45;
  assert_code(cs_reader_tile(reader, 300, &tile, &bundle, &w->err), &w->err, CS_E_STORE_ABSENT);
  tile = (struct cs_tile){.level = 1, .width = 1};
  cs_buf_reset(&partial);
  assert_ok(cs_reader_tile(reader, 300, &tile, &partial, &w->err), &w->err);
  assert_int_equal(partial.len, 32);
  assert_code(cs_reader_tile(reader, 255, &tile, &partial, &w->err), &w->err, CS_E_STORE_ABSENT);
  cs_buf_deinit(&full);
  cs_buf_deinit(&partial);
  cs_buf_deinit(&bundle);
  cs_reader_close(reader);
  cs_record_close(record);
}

static void the_record_can_be_read_as_it_stood(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w);
  world_act_out(w, record, CASE("2025-0001"), CASE_OUT);
  world_act(w, record, DECIDE("2025-0001", "gb.mod", "approve"));
  w->clock.now += 3 * SECOND;
  world_act(w, record, DECIDE("2025-0001", "us.secdef", "refuse"));
  struct cs_reader *reader = cs_reader_open_at(w->os, w->store, w->keys, 3, &w->err);
  assert_ok(reader != NULL, &w->err);
  struct cs_head head;
  struct cs_hash root;
  struct cs_proof proof;
  struct cs_str bytes;
  char text[600] = "";
  assert_ok(cs_reader_begin(reader, &head, &w->err), &w->err);
  assert_int_equal(head.size, 3);
  assert_int_equal(head.at, world_now(w) - 3 * SECOND);
  assert_string_equal(cases(w, reader, (struct cs_case_query){0}), "2025-0001 open [us.secdef]; ");
  assert_ok(cs_reader_precedents(reader, CS_STR("eram"), CS_STR_NONE, 0, add_precedent, text, &w->err), &w->err);
  assert_string_equal(text, "2025-0001 gb.mod approve ua.armed-forces use RU-KRS; ");
  assert_ok(cs_reader_entry(reader, &w->arena, 2, &bytes, &w->err), &w->err);
  assert_code(cs_reader_entry(reader, &w->arena, 3, &bytes, &w->err), &w->err, CS_E_STORE_ABSENT);
  uint64_t sum = 0;
  assert_code(cs_reader_entries(reader, 0, 4, collect, &sum, &w->err), &w->err, CS_E_STORE_ABSENT);
  assert_ok(cs_reader_root(reader, 3, &root, &w->err), &w->err);
  assert_true(cs_hash_eq(&root, &head.root));
  assert_code(cs_reader_inclusion(reader, 1, 4, &proof, &w->err), &w->err, CS_E_TLOG_RANGE);
  cs_reader_end(reader);
  cs_reader_close(reader);
  assert_code(cs_reader_open_at(w->os, w->store, w->keys, 5, &w->err), &w->err, CS_E_TLOG_RANGE);
  assert_code(cs_reader_open_at(w->os, w->store, w->keys, 0, &w->err), &w->err, CS_E_TLOG_RANGE);
  cs_record_close(record);
}

static void the_newest_note_of_a_day_is_kept_and_the_last_of_each_day_before(void **state) {
  struct world *w = *state;
  struct cs_record *record = world_create(w); /* a note of size 1 is stored */
  world_act(w, record, ITEM("a"));
  assert_ok(cs_record_idle(record, &w->err), &w->err);
  w->clock.now += DAY;
  world_act(w, record, ITEM("b"));
  world_act(w, record, ITEM("c"));
  assert_ok(cs_record_idle(record, &w->err), &w->err);
  world_act(w, record, ITEM("d"));
  cs_record_close(record);
  struct cs_reader *reader = world_reader(w);
  bool found;
  uint64_t size;
  struct cs_str note;
  int64_t n;
  assert_ok(cs_reader_count(reader, "note", &n, &w->err), &w->err);
  assert_int_equal(n, 2);
  assert_ok(cs_reader_note(reader, &w->arena, UINT64_MAX, &found, &size, &note, &w->err), &w->err);
  assert_true(found);
  assert_int_equal(size, 5);
  assert_ok(cs_reader_note(reader, &w->arena, 4, &found, &size, &note, &w->err), &w->err);
  assert_int_equal(size, 2);
  assert_ok(cs_reader_note(reader, &w->arena, 1, &found, &size, &note, &w->err), &w->err);
  assert_false(found);
  assert_code(cs_reader_count(reader, "no_such", &n, &w->err), &w->err, CS_E_STORE_ABSENT);
  cs_reader_close(reader);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(entries_come_in_order),
      T(a_reader_sees_one_size_until_it_ends),
      T(states_come_by_prefix_in_order),
      T(cases_are_listed_by_what_they_wait_for),
      T(decisions_are_found_again_by_item_and_by_party),
      T(statements_are_listed_by_what_they_are_about),
      T(every_size_is_consistent_with_every_later_one),
      T(tiles_and_bundles_are_served_at_any_size),
      T(the_record_can_be_read_as_it_stood),
      T(the_newest_note_of_a_day_is_kept_and_the_last_of_each_day_before),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
