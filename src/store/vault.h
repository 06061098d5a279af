/* The vault: salts and values that open commitments, sealed under the store's key (confidential) or the subject's
 * (personal); those keys lie in the store wrapped by the master key, which does not (RECORD section 2). Private to
 * store. */
#ifndef CS_STORE_VAULT_H
#define CS_STORE_VAULT_H

#include "model/entry.h"
#include "store/db.h"
#include "store/keys.h"

struct cs_vault {
  const struct cs_os *os;
  struct cs_db *db;     /* borrowed */
  struct cs_keys *keys; /* borrowed; NULL: nothing can be opened */
  struct cs_sealer sealer;
  struct cs_hasher hasher;
};

CS_MUST bool cs_vault_init(struct cs_vault *vault, const struct cs_os *os, struct cs_db *db, struct cs_keys *keys,
                           struct cs_err *err);
void cs_vault_deinit(struct cs_vault *vault);

/* The commitment that A holds for a class; false: none. */
bool cs_vault_commitment(const struct cs_json *a, enum cs_seal seal, struct cs_hash *out);
/* Puts an opening in, after a check against the commitment that stands in entry->a. CS_E_STORE_ACT when it does not
 * belong to it. */
CS_MUST bool cs_vault_put(struct cs_vault *vault, struct cs_arena *arena, const struct cs_entry *entry,
                          enum cs_seal seal, const struct cs_opening *opening, struct cs_err *err);
/* Checks alone, as _put would. */
CS_MUST bool cs_vault_check(struct cs_vault *vault, const struct cs_entry *entry, enum cs_seal seal,
                            const struct cs_opening *opening, struct cs_err *err);
/* Takes one out; out->present false when there is no row. CS_E_STORE_VAULT when it does not open or is not what the
 * entry commits to; CS_E_STORE_KEYS. */
CS_MUST bool cs_vault_get(struct cs_vault *vault, struct cs_arena *arena, const struct cs_entry *entry,
                          enum cs_seal seal, struct cs_opening *out, struct cs_err *err);

/* Deletes the personal rows of a subject that `entries` (a list of numbers) names below `before`, and the key that they
 * lie under unless a later one lies under it too. In a transaction of the caller's. *rows: how many there were. */
CS_MUST bool cs_vault_erase(struct cs_vault *vault, struct cs_arena *arena, struct cs_str subject,
                            const struct cs_json *entries, int64_t before, int64_t *rows, struct cs_err *err);
/* Wraps every key with the next master key. In a transaction of the caller's. CS_E_STORE_VAULT when one of them opens
 * neither with the present master key nor with the next. */
CS_MUST bool cs_vault_rewrap(struct cs_vault *vault, struct cs_arena *arena, struct cs_err *err);

#endif
