/* The log as its readers need it: the signed checkpoint, the key that checks it, receipts and their checking,
 * verification, export, rebuilding. Nothing here writes an entry. */
#ifndef CS_SERVICE_LOG_H
#define CS_SERVICE_LOG_H

#include "lib/receipt.h"
#include "service/service.h"
#include "store/log.h"

/* A verifier key as people give it: the key's text, or a file that holds it. *out lies in the arena.
 * CS_E_SERVICE_VERIFIER when it is neither; the errors of cs_verifier_key_parse, with the file. */
CS_MUST bool cs_service_verifier(const struct cs_os *os, struct cs_str text_or_file, struct cs_arena *arena,
                                 struct cs_str *out, struct cs_err *err);

/* The newest signed checkpoint at hand, and its size: of the record as it stands where that can be had. CS_E_STORE_KEYS
 * when none is. */
CS_MUST bool cs_service_checkpoint(struct cs_service *service, struct cs_arena *arena, struct cs_str *note,
                                   uint64_t *size, struct cs_err *err);

/* The receipt of any entry at the size of that checkpoint (tlog-proof text), and the entry's bytes. CS_E_STORE_ABSENT
 * when there is no such entry, or the checkpoint does not cover it. */
CS_MUST bool cs_service_prove(struct cs_service *service, uint64_t n, struct cs_arena *arena, struct cs_str *receipt,
                              struct cs_str *entry, uint64_t *size, struct cs_err *err);

/* What opens the commitments of entry n: cs_reader_opening_file. */
CS_MUST bool cs_service_openings(struct cs_service *service, uint64_t n, struct cs_arena *arena, struct cs_str *file,
                                 size_t *n_open, bool *gone, struct cs_err *err);

/* A sealed field of an entry that was proved, from such a file. ALTERED: what the file holds is not what the entry
 * commits to. *value: the field's, *seal its class. CS_E_SERVICE_OPENING: the entry's kind seals no such field, or the
 * entry or the file has none; the syntax of the file. */
CS_MUST bool cs_service_show(struct cs_str entry, struct cs_str source, struct cs_str opening, struct cs_str field,
                             struct cs_arena *arena, enum cs_proof_outcome *outcome, struct cs_err *fault,
                             const struct cs_json **value, struct cs_err *err);

/* Verification of a store or of an exported tree. */
struct cs_log_check {
  struct cs_str store, tree; /* one of the two */
  struct cs_str verifier;    /* the key's text; empty: the record's own (not for a tree) */
  struct cs_str keys;        /* the folder of keys; empty: neither high-water mark nor vault are looked at */
  bool acts, projections;
  void (*progress)(void *ctx, uint64_t done, uint64_t size);
  void *ctx;
};
struct cs_log_checked {
  enum cs_proof_outcome outcome;
  struct cs_err fault;
  struct cs_verify_report report; /* as far as it went */
  int64_t microseconds;
};
CS_MUST bool cs_service_verify(const struct cs_os *os, const struct cs_log_check *check, struct cs_log_checked *out,
                               struct cs_err *err);

/* Writes the record as a plain tlog-tiles tree, with what a store is restored from besides where the options say so
 * (store/log.h). *head: what it holds. */
CS_MUST bool cs_service_export(const struct cs_os *os, struct cs_str store, struct cs_str dir,
                               struct cs_export_options *options, struct cs_head *head, struct cs_err *err);
/* Makes the projections anew; *equal: were they as they are now? */
CS_MUST bool cs_service_rebuild(const struct cs_os *os, struct cs_str store, struct cs_str keys, bool *equal,
                                struct cs_err *err);

#endif
