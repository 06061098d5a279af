/* The error codes of os, from err.def; must never hold anything but them. */
#include "os/err.h"

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "os/err.def"
#undef CS_CODE
