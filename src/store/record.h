/* The record in a store: founding, opening, closing, and what the start rules found (RECORD sections 3 and 5). Reading
 * is in reader.h, writing in batch.h, verification, export and rebuild in log.h.
 *
 * A store is one database at `path`. Its keys lie elsewhere, in KEYS/<origin with / as ->/:
 *   log.key      the log's signer key (signed-note form)      master.key   wraps the vault's keys
 *   high-water   the last signed size and root, in two fixed slots written in turn
 * Handles belong to one thread at a time. `os` is borrowed for the handle's life. */
#ifndef CS_STORE_RECORD_H
#define CS_STORE_RECORD_H

#include "base/arena.h"
#include "base/day.h"
#include "store/err.h"
#include "tlog/hash.h"

struct cs_os;
struct cs_record;

/* Where the record stands. */
struct cs_head {
  uint64_t size;
  struct cs_hash root;
  cs_time at; /* of the last entry */
};

/* Steps of a batch at which tests may interfere (batch.h). `step` is called with the name of each step that was done.
 */
struct cs_batch_hooks {
  void (*step)(void *ctx, const char *step);
  void *ctx;
};

struct cs_found {
  struct cs_str origin;  /* the log's origin line, 1..CS_IDENT_MAX characters: letters, digits, . - / _ */
  bool trial;            /* takes its clock from outside, for good */
  bool open_to_all;      /* entry bundles are public (`--public`) */
  struct cs_str zone;    /* offset from UTC of the record's days, "+00:00"; empty: that */
  struct cs_str officer; /* the first officer, OFFICE/NAME */
  unsigned char key[32]; /* its public key */
};

/* Makes the database, the key folder with log key, master key and high-water file, entry 0 (record.found, by the core),
 * and signs the first checkpoint. The handle is open for writing. CS_E_STORE_EXISTS when the store or the log key is
 * already there (nothing is changed then); what was made is removed again when a later step fails.
 */
struct cs_record *cs_record_create(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir,
                                   const struct cs_found *found, struct cs_err *err) CS_MUST;

enum cs_record_mode { CS_RECORD_READ, CS_RECORD_WRITE };

struct cs_record_options {
  enum cs_record_mode mode;
  struct cs_str
      keys_dir; /* KEYS; CS_STR_NONE: none. Writing needs it; reading without it, or without this record's keys
                             in it, opens nothing sealed */
  bool accept_high_water; /* makes the high-water file anew when it is lost: the operator vouches for the store */
  bool clock_checked;     /* lets the clock be more than a day ahead of the last entry */
  int64_t busy_ms;        /* see db.h */
  int64_t pages_max;      /* tests: see db.h */
  size_t entries_max;     /* of one batch; 0: CS_LOAD_ACTS_MAX and the load itself */
  const struct cs_batch_hooks *hooks; /* tests; NULL: none. Borrowed */
};

/* Opens a store. For writing the start rules run: what was committed is settled, the log key is compared with entry 0,
 * the newest root is worked out from tiles and entries, projections of another version are rebuilt, and the high-water
 * file and stored notes are compared. When the store lacks what was once signed, the handle opens all the same, for
 * reading only, and cs_record_trouble says what is wrong. CS_E_STORE_MISSING, _NOT_A_STORE, _VERSION, _LOCKED, _KEYS,
 * _KEY_WRONG, _DAMAGED, _IO. */
struct cs_record *cs_record_open(const struct cs_os *os, struct cs_str path, const struct cs_record_options *options,
                                 struct cs_err *err) CS_MUST;
/* Stores the newest note, syncs the high-water file, settles what it can. NULL is allowed. */
void cs_record_close(struct cs_record *record);

/* Why this handle does not write though it was asked to: CS_E_STORE_BEHIND (the text names the sizes),
 * CS_E_STORE_ALTERED, CS_E_STORE_HIGH_WATER; CS_E_STORE_STOPPED after a failed sync or read. NULL: no trouble. A handle
 * for reading goes on in spite of it, and knows of it only where the record's keys are at hand: whoever answers from it
 * must say so, since what is missing may be a revocation. */
const struct cs_err *cs_record_trouble(const struct cs_record *record);

/* Of entry 0 and the present head (as of the last batch, or the opening). Live as long as the handle. */
struct cs_str cs_record_path(const struct cs_record *record);
struct cs_str cs_record_origin(const struct cs_record *record);
struct cs_str cs_record_verifier(const struct cs_record *record);         /* the log's verifier key */
const struct cs_hash *cs_record_identity(const struct cs_record *record); /* leaf hash of entry 0; actors sign it */
struct cs_str cs_record_first_officer(const struct cs_record *record);    /* OFFICE/NAME */
struct cs_str cs_record_first_key(const struct cs_record *record);        /* hex */
bool cs_record_is_trial(const struct cs_record *record);
bool cs_record_is_public(const struct cs_record *record);
struct cs_head cs_record_head(const struct cs_record *record);
/* The signed checkpoint of that head. Made again when it is not at hand; CS_E_STORE_KEYS on a handle without keys when
 * no stored note is of that size. Lives until the next call or commit. */
CS_MUST bool cs_record_note(struct cs_record *record, struct cs_str *note, struct cs_err *err);

/* For when nothing waits: stores the newest note, forgets keys of acts older than 7 days, settles, and syncs the
 * high-water file when a second has passed since it was. Also to be called when cs_record_pending passes
 * CS_SETTLE_BYTES. */
CS_MUST bool cs_record_idle(struct cs_record *record, struct cs_err *err);
int64_t cs_record_pending(const struct cs_record *record);
#define CS_SETTLE_BYTES (16 * 1024 * 1024)

/* The key that is to sign the log next (log.key.next), made when there is none and `make`: its verifier key in the arena,
 * and the new key's own signature that announces it (tlog/policy.h). CS_E_STORE_KEYS. */
struct cs_signature;
CS_MUST bool cs_record_next_key(struct cs_record *record, bool make, struct cs_arena *arena, struct cs_str *verifier,
                                struct cs_signature *proof, struct cs_err *err);
/* All keys of the log with the sizes that they sign, as text (tlog/policy.h): one verifier key alone as long as there
 * was no other. */
CS_MUST bool cs_record_policy(struct cs_record *record, struct cs_arena *arena, struct cs_str *text,
                              struct cs_err *err);

/* Was something erased that may still lie in the files, since somebody was reading? cs_record_idle tries again, and the
 * next opening does. */
bool cs_record_unsettled(const struct cs_record *record);

/* Changes the master key: a new one is made durably beside the old, every key of the vault is wrapped with it in one
 * transaction, then the old one is overwritten and replaced. Cut at any step it can be called again, and ends what was
 * begun; until then both are kept and everything opens. Afterwards no earlier copy of the store opens anything with the
 * keys that are here: take a backup. The codes of cs_batch_begin; CS_E_STORE_VAULT, CS_E_STORE_LOCKED. */
CS_MUST bool cs_record_rekey(struct cs_record *record, struct cs_err *err);

/* After CS_E_STORE_UNKNOWN or CS_E_STORE_FULL from a commit: finds out, on a new connection and under the lock, what
 * the store holds, and makes a small commit of its own. *head: what is there. cs_batch_begin does this by itself; only
 * after it may an act be run again. */
CS_MUST bool cs_record_resolve(struct cs_record *record, struct cs_head *head, struct cs_err *err);

#endif
