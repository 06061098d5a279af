/* Proofs; must never trust what a cs_nodes gives more than to put it into a proof: whoever makes a proof from a store
 * checks it against a root. Invariant: both kinds of proof are one path, the siblings of a node on the way to the root.
 * Specification: RFC 6962 section 2.1, RFC 9162 sections 2.1.3.2 and 2.1.4.2. */
#include "tlog/proof.h"

#include "tlog/err.h"

#include <inttypes.h>

/* The entries that stand beyond the last complete node of this height, as a mask of size. */
static uint64_t beyond(uint64_t size, unsigned height) {
  return height >= 64 ? size : size & ((UINT64_C(1) << height) - 1);
}

/* From the lowest height up: each complete subtree is joined to what lies right of it. */
static bool make_edge(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t size, struct cs_edge *edge,
                      struct cs_err *err) {
  bool some = false;
  edge->size = 0;
  for (unsigned h = 0; h < 64; h++) {
    struct cs_hash *above = &edge->at[h + 1];
    if (size >> h & 1) {
      struct cs_hash left;
      if (!nodes->node(nodes->ctx, h, (size >> h) - 1, &left, err)) {
        return false;
      }
      if (some) {
        cs_hash_node(hasher, &left, &edge->at[h], above);
      } else {
        *above = left;
      }
      some = true;
    } else if (some) {
      *above = edge->at[h];
    }
  }
  edge->size = size;
  return true;
}

/* The hash over the last entries that do not fill a node of this height, of which there are some. */
static bool edge_hash(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t size, unsigned height,
                      struct cs_hash *out, struct cs_err *err) {
  struct cs_edge own;
  own.size = 0;
  struct cs_edge *edge = nodes->edge ? nodes->edge : &own;
  if (edge->size != size && !make_edge(nodes, hasher, size, edge, err)) {
    return false;
  }
  *out = edge->at[height];
  return true;
}

bool cs_proof_root(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t size, struct cs_hash *out,
                   struct cs_err *err) {
  if (size > CS_TLOG_SIZE_MAX) {
    return cs_err_set(err, &CS_E_TLOG_RANGE, "a size of %" PRIu64 " is beyond what a log can have", size);
  }
  if (size == 0) {
    cs_hash_empty(hasher, out);
    return true;
  }
  return edge_hash(nodes, hasher, size, 64, out, err);
}

/* Adds the siblings of node (height, index) and of all above it in the tree of `size`. */
static bool add_path(const struct cs_nodes *nodes, struct cs_hasher *hasher, unsigned height, uint64_t index,
                     uint64_t size, struct cs_proof *out, struct cs_err *err) {
  for (uint64_t last = (size - 1) >> height; last > 0; last >>= 1, index >>= 1, height++) {
    uint64_t sibling = index ^ 1;
    if (sibling > last) {
      continue; /* alone at the right edge: it goes up as it is */
    }
    cs_assert(out->n < CS_PROOF_MAX);
    struct cs_hash *hash = &out->at[out->n++];
    bool complete = sibling < last || beyond(size, height) == 0;
    bool ok = complete ? nodes->node(nodes->ctx, height, sibling, hash, err)
                       : edge_hash(nodes, hasher, size, height, hash, err);
    if (!ok) {
      return false;
    }
  }
  return true;
}

static bool in_range(uint64_t first, uint64_t end, uint64_t size, const char *what, struct cs_err *err) {
  if (size > CS_TLOG_SIZE_MAX || first > end) {
    return cs_err_set(err, &CS_E_TLOG_RANGE, "%s %" PRIu64 " is not within a log of %" PRIu64 " entries", what, first,
                      size);
  }
  return true;
}

static bool entry_in_range(uint64_t index, uint64_t size, struct cs_err *err) {
  if (size == 0) {
    return cs_err_set(err, &CS_E_TLOG_RANGE, "entry %" PRIu64 " is not within an empty log", index);
  }
  return in_range(index, size - 1, size, "entry", err);
}

bool cs_proof_inclusion(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t index, uint64_t size,
                        struct cs_proof *out, struct cs_err *err) {
  out->n = 0;
  if (!entry_in_range(index, size, err)) {
    return false;
  }
  return add_path(nodes, hasher, 0, index, size, out, err);
}

static unsigned trailing_zeros(uint64_t x) {
  unsigned n = 0;
  while (!(x >> n & 1)) {
    n++;
  }
  return n;
}

bool cs_proof_consistency(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t old, uint64_t size,
                          struct cs_proof *out, struct cs_err *err) {
  out->n = 0;
  if (!in_range(old, size, size, "a size of", err)) {
    return false;
  }
  if (old == 0 || old == size) {
    return true;
  }
  /* the last complete subtree of the old tree: from it both roots can be climbed to */
  unsigned height = trailing_zeros(old);
  uint64_t index = (old >> height) - 1;
  if (index > 0) { /* else it is the whole old tree, whose root the verifier has */
    if (!nodes->node(nodes->ctx, height, index, &out->at[out->n++], err)) {
      return false;
    }
  }
  return add_path(nodes, hasher, height, index, size, out, err);
}

static bool wrong(struct cs_err *err, const char *why) {
  return cs_err_set(err, &CS_E_TLOG_PROOF, "the proof is wrong: %s", why);
}

bool cs_proof_check_inclusion(struct cs_hasher *hasher, const struct cs_proof *proof, const struct cs_hash *leaf,
                              uint64_t index, uint64_t size, const struct cs_hash *root, struct cs_err *err) {
  if (!entry_in_range(index, size, err)) {
    return false;
  }
  struct cs_hash hash = *leaf;
  uint64_t node = index, last = size - 1;
  for (size_t i = 0; i < proof->n; i++) {
    if (last == 0) {
      return wrong(err, "it has more hashes than the way to the root");
    }
    if ((node & 1) || node == last) {
      cs_hash_node(hasher, &proof->at[i], &hash, &hash);
      while (!(node & 1) && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      cs_hash_node(hasher, &hash, &proof->at[i], &hash);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) {
    return wrong(err, "it has fewer hashes than the way to the root");
  }
  if (!cs_hash_eq(&hash, root)) {
    return wrong(err, "it does not lead from the entry to the root");
  }
  return true;
}

/* The cases of RFC 9162 in which there is nothing to climb: an empty old tree, or the same tree. */
static bool check_without_hashes(struct cs_hasher *hasher, const struct cs_proof *proof, uint64_t old,
                                 const struct cs_hash *old_root, const struct cs_hash *root, struct cs_err *err) {
  struct cs_hash empty;
  cs_hash_empty(hasher, &empty);
  if (proof->n != 0) {
    return wrong(err, "it must have no hashes");
  }
  if (!cs_hash_eq(old_root, old == 0 ? &empty : root)) {
    return wrong(err, old == 0 ? "the old root is not that of an empty log" : "two roots for one size");
  }
  return true;
}

bool cs_proof_check_consistency(struct cs_hasher *hasher, const struct cs_proof *proof, uint64_t old,
                                const struct cs_hash *old_root, uint64_t size, const struct cs_hash *root,
                                struct cs_err *err) {
  if (!in_range(old, size, size, "a size of", err)) {
    return false;
  }
  if (old == 0 || old == size) {
    return check_without_hashes(hasher, proof, old, old_root, root, err);
  }
  unsigned height = trailing_zeros(old);
  uint64_t node = (old - 1) >> height, last = (size - 1) >> height;
  size_t i = 0;
  struct cs_hash small = *old_root;
  if (node > 0) {
    if (proof->n == 0) {
      return wrong(err, "it has no hashes");
    }
    small = proof->at[i++];
  }
  struct cs_hash large = small;
  for (; i < proof->n; i++) {
    if (last == 0) {
      return wrong(err, "it has more hashes than the way to the root");
    }
    if ((node & 1) || node == last) {
      cs_hash_node(hasher, &proof->at[i], &small, &small);
      cs_hash_node(hasher, &proof->at[i], &large, &large);
      while (!(node & 1) && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      cs_hash_node(hasher, &large, &proof->at[i], &large);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) {
    return wrong(err, "it has fewer hashes than the way to the root");
  }
  if (!cs_hash_eq(&small, old_root) || !cs_hash_eq(&large, root)) {
    return wrong(err, cs_hash_eq(&small, old_root) ? "it does not lead to the new root"
                                                   : "it does not lead to the old root");
  }
  return true;
}
