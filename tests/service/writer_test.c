/* The writer, and several at once: threads, acts of one batch, processes. */
#include "service/review.h"

#include <pthread.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 50
#define EACH    200 /* acts of each process */

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

/* All at once; every client's submission is made beforehand. */
static void run_clients(struct review *r, struct client *clients, size_t n) {
  struct cs_writer *writer = cs_writer_start(&r->service, &r->scene.err);
  assert_ok(writer != NULL, &r->scene.err);
  for (size_t i = 0; i < n; i++) {
    clients[i].writer = writer;
    clients[i].job = (struct cs_job){.submission = &clients[i].submission, .arena = &clients[i].arena};
    assert_int_equal(pthread_create(&clients[i].thread, NULL, hand_in, &clients[i]), 0);
  }
  for (size_t i = 0; i < n; i++) {
    pthread_join(clients[i].thread, NULL);
    assert_true(clients[i].done);
  }
  cs_writer_stop(writer);
}

static void of_fifty_decisions_on_one_consent_exactly_one_stands(void **state) {
  struct review *r = *state;
  struct client *clients = calloc(THREADS, sizeof *clients);
  size_t stand = 0;
  review_case(r, "k1");
  int64_t saw = review_saw(r, "case", "k1");
  uint64_t before = scene_size(&r->scene);
  for (size_t i = 0; i < THREADS; i++) {
    char flat[512], reason[32];
    snprintf(reason, sizeof reason, "reason %zu", i);
    review_decision(flat, sizeof flat, i % 2 ? "o.owner" : "o.deputy", "k1", i % 3 ? "approve" : "refuse", reason);
    cs_arena_init(&clients[i].arena, NULL, 0);
    scene_submission(&r->scene, &r->service, &clients[i].arena, flat, saw, i % 2 ? &r->owner : &r->deputy,
                     &clients[i].submission);
  }
  run_clients(r, clients, THREADS);
  for (size_t i = 0; i < THREADS; i++) {
    const struct cs_result *result = &clients[i].job.result;
    stand += result->outcome == CS_OUTCOME_DONE;
    if (result->outcome != CS_OUTCOME_DONE) {
      assert_refused(*result, CS_E_REFUSED_MOVED);
    } else {
      scene_check_receipt(&r->scene, result->receipt, result->entry, r->service.verifier, result->n);
    }
    cs_arena_deinit(&clients[i].arena);
  }
  free(clients);
  assert_int_equal(stand, 1);
  assert_int_equal(scene_size(&r->scene), before + 1);
  scene_assert_whole(&r->scene);
}

static void the_same_act_from_fifty_threads_is_one_entry(void **state) {
  struct review *r = *state;
  struct client *clients = calloc(THREADS, sizeof *clients);
  size_t first = 0;
  uint64_t before = scene_size(&r->scene);
  for (size_t i = 0; i < THREADS; i++) {
    cs_arena_init(&clients[i].arena, NULL, 0);
    scene_submission(&r->scene, &r->service, &clients[i].arena,
                     "{\"act\":\"party.register\",\"party\":\"once\",\"kind\":\"company\"}", -1, &r->scene.clerk,
                     &clients[i].submission);
  }
  run_clients(r, clients, THREADS);
  for (size_t i = 0; i < THREADS; i++) {
    const struct cs_result *result = &clients[i].job.result;
    scene_assert_done(result);
    first += !result->repeat;
    assert_int_equal(result->n, before);
    scene_check_receipt(&r->scene, result->receipt, result->entry, r->service.verifier, (int64_t)before);
    cs_arena_deinit(&clients[i].arena);
  }
  free(clients);
  assert_int_equal(first, 1);
  assert_int_equal(scene_size(&r->scene), before + 1);
}

/* ------------------------------------------------------------------ one batch */

static void put_job(struct review *r, struct cs_job *job, struct cs_submission *s, const char *flat, int64_t saw,
                    const struct cs_officer_key *key) {
  scene_submission(&r->scene, &r->service, &r->scene.arena, flat, saw, key, s);
  *job = (struct cs_job){.submission = s, .arena = &r->scene.arena};
}

#define REVOKE "{\"act\":\"mandate.revoke\",\"office\":\"o.owner\",\"mandate\":\"M1\"}"

static void a_mandate_revoked_just_before_carries_no_decision(void **state) {
  struct review *r = *state;
  struct cs_submission s[2];
  struct cs_job job[2], *jobs[] = {&job[0], &job[1]};
  char flat[512];
  review_case(r, "k1");
  review_decision(flat, sizeof flat, "o.deputy", "k1", "approve", "in good time");
  put_job(r, &job[0], &s[0], REVOKE, review_saw(r, "mandate", "M1"), &r->owner);
  put_job(r, &job[1], &s[1], flat, review_saw(r, "case", "k1"), &r->deputy);
  assert_ok(cs_service_act(&r->service, jobs, 2, false, &r->scene.err), &r->scene.err);
  scene_assert_done(&job[0].result);
  assert_refused(job[1].result, CS_E_REFUSED_MANDATE_LACKING);
  scene_assert_whole(&r->scene);
}

static void a_mandate_revoked_just_after_carried_it(void **state) {
  struct review *r = *state;
  struct cs_submission s[2];
  struct cs_job job[2], *jobs[] = {&job[0], &job[1]};
  char flat[512];
  review_case(r, "k1");
  review_decision(flat, sizeof flat, "o.deputy", "k1", "approve", "in good time");
  put_job(r, &job[0], &s[0], flat, review_saw(r, "case", "k1"), &r->deputy);
  put_job(r, &job[1], &s[1], REVOKE, review_saw(r, "mandate", "M1"), &r->owner);
  assert_ok(cs_service_act(&r->service, jobs, 2, false, &r->scene.err), &r->scene.err);
  scene_assert_done(&job[0].result);
  scene_assert_done(&job[1].result);
}

static void a_refused_act_of_a_batch_leaves_the_others(void **state) {
  struct review *r = *state;
  struct cs_submission s[3];
  struct cs_job job[3], *jobs[] = {&job[0], &job[1], &job[2]};
  uint64_t before = scene_size(&r->scene);
  put_job(r, &job[0], &s[0],
          "{\"act\":\"statement.record\",\"statement\":\"S1\",\"kind\":\"said\",\"about\":[\"eram\"],\"text\":\"x\"}",
          -1, &r->scene.clerk);
  put_job(r, &job[1], &s[1],
          "{\"act\":\"statement.record\",\"statement\":\"S1\",\"kind\":\"said\",\"about\":[\"eram\"],\"text\":\"y\"}",
          -1, &r->scene.clerk);
  put_job(r, &job[2], &s[2], "{\"act\":\"statement.withdraw\",\"statement\":\"S1\"}", (int64_t)before, &r->scene.clerk);
  assert_ok(cs_service_act(&r->service, jobs, 3, false, &r->scene.err), &r->scene.err);
  scene_assert_done(&job[0].result);
  assert_refused(job[1].result, CS_E_REFUSED_MOVED);
  scene_assert_done(&job[2].result);
  assert_int_equal(scene_size(&r->scene), before + 2);
}

static void what_is_only_tried_leaves_nothing(void **state) {
  struct review *r = *state;
  struct cs_submission s[2];
  struct cs_job job[2], *jobs[] = {&job[0], &job[1]};
  uint64_t before = scene_size(&r->scene);
  put_job(r, &job[0], &s[0], "{\"act\":\"item.register\",\"item\":\"atacms\",\"kind\":\"munition\"}", -1,
          &r->scene.clerk);
  put_job(r, &job[1], &s[1], "{\"act\":\"item.fact\",\"item\":\"none\",\"name\":\"range_max\",\"value\":\"3 km\"}", -1,
          &r->scene.clerk);
  assert_ok(cs_service_act(&r->service, jobs, 2, true, &r->scene.err), &r->scene.err);
  scene_assert_done(&job[0].result);
  assert_int_equal(job[0].result.n, -1);
  assert_int_equal(job[0].result.receipt.len, 0);
  assert_refused(job[1].result, CS_E_REFUSED_ITEM_UNKNOWN);
  assert_int_equal(scene_size(&r->scene), before);
  assert_int_equal(review_saw(r, "item", "atacms"), -1);
}

/* ------------------------------------------------------------------ repeats */

#define SAID                                                                                                           \
  "{\"act\":\"statement.record\",\"statement\":\"S1\",\"kind\":\"said\",\"about\":[\"eram\"],\"text\":\"one thing\"}"

static struct cs_result act_keyed(struct review *r, const char *flat, int64_t saw, const char *key) {
  struct cs_submission s;
  struct cs_job job, *jobs[] = {&job};
  put_job(r, &job, &s, flat, saw, &r->scene.clerk);
  s.client_key = cs_str_of(key);
  assert_ok(cs_service_act(&r->service, jobs, 1, false, &r->scene.err), &r->scene.err);
  return job.result;
}

static void a_repeat_is_the_first_entry_at_the_present_size(void **state) {
  struct review *r = *state;
  struct cs_result first = act_keyed(r, SAID, -1, "one");
  scene_assert_done(&first);
  review_case(r, "k1");
  review_case(r, "k2");
  uint64_t size = scene_size(&r->scene);
  struct cs_result again = act_keyed(r, SAID, -1, "one");
  scene_assert_done(&again);
  assert_true(again.repeat && !first.repeat);
  assert_int_equal(again.n, first.n);
  assert_true(cs_str_eq(again.entry, first.entry));
  assert_int_equal(again.size, size);
  assert_int_equal(scene_size(&r->scene), size);
  scene_check_receipt(&r->scene, again.receipt, again.entry, r->service.verifier, first.n);
  scene_check_receipt(&r->scene, first.receipt, first.entry, r->service.verifier, first.n);
}

static void a_key_used_for_another_act_is_refused(void **state) {
  struct review *r = *state;
  struct cs_result first = act_keyed(r, SAID, -1, "one");
  scene_assert_done(&first);
  uint64_t size = scene_size(&r->scene);
  struct cs_result other = act_keyed(
      r,
      "{\"act\":\"statement.record\",\"statement\":\"S2\",\"kind\":\"said\",\"about\":[\"eram\"],\"text\":\"another\"}",
      -1, "one");
  assert_refused(other, CS_E_SERVICE_KEY_REUSED);
  assert_int_equal(scene_size(&r->scene), size);
}

static void a_key_of_somebody_else_is_another_key(void **state) {
  struct review *r = *state;
  struct cs_submission s;
  struct cs_job job, *jobs[] = {&job};
  struct cs_result first = act_keyed(r, SAID, -1, "one");
  scene_assert_done(&first);
  put_job(r, &job, &s,
          "{\"act\":\"case.file\",\"office\":\"o.applicant\",\"case\":\"k1\",\"request\":{\"act\":\"use\",\"item\":"
          "\"eram\"}}",
          -1, &r->applicant);
  s.client_key = CS_STR("one");
  assert_ok(cs_service_act(&r->service, jobs, 1, false, &r->scene.err), &r->scene.err);
  scene_assert_done(&job.result);
}

/* ------------------------------------------------------------------ the lock */

/* Another process's lock costs the act, not the writer. */
static void a_store_that_is_locked_refuses_the_act_and_takes_the_next(void **state) {
  struct review *r = *state;
  struct client client = {0};
  sqlite3 *other;
  cs_service_close(&r->service);
  r->scene.options.busy_ms = 20;
  scene_open(&r->scene, &r->service);
  assert_int_equal(sqlite3_open(r->scene.store.ptr, &other), SQLITE_OK);
  assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  struct cs_writer *writer = cs_writer_start(&r->service, &r->scene.err);
  assert_ok(writer != NULL, &r->scene.err);
  cs_arena_init(&client.arena, NULL, 0);
  scene_submission(&r->scene, &r->service, &client.arena, SAID, -1, &r->scene.clerk, &client.submission);
  client.job = (struct cs_job){.submission = &client.submission, .arena = &client.arena};
  assert_ok(cs_writer_act(writer, &client.job, &r->scene.err), &r->scene.err);
  assert_int_equal(client.job.result.outcome, CS_OUTCOME_ERROR);
  assert_ptr_equal(client.job.result.error.code, &CS_E_STORE_LOCKED);
  assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(other);
  assert_ok(cs_writer_act(writer, &client.job, &r->scene.err), &r->scene.err);
  scene_assert_done(&client.job.result);
  cs_writer_stop(writer);
  cs_arena_deinit(&client.arena);
}

/* ------------------------------------------------------------------ two processes */

/* A child's own service on the same store; what it does is told by its exit. */
static void child_open(struct review *r, struct cs_service *service) {
  if (!cs_service_open(service, r->scene.os, &r->scene.options, &r->scene.err)) {
    fprintf(stderr, "child: %s\n", r->scene.err.text);
    _exit(2);
  }
}

static void child_must(bool good, const char *what) {
  if (!good) {
    fprintf(stderr, "child: %s\n", what);
    _exit(3);
  }
}

static void child_acts(struct review *r, const char *name) {
  struct cs_service service;
  struct cs_err err;
  child_open(r, &service);
  struct cs_writer *writer = cs_writer_start(&service, &err);
  child_must(writer != NULL, "no writer");
  for (int i = 0; i < EACH; i++) {
    struct cs_arena arena;
    struct cs_act act;
    struct cs_submission s;
    char flat[256];
    cs_arena_init(&arena, NULL, 0);
    struct cs_job job = {.submission = &s, .arena = &arena};
    snprintf(flat, sizeof flat, "{\"act\":\"%s\",\"%s\":\"%s-%d\",\"kind\":\"%s\"%s}",
             i % 2 ? "item.register" : "statement.record", i % 2 ? "item" : "statement", name, i,
             i % 2 ? "munition" : "said", i % 2 ? "" : ",\"about\":[\"eram\"],\"text\":\"x\"");
    child_must(scene_decode(&arena, flat, -1, &act, &err) &&
                   scene_submit(&service, &arena, &act, &r->scene.clerk, CS_STR_NONE, &s, &err),
               err.text);
    child_must(cs_writer_act(writer, &job, &err), err.text);
    child_must(job.result.outcome == CS_OUTCOME_DONE, job.result.error.text);
    cs_arena_deinit(&arena);
  }
  cs_writer_stop(writer);
  cs_service_close(&service);
  _exit(0);
}

static void wait_for(pid_t child) {
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

static void two_processes_write_one_record(void **state) {
  struct review *r = *state;
  uint64_t before = scene_size(&r->scene);
  pid_t children[2];
  for (int i = 0; i < 2; i++) {
    children[i] = fork();
    assert_true(children[i] >= 0);
    if (children[i] == 0) {
      child_acts(r, i ? "b" : "a");
    }
  }
  wait_for(children[0]);
  wait_for(children[1]);
  assert_int_equal(scene_size(&r->scene), before + 2 * EACH);
  scene_assert_whole(&r->scene);
  /* and a third, which was open all the while, goes on behind them */
  struct cs_result next = scene_act(
      &r->scene, &r->service, "{\"act\":\"item.fact\",\"item\":\"a-1\",\"name\":\"range_max\",\"value\":\"3 km\"}",
      review_saw(r, "item", "a-1"), &r->scene.clerk);
  scene_assert_done(&next);
  assert_int_equal(scene_size(&r->scene), before + 2 * EACH + 1);
}

static void the_same_submission_by_two_processes_is_one_entry(void **state) {
  struct review *r = *state;
  int pipes[2][2];
  pid_t children[2];
  struct {
    int64_t n;
    bool repeat;
  } told[2];
  struct cs_submission s;
  uint64_t before = scene_size(&r->scene);
  scene_submission(&r->scene, &r->service, &r->scene.arena, SAID, -1, &r->scene.clerk, &s);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(pipe(pipes[i]), 0);
    children[i] = fork();
    if (children[i] == 0) {
      struct cs_service service;
      struct cs_arena arena;
      cs_arena_init(&arena, NULL, 0);
      struct cs_job job = {.submission = &s, .arena = &arena}, *jobs[] = {&job};
      child_open(r, &service);
      child_must(cs_service_act(&service, jobs, 1, false, &r->scene.err), r->scene.err.text);
      child_must(job.result.outcome == CS_OUTCOME_DONE, "it does not stand");
      told[i].n = job.result.n;
      told[i].repeat = job.result.repeat;
      child_must(write(pipes[i][1], &told[i], sizeof told[i]) == sizeof told[i], "pipe");
      cs_service_close(&service);
      _exit(0);
    }
  }
  for (int i = 0; i < 2; i++) {
    wait_for(children[i]);
    assert_int_equal(read(pipes[i][0], &told[i], sizeof told[i]), sizeof told[i]);
    close(pipes[i][0]);
    close(pipes[i][1]);
  }
  assert_int_equal(told[0].n, before);
  assert_int_equal(told[1].n, before);
  assert_int_equal(told[0].repeat + told[1].repeat, 1);
  assert_int_equal(scene_size(&r->scene), before + 1);
}

#define LOADED 300

/* A load of LOADED items; a child's way. */
static void child_loads(struct review *r) {
  static struct cs_submission s[LOADED + 1];
  static struct cs_job jobs[LOADED + 1];
  struct cs_service service;
  struct cs_arena arena, scratch;
  struct cs_err err;
  char flat[300];
  size_t failed;
  child_open(r, &service);
  cs_arena_init(&arena, NULL, 0);
  cs_arena_init(&scratch, NULL, 0);
  for (int i = 0; i <= LOADED; i++) {
    struct cs_act act;
    snprintf(flat, sizeof flat, "{\"act\":\"item.register\",\"item\":\"loaded-%d\",\"kind\":\"munition\"}", i);
    if (i == 0) {
      snprintf(flat, sizeof flat, "{\"act\":\"record.load\",\"name\":\"items\",\"digest\":\"%064x\",\"acts\":%d}", 1u,
               LOADED);
    }
    child_must(scene_decode(&arena, flat, -1, &act, &err) &&
                   scene_submit(&service, &arena, &act, i ? NULL : &r->scene.clerk, CS_STR_NONE, &s[i], &err),
               err.text);
    s[i].by.line = i;
    jobs[i] = (struct cs_job){.submission = &s[i]};
  }
  child_must(cs_service_load(&service, jobs, LOADED + 1, false, &scratch, &failed, NULL, NULL, &err), err.text);
  cs_service_close(&service);
  _exit(0);
}

static void a_load_beside_single_acts_stays_in_one_piece(void **state) {
  struct review *r = *state;
  uint64_t before = scene_size(&r->scene);
  pid_t loading = fork();
  if (loading == 0) {
    child_loads(r);
  }
  pid_t acting = fork();
  if (acting == 0) {
    child_acts(r, "a");
  }
  wait_for(loading);
  wait_for(acting);
  uint64_t size = scene_size(&r->scene), loaded = 0;
  assert_int_equal(size, before + EACH + LOADED + 1);
  int64_t load = -1;
  for (uint64_t n = before; n < size; n++) {
    struct cs_str bytes;
    struct cs_entry entry;
    assert_ok(cs_reader_entry(r->service.reader, &r->scene.arena, n, &bytes, &r->scene.err), &r->scene.err);
    assert_ok(cs_entry_read(&r->scene.arena, bytes, &entry, &r->scene.err), &r->scene.err);
    load = entry.act.def->kind == CS_ACT_RECORD_LOAD ? entry.n : load;
    if (entry.by.kind == CS_BY_SOURCE) {
      loaded++;
      assert_int_equal(entry.by.load, load);
      assert_int_equal(entry.n, load + (int64_t)loaded);
    }
  }
  assert_int_equal(loaded, LOADED);
  scene_assert_whole(&r->scene);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, review_setup, review_teardown)
  const struct CMUnitTest tests[] = {
      T(of_fifty_decisions_on_one_consent_exactly_one_stands),
      T(the_same_act_from_fifty_threads_is_one_entry),
      T(a_mandate_revoked_just_before_carries_no_decision),
      T(a_mandate_revoked_just_after_carried_it),
      T(a_refused_act_of_a_batch_leaves_the_others),
      T(what_is_only_tried_leaves_nothing),
      T(a_repeat_is_the_first_entry_at_the_present_size),
      T(a_key_used_for_another_act_is_refused),
      T(a_key_of_somebody_else_is_another_key),
      T(a_store_that_is_locked_refuses_the_act_and_takes_the_next),
      T(two_processes_write_one_record),
      T(the_same_submission_by_two_processes_is_one_entry),
      T(a_load_beside_single_acts_stays_in_one_piece),
  };
#undef T
  return cmocka_run_group_tests(tests, NULL, NULL);
}
