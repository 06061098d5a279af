/* The error codes of model. */
#include "model/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "model/err.def"
#undef CS_CODE
