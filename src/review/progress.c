/* When what an open case lacks is due. Must never say what is lacking by itself: model/owed.c does. Invariant: a due day moves by the
 * days on which a question to the applicant was open, and by nothing else. Specification: DESIGN section 6. */
#include "review/progress.h"

#include "rules/rules.h"

static bool day_of(const struct cs_json *json, const char *key, cs_day *out) {
  struct cs_err ignored;
  return cs_day_parse(cs_json_text(json, key), out, &ignored);
}

/* ------------------------------------------------------------------ days */

/* Was a question open on the day, one that had been asked before it? */
static bool stopped_on(const struct cs_json *questions, cs_day day, cs_day today) {
  bool stopped = false;
  for (size_t i = 0; questions && i < questions->n; i++) {
    cs_day from, until;
    if (day_of(questions->items[i], "on", &from)) {
      until = day_of(questions->items[i], "answered", &until) ? until : today;
      stopped = stopped || (day > from && day <= until);
    }
  }
  return stopped;
}

/* The next day that counts, after `day`. */
static cs_day next_day(const struct cs_calendar *calendar, bool all_days, cs_day day) {
  cs_day next;
  struct cs_err ignored;
  return all_days || !calendar || !cs_calendar_add(calendar, day, 1, &next, &ignored) ? day + 1 : next;
}

bool cs_review_due(const struct cs_calendar *calendar, const struct cs_json *asked, const struct cs_json *questions,
                   cs_day today, cs_day *due, int64_t *stopped) {
  bool all_days = cs_json_flag(asked, "calendar_days");
  cs_day on;
  *stopped = 0;
  if (!day_of(asked, "due", due) || !day_of(asked, "on", &on)) {
    return false;
  }
  for (cs_day day = next_day(calendar, all_days, on); questions && day <= *due && day <= today;
       day = next_day(calendar, all_days, day)) {
    if (stopped_on(questions, day, today)) {
      *due = next_day(calendar, all_days, *due);
      ++*stopped;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ steps */

/* Names the clause that asks for it. */
static void put_clause(struct cs_review_step *step, const struct cs_json *require) {
  step->where = cs_json_text(require, "where");
  if (!cs_certainty_find(cs_json_text(require, "certainty"), &step->certainty)) {
    step->certainty = CS_CONFIRMED;
  }
}

static void put_due(const struct cs_catalogue *catalogue, const struct cs_json *state, const struct cs_json *asked,
                    cs_day today, struct cs_review_step *step) {
  const struct cs_calendar *calendar = cs_catalogue_calendar(catalogue, step->office);
  if (!day_of(asked, "on", &step->asked)) {
    step->asked = 0;
    return;
  }
  step->days = cs_json_integer(asked, "days", 0);
  step->calendar_days = cs_json_flag(asked, "calendar_days");
  step->has_due = cs_review_due(calendar, asked, cs_json_get(state, "questions"), today, &step->due, &step->stopped);
}

struct cs_review_step cs_review_step_of(const struct cs_catalogue *catalogue, const struct cs_json *state,
                                        const struct cs_owed *owed, cs_day today) {
  struct cs_review_step step = {.kind = owed->kind,
                                .approver = owed->approver,
                                .office = owed->office,
                                .n = owed->n,
                                .more = owed->more,
                                .required = owed->required,
                                .certainty = CS_CONFIRMED};
  if (owed->require) {
    put_clause(&step, owed->require);
  }
  if (owed->asked) {
    put_due(catalogue, state, owed->asked, today, &step);
  }
  return step;
}

bool cs_review_progress(const struct cs_catalogue *catalogue, const struct cs_json *state, cs_day today,
                        struct cs_arena *arena, struct cs_review_steps *out, struct cs_err *err) {
  struct cs_owed_list owed;
  *out = (struct cs_review_steps){0};
  if (!cs_case_owed(state, arena, &owed, err)) {
    return false;
  }
  for (size_t i = 0; i < owed.n; i++) {
    struct cs_review_step *step = cs_list_push(arena, out, err);
    if (!step) {
      return false;
    }
    *step = cs_review_step_of(catalogue, state, &owed.at[i], today);
  }
  return true;
}
