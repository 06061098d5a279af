/* Conditions: Kleene's three values with causes, certainty and the path of content (SPEC 7, 10). What is
 * known of a fact is looked up here and nowhere else, so that `else`, the weakest certainty of a pass and the causes
 * are one place. */
#ifndef CS_RULES_EVAL_H
#define CS_RULES_EVAL_H

#include "rules/program.h"

struct cs_family_room;

struct cs_causes {
  struct cs_cause *at;
  size_t n, cap;
};

/* The families that may say something of one line's values; of other values it says nothing. */
struct cs_sieve {
  const struct cs_value *values;
  uint64_t *families; /* one bit a family of the set */
};

/* One pass over a request. `weakest`: what is less certain is taken as unknown (SPEC 8.10: three passes). */
struct cs_ask {
  const struct cs_rules *rules;
  const struct cs_rules_host *host;
  struct cs_arena *arena;
  cs_day on, known;
  enum cs_certainty weakest;
  const struct cs_value *values;  /* of the line asked about */
  const struct cs_regime *regime; /* whose containments of areas count */
  struct cs_causes causes;        /* a stack: whoever finds something unknown pushes why; whoever decides takes back */
  struct cs_family_room *room;    /* of family.c, for one family at a time */
  const struct cs_sieve *sieve;   /* NULL: every family is asked */
  enum cs_certainty rests_on;     /* nothing that was looked at is less certain, but for what is disputed anyway */
  bool *assumed;                  /* one a fact: does an answer rest on its `else`? NULL: nobody asks */
  struct cs_taken {
    uint32_t *at;
    size_t n, cap;
  } taken; /* a stack: facts just taken by their `else`; whoever decides says whether that mattered */
};

struct cs_found {
  enum cs_truth truth;
  enum cs_certainty certainty; /* of the weakest part that the truth rests on */
  struct cs_path path;
};

/* The condition (NULL: always). When it is unknown its causes lie on the stack above the mark it had; else the stack is
 * as it was. False only when memory runs out or the host fails. */
CS_MUST bool cs_eval_condition(struct cs_ask *ask, const struct cs_node *condition, struct cs_found *out,
                               struct cs_err *err);

/* What is known of a fact in this pass: `else` taken, what is too weak made unknown with cause disputed. */
CS_MUST bool cs_eval_fact(struct cs_ask *ask, uint32_t fact, struct cs_value *out, struct cs_err *err);
/* Why the value is unknown or not closer: its own cause, else by the fact's type and name. */
struct cs_cause cs_eval_cause(const struct cs_ask *ask, uint32_t fact, const struct cs_value *value);
CS_MUST bool cs_eval_push(struct cs_ask *ask, struct cs_cause cause, struct cs_err *err);

/* Is a source of this certainty, known on this day, to be counted? No: not known yet. Unknown: denied, disputed, too
 * weak. */
enum cs_truth cs_eval_source(const struct cs_ask *ask, enum cs_certainty certainty, cs_day known);

/* within.c: area `inner` within `outer`, as the regime's containments have it. Yes at or below; unknown above or where
 * the two overlap, or where a containment in the way is uncertain (*disputed: one of that kind); no when they lie
 * apart. */
enum cs_truth cs_within_area(const struct cs_ask *ask, struct cs_area inner, struct cs_area outer, bool *disputed);
/* Codes by levels: "9A012.a" within "9A012". */
enum cs_truth cs_within_code(struct cs_str inner, struct cs_str outer, char levels);

#endif
