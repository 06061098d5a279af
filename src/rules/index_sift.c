/* A group sifted by its columns: the rules that may hold, as bits. Must never drop a bit of a rule that may hold; may keep
 * one that does not. README.md. */
#include "rules/index.h"

struct sifting {
  const struct cs_group_of_rules *group;
  const struct cs_prepared *facts;
  uint64_t *words;
  size_t lo, hi; /* beyond these words nothing is left */
  bool begun;    /* the words hold bits; else all rules are in */
};

static void narrow(struct sifting *s, const uint64_t *bits, size_t from, size_t to) {
  s->lo = from > s->lo ? from : s->lo;
  s->hi = to < s->hi ? to : s->hi;
  for (size_t w = s->lo; w < s->hi; w++) {
    s->words[w] = s->begun ? s->words[w] & bits[w] : bits[w];
  }
  s->begun = true;
}

/* Where the bitmap's bits lie. */
static void bounds_of(const struct cs_column *column, size_t key, size_t words, size_t *from, size_t *to) {
  const uint64_t *bits = &column->bits[key * words];
  *from = 0;
  *to = words;
  while (*from < words && bits[*from] == 0) {
    ++*from;
  }
  while (*to > *from && bits[*to - 1] == 0) {
    --*to;
  }
}

static bool names_key(const struct cs_column *column, int64_t key) {
  size_t k = cs_column_rank(column, key);
  return k < column->n_keys && column->keys[k] == key;
}

/* One value, and no rule without such a test: its bitmap alone. */
static bool sift_one(struct sifting *s, const struct cs_column *column, int64_t id) {
  size_t words = cs_column_words(s->group), k = cs_column_rank(column, id), from, to;
  if (k == column->n_keys || column->keys[k] != id) {
    return false;
  }
  if (column->n_keys == 1) {
    return true; /* every rule has it */
  }
  bounds_of(column, k, words, &from, &to);
  narrow(s, &column->bits[k * words], from, to);
  return true;
}

static void add_bits(const struct cs_column *column, size_t words, int64_t id, size_t lo, size_t hi, uint64_t *out,
                     bool *any) {
  size_t k = cs_column_rank(column, id);
  if (k == column->n_keys || column->keys[k] != id) {
    return;
  }
  *any = true;
  for (size_t w = lo; w < hi; w++) {
    out[w] |= column->bits[k * words + w];
  }
}

/* Several values: the rules under any of them. *exact: false where some of those are only partly so. */
static bool sift_ids(struct sifting *s, const struct cs_column *column, const uint32_t *ids, size_t n, size_t n_may,
                     bool *exact) {
  uint64_t sum[CS_COLUMN_WORDS_MAX];
  size_t words = cs_column_words(s->group);
  bool any = false, partly = false;
  if (n == 1 && n_may == 0 && !column->some_lack && !names_key(column, -(int64_t)ids[0])) {
    return sift_one(s, column, ids[0]);
  }
  for (size_t w = s->lo; w < s->hi; w++) {
    sum[w] = column->lack[w];
  }
  for (size_t i = 0; i < n; i++) {
    add_bits(column, words, ids[i], s->lo, s->hi, sum, &any);
  }
  for (size_t i = n; i < n + n_may; i++) {
    add_bits(column, words, ids[i], s->lo, s->hi, sum, &partly);
  }
  if (column->kind == CS_TEST_AREA_WITHIN && n > 0) {
    add_bits(column, words, -(int64_t)ids[0], s->lo, s->hi, sum, &partly);
  }
  *exact = *exact && !partly;
  narrow(s, sum, s->lo, s->hi);
  return true;
}

/* How many constants lie below the value, or at it too. */
static size_t rank_of(const struct cs_column *column, int64_t value, bool or_at) {
  size_t k = cs_column_rank(column, value);
  return k < column->n_keys && column->keys[k] == value && or_at ? k + 1 : k;
}

static void sift_figure(struct sifting *s, const struct cs_column *column, const struct cs_prepared_fact *fact,
                        bool *exact) {
  uint64_t kept[CS_COLUMN_WORDS_MAX];
  size_t words = cs_column_words(s->group), step = column->step;
  bool above = column->op == CS_OP_GT || column->op == CS_OP_GE;
  bool at_first =
      column->op == CS_OP_GE || column->op == CS_OP_LT; /* is a constant at the value counted among the lower? */
  /* For > and >= the rules with the lower constants hold, of the highest that it may be; for < and <= all others do. */
  size_t may = rank_of(column, above ? fact->hi : fact->lo, at_first);
  size_t sure = rank_of(column, above ? fact->lo : fact->hi, at_first);
  *exact = *exact && may == sure && (may % step == 0 || may == column->n_keys);
  size_t steps = above ? (may + step - 1) / step : may / step;
  if (!above && may == column->n_keys) {
    steps = (may + step - 1) / step;
  }
  for (size_t w = s->lo; w < s->hi; w++) {
    uint64_t lower = column->bits[steps * words + w];
    kept[w] = above ? lower | column->lack[w] : ~lower;
  }
  narrow(s, kept, s->lo, s->hi);
}

/* False: no rule of the group is left. */
static bool sift_column(struct sifting *s, const struct cs_column *column, bool *exact) {
  const struct cs_prepared_fact *fact = &s->facts->facts[column->slot];
  const uint32_t *up = &s->facts->up[fact->up];
  switch ((enum cs_test_kind)column->kind) {
  case CS_TEST_CODE:
    if (!column->some_lack) {
      return sift_one(s, column, fact->id);
    }
    return sift_ids(s, column, &fact->id, 1, 0, exact);
  case CS_TEST_AREA_WITHIN:
  case CS_TEST_HAS:
    return sift_ids(s, column, up, fact->n_up, fact->n_may, exact);
  case CS_TEST_FIGURE:
    sift_figure(s, column, fact, exact);
    return true;
  case CS_TEST_LEVEL_IS:
  case CS_TEST_LEVEL_WITHIN:
  case CS_TEST_AREA_IS:
  case CS_TEST_BOOL:
  case CS_TEST_SUM:
  case CS_TEST_DAY:
    break;
  }
  *exact = false;
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
}

bool cs_index_sift(const struct cs_group_of_rules *group, const struct cs_prepared *facts, enum cs_certainty weakest,
                   uint64_t *words, struct cs_sifted *out) {
  struct sifting s = {.group = group, .facts = facts, .words = words, .hi = cs_column_words(group)};
  bool exact = group->one_kind;
  bool unknown = false;
  *out = (struct cs_sifted){.rules = group->rules, .words = words};
  for (size_t i = 0; i < group->n_columns; i++) {
    const struct cs_column *column = &group->columns[i];
    const struct cs_prepared_fact *fact = &facts->facts[column->slot];
    bool known = fact->state == CS_FACT_KNOWN || (fact->state == CS_FACT_PART && !fact->open);
    if (fact->state == CS_FACT_UNKNOWN) {
      out->causes |= facts->cause_of[column->slot];
      unknown = true;
    } else if (!known || fact->certainty > (uint8_t)weakest || !fits(column, fact)) {
      exact = false;
    } else if (!sift_column(&s, column, &exact)) {
      return false;
    }
  }
  if (!s.begun) {
    fill_all(&s);
  }
  if (s.hi > s.lo && s.hi == cs_column_words(group) && group->n_rules % 64 != 0) {
    words[s.hi - 1] &= ((uint64_t)1 << group->n_rules % 64) - 1; /* what a negation set beyond the last rule */
  }
  out->lo = (uint32_t)s.lo;
  out->hi = (uint32_t)(s.hi > s.lo ? s.hi : s.lo);
  out->all_unknown = exact && unknown;
  return true;
}
