/* Actors and their signatures, entry by entry; must never believe a key that the record had not enrolled by then.
 * Invariant: the map holds what enrolments and revocations below the present entry say. Specification: RECORD
 * section 1. */
#include "store/actors.h"

#include "store/err.h"
#include "tlog/act.h"

#include <stdio.h>
#include <string.h>

struct actor_key {
  struct cs_str officer;
  int64_t enrolled, revoked; /* entries; revoked -1: not */
};

void cs_actors_init(struct cs_actors *actors) {
  memset(actors, 0, sizeof *actors);
  cs_arena_init(&actors->arena, NULL, 0);
  cs_map_init(&actors->keys, &actors->arena);
  cs_map_init(&actors->loads, &actors->arena);
  cs_buf_init(&actors->canonical, CS_ENTRY_MAX);
}

void cs_actors_deinit(struct cs_actors *actors) {
  cs_buf_deinit(&actors->canonical);
  cs_arena_deinit(&actors->arena);
}

static bool fault(const struct cs_entry *entry, struct cs_err *err, const char *what) {
  return cs_err_set(err, &CS_E_LOG_ALTERED, "entry %lld: %s", (long long)entry->n, what);
}

static bool enrol(struct cs_actors *actors, const struct cs_entry *entry, struct cs_str key, struct cs_str officer,
                  struct cs_err *err) {
  struct cs_str kept;
  struct actor_key *actor = cs_arena_new(&actors->arena, struct actor_key, err);
  if (!actor || !cs_arena_str(&actors->arena, key, &kept, err) ||
      !cs_arena_str(&actors->arena, officer, &actor->officer, err)) {
    return false;
  }
  actor->enrolled = entry->n;
  actor->revoked = -1;
  bool fresh;
  union cs_map_value *value = cs_map_put(&actors->keys, kept, &fresh, err);
  if (!value) {
    return false;
  }
  if (!fresh) {
    struct actor_key *former = value->ptr;
    if (!cs_str_eq(former->officer, actor->officer)) {
      return fault(entry, err, "a key is enrolled that belongs to another officer");
    }
  }
  value->ptr = actor;
  return true;
}

static bool check_signature(struct cs_actors *actors, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_public_key key;
  struct cs_signature signature;
  const struct actor_key *actor = cs_map_ptr(&actors->keys, entry->act.key);
  if (!actor) {
    return fault(entry, err, "it is signed with a key that was not enrolled");
  }
  if (actor->revoked >= 0) {
    return fault(entry, err, "it is signed with a key that was revoked");
  }
  size_t n = sizeof key.bytes, m = sizeof signature.bytes;
  unsigned char padded[66];
  size_t padded_n = sizeof padded;
  if (!cs_hex_decode(entry->act.key, key.bytes, &n) || n != sizeof key.bytes ||
      !cs_base64_decode(entry->by.signature, padded, &padded_n) || padded_n != m) {
    return fault(entry, err, "its key or signature is not of the right form");
  }
  memcpy(signature.bytes, padded, m);
  cs_buf_reset(&actors->canonical);
  if (!cs_json_canonical(&actors->canonical, entry->a, err) || !cs_buf_ok(&actors->canonical, err)) {
    return false;
  }
  actors->signatures += 1;
  if (cs_act_check(&key, &actors->identity, cs_buf_str(&actors->canonical), &signature, err)) {
    return true;
  }
  if (err->code == &CS_E_OOM) {
    return false;
  }
  return cs_err_set(err, &CS_E_LOG_ALTERED, "entry %lld: the signature is not that of \"%.*s\" over this act",
                    (long long)entry->n, CS_STR_ARG(actor->officer));
}

static bool check_source(struct cs_actors *actors, const struct cs_entry *entry, struct cs_err *err) {
  char name[24];
  snprintf(name, sizeof name, "%lld", (long long)entry->by.load);
  const union cs_map_value *acts = cs_map_get(&actors->loads, cs_str_of(name));
  if (!acts) {
    return fault(entry, err, "it names a load that is not on record");
  }
  return (uint64_t)entry->by.line <= acts->number || fault(entry, err, "its load announced fewer acts");
}

static bool check_by(struct cs_actors *actors, const struct cs_entry *entry, struct cs_err *err) {
  switch (entry->by.kind) {
  case CS_BY_KEY:
    return check_signature(actors, entry, err);
  case CS_BY_SOURCE:
    return check_source(actors, entry, err);
  case CS_BY_CORE:
    break;
  }
  return entry->act.def->who == CS_WHO_FOUNDER || entry->act.def->who == CS_WHO_SYSTEM ||
         fault(entry, err, "the core may not do this act by itself");
}

/* What later entries are judged by. */
static bool learn(struct cs_actors *actors, const struct cs_entry *entry, struct cs_err *err) {
  const struct cs_json *body = entry->act.body;
  if (entry->act.def->kind == CS_ACT_RECORD_FOUND || entry->act.def->kind == CS_ACT_KEY_ENROL) {
    return enrol(actors, entry, cs_json_text(body, "key"), cs_json_text(body, "officer"), err);
  }
  if (entry->act.def->kind == CS_ACT_KEY_REVOKE) {
    struct actor_key *actor = cs_map_ptr(&actors->keys, cs_json_text(body, "key"));
    if (!actor) {
      return fault(entry, err, "it revokes a key that was not enrolled");
    }
    actor->revoked = entry->n;
  }
  if (entry->act.def->kind == CS_ACT_RECORD_LOAD) {
    struct cs_str name;
    if (!cs_arena_printf(&actors->arena, &name, err, "%lld", (long long)entry->n)) {
      return false;
    }
    union cs_map_value *value = cs_map_put(&actors->loads, name, NULL, err);
    if (!value) {
      return false;
    }
    value->number = (uint64_t)cs_json_integer(body, "acts", 0);
  }
  return true;
}

bool cs_actors_take(struct cs_actors *actors, const struct cs_entry *entry, const struct cs_hash *leaf,
                    struct cs_err *err) {
  if (entry->n == 0) {
    actors->identity = *leaf;
  }
  return check_by(actors, entry, err) && learn(actors, entry, err);
}
