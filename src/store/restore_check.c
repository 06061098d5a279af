/* What can be restored: which entries there are, whether they are what was signed, what is lacking. Must never write
 * anything, nor rest on a checkpoint whose signature was not checked.
 * Invariant: after cs_restore_check_entries the first r->there entries have every root that was signed for a size up to
 * there. Specification: RECORD section 5. */
#include "store/restore_private.h"

#include "model/fold.h"
#include "tlog/err.h"

/* ------------------------------------------------------------------ what an entry says of the log */

/* The high-water mark of that origin speaks for itself: it is our own. */
static bool claim_mark(struct cs_restoring *r, struct cs_err *err) {
  struct cs_high_water mark;
  if (r->options->keys_dir.len == 0) {
    return true;
  }
  if (!cs_keys_mark(r->os, r->options->keys_dir, r->origin, &mark, err)) {
    return false;
  }
  r->marked = mark.found;
  struct cs_claim claim = {
      .name = CS_STR("the high-water file"), .origin = r->origin, .size = mark.size, .root = mark.root};
  return !mark.found || cs_sources_claim(&r->sources, &claim, err);
}

static bool found_record(struct cs_restoring *r, const struct cs_entry *entry, struct cs_err *err) {
  if (entry->act.def->kind != CS_ACT_RECORD_FOUND) {
    return cs_err_set(err, &CS_E_RESTORE_SOURCE, "entry 0 does not found a record");
  }
  r->trial = cs_json_flag(entry->act.body, "trial");
  return cs_arena_str(r->arena, cs_json_text(entry->act.body, "origin"), &r->origin, err) &&
         cs_arena_str(r->arena, cs_json_text(entry->act.body, "verifier"), &r->first_verifier, err) &&
         claim_mark(r, err);
}

static bool fold_log(struct cs_restoring *r, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_json *next;
  if (!cs_fold(&r->piece, CS_STR("log:"), r->log, entry, &next, err) || !cs_json_copy(r->arena, next, &r->log, err)) {
    return false;
  }
  return entry->act.def->kind != CS_ACT_RECORD_CONTINUED ||
         (cs_arena_str(r->arena, cs_json_text(entry->act.body, "origin"), &r->origin, err) && claim_mark(r, err));
}

static bool note_erasure(struct cs_restoring *r, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str subject;
  if (!cs_arena_str(r->arena, cs_json_text(entry->act.body, "subject"), &subject, err)) {
    return false;
  }
  union cs_map_value *value = cs_map_put(&r->erased, subject, NULL, err);
  if (value) {
    value->number = (uint64_t)entry->n;
  }
  return value != NULL;
}

static bool learn(struct cs_restoring *r, const struct cs_entry *entry, struct cs_err *err) {
  enum cs_act_kind kind = entry->act.def->kind;
  if (entry->n == 0) {
    return found_record(r, entry, err);
  }
  if (kind == CS_ACT_LOG_ROTATE || kind == CS_ACT_RECORD_CONTINUED) {
    return fold_log(r, entry, err);
  }
  return kind != CS_ACT_VAULT_ERASE || note_erasure(r, entry, err);
}

static bool take_entry(struct cs_restoring *r, uint64_t n, const struct cs_picked *picked, struct cs_err *err) {
  struct cs_entry entry;
  if (!cs_entry_read(&r->piece, picked->bytes, &entry, err)) {
    return cs_err_context(err, "entry %llu in \"%.*s\"", (unsigned long long)n, CS_STR_ARG(picked->name));
  }
  if (entry.n != (int64_t)n || (n > 0 && entry.at < r->last)) {
    return cs_err_set(err, &CS_E_RESTORE_SOURCE,
                      "entry %llu in \"%.*s\" calls itself %lld, or is earlier than the one before",
                      (unsigned long long)n, CS_STR_ARG(picked->name), (long long)entry.n);
  }
  r->last = entry.at;
  return learn(r, &entry, err) && cs_tree_append(r->tree, &r->sources.hasher, &picked->leaf, NULL, err);
}

/* ------------------------------------------------------------------ roots */

/* Fills in the root of each claim of the present size; returns the least greater size that is claimed. */
static uint64_t make_roots(struct cs_restoring *r) {
  uint64_t next = UINT64_MAX;
  for (size_t i = 0; i < r->sources.claims.n; i++) {
    struct cs_claim *claim = &r->sources.claims.at[i];
    if (claim->size == r->tree->size) {
      cs_tree_root(r->tree, &r->sources.hasher, &claim->made);
      claim->made_there = true;
    } else if (claim->size > r->tree->size && claim->size < next) {
      next = claim->size;
    }
  }
  return next;
}

static bool read_entries(struct cs_restoring *r, struct cs_err *err) {
  uint64_t next = 0;
  cs_tree_init(r->tree);
  for (;;) {
    struct cs_picked picked;
    size_t claims = r->sources.claims.n;
    cs_arena_reset(&r->piece);
    if (!cs_sources_pick(&r->sources, r->there, &r->piece, &picked, err)) {
      return false;
    }
    if (!picked.found) {
      return true;
    }
    if (!take_entry(r, r->there, &picked, err)) {
      return false;
    }
    r->there += 1;
    if (r->there >= next || r->sources.claims.n != claims) {
      next = make_roots(r);
    }
  }
}

static bool is_former(const struct cs_restoring *r, struct cs_str origin) {
  const struct cs_json *continued = cs_json_get(r->log, "continued");
  for (size_t i = 0; continued && i < continued->n; i++) {
    if (cs_str_eq(cs_json_text(continued->items[i], "former"), origin)) {
      return true;
    }
  }
  return false;
}

static bool check_signature(struct cs_restoring *r, const struct cs_claim *claim, struct cs_err *err) {
  struct cs_checkpoint_opened opened;
  if (!cs_str_eq(claim->origin, r->origin)) {
    return cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" is of the log \"%.*s\", and this record's is \"%.*s\"",
                      CS_STR_ARG(claim->name), CS_STR_ARG(cs_str_head(claim->origin, 100)), CS_STR_ARG(r->origin));
  }
  if (claim->note.len == 0 || cs_checkpoint_open(claim->note, r->origin, r->policy.at, r->policy.n, &opened, err)) {
    return true;
  }
  if (err->code == &CS_E_OOM) {
    return false;
  }
  struct cs_err why = *err;
  return cs_err_set(err, &CS_E_RESTORE_SOURCE,
                    "the checkpoint of %llu entries in \"%.*s\" is not signed by this log: %s",
                    (unsigned long long)claim->size, CS_STR_ARG(claim->name), why.text);
}

static bool check_claim(struct cs_restoring *r, const struct cs_claim *claim, struct cs_err *err) {
  if (is_former(r, claim->origin)) {
    return true; /* what was signed then, the entry that carried on accounts for */
  }
  if (!check_signature(r, claim, err)) {
    return false;
  }
  if (claim->made_there && !cs_hash_eq(&claim->made, &claim->root)) {
    cs_err_set(err, &CS_E_RESTORE_FORKED, "the first %llu entries do not have the root that %.*s names as signed",
               (unsigned long long)claim->size, CS_STR_ARG(claim->name));
    return cs_err_hint(err,
                       "an entry among them was altered, or the log was forked; `log verify` tells of a store which "
                       "entry it is");
  }
  if (claim->size == r->signed_size && r->signed_size > 0 && !cs_hash_eq(&claim->root, &r->signed_root)) {
    return cs_err_set(err, &CS_E_RESTORE_FORKED, "two roots were signed for %llu entries; one of them stands in %.*s",
                      (unsigned long long)claim->size, CS_STR_ARG(claim->name));
  }
  if (claim->size > r->signed_size) {
    r->signed_size = claim->size;
    r->signed_root = claim->root;
  }
  return true;
}

bool cs_restore_check_entries(struct cs_restoring *r, struct cs_err *err) {
  if (!cs_sources_settle(&r->sources, &r->identity, err) || !read_entries(r, err) ||
      !cs_log_keys_of(&r->sources.hasher, r->first_verifier, r->log, &r->policy, err)) {
    return false;
  }
  for (size_t i = 0; i < r->sources.claims.n; i++) {
    if (!check_claim(r, &r->sources.claims.at[i], err)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ openings, texts */

static bool add_lacking(struct cs_restoring *r, uint64_t n, enum cs_lack what, struct cs_err *err) {
  struct {
    struct cs_restore_lacking *at;
    size_t n, cap;
  } list = {r->out->lacking, r->out->n_lacking, r->out->n_lacking};
  struct cs_restore_lacking *slot = cs_list_push(r->arena, &list, err);
  if (!slot) {
    return false;
  }
  *slot = (struct cs_restore_lacking){n, what};
  r->out->lacking = list.at;
  r->out->n_lacking = list.n;
  if (what == CS_LACK_CONFIDENTIAL && n < r->fatal) {
    r->fatal = n;
  }
  return true;
}

static bool is_erased(struct cs_restoring *r, const struct cs_entry *entry) {
  const union cs_map_value *value = cs_map_get(&r->erased, entry->act.subject);
  return value && value->number > (uint64_t)entry->n;
}

static bool check_openings(struct cs_restoring *r, const struct cs_entry *entry, struct cs_err *err) {
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    struct cs_hash commitment;
    struct cs_opening opening;
    bool by_target;
    if (!cs_vault_commitment(entry->a, seal, &commitment)) {
      continue;
    }
    if (seal == CS_SEAL_PERSONAL && is_erased(r, entry)) {
      r->out->erased += 1;
      continue;
    }
    if (!cs_sources_opening(&r->sources, &r->checker, entry, seal, &r->piece, &opening, &by_target, &r->out->unopened,
                            err)) {
      return false;
    }
    r->out->openings += opening.present;
    r->gained += opening.present && !by_target;
    if (!opening.present &&
        !add_lacking(r, (uint64_t)entry->n, seal == CS_SEAL_PERSONAL ? CS_LACK_PERSONAL : CS_LACK_CONFIDENTIAL, err)) {
      return false;
    }
  }
  return true;
}

static bool check_blob(struct cs_restoring *r, const struct cs_entry *entry, struct cs_str hex, struct cs_err *err) {
  struct cs_hash digest;
  struct cs_str bytes;
  bool found, by_target;
  if (!cs_hash_of_hex(hex, &digest)) {
    return true;
  }
  if (!cs_sources_text(&r->sources, &digest, &r->piece, &found, &bytes, &by_target, err)) {
    return false;
  }
  r->out->texts += found;
  r->gained += found && !by_target;
  return found || add_lacking(r, (uint64_t)entry->n, CS_LACK_TEXT, err);
}

static bool check_text(struct cs_restoring *r, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str hex;
  for (size_t i = 0; (hex = cs_act_blob(&entry->act, i)).len > 0; i++) {
    if (!check_blob(r, entry, hex, err)) {
      return false;
    }
  }
  return true;
}

/* Does the store that is to be restored have this very entry? */
static bool ask_target(struct cs_restoring *r, uint64_t n, const struct cs_str bytes, struct cs_err *err) {
  bool has = false;
  for (size_t i = 0; i < r->sources.list.n && r->target_has_all; i++) {
    struct cs_source *source = r->sources.list.at[i];
    struct cs_str own;
    if (source->is_target && n < source->size) {
      has = cs_reader_entry(source->reader, &r->piece, n, &own, err) && cs_str_eq(own, bytes);
      if (err->code == &CS_E_OOM) {
        return false;
      }
      cs_err_reset(err);
    }
  }
  r->target_has_all = r->target_has_all && has;
  return true;
}

static bool check_texts_used(struct cs_restoring *r, struct cs_err *err) {
  for (size_t i = 0; i < r->sources.texts.n; i++) {
    const struct cs_text_given *given = r->sources.texts.at[i].value.ptr;
    if (given->named && !given->used) {
      cs_err_set(err, &CS_E_RESTORE_SOURCE, "no entry names the bytes of \"%.*s\"", CS_STR_ARG(given->name));
      return cs_err_hint(err, "a store is restored from stores, exported trees, N.entry, N.tlog-proof, N.opening, "
                              "checkpoints, and texts that entries name by their SHA-256");
    }
  }
  return true;
}

bool cs_restore_check_beside(struct cs_restoring *r, struct cs_err *err) {
  r->fatal = UINT64_MAX;
  r->target_has_all = true;
  for (uint64_t n = 0; n < r->there; n++) {
    struct cs_picked picked;
    struct cs_entry entry;
    cs_arena_reset(&r->piece);
    if (!cs_sources_pick(&r->sources, n, &r->piece, &picked, err) ||
        !cs_entry_read(&r->piece, picked.bytes, &entry, err) || !check_openings(r, &entry, err) ||
        !check_text(r, &entry, err) || !ask_target(r, n, picked.bytes, err)) {
      return false;
    }
    if (n >= r->signed_size && picked.loose && !picked.proved) {
      return cs_err_set(err, &CS_E_RESTORE_SOURCE, "\"%.*s\" is entry %llu, and nothing that was signed covers it",
                        CS_STR_ARG(picked.name), (unsigned long long)n);
    }
  }
  return check_texts_used(r, err);
}

/* ------------------------------------------------------------------ in words */

#define RANGES_MAX 12 /* that are named one by one */

struct ranges {
  struct cs_buf text, *out;
  uint64_t count;
  bool open;
  uint64_t from, to;
  unsigned said;
};

static void say_range(struct ranges *s) {
  if (!s->open) {
    return;
  }
  s->open = false;
  if (s->said++ >= RANGES_MAX) {
    return;
  }
  cs_buf_printf(&s->text, "%s%llu", s->said > 1 ? ", " : "", (unsigned long long)s->from);
  if (s->to > s->from) {
    cs_buf_printf(&s->text, " to %llu", (unsigned long long)s->to);
  }
}

static void add_number(struct ranges *s, uint64_t n) {
  if (s->open && n == s->to + 1) {
    s->to = n;
    s->count++;
    return;
  }
  if (s->open && n == s->to) {
    return;
  }
  say_range(s);
  s->open = true;
  s->count++;
  s->from = s->to = n;
}

static void end_ranges(struct ranges *s) {
  say_range(s);
  if (s->said > RANGES_MAX) {
    cs_buf_printf(&s->text, ", and more");
  }
  cs_buf_printf(s->out, "%s %.*s", s->count == 1 ? "entry" : "entries", CS_STR_ARG(cs_buf_str(&s->text)));
  cs_buf_deinit(&s->text);
}

void cs_restore_say_missing(struct cs_restoring *r, struct cs_buf *buf) {
  struct ranges s = {.out = buf};
  cs_buf_init(&s.text, 1024);
  for (uint64_t n = r->there; n < r->signed_size && s.said <= RANGES_MAX; n++) {
    struct cs_picked picked;
    struct cs_err ignored;
    cs_arena_reset(&r->piece);
    if (!cs_sources_pick(&r->sources, n, &r->piece, &picked, &ignored) || !picked.found) {
      add_number(&s, n);
    }
  }
  end_ranges(&s);
}

void cs_restore_say_lacking(const struct cs_restoring *r, enum cs_lack what, struct cs_buf *buf) {
  struct ranges s = {.out = buf};
  cs_buf_init(&s.text, 1024);
  for (size_t i = 0; i < r->out->n_lacking; i++) {
    if (r->out->lacking[i].what == what) {
      add_number(&s, r->out->lacking[i].n);
    }
  }
  end_ranges(&s);
}
