/* A receipt held against an entry's bytes and a key: what an outsider checks, without a store and without asking anybody.
 * Formats: tlog/receipt.h; what is proved and what is not: RECORD section 5. */
#ifndef CS_LIB_RECEIPT_H
#define CS_LIB_RECEIPT_H

#include "model/entry.h"
#include "tlog/receipt.h"

/* What became of a verification. That something is not as it was signed is an answer and no error. */
enum cs_proof_outcome {
  CS_PROOF_OK,
  CS_PROOF_ALTERED,    /* bytes are not what was signed: `fault` names them */
  CS_PROOF_NOT_PROVED, /* it may be as it was, but no key that was named has signed it */
};

/* What a receipt proves: that these bytes are entry `n` of the log `origin` at `size`. Slices of the arguments or of
 * the arena. */
struct cs_receipt_answer {
  enum cs_proof_outcome outcome;
  struct cs_err fault; /* unless OK: what is wrong */
  uint64_t n, size;
  struct cs_str origin;
  size_t witnesses;
  bool known;                                  /* OK: is the kind of act one that this program knows? Then: */
  struct cs_str office, officer, act, subject; /* officer: only where the entry names it; subject: without its type */
  struct cs_str key;                           /* of the officer who signed, hex; empty when a source's or the core's */
  enum cs_by_kind by;
  cs_time at;
};
/* Asks nobody: the receipt, the entry's bytes and a key that the caller trusts suffice. Errors: the syntax of receipt,
 * checkpoint and key. */
CS_MUST bool cs_receipt_answer(struct cs_str receipt, struct cs_str entry, struct cs_str verifier,
                               struct cs_arena *arena, struct cs_receipt_answer *out, struct cs_err *err);
/* Is this error of a proof's checking the answer "it is not so"? False: it is an error. */
bool cs_proof_outcome(const struct cs_err *err, enum cs_proof_outcome *outcome);

#endif
