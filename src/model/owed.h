/* What an open case lacks, and whose turn it is: a function of the case's state alone, without a clock or a calendar. Deciding is
 * judged by it, `due` and `next` tell it, and the list of what is owed is projected from it: one function, so that nobody is
 * told to do what is then refused. Days are review/progress.h's. */
#ifndef CS_MODEL_OWED_H
#define CS_MODEL_OWED_H

#include "base/json.h"
#include "model/advice.h"

enum cs_step_kind {
  CS_STEP_ADVISE,      /* `office` owes advice */
  CS_STEP_RESOLVE,     /* advice conflicts: `office` must resolve it, by advice at level `office`, or by a proposal */
  CS_STEP_COUNTERSIGN, /* `more` officers must agree to the advice of `office`; n: the advice, -1 when there is none yet */
  CS_STEP_ANSWER,      /* the applicant (`office`) owes an answer to the question of entry n */
  CS_STEP_DECIDE,      /* nothing is lacking: the approver decides */
};
const char *cs_step_name(enum cs_step_kind kind); /* "advise" */

struct cs_owed {
  enum cs_step_kind kind;
  struct cs_str approver; /* the consent it belongs to; empty for an answer and for what nobody requires */
  struct cs_str office;
  int64_t n, more;
  bool required;                 /* a decision waits for it; else an office was asked and has not advised */
  const struct cs_json *require; /* the clause that asks for it, of the newest version; NULL: none */
  const struct cs_json *asked;   /* the element of "asked", or of "questions", that it answers; NULL: none */
};
struct cs_owed_list {
  struct cs_owed *at;
  size_t n, cap;
};

/* What is lacking for each consent that is open (in their order: advice, conflicts, countersignatures, or the decision), answers that
 * are owed, and offices that were asked and have not advised. Nothing for a case that is not open. Slices of the state. */
CS_MUST bool cs_case_owed(const struct cs_json *case_state, struct cs_arena *arena, struct cs_owed_list *out,
                          struct cs_err *err);
/* Can it be done now? A countersignature for which there is no advice yet, and a decision that waits for an answer, are
 * nobody's turn. */
bool cs_owed_is_turn(const struct cs_owed_list *list, const struct cs_owed *one);

/* What the advice of an office comes to for the newest version: of its office's own advice where there is any, else of its
 * officers'. *advised: is there advice on every line? Conflicting where the advice on any line is. */
enum cs_position cs_case_office_position(const struct cs_json *case_state, struct cs_str office, bool *advised);
/* Do the officers of the office conflict, whatever the office has said since? */
bool cs_case_office_conflicts(const struct cs_json *case_state, struct cs_str office);
/* The provisos on which the advice for this approver agreed: on each line those of the approver's own office where it resolved it,
 * else those of the offices whose advice is required. Each once. */
CS_MUST bool cs_case_provisos(const struct cs_json *case_state, struct cs_str approver, struct cs_arena *arena,
                              struct cs_strs *out, struct cs_err *err);
/* How many officers agreed to the advice of that entry. */
int64_t cs_case_agreed(const struct cs_json *case_state, int64_t advice);

#endif
