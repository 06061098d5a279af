/* Near names: what a misspelt word may have been meant to be; for hints only. */
#ifndef CS_BASE_NEAR_H
#define CS_BASE_NEAR_H

#include "base/str.h"

/* The nearest so far; begin with {0}. */
struct cs_near {
  struct cs_str name; /* empty: none near enough */
  unsigned distance;
};

/* Looks at one more candidate. Near enough: at most half of the word changed, added, left out, and at most 3
 * letters; `-`, `_` and `.` count as equal, and so do small letters and capitals. */
void cs_near_try(struct cs_near *near, struct cs_str word, struct cs_str candidate);

#endif
