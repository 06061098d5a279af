/* Files of trials (*.test): questions beside the rules, with the answers that they must have. For lawyers to write: one
 * word a line says what follows, `--` starts a comment.
 *
 *   test NAME                       one word, or a sentence in quotes; all lines up to the next are its own
 *     act, item, quantity, value, applicant, holder, recipient, user, end_user, area, purpose VALUE     the request's
 * members fact NAME VALUE               a fact of the request: true, false, or text request { … }                 the
 * request in JSON instead; may run over lines until its braces close on DAY · known DAY            otherwise today
 *     expect VERDICT                or LEAST..MOST where it is undetermined. Required; all below may be left out:
 *     approvers A, B?               exactly these; ? marks one whose consent is perhaps needed; `none`
 *     rules R, S?                   exactly the rules that surely apply with the effect of the (stricter) verdict; with
 * ? those that may, which are looked at only when one is named; `none` missing CAUSE NAME, …         exactly these
 *     unasked STATE, …              exactly these
 *     path ITEM ITEM …              some ground has this chain of content
 *     may-go yes|no|unknown
 *     certainty confirmed|reported|assumed
 *     requires KIND [OFFICE], …     at least these
 *     notes "TEXT"                  at least this
 *     precedents N approve|refuse   so many of that outcome
 *     term NAME VALUE               the term is this, as `assess` prints it: yes, none, 15, 2.5000 %
 * Lists may be given on one line with commas, or on several lines. */
#ifndef CS_SERVICE_TRIAL_FILE_H
#define CS_SERVICE_TRIAL_FILE_H

#include "model/request.h"
#include "rules/rules.h"
#include "service/err.h"

enum cs_expect_kind {
  CS_EXPECT_APPROVERS,
  CS_EXPECT_RULES,
  CS_EXPECT_MISSING,
  CS_EXPECT_UNASKED,
  CS_EXPECT_PATH,
  CS_EXPECT_MAY_GO,
  CS_EXPECT_CERTAINTY,
  CS_EXPECT_REQUIRES,
  CS_EXPECT_NOTES,
  CS_EXPECT_PRECEDENTS,
  CS_EXPECT_TERM,
};

/* One thing expected. `words`: the pieces of a list, empty for `none`; of a path its items; of precedents the outcome; of a term its name
 * and its value.
 */
struct cs_expect {
  enum cs_expect_kind kind;
  uint32_t line;
  struct cs_strs words;
  enum cs_truth truth;         /* MAY_GO */
  enum cs_certainty certainty; /* CERTAINTY */
  int64_t n;                   /* PRECEDENTS */
};

struct cs_trial {
  struct cs_str name;
  uint32_t line;
  struct cs_request request; /* with the days, where they are said */
  uint32_t expect_line;
  enum cs_verdict at_least, at_most;
  struct {
    struct cs_expect *at;
    size_t n, cap;
  } expects;
};
struct cs_trials {
  struct cs_trial *at;
  size_t n, cap;
};

/* Reads a file; `source` names it in errors. Everything lies in the arena and points into `text`.
 * CS_E_SERVICE_TRIAL_FILE with line and column of the word that is wrong; the errors of requests and days with theirs.
 */
CS_MUST bool cs_trials_read(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_trials *out,
                            struct cs_err *err);

#endif
