/* The warning "pulled both ways": two exceptions of one rule, one to something milder and one to something stricter, which both
 * hold of some request. Must not warn without one: values that the two conditions name are tried, and what is told was found
 * so. Specification: SPEC.md section 20. */
#include "base/limits.h"
#include "rules/check.h"
#include "rules/eval.h"
#include "rules/family.h"

#include <string.h>

enum { FACTS_MAX = 8, VALUES_MAX = 16, TRIES_MAX = 4096, PAIRS_MAX = 10000 };

/* Values of one fact that the conditions name. */
struct candidates {
  uint32_t fact;
  struct cs_value values[VALUES_MAX];
  struct cs_str word[VALUES_MAX]; /* one member of a set */
  size_t n;
};
struct trial {
  struct cs_check *c;
  struct candidates facts[FACTS_MAX];
  size_t n_facts;
};

/* ------------------------------------------------------------------ candidates */

static struct candidates *of_fact(struct trial *t, uint32_t fact) {
  for (size_t i = 0; i < t->n_facts; i++) {
    if (t->facts[i].fact == fact) {
      return &t->facts[i];
    }
  }
  if (cs_is_ref(fact) || t->n_facts == FACTS_MAX) {
    return NULL;
  }
  t->facts[t->n_facts] = (struct candidates){.fact = fact};
  return &t->facts[t->n_facts++];
}

static void add_value(struct candidates *of, struct cs_value value) {
  if (of->n < VALUES_MAX) {
    value.known = true;
    of->word[of->n] = value.code;
    of->values[of->n++] = value;
  }
}

static bool add_operands(struct trial *t, const struct cs_node *node) {
  struct candidates *of = of_fact(t, node->fact);
  for (size_t i = 0; of && i < node->n_operands; i++) {
    const struct cs_operand *o = &node->operands[i];
    if (o->is_fact) {
      return false;
    }
    struct cs_value value = {.code = o->code, .truth = cs_truth_of(o->truth), .span = o->span, .area = o->area};
    if (o->figure) {
      value.figure = *o->figure;
    }
    add_value(of, value);
  }
  return of != NULL;
}

static bool add_members(struct trial *t, const struct cs_node *node) {
  const struct cs_group *group = &t->c->set->groups[node->group];
  struct candidates *of = of_fact(t, node->fact);
  for (size_t i = 0; of && i < group->n_members; i++) {
    struct cs_value value = {.code = group->members[i].code};
    if (!cs_area_find(value.code, &value.area)) {
      value.area = CS_AREA_NONE;
    }
    add_value(of, value);
  }
  return of != NULL;
}

/* A fact against a constant: the constant, and one less and one more. */
static bool add_compared(struct trial *t, const struct cs_node *node) {
  const struct cs_term *left = node->left, *right = node->right;
  if (left->kind != CS_TERM_FACT || right->kind != CS_TERM_FIGURE || !cs_figure_exact(*right->figure)) {
    return false;
  }
  struct candidates *of = of_fact(t, left->fact);
  for (int64_t step = -1; of && step <= 1; step++) {
    struct cs_value value = {.figure = *right->figure};
    struct cs_err ignored;
    if (cs_dec_add(right->figure->lo, cs_dec_of(step), &value.figure.lo, &ignored)) {
      value.figure.hi = value.figure.lo;
      add_value(of, value);
    }
  }
  return of != NULL;
}

static bool add_flag(struct trial *t, const struct cs_node *node) {
  struct candidates *of = of_fact(t, node->fact);
  if (of) {
    add_value(of, (struct cs_value){.truth = CS_YES});
    add_value(of, (struct cs_value){.truth = CS_NO});
  }
  return of != NULL;
}

/* False: the condition has an atom that cannot be tried. */
static bool add_condition(struct trial *t, const struct cs_node *node) {
  bool done = true;
  switch (node->kind) {
  case CS_NODE_AND:
  case CS_NODE_OR:
  case CS_NODE_NOT:
    for (size_t i = 0; done && i < node->n_kids; i++) {
      done = add_condition(t, node->kids[i]);
    }
    return done;
  case CS_NODE_FLAG:
    return add_flag(t, node);
  case CS_NODE_IS:
  case CS_NODE_WITHIN:
  case CS_NODE_HAS:
    return add_operands(t, node);
  case CS_NODE_IN:
    return add_members(t, node);
  case CS_NODE_COMPARE:
    return add_compared(t, node);
  case CS_NODE_DEPENDS:
  case CS_NODE_BLANK:
  case CS_NODE_LIKE:
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
  case CS_NODE_NEEDS:
    return false;
  }
  return false;
}

/* ------------------------------------------------------------------ trying */

/* The day on which the later of the two begins; false: they never hold together. */
static bool common_day(const struct cs_rule *a, const struct cs_rule *b, cs_day *out) {
  cs_day x = a->info.from.last, y = b->info.from.last;
  *out = x > y ? x : y;
  *out = *out == CS_DAY_MIN ? 0 : *out + (*out < CS_DAY_MAX ? 1 : 0);
  return cs_period_holds((struct cs_period){a->info.from, a->info.before}, *out) == CS_YES &&
         cs_period_holds((struct cs_period){b->info.from, b->info.before}, *out) == CS_YES && a->next_version == 0 &&
         b->next_version == 0;
}

static bool both_hold(struct trial *t, const struct cs_rule *a, const struct cs_rule *b, struct cs_value *values,
                      cs_day on, bool *out) {
  struct cs_ask ask = {.rules = t->c->set,
                       .arena = t->c->scratch,
                       .on = on,
                       .known = CS_DAY_MAX - 1,
                       .weakest = CS_ASSUMED,
                       .values = values,
                       .regime = &t->c->set->regimes[a->regime]};
  struct cs_found x, y;
  if (!cs_eval_condition(&ask, a->condition, &x, &t->c->report->fatal) ||
      !cs_eval_condition(&ask, b->condition, &y, &t->c->report->fatal)) {
    return cs_check_oom(t->c);
  }
  *out = x.truth == CS_YES && y.truth == CS_YES;
  return true;
}

static void write_request(const struct trial *t, size_t combination, struct cs_buf *buf) {
  for (size_t i = 0; i < t->n_facts; i++) {
    const struct candidates *of = &t->facts[i];
    const struct cs_fact_info *info = &cs_check_at(t->c, of->fact)->info;
    const struct cs_value *value = &of->values[combination % of->n];
    combination /= of->n;
    cs_buf_printf(buf, "%s%.*s is ", i > 0 ? ", " : "", CS_STR_ARG(info->name));
    if (info->type == CS_TYPE_AREA) {
      cs_buf_add(buf, cs_area_code(value->area));
    } else if (info->type == CS_TYPE_BOOL) {
      cs_buf_add(buf, value->truth == CS_YES ? CS_STR("yes") : CS_STR("no"));
    } else if (info->type == CS_TYPE_DATE) {
      cs_span_write(buf, value->span);
    } else if (info->type == CS_TYPE_CODE || info->type == CS_TYPE_CODES || info->type == CS_TYPE_TEXT) {
      cs_buf_add(buf, value->code);
    } else {
      cs_figure_write(buf, value->figure);
    }
  }
}

static void choose(struct trial *t, size_t combination, struct cs_value *values) {
  for (size_t i = 0; i < t->n_facts; i++) {
    struct candidates *of = &t->facts[i];
    size_t at = combination % of->n;
    combination /= of->n;
    values[of->fact] = of->values[at];
    if (cs_check_at(t->c, of->fact)->info.type == CS_TYPE_CODES) {
      values[of->fact].sure = (struct cs_strs){&of->word[at], 1, 1};
    }
  }
}

static bool try_all(struct trial *t, const struct cs_rule *a, const struct cs_rule *b, cs_day on, bool *found,
                    size_t *combination) {
  size_t n = 1;
  struct cs_value *values = cs_arena_array(t->c->scratch, struct cs_value, t->c->set->n_facts, &t->c->report->fatal);
  if (!values) {
    return cs_check_oom(t->c);
  }
  for (size_t i = 0; i < t->n_facts && n <= TRIES_MAX; i++) {
    n *= t->facts[i].n;
  }
  *found = false;
  for (size_t i = 0; n <= TRIES_MAX && i < n && !*found; i++) {
    choose(t, i, values);
    *combination = i;
    if (!both_hold(t, a, b, values, on, found)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ pairs */

static bool names(const struct cs_rule *a, uint32_t b) {
  for (size_t i = 0; i < a->n_lifts; i++) {
    if (a->lifts[i] == b) {
      return true;
    }
  }
  return false;
}

static bool check_pair(struct cs_check *c, uint32_t milder, uint32_t stricter, uint32_t rule) {
  const struct cs_rule *all = c->set->rules, *a = &all[milder], *b = &all[stricter];
  struct trial *t = cs_arena_new(c->scratch, struct trial, &c->report->fatal);
  size_t combination = 0;
  bool found = false;
  cs_day on;
  if (!t) {
    return cs_check_oom(c);
  }
  t->c = c;
  if (names(a, stricter) || names(b, milder) || !a->condition || !b->condition || !common_day(a, b, &on) ||
      !add_condition(t, a->condition) || !add_condition(t, b->condition)) {
    return true;
  }
  if (!try_all(t, a, b, on, &found, &combination) || !found) {
    return !c->report->stop;
  }
  struct cs_buf buf;
  cs_buf_init(&buf, 1024);
  write_request(t, combination, &buf);
  cs_report_warning(c->report, c->rules[stricter]->name.pos, &CS_E_RULES_PULLED,
                    "%.*s and %.*s pull %.*s both ways where %.*s", CS_STR_ARG(a->info.name), CS_STR_ARG(b->info.name),
                    CS_STR_ARG(all[rule].info.name), CS_STR_ARG(cs_buf_str(&buf)));
  cs_report_hint(c->report, "the stricter one wins; if the other shall, let it lift %.*s", CS_STR_ARG(b->info.name));
  cs_buf_deinit(&buf);
  return true;
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

bool cs_check_pulls(struct cs_check *c) {
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
        if (!check_pair(c, milder[r].at[i], stricter[r].at[j], r)) {
          return false;
        }
      }
    }
  }
  return !c->report->stop;
}
