/* What happens where libcrypto has no algorithms to give (a machine set up so): an error, never a crash or a wrong yes.
 * A program of its own, since the provider is the whole process's. */
#include "support/test.h"

#include <openssl/provider.h>

#include "tlog/err.h"
#include "tlog/note.h"
#include "tlog/seal.h"

static int without_algorithms(void **state) {
  *state = OSSL_PROVIDER_load(NULL, "null");
  return *state ? 0 : -1;
}

static int unload(void **state) {
  return OSSL_PROVIDER_unload(*state) ? 0 : -1;
}

static void a_hasher_cannot_be_made(void **state) {
  struct cs_hasher hasher;
  struct cs_err err;
  (void)state;
  assert_code(cs_hasher_init(&hasher, &err), &err, CS_E_CRYPTO);
  cs_hasher_deinit(&hasher);
}

static void a_sealer_cannot_be_made(void **state) {
  struct cs_sealer sealer;
  struct cs_err err;
  (void)state;
  assert_code(cs_sealer_init(&sealer, &err), &err, CS_E_CRYPTO);
  cs_sealer_deinit(&sealer);
}

static void a_key_pair_cannot_be_made(void **state) {
  static const char seed[32] = "any";
  struct cs_key key;
  struct cs_err err;
  (void)state;
  assert_code(cs_key_init(&key, (struct cs_str){seed, 32}, &err), &err, CS_E_CRYPTO);
  cs_key_deinit(&key);
}

static void a_signature_is_neither_good_nor_bad(void **state) {
  struct cs_public_key key = {{1}};
  struct cs_signature signature = {{0}};
  struct cs_err err;
  (void)state;
  assert_code(cs_key_verify(&key, CS_STR("message"), &signature, &err), &err, CS_E_CRYPTO);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hasher_cannot_be_made),
      cmocka_unit_test(a_sealer_cannot_be_made),
      cmocka_unit_test(a_key_pair_cannot_be_made),
      cmocka_unit_test(a_signature_is_neither_good_nor_bad),
  };
  return cmocka_run_group_tests(tests, without_algorithms, unload);
}
