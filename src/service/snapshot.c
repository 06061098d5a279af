/* The snapshot. Must never evaluate a question: review does. */
#include "service/snapshot.h"

#include "model/fold.h"
#include "review/judge.h"
#include "review/view.h"
#include "tlog/hash.h"

/* The kinds of subject that the catalogue keeps. */
static const char *const prefixes[] = {"party:", "calendar:", "item:", "group:", "mandate:", "regime:"};

bool cs_snapshot_init(struct cs_snapshot *snapshot, struct cs_err *err) {
  *snapshot = (struct cs_snapshot){0};
  cs_arena_init(&snapshot->arena, NULL, 0);
  snapshot->catalogue = cs_catalogue_new(err);
  snapshot->stale = true;
  return snapshot->catalogue != NULL;
}

void cs_snapshot_deinit(struct cs_snapshot *snapshot) {
  cs_catalogue_free(snapshot->catalogue);
  cs_arena_deinit(&snapshot->arena);
}

static bool clear(struct cs_snapshot *snapshot, struct cs_err *err) {
  struct cs_catalogue *fresh = cs_catalogue_new(err);
  if (!fresh) {
    return false;
  }
  cs_catalogue_free(snapshot->catalogue);
  snapshot->catalogue = fresh;
  snapshot->stale = true;
  return true;
}

bool cs_snapshot_put(struct cs_snapshot *snapshot, struct cs_str subject, const struct cs_json *state, struct cs_err *err) {
  bool regimes = false;
  bool done = cs_catalogue_put(snapshot->catalogue, subject, state, &regimes, err);
  snapshot->stale = snapshot->stale || regimes;
  return done;
}

struct reading {
  struct cs_snapshot *snapshot;
  struct cs_arena arena; /* of one state, then reset */
};

static bool take_state(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct reading *reading = ctx;
  struct cs_json *state;
  (void)n;
  cs_arena_reset(&reading->arena);
  return cs_json_parse(&reading->arena, subject, bytes, &state, err) &&
         cs_snapshot_put(reading->snapshot, subject, state, err);
}

bool cs_snapshot_read(struct cs_snapshot *snapshot, struct cs_reader *reader, struct cs_err *err) {
  struct reading reading = {.snapshot = snapshot};
  struct cs_head head;
  if (!clear(snapshot, err) || !cs_reader_begin(reader, &head, err)) {
    return false;
  }
  cs_arena_init(&reading.arena, NULL, 0);
  bool done = true;
  for (size_t i = 0; done && i < sizeof prefixes / sizeof prefixes[0]; i++) {
    done = cs_reader_states(reader, cs_str_of(prefixes[i]), take_state, &reading, err);
  }
  cs_arena_deinit(&reading.arena);
  cs_reader_end(reader);
  snapshot->size = head.size;
  return done;
}

/* ------------------------------------------------------------------ the record as it stood */

static bool fold_one(struct cs_map *states, struct cs_arena *arena, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  if (!cs_act_subjects(arena, &entry->act, subjects, &n, err)) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    struct cs_json *next;
    union cs_map_value *slot = cs_map_put(states, subjects[i], NULL, err);
    if (!slot || !cs_fold(arena, subjects[i], slot->ptr, entry, &next, err)) {
      return false;
    }
    slot->ptr = next;
  }
  return true;
}

bool cs_snapshot_replay(struct cs_snapshot *snapshot, struct cs_reader *reader, uint64_t size, struct cs_arena *arena,
                        struct cs_map *states, struct cs_err *err) {
  struct cs_map own;
  if (!states) {
    states = &own;
  }
  cs_map_init(states, arena);
  if (!clear(snapshot, err)) {
    return false;
  }
  for (uint64_t n = 0; n < size; n++) {
    struct cs_entry entry;
    if (!cs_reader_entry_opened(reader, arena, n, &entry, err) || !fold_one(states, arena, &entry, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < states->n; i++) {
    if (!cs_snapshot_put(snapshot, states->at[i].key, states->at[i].value.ptr, err)) {
      return false;
    }
  }
  snapshot->size = size;
  return true;
}

/* ------------------------------------------------------------------ rules */

static bool digest_of(const struct cs_rules_text *texts, size_t n, struct cs_hash *out, struct cs_err *err) {
  struct cs_hasher hasher;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  struct cs_buf all;
  cs_buf_init(&all, CS_FILE_MAX);
  for (size_t i = 0; i < n; i++) {
    struct cs_hash one;
    cs_hash_bytes(&hasher, texts[i].text, &one);
    cs_buf_add(&all, texts[i].file);
    cs_buf_byte(&all, '\n');
    cs_buf_add(&all, cs_hash_str(&one));
  }
  cs_hash_bytes(&hasher, cs_buf_str(&all), out);
  bool done = cs_buf_ok(&all, err);
  cs_buf_deinit(&all);
  cs_hasher_deinit(&hasher);
  return done;
}

bool cs_snapshot_rules(struct cs_snapshot *snapshot, cs_snapshot_blob *blob, void *ctx, struct cs_err *err) {
  if (!snapshot->stale) {
    return true;
  }
  struct cs_review_world world = {.catalogue = snapshot->catalogue};
  struct cs_bench bench = {.world = &world, .ctx = ctx, .blob = blob};
  struct cs_findings findings = {0};
  struct cs_rules_text *texts;
  size_t n;
  cs_arena_reset(&snapshot->arena);
  snapshot->rules = NULL;
  if (!cs_judge_texts(&bench, (struct cs_rules_text){0}, &snapshot->arena, &texts, &n, err) ||
      !cs_rules_compile(&snapshot->arena, cs_review_schema(), texts, n, &findings, &snapshot->rules, err) ||
      !digest_of(texts, n, &snapshot->digest, err)) {
    return false;
  }
  snapshot->stale = false;
  return true;
}
