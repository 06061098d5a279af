/* The reasons for which review refuses an act. */
#include "review/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "review/err.def"
#undef CS_CODE
