/* The error codes of tlog, from err.def; must never hold anything but them. */
#include "tlog/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "tlog/err.def"
#undef CS_CODE
