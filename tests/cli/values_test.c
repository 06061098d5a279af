/* What values can be: the words of options and arguments, from the lists that the program checks against. */
#include "support/test.h"

#include "cli/values.h"

#include "service/query.h"

static const struct cs_command_def *command(const char *noun, const char *verb) {
  int used;
  const struct cs_command_def *found = cs_command_find(cs_str_of(noun), verb ? cs_str_of(verb) : CS_STR_NONE, &used);
  assert_non_null(found);
  return found;
}

static const struct cs_option *option(const struct cs_command_def *of, const char *name) {
  for (size_t g = 0; g < CS_OPTION_GROUPS; g++) {
    for (const struct cs_option *o = cs_command_options(of, g); o && o->name; o++) {
      if (strcmp(o->name, name) == 0) {
        return o;
      }
    }
  }
  fail_msg("%s has no option %s", of->name, name);
  return NULL;
}

/* The words with blanks between them. */
static struct cs_str joined(struct cs_arena *arena, const struct cs_strs *words) {
  struct cs_str text = CS_STR("");
  struct cs_err err;
  for (size_t i = 0; i < words->n; i++) {
    assert_ok(
        cs_arena_printf(arena, &text, &err, "%.*s%s%.*s", CS_STR_ARG(text), i > 0 ? " " : "", CS_STR_ARG(words->at[i])),
        &err);
  }
  return text;
}

static struct cs_cli_value value_of(struct cs_arena *arena, const char *noun, const char *verb, const char *name) {
  struct cs_cli_value value;
  struct cs_err err;
  const struct cs_command_def *of = command(noun, verb);
  assert_ok(cs_cli_value_of_option(arena, of, option(of, name), &value, &err), &err);
  return value;
}

static void words_of_choices_come_from_the_list_of_acts(void **state) {
  struct cs_arena *arena = *state;
  struct cs_cli_value one = value_of(arena, "dependency", "register", "by");
  assert_int_equal(one.kind, CS_CLI_VALUE_WORD);
  assert_str(joined(arena, &one.words), "contains made-with runs relies-on");
  struct cs_cli_value several = value_of(arena, "calendar", "declare", "weekend");
  assert_int_equal(several.kind, CS_CLI_VALUE_WORDS);
  assert_int_equal(several.words.n, 7);
}

static void statuses_are_those_that_the_list_of_cases_takes(void **state) {
  struct cs_arena *arena = *state;
  struct cs_cli_value value = value_of(arena, "case", "list", "status");
  assert_true(value.words.n > 0);
  for (size_t i = 0; i < value.words.n; i++) {
    enum cs_case_status known;
    assert_true(cs_case_status_find(value.words.at[i], &known));
    assert_int_not_equal(known, CS_CASE_NONE);
  }
}

static void certainties_and_acts_are_those_that_are_read(void **state) {
  struct cs_arena *arena = *state;
  struct cs_cli_value certainty = value_of(arena, "item", "fact", "certainty");
  assert_int_equal(certainty.words.n, CS_DENIED + 1);
  for (size_t i = 0; i < certainty.words.n; i++) {
    enum cs_certainty known;
    assert_true(cs_certainty_find(certainty.words.at[i], &known));
  }
  struct cs_cli_value acts = value_of(arena, "assess", NULL, "act");
  assert_int_equal(acts.kind, CS_CLI_VALUE_WORDS);
  assert_int_equal(acts.words.n, cs_request_acts_n);
}

static void files_folders_and_officers_are_known_by_their_names(void **state) {
  struct cs_arena *arena = *state;
  assert_int_equal(value_of(arena, "assess", NULL, "request").kind, CS_CLI_VALUE_FILE);
  assert_int_equal(value_of(arena, "log", "prove", "out").kind, CS_CLI_VALUE_FOLDER);
  assert_int_equal(value_of(arena, "case", "file", "as").kind, CS_CLI_VALUE_OFFICER);
  assert_int_equal(value_of(arena, "case", "file", "key").kind, CS_CLI_VALUE_FREE);
  assert_int_equal(value_of(arena, "log", "verify", "key").kind, CS_CLI_VALUE_FILE);
}

/* A command whose own option fills a field of its act: the words are the field's. */
static void words_of_a_field_serve_options_and_arguments_that_fill_it(void **state) {
  struct cs_arena *arena = *state;
  const struct cs_option own[] = {{"kind", "WORD", "said, reported or done"}, {"by", "WORD", "who said it"}};
  const struct cs_command_def made = {.name = "statement record", .arguments = "STATEMENT KIND", .options = own};
  struct cs_cli_value value;
  struct cs_cli_places places;
  struct cs_err err;
  assert_ok(cs_cli_value_of_option(arena, &made, &own[0], &value, &err), &err);
  assert_str(joined(arena, &value.words), "said reported done");
  assert_ok(cs_cli_value_of_option(arena, &made, &own[1], &value, &err), &err);
  assert_int_equal(value.kind, CS_CLI_VALUE_FREE);
  assert_ok(cs_cli_places_of(arena, &made, &places, &err), &err);
  assert_int_equal(places.at[0].value.kind, CS_CLI_VALUE_FREE);
  assert_str(joined(arena, &places.at[1].value.words), "said reported done");
}

static void arguments_are_read_from_their_signs(void **state) {
  struct cs_arena *arena = *state;
  struct cs_cli_places places;
  struct cs_err err;
  assert_ok(cs_cli_places_of(arena, command("load", NULL), &places, &err), &err);
  assert_int_equal(places.n, 2);
  assert_str(places.at[0].name, "STORE");
  assert_str(places.at[1].name, "PATH");
  assert_false(places.at[0].more);
  assert_true(places.at[1].more);
  assert_int_equal(places.at[1].value.kind, CS_CLI_VALUE_FILE);
  assert_ok(cs_cli_places_of(arena, command("rules", "show"), &places, &err), &err);
  assert_int_equal(places.n, 1);
  assert_str(places.at[0].name, "REGIME");
  assert_true(places.at[0].optional);
  assert_ok(cs_cli_places_of(arena, command("assess", NULL), &places, &err), &err);
  assert_int_equal(places.n, 0);
}

/* The outcomes stand in the list of commands and in the list of acts. */
static void outcomes_of_a_decision_are_the_same_in_both_lists(void **state) {
  struct cs_arena *arena = *state;
  struct cs_cli_places places;
  struct cs_err err;
  assert_ok(cs_cli_places_of(arena, command("case", "decide"), &places, &err), &err);
  struct cs_cli_value outcome = value_of(arena, "case", "decide", "outcome");
  struct cs_str words = joined(arena, &outcome.words);
  assert_int_equal(places.n, 2);
  assert_true(cs_str_eq(joined(arena, &places.at[1].value.words), words));
}

static int set_up(void **state) {
  static struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  *state = &arena;
  return 0;
}

static int tear_down(void **state) {
  cs_arena_deinit(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_of_choices_come_from_the_list_of_acts),
      cmocka_unit_test(statuses_are_those_that_the_list_of_cases_takes),
      cmocka_unit_test(certainties_and_acts_are_those_that_are_read),
      cmocka_unit_test(files_folders_and_officers_are_known_by_their_names),
      cmocka_unit_test(words_of_a_field_serve_options_and_arguments_that_fill_it),
      cmocka_unit_test(arguments_are_read_from_their_signs),
      cmocka_unit_test(outcomes_of_a_decision_are_the_same_in_both_lists),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
