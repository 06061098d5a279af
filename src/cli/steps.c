/* What a case lacks, in words. Nothing is concluded here: review/progress.h says what is lacking and when it is due. */
#include "cli/steps.h"

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

static void add_day(struct cs_buf *out, cs_day day) {
  cs_buf_printf(out, "%s ", weekdays[cs_day_weekday(day)]);
  cs_day_write(out, day);
}

/* The holidays on which the office would have worked, up to the due day. */
static void add_holidays(struct cs_cli *cli, const struct cs_review_step *step, struct cs_buf *out) {
  const struct cs_calendar *calendar = cs_service_calendar(&cli->service, step->office);
  size_t told = 0;
  for (size_t i = 0; calendar && i < calendar->n_holidays; i++) {
    cs_day day = calendar->holidays[i];
    int year, month, of_month;
    if (day <= step->asked || day > step->due || ((calendar->weekend >> cs_day_weekday(day)) & 1) != 0) {
      continue;
    }
    cs_day_to_civil(day, &year, &month, &of_month);
    cs_buf_printf(out, ", %d %s", of_month, months[month - 1]);
    told++;
  }
  cs_buf_add(out, told == 0 ? CS_STR("") : told == 1 ? CS_STR(" is a holiday") : CS_STR(" are holidays"));
}

static void add_time(struct cs_cli *cli, const struct cs_review_step *step, cs_day today, struct cs_buf *out) {
  const char *star = step->certainty == CS_ASSUMED ? "*" : "";
  const char *kind = step->calendar_days ? "" : "working ";
  if (step->days == 0) {
    return;
  }
  if (!step->has_due) {
    cs_buf_printf(out, " within %lld %sdays%s; no calendar of %.*s is on record", (long long)step->days, kind, star,
                  CS_STR_ARG(step->office));
    return;
  }
  cs_buf_printf(out, " by ");
  add_day(out, step->due);
  cs_buf_printf(out, " (%lld %sday%s%s", (long long)step->days, kind, step->days == 1 ? "" : "s", star);
  if (!step->calendar_days) {
    add_holidays(cli, step, out);
  }
  if (step->stopped > 0) {
    cs_buf_printf(out, ", %lld more while a question was open", (long long)step->stopped);
  }
  cs_buf_byte(out, ')');
  if (step->due < today) {
    cs_buf_printf(out, "; %d day%s late", today - step->due, today - step->due == 1 ? "" : "s");
  }
}

void cs_say_step(struct cs_cli *cli, const struct cs_review_step *step, cs_day today, struct cs_buf *out) {
  cs_buf_printf(out, "%.*s: ", CS_STR_ARG(step->office));
  switch (step->kind) {
  case CS_STEP_ADVISE:
    cs_buf_printf(out, "advise");
    add_time(cli, step, today, out);
    break;
  case CS_STEP_RESOLVE:
    cs_buf_printf(out, "say what conflicting advice comes to");
    add_time(cli, step, today, out);
    break;
  case CS_STEP_COUNTERSIGN:
    cs_buf_printf(out, "%lld more officer%s must agree to the advice", (long long)step->more,
                  step->more == 1 ? "" : "s");
    if (step->n >= 0) {
      cs_buf_printf(out, " of entry %lld", (long long)step->n);
    }
    break;
  case CS_STEP_ANSWER:
    cs_buf_printf(out, "answer the question of entry %lld", (long long)step->n);
    break;
  case CS_STEP_DECIDE:
    cs_buf_printf(out, "decide");
    break;
  }
}

void cs_say_proviso(struct cs_str proviso, struct cs_buf *out) {
  struct cs_str rest = proviso;
  if (cs_str_eq(cs_str_cut(&rest, '='), CS_STR("area")) && rest.len > 0) {
    cs_buf_printf(out, "use only in %.*s", CS_STR_ARG(rest));
  } else {
    cs_buf_add(out, proviso);
  }
}

/* ------------------------------------------------------------------ of one case */

static bool steps_of(struct cs_cli *cli, struct cs_str case_id, struct cs_review_steps *steps, cs_day *today) {
  struct cs_json *state;
  int64_t n;
  *steps = (struct cs_review_steps){0};
  return cs_service_state(&cli->service, "case", case_id, &cli->arena, &state, &n, &cli->err) &&
         (!state || cs_service_progress(&cli->service, state, &cli->arena, steps, today, &cli->err));
}

/* "us.secdef and gb.mod decide": those who can. A question that is open keeps everybody from it. */
static void say_deciders(struct cs_cli *cli, const struct cs_review_steps *steps) {
  size_t n = 0, told = 0;
  struct cs_buf text;
  for (size_t i = 0; i < steps->n; i++) {
    n += steps->at[i].kind == CS_STEP_DECIDE;
    if (steps->at[i].kind == CS_STEP_ANSWER) {
      return;
    }
  }
  if (n == 0) {
    return;
  }
  cs_buf_init(&text, 4096);
  for (size_t i = 0; i < steps->n; i++) {
    if (steps->at[i].kind == CS_STEP_DECIDE) {
      cs_buf_printf(&text, "%s%.*s", told == 0 ? "" : told + 1 == n ? " and " : ", ", CS_STR_ARG(steps->at[i].office));
      told++;
    }
  }
  cs_cli_line(cli, "next", "%.*s decide%s", CS_STR_ARG(cs_buf_str(&text)), n == 1 ? "s" : "");
  cs_buf_deinit(&text);
}

bool cs_say_next(struct cs_cli *cli, struct cs_str case_id, int64_t except) {
  struct cs_review_steps steps;
  cs_day today = 0;
  if (!steps_of(cli, case_id, &steps, &today)) {
    return false;
  }
  for (size_t i = 0; i < steps.n; i++) {
    const struct cs_review_step *step = &steps.at[i];
    bool later = step->kind == CS_STEP_COUNTERSIGN && (step->n < 0 || step->n == except);
    if (step->kind == CS_STEP_DECIDE || later) {
      continue;
    }
    struct cs_buf text;
    cs_buf_init(&text, 4096);
    cs_say_step(cli, step, today, &text);
    cs_cli_line_at(cli, "next", cs_buf_str(&text), CS_STR_NONE);
    cs_buf_deinit(&text);
  }
  say_deciders(cli, &steps);
  return true;
}

bool cs_cli_agreements(struct cs_cli *cli, struct cs_str case_id, int64_t advice, int64_t *more) {
  struct cs_review_steps steps;
  cs_day today;
  *more = 0;
  if (!steps_of(cli, case_id, &steps, &today)) {
    return false;
  }
  for (size_t i = 0; i < steps.n; i++) {
    bool this = steps.at[i].kind == CS_STEP_COUNTERSIGN && steps.at[i].n == advice;
    *more = this && steps.at[i].more > *more ? steps.at[i].more : *more;
  }
  return true;
}

static bool put_day(struct cs_cli *cli, struct cs_json *json, const char *key, cs_day day) {
  struct cs_buf text;
  struct cs_str copy;
  cs_buf_init(&text, 32);
  cs_day_write(&text, day);
  bool done = cs_arena_str(&cli->arena, cs_buf_str(&text), &copy, &cli->err) &&
              cs_json_set_text(&cli->arena, json, key, copy, &cli->err);
  cs_buf_deinit(&text);
  return done;
}

static struct cs_json *step_json(struct cs_cli *cli, const struct cs_review_step *step) {
  struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = one && cs_json_set_text(&cli->arena, one, "step", cs_str_of(cs_step_name(step->kind)), &cli->err) &&
              cs_json_set_text(&cli->arena, one, "office", step->office, &cli->err) &&
              cs_json_set_text(&cli->arena, one, "approver", step->approver, &cli->err) &&
              cs_json_set_bool(&cli->arena, one, "required", step->required, &cli->err) &&
              (step->n < 0 || cs_json_set_integer(&cli->arena, one, "entry", step->n, &cli->err)) &&
              (step->more == 0 || cs_json_set_integer(&cli->arena, one, "more", step->more, &cli->err)) &&
              (!step->has_due || put_day(cli, one, "due", step->due)) &&
              (step->days == 0 || cs_json_set_integer(&cli->arena, one, "days", step->days, &cli->err)) &&
              (step->where.len == 0 || cs_json_set_text(&cli->arena, one, "where", step->where, &cli->err));
  return done ? one : NULL;
}

bool cs_steps_json(struct cs_cli *cli, const struct cs_review_step *steps, size_t n, struct cs_json **out) {
  *out = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; *out && i < n; i++) {
    if (!cs_json_append(&cli->arena, *out, step_json(cli, &steps[i]), &cli->err)) {
      return false;
    }
  }
  return *out != NULL;
}
