/* Tables: their files read, their columns typed, their rows found by key; groups that are read from them. Must not look
 * into rules. Invariant: all versions of a table have one list of columns and one key. Specification: SPEC.md section
 * 15. */
#include "rules/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/limits.h"
#include "rules/eval.h"

/* ------------------------------------------------------------------ files */

/* The table handed over under that name; SIZE_MAX and a fault when there is none. */
static size_t find_file(struct cs_check *c, const struct cs_word *file) {
  const struct cs_rules_sources *sources = c->sources;
  struct cs_near near;
  cs_near_init(&near, file->text);
  for (size_t i = 0; sources && i < sources->n_tables; i++) {
    if (cs_check_names_text(file->text, c->set->texts[file->pos.text].file, sources->tables[i].file)) {
      return i;
    }
    cs_near_offer(&near, sources->tables[i].file);
  }
  cs_report_error(c->report, file->pos, &CS_E_RULES_UNKNOWN_TABLE_FILE, "\"%.*s\": there is no table of that name",
                  CS_STR_ARG(file->text));
  cs_near_hint(c->report, &near, "a table lies beside the file that names it, or is handed over with it (--tables)");
  return SIZE_MAX;
}

/* Faults of a table's file stand at their own place in it. */
static struct cs_pos file_pos(const struct cs_check *c, size_t table, uint32_t line, uint32_t column) {
  return (struct cs_pos){.text = (uint32_t)(c->set->n_texts + table), .line = line, .column = column};
}

/* Blanks beside a name do not count, as beside a cell (SPEC 15.4). */
static bool trim_header(struct cs_str file, struct cs_csv *csv, struct cs_err *err) {
  for (size_t i = 0; i < csv->n_columns; i++) {
    struct cs_str name = cs_str_trim(csv->header.at[i]);
    csv->header.at[i] = CS_STR_NONE; /* not to be found as itself */
    if (name.len == 0 || cs_csv_column(csv, name) < i) {
      cs_err_set(err, &CS_E_CSV_HEADER,
                 name.len == 0 ? "column %zu has no name" : "column %zu is called as another: \"%.*s\"", i + 1,
                 CS_STR_ARG(cs_str_head(name, 60)));
      return cs_err_at(err, file, 1, 1);
    }
    csv->header.at[i] = name;
  }
  return true;
}

static bool read_file(struct cs_check *c, const struct cs_word *file, struct cs_csv *out, size_t *at) {
  struct cs_err err;
  *at = find_file(c, file);
  if (*at == SIZE_MAX) {
    return false;
  }
  const struct cs_rules_text *table = &c->sources->tables[*at];
  if (table->text.len > CS_FILE_MAX) {
    cs_err_set(&err, &CS_E_LIMIT, "%zu bytes; at most %u", table->text.len, CS_FILE_MAX);
    return cs_report_base(c->report, file_pos(c, *at, 0, 0), &err, "the table");
  }
  return (cs_csv_read(c->arena, table->file, table->text, out, &err) && trim_header(table->file, out, &err)) ||
         cs_report_base(c->report, file_pos(c, *at, err.line, err.column), &err, "the table");
}

/* ------------------------------------------------------------------ columns */

static bool add_column(struct cs_check *c, struct cs_table *table, struct cs_str name, size_t *out) {
  bool fresh;
  struct cs_map *names;
  if (!table->by_name) {
    names = cs_arena_new(c->arena, struct cs_map, &c->report->fatal);
    if (!names) {
      return cs_check_oom(c);
    }
    cs_map_init(names, c->arena);
    table->by_name = names;
  }
  memcpy(&names, &table->by_name, sizeof names);
  union cs_map_value *value = cs_map_put(names, name, &fresh, &c->report->fatal);
  if (!value) {
    return cs_check_oom(c);
  }
  if (fresh) {
    value->number = table->n_columns;
    struct cs_table_column *column = &table->columns[table->n_columns++];
    *column = (struct cs_table_column){.fact.info = {.name = name, .type = CS_TYPE_CODE}};
  }
  *out = (size_t)value->number;
  return true;
}

static bool column_choices(struct cs_check *c, const struct cs_ast_fact *from, struct cs_table_column *column) {
  struct cs_str *list = cs_arena_array(c->arena, struct cs_str, from->choices.n, &c->report->fatal);
  if (!list) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < from->choices.n; i++) {
    list[i] = from->choices.at[i].text;
  }
  column->fact.info.choices = list;
  column->fact.info.n_choices = from->choices.n;
  return true;
}

static bool declare_column(struct cs_check *c, const struct cs_ast_fact *from, struct cs_table *table) {
  struct cs_unit unit;
  size_t at;
  if (from->broken || !cs_check_fact_unit(c, from, &unit) || !add_column(c, table, from->name.text, &at)) {
    return false;
  }
  struct cs_table_column *column = &table->columns[at];
  char levels = from->type == CS_TYPE_CODE ? from->levels : '\0';
  if (column->declared) {
    bool same = column->fact.info.type == from->type && column->fact.levels == levels &&
                column->fact.info.unit.index == unit.index && column->fact.info.n_choices == from->choices.n;
    return same || cs_report_error(c->report, from->name.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                                   "column \"%.*s\" is declared differently in line %u", CS_STR_ARG(from->name.text),
                                   (unsigned)column->pos.line);
  }
  column->declared = true;
  column->pos = from->name.pos;
  column->fact.info.type = from->type;
  column->fact.info.unit = unit;
  column->fact.levels = levels;
  column->divided_by = from->type == CS_TYPE_CODES ? from->levels : '\0';
  return column_choices(c, from, column);
}

/* ------------------------------------------------------------------ cells */

static bool among(const struct cs_fact_info *info, struct cs_str word) {
  for (size_t i = 0; i < info->n_choices; i++) {
    if (cs_str_eq(info->choices[i], word)) {
      return true;
    }
  }
  return info->n_choices == 0;
}

static bool read_figure(const struct cs_fact_info *info, struct cs_str text, struct cs_figure *out) {
  struct cs_err err;
  struct cs_dec value;
  if (cs_dec_parse(text, &value, &err)) {
    *out = cs_figure_of(value, info->unit);
    return info->type != CS_TYPE_INTEGER || value.scale == 0;
  }
  return info->type != CS_TYPE_INTEGER && cs_figure_parse(text, out, &err) &&
         cs_unit_same_dimension(out->unit, info->unit);
}

static bool read_set(struct cs_check *c, const struct cs_table_column *column, struct cs_str text, struct cs_strs *out,
                     bool *sound) {
  *sound = true;
  while (text.ptr) {
    struct cs_str one = cs_str_trim(cs_str_cut(&text, column->divided_by));
    struct cs_str *place = one.len > 0 ? cs_list_push(c->arena, out, &c->report->fatal) : NULL;
    if (one.len > 0 && !place) {
      return cs_check_oom(c);
    }
    if (place) {
      *place = one;
      *sound = *sound && among(&column->fact.info, one);
    }
  }
  return true;
}

struct typed {
  unsigned char *state;
  struct cs_str *text;
  struct cs_figure *figures;
  struct cs_span *spans;
  struct cs_area *areas;
  struct cs_strs *sets;
};

static bool read_cell(struct cs_check *c, const struct cs_table_column *column, struct cs_str text, size_t row,
                      struct typed *out) {
  struct cs_err err;
  bool sound = true;
  out->text[row] = text;
  if (text.len == 0) {
    out->state[row] = CS_CELL_BLANK;
    return true;
  }
  switch (column->fact.info.type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    sound = among(&column->fact.info, text);
    break;
  case CS_TYPE_CODES:
    if (!read_set(c, column, text, &out->sets[row], &sound)) {
      return false;
    }
    break;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
    sound = read_figure(&column->fact.info, text, &out->figures[row]);
    break;
  case CS_TYPE_DATE:
    sound = cs_span_parse(text, &out->spans[row], &err);
    break;
  case CS_TYPE_AREA:
    sound = cs_area_find(text, &out->areas[row]);
    break;
  case CS_TYPE_BOOL:
  case CS_TYPE_DURATION:
    sound = false; /* no column has such a type */
    break;
  }
  out->state[row] = sound ? CS_CELL_GIVEN : CS_CELL_UNKNOWN;
  return true;
}

static bool new_typed(struct cs_check *c, enum cs_type type, size_t n, struct typed *out) {
  struct cs_err *err = &c->report->fatal;
  bool figure = type == CS_TYPE_INTEGER || type == CS_TYPE_DECIMAL || type == CS_TYPE_MONEY || type == CS_TYPE_QUANTITY;
  *out = (struct typed){.state = cs_arena_array(c->arena, unsigned char, n, err),
                        .text = cs_arena_array(c->arena, struct cs_str, n, err)};
  out->figures = figure ? cs_arena_array(c->arena, struct cs_figure, n, err) : NULL;
  out->spans = type == CS_TYPE_DATE ? cs_arena_array(c->arena, struct cs_span, n, err) : NULL;
  out->areas = type == CS_TYPE_AREA ? cs_arena_array(c->arena, struct cs_area, n, err) : NULL;
  out->sets = type == CS_TYPE_CODES ? cs_arena_array(c->arena, struct cs_strs, n, err) : NULL;
  bool done = out->state && out->text && (!figure || out->figures) && (type != CS_TYPE_DATE || out->spans) &&
              (type != CS_TYPE_AREA || out->areas) && (type != CS_TYPE_CODES || out->sets);
  return done || cs_check_oom(c);
}

static bool type_column(struct cs_check *c, const struct cs_csv *csv, const struct cs_table_column *column, size_t from,
                        struct cs_cells *out) {
  struct typed typed;
  if (!new_typed(c, column->fact.info.type, csv->n_rows, &typed)) {
    return false;
  }
  for (size_t row = 0; row < csv->n_rows; row++) {
    if (!read_cell(c, column, cs_str_trim(cs_csv_cell(csv, row, from)), row, &typed)) {
      return false;
    }
  }
  *out = (struct cs_cells){.there = true,
                           .state = typed.state,
                           .text = typed.text,
                           .figures = typed.figures,
                           .spans = typed.spans,
                           .areas = typed.areas,
                           .sets = typed.sets};
  return true;
}

/* ------------------------------------------------------------------ keys */

static bool key_of(struct cs_check *c, const struct cs_table *table, const struct cs_table_version *version, size_t row,
                   struct cs_str *out) {
  *out = version->cells[table->keys[0]].text[row];
  if (table->n_keys < 2) {
    return true;
  }
  struct cs_str second = version->cells[table->keys[1]].text[row];
  char *both = cs_arena_alloc(c->arena, out->len + 1 + second.len, &c->report->fatal);
  if (!both) {
    return cs_check_oom(c);
  }
  memcpy(both, out->ptr, out->len);
  if (second.len > 0) {
    memcpy(both + out->len + 1, second.ptr, second.len);
  }
  *out = (struct cs_str){both, out->len + 1 + second.len};
  return true;
}

static bool blank_key(const struct cs_table *table, const struct cs_table_version *version, size_t row) {
  return version->cells[table->keys[0]].text[row].len == 0 ||
         (table->n_keys > 1 && version->cells[table->keys[1]].text[row].len == 0);
}

static bool index_keys(struct cs_check *c, const struct cs_table *table, const struct cs_csv *csv, size_t file,
                       struct cs_table_version *version) {
  struct cs_map *map = cs_arena_new(c->arena, struct cs_map, &c->report->fatal);
  if (!map) {
    return cs_check_oom(c);
  }
  cs_map_init(map, c->arena);
  version->by_key = map;
  for (size_t row = 0; table->n_keys > 0 && row < csv->n_rows && !c->report->stop; row++) {
    struct cs_str key;
    bool fresh;
    if (blank_key(table, version, row)) {
      continue;
    }
    union cs_map_value *value =
        key_of(c, table, version, row, &key) ? cs_map_put(map, key, &fresh, &c->report->fatal) : NULL;
    if (!value) {
      return cs_check_oom(c);
    }
    if (!fresh) {
      cs_report_error(c->report, file_pos(c, file, csv->lines[row], 1), &CS_E_RULES_DUPLICATE_KEY,
                      "\"%.*s\": the row in line %u has this key already",
                      CS_STR_ARG(version->cells[table->keys[0]].text[row]), (unsigned)csv->lines[value->number]);
      continue;
    }
    value->number = row;
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ tables */

bool cs_check_version(struct cs_check *c, const struct cs_ast_day *from, const struct cs_ast_day *known,
                      struct cs_version *out) {
  *out = (struct cs_version){.from = CS_SPAN_ALWAYS, .known = CS_DAY_MIN};
  if ((from->day.text.ptr && !cs_check_day(c, from, &out->from, NULL)) ||
      (known->day.text.ptr && !cs_check_known(c, known, &out->known))) {
    return false;
  }
  if (known->day.text.ptr || !from->day.text.ptr) {
    return true;
  }
  if (!cs_check_inexact(c, &from->day, out->from)) {
    return false;
  }
  out->known = out->from.first;
  return true;
}

static bool has_column(struct cs_check *c, const struct cs_csv *csv, size_t file, const struct cs_word *word) {
  if (cs_csv_column(csv, word->text) != SIZE_MAX) {
    return true;
  }
  struct cs_near near;
  cs_near_init(&near, word->text);
  for (size_t i = 0; i < csv->n_columns; i++) {
    cs_near_offer(&near, csv->header.at[i]);
  }
  cs_report_error(c->report, word->pos, &CS_E_RULES_MISSING_COLUMN, "\"%.*s\": %.*s has no such column",
                  CS_STR_ARG(word->text), CS_STR_ARG(c->sources->tables[file].file));
  return cs_near_hint(c->report, &near, NULL);
}

struct versions {
  const struct cs_ast_table **at;
  struct cs_csv *csv;
  size_t *file;
  size_t n;
};

/* The columns of all versions together: declared ones, then what the files have besides. */
static bool unite_columns(struct cs_check *c, const struct versions *v, struct cs_table *table) {
  size_t most = 0, at;
  for (size_t i = 0; i < v->n; i++) {
    most += v->at[i]->columns.n + v->csv[i].n_columns;
  }
  table->columns = cs_arena_array(c->arena, struct cs_table_column, most, &c->report->fatal);
  if (!table->columns) {
    return cs_check_oom(c);
  }
  bool sound = true;
  for (size_t i = 0; i < v->n; i++) {
    for (size_t j = 0; j < v->at[i]->columns.n; j++) {
      const struct cs_ast_fact *column = v->at[i]->columns.at[j];
      sound = !column->broken && has_column(c, &v->csv[i], v->file[i], &column->name) &&
              declare_column(c, column, table) && sound;
    }
    for (size_t j = 0; j < v->csv[i].n_columns; j++) {
      if (!add_column(c, table, v->csv[i].header.at[j], &at)) {
        return false;
      }
    }
  }
  return sound;
}

static bool same_keys(const struct cs_ast_table *a, const struct cs_ast_table *b) {
  bool same = a->keys.n == b->keys.n;
  for (size_t i = 0; same && i < a->keys.n; i++) {
    same = cs_str_eq(a->keys.at[i].text, b->keys.at[i].text);
  }
  return same;
}

static bool set_keys(struct cs_check *c, const struct versions *v, struct cs_table *table) {
  for (size_t i = 0; i < v->n; i++) {
    if (!same_keys(v->at[0], v->at[i])) {
      return cs_report_error(c->report, v->at[i]->name.pos, &CS_E_RULES_DECLARED_DIFFERENTLY,
                             "\"%.*s\" has another key in line %u", CS_STR_ARG(table->name),
                             (unsigned)v->at[0]->name.pos.line);
    }
    for (size_t k = 0; k < v->at[i]->keys.n; k++) {
      if (!has_column(c, &v->csv[i], v->file[i], &v->at[i]->keys.at[k])) {
        return false;
      }
    }
  }
  table->n_keys = v->at[0]->keys.n;
  for (size_t k = 0; k < table->n_keys; k++) {
    table->keys[k] = (size_t)cs_map_get(table->by_name, v->at[0]->keys.at[k].text)->number;
  }
  return true;
}

static bool fill_version(struct cs_check *c, const struct versions *v, size_t i, struct cs_table *table,
                         uint32_t first_row) {
  struct cs_table_version *version = &table->versions[i];
  version->first_row = first_row;
  version->n_rows = (uint32_t)v->csv[i].n_rows;
  version->file = v->at[i]->file.text;
  version->pos = v->at[i]->name.pos;
  version->cells = cs_arena_array(c->arena, struct cs_cells, table->n_columns, &c->report->fatal);
  if (!version->cells) {
    return cs_check_oom(c);
  }
  for (size_t j = 0; j < table->n_columns; j++) {
    size_t from = cs_csv_column(&v->csv[i], table->columns[j].fact.info.name);
    if (from != SIZE_MAX && !type_column(c, &v->csv[i], &table->columns[j], from, &version->cells[j])) {
      return false;
    }
  }
  return cs_check_cites(c, &v->at[i]->cites, &version->cites, &version->n_cites) &&
         index_keys(c, table, &v->csv[i], v->file[i], version);
}

/* Versions in the order of their starts, each surely later than the one before. */
static bool order_versions(struct cs_check *c, struct versions *v, struct cs_version *days) {
  for (size_t i = 0; i < v->n; i++) {
    if (!cs_check_version(c, &v->at[i]->from, &v->at[i]->known, &days[i])) {
      return false;
    }
    for (size_t j = i; j > 0 && days[j - 1].from.first > days[j].from.first; j--) {
      struct cs_version day = days[j];
      const struct cs_ast_table *ast = v->at[j];
      days[j] = days[j - 1];
      v->at[j] = v->at[j - 1];
      days[j - 1] = day;
      v->at[j - 1] = ast;
    }
  }
  for (size_t i = 1; i < v->n; i++) {
    const struct cs_ast_table *later = v->at[i], *former = v->at[i - 1];
    bool dated = later->from.day.text.ptr != NULL;
    if (!dated) {
      return cs_report_error(c->report, later->name.pos, &CS_E_RULES_DUPLICATE_NAME,
                             "\"%.*s\" is already a table, in %.*s, line %u", CS_STR_ARG(later->name.text),
                             CS_STR_ARG(c->set->texts[former->name.pos.text].file), (unsigned)former->name.pos.line);
    }
    if (cs_span_lt(days[i - 1].from, days[i].from) != CS_YES) {
      return cs_report_error(c->report, later->from.day.pos, &CS_E_RULES_VERSION_NOT_LATER,
                             "this \"from\" does not come surely later than that of \"%.*s\" in line %u",
                             CS_STR_ARG(later->name.text), (unsigned)former->name.pos.line);
    }
  }
  return true;
}

static bool fill_table(struct cs_check *c, struct versions *v, struct cs_table *table) {
  struct cs_version *days = cs_arena_array(c->scratch, struct cs_version, v->n, &c->report->fatal);
  table->versions = cs_arena_array(c->arena, struct cs_table_version, v->n, &c->report->fatal);
  v->csv = cs_arena_array(c->scratch, struct cs_csv, v->n, &c->report->fatal);
  v->file = cs_arena_array(c->scratch, size_t, v->n, &c->report->fatal);
  if (!days || !table->versions || !v->csv || !v->file) {
    return cs_check_oom(c);
  }
  bool sound = order_versions(c, v, days);
  for (size_t i = 0; i < v->n; i++) {
    sound = !v->at[i]->broken && read_file(c, &v->at[i]->file, &v->csv[i], &v->file[i]) && sound;
  }
  if (!sound || !unite_columns(c, v, table) || !set_keys(c, v, table)) {
    return false;
  }
  uint32_t rows = 0;
  table->n_versions = v->n;
  for (size_t i = 0; i < v->n; i++) {
    table->versions[i].version = days[i];
    table->versions[i].version.next = i + 1 < v->n ? (uint32_t)i + 2 : 0;
    if (!fill_version(c, v, i, table, rows)) {
      return false;
    }
    rows += table->versions[i].n_rows;
  }
  return true;
}

static bool declare_table(struct cs_check *c, size_t first, struct versions *v) {
  const struct cs_ast_tables *all = &c->ast->tables;
  const struct cs_ast_table *from = all->at[first];
  uint32_t index;
  bool same;
  if (!cs_check_free_name(c, &from->name, CS_CHECK_TABLE, &same, &index) || same) {
    return true; /* reported, or a later version, which was read with the first */
  }
  v->n = 0;
  for (size_t i = first; i < all->n; i++) {
    if (all->at[i]->name.text.ptr && cs_str_eq(all->at[i]->name.text, from->name.text)) {
      v->at[v->n++] = all->at[i];
    }
  }
  struct cs_table *table = &c->set->tables[c->set->n_tables];
  table->name = from->name.text;
  if (!fill_table(c, v, table)) {
    *table = (struct cs_table){0};
    return !c->report->stop && cs_check_set_name(c, from->name.text, CS_CHECK_BROKEN, 0);
  }
  return cs_check_set_name(c, from->name.text, CS_CHECK_TABLE, c->set->n_tables++);
}

bool cs_check_declare_tables(struct cs_check *c) {
  const struct cs_ast_tables *from = &c->ast->tables;
  struct versions v = {.at = cs_arena_array(c->scratch, const struct cs_ast_table *, from->n, &c->report->fatal)};
  c->set->tables = cs_arena_array(c->arena, struct cs_table, from->n, &c->report->fatal);
  if (!v.at || !c->set->tables) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < from->n && !c->report->stop; i++) {
    if (from->at[i]->name.text.ptr && !declare_table(c, i, &v)) {
      return false;
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ groups */

/* A table without a name, for one group. */
static bool bare_table(struct cs_check *c, const struct cs_ast_group *from, struct cs_table *table) {
  struct cs_ast_table ast = {.name = from->name, .file = from->file};
  const struct cs_ast_table *one = &ast;
  struct versions v = {.at = &one, .n = 1};
  return fill_table(c, &v, table);
}

static bool row_holds(struct cs_check *c, const struct cs_table *table, const struct cs_node *where, uint32_t row,
                      bool *out) {
  struct cs_ask ask = {.rules = c->set, .arena = c->scratch, .weakest = CS_ASSUMED};
  struct cs_found found;
  ask.rows[0] = (struct cs_row){.table = table, .version = &table->versions[0], .row = row};
  if (!cs_eval_condition(&ask, where, &found, &c->report->fatal)) {
    return cs_check_oom(c);
  }
  *out = found.truth == CS_YES;
  return true;
}

static bool check_group_where(struct cs_check *c, const struct cs_ast_group *from, const struct cs_table *table,
                              struct cs_node **where) {
  c->rows[0] = (struct cs_check_row){CS_STR_NONE, table};
  c->bare = true;
  bool done = !from->where || cs_check_condition(c, from->where, where);
  c->bare = false;
  c->set->refs = c->refs.at;
  c->set->n_refs = c->refs.n;
  return done;
}

bool cs_check_group_table(struct cs_check *c, const struct cs_ast_group *from, struct cs_group *group) {
  struct cs_table *table = cs_arena_new(c->arena, struct cs_table, &c->report->fatal);
  struct cs_node *where = NULL;
  if (!table) {
    return cs_check_oom(c);
  }
  if (!bare_table(c, from, table)) {
    return false;
  }
  size_t column = cs_check_column(c, table, from->column.text, from->column.pos);
  const struct cs_table_version *rows = &table->versions[0];
  if (column == SIZE_MAX || !check_group_where(c, from, table, &where)) {
    return false;
  }
  struct cs_map seen;
  cs_map_init(&seen, c->scratch);
  group->open = group->open || from->open;
  group->members = cs_arena_array(c->arena, struct cs_group_member, rows->n_rows, &c->report->fatal);
  if (!group->members) {
    return cs_check_oom(c);
  }
  for (uint32_t row = 0; row < rows->n_rows && !c->report->stop; row++) {
    struct cs_str code = rows->cells[column].text[row];
    bool holds = false, fresh = true;
    if (code.len == 0 || !row_holds(c, table, where, row, &holds) || !holds) {
      continue;
    }
    if (!cs_map_put(&seen, code, &fresh, &c->report->fatal)) {
      return cs_check_oom(c);
    }
    struct cs_ast_member member = {.name = {.text = code, .pos = from->column.pos, .quoted = true},
                                   .certainty = from->certainty};
    if (fresh && cs_check_member(c, from, &member, group->kind, &group->members[group->n_members])) {
      group->n_members++;
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ finding rows */

struct sorting {
  struct cs_str text;
  uint32_t row;
};

static int by_text(const void *left, const void *right) {
  const struct sorting *a = left, *b = right;
  int order = cs_str_cmp(a->text, b->text);
  return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static bool sort_cells(struct cs_check *c, uint32_t n_rows, struct cs_cells *cells) {
  struct sorting *list = cs_arena_array(c->scratch, struct sorting, n_rows, &c->report->fatal);
  uint32_t *sorted = cs_arena_array(c->arena, uint32_t, n_rows, &c->report->fatal);
  uint32_t *unknown = cs_arena_array(c->arena, uint32_t, n_rows, &c->report->fatal);
  if (!list || !sorted || !unknown) {
    return cs_check_oom(c);
  }
  size_t n = 0;
  for (uint32_t row = 0; row < n_rows; row++) {
    if (cells->state[row] == CS_CELL_GIVEN) {
      list[n++] = (struct sorting){cells->text[row], row};
    } else if (cells->state[row] == CS_CELL_UNKNOWN) {
      unknown[cells->n_unknown++] = row;
    }
  }
  if (n > 0) {
    qsort(list, n, sizeof *list, by_text);
  }
  for (size_t i = 0; i < n; i++) {
    sorted[i] = list[i].row;
  }
  cells->sorted = sorted;
  cells->n_sorted = n;
  cells->unknown = unknown;
  return true;
}

bool cs_check_finish_tables(struct cs_check *c) {
  for (size_t t = 0; t < c->set->n_tables; t++) {
    const struct cs_table *table = &c->set->tables[t];
    for (size_t i = 0; i < table->n_versions; i++) {
      for (size_t j = 0; j < table->n_columns; j++) {
        struct cs_cells *cells = &table->versions[i].cells[j];
        if (table->columns[j].searched && cells->there && !sort_cells(c, table->versions[i].n_rows, cells)) {
          return false;
        }
      }
    }
  }
  return true;
}
