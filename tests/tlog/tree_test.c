/* The tree in memory: published roots, the newest proofs at every kind of size, loading, copying. */
#include "support/test.h"

#include <stdlib.h>

#include "base/limits.h"
#include "tlog/err.h"
#include "tlog/tree.h"

#include "tlog/slow.h"

struct fixture {
  struct cs_hasher hasher;
  struct cs_tree tree, other;
  struct cs_tile_nodes nodes;
  struct cs_hash height[64]; /* of a tree whose leaves are all alike */
};

static int setup(void **state) {
  struct fixture *f = calloc(1, sizeof *f);
  struct cs_err err;
  if (!f || !cs_hasher_init(&f->hasher, &err)) {
    return -1;
  }
  cs_tree_init(&f->tree);
  cs_tree_init(&f->other);
  cs_hash_leaf(&f->hasher, CS_STR("alike"), &f->height[0]);
  for (int i = 1; i < 64; i++) {
    cs_hash_node(&f->hasher, &f->height[i - 1], &f->height[i - 1], &f->height[i]);
  }
  *state = f;
  return 0;
}

static int teardown(void **state) {
  struct fixture *f = *state;
  cs_hasher_deinit(&f->hasher);
  free(f);
  return 0;
}

static void the_classic_eight_leaves_give_the_published_roots(void **state) {
  static const struct cs_str leaves[8] = {
      {"", 0}, {"\x00", 1}, {"\x10", 1}, {" !", 2}, {"01", 2}, {"@ABC", 4}, {"PQRSTUVW", 8}, {"`abcdefghijklmno", 16},
  };
  static const char *const roots[8] = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  };
  struct fixture *f = *state;
  struct cs_err err;
  struct cs_hash leaf, root, expected;
  cs_tree_root(&f->tree, &f->hasher, &root);
  assert_true(cs_hash_of_hex(CS_STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), &expected));
  assert_true(cs_hash_eq(&root, &expected));
  for (int i = 0; i < 8; i++) {
    cs_hash_leaf(&f->hasher, leaves[i], &leaf);
    assert_ok(cs_tree_append(&f->tree, &f->hasher, &leaf, NULL, &err), &err);
    cs_tree_root(&f->tree, &f->hasher, &root);
    assert_true(cs_hash_of_hex(cs_str_of(roots[i]), &expected));
    assert_true(cs_hash_eq(&root, &expected));
  }
}

static void roots_and_proofs_of_a_growing_tree_are_the_recursive_definition_s(void **state) {
  struct fixture *f = *state;
  struct cs_err err;
  struct slow *slow = slow_new();
  for (size_t size = 1; size <= 300; size++) {
    assert_ok(cs_tree_append(&f->tree, &f->hasher, &slow->leaf[size - 1], NULL, &err), &err);
    struct cs_hash root, expected_root = slow_mth(slow, 0, size);
    cs_tree_root(&f->tree, &f->hasher, &root);
    assert_true(cs_hash_eq(&root, &expected_root));
    for (size_t i = 0; i < size; i++) {
      struct cs_proof proof, expected = {0};
      assert_ok(cs_tree_inclusion(&f->tree, &f->hasher, i, &proof, &err), &err);
      slow_path(slow, i, 0, size, &expected);
      assert_true(same_proof(&proof, &expected));
    }
  }
  slow_free(slow);
}

#define COUNTED_LEVELS 3

struct counted {
  uint64_t n[COUNTED_LEVELS];
  struct cs_hash first, last;
  struct cs_hasher *hasher;
  uint64_t fail_at; /* refuse the tile of this number, counted from 1 */
};

static bool count_tile(void *ctx, unsigned level, uint64_t index, const struct cs_hash *hashes,
                       const struct cs_hash *root, struct cs_err *err) {
  struct counted *counted = ctx;
  struct cs_hash again;
  assert_true(level < COUNTED_LEVELS);
  assert_true(index == counted->n[level]);
  counted->n[level]++;
  cs_hash_fold(counted->hasher, hashes, 256, &again);
  assert_true(cs_hash_eq(&again, root));
  if (level == 0 && counted->fail_at == counted->n[0]) {
    return cs_err_set(err, &CS_E_LIMIT, "no room for it");
  }
  return true;
}

static struct cs_hash leaf_number(struct fixture *f, uint64_t i) {
  struct cs_hash leaf;
  cs_hash_leaf(&f->hasher, (struct cs_str){(const char *)&i, sizeof i}, &leaf);
  return leaf;
}

static void grow(struct fixture *f, uint64_t until, const struct cs_tree_sink *sink) {
  struct cs_err err;
  while (f->tree.size < until) {
    struct cs_hash leaf = leaf_number(f, f->tree.size);
    assert_ok(cs_tree_append(&f->tree, &f->hasher, &leaf, sink, &err), &err);
  }
}

static void each_full_tile_is_given_out_once_with_its_root(void **state) {
  struct fixture *f = *state;
  struct counted counted = {.hasher = &f->hasher};
  struct cs_tree_sink sink = {count_tile, &counted};
  grow(f, 255, &sink);
  assert_int_equal(counted.n[0], 0);
  grow(f, 256, &sink);
  assert_int_equal(counted.n[0], 1);
  grow(f, 65535, &sink);
  assert_int_equal(counted.n[0], 255);
  assert_int_equal(counted.n[1], 0);
  grow(f, 70000, &sink);
  assert_int_equal(counted.n[0], 273);
  assert_int_equal(counted.n[1], 1);
  assert_int_equal(counted.n[2], 0);
}

static void a_refusal_of_the_sink_comes_back(void **state) {
  struct fixture *f = *state;
  struct counted counted = {.hasher = &f->hasher, .fail_at = 2};
  struct cs_tree_sink sink = {count_tile, &counted};
  struct cs_err err;
  grow(f, 511, &sink);
  struct cs_hash leaf = leaf_number(f, 511);
  assert_code(cs_tree_append(&f->tree, &f->hasher, &leaf, &sink, &err), &err, CS_E_LIMIT);
}

/* All hashes of all heights of a tree, kept: what the edge in memory is compared with at larger sizes. */
struct whole {
  struct cs_hash *height[20];
  uint64_t size;
};

static void whole_init(struct whole *whole, struct fixture *f, uint64_t size) {
  whole->size = size;
  for (unsigned h = 0; h < 20; h++) {
    whole->height[h] = calloc((size_t)(size >> h) + 1, sizeof(struct cs_hash));
    assert_non_null(whole->height[h]);
    for (uint64_t i = 0; i < size >> h; i++) {
      if (h == 0) {
        whole->height[0][i] = leaf_number(f, i);
      } else {
        cs_hash_node(&f->hasher, &whole->height[h - 1][2 * i], &whole->height[h - 1][2 * i + 1], &whole->height[h][i]);
      }
    }
  }
}

static void whole_deinit(struct whole *whole) {
  for (unsigned h = 0; h < 20; h++) {
    free(whole->height[h]);
  }
}

static bool whole_node(void *ctx, unsigned height, uint64_t index, struct cs_hash *out, struct cs_err *err) {
  const struct whole *whole = ctx;
  (void)err;
  assert_true(index < whole->size >> height);
  *out = whole->height[height][index];
  return true;
}

static bool whole_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                       struct cs_err *err) {
  for (unsigned i = 0; i < width; i++) {
    if (!whole_node(ctx, 8 * level, index * 256 + i, &out[i], err)) {
      return false;
    }
  }
  return true;
}

/* Root and all recent proofs of `tree` against the whole tree. */
static void assert_recent(struct fixture *f, struct cs_tree *tree, struct whole *whole) {
  struct cs_nodes nodes = {.node = whole_node, .ctx = whole};
  struct cs_hash root, expected_root;
  struct cs_err err;
  cs_tree_root(tree, &f->hasher, &root);
  assert_ok(cs_proof_root(&nodes, &f->hasher, tree->size, &expected_root, &err), &err);
  assert_true(cs_hash_eq(&root, &expected_root));
  uint64_t first = tree->size > CS_TREE_RECENT ? tree->size - CS_TREE_RECENT : 0;
  for (uint64_t i = first; i < tree->size; i++) {
    struct cs_proof proof, expected;
    assert_ok(cs_tree_inclusion(tree, &f->hasher, i, &proof, &err), &err);
    assert_ok(cs_proof_inclusion(&nodes, &f->hasher, i, tree->size, &expected, &err), &err);
    assert_true(same_proof(&proof, &expected));
  }
}

static const uint64_t sizes[] = {1,    255,  256,   257,   511,   512,   513,   767,    768,    769,
                                 1000, 1024, 65535, 65536, 65537, 66047, 66048, 131071, 131072, 131500};

static void the_newest_512_entries_are_proved_from_memory_at_any_size(void **state) {
  struct fixture *f = *state;
  struct whole whole;
  assert_true(CS_TREE_RECENT >= CS_BATCH_ACTS_MAX);
  whole_init(&whole, f, 131500);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    grow(f, sizes[i], NULL);
    assert_recent(f, &f->tree, &whole);
  }
  whole_deinit(&whole);
}

static void an_older_entry_needs_a_store(void **state) {
  struct fixture *f = *state;
  struct cs_proof proof;
  struct cs_err err;
  assert_code(cs_tree_inclusion(&f->tree, &f->hasher, 0, &proof, &err), &err, CS_E_TLOG_RANGE);
  grow(f, 513, NULL);
  assert_ok(cs_tree_inclusion(&f->tree, &f->hasher, 1, &proof, &err), &err);
  assert_code(cs_tree_inclusion(&f->tree, &f->hasher, 0, &proof, &err), &err, CS_E_TLOG_RANGE);
  assert_code(cs_tree_inclusion(&f->tree, &f->hasher, 513, &proof, &err), &err, CS_E_TLOG_RANGE);
}

static void a_tree_loaded_from_tiles_goes_on_as_the_one_in_memory(void **state) {
  struct fixture *f = *state;
  struct whole whole;
  struct cs_err err;
  whole_init(&whole, f, 131500 + 300);
  struct cs_tiles tiles = {whole_tile, &whole};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    assert_ok(cs_tree_load(&f->tree, &f->hasher, sizes[i], &tiles, &err), &err);
    assert_recent(f, &f->tree, &whole);
    grow(f, sizes[i] + 300, NULL);
    assert_recent(f, &f->tree, &whole);
  }
  assert_ok(cs_tree_load(&f->tree, &f->hasher, 0, &tiles, &err), &err);
  assert_int_equal(f->tree.size, 0);
  whole_deinit(&whole);
}

static void a_copy_is_equal_and_apart(void **state) {
  struct fixture *f = *state;
  struct whole whole;
  struct cs_err err;
  whole_init(&whole, f, 131500 + 600);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    grow(f, sizes[i], NULL);
    memset(&f->other, 0xA5, sizeof f->other);
    cs_tree_copy(&f->other, &f->tree);
    assert_recent(f, &f->other, &whole);
    for (int k = 0; k < 600; k++) { /* other leaves: a batch that is thrown away */
      assert_ok(cs_tree_append(&f->other, &f->hasher, &f->height[0], NULL, &err), &err);
    }
    assert_recent(f, &f->tree, &whole);
    cs_tree_copy(&f->other, &f->tree);
    assert_recent(f, &f->other, &whole);
  }
  whole_deinit(&whole);
}

static bool wrong_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                       struct cs_err *err) {
  if (!whole_tile(ctx, level, index, width, out, err)) {
    return false;
  }
  if (level == 0 && index == 2) {
    out[200].bytes[7] ^= 1;
  }
  return true;
}

static void a_stored_tile_with_a_turned_bit_is_found_at_loading(void **state) {
  struct fixture *f = *state;
  struct whole whole;
  struct cs_err err;
  whole_init(&whole, f, 1000);
  struct cs_tiles tiles = {wrong_tile, &whole};
  assert_code(cs_tree_load(&f->tree, &f->hasher, 900, &tiles, &err), &err, CS_E_TLOG_TILE);
  assert_non_null(strstr(err.text, "0/2"));
  tiles.read = whole_tile;
  assert_ok(cs_tree_load(&f->tree, &f->hasher, 900, &tiles, &err), &err);
  whole_deinit(&whole);
}

static bool alike_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                       struct cs_err *err) {
  struct fixture *f = ctx;
  (void)index, (void)err;
  for (unsigned i = 0; i < width; i++) {
    out[i] = f->height[8 * level];
  }
  return true;
}

static bool alike_node(void *ctx, unsigned height, uint64_t index, struct cs_hash *out, struct cs_err *err) {
  struct fixture *f = ctx;
  (void)index, (void)err;
  *out = f->height[height];
  return true;
}

/* Past 2^24, 2^32 and at the very end: levels 2, 3 and 4 of tiles begin or fill. */
static void large_logs_grow_over_the_bounds_of_their_levels(void **state) {
  struct fixture *f = *state;
  struct cs_err err;
  const uint64_t starts[] = {(UINT64_C(1) << 24) - 300, (UINT64_C(1) << 32) - 300, CS_TREE_SIZE_MAX - 600};
  struct cs_tiles tiles = {alike_tile, f};
  struct cs_nodes nodes = {.node = alike_node, .ctx = f};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    assert_ok(cs_tree_load(&f->tree, &f->hasher, starts[i], &tiles, &err), &err);
    for (int k = 0; k < 600; k++) {
      assert_ok(cs_tree_append(&f->tree, &f->hasher, &f->height[0], NULL, &err), &err);
      struct cs_hash root, expected;
      cs_tree_root(&f->tree, &f->hasher, &root);
      assert_ok(cs_proof_root(&nodes, &f->hasher, f->tree.size, &expected, &err), &err);
      assert_true(cs_hash_eq(&root, &expected));
      struct cs_proof proof;
      uint64_t index = f->tree.size - 1 - (uint64_t)(k * 7 % CS_TREE_RECENT);
      assert_ok(cs_tree_inclusion(&f->tree, &f->hasher, index, &proof, &err), &err);
      assert_ok(cs_proof_check_inclusion(&f->hasher, &proof, &f->height[0], index, f->tree.size, &root, &err), &err);
    }
  }
}

static void a_log_that_is_full_takes_no_entry(void **state) {
  struct fixture *f = *state;
  struct cs_err err;
  struct cs_tiles tiles = {alike_tile, f};
  assert_ok(cs_tree_load(&f->tree, &f->hasher, CS_TREE_SIZE_MAX, &tiles, &err), &err);
  assert_code(cs_tree_append(&f->tree, &f->hasher, &f->height[0], NULL, &err), &err, CS_E_TLOG_SIZE);
  assert_true(f->tree.size == CS_TREE_SIZE_MAX);
  assert_code(cs_tree_load(&f->tree, &f->hasher, CS_TREE_SIZE_MAX + 1, &tiles, &err), &err, CS_E_TLOG_SIZE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_classic_eight_leaves_give_the_published_roots),
      TEST(roots_and_proofs_of_a_growing_tree_are_the_recursive_definition_s),
      TEST(each_full_tile_is_given_out_once_with_its_root),
      TEST(a_refusal_of_the_sink_comes_back),
      TEST(the_newest_512_entries_are_proved_from_memory_at_any_size),
      TEST(an_older_entry_needs_a_store),
      TEST(a_tree_loaded_from_tiles_goes_on_as_the_one_in_memory),
      TEST(a_copy_is_equal_and_apart),
      TEST(a_stored_tile_with_a_turned_bit_is_found_at_loading),
      TEST(large_logs_grow_over_the_bounds_of_their_levels),
      TEST(a_log_that_is_full_takes_no_entry),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
