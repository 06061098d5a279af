/* Judges of the middle of a case: asking offices, questions to the applicant, notices, officers kept out; and what a
 * decision waits for. Must never let a decision pass that lacks what a rule asks for: what is lacking is told at once, all
 * of it. Specification: DESIGN section 6; DEMO 5. */
#include "review/act_case.h"
#include "review/progress.h"

#define CS_ASKED_DAYS_MAX 3660 /* ten years: more is a slip of the hand */

/* ------------------------------------------------------------------ circulation */

static bool check_days(struct cs_hearing *h, int64_t days) {
  if (!cs_json_get(h->act->body, "days") || (days >= 1 && days <= CS_ASKED_DAYS_MAX)) {
    return true;
  }
  return cs_err_set(h->err, &CS_E_LIMIT, "\"days\" is %lld: expected 1 to %d working days", (long long)days,
                    CS_ASKED_DAYS_MAX);
}

static bool ask_office(struct cs_hearing *h, struct cs_str office, struct cs_str approver, int64_t days) {
  if (!cs_hearing_is_party(h, office)) {
    return cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no office on record", CS_STR_ARG(office));
  }
  return cs_hearing_put_asked(h, office, approver, days, false);
}

static bool not_consenting(struct cs_hearing *h) {
  return cs_refuse(h, CS_E_REFUSED_CASE_NOT_CONSENTING, "%.*s does not need the consent of %.*s",
                   CS_STR_ARG(cs_hearing_text(h, "case")), CS_STR_ARG(h->act->office));
}

bool cs_judge_case_circulate(struct cs_hearing *h) {
  const struct cs_json *state;
  const struct cs_json *offices = cs_json_get(h->act->body, "offices");
  int64_t days = cs_json_integer(h->act->body, "days", 0);
  struct cs_str approver;
  if (!check_days(h, days) || !cs_hearing_case(h, CS_CASE_EVENT_REVIEW, &state)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_hearing_not_recused(h, state) || !cs_hearing_consenting(h, state, &approver)) {
    return false;
  }
  if (approver.len == 0) {
    return not_consenting(h);
  }
  for (size_t i = 0; i < offices->n; i++) {
    if (!ask_office(h, offices->items[i]->text, approver, days)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ questions to the applicant */

bool cs_judge_case_ask(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str office;
  if (!cs_hearing_case(h, CS_CASE_EVENT_REVIEW, &state)) {
    return false;
  }
  return !state || (cs_hearing_not_recused(h, state) && cs_hearing_asked(h, state, &office) &&
                    cs_json_set_text(h->arena, h->j->out, "office", office, h->err) &&
                    cs_hearing_put_day(h, "on", h->bench->today));
}

bool cs_judge_case_answer(struct cs_hearing *h) {
  const struct cs_json *state;
  int64_t n = cs_json_integer(h->act->body, "question", -1);
  if (!cs_hearing_case(h, CS_CASE_EVENT_REVIEW, &state)) {
    return false;
  }
  if (!state) {
    return true;
  }
  const struct cs_json *question = cs_case_element(state, "questions", n);
  if (!question) {
    return cs_refuse(h, CS_E_REFUSED_QUESTION_UNKNOWN, "entry %lld is no question of %.*s", (long long)n,
                     CS_STR_ARG(cs_hearing_text(h, "case")));
  }
  if (cs_json_get(question, "answer_n")) {
    return cs_refuse(h, CS_E_REFUSED_QUESTION_ANSWERED, "the question of entry %lld was answered by entry %lld",
                     (long long)n, (long long)cs_json_integer(question, "answer_n", 0));
  }
  return cs_hearing_applicant(h, state, "answer") && cs_hearing_put_day(h, "on", h->bench->today);
}

/* ------------------------------------------------------------------ notices, officers kept out */

bool cs_judge_case_notify(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str to = cs_hearing_text(h, "to");
  struct cs_str approver;
  cs_day day;
  if (!cs_hearing_case(h, CS_CASE_EVENT_NOTIFY, &state) || !cs_day_parse(cs_hearing_text(h, "day"), &day, h->err)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_hearing_is_party(h, to) &&
      !cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no office on record", CS_STR_ARG(to))) {
    return false;
  }
  if (day > h->bench->today &&
      !cs_refuse(h, CS_E_REFUSED_NOTICE_AHEAD, "notice given on %.*s cannot be recorded before that day",
                 CS_STR_ARG(cs_hearing_text(h, "day")))) {
    return false;
  }
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  return cs_hearing_consenting(h, state, &approver) && (approver.len > 0 || not_consenting(h));
}

/* Oneself; or an officer of one's own office. */
static bool check_recused(struct cs_hearing *h, struct cs_str officer) {
  const struct cs_json *known;
  struct cs_str rest = officer;
  struct cs_str office = cs_str_cut(&rest, '/');
  if (!cs_hearing_state(h, "officer", officer, &known)) {
    return false;
  }
  if (!known) {
    return cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no officer on record", CS_STR_ARG(officer));
  }
  return cs_str_eq(officer, h->actor->officer) || cs_str_eq(office, h->actor->home) ||
         cs_refuse(h, CS_E_REFUSED_RECUSE_OTHER, "%.*s is no officer of %.*s, who can keep out only its own",
                   CS_STR_ARG(officer), CS_STR_ARG(h->actor->home));
}

bool cs_judge_case_recuse(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str office;
  if (!cs_hearing_case(h, CS_CASE_EVENT_REVIEW, &state)) {
    return false;
  }
  return !state || (cs_hearing_asked(h, state, &office) && check_recused(h, cs_hearing_text(h, "officer")));
}

/* ------------------------------------------------------------------ what a decision waits for */

static const char *star(const struct cs_review_step *step) {
  return step->certainty == CS_ASSUMED ? "*" : "";
}

static bool refuse_step(struct cs_hearing *h, const struct cs_review_step *step) {
  static const char *const few[] = {"no", "one", "two", "three"};
  const char *stars = star(step);
  bool done = true;
  switch (step->kind) {
  case CS_STEP_ADVISE:
    done = cs_refuse(h, CS_E_REFUSED_ADVICE_LACKING, "advice of %.*s%s", CS_STR_ARG(step->office), stars);
    break;
  case CS_STEP_RESOLVE:
    done = cs_refuse(h, CS_E_REFUSED_ADVICE_CONFLICTING,
                     "an end to the conflict of advice: %.*s must say what it comes to%s", CS_STR_ARG(step->office),
                     stars);
    break;
  case CS_STEP_COUNTERSIGN:
    done = step->more < 4 ? cs_refuse(h, CS_E_REFUSED_COUNTERSIGNATURE_LACKING, "%s countersignature%s%s",
                                      few[step->more], step->more == 1 ? "" : "s", stars)
                          : cs_refuse(h, CS_E_REFUSED_COUNTERSIGNATURE_LACKING, "%lld countersignatures%s",
                                      (long long)step->more, stars);
    break;
  case CS_STEP_ANSWER:
    done = cs_refuse(h, CS_E_REFUSED_QUESTION_OPEN, "an answer of %.*s to the question of entry %lld",
                     CS_STR_ARG(step->office), (long long)step->n);
    break;
  case CS_STEP_DECIDE:
    return true;
  }
  /* A copy: the state's memory is the batch's, and reasons are told after it. */
  return done && cs_arena_str(h->arena, step->where, &h->j->reasons[h->j->n_reasons - 1].where, h->err);
}

/* What was agreed as a limit goes with the approval. To change it, those who advised it advise anew. */
static bool check_provisos(struct cs_hearing *h, const struct cs_json *state, struct cs_str approver) {
  const struct cs_json *kept = cs_json_get(h->act->body, "provisos");
  struct cs_strs agreed;
  if (!cs_str_eq(cs_hearing_text(h, "outcome"), CS_STR("approve"))) {
    return true;
  }
  if (!cs_case_provisos(state, approver, h->arena, &agreed, h->err)) {
    return false;
  }
  for (size_t i = 0; i < agreed.n; i++) {
    bool there = false;
    for (size_t k = 0; kept && k < kept->n; k++) {
      there = there || cs_str_eq(kept->items[k]->text, agreed.at[i]);
    }
    if (!there &&
        !cs_refuse(h, CS_E_REFUSED_PROVISO_DROPPED,
                   "the proviso \"%.*s\" was advised: it goes with an approval, until advice without it is given",
                   CS_STR_ARG(agreed.at[i]))) {
      return false;
    }
  }
  return true;
}

bool cs_hearing_check_review(struct cs_hearing *h, const struct cs_json *state, struct cs_str approver) {
  struct cs_review_steps steps;
  if (h->actor->by != CS_BY_KEY) {
    return true; /* history: it was decided as it was */
  }
  if (!cs_review_progress(h->bench->world->catalogue, state, h->bench->today, h->arena, &steps, h->err)) {
    return false;
  }
  for (size_t i = 0; i < steps.n; i++) {
    const struct cs_review_step *step = &steps.at[i];
    bool theirs = step->kind == CS_STEP_ANSWER || (step->required && cs_str_eq(step->approver, approver));
    if (theirs && !refuse_step(h, step)) {
      return false;
    }
  }
  return check_provisos(h, state, approver);
}
