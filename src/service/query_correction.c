/* What rests on an entry. Every case that may is determined on the snapshot as it is, and on the snapshot with the entry struck (or
 * counting again). Must put the snapshot back as it was, whatever happens in between. DESIGN section 1, idea 1. */
#include "service/query_correction.h"

#include <stdlib.h>

#include "model/correction.h"
#include "model/fold.h"
#include "review/authorization.h"
#include "service/rests_on.h"
#include "service/world.h"

/* A subject of the wrong entry: its state as it stands, and as it would. */
struct other {
  struct cs_str subject;
  const struct cs_json *states[CS_REST_SIDES];
};

struct looked {
  struct cs_str id;
  const struct cs_json *state;
};

struct weighing {
  struct cs_service *service;
  struct cs_arena *arena;
  struct cs_rests *out;
  struct cs_entry wrong;         /* asked about */
  const struct cs_entry *target; /* the plain entry whose word it is */
  struct other others[CS_ACT_SUBJECTS_MAX];
  size_t n_others;
  int present; /* which of the sides the record is on */
  int side;    /* under way */
  cs_day known;
  struct cs_sieve sieve;
  struct {
    struct looked *at;
    size_t n, cap;
  } cases;
};

/* ------------------------------------------------------------------ the other side */

static bool read_state(struct weighing *w, struct cs_str subject, const struct cs_json **out, struct cs_err *err) {
  struct cs_world_source source = {.service = w->service, .reader = w->service->reader};
  return cs_world_state(&source, subject, w->arena, out, err);
}

static bool is_struck(struct weighing *w, int64_t entry, int64_t *struck, struct cs_err *err) {
  struct cs_str subject;
  const struct cs_json *state;
  if (!cs_arena_printf(w->arena, &subject, err, "correction:%lld", (long long)entry) ||
      !read_state(w, subject, &state, err)) {
    return false;
  }
  *struck = cs_json_integer(state, "struck", -1);
  return true;
}

/* An agreement that nobody gave: to strike the entry, or with `counts` to let it count again. */
static bool supposed(struct weighing *w, bool counts, struct cs_entry *out, struct cs_entry *former,
                     struct cs_err *err) {
  *out = (struct cs_entry){.n = (int64_t)w->service->snapshot.size, .act = {.def = cs_act_def(CS_ACT_RECORD_AGREE)}};
  *former = *out;
  out->act.subject = CS_STR("correction:"); /* none that is on record */
  out->act.body = former->act.body = cs_json_new(w->arena, CS_JSON_OBJECT, err);
  out->out = former->out = out->act.body;
  former->corrects = w->target;
  out->corrects = counts ? former : w->target;
  return out->act.body != NULL;
}

/* Works out the states that the target's subjects would have. A ledger that cannot bear it is told in `unsound`. */
static bool work_out(struct weighing *w, bool counts, struct cs_err *err) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  struct cs_entry by, former;
  if (!supposed(w, counts, &by, &former, err) ||
      !cs_act_subjects(w->arena, &w->target->act, subjects, &w->n_others, err)) {
    return false;
  }
  for (size_t i = 0; i < w->n_others; i++) {
    struct other *other = &w->others[i];
    struct cs_str id = subjects[i], type = cs_str_cut(&id, ':');
    other->subject = subjects[i];
    if (!read_state(w, subjects[i], &other->states[w->present], err)) {
      return false;
    }
    struct cs_json *copy;
    if (!other->states[w->present] || !cs_json_copy(w->arena, other->states[w->present], &copy, err)) {
      return other->states[w->present] != NULL ||
             cs_err_set(err, &CS_E_STORE_ABSENT, "there is no state of %.*s", CS_STR_ARG(subjects[i]));
    }
    if (!cs_correction_apply(w->arena, type, copy, &by, err)) {
      bool unsound =
          err->code == &CS_E_FOLD_STATE && cs_arena_str(w->arena, cs_str_of(err->text), &w->out->unsound, err);
      if (unsound) {
        cs_err_reset(err);
      }
      w->n_others = 0;
      return unsound;
    }
    other->states[!w->present] = copy;
  }
  return true;
}

static bool overlay(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state, int64_t *n,
                    struct cs_err *err) {
  struct weighing *w = ctx;
  *n = -1;
  for (size_t i = 0; i < w->n_others; i++) {
    if (cs_str_eq(w->others[i].subject, subject)) {
      *state = w->others[i].states[w->side];
      return true;
    }
  }
  struct cs_world_source source = {.service = w->service, .reader = w->service->reader};
  return cs_world_state(&source, subject, arena, state, err);
}

/* ------------------------------------------------------------------ which cases */

static bool take_case(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct weighing *w = ctx;
  struct cs_str id = subject;
  struct cs_json *state;
  (void)n;
  cs_str_cut(&id, ':');
  if (!cs_sieve_may_take(&w->sieve, id, bytes)) {
    return true;
  }
  if (!cs_json_parse(w->arena, subject, bytes, &state, err)) {
    return false;
  }
  bool over = cs_str_eq(cs_json_text(state, "status"), cs_str_of(cs_case_status_name(CS_CASE_WITHDRAWN)));
  if (over || !cs_sieve_takes(&w->sieve, state, bytes)) {
    return true;
  }
  struct looked *slot = cs_list_push(w->arena, &w->cases, err);
  if (slot) {
    slot->state = state;
  }
  return slot && cs_arena_str(w->arena, id, &slot->id, err);
}

static bool begin_cases(struct weighing *w, struct cs_err *err) {
  for (size_t i = 0; i < w->cases.n; i++) {
    const struct looked *looked = &w->cases.at[i];
    struct cs_rest_case *one = cs_list_push(w->arena, &w->out->cases, err);
    const struct cs_json *consents = cs_json_get(looked->state, "consents");
    if (!one) {
      return false;
    }
    *one = (struct cs_rest_case){.id = looked->id, .status = cs_json_text(looked->state, "status")};
    one->consents = cs_arena_array(w->arena, struct cs_rest_consent, consents ? consents->n : 0, err);
    if (!one->consents) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ one case on one side */

static bool tell_verdict(struct weighing *w, const struct cs_determination *det, struct cs_str *out,
                         struct cs_err *err) {
  enum cs_verdict verdict;
  if (cs_determination_verdict(det, &verdict)) {
    *out = cs_str_of(cs_verdict_name(verdict));
    return true;
  }
  return cs_arena_printf(w->arena, out, err, "at least %s, at most %s", cs_verdict_name(det->answer.at_least),
                         cs_verdict_name(det->answer.at_most));
}

static bool tell_approvers(struct weighing *w, const struct cs_determination *det, struct cs_rest_case *one,
                           struct cs_err *err) {
  for (size_t i = 0; i < det->n_approvers; i++) {
    const struct cs_review_approver *approver = &det->approvers[i];
    struct cs_str *office = cs_list_push(w->arena, &one->approvers[w->side], err);
    struct cs_str *acting = cs_list_push(w->arena, &one->acting[w->side], err);
    struct cs_buf text;
    if (!office || !acting ||
        !cs_arena_printf(w->arena, office, err, "%.*s%s", CS_STR_ARG(approver->office),
                         approver->value == CS_YES ? "" : " (not sure)")) {
      return false;
    }
    cs_buf_init(&text, 1u << 16);
    for (size_t k = 0; k < approver->n_acting; k++) {
      cs_buf_printf(&text, "%s%.*s%s", k > 0 ? ", " : "", CS_STR_ARG(approver->acting[k].office),
                    approver->acting[k].chain.value == CS_YES ? "" : " (not sure)");
    }
    bool done = cs_buf_ok(&text, err) && cs_arena_str(w->arena, cs_buf_str(&text), acting, err);
    cs_buf_deinit(&text);
    if (!done) {
      return false;
    }
  }
  return true;
}

static const struct cs_json *newest(const struct cs_json *state) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  return versions && versions->n > 0 ? versions->items[versions->n - 1] : NULL;
}

/* The day of an open case is today; what was decided or needed nobody is asked of the day on which it was determined. */
static bool day_of(struct weighing *w, const struct cs_json *state, const struct cs_request *request, cs_day *on,
                   struct cs_err *err) {
  bool open = cs_str_eq(cs_json_text(state, "status"), cs_str_of(cs_case_status_name(CS_CASE_OPEN)));
  struct cs_str text = cs_json_text(newest(state), "on");
  *on = w->out->today;
  if (request->has_on) {
    *on = request->on;
    return true;
  }
  return open || text.len == 0 || cs_day_parse(text, on, err);
}

static bool determine(struct weighing *w, const struct cs_review_world *world, const struct cs_json *state,
                      struct cs_rest_case *one, struct cs_err *err) {
  const struct cs_json *json = cs_json_get(newest(state), "request");
  struct cs_request *request = cs_arena_new(w->arena, struct cs_request, err);
  struct cs_determination det;
  if (!request || !json || !cs_request_read(w->arena, CS_STR("request"), json, request, err) ||
      !day_of(w, state, request, &one->on, err) ||
      !cs_determine(world, request, one->on, w->known, w->arena, &det, err)) {
    return false;
  }
  one->may_proceed[w->side] = det.standing.may_proceed;
  return tell_verdict(w, &det, &one->verdict[w->side], err) && tell_approvers(w, &det, one, err);
}

static bool weigh_consents(struct weighing *w, const struct cs_json *state, struct cs_rest_case *one,
                           struct cs_err *err) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  one->n_consents = 0;
  for (size_t i = 0; consents && i < consents->n; i++) {
    struct cs_rest_consent *consent = &one->consents[one->n_consents];
    struct cs_str outcome = cs_json_text(consents->items[i], "outcome");
    if (!cs_str_eq(outcome, CS_STR("approve"))) {
      continue; /* a refusal needs nothing to stand on */
    }
    one->n_consents++;
    consent->approver = cs_json_text(consents->items[i], "approver");
    if (!cs_review_consent_stands(w->service->snapshot.catalogue, state, consents->items[i], w->known, w->arena,
                                  &consent->stands[w->side], &consent->why[w->side], err)) {
      return false;
    }
  }
  return true;
}

static bool weigh_case(struct weighing *w, const struct cs_review_world *world, struct cs_world_source *source,
                       size_t at, struct cs_err *err) {
  struct cs_rest_case *one = &w->out->cases.at[at];
  struct cs_review_authorization a;
  const struct cs_json *state;
  struct cs_str subject;
  bool found;
  if (!cs_arena_printf(w->arena, &subject, err, "case:%.*s", CS_STR_ARG(one->id)) ||
      !cs_world_state(source, subject, w->arena, &state, err) || !determine(w, world, state, one, err) ||
      !weigh_consents(w, state, one, err) ||
      !cs_world_authorization(source, state, w->out->today, w->known, w->arena, &a, &found, err)) {
    return false;
  }
  if (found) {
    one->in_effect[w->side] = a.in_effect;
    return cs_arena_str(w->arena, a.id, &one->authorization, err) &&
           cs_arena_str(w->arena, a.waits, &one->waits[w->side], err);
  }
  return true;
}

/* ------------------------------------------------------------------ balances */

static bool put_balance(struct weighing *w, struct cs_str subject, const char *of, struct cs_str item,
                        struct cs_dec value, struct cs_err *err) {
  struct cs_rest_balance *slot = NULL;
  struct cs_str name;
  struct cs_buf text;
  if (!cs_arena_printf(w->arena, &name, err, "%s%.*s", of, CS_STR_ARG(item))) {
    return false;
  }
  for (size_t i = 0; i < w->out->balances.n; i++) {
    bool same = cs_str_eq(w->out->balances.at[i].of, name);
    slot = same ? &w->out->balances.at[i] : slot;
  }
  if (!slot && !(slot = cs_list_push(w->arena, &w->out->balances, err))) {
    return false;
  }
  slot->subject = subject;
  slot->of = name;
  cs_buf_init(&text, 64);
  cs_dec_write_short(&text, value);
  bool done = cs_buf_ok(&text, err) && cs_arena_str(w->arena, cs_buf_str(&text), &slot->value[w->side], err);
  cs_buf_deinit(&text);
  return done;
}

static bool weigh_use(struct weighing *w, struct cs_world_source *source, struct cs_str subject, struct cs_err *err) {
  struct cs_str id = subject, case_subject;
  const struct cs_json *state;
  struct cs_review_authorization a;
  bool found;
  cs_str_cut(&id, ':');
  if (!cs_arena_printf(w->arena, &case_subject, err, "case:%.*s", CS_STR_ARG(cs_review_authorization_case(id))) ||
      !cs_world_state(source, case_subject, w->arena, &state, err) ||
      !cs_world_authorization(source, state, w->out->today, w->known, w->arena, &a, &found, err)) {
    return false;
  }
  for (size_t i = 0; found && i < a.n_lines; i++) {
    if (a.lines[i].has_quantity && !put_balance(w, subject, "left of ", a.lines[i].item, a.lines[i].left.lo, err)) {
      return false;
    }
  }
  return true;
}

static bool weigh_balance(struct weighing *w, struct cs_world_source *source, const struct other *other,
                          struct cs_err *err) {
  const struct cs_json *state = other->states[w->side];
  struct cs_str id = other->subject, type = cs_str_cut(&id, ':');
  struct cs_review_stock stock;
  struct cs_review_fund fund;
  if (cs_str_eq(type, CS_STR("stock"))) {
    return cs_review_stock(state, w->out->today, &stock, err) &&
           put_balance(w, other->subject, "on hand", CS_STR_NONE, stock.on_hand, err) &&
           put_balance(w, other->subject, "free", CS_STR_NONE, stock.free, err);
  }
  if (cs_str_eq(type, CS_STR("fund"))) {
    return cs_review_fund(state, w->out->today, &fund, err) &&
           put_balance(w, other->subject, "paid, ", cs_unit_name(fund.price.unit), fund.paid, err) &&
           put_balance(w, other->subject, "short, ", cs_unit_name(fund.price.unit), fund.missing, err);
  }
  return !cs_str_eq(type, CS_STR("authorization")) || weigh_use(w, source, other->subject, err);
}

/* ------------------------------------------------------------------ both sides */

static bool weigh_side(struct weighing *w, int side, struct cs_err *err) {
  struct cs_review_world world;
  struct cs_world_source source;
  w->side = side;
  cs_world_init(&world, &source, w->service, w->service->reader, w->service->snapshot.size);
  source.state = overlay;
  source.state_ctx = w;
  world.precedents = NULL;
  for (size_t i = 0; i < w->out->cases.n; i++) {
    if (!weigh_case(w, &world, &source, i, err)) {
      return cs_err_context(err, "%.*s", CS_STR_ARG(w->out->cases.at[i].id));
    }
  }
  for (size_t i = 0; i < w->n_others; i++) {
    if (!weigh_balance(w, &source, &w->others[i], err)) {
      return false;
    }
  }
  return true;
}

static bool put_states(struct weighing *w, int side, struct cs_err *err) {
  for (size_t i = 0; i < w->n_others; i++) {
    if (!cs_snapshot_put(&w->service->snapshot, w->others[i].subject, w->others[i].states[side], err)) {
      return false;
    }
  }
  return true;
}

static bool weigh_both(struct weighing *w, struct cs_err *err) {
  struct cs_err trouble;
  bool done = weigh_side(w, w->present, err) && put_states(w, !w->present, err) && weigh_side(w, !w->present, err);
  bool back = put_states(w, w->present, &trouble);
  if (done && !back) {
    *err = trouble;
  }
  return done && back;
}

static bool same_lists(const struct cs_strs *a, const struct cs_strs *b) {
  bool same = a->n == b->n;
  for (size_t i = 0; same && i < a->n; i++) {
    same = cs_str_eq(a->at[i], b->at[i]);
  }
  return same;
}

static void compare(struct cs_rests *out) {
  for (size_t i = 0; i < out->cases.n; i++) {
    struct cs_rest_case *one = &out->cases.at[i];
    bool same = cs_str_eq(one->verdict[0], one->verdict[1]) && one->may_proceed[0] == one->may_proceed[1] &&
                one->in_effect[0] == one->in_effect[1] && cs_str_eq(one->waits[0], one->waits[1]) &&
                same_lists(&one->approvers[0], &one->approvers[1]) && same_lists(&one->acting[0], &one->acting[1]);
    for (size_t k = 0; k < one->n_consents; k++) {
      same = same && one->consents[k].stands[0] == one->consents[k].stands[1];
    }
    one->changes = !same;
    out->n_changes += !same;
  }
}

/* ------------------------------------------------------------------ asking */

static bool read_wrong(struct weighing *w, int64_t entry, struct cs_err *err) {
  struct cs_head head = cs_record_head(w->service->record);
  if (entry < 0 || (uint64_t)entry >= head.size) {
    return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no entry %lld on record", (long long)entry);
  }
  return cs_reader_entry_opened(w->service->reader, w->arena, (uint64_t)entry, &w->wrong, err) &&
         cs_reader_corrected(w->service->reader, w->arena, &w->wrong, err);
}

static bool put_of(struct weighing *w, struct cs_err *err) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  w->out->of = cs_json_new(w->arena, CS_JSON_ARRAY, err);
  if (!w->out->of || !cs_act_subjects(w->arena, &w->wrong.act, subjects, &n, err)) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (!cs_json_append(w->arena, w->out->of, cs_json_new_string(w->arena, subjects[i], err), err)) {
      return false;
    }
  }
  return true;
}

static bool refuse_kind(struct weighing *w, struct cs_err *err) {
  const char *instead = cs_act_incorrigible(w->wrong.act.def->kind);
  return cs_arena_printf(w->arena, &w->out->unsound, err, "a %s is not corrected: %s", w->wrong.act.def->name,
                         instead ? instead : "it changed nothing");
}

bool cs_service_rests(struct cs_service *service, int64_t entry, struct cs_arena *arena, struct cs_rests *out,
                      struct cs_err *err) {
  struct weighing w = {.service = service, .arena = arena, .out = out};
  int64_t target_struck;
  cs_day on;
  *out = (struct cs_rests){.entry = entry, .struck = -1};
  if (!read_wrong(&w, entry, err) || !put_of(&w, err) ||
      !cs_service_days(service, &(struct cs_when){0}, &on, &out->today, err) ||
      !is_struck(&w, entry, &out->struck, err)) {
    return false;
  }
  out->kind = cs_str_of(w.wrong.act.def->name);
  out->subject = w.wrong.act.subject;
  bool agrees = w.wrong.act.def->kind == CS_ACT_RECORD_AGREE;
  w.target = agrees ? w.wrong.corrects : &w.wrong;
  if (cs_act_incorrigible(w.wrong.act.def->kind) || cs_act_incorrigible(w.target->act.def->kind) ||
      w.target->act.def->kind == CS_ACT_RECORD_AGREE || (agrees && !cs_json_flag(w.wrong.act.body, "agree"))) {
    return refuse_kind(&w, err);
  }
  w.known = w.target->act.has_known && w.target->act.known > out->today ? w.target->act.known : out->today;
  w.present = out->struck >= 0 ? CS_REST_AFTER : CS_REST_BEFORE;
  if (!is_struck(&w, w.target->n, &target_struck, err) || !work_out(&w, target_struck >= 0, err)) {
    return false;
  }
  if (out->unsound.len > 0) {
    return true;
  }
  if (!cs_sieve_of(service, w.target, arena, &w.sieve, err) || !cs_service_rules(service, err) ||
      !cs_reader_states(service->reader, CS_STR("case:"), take_case, &w, err) || !begin_cases(&w, err) ||
      !weigh_both(&w, err)) {
    return false;
  }
  out->looked_at = w.sieve.in_words;
  compare(out);
  return true;
}

/* ------------------------------------------------------------------ corrections on record */

bool cs_service_correction(struct cs_service *service, int64_t entry, struct cs_arena *arena, int64_t *wrong,
                           struct cs_json **state, struct cs_err *err) {
  struct cs_head head = cs_record_head(service->record);
  struct cs_entry read;
  struct cs_str bytes, id;
  int64_t n;
  *wrong = entry;
  if (entry < 0 || (uint64_t)entry >= head.size) {
    return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no entry %lld on record", (long long)entry);
  }
  if (!cs_arena_printf(arena, &id, err, "%lld", (long long)entry) ||
      !cs_service_state(service, "correction", id, arena, state, &n, err)) {
    return false;
  }
  if (*state) {
    return true; /* an agreement that was itself corrected is asked about as that */
  }
  if (!cs_reader_entry(service->reader, arena, (uint64_t)entry, &bytes, err) ||
      !cs_entry_read(arena, bytes, &read, err)) {
    return false;
  }
  if (read.act.def->kind != CS_ACT_RECORD_CORRECT && read.act.def->kind != CS_ACT_RECORD_AGREE) {
    return true;
  }
  *wrong = cs_json_integer(read.act.body, "entry", -1);
  return cs_arena_printf(arena, &id, err, "%lld", (long long)*wrong) &&
         cs_service_state(service, "correction", id, arena, state, &n, err);
}

struct listing {
  struct cs_arena *arena;
  struct cs_correction_rows *out;
};

static struct cs_str status_of(const struct cs_json *proposal) {
  return cs_json_get(proposal, "undone_n")    ? CS_STR("undone")
         : cs_json_get(proposal, "agreed_n")  ? CS_STR("agreed")
         : cs_json_get(proposal, "refused_n") ? CS_STR("refused")
                                              : CS_STR("waits");
}

static bool take_correction(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct listing *l = ctx;
  struct cs_json *state;
  (void)n;
  if (!cs_json_parse(l->arena, subject, bytes, &state, err)) {
    return false;
  }
  const struct cs_json *proposals = cs_json_get(state, "proposals"), *of = cs_json_get(state, "of");
  for (size_t i = 0; proposals && i < proposals->n; i++) {
    const struct cs_json *one = proposals->items[i];
    struct cs_correction_row *row = cs_list_push(l->arena, l->out, err);
    if (!row) {
      return false;
    }
    *row = (struct cs_correction_row){
        .entry = cs_json_integer(state, "entry", -1),
        .n = cs_json_integer(one, "n", -1),
        .kind = cs_json_text(state, "kind"),
        .subject = of && of->n > 0 ? of->items[0]->text : CS_STR_NONE,
        .status = status_of(one),
        .office = cs_json_text(one, "office"),
        .officer = cs_json_text(one, "officer"),
        .by_office = cs_json_text(one, "by_office"),
        .by_officer = cs_json_text(one, "by_officer"),
        .settled = cs_json_integer(one, "agreed_n", cs_json_integer(one, "refused_n", -1)),
    };
  }
  return true;
}

static int by_proposal(const void *a, const void *b) {
  const struct cs_correction_row *x = a, *y = b;
  return (x->n > y->n) - (x->n < y->n);
}

bool cs_service_corrections(struct cs_service *service, struct cs_arena *arena, struct cs_correction_rows *out,
                            struct cs_err *err) {
  struct listing l = {arena, out};
  *out = (struct cs_correction_rows){0};
  bool done = cs_reader_states(service->reader, CS_STR("correction:"), take_correction, &l, err);
  if (done && out->n > 1) {
    qsort(out->at, out->n, sizeof *out->at, by_proposal);
  }
  return done;
}
