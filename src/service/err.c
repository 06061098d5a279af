/* The error codes of service. */
#include "service/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "service/err.def"
#undef CS_CODE
