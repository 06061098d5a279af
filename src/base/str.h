/* Slices: text and bytes as a pointer and a length. A slice owns nothing and is not NUL-ended; it lives as long as
 * what it points into (an arena, a literal, a mapped file). NUL-ended text appears only at the edge of a library call.
 */
#ifndef CS_BASE_STR_H
#define CS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* On a function whose result must be looked at. */
#define CS_MUST              __attribute__((warn_unused_result))
#define CS_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

struct cs_str {
  const char *ptr;
  size_t len;
};

/* A list of slices; grown with cs_list_push (arena.h). */
struct cs_strs {
  struct cs_str *at;
  size_t n, cap;
};

#define CS_STR(literal) ((struct cs_str){(literal), sizeof(literal) - 1})
#define CS_STR_NONE     ((struct cs_str){NULL, 0})
/* For printf's "%.*s". */
#define CS_STR_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

/* The five that every reader and writer leans on are here whole: held against a literal, they become two comparisons. */
static inline struct cs_str cs_str_of(const char *nul_ended) {
  return (struct cs_str){nul_ended, nul_ended ? strlen(nul_ended) : 0};
}
static inline bool cs_str_eq(struct cs_str a, struct cs_str b) {
  return a.len == b.len && (a.len == 0 || (a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0));
}
static inline bool cs_strs_has(struct cs_strs list, struct cs_str word) {
  for (size_t i = 0; i < list.n; i++) {
    if (cs_str_eq(list.at[i], word)) {
      return true;
    }
  }
  return false;
}
/* Byte order, shorter first on a common prefix; <0, 0, >0. */
int cs_str_cmp(struct cs_str a, struct cs_str b);
static inline bool cs_str_starts(struct cs_str s, struct cs_str prefix) {
  return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}
bool cs_str_ends(struct cs_str s, struct cs_str suffix);
/* Offset of the first occurrence, or SIZE_MAX. */
size_t cs_str_find(struct cs_str s, struct cs_str part);
/* s without its first n bytes (n at most s.len). */
static inline struct cs_str cs_str_from(struct cs_str s, size_t n) {
  return n == 0 ? s : (struct cs_str){s.ptr + n, s.len - n};
}
/* The n bytes at start, cut to what s has. */
static inline struct cs_str cs_str_sub(struct cs_str s, size_t start, size_t n) {
  if (start >= s.len) {
    return (struct cs_str){s.ptr, 0};
  }
  size_t left = s.len - start;
  return (struct cs_str){s.ptr + start, n < left ? n : left};
}
/* s cut to at most n bytes without splitting a character; for the user's word in an error text. */
struct cs_str cs_str_head(struct cs_str s, size_t n);
/* Without blanks, tabs, CR and LF at both ends. */
struct cs_str cs_str_trim(struct cs_str s);
/* Cuts *rest at the first separator: the piece before it is returned, *rest becomes what follows. Without a separator
 * the whole of *rest is returned and *rest becomes CS_STR_NONE (ptr NULL). */
struct cs_str cs_str_cut(struct cs_str *rest, char separator);
/* Is it valid UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF)? *bad_at: offset of the first fault.
 */
bool cs_utf8_valid(struct cs_str s, size_t *bad_at);
/* FNV-1a, 64 bits; for maps, never for anything on record. */
uint64_t cs_str_hash(struct cs_str s);
/* The words of limits: is it 1..128 characters of a-z 0-9 . - / _ and capitals, beginning with a letter or digit? */
bool cs_str_is_ident(struct cs_str s);

#endif
