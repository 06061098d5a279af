/* Authorizations. Must never change one: what is in effect is worked out anew for each day. */
#include "review/authorization.h"

#include "model/case.h"
#include "model/mandate.h"
#include "model/request.h"
#include "review/condition.h"
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
  if (!cs_request_read(arena, CS_STR("request"), request, &asked, err) ||
      !cs_review_grant_request(cs_json_get(consent, "quantities"), &asked, arena, err)) {
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
                          struct cs_arena *arena, struct cs_review_authorization *out, struct cs_review_bars *bars,
                          struct cs_err *err) {
  const struct cs_json *consents = cs_json_get(state, "consents");
  size_t n = consents ? consents->n : 0;
  struct cs_str *offices = cs_arena_array(arena, struct cs_str, n + 1, err);
  if (!offices) {
    return false;
  }
  out->consents = offices;
  out->consented = CS_YES;
  for (size_t i = 0; i < n; i++) {
    struct cs_review_bar bar = {CS_BAR_CONSENTS, CS_YES, CS_STR_NONE, cs_json_integer(consents->items[i], "n", -1)};
    offices[out->n_consents++] = cs_json_text(consents->items[i], "approver");
    if (!cs_review_consent_stands(catalogue, state, consents->items[i], known, arena, &bar.value, &bar.why, err) ||
        !cs_review_bar_add(arena, bars, bar, err)) {
      return false;
    }
    out->consented = cs_truth_and(out->consented, bar.value);
  }
  return true;
}

bool cs_review_grant_request(const struct cs_json *quantities, struct cs_request *request, struct cs_arena *arena,
                             struct cs_err *err) {
  struct cs_request_line *lines = cs_arena_array(arena, struct cs_request_line, request->n_lines + 1, err);
  if (!lines) {
    return false;
  }
  for (size_t i = 0; i < request->n_lines; i++) {
    lines[i] = request->lines[i];
  }
  for (size_t k = 0; quantities && k < quantities->n; k++) {
    struct cs_str item = cs_json_text(quantities->items[k], "item");
    struct cs_figure left;
    if (!cs_figure_parse(cs_json_text(quantities->items[k], "quantity"), &left, err)) {
      return false;
    }
    left.unit = CS_UNIT_NONE;
    for (size_t i = 0; i < request->n_lines; i++) {
      if (cs_str_eq(lines[i].item, item)) {
        lines[i].has_quantity = true;
        lines[i].quantity = left; /* all of it in the first line, nothing in the others */
        left = cs_figure_of(cs_dec_of(0), CS_UNIT_NONE);
      }
    }
  }
  request->lines = lines;
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
    lines[at] = (struct cs_review_grant_line){.item = line->item,
                                              .has_quantity = line->has_quantity,
                                              .left = quantity,
                                              .granted = quantity,
                                              .has_value = line->has_value,
                                              .value = line->value};
    return true;
  }
  struct cs_review_grant_line *granted = &lines[at];
  granted->has_quantity = granted->has_quantity && line->has_quantity;
  granted->has_value = granted->has_value && line->has_value && granted->value.unit.index == line->value.unit.index;
  if ((granted->has_quantity && !cs_figure_add(granted->granted, quantity, &granted->granted, err)) ||
      (granted->has_value && !cs_figure_add(granted->value, line->value, &granted->value, err))) {
    return false;
  }
  granted->left = granted->granted;
  return true;
}

/* No more of an item than the least that any consent grants. */
static bool cut_line(struct cs_review_grant_line *line, const struct cs_json *quantities, struct cs_err *err) {
  for (size_t i = 0; quantities && i < quantities->n; i++) {
    struct cs_figure most;
    if (!cs_str_eq(cs_json_text(quantities->items[i], "item"), line->item)) {
      continue;
    }
    if (!cs_figure_parse(cs_json_text(quantities->items[i], "quantity"), &most, err)) {
      return false;
    }
    most.unit = CS_UNIT_NONE;
    if (!line->has_quantity || cs_figure_le(line->granted, most) != CS_YES) {
      line->granted = line->left = most;
      line->has_quantity = true;
    }
  }
  return true;
}

static bool read_lines(const struct cs_json *state, const struct cs_request *request, struct cs_arena *arena,
                       struct cs_review_authorization *out, struct cs_err *err) {
  const struct cs_json *consents = cs_json_get(state, "consents");
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
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; consents && k < consents->n; k++) {
      if (!cut_line(&lines[i], cs_json_get(consents->items[k], "quantities"), err)) {
        return false;
      }
    }
    lines[i].has_value = lines[i].has_value && !lines[i].has_quantity;
    lines[i].value_left = lines[i].value;
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

/* What an authorization is read from, and what keeps it from being in effect. */
struct reading {
  const struct cs_catalogue *catalogue;
  const struct cs_json *state, *grant;
  const struct cs_review_ledgers *ledgers;
  cs_day on, known;
  struct cs_arena *arena;
  struct cs_review_authorization *out;
  struct cs_review_bars bars;
  struct cs_err *err;
};

static bool add_bar(struct reading *r, enum cs_review_bar_kind kind, enum cs_truth value, struct cs_str why,
                    int64_t n) {
  return cs_review_bar_add(r->arena, &r->bars, (struct cs_review_bar){kind, value, why, n}, r->err);
}

static bool add_condition(struct reading *r, const struct cs_json *require) {
  struct cs_review_condition condition;
  if (!cs_review_condition(r->catalogue, require, r->state, r->ledgers->fund, r->on, r->known, r->arena, &condition,
                           r->err)) {
    return false;
  }
  enum cs_review_bar_kind kind = condition.late                      ? CS_BAR_LAPSED
                                 : condition.need == CS_NEED_PAYMENT ? CS_BAR_MONEY
                                                                     : CS_BAR_CONDITION;
  return add_bar(r, kind, condition.met, condition.why, -1);
}

static bool add_notice(struct reading *r, const struct cs_json *require, struct cs_str *over) {
  enum cs_truth met;
  struct cs_str why;
  if (!cs_review_notice(r->catalogue, require, r->state, r->on, r->known, r->arena, &met, &why, r->err)) {
    return false;
  }
  if (met == CS_YES) {
    over[r->out->n_over++] = why;
  }
  return add_bar(r, CS_BAR_NOTICE, met, why, -1);
}

/* A fund that no clause asks for, opened by an office that consents: the whole price, whoever pays. */
static bool add_fund(struct reading *r) {
  struct cs_json *payment = cs_json_new(r->arena, CS_JSON_OBJECT, r->err);
  return payment && cs_json_set_text(r->arena, payment, "needs", cs_str_of(cs_need_name(CS_NEED_PAYMENT)), r->err) &&
         add_condition(r, payment);
}

static bool is_kind(const struct cs_json *require, enum cs_require_kind kind) {
  return cs_str_eq(cs_json_text(require, "kind"), cs_str_of(cs_require_name(kind)));
}

/* What the rules ask of an approval beside the consent. Limits but for single use, and provisos, are text: a person must read them. */
static bool read_requires(struct reading *r, const struct cs_json *requires, struct cs_str *terms) {
  struct cs_str *over = cs_arena_array(r->arena, struct cs_str, (requires ? requires->n : 0) + 1, r->err);
  bool done = over != NULL, paid_for = false;
  r->out->over = over;
  for (size_t i = 0; done && requires && i < requires->n; i++) {
    const struct cs_json *one = requires->items[i];
    bool once = is_kind(one, CS_REQUIRE_LIMIT) && cs_str_eq(cs_json_text(one, "text"), CS_STR("single use"));
    r->out->single_use = r->out->single_use || once;
    if ((is_kind(one, CS_REQUIRE_LIMIT) && !once) || is_kind(one, CS_REQUIRE_PROVISO)) {
      terms[r->out->n_terms++] = cs_json_text(one, "text");
    }
    if (cs_review_is_condition(one)) {
      paid_for = paid_for || cs_review_need(one) == CS_NEED_PAYMENT;
      done = add_condition(r, one);
    } else if (is_kind(one, CS_REQUIRE_NOTIFY)) {
      done = add_notice(r, one, over);
    }
  }
  return done && (paid_for || !cs_json_get(r->state, "fund") || add_fund(r));
}

/* A proviso that a machine can hold: "area=RU-KRS" narrows what was granted to that area. True when it did; one that lies beside
 * the request's own area, or names none, is left for a person to read. */
static bool narrow(struct cs_review_authorization *out, struct cs_str proviso) {
  struct cs_str code = proviso;
  struct cs_area area;
  if (!cs_str_eq(cs_str_cut(&code, '='), CS_STR("area")) || !code.ptr || !cs_area_find(cs_str_trim(code), &area)) {
    return false;
  }
  if (out->has_area && cs_area_within(area, out->area) != CS_YES) {
    return cs_area_within(out->area, area) == CS_YES;
  }
  out->has_area = true;
  out->area = area;
  return true;
}

static bool read_terms(struct reading *r) {
  const struct cs_json *provisos = cs_json_get(r->grant, "provisos");
  const struct cs_json *requires = cs_json_get(last_of(cs_json_get(r->state, "versions")), "requires");
  size_t n = provisos ? provisos->n : 0;
  struct cs_str *terms = cs_arena_array(r->arena, struct cs_str, n + (requires ? requires->n : 0) + 1, r->err);
  if (!terms) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (!narrow(r->out, provisos->items[i]->text)) {
      terms[r->out->n_terms++] = provisos->items[i]->text;
    }
  }
  r->out->terms = terms;
  return read_requires(r, requires, terms);
}

/* The entry of the consent that sets the end of the period. */
static int64_t ended_by(const struct reading *r) {
  const struct cs_json *consents = cs_json_get(r->state, "consents");
  struct cs_str until = cs_json_text(r->grant, "until");
  for (size_t i = 0; consents && i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "until"), until)) {
      return cs_json_integer(consents->items[i], "n", -1);
    }
  }
  return -1;
}

static bool say_period(struct reading *r, bool ahead, enum cs_truth holds, struct cs_str *why) {
  const char *words = holds == CS_UNKNOWN
                          ? (ahead ? "it may not hold yet: it holds from" : "it may no longer hold: it holds until")
                      : ahead ? "it holds only from"
                              : "it held only until";
  struct cs_buf day;
  cs_buf_init(&day, 64);
  cs_span_write(&day, ahead ? r->out->from : r->out->until);
  bool done = cs_arena_printf(r->arena, why, r->err, "%s %.*s", words, CS_STR_ARG(cs_buf_str(&day)));
  cs_buf_deinit(&day);
  return done;
}

static bool read_period(struct reading *r) {
  struct cs_str from = cs_json_text(r->grant, "from");
  struct cs_str until = cs_json_text(r->grant, "until");
  struct cs_str why;
  r->out->from = CS_SPAN_ALWAYS;
  r->out->until = CS_SPAN_NEVER;
  if ((from.len > 0 && !cs_span_parse(from, &r->out->from, r->err)) ||
      (until.len > 0 && !cs_span_parse(until, &r->out->until, r->err))) {
    return false;
  }
  enum cs_truth holds = cs_period_holds((struct cs_period){r->out->from, r->out->until}, r->on);
  bool ahead = cs_period_holds((struct cs_period){r->out->from, CS_SPAN_NEVER}, r->on) != CS_YES;
  return holds == CS_YES || (say_period(r, ahead, holds, &why) &&
                             add_bar(r, ahead ? CS_BAR_AHEAD : CS_BAR_EXPIRED, holds, why, ahead ? -1 : ended_by(r)));
}

/* ------------------------------------------------------------------ what it comes to */

const char *cs_review_bar_name(enum cs_review_bar_kind kind) {
  static const char *const names[] = {[CS_BAR_REVOKED] = "revoked",     [CS_BAR_SURRENDERED] = "surrendered",
                                      [CS_BAR_EXHAUSTED] = "exhausted", [CS_BAR_EXPIRED] = "expired",
                                      [CS_BAR_LAPSED] = "lapsed",       [CS_BAR_SUSPENDED] = "suspended",
                                      [CS_BAR_CONSENTS] = "consent",    [CS_BAR_MONEY] = "payment",
                                      [CS_BAR_CONDITION] = "condition", [CS_BAR_NOTICE] = "notice",
                                      [CS_BAR_AHEAD] = "period"};
  return names[kind];
}

const char *cs_review_bar_before(enum cs_review_bar_kind kind) {
  return kind == CS_BAR_MONEY || kind == CS_BAR_CONDITION ? "waits for " : "";
}

void cs_review_write_bars(struct cs_buf *buf, const struct cs_review_authorization *authorization) {
  for (size_t i = 0; i < authorization->n_bars; i++) {
    const struct cs_review_bar *bar = &authorization->bars[i];
    const char *before = i > 0 ? "; " : "";
    bool again = i > 0 && authorization->bars[i - 1].kind == bar->kind;
    cs_buf_printf(buf, "%s%s%.*s", before, again ? "" : cs_review_bar_before(bar->kind), CS_STR_ARG(bar->why));
  }
  for (size_t i = 0; authorization->n_bars > 0 && i < authorization->n_over; i++) {
    cs_buf_printf(buf, "; %.*s", CS_STR_ARG(authorization->over[i]));
  }
}

const char *cs_review_grant_kind_name(enum cs_review_grant_kind kind) {
  static const char *const names[] = {
      [CS_GRANT_SINGLE_USE] = "single-use", [CS_GRANT_INDIVIDUAL] = "individual", [CS_GRANT_BLANKET] = "blanket"};
  return names[kind];
}

const char *cs_review_grant_status_name(enum cs_review_grant_status status) {
  static const char *const names[] = {
      [CS_GRANT_IN_EFFECT] = "in-effect", [CS_GRANT_WAITING] = "waiting",         [CS_GRANT_SUSPENDED] = "suspended",
      [CS_GRANT_REVOKED] = "revoked",     [CS_GRANT_SURRENDERED] = "surrendered", [CS_GRANT_EXPIRED] = "expired",
      [CS_GRANT_EXHAUSTED] = "exhausted", [CS_GRANT_UNKNOWN] = "unknown"};
  return names[status];
}

enum cs_review_grant_status cs_review_status_of(enum cs_review_bar_kind kind) {
  switch (kind) {
  case CS_BAR_REVOKED:
    return CS_GRANT_REVOKED;
  case CS_BAR_SURRENDERED:
    return CS_GRANT_SURRENDERED;
  case CS_BAR_EXHAUSTED:
    return CS_GRANT_EXHAUSTED;
  case CS_BAR_EXPIRED:
  case CS_BAR_LAPSED:
    return CS_GRANT_EXPIRED;
  case CS_BAR_SUSPENDED:
    return CS_GRANT_SUSPENDED;
  case CS_BAR_CONSENTS:
  case CS_BAR_MONEY:
  case CS_BAR_CONDITION:
  case CS_BAR_NOTICE:
  case CS_BAR_AHEAD:
    return CS_GRANT_WAITING;
  }
  return CS_GRANT_WAITING;
}

/* In the order of their kinds, and as they were found within one. */
static void sort_bars(struct cs_review_bars *bars) {
  for (size_t i = 1; i < bars->n; i++) {
    struct cs_review_bar one = bars->at[i];
    size_t k = i;
    for (; k > 0 && bars->at[k - 1].kind > one.kind; k--) {
      bars->at[k] = bars->at[k - 1];
    }
    bars->at[k] = one;
  }
}

static void conclude_kind(struct cs_review_authorization *out) {
  bool counted = false;
  for (size_t i = 0; i < out->n_lines; i++) {
    counted = counted || out->lines[i].has_quantity;
  }
  out->kind = out->single_use ? CS_GRANT_SINGLE_USE : counted ? CS_GRANT_INDIVIDUAL : CS_GRANT_BLANKET;
}

/* In effect as far as no bar says otherwise; the reason told is that of the first that weighs most. */
static void conclude(struct reading *r) {
  struct cs_review_authorization *out = r->out;
  const struct cs_review_bar *most = NULL;
  sort_bars(&r->bars);
  for (size_t i = 0; i < r->bars.n; i++) {
    const struct cs_review_bar *bar = &r->bars.at[i];
    most = !most || (most->value == CS_UNKNOWN && bar->value == CS_NO) ? bar : most;
  }
  out->in_effect = most ? most->value : CS_YES;
  out->waits = most ? most->why : CS_STR_NONE;
  out->bars = r->bars.at;
  out->n_bars = r->bars.n;
  out->status = !most                       ? CS_GRANT_IN_EFFECT
                : most->value == CS_UNKNOWN ? CS_GRANT_UNKNOWN
                                            : cs_review_status_of(most->kind);
  out->status_n = most && most->n >= 0 ? most->n : cs_json_integer(r->grant, "n", -1);
  conclude_kind(out);
}

bool cs_review_authorization(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                             const struct cs_review_ledgers *ledgers, cs_day on, cs_day known, struct cs_arena *arena,
                             struct cs_review_authorization *out, bool *found, struct cs_err *err) {
  static const struct cs_review_ledgers none = {NULL, NULL};
  struct cs_request request;
  struct reading r = {.catalogue = catalogue,
                      .state = case_state,
                      .grant = cs_json_get(case_state, "authorization"),
                      .ledgers = ledgers ? ledgers : &none,
                      .on = on,
                      .known = known,
                      .arena = arena,
                      .out = out,
                      .err = err};
  *out = (struct cs_review_authorization){0};
  *found = r.grant != NULL;
  if (!*found) {
    return true;
  }
  out->id = cs_json_text(r.grant, "id");
  if (!cs_request_read(arena, CS_STR("request"), request_of(case_state), &request, err) || !read_period(&r) ||
      !read_lines(case_state, &request, arena, out, err) || !read_terms(&r) ||
      !read_consents(catalogue, case_state, known, arena, out, &r.bars, err) ||
      !cs_review_bar_events(r.ledgers->authorization, on, known, arena, &r.bars, err) ||
      !cs_review_bar_used(r.ledgers->authorization, on, known, arena, out, &r.bars, err)) {
    return false;
  }
  conclude(&r);
  return true;
}
