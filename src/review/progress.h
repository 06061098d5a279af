/* Progress: what an open case still lacks, who owes it and by when. Deciding is judged by it, and `due` and `next` tell it: one
 * function, so that nobody is told to do what is then refused. Pure: days are worked out from entries and a calendar,
 * and nothing counts them by the day (DESIGN section 6). */
#ifndef CS_REVIEW_PROGRESS_H
#define CS_REVIEW_PROGRESS_H

#include "base/json.h"
#include "model/advice.h"
#include "model/catalogue.h"

enum cs_step_kind {
  CS_STEP_ADVISE,      /* `office` owes advice */
  CS_STEP_RESOLVE,     /* advice conflicts: `office` must resolve it, by advice at level `office`, or by a proposal */
  CS_STEP_COUNTERSIGN, /* `more` officers must agree to the advice of `office`; n: the advice, -1 when there is none yet */
  CS_STEP_ANSWER,      /* the applicant (`office`) owes an answer to the question of entry n */
  CS_STEP_DECIDE,      /* nothing is lacking: the approver decides */
};
const char *cs_step_name(enum cs_step_kind kind); /* "advise" */

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

/* What is lacking for each consent that is open (in their order: advice, conflicts, countersignatures, or the decision), answers that
 * are owed, and offices that were asked and have not advised. Nothing for a case that is not open. `today` matters to
 * due days while a question is open. */
CS_MUST bool cs_review_progress(const struct cs_catalogue *catalogue, const struct cs_json *case_state, cs_day today,
                                struct cs_arena *arena, struct cs_review_steps *out, struct cs_err *err);

/* The due day of one element of "asked": the one worked out when the office was asked, later by the working days (or
 * days, where days of the calendar were given) that began after a question to the applicant and up to its answer, or up to
 * today while there is none. A day on which several questions were open counts once; one before the asking, or after
 * the day was due, does not. False: no day was set. */
CS_MUST bool cs_review_due(const struct cs_calendar *calendar, const struct cs_json *asked,
                           const struct cs_json *questions, cs_day today, cs_day *due, int64_t *stopped);

/* What the advice of an office comes to for the newest version: of its office's own advice where there is any, else of its
 * officers'. *advised: is there advice on every line? Conflicting where the advice on any line is. */
enum cs_position cs_review_office_position(const struct cs_json *case_state, struct cs_str office, bool *advised);
/* Do the officers of the office conflict, whatever the office has said since? */
bool cs_review_office_conflicts(const struct cs_json *case_state, struct cs_str office);
/* The provisos on which the advice for this approver agreed: on each line those of the approver's own office where it resolved it,
 * else those of the offices whose advice is required. Each once. */
CS_MUST bool cs_review_provisos(const struct cs_json *case_state, struct cs_str approver, struct cs_arena *arena,
                                struct cs_strs *out, struct cs_err *err);
/* How many officers agreed to the advice of that entry. */
int64_t cs_review_agreed(const struct cs_json *case_state, int64_t advice);

#endif
