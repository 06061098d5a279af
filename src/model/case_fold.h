/* Private to model: the fold of cases in two files. case.c has filing, amending, deciding, withdrawing and the table of
 * transitions; case_review.c the middle of a case. */
#ifndef CS_MODEL_CASE_FOLD_H
#define CS_MODEL_CASE_FOLD_H

#include "model/case.h"
#include "model/fold_state.h"

struct cs_case_step {
  struct cs_arena *arena;
  const struct cs_entry *entry;
  const struct cs_json *body, *o; /* the act's fields; what the core added */
  struct cs_json *state;          /* already a copy */
  enum cs_case_status status;     /* before the act */
  struct cs_err *err;
};

/* The status that the table gives for the event; CS_E_FOLD_STATE when it gives none. */
CS_MUST bool cs_case_step_move(struct cs_case_step *s, enum cs_case_event event);
/* O's "asked" to the state's; nothing when there is none. */
CS_MUST bool cs_case_step_asked(struct cs_case_step *s);
/* Ends the advice that O's "void" names. */
CS_MUST bool cs_case_step_void(struct cs_case_step *s);

typedef bool cs_case_fold_fn(struct cs_case_step *s); /* a function type, not a struct */
cs_case_fold_fn cs_case_fold_circulate, cs_case_fold_advise, cs_case_fold_countersign, cs_case_fold_ask,
    cs_case_fold_answer, cs_case_fold_notify, cs_case_fold_recuse, cs_case_fold_fulfil;

#endif
