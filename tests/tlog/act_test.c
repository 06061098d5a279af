/* What an actor signs: the message, its signature, its challenge. */
#include "support/test.h"

#include "base/limits.h"
#include "tlog/act.h"
#include "tlog/err.h"

struct fixture {
  struct cs_hasher hasher;
  struct cs_hash identity;
  struct cs_key key;
};

static int setup(void **state) {
  static struct fixture f;
  struct cs_err err;
  char seed[32];
  for (int i = 0; i < 32; i++) {
    seed[i] = (char)i;
  }
  assert_ok(cs_hasher_init(&f.hasher, &err), &err);
  cs_hash_leaf(&f.hasher, CS_STR("first"), &f.identity);
  assert_ok(cs_key_init(&f.key, (struct cs_str){seed, 32}, &err), &err);
  *state = &f;
  return 0;
}

static int teardown(void **state) {
  struct fixture *f = *state;
  cs_hasher_deinit(&f->hasher);
  cs_key_deinit(&f->key);
  return 0;
}

static const struct cs_str json = {"{\"kind\":\"x\"}", 12};

static void the_message_is_label_identity_and_json(void **state) {
  struct fixture *f = *state;
  struct cs_buf out;
  struct cs_err err;
  cs_buf_init(&out, 4096);
  assert_ok(cs_act_message(&f->identity, json, &out, &err), &err);
  assert_str(cs_buf_str(&out),
             "countersign/act/v1\na1af030231ca2fd20ecf30c5294baf8f69321d09bb16ac53885ccd17a385280d\n{\"kind\":\"x\"}");
  assert_int_equal(out.len, CS_ACT_MESSAGE_HEAD + json.len);
  cs_buf_deinit(&out);
}

/* Worked out with another library. */
static void signature_and_challenge_are_those_of_another_library(void **state) {
  static const char expected[] =
      "5892347f9a298bcb688cf276655d76a73e9d872fbd9f810d8a0d99a6b47ff6b21cefd2be5018c269f3c1fa"
      "e58bbeb34dac371b191893fb0cd82ebd5f9f77bb0b";
  struct fixture *f = *state;
  struct cs_signature signature;
  struct cs_hash challenge, expected_challenge;
  struct cs_buf hex;
  struct cs_err err;
  assert_ok(cs_act_sign(&f->key, &f->identity, json, &signature, &err), &err);
  cs_buf_init(&hex, 4096);
  cs_buf_hex(&hex, signature.bytes, sizeof signature.bytes);
  assert_str(cs_buf_str(&hex), expected);
  cs_buf_deinit(&hex);
  cs_act_challenge(&f->hasher, &f->identity, json, &challenge);
  assert_true(
      cs_hash_of_hex(CS_STR("eeef88a2e8c4c6f497633909cb9b67010d8c7e273a6f54fe17a524aa49144e1d"), &expected_challenge));
  assert_true(cs_hash_eq(&challenge, &expected_challenge));
}

static void an_act_counts_in_its_record_and_with_its_bytes_only(void **state) {
  struct fixture *f = *state;
  struct cs_signature signature;
  struct cs_hash elsewhere = f->identity;
  struct cs_err err;
  assert_ok(cs_act_sign(&f->key, &f->identity, json, &signature, &err), &err);
  assert_ok(cs_act_check(&f->key.public_key, &f->identity, json, &signature, &err), &err);
  elsewhere.bytes[0] ^= 1;
  assert_code(cs_act_check(&f->key.public_key, &elsewhere, json, &signature, &err), &err, CS_E_KEY_SIGNATURE);
  assert_code(cs_act_check(&f->key.public_key, &f->identity, CS_STR("{\"kind\":\"y\"}"), &signature, &err), &err,
              CS_E_KEY_SIGNATURE);
  assert_code(cs_act_check(&f->key.public_key, &f->identity, CS_STR("{\"kind\":\"x\"}\n"), &signature, &err), &err,
              CS_E_KEY_SIGNATURE);
  signature.bytes[40] ^= 1;
  assert_code(cs_act_check(&f->key.public_key, &f->identity, json, &signature, &err), &err, CS_E_KEY_SIGNATURE);
}

static void an_act_is_not_longer_than_an_entry(void **state) {
  static char long_json[CS_ENTRY_MAX + 1];
  struct fixture *f = *state;
  struct cs_signature signature;
  struct cs_err err;
  assert_ok(cs_act_sign(&f->key, &f->identity, (struct cs_str){long_json, CS_ENTRY_MAX}, &signature, &err), &err);
  assert_code(
      cs_act_check(&f->key.public_key, &f->identity, (struct cs_str){long_json, CS_ENTRY_MAX + 1}, &signature, &err),
      &err, CS_E_LIMIT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_message_is_label_identity_and_json),
      TEST(signature_and_challenge_are_those_of_another_library),
      TEST(an_act_counts_in_its_record_and_with_its_bytes_only),
      TEST(an_act_is_not_longer_than_an_entry),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
