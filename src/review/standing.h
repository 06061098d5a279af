/* Private to determine: whether a request may proceed (DESIGN section 8, last sentence of the Determination JSON). */
#ifndef CS_REVIEW_STANDING_H
#define CS_REVIEW_STANDING_H

#include "review/determine.h"

/* Fills out->standing from what is already in *out: the answer, the approvers, the unasked states. */
CS_MUST
bool cs_standing_judge(const struct cs_review_world *world, const struct cs_request *request, struct cs_arena *arena,
                       struct cs_determination *out, struct cs_err *err);

#endif
