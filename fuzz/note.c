/* Signed notes and the checkpoints in them: parts lie within the text; a checkpoint that is taken is what writing it gives. */
#include "fuzz.h"
#include "tlog/checkpoint.h"
#include "tlog/hash.h"
#include "tlog/policy.h"

#define KEY "example.org/review+092dd8aa+AUyGIEBuOWC/hG1u3mO2D/7cN3r5TGCNKK8/vxcogafA"

static void check_checkpoint(struct cs_str text) {
  struct cs_checkpoint checkpoint;
  struct cs_buf out;
  struct cs_err err;
  if (!cs_checkpoint_parse(text, &checkpoint, &err)) {
    fuzz_error(&err);
    return;
  }
  cs_buf_init(&out, (size_t)1 << 24);
  bool written = cs_checkpoint_write(&checkpoint, &out, &err);
  cs_assert(written && cs_str_eq(cs_buf_str(&out), text));
  cs_buf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_checkpoint_opened opened;
  struct cs_policy policy;
  struct cs_hasher hasher;
  struct cs_note note;
  struct cs_err err;
  if (cs_note_parse(text, &note, &err)) {
    cs_assert(note.text.ptr >= text.ptr && note.text.ptr + note.text.len <= text.ptr + text.len);
    check_checkpoint(note.text);
  } else {
    fuzz_error(&err);
  }
  check_checkpoint(text);
  bool ready = cs_hasher_init(&hasher, &err) && cs_policy_parse(&policy, &hasher, CS_STR("key"), CS_STR(KEY), &err);
  cs_assert(ready);
  if (!cs_checkpoint_open(text, cs_policy_origin(&policy), policy.at, policy.n, &opened, &err)) {
    fuzz_error(&err);
  }
  cs_hasher_deinit(&hasher);
  return 0;
}
