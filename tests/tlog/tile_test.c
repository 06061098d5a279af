/* Paths and bundles of tlog-tiles: its own examples, and second spellings. */
#include "support/test.h"

#include "tlog/err.h"
#include "tlog/tile.h"

static void assert_path(struct cs_tile tile, const char *path) {
  char out[CS_TILE_PATH_BYTES];
  size_t n = cs_tile_path(&tile, out);
  assert_str(((struct cs_str){out, n}), path);
  struct cs_tile again;
  struct cs_err err;
  assert_ok(cs_tile_parse(cs_str_of(path), &again, &err), &err);
  assert_int_equal(again.entries, tile.entries);
  assert_int_equal(again.level, tile.level);
  assert_true(again.index == tile.index);
  assert_int_equal(again.width, tile.width);
}

static void paths_are_those_of_the_specification(void **state) {
  (void)state;
  assert_path((struct cs_tile){.level = 0, .index = 1234067, .width = 256}, "tile/0/x001/x234/067");
  assert_path((struct cs_tile){.level = 0, .index = 0, .width = 256}, "tile/0/000");
  assert_path((struct cs_tile){.level = 1, .index = 1, .width = 17}, "tile/1/001.p/17");
  assert_path((struct cs_tile){.level = 0, .index = 273, .width = 112}, "tile/0/273.p/112");
  assert_path((struct cs_tile){.level = 63, .index = 999, .width = 1}, "tile/63/999.p/1");
  assert_path((struct cs_tile){.level = 0, .index = 1000, .width = 255}, "tile/0/x001/000.p/255");
  assert_path((struct cs_tile){.entries = true, .index = 1234067, .width = 8}, "tile/entries/x001/x234/067.p/8");
  assert_path((struct cs_tile){.entries = true, .index = UINT64_MAX, .width = 255},
              "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255");
}

static void a_second_spelling_of_a_path_is_refused(void **state) {
  static const char *const bad[] = {
      "",
      "tile",
      "tile/",
      "tile/0",
      "tile/0/",
      "tile/0/0",
      "tile/0/00",
      "tile/0/0000",
      "tile/00/000",
      "tile/64/000",
      "tile/100/000",
      "tile/-1/000",
      "tile/data/000",
      "tile/0/x000/000",
      "tile/0/x000/x001/000",
      "tile/0/001/000",
      "tile/0/x001",
      "tile/0/x001/",
      "tile/0/000/",
      "tile/0/000.p/0",
      "tile/0/000.p/256",
      "tile/0/000.p/007",
      "tile/0/000.p/999",
      "tile/0/000.p/",
      "tile/0/000.p",
      "tile/0/000.p/1/",
      "/tile/0/000",
      "tile/0/x018/x446/x744/x073/x709/x551/616",
      "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
      "tile/entries/0/000",
      "tile/entriesx/000",
      "tile/0/../000",
      "tile/0/00a",
      "checkpoint",
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct cs_tile tile;
    struct cs_err err;
    assert_code(cs_tile_parse(cs_str_of(bad[i]), &tile, &err), &err, CS_E_TLOG_TILE_PATH);
  }
}

/* The example of tlog-tiles: 273 full and one of 112; one full and one of 17; one of 1. */
static void a_tree_of_70000_has_the_tiles_of_the_example(void **state) {
  (void)state;
  assert_int_equal(cs_tile_width(70000, 0, 0), 256);
  assert_int_equal(cs_tile_width(70000, 0, 272), 256);
  assert_int_equal(cs_tile_width(70000, 0, 273), 112);
  assert_int_equal(cs_tile_width(70000, 0, 274), 0);
  assert_int_equal(cs_tile_width(70000, 1, 0), 256);
  assert_int_equal(cs_tile_width(70000, 1, 1), 17);
  assert_int_equal(cs_tile_width(70000, 1, 2), 0);
  assert_int_equal(cs_tile_width(70000, 2, 0), 1);
  assert_int_equal(cs_tile_width(70000, 2, 1), 0);
  assert_int_equal(cs_tile_width(70000, 3, 0), 0);
  assert_int_equal(cs_tile_width(256, 0, 0), 256);
  assert_int_equal(cs_tile_width(256, 0, 1), 0);
  assert_int_equal(cs_tile_width(256, 1, 0), 1);
  assert_int_equal(cs_tile_width(0, 0, 0), 0);
  assert_int_equal(cs_tile_width(CS_TLOG_SIZE_MAX, 63, 0), 0);
  assert_int_equal(cs_tile_width(CS_TLOG_SIZE_MAX, 7, 0), 127);
}

static void a_bundle_gives_its_entries_back(void **state) {
  struct cs_buf bundle;
  struct cs_err err;
  static char longest[65536];
  (void)state;
  memset(longest, 'x', sizeof longest);
  cs_buf_init(&bundle, CS_BUNDLE_MAX);
  assert_ok(cs_bundle_add(&bundle, CS_STR("first"), &err), &err);
  assert_ok(cs_bundle_add(&bundle, CS_STR_NONE, &err), &err);
  assert_ok(cs_bundle_add(&bundle, (struct cs_str){longest, 65535}, &err), &err);
  assert_code(cs_bundle_add(&bundle, (struct cs_str){longest, 65536}, &err), &err, CS_E_LIMIT);
  assert_memory_equal(bundle.ptr, "\0\5first\0\0\xFF\xFFxx", 13);
  struct cs_str rest = cs_buf_str(&bundle), entry;
  assert_ok(cs_bundle_next(&rest, &entry, &err), &err);
  assert_str(entry, "first");
  assert_ok(cs_bundle_next(&rest, &entry, &err), &err);
  assert_int_equal(entry.len, 0);
  assert_ok(cs_bundle_next(&rest, &entry, &err), &err);
  assert_int_equal(entry.len, 65535);
  assert_int_equal(rest.len, 0);
  cs_buf_deinit(&bundle);
}

static void a_bundle_cut_anywhere_within_an_entry_is_refused(void **state) {
  struct cs_err err;
  (void)state;
  for (size_t n = 0; n < 7; n++) {
    struct cs_str rest = cs_str_sub(CS_STR("\0\5first"), 0, n), entry;
    assert_code(cs_bundle_next(&rest, &entry, &err), &err, CS_E_TLOG_BUNDLE);
  }
}

static bool no_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                    struct cs_err *err) {
  (void)ctx, (void)width, (void)out;
  return cs_err_set(err, &CS_E_TLOG_TILE, "no tile %u/%u", level, (unsigned)index);
}

static void a_tile_that_cannot_be_read_stops_a_proof(void **state) {
  static struct cs_tile_nodes nodes;
  struct cs_hasher hasher;
  struct cs_err err;
  struct cs_tiles tiles = {.read = no_tile};
  struct cs_proof proof;
  (void)state;
  assert_ok(cs_hasher_init(&hasher, &err), &err);
  cs_tile_nodes_init(&nodes, &tiles, &hasher);
  struct cs_nodes reader = cs_tile_nodes_reader(&nodes, 1000);
  assert_code(cs_proof_inclusion(&reader, &hasher, 3, 1000, &proof, &err), &err, CS_E_TLOG_TILE);
  cs_hasher_deinit(&hasher);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths_are_those_of_the_specification),
      cmocka_unit_test(a_second_spelling_of_a_path_is_refused),
      cmocka_unit_test(a_tree_of_70000_has_the_tiles_of_the_example),
      cmocka_unit_test(a_bundle_gives_its_entries_back),
      cmocka_unit_test(a_bundle_cut_anywhere_within_an_entry_is_refused),
      cmocka_unit_test(a_tile_that_cannot_be_read_stops_a_proof),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
