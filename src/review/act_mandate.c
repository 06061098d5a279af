/* Judges of mandates: who gives authority must have the office that gives it. Whether a chain carries a decision is
 * asked on the day of the decision (model/mandate.h). */
#include "review/judge_internal.h"

static bool is_party_or_officer(struct cs_hearing *h, struct cs_str id, bool *found) {
  struct cs_str rest = id;
  struct cs_str office = cs_str_cut(&rest, '/');
  *found = cs_catalogue_party(h->bench->world->catalogue, office) || cs_str_eq(office, h->bench->registrar);
  if (!*found || rest.len == 0) {
    return true;
  }
  const struct cs_json *officer;
  if (!cs_hearing_state(h, "officer", id, &officer)) {
    return false;
  }
  *found = officer != NULL;
  return true;
}

static bool check_known(struct cs_hearing *h, struct cs_str id) {
  bool found;
  if (!is_party_or_officer(h, id, &found)) {
    return false;
  }
  return found ||
         cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no office or officer on record", CS_STR_ARG(id));
}

/* By source, history is claimed and not signed; by key, the actor needs the grantor's whole authority: a grant goes
 * as far as it says, and whoever holds a part of an office's authority passes that on in its own name. */
static bool check_grantor(struct cs_hearing *h, struct cs_str grantor) {
  bool whole;
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  if (!cs_hearing_whole(h, grantor, &whole)) {
    return false;
  }
  return whole || cs_refuse(h, CS_E_REFUSED_MANDATE_LACKING, "%.*s does not have the whole authority of %.*s",
                            CS_STR_ARG(h->act->office), CS_STR_ARG(grantor));
}

/* The condition must be one in the words of the rules in force; where it is not, that is bad input, with its place. */
static bool check_when(struct cs_hearing *h) {
  struct cs_rules_text text = {.file = CS_STR("when"), .text = cs_hearing_text(h, "when")};
  struct cs_condition *condition;
  const struct cs_rules *rules = h->bench->world->rules;
  return text.text.len == 0 || !rules || cs_rules_n_regimes(rules) == 0 ||
         cs_rules_condition(h->arena, rules, text, &condition, h->err);
}

bool cs_judge_mandate_grant(struct cs_hearing *h) {
  struct cs_str by = cs_hearing_text(h, "by");
  struct cs_str to = cs_hearing_text(h, "to");
  const struct cs_mandate_record *there =
      cs_catalogue_mandate(h->bench->world->catalogue, cs_hearing_text(h, "mandate"));
  if (there && !cs_refuse(h, CS_E_REFUSED_MANDATE_EXISTS, "the mandate \"%.*s\" is on record", CS_STR_ARG(there->id))) {
    return false;
  }
  if (cs_str_eq(by, to) &&
      !cs_refuse(h, CS_E_REFUSED_MANDATE_ITSELF, "%.*s cannot give itself a mandate", CS_STR_ARG(by))) {
    return false;
  }
  return check_known(h, by) && check_known(h, to) && check_grantor(h, by) && check_when(h);
}

bool cs_judge_mandate_revoke(struct cs_hearing *h) {
  struct cs_str id = cs_hearing_text(h, "mandate");
  const struct cs_mandate_record *there = cs_catalogue_mandate(h->bench->world->catalogue, id);
  if (!there || there->n_grants == 0) {
    return cs_refuse(h, CS_E_REFUSED_MANDATE_UNKNOWN, "\"%.*s\" is no mandate on record", CS_STR_ARG(id));
  }
  return check_grantor(h, there->grants[there->n_grants - 1].by);
}
