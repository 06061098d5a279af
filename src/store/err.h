/* The error codes of store. */
#ifndef CS_STORE_ERR_H
#define CS_STORE_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "store/err.def"
#undef CS_CODE

#endif
