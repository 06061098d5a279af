/* The formatter, line by line over the lexer's tokens. Must never move a word to another line (a clause ends with its line, SPEC
 * 2.8), nor change a comment. Invariant, checked at the end of each run: the tokens behind are the tokens before, and
 * each stands first on its line as it did. */
#include "rules/fmt.h"

#include "base/limits.h"
#include "rules/parse.h"

#define STEP    2 /* blanks of one level */
#define HANGING 6 /* of a line that goes on with a clause: under what stands behind `when  ` */
#define PADDED  5 /* words of a rule are as wide as `known`, so that what they say stands in one column */

struct line {
  struct cs_token *at; /* the tokens, without the end */
  const char **ends;   /* of each: the byte behind it */
  size_t n, cap, cap_ends;
  struct cs_str comment; /* with its dashes; empty: none */
};

struct fmt {
  struct cs_lex lex;
  struct cs_token next; /* not yet on a line */
  const char *next_end;
  struct cs_arena *arena;
  struct cs_buf *out;
  struct line line;
  struct cs_strs comments; /* lines of their own, waiting for the line below; an empty one is a blank line */
  unsigned in;             /* what the present clauses belong to: CS_IN_… */
  bool effect, member;     /* seen in the present rule or group */
  bool table, begun;       /* begun: something was written */
  size_t base;             /* indentation of the present clause */
  unsigned depth;          /* of open braces and parentheses */
  struct cs_err *err;
};

/* ------------------------------------------------------------------ reading a line */

static bool advance(struct fmt *f) {
  cs_lex_next(&f->lex, &f->next);
  f->next_end = f->lex.text.ptr + f->lex.offset;
  return f->next.kind != CS_TOKEN_BAD;
}

static bool take(struct fmt *f) {
  struct line *line = &f->line;
  if (!cs_list_grow(f->arena, (void **)&line->at, line->n, &line->cap, sizeof *line->at, f->err) ||
      !cs_list_grow(f->arena, (void **)&line->ends, line->n, &line->cap_ends, sizeof *line->ends, f->err)) {
    return false;
  }
  line->at[line->n] = f->next;
  line->ends[line->n++] = f->next_end;
  return true;
}

/* What stands behind the last token: a comment, or nothing. */
static struct cs_str comment_in(struct cs_str rest) {
  size_t dashes = cs_str_find(rest, CS_STR("--"));
  return dashes == SIZE_MAX ? CS_STR_NONE : cs_str_trim(cs_str_from(rest, dashes));
}

/* `text`: a line without its end, the `number`-th. */
static bool read_line(struct fmt *f, struct cs_str text, uint32_t number) {
  f->line.n = 0;
  while (f->next.kind != CS_TOKEN_END && f->next.pos.line == number) {
    if (!take(f)) {
      return false;
    }
    if (!advance(f)) {
      cs_err_set(f->err, &CS_E_RULES_SYNTAX, "\"%.*s\": %s", CS_STR_ARG(cs_str_head(f->next.text, 60)), f->next.fault);
      return false;
    }
  }
  const char *behind = f->line.n > 0 ? f->line.ends[f->line.n - 1] : text.ptr;
  f->line.comment = comment_in(cs_str_from(text, (size_t)(behind - text.ptr)));
  return true;
}

/* ------------------------------------------------------------------ where it stands */

static bool is(const struct cs_token *tok, const char *word) {
  return tok->kind == CS_TOKEN_WORD && cs_str_eq(tok->text, cs_str_of(word));
}

static bool is_effect(const struct cs_token *tok) {
  return is(tok, "permit") || is(tok, "refer") || is(tok, "review") || is(tok, "prohibit");
}

/* The clause that the line begins: where it may stand; 0 when it goes on with the one above. */
static unsigned clause_of(const struct fmt *f) {
  const struct cs_token *first = &f->line.at[0];
  unsigned in = f->depth > 0 ? 0 : cs_parse_clause_in(first, (enum cs_parse_in)f->in);
  bool act = is(first, "use") && (f->line.n < 2 || f->line.at[1].kind != CS_TOKEN_STRING);
  return act ? 0 : in;
}

/* The first line of a thing of a file, or of a rule. */
static void begin_thing(struct fmt *f, const struct cs_token *first) {
  f->effect = f->member = false;
  f->in = is(first, "regime")                           ? CS_IN_REGIME
          : is(first, "group")                          ? CS_IN_GROUP
          : is(first, "rule") || is(first, "exception") ? CS_IN_RULE
          : is(first, "table")                          ? CS_IN_TABLE
          : is(first, "term")                           ? CS_IN_TERM
                                                        : CS_IN_FILE;
  f->base = 0;
}

static size_t indentation(struct fmt *f) {
  const struct cs_token *first = &f->line.at[0];
  unsigned in = clause_of(f);
  if (in == 0) {
    return f->base == 0 ? STEP : f->base + HANGING;
  }
  if (in == cs_parse_clause_in(&(struct cs_token){.kind = CS_TOKEN_WORD, .text = CS_STR("rule")}, CS_IN_FILE)) {
    begin_thing(f, first);
    return 0;
  }
  f->base = STEP;
  if (f->in == CS_IN_RULE) {
    bool below =
        in == CS_IN_RULE && !is_effect(first) && !is(first, "because") && !is(first, "disputed") && !is(first, "when");
    f->base = f->effect && below ? 2 * STEP : STEP;
    f->effect = f->effect || is_effect(first) || is(first, "note");
  } else if (f->in == CS_IN_GROUP) {
    bool member = is(first, "member");
    f->base = f->member && !member ? 2 * STEP : STEP;
    f->member = f->member || member;
  }
  return f->base;
}

/* ------------------------------------------------------------------ writing a line */

static bool is_sign(const struct cs_token *tok, char sign) {
  return tok->kind == CS_TOKEN_SIGN && tok->text.len == 1 && tok->text.ptr[0] == sign;
}

/* Did the writer put nothing between the two? Where both ways are good, that is kept. */
static bool joined(const struct fmt *f, size_t i) {
  const struct cs_token *tok = &f->line.at[i];
  const char *begin = tok->kind == CS_TOKEN_STRING ? tok->text.ptr - 1 : tok->text.ptr;
  return f->line.ends[i - 1] == begin;
}

/* Is there a blank before the i-th token? */
static bool spaced(const struct fmt *f, size_t i) {
  const struct cs_token *before = &f->line.at[i - 1], *tok = &f->line.at[i];
  if (is_sign(before, '-')) {
    return true; /* a minus has blanks on both sides */
  }
  if (is_sign(tok, ',') || is_sign(tok, ')') || is_sign(tok, ']') || is_sign(before, '(') || is_sign(before, '[')) {
    return false;
  }
  bool word = before->kind == CS_TOKEN_WORD;
  if (is_sign(tok, '[') || (is_sign(tok, '(') && word)) {
    return !joined(f, i);
  }
  bool column = tok->kind == CS_TOKEN_WORD && tok->text.ptr[0] == '.' && is_sign(before, ']');
  return !column || !joined(f, i);
}

static void blanks(struct fmt *f, size_t n) {
  for (size_t i = 0; i < n; i++) {
    cs_buf_byte(f->out, ' ');
  }
}

static void write_token(struct fmt *f, const struct cs_token *tok) {
  bool quoted = tok->kind == CS_TOKEN_STRING;
  cs_buf_add(f->out, quoted ? CS_STR("\"") : CS_STR_NONE);
  cs_buf_add(f->out, tok->text);
  cs_buf_add(f->out, quoted ? CS_STR("\"") : CS_STR_NONE);
  f->depth += is_sign(tok, '{') || is_sign(tok, '(') || is_sign(tok, '[');
  if ((is_sign(tok, '}') || is_sign(tok, ')') || is_sign(tok, ']')) && f->depth > 0) {
    f->depth--;
  }
}

static void write_comments(struct fmt *f, size_t indent) {
  for (size_t i = 0; i < f->comments.n; i++) {
    bool blank = f->comments.at[i].len == 0;
    bool double_blank = blank && (!f->begun || (i > 0 && f->comments.at[i - 1].len == 0));
    if (double_blank) {
      continue;
    }
    blanks(f, blank ? 0 : indent);
    cs_buf_add(f->out, f->comments.at[i]);
    cs_buf_byte(f->out, '\n');
    f->begun = true;
  }
  f->comments.n = 0;
}

/* cite, from and when of a rule are as wide as known. */
static size_t padding(const struct fmt *f, const struct cs_token *first, size_t indent) {
  bool padded = is(first, "cite") || is(first, "from") || is(first, "when");
  return padded && indent > 0 && f->line.n > 1 && cs_parse_clause_in(first, (enum cs_parse_in)f->in) != 0
             ? PADDED - first->text.len
             : 0;
}

static void write_line(struct fmt *f) {
  bool goes_on = f->depth > 0 || clause_of(f) == 0;
  size_t indent = indentation(f);
  write_comments(f, indent);
  blanks(f, indent);
  for (size_t i = 0; i < f->line.n; i++) {
    blanks(f, i > 0 && spaced(f, i));
    write_token(f, &f->line.at[i]);
    blanks(f, i == 0 && !goes_on ? padding(f, &f->line.at[0], indent) : 0);
  }
  if (f->line.comment.len > 0) {
    cs_buf_add(f->out, CS_STR("  "));
    cs_buf_add(f->out, f->line.comment);
  }
  cs_buf_byte(f->out, '\n');
  f->begun = true;
}

/* ------------------------------------------------------------------ all lines */

static bool keep_comment(struct fmt *f) {
  struct cs_str *slot = cs_list_push(f->arena, &f->comments, f->err);
  if (slot) {
    *slot = f->line.comment;
  }
  return slot != NULL;
}

static bool same_tokens(struct cs_str before, struct cs_str after) {
  struct cs_lex a, b;
  struct cs_token left, right;
  cs_lex_init(&a, before, 0);
  cs_lex_init(&b, after, 0);
  do {
    cs_lex_next(&a, &left);
    cs_lex_next(&b, &right);
    bool same = left.kind == right.kind && left.first == right.first && cs_str_eq(left.text, right.text);
    if (left.kind != CS_TOKEN_END && !same) {
      return false;
    }
  } while (left.kind != CS_TOKEN_END);
  return right.kind == CS_TOKEN_END;
}

static bool check_bytes(struct cs_rules_text text, struct cs_err *err) {
  size_t bad;
  if (text.text.len > CS_FILE_MAX) {
    cs_err_set(err, &CS_E_LIMIT, "%zu bytes are too many: at most %u", text.text.len, CS_FILE_MAX);
    return cs_err_at(err, text.file, 0, 0);
  }
  if (!cs_utf8_valid(text.text, &bad)) {
    uint32_t line, column;
    cs_lex_place(text.text, bad, &line, &column);
    cs_err_set(err, &CS_E_UTF8, "byte 0x%02X is not part of a character, expected UTF-8",
               (unsigned char)text.text.ptr[bad]);
    return cs_err_at(err, text.file, line, column);
  }
  return true;
}

static bool format_lines(struct fmt *f, struct cs_str text) {
  struct cs_str rest = cs_str_from(text, f->lex.offset);
  if (!advance(f)) {
    return cs_err_set(f->err, &CS_E_RULES_SYNTAX, "\"%.*s\": %s", CS_STR_ARG(cs_str_head(f->next.text, 60)),
                      f->next.fault);
  }
  for (uint32_t number = 1; rest.ptr; number++) {
    struct cs_str line = cs_str_cut(&rest, '\n');
    if (!read_line(f, line, number)) {
      return false;
    }
    if (f->line.n > 0) {
      write_line(f);
    } else if (!keep_comment(f)) {
      return false;
    }
  }
  while (f->comments.n > 0 && f->comments.at[f->comments.n - 1].len == 0) {
    f->comments.n--; /* no blank lines at the end */
  }
  write_comments(f, 0);
  return true;
}

bool cs_rules_format(struct cs_arena *arena, struct cs_rules_text text, struct cs_buf *out, struct cs_err *err) {
  struct fmt f = {.arena = arena, .out = out, .in = CS_IN_FILE, .err = err};
  size_t start = out->len;
  if (!check_bytes(text, err)) {
    return false;
  }
  cs_lex_init(&f.lex, text.text, 0);
  if (!format_lines(&f, text.text)) {
    return err->code == &CS_E_RULES_SYNTAX ? cs_err_at(err, text.file, f.next.pos.line, f.next.pos.column) : false;
  }
  if (!cs_buf_ok(out, err)) {
    return false;
  }
  cs_assert(same_tokens(text.text, cs_str_from(cs_buf_str(out), start)));
  return true;
}
