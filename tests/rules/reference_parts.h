/* Between the reference's own files. */
#ifndef CS_TEST_RULES_REFERENCE_PARTS_H
#define CS_TEST_RULES_REFERENCE_PARTS_H

#include "rules/reference.h"

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
  char name[16];
};
struct causes {
  struct cause at[32];
  int n;
};

void cause_add(struct causes *list, int kind, const char *name);
void cause_join(struct causes *list, const struct causes *more);

struct leaf {
  int truth;
  struct causes causes;
};

struct asking {
  const struct ref_set *set;
  const struct ref_value *values;
  int regime;
  int weakest;
};

/* One atom, and a condition (REF_NONE: always) by trying each of its unknown atoms both ways. */
struct leaf leaf_of(const struct asking *ask, const struct ref_node *node);
struct leaf condition(const struct asking *ask, int at);

/* Whether a start or an end has come; `none`: when there is none. */
int come(const struct ref_set *set, const struct ref_day *day, int none);

/* A rule's start: its own, else its regime's. */
struct ref_day from_of(const struct ref_set *set, const struct ref_rule *rule);

struct source {
  bool known;
  int truth;
};
struct source source_of(const struct ref_set *set, const struct ref_rule *rule, int weakest);

#endif
