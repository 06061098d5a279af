/* The table itself: clock, chance, environment, terminal, children, error numbers, and the tables that wrap it. */
#include "support/test.h"

#include "os/fault.h"
#include "os/file.h"
#include "os/fixed.h"
#include "support/os_fail.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void the_clocks_do_not_run_backwards(void **state) {
  (void)state;
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  cs_time now = 0;
  int64_t before = 0, after = 0;
  assert_ok(os->now(os->ctx, &now, &err), &err);
  assert_true(now > INT64_C(1700000000) * 1000000); /* the day on which this was written has passed */
  assert_ok(os->monotonic(os->ctx, &before, &err), &err);
  assert_ok(os->monotonic(os->ctx, &after, &err), &err);
  assert_true(after >= before);
}

static void random_bytes_differ_and_fill_all_that_was_asked_for(void **state) {
  (void)state;
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  static unsigned char a[1000], b[1000];
  assert_ok(os->random(os->ctx, a, sizeof a, &err), &err);
  assert_ok(os->random(os->ctx, b, sizeof b, &err), &err);
  assert_memory_not_equal(a, b, 16);
  assert_memory_not_equal(a + 984, b + 984, 16);
  size_t zeros = 0;
  for (size_t i = 0; i < sizeof a; i++) {
    zeros += a[i] == 0;
  }
  assert_true(zeros < 60);
  unsigned char none = 7;
  assert_ok(os->random(os->ctx, &none, 0, &err), &err);
  assert_int_equal(none, 7);
}

static void a_fixed_clock_stands_and_everything_else_goes_on(void **state) {
  (void)state;
  struct cs_err err = {0};
  struct cs_os_fixed fixed;
  const struct cs_os *os = cs_os_fixed_clock(&fixed, cs_os_real(), 1234567);
  cs_time now = 0;
  int64_t monotonic = 0;
  for (int i = 0; i < 3; i++) {
    assert_ok(os->now(os->ctx, &now, &err), &err);
    assert_int_equal(now, 1234567);
  }
  assert_ok(os->monotonic(os->ctx, &monotonic, &err), &err);
  assert_true(monotonic != 1234567);
  struct cs_file_info info;
  assert_ok(os->path_info(os->ctx, CS_STR("/"), &info, &err), &err);
  assert_int_equal(info.kind, CS_FILE_FOLDER);
}

static void wrapped_tables_can_be_wrapped_again(void **state) {
  (void)state;
  struct cs_err err = {0};
  struct cs_os_fixed fixed;
  struct os_fail fail;
  const struct cs_os *os = os_fail_init(&fail, cs_os_fixed_clock(&fixed, cs_os_real(), 77), "now", 2);
  cs_time now = 0;
  unsigned char byte;
  assert_ok(os->random(os->ctx, &byte, 1, &err), &err);
  assert_ok(os->now(os->ctx, &now, &err), &err);
  assert_int_equal(now, 77);
  now = 0;
  assert_code(os->now(os->ctx, &now, &err), &err, CS_E_OS_IO);
  assert_int_equal(now, 0);
  assert_ok(os->now(os->ctx, &now, &err), &err);
}

static void a_variable_that_is_not_set_differs_from_an_empty_one(void **state) {
  (void)state;
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  struct cs_str value = CS_STR("x");
  assert_int_equal(setenv("COUNTERSIGN_TEST_EMPTY", "", 1), 0);
  assert_int_equal(setenv("COUNTERSIGN_TEST_SET", "a b", 1), 0);
  assert_ok(os->environment(os->ctx, "COUNTERSIGN_TEST_NONE", &value, &err), &err);
  assert_null(value.ptr);
  assert_ok(os->environment(os->ctx, "COUNTERSIGN_TEST_EMPTY", &value, &err), &err);
  assert_non_null(value.ptr);
  assert_int_equal(value.len, 0);
  assert_ok(os->environment(os->ctx, "COUNTERSIGN_TEST_SET", &value, &err), &err);
  assert_str(value, "a b");
}

static void a_pipe_is_no_terminal(void **state) {
  (void)state;
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  struct cs_terminal terminal = {true, 0};
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_ok(os->terminal(os->ctx, (struct cs_file){ends[1], CS_STR("pipe")}, &terminal, &err), &err);
  assert_false(terminal.is);
  assert_int_equal(terminal.columns, 80);
  close(ends[0]);
  close(ends[1]);
}

static void writing_where_nobody_reads_is_a_code(void **state) {
  (void)state;
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  int ends[2];
  signal(SIGPIPE, SIG_IGN);
  assert_int_equal(pipe(ends), 0);
  close(ends[0]);
  assert_code(os->write(os->ctx, (struct cs_file){ends[1], CS_STR("pipe")}, CS_STR("x"), &err), &err, CS_E_OS_CLOSED);
  close(ends[1]);
}

static int status_of(const char *script) {
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  const char *const argv[] = {"sh", "-c", script, NULL};
  int status = -1;
  assert_ok(os->run(os->ctx, &(struct cs_command){.argv = argv, .silent = true}, &status, &err), &err);
  return status;
}

static void a_child_is_waited_for_and_its_status_told(void **state) {
  (void)state;
  assert_int_equal(status_of("exit 0"), 0);
  assert_int_equal(status_of("exit 3"), 3);
  assert_int_equal(status_of("kill -9 $$"), 128 + 9);
  assert_int_equal(status_of("read line; test $? -ne 0"), 0); /* its input is empty */
}

static void a_program_that_is_not_there_is_a_code(void **state) {
  (void)state;
  const struct cs_os *os = cs_os_real();
  struct cs_err err = {0};
  const char *const argv[] = {"countersign-no-such-program", NULL};
  int status = -1;
  assert_code(os->run(os->ctx, &(struct cs_command){.argv = argv}, &status, &err), &err, CS_E_OS_CHILD);
  assert_non_null(strstr(err.text, "cannot run \"countersign-no-such-program\""));
}

static void error_numbers_become_codes_that_name_the_file(void **state) {
  (void)state;
  static const struct {
    int number;
    const struct cs_code *code;
  } rows[] = {{ENOENT, &CS_E_OS_NOT_FOUND}, {ENOTDIR, &CS_E_OS_NOT_FOUND}, {EEXIST, &CS_E_OS_EXISTS},
              {EACCES, &CS_E_OS_DENIED},    {EPERM, &CS_E_OS_DENIED},      {EROFS, &CS_E_OS_DENIED},
              {EISDIR, &CS_E_OS_KIND},      {ENAMETOOLONG, &CS_E_OS_PATH}, {EFBIG, &CS_E_OS_TOO_LARGE},
              {ENOSPC, &CS_E_OS_FULL},      {EDQUOT, &CS_E_OS_FULL},       {EMFILE, &CS_E_OS_BUSY},
              {EPIPE, &CS_E_OS_CLOSED},     {ENOMEM, &CS_E_OOM},           {EIO, &CS_E_OS_IO},
              {9999, &CS_E_OS_IO}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct cs_err err = {0};
    assert_code(cs_os_fault(&err, rows[i].number, "open", CS_STR("a/b.rules")), &err, *rows[i].code);
    assert_non_null(strstr(err.text, "cannot open \"a/b.rules\": "));
    assert_string_equal(err.source, "a/b.rules");
    assert_int_equal(err.line, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_clocks_do_not_run_backwards),
      cmocka_unit_test(random_bytes_differ_and_fill_all_that_was_asked_for),
      cmocka_unit_test(a_fixed_clock_stands_and_everything_else_goes_on),
      cmocka_unit_test(wrapped_tables_can_be_wrapped_again),
      cmocka_unit_test(a_variable_that_is_not_set_differs_from_an_empty_one),
      cmocka_unit_test(a_pipe_is_no_terminal),
      cmocka_unit_test(writing_where_nobody_reads_is_a_code),
      cmocka_unit_test(a_child_is_waited_for_and_its_status_told),
      cmocka_unit_test(a_program_that_is_not_there_is_a_code),
      cmocka_unit_test(error_numbers_become_codes_that_name_the_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
