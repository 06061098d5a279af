/* The checker: a text of rules, with tables behind lines "%%", is either a set that can be shown, or is refused with all that is wrong, each at its place, in order. */
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
  struct cs_str rest = fuzz_str(data, size);
  struct fuzz_sources from;
  struct cs_findings findings = {0};
  struct cs_strs names = {0};
  struct cs_rules *rules;
  struct cs_arena arena;
  struct cs_err err;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  fuzz_sources(&from, &rest, false);
  bool done = cs_rules_compile(&arena, cs_review_schema(), &from.sources, &findings, &rules, &err);
  cs_assert(done != has_error(&findings));
  for (size_t i = 0; i < findings.n; i++) {
    fuzz_error(&findings.at[i].err);
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
  if (!cs_rules_uses(&arena, from.text, &names, &err) || !cs_rules_regimes(&arena, from.text, &names, &err)) {
    fuzz_error(&err);
  }
  cs_arena_deinit(&arena);
  return 0;
}
