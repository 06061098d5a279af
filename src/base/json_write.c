/* JSON out: the canonical form (RFC 8785, restricted to integers), the form for people, and the stream writer. All
 * three share one way of writing strings: the shortest escapes, everything above U+001F as it is. What is written is
 * always valid UTF-8: the canonical form refuses anything else, the two others put U+FFFD in the place of each bad
 * byte. */
#include "base/json.h"

#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>

/* Trees that were built may hold parsed ones, each up to CS_JSON_DEPTH_MAX deep; beyond this the program is wrong. */
#define TREE_DEPTH_MAX (2 * CS_JSON_DEPTH_MAX)

static void write_valid(struct cs_buf *buf, struct cs_str run) {
  size_t bad_at = 0;
  while (run.len > 0 && !cs_utf8_valid(run, &bad_at)) {
    cs_buf_add(buf, cs_str_sub(run, 0, bad_at));
    cs_buf_add(buf, CS_STR("\xEF\xBF\xBD"));
    run = cs_str_from(run, bad_at + 1);
  }
  cs_buf_add(buf, run);
}

/* One byte of ASCII that does not stand for itself, by its shortest escape. */
static void write_escape(struct cs_buf *buf, unsigned char c) {
  static const char bytes[] = "\"\\\b\t\n\f\r";
  static const char letters[] = "\"\\btnfr";
  const char *at = c ? strchr(bytes, c) : NULL;
  char text[6] = {'\\', 'u', '0', '0', (char)('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
  if (at) {
    text[1] = letters[at - bytes];
  }
  cs_buf_add(buf, (struct cs_str){text, at ? 2 : sizeof text});
}

/* What has something in it that does not stand for itself. */
static void write_escaped(struct cs_buf *buf, struct cs_str text) {
  for (size_t i = 0; i < text.len;) {
    size_t plain = cs_json_plain(text.ptr + i, text.len - i);
    cs_buf_add(buf, cs_str_sub(text, i, plain));
    i += plain;
    size_t from = i;
    while (i < text.len && (unsigned char)text.ptr[i] >= 0x80) {
      i++;
    }
    if (i > from) {
      write_valid(buf, cs_str_sub(text, from, i - from));
    } else if (i < text.len) {
      write_escape(buf, (unsigned char)text.ptr[i++]);
    }
  }
}

static inline void write_string(struct cs_buf *buf, struct cs_str text) {
  size_t plain = cs_json_plain(text.ptr, text.len);
  char *to = plain == text.len ? cs_buf_room(buf, text.len + 2) : NULL;
  if (to) {
    to[0] = '"';
    if (text.len > 0) {
      memcpy(to + 1, text.ptr, text.len);
    }
    to[text.len + 1] = '"';
    buf->len += text.len + 2;
    return;
  }
  cs_buf_byte(buf, '"');
  write_escaped(buf, text);
  cs_buf_byte(buf, '"');
}

static void write_scalar(struct cs_buf *buf, const struct cs_json *json) {
  switch (json->kind) {
  case CS_JSON_NULL:
    cs_buf_add(buf, CS_STR("null"));
    return;
  case CS_JSON_BOOL:
    cs_buf_add(buf, json->truth ? CS_STR("true") : CS_STR("false"));
    return;
  case CS_JSON_NUMBER:
    cs_buf_add(buf, json->text);
    return;
  case CS_JSON_STRING:
    write_string(buf, json->text);
    return;
  case CS_JSON_ARRAY:
  case CS_JSON_OBJECT:
    cs_assert(!"a scalar");
  }
}

/* ---- the form for people ---- */

static void new_line(struct cs_buf *buf, int indent, unsigned depth) {
  if (indent == 0) {
    return;
  }
  cs_buf_byte(buf, '\n');
  for (unsigned i = 0; i < depth * (unsigned)indent; i++) {
    cs_buf_byte(buf, ' ');
  }
}

/* Recursion: bounded by TREE_DEPTH_MAX. */
static void write_value(struct cs_buf *buf, const struct cs_json *json, int indent, unsigned depth) {
  bool object = json->kind == CS_JSON_OBJECT;
  if (!object && json->kind != CS_JSON_ARRAY) {
    write_scalar(buf, json);
    return;
  }
  cs_assert(depth < TREE_DEPTH_MAX);
  cs_buf_byte(buf, object ? '{' : '[');
  for (size_t i = 0; i < json->n; i++) {
    if (i > 0) {
      cs_buf_byte(buf, ',');
    }
    new_line(buf, indent, depth + 1);
    if (object) {
      write_string(buf, json->members[i].key);
      cs_buf_add(buf, indent ? CS_STR(": ") : CS_STR(":"));
    }
    write_value(buf, object ? json->members[i].value : json->items[i], indent, depth + 1);
  }
  if (json->n > 0) {
    new_line(buf, indent, depth);
  }
  cs_buf_byte(buf, object ? '}' : ']');
}

void cs_json_write(struct cs_buf *buf, const struct cs_json *json, int indent) {
  cs_assert(indent >= 0);
  write_value(buf, json, indent, 0);
}

/* ---- the canonical form ---- */

static bool not_canonical(const struct cs_json *at, struct cs_err *err) {
  return cs_err_at(err, CS_STR_NONE, at->line, at->column);
}

static bool canonical_string(struct cs_buf *buf, const struct cs_json *json, struct cs_err *err) {
  struct cs_str text = json->text;
  size_t bad_at = 0;
  if (cs_json_plain(text.ptr, text.len) < text.len && !cs_utf8_valid(text, &bad_at)) {
    cs_err_set(err, &CS_E_UTF8, "byte 0x%02X at offset %zu of a string is not UTF-8", (unsigned char)text.ptr[bad_at],
               bad_at);
    return not_canonical(json, err);
  }
  write_string(buf, text);
  return true;
}

static bool is_ascii(struct cs_str s) {
  for (size_t i = cs_json_plain(s.ptr, s.len); i < s.len; i++) {
    if ((unsigned char)s.ptr[i] >= 0x80) {
      return false;
    }
  }
  return true;
}

static bool canonical_key(struct cs_buf *buf, const struct cs_json_member *member, struct cs_err *err) {
  if (!is_ascii(member->key)) {
    /* by bytes and by UTF-16 (RFC 8785 section 3.2.3) other names sort differently: one order only, so ASCII only */
    cs_err_set(err, &CS_E_JSON_NOT_CANONICAL, "the member name \"%.*s\" is not ASCII",
               CS_STR_ARG(cs_str_head(member->key, CS_IDENT_MAX)));
    return not_canonical(member->value, err);
  }
  write_string(buf, member->key);
  cs_buf_byte(buf, ':');
  return true;
}

static int by_key(const void *a, const void *b) {
  const struct cs_json_member *const *left = a;
  const struct cs_json_member *const *right = b;
  return cs_str_cmp((*left)->key, (*right)->key);
}

#define FEW 16

/* The members' addresses by name, into sorted[n]. */
static void sort_members(const struct cs_json *json, const struct cs_json_member **sorted) {
  for (size_t i = 0; i < json->n; i++) {
    sorted[i] = &json->members[i];
  }
  if (json->n > FEW) {
    qsort(sorted, json->n, sizeof *sorted, by_key);
    return;
  }
  for (size_t i = 1; i < json->n; i++) { /* by insertion: what is written by us is nearly sorted */
    const struct cs_json_member *member = sorted[i];
    size_t k = i;
    for (; k > 0 && cs_str_cmp(sorted[k - 1]->key, member->key) > 0; k--) {
      sorted[k] = sorted[k - 1];
    }
    sorted[k] = member;
  }
}

static bool canonical_value(struct cs_buf *buf, const struct cs_json *json, unsigned left, struct cs_err *err);

/* The addresses of a small object's members are sorted on the stack, so that an entry is written without the heap. */
static bool canonical_object(struct cs_buf *buf, const struct cs_json *json, unsigned left, struct cs_err *err) {
  const struct cs_json_member *few[FEW];
  const struct cs_json_member **sorted = few;
  if (json->n > FEW) {
    sorted = calloc(json->n, sizeof *sorted);
    if (!sorted) {
      return cs_err_oom(err);
    }
  }
  sort_members(json, sorted);
  bool done = true;
  cs_buf_byte(buf, '{');
  for (size_t i = 0; i < json->n && done; i++) {
    if (i > 0) {
      cs_buf_byte(buf, ',');
    }
    done = canonical_key(buf, sorted[i], err) && canonical_value(buf, sorted[i]->value, left - 1, err);
  }
  cs_buf_byte(buf, '}');
  if (sorted != few) {
    free(sorted);
  }
  return done;
}

static bool canonical_array(struct cs_buf *buf, const struct cs_json *json, unsigned left, struct cs_err *err) {
  cs_buf_byte(buf, '[');
  for (size_t i = 0; i < json->n; i++) {
    if (i > 0) {
      cs_buf_byte(buf, ',');
    }
    if (!canonical_value(buf, json->items[i], left - 1, err)) {
      return false;
    }
  }
  cs_buf_byte(buf, ']');
  return true;
}

/* Recursion: bounded by `left`, the levels that may still follow. */
static bool canonical_value(struct cs_buf *buf, const struct cs_json *json, unsigned left, struct cs_err *err) {
  int64_t integer = 0;
  switch (json->kind) {
  case CS_JSON_NULL:
  case CS_JSON_BOOL:
    write_scalar(buf, json);
    return true;
  case CS_JSON_NUMBER:
    if (!cs_json_as_integer(json, &integer)) {
      cs_err_set(err, &CS_E_JSON_NOT_CANONICAL,
                 "the number \"%.*s\" is not an integer within 2^53 in its shortest form",
                 CS_STR_ARG(cs_str_sub(json->text, 0, CS_IDENT_MAX)));
      cs_err_hint(err, "write a decimal as a string");
      return not_canonical(json, err);
    }
    cs_buf_add(buf, json->text);
    return true;
  case CS_JSON_STRING:
    return canonical_string(buf, json, err);
  case CS_JSON_ARRAY:
  case CS_JSON_OBJECT:
    if (left == 0) {
      cs_err_set(err, &CS_E_JSON_DEPTH, "nesting deeper than %d levels, which no reader would take", CS_JSON_DEPTH_MAX);
      return not_canonical(json, err);
    }
    return json->kind == CS_JSON_ARRAY ? canonical_array(buf, json, left, err) : canonical_object(buf, json, left, err);
  }
  return false;
}

bool cs_json_canonical(struct cs_buf *buf, const struct cs_json *json, struct cs_err *err) {
  return canonical_value(buf, json, CS_JSON_DEPTH_MAX, err) && cs_buf_ok(buf, err);
}

/* ---- the stream writer ---- */

void cs_json_writer_init(struct cs_json_writer *w, struct cs_buf *buf) {
  *w = (struct cs_json_writer){.buf = buf};
}

static void before_value(struct cs_json_writer *w) {
  if (w->comma) {
    cs_buf_byte(w->buf, ',');
  }
  w->comma = w->depth > 0;
  w->after_key = false;
}

void cs_json_key_str(struct cs_json_writer *w, struct cs_str key) {
  cs_assert(w->depth > 0 && !w->after_key);
  before_value(w);
  write_string(w->buf, key);
  cs_buf_byte(w->buf, ':');
  w->comma = false;
  w->after_key = true;
}

void cs_json_key(struct cs_json_writer *w, const char *key) {
  cs_json_key_str(w, cs_str_of(key));
}

void cs_json_put_str(struct cs_json_writer *w, struct cs_str text) {
  before_value(w);
  write_string(w->buf, text);
}

void cs_json_put_cstr(struct cs_json_writer *w, const char *text) {
  cs_json_put_str(w, cs_str_of(text));
}

void cs_json_put_word(struct cs_json_writer *w, const char *word) {
  size_t n = strlen(word);
  before_value(w);
  char *to = cs_buf_room(w->buf, n + 2);
  if (to) {
    to[0] = '"';
    memcpy(to + 1, word, n);
    to[n + 1] = '"';
    w->buf->len += n + 2;
  }
}

void cs_json_put_integer(struct cs_json_writer *w, int64_t value) {
  before_value(w);
  cs_buf_integer(w->buf, value);
}

void cs_json_put_tree(struct cs_json_writer *w, const struct cs_json *json) {
  before_value(w);
  cs_json_write(w->buf, json, 0);
}
