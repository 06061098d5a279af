/* include/countersign.h: requests, asking, reading an answer. */
#include "lib/fixture.h"

struct asked {
  struct countersign_set *set;
  struct countersign_request *request;
  struct countersign_answer *answer;
  struct countersign_error error;
};

static void begin(struct asked *a, const char *catalogue, const char *json) {
  a->set = fixture_set(fixture_rules, catalogue);
  a->request = fixture_request(json);
  a->answer = countersign_answer_new(&a->error);
  assert_done(countersign_ask(a->set, a->request, FIXTURE_DAY, FIXTURE_DAY, a->answer, &a->error), &a->error);
}

static void end(struct asked *a) {
  countersign_answer_free(a->answer);
  countersign_request_free(a->request);
  countersign_set_free(a->set);
}

static void an_answer_says_who_must_consent_and_why(void **state) {
  (void)state;
  struct asked a;
  enum countersign_verdict verdict;
  struct countersign_approver approver;
  struct countersign_ground ground;
  struct countersign_require require;
  struct countersign_lacking lacking;
  begin(&a, fixture_catalogue, "{\"act\":\"export\",\"item\":\"sonar-7\",\"quantity\":\"4\"}");
  assert_true(countersign_answer_verdict(a.answer, &verdict));
  assert_int_equal(verdict, COUNTERSIGN_NEEDS_APPROVAL);
  assert_int_equal(countersign_answer_at_least(a.answer), COUNTERSIGN_NEEDS_APPROVAL);
  assert_int_equal(countersign_answer_at_most(a.answer), COUNTERSIGN_NEEDS_APPROVAL);
  assert_int_equal(countersign_answer_may_proceed(a.answer), COUNTERSIGN_NO);
  assert_true(countersign_answer_settled(a.answer));
  assert_int_equal(countersign_answer_on(a.answer), FIXTURE_DAY);
  assert_int_equal(countersign_answer_n_approvers(a.answer), 1);
  countersign_answer_approver(a.answer, 0, &approver);
  assert_str(fixture_str(approver.office), "acme.licensing");
  assert_str(fixture_str(approver.regime), "acme.exports");
  assert_int_equal(approver.value, COUNTERSIGN_YES);
  assert_true(approver.n_acting > 0);
  assert_int_equal(countersign_answer_n_grounds(a.answer), 1);
  countersign_answer_ground(a.answer, 0, &ground);
  assert_str(fixture_str(ground.rule), "every-export");
  assert_str(fixture_str(ground.file), "exports.rules");
  assert_int_equal(ground.file_line, 6);
  assert_str(fixture_str(ground.cite), "house rule 1");
  assert_int_equal(ground.effect, COUNTERSIGN_EFFECT_REVIEW);
  assert_int_equal(ground.value, COUNTERSIGN_GROUND_APPLIES);
  assert_int_equal(ground.certainty, COUNTERSIGN_ASSUMED);
  assert_int_equal(ground.n_lines, 1);
  assert_int_equal(ground.lines[0], 0);
  assert_int_equal(countersign_answer_n_requires(a.answer), 2);
  countersign_answer_require(a.answer, 1, &require);
  assert_int_equal(require.kind, COUNTERSIGN_REQUIRE_ADVICE);
  assert_str(fixture_str(require.office), "acme.legal");
  assert_int_equal(require.days, 5);
  assert_false(require.calendar_days);
  assert_int_equal(require.certainty, COUNTERSIGN_ASSUMED);
  assert_int_equal(countersign_answer_n_lacking(a.answer), 1);
  countersign_answer_lacking(a.answer, 0, &lacking);
  assert_int_equal(lacking.kind, COUNTERSIGN_LACKING_CONSENT);
  assert_str(fixture_str(lacking.name), "acme.licensing");
  end(&a);
}

static void what_is_not_known_is_named(void **state) {
  (void)state;
  struct asked a;
  enum countersign_verdict verdict = COUNTERSIGN_PROHIBITED;
  struct countersign_missing missing;
  begin(&a, fixture_catalogue, "{\"act\":\"export\",\"item\":\"gasket-7\"}");
  assert_false(countersign_answer_verdict(a.answer, &verdict));
  assert_int_equal(verdict, COUNTERSIGN_PROHIBITED); /* untouched */
  assert_int_equal(countersign_answer_at_least(a.answer), COUNTERSIGN_NOT_COVERED);
  assert_int_equal(countersign_answer_at_most(a.answer), COUNTERSIGN_PERMITTED);
  assert_false(countersign_answer_settled(a.answer));
  assert_int_equal(countersign_answer_n_missing(a.answer), 1);
  countersign_answer_missing(a.answer, 0, &missing);
  assert_int_equal(missing.cause, COUNTERSIGN_CAUSE_FACT);
  assert_str(fixture_str(missing.name), "quantity");
  assert_true(missing.moves_verdict);
  assert_false(missing.moves_approvers);
  end(&a);
}

static void a_state_whose_law_nobody_loaded_is_named_and_keeps_the_gate_shut(void **state) {
  (void)state;
  struct asked a;
  struct countersign_unasked unasked;
  begin(&a, fixture_catalogue, "{\"act\":\"export\",\"item\":\"engine-7\",\"quantity\":\"1\"}");
  assert_int_equal(countersign_answer_at_most(a.answer), COUNTERSIGN_PERMITTED);
  assert_int_equal(countersign_answer_n_unasked(a.answer), 1);
  countersign_answer_unasked(a.answer, 0, &unasked);
  assert_str(fixture_str(unasked.state), "FR");
  assert_int_equal(countersign_answer_may_proceed(a.answer), COUNTERSIGN_UNKNOWN);
  end(&a);
}

static void with_a_catalogue_an_item_that_it_lacks_may_never_go(void **state) {
  (void)state;
  struct asked a;
  const char *const request =
      "{\"act\":\"export\",\"item\":\"other\",\"quantity\":\"1\",\"facts\":{\"item.class\":\"spare-part\"}}";
  begin(&a, fixture_catalogue, request);
  assert_int_equal(countersign_answer_may_proceed(a.answer), COUNTERSIGN_UNKNOWN);
  end(&a);
  begin(&a, NULL, request); /* without one, the request's word counts */
  assert_int_equal(countersign_answer_may_proceed(a.answer), COUNTERSIGN_YES);
  end(&a);
  begin(&a, fixture_catalogue, "{\"act\":\"export\",\"item\":\"gasket-7\",\"quantity\":\"10\"}");
  assert_int_equal(countersign_answer_may_proceed(a.answer), COUNTERSIGN_YES);
  end(&a);
}

static void one_request_is_asked_of_many_sets_on_many_days(void **state) {
  (void)state;
  static const char since[] = "regime acme.later\n  owner acme.director\n  treats export\n"
                              "rule ban\n  cite \"x\" confirmed\n  from 2025-08-25\n  known 2025-08-27\n"
                              "  when act is export\n  prohibit\n";
  struct countersign_error error;
  struct countersign_set *one = fixture_set(fixture_rules, fixture_catalogue), *other = fixture_set(since, NULL);
  struct countersign_request *request =
      fixture_request("{\"act\":\"export\",\"item\":\"gasket-7\",\"quantity\":\"2\"}");
  struct countersign_answer *answer = countersign_answer_new(&error);
  assert_str(fixture_str(countersign_request_act(request)), "export");
  const struct {
    const struct countersign_set *set;
    countersign_day on, known;
    enum countersign_verdict verdict;
  } rows[] = {
      {one, FIXTURE_DAY, FIXTURE_DAY, COUNTERSIGN_PERMITTED},
      {other, FIXTURE_DAY - 1, FIXTURE_DAY + 9, COUNTERSIGN_NOT_COVERED},
      {other, FIXTURE_DAY, FIXTURE_DAY + 1, COUNTERSIGN_NOT_COVERED},
      {other, FIXTURE_DAY, FIXTURE_DAY + 2, COUNTERSIGN_PROHIBITED},
      {one, FIXTURE_DAY + 2, FIXTURE_DAY + 2, COUNTERSIGN_PERMITTED},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    enum countersign_verdict verdict;
    assert_done(countersign_ask(rows[i].set, request, rows[i].on, rows[i].known, answer, &error), &error);
    assert_true(countersign_answer_verdict(answer, &verdict));
    assert_int_equal(verdict, rows[i].verdict);
  }
  countersign_answer_free(answer);
  countersign_request_free(request);
  countersign_set_free(one);
  countersign_set_free(other);
}

static void the_library_knows_no_today(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_set *set = fixture_set(fixture_rules, NULL);
  struct countersign_request *bare = fixture_request("{\"act\":\"export\",\"item\":\"a\"}");
  struct countersign_request *own =
      fixture_request("{\"act\":\"export\",\"item\":\"a\",\"on\":\"2025-08-24\",\"known\":\"2025-08-23\"}");
  struct countersign_answer *answer = countersign_answer_new(&error);
  const countersign_day none = COUNTERSIGN_DAY_OF_REQUEST;
  assert_fails(countersign_ask(set, bare, none, FIXTURE_DAY, answer, &error), &error, "request.no-day", 0, 0);
  assert_fails(countersign_ask(set, bare, FIXTURE_DAY, none, answer, &error), &error, "request.no-day", 0, 0);
  assert_done(countersign_ask(set, bare, FIXTURE_DAY, FIXTURE_DAY, answer, &error), &error);
  assert_done(countersign_ask(set, own, none, none, answer, &error), &error);
  assert_int_equal(countersign_answer_on(answer), FIXTURE_DAY - 1);
  assert_int_equal(countersign_answer_known(answer), FIXTURE_DAY - 2);
  assert_done(countersign_ask(set, own, FIXTURE_DAY, FIXTURE_DAY, answer, &error), &error);
  assert_int_equal(countersign_answer_on(answer), FIXTURE_DAY - 1); /* the request's own count */
  countersign_answer_free(answer);
  countersign_request_free(bare);
  countersign_request_free(own);
  countersign_set_free(set);
}

static void a_bad_request_is_told_at_its_place(void **state) {
  (void)state;
  struct countersign_error error;
  const struct {
    const char *json, *code;
    uint32_t line, column;
  } rows[] = {
      {"{\"act\":\"export\",\"itm\":\"a\"}", "json.unknown-member", 7, 23},
      {"{\"act\":\"export\",\n\"item\":7}", "json.wrong-type", 8, 8},
      {"{\"act\":\"exprt\",\"item\":\"a\"}", "request.unknown-act", 7, 8},
      {"{\"act\":\"export\"", "json.syntax", 7, 16},
      {"{\"act\":\"export\",\"item\":\"a\",\"area\":\"48.1,37.2\"}", "request.position", 7, 35},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_fails(countersign_request_new("r.json", 7, rows[i].json, strlen(rows[i].json), &error), &error, rows[i].code,
                 rows[i].line, rows[i].column);
    assert_string_equal(error.source, "r.json");
    assert_int_equal(error.kind, COUNTERSIGN_ERROR_INPUT);
    assert_fails(countersign_request_new("the request", 0, rows[i].json, strlen(rows[i].json), &error), &error,
                 rows[i].code, 0, 0);
  }
}

static void facts_that_do_not_fit_the_rules_are_told_when_asked(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_set *set = fixture_set(fixture_rules, NULL);
  struct countersign_answer *answer = countersign_answer_new(&error);
  struct countersign_request *request =
      fixture_request("{\"act\":\"export\",\"item\":\"a\",\"facts\":{\"colour\":\"red\"}}");
  assert_fails(countersign_ask(set, request, FIXTURE_DAY, FIXTURE_DAY, answer, &error), &error, "fact.unknown", 1, 46);
  assert_string_equal(error.source, "request.json");
  countersign_request_free(request);
  countersign_answer_free(answer);
  countersign_set_free(set);
}

static void json_in_gives_json_out(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_text out;
  struct countersign_set *set = fixture_set(fixture_rules, fixture_catalogue);
  struct countersign_answer *answer = countersign_answer_new(&error);
  const char *const json = "{\"act\":\"export\",\"item\":\"sonar-7\",\"quantity\":\"4\"}";
  for (int i = 0; i < 3; i++) {
    assert_done(countersign_assess(set, json, strlen(json), FIXTURE_DAY, FIXTURE_DAY, answer, &out, &error), &error);
    assert_int_equal(strlen(out.ptr), out.len);
    assert_non_null(strstr(out.ptr, "{\"verdict\":\"needs-approval\",\"at_least\":\"needs-approval\","));
    assert_null(strchr(out.ptr, '\n'));
  }
  assert_fails(countersign_assess(set, "{}", 2, FIXTURE_DAY, FIXTURE_DAY, answer, &out, &error), &error,
               "json.missing-member", 1, 1);
  countersign_answer_free(answer);
  countersign_set_free(set);
}

static void words_are_those_of_assess(void **state) {
  (void)state;
  struct asked a;
  struct countersign_text words;
  begin(&a, fixture_catalogue, "{\"act\":\"export\",\"item\":\"sonar-7\",\"quantity\":\"4\"}");
  assert_done(countersign_answer_words(a.answer, false, &words, &a.error), &a.error);
  assert_true(cs_str_starts(fixture_str(words), CS_STR("  NEEDS APPROVAL  of acme.licensing\n")));
  assert_true(
      cs_str_ends(fixture_str(words), CS_STR("  may go?         no. Lacking: the consent of acme.licensing\n")));
  assert_done(countersign_answer_words(a.answer, true, &words, &a.error), &a.error);
  assert_true(cs_str_starts(fixture_str(words), CS_STR("  export          NEEDS APPROVAL  of acme.licensing\n")));
  end(&a);
}

static void terms_are_told_as_assess_tells_them(void **state) {
  (void)state;
  static const char rules[] =
      "regime acme.exports\n  owner acme.director\n  treats export\n"
      "term size\n  is small when quantity < 10\n  otherwise large\n"
      "rule large-lots\n  cite \"x\" confirmed\n  when act is export and size is large\n  prohibit\n";
  struct countersign_error error;
  struct countersign_term term;
  struct countersign_set *set = fixture_set(rules, NULL);
  struct countersign_answer *answer = countersign_answer_new(&error);
  const struct {
    const char *json, *value;
  } rows[] = {
      {"{\"act\":\"export\",\"item\":\"a\",\"quantity\":\"9\"}", "small"},
      {"{\"act\":\"export\",\"item\":\"a\",\"quantity\":\"10\"}", "large"},
      {"{\"act\":\"export\",\"item\":\"a\"}", "small or large"},
  };
  for (size_t i = 0; i < 3; i++) {
    struct countersign_request *request = fixture_request(rows[i].json);
    assert_done(countersign_ask(set, request, FIXTURE_DAY, FIXTURE_DAY, answer, &error), &error);
    assert_int_equal(countersign_answer_n_terms(answer), 1);
    assert_done(countersign_answer_term(answer, 0, &term, &error), &error);
    assert_str(fixture_str(term.name), "size");
    assert_str(fixture_str(term.regime), "acme.exports");
    assert_str(fixture_str(term.value), rows[i].value);
    assert_true(term.known);
    countersign_request_free(request);
  }
  countersign_answer_free(answer);
  countersign_set_free(set);
}

static void days_are_read(void **state) {
  (void)state;
  struct countersign_error error;
  countersign_day day;
  assert_done(countersign_day_read("2025-08-25", 10, &day, &error), &error);
  assert_int_equal(day, FIXTURE_DAY);
  assert_false(countersign_day_read("2025-02-30", 10, &day, &error));
  assert_string_equal(error.code, "date.out-of-range");
  assert_false(countersign_day_read("yesterday", 9, &day, &error));
  assert_string_equal(error.code, "date.syntax");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_says_who_must_consent_and_why),
      cmocka_unit_test(what_is_not_known_is_named),
      cmocka_unit_test(a_state_whose_law_nobody_loaded_is_named_and_keeps_the_gate_shut),
      cmocka_unit_test(with_a_catalogue_an_item_that_it_lacks_may_never_go),
      cmocka_unit_test(one_request_is_asked_of_many_sets_on_many_days),
      cmocka_unit_test(the_library_knows_no_today),
      cmocka_unit_test(a_bad_request_is_told_at_its_place),
      cmocka_unit_test(facts_that_do_not_fit_the_rules_are_told_when_asked),
      cmocka_unit_test(json_in_gives_json_out),
      cmocka_unit_test(words_are_those_of_assess),
      cmocka_unit_test(terms_are_told_as_assess_tells_them),
      cmocka_unit_test(days_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
