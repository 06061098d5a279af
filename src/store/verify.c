/* Verification of a store; must never take the store's own word where the signed tree has one, nor change a row.
 * Invariant: the first fault found is named with its place; after true, everything asked for was looked at.
 * Specification: RECORD sections 1, 4, 5, 10. */
#include "model/fold.h"
#include "store/actors.h"
#include "store/log.h"
#include "store/reader_private.h"
#include "store/replay.h"
#include "store/schema.h"
#include "tlog/err.h"
#include "tlog/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES (1024 * 1024) /* of entries taken apart, before their memory is given back */
#define PROGRESS    1000          /* entries between two words of progress */

/* A root that somebody signed for, at a size. */
struct signed_root {
  uint64_t size;
  struct cs_hash root;
  bool is_mark; /* of the high-water file, else of a stored checkpoint */
};
struct signed_roots {
  struct signed_root *at;
  size_t n, cap;
};

struct verifying {
  struct cs_reader *reader;
  const struct cs_verify_options *options;
  struct cs_verify_report *report;
  struct cs_arena arena; /* lives through the run */
  struct cs_arena piece; /* emptied now and then */
  struct cs_tree *tree;
  struct cs_actors actors;
  struct signed_roots roots;
  struct cs_policy policy; /* whose word counts for which size: the caller's, else the record's own */
  struct cs_json *log;     /* the state of "log:", as the entries make it; NULL: none */
  cs_time last;
  struct cs_map lacking; /* subject → number of the first entry whose personal opening is not there, and one more */
  /* The hashes that the store holds for the 256 entries around the present one. */
  uint64_t tile;
  bool has_tile; /* a full tile: hashes and tile_root are set */
  bool has_leaf[CS_TILE_WIDTH];
  struct cs_hash stored[CS_TILE_WIDTH];
  struct cs_hash tile_root;
  /* A leaf hash beside the record that differs: whose fault it is, the root tells. */
  bool suspect;
  uint64_t suspect_n;
  struct cs_hash suspect_is, suspect_stored;
};

static void short_hex(const struct cs_hash *hash, char out[17]) {
  for (size_t i = 0; i < 8; i++) {
    snprintf(out + 2 * i, 3, "%02x", hash->bytes[i]);
  }
}

static bool not_signed(uint64_t n, const struct cs_hash *is, const struct cs_hash *tree, struct cs_err *err) {
  char a[17], b[17];
  short_hex(is, a);
  short_hex(tree, b);
  return cs_err_set(err, &CS_E_LOG_ALTERED,
                    "entry %llu is not the entry that was signed: its hash is %s…, the tree holds %s…",
                    (unsigned long long)n, a, b);
}

/* "BEFORE n AFTER". */
static bool altered(struct cs_err *err, const char *before, uint64_t n, const char *after) {
  return cs_err_set(err, &CS_E_LOG_ALTERED, "%s%llu%s", before, (unsigned long long)n, after);
}

/* ---- the stored hashes around an entry ---- */

static bool load_leaves(struct verifying *v, struct cs_err *err) {
  struct cs_db *db = v->reader->db;
  bool row, good;
  while ((good = cs_db_step(db, CS_STMT_LEAVES, &row, err)) && row) {
    uint64_t n = (uint64_t)cs_db_integer(db, CS_STMT_LEAVES, 0);
    struct cs_str hash = cs_db_bytes(db, CS_STMT_LEAVES, 1);
    if (n / CS_TILE_WIDTH == v->tile && hash.len == CS_HASH_SIZE) {
      memcpy(v->stored[n % CS_TILE_WIDTH].bytes, hash.ptr, CS_HASH_SIZE);
      v->has_leaf[n % CS_TILE_WIDTH] = true;
    }
  }
  cs_db_done(db, CS_STMT_LEAVES);
  return good;
}

static bool load_tile(struct verifying *v, uint64_t index, struct cs_err *err) {
  struct cs_db *db = v->reader->db;
  v->tile = index;
  memset(v->has_leaf, 0, sizeof v->has_leaf);
  cs_db_bind_integer(db, CS_STMT_TILE, 1, 0);
  cs_db_bind_integer(db, CS_STMT_TILE, 2, (int64_t)index);
  if (!cs_db_step(db, CS_STMT_TILE, &v->has_tile, err)) {
    return false;
  }
  if (v->has_tile) {
    struct cs_str hashes = cs_db_bytes(db, CS_STMT_TILE, 0), root = cs_db_bytes(db, CS_STMT_TILE, 1);
    v->has_tile = hashes.len == CS_TILE_BYTES && root.len == CS_HASH_SIZE; /* the sink says so if not */
    if (v->has_tile) {
      memcpy(v->stored, hashes.ptr, CS_TILE_BYTES);
      memcpy(v->tile_root.bytes, root.ptr, CS_HASH_SIZE);
    }
  }
  cs_db_done(db, CS_STMT_TILE);
  return v->has_tile || (index + 1) * CS_TILE_WIDTH <= v->report->head.size || load_leaves(v, err);
}

/* Holds the entry's hash against what the store holds for it. */
static bool check_leaf(struct verifying *v, uint64_t n, const struct cs_hash *leaf, struct cs_err *err) {
  unsigned at = (unsigned)(n % CS_TILE_WIDTH);
  if ((at == 0 || v->tile != n / CS_TILE_WIDTH) && !load_tile(v, n / CS_TILE_WIDTH, err)) {
    return false;
  }
  if (v->has_tile && !cs_hash_eq(leaf, &v->stored[at])) {
    struct cs_hash root;
    cs_hash_fold(&v->reader->hasher, v->stored, CS_TILE_WIDTH, &root);
    return cs_hash_eq(&root, &v->tile_root) ? not_signed(n, leaf, &v->stored[at], err)
                                            : altered(err, "tile 0/", v->tile, " does not have its own root");
  }
  if (!v->has_tile && v->has_leaf[at] && !v->suspect && !cs_hash_eq(leaf, &v->stored[at])) {
    v->suspect = true;
    v->suspect_n = n;
    v->suspect_is = *leaf;
    v->suspect_stored = v->stored[at];
  }
  return true;
}

/* ---- tiles that the entries make, against those that the store holds ---- */

static bool check_tile(void *ctx, unsigned level, uint64_t index, const struct cs_hash *hashes,
                       const struct cs_hash *root, struct cs_err *err) {
  struct verifying *v = ctx;
  struct cs_db *db = v->reader->db;
  bool row;
  cs_db_bind_integer(db, CS_STMT_TILE, 1, level);
  cs_db_bind_integer(db, CS_STMT_TILE, 2, (int64_t)index);
  if (!cs_db_step(db, CS_STMT_TILE, &row, err)) {
    return false;
  }
  bool same = row;
  if (row) {
    struct cs_str stored = cs_db_bytes(db, CS_STMT_TILE, 0), stored_root = cs_db_bytes(db, CS_STMT_TILE, 1);
    same = stored.len == CS_TILE_BYTES && memcmp(stored.ptr, hashes, CS_TILE_BYTES) == 0 &&
           stored_root.len == CS_HASH_SIZE && memcmp(stored_root.ptr, root->bytes, CS_HASH_SIZE) == 0;
  }
  cs_db_done(db, CS_STMT_TILE);
  v->report->tiles += 1;
  return same || cs_err_set(err, &CS_E_LOG_ALTERED,
                            row ? "tile %u/%llu is not the one that the entries make" : "tile %u/%llu is missing",
                            level, (unsigned long long)index);
}

/* ---- entries ---- */

static bool check_blob(struct verifying *v, const struct cs_entry *entry, struct cs_str hex, struct cs_err *err) {
  struct cs_hash digest;
  struct cs_str bytes;
  if (!cs_hash_of_hex(hex, &digest) || cs_reader_blob(v->reader, &v->piece, &digest, &bytes, err)) {
    return true;
  }
  if (err->code == &CS_E_STORE_ABSENT && v->options->may_lack_texts) {
    cs_err_reset(err);
    return true;
  }
  if (err->code == &CS_E_STORE_ABSENT) {
    return altered(err, "the blob that entry ", (uint64_t)entry->n, " names is missing");
  }
  if (err->code == &CS_E_STORE_ALTERED) {
    return altered(err, "the blob that entry ", (uint64_t)entry->n, " names is not what its digest says");
  }
  return false;
}

static bool check_blobs_of(struct verifying *v, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str hex;
  for (size_t i = 0; (hex = cs_act_blob(&entry->act, i)).len > 0; i++) {
    if (!check_blob(v, entry, hex, err)) {
      return false;
    }
  }
  return true;
}

/* What is personal may be lacking only if an erasure comes later. */
static bool note_lacking(struct verifying *v, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str subject;
  bool fresh;
  if (!cs_arena_str(&v->arena, entry->act.subject, &subject, err)) {
    return false;
  }
  union cs_map_value *value = cs_map_put(&v->lacking, subject, &fresh, err);
  if (value && (fresh || value->number == 0)) {
    value->number = (uint64_t)entry->n + 1;
  }
  return value != NULL;
}

static void settle_lacking(struct verifying *v, const struct cs_entry *entry) {
  if (entry->act.def->kind == CS_ACT_VAULT_ERASE) {
    union cs_map_value *value = cs_map_get(&v->lacking, cs_json_text(entry->act.body, "subject"));
    if (value) {
      value->number = 0;
    }
  }
}

static bool check_lacking(struct verifying *v, struct cs_err *err) {
  for (size_t i = 0; i < v->lacking.n; i++) {
    if (v->lacking.at[i].value.number > 0) {
      return altered(err, "the vault lacks what opens the personal fields of entry ", v->lacking.at[i].value.number - 1,
                     ", and no erasure of it is on record");
    }
  }
  return true;
}

static bool check_openings(struct verifying *v, const struct cs_entry *entry, struct cs_err *err) {
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; v->report->opened && seal < CS_SEAL_N; seal++) {
    struct cs_hash commitment;
    struct cs_opening opening;
    if (!cs_vault_commitment(entry->a, seal, &commitment)) {
      continue;
    }
    if (!cs_vault_get(&v->reader->vault, &v->piece, entry, seal, &opening, err)) {
      if (err->code == &CS_E_STORE_VAULT) {
        err->code = &CS_E_LOG_ALTERED;
      }
      return false;
    }
    if (!opening.present && seal == CS_SEAL_CONFIDENTIAL) {
      return altered(err, "the vault lacks what opens the confidential fields of entry ", (uint64_t)entry->n, "");
    }
    if (!opening.present && !note_lacking(v, entry, err)) {
      return false;
    }
    v->report->openings += opening.present;
    v->report->erased += !opening.present;
  }
  return true;
}

static bool check_new_key(struct verifying *v, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_verifier_key key;
  struct cs_signature proof;
  unsigned char padded[66];
  size_t n = sizeof padded;
  if (!cs_verifier_key_parse(&key, &v->reader->hasher, cs_json_text(entry->act.body, "verifier"), err) ||
      !cs_base64_decode(cs_json_text(entry->act.body, "proof"), padded, &n) || n != sizeof proof.bytes) {
    return altered(err, "entry ", (uint64_t)entry->n,
                   ": the new key of the log, or its proof, is not of the right form");
  }
  memcpy(proof.bytes, padded, sizeof proof.bytes);
  return cs_log_key_check(&key, &v->reader->founding.identity, &proof, err) ||
         altered(err, "entry ", (uint64_t)entry->n, ": the proof is not that of the new key of the log");
}

/* The entry that carries a record on under another origin: it stands where it says, behind the tree that it names. */
static bool check_continued(struct verifying *v, const struct cs_entry *entry, struct cs_err *err) {
  const struct cs_json *body = entry->act.body, *before = cs_log_continued(v->log);
  struct cs_str former = before ? cs_json_text(before, "origin") : v->reader->founding.first_origin;
  struct cs_hash root, said;
  cs_tree_root(v->tree, &v->reader->hasher, &root); /* of the entries before it */
  if (cs_json_integer(body, "size", -1) != entry->n || !cs_hash_of_hex(cs_json_text(body, "root"), &said) ||
      !cs_hash_eq(&root, &said) || !cs_str_eq(cs_json_text(body, "former"), former)) {
    return altered(err, "entry ", (uint64_t)entry->n, " carries on another record than the one before it");
  }
  cs_verify_note_continued(v->report, entry);
  return check_new_key(v, entry, err);
}

/* What changes the log's key or origin: folded here too, since the table that the keys were read from is checked by nobody
 * else. */
static bool take_rotation(struct verifying *v, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_json *next;
  if (entry->act.def->kind == CS_ACT_RECORD_CONTINUED) {
    if (!check_continued(v, entry, err)) {
      return false;
    }
  } else if (entry->act.def->kind != CS_ACT_LOG_ROTATE) {
    return true;
  } else if (cs_str_eq(cs_json_text(entry->act.body, "stage"), CS_STR("announce")) && !check_new_key(v, entry, err)) {
    return false;
  }
  return cs_fold(&v->piece, CS_STR("log:"), v->log, entry, &next, err) && cs_json_copy(&v->arena, next, &v->log, err);
}

static bool check_meaning(struct verifying *v, uint64_t n, struct cs_str bytes, const struct cs_hash *leaf,
                          struct cs_err *err) {
  struct cs_entry entry;
  bool known = cs_entry_read(&v->piece, bytes, &entry, err);
  if (!known && err->code == &CS_E_ENTRY_FORM) {
    cs_err_context(err, "entry %llu", (unsigned long long)n);
    err->code = &CS_E_LOG_ALTERED;
  }
  if (!known && err->code != &CS_E_ACT_UNKNOWN_KIND) {
    return false;
  }
  if (entry.n != (int64_t)n) {
    return altered(err, "entry ", n, " says that it is another one");
  }
  if (entry.at < v->last) {
    return altered(err, "entry ", n, " is recorded at a time before that of the entry before it");
  }
  v->last = entry.at;
  if (known) {
    settle_lacking(v, &entry);
  }
  if (known && !take_rotation(v, &entry, err)) {
    return false;
  }
  /* An act of a later release: its form and its hash are all that can be checked. */
  return !known || (check_blobs_of(v, &entry, err) && check_openings(v, &entry, err) &&
                    (!v->options->acts || cs_actors_take(&v->actors, &entry, leaf, err)));
}

static bool check_roots_at(struct verifying *v, uint64_t size, struct cs_err *err) {
  struct cs_hash root;
  bool have = false;
  for (size_t i = 0; i < v->roots.n; i++) {
    const struct signed_root *r = &v->roots.at[i];
    if (r->size != size) {
      continue;
    }
    if (!have) {
      cs_tree_root(v->tree, &v->reader->hasher, &root);
      have = true;
    }
    if (!cs_hash_eq(&root, &r->root)) {
      if (v->suspect) {
        return not_signed(v->suspect_n, &v->suspect_is, &v->suspect_stored, err);
      }
      return altered(err, "the first ", size,
                     r->is_mark ? " entries do not have the root that the key folder remembers as signed"
                                : " entries do not have the root of their stored checkpoint");
    }
    v->report->checkpoints += !r->is_mark;
    v->report->high_water = v->report->high_water || r->is_mark;
  }
  return true;
}

static bool check_entry(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  struct verifying *v = ctx;
  struct cs_tree_sink sink = {check_tile, v};
  struct cs_hash leaf;
  if (v->piece.used > PIECE_BYTES) {
    cs_arena_reset(&v->piece);
  }
  cs_hash_leaf(&v->reader->hasher, bytes, &leaf);
  if (!check_leaf(v, n, &leaf, err)) {
    return false;
  }
  /* A suspect is settled by the root before anything is said of the bytes' meaning. */
  if (!v->suspect && !check_meaning(v, n, bytes, &leaf, err)) {
    return false;
  }
  if (!cs_tree_append(v->tree, &v->reader->hasher, &leaf, &sink, err)) {
    return false;
  }
  v->report->entries += 1;
  if (v->options->progress && (n + 1) % PROGRESS == 0) {
    v->options->progress(v->options->ctx, n + 1, v->report->head.size);
  }
  return v->roots.n == 0 || check_roots_at(v, n + 1, err);
}

static bool check_entries(struct verifying *v, struct cs_err *err) {
  uint64_t size = v->report->head.size;
  for (uint64_t at = 0; at < size; at += CS_TILE_WIDTH) {
    uint64_t to = size - at > CS_TILE_WIDTH ? at + CS_TILE_WIDTH : size;
    if (!cs_reader_entries(v->reader, at, to, check_entry, v, err)) {
      if (err->code == &CS_E_STORE_DAMAGED) {
        err->code = &CS_E_LOG_ALTERED;
      }
      return false;
    }
  }
  struct cs_hash root;
  cs_tree_root(v->tree, &v->reader->hasher, &root);
  if (!cs_hash_eq(&root, &v->report->head.root)) {
    return v->suspect ? not_signed(v->suspect_n, &v->suspect_is, &v->suspect_stored, err)
                      : altered(err, "the ", size, " entries do not have the root that the head names");
  }
  return !v->suspect ||
         altered(err, "the leaf hash beside entry ", v->suspect_n, " is not that of the entry, which stands as signed");
}

/* ---- what was signed ---- */

static bool add_root(struct verifying *v, uint64_t size, const struct cs_hash *root, bool is_mark, struct cs_err *err) {
  if (size > v->report->head.size) {
    return cs_reader_behind(v->report->head.size, size, &CS_E_LOG_ALTERED, err);
  }
  struct signed_root *r = cs_list_push(&v->arena, &v->roots, err);
  if (!r) {
    return false;
  }
  *r = (struct signed_root){size, *root, is_mark};
  return true;
}

static bool take_note(struct verifying *v, uint64_t size, struct cs_str note, struct cs_err *err) {
  struct cs_checkpoint_opened opened;
  size_t signers = 0;
  if (!cs_checkpoint_open(note, v->reader->founding.origin, v->policy.at, v->policy.n, &opened, err)) {
    if (err->code != &CS_E_OOM) {
      cs_err_context(err, "the stored checkpoint of size %llu", (unsigned long long)size);
      err->code = &CS_E_LOG_ALTERED;
    }
    return false;
  }
  if (opened.checkpoint.size != size) {
    return altered(err, "the stored checkpoint of size ", size, " is of another size");
  }
  for (size_t i = 0; i < v->policy.n; i++) {
    signers += v->policy.at[i].type == CS_NOTE_ED25519 && cs_verifier_key_covers(&v->policy.at[i], size);
  }
  if (opened.logs < signers) {
    return altered(err, "the stored checkpoint of size ", size,
                   " does not bear the signature of every key of that size");
  }
  return add_root(v, size, &opened.checkpoint.root, false, err);
}

static bool take_notes(struct verifying *v, struct cs_err *err) {
  struct cs_db *db = v->reader->db;
  bool row, good;
  while ((good = cs_db_step(db, CS_STMT_NOTES, &row, err)) && row) {
    if (!take_note(v, (uint64_t)cs_db_integer(db, CS_STMT_NOTES, 0), cs_db_text(db, CS_STMT_NOTES, 1), err)) {
      good = false;
      break;
    }
  }
  cs_db_done(db, CS_STMT_NOTES);
  return good;
}

/* Whose word counts. Keys that the caller trusts must begin with that of entry 0, else it is another record's. */
static bool take_policy(struct verifying *v, struct cs_err *err) {
  struct cs_str trusted = v->options->verifier;
  struct cs_verifier_key first;
  if (!cs_reader_log_keys(v->reader, &v->arena, &v->policy, err)) {
    return false;
  }
  if (trusted.len == 0) {
    return true;
  }
  first = v->policy.at[0];
  bool fit = cs_policy_parse(&v->policy, &v->reader->hasher, CS_STR("verifier"), trusted, err);
  if (!fit && err->code == &CS_E_OOM) {
    return false;
  }
  for (size_t i = 0; fit && i < v->policy.n; i++) {
    if (memcmp(first.key.bytes, v->policy.at[i].key.bytes, sizeof first.key.bytes) == 0) {
      return true;
    }
  }
  if (fit && v->reader->founding.former.len > 0 && !cs_str_eq(cs_policy_origin(&v->policy), first.name)) {
    cs_err_set(err, &CS_E_TLOG_ORIGIN, "the record goes on as \"%.*s\", and the key that you trust is that of \"%.*s\"",
               CS_STR_ARG(first.name), CS_STR_ARG(cs_policy_origin(&v->policy)));
    return cs_err_hint(err,
                       "that key proves receipts and checkpoints of the time before; `log key` prints the present one");
  }
  return cs_err_set(err, &CS_E_LOG_ALTERED, "entry 0 names the key \"%.*s\", not the one that you trust",
                    CS_STR_ARG(cs_str_head(v->reader->founding.verifier, 200)));
}

/* The keys that the notes were held against must be those that the entries make. */
static bool check_log_keys(struct verifying *v, struct cs_err *err) {
  struct cs_policy made, *kept = &v->policy;
  if (v->options->verifier.len > 0) {
    return true; /* the caller's own */
  }
  if (!cs_log_keys_of(&v->reader->hasher, v->reader->founding.verifier, v->log, &made, err)) {
    return false;
  }
  bool same = made.n == kept->n;
  for (size_t i = 0; same && i < made.n; i++) {
    same = made.at[i].from == kept->at[i].from && made.at[i].until == kept->at[i].until &&
           cs_str_eq(made.at[i].name, kept->at[i].name) &&
           memcmp(made.at[i].key.bytes, kept->at[i].key.bytes, sizeof made.at[i].key.bytes) == 0;
  }
  return same || cs_err_set(err, &CS_E_LOG_ALTERED, "the keys of the log are not those that the entries announce");
}

/* ---- rows ---- */

static bool check_blobs(struct verifying *v, struct cs_err *err) {
  struct cs_db *db = v->reader->db;
  bool row, good;
  while ((good = cs_db_step(db, CS_STMT_BLOBS, &row, err)) && row) {
    struct cs_str digest = cs_db_bytes(db, CS_STMT_BLOBS, 0);
    struct cs_hash hash;
    cs_hash_bytes(&v->reader->hasher, cs_db_bytes(db, CS_STMT_BLOBS, 1), &hash);
    if (!cs_str_eq(cs_hash_str(&hash), digest)) {
      char hex[17] = "";
      struct cs_hash named = {{0}};
      memcpy(named.bytes, digest.ptr, digest.len < CS_HASH_SIZE ? digest.len : CS_HASH_SIZE);
      short_hex(&named, hex);
      good = cs_err_set(err, &CS_E_LOG_ALTERED, "blob %s… is not what its digest says", hex);
      break;
    }
    v->report->blobs += 1;
  }
  cs_db_done(db, CS_STMT_BLOBS);
  return good;
}

/* Nothing beyond the head, and no tile more than the entries make. In the view in which the head was read. */
static bool check_ends(struct verifying *v, struct cs_err *err) {
  struct cs_db *db = v->reader->db;
  uint64_t size = v->report->head.size, tiles = 0;
  for (uint64_t n = size / CS_TILE_WIDTH; n > 0; n /= CS_TILE_WIDTH) {
    tiles += n;
  }
  bool row;
  if (!cs_db_step(db, CS_STMT_ENTRY_LAST, &row, err)) {
    return false;
  }
  uint64_t last = row ? (uint64_t)cs_db_integer(db, CS_STMT_ENTRY_LAST, 0) : 0;
  cs_db_done(db, CS_STMT_ENTRY_LAST);
  if (row && last >= size) {
    return altered(err, "entry ", last, " lies beyond the head");
  }
  if (!cs_db_step(db, CS_STMT_TILE_COUNT, &row, err)) {
    return false;
  }
  uint64_t stored = row ? (uint64_t)cs_db_integer(db, CS_STMT_TILE_COUNT, 0) : 0;
  cs_db_done(db, CS_STMT_TILE_COUNT);
  return stored <= tiles || altered(err, "the store holds ", stored, " tiles, more than its entries make");
}

static bool fix_size(struct verifying *v, struct cs_err *err) {
  struct cs_high_water mark = {0}; /* before the view begins: a writer may go on, and the mark with it */
  bool good = (!v->reader->keys || cs_high_water_read(v->reader->keys, &mark, err)) &&
              cs_reader_begin(v->reader, &v->report->head, err) && check_ends(v, err) && take_notes(v, err) &&
              (!mark.found || add_root(v, mark.size, &mark.root, true, err));
  cs_reader_end(v->reader);
  return good;
}

/* ---- projections ---- */

static bool compare_tables(struct verifying *v, struct cs_db *scratch, struct cs_err *err) {
  size_t n;
  const struct cs_table *tables = cs_tables(&n);
  for (size_t i = 0; i < n; i++) {
    struct cs_hash have, want;
    if (tables[i].class != CS_TABLE_PROJECTION) {
      continue;
    }
    if (!cs_table_digest(v->reader->db, &tables[i], &v->reader->hasher, &have, err) ||
        !cs_table_digest(scratch, &tables[i], &v->reader->hasher, &want, err)) {
      return false;
    }
    if (!cs_hash_eq(&have, &want)) {
      cs_err_set(err, &CS_E_LOG_ALTERED, "table \"%s\" is not what the entries make of it", tables[i].name);
      return cs_err_hint(err, "the record itself stands as signed; log rebuild makes the table anew");
    }
    v->report->projections += 1;
  }
  return true;
}

/* Most of the replay runs without a view; the rest, and the comparison, in one. */
static bool check_against(struct verifying *v, struct cs_db *scratch, struct cs_err *err) {
  struct cs_head head;
  if (!cs_schema_make(scratch, err) || !cs_replay(v->reader, scratch, 0, v->report->head.size, err)) {
    return false;
  }
  bool good = cs_reader_begin(v->reader, &head, err) &&
              cs_replay(v->reader, scratch, v->report->head.size, head.size, err) && compare_tables(v, scratch, err);
  cs_reader_end(v->reader);
  return good;
}

static bool check_projections(struct verifying *v, struct cs_err *err) {
  struct cs_db_options options = {.mode = CS_DB_SCRATCH};
  struct cs_db *scratch = cs_db_open(v->reader->os, CS_STR_NONE, &options, err);
  bool good = scratch && check_against(v, scratch, err);
  cs_db_close(scratch);
  return good;
}

static bool verify(struct verifying *v, struct cs_err *err) {
  v->report->opened = v->reader->keys != NULL;
  v->last = INT64_MIN;
  v->tile = UINT64_MAX;
  cs_tree_init(v->tree);
  bool good = take_policy(v, err) && fix_size(v, err) && check_entries(v, err) && check_log_keys(v, err);
  struct cs_err earlier;
  if (!cs_actors_finish(&v->actors, &earlier)) {
    *err = earlier;
    good = false;
  }
  good = good && check_lacking(v, err) && check_blobs(v, err);
  v->report->signatures = v->actors.signatures;
  return good && (!v->options->projections || check_projections(v, err));
}

bool cs_log_verify(const struct cs_os *os, struct cs_str path, const struct cs_verify_options *options,
                   struct cs_verify_report *report, struct cs_err *err) {
  memset(report, 0, sizeof *report);
  struct cs_reader *reader = cs_reader_open(os, path, options->keys_dir, err);
  if (!reader) {
    return false;
  }
  struct verifying *v = calloc(1, sizeof *v);
  struct cs_tree *tree = malloc(sizeof *tree);
  bool good = v && tree;
  if (good) {
    v->reader = reader;
    v->options = options;
    v->report = report;
    v->tree = tree;
    cs_arena_init(&v->arena, NULL, 0);
    cs_arena_init(&v->piece, NULL, 0);
    cs_map_init(&v->lacking, &v->arena);
    cs_actors_init(&v->actors);
    good = verify(v, err);
    cs_actors_deinit(&v->actors);
    cs_arena_deinit(&v->piece);
    cs_arena_deinit(&v->arena);
  } else {
    cs_err_oom(err);
  }
  free(tree);
  free(v);
  cs_reader_close(reader);
  return good;
}
