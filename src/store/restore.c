/* Restoring a store: what is given is looked at, a new store is made beside, checked, put in place, and only then signed for.
 * Must never change what is there before the new store is whole, nor let two stores sign for one size of an origin.
 * Invariant: at every step either the former store stands, or it lies whole under its other name, or the new one stands.
 * Specification: RECORD sections 5 and 8. */
#include "store/restore.h"

#include "os/file.h"
#include "store/log.h"
#include "store/record_private.h"
#include "store/restore_private.h"

#include <stdlib.h>
#include <string.h>

#define BESIDE ".restoring" /* the new store while it is made */
#define FORMER ".former"    /* the store that it took the place of */

void cs_restore_step(const struct cs_restoring *r, const char *step) {
  if (r->options->hooks) {
    r->options->hooks->step(r->options->hooks->ctx, step);
  }
}

static bool beside(struct cs_restoring *r, const char *ending, struct cs_str *out, struct cs_err *err) {
  return cs_arena_printf(r->arena, out, err, "%.*s%s", CS_STR_ARG(r->options->path), ending);
}

static bool is_there(struct cs_restoring *r, struct cs_str path, bool *there, struct cs_err *err) {
  struct cs_file_info info;
  bool good = r->os->path_info(r->os->ctx, path, &info, err);
  *there = good && info.kind != CS_FILE_NONE;
  return good;
}

/* ------------------------------------------------------------------ what is given */

/* The store itself, or what a restoring that was cut set aside of it. */
static bool take_sources(struct cs_restoring *r, struct cs_err *err) {
  struct cs_str former;
  bool target, aside;
  if (!beside(r, FORMER, &former, err) || !is_there(r, r->options->path, &target, err) ||
      !is_there(r, former, &aside, err)) {
    return false;
  }
  r->crowded = target && aside;
  if (!cs_sources_add_target(&r->sources, target ? r->options->path : former, err)) {
    return false;
  }
  for (size_t i = 0; i < r->options->n_from; i++) {
    if (!cs_str_eq(r->options->from[i], r->options->path) && !cs_sources_add(&r->sources, r->options->from[i], err)) {
      return false;
    }
  }
  return true;
}

static bool open_vault(struct cs_restoring *r, struct cs_err *err) {
  if (r->options->keys_dir.len == 0) {
    return cs_err_set(err, &CS_E_STORE_KEYS, "restoring needs the folder of the record's keys");
  }
  return cs_keys_open_vault(&r->keys, r->os, r->options->keys_dir, r->origin, err) &&
         cs_vault_init(&r->checker, r->os, NULL, &r->keys, err);
}

/* Under the same origin the log's key must be at hand: what is restored is to be signed for. */
static bool check_log_key(struct cs_restoring *r, bool *there, struct cs_err *err) {
  struct cs_keys keys = {0};
  bool good = cs_keys_open(&keys, r->os, r->options->keys_dir, r->origin, err);
  bool ours = false;
  for (size_t i = 0; good && i < r->policy.n; i++) {
    const struct cs_public_key *key = &r->policy.at[i].key;
    ours = ours || memcmp(keys.signer.verifier.key.bytes, key->bytes, sizeof key->bytes) == 0;
  }
  *there = good && ours;
  cs_keys_deinit(&keys);
  if (good && !ours) {
    return cs_err_set(err, &CS_E_STORE_KEY_WRONG, "the log key of \"%.*s\" is none of this record's",
                      CS_STR_ARG(r->origin));
  }
  return good;
}

/* ------------------------------------------------------------------ may it be restored? */

static bool refuse_lacking(struct cs_restoring *r, struct cs_err *err) {
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  if (r->there < r->signed_size) {
    cs_restore_say_missing(r, &text);
    cs_err_set(err, &CS_E_RESTORE_LACKS, "%llu entries were signed, and of these nothing that was given has %.*s",
               (unsigned long long)r->signed_size, CS_STR_ARG(cs_buf_str(&text)));
  } else {
    cs_restore_say_lacking(r, CS_LACK_CONFIDENTIAL, &text);
    cs_err_set(err, &CS_E_RESTORE_LACKS, "nothing that was given opens the confidential fields of %.*s",
               CS_STR_ARG(cs_buf_str(&text)));
  }
  cs_buf_deinit(&text);
  return cs_err_hint(err,
                     "add what has them (an exported tree, another copy, N.entry, N.opening); where they are lost for "
                     "good, --new-origin NAME carries on without them");
}

static bool decide_same_origin(struct cs_restoring *r, struct cs_err *err) {
  bool there;
  if (!check_log_key(r, &there, err)) {
    return false;
  }
  if (r->there < r->signed_size || r->fatal != UINT64_MAX) {
    return refuse_lacking(r, err);
  }
  if (r->target_has_all && r->gained == 0) {
    return cs_err_set(err, &CS_E_RESTORE_WHOLE, "the store has all of its %llu entries as they were signed%s",
                      (unsigned long long)r->there,
                      r->out->n_lacking > 0 ? ", and nothing that was given adds what it lacks"
                                            : ": nothing is lacking");
  }
  r->size = r->there;
  return true;
}

static bool decide_new_origin(struct cs_restoring *r, struct cs_err *err) {
  bool key = false;
  struct cs_err no_key;
  if (cs_str_eq(r->options->new_origin, r->origin)) {
    return cs_err_set(err, &CS_E_RESTORE_NOT_LOST, "\"%.*s\" is the origin that the record has", CS_STR_ARG(r->origin));
  }
  if (!check_log_key(r, &key, &no_key) && no_key.code != &CS_E_STORE_KEYS && no_key.code != &CS_E_STORE_KEY_WRONG) {
    *err = no_key;
    return false;
  }
  if (key && r->there >= r->signed_size && r->fatal == UINT64_MAX) {
    cs_err_set(err, &CS_E_RESTORE_NOT_LOST, "no entry is lost: all %llu can be put back under \"%.*s\"",
               (unsigned long long)r->there, CS_STR_ARG(r->origin));
    return cs_err_hint(err, "restore without --new-origin");
  }
  if (r->options->has_now && !r->trial) {
    return cs_err_set(err, &CS_E_STORE_CLOCK, "this record is no trial: its clock cannot be set");
  }
  r->now = r->options->now;
  if (!r->options->has_now && !r->os->now(r->os->ctx, &r->now, err)) {
    return false;
  }
  r->size = r->fatal < r->there ? r->fatal : r->there;
  size_t kept = 0; /* what is lacking behind the cut is lost with its entries */
  for (size_t i = 0; i < r->out->n_lacking; i++) {
    if (r->out->lacking[i].n < r->size) {
      r->out->lacking[kept++] = r->out->lacking[i];
    }
  }
  r->out->n_lacking = kept;
  return r->size > 0 || cs_err_set(err, &CS_E_RESTORE_LACKS, "nothing can be carried on: entry 0 is lacking");
}

/* ------------------------------------------------------------------ put in place */

/* A write-ahead log without anything in it is no loss; its index is made anew by whoever opens the store. */
static bool move_log(struct cs_restoring *r, struct cs_str from, struct cs_str to, struct cs_err *err) {
  struct cs_file_info info;
  if (!r->os->path_info(r->os->ctx, from, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE) {
    return true;
  }
  return info.size > 0 ? r->os->rename(r->os->ctx, from, to, err) : r->os->remove(r->os->ctx, from, err);
}

static bool remove_if_there(struct cs_restoring *r, struct cs_str path, struct cs_err *err) {
  bool there;
  return is_there(r, path, &there, err) && (!there || r->os->remove(r->os->ctx, path, err));
}

static bool sync_folder(struct cs_restoring *r, struct cs_err *err) {
  struct cs_file folder;
  struct cs_err ignored;
  if (!r->os->open(r->os->ctx, cs_path_folder(r->options->path), CS_OPEN_FOLDER, &folder, err)) {
    return false;
  }
  bool good = r->os->sync(r->os->ctx, folder, err);
  return r->os->close(r->os->ctx, folder, good ? err : &ignored) && good;
}

/* What was committed goes into the store's own file, so that its name is all that there is to change. */
static bool settle(struct cs_restoring *r, struct cs_str path, struct cs_err *err) {
  struct cs_db_options options = {.mode = CS_DB_WRITE};
  struct cs_db *db = cs_db_open(r->os, path, &options, err);
  bool good = db && cs_db_settle(db, err);
  cs_db_close(db);
  return good;
}

static bool settle_former(struct cs_restoring *r, struct cs_err *err) {
  if (settle(r, r->options->path, err)) {
    return true;
  }
  if (err->code == &CS_E_STORE_LOCKED || err->code == &CS_E_OOM) {
    return false;
  }
  cs_err_reset(err); /* it is damaged: its files are set aside as they are */
  return true;
}

/* With its write-ahead log, which would otherwise be read into the new store. */
static bool set_aside(struct cs_restoring *r, struct cs_err *err) {
  struct cs_str former, log, former_log, shared;
  bool there;
  if (!beside(r, FORMER, &former, err) || !beside(r, "-wal", &log, err) ||
      !beside(r, FORMER "-wal", &former_log, err) || !beside(r, "-shm", &shared, err) ||
      !is_there(r, r->options->path, &there, err)) {
    return false;
  }
  if (there && (!settle_former(r, err) || !r->os->rename(r->os->ctx, r->options->path, former, err))) {
    return false;
  }
  cs_restore_step(r, "set-aside");
  if (!move_log(r, log, former_log, err) || !remove_if_there(r, shared, err) || !is_there(r, former, &there, err)) {
    return false;
  }
  r->out->kept = there ? former : CS_STR_NONE;
  return true;
}

static bool put_in_place(struct cs_restoring *r, struct cs_str fresh, struct cs_err *err) {
  cs_sources_deinit(&r->sources); /* whoever reads a store keeps its write-ahead log in use */
  if (!set_aside(r, err)) {
    return false;
  }
  if (!r->os->rename(r->os->ctx, fresh, r->options->path, err) || !sync_folder(r, err)) {
    return false;
  }
  cs_restore_step(r, "in-place");
  return true;
}

/* ------------------------------------------------------------------ signed for */

/* The start rules sign the head, and see that all is as they want it. */
static bool sign(struct cs_restoring *r, bool first, struct cs_err *err) {
  struct cs_record_options options = {.mode = CS_RECORD_WRITE,
                                      .keys_dir = r->options->keys_dir,
                                      .accept_high_water = first,
                                      .hooks = r->options->hooks};
  struct cs_record *record = cs_record_open(r->os, r->options->path, &options, err);
  if (!record) {
    return false;
  }
  const struct cs_err *trouble = cs_record_trouble(record);
  r->out->high_water_lost = trouble && trouble->code == &CS_E_STORE_HIGH_WATER;
  bool good = !trouble || r->out->high_water_lost;
  if (!good) {
    *err = *trouble;
  }
  r->out->head = cs_record_head(record);
  cs_record_close(record);
  return good;
}

static bool finish_continued(struct cs_restoring *r, struct cs_str former, struct cs_err *err) {
  if (!cs_keys_end(r->os, r->options->keys_dir, former, r->options->new_origin, err)) {
    return false;
  }
  cs_restore_step(r, "former-ended");
  if (!sign(r, true, err)) {
    return false;
  }
  cs_restore_step(r, "signed-for");
  return true;
}

/* A restoring under that origin was cut behind its last renaming. */
static bool resume(struct cs_restoring *r, const struct cs_source *target, bool *resumed, struct cs_err *err) {
  const struct cs_founding *founding = &target->reader->founding;
  struct cs_high_water mark;
  struct cs_str former;
  *resumed =
      r->options->new_origin.len > 0 && founding->former.len > 0 && cs_str_eq(founding->origin, r->options->new_origin);
  if (!*resumed) {
    return true;
  }
  if (!cs_keys_mark(r->os, r->options->keys_dir, founding->origin, &mark, err) ||
      !cs_arena_str(r->arena, founding->former, &former, err)) {
    return false;
  }
  if (mark.found) {
    return cs_err_set(err, &CS_E_RESTORE_WHOLE, "the record was carried on as \"%.*s\" already",
                      CS_STR_ARG(r->options->new_origin));
  }
  r->out->origin = r->options->new_origin;
  r->out->former = former;
  r->out->carried = target->size - 1;
  cs_sources_deinit(&r->sources);
  return finish_continued(r, former, err);
}

/* ------------------------------------------------------------------ the whole */

static bool make_and_check(struct cs_restoring *r, struct cs_str fresh, struct cs_str verifier,
                           const struct cs_signature *proof, struct cs_err *err) {
  struct cs_verify_options options = {.acts = true, .may_lack_texts = true};
  struct cs_verify_report report;
  if (r->crowded) {
    cs_err_set(err, &CS_E_STORE_EXISTS, "\"%.*s" FORMER "\" is there, from an earlier restoring",
               CS_STR_ARG(r->options->path));
    return cs_err_hint(err, "move it away, or remove it: it may hold what was erased since");
  }
  cs_store_remove(r->os, fresh); /* of one that was cut */
  cs_restore_step(r, "checked");
  if (cs_restore_build(r, fresh, verifier, proof, err) && cs_log_verify(r->os, fresh, &options, &report, err) &&
      settle(r, fresh, err)) {
    cs_restore_step(r, "built");
    return true;
  }
  cs_store_remove(r->os, fresh);
  return false;
}

static bool restore_same(struct cs_restoring *r, struct cs_str fresh, struct cs_err *err) {
  if (!decide_same_origin(r, err) || !make_and_check(r, fresh, CS_STR_NONE, NULL, err) ||
      !put_in_place(r, fresh, err) || !sign(r, false, err)) {
    return false;
  }
  r->out->carried = r->size;
  r->out->origin = r->origin;
  return true;
}

static bool restore_continued(struct cs_restoring *r, struct cs_str fresh, struct cs_err *err) {
  struct cs_keys keys = {0};
  struct cs_signature proof;
  struct cs_buf verifier;
  if (!decide_new_origin(r, err)) {
    return false;
  }
  cs_buf_init(&verifier, 4096);
  bool good = cs_keys_continue(&keys, r->os, r->options->keys_dir, r->origin, r->options->new_origin, err) &&
              cs_log_key_prove(&keys.signer, &r->identity, &proof, err);
  if (good) {
    cs_verifier_key_write(&keys.signer.verifier, &verifier);
    good = cs_buf_ok(&verifier, err) && make_and_check(r, fresh, cs_buf_str(&verifier), &proof, err) &&
           put_in_place(r, fresh, err) && finish_continued(r, r->origin, err);
  }
  cs_buf_deinit(&verifier);
  cs_keys_deinit(&keys);
  r->out->carried = r->size;
  r->out->origin = r->options->new_origin;
  r->out->former = r->origin;
  return good;
}

static bool restore(struct cs_restoring *r, struct cs_err *err) {
  struct cs_str fresh;
  bool resumed = false;
  if (!beside(r, BESIDE, &fresh, err) || !take_sources(r, err)) {
    return false;
  }
  if (r->sources.list.n > 0 && r->sources.list.at[0]->is_target) {
    if (!resume(r, r->sources.list.at[0], &resumed, err)) {
      return false;
    }
    if (resumed) {
      return true;
    }
  }
  if (!cs_restore_check_entries(r, err) || !open_vault(r, err) || !cs_restore_check_beside(r, err)) {
    return false;
  }
  r->out->signed_size = r->signed_size;
  r->out->damaged = r->sources.damaged;
  return r->options->new_origin.len > 0 ? restore_continued(r, fresh, err) : restore_same(r, fresh, err);
}

bool cs_record_restore(const struct cs_os *os, const struct cs_restore_options *options, struct cs_arena *arena,
                       struct cs_restored *out, struct cs_err *err) {
  struct cs_restoring r = {.os = os, .options = options, .out = out, .arena = arena};
  *out = (struct cs_restored){0};
  cs_err_reset(err);
  r.tree = malloc(sizeof *r.tree);
  if (!r.tree) {
    return cs_err_oom(err) != NULL;
  }
  cs_arena_init(&r.piece, NULL, 0);
  cs_map_init(&r.erased, arena);
  bool good = cs_sources_init(&r.sources, os, arena, err) && restore(&r, err);
  cs_sources_deinit(&r.sources);
  cs_vault_deinit(&r.checker);
  cs_keys_deinit(&r.keys);
  cs_arena_deinit(&r.piece);
  free(r.tree);
  return good;
}
