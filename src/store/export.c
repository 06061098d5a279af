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
  struct cs_export_options *options;
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

/* ---- what a tree does not hold */

static bool file_of(struct exporting *x, const char *folder, struct cs_str name, struct cs_str *out,
                    struct cs_err *err) {
  struct cs_str path;
  return cs_path_join(&x->arena, x->dir, cs_str_of(folder), &path, err) && cs_folder_make(x->os, path, err) &&
         cs_path_join(&x->arena, path, name, out, err);
}

/* A text of a publication, or a table of it, named by its digest as the entry has it. */
static bool export_blob(struct exporting *x, struct cs_str hex, struct cs_err *err) {
  struct cs_hash digest;
  struct cs_str bytes, path;
  if (!cs_hash_of_hex(hex, &digest)) {
    return true;
  }
  if (!cs_reader_blob(x->reader, &x->arena, &digest, &bytes, err) || !file_of(x, "blobs", hex, &path, err) ||
      !cs_file_write(x->os, path, bytes, err)) {
    return false;
  }
  x->options->texts += 1;
  return true;
}

static bool export_text(struct exporting *x, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str hex;
  for (size_t i = 0; x->options->blobs && (hex = cs_act_blob(&entry->act, i)).len > 0; i++) {
    if (!export_blob(x, hex, err)) {
      return false;
    }
  }
  return true;
}

static bool export_opening(struct exporting *x, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str text, name, path;
  size_t n_open;
  bool gone, sealed = false;
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    sealed = sealed || entry->act.seals[seal].present;
  }
  if (!x->options->openings || !sealed) {
    return true;
  }
  if (!cs_reader_opening_file(x->reader, (uint64_t)entry->n, &x->arena, &text, &n_open, &gone, err)) {
    return false;
  }
  if (n_open == 0) {
    return true; /* erased */
  }
  x->options->opened += 1;
  return cs_arena_printf(&x->arena, &name, err, "%lld.opening", (long long)entry->n) &&
         file_of(x, "openings", name, &path, err) && cs_file_write_private(x->os, path, text, err);
}

static bool export_beside(struct exporting *x, struct cs_err *err) {
  for (uint64_t n = 0; (x->options->blobs || x->options->openings) && n < x->size; n++) {
    struct cs_str bytes;
    struct cs_entry entry;
    cs_arena_reset(&x->arena);
    if (!cs_reader_entry(x->reader, &x->arena, n, &bytes, err) || !cs_entry_read(&x->arena, bytes, &entry, err) ||
        !export_text(x, &entry, err) || !export_opening(x, &entry, err)) {
      return false;
    }
  }
  return true;
}

bool cs_log_export(const struct cs_os *os, struct cs_str path, struct cs_str dir, struct cs_export_options *options,
                   struct cs_head *head, struct cs_err *err) {
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
  good = good && cs_folder_make(os, dir, err) && export_tiles(&x, err) && export_beside(&x, err) &&
         cs_tree_file_write(os, &arena, dir, NULL, "checkpoint", note, err);
  cs_buf_deinit(&x.buf);
  cs_arena_deinit(&x.arena);
  cs_arena_deinit(&arena);
  cs_reader_close(reader);
  return good;
}
