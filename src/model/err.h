/* The error codes of model. */
#ifndef CS_MODEL_ERR_H
#define CS_MODEL_ERR_H

#include "base/err.h"

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "model/err.def"
#undef CS_CODE

#endif
