/* JSON: we take and refuse what jansson takes and refuses, but for what only one of the two defines; what we take is the same when it is written
 * and read again, and in canonical form where it has one. */
#include "base/json.h"
#include "fuzz.h"

#ifdef CS_HAVE_JANSSON
#include <jansson.h>

/* jansson alone refuses these: numbers beyond its machine types, and names with U+0000. */
static bool theirs_alone(const json_error_t *error) {
  enum json_error_code code = json_error_code(error);
  return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

static void hold_against_oracle(struct cs_str text, bool taken, const struct cs_err *err) {
  json_error_t error;
  if (text.len > 0 && memchr(text.ptr, '\0', text.len)) {
    cs_assert(!taken); /* jansson takes a NUL for the end */
    return;
  }
  json_t *theirs = json_loadb(text.ptr, text.len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
  if (taken && !theirs) {
    cs_assert(theirs_alone(&error) || text.len == 0);
  }
  if (!taken && theirs) {
    cs_assert(err->code == &CS_E_JSON_DEPTH);
  }
  json_decref(theirs);
}
#else
static void hold_against_oracle(struct cs_str text, bool taken, const struct cs_err *err) {
  (void)text;
  (void)taken;
  (void)err;
}
#endif

/* A text is taken as canonical when it is what is written of it, and only then. */
static void check_canonical(struct cs_arena *arena, struct cs_str text, const struct cs_json *json,
                            struct cs_buf *out) {
  struct cs_json *again;
  struct cs_err err;
  cs_buf_reset(out);
  bool has_form = cs_json_canonical(out, json, &err);
  if (!has_form) {
    fuzz_error(&err);
  }
  bool taken = cs_json_parse_canonical(arena, CS_STR("canonical"), text, &again, &err);
  cs_assert(taken == (has_form && cs_str_eq(cs_buf_str(out), text)));
  taken = has_form && cs_json_parse_canonical(arena, CS_STR("canonical"), cs_buf_str(out), &again, &err);
  cs_assert(taken == has_form);
}

static void check_written(struct cs_arena *arena, const struct cs_json *json, struct cs_buf *out, int indent) {
  struct cs_json *again;
  struct cs_buf twice;
  struct cs_err err;
  cs_buf_init(&twice, out->max);
  cs_buf_reset(out);
  cs_json_write(out, json, indent);
  bool same = cs_json_parse(arena, CS_STR("written"), cs_buf_str(out), &again, &err);
  cs_assert(same);
  cs_json_write(&twice, again, indent);
  cs_assert(cs_str_eq(cs_buf_str(out), cs_buf_str(&twice)));
  cs_buf_deinit(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_str text = fuzz_str(data, size);
  struct cs_arena arena;
  struct cs_json *json;
  struct cs_err err = {0};
  struct cs_buf out;
  cs_arena_init(&arena, NULL, 0);
  cs_buf_init(&out, 128 * size + 1024);
  bool taken = cs_json_parse(&arena, CS_STR("fuzz.json"), text, &json, &err);
  hold_against_oracle(text, taken, &err);
  if (taken) {
    check_canonical(&arena, text, json, &out);
    check_written(&arena, json, &out, 0);
    check_written(&arena, json, &out, 2);
  } else {
    fuzz_error(&err);
    cs_assert(err.line >= 1 && err.line <= size + 1);
  }
  cs_buf_deinit(&out);
  cs_arena_deinit(&arena);
  return 0;
}
