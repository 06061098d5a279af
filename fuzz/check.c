/* The checker: a text of rules is either a set that can be shown, or is refused with all that is wrong, each at its place, in order. */
#include "fuzz.h"
#include "review/view.h"
#include "rules/rules.h"

static bool has_error(const struct cs_findings *findings) {
  for (size_t i = 0; i < findings->n; i++) {
    if (!findings->at[i].warning) {
      return true;
    }
  }
  return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_rules_text text = {CS_STR("fuzz.rules"), fuzz_str(data, size)};
  struct cs_rules_sources sources = {.texts = &text, .n_texts = 1};
  struct cs_findings findings = {0};
  struct cs_strs names = {0};
  struct cs_rules *rules;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  bool done = cs_rules_compile(&arena, cs_review_schema(), &sources, &findings, &rules, &err);
  cs_assert(done != has_error(&findings));
  for (size_t i = 0; i < findings.n; i++) {
    fuzz_error(&findings.at[i].err);
    cs_assert(strcmp(findings.at[i].err.source, "fuzz.rules") == 0 || findings.at[i].err.source[0] == '\0');
    cs_assert(findings.at[i].err.line <= size + 1);
  }
  if (done) {
    struct cs_buf out;
    cs_buf_init(&out, (size_t)64 << 20);
    cs_rules_show(&out, rules, CS_STR_NONE);
    cs_assert(cs_buf_ok(&out, &err));
    cs_buf_deinit(&out);
  } else {
    fuzz_error(&err);
  }
  if (!cs_rules_uses(&arena, text, &names, &err) || !cs_rules_regimes(&arena, text, &names, &err)) {
    fuzz_error(&err);
  }
  cs_arena_deinit(&arena);
  return 0;
}
