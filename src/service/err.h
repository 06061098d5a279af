/* The error codes of service. */
#ifndef CS_SERVICE_ERR_H
#define CS_SERVICE_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "service/err.def"
#undef CS_CODE

#endif
