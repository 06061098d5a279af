/* include/countersign.h: an answer read piece by piece. Must never make anything up: it shows what the determination holds. */
#include "lib/public_answer.h"

#include "review/terms.h"

/* The determination of an answer that was asked with. */
static const struct cs_determination *of(const struct countersign_answer *answer) {
  cs_assert(answer->request);
  return &answer->determination;
}

_Static_assert((int)COUNTERSIGN_EFFECT_PROHIBIT == (int)CS_EFFECT_PROHIBIT, "effects");
_Static_assert((int)COUNTERSIGN_GROUND_LIFTED == (int)CS_GROUND_LIFTED, "grounds");
_Static_assert((int)COUNTERSIGN_REQUIRE_CONDITION == (int)CS_REQUIRE_CONDITION, "requirements");
_Static_assert((int)COUNTERSIGN_CAUSE_GROUP == (int)CS_CAUSE_GROUP, "causes");
_Static_assert((int)COUNTERSIGN_LACKING_KNOWLEDGE == (int)CS_LACKING_KNOWLEDGE, "what is lacking");

/* ------------------------------------------------------------------ the answer itself */

bool countersign_answer_verdict(const struct countersign_answer *answer, enum countersign_verdict *out) {
  enum cs_verdict verdict;
  bool determined = cs_determination_verdict(of(answer), &verdict);
  if (determined) {
    *out = (enum countersign_verdict)verdict;
  }
  return determined;
}

enum countersign_verdict countersign_answer_at_least(const struct countersign_answer *answer) {
  return (enum countersign_verdict)of(answer)->answer.at_least;
}

enum countersign_verdict countersign_answer_at_most(const struct countersign_answer *answer) {
  return (enum countersign_verdict)of(answer)->answer.at_most;
}

enum countersign_certainty countersign_answer_certainty(const struct countersign_answer *answer) {
  return (enum countersign_certainty)of(answer)->answer.certainty;
}

bool countersign_answer_settled(const struct countersign_answer *answer) {
  return of(answer)->settled;
}

enum countersign_truth countersign_answer_may_proceed(const struct countersign_answer *answer) {
  return (enum countersign_truth)of(answer)->standing.may_proceed;
}

countersign_day countersign_answer_on(const struct countersign_answer *answer) {
  return of(answer)->on;
}

countersign_day countersign_answer_known(const struct countersign_answer *answer) {
  return of(answer)->known;
}

/* ------------------------------------------------------------------ lists */

size_t countersign_answer_n_approvers(const struct countersign_answer *answer) {
  return of(answer)->n_approvers;
}

void countersign_answer_approver(const struct countersign_answer *answer, size_t index,
                                 struct countersign_approver *out) {
  cs_assert(index < of(answer)->n_approvers);
  const struct cs_review_approver *approver = &of(answer)->approvers[index];
  *out = (struct countersign_approver){
      .office = cs_public_text(approver->office),
      .regime = cs_public_text(approver->regime),
      .value = (enum countersign_truth)approver->value,
      .n_acting = approver->n_acting,
  };
}

size_t countersign_answer_n_grounds(const struct countersign_answer *answer) {
  cs_assert(answer->request);
  return answer->n_grounds;
}

void countersign_answer_ground(const struct countersign_answer *answer, size_t index, struct countersign_ground *out) {
  cs_assert(answer->request && index < answer->n_grounds);
  const struct cs_review_ground *ground = answer->grounds[index];
  *out = cs_public_ground(cs_rules_at(of(answer)->rules, ground->rule), ground->cites, ground->n_cites);
  out->value = (enum countersign_ground_value)ground->value;
  out->certainty = (enum countersign_certainty)ground->certainty;
  out->lines = ground->lines;
  out->n_lines = ground->n_lines;
}

size_t countersign_answer_n_requires(const struct countersign_answer *answer) {
  return of(answer)->answer.n_requires;
}

void countersign_answer_require(const struct countersign_answer *answer, size_t index,
                                struct countersign_require *out) {
  cs_assert(index < of(answer)->answer.n_requires);
  const struct cs_require *require = &of(answer)->answer.requires[index];
  *out = (struct countersign_require){
      .kind = (enum countersign_require_kind)require->kind,
      .approver = cs_public_text(require->approver),
      .office = cs_public_text(require->office),
      .text = cs_public_text(require->text),
      .n = require->n,
      .days = require->days,
      .calendar_days = require->calendar_days,
      .certainty = (enum countersign_certainty)require->certainty,
      .value = (enum countersign_truth)require->value,
  };
}

size_t countersign_answer_n_missing(const struct countersign_answer *answer) {
  return of(answer)->answer.n_missing;
}

void countersign_answer_missing(const struct countersign_answer *answer, size_t index,
                                struct countersign_missing *out) {
  cs_assert(index < of(answer)->answer.n_missing);
  const struct cs_missing *missing = &of(answer)->answer.missing[index];
  *out = cs_public_missing(missing->cause, missing->moves);
}

size_t countersign_answer_n_unasked(const struct countersign_answer *answer) {
  return of(answer)->n_unasked;
}

void countersign_answer_unasked(const struct countersign_answer *answer, size_t index,
                                struct countersign_unasked *out) {
  cs_assert(index < of(answer)->n_unasked);
  const struct cs_unasked *unasked = &of(answer)->unasked[index];
  *out = (struct countersign_unasked){cs_public_text(unasked->state), cs_public_text(unasked->why)};
}

size_t countersign_answer_n_lacking(const struct countersign_answer *answer) {
  return of(answer)->standing.n_lacking;
}

void countersign_answer_lacking(const struct countersign_answer *answer, size_t index,
                                struct countersign_lacking *out) {
  cs_assert(index < of(answer)->standing.n_lacking);
  const struct cs_lacking *lacking = &of(answer)->standing.lacking[index];
  *out = (struct countersign_lacking){
      .kind = (enum countersign_lacking_kind)lacking->kind,
      .name = cs_public_text(lacking->name),
      .value = (enum countersign_truth)lacking->value,
  };
}

size_t countersign_answer_n_terms(const struct countersign_answer *answer) {
  return of(answer)->answer.n_terms;
}

bool countersign_answer_term(struct countersign_answer *answer, size_t index, struct countersign_term *out,
                             struct countersign_error *error) {
  cs_assert(index < of(answer)->answer.n_terms);
  const struct cs_term_value *term = &of(answer)->answer.terms[index];
  struct cs_str value;
  struct cs_buf text;
  struct cs_err err;
  cs_buf_init(&text, 1 << 20);
  cs_term_write(&text, term);
  bool done = cs_buf_ok(&text, &err) && cs_arena_str(&answer->arena, cs_buf_str(&text), &value, &err);
  cs_buf_deinit(&text);
  if (!done) {
    return cs_public_fail(error, &err);
  }
  *out = (struct countersign_term){
      .name = cs_public_text(term->name),
      .regime = cs_public_text(cs_rules_regime(of(answer)->rules, term->regime)->name),
      .value = cs_public_text(value),
      .line = term->line,
      .known = term->kind != CS_TERM_VALUE_UNKNOWN,
      .certainty = (enum countersign_certainty)term->certainty,
  };
  return true;
}

size_t countersign_answer_n_assumed(const struct countersign_answer *answer) {
  return of(answer)->answer.n_assumed;
}

struct countersign_text countersign_answer_assumed(const struct countersign_answer *answer, size_t index) {
  cs_assert(index < of(answer)->answer.n_assumed);
  return cs_public_text(of(answer)->answer.assumed[index]);
}

size_t countersign_answer_n_notes(const struct countersign_answer *answer) {
  return of(answer)->answer.n_notes;
}

struct countersign_text countersign_answer_note(const struct countersign_answer *answer, size_t index) {
  cs_assert(index < of(answer)->answer.n_notes);
  return cs_public_text(of(answer)->answer.notes[index]);
}
