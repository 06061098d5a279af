/* The error codes of tlog; err.def is the list. */
#ifndef CS_TLOG_ERR_H
#define CS_TLOG_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "tlog/err.def"
#undef CS_CODE

#endif
