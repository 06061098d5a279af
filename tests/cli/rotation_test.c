/* Keys that change, in processes that are ended before each change of a file that their commands make: the key folder, the store
 * and the record fit together whatever was cut, and the same command ends it. RECORD section 8. */
#include "cli/machine.h"

#define OFFICER "registry/registrar"

static void copy(struct machine *m, const char *from, const char *to) {
  const char *const argv[] = {"cp", "-a", machine_path(m, from).ptr, machine_path(m, to).ptr, NULL};
  struct cs_command command = {.argv = argv, .silent = true};
  int status;
  assert_ok(cs_folder_remove(cs_os_real(), machine_path(m, to), &m->err) || m->err.code == &CS_E_OS_NOT_FOUND, &m->err);
  assert_ok(cs_os_real()->run(NULL, &command, &status, &m->err), &m->err);
  assert_int_equal(status, 0);
}

static bool is_there(struct machine *m, const char *name) {
  struct cs_file_info info;
  assert_ok(cs_os_real()->path_info(NULL, machine_path(m, name), &info, &m->err), &m->err);
  return info.kind != CS_FILE_NONE;
}

static int entries(struct machine *m) {
  assert_ends(RUN(m, "log", "checkpoint"), CS_EXIT_DONE);
  const char *line = strchr(told, '\n');
  return line ? (int)strtol(line + 1, NULL, 10) : -1;
}

static int signatures(struct machine *m) {
  int n = 0;
  assert_ends(RUN(m, "log", "checkpoint"), CS_EXIT_DONE);
  for (const char *at = told; (at = strstr(at, "\n\xe2\x80\x94 ")); at++) {
    n++;
  }
  return n;
}

/* The record stands, and its registrar and its log go on. */
static void assert_goes_on(struct machine *m) {
  int before = entries(m);
  assert_ends(RUN(m, "party", "register", "goes-on", "--kind", "office", "--as", OFFICER), CS_EXIT_DONE);
  assert_int_equal(entries(m), before + 1);
  assert_ends(RUN(m, "log", "verify", "--acts", "--projections"), CS_EXIT_DONE);
}

/* Runs the command from the same beginning, ended before its first change of a file, its second, …; and again to its end. How
 * many there were. `done`: what it says, asked again, when the record has it already (NULL: it does it once more). */
static int cut_everywhere(struct machine *m, const char *const *words, const char *done,
                          void (*check)(struct machine *m)) {
  copy(m, "now", "before");
  for (int at = 1;; at++) {
    int status;
    copy(m, "before", "now");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      changes_left = at;
      _exit(run(m, words) == CS_EXIT_DONE ? 0 : 7);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      assert_int_equal(WEXITSTATUS(status), 0);
      check(m);
      return at - 1;
    }
    status = run(m, words);
    if (status != CS_EXIT_DONE && !(done && strstr(told, done))) {
      fail_msg("cut before change %d, and again: exit %d: %s", at, status, told);
    }
    check(m);
    assert_goes_on(m);
  }
}
#define CUT(m, done, check, ...) cut_everywhere(m, (const char *const[]){__VA_ARGS__, NULL}, done, check)

static void officers_key_turned(struct machine *m) {
  assert_false(is_there(m, "now/keys/officers/registry/registrar.key.next"));
}

static void an_officers_rotation_cut_anywhere_is_ended_by_another(void **state) {
  struct machine *m = *state;
  assert_true(CUT(m, NULL, officers_key_turned, "key", "rotate", OFFICER) > 8);
}

static void announced(struct machine *m) {
  assert_int_equal(entries(m), 2);
  assert_int_equal(signatures(m), 1);
  assert_true(is_there(m, "now/keys/test.example-log/log.key.next"));
}

static void activated(struct machine *m) {
  assert_int_equal(entries(m), 3);
  assert_int_equal(signatures(m), 2);
}

static void retired(struct machine *m) {
  assert_int_equal(entries(m), 5);
  assert_int_equal(signatures(m), 1);
  assert_false(is_there(m, "now/keys/test.example-log/log.key.next"));
  assert_ends(RUN(m, "log", "key"), CS_EXIT_DONE);
  assert_told(" until 4\n");
  assert_told(" from 3\n");
}

static void an_announcement_cut_anywhere_is_ended_by_another(void **state) {
  struct machine *m = *state;
  assert_true(CUT(m, "under way", announced, "log", "rotate", "announce") > 4);
}

static void an_activation_cut_anywhere_is_ended_by_another(void **state) {
  struct machine *m = *state;
  assert_ends(RUN(m, "log", "rotate", "announce"), CS_EXIT_DONE);
  assert_true(CUT(m, "was activated", activated, "log", "rotate", "activate", "--until", "4") > 0);
}

/* The former key is overwritten and replaced; a start between the two takes the new one, and ends it. */
static void a_retirement_cut_anywhere_is_ended_by_another(void **state) {
  struct machine *m = *state;
  assert_ends(RUN(m, "log", "rotate", "announce"), CS_EXIT_DONE);
  assert_ends(RUN(m, "log", "rotate", "activate", "--until", "4"), CS_EXIT_DONE);
  assert_ends(RUN(m, "party", "register", "between", "--kind", "office"), CS_EXIT_DONE);
  assert_true(CUT(m, "no new key was announced", retired, "log", "rotate", "retire") > 4);
}

/* A start that ends what was cut may be cut itself. */
static void a_start_that_turns_the_logs_key_may_be_cut_too(void **state) {
  struct machine *m = *state;
  static const char *const retire[] = {"log", "rotate", "retire", NULL};
  assert_ends(RUN(m, "log", "rotate", "announce"), CS_EXIT_DONE);
  assert_ends(RUN(m, "log", "rotate", "activate", "--until", "4"), CS_EXIT_DONE);
  assert_ends(RUN(m, "party", "register", "between", "--kind", "office"), CS_EXIT_DONE);
  copy(m, "now", "begun");
  size_t unturned = 0;
  for (int at = 1; at < 60; at++) {
    int status;
    copy(m, "begun", "now");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      changes_left = at;
      _exit(run(m, retire));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      break;
    }
    if (is_there(m, "now/keys/test.example-log/log.key.next") && entries(m) == 5) { /* on record, and not turned */
      unturned++;
      CUT(m, NULL, retired, "store", "rekey");
    }
  }
  assert_true(unturned > 0);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, machine_set_up, machine_tear_down)
  const struct CMUnitTest tests[] = {
      T(an_officers_rotation_cut_anywhere_is_ended_by_another), T(an_announcement_cut_anywhere_is_ended_by_another),
      T(an_activation_cut_anywhere_is_ended_by_another),        T(a_retirement_cut_anywhere_is_ended_by_another),
      T(a_start_that_turns_the_logs_key_may_be_cut_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
