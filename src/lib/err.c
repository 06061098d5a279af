/* The error codes of lib, from err.def; must never hold anything but them. */
#include "lib/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "lib/err.def"
#undef CS_CODE
