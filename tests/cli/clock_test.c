/* The clock of a record that is no trial: what is refused when it jumps, and what `--clock-checked` is a word for. The whole
 * command line runs here, on a machine whose clock stands where the test puts it. */
#include "cli/machine.h"

#include <locale.h>
#include <time.h>

static void a_clock_a_day_ahead_is_taken(void **state) {
  struct machine *m = *state;
  clock_at = BEGIN + DAY;
  assert_ends(RUN(m, "party", "register", "us", "--kind", "office"), CS_EXIT_DONE);
}

static void a_clock_further_ahead_needs_a_word_for_it(void **state) {
  struct machine *m = *state;
  clock_at = BEGIN + DAY + SECOND;
  assert_ends(RUN(m, "party", "register", "us", "--kind", "office"), CS_EXIT_STORE);
  assert_told("store.clock");
  assert_told("--clock-checked");
  assert_ends(RUN(m, "log", "checkpoint"), CS_EXIT_DONE);
  assert_told("test.example/log\n1\n"); /* nothing was written */
  assert_ends(RUN(m, "party", "register", "us", "--kind", "office", "--clock-checked"), CS_EXIT_DONE);
  assert_ends(RUN(m, "log", "checkpoint"), CS_EXIT_DONE);
  assert_told("test.example/log\n2\n");
  /* It is a word for one command: from the new last entry the same rule holds again. */
  assert_ends(RUN(m, "party", "register", "gb", "--kind", "office"), CS_EXIT_DONE);
  clock_at += DAY + SECOND;
  assert_ends(RUN(m, "party", "register", "ua", "--kind", "office"), CS_EXIT_STORE);
}

static void no_word_lets_the_clock_go_back(void **state) {
  struct machine *m = *state;
  clock_at = BEGIN - 2 * SECOND;
  assert_ends(RUN(m, "party", "register", "us", "--kind", "office"), CS_EXIT_DONE); /* its time is the last one's */
  clock_at = BEGIN - 2 * SECOND - 1;
  assert_ends(RUN(m, "party", "register", "gb", "--kind", "office", "--clock-checked"), CS_EXIT_STORE);
  assert_told("store.clock");
  assert_told("behind the last entry");
}

static void every_command_that_writes_takes_the_word(void **state) {
  struct machine *m = *state;
  clock_at = BEGIN + 2 * DAY;
  assert_ends(RUN(m, "key", "rotate", "registry/registrar"), CS_EXIT_STORE);
  assert_told("store.clock");
  assert_ends(RUN(m, "key", "rotate", "registry/registrar", "--clock-checked"), CS_EXIT_DONE);
  clock_at += 2 * DAY;
  struct cs_str act = machine_path(m, "act");
  assert_ends(RUN(m, "party", "register", "us", "--kind", "office", "--sign-only", act.ptr), CS_EXIT_DONE);
  assert_ends(RUN(m, "submit", act.ptr), CS_EXIT_STORE);
  assert_ends(RUN(m, "submit", act.ptr, "--clock-checked"), CS_EXIT_DONE);
  clock_at += 2 * DAY;
  struct cs_str acts = machine_path(m, "acts.jsonl");
  assert_ok(cs_file_write(cs_os_real(), acts,
                          CS_STR("{\"act\":\"party.register\",\"party\":\"gb\",\"kind\":\"state\"}\n"), &m->err),
            &m->err);
  assert_ends(RUN(m, "load", m->store.ptr, acts.ptr), CS_EXIT_STORE);
  assert_ends(RUN(m, "load", m->store.ptr, acts.ptr, "--clock-checked"), CS_EXIT_DONE);
}

/* A projection is a function of the entries: neither the clock, nor the place, nor its language has a part in it. */
static void tables_made_anew_ten_years_on_and_elsewhere_are_the_same(void **state) {
  struct machine *m = *state;
  const char *example = CS_SOURCE_DIR "/examples/long-range-review";
  assert_ends(RUN(m, "load", m->store.ptr, example), CS_EXIT_DONE);
  assert_ends(RUN(m, "key", "enrol", "ua.armed-forces/desk", "--name", "I\xc4\xb1\xc4\xb0i"), CS_EXIT_DONE);
  assert_ends(RUN(m, "case", "file", CS_SOURCE_DIR "/examples/long-range-review/requests/storm-shadow.json", "--as",
                  "ua.armed-forces/desk"),
              CS_EXIT_DONE);
  clock_at += 3653 * DAY;
  assert_int_equal(setenv("TZ", "Pacific/Kiritimati", 1), 0);
  assert_int_equal(setenv("LC_ALL", "tr_TR.UTF-8", 1), 0);
  tzset();
  bool turkish = setlocale(LC_ALL, "") != NULL; /* where the machine has it */
  assert_true(turkish || setlocale(LC_ALL, "C.UTF-8") != NULL || setlocale(LC_ALL, "C") != NULL);
  assert_ends(RUN(m, "log", "verify", "--acts", "--projections"), CS_EXIT_DONE);
  assert_told("tables");
  assert_ends(RUN(m, "log", "rebuild"), CS_EXIT_DONE);
  assert_told("every table is as it was");
  setlocale(LC_ALL, "C");
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, machine_set_up, machine_tear_down)
  const struct CMUnitTest tests[] = {
      T(a_clock_a_day_ahead_is_taken),
      T(a_clock_further_ahead_needs_a_word_for_it),
      T(no_word_lets_the_clock_go_back),
      T(every_command_that_writes_takes_the_word),
      T(tables_made_anew_ten_years_on_and_elsewhere_are_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
