/* Submissions: an act as its actor hands it in, signed, with the openings of what it seals and the blobs that it names.
 * Made where the officer's key is (here, or on another machine: the file form travels), judged where the record is. */
#ifndef CS_SERVICE_SUBMISSION_H
#define CS_SERVICE_SUBMISSION_H

#include "model/entry.h"
#include "os/os.h"
#include "service/officer.h"
#include "tlog/act.h"
#include "tlog/hash.h"

struct cs_submission_blob {
  struct cs_hash digest;
  struct cs_str bytes;
};

struct cs_submission {
  struct cs_act act;     /* opened */
  struct cs_json *a;     /* A of RECORD section 1 */
  struct cs_str a_bytes; /* its canonical bytes: what is signed */
  struct cs_by by;
  struct cs_str client_key; /* so that a repeat is known; empty: the act's own digest serves */
  struct cs_submission_blob *blobs;
  size_t n_blobs;
  bool checked; /* cs_submission_check passed: only then may it be handed in */
};

/* Draws salts, fills in commitments, and writes A. `key` NULL: a source's act, unsigned (by must be filled in by the caller).
 * `identity`: the leaf hash of entry 0. */
CS_MUST bool cs_submission_make(const struct cs_os *os, struct cs_arena *arena, const struct cs_act *act,
                                const struct cs_officer_key *key, const struct cs_hash *identity,
                                struct cs_submission *out, struct cs_err *err);
/* Adds a blob; its digest is worked out. The bytes must live as long as the submission. */
CS_MUST bool cs_submission_blob(struct cs_arena *arena, struct cs_submission *s, struct cs_str bytes,
                                struct cs_err *err);
/* What needs no record's state: the signature, the openings, a new key's proof. Done once, before the queue.
 * CS_E_SERVICE_SIGNATURE (also for another record's act), CS_E_SERVICE_OPENING, CS_E_SERVICE_PROOF, the errors of cs_key_check_public. */
CS_MUST bool cs_submission_check(struct cs_submission *s, const struct cs_hash *identity, struct cs_arena *arena,
                                 struct cs_err *err);

/* The file form, one JSON object: {"act":A,"signature":BASE64,"openings":{"confidential":{"salt":HEX,"value":{…}}},
 * "blobs":[BASE64],"key":"client's key"}. */
CS_MUST bool cs_submission_write(struct cs_arena *arena, const struct cs_submission *s, struct cs_buf *buf,
                                 struct cs_err *err);
CS_MUST bool cs_submission_read(struct cs_arena *arena, struct cs_str source, struct cs_str text,
                                struct cs_submission *out, struct cs_err *err);

#endif
