/* The codes of err.def as descriptors; must hold nothing else. */
#include "rules/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "rules/err.def"
#undef CS_CODE
