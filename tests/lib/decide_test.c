/* include/countersign.h: the quick way says what the whole answer says. */
#include "lib/fixture.h"

/* Bounds, certainty, grounds and missing facts of both ways, held together; and the same when decided again. */
static void compare(const char *rules, const char *catalogue, const char *json) {
  struct countersign_error error;
  struct countersign_decision decision, again;
  struct countersign_set *set = fixture_set(rules, catalogue);
  struct countersign_request *request = fixture_request(json);
  struct countersign_answer *answer = countersign_answer_new(&error);
  assert_done(countersign_ask(set, request, FIXTURE_DAY, FIXTURE_DAY, answer, &error), &error);
  struct countersign_facts *facts = countersign_facts_new(set, request, FIXTURE_DAY, FIXTURE_DAY, &error);
  assert_done(facts, &error);
  for (int i = 0; i < 3; i++) {
    assert_done(countersign_decide(facts, &decision, &error), &error);
    assert_true(i == 0 || (decision.n_grounds == again.n_grounds && decision.n_missing == again.n_missing));
    again = decision;
  }
  assert_int_equal(decision.at_least, countersign_answer_at_least(answer));
  assert_int_equal(decision.at_most, countersign_answer_at_most(answer));
  assert_int_equal(decision.certainty, countersign_answer_certainty(answer));
  assert_int_equal(decision.settled, countersign_answer_settled(answer));
  assert_int_equal(decision.n_grounds, countersign_answer_n_grounds(answer));
  assert_int_equal(decision.n_missing, countersign_answer_n_missing(answer));
  for (size_t i = 0; i < decision.n_grounds; i++) {
    struct countersign_ground one, other;
    countersign_decided_ground(facts, i, &one);
    countersign_answer_ground(answer, i, &other);
    assert_true(cs_str_eq(fixture_str(one.rule), fixture_str(other.rule)));
    assert_int_equal(one.file_line, other.file_line);
    assert_int_equal(one.value, other.value);
    assert_int_equal(one.certainty, other.certainty);
    assert_int_equal(one.effect, other.effect);
    assert_null(one.lines);
  }
  for (size_t i = 0; i < decision.n_missing; i++) {
    struct countersign_missing one, other;
    countersign_decided_missing(facts, i, &one);
    countersign_answer_missing(answer, i, &other);
    assert_true(cs_str_eq(fixture_str(one.name), fixture_str(other.name)));
    assert_int_equal(one.moves_verdict, other.moves_verdict);
  }
  countersign_facts_free(facts);
  countersign_answer_free(answer);
  countersign_request_free(request);
  countersign_set_free(set);
}

static void what_is_known_is_decided_as_it_is_answered(void **state) {
  (void)state;
  compare(fixture_rules, fixture_catalogue, "{\"act\":\"export\",\"item\":\"sonar-7\",\"quantity\":\"4\"}");
  compare(fixture_rules, fixture_catalogue, "{\"act\":\"export\",\"item\":\"gasket-7\",\"quantity\":\"4\"}");
  compare(fixture_rules, fixture_catalogue, "{\"act\":\"use\",\"item\":\"gasket-7\"}");
}

static void what_is_unknown_is_decided_as_it_is_answered(void **state) {
  (void)state;
  compare(fixture_rules, fixture_catalogue, "{\"act\":\"export\",\"item\":\"gasket-7\"}");
  compare(fixture_rules, NULL, "{\"act\":\"export\",\"item\":\"other\"}");
}

static void what_an_item_depends_on_is_decided_as_it_is_answered(void **state) {
  (void)state;
  compare("regime r\n  owner o\n  treats export\nrule by-content\n  cite \"x\"\n"
          "  when item depends on FR by contains\n  prohibit\n",
          fixture_catalogue, "{\"act\":\"export\",\"item\":\"engine-7\"}");
}

static void several_lines_give_their_grounds_one_by_one(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_decision decision;
  struct countersign_ground ground;
  struct countersign_set *set = fixture_set(fixture_rules, fixture_catalogue);
  struct countersign_request *request =
      fixture_request("{\"act\":\"export\",\"lines\":[{\"item\":\"sonar-7\",\"quantity\":\"1\"},{\"item\":\"gasket-7\","
                      "\"quantity\":\"1\"}]}");
  struct countersign_facts *facts = countersign_facts_new(set, request, FIXTURE_DAY, FIXTURE_DAY, &error);
  assert_done(facts, &error);
  assert_done(countersign_decide(facts, &decision, &error), &error);
  assert_int_equal(decision.at_least, COUNTERSIGN_NEEDS_APPROVAL);
  assert_int_equal(decision.n_grounds, 2);
  for (uint32_t i = 0; i < 2; i++) {
    countersign_decided_ground(facts, i, &ground);
    assert_int_equal(ground.n_lines, 1);
    assert_str(fixture_str(ground.rule), ground.lines[0] == 0 ? "every-export" : "spare-parts");
  }
  countersign_facts_free(facts);
  countersign_request_free(request);
  countersign_set_free(set);
}

static void facts_need_a_day_and_must_fit_the_rules(void **state) {
  (void)state;
  struct countersign_error error;
  struct countersign_set *set = fixture_set(fixture_rules, NULL);
  struct countersign_request *bare = fixture_request("{\"act\":\"export\",\"item\":\"a\"}");
  struct countersign_request *wrong =
      fixture_request("{\"act\":\"export\",\"item\":\"a\",\"facts\":{\"colour\":\"red\"}}");
  assert_fails(countersign_facts_new(set, bare, COUNTERSIGN_DAY_OF_REQUEST, FIXTURE_DAY, &error), &error,
               "request.no-day", 0, 0);
  assert_fails(countersign_facts_new(set, wrong, FIXTURE_DAY, FIXTURE_DAY, &error), &error, "fact.unknown", 1, 46);
  countersign_facts_free(NULL);
  countersign_request_free(bare);
  countersign_request_free(wrong);
  countersign_set_free(set);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_known_is_decided_as_it_is_answered),
      cmocka_unit_test(what_is_unknown_is_decided_as_it_is_answered),
      cmocka_unit_test(what_an_item_depends_on_is_decided_as_it_is_answered),
      cmocka_unit_test(several_lines_give_their_grounds_one_by_one),
      cmocka_unit_test(facts_need_a_day_and_must_fit_the_rules),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
