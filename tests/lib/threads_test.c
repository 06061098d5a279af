/* One set, one request, many threads: the same answers as alone. Run under the thread sanitizer by threads_sanitized_test.sh. */
#include "lib/fixture.h"

#include <pthread.h>

#define THREADS 8
#define ROUNDS  60

struct shared {
  const struct countersign_set *set;
  const struct countersign_request *request;
  char expected[16384];
};

struct worker {
  pthread_t thread;
  const struct shared *shared;
  int wrong;
};

/* Asks, reads, makes a set of its own now and then, and checks a receipt that is none. */
static void *work(void *arg) {
  struct worker *w = arg;
  struct countersign_error error;
  struct countersign_answer *answer = countersign_answer_new(&error);
  struct countersign_text json, words;
  for (int i = 0; answer && i < ROUNDS; i++) {
    struct countersign_ground ground;
    if (!countersign_ask(w->shared->set, w->shared->request, FIXTURE_DAY, FIXTURE_DAY, answer, &error) ||
        !countersign_answer_json(answer, &json, &error) || strcmp(json.ptr, w->shared->expected) != 0 ||
        !countersign_answer_words(answer, false, &words, &error) || words.len == 0) {
      w->wrong++;
      break;
    }
    countersign_answer_ground(answer, 0, &ground);
    w->wrong += ground.file_line != 6;
    if (i % 20 == 0) {
      struct countersign_sources *sources = countersign_sources_new(&error);
      w->wrong +=
          !sources || !countersign_sources_rules(sources, "x.rules", fixture_rules, strlen(fixture_rules), &error);
      struct countersign_set *own = countersign_set_new(sources, &error);
      w->wrong += !own || !countersign_ask(own, w->shared->request, FIXTURE_DAY + i, FIXTURE_DAY + i, answer, &error);
      countersign_sources_free(sources);
      countersign_answer_free(answer);
      answer = countersign_answer_new(&error);
      countersign_set_free(own);
      w->wrong += countersign_receipt_check("x", 1, "{}", 2, "k", 1, &error) != NULL;
    }
  }
  w->wrong += !answer;
  countersign_answer_free(answer);
  return NULL;
}

static void many_threads_get_the_answer_that_one_gets(void **state) {
  (void)state;
  struct shared shared;
  struct worker workers[THREADS];
  struct countersign_error error;
  struct countersign_text json;
  struct countersign_set *set = fixture_set(fixture_rules, fixture_catalogue);
  struct countersign_request *request = fixture_request("{\"act\":\"export\",\"item\":\"sonar-7\",\"quantity\":\"4\"}");
  struct countersign_answer *answer = countersign_answer_new(&error);
  assert_done(countersign_ask(set, request, FIXTURE_DAY, FIXTURE_DAY, answer, &error), &error);
  assert_done(countersign_answer_json(answer, &json, &error), &error);
  assert_true(json.len < sizeof shared.expected);
  memcpy(shared.expected, json.ptr, json.len + 1);
  shared.set = set;
  shared.request = request;
  for (int i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){.shared = &shared};
    assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    assert_int_equal(workers[i].wrong, 0);
  }
  countersign_answer_free(answer);
  countersign_request_free(request);
  countersign_set_free(set);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(many_threads_get_the_answer_that_one_gets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
