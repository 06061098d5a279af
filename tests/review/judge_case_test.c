/* Cases: what a filing leaves on record, who may decide what and when, and withdrawing. */
#include "review/support/story.h"

#define APPLICANT "ua.armed-forces/desk"
#define US        "us.secdef/decider"
#define GB        "gb.mod/desk"

/* ------------------------------------------------------------------ filing */

static void a_filing_names_parties_and_items_on_record(void **state) {
  struct story *s = *state;
  refused(s, APPLICANT, FILE_OF("1", "\"act\":\"use\",\"item\":\"rocket\",\"user\":\"nobody\""), "party.unknown");
  refused(s, APPLICANT, FILE_OF("1", "\"act\":\"use\",\"item\":\"rockets\",\"user\":\"friend\""), "item.unknown");
  refused(s, APPLICANT,
          FILE_OF("1", "\"act\":\"use\",\"lines\":[{\"item\":\"x\"},{\"item\":\"rocket\"},{\"item\":\"y\"}],\"holder\":"
                       "\"a\",\"end_user\":\"b\""),
          "party.unknown party.unknown item.unknown item.unknown");
  stands(s, APPLICANT,
         FILE_OF("1", "\"act\":\"use\",\"item\":\"rocket\",\"user\":\"friend\",\"holder\":\"" STORY_REGISTRAR "\""));
}

static void an_office_files_its_own_requests(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons =
      refused(s, APPLICANT, FILE_OF("1", "\"act\":\"use\",\"item\":\"rocket\",\"applicant\":\"friend\""),
              "request.other-applicant");
  assert_str(reasons[0].text, "the request is friend's, and ua.armed-forces files it");
  stands(s, APPLICANT, FILE_OF("1", "\"act\":\"use\",\"item\":\"rocket\",\"applicant\":\"ua.armed-forces\""));
}

static void a_source_may_tell_of_another_applicant(void **state) {
  struct story *s = *state;
#define BY_SOURCE(office)                                                                                              \
  "{\"act\":\"case.file\",\"office\":\"" office "\",\"case\":\"1\",\"request\":{\"act\":\"use\",\"item\":\"rocket\","  \
  "\"applicant\":\"friend\",\"area\":\"RU\"}}"
  refused(s, NULL, BY_SOURCE("nobody"), "office.unknown");
  given(s, BY_SOURCE("ua.armed-forces"));
  assert_null(cs_json_get(state_of(s, "case:1"), "filed_by"));
  assert_str(cs_json_text(state_of(s, "case:1"), "applicant_office"), "ua.armed-forces");
}

static void a_case_is_filed_once(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  refused(s, APPLICANT, FILE_USE("1", "rocket"), "case.exists");
  refused(s, "friend/one", FILE_USE("1", "shadow"), "case.exists");
  stands(s, APPLICANT, FILE_USE("2", "rocket"));
}

static void facts_that_are_wrong_are_bad_input(void **state) {
  struct story *s = *state;
#define WITH_FACT(fact) FILE_OF("1", "\"act\":\"use\",\"item\":\"rocket\",\"facts\":{" fact "}")
  wrong(s, APPLICANT, WITH_FACT("\"emergencies\":true"), &CS_E_FACT_UNKNOWN);
  wrong(s, APPLICANT, WITH_FACT("\"area\":\"RU\""), &CS_E_FACT_MEMBER);
  wrong(s, APPLICANT, WITH_FACT("\"emergency\":\"12 km\""), &CS_E_FACT_TYPE);
  stands(s, APPLICANT, WITH_FACT("\"emergency\":true"));
}

static void a_filing_leaves_what_the_rules_said(void **state) {
  struct story *s = *state;
  int64_t size = s->n;
  assert_json(
      s, stands(s, APPLICANT, FILE_USE("1", "shadow")),
      story_text(
          s,
          "{\"at_least\":\"needs-approval\",\"consents\":[{\"approver\":\"us.secdef\",\"regimes\":[{\"owner\":"
          "\"us.president\",\"regime\":\"us.review\"}]},{\"approver\":\"gb.mod\",\"regimes\":[{\"owner\":\"gb.mod\","
          "\"regime\":\"gb.supply\"}]}],\"officer\":\"ua.armed-forces/desk\",\"on\":\"2025-08-26\",\"requires\":[{"
          "\"approver\":\"us.secdef\",\"calendar_days\":false,\"certainty\":\"confirmed\",\"days\":0,\"kind\":"
          "\"limit\",\"n\":1,\"office\":\"\",\"text\":\"single "
          "use\",\"where\":\"us.rules:14\"}],\"rules\":\"%064d\",\"settled\":true,"
          "\"size\":%lld,\"unasked\":[],\"verdict\":\"needs-approval\"}",
          0, (long long)size)
          .ptr);
  const struct cs_json *kept = state_of(s, "case:1");
  assert_str(cs_json_text(kept, "status"), "open");
  assert_int_equal(cs_json_get(kept, "consents")->n, 2);
  assert_int_equal(cs_json_integer(cs_json_get(kept, "versions")->items[0], "basis_n", -1), size);
}

static void an_office_that_two_regimes_ask_gives_one_consent(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "us.stocks", "stocks.rules",
                      STORY_FACTS
                      "regime us.stocks\n  title \"x\"\n  owner us.secdef\n  treats use\nrule stocks\n  cite \"x\"\n"
                      "  when act is use and item is rocket\n  review by us.secdef\n"));
  const struct cs_json *out = stands(s, APPLICANT, FILE_USE("1", "rocket"));
  assert_json(
      s, cs_json_get(out, "consents"),
      "[{\"approver\":\"us.secdef\",\"regimes\":[{\"owner\":\"us.president\",\"regime\":\"us.review\"},{\"owner\":"
      "\"us.secdef\",\"regime\":\"us.stocks\"}]}]");
  stands(s, "us.president/office", REVOKE("M", "2025-08-26"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking"); /* of one regime is not enough */
}

static void the_day_asked_about_is_the_requests_else_today(void **state) {
  struct story *s = *state;
  assert_str(cs_json_text(
                 stands(s, APPLICANT, FILE_OF("1", "\"act\":\"use\",\"item\":\"rocket\",\"on\":\"2025-09-01\"")), "on"),
             "2025-09-01");
  assert_str(cs_json_text(stands(s, APPLICANT, FILE_USE("2", "rocket")), "on"), "2025-08-26");
}

static void what_needs_nobody_is_over_and_what_a_person_must_answer_is_open(void **state) {
  struct story *s = *state;
  static const struct {
    const char *request, *verdict, *status;
  } cases[] = {
      {"\"act\":\"sale\",\"item\":\"rocket\"", "not-covered", "not-needed"},
      {"\"act\":\"sale\",\"item\":\"foreign\"", "not-covered", "open"}, /* FR was not asked */
      {"\"act\":\"brokering\",\"item\":\"rocket\"", "refer", "open"},
      {"\"act\":\"transit\",\"item\":\"rocket\"", "prohibited", "open"},
      {"\"act\":\"use\",\"item\":\"rocket\",\"area\":\"RU\"", "needs-approval", "open"},
      {"\"act\":\"use\",\"item\":\"rocket\"", "needs-approval", "open"}, /* the area is not said */
      {"\"act\":\"use\",\"item\":\"rocket\",\"area\":\"UA\"", "not-covered", "not-needed"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *id = story_text(s, "%zu", i).ptr;
    const struct cs_json *out =
        stands(s, APPLICANT,
               story_text(s, "{\"act\":\"case.file\",\"case\":\"%s\",\"request\":{%s}}", id, cases[i].request).ptr);
    assert_str(cs_json_text(out, "verdict"), cases[i].verdict);
    assert_str(cs_json_text(state_of(s, story_text(s, "case:%s", id).ptr), "status"), cases[i].status);
  }
}

/* ------------------------------------------------------------------ deciding */

static void all_consents_or_nothing(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  assert_json(
      s, stands(s, US, DECIDE("1", "us.secdef", "approve", "")),
      "{\"attested\":false,\"certainty\":\"reported\",\"mandates\":[\"M\"],\"office\":\"us.secdef\",\"officer\":\"us."
      "secdef/decider\",\"on\":\"2025-08-26\"}");
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "open");
  assert_null(cs_json_get(state_of(s, "case:1"), "authorization"));
  assert_json(s, stands(s, GB, DECIDE("1", "gb.mod", "approve", "")),
              "{\"attested\":false,\"certainty\":\"confirmed\",\"mandates\":[],\"office\":\"gb.mod\",\"officer\":\"gb."
              "mod/desk\","
              "\"on\":\"2025-08-26\"}");
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "approved");
  assert_str(cs_json_text(cs_json_get(state_of(s, "case:1"), "authorization"), "id"), "1-A");
}

static void a_refusal_by_one_ends_it_for_all(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  stands(s, GB, DECIDE("1", "gb.mod", "refuse", ",\"reason\":\"stocks\""));
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "refused");
  assert_null(cs_json_get(state_of(s, "case:1"), "authorization"));
  refused(s, GB, DECIDE("1", "gb.mod", "approve", ""), "case.closed");
  refused(s, US, DECIDE("1", "us.secdef", "refuse", ""), "case.closed");
  refused(s, APPLICANT, "{\"act\":\"case.withdraw\",\"case\":\"1\"}", "case.closed");
}

static void a_case_that_is_not_on_record_is_not_decided(void **state) {
  struct story *s = *state;
  refused(s, US, DECIDE("9", "us.secdef", "approve", ""), "case.unknown");
}

static void a_consent_that_nobody_asked_for_is_not_given(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  struct cs_reason *reasons = refused(s, GB, DECIDE("1", "gb.mod", "approve", ""), "consent.not-needed");
  assert_str(reasons[0].text, "1 does not need the consent of gb.mod");
  stands(s, APPLICANT, FILE_OF("2", "\"act\":\"sale\",\"item\":\"rocket\""));
  refused(s, US, DECIDE("2", "us.secdef", "approve", ""), "consent.not-needed");
}

static void a_consent_is_decided_once(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ""), "consent.decided");
  refused(s, US, DECIDE("1", "us.secdef", "refuse", ""), "consent.decided");
  stands(s, GB, DECIDE("1", "gb.mod", "approve", ""));
  refused(s, GB, DECIDE("1", "gb.mod", "refuse", ""), "case.closed");
}

static void a_decision_is_on_the_newest_version(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
#define ON_VERSION(n)                                                                                                  \
  "{\"act\":\"case.decide\",\"case\":\"1\",\"version\":" n ",\"consent\":\"us.secdef\",\"outcome\":\"refuse\"}"
  refused(s, US, ON_VERSION("0"), "case.other-version");
  refused(s, US, ON_VERSION("2"), "case.other-version");
  stands(s, US, ON_VERSION("1"));
}

static void another_office_needs_the_approvers_mandate(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  refused(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""), "mandate.lacking");
  refused(s, "us.president/office", DECIDE("1", "us.secdef", "approve", ""),
          "mandate.lacking"); /* the owner is not the approver */
  stands(s, US, GRANT("N", "us.secdef", "friend", ",\"areas\":[\"RU\"]"));
  stands(s, "friend/one", DECIDE("1", "us.secdef", "approve", ""));
  assert_str(cs_json_text(cs_json_get(state_of(s, "case:1"), "consents")->items[0], "office"), "friend");
}

static void what_is_prohibited_is_refused_but_not_approved(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "gb.supply", "gb.rules",
                      STORY_GB "rule never\n  cite \"x\"\n  when act is use and item is shadow\n  prohibit\n"));
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ""), "case.prohibited");
  stands(s, US, DECIDE("1", "us.secdef", "refuse", ""));
}

static void what_may_be_prohibited_is_not_approved_before_it_is_settled(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "perhaps"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ""), "case.unsettled");
  stands(s, APPLICANT,
         FILE_OF("2", "\"act\":\"use\",\"item\":\"perhaps\",\"area\":\"RU\",\"facts\":{\"emergency\":false}"));
  stands(s, US, DECIDE("2", "us.secdef", "approve", ""));
  stands(s, APPLICANT,
         FILE_OF("3", "\"act\":\"use\",\"item\":\"perhaps\",\"area\":\"RU\",\"facts\":{\"emergency\":true}"));
  refused(s, US, DECIDE("3", "us.secdef", "approve", ""), "case.prohibited");
}

static void nobody_decides_what_they_filed_whatever_the_key(void **state) {
  struct story *s = *state;
  stands(s, US, FILE_USE("1", "rocket"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ""), "duty.filed-it");
  enrol(s, US);
  refused(s, US, DECIDE("1", "us.secdef", "refuse", ""), "duty.filed-it");
  enrol(s, "us.secdef/other");
  stands(s, "us.secdef/other", DECIDE("1", "us.secdef", "approve", ""));
}

static void the_filer_does_not_decide_under_another_office_either(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  stands(s, US, GRANT("N", "us.secdef", "ua.armed-forces", ""));
  refused(s, APPLICANT, DECIDE("1", "us.secdef", "approve", ""), "duty.filed-it");
  refused(s, APPLICANT,
          "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"case\":\"1\",\"version\":1,\"consent\":\"us.secdef\","
          "\"outcome\":"
          "\"approve\"}",
          "duty.filed-it");
}

static void all_that_stands_in_the_way_is_told_together(void **state) {
  struct story *s = *state;
  stands(s, US, FILE_USE("1", "perhaps"));
  stands(s, "us.president/office", REVOKE("M", "2025-08-01"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ",\"from\":\"2025-08-27\""),
          "case.unsettled duty.filed-it decision.ahead-of-today mandate.lacking");
}

/* ------------------------------------------------------------------ the day of a decision */

static void no_decision_is_dated_ahead(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ",\"from\":\"2025-08-27\""), "decision.ahead-of-today");
  refused(s, US, DECIDE("1", "us.secdef", "approve", ",\"known\":\"2025-08-27\""), "decision.ahead-of-today");
  refused(s, NULL,
          "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"case\":\"1\",\"version\":1,\"consent\":\"us.secdef\","
          "\"outcome\":"
          "\"approve\",\"from\":\"2025-08-27\"}",
          "decision.ahead-of-today");
  stands(s, US, DECIDE("1", "us.secdef", "approve", ",\"from\":\"2025-08-26\""));
}

/* Otherwise an office whose mandate has ended would date its decision to when it had not. */
static void a_signed_decision_is_not_dated_back(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  stands(s, "us.president/office", REVOKE("M", "2025-08-26"));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ",\"from\":\"2025-08-25\""),
          "decision.before-today mandate.lacking");
  refused(s, US, DECIDE("1", "us.secdef", "approve", ",\"known\":\"2025-08-25\""),
          "decision.before-today mandate.lacking");
}

static void a_sources_decision_counts_on_the_last_day_it_may_have_been_made(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
#define BETWEEN(from)                                                                                                  \
  "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"case\":\"1\",\"version\":1,\"consent\":\"us.secdef\","          \
  "\"outcome\":\"refuse\","                                                                                            \
  "\"from\":\"" from "\",\"known\":\"2025-08-23\",\"cite\":\"x\",\"certainty\":\"reported\"}"
  refused(s, NULL, BETWEEN("2025-04..2025-05"), "mandate.lacking");
  const struct cs_json *out = stands(s, NULL, BETWEEN("2025-05..2025-08-23"));
  assert_json(s, out,
              "{\"attested\":true,\"certainty\":\"reported\",\"mandates\":[\"M\"],\"office\":\"us.secdef\",\"on\":"
              "\"2025-08-23\"}");
  const struct cs_json *consent = cs_json_get(state_of(s, "case:1"), "consents")->items[0];
  assert_str(cs_json_text(consent, "from"), "2025-05-01..2025-08-23");
  assert_str(cs_json_text(consent, "known"), "2025-08-23");
}

static void a_month_that_is_not_over_counts_up_to_today(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  assert_str(cs_json_text(stands(s, NULL, BETWEEN("2025-08")), "on"), "2025-08-26");
}

/* ------------------------------------------------------------------ attested decisions */

#define ATTEST(by, more)                                                                                               \
  "{\"act\":\"case.decide\",\"case\":\"1\",\"version\":1,\"consent\":\"gb.mod\",\"outcome\":\"approve\",\"by\":\"" by  \
  "\"" more "}"
#define DOCUMENT ",\"document\":\"letter of 20 August\",\"document_digest\":\"" STORY_HASH "\""

static void a_decision_is_attested_from_a_document_with_its_digest(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  refused(s, STORY_FIRST, ATTEST("gb.mod", ""), "decision.no-document");
  refused(s, STORY_FIRST, ATTEST("gb.mod", ",\"document\":\"letter of 20 August\""), "decision.no-document");
  refused(s, STORY_FIRST, ATTEST("gb.mod", ",\"document_digest\":\"" STORY_HASH "\""), "decision.no-document");
  assert_json(s, stands(s, STORY_FIRST, ATTEST("gb.mod", DOCUMENT ",\"from\":\"2025-08-20\"")),
              "{\"attested\":true,\"certainty\":\"confirmed\",\"mandates\":[],\"office\":\"gb.mod\",\"officer\":"
              "\"registry/first\","
              "\"on\":\"2025-08-20\"}");
  const struct cs_json *consent = cs_json_get(state_of(s, "case:1"), "consents")->items[1];
  assert_true(cs_json_flag(consent, "attested"));
  assert_str(cs_json_text(consent, "office"), "gb.mod");
  assert_str(cs_json_text(consent, "attested_by"), "registry");
}

static void who_attests_is_the_registrar_or_has_the_offices_whole_mandate(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  refused(s, "friend/one", ATTEST("gb.mod", DOCUMENT), "office.not-acting-for");
  stands(s, GB, GRANT("N", "gb.mod", "friend", ",\"acts\":[\"use\"]"));
  refused(s, "friend/one", ATTEST("gb.mod", DOCUMENT), "office.not-acting-for");
  stands(s, GB, GRANT("O", "gb.mod", "friend", ""));
  stands(s, "friend/one", ATTEST("gb.mod", DOCUMENT));
}

static void no_applicant_attests_a_consent_to_its_own_request(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  enrol(s, "ua.armed-forces/other");
  stands(s, GB, GRANT("O", "gb.mod", "ua.armed-forces", ""));
  refused(s, "ua.armed-forces/other", ATTEST("gb.mod", DOCUMENT), "duty.own-request");
  stands(s, STORY_FIRST, ATTEST("gb.mod", DOCUMENT));
}

/* A source is the registrar's word: what the registrar has filed itself, it cannot load a consent to. */
static void no_registrar_loads_a_consent_to_its_own_request(void **state) {
  struct story *s = *state;
  static const char consent[] = "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"case\":\"1\",\"version\":1,"
                                "\"consent\":\"us.secdef\",\"outcome\":\"approve\",\"cite\":\"x\"}";
  stands(s, STORY_FIRST, FILE_USE("1", "rocket"));
  refused(s, NULL, consent, "duty.own-request");
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
}

static void a_source_may_tell_of_a_request_of_the_registrar_and_its_consent(void **state) {
  struct story *s = *state;
  given(s, "{\"act\":\"case.file\",\"office\":\"registry\",\"case\":\"1\",\"request\":{\"act\":\"use\",\"item\":"
           "\"rocket\",\"area\":\"RU\"}}\n"
           "{\"act\":\"case.decide\",\"office\":\"us.secdef\",\"case\":\"1\",\"version\":1,\"consent\":\"us.secdef\","
           "\"outcome\":\"approve\",\"cite\":\"x\"}");
  assert_str(cs_json_text(state_of(s, "case:1"), "status"), "approved");
}

static void the_office_in_the_document_needs_its_mandate_too(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  refused(s, STORY_FIRST, ATTEST("us.state", DOCUMENT), "mandate.lacking");
  stands(s, GB,
         "{\"act\":\"mandate.grant\",\"mandate\":\"N\",\"by\":\"gb.mod\",\"to\":\"us.state\",\"from\":\"2025-08-20\"}");
  refused(s, STORY_FIRST, ATTEST("us.state", DOCUMENT ",\"from\":\"2025-08-19\""), "mandate.lacking");
  stands(s, STORY_FIRST, ATTEST("us.state", DOCUMENT ",\"from\":\"2025-08-20\""));
}

static void an_office_that_names_itself_and_its_document_signs(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  assert_false(cs_json_flag(stands(s, GB, ATTEST("gb.mod", DOCUMENT)), "attested"));
  assert_false(cs_json_flag(cs_json_get(state_of(s, "case:1"), "consents")->items[1], "attested"));
}

/* ------------------------------------------------------------------ withdrawing */

#define WITHDRAW "{\"act\":\"case.withdraw\",\"case\":\"1\"}"

static void the_applicant_withdraws_while_it_is_open(void **state) {
  struct story *s = *state;
  refused(s, APPLICANT, WITHDRAW, "case.unknown");
  stands(s, APPLICANT, FILE_USE("1", "shadow"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  refused(s, "friend/one", WITHDRAW, "case.not-yours");
  refused(s, US, WITHDRAW, "case.not-yours");
  enrol(s, "ua.armed-forces/other");
  stands(s, "ua.armed-forces/other", WITHDRAW);
  refused(s, APPLICANT, WITHDRAW, "case.closed");
  refused(s, GB, DECIDE("1", "gb.mod", "approve", ""), "case.closed");
}

static void what_was_approved_or_needs_nobody_is_not_withdrawn(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  stands(s, US, DECIDE("1", "us.secdef", "approve", ""));
  refused(s, APPLICANT, WITHDRAW, "case.closed");
  refused(s, "friend/one", WITHDRAW, "case.not-yours case.closed");
  stands(s, APPLICANT, FILE_OF("2", "\"act\":\"sale\",\"item\":\"rocket\""));
  refused(s, APPLICANT, "{\"act\":\"case.withdraw\",\"case\":\"2\"}", "case.closed");
}

static void withdrawing_for_another_takes_a_mandate_for_the_act_and_area(void **state) {
  struct story *s = *state;
  static const char line[] = "{\"act\":\"case.withdraw\",\"office\":\"ua.armed-forces\",\"case\":\"1\"}";
  stands(s, APPLICANT, FILE_USE("1", "rocket"));
  stands(s, APPLICANT, GRANT("N", "ua.armed-forces", "friend", ",\"acts\":[\"sale\"]"));
  refused(s, "friend/one", line, "mandate.lacking");
  stands(s, APPLICANT, GRANT("O", "ua.armed-forces", "friend", ",\"acts\":[\"use\"]"));
  stands(s, "friend/one", line);
}

static void a_case_without_consents_can_only_be_withdrawn(void **state) {
  struct story *s = *state;
  stands(s, APPLICANT, FILE_OF("1", "\"act\":\"transit\",\"item\":\"rocket\""));
  refused(s, US, DECIDE("1", "us.secdef", "approve", ""), "consent.not-needed");
  stands(s, APPLICANT, WITHDRAW);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
      T(a_filing_names_parties_and_items_on_record),
      T(an_office_files_its_own_requests),
      T(a_source_may_tell_of_another_applicant),
      T(a_case_is_filed_once),
      T(facts_that_are_wrong_are_bad_input),
      T(a_filing_leaves_what_the_rules_said),
      T(an_office_that_two_regimes_ask_gives_one_consent),
      T(the_day_asked_about_is_the_requests_else_today),
      T(what_needs_nobody_is_over_and_what_a_person_must_answer_is_open),
      T(all_consents_or_nothing),
      T(a_refusal_by_one_ends_it_for_all),
      T(a_case_that_is_not_on_record_is_not_decided),
      T(a_consent_that_nobody_asked_for_is_not_given),
      T(a_consent_is_decided_once),
      T(a_decision_is_on_the_newest_version),
      T(another_office_needs_the_approvers_mandate),
      T(what_is_prohibited_is_refused_but_not_approved),
      T(what_may_be_prohibited_is_not_approved_before_it_is_settled),
      T(nobody_decides_what_they_filed_whatever_the_key),
      T(the_filer_does_not_decide_under_another_office_either),
      T(all_that_stands_in_the_way_is_told_together),
      T(no_decision_is_dated_ahead),
      T(a_signed_decision_is_not_dated_back),
      T(a_sources_decision_counts_on_the_last_day_it_may_have_been_made),
      T(a_month_that_is_not_over_counts_up_to_today),
      T(a_decision_is_attested_from_a_document_with_its_digest),
      T(who_attests_is_the_registrar_or_has_the_offices_whole_mandate),
      T(no_applicant_attests_a_consent_to_its_own_request),
      T(no_registrar_loads_a_consent_to_its_own_request),
      T(a_source_may_tell_of_a_request_of_the_registrar_and_its_consent),
      T(the_office_in_the_document_needs_its_mandate_too),
      T(an_office_that_names_itself_and_its_document_signs),
      T(the_applicant_withdraws_while_it_is_open),
      T(what_was_approved_or_needs_nobody_is_not_withdrawn),
      T(withdrawing_for_another_takes_a_mandate_for_the_act_and_area),
      T(a_case_without_consents_can_only_be_withdrawn),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
