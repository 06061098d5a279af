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
  buf->failed = buf->exhausted = false;
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
  cap = cap > buf->max ? buf->max : cap;  /* so that what has room is never beyond the maximum */
  char *ptr = realloc(buf->ptr, cap + 1); /* one to spare for the NUL that vsnprintf writes */
  if (!ptr) {
    buf->failed = buf->exhausted = true;
    return false;
  }
  buf->ptr = ptr;
  buf->cap = cap;
  return true;
}

char *cs_buf_grow(struct cs_buf *buf, size_t n) {
  return make_room(buf, n) ? buf->ptr + buf->len : NULL;
}

void cs_buf_integer(struct cs_buf *buf, int64_t value) {
  char digits[20]; /* of 2^63, and its sign */
  size_t at = sizeof digits;
  uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0) {
    digits[--at] = '-';
  }
  cs_buf_add(buf, (struct cs_str){digits + at, sizeof digits - at});
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
  char *to = n > 0 ? cs_buf_room(buf, 2 * n) : NULL;
  for (size_t i = 0; to && i < n; i++) {
    to[2 * i] = digits[p[i] >> 4];
    to[2 * i + 1] = digits[p[i] & 15];
  }
  buf->len += to ? 2 * n : 0;
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
  if (buf->exhausted) {
    cs_err_oom(err);
    return false;
  }
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

/* The value of each digit and one more; 0: no digit. */
static const unsigned char base64_values[256] = {
    ['A'] = 0 + 1,  ['B'] = 1 + 1,  ['C'] = 2 + 1,  ['D'] = 3 + 1,  ['E'] = 4 + 1,  ['F'] = 5 + 1,  ['G'] = 6 + 1,
    ['H'] = 7 + 1,  ['I'] = 8 + 1,  ['J'] = 9 + 1,  ['K'] = 10 + 1, ['L'] = 11 + 1, ['M'] = 12 + 1, ['N'] = 13 + 1,
    ['O'] = 14 + 1, ['P'] = 15 + 1, ['Q'] = 16 + 1, ['R'] = 17 + 1, ['S'] = 18 + 1, ['T'] = 19 + 1, ['U'] = 20 + 1,
    ['V'] = 21 + 1, ['W'] = 22 + 1, ['X'] = 23 + 1, ['Y'] = 24 + 1, ['Z'] = 25 + 1, ['a'] = 26 + 1, ['b'] = 27 + 1,
    ['c'] = 28 + 1, ['d'] = 29 + 1, ['e'] = 30 + 1, ['f'] = 31 + 1, ['g'] = 32 + 1, ['h'] = 33 + 1, ['i'] = 34 + 1,
    ['j'] = 35 + 1, ['k'] = 36 + 1, ['l'] = 37 + 1, ['m'] = 38 + 1, ['n'] = 39 + 1, ['o'] = 40 + 1, ['p'] = 41 + 1,
    ['q'] = 42 + 1, ['r'] = 43 + 1, ['s'] = 44 + 1, ['t'] = 45 + 1, ['u'] = 46 + 1, ['v'] = 47 + 1, ['w'] = 48 + 1,
    ['x'] = 49 + 1, ['y'] = 50 + 1, ['z'] = 51 + 1, ['0'] = 52 + 1, ['1'] = 53 + 1, ['2'] = 54 + 1, ['3'] = 55 + 1,
    ['4'] = 56 + 1, ['5'] = 57 + 1, ['6'] = 58 + 1, ['7'] = 59 + 1, ['8'] = 60 + 1, ['9'] = 61 + 1, ['+'] = 62 + 1,
    ['/'] = 63 + 1,
};

/* Four digits to 24 bits; false when one of them is none. */
static bool base64_four(const char *at, uint32_t *out) {
  const unsigned char *digits = (const unsigned char *)at;
  uint32_t a = base64_values[digits[0]], b = base64_values[digits[1]], c = base64_values[digits[2]],
           d = base64_values[digits[3]];
  *out = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
  return a && b && c && d;
}

/* The last four, of which `padding` are "=". */
static bool base64_last(const char *at, size_t padding, unsigned char *out) {
  char four[4];
  uint32_t three;
  memcpy(four, at, sizeof four);
  for (size_t i = 4 - padding; i < sizeof four; i++) {
    four[i] = 'A'; /* 0 */
  }
  if (!base64_four(four, &three) || (three & ((1u << (8 * padding)) - 1))) {
    return false; /* bits beyond the last byte must be zero: one form for one value */
  }
  for (size_t i = 0; i < 3 - padding; i++) {
    out[i] = (unsigned char)(three >> (16 - 8 * i));
  }
  return true;
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
  size_t whole = padding > 0 ? text.len - 4 : text.len;
  for (size_t i = 0; i < whole; i += 4, out += 3) {
    uint32_t three;
    if (!base64_four(text.ptr + i, &three)) {
      return false;
    }
    out[0] = (unsigned char)(three >> 16);
    out[1] = (unsigned char)(three >> 8);
    out[2] = (unsigned char)three;
  }
  *n = size;
  return padding == 0 || base64_last(text.ptr + whole, padding, out);
}
