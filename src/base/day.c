/* Days, spans, periods and moments. Must never ask a clock or a time zone. Invariant: a day that was parsed or computed
 * here lies in the years 0001..9999 or is CS_DAY_MIN or CS_DAY_MAX. Specification: RULES sections 4 and 5. */
#include "base/day.h"

#define WORD_MAX 64 /* bytes of the user's word that an error repeats */
#define YEAR_MAX 9999

#define MICROSECONDS_A_SECOND ((int64_t)1000000)
#define SECONDS_A_DAY         ((int64_t)86400)
#define MICROSECONDS_A_DAY    (SECONDS_A_DAY * MICROSECONDS_A_SECOND)

static const struct cs_span unknown_span = {CS_DAY_MIN, CS_DAY_MAX};

/* Division towards minus infinity. */
static int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0);
}

/* What that division leaves, 0 to b - 1. */
static int64_t floor_rest(int64_t a, int64_t b) {
  return a % b < 0 ? a % b + b : a % b;
}

static bool is_leap(int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int64_t year, int month) {
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return lengths[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to the first day of the month: years are counted from March, so that the leap day comes last. */
static int64_t month_start(int64_t year, int month) {
  int64_t y = month > 2 ? year : year - 1;
  int64_t m = month > 2 ? month - 3 : month + 9;
  int64_t before = 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400); /* days in the years before y */
  return before + (153 * m + 2) / 5 - 719468; /* 153 days in five months; 719468: 0000-03-01 to 1970-01-01 */
}

bool cs_day_from_civil(int year, int month, int day, cs_day *out) {
  if (year < 1 || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > month_length(year, month)) {
    return false;
  }
  *out = (cs_day)(month_start(year, month) + day - 1);
  return true;
}

void cs_day_to_civil(cs_day day, int *year, int *month, int *day_of_month) {
  int64_t since = (int64_t)day + 719468;  /* from 0000-03-01 */
  int64_t era = floor_div(since, 146097); /* of 400 years */
  int64_t in_era = since - era * 146097;
  int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  int64_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t m = (5 * in_year + 2) / 153; /* from March */
  *day_of_month = (int)(in_year - (153 * m + 2) / 5 + 1);
  *month = (int)(m < 10 ? m + 3 : m - 9);
  *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static bool is_civil(int64_t day) {
  return day >= month_start(1, 1) && day < month_start(YEAR_MAX + 1, 1);
}

static bool is_open(cs_day day) {
  return day == CS_DAY_MIN || day == CS_DAY_MAX;
}

static bool syntax(struct cs_err *err, const char *what, struct cs_str text, const char *expected) {
  return cs_err_set(err, &CS_E_DATE_SYNTAX, "\"%.*s\" is no %s: expected %s", CS_STR_ARG(cs_str_head(text, WORD_MAX)),
                    what, expected);
}

static bool no_such(struct cs_err *err, const char *what, struct cs_str text) {
  return cs_err_set(err, &CS_E_DATE_RANGE, "there is no %s \"%.*s\"", what, CS_STR_ARG(cs_str_head(text, WORD_MAX)));
}

/* Exactly n digits at the front of *rest, which moves behind them. n is at most 6. */
static bool take_number(struct cs_str *rest, size_t n, int *out) {
  if (rest->len < n) {
    return false;
  }
  int value = 0;
  for (size_t i = 0; i < n; i++) {
    if (rest->ptr[i] < '0' || rest->ptr[i] > '9') {
      return false;
    }
    value = value * 10 + (rest->ptr[i] - '0');
  }
  *rest = cs_str_from(*rest, n);
  *out = value;
  return true;
}

static bool take_byte(struct cs_str *rest, char byte) {
  if (rest->len == 0 || rest->ptr[0] != byte) {
    return false;
  }
  *rest = cs_str_from(*rest, 1);
  return true;
}

/* "2025-08-23", "2025-08" or "2025" as a whole; *month and *day are 0 where they are not given. */
static bool parse_parts(struct cs_str text, int *year, int *month, int *day) {
  struct cs_str rest = text;
  *month = *day = 0;
  if (!take_number(&rest, 4, year)) {
    return false;
  }
  if (rest.len > 0 && (!take_byte(&rest, '-') || !take_number(&rest, 2, month))) {
    return false;
  }
  if (rest.len > 0 && (!take_byte(&rest, '-') || !take_number(&rest, 2, day))) {
    return false;
  }
  return rest.len == 0;
}

bool cs_day_parse(struct cs_str text, cs_day *out, struct cs_err *err) {
  int year, month, day;
  if (text.len != 10 || !parse_parts(text, &year, &month, &day)) {
    return syntax(err, "day", text, "YYYY-MM-DD");
  }
  return cs_day_from_civil(year, month, day, out) || no_such(err, "day", text);
}

/* One of "2025-05-01", "2025-05", "2025". */
static bool parse_point(struct cs_str text, struct cs_span *out, struct cs_err *err) {
  int year, month, day;
  if (!parse_parts(text, &year, &month, &day)) {
    return syntax(err, "date", text, "YYYY-MM-DD, YYYY-MM, YYYY, or two of these joined by \"..\"");
  }
  if (text.len == 10) {
    return (cs_day_from_civil(year, month, day, &out->first) && cs_day_from_civil(year, month, day, &out->last)) ||
           no_such(err, "day", text);
  }
  int month_first = text.len == 7 ? month : 1;
  int month_last = text.len == 7 ? month : 12;
  if (!cs_day_from_civil(year, month_first, 1, &out->first)) {
    return no_such(err, text.len == 7 ? "month" : "year", text);
  }
  return cs_day_from_civil(year, month_last, month_length(year, month_last), &out->last);
}

bool cs_span_parse(struct cs_str text, struct cs_span *out, struct cs_err *err) {
  size_t dots = cs_str_find(text, CS_STR(".."));
  if (dots == SIZE_MAX) {
    return parse_point(text, out, err);
  }
  struct cs_str before = cs_str_sub(text, 0, dots);
  struct cs_str after = cs_str_from(text, dots + 2);
  if (before.len == 0 && after.len == 0) {
    return syntax(err, "date", text, "a day, month or year on at least one side of \"..\"");
  }
  struct cs_span first = unknown_span;
  struct cs_span last = unknown_span;
  if ((before.len > 0 && !parse_point(before, &first, err)) || (after.len > 0 && !parse_point(after, &last, err))) {
    return false;
  }
  if (first.first > last.last) {
    return cs_err_set(err, &CS_E_DATE_RANGE, "the interval \"%.*s\" ends before it begins",
                      CS_STR_ARG(cs_str_head(text, WORD_MAX)));
  }
  *out = (struct cs_span){first.first, last.last};
  return true;
}

enum precision { BY_YEAR, BY_MONTH, BY_DAY };

/* The coarsest form that says where a span begins (or ends). */
static enum precision precision_of(cs_day day, bool is_end) {
  int year, month, day_of_month;
  cs_day_to_civil(day, &year, &month, &day_of_month);
  if (day_of_month != (is_end ? month_length(year, month) : 1)) {
    return BY_DAY;
  }
  return month == (is_end ? 12 : 1) ? BY_YEAR : BY_MONTH;
}

static char *two_digits(char *to, int n) {
  to[0] = (char)('0' + n / 10);
  to[1] = (char)('0' + n % 10);
  return to + 2;
}

static void write_point(struct cs_buf *buf, cs_day day, enum precision precision) {
  int year, month, day_of_month;
  cs_day_to_civil(day, &year, &month, &day_of_month);
  if (year < 0 || year > YEAR_MAX) { /* no day that was read: one that a program made up */
    cs_buf_printf(buf, "%04d-%02d-%02d", year, month, day_of_month);
    return;
  }
  char text[10]; /* 2025-08-23 */
  char *end = two_digits(two_digits(text, year / 100), year % 100);
  if (precision >= BY_MONTH) {
    *end++ = '-';
    end = two_digits(end, month);
  }
  if (precision >= BY_DAY) {
    *end++ = '-';
    end = two_digits(end, day_of_month);
  }
  cs_buf_add(buf, (struct cs_str){text, (size_t)(end - text)});
}

void cs_day_write(struct cs_buf *buf, cs_day day) {
  if (is_open(day)) {
    cs_buf_add(buf, day == CS_DAY_MIN ? CS_STR("always") : CS_STR("never"));
    return;
  }
  write_point(buf, day, BY_DAY);
}

/* The word for one whole year or month: do first and last have it in common? */
static bool is_one(struct cs_span span, enum precision precision) {
  int year[2], month[2], day;
  cs_day_to_civil(span.first, &year[0], &month[0], &day);
  cs_day_to_civil(span.last, &year[1], &month[1], &day);
  return precision != BY_DAY && year[0] == year[1] && (precision == BY_YEAR || month[0] == month[1]);
}

void cs_span_write(struct cs_buf *buf, struct cs_span span) {
  if (cs_span_exact(span)) {
    cs_day_write(buf, span.first);
    return;
  }
  enum precision precision = BY_YEAR;
  if (!is_open(span.first)) {
    precision = precision_of(span.first, false);
  }
  if (!is_open(span.last)) {
    enum precision end = precision_of(span.last, true);
    precision = end > precision ? end : precision;
  }
  if (!is_open(span.first)) {
    write_point(buf, span.first, precision);
    if (!is_open(span.last) && is_one(span, precision)) {
      return;
    }
  }
  cs_buf_add(buf, CS_STR(".."));
  if (!is_open(span.last)) {
    write_point(buf, span.last, precision);
  }
}

bool cs_span_exact(struct cs_span span) {
  return span.first == span.last;
}

struct cs_span cs_span_of(cs_day day) {
  return (struct cs_span){day, day};
}

int cs_day_weekday(cs_day day) {
  return (int)floor_rest((int64_t)day + 3, 7); /* 1970-01-01 was a Thursday */
}

static bool out_of_calendar(struct cs_err *err, cs_day day, int64_t n, const char *unit) {
  int year, month, day_of_month;
  cs_day_to_civil(day, &year, &month, &day_of_month);
  return cs_err_set(err, &CS_E_DATE_RANGE, "%04d-%02d-%02d and %lld %s is outside the years 0001 to 9999", year, month,
                    day_of_month, (long long)n, unit);
}

bool cs_day_add_days(cs_day day, int64_t n, cs_day *out, struct cs_err *err) {
  if (is_open(day)) {
    *out = day;
    return true;
  }
  if (n < INT32_MIN || n > INT32_MAX || !is_civil(day + n)) {
    return out_of_calendar(err, day, n, "days");
  }
  *out = (cs_day)(day + n);
  return true;
}

bool cs_day_add_months(cs_day day, int64_t n, cs_day *out, struct cs_err *err) {
  if (is_open(day)) {
    *out = day;
    return true;
  }
  int year, month, day_of_month;
  cs_day_to_civil(day, &year, &month, &day_of_month);
  if (n < INT32_MIN || n > INT32_MAX) {
    return out_of_calendar(err, day, n, "months");
  }
  int64_t months = (int64_t)year * 12 + (month - 1) + n;
  int64_t to_year = floor_div(months, 12);
  int to_month = (int)(months - to_year * 12) + 1;
  if (to_year < 1 || to_year > YEAR_MAX) {
    return out_of_calendar(err, day, n, "months");
  }
  int last = month_length(to_year, to_month);
  *out = (cs_day)(month_start(to_year, to_month) + (day_of_month < last ? day_of_month : last) - 1);
  return true;
}

enum cs_truth cs_span_le(struct cs_span a, struct cs_span b) {
  return a.last <= b.first ? CS_YES : a.first > b.last ? CS_NO : CS_UNKNOWN;
}

enum cs_truth cs_span_lt(struct cs_span a, struct cs_span b) {
  return a.last < b.first ? CS_YES : a.first >= b.last ? CS_NO : CS_UNKNOWN;
}

/* Has what happens on one day of the span happened by the day? An inexact span says neither on its own first and last
 * day: the source did not say that it was over by then. */
static enum cs_truth reached(struct cs_span span, cs_day day) {
  if (cs_span_exact(span)) {
    return cs_truth_of(span.first <= day);
  }
  return day < span.first ? CS_NO : day > span.last ? CS_YES : CS_UNKNOWN;
}

enum cs_truth cs_period_holds(struct cs_period period, cs_day day) {
  return cs_truth_and(reached(period.from, day), cs_truth_not(reached(period.until, day)));
}

static bool time_syntax(struct cs_err *err, struct cs_str text) {
  return syntax(err, "moment", text, "YYYY-MM-DDThh:mmZ, with seconds if need be, and an offset like +02:00 for Z");
}

/* "hh:mm" */
static bool take_hour_minute(struct cs_str *rest, int *hour, int *minute) {
  return take_number(rest, 2, hour) && take_byte(rest, ':') && take_number(rest, 2, minute);
}

/* Nothing, ":ss", or ":ss." and one to six digits. */
static bool take_seconds(struct cs_str *rest, int *second, int *microsecond) {
  *second = *microsecond = 0;
  if (!take_byte(rest, ':')) {
    return true;
  }
  if (!take_number(rest, 2, second)) {
    return false;
  }
  if (!take_byte(rest, '.')) {
    return true;
  }
  int digit = 0;
  size_t n = 0;
  while (n < 6 && take_number(rest, 1, &digit)) {
    *microsecond = *microsecond * 10 + digit;
    n++;
  }
  for (size_t i = n; i < 6; i++) {
    *microsecond *= 10;
  }
  return n > 0;
}

/* "Z", or "+hh:mm" or "-hh:mm", in minutes; nothing may follow. *hour and *minute for the range. */
static bool take_offset(struct cs_str rest, int *offset, bool *in_range) {
  *offset = 0;
  *in_range = true;
  if (take_byte(&rest, 'Z')) {
    return rest.len == 0;
  }
  bool west = take_byte(&rest, '-');
  int hour, minute;
  if ((!west && !take_byte(&rest, '+')) || !take_hour_minute(&rest, &hour, &minute) || rest.len > 0) {
    return false;
  }
  *in_range = hour < 24 && minute < 60;
  *offset = (west ? -1 : 1) * (hour * 60 + minute);
  return true;
}

bool cs_time_parse(struct cs_str text, cs_time *out, struct cs_err *err) {
  struct cs_str rest = cs_str_sub(text, text.len < 10 ? text.len : 10, SIZE_MAX);
  int hour = 0, minute = 0, second = 0, microsecond = 0, offset = 0;
  bool offset_in_range = true;
  if (rest.len > 0 && (!take_byte(&rest, 'T') || !take_hour_minute(&rest, &hour, &minute) ||
                       !take_seconds(&rest, &second, &microsecond) || !take_offset(rest, &offset, &offset_in_range))) {
    return time_syntax(err, text);
  }
  int year, month, day_of_month;
  cs_day day;
  if (text.len < 10 || !parse_parts(cs_str_sub(text, 0, 10), &year, &month, &day_of_month)) {
    return time_syntax(err, text);
  }
  if (!cs_day_from_civil(year, month, day_of_month, &day)) {
    return no_such(err, "day", cs_str_sub(text, 0, 10));
  }
  if (hour > 23 || minute > 59 || second > 59 || !offset_in_range) {
    return no_such(err, "time of day", cs_str_from(text, 11));
  }
  int64_t seconds = day * SECONDS_A_DAY + (int64_t)hour * 3600 + (int64_t)(minute - offset) * 60 + second;
  if (!is_civil(floor_div(seconds, SECONDS_A_DAY))) {
    return cs_err_set(err, &CS_E_DATE_RANGE, "\"%.*s\" is outside the years 0001 to 9999 in UTC",
                      CS_STR_ARG(cs_str_head(text, WORD_MAX)));
  }
  *out = seconds * MICROSECONDS_A_SECOND + microsecond;
  return true;
}

void cs_time_write(struct cs_buf *buf, cs_time time) {
  int64_t day = floor_div(time, MICROSECONDS_A_DAY);
  int64_t in_day = floor_rest(time, MICROSECONDS_A_DAY);
  int second = (int)(in_day / MICROSECONDS_A_SECOND);
  cs_day_write(buf, (cs_day)day);
  cs_buf_printf(buf, "T%02d:%02d:%02d.%06dZ", second / 3600, second / 60 % 60, second % 60,
                (int)(in_day % MICROSECONDS_A_SECOND));
}

cs_day cs_time_day(cs_time time, int offset_minutes) {
  cs_assert(offset_minutes > -24 * 60 && offset_minutes < 24 * 60);
  int64_t day = floor_div(time, MICROSECONDS_A_DAY);
  int64_t in_day = floor_rest(time, MICROSECONDS_A_DAY) + offset_minutes * 60 * MICROSECONDS_A_SECOND;
  return (cs_day)(day + floor_div(in_day, MICROSECONDS_A_DAY));
}
