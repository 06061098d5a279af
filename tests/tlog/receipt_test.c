/* Receipts as text: written, read, checked, and refused when anything in them is altered. */
#include "support/test.h"

#include <stdlib.h>

#include "tlog/err.h"
#include "tlog/receipt.h"
#include "tlog/tree.h"

#include "tlog/vectors.h"

#define ENTRIES 37

struct fixture {
  struct cs_hasher hasher;
  struct cs_arena arena;
  struct cs_signer signer;
  struct cs_tree tree;
  struct cs_hash leaf[ENTRIES];
  struct cs_buf note, text;
};

static int setup(void **state) {
  struct fixture *f = calloc(1, sizeof *f);
  struct cs_err err;
  assert_non_null(f);
  assert_ok(cs_hasher_init(&f->hasher, &err), &err);
  cs_arena_init(&f->arena, NULL, 0);
  assert_ok(cs_signer_parse(&f->signer, &f->hasher, CS_STR(LOG_SECRET), &err), &err);
  cs_tree_init(&f->tree);
  for (int i = 0; i < ENTRIES; i++) {
    char entry = (char)i;
    cs_hash_leaf(&f->hasher, (struct cs_str){&entry, 1}, &f->leaf[i]);
    assert_ok(cs_tree_append(&f->tree, &f->hasher, &f->leaf[i], NULL, &err), &err);
  }
  cs_buf_init(&f->note, 4096);
  cs_buf_init(&f->text, 8192);
  struct cs_checkpoint checkpoint = {.origin = CS_STR(ORIGIN), .size = ENTRIES};
  const struct cs_signer *signers[] = {&f->signer};
  cs_tree_root(&f->tree, &f->hasher, &checkpoint.root);
  assert_ok(cs_checkpoint_sign(&checkpoint, signers, 1, &f->note, &err), &err);
  *state = f;
  return 0;
}

static int teardown(void **state) {
  struct fixture *f = *state;
  cs_hasher_deinit(&f->hasher);
  cs_arena_deinit(&f->arena);
  cs_signer_deinit(&f->signer);
  cs_buf_deinit(&f->note);
  cs_buf_deinit(&f->text);
  free(f);
  return 0;
}

/* The receipt of entry `index`, as text. */
static struct cs_str write_receipt(struct fixture *f, uint64_t index, bool with_extra) {
  struct cs_receipt receipt = {
      .index = index, .has_extra = with_extra, .extra = CS_STR("what else"), .checkpoint = cs_buf_str(&f->note)};
  struct cs_err err;
  assert_ok(cs_tree_inclusion(&f->tree, &f->hasher, index, &receipt.proof, &err), &err);
  cs_buf_reset(&f->text);
  assert_ok(cs_receipt_write(&receipt, &f->text, &err), &err);
  return cs_buf_str(&f->text);
}

static bool check(struct fixture *f, struct cs_str text, const struct cs_hash *leaf, struct cs_err *err) {
  struct cs_receipt receipt;
  struct cs_checkpoint_opened opened;
  return cs_receipt_parse(text, &f->arena, &receipt, err) &&
         cs_receipt_check(&receipt, &f->hasher, leaf, CS_STR(ORIGIN), &f->signer.verifier, 1, &opened, err);
}

static void the_receipt_of_every_entry_is_read_back_and_holds(void **state) {
  struct fixture *f = *state;
  struct cs_err err;
  for (uint64_t i = 0; i < ENTRIES; i++) {
    struct cs_receipt receipt;
    struct cs_str text = write_receipt(f, i, i % 2 == 0);
    assert_ok(cs_receipt_parse(text, &f->arena, &receipt, &err), &err);
    assert_true(receipt.index == i);
    assert_int_equal(receipt.has_extra, i % 2 == 0);
    assert_str(receipt.extra, i % 2 == 0 ? "what else" : "");
    assert_ok(check(f, text, &f->leaf[i], &err), &err);
  }
}

static void its_text_is_that_of_the_specification(void **state) {
  struct fixture *f = *state;
  struct cs_receipt receipt = {.has_extra = true, .extra = CS_STR("x"), .index = 0, .checkpoint = CS_STR(BODY "\n")};
  struct cs_err err;
  receipt.proof.n = 1;
  cs_hash_empty(&f->hasher, &receipt.proof.at[0]);
  assert_ok(cs_receipt_write(&receipt, &f->text, &err), &err);
  assert_str(cs_buf_str(&f->text), "c2sp.org/tlog-proof@v1\nextra eA==\nindex 0\n"
                                   "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" BODY "\n");
}

static void a_receipt_holds_for_its_own_entry_only(void **state) {
  struct fixture *f = *state;
  struct cs_err err;
  struct cs_str text = write_receipt(f, 12, false);
  for (int i = 0; i < ENTRIES; i++) {
    if (i == 12) {
      assert_ok(check(f, text, &f->leaf[i], &err), &err);
    } else {
      assert_code(check(f, text, &f->leaf[i], &err), &err, CS_E_TLOG_PROOF);
    }
  }
}

static void a_turned_bit_anywhere_is_refused(void **state) {
  struct fixture *f = *state;
  struct cs_err err;
  struct cs_str good = write_receipt(f, 35, false);
  char text[8192];
  for (size_t bit = 0; bit < good.len * 8; bit++) {
    memcpy(text, good.ptr, good.len);
    text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    cs_arena_reset(&f->arena);
    assert_false(check(f, (struct cs_str){text, good.len}, &f->leaf[35], &err));
  }
}

static void a_receipt_under_another_key_or_origin_is_refused(void **state) {
  struct fixture *f = *state;
  struct cs_receipt receipt;
  struct cs_checkpoint_opened opened;
  struct cs_verifier_key other;
  struct cs_err err;
  assert_ok(cs_receipt_parse(write_receipt(f, 3, false), &f->arena, &receipt, &err), &err);
  assert_ok(cs_verifier_key_parse(&other, &f->hasher, CS_STR(WITNESS_KEY), &err), &err);
  assert_code(cs_receipt_check(&receipt, &f->hasher, &f->leaf[3], CS_STR(ORIGIN), &other, 1, &opened, &err), &err,
              CS_E_TLOG_KEY_UNKNOWN);
  assert_code(
      cs_receipt_check(&receipt, &f->hasher, &f->leaf[3], CS_STR("elsewhere"), &f->signer.verifier, 1, &opened, &err),
      &err, CS_E_TLOG_ORIGIN);
  receipt.index = ENTRIES;
  assert_code(
      cs_receipt_check(&receipt, &f->hasher, &f->leaf[3], CS_STR(ORIGIN), &f->signer.verifier, 1, &opened, &err), &err,
      CS_E_TLOG_RANGE);
}

#define HEAD "c2sp.org/tlog-proof@v1\n"
#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static void what_is_not_a_receipt_is_refused_with_its_line(void **state) {
  static const struct {
    const char *text;
    uint32_t line;
  } bad[] = {
      {"", 1},
      {"c2sp.org/tlog-proof@v1", 1},
      {"c2sp.org/tlog-proof@v2\nindex 0\n\nx", 1},
      {HEAD, 2},
      {HEAD "index\n\nx", 2},
      {HEAD "index 00\n\nx", 2},
      {HEAD "index 1 \n\nx", 2},
      {HEAD "index -1\n\nx", 2},
      {HEAD "index 9223372036854775808\n\nx", 2},
      {HEAD "Index 1\n\nx", 2},
      {HEAD "extra e\nindex 1\n\nx", 2},
      {HEAD "extra eB==\nindex 1\n\nx", 2},
      {HEAD "extra eA==\nextra eA==\nindex 1\n\nx", 3},
      {HEAD "extra eA==\n", 3},
      {HEAD "index 1\nextra eA==\n\nx", 3},
      {HEAD "index 1\n" HASH, 4},
      {HEAD "index 1\n" HASH "47DE\n\nx", 4},
      {HEAD "index 1\n" HASH "\n", 5},
      {HEAD "index 1\n\n", 4},
  };
  struct fixture *f = *state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct cs_receipt receipt;
    struct cs_err err;
    assert_code(cs_receipt_parse(cs_str_of(bad[i].text), &f->arena, &receipt, &err), &err, CS_E_TLOG_RECEIPT);
    assert_int_equal(err.line, bad[i].line);
  }
}

static void length_and_number_of_hashes_are_bounded(void **state) {
  struct fixture *f = *state;
  struct cs_receipt receipt;
  struct cs_err err;
  struct cs_buf text;
  cs_buf_init(&text, CS_RECEIPT_MAX + 100);
  cs_buf_add(&text, CS_STR(HEAD "index 1\n"));
  for (int i = 0; i < CS_PROOF_MAX + 1; i++) {
    cs_buf_add(&text, CS_STR(HASH));
  }
  cs_buf_add(&text, CS_STR("\nx"));
  assert_code(cs_receipt_parse(cs_buf_str(&text), &f->arena, &receipt, &err), &err, CS_E_TLOG_RECEIPT);
  assert_int_equal(err.line, 3 + CS_PROOF_MAX);
  while (text.len <= CS_RECEIPT_MAX) {
    cs_buf_add(&text, CS_STR(HASH));
  }
  assert_code(cs_receipt_parse(cs_buf_str(&text), &f->arena, &receipt, &err), &err, CS_E_LIMIT);
  cs_buf_deinit(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_receipt_of_every_entry_is_read_back_and_holds),
      TEST(its_text_is_that_of_the_specification),
      TEST(a_receipt_holds_for_its_own_entry_only),
      TEST(a_turned_bit_anywhere_is_refused),
      TEST(a_receipt_under_another_key_or_origin_is_refused),
      TEST(what_is_not_a_receipt_is_refused_with_its_line),
      TEST(length_and_number_of_hashes_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
