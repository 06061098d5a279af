/* The SQLite driver; must never trust a setting that it did not make, nor call a commit done that SQLite did not call
 * done. Invariant: a connection is in a transaction exactly when cs_db_in_transaction says so, whatever SQLite rolled
 * back by itself. Specification: RECORD sections 3 and 4; https://sqlite.org/wal.html. */
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x43736e31 /* "Csn1" in the header of the file */
#define BUSY_MS        10000
#define SQL_MAX        4096
#define SUFFIX_MAX     15

struct cs_db {
  sqlite3 *handle;
  sqlite3_stmt *stmts[CS_STMT_N]; /* prepared when first used */
  bool stepped[CS_STMT_N];        /* has a row; nothing may be bound to it */
  int unbound[CS_STMT_N];         /* why a bind could not be made; the step says so, and does not run without it */
  char suffix[SUFFIX_MAX + 1];
  bool light;      /* the present transaction need not be durable */
  int64_t pending; /* pages in the WAL */
  int busy_ms;
};

struct cs_db_query {
  sqlite3_stmt *stmt;
  char digits[24];
};

static const char *const texts[CS_STMT_N] = {
#define CS_STMT(name, sql) [CS_STMT_##name] = sql,
#include "store/statements.def"
#undef CS_STMT
};

static const struct cs_code *code_of(int rc) {
  if (rc == SQLITE_IOERR_NOMEM) {
    return &CS_E_OOM;
  }
  switch (rc & 0xff) {
  case SQLITE_FULL:
    return &CS_E_STORE_FULL;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL:
    return &CS_E_STORE_LOCKED;
  case SQLITE_NOTADB:
    return &CS_E_STORE_NOT_A_STORE;
  case SQLITE_NOMEM:
    return &CS_E_OOM;
  case SQLITE_READONLY:
    return &CS_E_STORE_READ_ONLY;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    return &CS_E_STORE_IO;
  case SQLITE_TOOBIG:
    return &CS_E_LIMIT;
  }
  return &CS_E_STORE_DAMAGED; /* corrupt, a constraint that trips, a table that is missing */
}

static bool fail(struct cs_db *db, int rc, const char *doing, struct cs_err *err) {
  if (code_of(rc) == &CS_E_STORE_FULL) {
    return cs_err_set(err, &CS_E_STORE_FULL, "the disk is full: nothing was written");
  }
  if (code_of(rc) == &CS_E_STORE_LOCKED) {
    return cs_err_set(err, &CS_E_STORE_LOCKED, "another process holds the store's lock: %s", doing);
  }
  return cs_err_set(err, code_of(rc), "%s: %s", doing,
                    db && db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc));
}

/* Replaces "@" by the suffix, and the column type BYTES by the engine's. */
static bool expand(const struct cs_db *db, const char *sql, char out[SQL_MAX]) {
  size_t n = 0;
  while (*sql) {
    const char *piece = sql;
    size_t len = 1;
    if (*sql == '@') {
      piece = db->suffix;
      len = strlen(piece);
      sql += 1;
    } else if (strncmp(sql, " BYTES", 6) == 0) {
      piece = " BLOB";
      len = 5;
      sql += 6;
    } else if (strncmp(sql, " BIGINT", 7) == 0) {
      piece = " INTEGER"; /* so that a single key of this type is the row's own number */
      len = 8;
      sql += 7;
    } else {
      sql += 1;
    }
    if (n + len >= SQL_MAX) {
      return false;
    }
    memcpy(out + n, piece, len);
    n += len;
  }
  out[n] = '\0';
  return true;
}

/* A lone key of this very name is the row's own number: one tree for the table, and not another for its key. */
const char *cs_db_type(const struct cs_db *db, const char *type) {
  (void)db;
  return strcmp(type, "BIGINT") == 0 ? "INTEGER" : type;
}

bool cs_db_exec(struct cs_db *db, const char *sql, struct cs_err *err) {
  char text[SQL_MAX];
  cs_assert(expand(db, sql, text));
  int rc = sqlite3_exec(db->handle, text, NULL, NULL, NULL);
  return rc == SQLITE_OK || fail(db, rc, "cannot change the store", err);
}

static int count_pages(void *ctx, sqlite3 *handle, const char *name, int pages) {
  (void)handle;
  (void)name;
  ((struct cs_db *)ctx)->pending = pages;
  return SQLITE_OK;
}

/* How long to wait for somebody else's lock. SQLite's own handler sleeps a tenth of a second at a time in the end, and may then
 * miss again and again the moment in which a busy writer holds no lock: these naps stay short. What is counted is what was
 * slept, so that a loaded machine makes it more patient. */
static int nap(void *ctx, int tries) {
  static const int naps[] = {1, 1, 2, 3};
  const struct cs_db *db = ctx;
  const int last = (int)(sizeof naps / sizeof *naps) - 1;
  int ms = naps[tries < last ? tries : last];
  if ((int64_t)tries * naps[last] >= db->busy_ms) {
    return 0;
  }
  sqlite3_sleep(ms);
  return 1;
}

static bool pragmas(struct cs_db *db, const struct cs_db_options *options, struct cs_err *err) {
  db->busy_ms = (int)(options->busy_ms ? options->busy_ms : BUSY_MS);
  sqlite3_busy_handler(db->handle, nap, db);
  /* A writer that closes takes the WAL away: one that stayed would be replayed onto a copy that is put back. */
  sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, options->mode == CS_DB_READ, NULL);
  sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (!cs_db_exec(db,
                  "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; "
                  "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA mmap_size = 0",
                  err)) {
    return false;
  }
  if (options->mode == CS_DB_READ && !cs_db_exec(db, "PRAGMA query_only = ON", err)) {
    return false;
  }
  if (options->pages_max > 0) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", (long long)options->pages_max);
    if (!cs_db_exec(db, sql, err)) {
      return false;
    }
  }
  if (options->mode != CS_DB_SCRATCH) {
    sqlite3_wal_hook(db->handle, count_pages, db); /* takes the place of automatic settling */
  }
  return true;
}

static bool one_value(struct cs_db *db, const char *sql, char out[64], struct cs_err *err) {
  sqlite3_stmt *stmt;
  int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
  if (rc == SQLITE_OK) {
    rc = sqlite3_step(stmt);
    const unsigned char *text = rc == SQLITE_ROW ? sqlite3_column_text(stmt, 0) : NULL;
    snprintf(out, 64, "%s", text ? (const char *)text : "");
    rc = rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
  }
  sqlite3_finalize(stmt);
  return rc == SQLITE_OK || fail(db, rc, "cannot read the store", err);
}

/* Is the file a store of ours, and in WAL mode (a new one becomes so)? */
static bool identify(struct cs_db *db, struct cs_str path, const struct cs_db_options *options, struct cs_err *err) {
  char value[64], ours[64];
  snprintf(ours, sizeof ours, "%d", APPLICATION_ID);
  if (options->mode == CS_DB_SCRATCH) {
    return cs_db_exec(db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", err);
  }
  if (options->mode == CS_DB_CREATE) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %s", ours);
    if (!cs_db_exec(db, sql, err)) {
      return false;
    }
  } else if (!one_value(db, "PRAGMA application_id", value, err)) {
    return cs_err_context(err, "\"%.*s\"", CS_STR_ARG(path));
  } else if (strcmp(value, ours) != 0) {
    return cs_err_set(err, &CS_E_STORE_NOT_A_STORE, "\"%.*s\" is not a store of Countersign", CS_STR_ARG(path));
  }
  if (!one_value(db, options->mode == CS_DB_CREATE ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode", value, err)) {
    return false;
  }
  if (strcmp(value, "wal") != 0 && options->mode == CS_DB_WRITE &&
      !one_value(db, "PRAGMA journal_mode = WAL", value, err)) {
    return false;
  }
  return strcmp(value, "wal") == 0 || options->mode == CS_DB_READ ||
         cs_err_set(err, &CS_E_STORE_IO, "the store cannot be put into WAL mode: it is in mode \"%s\"", value);
}

/* A new empty file, so that nobody's file is ever taken for a new store. */
static bool make_file(struct cs_str path, const char *name, struct cs_err *err) {
  static const char *const beside[] = {"-wal", "-journal", "-shm"};
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    char other[4096];
    snprintf(other, sizeof other, "%s%s", name, beside[i]);
    struct stat st;
    if (stat(other, &st) == 0) {
      cs_err_set(err, &CS_E_STORE_EXISTS, "\"%s\" is left from another store", other);
      return cs_err_hint(err, "the store that it belongs to is missing; move it away, or choose another name");
    }
  }
  int fd = open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
    return true;
  }
  if (errno == EEXIST) {
    return cs_err_set(err, &CS_E_STORE_EXISTS, "there is already something at \"%.*s\"", CS_STR_ARG(path));
  }
  return cs_err_set(err, errno == ENOSPC ? &CS_E_STORE_FULL : &CS_E_STORE_IO, "cannot make \"%.*s\": %s",
                    CS_STR_ARG(path), strerror(errno));
}

static bool open_handle(struct cs_db *db, struct cs_str path, const struct cs_db_options *options, struct cs_err *err) {
  char name[4096];
  if (path.len >= sizeof name - 16 || (path.len > 0 && memchr(path.ptr, '\0', path.len))) {
    return cs_err_set(err, &CS_E_STORE_IO, "the store's path is too long or holds a zero byte");
  }
  snprintf(name, sizeof name, "%.*s", CS_STR_ARG(path));
  if (options->mode == CS_DB_CREATE && !make_file(path, name, err)) {
    return false;
  }
  struct stat st;
  if ((options->mode == CS_DB_WRITE || options->mode == CS_DB_READ) && stat(name, &st) != 0) {
    return cs_err_set(err, &CS_E_STORE_MISSING, "there is no store at \"%s\"", name);
  }
  /* An empty name is a private file that spills to disk and vanishes with the connection. */
  int rc = sqlite3_open_v2(options->mode == CS_DB_SCRATCH ? "" : name, &db->handle,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                               (options->mode == CS_DB_SCRATCH ? SQLITE_OPEN_CREATE : 0),
                           NULL);
  if (rc != SQLITE_OK) {
    return fail(db, rc, "cannot open the store", err);
  }
  return pragmas(db, options, err) && identify(db, path, options, err);
}

struct cs_db *cs_db_open(const struct cs_os *os, struct cs_str path, const struct cs_db_options *options,
                         struct cs_err *err) {
  (void)os; /* SQLite reaches its file by itself */
  struct cs_db *db = calloc(1, sizeof *db);
  if (!db) {
    return cs_err_oom(err);
  }
  cs_assert(!options->suffix || strlen(options->suffix) <= SUFFIX_MAX);
  snprintf(db->suffix, sizeof db->suffix, "%s", options->suffix ? options->suffix : "");
  if (!open_handle(db, path, options, err)) {
    cs_db_close(db);
    return NULL;
  }
  return db;
}

void cs_db_close(struct cs_db *db) {
  if (!db) {
    return;
  }
  for (size_t i = 0; i < CS_STMT_N; i++) {
    sqlite3_finalize(db->stmts[i]);
  }
  sqlite3_close_v2(db->handle);
  free(db);
}

/* SQLite asks its busy handler while others read or write, but not while another process settles: that one is busy at once.
 * So the waiting is ours for both, and is counted in what was slept: it ends whatever the clock does. */
static int settle_patiently(struct cs_db *db, int how, int *in_wal, int *moved) {
  static const int naps[] = {1, 2, 5, 10, 15, 20, 25};
  const size_t n_naps = sizeof naps / sizeof *naps;
  int slept = 0;
  sqlite3_busy_timeout(db->handle, 0);
  int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, how, in_wal, moved);
  for (size_t i = 0; (rc & 0xff) == SQLITE_BUSY && slept < db->busy_ms; i++) {
    int nap = naps[i < n_naps ? i : n_naps - 1];
    sqlite3_sleep(nap);
    slept += nap;
    rc = sqlite3_wal_checkpoint_v2(db->handle, NULL, how, in_wal, moved);
  }
  sqlite3_busy_handler(db->handle, nap, db);
  return rc;
}

static bool settle(struct cs_db *db, int how, struct cs_err *err) {
  cs_assert(!cs_db_in_transaction(db));
  int in_wal = 0, moved = 0;
  int rc = how == SQLITE_CHECKPOINT_PASSIVE ? sqlite3_wal_checkpoint_v2(db->handle, NULL, how, &in_wal, &moved)
                                            : settle_patiently(db, how, &in_wal, &moved);
  if (rc == SQLITE_OK || (rc == SQLITE_BUSY && how == SQLITE_CHECKPOINT_PASSIVE)) {
    db->pending = in_wal > moved ? in_wal : 0;
    return true;
  }
  return fail(db, rc, "cannot settle what was committed", err);
}

bool cs_db_settle(struct cs_db *db, struct cs_err *err) {
  return settle(db, SQLITE_CHECKPOINT_TRUNCATE, err);
}

bool cs_db_settle_some(struct cs_db *db, struct cs_err *err) {
  return settle(db, SQLITE_CHECKPOINT_PASSIVE, err);
}

int64_t cs_db_pending(const struct cs_db *db) {
  return db->pending * 4096;
}

bool cs_db_in_transaction(const struct cs_db *db) {
  return sqlite3_get_autocommit(db->handle) == 0;
}

/* After a light transaction. What fails here is tried again before the next one begins. */
static void durable_again(struct cs_db *db) {
  if (db->light && !cs_db_in_transaction(db)) {
    db->light = sqlite3_exec(db->handle, "PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK;
  }
}

bool cs_db_begin(struct cs_db *db, enum cs_db_begin how, struct cs_err *err) {
  cs_assert(!cs_db_in_transaction(db));
  if (how == CS_DB_BEGIN_READ) {
    char value[64];
    /* BEGIN alone fixes nothing: the view is that of the first read. */
    return cs_db_exec(db, "BEGIN", err) && one_value(db, "SELECT count(*) FROM sqlite_schema", value, err);
  }
  durable_again(db);
  if (db->light) {
    return fail(db, sqlite3_errcode(db->handle), "cannot make the store durable again", err);
  }
  db->light = how == CS_DB_BEGIN_LIGHT;
  if (db->light && !cs_db_exec(db, "PRAGMA synchronous = OFF", err)) {
    return false;
  }
  return cs_db_exec(db, "BEGIN IMMEDIATE", err);
}

bool cs_db_commit(struct cs_db *db, enum cs_db_outcome *outcome, struct cs_err *err) {
  cs_assert(cs_db_in_transaction(db));
  *outcome = CS_DB_UNKNOWN;
  int rc = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
  if (rc == SQLITE_OK && !cs_db_in_transaction(db)) {
    *outcome = CS_DB_DONE;
    durable_again(db);
    return true;
  }
  fail(db, rc, "cannot commit", err);
  cs_db_rollback(db);
  return false;
}

void cs_db_rollback(struct cs_db *db) {
  for (size_t i = 0; i < CS_STMT_N; i++) {
    if (db->stepped[i]) {
      cs_db_done(db, (enum cs_db_stmt)i);
    }
  }
  for (int tries = 0; tries < 2 && cs_db_in_transaction(db); tries++) { /* even this wants memory */
    sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
  }
  durable_again(db);
}

/* The prepared statement, or NULL with the reason kept for the next step. */
static sqlite3_stmt *prepared(struct cs_db *db, enum cs_db_stmt stmt, int *rc) {
  *rc = SQLITE_OK;
  if (!db->stmts[stmt]) {
    char text[SQL_MAX];
    cs_assert(expand(db, texts[stmt], text));
    *rc = sqlite3_prepare_v3(db->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &db->stmts[stmt], NULL);
  }
  return db->stmts[stmt];
}

static sqlite3_stmt *binding(struct cs_db *db, enum cs_db_stmt stmt) {
  cs_assert(!db->stepped[stmt]); /* the same scan within itself */
  int rc;
  sqlite3_stmt *s = prepared(db, stmt, &rc);
  db->unbound[stmt] = s ? db->unbound[stmt] : rc;
  return s;
}

void cs_db_bind_integer(struct cs_db *db, enum cs_db_stmt stmt, int index, int64_t value) {
  sqlite3_stmt *s = binding(db, stmt);
  if (s) {
    cs_assert(sqlite3_bind_int64(s, index, value) == SQLITE_OK);
  }
}

void cs_db_bind_text(struct cs_db *db, enum cs_db_stmt stmt, int index, struct cs_str text) {
  sqlite3_stmt *s = binding(db, stmt);
  if (s) {
    int rc = sqlite3_bind_text(s, index, text.ptr ? text.ptr : "", (int)text.len, SQLITE_STATIC);
    cs_assert(rc == SQLITE_OK);
  }
}

void cs_db_bind_bytes(struct cs_db *db, enum cs_db_stmt stmt, int index, struct cs_str bytes) {
  sqlite3_stmt *s = binding(db, stmt);
  if (s) {
    int rc = sqlite3_bind_blob(s, index, bytes.ptr ? bytes.ptr : "", (int)bytes.len, SQLITE_STATIC);
    cs_assert(rc == SQLITE_OK);
  }
}

bool cs_db_step(struct cs_db *db, enum cs_db_stmt stmt, bool *row, struct cs_err *err) {
  *row = false;
  int rc = db->unbound[stmt];
  sqlite3_stmt *s = rc == SQLITE_OK ? prepared(db, stmt, &rc) : NULL;
  if (!s) {
    cs_db_done(db, stmt);
    return fail(db, rc, "cannot prepare a statement", err);
  }
  rc = sqlite3_step(s);
  *row = rc == SQLITE_ROW;
  db->stepped[stmt] = *row;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
    return true;
  }
  fail(db, rc, "the store refuses a statement", err);
  cs_db_done(db, stmt);
  return false;
}

void cs_db_done(struct cs_db *db, enum cs_db_stmt stmt) {
  db->stepped[stmt] = false;
  db->unbound[stmt] = SQLITE_OK;
  if (!db->stmts[stmt]) {
    return; /* it could not be prepared */
  }
  sqlite3_reset(db->stmts[stmt]); /* says again what the step said */
  sqlite3_clear_bindings(db->stmts[stmt]);
}

bool cs_db_run(struct cs_db *db, enum cs_db_stmt stmt, int64_t *changed, struct cs_err *err) {
  bool row;
  if (!cs_db_step(db, stmt, &row, err)) {
    return false;
  }
  cs_assert(!row);
  if (changed) {
    *changed = sqlite3_changes64(db->handle);
  }
  cs_db_done(db, stmt);
  return true;
}

int64_t cs_db_integer(struct cs_db *db, enum cs_db_stmt stmt, int column) {
  return sqlite3_column_int64(db->stmts[stmt], column);
}

struct cs_str cs_db_text(struct cs_db *db, enum cs_db_stmt stmt, int column) {
  return cs_db_bytes(db, stmt, column); /* as text it would want a NUL, and memory for it */
}

struct cs_str cs_db_bytes(struct cs_db *db, enum cs_db_stmt stmt, int column) {
  const void *bytes = sqlite3_column_blob(db->stmts[stmt], column);
  return (struct cs_str){bytes, (size_t)sqlite3_column_bytes(db->stmts[stmt], column)};
}

bool cs_db_query(struct cs_db *db, const char *sql, bool (*row)(void *ctx, struct cs_db_query *q, struct cs_err *err),
                 void *ctx, struct cs_err *err) {
  char text[SQL_MAX];
  cs_assert(expand(db, sql, text));
  struct cs_db_query q = {0};
  int rc = sqlite3_prepare_v2(db->handle, text, -1, &q.stmt, NULL);
  bool good = true;
  while (rc == SQLITE_OK && good) {
    int step = sqlite3_step(q.stmt);
    if (step == SQLITE_DONE) {
      break;
    }
    rc = step == SQLITE_ROW ? SQLITE_OK : step;
    good = rc != SQLITE_OK || row(ctx, &q, err);
  }
  if (rc != SQLITE_OK) {
    good = fail(db, rc, "cannot read the store", err);
  }
  sqlite3_finalize(q.stmt);
  return good;
}

int cs_db_query_columns(struct cs_db_query *q) {
  return sqlite3_column_count(q->stmt);
}

char cs_db_query_value(struct cs_db_query *q, int column, struct cs_str *bytes) {
  int type = sqlite3_column_type(q->stmt, column);
  if (type == SQLITE_INTEGER) {
    snprintf(q->digits, sizeof q->digits, "%lld", (long long)sqlite3_column_int64(q->stmt, column));
    *bytes = cs_str_of(q->digits);
    return 'i';
  }
  if (type == SQLITE_TEXT) {
    const void *text = sqlite3_column_blob(q->stmt, column);
    *bytes = (struct cs_str){text, (size_t)sqlite3_column_bytes(q->stmt, column)};
    return 't';
  }
  if (type == SQLITE_BLOB) {
    const void *blob = sqlite3_column_blob(q->stmt, column);
    *bytes = (struct cs_str){blob, (size_t)sqlite3_column_bytes(q->stmt, column)};
    return 'b';
  }
  *bytes = CS_STR_NONE;
  return 'n';
}
