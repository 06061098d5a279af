/* Authorizations. Must never change one: what is in effect is worked out anew for each day. */
#include "review/authorization.h"

#include "model/case.h"
#include "model/mandate.h"
#include "model/request.h"
#include "review/notice.h"

static const struct cs_json *last_of(const struct cs_json *list) {
  return list && list->n > 0 ? list->items[list->n - 1] : NULL;
}

static const struct cs_json *request_of(const struct cs_json *state) {
  return cs_json_get(last_of(cs_json_get(state, "versions")), "request");
}

static bool day_of(const struct cs_json *json, const char *key, cs_day *out) {
  struct cs_err ignored;
  return cs_day_parse(cs_json_text(json, key), out, &ignored);
}

/* How far something stands, and why not wholly. */
struct standing {
  enum cs_truth value;
  struct cs_str why;
};

/* Takes in one more thing that must stand; the reason told is that of what weighs most. */
static void weigh(struct standing *all, enum cs_truth value, struct cs_str why) {
  enum cs_truth both = cs_truth_and(all->value, value);
  if (both != all->value) {
    *all = (struct standing){both, why};
  }
}

/* Is the office's authority on the day as good now as it was then? */
static bool weigh_chain(const struct cs_catalogue *catalogue, struct cs_str from, struct cs_str to,
                        struct cs_scope scope, cs_day on, cs_day known, struct cs_arena *arena, struct standing *all,
                        struct cs_err *err) {
  struct cs_chain chain;
  struct cs_str why;
  struct cs_buf day;
  if (!cs_mandate_chain(catalogue, from, to, scope, on, known, arena, &chain, err)) {
    return false;
  }
  if (chain.value == CS_YES) {
    return true;
  }
  cs_buf_init(&day, 32);
  cs_day_write(&day, on);
  bool done = chain.value == CS_NO
                  ? cs_arena_printf(arena, &why, err, "%.*s had no mandate from %.*s when it decided (%.*s)",
                                    CS_STR_ARG(to), CS_STR_ARG(from), CS_STR_ARG(cs_buf_str(&day)))
                  : cs_arena_printf(arena, &why, err, "the mandate %.*s of %.*s on %.*s is not certain",
                                    CS_STR_ARG(chain.disputed), CS_STR_ARG(to), CS_STR_ARG(cs_buf_str(&day)));
  cs_buf_deinit(&day);
  if (done) {
    weigh(all, chain.value, why);
  }
  return done;
}

/* Has it consented at all, as known on the day? *on: the day of its decision. */
static bool weigh_decision(const struct cs_json *consent, cs_day known, struct cs_arena *arena, cs_day *on,
                           struct standing *all, struct cs_err *err) {
  struct cs_str approver = cs_json_text(consent, "approver");
  struct cs_str approved = cs_str_of(cs_consent_status_name(CS_CONSENT_APPROVED));
  struct cs_str why;
  enum cs_certainty certainty;
  cs_day since;
  if (!cs_str_eq(cs_json_text(consent, "status"), approved) || !day_of(consent, "on", on)) {
    weigh(all, CS_NO, CS_STR_NONE);
    return cs_arena_printf(arena, &all->why, err, "%.*s has not consented", CS_STR_ARG(approver));
  }
  if (day_of(consent, "known", &since) && since > known) {
    weigh(all, CS_NO, CS_STR_NONE);
    return cs_arena_printf(arena, &all->why, err, "the consent of %.*s was not known before %.*s", CS_STR_ARG(approver),
                           CS_STR_ARG(cs_json_text(consent, "known")));
  }
  if (!cs_certainty_find(cs_json_text(consent, "certainty"), &certainty) || certainty < CS_DISPUTED) {
    return true;
  }
  if (!cs_arena_printf(arena, &why, err, "the consent of %.*s is %s", CS_STR_ARG(approver),
                       cs_certainty_name(certainty))) {
    return false;
  }
  weigh(all, CS_UNKNOWN, why);
  return true;
}

/* Whether a mandate's condition was met was judged when the consent was given, by the rules of that day: those that it then
 * rested on stand by it. */
static bool was_met(void *ctx, const struct cs_mandate_record *mandate, const struct cs_mandate_grant *grant,
                    enum cs_truth *out, struct cs_err *err) {
  const struct cs_json *rested_on = cs_json_get(ctx, "mandates");
  (void)grant;
  (void)err;
  *out = CS_UNKNOWN;
  for (size_t i = 0; rested_on && i < rested_on->n; i++) {
    *out = cs_str_eq(rested_on->items[i]->text, mandate->id) ? CS_YES : *out;
  }
  return true;
}

/* From the regime's owner to the approver, to the office that decided, to the officer who signed. */
static bool weigh_mandates(const struct cs_catalogue *catalogue, const struct cs_json *request,
                           const struct cs_json *consent, const struct cs_json *regime, cs_day on, cs_day known,
                           struct cs_arena *arena, struct standing *all, struct cs_err *err) {
  struct cs_str approver = cs_json_text(consent, "approver");
  struct cs_str office = cs_json_text(consent, "office");
  struct cs_str officer = cs_json_text(consent, "officer");
  bool is_signed = officer.len > 0 && !cs_json_flag(consent, "attested");
  struct cs_request asked;
  struct cs_scope scope = {.regime = cs_json_text(regime, "regime"),
                           .act = cs_json_text(request, "act"),
                           .area = cs_json_text(request, "area"),
                           .request = &asked,
                           .when = was_met,
                           .when_ctx = (void *)(uintptr_t)consent};
  if (!cs_request_read(arena, CS_STR("request"), request, &asked, err)) {
    return false;
  }
  return weigh_chain(catalogue, cs_json_text(regime, "owner"), approver, scope, on, known, arena, all, err) &&
         weigh_chain(catalogue, approver, office, scope, on, known, arena, all, err) &&
         (!is_signed || weigh_chain(catalogue, office, officer, scope, on, known, arena, all, err));
}

bool cs_review_consent_stands(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                              const struct cs_json *consent, cs_day known, struct cs_arena *arena,
                              enum cs_truth *stands, struct cs_str *why, struct cs_err *err) {
  const struct cs_json *regimes = cs_json_get(consent, "regimes");
  struct standing all = {CS_YES, CS_STR_NONE};
  cs_day on = known;
  bool done = weigh_decision(consent, known, arena, &on, &all, err);
  for (size_t i = 0; done && all.value != CS_NO && regimes && i < regimes->n; i++) {
    done = weigh_mandates(catalogue, request_of(case_state), consent, regimes->items[i], on, known, arena, &all, err);
  }
  *stands = all.value;
  *why = all.why;
  return done;
}

static bool read_consents(const struct cs_catalogue *catalogue, const struct cs_json *state, cs_day known,
                          struct cs_arena *arena, struct cs_review_authorization *out, struct standing *all,
                          struct cs_err *err) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  size_t n = consents ? consents->n : 0;
  struct cs_str *offices = cs_arena_array(arena, struct cs_str, n + 1, err);
  if (!offices) {
    return false;
  }
  out->consents = offices;
  for (size_t i = 0; i < n; i++) {
    enum cs_truth stands;
    struct cs_str why;
    offices[out->n_consents++] = cs_json_text(consents->items[i], "approver");
    if (!cs_review_consent_stands(catalogue, state, consents->items[i], known, arena, &stands, &why, err)) {
      return false;
    }
    weigh(all, stands, why);
  }
  return true;
}

/* One line an item: what all the request's lines of it asked for together. */
static bool add_line(const struct cs_request_line *line, struct cs_review_grant_line *lines, size_t *n,
                     struct cs_err *err) {
  struct cs_figure quantity = line->quantity;
  size_t at = 0;
  quantity.unit = CS_UNIT_NONE; /* pieces or bare: request.c lets nothing else in */
  while (at < *n && !cs_str_eq(lines[at].item, line->item)) {
    at++;
  }
  if (at == *n) {
    ++*n;
    lines[at] = (struct cs_review_grant_line){
        .item = line->item, .has_quantity = line->has_quantity, .left = quantity, .granted = quantity};
    return true;
  }
  lines[at].has_quantity = lines[at].has_quantity && line->has_quantity;
  if (lines[at].has_quantity && !cs_figure_add(lines[at].granted, quantity, &lines[at].granted, err)) {
    return false;
  }
  lines[at].left = lines[at].granted;
  return true;
}

static bool read_lines(const struct cs_request *request, struct cs_arena *arena, struct cs_review_authorization *out,
                       struct cs_err *err) {
  struct cs_review_grant_line *lines = cs_arena_array(arena, struct cs_review_grant_line, request->n_lines, err);
  size_t n = 0;
  if (!lines) {
    return false;
  }
  for (size_t i = 0; i < request->n_lines; i++) {
    if (!add_line(&request->lines[i], lines, &n, err)) {
      return false;
    }
  }
  out->lines = lines;
  out->n_lines = n;
  out->act = request->act;
  out->applicant = request->applicant;
  out->holder = request->holder;
  out->recipient = request->recipient;
  out->user = request->user;
  out->end_user = cs_request_end_user(request);
  out->has_area = request->has_area;
  out->area = request->area;
  return true;
}

/* What the rules ask of an approval beside the consent. Conditions are met in the world; there is no act yet that puts that
 * on record, so whether they were is not known. Other limits and provisos are text: a person must
 * read them. */
static bool read_requires(const struct cs_catalogue *catalogue, const struct cs_json *state, cs_day on,
                          const struct cs_json *requires, struct cs_arena *arena, struct cs_review_authorization *out,
                          struct cs_str *terms, struct standing *all, struct cs_err *err) {
  for (size_t i = 0; requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    struct cs_str kind = cs_json_text(one, "kind");
    struct cs_str text = cs_json_text(one, "text");
    bool condition = cs_str_eq(kind, cs_str_of(cs_require_name(CS_REQUIRE_CONDITION)));
    bool notice = cs_str_eq(kind, cs_str_of(cs_require_name(CS_REQUIRE_NOTIFY)));
    bool any_limit = cs_str_eq(kind, cs_str_of(cs_require_name(CS_REQUIRE_LIMIT)));
    bool once = any_limit && cs_str_eq(text, CS_STR("single use"));
    bool limit = any_limit && !once;
    struct cs_str why = CS_STR_NONE;
    out->single_use = out->single_use || once;
    if (limit || cs_str_eq(kind, cs_str_of(cs_require_name(CS_REQUIRE_PROVISO)))) {
      terms[out->n_terms++] = text;
    }
    enum cs_truth met = condition ? CS_UNKNOWN : CS_YES;
    if ((condition && !cs_arena_printf(arena, &why, err, "nothing on record says whether %.*s", CS_STR_ARG(text))) ||
        (notice && !cs_review_notice(catalogue, one, state, on, arena, &met, &why, err))) {
      return false;
    }
    weigh(all, met, why);
  }
  return true;
}

static bool read_terms(const struct cs_catalogue *catalogue, const struct cs_json *grant, const struct cs_json *state,
                       cs_day on, struct cs_arena *arena, struct cs_review_authorization *out, struct standing *all,
                       struct cs_err *err) {
  const struct cs_json *provisos = cs_json_get(grant, "provisos");
  const struct cs_json *requires = cs_json_get(last_of(cs_json_get(state, "versions")), "requires");
  size_t n = provisos ? provisos->n : 0;
  struct cs_str *terms = cs_arena_array(arena, struct cs_str, n + (requires ? requires->n : 0) + 1, err);
  if (!terms) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    terms[i] = provisos->items[i]->text;
  }
  out->terms = terms;
  out->n_terms = n;
  return read_requires(catalogue, state, on, requires, arena, out, terms, all, err);
}

static bool read_period(const struct cs_json *grant, cs_day on, struct cs_arena *arena,
                        struct cs_review_authorization *out, struct cs_review_bars *bars, struct cs_err *err) {
  struct cs_str from = cs_json_text(grant, "from");
  struct cs_str until = cs_json_text(grant, "until");
  out->from = CS_SPAN_ALWAYS;
  out->until = CS_SPAN_NEVER;
  if ((from.len > 0 && !cs_span_parse(from, &out->from, err)) ||
      (until.len > 0 && !cs_span_parse(until, &out->until, err))) {
    return false;
  }
  enum cs_truth holds = cs_period_holds((struct cs_period){out->from, out->until}, on);
  bool ahead = cs_period_holds((struct cs_period){out->from, CS_SPAN_NEVER}, on) != CS_YES;
  return cs_review_bar_add(
      arena, bars, ahead ? CS_BAR_AHEAD : CS_BAR_EXPIRED, holds,
      holds == CS_NO ? CS_STR("the day is outside its period") : CS_STR("its period may not hold on the day"), err);
}

/* In effect as far as no bar says otherwise; the reason told is that of the first that weighs most. */
static void conclude(struct cs_review_authorization *out, const struct cs_review_bars *bars) {
  struct standing all = {CS_YES, CS_STR_NONE};
  for (size_t i = 0; i < bars->n; i++) {
    weigh(&all, bars->at[i].value, bars->at[i].why);
  }
  out->in_effect = all.value;
  out->waits = all.why;
  out->bars = bars->at;
  out->n_bars = bars->n;
}

bool cs_review_authorization(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                             const struct cs_review_ledgers *ledgers, cs_day on, cs_day known, struct cs_arena *arena,
                             struct cs_review_authorization *out, bool *found, struct cs_err *err) {
  static const struct cs_review_ledgers none = {NULL, NULL};
  const struct cs_json *grant = cs_json_get(case_state, "authorization");
  struct cs_request request;
  struct standing review = {CS_YES, CS_STR_NONE};
  struct cs_review_bars bars = {0};
  *out = (struct cs_review_authorization){0};
  *found = grant != NULL;
  ledgers = ledgers ? ledgers : &none;
  if (!*found) {
    return true;
  }
  out->id = cs_json_text(grant, "id");
  if (!cs_request_read(arena, CS_STR("request"), request_of(case_state), &request, err) ||
      !read_period(grant, on, arena, out, &bars, err) || !read_lines(&request, arena, out, err) ||
      !read_terms(catalogue, grant, case_state, on, arena, out, &review, err) ||
      !read_consents(catalogue, case_state, known, arena, out, &review, err) ||
      !cs_review_bar_add(arena, &bars, CS_BAR_CONSENTS, review.value, review.why, err) ||
      !cs_review_bar_events(ledgers->authorization, on, known, arena, &bars, err) ||
      !cs_review_bar_money(case_state, ledgers->fund, on, known, arena, &bars, err) ||
      !cs_review_bar_used(ledgers->authorization, on, known, arena, out, &bars, err)) {
    return false;
  }
  conclude(out, &bars);
  return true;
}
