/* The new store, made beside the one that it is to replace; must never sign, nor put back what was erased.
 * Invariant: what it holds is a function of the entries picked, what opens them, and nothing else of the sources: rows of
 * projections, wrapped keys and tiles are made anew. Specification: RECORD sections 2, 4, 5. */
#include "store/restore_private.h"

#include "store/put.h"
#include "store/replay.h"
#include "store/schema.h"

#define PIECE    512 /* entries of one transaction */
#define KEY_DAYS 7

struct building {
  struct cs_restoring *r;
  struct cs_db *db;
  struct cs_reader reader; /* over db, with the vault's keys */
  struct cs_head head;
};

static bool begin(struct building *b, struct cs_err *err) {
  struct cs_hash empty;
  cs_hash_empty(&b->r->sources.hasher, &empty);
  if (!cs_db_begin(b->db, CS_DB_BEGIN_WRITE, err) || !cs_schema_make(b->db, err)) {
    return false;
  }
  cs_db_bind_bytes(b->db, CS_STMT_HEAD_FOUND, 1, cs_hash_str(&empty));
  return cs_db_run(b->db, CS_STMT_HEAD_FOUND, NULL, err);
}

static bool between(struct building *b, struct cs_err *err) {
  enum cs_db_outcome outcome;
  return cs_db_commit(b->db, &outcome, err) &&
         (cs_db_pending(b->db) < CS_SETTLE_BYTES || cs_db_settle_some(b->db, err));
}

/* ------------------------------------------------------------------ one entry */

static bool put_openings(struct building *b, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_restoring *r = b->r;
  const union cs_map_value *erased = cs_map_get(&r->erased, entry->act.subject);
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    struct cs_hash commitment;
    struct cs_opening opening;
    bool by_target;
    uint64_t counted = 0;
    bool gone = seal == CS_SEAL_PERSONAL && erased && erased->number > (uint64_t)entry->n;
    if (gone || !cs_vault_commitment(entry->a, seal, &commitment)) {
      continue;
    }
    if (!cs_sources_opening(&r->sources, &r->checker, entry, seal, &r->piece, &opening, &by_target, &counted, err) ||
        (opening.present && !cs_vault_put(&b->reader.vault, &r->piece, entry, seal, &opening, err))) {
      return false;
    }
  }
  return true;
}

static bool put_text(struct building *b, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str hex;
  for (size_t i = 0; (hex = cs_act_blob(&entry->act, i)).len > 0; i++) {
    struct cs_hash digest;
    struct cs_str bytes;
    bool found, by_target;
    if (cs_hash_of_hex(hex, &digest) &&
        (!cs_sources_text(&b->r->sources, &digest, &b->r->piece, &found, &bytes, &by_target, err) ||
         (found && !cs_put_blob(b->db, &digest, bytes, err)))) {
      return false;
    }
  }
  return true;
}

/* Acts of the record's last days may be sent again, and are known. */
static bool put_act_key(struct building *b, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_buf text;
  struct cs_hash act;
  if (cs_time_day(entry->at, 0) < cs_time_day(b->r->last, 0) - KEY_DAYS) {
    return true;
  }
  cs_buf_init(&text, CS_ENTRY_MAX);
  bool good = cs_json_canonical(&text, entry->a, err) && cs_buf_ok(&text, err);
  if (good) {
    cs_hash_bytes(&b->r->sources.hasher, cs_buf_str(&text), &act);
    good = cs_put_act_key(b->db, entry, &act, err);
  }
  cs_buf_deinit(&text);
  return good;
}

static bool put_entry(struct building *b, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  struct cs_restoring *r = b->r;
  struct cs_tree_sink sink = {cs_put_tile, b->db};
  struct cs_hash leaf;
  struct cs_entry entry;
  cs_hash_leaf(&r->sources.hasher, bytes, &leaf);
  b->head.size = n + 1;
  return cs_entry_read(&r->piece, bytes, &entry, err) && (b->head.at = entry.at, true) &&
         cs_put_entry(b->db, &r->sources.hasher, n, bytes, &leaf, err) &&
         cs_tree_append(r->tree, &r->sources.hasher, &leaf, &sink, err) && put_openings(b, &entry, err) &&
         put_text(b, &entry, err) && put_act_key(b, &entry, err);
}

static bool put_entries(struct building *b, struct cs_err *err) {
  struct cs_restoring *r = b->r;
  cs_tree_init(r->tree);
  for (uint64_t n = 0; n < r->size; n++) {
    struct cs_picked picked;
    cs_arena_reset(&r->piece);
    if (n > 0 && n % PIECE == 0 && (!between(b, err) || !cs_db_begin(b->db, CS_DB_BEGIN_WRITE, err))) {
      return false;
    }
    if (!cs_sources_pick(&r->sources, n, &r->piece, &picked, err) || !put_entry(b, n, picked.bytes, err)) {
      return false;
    }
    if (n == 0 && !cs_reader_found(&b->reader, err)) {
      return false;
    }
    cs_restore_step(r, "entry-put");
  }
  return true;
}

/* ------------------------------------------------------------------ the entry that carries on */

static bool set_root(struct cs_arena *arena, struct cs_json *body, const char *name, const struct cs_hash *root,
                     struct cs_err *err) {
  struct cs_buf hex;
  struct cs_str text;
  cs_buf_init(&hex, 2 * CS_HASH_SIZE);
  cs_buf_hex(&hex, root->bytes, sizeof root->bytes);
  bool good = cs_buf_ok(&hex, err) && cs_arena_str(arena, cs_buf_str(&hex), &text, err) &&
              cs_json_set_text(arena, body, name, text, err);
  cs_buf_deinit(&hex);
  return good;
}

static bool set_proof(struct cs_arena *arena, struct cs_json *body, const struct cs_signature *proof,
                      struct cs_err *err) {
  struct cs_buf base64;
  struct cs_str text;
  cs_buf_init(&base64, 128);
  cs_buf_base64(&base64, proof->bytes, sizeof proof->bytes);
  bool good = cs_buf_ok(&base64, err) && cs_arena_str(arena, cs_buf_str(&base64), &text, err) &&
              cs_json_set_text(arena, body, "proof", text, err);
  cs_buf_deinit(&base64);
  return good;
}

static bool make_continued(struct building *b, struct cs_str verifier, const struct cs_signature *proof,
                           struct cs_json *flat, struct cs_err *err) {
  struct cs_restoring *r = b->r;
  struct cs_arena *arena = &r->piece;
  struct cs_hash root;
  cs_tree_root(r->tree, &r->sources.hasher, &root);
  return cs_json_set_text(arena, flat, "act", CS_STR("record.continued"), err) &&
         cs_json_set_text(arena, flat, "origin", r->options->new_origin, err) &&
         cs_json_set_text(arena, flat, "verifier", verifier, err) && set_proof(arena, flat, proof, err) &&
         cs_json_set_text(arena, flat, "former", r->origin, err) &&
         cs_json_set_integer(arena, flat, "size", (int64_t)r->size, err) && set_root(arena, flat, "root", &root, err) &&
         (r->signed_size == 0 || (cs_json_set_integer(arena, flat, "signed_size", (int64_t)r->signed_size, err) &&
                                  set_root(arena, flat, "signed_root", &r->signed_root, err))) &&
         cs_json_set_text(arena, flat, "reason", r->options->reason, err);
}

static bool put_continued(struct building *b, struct cs_str verifier, const struct cs_signature *proof,
                          struct cs_err *err) {
  struct cs_restoring *r = b->r;
  struct cs_arena *arena = &r->piece;
  struct cs_entry entry = {.n = (int64_t)r->size, .by = {.kind = CS_BY_CORE}};
  struct cs_buf bytes;
  struct cs_str kept;
  cs_arena_reset(arena);
  struct cs_json *flat = cs_json_new(arena, CS_JSON_OBJECT, err);
  entry.out = cs_json_new(arena, CS_JSON_OBJECT, err);
  entry.at = r->now > b->head.at ? r->now : b->head.at;
  cs_buf_init(&bytes, CS_ENTRY_MAX);
  bool good = flat && entry.out && make_continued(b, verifier, proof, flat, err) &&
              cs_act_decode(arena, CS_STR("record.continued"), flat, &entry.act, err) &&
              cs_act_to_record(arena, &entry.act, &entry.a, err) &&
              r->os->random(r->os->ctx, entry.r, sizeof entry.r, err) && cs_entry_write(arena, &entry, &bytes, err) &&
              cs_buf_ok(&bytes, err) && cs_arena_str(arena, cs_buf_str(&bytes), &kept, err) &&
              put_entry(b, r->size, kept, err);
  cs_buf_deinit(&bytes);
  return good;
}

/* ------------------------------------------------------------------ the rest */

/* Signed checkpoints of the present origin that the new store reaches. */
static bool put_notes(struct building *b, struct cs_err *err) {
  const struct cs_restoring *r = b->r;
  for (size_t i = 0; i < r->sources.claims.n; i++) {
    const struct cs_claim *claim = &r->sources.claims.at[i];
    if (claim->note.len == 0 || claim->size > r->size || !cs_str_eq(claim->origin, r->origin)) {
      continue;
    }
    cs_db_bind_integer(b->db, CS_STMT_NOTE_ADD, 1, (int64_t)claim->size);
    cs_db_bind_integer(b->db, CS_STMT_NOTE_ADD, 2, cs_time_day(b->head.at, 0));
    cs_db_bind_text(b->db, CS_STMT_NOTE_ADD, 3, claim->note);
    if (!cs_db_run(b->db, CS_STMT_NOTE_ADD, NULL, err)) {
      return false;
    }
  }
  return true;
}

static bool move_head(struct building *b, struct cs_err *err) {
  int64_t changed;
  cs_tree_root(b->r->tree, &b->r->sources.hasher, &b->head.root);
  cs_db_bind_integer(b->db, CS_STMT_HEAD_MOVE, 1, (int64_t)b->head.size);
  cs_db_bind_bytes(b->db, CS_STMT_HEAD_MOVE, 2, cs_hash_str(&b->head.root));
  cs_db_bind_integer(b->db, CS_STMT_HEAD_MOVE, 3, b->head.at);
  cs_db_bind_integer(b->db, CS_STMT_HEAD_MOVE, 4, 0);
  return cs_db_run(b->db, CS_STMT_HEAD_MOVE, &changed, err);
}

/* What was signed once more against what now lies in the new store. */
static bool check_root(struct building *b, struct cs_err *err) {
  const struct cs_restoring *r = b->r;
  struct cs_hash root;
  if (r->signed_size == 0 || r->signed_size > r->size) {
    return true;
  }
  return cs_reader_root(&b->reader, r->signed_size, &root, err) &&
         (cs_hash_eq(&root, &r->signed_root) ||
          cs_err_set(err, &CS_E_RESTORE_FORKED, "what was given changed while it was read"));
}

static bool build(struct building *b, struct cs_str verifier, const struct cs_signature *proof, struct cs_err *err) {
  bool continues = verifier.len > 0;
  if (!begin(b, err) || !put_entries(b, err) || (continues && !put_continued(b, verifier, proof, err)) ||
      (!continues && !put_notes(b, err)) || !move_head(b, err) || !between(b, err)) {
    cs_db_rollback(b->db);
    return false;
  }
  cs_restore_step(b->r, "entries-written");
  return check_root(b, err) && cs_replay(&b->reader, b->db, 0, b->head.size, err) && cs_db_settle(b->db, err);
}

bool cs_restore_build(struct cs_restoring *r, struct cs_str path, struct cs_str verifier,
                      const struct cs_signature *proof, struct cs_err *err) {
  struct cs_db_options options = {.mode = CS_DB_CREATE, .pages_max = r->options->pages_max};
  struct building b = {.r = r, .db = cs_db_open(r->os, path, &options, err)};
  if (!b.db) {
    return false;
  }
  bool good = cs_reader_init(&b.reader, r->os, b.db, &r->keys, err) && build(&b, verifier, proof, err);
  r->out->head = b.head;
  cs_reader_deinit(&b.reader);
  cs_db_close(b.db);
  return good;
}
