/* The key folder of a record, KEYS/<origin with / as ->/, outside the store and its backups: the log's signer key, the
 * master key that wraps the vault's keys, and the high-water file, which remembers the last signed size and root
 * (RECORD section 5). Private to store. */
#ifndef CS_STORE_KEYS_H
#define CS_STORE_KEYS_H

#include "os/os.h"
#include "store/err.h"
#include "tlog/checkpoint.h"
#include "tlog/seal.h"

struct cs_keys {
  const struct cs_os *os;
  struct cs_arena arena; /* texts below */
  struct cs_str folder, origin;
  struct cs_hasher hasher;
  struct cs_signer signer;
  struct cs_signer next_signer; /* with has_next_signer: the key that is to take its place (log.key.next) */
  bool has_next_signer;
  bool unturned; /* log.key was overwritten, and log.key.next, which is `signer` here, has not taken its place yet */
  struct cs_seal_key master;
  struct cs_seal_key next_master; /* with has_next_master: a change of the master key is under way (master.key.new) */
  bool has_next_master;
  bool has_high_water;
  struct cs_file high_water; /* open while has_high_water */
  bool unsynced;
};

/* Reads the master key, and the one that is to take its place, anew: another process may have changed it. */
CS_MUST bool cs_keys_refresh(struct cs_keys *keys, struct cs_err *err);
/* Makes the next master key durably beside the present one, unless a change is under way already. */
CS_MUST bool cs_keys_master_begin(struct cs_keys *keys, struct cs_err *err);
/* Overwrites the present master key, then puts the next one in its place: what the old one wrapped cannot be opened any
 * more. Only after everything is wrapped by the next one, durably. `step` is called behind each of the two (tests). */
CS_MUST bool cs_keys_master_end(struct cs_keys *keys, void (*step)(void *ctx, const char *step), void *ctx,
                                struct cs_err *err);

/* Reads the log's keys anew: another process may have changed them. */
CS_MUST bool cs_keys_log_refresh(struct cs_keys *keys, struct cs_err *err);
/* Makes the next log key durably beside the present one, unless there is one. */
CS_MUST bool cs_keys_log_next(struct cs_keys *keys, struct cs_err *err);
/* Overwrites the present log key and puts the next one in its place. Only when the present one never signs again. */
CS_MUST bool cs_keys_log_turn(struct cs_keys *keys, struct cs_err *err);

/* Reads the master keys alone: for a record whose log key is lost, or that is not to be signed for. CS_E_STORE_KEYS. */
CS_MUST bool cs_keys_open_vault(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir,
                                struct cs_str origin, struct cs_err *err);
/* For a record that is carried on under another origin: makes the folder of `origin` with a log key of its own and the
 * master keys of `former`. One that was made for that, and never signed, is taken again; CS_E_STORE_EXISTS when it is
 * another's, or has signed. */
CS_MUST bool cs_keys_continue(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir,
                              struct cs_str former, struct cs_str origin, struct cs_err *err);
/* The log key of that origin never signs again: it is overwritten and removed, and a file says under which origin the
 * record goes on. Without such a key nothing but that is done. */
CS_MUST bool cs_keys_end(const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin, struct cs_str successor,
                         struct cs_err *err);

#define CS_HIGH_WATER_SLOT 4096 /* bytes of each of the two slots: a note with one signature takes a tenth */

/* What the high-water file remembers. */
struct cs_high_water {
  bool found; /* a slot is whole */
  uint64_t size;
  struct cs_hash root;
  size_t note_len;
  char note[CS_HIGH_WATER_SLOT];
};

/* Makes folder and keys; no high-water mark yet. CS_E_STORE_EXISTS when there is a log key already; nothing is left
 * after a failure. */
CS_MUST bool cs_keys_create(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                            struct cs_err *err);
/* Removes what _create made. */
void cs_keys_remove(struct cs_keys *keys);
/* Is there a log key for that origin? For reading, which may do without. */
CS_MUST bool cs_keys_there(const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin, bool *there,
                           struct cs_err *err);
/* Reads them. CS_E_STORE_KEYS when they are not there, the files' own codes otherwise. A missing high-water file is no
 * error. */
CS_MUST bool cs_keys_open(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                          struct cs_err *err);
/* Wipes the secrets. Harmless on zeroed memory. */
void cs_keys_deinit(struct cs_keys *keys);

/* That of an origin whose keys are not open. */
CS_MUST bool cs_keys_mark(const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                          struct cs_high_water *out, struct cs_err *err);
/* The greater of the whole slots. */
CS_MUST bool cs_high_water_read(struct cs_keys *keys, struct cs_high_water *out, struct cs_err *err);
/* Writes into the lesser slot, making the file if there is none; a greater mark of another process stays. Not synced.
 */
CS_MUST bool cs_high_water_write(struct cs_keys *keys, uint64_t size, const struct cs_hash *root, struct cs_str note,
                                 struct cs_err *err);
CS_MUST bool cs_high_water_sync(struct cs_keys *keys, struct cs_err *err);

#endif
