/* Tables: look-ups, rows, sets, blanks, patterns, versions, groups that are read from them. SPEC 15 and 16. */
#include "rules/support/asking.h"

#define CONTROLS                                                                                                       \
  "eccn,item,rule,column,limit,marks\n"                                                                                \
  "5A001,,column,NS 1,10,a;b\n"                                                                                        \
  "5A001,5A001.x,column,RS 1,20,\n"                                                                                    \
  "5A002,,named,,,c\n"                                                                                                 \
  "5A003,,strange,,x,\n"
#define CHART "destination,NS 1,RS 1,note\nCanada,,X,\n\"Korea, South\",X,X,\nFrance,,,see\n"

#define DECLARED                                                                                                       \
  "fact eccn : code by \".\"\nfact destination : code\nfact other : code\nfact where-to : area\n"                      \
  "table controls from \"t.csv\"\n  column eccn : code by \".\"\n  column item : code by \".\"\n"                      \
  "  column rule : code one of { column, named }\n  column limit : decimal\n  column marks : codes by \";\"\n"

struct row {
  const char *condition, *facts;
  char expected;     /* y, n, u */
  const char *cause; /* of an unknown: "table chart[Atlantis]" */
};

/* Each condition alone, in a rule that prohibits. */
static void check_rows(const struct row *rows, size_t n, const char *head, const char *table) {
  for (size_t i = 0; i < n; i++) {
    struct question q;
    char text[4096];
    snprintf(text, sizeof text, "%s" REGIME "rule a\n  cite \"c\" confirmed\n  when %s\n  prohibit\n", head,
             rows[i].condition);
    begin_with(&q, text, table);
    ask(&q, rows[i].facts, ON);
    const char *least = rows[i].expected == 'y' ? "prohibited" : "not-covered";
    const char *most = rows[i].expected == 'n' ? "not-covered" : "prohibited";
    if (strcmp(cs_verdict_name(q.a.at_least), least) != 0 || strcmp(cs_verdict_name(q.a.at_most), most) != 0) {
      fail_msg("%s (%s): %s..%s", rows[i].condition, rows[i].facts, cs_verdict_name(q.a.at_least),
               cs_verdict_name(q.a.at_most));
    }
    if (rows[i].cause) {
      char kind[32], name[96];
      assert_int_equal(sscanf(rows[i].cause, "%31s %95[^\n]", kind, name), 2);
      if (!missing(&q, kind, name)) {
        fail_msg("%s (%s): first missing %s %.*s", rows[i].condition, rows[i].facts,
                 q.a.n_missing ? cs_cause_name(q.a.missing[0].cause.kind) : "-",
                 q.a.n_missing ? (int)q.a.missing[0].cause.name.len : 0,
                 q.a.n_missing ? q.a.missing[0].cause.name.ptr : "");
      }
    }
    end(&q);
  }
}
#define CHECK(rows, head, table) check_rows(rows, sizeof(rows) / sizeof(rows)[0], head, table)

static void a_table_with_a_key_is_looked_up(void **state) {
  (void)state;
  static const char head[] = "fact destination : code\nfact other : code\ntable chart from \"t.csv\" key destination\n";
  static const struct row rows[] = {
      {"chart[destination][\"RS 1\"] is X", "destination=Canada", 'y', NULL},
      {"chart[destination][\"NS 1\"] is X", "destination=Canada", 'n', NULL},
      {"chart[destination][\"NS 1\"] is not X", "destination=Canada", 'y', NULL},
      {"chart[destination][other] is X", "destination=Korea, South; other=NS 1", 'y', NULL},
      {"chart[destination][other] is X", "destination=Canada; other=NS 1", 'n', NULL},
      {"chart[destination][other] is X", "destination=Canada; other=NS 9", 'u', "table chart[Canada][NS 9]"},
      {"chart[destination][other] is X", "destination=Canada", 'u', "fact other"},
      {"chart[destination][\"RS 1\"] is X", "destination=Atlantis", 'u', "table chart[Atlantis]"},
      {"chart[destination][\"RS 1\"] is X", "", 'u', "fact destination"},
      {"chart[\"France\"].note is see", "", 'y', NULL},
      {"chart[destination].note is blank", "destination=Canada", 'y', NULL},
      {"chart[destination].note is not blank", "destination=France", 'y', NULL},
      {"chart[destination].note is blank", "destination=Atlantis", 'u', "table chart[Atlantis]"},
      {"other is the chart[destination].note", "destination=France; other=see", 'y', NULL},
      {"other is the chart[destination].note", "destination=Canada; other=see", 'n', NULL},
      {"chart[the destination].note in { see, look }", "destination=France", 'y', NULL},
  };
  CHECK(rows, head, CHART);
}

static void two_columns_may_be_the_key(void **state) {
  (void)state;
  static const char head[] = "fact a : code\nfact b : code\ntable t from \"t.csv\" key x, y\n  column v : decimal\n";
  static const struct row rows[] = {
      {"t[a, b].v = 3", "a=p; b=q", 'y', NULL},
      {"t[a, b].v > 3", "a=p; b=q", 'n', NULL},
      {"t[a, b].v > 3", "a=q; b=p", 'u', "table t[q, p]"},
      {"t[a, \"r\"].v > 3", "a=p", 'y', NULL},
  };
  CHECK(rows, head, "x,y,v\np,q,3\np,r,4\n");
}

static void some_row_is_an_or_over_rows(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"some c in controls where c.eccn is 5A001 and c.limit > 15", "", 'y', NULL},
      {"some c in controls where c.eccn is 5A001 and c.limit > 25", "", 'n', NULL},
      {"no c in controls where c.eccn is 5A001 and c.limit > 25", "", 'y', NULL},
      {"some c in controls where c.eccn is the other", "other=5A002", 'y', NULL},
      {"some c in controls where c.eccn is the other", "other=5A009", 'n', NULL},
      {"some c in controls where other is the c.eccn", "other=5A002", 'y', NULL},
      {"some c in controls where other is the c.eccn", "", 'u', "fact other"},
      {"some c in controls", "", 'y', NULL},
      {"(some c in controls where c.rule is named) and other is x", "other=x", 'y', NULL},
      {"(some c in controls where c.rule is named) and other is x", "other=y", 'n', NULL},
  };
  CHECK(rows, DECLARED, CONTROLS);
}

static void codes_by_levels_find_their_rows(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"some c in controls where eccn within the c.eccn and c.column is \"NS 1\"", "eccn=5A001.a", 'y', NULL},
      {"some c in controls where eccn within the c.eccn and c.column is \"NS 1\"", "eccn=5A0012", 'n', NULL},
      {"some c in controls where eccn within the c.item", "eccn=5A001.x.1", 'y', NULL},
      {"some c in controls where eccn within the c.item", "eccn=5A001", 'u', "bounds eccn"},
      {"some c in controls where eccn within the c.item", "eccn=5A001.y", 'n', NULL},
      {"some c in controls where eccn within the c.eccn and (c.item is blank or eccn within the c.item) and c.column "
       "is "
       "\"RS 1\"",
       "eccn=5A001.x", 'y', NULL},
  };
  CHECK(rows, DECLARED, CONTROLS);
}

static void a_cell_outside_its_column_is_unknown(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"some c in controls where c.eccn is 5A003 and c.rule is column", "", 'u', "table controls.rule"},
      {"some c in controls where c.eccn is 5A003 and c.rule is not column", "", 'u', "table controls.rule"},
      {"some c in controls where c.eccn is 5A003 and c.limit > 1", "", 'u', "table controls.limit"},
      {"some c in controls where c.eccn is 5A002 and c.limit > 1", "", 'n', NULL},
      {"some c in controls where c.rule is column and c.limit > 15 and c.eccn is the other", "other=5A003", 'u',
       "table controls.rule"},
      {"some c in controls where c.marks has c", "", 'y', NULL},
      {"some c in controls where c.marks has d", "", 'n', NULL},
      {"some c in controls where c.eccn is 5A003 and c.marks has-not d", "", 'y', NULL},
      {"some c in controls where c.eccn is 5A003 and c.marks is blank", "", 'y', NULL},
  };
  CHECK(rows, DECLARED, CONTROLS);
}

static void like_is_digits_letters_and_the_rest(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"eccn like \"#?6##*\"", "eccn=9A610.x", 'y', NULL},
      {"eccn like \"#?6##*\"", "eccn=9A610", 'y', NULL},
      {"eccn like \"#?6##\"", "eccn=9A610.x", 'n', NULL},
      {"eccn like \"#?6##*\"", "eccn=9A510", 'n', NULL},
      {"eccn not like \"#?6##*\"", "eccn=9A510", 'y', NULL},
      {"eccn like \"#?6##*\"", "eccn=9A6", 'n', NULL},
      {"eccn like \"#?6##*\"", "", 'u', "fact eccn"},
      {"some c in controls where c.column like \"?? #\" and c.eccn is 5A001", "", 'y', NULL},
  };
  CHECK(rows, DECLARED, CONTROLS);
}

static void a_group_may_be_read_from_a_table(void **state) {
  (void)state;
  static const char head[] =
      "fact destination : code\ngroup d5 from \"t.csv\" member destination where group is \"D:5\"\n"
      "group any of areas from \"t.csv\" member code where group is \"D:5\" and code is not blank\n";
  static const struct row rows[] = {
      {"destination in d5", "destination=China", 'y', NULL},
      {"destination in d5", "destination=France", 'n', NULL},
      {"destination not in d5", "destination=Cuba", 'n', NULL},
      {"area in any", "area=CN-BJ", 'y', NULL},
      {"area in any", "area=FR", 'n', NULL},
  };
  CHECK(rows, head, "group,destination,code\nA:1,France,FR\nD:5,China,CN\nD:5,Cuba,\nD:5,China,CN\n");
}

static void later_versions_of_groups_end_former_ones(void **state) {
  (void)state;
  struct question q;
  begin(&q, "group nato of parties\n  member us, fr\ngroup nato of parties\n  from 2025-03-01\n  member us, se\n"
            "group club of parties\n  member us\ngroup club of parties\n  from 2025-05..2025-06\n  known 2025-01-01\n"
            "  member us, se\n" REGIME
            "rule a\n  when user in nato\n  prohibit\nrule b\n  when user in club\n  review by o\n");
  ask(&q, "user=fr", "2025-02-28", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "user=fr", "2025-03-01", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "user=se", "2025-03-01", "2025-06-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "user=se", "2025-02-28", "2025-06-01");
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void on_an_uncertain_day_one_of_two_versions_holds(void **state) {
  (void)state;
  struct question q;
  begin(&q, "group club of parties\n  member us\ngroup club of parties\n  from 2025-05..2025-06\n  known 2025-01-01\n"
            "  member us, se\n" REGIME "rule b\n  when user in club\n  prohibit\n");
  ask(&q, "user=us", ON);
  assert_bounds(&q, "prohibited", "prohibited"); /* in both */
  ask(&q, "user=se", ON);
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "date", "club"));
  ask(&q, "user=fr", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void tables_have_versions(void **state) {
  (void)state;
  struct question q;
  struct cs_rules_text tables[] = {{CS_STR("a.csv"), CS_STR("k,v\nx,1\ny,5\n")},
                                   {CS_STR("b.csv"), CS_STR("k,v,w\nx,2\ny,5\n")}};
  tables[1].text = CS_STR("k,v,w\nx,2,a\ny,5,b\n");
  memset(&q, 0, sizeof q);
  fixture_init(&q.f);
  q.f.tables = tables;
  q.f.n_tables = 2;
  q.n_lines = 1;
  assert_ok(fixture_compile(&q.f, "fact key : code\ntable t from \"a.csv\" key k\n  column v : decimal\n"
                                  "table t from \"b.csv\" key k\n  column v : decimal\n  from 2025-05..2025-06\n"
                                  "  known 2025-01-01\n" REGIME "rule a\n  when t[key].v = 1\n  prohibit\n"),
            &q.f.err);
  ask(&q, "key=x", "2025-04-30", "2025-07-01");
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "key=x", "2025-05-10", "2025-07-01");
  assert_bounds(&q, "not-covered", "prohibited");
  assert_non_null(missing(&q, "date", "t"));
  ask(&q, "key=y", "2025-05-10", "2025-07-01");
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "key=x", "2025-07-01", "2025-07-01");
  assert_bounds(&q, "not-covered", "not-covered");
  end(&q);
}

static void a_rule_cites_the_row_it_rests_on(void **state) {
  (void)state;
  struct question q;
  begin_with(&q,
             DECLARED REGIME "rule a\n  cite c.column confirmed\n  when some c in controls where c.eccn is the other\n"
                             "  prohibit\n",
             CONTROLS);
  ask(&q, "other=5A001", ON);
  const struct cs_ground *got = ground(&q, "a");
  assert_int_equal(got->n_cites, 1);
  assert_str(got->cites[0].text, "NS 1");
  ask(&q, "other=5A002", ON);
  assert_int_equal(ground(&q, "a")->n_cites, 0); /* blank: nothing is cited */
  end(&q);
}

static void the_row_cited_is_the_first_in_the_file_however_rows_are_found(void **state) {
  (void)state;
  struct question q;
  begin_with(&q,
             "fact code : code by \".\"\ntable t from \"t.csv\"\n  column code : code by \".\"\n" REGIME
             "rule a\n  cite r1.text confirmed\n  when some r1 in t where r1.mark is x and code within the r1.code\n"
             "  prohibit\n",
             "code,mark,text\nB,x,other\nA.1,y,not marked\nA.1.b,x,narrow\nA,x,wide\nA.1,x,middle\n");
  ask(&q, "code=A.1.b", ON);
  assert_int_equal(ground(&q, "a")->n_cites, 1);
  assert_str(ground(&q, "a")->cites[0].text, "narrow");
  ask(&q, "code=A.1.c", ON);
  assert_str(ground(&q, "a")->cites[0].text, "wide");
  end(&q);
}

static void ten_thousand_rows_are_not_read_one_by_one(void **state) {
  (void)state;
  struct question q;
  struct cs_buf table;
  cs_buf_init(&table, 1u << 20);
  cs_buf_add(&table, CS_STR("code,mark\n"));
  for (int i = 0; i < 10000; i++) {
    cs_buf_printf(&table, "c%d,%s\n", i, i % 2 ? "odd" : "even");
  }
  cs_buf_byte(&table, '\0');
  begin_with(&q,
             "fact other : code\ntable t from \"t.csv\"\n" REGIME
             "rule a\n  when some r1 in t where r1.code is the other and r1.mark is odd\n  prohibit\n",
             table.ptr);
  const struct cs_source *source = q.f.rules->rules[0].condition->source;
  assert_true(source->column != SIZE_MAX);
  ask(&q, "other=c9999", ON);
  assert_bounds(&q, "prohibited", "prohibited");
  ask(&q, "other=c9998", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  ask(&q, "other=c10000", ON);
  assert_bounds(&q, "not-covered", "not-covered");
  cs_buf_deinit(&table);
  end(&q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_with_a_key_is_looked_up),
      cmocka_unit_test(two_columns_may_be_the_key),
      cmocka_unit_test(some_row_is_an_or_over_rows),
      cmocka_unit_test(codes_by_levels_find_their_rows),
      cmocka_unit_test(a_cell_outside_its_column_is_unknown),
      cmocka_unit_test(like_is_digits_letters_and_the_rest),
      cmocka_unit_test(a_group_may_be_read_from_a_table),
      cmocka_unit_test(later_versions_of_groups_end_former_ones),
      cmocka_unit_test(on_an_uncertain_day_one_of_two_versions_holds),
      cmocka_unit_test(tables_have_versions),
      cmocka_unit_test(a_rule_cites_the_row_it_rests_on),
      cmocka_unit_test(the_row_cited_is_the_first_in_the_file_however_rows_are_found),
      cmocka_unit_test(ten_thousand_rows_are_not_read_one_by_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
