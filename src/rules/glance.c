/* What can be told at a glance: conditions about words, truths and sets that are known and one thing only, without making values of
 * them. Never says anything but what the evaluator would say; what is unknown, or may be several, is left to it. Specification:
 * SPEC.md sections 7.1, 15.7 and 16.4. */
#include "rules/eval.h"

#include <string.h>

/* What is seen of one side. */
struct seen {
  bool none; /* blank, or there is none */
  enum cs_certainty certainty;
  struct cs_str word;           /* CODE, TEXT */
  const struct cs_value *value; /* NULL: a cell, or a constant */
  const struct cs_strs *set;    /* CODES, of which all that is in is known */
};

/* ------------------------------------------------------------------ values that lie in memory */

const struct cs_value *cs_glance_value(struct cs_ask *ask, uint32_t fact) {
  const struct cs_value *value = NULL;
  if (!cs_is_ref(fact)) {
    value = &ask->values[fact];
  } else {
    const struct cs_ref *ref = ask->rules->refs[fact & ~CS_REF];
    value = ref->kind == CS_REF_TERM ? cs_named_known(ask, ref->term) : cs_part_value(ask, ref);
  }
  bool counts = value && value->known && value->certainty <= ask->weakest;
  return counts && !(value->made && value->made->n_others > 0) ? value : NULL;
}

static bool see_value(struct cs_ask *ask, uint32_t fact, struct seen *out) {
  const struct cs_value *value = cs_glance_value(ask, fact);
  if (!value) {
    return false;
  }
  *out = (struct seen){.certainty = value->certainty, .word = value->code, .value = value};
  out->none = cs_value_is_none(value);
  out->set = value->maybe.n == 0 && !value->open ? &value->sure : NULL;
  return true;
}

/* ------------------------------------------------------------------ cells */

static bool see_cell(const struct cs_row *row, size_t column, struct seen *out) {
  const struct cs_cells *cells = &row->version->cells[column];
  *out = (struct seen){.certainty = CS_CONFIRMED, .word = cells->text[row->row]};
  out->none = cells->state[row->row] == CS_CELL_BLANK;
  out->set = cells->sets && !out->none ? &cells->sets[row->row] : NULL;
  return cells->state[row->row] != CS_CELL_UNKNOWN;
}

/* A key by its text: of a fact, a term that is worked out, or a cell of a row at hand. */
static bool see_key(struct cs_ask *ask, const struct cs_operand *key, struct seen *out) {
  const struct cs_ref *ref = key->is_fact && cs_is_ref(key->fact) ? ask->rules->refs[key->fact & ~CS_REF] : NULL;
  if (!key->is_fact) {
    *out = (struct seen){.certainty = CS_CONFIRMED, .word = key->code};
  } else if (ref && ref->kind == CS_REF_CELL) {
    if (!see_cell(&ask->rows[ref->row], ref->column, out)) {
      return false;
    }
  } else if (!see_value(ask, key->fact, out)) {
    return false;
  }
  enum cs_type type = key->is_fact ? cs_fact_at(ask->rules, key->fact)->info.type : CS_TYPE_CODE;
  return !out->none && out->word.len > 0 && (type == CS_TYPE_CODE || type == CS_TYPE_TEXT);
}

enum { KEYS_LONGEST = 256 };

static const union cs_map_value *find_by_keys(const struct cs_table_version *version, const struct seen *keys,
                                              size_t n) {
  char both[KEYS_LONGEST];
  struct cs_str key = keys[0].word;
  if (n > 1) {
    if (key.len + 1 + keys[1].word.len > sizeof both) {
      return NULL;
    }
    memcpy(both, key.ptr, key.len);
    both[key.len] = '\0';
    memcpy(both + key.len + 1, keys[1].word.ptr, keys[1].word.len);
    key = (struct cs_str){both, key.len + 1 + keys[1].word.len};
  }
  return cs_map_get(version->by_key, key);
}

static bool see_lookup(struct cs_ask *ask, const struct cs_ref *ref, struct seen *out) {
  const struct cs_table *table = &ask->rules->tables[ref->table];
  struct seen keys[2], by = {.certainty = CS_CONFIRMED};
  enum cs_certainty certainty = CS_CONFIRMED;
  size_t column = ref->column;
  struct cs_in_force in_force = cs_table_in_force(ask, table);
  for (size_t i = 0; i < ref->n_keys; i++) {
    if (!see_key(ask, &ref->keys[i], &keys[i])) {
      return false;
    }
    certainty = keys[i].certainty > certainty ? keys[i].certainty : certainty;
  }
  if (!in_force.sure || (ref->has_by && !see_key(ask, &ref->by, &by))) {
    return false;
  }
  struct cs_row row = {.table = table, .version = &table->versions[in_force.at[0]]};
  const union cs_map_value *found = find_by_keys(row.version, keys, ref->n_keys);
  const union cs_map_value *named = ref->has_by ? cs_map_get(table->by_name, by.word) : NULL;
  column = named ? (size_t)named->number : column;
  if (!found || (ref->has_by && (!named || !row.version->cells[column].there))) {
    return false;
  }
  row.row = (uint32_t)found->number;
  if (!see_cell(&row, column, out)) {
    return false;
  }
  out->none = ref->has_by ? out->word.len == 0 : out->none;
  out->certainty = by.certainty > certainty ? by.certainty : certainty;
  return true;
}

static bool see(struct cs_ask *ask, uint32_t fact, struct seen *out) {
  const struct cs_ref *ref = cs_is_ref(fact) ? ask->rules->refs[fact & ~CS_REF] : NULL;
  if (ref && ref->kind == CS_REF_CELL) {
    return see_cell(&ask->rows[ref->row], ref->column, out);
  }
  return ref && ref->kind == CS_REF_LOOKUP ? see_lookup(ask, ref, out) : see_value(ask, fact, out);
}

/* ------------------------------------------------------------------ conditions */

/* Neither side is none. */
static enum cs_truth compare(const struct cs_node *node, char levels, const struct seen *left, struct cs_str right) {
  bool same = cs_str_eq(left->word, right);
  if (node->kind == CS_NODE_HAS) {
    return cs_truth_of(cs_strs_has(*left->set, right));
  }
  if (node->kind == CS_NODE_WITHIN) {
    return cs_within_code(left->word, right, levels);
  }
  return !same && levels && cs_within_code(right, left->word, levels) == CS_YES ? CS_UNKNOWN : cs_truth_of(same);
}

/* One operand more: what holds rests on its surest part, what does not on its weakest (cs_found_join). */
static void take_in(struct cs_found *all, enum cs_truth truth, enum cs_certainty certainty) {
  if (truth == CS_YES) {
    all->certainty = all->truth == CS_YES && all->certainty < certainty ? all->certainty : certainty;
    all->truth = CS_YES;
  } else if (all->truth == CS_NO) {
    all->certainty = certainty > all->certainty ? certainty : all->certainty;
  }
}

/* A word against words, or a set against what it may have: one that holds is enough. */
static bool glance_operands(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out) {
  const struct cs_fact *fact = cs_fact_at(ask->rules, node->fact);
  struct seen left, right;
  bool set = node->kind == CS_NODE_HAS;
  bool words = fact->info.type == CS_TYPE_CODE || (fact->info.type == CS_TYPE_TEXT && node->kind == CS_NODE_IS);
  if ((set ? fact->info.type != CS_TYPE_CODES : !words) || !see(ask, node->fact, &left) ||
      (set && !left.set && !left.none)) {
    return false;
  }
  *out = (struct cs_found){.truth = CS_NO, .certainty = CS_CONFIRMED};
  for (size_t i = 0; i < node->n_operands; i++) {
    const struct cs_operand *operand = &node->operands[i];
    struct cs_str word = operand->code;
    enum cs_certainty certainty = left.certainty;
    bool none = left.none;
    if (operand->is_fact) {
      if (!see(ask, operand->fact, &right)) {
        return false;
      }
      word = right.word;
      certainty = right.certainty > certainty ? right.certainty : certainty;
      none = none || right.none;
    }
    enum cs_truth truth = none ? CS_NO : compare(node, fact->levels, &left, word);
    if (truth == CS_UNKNOWN) {
      return false;
    }
    take_in(out, truth, certainty);
  }
  return true;
}

static bool glance_blank(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out) {
  struct seen left;
  if (!see(ask, node->fact, &left) || (left.value && left.value->made && left.value->made->maybe_none)) {
    return false;
  }
  *out = (struct cs_found){.truth = cs_truth_of(left.none), .certainty = left.certainty};
  return true;
}

static bool glance_flag(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out) {
  const struct cs_value *value = cs_glance_value(ask, node->fact);
  if (!value || (!cs_value_is_none(value) && value->truth == CS_UNKNOWN)) {
    return false;
  }
  *out = (struct cs_found){.truth = cs_value_is_none(value) ? CS_NO : value->truth, .certainty = value->certainty};
  return true;
}

bool cs_glance(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out) {
  switch (node->kind) {
  case CS_NODE_IS:
  case CS_NODE_WITHIN:
  case CS_NODE_HAS:
    return glance_operands(ask, node, out);
  case CS_NODE_BLANK:
    return glance_blank(ask, node, out);
  case CS_NODE_FLAG:
    return glance_flag(ask, node, out);
  case CS_NODE_AND:
  case CS_NODE_OR:
  case CS_NODE_NOT:
  case CS_NODE_IN:
  case CS_NODE_COMPARE:
  case CS_NODE_DEPENDS:
  case CS_NODE_LIKE:
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
  case CS_NODE_NEEDS:
    return false;
  }
  return false;
}
