/* Replay, and the rebuilding of projections; must never touch a table of class RECORD or BESIDE (versions of
 * projections excepted). Invariant: the present projections stay in use, whole, until one transaction puts the new ones
 * in their place. Specification: RECORD section 4. */
#include "store/log.h"
#include "store/replay.h"
#include "store/schema.h"

#include <stdio.h>

#define PIECE  512 /* entries of one transaction, and of one filling of the arena */
#define SUFFIX "_new"

struct replaying {
  struct cs_reader *reader;
  struct cs_arena *arena;
  struct cs_working working;
};

static bool replay_entry(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  struct replaying *r = ctx;
  struct cs_entry entry;
  struct cs_folded folded;
  return (cs_entry_read(r->arena, bytes, &entry, err) &&
          cs_reader_open_confidential(r->reader, r->arena, &entry, err) &&
          cs_working_fold(&r->working, &entry, &folded, err) && cs_working_take(&r->working, &entry, &folded, err)) ||
         cs_err_context(err, "entry %llu", (unsigned long long)n);
}

static bool replay_piece(struct replaying *r, struct cs_db *db, uint64_t from, uint64_t to, struct cs_err *err) {
  bool own = !cs_db_in_transaction(db);
  enum cs_db_outcome outcome;
  cs_arena_reset(r->arena);
  cs_working_init(&r->working, r->arena, r->reader, db);
  if (own && !cs_db_begin(db, CS_DB_BEGIN_WRITE, err)) {
    return false;
  }
  bool good = cs_reader_entries(r->reader, from, to, replay_entry, r, err) && cs_working_flush(&r->working, err);
  if (own) {
    good = good && cs_db_commit(db, &outcome, err);
    cs_db_rollback(db);
    good = good && (cs_db_pending(db) < CS_SETTLE_BYTES || cs_db_settle_some(db, err));
  }
  return good;
}

bool cs_replay(struct cs_reader *reader, struct cs_db *db, uint64_t from, uint64_t to, struct cs_err *err) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  struct replaying r = {.reader = reader, .arena = &arena};
  bool good = true;
  for (uint64_t at = from; good && at < to; at += PIECE) {
    good = replay_piece(&r, db, at, to - at > PIECE ? at + PIECE : to, err);
  }
  cs_arena_deinit(&arena);
  return good;
}

/* ---- rebuild ---- */

static bool make_beside(struct cs_db *db, struct cs_err *err) {
  enum cs_db_outcome outcome;
  bool good =
      cs_db_begin(db, CS_DB_BEGIN_WRITE, err) && cs_schema_make_projections(db, err) && cs_db_commit(db, &outcome, err);
  cs_db_rollback(db);
  return good;
}

/* Were the projections proper already what was made beside them? A table that this program's list has and the store
 * lacks is not. */
static bool compare(struct cs_reader *reader, struct cs_db *beside, bool *equal, struct cs_err *err) {
  size_t n;
  const struct cs_table *tables = cs_tables(&n);
  bool stale;
  if (!cs_schema_check(reader->db, &stale, err)) {
    return false;
  }
  *equal = !stale;
  for (size_t i = 0; i < n && *equal; i++) {
    struct cs_hash old, fresh;
    if (tables[i].class != CS_TABLE_PROJECTION) {
      continue;
    }
    if (!cs_table_digest(reader->db, &tables[i], &reader->hasher, &old, err) ||
        !cs_table_digest(beside, &tables[i], &reader->hasher, &fresh, err)) {
      return false;
    }
    *equal = cs_hash_eq(&old, &fresh);
  }
  return true;
}

/* Under the lock: what came in meanwhile, the comparison, and the swap. */
static bool finish(struct cs_reader *reader, struct cs_db *db, uint64_t from, bool *equal, struct cs_err *err) {
  struct cs_head head;
  enum cs_db_outcome outcome;
  if (!cs_db_begin(db, CS_DB_BEGIN_WRITE, err)) {
    return false;
  }
  bool good = cs_reader_head(reader, &head, err) && cs_replay(reader, db, from, head.size, err) &&
              (!equal || compare(reader, db, equal, err)) && cs_schema_swap_projections(db, SUFFIX, err) &&
              cs_db_commit(db, &outcome, err);
  cs_db_rollback(db);
  return good;
}

static void drop_beside(struct cs_db *db) {
  struct cs_err ignored;
  size_t n;
  const struct cs_table *tables = cs_tables(&n);
  for (size_t i = 0; i < n; i++) {
    char sql[128];
    if (tables[i].class == CS_TABLE_PROJECTION) {
      snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS %s" SUFFIX, tables[i].name);
      if (!cs_db_exec(db, sql, &ignored)) {
        return; /* the next rebuild drops them */
      }
    }
  }
}

static bool rebuild(struct cs_reader *reader, struct cs_db *db, bool *equal, struct cs_err *err) {
  struct cs_head head;
  bool good = cs_reader_head(reader, &head, err) && make_beside(db, err) && cs_replay(reader, db, 0, head.size, err) &&
              finish(reader, db, head.size, equal, err);
  if (!good) {
    drop_beside(db);
  }
  return good;
}

bool cs_log_rebuild(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir, bool *equal,
                    struct cs_err *err) {
  struct cs_reader *reader = cs_reader_open(os, path, keys_dir, err);
  if (!reader) {
    return false;
  }
  struct cs_db_options options = {.mode = CS_DB_WRITE, .suffix = SUFFIX};
  struct cs_db *db = cs_db_open(os, path, &options, err);
  bool good = db && rebuild(reader, db, equal, err);
  cs_reader_close(reader);
  cs_db_close(db); /* last, so that it takes the WAL away */
  return good;
}
