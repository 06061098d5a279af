/* Signed acts as files: what is taken has a form that is taken again and is the same, and nothing that a key did not sign passes. */
#include "service/submission.h"
#include "fuzz.h"

/* Does it open all that it seals? Another is not written, and does not pass. */
static bool opened(const struct cs_submission *s) {
  bool all = true;
  for (int seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    all = all && (!s->act.seals[seal].present || s->act.seals[seal].value);
  }
  return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_submission one, again;
  struct cs_hash identity = {{0}};
  struct cs_arena arena;
  struct cs_buf first, second;
  struct cs_err err;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  cs_buf_init(&first, (size_t)1 << 26);
  cs_buf_init(&second, (size_t)1 << 26);
  if (!cs_submission_read(&arena, CS_STR("fuzz.act"), fuzz_str(data, size), &one, &err)) {
    fuzz_error(&err);
  } else {
    bool written = opened(&one) && cs_submission_write(&arena, &one, &first, &err);
    cs_assert(written || !opened(&one));
    if (written) {
      bool read = cs_submission_read(&arena, CS_STR("again.act"), cs_buf_str(&first), &again, &err);
      cs_assert(read && again.n_blobs == one.n_blobs && cs_str_eq(again.a_bytes, one.a_bytes));
      written = cs_submission_write(&arena, &again, &second, &err);
      cs_assert(written && cs_str_eq(cs_buf_str(&first), cs_buf_str(&second)));
    }
    if (!cs_submission_check(&one, &identity, &arena,
                             &err)) { /* of no record: an identity of zeros was never signed for */
      fuzz_error(&err);
      cs_assert(!one.checked);
    } else {
      cs_assert(written);
    }
  }
  cs_buf_deinit(&first);
  cs_buf_deinit(&second);
  cs_arena_deinit(&arena);
  return 0;
}
