/* The database, as little of it as the record needs: one connection, the closed list of statements of statements.def,
 * typed binds, three kinds of transaction, and a commit that says what is known of its outcome. SQLite is the first
 * driver (db_sqlite.c); PostgreSQL is to be the second. Nothing outside a driver file knows which one it is.
 *
 * Portability: statements are plain SQL with $1, $2, … in order of first use; columns are BIGINT, TEXT (compared by
 * bytes) or BYTES; every ORDER BY is over columns that are NOT NULL. "@" behind a table's name stands for the suffix of
 * the projections that the connection works on (rebuild works on those beside the present ones).
 *
 * A connection belongs to one thread at a time. It sets everything that it relies on itself (WAL, synchronous FULL,
 * foreign keys, busy timeout); no setting of the file or the environment is trusted. */
#ifndef CS_STORE_DB_H
#define CS_STORE_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/err.h"

struct cs_os;
struct cs_db;

enum cs_db_mode {
  CS_DB_CREATE,  /* a new store: CS_E_STORE_EXISTS when something is there */
  CS_DB_WRITE,   /* CS_E_STORE_MISSING when nothing is there, CS_E_STORE_NOT_A_STORE when it is something else */
  CS_DB_READ,    /* no statement that writes is possible */
  CS_DB_SCRATCH, /* an empty private store that vanishes when closed; path is not used */
};

struct cs_db_options {
  enum cs_db_mode mode;
  const char *suffix; /* of projections, NULL for none: see above */
  int64_t busy_ms;    /* how long to wait for another connection's lock; 0: 10,000 */
  int64_t pages_max;  /* tests: the size at which the disk counts as full; 0: none */
};

enum cs_db_begin {
  CS_DB_BEGIN_READ,  /* a fixed view of the store */
  CS_DB_BEGIN_WRITE, /* takes the record's lock first: what is read afterwards is the newest */
  CS_DB_BEGIN_LIGHT, /* as WRITE, but the commit need not be durable (notes alone) */
};

/* What is known after a commit that did not plainly succeed. */
enum cs_db_outcome {
  CS_DB_DONE,    /* durable */
  CS_DB_UNKNOWN, /* may or may not be there: resolve on a new connection, with a commit of one's own, before signing */
};

enum cs_db_stmt {
#define CS_STMT(name, sql) CS_STMT_##name,
#include "store/statements.def"
#undef CS_STMT
  CS_STMT_N
};

/* CS_E_STORE_EXISTS, _MISSING, _NOT_A_STORE, _LOCKED, _IO, _DAMAGED, CS_E_OOM. */
struct cs_db *cs_db_open(const struct cs_os *os, struct cs_str path, const struct cs_db_options *options,
                         struct cs_err *err) CS_MUST;
/* Rolls back what is open. NULL is allowed. */
void cs_db_close(struct cs_db *db);
/* Makes everything that was committed part of the store proper (SQLite: checkpoint and empty the WAL). Must succeed at
 * a start before anything is signed. No transaction may be open. CS_E_STORE_LOCKED when somebody reads or writes for
 * too long. */
CS_MUST bool cs_db_settle(struct cs_db *db, struct cs_err *err);
/* The same as far as it goes without waiting; for when nothing waits, and when cs_db_pending is large. */
CS_MUST bool cs_db_settle_some(struct cs_db *db, struct cs_err *err);
/* Bytes committed but not yet settled, as far as this connection knows. */
int64_t cs_db_pending(const struct cs_db *db);

CS_MUST bool cs_db_begin(struct cs_db *db, enum cs_db_begin how, struct cs_err *err);
/* False: *outcome says what is known. CS_E_STORE_FULL, _IO, _LOCKED, _DAMAGED with CS_DB_UNKNOWN: the caller must not
 * go on with this connection but close it. */
CS_MUST bool cs_db_commit(struct cs_db *db, enum cs_db_outcome *outcome, struct cs_err *err);
/* Harmless when none is open. */
void cs_db_rollback(struct cs_db *db);
/* Is the transaction that was begun still open (a full disk makes SQLite roll back by itself)? */
bool cs_db_in_transaction(const struct cs_db *db);

/* One statement: bind all of its parameters, step until *row is false, then cs_db_done. cs_db_run does the last two for
 * a statement without rows; *changed, which may be NULL, becomes the number of rows that it changed. Slices bound must
 * live until cs_db_done; slices read live until the next step or done. */
void cs_db_bind_integer(struct cs_db *db, enum cs_db_stmt stmt, int index, int64_t value);
void cs_db_bind_text(struct cs_db *db, enum cs_db_stmt stmt, int index, struct cs_str text);
void cs_db_bind_bytes(struct cs_db *db, enum cs_db_stmt stmt, int index, struct cs_str bytes);
CS_MUST bool cs_db_step(struct cs_db *db, enum cs_db_stmt stmt, bool *row, struct cs_err *err);
CS_MUST bool cs_db_run(struct cs_db *db, enum cs_db_stmt stmt, int64_t *changed, struct cs_err *err);
void cs_db_done(struct cs_db *db, enum cs_db_stmt stmt);
int64_t cs_db_integer(struct cs_db *db, enum cs_db_stmt stmt, int column);
struct cs_str cs_db_text(struct cs_db *db, enum cs_db_stmt stmt, int column);
struct cs_str cs_db_bytes(struct cs_db *db, enum cs_db_stmt stmt, int column);

/* How the engine writes a type of tables.def. */
const char *cs_db_type(const struct cs_db *db, const char *type);

/* Text made at run time, for the schema and the digests of tables only (schema.c): never of outside data. Types as
 * above. */
CS_MUST bool cs_db_exec(struct cs_db *db, const char *sql, struct cs_err *err);
/* A made-up query, row by row: `row` reads with cs_db_query_…. */
struct cs_db_query;
CS_MUST bool cs_db_query(struct cs_db *db, const char *sql,
                         bool (*row)(void *ctx, struct cs_db_query *q, struct cs_err *err), void *ctx,
                         struct cs_err *err);
int cs_db_query_columns(struct cs_db_query *q);
/* The type as stored: 'i' integer, 't' text, 'b' bytes, 'n' null. *bytes is the text, the bytes, or the digits of the
 * integer. */
char cs_db_query_value(struct cs_db_query *q, int column, struct cs_str *bytes);

#endif
