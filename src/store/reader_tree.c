/* The tree as it lies in the store: tiles, bundles, roots, proofs; must never answer beyond the size it was asked for.
 * Invariant: a full tile's row is used only where the size asked about fills it. Specification: RECORD section 4; C2SP
 * tlog-tiles. */
#include "store/reader_private.h"

#include "tlog/err.h"

#include <stdlib.h>
#include <string.h>

/* The hashes of a full tile from its row; *found false when it is not full yet. */
static bool full_tile(struct cs_reader *reader, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                      bool *found, struct cs_err *err) {
  cs_db_bind_integer(reader->db, CS_STMT_TILE, 1, level);
  cs_db_bind_integer(reader->db, CS_STMT_TILE, 2, (int64_t)index);
  if (!cs_db_step(reader->db, CS_STMT_TILE, found, err)) {
    return false;
  }
  bool good = true;
  if (*found) {
    struct cs_str hashes = cs_db_bytes(reader->db, CS_STMT_TILE, 0);
    good = hashes.len == CS_TILE_BYTES || cs_err_set(err, &CS_E_STORE_DAMAGED, "tile %u/%llu is not %d bytes long",
                                                     level, (unsigned long long)index, CS_TILE_BYTES);
    if (good) {
      memcpy(out, hashes.ptr, (size_t)width * CS_HASH_SIZE);
    }
  }
  cs_db_done(reader->db, CS_STMT_TILE);
  return good;
}

struct leaves {
  struct cs_hasher *hasher;
  struct cs_hash *out;
};

static bool hash_leaf(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)n;
  (void)err;
  struct leaves *leaves = ctx;
  cs_hash_leaf(leaves->hasher, bytes, leaves->out++);
  return true;
}

/* A partial tile above the leaves: the roots of the full tiles below it. */
static bool roots_below(struct cs_reader *reader, unsigned level, uint64_t from, unsigned width, struct cs_hash *out,
                        struct cs_err *err) {
  cs_db_bind_integer(reader->db, CS_STMT_TILE_ROOTS, 1, (int64_t)level - 1);
  cs_db_bind_integer(reader->db, CS_STMT_TILE_ROOTS, 2, (int64_t)from);
  cs_db_bind_integer(reader->db, CS_STMT_TILE_ROOTS, 3, (int64_t)(from + width));
  unsigned n = 0;
  bool row, good;
  while ((good = cs_db_step(reader->db, CS_STMT_TILE_ROOTS, &row, err)) && row) {
    struct cs_str root = cs_db_bytes(reader->db, CS_STMT_TILE_ROOTS, 1);
    if ((uint64_t)cs_db_integer(reader->db, CS_STMT_TILE_ROOTS, 0) != from + n || root.len != CS_HASH_SIZE) {
      break;
    }
    memcpy(out[n++].bytes, root.ptr, CS_HASH_SIZE);
  }
  cs_db_done(reader->db, CS_STMT_TILE_ROOTS);
  return good && (n == width || cs_err_set(err, &CS_E_STORE_DAMAGED, "tile %u/%llu is missing", level - 1,
                                           (unsigned long long)(from + n)));
}

static bool read_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                      struct cs_err *err) {
  struct cs_reader *reader = ctx;
  bool found;
  if (!full_tile(reader, level, index, width, out, &found, err)) {
    return false;
  }
  if (found) {
    return true;
  }
  uint64_t from = index * CS_TILE_WIDTH;
  if (level > 0) {
    return roots_below(reader, level, from, width, out, err);
  }
  struct leaves leaves = {&reader->hasher, out};
  return cs_reader_entries(reader, from, from + width, hash_leaf, &leaves, err);
}

struct cs_tiles cs_reader_tiles(struct cs_reader *reader) {
  return (struct cs_tiles){read_tile, reader};
}

static bool nodes_at(struct cs_reader *reader, uint64_t size, struct cs_nodes *out, struct cs_err *err) {
  struct cs_head head;
  if (!cs_reader_head(reader, &head, err)) {
    return false;
  }
  if (size > head.size) {
    return cs_err_set(err, &CS_E_TLOG_RANGE, "size %llu, and the record has %llu %s", (unsigned long long)size,
                      (unsigned long long)head.size, head.size == 1 ? "entry" : "entries");
  }
  if (!reader->nodes) {
    reader->nodes = malloc(sizeof *reader->nodes);
    if (!reader->nodes) {
      return cs_err_oom(err) != NULL;
    }
    reader->tiles = cs_reader_tiles(reader);
    cs_tile_nodes_init(reader->nodes, &reader->tiles, &reader->hasher);
  }
  *out = cs_tile_nodes_reader(reader->nodes, size);
  return true;
}

bool cs_reader_root(struct cs_reader *reader, uint64_t size, struct cs_hash *out, struct cs_err *err) {
  struct cs_nodes nodes;
  return nodes_at(reader, size, &nodes, err) && cs_proof_root(&nodes, &reader->hasher, size, out, err);
}

bool cs_reader_inclusion(struct cs_reader *reader, uint64_t n, uint64_t size, struct cs_proof *out,
                         struct cs_err *err) {
  struct cs_nodes nodes;
  return nodes_at(reader, size, &nodes, err) && cs_proof_inclusion(&nodes, &reader->hasher, n, size, out, err);
}

bool cs_reader_consistency(struct cs_reader *reader, uint64_t old, uint64_t size, struct cs_proof *out,
                           struct cs_err *err) {
  struct cs_nodes nodes;
  return nodes_at(reader, size, &nodes, err) && cs_proof_consistency(&nodes, &reader->hasher, old, size, out, err);
}

static bool add_entry(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)n;
  return cs_bundle_add(ctx, bytes, err);
}

bool cs_reader_tile(struct cs_reader *reader, uint64_t size, const struct cs_tile *tile, struct cs_buf *out,
                    struct cs_err *err) {
  unsigned there = cs_tile_width(size, tile->entries ? 0 : tile->level, tile->index);
  char path[CS_TILE_PATH_BYTES];
  if (tile->width > there) {
    cs_tile_path(tile, path);
    return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no \"%s\" at size %llu", path, (unsigned long long)size);
  }
  if (tile->entries) {
    uint64_t from = tile->index * CS_TILE_WIDTH;
    return cs_reader_entries(reader, from, from + tile->width, add_entry, out, err) && cs_buf_ok(out, err);
  }
  struct cs_hash hashes[CS_TILE_WIDTH];
  if (!read_tile(reader, tile->level, tile->index, tile->width, hashes, err)) {
    return false;
  }
  cs_buf_add(out, (struct cs_str){(const char *)hashes, (size_t)tile->width * CS_HASH_SIZE});
  return cs_buf_ok(out, err);
}
