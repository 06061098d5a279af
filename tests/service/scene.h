/* A record under a service, in a folder of its own: officers with keys, a clock that moves when it is told to, acts made
 * from their flat form and handed in. For the tests of service and for the soak. */
#ifndef CS_TEST_SERVICE_SCENE_H
#define CS_TEST_SERVICE_SCENE_H

#include "support/test.h"

#include <stdlib.h>

#include "os/file.h"
#include "os/fixed.h"
#include "service/log.h"
#include "service/query.h"
#include "service/service.h"
#include "store/err.h"
#include "store/log.h"

#define SCENE_SECOND INT64_C(1000000)
#define SCENE_HOUR   (3600 * SCENE_SECOND)
#define SCENE_DAY    (24 * SCENE_HOUR)
#define SCENE_START  (INT64_C(1756112400) * SCENE_SECOND) /* 2025-08-25T09:00Z */

#define REGISTRY "us.registry"

struct scene {
  struct cs_arena arena; /* lives as long as the scene */
  struct cs_err err;
  struct cs_os_fixed clock;
  const struct cs_os *os;
  struct cs_str folder, store, keys;
  struct cs_service_options options; /* for scene_open; tests may change it before */
  struct cs_officer_key clerk;       /* us.registry/clerk, the registrar */
  uint64_t seeds;
};

static inline struct cs_str scene_path(struct scene *s, const char *name) {
  struct cs_str out;
  assert_ok(cs_path_join(&s->arena, s->folder, cs_str_of(name), &out, &s->err), &s->err);
  return out;
}

/* A key of a seed that counts up, so that a run comes back the same. */
static inline void scene_key(struct scene *s, const char *officer, struct cs_officer_key *out) {
  unsigned char seed[CS_KEY_SEED_SIZE] = {42};
  s->seeds++;
  memcpy(seed + 8, &s->seeds, sizeof s->seeds);
  assert_ok(cs_key_init(&out->key, (struct cs_str){(const char *)seed, sizeof seed}, &s->err), &s->err);
  assert_ok(cs_arena_str(&s->arena, cs_str_of(officer), &out->officer, &s->err), &s->err);
  for (size_t i = 0; i < 32; i++) {
    snprintf(out->hex + 2 * i, 3, "%02x", out->key.public_key.bytes[i]);
  }
}

static inline void scene_init(struct scene *s) {
  memset(s, 0, sizeof *s);
  cs_arena_init(&s->arena, NULL, 0);
  s->os = cs_os_fixed_clock(&s->clock, cs_os_real(), SCENE_START);
  assert_ok(cs_folder_make_temporary(s->os, &s->arena, CS_STR("countersign-service"), &s->folder, &s->err), &s->err);
  s->store = scene_path(s, "review.db");
  s->keys = scene_path(s, "keys");
  s->options = (struct cs_service_options){.path = s->store, .keys = s->keys, .write = true};
  scene_key(s, REGISTRY "/clerk", &s->clerk);
}

static inline void scene_deinit(struct scene *s) {
  cs_key_deinit(&s->clerk.key);
  assert_ok(cs_folder_remove(s->os, s->folder, &s->err), &s->err);
  cs_arena_deinit(&s->arena);
}

static inline void scene_found(struct scene *s, bool trial) {
  struct cs_found found = {.origin = CS_STR("test.example/review"), .officer = s->clerk.officer, .trial = trial};
  memcpy(found.key, s->clerk.key.public_key.bytes, sizeof found.key);
  struct cs_record *record = cs_record_create(s->os, s->store, s->keys, &found, &s->err);
  assert_ok(record != NULL, &s->err);
  cs_record_close(record);
}

static inline void scene_open(struct scene *s, struct cs_service *service) {
  assert_ok(cs_service_open(service, s->os, &s->options, &s->err), &s->err);
}

/* The act of a flat form. What its actor had seen: as it says, else `saw`. */
static inline bool scene_decode(struct cs_arena *arena, const char *flat, int64_t saw, struct cs_act *act,
                                struct cs_err *err) {
  struct cs_json *json;
  if (!cs_json_parse(arena, CS_STR("test"), cs_str_of(flat), &json, err) ||
      !cs_act_decode(arena, CS_STR("test"), json, act, err)) {
    return false;
  }
  if (!cs_json_get(json, "saw")) {
    act->saw = saw;
  }
  if (act->office.len == 0) {
    act->office = CS_STR(REGISTRY);
  }
  return true;
}

/* Signed by `key`, or a source's (NULL); `blob` empty: none. */
static inline bool scene_submit(const struct cs_service *service, struct cs_arena *arena, const struct cs_act *act,
                                const struct cs_officer_key *key, struct cs_str blob, struct cs_submission *out,
                                struct cs_err *err) {
  if (!cs_submission_make(service->os, arena, act, key, &service->identity, out, err)) {
    return false;
  }
  if (!key) {
    out->by = (struct cs_by){.kind = CS_BY_SOURCE, .line = 1};
  }
  return (blob.len == 0 || cs_submission_blob(arena, out, blob, err)) &&
         cs_submission_check(out, &service->identity, arena, err);
}

static inline void scene_submission(struct scene *s, const struct cs_service *service, struct cs_arena *arena,
                                    const char *flat, int64_t saw, const struct cs_officer_key *key,
                                    struct cs_submission *out) {
  struct cs_act act;
  assert_ok(scene_decode(arena, flat, saw, &act, &s->err), &s->err);
  assert_ok(scene_submit(service, arena, &act, key, CS_STR_NONE, out, &s->err), &s->err);
}

/* One act by itself. The result lies in the scene's arena. */
static inline struct cs_result scene_act(struct scene *s, struct cs_service *service, const char *flat, int64_t saw,
                                         const struct cs_officer_key *key) {
  struct cs_submission submission;
  scene_submission(s, service, &s->arena, flat, saw, key, &submission);
  struct cs_job job = {.submission = &submission, .arena = &s->arena};
  struct cs_job *jobs[] = {&job};
  assert_ok(cs_service_act(service, jobs, 1, false, &s->err), &s->err);
  return job.result;
}

static inline void scene_assert_done(const struct cs_result *result) {
  if (result->outcome == CS_OUTCOME_REFUSED) {
    fail_msg("refused: %s: %.*s", result->reasons[0].code->slug, CS_STR_ARG(result->reasons[0].text));
  }
  if (result->outcome == CS_OUTCOME_ERROR) {
    fail_msg("error: %s: %s", result->error.code ? result->error.code->slug : "(no code)", result->error.text);
  }
}

static inline bool scene_refused_for(const struct cs_result *result, const struct cs_code *code) {
  for (size_t i = 0; result->outcome == CS_OUTCOME_REFUSED && i < result->n_reasons; i++) {
    if (result->reasons[i].code == code) {
      return true;
    }
  }
  return false;
}

#define assert_refused(result, expected)                                                                               \
  do {                                                                                                                 \
    const struct cs_result *result_ = &(result);                                                                       \
    if (!scene_refused_for(result_, &(expected))) {                                                                    \
      fail_msg("outcome %d, %s; expected to be refused for %s", (int)result_->outcome,                                 \
               result_->n_reasons > 0 ? result_->reasons[0].code->slug                                                 \
                                      : (result_->outcome == CS_OUTCOME_ERROR ? result_->error.text : "no reason"),    \
               (expected).slug);                                                                                       \
    }                                                                                                                  \
  } while (0)

static inline uint64_t scene_size(struct scene *s) {
  struct cs_head head;
  struct cs_reader *reader = cs_reader_open(s->os, s->store, CS_STR_NONE, &s->err);
  assert_ok(reader != NULL, &s->err);
  assert_ok(cs_reader_head(reader, &head, &s->err), &s->err);
  cs_reader_close(reader);
  return head.size;
}

/* Does the receipt prove these bytes, on the word of the verifier key, as entry n? */
static inline void scene_check_receipt(struct scene *s, struct cs_str receipt, struct cs_str entry,
                                       struct cs_str verifier, int64_t n) {
  struct cs_arena arena;
  struct cs_receipt_answer answer = {0};
  cs_arena_init(&arena, NULL, 0);
  assert_ok(cs_receipt_answer(receipt, entry, verifier, &arena, &answer, &s->err), &s->err);
  if (answer.outcome != CS_PROOF_OK) {
    fail_msg("the receipt of entry %lld: %s", (long long)n, answer.fault.text);
  }
  assert_int_equal(answer.n, n);
  assert_true(answer.size > (uint64_t)n);
  cs_arena_deinit(&arena);
}

/* The log, with actors' signatures and projections; and the projections made anew are what they were. */
static inline void scene_assert_whole(struct scene *s) {
  struct cs_verify_options options = {.acts = true, .projections = true, .keys_dir = s->keys};
  struct cs_verify_report report;
  bool equal = false;
  assert_ok(cs_log_verify(s->os, s->store, &options, &report, &s->err), &s->err);
  assert_int_equal(report.entries, report.head.size);
  assert_ok(cs_log_rebuild(s->os, s->store, s->keys, &equal, &s->err), &s->err);
  assert_true(equal);
}

#endif
