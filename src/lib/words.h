/* How a determination is told: the answer first, in capitals, in the trade's word; then who; then why with file:line; then the
 * source with its day and its certainty; `may go?` last. A clause that no source states bears an asterisk. */
#ifndef CS_LIB_WORDS_H
#define CS_LIB_WORDS_H

#include "review/answer_json.h" /* the same in JSON */

/* Adds it to `out`. `many`: one of several answers, so each begins with its act. Whether it fitted: cs_buf_ok. */
void cs_words_determination(struct cs_buf *out, const struct cs_request *request, const struct cs_determination *det,
                            bool many);

#endif
