/* Files of a tlog-tiles tree; must never leave a file half written under its name.
 * Invariant: names are those of cs_tile_path. Specification: C2SP tlog-tiles. */
#include "store/tree_files.h"

#include "os/file.h"

static bool path_of(struct cs_arena *arena, struct cs_str dir, const struct cs_tile *tile, const char *name,
                    struct cs_str *out, struct cs_err *err) {
  char path[CS_TILE_PATH_BYTES];
  if (tile) {
    cs_tile_path(tile, path);
    name = path;
  }
  return cs_path_join(arena, dir, cs_str_of(name), out, err);
}

static bool read_path(const struct cs_os *os, struct cs_arena *arena, struct cs_str path, bool *found,
                      struct cs_str *bytes, struct cs_err *err) {
  *found = cs_file_read(os, arena, path, CS_TREE_FILE_MAX, bytes, err);
  return *found || err->code == &CS_E_OS_NOT_FOUND;
}

bool cs_tree_file_write(const struct cs_os *os, struct cs_arena *arena, struct cs_str dir, const struct cs_tile *tile,
                        const char *name, struct cs_str bytes, struct cs_err *err) {
  struct cs_str path, present;
  bool found;
  if (!path_of(arena, dir, tile, name, &path, err) || !read_path(os, arena, path, &found, &present, err)) {
    return false;
  }
  if (found && cs_str_eq(present, bytes)) {
    return true;
  }
  return cs_folder_make(os, cs_path_folder(path), err) && cs_file_write(os, path, bytes, err);
}

bool cs_tree_file_read(const struct cs_os *os, struct cs_arena *arena, struct cs_str dir, const struct cs_tile *tile,
                       const char *name, bool *found, struct cs_str *bytes, struct cs_err *err) {
  struct cs_str path;
  if (!path_of(arena, dir, tile, name, &path, err) || !read_path(os, arena, path, found, bytes, err)) {
    return false;
  }
  if (*found || !tile || tile->width == CS_TILE_WIDTH) {
    return true;
  }
  struct cs_tile full = *tile;
  full.width = CS_TILE_WIDTH;
  if (!path_of(arena, dir, &full, NULL, &path, err) || !read_path(os, arena, path, found, bytes, err)) {
    return false;
  }
  if (*found && !tile->entries) {
    *bytes = cs_str_sub(*bytes, 0, (size_t)tile->width * CS_HASH_SIZE);
  }
  return true;
}
