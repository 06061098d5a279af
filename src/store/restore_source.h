/* What a store is restored from. Private to store. */
#ifndef CS_STORE_RESTORE_SOURCE_H
#define CS_STORE_RESTORE_SOURCE_H

#include "base/map.h"
#include "store/reader_private.h"
#include "store/restore.h"
#include "tlog/receipt.h"
#include "tlog/tree.h"

/* A store, or an exported tree. */
struct cs_source {
  struct cs_str name;       /* as the user named it */
  bool is_target;           /* the store that is to be restored, or what was set aside of it */
  struct cs_reader *reader; /* a store's; NULL: a tree */
  uint64_t size;
  struct cs_hash identity; /* leaf hash of entry 0 */
  /* Of a tree, the bundle in hand: */
  bool has_bundle, found_bundle;
  uint64_t bundle;
  uint64_t at; /* number of the entry that `rest` begins with */
  struct cs_str rest;
  struct cs_hash tile[CS_TILE_WIDTH];
  struct cs_arena arena;
};

/* Files given by holders, of one entry. */
struct cs_loose {
  uint64_t n;
  struct cs_str entry, entry_name; /* its bytes; empty: none */
  bool proved;                     /* by a receipt (whose checkpoint is a claim) */
  struct cs_receipt *receipt;
  struct cs_str receipt_name;
  struct cs_str opening, opening_name; /* JSON */
};

/* Somebody's word that a root was signed at a size. */
struct cs_claim {
  struct cs_str name; /* where it stands */
  struct cs_str note; /* empty: the high-water mark, our own word */
  struct cs_str origin;
  uint64_t size;
  struct cs_hash root;
  bool made_there;     /* the entries reach that size: */
  struct cs_hash made; /* and have this root there */
};

struct cs_sources {
  const struct cs_os *os;
  struct cs_arena *arena; /* lives through the restoring */
  struct cs_hasher hasher;
  struct {
    struct cs_source **at;
    size_t n, cap;
  } list;
  struct cs_map loose; /* number in decimal → struct cs_loose */
  struct cs_map texts; /* SHA-256 (32 bytes) → struct cs_text_given */
  struct {
    struct cs_claim *at;
    size_t n, cap;
  } claims;
  struct cs_str damaged; /* in words; empty: nothing */
};

struct cs_text_given {
  struct cs_str bytes, name;
  bool used, named; /* named: the user named this very file */
};

/* An entry as one of the sources has it. */
struct cs_picked {
  bool found, proved, loose;
  struct cs_str bytes, name;
  struct cs_hash leaf;
};

CS_MUST bool cs_sources_init(struct cs_sources *s, const struct cs_os *os, struct cs_arena *arena, struct cs_err *err);
void cs_sources_deinit(struct cs_sources *s);
/* Takes the store at the path in, if there is one that can be read. CS_E_STORE_NOT_A_STORE when something else is there:
 * it will not be moved away. */
CS_MUST bool cs_sources_add_target(struct cs_sources *s, struct cs_str path, struct cs_err *err);
CS_MUST bool cs_sources_add(struct cs_sources *s, struct cs_str path, struct cs_err *err);
/* All of them are of one record; receipts are held against their entries. *identity. */
CS_MUST bool cs_sources_settle(struct cs_sources *s, struct cs_hash *identity, struct cs_err *err);
CS_MUST bool cs_sources_claim(struct cs_sources *s, const struct cs_claim *claim, struct cs_err *err);
/* Entry n. Bytes in the arena. CS_E_RESTORE_FORKED. */
CS_MUST bool cs_sources_pick(struct cs_sources *s, uint64_t n, struct cs_arena *arena, struct cs_picked *out,
                             struct cs_err *err);
/* What opens the commitment of that class; *by_target: the store itself has it. out->present false: nobody has. *unopened
 * counts what a store holds and the keys do not open. */
CS_MUST bool cs_sources_opening(struct cs_sources *s, struct cs_vault *checker, const struct cs_entry *entry,
                                enum cs_seal seal, struct cs_arena *arena, struct cs_opening *out, bool *by_target,
                                uint64_t *unopened, struct cs_err *err);
CS_MUST bool cs_sources_text(struct cs_sources *s, const struct cs_hash *digest, struct cs_arena *arena, bool *found,
                             struct cs_str *bytes, bool *by_target, struct cs_err *err);
/* Text of the first fault found in what was given, kept. */
CS_MUST bool cs_sources_damaged(struct cs_sources *s, struct cs_err *err, const char *fmt, ...) CS_PRINTF(3, 4);

#endif
