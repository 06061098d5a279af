/* Judges of advice and of countersignatures. Duties are kept apart by officer, whatever the key or the office acted for: who
 * filed gives no advice, who advised does not countersign, who is kept out does neither. Must never let advice on
 * another version, or of an office that nobody asked, weigh. Specification: DESIGN section 6. */
#include "model/advice.h"

#include "review/act_case.h"
#include "review/progress.h"

static bool check_filed(struct cs_hearing *h, const struct cs_json *state, const char *what) {
  if (!cs_case_is_filer(state, h->actor->officer)) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_DUTY_FILED, "%.*s filed this request, and nobody %s what they filed",
                   CS_STR_ARG(h->actor->officer), what);
}

/* ------------------------------------------------------------------ advice */

static bool check_version(struct cs_hearing *h, const struct cs_json *state) {
  int64_t newest = cs_json_integer(cs_case_newest(state), "version", 0);
  int64_t advised = cs_json_integer(h->act->body, "version", 0);
  return advised == newest ||
         cs_refuse(h, CS_E_REFUSED_CASE_VERSION, "the advice is on version %lld; the newest is %lld",
                   (long long)advised, (long long)newest);
}

/* Refusal says on what ground, and why; limits belong to an approval. */
static bool check_position(struct cs_hearing *h) {
  struct cs_str position = cs_hearing_text(h, "outcome");
  const struct cs_json *provisos = cs_json_get(h->act->body, "provisos");
  bool refuse = cs_str_eq(position, cs_str_of(cs_position_name(CS_POSITION_REFUSE)));
  if (refuse && cs_hearing_text(h, "criterion").len == 0 &&
      !cs_refuse(h, CS_E_REFUSED_ADVICE_CRITERION, "advice to refuse names the criterion on which it rests")) {
    return false;
  }
  if (refuse && cs_hearing_text(h, "reason").len == 0 &&
      !cs_refuse(h, CS_E_REFUSED_ADVICE_REASON, "advice to refuse gives its reason")) {
    return false;
  }
  bool approve = cs_str_eq(position, cs_str_of(cs_position_name(CS_POSITION_APPROVE)));
  return approve || !provisos || provisos->n == 0 ||
         cs_refuse(h, CS_E_REFUSED_ADVICE_PROVISO, "provisos limit an approval, and this advice is \"%.*s\"",
                   CS_STR_ARG(position));
}

/* An officer advises for himself. The office speaks where its officers differ, or where it is the approver's own; and
 * that alone puts a proposal to the decider. */
static bool check_level(struct cs_hearing *h, const struct cs_json *state, struct cs_str office) {
  enum cs_advice_level level = cs_advice_level(h->act->body);
  bool lead = cs_case_consent(state, office) != NULL;
  if (level == CS_LEVEL_OFFICER || lead || (level == CS_LEVEL_OFFICE && cs_case_office_conflicts(state, office))) {
    return true;
  }
  return level == CS_LEVEL_PROPOSAL
             ? cs_refuse(h, CS_E_REFUSED_ADVICE_LEVEL,
                         "a proposal is put by the office whose consent is needed, and %.*s is none",
                         CS_STR_ARG(office))
             : cs_refuse(h, CS_E_REFUSED_ADVICE_LEVEL,
                         "the advice of %.*s's officers does not conflict: there is nothing for the office to resolve",
                         CS_STR_ARG(office));
}

static bool in_request(const struct cs_json *request, struct cs_str item) {
  const struct cs_json *lines = cs_json_get(request, "lines");
  bool found = false;
  for (size_t i = 0; lines && i < lines->n; i++) {
    found = found || cs_str_eq(cs_json_text(lines->items[i], "item"), item);
  }
  return found;
}

static bool is_named(const struct cs_json *request, struct cs_str party) {
  static const char *const roles[] = {"applicant", "holder", "recipient", "user", "end_user"};
  bool found = false;
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    found = found || cs_str_eq(cs_json_text(request, roles[i]), party);
  }
  return found;
}

static bool check_about(struct cs_hearing *h, const struct cs_json *state) {
  const struct cs_json *request = cs_json_get(cs_case_newest(state), "request");
  const struct cs_json *items = cs_json_get(h->act->body, "items");
  struct cs_str party = cs_hearing_text(h, "party");
  for (size_t i = 0; items && i < items->n; i++) {
    if (!in_request(request, items->items[i]->text) &&
        !cs_refuse(h, CS_E_REFUSED_ADVICE_ITEM, "the request has no line of \"%.*s\"",
                   CS_STR_ARG(items->items[i]->text))) {
      return false;
    }
  }
  return party.len == 0 || is_named(request, party) || cs_str_eq(party, cs_json_text(state, "applicant_office")) ||
         cs_refuse(h, CS_E_REFUSED_ADVICE_PARTY, "\"%.*s\" is no party to the request", CS_STR_ARG(party));
}

/* O: whose advice it is, and which of the officer's own it takes the place of. */
static bool put_advice(struct cs_hearing *h, const struct cs_json *state, struct cs_str office) {
  const struct cs_json *list = cs_json_get(state, "advice");
  struct cs_json *ended = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  struct cs_json *said = NULL;
  if (!ended || !cs_json_set_text(h->arena, h->j->out, "office", office, h->err) ||
      !cs_json_copy(h->arena, h->act->body, &said, h->err) ||
      !cs_json_set_text(h->arena, said, "office", office, h->err) ||
      !cs_json_set_text(h->arena, said, "officer", h->actor->officer, h->err)) {
    return false;
  }
  for (size_t i = 0; list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    if (cs_advice_stands(one) && cs_advice_same_place(one, said) &&
        !cs_json_append(h->arena, ended, cs_json_new_integer(h->arena, cs_json_integer(one, "n", -1), h->err),
                        h->err)) {
      return false;
    }
  }
  return ended->n == 0 || cs_json_set(h->arena, h->j->out, "void", ended, h->err);
}

bool cs_judge_case_advise(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str office;
  if (!cs_hearing_case(h, CS_CASE_EVENT_REVIEW, &state)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_hearing_asked(h, state, &office)) {
    return false;
  }
  if (h->j->n_reasons > 0) {
    return true;
  }
  return check_filed(h, state, "advises on") && cs_hearing_not_recused(h, state) && check_version(h, state) &&
         check_position(h) && check_about(h, state) && check_level(h, state, office) && put_advice(h, state, office);
}

/* ------------------------------------------------------------------ countersignatures */

static bool check_twice(struct cs_hearing *h, const struct cs_json *state, int64_t n) {
  const struct cs_json *list = cs_json_get(state, "countersignatures");
  for (size_t i = 0; list && i < list->n; i++) {
    if (cs_json_integer(list->items[i], "of", -1) == n &&
        cs_str_eq(cs_json_text(list->items[i], "officer"), h->actor->officer)) {
      return cs_refuse(h, CS_E_REFUSED_COUNTERSIGNATURE_GIVEN, "this officer countersigned it by entry %lld",
                       (long long)cs_json_integer(list->items[i], "n", 0));
    }
  }
  return true;
}

/* The second officer speaks for the office whose advice it is. */
static bool check_office(struct cs_hearing *h, const struct cs_json *state, struct cs_str office) {
  struct cs_case_scope scope;
  struct cs_chain chain;
  if (!cs_case_scope(h, state, CS_STR_NONE, h->bench->today, &scope) ||
      !cs_hearing_chain(h, office, h->act->office, scope.scope, h->bench->today, &chain)) {
    return false;
  }
  return chain.value == CS_YES ||
         cs_refuse(h, CS_E_REFUSED_CASE_NOT_ASKED, "the advice is %.*s's, and %.*s does not speak for it",
                   CS_STR_ARG(office), CS_STR_ARG(h->act->office));
}

bool cs_judge_case_countersign(struct cs_hearing *h) {
  const struct cs_json *state;
  int64_t n = cs_json_integer(h->act->body, "advice", -1);
  if (!cs_hearing_case(h, CS_CASE_EVENT_REVIEW, &state)) {
    return false;
  }
  if (!state) {
    return true;
  }
  const struct cs_json *advice = cs_case_element(state, "advice", n);
  if (!advice) {
    return cs_refuse(h, CS_E_REFUSED_ADVICE_UNKNOWN, "entry %lld is no advice on %.*s", (long long)n,
                     CS_STR_ARG(cs_hearing_text(h, "case")));
  }
  if (!cs_advice_stands(advice)) {
    return cs_refuse(h, CS_E_REFUSED_ADVICE_VOID, "the advice of entry %lld no longer stands since entry %lld",
                     (long long)n, (long long)cs_json_integer(advice, "void", 0));
  }
  struct cs_str office = cs_json_text(advice, "office");
  if (cs_str_eq(cs_json_text(advice, "officer"), h->actor->officer) &&
      !cs_refuse(h, CS_E_REFUSED_DUTY_ADVISED, "this officer gave the advice; another one must countersign it")) {
    return false;
  }
  return check_office(h, state, office) && check_filed(h, state, "countersigns") && cs_hearing_not_recused(h, state) &&
         check_twice(h, state, n) && cs_json_set_text(h->arena, h->j->out, "office", office, h->err);
}
