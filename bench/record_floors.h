/* What record_bench holds its figures against, measured in the same run: the disk's fdatasync, one core's hashes and
 * signatures, and the same rows written to SQLite without tree, signature and receipt. */
#ifndef CS_BENCH_RECORD_FLOORS_H
#define CS_BENCH_RECORD_FLOORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

double bench_now(void); /* seconds */
/* One JSON line; `beside` NULL: no ratio. */
void bench_line(const char *measure, const char *unit, double value, const char *beside, double ratio);
/* The middle one; sorts them. */
double bench_median(double *values, size_t n);
/* Ends the program with the text. */
_Noreturn void bench_fail(const char *text);

struct bench_floors {
  double sync_us;                  /* fdatasync of 4 KiB */
  double sha256_per_s;             /* SHA-256 of 64 bytes */
  double sign_per_s, verify_per_s; /* Ed25519 */
};
void bench_floors(const char *folder, struct bench_floors *out);

/* Acts a second when the rows of entries first … last of the store (all tables but the tree's) are written once more, `batch` acts a
 * commit, into a new database in the folder that has the same tables, indices and earlier rows. */
double bench_bare(const char *folder, const char *store, uint64_t first, uint64_t last, size_t batch);

#endif
