/* What a text becomes: clauses, conditions, clauses below effects, and that the parser goes on after a fault. */
#include "rules/support/fixture.h"

#define REGIME "regime r\n  treats use\n"

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

static const struct cs_rule *only_rule(const char *text) {
  assert_ok(fixture_compile(&f, text), &f.err);
  assert_int_equal(f.rules->n_rules, 1);
  return &f.rules->rules[0];
}

/* The condition of a rule of its own. */
static const struct cs_node *condition(const char *text) {
  char full[1024];
  snprintf(full, sizeof full,
           "fact d : date\nfact range : quantity km\nfact flag : bool\n%srule a\n  when %s\n  prohibit\n", REGIME,
           text);
  struct cs_str kept;
  assert_ok(cs_arena_str(&f.arena, cs_str_of(full), &kept, &f.err), &f.err);
  return only_rule(kept.ptr)->condition;
}

static void the_sample_compiles(void **state) {
  (void)state;
  struct cs_str text = fixture_read(&f, "tests/rules/support/long-range-review.rules");
  struct cs_rules_text one = {CS_STR("long-range-review.rules"), text};
  assert_ok(cs_rules_compile(&f.arena, &fixture_schema, &(struct cs_rules_sources){.texts = &one, .n_texts = 1},
                             &f.findings, &f.rules, &f.err),
            &f.err);
  assert_int_equal(cs_rules_n(f.rules), 21);
  assert_int_equal(cs_rules_n_regimes(f.rules), 5);
  const struct cs_rule_info *info = cs_rules_at(f.rules, 6);
  assert_str(info->name, "secdef-decides");
  assert_str(info->regime, "us.long-range-review");
  assert_str(info->office, "us.secdef");
  assert_int_equal(info->line, 77);
  assert_true(info->exception);
  assert_str(f.rules->rules[6].clauses[0].office, "us.usd-policy");
  assert_int_equal(f.rules->rules[6].n_replaces, 1);
  assert_int_equal(f.rules->rules[6].replaces[0], 5);
  assert_int_equal(f.rules->rules[5].n_lifts, 4);
  assert_str(f.rules->facts[f.rules->treats_fact].info.name, "act");
}

static void conditions_are_flat_lists_of_one_word(void **state) {
  (void)state;
  const struct cs_node *c = condition("act is use and item is x and area within RU");
  assert_int_equal(c->kind, CS_NODE_AND);
  assert_int_equal(c->n_kids, 3);
  assert_int_equal(c->kids[2]->kind, CS_NODE_WITHIN);
}

static void parentheses_group(void **state) {
  (void)state;
  const struct cs_node *c = condition("act is use and (item is x or item is y)");
  assert_int_equal(c->n_kids, 2);
  assert_int_equal(c->kids[1]->kind, CS_NODE_OR);
  assert_int_equal(c->kids[1]->n_kids, 2);
}

static void parentheses_around_one_atom_are_nothing(void **state) {
  (void)state;
  assert_int_equal(condition("((flag))")->kind, CS_NODE_FLAG);
}

static void not_wraps_what_follows(void **state) {
  (void)state;
  const struct cs_node *c = condition("not flag and act is use");
  assert_int_equal(c->kind, CS_NODE_AND);
  assert_int_equal(c->kids[0]->kind, CS_NODE_NOT);
  c = condition("not (flag and act is use)");
  assert_int_equal(c->kind, CS_NODE_NOT);
  assert_int_equal(c->kids[0]->kind, CS_NODE_AND);
}

static void is_not_is_the_negation_of_is(void **state) {
  (void)state;
  static const char *const forms[] = {"item is not x", "item not in { x }", "item.origin has-not US",
                                      "area not within RU"};
  static const enum cs_node_kind kinds[] = {CS_NODE_IS, CS_NODE_IS, CS_NODE_HAS, CS_NODE_WITHIN};
  for (size_t i = 0; i < 4; i++) {
    const struct cs_node *c = condition(forms[i]);
    assert_int_equal(c->kind, CS_NODE_NOT);
    assert_int_equal(c->kids[0]->kind, kinds[i]);
  }
}

static void a_set_may_run_over_lines(void **state) {
  (void)state;
  const struct cs_node *c = condition("act in {\n    use,\n    export,\n    sale }\n    and item is x");
  assert_int_equal(c->kids[0]->n_operands, 3);
  assert_str(c->kids[0]->operands[0].code, "use");
}

static void the_names_a_fact(void **state) {
  (void)state;
  const struct cs_node *c = condition("user is the end_user");
  assert_true(c->operands[0].is_fact);
  assert_str(f.rules->facts[c->operands[0].fact].info.name, "end_user");
}

static void a_comparison_has_terms(void **state) {
  (void)state;
  const struct cs_node *c = condition("quantity * 2 + 1 - 3 >= 12.5");
  assert_int_equal(c->kind, CS_NODE_COMPARE);
  assert_int_equal(c->op, CS_OP_GE);
  assert_int_equal(c->left->kind, CS_TERM_SUB);
  assert_int_equal(c->left->left->kind, CS_TERM_ADD);
  assert_int_equal(c->left->left->left->kind, CS_TERM_MUL);
  assert_int_equal(c->right->kind, CS_TERM_FIGURE);
}

static void parentheses_may_open_a_term(void **state) {
  (void)state;
  const struct cs_node *c = condition("(quantity + 1) * 2 < 9 and (act is use)");
  assert_int_equal(c->kids[0]->left->kind, CS_TERM_MUL);
  assert_int_equal(c->kids[0]->left->left->kind, CS_TERM_ADD);
  assert_int_equal(c->kids[1]->kind, CS_NODE_IS);
}

static void figures_have_units(void **state) {
  (void)state;
  const struct cs_node *c = condition("range > 300 km");
  assert_str(cs_unit_name(c->right->figure->unit), "km");
  c = condition("range is 300 mi");
  assert_str(cs_unit_name(c->operands[0].figure->unit), "mi");
}

static void a_clause_on_the_next_line_is_no_unit(void **state) {
  (void)state;
  const struct cs_rule *r =
      only_rule(REGIME "rule a\n  when quantity > 50\n  review by us.state notify us.congress 30 calendar days\n");
  assert_int_equal(r->info.effect, CS_EFFECT_REVIEW);
  assert_int_equal(r->clauses[0].days, 30);
}

static void days_are_counted_from_days(void **state) {
  (void)state;
  const struct cs_node *c = condition("d + 30 days <= today");
  assert_int_equal(c->left->kind, CS_TERM_ADD);
  assert_int_equal(c->right->kind, CS_TERM_ON);
  c = condition("d - 2 months > 2025-06-01");
  assert_int_equal(c->left->kind, CS_TERM_ADD_MONTHS);
  assert_int_equal(c->left->n, -2);
  c = condition("d + 5 working days of us.state < today");
  assert_int_equal(c->left->kind, CS_TERM_ADD_WORKING);
  assert_str(c->left->office, "us.state");
}

static void depends_on_names_kinds(void **state) {
  (void)state;
  const struct cs_node *c = condition("item depends on US by contains, relies-on");
  assert_int_equal(c->kind, CS_NODE_DEPENDS);
  assert_int_equal(c->kinds, 1u | 8u);
  assert_str(c->operands[0].code, "US");
}

static void clauses_stand_below_an_effect(void **state) {
  (void)state;
  const struct cs_rule *r =
      only_rule(REGIME "rule a\n  when act is use\n  review by us.secdef\n"
                       "    advice from us.usd-policy within 5 working days  assumed\n"
                       "    countersign 2\n    notify us.congress 30 calendar days\n"
                       "    proviso \"no transfer\" reported\n    limit \"two\"\n    limit 300  km\n    limit 5\n"
                       "    single use\n    condition \"certificate\" before 2026-01-01\n    note \"n\"\n");
  assert_int_equal(r->n_clauses, 9);
  assert_true(r->clauses[0].has_certainty);
  assert_int_equal(r->clauses[0].certainty, CS_ASSUMED);
  assert_int_equal(r->clauses[0].days, 5);
  assert_false(r->clauses[0].calendar_days);
  assert_int_equal(r->clauses[1].n, 2);
  assert_true(r->clauses[2].calendar_days);
  assert_str(r->clauses[3].text, "no transfer");
  assert_int_equal(r->clauses[3].certainty, CS_REPORTED);
  assert_str(r->clauses[5].text, "300 km");
  assert_int_equal(r->clauses[6].n, 5);
  assert_str(r->clauses[7].text, "single use");
  assert_int_equal(r->clauses[7].n, 1);
  assert_int_equal(r->clauses[8].before.first, 20454);
  assert_int_equal(r->n_notes, 1);
  assert_int_equal(r->info.effect, CS_EFFECT_REVIEW);
}

static const struct cs_rule *conditional(const char *clauses) {
  char text[1024];
  struct cs_str kept;
  snprintf(text, sizeof text, "group donors of parties\n  member a, b\n%srule a\n  when act is use\n  review by o\n%s",
           REGIME, clauses);
  assert_ok(cs_arena_str(&f.arena, cs_str_of(text), &kept, &f.err), &f.err);
  return only_rule(kept.ptr);
}

static void a_condition_in_words_needs_an_act(void **state) {
  (void)state;
  const struct cs_rule *r = conditional("    condition \"payment\"\n");
  assert_int_equal(r->clauses[0].need, CS_NEED_ACT);
  assert_str(r->clauses[0].text, "payment");
  assert_true(r->clauses[0].worded);
}

static void a_condition_on_payment_may_name_who_pays(void **state) {
  (void)state;
  const struct cs_rule *r = conditional("    condition payment\n    condition payment by donors\n"
                                        "    condition payment by donors \"the price\" before 2026-01-01 reported\n");
  assert_int_equal(r->n_clauses, 3);
  assert_int_equal(r->clauses[0].need, CS_NEED_PAYMENT);
  assert_int_equal(r->clauses[0].payers.len, 0);
  assert_str(r->clauses[0].text, "payment");
  assert_str(r->clauses[1].payers, "donors");
  assert_str(r->clauses[1].text, "payment by donors");
  assert_false(r->clauses[1].worded);
  assert_str(r->clauses[2].text, "the price");
  assert_int_equal(r->clauses[2].before.first, 20454);
  assert_int_equal(r->clauses[2].certainty, CS_REPORTED);
}

static void a_condition_on_a_certificate_may_name_who_certifies(void **state) {
  (void)state;
  const struct cs_rule *r = conditional("    condition certificate\n    condition certificate from ua.mod\n"
                                        "    condition certificate from ua.mod \"of end use\" before 2026-01-01\n");
  assert_int_equal(r->clauses[0].need, CS_NEED_CERTIFICATE);
  assert_str(r->clauses[0].text, "certificate");
  assert_int_equal(r->clauses[0].office.len, 0);
  assert_str(r->clauses[1].office, "ua.mod");
  assert_str(r->clauses[1].text, "certificate from ua.mod");
  assert_str(r->clauses[2].text, "of end use");
  assert_int_equal(r->clauses[2].before.first, 20454);
}

static void what_stands_below_a_condition_is_not_its_part(void **state) {
  (void)state;
  const struct cs_rule *r = conditional("    condition certificate\n  from 2025-01-01\n  known 2025-01-01\n"
                                        "    condition payment\n  before 2026-01-01\n");
  assert_int_equal(r->info.from.first, 20089);
  assert_int_equal(r->info.before.first, 20454);
  assert_int_equal(r->clauses[0].office.len, 0);
  assert_int_equal(r->clauses[1].before.first, CS_SPAN_NEVER.first);
}

static void payers_may_be_a_group_on_record(void **state) {
  (void)state;
  struct cs_group_info info;
  struct cs_member_info member;
  bool found;
  (void)only_rule("group donors of parties and others on record\n" REGIME
                  "rule a\n  when act is use\n  review by o\n    condition payment by donors\n");
  cs_rules_group(f.rules, CS_STR("donors"), &info, &found);
  assert_true(found);
  assert_true(info.on_record && info.open);
  assert_int_equal(info.n_members, 0);
  cs_rules_group(f.rules, CS_STR("others"), &info, &found);
  assert_false(found);
  (void)conditional("    condition payment by donors\n");
  cs_rules_group(f.rules, CS_STR("donors"), &info, &found);
  assert_true(found);
  assert_int_equal(info.n_members, 2);
  cs_rules_group_member(f.rules, &info, 1, &member);
  assert_str(member.code, "b");
  assert_int_equal(member.certainty, CS_CONFIRMED);
}

static void a_note_alone_is_the_effect(void **state) {
  (void)state;
  const struct cs_rule *r = only_rule(REGIME "rule a\n  when act is use\n  note \"one\"\n  note \"two\"\n");
  assert_int_equal(r->info.effect, CS_EFFECT_NOTE);
  assert_str(r->info.text, "one");
  assert_str(r->notes[0], "two");
}

static void cites_bear_certainty_and_a_day(void **state) {
  (void)state;
  const struct cs_rule *r =
      only_rule(REGIME "rule a\n  cite \"x\"\n  cite \"y\" denied known 2025-06-01\n  because \"z\"\n"
                       "  from 2025-05..2025-06 \"late spring\"\n  known 2025-07-01\n  when act is use\n  prohibit\n");
  assert_int_equal(r->info.n_cites, 2);
  assert_int_equal(r->info.cites[0].certainty, CS_CONFIRMED);
  assert_int_equal(r->info.cites[1].certainty, CS_DENIED);
  assert_int_equal(r->info.cites[1].known, 20240);
  assert_str(r->info.because, "z");
  assert_str(r->info.from_words, "late spring");
}

static void a_group_has_dated_members(void **state) {
  (void)state;
  assert_ok(fixture_compile(&f, "group g of parties and others\n  member a, b from 2025-01-01 cite \"x\" reported\n"
                                "  member c\n    before 2025-06-01\n    known 2024-12-01\n"),
            &f.err);
  const struct cs_group *g = &f.rules->groups[0];
  assert_true(g->open);
  assert_str(g->kind, "party");
  assert_int_equal(g->n_members, 3);
  assert_int_equal(g->members[1].period.from.first, 20089);
  assert_int_equal(g->members[1].known, 20089);
  assert_int_equal(g->members[1].certainty, CS_REPORTED);
  assert_int_equal(g->members[2].known, 20058);
  assert_int_equal(g->members[2].period.until.first, 20240);
}

static void a_group_may_be_on_record(void **state) {
  (void)state;
  assert_ok(fixture_compile(&f, "group g of parties on record\n"), &f.err);
  assert_true(f.rules->groups[0].on_record);
}

static void every_type_can_be_declared(void **state) {
  (void)state;
  assert_ok(fixture_compile(
                &f,
                "fact a : code one of { x, \"y z\" }, else x\nfact b : code by \".\"\nfact c : codes\nfact d : text\n"
                "fact e : bool, else no\nfact g : integer\nfact h : decimal\nfact i : money\nfact j : money EUR\n"
                "fact k : quantity km, else 5 m\nfact l : date\nfact m : duration\nfact n : area\n"),
            &f.err);
  const struct cs_fact *facts = f.rules->facts;
  assert_int_equal(f.rules->n_facts, 14);
  assert_int_equal(facts[0].info.n_choices, 2);
  assert_true(facts[0].has_else);
  assert_str(facts[0].else_value.code, "x");
  assert_int_equal(facts[1].levels, '.');
  assert_false(facts[4].else_value.truth);
  assert_str(cs_unit_name(facts[8].info.unit), "EUR");
  assert_str(cs_unit_name(facts[9].info.unit), "km");
}

static void a_regime_states_its_frame(void **state) {
  (void)state;
  assert_ok(fixture_compile(
                &f,
                "regime r\n  title \"T\"\n  owner us.x\n  state US\n  treats use, sale\n  otherwise review by us.y\n"
                "  from 2025-01-01\n  area UA-43 within RU cite \"z\" denied\n"),
            &f.err);
  const struct cs_regime *r = &f.rules->regimes[0];
  assert_str(r->info.title, "T");
  assert_str(r->info.state, "US");
  assert_int_equal(r->info.n_treats, 2);
  assert_int_equal(r->otherwise, CS_EFFECT_REVIEW);
  assert_str(r->otherwise_office, "us.y");
  assert_int_equal(r->known, r->from.first);
  assert_int_equal(r->n_containments, 1);
  assert_str(cs_area_code(r->containments[0].outer), "RU");
}

static void all_faults_of_a_text_are_found(void **state) {
  (void)state;
  assert_false(fixture_compile(&f, REGIME
                               "rule a\n  whne act is use\n  prohibit\nrule b\n  when act iz use\n  review us.x\n"
                               "rule c\n  when itm is x\n  prohibit\nfact q : nothing\n"));
  static const uint32_t lines[] = {4, 7, 8, 10, 12};
  assert_int_equal(f.findings.n, 5);
  for (size_t i = 0; i < 5; i++) {
    assert_int_equal(f.findings.at[i].err.line, lines[i]);
  }
  assert_int_equal(f.err.line, 4);
}

static void the_use_of_a_broken_declaration_is_no_second_fault(void **state) {
  (void)state;
  assert_false(fixture_compile(&f, "fact q : nothing\ngroup g of itmes\n  member x\ndate d is 2025-13\n" REGIME
                                   "rule a\n  from d\n  when q is x and item in g\n  prohibit\n"));
  assert_int_equal(f.findings.n, 3);
}

static void uses_and_regimes_are_listed_without_checking(void **state) {
  (void)state;
  struct cs_strs files = {0}, names = {0};
  struct cs_rules_text text = {
      CS_STR("x"),
      CS_STR("use \"a.rules\" -- use \"no\"\nuse \"b.rules\"\nuse \"a.rules\"\nregime r\nnonsense (\nregime s\n"
             "rule a when act in { use,\n use }\nregime r\n")};
  assert_ok(cs_rules_uses(&f.arena, text, &files, &f.err), &f.err);
  assert_ok(cs_rules_regimes(&f.arena, text, &names, &f.err), &f.err);
  assert_int_equal(files.n, 2);
  assert_str(files.at[1], "b.rules");
  assert_int_equal(names.n, 2);
  assert_str(names.at[1], "s");
}

static void the_tables_of_a_text_are_listed_without_checking(void **state) {
  (void)state;
  struct cs_strs files = {0};
  struct cs_rules_text text = {CS_STR("x"), CS_STR("-- table no from \"no.csv\"\n table t from \"a.csv\" key c\n"
                                                   "group g from \"b.csv\" member c\ntable s from \"a.csv\"\n"
                                                   "group h of items from \"c.csv\"\nfact table from \"d.csv\"\n"
                                                   "table\n")};
  assert_ok(cs_rules_tables(&f.arena, text, &files, &f.err), &f.err);
  assert_int_equal(files.n, 2);
  assert_str(files.at[0], "a.csv");
  assert_str(files.at[1], "b.csv");
}

static void listing_what_is_not_utf8_is_refused(void **state) {
  (void)state;
  struct cs_strs files = {0};
  struct cs_rules_text text = {CS_STR("x"), CS_STR("use \"a\"\n  \xff")};
  assert_code(cs_rules_uses(&f.arena, text, &files, &f.err), &f.err, CS_E_UTF8);
  assert_int_equal(f.err.line, 2);
  assert_int_equal(f.err.column, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_sample_compiles),
      TEST(conditions_are_flat_lists_of_one_word),
      TEST(parentheses_group),
      TEST(parentheses_around_one_atom_are_nothing),
      TEST(not_wraps_what_follows),
      TEST(is_not_is_the_negation_of_is),
      TEST(a_set_may_run_over_lines),
      TEST(the_names_a_fact),
      TEST(a_comparison_has_terms),
      TEST(parentheses_may_open_a_term),
      TEST(figures_have_units),
      TEST(a_clause_on_the_next_line_is_no_unit),
      TEST(days_are_counted_from_days),
      TEST(depends_on_names_kinds),
      TEST(clauses_stand_below_an_effect),
      TEST(a_condition_in_words_needs_an_act),
      TEST(a_condition_on_payment_may_name_who_pays),
      TEST(a_condition_on_a_certificate_may_name_who_certifies),
      TEST(what_stands_below_a_condition_is_not_its_part),
      TEST(payers_may_be_a_group_on_record),
      TEST(a_note_alone_is_the_effect),
      TEST(cites_bear_certainty_and_a_day),
      TEST(a_group_has_dated_members),
      TEST(a_group_may_be_on_record),
      TEST(every_type_can_be_declared),
      TEST(a_regime_states_its_frame),
      TEST(all_faults_of_a_text_are_found),
      TEST(the_use_of_a_broken_declaration_is_no_second_fault),
      TEST(uses_and_regimes_are_listed_without_checking),
      TEST(the_tables_of_a_text_are_listed_without_checking),
      TEST(listing_what_is_not_utf8_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
