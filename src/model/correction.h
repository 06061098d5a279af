/* Corrections: an entry that was wrong no longer counts, once a second officer agrees; both stay readable. A correction is
 * proposed (record.correct) and agreed to or refused (record.agree). From the entry of the agreement on, what the wrong entry
 * said is *struck*: it stands in its state with the number of that agreement, and whoever reads the state leaves it out. What is
 * asked of the record as it stood before (`--record`) still counts it, for the record then said so.
 *
 * An agreement can itself be corrected: then the first entry counts again. What undid an agreement cannot; the first entry is then
 * corrected anew. So of three entries that name one another the last one is about a plain one.
 *
 * State of correction:N, N the wrong entry:
 *   {"entry":N,"kind","of":[its subjects],"office","struck"?:M,
 *    "proposals":[{"n","office","officer","instead"?,"agreed_n"?,"refused_n"?,"by_office"?,"by_officer"?,"undone_n"?}]}
 * "office": which made the wrong entry; "struck": the agreement by which it no longer counts; of the proposals only the last can be
 * open. "by_…": who agreed or refused. "undone_n": the agreement of the correction of this correction.
 * O of record.correct: "kind", "of", "office". Reasons are in the entries alone. */
#ifndef CS_MODEL_CORRECTION_H
#define CS_MODEL_CORRECTION_H

#include "model/entry.h"

/* What to do instead of correcting an entry of this kind, in words; NULL: it can be corrected. */
const char *cs_act_incorrigible(enum cs_act_kind kind);

/* Was this element of a state struck? The one question that every reader of a state asks. */
bool cs_state_struck(const struct cs_json *element);

/* The plain entry whose word a record.agree takes away or gives back; NULL where entry->corrects was not filled in.
 * *counts: is it to count again? */
const struct cs_entry *cs_correction_target(const struct cs_entry *agree, bool *counts);
/* The last proposal in the state of a correction, if it still waits; else NULL. */
const struct cs_json *cs_correction_open(const struct cs_json *state);

/* ---- called by cs_fold; `state` is a copy that may be changed */

/* record.correct and record.agree on their own subject. */
CS_MUST bool cs_correction_fold(struct cs_arena *arena, struct cs_json *state, const struct cs_entry *entry,
                                struct cs_err *err);
/* record.agree on a subject of the wrong entry. `subject_type`: "item", "stock", … */
CS_MUST bool cs_correction_apply(struct cs_arena *arena, struct cs_str subject_type, struct cs_json *state,
                                 const struct cs_entry *entry, struct cs_err *err);
/* Takes a member out of an object that may be changed. */
CS_MUST bool cs_correction_unset(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_err *err);
/* In all lists of the state: marks the elements that entry `n` made as struck by entry `by`, or with `by` < 0 takes the mark away. *marked: how
 * many there were. */
CS_MUST bool cs_correction_mark(struct cs_arena *arena, struct cs_json *state, int64_t n, int64_t by, size_t *marked,
                                struct cs_err *err);

#endif
