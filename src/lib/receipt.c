/* Checking a receipt. Must never take the word of what is being checked for what is checked: the key comes from the
 * caller. Specification: RECORD section 5; C2SP tlog-proof. */
#include "lib/receipt.h"

#include "tlog/err.h"
#include "tlog/policy.h"

#include <stdio.h>

bool cs_proof_outcome(const struct cs_err *err, enum cs_proof_outcome *outcome) {
  if (err->code == &CS_E_TLOG_PROOF || err->code == &CS_E_TLOG_SIGNATURE) {
    *outcome = CS_PROOF_ALTERED;
    return true;
  }
  if (err->code == &CS_E_TLOG_KEY_UNKNOWN || err->code == &CS_E_TLOG_KEY_SIZE || err->code == &CS_E_TLOG_ORIGIN) {
    *outcome = CS_PROOF_NOT_PROVED;
    return true;
  }
  return false;
}

/* What the entry says, once it is proved. */
static bool read_entry(struct cs_str bytes, struct cs_arena *arena, struct cs_receipt_answer *out, struct cs_err *err) {
  struct cs_entry entry;
  out->known = cs_entry_read(arena, bytes, &entry, err);
  if (!out->known && err->code != &CS_E_ACT_UNKNOWN_KIND) {
    return false;
  }
  out->at = entry.at;
  out->by = entry.by.kind;
  if ((uint64_t)entry.n != out->n) {
    out->outcome = CS_PROOF_ALTERED;
    cs_err_set(&out->fault, &CS_E_TLOG_PROOF,
               "the receipt proves entry %llu, and these bytes call themselves entry %lld", (unsigned long long)out->n,
               (long long)entry.n);
  }
  if (out->known) {
    struct cs_str subject = entry.act.subject;
    out->office = entry.act.office;
    out->officer = cs_json_text(entry.out, "officer");
    out->act = cs_str_of(entry.act.def->name);
    cs_str_cut(&subject, ':');
    out->subject = subject;
    out->key = entry.act.key;
  }
  return true;
}

static bool check_receipt(const struct cs_receipt *receipt, struct cs_str entry, struct cs_str verifier,
                          struct cs_hasher *hasher, struct cs_receipt_answer *out, struct cs_err *err) {
  struct cs_policy policy;
  struct cs_checkpoint_opened opened;
  struct cs_hash leaf;
  cs_hash_leaf(hasher, entry, &leaf);
  if (!cs_policy_parse(&policy, hasher, CS_STR("verifier"), verifier, err)) {
    return false;
  }
  if (cs_receipt_check(receipt, hasher, &leaf, cs_policy_origin(&policy), policy.at, policy.n, &opened, err)) {
    out->size = opened.checkpoint.size;
    out->origin = opened.checkpoint.origin;
    out->witnesses = opened.witnesses;
    return true;
  }
  if (!cs_proof_outcome(err, &out->outcome)) {
    return false;
  }
  out->fault = *err;
  if (err->code == &CS_E_TLOG_PROOF) {
    char hex[17];
    for (size_t i = 0; i < 8; i++) {
      snprintf(hex + 2 * i, 3, "%02x", leaf.bytes[i]);
    }
    cs_err_set(
        &out->fault, &CS_E_TLOG_PROOF,
        "these bytes are not entry %llu that the receipt proves: their hash is %s…, and its proof does not lead from "
        "there to the signed root",
        (unsigned long long)receipt->index, hex);
  }
  return true;
}

bool cs_receipt_answer(struct cs_str receipt, struct cs_str entry, struct cs_str verifier, struct cs_arena *arena,
                       struct cs_receipt_answer *out, struct cs_err *err) {
  struct cs_receipt parsed;
  struct cs_hasher hasher;
  *out = (struct cs_receipt_answer){.outcome = CS_PROOF_OK};
  if (!cs_receipt_parse(receipt, arena, &parsed, err)) {
    return false;
  }
  out->n = parsed.index;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool done = check_receipt(&parsed, entry, verifier, &hasher, out, err);
  cs_hasher_deinit(&hasher);
  return done && (out->outcome != CS_PROOF_OK || read_entry(entry, arena, out, err));
}
