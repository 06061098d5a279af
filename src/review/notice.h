/* Notices: what a rule asks to be notified before an approval takes effect (RULES section 4), by the notices on record. */
#ifndef CS_REVIEW_NOTICE_H
#define CS_REVIEW_NOTICE_H

#include "base/json.h"
#include "model/catalogue.h"

/* Is the notice that one clause (of a version's "requires") asks for over on the day? The earliest notice to that office counts, from
 * the day on which it was given: n days' notice are over when the n-th day after it has ended; working days by the calendar of
 * the office notified, and unknown where it has none. A notice given after `known` was not known then. *why: "us.congress was not notified", "notice to us.congress ends
 * 2025-09-27", and where it is over "notice to us.congress ended 2025-09-27". */
CS_MUST bool cs_review_notice(const struct cs_catalogue *catalogue, const struct cs_json *require,
                              const struct cs_json *case_state, cs_day on, cs_day known,
                              struct cs_arena *arena, enum cs_truth *over, struct cs_str *why, struct cs_err *err);

#endif
