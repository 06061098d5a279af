/* Verification of an exported tree; must never need, or look for, a store.
 * Invariant: hash tiles are held against the signed root first, so that a differing entry is the entry's fault.
 * Specification: C2SP tlog-tiles, tlog-checkpoint. */
#include "store/actors.h"
#include "store/log.h"
#include "store/tree_files.h"
#include "tlog/checkpoint.h"
#include "tlog/err.h"
#include "tlog/policy.h"
#include "tlog/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES (1024 * 1024) /* of entries taken apart, before their memory is given back */

struct looking {
  const struct cs_os *os;
  struct cs_str dir;
  struct cs_verify_report *report;
  struct cs_arena arena; /* emptied at each tile */
  struct cs_arena entry; /* emptied now and then */
  struct cs_hasher hasher;
  struct cs_tree *tree;
  struct cs_actors actors;
  struct cs_hash tile[CS_TILE_WIDTH]; /* the level 0 tile in hand */
  uint64_t wrong_n;                   /* first upper tile that differs from what lies below it */
  unsigned wrong_level;
  bool wrong;
  cs_time last;
};

static bool missing(const struct cs_tile *tile, struct cs_err *err) {
  char path[CS_TILE_PATH_BYTES];
  cs_tile_path(tile, path);
  return cs_err_set(err, &CS_E_LOG_TREE, "\"%s\" is missing", path);
}

static bool read_checkpoint(struct looking *l, struct cs_str verifier, struct cs_arena *arena, struct cs_err *err) {
  bool found;
  struct cs_str note;
  struct cs_policy policy;
  struct cs_checkpoint_opened opened;
  if (!cs_tree_file_read(l->os, arena, l->dir, NULL, "checkpoint", &found, &note, err)) {
    return false;
  }
  if (!found) {
    return cs_err_set(err, &CS_E_LOG_TREE, "\"checkpoint\" is missing in \"%.*s\"", CS_STR_ARG(l->dir));
  }
  if (!cs_policy_parse(&policy, &l->hasher, CS_STR("verifier"), verifier, err)) {
    return false;
  }
  if (!cs_checkpoint_open(note, cs_policy_origin(&policy), policy.at, policy.n, &opened, err)) {
    if (err->code != &CS_E_OOM) {
      cs_err_context(err, "checkpoint");
      err->code = &CS_E_LOG_ALTERED;
    }
    return false;
  }
  l->report->head.size = opened.checkpoint.size;
  l->report->head.root = opened.checkpoint.root;
  l->report->checkpoints = 1;
  return true;
}

/* The hashes of a tile's file. */
static bool read_hashes(struct looking *l, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                        struct cs_err *err) {
  struct cs_tile tile = {.level = level, .index = index, .width = width};
  bool found;
  struct cs_str bytes;
  cs_arena_reset(&l->arena);
  if (!cs_tree_file_read(l->os, &l->arena, l->dir, &tile, NULL, &found, &bytes, err)) {
    return false;
  }
  if (!found) {
    return missing(&tile, err);
  }
  if (bytes.len != (size_t)width * CS_HASH_SIZE) {
    char path[CS_TILE_PATH_BYTES];
    cs_tile_path(&tile, path);
    return cs_err_set(err, &CS_E_LOG_ALTERED, "\"%s\" has %zu bytes, expected %zu", path, bytes.len,
                      (size_t)width * CS_HASH_SIZE);
  }
  memcpy(out, bytes.ptr, bytes.len);
  l->report->tiles += 1;
  return true;
}

/* Every upper tile, partial ones too, against the roots of the tiles below. */
static bool check_upper(struct looking *l, unsigned level, struct cs_err *err) {
  struct cs_hash below[CS_TILE_WIDTH], root, hashes[CS_TILE_WIDTH];
  for (uint64_t i = 0; cs_tile_width(l->report->head.size, level, i) > 0; i++) {
    unsigned width = cs_tile_width(l->report->head.size, level, i);
    if (!read_hashes(l, level, i, width, hashes, err)) {
      return false;
    }
    for (unsigned k = 0; k < width; k++) {
      uint64_t child = i * CS_TILE_WIDTH + k;
      if (!read_hashes(l, level - 1, child, CS_TILE_WIDTH, below, err)) {
        return false;
      }
      l->report->tiles -= 1; /* counted once, at its own level */
      cs_hash_fold(&l->hasher, below, CS_TILE_WIDTH, &root);
      if (!cs_hash_eq(&root, &hashes[k]) && !l->wrong) {
        l->wrong = true;
        l->wrong_level = level - 1;
        l->wrong_n = child;
      }
    }
  }
  return true;
}

/* Do the hash tiles have the signed root? */
static bool check_hashes(struct looking *l, struct cs_err *err) {
  uint64_t size = l->report->head.size;
  cs_tree_init(l->tree);
  for (uint64_t i = 0; cs_tile_width(size, 0, i) > 0; i++) {
    unsigned width = cs_tile_width(size, 0, i);
    if (!read_hashes(l, 0, i, width, l->tile, err)) {
      return false;
    }
    for (unsigned k = 0; k < width; k++) {
      if (!cs_tree_append(l->tree, &l->hasher, &l->tile[k], NULL, err)) {
        return false;
      }
    }
  }
  for (unsigned level = 1; level < CS_TILE_LEVELS && cs_tile_width(size, level, 0) > 0; level++) {
    if (!check_upper(l, level, err)) {
      return false;
    }
  }
  struct cs_hash root;
  cs_tree_root(l->tree, &l->hasher, &root);
  if (l->wrong) {
    return cs_err_set(err, &CS_E_LOG_ALTERED, "tile %u/%llu does not have the root that the tile above it holds",
                      l->wrong_level, (unsigned long long)l->wrong_n);
  }
  return cs_hash_eq(&root, &l->report->head.root) ||
         cs_err_set(err, &CS_E_LOG_ALTERED, "the tiles do not have the root that the checkpoint of size %llu signs",
                    (unsigned long long)size);
}

static bool not_signed(struct looking *l, uint64_t n, const struct cs_hash *leaf, struct cs_err *err) {
  char a[17], b[17];
  for (size_t i = 0; i < 8; i++) {
    snprintf(a + 2 * i, 3, "%02x", leaf->bytes[i]);
    snprintf(b + 2 * i, 3, "%02x", l->tile[n % CS_TILE_WIDTH].bytes[i]);
  }
  return cs_err_set(err, &CS_E_LOG_ALTERED,
                    "entry %llu is not the entry that was signed: its hash is %s…, the tree holds %s…",
                    (unsigned long long)n, a, b);
}

static bool check_entry(struct looking *l, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  struct cs_hash leaf;
  struct cs_entry entry;
  if (l->entry.used > PIECE_BYTES) {
    cs_arena_reset(&l->entry);
  }
  cs_hash_leaf(&l->hasher, bytes, &leaf);
  if (!cs_hash_eq(&leaf, &l->tile[n % CS_TILE_WIDTH])) {
    return not_signed(l, n, &leaf, err);
  }
  bool known = cs_entry_read(&l->entry, bytes, &entry, err);
  if (!known && err->code == &CS_E_ENTRY_FORM) {
    cs_err_context(err, "entry %llu", (unsigned long long)n);
    err->code = &CS_E_LOG_ALTERED;
  }
  if (!known && err->code != &CS_E_ACT_UNKNOWN_KIND) {
    return false;
  }
  if (entry.n != (int64_t)n || entry.at < l->last) {
    return cs_err_set(err, &CS_E_LOG_ALTERED, "entry %llu says that it is another one, or an earlier one",
                      (unsigned long long)n);
  }
  l->last = entry.at;
  l->report->entries += 1;
  if (known && entry.act.def->kind == CS_ACT_RECORD_CONTINUED) {
    cs_verify_note_continued(l->report, &entry);
  }
  return !known || cs_actors_take(&l->actors, &entry, &leaf, err);
}

static bool check_bundle(struct looking *l, uint64_t index, unsigned width, bool *found, struct cs_err *err) {
  struct cs_tile tile = {.entries = true, .index = index, .width = width};
  struct cs_str rest, entry;
  if (!read_hashes(l, 0, index, width, l->tile, err)) {
    return false;
  }
  l->report->tiles -= 1;
  cs_arena_reset(&l->arena);
  if (!cs_tree_file_read(l->os, &l->arena, l->dir, &tile, NULL, found, &rest, err)) {
    return false;
  }
  if (!*found) {
    return true; /* the caller says what that means */
  }
  for (unsigned k = 0; k < width; k++) {
    uint64_t n = index * CS_TILE_WIDTH + k;
    if (rest.len == 0 || !cs_bundle_next(&rest, &entry, err)) {
      char path[CS_TILE_PATH_BYTES];
      cs_tile_path(&tile, path);
      return cs_err_set(err, &CS_E_LOG_ALTERED, "\"%s\" ends within entry %llu", path, (unsigned long long)n);
    }
    if (!check_entry(l, n, entry, err)) {
      return false;
    }
  }
  return true;
}

/* All bundles, or none (an export of hash tiles alone). */
static bool check_entries(struct looking *l, struct cs_err *err) {
  uint64_t size = l->report->head.size;
  bool found = true;
  for (uint64_t i = 0; cs_tile_width(size, 0, i) > 0; i++) {
    unsigned width = cs_tile_width(size, 0, i);
    if (!check_bundle(l, i, width, &found, err)) {
      return false;
    }
    if (!found && i == 0) {
      return true;
    }
    if (!found) {
      struct cs_tile tile = {.entries = true, .index = i, .width = width};
      return missing(&tile, err);
    }
  }
  return true;
}

bool cs_log_verify_tree(const struct cs_os *os, struct cs_str dir, struct cs_str verifier,
                        struct cs_verify_report *report, struct cs_err *err) {
  memset(report, 0, sizeof *report);
  struct looking *l = calloc(1, sizeof *l);
  struct cs_tree *tree = malloc(sizeof *tree);
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  bool good = l && tree ? true : cs_err_oom(err) != NULL;
  if (good) {
    *l = (struct looking){.os = os, .dir = dir, .report = report, .tree = tree, .last = INT64_MIN};
    cs_arena_init(&l->arena, NULL, 0);
    cs_arena_init(&l->entry, NULL, 0);
    cs_actors_init(&l->actors);
    good = cs_hasher_init(&l->hasher, err) && read_checkpoint(l, verifier, &arena, err) && check_hashes(l, err) &&
           check_entries(l, err);
    struct cs_err earlier;
    if (!cs_actors_finish(&l->actors, &earlier)) {
      *err = earlier;
      good = false;
    }
    report->signatures = l->actors.signatures;
    cs_hasher_deinit(&l->hasher);
    cs_actors_deinit(&l->actors);
    cs_arena_deinit(&l->entry);
    cs_arena_deinit(&l->arena);
  }
  cs_arena_deinit(&arena);
  free(tree);
  free(l);
  return good;
}
