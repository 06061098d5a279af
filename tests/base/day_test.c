/* Days, spans, periods and moments. The calendar is held against an odometer that counts through all its days. */
#include "support/test.h"

#include "base/day.h"
#include "support/random.h"

#define ROUNDS 2000

static cs_day day(const char *text) {
  cs_day out;
  struct cs_err err;
  assert_ok(cs_day_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

static struct cs_span span(const char *text) {
  struct cs_span out;
  struct cs_err err;
  assert_ok(cs_span_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

static void assert_day(cs_day actual, const char *expected) {
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_day_write(&buf, actual);
  assert_str(cs_buf_str(&buf), expected);
  cs_buf_deinit(&buf);
}

static void assert_span(struct cs_span actual, const char *expected) {
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_span_write(&buf, actual);
  assert_str(cs_buf_str(&buf), expected);
  cs_buf_deinit(&buf);
}

static void assert_time(cs_time actual, const char *expected) {
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  cs_time_write(&buf, actual);
  assert_str(cs_buf_str(&buf), expected);
  cs_buf_deinit(&buf);
}

static void days_are_counted_from_1970(void **state) {
  (void)state;
  assert_int_equal(day("1970-01-01"), 0);
  assert_int_equal(day("1969-12-31"), -1);
  assert_int_equal(day("2000-03-01"), 11017);
  assert_int_equal(day("0001-01-01"), -719162);
  assert_int_equal(day("9999-12-31"), 2932896);
}

static void every_day_of_the_calendar_comes_in_its_turn(void **state) {
  (void)state;
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int y = 1, m = 1, d = 1, weekday = 0; /* 0001-01-01 was a Monday */
  cs_day n = -719162;
  for (; y <= 9999; n++, weekday = (weekday + 1) % 7) {
    int got[3];
    cs_day back;
    cs_day_to_civil(n, &got[0], &got[1], &got[2]);
    if (got[0] != y || got[1] != m || got[2] != d || !cs_day_from_civil(y, m, d, &back) || back != n ||
        cs_day_weekday(n) != weekday) {
      fail_msg("day %d is %04d-%02d-%02d", n, y, m, d);
    }
    bool leap = m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
    if (++d > lengths[m - 1] + leap) {
      d = 1;
      y += m == 12;
      m = m % 12 + 1;
    }
  }
  assert_int_equal(n, 2932897);
}

static void weekdays_begin_with_monday(void **state) {
  (void)state;
  assert_int_equal(cs_day_weekday(day("2025-08-25")), 0);
  assert_int_equal(cs_day_weekday(day("2025-08-31")), 6);
  assert_int_equal(cs_day_weekday(day("1970-01-01")), 3);
}

static void any_day_comes_back_from_its_text(void **state) {
  (void)state;
  struct random r = {3};
  for (int i = 0; i < ROUNDS; i++) {
    cs_day n = (cs_day)random_below(&r, 3652059) - 719162;
    struct cs_buf buf;
    cs_buf_init(&buf, 16);
    cs_day_write(&buf, n);
    cs_day back;
    struct cs_err err;
    assert_ok(cs_day_parse(cs_buf_str(&buf), &back, &err), &err);
    assert_int_equal(back, n);
    cs_buf_deinit(&buf);
  }
}

static void what_is_no_day_is_refused_with_its_word(void **state) {
  (void)state;
  static const char *const texts[] = {"",           "2025",        "2025-08",    "2025-8-23",  "25-08-23",
                                      "2025/08/23", "2025-08-23 ", " 2025-08-2", "2025-08-2x", "2025-0-123",
                                      "+025-08-23", "2025-08--1",  "20250823",   "tomorrow"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    cs_day out;
    struct cs_err err;
    char expected[64];
    assert_code(cs_day_parse(cs_str_of(texts[i]), &out, &err), &err, CS_E_DATE_SYNTAX);
    snprintf(expected, sizeof expected, "\"%s\" is no day: expected YYYY-MM-DD", texts[i]);
    assert_string_equal(err.text, expected);
  }
}

static void a_day_that_does_not_exist_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {"2025-02-29", "1900-02-29", "2025-04-31", "2025-13-01", "2025-00-01",
                                      "2025-01-00", "2025-01-32", "0000-01-01", "2100-02-29"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    cs_day out;
    struct cs_err err;
    char expected[64];
    assert_code(cs_day_parse(cs_str_of(texts[i]), &out, &err), &err, CS_E_DATE_RANGE);
    snprintf(expected, sizeof expected, "there is no day \"%s\"", texts[i]);
    assert_string_equal(err.text, expected);
  }
  assert_day(day("2024-02-29"), "2024-02-29");
  assert_day(day("2000-02-29"), "2000-02-29");
}

static void a_civil_day_outside_the_calendar_is_none(void **state) {
  (void)state;
  cs_day out;
  assert_false(cs_day_from_civil(10000, 1, 1, &out));
  assert_false(cs_day_from_civil(0, 12, 31, &out));
  assert_false(cs_day_from_civil(2025, -1, 1, &out));
  assert_false(cs_day_from_civil(2025, 1, INT32_MAX, &out));
  assert_true(cs_day_from_civil(9999, 12, 31, &out));
}

static void a_span_holds_all_days_that_its_text_allows(void **state) {
  (void)state;
  static const struct {
    const char *text, *first, *last, *written;
  } cases[] = {
      {"2025-05-01", "2025-05-01", "2025-05-01", "2025-05-01"},
      {"2025-05", "2025-05-01", "2025-05-31", "2025-05"},
      {"2024-02", "2024-02-01", "2024-02-29", "2024-02"},
      {"2025", "2025-01-01", "2025-12-31", "2025"},
      {"2025-05..2025-06", "2025-05-01", "2025-06-30", "2025-05..2025-06"},
      {"2025-05-10..2025-06", "2025-05-10", "2025-06-30", "2025-05-10..2025-06-30"},
      {"2025..2025-06", "2025-01-01", "2025-06-30", "2025-01..2025-06"},
      {"2024..2025", "2024-01-01", "2025-12-31", "2024..2025"},
      {"2025-01..2025-12", "2025-01-01", "2025-12-31", "2025"},
      {"2025-05..2025-05", "2025-05-01", "2025-05-31", "2025-05"},
      {"2025-05..2026-05", "2025-05-01", "2026-05-31", "2025-05..2026-05"},
      {"2025-05-01..2025-05-01", "2025-05-01", "2025-05-01", "2025-05-01"},
      {"2025-05-01..2025-05", "2025-05-01", "2025-05-31", "2025-05"},
      {"..2024-05-30", "always", "2024-05-30", "..2024-05-30"},
      {"..2024-05", "always", "2024-05-31", "..2024-05"},
      {"..2024", "always", "2024-12-31", "..2024"},
      {"2024-05-30..", "2024-05-30", "never", "2024-05-30.."},
      {"2024..", "2024-01-01", "never", "2024.."},
      {"0001", "0001-01-01", "0001-12-31", "0001"},
      {"9999-12", "9999-12-01", "9999-12-31", "9999-12"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_span s = span(cases[i].text);
    assert_day(s.first, cases[i].first);
    assert_day(s.last, cases[i].last);
    assert_span(s, cases[i].written);
  }
}

static void a_span_that_cannot_be_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const struct cs_code *code;
    const char *says;
  } cases[] = {
      {"", &CS_E_DATE_SYNTAX, "\"\" is no date"},
      {"..", &CS_E_DATE_SYNTAX, "on at least one side"},
      {"2025-5", &CS_E_DATE_SYNTAX, "\"2025-5\" is no date"},
      {"2025-", &CS_E_DATE_SYNTAX, "\"2025-\" is no date"},
      {"2025..x", &CS_E_DATE_SYNTAX, "\"x\" is no date"},
      {"2025...2026", &CS_E_DATE_SYNTAX, "\".2026\" is no date"},
      {"2025 .. 2026", &CS_E_DATE_SYNTAX, "\"2025 \" is no date"},
      {"2025..2026..2027", &CS_E_DATE_SYNTAX, "\"2026..2027\" is no date"},
      {"late spring", &CS_E_DATE_SYNTAX, "\"late spring\""},
      {"2025-13", &CS_E_DATE_RANGE, "there is no month \"2025-13\""},
      {"0000", &CS_E_DATE_RANGE, "there is no year \"0000\""},
      {"2025..2025-02-30", &CS_E_DATE_RANGE, "there is no day \"2025-02-30\""},
      {"2025-06..2025-05", &CS_E_DATE_RANGE, "\"2025-06..2025-05\" ends before it begins"},
      {"2025-05-02..2025-05-01", &CS_E_DATE_RANGE, "ends before it begins"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_span out;
    struct cs_err err;
    assert_code(cs_span_parse(cs_str_of(cases[i].text), &out, &err), &err, *cases[i].code);
    if (!strstr(err.text, cases[i].says)) {
      fail_msg("\"%s\": %s", cases[i].text, err.text);
    }
  }
}

static void any_span_comes_back_from_its_text(void **state) {
  (void)state;
  struct random r = {8};
  for (int i = 0; i < ROUNDS; i++) {
    int y = 1 + (int)random_below(&r, 9998);
    struct cs_span s;
    assert_true(cs_day_from_civil(y, 1 + (int)random_below(&r, 12), 1, &s.first));
    if (random_below(&r, 3) == 0) {
      s.first += (cs_day)random_below(&r, 28);
    }
    s.last = s.first + (cs_day)random_below(&r, 366);
    s.first = random_below(&r, 10) == 0 ? CS_DAY_MIN : s.first;
    s.last = s.first != CS_DAY_MIN && random_below(&r, 10) == 0 ? CS_DAY_MAX : s.last;
    struct cs_buf buf;
    cs_buf_init(&buf, 32);
    cs_span_write(&buf, s);
    struct cs_span back;
    struct cs_err err;
    assert_ok(cs_span_parse(cs_buf_str(&buf), &back, &err), &err);
    assert_int_equal(back.first, s.first);
    assert_int_equal(back.last, s.last);
    cs_buf_deinit(&buf);
  }
}

static void what_is_not_known_at_all_is_two_points(void **state) {
  (void)state;
  assert_span((struct cs_span){CS_DAY_MIN, CS_DAY_MAX}, "..");
  assert_span(CS_SPAN_ALWAYS, "always");
  assert_span(CS_SPAN_NEVER, "never");
}

static void a_span_is_exact_when_it_holds_one_day(void **state) {
  (void)state;
  assert_true(cs_span_exact(span("2025-05-01")));
  assert_true(cs_span_exact(cs_span_of(0)));
  assert_false(cs_span_exact(span("2025-05-01..2025-05-02")));
  assert_false(cs_span_exact(span("..2025-05-01")));
}

static void days_are_added_exactly(void **state) {
  (void)state;
  cs_day out;
  struct cs_err err;
  assert_ok(cs_day_add_days(day("2024-02-28"), 2, &out, &err), &err);
  assert_day(out, "2024-03-01");
  assert_ok(cs_day_add_days(day("2025-01-01"), -1, &out, &err), &err);
  assert_day(out, "2024-12-31");
  assert_ok(cs_day_add_days(day("0001-01-01"), 3652058, &out, &err), &err);
  assert_day(out, "9999-12-31");
  assert_code(cs_day_add_days(day("0001-01-01"), 3652059, &out, &err), &err, CS_E_DATE_RANGE);
  assert_string_equal(err.text, "0001-01-01 and 3652059 days is outside the years 0001 to 9999");
  assert_code(cs_day_add_days(day("0001-01-01"), -1, &out, &err), &err, CS_E_DATE_RANGE);
  assert_code(cs_day_add_days(day("2025-01-01"), INT64_MAX, &out, &err), &err, CS_E_DATE_RANGE);
  assert_code(cs_day_add_days(day("2025-01-01"), INT64_MIN, &out, &err), &err, CS_E_DATE_RANGE);
}

static void months_clamp_to_the_last_day_of_the_month(void **state) {
  (void)state;
  static const struct {
    const char *from;
    int64_t n;
    const char *to;
  } cases[] = {
      {"2025-01-31", 1, "2025-02-28"},  {"2024-01-31", 1, "2024-02-29"},  {"2025-01-31", 2, "2025-03-31"},
      {"2025-03-31", -1, "2025-02-28"}, {"2025-12-15", 1, "2026-01-15"},  {"2025-01-15", -1, "2024-12-15"},
      {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"}, {"2025-08-23", 0, "2025-08-23"},
      {"2025-08-31", 1, "2025-09-30"},  {"9999-11-30", 1, "9999-12-30"},  {"0001-12-31", -11, "0001-01-31"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cs_day out;
    struct cs_err err;
    assert_ok(cs_day_add_months(day(cases[i].from), cases[i].n, &out, &err), &err);
    assert_day(out, cases[i].to);
  }
}

static void months_end_with_the_calendar(void **state) {
  (void)state;
  static const struct {
    const char *from;
    int64_t n;
  } cases[] = {{"9999-12-01", 1},
               {"0001-01-31", -1},
               {"2025-01-01", INT64_MAX},
               {"2025-01-01", INT64_MIN},
               {"2025-01-01", 200000}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cs_day out;
    struct cs_err err;
    assert_code(cs_day_add_months(day(cases[i].from), cases[i].n, &out, &err), &err, CS_E_DATE_RANGE);
    assert_non_null(strstr(err.text, cases[i].from));
    assert_non_null(strstr(err.text, "months"));
  }
}

static void days_without_end_stay_where_they_are(void **state) {
  (void)state;
  cs_day out;
  struct cs_err err;
  assert_ok(cs_day_add_days(CS_DAY_MIN, 30, &out, &err), &err);
  assert_int_equal(out, CS_DAY_MIN);
  assert_ok(cs_day_add_months(CS_DAY_MAX, -30, &out, &err), &err);
  assert_int_equal(out, CS_DAY_MAX);
}

static void spans_are_ordered_where_all_their_days_are(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    enum cs_truth lt, le;
  } cases[] = {
      {"2025-05-01", "2025-05-02", CS_YES, CS_YES},
      {"2025-05-01", "2025-05-01", CS_NO, CS_YES},
      {"2025-05-02", "2025-05-01", CS_NO, CS_NO},
      {"2025-05", "2025-06", CS_YES, CS_YES},
      {"2025-05", "2025-05-31", CS_UNKNOWN, CS_YES},
      {"2025-05", "2025-05-15", CS_UNKNOWN, CS_UNKNOWN},
      {"2025-05", "2025-05-01", CS_NO, CS_UNKNOWN},
      {"2025-06", "2025-05", CS_NO, CS_NO},
      {"2025-05", "2025-05", CS_UNKNOWN, CS_UNKNOWN},
      {"..2025-05-01", "2025-05-02", CS_YES, CS_YES},
      {"..2025-05-01", "2025-04-01", CS_UNKNOWN, CS_UNKNOWN},
      {"2025-05-01..", "2025-04-01", CS_NO, CS_NO},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(cs_span_lt(span(cases[i].a), span(cases[i].b)), cases[i].lt);
    assert_int_equal(cs_span_le(span(cases[i].a), span(cases[i].b)), cases[i].le);
  }
}

static void order_of_spans_is_what_all_pairs_of_days_say(void **state) {
  (void)state;
  for (int code = 0; code < 4 * 4 * 4 * 4; code++) {
    struct cs_span a = {code % 4, code / 4 % 4};
    struct cs_span b = {code / 16 % 4, code / 64};
    if (a.first > a.last || b.first > b.last) {
      continue;
    }
    unsigned lt = 0, le = 0;
    for (cs_day x = a.first; x <= a.last; x++) {
      for (cs_day y = b.first; y <= b.last; y++) {
        lt |= cs_truth_of(x < y);
        le |= cs_truth_of(x <= y);
      }
    }
    assert_int_equal(cs_span_lt(a, b), lt);
    assert_int_equal(cs_span_le(a, b), le);
  }
}

static void an_exact_period_is_half_open(void **state) {
  (void)state;
  struct cs_period p = {span("2025-03-03"), span("2025-03-11")};
  assert_int_equal(cs_period_holds(p, day("2025-03-02")), CS_NO);
  assert_int_equal(cs_period_holds(p, day("2025-03-03")), CS_YES);
  assert_int_equal(cs_period_holds(p, day("2025-03-10")), CS_YES);
  assert_int_equal(cs_period_holds(p, day("2025-03-11")), CS_NO);
}

static void a_period_without_bounds_holds_always(void **state) {
  (void)state;
  struct cs_period p = {CS_SPAN_ALWAYS, CS_SPAN_NEVER};
  assert_int_equal(cs_period_holds(p, day("0001-01-01")), CS_YES);
  assert_int_equal(cs_period_holds(p, day("9999-12-31")), CS_YES);
}

static void every_day_that_a_bound_may_touch_is_unknown(void **state) {
  (void)state;
  static const struct {
    const char *day;
    enum cs_truth holds;
  } cases[] = {
      {"2025-04-30", CS_NO},      {"2025-05-01", CS_UNKNOWN}, {"2025-05-20", CS_UNKNOWN},
      {"2025-06-30", CS_UNKNOWN}, {"2025-07-01", CS_YES},     {"2025-08-31", CS_YES},
      {"2025-09-01", CS_UNKNOWN}, {"2025-09-30", CS_UNKNOWN}, {"2025-10-01", CS_NO},
  };
  struct cs_period p = {span("2025-05..2025-06"), span("2025-09")};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(cs_period_holds(p, day(cases[i].day)), cases[i].holds);
  }
}

static void an_open_beginning_is_unknown_up_to_its_day(void **state) {
  (void)state;
  struct cs_period p = {span("..2024-05-30"), CS_SPAN_NEVER};
  assert_int_equal(cs_period_holds(p, day("0001-01-01")), CS_UNKNOWN);
  assert_int_equal(cs_period_holds(p, day("2024-05-30")), CS_UNKNOWN);
  assert_int_equal(cs_period_holds(p, day("2024-05-31")), CS_YES);
  p = (struct cs_period){span("2024-05-30.."), CS_SPAN_NEVER};
  assert_int_equal(cs_period_holds(p, day("2024-05-29")), CS_NO);
  assert_int_equal(cs_period_holds(p, day("2025-05-30")), CS_UNKNOWN);
}

static void a_bound_that_says_no_outweighs_one_that_is_unknown(void **state) {
  (void)state;
  struct cs_period p = {span("2025-05..2025-06"), span("2025-06-01")};
  assert_int_equal(cs_period_holds(p, day("2025-05-31")), CS_UNKNOWN);
  assert_int_equal(cs_period_holds(p, day("2025-06-01")), CS_NO);
}

static void a_moment_is_read_in_all_its_forms(void **state) {
  (void)state;
  static const struct {
    const char *text, *written;
  } cases[] = {
      {"1970-01-01", "1970-01-01T00:00:00.000000Z"},
      {"2025-08-25T09:00Z", "2025-08-25T09:00:00.000000Z"},
      {"2025-08-25T09:00:07Z", "2025-08-25T09:00:07.000000Z"},
      {"2025-08-25T09:00:07.5Z", "2025-08-25T09:00:07.500000Z"},
      {"2025-08-25T09:00:00.123456Z", "2025-08-25T09:00:00.123456Z"},
      {"2025-08-25T00:30+02:00", "2025-08-24T22:30:00.000000Z"},
      {"2025-08-25T23:30:00.000001-05:30", "2025-08-26T05:00:00.000001Z"},
      {"2025-08-25T23:59:59.999999-00:00", "2025-08-25T23:59:59.999999Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"0001-01-01T00:00Z", "0001-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cs_time time;
    struct cs_err err;
    assert_ok(cs_time_parse(cs_str_of(cases[i].text), &time, &err), &err);
    assert_time(time, cases[i].written);
  }
}

static void a_moment_is_counted_in_microseconds(void **state) {
  (void)state;
  cs_time time;
  struct cs_err err;
  assert_ok(cs_time_parse(CS_STR("1970-01-02T00:00:01.000002Z"), &time, &err), &err);
  assert_true(time == INT64_C(86401000002));
  assert_ok(cs_time_parse(CS_STR("1969-12-31T23:59:59Z"), &time, &err), &err);
  assert_true(time == -1000000);
}

static void what_is_no_moment_is_refused_with_its_word(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const struct cs_code *code;
  } cases[] = {
      {"", &CS_E_DATE_SYNTAX},
      {"2025-08", &CS_E_DATE_SYNTAX},
      {"2025-08-2", &CS_E_DATE_SYNTAX},
      {"2025-08-25T", &CS_E_DATE_SYNTAX},
      {"2025-08-25 09:00Z", &CS_E_DATE_SYNTAX},
      {"2025-08-25t09:00Z", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09Z", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00:00", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00:00.Z", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00:00.1234567Z", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00.5Z", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00z", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00ZZ", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00+02", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00+0200", &CS_E_DATE_SYNTAX},
      {"2025-08-25T09:00+02:00Z", &CS_E_DATE_SYNTAX},
      {"x025-08-25T09:00Z", &CS_E_DATE_SYNTAX},
      {"2025-02-30T09:00Z", &CS_E_DATE_RANGE},
      {"2025-02-30", &CS_E_DATE_RANGE},
      {"2025-08-25T24:00Z", &CS_E_DATE_RANGE},
      {"2025-08-25T09:60Z", &CS_E_DATE_RANGE},
      {"2016-12-31T23:59:60Z", &CS_E_DATE_RANGE},
      {"2025-08-25T09:00+24:00", &CS_E_DATE_RANGE},
      {"2025-08-25T09:00-02:60", &CS_E_DATE_RANGE},
      {"0001-01-01T00:00+00:01", &CS_E_DATE_RANGE},
      {"9999-12-31T23:59-00:01", &CS_E_DATE_RANGE},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cs_time time;
    struct cs_err err;
    assert_code(cs_time_parse(cs_str_of(cases[i].text), &time, &err), &err, *cases[i].code);
    assert_non_null(strchr(err.text, '"'));
  }
  cs_time time;
  struct cs_err err;
  assert_code(cs_time_parse(CS_STR("2025-08-25T24:00Z"), &time, &err), &err, CS_E_DATE_RANGE);
  assert_string_equal(err.text, "there is no time of day \"24:00Z\"");
}

static void any_moment_comes_back_from_its_text(void **state) {
  (void)state;
  struct random r = {77};
  for (int i = 0; i < ROUNDS; i++) {
    cs_time time = ((int64_t)random_below(&r, 3652059) - 719162) * INT64_C(86400000000) +
                   (int64_t)random_below(&r, UINT64_C(86400000000));
    struct cs_buf buf;
    cs_buf_init(&buf, 32);
    cs_time_write(&buf, time);
    assert_int_equal(buf.len, 27);
    cs_time back;
    struct cs_err err;
    assert_ok(cs_time_parse(cs_buf_str(&buf), &back, &err), &err);
    assert_true(back == time);
    cs_buf_deinit(&buf);
  }
}

static void the_day_of_a_moment_depends_on_the_offset(void **state) {
  (void)state;
  cs_time time;
  struct cs_err err;
  assert_ok(cs_time_parse(CS_STR("2025-08-25T22:30Z"), &time, &err), &err);
  assert_day(cs_time_day(time, 0), "2025-08-25");
  assert_day(cs_time_day(time, 89), "2025-08-25");
  assert_day(cs_time_day(time, 90), "2025-08-26");
  assert_day(cs_time_day(time, -1350), "2025-08-25");
  assert_day(cs_time_day(time, -1351), "2025-08-24");
  assert_int_equal(cs_time_day(-1, 0), -1);
  assert_int_equal(cs_time_day(0, 0), 0);
  assert_int_equal(cs_time_day(INT64_MAX, 1439), 106751992);
  assert_int_equal(cs_time_day(INT64_MIN, -1439), -106751993);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(days_are_counted_from_1970),
      cmocka_unit_test(every_day_of_the_calendar_comes_in_its_turn),
      cmocka_unit_test(weekdays_begin_with_monday),
      cmocka_unit_test(any_day_comes_back_from_its_text),
      cmocka_unit_test(what_is_no_day_is_refused_with_its_word),
      cmocka_unit_test(a_day_that_does_not_exist_is_refused),
      cmocka_unit_test(a_civil_day_outside_the_calendar_is_none),
      cmocka_unit_test(a_span_holds_all_days_that_its_text_allows),
      cmocka_unit_test(a_span_that_cannot_be_is_refused),
      cmocka_unit_test(any_span_comes_back_from_its_text),
      cmocka_unit_test(what_is_not_known_at_all_is_two_points),
      cmocka_unit_test(a_span_is_exact_when_it_holds_one_day),
      cmocka_unit_test(days_are_added_exactly),
      cmocka_unit_test(months_clamp_to_the_last_day_of_the_month),
      cmocka_unit_test(months_end_with_the_calendar),
      cmocka_unit_test(days_without_end_stay_where_they_are),
      cmocka_unit_test(spans_are_ordered_where_all_their_days_are),
      cmocka_unit_test(order_of_spans_is_what_all_pairs_of_days_say),
      cmocka_unit_test(an_exact_period_is_half_open),
      cmocka_unit_test(a_period_without_bounds_holds_always),
      cmocka_unit_test(every_day_that_a_bound_may_touch_is_unknown),
      cmocka_unit_test(an_open_beginning_is_unknown_up_to_its_day),
      cmocka_unit_test(a_bound_that_says_no_outweighs_one_that_is_unknown),
      cmocka_unit_test(a_moment_is_read_in_all_its_forms),
      cmocka_unit_test(a_moment_is_counted_in_microseconds),
      cmocka_unit_test(what_is_no_moment_is_refused_with_its_word),
      cmocka_unit_test(any_moment_comes_back_from_its_text),
      cmocka_unit_test(the_day_of_a_moment_depends_on_the_offset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
