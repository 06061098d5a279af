/* Limits of mandates: how many, how much, and on what condition; a delegate does not exceed them. */
#include "review/support/story.h"

#include "rules/err.h"

#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)

/* The approver gb.mod lends its authority to `friend`, who then decides. */
static void lend(struct story *s, const char *limit) {
  stands(s, "gb.mod/desk", story_text(s, GRANT("L", "gb.mod", "friend", "%s"), limit).ptr);
}

static void file(struct story *s, const char *id, const char *more) {
  stands(s, "ua.armed-forces/desk",
         story_text(s, FILE_OF("%s", "\"act\":\"use\",\"area\":\"RU-KRS\",%s"), id, more).ptr);
}

#define FOR_FRIEND(id) DECIDE(id, "gb.mod", "approve", "")

static void a_delegate_decides_up_to_the_quantity_of_its_mandate(void **state) {
  struct story *s = *state;
  lend(s, ",\"quantity_max\":\"10\"");
  file(s, "1", "\"item\":\"shadow\",\"quantity\":\"10\"");
  file(s, "2", "\"item\":\"shadow\",\"quantity\":\"10.1\"");
  file(s, "3", "\"item\":\"shadow\"");
  file(s, "4", "\"lines\":[{\"item\":\"shadow\",\"quantity\":\"6\"},{\"item\":\"shadow\",\"quantity\":\"5\"}]");
  file(s, "5", "\"lines\":[{\"item\":\"shadow\",\"quantity\":\"6\"},{\"item\":\"twice\",\"quantity\":\"6 pieces\"}]");
  stands(s, "friend/one", FOR_FRIEND("1"));
  refused(s, "friend/one", FOR_FRIEND("2"), "mandate.lacking");
  refused(s, "friend/one", FOR_FRIEND("3"), "mandate.uncertain");
  refused(s, "friend/one", FOR_FRIEND("4"), "mandate.lacking"); /* two lines of one item are no way around it */
  stands(s, "friend/one", FOR_FRIEND("5"));
  stands(s, "gb.mod/desk", FOR_FRIEND("2")); /* whose own authority it is */
}

static void a_delegate_decides_up_to_the_value_of_its_mandate(void **state) {
  struct story *s = *state;
  lend(s, ",\"value_max\":\"100.00 USD\"");
  file(s, "1", "\"lines\":[{\"item\":\"shadow\",\"value\":\"60 USD\"},{\"item\":\"twice\",\"value\":\"40 USD\"}]");
  file(s, "2", "\"lines\":[{\"item\":\"shadow\",\"value\":\"60 USD\"},{\"item\":\"twice\",\"value\":\"40.01 USD\"}]");
  file(s, "3", "\"item\":\"shadow\",\"value\":\"1 EUR\"");
  file(s, "4", "\"lines\":[{\"item\":\"shadow\",\"value\":\"60 USD\"},{\"item\":\"twice\"}]");
  stands(s, "friend/one", FOR_FRIEND("1"));
  refused(s, "friend/one", FOR_FRIEND("2"), "mandate.lacking");
  refused(s, "friend/one", FOR_FRIEND("3"), "mandate.uncertain");
  refused(s, "friend/one", FOR_FRIEND("4"), "mandate.uncertain");
}

static void a_delegate_decides_where_the_condition_of_its_mandate_is_true(void **state) {
  struct story *s = *state;
  lend(s, ",\"when\":\"emergency is yes and item.origin has GB\"");
  file(s, "1", "\"item\":\"shadow\",\"facts\":{\"emergency\":true}");
  file(s, "2", "\"item\":\"shadow\",\"facts\":{\"emergency\":false}");
  file(s, "3", "\"item\":\"shadow\"");
  file(s, "4", "\"lines\":[{\"item\":\"shadow\"},{\"item\":\"rocket\"}],\"facts\":{\"emergency\":true}");
  stands(s, "friend/one", FOR_FRIEND("1"));
  refused(s, "friend/one", FOR_FRIEND("2"), "mandate.lacking");
  refused(s, "friend/one", FOR_FRIEND("3"), "mandate.uncertain");
  refused(s, "friend/one", FOR_FRIEND("4"), "mandate.lacking"); /* it is true of every line, or not at all */
}

static void a_condition_may_name_what_only_the_schema_has(void **state) {
  struct story *s = *state;
  lend(s, ",\"when\":\"quantity <= 3\"");
  file(s, "1", "\"item\":\"shadow\",\"quantity\":\"3\"");
  file(s, "2", "\"item\":\"shadow\",\"quantity\":\"4\"");
  stands(s, "friend/one", FOR_FRIEND("1"));
  refused(s, "friend/one", FOR_FRIEND("2"), "mandate.lacking");
}

static void a_condition_that_is_none_is_bad_input_with_its_place(void **state) {
  struct story *s = *state;
  wrong(s, "gb.mod/desk", GRANT("L", "gb.mod", "friend", ",\"when\":\"colour is red\""), &CS_E_RULES_UNKNOWN_FACT);
  assert_string_equal(s->err.source, "when");
  assert_int_equal(s->err.line, 1);
  assert_int_equal(s->err.column, 1);
  wrong(s, "gb.mod/desk", GRANT("L", "gb.mod", "friend", ",\"when\":\"emergency is yes and\""), &CS_E_RULES_SYNTAX);
  wrong(s, "gb.mod/desk", GRANT("L", "gb.mod", "friend", ",\"when\":\"emergency is yes\\n permit\""),
        &CS_E_RULES_SYNTAX);
  wrong(s, "gb.mod/desk", GRANT("L", "gb.mod", "friend", ",\"when\":\"emergency is 7\""), &CS_E_RULES_WRONG_TYPE);
  stands(s, "gb.mod/desk", GRANT("L", "gb.mod", "friend", ",\"when\":\"emergency is yes\""));
}

static void a_condition_whose_words_the_rules_no_longer_have_lets_nobody_decide(void **state) {
  struct story *s = *state;
  lend(s, ",\"when\":\"emergency is yes\"");
  file(s, "1", "\"item\":\"shadow\",\"facts\":{\"emergency\":true}");
  static const char other[] = "fact act : code\nfact item : code\nfact item.origin : codes\nfact area : area\n"
                              "regime us.review\n  title \"Use\"\n  owner us.president\n  treats use\n"
                              "rule r\n  cite \"x\"\n  when act is use and item.origin has US\n  review by us.secdef\n";
  static const char gb[] =
      "regime gb.supply\n  title \"Supply\"\n  owner gb.mod\n  treats use, sale\n"
      "rule supplier\n  cite \"x\"\n  when act is use and item.origin has GB\n  review by gb.mod\n";
  given(s, publishing(s, "gb.supply", "gb.rules", gb));
  given(s, publishing(s, "us.review", "us.rules", other));
  refused(s, "friend/one", FOR_FRIEND("1"), "mandate.uncertain");
}

static void what_was_decided_on_a_condition_stands_by_it(void **state) {
  struct story *s = *state;
  lend(s, ",\"when\":\"emergency is yes\"");
  file(s, "1", "\"item\":\"twice\",\"facts\":{\"emergency\":true}");
  stands(s, "us.secdef/decider", DECIDE("1", "us.secdef", "approve", ""));
  stands(s, "friend/one", FOR_FRIEND("1"));
  assert_int_equal(authorization(s, "case:1", "2025-08-26", "2025-08-26").in_effect, CS_YES);
}

static void a_limited_mandate_is_not_the_whole_of_an_offices_authority(void **state) {
  struct story *s = *state;
  lend(s, ",\"quantity_max\":\"10\"");
  refused(s, "friend/one", GRANT("X", "gb.mod", "us.state", ""), "mandate.lacking");
  stands(s, "gb.mod/desk", GRANT("W", "gb.mod", "friend", ""));
  stands(s, "friend/one", GRANT("X", "gb.mod", "us.state", ""));
}

static void filing_for_another_keeps_to_the_mandate_too(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk", GRANT("F", "ua.armed-forces", "friend/one", ",\"quantity_max\":\"2\""));
#define FOR_FORCES(id, n)                                                                                              \
  "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"" id                                               \
  "\",\"request\":{\"act\":\"use\",\"item\":\"rocket\",\"quantity\":\"" n "\",\"area\":\"RU\"}}"
  refused(s, "friend/one", FOR_FORCES("1", "3"), "mandate.lacking");
  stands(s, "friend/one", FOR_FORCES("1", "2"));
  refused(s, "friend/one",
          "{\"act\":\"case.amend\",\"office\":\"ua.armed-forces\",\"case\":\"1\",\"request\":{\"act\":\"use\",\"item\":"
          "\"rocket\",\"quantity\":\"3\",\"area\":\"RU\"}}",
          "mandate.lacking");
}

static void a_mandate_ends_on_its_day(void **state) {
  struct story *s = *state;
  lend(s, ",\"until\":\"2025-09-01\"");
  file(s, "1", "\"item\":\"shadow\"");
  today(s, "2025-09-01");
  refused(s, "friend/one", FOR_FRIEND("1"), "mandate.lacking");
  today(s, "2025-08-31");
  stands(s, "friend/one", FOR_FRIEND("1"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      T(a_delegate_decides_up_to_the_quantity_of_its_mandate),
      T(a_delegate_decides_up_to_the_value_of_its_mandate),
      T(a_delegate_decides_where_the_condition_of_its_mandate_is_true),
      T(a_condition_may_name_what_only_the_schema_has),
      T(a_condition_that_is_none_is_bad_input_with_its_place),
      T(a_condition_whose_words_the_rules_no_longer_have_lets_nobody_decide),
      T(what_was_decided_on_a_condition_stands_by_it),
      T(a_limited_mandate_is_not_the_whole_of_an_offices_authority),
      T(filing_for_another_keeps_to_the_mandate_too),
      T(a_mandate_ends_on_its_day),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
