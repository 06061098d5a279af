/* One batch of the writer; must never sign, or hand out, anything of a transaction whose commit was not a plain
 * success. Invariant: while `usable`, what the transaction holds is exactly the acts appended so far; the tree, the
 * working set and the rows say the same. Specification: RECORD section 3. */
#include "store/batch.h"

#include "store/put.h"
#include "store/record_private.h"
#include "store/working.h"
#include "tlog/err.h"

#include <stdlib.h>
#include <string.h>

#define BEHIND_MAX INT64_C(2000000)           /* microseconds that a clock may be behind the last entry */
#define AHEAD_MAX  (INT64_C(86400) * 1000000) /* and ahead of it, without a word from the operator */
#define KEY_DAYS   7

struct cs_batch {
  struct cs_record *record;
  struct cs_arena arena;
  struct cs_working working;
  struct cs_arena names; /* of the subjects that were changed: these outlive a flush */
  struct cs_map changed;
  struct cs_head before; /* as read under the lock */
  cs_time at;            /* of the last entry */
  uint64_t size;
  bool usable, committed;
  bool erases;  /* an entry of this batch erased something */
  bool rotates; /* an entry of this batch changed the log's keys */
};

static bool unusable(struct cs_batch *batch, const struct cs_err *err) {
  batch->usable = false;
  if (err->code == &CS_E_STORE_IO || err->code == &CS_E_STORE_DAMAGED) {
    cs_record_stop(batch->record, err); /* the process should end; the start rules will see what is there */
  }
  return false;
}

/* ---- begin ---- */

struct catching {
  struct cs_batch *batch;
  const struct cs_catch_up *up;
  struct cs_map subjects;
};

static bool catch_entry(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  struct catching *c = ctx;
  if (c->up->each && !c->up->each(c->up->ctx, n, bytes, err)) {
    return false;
  }
  if (!c->up->changed) {
    return true;
  }
  struct cs_entry entry;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t count;
  if (!cs_entry_read(&c->batch->arena, bytes, &entry, err) ||
      !cs_act_subjects(&c->batch->arena, &entry.act, subjects, &count, err)) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (!cs_map_put(&c->subjects, subjects[i], NULL, err)) {
      return false;
    }
  }
  return true;
}

static bool catch_up(struct cs_batch *batch, const struct cs_catch_up *up, struct cs_err *err) {
  if (!up || up->applied >= batch->size || (!up->each && !up->changed)) {
    return true;
  }
  struct cs_reader *reader = &batch->record->reader;
  struct catching c = {batch, up, {0}};
  cs_map_init(&c.subjects, &batch->arena);
  if (!cs_reader_entries(reader, up->applied, batch->size, catch_entry, &c, err)) {
    return false;
  }
  for (size_t i = 0; up->changed && i < c.subjects.n; i++) {
    struct cs_state state;
    if (!cs_reader_state(reader, &batch->arena, c.subjects.at[i].key, &state, err) ||
        (state.found && !up->changed(up->ctx, c.subjects.at[i].key, state.n, state.bytes, err))) {
      return false;
    }
  }
  return true;
}

/* Somebody reads states: those that were folded go into their rows first. */
static bool freshen(void *ctx, struct cs_err *err) {
  struct cs_batch *batch = ctx;
  return !batch->usable || batch->committed || cs_working_flush(&batch->working, err) || unusable(batch, err);
}

static struct cs_batch *batch_new(struct cs_record *record, struct cs_err *err) {
  struct cs_batch *batch = calloc(1, sizeof *batch);
  if (!batch) {
    return cs_err_oom(err);
  }
  batch->record = record;
  batch->usable = true;
  cs_arena_init(&batch->arena, NULL, 0);
  cs_arena_init(&batch->names, NULL, 0);
  cs_map_init(&batch->changed, &batch->names);
  cs_working_init(&batch->working, &batch->arena, &record->reader, record->reader.db);
  record->in_batch = true;
  record->reader.freshen = freshen;
  record->reader.freshen_ctx = batch;
  return batch;
}

static bool may_write(struct cs_record *record, struct cs_err *err) {
  if (record->options.mode != CS_RECORD_WRITE) {
    return cs_err_set(err, &CS_E_STORE_READ_ONLY, "the record was opened for reading only");
  }
  if (record->trouble.code) {
    *err = record->trouble;
    return false;
  }
  struct cs_head head;
  return cs_record_resolve(record, &head, err);
}

/* The head as it stands under the lock, and the tree brought to it. */
static bool take_head(struct cs_batch *batch, struct cs_err *err) {
  struct cs_record *record = batch->record;
  if (!cs_reader_head(&record->reader, &batch->before, err) || !cs_record_follow(record, &batch->before, err)) {
    if (err->code != &CS_E_OOM && err->code != &CS_E_STORE_FULL && err->code != &CS_E_STORE_LOCKED) {
      cs_record_stop(record, err);
    }
    return false;
  }
  if (batch->before.size != record->log_keys_size && !cs_record_read_log_keys(record, err)) {
    return false;
  }
  record->log_keys_size = batch->before.size;
  batch->size = batch->before.size;
  batch->at = batch->before.at;
  cs_tree_copy(record->next, record->tree);
  return true;
}

struct cs_batch *cs_batch_begin(struct cs_record *record, const struct cs_catch_up *up, struct cs_err *err) {
  cs_assert(!record->in_batch);
  if (!may_write(record, err)) {
    return NULL;
  }
  struct cs_batch *batch = batch_new(record, err);
  if (!batch) {
    return NULL;
  }
  if (!cs_db_begin(record->reader.db, CS_DB_BEGIN_WRITE, err) || !take_head(batch, err) || !catch_up(batch, up, err)) {
    cs_batch_end(batch);
    return NULL;
  }
  cs_record_step(record, "begun");
  return batch;
}

struct cs_batch *cs_batch_begin_founding(struct cs_record *record, struct cs_err *err) {
  cs_assert(cs_db_in_transaction(record->reader.db));
  struct cs_batch *batch = batch_new(record, err);
  if (batch && !cs_reader_head(&record->reader, &batch->before, err)) {
    cs_batch_end(batch);
    return NULL;
  }
  return batch;
}

void cs_batch_end(struct cs_batch *batch) {
  if (!batch) {
    return;
  }
  if (!batch->committed) {
    cs_db_rollback(batch->record->reader.db);
  }
  batch->record->in_batch = false;
  batch->record->reader.freshen = NULL;
  cs_arena_deinit(&batch->names);
  cs_arena_deinit(&batch->arena);
  free(batch);
}

/* ---- asking ---- */

uint64_t cs_batch_size(const struct cs_batch *batch) {
  return batch->size;
}

size_t cs_batch_count(const struct cs_batch *batch) {
  return (size_t)(batch->size - batch->before.size);
}

struct cs_arena *cs_batch_arena(struct cs_batch *batch) {
  return &batch->arena;
}

bool cs_batch_usable(const struct cs_batch *batch) {
  return batch->usable;
}

bool cs_batch_time(struct cs_batch *batch, cs_time now, cs_time *at, struct cs_err *err) {
  *at = now;
  if (batch->size == 0) {
    return true;
  }
  *at = now > batch->at ? now : batch->at;
  /* Subtraction cannot overflow: both lie within the years 0001 to 9999. */
  if (batch->at - now > BEHIND_MAX) {
    cs_err_set(err, &CS_E_STORE_CLOCK, "the clock is %lld s behind the last entry",
               (long long)((batch->at - now) / 1000000));
    return cs_err_hint(err, "set the clock right; what is recorded never goes back in time");
  }
  bool checked = batch->record->options.clock_checked || batch->record->reader.founding.trial;
  if (!checked && now - batch->at > AHEAD_MAX && cs_batch_count(batch) == 0) {
    cs_err_set(err, &CS_E_STORE_CLOCK, "the clock is %lld day%s ahead of the last entry",
               (long long)((now - batch->at) / AHEAD_MAX), (now - batch->at) / AHEAD_MAX == 1 ? "" : "s");
    return cs_err_hint(err, "if the clock is right and nothing was recorded since, say --clock-checked");
  }
  return true;
}

bool cs_batch_state(struct cs_batch *batch, struct cs_str subject, const struct cs_json **state, int64_t *n,
                    struct cs_err *err) {
  struct cs_work *work = cs_working_get(&batch->working, subject, err);
  if (!work) {
    return false;
  }
  *state = work->state;
  *n = work->n;
  return true;
}

_Static_assert(KEY_DAYS == 7, "CS_STMT_ACT_KEY names the days on which a key is remembered");

/* The row of a key that is remembered on the day: there is one at most. cs_db_done is the caller's. */
static bool find_key(struct cs_db *db, const unsigned char key[16], cs_day today, bool *found, struct cs_err *err) {
  cs_db_bind_bytes(db, CS_STMT_ACT_KEY, 1, (struct cs_str){(const char *)key, 16});
  cs_db_bind_integer(db, CS_STMT_ACT_KEY, 2, today);
  return cs_db_step(db, CS_STMT_ACT_KEY, found, err);
}

bool cs_batch_key_seen(struct cs_batch *batch, const unsigned char key[16], cs_time now, bool *seen, int64_t *n,
                       struct cs_hash *act, struct cs_err *err) {
  struct cs_db *db = batch->record->reader.db;
  cs_day today = cs_time_day(now > batch->at ? now : batch->at, 0);
  *seen = false;
  if (!find_key(db, key, today, seen, err)) {
    return false;
  }
  struct cs_str hash = *seen ? cs_db_bytes(db, CS_STMT_ACT_KEY, 1) : CS_STR_NONE;
  if (*seen && hash.len == sizeof act->bytes) {
    *n = cs_db_integer(db, CS_STMT_ACT_KEY, 0);
    memcpy(act->bytes, hash.ptr, sizeof act->bytes);
  }
  cs_db_done(db, CS_STMT_ACT_KEY);
  return true;
}

struct cs_reader *cs_batch_reader(struct cs_batch *batch) {
  return &batch->record->reader;
}

/* ---- append ---- */

/* One act on its way into the batch. */
struct arriving {
  struct cs_entry entry; /* as it will stand: read back from the bytes, opened */
  const struct cs_entry *given;
  struct cs_str bytes;
  struct cs_hash leaf;
  struct cs_hash act; /* SHA-256 of canonical A */
  const struct cs_batch_blob *blobs;
  size_t n_blobs;
  struct cs_folded folded;
};

static bool check_given(struct cs_batch *batch, const struct cs_entry *entry, const struct cs_batch_blob *blobs,
                        size_t n_blobs, struct cs_err *err) {
  struct cs_reader *reader = &batch->record->reader;
  size_t max = batch->record->options.entries_max;
  if (cs_batch_count(batch) >= (max > 0 ? max : CS_LOAD_ACTS_MAX + 1)) {
    return cs_err_set(err, &CS_E_STORE_BATCH_FULL, "the batch has %zu %s already", cs_batch_count(batch),
                      cs_batch_count(batch) == 1 ? "entry" : "entries");
  }
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    if (!cs_vault_check(&reader->vault, entry, seal, &entry->act.seals[seal], err)) {
      return false;
    }
  }
  for (size_t i = 0; i < n_blobs; i++) {
    struct cs_hash hash;
    if (blobs[i].bytes.len > CS_BLOB_MAX) {
      return cs_err_set(err, &CS_E_LIMIT, "a blob of %zu bytes, expected at most %u", blobs[i].bytes.len, CS_BLOB_MAX);
    }
    cs_hash_bytes(&reader->hasher, blobs[i].bytes, &hash);
    if (!cs_hash_eq(&hash, &blobs[i].digest)) {
      return cs_err_set(err, &CS_E_STORE_ACT, "a blob's bytes are not those of the digest that the act names");
    }
  }
  return true;
}

/* The entry's bytes; and the entry again as those bytes say it, since that is what a rebuild will fold. */
static bool make_entry(struct cs_batch *batch, struct arriving *in, cs_time at, struct cs_err *err) {
  struct cs_record *record = batch->record;
  struct cs_entry entry = *in->given;
  struct cs_buf buf, act;
  cs_buf_init(&buf, CS_ENTRY_MAX);
  cs_buf_init(&act, CS_ENTRY_MAX);
  entry.n = (int64_t)batch->size;
  entry.at = at;
  bool good = record->os->random(record->os->ctx, entry.r, sizeof entry.r, err) &&
              cs_entry_write(&batch->arena, &entry, &buf, err) && cs_buf_ok(&buf, err) &&
              cs_json_canonical(&act, entry.a, err) && cs_buf_ok(&act, err);
  if (good) {
    cs_hash_leaf(&record->reader.hasher, cs_buf_str(&buf), &in->leaf);
    cs_hash_bytes(&record->reader.hasher, cs_buf_str(&act), &in->act);
    good = cs_arena_str(&batch->arena, cs_buf_str(&buf), &in->bytes, err) &&
           cs_entry_read(&batch->arena, in->bytes, &in->entry, err);
  }
  cs_buf_deinit(&act);
  cs_buf_deinit(&buf);
  const struct cs_opening *opening = &in->given->act.seals[CS_SEAL_CONFIDENTIAL];
  return good &&
         (!opening->present || cs_act_open(&batch->arena, &in->entry.act, CS_SEAL_CONFIDENTIAL, opening->value, err));
}

/* One key, one act: the caller asked cs_batch_key_seen before, and this is the net below it. */
static bool check_key(struct cs_batch *batch, const struct cs_str key, cs_time at, struct cs_err *err) {
  unsigned char bytes[16];
  size_t n = sizeof bytes;
  struct cs_db *db = batch->record->reader.db;
  bool row;
  if (key.len == 0) {
    return true;
  }
  if (!cs_hex_decode(key, bytes, &n) || n != sizeof bytes) {
    return cs_err_set(err, &CS_E_STORE_ACT, "the key of an act is not 16 bytes in hex");
  }
  if (!find_key(db, bytes, cs_time_day(at, 0), &row, err)) {
    return unusable(batch, err);
  }
  cs_db_done(db, CS_STMT_ACT_KEY);
  return !row || cs_err_set(err, &CS_E_STORE_ACT, "an act with this key is on record already");
}

static bool write_blobs(struct cs_batch *batch, const struct arriving *in, struct cs_err *err) {
  struct cs_db *db = batch->record->reader.db;
  for (size_t i = 0; i < in->n_blobs; i++) {
    if (!cs_put_blob(db, &in->blobs[i].digest, in->blobs[i].bytes, err)) {
      return false;
    }
  }
  return true;
}

static bool write_vault(struct cs_batch *batch, const struct arriving *in, struct cs_err *err) {
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    if (!cs_vault_put(&batch->record->reader.vault, &batch->arena, &in->entry, seal, &in->given->act.seals[seal],
                      err)) {
      return false;
    }
  }
  return true;
}

/* An erasure and its entry are one commit: neither stands without the other. */
static bool erase(struct cs_batch *batch, const struct arriving *in, struct cs_err *err) {
  const struct cs_json *state;
  int64_t n, rows;
  struct cs_str subject = cs_json_text(in->entry.act.body, "subject");
  if (in->entry.act.def->kind != CS_ACT_VAULT_ERASE) {
    return true;
  }
  batch->erases = true;
  return cs_batch_state(batch, subject, &state, &n, err) &&
         cs_vault_erase(&batch->record->reader.vault, &batch->arena, subject, cs_json_get(state, "personal"),
                        in->entry.n, &rows, err);
}

/* A key that is to sign from this entry on must be here: what is committed must be signed. */
static bool check_rotation(struct cs_batch *batch, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str verifier;
  struct cs_signature ignored;
  const struct cs_json *body = entry->act.body;
  if (entry->act.def->kind != CS_ACT_LOG_ROTATE) {
    return true;
  }
  batch->rotates = true;
  if (!cs_str_eq(cs_json_text(body, "stage"), CS_STR("activate"))) {
    return true;
  }
  if (!cs_record_next_key(batch->record, false, &batch->arena, &verifier, &ignored, err)) {
    return false;
  }
  return cs_str_eq(verifier, cs_json_text(body, "verifier")) ||
         cs_err_set(err, &CS_E_STORE_KEY_WRONG, "log.key.next in \"%.*s\" is not the key that is to be activated",
                    CS_STR_ARG(batch->record->keys.folder));
}

static bool write_all(struct cs_batch *batch, const struct arriving *in, struct cs_err *err) {
  struct cs_record *record = batch->record;
  struct cs_tree_sink sink = {cs_put_tile, record->reader.db};
  return cs_put_entry(record->reader.db, &record->reader.hasher, (uint64_t)in->entry.n, in->bytes, &in->leaf, err) &&
         write_blobs(batch, in, err) && write_vault(batch, in, err) && erase(batch, in, err) &&
         cs_put_act_key(record->reader.db, &in->entry, &in->act, err) &&
         cs_working_take(&batch->working, &in->entry, &in->folded, err) &&
         cs_tree_append(record->next, &record->reader.hasher, &in->leaf, &sink, err);
}

static bool still_open(struct cs_batch *batch, struct cs_err *err) {
  if (cs_db_in_transaction(batch->record->reader.db)) {
    return true;
  }
  cs_err_set(err, &CS_E_STORE_FULL, "the store gave the transaction up: nothing of the batch was written");
  return unusable(batch, err);
}

bool cs_batch_append(struct cs_batch *batch, const struct cs_entry *entry, cs_time now,
                     const struct cs_batch_blob *blobs, size_t n_blobs, struct cs_appended *out, struct cs_err *err) {
  cs_assert(batch->usable && !batch->committed);
  struct arriving in = {.blobs = blobs, .n_blobs = n_blobs};
  struct cs_entry given = *entry;
  cs_time at;
  if (!still_open(batch, err) || !cs_batch_time(batch, now, &at, err) ||
      (!given.a && !cs_act_to_record(&batch->arena, &given.act, &given.a, err)) ||
      !check_given(batch, &given, blobs, n_blobs, err) || !check_rotation(batch, &given, err) ||
      !check_key(batch, given.request_key, at, err)) {
    return false;
  }
  in.given = &given;
  if (!make_entry(batch, &in, at, err)) {
    return false;
  }
  if (!cs_working_fold(&batch->working, &in.entry, &in.folded, err)) {
    return err->code == &CS_E_FOLD_STATE ? false : unusable(batch, err);
  }
  if (!write_all(batch, &in, err) || !still_open(batch, err)) {
    return unusable(batch, err);
  }
  batch->size += 1;
  batch->at = at;
  *out = (struct cs_appended){.n = in.entry.n, .at = at, .bytes = in.bytes, .leaf = in.leaf};
  cs_record_step(batch->record, "entry-written");
  return true;
}

/* ---- commit ---- */

static bool move_head(struct cs_batch *batch, struct cs_head *head, struct cs_err *err) {
  struct cs_record *record = batch->record;
  struct cs_db *db = record->reader.db;
  *head = (struct cs_head){.size = batch->size, .at = batch->at};
  cs_tree_root(record->next, &record->reader.hasher, &head->root);
  cs_assert(record->next->size == batch->size);
  cs_record_step(record, "root-computed");
  cs_db_bind_integer(db, CS_STMT_HEAD_MOVE, 1, (int64_t)head->size);
  cs_db_bind_bytes(db, CS_STMT_HEAD_MOVE, 2, cs_hash_str(&head->root));
  cs_db_bind_integer(db, CS_STMT_HEAD_MOVE, 3, head->at);
  cs_db_bind_integer(db, CS_STMT_HEAD_MOVE, 4, (int64_t)batch->before.size);
  int64_t changed;
  if (!cs_db_run(db, CS_STMT_HEAD_MOVE, &changed, err)) {
    return false;
  }
  cs_record_step(record, "head-moved");
  return changed == 1 ||
         cs_err_set(err, &CS_E_STORE_DAMAGED, "the head moved under the lock: something else writes to this store");
}

/* The commit did not plainly succeed: what the clients are told, and whether this process may go on. */
static bool outcome_unknown(struct cs_batch *batch, struct cs_err *err) {
  struct cs_record *record = batch->record;
  batch->usable = false;
  record->unsure = true;
  if (err->code == &CS_E_STORE_IO || err->code == &CS_E_STORE_DAMAGED) {
    cs_record_stop(record, err);
    return false;
  }
  if (err->code != &CS_E_STORE_FULL) {
    err->code = &CS_E_STORE_UNKNOWN;
    cs_err_hint(err,
                "whether the acts are on record is found out before the next one; send them again with the same keys");
  }
  return false;
}

/* Committed and durable: from here on an error no longer means that nothing happened. */
static bool sign_committed(struct cs_batch *batch, const struct cs_head *head, struct cs_err *err) {
  struct cs_record *record = batch->record;
  struct cs_tree *old = record->tree;
  record->tree = record->next;
  record->next = old;
  record->head = *head;
  record->log_keys_size = head->size;
  batch->committed = true;
  if ((batch->rotates && !cs_record_read_log_keys(record, err)) || !cs_record_sign(record, err)) {
    record->unsure = true;
    cs_err_context(err, "committed, but not signed");
    err->code = &CS_E_STORE_UNKNOWN;
    return false;
  }
  cs_record_step(record, "marked");
  struct cs_err unturned; /* the next start does it */
  if (batch->rotates && cs_record_check_signers(record, &unturned)) {
    cs_record_step(record, "turned");
  }
  struct cs_err busy; /* by somebody who reads: cs_record_unsettled says so, and idle tries again */
  if (batch->erases && cs_record_erased(record, &busy)) {
    cs_record_step(record, "erased");
  }
  return true;
}

bool cs_batch_commit(struct cs_batch *batch, struct cs_err *err) {
  cs_assert(batch->usable && !batch->committed);
  struct cs_db *db = batch->record->reader.db;
  enum cs_db_outcome outcome;
  struct cs_head head;
  if (cs_batch_count(batch) == 0) {
    cs_db_rollback(db);
    batch->committed = true;
    struct cs_str note;
    return cs_record_note(batch->record, &note, err);
  }
  if (!still_open(batch, err) || !cs_working_flush(&batch->working, err) || !move_head(batch, &head, err) ||
      !still_open(batch, err)) {
    return unusable(batch, err);
  }
  if (!cs_db_commit(db, &outcome, err)) {
    return outcome_unknown(batch, err);
  }
  cs_record_step(batch->record, "committed");
  return sign_committed(batch, &head, err);
}

struct cs_head cs_batch_head(const struct cs_batch *batch) {
  cs_assert(batch->committed);
  return batch->record->head;
}

struct cs_str cs_batch_note(const struct cs_batch *batch) {
  cs_assert(batch->committed && batch->record->note_size == batch->record->head.size);
  return cs_buf_str(&batch->record->note);
}

bool cs_batch_proof(struct cs_batch *batch, uint64_t n, struct cs_proof *out, struct cs_err *err) {
  cs_assert(batch->committed);
  struct cs_record *record = batch->record;
  if (cs_tree_is_recent(record->tree, n)) {
    return cs_tree_inclusion(record->tree, &record->reader.hasher, n, out, err);
  }
  return cs_reader_inclusion(&record->reader, n, record->head.size, out, err);
}

/* Keeps the names of what the working set changed, in order of first change. */
static bool keep_changed(struct cs_batch *batch, struct cs_err *err) {
  for (size_t i = 0; i < batch->working.map.n; i++) {
    const struct cs_work *work = batch->working.map.at[i].value.ptr;
    struct cs_str name;
    if (work->changed && !cs_map_get(&batch->changed, work->subject) &&
        (!cs_arena_str(&batch->names, work->subject, &name, err) || !cs_map_put(&batch->changed, name, NULL, err))) {
      return false;
    }
  }
  return true;
}

bool cs_batch_flush(struct cs_batch *batch, struct cs_err *err) {
  cs_assert(batch->usable && !batch->committed);
  if (!cs_working_flush(&batch->working, err) || !keep_changed(batch, err)) {
    return unusable(batch, err);
  }
  cs_arena_reset(&batch->arena);
  cs_working_init(&batch->working, &batch->arena, &batch->record->reader, batch->record->reader.db);
  return true;
}

bool cs_batch_each_changed(struct cs_batch *batch,
                           bool (*each)(void *ctx, struct cs_str subject, int64_t n, const struct cs_json *state,
                                        struct cs_err *err),
                           void *ctx, struct cs_err *err) {
  cs_assert(batch->committed);
  if (!keep_changed(batch, err)) {
    return false;
  }
  for (size_t i = 0; i < batch->changed.n; i++) {
    const struct cs_work *work = cs_working_get(&batch->working, batch->changed.at[i].key, err);
    if (!work || !each(ctx, work->subject, work->n, work->state, err)) {
      return false;
    }
  }
  return true;
}
