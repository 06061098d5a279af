/* Ledgers: what was used of an authorization, what is in stock, what was paid. Their folds (called by cs_fold; the shapes
 * are in fold.h), and the reading of their states. Sums are exact and never below zero: the judges see to that before an
 * entry is written, and a fold that would break it is a fault of the record.
 *
 * A ledger that is asked about a day keeps totals by day: `levels`, [{"day","total"}] in order of days, each the total at the
 * end of its day. Of more than CS_LEDGER_LEVELS_MAX days with movement the oldest are forgotten: what was before the first
 * level that is kept is then not known. */
#ifndef CS_MODEL_LEDGER_H
#define CS_MODEL_LEDGER_H

#include "base/day.h"
#include "base/dec.h"
#include "model/entry.h"

/* `subject_type`: "authorization", "stock", "fund", "stock-reference", "fund-reference". `state`: a copy that may be changed,
 * empty when nothing is on record. */
CS_MUST bool cs_ledger_fold(struct cs_arena *arena, struct cs_str subject_type, struct cs_json *state,
                            const struct cs_entry *entry, struct cs_err *err);

/* Is the state of this type of subject a ledger's? */
bool cs_ledger_keeps(struct cs_str subject_type);
/* Takes away what entry `wrong` (opened) did to a ledger, or with `counts` gives it back; `by` is the agreement that does so. What fell out
 * of a reservation does not come back. */
CS_MUST bool cs_ledger_correct(struct cs_arena *arena, struct cs_str subject_type, struct cs_json *state,
                               const struct cs_entry *wrong, const struct cs_entry *by, bool counts,
                               struct cs_err *err);

/* ---- reading. What was struck is left out. Errors: CS_E_FOLD_STATE for a state that this program did not write. */

/* A member that is a decimal; 0 when it is absent. */
CS_MUST bool cs_ledger_dec(const struct cs_json *json, const char *key, struct cs_dec *out, struct cs_err *err);
/* A member that is a day; `fallback` when it is absent. */
CS_MUST bool cs_ledger_day(const struct cs_json *json, const char *key, cs_day fallback, cs_day *out,
                           struct cs_err *err);
/* The total at the end of the day. *found false: the day lies before the first level; *out is then 0. */
CS_MUST bool cs_ledger_level(const struct cs_json *state, cs_day day, struct cs_dec *out, bool *found,
                             struct cs_err *err);
/* The smallest total at the end of the day or of any later one. */
CS_MUST bool cs_ledger_lowest(const struct cs_json *state, cs_day day, struct cs_dec *out, struct cs_err *err);
/* The element of state[list] whose `key` is `id` and that counts, or NULL; *at, which may be NULL, its place. */
const struct cs_json *cs_ledger_row(const struct cs_json *state, const char *list, const char *key, struct cs_str id,
                                    size_t *at);
/* Does the reservation hold on the day? It does from the day it was made until, and without, the day it expires. */
CS_MUST bool cs_ledger_reservation_holds(const struct cs_json *reservation, cs_day day, bool *holds,
                                         struct cs_err *err);
/* What is reserved on the day, but for the reservation `except` (empty: none). */
CS_MUST bool cs_ledger_reserved(const struct cs_json *stock, cs_day day, struct cs_str except, struct cs_dec *out,
                                struct cs_err *err);
/* What was used of the item up to the day, that day included. */
CS_MUST bool cs_ledger_used(const struct cs_json *authorization, struct cs_str item, cs_day day, struct cs_dec *out,
                            struct cs_err *err);
/* The same of its value, in the currency that it was granted in: what is used of an item that was granted by value. */
CS_MUST bool cs_ledger_used_value(const struct cs_json *authorization, struct cs_str item, cs_day day,
                                  struct cs_dec *out, struct cs_err *err);
/* Do only payments of certain payers count, and is this one not among them? */
bool cs_ledger_counts(const struct cs_json *fund, struct cs_str payer);

#endif
