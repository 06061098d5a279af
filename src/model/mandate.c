/* Chains of mandates. A link counts only as far as it covers what is asked: regime, act and area. It must never let a
 * chain of more than CS_MANDATE_CHAIN_MAX links, or one of which a link has ended, give authority. Specification:
 * DESIGN section 1, idea 8; RULES section 10. */
#include "model/mandate.h"

#include "base/limits.h"
#include "model/reach.h"
#include "model/versions.h"

struct search {
  const struct cs_catalogue *catalogue;
  struct cs_scope scope;
  cs_day on, known;
  struct cs_reach reach;
};

static enum cs_truth covers_word(struct cs_strs list, struct cs_str word) {
  return cs_truth_of(list.n == 0 || word.len == 0 || cs_strs_has(list, word));
}

static enum cs_truth covers_area(struct cs_strs list, struct cs_str code) {
  if (list.n == 0 || code.len == 0) {
    return CS_YES;
  }
  struct cs_area asked, granted;
  if (!cs_area_find(code, &asked)) {
    return CS_UNKNOWN;
  }
  enum cs_truth covered = CS_NO;
  for (size_t i = 0; i < list.n; i++) {
    covered = cs_truth_or(covered, cs_area_find(list.at[i], &granted) ? cs_area_within(asked, granted) : CS_UNKNOWN);
  }
  return covered;
}

/* Is the quantity of each item, all its lines together, known and within the limit? Two lines of one item are no way
 * around it. */
static bool covers_quantity(struct cs_figure most, const struct cs_request *request, enum cs_truth *out,
                            struct cs_err *err) {
  *out = CS_YES;
  for (size_t i = 0; i < request->n_lines; i++) {
    struct cs_figure all = {0};
    bool known = true, first = true;
    for (size_t k = 0; k < request->n_lines; k++) {
      const struct cs_request_line *line = &request->lines[k];
      if (!cs_str_eq(line->item, request->lines[i].item)) {
        continue;
      }
      struct cs_figure quantity = line->quantity;
      quantity.unit = most.unit; /* a bare number and pieces are the same */
      known = known && line->has_quantity;
      if (known && !first && !cs_figure_add(all, quantity, &all, err)) {
        return false;
      }
      all = first && known ? quantity : all;
      first = false;
    }
    *out = cs_truth_and(*out, known ? cs_figure_le(all, most) : CS_UNKNOWN);
  }
  return true;
}

/* Is the value of all lines together known, in the limit's currency, and within it? */
static bool covers_value(struct cs_figure most, const struct cs_request *request, enum cs_truth *out,
                         struct cs_err *err) {
  struct cs_figure all = {0};
  *out = CS_UNKNOWN;
  for (size_t i = 0; i < request->n_lines; i++) {
    const struct cs_request_line *line = &request->lines[i];
    if (!line->has_value || !cs_unit_same_dimension(line->value.unit, most.unit)) {
      return true;
    }
    if (i > 0 && !cs_figure_add(all, line->value, &all, err)) {
      return false;
    }
    all = i == 0 ? line->value : all;
  }
  *out = cs_figure_le(all, most);
  return true;
}

static bool has_limits(const struct cs_mandate_grant *grant) {
  return grant->when.len > 0 || grant->has_quantity_max || grant->has_value_max;
}

static bool covers_limits(const struct cs_mandate_record *mandate, const struct cs_mandate_grant *grant,
                          const struct cs_scope *scope, enum cs_truth *out, struct cs_err *err) {
  enum cs_truth quantity = CS_YES, value = CS_YES, when = CS_YES;
  *out = CS_YES;
  if (scope->whole || !scope->request) {
    *out = cs_truth_of(!scope->whole || !has_limits(grant));
    return true;
  }
  if ((grant->has_quantity_max && !covers_quantity(grant->quantity_max, scope->request, &quantity, err)) ||
      (grant->has_value_max && !covers_value(grant->value_max, scope->request, &value, err))) {
    return false;
  }
  if (grant->when.len > 0) {
    when = CS_UNKNOWN;
    if (scope->when && !scope->when(scope->when_ctx, mandate, grant, &when, err)) {
      return false;
    }
  }
  *out = cs_truth_and(cs_truth_and(quantity, value), when);
  return true;
}

static bool covers(const struct cs_mandate_record *mandate, const struct cs_mandate_grant *grant,
                   const struct cs_scope *scope, enum cs_truth *out, struct cs_err *err) {
  enum cs_truth words = cs_truth_and(covers_word(grant->regimes, scope->regime), covers_word(grant->acts, scope->act));
  enum cs_truth limits = CS_NO;
  words = cs_truth_and(words, covers_area(grant->areas, scope->area));
  if (words != CS_NO && !covers_limits(mandate, grant, scope, &limits, err)) {
    return false;
  }
  *out = cs_truth_and(words, limits);
  return true;
}

/* The revocation of a mandate ends its grants that began before it; one granted anew afterwards stands. */
static enum cs_truth revoked(const struct cs_mandate_record *mandate, const struct cs_mandate_grant *grant, cs_day on,
                             cs_day known, bool *disputed) {
  enum cs_truth ended = CS_NO;
  for (size_t i = 0; i < mandate->n_revocations; i++) {
    const struct cs_holds *end = &mandate->revocations[i];
    enum cs_truth holds = cs_holds_on(end, on, known);
    if (holds == CS_NO || (end->n < grant->holds.n && cs_versions_cmp(end, &grant->holds) < 0)) {
      continue;
    }
    if (end->certainty >= CS_DISPUTED) {
      *disputed = true;
      holds = CS_UNKNOWN;
    }
    ended = cs_truth_or(ended, holds);
  }
  return ended;
}

/* Judges one version of a mandate, given that it is `sure` or one of several that may hold: whatever it covers. */
static struct cs_reach_link judge(const struct search *s, const struct cs_mandate_record *mandate, size_t version,
                                  bool sure, bool disputed) {
  const struct cs_mandate_grant *grant = &mandate->grants[version];
  struct cs_reach_link link = {.certainty = grant->holds.certainty, .disputed = disputed, .what = mandate};
  enum cs_truth holds = sure && grant->holds.certainty < CS_DISPUTED ? CS_YES : CS_UNKNOWN;
  enum cs_truth ended = revoked(mandate, grant, s->on, s->known, &link.disputed);
  link.truth = cs_truth_and(holds, cs_truth_not(ended));
  return link;
}

static bool expand(struct search *s, size_t node, struct cs_err *err) {
  cs_reach_open(&s->reach, node);
  struct cs_str office = s->reach.nodes.at[node].id;
  size_t n;
  const struct cs_mandate_record *const *mandates = cs_catalogue_mandates_by(s->catalogue, office, &n);
  for (size_t i = 0; i < n; i++) {
    const struct cs_mandate_record *mandate = mandates[i];
    struct cs_possible possible;
    cs_versions_possible(&mandate->grants[0].holds, sizeof *mandate->grants, mandate->n_grants, s->on, s->known,
                         CS_ASSUMED, &possible);
    for (size_t k = 0; k < possible.n; k++) {
      const struct cs_mandate_grant *grant = &mandate->grants[possible.at[k]];
      struct cs_reach_link link = judge(s, mandate, possible.at[k], cs_possible_sure(&possible), possible.disputed);
      enum cs_truth covered = CS_NO;
      if (!cs_str_eq(grant->by, office) || link.truth == CS_NO) {
        continue;
      }
      if (!covers(mandate, grant, &s->scope, &covered, err)) {
        return false;
      }
      link.truth = cs_truth_and(link.truth, covered);
      if (link.truth != CS_NO && !cs_reach_link(&s->reach, node, grant->to, link, err)) {
        return false;
      }
    }
  }
  return true;
}

static bool build(struct search *s, struct cs_str office, struct cs_arena *arena, struct cs_err *err) {
  if (!cs_reach_init(&s->reach, arena, office, err)) {
    return false;
  }
  for (size_t node = 0; node < s->reach.nodes.n; node++) {
    if (!expand(s, node, err)) {
      return false;
    }
  }
  return true;
}

static bool write_chain(const struct search *s, size_t node, struct cs_reach_level level, struct cs_chain *out,
                        struct cs_err *err) {
  const struct cs_reach_link **links;
  if (!cs_reach_chain(&s->reach, node, &links, &out->n, err)) {
    return false;
  }
  out->mandates = cs_arena_array(s->reach.arena, struct cs_str, out->n, err);
  if (!out->mandates) {
    return false;
  }
  out->value = level.truth;
  out->certainty = level.weakest;
  for (size_t i = 0; i < out->n; i++) {
    const struct cs_mandate_record *mandate = links[i]->what;
    out->mandates[i] = mandate->id;
    if (links[i]->truth == CS_UNKNOWN && out->disputed.len == 0) {
      out->disputed = mandate->id;
    }
  }
  return true;
}

/* OFFICE of OFFICE/NAME; the whole of it when there is no name. */
static struct cs_str office_of(struct cs_str actor) {
  for (size_t i = actor.len; i-- > 0;) {
    if (actor.ptr[i] == '/') {
      return cs_str_sub(actor, 0, i);
    }
  }
  return actor;
}

bool cs_mandate_chain(const struct cs_catalogue *catalogue, struct cs_str office, struct cs_str actor,
                      struct cs_scope scope, cs_day on, cs_day known, struct cs_arena *arena, struct cs_chain *out,
                      struct cs_err *err) {
  struct search s = {.catalogue = catalogue, .scope = scope, .on = on, .known = known};
  *out = (struct cs_chain){.value = CS_NO, .certainty = CS_CONFIRMED};
  struct cs_str own = office_of(actor);
  if (cs_str_eq(office, actor) || cs_str_eq(office, own)) {
    out->value = CS_YES;
    return true;
  }
  if (!build(&s, office, arena, err)) {
    return false;
  }
  for (size_t l = 0; l < CS_REACH_LEVELS; l++) {
    size_t n;
    if (!cs_reach_walk(&s.reach, cs_reach_levels[l], CS_MANDATE_CHAIN_MAX, &n, err)) {
      return false;
    }
    for (size_t i = 1; i < n; i++) {
      struct cs_str id = s.reach.nodes.at[s.reach.order[i]].id;
      if (cs_str_eq(id, actor) || cs_str_eq(id, own)) {
        return write_chain(&s, s.reach.order[i], cs_reach_levels[l], out, err);
      }
    }
  }
  return true;
}

bool cs_mandate_acting(const struct cs_catalogue *catalogue, struct cs_str office, struct cs_scope scope, cs_day on,
                       cs_day known, struct cs_arena *arena, struct cs_acting **out, size_t *n, struct cs_err *err) {
  struct search s = {.catalogue = catalogue, .scope = scope, .on = on, .known = known};
  *out = NULL;
  *n = 0;
  if (!build(&s, office, arena, err)) {
    return false;
  }
  bool *seen = cs_arena_array(arena, bool, s.reach.nodes.n, err);
  struct cs_acting *acting = cs_arena_array(arena, struct cs_acting, s.reach.nodes.n, err);
  if (!seen || !acting) {
    return false;
  }
  for (size_t l = 0; l < CS_REACH_LEVELS; l++) {
    size_t reached;
    if (!cs_reach_walk(&s.reach, cs_reach_levels[l], CS_MANDATE_CHAIN_MAX, &reached, err)) {
      return false;
    }
    for (size_t i = 1; i < reached; i++) {
      size_t node = s.reach.order[i];
      if (seen[node]) {
        continue;
      }
      seen[node] = true;
      acting[*n].office = s.reach.nodes.at[node].id;
      if (!write_chain(&s, node, cs_reach_levels[l], &acting[*n].chain, err)) {
        return false;
      }
      (*n)++;
    }
  }
  *out = acting;
  return true;
}

enum cs_truth cs_mandate_holds(const struct cs_mandate_record *mandate, size_t grant, cs_day on, cs_day known) {
  struct search s = {.on = on, .known = known};
  struct cs_possible possible;
  cs_assert(grant < mandate->n_grants);
  cs_versions_possible(&mandate->grants[0].holds, sizeof *mandate->grants, mandate->n_grants, on, known, CS_ASSUMED,
                       &possible);
  for (size_t i = 0; i < possible.n; i++) {
    if (possible.at[i] == grant) {
      return judge(&s, mandate, grant, cs_possible_sure(&possible), possible.disputed).truth;
    }
  }
  return possible.more ? CS_UNKNOWN : CS_NO;
}

bool cs_chain_join(const struct cs_chain *first, const struct cs_chain *second, struct cs_arena *arena,
                   struct cs_chain *out, struct cs_err *err) {
  size_t n = first->n + second->n;
  struct cs_chain joined = {
      .value = CS_NO,
      .certainty = first->certainty > second->certainty ? first->certainty : second->certainty,
  };
  if (n <= CS_MANDATE_CHAIN_MAX) {
    joined.value = cs_truth_and(first->value, second->value);
    joined.disputed = first->disputed.len > 0 ? first->disputed : second->disputed;
    joined.mandates = cs_arena_array(arena, struct cs_str, n, err);
    if (!joined.mandates) {
      return false;
    }
  }
  for (size_t i = 0; joined.mandates && i < n; i++) {
    joined.mandates[joined.n++] = i < first->n ? first->mandates[i] : second->mandates[i - first->n];
  }
  *out = joined;
  return true;
}
