/* Commitments and seals (RECORD: "Plain, sealed, blobs"). An entry holds a commitment to fields that are not for every
 * reader: HMAC-SHA-256 with 32 random bytes of salt over their canonical JSON. The salt and the fields lie beside the
 * record, sealed with AES-256-GCM; keys lie there wrapped in the same way. Salts, keys and nonces come in as arguments;
 * a nonce must never be used twice with one key. */
#ifndef CS_TLOG_SEAL_H
#define CS_TLOG_SEAL_H

#include "base/arena.h"
#include "tlog/hash.h"

#define CS_SEAL_SALT_SIZE  32
#define CS_SEAL_NONCE_SIZE 12
#define CS_SEAL_OVERHEAD   29                         /* bytes that sealing adds: version 1, nonce 12, tag 16 */
#define CS_SEAL_MAX        (16u * 1024 * 1024 + 4096) /* bytes in the clear at the most: a blob and its salt */

/* A key that seals; wiped by its owner with cs_seal_key_wipe. */
struct cs_seal_key {
  unsigned char bytes[32];
};

struct cs_seal_nonce {
  unsigned char bytes[CS_SEAL_NONCE_SIZE];
};

void cs_seal_key_wipe(struct cs_seal_key *key);

/* The commitment to canonical JSON under a salt. CS_E_SEAL_SALT unless the salt has exactly 32 bytes. */
CS_MUST bool cs_seal_commit(struct cs_hasher *hasher, struct cs_str salt, struct cs_str json, struct cs_hash *out,
                            struct cs_err *err);
/* Does the commitment belong to this salt and JSON? CS_E_SEAL_SALT, CS_E_SEAL_COMMITMENT. */
CS_MUST bool cs_seal_check(struct cs_hasher *hasher, struct cs_str salt, struct cs_str json,
                           const struct cs_hash *commitment, struct cs_err *err);

/* Holds the fetched cipher and a context; one for each thread. */
struct cs_sealer {
  struct evp_cipher_st *cipher;
  struct evp_cipher_ctx_st *ctx;
};

/* CS_E_CRYPTO. */
CS_MUST bool cs_sealer_init(struct cs_sealer *sealer, struct cs_err *err);
void cs_sealer_deinit(struct cs_sealer *sealer);

/* Seals bytes into the arena: version byte 1, nonce, ciphertext, tag. `context` says where the seal belongs (entry,
 * class, subject): it is not stored, and opening needs the same. CS_E_LIMIT, CS_E_OOM. */
CS_MUST bool cs_seal_close(struct cs_sealer *sealer, const struct cs_seal_key *key, const struct cs_seal_nonce *nonce,
                           struct cs_str context, struct cs_str plain, struct cs_arena *arena, struct cs_str *sealed,
                           struct cs_err *err);
/* Opens such bytes into the arena. CS_E_SEAL_SYNTAX when they are not a seal; CS_E_SEAL_OPEN when they were altered, or
 * key or context are others (which of them cannot be known). */
CS_MUST bool cs_seal_open(struct cs_sealer *sealer, const struct cs_seal_key *key, struct cs_str context,
                          struct cs_str sealed, struct cs_arena *arena, struct cs_str *plain, struct cs_err *err);

/* The opening of a commitment, as it lies in the vault: salt and canonical JSON sealed together. CS_E_SEAL_SALT. */
CS_MUST bool cs_seal_close_opening(struct cs_sealer *sealer, const struct cs_seal_key *key,
                                   const struct cs_seal_nonce *nonce, struct cs_str context, struct cs_str salt,
                                   struct cs_str json, struct cs_arena *arena, struct cs_str *sealed,
                                   struct cs_err *err);
/* Opens it and holds it against the commitment on record: errors of cs_seal_open and cs_seal_check. */
CS_MUST bool cs_seal_open_opening(struct cs_sealer *sealer, struct cs_hasher *hasher, const struct cs_seal_key *key,
                                  struct cs_str context, struct cs_str sealed, const struct cs_hash *commitment,
                                  struct cs_arena *arena, struct cs_str *salt, struct cs_str *json, struct cs_err *err);

/* A key under the master key, in the same form; a wrapped key never opens as a seal nor a seal as a key. */
CS_MUST bool cs_seal_wrap(struct cs_sealer *sealer, const struct cs_seal_key *master, const struct cs_seal_nonce *nonce,
                          struct cs_str context, const struct cs_seal_key *key, struct cs_arena *arena,
                          struct cs_str *wrapped, struct cs_err *err);
CS_MUST bool cs_seal_unwrap(struct cs_sealer *sealer, const struct cs_seal_key *master, struct cs_str context,
                            struct cs_str wrapped, struct cs_seal_key *out, struct cs_err *err);

#endif
