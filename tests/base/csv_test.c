/* Tables as text: what is read, and every fault with its place. */
#include "support/test.h"

#include "base/csv.h"

static struct cs_arena arena;
static struct cs_err err;

static int begin(void **state) {
  (void)state;
  cs_arena_init(&arena, NULL, 0);
  cs_err_reset(&err);
  return 0;
}

static int end(void **state) {
  (void)state;
  cs_arena_deinit(&arena);
  return 0;
}

static struct cs_csv read_ok(struct cs_str text) {
  struct cs_csv csv;
  assert_ok(cs_csv_read(&arena, CS_STR("t.csv"), text, &csv, &err), &err);
  return csv;
}

/* The text is refused with this code at this place. */
static void refused(struct cs_str text, const struct cs_code *code, uint32_t line, uint32_t column, const char *words) {
  struct cs_csv csv;
  assert_code(cs_csv_read(&arena, CS_STR("t.csv"), text, &csv, &err), &err, *code);
  assert_string_equal(err.source, "t.csv");
  assert_int_equal(err.line, line);
  assert_int_equal(err.column, column);
  assert_non_null(strstr(err.text, words));
}

static void rows_and_columns_are_read_by_name(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("a,b,c\n1,2,3\n4,,6\n"));
  assert_int_equal(csv.n_columns, 3);
  assert_int_equal(csv.n_rows, 2);
  assert_int_equal(cs_csv_column(&csv, CS_STR("c")), 2);
  assert_int_equal(cs_csv_column(&csv, CS_STR("C")), SIZE_MAX);
  assert_str(cs_csv_cell(&csv, 1, 0), "4");
  assert_str(cs_csv_cell(&csv, 1, 1), "");
  assert_str(cs_csv_cell(&csv, 1, 2), "6");
  assert_int_equal(csv.lines[0], 2);
  assert_int_equal(csv.lines[1], 3);
}

static void a_header_alone_is_a_table_without_rows(void **state) {
  (void)state;
  assert_int_equal(read_ok(CS_STR("a,b")).n_rows, 0);
  assert_int_equal(read_ok(CS_STR("a,b\n")).n_rows, 0);
}

static void the_last_line_needs_no_end(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("a,b\n1,2\n3,"));
  assert_int_equal(csv.n_rows, 2);
  assert_str(cs_csv_cell(&csv, 1, 1), "");
}

static void crlf_and_lf_end_lines_alike(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("a,b\r\n1,2\r\n3,4\n"));
  assert_int_equal(csv.n_rows, 2);
  assert_str(csv.header.at[1], "b");
  assert_str(cs_csv_cell(&csv, 0, 1), "2");
  assert_int_equal(csv.lines[1], 3);
}

static void a_byte_order_mark_is_passed_over(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("\xEF\xBB\xBF"
                                     "a,b\n1,2\n"));
  assert_str(csv.header.at[0], "a");
  refused(CS_STR("\xEF\xBB\xBF"
                 "a,\"b\"x\n"),
          &CS_E_CSV_SYNTAX, 1, 6, "behind the closing");
}

static void blank_lines_are_passed_over_and_counted(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("\n\r\na,b\n\n1,2\n\n\n"));
  assert_int_equal(csv.n_rows, 1);
  assert_int_equal(csv.lines[0], 5);
}

static void a_quoted_cell_holds_commas_breaks_and_quotation_marks(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("a,b\n\"Korea, South\",\"say \"\"no\"\"\"\n\"two\r\nlines\",\"\"\nx,y\n"));
  assert_int_equal(csv.n_rows, 3);
  assert_str(cs_csv_cell(&csv, 0, 0), "Korea, South");
  assert_str(cs_csv_cell(&csv, 0, 1), "say \"no\"");
  assert_str(cs_csv_cell(&csv, 1, 0), "two\r\nlines");
  assert_str(cs_csv_cell(&csv, 1, 1), "");
  assert_int_equal(csv.lines[1], 3);
  assert_int_equal(csv.lines[2], 5);
}

static void nothing_is_trimmed(void **state) {
  (void)state;
  struct cs_csv csv = read_ok(CS_STR("a, b\n 1 ,\t2\n"));
  assert_str(csv.header.at[1], " b");
  assert_str(cs_csv_cell(&csv, 0, 0), " 1 ");
  assert_str(cs_csv_cell(&csv, 0, 1), "\t2");
}

static void a_stray_quotation_mark_is_refused_at_its_place(void **state) {
  (void)state;
  refused(CS_STR("a,b\n1,x\"y\n"), &CS_E_CSV_SYNTAX, 2, 4, "midst of a cell");
  refused(CS_STR("a,b\n\xC3\xA4,x\"\n"), &CS_E_CSV_SYNTAX, 2, 4, "midst of a cell");
  refused(CS_STR("a,b\n\"1\" ,2\n"), &CS_E_CSV_SYNTAX, 2, 4, "behind the closing");
  refused(CS_STR("a\"b\n"), &CS_E_CSV_SYNTAX, 1, 2, "midst of a cell");
}

static void an_unclosed_quotation_mark_is_refused_where_it_begins(void **state) {
  (void)state;
  refused(CS_STR("a,b\n1,\"2\n3,4\n"), &CS_E_CSV_SYNTAX, 2, 3, "never closed");
  refused(CS_STR("\"a"), &CS_E_CSV_SYNTAX, 1, 1, "never closed");
  refused(CS_STR("a\n\"x\"\""), &CS_E_CSV_SYNTAX, 2, 1, "never closed");
}

static void control_bytes_are_refused(void **state) {
  (void)state;
  refused(CS_STR("a,b\n1,2\0\n"), &CS_E_CSV_SYNTAX, 2, 4, "0x00");
  refused(CS_STR("a,b\n1,\"\x1B\"\n"), &CS_E_CSV_SYNTAX, 2, 4, "0x1B");
  refused(CS_STR("a,b\r1,2\n"), &CS_E_CSV_SYNTAX, 1, 4, "carriage return");
  refused(CS_STR("a,b\n1,2\r"), &CS_E_CSV_SYNTAX, 2, 4, "carriage return");
  refused(CS_STR("a,b\n1,\"x\ry\"\n"), &CS_E_CSV_SYNTAX, 2, 5, "carriage return");
}

static void what_is_not_utf8_is_refused_at_its_place(void **state) {
  (void)state;
  refused(CS_STR("a,b\n1,Cura\xE7"
                 "ao\n"),
          &CS_E_UTF8, 2, 7, "0xE7");
  refused(CS_STR("\xFF\xFE"
                 "a"),
          &CS_E_UTF8, 1, 1, "0xFF");
}

static void a_table_needs_a_header(void **state) {
  (void)state;
  refused(CS_STR(""), &CS_E_CSV_HEADER, 1, 1, "empty");
  refused(CS_STR("\xEF\xBB\xBF\n\n"), &CS_E_CSV_HEADER, 1, 1, "empty");
  refused(CS_STR("a,,c\n1,2,3\n"), &CS_E_CSV_HEADER, 1, 1, "column 2 has no name");
  refused(CS_STR("\na,b,a\n"), &CS_E_CSV_HEADER, 2, 1, "columns 1 and 3 are both called \"a\"");
}

static void a_table_divided_by_something_else_is_told(void **state) {
  (void)state;
  refused(CS_STR("code;name\nA;one\n"), &CS_E_CSV_HEADER, 1, 1, "semicolons");
  refused(CS_STR("code\tname\nA\tone\n"), &CS_E_CSV_HEADER, 1, 1, "tabs");
  assert_int_equal(read_ok(CS_STR("code;name,x\nA;one,2\n")).n_columns, 2);
}

static void utf16_is_called_by_its_name(void **state) {
  (void)state;
  refused(CS_STR("\xFF\xFE"
                 "a"),
          &CS_E_UTF8, 1, 1, "0xFF");
  assert_non_null(strstr(err.hint, "UTF-16"));
}

static void a_row_has_as_many_cells_as_the_header(void **state) {
  (void)state;
  refused(CS_STR("a,b\n1,2\n1\n"), &CS_E_CSV_CELLS, 3, 1, "1 cell, expected 2");
  refused(CS_STR("a,b\n1,2,3\n"), &CS_E_CSV_CELLS, 2, 1, "3 cells, expected 2");
  refused(CS_STR("a,b\nKorea, South,X\n"), &CS_E_CSV_CELLS, 2, 1, "3 cells");
}

static void a_cell_has_a_longest_length(void **state) {
  (void)state;
  static char text[CS_CSV_CELL_MAX + 8];
  memset(text, 'x', sizeof text);
  memcpy(text, "a\n", 2);
  struct cs_csv csv = read_ok((struct cs_str){text, 2 + CS_CSV_CELL_MAX});
  assert_int_equal(cs_csv_cell(&csv, 0, 0).len, CS_CSV_CELL_MAX);
  refused((struct cs_str){text, 2 + CS_CSV_CELL_MAX + 1}, &CS_E_LIMIT, 2, 1, "65537 bytes");
}

static void a_table_has_at_most_so_many_columns(void **state) {
  (void)state;
  char text[4 * (CS_CSV_COLUMNS_MAX + 1) + 1];
  for (size_t i = 0; i <= CS_CSV_COLUMNS_MAX; i++) {
    snprintf(text + 4 * i, 5, "%03zx,", i);
  }
  assert_int_equal(read_ok((struct cs_str){text, 4 * CS_CSV_COLUMNS_MAX - 1}).n_columns, CS_CSV_COLUMNS_MAX);
  refused((struct cs_str){text, 4 * (CS_CSV_COLUMNS_MAX + 1) - 1}, &CS_E_LIMIT, 1, 1, "257 columns");
}

static void a_table_has_at_most_so_many_cells(void **state) {
  (void)state;
  size_t n = 2 + (size_t)2 * (CS_CSV_CELLS_MAX + 1);
  char *text = test_malloc(n);
  memcpy(text, "a\n", 2);
  for (size_t i = 2; i < n; i += 2) {
    memcpy(text + i, "x\n", 2);
  }
  assert_int_equal(read_ok((struct cs_str){text, n - 2}).n_rows, CS_CSV_CELLS_MAX);
  refused((struct cs_str){text, n}, &CS_E_LIMIT, CS_CSV_CELLS_MAX + 2, 2, "more than 4194304 cells");
  test_free(text);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
      TEST(rows_and_columns_are_read_by_name),
      TEST(a_header_alone_is_a_table_without_rows),
      TEST(the_last_line_needs_no_end),
      TEST(crlf_and_lf_end_lines_alike),
      TEST(a_byte_order_mark_is_passed_over),
      TEST(blank_lines_are_passed_over_and_counted),
      TEST(a_quoted_cell_holds_commas_breaks_and_quotation_marks),
      TEST(nothing_is_trimmed),
      TEST(a_stray_quotation_mark_is_refused_at_its_place),
      TEST(an_unclosed_quotation_mark_is_refused_where_it_begins),
      TEST(control_bytes_are_refused),
      TEST(what_is_not_utf8_is_refused_at_its_place),
      TEST(a_table_needs_a_header),
      TEST(a_table_divided_by_something_else_is_told),
      TEST(utf16_is_called_by_its_name),
      TEST(a_row_has_as_many_cells_as_the_header),
      TEST(a_cell_has_a_longest_length),
      TEST(a_table_has_at_most_so_many_columns),
      TEST(a_table_has_at_most_so_many_cells),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
