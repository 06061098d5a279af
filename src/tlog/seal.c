/* Commitments, seals, wrapped keys; must never give out a byte of a seal whose tag does not hold.
 * Invariant: what is authenticated begins with a label, so that no seal can stand in another's place.
 * Specification: RFC 2104, NIST SP 800-38D; RECORD: "Plain, sealed, blobs". */
#include "tlog/seal.h"

#include "tlog/err.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define VERSION  1
#define TAG_SIZE 16

static const struct cs_str seal_label = {"countersign/seal/v1\n", 20};
static const struct cs_str wrap_label = {"countersign/wrap/v1\n", 20};

void cs_seal_key_wipe(struct cs_seal_key *key) {
  OPENSSL_cleanse(key, sizeof *key);
}

/* HMAC pads its key with zeros, so a shorter salt could pass for another one. */
static bool check_salt(struct cs_str salt, struct cs_err *err) {
  if (salt.len != CS_SEAL_SALT_SIZE) {
    return cs_err_set(err, &CS_E_SEAL_SALT, "a salt of %zu bytes, expected %d", salt.len, CS_SEAL_SALT_SIZE);
  }
  return true;
}

bool cs_seal_commit(struct cs_hasher *hasher, struct cs_str salt, struct cs_str json, struct cs_hash *out,
                    struct cs_err *err) {
  if (!check_salt(salt, err)) {
    return false;
  }
  cs_hash_hmac(hasher, salt, json, out);
  return true;
}

bool cs_seal_check(struct cs_hasher *hasher, struct cs_str salt, struct cs_str json, const struct cs_hash *commitment,
                   struct cs_err *err) {
  struct cs_hash hash;
  if (!cs_seal_commit(hasher, salt, json, &hash, err)) {
    return false;
  }
  if (!cs_hash_eq(&hash, commitment)) {
    return cs_err_set(err, &CS_E_SEAL_COMMITMENT, "the opening is not what the entry commits to");
  }
  return true;
}

bool cs_sealer_init(struct cs_sealer *sealer, struct cs_err *err) {
  sealer->ctx = NULL;
  sealer->cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
  if (sealer->cipher) {
    sealer->ctx = EVP_CIPHER_CTX_new();
  }
  if (!sealer->ctx) {
    cs_sealer_deinit(sealer);
    return cs_err_set(err, &CS_E_CRYPTO, "libcrypto gives no AES-256-GCM");
  }
  return true;
}

void cs_sealer_deinit(struct cs_sealer *sealer) {
  EVP_CIPHER_CTX_free(sealer->ctx);
  EVP_CIPHER_free(sealer->cipher);
  *sealer = (struct cs_sealer){0};
}

/* Starts the cipher for one message and gives it label and context to authenticate. */
static bool start(struct cs_sealer *sealer, bool closing, const struct cs_seal_key *key, const unsigned char *nonce,
                  struct cs_str label, struct cs_str context) {
  int n;
  return EVP_CIPHER_CTX_reset(sealer->ctx) &&
         EVP_CipherInit_ex2(sealer->ctx, sealer->cipher, key->bytes, nonce, closing, NULL) &&
         EVP_CipherUpdate(sealer->ctx, NULL, &n, (const unsigned char *)label.ptr, (int)label.len) &&
         (context.len == 0 ||
          EVP_CipherUpdate(sealer->ctx, NULL, &n, (const unsigned char *)context.ptr, (int)context.len));
}

static bool run(struct cs_sealer *sealer, struct cs_str in, unsigned char *out) {
  int n = 0;
  return in.len == 0 ||
         (EVP_CipherUpdate(sealer->ctx, out, &n, (const unsigned char *)in.ptr, (int)in.len) && (size_t)n == in.len);
}

/* out: in.len + CS_SEAL_OVERHEAD bytes. */
static bool close_into(struct cs_sealer *sealer, const struct cs_seal_key *key, const struct cs_seal_nonce *nonce,
                       struct cs_str label, struct cs_str context, struct cs_str in, unsigned char *out,
                       struct cs_err *err) {
  unsigned char none[TAG_SIZE];
  int n = 0;
  out[0] = VERSION;
  memcpy(out + 1, nonce->bytes, CS_SEAL_NONCE_SIZE);
  unsigned char *body = out + 1 + CS_SEAL_NONCE_SIZE;
  bool ok = start(sealer, true, key, nonce->bytes, label, context) && run(sealer, in, body) &&
            EVP_CipherFinal_ex(sealer->ctx, none, &n) &&
            EVP_CIPHER_CTX_ctrl(sealer->ctx, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, body + in.len);
  EVP_CIPHER_CTX_reset(sealer->ctx); /* keeps no key */
  return ok ? true : cs_err_set(err, &CS_E_CRYPTO, "libcrypto does not seal");
}

/* out: sealed.len - CS_SEAL_OVERHEAD bytes; wiped when the tag does not hold. */
static bool open_into(struct cs_sealer *sealer, const struct cs_seal_key *key, struct cs_str label,
                      struct cs_str context, struct cs_str sealed, unsigned char *out, struct cs_err *err) {
  unsigned char tag[TAG_SIZE], none[TAG_SIZE];
  int n = 0;
  struct cs_str body = cs_str_sub(sealed, 1 + CS_SEAL_NONCE_SIZE, sealed.len - CS_SEAL_OVERHEAD);
  memcpy(tag, sealed.ptr + sealed.len - TAG_SIZE, TAG_SIZE);
  const unsigned char *nonce = (const unsigned char *)sealed.ptr + 1;
  bool ok = start(sealer, false, key, nonce, label, context) && run(sealer, body, out) &&
            EVP_CIPHER_CTX_ctrl(sealer->ctx, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) &&
            EVP_CipherFinal_ex(sealer->ctx, none, &n) > 0;
  EVP_CIPHER_CTX_reset(sealer->ctx);
  if (!ok) {
    OPENSSL_cleanse(out, body.len);
    return cs_err_set(err, &CS_E_SEAL_OPEN, "the seal does not open: it was altered, or key or context are others");
  }
  return true;
}

static bool check_form(struct cs_str sealed, struct cs_err *err) {
  if (sealed.len < CS_SEAL_OVERHEAD || sealed.len > CS_SEAL_MAX + CS_SEAL_OVERHEAD) {
    return cs_err_set(err, &CS_E_SEAL_SYNTAX, "a seal of %zu bytes, expected %d to %u", sealed.len, CS_SEAL_OVERHEAD,
                      CS_SEAL_MAX + CS_SEAL_OVERHEAD);
  }
  if (sealed.ptr[0] != VERSION) {
    return cs_err_set(err, &CS_E_SEAL_SYNTAX, "a seal of version %d, expected %d", (unsigned char)sealed.ptr[0],
                      VERSION);
  }
  return true;
}

static bool check_size(struct cs_str plain, struct cs_str context, struct cs_err *err) {
  if (plain.len > CS_SEAL_MAX || context.len > CS_SEAL_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "%zu bytes to seal; at most %u", plain.len, CS_SEAL_MAX);
  }
  return true;
}

bool cs_seal_close(struct cs_sealer *sealer, const struct cs_seal_key *key, const struct cs_seal_nonce *nonce,
                   struct cs_str context, struct cs_str plain, struct cs_arena *arena, struct cs_str *sealed,
                   struct cs_err *err) {
  if (!check_size(plain, context, err)) {
    return false;
  }
  unsigned char *out = cs_arena_alloc(arena, plain.len + CS_SEAL_OVERHEAD, err);
  *sealed = (struct cs_str){(const char *)out, plain.len + CS_SEAL_OVERHEAD};
  return out && close_into(sealer, key, nonce, seal_label, context, plain, out, err);
}

bool cs_seal_open(struct cs_sealer *sealer, const struct cs_seal_key *key, struct cs_str context, struct cs_str sealed,
                  struct cs_arena *arena, struct cs_str *plain, struct cs_err *err) {
  *plain = CS_STR_NONE;
  if (!check_form(sealed, err) || !check_size(CS_STR_NONE, context, err)) {
    return false;
  }
  size_t n = sealed.len - CS_SEAL_OVERHEAD;
  unsigned char *out = cs_arena_alloc(arena, n + 1, err);
  if (!out || !open_into(sealer, key, seal_label, context, sealed, out, err)) {
    return false;
  }
  *plain = (struct cs_str){(const char *)out, n};
  return true;
}

bool cs_seal_close_opening(struct cs_sealer *sealer, const struct cs_seal_key *key, const struct cs_seal_nonce *nonce,
                           struct cs_str context, struct cs_str salt, struct cs_str json, struct cs_arena *arena,
                           struct cs_str *sealed, struct cs_err *err) {
  if (!check_salt(salt, err) || !check_size(json, context, err)) {
    return false;
  }
  char *both = cs_arena_alloc(arena, CS_SEAL_SALT_SIZE + json.len, err);
  if (!both) {
    return false;
  }
  memcpy(both, salt.ptr, CS_SEAL_SALT_SIZE);
  if (json.len > 0) {
    memcpy(both + CS_SEAL_SALT_SIZE, json.ptr, json.len);
  }
  struct cs_str plain = {both, CS_SEAL_SALT_SIZE + json.len};
  return cs_seal_close(sealer, key, nonce, context, plain, arena, sealed, err);
}

bool cs_seal_open_opening(struct cs_sealer *sealer, struct cs_hasher *hasher, const struct cs_seal_key *key,
                          struct cs_str context, struct cs_str sealed, const struct cs_hash *commitment,
                          struct cs_arena *arena, struct cs_str *salt, struct cs_str *json, struct cs_err *err) {
  struct cs_str plain;
  if (!cs_seal_open(sealer, key, context, sealed, arena, &plain, err)) {
    return false;
  }
  *salt = cs_str_sub(plain, 0, CS_SEAL_SALT_SIZE);
  *json = cs_str_from(plain, salt->len);
  return cs_seal_check(hasher, *salt, *json, commitment, err);
}

bool cs_seal_wrap(struct cs_sealer *sealer, const struct cs_seal_key *master, const struct cs_seal_nonce *nonce,
                  struct cs_str context, const struct cs_seal_key *key, struct cs_arena *arena, struct cs_str *wrapped,
                  struct cs_err *err) {
  struct cs_str plain = {(const char *)key->bytes, sizeof key->bytes};
  if (!check_size(plain, context, err)) {
    return false;
  }
  unsigned char *out = cs_arena_alloc(arena, plain.len + CS_SEAL_OVERHEAD, err);
  *wrapped = (struct cs_str){(const char *)out, plain.len + CS_SEAL_OVERHEAD};
  return out && close_into(sealer, master, nonce, wrap_label, context, plain, out, err);
}

bool cs_seal_unwrap(struct cs_sealer *sealer, const struct cs_seal_key *master, struct cs_str context,
                    struct cs_str wrapped, struct cs_seal_key *out, struct cs_err *err) {
  if (!check_form(wrapped, err) || !check_size(CS_STR_NONE, context, err)) {
    return false;
  }
  if (wrapped.len != sizeof out->bytes + CS_SEAL_OVERHEAD) {
    return cs_err_set(err, &CS_E_SEAL_SYNTAX, "a wrapped key of %zu bytes, expected %zu", wrapped.len,
                      sizeof out->bytes + CS_SEAL_OVERHEAD);
  }
  return open_into(sealer, master, wrap_label, context, wrapped, out->bytes, err);
}
