/* Notices. Must never count one that nobody recorded. Specification: RULES section 4; model/case.h. */
#include "review/notice.h"

#include "model/correction.h"

static bool earliest(const struct cs_json *state, struct cs_str office, cs_day *given) {
  const struct cs_json *notices = cs_json_get(state, "notices");
  bool found = false;
  for (size_t i = 0; notices && i < notices->n; i++) {
    cs_day day;
    struct cs_err ignored;
    if (!cs_state_struck(notices->items[i]) && cs_str_eq(cs_json_text(notices->items[i], "to"), office) &&
        cs_day_parse(cs_json_text(notices->items[i], "day"), &day, &ignored) && (!found || day < *given)) {
      *given = day;
      found = true;
    }
  }
  return found;
}

static bool tell_end(struct cs_str office, cs_day last, bool over, struct cs_arena *arena, struct cs_str *why,
                     struct cs_err *err) {
  struct cs_buf day;
  cs_buf_init(&day, 32);
  cs_day_write(&day, last);
  bool done = cs_arena_printf(arena, why, err, "notice to %.*s %s %.*s", CS_STR_ARG(office), over ? "ended" : "ends",
                              CS_STR_ARG(cs_buf_str(&day)));
  cs_buf_deinit(&day);
  return done;
}

bool cs_review_notice(const struct cs_catalogue *catalogue, const struct cs_json *require, const struct cs_json *state,
                      cs_day on, cs_day known, struct cs_arena *arena, enum cs_truth *over, struct cs_str *why,
                      struct cs_err *err) {
  struct cs_str office = cs_json_text(require, "office");
  int64_t days = cs_json_integer(require, "days", 0);
  const struct cs_calendar *calendar = cs_catalogue_calendar(catalogue, office);
  cs_day given, from;
  *why = CS_STR_NONE;
  *over = CS_NO;
  if (!earliest(state, office, &given) || given > on || given > known) {
    return cs_arena_printf(arena, why, err, "%.*s was not notified", CS_STR_ARG(office));
  }
  if (cs_json_flag(require, "calendar_days") || days == 0) {
    if (!cs_notice_over(given, days, &from, err)) {
      return false;
    }
    from = days == 0 ? given : from; /* notice without a time is over when it is given */
  } else if (calendar) {
    if (!cs_calendar_add(calendar, given, days, &from, err)) {
      return false;
    }
    from++;
  } else {
    *over = CS_UNKNOWN;
    return cs_arena_printf(arena, why, err, "no calendar of %.*s says when %lld working days' notice is over",
                           CS_STR_ARG(office), (long long)days);
  }
  *over = cs_truth_of(on >= from);
  return tell_end(office, from - 1, *over == CS_YES, arena, why, err);
}
