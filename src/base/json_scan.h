/* How far a string goes on without anything that reader or writer must look at. Private to base (json_parse,
 * json_write). */
#ifndef CS_BASE_JSON_SCAN_H
#define CS_BASE_JSON_SCAN_H

#include "base/str.h"

#include <string.h>

/* ASCII that stands for itself between quotes: no control byte, no quote, no backslash. */
static inline bool cs_json_is_plain(char c) {
  return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* The number of plain bytes at s. Eight are looked at in one step: for each, its top bit ends up set unless it is
 * plain. */
static inline size_t cs_json_plain(const char *s, size_t n) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t eight;
    memcpy(&eight, s + i, 8);
    uint64_t quote = eight ^ (ones * '"');
    uint64_t backslash = eight ^ (ones * '\\');
    uint64_t low = (eight - ones * 0x20) | (quote - ones) | (backslash - ones);
    if (((low | eight) & (ones * 0x80)) != 0) { /* a borrow may say so of a plain byte: those behind look closer */
      break;
    }
  }
  while (i < n && cs_json_is_plain(s[i])) {
    i++;
  }
  return i;
}

#endif
