/* A clock that stands still: a table that wraps another one and always answers the same time. For records whose clock
 * is given (trial records) and for tests. */
#ifndef CS_OS_FIXED_H
#define CS_OS_FIXED_H

#include "os/os.h"

struct cs_os_fixed {
  const struct cs_os *under;
  cs_time now;
  struct cs_os os; /* hand out &fixed.os */
};

/* `under` and *fixed must outlive the table. now gives the time set; everything else, monotonic included, is under's.
 * The order of what is recorded at one time is the record's own business. Returns &fixed->os. */
const struct cs_os *cs_os_fixed_clock(struct cs_os_fixed *fixed, const struct cs_os *under, cs_time now);

#endif
