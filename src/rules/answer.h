/* Between the parts of an answer: what every family said of every line, kept until the whole is known. Private to
 * answer.c, requires.c, missing.c and grounds.c. SPEC 9. */
#ifndef CS_RULES_ANSWER_H
#define CS_RULES_ANSWER_H

#include "rules/family.h"

#define CS_SAYS_NOTHING (CS_PROHIBITED + 1) /* no outcome of that kind */

/* An approver or a requirement, once for all that ask for it. */
struct cs_entry {
  bool is_approver;
  struct cs_approver approver;
  struct cs_require require;
  bool found; /* by anything that may apply */
};
struct cs_entries {
  struct cs_entry *at;
  size_t n, cap;
};

/* requires.c: an approver, its consent, a clause below a rule's effect, without their values. */
struct cs_entry cs_entry_of_approver(struct cs_str office, uint32_t regime);
struct cs_entry cs_entry_of_consent(struct cs_str office, enum cs_certainty certainty, uint32_t rule);
struct cs_entry cs_entry_of_clause(const struct cs_rule *rule, const struct cs_clause *clause,
                                   enum cs_certainty certainty, uint32_t id);
/* Whoever meets a, meets b. SPEC 11.5. */
bool cs_entry_covers(const struct cs_entry *a, const struct cs_entry *b);

/* One entry, in the worlds of one family. */
struct cs_claim {
  uint32_t entry;
  struct cs_worlds worlds;
};
struct cs_claims {
  struct cs_claim *at;
  size_t n, cap;
};

/* What one regime says of one line. */
struct cs_said {
  uint32_t line, regime;
  enum cs_truth treats; /* its silence counts: it treats the act and is itself in force */
  struct cs_causes treats_causes;
  struct cs_family *families; /* those that may say something */
  struct cs_claims *claims;   /* of each family */
  size_t n_families;
  size_t n_never_silent;
  unsigned mildest[2]; /* the two mildest outcomes of families that are not silence; CS_SAYS_NOTHING */
  enum cs_verdict at_least, at_most;
  uint32_t otherwise[2]; /* entries that its silence may ask for: an approver and its consent */
  size_t otherwise_n;
};

struct cs_asked {
  const struct cs_rules *rules;
  struct cs_arena *arena;
  struct cs_said *said; /* n_lines × regimes, line by line */
  size_t n_said, n_lines;
  struct cs_entries entries;
  struct cs_answer *out;
};

/* cs_rules_ask without the index: every rule is asked. For comparing. */
CS_MUST bool cs_answer_scan(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                            const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                            struct cs_answer *out, struct cs_err *err);

/* One regime about the values of the ask. For answer.c and layer.c. */
CS_MUST bool cs_asked_regime(struct cs_ask *ask, struct cs_said *said, struct cs_err *err);
/* The terms of one regime and line, behind those of the answer (reported.c). */
struct cs_term_values {
  struct cs_term_value *at;
  size_t n, cap;
};
CS_MUST bool cs_asked_terms(struct cs_ask *ask, uint32_t regime, uint32_t line, struct cs_arena *arena,
                            struct cs_term_values *out, struct cs_err *err);

/* The mildest outcome that is not silence; CS_SAYS_NOTHING when there is none. */
unsigned cs_said_mildest(const struct cs_family *family);
bool cs_said_may_be_silent(const struct cs_family *family);
/* May all families but this one (NULL: all) be silent at once? */
bool cs_said_silent_beside(const struct cs_said *said, const struct cs_family *family);
/* What the regime's silence comes to where it counts. */
enum cs_verdict cs_said_otherwise(const struct cs_rules *rules, const struct cs_said *said);

CS_MUST bool cs_asked_requires(struct cs_asked *asked, struct cs_err *err); /* approvers, requires; fills the claims */
CS_MUST bool cs_asked_missing(struct cs_asked *asked, struct cs_err *err);  /* after the requires and the bounds */
CS_MUST bool cs_asked_grounds(struct cs_asked *asked, struct cs_err *err);  /* grounds and notes */

#endif
