/* Answers, decision by decision: days, sources, lifting, versions, what a regime's silence says, approvers and
 * requirements, what is missing, certainty, grounds and notes; and the model case. SPEC 5, 6, 8, 9, 11. */
#include "rules/support/asking.h"

#include "base/limits.h"

/* ================================================================= days and sources */

static void a_rule_holds_from_its_first_day_to_the_day_before_its_end(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  from 2025-05-10\n  before 2025-05-20\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-05-09", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "act=use; x=yes", "2025-05-10", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes", "2025-05-19", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void every_day_that_an_inexact_start_touches_is_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  cite \"c\" reported\n  from 2025-05..2025-06 \"late spring\"\n"
            "  known 2025-05-01\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-04-30", "2025-08-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "act=use; x=yes", "2025-05-01", "2025-08-01");
  assert_bounds(&q, "not-covered", "prohibited");
  const struct cs_missing *it = missing(&q, "date", "it");
  assert_non_null(it);
  assert_int_equal(it->moves, CS_MOVES_VERDICT);
  assert_int_equal(it->n_needed_by, 1);
  ask(&q, "act=use; x=yes", "2025-06-30", "2025-08-01");
  assert_bounds(&q, "not-covered", "prohibited");
  ask(&q, "act=use; x=yes", "2025-07-01", "2025-08-01");
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

static void a_rule_is_not_counted_before_it_is_known(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  from 2025-05-01\n  known 2025-08-23\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-07-15", "2025-08-22");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "act=use; x=yes", "2025-07-15", "2025-08-23");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes", "2025-04-30", "2025-08-23");
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static const char *const denied_text =
    "fact x : bool\n" REGIME "rule it\n  cite \"a\" reported known 2025-05-01\n  cite \"b\" denied known 2025-05-10\n"
    "  cite \"c\" confirmed known 2025-05-20\n  when x\n  prohibit\n";

static void a_denial_makes_a_rule_unknown_until_it_is_confirmed_later(void **state) {
  (void)state;
  struct question q;
  begin(&q, denied_text);
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-09");
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_REPORTED);
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-10");
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "disputed", "it"));
  assert_int_equal(ground(&q, "it")->certainty, CS_DISPUTED);
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-20");
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  end(&q);
}

static void a_confirmation_on_the_day_of_the_denial_is_not_later(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  cite \"a\" confirmed known 2025-05-10\n"
            "  cite \"b\" denied known 2025-05-10\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-06-01", "2025-05-10");
  assert_bounds(&q, "not-covered", "prohibited");
  end(&q);
}

static void two_rules_that_dispute_one_another_are_unknown_where_both_would_apply(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule first\n  cite \"a\" confirmed\n  when x\n  permit\n"
            "rule second\n  cite \"b\" confirmed\n  disputed by first\n  when y\n  prohibit\n");
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "disputed", "second"));
  ask(&q, "act=use; x=no; y=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_true(q.a.settled);
  ask(&q, "act=use; x=yes; y=no", ON);
  assert_bounds(&q, "permitted", "permitted");
  end(&q);
}

static void a_verdict_is_as_certain_as_what_it_needs(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule sure\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "rule said\n  cite \"b\" reported\n  when x or y\n  prohibit\n"
            "rule ours\n  cite \"c\" assumed\n  when not y\n  review by o\n");
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  ask(&q, "act=use; x=no; y=yes", ON);
  assert_int_equal(q.a.certainty, CS_REPORTED);
  ask(&q, "act=use; x=no; y=no", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_int_equal(q.a.certainty, CS_ASSUMED);
  ask(&q, "act=use; x~reported=yes; y=yes", ON);
  assert_int_equal(q.a.certainty, CS_REPORTED);
  end(&q);
}

static void a_rule_without_a_cite_is_assumed(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_ASSUMED);
  end(&q);
}

static void what_is_taken_for_silence_is_listed_and_only_assumed(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact emergency : bool, else no\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  when not emergency\n  prohibit\n");
  ask(&q, "act=use", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_ASSUMED);
  assert_int_equal(q.a.n_assumed, 1);
  assert_str(q.a.assumed[0], "emergency");
  ask(&q, "act=use; emergency=no", ON);
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  assert_int_equal(q.a.n_assumed, 0);
  end(&q);
}

/* ================================================================= lifting, versions, families */

static const char *const kursk_text =
    "fact x : bool\nfact y : bool\nfact z : bool\n" REGIME "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
    "exception leave lifts ban\n  cite \"b\" reported\n  when y\n  permit\n"
    "exception curb lifts leave\n  cite \"c\" reported\n  when z\n";

static void an_exception_that_is_itself_lifted_brings_the_rule_back(void **state) {
  (void)state;
  struct question q;
  begin(&q, kursk_text);
  ask(&q, "act=use; x=yes; y=no; z=no", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; x=yes; y=yes; z=no", ON);
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(ground(&q, "ban")->value, CS_GROUND_LIFTED);
  assert_int_equal(ground(&q, "ban")->n_lifted_by, 1);
  assert_str(cs_rules_at(q.f.rules, ground(&q, "ban")->lifted_by[0])->name, "leave");
  ask(&q, "act=use; x=yes; y=yes; z=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

static void what_is_replaced_keeps_aside_what_it_had_set_aside(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\nfact z : bool\n" REGIME
            "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "exception leave lifts ban\n  cite \"b\" reported\n  when y\n  permit\n"
            "exception case-by-case replaces leave\n  cite \"c\" reported\n  when z\n  review by us.secdef\n");
  ask(&q, "act=use; x=yes; y=yes; z=yes", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes; y=no; z=yes", ON); /* also where what it replaces does not apply */
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=no; y=no; z=yes", ON); /* and its effect counts where nothing is lifted */
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_bounds(&q, "permitted", "needs-approval");
  end(&q);
}

static void an_unknown_is_the_same_way_throughout_its_family(void **state) {
  (void)state;
  struct question q;
  begin(&q, kursk_text);
  ask(&q, "act=use; x=yes; z=no", ON); /* the exception either holds, and lifts, or not: never silence */
  assert_bounds(&q, "permitted", "prohibited");
  const struct cs_missing *it = missing(&q, "fact", "y");
  assert_non_null(it);
  assert_int_equal(it->n_needed_by, 1);
  assert_int_equal(ground(&q, "ban")->value, CS_GROUND_UNKNOWN);
  assert_int_equal(ground(&q, "ban")->n_lifted_by, 1);
  end(&q);
}

static void of_two_versions_exactly_one_holds_on_an_uncertain_day(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule it\n  cite \"a\" confirmed\n  from 2025-01-01\n  when x\n  review by o\n"
            "rule it\n  cite \"b\" confirmed\n  from 2025-05..2025-06\n  known 2025-05-01\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", "2025-04-30", "2025-08-01");
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-08-01");
  assert_bounds(&q, "needs-approval", "prohibited");
  const struct cs_missing *it = missing(&q, "date", "it");
  assert_non_null(it);
  assert_int_equal(it->moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  assert_int_equal(it->n_needed_by, 2);
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-04-30"); /* before anybody knew, the former goes on */
  assert_bounds(&q, "needs-approval", "needs-approval");
  ask(&q, "act=use; x=yes", "2025-07-01", "2025-08-01");
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

static void a_shared_day_is_one_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\ndate memo is 2025-05..2025-06\n" REGIME
            "rule before-it\n  cite \"a\" confirmed\n  before memo\n  when x\n  prohibit\n"
            "rule after-it\n  cite \"b\" confirmed\n  from memo\n  known 2025-05-01\n  when x\n  review by o\n");
  ask(&q, "act=use; x=yes", "2025-05-20", "2025-08-01");
  assert_bounds(&q, "needs-approval", "prohibited"); /* one of the two, never neither */
  const struct cs_missing *it = missing(&q, "date", "memo");
  assert_non_null(it);
  assert_int_equal(it->n_needed_by, 2);
  assert_int_equal(q.a.n_missing, 1);
  end(&q);
}

static void a_family_with_too_many_unknowns_is_wider_and_never_wrong(void **state) {
  (void)state;
  struct question q;
  char text[4096];
  size_t used = (size_t)snprintf(text, sizeof text, "fact x : bool\n");
  for (int i = 0; i <= CS_FAMILY_UNKNOWN_MAX; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used, "fact f%d : bool\n", i);
  }
  used += (size_t)snprintf(text + used, sizeof text - used,
                           REGIME "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n");
  used += (size_t)snprintf(text + used, sizeof text - used,
                           "rule sure\n  cite \"a\" confirmed\n  disputed by ban\n  when not x\n  review by o\n");
  for (int i = 0; i <= CS_FAMILY_UNKNOWN_MAX; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used,
                             "exception e%d lifts ban\n  cite \"b\" confirmed\n  when f%d\n  permit\n", i, i);
  }
  begin(&q, text);
  ask(&q, "act=use; x=yes; f8=no", ON); /* eight: exact, never silent */
  assert_bounds(&q, "permitted", "prohibited");
  assert_int_equal(q.a.n_missing, CS_FAMILY_UNKNOWN_MAX);
  ask(&q, "act=use; x=yes", ON); /* nine: what surely applies is nothing */
  assert_bounds(&q, "not-covered", "prohibited");
  assert_int_equal(q.a.n_missing, CS_FAMILY_UNKNOWN_MAX + 1);
  ask(&q, "act=use; x=no", ON); /* what surely applies counts for both bounds */
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_true(q.a.settled);
  end(&q);
}

/* ================================================================= regimes */

static const char *const silent_text = "fact x : bool\nregime r\n  owner o\n  treats use\n  otherwise review by o\n"
                                       "rule it\n  cite \"a\" confirmed\n  when x\n  permit\n";

static void silence_is_what_otherwise_says_for_acts_that_are_treated(void **state) {
  (void)state;
  struct question q;
  begin(&q, silent_text);
  ask(&q, "act=use; x=no", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_true(q.a.regimes[0].treats);
  assert_int_equal(q.a.n_approvers, 1);
  assert_int_equal(q.a.approvers[0].value, CS_YES);
  assert_int_equal(require(&q, CS_REQUIRE_CONSENT)->rule, CS_RULE_OTHERWISE);
  ask(&q, "act=sale; x=no", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  assert_false(q.a.regimes[0].treats);
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(q.a.n_approvers, 0);
  end(&q);
}

static void a_rule_that_may_break_the_silence_may_be_milder_than_it(void **state) {
  (void)state;
  struct question q;
  begin(&q, silent_text);
  ask(&q, "act=use", ON);
  assert_bounds(&q, "permitted", "needs-approval");
  assert_int_equal(missing(&q, "fact", "x")->moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  assert_int_equal(q.a.approvers[0].value, CS_UNKNOWN);
  end(&q);
}

static void an_act_that_is_not_given_leaves_the_silence_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, silent_text);
  ask(&q, "x=no", ON);
  assert_bounds(&q, "not-covered", "needs-approval");
  assert_false(q.a.regimes[0].treats);
  const struct cs_missing *it = missing(&q, "fact", "act");
  assert_non_null(it);
  assert_int_equal(it->moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  end(&q);
}

static void the_strictest_of_all_regimes_and_lines_decides(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nregime a\n  owner o\n  treats use\nrule first\n  cite \"a\" confirmed\n  when x\n  permit\n"
            "regime b\n  owner p\n  treats use\nrule second\n  cite \"b\" confirmed\n  when not x\n  review by p\n");
  q.n_lines = 2;
  facts_of(&q, 1, "act=use; x=no");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_int_equal(q.a.regimes[0].at_most, CS_PERMITTED);
  assert_int_equal(q.a.regimes[1].at_least, CS_NEEDS_APPROVAL);
  assert_int_equal(ground(&q, "first")->line, 0);
  assert_int_equal(ground(&q, "second")->line, 1);
  end(&q);
}

static void a_state_says_what_lies_within_it_for_its_own_regime_only(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact place : area\n"
            "regime ru\n  owner o\n  treats use\n  area UA-43 within RU cite \"a\" confirmed\n"
            "rule inside\n  cite \"a\" confirmed\n  when place within RU\n  prohibit\n"
            "regime ua\n  owner p\n  treats use\n"
            "rule outside\n  cite \"b\" confirmed\n  when place not within UA\n  review by p\n");
  ask(&q, "act=use; place=UA-43", ON);
  assert_int_equal(q.a.regimes[0].at_least, CS_PROHIBITED);
  assert_int_equal(q.a.regimes[1].at_most, CS_NOT_COVERED);
  ask(&q, "act=use; place=UA", ON); /* a part of it lies within, as that regime has it */
  assert_int_equal(q.a.regimes[0].at_least, CS_NOT_COVERED);
  assert_int_equal(q.a.regimes[0].at_most, CS_PROHIBITED);
  assert_non_null(missing(&q, "area", "place"));
  ask(&q, "act=use; place=UA-30", ON);
  assert_int_equal(q.a.regimes[0].at_most, CS_NOT_COVERED);
  end(&q);
}

/* ================================================================= approvers, requirements */

static void a_prohibition_stands_and_the_approvers_are_still_named(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule ask\n  cite \"a\" confirmed\n  when x\n  review by us.secdef\n"
            "rule never\n  cite \"b\" confirmed\n  when x\n  prohibit\n");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.n_approvers, 1);
  assert_str(q.a.approvers[0].office, "us.secdef");
  assert_int_equal(q.a.approvers[0].value, CS_YES);
  assert_int_equal(require(&q, CS_REQUIRE_CONSENT)->value, CS_YES);
  end(&q);
}

static const char *const clauses_text =
    "fact x : bool\nfact y : bool\n" REGIME "rule one\n  cite \"a\" reported\n  when x\n  review by o\n"
    "    advice from adv within 10 working days\n    countersign 1 assumed\n    notify con 15 calendar days\n"
    "    proviso \"no resale\"\n    single use\n"
    "rule two\n  cite \"b\" confirmed\n  when y\n  review by o\n"
    "    advice from adv within 5 working days\n    countersign 2\n    notify con 30 calendar days\n"
    "    proviso \"return receipt\"\n    single use\n";

static void united_clauses_merge_to_the_stricter(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_int_equal(q.a.n_requires, 7); /* consent, advice, countersign, notify, two provisos, single use */
  assert_int_equal(require(&q, CS_REQUIRE_ADVICE)->days, 5);
  assert_int_equal(require(&q, CS_REQUIRE_COUNTERSIGN)->n, 2);
  assert_int_equal(require(&q, CS_REQUIRE_NOTIFY)->days, 30);
  assert_true(require(&q, CS_REQUIRE_NOTIFY)->calendar_days);
  assert_int_equal(require(&q, CS_REQUIRE_LIMIT)->n, 1);
  assert_int_equal(require(&q, CS_REQUIRE_LIMIT)->certainty, CS_CONFIRMED); /* the better source of the two */
  assert_true(q.a.settled);
  end(&q);
}

static void a_clause_bears_its_own_certainty_else_that_of_its_rule(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  ask(&q, "act=use; x=yes; y=no", ON);
  assert_int_equal(require(&q, CS_REQUIRE_ADVICE)->certainty, CS_REPORTED);
  assert_int_equal(require(&q, CS_REQUIRE_COUNTERSIGN)->certainty, CS_ASSUMED);
  assert_str(require(&q, CS_REQUIRE_ADVICE)->approver, "o");
  assert_str(require(&q, CS_REQUIRE_ADVICE)->office, "adv");
  end(&q);
}

static void a_stricter_clause_that_is_unknown_stands_beside_the_sure_one(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  ask(&q, "act=use; x=yes", ON);
  size_t sure = 0, unknown = 0;
  for (size_t i = 0; i < q.a.n_requires; i++) {
    if (q.a.requires[i].kind == CS_REQUIRE_NOTIFY) {
      sure += q.a.requires[i].value == CS_YES && q.a.requires[i].days == 15;
      unknown += q.a.requires[i].value == CS_UNKNOWN && q.a.requires[i].days == 30;
    }
  }
  assert_int_equal(sure, 1);
  assert_int_equal(unknown, 1);
  assert_false(q.a.settled);
  assert_int_equal(missing(&q, "fact", "y")->moves, CS_MOVES_REQUIRES);
  end(&q);
}

static void a_milder_clause_that_is_unknown_moves_nothing(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule one\n  cite \"a\" confirmed\n  when x\n  review by o\n"
            "    advice from adv within 5 calendar days\n"
            "rule two\n  cite \"b\" confirmed\n  when y\n  review by o\n    advice from adv within 5 working days\n");
  ask(&q, "act=use; x=yes", ON);
  assert_true(q.a.settled);
  assert_int_equal(q.a.n_missing, 0);
  assert_int_equal(q.a.n_requires, 2);
  end(&q);
}

/* ================================================================= missing, grounds, notes */

static void what_only_moves_below_the_overall_at_least_is_not_missing(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\nfact y : bool\n" REGIME "rule ban\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "rule leave\n  cite \"b\" confirmed\n  when y\n  permit\n");
  ask(&q, "act=use; x=yes", ON);
  assert_true(q.a.settled);
  assert_int_equal(q.a.n_missing, 0);
  ask(&q, "act=use; x=no", ON);
  assert_bounds(&q, "not-covered", "permitted");
  assert_int_equal(q.a.n_missing, 1);
  end(&q);
}

static void equal_causes_are_one_with_all_rules_that_need_it(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule one\n  cite \"a\" confirmed\n  when x\n  prohibit\n"
            "rule two\n  cite \"b\" confirmed\n  when x\n  review by o\n");
  ask(&q, "act=use", ON);
  assert_int_equal(q.a.n_missing, 1);
  assert_int_equal(q.a.missing[0].n_needed_by, 2);
  assert_int_equal(q.a.missing[0].moves, CS_MOVES_VERDICT | CS_MOVES_APPROVERS | CS_MOVES_REQUIRES);
  end(&q);
}

static void a_note_is_shown_and_moves_nothing(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "  otherwise permit\n"
            "rule told\n  cite \"a\" confirmed\n  when x\n  note \"may be taken back\"\n"
            "rule sent\n  cite \"b\" confirmed\n  when not x\n  refer \"ask the ministry\"\n    note \"by letter\"\n");
  ask(&q, "act=use; x=yes", ON);
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(q.a.n_notes, 1);
  assert_str(q.a.notes[0], "may be taken back");
  assert_int_equal(ground(&q, "told")->value, CS_GROUND_TRUE);
  ask(&q, "act=use; x=no", ON);
  assert_bounds(&q, "refer", "refer");
  assert_int_equal(q.a.n_notes, 2);
  ask(&q, "act=use", ON);
  assert_int_equal(q.a.n_notes, 3);
  end(&q);
}

static const char *const limits_text =
    "fact x : bool\nfact y : bool\n" REGIME "rule one\n  cite \"a\" confirmed\n  when x\n  review by o\n"
    "    limit 300 km\n    limit 5\n    limit \"by day\"\n"
    "rule two\n  cite \"b\" confirmed\n  when y\n  review by o\n    limit 150 mi\n    limit 3\n    limit \"by "
    "night\"\n";

static void limits_in_figures_merge_to_the_less_and_those_in_words_stand(void **state) {
  (void)state;
  struct question q;
  begin(&q, limits_text);
  ask(&q, "act=use; x=yes; y=yes", ON);
  assert_int_equal(q.a.n_requires, 5);
  bool miles = false, three = false, words = false;
  for (size_t i = 0; i < q.a.n_requires; i++) {
    miles = miles || cs_str_eq(q.a.requires[i].text, CS_STR("150 mi"));
    three = three || (q.a.requires[i].kind == CS_REQUIRE_LIMIT && q.a.requires[i].n == 3);
    words = words || cs_str_eq(q.a.requires[i].text, CS_STR("by day"));
    assert_false(cs_str_eq(q.a.requires[i].text, CS_STR("300 km")));
  }
  assert_true(miles && three && words);
  end(&q);
}

static void a_condition_is_to_be_met_before_the_earlier_day(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\n" REGIME "rule one\n  cite \"a\" confirmed\n  when x\n  review by o\n"
            "    condition \"paid\" before 2025-09-01\n"
            "rule two\n  cite \"b\" confirmed\n  when x\n  review by o\n    condition \"paid\" before 2025-08-01\n");
  ask(&q, "act=use; x=yes", ON);
  assert_int_equal(q.a.n_requires, 2);
  assert_int_equal(require(&q, CS_REQUIRE_CONDITION)->before.first, day("2025-08-01"));
  end(&q);
}

static void conditions_merge_only_with_what_needs_the_same(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact x : bool\ngroup g of parties\n  member a\ngroup h of parties\n  member b\n" REGIME
            "rule one\n  cite \"a\" confirmed\n  when x\n  review by o\n    condition payment by g \"paid\"\n"
            "    condition payment by h \"paid\"\n    condition payment \"paid\"\n    condition \"paid\"\n"
            "    condition certificate from a \"paid\"\n    condition certificate from b \"paid\"\n"
            "rule two\n  cite \"b\" confirmed\n  when x\n  review by o\n    condition payment by g \"paid\"\n"
            "    condition certificate from b \"paid\"\n");
  ask(&q, "act=use; x=yes", ON);
  assert_int_equal(q.a.n_requires, 7); /* the consent, and six that differ */
  const struct cs_require *first = require(&q, CS_REQUIRE_CONDITION);
  assert_int_equal(first->need, CS_NEED_PAYMENT);
  assert_str(first->payers, "g");
  end(&q);
}

static void unknown_grounds_are_cut_at_their_limit_and_counted(void **state) {
  (void)state;
  struct question q;
  static char text[32768];
  size_t used = (size_t)snprintf(text, sizeof text, "fact x : bool\nfact y : bool\n" REGIME);
  for (int i = 0; i < CS_GROUNDS_UNKNOWN_MAX + 3; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used,
                             "rule u%d\n  cite \"a\" confirmed\n  when x\n  prohibit\n", i);
  }
  snprintf(text + used, sizeof text - used, "rule sure\n  cite \"a\" confirmed\n  when y\n  permit\n");
  begin(&q, text);
  ask(&q, "act=use; y=yes", ON);
  assert_int_equal(q.a.regimes[0].n_grounds, CS_GROUNDS_UNKNOWN_MAX + 1);
  assert_int_equal(q.a.regimes[0].more, 3);
  assert_str(cs_rules_at(q.f.rules, q.a.regimes[0].grounds[0].rule)->name, "sure");
  end(&q);
}

static void an_answer_needs_no_more_memory_than_it_gets_or_says_so(void **state) {
  (void)state;
  struct question q;
  begin(&q, clauses_text);
  facts_of(&q, 0, "act=use; x=yes");
  struct cs_line line = {.values = q.values[0]};
  struct cs_arena small;
  bool done = false;
  for (size_t max = 4096; !done; max += 4096) {
    cs_arena_init(&small, NULL, max);
    done = cs_rules_ask(q.f.rules, &line, 1, NULL, day("2025-05-20"), day("2025-05-20"), &small, &q.a, &q.f.err);
    assert_true(done || q.f.err.code == &CS_E_OOM);
    cs_arena_deinit(&small);
    assert_true(max < 1024 * 1024);
  }
  end(&q);
}

/* ================================================================= the model case */

static bool nobody_depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on,
                           cs_day known, enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out,
                           struct cs_err *err) {
  (void)ctx, (void)thing, (void)origin, (void)kinds, (void)on, (void)known, (void)weakest, (void)arena, (void)err;
  *out = (struct cs_content){.truth = CS_NO};
  return true;
}

static void long_range(struct question *q) {
  memset(q, 0, sizeof *q);
  fixture_init(&q->f);
  struct cs_str text = fixture_read(&q->f, "tests/rules/support/long-range-review.rules");
  struct cs_rules_text list = {CS_STR("long-range-review.rules"), text};
  assert_ok(cs_rules_compile(&q->f.arena, &fixture_schema, &(struct cs_rules_sources){.texts = &list, .n_texts = 1},
                             &q->f.findings, &q->f.rules, &q->f.err),
            &q->f.err);
  q->n_lines = 1;
  q->host = (struct cs_rules_host){.depends = nobody_depends};
}

static const char *const atacms =
    "act=use; item=atacms-300; item.origin=US; item.class=long-range; area=RU-KRS; purpose=strike";

static void one_day_asked_from_two_later_days_has_two_answers(void **state) {
  (void)state;
  struct question q;
  long_range(&q);
  ask(&q, atacms, "2025-07-15", "2025-08-22");
  assert_bounds(&q, "permitted", "permitted");
  assert_int_equal(q.a.certainty, CS_REPORTED);
  assert_int_equal(ground(&q, "long-range-ban")->value, CS_GROUND_LIFTED);
  ask(&q, atacms, "2025-07-15", "2025-08-25");
  assert_bounds(&q, "needs-approval", "needs-approval");
  assert_str(q.a.approvers[0].office, "us.secdef");
  assert_int_equal(ground(&q, "kursk-permission")->value, CS_GROUND_LIFTED);
  end(&q);
}

static void a_day_inside_late_spring_is_no_guess(void **state) {
  (void)state;
  struct question q;
  long_range(&q);
  ask(&q, atacms, "2025-05-20", "2025-08-25");
  assert_bounds(&q, "permitted", "needs-approval");
  assert_non_null(missing(&q, "date", "secdef-decides"));
  assert_null(missing(&q, "date", "eram-release"));
  end(&q);
}

static void counter_fire_lifts_the_general_ban_and_not_the_one_on_long_range(void **state) {
  (void)state;
  struct question q;
  long_range(&q);
  ask(&q, "act=use; item=gmlrs; item.origin=US; item.class=rocket; area=RU-BEL; purpose=counter-fire", "2024-06-15",
      "2024-07-01");
  assert_bounds(&q, "permitted", "permitted");
  ask(&q, "act=use; item=gmlrs; item.origin=US; item.class=long-range; area=RU-BEL; purpose=counter-fire", "2024-06-15",
      "2024-07-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; item=gmlrs; item.origin=US; item.class=rocket; area=RU; purpose=counter-fire", "2024-06-15",
      "2024-07-01");
  assert_bounds(&q, "permitted", "prohibited");
  assert_non_null(missing(&q, "area", "area"));
  end(&q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rule_holds_from_its_first_day_to_the_day_before_its_end),
      cmocka_unit_test(every_day_that_an_inexact_start_touches_is_unknown),
      cmocka_unit_test(a_rule_is_not_counted_before_it_is_known),
      cmocka_unit_test(a_denial_makes_a_rule_unknown_until_it_is_confirmed_later),
      cmocka_unit_test(a_confirmation_on_the_day_of_the_denial_is_not_later),
      cmocka_unit_test(two_rules_that_dispute_one_another_are_unknown_where_both_would_apply),
      cmocka_unit_test(a_verdict_is_as_certain_as_what_it_needs),
      cmocka_unit_test(a_rule_without_a_cite_is_assumed),
      cmocka_unit_test(what_is_taken_for_silence_is_listed_and_only_assumed),
      cmocka_unit_test(an_exception_that_is_itself_lifted_brings_the_rule_back),
      cmocka_unit_test(what_is_replaced_keeps_aside_what_it_had_set_aside),
      cmocka_unit_test(an_unknown_is_the_same_way_throughout_its_family),
      cmocka_unit_test(of_two_versions_exactly_one_holds_on_an_uncertain_day),
      cmocka_unit_test(a_shared_day_is_one_unknown),
      cmocka_unit_test(a_family_with_too_many_unknowns_is_wider_and_never_wrong),
      cmocka_unit_test(silence_is_what_otherwise_says_for_acts_that_are_treated),
      cmocka_unit_test(a_rule_that_may_break_the_silence_may_be_milder_than_it),
      cmocka_unit_test(an_act_that_is_not_given_leaves_the_silence_unknown),
      cmocka_unit_test(the_strictest_of_all_regimes_and_lines_decides),
      cmocka_unit_test(a_state_says_what_lies_within_it_for_its_own_regime_only),
      cmocka_unit_test(a_prohibition_stands_and_the_approvers_are_still_named),
      cmocka_unit_test(united_clauses_merge_to_the_stricter),
      cmocka_unit_test(a_clause_bears_its_own_certainty_else_that_of_its_rule),
      cmocka_unit_test(a_stricter_clause_that_is_unknown_stands_beside_the_sure_one),
      cmocka_unit_test(a_milder_clause_that_is_unknown_moves_nothing),
      cmocka_unit_test(what_only_moves_below_the_overall_at_least_is_not_missing),
      cmocka_unit_test(equal_causes_are_one_with_all_rules_that_need_it),
      cmocka_unit_test(a_note_is_shown_and_moves_nothing),
      cmocka_unit_test(limits_in_figures_merge_to_the_less_and_those_in_words_stand),
      cmocka_unit_test(a_condition_is_to_be_met_before_the_earlier_day),
      cmocka_unit_test(conditions_merge_only_with_what_needs_the_same),
      cmocka_unit_test(unknown_grounds_are_cut_at_their_limit_and_counted),
      cmocka_unit_test(an_answer_needs_no_more_memory_than_it_gets_or_says_so),
      cmocka_unit_test(one_day_asked_from_two_later_days_has_two_answers),
      cmocka_unit_test(a_day_inside_late_spring_is_no_guess),
      cmocka_unit_test(counter_fire_lifts_the_general_ban_and_not_the_one_on_long_range),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
