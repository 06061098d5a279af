/* What the tree, its receipts and signatures cost, in JSON lines; beside each other the raw rate of SHA-256 over blocks
 * of 64 bytes and of signatures in the same run, so that figures of different machines can be compared. Never a test.
 * Usage: tlog_bench [ENTRIES]. Links cs_tlog. */
#include "tlog/act.h"
#include "tlog/receipt.h"
#include "tlog/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BATCH 64

struct bench {
  struct cs_hasher hasher;
  struct cs_signer signer;
  struct cs_tree tree, copy;
  struct cs_hash *node[24]; /* all complete nodes by height: the store of the bench */
  uint64_t entries;
  struct floor {
    const char *what; /* NULL: none */
    double ns;
  } block, entry, signature, check; /* this machine's own, of the same run */
  struct cs_err err;
};

#define NO_FLOOR ((struct floor){NULL, 0})

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(bool done, const struct cs_err *err) {
  if (!done) {
    fprintf(stderr, "tlog_bench: %s\n", err->text);
    exit(1);
  }
}

/* One JSON line. Returns the time of one, in ns. */
static double report(const char *measure, double seconds, uint64_t n, struct floor floor) {
  double ns = seconds / (double)n * 1e9;
  printf("{\"measure\":\"%s\",\"unit\":\"ns\",\"value\":%.1f", measure, ns);
  if (floor.what) {
    printf(",\"beside\":\"%s\",\"ratio\":%.3f", floor.what, ns / floor.ns);
  }
  printf("}\n");
  return ns;
}

static struct cs_str entry_text(uint64_t i, char out[400]) {
  int n = snprintf(out, 400, "{\"act\":{\"kind\":\"decrement\",\"n\":%" PRIu64 "},\"pad\":\"%0340d\"}", i, 0);
  return (struct cs_str){out, n < 400 ? (size_t)n : 399};
}

static void hashing(struct bench *b) {
  char block[64] = {0}, text[400];
  struct cs_hash hash;
  uint64_t n = 2000000;
  double start = now();
  for (uint64_t i = 0; i < n; i++) {
    cs_hash_bytes(&b->hasher, (struct cs_str){block, sizeof block}, &hash);
    memcpy(block, hash.bytes, sizeof hash.bytes);
  }
  b->block = (struct floor){"SHA-256 of 64 bytes", 0};
  b->block.ns = report(b->block.what, now() - start, n, NO_FLOOR);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    cs_hash_node(&b->hasher, &hash, &hash, &hash);
  }
  report("node hash", now() - start, n, b->block);
  struct cs_str entry = entry_text(1, text);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    cs_hash_bytes(&b->hasher, entry, &hash);
  }
  b->entry = (struct floor){"SHA-256 of an entry", 0};
  b->entry.ns = report(b->entry.what, now() - start, n, NO_FLOOR);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    cs_hash_leaf(&b->hasher, entry, &hash);
  }
  report("leaf hash of an entry", now() - start, n, b->entry);
}

/* Copies, appends a batch, takes the root, makes a receipt's proof for each of the batch, swaps. */
static void batches(struct bench *b) {
  double append = 0, root = 0, proof = 0, copy = 0;
  for (uint64_t i = 0; i < b->entries; i += BATCH) {
    struct cs_hash r;
    struct cs_proof p;
    double t0 = now();
    cs_tree_copy(&b->copy, &b->tree);
    double t1 = now();
    for (uint64_t k = i; k < i + BATCH; k++) {
      must(cs_tree_append(&b->copy, &b->hasher, &b->node[0][k], NULL, &b->err), &b->err);
    }
    double t2 = now();
    cs_tree_root(&b->copy, &b->hasher, &r);
    double t3 = now();
    for (uint64_t k = i; k < i + BATCH; k++) {
      must(cs_tree_inclusion(&b->copy, &b->hasher, k, &p, &b->err), &b->err);
    }
    double t4 = now();
    cs_tree_copy(&b->tree, &b->copy);
    copy += t1 - t0;
    append += t2 - t1;
    root += t3 - t2;
    proof += t4 - t3;
  }
  report("append one of a batch of 64", append, b->entries, b->block);
  report("proof of an act from memory", proof, b->entries, b->block);
  report("root of a batch", root, b->entries / BATCH, b->block);
  report("copy of the tree", copy, b->entries / BATCH, b->block);
}

/* The whole text of a receipt: checkpoint signed before, proof from memory, written into a buffer that is used again.
 */
static void receipts(struct bench *b) {
  struct cs_checkpoint checkpoint = {.origin = CS_STR("log.example/bench"), .size = b->entries};
  const struct cs_signer *signers[] = {&b->signer};
  struct cs_receipt receipt = {0};
  struct cs_buf note, text;
  uint64_t n = 200000;
  cs_buf_init(&note, 4096);
  cs_buf_init(&text, 8192);
  cs_tree_root(&b->tree, &b->hasher, &checkpoint.root);
  must(cs_checkpoint_sign(&checkpoint, signers, 1, &note, &b->err), &b->err);
  receipt.checkpoint = cs_buf_str(&note);
  double start = now();
  for (uint64_t i = 0; i < n; i++) {
    receipt.index = b->entries - 1 - i % BATCH;
    cs_buf_reset(&text);
    must(cs_tree_inclusion(&b->tree, &b->hasher, receipt.index, &receipt.proof, &b->err), &b->err);
    must(cs_receipt_write(&receipt, &text, &b->err), &b->err);
  }
  report("receipt of an act, as text", now() - start, n, b->block);
  cs_buf_deinit(&note);
  cs_buf_deinit(&text);
}

static bool read_tile(void *ctx, unsigned level, uint64_t index, unsigned width, struct cs_hash *out,
                      struct cs_err *err) {
  const struct bench *b = ctx;
  (void)err;
  memcpy(out, &b->node[8 * level][index * CS_TILE_WIDTH], width * sizeof *out);
  return true;
}

static void proofs_from_tiles(struct bench *b) {
  struct cs_tiles tiles = {read_tile, b};
  struct cs_tile_nodes *nodes = calloc(1, sizeof *nodes);
  struct cs_hash root;
  struct cs_proof proof;
  uint64_t n = 2000;
  cs_tree_root(&b->tree, &b->hasher, &root);
  if (!nodes) {
    fputs("tlog_bench: out of memory\n", stderr);
    exit(1);
  }
  cs_tile_nodes_init(nodes, &tiles, &b->hasher);
  double start = now();
  for (uint64_t i = 0; i < n; i++) {
    uint64_t index = i * UINT64_C(2654435761) % b->entries;
    struct cs_nodes reader = cs_tile_nodes_reader(nodes, b->entries);
    must(cs_proof_inclusion(&reader, &b->hasher, index, b->entries, &proof, &b->err), &b->err);
  }
  report("proof of any entry from tiles", now() - start, n, b->block);
  uint64_t index = (n - 1) * UINT64_C(2654435761) % b->entries;
  start = now();
  for (uint64_t i = 0; i < 50 * n; i++) {
    must(cs_proof_check_inclusion(&b->hasher, &proof, &b->node[0][index], index, b->entries, &root, &b->err), &b->err);
  }
  report("check of a proof", now() - start, 50 * n, b->block);
  start = now();
  must(cs_tree_load(&b->copy, &b->hasher, b->entries, &tiles, &b->err), &b->err);
  report("load of the edge from tiles", now() - start, 1, b->block);
  free(nodes);
}

static void signatures(struct bench *b) {
  struct cs_checkpoint checkpoint = {.origin = CS_STR("log.example/bench"), .size = b->entries};
  const struct cs_signer *signers[] = {&b->signer};
  struct cs_checkpoint_opened opened;
  struct cs_signature signature;
  struct cs_buf note;
  char text[400];
  uint64_t n = 5000;
  cs_buf_init(&note, 4096);
  cs_tree_root(&b->tree, &b->hasher, &checkpoint.root);
  struct cs_str act = entry_text(7, text);
  double start = now();
  for (uint64_t i = 0; i < n; i++) {
    must(cs_key_sign(&b->signer.key, act, &signature, &b->err), &b->err);
  }
  b->signature = (struct floor){"Ed25519 signature", 0};
  b->signature.ns = report(b->signature.what, now() - start, n, NO_FLOOR);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    cs_buf_reset(&note);
    must(cs_checkpoint_sign(&checkpoint, signers, 1, &note, &b->err), &b->err);
  }
  report("signed checkpoint", now() - start, n, b->signature);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    must(cs_key_verify(&b->signer.key.public_key, act, &signature, &b->err), &b->err);
  }
  b->check = (struct floor){"Ed25519 check", 0};
  b->check.ns = report(b->check.what, now() - start, n, NO_FLOOR);
  must(cs_act_sign(&b->signer.key, &checkpoint.root, act, &signature, &b->err), &b->err);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    must(cs_act_check(&b->signer.key.public_key, &checkpoint.root, act, &signature, &b->err), &b->err);
  }
  report("check of an act's signature", now() - start, n, b->check);
  start = now();
  for (uint64_t i = 0; i < n; i++) {
    must(cs_checkpoint_open(cs_buf_str(&note), checkpoint.origin, &b->signer.verifier, 1, &opened, &b->err), &b->err);
  }
  report("open a checkpoint", now() - start, n, b->check);
  cs_buf_deinit(&note);
}

static void make_nodes(struct bench *b) {
  for (unsigned h = 0; h < 24; h++) {
    b->node[h] = calloc((size_t)(b->entries >> h) + 1, sizeof(struct cs_hash));
    if (!b->node[h]) {
      fputs("tlog_bench: out of memory\n", stderr);
      exit(1);
    }
    for (uint64_t i = 0; i < b->entries >> h; i++) {
      if (h == 0) {
        cs_hash_leaf(&b->hasher, (struct cs_str){(const char *)&i, sizeof i}, &b->node[0][i]);
      } else {
        cs_hash_node(&b->hasher, &b->node[h - 1][2 * i], &b->node[h - 1][2 * i + 1], &b->node[h][i]);
      }
    }
  }
}

int main(int argc, char **argv) {
  static struct bench b;
  static const char seed[] = "thirty-two bytes, not chance ...";
  b.entries = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
  b.entries -= b.entries % BATCH;
  if (b.entries == 0 || b.entries > UINT64_C(1) << 27) {
    fputs("usage: tlog_bench [ENTRIES], 64 to 2^27\n", stderr);
    return 2;
  }
  must(cs_hasher_init(&b.hasher, &b.err), &b.err);
  must(cs_signer_init(&b.signer, &b.hasher, CS_STR("log.example/bench"), (struct cs_str){seed, 32}, &b.err), &b.err);
  cs_tree_init(&b.tree);
  hashing(&b);
  make_nodes(&b);
  batches(&b);
  receipts(&b);
  proofs_from_tiles(&b);
  signatures(&b);
  for (unsigned h = 0; h < 24; h++) {
    free(b.node[h]);
  }
  cs_signer_deinit(&b.signer);
  cs_hasher_deinit(&b.hasher);
  return 0;
}
