/* Every proof of many sizes against the recursive definition (slow.h), and what breaks one. */
#include "support/test.h"

#include <stdlib.h>

#include "tlog/err.h"
#include "tlog/tile.h"

#include "tlog/slow.h"

#define INCLUSION_SIZES   300
#define CONSISTENCY_SIZES 130

static struct slow *slow;
static struct cs_tile_nodes *tiles;

static int setup(void **state) {
  (void)state;
  slow = slow_new();
  tiles = calloc(1, sizeof *tiles);
  return tiles ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  slow_free(slow);
  free(tiles);
  return 0;
}

static struct cs_nodes nodes_of(size_t size) {
  static const struct cs_tiles source = {.read = slow_read};
  static struct cs_tiles with_ctx;
  with_ctx = source;
  with_ctx.ctx = slow;
  cs_tile_nodes_init(tiles, &with_ctx, &slow->hasher);
  return cs_tile_nodes_reader(tiles, size);
}

static void the_root_is_the_recursive_definition_s(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t size = 0; size <= INCLUSION_SIZES; size++) {
    struct cs_nodes nodes = nodes_of(size);
    struct cs_hash root, expected = slow_mth(slow, 0, size);
    assert_ok(cs_proof_root(&nodes, &slow->hasher, size, &root, &err), &err);
    assert_true(cs_hash_eq(&root, &expected));
  }
}

static void every_inclusion_proof_is_the_recursive_definition_s_and_holds(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t size = 1; size <= INCLUSION_SIZES; size++) {
    struct cs_nodes nodes = nodes_of(size);
    struct cs_hash root = slow_mth(slow, 0, size);
    for (size_t i = 0; i < size; i++) {
      struct cs_proof proof, expected = {0};
      assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, i, size, &proof, &err), &err);
      slow_path(slow, i, 0, size, &expected);
      assert_true(same_proof(&proof, &expected));
      assert_ok(cs_proof_check_inclusion(&slow->hasher, &proof, &slow->leaf[i], i, size, &root, &err), &err);
    }
  }
}

static void every_consistency_proof_is_the_recursive_definition_s_and_holds(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t size = 1; size <= CONSISTENCY_SIZES; size++) {
    struct cs_nodes nodes = nodes_of(size);
    struct cs_hash root = slow_mth(slow, 0, size);
    for (size_t old = 0; old <= size; old++) {
      struct cs_proof proof, expected = {0};
      struct cs_hash old_root = slow_mth(slow, 0, old);
      assert_ok(cs_proof_consistency(&nodes, &slow->hasher, old, size, &proof, &err), &err);
      if (old > 0) {
        slow_subproof(slow, old, 0, size, true, &expected);
      }
      assert_true(same_proof(&proof, &expected));
      assert_ok(cs_proof_check_consistency(&slow->hasher, &proof, old, &old_root, size, &root, &err), &err);
    }
  }
}

static void remembered_tiles_stay_good_while_the_log_grows_and_for_older_sizes(void **state) {
  struct cs_tiles source = {.read = slow_read, .ctx = slow};
  struct cs_err err;
  (void)state;
  cs_tile_nodes_init(tiles, &source, &slow->hasher);
  for (size_t step = 1; step <= 600; step++) {
    size_t size = step % 3 == 0 ? step % 257 + 1 : (step + 1) / 2, i = step * 7 % size;
    struct cs_nodes nodes = cs_tile_nodes_reader(tiles, size);
    struct cs_proof proof, expected = {0};
    struct cs_hash root, expected_root = slow_mth(slow, 0, size);
    assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, i, size, &proof, &err), &err);
    slow_path(slow, i, 0, size, &expected);
    assert_true(same_proof(&proof, &expected));
    assert_ok(cs_proof_root(&nodes, &slow->hasher, size, &root, &err), &err);
    assert_true(cs_hash_eq(&root, &expected_root));
  }
}

/* Each hash of each proof with one bit turned, and the leaf and the root. */
static void a_turned_bit_breaks_an_inclusion_proof(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t size = 1; size <= 70; size++) {
    struct cs_nodes nodes = nodes_of(size);
    for (size_t i = 0; i < size; i++) {
      struct cs_hash root = slow_mth(slow, 0, size), leaf = slow->leaf[i];
      struct cs_proof proof;
      assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, i, size, &proof, &err), &err);
      for (size_t k = 0; k < proof.n; k++) {
        proof.at[k].bytes[(size + k) % 32] ^= (unsigned char)(1 << (i % 8));
        assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &leaf, i, size, &root, &err), &err,
                    CS_E_TLOG_PROOF);
        proof.at[k].bytes[(size + k) % 32] ^= (unsigned char)(1 << (i % 8));
      }
      leaf.bytes[i % 32] ^= 1;
      assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &leaf, i, size, &root, &err), &err, CS_E_TLOG_PROOF);
      leaf.bytes[i % 32] ^= 1;
      root.bytes[size % 32] ^= 128;
      assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &leaf, i, size, &root, &err), &err, CS_E_TLOG_PROOF);
    }
  }
}

static void a_proof_with_a_hash_more_or_less_is_refused(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t size = 1; size <= 70; size++) {
    struct cs_nodes nodes = nodes_of(size);
    struct cs_hash root = slow_mth(slow, 0, size);
    for (size_t i = 0; i < size; i++) {
      struct cs_proof proof;
      assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, i, size, &proof, &err), &err);
      proof.at[proof.n++] = root;
      assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &slow->leaf[i], i, size, &root, &err), &err,
                  CS_E_TLOG_PROOF);
      if (proof.n >= 2) {
        proof.n -= 2;
        assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &slow->leaf[i], i, size, &root, &err), &err,
                    CS_E_TLOG_PROOF);
      }
    }
  }
}

static void a_proof_holds_for_its_own_index_only(void **state) {
  struct cs_err err;
  (void)state;
  size_t size = 21;
  struct cs_nodes nodes = nodes_of(size);
  struct cs_hash root = slow_mth(slow, 0, size);
  for (size_t i = 0; i < size; i++) {
    struct cs_proof proof;
    assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, i, size, &proof, &err), &err);
    for (size_t k = 0; k < size; k++) {
      bool good = cs_proof_check_inclusion(&slow->hasher, &proof, &slow->leaf[i], k, size, &root, &err);
      assert_int_equal(good, k == i);
    }
  }
}

static void a_turned_bit_breaks_a_consistency_proof(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t size = 2; size <= 70; size++) {
    struct cs_nodes nodes = nodes_of(size);
    for (size_t old = 1; old <= size; old++) {
      struct cs_hash root = slow_mth(slow, 0, size), old_root = slow_mth(slow, 0, old);
      struct cs_proof proof;
      assert_ok(cs_proof_consistency(&nodes, &slow->hasher, old, size, &proof, &err), &err);
      for (size_t k = 0; k < proof.n; k++) {
        proof.at[k].bytes[(size + old) % 32] ^= 4;
        assert_code(cs_proof_check_consistency(&slow->hasher, &proof, old, &old_root, size, &root, &err), &err,
                    CS_E_TLOG_PROOF);
        proof.at[k].bytes[(size + old) % 32] ^= 4;
      }
      root.bytes[0] ^= 1;
      assert_code(cs_proof_check_consistency(&slow->hasher, &proof, old, &old_root, size, &root, &err), &err,
                  CS_E_TLOG_PROOF);
      root.bytes[0] ^= 1;
      old_root.bytes[31] ^= 1;
      assert_code(cs_proof_check_consistency(&slow->hasher, &proof, old, &old_root, size, &root, &err), &err,
                  CS_E_TLOG_PROOF);
      old_root.bytes[31] ^= 1;
      proof.at[proof.n++] = root;
      assert_code(cs_proof_check_consistency(&slow->hasher, &proof, old, &old_root, size, &root, &err), &err,
                  CS_E_TLOG_PROOF);
    }
  }
}

static void a_forked_log_is_not_consistent(void **state) {
  struct cs_err err;
  (void)state;
  struct cs_nodes nodes = nodes_of(40);
  struct cs_proof proof;
  struct cs_hash root = slow_mth(slow, 0, 40), forked = slow_mth(slow, 1, 24); /* 24 other entries */
  assert_ok(cs_proof_consistency(&nodes, &slow->hasher, 24, 40, &proof, &err), &err);
  assert_code(cs_proof_check_consistency(&slow->hasher, &proof, 24, &forked, 40, &root, &err), &err, CS_E_TLOG_PROOF);
  proof.n = 0;
  assert_code(cs_proof_check_consistency(&slow->hasher, &proof, 24, &forked, 40, &root, &err), &err, CS_E_TLOG_PROOF);
  assert_code(cs_proof_check_consistency(&slow->hasher, &proof, 40, &forked, 40, &root, &err), &err, CS_E_TLOG_PROOF);
  assert_code(cs_proof_check_consistency(&slow->hasher, &proof, 0, &forked, 40, &root, &err), &err, CS_E_TLOG_PROOF);
}

static void an_entry_beyond_the_log_has_no_proof(void **state) {
  struct cs_err err;
  (void)state;
  struct cs_nodes nodes = nodes_of(7);
  struct cs_proof proof = {0};
  struct cs_hash root = slow_mth(slow, 0, 7);
  assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, 6, 7, &proof, &err), &err);
  assert_code(cs_proof_inclusion(&nodes, &slow->hasher, 7, 7, &proof, &err), &err, CS_E_TLOG_RANGE);
  assert_code(cs_proof_inclusion(&nodes, &slow->hasher, 0, 0, &proof, &err), &err, CS_E_TLOG_RANGE);
  assert_code(cs_proof_consistency(&nodes, &slow->hasher, 8, 7, &proof, &err), &err, CS_E_TLOG_RANGE);
  assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &root, 7, 7, &root, &err), &err, CS_E_TLOG_RANGE);
  assert_code(cs_proof_check_inclusion(&slow->hasher, &proof, &root, 7, UINT64_MAX, &root, &err), &err,
              CS_E_TLOG_RANGE);
  assert_code(cs_proof_check_consistency(&slow->hasher, &proof, 8, &root, 7, &root, &err), &err, CS_E_TLOG_RANGE);
  assert_code(cs_proof_root(&nodes, &slow->hasher, UINT64_MAX, &root, &err), &err, CS_E_TLOG_RANGE);
}

/* A tree of which all leaves are alike: each height has one hash, so trees of any size can be had. */
struct alike {
  struct cs_hash height[64];
};

static bool alike_node(void *ctx, unsigned height, uint64_t index, struct cs_hash *out, struct cs_err *err) {
  const struct alike *alike = ctx;
  (void)index;
  (void)err;
  *out = alike->height[height];
  return true;
}

static void proofs_hold_at_the_largest_sizes(void **state) {
  static struct alike alike;
  struct cs_err err;
  (void)state;
  alike.height[0] = slow->leaf[0];
  for (int i = 1; i < 64; i++) {
    cs_hash_node(&slow->hasher, &alike.height[i - 1], &alike.height[i - 1], &alike.height[i]);
  }
  struct cs_nodes nodes = {.node = alike_node, .ctx = &alike};
  const uint64_t sizes[] = {UINT64_C(1) << 32, (UINT64_C(1) << 40) + 1, CS_TLOG_SIZE_MAX - 1, CS_TLOG_SIZE_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct cs_hash root, old_root;
    struct cs_proof proof;
    uint64_t size = sizes[i], old = size / 3;
    assert_ok(cs_proof_root(&nodes, &slow->hasher, size, &root, &err), &err);
    assert_ok(cs_proof_root(&nodes, &slow->hasher, old, &old_root, &err), &err);
    assert_ok(cs_proof_inclusion(&nodes, &slow->hasher, size - 1, size, &proof, &err), &err);
    assert_ok(cs_proof_check_inclusion(&slow->hasher, &proof, &slow->leaf[0], size - 1, size, &root, &err), &err);
    assert_ok(cs_proof_consistency(&nodes, &slow->hasher, old, size, &proof, &err), &err);
    assert_ok(cs_proof_check_consistency(&slow->hasher, &proof, old, &old_root, size, &root, &err), &err);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_root_is_the_recursive_definition_s),
      cmocka_unit_test(every_inclusion_proof_is_the_recursive_definition_s_and_holds),
      cmocka_unit_test(every_consistency_proof_is_the_recursive_definition_s_and_holds),
      cmocka_unit_test(remembered_tiles_stay_good_while_the_log_grows_and_for_older_sizes),
      cmocka_unit_test(a_turned_bit_breaks_an_inclusion_proof),
      cmocka_unit_test(a_proof_with_a_hash_more_or_less_is_refused),
      cmocka_unit_test(a_proof_holds_for_its_own_index_only),
      cmocka_unit_test(a_turned_bit_breaks_a_consistency_proof),
      cmocka_unit_test(a_forked_log_is_not_consistent),
      cmocka_unit_test(an_entry_beyond_the_log_has_no_proof),
      cmocka_unit_test(proofs_hold_at_the_largest_sizes),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
