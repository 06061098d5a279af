/* Buffers: bytes that grow, born with a maximum. Writing beyond the maximum or the machine's memory sets `failed` and
 * drops what does not fit; writers check once, at the end, with cs_buf_ok. On the heap, freed with _deinit. */
#ifndef CS_BASE_BUF_H
#define CS_BASE_BUF_H

#include "base/err.h"
#include "base/str.h"

#include <string.h>

struct cs_buf {
  char *ptr;
  size_t len, cap, max;
  bool failed;
  bool exhausted; /* failed, and it was the machine's memory */
};

/* max: bytes at the most; must be above 0. Allocates nothing yet. */
void cs_buf_init(struct cs_buf *buf, size_t max);
void cs_buf_deinit(struct cs_buf *buf);
/* Empties it and keeps its memory; `failed` is forgotten. */
void cs_buf_reset(struct cs_buf *buf);
/* Room for n more bytes behind what it holds, for the caller to write and then to count in `len`; NULL where they do not fit, and
 * `failed` is set. */
CS_MUST char *cs_buf_grow(struct cs_buf *buf, size_t n);
CS_MUST static inline char *cs_buf_room(struct cs_buf *buf, size_t n) {
  return n <= buf->cap - buf->len && !buf->failed ? buf->ptr + buf->len : cs_buf_grow(buf, n);
}
static inline void cs_buf_add(struct cs_buf *buf, struct cs_str s) {
  char *to = s.len > 0 ? cs_buf_room(buf, s.len) : NULL;
  if (to) {
    memcpy(to, s.ptr, s.len);
    buf->len += s.len;
  }
}
static inline void cs_buf_byte(struct cs_buf *buf, char byte) {
  char *to = cs_buf_room(buf, 1);
  if (to) {
    *to = byte;
    buf->len++;
  }
}
/* In decimal digits. */
void cs_buf_integer(struct cs_buf *buf, int64_t value);
void cs_buf_printf(struct cs_buf *buf, const char *fmt, ...) CS_PRINTF(2, 3);
/* Lower-case hex of the bytes. */
void cs_buf_hex(struct cs_buf *buf, const void *bytes, size_t n);
/* Standard base64 with padding (RFC 4648 section 4). */
void cs_buf_base64(struct cs_buf *buf, const void *bytes, size_t n);
/* What it holds; valid until the next write. */
struct cs_str cs_buf_str(const struct cs_buf *buf);
/* False with CS_E_LIMIT when something did not fit, CS_E_OOM when there was no memory for it. */
CS_MUST bool cs_buf_ok(const struct cs_buf *buf, struct cs_err *err);

/* Decoders into a caller's array. *n: in: its size; out: bytes written. False when the text is not exactly of that form. */
CS_MUST bool cs_hex_decode(struct cs_str text, unsigned char *out, size_t *n);
CS_MUST bool cs_base64_decode(struct cs_str text, unsigned char *out, size_t *n);

#endif
