/* Conditions and what the host is asked: yes, no, and unknown with its cause. SPEC 4, 7, 10. */
#include "rules/support/asking.h"

#include "base/limits.h"

/* ================================================================= conditions */

struct row {
  const char *condition, *facts;
  char truth;        /* y, n, u */
  const char *cause; /* "kind name" of the one thing missing */
};

static const char *const declared = "fact colour : code one of { red, green, blue }\n"
                                    "fact eccn : code by \".\"\n"
                                    "fact emergency : bool, else no\n"
                                    "fact signed : bool\n"
                                    "fact other : bool\n"
                                    "fact marks : codes\n"
                                    "fact stock : decimal\n"
                                    "fact floor : decimal\n"
                                    "fact range : quantity km\n"
                                    "fact price : money\n"
                                    "fact cap : money\n"
                                    "fact shipped : date\n"
                                    "fact remark : text\n"
                                    "fact place : area\n"
                                    "date memo is 2025-05..2025-06\n"
                                    "group hot of items\n"
                                    "  member a\n"
                                    "  member b from 2025-05-10..2025-05-25 known 2025-05-01\n"
                                    "  member c cite \"x\" denied\n"
                                    "  member d from 2025-06-01\n"
                                    "  member e before 2025-05-01\n"
                                    "  member f known 2025-07-01\n"
                                    "group rare of items and others\n"
                                    "  member a\n"
                                    "group east of areas\n"
                                    "  member RU, UA-43\n"
                                    "group listed of parties on record\n";

static void check_row(const struct row *row) {
  struct question q;
  char text[4096];
  snprintf(text, sizeof text, "%s" REGIME "rule it\n  cite \"c\" confirmed\n  when %s\n  prohibit\n", declared,
           row->condition);
  begin(&q, text);
  ask(&q, row->facts, ON);
  char got = q.a.at_least == CS_PROHIBITED ? 'y' : q.a.at_most == CS_PROHIBITED ? 'u' : 'n';
  if (got != row->truth) {
    fail_msg("%s with %s: got %c, expected %c", row->condition, row->facts, got, row->truth);
  }
  char cause[128] = "";
  for (size_t i = 0; i < q.a.n_missing; i++) {
    size_t used = strlen(cause);
    snprintf(cause + used, sizeof cause - used, "%s%s %.*s", i > 0 ? ", " : "",
             cs_cause_name(q.a.missing[i].cause.kind), CS_STR_ARG(q.a.missing[i].cause.name));
  }
  if (strcmp(cause, row->cause ? row->cause : "") != 0) {
    fail_msg("%s with %s: cause %s, expected %s", row->condition, row->facts, cause, row->cause ? row->cause : "none");
  }
  end(&q);
}

#define check_rows(rows)                                                                                               \
  for (size_t row_ = 0; row_ < sizeof(rows) / sizeof(rows)[0]; row_++) {                                               \
    check_row(&(rows)[row_]);                                                                                          \
  }

static void a_code_is_or_is_not_and_is_unknown_when_not_given(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"colour is red", "colour=red", 'y', NULL},
      {"colour is red", "colour=blue", 'n', NULL},
      {"colour is red", "", 'u', "fact colour"},
      {"colour is not red", "colour=blue", 'y', NULL},
      {"colour in { red, blue }", "colour=blue", 'y', NULL},
      {"colour in { red, blue }", "colour=green", 'n', NULL},
      {"colour not in { red, blue }", "", 'u', "fact colour"},
      {"colour is red", "colour!content:storm-shadow", 'u', "content storm-shadow"},
      {"colour is red", "colour~disputed=red", 'u', "disputed colour"},
      {"remark is \"as agreed\"", "remark=as agreed", 'y', NULL},
      {"remark is \"as agreed\"", "remark=other", 'n', NULL},
      {"item is x", "item=nowhere-listed", 'n', NULL},
      {"user is the holder", "user=p; holder=p", 'y', NULL},
      {"user is the holder", "user=p; holder=q", 'n', NULL},
      {"user is the holder", "user=p", 'u', "fact holder"},
      {"user is the holder", "", 'u', "fact user, fact holder"},
  };
  check_rows(rows);
}

static void a_flag_holds_by_itself_and_silence_is_taken_by_its_else(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"signed", "signed=yes", 'y', NULL},
      {"signed", "signed=no", 'n', NULL},
      {"signed", "", 'u', "fact signed"},
      {"not signed", "signed=no", 'y', NULL},
      {"signed is no", "signed=no", 'y', NULL},
      {"signed is no", "signed=maybe", 'u', "bounds signed"},
      {"emergency", "", 'n', NULL},
      {"not emergency", "", 'y', NULL},
      {"emergency", "emergency=yes", 'y', NULL},
      {"emergency", "emergency!disputed:src", 'u', "disputed src"},
  };
  check_rows(rows);
}

static void levels_are_within_at_or_below_and_unknown_above(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"eccn within 9A012", "eccn=9A012", 'y', NULL},
      {"eccn within 9A012", "eccn=9A012.a.1", 'y', NULL},
      {"eccn within 9A012.a", "eccn=9A012", 'u', "bounds eccn"},
      {"eccn within 9A012", "eccn=9A0123", 'n', NULL},
      {"eccn within 9A012.a", "eccn=9A012.b", 'n', NULL},
      {"eccn within { 9A012.b, 5A001 }", "eccn=5A001.x", 'y', NULL},
      {"eccn is 9A012", "eccn=9A012.a", 'n', NULL},
  };
  check_rows(rows);
}

static void an_area_is_within_at_or_below_and_unknown_above(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"place within RU", "place=RU", 'y', NULL},
      {"place within RU", "place=RU-KRS", 'y', NULL},
      {"place within RU-KRS", "place=RU", 'u', "area place"},
      {"place within RU-KRS", "place=RU-BEL", 'n', NULL},
      {"place within RU", "place=UA", 'n', NULL},
      {"place within RU", "place=XZ", 'n', NULL},
      {"place not within UA", "place=RU", 'y', NULL},
      {"place within RU", "", 'u', "fact place"},
      {"place within { UA, RU-KRS }", "place=UA", 'y', NULL},
      {"place in east", "place=RU-KRS", 'y', NULL},
      {"place in east", "place=UA", 'u', "area place"},
      {"place in east", "place=PL", 'n', NULL},
  };
  check_rows(rows);
}

static void a_set_has_what_is_surely_in_and_may_have_what_is_possibly_in(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"marks has US", "marks=US,GB", 'y', NULL},
      {"marks has US", "marks=GB", 'n', NULL},
      {"marks has US", "marks=GB,US?", 'u', "bounds marks"},
      {"marks has US", "marks=GB,+", 'u', "bounds marks"},
      {"marks has-not US", "marks=GB", 'y', NULL},
      {"marks has { US, FR }", "marks=FR,US?", 'y', NULL},
      {"marks has US", "", 'u', "fact marks"},
  };
  check_rows(rows);
}

static void a_group_counts_members_by_day_source_and_openness(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"item in hot", "item=a", 'y', NULL},          {"item in hot", "item=z", 'n', NULL},
      {"item in hot", "item=b", 'u', "date hot"},    {"item in hot", "item=c", 'u', "disputed hot"},
      {"item in hot", "item=d", 'n', NULL},          {"item in hot", "item=e", 'n', NULL},
      {"item in hot", "item=f", 'n', NULL},          {"item in rare", "item=a", 'y', NULL},
      {"item in rare", "item=z", 'u', "group rare"}, {"item not in rare", "item=a", 'n', NULL},
      {"item in hot", "", 'u', "fact item"},         {"user in listed", "user=p", 'u', "group listed"},
  };
  check_rows(rows);
}

static void figures_compare_over_their_whole_range(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"range >= 300 km", "range=300 km", 'y', NULL},
      {"range > 300 km", "range=300 km", 'n', NULL},
      {"range >= 300 km", "range=150 mi", 'n', NULL},
      {"range >= 300 km", "range=150 mi..280 mi", 'u', "bounds range"},
      {"range >= 200 km", "range=150 mi..280 mi", 'y', NULL},
      {"range < 300 km", "range=..300 km", 'u', "bounds range"},
      {"range <= 300 km", "range=..300 km", 'y', NULL},
      {"range = 300 km", "range=300000 m", 'y', NULL},
      {"range != 300 km", "range=301 km", 'y', NULL},
      {"stock - quantity < floor", "stock=30; quantity=10; floor=25", 'y', NULL},
      {"stock - quantity < floor", "stock=30; quantity=5; floor=25", 'n', NULL},
      {"stock - quantity < floor", "stock=30; floor=25", 'u', "fact quantity"},
      {"stock - quantity < floor", "stock=30..40; quantity=10; floor=25", 'u', "bounds stock"},
      {"2 * stock + 1 > 60", "stock=30", 'y', NULL},
      {"price < cap", "price=5 USD; cap=6 USD", 'y', NULL},
      {"price < cap", "price=5 USD; cap=6 EUR", 'u', "bounds price, bounds cap"},
      {"price + cap > price", "price=5 USD; cap=6 EUR", 'u', "bounds price, bounds cap"},
      {"stock * stock > 1", "stock=99999999999999999999999999999999999999", 'u', "bounds stock"},
  };
  check_rows(rows);
}

static void days_compare_exactly_or_are_unknown(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"shipped <= today", "shipped=2025-05-20", 'y', NULL},
      {"shipped < today", "shipped=2025-05-20", 'n', NULL},
      {"shipped < today", "shipped=2025-05", 'u', "date shipped"},
      {"shipped + 30 days < today", "shipped=2025-04-19", 'y', NULL},
      {"shipped + 30 days < today", "shipped=2025-04-20", 'n', NULL},
      {"shipped + 1 month = today", "shipped=2025-04-20", 'y', NULL},
      {"shipped + 2 months >= 2025-04-01", "shipped=2025-01-31", 'n', NULL},
      {"shipped > memo", "shipped=2025-05-20", 'u', "date memo"},
      {"shipped > memo", "shipped=2025-07-01", 'y', NULL},
      {"shipped + 5 working days of o <= today", "shipped=2025-05-01", 'u', "table o"},
      {"shipped <= today", "", 'u', "fact shipped"},
  };
  check_rows(rows);
}

static void an_operand_that_is_decided_hides_the_causes_of_the_others(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"signed and other", "signed=no", 'n', NULL},
      {"signed and other", "signed=yes", 'u', "fact other"},
      {"signed and other", "", 'u', "fact signed, fact other"},
      {"signed or other", "signed=yes", 'y', NULL},
      {"signed or other", "other=no", 'u', "fact signed"},
      {"signed and (other or colour is red)", "signed=yes; colour=red", 'y', NULL},
      {"colour is red or (signed and other)", "colour=blue; signed=no", 'n', NULL},
      {"colour is red or (signed and other)", "signed=no", 'u', "fact colour"},
      {"not (signed and other)", "signed=no", 'y', NULL},
      {"not (signed and other)", "signed=yes", 'u', "fact other"},
  };
  check_rows(rows);
}

/* ================================================================= what the host is asked */

static struct cs_path_node chain[] = {{{"shadow", 6}, {NULL, 0}, {NULL, 0}, {NULL, 0}, CS_CONFIRMED},
                                      {{"feed", 4}, {"relies-on", 9}, {"US", 2}, {"WSJ", 3}, CS_REPORTED}};

static bool host_depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t kinds, cs_day on, cs_day known,
                         enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out,
                         struct cs_err *err) {
  (void)ctx, (void)on, (void)known, (void)arena;
  if (cs_str_eq(thing, CS_STR("broken"))) {
    return cs_err_set(err, &CS_E_LIMIT, "the host fails");
  }
  bool it = cs_str_eq(thing, CS_STR("shadow")) && cs_str_eq(origin, CS_STR("US")) && (kinds & 8) != 0;
  *out = (struct cs_content){.truth = cs_truth_of(it), .certainty = it ? CS_REPORTED : CS_CONFIRMED};
  if (it && weakest < CS_REPORTED) {
    out->truth = CS_UNKNOWN;
    out->cause = (struct cs_cause){CS_CAUSE_CONTENT, thing};
  }
  if (it) {
    out->path = (struct cs_path){chain, 2};
  }
  return true;
}

static enum cs_truth host_member(void *ctx, struct cs_str group, struct cs_str thing, cs_day on, cs_day known,
                                 enum cs_certainty weakest, struct cs_cause *cause) {
  (void)ctx, (void)group, (void)on, (void)known;
  if (cs_str_eq(thing, CS_STR("p")) && weakest < CS_REPORTED) {
    *cause = (struct cs_cause){CS_CAUSE_DISPUTED, thing};
    return CS_UNKNOWN;
  }
  return cs_truth_of(cs_str_eq(thing, CS_STR("p")));
}

static const struct cs_calendar *host_calendar(void *ctx, struct cs_str office) {
  static const struct cs_calendar weekdays = {.weekend = 0x60};
  (void)ctx;
  return cs_str_eq(office, CS_STR("o")) ? &weekdays : NULL;
}

static const char *const reach_text =
    REGIME "rule reach\n  cite \"c\" confirmed\n"
           "  when item depends on US by contains, relies-on\n  review by us.secdef\n";

static void the_path_of_content_is_part_of_the_ground(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  q.host = (struct cs_rules_host){.depends = host_depends};
  ask(&q, "act=use; item=shadow", ON);
  assert_bounds(&q, "needs-approval", "needs-approval");
  const struct cs_ground *it = ground(&q, "reach");
  assert_int_equal(it->value, CS_GROUND_TRUE);
  assert_int_equal(it->path.n, 2);
  assert_str(it->path.at[1].item, "feed");
  assert_int_equal(it->certainty, CS_REPORTED);
  assert_int_equal(q.a.certainty, CS_REPORTED);
  end(&q);
}

static void content_that_nobody_answers_for_is_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  ask(&q, "act=use; item=shadow", ON);
  assert_bounds(&q, "not-covered", "needs-approval");
  assert_non_null(missing(&q, "content", "shadow"));
  end(&q);
}

static void content_that_is_not_there_does_not_reach(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  q.host = (struct cs_rules_host){.depends = host_depends};
  ask(&q, "act=use; item=bicycle", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void a_failing_host_fails_the_question(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  q.host = (struct cs_rules_host){.depends = host_depends};
  facts_of(&q, 0, "act=use; item=broken");
  struct cs_line line = {.values = q.values[0]};
  assert_code(
      cs_rules_ask(q.f.rules, &line, 1, &q.host, day("2025-05-20"), day("2025-05-20"), &q.f.arena, &q.a, &q.f.err),
      &q.f.err, CS_E_LIMIT);
  assert_string_equal(q.f.err.text, "the host fails");
  end(&q);
}

static void no_lines_and_too_many_lines_are_refused(void **state) {
  (void)state;
  struct question q;
  begin(&q, reach_text);
  struct cs_line line = {.values = q.values[0]};
  assert_code(cs_rules_ask(q.f.rules, &line, 0, NULL, 0, 0, &q.f.arena, &q.a, &q.f.err), &q.f.err, CS_E_LIMIT);
  assert_code(cs_rules_ask(q.f.rules, &line, CS_LINES_MAX + 1, NULL, 0, 0, &q.f.arena, &q.a, &q.f.err), &q.f.err,
              CS_E_LIMIT);
  end(&q);
}

static void a_group_on_record_is_asked_of_the_host(void **state) {
  (void)state;
  struct question q;
  begin(&q, "group listed of parties on record\n" REGIME
            "rule it\n  cite \"c\" confirmed\n  when user in listed\n  prohibit\n");
  q.host = (struct cs_rules_host){.member = host_member};
  ask(&q, "act=use; user=p", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_REPORTED);
  ask(&q, "act=use; user=q", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  end(&q);
}

static void working_days_follow_the_calendar_of_the_office(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact shipped : date\n" REGIME "rule it\n  cite \"c\" confirmed\n"
            "  when shipped + 5 working days of o <= today\n  prohibit\n");
  q.host = (struct cs_rules_host){.calendar = host_calendar};
  ask(&q, "act=use; shipped=2025-05-13", ON); /* Tuesday; five working days on is Tuesday the 20th */
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; shipped=2025-05-14", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_code_is_or_is_not_and_is_unknown_when_not_given),
      cmocka_unit_test(a_flag_holds_by_itself_and_silence_is_taken_by_its_else),
      cmocka_unit_test(levels_are_within_at_or_below_and_unknown_above),
      cmocka_unit_test(an_area_is_within_at_or_below_and_unknown_above),
      cmocka_unit_test(a_set_has_what_is_surely_in_and_may_have_what_is_possibly_in),
      cmocka_unit_test(a_group_counts_members_by_day_source_and_openness),
      cmocka_unit_test(figures_compare_over_their_whole_range),
      cmocka_unit_test(days_compare_exactly_or_are_unknown),
      cmocka_unit_test(an_operand_that_is_decided_hides_the_causes_of_the_others),
      cmocka_unit_test(the_path_of_content_is_part_of_the_ground),
      cmocka_unit_test(content_that_nobody_answers_for_is_unknown),
      cmocka_unit_test(content_that_is_not_there_does_not_reach),
      cmocka_unit_test(a_failing_host_fails_the_question),
      cmocka_unit_test(no_lines_and_too_many_lines_are_refused),
      cmocka_unit_test(a_group_on_record_is_asked_of_the_host),
      cmocka_unit_test(working_days_follow_the_calendar_of_the_office),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
