/* The library from outside: rules, a line "%%", acts of a catalogue, a line "%%", a request, and perhaps a line "%%" and a table t.csv;
 * through include/countersign.h alone. */
#include "countersign.h"
#include "fuzz.h"

#define DAY 20254 /* 2025-06-15 */

static void check_error(const struct countersign_error *error) {
  cs_assert(error->kind != COUNTERSIGN_ERROR_NONE && error->code[0] != '\0' && error->text[0] != '\0');
}

static void look(struct countersign_answer *answer) {
  struct countersign_error error;
  struct countersign_text json, words;
  enum countersign_verdict verdict;
  cs_assert(countersign_answer_at_least(answer) <= countersign_answer_at_most(answer));
  bool determined = countersign_answer_verdict(answer, &verdict);
  cs_assert(determined == (countersign_answer_at_least(answer) == countersign_answer_at_most(answer)));
  for (size_t i = 0; i < countersign_answer_n_grounds(answer); i++) {
    struct countersign_ground ground;
    countersign_answer_ground(answer, i, &ground);
    cs_assert(ground.rule.len > 0 && ground.file_line > 0 && ground.n_lines > 0);
  }
  for (size_t i = 0; i < countersign_answer_n_missing(answer); i++) {
    struct countersign_missing missing;
    countersign_answer_missing(answer, i, &missing);
    cs_assert(missing.moves_verdict || missing.moves_approvers || missing.moves_requires);
  }
  for (size_t i = 0; i < countersign_answer_n_terms(answer); i++) {
    struct countersign_term term;
    bool told = countersign_answer_term(answer, i, &term, &error);
    cs_assert(told && term.name.len > 0 && term.value.len > 0);
  }
  bool proceeds = countersign_answer_may_proceed(answer) == COUNTERSIGN_YES;
  cs_assert(!proceeds || countersign_answer_n_lacking(answer) == 0);
  bool written =
      countersign_answer_json(answer, &json, &error) && countersign_answer_words(answer, true, &words, &error);
  cs_assert(written && strlen(json.ptr) == json.len && strlen(words.ptr) == words.len);
}

/* The quick way says the same. */
static void decide(const struct countersign_set *set, const struct countersign_request *request,
                   const struct countersign_answer *answer) {
  struct countersign_error error;
  struct countersign_decision decision;
  struct countersign_facts *facts = countersign_facts_new(set, request, DAY, DAY, &error);
  cs_assert(facts);
  for (int i = 0; i < 2; i++) {
    bool decided = countersign_decide(facts, &decision, &error);
    cs_assert(decided && decision.at_least == countersign_answer_at_least(answer) &&
              decision.at_most == countersign_answer_at_most(answer) &&
              decision.settled == countersign_answer_settled(answer) &&
              decision.n_missing == countersign_answer_n_missing(answer));
    for (size_t k = 0; k < decision.n_grounds; k++) {
      struct countersign_ground ground;
      countersign_decided_ground(facts, k, &ground);
      cs_assert(ground.rule.len > 0);
    }
  }
  countersign_facts_free(facts);
}

static void ask(const struct countersign_set *set, struct cs_str text) {
  struct countersign_error error;
  struct countersign_answer *answer = countersign_answer_new(&error);
  struct countersign_request *request =
      countersign_request_new("request", 1, text.ptr ? text.ptr : "", text.len, &error);
  cs_assert(answer);
  if (!request) {
    check_error(&error);
  } else if (!countersign_ask(set, request, DAY, DAY, answer, &error)) {
    check_error(&error);
  } else {
    look(answer);
    decide(set, request, answer);
  }
  countersign_request_free(request);
  countersign_answer_free(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str rest = fuzz_str(data, size);
  struct cs_str rules = fuzz_part(&rest), acts = fuzz_part(&rest), request = fuzz_part(&rest);
  struct countersign_error error;
  struct countersign_sources *sources = countersign_sources_new(&error);
  cs_assert(sources);
  bool added = countersign_sources_rules(sources, "fuzz.rules", rules.ptr, rules.len, &error) &&
               (acts.len == 0 || countersign_sources_catalogue(sources, "fuzz.jsonl", acts.ptr, acts.len, &error));
  added = added && (rest.len == 0 || countersign_sources_table(sources, "t.csv", rest.ptr, rest.len, &error));
  cs_assert(added);
  struct countersign_set *set = countersign_set_new(sources, &error);
  if (!set) {
    check_error(&error);
  }
  for (size_t i = 0; i < countersign_sources_n_findings(sources); i++) {
    check_error(&countersign_sources_finding(sources, i)->error);
  }
  countersign_sources_free(sources);
  if (set) {
    ask(set, request);
  }
  countersign_set_free(set);
  return 0;
}
