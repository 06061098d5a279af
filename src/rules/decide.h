/* Deciding at full speed: prepared facts in, the whole answer out as numbers: bounds, certainty, approvers,
 * requirements, grounds, what is missing and what it moves. The same answer as cs_rules_ask, of which it is the quick
 * way; text is made only by whoever prints it (cs_decision_answer).
 *
 * What is simple is settled here: rules whose conditions are tests, families of plain exceptions with few unknowns, one line.
 * All else is asked of the evaluator, rule sets and questions alike, and comes out the same (`whole`). README.md says
 * what is inside the measured time.
 * Threads: a set and prepared facts may be shared; each thread has a scratch of its own. */
#ifndef CS_RULES_DECIDE_H
#define CS_RULES_DECIDE_H

#include "rules/rules.h"

/* The facts of a question, prepared: words as numbers of the set's dictionary (a word that no rule names gets none, and
 * equals nothing), areas and levels with all above them, figures scaled, days as numbers. No rule is looked at. They
 * point into the lines, which must live as long. One line or several (1..CS_LINES_MAX). */
struct cs_facts;
CS_MUST bool cs_facts_prepare(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                              struct cs_arena *arena, struct cs_facts **out, struct cs_err *err);

/* Working room for one question at a time: all that a decision points to. It takes more when a question has more to say than all
 * before it, and keeps it: what is asked again allocates nothing. `slow_bytes`: what the evaluator takes at the least when it is
 * first asked (0: what it needs); of what it took, up to 1 MiB is kept. */
struct cs_scratch;
CS_MUST struct cs_scratch *cs_scratch_new(const struct cs_rules *rules, size_t slow_bytes, struct cs_arena *arena,
                                          struct cs_err *err);
/* Gives back what the evaluator took beyond its room; the rest is the arena's. */
void cs_scratch_deinit(struct cs_scratch *scratch);

struct cs_decided_regime {
  uint8_t at_least, at_most; /* enum cs_verdict */
  bool treats;
  uint32_t more; /* unknown grounds beyond CS_GROUNDS_UNKNOWN_MAX */
};
struct cs_decided_ground {
  uint32_t rule;
  uint8_t value, certainty; /* enum cs_ground_value, enum cs_certainty */
  uint16_t n_lifted_by;
  uint32_t first_lifted_by; /* in lifted_by */
  uint32_t path;            /* number + 1 in paths; 0: none */
};
/* An approver or a requirement: its number among the set's. Merged ones (SPEC 11.5) are not `told`. */
struct cs_decided_entry {
  uint32_t entry;
  uint32_t like_rule;           /* whose words it bears; CS_RULE_OTHERWISE: the regime's */
  uint32_t rule;                /* the best source of those that say the same */
  uint16_t like_clause, clause; /* of those rules; UINT16_MAX: the effect itself */
  uint8_t certainty;
  uint8_t value; /* enum cs_truth: yes or unknown */
  bool told;
};
struct cs_decided_missing {
  uint8_t cause; /* in causes */
  uint8_t moves;
};
/* A rule that is unknown for these causes (a mask over `causes`) and moves something: cause c is needed by all that have
 * its bit. */
struct cs_decided_unknown {
  uint32_t rule;
  uint8_t moves;
  uint64_t causes;
};

/* Many such rules at once: those of `rules` whose bits are set in words [lo, hi). */
struct cs_decided_set {
  const uint32_t *rules;
  const uint64_t *words;
  uint32_t lo, hi;
  uint8_t moves;
  uint64_t causes;
};

struct cs_decision {
  enum cs_verdict at_least, at_most;
  enum cs_certainty certainty;
  bool settled;
  const struct cs_answer *whole;           /* not NULL: the evaluator's answer, and nothing below is filled in */
  const struct cs_decided_regime *regimes; /* one for each of the set's */
  size_t n_regimes;
  const struct cs_decided_ground *grounds; /* by regime: surely, lifted, unknown; each by rule */
  size_t n_grounds;
  const uint32_t *lifted_by;
  const struct cs_path *paths; /* in the host's or the scratch's memory, until the scratch is used again */
  const struct cs_decided_entry *entries;
  size_t n_entries;
  const struct cs_cause *causes; /* in the facts' memory or the scratch's */
  const struct cs_decided_missing *missing;
  size_t n_missing;
  const struct cs_decided_unknown *unknown;
  size_t n_unknown;
  const struct cs_decided_set *sets;
  size_t n_sets;
  const uint32_t *noted; /* rules whose notes are shown; CS_NOTED_OTHERWISE | regime: its own word */
  size_t n_noted;
  uint64_t assumed; /* facts taken by their `else`: a mask over the first 64 facts */
};
#define CS_NOTED_OTHERWISE 0x80000000u

/* The answer at (on, known), in the scratch until it is used again. The host may be NULL. Errors: those of cs_rules_ask. */
CS_MUST bool cs_rules_decide(const struct cs_rules *rules, const struct cs_facts *facts,
                             const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_scratch *scratch,
                             struct cs_decision *out, struct cs_err *err);
/* The decision written out as cs_rules_ask gives it; the order of `missing` may differ. */
CS_MUST bool cs_decision_answer(const struct cs_rules *rules, const struct cs_decision *decision,
                                struct cs_arena *arena, struct cs_answer *out, struct cs_err *err);
/* The same answer as cs_rules_ask, in the same order, by the quick way where there is one. Texts and paths lie in the arena, or in the host's or the scratch's
 * memory, until the scratch is used again. */
CS_MUST bool cs_rules_answer(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                             const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_scratch *scratch,
                             struct cs_arena *arena, struct cs_answer *out, struct cs_err *err);

#endif
