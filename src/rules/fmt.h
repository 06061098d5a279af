/* The formatter: one text of rules in its one layout. It changes blanks, blank lines and indentation, never a word, the line on which a
 * word stands, or a comment's text: formatting keeps the meaning, and what is formatted stays as it is. Layout: docs/man/rules. */
#ifndef CS_RULES_FMT_H
#define CS_RULES_FMT_H

#include "base/buf.h"
#include "rules/rules.h"

/* Adds the formatted text to `out`, which should have a maximum of some CS_FILE_MAX bytes. A text that is not UTF-8 (CS_E_UTF8), too
 * large (CS_E_LIMIT) or holds what can be no word (CS_E_RULES_SYNTAX, with its place) is not formatted; one whose rules are
 * wrong is. */
CS_MUST bool cs_rules_format(struct cs_arena *arena, struct cs_rules_text text, struct cs_buf *out, struct cs_err *err);

#endif
