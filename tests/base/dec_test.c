/* Decimals: text, limits, arithmetic, exact order. Properties are held against methods that share nothing with dec.c:
 * text and small whole numbers. */
#include "support/test.h"

#include "base/dec.h"
#include "base/limits.h"
#include "base/wide.h"
#include "support/random.h"

#define ROUNDS 2000

#define NINES_38 "99999999999999999999999999999999999999"

static struct cs_dec dec(const char *text) {
  struct cs_dec out;
  struct cs_err err;
  assert_ok(cs_dec_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

/* Writes into a static text; one at a time. */
static const char *text_of(void (*write)(struct cs_buf *, struct cs_dec), struct cs_dec a) {
  static char text[128];
  struct cs_buf buf;
  cs_buf_init(&buf, sizeof text - 1);
  write(&buf, a);
  assert_false(buf.failed);
  memcpy(text, buf.ptr, buf.len);
  text[buf.len] = '\0';
  cs_buf_deinit(&buf);
  return text;
}

#define assert_dec(a, expected) assert_string_equal(text_of(cs_dec_write, (a)), (expected))

static void a_decimal_keeps_the_digits_that_it_was_given(void **state) {
  (void)state;
  static const char *const texts[] = {"0",
                                      "1",
                                      "-1",
                                      "1.50",
                                      "-12.50",
                                      "0.00",
                                      "0.05",
                                      "-0.05",
                                      "10.00",
                                      NINES_38,
                                      "-" NINES_38,
                                      "9999999999.9999999999999999999999999999",
                                      "0.0000000000000000000000000001"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    assert_dec(dec(texts[i]), texts[i]);
  }
}

static void a_minus_before_zero_is_dropped(void **state) {
  (void)state;
  assert_dec(dec("-0"), "0");
  assert_dec(dec("-0.00"), "0.00");
  assert_int_equal(cs_dec_sign(dec("-0.0")), 0);
}

static void what_is_no_decimal_is_refused_with_its_word(void **state) {
  (void)state;
  static const struct {
    const char *text, *says;
  } cases[] = {
      {"", "it is empty"},
      {"-", "expected a digit first"},
      {"+1", "expected a digit first"},
      {".5", "expected a digit first"},
      {"--1", "expected a digit first"},
      {" 1", "expected a digit first"},
      {"NaN", "expected a digit first"},
      {"00", "needless zero"},
      {"007", "needless zero"},
      {"-01.5", "needless zero"},
      {"1.", "after the point"},
      {"1.x", "after the point"},
      {"1..2", "after the point"},
      {"1 ", "nothing else"},
      {"1e5", "nothing else"},
      {"1.2.3", "nothing else"},
      {"1,000", "nothing else"},
      {"12x", "nothing else"},
      {"0x10", "nothing else"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_dec out;
    struct cs_err err;
    assert_code(cs_dec_parse(cs_str_of(cases[i].text), &out, &err), &err, CS_E_DEC_SYNTAX);
    char word[64];
    snprintf(word, sizeof word, "\"%s\"", cases[i].text);
    assert_non_null(strstr(err.text, word));
    assert_non_null(strstr(err.text, cases[i].says));
    assert_string_not_equal(err.hint, "");
  }
}

static void a_nul_inside_is_no_digit(void **state) {
  (void)state;
  struct cs_dec out;
  struct cs_err err;
  assert_code(cs_dec_parse(CS_STR("1\0002"), &out, &err), &err, CS_E_DEC_SYNTAX);
}

static void digits_beyond_the_limits_are_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"100000000000000000000000000000000000000", "-" NINES_38 "0", NINES_38 ".0",
                                      "0.00000000000000000000000000000", "1.00000000000000000000000000001"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct cs_dec out;
    struct cs_err err;
    assert_code(cs_dec_parse(cs_str_of(texts[i]), &out, &err), &err, CS_E_DEC_DIGITS);
    assert_non_null(strstr(err.text, texts[i]));
  }
}

static void an_error_repeats_only_the_head_of_a_long_word(void **state) {
  (void)state;
  char text[5000];
  memset(text, '7', sizeof text);
  struct cs_dec out;
  struct cs_err err;
  assert_code(cs_dec_parse((struct cs_str){text, sizeof text}, &out, &err), &err, CS_E_DEC_DIGITS);
  assert_true(strlen(err.text) < 200);
}

static void the_short_form_drops_zeros_after_the_point_only(void **state) {
  (void)state;
  assert_string_equal(text_of(cs_dec_write_short, dec("1.50")), "1.5");
  assert_string_equal(text_of(cs_dec_write_short, dec("1.00")), "1");
  assert_string_equal(text_of(cs_dec_write_short, dec("100")), "100");
  assert_string_equal(text_of(cs_dec_write_short, dec("-0.00")), "0");
  assert_string_equal(text_of(cs_dec_write_short, dec("-20.020")), "-20.02");
}

static void print_is_rounded_with_halves_away_from_zero(void **state) {
  (void)state;
  static const struct {
    const char *text;
    unsigned places;
    bool grouped;
    const char *expected;
  } cases[] = {
      {"1.005", 2, false, "1.01"},
      {"1.004", 2, false, "1.00"},
      {"1.0049999", 2, false, "1.00"},
      {"-1.005", 2, false, "-1.01"},
      {"0.5", 0, false, "1"},
      {"0.4999", 0, false, "0"},
      {"-0.4", 0, false, "0"},
      {"-0.5", 0, false, "-1"},
      {"999.995", 2, false, "1000.00"},
      {"825000000", 2, true, "825,000,000.00"},
      {"999.995", 2, true, "1,000.00"},
      {"100", 0, true, "100"},
      {"-1000", 0, true, "-1,000"},
      {"0", 3, true, "0.000"},
      {"7", 28, false, "7.0000000000000000000000000000"},
      {NINES_38, 2, true, "99,999,999,999,999,999,999,999,999,999,999,999,999.00"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_buf buf;
    cs_buf_init(&buf, 256);
    cs_dec_write_rounded(&buf, dec(cases[i].text), cases[i].places, cases[i].grouped);
    assert_str(cs_buf_str(&buf), cases[i].expected);
    cs_buf_deinit(&buf);
  }
}

static void a_share_is_printed_in_percent_halves_up(void **state) {
  (void)state;
  static const struct {
    const char *part, *whole, *expected;
  } cases[] = {
      {"20000", "800000", "2.5000"},
      {"501.00", "10000.00", "5.0100"},
      {"1", "3", "33.3333"},
      {"2", "3", "66.6667"},
      {"0.00005", "100", "0.0001"},
      {"0.000049", "100", "0.0000"},
      {"-1", "8", "-12.5000"},
      {"0", "7", "0.0000"},
      {"7", "0.0000000000000000000000000007", "1000000000000000000000000000000.0000"},
      {NINES_38, NINES_38, "100.0000"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_buf buf;
    cs_buf_init(&buf, 256);
    cs_dec_write_percent(&buf, dec(cases[i].part), dec(cases[i].whole), 4);
    assert_str(cs_buf_str(&buf), cases[i].expected);
    cs_buf_deinit(&buf);
  }
}

static void sums_differences_and_products_are_exact(void **state) {
  (void)state;
  static const struct {
    const char *a, *b, *sum, *difference, *product;
  } cases[] = {
      {"1.50", "1", "2.50", "0.50", "1.50"},
      {"0.1", "0.2", "0.3", "-0.1", "0.02"},
      {"-5", "3", "-2", "-8", "-15"},
      {"3", "-5", "-2", "8", "-15"},
      {"-3", "-5", "-8", "2", "15"},
      {"1.5", "1.50", "3.00", "0.00", "2.250"},
      {"0", "-0.00", "0.00", "0.00", "0.00"},
      {"9999999999999999999", "9999999999999999999", "19999999999999999998", "0",
       "99999999999999999980000000000000000001"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_dec out;
    struct cs_err err;
    struct cs_dec a = dec(cases[i].a);
    struct cs_dec b = dec(cases[i].b);
    assert_ok(cs_dec_add(a, b, &out, &err), &err);
    assert_dec(out, cases[i].sum);
    assert_ok(cs_dec_sub(a, b, &out, &err), &err);
    assert_dec(out, cases[i].difference);
    assert_ok(cs_dec_mul(a, b, &out, &err), &err);
    assert_dec(out, cases[i].product);
  }
}

static void a_result_that_does_not_fit_is_an_error(void **state) {
  (void)state;
  struct cs_dec out;
  struct cs_err err;
  struct cs_dec most = dec(NINES_38);
  struct cs_dec least = dec("0.0000000000000000000000000001");
  assert_code(cs_dec_add(most, dec("1"), &out, &err), &err, CS_E_DEC_OVERFLOW);
  assert_non_null(strstr(err.text, "sum"));
  assert_code(cs_dec_sub(dec("-" NINES_38), dec("1"), &out, &err), &err, CS_E_DEC_OVERFLOW);
  assert_non_null(strstr(err.text, "difference"));
  assert_code(cs_dec_mul(most, dec("2"), &out, &err), &err, CS_E_DEC_OVERFLOW);
  assert_non_null(strstr(err.text, "product"));
  assert_code(cs_dec_mul(least, dec("0.1"), &out, &err), &err, CS_E_DEC_OVERFLOW);
  assert_code(cs_dec_add(most, least, &out, &err), &err, CS_E_DEC_OVERFLOW);
  assert_code(cs_dec_mul(most, most, &out, &err), &err, CS_E_DEC_OVERFLOW);
}

static void a_result_at_the_limit_fits(void **state) {
  (void)state;
  struct cs_dec out;
  struct cs_err err;
  assert_ok(cs_dec_add(dec("99999999999999999999999999999999999998"), dec("1"), &out, &err), &err);
  assert_dec(out, NINES_38);
  assert_ok(cs_dec_sub(dec("-99999999999999999999999999999999999998"), dec("1"), &out, &err), &err);
  assert_dec(out, "-" NINES_38);
  /* 28 digits after the point are dropped, for they are zeros. */
  assert_ok(cs_dec_add(dec(NINES_38), dec("0.0000000000000000000000000000"), &out, &err), &err);
  assert_dec(out, NINES_38);
  assert_ok(cs_dec_mul(dec("0.0000000000000000000000000010"), dec("0.10"), &out, &err), &err);
  assert_dec(out, "0.0000000000000000000000000001");
}

static void a_quotient_is_exact_or_an_error(void **state) {
  (void)state;
  static const struct {
    const char *a, *b, *expected; /* NULL: an error */
  } cases[] = {
      {"1", "4", "0.25"},
      {"1", "0.25", "4"},
      {"-1", "8", "-0.125"},
      {"1.00", "1", "1.00"},
      {"450616.32", "1609.344", "280"},
      {"1", "3", NULL},
      {"10", "7", NULL},
      {"1", "1609.344", NULL},
      {"1", "0", NULL},
      {"0", "0.00", NULL},
      {"0", "7", "0"},
      {"6", "-3", "-2"},
      {"-6", "-3", "2"},
      {"1", "0.0000000000000000000000000001", "10000000000000000000000000000"},
      {"100000000000", "0.0000000000000000000000000001", NULL},
      {"0.0000000000000000000000000001", "2", NULL},
      {"0.0000000000000000000000000002", "2", "0.0000000000000000000000000001"},
      {"1", "268435456", "0.0000000037252902984619140625"},
      {"1", "536870912", NULL},
      {NINES_38, NINES_38, "1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_dec out;
    struct cs_err err;
    if (cases[i].expected) {
      assert_ok(cs_dec_div_exact(dec(cases[i].a), dec(cases[i].b), &out, &err), &err);
      assert_dec(out, cases[i].expected);
    } else {
      assert_code(cs_dec_div_exact(dec(cases[i].a), dec(cases[i].b), &out, &err), &err, CS_E_DEC_OVERFLOW);
    }
  }
}

static void order_is_by_value(void **state) {
  (void)state;
  static const char *const ascending[] = {"-" NINES_38,
                                          "-2",
                                          "-1.0000000000000000000000000001",
                                          "-1",
                                          "-0.0000000000000000000000000001",
                                          "0",
                                          "0.0000000000000000000000000001",
                                          "0.1",
                                          "1",
                                          "1.0000000000000000000000000001",
                                          "9999999999.9999999999999999999999999999",
                                          "10000000000",
                                          "99999999999999999999999999999999999998",
                                          NINES_38};
  size_t n = sizeof ascending / sizeof ascending[0];
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < n; k++) {
      assert_int_equal(cs_dec_cmp(dec(ascending[i]), dec(ascending[k])), (i > k) - (i < k));
    }
  }
  assert_int_equal(cs_dec_cmp(dec("1.50"), dec("1.5")), 0);
  assert_int_equal(cs_dec_cmp(dec("0.000"), dec("-0")), 0);
  assert_int_equal(cs_dec_cmp(cs_dec_of(INT64_MIN), dec("-9223372036854775808")), 0);
}

static void products_of_the_largest_numbers_are_told_apart(void **state) {
  (void)state;
  struct cs_dec x = dec("99999999999999999999999999999999999998");
  struct cs_dec less = dec("99999999999999999999999999999999999997");
  struct cs_dec more = dec(NINES_38);
  assert_int_equal(cs_dec_cmp_products(x, x, less, more), 1); /* x² against x² - 1 */
  assert_int_equal(cs_dec_cmp_products(less, more, x, x), -1);
  assert_int_equal(cs_dec_cmp_products(less, more, more, less), 0);
  struct cs_dec minus = dec("-99999999999999999999999999999999999998");
  assert_int_equal(cs_dec_cmp_products(minus, x, less, more), -1);
  assert_int_equal(cs_dec_cmp_products(minus, minus, less, more), 1);
  assert_int_equal(cs_dec_cmp_products(minus, x, minus, more), 1);
}

static void products_of_the_widest_scales_are_told_apart(void **state) {
  (void)state;
  struct cs_dec tiny = dec("0.0000000000000000000000000001");
  struct cs_dec most = dec(NINES_38);
  assert_int_equal(cs_dec_cmp_products(tiny, tiny, most, most), -1);
  assert_int_equal(cs_dec_cmp_products(most, most, tiny, tiny), 1);
  assert_int_equal(cs_dec_cmp_products(tiny, tiny, tiny, dec("0")), 1);
  assert_int_equal(cs_dec_cmp_products(dec("0"), most, tiny, dec("0")), 0);
  assert_int_equal(cs_dec_cmp_products(tiny, dec("10000000000000000000000000000"), dec("1.00"), dec("1")), 0);
}

static struct cs_dec small(struct random *r) {
  int64_t whole = (int64_t)random_below(r, UINT64_C(2000000000000)) - INT64_C(1000000000000);
  return (struct cs_dec){whole >> random_below(r, 40), (unsigned)random_below(r, 10)};
}

static struct cs_dec large(struct random *r) {
  cs_i128 coefficient = 0;
  for (uint64_t n = random_below(r, CS_DEC_DIGITS_MAX + 1); n > 0; n--) {
    coefficient = coefficient * 10 + (cs_i128)random_below(r, 10);
  }
  return (struct cs_dec){random_below(r, 2) ? -coefficient : coefficient,
                         (unsigned)random_below(r, CS_DEC_SCALE_MAX + 1)};
}

static cs_i128 ninths(struct cs_dec a) { /* a small decimal × 10^9 */
  for (unsigned i = a.scale; i < 9; i++) {
    a.coefficient *= 10;
  }
  return a.coefficient;
}

static void order_agrees_with_whole_numbers(void **state) {
  (void)state;
  struct random r = {20250823};
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_dec a = small(&r);
    struct cs_dec b = small(&r);
    cs_i128 x = ninths(a);
    cs_i128 y = ninths(b);
    assert_int_equal(cs_dec_cmp(a, b), (x > y) - (x < y));
  }
}

/* The order of two decimals by their texts alone. */
static int text_order(struct cs_dec a, struct cs_dec b) {
  char left[128], right[128];
  snprintf(left, sizeof left, "%s", text_of(cs_dec_write, a));
  snprintf(right, sizeof right, "%s", text_of(cs_dec_write, b));
  bool minus[2] = {left[0] == '-', right[0] == '-'};
  if (minus[0] != minus[1]) {
    return minus[0] ? -1 : 1;
  }
  const char *x = left + minus[0];
  const char *y = right + minus[1];
  size_t whole[2] = {strcspn(x, "."), strcspn(y, ".")};
  int order = whole[0] != whole[1] ? (whole[0] < whole[1] ? -1 : 1) : 0;
  for (size_t i = 0; order == 0 && i < whole[0] + 1 + CS_DEC_SCALE_MAX; i++) { /* as if zeros followed without end */
    char p = i < strlen(x) && x[i] != '.' ? x[i] : '0';
    char q = i < strlen(y) && y[i] != '.' ? y[i] : '0';
    order = (p > q) - (p < q);
  }
  return minus[0] ? -order : order;
}

static void order_of_any_decimals_agrees_with_their_texts(void **state) {
  (void)state;
  struct random r = {1};
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_dec a = large(&r);
    struct cs_dec b = random_below(&r, 4) ? large(&r) : a;
    if (b.scale > 0 && b.coefficient % 10 == 0 && random_below(&r, 2)) {
      b.coefficient /= 10; /* often the same value at another scale */
      b.scale--;
    }
    assert_int_equal(cs_dec_cmp(a, b), text_order(a, b));
  }
}

static void products_differ_by_what_algebra_says(void **state) {
  (void)state;
  struct random r = {7};
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_dec a = large(&r);
    struct cs_dec b = {large(&r).coefficient, a.scale};
    cs_i128 limit = dec(NINES_38).coefficient;
    if (a.coefficient <= -limit || b.coefficient >= limit) {
      continue;
    }
    struct cs_dec a_less = {a.coefficient - 1, a.scale};
    struct cs_dec b_more = {b.coefficient + 1, b.scale};
    cs_i128 difference = b.coefficient - a.coefficient + 1; /* a b - (a - 1)(b + 1) */
    assert_int_equal(cs_dec_cmp_products(a, b, a_less, b_more), (difference > 0) - (difference < 0));
  }
}

static void what_was_added_can_be_taken_off_again(void **state) {
  (void)state;
  struct random r = {99};
  int done = 0;
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_dec a = large(&r);
    struct cs_dec b = large(&r);
    struct cs_dec sum, back;
    struct cs_err err;
    if (cs_dec_add(a, b, &sum, &err)) {
      assert_ok(cs_dec_sub(sum, b, &back, &err), &err);
      assert_int_equal(cs_dec_cmp(back, a), 0);
      done++;
    }
  }
  assert_true(done > ROUNDS / 4);
}

static void what_was_multiplied_can_be_divided_again(void **state) {
  (void)state;
  struct random r = {12345};
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_dec a = small(&r);
    struct cs_dec b = small(&r);
    struct cs_dec product, back;
    struct cs_err err;
    if (b.coefficient == 0) {
      continue;
    }
    assert_ok(cs_dec_mul(a, b, &product, &err), &err);
    assert_ok(cs_dec_div_exact(product, b, &back, &err), &err);
    assert_int_equal(cs_dec_cmp(back, a), 0);
  }
}

static void any_decimal_comes_back_from_its_text(void **state) {
  (void)state;
  struct random r = {4242};
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_dec a = large(&r);
    struct cs_dec back = dec(text_of(cs_dec_write, a));
    assert_true(back.coefficient == a.coefficient && back.scale == a.scale);
    assert_int_equal(cs_dec_cmp(dec(text_of(cs_dec_write_short, a)), a), 0);
  }
}

static void wide_numbers_add_subtract_multiply_and_divide(void **state) {
  (void)state;
  struct random r = {31};
  for (int i = 0; i < ROUNDS; i++) {
    struct cs_wide a = cs_wide_of((cs_u128)random_next(&r) << 64 | random_next(&r));
    struct cs_wide b = cs_wide_of((cs_u128)random_next(&r) << 64 | random_next(&r));
    uint64_t divisor = random_next(&r) | 1;
    struct cs_wide product = cs_wide_mul(cs_wide_mul(a, b), cs_wide_of(divisor));
    struct cs_wide quotient = cs_wide_add(product, cs_wide_of(divisor - 1));
    assert_true(cs_wide_div(&quotient, divisor) == divisor - 1);
    assert_int_equal(cs_wide_cmp(quotient, cs_wide_mul(b, a)), 0);
    assert_int_equal(cs_wide_cmp(cs_wide_sub(cs_wide_add(product, a), product), a), 0);
  }
}

static void the_largest_wide_number_has_155_digits(void **state) {
  (void)state;
  struct cs_wide most;
  memset(&most, 0xFF, sizeof most);
  char digits[CS_WIDE_DIGITS];
  assert_int_equal(cs_wide_digits(most, digits), 155);
  assert_memory_equal(digits, "13407807929942597099574024998205846127479365820592393377723561443721764030073546", 80);
  assert_int_equal(cs_wide_digits(cs_wide_of(0), digits), 1);
  assert_int_equal(cs_wide_digits(cs_wide_shift10(cs_wide_of(1), 153), digits), 154);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_decimal_keeps_the_digits_that_it_was_given),
      cmocka_unit_test(a_minus_before_zero_is_dropped),
      cmocka_unit_test(what_is_no_decimal_is_refused_with_its_word),
      cmocka_unit_test(a_nul_inside_is_no_digit),
      cmocka_unit_test(digits_beyond_the_limits_are_refused),
      cmocka_unit_test(an_error_repeats_only_the_head_of_a_long_word),
      cmocka_unit_test(the_short_form_drops_zeros_after_the_point_only),
      cmocka_unit_test(print_is_rounded_with_halves_away_from_zero),
      cmocka_unit_test(sums_differences_and_products_are_exact),
      cmocka_unit_test(a_result_that_does_not_fit_is_an_error),
      cmocka_unit_test(a_result_at_the_limit_fits),
      cmocka_unit_test(a_quotient_is_exact_or_an_error),
      cmocka_unit_test(order_is_by_value),
      cmocka_unit_test(products_of_the_largest_numbers_are_told_apart),
      cmocka_unit_test(products_of_the_widest_scales_are_told_apart),
      cmocka_unit_test(order_agrees_with_whole_numbers),
      cmocka_unit_test(order_of_any_decimals_agrees_with_their_texts),
      cmocka_unit_test(products_differ_by_what_algebra_says),
      cmocka_unit_test(what_was_added_can_be_taken_off_again),
      cmocka_unit_test(what_was_multiplied_can_be_divided_again),
      cmocka_unit_test(a_share_is_printed_in_percent_halves_up),
      cmocka_unit_test(any_decimal_comes_back_from_its_text),
      cmocka_unit_test(wide_numbers_add_subtract_multiply_and_divide),
      cmocka_unit_test(the_largest_wide_number_has_155_digits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
