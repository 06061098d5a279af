/* Export as a plain tlog-tiles tree; must never export beyond what was signed.
 * Invariant: the checkpoint is written last, so that every file that it needs is there. Specification: C2SP tlog-tiles;
 * RECORD section 4. */
#include "store/log.h"

#include "os/file.h"
#include "store/reader_private.h"
#include "store/tree_files.h"

#include <string.h>

struct exporting {
  const struct cs_os *os;
  struct cs_reader *reader;
  struct cs_str dir;
  const struct cs_export_options *options;
  uint64_t size;
  struct cs_arena arena;
  struct cs_buf buf;
};

static bool export_tile(struct exporting *x, struct cs_tile tile, struct cs_err *err) {
  cs_arena_reset(&x->arena);
  cs_buf_reset(&x->buf);
  return cs_reader_tile(x->reader, x->size, &tile, &x->buf, err) &&
         cs_tree_file_write(x->os, &x->arena, x->dir, &tile, NULL, cs_buf_str(&x->buf), err);
}

static bool export_level(struct exporting *x, unsigned level, bool entries, struct cs_err *err) {
  for (uint64_t i = 0;; i++) {
    unsigned width = cs_tile_width(x->size, level, i);
    if (width == 0) {
      return true;
    }
    struct cs_tile tile = {.entries = entries, .level = level, .index = i, .width = width};
    if (!export_tile(x, tile, err)) {
      return false;
    }
    if (entries && x->options->progress) {
      x->options->progress(x->options->ctx, i * CS_TILE_WIDTH + width, x->size);
    }
  }
}

static bool export_tiles(struct exporting *x, struct cs_err *err) {
  for (unsigned level = 0; level < CS_TILE_LEVELS && cs_tile_width(x->size, level, 0) > 0; level++) {
    if (!export_level(x, level, false, err)) {
      return false;
    }
  }
  return !x->options->entries || export_level(x, 0, true, err);
}

/* The newest note: of the store, or of the key folder when that is newer and of this store. */
static bool newest_note(struct exporting *x, struct cs_arena *arena, struct cs_str *note, struct cs_head *head,
                        struct cs_err *err) {
  bool found;
  uint64_t size = 0;
  struct cs_high_water mark = {0};
  if (!cs_reader_note(x->reader, arena, UINT64_MAX, &found, &size, note, err) ||
      (x->reader->keys && !cs_high_water_read(x->reader->keys, &mark, err))) {
    return false;
  }
  if (mark.found && mark.size > (found ? size : 0)) {
    size = mark.size;
    found = true;
    if (!cs_arena_str(arena, (struct cs_str){mark.note, mark.note_len}, note, err)) {
      return false;
    }
  }
  if (!found) {
    return cs_err_set(err, &CS_E_STORE_KEYS, "no signed checkpoint is stored, and the keys are not at hand");
  }
  struct cs_hash root;
  struct cs_head present;
  struct cs_policy policy;
  struct cs_checkpoint_opened opened;
  if (!cs_reader_head(x->reader, &present, err)) {
    return false;
  }
  if (size > present.size) {
    return cs_reader_behind(present.size, size, &CS_E_STORE_BEHIND, err);
  }
  if (!cs_reader_log_keys(x->reader, arena, &policy, err) ||
      !cs_checkpoint_open(*note, x->reader->founding.origin, policy.at, policy.n, &opened, err) ||
      !cs_reader_root(x->reader, size, &root, err)) {
    return false;
  }
  if (!cs_hash_eq(&root, &opened.checkpoint.root)) {
    return cs_err_set(err, &CS_E_STORE_ALTERED, "the store's root at size %llu is not the one that was signed",
                      (unsigned long long)size);
  }
  *head = (struct cs_head){.size = size, .root = root, .at = present.at};
  return true;
}

bool cs_log_export(const struct cs_os *os, struct cs_str path, struct cs_str dir,
                   const struct cs_export_options *options, struct cs_head *head, struct cs_err *err) {
  struct cs_reader *reader = cs_reader_open(os, path, options->keys_dir, err);
  if (!reader) {
    return false;
  }
  struct exporting x = {.os = os, .reader = reader, .dir = dir, .options = options};
  struct cs_arena arena;
  struct cs_str note;
  cs_arena_init(&arena, NULL, 0);
  cs_arena_init(&x.arena, NULL, 0);
  cs_buf_init(&x.buf, CS_BUNDLE_MAX);
  bool good = newest_note(&x, &arena, &note, head, err);
  x.size = head->size;
  good = good && cs_folder_make(os, dir, err) && export_tiles(&x, err) &&
         cs_tree_file_write(os, &arena, dir, NULL, "checkpoint", note, err);
  cs_buf_deinit(&x.buf);
  cs_arena_deinit(&x.arena);
  cs_arena_deinit(&arena);
  cs_reader_close(reader);
  return good;
}
