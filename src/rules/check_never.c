/* The warnings "never applies" and "never lifts": a condition that no facts meet, and an exception whose condition and that of the
 * rule which it lifts no facts meet together. Must not warn where it is not so: what cannot be tried may hold (grid.h). Only
 * conditions that name a fact twice are gone through: others cannot contradict themselves. Specification: SPEC.md section 20. */
#include "base/limits.h"
#include "rules/check.h"
#include "rules/grid.h"

/* ------------------------------------------------------------------ is a fact named twice? */

struct named {
  uint32_t at[CS_GRID_FACTS_MAX];
  size_t n;
  bool twice; /* or more facts than are looked at */
};

static void note(struct named *named, uint32_t fact) {
  for (size_t i = 0; i < named->n; i++) {
    named->twice = named->twice || named->at[i] == fact;
  }
  if (named->n == CS_GRID_FACTS_MAX) {
    named->twice = true;
  } else {
    named->at[named->n++] = fact;
  }
}

static void note_condition(struct named *named, const struct cs_node *node) {
  for (size_t i = 0; i < node->n_kids && !named->twice; i++) {
    note_condition(named, node->kids[i]);
  }
  if (node->kind == CS_NODE_COMPARE) {
    const struct cs_term *fact = node->left->kind == CS_TERM_FACT ? node->left : node->right;
    note(named, fact->fact);
  } else if (node->n_kids == 0) {
    note(named, node->fact);
  }
}

/* ------------------------------------------------------------------ can they hold? */

struct together {
  size_t n;
  bool possible;
};

static void visit(void *ctx, const enum cs_truth *truths, bool last, enum cs_grid_next *next) {
  struct together *together = ctx;
  size_t yes = 0;
  for (size_t i = 0; i < together->n; i++) {
    yes += truths[i] == CS_YES;
    if (truths[i] == CS_NO) {
      *next = CS_GRID_ENOUGH;
      return;
    }
  }
  together->possible = last || yes == together->n;
  *next = together->possible ? CS_GRID_STOP : CS_GRID_GO_ON;
}

/* May all the conditions (n: one or two, of one regime) hold at once? */
static bool possible(struct cs_check *c, struct cs_grid *grid, const struct cs_regime *regime,
                     const struct cs_node *const *conditions, size_t n, bool *out) {
  struct together together = {.n = n};
  struct named named = {0};
  *out = true;
  for (size_t i = 0; i < n && conditions[i]; i++) {
    note_condition(&named, conditions[i]);
  }
  if (!named.twice) {
    return true;
  }
  cs_grid_begin(grid, regime);
  for (size_t i = 0; i < n; i++) {
    cs_grid_add(grid, conditions[i]);
  }
  if (!cs_grid_walk(grid, conditions, n, visit, &together)) {
    return cs_check_oom(c);
  }
  *out = together.possible || grid->gave_up;
  return true;
}

/* ------------------------------------------------------------------ rules */

/* Who replaces a rule lifts what that one lifts, too, wherever it itself holds (SPEC 6.5): apart is no fault there. */
static bool replaced(const struct cs_rule *rule, uint32_t by) {
  for (size_t i = 0; i < rule->n_replaces; i++) {
    if (rule->replaces[i] == by) {
      return true;
    }
  }
  return false;
}

/* Of the rules that it lifts, those of the name at `first` and behind: all versions of one rule. None may hold with it. */
static bool check_lifted(struct cs_check *c, struct cs_grid *grid, uint32_t of, size_t first) {
  const struct cs_rule *all = c->set->rules, *rule = &all[of];
  struct cs_str name = all[rule->lifts[first]].info.name;
  for (size_t i = 0; i < rule->n_lifts; i++) {
    const struct cs_rule *lifted = &all[rule->lifts[i]];
    const struct cs_node *conditions[2] = {rule->condition, lifted->condition};
    bool may = true;
    if (!cs_str_eq(lifted->info.name, name)) {
      continue;
    }
    if (i < first) {
      return true; /* it was looked at with the first of that name */
    }
    if (!possible(c, grid, &c->set->regimes[rule->regime], conditions, 2, &may)) {
      return false;
    }
    if (may) {
      return true;
    }
  }
  cs_report_warning(c->report, c->rules[of]->name.pos, &CS_E_RULES_NEVER_LIFTS,
                    "%.*s never lifts %.*s: no facts meet both their conditions", CS_STR_ARG(rule->info.name),
                    CS_STR_ARG(name));
  return true;
}

static bool check_rule(struct cs_check *c, struct cs_grid *grid, uint32_t of) {
  const struct cs_rule *rule = &c->set->rules[of];
  bool may = true;
  if (!possible(c, grid, &c->set->regimes[rule->regime], (const struct cs_node *const[]){rule->condition}, 1, &may)) {
    return false;
  }
  if (!may) {
    cs_report_warning(c->report, c->rules[of]->name.pos, &CS_E_RULES_NEVER_APPLIES,
                      "%.*s never applies: no facts meet its condition", CS_STR_ARG(rule->info.name));
    return true;
  }
  for (size_t i = 0; i < rule->n_lifts; i++) {
    if (!replaced(rule, rule->lifts[i]) && !check_lifted(c, grid, of, i)) {
      return false;
    }
  }
  return true;
}

bool cs_check_nevers(struct cs_check *c, struct cs_grid *grid) {
  bool done = true;
  for (uint32_t i = 0; done && i < c->set->n_rules && !c->report->stop; i++) {
    done = !c->set->rules[i].condition || check_rule(c, grid, i);
  }
  return done && !c->report->stop;
}
