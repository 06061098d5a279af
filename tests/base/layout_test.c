/* The layout of answers in words. */
#include "base/layout.h"

#include "support/test.h"

static void check(const char *key, const char *text, const char *place, const char *expected) {
  struct cs_buf out;
  cs_buf_init(&out, 4096);
  cs_layout_line_at(&out, key, cs_str_of(text), cs_str_of(place));
  assert_str(cs_buf_str(&out), expected);
  cs_buf_deinit(&out);
}

static void text_stands_in_its_column(void **state) {
  (void)state;
  check("may go?", "yes", "", "  may go?         yes\n");
  check("a key that is longer", "yes", "", "  a key that is longer yes\n");
}

static void a_place_stands_at_the_right_edge(void **state) {
  (void)state;
  check(
      "", "every-export", "exports.rules:7",
      "                  every-export                                                               exports.rules:7\n");
}

#define WORDS_20 "word word word word "

static void a_long_text_is_broken_at_a_blank(void **state) {
  (void)state;
  check("note", WORDS_20 WORDS_20 WORDS_20 WORDS_20 "word words", "",
        "  note            " WORDS_20 WORDS_20 WORDS_20 WORDS_20 "word words\n");
  check("note", WORDS_20 WORDS_20 WORDS_20 WORDS_20 "word wordss", "",
        "  note            " WORDS_20 WORDS_20 WORDS_20 WORDS_20 "word\n                  wordss\n");
}

static void columns_are_characters(void **state) {
  (void)state;
  check("note", "öööö " WORDS_20 WORDS_20 WORDS_20 WORDS_20 "words", "",
        "  note            öööö " WORDS_20 WORDS_20 WORDS_20 WORDS_20 "words\n");
}

static void a_formatted_line_is_the_same(void **state) {
  (void)state;
  struct cs_buf out;
  cs_buf_init(&out, 64);
  cs_layout_line(&out, "n", "%d of %s", 3, "all");
  assert_str(cs_buf_str(&out), "  n               3 of all\n");
  cs_buf_deinit(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_stands_in_its_column),        cmocka_unit_test(a_place_stands_at_the_right_edge),
      cmocka_unit_test(a_long_text_is_broken_at_a_blank), cmocka_unit_test(columns_are_characters),
      cmocka_unit_test(a_formatted_line_is_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
