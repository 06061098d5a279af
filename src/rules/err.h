/* The error codes of the rule language; what each means stands in SPEC.md section 13. */
#ifndef CS_RULES_ERR_H
#define CS_RULES_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "rules/err.def"
#undef CS_CODE

#endif
