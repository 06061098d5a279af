/* The log for its readers. Must never take the word of what is being checked for what is checked: a key comes from the
 * caller. Specification: RECORD sections 5, 8; C2SP tlog-proof. */
#include "service/log.h"

#include "os/file.h"
#include "tlog/err.h"
#include "tlog/policy.h"
#include "tlog/receipt.h"

#include <stdio.h>

/* ------------------------------------------------------------------ keys */

static bool parse_policy(struct cs_str source, struct cs_str text, struct cs_policy *policy, struct cs_err *err) {
  struct cs_hasher hasher;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool done = cs_policy_parse(policy, &hasher, source, text, err);
  cs_hasher_deinit(&hasher);
  return done;
}

bool cs_service_verifier(const struct cs_os *os, struct cs_str text_or_file, struct cs_arena *arena, struct cs_str *out,
                         struct cs_err *err) {
  struct cs_policy policy;
  struct cs_file_info info;
  struct cs_err no_key;
  struct cs_str text;
  if (parse_policy(CS_STR_NONE, text_or_file, &policy, &no_key)) {
    *out = text_or_file;
    return true;
  }
  if (!os->path_info(os->ctx, text_or_file, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE) {
    cs_err_set(err, &CS_E_SERVICE_VERIFIER, "\"%.*s\" is neither a verifier key nor a file",
               CS_STR_ARG(cs_str_head(text_or_file, 200)));
    return cs_err_hint(err, "a verifier key looks like NAME+8 hex digits+base64; `countersign log key` prints it");
  }
  if (!cs_file_read(os, arena, text_or_file, CS_KEY_FILE_MAX, &text, err)) {
    return false;
  }
  *out = cs_str_trim(text);
  return parse_policy(text_or_file, *out, &policy, err);
}

/* ------------------------------------------------------------------ checkpoints, receipts */

bool cs_service_checkpoint(struct cs_service *service, struct cs_arena *arena, struct cs_str *note, uint64_t *size,
                           struct cs_err *err) {
  struct cs_str text;
  bool found;
  if (cs_record_note(service->record, &text, err)) {
    *size = cs_record_head(service->record).size;
    return cs_arena_str(arena, text, note, err);
  }
  if (err->code != &CS_E_STORE_KEYS) {
    return false;
  }
  /* Another process may be writing, and has not stored its newest one: an earlier one is as good a witness. */
  struct cs_err none = *err;
  if (!cs_reader_note(service->reader, arena, UINT64_MAX, &found, size, note, err)) {
    return false;
  }
  if (!found) {
    *err = none;
  }
  return found;
}

bool cs_service_prove(struct cs_service *service, uint64_t n, struct cs_arena *arena, struct cs_str *receipt,
                      struct cs_str *entry, uint64_t *size, struct cs_err *err) {
  struct cs_receipt proof = {.index = n};
  struct cs_buf text;
  if (!cs_service_checkpoint(service, arena, &proof.checkpoint, size, err)) {
    return false;
  }
  if (n >= *size) {
    cs_err_set(err, &CS_E_STORE_ABSENT, "there is no entry %llu under the newest checkpoint, which has %llu",
               (unsigned long long)n, (unsigned long long)*size);
    return *size == 1 ? cs_err_hint(err, "there is entry 0 alone")
                      : cs_err_hint(err, "entries are numbered from 0 to %llu", (unsigned long long)(*size - 1));
  }
  cs_buf_init(&text, CS_RECEIPT_MAX);
  bool done = cs_reader_entry(service->reader, arena, n, entry, err) &&
              cs_reader_inclusion(service->reader, n, *size, &proof.proof, err) &&
              cs_receipt_write(&proof, &text, err) && cs_arena_str(arena, cs_buf_str(&text), receipt, err);
  cs_buf_deinit(&text);
  return done;
}

/* Is this error the answer "it is not so"? */
static bool outcome_of(const struct cs_err *err, enum cs_proof_outcome *outcome) {
  if (err->code == &CS_E_LOG_ALTERED) {
    *outcome = CS_PROOF_ALTERED;
    return true;
  }
  return cs_proof_outcome(err, outcome);
}

/* ------------------------------------------------------------------ verification, export, rebuilding */

bool cs_service_verify(const struct cs_os *os, const struct cs_log_check *check, struct cs_log_checked *out,
                       struct cs_err *err) {
  struct cs_verify_options options = {
      .acts = check->acts,
      .projections = check->projections,
      .verifier = check->verifier,
      .keys_dir = check->keys,
      .progress = check->progress,
      .ctx = check->ctx,
  };
  int64_t before, after;
  *out = (struct cs_log_checked){.outcome = CS_PROOF_OK};
  if (!os->monotonic(os->ctx, &before, err)) {
    return false;
  }
  bool good = check->tree.len > 0 ? cs_log_verify_tree(os, check->tree, check->verifier, &out->report, err)
                                  : cs_log_verify(os, check->store, &options, &out->report, err);
  if (!good && !outcome_of(err, &out->outcome)) {
    return false;
  }
  if (!good) {
    out->fault = *err;
  }
  if (!os->monotonic(os->ctx, &after, err)) {
    return false;
  }
  out->microseconds = after - before;
  return true;
}

bool cs_service_export(const struct cs_os *os, struct cs_str store, struct cs_str dir,
                       struct cs_export_options *options, struct cs_head *head, struct cs_err *err) {
  return cs_log_export(os, store, dir, options, head, err);
}

bool cs_service_rebuild(const struct cs_os *os, struct cs_str store, struct cs_str keys, bool *equal,
                        struct cs_err *err) {
  return cs_log_rebuild(os, store, keys, equal, err);
}
