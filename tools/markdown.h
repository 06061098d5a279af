/* The Markdown of this project's documents, as scdoc (for man pages): headings, paragraphs, lists, tables, blocks of code; code,
 * emphasis and links within a line. A table becomes a list of terms. Nothing else is known; what is not known stays as it is written. */
#ifndef CS_TOOLS_MARKDOWN_H
#define CS_TOOLS_MARKDOWN_H

#include "base/buf.h"

/* The lines below a heading ("## Period and source" without its signs), up to the next of the same or a higher rank. */
bool markdown_section(struct cs_str text, struct cs_str heading, struct cs_str *out);
/* The lines behind the first one that begins with `mark`. */
bool markdown_after(struct cs_str text, struct cs_str mark, struct cs_str *out);
/* The table whose first column is headed `cell`. */
bool markdown_table(struct cs_str text, struct cs_str cell, struct cs_str *out);

/* The whole of it. */
void markdown_to_scdoc(struct cs_str text, struct cs_buf *out);

/* Plain text in scdoc: signs with a meaning there are escaped. */
void scdoc_text(struct cs_buf *out, struct cs_str text);

#endif
