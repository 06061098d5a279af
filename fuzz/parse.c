/* The parser: what it refuses has a place in the text, and what it takes makes a tree whose names are slices of the text. */
#include "rules/parse.h"
#include "fuzz.h"
#include "rules/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_rules_text one = {CS_STR("fuzz.rules"), text};
  struct cs_findings findings = {0};
  struct cs_ast ast = {0};
  struct cs_arena arena;
  struct cs_err err;
  size_t bad;
  if (!cs_utf8_valid(text, &bad)) {
    return 0; /* the compiler asks before it parses */
  }
  cs_arena_init(&arena, NULL, 0);
  struct cs_report report = {.arena = &arena, .texts = &one};
  bool parsed = cs_parse_text(&arena, text, 0, &report, &ast);
  cs_assert(parsed || report.n > 0 || report.fatal.code);
  bool given = cs_report_give(&report, &arena, &findings, &err);
  cs_assert(given);
  for (size_t i = 0; i < findings.n; i++) {
    fuzz_error(&findings.at[i].err);
    cs_assert(findings.at[i].err.line >= 1 && findings.at[i].err.line <= size + 1);
    cs_assert(i == 0 || findings.at[i].err.line >= findings.at[i - 1].err.line);
  }
  for (size_t i = 0; i < ast.uses.n; i++) {
    struct cs_str name = ast.uses.at[i].text;
    cs_assert(name.ptr >= text.ptr && name.ptr + name.len <= text.ptr + text.len);
  }
  cs_arena_deinit(&arena);
  return 0;
}
