/* What a durable act costs on this machine, in JSON lines: signed acts of one item each, in batches of 1 and of 64, with
 * receipts; beside them the same rows written without tree, signature and receipt, and the file system's own fdatasync. Then
 * verification, rebuild and start. Never a test. Usage: store_bench FOLDER [ACTS]. Links cs_store. */
#include "os/file.h"
#include "store/batch.h"
#include "store/log.h"
#include "tlog/act.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct bench {
  const struct cs_os *os;
  struct cs_arena arena;
  struct cs_key officer;
  struct cs_str officer_hex, folder, store, keys;
  struct cs_record *record;
  struct cs_err err;
  uint64_t made;
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(bool done, const struct cs_err *err) {
  if (!done) {
    fprintf(stderr, "store_bench: %s: %s\n", err->code ? err->code->slug : "", err->text);
    exit(1);
  }
}

static void report(const char *what, double seconds, uint64_t n) {
  printf("{\"measure\":\"%s, %" PRIu64 " of them\",\"unit\":\"us\",\"value\":%.2f}\n", what, n,
         seconds / (double)n * 1e6);
  fflush(stdout);
}

static struct cs_str path(struct bench *b, const char *name) {
  struct cs_str out;
  must(cs_path_join(&b->arena, b->folder, cs_str_of(name), &out, &b->err), &b->err);
  return out;
}

/* A signed act of an item of its own. */
static struct cs_entry make(struct bench *b, struct cs_arena *arena) {
  char flat[200];
  struct cs_json *json;
  struct cs_entry entry = {.by = {.kind = CS_BY_KEY}};
  struct cs_signature signature;
  struct cs_buf buf;
  snprintf(flat, sizeof flat, "{\"act\":\"item.register\",\"item\":\"item-%08" PRIu64 "\",\"kind\":\"munition\"}",
           b->made++);
  must(cs_json_parse(arena, CS_STR("bench"), cs_str_of(flat), &json, &b->err) &&
           cs_act_decode(arena, CS_STR("bench"), json, &entry.act, &b->err),
       &b->err);
  entry.act.key = b->officer_hex;
  cs_buf_init(&buf, CS_ENTRY_MAX);
  must(cs_act_to_record(arena, &entry.act, &entry.a, &b->err) && cs_json_canonical(&buf, entry.a, &b->err) &&
           cs_act_sign(&b->officer, cs_record_identity(b->record), cs_buf_str(&buf), &signature, &b->err),
       &b->err);
  cs_buf_reset(&buf);
  cs_buf_base64(&buf, signature.bytes, sizeof signature.bytes);
  must(cs_arena_str(arena, cs_buf_str(&buf), &entry.by.signature, &b->err), &b->err);
  cs_buf_deinit(&buf);
  entry.out = cs_json_new(arena, CS_JSON_OBJECT, &b->err);
  return entry;
}

static void write_acts(struct bench *b, uint64_t acts, size_t batch_size, const char *what) {
  struct cs_entry *entries = calloc(batch_size, sizeof *entries);
  double spent = 0;
  for (uint64_t done = 0; done < acts; done += batch_size) {
    struct cs_arena arena;
    cs_arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < batch_size; i++) {
      entries[i] = make(b, &arena); /* the client's share; not counted */
    }
    double start = now();
    struct cs_batch *batch = cs_batch_begin(b->record, NULL, &b->err);
    must(batch != NULL, &b->err);
    for (size_t i = 0; i < batch_size; i++) {
      struct cs_appended appended;
      cs_time at;
      must(b->os->now(b->os->ctx, &at, &b->err) && cs_batch_append(batch, &entries[i], at, NULL, 0, &appended, &b->err),
           &b->err);
    }
    must(cs_batch_commit(batch, &b->err), &b->err);
    for (size_t i = 0; i < batch_size; i++) {
      struct cs_proof proof;
      must(cs_batch_proof(batch, cs_batch_head(batch).size - 1 - i, &proof, &b->err), &b->err);
    }
    cs_batch_end(batch);
    if (cs_record_pending(b->record) > CS_SETTLE_BYTES) {
      must(cs_record_idle(b->record, &b->err), &b->err);
    }
    spent += now() - start;
    cs_arena_deinit(&arena);
  }
  report(what, spent, acts);
  free(entries);
}

/* The floor: the same rows (entry, state) in the same batches, nothing else. */
static void write_rows(struct bench *b, uint64_t acts, size_t batch_size, const char *what) {
  sqlite3 *db;
  sqlite3_stmt *entry, *state;
  char bytes[620];
  memset(bytes, 'x', sizeof bytes);
  sqlite3_open(path(b, "floor.db").ptr, &db);
  sqlite3_exec(
      db,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS entry (n INTEGER PRIMARY "
      "KEY, bytes BLOB); CREATE TABLE IF NOT EXISTS state (subject TEXT PRIMARY KEY, n INTEGER, bytes BLOB)",
      NULL, NULL, NULL);
  sqlite3_prepare_v2(db, "INSERT INTO entry (bytes) VALUES (?1)", -1, &entry, NULL);
  sqlite3_prepare_v2(db, "INSERT INTO state VALUES (?1, ?2, ?3)", -1, &state, NULL);
  double start = now();
  for (uint64_t done = 0; done < acts; done += batch_size) {
    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (size_t i = 0; i < batch_size; i++) {
      char subject[40];
      snprintf(subject, sizeof subject, "item:item-%08" PRIu64, b->made++);
      sqlite3_bind_blob(entry, 1, bytes, sizeof bytes, SQLITE_STATIC);
      sqlite3_step(entry);
      sqlite3_reset(entry);
      sqlite3_bind_text(state, 1, subject, -1, SQLITE_STATIC);
      sqlite3_bind_int64(state, 2, 1);
      sqlite3_bind_blob(state, 3, bytes, 120, SQLITE_STATIC);
      sqlite3_step(state);
      sqlite3_reset(state);
    }
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  }
  report(what, now() - start, acts);
  sqlite3_finalize(entry);
  sqlite3_finalize(state);
  sqlite3_close(db);
}

static void sync_file(struct bench *b) {
  char page[4096] = {0};
  int fd = open(path(b, "sync").ptr, O_CREAT | O_RDWR, 0600);
  double start = now();
  for (int i = 0; i < 500; i++) {
    if (pwrite(fd, page, sizeof page, (off_t)i * 4096) != (ssize_t)sizeof page || fdatasync(fd) != 0) {
      exit(1);
    }
  }
  report("write and fdatasync of 4 KiB (floor of a batch)", now() - start, 500);
  close(fd);
}

static void afterwards(struct bench *b) {
  uint64_t size = cs_record_head(b->record).size;
  cs_record_close(b->record);
  struct cs_record_options options = {.mode = CS_RECORD_WRITE, .keys_dir = b->keys};
  double start = now();
  b->record = cs_record_open(b->os, b->store, &options, &b->err);
  must(b->record != NULL, &b->err);
  report("start", now() - start, 1);
  cs_record_close(b->record);
  struct cs_verify_report verified;
  struct cs_verify_options verify = {.keys_dir = b->keys};
  start = now();
  must(cs_log_verify(b->os, b->store, &verify, &verified, &b->err), &b->err);
  report("verify: hashes, tiles, canonical form", now() - start, size);
  verify.acts = true;
  start = now();
  must(cs_log_verify(b->os, b->store, &verify, &verified, &b->err), &b->err);
  report("verify: with signatures", now() - start, size);
  bool equal;
  start = now();
  must(cs_log_rebuild(b->os, b->store, b->keys, &equal, &b->err), &b->err);
  report("rebuild", now() - start, size);
  struct cs_reader *reader = cs_reader_open(b->os, b->store, CS_STR_NONE, &b->err);
  must(reader != NULL, &b->err);
  start = now();
  for (uint64_t i = 0; i < 10000; i++) {
    struct cs_proof proof;
    must(cs_reader_inclusion(reader, i * 7919 % size, size, &proof, &b->err), &b->err);
  }
  report("proof of any entry", now() - start, 10000);
  cs_reader_close(reader);
}

int main(int argc, char **argv) {
  struct bench *b = calloc(1, sizeof *b);
  if (argc < 2 || !b) {
    fprintf(stderr, "usage: store_bench FOLDER [ACTS]\n");
    return 2;
  }
  uint64_t acts = argc > 2 ? strtoull(argv[2], NULL, 10) : 20000;
  struct cs_buf hex;
  b->os = cs_os_real();
  cs_arena_init(&b->arena, NULL, 0);
  b->folder = cs_str_of(argv[1]);
  b->store = path(b, "bench.db");
  b->keys = path(b, "bench-keys");
  must(cs_key_init(&b->officer, CS_STR("a seed of thirty-two bytes, fine"), &b->err), &b->err);
  cs_buf_init(&hex, 128);
  cs_buf_hex(&hex, b->officer.public_key.bytes, 32);
  must(cs_arena_str(&b->arena, cs_buf_str(&hex), &b->officer_hex, &b->err), &b->err);
  cs_buf_deinit(&hex);
  struct cs_found found = {.origin = CS_STR("bench.example/log"), .officer = CS_STR("us.registry/clerk")};
  memcpy(found.key, b->officer.public_key.bytes, 32);
  b->record = cs_record_create(b->os, b->store, b->keys, &found, &b->err);
  must(b->record != NULL, &b->err);
  sync_file(b);
  write_rows(b, acts / 20, 1, "rows alone, one a batch");
  write_acts(b, acts / 20, 1, "acts with receipts, one a batch");
  write_rows(b, acts / 64 * 64, 64, "rows alone, 64 a batch");
  write_acts(b, acts / 64 * 64, 64, "acts with receipts, 64 a batch");
  afterwards(b);
  cs_key_deinit(&b->officer);
  cs_arena_deinit(&b->arena);
  free(b);
  return 0;
}
