/* The lexer of the rule language (SPEC.md section 2): text in, one token at a time out. It allocates nothing, and a
 * copy of its state is a place to look ahead from. Tokens are slices of the text. */
#ifndef CS_RULES_LEX_H
#define CS_RULES_LEX_H

#include "rules/program.h"

enum cs_token_kind {
  CS_TOKEN_WORD,   /* names, numbers, days and intervals: a run of letters, digits and . _ / - ; also % */
  CS_TOKEN_STRING, /* text: what stands between the quotation marks */
  CS_TOKEN_SIGN,   /* { } ( ) [ ] , : | < <= = != >= > + - * */
  CS_TOKEN_BAD,    /* a fault: `fault` says which */
  CS_TOKEN_END,    /* empty, where the text ends */
};

struct cs_token {
  enum cs_token_kind kind;
  struct cs_str text;
  struct cs_pos pos;
  bool first;        /* is it the first of its line? */
  const char *fault; /* BAD: what is wrong, for a message */
};

struct cs_lex {
  struct cs_str text;
  uint32_t index; /* of the text in its set, for positions */
  size_t offset;
  uint32_t line, column; /* columns count characters, not bytes */
  bool first;
};

/* The text must be valid UTF-8 (cs_utf8_valid); a byte order mark at its start is passed over. */
void cs_lex_init(struct cs_lex *lex, struct cs_str text, uint32_t index);
/* After the last token: END, however often it is asked. */
void cs_lex_next(struct cs_lex *lex, struct cs_token *out);
/* Line and column of a byte offset, for faults found before lexing. */
void cs_lex_place(struct cs_str text, size_t offset, uint32_t *line, uint32_t *column);

#endif
