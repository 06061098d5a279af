/* Who could have said what: the keys that are enrolled at each entry, and the signatures made with them. For
 * verification, of a store and of an exported tree alike. Private to store. */
#ifndef CS_STORE_ACTORS_H
#define CS_STORE_ACTORS_H

#include "base/map.h"
#include "model/entry.h"
#include "tlog/hash.h"
#include "tlog/key.h"

#define CS_ACTORS_WAITING 512 /* signatures that are checked together, by all processors */

/* A signature that waits to be checked; everything in `waiting_arena`. */
struct cs_actor_signature {
  int64_t n;
  struct cs_str officer, act; /* act: canonical A */
  struct cs_public_key key;
  struct cs_signature signature;
  bool good;
};

struct cs_actors {
  struct cs_arena arena;
  struct cs_arena waiting_arena;
  struct cs_actor_signature *waiting; /* CS_ACTORS_WAITING of them; made when first used */
  size_t n_waiting;
  struct cs_map keys;  /* key in hex → struct cs_actor_key */
  struct cs_map loads; /* number of a load's entry → how many acts it announced */
  struct cs_hash identity;
  struct cs_buf canonical;
  uint64_t signatures; /* checked so far */
};

void cs_actors_init(struct cs_actors *actors);
void cs_actors_deinit(struct cs_actors *actors);
/* Takes the entries in order, from entry 0 on. CS_E_LOG_ALTERED: a signature is not that of its key, or the key was not
 * enrolled, or revoked, at that entry; a source names no load; the core did what is not its own. Signatures are checked
 * some entries later, at the latest by _finish: to be called also after a fault of another kind, since one that waits
 * belongs to an earlier entry. */
CS_MUST bool cs_actors_take(struct cs_actors *actors, const struct cs_entry *entry, const struct cs_hash *leaf,
                            struct cs_err *err);

CS_MUST bool cs_actors_finish(struct cs_actors *actors, struct cs_err *err);

#endif
