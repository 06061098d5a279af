/* The one error type. */
#include "support/test.h"

#include "base/err.h"

#include <signal.h>

static const struct cs_code *const codes[] = {
#define CS_CODE(name, slug, http, exit) &CS_E_##name,
#include "base/err.def"
#undef CS_CODE
};
#define CODES_N (sizeof codes / sizeof codes[0])

static void an_error_without_a_code_is_none(void **state) {
  (void)state;
  struct cs_err err;
  memset(&err, 0x55, sizeof err);
  cs_err_reset(&err);
  assert_null(err.code);
  assert_string_equal(err.text, "");
  assert_string_equal(err.hint, "");
  assert_string_equal(err.source, "");
  assert_int_equal(err.line, 0);
}

static void setting_forgets_position_and_hint(void **state) {
  (void)state;
  struct cs_err err;
  assert_false(cs_err_set(&err, &CS_E_LIMIT, "first"));
  assert_false(cs_err_at(&err, CS_STR("a.rules"), 3, 5));
  assert_false(cs_err_hint(&err, "try %d", 7));
  assert_string_equal(err.source, "a.rules");
  assert_int_equal(err.line, 3);
  assert_int_equal(err.column, 5);
  assert_string_equal(err.hint, "try 7");
  assert_false(cs_err_set(&err, &CS_E_UTF8, "second %s", "one"));
  assert_ptr_equal(err.code, &CS_E_UTF8);
  assert_string_equal(err.text, "second one");
  assert_string_equal(err.source, "");
  assert_string_equal(err.hint, "");
  assert_int_equal(err.line, 0);
  assert_int_equal(err.column, 0);
}

static void context_goes_in_front_and_keeps_the_rest(void **state) {
  (void)state;
  struct cs_err err;
  cs_err_set(&err, &CS_E_LIMIT, "too long");
  cs_err_at(&err, CS_STR("a.rules"), 3, 5);
  assert_false(cs_err_context(&err, "rule \"%s\"", "r1"));
  assert_false(cs_err_context(&err, "regime"));
  assert_string_equal(err.text, "regime: rule \"r1\": too long");
  assert_ptr_equal(err.code, &CS_E_LIMIT);
  assert_int_equal(err.line, 3);
}

static void arguments_may_point_into_the_error_itself(void **state) {
  (void)state;
  struct cs_err err;
  cs_err_set(&err, &CS_E_LIMIT, "inner");
  cs_err_hint(&err, "%s", err.text);
  assert_string_equal(err.hint, "inner");
  cs_err_set(&err, &CS_E_UTF8, "outer of %s", err.text);
  assert_string_equal(err.text, "outer of inner");
  cs_err_context(&err, "%s", err.text);
  assert_string_equal(err.text, "outer of inner: outer of inner");
  cs_err_hint(&err, "a");
  cs_err_hint(&err, "%sb", err.hint);
  assert_string_equal(err.hint, "ab");
}

static void long_texts_are_cut_at_the_end(void **state) {
  (void)state;
  static char lots[5000];
  memset(lots, 'x', sizeof lots - 1);
  struct cs_err err;
  cs_err_set(&err, &CS_E_LIMIT, "%s", lots);
  cs_err_hint(&err, "%s", lots);
  cs_err_at(&err, cs_str_of(lots), 1, 1);
  assert_int_equal(strlen(err.text), sizeof err.text - 1);
  assert_int_equal(strlen(err.hint), sizeof err.hint - 1);
  assert_int_equal(strlen(err.source), sizeof err.source - 1);
  cs_err_context(&err, "front");
  assert_int_equal(strlen(err.text), sizeof err.text - 1);
  assert_memory_equal(err.text, "front: xxx", 10);
  cs_err_context(&err, "%s", lots);
  assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void a_cut_never_splits_a_character(void **state) {
  (void)state;
  struct cs_err err;
  for (size_t shift = 0; shift < 4; shift++) {
    char lots[2000];
    size_t n = shift;
    memset(lots, 'x', shift);
    while (n + 4 < sizeof lots) {
      memcpy(lots + n, "\xf0\x9f\x9a\x80", 4);
      n += 4;
    }
    lots[n] = '\0';
    cs_err_set(&err, &CS_E_LIMIT, "%s", lots);
    cs_err_hint(&err, "%s", lots);
    cs_err_at(&err, cs_str_of(lots), 1, 1);
    size_t bad_at;
    assert_true(cs_utf8_valid(cs_str_of(err.text), &bad_at));
    assert_true(cs_utf8_valid(cs_str_of(err.hint), &bad_at));
    assert_true(cs_utf8_valid(cs_str_of(err.source), &bad_at));
    assert_true(strlen(err.text) >= sizeof err.text - 4);
    cs_err_context(&err, "abc");
    assert_true(cs_utf8_valid(cs_str_of(err.text), &bad_at));
  }
}

static void a_place_may_be_without_a_name(void **state) {
  (void)state;
  struct cs_err err;
  cs_err_set(&err, &CS_E_LIMIT, "x");
  cs_err_at(&err, CS_STR_NONE, 2, 0);
  assert_string_equal(err.source, "");
  assert_int_equal(err.line, 2);
}

static void out_of_memory_is_a_code(void **state) {
  (void)state;
  struct cs_err err;
  assert_null(cs_err_oom(&err));
  assert_ptr_equal(err.code, &CS_E_OOM);
  assert_string_equal(err.text, "out of memory");
}

static void every_code_has_a_slug_of_its_own_and_known_statuses(void **state) {
  (void)state;
  for (size_t i = 0; i < CODES_N; i++) {
    const char *dot = strchr(codes[i]->slug, '.');
    assert_non_null(dot);
    assert_true(dot > codes[i]->slug && dot[1] != '\0');
    assert_int_equal(strspn(codes[i]->slug, "abcdefghijklmnopqrstuvwxyz0123456789-."), strlen(codes[i]->slug));
    assert_true(codes[i]->http >= 400 && codes[i]->http < 600);
    assert_true(codes[i]->exit >= 1 && codes[i]->exit <= 4);
    for (size_t k = 0; k < i; k++) {
      assert_string_not_equal(codes[i]->slug, codes[k]->slug);
    }
  }
}

static jmp_buf aborted;

static void on_abort(int signal_number) {
  (void)signal_number;
  longjmp(aborted, 1);
}

static void a_programmer_error_aborts(void **state) {
  (void)state;
  cs_assert(1 + 1 == 2);
  void (*before)(int) = signal(SIGABRT, on_abort);
  bool survived = false;
  if (setjmp(aborted) == 0) {
    cs_assert(1 + 1 == 3);
    survived = true;
  }
  signal(SIGABRT, before);
  assert_false(survived);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_error_without_a_code_is_none),
      cmocka_unit_test(setting_forgets_position_and_hint),
      cmocka_unit_test(context_goes_in_front_and_keeps_the_rest),
      cmocka_unit_test(arguments_may_point_into_the_error_itself),
      cmocka_unit_test(long_texts_are_cut_at_the_end),
      cmocka_unit_test(a_cut_never_splits_a_character),
      cmocka_unit_test(a_place_may_be_without_a_name),
      cmocka_unit_test(out_of_memory_is_a_code),
      cmocka_unit_test(every_code_has_a_slug_of_its_own_and_known_statuses),
      cmocka_unit_test(a_programmer_error_aborts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
