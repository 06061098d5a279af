/* The tables as data (tables.def): making them, counting, comparing, and swapping the projections. */
#ifndef CS_STORE_SCHEMA_H
#define CS_STORE_SCHEMA_H

#include "store/db.h"
#include "tlog/hash.h"

enum cs_table_class { CS_TABLE_RECORD, CS_TABLE_BESIDE, CS_TABLE_PROJECTION };

struct cs_column {
  const char *name, *type, *check;
};
#define CS_COLUMNS_MAX 12

struct cs_table {
  const char *name;
  enum cs_table_class class;
  int version;
  const char *what;
  const char *key;
};

/* Of the whole list, in its order. */
const struct cs_table *cs_tables(size_t *n);
/* The columns of a table; returns how many. */
size_t cs_table_columns(const struct cs_table *table, struct cs_column out[CS_COLUMNS_MAX]);

/* Makes every table with its indexes, and writes the versions. In a transaction of the caller. */
CS_MUST bool cs_schema_make(struct cs_db *db, struct cs_err *err);
/* CS_E_STORE_VERSION when a table of class RECORD or BESIDE is of another version; *stale: a projection is. */
CS_MUST bool cs_schema_check(struct cs_db *db, bool *stale, struct cs_err *err);

/* Projections under the connection's suffix: makes them empty (dropping what is left there), without indexes. */
CS_MUST bool cs_schema_make_projections(struct cs_db *db, struct cs_err *err);
/* Drops the projections proper, puts those under the suffix in their place, makes the indexes, writes the versions. */
CS_MUST bool cs_schema_swap_projections(struct cs_db *db, const char *suffix, struct cs_err *err);

/* SHA-256 over the rows in order of key: of each value its type, its length and its bytes. */
CS_MUST bool cs_table_digest(struct cs_db *db, const struct cs_table *table, struct cs_hasher *hasher,
                             struct cs_hash *out, struct cs_err *err);
CS_MUST bool cs_table_count(struct cs_db *db, const struct cs_table *table, int64_t *n, struct cs_err *err);

#endif
