/* Questions about cases under review. Must leave the snapshot as it was: what is tried on it is taken back. */
#include "service/query_case.h"

#include "model/fold.h"

#include <stdlib.h>

static bool today_of(struct cs_service *service, cs_day *today, struct cs_err *err) {
  cs_time now;
  if (!cs_service_now(service, &now, err)) {
    return false;
  }
  *today = cs_service_day(service, now);
  return true;
}

bool cs_service_progress(struct cs_service *service, const struct cs_json *state, struct cs_arena *arena,
                         struct cs_review_steps *out, cs_day *today, struct cs_err *err) {
  return today_of(service, today, err) &&
         cs_review_progress(service->snapshot.catalogue, state, *today, arena, out, err);
}

const struct cs_calendar *cs_service_calendar(struct cs_service *service, struct cs_str office) {
  return cs_catalogue_calendar(service->snapshot.catalogue, office);
}

bool cs_service_provisos(const struct cs_json *state, struct cs_str approver, struct cs_arena *arena,
                         struct cs_strs *out, struct cs_err *err) {
  return cs_review_provisos(state, approver, arena, out, err);
}

/* ------------------------------------------------------------------ what is owed */

static bool has_question(const struct cs_review_steps *steps) {
  bool found = false;
  for (size_t i = 0; i < steps->n; i++) {
    found = found || steps->at[i].kind == CS_STEP_ANSWER;
  }
  return found;
}

static bool is_turn(const struct cs_review_steps *steps, const struct cs_review_step *step, struct cs_str office) {
  bool theirs = office.len == 0 || cs_str_eq(step->office, office);
  bool waits =
      (step->kind == CS_STEP_COUNTERSIGN && step->n < 0) || (step->kind == CS_STEP_DECIDE && has_question(steps));
  return theirs && !waits;
}

static bool add_owed(struct cs_service *service, struct cs_str id, struct cs_str office, struct cs_arena *arena,
                     struct cs_due_rows *out, cs_day *today, struct cs_err *err) {
  struct cs_json *state;
  struct cs_review_steps steps;
  int64_t n;
  if (!cs_service_state(service, "case", id, arena, &state, &n, err) ||
      !cs_service_progress(service, state, arena, &steps, today, err)) {
    return false;
  }
  for (size_t i = 0; i < steps.n; i++) {
    if (!is_turn(&steps, &steps.at[i], office)) {
      continue;
    }
    struct cs_due_row *row = cs_list_push(arena, out, err);
    if (!row) {
      return false;
    }
    *row = (struct cs_due_row){id, steps.at[i]};
  }
  return true;
}

static int by_due(const void *a, const void *b) {
  const struct cs_due_row *x = a, *y = b;
  if (x->step.has_due != y->step.has_due) {
    return x->step.has_due ? -1 : 1;
  }
  if (x->step.has_due && x->step.due != y->step.due) {
    return x->step.due < y->step.due ? -1 : 1;
  }
  int by_case = cs_str_cmp(x->case_id, y->case_id);
  return by_case ? by_case : cs_str_cmp(x->step.office, y->step.office);
}

bool cs_service_due(struct cs_service *service, struct cs_str office, struct cs_arena *arena, struct cs_due_rows *out,
                    cs_day *today, struct cs_err *err) {
  struct cs_case_query query = {.status = cs_str_of(cs_case_status_name(CS_CASE_OPEN)), .limit = 1000};
  *out = (struct cs_due_rows){0};
  if (!today_of(service, today, err)) {
    return false;
  }
  for (bool more = true; more;) {
    struct cs_case_rows rows;
    if (!cs_service_cases(service, &query, arena, &rows, err)) {
      return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
      if (!add_owed(service, rows.at[i].id, office, arena, out, today, err)) {
        return false;
      }
      query.after_n = rows.at[i].filed_n;
    }
    more = rows.n == (size_t)query.limit && query.after_n > 0;
  }
  if (out->n > 0) {
    qsort(out->at, out->n, sizeof *out->at, by_due);
  }
  return true;
}

/* ------------------------------------------------------------------ what would fall */

struct fall {
  struct cs_service *service;
  struct cs_arena *arena;
  struct cs_str mandate;
  cs_day known;
  bool after; /* the revocation is in the snapshot */
  struct cs_fall_rows *out;
  size_t at; /* the next row, the second time */
};

static bool rests_on(const struct cs_json *consent, struct cs_str mandate) {
  const struct cs_json *mandates = cs_json_get(consent, "mandates");
  bool rests = false;
  for (size_t i = 0; mandates && i < mandates->n; i++) {
    rests = rests || cs_str_eq(mandates->items[i]->text, mandate);
  }
  return rests;
}

static bool weigh(struct fall *f, const struct cs_json *state, const struct cs_json *consent, struct cs_err *err) {
  struct cs_fall_row *row = f->after ? &f->out->at[f->at++] : cs_list_push(f->arena, f->out, err);
  enum cs_truth stands;
  struct cs_str why;
  if (!row || !cs_review_consent_stands(f->service->snapshot.catalogue, state, consent, f->known, f->arena, &stands,
                                        &why, err)) {
    return false;
  }
  if (f->after) {
    row->stands = stands;
    row->why = why;
    return true;
  }
  *row = (struct cs_fall_row){.authorization = cs_json_text(cs_json_get(state, "authorization"), "id"),
                              .approver = cs_json_text(consent, "approver"),
                              .on = cs_json_text(consent, "on"),
                              .stood = stands,
                              .stands = stands};
  return true;
}

static bool take_case(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct fall *f = ctx;
  struct cs_json *state;
  (void)n;
  if (cs_str_find(bytes, f->mandate) == SIZE_MAX || cs_str_find(bytes, CS_STR("\"authorization\"")) == SIZE_MAX) {
    return true;
  }
  if (!cs_json_parse(f->arena, subject, bytes, &state, err)) {
    return false;
  }
  const struct cs_json *consents = cs_json_get(state, "consents");
  for (size_t i = 0; cs_json_get(state, "authorization") && consents && i < consents->n; i++) {
    if (rests_on(consents->items[i], f->mandate) && !weigh(f, state, consents->items[i], err)) {
      return false;
    }
  }
  return true;
}

/* The mandate's state as it would be. */
static bool revoked(struct cs_service *service, const struct cs_act *act, struct cs_arena *arena,
                    struct cs_json **before, struct cs_json **after, struct cs_err *err) {
  int64_t n;
  struct cs_entry entry = {.n = (int64_t)service->snapshot.size, .act = *act, .by = {.kind = CS_BY_KEY}};
  entry.out = cs_json_new(arena, CS_JSON_OBJECT, err);
  return entry.out && cs_service_now(service, &entry.at, err) &&
         cs_service_state(service, "mandate", cs_json_text(act->body, "mandate"), arena, before, &n, err) &&
         cs_fold(arena, act->subject, *before, &entry, after, err);
}

bool cs_service_revocation(struct cs_service *service, const struct cs_act *act, struct cs_arena *arena,
                           struct cs_fall_rows *out, struct cs_err *err) {
  struct fall f = {.service = service, .arena = arena, .mandate = cs_json_text(act->body, "mandate"), .out = out};
  struct cs_json *before, *after;
  *out = (struct cs_fall_rows){0};
  if (!today_of(service, &f.known, err)) {
    return false;
  }
  f.known = act->has_known && act->known > f.known ? act->known : f.known;
  if (!revoked(service, act, arena, &before, &after, err) ||
      !cs_reader_states(service->reader, CS_STR("case:"), take_case, &f, err) ||
      !cs_snapshot_put(&service->snapshot, act->subject, after, err)) {
    return false;
  }
  f.after = true;
  bool done = cs_reader_states(service->reader, CS_STR("case:"), take_case, &f, err);
  struct cs_err trouble;
  bool back = cs_snapshot_put(&service->snapshot, act->subject, before, &trouble);
  if (done && !back) {
    *err = trouble;
  }
  return done && back;
}
