/* Memory that runs out at any point: the n-th allocation of a whole use of the library fails, for every n. Each call either
 * does its work or says memory.exhausted; nothing leaks (the leak checker of the sanitizer build looks), and what was there can be
 * used again. The linker puts __wrap_… in the place of malloc, calloc and realloc (CMakeLists.txt). */
#include "lib/fixture.h"

#include "base/buf.h"

static size_t left; /* allocations until one fails; SIZE_MAX: none does */
static size_t taken;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

static bool fails(void) {
  taken++;
  if (left == SIZE_MAX) {
    return false;
  }
  if (left == 0) {
    left = SIZE_MAX; /* one alone */
    return true;
  }
  left--;
  return false;
}

void *__wrap_malloc(size_t size) {
  return fails() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size) {
  return fails() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *ptr, size_t size) {
  return fails() ? NULL : __real_realloc(ptr, size);
}

/* A step that failed must say that it was memory. Returns false. */
static bool lacked(const struct countersign_error *error) {
  assert_string_equal(error->code, "memory.exhausted");
  assert_int_equal(error->kind, COUNTERSIGN_ERROR_SYSTEM);
  return false;
}

static bool gather(struct countersign_sources **sources, struct countersign_error *error) {
  *sources = countersign_sources_new(error);
  return (*sources &&
          countersign_sources_rules(*sources, "exports.rules", fixture_rules, strlen(fixture_rules), error) &&
          countersign_sources_catalogue(*sources, "c.jsonl", fixture_catalogue, strlen(fixture_catalogue), error)) ||
         lacked(error);
}

static bool ask(const struct countersign_set *set, struct countersign_error *error) {
  static const char json[] = "{\"act\":\"export\",\"item\":\"engine-7\",\"quantity\":\"4\"}";
  struct countersign_text text, words;
  struct countersign_decision decision;
  struct countersign_request *request = countersign_request_new("r", 1, json, strlen(json), error);
  struct countersign_answer *answer = request ? countersign_answer_new(error) : NULL;
  struct countersign_facts *facts =
      answer ? countersign_facts_new(set, request, FIXTURE_DAY, FIXTURE_DAY, error) : NULL;
  bool done =
      (facts && countersign_decide(facts, &decision, error) &&
       countersign_ask(set, request, FIXTURE_DAY, FIXTURE_DAY, answer, error) &&
       countersign_answer_json(answer, &text, error) && countersign_answer_words(answer, false, &words, error)) ||
      lacked(error);
  countersign_facts_free(facts);
  countersign_answer_free(answer);
  countersign_request_free(request);
  return done;
}

/* The whole of it once; whether every step did its work. */
static bool use(void) {
  struct countersign_error error;
  struct countersign_sources *sources;
  struct countersign_set *set = NULL;
  bool done = gather(&sources, &error) && ((set = countersign_set_new(sources, &error)) != NULL || lacked(&error)) &&
              ask(set, &error);
  countersign_set_free(set);
  countersign_sources_free(sources);
  return done;
}

static void the_nth_allocation_may_fail(void **state) {
  (void)state;
  left = SIZE_MAX;
  taken = 0;
  assert_true(use());
  size_t n = taken, failed = 0;
  assert_true(n > 20);
  for (size_t i = 0; i < n; i++) {
    left = i;
    failed += use() ? 0 : 1;
    left = SIZE_MAX;
  }
  assert_true(failed > n / 2); /* the others were asked for again in another way, or not needed */
  assert_true(use());
}

/* Asks it whole, in JSON, with the same answer. */
static void assess(const struct countersign_set *set, const char *json, struct countersign_answer *answer) {
  struct countersign_error error;
  struct countersign_text out;
  if (!countersign_assess(set, json, strlen(json), FIXTURE_DAY, FIXTURE_DAY, answer, &out, &error)) {
    fail_msg("%s", error.text);
  }
  assert_true(out.len > 100);
}

/* Of one line, decided by numbers; what takes the evaluator twice takes room for it. */
static void an_answer_that_is_asked_with_again_takes_no_memory(void **state) {
  (void)state;
  static const char *const questions[] = {
      "{\"act\":\"export\",\"item\":\"engine-7\",\"quantity\":\"4\"}",
      "{\"act\":\"export\",\"item\":\"gasket-7\"}",
      "{\"act\":\"use\",\"item\":\"other\",\"area\":\"FR\",\"purpose\":\"a text with \\\"quotes\\\" and é\"}",
  };
  struct countersign_error error;
  struct countersign_sources *sources;
  left = SIZE_MAX;
  assert_true(gather(&sources, &error));
  struct countersign_set *set = countersign_set_new(sources, &error);
  struct countersign_answer *answer = countersign_answer_new(&error);
  assert_true(set && answer);
  for (int round = 0; round < 6; round++) {
    taken = 0;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
      assess(set, questions[i], answer);
    }
    assert_true(round < 3 || taken == 0);
  }
  countersign_answer_free(answer);
  countersign_set_free(set);
  countersign_sources_free(sources);
}

static void an_answer_may_be_asked_of_one_set_after_another(void **state) {
  (void)state;
  struct countersign_error error;
  left = SIZE_MAX;
  struct countersign_answer *answer = countersign_answer_new(&error);
  assert_non_null(answer);
  for (int n = 1; n <= 40; n += 13) { /* sets of different sizes, which may come to lie in the same place */
    struct cs_buf text;
    cs_buf_init(&text, 1 << 16);
    cs_buf_printf(&text, "regime r\n  owner o\n  treats export\n");
    for (int i = 0; i < n; i++) {
      cs_buf_printf(&text, "rule r%d\n  cite \"c\"\n  when quantity > %d\n  review by o%d\n", i, i, i);
    }
    struct countersign_sources *sources = countersign_sources_new(&error);
    assert_non_null(sources);
    assert_true(countersign_sources_rules(sources, "a.rules", text.ptr, text.len, &error));
    struct countersign_set *set = countersign_set_new(sources, &error);
    if (!set) {
      fail_msg("%s", error.text);
    }
    assess(set, "{\"act\":\"export\",\"item\":\"x\",\"quantity\":\"100\"}", answer);
    assert_int_equal(countersign_answer_n_approvers(answer), n);
    countersign_set_free(set);
    countersign_sources_free(sources);
    cs_buf_deinit(&text);
  }
  countersign_answer_free(answer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_nth_allocation_may_fail),
      cmocka_unit_test(an_answer_that_is_asked_with_again_takes_no_memory),
      cmocka_unit_test(an_answer_may_be_asked_of_one_set_after_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
