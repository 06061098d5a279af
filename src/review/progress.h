/* Progress: what an open case still lacks (model/owed.h), who owes it, and by when. Pure: days are worked out from entries and a
 * calendar, and nothing counts them by the day (DESIGN section 6). */
#ifndef CS_REVIEW_PROGRESS_H
#define CS_REVIEW_PROGRESS_H

#include "base/json.h"
#include "model/catalogue.h"
#include "model/owed.h"

struct cs_review_step {
  enum cs_step_kind kind;
  struct cs_str approver; /* the consent it belongs to; empty for an answer and for what nobody requires */
  struct cs_str office;
  int64_t n, more;
  bool required; /* a decision waits for it; else an office was asked and has not advised */
  bool has_due;
  cs_day asked, due;           /* the day on which it was asked; the last day, with has_due */
  int64_t days;                /* 0: no time was set */
  bool calendar_days;          /* else working days of the office */
  int64_t stopped;             /* working days by which questions to the applicant moved the due day */
  struct cs_str where;         /* file:line of the rule that asks for it */
  enum cs_certainty certainty; /* of that rule's clause */
};
struct cs_review_steps {
  struct cs_review_step *at;
  size_t n, cap;
};

/* All that is owed (cs_case_owed), with days. `today` matters to due days while a question is open. */
CS_MUST bool cs_review_progress(const struct cs_catalogue *catalogue, const struct cs_json *case_state, cs_day today,
                                struct cs_arena *arena, struct cs_review_steps *out, struct cs_err *err);
/* One of them. */
struct cs_review_step cs_review_step_of(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                                        const struct cs_owed *owed, cs_day today);

/* The due day of one element of "asked": the one worked out when the office was asked, later by the working days (or
 * days, where days of the calendar were given) that began after a question to the applicant and up to its answer, or up to
 * today while there is none. A day on which several questions were open counts once; one before the asking, or after
 * the day was due, does not. False: no day was set. */
CS_MUST bool cs_review_due(const struct cs_calendar *calendar, const struct cs_json *asked,
                           const struct cs_json *questions, cs_day today, cs_day *due, int64_t *stopped);

#endif
