/* Slices. */
#include "support/test.h"

#include "base/limits.h"
#include "base/str.h"

static int sign(int n) {
  return (n > 0) - (n < 0);
}

static void a_text_becomes_a_slice(void **state) {
  (void)state;
  assert_int_equal(cs_str_of("abc").len, 3);
  assert_int_equal(cs_str_of("").len, 0);
  assert_int_equal(cs_str_of(NULL).len, 0);
  assert_int_equal(CS_STR("a\0b").len, 3);
}

static void equal_means_equal_bytes(void **state) {
  (void)state;
  assert_true(cs_str_eq(CS_STR("abc"), CS_STR("abc")));
  assert_false(cs_str_eq(CS_STR("abc"), CS_STR("abd")));
  assert_false(cs_str_eq(CS_STR("abc"), CS_STR("ab")));
  assert_false(cs_str_eq(CS_STR("a\0b"), CS_STR("a\0c")));
  assert_true(cs_str_eq(CS_STR_NONE, CS_STR("")));
}

static void order_is_by_bytes_and_shorter_first(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    int order;
  } cases[] = {{"a", "b", -1}, {"b", "a", 1}, {"a", "a", 0},  {"a", "ab", -1},      {"ab", "a", 1},
               {"", "a", -1},  {"", "", 0},   {"B", "a", -1}, {"z", "\xc3\xa4", -1}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(sign(cs_str_cmp(cs_str_of(cases[i].a), cs_str_of(cases[i].b))), cases[i].order);
  }
  assert_int_equal(cs_str_cmp(CS_STR_NONE, CS_STR("")), 0);
}

static void a_slice_starts_and_ends_with_its_parts(void **state) {
  (void)state;
  struct cs_str s = CS_STR("us.secdef");
  assert_true(cs_str_starts(s, CS_STR("us.")));
  assert_true(cs_str_starts(s, CS_STR("")));
  assert_true(cs_str_starts(s, s));
  assert_false(cs_str_starts(s, CS_STR("us.secdef.")));
  assert_false(cs_str_starts(s, CS_STR("uk")));
  assert_true(cs_str_ends(s, CS_STR("secdef")));
  assert_true(cs_str_ends(s, CS_STR("")));
  assert_true(cs_str_ends(s, s));
  assert_false(cs_str_ends(s, CS_STR(".us.secdef")));
  assert_false(cs_str_ends(s, CS_STR("us")));
  assert_true(cs_str_starts(CS_STR_NONE, CS_STR("")));
  assert_true(cs_str_ends(CS_STR_NONE, CS_STR("")));
}

static void a_part_is_found_where_it_first_stands(void **state) {
  (void)state;
  assert_int_equal(cs_str_find(CS_STR("a..b..c"), CS_STR("..")), 1);
  assert_int_equal(cs_str_find(CS_STR("a..b"), CS_STR("b")), 3);
  assert_int_equal(cs_str_find(CS_STR("aab"), CS_STR("ab")), 1);
  assert_int_equal(cs_str_find(CS_STR("abc"), CS_STR("")), 0);
  assert_true(cs_str_find(CS_STR("abc"), CS_STR("abcd")) == SIZE_MAX);
  assert_true(cs_str_find(CS_STR("abc"), CS_STR("x")) == SIZE_MAX);
  assert_true(cs_str_find(CS_STR_NONE, CS_STR("x")) == SIZE_MAX);
}

static void pieces_are_cut_to_what_there_is(void **state) {
  (void)state;
  assert_str(cs_str_from(CS_STR("abc"), 1), "bc");
  assert_str(cs_str_from(CS_STR("abc"), 3), "");
  assert_str(cs_str_from(CS_STR_NONE, 0), "");
  assert_str(cs_str_sub(CS_STR("abc"), 1, 1), "b");
  assert_str(cs_str_sub(CS_STR("abc"), 1, SIZE_MAX), "bc");
  assert_str(cs_str_sub(CS_STR("abc"), 3, 1), "");
  assert_str(cs_str_sub(CS_STR("abc"), SIZE_MAX, 1), "");
  assert_str(cs_str_sub(CS_STR_NONE, 0, 5), "");
}

static void the_head_of_a_text_ends_between_characters(void **state) {
  (void)state;
  struct cs_str s = CS_STR("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x9a\x80z"); /* 1, 2, 3, 4 and 1 bytes */
  static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
  for (size_t n = 0; n < sizeof kept / sizeof kept[0]; n++) {
    assert_int_equal(cs_str_head(s, n).len, kept[n]);
  }
  assert_int_equal(cs_str_head(CS_STR("\x80\x80\x80\x80\x80\x80"), 5).len, 5); /* no UTF-8 at all */
  assert_int_equal(cs_str_head(CS_STR("\x80\x80\x80"), 2).len, 0);
  assert_int_equal(cs_str_head(CS_STR_NONE, 5).len, 0);
}

static void blanks_are_trimmed_at_both_ends_only(void **state) {
  (void)state;
  assert_str(cs_str_trim(CS_STR(" \t\r\na b\n ")), "a b");
  assert_str(cs_str_trim(CS_STR("a")), "a");
  assert_str(cs_str_trim(CS_STR(" \n ")), "");
  assert_str(cs_str_trim(CS_STR("\va")), "\va");
  assert_str(cs_str_trim(CS_STR_NONE), "");
}

static void cutting_gives_piece_after_piece(void **state) {
  (void)state;
  struct cs_str rest = CS_STR("a,,b,");
  assert_str(cs_str_cut(&rest, ','), "a");
  assert_str(cs_str_cut(&rest, ','), "");
  assert_str(cs_str_cut(&rest, ','), "b");
  assert_non_null(rest.ptr); /* an empty last piece is still to come */
  assert_str(cs_str_cut(&rest, ','), "");
  assert_null(rest.ptr);
  assert_str(cs_str_cut(&rest, ','), "");
  assert_null(rest.ptr);
}

/* The length of the well-formed character at s, or 0: by decoding, where str.c goes by byte ranges. */
static size_t decode(const unsigned char *s, size_t left) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t n = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 : s[0] >> 3 == 30 ? 4 : 0;
  if (n == 0 || n > left) {
    return 0;
  }
  uint32_t c = n == 1 ? s[0] : s[0] & (0xFFu >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if (s[i] >> 6 != 2) {
      return 0;
    }
    c = c << 6 | (s[i] & 63);
  }
  return c >= least[n] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) ? n : 0;
}

static void utf8_is_valid_where_it_decodes(void **state) {
  (void)state;
  static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
                                        0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
  const size_t n = sizeof edges;
  for (size_t code = 0; code < n * n * n * n; code++) {
    unsigned char s[] = {edges[code % n], edges[code / n % n], edges[code / n / n % n], edges[code / n / n / n]};
    size_t at = 0;
    for (size_t step; at < 4 && (step = decode(s + at, 4 - at)) > 0;) {
      at += step;
    }
    size_t bad_at = 4;
    bool valid = cs_utf8_valid((struct cs_str){(const char *)s, 4}, &bad_at);
    if (valid != (at == 4) || bad_at != at) {
      fail_msg("%02x %02x %02x %02x: valid %d, fault at %zu, expected %zu", s[0], s[1], s[2], s[3], valid, bad_at, at);
    }
  }
}

static void a_character_cut_short_is_a_fault_at_its_beginning(void **state) {
  (void)state;
  size_t bad_at = 99;
  assert_false(cs_utf8_valid(CS_STR("ab\xe2\x82"), &bad_at));
  assert_int_equal(bad_at, 2);
  assert_true(cs_utf8_valid(CS_STR("ab\xe2\x82\xac"), &bad_at));
  assert_true(cs_utf8_valid(CS_STR_NONE, &bad_at));
}

static void the_hash_is_fnv_1a(void **state) {
  (void)state;
  assert_true(cs_str_hash(CS_STR("")) == UINT64_C(0xcbf29ce484222325));
  assert_true(cs_str_hash(CS_STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
  assert_true(cs_str_hash(CS_STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

static void an_identifier_begins_with_a_letter_or_digit(void **state) {
  (void)state;
  static const char *const good[] = {"a", "0", "Z", "us.secdef", "RU-KRS", "2025-0001-A", "a/b_c"};
  static const char *const bad[] = {"", ".a", "-a", "/a", "_a", "a b", "a:b", "a\n", "\xc3\xa4", "a\xc3\xa4"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    assert_true(cs_str_is_ident(cs_str_of(good[i])));
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_false(cs_str_is_ident(cs_str_of(bad[i])));
  }
  assert_false(cs_str_is_ident(CS_STR("a\0b")));
}

static void an_identifier_has_at_most_128_characters(void **state) {
  (void)state;
  char text[CS_IDENT_MAX + 1];
  memset(text, 'x', sizeof text);
  assert_true(cs_str_is_ident((struct cs_str){text, CS_IDENT_MAX}));
  assert_false(cs_str_is_ident((struct cs_str){text, CS_IDENT_MAX + 1}));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_becomes_a_slice),
      cmocka_unit_test(equal_means_equal_bytes),
      cmocka_unit_test(order_is_by_bytes_and_shorter_first),
      cmocka_unit_test(a_slice_starts_and_ends_with_its_parts),
      cmocka_unit_test(a_part_is_found_where_it_first_stands),
      cmocka_unit_test(pieces_are_cut_to_what_there_is),
      cmocka_unit_test(the_head_of_a_text_ends_between_characters),
      cmocka_unit_test(blanks_are_trimmed_at_both_ends_only),
      cmocka_unit_test(cutting_gives_piece_after_piece),
      cmocka_unit_test(utf8_is_valid_where_it_decodes),
      cmocka_unit_test(a_character_cut_short_is_a_fault_at_its_beginning),
      cmocka_unit_test(the_hash_is_fnv_1a),
      cmocka_unit_test(an_identifier_begins_with_a_letter_or_digit),
      cmocka_unit_test(an_identifier_has_at_most_128_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
