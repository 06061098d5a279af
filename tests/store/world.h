/* A store in a folder of its own, with a first officer and a clock that stands still, and acts put into it by one call.
 */
#ifndef CS_TEST_STORE_WORLD_H
#define CS_TEST_STORE_WORLD_H

#include "support/test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/fold.h"
#include "os/file.h"
#include "os/fixed.h"
#include "store/batch.h"
#include "store/log.h"
#include "store/reader.h"
#include "store/record.h"
#include "tlog/act.h"
#include "tlog/receipt.h"
#include "tlog/seal.h"

#define ORIGIN     "test.example/review"
#define KEY_FOLDER "test.example-review"
#define SECOND     INT64_C(1000000)
#define DAY        (INT64_C(86400) * SECOND)

struct world {
  struct cs_arena arena;
  struct cs_err err;
  struct cs_os_fixed clock;
  const struct cs_os *os;
  struct cs_hasher hasher;
  struct cs_str folder, store, keys, out;
  struct cs_key officer; /* us.registry/clerk */
  struct cs_str officer_hex;
  unsigned salts;
};

static inline struct cs_str world_path(struct world *w, const char *name) {
  struct cs_str out;
  assert_ok(cs_path_join(&w->arena, w->folder, cs_str_of(name), &out, &w->err), &w->err);
  return out;
}

static inline struct cs_str world_hex(struct world *w, const void *bytes, size_t n) {
  struct cs_buf buf;
  struct cs_str out;
  cs_buf_init(&buf, 1024);
  cs_buf_hex(&buf, bytes, n);
  assert_ok(cs_arena_str(&w->arena, cs_buf_str(&buf), &out, &w->err), &w->err);
  cs_buf_deinit(&buf);
  return out;
}

static inline int world_setup(void **state) {
  struct world *w = calloc(1, sizeof *w);
  assert_non_null(w);
  static const unsigned char seed[32] = {7, 1, 2};
  cs_arena_init(&w->arena, NULL, 0);
  w->os = cs_os_fixed_clock(&w->clock, cs_os_real(), INT64_C(1756112400) * SECOND); /* 2025-08-25T09:00Z */
  assert_ok(cs_hasher_init(&w->hasher, &w->err), &w->err);
  assert_ok(cs_folder_make_temporary(w->os, &w->arena, CS_STR("countersign-store"), &w->folder, &w->err), &w->err);
  w->store = world_path(w, "review.db");
  w->keys = world_path(w, "keys");
  w->out = world_path(w, "out");
  assert_ok(cs_key_init(&w->officer, (struct cs_str){(const char *)seed, 32}, &w->err), &w->err);
  w->officer_hex = world_hex(w, w->officer.public_key.bytes, 32);
  *state = w;
  return 0;
}

static inline int world_teardown(void **state) {
  struct world *w = *state;
  assert_ok(cs_folder_remove(w->os, w->folder, &w->err), &w->err);
  cs_key_deinit(&w->officer);
  cs_hasher_deinit(&w->hasher);
  cs_arena_deinit(&w->arena);
  free(w);
  return 0;
}

static inline struct cs_found world_found(const struct world *w) {
  struct cs_found found = {.origin = CS_STR(ORIGIN), .officer = CS_STR("us.registry/clerk")};
  memcpy(found.key, w->officer.public_key.bytes, 32);
  return found;
}

static inline struct cs_record *world_create(struct world *w) {
  struct cs_found found = world_found(w);
  struct cs_record *record = cs_record_create(w->os, w->store, w->keys, &found, &w->err);
  assert_ok(record != NULL, &w->err);
  return record;
}

static inline struct cs_record_options world_options(const struct world *w) {
  return (struct cs_record_options){.mode = CS_RECORD_WRITE, .keys_dir = w->keys};
}

static inline struct cs_record *world_open(struct world *w) {
  struct cs_record_options options = world_options(w);
  struct cs_record *record = cs_record_open(w->os, w->store, &options, &w->err);
  assert_ok(record != NULL, &w->err);
  return record;
}

static inline struct cs_json *world_json(struct world *w, struct cs_arena *arena, const char *text) {
  struct cs_json *json = NULL;
  assert_ok(cs_json_parse(arena, CS_STR("test"), cs_str_of(text), &json, &w->err), &w->err);
  return json;
}

/* An entry of the flat act, sealed and signed by the first officer. `out` is O, NULL for {}. */
static inline struct cs_entry world_entry(struct world *w, struct cs_arena *arena, const struct cs_record *record,
                                          const char *flat, const char *out) {
  struct cs_entry entry = {.by = {.kind = CS_BY_KEY}};
  struct cs_signature signature;
  struct cs_buf buf;
  assert_ok(cs_act_decode(arena, CS_STR("test"), world_json(w, arena, flat), &entry.act, &w->err), &w->err);
  entry.act.key = w->officer_hex;
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    struct cs_opening *opening = &entry.act.seals[seal];
    struct cs_hash commitment;
    struct cs_json *value;
    assert_ok(cs_act_sealed_fields(arena, &entry.act, seal, &value, &w->err), &w->err);
    if (!value) {
      continue;
    }
    opening->present = true;
    opening->value = value;
    memset(opening->salt, (int)++w->salts, sizeof opening->salt);
    cs_buf_init(&buf, 1 << 20);
    assert_ok(cs_json_canonical(&buf, value, &w->err), &w->err);
    assert_ok(cs_seal_commit(&w->hasher, (struct cs_str){(const char *)opening->salt, 32}, cs_buf_str(&buf),
                             &commitment, &w->err),
              &w->err);
    memcpy(opening->commitment, commitment.bytes, 32);
    cs_buf_deinit(&buf);
  }
  assert_ok(cs_act_to_record(arena, &entry.act, &entry.a, &w->err), &w->err);
  cs_buf_init(&buf, 1 << 20);
  assert_ok(cs_json_canonical(&buf, entry.a, &w->err), &w->err);
  assert_ok(cs_act_sign(&w->officer, cs_record_identity(record), cs_buf_str(&buf), &signature, &w->err), &w->err);
  cs_buf_reset(&buf);
  cs_buf_base64(&buf, signature.bytes, sizeof signature.bytes);
  assert_ok(cs_arena_str(arena, cs_buf_str(&buf), &entry.by.signature, &w->err), &w->err);
  cs_buf_deinit(&buf);
  entry.out = world_json(w, arena, out ? out : "{}");
  return entry;
}

static inline cs_time world_now(struct world *w) {
  cs_time now;
  assert_ok(w->os->now(w->os->ctx, &now, &w->err), &w->err);
  return now;
}

/* Appends one act; fails the test if that fails. */
static inline struct cs_appended world_append(struct world *w, struct cs_batch *batch, struct cs_record *record,
                                              const char *flat, const char *out) {
  struct cs_appended appended;
  struct cs_entry entry = world_entry(w, cs_batch_arena(batch), record, flat, out);
  assert_ok(cs_batch_append(batch, &entry, world_now(w), NULL, 0, &appended, &w->err), &w->err);
  return appended;
}

static inline struct cs_batch *world_begin(struct world *w, struct cs_record *record) {
  struct cs_batch *batch = cs_batch_begin(record, NULL, &w->err);
  assert_ok(batch != NULL, &w->err);
  return batch;
}

/* One act in a batch of its own. */
static inline struct cs_appended world_act_out(struct world *w, struct cs_record *record, const char *flat,
                                               const char *out) {
  struct cs_batch *batch = world_begin(w, record);
  struct cs_appended appended = world_append(w, batch, record, flat, out);
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  assert_ok(cs_arena_str(&w->arena, appended.bytes, &appended.bytes, &w->err), &w->err);
  cs_batch_end(batch);
  return appended;
}

static inline struct cs_appended world_act(struct world *w, struct cs_record *record, const char *flat) {
  return world_act_out(w, record, flat, NULL);
}

/* n items, in one batch. */
static inline void world_fill(struct world *w, struct cs_record *record, int from, int n) {
  struct cs_batch *batch = world_begin(w, record);
  for (int i = from; i < from + n; i++) {
    char flat[200];
    snprintf(flat, sizeof flat, "{\"act\":\"item.register\",\"item\":\"item-%05d\",\"kind\":\"munition\"}", i);
    world_append(w, batch, record, flat, NULL);
  }
  assert_ok(cs_batch_commit(batch, &w->err), &w->err);
  cs_batch_end(batch);
}

static inline struct cs_reader *world_reader(struct world *w) {
  struct cs_reader *reader = cs_reader_open(w->os, w->store, w->keys, &w->err);
  assert_ok(reader != NULL, &w->err);
  return reader;
}

static inline uint64_t world_size(struct world *w) {
  struct cs_head head;
  struct cs_reader *reader = world_reader(w);
  assert_ok(cs_reader_head(reader, &head, &w->err), &w->err);
  cs_reader_close(reader);
  return head.size;
}

static inline bool world_verify(struct world *w, struct cs_verify_report *report) {
  struct cs_verify_options options = {.acts = true, .projections = true, .keys_dir = w->keys};
  return cs_log_verify(w->os, w->store, &options, report, &w->err);
}

static inline void world_assert_whole(struct world *w) {
  struct cs_verify_report report;
  assert_ok(world_verify(w, &report), &w->err);
}

/* The bytes of a file, and putting them back. */
static inline struct cs_str world_read(struct world *w, struct cs_str path) {
  struct cs_str bytes;
  assert_ok(cs_file_read(w->os, &w->arena, path, 64u << 20, &bytes, &w->err), &w->err);
  return bytes;
}
static inline void world_write(struct world *w, struct cs_str path, struct cs_str bytes) {
  assert_ok(cs_file_write(w->os, path, bytes, &w->err), &w->err);
}
static inline bool world_exists(struct world *w, struct cs_str path) {
  struct cs_file_info info;
  assert_ok(w->os->path_info(w->os->ctx, path, &info, &w->err), &w->err);
  return info.kind != CS_FILE_NONE;
}

/* Is the text somewhere in the error's? */
#define assert_says(err, part)                                                                                         \
  do {                                                                                                                 \
    if (cs_str_find(cs_str_of((err)->text), cs_str_of(part)) == SIZE_MAX) {                                            \
      fail_msg("\"%s\" does not say \"%s\"", (err)->text, (part));                                                     \
    }                                                                                                                  \
  } while (0)

#define ITEM(id) "{\"act\":\"item.register\",\"item\":\"" id "\",\"kind\":\"munition\"}"
#define FACT(id) "{\"act\":\"item.fact\",\"item\":\"" id "\",\"name\":\"range_max\",\"value\":\"280 mi\"}"
#define CASE(id)                                                                                                       \
  "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"" id                                               \
  "\",\"request\":{\"act\":\"use\",\"item\":\"eram\",\"user\":\"ua.armed-forces\",\"area\":\"RU-KRS\"}}"
#define CASE_OUT                                                                                                       \
  "{\"consents\":[{\"approver\":\"gb.mod\",\"regime\":\"gb.supply\"},{\"approver\":\"us.secdef\","                     \
  "\"regime\":\"us.long-range\"}],\"officer\":\"us.registry/clerk\",\"verdict\":\"needs-approval\"}"
#define DECIDE(id, who, how)                                                                                           \
  "{\"act\":\"case.decide\",\"office\":\"" who "\",\"case\":\"" id "\",\"version\":1,\"consent\":\"" who               \
  "\",\"outcome\":\"" how "\",\"reason\":\"secret grounds\"}"

#endif
