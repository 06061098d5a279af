/* Positions in text, inside model: what position.c needs beyond cs_position_in_text. */
#ifndef CS_MODEL_POSITION_TEXT_H
#define CS_MODEL_POSITION_TEXT_H

#include "base/str.h"

/* Is it a decimal with three places or more that could be a latitude or longitude, and nothing else? */
bool cs_position_is_precise_number(struct cs_str text);
/* cs_position_in_text without counting letters first: every form is looked for everywhere. For comparing. */
bool cs_position_in_text_slowly(struct cs_str text, struct cs_str *part);

#endif
