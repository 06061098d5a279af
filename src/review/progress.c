/* Progress. Must never let a decision by that lacks what a rule asks for: whatever is not there is a step. Invariant: a
 * consent has the step `decide` exactly when nothing that is required of it is lacking. Specification: DESIGN section 6; the
 * shapes are model/case.h's. */
#include "review/progress.h"

#include "model/case.h"
#include "rules/rules.h"

const char *cs_step_name(enum cs_step_kind kind) {
  static const char *const names[] = {"advise", "resolve", "countersign", "answer", "decide"};
  return names[kind];
}

static bool day_of(const struct cs_json *json, const char *key, cs_day *out) {
  struct cs_err ignored;
  return cs_day_parse(cs_json_text(json, key), out, &ignored);
}

static const struct cs_json *newest(const struct cs_json *state) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  return versions && versions->n > 0 ? versions->items[versions->n - 1] : NULL;
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

/* ------------------------------------------------------------------ advice of one office */

static bool of_office(const struct cs_json *advice, struct cs_str office) {
  return cs_advice_stands(advice) && cs_str_eq(cs_json_text(advice, "office"), office);
}

/* What officers say for themselves, or what was said for the office. */
static bool at_level(const struct cs_json *advice, bool officers) {
  return (cs_advice_level(advice) == CS_LEVEL_OFFICER) == officers;
}

/* The newest advice of the office above the level of officers on that line; NULL when there is none. */
static const struct cs_json *resolved(const struct cs_json *list, struct cs_str office, struct cs_str item) {
  const struct cs_json *found = NULL;
  for (size_t i = 0; list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    found = of_office(one, office) && at_level(one, false) && cs_advice_covers(one, item) ? one : found;
  }
  return found;
}

/* The officers' advice on one line, merged. Advice as to one party counts too: a line has one answer, and where the words
 * about several parties differ a person must say what they come to. */
static enum cs_position merge_line(const struct cs_json *list, struct cs_str office, struct cs_str item) {
  enum cs_position all = CS_POSITION_N;
  for (size_t i = 0; list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    if (of_office(one, office) && at_level(one, true) && cs_advice_covers(one, item)) {
      enum cs_position position = cs_advice_position(one);
      all = all == CS_POSITION_N ? position : cs_position_merge(all, position);
    }
  }
  return all;
}

static const struct cs_json *lines_of(const struct cs_json *state) {
  return cs_json_get(cs_json_get(newest(state), "request"), "lines");
}

bool cs_review_office_conflicts(const struct cs_json *state, struct cs_str office) {
  const struct cs_json *lines = lines_of(state);
  bool conflicts = false;
  for (size_t i = 0; lines && i < lines->n; i++) {
    struct cs_str item = cs_json_text(lines->items[i], "item");
    conflicts = conflicts || merge_line(cs_json_get(state, "advice"), office, item) == CS_POSITION_CONFLICTING;
  }
  return conflicts;
}

/* What the office's advice comes to on one line; CS_POSITION_N: there is none. */
static enum cs_position line_position(const struct cs_json *list, struct cs_str office, struct cs_str item) {
  const struct cs_json *one = resolved(list, office, item);
  return one ? cs_advice_position(one) : merge_line(list, office, item);
}

enum cs_position cs_review_office_position(const struct cs_json *state, struct cs_str office, bool *advised) {
  const struct cs_json *lines = lines_of(state);
  const struct cs_json *list = cs_json_get(state, "advice");
  enum cs_position all = CS_POSITION_N;
  *advised = lines && lines->n > 0;
  for (size_t i = 0; lines && i < lines->n; i++) {
    enum cs_position position = line_position(list, office, cs_json_text(lines->items[i], "item"));
    *advised = *advised && position != CS_POSITION_N;
    all = all == CS_POSITION_N || position == CS_POSITION_CONFLICTING ? position : all;
  }
  return all;
}

int64_t cs_review_agreed(const struct cs_json *state, int64_t advice) {
  const struct cs_json *list = cs_json_get(state, "countersignatures");
  int64_t n = 0;
  for (size_t i = 0; list && i < list->n; i++) {
    n += cs_json_integer(list->items[i], "of", -1) == advice && cs_json_flag(list->items[i], "agree");
  }
  return n;
}

/* ------------------------------------------------------------------ steps */

struct progress {
  const struct cs_catalogue *catalogue;
  const struct cs_json *state;
  cs_day today;
  struct cs_arena *arena;
  struct cs_review_steps *out;
  struct cs_err *err;
};

static struct cs_review_step *add(struct progress *p, enum cs_step_kind kind, struct cs_str approver,
                                  struct cs_str office) {
  struct cs_review_step *step = cs_list_push(p->arena, p->out, p->err);
  if (step) {
    *step = (struct cs_review_step){.kind = kind, .approver = approver, .office = office, .n = -1, .required = true};
  }
  return step;
}

/* Names the clause that asks for it. */
static void put_clause(struct cs_review_step *step, const struct cs_json *require) {
  step->where = cs_json_text(require, "where");
  if (!cs_certainty_find(cs_json_text(require, "certainty"), &step->certainty)) {
    step->certainty = CS_CONFIRMED;
  }
}

/* Does this asking stand before that one? Of the newest version before older ones, for the approver before for others; then the
 * one whose answer is due sooner: whoever asks again gives no more time than was given. */
static bool asked_before(const struct progress *p, struct cs_str approver, const struct cs_json *one,
                         const struct cs_json *other) {
  int64_t version = cs_json_integer(newest(p->state), "n", 0);
  bool late = cs_json_integer(one, "n", 0) >= version;
  bool other_late = cs_json_integer(other, "n", 0) >= version;
  bool own = cs_str_eq(cs_json_text(one, "approver"), approver);
  bool other_own = cs_str_eq(cs_json_text(other, "approver"), approver);
  cs_day due, other_due;
  if (late != other_late || own != other_own) {
    return late != other_late ? late : own;
  }
  return day_of(one, "due", &due) && (!day_of(other, "due", &other_due) || due < other_due);
}

static const struct cs_json *asking(const struct progress *p, struct cs_str office, struct cs_str approver) {
  const struct cs_json *list = cs_json_get(p->state, "asked");
  const struct cs_json *found = NULL;
  for (size_t i = 0; list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    if (cs_str_eq(cs_json_text(one, "office"), office) && (!found || asked_before(p, approver, one, found))) {
      found = one;
    }
  }
  return found;
}

static void put_due(const struct progress *p, struct cs_review_step *step) {
  const struct cs_json *asked = asking(p, step->office, step->approver);
  const struct cs_calendar *calendar = cs_catalogue_calendar(p->catalogue, step->office);
  if (!asked || !day_of(asked, "on", &step->asked)) {
    return;
  }
  step->days = cs_json_integer(asked, "days", 0);
  step->calendar_days = cs_json_flag(asked, "calendar_days");
  step->has_due =
      cs_review_due(calendar, asked, cs_json_get(p->state, "questions"), p->today, &step->due, &step->stopped);
}

static bool is_kind(const struct cs_json *require, enum cs_require_kind kind, struct cs_str approver) {
  return cs_str_eq(cs_json_text(require, "kind"), cs_str_of(cs_require_name(kind))) &&
         cs_str_eq(cs_json_text(require, "approver"), approver);
}

/* The countersignatures that the office's advice lacks, one step an advice that governs some line. */
static bool add_countersign(struct progress *p, struct cs_str approver, struct cs_str office,
                            const struct cs_json *require) {
  const struct cs_json *list = cs_json_get(p->state, "advice");
  const struct cs_json *lines = lines_of(p->state);
  int64_t needed = cs_json_integer(require, "n", 1);
  bool any = false;
  for (size_t i = 0; list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    int64_t n = cs_json_integer(one, "n", -1);
    bool governs = false;
    for (size_t k = 0; of_office(one, office) && lines && k < lines->n; k++) {
      struct cs_str item = cs_json_text(lines->items[k], "item");
      const struct cs_json *above = resolved(list, office, item);
      governs = governs || (cs_advice_covers(one, item) && (!above || above == one));
    }
    any = any || governs;
    if (!governs || cs_review_agreed(p->state, n) >= needed) {
      continue;
    }
    struct cs_review_step *step = add(p, CS_STEP_COUNTERSIGN, approver, office);
    if (!step) {
      return false;
    }
    step->n = n;
    step->more = needed - cs_review_agreed(p->state, n);
    put_clause(step, require);
  }
  if (any) {
    return true;
  }
  struct cs_review_step *step = add(p, CS_STEP_COUNTERSIGN, approver, office);
  if (step) {
    step->more = needed;
    put_clause(step, require);
  }
  return step != NULL;
}

/* The countersignatures that every clause of the approver asks for, to the advice of one office. */
static bool add_countersigns(struct progress *p, struct cs_str approver, struct cs_str office) {
  const struct cs_json *requires = cs_json_get(newest(p->state), "requires");
  for (size_t i = 0; requires && i < requires->n; i++) {
    if (is_kind(requires->items[i], CS_REQUIRE_COUNTERSIGN, approver) &&
        !add_countersign(p, approver, office, requires->items[i])) {
      return false;
    }
  }
  return true;
}

/* What one office owes one approver. */
static bool add_advice(struct progress *p, struct cs_str approver, struct cs_str office,
                       const struct cs_json *require) {
  bool advised;
  bool conflicts = cs_review_office_position(p->state, office, &advised) == CS_POSITION_CONFLICTING;
  if (conflicts || !advised) {
    struct cs_review_step *step = add(p, conflicts ? CS_STEP_RESOLVE : CS_STEP_ADVISE, approver, office);
    if (!step) {
      return false;
    }
    put_clause(step, require);
    put_due(p, step);
  }
  return add_countersigns(p, approver, office);
}

/* Do the offices that advise one approver differ on the line, each being of one mind? */
static bool offices_differ(const struct progress *p, struct cs_str approver, struct cs_str item) {
  const struct cs_json *requires = cs_json_get(newest(p->state), "requires");
  const struct cs_json *list = cs_json_get(p->state, "advice");
  enum cs_position all = CS_POSITION_N;
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    enum cs_position position = is_kind(one, CS_REQUIRE_ADVICE, approver)
                                    ? line_position(list, cs_json_text(one, "office"), item)
                                    : CS_POSITION_N;
    if (position != CS_POSITION_N && position != CS_POSITION_CONFLICTING) {
      all = all == CS_POSITION_N ? position : cs_position_merge(all, position);
    }
  }
  return all == CS_POSITION_CONFLICTING;
}

/* Where they differ, the approver's own office must say what it puts to the decider. */
static bool add_between(struct progress *p, struct cs_str approver) {
  const struct cs_json *lines = lines_of(p->state);
  bool lacking = false;
  for (size_t i = 0; lines && i < lines->n; i++) {
    struct cs_str item = cs_json_text(lines->items[i], "item");
    bool proposed = resolved(cs_json_get(p->state, "advice"), approver, item) != NULL;
    lacking = lacking || (!proposed && offices_differ(p, approver, item));
  }
  return !lacking || add(p, CS_STEP_RESOLVE, approver, approver) != NULL;
}

static bool add_consent(struct progress *p, struct cs_str approver) {
  const struct cs_json *requires = cs_json_get(newest(p->state), "requires");
  const struct cs_json *countersign = NULL;
  size_t before = p->out->n, advisers = 0;
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    countersign = is_kind(one, CS_REQUIRE_COUNTERSIGN, approver) ? one : countersign;
    if (!is_kind(one, CS_REQUIRE_ADVICE, approver)) {
      continue;
    }
    advisers++;
    if (!add_advice(p, approver, cs_json_text(one, "office"), one)) {
      return false;
    }
  }
  /* Nobody need advise, and yet a second officer must agree: to what the approver's own office puts to the decider. */
  if (advisers == 0 && countersign && !add_advice(p, approver, approver, countersign)) {
    return false;
  }
  return add_between(p, approver) && (p->out->n > before || add(p, CS_STEP_DECIDE, approver, approver) != NULL);
}

/* ------------------------------------------------------------------ provisos */

static bool add_provisos(const struct cs_json *advice, struct cs_arena *arena, struct cs_strs *out,
                         struct cs_err *err) {
  const struct cs_json *provisos = cs_json_get(advice, "provisos");
  for (size_t i = 0; provisos && i < provisos->n; i++) {
    bool there = false;
    for (size_t k = 0; k < out->n; k++) {
      there = there || cs_str_eq(out->at[k], provisos->items[i]->text);
    }
    struct cs_str *slot = there ? NULL : cs_list_push(arena, out, err);
    if (!there && !slot) {
      return false;
    }
    if (slot) {
      *slot = provisos->items[i]->text;
    }
  }
  return true;
}

/* Of what governs one line in one office's advice. */
static bool office_provisos(const struct cs_json *state, struct cs_str office, struct cs_str item,
                            struct cs_arena *arena, struct cs_strs *out, struct cs_err *err) {
  const struct cs_json *list = cs_json_get(state, "advice");
  const struct cs_json *above = resolved(list, office, item);
  if (above) {
    return add_provisos(above, arena, out, err);
  }
  for (size_t i = 0; list && i < list->n; i++) {
    if (of_office(list->items[i], office) && cs_advice_covers(list->items[i], item) &&
        !add_provisos(list->items[i], arena, out, err)) {
      return false;
    }
  }
  return true;
}

bool cs_review_provisos(const struct cs_json *state, struct cs_str approver, struct cs_arena *arena,
                        struct cs_strs *out, struct cs_err *err) {
  const struct cs_json *lines = lines_of(state);
  const struct cs_json *requires = cs_json_get(newest(state), "requires");
  *out = (struct cs_strs){0};
  for (size_t i = 0; lines && i < lines->n; i++) {
    struct cs_str item = cs_json_text(lines->items[i], "item");
    if (!office_provisos(state, approver, item, arena, out, err)) {
      return false;
    }
    bool own = resolved(cs_json_get(state, "advice"), approver, item) != NULL;
    for (size_t k = 0; !own && requires && k < requires->n; k++) {
      if (is_kind(requires->items[k], CS_REQUIRE_ADVICE, approver) &&
          !office_provisos(state, cs_json_text(requires->items[k], "office"), item, arena, out, err)) {
        return false;
      }
    }
  }
  return true;
}

/* ------------------------------------------------------------------ what is owed */

static bool add_questions(struct progress *p) {
  const struct cs_json *questions = cs_json_get(p->state, "questions");
  for (size_t i = 0; questions && i < questions->n; i++) {
    if (cs_json_get(questions->items[i], "answer_n")) {
      continue;
    }
    struct cs_review_step *step = add(p, CS_STEP_ANSWER, CS_STR_NONE, cs_json_text(p->state, "applicant_office"));
    if (!step) {
      return false;
    }
    step->n = cs_json_integer(questions->items[i], "n", -1);
    if (!day_of(questions->items[i], "on", &step->asked)) {
      step->asked = 0;
    }
  }
  return true;
}

static bool is_listed(const struct progress *p, struct cs_str office) {
  bool listed = false;
  for (size_t i = 0; i < p->out->n; i++) {
    const struct cs_review_step *step = &p->out->at[i];
    listed =
        listed || ((step->kind == CS_STEP_ADVISE || step->kind == CS_STEP_RESOLVE) && cs_str_eq(step->office, office));
  }
  return listed;
}

/* Offices that somebody asked, beyond what the rules require. */
static bool add_asked(struct progress *p) {
  const struct cs_json *asked = cs_json_get(p->state, "asked");
  for (size_t i = 0; asked && i < asked->n; i++) {
    struct cs_str office = cs_json_text(asked->items[i], "office");
    bool advised;
    (void)cs_review_office_position(p->state, office, &advised);
    if (advised || is_listed(p, office)) {
      continue;
    }
    struct cs_review_step *step = add(p, CS_STEP_ADVISE, cs_json_text(asked->items[i], "approver"), office);
    if (!step) {
      return false;
    }
    step->required = false;
    put_due(p, step);
  }
  return true;
}

bool cs_review_progress(const struct cs_catalogue *catalogue, const struct cs_json *state, cs_day today,
                        struct cs_arena *arena, struct cs_review_steps *out, struct cs_err *err) {
  struct progress p = {catalogue, state, today, arena, out, err};
  const struct cs_json *consents = cs_json_get(state, "consents");
  *out = (struct cs_review_steps){0};
  if (!cs_str_eq(cs_json_text(state, "status"), cs_str_of(cs_case_status_name(CS_CASE_OPEN)))) {
    return true;
  }
  if (!add_questions(&p)) {
    return false;
  }
  for (size_t i = 0; consents && i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "status"), cs_str_of(cs_consent_status_name(CS_CONSENT_OPEN))) &&
        !add_consent(&p, cs_json_text(consents->items[i], "approver"))) {
      return false;
    }
  }
  return add_asked(&p);
}
