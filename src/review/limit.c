/* Limits of mandates. Must never take a condition that cannot be asked for one that is met. Specification: model/mandate.h;
 * rules/SPEC.md section 7. */
#include "review/limit.h"

void cs_review_limit_scope(struct cs_review_limit *limit, struct cs_scope *scope) {
  scope->request = limit->request;
  scope->when = cs_review_limit_when;
  scope->when_ctx = limit;
}

static bool ask(const struct cs_review_limit *limit, const struct cs_condition *condition, enum cs_truth *out,
                struct cs_err *err) {
  struct cs_view view;
  const struct cs_request *request = limit->request;
  if (!cs_view_init(&view, limit->world->catalogue, cs_condition_rules(condition), NULL, request, limit->on,
                    limit->known, limit->arena, err)) {
    return false;
  }
  struct cs_line *lines = cs_arena_array(limit->arena, struct cs_line, request->n_lines, err);
  for (size_t i = 0; lines && i < request->n_lines; i++) {
    if (!cs_view_line(&view, i, &lines[i], err)) {
      return false;
    }
  }
  struct cs_rules_host host = cs_view_host(&view);
  return lines &&
         cs_condition_ask(condition, lines, request->n_lines, &host, limit->on, limit->known, limit->arena, out, err);
}

bool cs_review_limit_when(void *ctx, const struct cs_mandate_record *mandate, const struct cs_mandate_grant *grant,
                          enum cs_truth *out, struct cs_err *err) {
  const struct cs_review_limit *limit = ctx;
  struct cs_condition *condition;
  *out = CS_UNKNOWN;
  if (!limit->world->rules) {
    return true;
  }
  struct cs_rules_text text = {.file = mandate->id, .text = grant->when};
  bool done =
      cs_rules_condition(limit->arena, limit->world->rules, text, &condition, err) && ask(limit, condition, out, err);
  if (!done && err->code != &CS_E_OOM) {
    cs_err_reset(err); /* the rules were changed since: nobody can say whether it is met */
    *out = CS_UNKNOWN;
    done = true;
  }
  return done;
}
