/* Replaying entries into projections: the one way in which rebuild and verification make them. Private to store. */
#ifndef CS_STORE_REPLAY_H
#define CS_STORE_REPLAY_H

#include "store/working.h"

/* Applies the entries from <= n < to, read by `reader` (with the vault's keys where something is sealed), to the
 * projections of `db`, in pieces of one transaction each if db is not in one already. CS_E_STORE_VAULT,
 * CS_E_STORE_KEYS. */
CS_MUST bool cs_replay(struct cs_reader *reader, struct cs_db *db, uint64_t from, uint64_t to, struct cs_err *err);

#endif
