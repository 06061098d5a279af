/* Checking the record from outside its own words, taking it out as a plain tree of files, and making the projections
 * anew. All of this reads in short transactions up to a size fixed first, so that it may run beside a writer. */
#ifndef CS_STORE_LOG_H
#define CS_STORE_LOG_H

#include "base/limits.h"
#include "store/reader.h"
#include "store/record.h"

struct cs_verify_options {
  bool acts; /* check the actors' signatures and that their keys were enrolled and not revoked at that entry */
  bool
      may_lack_texts; /* a blob that an entry names and the store lacks is no fault: of a store that is being restored */
  bool projections;   /* replay every entry into an empty store and compare each projection */
  struct cs_str verifier; /* the key that the caller trusts; empty: the one in entry 0 */
  struct cs_str keys_dir; /* KEYS: for the high-water mark and the vault; empty: these are not checked */
  void (*progress)(void *ctx, uint64_t done, uint64_t size); /* may be NULL; about once in 1,000 entries */
  void *ctx;
};

struct cs_verify_report {
  struct cs_head head;
  uint64_t entries, tiles, checkpoints, signatures, blobs, openings, erased,
      projections; /* how many of each were checked */
  /* The last time that the record was carried on under another origin (record.continued): */
  bool continued;
  uint64_t continued_n;      /* that entry; so many entries were carried over */
  uint64_t continued_signed; /* the greatest size known to have been signed before; 0: not known */
  char origin[CS_IDENT_MAX + 1], former[CS_IDENT_MAX + 1]; /* cut when longer */
  bool high_water, opened;                                 /* were the high-water mark and the vault checked */
};

/* Fills in those of the report. */
void cs_verify_note_continued(struct cs_verify_report *report, const struct cs_entry *entry);

/* True: everything that was asked for is as it was signed. CS_E_LOG_ALTERED with the first fault, named precisely
 * ("entry 21 is not the entry that was signed: its hash is 9f31…, the tree holds 04be…"); store and input codes when it
 * could not be read. The report is filled in as far as it went. */
CS_MUST bool cs_log_verify(const struct cs_os *os, struct cs_str path, const struct cs_verify_options *options,
                           struct cs_verify_report *report, struct cs_err *err);

/* Writes the record as a tlog-tiles tree: DIR/checkpoint, DIR/tile/L/…, DIR/tile/entries/…, partial tiles included. DIR
 * is made when it is not there; files of an earlier export are overwritten where they changed. With `entries` false,
 * hash tiles only. */
struct cs_export_options {
  bool entries;
  struct cs_str keys_dir; /* to sign the newest checkpoint again when it is not stored; empty: the newest stored note is
                             exported */
  bool blobs;             /* the texts that entries name too: DIR/blobs/SHA-256 */
  bool openings; /* what the keys open too: DIR/openings/N.opening, readable by their owner alone. CS_E_STORE_KEYS */
  uint64_t texts, opened; /* out: how many of each were written */
  void (*progress)(void *ctx, uint64_t done, uint64_t size);
  void *ctx;
};
CS_MUST bool cs_log_export(const struct cs_os *os, struct cs_str path, struct cs_str dir,
                           struct cs_export_options *options, struct cs_head *head, struct cs_err *err);

/* Checks such a tree without a store: the checkpoint's signature by `verifier`, every tile, every entry bundle that is
 * there. CS_E_LOG_ALTERED as above; CS_E_LOG_TREE when files are missing. */
CS_MUST bool cs_log_verify_tree(const struct cs_os *os, struct cs_str dir, struct cs_str verifier,
                                struct cs_verify_report *report, struct cs_err *err);

/* Makes exactly the projections anew beside the present ones, from entries, blobs and what the vault opens, and swaps
 * them in one transaction. *equal, if not NULL: whether every one was already equal. Needs the keys for what is sealed.
 */
CS_MUST bool cs_log_rebuild(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir, bool *equal,
                            struct cs_err *err);

#endif
