/* Limits of mandates that take rules to answer: the condition that a grant was given under, asked of a request. */
#ifndef CS_REVIEW_LIMIT_H
#define CS_REVIEW_LIMIT_H

#include "model/mandate.h"
#include "review/determine.h"

/* What a condition is asked of. On the caller's stack; it outlives the scope that it is put into. */
struct cs_review_limit {
  const struct cs_review_world *world; /* rules NULL: whether a condition is true is not known */
  const struct cs_request *request;
  cs_day on, known;
  struct cs_arena *arena;
};

/* Puts the request's quantities and values, and the question about conditions, into a scope. */
void cs_review_limit_scope(struct cs_review_limit *limit, struct cs_scope *scope);
/* For scope->when. Unknown where the condition is, and where the rules in force no longer have its words. */
bool cs_review_limit_when(void *limit, const struct cs_mandate_record *mandate, const struct cs_mandate_grant *grant,
                          enum cs_truth *out, struct cs_err *err);

#endif
