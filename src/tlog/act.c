/* The message that an actor signs; must never change: signatures on record rest on it.
 * Specification: RECORD: "Entries". */
#include "tlog/act.h"

#include "base/limits.h"
#include "tlog/err.h"

static const struct cs_str label = {"countersign/act/v1\n", 19};

bool cs_act_message(const struct cs_hash *identity, struct cs_str json, struct cs_buf *out, struct cs_err *err) {
  cs_buf_add(out, label);
  cs_buf_hex(out, identity->bytes, sizeof identity->bytes);
  cs_buf_byte(out, '\n');
  cs_buf_add(out, json);
  return cs_buf_ok(out, err);
}

bool cs_act_sign(const struct cs_key *key, const struct cs_hash *identity, struct cs_str json, struct cs_signature *out,
                 struct cs_err *err) {
  struct cs_buf message;
  cs_buf_init(&message, CS_ACT_MESSAGE_HEAD + CS_ENTRY_MAX);
  bool ok = cs_act_message(identity, json, &message, err) && cs_key_sign(key, cs_buf_str(&message), out, err);
  cs_buf_deinit(&message);
  return ok;
}

bool cs_act_check(const struct cs_public_key *key, const struct cs_hash *identity, struct cs_str json,
                  const struct cs_signature *signature, struct cs_err *err) {
  struct cs_buf message;
  cs_buf_init(&message, CS_ACT_MESSAGE_HEAD + CS_ENTRY_MAX);
  bool ok = cs_act_message(identity, json, &message, err) && cs_key_verify(key, cs_buf_str(&message), signature, err);
  cs_buf_deinit(&message);
  return ok;
}

void cs_act_challenge(struct cs_hasher *hasher, const struct cs_hash *identity, struct cs_str json,
                      struct cs_hash *out) {
  char hex[2 * CS_HASH_SIZE + 1];
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < CS_HASH_SIZE; i++) {
    hex[2 * i] = digits[identity->bytes[i] >> 4];
    hex[2 * i + 1] = digits[identity->bytes[i] & 15];
  }
  hex[2 * CS_HASH_SIZE] = '\n';
  cs_hash_begin(hasher);
  cs_hash_add(hasher, label);
  cs_hash_add(hasher, (struct cs_str){hex, sizeof hex});
  cs_hash_add(hasher, json);
  cs_hash_end(hasher, out);
}
