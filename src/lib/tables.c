/* Tables, found and read. Must never read a file twice, nor give one name to two files. */
#include "lib/tables.h"

#include "base/limits.h"
#include "os/file.h"
#include "rules/err.h"

void cs_tables_init(struct cs_tables *tables, const struct cs_os *os, struct cs_arena *arena,
                    const struct cs_str *folders, size_t n_folders) {
  *tables = (struct cs_tables){.os = os, .arena = arena, .folders = folders, .n_folders = n_folders};
  cs_map_init(&tables->seen, arena);
}

bool cs_tables_name(struct cs_arena *arena, struct cs_str user, struct cs_str name, struct cs_str *out,
                    struct cs_err *err) {
  size_t folder = user.len;
  while (folder > 0 && user.ptr[folder - 1] != '/') {
    folder--;
  }
  *out = name;
  return folder == 0 || cs_arena_printf(arena, out, err, "%.*s%.*s", (int)folder, user.ptr, CS_STR_ARG(name));
}

/* *out is folder/name if there is a file of that name, else empty. */
static bool look(struct cs_tables *t, struct cs_str folder, struct cs_str name, struct cs_str *out,
                 struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  *out = CS_STR_NONE;
  if (!cs_path_join(t->arena, folder, name, &path, err) || !t->os->path_info(t->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_REGULAR) {
    *out = path;
  }
  if (info.kind != CS_FILE_REGULAR && info.kind != CS_FILE_NONE) {
    cs_err_set(err, &CS_E_OS_KIND, "it is %s, expected a table",
               info.kind == CS_FILE_FOLDER ? "a folder" : "no regular file");
    return cs_err_at(err, path, 0, 0);
  }
  return true;
}

/* A folder that is none is told before anything is looked for in it. */
static bool check_folders(struct cs_tables *t, struct cs_err *err) {
  for (size_t i = 0; i < t->n_folders; i++) {
    struct cs_file_info info;
    if (!t->os->path_info(t->os->ctx, t->folders[i], &info, err)) {
      return false;
    }
    if (info.kind != CS_FILE_FOLDER) {
      cs_err_set(err, info.kind == CS_FILE_NONE ? &CS_E_OS_NOT_FOUND : &CS_E_OS_KIND, "%s, expected a folder of tables",
                 info.kind == CS_FILE_NONE ? "there is nothing of that name" : "it is no folder");
      return cs_err_at(err, t->folders[i], 0, 0);
    }
  }
  t->checked = true;
  return true;
}

static bool find(struct cs_tables *t, struct cs_str beside, struct cs_str name, struct cs_str as_written,
                 struct cs_str *out, struct cs_err *err) {
  *out = CS_STR_NONE;
  bool outside = cs_str_starts(name, CS_STR("..")); /* what lies in the folder goes before what lies beside it */
  struct cs_str ways[] = {outside ? cs_path_name(name) : name, outside ? name : cs_path_name(name)};
  for (size_t i = 0; i < 2 * t->n_folders && out->len == 0; i++) {
    if (!look(t, t->folders[i % t->n_folders], ways[i / t->n_folders], out, err)) {
      return false;
    }
  }
  if (out->len > 0) {
    t->n_in_folders++;
    return true;
  }
  if (!look(t, beside, as_written, out, err)) {
    return false;
  }
  struct cs_str *slot = out->len > 0 && t->n_folders > 0 ? cs_list_push(t->arena, &t->beside, err) : NULL;
  if (out->len > 0 && t->n_folders > 0 && !slot) {
    return false;
  }
  if (slot) {
    *slot = name;
  }
  return true;
}

static bool read_one(struct cs_tables *t, struct cs_str path, struct cs_str name, struct cs_err *err) {
  struct cs_rules_text *table = cs_list_push(t->arena, &t->read, err);
  if (!table) {
    return false;
  }
  table->file = name;
  return cs_file_read(t->os, t->arena, path, CS_FILE_MAX, &table->text, err);
}

static bool add(struct cs_tables *t, struct cs_str path, struct cs_str user, struct cs_str as_written,
                struct cs_err *err) {
  struct cs_str name, beside, *kept;
  union cs_map_value *slot;
  bool fresh;
  if (!cs_tables_name(t->arena, user, as_written, &name, err) ||
      !cs_path_join(t->arena, cs_path_folder(path), as_written, &beside, err) ||
      !(slot = cs_map_put(&t->seen, name, &fresh, err))) {
    return false;
  }
  if (!fresh) {
    kept = slot->ptr;
    return cs_str_eq(*kept, beside) ||
           cs_err_set(err, &CS_E_RULES_DUPLICATE_NAME, "\"%.*s\" would be two tables: \"%.*s\" and \"%.*s\"",
                      CS_STR_ARG(name), CS_STR_ARG(*kept), CS_STR_ARG(beside));
  }
  slot->ptr = kept = cs_arena_new(t->arena, struct cs_str, err);
  if (!kept) {
    return false;
  }
  *kept = beside;
  t->first = t->first.len > 0 ? t->first : name;
  struct cs_str found;
  return find(t, cs_path_folder(path), name, as_written, &found, err) &&
         (found.len == 0 || read_one(t, found, name, err));
}

bool cs_tables_add(struct cs_tables *tables, struct cs_str path, struct cs_rules_text text, struct cs_err *err) {
  struct cs_strs names = {0};
  if ((!tables->checked && !check_folders(tables, err)) || !cs_rules_tables(tables->arena, text, &names, err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    if (!add(tables, path, text.file, names.at[i], err)) {
      return false;
    }
  }
  return true;
}
