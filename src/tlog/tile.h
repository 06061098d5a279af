/* Tiles: how a tree is laid out in files (C2SP tlog-tiles, tile height 8). A tile of level L and index N holds up to
 * 256 hashes: nodes of height 8 * L with the indexes N * 256 and on; at level 0 these are leaf hashes, above they are
 * the roots of the full tiles below. Its bytes are the hashes and nothing else. An entry bundle N holds the entries of
 * the hash tile (0, N), each after its length in two bytes, big end first. A partial tile is a prefix of the full one.
 */
#ifndef CS_TLOG_TILE_H
#define CS_TLOG_TILE_H

#include "base/buf.h"
#include "tlog/proof.h"

#define CS_TILE_HEIGHT     8
#define CS_TILE_WIDTH      256 /* hashes of a full tile */
#define CS_TILE_BYTES      (CS_TILE_WIDTH * CS_HASH_SIZE)
#define CS_TILE_LEVELS     8                             /* levels that a log of CS_TLOG_SIZE_MAX entries can have */
#define CS_TILE_PATH_BYTES 64                            /* the longest path with its NUL */
#define CS_BUNDLE_MAX      (CS_TILE_WIDTH * (2 + 65535)) /* bytes of an entry bundle at the most */

struct cs_tile {
  bool entries;   /* an entry bundle; then level is 0 */
  unsigned level; /* 0 .. 63 */
  uint64_t index;
  unsigned width; /* 1 .. 256; 256 is a full tile */
};

/* Its path below the log's prefix, `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, NUL-ended; returns the length.
 */
size_t cs_tile_path(const struct cs_tile *tile, char out[CS_TILE_PATH_BYTES]);
/* Reads such a path; only the one right form of each is taken. CS_E_TLOG_TILE_PATH. */
CS_MUST bool cs_tile_parse(struct cs_str path, struct cs_tile *out, struct cs_err *err);
/* How many hashes the tile has in a log of that size: 0 (there is none) to 256. */
unsigned cs_tile_width(uint64_t size, unsigned level, uint64_t index);

/* Adds one entry to a bundle. CS_E_LIMIT when it is longer than 65,535 bytes or the buffer is full. */
CS_MUST bool cs_bundle_add(struct cs_buf *bundle, struct cs_str entry, struct cs_err *err);
/* Takes the next entry off *rest (a slice of it). At the end of the bundle `rest` is empty: ask before.
 * CS_E_TLOG_BUNDLE when the bytes end within an entry. */
CS_MUST bool cs_bundle_next(struct cs_str *rest, struct cs_str *entry, struct cs_err *err);

/* Where tiles come from: a store, a folder of files. */
struct cs_tiles {
  /* The first `width` hashes of the hash tile (level, index). Asked only for what exists in the size in question. A
   * store that keeps full tiles only answers partial ones from the roots of the tiles below, or from the last entries.
   */
  bool (*read)(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out, struct cs_err *err);
  void *ctx;
};

/* All complete nodes of a tile below its root: 256 of its lowest height (its hashes), then 128, … 2. */
struct cs_tile_inner {
  struct cs_hash node[2 * CS_TILE_WIDTH - 2];
};

/* Where in it the node of height `low` (0..7 within the tile) and index `index` (at that height, in the whole tree)
 * stands. */
size_t cs_tile_inner_at(unsigned low, uint64_t index);
/* Works out the nodes above the first `width` hashes, and the root when the tile is full. */
void cs_tile_inner_fill(struct cs_tile_inner *inner, struct cs_hasher *hasher, unsigned width, struct cs_hash *root);

/* Complete nodes out of tiles, for proof.h. Remembers the last tile of each level with its inner nodes (130 KiB: for
 * the heap), so keep one for each thread that proves: a proof then mostly reads two tiles. */
struct cs_tile_nodes {
  const struct cs_tiles *tiles;
  struct cs_hasher *hasher;
  uint64_t size;
  struct cs_edge edge;
  struct {
    unsigned width; /* 0: nothing remembered */
    uint64_t index;
    struct cs_tile_inner inner;
  } level[CS_TILE_LEVELS];
};

/* tiles and hasher are borrowed. Nothing to deinit. */
void cs_tile_nodes_init(struct cs_tile_nodes *nodes, const struct cs_tiles *tiles, struct cs_hasher *hasher);
/* The same as a reader for proof.h, for a log of `size`; until the next call. What is remembered stays good when the
 * log has grown, since entries are only appended. */
struct cs_nodes cs_tile_nodes_reader(struct cs_tile_nodes *nodes, uint64_t size);

#endif
