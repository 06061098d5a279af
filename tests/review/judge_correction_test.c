/* Corrections, judged: who may propose and agree, what can be corrected, what a ledger does not bear, and that what was struck counts
 * for nothing from then on. */
#include "review/support/ledgers.h"

#include "model/correction.h"

#define STATE "us.state/desk"

static const char *proposing(struct story *s, int64_t entry) {
  return story_text(s, "{\"act\":\"record.correct\",\"entry\":%lld,\"reason\":\"a slip\"}", (long long)entry).ptr;
}

/* The entry of the proposal. */
static int64_t propose(struct story *s, const char *officer, int64_t entry) {
  stands(s, officer, proposing(s, entry));
  return s->n - 1;
}

static const char *agreeing(struct story *s, int64_t entry, int64_t proposal, const char *of) {
  return story_text(s, "{\"act\":\"record.agree\",\"entry\":%lld,\"correction\":%lld,\"agree\":true,\"of\":[%s]}",
                    (long long)entry, (long long)proposal, of)
      .ptr;
}

static const char *refusing(struct story *s, int64_t entry, int64_t proposal) {
  return story_text(s, "{\"act\":\"record.agree\",\"entry\":%lld,\"correction\":%lld,\"agree\":false}",
                    (long long)entry, (long long)proposal)
      .ptr;
}

/* Proposed by the registrar's first officer, agreed to by the second. The entry of the agreement. */
static int64_t strike(struct story *s, int64_t entry, const char *of) {
  int64_t proposal = propose(s, STORY_FIRST, entry);
  stands(s, "registry/second", agreeing(s, entry, proposal, of));
  return s->n - 1;
}

/* The act stands; its entry. */
static int64_t entry_after(struct story *s, const char *officer, const char *line) {
  stands(s, officer, line);
  return s->n - 1;
}

static int set_up(void **state) {
  int failed = ledgers_set_up(state);
  if (failed == 0) {
    enrol(*state, "registry/second");
    enrol(*state, "registry/third");
    enrol(*state, "us.secdef/deputy");
    enrol(*state, "us.state/second");
  }
  return failed;
}

static int set_up_stock(void **state) {
  int failed = stock_set_up(state);
  if (failed == 0) {
    enrol(*state, "registry/second");
    enrol(*state, "us.state/second");
  }
  return failed;
}

#define FACT(value) "{\"act\":\"item.fact\",\"item\":\"kit\",\"name\":\"range\",\"value\":\"" value "\"}"

/* ------------------------------------------------------------------ who */

static void a_correction_waits_for_a_second_officer(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km")), proposal = propose(s, STORY_FIRST, fact);
  assert_int_equal(cs_catalogue_item(s->catalogue, CS_STR("kit"))->n_facts, 1);
  stands(s, "registry/second", agreeing(s, fact, proposal, "\"item:kit\""));
  assert_int_equal(cs_catalogue_item(s->catalogue, CS_STR("kit"))->n_facts, 0);
  assert_true(cs_state_struck(cs_json_get(state_of(s, "item:kit"), "facts")->items[0]));
}

static void nobody_agrees_to_what_they_proposed(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km")), proposal = propose(s, STORY_FIRST, fact);
  const char *line = agreeing(s, fact, proposal, "\"item:kit\"");
  refused(s, STORY_FIRST, line, "duty.corrected");
  enrol(s, STORY_FIRST); /* a second key */
  refused(s, STORY_FIRST, line, "duty.corrected");
  given(s, GRANT("whole", "registry", "us.state", ""));
  const char *elsewhere = story_text(s,
                                     "{\"act\":\"record.agree\",\"office\":\"us.state\",\"entry\":%lld,\"correction\":"
                                     "%lld,\"agree\":true,\"of\":[\"item:kit\"]}",
                                     (long long)fact, (long long)proposal)
                              .ptr;
  given(s, GRANT("back", "us.state", "registry/first", ""));
  refused(s, STORY_FIRST, elsewhere, "duty.corrected"); /* from another office */
  stands(s, "registry/second", line);
}

static void the_office_that_made_an_entry_corrects_it_and_no_other(void **state) {
  struct story *s = *state;
  int64_t stop = entry_after(s, US, STOP("suspend", ""));
  refused(s, GB, proposing(s, stop), "correction.not-yours");
  int64_t proposal = propose(s, US, stop);
  const char *line = agreeing(s, stop, proposal, "\"authorization:1-A\"");
  refused(s, GB, line, "correction.not-yours");
  stands(s, "us.secdef/deputy", line);
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

static void the_registrar_corrects_what_others_made(void **state) {
  struct story *s = *state;
  int64_t stop = entry_after(s, US, STOP("suspend", ""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_NO);
  strike(s, stop, "\"authorization:1-A\"");
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

static void what_a_source_told_is_the_registrars_to_correct(void **state) {
  struct story *s = *state;
  given(s, "{\"act\":\"item.fact\",\"item\":\"kit\",\"name\":\"range\",\"value\":\"1 km\"}");
  int64_t fact = s->n - 1;
  refused(s, US, proposing(s, fact), "correction.not-yours");
  strike(s, fact, "\"item:kit\"");
}

static void a_mandate_limited_to_something_is_not_enough(void **state) {
  struct story *s = *state;
  int64_t stop = entry_after(s, US, STOP("suspend", ""));
  given(s, GRANT("part", "us.secdef", "gb.mod", ",\"acts\":[\"use\"]"));
  refused(s, GB, proposing(s, stop), "correction.not-yours");
  given(s, GRANT("all", "us.secdef", "gb.mod", ""));
  propose(s, GB, stop);
}

static void a_correction_cannot_be_loaded(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km"));
  refused(s, NULL, proposing(s, fact), "source.not-for-this-act");
}

/* ------------------------------------------------------------------ once */

static void an_entry_is_corrected_once(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km")), proposal = propose(s, STORY_FIRST, fact);
  refused(s, "registry/second", proposing(s, fact), "correction.waits-already");
  const char *line = agreeing(s, fact, proposal, "\"item:kit\"");
  stands(s, "registry/second", line);
  refused(s, "registry/third", line, "correction.unknown");
  refused(s, STORY_FIRST, proposing(s, fact), "correction.struck-already");
}

static void what_was_refused_is_void_and_may_be_proposed_again(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km")), proposal = propose(s, STORY_FIRST, fact);
  stands(s, "registry/second", refusing(s, fact, proposal));
  int64_t refusal = s->n - 1;
  refused(s, "registry/second", agreeing(s, fact, proposal, "\"item:kit\""), "correction.unknown");
  assert_int_equal(cs_catalogue_item(s->catalogue, CS_STR("kit"))->n_facts, 1);
  refused(s, "registry/third", proposing(s, refusal), "correction.kind"); /* it changed nothing */
  proposal = propose(s, STORY_FIRST, fact);
  stands(s, STORY_FIRST, refusing(s, fact, proposal)); /* who proposed may take it back */
}

static void a_refusal_names_no_subject_and_an_agreement_all(void **state) {
  struct story *s = *state;
  given(s, GRANT("M9", "us.president", "gb.mod", ""));
  int64_t grant = s->n - 1, proposal = propose(s, STORY_FIRST, grant);
  refused(s, "registry/second", agreeing(s, grant, proposal, "\"mandate:M9\""), "correction.subjects");
  refused(s, "registry/second", agreeing(s, grant, proposal, "\"office:gb.mod\",\"mandate:M9\""),
          "correction.subjects");
  const char *both = story_text(s,
                                "{\"act\":\"record.agree\",\"entry\":%lld,\"correction\":%lld,\"agree\":false,\"of\":"
                                "[\"mandate:M9\",\"office:gb.mod\"]}",
                                (long long)grant, (long long)proposal)
                         .ptr;
  refused(s, "registry/second", both, "correction.subjects");
  stands(s, "registry/second", agreeing(s, grant, proposal, "\"mandate:M9\",\"office:gb.mod\""));
  assert_null(cs_catalogue_mandate(s->catalogue, CS_STR("M9")));
}

/* ------------------------------------------------------------------ what */

static void each_class_that_is_not_corrected_says_what_to_do_instead(void **state) {
  struct story *s = *state;
  static const struct {
    const char *kind, *says;
  } classes[] = {{"record.found", "for good"},    {"key.enrol", "revoke the key"},
                 {"rules.publish", "publish"},    {"case.file", "amend"},
                 {"case.decide", "revoking"},     {"record.correct", "the entry of its agreement"},
                 {"vault.hold", "release the hold"}, {"stock.open", "received and issued"},
                 {"log.rotate", "rotate again"},  {"group.define", "another group"}};
  stands(s, STORY_FIRST, STOCK("open", ",\"item\":\"rocket\",\"holder\":\"us.state\""));
  stands(s, STORY_FIRST, "{\"act\":\"group.define\",\"group\":\"g\",\"of\":\"items\"}");
  stands(s, STORY_FIRST, "{\"act\":\"vault.hold\",\"subject\":\"officer:registry/first\",\"until\":\"2026-01-01\"}");
  stands(s, STORY_FIRST,
         "{\"act\":\"log.rotate\",\"stage\":\"announce\",\"verifier\":\"demo.example/review+00000001+AA\"}");
  propose(s, STORY_FIRST, entry_after(s, STORY_FIRST, FACT("1 km")));
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    int64_t n = 0;
    while (strcmp(s->entries.at[n].act.def->name, classes[i].kind) != 0) {
      n++;
      assert_true(n < s->n);
    }
    struct cs_reason *why = refused(s, STORY_FIRST, proposing(s, n), "correction.kind");
    if (cs_str_find(why->text, cs_str_of(classes[i].says)) == SIZE_MAX) {
      fail_msg("%s: %.*s", classes[i].kind, CS_STR_ARG(why->text));
    }
  }
}

static void there_is_no_such_entry_or_none_that_says_it_right(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km"));
  refused(s, STORY_FIRST, proposing(s, s->n), "correction.no-such-entry");
  refused(s, STORY_FIRST, proposing(s, -1), "correction.no-such-entry");
  const int64_t instead[] = {s->n, fact, -1};
  for (size_t i = 0; i < 3; i++) {
    const char *line = story_text(s, "{\"act\":\"record.correct\",\"entry\":%lld,\"reason\":\"x\",\"instead\":%lld}",
                                  (long long)fact, (long long)instead[i])
                           .ptr;
    refused(s, STORY_FIRST, line, "correction.instead");
  }
  wrong(s, STORY_FIRST,
        story_text(s, "{\"act\":\"record.correct\",\"entry\":%lld,\"reason\":\"  \"}", (long long)fact).ptr,
        &CS_E_ACT_FIELD);
  stands(
      s, STORY_FIRST,
      story_text(s, "{\"act\":\"record.correct\",\"entry\":%lld,\"reason\":\"x\",\"instead\":0}", (long long)fact).ptr);
}

static void a_revocation_that_is_struck_gives_the_decision_back(void **state) {
  struct story *s = *state;
  given(s, REVOKE("M", "2025-08-20"));
  int64_t end = s->n - 1;
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_NO);
  strike(s, end, "\"mandate:M\"");
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

static void a_grant_that_is_struck_takes_the_decision_away(void **state) {
  struct story *s = *state;
  int64_t grant = 0;
  while (s->entries.at[grant].act.def->kind != CS_ACT_MANDATE_GRANT) {
    grant++;
  }
  int64_t by = strike(s, grant, "\"mandate:M\",\"office:us.secdef\"");
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_NO);
  int64_t proposal = propose(s, "registry/third", by);
  stands(s, "registry/second",
         agreeing(s, by, proposal,
                  story_text(s, "\"correction:%lld\",\"mandate:M\",\"office:us.secdef\"", (long long)grant).ptr));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
}

/* ------------------------------------------------------------------ corrections of corrections */

static void the_authors_of_a_correction_do_not_undo_it(void **state) {
  struct story *s = *state;
  int64_t fact = entry_after(s, STORY_FIRST, FACT("1 km")), by = strike(s, fact, "\"item:kit\"");
  refused(s, STORY_FIRST, proposing(s, by), "duty.corrected");
  refused(s, "registry/second", proposing(s, by), "duty.corrected");
  int64_t proposal = propose(s, "registry/third", by);
  const char *of = story_text(s, "\"correction:%lld\",\"item:kit\"", (long long)fact).ptr;
  refused(s, "registry/third", agreeing(s, by, proposal, of), "duty.corrected");
  stands(s, STORY_FIRST, agreeing(s, by, proposal, of));
  int64_t undone = s->n - 1;
  assert_int_equal(cs_catalogue_item(s->catalogue, CS_STR("kit"))->n_facts, 1);
  struct cs_reason *why = refused(s, "registry/second", proposing(s, undone), "correction.kind");
  assert_true(cs_str_find(why->text, story_text(s, "correct entry %lld again", (long long)fact)) != SIZE_MAX);
  refused(s, "registry/third", proposing(s, by), "correction.struck-already");
  strike(s, fact, "\"item:kit\""); /* and so it may be */
  assert_int_equal(cs_catalogue_item(s->catalogue, CS_STR("kit"))->n_facts, 0);
}

/* ------------------------------------------------------------------ ledgers */

static void what_was_handed_out_bars_the_correction_of_what_came_in(void **state) {
  struct story *s = *state;
  int64_t in = s->n;
  stands(s, STATE, RECEIVE("D2", "5", ""));
  int64_t out = entry_after(s, STATE, ISSUE("O1", "11", ""));
  struct cs_reason *why = refused(s, STATE, proposing(s, in), "correction.balance");
  assert_true(cs_str_find(why->text, CS_STR("1 short of what was handed out")) != SIZE_MAX);
  stands(s, STATE, STOCK("issue", ",\"reference\":\"O2\",\"quantity\":\"4\""));
  int64_t proposal = propose(s, STATE, out);
  stands(s, "us.state/second", agreeing(s, out, proposal, "\"stock:S\",\"stock-reference:S:O1\""));
  proposal = propose(s, STATE, in);
  stands(s, "us.state/second", agreeing(s, in, proposal, "\"stock:S\",\"stock-reference:S:D2\""));
  assert_str(cs_json_text(state_of(s, "stock:S"), "on_hand"), "6");
}

static void what_is_reserved_bars_it_too(void **state) {
  struct story *s = *state;
  int64_t in = entry_after(s, STATE, RECEIVE("D2", "5", ""));
  stands(s, STATE, RESERVE("R1", "11", ""));
  struct cs_reason *why = refused(s, STATE, proposing(s, in), "correction.balance");
  assert_true(cs_str_find(why->text, CS_STR("1 short of what is reserved")) != SIZE_MAX);
  stands(s, STATE, RELEASE("R1"));
  propose(s, STATE, in);
}

static void it_is_judged_again_when_it_is_agreed_to(void **state) {
  struct story *s = *state;
  int64_t in = entry_after(s, STATE, RECEIVE("D2", "5", "")), proposal = propose(s, STATE, in);
  const char *line = agreeing(s, in, proposal, "\"stock:S\",\"stock-reference:S:D2\"");
  stands(s, STATE, ISSUE("O1", "11", ""));
  refused(s, "us.state/second", line, "correction.balance");
}

static void a_reference_that_was_given_away_bars_the_way_back(void **state) {
  struct story *s = *state;
  int64_t in = entry_after(s, STATE, RECEIVE("D2", "5", ""));
  int64_t by = strike(s, in, "\"stock:S\",\"stock-reference:S:D2\"");
  stands(s, STATE, RECEIVE("D2", "6", "")); /* what is right, under the reference of its paper */
  assert_str(cs_json_text(state_of(s, "stock:S"), "on_hand"), "16");
  refused(s, STATE, proposing(s, by), "correction.reference-used-again");
}

static void money_given_back_bars_the_correction_of_the_payment(void **state) {
  struct story *s = *state;
  stands(s, US, OPEN_FUND("10 USD", ""));
  int64_t in = entry_after(s, US, PAID("p1", "friend", "10 USD", ""));
  stands(s, US, REFUND("r1", "friend", "1 USD", ""));
  int64_t back = s->n - 1;
  refused(s, US, proposing(s, in), "correction.balance");
  int64_t proposal = propose(s, US, back);
  stands(s, "us.secdef/deputy", agreeing(s, back, proposal, "\"fund:F\",\"fund-reference:F:r1\""));
  assert_int_equal(effect_on(s, "2025-08-26").in_effect, CS_YES);
  proposal = propose(s, US, in);
  stands(s, "us.secdef/deputy", agreeing(s, in, proposal, "\"fund:F\",\"fund-reference:F:p1\""));
  struct cs_review_authorization a = effect_on(s, "2025-08-26");
  assert_waits(&a, CS_NO, "10 USD of 10 USD");
}

static void a_use_that_is_struck_may_be_made_again_and_not_beyond_the_grant(void **state) {
  struct story *s = *state;
  int64_t use = entry_after(s, APPLICANT, DECREMENT("b1", LINE("kit", "3"), ""));
  int64_t by = strike(s, use, "\"authorization:1-A\"");
  stands(s, APPLICANT, DECREMENT("b2", LINE("kit", "4"), ""));
  struct cs_reason *why = refused(s, "registry/third", proposing(s, by), "correction.balance");
  assert_true(cs_str_find(why->text, CS_STR("3 short of what was granted")) != SIZE_MAX);
  refused(s, APPLICANT, DECREMENT("b1", LINE("kit", "1"), ""), "decrement.beyond-balance");
}

static void a_batch_that_was_given_again_bars_the_way_back(void **state) {
  struct story *s = *state;
  int64_t use = entry_after(s, APPLICANT, DECREMENT("b1", LINE("kit", "3"), ""));
  int64_t by = strike(s, use, "\"authorization:1-A\"");
  stands(s, APPLICANT, DECREMENT("b1", LINE("kit", "1"), ""));
  refused(s, "registry/third", proposing(s, by), "correction.reference-used-again");
}

static void a_dependency_comes_back_only_without_a_circle(void **state) {
  struct story *s = *state;
  int64_t link = entry_after(
      s, STORY_FIRST, "{\"act\":\"dependency.register\",\"item\":\"kit\",\"on\":\"rocket\",\"by\":\"contains\"}");
  int64_t by = strike(s, link, "\"item:kit\"");
  stands(s, STORY_FIRST, "{\"act\":\"dependency.register\",\"item\":\"rocket\",\"on\":\"kit\",\"by\":\"contains\"}");
  refused(s, "registry/third", proposing(s, by), "item.circle");
}

static void an_end_for_good_that_is_struck_ends_nothing(void **state) {
  struct story *s = *state;
  int64_t end = entry_after(s, US, STOP("revoke", ""));
  refused(s, US, STOP("suspend", ""), "authorization.revoked");
  strike(s, end, "\"authorization:1-A\"");
  stands(s, US, STOP("suspend", ""));
}

#define T(name)       cmocka_unit_test_setup_teardown(name, set_up, story_tear_down)
#define STOCK_T(name) cmocka_unit_test_setup_teardown(name, set_up_stock, story_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      T(a_correction_waits_for_a_second_officer),
      T(nobody_agrees_to_what_they_proposed),
      T(the_office_that_made_an_entry_corrects_it_and_no_other),
      T(the_registrar_corrects_what_others_made),
      T(what_a_source_told_is_the_registrars_to_correct),
      T(a_mandate_limited_to_something_is_not_enough),
      T(a_correction_cannot_be_loaded),
      T(an_entry_is_corrected_once),
      T(what_was_refused_is_void_and_may_be_proposed_again),
      T(a_refusal_names_no_subject_and_an_agreement_all),
      T(each_class_that_is_not_corrected_says_what_to_do_instead),
      T(there_is_no_such_entry_or_none_that_says_it_right),
      T(a_revocation_that_is_struck_gives_the_decision_back),
      T(a_grant_that_is_struck_takes_the_decision_away),
      T(the_authors_of_a_correction_do_not_undo_it),
      STOCK_T(what_was_handed_out_bars_the_correction_of_what_came_in),
      STOCK_T(what_is_reserved_bars_it_too),
      STOCK_T(it_is_judged_again_when_it_is_agreed_to),
      STOCK_T(a_reference_that_was_given_away_bars_the_way_back),
      T(money_given_back_bars_the_correction_of_the_payment),
      T(a_use_that_is_struck_may_be_made_again_and_not_beyond_the_grant),
      T(a_batch_that_was_given_again_bars_the_way_back),
      T(a_dependency_comes_back_only_without_a_circle),
      T(an_end_for_good_that_is_struck_ends_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
