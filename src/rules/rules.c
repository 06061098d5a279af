/* Reading a checked set. Must not change it. Indices beyond its ends are programmer errors. */
#include "rules/program.h"

size_t cs_rules_n(const struct cs_rules *rules) {
  return rules->n_rules;
}

const struct cs_rule_info *cs_rules_at(const struct cs_rules *rules, size_t rule) {
  cs_assert(rule < rules->n_rules);
  return &rules->rules[rule].info;
}

size_t cs_rules_n_regimes(const struct cs_rules *rules) {
  return rules->n_regimes;
}

const struct cs_regime_info *cs_rules_regime(const struct cs_rules *rules, size_t regime) {
  cs_assert(regime < rules->n_regimes);
  return &rules->regimes[regime].info;
}

size_t cs_rules_n_facts(const struct cs_rules *rules) {
  return rules->n_facts;
}

const struct cs_fact_info *cs_rules_fact(const struct cs_rules *rules, size_t fact) {
  cs_assert(fact < rules->n_facts);
  return &rules->facts[fact].info;
}

size_t cs_rules_find_fact(const struct cs_rules *rules, struct cs_str name) {
  for (size_t i = 0; i < rules->n_facts; i++) {
    if (cs_str_eq(rules->facts[i].info.name, name)) {
      return i;
    }
  }
  return SIZE_MAX;
}
