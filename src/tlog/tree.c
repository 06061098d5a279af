/* The right edge of the tree in memory; must never read a store after cs_tree_load.
 * Invariant: every complete node of the right-most tile of each level, and of the one (at level 0: two) before it,
 * stands in its slot; the slots of older tiles are overwritten. A node at the lowest height of a tile is also the root
 * of the full tile below. Specification: RFC 6962 section 2.1, C2SP tlog-tiles; RECORD: "Tables". */
#include "tlog/tree.h"

#include "tlog/err.h"

#include <inttypes.h>
#include <string.h>

static struct cs_tile_inner *tile_slot(struct cs_tree *tree, unsigned level, uint64_t index) {
  return level == 0 ? &tree->leaves[index % 3] : &tree->inner[level - 1][index % 2];
}

static struct cs_hash *node(struct cs_tree *tree, unsigned height, uint64_t index) {
  unsigned level = height / CS_TILE_HEIGHT, low = height % CS_TILE_HEIGHT;
  return &tile_slot(tree, level, index >> (CS_TILE_HEIGHT - low))->node[cs_tile_inner_at(low, index)];
}

void cs_tree_init(struct cs_tree *tree) {
  tree->size = 0;
  memset(&tree->edge, 0, sizeof tree->edge);
}

/* How many tiles of a level are kept, the right-most included. */
static uint64_t kept(unsigned level) {
  return level == 0 ? 3 : 2;
}

static void copy_tile(struct cs_tree *to, const struct cs_tree *from, unsigned level, uint64_t index, unsigned width) {
  const struct cs_tile_inner *source = level == 0 ? &from->leaves[index % 3] : &from->inner[level - 1][index % 2];
  struct cs_tile_inner *target = tile_slot(to, level, index);
  for (unsigned low = 0; low < CS_TILE_HEIGHT; low++) {
    size_t at = cs_tile_inner_at(low, 0);
    memcpy(&target->node[at], &source->node[at], (width >> low) * sizeof(struct cs_hash));
  }
}

void cs_tree_copy(struct cs_tree *to, const struct cs_tree *from) {
  for (unsigned level = 0; level < CS_TREE_LEVELS; level++) {
    uint64_t last = from->size >> (CS_TILE_HEIGHT * (level + 1));
    uint64_t first = last >= kept(level) ? last - (kept(level) - 1) : 0;
    for (uint64_t index = first; index <= last; index++) {
      copy_tile(to, from, level, index, cs_tile_width(from->size, level, index));
    }
  }
  to->size = from->size;
  to->edge = from->edge;
}

bool cs_tree_append(struct cs_tree *tree, struct cs_hasher *hasher, const struct cs_hash *leaf,
                    const struct cs_tree_sink *sink, struct cs_err *err) {
  if (tree->size >= CS_TREE_SIZE_MAX) {
    return cs_err_set(err, &CS_E_TLOG_SIZE, "the log is full at %" PRIu64 " entries", tree->size);
  }
  uint64_t index = tree->size++;
  *node(tree, 0, index) = *leaf;
  for (unsigned height = 0; index & 1; height++, index >>= 1) {
    const struct cs_hash *left = node(tree, height, index - 1), *right = node(tree, height, index);
    struct cs_hash *parent = node(tree, height + 1, index >> 1);
    cs_hash_node(hasher, left, right, parent);
    if (sink && (height + 1) % CS_TILE_HEIGHT == 0) {
      unsigned level = height / CS_TILE_HEIGHT;
      const struct cs_tile_inner *tile = tile_slot(tree, level, index >> 1);
      if (!sink->full(sink->ctx, level, index >> 1, tile->node, parent, err)) {
        return false;
      }
    }
  }
  return true;
}

static bool read_node(void *ctx, unsigned height, uint64_t index, struct cs_hash *out, struct cs_err *err) {
  (void)err;
  *out = *node(ctx, height, index);
  return true;
}

static struct cs_nodes reader(struct cs_tree *tree) {
  return (struct cs_nodes){.node = read_node, .ctx = tree, .edge = &tree->edge};
}

void cs_tree_root(struct cs_tree *tree, struct cs_hasher *hasher, struct cs_hash *out) {
  struct cs_nodes nodes = reader(tree);
  struct cs_err err;
  bool ok = cs_proof_root(&nodes, hasher, tree->size, out, &err);
  cs_assert(ok); /* it reads memory only */
}

bool cs_tree_is_recent(const struct cs_tree *tree, uint64_t index) {
  return index < tree->size && tree->size - index <= CS_TREE_RECENT;
}

bool cs_tree_inclusion(struct cs_tree *tree, struct cs_hasher *hasher, uint64_t index, struct cs_proof *out,
                       struct cs_err *err) {
  out->n = 0;
  if (!cs_tree_is_recent(tree, index)) {
    return cs_err_set(err, &CS_E_TLOG_RANGE, "entry %" PRIu64 " is not among the newest %d of %" PRIu64, index,
                      CS_TREE_RECENT, tree->size);
  }
  struct cs_nodes nodes = reader(tree);
  return cs_proof_inclusion(&nodes, hasher, index, tree->size, out, err);
}

/* Reads one tile into its slot and works out its inner nodes; a full tile's root into *root. */
static bool load_tile(struct cs_tree *tree, struct cs_hasher *hasher, unsigned level, uint64_t index, unsigned width,
                      const struct cs_tiles *tiles, struct cs_hash *root, struct cs_err *err) {
  struct cs_tile_inner *tile = tile_slot(tree, level, index);
  if (!tiles->read(tiles->ctx, level, index, width, tile->node, err)) {
    return false;
  }
  cs_tile_inner_fill(tile, hasher, width, root);
  return true;
}

static bool load_level(struct cs_tree *tree, struct cs_hasher *hasher, unsigned level, const struct cs_tiles *tiles,
                       struct cs_err *err) {
  uint64_t last = tree->size >> (CS_TILE_HEIGHT * (level + 1));
  uint64_t first = last >= kept(level) ? last - (kept(level) - 1) : 0;
  for (uint64_t index = first; index <= last; index++) {
    unsigned width = cs_tile_width(tree->size, level, index);
    if (width == 0) {
      continue;
    }
    struct cs_hash root;
    if (!load_tile(tree, hasher, level, index, width, tiles, &root, err)) {
      return false;
    }
    /* the level above was read before: its hash must be this tile's root */
    if (width == CS_TILE_WIDTH && !cs_hash_eq(&root, node(tree, (level + 1) * CS_TILE_HEIGHT, index))) {
      return cs_err_set(err, &CS_E_TLOG_TILE, "tile %u/%" PRIu64 " has another root than the tile above it says", level,
                        index);
    }
  }
  return true;
}

bool cs_tree_load(struct cs_tree *tree, struct cs_hasher *hasher, uint64_t size, const struct cs_tiles *tiles,
                  struct cs_err *err) {
  cs_tree_init(tree);
  if (size > CS_TREE_SIZE_MAX) {
    return cs_err_set(err, &CS_E_TLOG_SIZE, "a log of %" PRIu64 " entries; at most %" PRIu64, size, CS_TREE_SIZE_MAX);
  }
  tree->size = size;
  for (unsigned level = CS_TREE_LEVELS; level-- > 0;) {
    if (!load_level(tree, hasher, level, tiles, err)) {
      cs_tree_init(tree);
      return false;
    }
  }
  return true;
}
