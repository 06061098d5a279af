/* The judge of amendments: the whole request anew, judged by the rules as a filing is. Must never leave advice standing on
 * what the amendment changed. Specification: DESIGN section 6; model/advice.h says what is touched. */
#include "model/advice.h"

#include "review/act_case.h"

/* The request in its one form, as the fold keeps it. */
static bool one_form(struct cs_hearing *h, const struct cs_request *request, struct cs_json **out) {
  return cs_request_to_json(h->arena, request, out, h->err);
}

static bool put_void(struct cs_hearing *h, const struct cs_json *state, const struct cs_json *after) {
  const struct cs_json *before = cs_json_get(cs_case_newest(state), "request");
  const struct cs_json *list = cs_json_get(state, "advice");
  struct cs_json *ended = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  for (size_t i = 0; ended && list && i < list->n; i++) {
    const struct cs_json *one = list->items[i];
    if (cs_advice_stands(one) && cs_advice_touched(one, before, after) &&
        !cs_json_append(h->arena, ended, cs_json_new_integer(h->arena, cs_json_integer(one, "n", -1), h->err),
                        h->err)) {
      return false;
    }
  }
  return ended && (ended->n == 0 || cs_json_set(h->arena, h->j->out, "void", ended, h->err));
}

static bool check_changed(struct cs_hearing *h, const struct cs_json *state, const struct cs_json *after) {
  return !cs_advice_json_eq(cs_json_get(cs_case_newest(state), "request"), after) ||
         cs_refuse(h, CS_E_REFUSED_AMEND_NOTHING, "the request is as it was: nothing would be amended");
}

static bool check_named(struct cs_hearing *h, const struct cs_json *state, const struct cs_request *request) {
  struct cs_str applicant = cs_json_text(state, "applicant_office");
  return request->applicant.len == 0 || cs_str_eq(request->applicant, applicant) ||
         cs_refuse(h, CS_E_REFUSED_APPLICANT, "the request is %.*s's, and an amendment does not make it %.*s's",
                   CS_STR_ARG(applicant), CS_STR_ARG(request->applicant));
}

/* A mandate covers the amended request too. */
static bool check_reach(struct cs_hearing *h, const struct cs_request *request) {
  struct cs_case_scope scope;
  struct cs_chain chain;
  if (h->actor->by != CS_BY_KEY || h->j->n_reasons > 0) {
    return true;
  }
  cs_request_scope(h, request, h->bench->today, &scope);
  return cs_hearing_authority(h, h->act->office, h->act->office, scope.scope, h->bench->today, &chain);
}

bool cs_judge_case_amend(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_request request;
  struct cs_determination det;
  struct cs_json *after;
  if (!cs_hearing_case(h, CS_CASE_EVENT_AMEND, &state) ||
      !cs_request_read(h->arena, CS_STR("request"), cs_json_get(h->act->body, "request"), &request, h->err) ||
      !one_form(h, &request, &after)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_hearing_applicant(h, state, "amend it") || !check_named(h, state, &request) || !check_reach(h, &request) ||
      !cs_hearing_check_request(h, &request) || !check_changed(h, state, after)) {
    return false;
  }
  if (h->j->n_reasons > 0) {
    return true;
  }
  cs_day on = request.has_on ? request.on : h->bench->today;
  return cs_determine(h->bench->world, &request, on, h->bench->today, h->arena, &det, h->err) &&
         cs_hearing_put_determination(h, &det) && put_void(h, state, after) && cs_hearing_ask_required(h, &det, state);
}
