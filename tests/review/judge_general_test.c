/* General authorizations: consent without a case, for whatever matches; for one approver, no further than its mandates, until it is
 * stopped. */
#include "review/support/ledgers.h"

#include "review/general.h"
#include "rules/err.h"

#define GENERAL(id, more)                                                                                              \
  "{\"act\":\"authorization.general\",\"authorization\":\"" id "\",\"approver\":\"us.secdef\",\"regimes\":["           \
  "\"us.many\"]" more "}"
#define WITHIN             ",\"acts\":[\"export\"],\"items\":[\"rocket\",\"shadow\"],\"areas\":[\"UA\"]"
#define EXPORT(item, area) "{\"act\":\"export\",\"item\":\"" item "\",\"area\":\"" area "\"}"
#define STOP_G(kind, more) "{\"act\":\"authorization." kind "\",\"authorization\":\"G\",\"reason\":\"so\"" more "}"

/* Exports need the consent of us.secdef, and of shadow also that of gb.mod; assistance asks for notice besides. */
#define MANY                                                                                                           \
  STORY_FACTS "regime us.many\n  title \"Many\"\n  owner us.president\n  treats export, assistance\n"                  \
              "rule each\n  cite \"x\"\n  when act is export\n  review by us.secdef\n"                                 \
              "rule second\n  cite \"x\"\n  when act is export and item is shadow\n  review by gb.mod\n"               \
              "rule help\n  cite \"x\"\n  when act is assistance\n  review by us.secdef\n"                             \
              "    notify us.state 3 calendar days\n"                                                                  \
              "regime gb.many\n  title \"x\"\n  owner gb.mod\n  treats export, assistance\n"

static int set_up(void **state) {
  int failed = story_world_set_up(state);
  if (failed == 0) {
    struct story *s = *state;
    given(s, publishing(s, "us.many", "many.rules", MANY));
    given(s,
          GRANT("MG", "us.president", "us.secdef", ",\"regimes\":[\"us.many\"],\"acts\":[\"export\",\"assistance\"]"));
    given(s, GRANT("MB", "us.president", "gb.mod", ",\"regimes\":[\"us.many\"]"));
  }
  return failed;
}

static struct cs_determination ask(struct story *s, const char *request, const char *on) {
  struct cs_json *json;
  struct cs_request read;
  struct cs_determination det;
  assert_ok(cs_json_parse(&s->arena, CS_STR("q"), cs_str_of(request), &json, &s->err) &&
                cs_request_read(&s->arena, CS_STR("q"), json, &read, &s->err) &&
                cs_determine(&s->world, &read, story_day(on), story_day(on), &s->arena, &det, &s->err),
            &s->err);
  return det;
}

static void assert_waits_for(const struct cs_determination *det, const char *kind) {
  assert_int_equal(det->standing.n_waiting, 1);
  assert_string_equal(det->standing.waiting[0].kind, kind);
  assert_str(det->standing.waiting[0].authorization, "G");
}

static void what_matches_may_go_under_it(void **state) {
  struct story *s = *state;
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-08-26").standing.may_proceed, CS_NO);
  stands(s, US, GENERAL("G", WITHIN));
  struct cs_determination det = ask(s, EXPORT("rocket", "UA"), "2025-08-26");
  assert_int_equal(det.standing.may_proceed, CS_YES);
  assert_int_equal(det.standing.n_under, 1);
  assert_str(det.standing.under[0], "G");
  assert_int_equal(ask(s, EXPORT("rocket", "UA-30"), "2025-08-26").standing.may_proceed, CS_YES);
}

static void what_lies_outside_its_words_may_not(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", WITHIN));
  assert_int_equal(ask(s, EXPORT("rocket", "RU"), "2025-08-26").standing.may_proceed, CS_NO);
  assert_int_equal(ask(s, EXPORT("twice", "UA"), "2025-08-26").standing.may_proceed, CS_NO);
  assert_int_equal(ask(s, "{\"act\":\"export\",\"item\":\"rocket\"}", "2025-08-26").standing.may_proceed, CS_NO);
  assert_int_equal(ask(s, "{\"act\":\"export\",\"area\":\"UA\",\"lines\":[{\"item\":\"rocket\"},{\"item\":\"twice\"}]}",
                       "2025-08-26")
                       .standing.may_proceed,
                   CS_NO);
}

static void it_is_one_approvers_consent_and_no_others(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", WITHIN));
  struct cs_determination det = ask(s, EXPORT("shadow", "UA"), "2025-08-26");
  assert_int_equal(det.standing.may_proceed, CS_NO);
  assert_int_equal(det.standing.n_lacking, 1);
  assert_str(det.standing.lacking[0].name, "gb.mod");
  stands(
      s, GB,
      "{\"act\":\"authorization.general\",\"authorization\":\"H\",\"approver\":\"gb.mod\",\"regimes\":[\"us.many\"]}");
  det = ask(s, EXPORT("shadow", "UA"), "2025-08-26");
  assert_int_equal(det.standing.may_proceed, CS_YES);
  assert_int_equal(det.standing.n_under, 2);
}

static void with_a_cases_consent_of_the_other_it_is_whole(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_OF("c", "\"act\":\"export\",\"item\":\"rocket\",\"area\":\"UA\""));
  stands(s, US, DECIDE("c", "us.secdef", "approve", ""));
  const char *more = MANY "regime us.many\nrule third\n  cite \"x\"\n  when act is export\n  review by gb.mod\n";
  given(s, publishing(s, "us.many", "many.rules", more)); /* one approver more since */
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-08-26").standing.may_proceed, CS_NO);
  stands(
      s, GB,
      "{\"act\":\"authorization.general\",\"authorization\":\"H\",\"approver\":\"gb.mod\",\"regimes\":[\"us.many\"]}");
  struct cs_determination det = ask(s, EXPORT("rocket", "UA"), "2025-08-26");
  assert_int_equal(det.standing.may_proceed, CS_YES);
  assert_int_equal(det.standing.n_under, 2);
}

static void its_condition_is_asked_of_each_request(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", WITHIN ",\"when\":\"emergency is yes\""));
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-08-26").standing.may_proceed, CS_UNKNOWN);
  assert_int_equal(
      ask(s, "{\"act\":\"export\",\"item\":\"rocket\",\"area\":\"UA\",\"facts\":{\"emergency\":true}}", "2025-08-26")
          .standing.may_proceed,
      CS_YES);
  assert_int_equal(
      ask(s, "{\"act\":\"export\",\"item\":\"rocket\",\"area\":\"UA\",\"facts\":{\"emergency\":false}}", "2025-08-26")
          .standing.may_proceed,
      CS_NO);
}

static void it_goes_no_further_than_the_mandate_that_it_was_given_under(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", ""));
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-08-26").standing.may_proceed, CS_YES);
  given(s, REVOKE("MG", "2025-08-26"));
  struct cs_determination det = ask(s, EXPORT("rocket", "UA"), "2025-08-26");
  assert_int_equal(det.standing.may_proceed, CS_NO);
  assert_waits_for(&det, "consent");
}

static void a_mandates_limit_holds_for_each_request(void **state) {
  struct story *s = *state;
  given(s, REVOKE("MG", "2025-08-01"));
  given(s, GRANT("MQ", "us.president", "us.secdef", ",\"regimes\":[\"us.many\"],\"quantity_max\":\"5\""));
  stands(s, US, GENERAL("G", ""));
  assert_int_equal(ask(s, "{\"act\":\"export\",\"item\":\"rocket\",\"area\":\"UA\",\"quantity\":\"5\"}", "2025-08-26")
                       .standing.may_proceed,
                   CS_YES);
  assert_int_equal(ask(s, "{\"act\":\"export\",\"item\":\"rocket\",\"area\":\"UA\",\"quantity\":\"6\"}", "2025-08-26")
                       .standing.may_proceed,
                   CS_NO);
}

static void what_the_rules_ask_besides_takes_a_case(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", ""));
  struct cs_determination det = ask(s, "{\"act\":\"assistance\",\"item\":\"rocket\",\"area\":\"UA\"}", "2025-08-26");
  assert_int_equal(det.standing.may_proceed, CS_NO);
  assert_waits_for(&det, "case");
  assert_str(det.standing.waiting[0].why, "the rules ask us.secdef for notify besides, which takes a case");
}

static void it_holds_in_its_period_and_until_it_is_stopped(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", WITHIN ",\"from\":\"2025-08-28\",\"until\":\"2025-10-01\""));
  struct cs_determination det = ask(s, EXPORT("rocket", "UA"), "2025-08-27");
  assert_int_equal(det.standing.may_proceed, CS_NO);
  assert_waits_for(&det, "period");
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-08-28").standing.may_proceed, CS_YES);
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-10-01").standing.may_proceed, CS_NO);
  today(s, "2025-09-01");
  stands(s, US, STOP_G("suspend", ""));
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-08-31").standing.may_proceed, CS_YES);
  det = ask(s, EXPORT("rocket", "UA"), "2025-09-01");
  assert_waits_for(&det, "suspended");
  stands(s, US, STOP_G("reinstate", ",\"from\":\"2025-09-03\""));
  assert_int_equal(ask(s, EXPORT("rocket", "UA"), "2025-09-03").standing.may_proceed, CS_YES);
  stands(s, US, STOP_G("revoke", ",\"from\":\"2025-09-05\""));
  det = ask(s, EXPORT("rocket", "UA"), "2025-09-05");
  assert_waits_for(&det, "revoked");
  refused(s, US, STOP_G("suspend", ""), "authorization.revoked");
}

static void its_status_is_told_with_its_entry(void **state) {
  struct story *s = *state;
  enum cs_review_grant_status status;
  int64_t n;
  stands(s, US, GENERAL("G", WITHIN ",\"until\":\"2025-10-01\""));
  int64_t given_n = s->n - 1;
  const struct cs_json *ledger = state_of(s, "authorization:G");
  cs_day day = story_day("2025-08-26"), late = story_day("2025-10-01");
  assert_ok(cs_review_general_status(ledger, day, day, &s->arena, &status, &n, &s->err), &s->err);
  assert_int_equal(status, CS_GRANT_IN_EFFECT);
  assert_int_equal(n, given_n);
  assert_ok(cs_review_general_status(ledger, late, late, &s->arena, &status, &n, &s->err), &s->err);
  assert_int_equal(status, CS_GRANT_EXPIRED);
  stands(s, US, STOP_G("suspend", ""));
  ledger = state_of(s, "authorization:G");
  assert_ok(cs_review_general_status(ledger, day, day, &s->arena, &status, &n, &s->err), &s->err);
  assert_int_equal(status, CS_GRANT_SUSPENDED);
  assert_int_equal(n, s->n - 1);
}

static void only_who_may_speak_for_the_approver_gives_and_stops_it(void **state) {
  struct story *s = *state;
  refused(s, GB, GENERAL("G", WITHIN), "mandate.lacking");
  refused(s, US, GENERAL("G", ",\"acts\":[\"use\"]"), "mandate.lacking"); /* MG is for exports */
  stands(s, US, GENERAL("G", WITHIN));
  refused(s, GB, STOP_G("suspend", ""), "authorization.not-yours");
}

static void what_cannot_be_given_is_refused(void **state) {
  struct story *s = *state;
  refused(s, US, GENERAL("1-A", WITHIN), "authorization.name");
  refused(s, US, GENERAL("G", ",\"items\":[\"nothing\"]"), "item.unknown");
  refused(s, US, GENERAL("G", ",\"from\":\"2025-08-25\""), "decision.before-today");
  refused(s, US,
          "{\"act\":\"authorization.general\",\"authorization\":\"G\",\"approver\":\"us.secdef\",\"regimes\":[\"no."
          "such\"]}",
          "regime.unknown");
  refused(
      s, US,
      "{\"act\":\"authorization.general\",\"authorization\":\"G\",\"approver\":\"nobody\",\"regimes\":[\"us.many\"]}",
      "party.unknown");
  wrong(s, US, GENERAL("G", ",\"when\":\"no-such-fact is yes\""), &CS_E_RULES_UNKNOWN_FACT);
  stands(s, US, GENERAL("G", WITHIN));
  refused(s, US, GENERAL("G", WITHIN), "authorization.exists");
}

static void nobody_holds_it_so_it_is_neither_used_up_nor_given_back(void **state) {
  struct story *s = *state;
  stands(s, US, GENERAL("G", WITHIN));
  refused(s, APPLICANT, STOP_G("surrender", ""), "authorization.general");
  refused(s, APPLICANT,
          "{\"act\":\"authorization.decrement\",\"authorization\":\"G\",\"batch\":\"b\",\"lines\":[" LINE("rocket",
                                                                                                          "1") "]}",
          "authorization.general");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, story_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(what_matches_may_go_under_it),
      TEST(what_lies_outside_its_words_may_not),
      TEST(it_is_one_approvers_consent_and_no_others),
      TEST(with_a_cases_consent_of_the_other_it_is_whole),
      TEST(its_condition_is_asked_of_each_request),
      TEST(it_goes_no_further_than_the_mandate_that_it_was_given_under),
      TEST(a_mandates_limit_holds_for_each_request),
      TEST(what_the_rules_ask_besides_takes_a_case),
      TEST(it_holds_in_its_period_and_until_it_is_stopped),
      TEST(its_status_is_told_with_its_entry),
      TEST(only_who_may_speak_for_the_approver_gives_and_stops_it),
      TEST(what_cannot_be_given_is_refused),
      TEST(nobody_holds_it_so_it_is_neither_used_up_nor_given_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
