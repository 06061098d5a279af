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
  return cs_case_provisos(state, approver, arena, out, err);
}

/* ------------------------------------------------------------------ what is owed */

/* The list is projected by the day that was set when the office was asked. Questions to the applicant move a day later, never
 * earlier: so the rows are read in that order, until no further one can come before the last of the page. */
struct due {
  struct cs_service *service;
  struct cs_arena *arena;
  size_t limit;
  cs_day today;
  struct cs_due_rows *out;
  struct {
    struct cs_owed_row *at;
    size_t n, cap;
  } page;
};

static bool take_owed(void *ctx, const struct cs_owed_row *row, struct cs_err *err) {
  struct due *d = ctx;
  struct cs_owed_row *slot = cs_list_push(d->arena, &d->page, err);
  if (!slot) {
    return false;
  }
  *slot = *row;
  return cs_arena_str(d->arena, row->case_id, &slot->case_id, err);
}

static bool add_owed(struct due *d, const struct cs_owed_row *row, struct cs_err *err) {
  struct cs_json *state;
  struct cs_owed_list owed;
  int64_t n;
  if (!cs_service_state(d->service, "case", row->case_id, d->arena, &state, &n, err) ||
      !cs_case_owed(state, d->arena, &owed, err)) {
    return false;
  }
  if ((size_t)row->place >= owed.n) {
    return true; /* another process has just gone on with the case */
  }
  struct cs_due_row *slot = cs_list_push(d->arena, d->out, err);
  if (slot) {
    *slot =
        (struct cs_due_row){row->case_id, row->filed_n, row->place,
                            cs_review_step_of(d->service->snapshot.catalogue, state, &owed.at[row->place], d->today)};
  }
  return slot != NULL;
}

static int by_due(const void *a, const void *b) {
  const struct cs_due_row *x = a, *y = b;
  if (x->step.has_due != y->step.has_due) {
    return x->step.has_due ? -1 : 1;
  }
  if (x->step.has_due && x->step.due != y->step.due) {
    return x->step.due < y->step.due ? -1 : 1;
  }
  return x->filed_n != y->filed_n ? (x->filed_n > y->filed_n) - (x->filed_n < y->filed_n)
                                  : (x->place > y->place) - (x->place < y->place);
}

/* The first ones in order, no more than are asked for. */
static void cut(struct due *d) {
  if (d->out->n > 1) {
    qsort(d->out->at, d->out->n, sizeof *d->out->at, by_due);
  }
  if (d->out->n > d->limit) {
    d->out->n = d->limit;
    d->out->more = true;
  }
}

/* Can this row, or one that follows it, still come before the last one of a full page? Its own day is no earlier than the one
 * that was set. */
static bool may_come(const struct due *d, const struct cs_owed_row *row) {
  if (d->out->n < d->limit) {
    return true;
  }
  const struct cs_due_row *last = &d->out->at[d->limit - 1];
  cs_day due = last->step.has_due ? last->step.due : CS_DAY_MAX;
  if (row->due != due) {
    return row->due < due;
  }
  return row->filed_n < last->filed_n || (row->filed_n == last->filed_n && row->place < last->place);
}

static bool due_of_office(struct due *d, struct cs_str office, struct cs_err *err) {
  struct cs_owed_row last, *after = NULL;
  for (bool more = true; more;) {
    d->page.n = 0;
    if (!cs_reader_owed(d->service->reader, office, after, (int64_t)d->limit + 1, take_owed, d, err)) {
      return false;
    }
    more = d->page.n == d->limit + 1;
    for (size_t i = 0; i < d->page.n; i++) {
      if (!may_come(d, &d->page.at[i])) {
        d->out->more = true;
        return true;
      }
      if (!add_owed(d, &d->page.at[i], err)) {
        return false;
      }
      last = d->page.at[i];
      after = &last;
      if (d->out->n >= d->limit) {
        cut(d); /* in order: may_come looks at the last */
      }
    }
  }
  return true;
}

bool cs_service_due(struct cs_service *service, struct cs_str office, size_t limit, struct cs_arena *arena,
                    struct cs_due_rows *out, cs_day *today, struct cs_err *err) {
  struct due d = {.service = service, .arena = arena, .limit = limit, .out = out};
  *out = (struct cs_due_rows){0};
  cs_assert(limit > 0);
  if (!today_of(service, today, err)) {
    return false;
  }
  d.today = *today;
  if (office.len > 0) {
    if (!due_of_office(&d, office, err)) {
      return false;
    }
    cut(&d);
    return true;
  }
  while (cs_reader_owed_office(service->reader, office, arena, &office, err) && office.len > 0) {
    if (!due_of_office(&d, office, err)) {
      return false;
    }
    cut(&d);
  }
  return office.len == 0;
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

static bool weigh_case(struct fall *f, struct cs_str id, struct cs_err *err) {
  struct cs_json *state;
  int64_t n;
  if (!cs_service_state(f->service, "case", id, f->arena, &state, &n, err)) {
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

struct resting {
  struct cs_arena *arena;
  struct cs_strs *out;
  int64_t last;
};

static bool take_resting(void *ctx, struct cs_str id, int64_t filed_n, struct cs_err *err) {
  struct resting *r = ctx;
  struct cs_str *slot = cs_list_push(r->arena, r->out, err);
  r->last = filed_n;
  return slot && cs_arena_str(r->arena, id, slot, err);
}

/* Every case of which a consent was given under the mandate. */
static bool find_resting(struct cs_service *service, struct cs_str mandate, struct cs_arena *arena, struct cs_strs *out,
                         struct cs_err *err) {
  const int64_t page = 1000;
  struct resting r = {arena, out, -1};
  size_t before;
  *out = (struct cs_strs){0};
  do {
    before = out->n;
    if (!cs_reader_rests(service->reader, mandate, r.last, page, take_resting, &r, err)) {
      return false;
    }
  } while (out->n - before == (size_t)page);
  return true;
}

static bool weigh_all(struct fall *f, const struct cs_strs *cases, struct cs_err *err) {
  for (size_t i = 0; i < cases->n; i++) {
    if (!weigh_case(f, cases->at[i], err)) {
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
  struct cs_strs cases;
  *out = (struct cs_fall_rows){0};
  if (!today_of(service, &f.known, err)) {
    return false;
  }
  f.known = act->has_known && act->known > f.known ? act->known : f.known;
  if (!revoked(service, act, arena, &before, &after, err) || !find_resting(service, f.mandate, arena, &cases, err) ||
      !weigh_all(&f, &cases, err) || !cs_snapshot_put(&service->snapshot, act->subject, after, err)) {
    return false;
  }
  f.after = true;
  bool done = weigh_all(&f, &cases, err);
  struct cs_err trouble;
  bool back = cs_snapshot_put(&service->snapshot, act->subject, before, &trouble);
  if (done && !back) {
    *err = trouble;
  }
  return done && back;
}
