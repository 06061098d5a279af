/* Restoring and carrying on, cut at any step, on a disk that is full, with each call of the outside world failing once. RECORD
 * sections 5 and 10. */
#include "store/left.h"

#include <signal.h>
#include <sys/wait.h>

#include "support/os_fail.h"

struct ending {
  int left;
};
static void end_at(void *ctx, const char *step) {
  (void)step;
  if (--((struct ending *)ctx)->left == 0) {
    kill(getpid(), SIGKILL);
  }
}

/* Of every signed note in any file: one root for one size of one origin. */
struct noted {
  struct cs_str origin, size, root;
};
static void collect_notes(struct world *w, struct cs_str path, struct noted *noted, size_t *n) {
  struct cs_str rest = world_read(w, path);
  for (size_t at; (at = cs_str_find(rest, CS_STR("test.example/"))) != SIZE_MAX;) {
    struct cs_str line = cs_str_from(rest, at);
    rest = cs_str_from(line, 1);
    struct cs_str origin = cs_str_cut(&line, '\n'), size = cs_str_cut(&line, '\n'), root = cs_str_cut(&line, '\n');
    bool is = origin.len < 30 && size.len > 0 && size.len < 4 && root.len == 44 &&
              cs_str_starts(line, CS_STR("\n\xe2\x80\x94 "));
    for (size_t i = 0; is && i < *n; i++) {
      if (cs_str_eq(noted[i].origin, origin) && cs_str_eq(noted[i].size, size) && !cs_str_eq(noted[i].root, root)) {
        fail_msg("two roots were signed for size %.*s of %.*s", CS_STR_ARG(size), CS_STR_ARG(origin));
      }
    }
    if (is && *n < 500) {
      noted[(*n)++] = (struct noted){origin, size, root};
    }
  }
}

static void assert_nothing_was_signed_twice(struct world *w) {
  static const char *const files[] = {"review.db",
                                      "review.db-wal",
                                      "review.db.former",
                                      "review.db.restoring",
                                      "backup.db",
                                      "full/checkpoint",
                                      "keys/" KEY_FOLDER "/high-water",
                                      "keys/test.example-second/high-water"};
  static struct noted noted[500];
  size_t n = 0;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (world_exists(w, world_path(w, files[i]))) {
      collect_notes(w, world_path(w, files[i]), noted, &n);
    }
  }
  assert_true(n > 0);
}

/* Restores in processes that end at the first step, at the second, …; each time the same call then ends it. */
static int cut_everywhere(void **state, struct given g, bool in_place, void (*check)(struct world *w)) {
  int status = 0, cuts = 0;
  for (int at = 1;; at++) {
    world_teardown(state);
    world_setup(state);
    struct world *w = *state;
    make(w);
    struct cs_str old = world_read(w, world_path(w, "backup.db"));
    lose(w);
    if (in_place) {
      world_write(w, w->store, old);
    }
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      struct ending ending = {at};
      struct cs_batch_hooks hooks = {end_at, &ending};
      g.hooks = &hooks;
      _exit(restore(w, &g) ? 0 : 7);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      assert_int_equal(WEXITSTATUS(status), 0);
      return cuts;
    }
    cuts++;
    /* What stands under its name is a whole store, the former or the new one, or nothing. */
    assert_nothing_was_signed_twice(w);
    bool ended = restore(w, &g);
    if (!ended && w->err.code != &CS_E_RESTORE_WHOLE) {
      fail_msg("cut at step %d: %s", at, w->err.text);
    }
    assert_nothing_was_signed_twice(w);
    check(w);
    assert_nothing_was_signed_twice(w);
    assert_false(world_exists(w, world_path(w, "review.db.restoring")));
  }
}

static void check_restored(struct world *w) {
  assert_goes_on(w, 6);
}
static void check_carried_on(struct world *w) {
  assert_continued(w, 3, 6);
}

static void a_restoring_cut_at_any_step_is_ended_by_another(void **state) {
  assert_true(cut_everywhere(state, (struct given){.from = {"backup.db", "full"}}, false, check_restored) > 10);
}

static void a_restoring_in_place_cut_at_any_step_is_ended_by_another(void **state) {
  assert_true(cut_everywhere(state, (struct given){.from = {"full"}}, true, check_restored) > 10);
}

static void carrying_on_cut_at_any_step_is_ended_by_the_same_call(void **state) {
  int cuts = cut_everywhere(state, (struct given){.from = {"backup.db"}, .origin = GOES_ON}, false, check_carried_on);
  assert_true(cuts > 10);
  cuts = cut_everywhere(state, (struct given){.origin = GOES_ON}, true, check_carried_on);
  assert_true(cuts > 10);
}

static void a_full_disk_leaves_everything_as_it_was(void **state) {
  struct world *w = *state;
  make(w);
  lose(w);
  for (int64_t pages = 4; pages < 60; pages += 7) {
    struct given g = {.from = {"backup.db", "full"}, .pages_max = pages};
    if (restore(w, &g)) {
      lose(w);
      continue;
    }
    lose(w);
    assert_refused(w, &g, &CS_E_STORE_FULL, "");
  }
  assert_ok(RESTORE(w, "backup.db", "full"), &w->err);
  assert_goes_on(w, 6);
}

/* Each call of the outside world fails once; the same restoring without the failure then succeeds. */
static void every_outside_call_may_fail(void **state) {
  struct world *w = *state;
  struct os_fail fail;
  make(w);
  lose(w);
  for (int applied = 0; applied < 2; applied++) {
    bool done = false;
    for (int at = 1; !done; at += 1 + at / 24) { /* the early ones all, of the many reads behind them some */
      const struct cs_os *os = os_fail_init(&fail, w->os, NULL, at);
      fail.applied = applied == 1;
      struct given g = {.os = os, .from = {"backup.db", "full"}};
      bool good = restore(w, &g);
      done = good && !fail.failed_function;
      assert_true(good || fail.failed_function);
      struct given again = {.from = {"backup.db", "full"}};
      if (!good && !restore(w, &again) && w->err.code != &CS_E_RESTORE_WHOLE) {
        fail_msg("behind a failure of call %d (%s): %s", at, fail.failed_function, w->err.text);
      }
      assert_int_equal(world_size(w), 6);
      world_assert_whole(w);
      lose(w);
    }
  }
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
      T(a_restoring_cut_at_any_step_is_ended_by_another),
      T(a_restoring_in_place_cut_at_any_step_is_ended_by_another),
      T(carrying_on_cut_at_any_step_is_ended_by_the_same_call),
      T(a_full_disk_leaves_everything_as_it_was),
      T(every_outside_call_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
