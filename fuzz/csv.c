/* Tables as text: what is taken has as many cells in each row as there are columns, and, written again with every cell quoted, is read as the same. */
#include "base/csv.h"
#include "fuzz.h"

static void put_cell(struct cs_buf *out, struct cs_str cell, bool last) {
  cs_buf_byte(out, '"');
  for (size_t i = 0; i < cell.len; i++) {
    cs_buf_add(out, cell.ptr[i] == '"' ? CS_STR("\"\"") : cs_str_sub(cell, i, 1));
  }
  cs_buf_add(out, last ? CS_STR("\"\n") : CS_STR("\","));
}

static void write_again(const struct cs_csv *csv, struct cs_buf *out) {
  for (size_t c = 0; c < csv->n_columns; c++) {
    put_cell(out, csv->header.at[c], c + 1 == csv->n_columns);
  }
  for (size_t r = 0; r < csv->n_rows; r++) {
    for (size_t c = 0; c < csv->n_columns; c++) {
      put_cell(out, cs_csv_cell(csv, r, c), c + 1 == csv->n_columns);
    }
  }
}

static void check_same(const struct cs_csv *a, const struct cs_csv *b) {
  cs_assert(a->n_rows == b->n_rows && a->n_columns == b->n_columns);
  for (size_t c = 0; c < a->n_columns; c++) {
    cs_assert(cs_str_eq(a->header.at[c], b->header.at[c]));
    cs_assert(cs_csv_column(a, a->header.at[c]) == c);
    for (size_t r = 0; r < a->n_rows; r++) {
      cs_assert(cs_str_eq(cs_csv_cell(a, r, c), cs_csv_cell(b, r, c)));
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct cs_csv csv, again;
  struct cs_arena arena;
  struct cs_buf out;
  struct cs_err err;
  cs_arena_init(&arena, NULL, 0);
  cs_buf_init(&out, 4 * size + 64);
  if (cs_csv_read(&arena, CS_STR("fuzz.csv"), fuzz_str(data, size), &csv, &err)) {
    cs_assert(csv.n_columns > 0 && csv.header.n == csv.n_columns);
    for (size_t r = 0; r < csv.n_rows; r++) {
      cs_assert(csv.lines[r] > (r > 0 ? csv.lines[r - 1] : 1));
    }
    write_again(&csv, &out);
    bool taken = cs_csv_read(&arena, CS_STR("again.csv"), cs_buf_str(&out), &again, &err);
    cs_assert(taken);
    check_same(&csv, &again);
  } else {
    fuzz_error(&err);
    cs_assert(err.line <= size + 1);
  }
  cs_buf_deinit(&out);
  cs_arena_deinit(&arena);
  return 0;
}
