/* Officers' keys on this machine: KEYS/officers/OFFICE/NAME.key, readable by their owner alone. */
#ifndef CS_SERVICE_OFFICER_H
#define CS_SERVICE_OFFICER_H

#include "os/os.h"
#include "tlog/key.h"

/* A key that signs as an officer. */
struct cs_officer_key {
  struct cs_str officer; /* OFFICE/NAME */
  struct cs_key key;
  char hex[65]; /* the public key, NUL-ended */
};

/* Makes a new key pair and its file. CS_E_OS_EXISTS when the officer has one here; CS_E_IDENT_SYNTAX unless OFFICE/NAME. */
CS_MUST bool cs_officer_key_make(const struct cs_os *os, struct cs_str keys, struct cs_str officer,
                                 struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err);
/* Removes the file of a key that nobody was enrolled under. No error when there is none. */
CS_MUST bool cs_officer_key_remove(const struct cs_os *os, struct cs_str keys, struct cs_str officer,
                                   struct cs_arena *arena, struct cs_err *err);
/* Reads it. CS_E_SERVICE_NO_KEY when there is none; CS_E_KEY_FILE_OPEN when others can read it. */
CS_MUST bool cs_officer_key_read(const struct cs_os *os, struct cs_str keys, struct cs_str officer,
                                 struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err);
/* The key of OFFICE/NAME; when there is none here, that of the one officer called NAME of whatever office, who then acts for
 * OFFICE by mandate. CS_E_SERVICE_NO_KEY also when several have the name. */
CS_MUST bool cs_officer_key_find(const struct cs_os *os, struct cs_str keys, struct cs_str office, struct cs_str name,
                                 struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err);
/* A key that is to take the place of the officer's here (NAME.key.next): what was made before, else a new one. */
CS_MUST bool cs_officer_key_next(const struct cs_os *os, struct cs_str keys, struct cs_str officer,
                                 struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err);
/* Puts it in that place: the former key is gone from here. Only when the record has the new one. */
CS_MUST bool cs_officer_key_turn(const struct cs_os *os, struct cs_str keys, struct cs_str officer,
                                 struct cs_arena *arena, struct cs_err *err);
void cs_officer_key_deinit(struct cs_officer_key *key);
/* Officers whose keys are here, sorted. */
CS_MUST bool cs_officer_key_list(const struct cs_os *os, struct cs_str keys, struct cs_arena *arena,
                                 struct cs_strs *out, struct cs_err *err);
/* What a new key signs to prove that its holder has it: `countersign/enrol/v1` LF record LF officer LF key. */
CS_MUST bool cs_officer_proof_message(struct cs_arena *arena, struct cs_str record_hex, struct cs_str officer,
                                      struct cs_str key_hex, struct cs_str *out, struct cs_err *err);
/* That signature, in base64. */
struct cs_hash;
CS_MUST bool cs_officer_prove(struct cs_arena *arena, const struct cs_officer_key *key, const struct cs_hash *identity,
                              struct cs_str *out, struct cs_err *err);

#endif
