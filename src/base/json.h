/* Strict JSON (RFC 8259) into a tree in an arena, and writers. Refused with a position: duplicate keys, bad UTF-8, lone
 * surrogates, NaN and its like, nesting beyond CS_JSON_DEPTH_MAX, trailing data, control bytes. Numbers keep their text, so
 * decimals stay exact. Canonical output is RFC 8785, restricted as RECORD section 1 says: integers within 2^53 only. */
#ifndef CS_BASE_JSON_H
#define CS_BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

enum cs_json_kind { CS_JSON_NULL, CS_JSON_BOOL, CS_JSON_NUMBER, CS_JSON_STRING, CS_JSON_ARRAY, CS_JSON_OBJECT };

struct cs_json;
struct cs_json_member {
  struct cs_str key;
  struct cs_json *value;
};

struct cs_json {
  enum cs_json_kind kind;
  uint32_t line, column;          /* where it begins, 1-based; 0 for values that were built */
  bool truth;                     /* BOOL */
  struct cs_str text;             /* STRING: decoded; NUMBER: as written */
  struct cs_json **items;         /* ARRAY: n of them */
  struct cs_json_member *members; /* OBJECT: n of them, in the order of the text */
  size_t n, cap;
};

/* One JSON text, nothing after it but blanks. `source` names the text in errors. The tree keeps nothing of `text`: all of it
 * lies in the arena. Lines count from 1, columns in characters. A name that occurs twice is reported at its second place. */
CS_MUST bool cs_json_parse(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_json **out,
                           struct cs_err *err);
/* The same for a text that begins at `first_line` of its source (a line of a .jsonl file). */
CS_MUST bool cs_json_parse_line(struct cs_arena *arena, struct cs_str source, uint32_t first_line, struct cs_str text,
                                struct cs_json **out, struct cs_err *err);

/* The member's value, or NULL (also when json is NULL or no object). */
struct cs_json *cs_json_get(const struct cs_json *json, const char *key);
struct cs_json *cs_json_get_str(const struct cs_json *json, struct cs_str key);
/* Typed members for data that we wrote ourselves: the value, or the fallback when absent or of another kind. */
struct cs_str cs_json_text(const struct cs_json *json, const char *key); /* fallback CS_STR_NONE */
int64_t cs_json_integer(const struct cs_json *json, const char *key, int64_t fallback);
bool cs_json_flag(const struct cs_json *json, const char *key); /* fallback false */
/* An integer within ±2^53 in the shortest form. False when it is no such number. */
CS_MUST bool cs_json_as_integer(const struct cs_json *json, int64_t *out);

/* Building trees. All strings are kept as given, not copied. NULL (false) with the error set when out of memory. */
struct cs_json *cs_json_new(struct cs_arena *arena, enum cs_json_kind kind, struct cs_err *err) CS_MUST;
struct cs_json *cs_json_new_string(struct cs_arena *arena, struct cs_str text, struct cs_err *err) CS_MUST;
struct cs_json *cs_json_new_integer(struct cs_arena *arena, int64_t value, struct cs_err *err)
    CS_MUST; /* within ±2^53 */
struct cs_json *cs_json_new_bool(struct cs_arena *arena, bool value, struct cs_err *err) CS_MUST;
/* Adds or replaces a member. value NULL fails (so that the result of a cs_json_new_… can be handed straight in). */
CS_MUST bool cs_json_set(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_json *value,
                         struct cs_err *err);
CS_MUST bool cs_json_set_str(struct cs_arena *arena, struct cs_json *object, struct cs_str key, struct cs_json *value,
                             struct cs_err *err);
CS_MUST bool cs_json_set_text(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_str value,
                              struct cs_err *err);
CS_MUST bool cs_json_set_integer(struct cs_arena *arena, struct cs_json *object, const char *key, int64_t value,
                                 struct cs_err *err);
CS_MUST bool cs_json_set_bool(struct cs_arena *arena, struct cs_json *object, const char *key, bool value,
                              struct cs_err *err);
CS_MUST bool cs_json_append(struct cs_arena *arena, struct cs_json *array, struct cs_json *value, struct cs_err *err);
CS_MUST bool cs_json_copy(struct cs_arena *arena, const struct cs_json *json, struct cs_json **out, struct cs_err *err);

/* Canonical form: keys sorted by bytes (all ours are ASCII, for which RFC 8785's UTF-16 order is the same), no space, the
 * shortest escapes; a number that is not an integer within 2^53 in shortest form, or a name that is not ASCII, is
 * CS_E_JSON_NOT_CANONICAL. Positions in errors are those of the values; the caller knows the source. */
CS_MUST bool cs_json_canonical(struct cs_buf *buf, const struct cs_json *json, struct cs_err *err);
/* Is text exactly the canonical form of what it parses to? CS_E_JSON_NOT_CANONICAL otherwise. */
CS_MUST bool cs_json_parse_canonical(struct cs_arena *arena, struct cs_str source, struct cs_str text,
                                     struct cs_json **out, struct cs_err *err);
/* For people: members in their order, indented by `indent` blanks (0: on one line, no blanks). Numbers as written. Here and
 * in the stream writer, bytes that are not UTF-8 become U+FFFD; the canonical form refuses them (CS_E_UTF8). */
void cs_json_write(struct cs_buf *buf, const struct cs_json *json, int indent);

/* A writer for streams, without a tree: commas and quotes are its own business. Nesting is asserted. */
struct cs_json_writer {
  struct cs_buf *buf;
  unsigned depth;
  bool comma; /* before the next value or key */
  bool after_key;
};
void cs_json_writer_init(struct cs_json_writer *w, struct cs_buf *buf);

/* What of its own the writer puts: a comma where one belongs, then `text` as it stands. For what follows here. */
static inline void cs_json_put_raw(struct cs_json_writer *w, struct cs_str text) {
  size_t n = text.len + w->comma;
  char *to = cs_buf_room(w->buf, n);
  if (to) {
    *to = ',';
    memcpy(to + w->comma, text.ptr, text.len);
    w->buf->len += n;
  }
  w->comma = w->depth > 0;
  w->after_key = false;
}
static inline void cs_json_begin_object(struct cs_json_writer *w) {
  cs_assert(w->depth < CS_JSON_DEPTH_MAX);
  cs_json_put_raw(w, CS_STR("{"));
  w->depth++;
  w->comma = false;
}
static inline void cs_json_end_object(struct cs_json_writer *w) {
  cs_assert(w->depth > 0 && !w->after_key);
  w->depth--;
  cs_buf_byte(w->buf, '}');
  w->comma = w->depth > 0;
}
static inline void cs_json_begin_array(struct cs_json_writer *w) {
  cs_assert(w->depth < CS_JSON_DEPTH_MAX);
  cs_json_put_raw(w, CS_STR("["));
  w->depth++;
  w->comma = false;
}
static inline void cs_json_end_array(struct cs_json_writer *w) {
  cs_assert(w->depth > 0 && !w->after_key);
  w->depth--;
  cs_buf_byte(w->buf, ']');
  w->comma = w->depth > 0;
}
/* A key that is a literal of plain characters: written whole, with its quotes and colon. */
#define CS_JSON_KEY(w, literal) cs_json_put_name((w), CS_STR("\"" literal "\":"))
static inline void cs_json_put_name(struct cs_json_writer *w, struct cs_str quoted) {
  cs_assert(w->depth > 0 && !w->after_key);
  cs_json_put_raw(w, quoted);
  w->comma = false;
  w->after_key = true;
}
void cs_json_key(struct cs_json_writer *w, const char *key);
void cs_json_key_str(struct cs_json_writer *w, struct cs_str key);
void cs_json_put_str(struct cs_json_writer *w, struct cs_str text);
void cs_json_put_cstr(struct cs_json_writer *w, const char *text);
/* A word of our own, of plain characters: it is not looked at. */
void cs_json_put_word(struct cs_json_writer *w, const char *word);
void cs_json_put_integer(struct cs_json_writer *w, int64_t value);
static inline void cs_json_put_bool(struct cs_json_writer *w, bool value) {
  cs_json_put_raw(w, value ? CS_STR("true") : CS_STR("false"));
}
static inline void cs_json_put_null(struct cs_json_writer *w) {
  cs_json_put_raw(w, CS_STR("null"));
}
void cs_json_put_tree(struct cs_json_writer *w, const struct cs_json *json);

#endif
