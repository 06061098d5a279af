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

/* Eight bytes, the first of them lowest: compilers know this for one load. */
static inline uint64_t cs_json_eight(const char *s) {
  const unsigned char *p = (const unsigned char *)s;
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
         (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/* The top bit of the first of eight bytes that is not plain; of those behind it, some may say so falsely, by a borrow. */
static inline uint64_t cs_json_stops(uint64_t eight) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t quote = eight ^ (ones * '"');
  uint64_t backslash = eight ^ (ones * '\\');
  uint64_t low = (eight - ones * 0x20) | (quote - ones) | (backslash - ones);
  return (low | eight) & (ones * 0x80);
}

/* Zeros that must stand behind a text for cs_json_plain_run. */
enum { CS_JSON_BEYOND = 8 };

/* The number of plain bytes at s, where a byte that is not plain follows, and CS_JSON_BEYOND more can be read. */
static inline size_t cs_json_plain_run(const char *s) {
  size_t i = 0;
  uint64_t stops;
  while ((stops = cs_json_stops(cs_json_eight(s + i))) == 0) {
    i += 8;
  }
  return i + (size_t)__builtin_ctzll(stops) / 8;
}

/* The number of plain bytes at s. Eight are looked at in one step. */
static inline size_t cs_json_plain(const char *s, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t stops = cs_json_stops(cs_json_eight(s + i));
    if (stops != 0) {
      return i + (size_t)__builtin_ctzll(stops) / 8;
    }
  }
  while (i < n && cs_json_is_plain(s[i])) {
    i++;
  }
  return i;
}

#endif
