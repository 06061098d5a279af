/* Slices. Source of the UTF-8 table: RFC 3629 section 4. */
#include "base/str.h"

#include "base/limits.h"

#include <string.h>

int cs_str_cmp(struct cs_str a, struct cs_str b) {
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);
  if (order != 0) {
    return order;
  }
  return (a.len > b.len) - (a.len < b.len);
}

bool cs_str_ends(struct cs_str s, struct cs_str suffix) {
  return s.len >= suffix.len && cs_str_eq(cs_str_from(s, s.len - suffix.len), suffix);
}

size_t cs_str_find(struct cs_str s, struct cs_str part) {
  if (part.len == 0) {
    return 0;
  }
  for (size_t i = 0; i + part.len <= s.len; i++) {
    if (memcmp(s.ptr + i, part.ptr, part.len) == 0) {
      return i;
    }
  }
  return SIZE_MAX;
}

struct cs_str cs_str_head(struct cs_str s, size_t n) {
  if (s.len <= n) {
    return s;
  }
  size_t end = n;
  while (end > 0 && n - end < 4 && ((unsigned char)s.ptr[end] & 0xC0) == 0x80) {
    end--;
  }
  return cs_str_sub(s, 0,
                    n - end < 4 ? end : n); /* four continuation bytes in a row: no UTF-8, nothing to keep whole */
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct cs_str cs_str_trim(struct cs_str s) {
  while (s.len > 0 && is_blank(s.ptr[0])) {
    s = cs_str_from(s, 1);
  }
  while (s.len > 0 && is_blank(s.ptr[s.len - 1])) {
    s.len--;
  }
  return s;
}

struct cs_str cs_str_cut(struct cs_str *rest, char separator) {
  struct cs_str whole = *rest;
  const char *at = whole.len ? memchr(whole.ptr, separator, whole.len) : NULL;
  if (!at) {
    *rest = CS_STR_NONE;
    return whole;
  }
  size_t n = (size_t)(at - whole.ptr);
  *rest = cs_str_from(whole, n + 1);
  return cs_str_sub(whole, 0, n);
}

/* The length of the sequence that begins at s[i], or 0 where it is not well formed (RFC 3629 section 4). */
static size_t utf8_sequence(struct cs_str s, size_t i) {
  const unsigned char *p = (const unsigned char *)s.ptr + i;
  size_t left = s.len - i;
  if (p[0] < 0x80) {
    return 1;
  }
  size_t n = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : (p[0] & 0xF0) == 0xE0 ? 3 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : 0;
  if (n == 0 || left < n) {
    return 0;
  }
  unsigned char low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
  unsigned char high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < low || p[1] > high) {
    return 0;
  }
  for (size_t k = 2; k < n; k++) {
    if ((p[k] & 0xC0) != 0x80) {
      return 0;
    }
  }
  return n;
}

/* The eight bytes at s[i]: ASCII only? */
static bool eight_ascii(struct cs_str s, size_t i) {
  uint64_t eight;
  memcpy(&eight, s.ptr + i, sizeof eight);
  return (eight & UINT64_C(0x8080808080808080)) == 0;
}

bool cs_utf8_valid(struct cs_str s, size_t *bad_at) {
  for (size_t i = 0; i < s.len;) {
    if (s.len - i >= 8 && eight_ascii(s, i)) {
      i += 8;
      continue;
    }
    size_t n = utf8_sequence(s, i);
    if (n == 0) {
      *bad_at = i;
      return false;
    }
    i += n;
  }
  return true;
}

uint64_t cs_str_hash(struct cs_str s) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < s.len; i++) {
    h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(0x100000001b3);
  }
  return h;
}

static bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool cs_str_is_ident(struct cs_str s) {
  if (s.len == 0 || s.len > CS_IDENT_MAX || !is_alnum(s.ptr[0])) {
    return false;
  }
  for (size_t i = 1; i < s.len; i++) {
    char c = s.ptr[i];
    if (!is_alnum(c) && c != '.' && c != '-' && c != '/' && c != '_') {
      return false;
    }
  }
  return true;
}
