/* The index over a checked set: every rule cut into tests, put into a group by the slots that it is found by, and listed
 * there under its values. Must be linear in the rules: what would multiply (a rule under many values of many slots) is
 * bounded, and the slot left out of the key. RULES section 12; README.md. */
#include "rules/index.h"

#include <string.h>

enum { CS_KEYS_MAX = 256 }; /* keys under which one rule lies in its group's table */

/* One group while it is made. */
struct making {
  struct cs_group_of_rules group;
  struct cs_index_pairs own, above, by_exact[CS_INDEX_EXACT_MAX], by_spread;
  struct {
    uint32_t *at;
    size_t n, cap;
  } rules;
};
struct makings {
  struct making *at;
  size_t n, cap;
};

/* The tests that one rule is found by. */
struct key {
  const struct cs_test *exact[CS_INDEX_EXACT_MAX];
  size_t n_exact;
  const struct cs_test *spread; /* or NULL */
};

/* ---- choosing */

static bool is_spread(const struct cs_test *test) {
  return test->kind == CS_TEST_AREA_IS || test->kind == CS_TEST_AREA_WITHIN || test->kind == CS_TEST_LEVEL_IS ||
         test->kind == CS_TEST_LEVEL_WITHIN || test->kind == CS_TEST_HAS;
}

static bool same_slot(const struct key *key, const struct cs_test *test) {
  for (size_t i = 0; i < key->n_exact; i++) {
    if (key->exact[i]->slot == test->slot) {
      return true;
    }
  }
  return false;
}

/* Slots ascend, so that rules with the same slots meet in one group. */
static void add_exact(struct key *key, const struct cs_test *test) {
  size_t at = key->n_exact;
  if (at == CS_INDEX_EXACT_MAX || same_slot(key, test)) {
    return;
  }
  while (at > 0 && key->exact[at - 1]->slot > test->slot) {
    key->exact[at] = key->exact[at - 1];
    at--;
  }
  key->exact[at] = test;
  key->n_exact++;
}

/* An area says more than a level of a code, and that more than one member of a set. */
static int weight(const struct cs_test *test) {
  bool area = test->kind == CS_TEST_AREA_IS || test->kind == CS_TEST_AREA_WITHIN;
  return area ? 3 : test->kind == CS_TEST_HAS ? 1 : 2;
}

static void choose(const struct cs_index *index, uint32_t rule, struct key *key) {
  const struct cs_found_rule *found = &index->found[rule];
  size_t keys = 1;
  *key = (struct key){.n_exact = 0};
  for (size_t i = 0; i < found->n_tests; i++) {
    const struct cs_test *test = &index->tests[found->first_test + i];
    if (test->negated || test->n == 0 || (test->kind != CS_TEST_CODE && !is_spread(test))) {
      continue;
    }
    if (is_spread(test) && test->n <= CS_KEYS_MAX && (!key->spread || weight(test) > weight(key->spread))) {
      key->spread = test;
    }
    if (test->kind == CS_TEST_CODE && keys * test->n <= CS_KEYS_MAX) {
      size_t before = key->n_exact;
      add_exact(key, test);
      keys *= key->n_exact > before ? test->n : 1;
    }
  }
  bool idle = key->spread && key->n_exact > 0 && key->spread->kind == CS_TEST_HAS;
  if (key->spread && (idle || keys * key->spread->n > CS_KEYS_MAX)) {
    key->spread = NULL;
  }
}

/* ---- listing */

static bool add_pair(struct cs_arena *scratch, struct cs_index_pairs *pairs, uint64_t key, uint32_t rule,
                     struct cs_err *err) {
  struct cs_index_pair *slot = cs_list_push(scratch, pairs, err);
  if (slot) {
    *slot = (struct cs_index_pair){key, rule};
  }
  return slot != NULL;
}

static uint32_t test_id(const struct cs_index *index, const struct cs_test *test, size_t i) {
  return test->n == 1 ? (uint32_t)test->value : index->ids_at[(size_t)test->value + i];
}

/* Under the values above its own: who is asked about a larger area, or a higher level, is partly within. */
static bool list_above(struct cs_index_build *b, struct making *m, const struct cs_test *test, uint32_t id,
                       uint64_t base, bool alone, uint32_t rule, struct cs_err *err) {
  struct cs_index_pairs *pairs = alone ? &m->by_spread : &m->above;
  if (test->kind == CS_TEST_AREA_IS || test->kind == CS_TEST_AREA_WITHIN) {
    struct cs_area area = {(uint16_t)id};
    while ((area = cs_area_parent(area)).index != 0) {
      if (!add_pair(b->scratch, pairs, cs_index_mix(base, area.index), rule, err)) {
        return false;
      }
    }
    return true;
  }
  char levels = b->index->rules->facts[test->slot].levels;
  struct cs_str word = b->index->ids.at[id - 1].key;
  for (size_t n = word.len; n-- > 1;) {
    uint32_t up;
    if (word.ptr[n] == levels && (!cs_index_id(b, cs_str_sub(word, 0, n), &up, err) ||
                                  !add_pair(b->scratch, pairs, cs_index_mix(base, up), rule, err))) {
      return false;
    }
  }
  return true;
}

static bool list_spread(struct cs_index_build *b, struct making *m, const struct cs_test *test, uint64_t base,
                        bool alone, uint32_t rule, struct cs_err *err) {
  struct cs_index_pairs *pairs = alone ? &m->by_spread : &m->own;
  for (size_t i = 0; i < test->n; i++) {
    uint32_t id = test_id(b->index, test, i);
    if (!add_pair(b->scratch, pairs, cs_index_mix(base, id), rule, err) ||
        (test->kind != CS_TEST_HAS && !list_above(b, m, test, id, base, alone, rule, err))) {
      return false;
    }
  }
  return true;
}

/* Under every combination of the exact slots' values. */
static bool list_keys(struct cs_index_build *b, struct making *m, const struct key *key, uint32_t rule,
                      struct cs_err *err) {
  size_t combinations = 1;
  for (size_t i = 0; i < key->n_exact; i++) {
    combinations *= key->exact[i]->n;
  }
  for (size_t c = 0; c < combinations; c++) {
    uint64_t base = CS_INDEX_SEED;
    size_t rest = c;
    for (size_t i = 0; i < key->n_exact; i++) {
      base = cs_index_mix(base, test_id(b->index, key->exact[i], rest % key->exact[i]->n));
      rest /= key->exact[i]->n;
    }
    if (key->spread ? !list_spread(b, m, key->spread, base, false, rule, err)
                    : key->n_exact > 0 && !add_pair(b->scratch, &m->own, base, rule, err)) {
      return false;
    }
  }
  return true;
}

/* And under each slot by itself, for questions that leave others unknown. */
static bool list_alone(struct cs_index_build *b, struct making *m, const struct key *key, uint32_t rule,
                       struct cs_err *err) {
  for (size_t i = 0; i < key->n_exact; i++) {
    for (size_t k = 0; k < key->exact[i]->n; k++) {
      uint64_t at = cs_index_mix(CS_INDEX_SEED, test_id(b->index, key->exact[i], k));
      if (!add_pair(b->scratch, &m->by_exact[i], at, rule, err)) {
        return false;
      }
    }
  }
  return !key->spread || list_spread(b, m, key->spread, CS_INDEX_SEED, true, rule, err);
}

/* ---- groups */

static struct making *group_of(struct cs_index_build *b, struct makings *all, struct cs_map *names,
                               const struct key *key, struct cs_err *err) {
  char name[2 * CS_INDEX_EXACT_MAX + 4] = {0};
  struct cs_str kept;
  bool fresh;
  for (size_t i = 0; i < key->n_exact; i++) {
    memcpy(&name[2 * i], &key->exact[i]->slot, 2);
  }
  if (key->spread) {
    memcpy(&name[2 * CS_INDEX_EXACT_MAX], &key->spread->slot, 2);
    name[2 * CS_INDEX_EXACT_MAX + 2] = (char)(1 + key->spread->kind);
  }
  name[2 * CS_INDEX_EXACT_MAX + 3] = (char)key->n_exact;
  union cs_map_value *value = cs_map_get(names, (struct cs_str){name, sizeof name});
  if (value) {
    return &all->at[value->number];
  }
  struct making *made = cs_list_push(b->scratch, all, err);
  if (!made || !cs_arena_str(b->scratch, (struct cs_str){name, sizeof name}, &kept, err) ||
      !(value = cs_map_put(names, kept, &fresh, err))) {
    return NULL;
  }
  value->number = all->n - 1;
  made->group.n_exact = (uint8_t)key->n_exact;
  for (size_t i = 0; i < key->n_exact; i++) {
    made->group.exact[i] = key->exact[i]->slot;
  }
  made->group.has_spread = key->spread != NULL;
  made->group.spread = key->spread ? key->spread->slot : 0;
  made->group.spread_kind = key->spread ? key->spread->kind : 0;
  return made;
}

static bool put_rule(struct cs_index_build *b, struct makings *all, struct cs_map *names, uint32_t rule,
                     struct cs_err *err) {
  struct key key;
  choose(b->index, rule, &key);
  struct making *m = group_of(b, all, names, &key, err);
  uint32_t *slot = m ? cs_list_push(b->scratch, &m->rules, err) : NULL;
  if (!slot) {
    return false;
  }
  *slot = rule;
  b->index->found[rule].group = (uint32_t)(m - all->at);
  return list_keys(b, m, &key, rule, err) && list_alone(b, m, &key, rule, err);
}

static bool finish(struct cs_index_build *b, struct making *m, struct cs_group_of_rules *out, struct cs_err *err) {
  *out = m->group;
  out->n_rules = (uint32_t)m->rules.n;
  out->rules = cs_arena_array(b->arena, uint32_t, m->rules.n, err);
  if (!out->rules || !cs_postings_make(b->arena, b->scratch, &m->own, &out->own, err) ||
      !cs_postings_make(b->arena, b->scratch, &m->above, &out->above, err) ||
      !cs_postings_make(b->arena, b->scratch, &m->by_spread, &out->by_spread, err)) {
    return false;
  }
  memcpy(out->rules, m->rules.at, m->rules.n * sizeof *out->rules);
  for (size_t i = 0; i < out->n_exact; i++) {
    if (!cs_postings_make(b->arena, b->scratch, &m->by_exact[i], &out->by_exact[i], err)) {
      return false;
    }
  }
  return true;
}

static bool make_groups(struct cs_index_build *b, struct cs_err *err) {
  struct makings all = {0};
  struct cs_map names;
  cs_map_init(&names, b->scratch);
  for (uint32_t i = 0; i < b->index->rules->n_rules; i++) {
    if (!put_rule(b, &all, &names, i, err)) {
      return false;
    }
  }
  b->index->n_groups = all.n;
  b->index->groups = cs_arena_array(b->arena, struct cs_group_of_rules, all.n, err);
  if (!b->index->groups) {
    return false;
  }
  for (size_t i = 0; i < all.n; i++) {
    if (!finish(b, &all.at[i], &b->index->groups[i], err) || !cs_index_columns(b, &b->index->groups[i], err)) {
      return false;
    }
  }
  return true;
}

/* ---- the whole */

/* Every certainty that a condition can rest on, but for those of the facts and of the host's own answers. */
static enum cs_certainty weakest_of(const struct cs_rules *rules) {
  enum cs_certainty weakest = CS_CONFIRMED;
  for (size_t i = 0; i < rules->n_groups; i++) {
    for (size_t k = 0; k < rules->groups[i].n_members; k++) {
      enum cs_certainty certainty = rules->groups[i].members[k].certainty;
      weakest = certainty > weakest && certainty <= CS_ASSUMED ? certainty : weakest;
    }
  }
  for (size_t i = 0; i < rules->n_regimes; i++) {
    for (size_t k = 0; k < rules->regimes[i].n_containments; k++) {
      enum cs_certainty certainty = rules->regimes[i].containments[k].cite.certainty;
      weakest = certainty > weakest && certainty <= CS_ASSUMED ? certainty : weakest;
    }
  }
  return weakest;
}

static bool make_rule(struct cs_index_build *b, uint32_t rule, struct cs_err *err) {
  const struct cs_rule *it = &b->index->rules->rules[rule];
  struct cs_found_rule *found = &b->index->found[rule];
  *found = (struct cs_found_rule){
      .known = it->info.known, .from = it->info.from, .before = it->info.before, .family = it->family};
  return cs_index_tests(b, rule, err);
}

static bool make_tests(struct cs_index_build *b, struct cs_err *err) {
  for (uint32_t i = 0; i < b->index->rules->n_rules; i++) {
    if (!make_rule(b, i, err)) {
      return false;
    }
  }
  if (!cs_list_keep(b->arena, &b->tests, err) || !cs_list_keep(b->arena, &b->parts, err)) {
    return false;
  }
  b->index->tests = b->tests.at;
  b->index->n_tests = b->tests.n;
  b->index->parts = b->parts.at;
  b->index->n_parts = b->parts.n;
  return true;
}

bool cs_index_make(struct cs_arena *arena, struct cs_arena *scratch, const struct cs_rules *rules,
                   const struct cs_family_plans *plans, struct cs_index **out, struct cs_err *err) {
  struct cs_index *index = cs_arena_new(arena, struct cs_index, err);
  struct cs_index_build b = {.arena = arena, .scratch = scratch, .index = index};
  *out = NULL;
  b.cuts = cs_arena_array(scratch, struct cs_index_cut, CS_INDEX_CUTS, err);
  if (!index || !b.cuts) {
    return false;
  }
  index->rules = rules;
  cs_map_init(&index->ids, arena);
  index->found = cs_arena_array(arena, struct cs_found_rule, rules->n_rules, err);
  if (!index->found || !make_tests(&b, err) || !cs_index_entries(&b, plans, err) ||
      !cs_list_keep(arena, &b.ids, err)) { /* the acts that regimes treat are there too */
    return false;
  }
  index->ids_at = b.ids.at;
  index->n_ids_at = b.ids.n;
  if (!make_groups(&b, err) || !cs_index_kins(&b, plans, err)) {
    return false;
  }
  index->weakest = weakest_of(rules);
  index->ids.arena = NULL; /* nothing is added any more */
  *out = index;
  return true;
}
