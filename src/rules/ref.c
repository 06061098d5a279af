/* What references stand for: cells, look-ups, what a part has, terms. Never guesses: a key that no row has, and a cell
 * that its column does not allow, are unknown. Specification: SPEC.md sections 15.4, 15.7, 16.3 and 18.1. */
#include "rules/eval.h"

#include <string.h>

/* ---- cells */

static bool unknown_cell(struct cs_ask *ask, const struct cs_row *row, size_t column, struct cs_value *out,
                         struct cs_err *err) {
  *out = (struct cs_value){.cause = {.kind = CS_CAUSE_TABLE}};
  return cs_arena_printf(ask->arena, &out->cause.name, err, "%.*s.%.*s", CS_STR_ARG(row->table->name),
                         CS_STR_ARG(row->table->columns[column].fact.info.name));
}

bool cs_cell_value(struct cs_ask *ask, const struct cs_row *row, size_t column, struct cs_value *out,
                   struct cs_err *err) {
  const struct cs_cells *cells = &row->version->cells[column];
  cs_assert(cells->there && row->row < row->version->n_rows);
  enum cs_type type = row->table->columns[column].fact.info.type;
  if (cells->state[row->row] == CS_CELL_UNKNOWN) {
    return unknown_cell(ask, row, column, out, err);
  }
  if (cells->state[row->row] == CS_CELL_BLANK) {
    *out = cs_value_none();
    return true;
  }
  *out = (struct cs_value){.known = true, .code = cells->text[row->row]};
  switch (type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
  case CS_TYPE_BOOL:
  case CS_TYPE_DURATION:
    return true;
  case CS_TYPE_CODES:
    out->sure = cells->sets[row->row];
    return true;
  case CS_TYPE_DATE:
    out->span = cells->spans[row->row];
    return true;
  case CS_TYPE_AREA:
    out->area = cells->areas[row->row];
    return true;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
    out->figure = cells->figures[row->row];
    return true;
  }
  return true;
}

/* ---- look-ups */

/* What one key may be. */
struct keys {
  struct cs_value value;
  enum cs_type type;
  size_t n;
};

static struct cs_str key_text(const struct keys *keys, size_t at) {
  const struct cs_value *value = at == 0 ? &keys->value : &keys->value.made->others[at - 1];
  if (cs_value_is_none(value)) {
    return CS_STR_NONE;
  }
  return keys->type == CS_TYPE_AREA ? cs_area_code(value->area) : value->code;
}

static bool read_key(struct cs_ask *ask, const struct cs_operand *operand, struct cs_possible *p, struct keys *out,
                     struct cs_err *err) {
  if (!cs_eval_operand(ask, operand, &out->value, err)) {
    return false;
  }
  out->type = operand->is_fact ? cs_fact_at(ask->rules, operand->fact)->info.type : CS_TYPE_CODE;
  out->n = 1 + (out->value.made ? out->value.made->n_others : 0);
  p->certainty = out->value.certainty > p->certainty ? out->value.certainty : p->certainty;
  size_t mark = ask->causes.n;
  if (!cs_value_settled(&out->value, out->type) && !cs_eval_push_value(ask, operand->fact, &out->value, err)) {
    return false;
  }
  p->unknown = p->unknown || !out->value.known;
  return cs_possible_take(ask, p, mark, err);
}

struct lookup {
  const struct cs_ref *ref;
  const struct cs_table *table;
  struct cs_str key[2];
  struct cs_str by;
};

static struct cs_str shown(struct cs_str key) {
  return key.len > 0 ? key : CS_STR("blank");
}

/* A key, or a column, that is not there. */
static bool absent(struct cs_ask *ask, const struct lookup *l, bool column, struct cs_possible *p, struct cs_err *err) {
  struct cs_str key = shown(l->key[0]), name;
  bool made = l->ref->n_keys < 2 ||
              cs_arena_printf(ask->arena, &key, err, "%.*s, %.*s", CS_STR_ARG(key), CS_STR_ARG(shown(l->key[1])));
  if (!made ||
      !(column ? cs_arena_printf(ask->arena, &name, err, "%.*s[%.*s][%.*s]", CS_STR_ARG(l->table->name),
                                 CS_STR_ARG(key), CS_STR_ARG(shown(l->by)))
               : cs_arena_printf(ask->arena, &name, err, "%.*s[%.*s]", CS_STR_ARG(l->table->name), CS_STR_ARG(key)))) {
    return false;
  }
  p->unknown = true;
  return cs_possible_cause(ask, p, (struct cs_cause){CS_CAUSE_TABLE, name}, err);
}

static bool find_row(struct cs_ask *ask, const struct lookup *l, const struct cs_table_version *version, uint32_t *out,
                     struct cs_err *err) {
  struct cs_str key = l->key[0];
  *out = CS_NO_ROW;
  if (key.len == 0 || (l->ref->n_keys > 1 && l->key[1].len == 0)) {
    return true;
  }
  if (l->ref->n_keys > 1) {
    char *both = cs_arena_alloc(ask->arena, key.len + 1 + l->key[1].len, err);
    if (!both) {
      return false;
    }
    memcpy(both, key.ptr, key.len);
    memcpy(both + key.len + 1, l->key[1].ptr, l->key[1].len);
    key = (struct cs_str){both, key.len + 1 + l->key[1].len};
  }
  const union cs_map_value *value = cs_map_get(version->by_key, key);
  *out = value ? (uint32_t)value->number : CS_NO_ROW;
  return true;
}

/* Read as a code, whatever the column's type. */
static struct cs_value by_name(const struct cs_row *row, size_t column) {
  struct cs_str text = row->version->cells[column].text[row->row];
  return text.len > 0 ? (struct cs_value){.known = true, .code = text} : cs_value_none();
}

static bool look_in(struct cs_ask *ask, const struct lookup *l, const struct cs_table_version *version,
                    struct cs_possible *p, struct cs_err *err) {
  struct cs_row row = {.table = l->table, .version = version};
  struct cs_value value;
  size_t column = l->ref->column;
  if (!find_row(ask, l, version, &row.row, err)) {
    return false;
  }
  if (row.row == CS_NO_ROW) {
    return absent(ask, l, false, p, err);
  }
  if (l->ref->has_by) {
    const union cs_map_value *named = l->by.len > 0 ? cs_map_get(l->table->by_name, l->by) : NULL;
    column = named && version->cells[named->number].there ? (size_t)named->number : SIZE_MAX;
    if (column == SIZE_MAX) {
      return absent(ask, l, true, p, err);
    }
    bool unknown = version->cells[column].state[row.row] == CS_CELL_UNKNOWN;
    value = by_name(&row, column);
    if (unknown && !unknown_cell(ask, &row, column, &value, err)) {
      return false;
    }
  } else if (!cs_cell_value(ask, &row, column, &value, err)) {
    return false;
  }
  return cs_possible_add(ask, p, 0, &value, l->ref->fact.info.type, err);
}

/* Every key that may be meant, in every version that may be in force. */
static bool look_all(struct cs_ask *ask, struct lookup *l, const struct keys *keys, struct cs_possible *p,
                     struct cs_err *err) {
  struct cs_in_force in_force = cs_table_in_force(ask, l->table);
  if (!in_force.sure) {
    p->unknown = p->unknown || in_force.none;
    if (!cs_possible_cause(ask, p, (struct cs_cause){CS_CAUSE_DATE, l->table->name}, err)) {
      return false;
    }
  }
  for (size_t v = 0; v < in_force.n; v++) {
    for (size_t i = 0; i < keys[0].n * keys[1].n * keys[2].n; i++) {
      l->key[0] = key_text(&keys[0], i % keys[0].n);
      l->key[1] = l->ref->n_keys > 1 ? key_text(&keys[1], i / keys[0].n % keys[1].n) : CS_STR_NONE;
      l->by = l->ref->has_by ? key_text(&keys[2], i / keys[0].n / keys[1].n) : CS_STR_NONE;
      if (!look_in(ask, l, &l->table->versions[in_force.at[v]], p, err)) {
        return false;
      }
    }
  }
  return true;
}

static bool lookup(struct cs_ask *ask, const struct cs_ref *ref, struct cs_value *out, struct cs_err *err) {
  struct cs_possible p = {.certainty = CS_CONFIRMED};
  struct lookup l = {.ref = ref, .table = &ask->rules->tables[ref->table]};
  struct keys keys[3] = {{.n = 1}, {.n = 1}, {.n = 1}};
  for (size_t i = 0; i < ref->n_keys; i++) {
    if (!read_key(ask, &ref->keys[i], &p, &keys[i], err)) {
      return false;
    }
  }
  if (ref->has_by && !read_key(ask, &ref->by, &p, &keys[2], err)) {
    return false;
  }
  if (!p.unknown && !look_all(ask, &l, keys, &p, err)) {
    return false;
  }
  return cs_possible_give(ask, &p, ref->fact.info.type, out, err);
}

/* ---- parts */

static bool of_part(const struct cs_ref *ref) {
  return ref->kind == CS_REF_PART_ID || ref->kind == CS_REF_PART_ORIGIN || ref->kind == CS_REF_PART_VALUE ||
         ref->kind == CS_REF_PART_FACT;
}

/* Most values never need it, so it is made only for a cause that is told. */
bool cs_part_name(struct cs_ask *ask, uint32_t fact, const struct cs_value *value, struct cs_cause *cause,
                  struct cs_err *err) {
  const struct cs_ref *ref = cs_is_ref(fact) ? ask->rules->refs[fact & ~CS_REF] : NULL;
  if (!ref || !of_part(ref) || cause->name.len > 0) {
    return true;
  }
  cs_assert(ask->part > 0);
  struct cs_str id = ask->parts[ask->part - 1].id, what = cs_str_from(ref->fact.info.name, 5); /* `part.` */
  cause->kind = value->known ? CS_CAUSE_BOUNDS : cause->kind;
  return cs_arena_printf(ask->arena, &cause->name, err, "%.*s.%.*s", CS_STR_ARG(id), CS_STR_ARG(what));
}

const struct cs_value *cs_part_value(struct cs_ask *ask, const struct cs_ref *ref) {
  const struct cs_part *part = ask->part > 0 ? &ask->parts[ask->part - 1] : NULL;
  const struct cs_value *value = NULL;
  if (part && ref->kind == CS_REF_PART_ORIGIN) {
    value = &part->origin;
  } else if (part && ref->kind == CS_REF_PART_VALUE) {
    value = &part->value;
  } else if (part && part->values && ref->kind == CS_REF_PART_FACT) {
    value = &part->values[ref->part_fact];
  }
  if (value && value->known && value->certainty > ask->rests_on && value->certainty <= CS_ASSUMED) {
    ask->rests_on = value->certainty;
  }
  return value;
}

static void part_value(struct cs_ask *ask, const struct cs_ref *ref, struct cs_value *out) {
  cs_assert(ask->part > 0);
  const struct cs_value *value = cs_part_value(ask, ref);
  if (ref->kind == CS_REF_PART_ID) {
    *out = (struct cs_value){.known = true, .code = ask->parts[ask->part - 1].id};
  } else if (value) {
    *out = *value;
  } else {
    *out = (struct cs_value){0};
  }
}

bool cs_ref_value(struct cs_ask *ask, const struct cs_ref *ref, struct cs_value *out, struct cs_err *err) {
  switch (ref->kind) {
  case CS_REF_TERM:
    return cs_named_value(ask, ref->term, out, err);
  case CS_REF_CELL:
    return cs_cell_value(ask, &ask->rows[ref->row], ref->column, out, err);
  case CS_REF_LOOKUP:
    return lookup(ask, ref, out, err);
  case CS_REF_PART_ID:
  case CS_REF_PART_ORIGIN:
  case CS_REF_PART_VALUE:
  case CS_REF_PART_FACT:
    part_value(ask, ref, out);
    return true;
  }
  return true;
}
