/* Checkpoints (C2SP tlog-checkpoint): the text of a note that says which root a log has at which size. */
#ifndef CS_TLOG_CHECKPOINT_H
#define CS_TLOG_CHECKPOINT_H

#include "tlog/note.h"
#include "tlog/proof.h"

struct cs_checkpoint {
  struct cs_str origin;
  uint64_t size; /* at most CS_TLOG_SIZE_MAX */
  struct cs_hash root;
  struct cs_str extension; /* whole lines, each with its LF; mostly empty */
};

/* Reads the text of a note; slices of it. CS_E_TLOG_CHECKPOINT with the line. */
CS_MUST bool cs_checkpoint_parse(struct cs_str text, struct cs_checkpoint *out, struct cs_err *err);
/* Adds that text to `out`. CS_E_TLOG_CHECKPOINT when origin or extension are not fit. */
CS_MUST bool cs_checkpoint_write(const struct cs_checkpoint *checkpoint, struct cs_buf *out, struct cs_err *err);
/* Adds the signed note to `out`: a function of checkpoint and keys, so it can be made again at any time. Sign only what
 * is committed. */
CS_MUST bool cs_checkpoint_sign(const struct cs_checkpoint *checkpoint, const struct cs_signer *const *signers,
                                size_t n, struct cs_buf *out, struct cs_err *err);

/* A checkpoint whose signatures were verified. */
struct cs_checkpoint_opened {
  struct cs_checkpoint checkpoint;
  struct cs_note note;   /* every signature with the key that made it */
  size_t logs;           /* log keys (type 0x01) covering the size that signed; at least 1 */
  size_t witnesses;      /* witnesses' keys (type 0x04) that signed */
  uint64_t witnessed_at; /* the latest of their times, seconds since 1970; 0: none */
};

/* Parses a signed checkpoint and verifies it: a log key among `keys` that covers its size must have signed, its origin
 * must be `origin`. How many witnesses are enough is for the caller to say. Slices of `note`; keys are borrowed.
 * Errors of cs_note_parse, cs_note_verify, cs_checkpoint_parse; CS_E_TLOG_ORIGIN; CS_E_TLOG_KEY_SIZE (signed only by
 * keys that do not cover this size); CS_E_TLOG_KEY_UNKNOWN (signed by no log key). */
CS_MUST bool cs_checkpoint_open(struct cs_str note, struct cs_str origin, const struct cs_verifier_key *keys, size_t n,
                                struct cs_checkpoint_opened *out, struct cs_err *err);

#endif
