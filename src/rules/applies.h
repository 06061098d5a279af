/* One rule by itself on (on, known): is it known, does its period hold, its source stand, its condition hold. Whether
 * it is lifted, and which of these unknowns it shares with others, is its family's business (family.h). SPEC 8. */
#ifndef CS_RULES_APPLIES_H
#define CS_RULES_APPLIES_H

#include "rules/eval.h"

struct cs_applies {
  bool known;           /* false: nothing below is asked, the rule does not count on the day known */
  enum cs_truth begun;  /* its start has come */
  enum cs_truth over;   /* its end has come */
  enum cs_truth source; /* never NO: denied or too weak is unknown */
  enum cs_truth condition;
  enum cs_certainty source_certainty; /* of the best cite known; DISPUTED when denied */
  enum cs_certainty certainty;        /* the same with the condition's */
  struct cs_path path;
  const struct cs_cause *causes; /* of an unknown condition */
  size_t n_causes;
  const struct cs_cite *cites; /* taken from rows */
  size_t n_cites;
};

/* The best of the sources known that do not deny, and whether one denies without a later confirmation. */
void cs_applies_sources(const struct cs_rule_info *info, cs_day known, enum cs_certainty *best, bool *denied);
/* Does a source of these cites stand in this pass, neither denied nor too weak? *certainty: of the best. */
bool cs_applies_stands(struct cs_ask *ask, const struct cs_rule_info *info, enum cs_certainty *certainty);

/* The condition is asked only where the rest leaves it a meaning. */
CS_MUST bool cs_applies_ask(struct cs_ask *ask, uint32_t rule, struct cs_applies *out, struct cs_err *err);

/* Why its start, its end, its source are unknown. */
struct cs_cause cs_applies_from_cause(const struct cs_rules *rules, uint32_t rule);
struct cs_cause cs_applies_before_cause(const struct cs_rules *rules, uint32_t rule);
struct cs_cause cs_applies_source_cause(const struct cs_rules *rules, uint32_t rule);

#endif
