/* Rows and parts gone through: some, every, and sets of what is in. Rows that surely fail are mostly never looked at: they
 * are found by the cell that the condition compares (source.h of program.h). Invariant: the row's name and the part asked
 * about are what they were when a walk ends. Specification: SPEC.md sections 16, 17.6 and 18.2. */
#include "rules/eval.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ one row or part */

struct walk {
  const struct cs_source *source;
  unsigned depth;
  cs_source_each *each;
  void *ctx;
  bool stop;
};

/* Causes above the mark that stood there already are taken back. */
static void drop_doubles(struct cs_ask *ask, size_t bottom, size_t mark) {
  size_t kept = mark;
  for (size_t i = mark; i < ask->causes.n; i++) {
    bool seen = false;
    for (size_t j = bottom; j < kept && !seen; j++) {
      seen =
          ask->causes.at[j].kind == ask->causes.at[i].kind && cs_str_eq(ask->causes.at[j].name, ask->causes.at[i].name);
    }
    if (!seen) {
      ask->causes.at[kept++] = ask->causes.at[i];
    }
  }
  ask->causes.n = kept;
}

/* `there`: is it surely one of those that are gone through? When not, `why` says so. */
static bool ask_one(struct cs_ask *ask, struct walk *w, enum cs_truth there, const struct cs_cause *why, size_t n_why,
                    uint32_t row, struct cs_err *err) {
  struct cs_found found = {.truth = CS_YES, .certainty = CS_CONFIRMED};
  size_t mark = ask->causes.n;
  if (w->source->where && !cs_eval_node(ask, w->source->where, w->depth + 1, &found, err)) {
    return false;
  }
  found.truth = cs_truth_and(found.truth, there);
  if (found.truth == CS_NO) {
    ask->causes.n = mark;
    return true;
  }
  for (size_t i = 0; there == CS_UNKNOWN && i < n_why; i++) {
    if (!cs_eval_push(ask, why[i], err)) {
      return false;
    }
  }
  return w->each(w->ctx, ask, found, row, &w->stop, err);
}

/* Something of which nothing is known. */
static bool ask_lost(struct cs_ask *ask, struct walk *w, const struct cs_cause *why, size_t n_why, struct cs_err *err) {
  for (size_t i = 0; i < n_why; i++) {
    if (!cs_eval_push(ask, why[i], err)) {
      return false;
    }
  }
  return w->each(w->ctx, ask, (struct cs_found){.truth = CS_UNKNOWN}, CS_NO_ROW, &w->stop, err);
}

static void name_row(struct cs_ask *ask, const struct walk *w, const struct cs_table *table,
                     const struct cs_table_version *version, uint32_t row) {
  if (w->source->named) {
    ask->rows[w->source->row] = (struct cs_row){table, version, row};
  }
}

/* ------------------------------------------------------------------ a table's rows */

struct version_rows {
  const struct cs_table *table;
  const struct cs_table_version *version;
  enum cs_truth there;
  struct cs_cause why;
};

static bool ask_row(struct cs_ask *ask, struct walk *w, const struct version_rows *v, uint32_t row,
                    struct cs_err *err) {
  if (w->stop) {
    return true;
  }
  name_row(ask, w, v->table, v->version, row);
  return ask_one(ask, w, v->there, &v->why, 1, v->version->first_row + row, err);
}

/* Rows that may be in, found by a cell. */
struct rows_found {
  uint32_t *at;
  size_t n, cap;
};

static bool add_row(struct cs_ask *ask, struct rows_found *found, uint32_t row, struct cs_err *err) {
  uint32_t *slot = cs_list_push(ask->arena, found, err);
  if (slot) {
    *slot = row;
  }
  return slot != NULL;
}

static int by_number(const void *a, const void *b) {
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* In the order of the file, which tells which of them is cited. */
static void order_rows(struct rows_found *found) {
  bool ordered = true;
  for (size_t i = 1; i < found->n; i++) {
    ordered = ordered && found->at[i - 1] < found->at[i];
  }
  if (!ordered) {
    qsort(found->at, found->n, sizeof *found->at, by_number);
  }
}

/* The first of the sorted rows whose cell is not before `text`. */
static size_t lower(const struct cs_cells *cells, struct cs_str text) {
  size_t from = 0, to = cells->n_sorted;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (cs_str_cmp(cells->text[cells->sorted[middle]], text) < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

static bool find_equal(struct cs_ask *ask, const struct cs_cells *cells, struct cs_str text, struct rows_found *out,
                       struct cs_err *err) {
  for (size_t i = lower(cells, text); i < cells->n_sorted && cs_str_eq(cells->text[cells->sorted[i]], text); i++) {
    if (!add_row(ask, out, cells->sorted[i], err)) {
      return false;
    }
  }
  return true;
}

/* The code itself, all above it, and those below it. */
static bool find_levels(struct cs_ask *ask, const struct cs_cells *cells, struct cs_str code, char levels,
                        struct rows_found *out, struct cs_err *err) {
  for (size_t i = 1; i <= code.len; i++) {
    bool level = i == code.len || code.ptr[i] == levels;
    if (level && !find_equal(ask, cells, cs_str_sub(code, 0, i), out, err)) {
      return false;
    }
  }
  for (size_t i = lower(cells, code); i < cells->n_sorted; i++) {
    struct cs_str text = cells->text[cells->sorted[i]];
    if (!cs_str_starts(text, code)) {
      return true;
    }
    if (text.len > code.len && text.ptr[code.len] == levels && !add_row(ask, out, cells->sorted[i], err)) {
      return false;
    }
  }
  return true;
}

/* The one text by which rows are found; false: it is not one, and all rows are read. */
static bool search_text(struct cs_ask *ask, const struct cs_source *source, struct cs_str *out, bool *found,
                        struct cs_err *err) {
  struct cs_value value;
  size_t mark = ask->causes.n;
  *found = false;
  if (!cs_eval_operand(ask, &source->by, &value, err)) {
    return false;
  }
  ask->causes.n = mark;
  enum cs_type type = source->by.is_fact ? cs_fact_at(ask->rules, source->by.fact)->info.type : CS_TYPE_CODE;
  bool word = type == CS_TYPE_CODE || type == CS_TYPE_TEXT;
  *found = word && cs_value_settled(&value, type) && !cs_value_is_none(&value) && value.code.len > 0;
  *out = value.code;
  return true;
}

static char levels_of(const struct cs_ask *ask, const struct cs_source *source) {
  char of_cell = ask->rules->tables[source->table].columns[source->column].fact.levels;
  return of_cell ? of_cell : (source->by.is_fact ? cs_fact_at(ask->rules, source->by.fact)->levels : '\0');
}

static bool ask_version(struct cs_ask *ask, struct walk *w, const struct version_rows *v, struct cs_err *err) {
  const struct cs_source *source = w->source;
  struct cs_str text;
  bool found = false;
  if (source->column != SIZE_MAX && !search_text(ask, source, &text, &found, err)) {
    return false;
  }
  if (!found) {
    for (uint32_t row = 0; row < v->version->n_rows; row++) {
      if (!ask_row(ask, w, v, row, err)) {
        return false;
      }
    }
    return true;
  }
  const struct cs_cells *cells = &v->version->cells[source->column];
  struct rows_found rows = {0};
  bool done = source->by_levels ? find_levels(ask, cells, text, levels_of(ask, source), &rows, err)
                                : find_equal(ask, cells, text, &rows, err);
  for (size_t i = 0; done && i < cells->n_unknown; i++) {
    done = add_row(ask, &rows, cells->unknown[i], err);
  }
  order_rows(&rows);
  for (size_t i = 0; done && i < rows.n; i++) {
    done = ask_row(ask, w, v, rows.at[i], err);
  }
  return done;
}

static bool walk_table(struct cs_ask *ask, struct walk *w, struct cs_err *err) {
  const struct cs_table *table = &ask->rules->tables[w->source->table];
  struct cs_in_force in_force = cs_table_in_force(ask, table);
  struct version_rows v = {
      .table = table, .there = in_force.sure ? CS_YES : CS_UNKNOWN, .why = {CS_CAUSE_DATE, table->name}};
  if (in_force.none && !ask_lost(ask, w, &v.why, 1, err)) {
    return false;
  }
  for (size_t i = 0; i < in_force.n; i++) {
    v.version = &table->versions[in_force.at[i]];
    if (!ask_version(ask, w, &v, err)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ a set's rows, parts */

static const struct cs_table_version *version_of(const struct cs_table *table, uint32_t row) {
  size_t at = table->n_versions - 1;
  while (at > 0 && table->versions[at].first_row > row) {
    at--;
  }
  return &table->versions[at];
}

static bool walk_set(struct cs_ask *ask, struct walk *w, struct cs_err *err) {
  const struct cs_table *table = &ask->rules->tables[w->source->table];
  struct cs_value set;
  if (!cs_eval_fact(ask, w->source->set, &set, err)) {
    return false;
  }
  size_t mark = ask->causes.n;
  struct cs_possible p = {0};
  if (!cs_value_settled(&set, CS_TYPE_CODES) &&
      (!cs_eval_push_value(ask, w->source->set, &set, err) || !cs_possible_take(ask, &p, mark, err))) {
    return false;
  }
  const struct cs_row_set *rows = set.known && set.made ? set.made->rows : NULL;
  if ((!set.known || set.open) && !ask_lost(ask, w, p.causes.at, p.causes.n, err)) {
    return false;
  }
  for (size_t i = 0; rows && !w->stop && i < rows->n_sure + rows->n_maybe; i++) {
    bool sure = i < rows->n_sure;
    uint32_t row = sure ? rows->sure[i] : rows->maybe[i - rows->n_sure];
    const struct cs_table_version *version = version_of(table, row);
    name_row(ask, w, table, version, row - version->first_row);
    if (!ask_one(ask, w, sure ? CS_YES : CS_UNKNOWN, p.causes.at, p.causes.n, row, err)) {
      return false;
    }
  }
  return true;
}

static const struct cs_cause no_parts = {CS_CAUSE_FACT, {"parts", 5}};

static bool walk_parts(struct cs_ask *ask, struct walk *w, struct cs_err *err) {
  if (ask->n_parts == 0) {
    return ask_lost(ask, w, &no_parts, 1, err);
  }
  size_t before = ask->part;
  bool done = true;
  struct cs_parts_told told;
  cs_parts_tell(ask, w->source->where, &told);
  for (size_t i = 0; done && !w->stop && i < ask->n_parts; i++) {
    struct cs_found found;
    ask->part = i + 1;
    if (!cs_parts_found(&told, i, &found)) {
      done = ask_one(ask, w, CS_YES, NULL, 0, (uint32_t)i, err);
    } else if (found.truth == CS_YES) {
      done = w->each(w->ctx, ask, found, (uint32_t)i, &w->stop, err);
    }
  }
  ask->part = before;
  return done;
}

bool cs_source_walk(struct cs_ask *ask, const struct cs_source *source, unsigned depth, cs_source_each *each, void *ctx,
                    struct cs_err *err) {
  struct walk w = {.source = source, .depth = depth, .each = each, .ctx = ctx};
  struct cs_row before = source->named ? ask->rows[source->row] : (struct cs_row){0};
  bool done = true;
  switch (source->kind) {
  case CS_SOURCE_TABLE:
    done = walk_table(ask, &w, err);
    break;
  case CS_SOURCE_SET:
    done = walk_set(ask, &w, err);
    break;
  case CS_SOURCE_PARTS:
    done = walk_parts(ask, &w, err);
    break;
  }
  if (source->named) {
    ask->rows[source->row] = before;
  }
  return done;
}

bool cs_source_certainty(struct cs_ask *ask, const struct cs_source *source, enum cs_certainty *out,
                         struct cs_err *err) {
  struct cs_value set;
  if (source->kind != CS_SOURCE_SET) {
    return true;
  }
  if (!cs_eval_fact(ask, source->set, &set, err)) {
    return false;
  }
  *out = set.certainty > *out ? set.certainty : *out;
  return true;
}

/* ------------------------------------------------------------------ some */

struct some {
  struct cs_found found;
  size_t bottom, mark;
  struct cs_cited cited; /* the first that surely is, else the first that may be */
};

static bool take_some(void *ctx, struct cs_ask *ask, struct cs_found found, uint32_t row, bool *stop,
                      struct cs_err *err) {
  struct some *some = ctx;
  (void)err;
  drop_doubles(ask, some->bottom, some->mark);
  some->mark = ask->causes.n;
  bool better = some->cited.truth != CS_YES && (some->cited.truth != CS_UNKNOWN || found.truth == CS_YES);
  if (some->cited.source && some->cited.source->named && row != CS_NO_ROW && better) {
    some->cited.row = ask->rows[some->cited.source->row];
    some->cited.truth = found.truth;
  }
  cs_found_join(&some->found, found, CS_YES);
  *stop = some->found.truth == CS_YES && some->found.certainty == CS_CONFIRMED;
  return true;
}

/* Of a set of codes, or of rows without names. */
static bool some_of_set(struct cs_ask *ask, const struct cs_source *source, struct cs_found *out, struct cs_err *err) {
  struct cs_value set;
  if (!cs_eval_fact(ask, source->set, &set, err)) {
    return false;
  }
  const struct cs_row_set *rows = set.made ? set.made->rows : NULL;
  bool sure = set.known && (rows ? rows->n_sure > 0 : set.sure.n > 0);
  bool maybe = !set.known || set.open || (rows ? rows->n_maybe > 0 : set.maybe.n > 0);
  out->truth = sure ? CS_YES : maybe ? CS_UNKNOWN : CS_NO;
  out->certainty = set.certainty;
  return out->truth != CS_UNKNOWN || cs_eval_push_value(ask, source->set, &set, err);
}

bool cs_rows_some(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                  struct cs_err *err) {
  const struct cs_source *source = node->source;
  if (source->kind == CS_SOURCE_SET && !source->named) {
    return some_of_set(ask, source, out, err);
  }
  struct some some = {.found = cs_found_begin(CS_YES),
                      .bottom = ask->causes.n,
                      .mark = ask->causes.n,
                      .cited = {.source = source, .truth = CS_NO}};
  if (!cs_source_walk(ask, source, depth, take_some, &some, err)) {
    return false;
  }
  *out = some.found;
  if (!cs_source_certainty(ask, source, &out->certainty, err)) {
    return false;
  }
  if (!source->named || some.cited.truth == CS_NO) {
    return true;
  }
  struct cs_cited *slot = cs_list_push(ask->arena, &ask->cited, err);
  if (!slot) {
    return false;
  }
  *slot = some.cited;
  return true;
}

/* ------------------------------------------------------------------ every part */

bool cs_rows_every(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                   struct cs_err *err) {
  size_t before = ask->part, bottom = ask->causes.n;
  *out = cs_found_begin(CS_NO);
  if (ask->n_parts == 0) {
    out->truth = CS_UNKNOWN;
    return cs_eval_push(ask, no_parts, err);
  }
  bool done = true;
  struct cs_parts_told told;
  cs_parts_tell(ask, node->source->where, &told);
  for (size_t i = 0; done && node->source->where && i < ask->n_parts; i++) {
    struct cs_found found;
    size_t mark = ask->causes.n;
    ask->part = i + 1;
    done = cs_parts_found(&told, i, &found) || cs_eval_node(ask, node->source->where, depth + 1, &found, err);
    if (done) {
      drop_doubles(ask, bottom, mark);
      cs_found_join(out, found, CS_NO);
    }
  }
  ask->part = before;
  return done;
}

/* ------------------------------------------------------------------ sets */

struct gather {
  const struct cs_expr *expr;
  struct cs_possible p;
  struct cs_strs sure, maybe;
  struct cs_map seen; /* word → 1 surely in, 0 possibly */
  struct {
    uint32_t *at;
    size_t n, cap;
  } rows[2]; /* sure, maybe */
  bool open;
  size_t mark;
};

static bool gather_row(struct gather *g, struct cs_ask *ask, enum cs_truth in, uint32_t row, struct cs_err *err) {
  uint32_t *slot = cs_list_push(ask->arena, &g->rows[in == CS_YES ? 0 : 1], err);
  if (!slot) {
    return false;
  }
  *slot = row;
  return true;
}

static bool gather_word(struct gather *g, struct cs_str word, enum cs_truth in, struct cs_err *err) {
  bool fresh;
  struct cs_str key = word.ptr ? word : CS_STR("");
  union cs_map_value *value = cs_map_put(&g->seen, key, &fresh, err);
  if (!value) {
    return false;
  }
  value->number = value->number == 1 || in == CS_YES ? 1 : 0;
  return true;
}

static bool gather_cell(struct gather *g, struct cs_ask *ask, enum cs_truth in, struct cs_err *err) {
  struct cs_value value;
  if (!cs_eval_fact(ask, g->expr->cell, &value, err)) {
    return false;
  }
  if (!value.known) {
    g->open = true;
    return cs_eval_push_value(ask, g->expr->cell, &value, err);
  }
  if (cs_fact_at(ask->rules, g->expr->cell)->info.type != CS_TYPE_CODES) {
    return gather_word(g, cs_value_is_none(&value) ? CS_STR("") : value.code, in, err);
  }
  for (size_t i = 0; i < value.sure.n; i++) {
    if (!gather_word(g, value.sure.at[i], in, err)) {
      return false;
    }
  }
  return true;
}

static bool take_row(void *ctx, struct cs_ask *ask, struct cs_found found, uint32_t row, bool *stop,
                     struct cs_err *err) {
  struct gather *g = ctx;
  *stop = false;
  bool done = true;
  if (row == CS_NO_ROW) {
    g->open = true;
  } else if (g->expr->has_cell) {
    done = gather_cell(g, ask, found.truth, err);
  } else {
    done = gather_row(g, ask, found.truth, row, err);
  }
  g->p.certainty = found.certainty > g->p.certainty ? found.certainty : g->p.certainty;
  return done && cs_possible_take(ask, &g->p, g->mark, err);
}

static bool give_words(struct gather *g, struct cs_ask *ask, struct cs_err *err) {
  for (size_t i = 0; i < g->seen.n; i++) {
    struct cs_strs *list = g->seen.at[i].value.number == 1 ? &g->sure : &g->maybe;
    struct cs_str *slot = cs_list_push(ask->arena, list, err);
    if (!slot) {
      return false;
    }
    *slot = g->seen.at[i].key;
  }
  return true;
}

bool cs_rows_set(struct cs_ask *ask, const struct cs_expr *expr, struct cs_value *out, struct cs_err *err) {
  struct gather g = {.expr = expr, .mark = ask->causes.n};
  cs_map_init(&g.seen, ask->arena);
  struct cs_made *made = cs_arena_new(ask->arena, struct cs_made, err);
  struct cs_row_set *rows = cs_arena_new(ask->arena, struct cs_row_set, err);
  if (!made || !rows || !cs_source_walk(ask, expr->source, 0, take_row, &g, err) || !give_words(&g, ask, err) ||
      !cs_source_certainty(ask, expr->source, &g.p.certainty, err)) {
    return false;
  }
  *rows = (struct cs_row_set){g.rows[0].at, g.rows[1].at, g.rows[0].n, g.rows[1].n};
  made->rows = expr->has_cell ? NULL : rows;
  made->causes = g.p.causes.at;
  made->n_causes = g.p.causes.n;
  *out = (struct cs_value){
      .known = true, .certainty = g.p.certainty, .sure = g.sure, .maybe = g.maybe, .open = g.open, .made = made};
  return true;
}
