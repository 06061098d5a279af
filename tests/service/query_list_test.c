/* Lists: what they show of a day, in which order, and that they hide nothing. */
#include "service/scene.h"

struct listed {
  struct scene scene;
  struct cs_service service;
};

static int setup(void **state) {
  struct listed *l = calloc(1, sizeof *l);
  if (!l) {
    return 1;
  }
  scene_init(&l->scene);
  scene_found(&l->scene, true);
  scene_open(&l->scene, &l->service);
  *state = l;
  return 0;
}

static int teardown(void **state) {
  struct listed *l = *state;
  cs_service_close(&l->service);
  scene_deinit(&l->scene);
  free(l);
  return 0;
}

static void act(struct listed *l, const char *flat, int64_t saw) {
  struct cs_result result = scene_act(&l->scene, &l->service, flat, saw, &l->scene.clerk);
  scene_assert_done(&result);
}

static struct cs_when on_known(const char *on, const char *known) {
  struct cs_when when = {.has_on = true, .has_known = true};
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(on), &when.on, &err), &err);
  assert_ok(cs_day_parse(cs_str_of(known), &when.known, &err), &err);
  return when;
}

/* ------------------------------------------------------------------ statements */

static struct cs_statements statements(struct listed *l, const char *about, const char *known) {
  struct cs_when when = on_known(known, known);
  struct cs_statements out;
  cs_day day;
  assert_ok(cs_service_statements(&l->service, cs_str_of(about), &when, &l->scene.arena, &out, &day, &l->scene.err),
            &l->scene.err);
  assert_int_equal(day, when.known);
  return out;
}

static void say(struct listed *l) {
  act(l,
      "{\"act\":\"statement.record\",\"statement\":\"S1\",\"kind\":\"said\",\"about\":[\"x\",\"y\"],\"text\":\"later\","
      "\"from\":\"2025-08-02\"}",
      -1);
  act(l,
      "{\"act\":\"statement.record\",\"statement\":\"S2\",\"kind\":\"done\",\"about\":[\"x\"],\"text\":\"earlier\","
      "\"from\":\"2025-05..2025-06\",\"known\":\"2025-08-10\"}",
      -1);
  act(l,
      "{\"act\":\"statement.record\",\"statement\":\"S3\",\"kind\":\"reported\",\"about\":[\"y\"],\"text\":"
      "\"undated\"}",
      -1);
}

static void statements_are_ordered_by_their_day(void **state) {
  struct listed *l = *state;
  say(l);
  struct cs_statements all = statements(l, "", "2025-08-20");
  assert_int_equal(all.n, 3);
  assert_str(all.at[0].id, "S3");
  assert_str(all.at[1].id, "S2");
  assert_str(all.at[2].id, "S1");
}

static void statements_are_found_by_what_they_are_about_once(void **state) {
  struct listed *l = *state;
  say(l);
  assert_int_equal(statements(l, "x", "2025-08-20").n, 2);
  assert_int_equal(statements(l, "y", "2025-08-20").n, 2);
  assert_int_equal(statements(l, "z", "2025-08-20").n, 0);
}

static void a_statement_that_was_not_known_yet_is_left_out(void **state) {
  struct listed *l = *state;
  say(l);
  assert_int_equal(statements(l, "x", "2025-08-01").n, 0); /* known from its own day, when no other is said */
  assert_int_equal(statements(l, "x", "2025-08-02").n, 1);
  assert_int_equal(statements(l, "x", "2025-08-09").n, 1);
  assert_int_equal(statements(l, "x", "2025-08-10").n, 2);
}

static void a_withdrawn_statement_stays_and_says_so_from_the_day_it_was_known(void **state) {
  struct listed *l = *state;
  say(l);
  act(l,
      "{\"act\":\"statement.withdraw\",\"statement\":\"S1\",\"from\":\"2025-08-03\",\"known\":\"2025-08-15\",\"text\":"
      "\"no\"}",
      1);
  assert_null(statements(l, "x", "2025-08-14").at[1].withdrawn);
  struct cs_statements all = statements(l, "x", "2025-08-15");
  assert_int_equal(all.n, 2);
  assert_non_null(all.at[1].withdrawn);
  assert_str(cs_json_text(all.at[1].withdrawn, "text"), "no");
  assert_null(all.at[0].withdrawn);
}

/* ------------------------------------------------------------------ mandates */

static enum cs_truth holds(struct listed *l, const char *on, const char *known) {
  struct cs_when when = on_known(on, known);
  struct cs_mandate_rows rows;
  cs_day on_day, known_day;
  assert_ok(cs_service_mandates(&l->service, &when, &l->scene.arena, &rows, &on_day, &known_day, &l->scene.err),
            &l->scene.err);
  assert_int_equal(rows.n, 1);
  assert_str(rows.at[0].mandate->id, "M1");
  return rows.at[0].holds;
}

static void grant(struct listed *l, const char *period) {
  char flat[512];
  act(l, "{\"act\":\"party.register\",\"party\":\"" REGISTRY "\",\"kind\":\"office\"}", -1);
  act(l, "{\"act\":\"party.register\",\"party\":\"desk\",\"kind\":\"office\"}", -1);
  snprintf(flat, sizeof flat,
           "{\"act\":\"mandate.grant\",\"mandate\":\"M1\",\"by\":\"" REGISTRY
           "\",\"to\":\"desk\",\"acts\":[\"sale\"],\"cite\":"
           "\"t\"%s}",
           period);
  act(l, flat, -1);
}

static void a_mandate_holds_from_its_first_day_to_before_its_end(void **state) {
  struct listed *l = *state;
  grant(l, ",\"from\":\"2025-03-01\",\"until\":\"2025-04-01\"");
  assert_int_equal(holds(l, "2025-02-28", "2025-08-20"), CS_NO);
  assert_int_equal(holds(l, "2025-03-01", "2025-08-20"), CS_YES);
  assert_int_equal(holds(l, "2025-03-31", "2025-08-20"), CS_YES);
  assert_int_equal(holds(l, "2025-04-01", "2025-08-20"), CS_NO);
}

static void where_its_day_is_inexact_it_is_unknown(void **state) {
  struct listed *l = *state;
  grant(l, ",\"from\":\"2025-03\",\"known\":\"2025-01-01\"");
  assert_int_equal(holds(l, "2025-02-28", "2025-08-20"), CS_NO);
  assert_int_equal(holds(l, "2025-03-15", "2025-08-20"), CS_UNKNOWN);
  assert_int_equal(holds(l, "2025-04-01", "2025-08-20"), CS_YES);
}

static void a_disputed_mandate_is_unknown(void **state) {
  struct listed *l = *state;
  grant(l, ",\"from\":\"2025-03-01\",\"certainty\":\"disputed\"");
  assert_int_equal(holds(l, "2025-03-15", "2025-08-20"), CS_UNKNOWN);
}

static void a_revocation_ends_it_once_it_is_known(void **state) {
  struct listed *l = *state;
  grant(l, ",\"from\":\"2025-03-01\"");
  struct cs_result result = scene_act(&l->scene, &l->service,
                                      "{\"act\":\"mandate.revoke\",\"mandate\":\"M1\",\"from\":\"2025-06-01\","
                                      "\"known\":\"2025-07-01\",\"cite\":\"t\"}",
                                      3, &l->scene.clerk);
  scene_assert_done(&result);
  assert_int_equal(holds(l, "2025-05-31", "2025-07-01"), CS_YES);
  assert_int_equal(holds(l, "2025-06-01", "2025-07-01"), CS_NO);
  assert_int_equal(holds(l, "2025-06-01", "2025-06-30"), CS_YES);
}

static void a_mandate_that_was_not_known_yet_is_left_out(void **state) {
  struct listed *l = *state;
  struct cs_when when = on_known("2025-06-01", "2025-05-01");
  struct cs_mandate_rows rows;
  cs_day on, known;
  grant(l, ",\"from\":\"2025-03-01\",\"known\":\"2025-05-02\"");
  assert_ok(cs_service_mandates(&l->service, &when, &l->scene.arena, &rows, &on, &known, &l->scene.err), &l->scene.err);
  assert_int_equal(rows.n, 0);
  assert_int_equal(holds(l, "2025-06-01", "2025-05-02"), CS_YES);
}

/* ------------------------------------------------------------------ cases, keys */

static void file(struct listed *l, const char *id) {
  char flat[256];
  snprintf(flat, sizeof flat,
           "{\"act\":\"case.file\",\"case\":\"%s\",\"office\":\"" REGISTRY
           "\",\"request\":{\"act\":\"use\",\"item\":\"part\"}}",
           id);
  act(l, flat, -1);
}

static void cases_come_newest_first_up_to_the_limit(void **state) {
  struct listed *l = *state;
  struct cs_case_rows rows;
  act(l, "{\"act\":\"item.register\",\"item\":\"part\",\"kind\":\"component\",\"complete\":true,\"origin\":[]}", -1);
  act(l, "{\"act\":\"party.register\",\"party\":\"" REGISTRY "\",\"kind\":\"office\"}", -1);
  file(l, "A");
  file(l, "B");
  file(l, "C");
  struct cs_case_query query = {.limit = 2};
  assert_ok(cs_service_cases(&l->service, &query, &l->scene.arena, &rows, &l->scene.err), &l->scene.err);
  assert_int_equal(rows.n, 2);
  assert_str(rows.at[0].id, "C");
  assert_str(rows.at[1].id, "B");
  query = (struct cs_case_query){.applicant = CS_STR("nobody")};
  assert_ok(cs_service_cases(&l->service, &query, &l->scene.arena, &rows, &l->scene.err), &l->scene.err);
  assert_int_equal(rows.n, 0);
}

static void keys_are_listed_with_the_entry_that_enrolled_them(void **state) {
  struct listed *l = *state;
  struct cs_key_rows rows;
  assert_ok(cs_service_keys(&l->service, &l->scene.arena, &rows, &l->scene.err), &l->scene.err);
  assert_int_equal(rows.n, 1);
  assert_str(rows.at[0].officer, REGISTRY "/clerk");
  assert_str(rows.at[0].key, l->scene.clerk.hex);
  assert_int_equal(rows.at[0].n, 0);
  assert_int_equal(rows.at[0].revoked, -1);
}

int main(void) {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(statements_are_ordered_by_their_day),
      T(statements_are_found_by_what_they_are_about_once),
      T(a_statement_that_was_not_known_yet_is_left_out),
      T(a_withdrawn_statement_stays_and_says_so_from_the_day_it_was_known),
      T(a_mandate_holds_from_its_first_day_to_before_its_end),
      T(where_its_day_is_inexact_it_is_unknown),
      T(a_disputed_mandate_is_unknown),
      T(a_revocation_ends_it_once_it_is_known),
      T(a_mandate_that_was_not_known_yet_is_left_out),
      T(cases_come_newest_first_up_to_the_limit),
      T(keys_are_listed_with_the_entry_that_enrolled_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
