/* What people write from habit, from other languages and from typewriters, and what it is here. For hints only: must never decide
 * anything. Private to src/rules. */
#ifndef CS_RULES_HABIT_H
#define CS_RULES_HABIT_H

#include "base/str.h"

/* The hint for a word or sign that does not belong where it stands; NULL: nobody writes that from habit. */
const char *cs_habit(struct cs_str text);

#endif
