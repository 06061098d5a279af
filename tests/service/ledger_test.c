/* Ledgers under a service: the last unit asked for by many at once, repeats under a reference, and what a question is told.
 * RECORD section 10, test 4. */
#include "service/review.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 50
#define EACH    40 /* reservations that each process asks for */
#define LEFT    30 /* units that there are for them */

static void opened(struct review *r, int quantity) {
  char flat[256];
  review_act(r, "{\"act\":\"stock.open\",\"stock\":\"S\",\"item\":\"eram\",\"holder\":\"o.owner\"}", &r->scene.clerk);
  snprintf(
      flat, sizeof flat,
      "{\"act\":\"stock.receive\",\"office\":\"o.owner\",\"stock\":\"S\",\"quantity\":\"%d\",\"reference\":\"D1\"}",
      quantity);
  review_act(r, flat, &r->owner);
}

static const struct cs_json *state_of(struct review *r, const char *type, const char *id) {
  struct cs_json *state;
  int64_t n;
  assert_ok(cs_service_state(&r->service, type, cs_str_of(id), &r->scene.arena, &state, &n, &r->scene.err),
            &r->scene.err);
  return state;
}

/* ------------------------------------------------------------------ threads */

struct client {
  pthread_t thread;
  struct cs_writer *writer;
  struct cs_arena arena;
  struct cs_submission submission;
  struct cs_job job;
  bool done;
};

static void *hand_in(void *arg) {
  struct client *client = arg;
  struct cs_err err;
  client->done = cs_writer_act(client->writer, &client->job, &err);
  return NULL;
}

/* Fifty at once, each with its own number in the place of %zu. How many stand; the others are refused with `code`. */
static size_t fifty(struct review *r, const char *form, const struct cs_code *code) {
  struct client *clients = calloc(THREADS, sizeof *clients);
  size_t stand = 0;
  for (size_t i = 0; i < THREADS; i++) {
    char flat[512], number[16];
    const char *at = strstr(form, "%zu");
    assert_non_null(at);
    snprintf(number, sizeof number, "%zu", i);
    snprintf(flat, sizeof flat, "%.*s%s%s", (int)(at - form), form, number, at + strlen("%zu"));
    cs_arena_init(&clients[i].arena, NULL, 0);
    scene_submission(&r->scene, &r->service, &clients[i].arena, flat, -1,
                     strstr(form, "applicant") ? &r->applicant : &r->owner, &clients[i].submission);
  }
  struct cs_writer *writer = cs_writer_start(&r->service, &r->scene.err);
  assert_ok(writer != NULL, &r->scene.err);
  for (size_t i = 0; i < THREADS; i++) {
    clients[i].writer = writer;
    clients[i].job = (struct cs_job){.submission = &clients[i].submission, .arena = &clients[i].arena};
    assert_int_equal(pthread_create(&clients[i].thread, NULL, hand_in, &clients[i]), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    const struct cs_result *result = &clients[i].job.result;
    pthread_join(clients[i].thread, NULL);
    assert_true(clients[i].done);
    if (result->outcome == CS_OUTCOME_DONE) {
      stand++;
      scene_check_receipt(&r->scene, result->receipt, result->entry, r->service.verifier, result->n);
    } else {
      assert_refused(*result, *code);
    }
  }
  cs_writer_stop(writer);
  for (size_t i = 0; i < THREADS; i++) {
    cs_arena_deinit(&clients[i].arena);
  }
  free(clients);
  return stand;
}

static void the_last_unit_asked_for_by_fifty_threads_goes_to_one(void **state) {
  struct review *r = *state;
  opened(r, 1);
  uint64_t before = scene_size(&r->scene);
  assert_int_equal(fifty(r,
                         "{\"act\":\"stock.reserve\",\"office\":\"o.owner\",\"stock\":\"S\",\"reservation\":\"R%zu\","
                         "\"quantity\":\"1\"}",
                         &CS_E_REFUSED_STOCK_BEYOND),
                   1);
  assert_int_equal(scene_size(&r->scene), before + 1);
  assert_int_equal(cs_json_get(state_of(r, "stock", "S"), "reservations")->n, 1);
  scene_assert_whole(&r->scene);
}

static void the_last_unit_of_an_authorization_is_used_once(void **state) {
  struct review *r = *state;
  review_act(r,
             "{\"act\":\"case.file\",\"office\":\"o.applicant\",\"case\":\"k1\",\"request\":{\"act\":\"use\",\"item\":"
             "\"eram\",\"quantity\":\"7\",\"user\":\"o.applicant\"}}",
             &r->applicant);
  char flat[512];
  review_decision(flat, sizeof flat, "o.owner", "k1", "approve", "so");
  struct cs_result decided = scene_act(&r->scene, &r->service, flat, review_saw(r, "case", "k1"), &r->owner);
  scene_assert_done(&decided);
  assert_int_equal(fifty(r,
                         "{\"act\":\"authorization.decrement\",\"office\":\"o.applicant\",\"authorization\":\"k1-A\","
                         "\"batch\":\"b%zu\",\"lines\":[{\"item\":\"eram\",\"quantity\":\"2\"}]}",
                         &CS_E_REFUSED_DECREMENT_BEYOND),
                   3);
  assert_str(cs_json_text(cs_json_get(state_of(r, "authorization", "k1-A"), "used")->items[0], "quantity"), "6");
  scene_assert_whole(&r->scene);
}

/* ------------------------------------------------------------------ repeats */

static void a_document_sent_again_is_answered_with_its_first_entry(void **state) {
  struct review *r = *state;
  opened(r, 5);
  struct scene *s = &r->scene;
  int64_t n = review_saw(r, "stock", "S");
  for (int i = 0; i < 9; i++) { /* until its key is forgotten */
    char flat[128];
    s->clock.now += SCENE_DAY - SCENE_HOUR;
    snprintf(flat, sizeof flat, "{\"act\":\"party.register\",\"party\":\"p%d\",\"kind\":\"company\"}", i);
    review_act(r, flat, &s->clerk);
  }
  uint64_t size = scene_size(s);
  struct cs_result again = scene_act(
      s, &r->service,
      "{\"act\":\"stock.receive\",\"office\":\"o.owner\",\"stock\":\"S\",\"quantity\":\"5\",\"reference\":\"D1\"}", 3,
      &r->owner);
  scene_assert_done(&again);
  assert_true(again.repeat);
  assert_int_equal(again.n, n);
  assert_int_equal(scene_size(s), size);
  scene_check_receipt(s, again.receipt, again.entry, r->service.verifier, n);
  struct cs_result other = scene_act(
      s, &r->service,
      "{\"act\":\"stock.receive\",\"office\":\"o.owner\",\"stock\":\"S\",\"quantity\":\"6\",\"reference\":\"D1\"}", -1,
      &r->owner);
  assert_refused(other, CS_E_REFUSED_REFERENCE_REUSED);
}

/* Both in one batch: the second is answered with an entry that is not committed when it is judged. */
static void a_document_sent_twice_in_one_batch_is_one_entry(void **state) {
  struct review *r = *state;
  opened(r, 5);
  struct cs_submission s[2];
  struct cs_job job[2], *jobs[] = {&job[0], &job[1]};
  const char *flat =
      "{\"act\":\"stock.receive\",\"office\":\"o.owner\",\"stock\":\"S\",\"quantity\":\"2\",\"reference\":\"D2\"}";
  uint64_t before = scene_size(&r->scene);
  for (size_t i = 0; i < 2; i++) {
    scene_submission(&r->scene, &r->service, &r->scene.arena, flat, (int64_t)i, &r->owner, &s[i]);
    job[i] = (struct cs_job){.submission = &s[i], .arena = &r->scene.arena};
  }
  assert_ok(cs_service_act(&r->service, jobs, 2, false, &r->scene.err), &r->scene.err);
  scene_assert_done(&job[0].result);
  scene_assert_done(&job[1].result);
  assert_true(!job[0].result.repeat && job[1].result.repeat);
  assert_int_equal(job[1].result.n, before);
  assert_int_equal(scene_size(&r->scene), before + 1);
  for (size_t i = 0; i < 2; i++) {
    scene_check_receipt(&r->scene, job[i].result.receipt, job[i].result.entry, r->service.verifier, (int64_t)before);
  }
  assert_str(cs_json_text(state_of(r, "stock", "S"), "on_hand"), "7");
}

/* ------------------------------------------------------------------ processes */

/* Asks for EACH units, one after the other. Its exit tells how many it got. */
static void child_reserves(struct review *r, const char *name) {
  struct cs_service service;
  struct cs_err err;
  int got = 0;
  bool open = false;
  for (int i = 0; i < 1000 && !open; i++) { /* the other may be settling what it finds */
    open = cs_service_open(&service, r->scene.os, &r->scene.options, &err);
  }
  if (!open) {
    fprintf(stderr, "child: %s\n", err.text);
    _exit(200);
  }
  for (int i = 0; i < EACH; i++) {
    struct cs_arena arena;
    struct cs_act act;
    struct cs_submission s;
    char flat[256];
    cs_arena_init(&arena, NULL, 0);
    struct cs_job job = {.submission = &s, .arena = &arena}, *jobs[] = {&job};
    snprintf(flat, sizeof flat,
             "{\"act\":\"stock.reserve\",\"office\":\"o.owner\",\"stock\":\"S\",\"reservation\":\"%s%d\",\"quantity\":"
             "\"1\"}",
             name, i);
    if (!scene_decode(&arena, flat, -1, &act, &err) ||
        !scene_submit(&service, &arena, &act, &r->owner, CS_STR_NONE, &s, &err) ||
        !cs_service_act(&service, jobs, 1, false, &err) || job.result.outcome == CS_OUTCOME_ERROR) {
      fprintf(stderr, "child: %s\n", job.result.outcome == CS_OUTCOME_ERROR ? job.result.error.text : err.text);
      _exit(201);
    }
    got += job.result.outcome == CS_OUTCOME_DONE;
    cs_arena_deinit(&arena);
  }
  cs_service_close(&service);
  _exit(got);
}

static void two_processes_never_promise_more_than_there_is(void **state) {
  struct review *r = *state;
  pid_t children[2];
  int got = 0;
  opened(r, LEFT);
  r->scene.options.busy_ms = 20000;
  for (int i = 0; i < 2; i++) {
    children[i] = fork();
    assert_true(children[i] >= 0);
    if (children[i] == 0) {
      child_reserves(r, i ? "b" : "a");
    }
  }
  for (int i = 0; i < 2; i++) {
    int status;
    assert_int_equal(waitpid(children[i], &status, 0), children[i]);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= EACH);
    got += WEXITSTATUS(status);
  }
  assert_int_equal(got, LEFT);
  assert_int_equal(cs_json_get(state_of(r, "stock", "S"), "reservations")->n, LEFT);
  scene_assert_whole(&r->scene);
}

/* ------------------------------------------------------------------ questions */

static struct cs_review_authorization effect(struct review *r, const char *id) {
  struct cs_review_authorization out;
  bool found;
  assert_ok(cs_service_authorization(&r->service, state_of(r, "case", id), &(struct cs_when){0}, &r->scene.arena, &out,
                                     &found, &r->scene.err),
            &r->scene.err);
  assert_true(found);
  return out;
}

static void assess_tells_what_is_awaited_until_the_last_cent(void **state) {
  struct review *r = *state;
  struct scene *s = &r->scene;
  char flat[512];
  review_case(r, "k1");
  review_act(r, "{\"act\":\"fund.open\",\"office\":\"o.owner\",\"fund\":\"F\",\"case\":\"k1\",\"price\":\"1.00 USD\"}",
             &r->owner);
  review_decision(flat, sizeof flat, "o.owner", "k1", "approve", "so");
  struct cs_result decided = scene_act(s, &r->service, flat, review_saw(r, "case", "k1"), &r->owner);
  scene_assert_done(&decided);
  struct cs_json *json;
  struct cs_request request;
  struct cs_determination det;
  assert_ok(cs_json_parse(
                &s->arena, CS_STR("q"),
                CS_STR("{\"act\":\"use\",\"item\":\"eram\",\"applicant\":\"o.applicant\",\"user\":\"o.applicant\"}"),
                &json, &s->err) &&
                cs_request_read(&s->arena, CS_STR("q"), json, &request, &s->err),
            &s->err);
  review_act(r,
             "{\"act\":\"fund.receive\",\"office\":\"o.owner\",\"fund\":\"F\",\"payer\":\"o.deputy\",\"amount\":\"0.99 "
             "USD\",\"reference\":\"p1\"}",
             &r->owner);
  struct cs_review_authorization a = effect(r, "k1");
  assert_str(a.waits, "0.01 USD of 1.00 USD");
  request.applicant = a.applicant; /* as it was filed */
  assert_ok(cs_service_determine(&r->service, &request, &(struct cs_when){0}, &s->arena, &det, &s->err), &s->err);
  assert_int_equal(det.standing.may_proceed, CS_NO);
  assert_int_equal(det.standing.n_waiting, 1);
  assert_str(det.standing.waiting[0].why, "0.01 USD of 1.00 USD");
  review_act(r,
             "{\"act\":\"fund.receive\",\"office\":\"o.owner\",\"fund\":\"F\",\"payer\":\"o.deputy\",\"amount\":\"0.01 "
             "USD\",\"reference\":\"p2\"}",
             &r->owner);
  assert_int_equal(effect(r, "k1").in_effect, CS_YES);
  assert_ok(cs_service_determine(&r->service, &request, &(struct cs_when){0}, &s->arena, &det, &s->err), &s->err);
  assert_int_equal(det.standing.n_waiting, 0);
  assert_int_equal(det.standing.n_under, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, review_setup, review_teardown)
      T(the_last_unit_asked_for_by_fifty_threads_goes_to_one),   T(the_last_unit_of_an_authorization_is_used_once),
      T(a_document_sent_again_is_answered_with_its_first_entry), T(a_document_sent_twice_in_one_batch_is_one_entry),
      T(two_processes_never_promise_more_than_there_is),         T(assess_tells_what_is_awaited_until_the_last_cent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
