/* The layout of an answer in words. Must never drop a part of a text but where layout.h says so. */
#include "base/layout.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEY_COLUMN 18 /* two blanks and sixteen */

/* How many columns a text takes: characters, not bytes. */
static size_t width(struct cs_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.len; i++) {
    n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
  }
  return n;
}

/* The piece of text that fits into `room` columns, cut at a blank where there is one. */
static struct cs_str fitting(struct cs_str text, size_t room) {
  size_t columns = 0;
  size_t blank = 0;
  for (size_t i = 0; i < text.len; i++) {
    columns += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    if (columns > room) {
      return cs_str_sub(text, 0, blank > 0 ? blank : i);
    }
    if (text.ptr[i] == ' ') {
      blank = i;
    }
  }
  return text;
}

void cs_layout_line_at(struct cs_buf *out, const char *key, struct cs_str text, struct cs_str place) {
  size_t room = CS_TEXT_LINE_MAX - KEY_COLUMN;
  size_t first_room = place.len > 0 && width(place) + 20 < room ? room - width(place) - 2 : room;
  cs_buf_printf(out, "  %-15s ", key);
  struct cs_str piece = fitting(text, first_room);
  cs_buf_add(out, piece);
  if (place.len > 0) {
    size_t key_width = strlen(key) > 15 ? strlen(key) - 15 : 0;
    size_t used = width(piece) + width(place) + key_width;
    cs_buf_printf(out, "%*s", used < room ? (int)(room - used) : 1, "");
    cs_buf_add(out, place);
  }
  cs_buf_byte(out, '\n');
  for (text = cs_str_trim(cs_str_from(text, piece.len)); text.len > 0;
       text = cs_str_trim(cs_str_from(text, piece.len))) {
    piece = fitting(text, room);
    cs_buf_printf(out, "%*s%.*s\n", KEY_COLUMN, "", CS_STR_ARG(piece));
  }
}

void cs_layout_line(struct cs_buf *out, const char *key, const char *fmt, ...) {
  char text[4096];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  cs_layout_line_at(out, key, cs_str_of(text), CS_STR_NONE);
}
