/* Files and folders: what is read and written, what stands after a failure at any step, and what errors say. */
#include "support/test.h"

#include "base/limits.h"
#include "os/file.h"
#include "os/keyfile.h"
#include "support/os_fail.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct room {
  const struct cs_os *os;
  struct cs_arena arena;
  struct cs_err err;
  struct cs_str folder;
};

static int set_up(void **state) {
  struct room *room = calloc(1, sizeof *room);
  room->os = cs_os_real();
  cs_arena_init(&room->arena, NULL, 0);
  *state = room;
  return cs_folder_make_temporary(room->os, &room->arena, CS_STR("countersign-test-"), &room->folder, &room->err) ? 0
                                                                                                                  : -1;
}

static int tear_down(void **state) {
  struct room *room = *state;
  bool done = cs_folder_remove(room->os, room->folder, &room->err);
  cs_arena_deinit(&room->arena);
  free(room);
  return done ? 0 : -1;
}

static struct cs_str in(struct room *room, const char *name) {
  struct cs_str path;
  assert_ok(cs_path_join(&room->arena, room->folder, cs_str_of(name), &path, &room->err), &room->err);
  return path;
}

static struct cs_str contents(struct room *room, struct cs_str path) {
  struct cs_str text = CS_STR_NONE;
  assert_ok(cs_file_read(room->os, &room->arena, path, CS_FILE_MAX, &text, &room->err), &room->err);
  return text;
}

static struct cs_file_info info(struct room *room, struct cs_str path) {
  struct cs_file_info info;
  assert_ok(room->os->path_info(room->os->ctx, path, &info, &room->err), &room->err);
  return info;
}

static struct cs_strs names(struct room *room) {
  struct cs_strs list = {0};
  assert_ok(room->os->list(room->os->ctx, &room->arena, room->folder, &list, &room->err), &room->err);
  return list;
}

static void says(const struct room *room, const char *words) {
  if (!strstr(room->err.text, words)) {
    fail_msg("\"%s\" does not say \"%s\"", room->err.text, words);
  }
}

/* ---- reading ---- */

static void what_was_written_is_read_back_whole(void **state) {
  struct room *room = *state;
  static char large[300001];
  memset(large, 'x', sizeof large - 1);
  struct cs_str texts[] = {CS_STR(""), CS_STR("a"), CS_STR("a\0b\n"), {large, sizeof large - 1}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    assert_ok(cs_file_write(room->os, in(room, "f"), texts[i], &room->err), &room->err);
    struct cs_str got = contents(room, in(room, "f"));
    assert_true(cs_str_eq(got, texts[i]));
    assert_int_equal(got.ptr[got.len], '\0');
  }
  assert_int_equal(names(room).n, 1);
}

static void a_file_is_read_up_to_the_limit_and_no_further(void **state) {
  struct room *room = *state;
  struct cs_str path = in(room, "f");
  struct cs_str got;
  assert_ok(cs_file_write(room->os, path, CS_STR("12345"), &room->err), &room->err);
  assert_ok(cs_file_read(room->os, &room->arena, path, 5, &got, &room->err), &room->err);
  assert_code(cs_file_read(room->os, &room->arena, path, 4, &got, &room->err), &room->err, CS_E_OS_TOO_LARGE);
  says(room, "larger than 4 bytes");
  assert_str(path, room->err.source);
}

static void a_pipe_is_read_to_its_end_within_the_limit(void **state) {
  struct room *room = *state;
  static const char text[] = "twelve bytes";
  for (size_t max = 11; max <= 12; max++) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, 12), 12);
    close(ends[1]);
    struct cs_file file = {ends[0], CS_STR("the pipe")};
    struct cs_str got;
    bool done = cs_file_read_open(room->os, &room->arena, file, max, &got, &room->err);
    close(ends[0]);
    if (max == 11) {
      assert_code(done, &room->err, CS_E_OS_TOO_LARGE);
      says(room, "\"the pipe\"");
    } else {
      assert_ok(done, &room->err);
      assert_str(got, text);
    }
  }
}

static void endless_input_ends_at_the_limit(void **state) {
  struct room *room = *state;
  struct cs_str got;
  assert_code(cs_file_read(room->os, &room->arena, CS_STR("/dev/zero"), 1000000, &got, &room->err), &room->err,
              CS_E_OS_TOO_LARGE);
}

static void an_absent_file_and_a_folder_are_named(void **state) {
  struct room *room = *state;
  struct cs_str got;
  assert_code(cs_file_read(room->os, &room->arena, in(room, "none.rules"), 10, &got, &room->err), &room->err,
              CS_E_OS_NOT_FOUND);
  says(room, "none.rules\": there is no such file");
  assert_code(cs_file_read(room->os, &room->arena, room->folder, 10, &got, &room->err), &room->err, CS_E_OS_KIND);
  says(room, "it is a folder");
  assert_ok(cs_file_write(room->os, in(room, "f"), CS_STR("x"), &room->err), &room->err);
  assert_code(cs_file_read(room->os, &room->arena, in(room, "f/g"), 10, &got, &room->err), &room->err,
              CS_E_OS_NOT_FOUND);
  says(room, "not a folder");
}

static void a_path_that_is_none_is_refused(void **state) {
  struct room *room = *state;
  static char long_path[CS_FILE_PATH_MAX];
  memset(long_path, 'p', sizeof long_path);
  struct cs_str got;
  struct cs_str paths[] = {CS_STR(""), CS_STR("a\0b"), {long_path, sizeof long_path}};
  for (size_t i = 0; i < 3; i++) {
    assert_code(cs_file_read(room->os, &room->arena, paths[i], 10, &got, &room->err), &room->err, CS_E_OS_PATH);
  }
  struct cs_str just_too_long = {long_path, 300}; /* a name may have 255 bytes */
  assert_code(cs_file_read(room->os, &room->arena, just_too_long, 10, &got, &room->err), &room->err, CS_E_OS_PATH);
}

static void reading_fails_cleanly_at_every_call(void **state) {
  struct room *room = *state;
  assert_ok(cs_file_write(room->os, in(room, "f"), CS_STR("text"), &room->err), &room->err);
  struct os_fail fail;
  int failures = 0;
  for (int at = 1;; at++) {
    const struct cs_os *os = os_fail_init(&fail, room->os, NULL, at);
    struct cs_str got;
    if (cs_file_read(os, &room->arena, in(room, "f"), 100, &got, &room->err)) {
      assert_null(fail.failed_function);
      break;
    }
    assert_ptr_equal(room->err.code, &CS_E_OS_IO);
    failures++;
  }
  assert_int_equal(failures, 5); /* open, look, read, read, close */
}

/* ---- writing ---- */

static void after_a_failed_write_the_old_file_stands_alone(void **state) {
  struct room *room = *state;
  struct cs_str path = in(room, "f");
  struct os_fail fail;
  int failures = 0;
  for (int at = 1;; at++) {
    assert_ok(cs_file_write(room->os, path, CS_STR("old"), &room->err), &room->err);
    bool done = cs_file_write(os_fail_init(&fail, room->os, NULL, at), path, CS_STR("new"), &room->err);
    struct cs_strs list = names(room);
    assert_int_equal(list.n, 1);
    assert_str(list.at[0], "f");
    if (done) {
      assert_str(contents(room, path), "new");
      break;
    }
    failures++;
    assert_ptr_equal(room->err.code, &CS_E_OS_IO);
    says(room, "was made to fail");
    struct cs_str now = contents(room, path);
    assert_str(now, at < 8 ? "old" : "new"); /* from the 8th call on only the folder's sync is left */
  }
  assert_int_equal(failures, 10);
}

static void before_its_rename_a_new_file_is_never_seen(void **state) {
  struct room *room = *state;
  static const char *const functions[] = {"random", "open", "write", "sync", "close", "rename"};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    struct os_fail fail;
    const struct cs_os *os = os_fail_init(&fail, room->os, functions[i], 1);
    assert_code(cs_file_write(os, in(room, "f"), CS_STR("new"), &room->err), &room->err, CS_E_OS_IO);
    assert_string_equal(fail.failed_function, functions[i]);
    assert_int_equal(names(room).n, 0);
  }
}

static void a_write_that_was_done_but_called_failed_leaves_a_whole_file(void **state) {
  struct room *room = *state;
  struct cs_str path = in(room, "f");
  assert_ok(cs_file_write(room->os, path, CS_STR("old"), &room->err), &room->err);
  for (int at = 1; at <= 10; at++) {
    struct os_fail fail;
    const struct cs_os *os = os_fail_init(&fail, room->os, NULL, at);
    fail.applied = true;
    assert_false(cs_file_write(os, path, CS_STR("new"), &room->err));
    struct cs_str now = contents(room, path);
    assert_true(cs_str_eq(now, CS_STR("old")) || cs_str_eq(now, CS_STR("new")));
  }
}

static void a_device_is_written_in_place(void **state) {
  struct room *room = *state;
  assert_ok(cs_file_write(room->os, CS_STR("/dev/null"), CS_STR("gone"), &room->err), &room->err);
  assert_int_equal(info(room, CS_STR("/dev/null")).kind, CS_FILE_OTHER);
  assert_code(cs_file_write(room->os, CS_STR("/dev/full"), CS_STR("x"), &room->err), &room->err, CS_E_OS_FULL);
  says(room, "cannot write to \"/dev/full\": the disk is full");
  assert_int_equal(info(room, CS_STR("/dev/full")).kind, CS_FILE_OTHER);
  assert_code(cs_file_write(room->os, room->folder, CS_STR("x"), &room->err), &room->err, CS_E_OS_KIND);
}

static void a_link_is_replaced_and_what_it_led_to_stays(void **state) {
  struct room *room = *state;
  assert_ok(cs_file_write(room->os, in(room, "real"), CS_STR("kept"), &room->err), &room->err);
  assert_int_equal(symlink(in(room, "real").ptr, in(room, "link").ptr), 0);
  assert_true(info(room, in(room, "link")).link);
  assert_int_equal(info(room, in(room, "link")).kind, CS_FILE_REGULAR);
  assert_ok(cs_file_write(room->os, in(room, "link"), CS_STR("new"), &room->err), &room->err);
  assert_false(info(room, in(room, "link")).link);
  assert_str(contents(room, in(room, "real")), "kept");
}

static void private_files_are_for_their_owner_only(void **state) {
  struct room *room = *state;
  mode_t old = umask(0);
  assert_ok(cs_file_write(room->os, in(room, "open"), CS_STR("x"), &room->err), &room->err);
  assert_ok(cs_file_write_private(room->os, in(room, "replaced"), CS_STR("x"), &room->err), &room->err);
  assert_ok(cs_file_create_private(room->os, in(room, "created"), CS_STR("x"), &room->err), &room->err);
  assert_ok(cs_folder_make(room->os, in(room, "folder"), &room->err), &room->err);
  umask(old);
  assert_int_equal(info(room, in(room, "open")).mode, 0666);
  assert_int_equal(info(room, in(room, "replaced")).mode, 0600);
  assert_int_equal(info(room, in(room, "created")).mode, 0600);
  assert_int_equal(info(room, in(room, "folder")).mode, 0700);
}

static void what_is_there_is_not_created_again(void **state) {
  struct room *room = *state;
  assert_ok(cs_file_create_private(room->os, in(room, "f"), CS_STR("first"), &room->err), &room->err);
  assert_code(cs_file_create_private(room->os, in(room, "f"), CS_STR("second"), &room->err), &room->err,
              CS_E_OS_EXISTS);
  says(room, "it is there already");
  assert_str(contents(room, in(room, "f")), "first");
  assert_int_equal(symlink("nowhere", in(room, "dangling").ptr), 0);
  assert_code(cs_file_create_private(room->os, in(room, "dangling"), CS_STR("x"), &room->err), &room->err,
              CS_E_OS_EXISTS);
}

static void a_file_that_could_not_be_created_is_not_there(void **state) {
  struct room *room = *state;
  int failures = 0;
  for (int at = 1;; at++) {
    struct os_fail fail;
    const struct cs_os *os = os_fail_init(&fail, room->os, NULL, at);
    if (cs_file_create_private(os, in(room, "f"), CS_STR("x"), &room->err)) {
      if (!fail.failed_function) {
        break;
      }
      assert_string_equal(fail.failed_function, "remove"); /* of the name that it had until it was whole */
      assert_ok(cs_folder_remove(room->os, room->folder, &room->err), &room->err);
      assert_ok(cs_folder_make(room->os, room->folder, &room->err), &room->err);
      continue;
    }
    failures++;
    assert_ptr_equal(room->err.code, &CS_E_OS_IO);
    assert_int_equal(names(room).n, 0);
  }
  /* path_info, random, open, write, sync, close, link; the folder's open, sync, close */
  assert_int_equal(failures, 10);
}

/* ---- bytes in place ---- */

static void bytes_are_written_and_read_at_their_place(void **state) {
  struct room *room = *state;
  const struct cs_os *os = room->os;
  struct cs_str path = in(room, "slots");
  struct cs_file file;
  char bytes[8];
  size_t got = 0;
  assert_ok(os->open(os->ctx, path, CS_OPEN_CREATE_PRIVATE, &file, &room->err), &room->err);
  assert_ok(os->write_at(os->ctx, file, 4, CS_STR("wxyz"), &room->err), &room->err);
  assert_ok(os->write_at(os->ctx, file, 0, CS_STR("abcd"), &room->err), &room->err);
  assert_ok(os->sync_data(os->ctx, file, &room->err), &room->err);
  assert_ok(os->read_at(os->ctx, file, 2, bytes, 4, &got, &room->err), &room->err);
  assert_int_equal(got, 4);
  assert_memory_equal(bytes, "cdwx", 4);
  assert_ok(os->read_at(os->ctx, file, 6, bytes, 4, &got, &room->err), &room->err);
  assert_int_equal(got, 2);
  assert_ok(os->read_at(os->ctx, file, 100, bytes, 4, &got, &room->err), &room->err);
  assert_int_equal(got, 0);
  assert_ok(os->close(os->ctx, file, &room->err), &room->err);
  assert_ok(os->open(os->ctx, path, CS_OPEN_UPDATE, &file, &room->err), &room->err);
  assert_ok(os->write_at(os->ctx, file, 7, CS_STR("!"), &room->err), &room->err);
  assert_ok(os->close(os->ctx, file, &room->err), &room->err);
  assert_str(contents(room, path), "abcdwxy!");
}

static void what_cannot_be_done_with_a_file_is_a_code(void **state) {
  struct room *room = *state;
  const struct cs_os *os = room->os;
  struct cs_file full;
  struct cs_file file;
  size_t got = 0;
  char byte = 0;
  assert_ok(os->open(os->ctx, CS_STR("/dev/full"), CS_OPEN_UPDATE, &full, &room->err), &room->err);
  assert_code(os->write_at(os->ctx, full, 0, CS_STR("x"), &room->err), &room->err, CS_E_OS_FULL);
  assert_code(os->sync_data(os->ctx, full, &room->err), &room->err, CS_E_OS_KIND);
  assert_code(os->sync(os->ctx, full, &room->err), &room->err, CS_E_OS_KIND);
  assert_ok(os->close(os->ctx, full, &room->err), &room->err);
  assert_code(os->close(os->ctx, full, &room->err), &room->err, CS_E_OS_IO);
  says(room, "error number");
  assert_code(os->open(os->ctx, in(room, "none"), CS_OPEN_UPDATE, &file, &room->err), &room->err, CS_E_OS_NOT_FOUND);
  assert_code(os->open(os->ctx, room->folder, CS_OPEN_UPDATE, &file, &room->err), &room->err, CS_E_OS_KIND);
  assert_ok(os->open(os->ctx, room->folder, CS_OPEN_FOLDER, &file, &room->err), &room->err);
  assert_code(os->read_at(os->ctx, file, 0, &byte, 1, &got, &room->err), &room->err, CS_E_OS_KIND);
  assert_code(os->write(os->ctx, file, CS_STR("x"), &room->err), &room->err, CS_E_OS_IO);
  assert_ok(os->close(os->ctx, file, &room->err), &room->err);
}

/* ---- folders ---- */

static void names_are_listed_in_the_order_of_their_bytes(void **state) {
  struct room *room = *state;
  static const char *const made[] = {"b", "a", "B", "10", "9", ".hidden", "a.b", "\xC3\xA9"};
  static const char *const sorted[] = {".hidden", "10", "9", "B", "a", "a.b", "b", "\xC3\xA9"};
  for (size_t i = 0; i < 8; i++) {
    assert_ok(cs_file_write(room->os, in(room, made[i]), CS_STR(""), &room->err), &room->err);
  }
  struct cs_strs list = names(room);
  assert_int_equal(list.n, 8);
  for (size_t i = 0; i < 8; i++) {
    assert_str(list.at[i], sorted[i]);
  }
  struct cs_strs none;
  assert_code(room->os->list(room->os->ctx, &room->arena, in(room, "none"), &none, &room->err), &room->err,
              CS_E_OS_NOT_FOUND);
  assert_code(room->os->list(room->os->ctx, &room->arena, in(room, "a"), &none, &room->err), &room->err,
              CS_E_OS_NOT_FOUND);
}

static void missing_folders_above_are_made_too(void **state) {
  struct room *room = *state;
  assert_ok(cs_folder_make(room->os, in(room, "a//b/c/"), &room->err), &room->err);
  assert_ok(cs_folder_make(room->os, in(room, "a/b/c"), &room->err), &room->err);
  assert_int_equal(info(room, in(room, "a/b/c")).kind, CS_FILE_FOLDER);
  assert_ok(cs_file_write(room->os, in(room, "a/file"), CS_STR(""), &room->err), &room->err);
  assert_code(cs_folder_make(room->os, in(room, "a/file/x"), &room->err), &room->err, CS_E_OS_KIND);
  says(room, "a/file\" is a file, expected a folder");
  assert_ok(cs_folder_make(room->os, CS_STR("/"), &room->err), &room->err);
  assert_code(cs_folder_make(room->os, CS_STR(""), &room->err), &room->err, CS_E_OS_PATH);
}

static void a_folder_that_another_made_meanwhile_is_taken(void **state) {
  struct room *room = *state;
  struct os_fail fail;
  const struct cs_os *os = os_fail_init(&fail, room->os, "make_folder", 1);
  fail.applied = true;
  fail.code = &CS_E_OS_EXISTS;
  assert_ok(cs_folder_make(os, in(room, "a"), &room->err), &room->err);
  os = os_fail_init(&fail, room->os, "make_folder", 1);
  assert_code(cs_folder_make(os, in(room, "b"), &room->err), &room->err, CS_E_OS_IO);
}

static void removing_a_folder_does_not_follow_links(void **state) {
  struct room *room = *state;
  assert_ok(cs_folder_make(room->os, in(room, "kept"), &room->err), &room->err);
  assert_ok(cs_file_write(room->os, in(room, "kept/f"), CS_STR("x"), &room->err), &room->err);
  assert_ok(cs_folder_make(room->os, in(room, "gone/deep/er"), &room->err), &room->err);
  assert_ok(cs_file_write(room->os, in(room, "gone/deep/f"), CS_STR("x"), &room->err), &room->err);
  assert_int_equal(symlink(in(room, "kept").ptr, in(room, "gone/deep/link").ptr), 0);
  assert_int_equal(symlink("nowhere", in(room, "gone/dangling").ptr), 0);
  assert_ok(cs_folder_remove(room->os, in(room, "gone"), &room->err), &room->err);
  assert_int_equal(info(room, in(room, "gone")).kind, CS_FILE_NONE);
  assert_str(contents(room, in(room, "kept/f")), "x");
  assert_code(cs_folder_remove(room->os, in(room, "gone"), &room->err), &room->err, CS_E_OS_NOT_FOUND);
  assert_code(room->os->remove(room->os->ctx, in(room, "kept"), &room->err), &room->err, CS_E_OS_EXISTS);
  says(room, "the folder is not empty");
}

static void the_folder_of_a_path_is_what_stands_before_its_name(void **state) {
  (void)state;
  assert_str(cs_path_folder(CS_STR("a/b/c")), "a/b");
  assert_str(cs_path_folder(CS_STR("a/b/")), "a");
  assert_str(cs_path_folder(CS_STR("a")), ".");
  assert_str(cs_path_folder(CS_STR("a/")), ".");
  assert_str(cs_path_folder(CS_STR("/a")), "/");
  assert_str(cs_path_folder(CS_STR("//a//b")), "//a");
  assert_str(cs_path_folder(CS_STR("/")), "/");
  assert_str(cs_path_folder(CS_STR("")), ".");
}

static void a_path_without_detours_names_the_same_file(void **state) {
  struct room *room = *state;
  static const char *const cases[][2] = {{"a/b/c", "a/b/c"},
                                         {"a/./b/../c", "a/c"},
                                         {"a//c/", "a/c"},
                                         {"../a/../b", "../b"},
                                         {"a/../../b", "../b"},
                                         {"../../x", "../../x"},
                                         {"/a/../../b", "/b"},
                                         {"/", "/"},
                                         {"a/..", "."},
                                         {".", "."},
                                         {"", "."}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_str plain;
    assert_ok(cs_path_plain(&room->arena, cs_str_of(cases[i][0]), &plain, &room->err), &room->err);
    assert_str(plain, cases[i][1]);
  }
}

static void two_temporary_folders_are_not_one(void **state) {
  struct room *room = *state;
  struct cs_str a, b;
  assert_ok(cs_folder_make_temporary(room->os, &room->arena, CS_STR("countersign-test-"), &a, &room->err), &room->err);
  assert_ok(cs_folder_make_temporary(room->os, &room->arena, CS_STR("countersign-test-"), &b, &room->err), &room->err);
  assert_false(cs_str_eq(a, b));
  assert_int_equal(info(room, a).mode, 0700);
  assert_ok(cs_folder_remove(room->os, a, &room->err), &room->err);
  assert_ok(cs_folder_remove(room->os, b, &room->err), &room->err);
  struct os_fail fail;
  struct cs_str c;
  for (int at = 1; at <= 3; at++) {
    const struct cs_os *os = os_fail_init(&fail, room->os, NULL, at);
    assert_code(cs_folder_make_temporary(os, &room->arena, CS_STR("t"), &c, &room->err), &room->err, CS_E_OS_IO);
  }
}

/* ---- key files ---- */

static void a_key_file_is_read_by_its_owner(void **state) {
  struct room *room = *state;
  struct cs_str got;
  assert_ok(cs_keyfile_write(room->os, in(room, "key"), CS_STR("secret"), &room->err), &room->err);
  assert_int_equal(info(room, in(room, "key")).mode, 0600);
  assert_ok(cs_keyfile_read(room->os, &room->arena, in(room, "key"), &got, &room->err), &room->err);
  assert_str(got, "secret");
}

static void a_key_file_that_others_can_read_or_write_is_refused(void **state) {
  struct room *room = *state;
  struct cs_str path = in(room, "key");
  struct cs_str got;
  assert_ok(cs_keyfile_write(room->os, path, CS_STR("secret"), &room->err), &room->err);
  static const mode_t open_modes[] = {0640, 0604, 0620, 0602, 0601, 0610, 0644, 0777};
  for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
    assert_int_equal(chmod(path.ptr, open_modes[i]), 0);
    got = CS_STR_NONE;
    assert_code(cs_keyfile_read(room->os, &room->arena, path, &got, &room->err), &room->err, CS_E_KEY_FILE_OPEN);
    says(room, "expected 0600");
    assert_str(path, room->err.source);
    assert_null(strstr(room->err.text, "secret"));
    assert_null(got.ptr);
  }
  static const mode_t closed_modes[] = {0600, 0400, 0700};
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(chmod(path.ptr, closed_modes[i]), 0);
    assert_ok(cs_keyfile_read(room->os, &room->arena, path, &got, &room->err), &room->err);
  }
}

static bool not_ours(void *ctx, struct cs_file file, struct cs_file_info *out, struct cs_err *err) {
  bool done = cs_os_real()->file_info(ctx, file, out, err);
  out->ours = false;
  return done;
}

static void a_key_file_of_another_user_is_refused(void **state) {
  struct room *room = *state;
  struct cs_str got;
  assert_ok(cs_keyfile_write(room->os, in(room, "key"), CS_STR("secret"), &room->err), &room->err);
  struct cs_os os = *room->os;
  os.file_info = not_ours;
  assert_code(cs_keyfile_read(&os, &room->arena, in(room, "key"), &got, &room->err), &room->err, CS_E_KEY_FILE_OPEN);
  says(room, "owned by another user");
  if (geteuid() == 0) { /* as root the real thing can be tried too */
    assert_int_equal(chown(in(room, "key").ptr, 65534, 65534), 0);
    assert_code(cs_keyfile_read(room->os, &room->arena, in(room, "key"), &got, &room->err), &room->err,
                CS_E_KEY_FILE_OPEN);
  }
}

static void a_key_file_is_never_overwritten(void **state) {
  struct room *room = *state;
  assert_ok(cs_keyfile_write(room->os, in(room, "key"), CS_STR("first"), &room->err), &room->err);
  assert_code(cs_keyfile_write(room->os, in(room, "key"), CS_STR("second"), &room->err), &room->err, CS_E_OS_EXISTS);
  assert_non_null(strstr(room->err.hint, "never overwritten"));
  assert_str(contents(room, in(room, "key")), "first");
}

static void a_key_file_of_the_wrong_size_or_kind_is_refused(void **state) {
  struct room *room = *state;
  static char large[CS_KEY_FILE_MAX + 1];
  struct cs_str got;
  assert_ok(cs_keyfile_write(room->os, in(room, "empty"), CS_STR(""), &room->err), &room->err);
  assert_code(cs_keyfile_read(room->os, &room->arena, in(room, "empty"), &got, &room->err), &room->err,
              CS_E_KEY_FILE_SIZE);
  says(room, "has 0 bytes");
  assert_ok(cs_keyfile_write(room->os, in(room, "large"), (struct cs_str){large, sizeof large}, &room->err),
            &room->err);
  assert_code(cs_keyfile_read(room->os, &room->arena, in(room, "large"), &got, &room->err), &room->err,
              CS_E_KEY_FILE_SIZE);
  assert_code(cs_keyfile_read(room->os, &room->arena, room->folder, &got, &room->err), &room->err, CS_E_OS_KIND);
  assert_code(cs_keyfile_read(room->os, &room->arena, in(room, "none"), &got, &room->err), &room->err,
              CS_E_OS_NOT_FOUND);
}

static void reading_a_key_fails_cleanly_at_every_call(void **state) {
  struct room *room = *state;
  struct cs_str got;
  int failures = 0;
  assert_ok(cs_keyfile_write(room->os, in(room, "key"), CS_STR("secret"), &room->err), &room->err);
  for (int at = 1;; at++) {
    struct os_fail fail;
    if (cs_keyfile_read(os_fail_init(&fail, room->os, NULL, at), &room->arena, in(room, "key"), &got, &room->err)) {
      break;
    }
    assert_ptr_equal(room->err.code, &CS_E_OS_IO);
    failures++;
  }
  assert_int_equal(failures, 6);
}

static void a_user_without_rights_is_denied(void **state) {
  struct room *room = *state;
  struct cs_str got;
  struct cs_str path = in(room, "f");
  assert_ok(cs_file_write(room->os, path, CS_STR("x"), &room->err), &room->err);
  assert_int_equal(chmod(path.ptr, 0), 0);
  bool root = geteuid() == 0; /* root is denied nothing: be nobody for a moment */
  assert_true(!root || seteuid(65534) == 0);
  bool done = cs_file_read(room->os, &room->arena, path, 10, &got, &room->err);
  assert_true(!root || seteuid(0) == 0);
  assert_code(done, &room->err, CS_E_OS_DENIED);
  says(room, "permission denied");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_was_written_is_read_back_whole),
      TEST(a_file_is_read_up_to_the_limit_and_no_further),
      TEST(a_pipe_is_read_to_its_end_within_the_limit),
      TEST(endless_input_ends_at_the_limit),
      TEST(an_absent_file_and_a_folder_are_named),
      TEST(a_path_that_is_none_is_refused),
      TEST(reading_fails_cleanly_at_every_call),
      TEST(after_a_failed_write_the_old_file_stands_alone),
      TEST(before_its_rename_a_new_file_is_never_seen),
      TEST(a_write_that_was_done_but_called_failed_leaves_a_whole_file),
      TEST(a_device_is_written_in_place),
      TEST(a_link_is_replaced_and_what_it_led_to_stays),
      TEST(private_files_are_for_their_owner_only),
      TEST(what_is_there_is_not_created_again),
      TEST(a_file_that_could_not_be_created_is_not_there),
      TEST(bytes_are_written_and_read_at_their_place),
      TEST(what_cannot_be_done_with_a_file_is_a_code),
      TEST(names_are_listed_in_the_order_of_their_bytes),
      TEST(missing_folders_above_are_made_too),
      TEST(a_folder_that_another_made_meanwhile_is_taken),
      TEST(removing_a_folder_does_not_follow_links),
      TEST(the_folder_of_a_path_is_what_stands_before_its_name),
      TEST(a_path_without_detours_names_the_same_file),
      TEST(two_temporary_folders_are_not_one),
      TEST(a_key_file_is_read_by_its_owner),
      TEST(a_key_file_that_others_can_read_or_write_is_refused),
      TEST(a_key_file_of_another_user_is_refused),
      TEST(a_key_file_is_never_overwritten),
      TEST(a_key_file_of_the_wrong_size_or_kind_is_refused),
      TEST(reading_a_key_fails_cleanly_at_every_call),
      TEST(a_user_without_rights_is_denied),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
