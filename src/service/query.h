/* Questions: answered from the snapshot and, for balances and precedents, the store. Nothing here writes. */
#ifndef CS_SERVICE_QUERY_H
#define CS_SERVICE_QUERY_H

#include "model/case.h"
#include "review/answer_json.h"
#include "review/authorization.h"
#include "review/condition.h"
#include "review/general.h"
#include "service/service.h"

/* When a question is asked of: both claimed clocks, and the size of the record (RECORD section 6). */
struct cs_when {
  bool has_on, has_known, has_record;
  cs_day on, known; /* otherwise the request's, else today */
  uint64_t record;  /* the record as it stood with so many entries; otherwise all */
};

/* Determines a request. CS_E_STORE_ABSENT when the record has fewer entries than asked for. */
CS_MUST bool cs_service_determine(struct cs_service *service, const struct cs_request *request,
                                  const struct cs_when *when, struct cs_arena *arena, struct cs_determination *out,
                                  struct cs_err *err);
/* The compiled rules in force, ready to be shown or asked. */
CS_MUST bool cs_service_rules(struct cs_service *service, struct cs_err *err);

/* The folded state of a subject as JSON; *state NULL when nothing is on record. *n: its last entry. */
CS_MUST bool cs_service_state(struct cs_service *service, const char *type, struct cs_str id, struct cs_arena *arena,
                              struct cs_json **state, int64_t *n, struct cs_err *err);
/* The next case reference of the year of `now`: YYYY-NNNN. */
CS_MUST bool cs_service_next_case(struct cs_service *service, struct cs_arena *arena, struct cs_str *out,
                                  struct cs_err *err);
/* The entries of one subject, oldest first, as {"n","at","by","act",…,"out"} with confidential fields opened where the keys are here. */
CS_MUST bool cs_service_history(struct cs_service *service, const struct cs_json *state, struct cs_arena *arena,
                                struct cs_json **out, struct cs_err *err);

/* Cases, newest filed first; at most query->limit of them. */
struct cs_case_rows {
  struct cs_case_row *at;
  size_t n, cap;
};
CS_MUST bool cs_service_cases(struct cs_service *service, const struct cs_case_query *query, struct cs_arena *arena,
                              struct cs_case_rows *out, struct cs_err *err);
/* Does the decision on one consent (of a case's state) stand today, and what did the case's consents grant? review/authorization.h. */
CS_MUST bool cs_service_consent_stands(struct cs_service *service, const struct cs_json *state,
                                       const struct cs_json *consent, struct cs_arena *arena, enum cs_truth *stands,
                                       struct cs_str *why, struct cs_err *err);
/* The same as of when->on, as known on when->known (otherwise today), with what its ledgers say: what was used, stopped, paid. */
CS_MUST bool cs_service_authorization(struct cs_service *service, const struct cs_json *state,
                                      const struct cs_when *when, struct cs_arena *arena,
                                      struct cs_review_authorization *out, bool *found, struct cs_err *err);
/* The money of a fund, whose state is given, as its case counts it. */
CS_MUST bool cs_service_paid(struct cs_service *service, const struct cs_json *fund, const struct cs_when *when,
                             struct cs_arena *arena, struct cs_review_paid *out, struct cs_err *err);
/* How a general authorization, by its ledger, stands on the day, whatever the request; *n: the entry that this comes from. */
CS_MUST bool cs_service_general(struct cs_service *service, const struct cs_json *ledger, const struct cs_when *when,
                                struct cs_arena *arena, enum cs_review_grant_status *status, int64_t *n,
                                struct cs_err *err);
/* The days that a question is asked of: what `when` says, otherwise today. */
CS_MUST bool cs_service_days(struct cs_service *service, const struct cs_when *when, cs_day *on, cs_day *known,
                             struct cs_err *err);

/* One grant of a mandate, and whether it holds on the days asked about. */
struct cs_mandate_row {
  const struct cs_mandate_record *mandate;
  const struct cs_mandate_grant *grant; /* struck ones come too, behind those that count: they never hold */
  enum cs_truth holds;
};
struct cs_mandate_rows {
  struct cs_mandate_row *at;
  size_t n, cap;
};
/* Every mandate, in order of first entry; those that are not known on when->known are left out. *on, *known: the days it was asked of. */
CS_MUST bool cs_service_mandates(struct cs_service *service, const struct cs_when *when, struct cs_arena *arena,
                                 struct cs_mandate_rows *out, cs_day *on, cs_day *known, struct cs_err *err);

/* Something that was said, reported or done, with what withdrew it. */
struct cs_statement {
  struct cs_str id, kind, by, text, cite, certainty;
  struct cs_span from; /* CS_SPAN_ALWAYS: no day was said */
  int64_t n;
  int64_t struck; /* the entry by which it counts no longer; 0: it counts */
  const struct cs_json *withdrawn; /* the withdrawal, when one is known: "from", "text", "cite", "certainty", "n" */
};
struct cs_statements {
  struct cs_statement *at;
  size_t n, cap;
};
/* Those about `about` (empty: all) that are known on the day, ordered by the day on which they were made. None is left out for
 * having been withdrawn. */
CS_MUST bool cs_service_statements(struct cs_service *service, struct cs_str about, const struct cs_when *when,
                                   struct cs_arena *arena, struct cs_statements *out, cs_day *known,
                                   struct cs_err *err);

/* Officers' keys on record, by officer. */
struct cs_key_row {
  struct cs_str officer, key;
  int64_t n, revoked; /* entries; revoked -1: it is not */
};
struct cs_key_rows {
  struct cs_key_row *at;
  size_t n, cap;
};
CS_MUST bool cs_service_keys(struct cs_service *service, struct cs_arena *arena, struct cs_key_rows *out,
                             struct cs_err *err);

#endif
