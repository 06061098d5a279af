/* Whole files and folders. Must never leave half a file under its name: contents are complete and synced before the
 * name leads to them. After a failed step what this code made is removed again, and the first error is the one that is
 * told. */
#include "os/file.h"

#include "base/limits.h"

#include <string.h>

#define READ_STEP 65536 /* bytes asked for at first where the size is not known */

/* Closes and keeps the first error: of a failed task its own, of a done one that of closing. */
static bool close_after(const struct cs_os *os, struct cs_file file, bool done, struct cs_err *err) {
  struct cs_err ignored = {0};
  return os->close(os->ctx, file, done ? err : &ignored) && done;
}

static void remove_quietly(const struct cs_os *os, struct cs_str path) {
  struct cs_err ignored = {0};
  if (!os->remove(os->ctx, path, &ignored)) {
    return; /* the error that led here is the one to tell */
  }
}

/* ---- reading ---- */

static bool too_large(struct cs_file file, size_t max, struct cs_err *err) {
  cs_err_set(err, &CS_E_OS_TOO_LARGE, "\"%.*s\" is larger than %zu bytes", CS_STR_ARG(file.name), max);
  return cs_err_at(err, file.name, 0, 0);
}

/* Room for what is known to come and one byte more, which finds out whether that was all. */
static bool read_all(const struct cs_os *os, struct cs_arena *arena, struct cs_file file, size_t expected, size_t max,
                     struct cs_str *out, struct cs_err *err) {
  size_t room = expected + 1;
  size_t have = 0;
  char *bytes = cs_arena_alloc(arena, room + 1, err);
  for (;;) {
    size_t got = 0;
    if (!bytes || !os->read(os->ctx, file, bytes + have, room - have, &got, err)) {
      return false;
    }
    have += got;
    if (have > max) {
      return too_large(file, max, err);
    }
    if (got == 0) {
      bytes[have] = '\0';
      *out = (struct cs_str){bytes, have};
      return true;
    }
    if (have == room) {
      room = room > max / 2 ? max + 1 : room * 2;
      char *grown = cs_arena_alloc(arena, room + 1, err);
      if (grown) {
        memcpy(grown, bytes, have);
      }
      bytes = grown;
    }
  }
}

bool cs_file_read_open(const struct cs_os *os, struct cs_arena *arena, struct cs_file file, size_t max,
                       struct cs_str *out, struct cs_err *err) {
  cs_assert(max < SIZE_MAX / 2);
  struct cs_file_info info;
  if (!os->file_info(os->ctx, file, &info, err)) {
    return false;
  }
  if (info.size > max) {
    return too_large(file, max, err);
  }
  size_t expected = info.kind == CS_FILE_REGULAR ? (size_t)info.size : READ_STEP;
  return read_all(os, arena, file, expected < max ? expected : max, max, out, err);
}

bool cs_file_read(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, size_t max, struct cs_str *out,
                  struct cs_err *err) {
  struct cs_file file;
  if (!os->open(os->ctx, path, CS_OPEN_READ, &file, err)) {
    return false;
  }
  return close_after(os, file, cs_file_read_open(os, arena, file, max, out, err), err);
}

/* ---- writing ---- */

static bool sync_folder(const struct cs_os *os, struct cs_str path, struct cs_err *err) {
  struct cs_file folder;
  if (!os->open(os->ctx, path, CS_OPEN_FOLDER, &folder, err)) {
    return false;
  }
  return close_after(os, folder, os->sync(os->ctx, folder, err), err);
}

static bool write_new(const struct cs_os *os, struct cs_str path, enum cs_open how, struct cs_str bytes,
                      struct cs_err *err) {
  struct cs_file file;
  if (!os->open(os->ctx, path, how, &file, err)) {
    return false;
  }
  bool done = os->write(os->ctx, file, bytes, err) && os->sync(os->ctx, file, err);
  if (!close_after(os, file, done, err)) {
    remove_quietly(os, path);
    return false;
  }
  return true;
}

/* A name in the same folder (so that renaming is one step) that nobody else has: ".NAME.16 hex digits.new". */
static bool name_beside(const struct cs_os *os, struct cs_str path, struct cs_buf *out, struct cs_err *err) {
  unsigned char chance[8];
  if (!os->random(os->ctx, chance, sizeof chance, err)) {
    return false;
  }
  size_t name_at = path.len;
  while (name_at > 0 && path.ptr[name_at - 1] != '/') {
    name_at--;
  }
  cs_buf_add(out, cs_str_sub(path, 0, name_at));
  cs_buf_byte(out, '.');
  cs_buf_add(out, cs_str_sub(path, name_at, 128)); /* a long name cut: there is room for what follows */
  cs_buf_byte(out, '.');
  cs_buf_hex(out, chance, sizeof chance);
  cs_buf_add(out, CS_STR(".new"));
  return cs_buf_ok(out, err);
}

static bool write_beside(const struct cs_os *os, struct cs_str path, enum cs_open how, struct cs_str bytes,
                         struct cs_err *err) {
  struct cs_buf beside;
  cs_buf_init(&beside, CS_FILE_PATH_MAX + 32);
  bool done = name_beside(os, path, &beside, err) && write_new(os, cs_buf_str(&beside), how, bytes, err);
  if (done && !os->rename(os->ctx, cs_buf_str(&beside), path, err)) {
    remove_quietly(os, cs_buf_str(&beside));
    done = false;
  }
  cs_buf_deinit(&beside);
  return done && sync_folder(os, cs_path_folder(path), err);
}

static bool write_in_place(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err) {
  struct cs_file file;
  if (!os->open(os->ctx, path, CS_OPEN_WRITE, &file, err)) {
    return false;
  }
  return close_after(os, file, os->write(os->ctx, file, bytes, err), err);
}

static bool replace(const struct cs_os *os, struct cs_str path, enum cs_open how, struct cs_str bytes,
                    struct cs_err *err) {
  struct cs_file_info info;
  if (!os->path_info(os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_OTHER || info.kind == CS_FILE_FOLDER) {
    return write_in_place(os, path, bytes,
                          err); /* renaming over /dev/stdout would do away with it; a folder is refused here */
  }
  return write_beside(os, path, how, bytes, err);
}

bool cs_file_write(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err) {
  return replace(os, path, CS_OPEN_CREATE, bytes, err);
}

bool cs_file_write_private(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err) {
  return replace(os, path, CS_OPEN_CREATE_PRIVATE, bytes, err);
}

bool cs_file_create_private(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err) {
  struct cs_buf beside;
  struct cs_file_info info;
  if (!os->path_info(os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind != CS_FILE_NONE || info.link) {
    return cs_err_set(err, &CS_E_OS_EXISTS, "cannot make \"%.*s\": it is there already", CS_STR_ARG(path)) ||
           cs_err_at(err, path, 0, 0);
  }
  /* Whole from the moment that it has its name: a process that is ended leaves no empty file in its place. */
  cs_buf_init(&beside, CS_FILE_PATH_MAX + 32);
  bool done =
      name_beside(os, path, &beside, err) && write_new(os, cs_buf_str(&beside), CS_OPEN_CREATE_PRIVATE, bytes, err);
  if (done) {
    done = os->link(os->ctx, cs_buf_str(&beside), path, err);
    remove_quietly(os, cs_buf_str(&beside));
  }
  cs_buf_deinit(&beside);
  if (done && !sync_folder(os, cs_path_folder(path), err)) {
    remove_quietly(os, path);
    done = false;
  }
  return done;
}

/* ---- paths and folders ---- */

struct cs_str cs_path_name(struct cs_str path) {
  struct cs_str rest = path;
  struct cs_str name = path;
  while (rest.ptr) {
    struct cs_str piece = cs_str_cut(&rest, '/');
    name = piece.len > 0 ? piece : name;
  }
  return name;
}

struct cs_str cs_path_folder(struct cs_str path) {
  while (path.len > 1 && path.ptr[path.len - 1] == '/') {
    path.len--;
  }
  while (path.len > 0 && path.ptr[path.len - 1] != '/') {
    path.len--;
  }
  if (path.len == 0) {
    return CS_STR(".");
  }
  while (path.len > 1 && path.ptr[path.len - 1] == '/') {
    path.len--;
  }
  return path;
}

bool cs_path_join(struct cs_arena *arena, struct cs_str folder, struct cs_str name, struct cs_str *out,
                  struct cs_err *err) {
  bool slash = folder.len > 0 && folder.ptr[folder.len - 1] != '/';
  return cs_arena_printf(arena, out, err, "%.*s%s%.*s", CS_STR_ARG(folder), slash ? "/" : "", CS_STR_ARG(name));
}

/* Takes the last part off, unless there is none or it leads upwards itself. */
static bool step_up(struct cs_buf *plain, size_t root) {
  struct cs_str all = cs_buf_str(plain);
  struct cs_str last = cs_path_name(all);
  if (all.len <= root || cs_str_eq(last, CS_STR(".."))) {
    return root > 0; /* above the root is the root */
  }
  size_t n = all.len - last.len;
  plain->len = n > root ? n - 1 : n;
  return true;
}

bool cs_path_plain(struct cs_arena *arena, struct cs_str path, struct cs_str *out, struct cs_err *err) {
  struct cs_buf plain;
  struct cs_str rest = path;
  size_t root = cs_str_starts(path, CS_STR("/")) ? 1 : 0;
  cs_buf_init(&plain, CS_FILE_PATH_MAX);
  cs_buf_add(&plain, cs_str_sub(path, 0, root));
  while (rest.ptr) {
    struct cs_str part = cs_str_cut(&rest, '/');
    bool none = part.len == 0 || cs_str_eq(part, CS_STR("."));
    if (none || (cs_str_eq(part, CS_STR("..")) && step_up(&plain, root))) {
      continue;
    }
    cs_buf_add(&plain, plain.len > root ? CS_STR("/") : CS_STR_NONE);
    cs_buf_add(&plain, part);
  }
  if (plain.len == 0) {
    cs_buf_byte(&plain, '.');
  }
  bool done = cs_buf_ok(&plain, err) && cs_arena_str(arena, cs_buf_str(&plain), out, err);
  cs_buf_deinit(&plain);
  return done;
}

/* One folder, and durably so; it may be there. */
static bool make_one(const struct cs_os *os, struct cs_str path, struct cs_err *err) {
  struct cs_file_info info;
  if (!os->path_info(os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_FOLDER) {
    return true;
  }
  if (info.kind != CS_FILE_NONE) {
    cs_err_set(err, &CS_E_OS_KIND, "\"%.*s\" is a file, expected a folder", CS_STR_ARG(path));
    return cs_err_at(err, path, 0, 0);
  }
  if (!os->make_folder(os->ctx, path, err)) {
    struct cs_err ignored = {0}; /* another process may have made it in between */
    return err->code == &CS_E_OS_EXISTS && os->path_info(os->ctx, path, &info, &ignored) && info.kind == CS_FILE_FOLDER;
  }
  return sync_folder(os, cs_path_folder(path), err);
}

bool cs_folder_make(const struct cs_os *os, struct cs_str path, struct cs_err *err) {
  for (size_t end = 1; end <= path.len; end++) {
    bool part_ends = end == path.len || path.ptr[end] == '/';
    bool has_name = path.ptr[end - 1] != '/';
    if (part_ends && has_name && !make_one(os, cs_str_sub(path, 0, end), err)) {
      return false;
    }
  }
  struct cs_file_info info; /* of "" and "/" too: the caller learns what they are */
  return os->path_info(os->ctx, path, &info, err);
}

bool cs_folder_make_temporary(const struct cs_os *os, struct cs_arena *arena, struct cs_str prefix, struct cs_str *out,
                              struct cs_err *err) {
  struct cs_str folder = CS_STR_NONE;
  if (!os->environment(os->ctx, "TMPDIR", &folder, err)) {
    return false;
  }
  folder = folder.len > 0 ? folder : CS_STR("/tmp");
  unsigned char chance[12];
  char digits[2 * sizeof chance + 1];
  if (!os->random(os->ctx, chance, sizeof chance, err)) {
    return false;
  }
  for (size_t i = 0; i < sizeof chance; i++) {
    digits[2 * i] = "0123456789abcdef"[chance[i] >> 4];
    digits[2 * i + 1] = "0123456789abcdef"[chance[i] & 15];
  }
  digits[2 * sizeof chance] = '\0';
  struct cs_str name;
  return cs_arena_printf(arena, &name, err, "%.*s%s", CS_STR_ARG(prefix), digits) &&
         cs_path_join(arena, folder, name, out, err) && os->make_folder(os->ctx, *out, err);
}

#define REMOVE_DEPTH_MAX 32

/* Recursion: bounded by `left`. */
static bool remove_below(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, unsigned left,
                         struct cs_err *err) {
  struct cs_file_info info;
  if (!os->path_info(os->ctx, path, &info, err)) {
    return false;
  }
  if (info.link || info.kind != CS_FILE_FOLDER) {
    return os->remove(os->ctx, path, err);
  }
  struct cs_strs names = {0};
  if (left == 0) {
    cs_err_set(err, &CS_E_OS_KIND, "\"%.*s\" nests deeper than %d folders", CS_STR_ARG(path), REMOVE_DEPTH_MAX);
    return cs_err_at(err, path, 0, 0);
  }
  if (!os->list(os->ctx, arena, path, &names, err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str inner;
    if (!cs_path_join(arena, path, names.at[i], &inner, err) || !remove_below(os, arena, inner, left - 1, err)) {
      return false;
    }
  }
  return os->remove(os->ctx, path, err);
}

bool cs_folder_remove(const struct cs_os *os, struct cs_str path, struct cs_err *err) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  bool done = remove_below(os, &arena, path, REMOVE_DEPTH_MAX, err);
  cs_arena_deinit(&arena);
  return done;
}
