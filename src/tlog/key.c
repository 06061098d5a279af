/* Ed25519 by libcrypto, and the checks at enrolment that libcrypto does not make; must never print or keep a seed.
 * Specification: RFC 8032 section 5.1; the small-order test is worked out beside the code. */
#include "tlog/key.h"

#include "tlog/err.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <string.h>

bool cs_key_init(struct cs_key *key, struct cs_str seed, struct cs_err *err) {
  cs_assert(seed.len == CS_KEY_SEED_SIZE);
  size_t n = sizeof key->public_key.bytes;
  key->pkey = EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, (const unsigned char *)seed.ptr, seed.len);
  if (!key->pkey || !EVP_PKEY_get_raw_public_key(key->pkey, key->public_key.bytes, &n)) {
    cs_key_deinit(key);
    return cs_err_set(err, &CS_E_CRYPTO, "libcrypto makes no Ed25519 key");
  }
  return true;
}

void cs_key_deinit(struct cs_key *key) {
  EVP_PKEY_free(key->pkey); /* wipes the seed */
  *key = (struct cs_key){0};
}

bool cs_key_sign(const struct cs_key *key, struct cs_str message, struct cs_signature *out, struct cs_err *err) {
  size_t n = sizeof out->bytes;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  bool ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
            EVP_DigestSign(ctx, out->bytes, &n, (const unsigned char *)message.ptr, message.len) == 1;
  EVP_MD_CTX_free(ctx);
  return ok ? true : cs_err_set(err, &CS_E_CRYPTO, "libcrypto does not sign");
}

bool cs_key_verify(const struct cs_public_key *key, struct cs_str message, const struct cs_signature *signature,
                   struct cs_err *err) {
  EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, key->bytes, sizeof key->bytes);
  EVP_MD_CTX *ctx = pkey ? EVP_MD_CTX_new() : NULL;
  bool ready = ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1;
  bool good = ready && EVP_DigestVerify(ctx, signature->bytes, sizeof signature->bytes,
                                        (const unsigned char *)message.ptr, message.len) == 1;
  EVP_MD_CTX_free(ctx);
  EVP_PKEY_free(pkey);
  if (!ready) {
    return cs_err_set(err, &CS_E_CRYPTO, "libcrypto gives no Ed25519");
  }
  return good ? true : cs_err_set(err, &CS_E_KEY_SIGNATURE, "the signature is not this key's over this message");
}

enum point { POINT_SOUND, POINT_NOT_CANONICAL, POINT_NOT_ON_CURVE, POINT_SMALL_ORDER, POINT_NO_MEMORY };

/* The numbers of one judgement, modulo p, in one BN_CTX frame. */
struct numbers {
  BIGNUM *p, *y, *s, *c, *w, *t;
};

/* p = 2^255 - 19, y from the bytes without their sign bit. */
static bool read_numbers(struct numbers *n, const struct cs_public_key *key, BN_CTX *ctx) {
  unsigned char bytes[sizeof key->bytes];
  memcpy(bytes, key->bytes, sizeof bytes);
  bytes[31] &= 0x7F;
  BIGNUM **all[] = {&n->p, &n->y, &n->s, &n->c, &n->w, &n->t};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    *all[i] = BN_CTX_get(ctx);
    if (!*all[i]) {
      return false;
    }
  }
  return BN_set_bit(n->p, 255) && BN_sub_word(n->p, 19) && BN_lebin2bn(bytes, sizeof bytes, n->y);
}

/* s = y^2, c = 121666 (s - 1), w = 121666 - 121665 s, t = s w + c. */
static bool work_out(struct numbers *n, BN_CTX *ctx) {
  return BN_mod_sqr(n->s, n->y, n->p, ctx) && BN_copy(n->c, n->s) && BN_sub_word(n->c, 1) &&
         BN_mul_word(n->c, 121666) && BN_nnmod(n->c, n->c, n->p, ctx) && BN_copy(n->t, n->s) &&
         BN_mul_word(n->t, 121665) && BN_set_word(n->w, 121666) && BN_sub(n->w, n->w, n->t) &&
         BN_nnmod(n->w, n->w, n->p, ctx) && BN_mod_mul(n->t, n->s, n->w, n->p, ctx) &&
         BN_mod_add(n->t, n->t, n->c, n->p, ctx);
}

/* The curve is -x^2 + y^2 = 1 + d x^2 y^2 with d = -121665/121666 modulo p. So x^2 = (y^2 - 1) / (d y^2 + 1) = c / w,
 * and there is such an x when c w is a square. A point has small order when y^2 = 1 (orders 1 and 2), when y = 0 (order
 * 4), or when doubling it gives y = 0 (order 8): that is where x^2 = -y^2, which put into the curve is d y^4 + 2 y^2 -
 * 1 = 0, or s w + c = 0. */
static enum point judge(const struct cs_public_key *key, BN_CTX *ctx) {
  struct numbers n;
  if (!read_numbers(&n, key, ctx)) {
    return POINT_NO_MEMORY;
  }
  if (BN_cmp(n.y, n.p) >= 0) {
    return POINT_NOT_CANONICAL;
  }
  if (!work_out(&n, ctx)) {
    return POINT_NO_MEMORY;
  }
  if (BN_is_zero(n.c)) { /* x is 0: the sign of nothing is not written */
    return key->bytes[31] >> 7 ? POINT_NOT_CANONICAL : POINT_SMALL_ORDER;
  }
  if (BN_is_zero(n.y) || BN_is_zero(n.t)) {
    return POINT_SMALL_ORDER;
  }
  if (!BN_mod_mul(n.t, n.c, n.w, n.p, ctx)) {
    return POINT_NO_MEMORY;
  }
  int square = BN_kronecker(n.t, n.p, ctx);
  return square == -2 ? POINT_NO_MEMORY : square == -1 ? POINT_NOT_ON_CURVE : POINT_SOUND;
}

bool cs_key_check_public(const struct cs_public_key *key, struct cs_err *err) {
  BN_CTX *ctx = BN_CTX_new();
  enum point point = POINT_NO_MEMORY;
  if (ctx) {
    BN_CTX_start(ctx);
    point = judge(key, ctx);
    BN_CTX_end(ctx);
    BN_CTX_free(ctx);
  }
  switch (point) {
  case POINT_SOUND:
    return true;
  case POINT_NOT_CANONICAL:
    return cs_err_set(err, &CS_E_KEY_CANONICAL, "the public key is not the one encoding of its point");
  case POINT_NOT_ON_CURVE:
    return cs_err_set(err, &CS_E_KEY_CURVE, "the public key is no point of the curve");
  case POINT_SMALL_ORDER:
    return cs_err_set(err, &CS_E_KEY_ORDER, "the public key is a point of small order, for which anybody can sign");
  case POINT_NO_MEMORY:
    break;
  }
  cs_err_oom(err);
  return false;
}
