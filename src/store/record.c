/* The record's handle: opening with the start rules, closing, troubles; must never sign anything before the start rules
 * passed, nor write to a store that lacks what was once signed.
 * Invariant: trouble.code is NULL exactly while this handle may write. Specification: RECORD sections 3 and 5. */
#include "store/record_private.h"

#include "store/log.h"
#include "tlog/err.h"

#include <stdlib.h>
#include <string.h>

#define NOTE_MAX       4000 /* bytes of a note that we sign: fits a slot of the high-water file */
#define FOLLOW_ENTRIES 1024 /* so many new entries are hashed one by one; beyond, the tree comes from tiles */
#define SYNC_EVERY     INT64_C(1000000) /* microseconds between syncs of the high-water file */
#define KEY_DAYS       7

void cs_record_step(const struct cs_record *record, const char *step) {
  if (record->options.hooks) {
    record->options.hooks->step(record->options.hooks->ctx, step);
  }
}

void cs_record_stop(struct cs_record *record, const struct cs_err *why) {
  if (record->trouble.code) {
    return;
  }
  record->trouble = *why;
  if (why->code == &CS_E_STORE_IO || why->code == &CS_E_STORE_DAMAGED) {
    /* The call that met it says what it was; whoever comes later is told that this handle is done with. */
    cs_err_set(&record->trouble, &CS_E_STORE_STOPPED, "writing has stopped: %s", why->text);
    cs_err_hint(&record->trouble, "end the process and start it again: the start rules see what is there");
  }
}

const struct cs_err *cs_record_trouble(const struct cs_record *record) {
  return record->trouble.code ? &record->trouble : NULL;
}

struct cs_str cs_record_path(const struct cs_record *record) {
  return record->path;
}

struct cs_str cs_record_origin(const struct cs_record *record) {
  return record->reader.founding.origin;
}

struct cs_str cs_record_verifier(const struct cs_record *record) {
  return record->reader.founding.verifier;
}

const struct cs_hash *cs_record_identity(const struct cs_record *record) {
  return &record->reader.founding.identity;
}

struct cs_str cs_record_first_officer(const struct cs_record *record) {
  return record->reader.founding.officer;
}

struct cs_str cs_record_first_key(const struct cs_record *record) {
  return record->reader.founding.key;
}

bool cs_record_is_trial(const struct cs_record *record) {
  return record->reader.founding.trial;
}

bool cs_record_is_public(const struct cs_record *record) {
  return record->reader.founding.open_to_all;
}

struct cs_head cs_record_head(const struct cs_record *record) {
  return record->head;
}

/* ---- the tree ---- */

struct following {
  struct cs_record *record;
};

static bool append_leaf(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  (void)n;
  struct cs_record *record = ((struct following *)ctx)->record;
  struct cs_hash leaf;
  cs_hash_leaf(&record->reader.hasher, bytes, &leaf);
  return cs_tree_append(record->next, &record->reader.hasher, &leaf, NULL, err);
}

/* Is the tree that was signed a beginning of the one in the store? */
static bool begins_with_signed(struct cs_record *record, uint64_t size, const struct cs_hash *root,
                               struct cs_err *err) {
  struct cs_hash have;
  if (!cs_reader_root(&record->reader, size, &have, err)) {
    return false;
  }
  if (cs_hash_eq(&have, root)) {
    return true;
  }
  struct cs_buf hex;
  cs_buf_init(&hex, 256);
  cs_buf_hex(&hex, have.bytes, 8);
  cs_buf_byte(&hex, ' ');
  cs_buf_hex(&hex, root->bytes, 8);
  struct cs_str text = cs_buf_str(&hex);
  cs_err_set(err, &CS_E_STORE_ALTERED, "at size %llu the root of the store is %.16s…, and %.16s… was signed",
             (unsigned long long)size, text.ptr ? text.ptr : "", text.ptr ? text.ptr + 17 : "");
  cs_err_hint(err, "run log verify; nothing is written to this store any more");
  cs_buf_deinit(&hex);
  return false;
}

static bool tree_from_tiles(struct cs_record *record, const struct cs_head *head, struct cs_err *err) {
  struct cs_tiles tiles = cs_reader_tiles(&record->reader);
  return cs_tree_load(record->next, &record->reader.hasher, head->size, &tiles, err) &&
         (record->signed_size == 0 || begins_with_signed(record, record->signed_size, &record->signed_root, err));
}

static bool reaches_signed(const struct cs_record *record, const struct cs_head *head, struct cs_err *err) {
  if (head->size >= record->signed_size) {
    return true;
  }
  cs_reader_behind(head->size, record->signed_size, &CS_E_STORE_BEHIND, err);
  return cs_err_hint(err, "an older copy was put back, or its newest part was lost; restore the missing entries");
}

bool cs_record_follow(struct cs_record *record, const struct cs_head *head, struct cs_err *err) {
  if (!reaches_signed(record, head, err)) {
    return false;
  }
  bool same = record->tree->size == head->size && record->tree->size > 0;
  if (!same) {
    bool near =
        record->tree->size > 0 && record->tree->size < head->size && head->size - record->tree->size <= FOLLOW_ENTRIES;
    struct following following = {record};
    cs_tree_copy(record->next, record->tree);
    if (!(near ? cs_reader_entries(&record->reader, record->tree->size, head->size, append_leaf, &following, err)
               : tree_from_tiles(record, head, err))) {
      return false;
    }
  }
  struct cs_hash root;
  cs_tree_root(same ? record->tree : record->next, &record->reader.hasher, &root);
  if (!cs_hash_eq(&root, &head->root)) {
    cs_err_set(err, &CS_E_STORE_ALTERED, "the store's tree of size %llu does not have the root that its head names",
               (unsigned long long)head->size);
    return cs_err_hint(err, "run log verify to see which entry it is");
  }
  if (!same) {
    struct cs_tree *old = record->tree;
    record->tree = record->next;
    record->next = old;
  }
  record->head = *head;
  return true;
}

/* ---- signing ---- */

bool cs_record_read_log_keys(struct cs_record *record, struct cs_err *err) {
  cs_arena_reset(&record->log_keys_arena);
  return cs_reader_log_keys(&record->reader, &record->log_keys_arena, &record->log_keys, err);
}

static bool same_key(const struct cs_signer *signer, const struct cs_verifier_key *key) {
  return memcmp(signer->verifier.key.bytes, key->key.bytes, sizeof key->key.bytes) == 0;
}

/* Those that sign at that size; *lacking one that is not at hand, or NULL. Returns how many are. */
static size_t signers_at(const struct cs_record *record, uint64_t size, const struct cs_signer *signers[2],
                         const struct cs_verifier_key **lacking) {
  size_t n = 0;
  *lacking = NULL;
  for (size_t i = 0; i < record->log_keys.n; i++) {
    const struct cs_verifier_key *key = &record->log_keys.at[i];
    const struct cs_signer *have = same_key(&record->keys.signer, key) ? &record->keys.signer
                                   : record->keys.has_next_signer && same_key(&record->keys.next_signer, key)
                                       ? &record->keys.next_signer
                                       : NULL;
    if (!cs_verifier_key_covers(key, size)) {
      continue;
    }
    if (have && n < 2) {
      signers[n++] = have;
    } else {
      *lacking = key;
    }
  }
  return n;
}

static bool find_signers(struct cs_record *record, uint64_t size, const struct cs_signer *signers[2], size_t *n,
                         struct cs_err *err) {
  const struct cs_verifier_key *lacking;
  *n = signers_at(record, size, signers, &lacking);
  if (lacking) { /* another process may have made it, or turned it */
    if (!cs_keys_log_refresh(&record->keys, err)) {
      return false;
    }
    *n = signers_at(record, size, signers, &lacking);
  }
  if (lacking) {
    cs_err_set(err, &CS_E_STORE_KEY_WRONG,
               "a checkpoint of %llu entries is signed with the key %08x too, which is not in \"%.*s\"",
               (unsigned long long)size, (unsigned)lacking->id, CS_STR_ARG(record->keys.folder));
    return cs_err_hint(err, "put log.key and log.key.next of the machine there on which the key was announced");
  }
  return true;
}

static bool sign_into(struct cs_record *record, struct cs_buf *out, struct cs_err *err) {
  const struct cs_signer *signers[2];
  size_t n;
  struct cs_checkpoint checkpoint = {
      .origin = record->reader.founding.origin, .size = record->head.size, .root = record->head.root};
  cs_buf_reset(out);
  return find_signers(record, record->head.size, signers, &n, err) &&
         cs_checkpoint_sign(&checkpoint, signers, n, out, err) && cs_buf_ok(out, err);
}

/* Is the last key of the log retired's successor: does the former one never sign again? */
static bool is_retired(struct cs_record *record, bool *retired, struct cs_err *err) {
  struct cs_arena arena;
  struct cs_state state;
  struct cs_json *tree = NULL;
  cs_arena_init(&arena, NULL, 0);
  bool good = cs_reader_state(&record->reader, &arena, CS_STR("log:"), &state, err) &&
              (!state.found || cs_json_parse(&arena, CS_STR("log:"), state.bytes, &tree, err));
  const struct cs_json *keys = cs_json_get(tree, "keys");
  *retired = good && keys && keys->n > 0 && cs_json_get(keys->items[keys->n - 1], "retired");
  cs_arena_deinit(&arena);
  return good;
}

bool cs_record_check_signers(struct cs_record *record, struct cs_err *err) {
  const struct cs_signer *signers[2];
  const struct cs_verifier_key *newest = &record->log_keys.at[record->log_keys.n - 1];
  size_t n;
  bool retired;
  if (!find_signers(record, record->head.size, signers, &n, err) || !is_retired(record, &retired, err)) {
    return false;
  }
  bool turn =
      record->keys.unturned || (retired && record->keys.has_next_signer && same_key(&record->keys.next_signer, newest));
  return !turn || cs_keys_log_turn(&record->keys, err);
}

bool cs_record_next_key(struct cs_record *record, bool make, struct cs_arena *arena, struct cs_str *verifier,
                        struct cs_signature *proof, struct cs_err *err) {
  struct cs_keys *keys = &record->keys;
  struct cs_buf text;
  if (!keys->os) {
    return cs_err_set(err, &CS_E_STORE_KEYS, "the keys are not at hand");
  }
  if (!cs_keys_log_refresh(keys, err) || (make && !cs_keys_log_next(keys, err))) {
    return false;
  }
  if (!keys->has_next_signer) {
    return cs_err_set(err, &CS_E_STORE_KEYS, "there is no log.key.next in \"%.*s\": no new key was announced from here",
                      CS_STR_ARG(keys->folder));
  }
  cs_buf_init(&text, 1024);
  cs_verifier_key_write(&keys->next_signer.verifier, &text);
  bool good = cs_arena_str(arena, cs_buf_str(&text), verifier, err) && cs_buf_ok(&text, err) &&
              cs_log_key_prove(&keys->next_signer, &record->reader.founding.identity, proof, err);
  cs_buf_deinit(&text);
  return good;
}

bool cs_record_policy(struct cs_record *record, struct cs_arena *arena, struct cs_str *text, struct cs_err *err) {
  struct cs_policy policy;
  struct cs_buf buf;
  if (!cs_reader_log_keys(&record->reader, arena, &policy, err)) {
    return false;
  }
  cs_buf_init(&buf, (size_t)CS_POLICY_KEYS_MAX * 1024);
  cs_policy_write(&policy, &buf);
  bool good = cs_buf_ok(&buf, err) && cs_arena_str(arena, cs_buf_str(&buf), text, err);
  cs_buf_deinit(&buf);
  return good;
}

static bool sync_mark(struct cs_record *record, bool now, struct cs_err *err) {
  int64_t at;
  if (!record->keys.unsynced) {
    return true;
  }
  if (!record->os->monotonic(record->os->ctx, &at, err)) {
    return false;
  }
  if (!now && at - record->synced_at < SYNC_EVERY) {
    return true;
  }
  record->synced_at = at;
  return cs_high_water_sync(&record->keys, err);
}

bool cs_record_sign(struct cs_record *record, struct cs_err *err) {
  cs_assert(record->keys.os && !cs_db_in_transaction(record->reader.db));
  if (!sign_into(record, &record->note, err)) {
    record->note_size = 0;
    return false;
  }
  record->note_size = record->head.size;
  record->signed_size = record->head.size;
  record->signed_root = record->head.root;
  cs_record_step(record, "signed");
  return cs_high_water_write(&record->keys, record->head.size, &record->head.root, cs_buf_str(&record->note), err) &&
         sync_mark(record, false, err);
}

bool cs_record_note(struct cs_record *record, struct cs_str *note, struct cs_err *err) {
  if (record->note_size != record->head.size || record->note_size == 0) {
    struct cs_arena arena;
    cs_arena_init(&arena, NULL, 0);
    bool found;
    uint64_t size = 0;
    struct cs_str text = CS_STR_NONE;
    bool good = cs_reader_note(&record->reader, &arena, record->head.size, &found, &size, &text, err);
    if (good && (!found || size != record->head.size)) {
      good = cs_err_set(err, &CS_E_STORE_KEYS, "there is no signed checkpoint of size %llu at hand",
                        (unsigned long long)record->head.size);
      cs_err_hint(err, "name the folder of keys, so that it can be signed again");
      if (record->keys.os && record->options.mode == CS_RECORD_WRITE && !record->trouble.code && !record->unsure) {
        good = sign_into(record, &record->note, err);
      }
    } else if (good) {
      cs_buf_reset(&record->note);
      cs_buf_add(&record->note, text);
      good = cs_buf_ok(&record->note, err);
    }
    record->note_size = good ? record->head.size : 0;
    cs_arena_deinit(&arena);
    if (!good) {
      return false;
    }
  }
  *note = cs_buf_str(&record->note);
  return true;
}

/* ---- start rules ---- */

/* What the key folder remembers against what the store holds. */
static bool check_high_water(struct cs_record *record, struct cs_err *err) {
  struct cs_high_water mark;
  if (!cs_high_water_read(&record->keys, &mark, err)) {
    return false;
  }
  if (!mark.found) {
    if (record->options.accept_high_water) {
      return true;
    }
    cs_err_set(err, &CS_E_STORE_HIGH_WATER,
               "the high-water file in \"%.*s\" is lost: what was last signed is not known",
               CS_STR_ARG(record->keys.folder));
    return cs_err_hint(err,
                       "compare the newest checkpoint with a witness's or an auditor's, then open with a new mark");
  }
  record->signed_size = mark.size;
  record->signed_root = mark.root;
  return true;
}

/* A note in the store that names more than the store has speaks against the store as the mark does. */
static bool check_notes(struct cs_record *record, struct cs_err *err) {
  struct cs_arena arena;
  struct cs_checkpoint_opened opened;
  bool found;
  uint64_t size;
  struct cs_str note;
  cs_arena_init(&arena, NULL, 0);
  bool good = cs_reader_note(&record->reader, &arena, UINT64_MAX, &found, &size, &note, err);
  if (good && found) {
    good =
        cs_checkpoint_open(note, record->reader.founding.origin, record->log_keys.at, record->log_keys.n, &opened, err);
    if (!good && err->code != &CS_E_OOM) {
      cs_err_context(err, "the stored checkpoint of size %llu", (unsigned long long)size);
      err->code = &CS_E_STORE_ALTERED;
    }
    if (good && opened.checkpoint.size > record->signed_size) {
      record->signed_size = opened.checkpoint.size;
      record->signed_root = opened.checkpoint.root;
    }
    record->note_stored = good ? size : 0;
  }
  cs_arena_deinit(&arena);
  return good;
}

/* Faults of the store itself: the handle opens for reading, and says so. Others (memory, keys) refuse the opening. */
static bool is_trouble(const struct cs_err *err) {
  const struct cs_code *const codes[] = {&CS_E_STORE_BEHIND,  &CS_E_STORE_ALTERED, &CS_E_STORE_HIGH_WATER,
                                         &CS_E_STORE_DAMAGED, &CS_E_STORE_FULL,    &CS_E_TLOG_TILE};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (err->code == codes[i]) {
      return true;
    }
  }
  return false;
}

static bool rebuild_if_stale(struct cs_record *record, bool stale, struct cs_err *err) {
  if (!stale) {
    return true;
  }
  return cs_log_rebuild(record->os, record->path, record->options.keys_dir, NULL, err);
}

static bool start_rules(struct cs_record *record, struct cs_err *err) {
  struct cs_head head;
  if (!cs_record_read_log_keys(record, err) || !check_high_water(record, err) || !check_notes(record, err) ||
      !cs_reader_begin(&record->reader, &head, err)) {
    return false;
  }
  bool good = cs_record_follow(record, &head, err);
  if (good && record->signed_size > 0) {
    good = begins_with_signed(record, record->signed_size, &record->signed_root, err);
  }
  cs_reader_end(&record->reader);
  if (good && cs_db_in_transaction(record->reader.db)) {
    return cs_err_oom(err) != NULL; /* nothing is signed in a transaction */
  }
  return good && cs_record_check_signers(record, err) && cs_record_sign(record, err) && sync_mark(record, true, err) &&
         cs_record_erase_due(record, err);
}

bool cs_record_make_trees(struct cs_record *record, struct cs_err *err) {
  record->tree = malloc(sizeof *record->tree);
  record->next = malloc(sizeof *record->next);
  if (!record->tree || !record->next) {
    return cs_err_oom(err) != NULL;
  }
  cs_tree_init(record->tree);
  cs_tree_init(record->next);
  return true;
}

static bool open_to_write(struct cs_record *record, bool stale, struct cs_err *err) {
  if (!cs_record_make_trees(record, err) || !cs_db_settle(record->reader.db, err) ||
      !rebuild_if_stale(record, stale, err)) {
    return false;
  }
  if (!start_rules(record, err)) {
    if (!is_trouble(err)) {
      return false;
    }
    record->trouble = *err;
    cs_err_reset(err);
    return cs_reader_head(&record->reader, &record->head, err);
  }
  return true;
}

/* Whoever only reads is told as well when the store lacks what was signed. The mark is read before the view begins: a writer
 * may go on, and the mark with it. */
static bool check_for_reading(struct cs_record *record, struct cs_err *err) {
  struct cs_head head;
  if (!record->keys.os) {
    return true; /* nothing is known of what was signed */
  }
  bool good = check_high_water(record, err);
  if (good && (good = cs_reader_begin(&record->reader, &head, err))) {
    good = reaches_signed(record, &head, err) &&
           begins_with_signed(record, record->signed_size, &record->signed_root, err);
    cs_reader_end(&record->reader);
  }
  if (!good && is_trouble(err)) {
    record->trouble = *err;
    cs_err_reset(err);
    return true;
  }
  return good;
}

static bool open_keys(struct cs_record *record, struct cs_err *err) {
  if (record->options.keys_dir.len == 0) {
    return record->options.mode == CS_RECORD_READ ||
           cs_err_set(err, &CS_E_STORE_KEYS, "writing to a record needs the folder of its keys");
  }
  bool there = true;
  if (record->options.mode == CS_RECORD_READ &&
      !cs_keys_there(record->os, record->options.keys_dir, record->reader.founding.origin, &there, err)) {
    return false;
  }
  if (!there) {
    record->options.keys_dir = CS_STR_NONE; /* another record's folder: read as without keys */
    return true;
  }
  if (!cs_keys_open(&record->keys, record->os, record->options.keys_dir, record->reader.founding.origin, err)) {
    return false;
  }
  record->reader.keys = &record->keys;
  record->reader.vault.keys = &record->keys;
  return cs_reader_check_key(&record->reader, err);
}

/* The note that the key folder remembers, when it is that of the head: it need not be stored yet. */
static bool take_marked_note(struct cs_record *record, struct cs_err *err) {
  struct cs_high_water mark;
  if (!record->keys.os || record->options.mode != CS_RECORD_READ) {
    return true;
  }
  if (!cs_high_water_read(&record->keys, &mark, err)) {
    return false;
  }
  if (mark.found && mark.size == record->head.size && cs_hash_eq(&mark.root, &record->head.root)) {
    cs_buf_add(&record->note, (struct cs_str){mark.note, mark.note_len});
    record->note_size = mark.size;
  }
  return cs_buf_ok(&record->note, err);
}

struct cs_record *cs_record_new(const struct cs_os *os, const struct cs_record_options *options, struct cs_err *err) {
  struct cs_record *record = calloc(1, sizeof *record);
  if (!record) {
    return cs_err_oom(err);
  }
  record->os = os;
  record->options = *options;
  cs_buf_init(&record->note, NOTE_MAX);
  cs_arena_init(&record->log_keys_arena, NULL, 0);
  return record;
}

static bool open_all(struct cs_record *record, struct cs_str path, struct cs_err *err) {
  const struct cs_record_options *options = &record->options;
  struct cs_db_options db_options = {.mode = options->mode == CS_RECORD_WRITE ? CS_DB_WRITE : CS_DB_READ,
                                     .busy_ms = options->busy_ms,
                                     .pages_max = options->pages_max};
  struct cs_db *db = cs_db_open(record->os, path, &db_options, err);
  if (!db) {
    return false;
  }
  bool stale;
  bool good = cs_reader_init(&record->reader, record->os, db, NULL, err);
  record->reader.own_db = true;
  good = good && cs_arena_str(&record->reader.arena, path, &record->path, err) &&
         cs_arena_str(&record->reader.arena, options->keys_dir, &record->options.keys_dir, err) &&
         cs_schema_check(db, &stale, err) && cs_reader_found(&record->reader, err) && open_keys(record, err);
  if (good && options->mode == CS_RECORD_WRITE) {
    return open_to_write(record, stale, err);
  }
  return good && check_for_reading(record, err) && cs_reader_head(&record->reader, &record->head, err) &&
         take_marked_note(record, err);
}

struct cs_record *cs_record_open(const struct cs_os *os, struct cs_str path, const struct cs_record_options *options,
                                 struct cs_err *err) {
  struct cs_record *record = cs_record_new(os, options, err);
  if (record && !open_all(record, path, err)) {
    record->trouble.code = err->code; /* closing must not write */
    cs_record_close(record);
    return NULL;
  }
  return record;
}

/* ---- idle and close ---- */

static bool store_note(struct cs_record *record, struct cs_err *err) {
  if (record->note_size == 0 || record->note_size == record->note_stored || record->note_size != record->head.size) {
    return true;
  }
  struct cs_db *db = record->reader.db;
  cs_day day = cs_time_day(record->head.at, 0);
  enum cs_db_outcome outcome;
  if (!cs_db_begin(db, CS_DB_BEGIN_LIGHT, err)) {
    cs_db_rollback(db);
    return false;
  }
  cs_db_bind_integer(db, CS_STMT_NOTE_DROP, 1, day);
  cs_db_bind_integer(db, CS_STMT_NOTE_DROP, 2, (int64_t)record->note_size);
  bool good = cs_db_run(db, CS_STMT_NOTE_DROP, NULL, err);
  if (good) {
    cs_db_bind_integer(db, CS_STMT_NOTE_ADD, 1, (int64_t)record->note_size);
    cs_db_bind_integer(db, CS_STMT_NOTE_ADD, 2, day);
    cs_db_bind_text(db, CS_STMT_NOTE_ADD, 3, cs_buf_str(&record->note));
    good = cs_db_run(db, CS_STMT_NOTE_ADD, NULL, err);
  }
  if (good) {
    cs_db_bind_integer(db, CS_STMT_ACT_KEY_DROP, 1, (int64_t)day - KEY_DAYS);
    good = cs_db_run(db, CS_STMT_ACT_KEY_DROP, NULL, err);
  }
  if (good && !cs_db_commit(db, &outcome, err)) {
    record->unsure = true; /* as after any commit: a new connection, and the fence */
    good = false;
  }
  cs_db_rollback(db);
  record->note_stored = good ? record->note_size : record->note_stored;
  return good;
}

bool cs_record_idle(struct cs_record *record, struct cs_err *err) {
  cs_assert(!record->in_batch);
  if (record->options.mode != CS_RECORD_WRITE || record->trouble.code || record->unsure) {
    return true;
  }
  if (!store_note(record, err) || !sync_mark(record, false, err)) {
    return false;
  }
  struct cs_err busy; /* by somebody who reads: there is a next time */
  if (record->unsettled && cs_record_erased(record, &busy)) {
    return true;
  }
  return cs_db_settle_some(record->reader.db, err);
}

int64_t cs_record_pending(const struct cs_record *record) {
  return cs_db_pending(record->reader.db);
}

void cs_record_close(struct cs_record *record) {
  if (!record) {
    return;
  }
  struct cs_err ignored; /* nothing that closing does is needed: the start rules make up for it */
  if (record->reader.db && (!cs_record_idle(record, &ignored) || !sync_mark(record, true, &ignored))) {
    record->unsure = true;
  }
  cs_reader_deinit(&record->reader);
  cs_keys_deinit(&record->keys);
  cs_buf_deinit(&record->note);
  cs_arena_deinit(&record->log_keys_arena);
  free(record->tree);
  free(record->next);
  free(record);
}

/* ---- an unknown outcome ---- */

/* A small commit of our own: once it is durable, so is whatever came before it, and nothing before it can still arrive.
 */
static bool fence(struct cs_record *record, struct cs_head *head, struct cs_err *err) {
  struct cs_db *db = record->reader.db;
  enum cs_db_outcome outcome;
  int64_t changed;
  if (!cs_db_begin(db, CS_DB_BEGIN_WRITE, err)) {
    return false;
  }
  if (!cs_reader_head(&record->reader, head, err) || !cs_db_run(db, CS_STMT_FENCE, &changed, err) ||
      !cs_record_follow(record, head, err)) {
    return false;
  }
  cs_assert(changed == 1);
  return cs_db_commit(db, &outcome, err);
}

bool cs_record_resolve(struct cs_record *record, struct cs_head *head, struct cs_err *err) {
  cs_assert(!record->in_batch);
  *head = record->head;
  if (record->trouble.code) {
    *err = record->trouble;
    return false;
  }
  if (!record->unsure) {
    return true;
  }
  struct cs_db_options options = {
      .mode = CS_DB_WRITE, .busy_ms = record->options.busy_ms, .pages_max = record->options.pages_max};
  struct cs_db *db = cs_db_open(record->os, record->path, &options, err);
  if (!db) {
    return false;
  }
  cs_db_close(record->reader.db);
  cs_reader_rebase(&record->reader, db);
  if (!fence(record, head, err)) {
    cs_db_rollback(db);
    if (err->code == &CS_E_STORE_BEHIND || err->code == &CS_E_STORE_ALTERED || err->code == &CS_E_STORE_IO ||
        err->code == &CS_E_STORE_DAMAGED) {
      cs_record_stop(record, err);
    }
    return false;
  }
  if (!cs_record_read_log_keys(record, err) || !cs_record_sign(record, err)) {
    return false;
  }
  record->unsure = false;
  return true;
}
