/* The judge of general authorizations: what an approver consents to without a case. Must never take more than the approver may
 * consent to: which requests that are is asked of its mandates for each request (review/general.c). DESIGN section 6. */
#include "model/request.h"
#include "review/act_ledger.h"

#define CASE_ENDING "-A" /* of the authorizations that cases grant */

static bool check_name(struct cs_hearing *h) {
  struct cs_str id = cs_hearing_text(h, "authorization");
  const struct cs_json *there;
  if (cs_str_ends(id, CS_STR(CASE_ENDING)) &&
      !cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_NAME,
                 "\"%.*s\" ends like the authorization of a case, with " CASE_ENDING, CS_STR_ARG(id))) {
    return false;
  }
  if (!cs_hearing_state(h, "authorization", id, &there)) {
    return false;
  }
  return !there ||
         cs_refuse(h, CS_E_REFUSED_AUTHORIZATION_EXISTS, "the authorization \"%.*s\" is on record", CS_STR_ARG(id));
}

static bool check_items(struct cs_hearing *h) {
  const struct cs_json *items = cs_json_get(h->act->body, "items");
  for (size_t i = 0; items && i < items->n; i++) {
    struct cs_str item = items->items[i]->text;
    if (!cs_catalogue_item(h->bench->world->catalogue, item) &&
        !cs_refuse(h, CS_E_REFUSED_ITEM_UNKNOWN, "\"%.*s\" is no item on record", CS_STR_ARG(item))) {
      return false;
    }
  }
  return true;
}

static bool check_when(struct cs_hearing *h) {
  struct cs_rules_text text = {.file = CS_STR("when"), .text = cs_hearing_text(h, "when")};
  struct cs_condition *condition;
  return text.text.len == 0 || !h->bench->world->rules ||
         cs_rules_condition(h->arena, h->bench->world->rules, text, &condition, h->err);
}

/* What is signed is given when it is signed, and holds from that day or a later one. */
static bool check_from(struct cs_hearing *h) {
  return h->actor->by != CS_BY_KEY || !h->act->has_from || h->act->from.first >= h->bench->today ||
         cs_refuse(h, CS_E_REFUSED_DECISION_BEFORE, "what is given today does not hold from an earlier day");
}

/* From the owner to the approver, and on to the acting office, for each act that is named and each area. */
static bool check_regime(struct cs_hearing *h, const struct cs_regime_info *regime, struct cs_json *mandates) {
  const struct cs_json *acts = cs_json_get(h->act->body, "acts"), *areas = cs_json_get(h->act->body, "areas");
  struct cs_str approver = cs_hearing_text(h, "approver");
  size_t n_acts = acts ? acts->n : 1, n_areas = areas ? areas->n : 1;
  for (size_t i = 0; i < n_acts * n_areas && h->j->n_reasons == 0; i++) {
    struct cs_scope scope = {.regime = regime->name,
                             .act = acts ? acts->items[i / n_areas]->text : CS_STR_NONE,
                             .area = areas ? areas->items[i % n_areas]->text : CS_STR_NONE};
    struct cs_chain first, second;
    if (!cs_hearing_authority(h, regime->owner, approver, scope, h->bench->today, &first) ||
        !cs_hearing_authority(h, approver, h->act->office, scope, h->bench->today, &second) ||
        !cs_hearing_add_mandates(h, mandates, &first) || !cs_hearing_add_mandates(h, mandates, &second)) {
      return false;
    }
  }
  return true;
}

static bool check_regimes(struct cs_hearing *h) {
  const struct cs_json *regimes = cs_json_get(h->act->body, "regimes");
  struct cs_json *mandates = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  for (size_t i = 0; mandates && i < regimes->n; i++) {
    struct cs_str name = regimes->items[i]->text;
    const struct cs_regime_info *regime =
        h->bench->world->rules ? cs_rules_find_regime(h->bench->world->rules, name) : NULL;
    if (!regime) {
      if (!cs_refuse(h, CS_E_REFUSED_REGIME_UNKNOWN, "no regime \"%.*s\" is in force", CS_STR_ARG(name))) {
        return false;
      }
    } else if (h->actor->by == CS_BY_KEY && !check_regime(h, regime, mandates)) {
      return false;
    }
  }
  return mandates && cs_json_set(h->arena, h->j->out, "mandates", mandates, h->err);
}

bool cs_judge_general(struct cs_hearing *h) {
  struct cs_str approver = cs_hearing_text(h, "approver");
  if (!cs_hearing_is_party(h, approver) &&
      !cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no office on record", CS_STR_ARG(approver))) {
    return false;
  }
  return check_name(h) && check_items(h) && check_from(h) && check_regimes(h) && check_when(h) && cs_ledger_put_on(h);
}
