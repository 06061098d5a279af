/* May it proceed? Yes only where the rules permit it or do not cover it and every state on its path was asked, or where
 * one authorization in effect covers the whole of it. Must never say yes beside a prohibition, a question that another
 * law or a person must answer, or a state that was not asked. What is lacking is told in full, not the first thing. */
#include "review/standing.h"

#include "model/versions.h"
#include "review/general.h"

const char *cs_lacking_name(enum cs_lacking_kind kind) {
  switch (kind) {
  case CS_LACKING_CONSENT:
    return "consent";
  case CS_LACKING_LIFT:
    return "lift";
  case CS_LACKING_REFERENCE:
    return "reference";
  case CS_LACKING_STATE:
    return "state";
  case CS_LACKING_KNOWLEDGE:
    return "knowledge";
  }
  return "";
}

/* ------------------------------------------------------------------ coverage */

/* Who was named when it was granted must be who is named now. */
static bool same_parties(const struct cs_review_authorization *a, const struct cs_request *request) {
  return cs_str_eq(a->applicant, request->applicant) && cs_str_eq(a->holder, request->holder) &&
         cs_str_eq(a->recipient, request->recipient) && cs_str_eq(a->user, request->user) &&
         cs_str_eq(a->end_user, cs_request_end_user(request));
}

/* Granted without an area: for requests without one only, since their area is then no part of what was consented to. */
static enum cs_truth area_covered(const struct cs_review_authorization *a, const struct cs_request *request) {
  if (!request->has_area) {
    return cs_truth_of(!a->has_area);
  }
  return a->has_area ? cs_area_within(request->area, a->area) : CS_NO;
}

/* The same by value, where that is what was granted. */
static enum cs_truth value_covered(const struct cs_review_grant_line *granted, const struct cs_request *request) {
  struct cs_figure sum = cs_figure_of(cs_dec_of(0), granted->value_left.unit);
  struct cs_err ignored;
  for (size_t i = 0; i < request->n_lines; i++) {
    const struct cs_request_line *line = &request->lines[i];
    if (!cs_str_eq(line->item, granted->item)) {
      continue;
    }
    if (!line->has_value || line->value.unit.index != sum.unit.index ||
        !cs_figure_add(sum, line->value, &sum, &ignored)) {
      return CS_NO;
    }
  }
  return cs_figure_le(sum, granted->value_left);
}

/* What the request asks of one item, all its lines together. A line without a quantity asks for an unknown one. */
static enum cs_truth quantity_covered(const struct cs_review_grant_line *granted, const struct cs_request *request) {
  if (!granted->has_quantity) {
    return granted->has_value ? value_covered(granted, request) : CS_YES;
  }
  struct cs_figure sum = cs_figure_of(cs_dec_of(0), CS_UNIT_NONE);
  struct cs_figure left = granted->left;
  struct cs_err ignored;
  left.unit = CS_UNIT_NONE; /* pieces or bare: request.c lets nothing else in */
  for (size_t i = 0; i < request->n_lines; i++) {
    const struct cs_request_line *line = &request->lines[i];
    if (!cs_str_eq(line->item, granted->item)) {
      continue;
    }
    struct cs_figure quantity = line->quantity;
    quantity.unit = CS_UNIT_NONE;
    if (!line->has_quantity || !cs_figure_add(sum, quantity, &sum, &ignored)) {
      return CS_NO; /* it does not say how many: an exact grant cannot cover it */
    }
  }
  return cs_figure_le(sum, left);
}

static enum cs_truth lines_covered(const struct cs_review_authorization *a, const struct cs_request *request) {
  enum cs_truth all = CS_YES;
  for (size_t i = 0; i < request->n_lines; i++) {
    enum cs_truth covered = CS_NO;
    for (size_t k = 0; k < a->n_lines; k++) {
      if (cs_str_eq(a->lines[k].item, request->lines[i].item)) {
        covered = cs_truth_or(covered, quantity_covered(&a->lines[k], request));
      }
    }
    all = cs_truth_and(all, covered);
  }
  return all;
}

/* What was granted is what is asked now, whatever the day and whatever terms it bears. */
static enum cs_truth same_request(const struct cs_review_authorization *a, const struct cs_request *request) {
  if (!cs_str_eq(a->act, request->act) || !same_parties(a, request)) {
    return CS_NO;
  }
  return cs_truth_and(area_covered(a, request), lines_covered(a, request));
}

enum cs_truth cs_review_covers(const struct cs_review_authorization *a, const struct cs_request *request, cs_day on) {
  if (a->n_terms > 0) {
    return CS_NO;
  }
  return cs_truth_and(cs_period_holds((struct cs_period){a->from, a->until}, on), same_request(a, request));
}

/* The consent of each approver that is given in general, by its place in the determination. */
struct generals {
  enum cs_truth *given;
  struct cs_str *ids;
};

/* Does it rest on the consent of every approver that is named now? A rule made since may name one more; one that consents in
 * general has. `a` NULL: on general consents alone. */
static enum cs_truth consents_cover(const struct cs_review_authorization *a, const struct cs_determination *d,
                                    const struct generals *generals) {
  enum cs_truth all = CS_YES;
  for (size_t i = 0; i < d->n_approvers; i++) {
    enum cs_truth given = generals->given[i];
    for (size_t k = 0; a && k < a->n_consents && given != CS_YES; k++) {
      given = cs_str_eq(a->consents[k], d->approvers[i].office) ? CS_YES : given;
    }
    /* An approver that may be needed and has not consented leaves it open. */
    all = cs_truth_and(all, given != CS_NO || d->approvers[i].value == CS_YES ? given : CS_UNKNOWN);
  }
  return all;
}

/* ------------------------------------------------------------------ what is lacking */

struct lists {
  struct cs_arena *arena;
  struct cs_err *err;
  struct {
    struct cs_lacking *at;
    size_t n, cap;
  } lacking;
  struct {
    struct cs_waiting *at;
    size_t n, cap;
  } waiting;
  struct cs_strs under;
};

static bool lack(struct lists *lists, enum cs_lacking_kind kind, struct cs_str name, enum cs_truth value) {
  for (size_t i = 0; i < lists->lacking.n; i++) {
    struct cs_lacking *there = &lists->lacking.at[i];
    if (there->kind == kind && cs_str_eq(there->name, name)) {
      there->value = value == CS_YES ? CS_YES : there->value;
      return true;
    }
  }
  struct cs_lacking *lacking = cs_list_push(lists->arena, &lists->lacking, lists->err);
  if (!lacking) {
    return false;
  }
  *lacking = (struct cs_lacking){kind, name, value};
  return true;
}

/* Prohibitions and references of grounds that apply, surely or perhaps. */
static bool lack_by_grounds(struct lists *lists, const struct cs_determination *d, enum cs_truth *referred) {
  for (size_t r = 0; r < d->n_regimes; r++) {
    for (size_t g = 0; g < d->regimes[r].n_grounds; g++) {
      const struct cs_review_ground *ground = &d->regimes[r].grounds[g];
      const struct cs_rule_info *rule = cs_rules_at(d->rules, ground->rule);
      if (ground->value == CS_GROUND_LIFTED) {
        continue;
      }
      enum cs_truth value = ground->value == CS_GROUND_TRUE ? CS_YES : CS_UNKNOWN;
      if (rule->effect == CS_EFFECT_PROHIBIT && !lack(lists, CS_LACKING_LIFT, rule->regime, value)) {
        return false;
      }
      if (rule->effect == CS_EFFECT_REFER) {
        *referred = *referred == CS_YES ? CS_YES : value;
        if (!lack(lists, CS_LACKING_REFERENCE, rule->text, value)) {
          return false;
        }
      }
    }
  }
  return true;
}

static bool lack_the_rest(struct lists *lists, const struct cs_determination *d, const struct generals *generals,
                          bool consents) {
  for (size_t i = 0; consents && i < d->n_approvers; i++) {
    if (generals->given[i] != CS_YES &&
        !lack(lists, CS_LACKING_CONSENT, d->approvers[i].office, d->approvers[i].value)) {
      return false;
    }
  }
  for (size_t i = 0; i < d->n_unasked; i++) {
    if (!lack(lists, CS_LACKING_STATE, d->unasked[i].state, d->unasked[i].truth)) {
      return false;
    }
  }
  for (size_t i = 0; i < d->answer.n_missing; i++) {
    const struct cs_missing *missing = &d->answer.missing[i];
    if ((missing->moves & (CS_MOVES_VERDICT | CS_MOVES_APPROVERS)) != 0 &&
        !lack(lists, CS_LACKING_KNOWLEDGE, missing->cause.name, CS_YES)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ items whose law is not known */

static bool states_origin(const struct cs_request *request) {
  for (size_t i = 0; i < request->n_facts; i++) {
    if (cs_str_eq(request->facts[i].name, CS_STR("item.origin"))) {
      return true;
    }
  }
  return false;
}

/* Does the record say which states' law the item carries of itself, be it none? */
static bool origin_registered(const struct cs_review_world *world, struct cs_str id, const struct cs_determination *d) {
  const struct cs_item *item = cs_catalogue_item(world->catalogue, id);
  struct cs_possible possible;
  if (!item || item->n_versions == 0) {
    return false;
  }
  cs_versions_possible(&item->versions[0].holds, sizeof *item->versions, item->n_versions, d->on, d->known, CS_ASSUMED,
                       &possible);
  for (size_t i = 0; i < possible.n; i++) {
    if (!item->versions[possible.at[i]].has_origins) {
      return false;
    }
  }
  return possible.n > 0;
}

/* Silence about an item is no leave: an item that is not on record, or without an origin, may carry any state's law. Rules
 * that are asked without a record have only the request's word, and are not asked for more. */
static bool lack_origins(struct lists *lists, const struct cs_review_world *world, const struct cs_request *request,
                         const struct cs_determination *d, bool *unknown) {
  *unknown = false;
  if ((world->size == 0 && !world->stated) || !world->catalogue || states_origin(request)) {
    return true;
  }
  for (size_t i = 0; i < request->n_lines; i++) {
    struct cs_str item = request->lines[i].item;
    if (origin_registered(world, item, d)) {
      continue;
    }
    *unknown = true;
    if (!lack(lists, CS_LACKING_KNOWLEDGE, item.len > 0 ? item : CS_STR("item"), CS_YES)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ all together */

static bool wait(struct lists *lists, struct cs_str authorization, const char *kind, struct cs_str why) {
  struct cs_waiting *waiting = cs_list_push(lists->arena, &lists->waiting, lists->err);
  if (waiting) {
    *waiting = (struct cs_waiting){authorization, why, kind};
  }
  return waiting != NULL;
}

/* Why an authorization for this very request does not let it go on this day by itself: each thing that keeps it. */
static bool why_not(struct lists *lists, const struct cs_review_authorization *a) {
  for (size_t i = 0; i < a->n_bars; i++) {
    if (!wait(lists, a->id, cs_review_bar_name(a->bars[i].kind), a->bars[i].why)) {
      return false;
    }
  }
  for (size_t i = 0; i < a->n_terms; i++) {
    struct cs_str why;
    if (!cs_arena_printf(lists->arena, &why, lists->err,
                         "bears a proviso, which a person must hold against the request: %.*s",
                         CS_STR_ARG(a->terms[i])) ||
        !wait(lists, a->id, "proviso", why)) {
      return false;
    }
  }
  return true;
}

/* Would it let the request go if nothing else were awaited, so that no new consent is lacking? */
static bool consents_given(const struct cs_review_authorization *a) {
  switch (a->status) {
  case CS_GRANT_IN_EFFECT:
  case CS_GRANT_WAITING:
  case CS_GRANT_SUSPENDED:
  case CS_GRANT_UNKNOWN:
    return a->consented == CS_YES;
  case CS_GRANT_REVOKED:
  case CS_GRANT_SURRENDERED:
  case CS_GRANT_EXPIRED:
  case CS_GRANT_EXHAUSTED:
    return false;
  }
  return false;
}

/* Takes one candidate into account; the best answer so far grows. */
static bool weigh(struct lists *lists, const struct cs_review_authorization *a, const struct cs_request *request,
                  const struct cs_determination *d, const struct generals *generals, enum cs_truth *covered,
                  bool *consented) {
  enum cs_truth by_form = cs_truth_and(same_request(a, request), consents_cover(a, d, generals));
  if (by_form == CS_NO) {
    return true;
  }
  *consented = *consented || (by_form == CS_YES && consents_given(a));
  enum cs_truth now = cs_truth_and(cs_truth_and(by_form, cs_review_covers(a, request, d->on)), a->in_effect);
  *covered = cs_truth_or(*covered, now);
  if (now == CS_YES) {
    struct cs_str *slot = cs_list_push(lists->arena, &lists->under, lists->err);
    if (slot) {
      *slot = a->id;
    }
    return slot != NULL;
  }
  if (a->n_bars + a->n_terms == 0) {
    return wait(lists, a->id, "cover", CS_STR("whether it covers the whole of the request is not known"));
  }
  return why_not(lists, a);
}

/* What the rules ask of the approver's approval beside the consent belongs to a case: advice, a second officer, conditions, notices,
 * limits. What a general one cannot give. */
static const struct cs_require *asked_beside(const struct cs_determination *d, struct cs_str approver) {
  for (size_t i = 0; i < d->answer.n_requires; i++) {
    const struct cs_require *require = &d->answer.requires[i];
    if (require->kind != CS_REQUIRE_CONSENT && cs_str_eq(require->approver, approver)) {
      return require;
    }
  }
  return NULL;
}

/* One general authorization for one approver: it consents, or what keeps it from that is awaited. */
static bool take_general(struct lists *lists, const struct cs_determination *d, size_t at,
                         const struct cs_review_general *general, struct generals *out) {
  const struct cs_require *beside = asked_beside(d, general->approver);
  struct cs_str why;
  if (!cs_review_general_under(general, d->approvers[at].regime)) {
    return true;
  }
  if (general->matches != CS_YES) {
    out->given[at] = cs_truth_or(out->given[at], general->in_effect == CS_NO || beside ? CS_NO : CS_UNKNOWN);
    return wait(lists, general->id, "cover", CS_STR("whether it covers the request is not known"));
  }
  if (general->in_effect != CS_YES) {
    out->given[at] = cs_truth_or(out->given[at], beside ? CS_NO : general->in_effect);
    return wait(lists, general->id, cs_review_bar_name(general->bar.kind), general->bar.why);
  }
  if (beside) {
    return cs_arena_printf(lists->arena, &why, lists->err, "the rules ask %.*s for %s besides, which takes a case",
                           CS_STR_ARG(general->approver), cs_require_name(beside->kind)) &&
           wait(lists, general->id, "case", why);
  }
  out->given[at] = CS_YES;
  out->ids[at] = general->id;
  return true;
}

static bool find_generals(struct lists *lists, const struct cs_review_world *world, const struct cs_request *request,
                          const struct cs_determination *d, struct generals *out) {
  out->given = cs_arena_array(lists->arena, enum cs_truth, d->n_approvers + 1, lists->err);
  out->ids = cs_arena_array(lists->arena, struct cs_str, d->n_approvers + 1, lists->err);
  if (!out->given || !out->ids) {
    return false;
  }
  for (size_t i = 0; i < d->n_approvers; i++) {
    struct cs_review_general *at;
    size_t n;
    out->given[i] = CS_NO;
    out->ids[i] = CS_STR_NONE;
    if (!cs_review_generals(world, d->approvers[i].office, request, d->on, d->known, lists->arena, &at, &n,
                            lists->err)) {
      return false;
    }
    for (size_t k = 0; k < n; k++) {
      if (!take_general(lists, d, i, &at[k], out)) {
        return false;
      }
    }
  }
  return true;
}

static bool add_under(struct lists *lists, struct cs_str id) {
  for (size_t i = 0; i < lists->under.n; i++) {
    if (id.len == 0 || cs_str_eq(lists->under.at[i], id)) {
      return true;
    }
  }
  struct cs_str *slot = id.len > 0 ? cs_list_push(lists->arena, &lists->under, lists->err) : NULL;
  if (slot) {
    *slot = id;
  }
  return id.len == 0 || slot;
}

/* Beside what covers it, the general consents that it rests on too. */
static bool under_generals(struct lists *lists, const struct cs_determination *d, const struct generals *generals) {
  for (size_t i = 0; i < d->n_approvers; i++) {
    if (!add_under(lists, generals->ids[i])) {
      return false;
    }
  }
  return true;
}

/* What the rules alone say: yes up to permitted, no from needs-approval up (a reference included), unknown between. */
static enum cs_truth by_rules(const struct cs_determination *d) {
  if (d->answer.at_most <= CS_PERMITTED) {
    return CS_YES;
  }
  return d->answer.at_least > CS_PERMITTED ? CS_NO : CS_UNKNOWN;
}

/* Bars that no consent takes away: a prohibition, another law's question. */
static enum cs_truth unbarred(const struct cs_determination *d, enum cs_truth referred) {
  enum cs_truth prohibited = d->answer.at_least == CS_PROHIBITED  ? CS_YES
                             : d->answer.at_most == CS_PROHIBITED ? CS_UNKNOWN
                                                                  : CS_NO;
  return cs_truth_and(cs_truth_not(prohibited), cs_truth_not(referred));
}

bool cs_standing_judge(const struct cs_review_world *world, const struct cs_request *request, struct cs_arena *arena,
                       struct cs_determination *out, struct cs_err *err) {
  const struct cs_review_authorization *candidates = NULL;
  size_t n = 0;
  if (world->authorizations &&
      !world->authorizations(world->ctx, request, out->on, out->known, arena, &candidates, &n, err)) {
    return false;
  }
  struct lists lists = {.arena = arena, .err = err};
  struct generals generals;
  if (!find_generals(&lists, world, request, out, &generals)) {
    return false;
  }
  enum cs_truth referred = CS_NO;
  enum cs_truth covered = out->n_approvers > 0 ? consents_cover(NULL, out, &generals) : CS_NO;
  bool consented = covered == CS_YES; /* all who must have, be it with a proviso */
  for (size_t i = 0; i < n; i++) {
    if (!weigh(&lists, &candidates[i], request, out, &generals, &covered, &consented)) {
      return false;
    }
  }
  if (covered == CS_YES && !under_generals(&lists, out, &generals)) {
    return false;
  }
  bool unknown_law;
  if (!lack_by_grounds(&lists, out, &referred) || !lack_origins(&lists, world, request, out, &unknown_law)) {
    return false;
  }
  enum cs_truth may = cs_truth_or(by_rules(out), cs_truth_and(covered, unbarred(out, referred)));
  if (may == CS_YES && (out->n_unasked > 0 || unknown_law)) {
    may = CS_UNKNOWN; /* never yes while an origin was not asked, or is not known */
  }
  if (may == CS_YES) {
    lists.lacking.n = 0;
  } else if (!lack_the_rest(&lists, out, &generals, !consented)) {
    return false;
  }
  out->standing = (struct cs_standing){.may_proceed = may,
                                       .under = lists.under.at,
                                       .n_under = lists.under.n,
                                       .lacking = lists.lacking.at,
                                       .n_lacking = lists.lacking.n,
                                       .waiting = lists.waiting.at,
                                       .n_waiting = lists.waiting.n};
  return true;
}
