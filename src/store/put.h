/* Rows of the record as they are written: by a batch, and when a store is restored. In a transaction of the caller's.
 * Private to store. */
#ifndef CS_STORE_PUT_H
#define CS_STORE_PUT_H

#include "model/entry.h"
#include "store/db.h"
#include "tlog/tree.h"

/* The entry and its leaf hash, which is worked out again from the bytes bound: CS_E_STORE_DAMAGED when they changed. */
CS_MUST bool cs_put_entry(struct cs_db *db, struct cs_hasher *hasher, uint64_t n, struct cs_str bytes,
                          const struct cs_hash *leaf, struct cs_err *err);
/* A tile that became full; for a struct cs_tree_sink whose ctx is the connection. */
CS_MUST bool cs_put_tile(void *db, unsigned level, uint64_t index, const struct cs_hash *hashes,
                         const struct cs_hash *root, struct cs_err *err);
CS_MUST bool cs_put_blob(struct cs_db *db, const struct cs_hash *digest, struct cs_str bytes, struct cs_err *err);
/* The key of the act, if it has one, so that a repeat is known; act: SHA-256 of its canonical A. */
CS_MUST bool cs_put_act_key(struct cs_db *db, const struct cs_entry *entry, const struct cs_hash *act,
                            struct cs_err *err);

#endif
