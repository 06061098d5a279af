/* Terms of an answer in words, for people, tests and JSON: one place says how a value is written. */
#ifndef CS_REVIEW_TERMS_H
#define CS_REVIEW_TERMS_H

#include "base/json.h"
#include "rules/rules.h"

/* "yes", "no", "unknown", "none", "15", "300 km", "2.5000 %", "10..20", "A", "A or B", "A, B", "A, B and perhaps C", "2014-07-10";
 * where there may also be none, " or none" behind it. A set without members is "none". */
void cs_term_write(struct cs_buf *buf, const struct cs_term_value *term);
/* As a value of JSON: the same texts, with null for none, a list for a set that is sure, and a share as the figure alone
 * ("2.5000"). */
void cs_term_write_json(struct cs_json_writer *w, const struct cs_term_value *term);

#endif
