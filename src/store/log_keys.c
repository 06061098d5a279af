/* The log's keys: which signs at which size; must never let a key sign before its own word for it is on record.
 * Invariant: every size has at least one key. Specification: RECORD section 8. */
#include "store/reader_private.h"

#include "base/limits.h"
#include "store/log.h"

#include <stdio.h>

/* A key that was activated by entry n signs from the checkpoint that covers this entry on; the one before it, below
 * the size that was named then. */
static bool take_key(struct cs_hasher *hasher, const struct cs_json *key, struct cs_policy *out, struct cs_err *err) {
  int64_t activated = cs_json_integer(key, "activated", -1);
  if (activated < 0) {
    return true;
  }
  if (out->n == CS_LOG_KEYS_MAX) { /* the judge of log.rotate lets no further one be announced */
    return cs_err_set(err, &CS_E_LIMIT, "the log has had more than %d keys", CS_LOG_KEYS_MAX);
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

const struct cs_json *cs_log_continued(const struct cs_json *state) {
  const struct cs_json *all = cs_json_get(state, "continued");
  return all && all->n > 0 ? all->items[all->n - 1] : NULL;
}

void cs_verify_note_continued(struct cs_verify_report *report, const struct cs_entry *entry) {
  const struct cs_json *body = entry->act.body;
  report->continued = true;
  report->continued_n = (uint64_t)entry->n;
  report->continued_signed = (uint64_t)cs_json_integer(body, "signed_size", 0);
  snprintf(report->origin, sizeof report->origin, "%.*s", CS_STR_ARG(cs_json_text(body, "origin")));
  snprintf(report->former, sizeof report->former, "%.*s", CS_STR_ARG(cs_json_text(body, "former")));
}

bool cs_log_keys_of(struct cs_hasher *hasher, struct cs_str first, const struct cs_json *state, struct cs_policy *out,
                    struct cs_err *err) {
  const struct cs_json *keys = cs_json_get(state, "keys"), *continued = cs_log_continued(state);
  int64_t since = cs_json_integer(continued, "n", -1);
  out->n = 1;
  if (!cs_verifier_key_parse(&out->at[0], hasher, continued ? cs_json_text(continued, "verifier") : first, err)) {
    return false;
  }
  out->at[0].from = (uint64_t)(since + 1);
  for (size_t i = 0; keys && i < keys->n; i++) {
    bool former = cs_json_integer(keys->items[i], "announced", -1) < since;
    if (!former && !take_key(hasher, keys->items[i], out, err)) {
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
