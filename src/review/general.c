/* General authorizations. Must never cover what is not surely within its words, nor go further than the mandate under which it was
 * given: whoever may not consent to a request in a case may not do so in general. DESIGN section 6. */
#include "review/general.h"

#include "model/catalogue.h"
#include "review/limit.h"

static bool names(const struct cs_json *list, struct cs_str word) {
  bool found = false;
  for (size_t i = 0; list && i < list->n; i++) {
    found = found || cs_str_eq(list->items[i]->text, word);
  }
  return found;
}

bool cs_review_general_under(const struct cs_review_general *general, struct cs_str regime) {
  return names(general->regimes, regime);
}

/* ------------------------------------------------------------------ does it match? */

/* Items that the request names; one that is described by its facts alone is no item that was meant. */
static enum cs_truth items_match(const struct cs_json *items, const struct cs_request *request) {
  bool all = true;
  for (size_t i = 0; items && i < request->n_lines; i++) {
    all = all && names(items, request->lines[i].item);
  }
  return cs_truth_of(all);
}

static enum cs_truth area_matches(const struct cs_json *areas, const struct cs_request *request) {
  enum cs_truth within = cs_truth_of(areas == NULL);
  for (size_t i = 0; areas && request->has_area && i < areas->n; i++) {
    struct cs_area area;
    within = cs_truth_or(within,
                         cs_area_find(areas->items[i]->text, &area) ? cs_area_within(request->area, area) : CS_UNKNOWN);
  }
  return within;
}

/* Is its condition true of the request? A mandate's condition is asked in the same way. */
static bool when_matches(const struct cs_review_world *world, struct cs_str id, const struct cs_json *grant,
                         const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                         enum cs_truth *out, struct cs_err *err) {
  struct cs_review_limit limit = {world, request, on, known, arena};
  struct cs_mandate_record as_mandate = {.id = id};
  struct cs_mandate_grant as_grant = {.when = cs_json_text(grant, "when")};
  *out = CS_YES;
  return as_grant.when.len == 0 || cs_review_limit_when(&limit, &as_mandate, &as_grant, out, err);
}

static bool match(const struct cs_review_world *world, struct cs_str id, const struct cs_json *grant,
                  const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena, enum cs_truth *out,
                  struct cs_err *err) {
  const struct cs_json *acts = cs_json_get(grant, "acts");
  enum cs_truth when;
  *out = cs_truth_of(!acts || names(acts, request->act));
  *out = cs_truth_and(*out, items_match(cs_json_get(grant, "items"), request));
  *out = cs_truth_and(*out, area_matches(cs_json_get(grant, "areas"), request));
  if (*out == CS_NO) {
    return true;
  }
  if (!when_matches(world, id, grant, request, on, known, arena, &when, err)) {
    return false;
  }
  *out = cs_truth_and(*out, when);
  return true;
}

/* ------------------------------------------------------------------ is it in effect? */

static void weigh(struct cs_review_general *out, struct cs_review_bar bar) {
  enum cs_truth both = cs_truth_and(out->in_effect, bar.value);
  if (both != out->in_effect) {
    out->in_effect = both;
    out->bar = bar;
  }
}

static bool weigh_period(const struct cs_json *grant, cs_day on, cs_day known, struct cs_review_general *out,
                         struct cs_err *err) {
  struct cs_holds holds;
  if (!cs_holds_read(grant, &holds, err)) {
    return false;
  }
  enum cs_truth held = cs_holds_on(&holds, on, known);
  if (held == CS_YES && holds.certainty >= CS_DISPUTED) {
    held = CS_UNKNOWN;
  }
  bool ahead = cs_period_holds((struct cs_period){holds.from, CS_SPAN_NEVER}, on) != CS_YES;
  struct cs_str why = held == CS_UNKNOWN ? CS_STR("it may not hold on the day")
                      : ahead            ? CS_STR("its period has not begun")
                                         : CS_STR("its period is over, or it was not known yet");
  weigh(out, (struct cs_review_bar){ahead ? CS_BAR_AHEAD : CS_BAR_EXPIRED, held, why, holds.n});
  return true;
}

static bool weigh_link(const struct cs_review_world *world, struct cs_str from, struct cs_str to, struct cs_scope scope,
                       cs_day on, cs_day known, struct cs_arena *arena, struct cs_review_general *out,
                       struct cs_err *err) {
  struct cs_chain chain;
  struct cs_str why;
  if (!cs_mandate_chain(world->catalogue, from, to, scope, on, known, arena, &chain, err)) {
    return false;
  }
  if (chain.value == CS_YES) {
    return true;
  }
  if (!cs_arena_printf(arena, &why, err, "%.*s %s mandate from %.*s for such a request when it was given",
                       CS_STR_ARG(to), chain.value == CS_NO ? "had no" : "had no certain", CS_STR_ARG(from))) {
    return false;
  }
  weigh(out, (struct cs_review_bar){CS_BAR_CONSENTS, chain.value, why, -1});
  return true;
}

/* From each regime's owner to the approver, to the office that gave it and its officer, on the day when it was given; each link for
 * this very request, so that a mandate's limits hold. */
static bool weigh_mandates(const struct cs_review_world *world, const struct cs_json *grant,
                           const struct cs_request *request, cs_day known, struct cs_arena *arena,
                           struct cs_review_general *out, struct cs_err *err) {
  struct cs_str office = cs_json_text(grant, "office"), officer = cs_json_text(grant, "officer");
  cs_day given = known;
  struct cs_err ignored;
  if (!cs_day_parse(cs_json_text(grant, "on"), &given, &ignored)) {
    given = known;
  }
  struct cs_review_limit limit = {world, request, given, known, arena};
  for (size_t i = 0; i < cs_rules_n_regimes(world->rules); i++) {
    const struct cs_regime_info *regime = cs_rules_regime(world->rules, i);
    struct cs_scope scope = {.regime = regime->name,
                             .act = request->act,
                             .area = request->has_area ? cs_area_code(request->area) : CS_STR_NONE};
    cs_review_limit_scope(&limit, &scope);
    if (!cs_review_general_under(out, regime->name)) {
      continue;
    }
    if (!weigh_link(world, regime->owner, out->approver, scope, given, known, arena, out, err) ||
        !weigh_link(world, out->approver, office, scope, given, known, arena, out, err) ||
        (officer.len > 0 && !weigh_link(world, office, officer, scope, given, known, arena, out, err))) {
      return false;
    }
  }
  return true;
}

static bool weigh_events(const struct cs_json *state, cs_day on, cs_day known, struct cs_arena *arena,
                         struct cs_review_general *out, struct cs_err *err) {
  struct cs_review_bars bars = {0};
  if (!cs_review_bar_events(state, on, known, arena, &bars, err)) {
    return false;
  }
  for (size_t i = 0; i < bars.n; i++) {
    weigh(out, bars.at[i]);
  }
  return true;
}

bool cs_review_general(const struct cs_review_world *world, struct cs_str id, const struct cs_json *state,
                       const struct cs_request *request, cs_day on, cs_day known, struct cs_arena *arena,
                       struct cs_review_general *out, struct cs_err *err) {
  const struct cs_json *grant = cs_json_get(state, "general");
  *out = (struct cs_review_general){.id = id,
                                    .approver = cs_json_text(grant, "approver"),
                                    .regimes = cs_json_get(grant, "regimes"),
                                    .matches = CS_NO,
                                    .in_effect = CS_YES};
  if (!grant || !world->rules) {
    out->in_effect = CS_NO;
    return true;
  }
  return weigh_events(state, on, known, arena, out, err) && weigh_period(grant, on, known, out, err) &&
         match(world, id, grant, request, on, known, arena, &out->matches, err) &&
         (out->matches == CS_NO || weigh_mandates(world, grant, request, known, arena, out, err));
}

bool cs_review_general_status(const struct cs_json *state, cs_day on, cs_day known, struct cs_arena *arena,
                              enum cs_review_grant_status *status, int64_t *n, struct cs_err *err) {
  const struct cs_json *grant = cs_json_get(state, "general");
  struct cs_review_general one = {.in_effect = CS_YES, .bar = {.n = cs_json_integer(grant, "n", -1)}};
  if (!weigh_events(state, on, known, arena, &one, err) || !weigh_period(grant, on, known, &one, err)) {
    return false;
  }
  *n = one.bar.n;
  *status = one.in_effect == CS_YES       ? CS_GRANT_IN_EFFECT
            : one.in_effect == CS_UNKNOWN ? CS_GRANT_UNKNOWN
                                          : cs_review_status_of(one.bar.kind);
  return true;
}

bool cs_review_generals(const struct cs_review_world *world, struct cs_str office, const struct cs_request *request,
                        cs_day on, cs_day known, struct cs_arena *arena, struct cs_review_general **out, size_t *n,
                        struct cs_err *err) {
  const struct cs_json *index = NULL;
  struct cs_str subject;
  *out = NULL;
  *n = 0;
  if (!world->ledger) {
    return true;
  }
  if (!cs_arena_printf(arena, &subject, err, "general:%.*s", CS_STR_ARG(office)) ||
      !world->ledger(world->ctx, subject, arena, &index, err)) {
    return false;
  }
  const struct cs_json *ids = cs_json_get(index, "authorizations");
  *out = cs_arena_array(arena, struct cs_review_general, (ids ? ids->n : 0) + 1, err);
  for (size_t i = 0; *out && ids && i < ids->n; i++) {
    const struct cs_json *state;
    struct cs_str id = ids->items[i]->text;
    if (!cs_arena_printf(arena, &subject, err, "authorization:%.*s", CS_STR_ARG(id)) ||
        !world->ledger(world->ctx, subject, arena, &state, err) ||
        !cs_review_general(world, id, state, request, on, known, arena, &(*out)[*n], err)) {
      return false;
    }
    *n += (*out)[*n].matches != CS_NO;
  }
  return *out != NULL;
}
