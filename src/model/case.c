/* Cases: the one table of transitions, and the fold that follows it. Must never set a status but by a row of the table.
 * The life of a case in a picture: model/README.md. DESIGN section 6. */
#include "model/case.h"

#include "model/case_fold.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- words ---- */

static const char *const case_names[CS_CASE_STATUS_N] = {"none",    "open",      "approved",
                                                         "refused", "withdrawn", "not-needed"};
static const char *const consent_names[CS_CONSENT_STATUS_N] = {"open", "approved", "refused"};

const char *cs_case_status_name(enum cs_case_status status) {
  cs_assert((unsigned)status < CS_CASE_STATUS_N);
  return case_names[status];
}

const char *cs_consent_status_name(enum cs_consent_status status) {
  cs_assert((unsigned)status < CS_CONSENT_STATUS_N);
  return consent_names[status];
}

static size_t find_name(const char *const *names, size_t n, struct cs_str name) {
  size_t i = 0;
  while (i < n && !cs_str_eq(name, cs_str_of(names[i]))) {
    i++;
  }
  return i;
}

bool cs_case_status_find(struct cs_str name, enum cs_case_status *out) {
  size_t i = find_name(case_names, COUNT(case_names), name);
  *out = (enum cs_case_status)i;
  return i < COUNT(case_names);
}

bool cs_consent_status_find(struct cs_str name, enum cs_consent_status *out) {
  size_t i = find_name(consent_names, COUNT(consent_names), name);
  *out = (enum cs_consent_status)i;
  return i < COUNT(consent_names);
}

/* ---- the table ---- */

#define NO_CONSENT CS_CONSENT_STATUS_N, CS_CONSENT_STATUS_N

static const struct cs_case_transition transitions[] = {
    {CS_CASE_NONE, CS_CASE_EVENT_FILE_CONSENTS, CS_CASE_OPEN, NO_CONSENT},
    {CS_CASE_NONE, CS_CASE_EVENT_FILE_NONE, CS_CASE_NOT_NEEDED, NO_CONSENT},
    {CS_CASE_OPEN, CS_CASE_EVENT_APPROVE, CS_CASE_OPEN, CS_CONSENT_OPEN, CS_CONSENT_APPROVED},
    {CS_CASE_OPEN, CS_CASE_EVENT_APPROVE_LAST, CS_CASE_APPROVED, CS_CONSENT_OPEN, CS_CONSENT_APPROVED},
    {CS_CASE_OPEN, CS_CASE_EVENT_REFUSE, CS_CASE_REFUSED, CS_CONSENT_OPEN, CS_CONSENT_REFUSED},
    {CS_CASE_OPEN, CS_CASE_EVENT_WITHDRAW, CS_CASE_WITHDRAWN, NO_CONSENT},
    {CS_CASE_OPEN, CS_CASE_EVENT_REVIEW, CS_CASE_OPEN, NO_CONSENT},
    {CS_CASE_OPEN, CS_CASE_EVENT_NOTIFY, CS_CASE_OPEN, NO_CONSENT},
    {CS_CASE_APPROVED, CS_CASE_EVENT_NOTIFY, CS_CASE_APPROVED, NO_CONSENT},
    {CS_CASE_OPEN, CS_CASE_EVENT_FULFIL, CS_CASE_OPEN, NO_CONSENT},
    {CS_CASE_APPROVED, CS_CASE_EVENT_FULFIL, CS_CASE_APPROVED, NO_CONSENT},
    {CS_CASE_OPEN, CS_CASE_EVENT_AMEND, CS_CASE_OPEN, NO_CONSENT},
    {CS_CASE_OPEN, CS_CASE_EVENT_AMEND_NONE, CS_CASE_NOT_NEEDED, NO_CONSENT},
};

const struct cs_case_transition *cs_case_transitions(size_t *n) {
  *n = COUNT(transitions);
  return transitions;
}

const struct cs_case_transition *cs_case_next(enum cs_case_status from, enum cs_case_event event,
                                              enum cs_consent_status consent) {
  for (size_t i = 0; i < COUNT(transitions); i++) {
    if (transitions[i].from == from && transitions[i].event == event && transitions[i].consent_from == consent) {
      return &transitions[i];
    }
  }
  return NULL;
}

/* ---- the fold ---- */

static bool fault(struct cs_case_step *s, const char *why) {
  return cs_state_fault(s->err, s->entry, why);
}

static bool not_allowed(struct cs_case_step *s) {
  return cs_err_set(s->err, &CS_E_FOLD_STATE, "entry %lld: %s is not allowed while the case is %s",
                    (long long)s->entry->n, s->entry->act.def->name, cs_case_status_name(s->status));
}

static bool set_status(struct cs_case_step *s, enum cs_case_status status) {
  return cs_json_set_text(s->arena, s->state, "status", cs_str_of(cs_case_status_name(status)), s->err);
}

static bool carry(struct cs_case_step *s, struct cs_json *object, const char *to, const struct cs_json *from,
                  const char *name) {
  return cs_state_put(s->arena, object, to, cs_json_get(from, name), s->err);
}

bool cs_case_step_move(struct cs_case_step *s, enum cs_case_event event) {
  const struct cs_case_transition *next = cs_case_next(s->status, event, CS_CONSENT_STATUS_N);
  return next ? set_status(s, next->to) : not_allowed(s);
}

static bool said(struct cs_case_step *s, struct cs_json *object, const char *name, struct cs_str text) {
  return text.len == 0 || cs_json_set_text(s->arena, object, name, text, s->err);
}

/* Filing. */

static bool add_consent(struct cs_case_step *s, struct cs_json *consents, const struct cs_json *named) {
  struct cs_str approver = cs_json_text(named, "approver");
  for (size_t i = 0; i < consents->n; i++) {
    if (cs_str_eq(cs_json_text(consents->items[i], "approver"), approver)) {
      return fault(s, "an approver is named twice");
    }
  }
  struct cs_json *consent = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return (approver.len > 0 || fault(s, "a consent names no approver")) && consent &&
         carry(s, consent, "approver", named, "approver") && carry(s, consent, "regimes", named, "regimes") &&
         cs_json_set_text(s->arena, consent, "status", cs_str_of(cs_consent_status_name(CS_CONSENT_OPEN)), s->err) &&
         cs_json_append(s->arena, consents, consent, s->err);
}

static bool set_consents(struct cs_case_step *s, const struct cs_json *named) {
  struct cs_json *consents = cs_json_new(s->arena, CS_JSON_ARRAY, s->err);
  for (size_t i = 0; consents && i < named->n; i++) {
    if (!add_consent(s, consents, named->items[i])) {
      return false;
    }
  }
  return cs_json_set(s->arena, s->state, "consents", consents, s->err);
}

static bool add_version(struct cs_case_step *s, struct cs_json *request) {
  struct cs_json *version = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  const struct cs_json *versions = cs_json_get(s->state, "versions");
  int64_t number = versions ? (int64_t)versions->n + 1 : 1;
  return version && cs_json_set_integer(s->arena, version, "version", number, s->err) &&
         cs_json_set_integer(s->arena, version, "n", s->entry->n, s->err) &&
         cs_json_set(s->arena, version, "request", request, s->err) && carry(s, version, "on", s->o, "on") &&
         carry(s, version, "at_least", s->o, "at_least") && carry(s, version, "verdict", s->o, "verdict") &&
         carry(s, version, "settled", s->o, "settled") && carry(s, version, "requires", s->o, "requires") &&
         carry(s, version, "unasked", s->o, "unasked") && carry(s, version, "rules", s->o, "rules") &&
         carry(s, version, "by", s->o, "officer") && carry(s, version, "basis_n", s->o, "size") &&
         cs_state_append(s->arena, s->state, "versions", version, s->err);
}

/* Nobody's consent is needed, the strictest that the rules may say is that it may go, and every state was asked: there
 * is nothing to review. */
static bool free_to_go(const struct cs_case_step *s, const struct cs_json *consents) {
  const struct cs_json *unasked = cs_json_get(s->o, "unasked");
  struct cs_str verdict = cs_json_text(s->o, "verdict");
  bool mild = cs_str_eq(verdict, CS_STR("permitted")) || cs_str_eq(verdict, CS_STR("not-covered"));
  return consents->n == 0 && mild && (!unasked || unasked->n == 0);
}

/* The request as it now is, with the consents that it needs; *event: whether it needs any. */
static bool take_version(struct cs_case_step *s, enum cs_case_event needed, enum cs_case_event none) {
  const struct cs_json *consents = cs_json_get(s->o, "consents");
  struct cs_json *request = cs_json_get(s->body, "request");
  if (!consents || consents->kind != CS_JSON_ARRAY) {
    return fault(s, "what the core added has no list of consents");
  }
  if (!request || request->kind != CS_JSON_OBJECT) {
    return fault(s, "the request was not opened");
  }
  return cs_case_step_move(s, free_to_go(s, consents) ? none : needed) && add_version(s, request) &&
         set_consents(s, consents) && cs_case_step_asked(s);
}

static bool fold_file(struct cs_case_step *s) {
  return take_version(s, CS_CASE_EVENT_FILE_CONSENTS, CS_CASE_EVENT_FILE_NONE) &&
         carry(s, s->state, "case", s->body, "case") && said(s, s->state, "applicant_office", s->entry->act.office) &&
         carry(s, s->state, "filed_by", s->o, "officer") &&
         cs_json_set_integer(s->arena, s->state, "filed_n", s->entry->n, s->err) &&
         carry(s, s->state, "reference", s->body, "reference");
}

/* Amending. What was decided of the version before stays readable; the new version needs its own consents. */
static bool keep_decided(struct cs_case_step *s) {
  const struct cs_json *consents = cs_json_get(s->state, "consents");
  for (size_t i = 0; consents && i < consents->n; i++) {
    if (cs_json_get(consents->items[i], "n") &&
        !cs_state_append(s->arena, s->state, "former", consents->items[i], s->err)) {
      return false;
    }
  }
  return true;
}

static bool fold_amend(struct cs_case_step *s) {
  return keep_decided(s) && take_version(s, CS_CASE_EVENT_AMEND, CS_CASE_EVENT_AMEND_NONE) && cs_case_step_void(s);
}

/* Deciding. */

static bool find_consent(struct cs_case_step *s, const struct cs_json *consents, size_t *at,
                         enum cs_consent_status *status, size_t *others_open) {
  struct cs_str approver = cs_json_text(s->body, "consent");
  *at = SIZE_MAX;
  *others_open = 0;
  for (size_t i = 0; consents && i < consents->n; i++) {
    enum cs_consent_status one;
    if (!cs_consent_status_find(cs_json_text(consents->items[i], "status"), &one)) {
      return fault(s, "the state has an unknown status of a consent");
    }
    if (cs_str_eq(cs_json_text(consents->items[i], "approver"), approver)) {
      *at = i;
      *status = one;
    } else if (one == CS_CONSENT_OPEN) {
      ++*others_open;
    }
  }
  return *at != SIZE_MAX || fault(s, "the case needs no consent of this approver");
}

/* From the act, or else from the day of the decision. */
static bool put_period(struct cs_case_step *s, struct cs_json *consent) {
  const struct cs_act *act = &s->entry->act;
  if (!act->has_from) {
    return carry(s, consent, "from", s->o, "on") && carry(s, consent, "until", s->body, "until");
  }
  struct cs_buf buf;
  struct cs_str text;
  cs_buf_init(&buf, 64);
  cs_span_write(&buf, act->from);
  bool done = cs_buf_ok(&buf, s->err) && cs_arena_str(s->arena, cs_buf_str(&buf), &text, s->err) &&
              cs_json_set_text(s->arena, consent, "from", text, s->err) && carry(s, consent, "until", s->body, "until");
  cs_buf_deinit(&buf);
  return done;
}

/* Since when it could be known: as claimed, or else since the day of the decision. */
static bool put_known(struct cs_case_step *s, struct cs_json *consent) {
  struct cs_buf buf;
  struct cs_str text;
  if (!s->entry->act.has_known) {
    return carry(s, consent, "known", s->o, "on");
  }
  cs_buf_init(&buf, 64);
  cs_day_write(&buf, s->entry->act.known);
  bool done = cs_buf_ok(&buf, s->err) && cs_arena_str(s->arena, cs_buf_str(&buf), &text, s->err) &&
              cs_json_set_text(s->arena, consent, "known", text, s->err);
  cs_buf_deinit(&buf);
  return done;
}

/* The office that decided, as the core found it; where another one attests that, it stands beside. */
static bool put_offices(struct cs_case_step *s, struct cs_json *consent) {
  struct cs_str acting = s->entry->act.office;
  struct cs_str by = cs_json_text(s->body, "by");
  bool other = by.len > 0 && !cs_str_eq(by, acting);
  bool attested = cs_json_flag(s->o, "attested") || s->entry->by.kind == CS_BY_SOURCE;
  return said(s, consent, "office", by.len > 0 ? by : acting) && carry(s, consent, "office", s->o, "office") &&
         cs_json_set_bool(s->arena, consent, "attested", attested, s->err) &&
         (!other || said(s, consent, "attested_by", acting));
}

static bool decide_consent(struct cs_case_step *s, const struct cs_json *consents, size_t at,
                           enum cs_consent_status status) {
  struct cs_json *consent = cs_state_copy(s->arena, consents->items[at], s->err);
  return consent && cs_json_set_text(s->arena, consent, "status", cs_str_of(cs_consent_status_name(status)), s->err) &&
         cs_json_set_integer(s->arena, consent, "n", s->entry->n, s->err) && put_offices(s, consent) &&
         carry(s, consent, "officer", s->o, "officer") && carry(s, consent, "mandates", s->o, "mandates") &&
         carry(s, consent, "certainty", s->o, "certainty") && carry(s, consent, "on", s->o, "on") &&
         carry(s, consent, "outcome", s->body, "outcome") && carry(s, consent, "document", s->body, "document") &&
         carry(s, consent, "document_digest", s->body, "document_digest") &&
         carry(s, consent, "provisos", s->body, "provisos") && carry(s, consent, "quantities", s->body, "quantities") &&
         put_known(s, consent) && put_period(s, consent) &&
         cs_state_replace(s->arena, s->state, "consents", at, consent, s->err);
}

/* The latest start and the earliest end: an authorization lasts no longer than each consent that it rests on. */
static bool narrow(struct cs_case_step *s, struct cs_json *authorization, const struct cs_json *consent) {
  struct cs_json *from = cs_json_get(consent, "from");
  struct cs_json *until = cs_json_get(consent, "until");
  struct cs_str from_now = cs_json_text(authorization, "from");
  struct cs_str until_now = cs_json_text(authorization, "until");
  struct cs_span a, b;
  if (from && from_now.len > 0 && (!cs_span_parse(from->text, &a, s->err) || !cs_span_parse(from_now, &b, s->err))) {
    return fault(s, "a consent has a start that is no span");
  }
  bool later = from && (from_now.len == 0 || a.last > b.last);
  if (until && until_now.len > 0 &&
      (!cs_span_parse(until->text, &a, s->err) || !cs_span_parse(until_now, &b, s->err))) {
    return fault(s, "a consent has an end that is no span");
  }
  bool earlier = until && (until_now.len == 0 || a.first < b.first);
  return (!later || cs_json_set(s->arena, authorization, "from", from, s->err)) &&
         (!earlier || cs_json_set(s->arena, authorization, "until", until, s->err));
}

static bool gather(struct cs_case_step *s, struct cs_json *authorization, struct cs_json *provisos) {
  const struct cs_json *consents = cs_json_get(s->state, "consents");
  for (size_t i = 0; i < consents->n; i++) {
    const struct cs_json *more = cs_json_get(consents->items[i], "provisos");
    if (!narrow(s, authorization, consents->items[i])) {
      return false;
    }
    for (size_t k = 0; more && k < more->n; k++) {
      if (!cs_json_append(s->arena, provisos, more->items[k], s->err)) {
        return false;
      }
    }
  }
  return true;
}

static bool authorize(struct cs_case_step *s, const struct cs_json *version) {
  struct cs_str id;
  struct cs_json *authorization = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  struct cs_json *provisos = cs_json_new(s->arena, CS_JSON_ARRAY, s->err);
  struct cs_json *lines = cs_json_get(cs_json_get(version, "request"), "lines");
  if (!lines) {
    return fault(s, "the version decided on has no lines");
  }
  return authorization && provisos &&
         cs_arena_printf(s->arena, &id, s->err, "%.*s-A", CS_STR_ARG(cs_json_text(s->state, "case"))) &&
         cs_json_set_text(s->arena, authorization, "id", id, s->err) &&
         cs_json_set_integer(s->arena, authorization, "n", s->entry->n, s->err) &&
         carry(s, authorization, "version", version, "version") &&
         cs_json_set(s->arena, authorization, "lines", lines, s->err) && gather(s, authorization, provisos) &&
         cs_json_set(s->arena, authorization, "provisos", provisos, s->err) &&
         cs_json_set(s->arena, s->state, "authorization", authorization, s->err);
}

static bool fold_decide(struct cs_case_step *s) {
  const struct cs_json *consents = cs_json_get(s->state, "consents");
  const struct cs_json *versions = cs_json_get(s->state, "versions");
  const struct cs_opening *sealed = &s->entry->act.seals[CS_SEAL_CONFIDENTIAL];
  size_t at, others_open;
  enum cs_consent_status consent = CS_CONSENT_STATUS_N;
  if (s->status == CS_CASE_NONE || !consents || !versions || versions->n == 0) {
    return not_allowed(s);
  }
  if (sealed->present && !cs_json_get(s->body, "provisos") && !cs_json_get(s->body, "reason") &&
      !cs_json_get(s->body, "quantities")) {
    return fault(s, "the provisos were not opened");
  }
  const struct cs_json *version = versions->items[versions->n - 1];
  if (cs_json_integer(version, "version", -1) != cs_json_integer(s->body, "version", -2)) {
    return fault(s, "the version decided on is not the newest");
  }
  if (!find_consent(s, consents, &at, &consent, &others_open)) {
    return false;
  }
  bool approve = cs_str_eq(cs_json_text(s->body, "outcome"), CS_STR("approve"));
  enum cs_case_event event = !approve          ? CS_CASE_EVENT_REFUSE
                             : others_open > 0 ? CS_CASE_EVENT_APPROVE
                                               : CS_CASE_EVENT_APPROVE_LAST;
  const struct cs_case_transition *next = cs_case_next(s->status, event, consent);
  if (!next) {
    return not_allowed(s);
  }
  return decide_consent(s, consents, at, next->consent_to) && set_status(s, next->to) &&
         (event != CS_CASE_EVENT_APPROVE_LAST || authorize(s, version));
}

static bool fold_withdraw(struct cs_case_step *s) {
  return cs_case_step_move(s, CS_CASE_EVENT_WITHDRAW) &&
         cs_json_set_integer(s->arena, s->state, "withdrawn_n", s->entry->n, s->err);
}

/* A fund changes no status: the authorization, granted or to be granted, waits for the money. */
static bool fold_fund(struct cs_case_step *s) {
  struct cs_json *fund = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  if (s->status != CS_CASE_OPEN && s->status != CS_CASE_APPROVED) {
    return not_allowed(s);
  }
  if (cs_json_get(s->state, "fund")) {
    return fault(s, "the case has a fund");
  }
  return fund && cs_json_set_text(s->arena, fund, "id", cs_json_text(s->body, "fund"), s->err) &&
         cs_json_set_integer(s->arena, fund, "n", s->entry->n, s->err) &&
         cs_json_set(s->arena, s->state, "fund", fund, s->err);
}

bool cs_case_fold(struct cs_arena *arena, const struct cs_json *state, const struct cs_entry *entry,
                  struct cs_json **out, struct cs_err *err) {
  struct cs_case_step s = {arena,        entry, entry->act.body, entry->out, cs_state_copy(arena, state, err),
                           CS_CASE_NONE, err};
  static const struct {
    enum cs_act_kind kind;
    bool (*fold)(struct cs_case_step *s);
  } folds[] = {
      {CS_ACT_CASE_FILE, fold_file},
      {CS_ACT_CASE_DECIDE, fold_decide},
      {CS_ACT_CASE_WITHDRAW, fold_withdraw},
      {CS_ACT_CASE_AMEND, fold_amend},
      {CS_ACT_CASE_CIRCULATE, cs_case_fold_circulate},
      {CS_ACT_CASE_ADVISE, cs_case_fold_advise},
      {CS_ACT_CASE_COUNTERSIGN, cs_case_fold_countersign},
      {CS_ACT_CASE_ASK, cs_case_fold_ask},
      {CS_ACT_CASE_ANSWER, cs_case_fold_answer},
      {CS_ACT_CASE_NOTIFY, cs_case_fold_notify},
      {CS_ACT_CASE_RECUSE, cs_case_fold_recuse},
      {CS_ACT_CASE_FULFIL, cs_case_fold_fulfil},
      {CS_ACT_FUND_OPEN, fold_fund},
  };
  if (!s.state) {
    return false;
  }
  if (state && !cs_case_status_find(cs_json_text(state, "status"), &s.status)) {
    return fault(&s, "the state has an unknown status");
  }
  for (size_t i = 0; i < COUNT(folds); i++) {
    if (folds[i].kind == entry->act.def->kind) {
      bool done = folds[i].fold(&s);
      *out = done ? s.state : NULL;
      return done;
    }
  }
  return fault(&s, "the act is none of a case");
}
