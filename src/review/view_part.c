/* What a request states of its parts, as values. Must never read a part's silence as the request's word: a fact that a part does not
 * state is unknown of it. Specification: DESIGN section 8 (request JSON), rules/rules.h (struct cs_part). */
#include "review/view_internal.h"

bool cs_view_check_parts(const struct cs_view *view, struct cs_err *err) {
  for (size_t i = 0; i < view->request->n_parts; i++) {
    const struct cs_request_part *part = &view->request->parts[i];
    for (size_t k = 0; k < part->n_facts; k++) {
      if (!cs_view_check_fact(view, &part->facts[k], err)) {
        return cs_err_context(err, "part \"%.*s\"", CS_STR_ARG(cs_str_head(part->id, 60)));
      }
    }
  }
  return true;
}

/* A set of one: what the part itself carries, and nothing that it contains. */
static bool one_origin(const struct cs_request_part *part, struct cs_arena *arena, struct cs_value *out,
                       struct cs_err *err) {
  struct cs_str *slot = cs_list_push(arena, &out->sure, err);
  if (!slot) {
    return false;
  }
  *slot = part->origin;
  out->known = true;
  return true;
}

static const struct cs_request_fact *stated(const struct cs_request_part *part, struct cs_str name) {
  for (size_t i = 0; i < part->n_facts; i++) {
    if (cs_str_eq(part->facts[i].name, name)) {
      return &part->facts[i];
    }
  }
  return NULL;
}

/* Origin and value stand beside the part's facts; a regime that is asked of the part finds them under the names that they have of
 * the whole. */
static bool fill(const struct cs_view *view, const struct cs_request_part *part, const struct cs_fact_info *fact,
                 struct cs_value *out, struct cs_err *err) {
  const struct cs_request_fact *own = stated(part, fact->name);
  out->certainty = CS_CONFIRMED;
  if (own) {
    return cs_view_read(fact, own->value, view->arena, out, err);
  }
  if (part->origin.len > 0 && cs_str_eq(fact->name, CS_STR("item.origin"))) {
    return one_origin(part, view->arena, out, err);
  }
  if (part->has_value && cs_str_eq(fact->name, CS_STR("value"))) {
    out->known = true;
    out->figure = part->value;
  }
  return true;
}

/* "part-1.value", so that what is missing names the part. */
static bool name_cause(struct cs_arena *arena, struct cs_str id, const char *what, struct cs_value *out,
                       struct cs_err *err) {
  out->cause.kind = CS_CAUSE_FACT;
  return cs_arena_printf(arena, &out->cause.name, err, "%.*s.%s", CS_STR_ARG(id), what);
}

static bool take(const struct cs_view *view, const struct cs_request_part *part, struct cs_part *out,
                 struct cs_err *err) {
  struct cs_value *values = cs_arena_array(view->arena, struct cs_value, view->plan.n, err);
  if (!values) {
    return false;
  }
  *out = (struct cs_part){.id = part->id,
                          .origin = {.known = part->origin.len > 0, .certainty = CS_CONFIRMED, .code = part->origin},
                          .value = {.known = part->has_value, .certainty = CS_CONFIRMED, .figure = part->value},
                          .values = values};
  if ((!out->origin.known && !name_cause(view->arena, part->id, "origin", &out->origin, err)) ||
      (!out->value.known && !name_cause(view->arena, part->id, "value", &out->value, err))) {
    return false;
  }
  for (size_t i = 0; i < view->plan.n; i++) {
    if (!fill(view, part, cs_rules_fact(view->rules, i), &values[i], err)) {
      return false;
    }
  }
  return true;
}

bool cs_view_parts(struct cs_view *view, struct cs_err *err) {
  size_t n = view->request->n_parts;
  struct cs_part *parts = n > 0 ? cs_arena_array(view->arena, struct cs_part, n, err) : NULL;
  if (n > 0 && !parts) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (!take(view, &view->request->parts[i], &parts[i], err)) {
      return false;
    }
  }
  view->parts = parts;
  return true;
}
