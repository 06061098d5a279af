/* Lines and numbers of the log formats; must never accept two spellings of one number.
 * Specification: C2SP tlog-checkpoint, tlog-proof. */
#include "tlog/text.h"

#include "tlog/proof.h"

#include <string.h>

bool cs_text_line(struct cs_str *rest, struct cs_str *line) {
  const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
  if (!end) {
    return false;
  }
  *line = cs_str_sub(*rest, 0, (size_t)(end - rest->ptr));
  *rest = cs_str_from(*rest, line->len + 1);
  return true;
}

bool cs_text_number(struct cs_str text, uint64_t *out) {
  if (text.len == 0 || (text.len > 1 && text.ptr[0] == '0')) {
    return false;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9') {
      return false;
    }
    unsigned digit = (unsigned)(text.ptr[i] - '0');
    if (value > (CS_TLOG_SIZE_MAX - digit) / 10) {
      return false;
    }
    value = value * 10 + digit;
  }
  *out = value;
  return true;
}
