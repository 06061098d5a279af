/* What the operating system's error numbers mean here: one table from errno to code and words. Private to os. */
#ifndef CS_OS_FAULT_H
#define CS_OS_FAULT_H

#include "os/err.h"

/* Sets `cannot DOING "NAME": words` with the number's code, and the name as the error's source. Returns false. */
bool cs_os_fault(struct cs_err *err, int number, const char *doing, struct cs_str name);

#endif
