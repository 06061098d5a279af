/* A group sifted by its columns: the rules that may hold, as bits. Must never drop a bit of a rule that may hold; may keep
 * one that does not. README.md. */
#include "rules/index.h"

struct sifting {
  const struct cs_group_of_rules *group;
  const struct cs_prepared *facts;
  const uint64_t *left; /* NULL: all rules are */
  uint64_t *words;      /* room for what is left, where it is no column's own bitmap */
  uint32_t lo, hi;      /* beyond these words nothing is left */
  bool exact;           /* would a closer look leave none out? */
};

static void narrow(struct sifting *s, const uint64_t *bits, uint32_t lo, uint32_t hi) {
  s->lo = lo > s->lo ? lo : s->lo;
  s->hi = hi < s->hi ? hi : s->hi;
  if (!s->left) {
    s->left = bits;
    return;
  }
  for (size_t w = s->lo; w < s->hi; w++) {
    s->words[w] = s->left[w] & bits[w];
  }
  s->left = s->words;
}

/* The number of the value's bitmap; false: no rule names it. */
static bool find_key(const struct cs_column *column, int64_t value, size_t *out) {
  if (column->places) {
    uint64_t at = (uint64_t)(value - column->keys[0]);
    *out = at < column->n_places ? (size_t)column->places[at] - 1 : SIZE_MAX;
    return *out != SIZE_MAX;
  }
  *out = cs_column_rank(column, value);
  return *out < column->n_keys && column->keys[*out] == value;
}

/* One value, and no rule without such a test: its bitmap alone. */
static bool sift_one(struct sifting *s, const struct cs_column *column, int64_t id) {
  size_t key;
  if (!find_key(column, id, &key)) {
    return false;
  }
  if (column->n_keys > 1) { /* else every rule has it */
    narrow(s, &column->bits[key * cs_column_words(s->group)], column->where[key].lo, column->where[key].hi);
  }
  return true;
}

/* The rules under this value, onto the sum; false: there are none. */
static bool add_bits(const struct sifting *s, const struct cs_column *column, int64_t id, uint64_t *sum) {
  size_t key;
  if (!find_key(column, id, &key)) {
    return false;
  }
  for (size_t w = s->lo; w < s->hi; w++) {
    sum[w] |= column->bits[key * cs_column_words(s->group) + w];
  }
  return true;
}

/* Several values: the rules under any of them, and those without such a test. Not exact where a rule may be partly so. */
static bool sift_ids(struct sifting *s, const struct cs_column *column, const uint32_t *ids, size_t n, size_t n_may) {
  uint64_t room[CS_COLUMN_WORDS_MAX];
  uint64_t *sum = s->left == s->words ? room : s->words; /* nothing is in these words yet */
  bool partly = false;
  for (size_t w = s->lo; w < s->hi; w++) {
    sum[w] = column->lack[w];
  }
  for (size_t i = 0; i < n; i++) {
    (void)add_bits(s, column, ids[i], sum);
  }
  for (size_t i = n; i < n + n_may; i++) {
    partly = add_bits(s, column, ids[i], sum) || partly;
  }
  if (column->kind == CS_TEST_AREA_WITHIN && n > 0) {
    partly = add_bits(s, column, -(int64_t)ids[0], sum) || partly;
  }
  s->exact = s->exact && !partly;
  narrow(s, sum, s->lo, s->hi);
  return true;
}

static bool sift_area(struct sifting *s, const struct cs_column *column, const struct cs_prepared_fact *fact) {
  const uint32_t *up = &s->facts->up[fact->up];
  size_t key;
  if (fact->n_up == 1 && !column->some_lack && !find_key(column, -(int64_t)up[0], &key)) {
    return sift_one(s, column, up[0]);
  }
  return sift_ids(s, column, up, fact->n_up, 0);
}

static bool sift_set(struct sifting *s, const struct cs_column *column, const struct cs_prepared_fact *fact) {
  if (fact->one && !column->some_lack) {
    return sift_one(s, column, fact->lo);
  }
  return sift_ids(s, column, &s->facts->up[fact->up], fact->n_up, fact->n_may);
}

/* How many constants lie below the value, or at it too. */
static size_t rank_of(const struct cs_column *column, int64_t value, bool or_at) {
  size_t k = cs_column_rank(column, value);
  return k < column->n_keys && column->keys[k] == value && or_at ? k + 1 : k;
}

static void sift_figure(struct sifting *s, const struct cs_column *column, const struct cs_prepared_fact *fact) {
  size_t step = column->step;
  bool above = column->op == CS_OP_GT || column->op == CS_OP_GE;
  bool at_first =
      column->op == CS_OP_GE || column->op == CS_OP_LT; /* is a constant at the value counted among the lower? */
  /* For > and >= the rules with the lower constants hold, of the highest that it may be; for < and <= all others do. */
  size_t may = rank_of(column, above ? fact->hi : fact->lo, at_first);
  size_t sure = fact->one ? may : rank_of(column, above ? fact->lo : fact->hi, at_first);
  bool at_step = step == 1 || may % step == 0;
  s->exact = s->exact && may == sure && (at_step || may == column->n_keys);
  size_t map = step == 1 ? may : above || may == column->n_keys ? (may + step - 1) / step : may / step;
  narrow(s, &column->bits[map * cs_column_words(s->group)], column->where[map].lo, column->where[map].hi);
}

/* False: no rule of the group is left. */
static bool sift_column(struct sifting *s, const struct cs_column *column, const struct cs_prepared_fact *fact) {
  switch ((enum cs_test_kind)column->kind) {
  case CS_TEST_CODE:
    return column->some_lack ? sift_ids(s, column, &(uint32_t){(uint32_t)fact->lo}, 1, 0)
                             : sift_one(s, column, fact->lo);
  case CS_TEST_AREA_WITHIN:
    return sift_area(s, column, fact);
  case CS_TEST_HAS:
    return sift_set(s, column, fact);
  case CS_TEST_FIGURE:
    sift_figure(s, column, fact);
    return true;
  case CS_TEST_LEVEL_IS:
  case CS_TEST_LEVEL_WITHIN:
  case CS_TEST_AREA_IS:
  case CS_TEST_BOOL:
  case CS_TEST_SUM:
  case CS_TEST_DAY:
    break;
  }
  s->exact = false;
  return true;
}

/* Can the column be asked about the fact at all? */
static bool fits(const struct cs_column *column, const struct cs_prepared_fact *fact) {
  struct cs_unit mine = {fact->unit}, its = {(uint16_t)column->unit};
  return column->bits &&
         (column->kind != CS_TEST_FIGURE || mine.index == its.index || cs_unit_same_dimension(mine, its));
}

static void fill_all(struct sifting *s) {
  size_t n = s->group->n_rules, words = cs_column_words(s->group);
  for (size_t w = 0; w < words; w++) {
    s->words[w] = n - w * 64 >= 64 ? UINT64_MAX : ((uint64_t)1 << (n - w * 64)) - 1;
  }
  s->left = s->words;
}

bool cs_index_sift(const struct cs_group_of_rules *group, const struct cs_prepared *facts, enum cs_certainty weakest,
                   uint64_t *words, struct cs_sifted *out) {
  struct sifting s = {
      .group = group, .facts = facts, .words = words, .hi = (uint32_t)cs_column_words(group), .exact = group->one_kind};
  bool unknown = false;
  *out = (struct cs_sifted){.rules = group->rules};
  for (size_t i = 0; i < group->n_columns; i++) {
    const struct cs_column *column = &group->columns[i];
    const struct cs_prepared_fact *fact = &facts->facts[column->slot];
    if (fact->state == CS_FACT_UNKNOWN) {
      out->causes |= facts->cause_of[column->slot];
      unknown = true;
    } else if (fact->tells > (uint8_t)weakest || !fits(column, fact)) {
      s.exact = false;
    } else if (!sift_column(&s, column, fact) || s.lo >= s.hi) {
      return false;
    }
  }
  if (!s.left) {
    fill_all(&s);
  }
  out->words = s.left;
  out->lo = s.lo;
  out->hi = s.hi;
  out->all_unknown = s.exact && unknown;
  return true;
}
