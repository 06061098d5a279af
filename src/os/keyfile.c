/* Key files. The permissions looked at are those of the file that was opened, not of a path that may change meanwhile.
 * No error text ever holds a byte of the contents. */
#include "os/keyfile.h"

#include "base/limits.h"
#include "os/file.h"

static bool check_owner(struct cs_file file, const struct cs_file_info *info, struct cs_err *err) {
  if (info->kind == CS_FILE_REGULAR && !info->ours) {
    cs_err_set(err, &CS_E_KEY_FILE_OPEN, "the key file \"%.*s\" is owned by another user", CS_STR_ARG(file.name));
    cs_err_at(err, file.name, 0, 0);
    return cs_err_hint(err, "keys are read only from files of the user that runs this program");
  }
  if (info->kind == CS_FILE_REGULAR && (info->mode & 077) != 0) {
    cs_err_set(err, &CS_E_KEY_FILE_OPEN, "others may read or write the key file \"%.*s\" (mode %04o), expected 0600",
               CS_STR_ARG(file.name), info->mode);
    cs_err_at(err, file.name, 0, 0);
    return cs_err_hint(err, "chmod 600 %.*s; if others may have read it, replace the key", CS_STR_ARG(file.name));
  }
  return true;
}

static bool check_size(struct cs_file file, const struct cs_file_info *info, struct cs_err *err) {
  if (info->kind != CS_FILE_REGULAR) {
    cs_err_set(err, &CS_E_OS_KIND, "\"%.*s\" is not a regular file, expected a key file", CS_STR_ARG(file.name));
    return cs_err_at(err, file.name, 0, 0);
  }
  if (info->size == 0 || info->size > CS_KEY_FILE_MAX) {
    cs_err_set(err, &CS_E_KEY_FILE_SIZE, "the key file \"%.*s\" has %llu bytes, expected 1 to %d",
               CS_STR_ARG(file.name), (unsigned long long)info->size, CS_KEY_FILE_MAX);
    return cs_err_at(err, file.name, 0, 0);
  }
  return true;
}

bool cs_keyfile_read(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, struct cs_str *out,
                     struct cs_err *err) {
  struct cs_file file;
  struct cs_file_info info;
  struct cs_err ignored = {0};
  if (!os->open(os->ctx, path, CS_OPEN_READ, &file, err)) {
    return false;
  }
  bool done = os->file_info(os->ctx, file, &info, err) && check_owner(file, &info, err) &&
              check_size(file, &info, err) && cs_file_read_open(os, arena, file, CS_KEY_FILE_MAX, out, err);
  return os->close(os->ctx, file, done ? err : &ignored) && done;
}

bool cs_keyfile_write(const struct cs_os *os, struct cs_str path, struct cs_str contents, struct cs_err *err) {
  if (cs_file_create_private(os, path, contents, err)) {
    return true;
  }
  if (err->code == &CS_E_OS_EXISTS) {
    return cs_err_hint(err, "a key is never overwritten; move the old file away first");
  }
  return false;
}
