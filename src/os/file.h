/* Tasks on files, made of the calls of os.h: whole files in and out, folders, temporary folders. Every error names the
 * file and what was tried. A path's text is never changed. */
#ifndef CS_OS_FILE_H
#define CS_OS_FILE_H

#include "os/os.h"

/* The whole file (or pipe) into the arena, NUL-ended beyond its length. More than `max` bytes (CS_FILE_MAX for files
 * that users hand in) are CS_E_OS_TOO_LARGE. */
CS_MUST
bool cs_file_read(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, size_t max, struct cs_str *out,
                  struct cs_err *err);
/* The rest of what is open already, under the same rules; for standard input. */
CS_MUST
bool cs_file_read_open(const struct cs_os *os, struct cs_arena *arena, struct cs_file file, size_t max,
                       struct cs_str *out, struct cs_err *err);
/* Durably replaces the file, or makes it: a new file beside it is written, synced and renamed over it, and the folder
 * is synced. After a failure the old contents stand, whole, and nothing is left beside them; only if the last step (the
 * folder's sync) fails may the new ones stand already. What is there and no regular file (a device, a pipe) is written
 * in place; a link is replaced. Readable as the umask says. */
CS_MUST
bool cs_file_write(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err);
/* The same with mode 0600. */
CS_MUST
bool cs_file_write_private(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err);
/* Durably makes a new file with mode 0600; CS_E_OS_EXISTS, untouched, if there is one. Not made if it fails. */
CS_MUST
bool cs_file_create_private(const struct cs_os *os, struct cs_str path, struct cs_str bytes, struct cs_err *err);

/* The folder of a path: "a/b" in "a/b/c", "." of "c", "/" of "/c". */
struct cs_str cs_path_folder(struct cs_str path);
/* The last part of a path: "c" of "a/b/c" and of "a/b/c/", the path itself where there is none. */
struct cs_str cs_path_name(struct cs_str path);
/* "folder/name" in the arena; without a second slash when folder ends in one. */
CS_MUST
bool cs_path_join(struct cs_arena *arena, struct cs_str folder, struct cs_str name, struct cs_str *out,
                  struct cs_err *err);
/* The path without detours, as it is written: "a/c" of "a/./b/../c" and "a//c". Links are not looked at, so it names a file for
 * comparing and not for opening. */
CS_MUST
bool cs_path_plain(struct cs_arena *arena, struct cs_str path, struct cs_str *out, struct cs_err *err);
/* Makes the folder and those above it that are missing, with mode 0700. One that is there is no error. */
CS_MUST
bool cs_folder_make(const struct cs_os *os, struct cs_str path, struct cs_err *err);
/* A new empty folder, mode 0700, in TMPDIR or /tmp; its name begins with `prefix`. */
CS_MUST
bool cs_folder_make_temporary(const struct cs_os *os, struct cs_arena *arena, struct cs_str prefix, struct cs_str *out,
                              struct cs_err *err);
/* Removes the folder with all that it holds; links in it are removed, not followed. Meant for temporary folders. */
CS_MUST
bool cs_folder_remove(const struct cs_os *os, struct cs_str path, struct cs_err *err);

#endif
