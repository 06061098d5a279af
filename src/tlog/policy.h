/* A policy: which keys' word counts for which sizes of a log, as text. One key a line, in the form of
 * cs_verifier_key_parse, and behind it the sizes that it covers when they are not all:
 *   example.org/review+5d1c07e9+Aa…  until 5000
 *   example.org/review+81b2a5c0+Ab…  from 4900
 * Empty lines, and lines that begin with "#", say nothing. The name of the log's keys is its origin, one for all. */
#ifndef CS_TLOG_POLICY_H
#define CS_TLOG_POLICY_H

#include "base/limits.h"
#include "tlog/note.h"

#define CS_POLICY_KEYS_MAX (CS_LOG_KEYS_MAX + 32) /* keys of one policy: the log's, and witnesses' */

struct cs_policy {
  struct cs_verifier_key at[CS_POLICY_KEYS_MAX]; /* names are slices of the text */
  size_t n;
};

/* CS_E_TLOG_POLICY (also: no key of a log, or keys of two logs), CS_E_LIMIT, and the errors of cs_verifier_key_parse,
 * with source, line and column. */
CS_MUST bool cs_policy_parse(struct cs_policy *policy, struct cs_hasher *hasher, struct cs_str source,
                             struct cs_str text, struct cs_err *err);
/* Adds that form; a line end only between two. */
void cs_policy_write(const struct cs_policy *policy, struct cs_buf *out);
/* The origin of the log that it is for. */
struct cs_str cs_policy_origin(const struct cs_policy *policy);
/* Does the key's word count at that size? */
bool cs_verifier_key_covers(const struct cs_verifier_key *key, uint64_t size);

/* What a new key of a log signs to prove that its holder has it: `countersign/log-key/v1` LF the record's identity in
 * hex LF its verifier key. */
CS_MUST bool cs_log_key_prove(const struct cs_signer *signer, const struct cs_hash *identity, struct cs_signature *out,
                              struct cs_err *err);
/* CS_E_KEY_SIGNATURE when it is not that. */
CS_MUST bool cs_log_key_check(const struct cs_verifier_key *key, const struct cs_hash *identity,
                              const struct cs_signature *proof, struct cs_err *err);

#endif
