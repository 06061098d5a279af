/* The error codes of store. */
#include "store/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "store/err.def"
#undef CS_CODE
