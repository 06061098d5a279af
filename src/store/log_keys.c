/* The log's keys: which signs at which size; must never let a key sign before its own word for it is on record.
 * Invariant: every size has at least one key. Specification: RECORD section 8. */
#include "store/reader_private.h"

#include "base/limits.h"

/* A key that was activated by entry n signs from the checkpoint that covers this entry on; the one before it, below
 * the size that was named then. */
static bool take_key(struct cs_hasher *hasher, const struct cs_json *key, struct cs_policy *out, struct cs_err *err) {
  int64_t activated = cs_json_integer(key, "activated", -1);
  if (activated < 0) {
    return true;
  }
  if (out->n == CS_POLICY_KEYS_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "the log has had more than %d keys", CS_POLICY_KEYS_MAX);
  }
  struct cs_verifier_key *slot = &out->at[out->n];
  if (!cs_verifier_key_parse(slot, hasher, cs_json_text(key, "verifier"), err)) {
    return false;
  }
  slot->from = (uint64_t)activated + 1;
  out->at[out->n - 1].until = (uint64_t)cs_json_integer(key, "until", INT64_MAX);
  out->n += 1;
  return true;
}

bool cs_log_keys_of(struct cs_hasher *hasher, struct cs_str first, const struct cs_json *state, struct cs_policy *out,
                    struct cs_err *err) {
  const struct cs_json *keys = cs_json_get(state, "keys");
  out->n = 1;
  if (!cs_verifier_key_parse(&out->at[0], hasher, first, err)) {
    return false;
  }
  for (size_t i = 0; keys && i < keys->n; i++) {
    if (!take_key(hasher, keys->items[i], out, err)) {
      return false;
    }
  }
  return true;
}

bool cs_reader_log_keys(struct cs_reader *reader, struct cs_arena *arena, struct cs_policy *out, struct cs_err *err) {
  struct cs_state state;
  struct cs_json *tree = NULL;
  struct cs_str first;
  return cs_arena_str(arena, reader->founding.verifier, &first, err) &&
         cs_reader_state(reader, arena, CS_STR("log:"), &state, err) &&
         (!state.found || cs_json_parse(arena, CS_STR("log:"), state.bytes, &tree, err)) &&
         cs_log_keys_of(&reader->hasher, first, tree, out, err);
}
