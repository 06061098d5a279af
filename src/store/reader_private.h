/* What a reader is made of. Private to store: the record's own reader works on the writer's connection. */
#ifndef CS_STORE_READER_PRIVATE_H
#define CS_STORE_READER_PRIVATE_H

#include "store/db.h"
#include "store/keys.h"
#include "store/reader.h"
#include "store/vault.h"
#include "tlog/policy.h"
#include "tlog/tile.h"

/* What entry 0 says. */
struct cs_founding {
  struct cs_str origin, verifier, officer, key, zone; /* in the reader's arena; origin and verifier: the present ones */
  struct cs_str first_origin;                         /* of entry 0 */
  struct cs_str former; /* the origin before, when the record was carried on under another one; else empty */
  bool trial, open_to_all;
  struct cs_hash identity; /* leaf hash of entry 0 */
};

struct cs_reader {
  const struct cs_os *os;
  struct cs_db *db; /* closed with the reader when it is its own */
  bool own_db;
  struct cs_db *rows; /* where projections are read: db, or a scratch store of its own (reader_at.c) */
  bool fixed;         /* never sees more than fixed_head */
  struct cs_head fixed_head;
  struct cs_keys *keys; /* NULL: none */
  struct cs_keys own_keys;
  struct cs_hasher hasher;
  struct cs_vault vault;
  struct cs_arena arena; /* lives as long as the reader */
  struct cs_founding founding;
  /* Called before states are read, NULL: not. A batch keeps the states that it folded in memory as long as nobody asks. */
  bool (*freshen)(void *ctx, struct cs_err *err);
  void *freshen_ctx;
  struct cs_tiles tiles;       /* of this store */
  struct cs_tile_nodes *nodes; /* made when first used */
};

/* Hasher, vault, arena, over a connection that is open. keys may be NULL. */
CS_MUST bool cs_reader_init(struct cs_reader *reader, const struct cs_os *os, struct cs_db *db, struct cs_keys *keys,
                            struct cs_err *err);
void cs_reader_deinit(struct cs_reader *reader);
/* The connection was opened anew. */
void cs_reader_rebase(struct cs_reader *reader, struct cs_db *db);
/* Reads entry 0 into reader->founding. CS_E_STORE_NOT_A_STORE when there is none. */
CS_MUST bool cs_reader_found(struct cs_reader *reader, struct cs_err *err);
/* Is the log key at hand one of the log's? CS_E_STORE_KEY_WRONG. */
CS_MUST bool cs_reader_check_key(struct cs_reader *reader, struct cs_err *err);
/* The log's keys and the sizes that they sign: that of entry 0, and those that were activated since. Names and texts
 * lie in the arena. */
CS_MUST bool cs_reader_log_keys(struct cs_reader *reader, struct cs_arena *arena, struct cs_policy *out,
                                struct cs_err *err);
/* The last `record.continued` that the state of "log:" (NULL: none) knows; NULL: the log has its first origin. */
const struct cs_json *cs_log_continued(const struct cs_json *state);
/* The keys from that state. */
CS_MUST bool cs_log_keys_of(struct cs_hasher *hasher, struct cs_str first, const struct cs_json *state,
                            struct cs_policy *out, struct cs_err *err);
/* "the store has 5 entries, and 8 were signed: entries 5 to 7 are missing", under that code. False. */
bool cs_reader_behind(uint64_t size, uint64_t signed_size, const struct cs_code *code, struct cs_err *err);
/* Tiles of the store, as tile.h wants them: full ones from their rows, others from the roots below or from entries. */
struct cs_tiles cs_reader_tiles(struct cs_reader *reader);
/* Opens what of the entry is confidential into its body. */
CS_MUST bool cs_reader_open_confidential(struct cs_reader *reader, struct cs_arena *arena, struct cs_entry *entry,
                                         struct cs_err *err);

#endif
