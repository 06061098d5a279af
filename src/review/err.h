/* The reasons for which review refuses an act. */
#ifndef CS_REVIEW_ERR_H
#define CS_REVIEW_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "review/err.def"
#undef CS_CODE

#endif
