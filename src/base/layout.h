/* The layout of an answer in words: two blanks, a key column of 16, then text; further lines of the text stand under its
 * beginning, broken at CS_TEXT_LINE_MAX columns, at a blank where there is one. A column is a character. */
#ifndef CS_BASE_LAYOUT_H
#define CS_BASE_LAYOUT_H

#include "base/buf.h"

/* Adds one such line (or more). A formatted text is cut at 4,095 bytes. */
void cs_layout_line(struct cs_buf *out, const char *key, const char *fmt, ...) CS_PRINTF(3, 4);
/* The same with a place at the right edge ("long.rules:12"); behind the text where both do not fit. */
void cs_layout_line_at(struct cs_buf *out, const char *key, struct cs_str text, struct cs_str place);

#endif
