/* General authorizations: what an approver consents to without a case, for every request that matches. Its state is the ledger
 * authorization:ID with "general" (model/fold.h). Pure. */
#ifndef CS_REVIEW_GENERAL_H
#define CS_REVIEW_GENERAL_H

#include "review/determine.h"
#include "review/ledger.h"

struct cs_review_general {
  struct cs_str id, approver;
  const struct cs_json *regimes; /* the names of those under which it consents */
  enum cs_truth matches;         /* the request: its act, items, area and condition */
  enum cs_truth in_effect;  /* on the day, as known then: its period, what stops it, the mandates that it rests on */
  struct cs_review_bar bar; /* what weighs most against it, where it is not in effect */
};

/* Asks one general authorization, by its state, of a request. */
CS_MUST bool cs_review_general(const struct cs_review_world *world, struct cs_str id, const struct cs_json *state,
                               const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                               struct cs_review_general *out, struct cs_err *err);
/* How it stands on the day, whatever the request: its period, and what stops it. *n: the entry that this comes from. */
CS_MUST bool cs_review_general_status(const struct cs_json *state, cs_day on, cs_day known, struct cs_arena *arena,
                                      enum cs_review_grant_status *status, int64_t *n, struct cs_err *err);
/* All that consent for the office and match the request, surely or perhaps. */
CS_MUST bool cs_review_generals(const struct cs_review_world *world, struct cs_str office,
                                const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                                struct cs_review_general **out, size_t *n, struct cs_err *err);
/* Does it consent under the regime? */
bool cs_review_general_under(const struct cs_review_general *general, struct cs_str regime);

#endif
