/* Ed25519 keys (RFC 8032): pairs from a 32-byte seed, signing, verifying, and what is asked of a public key before it
 * is enrolled. Signing is deterministic. No function here draws a seed: it comes in as an argument. */
#ifndef CS_TLOG_KEY_H
#define CS_TLOG_KEY_H

#include "base/err.h"
#include "base/str.h"

#define CS_KEY_SEED_SIZE      32
#define CS_KEY_SIGNATURE_SIZE 64

struct cs_public_key {
  unsigned char bytes[32];
};

struct cs_signature {
  unsigned char bytes[CS_KEY_SIGNATURE_SIZE];
};

/* A pair. Does not change after _init, so any number of threads may sign with it at once. */
struct cs_key {
  struct cs_public_key public_key;
  struct evp_pkey_st *pkey;
};

/* seed: exactly 32 bytes (a programmer error otherwise); not kept in the clear here; the caller wipes its own copy.
 * CS_E_CRYPTO when the library refuses. */
CS_MUST bool cs_key_init(struct cs_key *key, struct cs_str seed, struct cs_err *err);
void cs_key_deinit(struct cs_key *key);
CS_MUST bool cs_key_sign(const struct cs_key *key, struct cs_str message, struct cs_signature *out, struct cs_err *err);

/* Is it that key's signature of the message? CS_E_KEY_SIGNATURE when not. Says nothing on whether the key is a sound
 * one: it must have passed cs_key_check_public when it was enrolled. */
CS_MUST bool cs_key_verify(const struct cs_public_key *key, struct cs_str message, const struct cs_signature *signature,
                           struct cs_err *err);

/* May this public key be enrolled? Refused: bytes that are not the one encoding of their point (CS_E_KEY_CANONICAL),
 * that are no point of the curve (CS_E_KEY_CURVE), and the eight points of small order, for which anybody can make
 * signatures that hold for every message (CS_E_KEY_ORDER). */
CS_MUST bool cs_key_check_public(const struct cs_public_key *key, struct cs_err *err);

#endif
