/* The schema, made from tables.def; must never alter a table of class RECORD.
 * Invariant: what rebuild drops and makes is exactly the tables of class PROJECTION. Specification: RECORD section 4.
 */
#include "store/schema.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#define SQL_MAX 4096

/* The columns and indexes as flat lists, each with its table's name. */
struct column_row {
  const char *table;
  struct cs_column column;
};
struct index_row {
  const char *table, *name, *columns;
};

#define CS_TABLE(name, class, version, what)
#define CS_COLUMN(table, name, type, check)
#define CS_KEY(table, columns)
#define CS_INDEX(table, name, columns)

#undef CS_COLUMN
#define CS_COLUMN(table, name, type, check) {#table, {#name, #type, check}},
static const struct column_row all_columns[] = {
#include "store/tables.def"
};
#undef CS_COLUMN
#define CS_COLUMN(table, name, type, check)

#undef CS_INDEX
#define CS_INDEX(table, name, columns) {#table, #name, columns},
static const struct index_row all_indexes[] = {
#include "store/tables.def"
};
#undef CS_INDEX
#define CS_INDEX(table, name, columns)

/* The key stands behind its table's line, so the two make one row together. */
#undef CS_TABLE
#undef CS_KEY
#define CS_TABLE(name, class, version, what)                                                                           \
  {                                                                                                                    \
#name, CS_TABLE_##class, version, what,
#define CS_KEY(table, columns)                                                                                         \
  columns                                                                                                              \
  }                                                                                                                    \
  ,
static const struct cs_table all_tables[] = {
#include "store/tables.def"
};
#undef CS_TABLE
#undef CS_COLUMN
#undef CS_KEY
#undef CS_INDEX

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct cs_table *cs_tables(size_t *n) {
  *n = COUNT(all_tables);
  return all_tables;
}

size_t cs_table_columns(const struct cs_table *table, struct cs_column out[CS_COLUMNS_MAX]) {
  size_t n = 0;
  for (size_t i = 0; i < COUNT(all_columns); i++) {
    if (strcmp(all_columns[i].table, table->name) == 0) {
      cs_assert(n < CS_COLUMNS_MAX);
      out[n++] = all_columns[i].column;
    }
  }
  return n;
}

/* Runs what was written into buf, and empties it. */
static bool run(struct cs_db *db, struct cs_buf *buf, struct cs_err *err) {
  cs_buf_byte(buf, '\0');
  bool good = cs_buf_ok(buf, err) && cs_db_exec(db, cs_buf_str(buf).ptr, err);
  cs_buf_reset(buf);
  return good;
}

static const char *mark(const struct cs_table *table) {
  return table->class == CS_TABLE_PROJECTION ? "@" : "";
}

static bool make_table(struct cs_db *db, const struct cs_table *table, struct cs_buf *buf, struct cs_err *err) {
  struct cs_column columns[CS_COLUMNS_MAX];
  size_t n = cs_table_columns(table, columns);
  cs_buf_printf(buf, "CREATE TABLE %s%s (", table->name, mark(table));
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(buf, "%s %s NOT NULL", columns[i].name, cs_db_type(db, columns[i].type));
    if (columns[i].check[0]) {
      cs_buf_printf(buf, " CHECK (%s)", columns[i].check);
    }
    cs_buf_printf(buf, ", ");
  }
  cs_buf_printf(buf, "PRIMARY KEY (%s))", table->key);
  return run(db, buf, err);
}

/* What a table that is being made beside its namesake has for its time: an index's name is the whole database's. */
#define BESIDE "beside_"

/* `prefix` of the indexes' names, `at` behind the table's. */
static bool make_indexes(struct cs_db *db, const struct cs_table *table, const char *prefix, const char *at,
                         struct cs_buf *buf, struct cs_err *err) {
  for (size_t i = 0; i < COUNT(all_indexes); i++) {
    const struct index_row *index = &all_indexes[i];
    if (strcmp(index->table, table->name) == 0) {
      cs_buf_printf(buf, "CREATE INDEX %s%s_%s ON %s%s (%s)", prefix, index->table, index->name, index->table, at,
                    index->columns);
      if (!run(db, buf, err)) {
        return false;
      }
    }
  }
  return true;
}

static bool drop_indexes_beside(struct cs_db *db, const struct cs_table *table, struct cs_buf *buf,
                                struct cs_err *err) {
  for (size_t i = 0; i < COUNT(all_indexes); i++) {
    const struct index_row *index = &all_indexes[i];
    if (strcmp(index->table, table->name) == 0) {
      cs_buf_printf(buf, "DROP INDEX IF EXISTS " BESIDE "%s_%s", index->table, index->name);
      if (!run(db, buf, err)) {
        return false;
      }
    }
  }
  return true;
}

static bool set_version(struct cs_db *db, const char *name, int64_t version, struct cs_err *err) {
  cs_db_bind_text(db, CS_STMT_VERSION_SET, 1, cs_str_of(name));
  cs_db_bind_integer(db, CS_STMT_VERSION_SET, 2, version);
  return cs_db_run(db, CS_STMT_VERSION_SET, NULL, err);
}

bool cs_schema_make(struct cs_db *db, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, SQL_MAX);
  bool good = true;
  for (size_t i = 0; good && i < COUNT(all_tables); i++) {
    good = make_table(db, &all_tables[i], &buf, err) && make_indexes(db, &all_tables[i], "", "", &buf, err);
  }
  for (size_t i = 0; good && i < COUNT(all_tables); i++) {
    good = set_version(db, all_tables[i].name, all_tables[i].version, err);
  }
  cs_buf_deinit(&buf);
  return good && set_version(db, "fence", 0, err);
}

static bool get_version(struct cs_db *db, const char *name, int64_t *version, struct cs_err *err) {
  bool row;
  cs_db_bind_text(db, CS_STMT_VERSION, 1, cs_str_of(name));
  if (!cs_db_step(db, CS_STMT_VERSION, &row, err)) {
    return false;
  }
  *version = row ? cs_db_integer(db, CS_STMT_VERSION, 0) : 0;
  cs_db_done(db, CS_STMT_VERSION);
  return true;
}

bool cs_schema_check(struct cs_db *db, bool *stale, struct cs_err *err) {
  *stale = false;
  for (size_t i = 0; i < COUNT(all_tables); i++) {
    int64_t version;
    if (!get_version(db, all_tables[i].name, &version, err)) {
      return false;
    }
    if (version == all_tables[i].version) {
      continue;
    }
    if (all_tables[i].class != CS_TABLE_PROJECTION) {
      cs_err_set(err, &CS_E_STORE_VERSION, "table \"%s\" is of version %lld, this program knows version %d",
                 all_tables[i].name, (long long)version, all_tables[i].version);
      return cs_err_hint(err, "open the store with the release of Countersign that wrote it, or a later one");
    }
    *stale = true;
  }
  return true;
}

bool cs_schema_make_projections(struct cs_db *db, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, SQL_MAX);
  bool good = true;
  for (size_t i = 0; good && i < COUNT(all_tables); i++) {
    if (all_tables[i].class == CS_TABLE_PROJECTION) {
      cs_buf_printf(&buf, "DROP TABLE IF EXISTS %s@", all_tables[i].name);
      good = run(db, &buf, err) && make_table(db, &all_tables[i], &buf, err) &&
             make_indexes(db, &all_tables[i], BESIDE, "@", &buf, err);
    }
  }
  cs_buf_deinit(&buf);
  return good;
}

bool cs_schema_swap_projections(struct cs_db *db, const char *suffix, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, SQL_MAX);
  bool good = true;
  for (size_t i = 0; good && i < COUNT(all_tables); i++) {
    const struct cs_table *table = &all_tables[i];
    if (table->class == CS_TABLE_PROJECTION) {
      cs_buf_printf(&buf, "DROP TABLE IF EXISTS %s; ALTER TABLE %s%s RENAME TO %s", table->name, table->name, suffix,
                    table->name);
      good = run(db, &buf, err) && drop_indexes_beside(db, table, &buf, err) &&
             make_indexes(db, table, "", "", &buf, err) && set_version(db, table->name, table->version, err);
    }
  }
  cs_buf_deinit(&buf);
  return good;
}

static bool hash_row(void *ctx, struct cs_db_query *q, struct cs_err *err) {
  (void)err;
  struct cs_hasher *hasher = ctx;
  int n = cs_db_query_columns(q);
  for (int i = 0; i < n; i++) {
    struct cs_str bytes;
    char type = cs_db_query_value(q, i, &bytes);
    unsigned char head[9] = {(unsigned char)type};
    for (size_t k = 0; k < 8; k++) {
      head[1 + k] = (unsigned char)((uint64_t)bytes.len >> (56 - 8 * k));
    }
    cs_hash_add(hasher, (struct cs_str){(const char *)head, sizeof head});
    cs_hash_add(hasher, bytes);
  }
  return true;
}

bool cs_table_digest(struct cs_db *db, const struct cs_table *table, struct cs_hasher *hasher, struct cs_hash *out,
                     struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, SQL_MAX);
  struct cs_column columns[CS_COLUMNS_MAX];
  size_t n = cs_table_columns(table, columns);
  cs_buf_printf(&buf, "SELECT ");
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(&buf, "%s%s", i ? ", " : "", columns[i].name);
  }
  cs_buf_printf(&buf, " FROM %s%s ORDER BY %s", table->name, mark(table), table->key);
  cs_buf_byte(&buf, '\0');
  bool good = cs_buf_ok(&buf, err);
  cs_hash_begin(hasher);
  good = good && cs_db_query(db, cs_buf_str(&buf).ptr, hash_row, hasher, err);
  cs_hash_end(hasher, out);
  cs_buf_deinit(&buf);
  return good;
}

static bool take_count(void *ctx, struct cs_db_query *q, struct cs_err *err) {
  (void)err;
  struct cs_str digits;
  cs_db_query_value(q, 0, &digits);
  int64_t n = 0;
  for (size_t i = 0; i < digits.len; i++) {
    n = n * 10 + (digits.ptr[i] - '0');
  }
  *(int64_t *)ctx = n;
  return true;
}

bool cs_table_count(struct cs_db *db, const struct cs_table *table, int64_t *n, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, SQL_MAX);
  cs_buf_printf(&buf, "SELECT count(*) FROM %s%s", table->name, mark(table));
  cs_buf_byte(&buf, '\0');
  bool good = cs_buf_ok(&buf, err) && cs_db_query(db, cs_buf_str(&buf).ptr, take_count, n, err);
  cs_buf_deinit(&buf);
  return good;
}
