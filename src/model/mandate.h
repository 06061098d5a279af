/* Mandates: who may act for an office on a day. Authority is a chain of grants from the office to the actor, each in force at that
 * moment and each covering the scope; a chain is as certain as its weakest link (DESIGN section 1, idea 8). */
#ifndef CS_MODEL_MANDATE_H
#define CS_MODEL_MANDATE_H

#include "model/catalogue.h"
#include "model/request.h"

/* Is the condition of a grant true of what the authority is needed for? Rules answer that, and model knows none. */
typedef bool cs_mandate_when_fn(void *ctx, const struct cs_mandate_record *mandate,
                                const struct cs_mandate_grant *grant, enum cs_truth *out,
                                struct cs_err *err); /* a function type, not a struct */

/* What the authority is needed for; what is not said: no restriction of that kind is asked about. */
struct cs_scope {
  struct cs_str regime, act, area;
  const struct cs_request *request; /* whose quantities and values must keep to the mandate's limits */
  cs_mandate_when_fn *when;         /* with `request`; NULL: whether a grant's condition is true is not known */
  void *when_ctx;
  bool whole; /* all of the office's authority is needed: a grant with any limit or condition does not give it */
};

struct cs_chain {
  enum cs_truth value;         /* yes; unknown: inexact dates, or disputed */
  enum cs_certainty certainty; /* of the weakest link; CS_CONFIRMED when the actor is the office itself */
  struct cs_str *mandates;     /* identifiers, from the office down; n 0 when the actor is the office itself */
  size_t n;
  struct cs_str
      disputed; /* the link that is disputed, or of which a day, limit or condition is not known; empty: none */
};

/* The best chain from `office` to `actor` (an office, or OFFICE/NAME: an officer acts for its own office without a mandate).
 * value CS_NO when there is none. At most CS_MANDATE_CHAIN_MAX links. */
CS_MUST bool cs_mandate_chain(const struct cs_catalogue *catalogue, struct cs_str office, struct cs_str actor,
                              struct cs_scope scope, cs_day on, cs_day known, struct cs_arena *arena,
                              struct cs_chain *out, struct cs_err *err);
/* The two chains, one after the other: as true as both, as certain as the weaker. value CS_NO, without its mandates, where together they have more
 * than CS_MANDATE_CHAIN_MAX links. *out may be one of the two. */
CS_MUST bool cs_chain_join(const struct cs_chain *first, const struct cs_chain *second, struct cs_arena *arena,
                           struct cs_chain *out, struct cs_err *err);
/* Everybody else who may act for `office`: the offices with a chain that is or may be valid. */
struct cs_acting {
  struct cs_str office;
  struct cs_chain chain;
};
CS_MUST bool cs_mandate_acting(const struct cs_catalogue *catalogue, struct cs_str office, struct cs_scope scope,
                               cs_day on, cs_day known, struct cs_arena *arena, struct cs_acting **out, size_t *n,
                               struct cs_err *err);

/* Does this grant of the mandate hold on the day, whatever its scope? Unknown where a day or a source leaves it so. */
enum cs_truth cs_mandate_holds(const struct cs_mandate_record *mandate, size_t grant, cs_day on, cs_day known);

#endif
