/* The clock of a record that is no trial: what is refused when it jumps, and what `--clock-checked` is a word for. The whole
 * command line runs here, on a machine whose clock stands where the test puts it. */
#include "support/test.h"

#include <stdlib.h>

#include "cli/cli.h"
#include "os/file.h"

#define SECOND INT64_C(1000000)
#define DAY    (INT64_C(86400) * SECOND)
#define BEGIN  (INT64_C(1756112400) * SECOND) /* 2025-08-25T09:00Z */

struct machine {
  struct cs_os os;
  struct cs_arena arena;
  struct cs_err err;
  struct cs_str folder, store, keys;
};

static cs_time clock_at;
static char told[8192]; /* what the last command wrote */
static size_t told_len;
static const struct machine *present;

static bool set_clock(void *ctx, cs_time *out, struct cs_err *err) {
  (void)ctx;
  (void)err;
  *out = clock_at;
  return true;
}

static bool keep_words(void *ctx, struct cs_file file, struct cs_str bytes, struct cs_err *err) {
  if (file.fd != 1 && file.fd != 2) {
    return cs_os_real()->write(ctx, file, bytes, err);
  }
  size_t n = bytes.len < sizeof told - 1 - told_len ? bytes.len : sizeof told - 1 - told_len;
  memcpy(told + told_len, bytes.ptr, n);
  told_len += n;
  told[told_len] = '\0';
  return true;
}

static bool surroundings(void *ctx, const char *name, struct cs_str *out, struct cs_err *err) {
  (void)ctx;
  (void)err;
  *out = strcmp(name, "COUNTERSIGN_STORE") == 0  ? present->store
         : strcmp(name, "COUNTERSIGN_KEYS") == 0 ? present->keys
                                                 : CS_STR_NONE;
  return true;
}

static int run(struct machine *m, const char *const *words) {
  int n = 0;
  while (words[n]) {
    n++;
  }
  told_len = 0;
  told[0] = '\0';
  return cs_cli_main(&m->os, n, words);
}
#define RUN(m, ...) run(m, (const char *const[]){__VA_ARGS__, NULL})

/* The exit status, with the words where it is another. */
#define assert_ends(status, expected)                                                                                  \
  do {                                                                                                                 \
    int status_ = (status);                                                                                            \
    if (status_ != (expected)) {                                                                                       \
      fail_msg("exit %d, expected %d: %s", status_, (int)(expected), told);                                            \
    }                                                                                                                  \
  } while (0)

static int set_up(void **state) {
  struct machine *m = calloc(1, sizeof *m);
  assert_non_null(m);
  cs_arena_init(&m->arena, NULL, 0);
  m->os = *cs_os_real();
  m->os.now = set_clock;
  m->os.write = keep_words;
  m->os.environment = surroundings;
  assert_ok(cs_folder_make_temporary(cs_os_real(), &m->arena, CS_STR("countersign-clock"), &m->folder, &m->err),
            &m->err);
  assert_ok(cs_path_join(&m->arena, m->folder, CS_STR("s.db"), &m->store, &m->err), &m->err);
  assert_ok(cs_path_join(&m->arena, m->folder, CS_STR("keys"), &m->keys, &m->err), &m->err);
  present = m;
  clock_at = BEGIN;
  assert_ends(RUN(m, "init", m->store.ptr, "--origin", "test.example/log"), CS_EXIT_DONE);
  *state = m;
  return 0;
}

static int tear_down(void **state) {
  struct machine *m = *state;
  assert_ok(cs_folder_remove(cs_os_real(), m->folder, &m->err), &m->err);
  cs_arena_deinit(&m->arena);
  free(m);
  return 0;
}

static void assert_told(const char *text) {
  if (!strstr(told, text)) {
    fail_msg("expected \"%s\" in: %s", text, told);
  }
}

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
  struct cs_str act;
  assert_ok(cs_path_join(&m->arena, m->folder, CS_STR("act"), &act, &m->err), &m->err);
  assert_ends(RUN(m, "party", "register", "us", "--kind", "office", "--sign-only", act.ptr), CS_EXIT_DONE);
  assert_ends(RUN(m, "submit", act.ptr), CS_EXIT_STORE);
  assert_ends(RUN(m, "submit", act.ptr, "--clock-checked"), CS_EXIT_DONE);
  clock_at += 2 * DAY;
  struct cs_str acts;
  assert_ok(cs_path_join(&m->arena, m->folder, CS_STR("acts.jsonl"), &acts, &m->err), &m->err);
  assert_ok(cs_file_write(cs_os_real(), acts,
                          CS_STR("{\"act\":\"party.register\",\"party\":\"gb\",\"kind\":\"state\"}\n"), &m->err),
            &m->err);
  assert_ends(RUN(m, "load", m->store.ptr, acts.ptr), CS_EXIT_STORE);
  assert_ends(RUN(m, "load", m->store.ptr, acts.ptr, "--clock-checked"), CS_EXIT_DONE);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      T(a_clock_a_day_ahead_is_taken),
      T(a_clock_further_ahead_needs_a_word_for_it),
      T(no_word_lets_the_clock_go_back),
      T(every_command_that_writes_takes_the_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
