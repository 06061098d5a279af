/* A store that is open for acts or for questions: its record, its snapshot, its clock. */
#ifndef CS_SERVICE_SERVICE_H
#define CS_SERVICE_SERVICE_H

#include "base/limits.h"
#include "os/os.h"
#include "review/judge.h"
#include "service/err.h"
#include "service/snapshot.h"
#include "service/submission.h"
#include "store/batch.h"

struct cs_service_options {
  struct cs_str path, keys; /* keys: the folder of log and officers' keys; empty: none */
  bool write;
  bool clock_checked;
  bool has_now; /* a trial record's clock is set from outside */
  cs_time now;
  int64_t busy_ms;                    /* how long to wait for another process's lock; 0: 10,000 */
  const struct cs_batch_hooks *hooks; /* tests; NULL: none */
  int64_t pages_max;                  /* tests: store/record.h */
};

struct cs_service {
  const struct cs_os *os;
  struct cs_service_options options;
  struct cs_record *record;
  struct cs_reader *reader;
  struct cs_snapshot snapshot;
  /* Of entry 0: */
  struct cs_hash identity;
  struct cs_str origin, verifier, registrar; /* registrar: the first officer's office */
  bool trial;
  int zone_minutes;
  struct cs_arena arena; /* of the above */
};

/* Opens the store and builds the snapshot. A clock set from outside is refused unless the record is a trial
 * (CS_E_SERVICE_TRIAL). The errors of cs_record_open and cs_reader_open; the record's trouble when it cannot be written. */
CS_MUST bool cs_service_open(struct cs_service *service, const struct cs_os *os,
                             const struct cs_service_options *options, struct cs_err *err);
void cs_service_close(struct cs_service *service);
CS_MUST bool cs_service_now(const struct cs_service *service, cs_time *now, struct cs_err *err);
cs_day cs_service_day(const struct cs_service *service, cs_time now);

/* What became of a submission. */
enum cs_outcome { CS_OUTCOME_ERROR, CS_OUTCOME_REFUSED, CS_OUTCOME_DONE };
struct cs_result {
  enum cs_outcome outcome;
  struct cs_err error;       /* ERROR */
  struct cs_reason *reasons; /* REFUSED */
  size_t n_reasons;
  bool repeat; /* DONE: it was there already; this is its receipt at the present size */
  int64_t n;   /* DONE: its entry … */
  cs_time at;
  struct cs_str entry;   /* … its canonical bytes */
  struct cs_json *out;   /* … what the core added */
  uint64_t size;         /* … the size that the receipt speaks of */
  struct cs_str receipt; /* tlog-proof */
};

/* One act and what is to become of it. Results lie in `arena`, which is the request's own. */
struct cs_job {
  const struct cs_submission *submission;
  struct cs_arena *arena;
  struct cs_result result;
};

/* The one way of every act (DESIGN: the house). All jobs in one batch, in order; each gets its own result. A batch ends behind an act that
 * changes what others are judged by; the rest goes into the next. `try`: judged, and nothing written. When a batch cannot be begun, or
 * its commit fails (another process's lock, a full disk), its jobs have that error and the next call may do better. False only when
 * the record cannot go on (the process should end): every job has its result all the same. */
CS_MUST bool cs_service_act(struct cs_service *service, struct cs_job **jobs, size_t n, bool try, struct cs_err *err);

/* Many acts as one: all or nothing. The first is the load's own act, signed by the registrar; the others are a source's.
 * *failed: the index of the first that was refused or wrong (its result says why), when false is returned with
 * CS_E_SERVICE_LOAD_REFUSED or its own code. Each act is taken in `scratch`, which is reset before the next: of the results only
 * the last one's texts stay, and that one alone has a receipt. `progress` may be NULL. */
CS_MUST bool cs_service_load(struct cs_service *service, struct cs_job *jobs, size_t n, bool try,
                             struct cs_arena *scratch, size_t *failed,
                             void (*progress)(void *ctx, size_t done, size_t all), void *ctx, struct cs_err *err);

#endif
