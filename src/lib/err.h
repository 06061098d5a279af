/* The error codes of lib; err.def is the list. */
#ifndef CS_LIB_ERR_H
#define CS_LIB_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "lib/err.def"
#undef CS_CODE

#endif
