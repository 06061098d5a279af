/* Tables that rules name: where they are found, and under which name the set has them. */
#include "support/test.h"

#include "lib/alone.h"
#include "lib/tables.h"
#include "os/file.h"
#include "rules/err.h"

struct room {
  const struct cs_os *os;
  struct cs_arena arena;
  struct cs_err err;
  struct cs_str folder;
};

static int set_up(void **state) {
  struct room *room = test_calloc(1, sizeof *room);
  room->os = cs_os_real();
  cs_arena_init(&room->arena, NULL, 0);
  assert_ok(cs_folder_make_temporary(room->os, &room->arena, CS_STR("countersign-test-"), &room->folder, &room->err),
            &room->err);
  *state = room;
  return 0;
}

static int tear_down(void **state) {
  struct room *room = *state;
  assert_ok(cs_folder_remove(room->os, room->folder, &room->err), &room->err);
  cs_arena_deinit(&room->arena);
  test_free(room);
  return 0;
}

static struct cs_str in(struct room *room, const char *name) {
  struct cs_str path;
  assert_ok(cs_path_join(&room->arena, room->folder, cs_str_of(name), &path, &room->err), &room->err);
  return path;
}

static void put(struct room *room, const char *name, const char *bytes) {
  struct cs_str path = in(room, name);
  assert_ok(cs_folder_make(room->os, cs_path_folder(path), &room->err), &room->err);
  assert_ok(cs_file_write(room->os, path, cs_str_of(bytes), &room->err), &room->err);
}

#define RULES "table a from \"a.csv\"\ntable up from \"../shared/b.csv\"\n"

static bool add(struct room *room, struct cs_tables *tables, const char *path, const char *name, const char *text) {
  struct cs_rules_text rules = {cs_str_of(name), cs_str_of(text)};
  return cs_tables_add(tables, in(room, path), rules, &room->err);
}

static void tables_lie_beside_the_text_that_names_them(void **state) {
  struct room *room = *state;
  struct cs_tables tables;
  put(room, "one/a.csv", "x\n");
  put(room, "shared/b.csv", "y\n");
  cs_tables_init(&tables, room->os, &room->arena, NULL, 0);
  assert_ok(add(room, &tables, "one/r.rules", "r.rules", RULES), &room->err);
  assert_int_equal(tables.read.n, 2);
  assert_str(tables.read.at[0].file, "a.csv");
  assert_str(tables.read.at[1].file, "../shared/b.csv");
  assert_str(tables.read.at[1].text, "y\n");
  assert_int_equal(tables.beside.n, 0);
}

static void a_text_of_another_folder_names_them_from_there(void **state) {
  struct room *room = *state;
  struct cs_tables tables;
  put(room, "one/a.csv", "x\n");
  cs_tables_init(&tables, room->os, &room->arena, NULL, 0);
  assert_ok(add(room, &tables, "one/r.rules", "../one/r.rules", "table a from \"a.csv\"\n"), &room->err);
  assert_str(tables.read.at[0].file, "../one/a.csv");
}

static void folders_come_first_by_path_and_then_by_name_alone(void **state) {
  struct room *room = *state;
  struct cs_tables tables;
  put(room, "one/a.csv", "x\n");
  put(room, "shared/b.csv", "y\n");
  put(room, "new/one/a.csv", "new x\n");
  put(room, "new/shared/b.csv", "new y\n");
  put(room, "flat/b.csv", "flat y\n");
  struct cs_str beside_it = in(room, "new/one"), flat = in(room, "flat");
  cs_tables_init(&tables, room->os, &room->arena, &beside_it, 1);
  assert_ok(add(room, &tables, "one/r.rules", "r.rules", RULES), &room->err);
  assert_str(tables.read.at[0].text, "new x\n");
  assert_str(tables.read.at[1].text, "new y\n");
  assert_int_equal(tables.beside.n, 0);
  cs_tables_init(&tables, room->os, &room->arena, &flat, 1);
  assert_ok(add(room, &tables, "one/r.rules", "r.rules", RULES), &room->err);
  assert_str(tables.read.at[0].text, "x\n");
  assert_str(tables.read.at[1].text, "flat y\n");
  assert_int_equal(tables.n_in_folders, 1);
  assert_int_equal(tables.beside.n, 1);
  assert_str(tables.beside.at[0], "a.csv");
}

static void a_table_that_is_nowhere_is_left_to_the_checker(void **state) {
  struct room *room = *state;
  struct cs_tables tables;
  cs_tables_init(&tables, room->os, &room->arena, NULL, 0);
  assert_ok(add(room, &tables, "one/r.rules", "r.rules", "table a from \"a.csv\"\n"), &room->err);
  assert_int_equal(tables.read.n, 0);
}

static void one_name_is_never_two_files(void **state) {
  struct room *room = *state;
  struct cs_tables tables;
  put(room, "one/a.csv", "x\n");
  put(room, "two/a.csv", "x\n");
  cs_tables_init(&tables, room->os, &room->arena, NULL, 0);
  assert_ok(add(room, &tables, "one/r.rules", "r.rules", "table a from \"a.csv\"\n"), &room->err);
  assert_ok(add(room, &tables, "one/s.rules", "s.rules", "table b from \"a.csv\"\n"), &room->err);
  assert_int_equal(tables.read.n, 1);
  assert_code(add(room, &tables, "two/t.rules", "t.rules", "table c from \"a.csv\"\n"), &room->err,
              CS_E_RULES_DUPLICATE_NAME);
}

static void folders_without_any_of_the_tables_are_an_error(void **state) {
  struct room *room = *state;
  struct cs_alone alone;
  struct cs_findings findings = {0};
  put(room, "one/r.rules", "table a from \"a.csv\"\nregime r\n  title \"t\"\n  owner o\n  treats use\n");
  put(room, "one/a.csv", "x\n");
  put(room, "new/other.csv", "x\n");
  struct cs_str path = in(room, "one"), folder = in(room, "new");
  struct cs_alone_from from = {&path, 1, &folder, 1, false};
  assert_code(cs_alone_open(&alone, room->os, &from, &findings, &room->err), &room->err, CS_E_OS_NOT_FOUND);
  assert_non_null(strstr(room->err.hint, "a.csv"));
  cs_alone_close(&alone);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      TEST(tables_lie_beside_the_text_that_names_them),
      TEST(a_text_of_another_folder_names_them_from_there),
      TEST(folders_come_first_by_path_and_then_by_name_alone),
      TEST(a_table_that_is_nowhere_is_left_to_the_checker),
      TEST(one_name_is_never_two_files),
      TEST(folders_without_any_of_the_tables_are_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
