/* Loading: files of acts (*.jsonl), of rules (*.rules) and folders of them, in order of their names, as one: all or nothing. The
 * registrar signs the digest of each file; what stands in it is a source's word and bears no office's signature. */
#ifndef CS_SERVICE_LOAD_H
#define CS_SERVICE_LOAD_H

#include "service/service.h"

/* What was loaded, for the answer. */
struct cs_load_count {
  const struct cs_act_def *def;
  size_t n;
};
struct cs_load_report {
  struct cs_load_count *counts; /* by kind of act, in the order of act.def; only kinds that occur */
  size_t n_counts;
  size_t n_files, n_acts;
  size_t n_rules;         /* in force behind the load */
  bool repeat;            /* the very same files were loaded before */
  struct cs_str *flagged; /* what the catalogue finds at odds with itself, in words */
  size_t n_flagged;
  struct cs_reason *reasons; /* when it was refused: of the first act that was … */
  size_t n_reasons;
  struct cs_str where;     /* … which stands at file:line */
  struct cs_strs beside;   /* tables that none of the folders given has, taken from beside the rules */
  int64_t first, last;     /* entries */
  struct cs_str receipt;   /* of the last entry */
  struct cs_arena scratch; /* of reasons and receipt; freed by cs_load_report_deinit */
};
void cs_load_report_deinit(struct cs_load_report *report);

/* Reads all paths, then loads them in one batch, signed by `key` (the registrar's). `tables`: folders in which the rules' tables are
 * looked for first (lib/tables.h); NULL: none. With `try` nothing is written.
 * CS_E_SERVICE_LOAD_FILE (a name that is neither), CS_E_SERVICE_LOAD_EMPTY, CS_E_SERVICE_LOAD_REFUSED (reasons in the report), and the errors
 * of what is in the files, with file and line. The report must be deinited in every case. */
CS_MUST bool cs_service_load_paths(struct cs_service *service, const struct cs_officer_key *key,
                                   const struct cs_str *paths, size_t n, const struct cs_strs *tables, bool try,
                                   void (*progress)(void *ctx, size_t done, size_t all), void *ctx,
                                   struct cs_arena *arena, struct cs_load_report *report, struct cs_err *err);

#endif
