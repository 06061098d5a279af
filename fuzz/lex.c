/* The lexer: every text in UTF-8 becomes tokens that are slices of it, in order, until END; and END stays END. */
#include "rules/lex.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_lex lex;
  struct cs_token token;
  size_t bad;
  if (!cs_utf8_valid(text, &bad)) {
    uint32_t line, column;
    cs_assert(bad < size);
    cs_lex_place(text, bad, &line, &column);
    cs_assert(line >= 1 && column >= 1 && line <= size + 1);
    return 0;
  }
  cs_lex_init(&lex, text, 0);
  const char *before = text.ptr;
  uint32_t line = 1;
  for (size_t n = 0;; n++) {
    cs_assert(n <= size + 1); /* each token but the last takes a byte at least */
    cs_lex_next(&lex, &token);
    if (token.kind == CS_TOKEN_END) {
      break;
    }
    cs_assert(token.pos.line >= line && token.pos.column >= 1);
    cs_assert(token.text.len == 0 || (token.text.ptr >= before && token.text.ptr + token.text.len <= text.ptr + size));
    cs_assert((token.kind == CS_TOKEN_BAD) == (token.fault != NULL));
    cs_assert(token.kind != CS_TOKEN_WORD || token.text.len > 0);
    line = token.pos.line;
    before = token.text.len > 0 ? token.text.ptr : before;
  }
  cs_lex_next(&lex, &token);
  cs_assert(token.kind == CS_TOKEN_END);
  return 0;
}
