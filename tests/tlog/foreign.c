/* A log that we write as files, read and verified by golang.org/x/mod (go/verify.go): that what we call a tree, a tile,
 * a note and a receipt is what others call so; and that one altered byte anywhere is found and named. */
#include "support/test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tlog/receipt.h"
#include "tlog/tree.h"

#include "tlog/vectors.h"

#define SIZE      700   /* two full tiles and a partial one */
#define LARGE     66000 /* a full tile of level 1 */
#define PATH_MAX_ 512

struct log {
  char dir[64];
  struct cs_hasher hasher;
  struct cs_signer signer;
  struct cs_tree tree;
  struct cs_tiles tiles;
  struct cs_hash *leaf; /* of all entries */
  uint64_t size;
};

static void in_log(const struct log *log, const char *name, char out[PATH_MAX_]) {
  int n = snprintf(out, PATH_MAX_, "%s/%s", log->dir, name);
  assert_true(n > 0 && n < PATH_MAX_);
}

static void make_folders(char *path) {
  for (char *p = path + 1; *p; p++) {
    if (*p == '/') {
      *p = '\0';
      assert_true(mkdir(path, 0777) == 0 || errno == EEXIST);
      *p = '/';
    }
  }
}

static void write_file(const struct log *log, const char *name, const void *bytes, size_t n) {
  char path[PATH_MAX_];
  in_log(log, name, path);
  make_folders(path);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
}

/* Turns one bit of a file. */
static void alter(const struct log *log, const char *name, long offset) {
  char path[PATH_MAX_];
  in_log(log, name, path);
  FILE *file = fopen(path, "r+b");
  assert_non_null(file);
  assert_int_equal(fseek(file, offset, offset < 0 ? SEEK_END : SEEK_SET), 0);
  int c = fgetc(file);
  assert_true(c != EOF);
  assert_int_equal(fseek(file, -1, SEEK_CUR), 0);
  assert_int_equal(fputc(c ^ 1, file), c ^ 1);
  assert_int_equal(fclose(file), 0);
}

static struct cs_str entry_text(uint64_t i, char out[64]) {
  int n = snprintf(out, 64, "{\"act\":{\"kind\":\"test\"},\"n\":%u}", (unsigned)i);
  return (struct cs_str){out, (size_t)n};
}

static bool full_tile(void *ctx, unsigned level, uint64_t index, const struct cs_hash *hashes,
                      const struct cs_hash *root, struct cs_err *err) {
  char path[CS_TILE_PATH_BYTES];
  (void)root, (void)err;
  cs_tile_path(&(struct cs_tile){.level = level, .index = index, .width = CS_TILE_WIDTH}, path);
  write_file(ctx, path, hashes, CS_TILE_BYTES);
  return true;
}

/* Hash tiles out of the leaves alone, the slow way. */
static bool read_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                      struct cs_err *err) {
  struct log *log = ctx;
  for (unsigned i = 0; i < width; i++) {
    if (level == 0) {
      out[i] = log->leaf[index * 256 + i];
      continue;
    }
    struct cs_hash below[CS_TILE_WIDTH];
    if (!read_tile(ctx, level - 1, index * 256 + i, CS_TILE_WIDTH, below, err)) {
      return false;
    }
    cs_hash_fold(&log->hasher, below, CS_TILE_WIDTH, &out[i]);
  }
  return true;
}

static void write_checkpoint(struct log *log, const char *name) {
  struct cs_checkpoint checkpoint = {.origin = CS_STR(ORIGIN), .size = log->tree.size};
  const struct cs_signer *signers[] = {&log->signer};
  struct cs_buf out;
  struct cs_err err;
  cs_tree_root(&log->tree, &log->hasher, &checkpoint.root);
  cs_buf_init(&out, 4096);
  assert_ok(cs_checkpoint_sign(&checkpoint, signers, 1, &out, &err), &err);
  write_file(log, name, out.ptr, out.len);
  cs_buf_deinit(&out);
}

static void write_receipt(struct log *log, uint64_t index, const char *name) {
  struct cs_checkpoint checkpoint = {.origin = CS_STR(ORIGIN), .size = log->tree.size};
  struct cs_receipt receipt = {.index = index, .has_extra = index % 2, .extra = CS_STR("opening")};
  const struct cs_signer *signers[] = {&log->signer};
  struct cs_buf note, out;
  struct cs_err err;
  cs_tree_root(&log->tree, &log->hasher, &checkpoint.root);
  cs_buf_init(&note, 4096);
  cs_buf_init(&out, 8192);
  assert_ok(cs_checkpoint_sign(&checkpoint, signers, 1, &note, &err), &err);
  receipt.checkpoint = cs_buf_str(&note);
  assert_ok(cs_tree_inclusion(&log->tree, &log->hasher, index, &receipt.proof, &err), &err);
  assert_ok(cs_receipt_write(&receipt, &out, &err), &err);
  write_file(log, name, out.ptr, out.len);
  cs_buf_deinit(&note);
  cs_buf_deinit(&out);
}

static void write_bundles(struct log *log) {
  struct cs_buf bundle;
  struct cs_err err;
  cs_buf_init(&bundle, CS_BUNDLE_MAX);
  for (uint64_t first = 0; first < log->size; first += CS_TILE_WIDTH) {
    char path[CS_TILE_PATH_BYTES], text[64];
    struct cs_tile tile = {.entries = true, .index = first / CS_TILE_WIDTH};
    tile.width = cs_tile_width(log->size, 0, tile.index);
    cs_buf_reset(&bundle);
    for (unsigned i = 0; i < tile.width; i++) {
      assert_ok(cs_bundle_add(&bundle, entry_text(first + i, text), &err), &err);
    }
    cs_tile_path(&tile, path);
    write_file(log, path, bundle.ptr, bundle.len);
  }
  cs_buf_deinit(&bundle);
}

static void write_partial_tiles(struct log *log) {
  for (unsigned level = 0; level < CS_TREE_LEVELS; level++) {
    struct cs_tile tile = {.level = level, .index = log->size >> (CS_TILE_HEIGHT * (level + 1))};
    struct cs_hash hashes[CS_TILE_WIDTH];
    char path[CS_TILE_PATH_BYTES];
    struct cs_err err;
    tile.width = cs_tile_width(log->size, level, tile.index);
    if (tile.width > 0) {
      assert_ok(read_tile(log, level, tile.index, tile.width, hashes, &err), &err);
      cs_tile_path(&tile, path);
      write_file(log, path, hashes, tile.width * sizeof *hashes);
    }
  }
}

/* A whole log: tiles as they become full, older checkpoints and receipts on the way. */
static struct log *write_log(uint64_t size) {
  struct log *log = calloc(1, sizeof *log);
  struct cs_err err;
  assert_non_null(log);
  snprintf(log->dir, sizeof log->dir, "/tmp/countersign-tlog-XXXXXX");
  assert_non_null(mkdtemp(log->dir));
  log->size = size;
  log->leaf = calloc(size, sizeof *log->leaf);
  assert_ok(cs_hasher_init(&log->hasher, &err), &err);
  assert_ok(cs_signer_parse(&log->signer, &log->hasher, CS_STR(LOG_SECRET), &err), &err);
  cs_tree_init(&log->tree);
  struct cs_tree_sink sink = {full_tile, log};
  for (uint64_t i = 0; i < size; i++) {
    char text[64];
    cs_hash_leaf(&log->hasher, entry_text(i, text), &log->leaf[i]);
    assert_ok(cs_tree_append(&log->tree, &log->hasher, &log->leaf[i], &sink, &err), &err);
    if (i == size / 3 || i == size / 2) {
      write_checkpoint(log, i == size / 3 ? "checkpoints/third" : "checkpoints/half");
      write_receipt(log, i - i % 7, i == size / 3 ? "receipt-1" : "receipt-2");
    }
  }
  write_checkpoint(log, "checkpoint");
  write_receipt(log, size - 1, "receipt-3");
  write_bundles(log);
  write_partial_tiles(log);
  write_file(log, "key", LOG_KEY "\n", sizeof LOG_KEY);
  return log;
}

static void free_log(struct log *log) {
  char command[PATH_MAX_];
  int n = snprintf(command, sizeof command, "rm -r '%s'", log->dir);
  assert_true(n > 0 && system(command) == 0);
  cs_hasher_deinit(&log->hasher);
  cs_signer_deinit(&log->signer);
  free(log->leaf);
  free(log);
}

/* Runs the foreign program; its exit status, and what it printed. */
static int verify(const struct log *log, char *said, size_t room) {
  char command[2 * PATH_MAX_];
  const char *d = log->dir;
  int n = snprintf(command, sizeof command, "%s %s %s/key %s/receipt-1 %s/receipt-2 %s/receipt-3", CS_TLOG_VERIFY, d, d,
                   d, d, d);
  assert_true(n > 0 && (size_t)n < sizeof command);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  size_t used = fread(said, 1, room - 1, pipe);
  said[used] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void assert_good(const struct log *log) {
  char said[4096];
  int status = verify(log, said, sizeof said);
  if (status != 0 || strncmp(said, "good: " ORIGIN, 6 + sizeof ORIGIN - 1) != 0) {
    fail_msg("status %d: %s", status, said);
  }
}

static void another_program_finds_our_logs_good(void **state) {
  static const uint64_t sizes[] = {4, 255, 256, 257, SIZE, LARGE};
  (void)state;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct log *log = write_log(sizes[i]);
    assert_good(log);
    free_log(log);
  }
}

static void one_altered_byte_is_found_and_named(void **state) {
  static const struct {
    const char *file;
    long offset;
    const char *named;
  } altered[] = {
      {"tile/0/000", 0, "tile/0/000"},
      {"tile/0/001", 8191, "tile/0/001"},
      {"tile/0/002.p/188", 77, "tile/0/002.p/188"},
      {"tile/1/000.p/2", 40, "tile/1/000.p/2"},
      {"tile/entries/000", 20, "the entries have the root"},
      {"tile/entries/001", 1, "tile/entries/001"}, /* the length of its first entry */
      {"tile/entries/002.p/188", -3, "the entries have the root"},
      {"checkpoint", 3, "checkpoint: "},   /* the origin */
      {"checkpoint", 25, "checkpoint: "},  /* the size */
      {"checkpoint", 40, "checkpoint: "},  /* the root */
      {"checkpoint", -20, "checkpoint: "}, /* the signature */
      {"checkpoints/third", 30, "checkpoints/third"},
      {"receipt-1", 60, "receipt-1"},
      {"receipt-3", -10, "receipt-3"},
  };
  struct log *log = write_log(SIZE);
  (void)state;
  for (size_t i = 0; i < sizeof altered / sizeof *altered; i++) {
    char said[4096];
    alter(log, altered[i].file, altered[i].offset);
    int status = verify(log, said, sizeof said);
    if (status != 1 || !strstr(said, altered[i].named)) {
      fail_msg("%s at %ld: status %d: %s", altered[i].file, altered[i].offset, status, said);
    }
    alter(log, altered[i].file, altered[i].offset);
  }
  assert_good(log);
  free_log(log);
}

static void a_missing_and_a_strange_file_are_found(void **state) {
  struct log *log = write_log(SIZE);
  char said[4096], path[PATH_MAX_];
  (void)state;
  write_file(log, "tile/0/003", "strange", 7);
  assert_int_equal(verify(log, said, sizeof said), 1);
  assert_non_null(strstr(said, "tile/0/003"));
  in_log(log, "tile/0/003", path);
  assert_int_equal(unlink(path), 0);
  assert_good(log);
  in_log(log, "tile/0/001", path);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(verify(log, said, sizeof said), 1);
  assert_non_null(strstr(said, "tile/0/001"));
  free_log(log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(another_program_finds_our_logs_good),
      cmocka_unit_test(one_altered_byte_is_found_and_named),
      cmocka_unit_test(a_missing_and_a_strange_file_are_found),
  };
  if (CS_TLOG_VERIFY[0] == '\0') {
    printf("skipped: needs Go and golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev)\n");
    return 77;
  }
  return cmocka_run_group_tests(tests, NULL, NULL);
}
