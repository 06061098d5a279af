/* JSON: what is taken, what is refused and where, and that what is written can be read. Specification: RFC 8259, and
 * RFC 8785 for the canonical form. */
#include "support/test.h"

#include "base/json.h"

#include <stdlib.h>

struct room {
  struct cs_arena arena;
  struct cs_buf buf;
  struct cs_err err;
};

static int set_up(void **state) {
  struct room *room = calloc(1, sizeof *room);
  cs_arena_init(&room->arena, NULL, 0);
  cs_buf_init(&room->buf, 1u << 20);
  *state = room;
  return 0;
}

static int tear_down(void **state) {
  struct room *room = *state;
  cs_arena_deinit(&room->arena);
  cs_buf_deinit(&room->buf);
  free(room);
  return 0;
}

static struct cs_json *parsed(struct room *room, struct cs_str text) {
  struct cs_json *json = NULL;
  assert_ok(cs_json_parse(&room->arena, CS_STR("a.json"), text, &json, &room->err), &room->err);
  return json;
}

/* Refused with this code, at this place; all of `words` stand in the text. */
static void refused(struct room *room, struct cs_str text, const struct cs_code *code, unsigned line, unsigned column,
                    const char *words) {
  struct cs_json *json = NULL;
  cs_err_reset(&room->err);
  if (cs_json_parse(&room->arena, CS_STR("a.json"), text, &json, &room->err)) {
    fail_msg("%.*s was taken", CS_STR_ARG(text));
  }
  if (room->err.code != code || room->err.line != line || room->err.column != column) {
    fail_msg("%.*s: got %s at %u:%u (%s), expected %s at %u:%u", CS_STR_ARG(text), room->err.code->slug, room->err.line,
             room->err.column, room->err.text, code->slug, line, column);
  }
  assert_string_equal(room->err.source, "a.json");
  if (!strstr(room->err.text, words)) {
    fail_msg("%.*s: \"%s\" does not say \"%s\"", CS_STR_ARG(text), room->err.text, words);
  }
}

struct fault {
  struct cs_str text;
  unsigned line, column;
  const char *words;
};

static void all_refused(void **state, const struct cs_code *code, const struct fault *faults, size_t n) {
  for (size_t i = 0; i < n; i++) {
    refused(*state, faults[i].text, code, faults[i].line, faults[i].column, faults[i].words);
  }
}
#define T(literal)                                                                                                     \
  { literal, sizeof(literal) - 1 }
#define ALL_REFUSED(code, ...)                                                                                         \
  do {                                                                                                                 \
    static const struct fault faults[] = {__VA_ARGS__};                                                                \
    all_refused(state, (code), faults, sizeof faults / sizeof *faults);                                                \
  } while (0)

/* ---- refusals ---- */

static void a_missing_value_is_named(void **state) {
  ALL_REFUSED(&CS_E_JSON_SYNTAX, {T(""), 1, 1, "ends here, expected a value"},
              {T(" \n\t\r\n "), 3, 2, "ends here, expected a value"}, {T("["), 1, 2, "ends here, expected a value"},
              {T("[1,"), 1, 4, "ends here, expected a value"}, {T("[1,]"), 1, 4, "unexpected \"]\", expected a value"},
              {T("[,1]"), 1, 2, "unexpected \",\""}, {T("{\"a\":}"), 1, 6, "unexpected \"}\", expected a value"},
              {T("}"), 1, 1, "unexpected \"}\""});
}

static void words_that_are_no_value_are_quoted(void **state) {
  ALL_REFUSED(&CS_E_JSON_SYNTAX, {T("nul"), 1, 1, "\"nul\""}, {T("True"), 1, 1, "\"True\""},
              {T("NaN"), 1, 1, "\"NaN\", expected a value"}, {T("Infinity"), 1, 1, "\"Infinity\""},
              {T("-Infinity"), 1, 2, "\"Infinity\", expected a digit after the minus"},
              {T("truefalse"), 1, 1, "\"truefalse\""}, {T("undefined"), 1, 1, "\"undefined\""},
              {T("'a'"), 1, 1, "\"'\""}, {T("// x"), 1, 1, "\"/\""}, {T("[\n  \xC3\xA9]"), 2, 3, "\"\xC3\xA9\""},
              {T("\xEF\xBB\xBF{}"), 1, 1, "expected a value"},
              {T("aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"), 1, 1, "\"aaaaaaaaaabbbbbbbbbbccccccccccdd...\""});
}

static void what_must_follow_is_named(void **state) {
  ALL_REFUSED(&CS_E_JSON_SYNTAX, {T("[1 2]"), 1, 4, "unexpected \"2\", expected \",\" or \"]\""},
              {T("[1"), 1, 3, "ends here, expected \",\" or \"]\""}, {T("[1}"), 1, 3, "\"}\""},
              {T("{\"a\" 1}"), 1, 6, "expected \":\" after a member's name"},
              {T("{\"a\":1 \"b\":2}"), 1, 8, "unexpected '\"', expected \",\" or \"}\""},
              {T("{\"a\":1]"), 1, 7, "\"]\""}, {T("{\"a\":1,}"), 1, 8, "unexpected \"}\", expected a member's name"},
              {T("{,}"), 1, 2, "expected a member's name in quotes or \"}\""}, {T("{a:1}"), 1, 2, "\"a\""},
              {T("{1:1}"), 1, 2, "\"1\", expected a member's name"}, {T("{"), 1, 2, "ends here"},
              {T("[\x01]"), 1, 2, "control byte 0x01"}, {T("[1\x00]"), 1, 3, "control byte 0x00"});
}

static void numbers_outside_the_grammar_are_refused(void **state) {
  ALL_REFUSED(&CS_E_JSON_SYNTAX, {T("01"), 1, 2, "without leading zeros"}, {T("-01"), 1, 3, "without leading zeros"},
              {T("+1"), 1, 1, "\"+1\", expected a value"}, {T(".5"), 1, 1, "\".5\", expected a value"},
              {T("1."), 1, 3, "expected a digit after the point"}, {T("[1.e5]"), 1, 4, "a digit after the point"},
              {T("1e"), 1, 3, "a digit in the exponent"}, {T("1e+]"), 1, 4, "a digit in the exponent"},
              {T("-"), 1, 2, "a digit after the minus"}, {T("[-a]"), 1, 3, "\"a\", expected a digit after the minus"},
              {T("[1_000]"), 1, 3, "\"_000\""}, {T("[0x10]"), 1, 3, "\"x10\", expected \",\""});
}

static void strings_outside_the_grammar_are_refused(void **state) {
  ALL_REFUSED(&CS_E_JSON_SYNTAX, {T("\"abc"), 1, 1, "not closed"}, {T("[1,\n \"abc]"), 2, 2, "not closed"},
              {T("\"\\"), 1, 3, "ends here, expected one of"},
              {T("\"\\q\""), 1, 3, "unexpected \"q\", expected one of"}, {T("\"\\U0041\""), 1, 3, "\"U0041\""},
              {T("\"\\u12"), 1, 6, "four hexadecimal digits"},
              {T("\"\\u12g4\""), 1, 6, "\"g4\", expected four hexadecimal digits"},
              {T("\"a\nb\""), 1, 3, "control byte 0x0A in a string"}, {T("\"a\tb\""), 1, 3, "control byte 0x09"},
              {T("\"\x1F\""), 1, 2, "control byte 0x1F"}, {T("\"\xC3\xA9\x01\""), 1, 3, "control byte 0x01"},
              {T("\"\x00\""), 1, 2, "control byte 0x00"});
}

static void half_a_surrogate_pair_is_refused_where_its_escape_begins(void **state) {
  ALL_REFUSED(&CS_E_JSON_SYNTAX, {T("\"\\uD800\""), 1, 2, "\"\\uD800\" is half of a surrogate pair"},
              {T("\"ab\\ud83dx\""), 1, 4, "\\uD83D"}, {T("\"\\uDC00\""), 1, 2, "\\uDC00"},
              {T("\"\\uDE00\\uD83D\""), 1, 2, "\\uDE00"}, {T("\"\\uD83D\\uD83D\""), 1, 2, "\\uD83D"},
              {T("\"\\uD83D\\n\""), 1, 2, "\\uD83D"}, {T("\"\\uD83D\\u0041\""), 1, 2, "\\uD83D"},
              {T("{\"\\uDFFF\":1}"), 1, 3, "\\uDFFF"});
}

static void a_byte_that_is_no_utf8_is_refused_where_it_stands(void **state) {
  ALL_REFUSED(&CS_E_UTF8, {T("\"\xFF\""), 1, 2, "byte 0xFF"}, {T("\"\xC3\xA9\xC3\xA9\x80\""), 1, 4, "byte 0x80"},
              {T("\"\xC3\""), 1, 2, "byte 0xC3"}, {T("\"\xC0\xAF\""), 1, 2, "byte 0xC0"},
              {T("\"\xED\xA0\x80\""), 1, 2, "byte 0xED"}, {T("\"\xF4\x90\x80\x80\""), 1, 2, "byte 0xF4"},
              {T("[1,\n\"a\xE2\x82\"]"), 2, 3, "byte 0xE2"}, {T("[\xFF]"), 1, 2, "byte 0xFF"},
              {T("{\"\xF8\":1}"), 1, 3, "byte 0xF8"}, {T("\"a\xC3"), 1, 3, "byte 0xC3"});
}

static void anything_after_the_value_is_refused(void **state) {
  ALL_REFUSED(&CS_E_JSON_TRAILING, {T("1 2"), 1, 3, "unexpected \"2\""}, {T("{}{}"), 1, 3, "unexpected \"{\""},
              {T("null\n\n,"), 3, 1, "unexpected \",\""}, {T("[]]"), 1, 3, "unexpected \"]\""},
              {T("1\x00"), 1, 2, "control byte 0x00"}, {T("\"a\"b"), 1, 4, "\"b\", expected nothing after the value"});
  refused(*state, CS_STR("1 \xFF"), &CS_E_UTF8, 1, 3, "byte 0xFF");
}

static void a_name_may_not_occur_twice_in_one_object_at_any_level(void **state) {
  ALL_REFUSED(&CS_E_JSON_DUPLICATE, {T("{\"a\":1,\"a\":1}"), 1, 8, "\"a\" occurs twice"},
              {T("{\"a\":1,\n \"b\":{\"c\":[],  \"d\":2, \"c\":{}}}"), 2, 23, "\"c\" occurs twice"},
              {T("[[{\"x\":{\"y\":1,\"y\":2}}]]"), 1, 15, "\"y\""}, {T("{\"\":1,\"\":2}"), 1, 7, "\"\" occurs twice"},
              {T("{\"a\":1,\"\\u0061\":2}"), 1, 8, "\"a\""},
              {T("{\"\xC3\xA9\":1,\"\xC3\xA9\":2}"), 1, 8, "\"\xC3\xA9\""},
              {T("{\"a\\u0001\":1,\"a\\u0001\":2}"), 1, 14, "\"a?\""});
  struct cs_json *json = parsed(*state, CS_STR("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]}}"));
  assert_non_null(cs_json_get(json, "a"));
}

static void names_that_look_alike_are_told_apart(void **state) {
  struct room *room = *state;
  struct cs_json *json = parsed(room, CS_STR("{\"abc\":1,\"adc\":2,\"\":3,\"a\":4,\"acc\":5}"));
  assert_int_equal(json->n, 5);
  assert_int_equal(cs_json_integer(json, "adc", 0), 2);
  refused(room, CS_STR("{\"abc\":1,\"adc\":2,\"aec\":3,\"adc\":4}"), &CS_E_JSON_DUPLICATE, 1, 26, "\"adc\"");
}

static void a_list_of_any_length_is_read_whole(void **state) {
  struct room *room = *state;
  for (int n = 0; n < 70; n++) {
    cs_buf_reset(&room->buf);
    cs_buf_add(&room->buf, CS_STR("{\"list\":["));
    for (int i = 0; i < n; i++) {
      cs_buf_printf(&room->buf, "%s%d", i > 0 ? "," : "", i);
    }
    cs_buf_add(&room->buf, CS_STR("],\"names\":{"));
    for (int i = 0; i < n; i++) {
      cs_buf_printf(&room->buf, "%s\"\\u0041%d\":\"v\\n%d\"", i > 0 ? "," : "", i, i);
    }
    cs_buf_add(&room->buf, CS_STR("}}"));
    struct cs_json *json = parsed(room, cs_buf_str(&room->buf));
    struct cs_json *list = cs_json_get(json, "list"), *names = cs_json_get(json, "names");
    assert_int_equal(list->n, n);
    assert_int_equal(names->n, n);
    for (int i = 0; i < n; i++) {
      char key[16], text[16];
      snprintf(key, sizeof key, "A%d", i);
      snprintf(text, sizeof text, "v\n%d", i);
      assert_int_equal(strtol(list->items[i]->text.ptr, NULL, 10), i);
      assert_str(names->members[i].key, key);
      assert_str(cs_json_text(names, key), text);
    }
    assert_ok(cs_json_append(&room->arena, list, cs_json_new_bool(&room->arena, true, &room->err), &room->err),
              &room->err);
    assert_true(list->items[n]->truth); /* and can be added to */
  }
}

static void in_a_large_object_the_first_second_place_is_reported(void **state) {
  struct room *room = *state;
  cs_buf_add(&room->buf, CS_STR("{"));
  for (int i = 0; i < 500; i++) {
    cs_buf_printf(&room->buf, "\"n%d\": {\"v\": %d},\n", i, i);
  }
  size_t sound = room->buf.len;
  cs_buf_add(&room->buf, CS_STR("\"last\": 1}"));
  struct cs_json *json = parsed(room, cs_buf_str(&room->buf));
  assert_int_equal(json->n, 501);
  assert_int_equal(cs_json_integer(cs_json_get(json, "n499"), "v", -1), 499);
  room->buf.len = sound;
  cs_buf_add(&room->buf, CS_STR(" \"n77\": 1, \"n3\": 2,\n\"n78\": 3}"));
  refused(room, cs_buf_str(&room->buf), &CS_E_JSON_DUPLICATE, 501, 2, "\"n77\" occurs twice");
}

static void add_many(struct cs_buf *buf, const char *text, int n) {
  for (int i = 0; i < n; i++) {
    cs_buf_add(buf, cs_str_of(text));
  }
}

static void nesting_is_taken_to_its_limit_and_no_further(void **state) {
  struct room *room = *state;
  add_many(&room->buf, "[", CS_JSON_DEPTH_MAX);
  add_many(&room->buf, "]", CS_JSON_DEPTH_MAX);
  assert_int_equal(parsed(room, cs_buf_str(&room->buf))->kind, CS_JSON_ARRAY);
  cs_buf_reset(&room->buf);
  add_many(&room->buf, "[", CS_JSON_DEPTH_MAX + 1);
  add_many(&room->buf, "]", CS_JSON_DEPTH_MAX + 1);
  refused(room, cs_buf_str(&room->buf), &CS_E_JSON_DEPTH, 1, CS_JSON_DEPTH_MAX + 1, "expected at most 32");
  cs_buf_reset(&room->buf);
  add_many(&room->buf, "{\"a\":", 200000);
  refused(room, cs_buf_str(&room->buf), &CS_E_JSON_DEPTH, 1, 5 * CS_JSON_DEPTH_MAX + 1, "\"{\" opens a level too many");
  cs_buf_reset(&room->buf);
  add_many(&room->buf, "[[],", 100); /* many side by side are one level deeper each */
  refused(room, cs_buf_str(&room->buf), &CS_E_JSON_DEPTH, 1, 4 * (CS_JSON_DEPTH_MAX - 1) + 2, "opens a level too many");
}

static void more_values_than_the_limit_are_refused(void **state) {
  struct room *room = *state;
  struct cs_buf buf;
  cs_buf_init(&buf, 16u << 20);
  cs_buf_add(&buf, CS_STR("["));
  for (unsigned i = 0; i < CS_JSON_NODES_MAX - 1; i++) {
    cs_buf_add(&buf, CS_STR("1,"));
  }
  buf.ptr[buf.len - 1] = ']';
  size_t n = parsed(room, cs_buf_str(&buf))->n;
  assert_int_equal(n, CS_JSON_NODES_MAX - 1);
  cs_arena_reset(&room->arena);
  buf.ptr[buf.len - 1] = ',';
  cs_buf_add(&buf, CS_STR("1]"));
  refused(room, cs_buf_str(&buf), &CS_E_LIMIT, 1, 2 * (CS_JSON_NODES_MAX - 1) + 2, "4194304 values");
  cs_buf_deinit(&buf);
}

static void lines_of_a_larger_file_keep_their_number(void **state) {
  struct room *room = *state;
  struct cs_json *json = NULL;
  assert_code(cs_json_parse_line(&room->arena, CS_STR("b.jsonl"), 41, CS_STR("{\"a\":x}"), &json, &room->err),
              &room->err, CS_E_JSON_SYNTAX);
  assert_string_equal(room->err.source, "b.jsonl");
  assert_int_equal(room->err.line, 41);
  assert_int_equal(room->err.column, 6);
  assert_ok(cs_json_parse_line(&room->arena, CS_STR("b.jsonl"), 41, CS_STR("[\n 1]"), &json, &room->err), &room->err);
  assert_int_equal(json->line, 41);
  assert_int_equal(json->items[0]->line, 42);
}

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

static void out_of_memory_is_a_code_at_every_allocation(void **state) {
  struct room *room = *state;
  cs_buf_add(&room->buf, CS_STR("{\"list\":[0"));
  add_many(&room->buf, ",{\"a\":\"b\"}", 200);
  cs_buf_add(&room->buf, CS_STR("]}"));
  int failures = 0;
  for (int n = 0; n < 100; n++) {
    struct scarce scarce = {n};
    struct cs_alloc alloc = {scarce_get, scarce_put, &scarce};
    struct cs_arena arena;
    cs_arena_init(&arena, &alloc, 0);
    struct cs_json *json = NULL;
    struct cs_json *copy = NULL;
    bool done = cs_json_parse(&arena, CS_STR("a.json"), cs_buf_str(&room->buf), &json, &room->err) &&
                cs_json_copy(&arena, json, &copy, &room->err) &&
                cs_json_set_integer(&arena, copy, "more", 7, &room->err);
    if (!done) {
      assert_ptr_equal(room->err.code, &CS_E_OOM);
      failures++;
    }
    cs_arena_deinit(&arena);
    if (done) {
      assert_true(failures >= 5);
      return;
    }
  }
  fail_msg("never enough memory");
}

/* ---- what is taken ---- */

static void values_know_their_place_and_their_kind(void **state) {
  struct cs_json *json = parsed(*state, CS_STR(" {\"t\": true,\r\n\t\"f\" : false, \"\xC3\xA9\xE2\x82\xAC\": null,\n"
                                               "\"l\":[1, \"\xC3\xA9\", {}]}\n"));
  assert_int_equal(json->kind, CS_JSON_OBJECT);
  assert_int_equal(json->n, 4);
  assert_int_equal(json->column, 2);
  assert_true(cs_json_flag(json, "t"));
  assert_false(cs_json_flag(json, "f"));
  const struct cs_json *null = cs_json_get(json, "\xC3\xA9\xE2\x82\xAC");
  assert_int_equal(null->kind, CS_JSON_NULL);
  assert_int_equal(null->line, 2);
  assert_int_equal(null->column, 21); /* characters, not bytes */
  const struct cs_json *list = cs_json_get(json, "l");
  assert_int_equal(list->n, 3);
  assert_int_equal(list->items[2]->line, 3);
  assert_int_equal(list->items[2]->column, 14);
  assert_int_equal(list->items[2]->kind, CS_JSON_OBJECT);
}

static void escapes_are_decoded(void **state) {
  struct cs_json *json =
      parsed(*state, CS_STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u0041\\u00e9\\u20AC\\uD83D\\uDE00\\u0000.\""));
  struct cs_str expected = CS_STR("\"\\/\b\f\n\r\t A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\0.");
  assert_true(cs_str_eq(json->text, expected));
}

static void the_tree_does_not_lean_on_the_text(void **state) {
  char text[] = "{\"name\":[\"value\",12.50]}";
  struct cs_json *json = parsed(*state, cs_str_of(text));
  memset(text, 'x', sizeof text - 1);
  const struct cs_json *list = cs_json_get(json, "name");
  assert_str(list->items[0]->text, "value");
  assert_str(list->items[1]->text, "12.50");
}

static void numbers_keep_their_text(void **state) {
  static const char *const numbers[] = {"0",
                                        "-0",
                                        "12.50",
                                        "1e400",
                                        "1E+2",
                                        "-0.0e-0",
                                        "123456789012345678901234567890.123456789012345678901234567890",
                                        "1e-999",
                                        "9007199254740993"};
  struct room *room = *state;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    struct cs_json *json = parsed(room, cs_str_of(numbers[i]));
    assert_int_equal(json->kind, CS_JSON_NUMBER);
    assert_str(json->text, numbers[i]);
    cs_buf_reset(&room->buf);
    cs_json_write(&room->buf, json, 0);
    assert_str(cs_buf_str(&room->buf), numbers[i]);
  }
}

static void only_integers_within_two_to_the_53rd_in_shortest_form_are_integers(void **state) {
  static const struct {
    const char *text;
    bool is;
    int64_t value;
  } rows[] = {{"0", true, 0},
              {"-1", true, -1},
              {"9007199254740992", true, INT64_C(9007199254740992)},
              {"-9007199254740992", true, -INT64_C(9007199254740992)},
              {"9007199254740993", false, 0},
              {"-9007199254740993", false, 0},
              {"10000000000000000", false, 0},
              {"99999999999999999999", false, 0},
              {"-0", false, 0},
              {"1.0", false, 0},
              {"1e2", false, 0},
              {"\"1\"", false, 0},
              {"true", false, 0},
              {"null", false, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int64_t value = 0;
    assert_int_equal(cs_json_as_integer(parsed(*state, cs_str_of(rows[i].text)), &value), rows[i].is);
    assert_true(value == rows[i].value);
  }
  int64_t value = 0;
  assert_false(cs_json_as_integer(NULL, &value));
}

static void a_member_that_is_absent_or_of_another_kind_gives_the_fallback(void **state) {
  struct cs_json *json = parsed(*state, CS_STR("{\"s\":\"x\",\"n\":5,\"b\":true,\"l\":[]}"));
  assert_str(cs_json_text(json, "s"), "x");
  assert_null(cs_json_text(json, "n").ptr);
  assert_null(cs_json_text(json, "none").ptr);
  assert_int_equal(cs_json_integer(json, "n", -1), 5);
  assert_int_equal(cs_json_integer(json, "s", -1), -1);
  assert_int_equal(cs_json_integer(json, "none", -1), -1);
  assert_true(cs_json_flag(json, "b"));
  assert_false(cs_json_flag(json, "n"));
  assert_null(cs_json_get(NULL, "s"));
  assert_null(cs_json_get(cs_json_get(json, "l"), "s"));
}

/* ---- writing ---- */

static struct cs_str canonical(struct room *room, struct cs_str text) {
  cs_buf_reset(&room->buf);
  assert_ok(cs_json_canonical(&room->buf, parsed(room, text), &room->err), &room->err);
  return cs_buf_str(&room->buf);
}

static void canonical_form_sorts_names_and_drops_blanks(void **state) {
  assert_str(canonical(*state,
                       CS_STR(" { \"b\" : 1 , \"a\" : [ true , null , { } , [ ] ] , \"A\":\"x\", \"\":0,\"ab\":-7 } ")),
             "{\"\":0,\"A\":\"x\",\"a\":[true,null,{},[]],\"ab\":-7,\"b\":1}");
  struct room *room = *state;
  struct cs_buf many;
  cs_buf_init(&many, 4096);
  cs_buf_byte(&many, '{');
  for (char c = 'z'; c >= 'a'; c--) {
    cs_buf_printf(&many, "%s\"%c\":%d", c == 'z' ? "" : ",", c, c - 'a');
  }
  cs_buf_byte(&many, '}');
  struct cs_str sorted = canonical(room, cs_buf_str(&many));
  assert_true(cs_str_starts(sorted, CS_STR("{\"a\":0,\"b\":1,\"c\":2,")));
  assert_true(cs_str_ends(sorted, CS_STR(",\"y\":24,\"z\":25}")));
  cs_buf_deinit(&many);
}

static void canonical_strings_use_the_shortest_escapes(void **state) {
  assert_str(
      canonical(*state, CS_STR("\"\\u0022\\u005c\\/\\u0008\\u000c\\u000A\\u000d\\u0009\\u0000\\u001F\\u007f\\u00e9\"")),
      "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7F\xC3\xA9\"");
  assert_str(canonical(*state, CS_STR("\"\\uD83D\\uDE00</script>\"")), "\"\xF0\x9F\x98\x80</script>\"");
}

static void canonical_refused(struct room *room, struct cs_str text, const struct cs_code *code, unsigned line,
                              unsigned column, const char *words) {
  cs_buf_reset(&room->buf);
  assert_code(cs_json_canonical(&room->buf, parsed(room, text), &room->err), &room->err, *code);
  assert_int_equal(room->err.line, line);
  assert_int_equal(room->err.column, column);
  assert_non_null(strstr(room->err.text, words));
}

static void canonical_form_refuses_numbers_that_are_no_plain_integers(void **state) {
  const struct cs_code *code = &CS_E_JSON_NOT_CANONICAL;
  canonical_refused(*state, CS_STR("{\"a\":[1,\n1.0]}"), code, 2, 1, "\"1.0\"");
  canonical_refused(*state, CS_STR("1e2"), code, 1, 1, "\"1e2\"");
  canonical_refused(*state, CS_STR("[-0]"), code, 1, 2, "\"-0\"");
  canonical_refused(*state, CS_STR("[9007199254740993]"), code, 1, 2, "\"9007199254740993\"");
  assert_str(canonical(*state, CS_STR("[9007199254740992]")), "[9007199254740992]");
  assert_str(canonical(*state, CS_STR("[0]")), "[0]");
}

static void canonical_form_refuses_names_that_are_not_ascii(void **state) {
  canonical_refused(*state, CS_STR("{\"a\":{\"\xC3\xA9\":1}}"), &CS_E_JSON_NOT_CANONICAL, 1, 11,
                    "\"\xC3\xA9\" is not ASCII");
}

static void canonical_form_refuses_strings_that_are_not_utf8(void **state) {
  struct room *room = *state;
  struct cs_json *json = cs_json_new_string(&room->arena, CS_STR("a\xFF"), &room->err);
  assert_code(cs_json_canonical(&room->buf, json, &room->err), &room->err, CS_E_UTF8);
}

static void canonical_form_refuses_what_no_reader_would_take(void **state) {
  struct room *room = *state;
  struct cs_json *json = cs_json_new(&room->arena, CS_JSON_ARRAY, &room->err);
  for (int i = 1; i < CS_JSON_DEPTH_MAX; i++) {
    struct cs_json *outer = cs_json_new(&room->arena, CS_JSON_ARRAY, &room->err);
    assert_ok(cs_json_append(&room->arena, outer, json, &room->err), &room->err);
    json = outer;
  }
  struct cs_json *copy = NULL;
  assert_ok(cs_json_canonical(&room->buf, json, &room->err), &room->err);
  assert_ok(cs_json_copy(&room->arena, json, &copy, &room->err), &room->err);
  struct cs_json *outer = cs_json_new(&room->arena, CS_JSON_OBJECT, &room->err);
  assert_ok(cs_json_set(&room->arena, outer, "a", json, &room->err), &room->err);
  assert_code(cs_json_canonical(&room->buf, outer, &room->err), &room->err, CS_E_JSON_DEPTH);
  assert_code(cs_json_copy(&room->arena, outer, &copy, &room->err), &room->err, CS_E_JSON_DEPTH);
}

static void canonical_form_that_does_not_fit_is_a_code(void **state) {
  struct room *room = *state;
  struct cs_buf small;
  cs_buf_init(&small, 4);
  assert_code(cs_json_canonical(&small, parsed(room, CS_STR("[1,2]")), &room->err), &room->err, CS_E_LIMIT);
  cs_buf_deinit(&small);
}

static void a_canonical_text_is_read_and_any_other_form_of_it_refused(void **state) {
  struct room *room = *state;
  struct cs_json *json = NULL;
  struct cs_str good = CS_STR("{\"a\":1,\"b\":[\"\xC3\xA9\\n\",null]}");
  assert_ok(cs_json_parse_canonical(&room->arena, CS_STR("e"), good, &json, &room->err), &room->err);
  assert_int_equal(json->n, 2);
  good = CS_STR("{\"\":\"\\u001f\\\\\",\"a\":-1,\"a\\n\":{},\"aa\":9007199254740992}");
  assert_ok(cs_json_parse_canonical(&room->arena, CS_STR("e"), good, &json, &room->err), &room->err);
  assert_str(json->members[0].value->text, "\x1f\\");
  static const struct {
    struct cs_str text;
    unsigned line, column;
  } others[] = {{T("{\"a\":1,\"\xC3\xA9\":2}"), 1, 12},
                {T("[9007199254740993]"), 1, 2},
                {T("{\"ab\":1,\"aa\":1}"), 1, 4},
                {T("{\"b\":1,\"a\":1}"), 1, 3},
                {T("{\"a\":1, \"b\":2}"), 1, 8},
                {T("[1]\n"), 1, 4},
                {T(" 1"), 1, 1},
                {T("[\"\\u0041\"]"), 1, 3},
                {T("\"\\/\""), 1, 2},
                {T("[1.50]"), 1, 2},
                {T("[-0]"), 1, 2},
                {T("[\"\\u001F\"]"), 1, 8},
                {T("[\n1]"), 1, 2},
                {T("\"\xC3\xA9\\u00e9\""), 1, 3}};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    json = NULL;
    assert_code(cs_json_parse_canonical(&room->arena, CS_STR("e"), others[i].text, &json, &room->err), &room->err,
                CS_E_JSON_NOT_CANONICAL);
    assert_null(json);
    assert_string_equal(room->err.source, "e");
    assert_int_equal(room->err.line, others[i].line);
    assert_int_equal(room->err.column, others[i].column);
  }
  assert_code(cs_json_parse_canonical(&room->arena, CS_STR("e"), CS_STR("{\"a\":1,\"a\":1}"), &json, &room->err),
              &room->err, CS_E_JSON_DUPLICATE);
}

static void the_form_for_people_keeps_the_order_and_indents(void **state) {
  struct room *room = *state;
  struct cs_json *json = parsed(room, CS_STR("{\"b\":[1,2.50,[]],\"a\":{\"x\":\"\\n\"},\"e\":{}}"));
  cs_json_write(&room->buf, json, 2);
  assert_str(cs_buf_str(&room->buf),
             "{\n  \"b\": [\n    1,\n    2.50,\n    []\n  ],\n  \"a\": {\n    \"x\": \"\\n\"\n  },\n"
             "  \"e\": {}\n}");
  cs_buf_reset(&room->buf);
  cs_json_write(&room->buf, json, 0);
  assert_str(cs_buf_str(&room->buf), "{\"b\":[1,2.50,[]],\"a\":{\"x\":\"\\n\"},\"e\":{}}");
}

static void bytes_that_are_no_utf8_never_reach_a_reader(void **state) {
  struct room *room = *state;
  struct cs_json_writer w;
  cs_json_writer_init(&w, &room->buf);
  cs_json_put_str(&w, CS_STR("a\xFF\xC3\xA9\xE2\x82\"\xED\xA0\x80"));
  struct cs_json *json = parsed(room, cs_buf_str(&room->buf));
  assert_str(json->text, "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void a_built_tree_holds_what_was_set_last(void **state) {
  struct room *room = *state;
  struct cs_arena *arena = &room->arena;
  struct cs_err *err = &room->err;
  struct cs_json *object = cs_json_new(arena, CS_JSON_OBJECT, err);
  assert_ok(cs_json_set_text(arena, object, "s", CS_STR("x"), err), err);
  assert_ok(cs_json_set_integer(arena, object, "n", -12, err), err);
  assert_ok(cs_json_set_bool(arena, object, "b", true, err), err);
  struct cs_json *list = cs_json_new(arena, CS_JSON_ARRAY, err);
  assert_ok(cs_json_set(arena, object, "l", list, err), err);
  for (int i = 0; i < 9; i++) {
    assert_ok(cs_json_append(arena, list, cs_json_new_integer(arena, i, err), err), err);
  }
  assert_ok(cs_json_set_text(arena, object, "s", CS_STR("y"), err), err);
  assert_false(cs_json_set(arena, object, "none", NULL, err));
  assert_false(cs_json_append(arena, list, NULL, err));
  cs_json_write(&room->buf, object, 0);
  assert_str(cs_buf_str(&room->buf), "{\"s\":\"y\",\"n\":-12,\"b\":true,\"l\":[0,1,2,3,4,5,6,7,8]}");
}

static void a_copy_shares_nothing_with_its_original(void **state) {
  struct room *room = *state;
  struct cs_arena other;
  cs_arena_init(&other, NULL, 0);
  struct cs_json *json = NULL;
  struct cs_json *copy = NULL;
  struct cs_str text = CS_STR("{\"a\":[1,\"x\",{\"b\":null}],\"c\":false}");
  assert_ok(cs_json_parse(&other, CS_STR("o"), text, &json, &room->err), &room->err);
  assert_ok(cs_json_copy(&room->arena, json, &copy, &room->err), &room->err);
  cs_arena_deinit(&other);
  cs_json_write(&room->buf, copy, 0);
  assert_true(cs_str_eq(cs_buf_str(&room->buf), text));
  assert_int_equal(cs_json_get(copy, "c")->column, 29);
}

static void the_stream_writer_puts_the_commas(void **state) {
  struct room *room = *state;
  struct cs_json_writer w;
  cs_json_writer_init(&w, &room->buf);
  cs_json_begin_object(&w);
  cs_json_key(&w, "a");
  cs_json_begin_array(&w);
  cs_json_put_integer(&w, INT64_MIN);
  cs_json_put_bool(&w, false);
  cs_json_put_null(&w);
  cs_json_begin_object(&w);
  cs_json_end_object(&w);
  cs_json_begin_array(&w);
  cs_json_end_array(&w);
  cs_json_end_array(&w);
  cs_json_key_str(&w, CS_STR("q\""));
  cs_json_put_cstr(&w, "v\x01");
  cs_json_key(&w, "t");
  cs_json_put_tree(&w, parsed(room, CS_STR("[1, {\"z\":0}]")));
  cs_json_key(&w, "last");
  cs_json_put_bool(&w, true);
  cs_json_end_object(&w);
  assert_int_equal(w.depth, 0);
  assert_str(cs_buf_str(&room->buf),
             "{\"a\":[-9223372036854775808,false,null,{},[]],\"q\\\"\":\"v\\u0001\",\"t\":[1,{\"z\":0}],"
             "\"last\":true}");
}

static void what_is_written_is_read_back_the_same(void **state) {
  struct room *room = *state;
  static const char *const texts[] = {"null",
                                      "\"\"",
                                      "[]",
                                      "{}",
                                      "[[],{}]",
                                      "{\"a\":{\"b\":[1,2,{\"c\":\"\\u0000\\\"\\\\\"}]}}",
                                      "[1.5e3,-0,\"\xE2\x82\xAC\",{\"\xC3\xA9\":true}]"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    for (int indent = 0; indent < 5; indent += 2) {
      cs_buf_reset(&room->buf);
      cs_json_write(&room->buf, parsed(room, cs_str_of(texts[i])), indent);
      struct cs_json *again = parsed(room, cs_buf_str(&room->buf));
      cs_buf_reset(&room->buf);
      cs_json_write(&room->buf, again, 0);
      assert_str(cs_buf_str(&room->buf), texts[i]);
    }
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_missing_value_is_named),
      TEST(words_that_are_no_value_are_quoted),
      TEST(what_must_follow_is_named),
      TEST(numbers_outside_the_grammar_are_refused),
      TEST(strings_outside_the_grammar_are_refused),
      TEST(half_a_surrogate_pair_is_refused_where_its_escape_begins),
      TEST(a_byte_that_is_no_utf8_is_refused_where_it_stands),
      TEST(anything_after_the_value_is_refused),
      TEST(a_name_may_not_occur_twice_in_one_object_at_any_level),
      TEST(names_that_look_alike_are_told_apart),
      TEST(a_list_of_any_length_is_read_whole),
      TEST(in_a_large_object_the_first_second_place_is_reported),
      TEST(nesting_is_taken_to_its_limit_and_no_further),
      TEST(more_values_than_the_limit_are_refused),
      TEST(lines_of_a_larger_file_keep_their_number),
      TEST(out_of_memory_is_a_code_at_every_allocation),
      TEST(values_know_their_place_and_their_kind),
      TEST(escapes_are_decoded),
      TEST(the_tree_does_not_lean_on_the_text),
      TEST(numbers_keep_their_text),
      TEST(only_integers_within_two_to_the_53rd_in_shortest_form_are_integers),
      TEST(a_member_that_is_absent_or_of_another_kind_gives_the_fallback),
      TEST(canonical_form_sorts_names_and_drops_blanks),
      TEST(canonical_strings_use_the_shortest_escapes),
      TEST(canonical_form_refuses_numbers_that_are_no_plain_integers),
      TEST(canonical_form_refuses_names_that_are_not_ascii),
      TEST(canonical_form_refuses_strings_that_are_not_utf8),
      TEST(canonical_form_refuses_what_no_reader_would_take),
      TEST(canonical_form_that_does_not_fit_is_a_code),
      TEST(a_canonical_text_is_read_and_any_other_form_of_it_refused),
      TEST(the_form_for_people_keeps_the_order_and_indents),
      TEST(bytes_that_are_no_utf8_never_reach_a_reader),
      TEST(a_built_tree_holds_what_was_set_last),
      TEST(a_copy_shares_nothing_with_its_original),
      TEST(the_stream_writer_puts_the_commas),
      TEST(what_is_written_is_read_back_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
