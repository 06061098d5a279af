/* A regime in words. */
#include "rules/support/fixture.h"

#include "base/limits.h"

static struct fixture f;
static struct cs_buf buf;

static int setup(void **state) {
  (void)state;
  fixture_init(&f);
  cs_buf_init(&buf, 1024 * 1024);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  cs_buf_deinit(&buf);
  fixture_deinit(&f);
  return 0;
}

static void show(const char *text) {
  assert_ok(fixture_compile(&f, text), &f.err);
  cs_rules_show(&buf, f.rules, CS_STR_NONE);
}

static bool says(const char *words) {
  return cs_str_find(cs_buf_str(&buf), cs_str_of(words)) != SIZE_MAX;
}

/* The words of one condition. */
static void assert_condition(const char *condition, const char *words) {
  char text[1024];
  snprintf(text, sizeof text,
           "fact d : date\nfact range : quantity km\nfact flag : bool\ngroup g of items\n  member x\nregime r\nrule a\n"
           "  when %s\n  prohibit\n",
           condition);
  cs_buf_reset(&buf);
  show(text);
  char line[512];
  snprintf(line, sizeof line, "    when %s\n", words);
  if (!says(line)) {
    fail_msg("%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  }
}

static void a_whole_regime_reads_as_written(void **state) {
  (void)state;
  show("regime us.review\n  title \"Use inside Russia\"\n  owner us.president\n  treats use\n  otherwise prohibit\n"
       "rule ban\n  cite \"AP\" confirmed\n  from ..2024-05-30\n  known 2024-05-30\n  when act is use\n  prohibit\n"
       "exception leave replaces ban\n  cite \"WSJ\" reported known 2025-08-23\n  because \"talks\"\n"
       "  from 2025-05..2025-06 \"late spring\"\n  before 2026-01-01\n  known 2025-08-23\n  when flag2 \n  review by "
       "us.secdef\n"
       "    advice from us.usd-policy within 5 working days assumed\n    single use\n    note \"n\"\n"
       "fact flag2 : bool\n");
  assert_str(cs_buf_str(&buf),
             "regime us.review\n  Use inside Russia\n  owner: us.president\n  treats completely: use\n"
             "  where no rule applies: prohibited\n\n"
             "  rule ban\n    prohibited\n    when act is use\n"
             "    holds from some day up to 2024-05-30; known from 2024-05-30\n    source: AP (confirmed)\n\n"
             "  exception leave, replaces ban\n    needs the approval of us.secdef\n"
             "      advice from us.usd-policy within 5 working days (assumed)\n      limit: single use\n      note: n\n"
             "    when flag2 holds\n"
             "    holds from some day in 2025-05..2025-06 (\"late spring\") until, and not on, 2026-01-01; known from\n"
             "      2025-08-23\n"
             "    source: WSJ (reported, known from 2025-08-23)\n    because: talks\n\n");
}

static void conditions_are_said_in_words(void **state) {
  (void)state;
  assert_condition("act is use and (item is x or item not in { y, z })",
                   "act is use, and (item is x, or item is none of: y or z)");
  assert_condition("not (flag and item in g)", "it is not so that (flag holds, and item is in the group g)");
  assert_condition("not (quantity - 1 < 3)", "quantity less 1 is at least 3");
  assert_condition("2 * (quantity + 1) >= 3", "2 times (quantity plus 1) is at least 3");
  assert_condition("range > 300 km", "range is above 300 km");
  assert_condition("d + 30 days <= today", "d plus 30 days is on or before the day asked about");
  assert_condition("d - 2 months > 2025-06-01", "d less 2 months is after 2025-06-01");
  assert_condition("item depends on US by contains, relies-on", "item depends on US by contains or relies-on");
  assert_condition("user is the end_user", "user is the end_user");
  assert_condition("item.origin has-not { US, GB }", "item.origin does not include US or GB");
}

static void no_line_is_longer_than_the_page(void **state) {
  (void)state;
  struct cs_rules_text text = {CS_STR("x.rules"), fixture_read(&f, "tests/rules/support/long-range-review.rules")};
  assert_ok(cs_rules_compile(&f.arena, &fixture_schema, &(struct cs_rules_sources){.texts = &text, .n_texts = 1},
                             &f.findings, &f.rules, &f.err),
            &f.err);
  cs_rules_show(&buf, f.rules, CS_STR_NONE);
  struct cs_str rest = cs_buf_str(&buf);
  size_t lines = 0;
  while (rest.ptr) {
    assert_true(cs_str_cut(&rest, '\n').len <= CS_TEXT_LINE_MAX);
    lines++;
  }
  assert_true(lines > 100);
}

static void a_word_longer_than_the_page_is_cut(void **state) {
  (void)state;
  char text[512], word[201];
  memset(word, 'x', sizeof word - 1);
  word[sizeof word - 1] = '\0';
  snprintf(text, sizeof text, "regime r\nrule a\n  cite \"%s\"\n  when act is use\n  prohibit\n", word);
  show(text);
  struct cs_str rest = cs_buf_str(&buf);
  while (rest.ptr) {
    assert_true(cs_str_cut(&rest, '\n').len <= CS_TEXT_LINE_MAX);
  }
}

static void one_regime_is_shown_alone(void **state) {
  (void)state;
  assert_ok(fixture_compile(&f, "regime r\n  title \"one\"\nregime s\n  title \"two\"\n"), &f.err);
  cs_rules_show(&buf, f.rules, CS_STR("s"));
  assert_true(says("two"));
  assert_false(says("one"));
  cs_buf_reset(&buf);
  cs_rules_show(&buf, f.rules, CS_STR("t"));
  assert_int_equal(buf.len, 0);
}

static void an_exception_that_only_lifts_says_so(void **state) {
  (void)state;
  show("regime r\nrule a\n  when act is use\n  prohibit\nexception b lifts a\n  from 2025-03-11\n");
  assert_true(says("exception b, lifts a\n    no effect of its own: it ends what it lifts\n    holds from 2025-03-11"));
}

static void conditions_say_what_meets_them(void **state) {
  (void)state;
  show("group donors of parties\n  member dk\nregime r\nrule a\n  when act is sale\n  review by o\n"
       "    condition payment by donors\n    condition payment by donors \"all of it\" before 2026-01-01\n"
       "    condition certificate from ua.mod \"of end use\"\n    condition payment \"in full\"\n"
       "    condition \"the treaty is ratified\"\n");
  assert_true(says("      condition: payment by donors\n"));
  assert_true(says("      condition: payment by donors: all of it, before 2026-01-01\n"));
  assert_true(says("      condition: certificate from ua.mod: of end use\n"));
  assert_true(says("      condition: payment: in full\n"));
  assert_true(says("      condition: the treaty is ratified\n"));
}

static void versions_name_what_ends_them(void **state) {
  (void)state;
  show("regime r\nrule a\n  when act is use\n  prohibit\nrule a\n  from 2025-03-11\n  when act is use\n  permit\n");
  assert_true(says("holds always, or until its next version holds (line 5)"));
}

/* With a table of prices and one of nothing that is asked. */
static void show_with_tables(const char *text, const char *regime) {
  const struct cs_rules_text tables[] = {
      {CS_STR("prices.csv"), CS_STR("code,price,kinds,from day\nA,10,x;y,2025-01-01\nB,,,\n")},
      {CS_STR("other.csv"), CS_STR("a\n")},
  };
  struct cs_rules_text one = {CS_STR("a.rules"), cs_str_of(text)};
  struct cs_rules_sources sources = {.texts = &one, .n_texts = 1, .tables = tables, .n_tables = 2};
  assert_ok(cs_rules_compile(&f.arena, &fixture_schema, &sources, &f.findings, &f.rules, &f.err), &f.err);
  cs_buf_reset(&buf);
  cs_rules_show(&buf, f.rules, cs_str_of(regime));
}

static const char with_tables[] =
    "fact code : code by \".\"\n"
    "table prices from \"prices.csv\" key code\n  from 2025-01-01\n  column price : money USD\n"
    "  column kinds : codes by \";\" one of { x, y }\n  column \"from day\" : date\n"
    "table rest from \"other.csv\"\n"
    "regime r\n  treats use\n"
    "term dear is prices[code].price > 5 USD\n"
    "term grade is low when dear is no otherwise high\n"
    "term all-of-them is every p.code for p in prices where p.kinds has x\n"
    "term total is sum of part.value where part.origin is US\n"
    "term us is share of parts where part.origin is US\n"
    "term part.ours is part.origin is US\n"
    "term n is count of p in prices\n"
    "rule a\n  when us > 25 % and some part where part.ours\n  prohibit\n"
    "rule b\n  when no p in prices where p.code is the code and p.price is blank\n  permit\n"
    "rule c\n  when code like \"#?6##*\" or request needs approval under s\n  permit\n"
    "regime s\n  treats use\nrule d\n  when code is X\n  prohibit\n";

static void tables_stand_behind_the_regimes(void **state) {
  (void)state;
  show_with_tables(with_tables, "");
  assert_true(says("table prices from prices.csv: 2 rows, from 2025-01-01\n"));
  assert_true(says("  column price: money in USD\n"));
  assert_true(says("  column kinds: codes divided by \";\", one of x or y\n"));
  assert_true(says("  column from day: date\n"));
  assert_true(says("  column code: code (key)\n"));
  assert_true(says("table rest from other.csv: 0 rows\n  columns, of codes: a\n"));
}

static void of_one_regime_the_tables_that_it_asks_are_shown(void **state) {
  (void)state;
  show_with_tables(with_tables, "r");
  assert_true(says("table prices"));
  assert_false(says("table rest"));
  show_with_tables(with_tables, "s");
  assert_false(says("table prices"));
}

static void terms_rows_and_parts_are_said_in_words(void **state) {
  (void)state;
  show_with_tables(with_tables, "r");
  assert_true(says("  term dear\n    is whether prices[code].price is above 5 USD\n"));
  assert_true(says("  term all-of-them\n    is every p.code over rows p of prices where p.kinds includes x\n"));
  assert_true(says("the share by value of parts where part.origin is US"));
  assert_true(says("the sum of part.value over parts where part.origin is US"));
  assert_true(says("the number of rows p of prices"));
  assert_true(says("no row p of prices where (p.code is the code, and p.price is blank)"));
  assert_true(says("some part where part.ours holds"));
}

static void every_word_is_found_by_its_name(void **state) {
  (void)state;
  for (int i = CS_NOT_COVERED; i <= CS_PROHIBITED; i++) {
    enum cs_verdict verdict;
    assert_true(cs_verdict_find(cs_str_of(cs_verdict_name((enum cs_verdict)i)), &verdict));
    assert_int_equal(verdict, i);
  }
  for (int i = CS_CONFIRMED; i <= CS_DENIED; i++) {
    enum cs_certainty certainty;
    assert_true(cs_certainty_find(cs_str_of(cs_certainty_name((enum cs_certainty)i)), &certainty));
    assert_int_equal(certainty, i);
  }
  enum cs_verdict verdict;
  enum cs_certainty certainty;
  assert_false(cs_verdict_find(CS_STR("maybe"), &verdict));
  assert_false(cs_certainty_find(CS_STR("Confirmed"), &certainty));
  assert_string_equal(cs_cause_name(CS_CAUSE_GROUP), "group");
  assert_string_equal(cs_type_name(CS_TYPE_AREA), "area");
  assert_string_equal(cs_require_name(CS_REQUIRE_CONDITION), "condition");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_whole_regime_reads_as_written),
      TEST(conditions_are_said_in_words),
      TEST(no_line_is_longer_than_the_page),
      TEST(a_word_longer_than_the_page_is_cut),
      TEST(one_regime_is_shown_alone),
      TEST(an_exception_that_only_lifts_says_so),
      TEST(conditions_say_what_meets_them),
      TEST(versions_name_what_ends_them),
      TEST(tables_stand_behind_the_regimes),
      TEST(of_one_regime_the_tables_that_it_asks_are_shown),
      TEST(terms_rows_and_parts_are_said_in_words),
      TEST(every_word_is_found_by_its_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
