/* Parts by columns: what a condition of parts says of many of them at once, and their sums, from facts that were prepared. A part of
 * which anything that is looked at is not known, exact, one and confirmed is left to the evaluator, as is every condition of
 * another form. Invariant: what is told here the evaluator would tell, by the same steps. Specification: SPEC.md section 18. */
#include "rules/eval.h"

/* What all parts have of one fact. `plain`: those of which it is known, exact and confirmed. */
struct column {
  bool words, amounts; /* which there are */
  uint32_t *word;      /* numbers of words, from 1; of a truth 1 for yes and 2 for no */
  int64_t *amount;     /* of `unit`, with `scale` digits behind the point */
  struct cs_unit unit;
  unsigned scale;
  uint64_t plain[CS_PARTS_WORDS];
};
struct cs_part_columns {
  struct cs_map numbers; /* word → number */
  struct column *at;     /* one a reference of the set */
  size_t n;
};

/* ------------------------------------------------------------------ preparing */

/* The part's own value; NULL: it states none. */
static const struct cs_value *value_of(const struct cs_part *part, const struct cs_ref *ref) {
  switch (ref->kind) {
  case CS_REF_PART_ORIGIN:
    return &part->origin;
  case CS_REF_PART_VALUE:
    return &part->value;
  case CS_REF_PART_FACT:
    return part->values ? &part->values[ref->part_fact] : NULL;
  case CS_REF_PART_ID:
  case CS_REF_TERM:
  case CS_REF_CELL:
  case CS_REF_LOOKUP:
    return NULL;
  }
  return NULL;
}

static bool number_word(struct cs_part_columns *c, struct cs_str word, uint32_t *out, struct cs_err *err) {
  bool fresh;
  union cs_map_value *number = cs_map_put(&c->numbers, word, &fresh, err);
  if (!number) {
    return false;
  }
  number->number = fresh ? c->numbers.n : number->number;
  *out = (uint32_t)number->number;
  return true;
}

/* The amount, if it is of the column's unit and scale, which the first one sets. */
static bool take_amount(struct column *column, struct cs_figure figure, bool first, int64_t *out) {
  if (first) {
    column->unit = figure.unit;
    column->scale = figure.lo.scale;
  }
  *out = (int64_t)figure.lo.coefficient;
  return cs_figure_exact(figure) && figure.unit.index == column->unit.index && figure.lo.scale == column->scale &&
         figure.lo.coefficient <= INT64_MAX && figure.lo.coefficient >= INT64_MIN;
}

static bool fill(struct cs_part_columns *c, struct column *column, const struct cs_ref *ref,
                 const struct cs_part *parts, size_t n, struct cs_err *err) {
  enum cs_type type = ref->fact.info.type;
  bool first = true;
  for (size_t i = 0; i < n; i++) {
    const struct cs_value *value = value_of(&parts[i], ref);
    if (!value || !value->known || value->certainty != CS_CONFIRMED || value->made) {
      continue;
    }
    bool plain = true;
    if (column->amounts) {
      plain = take_amount(column, value->figure, first, &column->amount[i]);
      first = first && !plain;
    } else if (type == CS_TYPE_BOOL) {
      plain = value->truth != CS_UNKNOWN;
      column->word[i] = value->truth == CS_YES ? 1 : 2;
    } else if (!number_word(c, value->code, &column->word[i], err)) {
      return false;
    }
    column->plain[i / 64] |= (uint64_t)plain << (i % 64);
  }
  return true;
}

static bool fill_all(struct cs_part_columns *c, const struct cs_rules *rules, const struct cs_part *parts, size_t n,
                     struct cs_arena *arena, struct cs_err *err) {
  for (size_t i = 0; i < rules->n_refs; i++) {
    const struct cs_ref *ref = rules->refs[i];
    struct column *column = &c->at[i];
    enum cs_type type = ref->fact.info.type;
    bool stated = ref->kind == CS_REF_PART_ORIGIN || ref->kind == CS_REF_PART_VALUE || ref->kind == CS_REF_PART_FACT;
    bool code = (type == CS_TYPE_CODE || type == CS_TYPE_TEXT) && !ref->fact.levels;
    column->amounts = stated && cs_type_is_figure(type);
    column->words = stated && (type == CS_TYPE_BOOL || code);
    if (!column->amounts && !column->words) {
      continue;
    }
    column->word = cs_arena_array(arena, uint32_t, column->words ? n : 0, err);
    column->amount = cs_arena_array(arena, int64_t, column->amounts ? n : 0, err);
    if (!column->word || !column->amount || !fill(c, column, ref, parts, n, err)) {
      return false;
    }
  }
  return true;
}

bool cs_parts_prepare(const struct cs_rules *rules, const struct cs_part *parts, size_t n, struct cs_arena *arena,
                      const struct cs_part_columns **out, struct cs_err *err) {
  *out = NULL;
  if (n == 0 || n > CS_PARTS_MAX || rules->n_refs == 0) {
    return true;
  }
  struct cs_part_columns *c = cs_arena_new(arena, struct cs_part_columns, err);
  if (!c) {
    return false;
  }
  cs_map_init(&c->numbers, arena);
  c->at = cs_arena_array(arena, struct column, rules->n_refs, err);
  *out = c;
  return c->at && fill_all(c, rules, parts, n, arena, err);
}

/* ------------------------------------------------------------------ a condition of all parts */

static const struct column *column_of(const struct cs_ask *ask, uint32_t fact) {
  return cs_is_ref(fact) ? &ask->columns->at[fact & ~CS_REF] : NULL;
}

static bool one_of(const uint32_t *numbers, size_t n, uint32_t number) {
  for (size_t i = 0; i < n; i++) {
    if (numbers[i] == number) {
      return true;
    }
  }
  return false;
}

enum { OPERANDS_MAX = 16 };

/* `part.X is V`, `part.X in { V, W }`, or a truth by itself. False: it is of another form. */
static bool tell_words(const struct cs_ask *ask, const struct cs_node *node, struct cs_parts_told *out) {
  const struct column *column = column_of(ask, node->fact);
  uint32_t numbers[OPERANDS_MAX] = {1}; /* of a truth: yes */
  bool flag = node->kind == CS_NODE_FLAG, is = node->kind == CS_NODE_IS;
  size_t n = flag ? 1 : is ? node->n_operands : 0;
  if (!column || !column->words || n == 0 || n > OPERANDS_MAX) {
    return false;
  }
  bool truth = cs_fact_at(ask->rules, node->fact)->info.type == CS_TYPE_BOOL;
  for (size_t i = 0; !flag && i < n; i++) {
    const struct cs_operand *operand = &node->operands[i];
    const union cs_map_value *number = truth ? NULL : cs_map_get(&ask->columns->numbers, operand->code);
    if (operand->is_fact) {
      return false;
    }
    numbers[i] = truth ? (operand->truth ? 1 : 2) : number ? (uint32_t)number->number : 0;
  }
  for (size_t i = 0; i < ask->n_parts; i++) {
    uint64_t bit = column->plain[i / 64] & (uint64_t)1 << (i % 64);
    bool yes = bit != 0 && one_of(numbers, n, column->word[i]);
    out->yes[i / 64] |= yes ? bit : 0;
    out->no[i / 64] |= yes ? 0 : bit;
  }
  return true;
}

static bool names_references(const struct cs_node *node) {
  bool some = node->kind == CS_NODE_IS || node->kind == CS_NODE_WITHIN || node->kind == CS_NODE_HAS;
  bool names = cs_is_ref(node->fact);
  for (size_t i = 0; some && i < node->n_operands; i++) {
    names = names || (node->operands[i].is_fact && cs_is_ref(node->operands[i].fact));
  }
  return names;
}

/* What is said of the line alone is said of every part. */
static void tell_line(struct cs_ask *ask, const struct cs_node *node, struct cs_parts_told *out) {
  struct cs_found found;
  if (!names_references(node) && cs_glance(ask, node, &found) && found.certainty == CS_CONFIRMED) {
    for (size_t w = 0; w < CS_PARTS_WORDS; w++) {
      out->yes[w] = found.truth == CS_YES ? UINT64_MAX : 0;
      out->no[w] = ~out->yes[w];
    }
  }
}

static void tell(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_parts_told *out);

/* One after another, as the evaluator does: who is decided by one is not asked by the next, who is undecided stays so. */
static void tell_many(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_parts_told *out) {
  bool all = node->kind == CS_NODE_AND;
  uint64_t left[CS_PARTS_WORDS];
  for (size_t w = 0; w < CS_PARTS_WORDS; w++) {
    left[w] = UINT64_MAX;
  }
  for (size_t i = 0; i < node->n_kids; i++) {
    struct cs_parts_told kid;
    tell(ask, node->kids[i], depth + 1, &kid);
    for (size_t w = 0; w < CS_PARTS_WORDS; w++) {
      uint64_t decided = all ? kid.no[w] : kid.yes[w];
      *(all ? &out->no[w] : &out->yes[w]) |= left[w] & decided;
      left[w] &= all ? kid.yes[w] : kid.no[w];
    }
  }
  for (size_t w = 0; w < CS_PARTS_WORDS; w++) {
    *(all ? &out->yes[w] : &out->no[w]) = left[w];
  }
}

static void tell(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_parts_told *out) {
  cs_assert(depth <= CS_RULES_DEPTH_MAX * 4);
  *out = (struct cs_parts_told){{0}, {0}};
  if (node->kind == CS_NODE_AND || node->kind == CS_NODE_OR) {
    tell_many(ask, node, depth, out);
  } else if (node->kind == CS_NODE_NOT) {
    struct cs_parts_told kid;
    tell(ask, node->kids[0], depth + 1, &kid);
    for (size_t w = 0; w < CS_PARTS_WORDS; w++) {
      out->yes[w] = kid.no[w];
      out->no[w] = kid.yes[w];
    }
  } else if (!tell_words(ask, node, out)) {
    tell_line(ask, node, out);
  }
}

void cs_parts_tell(struct cs_ask *ask, const struct cs_node *where, struct cs_parts_told *out) {
  *out = (struct cs_parts_told){{0}, {0}};
  if (ask->columns && where) {
    tell(ask, where, 0, out);
  }
  for (size_t w = 0; w < CS_PARTS_WORDS && !where; w++) {
    out->yes[w] = UINT64_MAX;
  }
}

bool cs_parts_found(const struct cs_parts_told *told, size_t part, struct cs_found *out) {
  uint64_t bit = (uint64_t)1 << (part % 64);
  bool yes = (told->yes[part / 64] & bit) != 0;
  *out = (struct cs_found){.truth = cs_truth_of(yes), .certainty = CS_CONFIRMED};
  return yes || (told->no[part / 64] & bit) != 0;
}

bool cs_parts_sum(struct cs_ask *ask, const struct cs_source *source, uint32_t of, struct cs_figure *total, size_t *n) {
  const struct column *column = ask->columns && source->kind == CS_SOURCE_PARTS ? column_of(ask, of) : NULL;
  struct cs_parts_told told;
  cs_i128 sum = 0;
  *n = 0;
  if (!column || !column->amounts) {
    return false;
  }
  cs_parts_tell(ask, source->where, &told);
  for (size_t i = 0; i < ask->n_parts; i++) {
    uint64_t bit = (uint64_t)1 << (i % 64), yes = told.yes[i / 64] & bit;
    if ((yes ? column->plain[i / 64] & bit : told.no[i / 64] & bit) == 0) {
      return false;
    }
    sum += yes ? column->amount[i] : 0;
    *n += yes ? 1 : 0;
  }
  *total = cs_figure_of((struct cs_dec){sum, column->scale}, column->unit);
  return true;
}
