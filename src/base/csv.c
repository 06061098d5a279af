/* Tables as text. Must never take a row for another shape than the header's, nor keep a quotation mark that means nothing.
 * Every byte is looked at once. Specification: RFC 4180, with UTF-8 instead of ASCII and LF beside CR LF. */
#include "base/csv.h"

#include <string.h>

struct parser {
  struct cs_arena *arena;
  struct cs_str file, text;
  size_t at;         /* offset of the next byte */
  uint32_t line;     /* of that byte */
  size_t line_start; /* offset of its line's first byte */
  struct cs_strs cells;
  size_t n_cells; /* of the present row */
  struct {
    uint32_t *at;
    size_t n, cap;
  } lines;
  struct cs_csv *out;
  struct cs_err *err;
};

/* ------------------------------------------------------------------ places and faults */

static bool fault_at(const struct parser *p, size_t at) {
  uint32_t column = 1;
  for (size_t i = p->line_start; i < at && i < p->text.len; i++) {
    column += ((unsigned char)p->text.ptr[i] & 0xC0) != 0x80;
  }
  return cs_err_at(p->err, p->file, p->line, column);
}

static int peek(const struct parser *p, size_t ahead) {
  return p->at + ahead < p->text.len ? (unsigned char)p->text.ptr[p->at + ahead] : -1;
}

static bool stray_quote(const struct parser *p) {
  cs_err_set(p->err, &CS_E_CSV_SYNTAX, "a quotation mark in the midst of a cell");
  cs_err_hint(p->err, "put the whole cell in quotation marks, and double each one that belongs to it");
  return fault_at(p, p->at);
}

static bool control_byte(const struct parser *p, int byte) {
  if (byte == '\r') {
    cs_err_set(p->err, &CS_E_CSV_SYNTAX, "a carriage return without a line feed behind it");
  } else {
    cs_err_set(p->err, &CS_E_CSV_SYNTAX, "the control byte 0x%02X in a cell, expected text", (unsigned)byte);
  }
  return fault_at(p, p->at);
}

/* Anything but tabs below the blank; CR LF is the caller's. */
static bool is_control(int byte) {
  return (byte >= 0 && byte < 0x20 && byte != '\t') || byte == 0x7F;
}

static bool at_line_end(const struct parser *p) {
  return peek(p, 0) == '\n' || (peek(p, 0) == '\r' && peek(p, 1) == '\n');
}

static void next_line(struct parser *p) {
  p->at += peek(p, 0) == '\r' ? 2 : 1;
  p->line++;
  p->line_start = p->at;
}

/* ------------------------------------------------------------------ cells */

static bool push_cell(struct parser *p, struct cs_str text) {
  if (text.len > CS_CSV_CELL_MAX) {
    cs_err_set(p->err, &CS_E_LIMIT, "a cell of %zu bytes, expected at most %d", text.len, CS_CSV_CELL_MAX);
    return fault_at(p, p->line_start);
  }
  if (p->cells.n >= CS_CSV_CELLS_MAX) {
    cs_err_set(p->err, &CS_E_LIMIT, "more than %d cells in one table", CS_CSV_CELLS_MAX);
    return fault_at(p, p->at);
  }
  struct cs_str *slot = cs_list_push(p->arena, &p->cells, p->err);
  if (slot) {
    *slot = text;
    p->n_cells++;
  }
  return slot != NULL;
}

static bool plain_cell(struct parser *p) {
  size_t start = p->at;
  for (int c; (c = peek(p, 0)) >= 0 && c != ',' && !at_line_end(p); p->at++) {
    if (c == '"') {
      return stray_quote(p);
    }
    if (is_control(c)) {
      return control_byte(p, c);
    }
  }
  return push_cell(p, cs_str_sub(p->text, start, p->at - start));
}

/* Each doubled quotation mark as one. */
static bool halve(struct parser *p, struct cs_str *text) {
  char *bytes = cs_arena_alloc(p->arena, text->len, p->err);
  size_t n = 0;
  if (!bytes) {
    return false;
  }
  for (size_t i = 0; i < text->len; i++) {
    bytes[n++] = text->ptr[i];
    i += text->ptr[i] == '"';
  }
  *text = (struct cs_str){bytes, n};
  return true;
}

static bool not_closed(struct parser *p, uint32_t line, size_t line_start, size_t at) {
  p->line = line;
  p->line_start = line_start;
  cs_err_set(p->err, &CS_E_CSV_SYNTAX, "the quotation mark that begins here is never closed");
  return fault_at(p, at);
}

/* p->at is behind the opening quotation mark. */
static bool quoted_cell(struct parser *p) {
  uint32_t line = p->line;
  size_t line_start = p->line_start, start = p->at;
  bool doubled = false;
  for (;;) {
    int c = peek(p, 0);
    if (c < 0) {
      return not_closed(p, line, line_start, start - 1);
    }
    if (c == '"' && peek(p, 1) != '"') {
      break;
    }
    if (at_line_end(p)) {
      next_line(p);
      continue;
    }
    if (is_control(c)) {
      return control_byte(p, c);
    }
    doubled = doubled || c == '"';
    p->at += c == '"' ? 2 : 1;
  }
  struct cs_str text = cs_str_sub(p->text, start, p->at - start);
  p->at++;
  if (peek(p, 0) >= 0 && peek(p, 0) != ',' && !at_line_end(p)) {
    cs_err_set(p->err, &CS_E_CSV_SYNTAX, "text behind the closing quotation mark, expected a comma or the line's end");
    return fault_at(p, p->at);
  }
  return (!doubled || halve(p, &text)) && push_cell(p, text);
}

/* One line's cells; p->at is behind the line's end afterwards. */
static bool read_row(struct parser *p) {
  p->n_cells = 0;
  for (;;) {
    bool quoted = peek(p, 0) == '"';
    p->at += quoted;
    if (!(quoted ? quoted_cell(p) : plain_cell(p))) {
      return false;
    }
    if (peek(p, 0) != ',') {
      break;
    }
    p->at++;
  }
  return true;
}

static void end_row(struct parser *p) {
  if (peek(p, 0) >= 0) {
    next_line(p);
  }
}

/* ------------------------------------------------------------------ tables */

static bool header_fault(const struct parser *p, size_t column) {
  return cs_err_at(p->err, p->file, p->line, (uint32_t)column);
}

/* A table that somebody divided by semicolons or tabs: one name, with several in it. */
static bool other_divider(const struct parser *p, struct cs_str name) {
  bool tab = cs_str_find(name, CS_STR("\t")) != SIZE_MAX;
  if (!tab && cs_str_find(name, CS_STR(";")) == SIZE_MAX) {
    return false;
  }
  cs_err_set(p->err, &CS_E_CSV_HEADER, "one column only, with %s in its name, expected commas between columns",
             tab ? "tabs" : "semicolons");
  cs_err_hint(p->err, "write the table anew with commas (comma-separated values)");
  return true;
}

/* Names are few: comparing each with each is cheap, and bounded. */
static bool take_header(struct parser *p) {
  struct cs_strs *names = &p->out->header;
  if (p->cells.n == 1 && other_divider(p, p->cells.at[0])) {
    return header_fault(p, 1);
  }
  if (p->cells.n > CS_CSV_COLUMNS_MAX) {
    cs_err_set(p->err, &CS_E_LIMIT, "%zu columns, expected at most %d", p->cells.n, CS_CSV_COLUMNS_MAX);
    return header_fault(p, 1);
  }
  for (size_t i = 0; i < p->cells.n; i++) {
    if (p->cells.at[i].len == 0) {
      cs_err_set(p->err, &CS_E_CSV_HEADER, "column %zu has no name", i + 1);
      return header_fault(p, 1);
    }
    for (size_t k = 0; k < i; k++) {
      if (cs_str_eq(p->cells.at[i], p->cells.at[k])) {
        cs_err_set(p->err, &CS_E_CSV_HEADER, "columns %zu and %zu are both called \"%.*s\"", k + 1, i + 1,
                   CS_STR_ARG(cs_str_head(p->cells.at[i], 60)));
        return header_fault(p, 1);
      }
    }
  }
  *names = p->cells;
  p->cells = (struct cs_strs){0};
  p->out->n_columns = names->n;
  return true;
}

static bool take_row(struct parser *p, uint32_t line) {
  if (p->n_cells != p->out->n_columns) {
    cs_err_set(p->err, &CS_E_CSV_CELLS, "the row has %zu cell%s, expected %zu as the header has", p->n_cells,
               p->n_cells == 1 ? "" : "s", p->out->n_columns);
    cs_err_hint(p->err, "a cell that holds a comma stands in quotation marks");
    return cs_err_at(p->err, p->file, line, 1);
  }
  uint32_t *slot = cs_list_push(p->arena, &p->lines, p->err);
  if (slot) {
    *slot = line;
  }
  return slot != NULL;
}

static bool check_utf8(struct parser *p) {
  size_t bad;
  if (cs_utf8_valid(p->text, &bad)) {
    return true;
  }
  for (size_t i = 0; i < bad; i++) {
    if (p->text.ptr[i] == '\n') {
      p->line++;
      p->line_start = i + 1;
    }
  }
  cs_err_set(p->err, &CS_E_UTF8, "byte 0x%02X is not part of a character, expected UTF-8",
             (unsigned char)p->text.ptr[bad]);
  bool utf16 = bad == 0 && (cs_str_starts(p->text, CS_STR("\xFF\xFE")) || cs_str_starts(p->text, CS_STR("\xFE\xFF")));
  cs_err_hint(p->err, "%s the encoding UTF-8", utf16 ? "this is UTF-16: write it anew with" : "save the file with");
  return fault_at(p, bad);
}

/* Over blank lines; false at the end of the text. */
static bool find_line(struct parser *p) {
  while (at_line_end(p)) {
    next_line(p);
  }
  return peek(p, 0) >= 0;
}

bool cs_csv_read(struct cs_arena *arena, struct cs_str file, struct cs_str text, struct cs_csv *out,
                 struct cs_err *err) {
  struct parser p = {.arena = arena, .file = file, .text = text, .line = 1, .out = out, .err = err};
  *out = (struct cs_csv){0};
  if (!check_utf8(&p)) {
    return false;
  }
  if (cs_str_starts(text, CS_STR("\xEF\xBB\xBF"))) {
    p.at = p.line_start = 3;
  }
  if (!find_line(&p)) {
    cs_err_set(err, &CS_E_CSV_HEADER, "the table is empty, expected a line that names its columns");
    return cs_err_at(err, file, 1, 1);
  }
  if (!read_row(&p) || !take_header(&p)) {
    return false;
  }
  end_row(&p);
  while (find_line(&p)) {
    uint32_t line = p.line;
    if (!read_row(&p) || !take_row(&p, line)) {
      return false;
    }
    end_row(&p);
  }
  out->cells = p.cells.at;
  out->n_rows = p.lines.n;
  out->lines = p.lines.at;
  return true;
}

size_t cs_csv_column(const struct cs_csv *csv, struct cs_str name) {
  for (size_t i = 0; i < csv->n_columns; i++) {
    if (cs_str_eq(csv->header.at[i], name)) {
      return i;
    }
  }
  return SIZE_MAX;
}

struct cs_str cs_csv_cell(const struct cs_csv *csv, size_t row, size_t column) {
  cs_assert(row < csv->n_rows && column < csv->n_columns);
  return csv->cells[row * csv->n_columns + column];
}
