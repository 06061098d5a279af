/* Authorizations: in effect only while every consent that they rest on stands, within their period, as known on a day; and what
 * that means for whether a request may proceed. */
#include "review/support/story.h"

#define APPLICANT "ua.armed-forces/desk"
#define US        "us.secdef/decider"
#define GB        "gb.mod/desk"

static void approved(struct story *s, const char *us_more, const char *gb_more) {
  char line[1024];
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  snprintf(line, sizeof line, DECIDE("1", "us.secdef", "approve", "%s"), us_more);
  stands(s, US, line);
  snprintf(line, sizeof line, DECIDE("1", "gb.mod", "approve", "%s"), gb_more);
  stands(s, GB, line);
}

#define AS_OF(day) authorization(s, "case:1", day, day)

/* ------------------------------------------------------------------ while consents stand */

static void two_consents_are_in_effect_from_their_day(void **state) {
  struct story *s = *state;
  approved(s, "", "");
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.in_effect, CS_YES);
  assert_int_equal(a.waits.len, 0);
  assert_str(a.id, "1-A");
  assert_str(a.act, "use");
  assert_int_equal(a.n_lines, 1);
  assert_str(a.lines[0].item, "shadow");
  assert_false(a.lines[0].has_quantity);
  assert_int_equal(a.n_consents, 2);
  assert_str(a.consents[0], "us.secdef");
  assert_str(a.consents[1], "gb.mod");
  assert_true(a.has_area);
  assert_str(cs_area_code(a.area), "RU-KRS");
}

static void one_consent_of_two_is_no_authorization(void **state) {
  struct story *s = *state;
  bool found;
  struct cs_review_authorization a;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  assert_ok(cs_review_authorization(s->catalogue, state_of(s, "case:1"), NULL, s->today, s->today, &s->arena, &a,
                                    &found, &s->err),
            &s->err);
  assert_false(found);
}

static void a_mandate_revoked_with_an_earlier_effect_ends_it_with_the_reason(void **state) {
  struct story *s = *state;
  approved(s, "", "");
  stands(s, "us.president/office", REVOKE("M", "2025-08-27"));
  assert_int_equal(AS_OF("2025-08-28").in_effect, CS_YES); /* in force when it was used */
  given(s, REVOKE("M", "2025-08-26"));
  struct cs_review_authorization a = AS_OF("2025-08-28");
  assert_int_equal(a.in_effect, CS_NO);
  assert_str(a.waits, "us.secdef had no mandate from us.president when it decided (2025-08-26)");
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "approved"); /* the entry stays */
}

static void what_was_known_later_leaves_the_earlier_answer(void **state) {
  struct story *s = *state;
  approved(s, "", "");
  given(
      s,
      "{\"act\":\"mandate.revoke\",\"mandate\":\"M\",\"from\":\"2025-08-01\",\"known\":\"2025-09-10\",\"cite\":\"x\"}");
  assert_int_equal(authorization(s, "case:1", "2025-09-20", "2025-09-09").in_effect, CS_YES);
  assert_int_equal(authorization(s, "case:1", "2025-09-20", "2025-09-10").in_effect, CS_NO);
}

static void a_disputed_or_inexact_revocation_leaves_it_unknown(void **state) {
  struct story *s = *state;
  approved(s, "", "");
  given(s, "{\"act\":\"mandate.revoke\",\"mandate\":\"M\",\"from\":\"2025-08-20..2025-08-28\",\"known\":\"2025-08-28\","
           "\"cite\":\"x\"}");
  struct cs_review_authorization a = authorization(s, "case:1", "2025-08-29", "2025-08-29");
  assert_int_equal(a.in_effect, CS_UNKNOWN);
  assert_str(a.waits, "the mandate M of us.secdef on 2025-08-26 is not certain");
}

static void a_mandate_that_another_chain_replaces_still_carries_it(void **state) {
  struct story *s = *state;
  approved(s, "", "");
  given(s, REVOKE("M", "2025-08-01"));
  given(s, GRANT("N", "us.president", "us.secdef", ",\"regimes\":[\"us.review\"]"));
  assert_int_equal(AS_OF("2025-08-28").in_effect, CS_YES);
}

static void the_officers_own_mandate_must_stand_too(void **state) {
  struct story *s = *state;
  stands(s, GB, GRANT("D", "gb.mod", "friend/one", ""));
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  stands(s, "friend/one",
         "{\"act\":\"case.decide\",\"office\":\"gb.mod\",\"case\":\"1\",\"version\":1,\"consent\":\"gb.mod\","
         "\"outcome\":\"approve\"}");
  assert_int_equal(AS_OF("2025-08-26").in_effect, CS_YES);
  stands(s, GB, REVOKE("D", "2025-08-26"));
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.in_effect, CS_NO);
  assert_str(a.waits, "friend/one had no mandate from gb.mod when it decided (2025-08-26)");
}

static void a_lost_consent_weighs_more_than_an_uncertain_one(void **state) {
  struct story *s = *state;
  stands(s, GB, GRANT("D", "gb.mod", "friend", ""));
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  stands(s, "friend/one", DECIDE("1", "gb.mod", "approve", ""));
  given(s, "{\"act\":\"mandate.revoke\",\"mandate\":\"M\",\"from\":\"2025-08-01\",\"cite\":\"x\",\"certainty\":"
           "\"disputed\"}");
  assert_int_equal(AS_OF("2025-08-26").in_effect, CS_UNKNOWN);
  stands(s, GB, REVOKE("D", "2025-08-26"));
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.in_effect, CS_NO);
  assert_str(a.waits, "friend had no mandate from gb.mod when it decided (2025-08-26)");
}

/* ------------------------------------------------------------------ what a source says */

#define GB_BY_SOURCE(more)                                                                                             \
  "{\"act\":\"case.decide\",\"office\":\"gb.mod\",\"case\":\"1\",\"version\":1,\"consent\":\"gb.mod\",\"outcome\":"    \
  "\"approve\","                                                                                                       \
  "\"cite\":\"x\"" more "}"

static void a_disputed_consent_leaves_it_unknown(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  assert_str(cs_json_text(stands(s, NULL, GB_BY_SOURCE(",\"certainty\":\"disputed\"")), "certainty"), "disputed");
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.in_effect, CS_UNKNOWN);
  assert_str(a.waits, "the consent of gb.mod is disputed");
}

static void a_reported_consent_is_in_effect_and_says_so(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  assert_str(cs_json_text(stands(s, NULL, GB_BY_SOURCE(",\"certainty\":\"reported\"")), "certainty"), "reported");
  assert_int_equal(AS_OF("2025-08-26").in_effect, CS_YES);
}

static void a_consent_counts_from_when_it_was_known(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  today(s, "2025-08-30");
  stands(s, NULL, GB_BY_SOURCE(",\"from\":\"2025-08-24\",\"known\":\"2025-08-29\""));
  struct cs_review_authorization a = authorization(s, "case:1", "2025-08-30", "2025-08-28");
  assert_int_equal(a.in_effect, CS_NO);
  assert_str(a.waits, "the consent of gb.mod was not known before 2025-08-29");
  assert_int_equal(authorization(s, "case:1", "2025-08-30", "2025-08-29").in_effect, CS_YES);
}

/* ------------------------------------------------------------------ period and terms */

static void it_holds_from_the_latest_decision_to_the_earliest_end(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ",\"until\":\"2025-12-31\""));
  today(s, "2025-08-28");
  stands(s, GB, DECIDE("1", "gb.mod", "approve", ",\"until\":\"2025-09-30\""));
  assert_int_equal(authorization(s, "case:1", "2025-08-27", "2025-12-31").in_effect, CS_NO);
  assert_str(authorization(s, "case:1", "2025-08-27", "2025-12-31").waits, "it holds only from 2025-08-28");
  assert_int_equal(authorization(s, "case:1", "2025-08-28", "2025-12-31").in_effect, CS_YES);
  assert_int_equal(authorization(s, "case:1", "2025-09-29", "2025-12-31").in_effect, CS_YES);
  assert_int_equal(authorization(s, "case:1", "2025-09-30", "2025-12-31").in_effect, CS_NO);
}

static void an_end_known_only_by_its_month_is_unknown_within_it(void **state) {
  struct story *s = *state;
  approved(s, ",\"until\":\"2025-09\"", "");
  assert_int_equal(AS_OF("2025-08-31").in_effect, CS_YES);
  assert_int_equal(AS_OF("2025-09-15").in_effect, CS_UNKNOWN);
  assert_str(AS_OF("2025-09-15").waits, "it may no longer hold: it holds until 2025-09");
  assert_int_equal(AS_OF("2025-10-01").in_effect, CS_NO);
}

static void the_provisos_of_all_consents_are_its_terms(void **state) {
  struct story *s = *state;
  approved(s, ",\"provisos\":[\"by day\"]", ",\"provisos\":[\"not near the border\",\"report each use\"]");
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.n_terms, 3);
  assert_str(a.terms[0], "by day");
  assert_str(a.terms[2], "report each use");
}

static void a_proviso_on_the_area_narrows_what_was_granted(void **state) {
  struct story *s = *state;
  struct cs_area kursk, belgorod;
  assert_true(cs_area_find(CS_STR("RU-KRS"), &kursk) && cs_area_find(CS_STR("RU-BEL"), &belgorod));
  approved(s, ",\"provisos\":[\"area=RU-KRS\",\"area=RU\"]", ",\"provisos\":[\"area=somewhere\",\"area=RU-BEL\"]");
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.area.index, kursk.index);
  assert_int_equal(a.n_terms, 2); /* no area at all; and one beside, which no use can be in */
  assert_str(a.terms[0], "area=somewhere");
  assert_str(a.terms[1], "area=RU-BEL");
}

static void the_rules_own_provisos_and_limits_are_terms_and_single_use_is_none(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "gb.supply", "gb.rules",
                      STORY_GB "rule more\n  cite \"x\"\n  when act is use and item is shadow\n  review by gb.mod\n"
                               "    proviso \"not by night\"\n"));
  approved(s, "", "");
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.n_terms, 1);
  assert_str(a.terms[0], "not by night");
}

#define NOTIFIED(day) "{\"act\":\"case.notify\",\"case\":\"1\",\"to\":\"us.state\",\"day\":\"" day "\"}"

static void it_waits_for_the_notice_that_the_rules_ask_for(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "gb.supply", "gb.rules",
                      STORY_GB "rule more\n  cite \"x\"\n  when act is use and item is shadow\n  review by gb.mod\n"
                               "    notify us.state 30 calendar days\n"));
  approved(s, "", "");
  struct cs_review_authorization a = AS_OF("2025-08-26");
  assert_int_equal(a.in_effect, CS_NO);
  assert_str(a.waits, "us.state was not notified");
  stands(s, "gb.mod/desk", NOTIFIED("2025-08-26"));
  a = AS_OF("2025-09-25");
  assert_int_equal(a.in_effect, CS_NO);
  assert_str(a.waits, "notice to us.state ends 2025-09-25");
  a = AS_OF("2025-09-26");
  assert_int_equal(a.in_effect, CS_YES);
  stands(s, "gb.mod/desk", NOTIFIED("2025-08-20")); /* the earliest counts */
  a = AS_OF("2025-09-20");
  assert_int_equal(a.in_effect, CS_YES);
}

static void working_days_of_notice_are_the_notified_offices(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "gb.supply", "gb.rules",
                      STORY_GB "rule more\n  cite \"x\"\n  when act is use and item is shadow\n  review by gb.mod\n"
                               "    notify us.state 3 working days\n"));
  approved(s, "", "");
  stands(s, "gb.mod/desk", NOTIFIED("2025-08-26"));
  struct cs_review_authorization a = AS_OF("2025-10-26");
  assert_int_equal(a.in_effect, CS_UNKNOWN);
  assert_str(a.waits, "no calendar of us.state says when 3 working days' notice is over");
  given(s, "{\"act\":\"calendar.declare\",\"calendar\":\"c\",\"weekend\":[\"sat\",\"sun\"],\"holidays\":[]}\n"
           "{\"act\":\"party.register\",\"party\":\"us.state\",\"kind\":\"office\",\"calendar\":\"c\",\"from\":"
           "\"2025-01-01\"}");
  a = AS_OF("2025-08-29");
  assert_int_equal(a.in_effect, CS_NO);
  a = AS_OF("2025-08-30");
  assert_int_equal(a.in_effect, CS_YES);
}

/* ------------------------------------------------------------------ may it proceed? */

static enum cs_truth may_proceed(struct story *s, const char *request, const char *on) {
  struct cs_json *json;
  struct cs_request read;
  struct cs_determination det;
  assert_ok(cs_json_parse(&s->arena, CS_STR("request"), cs_str_of(request), &json, &s->err), &s->err);
  assert_ok(cs_request_read(&s->arena, CS_STR("request"), json, &read, &s->err), &s->err);
  assert_ok(cs_determine(&s->world, &read, story_day(on), story_day(on), &s->arena, &det, &s->err), &s->err);
  return det.standing.may_proceed;
}

static void it_may_proceed_once_all_consented_and_no_more_when_one_falls(void **state) {
  struct story *s = *state;
  static const char request[] = "{\"act\":\"use\",\"item\":\"shadow\",\"area\":\"RU-KRS\"}";
  assert_int_equal(may_proceed(s, request, "2025-08-26"), CS_NO);
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  assert_int_equal(may_proceed(s, request, "2025-08-26"), CS_NO);
  stands(s, GB, DECIDE("1", "gb.mod", "approve", ""));
  assert_int_equal(may_proceed(s, request, "2025-08-26"), CS_YES);
  assert_int_equal(may_proceed(s, "{\"act\":\"use\",\"item\":\"shadow\",\"area\":\"RU-BEL\"}", "2025-08-26"), CS_NO);
  stands(s, "us.president/office", REVOKE("M", "2025-08-26"));
  assert_int_equal(may_proceed(s, request, "2025-08-26"), CS_NO);
}

static void a_disputed_consent_makes_no_leave(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  given(s, GB_BY_SOURCE(",\"certainty\":\"disputed\""));
  assert_int_equal(may_proceed(s, "{\"act\":\"use\",\"item\":\"shadow\",\"area\":\"RU-KRS\"}", "2025-08-26"),
                   CS_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
      T(two_consents_are_in_effect_from_their_day),
      T(one_consent_of_two_is_no_authorization),
      T(a_mandate_revoked_with_an_earlier_effect_ends_it_with_the_reason),
      T(what_was_known_later_leaves_the_earlier_answer),
      T(a_disputed_or_inexact_revocation_leaves_it_unknown),
      T(a_mandate_that_another_chain_replaces_still_carries_it),
      T(the_officers_own_mandate_must_stand_too),
      T(a_lost_consent_weighs_more_than_an_uncertain_one),
      T(a_disputed_consent_leaves_it_unknown),
      T(a_reported_consent_is_in_effect_and_says_so),
      T(a_consent_counts_from_when_it_was_known),
      T(it_holds_from_the_latest_decision_to_the_earliest_end),
      T(an_end_known_only_by_its_month_is_unknown_within_it),
      T(the_provisos_of_all_consents_are_its_terms),
      T(a_proviso_on_the_area_narrows_what_was_granted),
      T(the_rules_own_provisos_and_limits_are_terms_and_single_use_is_none),
      T(it_waits_for_the_notice_that_the_rules_ask_for),
      T(working_days_of_notice_are_the_notified_offices),
      T(it_may_proceed_once_all_consented_and_no_more_when_one_falls),
      T(a_disputed_consent_makes_no_leave),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
