/* Conditions of an approval: who puts on record that one is met, what an amendment keeps, money by whose it is, days by which it
 * must be done; and the authorization that waits for all of them. */
#include "review/support/ledgers.h"

#define RULE(clauses)                                                                                                  \
  STORY_GB "group payers of parties\n  member dk, nl\n  member no from 2025-09-01\n  member pl before 2025-09-01\n"    \
           "group guests of parties and others\n  member dk\n"                                                         \
           "group friends of parties on record\n"                                                                      \
           "rule more\n  cite \"x\"\n  when act is use and item is twice\n  review by gb.mod\n" clauses
#define FULFIL(condition, day, more)                                                                                   \
  "{\"act\":\"case.fulfil\",\"case\":\"1\",\"condition\":\"" condition "\",\"day\":\"" day                             \
  "\",\"document\":\"paper 7\",\"document_digest\":\"" STORY_HASH "\"" more "}"
#define ONE FILE_OF("1", "\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":\"twice\",\"quantity\":\"2\"")
#define AMEND                                                                                                          \
  "{\"act\":\"case.amend\",\"case\":\"1\",\"request\":{\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":\"twice\","        \
  "\"quantity\":\"1\"}}"

#define PAYERS OFFICE("dk", "DK") OFFICE("nl", "NL") OFFICE("no", "NO") OFFICE("pl", "PL") OFFICE("us.fmf", "US")

/* Case 1, under these clauses of gb.mod's approval, not yet decided. */
static void filed(struct story *s, const char *rules) {
  given(s, PAYERS);
  given(s, publishing(s, "gb.supply", "gb.rules", rules));
  stands(s, APPLICANT, ONE);
}

static void approve(struct story *s, const char *version) {
  char line[512];
  const char *who[][2] = {{US, "us.secdef"}, {GB, "gb.mod"}};
  for (size_t i = 0; i < 2; i++) {
    snprintf(line, sizeof line,
             "{\"act\":\"case.decide\",\"case\":\"1\",\"version\":%s,\"consent\":\"%s\",\"outcome\":\"approve\"}",
             version, who[i][1]);
    stands(s, who[i][0], line);
  }
}

/* ------------------------------------------------------------------ acts */

static void a_certificate_on_record_puts_it_in_effect(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk \"of end use\"\n"));
  approve(s, "1");
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "certificate from dk (of end use)");
  assert_int_equal(a.status, CS_GRANT_WAITING);
  assert_int_equal(a.bars[0].kind, CS_BAR_CONDITION);
  today(s, "2025-08-28");
  stands(s, GB, FULFIL("certificate", "2025-08-27", ",\"party\":\"dk\""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_NO); /* it was met a day later */
  a = effect_on(s, "2025-08-27");
  assert_int_equal(a.in_effect, CS_YES);
  assert_int_equal(a.status, CS_GRANT_IN_EFFECT);
}

static void a_condition_is_named_by_its_words_too_and_before_the_decision(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk \"of end use\"\n    condition \"the treaty is ratified\"\n"));
  stands(s, GB, FULFIL("of end use", "2025-08-26", ""));
  approve(s, "1");
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "\"the treaty is ratified\"");
  assert_int_equal(a.n_bars, 1);
  stands(s, GB, FULFIL("the treaty is ratified", "2025-08-26", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
  assert_str(cs_json_text(cs_json_get(state_of(s, "case:1"), "fulfilled")->items[0], "party"), "dk");
}

static void a_condition_that_is_met_is_not_met_again(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate\n"));
  stands(s, GB, FULFIL("certificate", "2025-08-26", ",\"party\":\"dk\""));
  int64_t n = s->n - 1;
  struct cs_reason *reason = refused(s, GB, FULFIL("certificate", "2025-08-25", ",\"party\":\"nl\""), "condition.met");
  char entry[64];
  snprintf(entry, sizeof entry, "it was met on 2025-08-26, by entry %lld", (long long)n);
  assert_str(reason->text, entry);
}

static void what_nobody_asked_for_is_refused_with_what_there_is(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk\n    condition payment by payers\n    condition \"ratified\"\n"));
  struct cs_reason *reason = refused(s, GB, FULFIL("ratifed", "2025-08-26", ""), "condition.unknown");
  assert_str(reason->text,
             "1 is under no condition \"ratifed\"; its conditions: certificate from dk; payment by payers, met by "
             "its fund; \"ratified\"");
  refused(s, GB, FULFIL("payment by payers", "2025-08-26", ""), "condition.unknown");
}

static void without_any_condition_there_is_none(void **state) {
  struct story *s = *state;
  filed(s, RULE(""));
  assert_str(refused(s, GB, FULFIL("certificate", "2025-08-26", ""), "condition.unknown")->text,
             "1 is under no condition \"certificate\"; its conditions: none");
}

static void only_the_office_whose_approval_bears_it_says_so(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate\n"));
  refused(s, US, FULFIL("certificate", "2025-08-26", ""), "condition.not-yours");
  refused(s, APPLICANT, FULFIL("certificate", "2025-08-26", ""), "duty.filed-it condition.not-yours");
  stands(s, GB, FULFIL("certificate", "2025-08-26", ""));
}

static void a_certificate_is_that_of_the_party_named(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk\n"));
  refused(s, GB, FULFIL("certificate", "2025-08-26", ",\"party\":\"nl\""), "condition.other-party");
  refused(s, GB, FULFIL("certificate", "2025-08-26", ",\"party\":\"nobody\""), "party.unknown");
}

static void of_two_certificates_the_party_says_which(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk\n    condition certificate from nl\n"));
  refused(s, GB, FULFIL("certificate", "2025-08-26", ""), "condition.unknown");
  stands(s, GB, FULFIL("certificate", "2025-08-26", ",\"party\":\"nl\""));
  approve(s, "1");
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "certificate from dk");
}

static void the_day_is_not_ahead_and_not_too_late(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate before 2025-08-26\n"));
  refused(s, GB, FULFIL("certificate", "2025-08-27", ""), "condition.ahead-of-today condition.late");
  refused(s, GB, FULFIL("certificate", "2025-08-26", ""), "condition.late");
  stands(s, GB, FULFIL("certificate", "2025-08-25", ""));
}

static void a_case_that_is_over_takes_no_condition(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate\n"));
  stands(s, GB, DECIDE("1", "gb.mod", "refuse", ""));
  refused(s, GB, FULFIL("certificate", "2025-08-26", ""), "case.closed");
  refused(s, GB,
          "{\"act\":\"case.fulfil\",\"case\":\"7\",\"condition\":\"x\",\"day\":\"2025-08-26\",\"document\":\"d\","
          "\"document_digest\":\"" STORY_HASH "\"}",
          "case.unknown");
}

static void an_amendment_keeps_what_the_new_version_still_asks_for(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk\n    condition \"ratified\"\n"));
  stands(s, GB, FULFIL("certificate", "2025-08-26", ""));
  stands(s, GB, FULFIL("ratified", "2025-08-26", ""));
  given(s,
        publishing(s, "gb.supply", "gb.rules", RULE("    condition certificate from dk\n    condition \"audited\"\n")));
  stands(s, APPLICANT, AMEND);
  approve(s, "2");
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "\"audited\"");
  assert_int_equal(a.n_bars, 1);
  refused(s, GB, FULFIL("certificate", "2025-08-26", ""), "condition.met");
  refused(s, GB, FULFIL("ratified", "2025-08-26", ""), "condition.unknown");
}

static void a_day_that_passed_unmet_ends_it(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate from dk before 2025-09-01\n"));
  approve(s, "1");
  assert_int_equal(effect_on(s, "2025-08-31").status, CS_GRANT_WAITING);
  struct cs_review_authorization a = effect_on(s, "2025-09-01");
  assert_waits(&a, CS_NO, "certificate from dk was to be met before 2025-09-01, and was not");
  assert_int_equal(a.status, CS_GRANT_EXPIRED);
  assert_int_equal(a.bars[0].kind, CS_BAR_LAPSED);
}

static void a_day_that_may_have_passed_leaves_it_unknown(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition certificate before 2025-09\n"));
  today(s, "2025-09-20");
  stands(s, GB, FULFIL("certificate", "2025-09-10", ""));
  approve(s, "1");
  assert_int_equal(effect_on(s, "2025-09-20").in_effect, CS_UNKNOWN);
}

/* ------------------------------------------------------------------ money */

static void only_members_on_the_day_of_the_payment_count(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by payers\n"));
  approve(s, "1");
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "payment by payers: no fund is open for it");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "dk", "60 USD", ""));
  stands(s, GB, PAID("b", "us.fmf", "40 USD", "")); /* of no member */
  a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "40 USD of 100 USD");
  today(s, "2025-09-02");
  stands(s, GB, PAID("c", "no", "20 USD", ",\"day\":\"2025-08-31\"")); /* not a member yet */
  stands(s, GB, PAID("d", "no", "20 USD", ",\"day\":\"2025-09-01\""));
  stands(s, GB, PAID("e", "pl", "19.99 USD", ",\"day\":\"2025-08-31\""));
  stands(s, GB, PAID("f", "pl", "20 USD", ",\"day\":\"2025-09-01\"")); /* no longer one */
  a = effect_on(s, "2025-09-02");
  assert_waits(&a, CS_NO, "0.01 USD of 100 USD");
  assert_int_equal(a.bars[0].kind, CS_BAR_MONEY);
  stands(s, GB, PAID("g", "nl", "0.01 USD", ""));
  assert_int_equal(effect_on(s, "2025-09-02").in_effect, CS_YES);
  assert_int_equal(effect_on(s, "2025-09-01").in_effect, CS_NO);
}

static void what_is_given_back_is_taken_off_what_counts(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by payers\n"));
  approve(s, "1");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "dk", "60 USD", ""));
  stands(s, GB, PAID("b", "nl", "40 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
  today(s, "2025-08-28");
  stands(s, GB, REFUND("r", "nl", "40 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-27").in_effect, CS_YES);
  struct cs_review_authorization a = effect_on(s, "2025-08-28");
  assert_waits(&a, CS_NO, "40 USD of 100 USD");
  stands(s, GB, PAID("c", "dk", "40 USD", "")); /* another steps in */
  assert_int_equal(effect_on(s, "2025-08-28").in_effect, CS_YES);
}

static void a_payer_gets_back_no_more_than_it_had_paid_on_any_day_since(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by payers\n"));
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "dk", "60 USD", ",\"day\":\"2025-08-20\""));
  stands(s, GB, PAID("b", "nl", "40 USD", ",\"day\":\"2025-08-25\""));
  refused(s, GB, REFUND("r", "nl", "40 USD", ",\"day\":\"2025-08-22\""), "fund.refund-beyond-paid");
  stands(s, GB, REFUND("r", "nl", "40 USD", ",\"day\":\"2025-08-25\""));
}

static void whether_one_is_a_member_may_be_unknown(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by guests\n"));
  approve(s, "1");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "dk", "60 USD", ""));
  stands(s, GB, PAID("b", "us.fmf", "39 USD", ""));              /* perhaps of the others */
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_NO); /* and even then not enough */
  stands(s, GB, PAID("c", "us.fmf", "1 USD", ""));
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_UNKNOWN, "40 USD of 100 USD: whether us.fmf is of guests is not known");
  assert_int_equal(a.status, CS_GRANT_UNKNOWN);
  stands(s, GB, PAID("d", "dk", "40 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

static void a_group_on_record_says_who_pays(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by friends\n"));
  given(s, "{\"act\":\"group.define\",\"group\":\"friends\",\"of\":\"parties\"}\n"
           "{\"act\":\"group.member\",\"group\":\"friends\",\"member\":\"dk\",\"from\":\"2025-01-01\"}");
  approve(s, "1");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "nl", "100 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_NO);
  stands(s, GB, PAID("b", "dk", "100 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

static void a_group_that_nobody_put_on_record_leaves_it_unknown(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by friends\n"));
  approve(s, "1");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "dk", "100 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_UNKNOWN);
}

static void another_text_of_the_group_moves_no_case_that_was_filed(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment by payers\n"));
  approve(s, "1");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  stands(s, GB, PAID("a", "dk", "100 USD", ""));
  given(s, publishing(s, "gb.supply", "gb.rules",
                      STORY_GB
                      "group payers of parties\n  member nl\nrule more\n  cite \"x\"\n  when act is use and item is "
                      "twice\n  review by gb.mod\n    condition payment by payers\n"));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

static void a_payment_is_made_before_its_day_and_stays(void **state) {
  struct story *s = *state;
  filed(s, RULE("    condition payment before 2025-08-28\n"));
  approve(s, "1");
  stands(s, GB, OPEN_FUND("100 USD", ""));
  today(s, "2025-08-30");
  stands(s, GB, PAID("a", "dk", "99 USD", ",\"day\":\"2025-08-27\""));
  stands(s, GB, PAID("b", "dk", "1 USD", ",\"day\":\"2025-08-28\""));
  struct cs_review_authorization a = effect_on(s, "2025-08-28");
  assert_waits(&a, CS_NO, "payment was to be met before 2025-08-28, and was not");
  stands(s, GB, PAID("c", "dk", "1 USD", ",\"day\":\"2025-08-27\""));
  assert_int_equal(effect_on(s, "2025-08-28").in_effect, CS_YES);
  stands(s, GB, REFUND("r", "dk", "2 USD", ",\"day\":\"2025-08-30\""));
  assert_int_equal(effect_on(s, "2025-08-29").in_effect, CS_YES);
  assert_int_equal(effect_on(s, "2025-08-30").in_effect, CS_NO);
}

/* ------------------------------------------------------------------ all of them */

static void everything_awaited_is_named_money_first(void **state) {
  struct story *s = *state;
  filed(s, RULE("    notify us.state 30 calendar days\n    condition certificate from dk\n    condition payment\n"
                "    notify us.president 1 calendar day\n"));
  approve(s, "1");
  stands(s, GB, "{\"act\":\"case.notify\",\"case\":\"1\",\"to\":\"us.state\",\"day\":\"2025-08-26\"}");
  stands(s, GB, "{\"act\":\"case.notify\",\"case\":\"1\",\"to\":\"us.president\",\"day\":\"2025-08-20\"}");
  stands(s, GB, OPEN_FUND("100.00 USD", ""));
  stands(s, GB, PAID("a", "dk", "99.99 USD", ""));
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  cs_review_write_bars(&text, &a);
  assert_str(cs_buf_str(&text),
             "waits for 0.01 USD of 100.00 USD; waits for certificate from dk; notice to us.state ends "
             "2025-09-25; notice to us.president ended 2025-08-21");
  cs_buf_deinit(&text);
  refused(s, APPLICANT, DECREMENT("b", LINE("twice", "1"), ""),
          "authorization.not-in-effect authorization.not-in-effect authorization.not-in-effect");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_certificate_on_record_puts_it_in_effect),
      TEST(a_condition_is_named_by_its_words_too_and_before_the_decision),
      TEST(a_condition_that_is_met_is_not_met_again),
      TEST(what_nobody_asked_for_is_refused_with_what_there_is),
      TEST(without_any_condition_there_is_none),
      TEST(only_the_office_whose_approval_bears_it_says_so),
      TEST(a_certificate_is_that_of_the_party_named),
      TEST(of_two_certificates_the_party_says_which),
      TEST(the_day_is_not_ahead_and_not_too_late),
      TEST(a_case_that_is_over_takes_no_condition),
      TEST(an_amendment_keeps_what_the_new_version_still_asks_for),
      TEST(a_day_that_passed_unmet_ends_it),
      TEST(a_day_that_may_have_passed_leaves_it_unknown),
      TEST(only_members_on_the_day_of_the_payment_count),
      TEST(what_is_given_back_is_taken_off_what_counts),
      TEST(a_payer_gets_back_no_more_than_it_had_paid_on_any_day_since),
      TEST(whether_one_is_a_member_may_be_unknown),
      TEST(a_group_on_record_says_who_pays),
      TEST(a_group_that_nobody_put_on_record_leaves_it_unknown),
      TEST(another_text_of_the_group_moves_no_case_that_was_filed),
      TEST(a_payment_is_made_before_its_day_and_stays),
      TEST(everything_awaited_is_named_money_first),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
