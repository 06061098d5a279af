/* The error codes of os; err.def is the list. */
#ifndef CS_OS_ERR_H
#define CS_OS_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "os/err.def"
#undef CS_CODE

#endif
