/* What the checker resolves: names over files, days and their defaults, versions, links, families; what it refuses. */
#include "rules/support/fixture.h"

#include "base/limits.h"

#define REGIME "regime r\n  treats use\n"
#define BAN    "  when act is use\n  prohibit\n"

static struct fixture f;

static int setup(void **state) {
  (void)state;
  fixture_init(&f);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  fixture_deinit(&f);
  return 0;
}

#define compiles(text)                                                                                                 \
  do {                                                                                                                 \
    f.findings.n = 0; /* of what was compiled before */                                                                \
    assert_ok(fixture_compile(&f, text), &f.err);                                                                      \
  } while (0)

/* Refused, first of all with this code at this place. */
static void assert_fault(const char *text, const struct cs_code *code, uint32_t line, uint32_t column) {
  assert_false(fixture_compile(&f, text));
  if (f.err.code != code || f.err.line != line || f.err.column != column) {
    fail_msg("got %s at %u:%u (%s)", f.err.code->slug, f.err.line, f.err.column, f.err.text);
  }
}

static size_t warnings(void) {
  size_t n = 0;
  for (size_t i = 0; i < f.findings.n; i++) {
    n += f.findings.at[i].warning;
  }
  return n;
}

/* ------------------------------------------------------------------ names over files */

static void facts_of_the_host_need_no_declaration(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  when quantity > 3\n  prohibit\n");
  size_t fact = cs_rules_find_fact(f.rules, CS_STR("quantity"));
  assert_int_equal(cs_rules_fact(f.rules, fact)->type, CS_TYPE_DECIMAL);
  assert_int_equal(cs_rules_n_facts(f.rules), 2);
  assert_int_equal(cs_rules_find_fact(f.rules, CS_STR("holder")), SIZE_MAX);
}

static void a_fact_of_the_host_keeps_its_kind_when_declared_again(void **state) {
  (void)state;
  compiles("fact item : code\nfact item : code one of { x, y }\n");
  assert_str(f.rules->facts[cs_rules_find_fact(f.rules, CS_STR("item"))].info.kind, "item");
}

static void choices_of_several_files_unite(void **state) {
  (void)state;
  const char *texts[] = {"fact act : code one of { use, sale }\n" REGIME "rule a\n  when act is export\n  prohibit\n",
                         "fact act : code one of { sale, export }\n"};
  assert_ok(fixture_compile_all(&f, texts, 2), &f.err);
  assert_int_equal(cs_rules_fact(f.rules, cs_rules_find_fact(f.rules, CS_STR("act")))->n_choices, 3);
}

static void groups_and_dates_are_shared_by_files(void **state) {
  (void)state;
  const char *texts[] = {"use \"b.rules\"\n" REGIME
                         "rule a\n  from memo\n  known 2025-07-01\n  when item in g\n  prohibit\n",
                         "date memo is 2025-05..2025-06\ngroup g of items\n  member x\n"};
  assert_ok(fixture_compile_all(&f, texts, 2), &f.err);
  assert_int_equal(f.rules->rules[0].from_date, 1);
  assert_false(cs_span_exact(f.rules->rules[0].info.from));
}

static void a_fault_names_its_file(void **state) {
  (void)state;
  const char *texts[] = {REGIME, "use \"c.rules\"\n"};
  assert_code(fixture_compile_all(&f, texts, 2), &f.err, CS_E_RULES_UNKNOWN_FILE);
  assert_string_equal(f.err.source, "b.rules");
  assert_string_equal(f.err.hint, "did you mean \"a.rules\" or \"b.rules\"?");
}

static void a_file_is_found_beside_the_one_that_uses_it(void **state) {
  (void)state;
  struct cs_rules_text texts[] = {{CS_STR("rules/a.rules"), CS_STR("use \"b.rules\"\n")},
                                  {CS_STR("rules/b.rules"), CS_STR("")}};
  assert_ok(cs_rules_compile(&f.arena, &fixture_schema, &(struct cs_rules_sources){.texts = texts, .n_texts = 2},
                             &f.findings, &f.rules, &f.err),
            &f.err);
  texts[0].file = CS_STR("other/a.rules");
  assert_code(cs_rules_compile(&f.arena, &fixture_schema, &(struct cs_rules_sources){.texts = texts, .n_texts = 2},
                               &f.findings, &f.rules, &f.err),
              &f.err, CS_E_RULES_UNKNOWN_FILE);
}

static void identical_groups_are_one(void **state) {
  (void)state;
  const char *texts[] = {"group g of items\n  member x, y\n", "group g of items\n  member x\n  member y\n"};
  assert_ok(fixture_compile_all(&f, texts, 2), &f.err);
  assert_int_equal(f.rules->n_groups, 1);
  assert_int_equal(f.rules->groups[0].n_members, 2);
}

static void a_group_that_continues_unites_its_members(void **state) {
  (void)state;
  const char *texts[] = {"group g of items continues\n  member z\n", "group g of items\n  member x, y\n"};
  assert_ok(fixture_compile_all(&f, texts, 2), &f.err);
  assert_int_equal(f.rules->groups[0].n_members, 3);
}

static void groups_of_areas_are_known_without_a_kind_of_the_host(void **state) {
  (void)state;
  compiles("group g of areas\n  member UA, RU-KRS\n" REGIME "rule a\n  when area in g\n  prohibit\n");
  assert_str(f.rules->groups[0].kind, "area");
}

static void a_regime_is_continued_by_name(void **state) {
  (void)state;
  const char *texts[] = {"regime r\n  title \"T\"\n  treats use\nrule a\n" BAN "regime s\nrule a\n" BAN,
                         "regime r\n  title \"T\"\n  treats use, sale\nexception b lifts a\n"};
  assert_ok(fixture_compile_all(&f, texts, 2), &f.err);
  assert_int_equal(f.rules->n_regimes, 2);
  assert_int_equal(f.rules->regimes[0].info.n_treats, 2);
  assert_int_equal(f.rules->rules[2].regime, 0);
  assert_int_equal(f.rules->rules[2].lifts[0], 0);
  assert_str(cs_rules_at(f.rules, 2)->file, "b.rules");
}

/* ------------------------------------------------------------------ days */

static void a_rule_takes_the_days_of_its_regime(void **state) {
  (void)state;
  compiles("regime r\n  from 2025-01-01\n  known 2024-12-01\nrule a\n" BAN "rule b\n  from 2025-02-01\n" BAN
           "rule c\n  known 2024-11-01\n" BAN);
  assert_int_equal(f.rules->rules[0].info.from.first, 20089);
  assert_int_equal(f.rules->rules[0].info.known, 20058);
  assert_int_equal(f.rules->rules[1].info.from.first, 20120);
  assert_int_equal(f.rules->rules[1].info.known, 20058);
  assert_int_equal(f.rules->rules[2].info.known, 20028);
}

static void an_exact_from_is_also_when_it_is_known(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  from 2025-01-01\n" BAN "rule b\n" BAN);
  assert_int_equal(f.rules->rules[0].info.known, 20089);
  assert_int_equal(f.rules->rules[1].info.known, CS_DAY_MIN);
}

static void a_rule_is_known_from_its_earliest_cite(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  cite \"x\" known 2025-02-01\n  cite \"y\" known 2025-01-01\n  from 2024\n" BAN
                  "rule b\n  cite \"x\" denied known 2024-06-01\n  cite \"y\" known 2025-01-01\n" BAN
                  "rule c\n  cite \"x\"\n  cite \"y\" known 2025-02-01\n  known 2025-01-01\n" BAN);
  assert_int_equal(f.rules->rules[0].info.known, 20089);
  assert_int_equal(f.rules->rules[1].info.known, 20089);
  assert_int_equal(f.rules->rules[2].info.known, 20089);
}

static void an_inexact_from_needs_a_known(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  from 2025-05\n  known 2025-06-01\n" BAN);
  assert_fault(REGIME "rule a\n  from 2025-05\n" BAN, &CS_E_RULES_INEXACT_FROM, 4, 8);
}

static void the_words_of_a_named_day_are_kept(void **state) {
  (void)state;
  compiles("date memo is 2025-05..2025-06 \"late spring\"\n" REGIME "rule a\n  from memo\n  known 2025-07-01\n" BAN
           "rule b\n  from memo \"after the talks\"\n  known 2025-07-01\n" BAN);
  assert_str(f.rules->rules[0].info.from_words, "late spring");
  assert_str(f.rules->rules[1].info.from_words, "after the talks");
}

static void a_fault_in_a_declaration_of_the_host_s_fact_leaves_it_usable(void **state) {
  (void)state;
  assert_fault("fact act : money km\n" REGIME "rule a\n" BAN, &CS_E_RULES_WRONG_UNIT, 1, 18);
  assert_int_equal(f.findings.n, 1);
}

static void a_period_may_be_empty_only_by_doubt(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  from ..2025-05-01\n  before ..2025-05-01\n  known 2025-05-01\n" BAN);
  compiles(REGIME "rule a\n  from 2025-05-01\n  before 2025-05-02\n" BAN);
  assert_fault(REGIME "rule a\n  from 2025-05-01\n  before 2025-05-01\n" BAN, &CS_E_RULES_PERIOD, 5, 10);
}

/* ------------------------------------------------------------------ versions and links */

static void a_later_from_makes_a_version(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  from 2025-01-01\n" BAN "rule a\n  from 2025-05..2025-06\n  known 2025-07-01\n" BAN
                  "exception b lifts a\n");
  assert_int_equal(f.rules->rules[0].next_version, 2);
  assert_int_equal(f.rules->rules[1].next_version, 0);
  assert_int_equal(f.rules->rules[2].n_lifts, 2);
  assert_int_equal(f.rules->n_families, 1);
}

static void the_order_of_versions_in_the_text_means_nothing(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  from 2025-03-01\n" BAN "rule a\n" BAN);
  assert_int_equal(f.rules->rules[1].next_version, 1);
}

static void replaces_is_among_lifts(void **state) {
  (void)state;
  compiles(REGIME "rule a\n" BAN "rule b\n" BAN "exception c lifts a replaces b\n");
  const struct cs_rule *c = &f.rules->rules[2];
  assert_int_equal(c->n_lifts, 2);
  assert_int_equal(c->n_replaces, 1);
  assert_int_equal(c->replaces[0], 1);
}

static void a_long_circle_is_named_whole(void **state) {
  (void)state;
  assert_fault(REGIME "rule x\n" BAN "exception a lifts x, c\nexception b lifts a\nexception c replaces b\n",
               &CS_E_RULES_CIRCLE, 7, 19);
  assert_string_equal(f.err.text, "these lift one another in a circle: a lifts c, c lifts b, b lifts a");
}

static void a_chain_without_a_circle_is_fine(void **state) {
  (void)state;
  compiles(REGIME "rule x\n" BAN "exception a lifts x\nexception b lifts a\nexception c lifts b, a, x\n");
  assert_int_equal(f.rules->n_families, 1);
}

static void disputed_by_names_rules_of_the_regime(void **state) {
  (void)state;
  compiles(REGIME "rule a\n  disputed by b\n" BAN "rule b\n  when act is use\n  permit\n");
  assert_int_equal(f.rules->rules[0].disputed_by[0], 1);
  assert_int_equal(f.rules->n_families, 1);
}

static void families_of_a_regime_are_numbered_together(void **state) {
  (void)state;
  compiles("regime r\nrule a\n" BAN "regime s\nrule a\n" BAN "exception b lifts a\nregime r\nrule c\n" BAN
           "exception d lifts a\n");
  const struct cs_regime *r = &f.rules->regimes[0], *s = &f.rules->regimes[1];
  assert_int_equal(r->first_family, 0);
  assert_int_equal(r->n_families, 2);
  assert_int_equal(s->first_family, 2);
  assert_int_equal(s->n_families, 1);
  assert_int_equal(f.rules->rules[4].family, f.rules->rules[0].family);
  assert_int_equal(f.rules->rules[2].family, 2);
}

static void one_uncertain_day_makes_one_family(void **state) {
  (void)state;
  compiles("date memo is 2025-05..2025-06\ndate sure is 2025-05-01\n" REGIME
           "rule a\n  from memo\n  known 2025-07-01\n" BAN "rule b\n  before memo\n" BAN "rule c\n  from sure\n" BAN
           "rule d\n  from sure\n" BAN);
  assert_int_equal(f.rules->n_families, 3);
  assert_int_equal(f.rules->rules[0].family, f.rules->rules[1].family);
  assert_int_equal(f.rules->rules[1].before_date, 1);
}

/* ------------------------------------------------------------------ limits */

/* A regime with `n` rules of one condition. */
static struct cs_str many(size_t n, const char *rule) {
  struct cs_buf buf;
  cs_buf_init(&buf, 16 * 1024 * 1024);
  cs_buf_add(&buf, CS_STR("regime r\n"));
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(&buf, "rule r%zu\n%s", i, rule);
  }
  struct cs_str kept;
  assert_ok(cs_arena_str(&f.arena, cs_buf_str(&buf), &kept, &f.err), &f.err);
  cs_buf_deinit(&buf);
  return kept;
}

/* A condition on payment by a group of n members. */
static struct cs_str many_payers(size_t n) {
  static char text[16384];
  size_t at = (size_t)snprintf(text, sizeof text, "group g of parties\n");
  for (size_t i = 0; i < n; i++) {
    at += (size_t)snprintf(text + at, sizeof text - at, "  member p%zu\n", i);
  }
  snprintf(text + at, sizeof text - at,
           "regime r\nrule a\n  when act is sale\n  review by o\n    condition payment by g\n");
  return cs_str_of(text);
}

static void too_many_payers_are_refused(void **state) {
  (void)state;
  assert_ok(fixture_compile(&f, many_payers(CS_RULES_PAYERS_MAX).ptr), &f.err);
  assert_code(fixture_compile(&f, many_payers(CS_RULES_PAYERS_MAX + 1).ptr), &f.err, CS_E_RULES_TOO_MANY);
  assert_int_equal(f.err.line, CS_RULES_PAYERS_MAX + 1 + 1 + 5);
}

static void too_many_rules_are_refused(void **state) {
  (void)state;
  assert_ok(fixture_compile(&f, many(CS_RULES_MAX, BAN).ptr), &f.err);
  assert_code(fixture_compile(&f, many(CS_RULES_MAX + 1, BAN).ptr), &f.err, CS_E_RULES_TOO_MANY);
  assert_int_equal(f.err.line, 1 + CS_RULES_MAX * 3 + 1);
}

static void at_most_a_hundred_errors_are_reported(void **state) {
  (void)state;
  assert_false(fixture_compile(&f, many(150, "  whne\n").ptr));
  assert_int_equal(f.findings.n, CS_RULES_ERRORS_MAX);
}

static void a_condition_may_be_as_deep_as_the_limit(void **state) {
  (void)state;
  char text[512] = REGIME "rule a\n  when ";
  size_t used = strlen(text);
  for (int i = 0; i < CS_RULES_DEPTH_MAX - 1; i++) {
    used += (size_t)snprintf(text + used, sizeof text - used, "not ");
  }
  snprintf(text + used, sizeof text - used, "act is use\n  prohibit\n");
  compiles(text);
  snprintf(text + used, sizeof text - used, "not act is use\n  prohibit\n");
  assert_fault(text, &CS_E_RULES_TOO_DEEP, 4, 8 + 32 * 4);
}

static void a_text_beyond_the_limit_is_refused_unread(void **state) {
  (void)state;
  struct cs_rules_text text = {CS_STR("x.rules"), {"", (size_t)CS_FILE_MAX + 1}};
  assert_code(cs_rules_compile(&f.arena, &fixture_schema, &(struct cs_rules_sources){.texts = &text, .n_texts = 1},
                               &f.findings, &f.rules, &f.err),
              &f.err, CS_E_LIMIT);
  assert_string_equal(f.err.source, "x.rules");
}

/* ------------------------------------------------------------------ running out of memory */

struct scarce {
  size_t left;
};

static void *scarce_get(void *ctx, size_t size) {
  struct scarce *s = ctx;
  if (s->left == 0) {
    return NULL;
  }
  s->left--;
  return malloc(size);
}

static void scarce_put(void *ctx, void *ptr) {
  (void)ctx;
  free(ptr);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  struct cs_rules_text text = {CS_STR("x.rules"), fixture_read(&f, "tests/rules/support/long-range-review.rules")};
  bool done = false;
  size_t n = 0;
  for (; !done && n < 100; n++) {
    struct scarce scarce = {n};
    struct cs_alloc alloc = {scarce_get, scarce_put, &scarce};
    struct cs_arena arena;
    struct cs_findings findings = {0};
    struct cs_rules *rules;
    cs_arena_init(&arena, &alloc, 0);
    done = cs_rules_compile(&arena, &fixture_schema,
                            &(struct cs_rules_sources){.texts = &text, .n_texts = 1, .warn = true}, &findings, &rules,
                            &f.err);
    if (!done) {
      assert_ptr_equal(f.err.code, &CS_E_OOM);
    }
    cs_arena_deinit(&arena);
  }
  assert_true(done);
  assert_true(n > 5);
}

/* ------------------------------------------------------------------ warnings */

static void the_sample_has_no_warnings(void **state) {
  (void)state;
  struct cs_rules_text text = {CS_STR("x.rules"), fixture_read(&f, "tests/rules/support/long-range-review.rules")};
  assert_ok(cs_rules_compile(&f.arena, &fixture_schema,
                             &(struct cs_rules_sources){.texts = &text, .n_texts = 1, .warn = true}, &f.findings,
                             &f.rules, &f.err),
            &f.err);
  assert_int_equal(warnings(), 0);
}

static const struct cs_err *warned(const struct cs_code *code) {
  for (size_t i = 0; i < f.findings.n; i++) {
    if (f.findings.at[i].err.code == code) {
      assert_true(f.findings.at[i].warning);
      return &f.findings.at[i].err;
    }
  }
  return NULL;
}

#define REGIME_OF   "regime t\n"
#define TABLE_FACTS "fact colour : code one of { red, green, blue }\nfact heavy : bool\nregime t\n"

static void a_combination_without_a_case_is_a_gap(void **state) {
  (void)state;
  compiles(TABLE_FACTS "term a\n  is x when colour is red\n  is y when colour is green and (heavy or not heavy)\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where colour is blue");
  assert_int_equal(f.findings.at[0].err.line, 5);
}

static void cases_that_cover_all_have_no_gap(void **state) {
  (void)state;
  compiles(TABLE_FACTS "term a\n  is x when colour is red\n  is y when colour in { green, blue }\n");
  assert_int_equal(warnings(), 0);
}

static void otherwise_closes_every_gap(void **state) {
  (void)state;
  compiles(TABLE_FACTS "term a\n  is x when colour is red\n  otherwise y\n");
  assert_int_equal(warnings(), 0);
}

static void cases_of_different_values_overlap(void **state) {
  (void)state;
  compiles(TABLE_FACTS "term a\n  is x when heavy\n  is y when colour is red\n  otherwise z\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_OVERLAP)->text,
                      "this case of a and that in line 5 overlap where heavy is yes, colour is red");
}

static void cases_of_one_value_do_not_overlap(void **state) {
  (void)state;
  compiles(TABLE_FACTS "term a\n  is x when heavy\n  is x when colour is red\n  otherwise z\n");
  assert_int_equal(warnings(), 0);
}

static void a_covered_case_is_never_reached(void **state) {
  (void)state;
  compiles(TABLE_FACTS "term a\n  is x when colour is not blue\n  is x when colour is red\n  otherwise z\n");
  assert_int_equal(warnings(), 1);
  assert_int_equal(warned(&CS_E_RULES_NEVER_REACHED)->line, 6);
}

static void figures_days_and_codes_are_cut_where_cases_name_them(void **state) {
  (void)state;
  compiles("fact load : quantity kg\nregime t\nterm a\n  is x when load < 500 kg\n  is y when load > 0.5 t\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where load is 500 kg");
  compiles("fact load : quantity kg\nregime t\nterm a\n  is x when load <= 500 kg\n  is y when load >= 600 kg\n");
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where load is above 500 kg and below 600 kg");
  compiles("fact made : date\nregime t\nterm a\n  is x when made < 2020-01-01\n  is y when made > 2020-01-01\n");
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where made is 2020-01-01");
  compiles("fact shape : code\nregime t\nterm a\n  is x when shape is round\n  is y when shape is square\n");
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where shape is another");
}

static void figures_that_cover_all_have_no_gap(void **state) {
  (void)state;
  compiles("fact load : quantity kg\nregime t\nterm a\n  is x when load <= 500 kg\n  is y when load > 0.5 t\n");
  assert_int_equal(warnings(), 0);
}

static void between_two_integers_that_follow_one_another_lies_nothing(void **state) {
  (void)state;
  compiles("fact n : integer\nregime t\nterm a\n  is x when n <= 3\n  is y when n >= 4\n");
  assert_int_equal(warnings(), 0);
  compiles("fact n : decimal\nregime t\nterm a\n  is x when n <= 3\n  is y when n >= 4\n");
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where n is above 3 and below 4");
}

static void no_integer_is_two_and_a_half(void **state) {
  (void)state;
  compiles("fact n : integer\nregime t\nterm a\n  is x when n < 2.5\n  is y when n > 2.5\n");
  assert_int_equal(warnings(), 0);
}

static void areas_are_cut_into_those_named_those_below_and_the_others(void **state) {
  (void)state;
  compiles(REGIME_OF "term a\n  is x when area within FR\n  is y when area not within FR\n");
  assert_int_equal(warnings(), 0);
  compiles(REGIME_OF "term a\n  is x when area is FR\n  is y when area not within FR\n");
  const struct cs_err *gap = warned(&CS_E_RULES_GAP);
  assert_non_null(gap);
  assert_memory_equal(gap->text, "a says nothing where area is FR-", 32);
}

static void codes_by_levels_have_others_below_them(void **state) {
  (void)state;
  compiles(
      "fact eccn : code by \".\"\nregime t\nterm a\n  is x when eccn is 9A012\n  is y when eccn not within 9A012\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where eccn is another within 9A012");
}

static void whether_a_set_has_a_code_is_a_choice(void **state) {
  (void)state;
  compiles("fact uses : codes\nregime t\nterm a\n  is x when uses has war\n  is y when uses has peace and uses has-not "
           "war\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where uses has-not war, uses has-not peace");
}

/* Two facts compared may be so or otherwise: a gap beside them would not be sure, one in spite of them is. */
static void what_rests_on_two_facts_compared_is_no_gap(void **state) {
  (void)state;
  compiles("fact m : decimal\nfact n : decimal\nregime t\nterm a\n  is x when m < n\n  is y when m >= n\n");
  assert_int_equal(warnings(), 0);
  compiles("fact m : decimal\nfact n : decimal\nregime t\nterm a\n  is x when m < n and n > 3\n  is y when m >= n and "
           "n > 3\n");
  assert_int_equal(warnings(), 2);
  assert_string_equal(f.findings.at[0].err.text, "a says nothing where n is 3");
  assert_string_equal(f.findings.at[1].err.text, "a says nothing where n is below 3");
}

static void what_a_fact_is_taken_as_fills_no_gap(void **state) {
  (void)state;
  compiles("fact colour : code one of { red, green }, else red\nregime t\nterm a\n  is x when colour is red\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_GAP)->text, "a says nothing where colour is green");
}

static void four_gaps_of_a_term_are_told(void **state) {
  (void)state;
  compiles("fact shape : code one of { a, b, c, d, e, f }\nregime t\nterm a\n  is x when shape is a\n");
  assert_int_equal(warnings(), 4);
}

static void a_condition_that_no_facts_meet_never_applies(void **state) {
  (void)state;
  compiles(REGIME "rule r\n  when quantity > 5 and act is use and quantity <= 5\n  prohibit\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_NEVER_APPLIES)->text, "r never applies: no facts meet its condition");
  compiles(REGIME "rule r\n  when area within FR and not (area within FR or act is use)\n  prohibit\n");
  assert_non_null(warned(&CS_E_RULES_NEVER_APPLIES));
  compiles(REGIME "rule r\n  when quantity >= 5 and act is use and quantity <= 5\n  prohibit\n");
  assert_int_equal(warnings(), 0);
}

static void what_replaces_a_rule_may_hold_apart_from_it(void **state) {
  (void)state;
  compiles(REGIME "rule r\n  when act is use\n  prohibit\nexception p lifts r\n  when area within FR\n  permit\n"
                  "exception q replaces p\n  when area within RU\n  permit\n");
  assert_int_equal(warnings(), 0);
}

static void an_exception_apart_from_its_rule_never_lifts_it(void **state) {
  (void)state;
  compiles(REGIME "rule r\n  when area within RU\n  prohibit\nexception p lifts r\n  when area within FR\n  permit\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_NEVER_LIFTS)->text, "p never lifts r: no facts meet both their conditions");
  compiles(REGIME "rule r\n  when area within RU\n  prohibit\nexception p lifts r\n  when area is RU-KRS\n  permit\n");
  assert_int_equal(warnings(), 0);
}

#define PULLED                                                                                                         \
  "rule r\n  when act is use\n  review by o\nexception p lifts r\n  when act is use and quantity < 5\n  permit\n"

static void two_exceptions_that_pull_one_rule_both_ways_are_a_warning(void **state) {
  (void)state;
  compiles(REGIME PULLED "exception q lifts r\n  when area within RU\n  prohibit\n");
  assert_int_equal(warnings(), 1);
  assert_string_equal(warned(&CS_E_RULES_PULLED)->text,
                      "p and q pull r both ways where act is use, quantity is below 5, area is RU");
}

static void exceptions_apart_pull_nothing(void **state) {
  (void)state;
  compiles(REGIME PULLED "exception q lifts r\n  when act is use and quantity >= 5\n  prohibit\n");
  assert_int_equal(warnings(), 0);
}

static void an_exception_that_names_the_other_pulls_nothing(void **state) {
  (void)state;
  compiles(REGIME PULLED "exception q lifts r, p\n  when area within RU\n  prohibit\n");
  assert_int_equal(warnings(), 0);
}

static void a_permission_that_leaves_a_ban_in_its_way_is_a_warning(void **state) {
  (void)state;
  compiles(REGIME
           "rule ban\n  when act is use\n  prohibit\nrule other\n  when act is use and area within RU\n  prohibit\n"
           "exception p lifts other\n  when area within RU and act is use\n  permit\n");
  assert_int_equal(warnings(), 1);
  assert_ptr_equal(f.findings.at[0].err.code, &CS_E_RULES_NEVER_CHANGES);
  assert_int_equal(f.findings.at[0].err.line, 9);
  assert_int_equal(f.findings.at[0].err.column, 11);
  assert_string_equal(f.findings.at[0].err.text, "p never changes a verdict: ban prohibits wherever it applies");
}

static void a_permission_that_names_all_bans_is_no_warning(void **state) {
  (void)state;
  compiles(REGIME "rule ban\n  when act is use\n  prohibit\nexception p lifts ban\n  when act is use\n  permit\n");
  assert_int_equal(warnings(), 0);
}

static void a_ban_that_ends_or_that_another_lifts_is_no_warning(void **state) {
  (void)state;
  compiles(REGIME
           "rule ban\n  before 2025-01-01\n  when act is use\n  prohibit\nrule p\n  when act is use\n  permit\n");
  assert_int_equal(warnings(), 0);
  compiles(REGIME "rule ban\n  when act is use\n  prohibit\nexception q lifts ban\n  when item is x\n"
                  "rule p\n  when act is use\n  permit\n");
  assert_int_equal(warnings(), 0);
}

static void a_ban_on_all_areas_but_one_stands_in_the_way_of_the_others(void **state) {
  (void)state;
  compiles(REGIME "rule not-across-the-border\n  when act is use and area not within UA\n  prohibit\n"
                  "rule p\n  when act is use and item is x and area within RU-KRS\n  permit\n");
  assert_int_equal(warnings(), 1);
  compiles(REGIME "rule not-across-the-border\n  when act is use and area not within RU-BEL\n  prohibit\n"
                  "rule p\n  when act is use and area within RU\n  permit\n");
  assert_int_equal(warnings(), 0);
}

static void a_ban_with_a_narrower_condition_is_no_warning(void **state) {
  (void)state;
  compiles(REGIME "rule ban\n  when act is use and item is x\n  prohibit\nrule p\n  when act is use\n  permit\n");
  assert_int_equal(warnings(), 0);
}

/* The host says all that one of its facts can be; a file may list a part of it, and no more. */
static void a_hosts_own_choices_stand_whatever_files_list(void **state) {
  (void)state;
  static const struct cs_str acts[] = {{"use", 3}, {"sale", 4}, {"transit", 7}};
  static const struct cs_schema_fact facts[] = {{{"act", 3}, CS_TYPE_CODE, {NULL, 0}, acts, 3}};
  struct cs_schema schema = fixture_schema;
  schema.facts = facts;
  schema.n_facts = 1;
  static const struct {
    const char *text;
    uint32_t line, column; /* of the word that is none; 0: the text is sound */
  } cases[] = {
      {"fact act : code one of { use, sale }\nregime r\nrule a\n  when act is transit\n  prohibit\n", 0, 0},
      {"regime r\nrule a\n  when act is use\n  prohibit\n", 0, 0},
      {"regime r\nrule a\n  when act is usee\n  prohibit\n", 3, 15},
      {"fact act : code one of { use, fly }\nregime r\n", 1, 31},
      {"regime r\n  treats transitt\n", 2, 10},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct fixture one;
    fixture_init(&one);
    struct cs_rules_text text = {CS_STR("a.rules"), cs_str_of(cases[i].text)};
    bool sound = cs_rules_compile(&one.arena, &schema, &(struct cs_rules_sources){.texts = &text, .n_texts = 1},
                                  &one.findings, &one.rules, &one.err);
    assert_int_equal(sound, cases[i].line == 0);
    if (!sound) {
      assert_ptr_equal(one.err.code, &CS_E_RULES_UNKNOWN_WORD);
      assert_int_equal(one.err.line, cases[i].line);
      assert_int_equal(one.err.column, cases[i].column);
    }
    fixture_deinit(&one);
  }
}

/* ================================================================= what rules say alike */

static void an_atom_that_rules_have_in_common_is_kept_once(void **state) {
  (void)state;
  compiles("fact size : integer\n" REGIME "rule a\n  when size > 5 and act is use\n  prohibit\n"
           "rule b\n  when act is use\n  and size > 5\n  prohibit\nrule c\n  when act is not use\n  prohibit\n");
  const struct cs_rule *r = f.rules->rules;
  assert_ptr_equal(r[0].condition->kids[0], r[1].condition->kids[1]);
  assert_ptr_not_equal(r[0].condition, r[1].condition);
  assert_int_equal(r[2].condition->kind, CS_NODE_NOT);
  compiles("fact size : integer\n" REGIME "rule a\n  when size > 5\n  prohibit\nregime v\n  owner v.o\n"
           "rule b\n  when size > 5\n  prohibit\n");
  assert_ptr_not_equal(f.rules->rules[0].condition, f.rules->rules[1].condition);
}

static void an_atom_of_a_table_or_term_is_kept_where_it_stands(void **state) {
  (void)state;
  compiles("fact size : integer\n" REGIME "term big is size > 5\nrule a\n  when big\n  prohibit\n"
           "rule b\n  when big\n  prohibit\n");
  assert_ptr_not_equal(f.rules->rules[0].condition, f.rules->rules[1].condition);
}

static void a_fault_that_rules_have_in_common_is_told_at_each(void **state) {
  (void)state;
  assert_false(fixture_compile(&f, "fact size : integer\n" REGIME "rule a\n  when size is red\n  prohibit\n"
                                   "rule b\n  when size is red\n  prohibit\n"));
  assert_int_equal(f.findings.n, 2);
  assert_int_equal(f.findings.at[1].err.line, f.findings.at[0].err.line + 3);
  assert_int_equal(f.findings.at[1].err.column, f.findings.at[0].err.column);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(an_atom_that_rules_have_in_common_is_kept_once),
      TEST(an_atom_of_a_table_or_term_is_kept_where_it_stands),
      TEST(a_fault_that_rules_have_in_common_is_told_at_each),
      TEST(facts_of_the_host_need_no_declaration),
      TEST(a_fact_of_the_host_keeps_its_kind_when_declared_again),
      TEST(choices_of_several_files_unite),
      TEST(a_hosts_own_choices_stand_whatever_files_list),
      TEST(groups_and_dates_are_shared_by_files),
      TEST(a_fault_names_its_file),
      TEST(a_file_is_found_beside_the_one_that_uses_it),
      TEST(identical_groups_are_one),
      TEST(a_group_that_continues_unites_its_members),
      TEST(groups_of_areas_are_known_without_a_kind_of_the_host),
      TEST(a_regime_is_continued_by_name),
      TEST(a_rule_takes_the_days_of_its_regime),
      TEST(an_exact_from_is_also_when_it_is_known),
      TEST(a_rule_is_known_from_its_earliest_cite),
      TEST(an_inexact_from_needs_a_known),
      TEST(the_words_of_a_named_day_are_kept),
      TEST(a_fault_in_a_declaration_of_the_host_s_fact_leaves_it_usable),
      TEST(a_period_may_be_empty_only_by_doubt),
      TEST(a_later_from_makes_a_version),
      TEST(the_order_of_versions_in_the_text_means_nothing),
      TEST(replaces_is_among_lifts),
      TEST(a_long_circle_is_named_whole),
      TEST(a_chain_without_a_circle_is_fine),
      TEST(disputed_by_names_rules_of_the_regime),
      TEST(families_of_a_regime_are_numbered_together),
      TEST(one_uncertain_day_makes_one_family),
      TEST(too_many_payers_are_refused),
      TEST(too_many_rules_are_refused),
      TEST(at_most_a_hundred_errors_are_reported),
      TEST(a_condition_may_be_as_deep_as_the_limit),
      TEST(a_text_beyond_the_limit_is_refused_unread),
      TEST(every_allocation_may_fail),
      TEST(the_sample_has_no_warnings),
      TEST(a_combination_without_a_case_is_a_gap),
      TEST(cases_that_cover_all_have_no_gap),
      TEST(otherwise_closes_every_gap),
      TEST(cases_of_different_values_overlap),
      TEST(cases_of_one_value_do_not_overlap),
      TEST(a_covered_case_is_never_reached),
      TEST(figures_days_and_codes_are_cut_where_cases_name_them),
      TEST(figures_that_cover_all_have_no_gap),
      TEST(between_two_integers_that_follow_one_another_lies_nothing),
      TEST(no_integer_is_two_and_a_half),
      TEST(areas_are_cut_into_those_named_those_below_and_the_others),
      TEST(codes_by_levels_have_others_below_them),
      TEST(whether_a_set_has_a_code_is_a_choice),
      TEST(what_rests_on_two_facts_compared_is_no_gap),
      TEST(what_a_fact_is_taken_as_fills_no_gap),
      TEST(four_gaps_of_a_term_are_told),
      TEST(a_condition_that_no_facts_meet_never_applies),
      TEST(what_replaces_a_rule_may_hold_apart_from_it),
      TEST(an_exception_apart_from_its_rule_never_lifts_it),
      TEST(two_exceptions_that_pull_one_rule_both_ways_are_a_warning),
      TEST(exceptions_apart_pull_nothing),
      TEST(an_exception_that_names_the_other_pulls_nothing),
      TEST(a_permission_that_leaves_a_ban_in_its_way_is_a_warning),
      TEST(a_permission_that_names_all_bans_is_no_warning),
      TEST(a_ban_that_ends_or_that_another_lifts_is_no_warning),
      TEST(a_ban_on_all_areas_but_one_stands_in_the_way_of_the_others),
      TEST(a_ban_with_a_narrower_condition_is_no_warning),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
