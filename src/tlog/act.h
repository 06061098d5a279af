/* What an actor signs (RECORD: "Entries"): `countersign/act/v1` LF, the record's identity (the leaf hash of its entry
 * 0, in lower-case hex) LF, and the canonical JSON of what the actor says, to the last byte. The identity keeps a
 * signature from being used in another record. */
#ifndef CS_TLOG_ACT_H
#define CS_TLOG_ACT_H

#include "base/buf.h"
#include "tlog/hash.h"
#include "tlog/key.h"

#define CS_ACT_MESSAGE_HEAD 84 /* bytes in front of the JSON */

/* Adds the message to `out`. The JSON must be canonical already; it is not looked into. */
CS_MUST bool cs_act_message(const struct cs_hash *identity, struct cs_str json, struct cs_buf *out, struct cs_err *err);
/* Signs that message with an actor's key. */
CS_MUST bool cs_act_sign(const struct cs_key *key, const struct cs_hash *identity, struct cs_str json,
                         struct cs_signature *out, struct cs_err *err);
/* Is it that key's signature of this act in this record? CS_E_KEY_SIGNATURE; CS_E_LIMIT beyond 65,535 bytes of JSON. */
CS_MUST bool cs_act_check(const struct cs_public_key *key, const struct cs_hash *identity, struct cs_str json,
                          const struct cs_signature *signature, struct cs_err *err);
/* The challenge for a passkey: SHA-256 of the message. */
void cs_act_challenge(struct cs_hasher *hasher, const struct cs_hash *identity, struct cs_str json,
                      struct cs_hash *out);

#endif
