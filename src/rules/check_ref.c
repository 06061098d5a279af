/* Names that stand for no fact of the request: look-ups, cells, what a part has, terms. Must not evaluate anything.
 * Invariant: a reference has a type as a fact has one, so that whatever takes a fact takes it. Specification: SPEC.md
 * sections 15.7, 16.3, 17.1 and 18.1. */
#include "rules/check.h"

const struct cs_ref *cs_check_ref_at(const struct cs_check *c, uint32_t fact) {
  return cs_is_ref(fact) ? c->refs.at[fact & ~CS_REF] : NULL;
}

static bool add_ref(struct cs_check *c, struct cs_ref from, uint32_t *out) {
  struct cs_ref *ref = cs_arena_new(c->arena, struct cs_ref, &c->report->fatal);
  struct cs_ref **place = ref ? cs_list_push(c->arena, &c->refs, &c->report->fatal) : NULL;
  if (!place) {
    return cs_check_oom(c);
  }
  *ref = from;
  *place = ref;
  *out = CS_REF | (uint32_t)(c->refs.n - 1);
  return true;
}

size_t cs_check_column(struct cs_check *c, const struct cs_table *table, struct cs_str name, struct cs_pos pos) {
  const union cs_map_value *value = cs_map_get(table->by_name, name);
  bool there = value != NULL;
  for (size_t i = 0; there && i < table->n_versions; i++) {
    there = table->versions[i].cells[value->number].there;
  }
  if (there) {
    return (size_t)value->number;
  }
  struct cs_near near;
  cs_near_init(&near, name);
  for (size_t i = 0; i < table->n_columns; i++) {
    cs_near_offer(&near, table->columns[i].fact.info.name);
  }
  cs_report_error(c->report, pos, &CS_E_RULES_MISSING_COLUMN, "\"%.*s\" is no column of %.*s", CS_STR_ARG(name),
                  CS_STR_ARG(table->name.len > 0 ? table->name : CS_STR("the table")));
  cs_near_hint(c->report, &near, value ? "every version of a table must have the columns that are used" : NULL);
  return SIZE_MAX;
}

/* ------------------------------------------------------------------ look-ups */

static bool check_key(struct cs_check *c, const struct cs_word *word, struct cs_operand *out) {
  *out = (struct cs_operand){.code = word->text};
  if (word->quoted) {
    return true;
  }
  out->is_fact = true;
  if (!cs_check_fact(c, word, &out->fact)) {
    return false;
  }
  enum cs_type type = cs_check_at(c, out->fact)->info.type;
  if (type == CS_TYPE_CODE || type == CS_TYPE_TEXT || type == CS_TYPE_AREA) {
    return true;
  }
  return cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is %s; a table is looked up by a code",
                         CS_STR_ARG(word->text), cs_check_type_words(c, out->fact));
}

static bool find_table(struct cs_check *c, const struct cs_word *name, uint32_t *out) {
  enum cs_check_kind kind = cs_check_lookup(c, name->text, out);
  if (kind == CS_CHECK_TABLE || kind == CS_CHECK_BROKEN) {
    return kind == CS_CHECK_TABLE;
  }
  return cs_check_unknown(c, name, &CS_E_RULES_UNKNOWN_TABLE, "table");
}

static bool lookup_name(struct cs_check *c, const struct cs_word *name, struct cs_str *out) {
  const struct cs_ast_look *look = name->look;
  return cs_arena_printf(c->arena, out, &c->report->fatal,
                         look->by_value ? "%.*s[%.*s%s%.*s][%.*s]" : "%.*s[%.*s%s%.*s].%.*s", CS_STR_ARG(name->text),
                         CS_STR_ARG(look->keys[0].text), look->n_keys > 1 ? ", " : "", CS_STR_ARG(look->keys[1].text),
                         CS_STR_ARG(look->column.text)) ||
         cs_check_oom(c);
}

static bool check_lookup(struct cs_check *c, const struct cs_word *name, uint32_t *out) {
  const struct cs_ast_look *look = name->look;
  struct cs_ref ref = {.kind = CS_REF_LOOKUP, .n_keys = look->n_keys};
  struct cs_str words;
  if (!find_table(c, name, &ref.table)) {
    return false;
  }
  const struct cs_table *table = &c->set->tables[ref.table];
  if (table->n_keys != look->n_keys) {
    static const char *const has[] = {"no column as its key", "one column as its key", "two columns as its key"};
    static const char *const stand[] = {"none stands here", "one stands here", "two stand here"};
    cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" has %s, but %s", CS_STR_ARG(name->text),
                    has[table->n_keys < 2 ? table->n_keys : 2], stand[look->n_keys < 2 ? look->n_keys : 2]);
    return cs_report_hint(c->report,
                          table->n_keys == 0 ? "declare it with key COLUMN, or ask: some r in %.*s where ..."
                                             : "as declared: table %.*s from \"FILE\" key ...",
                          CS_STR_ARG(name->text));
  }
  for (size_t i = 0; i < look->n_keys; i++) {
    if (!check_key(c, &look->keys[i], &ref.keys[i])) {
      return false;
    }
  }
  if (look->by_value && !look->column.quoted) {
    ref.has_by = true;
    ref.fact.info.type = CS_TYPE_CODE;
    if (!check_key(c, &look->column, &ref.by)) {
      return false;
    }
  } else {
    ref.column = cs_check_column(c, table, look->column.text, look->column.pos);
    if (ref.column == SIZE_MAX) {
      return false;
    }
    ref.fact = table->columns[ref.column].fact;
  }
  if (!lookup_name(c, name, &words)) {
    return false;
  }
  ref.fact.info.name = words;
  ref.fact.pos = name->pos;
  return add_ref(c, ref, out);
}

/* ------------------------------------------------------------------ cells */

static bool cell_of(struct cs_check *c, const struct cs_word *name, size_t row, struct cs_str column, uint32_t *out) {
  const struct cs_table *table = c->rows[row].table;
  size_t at = cs_check_column(c, table, column, name->pos);
  if (at == SIZE_MAX) {
    return false;
  }
  struct cs_ref ref = {.kind = CS_REF_CELL, .fact = table->columns[at].fact, .row = (uint32_t)row, .column = at};
  ref.fact.info.name = name->text;
  ref.fact.pos = name->pos;
  return add_ref(c, ref, out);
}

static bool check_cell(struct cs_check *c, const struct cs_word *name, uint32_t *out, bool *done) {
  for (size_t i = c->n_rows; i-- > 0;) {
    struct cs_str row = c->rows[i].name;
    if (!cs_str_starts(name->text, row) || (name->text.len > row.len && name->text.ptr[row.len] != '.')) {
      continue;
    }
    if (name->text.len <= row.len + 1) {
      cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is a row; expected one of its cells",
                      CS_STR_ARG(name->text));
      cs_report_hint(c->report, "write: %.*s.COLUMN", CS_STR_ARG(row));
      *done = false;
      return true;
    }
    *done = cell_of(c, name, i, cs_str_from(name->text, row.len + 1), out);
    return true;
  }
  return false;
}

/* ------------------------------------------------------------------ terms */

static bool check_term(struct cs_check *c, const struct cs_word *name, uint32_t *out, bool *done) {
  const union cs_map_value *value =
      c->regime == CS_CHECK_NO_REGIME ? NULL : cs_map_get(&c->regimes[c->regime].terms, name->text);
  if (!value) {
    return false;
  }
  uint32_t term = (uint32_t)value->number - 1;
  *done = cs_check_term_type(c, term, name->pos);
  if (!*done) {
    return true;
  }
  const struct cs_defined *defined = &c->set->terms[term];
  struct cs_ref ref = {.kind = CS_REF_TERM,
                       .fact = defined->fact,
                       .of_rows = defined->of_rows,
                       .is_share = defined->is_share,
                       .table = defined->table,
                       .term = term};
  ref.fact.info.name = name->text;
  *done = add_ref(c, ref, out);
  return true;
}

void cs_check_offer_terms(const struct cs_check *c, struct cs_near *near) {
  if (c->regime == CS_CHECK_NO_REGIME) {
    return;
  }
  const struct cs_map *terms = &c->regimes[c->regime].terms;
  for (size_t i = 0; i < terms->n; i++) {
    cs_near_offer(near, terms->at[i].key);
  }
}

/* ------------------------------------------------------------------ parts */

static bool check_part(struct cs_check *c, const struct cs_word *name, uint32_t *out) {
  struct cs_word own = {.text = cs_str_from(name->text, 5), .pos = name->pos};
  struct cs_ref ref = {.kind = CS_REF_PART_FACT};
  if (cs_str_eq(own.text, CS_STR("id"))) {
    ref.kind = CS_REF_PART_ID;
    ref.fact.info.type = CS_TYPE_CODE;
  } else if (cs_str_eq(own.text, CS_STR("origin"))) {
    ref.kind = CS_REF_PART_ORIGIN;
    ref.fact.info.type = CS_TYPE_CODE;
  } else if (cs_str_eq(own.text, CS_STR("value"))) {
    ref.kind = CS_REF_PART_VALUE;
    ref.fact.info.type = CS_TYPE_MONEY;
  } else {
    if (!cs_check_fact(c, &own, &ref.part_fact)) {
      return false;
    }
    if (cs_is_ref(ref.part_fact)) {
      return cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE,
                             "\"%.*s\": a part has facts of its own, and no \"%.*s\"", CS_STR_ARG(name->text),
                             CS_STR_ARG(own.text));
    }
    ref.fact = c->facts.at[ref.part_fact];
    ref.fact.has_else = false;
  }
  ref.fact.info.name = name->text;
  ref.fact.pos = name->pos;
  return add_ref(c, ref, out);
}

static bool outside_of_parts(struct cs_check *c, const struct cs_word *name) {
  cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" outside of a part's condition or term",
                  CS_STR_ARG(name->text));
  return cs_report_hint(c->report, "write: some part where ..., share of parts where ..., or term part.NAME");
}

bool cs_check_ref(struct cs_check *c, const struct cs_word *name, uint32_t *out, bool *done) {
  if (name->look) {
    *done = check_lookup(c, name, out);
    return true;
  }
  if (c->bare) {
    *done = cell_of(c, name, 0, name->text, out);
    return true;
  }
  if (check_cell(c, name, out, done)) {
    return true;
  }
  bool part = cs_str_starts(name->text, CS_STR("part.")) && name->text.len > 5;
  if (part && !c->in_part) {
    *done = outside_of_parts(c, name);
    return true;
  }
  if (check_term(c, name, out, done)) {
    return true;
  }
  if (part) {
    *done = check_part(c, name, out);
  }
  return part;
}
