/* The catalogue: what it reads from states, which version holds on two days, what it refuses. */
#include "model/world.h"

#include "model/versions.h"

static const char eram[] = "{\"versions\":[{\"kind\":\"munition\",\"class\":[\"long-range\"],\"origin\":[\"US\"],"
                           "\"complete\":true,\"cite\":\"a\",\"n\":3},"
                           "{\"kind\":\"munition\",\"class\":[],\"origin\":[\"US\",\"GB\"],\"from\":\"2025-05..2025-"
                           "06\",\"known\":\"2025-08-23\","
                           "\"certainty\":\"reported\",\"n\":9}],"
                           "\"facts\":[{\"name\":\"range_max\",\"value\":\"280 mi\",\"also\":[\"400 km\"],\"n\":4},"
                           "{\"name\":\"guided\",\"value\":true,\"from\":\"2024-01-01\",\"n\":5}],"
                           "\"dependencies\":[{\"on\":\"seeker\",\"by\":\"contains\",\"share\":\"0.25\",\"n\":7},"
                           "{\"on\":\"feed\",\"by\":\"relies-on\",\"n\":6}]}";

static void an_item_is_read_with_all_that_its_state_says(void **state) {
  struct world *world = *state;
  put(world, "item:eram", eram);
  const struct cs_item *item = cs_catalogue_item(world->catalogue, CS_STR("eram"));
  assert_non_null(item);
  assert_str(item->id, "eram");
  assert_int_equal(item->n_versions, 2);
  assert_str(item->versions[0].classes.at[0], "long-range");
  assert_true(item->versions[0].complete && item->versions[0].has_origins);
  assert_true(item->versions[1].has_classes);
  assert_int_equal(item->versions[1].classes.n, 0);
  assert_int_equal(item->versions[1].holds.certainty, CS_REPORTED);
  assert_int_equal(item->n_facts, 2);
  assert_str(item->facts[1].name, "range_max");
  assert_str(item->facts[1].also.at[0], "400 km");
  assert_int_equal(item->n_dependencies, 2);
  assert_str(item->dependencies[1].on, "seeker");
  assert_true(item->dependencies[1].has_share);
}

static void known_defaults_to_an_exact_from_and_else_to_always(void **state) {
  struct world *world = *state;
  put(world, "item:x",
      "{\"versions\":[{\"from\":\"2024-02-01\",\"n\":1},{\"from\":\"2024-03\",\"n\":2},"
      "{\"from\":\"2024-04-01\",\"known\":\"2024-09-09\",\"n\":3}]}");
  const struct cs_item *item = cs_catalogue_item(world->catalogue, CS_STR("x"));
  assert_int_equal(item->versions[0].holds.known, day_of("2024-02-01"));
  assert_int_equal(item->versions[1].holds.known, CS_DAY_MIN);
  assert_int_equal(item->versions[2].holds.known, day_of("2024-09-09"));
}

static void what_was_there_is_replaced_by_the_next_state(void **state) {
  struct world *world = *state;
  put(world, "party:ua", "{\"versions\":[{\"kind\":\"state\",\"state\":\"UA\",\"n\":1}]}");
  put(world, "party:us.state", "{\"versions\":[{\"kind\":\"office\",\"state\":\"US\",\"n\":2}]}");
  put(world, "party:ua", "{\"versions\":[{\"kind\":\"organisation\",\"state\":\"UA\",\"n\":1}]}");
  assert_str(cs_catalogue_party(world->catalogue, CS_STR("ua"))->versions[0].kind, "organisation");
  assert_str(cs_catalogue_party_at(world->catalogue, 0)->id, "ua");
  assert_str(cs_catalogue_party_at(world->catalogue, 1)->id, "us.state");
  assert_null(cs_catalogue_party_at(world->catalogue, 2));
}

static void states_of_other_kinds_are_ignored(void **state) {
  struct world *world = *state;
  bool regimes = false;
  assert_ok(cs_catalogue_put(world->catalogue, CS_STR("case:1"), json_of(world, "{}"), &regimes, &world->err),
            &world->err);
  assert_ok(cs_catalogue_put(world->catalogue, CS_STR("record"), json_of(world, "{}"), &regimes, &world->err),
            &world->err);
  assert_false(regimes);
  assert_null(cs_catalogue_item_at(world->catalogue, 0));
}

static void a_regime_says_that_rules_changed(void **state) {
  struct world *world = *state;
  bool regimes = false;
  const char *text = "{\"texts\":[{\"file\":\"a.rules\",\"digest\":"
                     "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\",\"n\":8}]}";
  assert_ok(cs_catalogue_put(world->catalogue, CS_STR("regime:us.aid"), json_of(world, text), &regimes, &world->err),
            &world->err);
  assert_true(regimes);
  const struct cs_regime_record *regime = cs_catalogue_regime(world->catalogue, CS_STR("us.aid"));
  assert_int_equal(regime->n_texts, 1);
  assert_int_equal(regime->texts[0].digest[1], 0x11);
  assert_str(regime->texts[0].file, "a.rules");
}

static void a_party_has_the_calendar_that_it_names(void **state) {
  struct world *world = *state;
  put(world, "calendar:us",
      "{\"versions\":[{\"weekend\":[\"sat\",\"sun\"],\"holidays\":[\"2025-12-25\",\"2025-09-01\"],\"n\":1}]}");
  put(world, "party:us.state", "{\"versions\":[{\"kind\":\"office\",\"calendar\":\"us\",\"n\":2}]}");
  put(world, "party:gb.mod", "{\"versions\":[{\"kind\":\"office\",\"n\":3}]}");
  const struct cs_calendar *calendar = cs_catalogue_calendar(world->catalogue, CS_STR("us.state"));
  assert_non_null(calendar);
  assert_int_equal(calendar->weekend, 0x60);
  assert_int_equal(calendar->holidays[0], day_of("2025-09-01"));
  assert_null(cs_catalogue_calendar(world->catalogue, CS_STR("gb.mod")));
  assert_null(cs_catalogue_calendar(world->catalogue, CS_STR("nobody")));
}

static void mandates_are_found_by_the_office_that_gives_them(void **state) {
  struct world *world = *state;
  put(world, "mandate:M1", "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"n\":1}]}");
  put(world, "mandate:M2", "{\"grants\":[{\"by\":\"a\",\"to\":\"c\",\"n\":2}]}");
  put(world, "mandate:M1",
      "{\"grants\":[{\"by\":\"a\",\"to\":\"b\",\"n\":1}],\"revocations\":[{\"from\":\"2025-01-01\",\"n\":3}]}");
  size_t n = 0;
  const struct cs_mandate_record *const *by = cs_catalogue_mandates_by(world->catalogue, CS_STR("a"), &n);
  assert_int_equal(n, 2);
  assert_int_equal(by[0]->n_revocations, 1);
  (void)cs_catalogue_mandates_by(world->catalogue, CS_STR("b"), &n);
  assert_int_equal(n, 0);
}

static void a_group_is_read_with_its_members(void **state) {
  struct world *world = *state;
  put(world, "group:atacms",
      "{\"of\":\"items\",\"open\":true,\"members\":[{\"member\":\"b\",\"n\":1},{\"member\":\"a\",\"until\":\"2025\","
      "\"n\":2}]}");
  const struct cs_group_record *group = cs_catalogue_group(world->catalogue, CS_STR("atacms"));
  assert_true(group->open);
  assert_str(group->of, "items");
  assert_str(group->members[0].id, "a");
  assert_int_equal(cs_holds_on(&group->members[0].holds, day_of("2024-12-31"), CS_DAY_MAX), CS_YES);
  assert_int_equal(cs_holds_on(&group->members[0].holds, day_of("2025-06-01"), CS_DAY_MAX), CS_UNKNOWN);
  assert_int_equal(cs_holds_on(&group->members[0].holds, day_of("2026-01-01"), CS_DAY_MAX), CS_NO);
}

static void refused(struct world *world, const char *subject, const char *text, const struct cs_code *code,
                    const char *words) {
  assert_code(cs_catalogue_put(world->catalogue, cs_str_of(subject), json_of(world, text), NULL, &world->err),
              &world->err, *code);
  if (!strstr(world->err.text, words)) {
    fail_msg("\"%s\" does not say \"%s\"", world->err.text, words);
  }
}

static void a_state_that_nobody_wrote_is_refused_with_its_place(void **state) {
  struct world *world = *state;
  refused(world, "item:x", "{\"versions\":{}}", &CS_E_FOLD_STATE, "\"item:x\": \"versions\" must be an array");
  refused(world, "item:x", "{\"versions\":[1]}", &CS_E_FOLD_STATE, "\"versions\" number 1");
  refused(world, "item:x", "{\"dependencies\":[{\"on\":\"y\",\"by\":\"likes\"}]}", &CS_E_FOLD_STATE, "\"likes\"");
  refused(world, "item:x", "{\"facts\":[{\"name\":\"y\",\"value\":3}]}", &CS_E_FOLD_STATE, "\"value\"");
  refused(world, "item:x", "{\"versions\":[{},{\"certainty\":\"sure\"}]}", &CS_E_FOLD_STATE, "number 2: \"sure\"");
  refused(world, "item:x", "{\"versions\":[{\"from\":\"soon\"}]}", &CS_E_DATE_SYNTAX, "\"item:x\"");
  refused(world, "regime:x", "{\"texts\":[{\"digest\":\"00\"}]}", &CS_E_FOLD_STATE, "64 digits");
  refused(world, "calendar:x", "{\"versions\":[{\"weekend\":[\"sabbath\"]}]}", &CS_E_FOLD_STATE,
          "\"weekend\" number 1");
  assert_null(cs_catalogue_item(world->catalogue, CS_STR("x")));
}

/* Versions of item x, by `from`: 0 always, 1 from 2025-05..2025-06, 2 from 2025-09-01 until 2025-10-01 (reported). */
static struct cs_possible possible_on(struct world *world, const char *on, const char *known,
                                      enum cs_certainty weakest) {
  put(world, "item:x",
      "{\"versions\":[{\"from\":\"2025-09-01\",\"until\":\"2025-10-01\",\"certainty\":\"reported\",\"n\":1},{\"n\":2},"
      "{\"from\":\"2025-05..2025-06\",\"known\":\"2025-08-23\",\"n\":3}]}");
  const struct cs_item *item = cs_catalogue_item(world->catalogue, CS_STR("x"));
  struct cs_possible possible;
  cs_versions_possible(&item->versions[0].holds, sizeof *item->versions, item->n_versions, day_of(on), day_of(known),
                       weakest, &possible);
  return possible;
}

static void a_later_version_ends_the_former_exact_or_not(void **state) {
  struct cs_possible before = possible_on(*state, "2025-04-30", "2025-12-31", CS_ASSUMED);
  assert_true(cs_possible_sure(&before));
  assert_int_equal(before.at[0], 0);
  struct cs_possible between = possible_on(*state, "2025-05-01", "2025-12-31", CS_ASSUMED);
  assert_int_equal(between.n, 2);
  assert_true(!between.none && between.date);
  struct cs_possible last_day = possible_on(*state, "2025-06-30", "2025-12-31", CS_ASSUMED);
  assert_int_equal(last_day.n, 2);
  struct cs_possible after = possible_on(*state, "2025-07-01", "2025-12-31", CS_ASSUMED);
  assert_true(cs_possible_sure(&after));
  assert_int_equal(after.at[0], 1);
}

static void a_version_does_not_exist_before_it_was_known(void **state) {
  struct cs_possible unknown_yet = possible_on(*state, "2025-07-01", "2025-08-22", CS_ASSUMED);
  assert_true(cs_possible_sure(&unknown_yet));
  assert_int_equal(unknown_yet.at[0], 0);
}

static void what_a_version_ended_does_not_come_back_when_it_ends_itself(void **state) {
  struct cs_possible holds = possible_on(*state, "2025-09-30", "2025-12-31", CS_ASSUMED);
  assert_int_equal(holds.at[0], 2);
  struct cs_possible ended = possible_on(*state, "2025-10-01", "2025-12-31", CS_ASSUMED);
  assert_true(cs_possible_empty(&ended) && ended.none);
}

static void a_version_less_certain_than_asked_may_hold_or_not(void **state) {
  struct cs_possible doubted = possible_on(*state, "2025-09-15", "2025-12-31", CS_CONFIRMED);
  assert_int_equal(doubted.n, 2);
  assert_true(doubted.disputed && !doubted.none);
  struct cs_possible ended = possible_on(*state, "2025-10-15", "2025-12-31", CS_CONFIRMED);
  assert_int_equal(ended.n, 1);
  assert_int_equal(ended.at[0], 1);
  assert_true(ended.none);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(an_item_is_read_with_all_that_its_state_says),
      TEST(known_defaults_to_an_exact_from_and_else_to_always),
      TEST(what_was_there_is_replaced_by_the_next_state),
      TEST(states_of_other_kinds_are_ignored),
      TEST(a_regime_says_that_rules_changed),
      TEST(a_party_has_the_calendar_that_it_names),
      TEST(mandates_are_found_by_the_office_that_gives_them),
      TEST(a_group_is_read_with_its_members),
      TEST(a_state_that_nobody_wrote_is_refused_with_its_place),
      TEST(a_later_version_ends_the_former_exact_or_not),
      TEST(a_version_does_not_exist_before_it_was_known),
      TEST(what_a_version_ended_does_not_come_back_when_it_ends_itself),
      TEST(a_version_less_certain_than_asked_may_hold_or_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
