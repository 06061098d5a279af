/* The snapshot. Must never evaluate a question: review does. */
#include "service/snapshot.h"

#include "review/judge.h"
#include "tlog/hash.h"

#include <stdlib.h>

/* Entries behind which it is cheaper to read everything anew. */
#define FOLLOW_MAX 2000

/* Items a question: of so many fewer it costs less to walk what the item asked about depends on than to settle the catalogue. */
#define SETTLE_ITEMS 256

/* The kinds of subject that the catalogue keeps. Those whose order tells (rules are compiled, and chains of mandates looked for, in
 * order of first entry) have a list in their state whose elements name their entries. */
static const struct {
  const char *prefix;
  const char *lists[2];
} kinds[] = {
    {"party:", {NULL}}, {"calendar:", {NULL}},          {"item:", {NULL}},
    {"group:", {NULL}}, {"mandate:", {"grants", NULL}}, {"regime:", {"texts", "former"}},
    {"stock:", {NULL}},
};

bool cs_snapshot_init(struct cs_snapshot *snapshot, struct cs_err *err) {
  *snapshot = (struct cs_snapshot){0};
  cs_arena_init(&snapshot->arena, NULL, 0);
  snapshot->catalogue = cs_catalogue_new(err);
  snapshot->stale = true;
  return snapshot->catalogue != NULL;
}

void cs_snapshot_deinit(struct cs_snapshot *snapshot) {
  cs_catalogue_free(snapshot->catalogue);
  snapshot->catalogue = NULL;
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

bool cs_snapshot_put(struct cs_snapshot *snapshot, struct cs_str subject, const struct cs_json *state,
                     struct cs_err *err) {
  bool regimes = false;
  bool done = cs_catalogue_put(snapshot->catalogue, subject, state, &regimes, err);
  snapshot->stale = snapshot->stale || regimes;
  return done;
}

/* Settles the catalogue once so many questions were asked of it as it is. */
static bool settle(struct cs_snapshot *snapshot, struct cs_err *err) {
  if (cs_catalogue_contents(snapshot->catalogue) ||
      snapshot->walked++ < cs_catalogue_n_items(snapshot->catalogue) / SETTLE_ITEMS) {
    return true;
  }
  snapshot->walked = 0;
  return cs_catalogue_settle(snapshot->catalogue, err);
}

/* ------------------------------------------------------------------ from the states */

struct read_state {
  struct cs_str subject;
  struct cs_json *state;
  int64_t first; /* entry */
};

struct reading {
  struct cs_snapshot *snapshot;
  const char *const *lists; /* NULL at first: the order does not tell */
  struct cs_arena arena;    /* of one state, then reset; with lists, of all of the kind */
  struct {
    struct read_state *at;
    size_t n, cap;
  } states;
};

static int64_t first_entry(const struct cs_json *state, const char *const *lists) {
  int64_t first = INT64_MAX;
  for (size_t i = 0; i < 2 && lists[i]; i++) {
    const struct cs_json *list = cs_json_get(state, lists[i]);
    for (size_t k = 0; list && k < list->n; k++) {
      int64_t n = cs_json_integer(list->items[k], "n", INT64_MAX);
      first = n < first ? n : first;
    }
  }
  return first;
}

static bool take_state(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct reading *reading = ctx;
  struct cs_json *state;
  (void)n;
  if (!reading->lists[0]) {
    cs_arena_reset(&reading->arena);
    return cs_json_parse(&reading->arena, subject, bytes, &state, err) &&
           cs_snapshot_put(reading->snapshot, subject, state, err);
  }
  struct read_state *slot = cs_list_push(&reading->arena, &reading->states, err);
  if (!slot || !cs_arena_str(&reading->arena, subject, &slot->subject, err) ||
      !cs_json_parse(&reading->arena, subject, bytes, &slot->state, err)) {
    return false;
  }
  slot->first = first_entry(slot->state, reading->lists);
  return true;
}

static int by_first_entry(const void *a, const void *b) {
  const struct read_state *one = a, *other = b;
  return (one->first > other->first) - (one->first < other->first);
}

static bool put_in_order(struct reading *reading, struct cs_err *err) {
  if (reading->states.n > 0) {
    qsort(reading->states.at, reading->states.n, sizeof *reading->states.at, by_first_entry);
  }
  for (size_t i = 0; i < reading->states.n; i++) {
    if (!cs_snapshot_put(reading->snapshot, reading->states.at[i].subject, reading->states.at[i].state, err)) {
      return false;
    }
  }
  return true;
}

static bool read_kind(struct cs_snapshot *snapshot, struct cs_reader *reader, size_t kind, struct cs_err *err) {
  struct reading reading = {.snapshot = snapshot, .lists = kinds[kind].lists};
  cs_arena_init(&reading.arena, NULL, 0);
  bool done =
      cs_reader_states(reader, cs_str_of(kinds[kind].prefix), take_state, &reading, err) && put_in_order(&reading, err);
  cs_arena_deinit(&reading.arena);
  return done;
}

static bool read_all(struct cs_snapshot *snapshot, struct cs_reader *reader, uint64_t size, struct cs_err *err) {
  bool done = clear(snapshot, err);
  for (size_t i = 0; done && i < sizeof kinds / sizeof kinds[0]; i++) {
    done = read_kind(snapshot, reader, i, err);
  }
  snapshot->size = done ? size : 0;
  return done;
}

bool cs_snapshot_read(struct cs_snapshot *snapshot, struct cs_reader *reader, struct cs_err *err) {
  struct cs_head head;
  if (!cs_reader_begin(reader, &head, err)) {
    return false;
  }
  bool done = read_all(snapshot, reader, head.size, err);
  cs_reader_end(reader);
  return done;
}

/* ------------------------------------------------------------------ from where it is */

struct following {
  struct cs_arena arena;
  struct cs_map subjects; /* that changed, in order of entry */
};

static bool note_subjects(void *ctx, uint64_t n, struct cs_str bytes, struct cs_err *err) {
  struct following *f = ctx;
  struct cs_entry entry;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t count;
  (void)n;
  if (!cs_entry_read(&f->arena, bytes, &entry, err) || !cs_act_subjects(&f->arena, &entry.act, subjects, &count, err)) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    struct cs_str subject = subjects[i];
    if (!cs_map_get(&f->subjects, subject) &&
        (!cs_arena_str(&f->arena, subject, &subject, err) || !cs_map_put(&f->subjects, subject, NULL, err))) {
      return false;
    }
  }
  return true;
}

static bool take_changed(struct cs_snapshot *snapshot, struct cs_reader *reader, struct following *f,
                         struct cs_err *err) {
  for (size_t i = 0; i < f->subjects.n; i++) {
    struct cs_str subject = f->subjects.at[i].key;
    struct cs_state state;
    struct cs_json *json;
    if (!cs_reader_state(reader, &f->arena, subject, &state, err) ||
        (state.found && (!cs_json_parse(&f->arena, subject, state.bytes, &json, err) ||
                         !cs_snapshot_put(snapshot, subject, json, err)))) {
      return false;
    }
  }
  return true;
}

bool cs_snapshot_follow(struct cs_snapshot *snapshot, struct cs_reader *reader, const struct cs_head *head,
                        struct cs_err *err) {
  if (snapshot->size == head->size) {
    return true;
  }
  if (snapshot->size == 0 || snapshot->size > head->size || head->size - snapshot->size > FOLLOW_MAX) {
    return read_all(snapshot, reader, head->size, err);
  }
  struct following f;
  cs_arena_init(&f.arena, NULL, 0);
  cs_map_init(&f.subjects, &f.arena);
  bool done = cs_reader_entries(reader, snapshot->size, head->size, note_subjects, &f, err) &&
              take_changed(snapshot, reader, &f, err);
  cs_arena_deinit(&f.arena);
  snapshot->size = done ? head->size : 0; /* half of it is none */
  return done;
}

/* ------------------------------------------------------------------ rules */

static void add_digests(struct cs_hasher *hasher, const struct cs_rules_text *texts, size_t n, struct cs_buf *all) {
  for (size_t i = 0; i < n; i++) {
    struct cs_hash one;
    cs_hash_bytes(hasher, texts[i].text, &one);
    cs_buf_add(all, texts[i].file);
    cs_buf_byte(all, '\n');
    cs_buf_add(all, cs_hash_str(&one));
  }
}

static bool digest_of(const struct cs_rules_sources *sources, struct cs_hash *out, struct cs_err *err) {
  struct cs_hasher hasher;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  struct cs_buf all;
  cs_buf_init(&all, CS_FILE_MAX);
  add_digests(&hasher, sources->texts, sources->n_texts, &all);
  add_digests(&hasher, sources->tables, sources->n_tables, &all);
  cs_hash_bytes(&hasher, cs_buf_str(&all), out);
  bool done = cs_buf_ok(&all, err);
  cs_buf_deinit(&all);
  cs_hasher_deinit(&hasher);
  return done;
}

bool cs_snapshot_rules(struct cs_snapshot *snapshot, cs_snapshot_blob *blob, void *ctx, struct cs_err *err) {
  if (!settle(snapshot, err)) {
    return false;
  }
  if (!snapshot->stale) {
    return true;
  }
  struct cs_review_world world = {.catalogue = snapshot->catalogue};
  struct cs_bench bench = {.world = &world, .ctx = ctx, .blob = blob};
  struct cs_findings findings = {0};
  struct cs_rules_sources sources = {0};
  cs_arena_reset(&snapshot->arena);
  snapshot->rules = NULL;
  if (!cs_judge_sources(&bench, NULL, &snapshot->arena, &sources, err) ||
      !cs_rules_compile(&snapshot->arena, cs_review_schema(), &sources, &findings, &snapshot->rules, err) ||
      !cs_view_plan(snapshot->rules, &snapshot->arena, &snapshot->plan, err) ||
      !digest_of(&sources, &snapshot->digest, err)) {
    return false;
  }
  snapshot->stale = false;
  return true;
}
