/* JSON in: strict RFC 8259 into a tree. Nothing is guessed and nothing is mended: whatever the grammar does not allow
 * is refused at its line and column, with what was expected. Must never read a number's value (its text is kept) and
 * never keep a pointer into the caller's text: it is copied once, strings are decoded where they lie in the copy, and a value's
 * text is a piece of it. Columns count characters, not bytes. Outside strings only ASCII is allowed, so UTF-8 (RFC 3629) is
 * checked inside strings, where it costs nothing for plain text. */
#include "base/json.h"

#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>

struct parser {
  struct cs_arena *arena;
  struct cs_str source;
  struct cs_str given; /* the caller's text */
  char *copy; /* of it, with CS_JSON_BEYOND zeros behind: no byte is looked for an end, which none of the grammar is */
  char *end;  /* of the text in the copy */
  char *at;   /* the next byte; what lies before it may be decoded already */
  char *line_start; /* the first byte of its line */
  uint32_t line;    /* of that byte */
  size_t tails;     /* bytes of this line before `at` that continue a character */
  size_t nodes;
  bool canonical; /* so far surely in canonical form; false from the start where nobody asks */
  struct cs_err *err;
};

/* ---- errors ---- */

static uint32_t column(const struct parser *p) {
  return (uint32_t)((size_t)(p->at - p->line_start) - p->tails + 1);
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
  struct cs_str rest = {p->at, (size_t)(p->end - p->at)};
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
  cs_err_set(p->err, &CS_E_UTF8, "byte 0x%02X is not part of a character, expected UTF-8", (unsigned char)*p->at);
  return here(p);
}

/* Something else stands here than what was expected. */
static bool unexpected(struct parser *p, const struct cs_code *code, const char *expected) {
  if (p->at == p->end) {
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

/* The next byte; 0 at the end. */
static int peek(const struct parser *p) {
  return (unsigned char)*p->at;
}

static void skip_blanks(struct parser *p) {
  for (;;) {
    int c = peek(p);
    if (c > ' ') {
      return;
    }
    if (c == '\n') {
      p->line++;
      p->line_start = p->at + 1;
      p->tails = 0;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      return;
    }
    p->canonical = false;
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

/* A number's text, RFC 8259 section 6. */
static bool number(struct parser *p, struct cs_json *json) {
  char *from = p->at;
  int64_t integer;
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
  json->text = (struct cs_str){from, (size_t)(p->at - from)};
  p->canonical = p->canonical && cs_json_as_integer(json, &integer);
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

/* Decoded bytes, to *write and behind what was decoded before: never more than were read. */
static void keep(char **write, const char *bytes, size_t n) {
  if (*write != bytes) {
    memmove(*write, bytes, n);
  }
  *write += n;
}

static void keep_character(char **write, uint32_t c) {
  char bytes[4];
  size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = n - 1; i > 0; i--) {
    bytes[i] = (char)(0x80 | (c & 0x3F));
    c >>= 6;
  }
  bytes[0] = (char)(first[n] | c);
  keep(write, bytes, n);
}

static bool lone_surrogate(struct parser *p, char *backslash, uint32_t unit) {
  p->at = backslash;
  cs_err_set(p->err, &CS_E_JSON_SYNTAX, "\"\\u%04X\" is half of a surrogate pair, expected both halves",
             (unsigned)unit);
  return here(p);
}

/* \uXXXX, after the u; backslash: where it began. */
static bool unicode_escape(struct parser *p, char *backslash, char **write) {
  uint32_t unit = 0;
  p->canonical = false; /* but for a few control bytes, which the writer knows */
  if (!hex4(p, &unit)) {
    return false;
  }
  if (unit < 0xD800 || unit > 0xDFFF) {
    keep_character(write, unit);
    return true;
  }
  uint32_t low = 0;
  if (unit > 0xDBFF || p->at[0] != '\\' || p->at[1] != 'u') {
    return lone_surrogate(p, backslash, unit);
  }
  p->at += 2;
  if (!hex4(p, &low)) {
    return false;
  }
  if (low < 0xDC00 || low > 0xDFFF) {
    return lone_surrogate(p, backslash, unit);
  }
  keep_character(write, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
  return true;
}

static bool escape(struct parser *p, char **write) {
  char *backslash = p->at++;
  static const char letters[] = "\"\\/bfnrt";
  static const char bytes[] = "\"\\/\b\f\n\r\t";
  int c = peek(p);
  if (c == 'u') {
    p->at++;
    return unicode_escape(p, backslash, write);
  }
  const char *letter = c > 0 ? strchr(letters, c) : NULL;
  if (!letter) {
    return syntax(p, "one of \" \\ / b f n r t u after a backslash");
  }
  p->canonical = p->canonical && c != '/';
  p->at++;
  keep(write, &bytes[letter - letters], 1);
  return true;
}

/* The bytes from 0x80 that stand here together: valid exactly when each character among them is. */
static bool high_bytes(struct parser *p, char **write) {
  char *from = p->at;
  size_t tails = 0;
  while (peek(p) >= 0x80) {
    tails += (peek(p) & 0xC0) == 0x80;
    p->at++;
  }
  struct cs_str run = {from, (size_t)(p->at - from)};
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
  keep(write, run.ptr, run.len);
  return true;
}

/* What stands here ends a string, or must not stand in it. */
static bool not_in_string(struct parser *p, uint32_t begin) {
  if (p->at == p->end) {
    cs_err_set(p->err, &CS_E_JSON_SYNTAX, "the string that begins here is not closed, expected '\"'");
    return cs_err_at(p->err, p->source, p->line, begin);
  }
  unsigned c = (unsigned)peek(p);
  cs_err_set(p->err, &CS_E_JSON_SYNTAX, "control byte 0x%02X in a string, expected it as an escape", c);
  cs_err_hint(p->err, "write a new line as \\n, a tab as \\t, others as \\u%04x", c);
  return here(p);
}

/* A string whose opening quote stands at `at`. */
static bool string(struct parser *p, struct cs_str *out) {
  uint32_t begin = column(p);
  char *decoded = ++p->at;
  char *write = decoded;
  for (;;) {
    char *from = p->at;
    p->at += cs_json_plain_run(from);
    keep(&write, from, (size_t)(p->at - from));
    int c = peek(p);
    if (c == '"') {
      p->at++;
      *out = (struct cs_str){decoded, (size_t)(write - decoded)};
      return true;
    }
    if (c != '\\' && c < 0x80) {
      return not_in_string(p, begin);
    }
    if (!(c == '\\' ? escape(p, &write) : high_bytes(p, &write))) {
      return false;
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

/* Elements of the array or object that is being read. Most have few: those go into the arena once, when it is known how many. */
enum { FEW = 16 };

/* Room for one more of `size` bytes behind n, which lie in `few` or, once there were more, in the arena. */
static bool make_room(struct parser *p, void **at, size_t n, size_t *cap, size_t size) {
  if (n < *cap) {
    return true;
  }
  void *more = cs_arena_alloc_n(p->arena, *cap, 2 * size, p->err);
  if (!more) {
    return false;
  }
  memcpy(more, *at, n * size);
  *at = more;
  *cap *= 2;
  return true;
}

/* Out of `few`, as long as they are. */
static bool settle(struct parser *p, const void *few, void **at, size_t n, size_t *cap, size_t size) {
  if (*at != few || n == 0) {
    *at = n > 0 ? *at : NULL;
    *cap = n > 0 ? *cap : 0;
    return true;
  }
  *at = cs_arena_alloc_n(p->arena, n, size, p->err);
  if (*at) {
    memcpy(*at, few, n * size);
  }
  *cap = n;
  return *at != NULL;
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
  struct cs_json *few[FEW];
  void *items = few;
  size_t n = 0, cap = FEW;
  json->kind = CS_JSON_ARRAY;
  p->at++;
  skip_blanks(p);
  bool more = peek(p) != ']';
  p->at += !more;
  while (more) {
    if (!make_room(p, &items, n, &cap, sizeof *few) || !value(p, left, &((struct cs_json **)items)[n]) ||
        !next_or_end(p, ']', "\",\" or \"]\"", &more)) {
      return false;
    }
    n++;
  }
  bool done = settle(p, few, &items, n, &cap, sizeof *few);
  json->items = items;
  json->n = n;
  json->cap = cap;
  return done;
}

static bool member(struct parser *p, unsigned left, bool first, struct cs_json_member *out) {
  skip_blanks(p);
  if (peek(p) != '"') {
    return syntax(p, first ? "a member's name in quotes or \"}\"" : "a member's name in quotes");
  }
  size_t tails = p->tails;
  if (!string(p, &out->key)) {
    return false;
  }
  p->canonical = p->canonical && p->tails == tails; /* the name is ASCII */
  skip_blanks(p);
  if (peek(p) != ':') {
    return syntax(p, "\":\" after a member's name");
  }
  p->at++;
  return value(p, left, &out->value);
}

/* By name, and members of one name in their order. */
static int by_key_and_place(const void *a, const void *b) {
  const struct cs_json_member *left = *(const struct cs_json_member *const *)a;
  const struct cs_json_member *right = *(const struct cs_json_member *const *)b;
  int order = cs_str_cmp(left->key, right->key);
  return order != 0 ? order : (left > right) - (left < right);
}

/* A bit that equal names share, and that few others have. */
static uint64_t mark_of(struct cs_str key) {
  unsigned first = key.len > 0 ? (unsigned char)key.ptr[0] : 0,
           last = key.len > 0 ? (unsigned char)key.ptr[key.len - 1] : 0;
  return UINT64_C(1) << ((key.len + 7 * first + 13 * last) % 64);
}

/* The index of the first of the members whose name has occurred before it, or n when there is none. */
static bool find_second(struct parser *p, const struct cs_json_member *members, size_t n, size_t *second) {
  *second = n;
  if (n <= FEW) {
    for (size_t i = 1; i < n; i++) {
      for (size_t k = 0; k < i; k++) {
        if (cs_str_eq(members[i].key, members[k].key)) {
          *second = i;
          return true;
        }
      }
    }
    return true;
  }
  /* Sorted rather than hashed: no choice of names makes this slow. */
  const struct cs_json_member **sorted = calloc(n, sizeof *sorted);
  if (!sorted) {
    return cs_err_oom(p->err);
  }
  for (size_t i = 0; i < n; i++) {
    sorted[i] = &members[i];
  }
  qsort(sorted, n, sizeof *sorted, by_key_and_place);
  for (size_t i = 1; i < n; i++) {
    size_t index = (size_t)(sorted[i] - members);
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
  p->nodes = 0;                                /* what was read once may be read again */
  memcpy(p->copy, p->given.ptr, p->given.len); /* as it was before it was decoded */
  for (size_t i = 0; i < index; i++) {
    struct cs_json_member again;
    if (!member(p, left, i == 0, &again)) {
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

static bool members(struct parser *p, unsigned left, void **list, size_t *n, size_t *cap, bool *alike) {
  uint64_t marks = 0;
  skip_blanks(p);
  bool more = peek(p) != '}';
  p->at += !more;
  while (more) {
    if (!make_room(p, list, *n, cap, sizeof(struct cs_json_member))) {
      return false;
    }
    struct cs_json_member *next = (struct cs_json_member *)*list + *n;
    if (!member(p, left, *n == 0, next) || !next_or_end(p, '}', "\",\" or \"}\"", &more)) {
      return false;
    }
    uint64_t mark = mark_of(next->key);
    *alike = *alike || (marks & mark) != 0;
    marks |= mark;
    p->canonical = p->canonical && (*n == 0 || cs_str_cmp(next[-1].key, next->key) < 0);
    ++*n;
  }
  return true;
}

static bool object(struct parser *p, unsigned left, struct cs_json *json) {
  struct cs_json_member few[FEW];
  void *list = few;
  size_t n = 0, cap = FEW, second;
  bool alike = false; /* two names may be the same */
  json->kind = CS_JSON_OBJECT;
  p->at++;
  struct parser start = *p;
  if (!members(p, left, &list, &n, &cap, &alike)) {
    return false;
  }
  second = n;
  if (alike && !find_second(p, list, n, &second)) {
    return false;
  }
  if (second < n) {
    return duplicate(p, &start, left, second, ((struct cs_json_member *)list)[second].key);
  }
  bool done = settle(p, few, &list, n, &cap, sizeof *few);
  json->members = list;
  json->n = n;
  json->cap = cap;
  return done;
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

/* *canonical: in: is it asked for; out: it surely is. */
static bool parse(struct cs_arena *arena, struct cs_str source, uint32_t first_line, struct cs_str text,
                  bool *canonical, struct cs_json **out, struct cs_err *err) {
  struct parser p = {
      .arena = arena, .source = source, .given = text, .line = first_line, .canonical = *canonical, .err = err};
  struct cs_json *json = NULL;
  if (text.len > SIZE_MAX - CS_JSON_BEYOND) {
    return cs_err_oom(err);
  }
  p.copy = p.at = p.line_start = cs_arena_alloc(arena, text.len + CS_JSON_BEYOND, err);
  if (!p.copy) {
    return false;
  }
  if (text.len > 0) {
    memcpy(p.copy, text.ptr, text.len);
  }
  p.end = p.copy + text.len;
  if (!value(&p, CS_JSON_DEPTH_MAX, &json)) {
    return false;
  }
  skip_blanks(&p);
  if (p.at < p.end) {
    return unexpected(&p, &CS_E_JSON_TRAILING, "nothing after the value");
  }
  *canonical = p.canonical;
  *out = json;
  return true;
}

bool cs_json_parse_line(struct cs_arena *arena, struct cs_str source, uint32_t first_line, struct cs_str text,
                        struct cs_json **out, struct cs_err *err) {
  bool canonical = false;
  return parse(arena, source, first_line, text, &canonical, out, err);
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

/* By writing its canonical form: for the place where the text is another. */
static bool is_canonical(struct cs_str source, struct cs_str text, const struct cs_json *json, struct cs_err *err) {
  struct cs_buf canonical;
  cs_buf_init(&canonical, text.len); /* the canonical form is never the longer one */
  bool done = cs_json_canonical(&canonical, json, err);
  if (!done) {
    cs_err_at(err, source, err->line, err->column);
  }
  done = done && same_bytes(source, text, cs_buf_str(&canonical), err);
  cs_buf_deinit(&canonical);
  return done;
}

bool cs_json_parse_canonical(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_json **out,
                             struct cs_err *err) {
  struct cs_json *json = NULL;
  bool canonical = true;
  if (!parse(arena, source, 1, text, &canonical, &json, err) ||
      (!canonical && !is_canonical(source, text, json, err))) {
    return false;
  }
  *out = json;
  return true;
}
