/* Rows, sets and parts: what some, no, every, count, sum, greatest and share go through, and layers of regimes. Must not
 * evaluate anything. Invariant: a row's name is known in its own condition only, and its number is how deep it stands.
 * Specification: SPEC.md sections 16 to 19. */
#include "rules/check.h"

#include <stdio.h>

#include "base/limits.h"

/* ------------------------------------------------------------------ sources */

static bool row_name(struct cs_check *c, const struct cs_word *name) {
  bool term = c->regime != CS_CHECK_NO_REGIME && cs_map_get(&c->regimes[c->regime].terms, name->text) != NULL;
  bool taken = term || cs_check_named(c, name->text);
  for (size_t i = 0; i < c->n_rows; i++) {
    taken = taken || cs_str_eq(c->rows[i].name, name->text);
  }
  if (taken) {
    return cs_report_error(c->report, name->pos, &CS_E_RULES_DUPLICATE_NAME,
                           "\"%.*s\" names something else here already", CS_STR_ARG(name->text));
  }
  if (cs_str_find(name->text, CS_STR(".")) != SIZE_MAX || cs_str_eq(name->text, CS_STR("part"))) {
    return cs_report_error(c->report, name->pos, &CS_E_RULES_SYNTAX, "\"%.*s\": expected a row's name without a point",
                           CS_STR_ARG(name->text));
  }
  if (c->n_rows == CS_ROWS_DEEP) {
    return cs_report_error(c->report, name->pos, &CS_E_RULES_TOO_DEEP, "more than %d rows inside one another",
                           CS_ROWS_DEEP);
  }
  return true;
}

/* A table, or a term that is a set of rows. */
static bool rows_from(struct cs_check *c, const struct cs_word *from, struct cs_source *out) {
  uint32_t index;
  bool done;
  enum cs_check_kind kind = cs_check_lookup(c, from->text, &index);
  if (kind == CS_CHECK_TABLE) {
    out->kind = CS_SOURCE_TABLE;
    out->table = index;
    return true;
  }
  if (kind == CS_CHECK_BROKEN) {
    return false;
  }
  if (kind == CS_CHECK_NONE && cs_check_ref(c, from, &out->set, &done)) {
    const struct cs_ref *ref = done ? cs_check_ref_at(c, out->set) : NULL;
    if (!done || (ref && ref->of_rows)) {
      out->kind = CS_SOURCE_SET;
      out->table = ref ? ref->table : 0;
      return done;
    }
    return cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_TYPE,
                           "\"%.*s\" is %s; expected a table or a set of rows", CS_STR_ARG(from->text),
                           cs_check_type_words(c, out->set));
  }
  return cs_check_unknown(c, from, &CS_E_RULES_UNKNOWN_TABLE, "table or set of rows");
}

static bool check_where(struct cs_check *c, const struct cs_ast_source *from, struct cs_source *out) {
  return !from->where || cs_check_condition(c, from->where, &out->where);
}

static bool parts_source(struct cs_check *c, const struct cs_ast_source *from, struct cs_source *out) {
  if (c->in_part) {
    cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_TYPE, "parts inside of a part's condition");
    return cs_report_hint(c->report, "make it a term of its own, which is not of parts");
  }
  out->kind = CS_SOURCE_PARTS;
  c->in_part = true;
  bool done = check_where(c, from, out);
  c->in_part = false;
  return done;
}

/* The cell of the row at hand that the operand, or the node's own side, names; SIZE_MAX: none. */
static size_t own_cell(const struct cs_check *c, uint32_t fact, uint32_t row) {
  const struct cs_ref *ref = cs_check_ref_at(c, fact);
  return ref && ref->kind == CS_REF_CELL && ref->row == row ? ref->column : SIZE_MAX;
}

/* Does what is named hang on this row? Look-ups and terms may; they are left alone. */
static bool apart_from(const struct cs_check *c, uint32_t fact, uint32_t row) {
  const struct cs_ref *ref = cs_check_ref_at(c, fact);
  return !ref || (ref->kind == CS_REF_CELL ? ref->row != row : ref->kind != CS_REF_LOOKUP);
}

/* Rows are found by `CELL is X`, `X is the CELL` and `X within the CELL`, one conjunct of the condition. */
static bool finds_rows(const struct cs_check *c, const struct cs_node *node, struct cs_source *out) {
  if ((node->kind != CS_NODE_IS && node->kind != CS_NODE_WITHIN) || node->n_operands != 1) {
    return false;
  }
  const struct cs_operand *right = &node->operands[0];
  size_t column = node->kind == CS_NODE_IS ? own_cell(c, node->fact, out->row) : SIZE_MAX;
  struct cs_operand by = *right;
  if (column == SIZE_MAX) {
    column = right->is_fact ? own_cell(c, right->fact, out->row) : SIZE_MAX;
    by = (struct cs_operand){.is_fact = true, .fact = node->fact};
  }
  if (column == SIZE_MAX || (by.is_fact && !apart_from(c, by.fact, out->row))) {
    return false;
  }
  const struct cs_fact *cell = &c->set->tables[out->table].columns[column].fact;
  const struct cs_fact *left = cs_check_at(c, node->fact);
  if (cell->info.type != CS_TYPE_CODE && cell->info.type != CS_TYPE_TEXT) {
    return false;
  }
  out->column = column;
  out->by = by;
  out->by_levels = left->levels != 0;
  return true;
}

static void find_by(const struct cs_check *c, struct cs_source *out) {
  const struct cs_node *where = out->where;
  out->column = SIZE_MAX;
  if (out->kind != CS_SOURCE_TABLE || !where) {
    return;
  }
  bool found = where->kind != CS_NODE_AND && finds_rows(c, where, out);
  for (size_t i = 0; !(found && out->by.is_fact) && where->kind == CS_NODE_AND && i < where->n_kids; i++) {
    found = finds_rows(c, where->kids[i], out) || found; /* what is asked tells more rows apart than a constant */
  }
  if (found && c->ast) {
    c->set->tables[out->table].columns[out->column].searched = true;
  } else if (found && !c->set->tables[out->table].columns[out->column].searched) {
    out->column = SIZE_MAX; /* a condition by itself adds nothing to the set */
  }
}

/* The rows that a condition goes through; `cell` (may be NULL) is checked where the row is known. */
static bool rows_source(struct cs_check *c, const struct cs_ast_source *from, const struct cs_word *cell,
                        uint32_t *cell_out, struct cs_source *out) {
  out->named = true;
  out->row = (uint32_t)c->n_rows;
  out->name = from->row.text;
  if (!row_name(c, &from->row) || !rows_from(c, &from->from, out)) {
    return false;
  }
  c->rows[c->n_rows++] = (struct cs_check_row){from->row.text, &c->set->tables[out->table]};
  bool done = check_where(c, from, out) && (!cell || cs_check_fact(c, cell, cell_out));
  c->n_rows--;
  if (done) {
    find_by(c, out);
  }
  return done;
}

static bool set_source(struct cs_check *c, const struct cs_ast_source *from, struct cs_source *out) {
  out->kind = CS_SOURCE_SET;
  if (!cs_check_fact(c, &from->from, &out->set)) {
    return false;
  }
  return cs_check_at(c, out->set)->info.type == CS_TYPE_CODES ||
         cs_report_error(c->report, from->from.pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is %s; expected a set",
                         CS_STR_ARG(from->from.text), cs_check_type_words(c, out->set));
}

bool cs_check_every(struct cs_check *c, const struct cs_ast_source *from, const struct cs_word *cell,
                    uint32_t *cell_out, struct cs_source *out) {
  *out = (struct cs_source){.column = SIZE_MAX};
  return from->parts          ? parts_source(c, from, out)
         : from->row.text.ptr ? rows_source(c, from, cell, cell_out, out)
                              : set_source(c, from, out);
}

bool cs_check_source(struct cs_check *c, const struct cs_ast_source *from, struct cs_source *out) {
  return cs_check_every(c, from, NULL, NULL, out);
}

static unsigned height_of(const struct cs_node *node, unsigned depth) {
  unsigned highest = 0;
  for (size_t i = 0; node && depth < CS_RULES_DEPTH_MAX * 4 && i < node->n_kids; i++) {
    unsigned h = height_of(node->kids[i], depth + 1);
    highest = h > highest ? h : highest;
  }
  bool through = node && (node->kind == CS_NODE_SOME || node->kind == CS_NODE_EVERY);
  bool more = through && node->source && node->source->where;
  unsigned inner = more ? height_of(node->source->where, depth + 1) : 0;
  return 1 + (inner > highest ? inner : highest);
}

bool cs_check_quantified(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out, unsigned *height) {
  struct cs_source *source = cs_arena_new(c->arena, struct cs_source, &c->report->fatal);
  if (!source) {
    return cs_check_oom(c);
  }
  out->source = source;
  if (!cs_check_source(c, cond->source, source)) {
    return false;
  }
  *height = 1 + height_of(source->where, 0);
  return true;
}

/* ------------------------------------------------------------------ measures */

/* What is summed: a figure of a row or a part. */
static bool summed(struct cs_check *c, const struct cs_word *word, struct cs_measure *out) {
  const struct cs_fact *fact = cs_check_at(c, out->of);
  if (!cs_type_is_figure(fact->info.type) || !cs_is_ref(out->of)) {
    return cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_TYPE,
                           "\"%.*s\" is %s; expected a figure of a row or part", CS_STR_ARG(word->text),
                           cs_check_type_words(c, out->of));
  }
  out->unit = fact->info.unit;
  out->any_money = fact->info.type == CS_TYPE_MONEY && fact->info.unit.index == 0;
  return true;
}

static bool sum_of(struct cs_check *c, const struct cs_ast_measure *from, struct cs_measure *out) {
  if (!from->source.parts) {
    if (!cs_check_every(c, &from->source, &from->of, &out->of, &out->source) || !summed(c, &from->of, out)) {
      return false;
    }
    const struct cs_table *table = &c->set->tables[out->source.table];
    return cs_arena_printf(c->arena, &out->name, &c->report->fatal, "%.*s.%.*s", CS_STR_ARG(table->name),
                           CS_STR_ARG(table->columns[cs_check_ref_at(c, out->of)->column].fact.info.name)) ||
           cs_check_oom(c);
  }
  out->name = from->of.text;
  if (!cs_check_source(c, &from->source, &out->source)) {
    return false;
  }
  c->in_part = true;
  bool done = cs_check_fact(c, &from->of, &out->of);
  c->in_part = false;
  return done && summed(c, &from->of, out);
}

static bool share_of(struct cs_check *c, const struct cs_ast_measure *from, struct cs_measure *out) {
  struct cs_word value = {.text = CS_STR("part.value"), .pos = from->source.pos};
  bool percent = cs_unit_find(CS_STR("%"), &out->unit);
  cs_assert(percent);
  out->name = CS_STR("parts");
  if (!cs_check_source(c, &from->source, &out->source)) {
    return false;
  }
  c->in_part = true;
  bool done = cs_check_fact(c, &value, &out->of);
  c->in_part = false;
  if (!done || !from->in.text.ptr) {
    return done;
  }
  out->in_fact = true;
  out->name = from->in.text;
  if (!cs_check_fact(c, &from->in, &out->whole)) {
    return false;
  }
  const struct cs_ref *ref = cs_check_ref_at(c, out->whole);
  return (cs_check_at(c, out->whole)->info.type == CS_TYPE_MONEY && !(ref && ref->is_share)) ||
         cs_report_error(c->report, from->in.pos, &CS_E_RULES_WRONG_TYPE,
                         "\"%.*s\" is %s; a share of parts is in an amount of money", CS_STR_ARG(from->in.text),
                         cs_check_type_words(c, out->whole));
}

bool cs_check_measure(struct cs_check *c, const struct cs_ast_measure *from, struct cs_measure *out,
                      struct cs_pos pos) {
  (void)pos;
  out->kind = from->kind;
  switch (from->kind) {
  case CS_MEASURE_COUNT:
    out->name = from->source.parts ? CS_STR("parts") : from->source.from.text;
    return cs_check_source(c, &from->source, &out->source);
  case CS_MEASURE_SUM:
  case CS_MEASURE_GREATEST:
    return sum_of(c, from, out);
  case CS_MEASURE_SHARE:
    return share_of(c, from, out);
  }
  return false;
}

/* ------------------------------------------------------------------ citations from rows */

static const struct cs_source *source_named(const struct cs_node *node, struct cs_str name, unsigned depth) {
  const struct cs_source *found = NULL;
  if (!node || depth > CS_RULES_DEPTH_MAX * 4) {
    return NULL;
  }
  if (node->kind == CS_NODE_SOME && node->source) {
    bool this_one = node->source->named && cs_str_eq(node->source->name, name);
    found = this_one ? node->source : source_named(node->source->where, name, depth + 1);
  }
  for (size_t i = 0; !found && node->kind != CS_NODE_NOT && i < node->n_kids; i++) {
    found = source_named(node->kids[i], name, depth + 1);
  }
  return found;
}

bool cs_check_row_cite(struct cs_check *c, const struct cs_word *word, const struct cs_node *condition,
                       struct cs_row_cite *out) {
  size_t point = cs_str_find(word->text, CS_STR("."));
  struct cs_str row = cs_str_sub(word->text, 0, point);
  out->source = source_named(condition, row, 0);
  if (!out->source) {
    cs_report_error(c->report, word->pos, &CS_E_RULES_SYNTAX, "\"%.*s\": the condition has no row of that name",
                    CS_STR_ARG(word->text));
    return cs_report_hint(c->report,
                          "a source stands in quotation marks; %.*s.COLUMN needs \"some %.*s in TABLE where\"",
                          CS_STR_ARG(row), CS_STR_ARG(row));
  }
  const struct cs_table *table = &c->set->tables[out->source->table];
  out->column = cs_check_column(c, table, cs_str_from(word->text, point + 1), word->pos);
  if (out->column == SIZE_MAX) {
    return false;
  }
  enum cs_type type = table->columns[out->column].fact.info.type;
  return type == CS_TYPE_CODE || type == CS_TYPE_TEXT ||
         cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is no text to cite",
                         CS_STR_ARG(word->text));
}

/* ------------------------------------------------------------------ layers */

static bool unknown_regime(struct cs_check *c, const struct cs_word *name) {
  struct cs_near near;
  cs_near_init(&near, name->text);
  for (size_t i = 0; i < c->regime_names.n; i++) {
    cs_near_offer(&near, c->regime_names.at[i].key);
  }
  cs_report_error(c->report, name->pos, &CS_E_RULES_UNKNOWN_REGIME, "\"%.*s\": there is no such regime",
                  CS_STR_ARG(name->text));
  return cs_near_hint(c->report, &near, "load its text together with this one");
}

bool cs_check_needs(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  const struct cs_word *what = &cond->fact;
  out->of_part = cs_str_eq(what->text, CS_STR("part"));
  if (!out->of_part && !cs_str_eq(what->text, CS_STR("item")) && !cs_str_eq(what->text, CS_STR("request"))) {
    return cs_report_error(c->report, what->pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\": expected item, request or part before \"needs approval\"",
                           CS_STR_ARG(what->text));
  }
  if (out->of_part && !c->in_part) {
    cs_report_error(c->report, what->pos, &CS_E_RULES_WRONG_TYPE, "\"part\" outside of a part's condition or term");
    return cs_report_hint(c->report, "write: some part where part needs approval under %.*s",
                          CS_STR_ARG(cond->group.text));
  }
  const union cs_map_value *regime = cs_map_get(&c->regime_names, cond->group.text);
  if (!regime) {
    return unknown_regime(c, &cond->group);
  }
  out->regime = (uint32_t)regime->number;
  struct cs_check_layer *layer = cs_list_push(c->scratch, &c->layers, &c->report->fatal);
  if (!layer) {
    return cs_check_oom(c);
  }
  *layer = (struct cs_check_layer){.from = c->regime, .to = out->regime, .pos = cond->group.pos};
  return true;
}

/* The regimes from the top of the way to the one that is met again. */
static void report_circle(struct cs_check *c, const uint32_t *way, size_t n, uint32_t again, struct cs_pos pos) {
  char text[256] = "";
  size_t used = 0, at = n;
  while (at > 0 && way[at - 1] != again) {
    at--;
  }
  for (size_t i = at == 0 ? 0 : at - 1; i < n && used < sizeof text; i++) {
    struct cs_str a = c->set->regimes[way[i]].info.name;
    struct cs_str b = c->set->regimes[i + 1 < n ? way[i + 1] : again].info.name;
    int len = snprintf(text + used, sizeof text - used, "%s%.*s asks %.*s", used > 0 ? ", " : "", CS_STR_ARG(a),
                       CS_STR_ARG(b));
    used += len > 0 ? (size_t)len : 0;
  }
  cs_report_error(c->report, pos, &CS_E_RULES_CIRCLE, "these regimes ask one another in a circle: %s", text);
}

enum { LAYERS_MAX = 8 }; /* regimes behind one another: bounds the evaluator's recursion */

static bool on_way(const uint32_t *way, size_t n, uint32_t regime) {
  for (size_t i = 0; i < n; i++) {
    if (way[i] == regime) {
      return true;
    }
  }
  return false;
}

static bool too_many_layers(struct cs_check *c, struct cs_pos pos) {
  return cs_report_error(c->report, pos, &CS_E_RULES_TOO_DEEP, "more than %d regimes ask one another", LAYERS_MAX);
}

/* height: of each regime how many stand on its longest way, itself included; 0: not walked yet. */
static bool walk(struct cs_check *c, uint32_t *way, size_t n, unsigned char *height) {
  uint32_t regime = way[n - 1];
  unsigned char below = 0;
  for (size_t i = 0; i < c->layers.n; i++) {
    const struct cs_check_layer *layer = &c->layers.at[i];
    if (layer->from != regime) {
      continue;
    }
    if (on_way(way, n, layer->to)) {
      report_circle(c, way, n, layer->to, layer->pos);
      return false;
    }
    if (n + (height[layer->to] > 0 ? height[layer->to] : 1u) > LAYERS_MAX) {
      return too_many_layers(c, layer->pos);
    }
    way[n] = layer->to;
    if (height[layer->to] == 0 && !walk(c, way, n + 1, height)) {
      return false;
    }
    below = height[layer->to] > below ? height[layer->to] : below;
  }
  height[regime] = (unsigned char)(below + 1);
  return true;
}

bool cs_check_layers(struct cs_check *c) {
  uint32_t way[LAYERS_MAX + 1];
  unsigned char *height = cs_arena_array(c->scratch, unsigned char, c->set->n_regimes, &c->report->fatal);
  if (!height) {
    return cs_check_oom(c);
  }
  for (uint32_t r = 0; c->layers.n > 0 && r < c->set->n_regimes; r++) {
    way[0] = r;
    if (height[r] == 0 && !walk(c, way, 1, height)) {
      break;
    }
  }
  return !c->report->stop;
}
