/* Terms, parts, shares and layers. SPEC 17 to 19. */
#include "rules/support/asking.h"

#define TABLE "code,mark,amount\nA,x,10\nA,y,20\nB,x,bad\nC,,\n"
#define HEAD                                                                                                           \
  "fact code : code\nfact size : integer\nfact flag : bool\nfact price : money USD\n"                                  \
  "table t from \"t.csv\"\n  column amount : decimal\n  column mark : code\n"

struct row {
  const char *terms, *condition, *facts;
  char expected;
  const char *cause;
};

static void check_row(const struct row *row) {
  struct question q;
  char text[4096];
  snprintf(text, sizeof text, HEAD REGIME "%s\nrule a\n  cite \"c\" confirmed\n  when %s\n  prohibit\n", row->terms,
           row->condition);
  begin_with(&q, text, TABLE);
  part(&q, "p1", "US", "100 USD", "code=A");
  part(&q, "p2", "DE", "300 USD", "code=B");
  ask(&q, row->facts, ON);
  const char *least = row->expected == 'y' ? "prohibited" : "not-covered";
  const char *most = row->expected == 'n' ? "not-covered" : "prohibited";
  if (strcmp(cs_verdict_name(q.a.at_least), least) != 0 || strcmp(cs_verdict_name(q.a.at_most), most) != 0) {
    fail_msg("%s / %s (%s): %s..%s", row->terms, row->condition, row->facts, cs_verdict_name(q.a.at_least),
             cs_verdict_name(q.a.at_most));
  }
  if (row->cause) {
    char kind[32], name[96];
    assert_int_equal(sscanf(row->cause, "%31s %95[^\n]", kind, name), 2);
    if (!missing(&q, kind, name)) {
      fail_msg("%s / %s (%s): first missing %.*s", row->terms, row->condition, row->facts,
               q.a.n_missing ? (int)q.a.missing[0].cause.name.len : 0,
               q.a.n_missing ? q.a.missing[0].cause.name.ptr : "");
    }
  }
  end(&q);
}
#define CHECK(rows)                                                                                                    \
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows)[0]; i++) {                                                        \
    check_row(&(rows)[i]);                                                                                             \
  }

static void a_term_is_a_value_of_any_type(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"term a is low", "a is low", "", 'y', NULL},
      {"term a is \"New York\"", "a is \"New York\"", "", 'y', NULL},
      {"term a is the code", "a is A", "code=A", 'y', NULL},
      {"term a is the code", "a is A", "", 'u', "fact code"},
      {"term a is size + 5", "a = 15", "size=10", 'y', NULL},
      {"term a is 5 km", "a < 5001 m", "", 'y', NULL},
      {"term a is 2025-06-01", "a <= today", "", 'n', NULL},
      {"term a is flag and size > 3", "a", "flag=yes; size=4", 'y', NULL},
      {"term a is flag and size > 3", "a", "flag=yes", 'u', "fact size"},
      {"term a is yes", "a", "", 'y', NULL},
      {"term a is no", "a", "", 'n', NULL},
      {"term a is none", "a is none", "", 'y', NULL},
      {"term a is none", "a is low", "", 'n', NULL},
      {"term a is none", "a is not low", "", 'y', NULL},
      {"term b is the a\nterm a is low", "b is low", "", 'y', NULL},
  };
  CHECK(rows);
}

static void cases_are_read_from_the_top(void **state) {
  (void)state;
#define CASES "term a\n  is low when size < 10\n  is middle when size < 100\n  otherwise high"
  static const struct row rows[] = {
      {CASES, "a is low", "size=5", 'y', NULL},
      {CASES, "a is middle", "size=50", 'y', NULL},
      {CASES, "a is high", "size=500", 'y', NULL},
      {CASES, "a is low", "size=5..50", 'u', "bounds size"},
      {CASES, "a is high", "size=5..50", 'n', NULL},
      {CASES, "a in { low, middle }", "size=5..50", 'y', NULL},
      {CASES, "a is high", "", 'u', "fact size"},
      {"term a is low when flag", "a is none", "flag=no", 'y', NULL},
      {"term a is low when flag", "a is none", "", 'u', "fact flag"},
      {"term a is yes when flag", "a is none", "", 'u', "fact flag"},
      {"term a is no when flag", "a is none", "", 'u', "fact flag"},
      {"term a is no when flag", "a", "", 'n', NULL},
      {"term a is yes when flag", "a", "", 'u', "fact flag"},
      {"term a is no when flag\nterm b is the a", "b is none", "", 'u', "fact flag"},
      {"term a is every r.mark for r in t where r.code is A when flag", "a is none", "", 'u', "fact flag"},
      {"term a is every r.mark for r in t where r.code is A when flag", "a has x", "", 'u', "fact flag"},
      {"term a is every r.mark for r in t where r.code is Z when flag\nterm b is the a", "b is none", "", 'u',
       "bounds b"},
      {"term a is low when flag", "a is low", "flag=no", 'n', NULL},
      {"term a is low when flag", "a is low", "", 'u', "fact flag"},
      {"term a is 1 when flag otherwise 3", "a < 4", "", 'y', NULL},
      {"term a is 1 when flag otherwise 3", "a > 3", "", 'n', NULL},
      {"term a is 1 when flag otherwise 3", "a > 2", "", 'u', "fact flag"},
      {"term a is 1 when flag otherwise 3", "a is 2", "", 'n', NULL},
      {"term a is 1 when flag otherwise none", "a < 5", "", 'u', "fact flag"},
      {"term a is 1 when flag otherwise none", "a > 5", "", 'n', NULL},
  };
  CHECK(rows);
}

static void sets_keep_what_may_be_in(void **state) {
  (void)state;
#define SET "term s is every r1.mark for r1 in t where r1.code is the code\n"
  static const struct row rows[] = {
      {SET, "s has x", "code=A", 'y', NULL},
      {SET, "s has z", "code=A", 'n', NULL},
      {SET, "some s", "code=A", 'y', NULL},
      {SET, "some s", "code=Z", 'n', NULL},
      {SET, "no s", "code=Z", 'y', NULL},
      {SET, "some s", "", 'u', "fact code"},
      {SET, "s has z", "", 'n', NULL},
      {SET, "count of s = 2", "code=A", 'y', NULL},
      {SET, "count of s <= 3", "", 'y', NULL}, /* x, y and blank */
      {SET, "count of s < 2", "", 'u', "fact code"},
      {"term rows is every r1 for r1 in t where r1.code is the code\n"
       "term s is every r2.mark for r2 in rows where r2.amount > 15",
       "s has y and s has-not x", "code=A", 'y', NULL},
      {"term rows is every r1 for r1 in t where r1.code is the code", "some r2 in rows where r2.mark is y", "code=A",
       'y', NULL},
      {"term rows is every r1 for r1 in t where r1.code is the code", "count of rows = 2", "code=A", 'y', NULL},
  };
  CHECK(rows);
}

static void measures_are_ranges(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"", "(count of r1 in t where r1.mark is x) = 2", "", 'y', NULL},
      {"", "(sum of r1.amount for r1 in t where r1.code is A) = 30", "", 'y', NULL},
      {"", "(sum of r1.amount for r1 in t where r1.code is the code) > 40", "", 'u', NULL},
      {"", "(sum of r1.amount for r1 in t where r1.mark is y and flag) <= 20", "", 'y', NULL},
      {"", "(sum of r1.amount for r1 in t where r1.mark is y and flag) = 20", "", 'u', "fact flag"},
      {"", "(sum of r1.amount for r1 in t where r1.code is B) > 1", "", 'u', "table t.amount"},
      {"", "(sum of r1.amount for r1 in t where r1.code is C) = 0", "", 'y', NULL},
      {"", "(sum of r1.amount for r1 in t where r1.code is Z) = 0", "", 'y', NULL},
      {"", "(greatest of r1.amount for r1 in t where r1.code is A) = 20", "", 'y', NULL},
      {"term g is greatest of r1.amount for r1 in t where r1.code is Z", "g is none", "", 'y', NULL},
      {"term g is greatest of r1.amount for r1 in t where r1.code is Z", "g < 5", "", 'n', NULL},
      {"term n is count of parts", "n = 2", "", 'y', NULL},
      {"term n is sum of part.value where part.origin is DE", "n = 300 USD", "", 'y', NULL},
      {"term n is sum of part.value where part.origin is FR", "n < 1 USD", "", 'y', NULL},
  };
  CHECK(rows);
}

static void parts_are_asked_one_by_one(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"", "some part where part.origin is US", "", 'y', NULL},
      {"", "some part where part.origin is FR", "", 'n', NULL},
      {"", "no part where part.origin is FR", "", 'y', NULL},
      {"", "every part where part.origin in { US, DE }", "", 'y', NULL},
      {"", "every part where part.origin is US", "", 'n', NULL},
      {"", "some part where part.code is the code", "code=B", 'y', NULL},
      {"", "some part where part.code is the code", "code=C", 'n', NULL},
      {"", "some part where part.size > 3", "size=5", 'u', "fact p1.size"}, /* never the request's */
      {"", "some part where part.id is p2 and part.value > 200 USD", "", 'y', NULL},
      {"term part.big is part.value > 200 USD", "some part where part.big and part.origin is DE", "", 'y', NULL},
      {"term part.big is part.value > 200 USD", "some part where part.big and part.origin is US", "", 'n', NULL},
      {"term part.grade is high when part.origin is US otherwise low", "some part where part.grade is high", "", 'y',
       NULL},
      {"term any-us is some part where part.origin is US", "some part where part.origin is DE and any-us", "", 'y',
       NULL},
  };
  CHECK(rows);
}

static void shares_are_compared_without_dividing(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"term s is share of parts where part.origin is US", "s = 25 %", "", 'y', NULL},
      {"term s is share of parts where part.origin is US", "s > 25 %", "", 'n', NULL},
      {"term s is share of parts where part.origin is US", "s > 24.999999 %", "", 'y', NULL},
      {"term s is share of parts where part.origin is US", "s = 0.25", "", 'y', NULL},
      {"", "(share of parts where part.origin is US) < 25.01 %", "", 'y', NULL},
      {"", "(share of parts where part.origin is FR) = 0 %", "", 'y', NULL},
      {"", "(share of parts where part.origin is US and flag) > 30 %", "", 'n', NULL},
      {"", "(share of parts where part.origin is US and flag) > 10 %", "", 'u', "fact flag"},
      {"", "(share in price of parts where part.origin is US) = 10 %", "price=1000 USD", 'y', NULL},
      {"", "(share in price of parts where part.origin is US) = 10 %", "", 'u', "fact price"},
      {"", "(share in price of parts where part.origin is US) = 10 %", "price=0 USD", 'u', "bounds price"},
      {"term limit is 10 % when flag otherwise 30 %\nterm s is share of parts where part.origin is US", "s > limit",
       "flag=yes", 'y', NULL},
      {"term limit is 10 % when flag otherwise 30 %\nterm s is share of parts where part.origin is US", "s > limit",
       "flag=no", 'n', NULL},
      {"term limit is 10 % when flag otherwise 30 %\nterm s is share of parts where part.origin is US", "s > limit", "",
       'u', "fact flag"},
      {"term limit is 10 % when flag otherwise none\nterm s is share of parts where part.origin is US", "s > limit",
       "flag=no", 'n', NULL},
  };
  CHECK(rows);
}

static void a_part_without_value_is_named(void **state) {
  (void)state;
  struct question q;
  begin(&q, REGIME "rule a\n  when (share of parts where part.origin is US) > 10 %\n  prohibit\n");
  part(&q, "p1", "US", "100 USD", "");
  part(&q, "p2", "DE", "", "");
  ask(&q, "", ON);
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "fact", "p2.value"));
  assert_null(missing(&q, "fact", "p1.value"));
  end(&q);
}

static void without_parts_nothing_is_known_of_parts(void **state) {
  (void)state;
  struct question q;
  begin(&q, REGIME "rule a\n  when some part where part.origin is US\n  prohibit\n"
                   "rule b\n  when count of parts > 0\n  review by o\n");
  ask(&q, "", ON);
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "fact", "parts"));
  end(&q);
}

static void two_currencies_make_no_share(void **state) {
  (void)state;
  struct question q;
  begin(&q, REGIME "rule a\n  when (share of parts where part.origin is US) > 10 %\n  prohibit\n");
  part(&q, "p1", "US", "100 USD", "");
  part(&q, "p2", "DE", "100 EUR", "");
  ask(&q, "", ON);
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "bounds", "parts"));
  end(&q);
}

static void terms_are_reported_with_their_regime(void **state) {
  (void)state;
  struct question q;
  begin(&q, "fact size : integer\n" REGIME "term s is share of parts where part.origin is US\n"
            "term big is size > 3\nterm grade is low when size < 3 otherwise high\nterm n is count of parts\n"
            "term part.x is low\nterm gone is none\nterm left is none when size > 3 otherwise no\nrule a\n  when big\n "
            " prohibit\n");
  part(&q, "p1", "US", "1 USD", "");
  part(&q, "p2", "DE", "2 USD", "");
  ask(&q, "", ON);
  assert_int_equal(q.a.n_terms, 6);
  const struct cs_term_value *s = term(&q, "s");
  assert_int_equal(s->kind, CS_TERM_VALUE_SHARE);
  assert_true(s->unique);
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_share_write(&buf, s->figure, s->over);
  assert_str(cs_buf_str(&buf), "33.3333 %");
  cs_buf_deinit(&buf);
  assert_int_equal(term(&q, "big")->kind, CS_TERM_VALUE_TRUTH);
  assert_int_equal(term(&q, "big")->truth, CS_UNKNOWN);
  assert_str(term(&q, "big")->causes[0].name, "size");
  assert_int_equal(term(&q, "grade")->n_words, 2);
  assert_int_equal(term(&q, "grade")->n_maybe, 2);
  assert_int_equal(term(&q, "gone")->kind, CS_TERM_VALUE_NONE);
  assert_int_equal(term(&q, "left")->truth, CS_NO);
  assert_true(term(&q, "left")->maybe_none);
  assert_int_equal((int)term(&q, "n")->figure.lo.coefficient, 2);
  end(&q);
}

static void a_later_version_of_a_term_ends_the_former(void **state) {
  (void)state;
  struct question q;
  begin(&q, REGIME "term level is 10\n  from 2014-07-10\nterm level is 25\n  from 2015-10-29\n"
                   "rule a\n  when level = 10\n  prohibit\n");
  ask(&q, "", "2015-10-28", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "", "2015-10-29", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "", "2014-07-09", "2025-06-01");
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "date", "level"));
  end(&q);
}

static void a_terms_source_counts(void **state) {
  (void)state;
  struct question q;
  begin(&q, REGIME "term level is 10\n  cite \"somebody\" reported\nrule a\n  cite \"c\" confirmed\n  when level = 10\n"
                   "  prohibit\n");
  ask(&q, "", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  assert_int_equal(q.a.certainty, CS_REPORTED);
  end(&q);
}

#define LAYERS                                                                                                         \
  "fact eccn : code\nfact dest : code\nregime inner\n  treats use\nrule i\n  when eccn is secret and dest is far\n"    \
  "  review by o\nrule r\n  when eccn is odd\n  refer \"ask another\"\nregime outer\n  treats use\n"

static void regimes_stand_in_layers(void **state) {
  (void)state;
  struct question q;
  begin(&q, LAYERS "rule a\n  when some part where part needs approval under inner\n  prohibit\n");
  part(&q, "p1", "US", "1 USD", "eccn=plain");
  part(&q, "p2", "DE", "2 USD", "eccn=secret");
  ask(&q, "act=use; dest=far", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; dest=near", ON);
  assert_int_equal(q.a.regimes[1].at_most, CS_NOT_COVERED); /* of the request itself inner may say more */
  ask(&q, "act=use", ON);
  assert_int_equal(q.a.regimes[1].at_least, CS_NOT_COVERED);
  assert_int_equal(q.a.regimes[1].at_most, CS_PROHIBITED);
  assert_non_null(missing(&q, "fact", "dest"));
  end(&q);
}

static void a_referral_leaves_need_unknown(void **state) {
  (void)state;
  struct question q;
  begin(&q, LAYERS "rule a\n  when item needs approval under inner\n  prohibit\n");
  ask(&q, "act=use; dest=far; eccn=odd", ON);
  assert_string_equal(cs_verdict_name(q.a.at_most), "prohibited");
  assert_non_null(missing(&q, "fact", "inner"));
  ask(&q, "act=use; dest=far; eccn=secret", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "act=use; dest=far; eccn=plain", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void many_terms_behind_one_another_are_refused(void **state) {
  (void)state;
  struct fixture f;
  char text[4096];
  for (int n = 16; n <= 17; n++) {
    int used = snprintf(text, sizeof text, "regime r\nterm t1 is low\n");
    for (int i = 2; i <= n; i++) {
      used += snprintf(text + used, sizeof text - (size_t)used, "term t%d is the t%d\n", i, i - 1);
    }
    fixture_init(&f);
    if (n == 16) {
      assert_ok(fixture_compile(&f, text), &f.err);
    } else {
      assert_code(fixture_compile(&f, text), &f.err, CS_E_RULES_TOO_DEEP);
    }
    fixture_deinit(&f);
  }
}

static void only_what_is_open_is_missing(void **state) {
  (void)state;
  static const struct {
    const char *text, *facts, *open, *name, *settled;
  } rows[] = {
      {"term a is the code when flag\nrule x\n  when a is A\n", "code=A", "fact", "flag", "code"},
      {"term a is the size when flag otherwise 3\nrule x\n  when a is 7\n", "size=5..9", "bounds", "size", "a"},
      {"rule x\n  when code is the t[\"Z\"].mark\n", "code=A", "table", "t[Z]", "code"},
      {"rule x\n  when size is the t[\"Z\"].amount\n", "size=5..9", "bounds", "size", "t[Z].amount"},
      {"rule x\n  when (share in price of parts) > 1 %\n", "", "fact", "price", "part.value"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct question q;
    char text[2048];
    snprintf(text, sizeof text,
             "fact code : code\nfact size : integer\nfact flag : bool\nfact price : money USD\n"
             "table t from \"t.csv\" key code\n  column amount : decimal\n" REGIME "%s  prohibit\n  cite \"c\"\n",
             rows[i].text);
    begin_with(&q, text, "code,mark,amount\nA,x,10\n");
    part(&q, "p1", "US", "100 USD", "code=A");
    ask(&q, rows[i].facts, ON);
    assert_non_null(missing(&q, rows[i].open, rows[i].name));
    assert_null(missing(&q, "bounds", rows[i].settled));
    end(&q);
  }
}

static void a_weak_source_that_turns_nothing_leaves_the_verdict_confirmed(void **state) {
  (void)state;
  struct question q;
  begin_with(&q, HEAD REGIME "term a is low when flag\nrule x\n  when a is high\n  prohibit\n  cite \"c\"\n", TABLE);
  ask(&q, "flag~assumed=yes", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  ask(&q, "flag~reported=no", ON);
  assert_int_equal(q.a.certainty, CS_CONFIRMED);
  end(&q);
}

static void nothing_is_nothing_in_any_currency(void **state) {
  (void)state;
  struct question q;
  begin_with(
      &q, HEAD REGIME "rule x\n  when (sum of part.value where part.origin is FR) <= 0 USD\n  prohibit\n  cite \"c\"\n",
      TABLE);
  part(&q, "p1", "US", "", "");
  ask(&q, "", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  end(&q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_term_is_a_value_of_any_type),
      cmocka_unit_test(cases_are_read_from_the_top),
      cmocka_unit_test(sets_keep_what_may_be_in),
      cmocka_unit_test(measures_are_ranges),
      cmocka_unit_test(parts_are_asked_one_by_one),
      cmocka_unit_test(shares_are_compared_without_dividing),
      cmocka_unit_test(a_part_without_value_is_named),
      cmocka_unit_test(without_parts_nothing_is_known_of_parts),
      cmocka_unit_test(two_currencies_make_no_share),
      cmocka_unit_test(terms_are_reported_with_their_regime),
      cmocka_unit_test(a_later_version_of_a_term_ends_the_former),
      cmocka_unit_test(a_terms_source_counts),
      cmocka_unit_test(regimes_stand_in_layers),
      cmocka_unit_test(a_referral_leaves_need_unknown),
      cmocka_unit_test(only_what_is_open_is_missing),
      cmocka_unit_test(a_weak_source_that_turns_nothing_leaves_the_verdict_confirmed),
      cmocka_unit_test(nothing_is_nothing_in_any_currency),
      cmocka_unit_test(many_terms_behind_one_another_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
