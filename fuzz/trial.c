/* Files of trials (*.test): each trial that is taken says what it expects, within the bounds of verdicts, at a line of the text. */
#include "fuzz.h"
#include "service/trial_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_trials trials = {0};
  struct cs_arena arena;
  struct cs_err err;
  size_t lines = 1;
  for (size_t i = 0; i < text.len; i++) {
    lines += text.ptr[i] == '\n';
  }
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  if (cs_trials_read(&arena, CS_STR("fuzz.test"), text, &trials, &err)) {
    for (size_t i = 0; i < trials.n; i++) {
      const struct cs_trial *one = &trials.at[i];
      cs_assert(one->name.len > 0 && one->line >= 1 && one->expect_line > one->line && one->expect_line <= lines);
      cs_assert(one->at_least <= one->at_most && one->at_most <= CS_PROHIBITED);
      cs_assert(one->request.n_lines >= 1);
      for (size_t k = 0; k < one->expects.n; k++) {
        cs_assert(one->expects.at[k].line > one->line && one->expects.at[k].line <= lines);
      }
    }
  } else {
    fuzz_error(&err);
    cs_assert(err.line <= lines);
  }
  cs_arena_deinit(&arena);
  return 0;
}
