/* Reading a checked set. Must not change it. Indices beyond its ends are programmer errors. */
#include "rules/program.h"

size_t cs_rules_n(const struct cs_rules *rules) {
  return rules->n_rules;
}

const struct cs_rule_info *cs_rules_at(const struct cs_rules *rules, size_t rule) {
  cs_assert(rule < rules->n_rules);
  return &rules->rules[rule].info;
}

struct cs_str cs_rule_cite(const struct cs_rule_info *rule, const struct cs_cite *cites, size_t n) {
  for (size_t i = 0; i < rule->n_cites; i++) {
    if (rule->cites[i].text.len > 0) {
      return rule->cites[i].text;
    }
  }
  return n > 0 ? cites[0].text : CS_STR_NONE;
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

void cs_rules_group(const struct cs_rules *rules, struct cs_str name, struct cs_group_info *out, bool *found) {
  *out = (struct cs_group_info){0};
  *found = false;
  for (size_t i = 0; i < rules->n_groups && !*found; i++) {
    const struct cs_group *group = &rules->groups[i];
    *found = cs_str_eq(group->name, name);
    if (*found) {
      *out = (struct cs_group_info){.name = group->name,
                                    .kind = group->kind,
                                    .open = group->open,
                                    .on_record = group->on_record,
                                    .index = (uint32_t)i,
                                    .n_members = group->n_members};
    }
  }
}

void cs_rules_group_member(const struct cs_rules *rules, const struct cs_group_info *group, size_t member,
                           struct cs_member_info *out) {
  cs_assert(group->index < rules->n_groups && member < rules->groups[group->index].n_members);
  const struct cs_group_member *from = &rules->groups[group->index].members[member];
  *out = (struct cs_member_info){from->code, from->period, from->known, from->certainty};
}

const struct cs_regime_info *cs_rules_find_regime(const struct cs_rules *rules, struct cs_str name) {
  for (size_t i = 0; i < rules->n_regimes; i++) {
    if (cs_str_eq(rules->regimes[i].info.name, name)) {
      return &rules->regimes[i].info;
    }
  }
  return NULL;
}

size_t cs_rules_find_fact(const struct cs_rules *rules, struct cs_str name) {
  for (size_t i = 0; i < rules->n_facts; i++) {
    if (cs_str_eq(rules->facts[i].info.name, name)) {
      return i;
    }
  }
  return SIZE_MAX;
}

const struct cs_err *cs_findings_error(const struct cs_findings *findings) {
  for (size_t i = 0; i < findings->n; i++) {
    if (!findings->at[i].warning) {
      return &findings->at[i].err;
    }
  }
  return NULL;
}
