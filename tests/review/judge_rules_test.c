/* Publishing a text of rules: by whom, of what, and what it does to the texts of others. */
#include "review/support/story.h"

#define REGIME(name, owner) "regime " name "\n  title \"x\"\n  owner " owner "\n  treats use\n"
#define RULE(name)          "rule " name "\n  cite \"x\"\n  when act is use\n  review by us.secdef\n"
#define ACT                 "fact act : code\n"

static const char a_text[] = ACT REGIME("us.a", "us.president") RULE("one");
static const char b_text[] = ACT REGIME("gb.b", "gb.mod") RULE("two");

static int set_up(void **state) {
  int failed = story_set_up(state);
  if (failed == 0) {
    story_parties(*state);
  }
  return failed;
}

static void the_owner_publishes(void **state) {
  struct story *s = *state;
  assert_json(s, stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text)),
              "{\"officer\":\"us.president/office\",\"owner\":\"us.president\"}");
  assert_str(cs_json_text(state_of(s, "regime:us.a"), "owner"), "us.president");
  assert_int_equal(cs_rules_n_regimes(s->rules), 1);
}

static void another_office_does_not(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons = refused(s, "gb.mod/desk", publishing(s, "us.a", "a.rules", a_text), "regime.not-owner");
  assert_str(reasons[0].text, "gb.mod does not speak for us.president, who owns us.a");
  refused(s, STORY_FIRST, publishing(s, "us.a", "a.rules", a_text), "regime.not-owner");
}

static void an_office_with_the_owners_mandate_for_the_regime_does(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", GRANT("M", "us.president", "us.state", ",\"regimes\":[\"us.b\"]"));
  refused(s, "us.state/desk", publishing(s, "us.a", "a.rules", a_text), "regime.not-owner");
  stands(s, "us.president/office", GRANT("N", "us.president", "us.state", ",\"regimes\":[\"us.a\"]"));
  stands(s, "us.state/desk", publishing(s, "us.a", "a.rules", a_text));
}

static void acting_in_the_owners_name_needs_the_same_mandate(void **state) {
  struct story *s = *state;
  char line[1024];
  const char *plain = publishing(s, "us.a", "a.rules", a_text);
  snprintf(line, sizeof line, "{\"office\":\"us.president\",%s", plain + 1);
  stands(s, "us.president/office", GRANT("M", "us.president", "us.state", ",\"regimes\":[\"us.b\"]"));
  refused(s, "us.state/desk", line, "regime.not-owner");
  stands(s, "us.president/office", GRANT("N", "us.president", "us.state/desk", ",\"regimes\":[\"us.a\"]"));
  stands(s, "us.state/desk", line);
}

static void a_disputed_mandate_publishes_nothing(void **state) {
  struct story *s = *state;
  given(s, GRANT("M", "us.president", "us.state", ",\"cite\":\"x\",\"certainty\":\"disputed\""));
  refused(s, "us.state/desk", publishing(s, "us.a", "a.rules", a_text), "mandate.uncertain");
}

static void a_source_publishes_for_any_owner_on_record(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "us.a", "a.rules", a_text));
  refused(s, NULL, publishing(s, "us.c", "c.rules", ACT REGIME("us.c", "us.nobody") RULE("three")), "party.unknown");
}

static void the_owner_is_on_record(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons =
      refused(s, "us.president/office", publishing(s, "us.c", "c.rules", ACT REGIME("us.c", "us.nobody") RULE("three")),
              "party.unknown");
  assert_str(reasons[0].text, "the owner of us.c, \"us.nobody\", is no party on record");
}

static void the_text_comes_with_the_act(void **state) {
  struct story *s = *state;
  refused(s, "us.president/office",
          "{\"act\":\"rules.publish\",\"regime\":\"us.a\",\"file\":\"a.rules\",\"digest\":\"" STORY_HASH "\"}",
          "regime.text-missing");
}

/* ------------------------------------------------------------------ tables */

#define ROWS "destination,mark\nPoland,X\n"

static void a_table_comes_with_its_text(void **state) {
  struct story *s = *state;
  const char *line = publishing_with(s, "us.a", "a.rules", a_text, "chart.csv", ROWS);
  stands(s, "us.president/office", line);
  const struct cs_json *texts = cs_json_get(state_of(s, "regime:us.a"), "texts");
  assert_int_equal(cs_json_get(texts->items[0], "tables")->n, 1);
  struct cs_bench bench = story_bench(s);
  struct cs_rules_sources sources = {0};
  assert_ok(cs_judge_sources(&bench, NULL, &s->arena, &sources, &s->err), &s->err);
  assert_int_equal(sources.n_tables, 1);
  assert_str(sources.tables[0].file, "chart.csv");
  assert_str(sources.tables[0].text, ROWS);
}

static void a_text_published_again_brings_its_tables_again(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing_with(s, "us.a", "a.rules", a_text, "chart.csv", ROWS));
  stands(s, "us.president/office", publishing_with(s, "us.a", "a.rules", a_text, "chart.csv", ROWS "Chad,\n"));
  struct cs_bench bench = story_bench(s);
  struct cs_rules_sources sources = {0};
  assert_ok(cs_judge_sources(&bench, NULL, &s->arena, &sources, &s->err), &s->err);
  assert_str(sources.tables[0].text, ROWS "Chad,\n");
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  assert_ok(cs_judge_sources(&bench, NULL, &s->arena, &sources, &s->err), &s->err);
  assert_int_equal(sources.n_tables, 0);
}

static void a_table_that_others_read_is_theirs_too(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing_with(s, "us.a", "a.rules", a_text, "chart.csv", ROWS));
  refused(s, "gb.mod/desk", publishing_with(s, "gb.b", "b.rules", b_text, "chart.csv", ROWS "Chad,\n"),
          "regime.not-owner");
  stands(s, "gb.mod/desk", publishing_with(s, "gb.b", "b.rules", b_text, "list.csv", ROWS));
}

static void a_text_without_the_tables_that_it_names_is_bad_input(void **state) {
  struct story *s = *state;
  static const char text[] = ACT "fact place : code\ntable chart from \"chart.csv\" key destination\n" REGIME(
      "us.a", "us.president") "rule one\n  cite \"x\"\n  when chart[place].mark is X\n  prohibit\n";
  stands(s, "us.president/office", publishing_with(s, "us.a", "a.rules", text, "chart.csv", ROWS));
  struct story_end end = story_act(s, "us.president/office", cs_str_of(publishing(s, "us.a", "a.rules", text)));
  assert_false(end.done);
  assert_string_equal(s->err.code->slug, "rules.unknown-table-file");
  assert_string_equal(s->err.source, "a.rules");
}

static void the_tables_bytes_come_with_the_act(void **state) {
  struct story *s = *state;
  const char *digest = blob(s, a_text);
  refused(s, "us.president/office",
          story_text(s,
                     "{\"act\":\"rules.publish\",\"regime\":\"us.a\",\"file\":\"a.rules\",\"digest\":\"%s\","
                     "\"tables\":[\"chart.csv " STORY_HASH "\"]}",
                     digest)
              .ptr,
          "regime.text-missing");
  struct cs_reason *reasons =
      refused(s, "us.president/office",
              story_text(s,
                         "{\"act\":\"rules.publish\",\"regime\":\"us.a\",\"file\":\"a.rules\",\"digest\":\"%s\","
                         "\"tables\":[\"chart.csv\"]}",
                         digest)
                  .ptr,
              "regime.text-missing");
  assert_str(reasons[0].text, "\"chart.csv\" is no table, expected its name and its digest");
}

static void the_regime_is_in_the_text(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons =
      refused(s, "us.president/office", publishing(s, "us.b", "a.rules", a_text), "regime.not-in-text");
  assert_str(reasons[0].text, "the text says nothing of the regime \"us.b\"");
  refused(s, "us.president/office", publishing(s, "us.b", "a.rules", ACT), "regime.not-in-text");
}

static void a_regime_that_the_text_drops_is_not_in_it(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  static const char other[] = ACT REGIME("us.b", "us.president") RULE("one");
  refused(s, "us.president/office", publishing(s, "us.a", "a.rules", other), "regime.not-in-text");
  stands(s, "us.president/office", publishing(s, "us.b", "a.rules", other));
  assert_int_equal(cs_rules_n_regimes(s->rules), 1);
}

static void a_text_with_an_error_is_bad_input_with_its_place(void **state) {
  struct story *s = *state;
  struct story_end end =
      story_act(s, "us.president/office",
                cs_str_of(publishing(s, "us.a", "a.rules", ACT REGIME("us.a", "us.president") "rule\n")));
  assert_false(end.done);
  assert_string_equal(s->err.source, "a.rules");
  assert_true(s->err.line >= 6);
  assert_int_equal(s->err.code->exit, 3);
}

static void a_text_that_breaks_anothers_is_bad_input(void **state) {
  struct story *s = *state;
  given(s, publishing(s, "us.a", "facts.rules",
                      "fact act : code\nfact speed : integer\n" REGIME("us.a", "us.president") RULE("one")));
  given(s, publishing(s, "gb.b", "b.rules", b_text));
  uint64_t before = story_digest(s);
  struct story_end end =
      story_act(s, "gb.mod/desk",
                cs_str_of(publishing(s, "gb.b", "b.rules",
                                     "fact act : code\nfact speed : text\n" REGIME("gb.b", "gb.mod") RULE("two"))));
  assert_false(end.done);
  assert_int_equal(end.j.n_reasons, 0);
  assert_true(s->err.line == 2);
  assert_int_equal(story_digest(s), before);
}

static void a_text_published_again_takes_the_place_of_its_former(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  stands(s, "us.president/office",
         publishing(s, "us.a", "a.rules", ACT REGIME("us.a", "us.president") RULE("one") RULE("more")));
  assert_int_equal(cs_json_get(state_of(s, "regime:us.a"), "texts")->n, 1);
  assert_int_equal(cs_json_get(state_of(s, "regime:us.a"), "former")->n, 1);
  assert_int_equal(cs_rules_n(s->rules), 2);
}

static void a_regime_may_be_continued_in_a_second_file_by_its_owner(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  static const char more[] = "regime us.a\nrule more\n  cite \"x\"\n  when act is use\n  prohibit\n";
  refused(s, "gb.mod/desk", publishing(s, "us.a", "more.rules", more), "regime.not-owner");
  stands(s, "us.president/office", publishing(s, "us.a", "more.rules", more));
  assert_int_equal(cs_rules_n(s->rules), 2);
}

/* One file with two regimes is published once for each, by whoever speaks for both owners. */
static void the_same_file_of_two_regimes_is_published_for_each(void **state) {
  struct story *s = *state;
  static const char both[] = ACT REGIME("us.a", "us.president") RULE("one") REGIME("us.s", "us.state") RULE("two");
  refused(s, "us.president/office", publishing(s, "us.a", "both.rules", both), "regime.not-owner");
  stands(s, "us.state/desk", GRANT("S", "us.state", "us.president", ",\"regimes\":[\"us.s\"]"));
  stands(s, "us.president/office", publishing(s, "us.a", "both.rules", both));
  assert_int_equal(cs_rules_n_regimes(s->rules), 2);
  stands(s, "us.president/office", publishing(s, "us.s", "both.rules", both));
  assert_int_equal(cs_rules_n_regimes(s->rules), 2);
  assert_str(cs_json_text(state_of(s, "regime:us.s"), "owner"), "us.state");
}

/* Without this, gb.mod could end the rules of us.president by naming its own file a.rules. */
static void nobody_takes_the_name_of_anothers_file(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  refused(s, "gb.mod/desk", publishing(s, "gb.b", "a.rules", b_text), "regime.not-owner");
  stands(s, "gb.mod/desk", publishing(s, "gb.b", "b.rules", b_text));
  assert_int_equal(cs_rules_n_regimes(s->rules), 2);
}

static void nobody_makes_a_regime_in_force_their_own(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  static const char taken[] = ACT REGIME("us.a", "gb.mod");
  struct cs_reason *reasons = refused(s, "gb.mod/desk", publishing(s, "us.a", "a.rules", taken), "regime.not-owner");
  assert_str(reasons[0].text, "gb.mod does not speak for us.president, who owns us.a");
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", taken));
  assert_str(cs_json_text(state_of(s, "regime:us.a"), "owner"), "gb.mod");
  refused(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text), "regime.not-owner");
}

/* As when a later version of the program refuses what an earlier one took. */
static void a_text_that_no_longer_compiles_is_mended_by_its_owner(void **state) {
  struct story *s = *state;
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", a_text));
  for (size_t i = 0; i < s->blobs.n; i++) {
    *(struct cs_str *)s->blobs.at[i].value.ptr = CS_STR("regime us.a\n  owner us.president\nrule broken\n");
  }
  refused(s, "gb.mod/desk", publishing(s, "us.a", "a.rules", ACT REGIME("us.a", "gb.mod") RULE("one")),
          "regime.not-owner");
  stands(s, "us.president/office", publishing(s, "us.a", "a.rules", ACT REGIME("us.a", "us.president") RULE("two")));
}

static void every_owner_of_a_text_is_asked(void **state) {
  struct story *s = *state;
  static const char both[] = ACT REGIME("us.a", "us.president") RULE("one") REGIME("gb.b", "gb.mod") RULE("two");
  refused(s, "us.state/desk", publishing(s, "us.a", "both.rules", both), "regime.not-owner regime.not-owner");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, story_tear_down)
      T(the_owner_publishes),
      T(another_office_does_not),
      T(an_office_with_the_owners_mandate_for_the_regime_does),
      T(acting_in_the_owners_name_needs_the_same_mandate),
      T(a_disputed_mandate_publishes_nothing),
      T(a_source_publishes_for_any_owner_on_record),
      T(the_owner_is_on_record),
      T(the_text_comes_with_the_act),
      T(a_table_comes_with_its_text),
      T(a_text_published_again_brings_its_tables_again),
      T(a_table_that_others_read_is_theirs_too),
      T(a_text_without_the_tables_that_it_names_is_bad_input),
      T(the_tables_bytes_come_with_the_act),
      T(the_regime_is_in_the_text),
      T(a_regime_that_the_text_drops_is_not_in_it),
      T(a_text_with_an_error_is_bad_input_with_its_place),
      T(a_text_that_breaks_anothers_is_bad_input),
      T(a_text_published_again_takes_the_place_of_its_former),
      T(a_regime_may_be_continued_in_a_second_file_by_its_owner),
      T(the_same_file_of_two_regimes_is_published_for_each),
      T(nobody_takes_the_name_of_anothers_file),
      T(nobody_makes_a_regime_in_force_their_own),
      T(a_text_that_no_longer_compiles_is_mended_by_its_owner),
      T(every_owner_of_a_text_is_asked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
