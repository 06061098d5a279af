/* Days and what is known of them. A day is a calendar day (proleptic Gregorian), counted from 1970-01-01. A source may
 * know a day only as a month, a year, an interval, or open at one end: `struct cs_span` is the set of days it may be.
 * Comparison gives yes, no or unknown. No clock and no time zone enter here (RULES section 4). */
#ifndef CS_BASE_DAY_H
#define CS_BASE_DAY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/truth.h"

typedef int32_t cs_day;      /* a number, not a struct */
#define CS_DAY_MIN INT32_MIN /* before all days */
#define CS_DAY_MAX INT32_MAX /* after all days */

/* The day lies in [first, last]; exact when they are equal. first may be CS_DAY_MIN, last CS_DAY_MAX. */
struct cs_span {
  cs_day first, last;
};

/* Half-open: holds over [from, until). */
struct cs_period {
  struct cs_span from, until;
};

#define CS_SPAN_ALWAYS ((struct cs_span){CS_DAY_MIN, CS_DAY_MIN}) /* a start before all days */
#define CS_SPAN_NEVER  ((struct cs_span){CS_DAY_MAX, CS_DAY_MAX}) /* an end after all days */

/* "2025-08-23" only. Years 0001..9999. CS_E_DATE_SYNTAX, CS_E_DATE_RANGE (no such day). */
CS_MUST bool cs_day_parse(struct cs_str text, cs_day *out, struct cs_err *err);
/* "2025-05-01", "2025-05", "2025", "A..B" with A and B of these forms (from the first day of A to the last of B),
 * "..B", "A..". An interval that ends before it begins is CS_E_DATE_RANGE. */
CS_MUST bool cs_span_parse(struct cs_str text, struct cs_span *out, struct cs_err *err);
/* False when there is no such day. year 1..9999, month 1..12, day 1..31. */
CS_MUST bool cs_day_from_civil(int year, int month, int day, cs_day *out);
void cs_day_to_civil(cs_day day, int *year, int *month, int *day_of_month);
/* 2025-08-23; CS_DAY_MIN is "always", CS_DAY_MAX "never" (for print; not parsed). */
void cs_day_write(struct cs_buf *buf, cs_day day);
/* The shortest of the forms that cs_span_parse takes in which both ends are days, months or years alike: "2025-05",
 * "2025-05..2025-06", "..2024-05-30". Known not at all: "..", which is not parsed. */
void cs_span_write(struct cs_buf *buf, struct cs_span span);
bool cs_span_exact(struct cs_span span);
struct cs_span cs_span_of(cs_day day);
/* 0 Monday … 6 Sunday. */
int cs_day_weekday(cs_day day);
/* Months clamp to the last day of the month (31 January + 1 month = 28 or 29 February). CS_E_DATE_RANGE outside the
 * years 0001..9999. CS_DAY_MIN and CS_DAY_MAX stay what they are. */
CS_MUST bool cs_day_add_days(cs_day day, int64_t n, cs_day *out, struct cs_err *err);
CS_MUST bool cs_day_add_months(cs_day day, int64_t n, cs_day *out, struct cs_err *err);

/* Does a ≤ b hold? Unknown where the spans overlap without deciding it. */
enum cs_truth cs_span_le(struct cs_span a, struct cs_span b);
enum cs_truth cs_span_lt(struct cs_span a, struct cs_span b);
/* Does the period hold on the day? Unknown on every day that an inexact bound may touch, its first and last day
 * included (RULES section 4), unless the other bound says no. */
enum cs_truth cs_period_holds(struct cs_period period, cs_day day);

/* A moment: microseconds since 1970-01-01T00:00:00Z. */
typedef int64_t cs_time;
/* "2025-08-25T09:00Z", "…T09:00:00Z", "…T09:00:00.123456Z" (one to six digits), or an offset "+02:00" for Z; a bare day
 * is its midnight UTC. No leap second, no 24:00. CS_E_DATE_SYNTAX, CS_E_DATE_RANGE. */
CS_MUST bool cs_time_parse(struct cs_str text, cs_time *out, struct cs_err *err);
void cs_time_write(struct cs_buf *buf, cs_time time); /* YYYY-MM-DDThh:mm:ss.ffffffZ (RECORD section 1) */
/* The day of a moment at a fixed offset from UTC in minutes, east positive, less than a day. */
cs_day cs_time_day(cs_time time, int offset_minutes);

/* Working days: the weekend's days and the holidays of one calendar. */
struct cs_calendar {
  unsigned weekend;       /* bit n: weekday n is none; Saturday and Sunday: 0x60 */
  const cs_day *holidays; /* ascending */
  size_t n_holidays;
};
bool cs_calendar_works(const struct cs_calendar *calendar, cs_day day);
/* The n-th working day after `day` (n ≥ 0; with 0 the day itself, whatever it is). CS_E_DATE_RANGE beyond year 9999,
 * for a negative n, and where no day is left to work on. */
CS_MUST bool cs_calendar_add(const struct cs_calendar *calendar, cs_day day, int64_t n, cs_day *out,
                             struct cs_err *err);
/* n days' notice given on `given` are over when day n after it has ended: in effect from given + n + 1 (RULES section
 * 4). n ≥ 0; CS_E_DATE_RANGE otherwise. */
CS_MUST bool cs_notice_over(cs_day given, int64_t n, cs_day *in_effect_from, struct cs_err *err);

#endif
