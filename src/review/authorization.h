/* Authorizations, as folded into the state of their case: what was granted, and whether it is in effect on a day. In effect
 * while every consent that it rests on stands: an office whose mandate turns out not to have been in force when it decided
 * gave none (RECORD section 6), though its entry stays. A consent that was not known on `known` counts for nothing then. The
 * conditions that the rules asked for must be met (review/condition.h), and notices over (review/notice.h). */
#ifndef CS_REVIEW_AUTHORIZATION_H
#define CS_REVIEW_AUTHORIZATION_H

#include "base/json.h"
#include "review/ledger.h"

/* Does the decision on one consent (of a case's state) stand, as known on `known`? *why: in words, when it does not or may not. */
CS_MUST bool cs_review_consent_stands(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                                      const struct cs_json *consent, cs_day known, struct cs_arena *arena,
                                      enum cs_truth *stands, struct cs_str *why, struct cs_err *err);
/* The request with no more of each item than the quantities that a consent grants; NULL: as it was asked. */
CS_MUST bool cs_review_grant_request(const struct cs_json *quantities, struct cs_request *request,
                                     struct cs_arena *arena, struct cs_err *err);
/* The authorization in a case's state; *found false when it has none. `ledgers` may be NULL: nothing was used, stopped or to be
 * paid. It is in effect on the day when its consents stand, its period holds, nothing suspends or ends it, what must be paid
 * is paid, and something is left of it. */
CS_MUST bool cs_review_authorization(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                                     const struct cs_review_ledgers *ledgers, cs_day on, cs_day known, struct cs_arena *arena, struct cs_review_authorization *out,
                                     bool *found, struct cs_err *err);

#endif
