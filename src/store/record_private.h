/* What a record's handle is made of. Private to store: record.c (opening, start rules, closing),
 * found.c, batch.c. */
#ifndef CS_STORE_RECORD_PRIVATE_H
#define CS_STORE_RECORD_PRIVATE_H

#include "store/reader_private.h"
#include "store/record.h"
#include "store/schema.h"
#include "tlog/tree.h"

struct cs_record {
  const struct cs_os *os;
  struct cs_str path; /* in the reader's arena */
  struct cs_record_options options;
  struct cs_keys keys;       /* of the writer; keys.os NULL: none */
  struct cs_policy log_keys; /* which key signs which size, as of the head */
  struct cs_arena log_keys_arena;
  uint64_t log_keys_size;  /* the size at which they were read */
  struct cs_reader reader; /* on the writer's connection */
  struct cs_err trouble;   /* code NULL: none */
  struct cs_head head;
  uint64_t signed_size; /* the greatest that is known to have been signed */
  struct cs_hash signed_root;
  struct cs_tree *tree, *next; /* committed; of the batch. NULL on a handle for reading */
  bool in_batch;
  bool unsettled;     /* an erasure is committed, and may still lie in the WAL */
  bool unsure;        /* the last commit's outcome, or the mark of it, is not known */
  struct cs_buf note; /* of note_size; 0: none */
  uint64_t note_size;
  uint64_t note_stored; /* the size of the newest note in the store, as far as we know */
  int64_t synced_at;    /* monotonic time of the last sync of the high-water file */
};

/* A handle without a connection. */
struct cs_record *cs_record_new(const struct cs_os *os, const struct cs_record_options *options, struct cs_err *err)
    CS_MUST;
/* The trees of a handle that writes. */
CS_MUST bool cs_record_make_trees(struct cs_record *record, struct cs_err *err);

/* Refuses to write from now on, for this reason. */
void cs_record_stop(struct cs_record *record, const struct cs_err *why);
/* Reads which keys sign; after every change of the head that is not our own. */
CS_MUST bool cs_record_read_log_keys(struct cs_record *record, struct cs_err *err);
/* Puts the next log key in the place of one that was retired, and says so when a key is lacking that must sign.
 * CS_E_STORE_KEY_WRONG. */
CS_MUST bool cs_record_check_signers(struct cs_record *record, struct cs_err *err);
/* Signs the committed head into record->note and writes the high-water mark. */
CS_MUST bool cs_record_sign(struct cs_record *record, struct cs_err *err);
/* Brings record->tree to the head that was read under the lock (or in a view), and compares its root. *from_scratch:
 * from tiles. */
CS_MUST bool cs_record_follow(struct cs_record *record, const struct cs_head *head, struct cs_err *err);
/* Carries out what erasures on record ask for and the vault still holds (a restored one, say). */
CS_MUST bool cs_record_erase_due(struct cs_record *record, struct cs_err *err);
/* Behind a commit that erased: what was deleted must leave the WAL too. */
CS_MUST bool cs_record_erased(struct cs_record *record, struct cs_err *err);

/* Removes the files of a store that was never founded, or never put in place. */
void cs_store_remove(const struct cs_os *os, struct cs_str path);

/* A step of a batch was done (tests). */
void cs_record_step(const struct cs_record *record, const char *step);

/* The first batch, in the transaction that is open already (founding). */
struct cs_batch;
struct cs_batch *cs_batch_begin_founding(struct cs_record *record, struct cs_err *err) CS_MUST;

#endif
