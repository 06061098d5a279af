/* Entries: bytes that are taken as an entry are exactly what writing it gives, and can be folded onto nothing. */
#include "model/entry.h"
#include "fuzz.h"
#include "model/fold.h"

static void fold(struct cs_arena *arena, const struct cs_entry *entry) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  struct cs_json *state;
  struct cs_err err;
  size_t n;
  bool named = cs_act_subjects(arena, &entry->act, subjects, &n, &err);
  cs_assert(named);
  for (size_t i = 0; i < n; i++) {
    if (!cs_fold(arena, subjects[i], NULL, entry, &state, &err)) {
      fuzz_error(&err);
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str bytes = fuzz_str(data, size);
  struct cs_entry entry;
  struct cs_arena arena;
  struct cs_buf out;
  struct cs_err err;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  cs_buf_init(&out, CS_ENTRY_MAX + 1);
  if (cs_entry_read(&arena, bytes, &entry, &err)) {
    bool written = cs_entry_write(&arena, &entry, &out, &err);
    cs_assert(written && cs_str_eq(cs_buf_str(&out), bytes));
    fold(&arena, &entry);
  } else {
    fuzz_error(&err);
  }
  cs_buf_deinit(&out);
  cs_arena_deinit(&arena);
  return 0;
}
