/* Tables as text: RFC 4180, read strictly. A header line names the columns, each further line is a row with as many cells.
 * Cells are separated by commas; one in quotation marks may hold commas, line breaks and doubled quotation marks. Lines
 * end with LF or CR LF; a byte order mark at the start and blank lines are passed over. Nothing is trimmed, guessed or
 * mended, and no cell has a type: an empty one is an empty text. */
#ifndef CS_BASE_CSV_H
#define CS_BASE_CSV_H

#include "base/arena.h"
#include "base/limits.h"

struct cs_csv {
  struct cs_strs header; /* names of the columns: none is empty, each is there once */
  struct cs_str *cells;  /* n_rows × n_columns, row by row */
  size_t n_rows, n_columns;
  const uint32_t *lines; /* of each row: the line of the file on which it begins, from 1 */
};

/* `file` names the text in errors. Slices point into `text`, or into the arena where a quotation mark was doubled.
 * CS_E_CSV_SYNTAX (a stray quotation mark, or one that is not closed; a CR without LF; a control byte), CS_E_CSV_HEADER (no
 * header, a column without name or with another's), CS_E_CSV_CELLS (a row with more or fewer cells than the header),
 * CS_E_UTF8, CS_E_LIMIT (CS_CSV_CELL_MAX, CS_CSV_CELLS_MAX, CS_CSV_COLUMNS_MAX), each with file, line and column. */
CS_MUST bool cs_csv_read(struct cs_arena *arena, struct cs_str file, struct cs_str text, struct cs_csv *out,
                         struct cs_err *err);
/* The column's number, or SIZE_MAX when there is none of that name. */
size_t cs_csv_column(const struct cs_csv *csv, struct cs_str name);
struct cs_str cs_csv_cell(const struct cs_csv *csv, size_t row, size_t column);

#endif
