/* Working days and notice. */
#include "support/test.h"

#include "base/day.h"
#include "support/random.h"

static cs_day day(const char *text) {
  cs_day out;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

static void assert_day(cs_day actual, const char *expected) {
  struct cs_buf buf;
  cs_buf_init(&buf, 32);
  cs_day_write(&buf, actual);
  assert_str(cs_buf_str(&buf), expected);
  cs_buf_deinit(&buf);
}

static void a_working_day_is_no_weekend_and_no_holiday(void **state) {
  (void)state;
  cs_day holidays[] = {day("2025-07-04"), day("2025-09-01"), day("2025-11-27")};
  struct cs_calendar calendar = {0x60, holidays, 3};
  assert_true(cs_calendar_works(&calendar, day("2025-08-29")));  /* Friday */
  assert_false(cs_calendar_works(&calendar, day("2025-08-30"))); /* Saturday */
  assert_false(cs_calendar_works(&calendar, day("2025-08-31"))); /* Sunday */
  assert_false(cs_calendar_works(&calendar, day("2025-09-01"))); /* Labor Day, in the middle of the list */
  assert_false(cs_calendar_works(&calendar, day("2025-07-04")));
  assert_false(cs_calendar_works(&calendar, day("2025-11-27")));
  assert_true(cs_calendar_works(&calendar, day("2025-09-02")));
}

static void a_weekend_may_be_friday_and_saturday(void **state) {
  (void)state;
  struct cs_calendar calendar = {0x30, NULL, 0};
  assert_false(cs_calendar_works(&calendar, day("2025-08-29")));
  assert_false(cs_calendar_works(&calendar, day("2025-08-30")));
  assert_true(cs_calendar_works(&calendar, day("2025-08-31")));
}

static void working_days_step_over_weekend_and_holiday(void **state) {
  (void)state;
  cs_day holidays[] = {day("2025-09-01")};
  struct cs_calendar calendar = {0x60, holidays, 1};
  static const struct {
    const char *from;
    int64_t n;
    const char *to;
  } cases[] = {
      {"2025-08-28", 0, "2025-08-28"}, {"2025-08-30", 0, "2025-08-30"}, {"2025-08-28", 1, "2025-08-29"},
      {"2025-08-29", 1, "2025-09-02"}, {"2025-08-30", 1, "2025-09-02"}, {"2025-08-28", 5, "2025-09-05"},
      {"2025-08-25", 4, "2025-08-29"}, {"2025-08-25", 5, "2025-09-02"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cs_day to;
    struct cs_err err;
    assert_ok(cs_calendar_add(&calendar, day(cases[i].from), cases[i].n, &to, &err), &err);
    assert_day(to, cases[i].to);
  }
}

static void working_days_come_one_after_another(void **state) {
  (void)state;
  struct random r = {5};
  cs_day holidays[40];
  cs_day at = day("2024-01-01");
  for (size_t i = 0; i < 40; i++) {
    at += 1 + (cs_day)random_below(&r, 20);
    holidays[i] = at;
  }
  struct cs_calendar calendar = {0x60, holidays, 40};
  int64_t n = 0;
  for (cs_day d = day("2024-01-02"); d < at; d++) {
    bool works = cs_day_weekday(d) < 5;
    for (size_t i = 0; i < 40; i++) {
      works = works && holidays[i] != d;
    }
    assert_int_equal(cs_calendar_works(&calendar, d), works);
    n += works;
    cs_day to;
    struct cs_err err;
    assert_ok(cs_calendar_add(&calendar, day("2024-01-01"), n, &to, &err), &err);
    if (works) {
      assert_int_equal(to, d);
    } else {
      assert_true(to < d);
    }
  }
}

static void working_days_end_with_the_calendar(void **state) {
  (void)state;
  struct cs_calendar calendar = {0x60, NULL, 0};
  struct cs_calendar never = {0x7F, NULL, 0};
  cs_day to;
  struct cs_err err;
  assert_ok(cs_calendar_add(&calendar, day("9999-12-30"), 1, &to, &err), &err);
  assert_day(to, "9999-12-31");
  assert_code(cs_calendar_add(&calendar, day("9999-12-30"), 2, &to, &err), &err, CS_E_DATE_RANGE);
  assert_string_equal(err.text, "working days: 9999-12-31 and 1 days is outside the years 0001 to 9999");
  assert_code(cs_calendar_add(&calendar, day("9999-12-30"), INT64_MAX, &to, &err), &err, CS_E_DATE_RANGE);
  assert_code(cs_calendar_add(&calendar, day("2025-08-28"), -1, &to, &err), &err, CS_E_DATE_RANGE);
  assert_string_equal(err.text, "-1 days: expected 0 or more");
  assert_code(cs_calendar_add(&never, day("2025-08-28"), 1, &to, &err), &err, CS_E_DATE_RANGE);
  assert_string_equal(err.text, "the calendar has no working day in a week");
  assert_ok(cs_calendar_add(&never, day("2025-08-28"), 0, &to, &err), &err);
}

static void a_day_without_end_stays_without_end(void **state) {
  (void)state;
  struct cs_calendar calendar = {0x60, NULL, 0};
  cs_day to;
  struct cs_err err;
  assert_ok(cs_calendar_add(&calendar, CS_DAY_MAX, 5, &to, &err), &err);
  assert_int_equal(to, CS_DAY_MAX);
  assert_ok(cs_notice_over(CS_DAY_MIN, 30, &to, &err), &err);
  assert_int_equal(to, CS_DAY_MIN);
}

static void notice_is_over_when_its_last_day_has_ended(void **state) {
  (void)state;
  static const struct {
    const char *given;
    int64_t n;
    const char *from;
  } cases[] = {{"2025-08-28", 30, "2025-09-28"},
               {"2025-08-28", 29, "2025-09-27"},
               {"2025-08-28", 0, "2025-08-29"},
               {"2024-02-28", 1, "2024-03-01"},
               {"2025-12-31", 15, "2026-01-16"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cs_day from;
    struct cs_err err;
    assert_ok(cs_notice_over(day(cases[i].given), cases[i].n, &from, &err), &err);
    assert_day(from, cases[i].from);
  }
}

static void notice_beyond_the_calendar_is_an_error(void **state) {
  (void)state;
  cs_day from;
  struct cs_err err;
  assert_code(cs_notice_over(day("2025-08-28"), -1, &from, &err), &err, CS_E_DATE_RANGE);
  assert_code(cs_notice_over(day("2025-08-28"), INT64_MAX, &from, &err), &err, CS_E_DATE_RANGE);
  assert_code(cs_notice_over(day("9999-12-31"), 0, &from, &err), &err, CS_E_DATE_RANGE);
  assert_non_null(strstr(err.text, "9999-12-31"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_working_day_is_no_weekend_and_no_holiday),
      cmocka_unit_test(a_weekend_may_be_friday_and_saturday),
      cmocka_unit_test(working_days_step_over_weekend_and_holiday),
      cmocka_unit_test(working_days_come_one_after_another),
      cmocka_unit_test(working_days_end_with_the_calendar),
      cmocka_unit_test(a_day_without_end_stays_without_end),
      cmocka_unit_test(notice_is_over_when_its_last_day_has_ended),
      cmocka_unit_test(notice_beyond_the_calendar_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
