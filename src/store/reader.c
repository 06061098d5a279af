/* Reading; must never change a row.
 * Invariant: every byte handed out that has a digest on record (blobs, openings) was compared with it. Specification:
 * RECORD sections 2, 4, 7. */
#include "store/reader_private.h"

#include "store/schema.h"

#include <stdlib.h>
#include <string.h>

bool cs_reader_init(struct cs_reader *reader, const struct cs_os *os, struct cs_db *db, struct cs_keys *keys,
                    struct cs_err *err) {
  memset(reader, 0, sizeof *reader);
  reader->os = os;
  reader->db = db;
  reader->rows = db;
  reader->keys = keys;
  cs_arena_init(&reader->arena, NULL, 1024 * 1024);
  return cs_hasher_init(&reader->hasher, err) && cs_vault_init(&reader->vault, os, db, keys, err);
}

void cs_reader_deinit(struct cs_reader *reader) {
  cs_vault_deinit(&reader->vault);
  cs_hasher_deinit(&reader->hasher);
  cs_keys_deinit(&reader->own_keys);
  if (reader->rows != reader->db) {
    cs_db_close(reader->rows);
  }
  if (reader->own_db) {
    cs_db_close(reader->db);
  }
  free(reader->nodes);
  cs_arena_deinit(&reader->arena);
}

void cs_reader_rebase(struct cs_reader *reader, struct cs_db *db) {
  cs_assert(reader->rows == reader->db);
  reader->db = db;
  reader->rows = db;
  reader->vault.db = db;
}

static bool take_founding(struct cs_reader *reader, const struct cs_json *body, struct cs_founding *out,
                          struct cs_err *err) {
  struct cs_arena *arena = &reader->arena;
  out->trial = cs_json_flag(body, "trial");
  out->open_to_all = cs_json_flag(body, "public");
  return cs_arena_str(arena, cs_json_text(body, "origin"), &out->origin, err) &&
         (out->first_origin = out->origin, true) &&
         cs_arena_str(arena, cs_json_text(body, "verifier"), &out->verifier, err) &&
         cs_arena_str(arena, cs_json_text(body, "officer"), &out->officer, err) &&
         cs_arena_str(arena, cs_json_text(body, "key"), &out->key, err) &&
         cs_arena_str(arena, cs_json_text(body, "zone"), &out->zone, err);
}

/* A record that was carried on has the origin and the key of that entry. */
static bool take_continuation(struct cs_reader *reader, struct cs_arena *arena, struct cs_founding *out,
                              struct cs_err *err) {
  struct cs_state state;
  struct cs_json *tree = NULL;
  if (!cs_reader_state(reader, arena, CS_STR("log:"), &state, err) ||
      (state.found && !cs_json_parse(arena, CS_STR("log:"), state.bytes, &tree, err))) {
    return false;
  }
  const struct cs_json *continued = cs_log_continued(tree);
  return !continued || (cs_arena_str(&reader->arena, cs_json_text(continued, "origin"), &out->origin, err) &&
                        cs_arena_str(&reader->arena, cs_json_text(continued, "verifier"), &out->verifier, err) &&
                        cs_arena_str(&reader->arena, cs_json_text(continued, "former"), &out->former, err));
}

bool cs_reader_found(struct cs_reader *reader, struct cs_err *err) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  struct cs_str bytes;
  struct cs_entry entry;
  bool good = cs_reader_entry(reader, &arena, 0, &bytes, err);
  if (!good && err->code == &CS_E_STORE_ABSENT) {
    cs_err_set(err, &CS_E_STORE_NOT_A_STORE,
               "the store has no entry 0: its founding was cut short, or the entry was removed");
  }
  if (good) {
    cs_hash_leaf(&reader->hasher, bytes, &reader->founding.identity);
    good = cs_entry_read(&arena, bytes, &entry, err);
  }
  if (good && entry.act.def->kind != CS_ACT_RECORD_FOUND) {
    good = cs_err_set(err, &CS_E_STORE_NOT_A_STORE, "entry 0 does not found a record");
  }
  good = good && take_founding(reader, entry.act.body, &reader->founding, err) &&
         take_continuation(reader, &arena, &reader->founding, err);
  cs_arena_deinit(&arena);
  return good;
}

bool cs_reader_behind(uint64_t size, uint64_t signed_size, const struct cs_code *code, struct cs_err *err) {
  const char *entries = size == 1 ? "entry" : "entries";
  const char *were = signed_size == 1 ? "was" : "were";
  if (size + 1 == signed_size) {
    return cs_err_set(err, code, "the store has %llu %s, and %llu %s signed: entry %llu is missing",
                      (unsigned long long)size, entries, (unsigned long long)signed_size, were,
                      (unsigned long long)size);
  }
  return cs_err_set(err, code, "the store has %llu %s, and %llu %s signed: entries %llu to %llu are missing",
                    (unsigned long long)size, entries, (unsigned long long)signed_size, were, (unsigned long long)size,
                    (unsigned long long)signed_size - 1);
}

bool cs_reader_check_key(struct cs_reader *reader, struct cs_err *err) {
  struct cs_arena arena;
  struct cs_policy policy;
  cs_arena_init(&arena, NULL, 0);
  bool good = cs_reader_log_keys(reader, &arena, &policy, err), found = false;
  for (size_t i = 0; good && i < policy.n; i++) {
    const struct cs_public_key *key = &reader->keys->signer.verifier.key;
    found = found || memcmp(key->bytes, policy.at[i].key.bytes, sizeof key->bytes) == 0;
  }
  cs_arena_deinit(&arena);
  return good && (found || cs_err_set(err, &CS_E_STORE_KEY_WRONG, "the log key in \"%.*s\" is none of this record's",
                                      CS_STR_ARG(reader->keys->folder)));
}

struct cs_reader *cs_reader_open(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir,
                                 struct cs_err *err) {
  struct cs_db_options options = {.mode = CS_DB_READ};
  struct cs_db *db = cs_db_open(os, path, &options, err);
  if (!db) {
    return NULL;
  }
  struct cs_reader *reader = malloc(sizeof *reader);
  if (!reader) {
    cs_db_close(db);
    return cs_err_oom(err);
  }
  bool stale;
  bool good = cs_reader_init(reader, os, db, NULL, err);
  reader->own_db = true;
  good = good && cs_schema_check(db, &stale, err) && cs_reader_found(reader, err);
  bool keys = false;
  good = good && (keys_dir.len == 0 || cs_keys_there(os, keys_dir, reader->founding.origin, &keys, err));
  if (good && keys) {
    good = cs_keys_open(&reader->own_keys, os, keys_dir, reader->founding.origin, err);
    reader->keys = &reader->own_keys;
    reader->vault.keys = &reader->own_keys;
    good = good && cs_reader_check_key(reader, err);
  }
  if (good) {
    return reader;
  }
  cs_reader_close(reader);
  return NULL;
}

void cs_reader_close(struct cs_reader *reader) {
  if (reader) {
    cs_reader_deinit(reader);
    free(reader);
  }
}

bool cs_reader_begin(struct cs_reader *reader, struct cs_head *head, struct cs_err *err) {
  if (!cs_db_begin(reader->db, CS_DB_BEGIN_READ, err)) {
    cs_db_rollback(reader->db);
    return false;
  }
  if (!cs_reader_head(reader, head, err)) {
    cs_reader_end(reader);
    return false;
  }
  return true;
}

void cs_reader_end(struct cs_reader *reader) {
  cs_db_rollback(reader->db);
}

static bool take_hash(struct cs_str bytes, struct cs_hash *out) {
  if (bytes.len != CS_HASH_SIZE) {
    return false;
  }
  memcpy(out->bytes, bytes.ptr, CS_HASH_SIZE);
  return true;
}

bool cs_reader_head(struct cs_reader *reader, struct cs_head *head, struct cs_err *err) {
  bool row;
  if (reader->fixed) {
    *head = reader->fixed_head;
    return true;
  }
  if (!cs_db_step(reader->db, CS_STMT_HEAD, &row, err)) {
    return false;
  }
  bool good = row && cs_db_integer(reader->db, CS_STMT_HEAD, 0) >= 0 &&
              take_hash(cs_db_bytes(reader->db, CS_STMT_HEAD, 1), &head->root);
  if (good) {
    head->size = (uint64_t)cs_db_integer(reader->db, CS_STMT_HEAD, 0);
    head->at = cs_db_integer(reader->db, CS_STMT_HEAD, 2);
  }
  cs_db_done(reader->db, CS_STMT_HEAD);
  return good || cs_err_set(err, &CS_E_STORE_DAMAGED, "the store has no head");
}

bool cs_reader_entry(struct cs_reader *reader, struct cs_arena *arena, uint64_t n, struct cs_str *bytes,
                     struct cs_err *err) {
  bool row;
  if (reader->fixed && n >= reader->fixed_head.size) {
    return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no entry %llu at that size", (unsigned long long)n);
  }
  cs_db_bind_integer(reader->db, CS_STMT_ENTRY, 1, (int64_t)n);
  if (!cs_db_step(reader->db, CS_STMT_ENTRY, &row, err)) {
    return false;
  }
  bool good = !row || cs_arena_str(arena, cs_db_bytes(reader->db, CS_STMT_ENTRY, 0), bytes, err);
  cs_db_done(reader->db, CS_STMT_ENTRY);
  return row ? good : cs_err_set(err, &CS_E_STORE_ABSENT, "there is no entry %llu", (unsigned long long)n);
}

bool cs_reader_entries(struct cs_reader *reader, uint64_t from, uint64_t to, cs_entry_each *each, void *ctx,
                       struct cs_err *err) {
  if (reader->fixed && to > reader->fixed_head.size) {
    return cs_err_set(err, &CS_E_STORE_ABSENT, "there are no entries from %llu on at that size",
                      (unsigned long long)reader->fixed_head.size);
  }
  cs_db_bind_integer(reader->db, CS_STMT_ENTRIES, 1, (int64_t)from);
  cs_db_bind_integer(reader->db, CS_STMT_ENTRIES, 2, (int64_t)to);
  uint64_t next = from;
  bool row = true;
  while (true) {
    if (!cs_db_step(reader->db, CS_STMT_ENTRIES, &row, err)) {
      return false;
    }
    if (!row || (uint64_t)cs_db_integer(reader->db, CS_STMT_ENTRIES, 0) != next) {
      break;
    }
    if (!each(ctx, next, cs_db_bytes(reader->db, CS_STMT_ENTRIES, 1), err)) {
      cs_db_done(reader->db, CS_STMT_ENTRIES);
      return false;
    }
    next += 1;
  }
  cs_db_done(reader->db, CS_STMT_ENTRIES);
  return next >= to || cs_err_set(err, &CS_E_STORE_DAMAGED, "entry %llu is missing", (unsigned long long)next);
}

static bool freshen(struct cs_reader *reader, struct cs_err *err) {
  return !reader->freshen || reader->freshen(reader->freshen_ctx, err);
}

bool cs_reader_state(struct cs_reader *reader, struct cs_arena *arena, struct cs_str subject, struct cs_state *out,
                     struct cs_err *err) {
  *out = (struct cs_state){.n = -1};
  if (!freshen(reader, err)) {
    return false;
  }
  cs_db_bind_text(reader->rows, CS_STMT_STATE, 1, subject);
  if (!cs_db_step(reader->rows, CS_STMT_STATE, &out->found, err)) {
    return false;
  }
  bool good = true;
  if (out->found) {
    out->n = cs_db_integer(reader->rows, CS_STMT_STATE, 0);
    good = cs_arena_str(arena, cs_db_bytes(reader->rows, CS_STMT_STATE, 1), &out->bytes, err);
  }
  cs_db_done(reader->rows, CS_STMT_STATE);
  return good;
}

/* The first text after all that begin with the prefix. Subjects are ASCII. */
static bool after_prefix(struct cs_str prefix, char out[CS_IDENT_MAX * 2], struct cs_str *upper, struct cs_err *err) {
  if (prefix.len >= CS_IDENT_MAX * 2) {
    return cs_err_set(err, &CS_E_LIMIT, "a prefix of %zu bytes, expected fewer than %d", prefix.len, CS_IDENT_MAX * 2);
  }
  if (prefix.len == 0) {
    out[0] = 0x7f;
    *upper = (struct cs_str){out, 1};
    return true;
  }
  memcpy(out, prefix.ptr, prefix.len);
  out[prefix.len - 1]++;
  *upper = (struct cs_str){out, prefix.len};
  return true;
}

bool cs_reader_states(struct cs_reader *reader, struct cs_str prefix, cs_state_each *each, void *ctx,
                      struct cs_err *err) {
  char bytes[CS_IDENT_MAX * 2];
  struct cs_str upper;
  if (!after_prefix(prefix, bytes, &upper, err) || !freshen(reader, err)) {
    return false;
  }
  cs_db_bind_text(reader->rows, CS_STMT_STATES, 1, prefix);
  cs_db_bind_text(reader->rows, CS_STMT_STATES, 2, upper);
  bool row, good;
  while ((good = cs_db_step(reader->rows, CS_STMT_STATES, &row, err)) && row) {
    if (!each(ctx, cs_db_text(reader->rows, CS_STMT_STATES, 0), cs_db_integer(reader->rows, CS_STMT_STATES, 1),
              cs_db_bytes(reader->rows, CS_STMT_STATES, 2), err)) {
      good = false;
      break;
    }
  }
  cs_db_done(reader->rows, CS_STMT_STATES);
  return good;
}

bool cs_reader_states_count(struct cs_reader *reader, struct cs_str prefix, int64_t *n, struct cs_err *err) {
  char bytes[CS_IDENT_MAX * 2];
  struct cs_str upper;
  if (!after_prefix(prefix, bytes, &upper, err) || !freshen(reader, err)) {
    return false;
  }
  cs_db_bind_text(reader->rows, CS_STMT_STATE_COUNT, 1, prefix);
  cs_db_bind_text(reader->rows, CS_STMT_STATE_COUNT, 2, upper);
  bool row;
  if (!cs_db_step(reader->rows, CS_STMT_STATE_COUNT, &row, err)) {
    return false;
  }
  *n = cs_db_integer(reader->rows, CS_STMT_STATE_COUNT, 0);
  cs_db_done(reader->rows, CS_STMT_STATE_COUNT);
  return true;
}

bool cs_reader_blob(struct cs_reader *reader, struct cs_arena *arena, const struct cs_hash *digest,
                    struct cs_str *bytes, struct cs_err *err) {
  bool row;
  cs_db_bind_bytes(reader->db, CS_STMT_BLOB, 1, cs_hash_str(digest));
  if (!cs_db_step(reader->db, CS_STMT_BLOB, &row, err)) {
    return false;
  }
  bool good = !row || cs_arena_str(arena, cs_db_bytes(reader->db, CS_STMT_BLOB, 0), bytes, err);
  cs_db_done(reader->db, CS_STMT_BLOB);
  if (!row) {
    return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no blob of that digest");
  }
  struct cs_hash hash;
  if (good) {
    cs_hash_bytes(&reader->hasher, *bytes, &hash);
    good = cs_hash_eq(&hash, digest) ||
           cs_err_set(err, &CS_E_STORE_ALTERED, "a blob's bytes are not those of its digest; run log verify");
  }
  return good;
}

/* The number of the entry behind this one that erased what is personal of its subject; -1: none. */
static bool erased_by(struct cs_reader *reader, struct cs_arena *arena, const struct cs_entry *entry, int64_t *n,
                      struct cs_err *err) {
  struct cs_str subject;
  struct cs_state state;
  struct cs_json *tree;
  *n = -1;
  if (!cs_arena_printf(arena, &subject, err, "vault:%.*s", CS_STR_ARG(entry->act.subject)) ||
      !cs_reader_state(reader, arena, subject, &state, err)) {
    return false;
  }
  if (!state.found) {
    return true;
  }
  if (!cs_json_parse(arena, subject, state.bytes, &tree, err)) {
    return false;
  }
  const struct cs_json *erased = cs_json_get(tree, "erased");
  for (size_t i = 0; erased && i < erased->n && *n < 0; i++) {
    int64_t at = cs_json_integer(erased->items[i], "n", -1);
    *n = at > entry->n ? at : -1;
  }
  return true;
}

bool cs_reader_opening(struct cs_reader *reader, struct cs_arena *arena, const struct cs_entry *entry,
                       enum cs_seal seal, struct cs_opening *out, struct cs_err *err) {
  if (!cs_vault_get(&reader->vault, arena, entry, seal, out, err)) {
    return false;
  }
  int64_t n = -1;
  if (out->present || (seal == CS_SEAL_PERSONAL && !erased_by(reader, arena, entry, &n, err))) {
    return out->present;
  }
  if (n >= 0 && entry->act.seals[seal].present) {
    return cs_err_set(err, &CS_E_STORE_ERASED, "what was personal in entry %lld was erased by entry %lld",
                      (long long)entry->n, (long long)n);
  }
  return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no opening of %s fields for entry %lld", cs_seal_name(seal),
                    (long long)entry->n);
}

bool cs_reader_open_confidential(struct cs_reader *reader, struct cs_arena *arena, struct cs_entry *entry,
                                 struct cs_err *err) {
  struct cs_hash commitment;
  struct cs_opening opening;
  if (!cs_vault_commitment(entry->a, CS_SEAL_CONFIDENTIAL, &commitment)) {
    return true;
  }
  if (!cs_vault_get(&reader->vault, arena, entry, CS_SEAL_CONFIDENTIAL, &opening, err)) {
    return false;
  }
  if (!opening.present) {
    return cs_err_set(err, &CS_E_STORE_VAULT, "the vault lacks what opens the confidential fields of entry %lld",
                      (long long)entry->n);
  }
  entry->act.seals[CS_SEAL_CONFIDENTIAL] = opening;
  return cs_act_open(arena, &entry->act, CS_SEAL_CONFIDENTIAL, opening.value, err);
}

bool cs_reader_entry_opened(struct cs_reader *reader, struct cs_arena *arena, uint64_t n, struct cs_entry *out,
                            struct cs_err *err) {
  struct cs_str bytes;
  return cs_reader_entry(reader, arena, n, &bytes, err) && cs_entry_read(arena, bytes, out, err) &&
         cs_reader_open_confidential(reader, arena, out, err);
}

bool cs_reader_corrected(struct cs_reader *reader, struct cs_arena *arena, struct cs_entry *entry, struct cs_err *err) {
  struct cs_entry *at = entry;
  /* A correction, the correction that it undoes, the entry that this one struck: judges let no longer chain stand. */
  for (size_t i = 0; i < 3 && at->act.def && at->act.def->kind == CS_ACT_RECORD_AGREE; i++) {
    int64_t n = cs_json_integer(at->act.body, "entry", -1);
    struct cs_entry *wrong = cs_arena_new(arena, struct cs_entry, err);
    if (!wrong) {
      return false;
    }
    if (n < 0 || n >= entry->n) {
      return cs_err_set(err, &CS_E_STORE_DAMAGED, "entry %lld corrects entry %lld, which is not before it",
                        (long long)at->n, (long long)n);
    }
    if (!cs_reader_entry_opened(reader, arena, (uint64_t)n, wrong, err)) {
      return false;
    }
    at->corrects = wrong;
    at = wrong;
  }
  return true;
}

bool cs_reader_note(struct cs_reader *reader, struct cs_arena *arena, uint64_t size, bool *found, uint64_t *note_size,
                    struct cs_str *note, struct cs_err *err) {
  size = reader->fixed && size > reader->fixed_head.size ? reader->fixed_head.size : size;
  cs_db_bind_integer(reader->db, CS_STMT_NOTE_AT, 1, size > INT64_MAX ? INT64_MAX : (int64_t)size);
  if (!cs_db_step(reader->db, CS_STMT_NOTE_AT, found, err)) {
    return false;
  }
  bool good = true;
  if (*found) {
    *note_size = (uint64_t)cs_db_integer(reader->db, CS_STMT_NOTE_AT, 0);
    good = cs_arena_str(arena, cs_db_text(reader->db, CS_STMT_NOTE_AT, 1), note, err);
  }
  cs_db_done(reader->db, CS_STMT_NOTE_AT);
  return good;
}

bool cs_reader_count(struct cs_reader *reader, const char *table, int64_t *n, struct cs_err *err) {
  size_t count;
  const struct cs_table *tables = cs_tables(&count);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(tables[i].name, table) == 0) {
      return cs_table_count(tables[i].class == CS_TABLE_PROJECTION ? reader->rows : reader->db, &tables[i], n, err);
    }
  }
  return cs_err_set(err, &CS_E_STORE_ABSENT, "there is no table \"%s\"", table);
}
