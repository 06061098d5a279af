/* Files of rules, formatted (rules/fmt.h): all are read and formatted before one is written. */
#ifndef CS_LIB_FORMAT_H
#define CS_LIB_FORMAT_H

#include "base/arena.h"
#include "os/os.h"

struct cs_format_file {
  struct cs_str path;
  struct cs_str before, after;
};
struct cs_format_files {
  struct cs_format_file *at;
  size_t n, cap;
  size_t changed; /* how many are not formatted */
};

/* Formats `text`, which `path` names in errors: those of cs_rules_format. */
CS_MUST bool cs_format_add(struct cs_arena *arena, struct cs_str path, struct cs_str text, struct cs_format_files *files,
                           struct cs_err *err);
/* A file, or the *.rules of a folder in order of their names. */
CS_MUST bool cs_format_add_path(const struct cs_os *os, struct cs_arena *arena, struct cs_str path,
                                struct cs_format_files *files, struct cs_err *err);
/* Writes those that change, each durably and whole. */
CS_MUST bool cs_format_write(const struct cs_os *os, const struct cs_format_files *files, struct cs_err *err);

#endif
