/* Between the reference's own files. */
#ifndef CS_TEST_RULES_REFERENCE_PARTS_H
#define CS_TEST_RULES_REFERENCE_PARTS_H

#include "rules/reference.h"

enum { REF_LINE = 2560, REF_LINES_OUT = 512 }; /* of an answer as text */
enum { C_FACT, C_BOUNDS, C_AREA, C_DATE, C_DISPUTED, C_TABLE, C_CONTENT, C_GROUP };

extern const char *const ref_certainties[];

/* Text that grows; too much of it aborts the test. */
struct ref_out {
  char *at;
  size_t n, size;
};
void ref_put(struct ref_out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

struct cause {
  int kind;
  char name[28];
};
struct causes {
  struct cause at[64];
  int n;
};

void cause_add(struct causes *list, int kind, const char *name);
void cause_join(struct causes *list, const struct causes *more);

struct leaf {
  int truth;
  int certainty; /* SPEC 8.13 */
  struct causes causes;
};
/* One operand more of an `and` (decides: REF_NO) or `or` (REF_YES), which began as the other, confirmed. What decides is as
 * certain as the surest that does, else all as the weakest. */
void weigh(struct leaf *all, int truth, int certainty, int decides);

struct asking {
  const struct ref_set *set;
  const struct ref_value *values;
  int regime;
  int weakest;
  int line, depth; /* depth: of layers */
  bool no_parts;   /* a part asked by itself states none */
};

/* One atom, and a condition (REF_NONE: always) by trying each of its unknown atoms both ways. */
struct leaf leaf_of(const struct asking *ask, const struct ref_node *node);
struct leaf condition(const struct asking *ask, int at);

/* One atom of tables, terms, parts or layers (reference_world.h), by its node. */
struct leaf ref_world_atom(const struct asking *ask, int node);
/* One regime by itself, of the values asked: its bounds, and what its verdict lacks. */
void ref_regime_verdict(const struct asking *ask, int regime, int *least, int *most, struct causes *lacks);
/* The terms of the regime's lines as text, one a line. */
void ref_world_terms(const struct ref_set *set, char lines[][REF_LINE], int *n);
void ref_world_write_head(struct ref_out *out, const struct ref_set *set);
void ref_world_write_terms(struct ref_out *out, const struct ref_set *set, int regime);
void ref_world_write_atom(struct ref_out *out, const struct ref_set *set, int node);

/* Days and sources, as they stand below a rule, term, table or group. */
void ref_write_days(struct ref_out *out, const struct ref_day *from, int known);
void ref_write_cites(struct ref_out *out, const struct ref_cite *cites, int n);

/* Whether a start or an end has come; `none`: when there is none. */
int come(const struct ref_set *set, const struct ref_day *day, int none);

/* A rule's start: its own, else its regime's. */
struct ref_day from_of(const struct ref_set *set, const struct ref_rule *rule);

struct source {
  bool known;
  int truth;
  int best;      /* certainty of the best that counts and does not deny */
  int certainty; /* the same, but REF_DISPUTED where a denial stands */
};
struct source source_of(const struct ref_set *set, const struct ref_rule *rule, int weakest);

#endif
