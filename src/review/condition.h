/* Conditions that rules ask of an approval (SPEC 11.6), by what is on record: acts that say that one is met, and money. Pure. */
#ifndef CS_REVIEW_CONDITION_H
#define CS_REVIEW_CONDITION_H

#include "base/json.h"
#include "model/catalogue.h"
#include "review/payment.h"
#include "rules/rules.h"

struct cs_review_condition {
  enum cs_condition_need need;
  enum cs_truth met; /* on the day asked about, as known then */
  bool late;         /* not met, and the day before which it was to be met has passed: it never will be */
  struct cs_str why; /* where not yes: "0.01 USD of 825000000.00 USD", "certificate from ua.mod" */
};

/* Is it a condition, and not another thing that the rules require? */
bool cs_review_is_condition(const struct cs_json *require);
enum cs_condition_need cs_review_need(const struct cs_json *condition);
/* One condition of a version's "requires". `fund`: the state of the case's fund; NULL: none is open. */
CS_MUST bool cs_review_condition(const struct cs_catalogue *catalogue, const struct cs_json *condition,
                                 const struct cs_json *case_state, const struct cs_json *fund, cs_day on, cs_day known,
                                 struct cs_arena *arena, struct cs_review_condition *out, struct cs_err *err);
/* The element of the state's "fulfilled" that meets it first, whatever its day; NULL: none does. Not of conditions on payment. */
const struct cs_json *cs_review_fulfilment(const struct cs_json *case_state, const struct cs_json *condition);
/* The money of a case's fund as the conditions of the newest version count it: by the class of payers by which most is missing; by
 * everybody's payments where no condition names one. */
CS_MUST bool cs_review_case_paid(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                                 const struct cs_json *fund, cs_day day, cs_day known, struct cs_arena *arena,
                                 struct cs_review_paid *out, struct cs_err *err);
/* How a condition is called: its words, with the certificate or payment that it needs: "certificate from ua.mod (of end use)". */
CS_MUST bool cs_review_condition_name(const struct cs_json *condition, struct cs_arena *arena, struct cs_str *out,
                                      struct cs_err *err);
/* The day before which it is to be met; CS_SPAN_NEVER: none is set. */
CS_MUST bool cs_review_condition_before(const struct cs_json *condition, struct cs_span *out, struct cs_err *err);

#endif
