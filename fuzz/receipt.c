/* Receipts: what is taken is exactly what writing it gives; and no bytes are proved by a key that did not sign them. */
#include "lib/receipt.h"
#include "fuzz.h"

#define KEY "example.org/review+092dd8aa+AUyGIEBuOWC/hG1u3mO2D/7cN3r5TGCNKK8/vxcogafA"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_receipt receipt;
  struct cs_receipt_answer answer;
  struct cs_arena arena;
  struct cs_buf out;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_buf_init(&out, CS_RECEIPT_MAX + 1);
  if (cs_receipt_parse(text, &arena, &receipt, &err)) {
    bool written = cs_receipt_write(&receipt, &out, &err);
    cs_assert(written && cs_str_eq(cs_buf_str(&out), text));
  } else {
    fuzz_error(&err);
  }
  if (cs_receipt_answer(text, CS_STR("{}"), CS_STR(KEY), &arena, &answer, &err)) {
    cs_assert(answer.outcome != CS_PROOF_OK);
    fuzz_error(&answer.fault);
  } else {
    fuzz_error(&err);
  }
  cs_buf_deinit(&out);
  cs_arena_deinit(&arena);
  return 0;
}
