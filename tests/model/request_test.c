/* Requests: what is taken and in which form it is kept, and what is refused and where. */
#include "model/samples.h"

#include "model/request.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct cs_request request_of(struct room *room, const char *text) {
  struct cs_request request;
  assert_ok(cs_request_read(&room->arena, CS_STR("a.json"), parsed(room, text), &request, &room->err), &room->err);
  return request;
}

/* What it is written as. */
static const char *form(struct room *room, const char *text) {
  struct cs_request request = request_of(room, text);
  struct cs_json *json;
  assert_ok(cs_request_to_json(&room->arena, &request, &json, &room->err), &room->err);
  return canonical(room, json);
}

static void a_request_of_one_item_has_one_line(void **state) {
  struct cs_request request =
      request_of(*state, "{\"act\":\"use\",\"item\":\"eram\",\"quantity\":\"12.5\",\"value\":\"825000000.00 USD\"}");
  assert_str(request.act, "use");
  assert_int_equal(request.n_lines, 1);
  assert_str(request.lines[0].item, "eram");
  assert_true(request.lines[0].has_quantity && request.lines[0].has_value);
  assert_true(cs_unit_is_money(request.lines[0].value.unit));
  assert_false(request.has_area || request.has_on || request.has_known);
}

static void all_members_are_read(void **state) {
  struct cs_request request = request_of(
      *state, "{\"act\":\"sale\",\"lines\":[{\"item\":\"a\",\"quantity\":3},{\"item\":\"b\",\"value\":\"1 "
              "EUR\"},{\"item\":\"a\"}],"
              "\"applicant\":\"p1\",\"holder\":\"p2\",\"recipient\":\"p3\",\"user\":\"p4\",\"end_user\":\"p5\","
              "\"area\":\"RU-KRS\","
              "\"purpose\":\"defence\",\"facts\":{\"eccn\":\"9A004\",\"parts\":[\"x\",\"y\"],\"n\":7,\"listed\":true},"
              "\"on\":\"2025-08-29\",\"known\":\"2025-08-30\"}");
  assert_int_equal(request.n_lines, 3);
  assert_false(request.lines[1].has_quantity || request.lines[2].has_value);
  assert_str(request.applicant, "p1");
  assert_str(request.holder, "p2");
  assert_str(request.recipient, "p3");
  assert_str(request.user, "p4");
  assert_str(request.end_user, "p5");
  assert_str(cs_area_code(request.area), "RU-KRS");
  assert_str(request.purpose, "defence");
  assert_int_equal(request.n_facts, 4);
  assert_str(request.facts[0].name, "eccn");
  assert_int_equal(request.facts[1].value->n, 2);
  assert_true(request.has_on && request.known == request.on + 1);
}

static void parts_are_read_with_their_own_facts(void **state) {
  struct cs_request request = request_of(
      *state,
      "{\"act\":\"export\",\"item\":\"a\",\"parts\":[{\"id\":\"part 1\",\"origin\":\"US\",\"value\":\"20.50 USD\","
      "\"facts\":{\"eccn\":\"6C994\",\"n\":2}},{\"id\":\"part 2\",\"origin\":\"\",\"value\":\"\"}]}");
  assert_true(request.has_parts);
  assert_int_equal(request.n_parts, 2);
  assert_str(request.parts[0].id, "part 1");
  assert_str(request.parts[0].origin, "US");
  assert_true(request.parts[0].has_value && cs_unit_is_money(request.parts[0].value.unit));
  assert_int_equal(request.parts[0].n_facts, 2);
  assert_str(request.parts[0].facts[0].value->text, "6C994");
  assert_int_equal(request.parts[1].origin.len, 0);
  assert_false(request.parts[1].has_value);
  assert_false(request_of(*state, "{\"act\":\"use\",\"item\":\"a\"}").has_parts);
  request = request_of(*state, "{\"act\":\"use\",\"item\":\"a\",\"parts\":[]}");
  assert_true(request.has_parts && request.n_parts == 0);
}

static void at_most_a_thousand_parts_are_taken(void **state) {
  struct room *room = *state;
  for (size_t n = CS_PARTS_MAX; n <= CS_PARTS_MAX + 1; n++) {
    struct cs_request request;
    struct cs_buf text;
    cs_buf_init(&text, 1 << 20);
    cs_buf_printf(&text, "{\"act\":\"use\",\"item\":\"a\",\"parts\":[");
    for (size_t i = 0; i < n; i++) {
      cs_buf_printf(&text, "%s{\"id\":\"p%zu\"}", i > 0 ? "," : "", i);
    }
    cs_buf_printf(&text, "]}");
    cs_buf_byte(&text, 0);
    struct cs_json *json = parsed(room, text.ptr);
    bool taken = cs_request_read(&room->arena, CS_STR("a.json"), json, &request, &room->err);
    assert_int_equal(taken, n == CS_PARTS_MAX);
    cs_buf_deinit(&text);
  }
  assert_ptr_equal(room->err.code, &CS_E_REQUEST_PARTS);
  assert_non_null(strstr(room->err.text, "1001 parts, expected at most 1000"));
  assert_int_equal(room->err.column, 33);
}

static void facts_or_parts_may_say_what_is_asked_about_instead_of_an_item(void **state) {
  struct cs_request request = request_of(*state, "{\"act\":\"export\",\"facts\":{\"eccn\":\"0A501\"}}");
  assert_int_equal(request.n_lines, 1);
  assert_int_equal(request.lines[0].item.len, 0);
  request = request_of(*state, "{\"act\":\"export\",\"parts\":[]}");
  assert_int_equal(request.lines[0].item.len, 0);
}

static void every_act_of_the_list_is_taken(void **state) {
  struct room *room = *state;
  assert_int_equal(cs_request_acts_n, 13);
  for (size_t i = 0; i < cs_request_acts_n; i++) {
    char text[100];
    snprintf(text, sizeof text, "{\"act\":\"%s\",\"item\":\"a\"}", cs_request_acts[i]);
    assert_str(request_of(room, text).act, cs_request_acts[i]);
  }
}

static void an_empty_text_is_a_missing_fact(void **state) {
  struct room *room = *state;
  assert_string_equal(
      form(room,
           "{\"act\":\"use\",\"item\":\"a\",\"quantity\":\"\",\"value\":\"\",\"user\":\"\",\"area\":\"\",\"on\":\"\","
           "\"purpose\":\"\",\"facts\":{\"x\":\"\",\"y\":\"1\"}}"),
      "{\"act\":\"use\",\"facts\":{\"y\":\"1\"},\"lines\":[{\"item\":\"a\"}]}");
}

static void the_one_form_is_read_back_as_itself(void **state) {
  struct room *room = *state;
  static const char *const texts[] = {
      "{\"act\":\"use\",\"item\":\"a\"}",
      "{\"act\":\"sale\",\"lines\":[{\"item\":\"a\",\"quantity\":3},{\"item\":\"b\",\"quantity\":\"2..4 "
      "pieces\",\"value\":\"0.01 USD\"}],"
      "\"facts\":{\"b\":[\"x\"],\"a\":false,\"c\":-7},\"area\":\"XZ\",\"known\":\"2025-01-01\"}",
      "{\"act\":\"export\",\"parts\":[{\"id\":\"a\",\"facts\":{\"x\":\"1\"}},{\"id\":\"b\",\"value\":\"1 "
      "USD\",\"origin\":\"US\"}]}",
      "{\"act\":\"export\",\"item\":\"a\",\"parts\":[]}",
  };
  for (size_t i = 0; i < COUNT(texts); i++) {
    const char *once = form(room, texts[i]);
    assert_string_equal(form(room, once), once);
  }
  assert_string_equal(form(room, "{\"item\":\"a\",\"act\":\"use\",\"quantity\":10,\"value\":\"1.50 USD\"}"),
                      "{\"act\":\"use\",\"lines\":[{\"item\":\"a\",\"quantity\":\"10\",\"value\":\"1.50 USD\"}]}");
}

static void who_has_it_in_the_end_is_the_user_else_the_recipient(void **state) {
  struct cs_request request =
      request_of(*state, "{\"act\":\"sale\",\"item\":\"a\",\"recipient\":\"r\",\"user\":\"u\",\"end_user\":\"e\"}");
  assert_str(cs_request_end_user(&request), "e");
  request = request_of(*state, "{\"act\":\"sale\",\"item\":\"a\",\"recipient\":\"r\",\"user\":\"u\"}");
  assert_str(cs_request_end_user(&request), "u");
  request = request_of(*state, "{\"act\":\"sale\",\"item\":\"a\",\"recipient\":\"r\"}");
  assert_str(cs_request_end_user(&request), "r");
  assert_int_equal(request.end_user.len, 0);
  request = request_of(*state, "{\"act\":\"sale\",\"item\":\"a\"}");
  assert_int_equal(cs_request_end_user(&request).len, 0);
}

static void a_whole_number_is_taken_exactly_however_long(void **state) {
  assert_string_equal(
      form(*state, "{\"act\":\"use\",\"item\":\"a\",\"quantity\":12345678901234567890123456789012345678}"),
      "{\"act\":\"use\",\"lines\":[{\"item\":\"a\",\"quantity\":\"12345678901234567890123456789012345678\"}]}");
}

struct fault {
  const char *text;
  const struct cs_code *code;
  unsigned column;
  const char *words, *hint;
};
#define USE "{\"act\":\"use\",\"item\":\"a\","
#define AT  25 /* column behind USE */

static const struct fault faults[] = {
    {"[]", &CS_E_JSON_TYPE, 1, "a request is an object", ""},
    {"{}", &CS_E_JSON_MISSING, 1, "\"act\" is missing", ""},
    {"{\"act\":\"\",\"item\":\"a\"}", &CS_E_JSON_MISSING, 1, "\"act\" is missing", ""},
    {"{\"act\":7,\"item\":\"a\"}", &CS_E_JSON_TYPE, 8, "\"act\"", "\"7\""},
    {"{\"act\":\"strike\",\"item\":\"a\"}", &CS_E_REQUEST_ACT, 8, "unknown act \"strike\"", "sale, export, re-export"},
    {"{\"act\":\"use\"}", &CS_E_JSON_MISSING, 1, "\"item\" is missing", ""},
    {"{\"act\":\"use\",\"item\":\"\"}", &CS_E_JSON_MISSING, 21, "\"item\" is missing", ""},
    {"{\"act\":\"use\",\"item\":\"a b\"}", &CS_E_IDENT_SYNTAX, 21, "\"a b\" is no identifier", "1 to 128"},
    {USE "\"usr\":\"x\"}", &CS_E_JSON_MEMBER, AT + 6, "unknown member \"usr\" in a request", "\"user\""},
    {USE "\"zzzzz\":\"x\"}", &CS_E_JSON_MEMBER, AT + 8, "unknown member \"zzzzz\"", "goes into facts"},
    {"{\"act\":\"use\",\"facts\":{}}", &CS_E_JSON_MISSING, 1, "\"item\" is missing", ""},
    {"{\"act\":\"use\",\"lines\":[{\"quantity\":1}],\"facts\":{\"x\":1}}", &CS_E_JSON_MISSING, 23,
     "\"item\" is missing", ""},
    {USE "\"parts\":{}}", &CS_E_JSON_TYPE, AT + 8, "a list of parts", ""},
    {USE "\"parts\":[\"x\"]}", &CS_E_JSON_TYPE, AT + 9, "an object with id", ""},
    {USE "\"parts\":[{}]}", &CS_E_REQUEST_PARTS, AT + 9, "no \"id\"", ""},
    {USE "\"parts\":[{\"id\":\"\"}]}", &CS_E_REQUEST_PARTS, AT + 15, "no \"id\"", ""},
    {USE "\"parts\":[{\"id\":7}]}", &CS_E_JSON_TYPE, AT + 15, "\"id\"", "\"7\""},
    {USE "\"parts\":[{\"id\":\"a\"},{\"id\":\"a\"}]}", &CS_E_REQUEST_PARTS, AT + 26, "two parts are called \"a\"", ""},
    {USE "\"parts\":[{\"id\":\"a\",\"valu\":\"1 USD\"}]}", &CS_E_JSON_MEMBER, AT + 26, "\"valu\" in a part",
     "\"value\""},
    {USE "\"parts\":[{\"id\":\"a\",\"eccn\":\"0A501\"}]}", &CS_E_JSON_MEMBER, AT + 26, "\"eccn\" in a part",
     "its facts"},
    {USE "\"parts\":[{\"id\":\"a\",\"origin\":\"Germany\"}]}", &CS_E_AREA_UNKNOWN, AT + 28, "\"Germany\" is no state",
     "ISO 3166-1"},
    {USE "\"parts\":[{\"id\":\"a\",\"origin\":\"RU-KRS\"}]}", &CS_E_AREA_UNKNOWN, AT + 28, "is no state", ""},
    {USE "\"parts\":[{\"id\":\"a\",\"value\":\"7\"}]}", &CS_E_UNIT_MISMATCH, AT + 27, "\"7\" is no money", "USD"},
    {USE "\"parts\":[{\"id\":\"a\",\"value\":\"-1 USD\"}]}", &CS_E_REQUEST_PARTS, AT + 27, "below 0", ""},
    {USE "\"parts\":[{\"id\":\"a\",\"facts\":{\"x\":null}}]}", &CS_E_JSON_TYPE, AT + 32, "\"x\"",
     "leave the member out"},
    {USE "\"parts\":[{\"id\":\"at 50.4501, 30.5234\"}]}", &CS_E_REQUEST_POSITION, AT + 15, "is a position", ""},
    {USE "\"parts\":[{\"id\":\"a\",\"facts\":{\"target\":\"x\"}}]}", &CS_E_REQUEST_POSITION, AT + 37, "\"target\"", ""},
    {USE "\"area\":\"XX\"}", &CS_E_AREA_UNKNOWN, AT + 7, "unknown area \"XX\"", "RU-KRS"},
    {USE "\"area\":\"Kursk\"}", &CS_E_AREA_UNKNOWN, AT + 7, "unknown area \"Kursk\"", "ISO 3166"},
    {USE "\"area\":[\"RU\"]}", &CS_E_JSON_TYPE, AT + 7, "\"area\"", ""},
    {USE "\"user\":\"a b\"}", &CS_E_IDENT_SYNTAX, AT + 7, "\"user\": \"a b\"", ""},
    {USE "\"user\":null}", &CS_E_JSON_TYPE, AT + 7, "\"user\"", "leave the member out"},
    {USE "\"purpose\":\"a\\u0007\"}", &CS_E_JSON_TYPE, AT + 10, "control byte 0x07", ""},
    {USE "\"quantity\":1.5}", &CS_E_JSON_TYPE, AT + 11, "\"quantity\"", "\"1.5\""},
    {USE "\"quantity\":1e3}", &CS_E_JSON_TYPE, AT + 11, "\"quantity\"", "\"1e3\""},
    {USE "\"quantity\":true}", &CS_E_JSON_TYPE, AT + 11, "\"quantity\"", ""},
    {USE "\"quantity\":\"many\"}", &CS_E_DEC_SYNTAX, AT + 11, "\"quantity\"", ""},
    {USE "\"quantity\":\"123456789012345678901234567890123456789\"}", &CS_E_DEC_DIGITS, AT + 11, "\"quantity\"", ""},
    {USE "\"quantity\":123456789012345678901234567890123456789}", &CS_E_DEC_DIGITS, AT + 11, "\"quantity\"", ""},
    {USE "\"quantity\":\"0.12345678901234567890123456789\"}", &CS_E_DEC_DIGITS, AT + 11, "\"quantity\"", ""},
    {USE "\"quantity\":\"3 km\"}", &CS_E_UNIT_MISMATCH, AT + 11, "\"3 km\" is no count", ""},
    {USE "\"quantity\":\"3 xyz\"}", &CS_E_UNIT_UNKNOWN, AT + 11, "\"quantity\"", ""},
    {USE "\"quantity\":0}", &CS_E_REQUEST_LINES, AT + 11, "more than 0", ""},
    {USE "\"quantity\":-1}", &CS_E_REQUEST_LINES, AT + 11, "more than 0", ""},
    {USE "\"value\":\"825\"}", &CS_E_UNIT_MISMATCH, AT + 8, "\"825\" is no money", "USD"},
    {USE "\"value\":\"825 km\"}", &CS_E_UNIT_MISMATCH, AT + 8, "is no money", ""},
    {USE "\"value\":\"-1 USD\"}", &CS_E_REQUEST_LINES, AT + 8, "below 0", ""},
    {USE "\"on\":\"2025-08\"}", &CS_E_DATE_SYNTAX, AT + 5, "\"on\"", ""},
    {USE "\"known\":\"2025-02-30\"}", &CS_E_DATE_RANGE, AT + 8, "\"known\"", ""},
    {USE "\"lines\":[]}", &CS_E_REQUEST_LINES, 21, "\"item\" stands beside \"lines\"", ""},
    {"{\"act\":\"use\",\"lines\":[]}", &CS_E_REQUEST_LINES, 22, "0 lines, expected 1 to 1000", ""},
    {"{\"act\":\"use\",\"lines\":{}}", &CS_E_JSON_TYPE, 22, "a list of lines", ""},
    {"{\"act\":\"use\",\"lines\":[\"a\"]}", &CS_E_JSON_TYPE, 23, "an object with item", ""},
    {"{\"act\":\"use\",\"lines\":[{\"quantity\":1}]}", &CS_E_JSON_MISSING, 23, "\"item\" is missing", ""},
    {"{\"act\":\"use\",\"lines\":[{\"item\":\"a\"},{\"item\":\"b\",\"qantity\":1}]}", &CS_E_JSON_MEMBER, 58,
     "\"qantity\" in a line", "\"quantity\""},
    {"{\"act\":\"use\",\"quantity\":1,\"lines\":[{\"item\":\"a\"}]}", &CS_E_REQUEST_LINES, 25,
     "\"quantity\" stands beside", ""},
    {USE "\"facts\":[]}", &CS_E_JSON_TYPE, AT + 8, "\"facts\"", ""},
    {USE "\"facts\":{\"a b\":1}}", &CS_E_IDENT_SYNTAX, AT + 15, "\"a b\" is no name of a fact", ""},
    {USE "\"facts\":{\"x\":1.5}}", &CS_E_JSON_TYPE, AT + 13, "\"x\"", "\"1.5\""},
    {USE "\"facts\":{\"x\":9007199254740993}}", &CS_E_JSON_TYPE, AT + 13, "\"x\"", "in quotes"},
    {USE "\"facts\":{\"x\":{}}}", &CS_E_JSON_TYPE, AT + 13, "\"x\"", ""},
    {USE "\"facts\":{\"x\":[1]}}", &CS_E_JSON_TYPE, AT + 13, "\"x\"", ""},
    {USE "\"facts\":{\"x\":null}}", &CS_E_JSON_TYPE, AT + 13, "\"x\"", "leave the member out"},
    /* positions */
    {USE "\"latitude\":\"50\"}", &CS_E_REQUEST_POSITION, AT + 11, "\"latitude\"", "a country or region code"},
    {USE "\"location\":\"RU\"}", &CS_E_REQUEST_POSITION, AT + 11, "\"location\"", "a country or region code"},
    {USE "\"purpose\":\"at 50.4501, 30.5234\"}", &CS_E_REQUEST_POSITION, AT + 10, "\"50.4501, 30.5234\" is a position",
     ""},
    {USE "\"facts\":{\"x\":\"36UUA1234567890\"}}", &CS_E_REQUEST_POSITION, AT + 13, "36UUA1234567890", ""},
    {USE "\"facts\":{\"target\":\"x\"}}", &CS_E_REQUEST_POSITION, AT + 18, "\"target\"", ""},
    {USE "\"facts\":{\"x\":[\"a\",\"48.5N 35.0E\"]}}", &CS_E_REQUEST_POSITION, AT + 18, "48.5N 35.0E", ""},
    {"{\"act\":\"use\",\"lines\":[{\"item\":\"a\",\"waypoints\":[]}]}", &CS_E_REQUEST_POSITION, 47, "\"waypoints\"",
     ""},
    {USE "\"zzzzz\":{\"mgrs\":1}}", &CS_E_REQUEST_POSITION, AT + 16, "\"mgrs\"", ""},
};

static void what_is_wrong_is_refused_at_its_place_with_what_was_expected(void **state) {
  struct room *room = *state;
  unsigned failed = 0;
  for (size_t i = 0; i < COUNT(faults); i++) {
    struct cs_request request;
    const struct fault *f = &faults[i];
    cs_err_reset(&room->err);
    bool taken = cs_request_read(&room->arena, CS_STR("a.json"), parsed(room, f->text), &request, &room->err);
    if (taken || room->err.code != f->code || room->err.line != 1 || room->err.column != f->column ||
        !strstr(room->err.text, f->words) || !strstr(room->err.hint, f->hint)) {
      print_error("%s: got %s at %u \"%s\" (%s), expected %s at %u \"%s\" (%s)\n", f->text,
                  taken ? "taken" : room->err.code->slug, room->err.column, room->err.text, room->err.hint,
                  f->code->slug, f->column, f->words, f->hint);
      failed++;
    }
  }
  assert_int_equal(failed, 0);
}

static void a_name_that_occurs_twice_never_becomes_a_request(void **state) {
  struct room *room = *state;
  struct cs_json *json;
  assert_code(
      cs_json_parse(&room->arena, CS_STR("a.json"), CS_STR("{\"act\":\"use\",\"act\":\"sale\"}"), &json, &room->err),
      &room->err, CS_E_JSON_DUPLICATE);
  assert_int_equal(room->err.column, 14);
}

static void a_thousand_lines_are_taken_and_one_more_is_not(void **state) {
  struct room *room = *state;
  for (int n = CS_LINES_MAX; n <= CS_LINES_MAX + 1; n++) {
    struct cs_buf buf;
    struct cs_json *json;
    struct cs_request request;
    cs_buf_init(&buf, 1u << 20);
    cs_buf_add(&buf, CS_STR("{\"act\":\"use\",\"lines\":["));
    for (int i = 0; i < n; i++) {
      cs_buf_printf(&buf, "%s{\"item\":\"i%d\"}", i > 0 ? "," : "", i);
    }
    cs_buf_add(&buf, CS_STR("]}"));
    assert_ok(cs_json_parse(&room->arena, CS_STR("a.json"), cs_buf_str(&buf), &json, &room->err), &room->err);
    cs_buf_deinit(&buf);
    if (n == CS_LINES_MAX) {
      assert_ok(cs_request_read(&room->arena, CS_STR("a.json"), json, &request, &room->err), &room->err);
      assert_int_equal(request.n_lines, n);
    } else {
      assert_code(cs_request_read(&room->arena, CS_STR("a.json"), json, &request, &room->err), &room->err,
                  CS_E_REQUEST_LINES);
      assert_int_equal(room->err.column, 22);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(a_request_of_one_item_has_one_line),
      T(all_members_are_read),
      T(parts_are_read_with_their_own_facts),
      T(at_most_a_thousand_parts_are_taken),
      T(facts_or_parts_may_say_what_is_asked_about_instead_of_an_item),
      T(every_act_of_the_list_is_taken),
      T(an_empty_text_is_a_missing_fact),
      T(the_one_form_is_read_back_as_itself),
      T(who_has_it_in_the_end_is_the_user_else_the_recipient),
      T(a_whole_number_is_taken_exactly_however_long),
      T(what_is_wrong_is_refused_at_its_place_with_what_was_expected),
      T(a_name_that_occurs_twice_never_becomes_a_request),
      T(a_thousand_lines_are_taken_and_one_more_is_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
