/* JSON in: strict RFC 8259 into a tree. Nothing is guessed and nothing is mended: whatever the grammar does not allow
 * is refused at its line and column, with what was expected. Must never read a number's value (its text is kept) and
 * never keep a pointer into the caller's text. Columns count characters, not bytes. Outside strings only ASCII is
 * allowed, so UTF-8 (RFC 3629) is checked inside strings, where it costs nothing for plain text. */
#include "base/json.h"

#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>

struct parser {
  struct cs_arena *arena;
  struct cs_str source, text;
  size_t at;              /* offset of the next byte */
  uint32_t line;          /* of that byte */
  size_t line_start;      /* offset of the line's first byte */
  size_t tails;           /* bytes of this line before `at` that continue a character */
  char *pool, *pool_next; /* decoded strings and numbers: as long as the text, which is never shorter than they are */
  size_t nodes;
  struct cs_err *err;
};

/* ---- errors ---- */

static uint32_t column(const struct parser *p) {
  return (uint32_t)(p->at - p->line_start - p->tails + 1);
}

static bool here(const struct parser *p) {
  return cs_err_at(p->err, p->source, p->line, column(p));
}

#define EXCERPT_MAX 32
struct excerpt {
  char text[EXCERPT_MAX + 8];
};

/* Text for an error: cut to EXCERPT_MAX bytes between characters, control bytes as "?". The text is valid UTF-8. */
static struct excerpt excerpt_of(struct cs_str s) {
  struct excerpt e = {{0}};
  size_t n = s.len;
  if (n > EXCERPT_MAX) {
    n = EXCERPT_MAX;
    while (n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80) {
      n--;
    }
  }
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)s.ptr[i];
    e.text[i] = (char)(c < 0x20 || c == 0x7F ? '?' : c);
  }
  if (n < s.len) {
    memcpy(e.text + n, "...", 3);
  }
  return e;
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
         c == '-' || c == '.';
}

/* What stands at `at`: a word, or one character. */
static struct cs_str word_here(const struct parser *p) {
  struct cs_str rest = cs_str_from(p->text, p->at);
  size_t n = 0;
  while (n < rest.len && is_word(rest.ptr[n])) {
    n++;
  }
  if (n > 0) {
    return cs_str_sub(rest, 0, n);
  }
  for (n = 1; n < rest.len && ((unsigned char)rest.ptr[n] & 0xC0) == 0x80; n++) {
  }
  return cs_str_sub(rest, 0, n);
}

static bool bad_utf8(struct parser *p) {
  cs_err_set(p->err, &CS_E_UTF8, "byte 0x%02X is not part of a character, expected UTF-8",
             (unsigned char)p->text.ptr[p->at]);
  return here(p);
}

/* Something else stands here than what was expected. */
static bool unexpected(struct parser *p, const struct cs_code *code, const char *expected) {
  if (p->at == p->text.len) {
    cs_err_set(p->err, code, "the text ends here, expected %s", expected);
    return here(p);
  }
  struct cs_str word = word_here(p);
  unsigned char first = (unsigned char)word.ptr[0];
  size_t bad_at = 0;
  if (!cs_utf8_valid(word, &bad_at)) {
    return bad_utf8(p);
  }
  if (first < 0x20 || first == 0x7F) {
    cs_err_set(p->err, code, "unexpected control byte 0x%02X, expected %s", first, expected);
  } else {
    const char *quote = first == '"' ? "'" : "\"";
    cs_err_set(p->err, code, "unexpected %s%s%s, expected %s", quote, excerpt_of(word).text, quote, expected);
  }
  return here(p);
}

static bool syntax(struct parser *p, const char *expected) {
  return unexpected(p, &CS_E_JSON_SYNTAX, expected);
}

/* ---- leaves ---- */

static int peek(const struct parser *p) {
  return p->at < p->text.len ? (unsigned char)p->text.ptr[p->at] : -1;
}

static void skip_blanks(struct parser *p) {
  for (;;) {
    int c = peek(p);
    if (c == '\n') {
      p->line++;
      p->line_start = p->at + 1;
      p->tails = 0;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      return;
    }
    p->at++;
  }
}

static bool is_digit(int c) {
  return c >= '0' && c <= '9';
}

static bool digits(struct parser *p, const char *expected) {
  if (!is_digit(peek(p))) {
    return syntax(p, expected);
  }
  while (is_digit(peek(p))) {
    p->at++;
  }
  return true;
}

static void keep(struct parser *p, const char *bytes, size_t n) {
  memcpy(p->pool_next, bytes, n);
  p->pool_next += n;
}

/* A number's text, RFC 8259 section 6. */
static bool number(struct parser *p, struct cs_json *json) {
  size_t from = p->at;
  if (peek(p) == '-') {
    p->at++;
  }
  if (peek(p) == '0') {
    p->at++;
    if (is_digit(peek(p))) {
      return syntax(p, "a number without leading zeros");
    }
  } else if (!digits(p, "a digit after the minus")) {
    return false;
  }
  if (peek(p) == '.') {
    p->at++;
    if (!digits(p, "a digit after the point")) {
      return false;
    }
  }
  if (peek(p) == 'e' || peek(p) == 'E') {
    p->at++;
    if (peek(p) == '+' || peek(p) == '-') {
      p->at++;
    }
    if (!digits(p, "a digit in the exponent")) {
      return false;
    }
  }
  json->kind = CS_JSON_NUMBER;
  json->text = (struct cs_str){p->pool_next, p->at - from};
  keep(p, p->text.ptr + from, p->at - from);
  return true;
}

/* Four hex digits at `at`; they are passed over. */
static bool hex4(struct parser *p, uint32_t *out) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    int c = peek(p);
    int lower = c | 0x20;
    if (!is_digit(c) && !(lower >= 'a' && lower <= 'f')) {
      return syntax(p, "four hexadecimal digits after \\u");
    }
    value = value << 4 | (uint32_t)(is_digit(c) ? c - '0' : lower - 'a' + 10);
    p->at++;
  }
  *out = value;
  return true;
}

static void keep_character(struct parser *p, uint32_t c) {
  char bytes[4];
  size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = n - 1; i > 0; i--) {
    bytes[i] = (char)(0x80 | (c & 0x3F));
    c >>= 6;
  }
  bytes[0] = (char)(first[n] | c);
  keep(p, bytes, n);
}

static bool lone_surrogate(struct parser *p, size_t backslash, uint32_t unit) {
  p->at = backslash;
  cs_err_set(p->err, &CS_E_JSON_SYNTAX, "\"\\u%04X\" is half of a surrogate pair, expected both halves",
             (unsigned)unit);
  return here(p);
}

/* \uXXXX, after the u; backslash: where it began. */
static bool unicode_escape(struct parser *p, size_t backslash) {
  uint32_t unit = 0;
  if (!hex4(p, &unit)) {
    return false;
  }
  if (unit < 0xD800 || unit > 0xDFFF) {
    keep_character(p, unit);
    return true;
  }
  uint32_t low = 0;
  if (unit > 0xDBFF || p->text.len - p->at < 2 || memcmp(p->text.ptr + p->at, "\\u", 2) != 0) {
    return lone_surrogate(p, backslash, unit);
  }
  p->at += 2;
  if (!hex4(p, &low)) {
    return false;
  }
  if (low < 0xDC00 || low > 0xDFFF) {
    return lone_surrogate(p, backslash, unit);
  }
  keep_character(p, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
  return true;
}

static bool escape(struct parser *p) {
  size_t backslash = p->at++;
  static const char letters[] = "\"\\/bfnrt";
  static const char bytes[] = "\"\\/\b\f\n\r\t";
  int c = peek(p);
  if (c == 'u') {
    p->at++;
    return unicode_escape(p, backslash);
  }
  const char *letter = c > 0 ? strchr(letters, c) : NULL;
  if (!letter) {
    return syntax(p, "one of \" \\ / b f n r t u after a backslash");
  }
  p->at++;
  keep(p, &bytes[letter - letters], 1);
  return true;
}

/* The bytes from 0x80 that stand here together: valid exactly when each character among them is. */
static bool high_bytes(struct parser *p) {
  size_t from = p->at;
  size_t tails = 0;
  while (peek(p) >= 0x80) {
    tails += (peek(p) & 0xC0) == 0x80;
    p->at++;
  }
  struct cs_str run = cs_str_sub(p->text, from, p->at - from);
  size_t bad_at = 0;
  if (!cs_utf8_valid(run, &bad_at)) {
    p->at = from;
    for (size_t i = 0; i < bad_at; i++) {
      p->tails += ((unsigned char)run.ptr[i] & 0xC0) == 0x80;
    }
    p->at += bad_at;
    return bad_utf8(p);
  }
  p->tails += tails;
  keep(p, run.ptr, run.len);
  return true;
}

/* A string whose opening quote stands at `at`. Its decoded bytes go to the pool: they are fewer than those read. */
static bool string(struct parser *p, struct cs_str *out) {
  uint32_t begin = column(p);
  char *decoded = p->pool_next;
  p->at++;
  for (;;) {
    size_t from = p->at;
    p->at += cs_json_plain(p->text.ptr + from, p->text.len - from);
    keep(p, p->text.ptr + from, p->at - from);
    int c = peek(p);
    if (c == '"') {
      p->at++;
      *out = (struct cs_str){decoded, (size_t)(p->pool_next - decoded)};
      return true;
    }
    if (c == '\\') {
      if (!escape(p)) {
        return false;
      }
    } else if (c >= 0x80) {
      if (!high_bytes(p)) {
        return false;
      }
    } else if (c < 0) {
      cs_err_set(p->err, &CS_E_JSON_SYNTAX, "the string that begins here is not closed, expected '\"'");
      return cs_err_at(p->err, p->source, p->line, begin);
    } else {
      cs_err_set(p->err, &CS_E_JSON_SYNTAX, "control byte 0x%02X in a string, expected it as an escape", (unsigned)c);
      cs_err_hint(p->err, "write a new line as \\n, a tab as \\t, others as \\u%04x", (unsigned)c);
      return here(p);
    }
  }
}

static bool literal(struct parser *p, struct cs_json *json) {
  static const struct {
    struct cs_str word;
    enum cs_json_kind kind;
    bool truth;
  } words[] = {
      {{"true", 4}, CS_JSON_BOOL, true}, {{"false", 5}, CS_JSON_BOOL, false}, {{"null", 4}, CS_JSON_NULL, false}};
  struct cs_str word = word_here(p);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (cs_str_eq(word, words[i].word)) {
      json->kind = words[i].kind;
      json->truth = words[i].truth;
      p->at += word.len;
      return true;
    }
  }
  return syntax(p, "a value");
}

/* ---- arrays and objects ---- */

static bool value(struct parser *p, unsigned left, struct cs_json **out);

static bool append(struct parser *p, struct cs_json *json, size_t size, void **list) {
  return cs_list_grow(p->arena, list, json->n, &json->cap, size, p->err);
}

/* After an element: passes over a comma (*more) or the closing bracket. */
static bool next_or_end(struct parser *p, char bracket, const char *expected, bool *more) {
  skip_blanks(p);
  int c = peek(p);
  if (c != ',' && c != bracket) {
    return syntax(p, expected);
  }
  p->at++;
  *more = c == ',';
  return true;
}

static bool array(struct parser *p, unsigned left, struct cs_json *json) {
  json->kind = CS_JSON_ARRAY;
  p->at++;
  skip_blanks(p);
  bool more = peek(p) != ']';
  p->at += !more;
  while (more) {
    void *items = json->items;
    struct cs_json *item = NULL;
    if (!value(p, left, &item) || !append(p, json, sizeof *json->items, &items)) {
      return false;
    }
    json->items = items;
    json->items[json->n++] = item;
    if (!next_or_end(p, ']', "\",\" or \"]\"", &more)) {
      return false;
    }
  }
  return true;
}

static bool member(struct parser *p, unsigned left, struct cs_json *json) {
  skip_blanks(p);
  if (peek(p) != '"') {
    return syntax(p, json->n == 0 ? "a member's name in quotes or \"}\"" : "a member's name in quotes");
  }
  struct cs_json_member next = {0};
  if (!string(p, &next.key)) {
    return false;
  }
  skip_blanks(p);
  if (peek(p) != ':') {
    return syntax(p, "\":\" after a member's name");
  }
  p->at++;
  void *members = json->members;
  if (!value(p, left, &next.value) || !append(p, json, sizeof next, &members)) {
    return false;
  }
  json->members = members;
  json->members[json->n++] = next;
  return true;
}

/* By name, and members of one name in their order. */
static int by_key_and_place(const void *a, const void *b) {
  const struct cs_json_member *left = *(const struct cs_json_member *const *)a;
  const struct cs_json_member *right = *(const struct cs_json_member *const *)b;
  int order = cs_str_cmp(left->key, right->key);
  return order != 0 ? order : (left > right) - (left < right);
}

/* The index of the first member whose name has occurred before it, or n when there is none. */
static bool find_second(struct parser *p, const struct cs_json *json, size_t *second) {
  *second = json->n;
  if (json->n <= 12) {
    for (size_t i = 1; i < json->n; i++) {
      for (size_t k = 0; k < i; k++) {
        if (cs_str_eq(json->members[i].key, json->members[k].key)) {
          *second = i;
          return true;
        }
      }
    }
    return true;
  }
  /* Sorted rather than hashed: no choice of names makes this slow. */
  const struct cs_json_member **sorted = calloc(json->n, sizeof *sorted);
  if (!sorted) {
    return cs_err_oom(p->err);
  }
  for (size_t i = 0; i < json->n; i++) {
    sorted[i] = &json->members[i];
  }
  qsort(sorted, json->n, sizeof *sorted, by_key_and_place);
  for (size_t i = 1; i < json->n; i++) {
    size_t index = (size_t)(sorted[i] - json->members);
    if (index < *second && cs_str_eq(sorted[i]->key, sorted[i - 1]->key)) {
      *second = index;
    }
  }
  free(sorted);
  return true;
}

/* Reads the object's members again, up to the name of member `index`, for its position. They are known to be sound. */
static bool duplicate(struct parser *p, const struct parser *start, unsigned left, size_t index, struct cs_str key) {
  struct excerpt name = excerpt_of(key);
  struct cs_err *err = p->err;
  *p = *start;
  p->nodes = 0; /* what was read once may be read again */
  struct cs_json again = {.kind = CS_JSON_OBJECT};
  for (size_t i = 0; i < index; i++) {
    if (!member(p, left, &again)) {
      return false; /* out of memory */
    }
    skip_blanks(p);
    p->at++;
  }
  skip_blanks(p);
  cs_err_set(err, &CS_E_JSON_DUPLICATE, "the member \"%s\" occurs twice in one object, expected each name once",
             name.text);
  return here(p);
}

static bool object(struct parser *p, unsigned left, struct cs_json *json) {
  json->kind = CS_JSON_OBJECT;
  p->at++;
  struct parser start = *p;
  skip_blanks(p);
  bool more = peek(p) != '}';
  p->at += !more;
  while (more) {
    if (!member(p, left, json) || !next_or_end(p, '}', "\",\" or \"}\"", &more)) {
      return false;
    }
  }
  size_t second = 0;
  if (!find_second(p, json, &second)) {
    return false;
  }
  return second == json->n || duplicate(p, &start, left, second, json->members[second].key);
}

/* Recursion: bounded by `left`, the levels of nesting that may still be opened. */
static bool value(struct parser *p, unsigned left, struct cs_json **out) {
  skip_blanks(p);
  if (++p->nodes > CS_JSON_NODES_MAX) {
    cs_err_set(p->err, &CS_E_LIMIT, "more than %u values in one text", CS_JSON_NODES_MAX);
    return here(p);
  }
  struct cs_json *json = cs_arena_new(p->arena, struct cs_json, p->err);
  if (!json) {
    return false;
  }
  json->line = p->line;
  json->column = column(p);
  *out = json;
  int c = peek(p);
  if (c == '"') {
    json->kind = CS_JSON_STRING;
    return string(p, &json->text);
  }
  if (c == '-' || is_digit(c)) {
    return number(p, json);
  }
  if (c != '{' && c != '[') {
    return literal(p, json);
  }
  if (left == 0) {
    cs_err_set(p->err, &CS_E_JSON_DEPTH, "\"%c\" opens a level too many, expected at most %d", c, CS_JSON_DEPTH_MAX);
    return here(p);
  }
  return c == '{' ? object(p, left - 1, json) : array(p, left - 1, json);
}

/* ---- whole texts ---- */

bool cs_json_parse_line(struct cs_arena *arena, struct cs_str source, uint32_t first_line, struct cs_str text,
                        struct cs_json **out, struct cs_err *err) {
  struct parser p = {.arena = arena, .source = source, .text = text, .line = first_line, .err = err};
  p.pool = p.pool_next = cs_arena_alloc(arena, text.len, err);
  if (!p.pool) {
    return false;
  }
  struct cs_json *json = NULL;
  if (!value(&p, CS_JSON_DEPTH_MAX, &json)) {
    return false;
  }
  skip_blanks(&p);
  if (p.at < text.len) {
    return unexpected(&p, &CS_E_JSON_TRAILING, "nothing after the value");
  }
  *out = json;
  return true;
}

bool cs_json_parse(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_json **out,
                   struct cs_err *err) {
  return cs_json_parse_line(arena, source, 1, text, out, err);
}

/* The line and column of an offset. */
static bool at_offset(struct cs_str source, struct cs_str text, size_t offset, struct cs_err *err) {
  uint32_t line = 1, characters = 1;
  for (size_t i = 0; i < offset; i++) {
    if (text.ptr[i] == '\n') {
      line++;
      characters = 1;
    } else {
      characters += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    }
  }
  return cs_err_at(err, source, line, characters);
}

static bool same_bytes(struct cs_str source, struct cs_str text, struct cs_str canonical, struct cs_err *err) {
  if (cs_str_eq(text, canonical)) {
    return true;
  }
  size_t i = 0;
  while (i < text.len && i < canonical.len && text.ptr[i] == canonical.ptr[i]) {
    i++;
  }
  while (i > 0 && i < text.len && ((unsigned char)text.ptr[i] & 0xC0) == 0x80) {
    i--;
  }
  cs_err_set(err, &CS_E_JSON_NOT_CANONICAL,
             "from here the text is not in canonical form, expected sorted names, no blanks, shortest escapes");
  return at_offset(source, text, i, err);
}

bool cs_json_parse_canonical(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_json **out,
                             struct cs_err *err) {
  struct cs_json *json = NULL;
  if (!cs_json_parse(arena, source, text, &json, err)) {
    return false;
  }
  struct cs_buf canonical;
  cs_buf_init(&canonical, text.len); /* the canonical form is never the longer one */
  bool done = cs_json_canonical(&canonical, json, err);
  if (!done) {
    cs_err_at(err, source, err->line, err->column);
  }
  done = done && same_bytes(source, text, cs_buf_str(&canonical), err);
  cs_buf_deinit(&canonical);
  if (done) {
    *out = json;
  }
  return done;
}
