/* Ed25519 by the RFC's values, and which public keys may not be enrolled. */
#include "support/test.h"

#include "base/buf.h"
#include "tlog/err.h"
#include "tlog/key.h"

static void from_hex(const char *hex, void *out, size_t size) {
  size_t n = size;
  assert_true(cs_hex_decode(cs_str_of(hex), out, &n));
  assert_int_equal(n, size);
}

static void make_key(struct cs_key *key, const char *seed_hex) {
  unsigned char seed[32];
  struct cs_err err;
  from_hex(seed_hex, seed, sizeof seed);
  assert_ok(cs_key_init(key, (struct cs_str){(const char *)seed, sizeof seed}, &err), &err);
}

static const char seed_1[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char seed_2[] = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";

/* RFC 8032 section 7.1, tests 1 and 2. */
static void keys_and_signatures_are_those_of_the_rfc(void **state) {
  static const char *const vectors[2][4] = {
      {seed_1, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "4"
       "655141438e7a100b"},
      {seed_2, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "e"
       "b00d291612bb0c00"},
  };
  (void)state;
  for (int i = 0; i < 2; i++) {
    struct cs_key key;
    struct cs_err err;
    struct cs_public_key public_key;
    struct cs_signature signature, expected;
    make_key(&key, vectors[i][0]);
    from_hex(vectors[i][1], public_key.bytes, sizeof public_key.bytes);
    from_hex(vectors[i][3], expected.bytes, sizeof expected.bytes);
    assert_memory_equal(key.public_key.bytes, public_key.bytes, 32);
    assert_ok(cs_key_sign(&key, cs_str_of(vectors[i][2]), &signature, &err), &err);
    assert_memory_equal(signature.bytes, expected.bytes, 64);
    assert_ok(cs_key_verify(&public_key, cs_str_of(vectors[i][2]), &signature, &err), &err);
    assert_ok(cs_key_check_public(&public_key, &err), &err);
    cs_key_deinit(&key);
  }
}

static void a_signature_holds_for_its_key_message_and_bytes_only(void **state) {
  struct cs_key key, other;
  struct cs_err err;
  struct cs_signature signature;
  (void)state;
  make_key(&key, seed_1);
  make_key(&other, seed_2);
  assert_ok(cs_key_sign(&key, CS_STR("a word"), &signature, &err), &err);
  assert_ok(cs_key_verify(&key.public_key, CS_STR("a word"), &signature, &err), &err);
  assert_code(cs_key_verify(&key.public_key, CS_STR("a work"), &signature, &err), &err, CS_E_KEY_SIGNATURE);
  assert_code(cs_key_verify(&other.public_key, CS_STR("a word"), &signature, &err), &err, CS_E_KEY_SIGNATURE);
  for (size_t bit = 0; bit < 512; bit++) {
    signature.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    assert_code(cs_key_verify(&key.public_key, CS_STR("a word"), &signature, &err), &err, CS_E_KEY_SIGNATURE);
    signature.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
  }
  cs_key_deinit(&key);
  cs_key_deinit(&other);
}

static void no_bytes_at_all_can_be_signed(void **state) {
  struct cs_key key;
  struct cs_err err;
  struct cs_signature signature;
  (void)state;
  make_key(&key, seed_1);
  assert_ok(cs_key_sign(&key, CS_STR_NONE, &signature, &err), &err);
  assert_ok(cs_key_verify(&key.public_key, CS_STR(""), &signature, &err), &err);
  assert_ok(cs_key_verify(&key.public_key, CS_STR_NONE, &signature, &err), &err);
  cs_key_deinit(&key);
}

static void check(const char *hex, const struct cs_code *code) {
  struct cs_public_key key;
  struct cs_err err;
  from_hex(hex, key.bytes, sizeof key.bytes);
  if (!code) {
    assert_ok(cs_key_check_public(&key, &err), &err);
  } else {
    assert_code(cs_key_check_public(&key, &err), &err, *code);
  }
}

/* The eight points in their own encodings: of order 1, 2, 4, 4, 8, 8, 8, 8. */
static void points_of_small_order_are_refused(void **state) {
  (void)state;
  check("0100000000000000000000000000000000000000000000000000000000000000", &CS_E_KEY_ORDER);
  check("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", &CS_E_KEY_ORDER);
  check("0000000000000000000000000000000000000000000000000000000000000000", &CS_E_KEY_ORDER);
  check("0000000000000000000000000000000000000000000000000000000000000080", &CS_E_KEY_ORDER);
  check("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", &CS_E_KEY_ORDER);
  check("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", &CS_E_KEY_ORDER);
  check("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", &CS_E_KEY_ORDER);
  check("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", &CS_E_KEY_ORDER);
}

/* Signs of nothing, and y at or above p = 2^255 - 19. */
static void a_second_encoding_of_a_point_is_refused(void **state) {
  (void)state;
  check("0100000000000000000000000000000000000000000000000000000000000080", &CS_E_KEY_CANONICAL);
  check("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", &CS_E_KEY_CANONICAL);
  check("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", &CS_E_KEY_CANONICAL);
  check("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", &CS_E_KEY_CANONICAL);
  check("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", &CS_E_KEY_CANONICAL);
  check("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", &CS_E_KEY_CANONICAL);
}

/* About half of all y have no x; 2 is the smallest, 3 has one (the base point's y is 4/5). */
static void bytes_that_are_no_point_are_refused(void **state) {
  (void)state;
  check("0200000000000000000000000000000000000000000000000000000000000000", &CS_E_KEY_CURVE);
  check("0300000000000000000000000000000000000000000000000000000000000000", NULL);
  check("5866666666666666666666666666666666666666666666666666666666666666", NULL);
  check("58666666666666666666666666666666666666666666666666666666666666e6", NULL);
}

static void every_made_key_may_be_enrolled(void **state) {
  (void)state;
  for (int i = 0; i < 200; i++) {
    unsigned char seed[32] = {(unsigned char)i, 7};
    struct cs_key key;
    struct cs_err err;
    assert_ok(cs_key_init(&key, (struct cs_str){(const char *)seed, 32}, &err), &err);
    assert_ok(cs_key_check_public(&key.public_key, &err), &err);
    cs_key_deinit(&key);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keys_and_signatures_are_those_of_the_rfc),
      cmocka_unit_test(a_signature_holds_for_its_key_message_and_bytes_only),
      cmocka_unit_test(no_bytes_at_all_can_be_signed),
      cmocka_unit_test(points_of_small_order_are_refused),
      cmocka_unit_test(a_second_encoding_of_a_point_is_refused),
      cmocka_unit_test(bytes_that_are_no_point_are_refused),
      cmocka_unit_test(every_made_key_may_be_enrolled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
