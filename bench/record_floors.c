/* What record_bench holds its figures against. Must never write to the store whose rows it copies. What is measured stands in
 * record_floors.h. */
#include "record_floors.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tlog/hash.h"
#include "tlog/key.h"

#define SYNCS 300

double bench_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void bench_fail(const char *text) {
  fprintf(stderr, "record_bench: %s\n", text);
  exit(1);
}

void bench_line(const char *measure, const char *unit, double value, const char *beside, double ratio) {
  printf("{\"measure\":\"%s\",\"unit\":\"%s\",\"value\":%.*f", measure, unit, value < 100 ? 3 : 0, value);
  if (beside) {
    printf(",\"beside\":\"%s\",\"ratio\":%.3f", beside, ratio);
  }
  printf("}\n");
  fflush(stdout);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double bench_median(double *values, size_t n) {
  qsort(values, n, sizeof *values, by_value);
  return values[n / 2];
}

static double sync_us(const char *folder) {
  char path[4096], page[4096] = {1};
  static double times[SYNCS];
  snprintf(path, sizeof path, "%s/sync", folder);
  int fd = open(path, O_CREAT | O_RDWR, 0600);
  if (fd < 0) {
    bench_fail("cannot make a file");
  }
  for (int i = 0; i < SYNCS; i++) {
    double start = bench_now();
    if (pwrite(fd, page, sizeof page, (off_t)i * 4096) != sizeof page || fdatasync(fd) != 0) {
      bench_fail("cannot write a file");
    }
    times[i] = (bench_now() - start) * 1e6;
  }
  close(fd);
  unlink(path);
  return bench_median(times, SYNCS);
}

static void crypto(struct bench_floors *out) {
  struct cs_hasher hasher;
  struct cs_key key;
  struct cs_signature signature;
  struct cs_hash hash;
  struct cs_err err;
  char block[64] = {0}, text[400] = {0};
  unsigned char seed[32] = {1};
  struct cs_str message = {text, sizeof text};
  int n = 400000;
  if (!cs_hasher_init(&hasher, &err) || !cs_key_init(&key, (struct cs_str){(const char *)seed, sizeof seed}, &err)) {
    bench_fail(err.text);
  }
  double start = bench_now();
  for (int i = 0; i < n; i++) {
    cs_hash_bytes(&hasher, (struct cs_str){block, sizeof block}, &hash);
    memcpy(block, hash.bytes, sizeof hash.bytes);
  }
  out->sha256_per_s = n / (bench_now() - start);
  n = 4000;
  start = bench_now();
  for (int i = 0; i < n; i++) {
    if (!cs_key_sign(&key, message, &signature, &err)) {
      bench_fail(err.text);
    }
  }
  out->sign_per_s = n / (bench_now() - start);
  start = bench_now();
  for (int i = 0; i < n; i++) {
    if (!cs_key_verify(&key.public_key, message, &signature, &err)) {
      bench_fail(err.text);
    }
  }
  out->verify_per_s = n / (bench_now() - start);
  cs_key_deinit(&key);
  cs_hasher_deinit(&hasher);
}

void bench_floors(const char *folder, struct bench_floors *out) {
  out->sync_us = sync_us(folder);
  crypto(out);
}

/* ------------------------------------------------------------------ bare rows */

static void run(sqlite3 *db, const char *sql) {
  char *message = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
    bench_fail(message ? message : sql);
  }
}

/* The tables whose rows an act writes, by the column that holds its number. */
static const struct {
  const char *table, *number;
} tables[] = {
    {"entry", "n"},     {"act_key", "entry"}, {"vault", "entry"},       {"state", "n"},
    {"case_list", "n"}, {"precedent", "n"},   {"statement_about", "n"}, {"consent_list", "filed_n"},
};
#define TABLES (sizeof tables / sizeof tables[0])

/* The same tables and indices as the store's. */
static void copy_schema(sqlite3 *db) {
  sqlite3_stmt *stmt;
  char *all = sqlite3_mprintf("%s", "");
  if (sqlite3_prepare_v2(
          db,
          "SELECT sql FROM real.sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN ('entry', 'act_key', "
          "'vault', 'state', 'case_list', 'precedent', 'statement_about', 'consent_list')",
          -1, &stmt, NULL) != SQLITE_OK) {
    bench_fail(sqlite3_errmsg(db));
  }
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    all = sqlite3_mprintf("%z%s;", all, sqlite3_column_text(stmt, 0));
  }
  sqlite3_finalize(stmt);
  run(db, all);
  sqlite3_free(all);
}

/* Earlier rows into the database, those to be written into memory. */
static void copy_rows(sqlite3 *db, uint64_t first) {
  run(db, "BEGIN");
  for (size_t i = 0; i < TABLES; i++) {
    char sql[512];
    snprintf(sql, sizeof sql,
             "INSERT INTO main.%s SELECT * FROM real.%s WHERE %s < %llu;"
             "CREATE TABLE rows.%s AS SELECT * FROM real.%s WHERE %s >= %llu;"
             "CREATE INDEX rows.%s_number ON %s (%s)",
             tables[i].table, tables[i].table, tables[i].number, (unsigned long long)first, tables[i].table,
             tables[i].table, tables[i].number, (unsigned long long)first, tables[i].table, tables[i].table,
             tables[i].number);
    run(db, sql);
  }
  run(db, "COMMIT");
}

static void prepare_all(sqlite3 *db, sqlite3_stmt **stmts) {
  for (size_t i = 0; i < TABLES; i++) {
    char sql[512];
    snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO main.%s SELECT * FROM rows.%s WHERE %s = ?1", tables[i].table,
             tables[i].table, tables[i].number);
    if (sqlite3_prepare_v2(db, sql, -1, &stmts[i], NULL) != SQLITE_OK) {
      bench_fail(sqlite3_errmsg(db));
    }
  }
}

static void put_act(sqlite3_stmt *const *stmts, uint64_t n) {
  for (size_t i = 0; i < TABLES; i++) {
    sqlite3_bind_int64(stmts[i], 1, (sqlite3_int64)n);
    if (sqlite3_step(stmts[i]) != SQLITE_DONE) {
      bench_fail("a bare row could not be written");
    }
    sqlite3_reset(stmts[i]);
  }
}

double bench_bare(const char *folder, const char *store, uint64_t first, uint64_t last, size_t batch) {
  char path[4096], attach[8192];
  sqlite3 *db;
  sqlite3_stmt *stmts[TABLES];
  snprintf(path, sizeof path, "%s/bare.db", folder);
  if (sqlite3_open(path, &db) != SQLITE_OK) {
    bench_fail("cannot open a database");
  }
  snprintf(attach, sizeof attach, "PRAGMA journal_mode = WAL; ATTACH '%s' AS real; ATTACH ':memory:' AS rows", store);
  run(db, attach);
  copy_schema(db);
  copy_rows(db, first);
  run(db, "DETACH real; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_checkpoint(TRUNCATE)");
  prepare_all(db, stmts);
  double start = bench_now();
  for (uint64_t n = first; n <= last;) {
    run(db, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < batch && n <= last; i++) {
      put_act(stmts, n++);
    }
    run(db, "COMMIT");
  }
  double seconds = bench_now() - start;
  for (size_t i = 0; i < TABLES; i++) {
    sqlite3_finalize(stmts[i]);
  }
  sqlite3_close(db);
  unlink(path);
  return (double)(last - first + 1) / seconds;
}
