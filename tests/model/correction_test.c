/* Corrections, folded: what a state keeps of a proposal, of an agreement, of what was struck and what counts again. */
#include "model/samples.h"

#include "model/catalogue.h"
#include "model/correction.h"
#include "model/fold.h"
#include "model/ledger.h"

#define ON "{\"on\":\"2025-08-25\",\"officer\":\"us.army/desk\"}"

static void assert_says(const char *text, const char *what) {
  if (!strstr(text, what)) {
    fail_msg("\"%s\" says nothing of \"%s\"", text, what);
  }
}

static struct cs_json *fold(struct room *room, const char *subject, const struct cs_json *state,
                            const struct cs_entry *entry) {
  struct cs_json *next = NULL;
  assert_ok(cs_fold(&room->arena, cs_str_of(subject), state, entry, &next, &room->err), &room->err);
  return next;
}

static const char *fault_of(struct room *room, const char *subject, const struct cs_json *state,
                            const struct cs_entry *entry) {
  struct cs_json *next;
  assert_code(cs_fold(&room->arena, cs_str_of(subject), state, entry, &next, &room->err), &room->err, CS_E_FOLD_STATE);
  return room->err.text;
}

static struct cs_entry entry_at(struct room *room, const char *flat, int64_t n) {
  return entry_of(room, flat, n, ON);
}

/* An agreement to the correction of `wrong`, whose subject it names. */
static struct cs_entry agreeing(struct room *room, const struct cs_entry *wrong, const char *of, int64_t n) {
  struct cs_str flat;
  assert_ok(cs_arena_printf(&room->arena, &flat, &room->err,
                            "{\"act\":\"record.agree\",\"office\":\"registry\",\"entry\":%lld,\"correction\":%lld,"
                            "\"agree\":true,\"of\":[\"%s\"]}",
                            (long long)wrong->n, (long long)n - 1, of),
            &room->err);
  struct cs_entry entry = entry_at(room, flat.ptr, n);
  entry.corrects = wrong;
  return entry;
}

static void a_proposal_changes_nothing_but_its_own_state(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("record.correct"), 44,
                                   "{\"kind\":\"stock.receive\",\"of\":[\"stock:us-atacms\"],\"office\":\"us.army\","
                                   "\"officer\":\"us.army/desk\"}");
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  assert_ok(cs_act_subjects(&room->arena, &entry.act, subjects, &n, &room->err), &room->err);
  assert_int_equal(n, 1);
  struct cs_json *one = fold(room, "correction:31", NULL, &entry);
  assert_string_equal(canonical(room, one),
                      "{\"entry\":31,\"kind\":\"stock.receive\",\"of\":[\"stock:us-atacms\"],\"office\":\"us.army\","
                      "\"proposals\":[{\"instead\":40,\"n\":44,\"office\":\"us.army\",\"officer\":\"us.army/desk\"}]}");
  assert_non_null(cs_correction_open(one));
  assert_says(fault_of(room, "correction:31", one, &entry), "a correction waits");
}

static void an_agreement_names_its_subjects_whole(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_at(room, sample_of("record.agree"), 45);
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  assert_ok(cs_act_subjects(&room->arena, &entry.act, subjects, &n, &room->err), &room->err);
  assert_int_equal(n, 3);
  assert_str(subjects[0], "correction:31");
  assert_str(subjects[1], "stock:us-atacms");
  assert_str(subjects[2], "stock-reference:us-atacms:D-1");
  entry = entry_at(room,
                   "{\"act\":\"record.agree\",\"entry\":31,\"correction\":44,\"agree\":true,\"of\":[\"a:1\",\"a:2\","
                   "\"a:3\",\"a:4\"]}",
                   45);
  assert_code(cs_act_subjects(&room->arena, &entry.act, subjects, &n, &room->err), &room->err, CS_E_LIMIT);
}

static void what_is_refused_is_void_and_may_be_proposed_again(void **state) {
  struct room *room = *state;
  struct cs_entry one = entry_of(room, sample_of("record.correct"), 44, ON);
  struct cs_entry no = entry_at(
      room, "{\"act\":\"record.agree\",\"office\":\"registry\",\"entry\":31,\"correction\":44,\"agree\":false}", 45);
  struct cs_json *s = fold(room, "correction:31", fold(room, "correction:31", NULL, &one), &no);
  assert_null(cs_correction_open(s));
  assert_false(cs_state_struck(s));
  assert_says(fault_of(room, "correction:31", s, &no), "no such correction that waits");
  struct cs_entry two = entry_of(room, sample_of("record.correct"), 46, ON);
  s = fold(room, "correction:31", s, &two);
  assert_int_equal(cs_json_get(s, "proposals")->n, 2);
  assert_int_equal(cs_json_integer(cs_correction_open(s), "n", 0), 46);
}

/* Of each kind with lists: the word of entry 6 is struck by 8, and counts again by 10. */
static const struct {
  const char *kind, *subject, *list;
} listed[] = {
    {"party.register", "party:us.state", "versions"},
    {"calendar.declare", "calendar:us.federal", "versions"},
    {"item.register", "item:eram", "versions"},
    {"item.fact", "item:eram", "facts"},
    {"dependency.register", "item:storm-shadow", "dependencies"},
    {"group.member", "group:atacms", "members"},
    {"mandate.grant", "mandate:M3", "grants"},
    {"mandate.revoke", "mandate:M3", "revocations"},
    {"statement.record", "statement:s1", "versions"},
    {"statement.withdraw", "statement:s1", "withdrawals"},
    {"authorization.suspend", "authorization:2025-0001-A", "events"},
    {"authorization.reinstate", "authorization:2025-0001-A", "events"},
    {"authorization.revoke", "authorization:2025-0001-A", "events"},
    {"authorization.surrender", "authorization:2025-0001-A", "events"},
    {"authorization.decrement", "authorization:2025-0001-A", "decrements"},
};

static void what_was_struck_stands_there_with_the_number_and_may_count_again(void **state) {
  struct room *room = *state;
  for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
    const char *subject = listed[i].subject;
    struct cs_entry wrong = entry_at(room, sample_of(listed[i].kind), 6);
    struct cs_json *before = fold(room, subject, NULL, &wrong);
    struct cs_entry by = agreeing(room, &wrong, subject, 8), back = agreeing(room, &by, subject, 10);
    struct cs_json *after = fold(room, subject, before, &by);
    const struct cs_json *element = cs_json_get(after, listed[i].list)->items[0];
    assert_int_equal(cs_json_integer(element, "struck", -1), 8);
    assert_int_equal(cs_json_integer(element, "n", -1), 6);
    assert_null(
        cs_json_get(cs_json_get(before, listed[i].list)->items[0], "struck")); /* the state before is not touched */
    assert_says(fault_of(room, subject, after, &by), "nothing here came of");
    assert_string_equal(canonical(room, fold(room, subject, after, &back)), canonical(room, before));
  }
}

static void only_the_word_of_that_entry_is_struck(void **state) {
  struct room *room = *state;
  struct cs_entry one = entry_at(room, sample_of("item.fact"), 6), two = entry_at(room, sample_of("item.fact"), 7);
  struct cs_json *s = fold(room, "item:eram", fold(room, "item:eram", NULL, &one), &two);
  struct cs_entry by = agreeing(room, &two, "item:eram", 9);
  s = fold(room, "item:eram", s, &by);
  assert_false(cs_state_struck(cs_json_get(s, "facts")->items[0]));
  assert_true(cs_state_struck(cs_json_get(s, "facts")->items[1]));
}

static void an_agreement_without_the_entry_at_hand_is_a_fault(void **state) {
  struct room *room = *state;
  struct cs_entry wrong = entry_at(room, sample_of("item.fact"), 6);
  struct cs_json *s = fold(room, "item:eram", NULL, &wrong);
  struct cs_entry by = agreeing(room, &wrong, "item:eram", 8);
  by.corrects = NULL;
  assert_says(fault_of(room, "item:eram", s, &by), "was not read");
}

#define OPEN    sample_of("stock.open")
#define RECEIVE sample_of("stock.receive")
#define ISSUE                                                                                                          \
  "{\"act\":\"stock.issue\",\"stock\":\"us-atacms\",\"quantity\":\"12\",\"reference\":\"O-1\",\"day\":\"2025-08-22\"}"
#define STOCK "stock:us-atacms"

static void a_receipt_that_is_struck_is_no_longer_on_hand(void **state) {
  struct room *room = *state;
  struct cs_entry open = entry_at(room, OPEN, 5), wrong = entry_at(room, RECEIVE, 6);
  struct cs_json *s = fold(room, STOCK, fold(room, STOCK, NULL, &open), &wrong);
  struct cs_entry by = agreeing(room, &wrong, STOCK, 8), back = agreeing(room, &by, STOCK, 10);
  struct cs_json *after = fold(room, STOCK, s, &by);
  assert_str(cs_json_text(after, "on_hand"), "0");
  assert_string_equal(canonical(room, cs_json_get(after, "struck")), "[{\"n\":6,\"struck\":8}]");
  assert_says(fault_of(room, STOCK, after, &by), "below zero");
  after = fold(room, STOCK, after, &back);
  assert_str(cs_json_text(after, "on_hand"), "30");
  assert_string_equal(canonical(room, cs_json_get(after, "struck")), "[]");
  assert_string_equal(canonical(room, cs_json_get(after, "levels")), canonical(room, cs_json_get(s, "levels")));
  assert_says(fault_of(room, STOCK, after, &back), "counts already");
}

static void a_receipt_of_which_was_issued_cannot_be_struck(void **state) {
  struct room *room = *state;
  struct cs_entry open = entry_at(room, OPEN, 5), wrong = entry_at(room, RECEIVE, 6), out = entry_at(room, ISSUE, 7);
  struct cs_json *s = fold(room, STOCK, fold(room, STOCK, fold(room, STOCK, NULL, &open), &wrong), &out);
  struct cs_entry by = agreeing(room, &wrong, STOCK, 9), issue = agreeing(room, &out, STOCK, 9);
  assert_says(fault_of(room, STOCK, s, &by), "below zero");
  s = fold(room, STOCK, s, &issue); /* first the issue, then the receipt */
  assert_str(cs_json_text(s, "on_hand"), "30");
  by.n = 11;
  assert_str(cs_json_text(fold(room, STOCK, s, &by), "on_hand"), "0");
}

static void what_must_be_known_of_the_wrong_entry_must_be_opened(void **state) {
  struct room *room = *state;
  struct cs_entry open = entry_at(room, OPEN, 5), wrong = entry_at(room, RECEIVE, 6);
  struct cs_json *s = fold(room, STOCK, fold(room, STOCK, NULL, &open), &wrong);
  struct cs_entry by = agreeing(room, &wrong, STOCK, 8);
  wrong.act.body = parsed(room, "{\"stock\":\"us-atacms\",\"reference\":\"D-1\"}");
  assert_says(fault_of(room, STOCK, s, &by), "not opened");
}

static void a_reference_that_was_struck_may_be_given_again(void **state) {
  struct room *room = *state;
  const char *subject = "stock-reference:us-atacms:D-1";
  struct cs_entry wrong = entry_at(room, RECEIVE, 6), again = entry_at(room, RECEIVE, 9);
  struct cs_json *s = fold(room, subject, NULL, &wrong);
  struct cs_entry by = agreeing(room, &wrong, subject, 8), back = agreeing(room, &by, subject, 11);
  struct cs_json *after = fold(room, subject, s, &by);
  assert_true(cs_state_struck(after));
  assert_string_equal(canonical(room, fold(room, subject, after, &back)), canonical(room, s));
  after = fold(room, subject, after, &again);
  assert_int_equal(cs_json_integer(after, "n", 0), 9);
  assert_string_equal(canonical(room, cs_json_get(after, "former")), "[{\"n\":6,\"struck\":8}]");
  assert_says(fault_of(room, subject, after, &back), "used again");
}

#define FUND "fund:eram-sale"
#define PLEDGED(amount)                                                                                                \
  "{\"act\":\"fund.pledge\",\"fund\":\"eram-sale\",\"payer\":\"dk\",\"amount\":\"" amount " USD\"}"

static const char *pledged(const struct cs_json *fund) {
  return cs_json_text(cs_json_get(fund, "pledges")->items[0], "amount").ptr;
}

static void the_promise_before_holds_when_the_last_one_is_struck(void **state) {
  struct room *room = *state;
  struct cs_entry open = entry_at(room, sample_of("fund.open"), 5), one = entry_at(room, PLEDGED("4"), 6),
                  two = entry_at(room, PLEDGED("9"), 7);
  struct cs_json *s = fold(room, FUND, fold(room, FUND, fold(room, FUND, NULL, &open), &one), &two);
  struct cs_entry by_two = agreeing(room, &two, FUND, 9), by_one = agreeing(room, &one, FUND, 11),
                  back = agreeing(room, &by_two, FUND, 13);
  assert_string_equal(pledged(s), "9");
  s = fold(room, FUND, s, &by_two);
  assert_string_equal(pledged(s), "4");
  s = fold(room, FUND, s, &by_one);
  assert_string_equal(pledged(s), "0");
  assert_says(fault_of(room, FUND, s, &by_one), "nothing here came of");
  assert_string_equal(pledged(fold(room, FUND, s, &back)), "9");
}

static void a_payment_that_is_struck_counts_no_longer(void **state) {
  struct room *room = *state;
  struct cs_entry open = entry_at(room, sample_of("fund.open"), 5), paid = entry_at(room, sample_of("fund.receive"), 6),
                  given = entry_at(room, sample_of("fund.refund"), 7);
  struct cs_json *s = fold(room, FUND, fold(room, FUND, NULL, &open), &paid);
  struct cs_entry by = agreeing(room, &paid, FUND, 9), refund = agreeing(room, &given, FUND, 11);
  struct cs_json *after = fold(room, FUND, s, &by);
  assert_str(cs_json_text(cs_json_get(after, "paid")->items[0], "amount"), "0.00");
  assert_str(cs_json_text(cs_json_get(after, "levels")->items[0], "total"), "0.00");
  s = fold(room, FUND, s, &given);
  assert_says(fault_of(room, FUND, s, &by), "less than nothing");
  s = fold(room, FUND, s, &refund);
  assert_str(cs_json_text(cs_json_get(s, "paid")->items[0], "amount"), "0.01");
}

static void the_lines_of_a_use_come_off_and_on(void **state) {
  struct room *room = *state;
  const char *subject = "authorization:2025-0001-A";
  struct cs_entry wrong = entry_at(room, sample_of("authorization.decrement"), 6);
  struct cs_json *s = fold(room, subject, NULL, &wrong);
  struct cs_entry by = agreeing(room, &wrong, subject, 8);
  struct cs_dec used;
  s = fold(room, subject, s, &by);
  assert_str(cs_json_text(cs_json_get(s, "used")->items[0], "quantity"), "0");
  assert_ok(cs_ledger_used(s, CS_STR("storm-shadow"), CS_DAY_MAX, &used, &room->err), &room->err);
  assert_int_equal(cs_dec_sign(used), 0);
  assert_null(cs_ledger_row(s, "decrements", "batch", CS_STR("UA-77-1"), NULL)); /* the batch may be given again */
}

static void the_correction_of_a_correction_opens_the_first_again(void **state) {
  struct room *room = *state;
  struct cs_entry propose = entry_of(room, sample_of("record.correct"), 44, ON), first = entry_at(room, RECEIVE, 31);
  struct cs_entry agree = entry_at(room, sample_of("record.agree"), 45);
  agree.corrects = &first;
  struct cs_json *s = fold(room, "correction:31", fold(room, "correction:31", NULL, &propose), &agree);
  assert_int_equal(cs_json_integer(s, "struck", 0), 45);
  struct cs_entry back = agreeing(room, &agree, "correction:31", 47);
  bool counts;
  assert_ptr_equal(cs_correction_target(&back, &counts), &first);
  assert_true(counts);
  s = fold(room, "correction:31", s, &back);
  assert_false(cs_state_struck(s));
  assert_int_equal(cs_json_integer(cs_json_get(s, "proposals")->items[0], "undone_n", 0), 47);
  assert_says(fault_of(room, "correction:31", s, &back), "not what struck the entry");
}

/* ---- readers leave it out */

static void the_catalogue_leaves_out_what_was_struck(void **state) {
  struct room *room = *state;
  static const struct {
    const char *subject, *state;
  } states[] = {
      {"item:a", "{\"versions\":[{\"kind\":\"system\",\"n\":1}],\"facts\":[{\"name\":\"f\",\"value\":\"1\",\"n\":2,"
                 "\"struck\":9},{\"name\":\"f\",\"value\":\"2\",\"n\":3}],\"dependencies\":[]}"},
      {"item:gone", "{\"versions\":[{\"kind\":\"system\",\"n\":1,\"struck\":9}],\"facts\":[],\"dependencies\":[]}"},
      {"party:p", "{\"versions\":[{\"kind\":\"office\",\"calendar\":\"c\",\"n\":1}]}"},
      {"party:gone", "{\"versions\":[{\"kind\":\"office\",\"n\":1,\"struck\":9}]}"},
      {"calendar:c", "{\"versions\":[{\"weekend\":[\"sun\"],\"holidays\":[],\"n\":1},{\"weekend\":[],\"holidays\":[],"
                     "\"n\":2,\"struck\":9}]}"},
      {"group:g", "{\"of\":\"items\",\"open\":false,\"members\":[{\"member\":\"a\",\"n\":1,\"struck\":9}]}"},
      {"mandate:m", "{\"grants\":[{\"by\":\"x\",\"to\":\"y\",\"n\":1}],\"revocations\":[{\"n\":2,\"struck\":9}]}"},
      {"mandate:gone", "{\"grants\":[{\"by\":\"x\",\"to\":\"y\",\"n\":1,\"struck\":9}],\"revocations\":[]}"},
  };
  struct cs_catalogue *catalogue = cs_catalogue_new(&room->err);
  for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
    assert_ok(
        cs_catalogue_put(catalogue, cs_str_of(states[i].subject), parsed(room, states[i].state), NULL, &room->err),
        &room->err);
  }
  const struct cs_item *item = cs_catalogue_item(catalogue, CS_STR("a"));
  assert_int_equal(item->n_facts, 1);
  assert_str(item->facts[0].value->text, "2");
  assert_null(cs_catalogue_item(catalogue, CS_STR("gone")));
  assert_null(cs_catalogue_party(catalogue, CS_STR("gone")));
  assert_int_equal(cs_catalogue_calendar(catalogue, CS_STR("p"))->weekend, 1u << 6);
  assert_int_equal(cs_catalogue_group(catalogue, CS_STR("g"))->n_members, 0);
  const struct cs_mandate_record *mandate = cs_catalogue_mandate(catalogue, CS_STR("m"));
  assert_int_equal(mandate->n_revocations, 0);
  assert_int_equal(mandate->n_struck_revocations, 1);
  assert_int_equal(mandate->revocations[0].struck, 9); /* behind what counts, for showing */
  assert_null(cs_catalogue_mandate(catalogue, CS_STR("gone")));
  cs_catalogue_free(catalogue);
}

static void a_mandate_that_is_struck_is_no_longer_found_by_its_giver(void **state) {
  struct room *room = *state;
  struct cs_catalogue *catalogue = cs_catalogue_new(&room->err);
  static const char *const states[] = {
      "{\"grants\":[{\"by\":\"x\",\"to\":\"y\",\"n\":1}],\"revocations\":[]}",
      "{\"grants\":[{\"by\":\"x\",\"to\":\"y\",\"n\":1,\"struck\":9}],\"revocations\":[]}"};
  for (size_t i = 0; i < 2; i++) {
    size_t n, grants = 0;
    assert_ok(cs_catalogue_put(catalogue, CS_STR("mandate:m"), parsed(room, states[i]), NULL, &room->err), &room->err);
    const struct cs_mandate_record *const *by = cs_catalogue_mandates_by(catalogue, CS_STR("x"), &n);
    for (size_t k = 0; k < n; k++) {
      grants += by[k]->n_grants;
    }
    assert_int_equal(grants, i == 0 ? 1 : 0);
  }
  cs_catalogue_free(catalogue);
}

/* ---- which kinds */

static void each_kind_can_be_corrected_or_says_what_to_do_instead(void **state) {
  (void)state;
  static const enum cs_act_kind never[] = {CS_ACT_RECORD_FOUND, CS_ACT_RECORD_LOAD, CS_ACT_KEY_ENROL,
                                           CS_ACT_KEY_REVOKE,   CS_ACT_LOG_ROTATE,  CS_ACT_VAULT_ERASE,
                                           CS_ACT_VAULT_HOLD,   CS_ACT_CASE_DECIDE, CS_ACT_RULES_PUBLISH};
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    const char *instead = cs_act_incorrigible((enum cs_act_kind)kind);
    assert_true(!instead || strlen(instead) > 0);
  }
  for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
    assert_non_null(cs_act_incorrigible(never[i]));
  }
  assert_null(cs_act_incorrigible(CS_ACT_MANDATE_REVOKE));
  assert_null(cs_act_incorrigible(CS_ACT_RECORD_AGREE));
  assert_non_null(cs_act_incorrigible(CS_ACT_RECORD_CORRECT));
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      T(a_proposal_changes_nothing_but_its_own_state),
      T(an_agreement_names_its_subjects_whole),
      T(what_is_refused_is_void_and_may_be_proposed_again),
      T(what_was_struck_stands_there_with_the_number_and_may_count_again),
      T(only_the_word_of_that_entry_is_struck),
      T(an_agreement_without_the_entry_at_hand_is_a_fault),
      T(a_receipt_that_is_struck_is_no_longer_on_hand),
      T(a_receipt_of_which_was_issued_cannot_be_struck),
      T(what_must_be_known_of_the_wrong_entry_must_be_opened),
      T(a_reference_that_was_struck_may_be_given_again),
      T(the_promise_before_holds_when_the_last_one_is_struck),
      T(a_payment_that_is_struck_counts_no_longer),
      T(the_lines_of_a_use_come_off_and_on),
      T(the_correction_of_a_correction_opens_the_first_again),
      T(the_catalogue_leaves_out_what_was_struck),
      T(a_mandate_that_is_struck_is_no_longer_found_by_its_giver),
      T(each_kind_can_be_corrected_or_says_what_to_do_instead),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
