/* Determinations: the model case of DESIGN and its demo, and what surrounds an answer: who may act, who was not asked,
 * what covers it, what was decided before. The rules and the catalogue are the published example's. */
#include "review/world.h"

#define TODAY "2025-08-29"

static void assert_verdict(const struct cs_determination *d, enum cs_verdict at_least, enum cs_verdict at_most) {
  if (d->answer.at_least != at_least || d->answer.at_most != at_most) {
    fail_msg("got %s to %s, expected %s to %s", cs_verdict_name(d->answer.at_least), cs_verdict_name(d->answer.at_most),
             cs_verdict_name(at_least), cs_verdict_name(at_most));
  }
}

static const struct cs_review_approver *approver(const struct cs_determination *d, const char *office) {
  for (size_t i = 0; i < d->n_approvers; i++) {
    if (cs_str_eq(d->approvers[i].office, cs_str_of(office))) {
      return &d->approvers[i];
    }
  }
  fail_msg("%s is no approver", office);
  return NULL;
}

static const struct cs_review_ground *ground(const struct cs_determination *d, const char *rule) {
  for (size_t r = 0; r < d->n_regimes; r++) {
    for (size_t i = 0; i < d->regimes[r].n_grounds; i++) {
      if (cs_str_eq(cs_rules_at(d->rules, d->regimes[r].grounds[i].rule)->name, cs_str_of(rule))) {
        return &d->regimes[r].grounds[i];
      }
    }
  }
  fail_msg("%s is no ground", rule);
  return NULL;
}

static bool lacks(const struct cs_determination *d, enum cs_lacking_kind kind, const char *name) {
  for (size_t i = 0; i < d->standing.n_lacking; i++) {
    if (d->standing.lacking[i].kind == kind && cs_str_eq(d->standing.lacking[i].name, cs_str_of(name))) {
      return true;
    }
  }
  return false;
}

static bool is_missing(const struct cs_determination *d, enum cs_cause_kind kind, const char *name) {
  for (size_t i = 0; i < d->answer.n_missing; i++) {
    if (d->answer.missing[i].cause.kind == kind && cs_str_eq(d->answer.missing[i].cause.name, cs_str_of(name))) {
      return true;
    }
  }
  return false;
}

/* ------------------------------------------------------------------ the demo's walk */

#define ERAM(act) "{\"act\":\"" act "\",\"item\":\"eram\",\"user\":\"ua.armed-forces\",\"value\":\"825000000 USD\"}"

static void a_sale_is_not_a_delivery_and_neither_is_leave_to_use(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination sale = ask(r, ERAM("sale"), TODAY, TODAY);
  assert_verdict(&sale, CS_NEEDS_APPROVAL, CS_NEEDS_APPROVAL);
  assert_int_equal(approver(&sale, "us.state")->value, CS_YES);
  assert_int_equal(sale.n_approvers, 1);
  struct cs_determination use = ask(r, ERAM("use"), TODAY, TODAY);
  assert_verdict(&use, CS_NEEDS_APPROVAL, CS_NEEDS_APPROVAL);
  assert_int_equal(approver(&use, "us.secdef")->value, CS_YES);
  struct cs_determination delivery = ask(r, ERAM("delivery"), TODAY, TODAY);
  assert_int_equal(sale.standing.may_proceed, CS_NO);
  assert_int_equal(use.standing.may_proceed, CS_NO);
  assert_true(ground(&sale, "foreign-military-sale")->value == CS_GROUND_TRUE);
  assert_verdict(&delivery, CS_NEEDS_APPROVAL, CS_NEEDS_APPROVAL);
  assert_int_equal(approver(&delivery, "us.secdef")->value, CS_YES);
  assert_str(approver(&delivery, "us.secdef")->regime, "us.aid");
  assert_str(approver(&use, "us.secdef")->regime, "us.long-range-review");
}

#define KURSK "{\"act\":\"use\",\"item\":\"atacms-300\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}"

static void one_day_asked_from_two_later_days(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination before = ask(r, KURSK, "2025-07-15", "2025-08-22");
  assert_verdict(&before, CS_PERMITTED, CS_PERMITTED);
  assert_int_equal(before.standing.may_proceed, CS_YES);
  assert_int_equal(before.standing.n_lacking, 0);
  struct cs_determination after = ask(r, KURSK, "2025-07-15", "2025-08-25");
  assert_verdict(&after, CS_NEEDS_APPROVAL, CS_NEEDS_APPROVAL);
  assert_int_equal(after.standing.may_proceed, CS_NO);
  assert_true(lacks(&after, CS_LACKING_CONSENT, "us.secdef"));
  assert_int_equal(ground(&after, "secdef-decides")->value, CS_GROUND_TRUE);
  assert_int_equal(after.answer.certainty, CS_REPORTED);
}

static void a_day_inside_late_spring_is_not_guessed(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination d = ask(r, KURSK, "2025-05-20", TODAY);
  enum cs_verdict verdict;
  assert_verdict(&d, CS_PERMITTED, CS_NEEDS_APPROVAL);
  assert_false(cs_determination_verdict(&d, &verdict));
  assert_false(d.settled);
  assert_int_equal(d.standing.may_proceed, CS_UNKNOWN);
  assert_true(is_missing(&d, CS_CAUSE_DATE, "secdef-decides"));
  assert_int_equal(approver(&d, "us.secdef")->value, CS_UNKNOWN);
}

#define SHADOW "{\"act\":\"use\",\"item\":\"storm-shadow\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}"

static void two_consents_the_path_and_the_state_that_was_not_asked(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination d = ask(r, SHADOW, "2025-08-25", TODAY);
  assert_verdict(&d, CS_NEEDS_APPROVAL, CS_NEEDS_APPROVAL);
  assert_int_equal(d.n_approvers, 2);
  assert_int_equal(approver(&d, "us.secdef")->value, CS_YES);
  assert_int_equal(approver(&d, "gb.mod")->value, CS_YES);
  const struct cs_review_ground *reach = ground(&d, "reach-by-content");
  assert_int_equal(reach->path.n, 2);
  assert_str(reach->path.at[0].item, "storm-shadow");
  assert_str(reach->path.at[1].item, "us.targeting-data");
  assert_str(reach->path.at[1].by, "relies-on");
  assert_str(reach->path.at[1].origin, "US");
  assert_int_equal(reach->path.at[1].certainty, CS_REPORTED);
  assert_int_equal(d.n_unasked, 1);
  assert_str(d.unasked[0].state, "FR");
  assert_str(d.unasked[0].why, "no regime of FR is loaded");
  assert_int_equal(d.unasked[0].path.n, 1);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_true(lacks(&d, CS_LACKING_CONSENT, "us.secdef") && lacks(&d, CS_LACKING_CONSENT, "gb.mod"));
  assert_true(lacks(&d, CS_LACKING_STATE, "FR"));
}

static void a_pause_ends_on_its_day(void **state) {
  struct review *r = *state;
  model_case(r);
  const char *q = "{\"act\":\"delivery\",\"item\":\"atacms-300\",\"user\":\"ua.armed-forces\"}";
  struct cs_determination paused = ask(r, q, "2025-03-05", "2025-03-31");
  assert_verdict(&paused, CS_PROHIBITED, CS_PROHIBITED);
  assert_int_equal(paused.standing.may_proceed, CS_NO);
  assert_true(lacks(&paused, CS_LACKING_LIFT, "us.aid"));
  struct cs_determination over = ask(r, q, "2025-03-12", "2025-03-31");
  assert_verdict(&over, CS_PERMITTED, CS_PERMITTED);
  assert_int_equal(over.standing.may_proceed, CS_YES);
}

#define EXPORT(quantity)                                                                                               \
  "{\"act\":\"export\",\"item\":\"atacms-300\",\"quantity\":\"" quantity "\",\"user\":\"ua.armed-forces\"}"

static void a_stock_below_its_floor_needs_one_more_approval(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination below = ask(r, EXPORT("10"), "2025-08-26", TODAY);
  assert_int_equal(ground(&below, "below-floor")->value, CS_GROUND_TRUE);
  assert_int_equal(approver(&below, "us.usd-policy")->value, CS_YES);
  struct cs_determination at_floor = ask(r, EXPORT("5"), "2025-08-26", TODAY);
  for (size_t i = 0; i < at_floor.n_regimes; i++) {
    for (size_t k = 0; k < at_floor.regimes[i].n_grounds; k++) {
      assert_false(cs_str_eq(cs_rules_at(r->rules, at_floor.regimes[i].grounds[k].rule)->name, CS_STR("below-floor")));
    }
  }
}

static void what_rests_on_an_assumed_figure_is_assumed(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination d = ask(r, EXPORT("10"), "2025-08-26", TODAY);
  assert_int_equal(ground(&d, "below-floor")->certainty, CS_ASSUMED);
  assert_int_equal(d.answer.certainty, CS_ASSUMED);
}

static void a_big_sale_is_notified_and_a_small_one_is_not(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination big =
      ask(r, "{\"act\":\"sale\",\"item\":\"eram\",\"end_user\":\"ua\",\"value\":\"50000000 USD\"}", TODAY, TODAY);
  struct cs_determination small =
      ask(r, "{\"act\":\"sale\",\"item\":\"eram\",\"end_user\":\"ua\",\"value\":\"49999999.99 USD\"}", TODAY, TODAY);
  size_t notices[2] = {0, 0};
  const struct cs_determination *both[2] = {&big, &small};
  for (size_t d = 0; d < 2; d++) {
    for (size_t i = 0; i < both[d]->answer.n_requires; i++) {
      notices[d] += both[d]->answer.requires[i].kind == CS_REQUIRE_NOTIFY;
    }
  }
  assert_int_equal(notices[0], 1);
  assert_int_equal(notices[1], 0);
}

/* ------------------------------------------------------------------ who may act */

static void the_approver_acts_under_its_mandate_from_the_regimes_owner(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination d = ask(r, KURSK, "2025-08-26", TODAY);
  const struct cs_review_approver *secdef = approver(&d, "us.secdef");
  assert_str(secdef->owner, "us.president");
  assert_int_equal(secdef->n_acting, 1);
  assert_str(secdef->acting[0].office, "us.secdef");
  assert_int_equal(secdef->acting[0].chain.value, CS_YES);
  assert_int_equal(secdef->acting[0].chain.certainty, CS_REPORTED);
  assert_int_equal(secdef->acting[0].chain.n, 1);
  assert_str(secdef->acting[0].chain.mandates[0], "M3");
}

static void a_revoked_mandate_leaves_the_approver_known_and_nobody_to_act(void **state) {
  struct review *r = *state;
  model_case(r);
  acts(r, "{\"act\":\"mandate.revoke\",\"mandate\":\"M3\",\"from\":\"2025-08-25\",\"cite\":\"test\"}");
  struct cs_determination d = ask(r, KURSK, "2025-08-26", TODAY);
  assert_int_equal(approver(&d, "us.secdef")->value, CS_YES);
  assert_int_equal(approver(&d, "us.secdef")->n_acting, 0);
}

static void a_disputed_mandate_leaves_the_acting_office_unknown(void **state) {
  struct review *r = *state;
  model_case(r);
  acts(r, "{\"act\":\"mandate.grant\",\"mandate\":\"M7\",\"by\":\"us.secdef\",\"to\":\"us.usd-policy\",\"certainty\":"
          "\"disputed\"}");
  struct cs_determination d = ask(r, KURSK, "2025-08-26", TODAY);
  const struct cs_review_approver *secdef = approver(&d, "us.secdef");
  assert_int_equal(secdef->n_acting, 2);
  assert_str(secdef->acting[1].office, "us.usd-policy");
  assert_int_equal(secdef->acting[1].chain.value, CS_UNKNOWN);
  assert_int_equal(secdef->acting[1].chain.n, 2);
  assert_str(secdef->acting[1].chain.disputed, "M7");
}

/* ------------------------------------------------------------------ not asked */

static const char two_states[] = "regime us.r\n"
                                 "  owner us.o\n"
                                 "  treats use\n"
                                 "rule never\n"
                                 "  cite \"x\"\n"
                                 "  when act is use and item is nothing-of-the-kind\n"
                                 "  prohibit\n"
                                 "regime de-law\n"
                                 "  owner de.bafa\n"
                                 "  treats export\n"
                                 "rule never-either\n"
                                 "  cite \"x\"\n"
                                 "  when act is export and item is nothing-of-the-kind\n"
                                 "  prohibit\n";

static void a_path_item_of_a_state_without_rules_is_never_a_yes(void **state) {
  struct review *r = *state;
  rules(r, two_states);
  acts(r, "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system\",\"origin\":[\"US\"],\"complete\":true}");
  const char *q = "{\"act\":\"use\",\"item\":\"a\"}";
  struct cs_determination alone = ask(r, q, TODAY, TODAY);
  assert_verdict(&alone, CS_NOT_COVERED, CS_NOT_COVERED);
  assert_int_equal(alone.n_unasked, 0);
  assert_int_equal(alone.standing.may_proceed, CS_YES);
  acts(r, "{\"act\":\"item.register\",\"item\":\"b\",\"kind\":\"component\",\"origin\":[\"JP\"],\"complete\":true}\n"
          "{\"act\":\"dependency.register\",\"item\":\"a\",\"on\":\"b\",\"by\":\"contains\"}");
  struct cs_determination with = ask(r, q, TODAY, TODAY);
  assert_verdict(&with, CS_NOT_COVERED, CS_NOT_COVERED);
  assert_int_equal(with.n_unasked, 1);
  assert_str(with.unasked[0].state, "JP");
  assert_int_equal(with.unasked[0].path.n, 2);
  assert_int_equal(with.standing.may_proceed, CS_UNKNOWN);
  assert_true(lacks(&with, CS_LACKING_STATE, "JP"));
}

static void a_regime_that_does_not_treat_the_act_does_not_answer_it(void **state) {
  struct review *r = *state;
  rules(r, two_states);
  acts(r, "{\"act\":\"party.register\",\"party\":\"de.bafa\",\"kind\":\"office\",\"state\":\"DE\"}\n"
          "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system\",\"origin\":[\"DE\"],\"complete\":true}");
  struct cs_determination use = ask(r, "{\"act\":\"use\",\"item\":\"a\"}", TODAY, TODAY);
  assert_int_equal(use.n_unasked, 1);
  assert_str(use.unasked[0].why, "no regime of DE treats use");
  struct cs_determination export = ask(r, "{\"act\":\"export\",\"item\":\"a\"}", TODAY, TODAY);
  assert_int_equal(export.n_unasked, 0);
}

static void the_state_of_a_regime_is_its_own_line_else_its_owners_else_its_names(void **state) {
  struct review *r = *state;
  rules(r, two_states);
  assert_str(cs_review_regime_state(&r->on, cs_rules_regime(r->rules, 0), 20000, 20000), "US");
  assert_str(cs_review_regime_state(&r->on, cs_rules_regime(r->rules, 1), 20000, 20000), "");
  acts(r, "{\"act\":\"party.register\",\"party\":\"de.bafa\",\"kind\":\"office\",\"state\":\"DE\"}");
  assert_str(cs_review_regime_state(&r->on, cs_rules_regime(r->rules, 1), 20000, 20000), "DE");
  struct cs_regime_info stated = {.name = CS_STR("us.x"), .owner = CS_STR("de.bafa"), .state = CS_STR("GB")};
  assert_str(cs_review_regime_state(&r->on, &stated, 20000, 20000), "GB");
  struct cs_regime_info no_country = {.name = CS_STR("zz.x")};
  assert_str(cs_review_regime_state(&r->on, &no_country, 20000, 20000), "");
}

static void what_a_request_states_of_an_item_not_on_record_counts_as_its_origin(void **state) {
  struct review *r = *state;
  struct cs_str text;
  assert_ok(
      cs_arena_printf(
          &r->world.arena, &text, &r->world.err,
          "%srule named\n  cite \"x\"\n  when act is use and item.origin has US and item depends on US by contains\n"
          "  prohibit\n",
          "regime us.r\n  owner us.o\n  treats use\n"),
      &r->world.err);
  rules(r, text.ptr);
  struct cs_determination us =
      ask(r, "{\"act\":\"use\",\"item\":\"a\",\"facts\":{\"item.origin\":[\"US\"]}}", TODAY, TODAY);
  assert_verdict(&us, CS_PROHIBITED, CS_PROHIBITED);
  assert_int_equal(us.n_unasked, 0);
  struct cs_determination fr =
      ask(r, "{\"act\":\"use\",\"item\":\"a\",\"facts\":{\"item.origin\":[\"FR\"]}}", TODAY, TODAY);
  assert_verdict(&fr, CS_NOT_COVERED, CS_NOT_COVERED);
  assert_int_equal(fr.n_unasked, 1);
  r->on.catalogue = NULL;
  struct cs_determination without =
      ask(r, "{\"act\":\"use\",\"item\":\"a\",\"facts\":{\"item.origin\":[\"US\"]}}", TODAY, TODAY);
  assert_verdict(&without, CS_PROHIBITED, CS_PROHIBITED);
}

/* ------------------------------------------------------------------ several lines */

static void lines_that_a_rule_meets_alike_are_one_ground(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination d = ask(r,
                                  "{\"act\":\"use\",\"lines\":[{\"item\":\"atacms-300\"},{\"item\":\"us.components\"},"
                                  "{\"item\":\"atacms-165\"}],\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}",
                                  "2025-08-26", TODAY);
  const struct cs_review_ground *g = ground(&d, "secdef-decides");
  assert_int_equal(g->n_lines, 2);
  assert_int_equal(g->lines[0], 0);
  assert_int_equal(g->lines[1], 2);
  const struct cs_review_ground *ban = ground(&d, "ban-inside-russia");
  assert_true(ban->n_lines >= 1);
  assert_verdict(&d, CS_PROHIBITED, CS_PROHIBITED); /* us.components: nothing lifts the ban from it */
}

/* ------------------------------------------------------------------ precedents */

static bool two_refusals(void *ctx, const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                         const struct cs_review_precedent **out, size_t *n, struct cs_err *err) {
  static const struct cs_review_precedent refusals[2] = {{.n = 5}, {.n = 9}};
  (void)ctx;
  (void)request;
  (void)on;
  (void)known;
  (void)arena;
  (void)err;
  *out = refusals;
  *n = 2;
  return true;
}

static void precedents_are_shown_and_decide_nothing(void **state) {
  struct review *r = *state;
  model_case(r);
  struct cs_determination without = ask(r, KURSK, "2025-08-26", TODAY);
  r->on.precedents = two_refusals;
  struct cs_determination with = ask(r, KURSK, "2025-08-26", TODAY);
  assert_int_equal(with.n_precedents, 2);
  assert_verdict(&with, without.answer.at_least, without.answer.at_most);
  assert_int_equal(with.standing.may_proceed, without.standing.may_proceed);
  assert_int_equal(with.standing.n_lacking, without.standing.n_lacking);
  assert_int_equal(with.n_approvers, without.n_approvers);
}

/* ------------------------------------------------------------------ coverage */

/* What the tests' callback gives. */
struct granted {
  struct cs_review_authorization authorization;
  struct cs_review_grant_line lines[2];
  struct cs_str consents[2];
  struct cs_review_bar bar;
};

static bool one_authorization(void *ctx, const struct cs_request *request, cs_day on, cs_day known,
                              struct cs_arena *arena, const struct cs_review_authorization **out, size_t *n,
                              struct cs_err *err) {
  struct granted *granted = ctx;
  (void)request;
  (void)on;
  (void)known;
  (void)arena;
  (void)err;
  *out = &granted->authorization;
  *n = 1;
  return true;
}

static struct cs_area area_of(const char *code) {
  struct cs_area area = CS_AREA_NONE;
  assert_true(cs_area_find(cs_str_of(code), &area));
  return area;
}

/* 2025-0001-A: atacms-300, 2 pieces, ua.armed-forces, RU-KRS, August and September 2025, on the consent of us.secdef.
 */
static struct granted *grant(struct review *r) {
  struct granted *g = cs_arena_new(&r->world.arena, struct granted, &r->world.err);
  assert_non_null(g);
  g->lines[0] = (struct cs_review_grant_line){
      .item = CS_STR("atacms-300"), .has_quantity = true, .left = cs_figure_of(cs_dec_of(2), CS_UNIT_NONE)};
  g->consents[0] = CS_STR("us.secdef");
  g->authorization = (struct cs_review_authorization){.id = CS_STR("2025-0001-A"),
                                                      .act = CS_STR("use"),
                                                      .lines = g->lines,
                                                      .n_lines = 1,
                                                      .consented = CS_YES,
                                                      .user = CS_STR("ua.armed-forces"),
                                                      .end_user = CS_STR("ua.armed-forces"),
                                                      .has_area = true,
                                                      .area = area_of("RU-KRS"),
                                                      .from = cs_span_of(day_of("2025-08-01")),
                                                      .until = cs_span_of(day_of("2025-10-01")),
                                                      .in_effect = CS_YES,
                                                      .consents = g->consents,
                                                      .n_consents = 1};
  r->on.authorizations = one_authorization;
  r->on.ctx = g;
  return g;
}

#define USE(quantity)                                                                                                  \
  "{\"act\":\"use\",\"item\":\"atacms-300\",\"quantity\":\"" quantity                                                  \
  "\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}"

static enum cs_truth may(struct review *r, const char *request, const char *on) {
  return ask(r, request, on, TODAY).standing.may_proceed;
}

static void an_authorization_in_effect_covers_what_it_names_exactly(void **state) {
  struct review *r = *state;
  model_case(r);
  grant(r);
  struct cs_determination d = ask(r, USE("2"), "2025-08-26", TODAY);
  assert_verdict(&d, CS_NEEDS_APPROVAL, CS_NEEDS_APPROVAL); /* the rules still say so; it is covered */
  assert_int_equal(d.standing.may_proceed, CS_YES);
  assert_int_equal(d.standing.n_under, 1);
  assert_str(d.standing.under[0], "2025-0001-A");
  assert_int_equal(d.standing.n_lacking, 0);
}

static void one_more_than_is_left_is_not_covered(void **state) {
  struct review *r = *state;
  model_case(r);
  grant(r);
  assert_int_equal(may(r, USE("2.0"), "2025-08-26"), CS_YES);
  assert_int_equal(may(r, USE("3"), "2025-08-26"), CS_NO);
  assert_int_equal(
      may(r,
          "{\"act\":\"use\",\"lines\":[{\"item\":\"atacms-300\",\"quantity\":\"1\"},{\"item\":\"atacms-300\","
          "\"quantity\":\"2\"}],\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}",
          "2025-08-26"),
      CS_NO);
  assert_int_equal(may(r, KURSK, "2025-08-26"), CS_NO); /* it does not say how many */
}

static void another_item_beside_it_is_not_covered(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  const char *both =
      "{\"act\":\"use\",\"lines\":[{\"item\":\"atacms-300\",\"quantity\":\"1\"},{\"item\":\"atacms-165\",\"quantity\":"
      "\"1\"}],\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}";
  assert_int_equal(may(r, both, "2025-08-26"), CS_NO);
  g->lines[1] = (struct cs_review_grant_line){.item = CS_STR("atacms-165")};
  g->authorization.n_lines = 2;
  assert_int_equal(may(r, both, "2025-08-26"), CS_YES);
}

static void another_area_is_not_covered(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  g->authorization.area = area_of("RU");
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_YES);
  g->authorization.area = area_of("RU-BEL");
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_NO);
  g->authorization.has_area = false;
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_NO);
}

static void a_day_outside_its_period_is_not_covered(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  assert_int_equal(may(r, USE("1"), "2025-08-01"), CS_YES);
  assert_int_equal(may(r, USE("1"), "2025-07-31"), CS_NO);
  assert_int_equal(may(r, USE("1"), "2025-09-30"), CS_YES);
  assert_int_equal(may(r, USE("1"), "2025-10-01"), CS_NO);
  g->authorization.until = (struct cs_span){day_of("2025-08-15"), day_of("2025-08-31")};
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_UNKNOWN);
}

static void another_party_is_not_covered(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  g->authorization.user = CS_STR("ua");
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_NO);
  g->authorization.user = CS_STR("ua.armed-forces");
  g->authorization.recipient = CS_STR("ua");
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_NO);
}

static void another_act_is_not_covered(void **state) {
  struct review *r = *state;
  model_case(r);
  grant(r)->authorization.act = CS_STR("delivery");
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_NO);
}

static void terms_that_a_machine_cannot_check_cover_nothing_by_themselves(void **state) {
  struct review *r = *state;
  struct cs_str term = CS_STR("only at night");
  model_case(r);
  struct granted *g = grant(r);
  g->authorization.terms = &term;
  g->authorization.n_terms = 1;
  struct cs_determination d = ask(r, USE("1"), "2025-08-26", TODAY);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_false(lacks(&d, CS_LACKING_CONSENT, "us.secdef")); /* it consented: a person must read how */
  assert_int_equal(d.standing.n_waiting, 1);
  assert_str(d.standing.waiting[0].why, "bears a proviso, which a person must hold against the request: only at night");
}

/* It is not in effect, for this reason. */
static void bar(struct granted *g, enum cs_review_bar_kind kind, enum cs_review_grant_status status, const char *why) {
  g->bar = (struct cs_review_bar){kind, CS_NO, cs_str_of(why), -1};
  g->authorization.bars = &g->bar;
  g->authorization.n_bars = 1;
  g->authorization.in_effect = CS_NO;
  g->authorization.status = status;
}

static void before_its_first_day_it_is_named_with_that_day(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  bar(g, CS_BAR_AHEAD, CS_GRANT_WAITING, "it holds only from 2025-08-01");
  struct cs_determination d = ask(r, USE("1"), "2025-07-31", TODAY);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_int_equal(d.standing.n_waiting, 1);
  assert_str(d.standing.waiting[0].why, "it holds only from 2025-08-01");
  assert_false(lacks(&d, CS_LACKING_CONSENT, "us.secdef"));
  bar(g, CS_BAR_EXPIRED, CS_GRANT_EXPIRED, "it held only until 2025-10-01");
  d = ask(r, USE("1"), "2025-10-01", TODAY);
  assert_str(d.standing.waiting[0].why, "it held only until 2025-10-01");
  assert_true(lacks(&d, CS_LACKING_CONSENT, "us.secdef")); /* what has ended needs a new one */
}

static void what_is_not_in_effect_is_awaited(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  bar(g, CS_BAR_MONEY, CS_GRANT_WAITING, "0.01 USD of 500.00 USD");
  struct cs_determination d = ask(r, USE("1"), "2025-08-26", TODAY);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_int_equal(d.standing.n_waiting, 1);
  assert_str(d.standing.waiting[0].authorization, "2025-0001-A");
  assert_str(d.standing.waiting[0].why, "0.01 USD of 500.00 USD");
  assert_string_equal(d.standing.waiting[0].kind, "payment");
  assert_false(lacks(&d, CS_LACKING_CONSENT, "us.secdef")); /* it consented: money is lacking, and nothing else */
  g->authorization.in_effect = CS_UNKNOWN;
  assert_int_equal(may(r, USE("1"), "2025-08-26"), CS_UNKNOWN);
}

static void a_consent_that_does_not_stand_is_lacking_though_money_is_awaited(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  bar(g, CS_BAR_MONEY, CS_GRANT_WAITING, "0.01 USD of 500.00 USD");
  g->authorization.consented = CS_UNKNOWN;
  struct cs_determination d = ask(r, USE("1"), "2025-08-26", TODAY);
  assert_true(lacks(&d, CS_LACKING_CONSENT, "us.secdef"));
}

static void whether_it_covers_the_whole_may_be_unknown(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  g->authorization.area = area_of("RU-KRS");
  struct cs_determination d =
      ask(r,
          "{\"act\":\"use\",\"item\":\"atacms-300\",\"quantity\":\"1\",\"user\":\"ua.armed-forces\","
          "\"area\":\"RU\"}",
          "2025-08-26", TODAY);
  assert_int_equal(d.standing.n_waiting, 1);
  assert_string_equal(d.standing.waiting[0].kind, "cover");
}

static void a_consent_that_rules_ask_for_since_is_lacking(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  g->consents[0] = CS_STR("us.state");
  struct cs_determination d = ask(r, USE("1"), "2025-08-26", TODAY);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_true(lacks(&d, CS_LACKING_CONSENT, "us.secdef"));
}

static void a_prohibition_stands_whoever_consents(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  g->authorization.from = CS_SPAN_ALWAYS;
  g->authorization.area = area_of("RU");
  struct cs_determination d = ask(
      r,
      "{\"act\":\"use\",\"item\":\"atacms-300\",\"quantity\":\"1\",\"user\":\"ua.armed-forces\",\"area\":\"RU-BEL\"}",
      "2024-12-01", "2024-12-31");
  assert_verdict(&d, CS_PROHIBITED, CS_PROHIBITED);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_true(lacks(&d, CS_LACKING_LIFT, "us.long-range-review"));
}

static void an_authorization_is_no_yes_beside_a_state_that_was_not_asked(void **state) {
  struct review *r = *state;
  model_case(r);
  struct granted *g = grant(r);
  g->lines[0] = (struct cs_review_grant_line){.item = CS_STR("storm-shadow")};
  g->consents[1] = CS_STR("gb.mod");
  g->authorization.n_consents = 2;
  struct cs_determination d = ask(r, SHADOW, "2025-08-26", TODAY);
  assert_int_equal(d.standing.may_proceed, CS_UNKNOWN);
  assert_int_equal(d.standing.n_under, 1);
  assert_int_equal(d.standing.n_lacking, 1);
  assert_true(lacks(&d, CS_LACKING_STATE, "FR"));
}

/* ------------------------------------------------------------------ references, errors, basis */

static void a_question_for_another_law_is_not_answered_by_consent(void **state) {
  struct review *r = *state;
  rules(r, "regime us.r\n  owner us.o\n  treats use\n"
           "rule other-law\n  cite \"x\"\n  when act is use\n  refer \"ask the ministry of trade\"\n");
  acts(r, "{\"act\":\"item.register\",\"item\":\"atacms-300\",\"kind\":\"munition\",\"origin\":[\"US\"],\"complete\":"
          "true}");
  grant(r);
  struct cs_determination d = ask(r, USE("1"), "2025-08-26", TODAY);
  assert_verdict(&d, CS_REFER, CS_REFER);
  assert_int_equal(d.standing.may_proceed, CS_NO);
  assert_true(lacks(&d, CS_LACKING_REFERENCE, "ask the ministry of trade"));
}

static void a_request_with_a_bad_fact_is_refused(void **state) {
  struct review *r = *state;
  struct cs_determination d;
  model_case(r);
  struct cs_request *request =
      request_of(r, "{\"act\":\"use\",\"item\":\"eram\",\"facts\":{\"item.fundign\":\"usai\"}}");
  assert_code(cs_determine(&r->on, request, day_of(TODAY), day_of(TODAY), &r->world.arena, &d, &r->world.err),
              &r->world.err, CS_E_FACT_UNKNOWN);
  assert_string_equal(r->world.err.hint, "did you mean \"item.funding\"?");
}

static void an_answer_names_what_it_was_computed_from(void **state) {
  struct review *r = *state;
  model_case(r);
  r->on.size = 97;
  memset(r->on.root, 0xab, sizeof r->on.root);
  memset(r->on.rules_digest, 0x12, sizeof r->on.rules_digest);
  struct cs_determination d = ask(r, KURSK, "2025-08-26", TODAY);
  assert_int_equal(d.entry, 96);
  assert_int_equal(d.root[31], 0xab);
  assert_int_equal(d.rules_digest[0], 0x12);
  assert_int_equal(d.on, day_of("2025-08-26"));
  assert_int_equal(d.known, day_of(TODAY));
}

/* ------------------------------------------------------------------ memory */

struct failing {
  size_t left; /* allocations that still succeed */
};

static void *get_until(void *ctx, size_t size) {
  struct failing *failing = ctx;
  if (failing->left == 0) {
    return NULL;
  }
  failing->left--;
  return malloc(size);
}

static void put_back(void *ctx, void *ptr) {
  (void)ctx;
  free(ptr);
}

/* By allocation, and by the arena's maximum, which is finer. */
static void memory_that_runs_out_anywhere_is_an_error(void **state) {
  struct review *r = *state;
  model_case(r);
  grant(r);
  r->on.precedents = two_refusals;
  const struct cs_request *request = request_of(r, SHADOW);
  bool done = false;
  size_t refused = 0;
  for (size_t max = 4096; !done; max += 512) {
    struct failing failing = {.left = SIZE_MAX};
    struct cs_alloc alloc = {get_until, put_back, &failing};
    struct cs_arena arena;
    struct cs_determination d;
    cs_arena_init(&arena, &alloc, max);
    done = cs_determine(&r->on, request, day_of("2025-08-26"), day_of(TODAY), &arena, &d, &r->world.err);
    refused += !done;
    assert_true(done || r->world.err.code == &CS_E_OOM);
    cs_arena_deinit(&arena);
  }
  assert_true(refused > 4);
  done = false;
  for (size_t n = 0; !done; n++) {
    struct failing failing = {.left = n};
    struct cs_alloc alloc = {get_until, put_back, &failing};
    struct cs_arena arena;
    struct cs_determination d;
    cs_arena_init(&arena, &alloc, 0);
    done = cs_determine(&r->on, request, day_of("2025-08-26"), day_of(TODAY), &arena, &d, &r->world.err);
    assert_true(done || r->world.err.code == &CS_E_OOM);
    cs_arena_deinit(&arena);
  }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, review_set_up, review_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_sale_is_not_a_delivery_and_neither_is_leave_to_use),
      TEST(one_day_asked_from_two_later_days),
      TEST(a_day_inside_late_spring_is_not_guessed),
      TEST(two_consents_the_path_and_the_state_that_was_not_asked),
      TEST(a_pause_ends_on_its_day),
      TEST(a_stock_below_its_floor_needs_one_more_approval),
      TEST(what_rests_on_an_assumed_figure_is_assumed),
      TEST(memory_that_runs_out_anywhere_is_an_error),
      TEST(a_big_sale_is_notified_and_a_small_one_is_not),
      TEST(the_approver_acts_under_its_mandate_from_the_regimes_owner),
      TEST(a_revoked_mandate_leaves_the_approver_known_and_nobody_to_act),
      TEST(a_disputed_mandate_leaves_the_acting_office_unknown),
      TEST(a_path_item_of_a_state_without_rules_is_never_a_yes),
      TEST(a_regime_that_does_not_treat_the_act_does_not_answer_it),
      TEST(the_state_of_a_regime_is_its_own_line_else_its_owners_else_its_names),
      TEST(what_a_request_states_of_an_item_not_on_record_counts_as_its_origin),
      TEST(lines_that_a_rule_meets_alike_are_one_ground),
      TEST(precedents_are_shown_and_decide_nothing),
      TEST(an_authorization_in_effect_covers_what_it_names_exactly),
      TEST(one_more_than_is_left_is_not_covered),
      TEST(another_item_beside_it_is_not_covered),
      TEST(another_area_is_not_covered),
      TEST(a_day_outside_its_period_is_not_covered),
      TEST(another_party_is_not_covered),
      TEST(another_act_is_not_covered),
      TEST(terms_that_a_machine_cannot_check_cover_nothing_by_themselves),
      TEST(before_its_first_day_it_is_named_with_that_day),
      TEST(what_is_not_in_effect_is_awaited),
      TEST(a_consent_that_does_not_stand_is_lacking_though_money_is_awaited),
      TEST(whether_it_covers_the_whole_may_be_unknown),
      TEST(a_consent_that_rules_ask_for_since_is_lacking),
      TEST(a_prohibition_stands_whoever_consents),
      TEST(an_authorization_is_no_yes_beside_a_state_that_was_not_asked),
      TEST(a_question_for_another_law_is_not_answered_by_consent),
      TEST(a_request_with_a_bad_fact_is_refused),
      TEST(an_answer_names_what_it_was_computed_from),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
