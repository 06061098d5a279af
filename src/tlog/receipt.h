/* Receipts as text (C2SP tlog-proof): the index of an entry, its inclusion proof, and the signed checkpoint it leads
 * to. Whoever holds the entry's bytes and the log's verifier key can check one without asking anybody. */
#ifndef CS_TLOG_RECEIPT_H
#define CS_TLOG_RECEIPT_H

#include "base/arena.h"
#include "tlog/checkpoint.h"

#define CS_RECEIPT_MAX (512u * 1024) /* bytes of a receipt: a note of full size, a proof, and the extra data */

struct cs_receipt {
  bool has_extra;
  struct cs_str extra; /* bytes of the application's own; not authenticated by anything here */
  uint64_t index;
  struct cs_proof proof;
  struct cs_str checkpoint; /* the signed note, byte for byte */
};

/* Adds the text to `out`. CS_E_LIMIT when out is full. */
CS_MUST bool cs_receipt_write(const struct cs_receipt *receipt, struct cs_buf *out, struct cs_err *err);
/* Reads it. The extra data is decoded into the arena, the checkpoint is a slice of the text and not yet looked into.
 * CS_E_TLOG_RECEIPT with the line; CS_E_LIMIT. */
CS_MUST bool cs_receipt_parse(struct cs_str text, struct cs_arena *arena, struct cs_receipt *out, struct cs_err *err);
/* Is the entry with this leaf hash in the log of that origin, on the word of one of `keys`? *opened says what was
 * signed and by whom; its slices are of receipt->checkpoint. Errors of cs_checkpoint_open and cs_proof_check_inclusion.
 */
CS_MUST bool cs_receipt_check(const struct cs_receipt *receipt, struct cs_hasher *hasher, const struct cs_hash *leaf,
                              struct cs_str origin, const struct cs_verifier_key *keys, size_t n,
                              struct cs_checkpoint_opened *opened, struct cs_err *err);

#endif
