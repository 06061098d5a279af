/* The Determination JSON of DESIGN section 8: of `assess --json`, of HTTP, and of what a case keeps. Members and their
 * order are that section's; nothing is left out but what does not exist, which is null or an empty list. */
#ifndef CS_REVIEW_ANSWER_JSON_H
#define CS_REVIEW_ANSWER_JSON_H

#include "base/json.h"
#include "review/determine.h"

/* Writes one object. Whether it fitted: cs_buf_ok of the writer's buffer. Forms that DESIGN leaves open:
 *   lines        the request's lines, counted from 1
 *   effect       "permit", "refer", "review by OFFICE", "prohibit", "note", "none"
 *   value        the words "true", "unknown", "lifted"
 *   moves        one word, the weightiest: verdict, approvers, requires
 *   acting[]     {office, value, certainty, chain: mandates from the regime's owner down, disputed: the link that is}
 *   lacking[]    {kind: consent, lift, reference, state, knowledge; name; value}; waiting[] {authorization, why}
 *   precedents[] {case, approver, outcome, item, party, on, certainty, entry}
 *   more         only where unknown grounds are not shown (RULES section 5) */
void cs_determination_write(struct cs_json_writer *w, const struct cs_determination *determination);

#endif
