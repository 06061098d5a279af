/* What is registered: parties, items, their facts and dependencies, groups, calendars, statements. */
#include "review/support/story.h"

#define PARTY(id, more) "{\"act\":\"party.register\",\"party\":\"" id "\",\"kind\":\"company\"" more "}"
#define THING(id, more) "{\"act\":\"item.register\",\"item\":\"" id "\",\"kind\":\"component\"" more "}"
#define DEPENDS(item, on, more)                                                                                        \
  "{\"act\":\"dependency.register\",\"item\":\"" item "\",\"on\":\"" on "\",\"by\":\"contains\"" more "}"

/* ------------------------------------------------------------------ versions */

static void a_next_version_of_a_party_begins_later(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, PARTY("p", ",\"from\":\"2024-01-10\""));
  refused(s, STORY_FIRST, PARTY("p", ",\"from\":\"2024-01-09\""), "version.not-later");
  refused(s, STORY_FIRST, PARTY("p", ",\"from\":\"2024-01-10\""), "version.not-later");
  refused(s, STORY_FIRST, PARTY("p", ""), "version.not-later");
  stands(s, STORY_FIRST, PARTY("p", ",\"from\":\"2024-01-11\""));
  assert_int_equal(cs_json_get(state_of(s, "party:p"), "versions")->n, 2);
}

static void a_next_version_of_an_item_begins_surely_later(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, THING("i", ",\"from\":\"2024-01..2024-02\",\"known\":\"2024-03-01\""));
  refused(s, STORY_FIRST, THING("i", ",\"from\":\"2024-02-29\""), "version.not-later");
  stands(s, STORY_FIRST, THING("i", ",\"from\":\"2024-03-01\""));
}

static void the_first_version_may_begin_at_any_time_and_the_next_after_always(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, THING("i", ""));
  refused(s, STORY_FIRST, THING("i", ""), "version.not-later");
  stands(s, STORY_FIRST, THING("i", ",\"from\":\"1990-01-01\""));
}

static void a_party_keeps_a_calendar_that_is_on_record(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons = refused(s, STORY_FIRST, PARTY("p", ",\"calendar\":\"us.federal\""), "calendar.unknown");
  assert_str(reasons[0].text, "\"us.federal\" is no calendar on record");
  stands(s, STORY_FIRST,
         "{\"act\":\"calendar.declare\",\"calendar\":\"us.federal\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":[]}");
  stands(s, STORY_FIRST, PARTY("p", ",\"calendar\":\"us.federal\""));
}

/* ------------------------------------------------------------------ items */

static void a_fact_is_of_an_item_on_record(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"1 km\"}",
          "item.unknown");
  stands(s, STORY_FIRST, THING("x", ""));
  stands(s, STORY_FIRST, "{\"act\":\"item.fact\",\"item\":\"x\",\"name\":\"range_max\",\"value\":\"1 km\"}");
}

static void both_ends_of_a_dependency_are_on_record(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, DEPENDS("a", "b", ""), "item.unknown item.unknown");
  stands(s, STORY_FIRST, THING("a", ""));
  refused(s, STORY_FIRST, DEPENDS("a", "b", ""), "item.unknown");
  stands(s, STORY_FIRST, THING("b", ""));
  stands(s, STORY_FIRST, DEPENDS("a", "b", ""));
}

static void an_item_does_not_depend_on_itself(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, THING("a", ""));
  struct cs_reason *reasons = refused(s, STORY_FIRST, DEPENDS("a", "a", ""), "item.circle");
  assert_str(reasons[0].text, "an item cannot depend on itself: a → a");
}

static void two_items_do_not_depend_on_each_other(void **state) {
  struct story *s = *state;
  given(s, THING("a", "") "\n" THING("b", "") "\n" DEPENDS("a", "b", ""));
  struct cs_reason *reasons = refused(s, STORY_FIRST, DEPENDS("b", "a", ""), "item.circle");
  assert_str(reasons[0].text, "an item cannot depend on itself: b → a → b");
}

static void a_circle_of_five_is_found_and_a_chain_of_five_stands(void **state) {
  struct story *s = *state;
  given(s, THING("a", "") "\n" THING("b", "") "\n" THING("c", "") "\n" THING("d", "") "\n" THING("e", ""));
  given(s, DEPENDS("a", "b", "") "\n" DEPENDS("b", "c", "") "\n" DEPENDS("c", "d", "") "\n" DEPENDS("d", "e", ""));
  struct cs_reason *reasons = refused(s, STORY_FIRST, DEPENDS("e", "a", ""), "item.circle");
  assert_str(reasons[0].text, "an item cannot depend on itself: e → a → b → c → d → e");
  stands(s, STORY_FIRST, DEPENDS("a", "e", ""));
}

static void links_of_different_days_close_a_circle_too(void **state) {
  struct story *s = *state;
  given(s,
        THING("a", "") "\n" THING("b", "") "\n" DEPENDS("a", "b", ",\"from\":\"2020-01-01\",\"until\":\"2021-01-01\""));
  refused(s, STORY_FIRST, DEPENDS("b", "a", ",\"from\":\"2022-01-01\""), "item.circle");
}

/* Names of 120 characters, so that the reason is longer than its room: cut between two characters. */
static void a_long_circle_is_cut_between_two_characters(void **state) {
  struct story *s = *state;
  char name[8][130];
  for (size_t i = 0; i < 8; i++) {
    memset(name[i], 'a' + (int)i, 120 - i % 3);
    name[i][120 - i % 3] = '\0';
    given(s, story_text(s, "{\"act\":\"item.register\",\"item\":\"%s\",\"kind\":\"data\"}", name[i]).ptr);
  }
  for (size_t i = 0; i < 7; i++) {
    given(s, story_text(s, "{\"act\":\"dependency.register\",\"item\":\"%s\",\"on\":\"%s\",\"by\":\"runs\"}", name[i],
                        name[i + 1])
                 .ptr);
  }
  struct cs_reason *reasons = refused(
      s, STORY_FIRST,
      story_text(s, "{\"act\":\"dependency.register\",\"item\":\"%s\",\"on\":\"%s\",\"by\":\"runs\"}", name[7], name[0])
          .ptr,
      "item.circle");
  assert_true(reasons[0].text.len > 500 && reasons[0].text.len < 512);
}

/* ------------------------------------------------------------------ groups */

static void a_group_is_defined_once(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, "{\"act\":\"group.define\",\"group\":\"g\",\"of\":\"items\"}");
  refused(s, STORY_FIRST, "{\"act\":\"group.define\",\"group\":\"g\",\"of\":\"items\"}", "group.exists");
  stands(s, STORY_FIRST, "{\"act\":\"group.define\",\"group\":\"g2\",\"of\":\"items\"}");
}

static void a_member_is_of_the_groups_kind_and_on_record(void **state) {
  struct story *s = *state;
#define MEMBER(group, member) "{\"act\":\"group.member\",\"group\":\"" group "\",\"member\":\"" member "\"}"
  refused(s, STORY_FIRST, MEMBER("items", "a"), "group.unknown");
  given(s, "{\"act\":\"group.define\",\"group\":\"items\",\"of\":\"items\"}\n"
           "{\"act\":\"group.define\",\"group\":\"parties\",\"of\":\"parties\"}\n"
           "{\"act\":\"group.define\",\"group\":\"areas\",\"of\":\"areas\"}");
  given(s, THING("a", "") "\n" PARTY("p", ""));
  refused(s, STORY_FIRST, MEMBER("items", "p"), "item.unknown");
  refused(s, STORY_FIRST, MEMBER("parties", "a"), "party.unknown");
  stands(s, STORY_FIRST, MEMBER("items", "a"));
  stands(s, STORY_FIRST, MEMBER("parties", "p"));
  wrong(s, STORY_FIRST, MEMBER("areas", "a"), &CS_E_AREA_UNKNOWN);
  stands(s, STORY_FIRST, MEMBER("areas", "RU-KRS"));
}

/* ------------------------------------------------------------------ statements */

static void a_statement_is_never_overwritten(void **state) {
  struct story *s = *state;
#define SAID(id, more)                                                                                                 \
  "{\"act\":\"statement.record\",\"statement\":\"" id "\",\"kind\":\"said\",\"about\":[\"r\"],\"text\":\"t\"" more "}"
  stands(s, STORY_FIRST, SAID("s1", ""));
  refused(s, STORY_FIRST, SAID("s1", ",\"certainty\":\"denied\""), "statement.exists");
  stands(s, STORY_FIRST, SAID("s2", ""));
}

static void who_said_it_is_on_record(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, SAID("s1", ",\"by\":\"nobody\""), "party.unknown");
  stands(s, STORY_FIRST, SAID("s1", ",\"by\":\"" STORY_REGISTRAR "\""));
  given(s, PARTY("p", ""));
  stands(s, STORY_FIRST, SAID("s2", ",\"by\":\"p\""));
}

static void only_a_statement_on_record_is_withdrawn(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, "{\"act\":\"statement.withdraw\",\"statement\":\"s1\"}", "statement.unknown");
  stands(s, STORY_FIRST, SAID("s1", ""));
  stands(s, STORY_FIRST, "{\"act\":\"statement.withdraw\",\"statement\":\"s1\"}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, story_set_up, story_tear_down)
      T(a_next_version_of_a_party_begins_later),
      T(a_next_version_of_an_item_begins_surely_later),
      T(the_first_version_may_begin_at_any_time_and_the_next_after_always),
      T(a_party_keeps_a_calendar_that_is_on_record),
      T(a_fact_is_of_an_item_on_record),
      T(both_ends_of_a_dependency_are_on_record),
      T(an_item_does_not_depend_on_itself),
      T(two_items_do_not_depend_on_each_other),
      T(a_circle_of_five_is_found_and_a_chain_of_five_stands),
      T(links_of_different_days_close_a_circle_too),
      T(a_long_circle_is_cut_between_two_characters),
      T(a_group_is_defined_once),
      T(a_member_is_of_the_groups_kind_and_on_record),
      T(a_statement_is_never_overwritten),
      T(who_said_it_is_on_record),
      T(only_a_statement_on_record_is_withdrawn),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
