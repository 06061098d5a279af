/* Our JSON reader against jansson: texts are mutated with a fixed seed; both must take or refuse each, and what both
 * take must mean the same. Without jansson the test says so and is skipped. Known differences, which are not compared:
 * numbers that do not fit a machine's integer or double (ours are text), names with U+0000 (jansson refuses them), and
 * nesting beyond our limit. */
#include "support/test.h"

#include "base/json.h"

#include <stdlib.h>

#ifdef CS_HAVE_JANSSON
#include <jansson.h>

#define ROUNDS   60000
#define TEXT_MAX 512

static uint64_t next_random(uint64_t *state) { /* xorshift64* */
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

static size_t below(uint64_t *state, size_t n) {
  return (size_t)(next_random(state) >> 33) % n;
}

static const char *const seeds[] = {
    "{\"act\":\"use\",\"lines\":[{\"item\":\"us/"
    "atacms\",\"quantity\":\"12.5\"}],\"on\":\"2025-08-23\",\"n\":[0,-1,12,1e2,1.5E-3]}",
    "[\"\\uD83D\\uDE00\\u00e9\\n\\\\\\/\",\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\",true,false,null,{},[],\"\"]",
    " {\n\t\"a\" : { \"b\" : { \"c\" : [ [ [ 1 , 2 ] ] ] } } ,\r\n \"d\" : -0.0 , \"e\" : 9007199254740993 } ",
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":0,\"k\":1,\"l\":2,\"m\":3,\"n\":4,"
    "\"o\":5}",
};

/* clang-format off */
static const char *const pieces[] = {
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\uD83D", "\\uDE00", "\\u0061", "0", "-", ".", "e", "+",
    "1", "\"a\":", "\"a\"", "true", "nul", "NaN", " ", "\n", "\t", "\x01", "\x7F", "\xC3", "\xA9",
    "\xED\xA0\x80", "\xEF\xBB\xBF", "\xF0\x9F\x98\x80", "[[[[", "]]]]", "/**/",
};
/* clang-format on */

static void put(struct cs_buf *out, struct cs_str s) {
  cs_buf_add(out, s);
}

/* One change: a byte flipped, a stretch cut out, a stretch doubled, or a piece put in. */
static void mutate(uint64_t *random, struct cs_str in, struct cs_buf *out) {
  size_t at = below(random, in.len + 1);
  size_t n = below(random, 1 + (in.len - at < 24 ? in.len - at : 24));
  size_t kind = below(random, 4);
  const char *piece = pieces[below(random, sizeof pieces / sizeof *pieces)];
  char flipped = (char)(at < in.len ? in.ptr[at] ^ (char)(1 << below(random, 8)) : '}');
  put(out, cs_str_sub(in, 0, at));
  if (kind == 0) {
    put(out, (struct cs_str){&flipped, 1});
    put(out, at < in.len ? cs_str_from(in, at + 1) : CS_STR_NONE);
  } else if (kind == 1) {
    put(out, cs_str_from(in, at + n));
  } else if (kind == 2) {
    put(out, cs_str_sub(in, at, n));
    put(out, cs_str_from(in, at));
  } else {
    put(out, cs_str_of(piece));
    put(out, cs_str_from(in, at));
  }
}

static bool same(const struct cs_json *ours, json_t *theirs);

static bool same_members(const struct cs_json *ours, json_t *theirs) {
  if (!json_is_object(theirs) || json_object_size(theirs) != ours->n) {
    return false;
  }
  for (size_t i = 0; i < ours->n; i++) {
    json_t *value = json_object_getn(theirs, ours->members[i].key.ptr, ours->members[i].key.len);
    if (!value || !same(ours->members[i].value, value)) {
      return false;
    }
  }
  return true;
}

static bool same_items(const struct cs_json *ours, json_t *theirs) {
  if (!json_is_array(theirs) || json_array_size(theirs) != ours->n) {
    return false;
  }
  for (size_t i = 0; i < ours->n; i++) {
    if (!same(ours->items[i], json_array_get(theirs, i))) {
      return false;
    }
  }
  return true;
}

static bool same_number(struct cs_str ours, json_t *theirs) {
  char text[TEXT_MAX + 1] = {0};
  memcpy(text, ours.ptr, ours.len);
  if (json_is_integer(theirs)) {
    return strtoll(text, NULL, 10) == json_integer_value(theirs);
  }
  double difference = strtod(text, NULL) - json_real_value(theirs);
  return json_is_real(theirs) && !(difference < 0) && !(difference > 0);
}

static bool same(const struct cs_json *ours, json_t *theirs) {
  switch (ours->kind) {
  case CS_JSON_NULL:
    return json_is_null(theirs);
  case CS_JSON_BOOL:
    return json_is_boolean(theirs) && (bool)json_boolean_value(theirs) == ours->truth;
  case CS_JSON_NUMBER:
    return same_number(ours->text, theirs);
  case CS_JSON_STRING:
    return json_is_string(theirs) &&
           cs_str_eq(ours->text, (struct cs_str){json_string_value(theirs), json_string_length(theirs)});
  case CS_JSON_ARRAY:
    return same_items(ours, theirs);
  case CS_JSON_OBJECT:
    return same_members(ours, theirs);
  }
  return false;
}

static bool theirs_alone(enum json_error_code code) {
  return code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

struct tally {
  unsigned taken, refused, passed_over;
};

static void compare(struct cs_arena *arena, struct cs_str text, struct tally *tally) {
  struct cs_json *ours = NULL;
  struct cs_err err = {0};
  json_error_t their_error;
  bool taken = cs_json_parse(arena, CS_STR("m"), text, &ours, &err);
  json_t *theirs =
      json_loadb(text.ptr, text.len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &their_error);
  if (taken != (theirs != NULL)) {
    if (!theirs ? !theirs_alone(json_error_code(&their_error)) : err.code != &CS_E_JSON_DEPTH) {
      fail_msg("%s by us (%s), %s by jansson (%s): %.*s", taken ? "taken" : "refused", err.text,
               theirs ? "taken" : "refused", their_error.text, CS_STR_ARG(text));
    }
    tally->passed_over++;
  } else if (taken) {
    if (!same(ours, theirs)) {
      fail_msg("read differently: %.*s", CS_STR_ARG(text));
    }
    tally->taken++;
  } else {
    tally->refused++;
  }
  json_decref(theirs);
}

/* What we write, canonical form included, is read by jansson as the same value. */
static void mutated_texts_are_read_as_another_reader_reads_them(void **state) {
  (void)state;
  struct cs_arena arena;
  struct cs_buf a, b;
  cs_arena_init(&arena, NULL, 0);
  cs_buf_init(&a, 4 * TEXT_MAX);
  cs_buf_init(&b, 4 * TEXT_MAX);
  uint64_t random = UINT64_C(0x5EED0F0C0DE);
  struct tally tally = {0};
  for (int round = 0; round < ROUNDS; round++) {
    cs_buf_reset(&a);
    put(&a, cs_str_of(seeds[below(&random, sizeof seeds / sizeof *seeds)]));
    for (size_t changes = 1 + below(&random, 3); changes > 0; changes--) {
      cs_buf_reset(&b);
      mutate(&random, cs_buf_str(&a), &b);
      cs_buf_reset(&a);
      put(&a, cs_str_sub(cs_buf_str(&b), 0, TEXT_MAX));
    }
    if (memchr(a.ptr, '\0', a.len)) {
      tally.passed_over++;
      continue;
    }
    compare(&arena, cs_buf_str(&a), &tally);
    cs_arena_reset(&arena);
  }
  printf("taken by both %u, refused by both %u, not comparable %u\n", tally.taken, tally.refused, tally.passed_over);
  assert_true(tally.taken > ROUNDS / 20 && tally.refused > ROUNDS / 4 && tally.passed_over < ROUNDS / 50);
  cs_buf_deinit(&a);
  cs_buf_deinit(&b);
  cs_arena_deinit(&arena);
}
#else
static void mutated_texts_are_read_as_another_reader_reads_them(void **state) {
  (void)state;
  printf("skipped: built without jansson (install libjansson-dev for this comparison)\n");
  skip();
}
#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mutated_texts_are_read_as_another_reader_reads_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
