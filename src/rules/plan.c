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

/* Every family's rules, and where each rule stands among those of its own. */
static bool gather(const struct cs_rules *rules, struct cs_arena *arena, struct cs_family_plans *out,
                   uint32_t *positions, struct cs_err *err) {
  uint32_t *members = cs_arena_array(arena, uint32_t, rules->n_rules, err); /* of all families, behind one another */
  *out = (struct cs_family_plans){.n = rules->n_families};
  out->at = cs_arena_array(arena, struct cs_family_plan, rules->n_families, err);
  if (!out->at || !members) {
    return false;
  }
  for (size_t i = 0; i < rules->n_rules; i++) {
    cs_assert(rules->rules[i].family < rules->n_families);
    struct cs_family_plan *plan = &out->at[rules->rules[i].family];
    positions[i] = (uint32_t)plan->n++;
    plan->regime = rules->rules[i].regime;
    out->largest = plan->n > out->largest ? plan->n : out->largest;
  }
  uint32_t *next = members;
  for (size_t i = 0; i < out->n; i++) {
    out->at[i].rules = next;
    next += out->at[i].n;
  }
  for (uint32_t i = 0; i < rules->n_rules; i++) {
    members[(size_t)(out->at[rules->rules[i].family].rules - members) + positions[i]] = i;
  }
  return true;
}

/* A rule by itself: nothing lifts it, follows it or stands beside it. Most rules are. */
static bool is_alone(const struct cs_rules *rules, const struct cs_family_plan *plan) {
  const struct cs_rule *rule = &rules->rules[plan->rules[0]];
  return plan->n == 1 && rule->n_lifts == 0 && rule->next_version == 0 && rule->n_disputed_by == 0;
}

static void plan_alone(struct cs_family_plan *plan) {
  static const uint32_t first = 0;
  static const struct cs_positions nobody = {NULL, 0, 0};
  static const bool no = false;
  plan->order = &first;
  plan->reach = plan->lifters = plan->later = plan->beside = &nobody;
  plan->ends_another = &no;
}

/* Whoever lifts comes before whom it lifts; the checker has refused circles. */
static bool sort(const struct cs_rules *rules, struct cs_arena *arena, struct cs_arena *scratch,
                 const uint32_t *positions, struct cs_family_plan *plan, struct cs_err *err) {
  uint32_t *order = cs_arena_array(arena, uint32_t, plan->n, err);
  uint32_t *lifters = cs_arena_array(scratch, uint32_t, plan->n, err);
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
  struct cs_positions *reaches = cs_arena_array(arena, struct cs_positions, plan->n, err);
  if (!reaches) {
    return false;
  }
  plan->reach = reaches;
  for (size_t k = plan->n; k-- > 0;) {
    uint32_t at = plan->order[k];
    const struct cs_rule *rule = &rules->rules[plan->rules[at]];
    for (size_t i = 0; i < rule->n_lifts; i++) {
      if (!add(arena, &reaches[at], positions[rule->lifts[i]], err)) {
        return false;
      }
    }
    for (size_t i = 0; i < rule->n_replaces; i++) {
      const struct cs_positions *further = &reaches[positions[rule->replaces[i]]];
      for (size_t j = 0; j < further->n; j++) {
        if (!add(arena, &reaches[at], further->at[j], err)) {
          return false;
        }
      }
    }
  }
  return true;
}

/* The same read the other way. */
static bool turn_round(struct cs_arena *arena, struct cs_family_plan *plan, struct cs_err *err) {
  struct cs_positions *lifters = cs_arena_array(arena, struct cs_positions, plan->n, err);
  if (!lifters) {
    return false;
  }
  plan->lifters = lifters;
  for (size_t i = 0; i < plan->n; i++) {
    for (size_t j = 0; j < plan->reach[i].n; j++) {
      uint32_t *slot = cs_list_push(arena, &lifters[plan->reach[i].at[j]], err);
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
  struct cs_positions *later = cs_arena_array(arena, struct cs_positions, plan->n, err);
  struct cs_positions *beside = cs_arena_array(arena, struct cs_positions, plan->n, err);
  bool *ends_another = cs_arena_array(arena, bool, plan->n, err);
  if (!later || !beside || !ends_another) {
    return false;
  }
  plan->later = later;
  plan->beside = beside;
  plan->ends_another = ends_another;
  for (size_t i = 0; i < plan->n; i++) {
    const struct cs_rule *rule = &rules->rules[plan->rules[i]];
    uint32_t next = rule->next_version;
    for (size_t steps = 0; next != 0 && steps <= plan->n; steps++) {
      uint32_t at = positions[next - 1];
      ends_another[at] = true;
      if (!add(arena, &later[i], at, err)) {
        return false;
      }
      next = rules->rules[next - 1].next_version;
    }
    for (size_t j = 0; j < rule->n_disputed_by; j++) {
      uint32_t at = positions[rule->disputed_by[j]];
      if (!add(arena, &beside[i], at, err) || !add(arena, &beside[at], (uint32_t)i, err)) {
        return false;
      }
    }
  }
  return true;
}

bool cs_family_plan_all(const struct cs_rules *rules, struct cs_arena *arena, struct cs_arena *scratch,
                        struct cs_family_plans *out, struct cs_err *err) {
  uint32_t *positions = cs_arena_array(scratch, uint32_t, rules->n_rules, err);
  if (!positions || !gather(rules, arena, out, positions, err)) {
    return false;
  }
  for (size_t i = 0; i < out->n; i++) {
    struct cs_family_plan *plan = &out->at[i];
    if (is_alone(rules, plan)) {
      plan_alone(plan);
    } else if (!sort(rules, arena, scratch, positions, plan, err) || !reach(rules, arena, positions, plan, err) ||
               !turn_round(arena, plan, err) || !join(rules, arena, positions, plan, err)) {
      return false;
    }
  }
  return true;
}
