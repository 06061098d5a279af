/* Inclusion and consistency proofs over a Merkle tree of SHA-256 (RFC 6962 section 2.1; verifying as RFC 9162 sections
 * 2.1.3.2 and 2.1.4.2).
 * A node is named by its height (0: leaves) and its index at that height: node (h, i) is complete over the entries
 * [i << h, (i + 1) << h). Making a proof reads complete nodes from a cs_nodes: the tree in memory (tree.h), or tiles
 * (tile.h). Sizes are at most CS_TLOG_SIZE_MAX. Verifying reads nothing. */
#ifndef CS_TLOG_PROOF_H
#define CS_TLOG_PROOF_H

#include "tlog/hash.h"

#define CS_TLOG_SIZE_MAX ((uint64_t)INT64_MAX) /* entries: what other programs that read our checkpoints can count */
#define CS_PROOF_MAX     64                    /* hashes of a proof at the most, for any size */

/* The hashes of a proof, in the order of the RFC. */
struct cs_proof {
  size_t n;
  struct cs_hash at[CS_PROOF_MAX];
};

/* The hashes along the right edge of a tree of one size: at[h] is over the entries [size >> h << h, size), the ones
 * past the last complete node of height h, where there are any; at[64] is the root. Zero a new one. */
struct cs_edge {
  uint64_t size; /* 0: nothing worked out yet */
  struct cs_hash at[65];
};

/* Where complete nodes come from. */
struct cs_nodes {
  /* The node at (height, index). Asked only for nodes wholly within the size that the proof is made for. */
  bool (*node)(void *ctx, unsigned height, uint64_t index, struct cs_hash *out, struct cs_err *err);
  void *ctx;
  struct cs_edge *edge; /* remembers the edge for the next proof of the same size; may be NULL */
};

/* The root of the first `size` entries. */
CS_MUST bool cs_proof_root(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t size, struct cs_hash *out,
                           struct cs_err *err);
/* Proves that entry `index` is in the tree of `size`. CS_E_TLOG_RANGE unless index < size; else the errors of nodes. */
CS_MUST bool cs_proof_inclusion(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t index, uint64_t size,
                                struct cs_proof *out, struct cs_err *err);
/* Proves that the tree of `size` begins with the tree of `old`. CS_E_TLOG_RANGE unless old <= size. Without a hash when
 * old is 0 or size. */
CS_MUST bool cs_proof_consistency(const struct cs_nodes *nodes, struct cs_hasher *hasher, uint64_t old, uint64_t size,
                                  struct cs_proof *out, struct cs_err *err);

/* Is the proof right? CS_E_TLOG_PROOF when it is not; CS_E_TLOG_RANGE as above. */
CS_MUST bool cs_proof_check_inclusion(struct cs_hasher *hasher, const struct cs_proof *proof,
                                      const struct cs_hash *leaf, uint64_t index, uint64_t size,
                                      const struct cs_hash *root, struct cs_err *err);
CS_MUST bool cs_proof_check_consistency(struct cs_hasher *hasher, const struct cs_proof *proof, uint64_t old,
                                        const struct cs_hash *old_root, uint64_t size, const struct cs_hash *root,
                                        struct cs_err *err);

#endif
