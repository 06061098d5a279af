/* Buffers, hex and base64 (vectors of RFC 4648 section 10). */
#include "support/test.h"

#include "base/buf.h"
#include "support/random.h"

#define ROUNDS 500

static void a_buffer_collects_what_is_written(void **state) {
  (void)state;
  struct cs_buf buf;
  struct cs_err err;
  cs_buf_init(&buf, 1000);
  assert_str(cs_buf_str(&buf), "");
  cs_buf_add(&buf, CS_STR("case "));
  cs_buf_add(&buf, CS_STR_NONE);
  cs_buf_byte(&buf, '#');
  cs_buf_printf(&buf, "%d%s", 7, "");
  cs_buf_printf(&buf, "%s", "");
  assert_str(cs_buf_str(&buf), "case #7");
  assert_ok(cs_buf_ok(&buf, &err), &err);
  cs_buf_deinit(&buf);
  assert_int_equal(buf.len, 0);
}

static void a_buffer_grows_to_its_maximum_and_no_further(void **state) {
  (void)state;
  static const size_t maxima[] = {1, 2, 255, 256, 257, 1000, 70000};
  for (size_t i = 0; i < sizeof maxima / sizeof maxima[0]; i++) {
    struct cs_buf buf;
    struct cs_err err;
    cs_buf_init(&buf, maxima[i]);
    for (size_t n = 0; n < maxima[i]; n++) {
      cs_buf_byte(&buf, 'x');
    }
    assert_ok(cs_buf_ok(&buf, &err), &err);
    assert_int_equal(buf.len, maxima[i]);
    cs_buf_byte(&buf, 'y');
    assert_code(cs_buf_ok(&buf, &err), &err, CS_E_LIMIT);
    assert_int_equal(buf.len, maxima[i]);
    assert_int_equal(buf.ptr[buf.len - 1], 'x');
    cs_buf_deinit(&buf);
  }
}

static void what_does_not_fit_is_dropped_as_a_whole(void **state) {
  (void)state;
  struct cs_buf buf;
  struct cs_err err;
  cs_buf_init(&buf, 4);
  cs_buf_add(&buf, CS_STR("abc"));
  cs_buf_add(&buf, CS_STR("de"));
  cs_buf_byte(&buf, 'f'); /* would fit, but a hole before it would go unseen */
  assert_str(cs_buf_str(&buf), "abc");
  assert_code(cs_buf_ok(&buf, &err), &err, CS_E_LIMIT);
  assert_string_equal(err.text, "the text does not fit into 4 bytes");
  cs_buf_reset(&buf);
  cs_buf_byte(&buf, 'f');
  assert_ok(cs_buf_ok(&buf, &err), &err);
  assert_str(cs_buf_str(&buf), "f");
  cs_buf_deinit(&buf);
}

static void a_printed_text_may_fill_a_buffer_to_the_brim(void **state) {
  (void)state;
  struct cs_buf buf;
  struct cs_err err;
  cs_buf_init(&buf, 5);
  cs_buf_printf(&buf, "%s", "ab");
  cs_buf_printf(&buf, "%d", 345);
  assert_ok(cs_buf_ok(&buf, &err), &err);
  assert_str(cs_buf_str(&buf), "ab345");
  cs_buf_reset(&buf);
  cs_buf_printf(&buf, "%d", 123456);
  assert_code(cs_buf_ok(&buf, &err), &err, CS_E_LIMIT);
  assert_int_equal(buf.len, 0);
  cs_buf_deinit(&buf);
}

static void a_printed_text_may_end_where_its_memory_does(void **state) {
  (void)state;
  struct cs_buf buf;
  struct cs_err err;
  cs_buf_init(&buf, 10000);
  cs_buf_printf(&buf, "%0256d", 1); /* the first step of memory */
  cs_buf_printf(&buf, "%0256d", 2);
  assert_ok(cs_buf_ok(&buf, &err), &err);
  assert_int_equal(buf.len, 512);
  assert_int_equal(buf.ptr[255], '1');
  assert_int_equal(buf.ptr[511], '2');
  cs_buf_deinit(&buf);
}

static void base64_follows_the_vectors_of_its_standard(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *text;
  } cases[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"},
               {"\xfb\xff\xfe", "+//+"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_buf buf;
    unsigned char back[8];
    size_t n = sizeof back;
    cs_buf_init(&buf, 64);
    cs_buf_base64(&buf, cases[i].bytes, strlen(cases[i].bytes));
    assert_str(cs_buf_str(&buf), cases[i].text);
    assert_true(cs_base64_decode(cs_buf_str(&buf), back, &n));
    assert_int_equal(n, strlen(cases[i].bytes));
    assert_memory_equal(back, cases[i].bytes, n);
    cs_buf_deinit(&buf);
  }
}

static void base64_has_one_form_for_one_value(void **state) {
  (void)state;
  static const char *const bad[] = {"Z",    "Zg",    "Zg=",  "Zh==",   "Zm9=", "Z===",     "====", "=Zm9",
                                    "Zg=v", "Zm9v ", " Zm9", "Zm9v\n", "Zm-_", "Zg==Zg==", "Zm9vZ"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    unsigned char out[16];
    size_t n = sizeof out;
    if (cs_base64_decode(cs_str_of(bad[i]), out, &n)) {
      fail_msg("\"%s\" was taken", bad[i]);
    }
  }
  unsigned char out[16];
  size_t n = sizeof out;
  assert_false(cs_base64_decode(CS_STR("Zm\0v"), out, &n));
}

static void hex_is_lower_case_and_whole(void **state) {
  (void)state;
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_buf_hex(&buf, "\x00\x7f\xab\xff", 4);
  assert_str(cs_buf_str(&buf), "007fabff");
  unsigned char out[4];
  size_t n = sizeof out;
  assert_true(cs_hex_decode(cs_buf_str(&buf), out, &n));
  assert_int_equal(n, 4);
  assert_memory_equal(out, "\x00\x7f\xab\xff", 4);
  static const char *const bad[] = {"0", "0g", "g0", "AB", "0x", " 0", "00 ", "/0", ":0", "`0"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    n = sizeof out;
    assert_false(cs_hex_decode(cs_str_of(bad[i]), out, &n));
  }
  cs_buf_deinit(&buf);
}

static void decoders_write_no_more_than_there_is_room_for(void **state) {
  (void)state;
  unsigned char out[2] = {9, 9};
  size_t n = 1;
  assert_false(cs_hex_decode(CS_STR("0000"), out, &n));
  assert_false(cs_base64_decode(CS_STR("Zm8="), out, &n));
  assert_int_equal(out[0], 9);
  n = 2;
  assert_true(cs_hex_decode(CS_STR("0000"), out, &n));
  assert_true(cs_base64_decode(CS_STR("Zm8="), out, &n));
  n = 0;
  assert_true(cs_hex_decode(CS_STR(""), out, &n));
  assert_true(cs_base64_decode(CS_STR_NONE, out, &n));
  assert_int_equal(n, 0);
}

static void any_bytes_come_back_from_hex_and_base64(void **state) {
  (void)state;
  struct random r = {64};
  for (int i = 0; i < ROUNDS; i++) {
    unsigned char bytes[100], back[100];
    size_t n = random_below(&r, sizeof bytes + 1);
    for (size_t k = 0; k < n; k++) {
      bytes[k] = (unsigned char)random_next(&r);
    }
    struct cs_buf buf;
    cs_buf_init(&buf, 400);
    size_t got = n;
    cs_buf_hex(&buf, bytes, n);
    assert_true(cs_hex_decode(cs_buf_str(&buf), back, &got));
    assert_int_equal(got, n);
    assert_memory_equal(back, bytes, n);
    cs_buf_reset(&buf);
    cs_buf_base64(&buf, bytes, n);
    assert_true(cs_base64_decode(cs_buf_str(&buf), back, &got));
    assert_int_equal(got, n);
    assert_memory_equal(back, bytes, n);
    cs_buf_deinit(&buf);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_buffer_collects_what_is_written),
      cmocka_unit_test(a_buffer_grows_to_its_maximum_and_no_further),
      cmocka_unit_test(what_does_not_fit_is_dropped_as_a_whole),
      cmocka_unit_test(a_printed_text_may_fill_a_buffer_to_the_brim),
      cmocka_unit_test(a_printed_text_may_end_where_its_memory_does),
      cmocka_unit_test(base64_follows_the_vectors_of_its_standard),
      cmocka_unit_test(base64_has_one_form_for_one_value),
      cmocka_unit_test(hex_is_lower_case_and_whole),
      cmocka_unit_test(decoders_write_no_more_than_there_is_room_for),
      cmocka_unit_test(any_bytes_come_back_from_hex_and_base64),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
