/* Entries: to bytes and back, what bytes are no entry, and one stored entry of each kind and version. RECORD section 1.
 */
#include "model/samples.h"

#include "model/fold.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *written(struct room *room, const struct cs_entry *entry) {
  struct cs_buf buf;
  struct cs_str copy;
  cs_buf_init(&buf, CS_ENTRY_MAX + 1u);
  assert_ok(cs_entry_write(&room->arena, entry, &buf, &room->err), &room->err);
  assert_ok(cs_arena_str(&room->arena, cs_buf_str(&buf), &copy, &room->err), &room->err);
  cs_buf_deinit(&buf);
  return copy.ptr;
}

static struct cs_entry entry_from(struct room *room, const char *bytes) {
  struct cs_entry entry;
  assert_ok(cs_entry_read(&room->arena, cs_str_of(bytes), &entry, &room->err), &room->err);
  return entry;
}

/* `text` with the first `what` replaced. */
static const char *changed(struct room *room, const char *text, const char *what, const char *by) {
  const char *at = strstr(text, what);
  struct cs_str out;
  if (!at) {
    fail_msg("no %s in %s", what, text);
    return NULL;
  }
  assert_ok(cs_arena_printf(&room->arena, &out, &room->err, "%.*s%s%s", (int)(at - text), text, by, at + strlen(what)),
            &room->err);
  return out.ptr;
}

static void every_kind_comes_back_from_its_bytes(void **state) {
  struct room *room = *state;
  for (size_t i = 0; i < N_SAMPLES; i++) {
    struct cs_entry entry = entry_of(room, samples[i].flat, (int64_t)i, "{\"owner\":\"us.president\"}");
    const char *bytes = written(room, &entry);
    struct cs_entry back = entry_from(room, bytes);
    assert_int_equal(back.n, i);
    assert_int_equal(back.at, entry.at);
    assert_int_equal(back.act.def->kind, entry.act.def->kind);
    assert_str(cs_json_text(back.out, "owner"), "us.president");
    assert_memory_equal(back.r, entry.r, sizeof back.r);
    assert_int_equal(back.by.kind, CS_BY_KEY);
    assert_str(back.by.signature, SIG_A);
    assert_string_equal(written(room, &back), bytes);
  }
}

static void each_way_of_knowing_the_actor_comes_back(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("group.define"), 9, "{}");
  entry.by = (struct cs_by){CS_BY_SOURCE, CS_STR_NONE, 3, 17};
  struct cs_entry back = entry_from(room, written(room, &entry));
  assert_int_equal(back.by.kind, CS_BY_SOURCE);
  assert_int_equal(back.by.load, 3);
  assert_int_equal(back.by.line, 17);
  entry.by = (struct cs_by){CS_BY_CORE, CS_STR_NONE, 0, 0};
  assert_int_equal(entry_from(room, written(room, &entry)).by.kind, CS_BY_CORE);
}

static void the_key_of_the_act_stands_in_what_the_core_added(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("group.define"), 9, "{\"size\":4}");
  entry.request_key = CS_STR("00112233445566778899aabbccddeeff");
  const char *bytes = written(room, &entry);
  assert_non_null(strstr(bytes, "\"out\":{\"key\":\"00112233445566778899aabbccddeeff\",\"size\":4}"));
  assert_null(cs_json_get(entry.out, "key"));
  struct cs_entry back = entry_from(room, bytes);
  assert_str(back.request_key, "00112233445566778899aabbccddeeff");
  assert_string_equal(written(room, &back), bytes);
}

static void the_bytes_are_what_the_record_says(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("group.define"), 9, "{}");
  entry.by = (struct cs_by){CS_BY_CORE, CS_STR_NONE, 0, 0};
  assert_string_equal(
      written(room, &entry),
      "{\"act\":{\"body\":{\"group\":\"atacms\",\"of\":\"items\",\"open\":true},\"kind\":\"group.define\",\"saw\":-1,"
      "\"subject\":\"group:atacms\",\"v\":1},\"at\":\"2025-08-25T09:00:00.123456Z\",\"by\":{\"by\":\"core\"},\"n\":9,"
      "\"out\":{},\"r\":\"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\"}");
}

/* ---- bytes that are no entry ---- */

static void bytes_that_do_not_say_it_in_the_one_form_are_refused(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("group.define"), 9, "{}");
  const char *bytes = written(room, &entry);
  static const struct {
    const char *what, *by;
  } changes[] = {
      {"{\"act\":", "{ \"act\":"},
      {"\"n\":9", "\"n\":9.0"},
      {"\"n\":9", "\"n\":09"},
      {"\"n\":9,\"out\":{}", "\"out\":{},\"n\":9"},
      {"\"n\":9", "\"n\":9,\"n\":9"},
      {"atacms", "\\u0061tacms"},
      {"\"}", "\"}\n"},
      {"2025-08-25T09:00:00.123456Z", "2025-08-25T11:00:00.123456+02:00"},
      {"2025-08-25T09:00:00.123456Z", "2025-08-25T09:00:00Z"},
      {"2025-08-25T09:00:00.123456Z", "2025-02-30T09:00:00.123456Z"},
      {"\"n\":9", "\"n\":-1"},
      {"\"n\":9", "\"n\":\"9\""},
      {"\"n\":9,", ""},
      {"\"out\":{}", "\"out\":[]"},
      {"\"out\":{}", "\"out\":{\"key\":\"0011\"}"},
      {"\"out\":{}", "\"out\":{\"key\":7}"},
      {"a5a5a5a5", "A5a5a5a5"},
      {"a5a5a5a5", "a5a5a5"},
      {"\"by\":\"key\"", "\"by\":\"word\""},
      {"\"by\":\"key\",", ""},
      {"\"by\":\"key\"", "\"by\":\"core\""},
      {"\"by\":\"key\"", "\"by\":\"source\""},
      {"AQID", "!QID"},
      {"AQID", ""},
      {"\"r\":", "\"q\":1,\"r\":"},
      {"group:atacms", "group:other"},
      {"\"saw\":-1", "\"saw\":-1,\"seen\":1"},
      {"{\"body\"", "[{\"body\""},
  };
  for (size_t i = 0; i < COUNT(changes); i++) {
    struct cs_entry back;
    const char *bad = changed(room, bytes, changes[i].what, changes[i].by);
    if (cs_entry_read(&room->arena, cs_str_of(bad), &back, &room->err) || room->err.code != &CS_E_ENTRY_FORM) {
      fail_msg("%s: got %s (%s)", bad, room->err.code ? room->err.code->slug : "nothing", room->err.text);
    }
  }
}

static void any_cut_or_flipped_byte_is_refused_or_says_something_else(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("case.decide"), 63, "{\"on\":\"2025-08-28\"}");
  const char *bytes = written(room, &entry);
  size_t len = strlen(bytes);
  for (size_t i = 0; i < len; i++) {
    struct cs_entry back;
    assert_false(cs_entry_read(&room->arena, (struct cs_str){bytes, i}, &back, &room->err));
    char *flipped = test_malloc(len);
    memcpy(flipped, bytes, len);
    flipped[i] = (char)(flipped[i] ^ 1);
    if (cs_entry_read(&room->arena, (struct cs_str){flipped, len}, &back, &room->err)) {
      struct cs_buf buf;
      cs_buf_init(&buf, CS_ENTRY_MAX + 1u);
      assert_ok(cs_entry_write(&room->arena, &back, &buf, &room->err), &room->err);
      assert_int_equal(buf.len, len); /* what was taken is the one form of what it says */
      assert_memory_equal(buf.ptr, flipped, len);
      cs_buf_deinit(&buf);
    }
    test_free(flipped);
  }
}

static void a_kind_from_the_future_is_read_but_for_its_act(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("group.define"), 9, "{\"size\":4}");
  const char *bytes = changed(room, written(room, &entry), "\"v\":1", "\"v\":2");
  struct cs_entry back;
  assert_code(cs_entry_read(&room->arena, cs_str_of(bytes), &back, &room->err), &room->err, CS_E_ACT_UNKNOWN_KIND);
  assert_int_equal(back.n, 9);
  assert_int_equal(back.at, entry.at);
  assert_int_equal(cs_json_integer(back.out, "size", 0), 4);
  assert_str(cs_json_text(back.a, "kind"), "group.define");
  assert_null(back.act.def);
}

static void an_entry_is_at_most_65535_bytes(void **state) {
  struct room *room = *state;
  struct cs_entry entry = entry_of(room, sample_of("group.define"), 9, "{\"x\":\"\"}");
  size_t left = CS_ENTRY_MAX - strlen(written(room, &entry));
  char *filler = cs_arena_alloc(&room->arena, left + 1, &room->err);
  memset(filler, 'x', left + 1);
  cs_json_get(entry.out, "x")->text = (struct cs_str){filler, left};
  const char *bytes = written(room, &entry);
  assert_int_equal(strlen(bytes), CS_ENTRY_MAX);
  assert_int_equal(entry_from(room, bytes).n, 9);
  cs_json_get(entry.out, "x")->text.len++;
  struct cs_buf buf;
  struct cs_entry back;
  cs_buf_init(&buf, 1u << 20);
  assert_code(cs_entry_write(&room->arena, &entry, &buf, &room->err), &room->err, CS_E_ENTRY_TOO_LARGE);
  assert_int_equal(buf.len, 0);
  assert_code(cs_entry_read(&room->arena, (struct cs_str){bytes, CS_ENTRY_MAX + 1u}, &back, &room->err), &room->err,
              CS_E_ENTRY_TOO_LARGE);
  cs_buf_deinit(&buf);
}

/* ---- too little memory ---- */

/* An allocator that fails from the n-th call on. */
struct scarce {
  int left;
};
static void *scarce_get(void *ctx, size_t size) {
  struct scarce *scarce = ctx;
  return scarce->left-- > 0 ? malloc(size) : NULL;
}
static void scarce_put(void *ctx, void *ptr) {
  (void)ctx;
  free(ptr);
}

/* From the flat form to an entry's bytes, back, and into each state. */
static bool all_the_way(struct cs_arena *arena, const char *flat, struct cs_buf *buf, struct cs_err *err) {
  struct cs_entry entry = {.n = 5, .by = {CS_BY_SOURCE, CS_STR_NONE, 1, 1}}, back;
  struct cs_json *json, *state;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  if (!cs_json_parse(arena, CS_STR("a.json"), cs_str_of(flat), &json, err) ||
      !cs_act_decode(arena, CS_STR("a.json"), json, &entry.act, err) ||
      !(entry.out = cs_json_new(arena, CS_JSON_OBJECT, err)) ||
      !cs_act_sealed_fields(arena, &entry.act, CS_SEAL_PERSONAL, &json, err)) {
    return false;
  }
  entry.act.seals[CS_SEAL_PERSONAL].present = json != NULL;
  if (!cs_act_sealed_fields(arena, &entry.act, CS_SEAL_CONFIDENTIAL, &json, err)) {
    return false;
  }
  entry.act.seals[CS_SEAL_CONFIDENTIAL].present = json != NULL;
  cs_buf_reset(buf);
  if (!cs_entry_write(arena, &entry, buf, err) || !cs_entry_read(arena, cs_buf_str(buf), &back, err) ||
      (json && !cs_act_open(arena, &back.act, CS_SEAL_CONFIDENTIAL, json, err)) ||
      !cs_act_subjects(arena, &back.act, subjects, &n, err)) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (!cs_fold(arena, subjects[i], NULL, &back, &state, err)) {
      return err->code == &CS_E_FOLD_STATE; /* not the first word that can be said on its subject */
    }
  }
  return true;
}

static void out_of_memory_is_a_code_at_every_allocation(void **state) {
  struct room *room = *state;
  struct cs_buf buf;
  unsigned failures = 0;
  cs_buf_init(&buf, CS_ENTRY_MAX + 1u);
  for (size_t i = 0; i < N_SAMPLES; i++) {
    bool done = false;
    for (int n = 0; !done; n++) {
      struct scarce scarce = {n};
      struct cs_alloc alloc = {scarce_get, scarce_put, &scarce};
      struct cs_arena arena;
      assert_true(n < 100);
      cs_arena_init(&arena, &alloc, 0);
      done = all_the_way(&arena, samples[i].flat, &buf, &room->err);
      if (!done) {
        assert_ptr_equal(room->err.code, &CS_E_OOM);
        failures++;
      }
      cs_arena_deinit(&arena);
    }
  }
  assert_true(failures >= N_SAMPLES);
  cs_buf_deinit(&buf);
}

/* An arena that may hold so many bytes and no more, for finer steps than blocks. */
static void a_full_arena_is_a_code_too(void **state) {
  struct room *room = *state;
  struct cs_buf buf;
  cs_buf_init(&buf, CS_ENTRY_MAX + 1u);
  bool done = false;
  for (size_t max = 1; !done; max += 1021) {
    struct cs_arena arena;
    assert_true(max < 1u << 20);
    cs_arena_init(&arena, NULL, max);
    done = all_the_way(&arena, sample_of("case.decide"), &buf, &room->err);
    assert_true(done || room->err.code == &CS_E_OOM);
    cs_arena_deinit(&arena);
  }
  cs_buf_deinit(&buf);
}

/* ---- stored entries ---- */

static void one_stored_entry_of_each_kind_and_version_decodes_for_ever(void **state) {
  struct room *room = *state;
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    const struct cs_act_def *def = cs_act_def((enum cs_act_kind)kind);
    char path[300];
    static char bytes[CS_ENTRY_MAX + 1];
    snprintf(path, sizeof path, CS_SOURCE_DIR "/tests/model/entries/%s-%d.json", def->name, def->version);
    FILE *file = fopen(path, "rb");
    if (!file) {
      fail_msg("no stored entry %s", path);
      return;
    }
    size_t n = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    bytes[n] = '\0';
    struct cs_entry entry = entry_from(room, bytes);
    assert_int_equal(entry.act.def->kind, kind);
    assert_string_equal(written(room, &entry), bytes);
    struct cs_json *a;
    assert_ok(cs_act_to_record(&room->arena, &entry.act, &a, &room->err), &room->err);
    assert_string_equal(canonical(room, a), canonical(room, entry.a));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(every_kind_comes_back_from_its_bytes),
      T(each_way_of_knowing_the_actor_comes_back),
      T(the_key_of_the_act_stands_in_what_the_core_added),
      T(the_bytes_are_what_the_record_says),
      T(bytes_that_do_not_say_it_in_the_one_form_are_refused),
      T(any_cut_or_flipped_byte_is_refused_or_says_something_else),
      T(a_kind_from_the_future_is_read_but_for_its_act),
      T(an_entry_is_at_most_65535_bytes),
      T(out_of_memory_is_a_code_at_every_allocation),
      T(a_full_arena_is_a_code_too),
      T(one_stored_entry_of_each_kind_and_version_decodes_for_ever),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
