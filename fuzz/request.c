/* Requests: what is taken has one form, which is taken again and is the same. */
#include "model/request.h"
#include "fuzz.h"

static bool form_of(struct cs_arena *arena, const struct cs_request *request, struct cs_json **json,
                    struct cs_str *out) {
  struct cs_buf buf;
  struct cs_err err;
  cs_buf_init(&buf, (size_t)1 << 26);
  bool done = cs_request_to_json(arena, request, json, &err);
  cs_assert(done);
  done = cs_json_canonical(&buf, *json, &err);
  if (done) {
    done = cs_arena_str(arena, cs_buf_str(&buf), out, &err);
    cs_assert(done);
  }
  cs_buf_deinit(&buf);
  return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_request request, again;
  struct cs_str form, form_again;
  struct cs_arena arena;
  struct cs_json *json;
  struct cs_err err;
  cs_arena_init(&arena, NULL, (size_t)256 << 20);
  if (!cs_json_parse(&arena, CS_STR("fuzz.json"), fuzz_str(data, size), &json, &err) ||
      !cs_request_read(&arena, CS_STR("fuzz.json"), json, &request, &err)) {
    fuzz_error(&err);
  } else if (form_of(&arena, &request, &json, &form)) {
    cs_assert(request.n_lines >= 1 && request.n_lines <= CS_LINES_MAX);
    bool taken = cs_request_read(&arena, CS_STR("form"), json, &again, &err);
    cs_assert(taken && form_of(&arena, &again, &json, &form_again));
    cs_assert(cs_str_eq(form, form_again));
  }
  cs_arena_deinit(&arena);
  return 0;
}
