/* Funds: who pays, once, in the price's currency; and the authorization that waits for the last cent. */
#include "review/support/ledgers.h"

#define FINANCE GB /* an approver of the case */

static int fund_set_up(void **state) {
  int failed = ledgers_set_up(state);
  if (!failed) {
    struct story *s = *state;
    stands(s, FINANCE, OPEN_FUND("825000000.00 USD", ""));
  }
  return failed;
}

static void it_is_in_effect_exactly_at_the_cent_that_completes_the_price(void **state) {
  struct story *s = *state;
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "825000000.00 USD of 825000000.00 USD");
  stands(s, FINANCE, PAID("p1", "us.state", "824999999.99 USD", ""));
  a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "0.01 USD of 825000000.00 USD");
  refused(s, APPLICANT, DECREMENT("b1", LINE("kit", "1"), ""), "authorization.not-in-effect");
  today(s, "2025-08-28");
  stands(s, FINANCE, PAID("p2", "friend", "0.01 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-28").in_effect, CS_YES);
  a = effect_on(s, "2025-08-27");
  assert_waits(&a, CS_NO, "0.01 USD of 825000000.00 USD");
  a = authorization(s, "case:1", "2025-08-28", "2025-08-27"); /* as known the day before */
  assert_waits(&a, CS_NO, "0.01 USD of 825000000.00 USD");
  stands(s, APPLICANT, DECREMENT("b1", LINE("kit", "1"), ""));
}

static void a_payment_counts_once_under_its_reference(void **state) {
  struct story *s = *state;
  stands(s, FINANCE, PAID("p1", "us.state", "1.00 USD", ""));
  int64_t n = s->n - 1;
  today(s, "2025-09-30");
  assert_int_equal(repeats(s, FINANCE, PAID("p1", "us.state", "1.00 USD", "")), n);
  refused(s, FINANCE, PAID("p1", "us.state", "2.00 USD", ""), "reference.reused");
  refused(s, FINANCE, REFUND("p1", "us.state", "1.00 USD", ""), "reference.reused");
  stands(s, FINANCE, PAID("p2", "us.state", "1.00 USD", ""));
  const struct cs_json *paid = cs_json_get(state_of(s, "fund:F"), "paid");
  assert_int_equal(paid->n, 1);
  assert_str(cs_json_text(paid->items[0], "amount"), "2.00");
}

static void a_payment_is_money_of_the_price_from_somebody_on_record(void **state) {
  struct story *s = *state;
  refused(s, FINANCE, PAID("p1", "us.state", "1.00 EUR", ""), "fund.other-currency");
  refused(s, FINANCE, PAID("p1", "us.state", "0.00 USD", ""), "fund.amount");
  refused(s, FINANCE, PAID("p1", "us.state", "-1.00 USD", ""), "fund.amount");
  refused(s, FINANCE, PAID("p1", "nobody", "1.00 USD", ""), "party.unknown");
  refused(s, FINANCE, PAID("p1", "us.state", "1.00 USD", ",\"day\":\"2025-08-27\""), "ledger.day-ahead");
  wrong(s, FINANCE, PAID("p1", "us.state", "1.00", ""), &CS_E_ACT_FIELD);
  wrong(s, FINANCE, PAID("p1", "us.state", "1.00 km", ""), &CS_E_ACT_FIELD);
  wrong(s, FINANCE, PAID("p1", "us.state", "1 USD..2 USD", ""), &CS_E_ACT_FIELD);
  wrong(s, FINANCE, PAID("p1", "us.state", "1.00 XXQ", ""), &CS_E_UNIT_UNKNOWN);
  stands(s, FINANCE, PAID("p1", "us.state", "1.00 USD", ""));
}

static void no_more_is_given_back_than_was_paid(void **state) {
  struct story *s = *state;
  refused(s, FINANCE, REFUND("r1", "us.state", "0.01 USD", ""), "fund.refund-beyond-paid");
  stands(s, FINANCE, PAID("p1", "us.state", "5.00 USD", ""));
  stands(s, FINANCE, PAID("p2", "friend", "5.00 USD", ""));
  struct cs_reason *why = refused(s, FINANCE, REFUND("r1", "us.state", "5.01 USD", ""), "fund.refund-beyond-paid");
  assert_str(why[0].text, "5.01 to give back to us.state, where 5 was paid");
  refused(s, FINANCE, REFUND("r1", "us.state", "1.00 USD", ",\"day\":\"2025-08-25\""), "fund.refund-beyond-paid");
  stands(s, FINANCE, REFUND("r1", "us.state", "5.00 USD", ""));
  refused(s, FINANCE, REFUND("r2", "us.state", "0.01 USD", ""), "fund.refund-beyond-paid");
  refused(s, NULL, REFUND("r3", "friend", "0.01 USD", ""), "source.not-for-this-act");
}

static void money_given_back_takes_it_out_of_effect_again(void **state) {
  struct story *s = *state;
  stands(s, FINANCE, PAID("p1", "us.state", "825000000.00 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
  today(s, "2025-08-27");
  stands(s, FINANCE, REFUND("r1", "us.state", "0.01 USD", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
  struct cs_review_authorization a = effect_on(s, "2025-08-27");
  assert_waits(&a, CS_NO, "0.01 USD of 825000000.00 USD");
}

static void only_certain_payers_count_where_that_was_said(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_TWO("2", "1", "1"));
#define OPEN_TWO(payers)                                                                                               \
  "{\"act\":\"fund.open\",\"fund\":\"G\",\"case\":\"2\",\"price\":\"10 USD\",\"payers\":[" payers "]}"
#define PAY_TWO(reference, payer)                                                                                      \
  "{\"act\":\"fund.receive\",\"fund\":\"G\",\"payer\":\"" payer "\",\"amount\":\"10 USD\",\"reference\":\"" reference  \
  "\"}"
  refused(s, FINANCE, OPEN_TWO("\"nobody\""), "party.unknown");
  stands(s, FINANCE, OPEN_TWO("\"friend\""));
  stands(s, US, DECIDE("2", "us.secdef", "approve", ""));
  stands(s, GB, DECIDE("2", "gb.mod", "approve", ""));
  stands(s, FINANCE, PAY_TWO("a", "us.state"));
  struct cs_review_authorization a = authorization(s, "case:2", "2025-08-26", "2025-08-26");
  assert_waits(&a, CS_NO, "10 USD of 10 USD");
  stands(s, FINANCE, PAY_TWO("b", "friend"));
  assert_int_equal(authorization(s, "case:2", "2025-08-26", "2025-08-26").in_effect, CS_YES);
}

static void a_promise_replaces_the_payers_earlier_one(void **state) {
  struct story *s = *state;
  stands(s, FINANCE, PLEDGE("us.state", "100.00 USD"));
  stands(s, FINANCE, PLEDGE("us.state", "50.00 USD"));
  const struct cs_json *pledges = cs_json_get(state_of(s, "fund:F"), "pledges");
  assert_int_equal(pledges->n, 1);
  assert_str(cs_json_text(pledges->items[0], "amount"), "50.00");
  stands(s, FINANCE, PLEDGE("us.state", "0 USD"));
  refused(s, FINANCE, PLEDGE("us.state", "-1 USD"), "fund.amount");
  refused(s, FINANCE, PLEDGE("nobody", "1 USD"), "party.unknown");
  given(s, PLEDGE("friend", "7 USD"));
  struct cs_review_authorization a = effect_on(s, "2025-08-26"); /* a promise is not money */
  assert_waits(&a, CS_NO, "825000000.00 USD of 825000000.00 USD");
}

static void a_case_has_one_fund_while_it_lives(void **state) {
  struct story *s = *state;
  refused(s, FINANCE, OPEN_FUND("1 USD", ""), "fund.exists fund.exists");
  refused(s, FINANCE, "{\"act\":\"fund.open\",\"fund\":\"G\",\"case\":\"9\",\"price\":\"1 USD\"}", "case.unknown");
  stands(s, APPLICANT, FILE_TWO("2", "1", "1"));
  refused(s, FINANCE, "{\"act\":\"fund.open\",\"fund\":\"G\",\"case\":\"2\",\"price\":\"0 USD\"}", "fund.amount");
  stands(s, APPLICANT, "{\"act\":\"case.withdraw\",\"case\":\"2\"}");
  refused(s, FINANCE, "{\"act\":\"fund.open\",\"fund\":\"G\",\"case\":\"2\",\"price\":\"1 USD\"}", "case.closed");
}

static void only_an_approver_of_the_case_keeps_its_fund(void **state) {
  struct story *s = *state;
  refused(s, "us.state/desk", PAID("p1", "us.state", "1.00 USD", ""), "fund.not-yours");
  refused(s, "us.state/desk", "{\"act\":\"fund.pledge\",\"fund\":\"X\",\"payer\":\"us.state\",\"amount\":\"1 USD\"}",
          "fund.unknown");
  given(s, GRANT("K", "gb.mod", "us.state", ""));
  stands(s, "us.state/desk", PAID("p1", "us.state", "1.00 USD", ""));
  given(s, PAID("p2", "us.state", "1.00 USD", "")); /* history */
  given(s, GRANT("L", "gb.mod", "ua.armed-forces", ""));
  refused(s, APPLICANT, PAID("p3", "us.state", "1.00 USD", ""), "duty.filed-it");
}

static void who_is_kept_out_of_a_case_keeps_no_fund_of_it(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_TWO("2", "1", "1"));
  stands(s, GB, "{\"act\":\"case.recuse\",\"case\":\"2\",\"officer\":\"gb.mod/desk\",\"reason\":\"kin\"}");
  const char *open_two = "{\"act\":\"fund.open\",\"fund\":\"G\",\"case\":\"2\",\"price\":\"10 USD\"}";
  refused(s, FINANCE, open_two, "duty.recused");
  enrol(s, "gb.mod/other");
  stands(s, "gb.mod/other", open_two);
}

static void a_mandate_with_a_limit_reaches_no_further_than_it(void **state) {
  struct story *s = *state;
  given(s, GRANT("K", "gb.mod", "us.state", ",\"quantity_max\":\"9\""));
  refused(s, "us.state/desk", PAID("p1", "us.state", "1.00 USD", ""), "fund.not-yours"); /* 10 are asked for */
  given(s, GRANT("L", "gb.mod", "us.state", ",\"quantity_max\":\"10\""));
  stands(s, "us.state/desk", PAID("p1", "us.state", "1.00 USD", ""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, fund_set_up, story_tear_down)
      T(it_is_in_effect_exactly_at_the_cent_that_completes_the_price),
      T(a_payment_counts_once_under_its_reference),
      T(a_payment_is_money_of_the_price_from_somebody_on_record),
      T(no_more_is_given_back_than_was_paid),
      T(money_given_back_takes_it_out_of_effect_again),
      T(only_certain_payers_count_where_that_was_said),
      T(a_promise_replaces_the_payers_earlier_one),
      T(a_case_has_one_fund_while_it_lives),
      T(only_an_approver_of_the_case_keeps_its_fund),
      T(who_is_kept_out_of_a_case_keeps_no_fund_of_it),
      T(a_mandate_with_a_limit_reaches_no_further_than_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
