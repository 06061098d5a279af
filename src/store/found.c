/* Founding a record: database, keys, entry 0, first checkpoint; must never touch a store or a log key that is there.
 * Invariant: schema, head and entry 0 are one transaction; what a failed founding made is removed again. Specification:
 * RECORD section 1 (entry 0), model/act.def (record.found). */
#include "store/batch.h"
#include "store/record_private.h"

#include <stdio.h>
#include <string.h>

#define FORMAT 1

static bool set_hex(struct cs_arena *arena, struct cs_json *body, const char *key, const unsigned char *bytes, size_t n,
                    struct cs_err *err) {
  struct cs_buf hex;
  struct cs_str text;
  cs_buf_init(&hex, 256);
  cs_buf_hex(&hex, bytes, n);
  bool good = cs_buf_ok(&hex, err) && cs_arena_str(arena, cs_buf_str(&hex), &text, err) &&
              cs_json_set_text(arena, body, key, text, err);
  cs_buf_deinit(&hex);
  return good;
}

static bool set_verifier(struct cs_record *record, struct cs_arena *arena, struct cs_json *body, struct cs_err *err) {
  struct cs_buf buf;
  struct cs_str text;
  cs_buf_init(&buf, 4096);
  cs_verifier_key_write(&record->keys.signer.verifier, &buf);
  bool good = cs_buf_ok(&buf, err) && cs_arena_str(arena, cs_buf_str(&buf), &text, err) &&
              cs_json_set_text(arena, body, "verifier", text, err);
  cs_buf_deinit(&buf);
  return good;
}

static struct cs_json *make_body(struct cs_record *record, struct cs_arena *arena, const struct cs_found *found,
                                 struct cs_err *err) {
  unsigned char random[32];
  struct cs_json *body = cs_json_new(arena, CS_JSON_OBJECT, err);
  bool good = body && record->os->random(record->os->ctx, random, sizeof random, err) &&
              set_verifier(record, arena, body, err) && set_hex(arena, body, "random", random, sizeof random, err) &&
              set_hex(arena, body, "key", found->key, sizeof found->key, err) &&
              cs_json_set_text(arena, body, "origin", found->origin, err) &&
              cs_json_set_text(arena, body, "officer", found->officer, err) &&
              cs_json_set_text(arena, body, "zone", found->zone.len > 0 ? found->zone : CS_STR("+00:00"), err) &&
              cs_json_set_integer(arena, body, "format", FORMAT, err) &&
              cs_json_set_bool(arena, body, "trial", found->trial, err) &&
              cs_json_set_bool(arena, body, "public", found->open_to_all, err);
  return good ? body : NULL;
}

static bool append_entry_0(struct cs_record *record, struct cs_batch *batch, const struct cs_found *found,
                           struct cs_err *err) {
  struct cs_arena *arena = cs_batch_arena(batch);
  struct cs_entry entry = {.by = {.kind = CS_BY_CORE}};
  struct cs_appended appended;
  cs_time now;
  entry.act = (struct cs_act){.def = cs_act_def(CS_ACT_RECORD_FOUND), .subject = CS_STR("record:"), .saw = -1};
  entry.act.body = make_body(record, arena, found, err);
  entry.out = cs_json_new(arena, CS_JSON_OBJECT, err);
  return entry.act.body && entry.out && record->os->now(record->os->ctx, &now, err) &&
         cs_batch_append(batch, &entry, now, NULL, 0, &appended, err) && cs_reader_found(&record->reader, err) &&
         cs_record_read_log_keys(record, err);
}

static bool make_tables(struct cs_record *record, struct cs_err *err) {
  struct cs_db *db = record->reader.db;
  struct cs_hash empty;
  cs_hash_empty(&record->reader.hasher, &empty);
  if (!cs_db_begin(db, CS_DB_BEGIN_WRITE, err) || !cs_schema_make(db, err)) {
    return false;
  }
  cs_db_bind_bytes(db, CS_STMT_HEAD_FOUND, 1, cs_hash_str(&empty));
  return cs_db_run(db, CS_STMT_HEAD_FOUND, NULL, err);
}

static bool found_in(struct cs_record *record, const struct cs_found *found, struct cs_err *err) {
  if (!cs_record_make_trees(record, err) || !make_tables(record, err)) {
    return false;
  }
  struct cs_batch *batch = cs_batch_begin_founding(record, err);
  if (!batch) {
    return false;
  }
  bool good = append_entry_0(record, batch, found, err) && cs_batch_commit(batch, err);
  cs_batch_end(batch);
  struct cs_str note;
  return good && cs_record_note(record, &note, err) && cs_high_water_sync(&record->keys, err) &&
         cs_record_idle(record, err) && cs_db_settle(record->reader.db, err);
}

void cs_store_remove(const struct cs_os *os, struct cs_str path) {
  static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char name[4096];
    struct cs_err ignored;
    int n = snprintf(name, sizeof name, "%.*s%s", CS_STR_ARG(path), endings[i]);
    if (n > 0 && (size_t)n < sizeof name && !os->remove(os->ctx, (struct cs_str){name, (size_t)n}, &ignored)) {
      continue; /* it was not made */
    }
  }
}

static bool open_new(struct cs_record *record, struct cs_str path, struct cs_err *err) {
  struct cs_db_options options = {.mode = CS_DB_CREATE};
  struct cs_db *db = cs_db_open(record->os, path, &options, err);
  if (!db) {
    if (err->code != &CS_E_STORE_EXISTS) {
      cs_store_remove(record->os, path);
    }
    return false;
  }
  bool good = cs_reader_init(&record->reader, record->os, db, &record->keys, err);
  record->reader.own_db = true;
  if (good && cs_arena_str(&record->reader.arena, path, &record->path, err)) {
    return true;
  }
  cs_store_remove(record->os, path);
  return false;
}

struct cs_record *cs_record_create(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir,
                                   const struct cs_found *found, struct cs_err *err) {
  struct cs_public_key key;
  memcpy(key.bytes, found->key, sizeof key.bytes);
  struct cs_record_options options = {.mode = CS_RECORD_WRITE};
  struct cs_record *record = cs_key_check_public(&key, err) ? cs_record_new(os, &options, err) : NULL;
  if (!record) {
    return NULL;
  }
  bool made = false;
  bool good = open_new(record, path, err);
  if (good) {
    made = true;
    good = cs_arena_str(&record->reader.arena, keys_dir, &record->options.keys_dir, err) &&
           cs_keys_create(&record->keys, os, keys_dir, found->origin, err) && found_in(record, found, err);
  }
  if (good) {
    return record;
  }
  record->trouble.code = err->code; /* closing must not write */
  struct cs_err why = *err;
  if (made) {
    cs_keys_remove(&record->keys);
  }
  cs_record_close(record);
  if (made) {
    cs_store_remove(os, path);
  }
  *err = why;
  return NULL;
}
