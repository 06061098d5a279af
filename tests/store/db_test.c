/* What every driver behind db.h must do. Nothing here names an engine; a second driver runs the same suite. */
#include "store/world.h"

#include "store/db.h"
#include "store/schema.h"

static struct cs_db *open_db(struct world *w, enum cs_db_mode mode, const char *suffix, int64_t busy_ms) {
  struct cs_db_options options = {.mode = mode, .suffix = suffix, .busy_ms = busy_ms};
  struct cs_db *db = cs_db_open(w->os, w->store, &options, &w->err);
  assert_ok(db != NULL, &w->err);
  return db;
}

static void commit(struct world *w, struct cs_db *db) {
  enum cs_db_outcome outcome;
  assert_ok(cs_db_commit(db, &outcome, &w->err), &w->err);
  assert_int_equal(outcome, CS_DB_DONE);
}

static struct cs_db *new_db(struct world *w) {
  struct cs_db *db = open_db(w, CS_DB_CREATE, NULL, 0);
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  assert_ok(cs_schema_make(db, &w->err), &w->err);
  commit(w, db);
  return db;
}

static void put(struct world *w, struct cs_db *db, const char *subject, const char *bytes) {
  cs_db_bind_text(db, CS_STMT_STATE_PUT, 1, cs_str_of(subject));
  cs_db_bind_integer(db, CS_STMT_STATE_PUT, 2, 5);
  cs_db_bind_bytes(db, CS_STMT_STATE_PUT, 3, cs_str_of(bytes));
  assert_ok(cs_db_run(db, CS_STMT_STATE_PUT, NULL, &w->err), &w->err);
}

/* The subject's bytes, or "-". */
static const char *get(struct world *w, struct cs_db *db, const char *subject) {
  static char out[100];
  bool row;
  cs_db_bind_text(db, CS_STMT_STATE, 1, cs_str_of(subject));
  assert_ok(cs_db_step(db, CS_STMT_STATE, &row, &w->err), &w->err);
  snprintf(out, sizeof out, "%.*s", CS_STR_ARG(row ? cs_db_bytes(db, CS_STMT_STATE, 1) : CS_STR("-")));
  cs_db_done(db, CS_STMT_STATE);
  return out;
}

static void a_store_is_made_once(void **state) {
  struct world *w = *state;
  cs_db_close(new_db(w));
  struct cs_db_options options = {.mode = CS_DB_CREATE};
  assert_code(cs_db_open(w->os, w->store, &options, &w->err), &w->err, CS_E_STORE_EXISTS);
  options.mode = CS_DB_WRITE;
  struct cs_str none = world_path(w, "none.db");
  assert_code(cs_db_open(w->os, none, &options, &w->err), &w->err, CS_E_STORE_MISSING);
  assert_false(world_exists(w, none));
}

static void what_is_committed_is_seen_by_others_and_what_is_not_is_not(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w), *other = open_db(w, CS_DB_READ, NULL, 0);
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  assert_true(cs_db_in_transaction(db));
  put(w, db, "item:a", "one");
  assert_string_equal(get(w, db, "item:a"), "one");
  assert_string_equal(get(w, other, "item:a"), "-");
  commit(w, db);
  assert_false(cs_db_in_transaction(db));
  assert_string_equal(get(w, other, "item:a"), "one");
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  put(w, db, "item:a", "two");
  cs_db_rollback(db);
  assert_false(cs_db_in_transaction(db));
  cs_db_rollback(db); /* harmless */
  assert_string_equal(get(w, db, "item:a"), "one");
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_LIGHT, &w->err), &w->err);
  put(w, db, "item:a", "three");
  commit(w, db);
  assert_string_equal(get(w, other, "item:a"), "three");
  cs_db_close(other);
  cs_db_close(db);
}

static void closing_rolls_back(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  put(w, db, "item:a", "one");
  cs_db_close(db);
  db = open_db(w, CS_DB_READ, NULL, 0);
  assert_string_equal(get(w, db, "item:a"), "-");
  cs_db_close(db);
  cs_db_close(NULL);
}

static void a_view_stays_while_others_commit(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w), *view = open_db(w, CS_DB_READ, NULL, 0);
  assert_ok(cs_db_begin(view, CS_DB_BEGIN_READ, &w->err), &w->err);
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  put(w, db, "item:a", "one");
  commit(w, db);
  assert_string_equal(get(w, view, "item:a"), "-");
  cs_db_rollback(view);
  assert_string_equal(get(w, view, "item:a"), "one");
  cs_db_close(view);
  cs_db_close(db);
}

static void the_lock_is_had_by_one_and_gives_the_newest(void **state) {
  struct world *w = *state;
  struct cs_db *a = new_db(w), *b = open_db(w, CS_DB_WRITE, NULL, 20);
  assert_ok(cs_db_begin(a, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  assert_code(cs_db_begin(b, CS_DB_BEGIN_WRITE, &w->err), &w->err, CS_E_STORE_LOCKED);
  assert_false(cs_db_in_transaction(b));
  put(w, a, "item:a", "one");
  commit(w, a);
  assert_ok(cs_db_begin(b, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  assert_string_equal(get(w, b, "item:a"), "one");
  cs_db_rollback(b);
  cs_db_close(a);
  cs_db_close(b);
}

static void a_reader_cannot_write(void **state) {
  struct world *w = *state;
  cs_db_close(new_db(w));
  struct cs_db *db = open_db(w, CS_DB_READ, NULL, 0);
  cs_db_bind_text(db, CS_STMT_STATE_PUT, 1, CS_STR("item:a"));
  cs_db_bind_integer(db, CS_STMT_STATE_PUT, 2, 5);
  cs_db_bind_bytes(db, CS_STMT_STATE_PUT, 3, CS_STR("x"));
  assert_code(cs_db_run(db, CS_STMT_STATE_PUT, NULL, &w->err), &w->err, CS_E_STORE_READ_ONLY);
  cs_db_close(db);
}

static void the_head_moves_only_from_where_it_is(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  static const char root[32] = {1};
  struct cs_str bytes = {root, 32};
  int64_t changed;
  cs_db_bind_bytes(db, CS_STMT_HEAD_FOUND, 1, bytes);
  assert_ok(cs_db_run(db, CS_STMT_HEAD_FOUND, &changed, &w->err), &w->err);
  assert_int_equal(changed, 1);
  for (int64_t old = 0; old < 2; old++) {
    cs_db_bind_integer(db, CS_STMT_HEAD_MOVE, 1, 7);
    cs_db_bind_bytes(db, CS_STMT_HEAD_MOVE, 2, bytes);
    cs_db_bind_integer(db, CS_STMT_HEAD_MOVE, 3, 9);
    cs_db_bind_integer(db, CS_STMT_HEAD_MOVE, 4, old);
    assert_ok(cs_db_run(db, CS_STMT_HEAD_MOVE, &changed, &w->err), &w->err);
    assert_int_equal(changed, old == 0 ? 1 : 0);
  }
  cs_db_close(db);
}

static void text_is_ordered_by_its_bytes(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  static const char *const subjects[] = {"item:b", "item:B", "item:a-", "item:a", "item:a.b", "item:_"};
  for (size_t i = 0; i < 6; i++) {
    put(w, db, subjects[i], "x");
  }
  char all[200] = "";
  bool row;
  cs_db_bind_text(db, CS_STMT_STATES, 1, CS_STR("item:"));
  cs_db_bind_text(db, CS_STMT_STATES, 2, CS_STR("item;"));
  while (cs_db_step(db, CS_STMT_STATES, &row, &w->err) && row) {
    size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%.*s ", CS_STR_ARG(cs_db_text(db, CS_STMT_STATES, 0)));
  }
  cs_db_done(db, CS_STMT_STATES);
  assert_string_equal(all, "item:B item:_ item:a item:a- item:a.b item:b ");
  cs_db_close(db);
}

static void values_come_back_as_they_went_in(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  static const char bytes[] = "a\0b\xff";
  static const int64_t numbers[] = {0, INT64_MAX, (INT64_C(1) << 53) + 1};
  for (size_t i = 0; i < 3; i++) {
    cs_db_bind_integer(db, CS_STMT_ENTRY_ADD, 1, numbers[i]);
    cs_db_bind_bytes(db, CS_STMT_ENTRY_ADD, 2, (struct cs_str){bytes, 4});
    assert_ok(cs_db_run(db, CS_STMT_ENTRY_ADD, NULL, &w->err), &w->err);
  }
  bool row;
  cs_db_bind_integer(db, CS_STMT_ENTRIES, 1, 1);
  cs_db_bind_integer(db, CS_STMT_ENTRIES, 2, INT64_MAX);
  assert_ok(cs_db_step(db, CS_STMT_ENTRIES, &row, &w->err), &w->err);
  assert_true(row);
  assert_int_equal(cs_db_integer(db, CS_STMT_ENTRIES, 0), numbers[2]);
  struct cs_str back = cs_db_bytes(db, CS_STMT_ENTRIES, 1);
  assert_int_equal(back.len, 4);
  assert_memory_equal(back.ptr, bytes, 4);
  assert_ok(cs_db_step(db, CS_STMT_ENTRIES, &row, &w->err), &w->err);
  assert_false(row);
  cs_db_done(db, CS_STMT_ENTRIES);
  cs_db_close(db);
}

static void the_nets_of_the_columns_hold(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  cs_db_bind_integer(db, CS_STMT_ENTRY_ADD, 1, -1);
  cs_db_bind_bytes(db, CS_STMT_ENTRY_ADD, 2, CS_STR("x"));
  assert_code(cs_db_run(db, CS_STMT_ENTRY_ADD, NULL, &w->err), &w->err, CS_E_STORE_DAMAGED);
  cs_db_bind_integer(db, CS_STMT_LEAF_ADD, 1, 1);
  cs_db_bind_bytes(db, CS_STMT_LEAF_ADD, 2, CS_STR("short"));
  assert_code(cs_db_run(db, CS_STMT_LEAF_ADD, NULL, &w->err), &w->err, CS_E_STORE_DAMAGED);
  for (int i = 0; i < 2; i++) { /* the same key twice */
    cs_db_bind_integer(db, CS_STMT_ENTRY_ADD, 1, 3);
    cs_db_bind_bytes(db, CS_STMT_ENTRY_ADD, 2, CS_STR("x"));
    bool good = cs_db_run(db, CS_STMT_ENTRY_ADD, NULL, &w->err);
    assert_true(good == (i == 0));
  }
  cs_db_close(db);
}

static void settling_empties_what_is_pending_and_waits_for_no_reader_in_vain(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  cs_db_close(db);
  db = open_db(w, CS_DB_WRITE, NULL, 20);
  assert_ok(cs_db_settle(db, &w->err), &w->err);
  assert_int_equal(cs_db_pending(db), 0);
  struct cs_db *view = open_db(w, CS_DB_READ, NULL, 0);
  assert_ok(cs_db_begin(view, CS_DB_BEGIN_READ, &w->err), &w->err);
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  put(w, db, "item:a", "one");
  commit(w, db);
  assert_true(cs_db_pending(db) > 0);
  assert_ok(cs_db_settle_some(db, &w->err), &w->err);
  assert_code(cs_db_settle(db, &w->err), &w->err, CS_E_STORE_LOCKED);
  cs_db_rollback(view);
  assert_ok(cs_db_settle(db, &w->err), &w->err);
  assert_int_equal(cs_db_pending(db), 0);
  assert_string_equal(get(w, view, "item:a"), "one");
  cs_db_close(view);
  cs_db_close(db);
}

static void a_scratch_store_is_private_and_vanishes(void **state) {
  struct world *w = *state;
  struct cs_db *a = open_db(w, CS_DB_SCRATCH, NULL, 0), *b = open_db(w, CS_DB_SCRATCH, NULL, 0);
  assert_ok(cs_schema_make(a, &w->err), &w->err);
  assert_ok(cs_schema_make(b, &w->err), &w->err);
  put(w, a, "item:a", "one");
  assert_string_equal(get(w, b, "item:a"), "-");
  cs_db_close(a);
  cs_db_close(b);
  assert_false(world_exists(w, w->store));
}

static void projections_under_a_suffix_are_apart_until_swapped(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w), *beside = open_db(w, CS_DB_WRITE, "_new", 0);
  put(w, db, "item:a", "old");
  assert_ok(cs_schema_make_projections(beside, &w->err), &w->err);
  put(w, beside, "item:a", "new");
  assert_string_equal(get(w, db, "item:a"), "old");
  size_t n;
  const struct cs_table *tables = cs_tables(&n);
  const struct cs_table *states = NULL;
  for (size_t i = 0; i < n; i++) {
    states = strcmp(tables[i].name, "state") == 0 ? &tables[i] : states;
  }
  struct cs_hash old, fresh, swapped;
  assert_ok(cs_table_digest(db, states, &w->hasher, &old, &w->err), &w->err);
  assert_ok(cs_table_digest(beside, states, &w->hasher, &fresh, &w->err), &w->err);
  assert_false(cs_hash_eq(&old, &fresh));
  assert_ok(cs_db_begin(beside, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  assert_ok(cs_schema_swap_projections(beside, "_new", &w->err), &w->err);
  commit(w, beside);
  assert_string_equal(get(w, db, "item:a"), "new");
  assert_ok(cs_table_digest(db, states, &w->hasher, &swapped, &w->err), &w->err);
  assert_true(cs_hash_eq(&fresh, &swapped));
  cs_db_close(beside);
  cs_db_close(db);
}

static void a_digest_tells_every_value_from_every_other(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  size_t n;
  const struct cs_table *tables = cs_tables(&n);
  const struct cs_table *states = NULL;
  for (size_t i = 0; i < n; i++) {
    states = strcmp(tables[i].name, "state") == 0 ? &tables[i] : states;
  }
  struct cs_hash seen[4];
  static const char *const rows[][2] = {{"a", "bc"}, {"ab", "c"}, {"a", "b"}, {"b", "a"}};
  for (size_t i = 0; i < 4; i++) {
    assert_ok(cs_db_exec(db, "DELETE FROM state", &w->err), &w->err);
    put(w, db, rows[i][0], rows[i][1]);
    assert_ok(cs_table_digest(db, states, &w->hasher, &seen[i], &w->err), &w->err);
    for (size_t k = 0; k < i; k++) {
      assert_false(cs_hash_eq(&seen[i], &seen[k]));
    }
  }
  cs_db_close(db);
}

static void every_statement_can_be_prepared(void **state) {
  struct world *w = *state;
  struct cs_db *db = new_db(w);
  assert_ok(cs_db_begin(db, CS_DB_BEGIN_WRITE, &w->err), &w->err);
  for (int stmt = 0; stmt < CS_STMT_N; stmt++) {
    bool row;
    /* unbound parameters are NULL: a write trips its nets, and nothing else may be wrong */
    if (!cs_db_step(db, (enum cs_db_stmt)stmt, &row, &w->err)) {
      assert_ptr_equal(w->err.code, &CS_E_STORE_DAMAGED);
      assert_true(strstr(w->err.text, "constraint") || strstr(w->err.text, "mismatch"));
    }
    cs_db_done(db, (enum cs_db_stmt)stmt);
  }
  cs_db_close(db);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(a_store_is_made_once),
      T(what_is_committed_is_seen_by_others_and_what_is_not_is_not),
      T(closing_rolls_back),
      T(a_view_stays_while_others_commit),
      T(the_lock_is_had_by_one_and_gives_the_newest),
      T(a_reader_cannot_write),
      T(the_head_moves_only_from_where_it_is),
      T(text_is_ordered_by_its_bytes),
      T(values_come_back_as_they_went_in),
      T(the_nets_of_the_columns_hold),
      T(settling_empties_what_is_pending_and_waits_for_no_reader_in_vain),
      T(a_scratch_store_is_private_and_vanishes),
      T(projections_under_a_suffix_are_apart_until_swapped),
      T(a_digest_tells_every_value_from_every_other),
      T(every_statement_can_be_prepared),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
