/* Openings beside an entry: a part with the entry, one with the file, one with the field's name. A value is only shown when the entry
 * commits to what the file holds, and otherwise it is said why not. */
#include "fuzz.h"
#include "service/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str rest = fuzz_str(data, size), entry = fuzz_part(&rest), opening = fuzz_part(&rest),
                field = fuzz_part(&rest);
  const struct cs_json *value = NULL;
  enum cs_proof_outcome outcome = CS_PROOF_ALTERED;
  struct cs_arena arena;
  struct cs_err err, fault;
  if (entry.len > 0 && entry.ptr[entry.len - 1] == '\n') { /* of the divider; an entry has no line end */
    entry.len--;
  }
  while (field.len > 0 && field.ptr[field.len - 1] == '\n') {
    field.len--;
  }
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  if (cs_service_show(entry, CS_STR("fuzz.opening"), opening, field, &arena, &outcome, &fault, &value, &err)) {
    cs_assert((outcome == CS_PROOF_OK) == (value != NULL));
    if (outcome != CS_PROOF_OK) {
      fuzz_error(&fault);
    }
  } else {
    fuzz_error(&err);
  }
  cs_arena_deinit(&arena);
  return 0;
}
