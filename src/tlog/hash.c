/* SHA-256 and what is built of it; must never fetch an algorithm outside _init (a fetch costs more than the hash).
 * Invariant: between calls the context is initialised for SHA-256, so starting it again needs no memory and cannot
 * fail. Specification: FIPS 180-4, RFC 2104, RFC 6962 section 2.1. */
#include "tlog/hash.h"

#include "base/buf.h"
#include "tlog/err.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define BLOCK_SIZE 64 /* bytes that SHA-256 takes at once; HMAC pads its key to it */

bool cs_hasher_init(struct cs_hasher *hasher, struct cs_err *err) {
  hasher->ctx = NULL;
  hasher->md = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (hasher->md) {
    hasher->ctx = EVP_MD_CTX_new();
  }
  if (!hasher->ctx || !EVP_DigestInit_ex(hasher->ctx, hasher->md, NULL)) {
    cs_hasher_deinit(hasher);
    return cs_err_set(err, &CS_E_CRYPTO, "libcrypto gives no SHA-256");
  }
  return true;
}

void cs_hasher_deinit(struct cs_hasher *hasher) {
  EVP_MD_CTX_free(hasher->ctx);
  EVP_MD_free(hasher->md);
  *hasher = (struct cs_hasher){0};
}

void cs_hash_begin(struct cs_hasher *hasher) {
  int ok = EVP_DigestInit_ex(hasher->ctx, NULL, NULL);
  cs_assert(ok == 1);
}

void cs_hash_add(struct cs_hasher *hasher, struct cs_str bytes) {
  int ok = bytes.len == 0 || EVP_DigestUpdate(hasher->ctx, bytes.ptr, bytes.len) == 1;
  cs_assert(ok);
}

void cs_hash_end(struct cs_hasher *hasher, struct cs_hash *out) {
  unsigned n = 0;
  int ok = EVP_DigestFinal_ex(hasher->ctx, out->bytes, &n);
  cs_assert(ok == 1 && n == CS_HASH_SIZE);
}

void cs_hash_bytes(struct cs_hasher *hasher, struct cs_str bytes, struct cs_hash *out) {
  cs_hash_begin(hasher);
  cs_hash_add(hasher, bytes);
  cs_hash_end(hasher, out);
}

void cs_hash_leaf(struct cs_hasher *hasher, struct cs_str entry, struct cs_hash *out) {
  cs_hash_begin(hasher);
  cs_hash_add(hasher, (struct cs_str){"\0", 1});
  cs_hash_add(hasher, entry);
  cs_hash_end(hasher, out);
}

void cs_hash_node(struct cs_hasher *hasher, const struct cs_hash *left, const struct cs_hash *right,
                  struct cs_hash *out) {
  char both[1 + 2 * CS_HASH_SIZE];
  both[0] = 1;
  memcpy(both + 1, left->bytes, CS_HASH_SIZE);
  memcpy(both + 1 + CS_HASH_SIZE, right->bytes, CS_HASH_SIZE);
  cs_hash_bytes(hasher, (struct cs_str){both, sizeof both}, out);
}

void cs_hash_empty(struct cs_hasher *hasher, struct cs_hash *out) {
  cs_hash_bytes(hasher, CS_STR_NONE, out);
}

void cs_hash_fold(struct cs_hasher *hasher, const struct cs_hash *hashes, size_t n, struct cs_hash *out) {
  cs_assert(n >= 1 && n <= 256 && (n & (n - 1)) == 0);
  struct cs_hash row[128];
  if (n == 1) {
    *out = hashes[0];
    return;
  }
  const struct cs_hash *from = hashes;
  for (; n > 1; n /= 2) {
    for (size_t i = 0; i < n / 2; i++) {
      cs_hash_node(hasher, &from[2 * i], &from[2 * i + 1], &row[i]);
    }
    from = row;
  }
  *out = row[0];
}

void cs_hash_hmac(struct cs_hasher *hasher, struct cs_str key, struct cs_str bytes, struct cs_hash *out) {
  unsigned char block[BLOCK_SIZE] = {0};
  if (key.len > BLOCK_SIZE) {
    struct cs_hash short_key;
    cs_hash_bytes(hasher, key, &short_key);
    memcpy(block, short_key.bytes, CS_HASH_SIZE);
    OPENSSL_cleanse(&short_key, sizeof short_key);
  } else if (key.len > 0) {
    memcpy(block, key.ptr, key.len);
  }
  struct cs_str padded = {(const char *)block, sizeof block};
  for (size_t i = 0; i < sizeof block; i++) {
    block[i] ^= 0x36;
  }
  struct cs_hash inner;
  cs_hash_begin(hasher);
  cs_hash_add(hasher, padded);
  cs_hash_add(hasher, bytes);
  cs_hash_end(hasher, &inner);
  for (size_t i = 0; i < sizeof block; i++) {
    block[i] ^= 0x36 ^ 0x5c;
  }
  cs_hash_begin(hasher);
  cs_hash_add(hasher, padded);
  cs_hash_add(hasher, cs_hash_str(&inner));
  cs_hash_end(hasher, out);
  OPENSSL_cleanse(block, sizeof block);
}

bool cs_hash_eq(const struct cs_hash *a, const struct cs_hash *b) {
  return CRYPTO_memcmp(a->bytes, b->bytes, CS_HASH_SIZE) == 0;
}

struct cs_str cs_hash_str(const struct cs_hash *hash) {
  return (struct cs_str){(const char *)hash->bytes, CS_HASH_SIZE};
}

bool cs_hash_of_hex(struct cs_str text, struct cs_hash *out) {
  size_t n = CS_HASH_SIZE;
  return text.len == 2 * CS_HASH_SIZE && cs_hex_decode(text, out->bytes, &n);
}

bool cs_hash_of_base64(struct cs_str text, struct cs_hash *out) {
  size_t n = CS_HASH_SIZE;
  return text.len == 44 && cs_base64_decode(text, out->bytes, &n) && n == CS_HASH_SIZE;
}
