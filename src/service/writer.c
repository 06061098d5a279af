/* The writer's thread and queue. Results are handed over only after the commit and the signature. */
#include "service/writer.h"

#include <pthread.h>
#include <stdlib.h>

#define REST_MICROSECONDS 50000 /* so long without an act: time to settle the store */

/* One that waits; lies on its client's stack. */
struct waiter {
  struct cs_job *job;
  bool done;
  pthread_cond_t answered;
  struct waiter *next;
};

struct cs_writer {
  struct cs_service *service;
  pthread_t thread;
  pthread_mutex_t lock; /* of all below */
  pthread_cond_t arrived;
  struct waiter *first, **last;
  bool stopping, failed;
  struct cs_err error; /* with failed */
};

/* Takes up to CS_BATCH_ACTS_MAX waiters off the queue. */
static size_t take_waiting(struct cs_writer *writer, struct waiter **taken) {
  size_t n = 0;
  while (writer->first && n < CS_BATCH_ACTS_MAX) {
    taken[n++] = writer->first;
    writer->first = writer->first->next;
  }
  if (!writer->first) {
    writer->last = &writer->first;
  }
  return n;
}

static void answer_all(struct waiter **taken, size_t n) {
  for (size_t i = 0; i < n; i++) {
    taken[i]->done = true;
    pthread_cond_signal(&taken[i]->answered);
  }
}

/* Settles the store, with the lock given back meanwhile. What cannot be settled now (a full disk) can be later; only a record that
 * has trouble ends the writer. */
static void rest(struct cs_writer *writer) {
  struct cs_err err;
  pthread_mutex_unlock(&writer->lock);
  bool settled = cs_record_idle(writer->service->record, &err);
  pthread_mutex_lock(&writer->lock);
  if (!settled && !writer->failed && cs_record_trouble(writer->service->record)) {
    writer->failed = true;
    writer->error = err;
  }
}

/* Waits for an act, or for REST_MICROSECONDS without one. True: something arrived, or the end did. */
static bool wait_short(struct cs_writer *writer) {
  int64_t now;
  struct cs_err ignored;
  if (!writer->service->os->monotonic(writer->service->os->ctx, &now, &ignored)) {
    return false;
  }
  now += REST_MICROSECONDS;
  struct timespec until = {.tv_sec = now / 1000000, .tv_nsec = now % 1000000 * 1000};
  int status = 0;
  while (!writer->first && !writer->stopping && status == 0) {
    status = pthread_cond_timedwait(&writer->arrived, &writer->lock, &until);
  }
  return status == 0;
}

static void wait_for_acts(struct cs_writer *writer, bool *rested) {
  if (!writer->first && !writer->stopping && !*rested && !wait_short(writer)) {
    rest(writer);
    *rested = true;
  }
  while (!writer->first && !writer->stopping) {
    pthread_cond_wait(&writer->arrived, &writer->lock);
  }
}

/* Runs what was taken, without the lock. False: the writer cannot go on. */
static bool run_taken(struct cs_writer *writer, struct waiter **taken, size_t n, struct cs_err *err) {
  struct cs_job *jobs[CS_BATCH_ACTS_MAX];
  for (size_t i = 0; i < n; i++) {
    jobs[i] = taken[i]->job;
  }
  return cs_service_act(writer->service, jobs, n, false, err);
}

static void *run(void *arg) {
  struct cs_writer *writer = arg;
  struct waiter *taken[CS_BATCH_ACTS_MAX];
  bool rested = true;
  pthread_mutex_lock(&writer->lock);
  for (;;) {
    struct cs_err err;
    wait_for_acts(writer, &rested);
    size_t n = take_waiting(writer, taken);
    if (n == 0) {
      break; /* stopping, and nothing waits */
    }
    rested = false;
    pthread_mutex_unlock(&writer->lock);
    bool ran = run_taken(writer, taken, n, &err);
    pthread_mutex_lock(&writer->lock);
    if (!ran) {
      writer->failed = true;
      writer->error = err;
    }
    answer_all(taken, n);
    if (cs_record_pending(writer->service->record) > CS_SETTLE_BYTES) {
      rest(writer);
    }
  }
  pthread_mutex_unlock(&writer->lock);
  return NULL;
}

struct cs_writer *cs_writer_start(struct cs_service *service, struct cs_err *err) {
  struct cs_writer *writer = calloc(1, sizeof *writer);
  if (!writer) {
    return cs_err_oom(err);
  }
  writer->service = service;
  writer->last = &writer->first;
  pthread_mutex_init(&writer->lock, NULL);
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&writer->arrived, &clock);
  pthread_condattr_destroy(&clock);
  if (pthread_create(&writer->thread, NULL, run, writer) != 0) {
    free(writer);
    return cs_err_oom(err);
  }
  return writer;
}

bool cs_writer_act(struct cs_writer *writer, struct cs_job *job, struct cs_err *err) {
  struct waiter waiter = {.job = job};
  pthread_cond_init(&waiter.answered, NULL);
  pthread_mutex_lock(&writer->lock);
  bool open = !writer->stopping && !writer->failed;
  if (open) {
    *writer->last = &waiter;
    writer->last = &waiter.next;
    pthread_cond_signal(&writer->arrived);
    while (!waiter.done) {
      pthread_cond_wait(&waiter.answered, &writer->lock);
    }
  } else if (writer->failed) {
    *err = writer->error;
  } else {
    cs_err_set(err, &CS_E_SERVICE_STOPPED, "the writer was stopped: no more acts are taken");
  }
  pthread_mutex_unlock(&writer->lock);
  pthread_cond_destroy(&waiter.answered);
  return open;
}

void cs_writer_stop(struct cs_writer *writer) {
  if (!writer) {
    return;
  }
  pthread_mutex_lock(&writer->lock);
  writer->stopping = true;
  pthread_cond_signal(&writer->arrived);
  pthread_mutex_unlock(&writer->lock);
  pthread_join(writer->thread, NULL);
  pthread_cond_destroy(&writer->arrived);
  pthread_mutex_destroy(&writer->lock);
  free(writer);
}
