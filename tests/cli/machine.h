/* The whole command line on a machine whose clock stands where the test puts it, and which can end the process at any change of
 * a file. For tests that the shell cannot do. */
#ifndef CS_TEST_CLI_MACHINE_H
#define CS_TEST_CLI_MACHINE_H

#include "support/test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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
static char told[65536]; /* what the last command wrote */
static size_t told_len;
static const struct machine *present;
static int changes_left; /* so many changes of files before the process is ended; 0: it is not */

static inline void count_change(void) {
  if (changes_left > 0 && --changes_left == 0) {
    kill(getpid(), SIGKILL);
  }
}

static inline bool machine_now(void *ctx, cs_time *out, struct cs_err *err) {
  (void)ctx;
  (void)err;
  *out = clock_at;
  return true;
}

static inline bool machine_write(void *ctx, struct cs_file file, struct cs_str bytes, struct cs_err *err) {
  if (file.fd != 1 && file.fd != 2) {
    count_change();
    return cs_os_real()->write(ctx, file, bytes, err);
  }
  size_t n = bytes.len < sizeof told - 1 - told_len ? bytes.len : sizeof told - 1 - told_len;
  memcpy(told + told_len, bytes.ptr, n);
  told_len += n;
  told[told_len] = '\0';
  return true;
}

static inline bool machine_environment(void *ctx, const char *name, struct cs_str *out, struct cs_err *err) {
  (void)ctx;
  (void)err;
  *out = strcmp(name, "COUNTERSIGN_STORE") == 0  ? present->store
         : strcmp(name, "COUNTERSIGN_KEYS") == 0 ? present->keys
                                                 : CS_STR_NONE;
  return true;
}

static inline bool machine_write_at(void *ctx, struct cs_file file, uint64_t offset, struct cs_str bytes,
                                    struct cs_err *err) {
  count_change();
  return cs_os_real()->write_at(ctx, file, offset, bytes, err);
}

static inline bool machine_sync(void *ctx, struct cs_file file, struct cs_err *err) {
  count_change();
  return cs_os_real()->sync(ctx, file, err);
}

static inline bool machine_rename(void *ctx, struct cs_str from, struct cs_str to, struct cs_err *err) {
  count_change();
  return cs_os_real()->rename(ctx, from, to, err);
}

static inline bool machine_link(void *ctx, struct cs_str from, struct cs_str to, struct cs_err *err) {
  count_change();
  return cs_os_real()->link(ctx, from, to, err);
}

static inline bool machine_remove(void *ctx, struct cs_str path, struct cs_err *err) {
  count_change();
  return cs_os_real()->remove(ctx, path, err);
}

static inline int run(struct machine *m, const char *const *words) {
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

static inline void assert_told(const char *text) {
  if (!strstr(told, text)) {
    fail_msg("expected \"%s\" in: %s", text, told);
  }
}

static inline struct cs_str machine_path(struct machine *m, const char *name) {
  struct cs_str out;
  assert_ok(cs_path_join(&m->arena, m->folder, cs_str_of(name), &out, &m->err), &m->err);
  return out;
}

/* A record that is no trial, at BEGIN. */
static inline int machine_set_up(void **state) {
  struct machine *m = calloc(1, sizeof *m);
  assert_non_null(m);
  cs_arena_init(&m->arena, NULL, 0);
  m->os = *cs_os_real();
  m->os.now = machine_now;
  m->os.write = machine_write;
  m->os.write_at = machine_write_at;
  m->os.sync = machine_sync;
  m->os.sync_data = machine_sync;
  m->os.rename = machine_rename;
  m->os.link = machine_link;
  m->os.remove = machine_remove;
  m->os.environment = machine_environment;
  assert_ok(cs_folder_make_temporary(cs_os_real(), &m->arena, CS_STR("countersign-machine"), &m->folder, &m->err),
            &m->err);
  assert_ok(cs_folder_make(cs_os_real(), machine_path(m, "now"), &m->err), &m->err);
  m->store = machine_path(m, "now/s.db");
  m->keys = machine_path(m, "now/keys");
  present = m;
  clock_at = BEGIN;
  assert_ends(RUN(m, "init", m->store.ptr, "--origin", "test.example/log"), CS_EXIT_DONE);
  *state = m;
  return 0;
}

static inline int machine_tear_down(void **state) {
  struct machine *m = *state;
  assert_ok(cs_folder_remove(cs_os_real(), m->folder, &m->err), &m->err);
  cs_arena_deinit(&m->arena);
  free(m);
  return 0;
}

#endif
