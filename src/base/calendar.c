/* Working days and notice. Must never know a holiday by itself: they are arguments (DESIGN section 3). RULES section 4.
 */
#include "base/day.h"

static bool is_holiday(const struct cs_calendar *calendar, cs_day day) {
  size_t low = 0;
  size_t high = calendar->n_holidays;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (calendar->holidays[middle] < day) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < calendar->n_holidays && calendar->holidays[low] == day;
}

bool cs_calendar_works(const struct cs_calendar *calendar, cs_day day) {
  return (calendar->weekend >> cs_day_weekday(day) & 1) == 0 && !is_holiday(calendar, day);
}

static bool negative(struct cs_err *err, int64_t n) {
  return cs_err_set(err, &CS_E_DATE_RANGE, "%lld days: expected 0 or more", (long long)n);
}

bool cs_calendar_add(const struct cs_calendar *calendar, cs_day day, int64_t n, cs_day *out, struct cs_err *err) {
  if (n < 0) {
    return negative(err, n);
  }
  if ((calendar->weekend & 0x7F) == 0x7F && n > 0) {
    return cs_err_set(err, &CS_E_DATE_RANGE, "the calendar has no working day in a week");
  }
  cs_day at = day;
  /* Ends: each round moves a day on, and cs_day_add_days fails after the year 9999; days without end stay as they are.
   */
  while (n > 0 && at != CS_DAY_MIN && at != CS_DAY_MAX) {
    if (!cs_day_add_days(at, 1, &at, err)) {
      return cs_err_context(err, "working days");
    }
    n -= cs_calendar_works(calendar, at);
  }
  *out = at;
  return true;
}

bool cs_notice_over(cs_day given, int64_t n, cs_day *in_effect_from, struct cs_err *err) {
  if (n < 0) {
    return negative(err, n);
  }
  return cs_day_add_days(given, n < INT64_MAX ? n + 1 : n, in_effect_from, err);
}
