/* Holding an answer against what a trial expects. Private to service. */
#ifndef CS_SERVICE_TRIAL_CHECK_H
#define CS_SERVICE_TRIAL_CHECK_H

#include "review/determine.h"
#include "service/trial.h"

/* Adds to `failures` whatever differs; file and test are filled in by the caller. */
struct cs_trial_failures {
  struct cs_trial_failure *at;
  size_t n, cap;
};
CS_MUST bool cs_trial_check(const struct cs_trial *trial, const struct cs_determination *det, struct cs_arena *arena,
                            struct cs_trial_failures *failures, struct cs_err *err);

#endif
