/* One batch of the writer (RECORD section 3): take the lock, catch up, take acts one by one, commit, sign, hand out
 * receipts.
 *
 *   cs_batch_begin → { cs_batch_key_seen, cs_batch_time, cs_batch_state …, review by the caller, cs_batch_append }* →
 *   cs_batch_commit → cs_batch_note, cs_batch_proof, cs_batch_each_changed → cs_batch_end
 *
 * A refusal by the caller is simply no append: nothing was written for it. Any error of append leaves the batch
 * unusable: end it (everything is rolled back) and run its acts again one to a batch. No signature over an uncommitted
 * tree is ever made. One batch of a record at a time. */
#ifndef CS_STORE_BATCH_H
#define CS_STORE_BATCH_H

#include "model/entry.h"
#include "store/reader.h"
#include "store/record.h"
#include "tlog/proof.h"

struct cs_batch;

/* What changed since the caller last looked: called once for each changed subject, with its state as it now stands,
 * before cs_batch_begin returns. Also other processes' entries come this way. */
struct cs_catch_up {
  uint64_t applied; /* the size at which the caller's own memory stands; the head's size or more: nothing is called */
  cs_entry_each *each;    /* may be NULL: called for each entry first */
  cs_state_each *changed; /* may be NULL */
  void *ctx;
};

/* Takes the lock and reads the head. catch_up may be NULL. CS_E_STORE_LOCKED (another process writes),
 * CS_E_STORE_BEHIND and CS_E_STORE_ALTERED (the store lacks what was signed: from now on the record has trouble),
 * CS_E_STORE_READ_ONLY, the trouble's own code, CS_E_STORE_FULL and CS_E_STORE_UNKNOWN when an earlier commit cannot be
 * resolved yet. */
struct cs_batch *cs_batch_begin(struct cs_record *record, const struct cs_catch_up *catch_up, struct cs_err *err)
    CS_MUST;
/* Rolls back what was not committed and frees the batch. NULL is allowed. */
void cs_batch_end(struct cs_batch *batch);

/* The size so far: the number that the next entry will have. */
uint64_t cs_batch_size(const struct cs_batch *batch);
/* How many entries this batch has; at most CS_BATCH_ACTS_MAX for acts, CS_LOAD_ACTS_MAX for a load (the caller's
 * bound). */
size_t cs_batch_count(const struct cs_batch *batch);
/* The batch's arena: what lies in it lives until cs_batch_end. */
struct cs_arena *cs_batch_arena(struct cs_batch *batch);
/* The time that an entry appended now gets: max(now, last entry's). CS_E_STORE_CLOCK when `now` is more than 2 s behind
 * the last entry, or (unless the record is a trial or clock_checked) more than a day ahead of it. */
CS_MUST bool cs_batch_time(struct cs_batch *batch, cs_time now, cs_time *at, struct cs_err *err);
/* A subject's state: from the batch's working set, else as committed. The same tree until the subject changes. *state
 * NULL and *n -1: nothing is on record. Lives until cs_batch_end. */
CS_MUST bool cs_batch_state(struct cs_batch *batch, struct cs_str subject, const struct cs_json **state, int64_t *n,
                            struct cs_err *err);
/* Was an act with this key (first 16 bytes of SHA-256(actor, 0, client's key)) recorded within the last 7 days of the
 * record's time? *n: its entry; *act: SHA-256 of its canonical A, to tell a repeat from another act. */
CS_MUST bool cs_batch_key_seen(struct cs_batch *batch, const unsigned char key[16], cs_time now, bool *seen, int64_t *n,
                               struct cs_hash *act, struct cs_err *err);
/* Reads what the batch would see, what it has written included. Valid until cs_batch_end. */
struct cs_reader *cs_batch_reader(struct cs_batch *batch);

/* Bytes that an act commits to by digest. */
struct cs_batch_blob {
  struct cs_hash digest; /* checked against the bytes */
  struct cs_str bytes;   /* at most CS_BLOB_MAX */
};

struct cs_appended {
  int64_t n;
  cs_time at;
  struct cs_str bytes; /* the entry's canonical bytes; live until cs_batch_end */
  struct cs_hash leaf;
};

/* Writes one entry. The caller fills in entry->a, by, out, request_key, and act with its openings
 * (act.seals[…].present: put into the vault after a check against the commitments that stand in `a`); n, at and r are
 * given here: at as cs_batch_time says. Folds the state of every subject from the entry as it stands in its bytes, runs
 * the projectors, and writes the vault's rows, the key of the act, blobs, tiles that became full. Copies what it keeps:
 * the entry and its arena may go. CS_E_STORE_ACT: an opening is missing or wrong, a blob is not of its digest, the key was used before;
 * CS_E_STORE_BATCH_FULL, CS_E_ENTRY_TOO_LARGE, CS_E_LIMIT (blob), CS_E_STORE_CLOCK: nothing was written for this act
 * and the batch can go on. All others: end the batch. */
CS_MUST bool cs_batch_append(struct cs_batch *batch, const struct cs_entry *entry, cs_time now,
                             const struct cs_batch_blob *blobs, size_t n_blobs, struct cs_appended *out,
                             struct cs_err *err);
/* For loads of many acts: writes the working set and gives its memory back. Everything that lay in the batch's arena (states,
 * bytes of entries) is gone. To be called every few thousand acts. An error leaves the batch unusable. */
CS_MUST bool cs_batch_flush(struct cs_batch *batch, struct cs_err *err);
/* Is the batch still usable after an error of append? */
bool cs_batch_usable(const struct cs_batch *batch);

/* Moves the head by compare-and-set, commits, then signs, writes the high-water mark. With nothing appended it only
 * ends the transaction. CS_E_STORE_UNKNOWN, _FULL: it may or may not be there (cs_record_resolve); nothing was signed.
 * CS_E_STORE_IO, _DAMAGED: the record has stopped: the process should end with the message, and the start rules apply.
 */
CS_MUST bool cs_batch_commit(struct cs_batch *batch, struct cs_err *err);

/* After a plain commit: the head, its signed note, and the proof of any entry of the batch at that head, from memory.
 */
struct cs_head cs_batch_head(const struct cs_batch *batch);
struct cs_str cs_batch_note(const struct cs_batch *batch);
CS_MUST bool cs_batch_proof(struct cs_batch *batch, uint64_t n, struct cs_proof *out, struct cs_err *err);
/* Every subject that the batch changed, with its last state, in order of first change; for the caller's own memory. */
CS_MUST bool cs_batch_each_changed(struct cs_batch *batch,
                                   bool (*each)(void *ctx, struct cs_str subject, int64_t n,
                                                const struct cs_json *state, struct cs_err *err),
                                   void *ctx, struct cs_err *err);

#endif
