/* Families: rules joined by lifting, replacing, disputing, versions or a shared date are settled together. Every
 * unknown of a family is taken both ways, the same way throughout; a rule's truth is a table over all these worlds, one
 * bit a world, so that lifting is three operations on words. SPEC 9.2, 9.3.
 *
 * What is one unknown: a named date that two places of the family share; the start (and source) of a version that ends
 * another; the rest of a rule (its own period, condition and source); a dispute. */
#ifndef CS_RULES_FAMILY_H
#define CS_RULES_FAMILY_H

#include "base/limits.h"
#include "rules/applies.h"

#define CS_WORLDS_WORDS ((1u << CS_FAMILY_UNKNOWN_MAX) / 64u)

struct cs_worlds {
  uint64_t bits[CS_WORLDS_WORDS];
};

struct cs_positions {
  uint32_t *at;
  size_t n, cap;
};

/* What a family is whatever is asked: positions of its members in one another's terms. */
struct cs_family_plan {
  uint32_t regime;
  const uint32_t *rules; /* of each member, ascending */
  size_t n;
  const uint32_t *order;              /* positions, whoever lifts before whom it lifts */
  const struct cs_positions *reach;   /* of each: all that it lifts, `replaces` followed to the end */
  const struct cs_positions *lifters; /* of each: all that reach it */
  const struct cs_positions *later;   /* of each: its later versions */
  const struct cs_positions *beside;  /* of each: whom it disputes or is disputed by */
  const bool *ends_another;           /* of each: is it the next version of one? */
};
struct cs_family_plans {
  struct cs_family_plan *at;
  size_t n;
  size_t largest; /* members of the largest */
};
/* The plans are kept in `arena`; `scratch` is room for making them. */
CS_MUST bool cs_family_plan_all(const struct cs_rules *rules, struct cs_arena *arena, struct cs_arena *scratch,
                                struct cs_family_plans *out, struct cs_err *err);

enum cs_unknown_kind { CS_UNKNOWN_MEMBER, CS_UNKNOWN_START, CS_UNKNOWN_DATE, CS_UNKNOWN_DISPUTE };
struct cs_unknown {
  enum cs_unknown_kind kind;
  uint32_t key; /* position of the member; DATE: the named date */
  struct cs_causes causes;
  struct cs_positions members; /* whose truth turns on it */
};

struct cs_member {
  struct cs_applies applies;
  struct cs_worlds holds;     /* period, source and condition hold */
  struct cs_worlds effective; /* and nothing lifts it */
};

/* What a family says of one line. Wide (more than CS_FAMILY_UNKNOWN_MAX unknowns): two worlds only, 0 what surely
 * applies, 1 what may apply. */
struct cs_family {
  const struct cs_family_plan *plan;
  struct cs_member *members; /* one a member of the plan; NULL when it says nothing */
  struct cs_unknown *unknowns;
  size_t n_unknowns;
  bool wide;
  bool speaks; /* does any member hold in any world? else the rest is not filled in */
  struct cs_worlds all;
  struct cs_worlds says[CS_PROHIBITED + 1]; /* where the strictest that applies is this; [0]: silent, nothing applies */
  unsigned outcomes;                        /* bit v: says v in some world; wide: in some world that it may be in */
};

/* Working room for the largest family of the plans; NULL when out of memory. What a family that says nothing used is
 * used again by the next one. */
CS_MUST struct cs_family_room *cs_family_room_new(const struct cs_family_plans *plans, struct cs_arena *arena,
                                                  struct cs_err *err);

CS_MUST bool cs_family_ask(struct cs_ask *ask, const struct cs_family_plan *plan, struct cs_family *out,
                           struct cs_err *err);

/* The verdict of an effect; CS_NOT_COVERED for none and note, which move nothing. */
enum cs_verdict cs_family_verdict(enum cs_effect_kind effect);

/* ---- tables of worlds */
bool cs_worlds_any(struct cs_worlds a);
bool cs_worlds_same(struct cs_worlds a, struct cs_worlds b);
struct cs_worlds cs_worlds_or(struct cs_worlds a, struct cs_worlds b);
struct cs_worlds cs_worlds_and(struct cs_worlds a, struct cs_worlds b);
/* Is there a world in which `before` holds and which becomes one where `after` holds when this unknown alone turns? Not
 * for wide families. */
bool cs_worlds_turns(struct cs_worlds before, struct cs_worlds after, size_t unknown);

#endif
