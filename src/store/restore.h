/* Restoring a store that is lost, or older than what was signed (RECORD sections 5 and 8): from a backup, and whatever is
 * newer: exported trees, entries and receipts that their holders give back, openings, texts. Everything is checked before
 * anything is written; the new store is made beside, checked again, and then put in place by renaming. */
#ifndef CS_STORE_RESTORE_H
#define CS_STORE_RESTORE_H

#include "store/record.h"

struct cs_restore_options {
  struct cs_str path, keys_dir; /* the store to be made, or made whole; KEYS */
  const struct cs_str *from;    /* stores, exported trees, folders and files: see cs_record_restore */
  size_t n_from;
  struct cs_str new_origin; /* empty: under the same origin */
  struct cs_str reason;     /* with new_origin: why, in plain words, for every reader of the log */
  bool has_now;             /* the clock is set from outside: for a trial alone (CS_E_STORE_CLOCK) */
  cs_time now;              /* with has_now: of the entry that carries the record on, unless the last one is later */
  const struct cs_batch_hooks *hooks; /* tests; NULL: none */
  int64_t pages_max;                  /* tests: see db.h */
};

/* What an entry names, and nothing that was given has. */
enum cs_lack { CS_LACK_CONFIDENTIAL, CS_LACK_PERSONAL, CS_LACK_TEXT, CS_LACK_N };
struct cs_restore_lacking {
  uint64_t n; /* the entry */
  enum cs_lack what;
};

struct cs_restored {
  struct cs_str origin;     /* under which it goes on */
  struct cs_head head;      /* what is there now */
  uint64_t signed_size;     /* the greatest size that is known to have been signed under the former origin; 0: none */
  uint64_t carried;         /* entries put back, without the one that carries on */
  struct cs_str former;     /* with a new origin: the one before; else empty */
  uint64_t openings, texts; /* put back */
  uint64_t erased;          /* openings of what was erased, and so not put back */
  uint64_t unopened;        /* openings of a copy that the master key at hand does not open */
  struct cs_restore_lacking *lacking;
  size_t n_lacking;
  struct cs_str kept;    /* where the former store now lies; empty: there was none */
  struct cs_str damaged; /* what was given and could not be used in part, in words; empty: nothing */
  bool high_water_lost;  /* nothing is written before somebody vouches for it (`store accept`) */
};

/* Restores. Sources: the store at `path` itself, when it can be read; stores; folders with an exported tree
 * (log.h), with files *.entry, *.tlog-proof, *.opening, or with texts, in the folder itself or in `openings` and `blobs`
 * below it; single files of these kinds, and checkpoints. Of an entry that several have, the one that a signed root proves is
 * taken. *out lies in the arena.
 *
 * Under the same origin all that is known to have been signed must be there, and whatever opens the confidential fields
 * (states are made of them): CS_E_RESTORE_LACKS otherwise, naming entries. Openings of personal fields and texts that are
 * lacking are listed, and can be given later by another call. Otherwise, with `new_origin`, the entries up to the first that
 * is lacking, or lacks what opens its confidential fields, are carried on under that origin and a key of its own; the
 * entry behind them says so, and the former log key is overwritten. CS_E_RESTORE_NOT_LOST when nothing is lacking.
 * An erasure on record is carried out: what it erased is not put back.
 *
 * Cut at any step it can be called again in the same way: until the new store is in place the former one stands, or lies
 * beside it under the name `kept`, which is a source too. Nothing is signed before the new store is in place.
 *
 * CS_E_RESTORE_WHOLE when the store at `path` is there and lacks nothing; CS_E_RESTORE_SOURCE with what is of another
 * record, or is nothing that could be a source, or does not match itself; CS_E_RESTORE_FORKED when what was given
 * contradicts what was signed; CS_E_STORE_KEYS, _NOT_A_STORE, _EXISTS, _FULL, _IO. */
CS_MUST bool cs_record_restore(const struct cs_os *os, const struct cs_restore_options *options, struct cs_arena *arena,
                               struct cs_restored *out, struct cs_err *err);

#endif
