/* Growing buffers, hex and base64 (RFC 4648). */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cs_buf_init(struct cs_buf *buf, size_t max) {
  cs_assert(max > 0);
  *buf = (struct cs_buf){.max = max};
}

void cs_buf_deinit(struct cs_buf *buf) {
  free(buf->ptr);
  *buf = (struct cs_buf){.max = buf->max};
}

void cs_buf_reset(struct cs_buf *buf) {
  buf->len = 0;
  buf->failed = false;
}

static bool make_room(struct cs_buf *buf, size_t more) {
  if (buf->failed || more > buf->max - buf->len) {
    buf->failed = true;
    return false;
  }
  if (more <= buf->cap - buf->len) {
    return true;
  }
  size_t cap = buf->cap < 256 ? 256 : buf->cap;
  while (cap - buf->len < more) {
    cap = cap > buf->max / 2 ? buf->max : cap * 2;
  }
  char *ptr = realloc(buf->ptr, cap + 1); /* one to spare for the NUL that vsnprintf writes */
  if (!ptr) {
    buf->failed = true;
    return false;
  }
  buf->ptr = ptr;
  buf->cap = cap;
  return true;
}

void cs_buf_add(struct cs_buf *buf, struct cs_str s) {
  if (s.len > 0 && make_room(buf, s.len)) {
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
  }
}

void cs_buf_byte(struct cs_buf *buf, char byte) {
  cs_buf_add(buf, (struct cs_str){&byte, 1});
}

void cs_buf_printf(struct cs_buf *buf, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, fmt, args);
  va_end(args);
  cs_assert(n >= 0);
  if (n > 0 && make_room(buf, (size_t)n)) {
    vsnprintf(buf->ptr + buf->len, (size_t)n + 1, fmt, again);
    buf->len += (size_t)n;
  }
  va_end(again);
}

void cs_buf_hex(struct cs_buf *buf, const void *bytes, size_t n) {
  static const char digits[] = "0123456789abcdef";
  const unsigned char *p = bytes;
  for (size_t i = 0; i < n; i++) {
    cs_buf_byte(buf, digits[p[i] >> 4]);
    cs_buf_byte(buf, digits[p[i] & 15]);
  }
}

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void cs_buf_base64(struct cs_buf *buf, const void *bytes, size_t n) {
  const unsigned char *p = bytes;
  for (size_t i = 0; i < n; i += 3) {
    size_t left = n - i;
    uint32_t three = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
    char four[4] = {base64_digits[three >> 18], base64_digits[three >> 12 & 63],
                    left > 1 ? base64_digits[three >> 6 & 63] : '=', left > 2 ? base64_digits[three & 63] : '='};
    cs_buf_add(buf, (struct cs_str){four, sizeof four}); /* at once: a receipt is mostly base64 */
  }
}

struct cs_str cs_buf_str(const struct cs_buf *buf) {
  return (struct cs_str){buf->ptr, buf->len};
}

bool cs_buf_ok(const struct cs_buf *buf, struct cs_err *err) {
  if (buf->failed) {
    return cs_err_set(err, &CS_E_LIMIT, "the text does not fit into %zu bytes", buf->max);
  }
  return true;
}

static int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool cs_hex_decode(struct cs_str text, unsigned char *out, size_t *n) {
  if (text.len % 2 != 0 || text.len / 2 > *n) {
    return false;
  }
  for (size_t i = 0; i < text.len / 2; i++) {
    int high = hex_digit(text.ptr[2 * i]);
    int low = hex_digit(text.ptr[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    out[i] = (unsigned char)(high << 4 | low);
  }
  *n = text.len / 2;
  return true;
}

static int base64_digit(char c) {
  const char *at = c ? strchr(base64_digits, c) : NULL;
  return at ? (int)(at - base64_digits) : -1;
}

bool cs_base64_decode(struct cs_str text, unsigned char *out, size_t *n) {
  if (text.len % 4 != 0) {
    return false;
  }
  size_t padding = text.len == 0 ? 0 : (text.ptr[text.len - 1] == '=') + (text.ptr[text.len - 2] == '=');
  size_t size = text.len / 4 * 3 - padding;
  if (size > *n) {
    return false;
  }
  size_t used = 0;
  for (size_t i = 0; i < text.len; i += 4) {
    uint32_t three = 0;
    for (size_t k = 0; k < 4; k++) {
      bool pad = i + k >= text.len - padding;
      int digit = pad ? 0 : base64_digit(text.ptr[i + k]);
      if (digit < 0) {
        return false;
      }
      three = three << 6 | (uint32_t)digit;
    }
    for (size_t k = 0; k < 3 && used < size; k++) {
      out[used++] = (unsigned char)(three >> (16 - 8 * k));
    }
    if (used == size && ((padding == 1 && (three & 0xFF)) || (padding == 2 && (three & 0xFFFF)))) {
      return false; /* bits beyond the last byte must be zero: one form for one value */
    }
  }
  *n = size;
  return true;
}
