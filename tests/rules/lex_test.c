/* Tokens: what is a word, where it stands, and what is no token. */
#include "support/test.h"

#include "rules/lex.h"

/* The kinds and texts of all tokens, joined: "word:act sign:< …". */
static void assert_tokens(const char *text, const char *expected) {
  struct cs_lex lex;
  struct cs_token tok;
  char got[1024];
  size_t used = 0;
  static const char *const kinds[] = {
      [CS_TOKEN_WORD] = "w", [CS_TOKEN_STRING] = "s", [CS_TOKEN_SIGN] = "", [CS_TOKEN_BAD] = "bad"};
  cs_lex_init(&lex, cs_str_of(text), 0);
  for (cs_lex_next(&lex, &tok); tok.kind != CS_TOKEN_END; cs_lex_next(&lex, &tok)) {
    int n = snprintf(got + used, sizeof got - used, "%s%s%s%.*s", used > 0 ? " " : "", kinds[tok.kind],
                     tok.kind == CS_TOKEN_SIGN ? "" : ":", CS_STR_ARG(tok.text));
    used += (size_t)n;
    assert_true(used < sizeof got);
  }
  got[used] = '\0';
  assert_string_equal(got, expected);
}

static struct cs_token nth(const char *text, size_t n) {
  struct cs_lex lex;
  struct cs_token tok = {0};
  cs_lex_init(&lex, cs_str_of(text), 7);
  for (size_t i = 0; i <= n; i++) {
    cs_lex_next(&lex, &tok);
  }
  return tok;
}

static void a_hyphen_inside_a_word_is_part_of_it(void **state) {
  (void)state;
  assert_tokens("re-export item.stock-class", "w:re-export w:item.stock-class");
}

static void a_minus_has_blanks(void **state) {
  (void)state;
  assert_tokens("a - b", "w:a - w:b");
  assert_tokens("a -b", "w:a bad:- w:b");
  assert_tokens("a- b", "w:a - w:b");
}

static void a_number_may_be_negative(void **state) {
  (void)state;
  assert_tokens("< -5", "< w:-5");
  assert_tokens("12.5 %", "w:12.5 w:%");
}

static void days_and_intervals_are_words(void **state) {
  (void)state;
  assert_tokens("2025-05..2025-06 ..2024-05-30 2024-05-30..", "w:2025-05..2025-06 w:..2024-05-30 w:2024-05-30..");
}

static void two_hyphens_begin_a_comment(void **state) {
  (void)state;
  assert_tokens("a -- b\nc--d\n--", "w:a w:c");
}

static void a_comment_in_quotation_marks_is_text(void **state) {
  (void)state;
  assert_tokens("\"a -- b\" c", "s:a -- b w:c");
}

static void signs_of_two_characters_are_one_token(void **state) {
  (void)state;
  assert_tokens("a<=b>=c!=d=e<f>g", "w:a <= w:b >= w:c != w:d = w:e < w:f > w:g");
  assert_tokens("{a,b}(:)", "{ w:a , w:b } ( : )");
}

static void a_text_ends_on_its_line(void **state) {
  (void)state;
  struct cs_token tok = nth("title \"never\nowner", 1);
  assert_int_equal(tok.kind, CS_TOKEN_BAD);
  assert_int_equal(tok.pos.column, 7);
  tok = nth("title \"never\nowner", 2);
  assert_str(tok.text, "owner");
}

static void a_text_holds_no_control_characters(void **state) {
  (void)state;
  assert_int_equal(nth("\"a\x01\"", 0).kind, CS_TOKEN_BAD);
  assert_int_equal(nth("\"a\tb\"", 0).kind, CS_TOKEN_STRING);
}

static void columns_count_characters(void **state) {
  (void)state;
  struct cs_token tok = nth("\"\xc3\xa9\xc3\xa9\" x", 1);
  assert_int_equal(tok.pos.column, 6);
  assert_int_equal(tok.pos.line, 1);
  assert_int_equal(tok.pos.text, 7);
}

static void the_first_token_of_a_line_is_marked(void **state) {
  (void)state;
  assert_true(nth("a b\n  c", 0).first);
  assert_false(nth("a b\n  c", 1).first);
  assert_true(nth("a b\n  c", 2).first);
  assert_true(nth("a -- b\r\n  c", 1).first);
}

static void a_byte_order_mark_is_passed_over(void **state) {
  (void)state;
  struct cs_token tok = nth("\xef\xbb\xbfrule", 0);
  assert_str(tok.text, "rule");
  assert_int_equal(tok.pos.column, 1);
}

static void a_strange_character_is_one_bad_token(void **state) {
  (void)state;
  assert_tokens("a \xc3\xa9 b", "w:a bad:\xc3\xa9 w:b");
  assert_tokens("!", "bad:!");
}

static void the_end_stays_the_end(void **state) {
  (void)state;
  assert_int_equal(nth("", 0).kind, CS_TOKEN_END);
  assert_int_equal(nth("a", 5).kind, CS_TOKEN_END);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hyphen_inside_a_word_is_part_of_it),
      cmocka_unit_test(a_minus_has_blanks),
      cmocka_unit_test(a_number_may_be_negative),
      cmocka_unit_test(days_and_intervals_are_words),
      cmocka_unit_test(two_hyphens_begin_a_comment),
      cmocka_unit_test(a_comment_in_quotation_marks_is_text),
      cmocka_unit_test(signs_of_two_characters_are_one_token),
      cmocka_unit_test(a_text_ends_on_its_line),
      cmocka_unit_test(a_text_holds_no_control_characters),
      cmocka_unit_test(columns_count_characters),
      cmocka_unit_test(the_first_token_of_a_line_is_marked),
      cmocka_unit_test(a_byte_order_mark_is_passed_over),
      cmocka_unit_test(a_strange_character_is_one_bad_token),
      cmocka_unit_test(the_end_stays_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
