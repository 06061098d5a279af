/* What the index says of one rule, for people: `rules index`. Must change nothing. README.md. */
#include "rules/index.h"

static const char *why_scanned(const struct cs_rules *rules, size_t rule) {
  const struct cs_found_rule *found = &rules->index->found[rule];
  if (!rules->rules[rule].condition) {
    return "it has no condition";
  }
  return found->n_tests > 0 ? "its tests compare figures or days, or say what is not, and so name no value"
                            : "no part of its condition stands for itself under one and";
}

bool cs_rules_access(const struct cs_rules *rules, size_t rule, struct cs_rule_access *out) {
  cs_assert(rule < rules->n_rules);
  *out = (struct cs_rule_access){.n_keys = 0};
  if (!rules->index) {
    return false;
  }
  const struct cs_found_rule *found = &rules->index->found[rule];
  const struct cs_group_of_rules *group = &rules->index->groups[found->group];
  for (size_t i = 0; i < group->n_exact; i++) {
    out->keys[out->n_keys++] = rules->facts[group->exact[i]].info.name;
  }
  if (group->has_spread) {
    out->keys[out->n_keys++] = rules->facts[group->spread].info.name;
  }
  out->n_tests = found->n_tests;
  out->evaluated = found->general;
  out->family_evaluated = !found->simple;
  out->scanned = out->n_keys == 0 ? why_scanned(rules, rule) : NULL;
  return true;
}
