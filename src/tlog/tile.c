/* Tile paths, entry bundles, nodes out of tiles; must never accept two spellings of one tile.
 * Invariant: node (height, index) stands in the tile (height / 8, index >> (8 - height % 8)).
 * Specification: C2SP tlog-tiles. */
#include "tlog/tile.h"

#include "base/limits.h"
#include "tlog/err.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define GROUPS_MAX 7 /* groups of three digits in 2^64 */

size_t cs_tile_path(const struct cs_tile *tile, char out[CS_TILE_PATH_BYTES]) {
  cs_assert(tile->level < 64 && tile->width >= 1 && tile->width <= CS_TILE_WIDTH);
  unsigned groups[GROUPS_MAX];
  int n = 0;
  uint64_t left = tile->index;
  do {
    groups[n++] = (unsigned)(left % 1000);
    left /= 1000;
  } while (left > 0);
  int used = tile->entries ? snprintf(out, CS_TILE_PATH_BYTES, "tile/entries/")
                           : snprintf(out, CS_TILE_PATH_BYTES, "tile/%u/", tile->level);
  for (int i = n - 1; i > 0; i--) {
    used += snprintf(out + used, CS_TILE_PATH_BYTES - (size_t)used, "x%03u/", groups[i]);
  }
  used += snprintf(out + used, CS_TILE_PATH_BYTES - (size_t)used, "%03u", groups[0]);
  if (tile->width < CS_TILE_WIDTH) {
    used += snprintf(out + used, CS_TILE_PATH_BYTES - (size_t)used, ".p/%u", tile->width);
  }
  cs_assert(used > 0 && used < CS_TILE_PATH_BYTES);
  return (size_t)used;
}

/* A number of 1 to digits_max digits at the front of *rest, which is moved past it. */
static bool take_number(struct cs_str *rest, size_t digits_min, size_t digits_max, unsigned *out) {
  size_t n = 0;
  unsigned value = 0;
  while (n < rest->len && n < digits_max && rest->ptr[n] >= '0' && rest->ptr[n] <= '9') {
    value = value * 10 + (unsigned)(rest->ptr[n] - '0');
    n++;
  }
  if (n < digits_min) {
    return false;
  }
  *rest = cs_str_from(*rest, n);
  *out = value;
  return true;
}

static bool take(struct cs_str *rest, struct cs_str word) {
  if (!cs_str_starts(*rest, word)) {
    return false;
  }
  *rest = cs_str_from(*rest, word.len);
  return true;
}

static bool take_index(struct cs_str *rest, uint64_t *out) {
  uint64_t index = 0;
  for (int i = 0; i < GROUPS_MAX; i++) {
    bool more = take(rest, CS_STR("x"));
    unsigned group;
    if (!take_number(rest, 3, 3, &group) || index > (UINT64_MAX - group) / 1000) {
      return false;
    }
    index = index * 1000 + group;
    if (!more) {
      *out = index;
      return true;
    }
    if (!take(rest, CS_STR("/"))) {
      return false;
    }
  }
  return false;
}

static bool take_tile(struct cs_str rest, struct cs_tile *out) {
  *out = (struct cs_tile){.width = CS_TILE_WIDTH};
  if (!take(&rest, CS_STR("tile/"))) {
    return false;
  }
  out->entries = take(&rest, CS_STR("entries"));
  if (!out->entries && !take_number(&rest, 1, 2, &out->level)) {
    return false;
  }
  if (!take(&rest, CS_STR("/")) || !take_index(&rest, &out->index)) {
    return false;
  }
  if (take(&rest, CS_STR(".p/")) && !take_number(&rest, 1, 3, &out->width)) {
    return false;
  }
  return rest.len == 0 && out->level < 64 && out->width >= 1 && out->width <= CS_TILE_WIDTH;
}

bool cs_tile_parse(struct cs_str path, struct cs_tile *out, struct cs_err *err) {
  char again[CS_TILE_PATH_BYTES];
  /* written again it must be the same text: no leading zeros, no .p/256, no groups of nothing in front */
  if (!take_tile(path, out) || !cs_str_eq(path, (struct cs_str){again, cs_tile_path(out, again)})) {
    cs_err_set(err, &CS_E_TLOG_TILE_PATH, "\"%.*s\" is not the path of a tile",
               CS_STR_ARG(cs_str_sub(path, 0, CS_TILE_PATH_BYTES)));
    return cs_err_hint(err, "expected tile/LEVEL/INDEX or tile/entries/INDEX, with .p/WIDTH when partial; "
                            "index 1234067 is x001/x234/067");
  }
  return true;
}

unsigned cs_tile_width(uint64_t size, unsigned level, uint64_t index) {
  cs_assert(level < 64);
  uint64_t hashes = level < CS_TILE_LEVELS ? size >> (CS_TILE_HEIGHT * level) : 0;
  if (index >= hashes / CS_TILE_WIDTH) {
    return index == hashes / CS_TILE_WIDTH ? (unsigned)(hashes % CS_TILE_WIDTH) : 0;
  }
  return CS_TILE_WIDTH;
}

bool cs_bundle_add(struct cs_buf *bundle, struct cs_str entry, struct cs_err *err) {
  if (entry.len > CS_ENTRY_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "an entry of %zu bytes; at most %d", entry.len, CS_ENTRY_MAX);
  }
  cs_buf_byte(bundle, (char)(entry.len >> 8));
  cs_buf_byte(bundle, (char)(entry.len & 0xFF));
  cs_buf_add(bundle, entry);
  return cs_buf_ok(bundle, err);
}

bool cs_bundle_next(struct cs_str *rest, struct cs_str *entry, struct cs_err *err) {
  size_t n = rest->len < 2 ? SIZE_MAX : (size_t)(unsigned char)rest->ptr[0] << 8 | (unsigned char)rest->ptr[1];
  if (n == SIZE_MAX || n > rest->len - 2) {
    return cs_err_set(err, &CS_E_TLOG_BUNDLE, "the bundle ends within an entry, %zu bytes before its end", rest->len);
  }
  *entry = cs_str_sub(*rest, 2, n);
  *rest = cs_str_from(*rest, 2 + n);
  return true;
}

size_t cs_tile_inner_at(unsigned low, uint64_t index) {
  size_t before = 2 * CS_TILE_WIDTH - (2 * CS_TILE_WIDTH >> low);
  return before + (size_t)(index & ((CS_TILE_WIDTH >> low) - 1));
}

void cs_tile_inner_fill(struct cs_tile_inner *inner, struct cs_hasher *hasher, unsigned width, struct cs_hash *root) {
  for (unsigned low = 1; low <= CS_TILE_HEIGHT; low++) {
    for (unsigned i = 0; i < width >> low; i++) {
      const struct cs_hash *below = &inner->node[cs_tile_inner_at(low - 1, 2 * i)];
      struct cs_hash *parent = low == CS_TILE_HEIGHT ? root : &inner->node[cs_tile_inner_at(low, i)];
      cs_hash_node(hasher, below, below + 1, parent);
    }
  }
}

void cs_tile_nodes_init(struct cs_tile_nodes *nodes, const struct cs_tiles *tiles, struct cs_hasher *hasher) {
  nodes->tiles = tiles;
  nodes->hasher = hasher;
  nodes->size = 0;
  nodes->edge.size = 0;
  for (unsigned level = 0; level < CS_TILE_LEVELS; level++) {
    nodes->level[level].width = 0;
  }
}

static bool read_inner(struct cs_tile_nodes *nodes, unsigned level, uint64_t index, struct cs_err *err) {
  unsigned width = cs_tile_width(nodes->size, level, index);
  struct cs_hash root;
  struct cs_tile_inner *inner = &nodes->level[level].inner;
  nodes->level[level].width = 0;
  if (!nodes->tiles->read(nodes->tiles->ctx, level, index, width, inner->node, err)) {
    return false;
  }
  cs_tile_inner_fill(inner, nodes->hasher, width, &root);
  nodes->level[level].width = width;
  nodes->level[level].index = index;
  return true;
}

static bool tile_node(void *ctx, unsigned height, uint64_t index, struct cs_hash *out, struct cs_err *err) {
  struct cs_tile_nodes *nodes = ctx;
  unsigned level = height / CS_TILE_HEIGHT, low = height % CS_TILE_HEIGHT;
  cs_assert(level < CS_TILE_LEVELS);
  uint64_t tile = index >> (CS_TILE_HEIGHT - low);
  unsigned end = (unsigned)((index & ((CS_TILE_WIDTH >> low) - 1)) + 1) << low; /* of its hashes in the tile */
  if (nodes->level[level].width < end || nodes->level[level].index != tile) {
    if (!read_inner(nodes, level, tile, err)) {
      return false;
    }
    cs_assert(end <= nodes->level[level].width);
  }
  *out = nodes->level[level].inner.node[cs_tile_inner_at(low, index)];
  return true;
}

struct cs_nodes cs_tile_nodes_reader(struct cs_tile_nodes *nodes, uint64_t size) {
  nodes->size = size;
  return (struct cs_nodes){.node = tile_node, .ctx = nodes, .edge = &nodes->edge};
}
