/* Tables that rules name, found and read: `table NAME from "FILE"` and `group NAME from "FILE"`. A file is looked for beside the
 * text that names it; with folders given, in these first: by its path from there (a path that leads out of the folder: by its last
 * part), and where no folder has it that way, by its last part (its path), so that rules can be asked with other tables of the same
 * form. A file is at most CS_FILE_MAX bytes. One that is nowhere is left
 * out: the checker reports it at its place in the rules. */
#ifndef CS_LIB_TABLES_H
#define CS_LIB_TABLES_H

#include "base/map.h"
#include "os/os.h"
#include "rules/rules.h"

struct cs_tables {
  const struct cs_os *os;
  struct cs_arena *arena;
  const struct cs_str *folders; /* in this order */
  size_t n_folders;
  struct cs_map seen; /* by name in the set: where it was read */
  struct {
    struct cs_rules_text *at; /* `file` is the name that the set knows it by */
    size_t n, cap;
  } read;
  bool checked;          /* that the folders are folders */
  struct cs_str first;   /* the name first asked for; empty: none was */
  size_t n_in_folders;   /* how many of `read` the folders gave */
  struct cs_strs beside; /* with folders: the names that none of them has, taken from beside the rules */
};

void cs_tables_init(struct cs_tables *tables, const struct cs_os *os, struct cs_arena *arena,
                    const struct cs_str *folders, size_t n_folders);
/* Reads the tables that `text` names; `path` is where its file lies, text.file what the set calls it. CS_E_RULES_DUPLICATE_NAME
 * where one name means two files. */
CS_MUST bool cs_tables_add(struct cs_tables *tables, struct cs_str path, struct cs_rules_text text, struct cs_err *err);
/* "FOLDER/NAME" as a text in `user` means it: beside the text. */
CS_MUST bool cs_tables_name(struct cs_arena *arena, struct cs_str user, struct cs_str name, struct cs_str *out,
                            struct cs_err *err);

#endif
