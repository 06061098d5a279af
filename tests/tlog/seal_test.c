/* Commitments and seals, by another library's values; what does not open. */
#include "support/test.h"

#include "base/buf.h"
#include "tlog/err.h"
#include "tlog/seal.h"

struct fixture {
  struct cs_hasher hasher;
  struct cs_sealer sealer;
  struct cs_arena arena;
  struct cs_seal_key key;
  struct cs_seal_nonce nonce;
};

static int setup(void **state) {
  static struct fixture f;
  struct cs_err err;
  assert_ok(cs_hasher_init(&f.hasher, &err), &err);
  assert_ok(cs_sealer_init(&f.sealer, &err), &err);
  cs_arena_init(&f.arena, NULL, 0);
  for (unsigned i = 0; i < 32; i++) {
    f.key.bytes[i] = (unsigned char)i;
  }
  for (unsigned i = 0; i < CS_SEAL_NONCE_SIZE; i++) {
    f.nonce.bytes[i] = (unsigned char)(100 + i);
  }
  *state = &f;
  return 0;
}

static int teardown(void **state) {
  struct fixture *f = *state;
  cs_hasher_deinit(&f->hasher);
  cs_sealer_deinit(&f->sealer);
  cs_arena_deinit(&f->arena);
  return 0;
}

static const struct cs_str json = {"{\"quantity\":\"12\"}", 17};
static const struct cs_str context = {"entry 7", 7};

static void assert_hex(struct cs_str bytes, const char *hex) {
  struct cs_buf buf;
  cs_buf_init(&buf, 4096);
  cs_buf_hex(&buf, bytes.ptr, bytes.len);
  assert_str(cs_buf_str(&buf), hex);
  cs_buf_deinit(&buf);
}

/* Worked out with another library. */
static void a_commitment_is_the_hmac_under_its_salt(void **state) {
  struct fixture *f = *state;
  struct cs_str salt = {(const char *)f->key.bytes, 32};
  struct cs_hash commitment;
  struct cs_err err;
  assert_ok(cs_seal_commit(&f->hasher, salt, json, &commitment, &err), &err);
  assert_hex(cs_hash_str(&commitment), "9760b3b7dd739ea52c41c72921dd67834c79f96ce3551444bfffb7cf57687f07");
  assert_ok(cs_seal_check(&f->hasher, salt, json, &commitment, &err), &err);
}

static void an_opening_with_another_value_or_salt_is_refused(void **state) {
  struct fixture *f = *state;
  char salt[33] = {1, 2, 3};
  struct cs_hash commitment;
  struct cs_err err;
  assert_ok(cs_seal_commit(&f->hasher, (struct cs_str){salt, 32}, json, &commitment, &err), &err);
  assert_code(cs_seal_check(&f->hasher, (struct cs_str){salt, 32}, CS_STR("{\"quantity\":\"13\"}"), &commitment, &err),
              &err, CS_E_SEAL_COMMITMENT);
  salt[31] = 1;
  assert_code(cs_seal_check(&f->hasher, (struct cs_str){salt, 32}, json, &commitment, &err), &err,
              CS_E_SEAL_COMMITMENT);
}

/* HMAC pads its key with zeros: a salt of 31 bytes and the same with a zero would commit alike. */
static void a_salt_has_exactly_32_bytes(void **state) {
  struct fixture *f = *state;
  char salt[33] = {0};
  struct cs_hash commitment;
  struct cs_err err;
  assert_code(cs_seal_commit(&f->hasher, (struct cs_str){salt, 31}, json, &commitment, &err), &err, CS_E_SEAL_SALT);
  assert_code(cs_seal_commit(&f->hasher, (struct cs_str){salt, 33}, json, &commitment, &err), &err, CS_E_SEAL_SALT);
  assert_code(cs_seal_commit(&f->hasher, CS_STR_NONE, json, &commitment, &err), &err, CS_E_SEAL_SALT);
  assert_code(cs_seal_check(&f->hasher, (struct cs_str){salt, 31}, json, &commitment, &err), &err, CS_E_SEAL_SALT);
  assert_ok(cs_seal_commit(&f->hasher, (struct cs_str){salt, 32}, json, &commitment, &err), &err);
}

static void a_seal_has_the_bytes_that_another_library_makes(void **state) {
  struct fixture *f = *state;
  struct cs_str sealed, plain;
  struct cs_err err;
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, json, &f->arena, &sealed, &err), &err);
  assert_hex(sealed, "016465666768696a6b6c6d6e6f3339af13188722f74a1b7dd2f85458df3ff51f9f482220e830e53d797aa28f98f6");
  assert_ok(cs_seal_open(&f->sealer, &f->key, context, sealed, &f->arena, &plain, &err), &err);
  assert_true(cs_str_eq(plain, json));
}

static void an_empty_value_can_be_sealed(void **state) {
  struct fixture *f = *state;
  struct cs_str sealed, plain;
  struct cs_err err;
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, CS_STR_NONE, CS_STR_NONE, &f->arena, &sealed, &err), &err);
  assert_int_equal(sealed.len, CS_SEAL_OVERHEAD);
  assert_ok(cs_seal_open(&f->sealer, &f->key, CS_STR_NONE, sealed, &f->arena, &plain, &err), &err);
  assert_int_equal(plain.len, 0);
}

static void a_seal_with_a_turned_bit_does_not_open(void **state) {
  struct fixture *f = *state;
  struct cs_str sealed, plain;
  struct cs_err err;
  char altered[64];
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, json, &f->arena, &sealed, &err), &err);
  for (size_t bit = 0; bit < sealed.len * 8; bit++) {
    memcpy(altered, sealed.ptr, sealed.len);
    altered[bit / 8] = (char)(altered[bit / 8] ^ 1 << bit % 8);
    assert_code(
        cs_seal_open(&f->sealer, &f->key, context, (struct cs_str){altered, sealed.len}, &f->arena, &plain, &err), &err,
        *(bit < 8 ? &CS_E_SEAL_SYNTAX : &CS_E_SEAL_OPEN));
    assert_null(plain.ptr);
  }
}

static void a_seal_opens_under_its_key_and_in_its_place_only(void **state) {
  struct fixture *f = *state;
  struct cs_seal_key other = f->key;
  struct cs_str sealed, plain;
  struct cs_err err;
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, json, &f->arena, &sealed, &err), &err);
  other.bytes[0] ^= 1;
  assert_code(cs_seal_open(&f->sealer, &other, context, sealed, &f->arena, &plain, &err), &err, CS_E_SEAL_OPEN);
  assert_code(cs_seal_open(&f->sealer, &f->key, CS_STR("entry 8"), sealed, &f->arena, &plain, &err), &err,
              CS_E_SEAL_OPEN);
  assert_code(cs_seal_open(&f->sealer, &f->key, CS_STR_NONE, sealed, &f->arena, &plain, &err), &err, CS_E_SEAL_OPEN);
}

static void bytes_too_short_or_too_long_are_no_seal(void **state) {
  struct fixture *f = *state;
  char zero[CS_SEAL_OVERHEAD] = {1};
  struct cs_str plain, sealed, large = {zero, (size_t)CS_SEAL_MAX + CS_SEAL_OVERHEAD + 1};
  struct cs_err err;
  for (size_t n = 0; n < CS_SEAL_OVERHEAD; n++) {
    assert_code(cs_seal_open(&f->sealer, &f->key, context, (struct cs_str){zero, n}, &f->arena, &plain, &err), &err,
                CS_E_SEAL_SYNTAX);
  }
  assert_code(cs_seal_open(&f->sealer, &f->key, context, large, &f->arena, &plain, &err), &err, CS_E_SEAL_SYNTAX);
  assert_code(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, large, &f->arena, &sealed, &err), &err,
              CS_E_LIMIT);
}

static void a_wrapped_key_comes_back_under_its_master_key(void **state) {
  struct fixture *f = *state;
  struct cs_seal_key key, again, other = f->key;
  struct cs_str wrapped;
  struct cs_err err;
  for (unsigned i = 0; i < 32; i++) {
    key.bytes[i] = (unsigned char)(32 + i);
  }
  assert_ok(cs_seal_wrap(&f->sealer, &f->key, &f->nonce, CS_STR("subject 3"), &key, &f->arena, &wrapped, &err), &err);
  assert_hex(wrapped, "016465666768696a6b6c6d6e6f683afc455dcc70b9164b75c3f64844d272f33439bf59c5459fe89673c79e9b777396"
                      "5a83073fd41e6c18e2b0a731e9e3");
  assert_ok(cs_seal_unwrap(&f->sealer, &f->key, CS_STR("subject 3"), wrapped, &again, &err), &err);
  assert_memory_equal(again.bytes, key.bytes, 32);
  other.bytes[31] ^= 128;
  assert_code(cs_seal_unwrap(&f->sealer, &other, CS_STR("subject 3"), wrapped, &again, &err), &err, CS_E_SEAL_OPEN);
  assert_code(cs_seal_unwrap(&f->sealer, &f->key, CS_STR("subject 4"), wrapped, &again, &err), &err, CS_E_SEAL_OPEN);
  cs_seal_key_wipe(&key);
  assert_int_equal(key.bytes[5], 0);
}

static void a_wrapped_key_is_no_seal_and_a_seal_no_wrapped_key(void **state) {
  struct fixture *f = *state;
  struct cs_seal_key again;
  struct cs_str wrapped, sealed, plain, thirty_two = {(const char *)f->key.bytes, 32};
  struct cs_err err;
  assert_ok(cs_seal_wrap(&f->sealer, &f->key, &f->nonce, context, &f->key, &f->arena, &wrapped, &err), &err);
  assert_code(cs_seal_open(&f->sealer, &f->key, context, wrapped, &f->arena, &plain, &err), &err, CS_E_SEAL_OPEN);
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, thirty_two, &f->arena, &sealed, &err), &err);
  assert_code(cs_seal_unwrap(&f->sealer, &f->key, context, sealed, &again, &err), &err, CS_E_SEAL_OPEN);
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, json, &f->arena, &sealed, &err), &err);
  assert_code(cs_seal_unwrap(&f->sealer, &f->key, context, sealed, &again, &err), &err, CS_E_SEAL_SYNTAX);
}

static void an_opening_comes_back_and_is_held_against_its_commitment(void **state) {
  struct fixture *f = *state;
  struct cs_str salt = {(const char *)f->key.bytes, 32}, sealed, salt_again, json_again;
  struct cs_hash commitment;
  struct cs_err err;
  assert_ok(cs_seal_commit(&f->hasher, salt, json, &commitment, &err), &err);
  assert_ok(cs_seal_close_opening(&f->sealer, &f->key, &f->nonce, context, salt, json, &f->arena, &sealed, &err), &err);
  assert_ok(cs_seal_open_opening(&f->sealer, &f->hasher, &f->key, context, sealed, &commitment, &f->arena, &salt_again,
                                 &json_again, &err),
            &err);
  assert_true(cs_str_eq(salt_again, salt));
  assert_true(cs_str_eq(json_again, json));
  commitment.bytes[3] ^= 1;
  assert_code(cs_seal_open_opening(&f->sealer, &f->hasher, &f->key, context, sealed, &commitment, &f->arena,
                                   &salt_again, &json_again, &err),
              &err, CS_E_SEAL_COMMITMENT);
  assert_code(cs_seal_open_opening(&f->sealer, &f->hasher, &f->key, CS_STR("elsewhere"), sealed, &commitment, &f->arena,
                                   &salt_again, &json_again, &err),
              &err, CS_E_SEAL_OPEN);
}

static void an_opening_without_a_whole_salt_is_refused(void **state) {
  struct fixture *f = *state;
  struct cs_str salt = {(const char *)f->key.bytes, 31}, sealed, json_again;
  struct cs_hash commitment = {{0}};
  struct cs_err err;
  assert_code(cs_seal_close_opening(&f->sealer, &f->key, &f->nonce, context, salt, json, &f->arena, &sealed, &err),
              &err, CS_E_SEAL_SALT);
  assert_ok(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, salt, &f->arena, &sealed, &err), &err);
  assert_code(cs_seal_open_opening(&f->sealer, &f->hasher, &f->key, context, sealed, &commitment, &f->arena, &salt,
                                   &json_again, &err),
              &err, CS_E_SEAL_SALT);
}

static void no_memory_is_an_error(void **state) {
  struct fixture *f = *state;
  struct cs_arena tight;
  struct cs_str sealed;
  struct cs_err err;
  cs_arena_init(&tight, NULL, 16);
  assert_code(cs_seal_close(&f->sealer, &f->key, &f->nonce, context, json, &tight, &sealed, &err), &err, CS_E_OOM);
  cs_arena_deinit(&tight);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_commitment_is_the_hmac_under_its_salt),
      TEST(an_opening_with_another_value_or_salt_is_refused),
      TEST(a_salt_has_exactly_32_bytes),
      TEST(a_seal_has_the_bytes_that_another_library_makes),
      TEST(an_empty_value_can_be_sealed),
      TEST(a_seal_with_a_turned_bit_does_not_open),
      TEST(a_seal_opens_under_its_key_and_in_its_place_only),
      TEST(bytes_too_short_or_too_long_are_no_seal),
      TEST(a_wrapped_key_comes_back_under_its_master_key),
      TEST(a_wrapped_key_is_no_seal_and_a_seal_no_wrapped_key),
      TEST(an_opening_comes_back_and_is_held_against_its_commitment),
      TEST(an_opening_without_a_whole_salt_is_refused),
      TEST(no_memory_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
