/* Lists are asked for by an index, whatever the number of cases: what SQLite says that it will do. */
#include "store/world.h"

#include "store/db.h"

#define CS_STMT(name, sql) {#name, sql},
static const struct {
  const char *name, *sql;
} statements[] = {
#include "store/statements.def"
};
#undef CS_STMT

struct plan {
  char text[2000];
  size_t n;
};

static bool take_step(void *ctx, struct cs_db_query *q, struct cs_err *err) {
  struct plan *plan = ctx;
  struct cs_str what;
  (void)err;
  (void)cs_db_query_value(q, cs_db_query_columns(q) - 1, &what);
  plan->n += (size_t)snprintf(plan->text + plan->n, sizeof plan->text - plan->n, "%.*s; ", CS_STR_ARG(what));
  assert_true(plan->n < sizeof plan->text);
  return true;
}

/* The statement's text with every "@" taken out and its parameters' marks as SQLite knows them. */
static void explained(char *out, size_t size, const char *sql) {
  size_t n = (size_t)snprintf(out, size, "EXPLAIN QUERY PLAN ");
  for (size_t i = 0; sql[i]; i++) {
    assert_true(n + 1 < size);
    if (sql[i] != '@') {
      out[n++] = sql[i] == '$' ? '?' : sql[i];
    }
  }
  out[n] = '\0';
}

static void plan_of(struct world *w, struct cs_db *db, const char *name, struct plan *plan) {
  char sql[1000];
  for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
    if (strcmp(statements[i].name, name) == 0) {
      plan->n = 0;
      explained(sql, sizeof sql, statements[i].sql);
      assert_ok(cs_db_query(db, sql, take_step, plan, &w->err), &w->err);
      assert_true(plan->n > 0);
      return;
    }
  }
  fail_msg("no statement %s", name);
}

static struct cs_db *open_db(struct world *w) {
  struct cs_db_options options = {.mode = CS_DB_READ, .suffix = ""};
  cs_record_close(world_create(w));
  struct cs_db *db = cs_db_open(w->os, w->store, &options, &w->err);
  assert_ok(db != NULL, &w->err);
  return db;
}

static void lists_are_searched_by_an_index_in_its_order(void **state) {
  static const char *const lists[] = {
      "OWED",           "OWED_OFFICE",     "RESTS",           "CASES_STATUS", "CASES_APPLICANT",
      "CASES_APPROVER", "PRECEDENTS_ITEM", "STATEMENTS_ABOUT"};
  struct world *w = *state;
  struct cs_db *db = open_db(w);
  struct plan plan;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    plan_of(w, db, lists[i], &plan);
    if (!strstr(plan.text, "SEARCH") || strstr(plan.text, "SCAN") ||
        strstr(plan.text, "USE TEMP B-TREE FOR ORDER BY;")) {
      fail_msg("%s: %s", lists[i], plan.text);
    }
  }
  cs_db_close(db);
}

static void what_is_owed_and_keys_of_acts_are_found_by_their_index(void **state) {
  struct world *w = *state;
  struct cs_db *db = open_db(w);
  struct plan plan;
  plan_of(w, db, "OWED", &plan);
  if (!strstr(plan.text, "owed_by_office (office=? AND ")) {
    fail_msg("%s", plan.text);
  }
  plan_of(w, db, "ACT_KEY", &plan);
  assert_non_null(strstr(plan.text, "(day=? AND name=?)"));
  plan_of(w, db, "OWED_DROP", &plan);
  assert_non_null(strstr(plan.text, "SEARCH owed USING"));
  cs_db_close(db);
}

/* The net below: a list without an index is seen by this test. */
static void a_search_without_an_index_is_seen(void **state) {
  struct world *w = *state;
  struct cs_db *db = open_db(w);
  struct plan plan = {.n = 0};
  assert_ok(cs_db_query(db, "EXPLAIN QUERY PLAN SELECT office FROM owed WHERE due > 1 ORDER BY due", take_step, &plan,
                        &w->err),
            &w->err);
  assert_non_null(strstr(plan.text, "SCAN"));
  cs_db_close(db);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(lists_are_searched_by_an_index_in_its_order, world_setup, world_teardown),
      cmocka_unit_test_setup_teardown(what_is_owed_and_keys_of_acts_are_found_by_their_index, world_setup,
                                      world_teardown),
      cmocka_unit_test_setup_teardown(a_search_without_an_index_is_seen, world_setup, world_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
