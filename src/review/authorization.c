/* Authorizations. Must never change one: what is in effect is worked out anew for each day. */
#include "review/authorization.h"

#include "model/case.h"
#include "model/mandate.h"
#include "model/request.h"

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

/* Is the office's authority on the day as good now as it was then? */
static bool chain_stands(const struct cs_catalogue *catalogue, struct cs_str from, struct cs_str to, struct cs_scope scope,
                         cs_day on, cs_day known, struct cs_arena *arena, enum cs_truth *stands, struct cs_str *why,
                         struct cs_err *err) {
  struct cs_chain chain;
  if (*stands != CS_YES) {
    return true;
  }
  if (!cs_mandate_chain(catalogue, from, to, scope, on, known, arena, &chain, err)) {
    return false;
  }
  *stands = chain.value;
  if (chain.value == CS_YES) {
    return true;
  }
  struct cs_buf day;
  cs_buf_init(&day, 32);
  cs_day_write(&day, on);
  bool done = chain.value == CS_NO
                  ? cs_arena_printf(arena, why, err, "%.*s had no mandate from %.*s when it decided (%.*s)", CS_STR_ARG(to),
                                    CS_STR_ARG(from), CS_STR_ARG(cs_buf_str(&day)))
                  : cs_arena_printf(arena, why, err, "the mandate %.*s of %.*s on %.*s is not certain",
                                    CS_STR_ARG(chain.disputed), CS_STR_ARG(to), CS_STR_ARG(cs_buf_str(&day)));
  cs_buf_deinit(&day);
  return done;
}

bool cs_review_consent_stands(const struct cs_catalogue *catalogue, const struct cs_json *case_state,
                              const struct cs_json *consent, cs_day known, struct cs_arena *arena, enum cs_truth *stands,
                              struct cs_str *why, struct cs_err *err) {
  const struct cs_json *request = request_of(case_state);
  const struct cs_json *regimes = cs_json_get(consent, "regimes");
  struct cs_str approver = cs_json_text(consent, "approver");
  cs_day on;
  *why = CS_STR_NONE;
  *stands = cs_truth_of(cs_str_eq(cs_json_text(consent, "status"), cs_str_of(cs_consent_status_name(CS_CONSENT_APPROVED))) &&
                        day_of(consent, "on", &on));
  if (*stands != CS_YES) {
    return cs_arena_printf(arena, why, err, "%.*s has not consented", CS_STR_ARG(approver));
  }
  for (size_t i = 0; regimes && i < regimes->n; i++) {
    struct cs_scope scope = {.regime = cs_json_text(regimes->items[i], "regime"),
                             .act = cs_json_text(request, "act"),
                             .area = cs_json_text(request, "area")};
    if (!chain_stands(catalogue, cs_json_text(regimes->items[i], "owner"), approver, scope, on, known, arena, stands, why,
                      err) ||
        !chain_stands(catalogue, approver, cs_json_text(consent, "office"), scope, on, known, arena, stands, why, err)) {
      return false;
    }
  }
  return true;
}

static bool read_consents(const struct cs_catalogue *catalogue, const struct cs_json *state, cs_day known,
                          struct cs_arena *arena, struct cs_review_authorization *out, struct cs_err *err) {
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
    out->in_effect = cs_truth_and(out->in_effect, stands);
    if (out->waits.len == 0) {
      out->waits = why;
    }
  }
  return true;
}

static bool read_lines(const struct cs_request *request, struct cs_arena *arena, struct cs_review_authorization *out,
                       struct cs_err *err) {
  struct cs_review_grant_line *lines = cs_arena_array(arena, struct cs_review_grant_line, request->n_lines, err);
  if (!lines) {
    return false;
  }
  for (size_t i = 0; i < request->n_lines; i++) {
    lines[i] = (struct cs_review_grant_line){request->lines[i].item, request->lines[i].has_quantity, request->lines[i].quantity};
  }
  out->lines = lines;
  out->n_lines = request->n_lines;
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

static bool read_terms(const struct cs_json *grant, struct cs_arena *arena, struct cs_review_authorization *out,
                       struct cs_err *err) {
  const struct cs_json *provisos = cs_json_get(grant, "provisos");
  size_t n = provisos ? provisos->n : 0;
  struct cs_str *terms = cs_arena_array(arena, struct cs_str, n + 1, err);
  if (!terms) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    terms[i] = provisos->items[i]->text;
  }
  out->terms = terms;
  out->n_terms = n;
  return true;
}

static bool read_period(const struct cs_json *grant, cs_day on, struct cs_review_authorization *out, struct cs_err *err) {
  struct cs_str from = cs_json_text(grant, "from");
  struct cs_str until = cs_json_text(grant, "until");
  out->from = CS_SPAN_ALWAYS;
  out->until = CS_SPAN_NEVER;
  if ((from.len > 0 && !cs_span_parse(from, &out->from, err)) || (until.len > 0 && !cs_span_parse(until, &out->until, err))) {
    return false;
  }
  out->in_effect = cs_period_holds((struct cs_period){out->from, out->until}, on);
  if (out->in_effect != CS_YES) {
    out->waits = CS_STR("its period does not hold on the day");
  }
  return true;
}

bool cs_review_authorization(const struct cs_catalogue *catalogue, const struct cs_json *case_state, cs_day on, cs_day known,
                             struct cs_arena *arena, struct cs_review_authorization *out, bool *found, struct cs_err *err) {
  const struct cs_json *grant = cs_json_get(case_state, "authorization");
  struct cs_request request;
  *out = (struct cs_review_authorization){0};
  *found = grant != NULL;
  if (!*found) {
    return true;
  }
  out->id = cs_json_text(grant, "id");
  return cs_request_read(arena, CS_STR("request"), request_of(case_state), &request, err) &&
         read_period(grant, on, out, err) && read_lines(&request, arena, out, err) && read_terms(grant, arena, out, err) &&
         read_consents(catalogue, case_state, known, arena, out, err);
}
