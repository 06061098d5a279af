/* Key files: small files that nobody but their owner may read. The contents are the caller's business. */
#ifndef CS_OS_KEYFILE_H
#define CS_OS_KEYFILE_H

#include "os/os.h"

/* The file's contents, NUL-ended beyond their length. A file that others may read or write (mode & 077), or that
 * another user owns, is CS_E_KEY_FILE_OPEN and not read; more than CS_KEY_FILE_MAX bytes, or none, are
 * CS_E_KEY_FILE_SIZE. The caller wipes what it got. */
CS_MUST
bool cs_keyfile_read(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, struct cs_str *out,
                     struct cs_err *err);
/* Makes it, mode 0600, durably. A key is never overwritten: CS_E_OS_EXISTS when anything has that name. */
CS_MUST
bool cs_keyfile_write(const struct cs_os *os, struct cs_str path, struct cs_str contents, struct cs_err *err);

#endif
