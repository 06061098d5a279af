/* What an open case lacks. Must never let a decision by that lacks what a rule asks for: whatever is not there is a step. Invariant: a
 * consent has the step `decide` exactly when nothing that is required of it is lacking. Specification: DESIGN section 6; the
 * shapes are model/case.h's. */
#include "model/owed.h"

#include "model/case.h"

#define ADVICE      "advice"
#define COUNTERSIGN "countersign"

const char *cs_step_name(enum cs_step_kind kind) {
  static const char *const names[] = {"advise", "resolve", "countersign", "answer", "decide"};
  return names[kind];
}

static const struct cs_json *newest(const struct cs_json *state) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  return versions && versions->n > 0 ? versions->items[versions->n - 1] : NULL;
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

bool cs_case_office_conflicts(const struct cs_json *state, struct cs_str office) {
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

enum cs_position cs_case_office_position(const struct cs_json *state, struct cs_str office, bool *advised) {
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

int64_t cs_case_agreed(const struct cs_json *state, int64_t advice) {
  const struct cs_json *list = cs_json_get(state, "countersignatures");
  int64_t n = 0;
  for (size_t i = 0; list && i < list->n; i++) {
    n += cs_json_integer(list->items[i], "of", -1) == advice && cs_json_flag(list->items[i], "agree");
  }
  return n;
}

/* ------------------------------------------------------------------ steps */

struct owing {
  const struct cs_json *state;
  struct cs_arena *arena;
  struct cs_owed_list *out;
  struct cs_err *err;
};

static struct cs_owed *add(struct owing *p, enum cs_step_kind kind, struct cs_str approver, struct cs_str office,
                           const struct cs_json *require) {
  struct cs_owed *step = cs_list_push(p->arena, p->out, p->err);
  if (step) {
    *step = (struct cs_owed){
        .kind = kind, .approver = approver, .office = office, .n = -1, .required = true, .require = require};
  }
  return step;
}

/* Does this asking stand before that one? Of the newest version before older ones, for the approver before for others; then the
 * one whose answer is due sooner: whoever asks again gives no more time than was given. */
static bool asked_before(const struct cs_json *state, struct cs_str approver, const struct cs_json *one,
                         const struct cs_json *other) {
  int64_t version = cs_json_integer(newest(state), "n", 0);
  bool late = cs_json_integer(one, "n", 0) >= version;
  bool other_late = cs_json_integer(other, "n", 0) >= version;
  bool own = cs_str_eq(cs_json_text(one, "approver"), approver);
  bool other_own = cs_str_eq(cs_json_text(other, "approver"), approver);
  struct cs_str due = cs_json_text(one, "due"), other_due = cs_json_text(other, "due");
  if (late != other_late || own != other_own) {
    return late != other_late ? late : own;
  }
  return due.len > 0 && (other_due.len == 0 || cs_str_cmp(due, other_due) < 0); /* days sort as they are written */
}

static const struct cs_json *asking(const struct cs_json *state, struct cs_str office, struct cs_str approver) {
  const struct cs_json *list = cs_json_get(state, "asked");
  const struct cs_json *found = NULL;
  for (size_t i = 0; list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    if (cs_str_eq(cs_json_text(one, "office"), office) && (!found || asked_before(state, approver, one, found))) {
      found = one;
    }
  }
  return found;
}

/* The words are those of cs_require_name. */
static bool is_kind(const struct cs_json *require, const char *kind, struct cs_str approver) {
  return cs_str_eq(cs_json_text(require, "kind"), cs_str_of(kind)) &&
         cs_str_eq(cs_json_text(require, "approver"), approver);
}

/* The countersignatures that the office's advice lacks, one step an advice that governs some line. */
static bool add_countersign(struct owing *p, struct cs_str approver, struct cs_str office,
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
    if (!governs || cs_case_agreed(p->state, n) >= needed) {
      continue;
    }
    struct cs_owed *step = add(p, CS_STEP_COUNTERSIGN, approver, office, require);
    if (!step) {
      return false;
    }
    step->n = n;
    step->more = needed - cs_case_agreed(p->state, n);
  }
  if (any) {
    return true;
  }
  struct cs_owed *step = add(p, CS_STEP_COUNTERSIGN, approver, office, require);
  if (step) {
    step->more = needed;
  }
  return step != NULL;
}

/* The countersignatures that every clause of the approver asks for, to the advice of one office. */
static bool add_countersigns(struct owing *p, struct cs_str approver, struct cs_str office) {
  const struct cs_json *requires = cs_json_get(newest(p->state), "requires");
  for (size_t i = 0; requires && i < requires->n; i++) {
    if (is_kind(requires->items[i], COUNTERSIGN, approver) &&
        !add_countersign(p, approver, office, requires->items[i])) {
      return false;
    }
  }
  return true;
}

/* What one office owes one approver. */
static bool add_advice(struct owing *p, struct cs_str approver, struct cs_str office, const struct cs_json *require) {
  bool advised;
  bool conflicts = cs_case_office_position(p->state, office, &advised) == CS_POSITION_CONFLICTING;
  if (conflicts || !advised) {
    struct cs_owed *step = add(p, conflicts ? CS_STEP_RESOLVE : CS_STEP_ADVISE, approver, office, require);
    if (!step) {
      return false;
    }
    step->asked = asking(p->state, office, approver);
  }
  return add_countersigns(p, approver, office);
}

/* Do the offices that advise one approver differ on the line, each being of one mind? */
static bool offices_differ(const struct owing *p, struct cs_str approver, struct cs_str item) {
  const struct cs_json *requires = cs_json_get(newest(p->state), "requires");
  const struct cs_json *list = cs_json_get(p->state, "advice");
  enum cs_position all = CS_POSITION_N;
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    enum cs_position position =
        is_kind(one, ADVICE, approver) ? line_position(list, cs_json_text(one, "office"), item) : CS_POSITION_N;
    if (position != CS_POSITION_N && position != CS_POSITION_CONFLICTING) {
      all = all == CS_POSITION_N ? position : cs_position_merge(all, position);
    }
  }
  return all == CS_POSITION_CONFLICTING;
}

/* Where they differ, the approver's own office must say what it puts to the decider. */
static bool add_between(struct owing *p, struct cs_str approver) {
  const struct cs_json *lines = lines_of(p->state);
  bool lacking = false;
  for (size_t i = 0; lines && i < lines->n; i++) {
    struct cs_str item = cs_json_text(lines->items[i], "item");
    bool proposed = resolved(cs_json_get(p->state, "advice"), approver, item) != NULL;
    lacking = lacking || (!proposed && offices_differ(p, approver, item));
  }
  return !lacking || add(p, CS_STEP_RESOLVE, approver, approver, NULL) != NULL;
}

static bool add_consent(struct owing *p, struct cs_str approver) {
  const struct cs_json *requires = cs_json_get(newest(p->state), "requires");
  const struct cs_json *countersign = NULL;
  size_t before = p->out->n, advisers = 0;
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    countersign = is_kind(one, COUNTERSIGN, approver) ? one : countersign;
    if (!is_kind(one, ADVICE, approver)) {
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
  return add_between(p, approver) && (p->out->n > before || add(p, CS_STEP_DECIDE, approver, approver, NULL) != NULL);
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

bool cs_case_provisos(const struct cs_json *state, struct cs_str approver, struct cs_arena *arena, struct cs_strs *out,
                      struct cs_err *err) {
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
      if (is_kind(requires->items[k], ADVICE, approver) &&
          !office_provisos(state, cs_json_text(requires->items[k], "office"), item, arena, out, err)) {
        return false;
      }
    }
  }
  return true;
}

/* ------------------------------------------------------------------ what is owed */

static bool add_questions(struct owing *p) {
  const struct cs_json *questions = cs_json_get(p->state, "questions");
  for (size_t i = 0; questions && i < questions->n; i++) {
    if (cs_json_get(questions->items[i], "answer_n")) {
      continue;
    }
    struct cs_owed *step = add(p, CS_STEP_ANSWER, CS_STR_NONE, cs_json_text(p->state, "applicant_office"), NULL);
    if (!step) {
      return false;
    }
    step->n = cs_json_integer(questions->items[i], "n", -1);
    step->asked = questions->items[i];
  }
  return true;
}

static bool is_listed(const struct owing *p, struct cs_str office) {
  bool listed = false;
  for (size_t i = 0; i < p->out->n; i++) {
    const struct cs_owed *step = &p->out->at[i];
    listed =
        listed || ((step->kind == CS_STEP_ADVISE || step->kind == CS_STEP_RESOLVE) && cs_str_eq(step->office, office));
  }
  return listed;
}

/* Offices that somebody asked, beyond what the rules require. */
static bool add_asked(struct owing *p) {
  const struct cs_json *asked = cs_json_get(p->state, "asked");
  for (size_t i = 0; asked && i < asked->n; i++) {
    struct cs_str office = cs_json_text(asked->items[i], "office");
    bool advised;
    (void)cs_case_office_position(p->state, office, &advised);
    if (advised || is_listed(p, office)) {
      continue;
    }
    struct cs_str approver = cs_json_text(asked->items[i], "approver");
    struct cs_owed *step = add(p, CS_STEP_ADVISE, approver, office, NULL);
    if (!step) {
      return false;
    }
    step->required = false;
    step->asked = asking(p->state, office, approver);
  }
  return true;
}

bool cs_case_owed(const struct cs_json *state, struct cs_arena *arena, struct cs_owed_list *out, struct cs_err *err) {
  struct owing p = {state, arena, out, err};
  const struct cs_json *consents = cs_json_get(state, "consents");
  *out = (struct cs_owed_list){0};
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

bool cs_owed_is_turn(const struct cs_owed_list *list, const struct cs_owed *one) {
  bool asks = false;
  for (size_t i = 0; i < list->n; i++) {
    asks = asks || list->at[i].kind == CS_STEP_ANSWER;
  }
  return !(one->kind == CS_STEP_COUNTERSIGN && one->n < 0) && !(one->kind == CS_STEP_DECIDE && asks);
}
