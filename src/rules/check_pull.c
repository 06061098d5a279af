/* The warning "pulled both ways": two exceptions of one rule, one to something milder and one to something stricter, which both
 * hold of some request. Must not warn without one: what is told was found by going through the cells of both conditions.
 * Specification: SPEC.md section 20. */
#include "base/limits.h"
#include "rules/check.h"
#include "rules/family.h"
#include "rules/grid.h"

enum { PAIRS_MAX = 10000 };

/* Do both hold on some day, for sure? */
static bool common_day(const struct cs_rule *a, const struct cs_rule *b) {
  cs_day x = a->info.from.last, y = b->info.from.last;
  cs_day day = x > y ? x : y;
  day = day == CS_DAY_MIN ? 0 : day + (day < CS_DAY_MAX ? 1 : 0);
  return cs_period_holds((struct cs_period){a->info.from, a->info.before}, day) == CS_YES &&
         cs_period_holds((struct cs_period){b->info.from, b->info.before}, day) == CS_YES && a->next_version == 0 &&
         b->next_version == 0;
}

static bool names(const struct cs_rule *a, uint32_t b) {
  for (size_t i = 0; i < a->n_lifts; i++) {
    if (a->lifts[i] == b) {
      return true;
    }
  }
  return false;
}

struct pair {
  const struct cs_grid *grid;
  struct cs_buf words;
  bool found;
};

static void visit(void *ctx, const enum cs_truth *truths, bool last, enum cs_grid_next *next) {
  struct pair *pair = ctx;
  (void)last;
  if (truths[0] == CS_NO || truths[1] == CS_NO) {
    *next = CS_GRID_ENOUGH;
    return;
  }
  pair->found = truths[0] == CS_YES && truths[1] == CS_YES;
  if (pair->found) {
    cs_grid_write(pair->grid, &pair->words);
  }
  *next = pair->found ? CS_GRID_STOP : CS_GRID_GO_ON;
}

static bool check_pair(struct cs_check *c, struct cs_grid *grid, uint32_t milder, uint32_t stricter, uint32_t rule) {
  const struct cs_rule *all = c->set->rules, *a = &all[milder], *b = &all[stricter];
  const struct cs_node *conditions[2] = {a->condition, b->condition};
  struct pair pair = {.grid = grid};
  if (names(a, stricter) || names(b, milder) || !a->condition || !b->condition || !common_day(a, b)) {
    return true;
  }
  cs_buf_init(&pair.words, 4096);
  cs_grid_begin(grid, &c->set->regimes[a->regime]);
  cs_grid_add(grid, a->condition);
  cs_grid_add(grid, b->condition);
  bool done = cs_grid_walk(grid, conditions, 2, visit, &pair);
  if (done && pair.found) {
    cs_report_warning(c->report, c->rules[stricter]->name.pos, &CS_E_RULES_PULLED,
                      "%.*s and %.*s pull %.*s both ways where %.*s", CS_STR_ARG(a->info.name),
                      CS_STR_ARG(b->info.name), CS_STR_ARG(all[rule].info.name), CS_STR_ARG(cs_buf_str(&pair.words)));
    cs_report_hint(c->report, "the stricter one wins; if the other shall, let it lift %.*s", CS_STR_ARG(b->info.name));
  }
  cs_buf_deinit(&pair.words);
  return done || cs_check_oom(c);
}

/* All that lift one rule, of each side. */
struct lifters {
  uint32_t *at;
  size_t n, cap;
};

static bool gather(struct cs_check *c, struct lifters *milder, struct lifters *stricter) {
  const struct cs_rules *set = c->set;
  for (uint32_t i = 0; i < set->n_rules; i++) {
    for (size_t j = 0; j < set->rules[i].n_lifts; j++) {
      uint32_t lifted = set->rules[i].lifts[j];
      enum cs_verdict own = cs_family_verdict(set->rules[i].info.effect);
      enum cs_verdict other = cs_family_verdict(set->rules[lifted].info.effect);
      struct lifters *list = own < other ? &milder[lifted] : own > other ? &stricter[lifted] : NULL;
      uint32_t *slot = list ? cs_list_push(c->scratch, list, &c->report->fatal) : NULL;
      if (list && !slot) {
        return cs_check_oom(c);
      }
      if (slot) {
        *slot = i;
      }
    }
  }
  return true;
}

bool cs_check_pulls(struct cs_check *c, struct cs_grid *grid) {
  struct lifters *milder = cs_arena_array(c->scratch, struct lifters, c->set->n_rules, &c->report->fatal);
  struct lifters *stricter = cs_arena_array(c->scratch, struct lifters, c->set->n_rules, &c->report->fatal);
  size_t pairs = 0;
  if (!milder || !stricter || !gather(c, milder, stricter)) {
    return cs_check_oom(c);
  }
  for (uint32_t r = 0; r < c->set->n_rules; r++) {
    for (size_t i = 0; i < milder[r].n; i++) {
      for (size_t j = 0; j < stricter[r].n && pairs < PAIRS_MAX; j++) {
        pairs++;
        if (!check_pair(c, grid, milder[r].at[i], stricter[r].at[j], r)) {
          return false;
        }
      }
    }
  }
  return !c->report->stop;
}
