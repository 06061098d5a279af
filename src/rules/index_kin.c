/* Which groups of rules are the members of families that are alike, so that a question need not tell those families apart:
 * groups of one kind, as many as a family has members, each with one member of every family, in the same order. Must be
 * linear in the rules. README.md. */
#include "rules/family.h"
#include "rules/index.h"

static bool same_positions(const struct cs_positions *a, const struct cs_positions *b) {
  bool same = a->n == b->n;
  for (size_t i = 0; same && i < a->n; i++) {
    same = a->at[i] == b->at[i];
  }
  return same;
}

/* Does each member lift the same ones, and is it lifted by the same? */
static bool same_shape(const struct cs_family_plan *a, const struct cs_family_plan *b) {
  bool same = a->n == b->n;
  for (size_t i = 0; same && i < a->n; i++) {
    same = a->order[i] == b->order[i] && same_positions(&a->reach[i], &b->reach[i]) &&
           same_positions(&a->lifters[i], &b->lifters[i]);
  }
  return same;
}

/* The groups of a family's members, each another one, all of one kind and as many rules, and of no kin yet. */
static bool kin_of(const struct cs_index *index, const struct cs_family_plan *plan, struct cs_kin *out) {
  if (plan->n > CS_KIN_MEMBERS_MAX) {
    return false;
  }
  out->n = (uint32_t)plan->n;
  for (size_t p = 0; p < plan->n; p++) {
    out->groups[p] = index->found[plan->rules[p]].group;
    const struct cs_group_of_rules *group = &index->groups[out->groups[p]], *first = &index->groups[out->groups[0]];
    bool fits = group->one_kind && group->kin == 0 && group->n_rules == first->n_rules;
    for (size_t k = 0; k < p; k++) {
      fits = fits && out->groups[k] != out->groups[p];
    }
    if (!fits) {
      return false;
    }
  }
  return true;
}

static bool is_kin(const struct cs_index *index, const struct cs_family_plans *plans, const struct cs_kin *kin) {
  const struct cs_group_of_rules *leading = &index->groups[kin->groups[0]];
  const struct cs_family_plan *first = &plans->at[index->found[leading->rules[0]].family];
  for (size_t i = 0; i < leading->n_rules; i++) {
    const struct cs_family_plan *plan = &plans->at[index->found[leading->rules[i]].family];
    if (!same_shape(plan, first)) {
      return false;
    }
    for (size_t p = 0; p < kin->n; p++) {
      if (index->groups[kin->groups[p]].rules[i] != plan->rules[p]) {
        return false;
      }
    }
  }
  return true;
}

static void add_kin(struct cs_index *index, struct cs_kin *kin) {
  size_t words = cs_column_words(&index->groups[kin->groups[0]]);
  for (size_t p = 0; p < kin->n; p++) {
    index->groups[kin->groups[p]].kin = (uint32_t)index->n_kins + 1;
  }
  if (kin->n > 1) {
    kin->first_word = (uint32_t)index->n_words;
    index->n_words += words << kin->n;
  }
  index->n_sets += (size_t)kin->n << (kin->n - 1);
  index->kins[index->n_kins++] = *kin;
}

bool cs_index_kins(struct cs_index_build *b, const struct cs_family_plans *plans, struct cs_err *err) {
  struct cs_index *index = b->index;
  index->kins = cs_arena_array(b->arena, struct cs_kin, index->n_groups, err);
  for (size_t i = 0; index->kins && i < index->n_groups; i++) {
    struct cs_kin kin = {0};
    uint32_t family = index->found[index->groups[i].rules[0]].family;
    if (kin_of(index, &plans->at[family], &kin) && is_kin(index, plans, &kin)) {
      add_kin(index, &kin);
    }
  }
  return index->kins != NULL;
}
