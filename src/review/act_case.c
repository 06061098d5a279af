/* Judges of cases: filing, deciding, withdrawing. What rules and mandates say is worked out here, once, and stands in
 * O; the fold never asks again. Statuses move only as the table of model/case.c allows. */
#include "review/act_case.h"

#include "model/advice.h"
#include "review/authorization.h"

/* ------------------------------------------------------------------ filing */

/* By key, an office files its own requests, and who files for another office needs that office's mandate for the act
 * and area. By source, the office is the one that the source names. */
static bool check_applicant(struct cs_hearing *h, const struct cs_request *request) {
  struct cs_str office = h->act->office;
  struct cs_chain chain;
  struct cs_case_scope scope;
  cs_request_scope(h, request, h->bench->today, &scope);
  if (!cs_hearing_is_party(h, office) &&
      !cs_refuse(h, CS_E_REFUSED_OFFICE_UNKNOWN, "\"%.*s\", who files it, is no party on record", CS_STR_ARG(office))) {
    return false;
  }
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  if (request->applicant.len > 0 && !cs_str_eq(request->applicant, office) &&
      !cs_refuse(h, CS_E_REFUSED_APPLICANT, "the request is %.*s's, and %.*s files it", CS_STR_ARG(request->applicant),
                 CS_STR_ARG(office))) {
    return false;
  }
  return cs_hearing_authority(h, office, office, scope.scope, h->bench->today, &chain);
}

bool cs_judge_case_file(struct cs_hearing *h) {
  const struct cs_json *there;
  struct cs_request request;
  struct cs_determination det;
  if (!cs_hearing_state(h, "case", cs_hearing_text(h, "case"), &there) ||
      !cs_request_read(h->arena, CS_STR("request"), cs_json_get(h->act->body, "request"), &request, h->err)) {
    return false;
  }
  if (there) {
    return cs_refuse(h, CS_E_REFUSED_CASE_EXISTS, "the case %.*s is on record", CS_STR_ARG(cs_hearing_text(h, "case")));
  }
  if (!check_applicant(h, &request) || !cs_hearing_check_request(h, &request)) {
    return false;
  }
  if (h->j->n_reasons > 0) {
    return true;
  }
  cs_day on = request.has_on ? request.on : h->bench->today;
  return cs_determine(h->bench->world, &request, on, h->bench->today, h->arena, &det, h->err) &&
         cs_hearing_put_determination(h, &det) && cs_hearing_ask_required(h, &det, NULL);
}

/* ------------------------------------------------------------------ deciding */

static bool check_open(struct cs_hearing *h, const struct cs_json *state, const struct cs_json *consent, bool approve) {
  struct cs_str id = cs_hearing_text(h, "case");
  enum cs_case_status status = cs_case_status_of(state);
  enum cs_case_event event = approve ? CS_CASE_EVENT_APPROVE : CS_CASE_EVENT_REFUSE;
  if (cs_case_next(status, event, cs_case_consent_status(consent))) {
    return true;
  }
  if (status != CS_CASE_OPEN) {
    return cs_refuse(h, CS_E_REFUSED_CASE_CLOSED, "%.*s is %s: nothing is left to decide", CS_STR_ARG(id),
                     cs_case_status_name(status));
  }
  return cs_refuse(h, CS_E_REFUSED_CONSENT_DECIDED, "%.*s was decided by entry %lld",
                   CS_STR_ARG(cs_json_text(consent, "approver")), (long long)cs_json_integer(consent, "n", 0));
}

static bool check_version(struct cs_hearing *h, const struct cs_json *state) {
  int64_t newest = cs_json_integer(cs_case_newest(state), "version", 0);
  int64_t decided = cs_json_integer(h->act->body, "version", 0);
  return decided == newest ||
         cs_refuse(h, CS_E_REFUSED_CASE_VERSION, "the decision is on version %lld; the newest is %lld",
                   (long long)decided, (long long)newest);
}

/* An approval cannot stand against a prohibition, nor on rules that might prohibit. */
static bool check_verdict(struct cs_hearing *h, const struct cs_json *state, bool approve) {
  const struct cs_json *version = cs_case_newest(state);
  struct cs_str at_most = cs_json_text(version, "verdict");
  if (!approve || !cs_str_eq(at_most, cs_str_of(cs_verdict_name(CS_PROHIBITED)))) {
    return true;
  }
  if (cs_str_eq(cs_json_text(version, "at_least"), at_most)) {
    return cs_refuse(h, CS_E_REFUSED_CASE_PROHIBITED, "the rules prohibit it, whoever consents");
  }
  return cs_refuse(h, CS_E_REFUSED_CASE_UNSETTLED,
                   "the rules may prohibit it: what is not known must be settled first");
}

/* Nobody decides what they filed, nor what they advised: by person, whatever the key or the office acted for. */
static bool check_duties(struct cs_hearing *h, const struct cs_json *state) {
  const struct cs_json *advice = cs_json_get(state, "advice");
  if (cs_case_is_filer(state, h->actor->officer)) {
    return cs_refuse(h, CS_E_REFUSED_DUTY_FILED, "%.*s filed this request, and nobody decides what they filed",
                     CS_STR_ARG(h->actor->officer));
  }
  for (size_t i = 0; h->actor->officer.len > 0 && advice && i < advice->n; i++) {
    if (cs_advice_stands(advice->items[i]) && cs_str_eq(cs_json_text(advice->items[i], "officer"), h->actor->officer)) {
      return cs_refuse(h, CS_E_REFUSED_DUTY_ADVISED,
                       "%.*s gave the advice of entry %lld, and nobody decides what they advised",
                       CS_STR_ARG(h->actor->officer), (long long)cs_json_integer(advice->items[i], "n", 0));
    }
  }
  return true;
}

/* Is the decision attested: taken from a source, or from another office's document? Else it is signed by who makes
 * it. */
static bool is_attested(const struct cs_hearing *h) {
  struct cs_str by = cs_hearing_text(h, "by");
  return h->actor->by != CS_BY_KEY || (by.len > 0 && !cs_str_eq(by, h->act->office));
}

/* The day whose mandates count. Of a claimed decision it is the last day that it may have been made on. What is
 * signed is decided when it is signed: dated back it would borrow the authority of a day on which nobody saw it. */
static bool decision_day(struct cs_hearing *h, cs_day *on) {
  const struct cs_act *act = h->act;
  cs_day today = h->bench->today;
  bool attested = is_attested(h);
  *on = attested && act->has_from && act->from.last < today ? act->from.last : today;
  if ((act->has_from && act->from.first > today) || (act->has_known && act->known > today)) {
    return cs_refuse(h, CS_E_REFUSED_DECISION_AHEAD, "a decision cannot be dated, or known, later than today");
  }
  if (!attested && ((act->has_from && act->from.last < today) || (act->has_known && act->known < today))) {
    return cs_refuse(h, CS_E_REFUSED_DECISION_BEFORE,
                     "a signed decision is made today: one of an earlier day is attested, from its document");
  }
  return true;
}

/* Adds a chain's mandates to the list, each once; *weakest is lowered to its certainty. */
static bool put_chain(struct cs_hearing *h, struct cs_json *list, const struct cs_chain *chain,
                      enum cs_certainty *weakest) {
  *weakest = chain->certainty > *weakest ? chain->certainty : *weakest;
  return cs_hearing_add_mandates(h, list, chain);
}

/* How sure a source is that the decision was made; an officer's own word is. */
static enum cs_certainty claimed_certainty(const struct cs_hearing *h) {
  enum cs_certainty certainty;
  return cs_certainty_find(cs_hearing_text(h, "certainty"), &certainty) ? certainty : CS_CONFIRMED;
}

/* What was asked of an item, all lines of it; has_quantity false: any quantity. *found false: nothing was. */
static bool asked_of(struct cs_hearing *h, const struct cs_request *request, struct cs_str item,
                     struct cs_request_line *out, bool *found) {
  *found = false;
  for (size_t i = 0; i < request->n_lines; i++) {
    struct cs_request_line line = request->lines[i];
    if (!cs_str_eq(line.item, item)) {
      continue;
    }
    line.quantity.unit = CS_UNIT_NONE;
    out->has_quantity = line.has_quantity && (!*found || out->has_quantity);
    if (*found && out->has_quantity && !cs_figure_add(out->quantity, line.quantity, &out->quantity, h->err)) {
      return false;
    }
    out->quantity = *found ? out->quantity : line.quantity;
    *found = true;
  }
  return true;
}

static bool check_quantity(struct cs_hearing *h, const struct cs_request *request, const struct cs_json *list,
                           size_t at) {
  struct cs_str item = cs_json_text(list->items[at], "item");
  struct cs_str text = cs_json_text(list->items[at], "quantity");
  struct cs_request_line asked = {0};
  struct cs_figure granted;
  bool found, again = false;
  for (size_t i = 0; i < at; i++) {
    again = again || cs_str_eq(cs_json_text(list->items[i], "item"), item);
  }
  if (!cs_figure_parse(text, &granted, h->err) || !asked_of(h, request, item, &asked, &found)) {
    return false;
  }
  bool count = cs_review_is_count(granted) && cs_dec_sign(granted.lo) > 0;
  granted.unit = CS_UNIT_NONE;
  bool within = !asked.has_quantity || cs_figure_le(granted, asked.quantity) == CS_YES;
  return (found && !again && count && within) ||
         cs_refuse(h, CS_E_REFUSED_DECISION_QUANTITY, "line %zu: %.*s of %.*s %s", at + 1, CS_STR_ARG(text),
                   CS_STR_ARG(item),
                   !found   ? "was not asked for"
                   : again  ? "is granted twice"
                   : !count ? "is no number of pieces above 0"
                            : "is more than was asked");
}

/* A decision may grant less than was asked, and never more. */
static bool check_quantities(struct cs_hearing *h, const struct cs_json *state, bool approve) {
  const struct cs_json *list = cs_json_get(h->act->body, "quantities");
  struct cs_request request;
  if (!list) {
    return true;
  }
  if (!approve) {
    return cs_refuse(h, CS_E_REFUSED_DECISION_QUANTITY, "a refusal grants no quantities");
  }
  if (!cs_request_read(h->arena, CS_STR("request"), cs_json_get(cs_case_newest(state), "request"), &request, h->err)) {
    return false;
  }
  for (size_t i = 0; i < list->n; i++) {
    if (!check_quantity(h, &request, list, i)) {
      return false;
    }
  }
  return true;
}

/* For each regime that asks for the consent: from its owner to the approver, and from the approver to the office
 * that decides. */
static bool check_mandates(struct cs_hearing *h, const struct cs_json *state, const struct cs_json *consent,
                           struct cs_str office, cs_day on) {
  cs_assert(cs_json_get(consent, "regimes") != NULL); /* the fold carries them */
  const struct cs_json *regimes = cs_json_get(consent, "regimes");
  struct cs_str approver = cs_json_text(consent, "approver");
  struct cs_json *list = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  enum cs_certainty weakest = claimed_certainty(h);
  for (size_t i = 0; list && i < regimes->n; i++) {
    struct cs_chain first, second;
    struct cs_case_scope scope;
    if (!cs_case_scope(h, state, cs_json_text(regimes->items[i], "regime"), on, &scope) ||
        !cs_review_grant_request(cs_json_get(h->act->body, "quantities"), &scope.request, h->arena, h->err) ||
        !cs_hearing_authority(h, cs_json_text(regimes->items[i], "owner"), approver, scope.scope, on, &first) ||
        !cs_hearing_authority(h, approver, office, scope.scope, on, &second) || !put_chain(h, list, &first, &weakest) ||
        !put_chain(h, list, &second, &weakest)) {
      return false;
    }
  }
  return cs_json_set(h->arena, h->j->out, "mandates", list, h->err) &&
         cs_json_set_text(h->arena, h->j->out, "certainty", cs_str_of(cs_certainty_name(weakest)), h->err) &&
         cs_hearing_put_day(h, "on", on) && cs_json_set_text(h->arena, h->j->out, "office", office, h->err);
}

/* Nobody attests a consent to their own request: not the applicant's office, nor the registrar's by a load of its
 * own. */
static bool check_own_request(struct cs_hearing *h, const struct cs_json *state) {
  struct cs_str applicant = cs_json_text(state, "applicant_office");
  struct cs_str attester = h->actor->by == CS_BY_KEY ? h->act->office : h->bench->registrar;
  if (!cs_str_eq(applicant, attester) || cs_json_text(state, "filed_by").len == 0) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_DUTY_APPLICANT,
                   "%.*s is the applicant, and nobody attests a consent to their own request", CS_STR_ARG(applicant));
}

/* Who writes down from a document what another office decided: the registrar, who enters sources, or somebody with
 * that office's whole mandate. */
static bool check_attester(struct cs_hearing *h, struct cs_str office) {
  struct cs_str acting = h->act->office;
  bool registrar, theirs;
  if ((cs_hearing_text(h, "document").len == 0 || !cs_json_get(h->act->body, "document_digest")) &&
      !cs_refuse(h, CS_E_REFUSED_DECISION_DOCUMENT,
                 "%.*s can attest a decision of %.*s only from a named document, with its digest", CS_STR_ARG(acting),
                 CS_STR_ARG(office))) {
    return false;
  }
  if (!cs_hearing_whole(h, h->bench->registrar, &registrar) || !cs_hearing_whole(h, office, &theirs)) {
    return false;
  }
  return registrar || theirs ||
         cs_refuse(h, CS_E_REFUSED_OFFICE_NOT_ACTING,
                   "%.*s may not attest a decision of %.*s: the registrar may, and who has the whole of its authority",
                   CS_STR_ARG(acting), CS_STR_ARG(office));
}

/* Who decided: the acting office; or, attested by another, the office that the source or document names. */
static bool deciding_office(struct cs_hearing *h, const struct cs_json *state, struct cs_str *office) {
  struct cs_str by = cs_hearing_text(h, "by");
  bool attested = is_attested(h);
  *office = by.len > 0 ? by : h->act->office;
  return (!attested || check_own_request(h, state)) &&
         (!attested || h->actor->by != CS_BY_KEY || check_attester(h, *office)) &&
         cs_json_set_bool(h->arena, h->j->out, "attested", attested, h->err);
}

bool cs_judge_case_decide(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str id = cs_hearing_text(h, "case");
  struct cs_str approver = cs_hearing_text(h, "consent");
  bool approve = cs_str_eq(cs_hearing_text(h, "outcome"), CS_STR("approve"));
  struct cs_str office;
  cs_day on;
  if (!cs_hearing_state(h, "case", id, &state)) {
    return false;
  }
  if (!state) {
    return cs_refuse(h, CS_E_REFUSED_CASE_UNKNOWN, "there is no case %.*s on record", CS_STR_ARG(id));
  }
  const struct cs_json *consent = cs_case_consent(state, approver);
  if (!consent) {
    return cs_refuse(h, CS_E_REFUSED_CONSENT_UNKNOWN, "%.*s does not need the consent of %.*s", CS_STR_ARG(id),
                     CS_STR_ARG(approver));
  }
  return check_open(h, state, consent, approve) && check_version(h, state) && check_verdict(h, state, approve) &&
         check_quantities(h, state, approve) && check_duties(h, state) && cs_hearing_not_recused(h, state) &&
         decision_day(h, &on) && deciding_office(h, state, &office) && check_mandates(h, state, consent, office, on) &&
         cs_hearing_check_review(h, state, approver);
}

/* ------------------------------------------------------------------ withdrawing */

bool cs_judge_case_withdraw(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str id = cs_hearing_text(h, "case");
  if (!cs_hearing_state(h, "case", id, &state)) {
    return false;
  }
  if (!state) {
    return cs_refuse(h, CS_E_REFUSED_CASE_UNKNOWN, "there is no case %.*s on record", CS_STR_ARG(id));
  }
  if (!cs_hearing_applicant(h, state, "withdraw it")) {
    return false;
  }
  return cs_case_next(cs_case_status_of(state), CS_CASE_EVENT_WITHDRAW, CS_CONSENT_STATUS_N) ||
         cs_refuse(h, CS_E_REFUSED_CASE_CLOSED, "%.*s is %s: it can no longer be withdrawn", CS_STR_ARG(id),
                   cs_case_status_name(cs_case_status_of(state)));
}
