/* Bitmaps for questions that leave a group's slots unknown, and for rules without a key: for each kind of test that the rules of
 * a large group have, which of them hold of which value. Whole words of rules are then kept or left out at once. Must stay
 * linear: a column has 512 values or 64 thresholds at the most; with more it is dropped, or keeps some rules that a
 * closer look leaves out. README.md. */
#include "rules/index.h"

#include <stdlib.h>
#include <string.h>

enum { CS_COLUMN_RULES_MIN = 4, CS_COLUMN_KEYS_MAX = 512, CS_COLUMN_STEPS = 64, CS_COLUMN_PLACES_A_KEY = 64 };

struct making_column {
  struct cs_column *out;
  struct {
    int64_t *at;
    size_t n, cap;
  } keys;
};

/* ---- which columns there are */

static bool is_column(const struct cs_test *test) {
  bool figure = test->kind == CS_TEST_FIGURE && test->op != CS_OP_EQ && test->op != CS_OP_NE;
  bool ids =
      (test->kind == CS_TEST_CODE || test->kind == CS_TEST_AREA_WITHIN || test->kind == CS_TEST_HAS) && test->n > 0;
  return !test->negated && (figure || ids);
}

static bool same_column(const struct cs_column *column, const struct cs_test *test) {
  return column->slot == test->slot && column->kind == test->kind &&
         (test->kind != CS_TEST_FIGURE || (column->op == test->op && column->unit == test->n));
}

static struct cs_column *find_column(struct cs_group_of_rules *group, const struct cs_test *test) {
  for (size_t i = 0; i < group->n_columns; i++) {
    if (same_column(&group->columns[i], test)) {
      return &group->columns[i];
    }
  }
  if (!is_column(test) || group->n_columns == CS_COLUMNS_MAX) {
    return NULL;
  }
  struct cs_column *fresh = &group->columns[group->n_columns++];
  *fresh = (struct cs_column){
      .slot = test->slot, .kind = test->kind, .op = test->op, .unit = test->kind == CS_TEST_FIGURE ? test->n : 0};
  return fresh;
}

/* The rule's test of the column, the first one; NULL: none. */
static const struct cs_test *test_of(const struct cs_index *index, uint32_t rule, const struct cs_column *column) {
  const struct cs_found_rule *found = &index->found[rule];
  for (size_t i = 0; i < found->n_tests; i++) {
    const struct cs_test *test = &index->tests[found->first_test + i];
    if (!test->negated && same_column(column, test)) {
      return test;
    }
  }
  return NULL;
}

/* ---- is the group all of one kind, so that its unknown rules need not be told apart? */

static bool plain(const struct cs_found_rule *one) {
  return one->simple && !one->general && one->plain_source && one->always && one->known == CS_DAY_MIN && !one->notes;
}

static bool asks_the_same(const struct cs_index *index, const struct cs_found_rule *one,
                          const struct cs_found_rule *other) {
  bool same = one->n_entries == other->n_entries;
  for (size_t i = 0; same && i < one->n_entries; i++) {
    const struct cs_wanted *a = &index->wanted[one->first_entry + i], *b = &index->wanted[other->first_entry + i];
    same = a->entry == b->entry && a->clause == b->clause && a->certainty == b->certainty;
  }
  return same;
}

static bool one_kind(const struct cs_index *index, const struct cs_group_of_rules *group) {
  const struct cs_found_rule *first = &index->found[group->rules[0]];
  for (size_t i = 0; i < group->n_rules; i++) {
    const struct cs_found_rule *one = &index->found[group->rules[i]];
    if (!plain(one) || !asks_the_same(index, one, first) || one->verdict != first->verdict ||
        one->regime != first->regime || one->certainty != first->certainty || one->n_tests != group->n_columns) {
      return false;
    }
    for (size_t c = 0; c < group->n_columns; c++) {
      if (!test_of(index, group->rules[i], &group->columns[c])) {
        return false;
      }
    }
  }
  return true;
}

/* ---- keys */

static int by_key(const void *a, const void *b) {
  const int64_t *left = a, *right = b;
  return *left < *right ? -1 : *left > *right;
}

static void sort_keys(struct making_column *m) {
  size_t n = 0;
  qsort(m->keys.at, m->keys.n, sizeof *m->keys.at, by_key);
  for (size_t i = 0; i < m->keys.n; i++) {
    if (n == 0 || m->keys.at[n - 1] != m->keys.at[i]) {
      m->keys.at[n++] = m->keys.at[i];
    }
  }
  m->keys.n = n;
}

static bool add_key(struct cs_index_build *b, struct making_column *m, int64_t key, struct cs_err *err) {
  int64_t *slot = cs_list_push(b->scratch, &m->keys, err);
  if (slot) {
    *slot = key;
  }
  return slot != NULL;
}

/* Areas lie under themselves, and, with a minus, under all above. */
static bool add_area_keys(struct cs_index_build *b, struct making_column *m, uint32_t id, struct cs_err *err) {
  struct cs_area area = {(uint16_t)id};
  bool done = add_key(b, m, id, err);
  while (done && (area = cs_area_parent(area)).index != 0) {
    done = add_key(b, m, -(int64_t)area.index, err);
  }
  return done;
}

static uint32_t test_id(const struct cs_index *index, const struct cs_test *test, size_t i) {
  return test->n == 1 ? (uint32_t)test->value : index->ids_at[(size_t)test->value + i];
}

static bool collect_keys(struct cs_index_build *b, const struct cs_group_of_rules *group, struct making_column *m,
                         struct cs_err *err) {
  for (size_t i = 0; i < group->n_rules; i++) {
    const struct cs_test *test = test_of(b->index, group->rules[i], m->out);
    if (!test) {
      m->out->some_lack = true;
      continue;
    }
    if (test->kind == CS_TEST_FIGURE && !add_key(b, m, test->value, err)) {
      return false;
    }
    for (size_t k = 0; test->kind != CS_TEST_FIGURE && k < test->n; k++) {
      uint32_t id = test_id(b->index, test, k);
      bool done = test->kind == CS_TEST_AREA_WITHIN ? add_area_keys(b, m, id, err) : add_key(b, m, id, err);
      if (!done) {
        return false;
      }
    }
  }
  sort_keys(m);
  return true;
}

/* ---- bits */

static void set_bit(uint64_t *bits, size_t at) {
  bits[at / 64] |= (uint64_t)1 << (at % 64);
}

static void set_key(struct cs_column *column, size_t words, int64_t key, size_t at) {
  size_t k = cs_column_rank(column, key);
  cs_assert(k < column->n_keys && column->keys[k] == key);
  set_bit(&column->bits[k * words], at);
}

static void fill_ids(const struct cs_index *index, const struct cs_group_of_rules *group, struct cs_column *column,
                     size_t words) {
  for (size_t i = 0; i < group->n_rules; i++) {
    const struct cs_test *test = test_of(index, group->rules[i], column);
    for (size_t k = 0; test && k < test->n; k++) {
      struct cs_area area = {(uint16_t)test_id(index, test, k)};
      set_key(column, words, test_id(index, test, k), i);
      while (test->kind == CS_TEST_AREA_WITHIN && (area = cs_area_parent(area)).index != 0) {
        set_key(column, words, -(int64_t)area.index, i);
      }
    }
  }
}

/* Bitmap j: the rules that hold of a value above the first j × step of the keys, and those without such a test. For > and >=
 * those with these constants, for < and <= all others. */
static void fill_steps(const struct cs_index *index, const struct cs_group_of_rules *group, struct cs_column *column,
                       size_t words, size_t n_maps) {
  bool above = column->op == CS_OP_GT || column->op == CS_OP_GE;
  uint64_t last = group->n_rules % 64 == 0 ? UINT64_MAX : ((uint64_t)1 << group->n_rules % 64) - 1;
  for (size_t i = 0; i < group->n_rules; i++) {
    const struct cs_test *test = test_of(index, group->rules[i], column);
    if (test) {
      set_bit(&column->bits[(cs_column_rank(column, test->value) / column->step + 1) * words], i);
    }
  }
  for (size_t w = 0; w < words; w++) {
    uint64_t lower = 0;
    for (size_t j = 0; j < n_maps; j++) {
      uint64_t *word = &column->bits[j * words + w];
      lower |= *word;
      *word = above ? lower | column->lack[w] : ~lower & (w + 1 == words ? last : UINT64_MAX);
    }
  }
}

static void bound(const uint64_t *bits, size_t words, struct cs_column_bounds *out) {
  size_t lo = 0, hi = words;
  while (lo < words && bits[lo] == 0) {
    lo++;
  }
  while (hi > lo && bits[hi - 1] == 0) {
    hi--;
  }
  *out = (struct cs_column_bounds){(uint16_t)lo, (uint16_t)hi};
}

/* Where each value's key lies, unless that takes far more room than the keys. */
static bool fill_places(struct cs_index_build *b, struct cs_column *column, struct cs_err *err) {
  uint64_t n = (uint64_t)(column->keys[column->n_keys - 1] - column->keys[0]) + 1;
  if (n > CS_COLUMN_PLACES_A_KEY * (uint64_t)column->n_keys) {
    return true;
  }
  column->places = cs_arena_array(b->arena, uint16_t, n, err);
  column->n_places = (uint32_t)n;
  for (size_t k = 0; column->places && k < column->n_keys; k++) {
    column->places[column->keys[k] - column->keys[0]] = (uint16_t)(k + 1);
  }
  return column->places != NULL;
}

static bool fill_column(struct cs_index_build *b, const struct cs_group_of_rules *group, struct making_column *m,
                        struct cs_err *err) {
  struct cs_column *column = m->out;
  size_t words = cs_column_words(group);
  bool figure = column->kind == CS_TEST_FIGURE;
  if (!figure && m->keys.n > CS_COLUMN_KEYS_MAX) {
    return true; /* dropped: `bits` stays NULL */
  }
  column->n_keys = (uint32_t)m->keys.n;
  column->step = figure ? (uint32_t)(m->keys.n + CS_COLUMN_STEPS - 1) / CS_COLUMN_STEPS : 1;
  size_t n_maps = figure ? (m->keys.n + column->step - 1) / column->step + 1 : m->keys.n;
  column->keys = cs_arena_array(b->arena, int64_t, m->keys.n, err);
  column->bits = cs_arena_array(b->arena, uint64_t, n_maps * words, err);
  column->where = cs_arena_array(b->arena, struct cs_column_bounds, n_maps, err);
  column->lack = cs_arena_array(b->arena, uint64_t, words, err);
  if (!column->keys || !column->bits || !column->where || !column->lack) {
    return false;
  }
  memcpy(column->keys, m->keys.at, m->keys.n * sizeof *column->keys);
  for (size_t i = 0; i < group->n_rules; i++) {
    if (!test_of(b->index, group->rules[i], column)) {
      set_bit(column->lack, i);
    }
  }
  if (figure) {
    fill_steps(b->index, group, column, words, n_maps);
  } else {
    fill_ids(b->index, group, column, words);
  }
  for (size_t i = 0; i < n_maps; i++) {
    bound(&column->bits[i * words], words, &column->where[i]);
  }
  return figure || fill_places(b, column, err);
}

bool cs_index_columns(struct cs_index_build *b, struct cs_group_of_rules *group, struct cs_err *err) {
  struct cs_column columns[CS_COLUMNS_MAX];
  if (group->n_rules < CS_COLUMN_RULES_MIN) {
    return true;
  }
  group->columns = columns;
  for (size_t i = 0; i < group->n_rules; i++) {
    const struct cs_found_rule *found = &b->index->found[group->rules[i]];
    for (size_t k = 0; k < found->n_tests; k++) {
      (void)find_column(group, &b->index->tests[found->first_test + k]);
    }
  }
  group->one_kind = group->n_columns > 0 && one_kind(b->index, group);
  group->columns = cs_arena_array(b->arena, struct cs_column, group->n_columns, err);
  if (!group->columns) {
    return false;
  }
  memcpy(group->columns, columns, group->n_columns * sizeof *columns);
  group->all_columns = true;
  for (size_t i = 0; i < group->n_columns; i++) {
    struct making_column m = {.out = &group->columns[i]};
    if (!collect_keys(b, group, &m, err) || !fill_column(b, group, &m, err)) {
      return false;
    }
    group->all_columns = group->all_columns && m.out->bits;
  }
  group->first_word = (uint32_t)b->index->n_words;
  b->index->n_words += cs_column_words(group);
  return true;
}
