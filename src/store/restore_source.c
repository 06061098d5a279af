/* What a store is restored from: stores, exported trees, loose files. Must never take the word of a source for what a signed
 * root can tell, nor keep a source's file open for writing.
 * Invariant: an entry handed out as proved leads to a root that stands in a checkpoint among the claims; the claims'
 * signatures are checked before anything rests on them (restore_check.c). Specification: RECORD section 5. */
#include "store/restore_source.h"

#include "os/file.h"
#include "store/tree_files.h"
#include "tlog/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cs_sources_init(struct cs_sources *s, const struct cs_os *os, struct cs_arena *arena, struct cs_err *err) {
  *s = (struct cs_sources){.os = os, .arena = arena};
  cs_map_init(&s->loose, arena);
  cs_map_init(&s->texts, arena);
  return cs_hasher_init(&s->hasher, err);
}

void cs_sources_deinit(struct cs_sources *s) {
  for (size_t i = 0; i < s->list.n; i++) {
    cs_reader_close(s->list.at[i]->reader);
    cs_arena_deinit(&s->list.at[i]->arena);
  }
  s->list.n = 0;
  cs_hasher_deinit(&s->hasher);
}

bool cs_sources_damaged(struct cs_sources *s, struct cs_err *err, const char *fmt, ...) {
  char text[400];
  va_list args;
  if (s->damaged.len > 0) {
    return true;
  }
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  return cs_arena_str(s->arena, cs_str_of(text), &s->damaged, err);
}

bool cs_sources_claim(struct cs_sources *s, const struct cs_claim *claim, struct cs_err *err) {
  struct cs_claim *slot = cs_list_push(s->arena, &s->claims, err);
  if (slot) {
    *slot = *claim;
  }
  return slot != NULL;
}

/* A signed checkpoint, whose signature is looked at later. */
static bool claim_note(struct cs_sources *s, struct cs_str name, struct cs_str note, struct cs_claim *out,
                       struct cs_err *err) {
  struct cs_note *parsed = cs_arena_new(s->arena, struct cs_note, err);
  struct cs_checkpoint checkpoint;
  *out = (struct cs_claim){.name = name};
  if (!parsed || !cs_arena_str(s->arena, note, &out->note, err)) {
    return false;
  }
  if (!cs_note_parse(out->note, parsed, err) || !cs_checkpoint_parse(parsed->text, &checkpoint, err)) {
    return cs_err_context(err, "%.*s", CS_STR_ARG(name));
  }
  out->origin = checkpoint.origin;
  out->size = checkpoint.size;
  out->root = checkpoint.root;
  return cs_sources_claim(s, out, err);
}

static struct cs_source *source_new(struct cs_sources *s, struct cs_str name, struct cs_err *err) {
  struct cs_source *source = cs_arena_new(s->arena, struct cs_source, err);
  if (!source || !cs_arena_str(s->arena, name, &source->name, err)) {
    return NULL;
  }
  struct cs_source **slot = cs_list_push(s->arena, &s->list, err);
  if (!slot) {
    return NULL;
  }
  cs_arena_init(&source->arena, NULL, 0);
  *slot = source;
  return source;
}

/* ------------------------------------------------------------------ stores */

static bool claim_notes(struct cs_sources *s, struct cs_source *source, struct cs_err *err) {
  struct cs_db *db = source->reader->db;
  struct cs_claim ignored;
  bool row, good;
  while ((good = cs_db_step(db, CS_STMT_NOTES, &row, err)) && row) {
    if (!claim_note(s, source->name, cs_db_text(db, CS_STMT_NOTES, 1), &ignored, err)) {
      good = false;
      break;
    }
  }
  cs_db_done(db, CS_STMT_NOTES);
  return good;
}

static bool add_store(struct cs_sources *s, struct cs_str path, bool is_target, struct cs_err *err) {
  struct cs_head head;
  struct cs_reader *reader = cs_reader_open(s->os, path, CS_STR_NONE, err);
  if (!reader) {
    return false;
  }
  struct cs_source *source = source_new(s, path, err);
  if (!source) {
    cs_reader_close(reader);
    return false;
  }
  source->reader = reader;
  source->is_target = is_target;
  source->identity = reader->founding.identity;
  if (!cs_reader_head(reader, &head, err) || !claim_notes(s, source, err)) {
    return false;
  }
  source->size = head.size;
  return true;
}

bool cs_sources_add_target(struct cs_sources *s, struct cs_str path, struct cs_err *err) {
  struct cs_file_info info;
  if (!s->os->path_info(s->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE || add_store(s, path, true, err)) {
    return true;
  }
  if (err->code == &CS_E_OOM) {
    return false;
  }
  if (err->code == &CS_E_STORE_NOT_A_STORE || info.kind != CS_FILE_REGULAR) {
    cs_err_set(err, &CS_E_STORE_NOT_A_STORE, "what is at \"%.*s\" is no store that could be told", CS_STR_ARG(path));
    return cs_err_hint(err, "move it away, and name it with --from if it is worth a try");
  }
  struct cs_err why = *err;
  cs_err_reset(err);
  return cs_sources_damaged(s, err, "\"%.*s\" itself cannot be read: %s", CS_STR_ARG(path), why.text);
}

/* ------------------------------------------------------------------ trees */

static bool tree_fault(struct cs_str name, struct cs_err *err, const char *what) {
  return cs_err_set(err, &CS_E_RESTORE_SOURCE, "the tree in \"%.*s\" %s", CS_STR_ARG(name), what);
}

static bool read_tile(struct cs_sources *s, struct cs_source *source, uint64_t index, unsigned width,
                      struct cs_err *err) {
  struct cs_tile tile = {.index = index, .width = width};
  bool found;
  struct cs_str bytes;
  if (!cs_tree_file_read(s->os, &source->arena, source->name, &tile, NULL, &found, &bytes, err)) {
    return false;
  }
  if (!found || bytes.len != (size_t)width * CS_HASH_SIZE) {
    char path[CS_TILE_PATH_BYTES], text[CS_TILE_PATH_BYTES + 40];
    cs_tile_path(&tile, path);
    snprintf(text, sizeof text, found ? "has a \"%s\" of another length" : "lacks \"%s\"", path);
    return tree_fault(source->name, err, text);
  }
  memcpy(source->tile, bytes.ptr, bytes.len);
  return true;
}

/* Do its hashes have the root that its own checkpoint names? */
static bool check_tree(struct cs_sources *s, struct cs_source *source, struct cs_tree *tree, struct cs_err *err) {
  struct cs_claim claim;
  struct cs_str note, file;
  struct cs_hash root;
  bool found;
  if (!cs_tree_file_read(s->os, s->arena, source->name, NULL, "checkpoint", &found, &note, err) ||
      !cs_path_join(s->arena, source->name, CS_STR("checkpoint"), &file, err) ||
      !claim_note(s, file, note, &claim, err)) {
    return false;
  }
  source->size = claim.size;
  cs_tree_init(tree);
  for (uint64_t i = 0; cs_tile_width(claim.size, 0, i) > 0; i++) {
    unsigned width = cs_tile_width(claim.size, 0, i);
    cs_arena_reset(&source->arena);
    if (!read_tile(s, source, i, width, err)) {
      return false;
    }
    if (i == 0) {
      source->identity = source->tile[0];
    }
    for (unsigned k = 0; k < width; k++) {
      if (!cs_tree_append(tree, &s->hasher, &source->tile[k], NULL, err)) {
        return false;
      }
    }
  }
  cs_tree_root(tree, &s->hasher, &root);
  return cs_hash_eq(&root, &claim.root) ||
         tree_fault(source->name, err, "does not have the root that its checkpoint names");
}

static bool add_tree(struct cs_sources *s, struct cs_str path, struct cs_err *err) {
  struct cs_source *source = source_new(s, path, err);
  struct cs_tree *tree = malloc(sizeof *tree);
  if (!source || !tree) {
    free(tree);
    return source ? cs_err_oom(err) != NULL : false;
  }
  bool good = check_tree(s, source, tree, err);
  free(tree);
  return good;
}

static bool take_bundle(struct cs_sources *s, struct cs_source *source, uint64_t index, struct cs_err *err) {
  unsigned width = cs_tile_width(source->size, 0, index);
  struct cs_tile tile = {.entries = true, .index = index, .width = width};
  cs_arena_reset(&source->arena);
  source->has_bundle = true;
  source->bundle = index;
  source->at = index * CS_TILE_WIDTH;
  return read_tile(s, source, index, width, err) &&
         cs_tree_file_read(s->os, &source->arena, source->name, &tile, NULL, &source->found_bundle, &source->rest, err);
}

/* Entry n of a tree; *found false: it is not there, or not what the tree itself says. */
static bool tree_entry(struct cs_sources *s, struct cs_source *source, uint64_t n, struct cs_arena *arena,
                       struct cs_str *bytes, bool *found, struct cs_err *err) {
  struct cs_str entry = CS_STR_NONE;
  struct cs_hash leaf;
  bool in_hand = source->has_bundle && source->bundle == n / CS_TILE_WIDTH && source->at <= n;
  *found = false;
  if (!in_hand && !take_bundle(s, source, n / CS_TILE_WIDTH, err)) {
    return false;
  }
  while (source->found_bundle && source->at <= n) {
    struct cs_err ignored;
    if (source->rest.len == 0 || !cs_bundle_next(&source->rest, &entry, &ignored)) {
      source->found_bundle = false; /* it ends too soon */
      entry = CS_STR_NONE;
      break;
    }
    source->at += 1;
  }
  cs_hash_leaf(&s->hasher, entry, &leaf);
  if (!entry.ptr || !cs_hash_eq(&leaf, &source->tile[n % CS_TILE_WIDTH])) {
    return cs_sources_damaged(s, err, "entry %llu in \"%.*s\" is missing, or is not the one that its tree holds",
                              (unsigned long long)n, CS_STR_ARG(source->name));
  }
  *found = true;
  return cs_arena_str(arena, entry, bytes, err);
}

/* ------------------------------------------------------------------ loose files */

static struct cs_loose *loose_of(struct cs_sources *s, uint64_t n, struct cs_err *err) {
  struct cs_str key;
  bool fresh;
  if (!cs_arena_printf(s->arena, &key, err, "%llu", (unsigned long long)n)) {
    return NULL;
  }
  union cs_map_value *value = cs_map_put(&s->loose, key, &fresh, err);
  if (value && fresh) {
    struct cs_loose *loose = cs_arena_new(s->arena, struct cs_loose, err);
    value->ptr = loose;
    if (loose) {
      loose->n = n;
    }
  }
  return value ? value->ptr : NULL;
}

static struct cs_loose *loose_find(const struct cs_sources *s, uint64_t n) {
  char key[24];
  int len = snprintf(key, sizeof key, "%llu", (unsigned long long)n);
  return cs_map_ptr(&s->loose, (struct cs_str){key, (size_t)len});
}

static bool add_entry(struct cs_sources *s, struct cs_str name, struct cs_str bytes, struct cs_err *err) {
  struct cs_entry entry;
  if (!cs_entry_read(s->arena, bytes, &entry, err)) {
    struct cs_err why = *err;
    return err->code != &CS_E_OOM &&
           cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" is no entry: %s", CS_STR_ARG(name), why.text);
  }
  struct cs_loose *loose = loose_of(s, (uint64_t)entry.n, err);
  if (!loose) {
    return false;
  }
  if (loose->entry.len > 0 && !cs_str_eq(loose->entry, bytes)) {
    return cs_err_set(err, &CS_E_RESTORE_FORKED, "entry %lld is one thing in \"%.*s\" and another in \"%.*s\"",
                      (long long)entry.n, CS_STR_ARG(loose->entry_name), CS_STR_ARG(name));
  }
  loose->entry = bytes;
  loose->entry_name = name;
  return true;
}

static bool add_receipt(struct cs_sources *s, struct cs_str name, struct cs_str bytes, struct cs_err *err) {
  struct cs_receipt *receipt = cs_arena_new(s->arena, struct cs_receipt, err);
  struct cs_claim claim;
  if (!receipt) {
    return false;
  }
  if (!cs_receipt_parse(bytes, s->arena, receipt, err)) {
    return cs_err_context(err, "%.*s", CS_STR_ARG(name));
  }
  struct cs_loose *loose = loose_of(s, receipt->index, err);
  if (!loose || !claim_note(s, name, receipt->checkpoint, &claim, err)) {
    return false;
  }
  loose->receipt = receipt;
  loose->receipt_name = name;
  return true;
}

static bool add_opening(struct cs_sources *s, struct cs_str name, struct cs_str bytes, struct cs_err *err) {
  struct cs_json *json;
  int64_t n;
  if (!cs_json_parse(s->arena, name, bytes, &json, err)) {
    return false;
  }
  if (!cs_json_as_integer(cs_json_get(json, "entry"), &n) || n < 0 || !cs_json_get(json, "openings")) {
    return cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" is no opening: it has \"entry\" and \"openings\"",
                      CS_STR_ARG(name));
  }
  struct cs_loose *loose = loose_of(s, (uint64_t)n, err);
  if (!loose) {
    return false;
  }
  loose->opening = bytes;
  loose->opening_name = name;
  return true;
}

static bool add_text(struct cs_sources *s, struct cs_str name, struct cs_str bytes, bool named, struct cs_err *err) {
  struct cs_hash hash;
  struct cs_str key;
  struct cs_text_given *given = cs_arena_new(s->arena, struct cs_text_given, err);
  cs_hash_bytes(&s->hasher, bytes, &hash);
  if (!given || !cs_arena_str(s->arena, cs_hash_str(&hash), &key, err)) {
    return false;
  }
  *given = (struct cs_text_given){.bytes = bytes, .name = name, .named = named};
  union cs_map_value *value = cs_map_put(&s->texts, key, NULL, err);
  if (value) {
    value->ptr = given;
  }
  return value != NULL;
}

/* `named`: by the user; else it was found in a folder. */
static bool add_file(struct cs_sources *s, struct cs_str path, bool named, struct cs_err *err) {
  struct cs_str name, bytes;
  if (!cs_arena_str(s->arena, path, &name, err) ||
      !cs_file_read(s->os, s->arena, path, CS_BLOB_MAX + CS_SEAL_MAX, &bytes, err)) {
    return false;
  }
  if (cs_str_ends(path, CS_STR(".entry"))) {
    return add_entry(s, name, bytes, err);
  }
  if (cs_str_ends(path, CS_STR(".tlog-proof"))) {
    return add_receipt(s, name, bytes, err);
  }
  if (cs_str_ends(path, CS_STR(".opening"))) {
    return add_opening(s, name, bytes, err);
  }
  if (cs_str_starts(cs_path_name(path), CS_STR("checkpoint"))) {
    struct cs_claim ignored;
    return claim_note(s, name, bytes, &ignored, err);
  }
  return add_text(s, name, bytes, named, err);
}

/* Files of a folder, and of the two that an export has below it. */
static bool add_folder(struct cs_sources *s, struct cs_str path, bool within, struct cs_err *err) {
  struct cs_strs names;
  if (!s->os->list(s->os->ctx, s->arena, path, &names, err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str one;
    struct cs_file_info info;
    if (!cs_path_join(s->arena, path, names.at[i], &one, err) || !s->os->path_info(s->os->ctx, one, &info, err)) {
      return false;
    }
    bool below = !within && (cs_str_eq(names.at[i], CS_STR("openings")) || cs_str_eq(names.at[i], CS_STR("blobs")));
    if (info.kind == CS_FILE_FOLDER && below && !add_folder(s, one, true, err)) {
      return false;
    }
    bool checkpoint = cs_str_eq(names.at[i], CS_STR("checkpoint")); /* of the tree, which takes it itself */
    if (info.kind == CS_FILE_REGULAR && info.size <= CS_BLOB_MAX && !checkpoint && !add_file(s, one, false, err)) {
      return false;
    }
  }
  return true;
}

/* Is it a database file? */
static bool is_database(struct cs_sources *s, struct cs_str path, bool *is, struct cs_err *err) {
  static const char magic[16] = "SQLite format 3";
  struct cs_file file;
  char bytes[sizeof magic];
  size_t got;
  struct cs_err ignored;
  *is = false;
  if (!s->os->open(s->os->ctx, path, CS_OPEN_READ, &file, err)) {
    return false;
  }
  bool good = s->os->read_at(s->os->ctx, file, 0, bytes, sizeof bytes, &got, err);
  *is = good && got == sizeof bytes && memcmp(bytes, magic, sizeof magic) == 0;
  return s->os->close(s->os->ctx, file, good ? err : &ignored) && good;
}

bool cs_sources_add(struct cs_sources *s, struct cs_str path, struct cs_err *err) {
  struct cs_file_info info;
  struct cs_str checkpoint;
  bool database;
  if (!s->os->path_info(s->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_REGULAR) {
    return is_database(s, path, &database, err) &&
           (database ? add_store(s, path, false, err) : add_file(s, path, true, err));
  }
  if (info.kind != CS_FILE_FOLDER) {
    return cs_err_set(err, &CS_E_RESTORE_SOURCE,
                      info.kind == CS_FILE_NONE ? "there is no \"%.*s\" to restore from"
                                                : "\"%.*s\" is neither a file nor a folder",
                      CS_STR_ARG(path));
  }
  return cs_path_join(s->arena, path, CS_STR("checkpoint"), &checkpoint, err) &&
         s->os->path_info(s->os->ctx, checkpoint, &info, err) &&
         (info.kind == CS_FILE_NONE || add_tree(s, path, err)) && add_folder(s, path, false, err);
}

/* ------------------------------------------------------------------ all together */

static bool settle_loose(struct cs_sources *s, struct cs_loose *loose, struct cs_err *err) {
  struct cs_hash leaf;
  struct cs_note note;
  struct cs_checkpoint checkpoint;
  if (!loose->receipt || loose->entry.len == 0) {
    return true;
  }
  cs_hash_leaf(&s->hasher, loose->entry, &leaf);
  if (!cs_note_parse(loose->receipt->checkpoint, &note, err) || !cs_checkpoint_parse(note.text, &checkpoint, err)) {
    return false;
  }
  loose->proved = cs_proof_check_inclusion(&s->hasher, &loose->receipt->proof, &leaf, loose->n, checkpoint.size,
                                           &checkpoint.root, err);
  return loose->proved || cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" is no receipt of the entry in \"%.*s\"",
                                     CS_STR_ARG(loose->receipt_name), CS_STR_ARG(loose->entry_name));
}

bool cs_sources_settle(struct cs_sources *s, struct cs_hash *identity, struct cs_err *err) {
  for (size_t i = 0; i < s->list.n; i++) {
    if (!cs_hash_eq(&s->list.at[i]->identity, &s->list.at[0]->identity)) {
      return cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" and \"%.*s\" are two records: they do not begin alike",
                        CS_STR_ARG(s->list.at[0]->name), CS_STR_ARG(s->list.at[i]->name));
    }
  }
  for (size_t i = 0; i < s->loose.n; i++) {
    if (!settle_loose(s, s->loose.at[i].value.ptr, err)) {
      return false;
    }
  }
  const struct cs_loose *first = loose_find(s, 0);
  if (s->list.n > 0) {
    *identity = s->list.at[0]->identity;
  } else if (first && first->entry.len > 0) {
    cs_hash_leaf(&s->hasher, first->entry, identity);
  } else {
    cs_err_set(err, &CS_E_RESTORE_SOURCE, "nothing that was given has the beginning of a record, entry 0");
    return cs_err_hint(err, "name a backup of the store, or an exported tree");
  }
  return true;
}

/* ------------------------------------------------------------------ entries */

static bool disagree(const struct cs_picked *a, const struct cs_picked *b, uint64_t n, struct cs_err *err) {
  cs_err_set(err, &CS_E_RESTORE_FORKED, "entry %llu is one thing in \"%.*s\" and another in \"%.*s\"",
             (unsigned long long)n, CS_STR_ARG(a->name), CS_STR_ARG(b->name));
  return cs_err_hint(err, a->proved ? "each stands under a checkpoint: one is forged, or the log was forked"
                                    : "nothing that was given proves either: add a receipt or an exported tree");
}

/* Of two, the one that is proved. */
static bool take_version(struct cs_sources *s, const struct cs_picked *one, uint64_t n, struct cs_picked *out,
                         struct cs_err *err) {
  if (!out->found) {
    *out = *one;
    return true;
  }
  if (cs_hash_eq(&one->leaf, &out->leaf)) {
    out->proved = out->proved || one->proved;
    return true;
  }
  if (one->proved == out->proved) {
    return disagree(out, one, n, err);
  }
  const struct cs_picked *wrong = one->proved ? out : one;
  if (!cs_sources_damaged(s, err, "entry %llu in \"%.*s\" is not the entry that was signed", (unsigned long long)n,
                          CS_STR_ARG(wrong->name))) {
    return false;
  }
  if (one->proved) {
    *out = *one;
  }
  return true;
}

static bool version_of(struct cs_sources *s, struct cs_source *source, uint64_t n, struct cs_arena *arena,
                       struct cs_picked *out, struct cs_err *err) {
  *out = (struct cs_picked){.name = source->name, .proved = !source->reader};
  if (n >= source->size) {
    return true;
  }
  if (!source->reader) {
    return tree_entry(s, source, n, arena, &out->bytes, &out->found, err);
  }
  out->found = cs_reader_entry(source->reader, arena, n, &out->bytes, err);
  if (out->found || err->code == &CS_E_OOM) {
    return out->found;
  }
  struct cs_err why = *err;
  cs_err_reset(err);
  return cs_sources_damaged(s, err, "\"%.*s\": %s", CS_STR_ARG(source->name), why.text);
}

bool cs_sources_pick(struct cs_sources *s, uint64_t n, struct cs_arena *arena, struct cs_picked *out,
                     struct cs_err *err) {
  *out = (struct cs_picked){0};
  for (size_t i = 0; i < s->list.n; i++) {
    struct cs_picked one;
    if (!version_of(s, s->list.at[i], n, arena, &one, err)) {
      return false;
    }
    if (one.found) {
      cs_hash_leaf(&s->hasher, one.bytes, &one.leaf);
      if (!take_version(s, &one, n, out, err)) {
        return false;
      }
    }
  }
  const struct cs_loose *loose = loose_find(s, n);
  if (loose && loose->entry.len > 0) {
    struct cs_picked one = {
        .found = true, .loose = true, .proved = loose->proved, .bytes = loose->entry, .name = loose->entry_name};
    cs_hash_leaf(&s->hasher, one.bytes, &one.leaf);
    return take_version(s, &one, n, out, err);
  }
  return true;
}

/* ------------------------------------------------------------------ openings, texts */

static bool loose_opening(const struct cs_loose *loose, struct cs_vault *checker, const struct cs_entry *entry,
                          enum cs_seal seal, struct cs_arena *arena, struct cs_opening *out, struct cs_err *err) {
  struct cs_json *file;
  size_t n = sizeof out->salt;
  if (!cs_json_parse(arena, loose->opening_name, loose->opening, &file, err)) {
    return false;
  }
  const struct cs_json *one = cs_json_get(cs_json_get(file, "openings"), cs_seal_name(seal));
  if (!one) {
    return true;
  }
  out->value = cs_json_get(one, "value");
  out->present = out->value != NULL && out->value->kind == CS_JSON_OBJECT &&
                 cs_hex_decode(cs_json_text(one, "salt"), out->salt, &n) && n == sizeof out->salt;
  if (out->present && cs_vault_check(checker, entry, seal, out, err)) {
    return true;
  }
  return err->code == &CS_E_OOM
             ? false
             : cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" does not open the %s fields that entry %lld commits to",
                          CS_STR_ARG(loose->opening_name), cs_seal_name(seal), (long long)entry->n);
}

bool cs_sources_opening(struct cs_sources *s, struct cs_vault *checker, const struct cs_entry *entry, enum cs_seal seal,
                        struct cs_arena *arena, struct cs_opening *out, bool *by_target, uint64_t *unopened,
                        struct cs_err *err) {
  *out = (struct cs_opening){0};
  *by_target = false;
  for (size_t i = 0; i < s->list.n && !out->present; i++) {
    struct cs_source *source = s->list.at[i];
    if (!source->reader) {
      continue;
    }
    source->reader->vault.keys = checker->keys;
    if (!cs_vault_get(&source->reader->vault, arena, entry, seal, out, err)) {
      if (err->code != &CS_E_STORE_VAULT && err->code != &CS_E_STORE_DAMAGED) {
        return false;
      }
      cs_err_reset(err);
      *out = (struct cs_opening){0};
      *unopened += 1;
    }
    *by_target = out->present && source->is_target;
  }
  const struct cs_loose *loose = loose_find(s, (uint64_t)entry->n);
  return out->present || !loose || loose->opening.len == 0 ||
         loose_opening(loose, checker, entry, seal, arena, out, err);
}

bool cs_sources_text(struct cs_sources *s, const struct cs_hash *digest, struct cs_arena *arena, bool *found,
                     struct cs_str *bytes, bool *by_target, struct cs_err *err) {
  struct cs_text_given *given = cs_map_ptr(&s->texts, cs_hash_str(digest));
  *found = false;
  *by_target = false;
  for (size_t i = 0; i < s->list.n && !*found; i++) {
    struct cs_source *source = s->list.at[i];
    if (!source->reader) {
      continue;
    }
    *found = cs_reader_blob(source->reader, arena, digest, bytes, err);
    if (!*found && err->code == &CS_E_OOM) {
      return false;
    }
    cs_err_reset(err);
    *by_target = *found && source->is_target;
  }
  if (given) {
    given->used = true;
    *bytes = *found ? *bytes : given->bytes;
    *found = true;
  }
  return true;
}
