/* Acts: the flat form field by field, what is refused and where, the form on record and what is sealed in it. */
#include "model/samples.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the table ---- */

static void there_is_a_sample_of_each_act_and_it_decodes(void **state) {
  assert_int_equal(N_SAMPLES, CS_ACT_N);
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    assert_string_equal(samples[kind].kind, cs_act_def((enum cs_act_kind)kind)->name);
    struct cs_act act = decoded(*state, samples[kind].flat);
    assert_int_equal(act.def->kind, kind);
  }
}

static void acts_are_found_by_name_and_version(void **state) {
  (void)state;
  assert_int_equal(cs_act_find(CS_STR("case.decide"), 1)->kind, CS_ACT_CASE_DECIDE);
  assert_null(cs_act_find(CS_STR("case.decide"), 2));
  assert_null(cs_act_find(CS_STR("case.decid"), 1));
  assert_null(cs_act_find(CS_STR(""), 1));
}

static void the_table_says_what_act_def_says(void **state) {
  (void)state;
  const struct cs_act_def *grant = cs_act_def(CS_ACT_MANDATE_GRANT);
  assert_string_equal(grant->subject, "mandate");
  assert_true(grant->holds && grant->barrier);
  assert_int_equal(grant->who, CS_WHO_GRANTOR);
  assert_int_equal(grant->n_also, 1);
  assert_string_equal(grant->also[0].subject, "office");
  const struct cs_act_def *file = cs_act_def(CS_ACT_CASE_FILE);
  assert_false(file->holds || file->barrier);
  assert_int_equal(file->n_also, 0);
  assert_int_equal(cs_act_field(file, CS_STR("request"))->seal, CS_SEAL_CONFIDENTIAL);
  assert_null(cs_act_field(file, CS_STR("reques")));
  assert_string_equal(cs_seal_name(CS_SEAL_PERSONAL), "personal");
}

/* ---- what is taken ---- */

static void a_flat_act_becomes_a_value(void **state) {
  struct room *room = *state;
  struct cs_act act = decoded(room, sample_of("mandate.grant"));
  assert_str(act.subject, "mandate:M3");
  assert_int_equal(act.saw, -1);
  assert_true(act.has_from && act.has_known);
  assert_false(cs_span_exact(act.from));
  assert_null(cs_json_get(act.body, "from"));
  assert_null(cs_json_get(act.body, "act"));
  assert_str(cs_json_text(act.body, "certainty"), "reported");
  assert_int_equal(act.key.len, 0);
  act = decoded(room, sample_of("case.decide"));
  assert_int_equal(act.saw, 62);
  assert_str(act.office, "us.secdef");
  assert_str(cs_json_text(act.body, "until"), "2025-09-30");
}

static void an_act_changes_its_subject_and_what_act_def_names_beside(void **state) {
  struct room *room = *state;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  struct cs_act act = decoded(room, sample_of("record.found"));
  assert_ok(cs_act_subjects(&room->arena, &act, subjects, &n, &room->err), &room->err);
  assert_int_equal(n, 3);
  assert_str(subjects[0], "record:");
  assert_str(subjects[1], "officer:registry/first");
  assert_str(subjects[2], "key:" KEY_A);
  act = decoded(room, sample_of("mandate.grant"));
  assert_ok(cs_act_subjects(&room->arena, &act, subjects, &n, &room->err), &room->err);
  assert_int_equal(n, 2);
  assert_str(subjects[1], "office:us.secdef");
  act = decoded(room, sample_of("case.file"));
  assert_ok(cs_act_subjects(&room->arena, &act, subjects, &n, &room->err), &room->err);
  assert_int_equal(n, 1);
  assert_str(subjects[0], "case:2025-0001");
}

static void certainty_is_confirmed_with_a_cite_and_left_out_without(void **state) {
  struct room *room = *state;
  static const struct {
    const char *flat, *certainty;
  } cases[] = {
      {"{\"act\":\"group.member\",\"group\":\"g\",\"member\":\"m\"}", ""},
      {"{\"act\":\"group.member\",\"group\":\"g\",\"member\":\"m\",\"cite\":\"DSCA 25-75\"}", "confirmed"},
      {"{\"act\":\"group.member\",\"group\":\"g\",\"member\":\"m\",\"cite\":\"CNN\",\"certainty\":\"reported\"}",
       "reported"},
      {"{\"act\":\"group.member\",\"group\":\"g\",\"member\":\"m\",\"certainty\":\"denied\"}", "denied"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_str(cs_json_text(decoded(room, cases[i].flat).body, "certainty"), cases[i].certainty);
  }
  assert_null(cs_json_get(decoded(room, sample_of("group.define")).body, "certainty"));
}

static void integers_become_text_where_the_field_is_a_decimal_or_value(void **state) {
  struct room *room = *state;
  struct cs_act act = decoded(room, "{\"act\":\"item.fact\",\"item\":\"a\",\"name\":\"n\",\"value\":12}");
  assert_str(cs_json_text(act.body, "value"), "12");
  act = decoded(room, "{\"act\":\"item.fact\",\"item\":\"a\",\"name\":\"n\",\"value\":\"150 mi..280 mi\"}");
  assert_str(cs_json_text(act.body, "value"), "150 mi..280 mi");
  act = decoded(room, "{\"act\":\"item.fact\",\"item\":\"a\",\"name\":\"n\",\"value\":\"9m133\"}");
  assert_str(cs_json_text(act.body, "value"), "9m133");
  act = decoded(room, "{\"act\":\"item.fact\",\"item\":\"a\",\"name\":\"n\",\"value\":false}");
  assert_int_equal(cs_json_get(act.body, "value")->kind, CS_JSON_BOOL);
  act = decoded(room, "{\"act\":\"dependency.register\",\"item\":\"a\",\"on\":\"b\",\"by\":\"runs\",\"share\":1}");
  assert_str(cs_json_text(act.body, "share"), "1");
}

static void a_request_takes_its_one_form(void **state) {
  struct room *room = *state;
  struct cs_act act = decoded(room, sample_of("case.file"));
  assert_string_equal(canonical(room, cs_json_get(act.body, "request")),
                      "{\"act\":\"use\",\"area\":\"RU-KRS\",\"lines\":[{\"item\":\"storm-shadow\",\"quantity\":\"1\"}],"
                      "\"user\":\"ua.armed-forces\"}");
}

static void the_version_may_be_named(void **state) {
  struct cs_act act = decoded(*state, "{\"act\":\"group.define\",\"v\":1,\"group\":\"g\",\"of\":\"items\"}");
  assert_int_equal(act.def->version, 1);
}

static void empty_lists_say_none_where_they_narrow_nothing(void **state) {
  struct cs_act act =
      decoded(*state, "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system\",\"class\":[],\"origin\":[]}");
  assert_int_equal(cs_json_get(act.body, "origin")->n, 0);
  act = decoded(*state, "{\"act\":\"calendar.declare\",\"calendar\":\"c\",\"weekend\":[],\"holidays\":[]}");
  assert_int_equal(cs_json_get(act.body, "weekend")->n, 0);
}

/* ---- what is refused ---- */

struct fault {
  const char *flat;
  const struct cs_code *code;
  unsigned column;
  const char *words, *hint;
};

#define ITEM          "{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system\","
#define MEMBER        "{\"act\":\"group.member\",\"group\":\"g\",\"member\":\"m\","
#define FACT          "{\"act\":\"item.fact\",\"item\":\"a\",\"name\":\"n\","
#define DEPENDS       "{\"act\":\"dependency.register\",\"item\":\"a\",\"on\":\"b\",\"by\":\"runs\","
#define LOAD          "{\"act\":\"record.load\",\"name\":\"n\",\"acts\":1,\"digest\":"
#define KEY           "{\"act\":\"key.enrol\",\"proof\":\"" SIG_A "\",\"officer\":\"a/b\",\"key\":"
#define PROOF         "{\"act\":\"key.enrol\",\"officer\":\"a/b\",\"key\":\"" KEY_A "\",\"proof\":"
#define GRANT         "{\"act\":\"mandate.grant\",\"mandate\":\"M\",\"by\":\"a\",\"to\":\"b\","
#define CALENDAR      "{\"act\":\"calendar.declare\",\"calendar\":\"c\","
#define AFTER(prefix) ((unsigned)(sizeof(prefix)))

static const struct fault faults[] = {
    /* which act */
    {"[]", &CS_E_JSON_TYPE, 1, "an act is an object", ""},
    {"{}", &CS_E_JSON_MISSING, 1, "\"act\" is missing", ""},
    {"{\"act\":1}", &CS_E_JSON_TYPE, 8, "\"act\" is no text", ""},
    {"{\"act\":\"item.registr\"}", &CS_E_ACT_UNKNOWN_KIND, 8, "unknown act \"item.registr\"", "\"item.register\""},
    {"{\"act\":\"launch\"}", &CS_E_ACT_UNKNOWN_KIND, 8, "unknown act \"launch\"", ""},
    {"{\"act\":\"item.fact\",\"v\":2}", &CS_E_ACT_UNKNOWN_KIND, 24, "has no version 2, expected at most 1", ""},
    {"{\"act\":\"item.fact\",\"v\":\"1\"}", &CS_E_JSON_TYPE, 24, "\"v\" is no integer", ""},
    /* members */
    {ITEM "\"knid\":1}", &CS_E_JSON_MEMBER, AFTER(ITEM) + 7, "unknown member \"knid\" in item.register", "\"kind\""},
    {ITEM "\"zzzz\":1}", &CS_E_JSON_MEMBER, AFTER(ITEM) + 7, "unknown member \"zzzz\"",
     "it takes item kind name class"},
    {"{\"act\":\"group.define\",\"group\":\"g\",\"of\":\"items\",\"from\":\"2025\"}", &CS_E_JSON_MEMBER, 55, "\"from\"",
     "group"},
    {"{\"act\":\"item.register\",\"item\":\"a\"}", &CS_E_JSON_MISSING, 1,
     "\"kind\" is missing, expected one of: system", ""},
    {"{\"act\":\"item.register\",\"kind\":\"system\"}", &CS_E_JSON_MISSING, 1, "\"item\" is missing", ""},
    {MEMBER "\"sealed\":{}}", &CS_E_JSON_MEMBER, AFTER(MEMBER) + 9, "\"sealed\"", ""},
    {MEMBER "\"key\":\"x\"}", &CS_E_JSON_MEMBER, AFTER(MEMBER) + 6, "\"key\"", ""},
    /* identifiers */
    {"{\"act\":\"group.member\",\"group\":\"\",\"member\":\"m\"}", &CS_E_IDENT_SYNTAX, 31,
     "\"group\": \"\" is no identifier", "1 to 128"},
    {"{\"act\":\"group.member\",\"group\":\"a b\",\"member\":\"m\"}", &CS_E_IDENT_SYNTAX, 31, "\"a b\"", "letters"},
    {"{\"act\":\"group.member\",\"group\":\"-a\",\"member\":\"m\"}", &CS_E_IDENT_SYNTAX, 31, "\"-a\"", ""},
    {"{\"act\":\"group.member\",\"group\":7,\"member\":\"m\"}", &CS_E_JSON_TYPE, 31,
     "\"group\" is a number, expected a text", ""},
    {"{\"act\":\"group.member\",\"group\":null,\"member\":\"m\"}", &CS_E_JSON_TYPE, 31, "\"group\" is null",
     "leave the member out"},
    {"{\"act\":\"key.revoke\",\"officer\":\"a\",\"key\":\"" KEY_A "\"}", &CS_E_IDENT_SYNTAX, 31, "expected OFFICE/NAME",
     ""},
    {"{\"act\":\"key.revoke\",\"officer\":\"a/\",\"key\":\"" KEY_A "\"}", &CS_E_IDENT_SYNTAX, 31,
     "expected OFFICE/NAME", ""},
    {"{\"act\":\"key.revoke\",\"officer\":\"a/b/c\",\"key\":\"" KEY_A "\"}", &CS_E_IDENT_SYNTAX, 31,
     "expected OFFICE/NAME", ""},
    {"{\"act\":\"party.register\",\"party\":\"a/b\",\"kind\":\"office\"}", &CS_E_IDENT_SYNTAX, 33,
     "\"a/b\" has a \"/\"", "officer"},
    {MEMBER "\"office\":\"a/b\"}", &CS_E_IDENT_SYNTAX, AFTER(MEMBER) + 9, "\"office\"", "office alone"},
    {ITEM "\"class\":\"long-range\"}", &CS_E_JSON_TYPE, AFTER(ITEM) + 8, "\"class\" is a text, expected a list",
     "[\"long-range\"]"},
    {ITEM "\"class\":[\"a\",\" \"]}", &CS_E_IDENT_SYNTAX, AFTER(ITEM) + 13, "\"class\": \" \"", ""},
    {ITEM "\"class\":[\"a\",[]]}", &CS_E_JSON_TYPE, AFTER(ITEM) + 13, "\"class\" is a list", ""},
    {GRANT "\"regimes\":[]}", &CS_E_ACT_FIELD, AFTER(GRANT) + 10, "\"regimes\" is an empty list",
     "leave the member out"},
    {GRANT "\"areas\":[]}", &CS_E_ACT_FIELD, AFTER(GRANT) + 8, "\"areas\" is an empty list", ""},
    /* text */
    {ITEM "\"name\":\"\"}", &CS_E_ACT_FIELD, AFTER(ITEM) + 7, "\"name\" is empty", "leave the member out"},
    {ITEM "\"name\":\" \\n\"}", &CS_E_ACT_FIELD, AFTER(ITEM) + 7, "\"name\" is empty", ""},
    {ITEM "\"name\":\"a\\u0000b\"}", &CS_E_ACT_FIELD, AFTER(ITEM) + 7, "control byte 0x00", ""},
    {ITEM "\"name\":\"a\\u001bb\"}", &CS_E_ACT_FIELD, AFTER(ITEM) + 7, "control byte 0x1B", ""},
    {ITEM "\"name\":{}}", &CS_E_JSON_TYPE, AFTER(ITEM) + 7, "\"name\" is an object", ""},
    {FACT "\"value\":\"1\",\"also\":[\"\"]}", &CS_E_ACT_FIELD, AFTER(FACT) + 20, "\"also\" is empty", ""},
    /* areas */
    {ITEM "\"origin\":[\"US\",\"XX\"]}", &CS_E_AREA_UNKNOWN, AFTER(ITEM) + 15, "unknown area \"XX\"", "ISO 3166"},
    {ITEM "\"origin\":[\"RU-KRS\"]}", &CS_E_AREA_UNKNOWN, AFTER(ITEM) + 10, "\"RU-KRS\" is no state", ""},
    {ITEM "\"origin\":[\"XZ\"]}", &CS_E_AREA_UNKNOWN, AFTER(ITEM) + 10, "\"XZ\" is no state", ""},
    {"{\"act\":\"party.register\",\"party\":\"a\",\"kind\":\"office\",\"state\":\"us\"}", &CS_E_AREA_UNKNOWN, 61,
     "\"us\"", "capitals"},
    {GRANT "\"areas\":[\"RU-ZZZ\"]}", &CS_E_AREA_UNKNOWN, AFTER(GRANT) + 9, "a country or region code", ""},
    /* days */
    {CALENDAR "\"weekend\":[\"sat\"],\"holidays\":[\"2025-09\"]}", &CS_E_DATE_SYNTAX, AFTER(CALENDAR) + 30,
     "\"holidays\"", ""},
    {CALENDAR "\"weekend\":[\"sat\"],\"holidays\":[\"2025-02-29\"]}", &CS_E_DATE_RANGE, AFTER(CALENDAR) + 30,
     "\"holidays\"", ""},
    {MEMBER "\"known\":\"2025-08\"}", &CS_E_DATE_SYNTAX, AFTER(MEMBER) + 8, "\"known\"", ""},
    {MEMBER "\"from\":\"spring\"}", &CS_E_DATE_SYNTAX, AFTER(MEMBER) + 7, "\"from\"", ""},
    {MEMBER "\"until\":20250101}", &CS_E_JSON_TYPE, AFTER(MEMBER) + 8, "\"until\" is a number", ""},
    {MEMBER "\"from\":\"2025-05\"}", &CS_E_ACT_FIELD, AFTER(MEMBER) + 7,
     "\"2025-05\" is no exact day, expected \"known\"", "\"known\" is the day"},
    {MEMBER "\"from\":\"2025-05-02\",\"until\":\"2025-05-01\"}", &CS_E_ACT_FIELD, AFTER(MEMBER) + 28,
     "\"until\": \"2025-05-01\" lies before", "without"},
    {MEMBER "\"certainty\":\"sure\"}", &CS_E_ACT_FIELD, AFTER(MEMBER) + 12,
     "\"sure\", expected one of: confirmed reported", ""},
    /* flags and numbers */
    {ITEM "\"complete\":\"yes\"}", &CS_E_JSON_TYPE, AFTER(ITEM) + 11, "\"complete\" is a text, expected true or false",
     ""},
    {MEMBER "\"saw\":\"1\"}", &CS_E_JSON_TYPE, AFTER(MEMBER) + 6, "\"saw\" is a text, expected an integer", ""},
    {MEMBER "\"saw\":1.5}", &CS_E_JSON_TYPE, AFTER(MEMBER) + 6, "1.5 is no integer", ""},
    {MEMBER "\"saw\":9007199254740993}", &CS_E_JSON_TYPE, AFTER(MEMBER) + 6, "no integer within 2^53", ""},
    {MEMBER "\"saw\":-2}", &CS_E_ACT_FIELD, AFTER(MEMBER) + 6, "-2 is no entry's number", ""},
    {DEPENDS "\"share\":0.25}", &CS_E_JSON_TYPE, AFTER(DEPENDS) + 8, "0.25 is no integer", "\"0.25\""},
    {DEPENDS "\"share\":\"25 %\"}", &CS_E_DEC_SYNTAX, AFTER(DEPENDS) + 8, "\"share\"", ""},
    {DEPENDS "\"share\":\"0.12345678901234567890123456789\"}", &CS_E_DEC_DIGITS, AFTER(DEPENDS) + 8, "\"share\"", ""},
    /* words */
    {"{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"rocket\"}", &CS_E_ACT_FIELD, 42,
     "\"rocket\", expected one of: system component", ""},
    {"{\"act\":\"item.register\",\"item\":\"a\",\"kind\":\"system component\"}", &CS_E_ACT_FIELD, 42,
     "\"system component\"", ""},
    {CALENDAR "\"weekend\":[\"sat\",\"sunday\"],\"holidays\":[]}", &CS_E_ACT_FIELD, AFTER(CALENDAR) + 17,
     "\"sunday\", expected one of: mon", ""},
    /* digests, keys, base64 */
    {LOAD "\"9f86\"}", &CS_E_ACT_FIELD, AFTER(LOAD), "\"digest\": \"9f86\" is not 32 bytes in hex", ""},
    {LOAD "\"9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08\"}", &CS_E_ACT_FIELD, AFTER(LOAD),
     "64 digits of 0-9 a-f", ""},
    {KEY "\"zz5a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\"}", &CS_E_ACT_FIELD, AFTER(KEY),
     "\"key\"", ""},
    {PROOF "\"AQI\"}", &CS_E_ACT_FIELD, AFTER(PROOF), "\"proof\": \"AQI\" is not base64", ""},
    {PROOF "\"\"}", &CS_E_ACT_FIELD, AFTER(PROOF), "not base64", ""},
    /* values */
    {FACT "\"value\":0.5}", &CS_E_JSON_TYPE, AFTER(FACT) + 8, "0.5 is no integer within 2^53, expected a text",
     "\"0.5\""},
    {FACT "\"value\":[]}", &CS_E_JSON_TYPE, AFTER(FACT) + 8, "\"value\" is a list", ""},
    {FACT "\"value\":\"\"}", &CS_E_ACT_FIELD, AFTER(FACT) + 8, "\"value\" is empty", ""},
    {FACT "\"value\":\"300 kmm\"}", &CS_E_UNIT_UNKNOWN, AFTER(FACT) + 8, "\"value\": ", "km"},
    {FACT "\"value\":\"-1 furlong\"}", &CS_E_UNIT_UNKNOWN, AFTER(FACT) + 8, "\"furlong\"", ""},
    {FACT "\"value\":\"30a km\"}", &CS_E_DEC_SYNTAX, AFTER(FACT) + 8, "\"value\": ", ""},
    {FACT "\"value\":\"1 km..2 kg\"}", &CS_E_UNIT_MISMATCH, AFTER(FACT) + 8, "\"value\": ", ""},
    /* requests */
    {"{\"act\":\"case.file\",\"case\":\"c\",\"request\":\"x\"}", &CS_E_JSON_TYPE, 41,
     "\"request\" is a text, expected an object", ""},
    {"{\"act\":\"case.file\",\"case\":\"c\",\"request\":{\"act\":\"use\",\"item\":\"a\",\"area\":\"XX\"}}",
     &CS_E_AREA_UNKNOWN, 72, "unknown area \"XX\"", ""},
    /* positions, before anything else is said */
    {MEMBER "\"cite\":\"48.5N 35.0E\"}", &CS_E_REQUEST_POSITION, AFTER(MEMBER) + 7, "\"48.5N 35.0E\" is a position",
     "RU-KRS"},
    {MEMBER "\"latitude\":\"48\"}", &CS_E_REQUEST_POSITION, AFTER(MEMBER) + 11, "\"latitude\"", "RU-KRS"},
    {"{\"act\":\"case.file\",\"case\":\"c\",\"request\":{\"act\":\"use\",\"item\":\"a\",\"target\":\"x\"}}",
     &CS_E_REQUEST_POSITION, 74, "\"target\"", ""},
    {"{\"target\":\"x\",\"act\":\"item.fact\"}", &CS_E_REQUEST_POSITION, 11, "\"target\"", ""},
};

static void what_is_wrong_is_refused_at_its_place_with_what_was_expected(void **state) {
  struct room *room = *state;
  unsigned failed = 0;
  for (size_t i = 0; i < COUNT(faults); i++) {
    struct cs_act act;
    const struct fault *f = &faults[i];
    cs_err_reset(&room->err);
    if (cs_act_decode(&room->arena, CS_STR("a.json"), parsed(room, f->flat), &act, &room->err)) {
      fail_msg("%s was taken", f->flat);
    }
    if (room->err.code != f->code || room->err.line != 1 || room->err.column != f->column ||
        !strstr(room->err.text, f->words) || !strstr(room->err.hint, f->hint)) {
      print_error("%s: got %s at %u:%u \"%s\" (%s), expected %s at 1:%u \"%s\" (%s)\n", f->flat, room->err.code->slug,
                  room->err.line, room->err.column, room->err.text, room->err.hint, f->code->slug, f->column, f->words,
                  f->hint);
      failed++;
    }
    assert_string_equal(room->err.source, "a.json");
  }
  assert_int_equal(failed, 0);
}

static void the_place_is_the_line_of_the_file(void **state) {
  struct room *room = *state;
  struct cs_json *json;
  struct cs_act act;
  assert_ok(cs_json_parse_line(&room->arena, CS_STR("w.jsonl"), 41,
                               CS_STR("{\"act\":\"item.fact\",\n \"item\":\"a b\"}"), &json, &room->err),
            &room->err);
  assert_code(cs_act_decode(&room->arena, CS_STR("w.jsonl"), json, &act, &room->err), &room->err, CS_E_IDENT_SYNTAX);
  assert_int_equal(room->err.line, 42);
  assert_int_equal(room->err.column, 9);
  assert_string_equal(room->err.source, "w.jsonl");
}

static void an_exact_start_needs_no_known_and_an_inexact_one_does(void **state) {
  struct cs_act act = decoded(*state, MEMBER "\"from\":\"2025-05-01\"}");
  assert_false(act.has_known);
  act = decoded(*state, MEMBER "\"from\":\"2025-05\",\"known\":\"2025-08-23\"}");
  assert_true(act.has_known);
  act = decoded(*state, MEMBER "\"from\":\"2025-05-02\",\"until\":\"2025-05-02\"}");
  act = decoded(*state,
                MEMBER "\"from\":\"2025-05\",\"known\":\"2025-08-23\",\"until\":\"2025-05-01\"}"); /* it may be later */
  assert_true(act.has_from);
}

static void digests_keys_and_signatures_are_no_positions(void **state) {
  struct cs_act act = decoded(*state, LOAD "\"36aaa12345678901234567890123456789012345678901234567890123456789\"}");
  assert_non_null(act.body);
  act = decoded(*state, PROOF "\"36UUA12345678A==\"}");
  assert_non_null(act.body);
  act = decoded(*state, "{\"act\":\"log.rotate\",\"stage\":\"announce\",\"verifier\":\"x.org/log+1cea5866+AaBb\"}");
  assert_non_null(act.body);
}

static void a_body_at_the_limit_is_taken_and_one_byte_more_is_not(void **state) {
  struct room *room = *state;
  static const char before[] =
      "{\"act\":\"statement.record\",\"statement\":\"s\",\"kind\":\"said\",\"about\":[\"a\"],\"text\":\"";
  static const char body[] = "{\"about\":[\"a\"],\"kind\":\"said\",\"statement\":\"s\",\"text\":\"\"}";
  size_t room_left = CS_BODY_MAX - (sizeof body - 1);
  for (size_t more = 0; more < 2; more++) {
    struct cs_buf buf;
    struct cs_act act;
    struct cs_json *json;
    cs_buf_init(&buf, 1u << 20);
    cs_buf_add(&buf, cs_str_of(before));
    for (size_t i = 0; i < room_left + more; i++) {
      cs_buf_byte(&buf, 'x');
    }
    cs_buf_add(&buf, CS_STR("\"}"));
    assert_ok(cs_json_parse(&room->arena, CS_STR("a.json"), cs_buf_str(&buf), &json, &room->err), &room->err);
    cs_buf_deinit(&buf);
    if (more == 0) {
      assert_ok(cs_act_decode(&room->arena, CS_STR("a.json"), json, &act, &room->err), &room->err);
    } else {
      assert_code(cs_act_decode(&room->arena, CS_STR("a.json"), json, &act, &room->err), &room->err, CS_E_LIMIT);
      assert_int_equal(room->err.column, 1);
      assert_non_null(strstr(room->err.text, "at most 32768 bytes"));
    }
  }
}

/* ---- on record ---- */

static void every_act_comes_back_from_its_form_on_record(void **state) {
  struct room *room = *state;
  for (size_t i = 0; i < N_SAMPLES; i++) {
    struct cs_act act = decoded(room, samples[i].flat);
    struct cs_act back;
    struct cs_json *a, *again;
    act.key = CS_STR(KEY_A);
    seal(room, &act);
    assert_ok(cs_act_to_record(&room->arena, &act, &a, &room->err), &room->err);
    assert_ok(cs_act_from_record(&room->arena, parsed(room, canonical(room, a)), &back, &room->err), &room->err);
    assert_str(back.key, KEY_A);
    assert_ok(cs_act_to_record(&room->arena, &back, &again, &room->err), &room->err);
    assert_string_equal(canonical(room, a), canonical(room, again));
    for (int class = CS_SEAL_CONFIDENTIAL; class < CS_SEAL_N; class ++) {
      assert_int_equal(back.seals[class].present, act.seals[class].present);
      if (act.seals[class].present) {
        assert_ok(cs_act_open(&room->arena, &back, (enum cs_seal) class, act.seals[class].value, &room->err),
                  &room->err);
      }
    }
    assert_string_equal(canonical(room, back.body), canonical(room, act.body));
    assert_ok(cs_act_to_record(&room->arena, &back, &again, &room->err), &room->err);
    assert_string_equal(canonical(room, a), canonical(room, again));
  }
}

static void sealed_fields_stand_on_record_as_commitments_only(void **state) {
  struct room *room = *state;
  struct cs_act act = decoded(room, sample_of("case.decide"));
  struct cs_json *a;
  seal(room, &act);
  assert_ok(cs_act_to_record(&room->arena, &act, &a, &room->err), &room->err);
  assert_string_equal(
      canonical(room, a),
      "{\"body\":{\"case\":\"2025-0001\",\"consent\":\"us.secdef\",\"outcome\":\"approve\","
      "\"sealed\":{\"confidential\":\"1111111111111111111111111111111111111111111111111111111111111111\"},"
      "\"shown\":\"" HASH_A
      "\",\"until\":\"2025-09-30\",\"version\":1},\"kind\":\"case.decide\",\"office\":\"us.secdef\","
      "\"saw\":62,\"subject\":\"case:2025-0001\",\"v\":1}");
  act = decoded(room, sample_of("key.enrol"));
  struct cs_json *value;
  assert_ok(cs_act_sealed_fields(&room->arena, &act, CS_SEAL_PERSONAL, &value, &room->err), &room->err);
  assert_string_equal(canonical(room, value), "{\"name\":\"A. Person\"}");
  assert_ok(cs_act_sealed_fields(&room->arena, &act, CS_SEAL_CONFIDENTIAL, &value, &room->err), &room->err);
  assert_null(value);
}

#define SEALED "\"sealed\":{\"confidential\":\"" HASH_A "\"}"

static void what_no_program_wrote_is_no_act_on_record(void **state) {
  struct room *room = *state;
  static const char *const forms[] = {
      "[]",
      "{\"v\":1}",
      "{\"kind\":\"group.define\"}",
      "{\"body\":[],\"kind\":\"group.define\",\"saw\":1,\"subject\":\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\"},\"kind\":\"group.define\",\"subject\":\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\"},\"kind\":\"group.define\",\"saw\":1,\"subject\":\"group:h\",\"v\":"
      "1}",
      "{\"body\":{\"group\":\"g\"},\"kind\":\"group.define\",\"saw\":1,\"subject\":\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"more\":1,\"of\":\"items\"},\"kind\":\"group.define\",\"saw\":1,\"subject\":\"group:"
      "g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\"},\"kind\":\"group.define\",\"more\":1,\"saw\":1,\"subject\":\"group:"
      "g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\"},\"from\":\"2025\",\"kind\":\"group.define\",\"saw\":1,\"subject\":"
      "\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\",\"until\":\"2025\"},\"kind\":\"group.define\",\"saw\":1,\"subject\":"
      "\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\"},\"key\":\"x\",\"kind\":\"group.define\",\"saw\":1,\"subject\":"
      "\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\",\"sealed\":{}},\"kind\":\"group.define\",\"saw\":1,\"subject\":"
      "\"group:g\",\"v\":1}",
      "{\"body\":{\"group\":\"g\",\"of\":\"items\",\"sealed\":{\"secret\":\"" HASH_A
      "\"}},\"kind\":\"group.define\",\"saw\":1,\"subject\":\"group:g\",\"v\":1}",
      "{\"body\":{\"case\":\"c\"},\"kind\":\"case.file\",\"saw\":1,\"subject\":\"case:c\",\"v\":1}",
      "{\"body\":{\"case\":\"c\",\"request\":{}," SEALED
      "},\"kind\":\"case.file\",\"saw\":1,\"subject\":\"case:c\",\"v\":1}",
      "{\"body\":{\"case\":\"c\",\"sealed\":{\"confidential\":\"9f\"}},\"kind\":\"case.file\",\"saw\":1,\"subject\":"
      "\"case:c\",\"v\":1}",
  };
  for (size_t i = 0; i < COUNT(forms); i++) {
    struct cs_act act;
    if (cs_act_from_record(&room->arena, parsed(room, forms[i]), &act, &room->err) ||
        room->err.code != &CS_E_ENTRY_FORM) {
      fail_msg("%s: got %s (%s)", forms[i], room->err.code ? room->err.code->slug : "nothing", room->err.text);
    }
  }
}

static void an_act_that_this_program_does_not_know_is_told_apart(void **state) {
  struct room *room = *state;
  struct cs_act act;
  assert_code(cs_act_from_record(
                  &room->arena,
                  parsed(room, "{\"body\":{},\"kind\":\"group.split\",\"saw\":1,\"subject\":\"group:g\",\"v\":1}"),
                  &act, &room->err),
              &room->err, CS_E_ACT_UNKNOWN_KIND);
  assert_code(cs_act_from_record(
                  &room->arena,
                  parsed(room, "{\"body\":{},\"kind\":\"group.define\",\"saw\":1,\"subject\":\"group:g\",\"v\":2}"),
                  &act, &room->err),
              &room->err, CS_E_ACT_UNKNOWN_KIND);
  assert_non_null(strstr(room->err.text, "\"group.define\" version 2"));
}

static void areas_that_are_gone_since_still_decode_from_the_record(void **state) {
  struct room *room = *state;
  struct cs_act act;
  assert_ok(
      cs_act_from_record(
          &room->arena,
          parsed(room, "{\"body\":{\"certainty\":\"assumed\",\"kind\":\"state\",\"party\":\"p\",\"state\":\"YU\"},"
                       "\"kind\":\"party.register\",\"saw\":-1,\"subject\":\"party:p\",\"v\":1}"),
          &act, &room->err),
      &room->err);
  assert_str(cs_json_text(act.body, "state"), "YU");
}

static void an_opening_holds_what_the_kind_seals_and_nothing_else(void **state) {
  struct room *room = *state;
  struct cs_act act;
  struct cs_json *a = parsed(room, "{\"body\":{\"case\":\"c\"," SEALED
                                   "},\"kind\":\"case.file\",\"saw\":1,\"subject\":\"case:c\",\"v\":1}");
  assert_ok(cs_act_from_record(&room->arena, a, &act, &room->err), &room->err);
  static const char *const wrong[] = {"[]", "{}", "{\"reference\":\"x\",\"request\":{}}", "{\"request\":1}",
                                      "{\"reason\":\"x\"}"};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    assert_code(cs_act_open(&room->arena, &act, CS_SEAL_CONFIDENTIAL, parsed(room, wrong[i]), &room->err), &room->err,
                CS_E_ENTRY_FORM);
  }
  assert_code(cs_act_open(&room->arena, &act, CS_SEAL_PERSONAL, parsed(room, "{\"name\":\"x\"}"), &room->err),
              &room->err, CS_E_ENTRY_FORM);
  assert_ok(cs_act_open(&room->arena, &act, CS_SEAL_CONFIDENTIAL, parsed(room, "{\"request\":{\"act\":\"use\"}}"),
                        &room->err),
            &room->err);
  assert_str(cs_json_text(cs_json_get(act.body, "request"), "act"), "use");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(there_is_a_sample_of_each_act_and_it_decodes),
      T(acts_are_found_by_name_and_version),
      T(the_table_says_what_act_def_says),
      T(a_flat_act_becomes_a_value),
      T(an_act_changes_its_subject_and_what_act_def_names_beside),
      T(certainty_is_confirmed_with_a_cite_and_left_out_without),
      T(integers_become_text_where_the_field_is_a_decimal_or_value),
      T(a_request_takes_its_one_form),
      T(the_version_may_be_named),
      T(empty_lists_say_none_where_they_narrow_nothing),
      T(what_is_wrong_is_refused_at_its_place_with_what_was_expected),
      T(the_place_is_the_line_of_the_file),
      T(an_exact_start_needs_no_known_and_an_inexact_one_does),
      T(digests_keys_and_signatures_are_no_positions),
      T(a_body_at_the_limit_is_taken_and_one_byte_more_is_not),
      T(every_act_comes_back_from_its_form_on_record),
      T(sealed_fields_stand_on_record_as_commitments_only),
      T(what_no_program_wrote_is_no_act_on_record),
      T(an_act_that_this_program_does_not_know_is_told_apart),
      T(areas_that_are_gone_since_still_decode_from_the_record),
      T(an_opening_holds_what_the_kind_seals_and_nothing_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
