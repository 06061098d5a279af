/* Tiles: a path that is taken is the one right form of it; a bundle is taken apart into what makes it up again. */
#include "tlog/tile.h"
#include "fuzz.h"

static void check_path(struct cs_str path) {
  struct cs_tile tile;
  char text[CS_TILE_PATH_BYTES];
  struct cs_err err;
  if (!cs_tile_parse(path, &tile, &err)) {
    fuzz_error(&err);
    return;
  }
  cs_assert(tile.width >= 1 && tile.width <= CS_TILE_WIDTH);
  size_t n = cs_tile_path(&tile, text);
  cs_assert(cs_str_eq((struct cs_str){text, n}, path));
}

static void check_bundle(struct cs_str bundle) {
  struct cs_str rest = bundle, entry;
  struct cs_buf out;
  struct cs_err err;
  cs_buf_init(&out, bundle.len + 1);
  while (rest.len > 0) {
    if (!cs_bundle_next(&rest, &entry, &err)) {
      fuzz_error(&err);
      break;
    }
    bool added = cs_bundle_add(&out, entry, &err);
    cs_assert(added);
  }
  cs_assert(rest.len > 0 || cs_str_eq(cs_buf_str(&out), bundle));
  cs_buf_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_path(fuzz_str(data, size));
  check_bundle(fuzz_str(data, size));
  return 0;
}
