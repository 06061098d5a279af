/* Cases: every row of the table and every pair that is in none, and the states that follow. */
#include "model/samples.h"

#include "model/case.h"
#include "model/fold.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define GB "\"regimes\":[{\"owner\":\"gb.mod\",\"regime\":\"gb.supply\"}]"
#define US "\"regimes\":[{\"owner\":\"us.president\",\"regime\":\"us.review\"}]"
#define TWO                                                                                                            \
  "{\"at_least\":\"permitted\",\"consents\":[{\"approver\":\"gb.mod\"," GB "},{\"approver\":\"us.secdef\"," US         \
  "}],\"officer\":\"ua.armed-forces/desk\",\"on\":\"2025-08-25\",\"requires\":[],\"rules\":\"" HASH_A                  \
  "\",\"settled\":false,\"size\":61,\"verdict\":\"needs-approval\"}"
#define NONE "{\"consents\":[],\"rules\":\"" HASH_A "\",\"size\":61,\"verdict\":\"permitted\"}"
#define ON(day)                                                                                                        \
  "{\"certainty\":\"reported\",\"mandates\":[\"M3\"],\"officer\":\"us.secdef/decider\",\"on\":\"" day "\"}"
#define DECIDE(approver, outcome, more)                                                                                \
  "{\"act\":\"case.decide\",\"office\":\"" approver "\",\"case\":\"2025-0001\",\"version\":1,\"consent\":\"" approver  \
  "\",\"outcome\":\"" outcome "\"" more "}"
#define WITHDRAW sample_of("case.withdraw")

static bool fold_one(struct room *room, struct cs_json **state, const char *flat, int64_t n, const char *out) {
  struct cs_entry entry = entry_of(room, flat, n, out);
  return cs_fold(&room->arena, CS_STR("case:2025-0001"), *state, &entry, state, &room->err);
}

static void fold_ok(struct room *room, struct cs_json **state, const char *flat, int64_t n, const char *out) {
  assert_ok(fold_one(room, state, flat, n, out), &room->err);
}

static const char *status_of(const struct cs_json *state) {
  enum cs_case_status status;
  assert_true(cs_case_status_find(cs_json_text(state, "status"), &status));
  return cs_case_status_name(status);
}

static const struct cs_json *consent(const struct cs_json *state, size_t i) {
  return cs_json_get(state, "consents")->items[i];
}

/* ---- the table ---- */

static void every_row_of_the_table_is_what_next_answers(void **state) {
  (void)state;
  size_t n;
  const struct cs_case_transition *rows = cs_case_transitions(&n);
  assert_int_equal(n, 13);
  for (size_t i = 0; i < n; i++) {
    assert_ptr_equal(cs_case_next(rows[i].from, rows[i].event, rows[i].consent_from), &rows[i]);
  }
}

static void whatever_is_not_in_the_table_is_not_allowed(void **state) {
  (void)state;
  size_t n;
  unsigned allowed = 0;
  (void)cs_case_transitions(&n);
  for (int from = 0; from < CS_CASE_STATUS_N; from++) {
    for (int event = 0; event < CS_CASE_EVENT_N; event++) {
      for (int of = 0; of <= CS_CONSENT_STATUS_N; of++) {
        allowed +=
            cs_case_next((enum cs_case_status)from, (enum cs_case_event)event, (enum cs_consent_status)of) != NULL;
      }
    }
  }
  assert_int_equal(allowed, n);
  for (int event = 0; event < CS_CASE_EVENT_N; event++) { /* what is over stays over */
    assert_null(cs_case_next(CS_CASE_APPROVED, (enum cs_case_event)event, CS_CONSENT_OPEN));
    assert_null(cs_case_next(CS_CASE_REFUSED, (enum cs_case_event)event, CS_CONSENT_OPEN));
    assert_null(cs_case_next(CS_CASE_WITHDRAWN, (enum cs_case_event)event, CS_CONSENT_STATUS_N));
  }
}

static void a_consent_changes_only_from_open(void **state) {
  (void)state;
  size_t n;
  const struct cs_case_transition *rows = cs_case_transitions(&n);
  for (size_t i = 0; i < n; i++) {
    bool none = rows[i].consent_from == CS_CONSENT_STATUS_N;
    assert_int_equal(none, rows[i].consent_to == CS_CONSENT_STATUS_N);
    assert_true(none || rows[i].consent_from == CS_CONSENT_OPEN);
  }
}

static void names_of_statuses_are_found_again(void **state) {
  (void)state;
  for (int i = 0; i < CS_CASE_STATUS_N; i++) {
    enum cs_case_status found;
    assert_true(cs_case_status_find(cs_str_of(cs_case_status_name((enum cs_case_status)i)), &found));
    assert_int_equal(found, i);
  }
  for (int i = 0; i < CS_CONSENT_STATUS_N; i++) {
    enum cs_consent_status found;
    assert_true(cs_consent_status_find(cs_str_of(cs_consent_status_name((enum cs_consent_status)i)), &found));
    assert_int_equal(found, i);
  }
  enum cs_case_status status;
  enum cs_consent_status other;
  assert_false(cs_case_status_find(CS_STR("Open"), &status));
  assert_false(cs_consent_status_find(CS_STR("withdrawn"), &other));
}

/* ---- filing ---- */

static void a_case_is_filed_with_a_consent_for_each_approver(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  assert_string_equal(
      canonical(room, s),
      "{\"applicant_office\":\"ua.armed-forces\",\"case\":\"2025-0001\",\"consents\":["
      "{\"approver\":\"gb.mod\"," GB ",\"status\":\"open\"},{\"approver\":\"us.secdef\"," US ",\"status\":\"open\"}],"
      "\"filed_by\":\"ua.armed-forces/desk\",\"filed_n\":62,\"reference\":\"UA-77\",\"status\":\"open\",\"versions\":["
      "{\"at_least\":\"permitted\",\"basis_n\":61,\"by\":\"ua.armed-forces/desk\",\"n\":62,\"on\":\"2025-08-25\","
      "\"request\":{\"act\":\"use\",\"area\":\"RU-KRS\",\"lines\":[{\"item\":\"storm-shadow\",\"quantity\":\"1\"}],\"user\":\"ua.armed-forces\"},"
      "\"requires\":[],\"rules\":\"" HASH_A "\",\"settled\":false,\"verdict\":\"needs-approval\",\"version\":1}]}");
}

static void a_filing_is_over_only_when_it_may_go_without_anybody(void **state) {
  struct room *room = *state;
  static const struct {
    const char *verdict, *status;
  } cases[] = {{"\"not-covered\"", "not-needed"}, {"\"permitted\"", "not-needed"}, {"\"refer\"", "open"},
               {"\"needs-approval\"", "open"},    {"\"prohibited\"", "open"},      {"null", "open"}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    struct cs_json *s = NULL;
    char out[100];
    snprintf(out, sizeof out, "{\"consents\":[],\"verdict\":%s}", cases[i].verdict);
    fold_ok(room, &s, sample_of("case.file"), 62, out);
    assert_string_equal(status_of(s), cases[i].status);
  }
}

static void a_state_that_was_not_asked_leaves_the_case_open(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, "{\"consents\":[],\"unasked\":[],\"verdict\":\"not-covered\"}");
  assert_string_equal(status_of(s), "not-needed");
  s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, "{\"consents\":[],\"unasked\":[\"FR\"],\"verdict\":\"not-covered\"}");
  assert_string_equal(status_of(s), "open");
  assert_str(cs_json_get(cs_json_get(s, "versions")->items[0], "unasked")->items[0]->text, "FR");
  fold_ok(room, &s, WITHDRAW, 63, "{}");
  assert_string_equal(status_of(s), "withdrawn");
}

static void a_decision_is_known_since_the_day_claimed_or_else_its_own(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ",\"known\":\"2025-08-30\""), 63, ON("2025-08-28"));
  fold_ok(room, &s, DECIDE("gb.mod", "approve", ""), 64, ON("2025-08-29"));
  assert_str(cs_json_text(consent(s, 1), "known"), "2025-08-30");
  assert_str(cs_json_text(consent(s, 0), "known"), "2025-08-29");
}

static void a_case_that_needs_no_consent_is_over_when_filed(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, NONE);
  assert_string_equal(status_of(s), "not-needed");
  assert_null(cs_json_get(s, "authorization"));
  assert_null(cs_json_get(s, "filed_by"));
  assert_code(fold_one(room, &s, WITHDRAW, 63, "{}"), &room->err, CS_E_FOLD_STATE);
  assert_code(fold_one(room, &s, DECIDE("us.secdef", "approve", ""), 63, ON("2025-08-28")), &room->err,
              CS_E_FOLD_STATE);
}

static void a_case_is_filed_once(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  assert_code(fold_one(room, &s, sample_of("case.file"), 63, TWO), &room->err, CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "entry 63: case.file is not allowed while the case is open"));
}

static void what_the_core_must_add_to_a_filing_is_missed(void **state) {
  struct room *room = *state;
  static const char *const outs[] = {
      "{}", "{\"consents\":{}}", "{\"consents\":[{\"regime\":\"r\"}]}",
      "{\"consents\":[{\"approver\":\"a\",\"regime\":\"r\"},{\"approver\":\"a\",\"regime\":\"q\"}]}"};
  for (size_t i = 0; i < COUNT(outs); i++) {
    struct cs_json *s = NULL;
    assert_code(fold_one(room, &s, sample_of("case.file"), 62, outs[i]), &room->err, CS_E_FOLD_STATE);
  }
}

static void a_request_that_was_not_opened_cannot_be_folded(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("case.file"), 62, TWO);
  struct cs_json *a, *s = NULL;
  assert_ok(cs_act_to_record(&room->arena, &entry.act, &a, &room->err), &room->err);
  assert_ok(cs_act_from_record(&room->arena, a, &entry.act, &room->err), &room->err);
  assert_code(cs_fold(&room->arena, CS_STR("case:2025-0001"), NULL, &entry, &s, &room->err), &room->err,
              CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "not opened"));
}

/* ---- deciding ---- */

static void one_consent_of_two_leaves_the_case_open(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, sample_of("case.decide"), 63, ON("2025-08-28"));
  assert_string_equal(status_of(s), "open");
  assert_null(cs_json_get(s, "authorization"));
  assert_string_equal(canonical(room, consent(s, 0)), "{\"approver\":\"gb.mod\"," GB ",\"status\":\"open\"}");
  assert_string_equal(canonical(room, consent(s, 1)),
                      "{\"approver\":\"us.secdef\",\"attested\":false,\"certainty\":\"reported\",\"from\":\"2025-08-"
                      "28\",\"known\":\"2025-08-28\",\"mandates\":[\"M3\"],"
                      "\"n\":63,\"office\":\"us.secdef\",\"officer\":\"us.secdef/"
                      "decider\",\"on\":\"2025-08-28\",\"outcome\":\"approve\","
                      "\"provisos\":[\"use only in "
                      "RU-KRS\"]," US ",\"status\":\"approved\",\"until\":\"2025-09-30\"}");
}

static void the_last_consent_makes_the_authorization(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, sample_of("case.decide"), 63, ON("2025-08-28"));
  fold_ok(room, &s,
          DECIDE("gb.mod", "approve", ",\"from\":\"2025-09-01\",\"until\":\"2025-12-31\",\"provisos\":[\"by day\"]"),
          64, ON("2025-08-29"));
  assert_string_equal(status_of(s), "approved");
  assert_string_equal(canonical(room, cs_json_get(s, "authorization")),
                      "{\"from\":\"2025-09-01\",\"id\":\"2025-0001-A\",\"lines\":[{\"item\":\"storm-shadow\","
                      "\"quantity\":\"1\"}],\"n\":64,"
                      "\"provisos\":[\"by day\",\"use only in RU-KRS\"],\"until\":\"2025-09-30\",\"version\":1}");
}

static void an_authorization_without_an_end_has_none(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ""), 63, ON("2025-08-28"));
  fold_ok(room, &s, DECIDE("gb.mod", "approve", ""), 64, ON("2025-08-27"));
  const struct cs_json *authorization = cs_json_get(s, "authorization");
  assert_str(cs_json_text(authorization, "from"), "2025-08-28");
  assert_null(cs_json_get(authorization, "until"));
  assert_int_equal(cs_json_get(authorization, "provisos")->n, 0);
}

static void an_end_that_is_a_month_counts_from_its_first_day_and_a_start_to_its_last(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s,
          DECIDE("gb.mod", "approve", ",\"from\":\"2025-09\",\"known\":\"2025-08-29\",\"until\":\"2025-12-15\""), 63,
          ON("2025-08-28"));
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ",\"from\":\"2025-09-10\",\"until\":\"2025-12\""), 64,
          ON("2025-08-28"));
  const struct cs_json *authorization = cs_json_get(s, "authorization");
  assert_str(cs_json_text(authorization, "from"), "2025-09");
  assert_str(cs_json_text(authorization, "until"), "2025-12");
}

static void one_refusal_ends_the_case(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ""), 63, ON("2025-08-28"));
  fold_ok(room, &s, DECIDE("gb.mod", "refuse", ",\"reason\":\"no\""), 64, ON("2025-08-28"));
  assert_string_equal(status_of(s), "refused");
  assert_str(cs_json_text(consent(s, 0), "status"), "refused");
  assert_str(cs_json_text(consent(s, 1), "status"), "approved");
  assert_null(cs_json_get(s, "authorization"));
  assert_null(strstr(canonical(room, s), "\"reason\""));
  assert_code(fold_one(room, &s, DECIDE("gb.mod", "approve", ""), 65, ON("2025-08-28")), &room->err, CS_E_FOLD_STATE);
  assert_code(fold_one(room, &s, WITHDRAW, 65, "{}"), &room->err, CS_E_FOLD_STATE);
}

static void a_consent_is_decided_once(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ""), 63, ON("2025-08-28"));
  assert_code(fold_one(room, &s, DECIDE("us.secdef", "approve", ""), 64, ON("2025-08-28")), &room->err,
              CS_E_FOLD_STATE);
  assert_code(fold_one(room, &s, DECIDE("us.secdef", "refuse", ""), 64, ON("2025-08-28")), &room->err, CS_E_FOLD_STATE);
  assert_string_equal(status_of(s), "open");
}

static void a_decision_names_an_approver_and_the_newest_version(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  assert_code(fold_one(room, &s, DECIDE("us.secdef", "approve", ""), 61, ON("2025-08-28")), &room->err,
              CS_E_FOLD_STATE);
  s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  assert_code(fold_one(room, &s, DECIDE("fr.mod", "approve", ""), 63, ON("2025-08-28")), &room->err, CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "no consent of this approver"));
  assert_code(fold_one(room, &s,
                       "{\"act\":\"case.decide\",\"case\":\"2025-0001\",\"version\":2,\"consent\":\"us.secdef\","
                       "\"outcome\":\"approve\"}",
                       63, ON("2025-08-28")),
              &room->err, CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "not the newest"));
}

static void a_decision_is_signed_or_attested_as_the_core_found(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(
      room, &s,
      "{\"act\":\"case.decide\",\"office\":\"registry\",\"case\":\"2025-0001\",\"version\":1,\"consent\":\"us.secdef\","
      "\"by\":\"us.secdef\",\"outcome\":\"approve\",\"document\":\"letter of 28 August\",\"document_digest\":\"" HASH_A
      "\"}",
      63, "{\"attested\":true,\"office\":\"us.secdef\",\"on\":\"2025-08-28\"}");
  assert_true(cs_json_flag(consent(s, 1), "attested"));
  assert_str(cs_json_text(consent(s, 1), "document"), "letter of 28 August");
  assert_str(cs_json_text(consent(s, 1), "office"), "us.secdef");
  assert_str(cs_json_text(consent(s, 1), "attested_by"), "registry");
  struct cs_json *signed_state = s;
  assert_ok(fold_one(room, &signed_state, DECIDE("gb.mod", "approve", ""), 64, ON("2025-08-28")), &room->err);
  assert_false(cs_json_flag(consent(signed_state, 0), "attested"));
  assert_null(cs_json_get(consent(signed_state, 0), "attested_by"));
  struct cs_entry entry = entry_of(room, DECIDE("gb.mod", "approve", ""), 64, ON("2025-08-28"));
  entry.by = (struct cs_by){CS_BY_SOURCE, CS_STR_NONE, 1, 9};
  assert_ok(cs_fold(&room->arena, CS_STR("case:2025-0001"), s, &entry, &s, &room->err), &room->err);
  assert_true(cs_json_flag(consent(s, 0), "attested"));
  assert_null(cs_json_get(consent(s, 0), "attested_by"));
}

static void provisos_that_were_not_opened_cannot_be_folded(void **state) {
  struct room *room = *state;
  struct cs_json *a, *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  struct cs_entry entry = entry_of(room, sample_of("case.decide"), 63, ON("2025-08-28"));
  struct cs_opening opening = entry.act.seals[CS_SEAL_CONFIDENTIAL];
  assert_ok(cs_act_to_record(&room->arena, &entry.act, &a, &room->err), &room->err);
  assert_ok(cs_act_from_record(&room->arena, a, &entry.act, &room->err), &room->err);
  assert_code(cs_fold(&room->arena, CS_STR("case:2025-0001"), s, &entry, &s, &room->err), &room->err, CS_E_FOLD_STATE);
  fold_ok(room, &s, WITHDRAW, 63, "{}");
  s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  assert_ok(cs_act_open(&room->arena, &entry.act, CS_SEAL_CONFIDENTIAL, opening.value, &room->err), &room->err);
  assert_ok(cs_fold(&room->arena, CS_STR("case:2025-0001"), s, &entry, &s, &room->err), &room->err);
  assert_int_equal(cs_json_get(consent(s, 1), "provisos")->n, 1);
}

/* ---- withdrawing ---- */

static void an_open_case_may_be_withdrawn_also_after_one_consent(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ""), 63, ON("2025-08-28"));
  fold_ok(room, &s, WITHDRAW, 64, "{}");
  assert_string_equal(status_of(s), "withdrawn");
  assert_int_equal(cs_json_integer(s, "withdrawn_n", 0), 64);
  assert_code(fold_one(room, &s, WITHDRAW, 65, "{}"), &room->err, CS_E_FOLD_STATE);
  assert_code(fold_one(room, &s, DECIDE("gb.mod", "approve", ""), 65, ON("2025-08-28")), &room->err, CS_E_FOLD_STATE);
}

static void an_approved_case_cannot_be_withdrawn(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  assert_code(fold_one(room, &s, WITHDRAW, 61, "{}"), &room->err, CS_E_FOLD_STATE);
  s = NULL;
  fold_ok(room, &s, sample_of("case.file"), 62, TWO);
  fold_ok(room, &s, DECIDE("us.secdef", "approve", ""), 63, ON("2025-08-28"));
  fold_ok(room, &s, DECIDE("gb.mod", "approve", ""), 64, ON("2025-08-28"));
  assert_code(fold_one(room, &s, WITHDRAW, 65, "{}"), &room->err, CS_E_FOLD_STATE);
}

static void a_state_with_a_status_of_nobody_is_refused(void **state) {
  struct room *room = *state;
  struct cs_json *s = parsed(room, "{\"status\":\"pending\"}");
  assert_code(fold_one(room, &s, WITHDRAW, 61, "{}"), &room->err, CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "unknown status"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(every_row_of_the_table_is_what_next_answers),
      T(whatever_is_not_in_the_table_is_not_allowed),
      T(a_consent_changes_only_from_open),
      T(names_of_statuses_are_found_again),
      T(a_case_is_filed_with_a_consent_for_each_approver),
      T(a_filing_is_over_only_when_it_may_go_without_anybody),
      T(a_state_that_was_not_asked_leaves_the_case_open),
      T(a_decision_is_known_since_the_day_claimed_or_else_its_own),
      T(a_case_that_needs_no_consent_is_over_when_filed),
      T(a_case_is_filed_once),
      T(what_the_core_must_add_to_a_filing_is_missed),
      T(a_request_that_was_not_opened_cannot_be_folded),
      T(one_consent_of_two_leaves_the_case_open),
      T(the_last_consent_makes_the_authorization),
      T(an_authorization_without_an_end_has_none),
      T(an_end_that_is_a_month_counts_from_its_first_day_and_a_start_to_its_last),
      T(one_refusal_ends_the_case),
      T(a_consent_is_decided_once),
      T(a_decision_names_an_approver_and_the_newest_version),
      T(a_decision_is_signed_or_attested_as_the_core_found),
      T(provisos_that_were_not_opened_cannot_be_folded),
      T(an_open_case_may_be_withdrawn_also_after_one_consent),
      T(an_approved_case_cannot_be_withdrawn),
      T(a_state_with_a_status_of_nobody_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
