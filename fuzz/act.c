/* Acts: what is decoded can be put on record, in a form that decodes to the same record. */
#include "model/act.h"
#include "fuzz.h"

static bool record_of(struct cs_arena *arena, const struct cs_act *act, struct cs_json **a, struct cs_buf *out) {
  struct cs_err err;
  cs_buf_reset(out);
  if (!cs_act_to_record(arena, act, a, &err) || !cs_json_canonical(out, *a, &err)) {
    fuzz_error(&err);
    return false;
  }
  return true;
}

/* What is sealed goes on record as a commitment; which, does not matter here. */
static bool seal(struct cs_arena *arena, struct cs_act *act) {
  for (int class = CS_SEAL_CONFIDENTIAL; class < CS_SEAL_N; class ++) {
    struct cs_opening *opening = &act->seals[class];
    struct cs_err err;
    if (!cs_act_sealed_fields(arena, act, (enum cs_seal) class, &opening->value, &err)) {
      fuzz_error(&err);
      return false;
    }
    opening->present = opening->value != NULL;
  }
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_act act, again;
  struct cs_arena arena;
  struct cs_json *json, *a;
  struct cs_buf one, other;
  struct cs_err err;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  cs_buf_init(&one, (size_t)1 << 26);
  cs_buf_init(&other, (size_t)1 << 26);
  if (!cs_json_parse(&arena, CS_STR("fuzz.jsonl"), fuzz_str(data, size), &json, &err) ||
      !cs_act_decode(&arena, CS_STR("fuzz.jsonl"), json, &act, &err)) {
    fuzz_error(&err);
  } else {
    bool named = cs_act_subjects(&arena, &act, subjects, &n, &err);
    cs_assert(named && n >= 1 && n <= CS_ACT_SUBJECTS_MAX && cs_str_eq(subjects[0], act.subject));
    if (seal(&arena, &act) && record_of(&arena, &act, &a, &one)) {
      bool read = cs_act_from_record(&arena, a, &again, &err);
      cs_assert(read && again.def == act.def);
      bool written = record_of(&arena, &again, &a, &other);
      cs_assert(written && cs_str_eq(cs_buf_str(&one), cs_buf_str(&other)));
    }
  }
  cs_buf_deinit(&one);
  cs_buf_deinit(&other);
  cs_arena_deinit(&arena);
  return 0;
}
