/* Questions: answered from the snapshot and, for balances and precedents, the store. Nothing here writes. */
#ifndef CS_SERVICE_QUERY_H
#define CS_SERVICE_QUERY_H

#include "review/answer_json.h"
#include "service/service.h"

/* When a question is asked of: both claimed clocks, and the size of the record (RECORD section 6). */
struct cs_when {
  bool has_on, has_known, has_record;
  cs_day on, known; /* otherwise the request's, else today */
  uint64_t record;  /* the record as it stood with so many entries; otherwise all */
};

/* Determines a request. CS_E_STORE_ABSENT when the record has fewer entries than asked for. */
CS_MUST bool cs_service_determine(struct cs_service *service, const struct cs_request *request, const struct cs_when *when,
                                  struct cs_arena *arena, struct cs_determination *out, struct cs_err *err);
/* The compiled rules in force, ready to be shown or asked. */
CS_MUST bool cs_service_rules(struct cs_service *service, struct cs_err *err);

/* The folded state of a subject as JSON; *state NULL when nothing is on record. *n: its last entry. */
CS_MUST bool cs_service_state(struct cs_service *service, const char *type, struct cs_str id, struct cs_arena *arena,
                              struct cs_json **state, int64_t *n, struct cs_err *err);
/* The next case reference of the year of `now`: YYYY-NNNN. */
CS_MUST bool cs_service_next_case(struct cs_service *service, struct cs_arena *arena, struct cs_str *out, struct cs_err *err);
/* The entries of one subject, oldest first, as {"n","at","by","act",…,"out"} with confidential fields opened where the keys are here. */
CS_MUST bool cs_service_history(struct cs_service *service, const struct cs_json *state, struct cs_arena *arena,
                                struct cs_json **out, struct cs_err *err);

#endif
