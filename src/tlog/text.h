/* Lines and numbers as the formats of transparency logs write them. Private to tlog. */
#ifndef CS_TLOG_TEXT_H
#define CS_TLOG_TEXT_H

#include "base/str.h"

/* Takes the next line, which must end in LF, off *rest; `line` is without the LF. False when there is none. */
bool cs_text_line(struct cs_str *rest, struct cs_str *line);
/* A decimal number without a sign or leading zeros, at most CS_TLOG_SIZE_MAX. */
bool cs_text_number(struct cs_str text, uint64_t *out);

#endif
