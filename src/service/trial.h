/* Running trials (trial_file.h): the world of a folder is made, every question of its *.test files is asked, and what
 * differs from what was expected is told.
 *
 * A folder with *.jsonl is a whole world: a trial record is founded in a temporary folder, everything beside the tests
 * is loaded into it, and questions are asked of the record. Without *.jsonl its rules are asked alone (lib/alone.h). */
#ifndef CS_SERVICE_TRIAL_H
#define CS_SERVICE_TRIAL_H

#include "os/os.h"
#include "service/trial_file.h"

struct cs_trial_options {
  struct cs_str path;    /* a folder, or one *.test file: its folder is the world */
  struct cs_strs tables; /* folders in which the rules' tables are looked for first (lib/tables.h) */
  struct cs_str keep;    /* a new folder in which the trial record stays; empty: it is removed */
  bool has_now;          /* the clock of the record, and today for questions without a day */
  cs_time now;
};

struct cs_trial_failure {
  struct cs_str file, test;
  uint32_t line;
  struct cs_str text; /* "expected …, got …" */
};

/* Lists grow from call to call: one report may take several paths. */
struct cs_trial_report {
  size_t passed, failed;
  struct {
    struct cs_trial_failure *at;
    size_t n, cap;
  } failures;
  size_t rules;               /* of all worlds; a rule counts once however many versions it has … */
  struct cs_strs beside;      /* tables that none of the folders given has */
  struct cs_strs not_covered; /* … and these applied, or may have applied, in no test: "file:line name" */
  struct cs_strs
      not_decided; /* these decided nothing: their effect was in no test the verdict, and they lifted nothing */
};

/* Runs the trials of one path. Errors: CS_E_SERVICE_TRIAL_NONE (no *.test there), those of the files and of the world.
 * A test that does not get its answer is no error, nor
 * is one whose question these rules cannot be asked: each is a failure in the report. Everything in the report lies in the arena. */
CS_MUST bool cs_trials_run(const struct cs_os *os, const struct cs_trial_options *options, struct cs_arena *arena,
                           struct cs_trial_report *report, struct cs_err *err);

#endif
