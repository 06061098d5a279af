/* Authorizations: what is used of one, and what stops or ends it. */
#include "review/support/ledgers.h"

static void a_use_is_taken_off_what_is_left(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "3") "," LINE("kit", "1.5"), ""));
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_int_equal(a.in_effect, CS_YES);
  assert_int_equal(cs_dec_cmp(a.lines[0].left.lo, cs_dec_of(7)), 0);
  assert_json(s, cs_json_get(state_of(s, "authorization:1-A"), "used"),
              "[{\"item\":\"twice\",\"quantity\":\"3\"},{\"item\":\"kit\",\"quantity\":\"1.5\"}]");
  a = effect_on(s, "2025-12-01");
  assert_int_equal(a.in_effect, CS_NO);
}

static void the_last_one_may_be_used_and_none_beyond_it(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "9"), ""));
  struct cs_reason *why = refused(s, APPLICANT, DECREMENT("b2", LINE("twice", "1.01"), ""), "decrement.beyond-balance");
  assert_str(why[0].text, "line 1: 1.01 of twice, where 1 is left");
  stands(s, APPLICANT, DECREMENT("b2", LINE("twice", "1"), ""));
  refused(s, APPLICANT, DECREMENT("b3", LINE("twice", "0.000001"), ""), "decrement.beyond-balance");
}

static void all_bad_lines_are_told_and_nothing_is_taken(void **state) {
  struct story *s = *state;
  struct cs_reason *why =
      refused(s, APPLICANT,
              DECREMENT("b1",
                        LINE("twice", "6") "," LINE("rocket", "1") "," LINE("kit", "1 kg") "," LINE(
                            "twice", "5") "," LINE("kit", "0"),
                        ""),
              "decrement.item-not-in-it decrement.other-unit decrement.beyond-balance decrement.quantity");
  assert_str(why[0].text, "line 2: rocket is not in 1-A");
  assert_str(why[1].text, "line 3: 1 kg is in another unit; it was granted in pieces");
  assert_str(why[2].text, "line 4: 5 of twice, where 4 is left"); /* the lines before it count */
  assert_str(why[3].text, "line 5: the quantity is 0, expected more than 0");
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "6") "," LINE("twice", "4") "," LINE("kit", "4 pieces"), ""));
}

static void a_batch_counts_once_whatever_is_sent_again(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "10") "," LINE("kit", "4"), ""));
  int64_t n = s->n - 1;
  assert_int_equal(repeats(s, APPLICANT, DECREMENT("b1", LINE("twice", "10") "," LINE("kit", "4"), "")), n);
  today(s, "2025-09-26"); /* much later, and though nothing is left */
  assert_int_equal(repeats(s, APPLICANT, DECREMENT("b1", LINE("twice", "10") "," LINE("kit", "4"), "")), n);
  assert_int_equal(
      repeats(s, APPLICANT, DECREMENT("b1", LINE("twice", "10") "," LINE("kit", "4"), ",\"day\":\"2025-08-26\"")), n);
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "9") "," LINE("kit", "4"), ""), "decrement.batch-reused");
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "10") "," LINE("kit", "4"), ",\"day\":\"2025-08-27\""),
          "decrement.batch-reused");
  refused(s, US, DECREMENT("b1", LINE("twice", "10") "," LINE("kit", "4"), ""), "mandate.lacking");
}

static void a_used_up_authorization_is_not_in_effect_from_that_day_on(void **state) {
  struct story *s = *state;
  today(s, "2025-09-10");
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "10"), ",\"day\":\"2025-09-01\""));
  assert_int_equal(effect_on(s, "2025-09-05").in_effect, CS_YES);
  stands(s, APPLICANT, DECREMENT("b2", LINE("kit", "4"), ",\"day\":\"2025-09-05\""));
  struct cs_review_authorization a = effect_on(s, "2025-09-05");
  assert_waits(&a, CS_NO, "it is used up");
  assert_int_equal(effect_on(s, "2025-09-04").in_effect, CS_YES);
  refused(s, APPLICANT, DECREMENT("b3", LINE("kit", "1"), ",\"day\":\"2025-09-02\""), "authorization.exhausted");
}

static void a_single_use_is_used_by_one_batch(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT,
         FILE_OF("2", "\"act\":\"use\",\"area\":\"RU-KRS\",\"lines\":[{\"item\":\"rocket\",\"quantity\":\"5\"}]"));
  stands(s, US, DECIDE("2", "us.secdef", "approve", ""));
  const char *first = "{\"act\":\"authorization.decrement\",\"authorization\":\"2-A\",\"batch\":\"a\",\"lines\":["
                      "{\"item\":\"rocket\",\"quantity\":\"2\"}]}";
  const char *second = "{\"act\":\"authorization.decrement\",\"authorization\":\"2-A\",\"batch\":\"b\",\"lines\":["
                       "{\"item\":\"rocket\",\"quantity\":\"2\"}]}";
  stands(s, APPLICANT, first);
  refused(s, APPLICANT, second, "authorization.exhausted");
  struct cs_review_authorization a = authorization(s, "case:2", "2025-08-26", "2025-08-26");
  assert_waits(&a, CS_NO, "its single use was made");
}

static void only_the_applicant_or_who_has_its_mandate_uses_it(void **state) {
  struct story *s = *state;
  refused(s, "friend/one", DECREMENT("b1", LINE("twice", "1"), ""), "mandate.lacking");
  given(s, GRANT("H", "ua.armed-forces", "friend", ",\"acts\":[\"use\"]"));
  stands(s, "friend/one", DECREMENT("b1", LINE("twice", "1"), ""));
  refused(s, NULL, DECREMENT("b2", LINE("twice", "1"), ""), "source.not-for-this-act");
}

static void a_use_counts_on_its_own_day(void **state) {
  struct story *s = *state;
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ",\"day\":\"2025-08-27\""), "ledger.day-ahead");
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ",\"day\":\"2025-08-25\""), "authorization.not-in-effect");
  today(s, "2025-12-01");
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ""), "authorization.expired");
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ",\"day\":\"2025-11-30\""));
}

static void what_was_not_granted_cannot_be_used(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_TWO("2", "1", "1"));
  const char *line = "{\"act\":\"authorization.decrement\",\"authorization\":\"2-A\",\"batch\":\"a\",\"lines\":["
                     "{\"item\":\"twice\",\"quantity\":\"1\"}]}";
  refused(s, APPLICANT, line, "authorization.unknown");
  stands(s, US, DECIDE("2", "us.secdef", "approve", ""));
  refused(s, APPLICANT, line, "authorization.unknown");
  stands(s, GB, DECIDE("2", "gb.mod", "approve", ""));
  stands(s, APPLICANT, line);
}

static void a_consent_that_falls_later_stops_every_use(void **state) {
  struct story *s = *state;
  given(s, REVOKE("M", "2025-08-01"));
  struct cs_reason *why = refused(s, APPLICANT, DECREMENT("b1", LINE("kit", "1"), ""), "authorization.not-in-effect");
  assert_true(cs_str_find(why[0].text, CS_STR("us.secdef had no mandate from us.president")) != SIZE_MAX);
}

/* ------------------------------------------------------------------ suspension and end */

static void a_suspended_authorization_is_not_in_effect_until_it_is_reinstated(void **state) {
  struct story *s = *state;
  stands(s, US, STOP("suspend", ""));
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_int_equal(a.in_effect, CS_NO);
  assert_int_equal(a.bars[0].kind, CS_BAR_SUSPENDED);
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ""), "authorization.suspended");
  refused(s, GB, STOP("suspend", ""), "authorization.suspended");
  today(s, "2025-08-28");
  stands(s, GB, STOP("reinstate", ""));
  assert_int_equal(effect_on(s, "2025-08-27").in_effect, CS_NO);
  assert_int_equal(effect_on(s, "2025-08-28").in_effect, CS_YES);
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ""));
  refused(s, APPLICANT, DECREMENT("b2", LINE("twice", "1"), ",\"day\":\"2025-08-27\""), "authorization.suspended");
  refused(s, GB, STOP("reinstate", ""), "authorization.not-suspended");
  stands(s, US, STOP("suspend", ""));
  assert_int_equal(effect_on(s, "2025-08-29").in_effect, CS_NO);
}

static void a_suspension_with_an_end_ends_by_itself(void **state) {
  struct story *s = *state;
  stands(s, US, STOP("suspend", ",\"from\":\"2025-09-01\",\"until\":\"2025-09-10\""));
  assert_int_equal(effect_on(s, "2025-08-31").in_effect, CS_YES);
  assert_int_equal(effect_on(s, "2025-09-09").in_effect, CS_NO);
  assert_int_equal(effect_on(s, "2025-09-10").in_effect, CS_YES);
}

static void a_suspension_on_an_uncertain_day_leaves_it_unknown(void **state) {
  struct story *s = *state;
  stands(s, US, STOP("suspend", ",\"from\":\"2025-09\",\"known\":\"2025-08-26\""));
  assert_int_equal(effect_on(s, "2025-08-31").in_effect, CS_YES);
  assert_int_equal(effect_on(s, "2025-09-15").in_effect, CS_UNKNOWN);
  assert_int_equal(effect_on(s, "2025-10-01").in_effect, CS_NO);
  today(s, "2025-09-15");
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ""), "authorization.suspended");
}

static void a_revoked_authorization_stays_so(void **state) {
  struct story *s = *state;
  refused(s, US, STOP("revoke", ",\"until\":\"2025-09-10\""), "authorization.for-good");
  stands(s, GB, STOP("revoke", ""));
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ""), "authorization.revoked");
  refused(s, US, STOP("reinstate", ""), "authorization.revoked");
  refused(s, US, STOP("revoke", ""), "authorization.revoked");
  refused(s, APPLICANT, STOP("surrender", ""), "authorization.revoked");
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_int_equal(a.in_effect, CS_NO);
  assert_int_equal(a.bars[0].kind, CS_BAR_REVOKED);
  a = effect_on(s, "2025-08-25");
  assert_int_equal(a.bars[0].kind, CS_BAR_CONSENTS); /* not known yet */
  assert_int_equal(a.bars[a.n_bars - 1].kind, CS_BAR_AHEAD);
}

static void what_was_used_stays_used_when_a_revocation_reaches_back(void **state) {
  struct story *s = *state;
  today(s, "2025-09-10");
  stands(s, APPLICANT, DECREMENT("b1", LINE("twice", "4"), ",\"day\":\"2025-09-05\""));
  stands(s, US, STOP("revoke", ",\"from\":\"2025-09-01\",\"known\":\"2025-09-10\""));
  assert_int_equal(authorization(s, "case:1", "2025-09-05", "2025-09-09").in_effect, CS_YES);
  assert_int_equal(authorization(s, "case:1", "2025-09-05", "2025-09-10").in_effect, CS_NO);
  assert_int_equal(cs_json_get(state_of(s, "authorization:1-A"), "decrements")->n, 1);
}

static void a_surrendered_authorization_is_given_back_by_its_holder(void **state) {
  struct story *s = *state;
  refused(s, US, STOP("surrender", ""), "mandate.lacking");
  stands(s, APPLICANT, STOP("surrender", ""));
  refused(s, APPLICANT, DECREMENT("b1", LINE("twice", "1"), ""), "authorization.surrendered");
  refused(s, US, STOP("suspend", ""), "authorization.surrendered");
}

static void only_who_consented_may_stop_it(void **state) {
  struct story *s = *state;
  struct cs_reason *why = refused(s, "us.state/desk", STOP("suspend", ""), "authorization.not-yours");
  assert_true(cs_str_find(why[0].text, CS_STR("us.secdef, gb.mod")) != SIZE_MAX);
  given(s, GRANT("U", "us.secdef", "us.state", ",\"regimes\":[\"gb.supply\"]"));
  refused(s, "us.state/desk", STOP("suspend", ""), "authorization.not-yours");
  given(s, GRANT("V", "us.secdef", "us.state", ",\"regimes\":[\"us.review\"]"));
  const struct cs_json *out = stands(s, "us.state/desk", STOP("suspend", ""));
  assert_str(cs_json_text(out, "approver"), "us.secdef");
  assert_json(s, cs_json_get(out, "mandates"), "[\"V\"]");
}

static void nobody_reinstates_what_they_filed(void **state) {
  struct story *s = *state;
  given(s, GRANT("F", "gb.mod", "ua.armed-forces", ""));
  stands(s, APPLICANT, STOP("suspend", "")); /* that makes it only stricter */
  refused(s, APPLICANT, STOP("reinstate", ""), "duty.filed-it");
  stands(s, GB, STOP("reinstate", ""));
}

/* ------------------------------------------------------------------ kinds, and how much is granted */

#define BLANKET(id, more) FILE_OF(id, "\"act\":\"use\",\"area\":\"RU-KRS\",\"lines\":[{\"item\":\"twice\"" more "}]")
#define VALUED(value)     "{\"item\":\"twice\",\"quantity\":\"1\",\"value\":\"" value "\"}"
#define USED_OF(id, batch, lines)                                                                                      \
  "{\"act\":\"authorization.decrement\",\"authorization\":\"" id "-A\",\"batch\":\"" batch "\",\"lines\":[" lines "]}"
#define GRANTING(id, consent, lines) DECIDE(id, consent, "approve", ",\"quantities\":[" lines "]")

static struct cs_review_authorization of_case(struct story *s, const char *subject) {
  return authorization(s, subject, "2025-08-26", "2025-08-26");
}

static void its_kind_is_told_by_its_lines_and_clauses(void **state) {
  struct story *s = *state;
  assert_int_equal(effect_on(s, "2025-08-26").kind, CS_GRANT_INDIVIDUAL);
  stands(s, APPLICANT, BLANKET("b", ""));
  stands(s, US, DECIDE("b", "us.secdef", "approve", ""));
  stands(s, GB, DECIDE("b", "gb.mod", "approve", ""));
  assert_int_equal(of_case(s, "case:b").kind, CS_GRANT_BLANKET);
  stands(s, APPLICANT, FILE_USE("o", "rocket"));
  stands(s, US, DECIDE("o", "us.secdef", "approve", ""));
  assert_int_equal(of_case(s, "case:o").kind, CS_GRANT_SINGLE_USE);
}

static void a_blanket_authorization_is_bounded_by_its_value(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, BLANKET("b", ",\"value\":\"100.00 USD\""));
  stands(s, US, DECIDE("b", "us.secdef", "approve", ""));
  stands(s, GB, DECIDE("b", "gb.mod", "approve", ""));
  refused(s, APPLICANT, USED_OF("b", "1", LINE("twice", "1")), "decrement.value");
  refused(s, APPLICANT, USED_OF("b", "1", VALUED("1.00 EUR")), "decrement.value");
  refused(s, APPLICANT, USED_OF("b", "1", VALUED("60.00 USD") "," VALUED("40.01 USD")), "decrement.beyond-balance");
  stands(s, APPLICANT, USED_OF("b", "1", VALUED("60.00 USD")));
  refused(s, APPLICANT, USED_OF("b", "2", VALUED("40.01 USD")), "decrement.beyond-balance");
  assert_int_equal(of_case(s, "case:b").in_effect, CS_YES);
  stands(s, APPLICANT, USED_OF("b", "2", VALUED("40.00 USD")));
  assert_int_equal(of_case(s, "case:b").status, CS_GRANT_EXHAUSTED);
  refused(s, APPLICANT, USED_OF("b", "3", VALUED("0.01 USD")), "authorization.exhausted");
}

static void a_single_use_ends_it_whatever_its_quantity(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_OF("o", "\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":\"rocket\",\"quantity\":\"5\""));
  stands(s, US, DECIDE("o", "us.secdef", "approve", ""));
  refused(s, APPLICANT, USED_OF("o", "1", LINE("rocket", "6")), "decrement.beyond-balance");
  stands(s, APPLICANT, USED_OF("o", "1", LINE("rocket", "2")));
  int64_t n = s->n - 1;
  struct cs_review_authorization a = of_case(s, "case:o");
  assert_int_equal(a.status, CS_GRANT_EXHAUSTED);
  assert_int_equal(a.status_n, n);
}

static void each_status_names_the_entry_that_it_comes_from(void **state) {
  struct story *s = *state;
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_int_equal(a.status, CS_GRANT_IN_EFFECT);
  int64_t last = a.status_n; /* the last consent */
  assert_int_equal(last, s->n - 1);
  assert_int_equal(effect_on(s, "2025-12-01").status, CS_GRANT_EXPIRED);
  assert_int_equal(effect_on(s, "2025-12-01").status_n, last);
  stands(s, US, STOP("suspend", ""));
  a = effect_on(s, "2025-08-26");
  assert_int_equal(a.status, CS_GRANT_SUSPENDED);
  assert_int_equal(a.status_n, s->n - 1);
  stands(s, APPLICANT, STOP("surrender", ""));
  a = effect_on(s, "2025-08-26");
  assert_int_equal(a.status, CS_GRANT_SURRENDERED); /* what ends it for good comes before what stops it */
  assert_int_equal(a.status_n, s->n - 1);
}

static void a_decision_may_grant_less_than_was_asked(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_TWO("q", "10", "4"));
  stands(s, US, GRANTING("q", "us.secdef", LINE("twice", "7")));
  stands(s, GB, GRANTING("q", "gb.mod", LINE("twice", "8") "," LINE("kit", "1 pieces")));
  struct cs_review_authorization a = of_case(s, "case:q");
  assert_int_equal(cs_dec_cmp(a.lines[0].left.lo, cs_dec_of(7)), 0); /* the least that any of them grants */
  assert_int_equal(cs_dec_cmp(a.lines[1].left.lo, cs_dec_of(1)), 0);
  refused(s, APPLICANT, USED_OF("q", "1", LINE("twice", "8")), "decrement.beyond-balance");
  stands(s, APPLICANT, USED_OF("q", "1", LINE("twice", "7")));
}

static void a_decision_grants_no_more_than_was_asked(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_TWO("q", "10", "4"));
  refused(s, US, GRANTING("q", "us.secdef", LINE("twice", "11")), "decision.quantity");
  refused(s, US, GRANTING("q", "us.secdef", LINE("twice", "0")), "decision.quantity");
  refused(s, US, GRANTING("q", "us.secdef", LINE("twice", "1 km")), "decision.quantity");
  refused(s, US, GRANTING("q", "us.secdef", LINE("rocket", "1")), "decision.quantity");
  refused(s, US, GRANTING("q", "us.secdef", LINE("twice", "1") "," LINE("twice", "2")), "decision.quantity");
  refused(s, US, DECIDE("q", "us.secdef", "refuse", ",\"quantities\":[" LINE("twice", "1") "]"), "decision.quantity");
  stands(s, US, GRANTING("q", "us.secdef", LINE("twice", "10")));
}

static void a_quantity_may_be_granted_where_none_was_asked(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, BLANKET("b", ""));
  stands(s, US, GRANTING("b", "us.secdef", LINE("twice", "3")));
  stands(s, GB, DECIDE("b", "gb.mod", "approve", ""));
  assert_int_equal(of_case(s, "case:b").kind, CS_GRANT_INDIVIDUAL);
  refused(s, APPLICANT, USED_OF("b", "1", LINE("twice", "4")), "decrement.beyond-balance");
}

static void the_limit_of_a_mandate_is_asked_of_what_is_granted(void **state) {
  struct story *s = *state;
  given(s, REVOKE("M", "2025-08-26"));
  given(s, GRANT("M5", "us.president", "us.secdef", ",\"quantity_max\":\"5\""));
  stands(s, APPLICANT, FILE_OF("q", "\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":\"twice\",\"quantity\":\"10\""));
  refused(s, US, DECIDE("q", "us.secdef", "approve", ""), "mandate.lacking");
  refused(s, US, GRANTING("q", "us.secdef", LINE("twice", "6")), "mandate.lacking");
  stands(s, US, GRANTING("q", "us.secdef", LINE("twice", "5")));
  stands(s, GB, DECIDE("q", "gb.mod", "approve", ""));
  assert_int_equal(of_case(s, "case:q").in_effect, CS_YES); /* and goes on standing by it */
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ledgers_set_up, story_tear_down)
      T(a_use_is_taken_off_what_is_left),
      T(the_last_one_may_be_used_and_none_beyond_it),
      T(all_bad_lines_are_told_and_nothing_is_taken),
      T(a_batch_counts_once_whatever_is_sent_again),
      T(a_used_up_authorization_is_not_in_effect_from_that_day_on),
      T(a_single_use_is_used_by_one_batch),
      T(only_the_applicant_or_who_has_its_mandate_uses_it),
      T(a_use_counts_on_its_own_day),
      T(what_was_not_granted_cannot_be_used),
      T(a_consent_that_falls_later_stops_every_use),
      T(a_suspended_authorization_is_not_in_effect_until_it_is_reinstated),
      T(a_suspension_with_an_end_ends_by_itself),
      T(a_suspension_on_an_uncertain_day_leaves_it_unknown),
      T(a_revoked_authorization_stays_so),
      T(what_was_used_stays_used_when_a_revocation_reaches_back),
      T(a_surrendered_authorization_is_given_back_by_its_holder),
      T(only_who_consented_may_stop_it),
      T(nobody_reinstates_what_they_filed),
      T(its_kind_is_told_by_its_lines_and_clauses),
      T(a_blanket_authorization_is_bounded_by_its_value),
      T(a_single_use_ends_it_whatever_its_quantity),
      T(each_status_names_the_entry_that_it_comes_from),
      T(a_decision_may_grant_less_than_was_asked),
      T(a_decision_grants_no_more_than_was_asked),
      T(a_quantity_may_be_granted_where_none_was_asked),
      T(the_limit_of_a_mandate_is_asked_of_what_is_granted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
