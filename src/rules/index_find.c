/* Which rules may hold, by the tables. Must never leave a rule out that may: a slot keeps a rule out only when its value is
 * wholly known, sure enough, and is not what the rule tests for. Where an answer must say what it assumed, a value that
 * was assumed keeps nothing out, since the rule's "no" rests on it (SPEC 4.3). */
#include "rules/index.h"

#include "rules/eval.h"

/* ---- tests */

static const uint32_t *ids_of(const struct cs_index *index, const struct cs_test *test, uint32_t *one) {
  *one = (uint32_t)test->value;
  return test->n == 1 ? one : &index->ids_at[test->value];
}

static bool listed(const uint32_t *ids, size_t n, uint32_t id) {
  for (size_t i = 0; i < n; i++) {
    if (ids[i] == id) {
      return true;
    }
  }
  return false;
}

static unsigned test_code(const struct cs_index *index, const struct cs_prepared_fact *fact,
                          const struct cs_test *test) {
  uint32_t one;
  return cs_truth_of(listed(ids_of(index, test, &one), test->n, (uint32_t)fact->lo));
}

static unsigned test_area(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test) {
  const struct cs_prepared_fact *fact = &facts->facts[test->slot];
  unsigned truth = CS_NO;
  uint32_t one;
  const uint32_t *ids = ids_of(index, test, &one);
  for (size_t i = 0; i < test->n; i++) {
    bool at = ids[i] == fact->lo;
    bool below = test->kind == CS_TEST_AREA_WITHIN && listed(&facts->up[fact->up], fact->n_up, ids[i]);
    if (at || below) {
      return CS_YES;
    }
    struct cs_area inner = {(uint16_t)ids[i]}, outer = {(uint16_t)fact->lo};
    truth = cs_area_within(inner, outer) == CS_YES ? CS_UNKNOWN : truth;
  }
  return truth;
}

static unsigned test_levels(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test) {
  char levels = index->rules->facts[test->slot].levels;
  struct cs_str code = facts->values[test->slot].code;
  enum cs_truth truth = CS_NO;
  uint32_t one;
  const uint32_t *ids = ids_of(index, test, &one);
  if (facts->facts[test->slot].taken) {
    return 0;
  }
  for (size_t i = 0; i < test->n; i++) {
    struct cs_str operand = index->ids.at[ids[i] - 1].key;
    enum cs_truth is = cs_str_eq(operand, code)                          ? CS_YES
                       : cs_within_code(operand, code, levels) == CS_YES ? CS_UNKNOWN
                                                                         : CS_NO;
    truth = cs_truth_or(truth, test->kind == CS_TEST_LEVEL_IS ? is : cs_within_code(code, operand, levels));
  }
  return truth;
}

static unsigned test_has(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test) {
  const struct cs_prepared_fact *fact = &facts->facts[test->slot];
  bool may = fact->open;
  uint32_t one;
  const uint32_t *ids = ids_of(index, test, &one);
  for (size_t i = 0; i < test->n; i++) {
    if (listed(&facts->up[fact->up], fact->n_up, ids[i])) {
      return CS_YES;
    }
    may = may || listed(&facts->up[fact->up + fact->n_up], fact->n_may, ids[i]);
  }
  return may ? CS_UNKNOWN : CS_NO;
}

/* What lies in [lo, hi] against nothing; `exact`: it is one value. */
static unsigned compare(enum cs_op op, int64_t lo, int64_t hi, int64_t with) {
  unsigned lt = hi < with ? CS_YES : lo >= with ? CS_NO : CS_UNKNOWN;
  unsigned gt = lo > with ? CS_YES : hi <= with ? CS_NO : CS_UNKNOWN;
  unsigned eq = lo == with && hi == with ? CS_YES : hi < with || lo > with ? CS_NO : CS_UNKNOWN;
  switch (op) {
  case CS_OP_LT:
    return lt;
  case CS_OP_LE:
    return cs_truth_not((enum cs_truth)gt);
  case CS_OP_EQ:
    return eq;
  case CS_OP_NE:
    return cs_truth_not((enum cs_truth)eq);
  case CS_OP_GE:
    return cs_truth_not((enum cs_truth)lt);
  case CS_OP_GT:
    return gt;
  }
  return 0;
}

static unsigned test_figure(const struct cs_prepared_fact *fact, const struct cs_test *test) {
  struct cs_unit mine = {fact->unit}, its = {(uint16_t)test->n};
  if (fact->unit != test->n && !cs_unit_same_dimension(mine, its)) {
    return 0;
  }
  return compare((enum cs_op)test->op, fact->lo, fact->hi, test->value);
}

static unsigned test_sum(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test) {
  const struct cs_sum_part *parts = &index->parts[test->value];
  unsigned unit = facts->facts[parts[0].slot].unit;
  int64_t lo = 0, hi = 0;
  bool unknown = false;
  for (size_t i = 0; i < test->n; i++) {
    const struct cs_prepared_fact *fact = &facts->facts[parts[i].slot];
    if (fact->state == CS_FACT_UNKNOWN) {
      unknown = true;
      continue;
    }
    bool open = fact->lo == INT64_MIN || fact->hi == INT64_MAX;
    if (fact->state == CS_FACT_ODD || fact->unit != unit || open || (fact->lo & 1) != 0 || (fact->hi & 1) != 0) {
      return 0;
    }
    int64_t least = parts[i].sign > 0 ? fact->lo : -fact->hi, most = parts[i].sign > 0 ? fact->hi : -fact->lo;
    if (__builtin_add_overflow(lo, least, &lo) || __builtin_add_overflow(hi, most, &hi)) {
      return 0;
    }
  }
  return unknown ? CS_UNKNOWN : compare((enum cs_op)test->op, lo, hi, 0);
}

static unsigned test_bool(const struct cs_prepared_fact *fact, const struct cs_test *test) {
  enum cs_truth truth = fact->lo != fact->hi ? CS_UNKNOWN : cs_truth_of(fact->lo != 0);
  return test->value ? truth : cs_truth_not(truth);
}

static unsigned test_known(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test,
                           cs_day on) {
  const struct cs_prepared_fact *fact = &facts->facts[test->slot];
  switch ((enum cs_test_kind)test->kind) {
  case CS_TEST_CODE:
    return test_code(index, fact, test);
  case CS_TEST_LEVEL_IS:
  case CS_TEST_LEVEL_WITHIN:
    return test_levels(index, facts, test);
  case CS_TEST_AREA_IS:
  case CS_TEST_AREA_WITHIN:
    return test_area(index, facts, test);
  case CS_TEST_HAS:
    return test_has(index, facts, test);
  case CS_TEST_BOOL:
    return test_bool(fact, test);
  case CS_TEST_FIGURE:
    return test_figure(fact, test);
  case CS_TEST_SUM:
    return test_sum(index, facts, test);
  case CS_TEST_DAY:
    return compare((enum cs_op)test->op, fact->lo, fact->hi, test->value == CS_INDEX_TODAY ? on : test->value);
  }
  return 0;
}

unsigned cs_index_test(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test,
                       cs_day on) {
  const struct cs_prepared_fact *fact = &facts->facts[test->slot];
  unsigned truth = fact->state == CS_FACT_ODD       ? 0
                   : test->kind == CS_TEST_SUM      ? test_sum(index, facts, test)
                   : fact->state == CS_FACT_UNKNOWN ? CS_UNKNOWN
                                                    : test_known(index, facts, test, on);
  return test->negated && truth != 0 ? cs_truth_not((enum cs_truth)truth) : truth;
}

/* ---- groups */

struct finding {
  const struct cs_index *index;
  const struct cs_prepared *facts;
  enum cs_certainty weakest; /* what is less certain keeps nothing out */
  cs_index_list *list;
  cs_index_set *set;
  uint64_t *words;
  void *ctx;
};

/* May the slot's value keep a rule out? */
static bool tells(const struct finding *f, uint32_t slot) {
  return f->facts->facts[slot].tells <= (uint8_t)f->weakest;
}

static inline void list_posting(const struct finding *f, const struct cs_postings *table, uint64_t key) {
  const struct cs_posting *at = cs_postings_get(table, key);
  if (at) {
    f->list(f->ctx, &table->rules[at->first], at->n);
  }
}

/* The spread slot's value in each form under which rules may lie; `base`: the exact slots. */
static void list_spread(const struct finding *f, const struct cs_group_of_rules *group, const struct cs_postings *own,
                        const struct cs_postings *above, uint64_t base) {
  const struct cs_prepared_fact *fact = &f->facts->facts[group->spread];
  const uint32_t *up = &f->facts->up[fact->up];
  bool has = group->spread_kind == CS_TEST_HAS;
  bool within = group->spread_kind == CS_TEST_AREA_WITHIN || group->spread_kind == CS_TEST_LEVEL_WITHIN;
  size_t n = has ? (size_t)fact->n_up + fact->n_may : within ? fact->n_up : 1;
  for (size_t i = 0; i < n; i++) {
    list_posting(f, own, cs_index_mix(base, up[i]));
  }
  if (!has) {
    list_posting(f, above, cs_index_mix(base, up[0]));
  }
}

static uint32_t size_of_spread(const struct finding *f, const struct cs_group_of_rules *group) {
  const struct cs_prepared_fact *fact = &f->facts->facts[group->spread];
  uint32_t n = 0;
  for (size_t i = 0; i < (size_t)fact->n_up + fact->n_may; i++) {
    const struct cs_posting *at =
        cs_postings_get(&group->by_spread, cs_index_mix(CS_INDEX_SEED, f->facts->up[fact->up + i]));
    n += at ? at->n : 0;
  }
  return n;
}

static void list_bits(const struct finding *f, const struct cs_sifted *sifted) {
  for (size_t w = sifted->lo; w < sifted->hi; w++) {
    uint32_t rules[64];
    size_t n = 0;
    for (uint64_t rest = sifted->words[w]; rest != 0; rest &= rest - 1) {
      rules[n++] = sifted->rules[w * 64 + (size_t)__builtin_ctzll(rest)];
    }
    if (n > 0) {
      f->list(f->ctx, rules, n);
    }
  }
}

static bool sift(const struct finding *f, const struct cs_group_of_rules *group, uint64_t *room,
                 struct cs_sifted *out) {
  return cs_index_sift(group, f->facts, f->weakest, f->words ? f->words + group->first_word : room, out);
}

static void find_columns(const struct finding *f, const struct cs_group_of_rules *group) {
  uint64_t room[CS_COLUMN_WORDS_MAX];
  struct cs_sifted sifted;
  if (!sift(f, group, room, &sifted)) {
    return;
  }
  const struct cs_kin *kin = f->set && sifted.all_unknown && group->kin > 0 ? &f->index->kins[group->kin - 1] : NULL;
  if (kin && kin->n == 1) {
    f->set(f->ctx, kin, &sifted);
  } else {
    list_bits(f, &sifted);
  }
}

enum { CS_FEW = 2 }; /* rules that are sooner looked at than sifted */

/* Some slots are unknown: by columns, or by the known slot that has the fewest rules. */
static void find_partly(const struct finding *f, const struct cs_group_of_rules *group, unsigned known, bool spread) {
  size_t best = SIZE_MAX;
  uint32_t fewest = group->n_rules;
  const struct cs_posting *posting = NULL;
  if (group->kin > 0 && group->all_columns) { /* one for each slot, and no rule without it */
    find_columns(f, group);
    return;
  }
  for (size_t i = 0; i < group->n_exact; i++) {
    if ((known >> i & 1) == 0) {
      continue;
    }
    const struct cs_posting *at = cs_postings_get(
        &group->by_exact[i], cs_index_mix(CS_INDEX_SEED, (uint64_t)f->facts->facts[group->exact[i]].lo));
    if (!at) {
      return; /* no rule tests for this value */
    }
    if (best == SIZE_MAX || at->n < fewest) {
      best = i;
      fewest = at->n;
      posting = at;
    }
  }
  uint32_t by_spread = spread ? size_of_spread(f, group) : UINT32_MAX;
  if (group->n_columns > 0 && fewest > CS_FEW && by_spread > CS_FEW) {
    find_columns(f, group);
  } else if (by_spread < fewest) {
    list_spread(f, group, &group->by_spread, &group->by_spread, CS_INDEX_SEED);
  } else if (posting) {
    f->list(f->ctx, &group->by_exact[best].rules[posting->first], posting->n);
  } else {
    f->list(f->ctx, group->rules, group->n_rules);
  }
}

/* Which of the exact slots tell, as bits, and the key that all of them make. */
static inline unsigned exact_key(const struct finding *f, const struct cs_group_of_rules *group, uint64_t *key) {
  const struct cs_prepared_fact *facts = f->facts->facts;
  unsigned known = 0;
  uint64_t sum = CS_INDEX_SEED;
  for (size_t i = 0; i < group->n_exact; i++) {
    const struct cs_prepared_fact *fact = &facts[group->exact[i]];
    known |= (fact->tells <= (uint8_t)f->weakest ? 1u : 0u) << i;
    sum = cs_index_mix(sum, (uint64_t)fact->lo);
  }
  *key = sum;
  return known;
}

static void find_group(const struct finding *f, const struct cs_group_of_rules *group) {
  uint64_t key;
  unsigned known = exact_key(f, group, &key);
  bool spread = group->has_spread && tells(f, group->spread);
  if (known != (1u << group->n_exact) - 1 || spread != group->has_spread) {
    find_partly(f, group, known, spread);
  } else if (group->has_spread) {
    list_spread(f, group, &group->own, &group->above, key);
  } else if (group->n_exact > 0) {
    list_posting(f, &group->own, key);
  } else if (group->n_columns > 0) {
    find_columns(f, group);
  } else {
    f->list(f->ctx, group->rules, group->n_rules);
  }
}

/* ---- families that are alike */

static bool none_left(const struct cs_sifted *sifted) {
  uint64_t any = 0;
  for (size_t w = sifted->lo; w < sifted->hi; w++) {
    any |= sifted->words[w];
  }
  return any == 0;
}

/* What is left of each of the kin's groups; false: of one, rules that hold, or that must be looked at one by one. */
static bool sift_kin(const struct finding *f, const struct cs_kin *kin, struct cs_sifted *out) {
  bool any_unknown = false;
  for (size_t p = 0; p < kin->n; p++) {
    const struct cs_group_of_rules *group = &f->index->groups[kin->groups[p]];
    bool left = sift(f, group, NULL, &out[p]);
    if (!left || (!out[p].all_unknown && none_left(&out[p]))) {
      out[p].lo = out[p].hi = 0;
    } else if (!out[p].all_unknown) {
      return false;
    } else {
      any_unknown = true;
    }
  }
  return any_unknown;
}

/* Do the facts leave one of the kin's groups more than a few rules? */
static bool many_left(const struct finding *f, const struct cs_kin *kin) {
  for (size_t p = 0; p < kin->n; p++) {
    const struct cs_group_of_rules *group = &f->index->groups[kin->groups[p]];
    uint64_t key;
    unsigned known = exact_key(f, group, &key);
    if (known != (1u << group->n_exact) - 1 || (group->has_spread && !tells(f, group->spread))) {
      return true;
    }
  }
  return false;
}

static void find_kin(const struct finding *f, const struct cs_kin *kin) {
  struct cs_sifted sifted[CS_KIN_MEMBERS_MAX];
  if (f->set && many_left(f, kin) && sift_kin(f, kin, sifted)) {
    f->set(f->ctx, kin, sifted);
    return;
  }
  for (size_t p = 0; p < kin->n; p++) {
    find_group(f, &f->index->groups[kin->groups[p]]);
  }
}

void cs_index_lists(const struct cs_index *index, const struct cs_prepared *facts, enum cs_certainty weakest,
                    cs_index_list *list, cs_index_set *set, uint64_t *words, void *ctx) {
  struct finding f = {.index = index,
                      .facts = facts,
                      .weakest = facts->any_taken && weakest > CS_REPORTED ? CS_REPORTED : weakest,
                      .list = list,
                      .set = facts->any_taken ? NULL : set,
                      .words = words,
                      .ctx = ctx};
  for (size_t i = 0; i < index->n_groups; i++) {
    const struct cs_group_of_rules *group = &index->groups[i];
    const struct cs_kin *kin = group->kin > 0 ? &index->kins[group->kin - 1] : NULL;
    if (!kin || kin->n == 1) {
      find_group(&f, group);
    } else if (kin->groups[0] == i) {
      find_kin(&f, kin);
    }
  }
}

/* ---- one by one */

struct offering {
  struct finding f;
  cs_day on, known;
  cs_index_each *each;
  void *ctx;
};

static bool sum_tells(const struct finding *f, const struct cs_test *test) {
  for (size_t i = 0; i < test->n; i++) {
    if (f->facts->facts[f->index->parts[(size_t)test->value + i].slot].certainty > (uint8_t)f->weakest) {
      return false;
    }
  }
  return true;
}

static void offer(const struct offering *o, uint32_t id) {
  const struct finding *f = &o->f;
  const struct cs_found_rule *rule = &f->index->found[id];
  const struct cs_test *test = &f->index->tests[rule->first_test];
  if (rule->known > o->known || rule->from.first > o->on || rule->before.last < o->on) {
    return;
  }
  for (size_t i = 0; i < rule->n_tests; i++) {
    bool sure = test[i].kind == CS_TEST_SUM ? sum_tells(f, &test[i]) : tells(f, test[i].slot);
    if (sure && cs_index_test(f->index, f->facts, &test[i], o->on) == CS_NO) {
      return;
    }
  }
  o->each(o->ctx, id);
}

static void offer_list(void *ctx, const uint32_t *rules, size_t n) {
  const struct offering *o = ctx;
  for (size_t i = 0; i < n; i++) {
    offer(o, rules[i]);
  }
}

void cs_index_find(const struct cs_index *index, const struct cs_prepared *facts, cs_day on, cs_day known,
                   enum cs_certainty weakest, cs_index_each *each, void *ctx) {
  struct offering o = {.on = on, .known = known, .each = each, .ctx = ctx};
  o.f = (struct finding){
      .index = index, .facts = facts, .weakest = facts->any_taken && weakest > CS_REPORTED ? CS_REPORTED : weakest};
  cs_index_lists(index, facts, weakest, offer_list, NULL, NULL, &o);
}
