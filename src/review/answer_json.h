/* The Determination JSON of DESIGN section 8: of `assess --json`, of HTTP, and of what a case keeps. Members and their
 * order are that section's; nothing is left out but what does not exist, which is null or an empty list. */
#ifndef CS_REVIEW_ANSWER_JSON_H
#define CS_REVIEW_ANSWER_JSON_H

#include "base/json.h"
#include "review/determine.h"

/* Writes one object. Lines of the request count from 1 in it. Whether it fitted: cs_buf_ok of the writer's buffer. */
void cs_determination_write(struct cs_json_writer *w, const struct cs_determination *determination);

#endif
