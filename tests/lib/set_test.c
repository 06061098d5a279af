/* include/countersign.h: sources, findings, sets. */
#include "lib/fixture.h"

static bool add(struct countersign_sources *sources, const char *name, const char *text,
                struct countersign_error *error) {
  return countersign_sources_rules(sources, name, text, strlen(text), error);
}

static bool add_acts(struct countersign_sources *sources, const char *text, struct countersign_error *error) {
  return countersign_sources_catalogue(sources, "c.jsonl", text, strlen(text), error);
}

static void a_set_is_made_of_texts_that_may_then_be_freed(void **state) {
  (void)state;
  struct countersign_set *set = fixture_set(fixture_rules, fixture_catalogue);
  assert_int_equal(countersign_set_n_rules(set), 2);
  unsigned char none[32] = {0};
  assert_memory_not_equal(countersign_set_digest(set), none, 32);
  countersign_set_free(set);
}

static void another_text_gives_another_digest(void **state) {
  (void)state;
  struct countersign_set *one = fixture_set(fixture_rules, NULL), *same = fixture_set(fixture_rules, fixture_catalogue);
  struct countersign_set *other = fixture_set("regime x.y\n  owner x.z\n  treats export\n", NULL);
  assert_memory_equal(countersign_set_digest(one), countersign_set_digest(same), 32);
  assert_memory_not_equal(countersign_set_digest(one), countersign_set_digest(other), 32);
  countersign_set_free(one);
  countersign_set_free(same);
  countersign_set_free(other);
}

static void all_errors_of_rules_are_found_with_their_places(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(add(sources, "a.rules", "regime r.a\n  owner r.o\n  treats export\n  colour red\n", &error), &error);
  assert_done(add(sources, "b.rules",
                  "regime r.b\n  owner r.o\n  treats export\nrule x\n  when acct is export\n  prohibit\n", &error),
              &error);
  assert_fails(countersign_set_new(sources, &error), &error, "rules.syntax", 4, 3);
  assert_string_equal(error.source, "a.rules");
  assert_int_equal(error.kind, COUNTERSIGN_ERROR_INPUT);
  assert_int_equal(countersign_sources_n_findings(sources), 2);
  const struct countersign_finding *second = countersign_sources_finding(sources, 1);
  assert_false(second->warning);
  assert_string_equal(second->error.source, "b.rules");
  assert_string_equal(second->error.code, "rules.unknown-fact");
  assert_int_equal(second->error.line, 5);
  countersign_sources_free(sources);
}

static void a_warning_is_found_and_keeps_no_set_from_being_made(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(add(sources, "a.rules",
                  "regime r.a\n  owner r.o\n  treats export\nrule ban\n  cite \"x\"\n  when act is export\n  prohibit\n"
                  "rule leave\n  cite \"x\"\n  when act is export\n  permit\n",
                  &error),
              &error);
  struct countersign_set *set = countersign_set_new(sources, &error);
  assert_done(set, &error);
  assert_int_equal(countersign_sources_n_findings(sources), 0); /* nobody asked */
  countersign_set_free(set);
  countersign_sources_warn(sources);
  set = countersign_set_new(sources, &error);
  assert_done(set, &error);
  assert_int_equal(countersign_sources_n_findings(sources), 1);
  assert_true(countersign_sources_finding(sources, 0)->warning);
  countersign_set_free(set);
  countersign_sources_free(sources);
}

static void sources_can_be_mended_by_further_texts_and_made_into_another_set(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(add(sources, "a.rules", "use \"b.rules\"\n", &error), &error);
  assert_null(countersign_set_new(sources, &error));
  assert_int_equal(countersign_sources_n_findings(sources), 1);
  assert_done(add(sources, "b.rules", fixture_rules, &error), &error);
  struct countersign_set *set = countersign_set_new(sources, &error);
  assert_done(set, &error);
  assert_int_equal(countersign_sources_n_findings(sources), 0);
  countersign_set_free(set);
  countersign_sources_free(sources);
}

static void no_rules_are_no_set(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_fails(countersign_set_new(sources, &error), &error, "rules.none", 0, 0);
  assert_done(add_acts(sources, fixture_catalogue, &error), &error);
  assert_fails(countersign_set_new(sources, &error), &error, "rules.none", 0, 0);
  countersign_sources_free(sources);
}

static void two_texts_of_one_name_are_refused(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(add(sources, "a.rules", fixture_rules, &error), &error);
  assert_fails(add(sources, "a.rules", "", &error), &error, "source.twice", 0, 0);
  struct countersign_set *set = countersign_set_new(sources, &error);
  assert_done(set, &error);
  assert_int_equal(countersign_set_n_rules(set), 2);
  countersign_set_free(set);
  countersign_sources_free(sources);
}

static void a_folder_gives_its_rules_and_a_path_that_is_none_an_error(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(countersign_sources_path(sources, CS_SOURCE_DIR "/examples/embedding", &error), &error);
  struct countersign_set *set = countersign_set_new(sources, &error);
  assert_done(set, &error);
  assert_int_equal(countersign_set_n_rules(set), 3);
  assert_false(countersign_sources_path(sources, CS_SOURCE_DIR "/examples/nowhere", &error));
  assert_string_equal(error.code, "os.not-found");
  countersign_set_free(set);
  countersign_sources_free(sources);
}

static void every_bad_line_of_a_catalogue_is_found(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(add(sources, "a.rules", fixture_rules, &error), &error);
  assert_done(add_acts(sources,
                       "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system\"}\n"
                       "{\"act\":\"item.regster\",\"item\":\"b\",\"kind\":\"system\"}\n"
                       "{\"act\":\"item.fact\",\"item\":\"c\",\"name\":\"range\",\"value\":\"3 km\"}\n"
                       "{\"act\":\"item.register\",\"item\":\n"
                       "{\"act\":\"dependency.register\",\"item\":\"a\",\"on\":\"a\",\"by\":\"contains\"}\n",
                       &error),
              &error);
  assert_fails(countersign_set_new(sources, &error), &error, "act.unknown-kind", 2, 8);
  assert_string_equal(error.source, "c.jsonl");
  assert_int_equal(countersign_sources_n_findings(sources), 4);
  const char *const codes[] = {"act.unknown-kind", "item.unknown", "json.syntax", "item.circle"};
  for (size_t i = 0; i < 4; i++) {
    const struct countersign_finding *finding = countersign_sources_finding(sources, i);
    assert_string_equal(finding->error.code, codes[i]);
    assert_int_equal(finding->error.line, i + 2);
    assert_string_equal(finding->error.source, "c.jsonl");
  }
  assert_int_equal(countersign_sources_finding(sources, 3)->error.kind, COUNTERSIGN_ERROR_REFUSED);
  countersign_sources_free(sources);
}

static void an_act_that_is_no_registration_is_none_of_a_catalogue(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  assert_done(add(sources, "a.rules", fixture_rules, &error), &error);
  assert_done(
      add_acts(
          sources,
          "\n{\"act\":\"statement.record\",\"statement\":\"S1\",\"kind\":\"said\",\"about\":[\"x\"],\"text\":\"x\"}\n",
          &error),
      &error);
  assert_fails(countersign_set_new(sources, &error), &error, "catalogue.other-act", 2, 1);
  assert_true(error.hint[0] != '\0');
  countersign_sources_free(sources);
}

static void catalogues_build_on_one_another_in_their_order(void **state) {
  (void)state;
  struct countersign_error error;
  const char *const items = "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system\"}";
  const char *const facts = "{\"act\":\"item.fact\",\"item\":\"a\",\"name\":\"range\",\"value\":\"3 km\"}";
  for (int order = 0; order < 2; order++) {
    struct countersign_sources *sources = countersign_sources_new(&error);
    assert_done(add(sources, "a.rules", fixture_rules, &error), &error);
    assert_done(add_acts(sources, order == 0 ? items : facts, &error), &error);
    assert_done(add_acts(sources, order == 0 ? facts : items, &error), &error);
    struct countersign_set *set = countersign_set_new(sources, &error);
    assert_true((set != NULL) == (order == 0));
    countersign_set_free(set);
    countersign_sources_free(sources);
  }
}

static void errors_need_not_be_asked_for(void **state) {
  (void)state;
  struct countersign_sources *sources = countersign_sources_new(NULL);
  assert_non_null(sources);
  assert_null(countersign_set_new(sources, NULL));
  countersign_day day;
  assert_false(countersign_day_read("2025-13-01", 10, &day, NULL));
  countersign_sources_free(sources);
  countersign_sources_free(NULL);
  countersign_set_free(NULL);
  countersign_request_free(NULL);
  countersign_answer_free(NULL);
  countersign_proof_free(NULL);
}

static void the_header_is_of_the_librarys_version(void **state) {
  (void)state;
  assert_string_equal(countersign_version(), COUNTERSIGN_VERSION);
  assert_string_equal(countersign_verdict_name(COUNTERSIGN_NEEDS_APPROVAL), "needs-approval");
  assert_string_equal(countersign_truth_name(COUNTERSIGN_UNKNOWN), "unknown");
  assert_string_equal(countersign_certainty_name(COUNTERSIGN_REPORTED), "reported");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_set_is_made_of_texts_that_may_then_be_freed),
      cmocka_unit_test(another_text_gives_another_digest),
      cmocka_unit_test(all_errors_of_rules_are_found_with_their_places),
      cmocka_unit_test(a_warning_is_found_and_keeps_no_set_from_being_made),
      cmocka_unit_test(sources_can_be_mended_by_further_texts_and_made_into_another_set),
      cmocka_unit_test(no_rules_are_no_set),
      cmocka_unit_test(two_texts_of_one_name_are_refused),
      cmocka_unit_test(a_folder_gives_its_rules_and_a_path_that_is_none_an_error),
      cmocka_unit_test(every_bad_line_of_a_catalogue_is_found),
      cmocka_unit_test(an_act_that_is_no_registration_is_none_of_a_catalogue),
      cmocka_unit_test(catalogues_build_on_one_another_in_their_order),
      cmocka_unit_test(errors_need_not_be_asked_for),
      cmocka_unit_test(the_header_is_of_the_librarys_version),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
