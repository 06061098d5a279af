/* Judges of authorizations: what is used of one, and what stops or ends it. Nothing is taken unless everything can be: bad
 * lines are told in full, each by its number. DESIGN section 6. */
#include "model/correction.h"
#include "review/act_ledger.h"
#include "review/authorization.h"

/* ------------------------------------------------------------------ the authorization */

struct matter {
  struct cs_str id;
  const struct cs_json *state;   /* of the case; NULL of a general one */
  const struct cs_json *general; /* what was given without a case; NULL: this is a case's */
  struct cs_review_ledgers ledgers;
};

/* The state of a subject that is named whole; NULL for an empty name. */
static bool state_of(struct cs_hearing *h, struct cs_str subject, const struct cs_json **out) {
  int64_t n;
  *out = NULL;
  return subject.len == 0 || h->bench->state(h->bench->ctx, subject, h->arena, out, &n, h->err);
}

/* *found false: refused. */
static bool find(struct cs_hearing *h, struct matter *m, bool *found) {
  struct cs_str authorization, fund;
  m->id = cs_hearing_text(h, "authorization");
  struct cs_str id = cs_review_authorization_case(m->id);
  *found = false;
  if (id.len > 0 && !cs_hearing_state(h, "case", id, &m->state)) {
    return false;
  }
  *found = id.len > 0 && cs_str_eq(cs_json_text(cs_json_get(m->state, "authorization"), "id"), m->id);
  if (!*found) {
    if (!cs_hearing_state(h, "authorization", m->id, &m->ledgers.authorization)) {
      return false;
    }
    m->general = cs_json_get(m->ledgers.authorization, "general");
    *found = m->general != NULL;
    if (*found) {
      return true;
    }
  }
  if (!*found) {
    return cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_UNKNOWN, "there is no authorization %.*s on record",
                     CS_STR_ARG(m->id));
  }
  return cs_review_ledger_subjects(h->arena, m->state, &authorization, &fund, h->err) &&
         state_of(h, authorization, &m->ledgers.authorization) && state_of(h, fund, &m->ledgers.fund);
}

/* The applicant, or an office with its mandate for the act and area. */
static bool check_holder(struct cs_hearing *h, const struct matter *m) {
  struct cs_case_scope scope;
  struct cs_chain chain;
  if (m->general) {
    return cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_GENERAL,
                     "%.*s is general: nobody holds it, and no quantity is taken off it", CS_STR_ARG(m->id));
  }
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  return cs_case_scope(h, m->state, CS_STR_NONE, h->bench->today, &scope) &&
         cs_hearing_authority(h, cs_json_text(m->state, "applicant_office"), h->act->office, scope.scope,
                              h->bench->today, &chain);
}

static const struct cs_code *code_of(enum cs_review_bar_kind kind) {
  switch (kind) {
  case CS_BAR_AHEAD:
  case CS_BAR_CONSENTS:
  case CS_BAR_MONEY:
  case CS_BAR_CONDITION:
  case CS_BAR_NOTICE:
    return &CS_E_REFUSED_AUTHORIZATION_NOT_IN_EFFECT;
  case CS_BAR_LAPSED:
  case CS_BAR_EXPIRED:
    return &CS_E_REFUSED_AUTHORIZATION_EXPIRED;
  case CS_BAR_REVOKED:
    return &CS_E_REFUSED_AUTHORIZATION_REVOKED;
  case CS_BAR_SURRENDERED:
    return &CS_E_REFUSED_AUTHORIZATION_SURRENDERED;
  case CS_BAR_SUSPENDED:
    return &CS_E_REFUSED_AUTHORIZATION_SUSPENDED;
  case CS_BAR_EXHAUSTED:
    return &CS_E_REFUSED_AUTHORIZATION_EXHAUSTED;
  }
  return &CS_E_REFUSED_AUTHORIZATION_NOT_IN_EFFECT;
}

/* ------------------------------------------------------------------ using it */

/* Was this batch taken before? */
static bool check_batch(struct cs_hearing *h, const struct matter *m) {
  struct cs_str batch = cs_hearing_text(h, "batch");
  struct cs_str day = cs_hearing_text(h, "day");
  const struct cs_json *former = cs_ledger_row(m->ledgers.authorization, "decrements", "batch", batch, NULL);
  bool same;
  if (!former) {
    return true;
  }
  if (!cs_ledger_same(cs_json_get(former, "lines"), cs_json_get(h->act->body, "lines"), &same, h->err)) {
    return false;
  }
  if (same && (day.len == 0 || cs_str_eq(day, cs_json_text(former, "day")))) {
    cs_ledger_repeat(h, cs_json_integer(former, "n", -1));
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_DECREMENT_REUSED, "entry %lld has something else as batch %.*s",
                   (long long)cs_json_integer(former, "n", -1), CS_STR_ARG(batch));
}

/* In effect on the day of the use, as known today. */
static bool check_in_effect(struct cs_hearing *h, const struct cs_review_authorization *a) {
  for (size_t i = 0; i < a->n_bars; i++) {
    const struct cs_review_bar *bar = &a->bars[i];
    if (bar->kind != CS_BAR_EXHAUSTED && /* asked of the whole ledger, whatever the day */
        !cs_judgement_refuse(h->j, h->arena, h->err, code_of(bar->kind), "%.*s is not in effect: %s%.*s",
                             CS_STR_ARG(a->id), cs_review_bar_before(bar->kind), CS_STR_ARG(bar->why))) {
      return false;
    }
  }
  return true;
}

static bool check_exhausted(struct cs_hearing *h, const struct matter *m, const struct cs_review_authorization *a) {
  const struct cs_json *decrements = cs_json_get(m->ledgers.authorization, "decrements");
  bool used = false;
  for (size_t i = 0; decrements && i < decrements->n; i++) {
    used = used || !cs_state_struck(decrements->items[i]);
  }
  bool anything_left = false;
  for (size_t i = 0; i < a->n_lines; i++) {
    anything_left = anything_left || cs_review_something_left(&a->lines[i]);
  }
  if (anything_left && !(a->single_use && used)) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_EXHAUSTED, "%.*s is not in effect: %s", CS_STR_ARG(a->id),
                   anything_left ? "its single use was made" : "it is used up");
}

/* Of what was granted up to a value, every use says its own. */
static bool take_value(struct cs_hearing *h, struct cs_review_grant_line *granted, const struct cs_json *line,
                       size_t at) {
  struct cs_str text = cs_json_text(line, "value");
  struct cs_figure value = {0};
  if (text.len > 0 && !cs_figure_parse(text, &value, h->err)) {
    return false;
  }
  if (text.len == 0 || value.unit.index != granted->value.unit.index || cs_dec_sign(value.lo) < 0) {
    return cs_refuse(h, CS_E_REFUSED_DECREMENT_VALUE,
                     "line %zu: %.*s was granted up to a value in %.*s, and the line has %s%.*s", at,
                     CS_STR_ARG(granted->item), CS_STR_ARG(cs_unit_name(granted->value.unit)),
                     text.len > 0 ? "" : "none", CS_STR_ARG(text));
  }
  if (cs_figure_le(value, granted->value_left) == CS_YES) {
    return cs_figure_sub(granted->value_left, value, &granted->value_left, h->err);
  }
  struct cs_str left;
  return cs_ledger_text(h, granted->value_left.lo, &left) &&
         cs_refuse(h, CS_E_REFUSED_DECREMENT_BEYOND, "line %zu: %.*s of %.*s, where %.*s %.*s is left", at,
                   CS_STR_ARG(text), CS_STR_ARG(granted->item), CS_STR_ARG(left),
                   CS_STR_ARG(cs_unit_name(granted->value.unit)));
}

/* Takes one line off what is left, which is a copy; refuses what cannot be. */
static bool take_line(struct cs_hearing *h, struct cs_review_authorization *a, const struct cs_json *line, size_t at) {
  struct cs_str item = cs_json_text(line, "item");
  struct cs_figure asked;
  size_t i = 0;
  if (!cs_figure_parse(cs_json_text(line, "quantity"), &asked, h->err)) {
    return false;
  }
  while (i < a->n_lines && !cs_str_eq(a->lines[i].item, item)) {
    i++;
  }
  if (i == a->n_lines) {
    return cs_refuse(h, CS_E_REFUSED_DECREMENT_ITEM, "line %zu: %.*s is not in %.*s", at, CS_STR_ARG(item),
                     CS_STR_ARG(a->id));
  }
  if (!cs_review_is_count(asked)) {
    return cs_refuse(h, CS_E_REFUSED_DECREMENT_UNIT, "line %zu: %.*s is in another unit; it was granted in pieces", at,
                     CS_STR_ARG(cs_json_text(line, "quantity")));
  }
  struct cs_str what;
  size_t before = h->j->n_reasons;
  if (!cs_arena_printf(h->arena, &what, h->err, "line %zu: the quantity", at) ||
      !cs_ledger_check_amount(h, asked.lo, false, &CS_E_REFUSED_DECREMENT_QUANTITY, what.ptr)) {
    return false;
  }
  struct cs_review_grant_line *granted = &a->lines[i];
  asked.unit = CS_UNIT_NONE;
  if (h->j->n_reasons > before || !granted->has_quantity) {
    return !granted->has_value || take_value(h, granted, line, at);
  }
  if (cs_figure_le(asked, granted->left) == CS_YES) {
    return cs_figure_sub(granted->left, asked, &granted->left, h->err);
  }
  struct cs_str left, wanted;
  return cs_ledger_text(h, granted->left.lo, &left) && cs_ledger_text(h, asked.lo, &wanted) &&
         cs_refuse(h, CS_E_REFUSED_DECREMENT_BEYOND, "line %zu: %.*s of %.*s, where %.*s is left", at,
                   CS_STR_ARG(wanted), CS_STR_ARG(item), CS_STR_ARG(left));
}

static bool take_lines(struct cs_hearing *h, const struct matter *m, struct cs_review_authorization *a) {
  const struct cs_json *lines = cs_json_get(h->act->body, "lines");
  const struct cs_json *decrements = cs_json_get(m->ledgers.authorization, "decrements");
  size_t n = lines->n;
  for (size_t i = 0; decrements && i < decrements->n; i++) {
    const struct cs_json *taken = cs_json_get(decrements->items[i], "lines");
    n += taken ? taken->n : 0;
  }
  if (n > CS_DECREMENT_LINES_MAX) {
    return cs_refuse(h, CS_E_REFUSED_DECREMENT_MANY, "%.*s would have %zu lines of use, more than %d",
                     CS_STR_ARG(a->id), n, CS_DECREMENT_LINES_MAX);
  }
  for (size_t i = 0; i < lines->n; i++) {
    if (!take_line(h, a, lines->items[i], i + 1)) {
      return false;
    }
  }
  return true;
}

/* What is left whatever the day: uses that are dated later count too. */
static bool count_all(struct cs_hearing *h, const struct matter *m, struct cs_review_authorization *a) {
  struct cs_review_bars ignored = {0};
  return cs_review_bar_used(m->ledgers.authorization, CS_DAY_MAX, CS_DAY_MAX, h->arena, a, &ignored, h->err);
}

bool cs_judge_decrement(struct cs_hearing *h) {
  struct matter m = {0};
  struct cs_review_authorization a;
  bool found;
  cs_day day;
  if (!find(h, &m, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  if (!check_holder(h, &m) || (!cs_ledger_settled(h) && !check_batch(h, &m))) {
    return false;
  }
  if (cs_ledger_settled(h)) {
    return true;
  }
  if (!cs_ledger_act_day(h, &day) ||
      !cs_review_authorization(h->bench->world->catalogue, m.state, &m.ledgers, day, h->bench->today, h->arena, &a,
                               &found, h->err) ||
      !check_in_effect(h, &a) || !count_all(h, &m, &a) || !check_exhausted(h, &m, &a)) {
    return false;
  }
  if (cs_ledger_settled(h)) {
    return true;
  }
  return take_lines(h, &m, &a) && cs_ledger_put_on(h);
}

/* ------------------------------------------------------------------ stopping it */

/* The first day on which the act holds. */
static cs_day first_day(const struct cs_hearing *h) {
  return h->act->has_from ? h->act->from.first : h->bench->today;
}

static bool is_kind(const struct cs_json *event, const char *kind) {
  return !cs_state_struck(event) && cs_str_eq(cs_json_text(event, "kind"), cs_str_of(kind));
}

/* Whatever its day, what was ended for good is ended. */
static bool check_ended(struct cs_hearing *h, const struct matter *m) {
  const struct cs_json *events = cs_json_get(m->ledgers.authorization, "events");
  for (size_t i = 0; events && i < events->n; i++) {
    const struct cs_json *event = events->items[i];
    bool revoked = is_kind(event, "revoke");
    if (revoked || is_kind(event, "surrender")) {
      return cs_judgement_refuse(h->j, h->arena, h->err,
                                 revoked ? &CS_E_REFUSED_AUTHORIZATION_REVOKED
                                         : &CS_E_REFUSED_AUTHORIZATION_SURRENDERED,
                                 "%.*s was %s by entry %lld", CS_STR_ARG(m->id), revoked ? "revoked" : "surrendered",
                                 (long long)cs_json_integer(event, "n", 0));
    }
  }
  return true;
}

/* What is ended for good has no end of its own. */
static bool check_for_good(struct cs_hearing *h) {
  return !cs_json_get(h->act->body, "until") ||
         cs_refuse(
             h, CS_E_REFUSED_AUTHORIZATION_FOR_GOOD,
             "this ends an authorization for good, and takes no `until`: what stops it for a time is a suspension");
}

/* A general one is stopped by who may speak for its approver under every regime that it is for. */
static bool check_general(struct cs_hearing *h, const struct matter *m) {
  const struct cs_json *regimes = cs_json_get(m->general, "regimes");
  struct cs_str approver = cs_json_text(m->general, "approver");
  struct cs_chain chain = {.value = CS_YES};
  for (size_t i = 0; h->actor->by == CS_BY_KEY && regimes && i < regimes->n; i++) {
    struct cs_scope scope = {.regime = regimes->items[i]->text};
    if (!cs_hearing_chain(h, approver, h->act->office, scope, h->bench->today, &chain)) {
      return false;
    }
    if (chain.value != CS_YES) {
      return cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_NOT_YOURS,
                       "%.*s may not do this: it rests on the consent of %.*s, and %.*s has no mandate of theirs",
                       CS_STR_ARG(h->act->office), CS_STR_ARG(approver), CS_STR_ARG(h->act->office));
    }
  }
  return h->actor->by != CS_BY_KEY || cs_ledger_put_approver(h, approver, &chain);
}

static bool check_stopper(struct cs_hearing *h, const struct matter *m, bool loosens) {
  return m->general ? check_general(h, m)
                    : cs_ledger_check_consenting(h, m->state, &CS_E_REFUSED_AUTHORIZATION_NOT_YOURS, loosens);
}

/* The authorization, by whom it may be stopped, unless it is ended. */
static bool begin(struct cs_hearing *h, struct matter *m, bool by_holder, bool loosens) {
  bool found;
  *m = (struct matter){0};
  if (!find(h, m, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  return (by_holder ? check_holder(h, m) : check_stopper(h, m, loosens)) &&
         (cs_ledger_settled(h) || check_ended(h, m)) && cs_ledger_put_on(h);
}

bool cs_judge_suspend(struct cs_hearing *h) {
  struct matter m;
  enum cs_truth suspended;
  if (!begin(h, &m, false, false)) {
    return false;
  }
  if (cs_ledger_settled(h)) {
    return true;
  }
  if (!cs_review_suspended(m.ledgers.authorization, first_day(h), h->bench->today, &suspended, h->err)) {
    return false;
  }
  return suspended != CS_YES ||
         cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_SUSPENDED, "%.*s is suspended on that day", CS_STR_ARG(m.id));
}

bool cs_judge_reinstate(struct cs_hearing *h) {
  struct matter m;
  enum cs_truth suspended;
  if (!begin(h, &m, false, true)) {
    return false;
  }
  if (cs_ledger_settled(h)) {
    return true;
  }
  if (!cs_review_suspended(m.ledgers.authorization, first_day(h), h->bench->today, &suspended, h->err)) {
    return false;
  }
  return suspended != CS_NO ||
         cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_NOT_SUSPENDED, "%.*s is not suspended on that day", CS_STR_ARG(m.id));
}

bool cs_judge_revoke(struct cs_hearing *h) {
  struct matter m;
  return begin(h, &m, false, false) && (cs_ledger_settled(h) || check_for_good(h));
}

bool cs_judge_surrender(struct cs_hearing *h) {
  struct matter m;
  return begin(h, &m, true, false) && (cs_ledger_settled(h) || check_for_good(h));
}
