/* errno to codes. Words of our own, not strerror's: they are the same in every locale and safe in every thread. */
#include "os/fault.h"

#include <errno.h>

static const struct fault {
  int number;
  const struct cs_code *code;
  const char *words;
} faults[] = {
    {ENOENT, &CS_E_OS_NOT_FOUND, "there is no such file or folder"},
    {ENOTDIR, &CS_E_OS_NOT_FOUND, "a part of the path is not a folder"},
    {EEXIST, &CS_E_OS_EXISTS, "it is there already"},
    {ENOTEMPTY, &CS_E_OS_EXISTS, "the folder is not empty"},
    {EACCES, &CS_E_OS_DENIED, "permission denied"},
    {EPERM, &CS_E_OS_DENIED, "not permitted"},
    {EROFS, &CS_E_OS_DENIED, "the file system is read-only"},
    {EISDIR, &CS_E_OS_KIND, "it is a folder, expected a file"},
    {ELOOP, &CS_E_OS_PATH, "too many links on the way"},
    {ENAMETOOLONG, &CS_E_OS_PATH, "the path is too long"},
    {EINVAL, &CS_E_OS_KIND, "that cannot be done with this kind of file"},
    {ESPIPE, &CS_E_OS_KIND, "that cannot be done with this kind of file"},
    {EXDEV, &CS_E_OS_KIND, "the two paths lie on different file systems"},
    {EFBIG, &CS_E_OS_TOO_LARGE, "the file would become too large"},
    {ENOSPC, &CS_E_OS_FULL, "the disk is full"},
    {EDQUOT, &CS_E_OS_FULL, "the disk quota is used up"},
    {EMFILE, &CS_E_OS_BUSY, "too many open files"},
    {ENFILE, &CS_E_OS_BUSY, "too many open files on this machine"},
    {EAGAIN, &CS_E_OS_BUSY, "not ready now"},
    {EBUSY, &CS_E_OS_BUSY, "it is in use"},
    {ETXTBSY, &CS_E_OS_BUSY, "it is in use"},
    {EPIPE, &CS_E_OS_CLOSED, "nobody reads it any more"},
    {ENOMEM, &CS_E_OOM, "out of memory"},
    {EIO, &CS_E_OS_IO, "input or output failed"},
};

bool cs_os_fault(struct cs_err *err, int number, const char *doing, struct cs_str name) {
  const struct fault *found = NULL;
  for (size_t i = 0; i < sizeof faults / sizeof *faults && !found; i++) {
    found = faults[i].number == number ? &faults[i] : NULL;
  }
  if (found) {
    cs_err_set(err, found->code, "cannot %s \"%.*s\": %s", doing, CS_STR_ARG(name), found->words);
  } else {
    cs_err_set(err, &CS_E_OS_IO, "cannot %s \"%.*s\": error number %d", doing, CS_STR_ARG(name), number);
  }
  return cs_err_at(err, name, 0, 0);
}
