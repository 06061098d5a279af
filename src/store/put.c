/* Rows of the record; must never write a row whose bytes are not those that were hashed.
 * Invariant: leaf hashes lie in `leaf` until their tile is full, in `tile` from then on. Specification: RECORD section 3. */
#include "store/put.h"

bool cs_put_entry(struct cs_db *db, struct cs_hasher *hasher, uint64_t n, struct cs_str bytes,
                  const struct cs_hash *leaf, struct cs_err *err) {
  cs_db_bind_integer(db, CS_STMT_ENTRY_ADD, 1, (int64_t)n);
  cs_db_bind_bytes(db, CS_STMT_ENTRY_ADD, 2, bytes);
  struct cs_hash again;
  cs_hash_leaf(hasher, bytes, &again);
  if (!cs_hash_eq(&again, leaf)) {
    cs_db_done(db, CS_STMT_ENTRY_ADD);
    return cs_err_set(err, &CS_E_STORE_DAMAGED, "entry %llu changed in memory between arriving and being written",
                      (unsigned long long)n);
  }
  if (!cs_db_run(db, CS_STMT_ENTRY_ADD, NULL, err)) {
    return false;
  }
  cs_db_bind_integer(db, CS_STMT_LEAF_ADD, 1, (int64_t)n);
  cs_db_bind_bytes(db, CS_STMT_LEAF_ADD, 2, cs_hash_str(leaf));
  return cs_db_run(db, CS_STMT_LEAF_ADD, NULL, err);
}

bool cs_put_tile(void *ctx, unsigned level, uint64_t index, const struct cs_hash *hashes, const struct cs_hash *root,
                 struct cs_err *err) {
  struct cs_db *db = ctx;
  cs_db_bind_integer(db, CS_STMT_TILE_ADD, 1, level);
  cs_db_bind_integer(db, CS_STMT_TILE_ADD, 2, (int64_t)index);
  cs_db_bind_bytes(db, CS_STMT_TILE_ADD, 3, cs_hash_str(root));
  cs_db_bind_bytes(db, CS_STMT_TILE_ADD, 4, (struct cs_str){(const char *)hashes, CS_TILE_BYTES});
  if (!cs_db_run(db, CS_STMT_TILE_ADD, NULL, err)) {
    return false;
  }
  if (level > 0) {
    return true;
  }
  cs_db_bind_integer(db, CS_STMT_LEAF_DROP, 1, (int64_t)(index + 1) * CS_TILE_WIDTH);
  return cs_db_run(db, CS_STMT_LEAF_DROP, NULL, err);
}

bool cs_put_blob(struct cs_db *db, const struct cs_hash *digest, struct cs_str bytes, struct cs_err *err) {
  cs_db_bind_bytes(db, CS_STMT_BLOB_ADD, 1, cs_hash_str(digest));
  cs_db_bind_bytes(db, CS_STMT_BLOB_ADD, 2, bytes);
  return cs_db_run(db, CS_STMT_BLOB_ADD, NULL, err);
}

bool cs_put_act_key(struct cs_db *db, const struct cs_entry *entry, const struct cs_hash *act, struct cs_err *err) {
  unsigned char key[16];
  size_t n = sizeof key;
  if (entry->request_key.len == 0) {
    return true;
  }
  cs_assert(cs_hex_decode(entry->request_key, key, &n) && n == sizeof key); /* the entry's form says so */
  cs_db_bind_integer(db, CS_STMT_ACT_KEY_ADD, 1, cs_time_day(entry->at, 0));
  cs_db_bind_bytes(db, CS_STMT_ACT_KEY_ADD, 2, (struct cs_str){(const char *)key, sizeof key});
  cs_db_bind_integer(db, CS_STMT_ACT_KEY_ADD, 3, entry->n);
  cs_db_bind_bytes(db, CS_STMT_ACT_KEY_ADD, 4, cs_hash_str(act));
  return cs_db_run(db, CS_STMT_ACT_KEY_ADD, NULL, err);
}
