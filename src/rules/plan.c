/* What each family is, whatever is asked of it: who lifts whom, in which order, which versions follow, who disputes
 * whom. Depends on the rules alone. SPEC 6.4 to 6.8 and 9.2. */
#include "rules/family.h"

static bool add(struct cs_arena *arena, struct cs_positions *list, uint32_t position, struct cs_err *err) {
  for (size_t i = 0; i < list->n; i++) {
    if (list->at[i] == position) {
      return true;
    }
  }
  uint32_t *slot = cs_list_push(arena, list, err);
  if (!slot) {
    return false;
  }
  *slot = position;
  return true;
}

/* Where each rule stands in its family. */
static bool gather(const struct cs_rules *rules, struct cs_arena *arena, struct cs_family_plans *out,
                   uint32_t **positions, struct cs_err *err) {
  *out = (struct cs_family_plans){.n = rules->n_families};
  out->at = cs_arena_array(arena, struct cs_family_plan, rules->n_families, err);
  struct cs_positions *lists = cs_arena_array(arena, struct cs_positions, rules->n_families, err);
  *positions = cs_arena_array(arena, uint32_t, rules->n_rules, err);
  if (!out->at || !lists || !*positions) {
    return false;
  }
  for (size_t i = 0; i < rules->n_rules; i++) {
    uint32_t family = rules->rules[i].family;
    cs_assert(family < rules->n_families);
    (*positions)[i] = (uint32_t)lists[family].n;
    uint32_t *slot = cs_list_push(arena, &lists[family], err);
    if (!slot) {
      return false;
    }
    *slot = (uint32_t)i;
    out->at[family].regime = rules->rules[i].regime;
  }
  for (size_t i = 0; i < rules->n_families; i++) {
    out->at[i].rules = lists[i].at;
    out->at[i].n = lists[i].n;
    out->largest = lists[i].n > out->largest ? lists[i].n : out->largest;
  }
  return true;
}

/* Whoever lifts comes before whom it lifts; the checker has refused circles. */
static bool sort(const struct cs_rules *rules, struct cs_arena *arena, const uint32_t *positions,
                 struct cs_family_plan *plan, struct cs_err *err) {
  uint32_t *order = cs_arena_array(arena, uint32_t, plan->n, err);
  uint32_t *lifters = cs_arena_array(arena, uint32_t, plan->n, err);
  if (!order || !lifters) {
    return false;
  }
  for (size_t i = 0; i < plan->n; i++) {
    const struct cs_rule *rule = &rules->rules[plan->rules[i]];
    for (size_t j = 0; j < rule->n_lifts; j++) {
      lifters[positions[rule->lifts[j]]]++;
    }
  }
  size_t n = 0;
  for (size_t i = 0; i < plan->n; i++) {
    if (lifters[i] == 0) {
      order[n++] = (uint32_t)i;
    }
  }
  for (size_t done = 0; done < n; done++) {
    const struct cs_rule *rule = &rules->rules[plan->rules[order[done]]];
    for (size_t j = 0; j < rule->n_lifts; j++) {
      uint32_t lifted = positions[rule->lifts[j]];
      if (--lifters[lifted] == 0) {
        order[n++] = lifted;
      }
    }
  }
  cs_assert(n == plan->n);
  plan->order = order;
  return true;
}

/* All that each lifts, from the last lifted upwards: what is replaced hands on all that it reaches. */
static bool reach(const struct cs_rules *rules, struct cs_arena *arena, const uint32_t *positions,
                  struct cs_family_plan *plan, struct cs_err *err) {
  plan->reach = cs_arena_array(arena, struct cs_positions, plan->n, err);
  if (!plan->reach) {
    return false;
  }
  for (size_t k = plan->n; k-- > 0;) {
    uint32_t at = plan->order[k];
    const struct cs_rule *rule = &rules->rules[plan->rules[at]];
    for (size_t i = 0; i < rule->n_lifts; i++) {
      if (!add(arena, &plan->reach[at], positions[rule->lifts[i]], err)) {
        return false;
      }
    }
    for (size_t i = 0; i < rule->n_replaces; i++) {
      const struct cs_positions *further = &plan->reach[positions[rule->replaces[i]]];
      for (size_t j = 0; j < further->n; j++) {
        if (!add(arena, &plan->reach[at], further->at[j], err)) {
          return false;
        }
      }
    }
  }
  return true;
}

/* The same read the other way. */
static bool turn_round(struct cs_arena *arena, struct cs_family_plan *plan, struct cs_err *err) {
  plan->lifters = cs_arena_array(arena, struct cs_positions, plan->n, err);
  if (!plan->lifters) {
    return false;
  }
  for (size_t i = 0; i < plan->n; i++) {
    for (size_t j = 0; j < plan->reach[i].n; j++) {
      uint32_t *slot = cs_list_push(arena, &plan->lifters[plan->reach[i].at[j]], err);
      if (!slot) {
        return false;
      }
      *slot = (uint32_t)i;
    }
  }
  return true;
}

static bool join(const struct cs_rules *rules, struct cs_arena *arena, const uint32_t *positions,
                 struct cs_family_plan *plan, struct cs_err *err) {
  plan->later = cs_arena_array(arena, struct cs_positions, plan->n, err);
  plan->beside = cs_arena_array(arena, struct cs_positions, plan->n, err);
  plan->ends_another = cs_arena_array(arena, bool, plan->n, err);
  if (!plan->later || !plan->beside || !plan->ends_another) {
    return false;
  }
  for (size_t i = 0; i < plan->n; i++) {
    const struct cs_rule *rule = &rules->rules[plan->rules[i]];
    uint32_t next = rule->next_version;
    for (size_t steps = 0; next != 0 && steps <= plan->n; steps++) {
      uint32_t at = positions[next - 1];
      plan->ends_another[at] = true;
      if (!add(arena, &plan->later[i], at, err)) {
        return false;
      }
      next = rules->rules[next - 1].next_version;
    }
    for (size_t j = 0; j < rule->n_disputed_by; j++) {
      uint32_t at = positions[rule->disputed_by[j]];
      if (!add(arena, &plan->beside[i], at, err) || !add(arena, &plan->beside[at], (uint32_t)i, err)) {
        return false;
      }
    }
  }
  return true;
}

bool cs_family_plan_all(const struct cs_rules *rules, struct cs_arena *arena, struct cs_family_plans *out,
                        struct cs_err *err) {
  uint32_t *positions;
  if (!gather(rules, arena, out, &positions, err)) {
    return false;
  }
  for (size_t i = 0; i < out->n; i++) {
    struct cs_family_plan *plan = &out->at[i];
    if (!sort(rules, arena, positions, plan, err) || !reach(rules, arena, positions, plan, err) ||
        !turn_round(arena, plan, err) || !join(rules, arena, positions, plan, err)) {
      return false;
    }
  }
  return true;
}
