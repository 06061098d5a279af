/* SHA-256, HMAC-SHA-256 and the hashes of the tree, by published values. */
#include "support/test.h"

#include "base/buf.h"
#include "tlog/hash.h"

static int setup(void **state) {
  static struct cs_hasher hasher;
  struct cs_err err;
  *state = &hasher;
  return cs_hasher_init(&hasher, &err) ? 0 : -1;
}

static int teardown(void **state) {
  cs_hasher_deinit(*state);
  return 0;
}

static void assert_hash(const struct cs_hash *hash, const char *hex) {
  struct cs_hash expected;
  assert_true(cs_hash_of_hex(cs_str_of(hex), &expected));
  assert_memory_equal(hash->bytes, expected.bytes, CS_HASH_SIZE);
}

/* FIPS 180-4 examples. */
static void sha256_gives_the_published_hashes(void **state) {
  struct cs_hash hash;
  cs_hash_bytes(*state, CS_STR("abc"), &hash);
  assert_hash(&hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  cs_hash_bytes(*state, CS_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), &hash);
  assert_hash(&hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void an_empty_tree_has_the_hash_of_nothing(void **state) {
  struct cs_hash hash;
  cs_hash_empty(*state, &hash);
  assert_hash(&hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void pieces_give_the_same_hash_as_the_whole(void **state) {
  struct cs_str text =
      CS_STR("the record is the truth, and everything else is folded from it, entry by entry, in order");
  struct cs_hash whole, pieces;
  cs_hash_bytes(*state, text, &whole);
  for (size_t cut = 0; cut <= text.len; cut++) {
    cs_hash_begin(*state);
    cs_hash_add(*state, cs_str_sub(text, 0, cut));
    cs_hash_add(*state, cs_str_from(text, cut));
    cs_hash_end(*state, &pieces);
    assert_true(cs_hash_eq(&whole, &pieces));
  }
}

static void leaves_and_nodes_never_hash_alike(void **state) {
  struct cs_hash left, right, node, leaf, plain;
  cs_hash_leaf(*state, CS_STR_NONE, &left);
  assert_hash(&left, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  cs_hash_leaf(*state, CS_STR("b"), &right);
  cs_hash_node(*state, &left, &right, &node);
  char both[64];
  memcpy(both, left.bytes, 32);
  memcpy(both + 32, right.bytes, 32);
  cs_hash_leaf(*state, (struct cs_str){both, 64}, &leaf);
  cs_hash_bytes(*state, (struct cs_str){both, 64}, &plain);
  assert_false(cs_hash_eq(&node, &leaf));
  assert_false(cs_hash_eq(&node, &plain));
  assert_false(cs_hash_eq(&leaf, &plain));
}

static void a_node_may_be_written_over_its_child(void **state) {
  struct cs_hash left, right, node, again;
  cs_hash_leaf(*state, CS_STR("a"), &left);
  cs_hash_leaf(*state, CS_STR("b"), &right);
  cs_hash_node(*state, &left, &right, &node);
  again = right;
  cs_hash_node(*state, &left, &again, &again);
  assert_true(cs_hash_eq(&node, &again));
}

static void folding_four_hashes_is_three_nodes(void **state) {
  struct cs_hash four[4], low, high, root, folded;
  for (int i = 0; i < 4; i++) {
    char c = (char)('a' + i);
    cs_hash_leaf(*state, (struct cs_str){&c, 1}, &four[i]);
  }
  cs_hash_node(*state, &four[0], &four[1], &low);
  cs_hash_node(*state, &four[2], &four[3], &high);
  cs_hash_node(*state, &low, &high, &root);
  cs_hash_fold(*state, four, 4, &folded);
  assert_true(cs_hash_eq(&root, &folded));
  cs_hash_fold(*state, four, 1, &folded);
  assert_true(cs_hash_eq(&four[0], &folded));
}

/* RFC 4231 test cases 1, 2, 3 and 6 (a key longer than a block). */
static void hmac_gives_the_published_codes(void **state) {
  struct cs_hash hash;
  char key[131], data[50];
  memset(key, 0x0b, 20);
  cs_hash_hmac(*state, (struct cs_str){key, 20}, CS_STR("Hi There"), &hash);
  assert_hash(&hash, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  cs_hash_hmac(*state, CS_STR("Jefe"), CS_STR("what do ya want for nothing?"), &hash);
  assert_hash(&hash, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  memset(key, 0xaa, sizeof key);
  memset(data, 0xdd, sizeof data);
  cs_hash_hmac(*state, (struct cs_str){key, 20}, (struct cs_str){data, 50}, &hash);
  assert_hash(&hash, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  cs_hash_hmac(*state, (struct cs_str){key, 131}, CS_STR("Test Using Larger Than Block-Size Key - Hash Key First"),
               &hash);
  assert_hash(&hash, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void a_hash_is_read_from_its_one_text_only(void **state) {
  struct cs_hash hash, again;
  (void)state;
  assert_true(cs_hash_of_base64(CS_STR("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="), &hash));
  struct cs_buf buf;
  cs_buf_init(&buf, 100);
  cs_buf_hex(&buf, hash.bytes, sizeof hash.bytes);
  assert_true(cs_hash_of_hex(cs_buf_str(&buf), &again));
  assert_true(cs_hash_eq(&hash, &again));
  assert_false(cs_hash_of_hex(cs_str_sub(cs_buf_str(&buf), 0, 62), &again));
  cs_buf_deinit(&buf);
  assert_false(cs_hash_of_base64(CS_STR("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J="), &again)); /* a loose bit */
  assert_false(cs_hash_of_base64(CS_STR("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I"), &again));
  assert_false(cs_hash_of_base64(CS_STR("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw=="), &again));
  assert_false(cs_hash_of_hex(CS_STR("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"), &again));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sha256_gives_the_published_hashes),      cmocka_unit_test(an_empty_tree_has_the_hash_of_nothing),
      cmocka_unit_test(pieces_give_the_same_hash_as_the_whole), cmocka_unit_test(leaves_and_nodes_never_hash_alike),
      cmocka_unit_test(a_node_may_be_written_over_its_child),   cmocka_unit_test(folding_four_hashes_is_three_nodes),
      cmocka_unit_test(hmac_gives_the_published_codes),         cmocka_unit_test(a_hash_is_read_from_its_one_text_only),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
