/* The lexer of the rule language. Must not allocate, nor know any word of the language. Invariant: every call moves
 * forward or gives END. Specification: SPEC.md section 2. */
#include "rules/lex.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Of the ASCII characters those in words, a bit each: . / 0 to 9 stand behind one another; then A to Z, _, a to z. */
static bool is_word_char(char c) {
  static const uint64_t words[4] = {UINT64_C(0xfff) << '.', (UINT64_C(0x3ffffff) << ('A' - 64)) |
                                                                (UINT64_C(1) << ('_' - 64)) |
                                                                (UINT64_C(0x3ffffff) << ('a' - 64))};
  return (words[(unsigned char)c / 64] >> ((unsigned char)c % 64) & 1) != 0;
}

static char at(const struct cs_lex *lex, size_t ahead) {
  size_t place = lex->offset + ahead;
  return place < lex->text.len ? lex->text.ptr[place] : '\0';
}

static bool is_continuation(char c) {
  return ((unsigned char)c & 0xc0) == 0x80;
}

static void step(struct cs_lex *lex, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char c = lex->text.ptr[lex->offset++];
    if (c == '\n') {
      lex->line++;
      lex->column = 1;
      lex->first = true;
    } else if (!is_continuation(c)) {
      lex->column++;
    }
  }
}

void cs_lex_init(struct cs_lex *lex, struct cs_str text, uint32_t index) {
  *lex = (struct cs_lex){.text = text, .index = index, .line = 1, .column = 1, .first = true};
  if (cs_str_starts(text, CS_STR(BYTE_ORDER_MARK))) {
    lex->offset = sizeof BYTE_ORDER_MARK - 1;
  }
}

static void pass_blanks(struct cs_lex *lex) {
  while (lex->offset < lex->text.len) {
    char c = at(lex, 0);
    if (c == '-' && at(lex, 1) == '-') {
      while (lex->offset < lex->text.len && at(lex, 0) != '\n') {
        lex->offset++; /* the column of a comment's end is never asked for */
      }
    } else if (c == ' ' || c == '\t' || c == '\r') {
      lex->offset++;
      lex->column++;
    } else if (c == '\n') {
      step(lex, 1);
    } else {
      return;
    }
  }
}

/* A hyphen belongs to a word when a word's character follows it; so `a-b` is one word and `a - b` a difference. */
static size_t word_length(const struct cs_lex *lex) {
  struct cs_str rest = cs_str_from(lex->text, lex->offset);
  size_t n = rest.len > 1 && rest.ptr[0] == '-' && is_digit(rest.ptr[1]) ? 1 : 0;
  while (n < rest.len && (is_word_char(rest.ptr[n]) ||
                          (n > 0 && rest.ptr[n] == '-' && n + 1 < rest.len && is_word_char(rest.ptr[n + 1])))) {
    n++;
  }
  return n;
}

static void give(struct cs_lex *lex, enum cs_token_kind kind, size_t n, struct cs_token *out) {
  out->kind = kind;
  out->text = cs_str_sub(lex->text, lex->offset, n);
  if (kind == CS_TOKEN_WORD || kind == CS_TOKEN_SIGN) { /* ASCII, on one line */
    lex->offset += n;
    lex->column += (uint32_t)n;
  } else {
    step(lex, n);
  }
}

static void give_bad(struct cs_lex *lex, size_t n, const char *fault, struct cs_token *out) {
  out->fault = fault;
  give(lex, CS_TOKEN_BAD, n, out);
}

static void give_string(struct cs_lex *lex, struct cs_token *out) {
  size_t n = 1;
  bool control = false;
  while (lex->offset + n < lex->text.len && at(lex, n) != '"' && at(lex, n) != '\n') {
    unsigned char c = (unsigned char)at(lex, n);
    control = control || (c < 0x20 && c != '\t' && c != '\r') || c == 0x7f;
    n++;
  }
  if (at(lex, n) != '"') {
    give_bad(lex, n, "this text has no closing quotation mark on its line", out);
  } else if (control) {
    give_bad(lex, n + 1, "this text holds a control character", out);
  } else {
    give(lex, CS_TOKEN_STRING, n + 1, out);
    out->text = cs_str_sub(out->text, 1, n - 1);
  }
}

static void give_sign(struct cs_lex *lex, struct cs_token *out) {
  char c = at(lex, 0), next = at(lex, 1);
  size_t n = 1;
  switch (c) {
  case '{':
  case '}':
  case '(':
  case ')':
  case '[':
  case ']':
  case ',':
  case ':':
  case '|':
  case '=':
  case '+':
  case '*':
    give(lex, CS_TOKEN_SIGN, 1, out);
    return;
  case '<':
  case '>':
    give(lex, CS_TOKEN_SIGN, next == '=' ? 2 : 1, out);
    return;
  case '%':
    give(lex, CS_TOKEN_WORD, 1, out);
    return;
  case '!':
    if (next == '=') {
      give(lex, CS_TOKEN_SIGN, 2, out);
      return;
    }
    break;
  case '-':
    if (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
      give(lex, CS_TOKEN_SIGN, 1, out);
    } else {
      give_bad(lex, 1, "a minus has a blank on both sides", out);
    }
    return;
  default: /* a character, not an enum of ours */
    break;
  }
  while (is_continuation(at(lex, n))) {
    n++;
  }
  give_bad(lex, n, "no word or sign begins so; a name with other characters stands in quotation marks", out);
}

void cs_lex_next(struct cs_lex *lex, struct cs_token *out) {
  pass_blanks(lex);
  *out = (struct cs_token){.pos = {lex->index, lex->line, lex->column}, .first = lex->first};
  if (lex->offset >= lex->text.len) {
    out->kind = CS_TOKEN_END;
    out->text = cs_str_from(lex->text, lex->text.len);
    return;
  }
  lex->first = false;
  size_t word = word_length(lex);
  if (word > 0) {
    give(lex, CS_TOKEN_WORD, word, out);
  } else if (at(lex, 0) == '"') {
    give_string(lex, out);
  } else {
    give_sign(lex, out);
  }
}

void cs_lex_place(struct cs_str text, size_t offset, uint32_t *line, uint32_t *column) {
  struct cs_lex lex;
  cs_lex_init(&lex, text, 0);
  if (offset > lex.offset) {
    step(&lex, offset - lex.offset);
  }
  *line = lex.line;
  *column = lex.column;
}
