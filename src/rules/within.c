/* Areas within areas, beyond ISO 3166 as far as a regime says so, and codes by levels. A containment is one more parent
 * of its inner area; it never takes a parent away, so an area may lie in two states at once, since states differ.
 * SPEC 5.6 and 7.1. */
#include "rules/eval.h"

enum {
  CS_WITHIN_STARTS_MAX = 64
}; /* areas reached over containments; more are left out, as a longer chain is a mistake */

/* Areas from which one climbs by ISO's own parents. */
struct climb {
  struct cs_area at[CS_WITHIN_STARTS_MAX];
  size_t n;
};

static bool climbs_to(const struct climb *climb, struct cs_area outer) {
  for (size_t i = 0; i < climb->n; i++) {
    if (cs_area_within(climb->at[i], outer) == CS_YES) {
      return true;
    }
  }
  return false;
}

static bool add_start(struct climb *climb, struct cs_area area) {
  if (climb->n == CS_WITHIN_STARTS_MAX || climbs_to(climb, area)) {
    return false;
  }
  climb->at[climb->n++] = area;
  return true;
}

static enum cs_truth counts(const struct cs_ask *ask, const struct cs_containment *containment) {
  cs_day known = containment->cite.known == CS_DAY_MIN ? ask->regime->known : containment->cite.known;
  return cs_eval_source(ask, containment->cite.certainty, known);
}

/* All that lies above `area`, by containments that count surely, or (possibly) by all that may. */
static void climb_from(const struct cs_ask *ask, struct cs_area area, bool possibly, struct climb *out) {
  out->at[0] = area;
  out->n = 1;
  bool more = ask->regime->n_containments > 0;
  while (more) {
    more = false;
    for (size_t i = 0; i < ask->regime->n_containments; i++) {
      const struct cs_containment *containment = &ask->regime->containments[i];
      enum cs_truth truth = counts(ask, containment);
      bool taken = possibly ? truth != CS_NO : truth == CS_YES;
      more = (taken && climbs_to(out, containment->inner) && add_start(out, containment->outer)) || more;
    }
  }
}

/* Does a part of both lie in a containment's inner area? Only there can two areas overlap without one lying in the
 * other. */
static bool overlap(const struct cs_ask *ask, struct cs_area a, struct cs_area b) {
  for (size_t i = 0; i < ask->regime->n_containments; i++) {
    struct climb climb;
    climb_from(ask, ask->regime->containments[i].inner, true, &climb);
    if (climbs_to(&climb, a) && climbs_to(&climb, b)) {
      return true;
    }
  }
  return false;
}

enum cs_truth cs_within_area(const struct cs_ask *ask, struct cs_area inner, struct cs_area outer, bool *disputed) {
  *disputed = false;
  enum cs_truth plain = cs_area_within(inner, outer);
  if (plain == CS_YES || !ask->regime || ask->regime->n_containments == 0) {
    return plain;
  }
  struct climb up;
  climb_from(ask, inner, false, &up);
  if (climbs_to(&up, outer)) {
    return CS_YES;
  }
  climb_from(ask, inner, true, &up);
  if (climbs_to(&up, outer)) {
    *disputed = true;
    return CS_UNKNOWN;
  }
  struct climb down;
  climb_from(ask, outer, true, &down);
  return plain == CS_UNKNOWN || climbs_to(&down, inner) || overlap(ask, inner, outer) ? CS_UNKNOWN : CS_NO;
}

static bool below(struct cs_str inner, struct cs_str outer, char levels) {
  return cs_str_starts(inner, outer) && (inner.len == outer.len || inner.ptr[outer.len] == levels);
}

enum cs_truth cs_within_code(struct cs_str inner, struct cs_str outer, char levels) {
  if (below(inner, outer, levels)) {
    return CS_YES;
  }
  return below(outer, inner, levels) ? CS_UNKNOWN : CS_NO;
}
