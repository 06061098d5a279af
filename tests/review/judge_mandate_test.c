/* Mandates: who gives and ends them, and what a chain of them carries on the day of a decision. */
#include "review/support/story.h"

/* ------------------------------------------------------------------ giving */

static void an_office_gives_its_own_authority(void **state) {
  struct story *s = *state;
  stands(s, "us.secdef/decider", GRANT("N", "us.secdef", "us.usd-policy", ""));
  refused(s, "friend/one", GRANT("O", "us.secdef", "us.state", ",\"acts\":[\"sale\"]"), "mandate.lacking");
}

static void another_office_gives_it_only_with_the_whole_of_it(void **state) {
  struct story *s = *state;
  stands(s, "us.secdef/decider", GRANT("N", "us.secdef", "us.usd-policy", ",\"regimes\":[\"us.review\"]"));
  struct cs_reason *reasons = refused(
      s, "us.usd-policy/head", GRANT("O", "us.secdef", "friend", ",\"regimes\":[\"us.review\"]"), "mandate.lacking");
  assert_str(reasons[0].text, "us.usd-policy does not have the whole authority of us.secdef");
  stands(s, "us.secdef/decider", GRANT("P", "us.secdef", "us.usd-policy", ""));
  stands(s, "us.usd-policy/head", GRANT("O", "us.secdef", "friend", ",\"regimes\":[\"us.review\"]"));
}

/* A mandate for one regime must not grow into all by being passed on in the giver's name. */
static void a_limited_mandate_does_not_grow_by_acting_in_the_givers_name(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", GRANT("N", "us.president", "us.state/desk", ",\"regimes\":[\"us.aid\"]"));
  refused(s, "us.state/desk",
          "{\"act\":\"mandate.grant\",\"office\":\"us.president\",\"mandate\":\"O\",\"by\":\"us.president\",\"to\":"
          "\"friend\"}",
          "mandate.lacking");
  stands(s, "us.president/office", GRANT("W", "us.president", "us.state/desk", ""));
  stands(s, "us.state/desk",
         "{\"act\":\"mandate.grant\",\"office\":\"us.president\",\"mandate\":\"O\",\"by\":\"us.president\",\"to\":"
         "\"friend\"}");
}

static void a_mandate_is_given_once(void **state) {
  struct story *s = *state;
  refused(s, "us.president/office", GRANT("M", "us.president", "us.state", ""), "mandate.exists");
  stands(s, "us.president/office", REVOKE("M", "2025-08-01"));
  refused(s, "us.president/office", GRANT("M", "us.president", "us.secdef", ""), "mandate.exists");
  stands(s, "us.president/office", GRANT("M2", "us.president", "us.secdef", ""));
}

static void nobody_gives_itself_a_mandate(void **state) {
  struct story *s = *state;
  refused(s, "us.secdef/decider", GRANT("N", "us.secdef", "us.secdef", ""), "mandate.to-itself");
}

static void giver_and_receiver_are_on_record(void **state) {
  struct story *s = *state;
  refused(s, "us.secdef/decider", GRANT("N", "us.secdef", "us.nobody", ""), "party.unknown");
  refused(s, "us.secdef/decider", GRANT("N", "us.secdef", "us.usd-policy/nobody", ""), "party.unknown");
  refused(s, NULL, GRANT("N", "us.nobody", "us.secdef", ""), "party.unknown");
  stands(s, "us.secdef/decider", GRANT("N", "us.secdef", "us.usd-policy/head", ""));
}

static void all_that_is_wrong_is_told_together(void **state) {
  struct story *s = *state;
  refused(s, "friend/one", GRANT("M", "us.nobody", "us.nobody", ""),
          "mandate.exists mandate.to-itself party.unknown party.unknown mandate.lacking");
}

/* ------------------------------------------------------------------ ending */

static void who_gave_it_ends_it(void **state) {
  struct story *s = *state;
  refused(s, "us.secdef/decider", REVOKE("M", "2025-08-26"), "mandate.lacking");
  refused(s, STORY_FIRST, REVOKE("M", "2025-08-26"), "mandate.lacking");
  stands(s, "us.president/office", REVOKE("M", "2025-08-26"));
}

static void a_mandate_that_is_not_on_record_cannot_be_ended(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons = refused(s, "us.president/office", REVOKE("M9", "2025-08-26"), "mandate.unknown");
  assert_str(reasons[0].text, "\"M9\" is no mandate on record");
}

static void a_source_may_tell_who_gave_and_ended_mandates(void **state) {
  struct story *s = *state;
  given(s, GRANT("N", "us.secdef", "us.usd-policy", "") "\n" REVOKE("N", "2025-08-01"));
}

/* ------------------------------------------------------------------ on the day of a decision */

static void a_decision_needs_the_mandate_on_its_day(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
  stands(s, "us.president/office", REVOKE("M", "2025-08-27"));
  today(s, "2025-08-27");
  struct cs_reason *reasons =
      refused(s, "us.secdef/decider", DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking");
  assert_str(reasons[0].text,
             "us.secdef has no mandate from us.president in force on 2025-08-27 that covers us.review, use, RU-KRS");
  today(s, "2025-08-26");
  stands(s, "us.secdef/decider", DECIDE("1", "us.secdef", "approve", ""));
}

static void a_revocation_that_is_not_known_yet_ends_nothing_yet(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
  given(
      s,
      "{\"act\":\"mandate.revoke\",\"mandate\":\"M\",\"from\":\"2025-08-01\",\"known\":\"2025-08-27\",\"cite\":\"x\"}");
  stands(s, "us.secdef/decider", DECIDE("1", "us.secdef", "approve", ""));
}

static void the_mandate_begins_on_its_day(void **state) {
  struct story *s = *state;
  today(s, "2025-05-31");
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
  refused(s, "us.secdef/decider", DECIDE("1", "us.secdef", "refuse", ""), "mandate.lacking");
  today(s, "2025-06-01");
  stands(s, "us.secdef/decider", DECIDE("1", "us.secdef", "refuse", ""));
}

static void an_inexact_start_of_the_mandate_leaves_it_uncertain(void **state) {
  struct story *s = *state;
  given(s, "{\"act\":\"mandate.grant\",\"mandate\":\"N\",\"by\":\"gb.mod\",\"to\":\"friend\",\"from\":\"2025-08-20.."
           "2025-08-26\","
           "\"known\":\"2025-08-20\",\"cite\":\"x\"}");
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "shadow"));
  today(s, "2025-08-26");
  struct cs_reason *reasons = refused(s, "friend/one", DECIDE("1", "gb.mod", "approve", ""), "mandate.uncertain");
  assert_non_null(strstr(reasons[0].text.ptr, "\"N\" is not certain"));
  today(s, "2025-08-27");
  stands(s, "friend/one", DECIDE("1", "gb.mod", "approve", ""));
}

static void a_disputed_mandate_is_uncertain(void **state) {
  struct story *s = *state;
  given(s, GRANT("N", "gb.mod", "friend", ",\"cite\":\"x\",\"certainty\":\"disputed\""));
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "shadow"));
  refused(s, "friend/one", DECIDE("1", "gb.mod", "approve", ""), "mandate.uncertain");
  given(s, GRANT("O", "gb.mod", "friend", ",\"cite\":\"x\",\"certainty\":\"reported\""));
  stands(s, "friend/one", DECIDE("1", "gb.mod", "approve", ""));
}

static void a_disputed_revocation_makes_it_uncertain(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
  given(s, "{\"act\":\"mandate.revoke\",\"mandate\":\"M\",\"from\":\"2025-08-01\",\"cite\":\"x\",\"certainty\":"
           "\"disputed\"}");
  refused(s, "us.secdef/decider", DECIDE("1", "us.secdef", "approve", ""), "mandate.uncertain");
}

/* ------------------------------------------------------------------ chains */

static void chain_to_friend(struct story *s, const char *middle) {
  given(s, GRANT("A", "us.secdef", "us.usd-policy", ",\"regimes\":[\"us.review\"]"));
  given(s, middle);
  given(s, GRANT("C", "us.state", "friend", ",\"certainty\":\"assumed\""));
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
}

static void a_chain_of_three_carries_what_each_link_covers(void **state) {
  struct story *s = *state;
  chain_to_friend(s, GRANT("B", "us.usd-policy", "us.state", ",\"acts\":[\"use\"],\"areas\":[\"RU-KRS\"]"));
  const struct cs_json *out = stands(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""));
  assert_json(s, cs_json_get(out, "mandates"), "[\"M\",\"A\",\"B\",\"C\"]");
  assert_str(cs_json_text(out, "certainty"), "assumed"); /* of the weakest link */
  assert_str(cs_json_text(out, "office"), "friend");
}

static void a_link_for_another_regime_breaks_the_chain(void **state) {
  struct story *s = *state;
  chain_to_friend(s, GRANT("B", "us.usd-policy", "us.state", ",\"regimes\":[\"us.aid\"]"));
  refused(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking");
}

static void a_link_for_another_act_breaks_the_chain(void **state) {
  struct story *s = *state;
  chain_to_friend(s, GRANT("B", "us.usd-policy", "us.state", ",\"acts\":[\"sale\",\"delivery\"]"));
  refused(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking");
}

static void a_link_for_another_area_breaks_the_chain(void **state) {
  struct story *s = *state;
  chain_to_friend(s, GRANT("B", "us.usd-policy", "us.state", ",\"areas\":[\"RU-BEL\"]"));
  refused(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking");
}

static void a_link_that_ended_breaks_the_chain(void **state) {
  struct story *s = *state;
  chain_to_friend(s, GRANT("B", "us.usd-policy", "us.state", ",\"until\":\"2025-08-26\""));
  refused(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking");
  today(s, "2025-08-25");
  stands(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""));
}

static void an_officer_of_another_office_decides_by_a_mandate_to_the_officer(void **state) {
  struct story *s = *state;
#define AS_SECDEF                                                                                                      \
  "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"case\":\"1\",\"version\":1,\"consent\":\"us.secdef\","          \
  "\"outcome\":\"approve\"}"
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
  refused(s, "friend/one", AS_SECDEF, "office.not-acting-for");
  stands(s, "us.secdef/decider", GRANT("D", "us.secdef", "friend/one", ",\"acts\":[\"sale\"]"));
  refused(s, "friend/one", AS_SECDEF, "mandate.lacking mandate.lacking");
  stands(s, "us.secdef/decider", GRANT("E", "us.secdef", "friend/one", ",\"acts\":[\"use\"]"));
  const struct cs_json *out = stands(s, "friend/one", AS_SECDEF);
  assert_json(s, cs_json_get(out, "mandates"), "[\"M\",\"E\"]");
  assert_str(cs_json_text(out, "office"), "us.secdef");
  assert_str(cs_json_text(out, "officer"), "friend/one");
}

static void a_decision_is_as_certain_as_the_officers_own_mandate(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk", FILE_USE("1", "rocket"));
  stands(s, "us.secdef/decider", GRANT("E", "us.secdef", "friend/one", ",\"certainty\":\"assumed\""));
  assert_str(cs_json_text(stands(s, "friend/one", AS_SECDEF), "certainty"), "assumed");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
      T(an_office_gives_its_own_authority),
      T(another_office_gives_it_only_with_the_whole_of_it),
      T(a_limited_mandate_does_not_grow_by_acting_in_the_givers_name),
      T(a_mandate_is_given_once),
      T(nobody_gives_itself_a_mandate),
      T(giver_and_receiver_are_on_record),
      T(all_that_is_wrong_is_told_together),
      T(who_gave_it_ends_it),
      T(a_mandate_that_is_not_on_record_cannot_be_ended),
      T(a_source_may_tell_who_gave_and_ended_mandates),
      T(a_decision_needs_the_mandate_on_its_day),
      T(a_revocation_that_is_not_known_yet_ends_nothing_yet),
      T(the_mandate_begins_on_its_day),
      T(an_inexact_start_of_the_mandate_leaves_it_uncertain),
      T(a_disputed_mandate_is_uncertain),
      T(a_disputed_revocation_makes_it_uncertain),
      T(a_chain_of_three_carries_what_each_link_covers),
      T(a_link_for_another_regime_breaks_the_chain),
      T(a_link_for_another_act_breaks_the_chain),
      T(a_link_for_another_area_breaks_the_chain),
      T(a_link_that_ended_breaks_the_chain),
      T(an_officer_of_another_office_decides_by_a_mandate_to_the_officer),
      T(a_decision_is_as_certain_as_the_officers_own_mandate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
