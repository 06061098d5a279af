/* Figures and days on both sides of a comparison (SPEC 7.3, 7.4). */
#ifndef CS_RULES_TERM_H
#define CS_RULES_TERM_H

#include "rules/eval.h"

/* left OP right. When unknown the causes lie on the ask's stack: facts missing or within bounds, days not exact,
 * currencies that meet only here (cause bounds), an overflow (bounds), an office without a calendar (table). */
CS_MUST bool cs_term_compare(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out, struct cs_err *err);

/* What a calculation comes to, as a value of its own: a figure, a share or a day. */
CS_MUST bool cs_term_value(struct cs_ask *ask, const struct cs_term *term, struct cs_value *out, struct cs_err *err);

#endif
