/* The growing tree: its size and its right edge in memory, enough to append, to give the root, and to prove each of the
 * newest CS_TREE_RECENT entries without reading a store.
 * It keeps all inner nodes of the right-most tile of each level and of the tiles just before it (two at level 0, one
 * above). A struct cs_tree is about 180 KiB: put it on the heap or into a long-lived struct, not on the stack. It owns
 * nothing else and may be assigned; cs_tree_copy copies only what is in use.
 * One thread at a time. The writer appends to a copy and swaps after the commit; a tree of which a call failed is
 * thrown away. */
#ifndef CS_TLOG_TREE_H
#define CS_TLOG_TREE_H

#include "tlog/tile.h"

#define CS_TREE_LEVELS   5                                                        /* levels of tiles in memory */
#define CS_TREE_SIZE_MAX ((UINT64_C(1) << (CS_TILE_HEIGHT * CS_TREE_LEVELS)) - 1) /* entries: a million million */
#define CS_TREE_RECENT   512 /* newest entries that can be proved from memory: a whole batch (CS_BATCH_ACTS_MAX) */

struct cs_tree {
  uint64_t size;
  struct cs_tile_inner leaves[3];                    /* level 0: tile N in slot N % 3 */
  struct cs_tile_inner inner[CS_TREE_LEVELS - 1][2]; /* level L: tile N in slot N % 2 of inner[L - 1] */
  struct cs_edge edge;
};

/* Told of each tile that became full, lower levels first. */
struct cs_tree_sink {
  /* hashes: the tile's 256 hashes (CS_TILE_BYTES bytes; valid during the call); root: their root. */
  bool (*full)(void *ctx, unsigned level, uint64_t index, const struct cs_hash *hashes, const struct cs_hash *root,
               struct cs_err *err);
  void *ctx;
};

void cs_tree_init(struct cs_tree *tree);
void cs_tree_copy(struct cs_tree *to, const struct cs_tree *from);
/* Appends a leaf hash (cs_hash_leaf of the entry). sink may be NULL. CS_E_TLOG_SIZE at CS_TREE_SIZE_MAX; the sink's
 * errors. */
CS_MUST bool cs_tree_append(struct cs_tree *tree, struct cs_hasher *hasher, const struct cs_hash *leaf,
                            const struct cs_tree_sink *sink, struct cs_err *err);
/* The root at the present size. */
void cs_tree_root(struct cs_tree *tree, struct cs_hasher *hasher, struct cs_hash *out);
/* Can entry `index` be proved from memory: is it one of the newest CS_TREE_RECENT? */
bool cs_tree_is_recent(const struct cs_tree *tree, uint64_t index);
/* Proves entry `index` at the present size, from memory. CS_E_TLOG_RANGE when it is not recent. */
CS_MUST bool cs_tree_inclusion(struct cs_tree *tree, struct cs_hasher *hasher, uint64_t index, struct cs_proof *out,
                               struct cs_err *err);
/* Builds the tree of `size` from tiles: at most eleven are read. Full tiles must have the root that stands in the tile
 * above (CS_E_TLOG_TILE). The caller compares the root with one that is signed. */
CS_MUST bool cs_tree_load(struct cs_tree *tree, struct cs_hasher *hasher, uint64_t size, const struct cs_tiles *tiles,
                          struct cs_err *err);

#endif
