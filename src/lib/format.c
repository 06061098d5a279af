/* Files of rules, formatted. Must never touch a file that is formatted already. Specification: rules/fmt.h. */
#include "lib/format.h"

#include "base/limits.h"
#include "os/file.h"
#include "rules/fmt.h"

bool cs_format_add(struct cs_arena *arena, struct cs_str path, struct cs_str text, struct cs_format_files *files,
                   struct cs_err *err) {
  struct cs_format_file *file = cs_list_push(arena, files, err);
  struct cs_buf out;
  if (!file) {
    return false;
  }
  *file = (struct cs_format_file){.path = path, .before = text};
  cs_buf_init(&out, 4 * (size_t)CS_FILE_MAX); /* each line may become longer by its indentation */
  bool done = cs_rules_format(arena, (struct cs_rules_text){path, text}, &out, err) &&
              cs_arena_str(arena, cs_buf_str(&out), &file->after, err);
  cs_buf_deinit(&out);
  files->changed += done && !cs_str_eq(file->before, file->after);
  return done;
}

static bool add_file(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, struct cs_format_files *files,
                     struct cs_err *err) {
  struct cs_str text;
  return cs_file_read(os, arena, path, CS_FILE_MAX, &text, err) && cs_format_add(arena, path, text, files, err);
}

bool cs_format_add_path(const struct cs_os *os, struct cs_arena *arena, struct cs_str path,
                        struct cs_format_files *files, struct cs_err *err) {
  struct cs_file_info info;
  struct cs_strs names;
  if (!os->path_info(os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind != CS_FILE_FOLDER) {
    return add_file(os, arena, path, files, err);
  }
  if (!os->list(os->ctx, arena, path, &names, err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str whole;
    if (cs_str_ends(names.at[i], CS_STR(".rules")) &&
        (!cs_path_join(arena, path, names.at[i], &whole, err) || !add_file(os, arena, whole, files, err))) {
      return false;
    }
  }
  return true;
}

bool cs_format_write(const struct cs_os *os, const struct cs_format_files *files, struct cs_err *err) {
  for (size_t i = 0; i < files->n; i++) {
    const struct cs_format_file *file = &files->at[i];
    if (!cs_str_eq(file->before, file->after) && !cs_file_write(os, file->path, file->after, err)) {
      return false;
    }
  }
  return true;
}
