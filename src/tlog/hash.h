/* Hashes: SHA-256 in one call or piece by piece, HMAC-SHA-256, and the three hashes of a Merkle tree (RFC 6962 section
 * 2.1: leaf SHA-256(0x00, entry); node SHA-256(0x01, left, right); empty tree SHA-256 of nothing).
 * A hasher holds the fetched digest and one context; make one for each thread and keep it. Only _init can fail: hashing
 * takes no memory. */
#ifndef CS_TLOG_HASH_H
#define CS_TLOG_HASH_H

#include "base/err.h"
#include "base/str.h"

#define CS_HASH_SIZE 32

struct cs_hash {
  unsigned char bytes[CS_HASH_SIZE];
};

struct cs_hasher {
  struct evp_md_st *md;
  struct evp_md_ctx_st *ctx;
};

/* CS_E_CRYPTO when the library has no SHA-256 to give. After a failure there is nothing to deinit, but it is harmless.
 */
CS_MUST bool cs_hasher_init(struct cs_hasher *hasher, struct cs_err *err);
void cs_hasher_deinit(struct cs_hasher *hasher);

/* SHA-256 of the bytes. */
void cs_hash_bytes(struct cs_hasher *hasher, struct cs_str bytes, struct cs_hash *out);
/* Piece by piece: begin, add any number of times, end. Nothing else may be hashed with this hasher in between. */
void cs_hash_begin(struct cs_hasher *hasher);
void cs_hash_add(struct cs_hasher *hasher, struct cs_str bytes);
void cs_hash_end(struct cs_hasher *hasher, struct cs_hash *out);

/* The hash of one entry, of an inner node, and the root of the empty tree. out may be left or right. */
void cs_hash_leaf(struct cs_hasher *hasher, struct cs_str entry, struct cs_hash *out);
void cs_hash_node(struct cs_hasher *hasher, const struct cs_hash *left, const struct cs_hash *right,
                  struct cs_hash *out);
void cs_hash_empty(struct cs_hasher *hasher, struct cs_hash *out);
/* The root of a complete subtree over n hashes; n is a power of two, 1 to 256. */
void cs_hash_fold(struct cs_hasher *hasher, const struct cs_hash *hashes, size_t n, struct cs_hash *out);

/* HMAC-SHA-256 (RFC 2104) with a key of any length. */
void cs_hash_hmac(struct cs_hasher *hasher, struct cs_str key, struct cs_str bytes, struct cs_hash *out);

/* Equality in constant time. */
bool cs_hash_eq(const struct cs_hash *a, const struct cs_hash *b);
/* Its 32 bytes as a slice. */
struct cs_str cs_hash_str(const struct cs_hash *hash);
/* Exactly 64 lower-case hex digits; exactly 44 characters of base64. False when the text is not that. */
CS_MUST bool cs_hash_of_hex(struct cs_str text, struct cs_hash *out);
CS_MUST bool cs_hash_of_base64(struct cs_str text, struct cs_hash *out);

#endif
