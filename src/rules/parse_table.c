/* Tables and groups that are read from them. Must not open any file: their texts come with the texts of the set.
 * Invariant: p->table is the table that the clauses at hand belong to. Specification: SPEC.md section 15. */
#include "rules/parse.h"

/* A column's name: a word, or a text in quotation marks. */
static bool parse_column_name(struct cs_parser *p, struct cs_word *out) {
  if (p->tok.kind == CS_TOKEN_STRING) {
    return cs_parse_text_of(p, out, "the name of a column");
  }
  return cs_parse_name(p, out, "the name of a column");
}

static bool parse_keys(struct cs_parser *p, struct cs_ast_table *table) {
  do {
    struct cs_word *key = cs_ast_push(p->arena, &table->keys, &p->report->fatal);
    if (!key) {
      return cs_parse_no_memory(p);
    }
    if (table->keys.n > 2) {
      table->keys.n--;
      return cs_parse_fail(p, "at most two columns as key");
    }
    if (!parse_column_name(p, key)) {
      table->keys.n--;
      return false;
    }
  } while (cs_parse_take_sign(p, ","));
  return true;
}

bool cs_parse_table(struct cs_parser *p) {
  struct cs_ast_table *table = cs_arena_new(p->arena, struct cs_ast_table, &p->report->fatal);
  struct cs_ast_table **place = table ? cs_ast_push(p->arena, &p->ast->tables, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = table;
  p->table = table;
  p->in = CS_IN_TABLE;
  return cs_parse_name(p, &table->name, "the name of a table") && cs_parse_expect_word(p, "from") &&
         cs_parse_text_of(p, &table->file, "the name of a file in quotation marks") &&
         (!cs_parse_take_word(p, "key") || parse_keys(p, table));
}

/* code, codes by ";", text, integer, decimal, money USD, quantity km, date, area; some with `one of { … }` */
static bool parse_cell_type(struct cs_parser *p, struct cs_ast_fact *column) {
  struct cs_pos pos = p->tok.pos;
  struct cs_str word = p->tok.text;
  if (!cs_parse_type_word(p, column)) {
    return false;
  }
  switch (column->type) {
  case CS_TYPE_CODE:
    if (cs_parse_take_word(p, "by") && !cs_parse_levels(p, column)) {
      return false;
    }
    return !cs_parse_take_word(p, "one") || cs_parse_choices(p, column);
  case CS_TYPE_CODES:
    if (!cs_parse_expect_word(p, "by") || !cs_parse_levels(p, column)) {
      return false;
    }
    return !cs_parse_take_word(p, "one") || cs_parse_choices(p, column);
  case CS_TYPE_TEXT:
    return !cs_parse_take_word(p, "one") || cs_parse_choices(p, column);
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
    return cs_parse_at_unit(p) ? cs_parse_type_unit(p, column) : cs_parse_fail(p, "the unit of the column's figures");
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_DATE:
  case CS_TYPE_AREA:
    return true;
  case CS_TYPE_BOOL:
  case CS_TYPE_DURATION:
    break;
  }
  cs_report_error(p->report, pos, &CS_E_RULES_SYNTAX, "\"%.*s\": a column has no such type", CS_STR_ARG(word));
  return cs_report_hint(p->report,
                        "code, codes by \";\", text, integer, decimal, money UNIT, quantity UNIT, date, area");
}

bool cs_parse_column(struct cs_parser *p) {
  struct cs_ast_fact *column = cs_arena_new(p->arena, struct cs_ast_fact, &p->report->fatal);
  struct cs_ast_fact **place = column ? cs_ast_push(p->arena, &p->table->columns, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = column;
  column->broken = !(parse_column_name(p, &column->name) && cs_parse_expect_sign(p, ":") && parse_cell_type(p, column));
  return !column->broken;
}

/* group NAME … from "FILE" member COLUMN [where CONDITION], from `from` on */
bool cs_parse_group_table(struct cs_parser *p, struct cs_ast_group *group) {
  return cs_parse_expect_word(p, "from") &&
         cs_parse_text_of(p, &group->file, "the name of a table's file in quotation marks") &&
         cs_parse_expect_word(p, "member") && parse_column_name(p, &group->column) &&
         (!cs_parse_take_word(p, "where") || cs_parse_condition(p, &group->where));
}
