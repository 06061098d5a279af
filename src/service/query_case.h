/* Questions about cases under review: what is owed by whom and when, and what would fall with a mandate. Nothing here writes. */
#ifndef CS_SERVICE_QUERY_CASE_H
#define CS_SERVICE_QUERY_CASE_H

#include "review/progress.h"
#include "service/query.h"

/* What an open case lacks today: review/progress.h. *today: that day. */
CS_MUST bool cs_service_progress(struct cs_service *service, const struct cs_json *state, struct cs_arena *arena,
                                 struct cs_review_steps *out, cs_day *today, struct cs_err *err);
/* The calendar by which the office works; NULL when it has none. */
const struct cs_calendar *cs_service_calendar(struct cs_service *service, struct cs_str office);
/* The provisos on which the advice for an approver agreed. */
CS_MUST bool cs_service_provisos(const struct cs_json *state, struct cs_str approver, struct cs_arena *arena,
                                 struct cs_strs *out, struct cs_err *err);

/* One thing that is owed in some open case. */
struct cs_due_row {
  struct cs_str case_id;
  int64_t filed_n, place;
  struct cs_review_step step;
};
struct cs_due_rows {
  struct cs_due_row *at;
  size_t n, cap;
  bool more; /* there is more than was asked for */
};
/* What is owed by `office` (empty: by anybody), by due day; what has none comes last, oldest case first: at most `limit` of it. A
 * countersignature for which there is no advice yet, and a decision that waits for others, are nobody's turn and left
 * out. Reads the cases of that page and no others, however many are open. */
CS_MUST bool cs_service_due(struct cs_service *service, struct cs_str office, size_t limit, struct cs_arena *arena,
                            struct cs_due_rows *out, cs_day *today, struct cs_err *err);

/* An authorization with a consent that rests on a mandate, as it would stand after the revocation. */
struct cs_fall_row {
  struct cs_str authorization, approver, on; /* on: the day of the decision, as recorded */
  enum cs_truth stood, stands;               /* before, and after */
  struct cs_str why;                         /* where it would not stand, or not surely */
};
struct cs_fall_rows {
  struct cs_fall_row *at;
  size_t n, cap;
};
/* What a mandate.revoke would do, as known when it is known (but not before today). The act must be one that would stand. */
CS_MUST bool cs_service_revocation(struct cs_service *service, const struct cs_act *act, struct cs_arena *arena,
                                   struct cs_fall_rows *out, struct cs_err *err);

#endif
