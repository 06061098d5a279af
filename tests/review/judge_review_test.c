/* The middle of a case: who may advise, ask, agree and keep out; what a decision waits for; what an amendment leaves. */
#include "review/support/reviews.h"

#define T(name) cmocka_unit_test_setup_teardown(name, review_world_set_up, story_tear_down)

static void a_filing_circulates_by_itself_with_due_days_worked_out_once(void **state) {
  struct story *s = *state;
  const struct cs_json *out = stands(s, DESK, DELIVER("1", ""));
  assert_json(s, cs_json_get(out, "asked"),
              "[{\"approver\":\"us.secdef\",\"days\":5,\"due\":\"2025-09-03\",\"office\":\"us.usd-policy\",\"on\":"
              "\"2025-08-26\"}]");
  out = stands(s, DESK, DISCLOSE("2"));
  assert_json(s, cs_json_get(out, "asked"),
              "[{\"approver\":\"us.secdef\",\"calendar_days\":true,\"days\":10,\"due\":\"2025-09-05\",\"office\":"
              "\"us.usd-policy\",\"on\":\"2025-08-26\"},{\"approver\":\"us.secdef\",\"office\":\"us.state\",\"on\":"
              "\"2025-08-26\"}]");
  assert_int_equal(cs_json_get(state_of(s, "case:2"), "asked")->n, 2);
}

static void a_decision_is_told_of_all_that_is_lacking_with_the_lines_that_ask_for_it(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  struct cs_reason *reasons =
      refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "advice.lacking countersignature.lacking");
  assert_str(reasons[0].text, "advice of us.usd-policy");
  assert_str(reasons[0].where, "desk.rules:14");
  assert_str(reasons[1].text, "one countersignature*");
  assert_str(reasons[1].where, "desk.rules:15");
  int64_t question = entry_of_act(s, ANALYST, ASK("1"));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "refuse", ""), "question.open advice.lacking countersignature.lacking");
  stands(s, DESK, answer(s, "1", question));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "countersignature.lacking");
  stands(s, HEAD, countersign(s, "1", advice, true));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""));
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "approved");
}

static void a_decision_that_a_source_tells_of_needs_no_advice_here(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  given(s, "{\"act\":\"case.decide\",\"case\":\"1\",\"version\":1,\"office\":\"us.secdef\",\"consent\":\"us.secdef\","
           "\"outcome\":\"approve\",\"from\":\"2025-08-26\",\"cite\":\"x\"}");
}

/* The model knows no rules, and has these words of its own. */
static void what_is_owed_is_named_as_the_rules_name_it(void **state) {
  (void)state;
  assert_string_equal(cs_require_name(CS_REQUIRE_ADVICE), "advice");
  assert_string_equal(cs_require_name(CS_REQUIRE_COUNTERSIGN), "countersign");
}

/* ------------------------------------------------------------------ who advises */

static void an_office_that_was_not_asked_does_not_advise(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, STATE, ADVISE("1", "approve", ""), "case.not-asked");
  refused(s, "gb.mod/desk", ASK("1"), "case.not-asked");
  stands(s, DECIDER, CIRCULATE("1", "us.state"));
  stands(s, STATE, ADVISE("1", "approve", ""));
}

static void the_approver_advises_unasked_and_whoever_has_a_mandate_of_who_was_asked(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  stands(s, DECIDER, ADVISE("1", "approve", ""));
  refused(s, "friend/one", ADVISE("1", "approve", ""), "case.not-asked");
  stands(s, HEAD, GRANT("DD", "us.usd-policy", "friend", ",\"acts\":[\"delivery\"]"));
  const struct cs_json *out = stands(s, "friend/one", ADVISE("1", "approve", ""));
  assert_str(cs_json_text(out, "office"), "us.usd-policy");
  const struct cs_json *advice = cs_json_get(state_of(s, "case:1"), "advice")->items[1];
  assert_str(cs_json_text(advice, "office"), "us.usd-policy");
  assert_str(cs_json_text(advice, "acting"), "friend");
}

static void who_stands_in_for_somebody_goes_no_further_than_the_mandate(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  stands(s, HEAD, GRANT("DD", "us.usd-policy", "friend/one", ",\"quantity_max\":\"9\""));
#define FOR_POLICY(id)                                                                                                 \
  "{\"act\":\"case.advise\",\"office\":\"us.usd-policy\",\"case\":\"" id "\",\"version\":1,\"outcome\":\"approve\"}"
  refused(s, "friend/one", FOR_POLICY("1"), "case.not-asked");
  stands(s, DESK, FILE_OF("2", "\"act\":\"delivery\",\"item\":\"rocket\",\"quantity\":\"9\",\"area\":\"UA\""));
  stands(s, "friend/one", FOR_POLICY("2"));
}

static void nobody_advises_on_what_they_filed(void **state) {
  struct story *s = *state;
  stands(s, ANALYST, FILE_OF("1", "\"act\":\"delivery\",\"item\":\"rocket\",\"area\":\"UA\""));
  refused(s, ANALYST, ADVISE("1", "approve", ""), "duty.filed-it");
  enrol(s, ANALYST); /* a second key is the same officer */
  refused(s, ANALYST, ADVISE("1", "approve", ""), "duty.filed-it");
  stands(s, HEAD, ADVISE("1", "approve", ""));
}

static void an_officer_who_is_kept_out_does_nothing_in_the_case(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, STATE, RECUSE("1", "us.state/desk"), "case.not-asked");
  refused(s, HEAD, RECUSE("1", "us.secdef/decider"), "recuse.other-office");
  refused(s, HEAD, RECUSE("1", "us.usd-policy/nobody"), "party.unknown");
  int64_t advice = entry_of_act(s, HEAD, ADVISE("1", "approve", ""));
  stands(s, HEAD, RECUSE("1", ANALYST));
  refused(s, ANALYST, ADVISE("1", "approve", ""), "duty.recused");
  refused(s, ANALYST, ASK("1"), "duty.recused");
  refused(s, ANALYST, countersign(s, "1", advice, true), "duty.recused");
  stands(s, DECIDER, RECUSE("1", DECIDER));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "duty.recused countersignature.lacking");
  refused(s, DECIDER, CIRCULATE("1", "us.state"), "duty.recused");
}

static void what_is_over_is_not_reviewed(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  stands(s, DESK, "{\"act\":\"case.withdraw\",\"case\":\"1\"}");
  refused(s, ANALYST, ADVISE("1", "approve", ""), "case.closed");
  refused(s, HEAD, countersign(s, "1", 3, true), "case.closed");
  refused(s, ANALYST, ASK("1"), "case.closed");
  refused(s, DECIDER, CIRCULATE("1", "us.state"), "case.closed");
  refused(s, DESK, answer(s, "1", 3), "case.closed");
  refused(s, DECIDER, NOTIFY("1", "us.state", "2025-08-26"), "case.closed");
  refused(s, HEAD, RECUSE("1", ANALYST), "case.closed");
  refused(s, HEAD, RECUSE("9", ANALYST), "case.unknown");
}

/* ------------------------------------------------------------------ what is advised */

static void refusal_names_its_criterion_and_its_reason(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, ANALYST, ADVISE("1", "refuse", ""), "advice.no-criterion advice.no-reason");
  refused(s, ANALYST, ADVISE("1", "refuse", ",\"reason\":\"x\""), "advice.no-criterion");
  refused(s, ANALYST, ADVISE("1", "refuse", ",\"criterion\":\"x\""), "advice.no-reason");
  stands(s, ANALYST, ADVISE("1", "refuse", REFUSING));
}

static void only_an_approval_has_provisos_and_they_go_with_it(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, ANALYST, ADVISE("1", "no-objection", ",\"provisos\":[\"by day\"]"), "advice.proviso-without-approval");
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ",\"provisos\":[\"by day\"]"));
  stands(s, HEAD, countersign(s, "1", advice, true));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "proviso.dropped");
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ",\"provisos\":[\"by night\"]"), "proviso.dropped");
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ",\"provisos\":[\"by day\",\"once\"]"));
}

static void a_refusal_drops_no_proviso(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ",\"provisos\":[\"by day\"]"));
  stands(s, HEAD, countersign(s, "1", advice, true));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "refuse", ""));
}

static void advice_is_about_what_the_request_names(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, ANALYST, ADVISE("1", "approve", ",\"items\":[\"twice\"]"), "advice.other-item");
  refused(s, ANALYST, ADVISE("1", "approve", ",\"party\":\"friend\""), "advice.other-party");
  stands(s, ANALYST, ADVISE("1", "approve", ",\"items\":[\"rocket\"],\"party\":\"ua.armed-forces\""));
}

static void every_line_needs_advice(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t one = entry_of_act(s, ANALYST, ADVISE("1", "approve", ",\"items\":[\"rocket\"]"));
  stands(s, HEAD, countersign(s, "1", one, true));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "advice.lacking");
  int64_t two = entry_of_act(s, ANALYST, ADVISE("1", "refuse", REFUSING ",\"items\":[\"shadow\"]"));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "countersignature.lacking");
  stands(s, HEAD, countersign(s, "1", two, true));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "refuse", ""));
}

static void newer_advice_takes_the_place_of_the_officers_own(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t old = entry_of_act(s, ANALYST, ADVISE("1", "refuse", REFUSING));
  stands(s, HEAD, countersign(s, "1", old, true));
  int64_t now = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  const struct cs_json *first = cs_json_get(state_of(s, "case:1"), "advice")->items[0];
  assert_int_equal(cs_json_integer(first, "void", -1), now);
  assert_str(cs_json_text(first, "outcome"), "refuse");
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "countersignature.lacking");
}

/* ------------------------------------------------------------------ conflicts */

static void officers_who_differ_are_resolved_by_their_office(void **state) {
  struct story *s = *state;
  enrol(s, "us.usd-policy/third");
  stands(s, DESK, DELIVER("1", ""));
  refused(s, HEAD, ADVISE("1", "approve", ",\"level\":\"office\""), "advice.level");
  stands(s, ANALYST, ADVISE("1", "refuse", REFUSING));
  refused(s, HEAD, ADVISE("1", "approve", ",\"level\":\"office\""), "advice.level");
  stands(s, "us.usd-policy/third", ADVISE("1", "approve", ""));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""),
          "advice.conflicting countersignature.lacking countersignature.lacking");
  refused(s, HEAD, ADVISE("1", "approve", ",\"level\":\"proposal\""), "advice.level");
  int64_t advice = entry_of_act(s, HEAD, ADVISE("1", "approve", ",\"level\":\"office\""));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "countersignature.lacking");
  stands(s, ANALYST, countersign(s, "1", advice, true));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""));
}

static void offices_that_differ_are_resolved_by_a_proposal_of_the_approvers(void **state) {
  struct story *s = *state;
  stands(s, DESK, DISCLOSE("1"));
  stands(s, ANALYST, ADVISE("1", "approve", ""));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "advice.lacking");
  stands(s, STATE, ADVISE("1", "refuse", REFUSING));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "advice.conflicting");
  enrol(s, "us.secdef/deputy");
  stands(s, "us.secdef/deputy", ADVISE("1", "approve", ",\"level\":\"proposal\",\"provisos\":[\"by day\"]"));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "proviso.dropped");
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ",\"provisos\":[\"by day\"]"));
}

static void nobody_decides_what_they_advised_until_that_advice_no_longer_stands(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t own = entry_of_act(s, DECIDER, ADVISE("1", "approve", ",\"level\":\"proposal\""));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  stands(s, HEAD, countersign(s, "1", advice, true));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "duty.advised");
  enrol(s, DECIDER); /* a second key is the same officer */
  refused(s, DECIDER, DECIDE("1", "us.secdef", "refuse", ""), "duty.advised");
  enrol(s, "us.secdef/deputy");
  stands(s, "us.secdef/deputy", countersign(s, "1", own, false));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""));
}

static void who_amended_a_request_filed_it_too(void **state) {
  struct story *s = *state;
  enrol(s, "us.secdef/deputy");
  stands(s, DECIDER, DISCLOSE("1"));
  stands(s, "us.secdef/deputy",
         "{\"act\":\"case.amend\",\"case\":\"1\",\"request\":{\"act\":\"disclosure\",\"item\":\"shadow\",\"area\":"
         "\"UA\"}}");
  refused(s, "us.secdef/deputy",
          "{\"act\":\"case.decide\",\"case\":\"1\",\"version\":2,\"consent\":\"us.secdef\",\"outcome\":\"refuse\"}",
          "duty.filed-it advice.lacking advice.lacking");
  refused(s, "us.secdef/deputy",
          "{\"act\":\"case.advise\",\"case\":\"1\",\"version\":2,\"outcome\":\"approve\",\"level\":\"proposal\"}",
          "duty.filed-it");
}

static void offices_that_agree_need_no_proposal(void **state) {
  struct story *s = *state;
  stands(s, DESK, DISCLOSE("1"));
  stands(s, ANALYST, ADVISE("1", "approve", ",\"provisos\":[\"by day\"]"));
  stands(s, STATE, ADVISE("1", "approve", ""));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ",\"provisos\":[\"by day\"]"));
}

/* ------------------------------------------------------------------ countersignatures */

static void nobody_countersigns_what_they_advised_whatever_the_key_or_office(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  refused(s, ANALYST, countersign(s, "1", advice, true), "duty.advised");
  enrol(s, ANALYST);
  refused(s, ANALYST, countersign(s, "1", advice, true), "duty.advised");
  stands(s, DECIDER, GRANT("DD", "us.secdef", ANALYST, ""));
  stands(s, HEAD, GRANT("DE", "us.usd-policy", "us.secdef", ""));
  refused(s, ANALYST,
          story_text(
              s,
              "{\"act\":\"case.countersign\",\"office\":\"us.secdef\",\"case\":\"1\",\"advice\":%lld,\"agree\":true}",
              (long long)advice)
              .ptr,
          "duty.advised");
  stands(s, DECIDER, countersign(s, "1", advice, true)); /* for the office, by its mandate */
}

static void a_second_officer_speaks_for_the_office_whose_advice_it_is_and_once(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  refused(s, DECIDER, countersign(s, "1", advice, true), "case.not-asked");
  refused(s, HEAD, countersign(s, "1", 2, true), "advice.unknown");
  stands(s, HEAD, countersign(s, "1", advice, true));
  refused(s, HEAD, countersign(s, "1", advice, true), "countersignature.given");
}

static void who_filed_does_not_countersign(void **state) {
  struct story *s = *state;
  stands(s, HEAD, FILE_OF("1", "\"act\":\"delivery\",\"item\":\"rocket\",\"area\":\"UA\""));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  refused(s, HEAD, countersign(s, "1", advice, true), "duty.filed-it");
}

static void a_countersignature_refused_sends_the_advice_back(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  stands(s, HEAD, countersign(s, "1", advice, false));
  const struct cs_json *sent = cs_json_get(state_of(s, "case:1"), "advice")->items[0];
  assert_int_equal(cs_json_integer(sent, "void", -1), s->n - 1);
  refused(s, HEAD, countersign(s, "1", advice, true), "advice.void");
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "advice.lacking countersignature.lacking");
}

static void a_second_officer_alone_agrees_to_what_the_approvers_office_puts(void **state) {
  struct story *s = *state;
  enrol(s, "us.secdef/deputy");
  stands(s, DESK, DIVERT("1"));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "advice.lacking countersignature.lacking");
  int64_t advice = entry_of_act(s, "us.secdef/deputy", ADVISE("1", "approve", ",\"level\":\"proposal\""));
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "countersignature.lacking");
  stands(s, DECIDER, countersign(s, "1", advice, true));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""));
}

/* ------------------------------------------------------------------ questions, notices */

static void the_applicant_answers_a_question_once(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t question = entry_of_act(s, ANALYST, ASK("1"));
  refused(s, "friend/one", answer(s, "1", question), "case.not-yours");
  refused(s, DESK, answer(s, "1", 2), "question.unknown");
  stands(s, DESK, answer(s, "1", question));
  refused(s, DESK, answer(s, "1", question), "question.answered");
}

static void only_who_must_consent_asks_offices_and_gives_notice(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, ANALYST, CIRCULATE("1", "us.state"), "case.not-consenting");
  refused(s, DECIDER, CIRCULATE("1", "nobody"), "party.unknown");
  refused(s, ANALYST, NOTIFY("1", "us.state", "2025-08-26"), "case.not-consenting");
  refused(s, DECIDER, NOTIFY("1", "nobody", "2025-08-26"), "party.unknown");
  refused(s, DECIDER, NOTIFY("1", "us.state", "2025-08-27"), "notice.ahead-of-today");
  stands(s, DECIDER, NOTIFY("1", "us.state", "2025-08-25"));
  wrong(s, DECIDER, "{\"act\":\"case.circulate\",\"case\":\"1\",\"offices\":[\"us.state\"],\"days\":0}", &CS_E_LIMIT);
  const struct cs_json *out =
      stands(s, DECIDER,
             "{\"act\":\"case.circulate\",\"case\":\"1\",\"offices\":[\"us.state\",\"us.usd-policy\"],\"days\":3}");
  assert_json(s, cs_json_get(out, "asked"),
              "[{\"approver\":\"us.secdef\",\"days\":3,\"office\":\"us.state\",\"on\":\"2025-08-26\"},{\"approver\":"
              "\"us.secdef\",\"days\":3,\"due\":\"2025-08-29\",\"office\":\"us.usd-policy\",\"on\":\"2025-08-26\"}]");
}

/* ------------------------------------------------------------------ amendments */

#define AMEND(id, lines)                                                                                               \
  "{\"act\":\"case.amend\",\"case\":\"" id "\",\"request\":{\"act\":\"delivery\",\"area\":\"UA\",\"user\":"            \
  "\"ua.armed-forces\",\"lines\":[" lines "]}}"
#define ROCKETS(n) "{\"item\":\"rocket\",\"quantity\":\"" n "\"}"
#define SHADOWS(n) "{\"item\":\"shadow\",\"quantity\":\"" n "\"}"

static void an_amendment_keeps_the_advice_that_it_does_not_touch(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  int64_t rockets = entry_of_act(s, ANALYST, ADVISE("1", "approve", ",\"items\":[\"rocket\"]"));
  int64_t shadows = entry_of_act(s, ANALYST, ADVISE("1", "approve", ",\"items\":[\"shadow\"]"));
  refused(s, "friend/one", AMEND("1", ROCKETS("10")), "case.not-yours");
  refused(s, DESK, AMEND("1", ROCKETS("10") "," SHADOWS("2")), "amend.nothing");
  const struct cs_json *out = stands(s, DESK, AMEND("1", ROCKETS("10") "," SHADOWS("3")));
  assert_json(s, cs_json_get(out, "void"), story_text(s, "[%lld]", (long long)shadows).ptr);
  const struct cs_json *now = state_of(s, "case:1");
  assert_int_equal(cs_json_get(now, "versions")->n, 2);
  assert_int_equal(cs_json_integer(cs_json_get(now, "versions")->items[1], "version", 0), 2);
  assert_null(cs_json_get(cs_json_get(now, "advice")->items[0], "void"));
  assert_int_equal(cs_json_integer(cs_json_get(now, "advice")->items[1], "void", -1), s->n - 1);
  stands(s, HEAD, countersign(s, "1", rockets, true));
  refused(s, ANALYST, ADVISE("1", "approve", ",\"items\":[\"shadow\"]"), "case.other-version");
  refused(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""), "case.other-version advice.lacking");
}

static void an_amendment_opens_every_consent_anew(void **state) {
  struct story *s = *state;
  stands(s, DESK, FILE_USE("1", "shadow"));
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", ""));
  stands(
      s, DESK,
      "{\"act\":\"case.amend\",\"case\":\"1\",\"request\":{\"act\":\"use\",\"item\":\"shadow\",\"area\":\"RU-BEL\"}}");
  const struct cs_json *now = state_of(s, "case:1");
  assert_str(cs_json_text(now, "status"), "open");
  assert_int_equal(cs_json_get(now, "former")->n, 1);
  for (size_t i = 0; i < 2; i++) {
    assert_str(cs_json_text(cs_json_get(now, "consents")->items[i], "status"), "open");
  }
  refused(s, "gb.mod/desk", DECIDE("1", "gb.mod", "approve", ""), "case.other-version");
}

static void an_amendment_that_needs_nobody_ends_the_case(void **state) {
  struct story *s = *state;
  stands(s, DESK, FILE_USE("1", "rocket"));
  stands(s, DESK, "{\"act\":\"case.amend\",\"case\":\"1\",\"request\":{\"act\":\"sale\",\"item\":\"rocket\"}}");
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "not-needed");
}

static void an_amendment_is_judged_as_a_filing_is(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  refused(s, DESK, AMEND("1", "{\"item\":\"nothing\"}"), "item.unknown");
  refused(s, DESK,
          "{\"act\":\"case.amend\",\"case\":\"1\",\"request\":{\"act\":\"delivery\",\"item\":\"rocket\",\"applicant\":"
          "\"friend\"}}",
          "request.other-applicant");
}

/* ------------------------------------------------------------------ due days and next steps */

static const struct cs_review_step *step_of(struct story *s, const char *subject, enum cs_step_kind kind) {
  static struct cs_review_steps steps;
  assert_ok(cs_review_progress(s->catalogue, state_of(s, subject), s->today, &s->arena, &steps, &s->err), &s->err);
  for (size_t i = 0; i < steps.n; i++) {
    if (steps.at[i].kind == kind) {
      return &steps.at[i];
    }
  }
  return NULL;
}

static cs_day due_of(struct story *s, const char *subject) {
  const struct cs_review_step *step = step_of(s, subject, CS_STEP_ADVISE);
  assert_non_null(step);
  assert_true(step->has_due);
  return step->due;
}

static void a_question_stops_the_clock_from_the_day_after_it_to_its_answer(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  assert_int_equal(due_of(s, "case:1"), story_day("2025-09-03"));
  int64_t question = entry_of_act(s, ANALYST, ASK("1"));
  assert_int_equal(due_of(s, "case:1"), story_day("2025-09-03")); /* the day itself counts */
  today(s, "2025-08-28");
  int64_t other = entry_of_act(s, HEAD, ASK("1")); /* two at once stop it once */
  assert_int_equal(due_of(s, "case:1"), story_day("2025-09-05"));
  stands(s, DESK, answer(s, "1", question));
  today(s, "2025-08-29");
  stands(s, DESK, answer(s, "1", other));
  today(s, "2025-09-04");
  assert_int_equal(due_of(s, "case:1"), story_day("2025-09-08"));
  assert_int_equal(step_of(s, "case:1", CS_STEP_ADVISE)->stopped, 3);
}

static void a_question_after_the_due_day_moves_nothing(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  today(s, "2025-09-10");
  stands(s, ANALYST, ASK("1"));
  today(s, "2025-09-20");
  assert_int_equal(due_of(s, "case:1"), story_day("2025-09-03"));
}

static void the_next_step_follows_the_case(void **state) {
  struct story *s = *state;
  stands(s, DESK, DELIVER("1", ""));
  assert_null(step_of(s, "case:1", CS_STEP_DECIDE));
  int64_t advice = entry_of_act(s, ANALYST, ADVISE("1", "approve", ""));
  assert_null(step_of(s, "case:1", CS_STEP_ADVISE));
  assert_int_equal(step_of(s, "case:1", CS_STEP_COUNTERSIGN)->n, advice);
  stands(s, HEAD, countersign(s, "1", advice, true));
  assert_null(step_of(s, "case:1", CS_STEP_COUNTERSIGN));
  assert_str(step_of(s, "case:1", CS_STEP_DECIDE)->office, "us.secdef");
  stands(s, DECIDER, CIRCULATE("1", "us.state"));
  assert_false(step_of(s, "case:1", CS_STEP_ADVISE)->required);
  stands(s, DECIDER, DECIDE("1", "us.secdef", "approve", "")); /* who was asked besides holds nothing up */
  assert_null(step_of(s, "case:1", CS_STEP_ADVISE));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      T(a_filing_circulates_by_itself_with_due_days_worked_out_once),
      T(a_decision_is_told_of_all_that_is_lacking_with_the_lines_that_ask_for_it),
      T(a_decision_that_a_source_tells_of_needs_no_advice_here),
      T(what_is_owed_is_named_as_the_rules_name_it),
      T(an_office_that_was_not_asked_does_not_advise),
      T(the_approver_advises_unasked_and_whoever_has_a_mandate_of_who_was_asked),
      T(who_stands_in_for_somebody_goes_no_further_than_the_mandate),
      T(nobody_advises_on_what_they_filed),
      T(an_officer_who_is_kept_out_does_nothing_in_the_case),
      T(what_is_over_is_not_reviewed),
      T(refusal_names_its_criterion_and_its_reason),
      T(only_an_approval_has_provisos_and_they_go_with_it),
      T(a_refusal_drops_no_proviso),
      T(advice_is_about_what_the_request_names),
      T(every_line_needs_advice),
      T(newer_advice_takes_the_place_of_the_officers_own),
      T(officers_who_differ_are_resolved_by_their_office),
      T(offices_that_differ_are_resolved_by_a_proposal_of_the_approvers),
      T(nobody_decides_what_they_advised_until_that_advice_no_longer_stands),
      T(who_amended_a_request_filed_it_too),
      T(offices_that_agree_need_no_proposal),
      T(nobody_countersigns_what_they_advised_whatever_the_key_or_office),
      T(a_second_officer_speaks_for_the_office_whose_advice_it_is_and_once),
      T(who_filed_does_not_countersign),
      T(a_countersignature_refused_sends_the_advice_back),
      T(a_second_officer_alone_agrees_to_what_the_approvers_office_puts),
      T(the_applicant_answers_a_question_once),
      T(only_who_must_consent_asks_offices_and_gives_notice),
      T(an_amendment_keeps_the_advice_that_it_does_not_touch),
      T(an_amendment_opens_every_consent_anew),
      T(an_amendment_that_needs_nobody_ends_the_case),
      T(an_amendment_is_judged_as_a_filing_is),
      T(a_question_stops_the_clock_from_the_day_after_it_to_its_answer),
      T(a_question_after_the_due_day_moves_nothing),
      T(the_next_step_follows_the_case),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
