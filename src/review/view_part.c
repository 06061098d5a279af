/* What a request states of its parts, as values. Must never read a part's silence as the request's word: a fact that a part does not
 * state is unknown of it. Specification: DESIGN section 8 (request JSON), rules/rules.h (struct cs_part). */
#include "review/view_internal.h"

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

/* Each fact that it states, in the place of that fact. */
static bool read_facts(const struct cs_view *view, const struct cs_request_part *part, struct cs_value *values,
                       struct cs_err *err) {
  for (size_t i = 0; i < part->n_facts; i++) {
    const struct cs_request_fact *fact = &part->facts[i];
    size_t at = cs_view_find_fact(view, fact, err);
    if (at == SIZE_MAX || !cs_view_read(cs_rules_fact(view->rules, at), fact->value, view->arena, &values[at], err)) {
      return cs_err_context(err, "part \"%.*s\"", CS_STR_ARG(cs_str_head(part->id, 60)));
    }
  }
  return true;
}

static bool states(const struct cs_view *view, const struct cs_request_part *part, size_t fact) {
  for (size_t i = 0; i < part->n_facts; i++) {
    if (cs_str_eq(part->facts[i].name, cs_rules_fact(view->rules, fact)->name)) {
      return true;
    }
  }
  return false;
}

/* Origin and value stand beside the part's facts; a regime that is asked of the part finds them under the names that they have of
 * the whole. */
static bool fill(const struct cs_view *view, const struct cs_request_part *part, struct cs_value *values,
                 struct cs_err *err) {
  size_t origin = view->plan.origin, value = view->plan.value;
  for (size_t i = 0; i < view->plan.n; i++) {
    values[i].certainty = CS_CONFIRMED;
  }
  if (!read_facts(view, part, values, err)) {
    return false;
  }
  if (part->has_value && value < view->plan.n) {
    values[value].known = true;
    values[value].figure = part->value;
  }
  return part->origin.len == 0 || origin == view->plan.n || states(view, part, origin) ||
         one_origin(part, view->arena, &values[origin], err);
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
  return fill(view, part, values, err);
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
