/* Actors and their signatures, entry by entry; must never believe a key that the record had not enrolled by then.
 * Invariant: the map holds what enrolments and revocations below the present entry say. Specification: RECORD
 * section 1. */
#include "store/actors.h"

#include "store/err.h"
#include "tlog/act.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct actor_key {
  struct cs_str officer;
  int64_t enrolled, revoked; /* entries; revoked -1: not */
};

void cs_actors_init(struct cs_actors *actors) {
  memset(actors, 0, sizeof *actors);
  cs_arena_init(&actors->arena, NULL, 0);
  cs_arena_init(&actors->waiting_arena, NULL, 0);
  cs_map_init(&actors->keys, &actors->arena);
  cs_map_init(&actors->loads, &actors->arena);
  cs_buf_init(&actors->canonical, CS_ENTRY_MAX);
}

void cs_actors_deinit(struct cs_actors *actors) {
  cs_buf_deinit(&actors->canonical);
  cs_arena_deinit(&actors->waiting_arena);
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

/* ---- signatures, by all processors ---- */

#define THREADS_MAX 16

struct share {
  struct cs_actors *actors;
  size_t first, step;
};

static void *check_share(void *arg) {
  const struct share *share = arg;
  for (size_t i = share->first; i < share->actors->n_waiting; i += share->step) {
    struct cs_actor_signature *s = &share->actors->waiting[i];
    struct cs_err ignored;
    s->good = cs_act_check(&s->key, &share->actors->identity, s->act, &s->signature, &ignored);
  }
  return NULL;
}

static size_t count_threads(size_t signatures) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  size_t threads = n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (size_t)n;
  return signatures < 32 ? 1 : threads; /* below, a thread costs more than it saves */
}

bool cs_actors_finish(struct cs_actors *actors, struct cs_err *err) {
  pthread_t threads[THREADS_MAX];
  struct share shares[THREADS_MAX];
  bool started[THREADS_MAX] = {false};
  size_t n = count_threads(actors->n_waiting);
  for (size_t i = 1; i < n; i++) {
    shares[i] = (struct share){actors, i, n};
    started[i] = pthread_create(&threads[i], NULL, check_share, &shares[i]) == 0;
  }
  for (size_t i = 0; i < n; i++) {
    shares[i] = (struct share){actors, i, n};
    if (!started[i]) {
      check_share(&shares[i]); /* our own share, and those that got no thread */
    }
  }
  for (size_t i = 1; i < n; i++) {
    if (started[i]) {
      pthread_join(threads[i], NULL);
    }
  }
  bool good = true;
  for (size_t i = 0; good && i < actors->n_waiting; i++) {
    const struct cs_actor_signature *s = &actors->waiting[i];
    good =
        s->good || cs_err_set(err, &CS_E_LOG_ALTERED, "entry %lld: the signature is not that of \"%.*s\" over this act",
                              (long long)s->n, CS_STR_ARG(s->officer));
  }
  actors->signatures += actors->n_waiting;
  actors->n_waiting = 0;
  cs_arena_reset(&actors->waiting_arena);
  return good;
}

/* Puts the signature among those that wait. */
static bool wait_signature(struct cs_actors *actors, const struct cs_entry *entry, const struct actor_key *actor,
                           struct cs_err *err) {
  if (!actors->waiting) {
    actors->waiting = cs_arena_array(&actors->arena, struct cs_actor_signature, CS_ACTORS_WAITING, err);
    if (!actors->waiting) {
      return false;
    }
  }
  struct cs_actor_signature *s = &actors->waiting[actors->n_waiting];
  unsigned char padded[66]; /* 64 bytes of base64 decode through 66 */
  size_t n = sizeof s->key.bytes, padded_n = sizeof padded;
  if (!cs_hex_decode(entry->act.key, s->key.bytes, &n) || n != sizeof s->key.bytes ||
      !cs_base64_decode(entry->by.signature, padded, &padded_n) || padded_n != sizeof s->signature.bytes) {
    return fault(entry, err, "its key or signature is not of the right form");
  }
  memcpy(s->signature.bytes, padded, sizeof s->signature.bytes);
  s->n = entry->n;
  s->officer = actor->officer;
  cs_buf_reset(&actors->canonical);
  if (!cs_json_canonical(&actors->canonical, entry->a, err) || !cs_buf_ok(&actors->canonical, err) ||
      !cs_arena_str(&actors->waiting_arena, cs_buf_str(&actors->canonical), &s->act, err)) {
    return false;
  }
  actors->n_waiting += 1;
  return actors->n_waiting < CS_ACTORS_WAITING || cs_actors_finish(actors, err);
}

static bool check_signature(struct cs_actors *actors, const struct cs_entry *entry, struct cs_err *err) {
  const struct actor_key *actor = cs_map_ptr(&actors->keys, entry->act.key);
  if (!actor) {
    return fault(entry, err, "it is signed with a key that was not enrolled");
  }
  if (actor->revoked >= 0) {
    return fault(entry, err, "it is signed with a key that was revoked");
  }
  return wait_signature(actors, entry, actor, err);
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
static bool revoke(struct cs_actors *actors, const struct cs_entry *entry, struct cs_str key, struct cs_err *err) {
  struct actor_key *actor = cs_map_ptr(&actors->keys, key);
  if (!actor) {
    return fault(entry, err, "it revokes a key that was not enrolled");
  }
  actor->revoked = entry->n;
  return true;
}

static bool learn(struct cs_actors *actors, const struct cs_entry *entry, struct cs_err *err) {
  const struct cs_json *body = entry->act.body;
  if (entry->act.def->kind == CS_ACT_RECORD_FOUND || entry->act.def->kind == CS_ACT_KEY_ENROL) {
    struct cs_str replaces = cs_json_text(body, "replaces");
    return (replaces.len == 0 || revoke(actors, entry, replaces, err)) &&
           enrol(actors, entry, cs_json_text(body, "key"), cs_json_text(body, "officer"), err);
  }
  if (entry->act.def->kind == CS_ACT_KEY_REVOKE) {
    return revoke(actors, entry, cs_json_text(body, "key"), err);
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
