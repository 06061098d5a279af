/* A scene with a review in it: a regime whose owner has given a mandate, an applicant, and cases to decide. */
#ifndef CS_TEST_SERVICE_REVIEW_H
#define CS_TEST_SERVICE_REVIEW_H

#include "review/err.h"
#include "service/scene.h"
#include "service/writer.h"

struct review {
  struct scene scene;
  struct cs_service service;
  struct cs_officer_key owner, deputy, applicant; /* o.owner/head, o.deputy/head, o.applicant/head */
  struct cs_head began;                           /* behind the set-up */
};

#define REVIEW_RULES                                                                                                   \
  "fact act : code one of { sale, export, use }\nfact item.class : codes\n\nregime reg\n  title \"Regime\"\n"          \
  "  owner o.owner\n  treats use\n\nrule first\n  cite \"ours\" assumed\n  when act is use and item.class has "        \
  "long-range\n  review by o.owner\n"

static inline void review_prove(struct review *r, const struct cs_officer_key *key, char out[100]) {
  struct scene *s = &r->scene;
  struct cs_str message;
  struct cs_signature signature;
  struct cs_buf buf;
  cs_buf_init(&buf, 200);
  cs_buf_hex(&buf, r->service.identity.bytes, sizeof r->service.identity.bytes);
  assert_ok(cs_officer_proof_message(&s->arena, cs_buf_str(&buf), key->officer, cs_str_of(key->hex), &message, &s->err),
            &s->err);
  assert_ok(cs_key_sign(&key->key, message, &signature, &s->err), &s->err);
  cs_buf_reset(&buf);
  cs_buf_base64(&buf, signature.bytes, sizeof signature.bytes);
  snprintf(out, 100, "%.*s", CS_STR_ARG(cs_buf_str(&buf)));
  cs_buf_deinit(&buf);
}

static inline void review_act(struct review *r, const char *flat, const struct cs_officer_key *key) {
  struct cs_result result = scene_act(&r->scene, &r->service, flat, -1, key);
  scene_assert_done(&result);
}

static inline void review_office(struct review *r, const char *office, struct cs_officer_key *key) {
  char flat[512], officer[64], proof[100];
  snprintf(flat, sizeof flat, "{\"act\":\"party.register\",\"party\":\"%s\",\"kind\":\"office\",\"state\":\"US\"}",
           office);
  review_act(r, flat, &r->scene.clerk);
  snprintf(officer, sizeof officer, "%s/head", office);
  scene_key(&r->scene, officer, key);
  review_prove(r, key, proof);
  snprintf(flat, sizeof flat, "{\"act\":\"key.enrol\",\"officer\":\"%s\",\"key\":\"%s\",\"proof\":\"%s\"}", officer,
           key->hex, proof);
  review_act(r, flat, &r->scene.clerk);
}

static inline void review_rules(struct review *r) {
  struct scene *s = &r->scene;
  struct cs_hasher hasher;
  struct cs_hash hash;
  struct cs_buf flat;
  struct cs_act act;
  struct cs_submission submission;
  assert_ok(cs_hasher_init(&hasher, &s->err), &s->err);
  cs_hash_bytes(&hasher, CS_STR(REVIEW_RULES), &hash);
  cs_hasher_deinit(&hasher);
  cs_buf_init(&flat, 1024);
  cs_buf_printf(
      &flat,
      "{\"act\":\"rules.publish\",\"office\":\"o.owner\",\"regime\":\"reg\",\"file\":\"reg.rules\",\"digest\":\"");
  cs_buf_hex(&flat, hash.bytes, sizeof hash.bytes);
  cs_buf_printf(&flat, "\"}%c", 0);
  assert_ok(scene_decode(&s->arena, flat.ptr, -1, &act, &s->err), &s->err);
  assert_ok(scene_submit(&r->service, &s->arena, &act, &r->owner, CS_STR(REVIEW_RULES), &submission, &s->err), &s->err);
  cs_buf_deinit(&flat);
  struct cs_job job = {.submission = &submission, .arena = &s->arena};
  struct cs_job *jobs[] = {&job};
  assert_ok(cs_service_act(&r->service, jobs, 1, false, &s->err), &s->err);
  scene_assert_done(&job.result);
}

static inline void review_case(struct review *r, const char *id) {
  char flat[512];
  snprintf(flat, sizeof flat,
           "{\"act\":\"case.file\",\"office\":\"o.applicant\",\"case\":\"%s\",\"request\":{\"act\":\"use\",\"item\":"
           "\"eram\","
           "\"user\":\"o.applicant\"}}",
           id);
  review_act(r, flat, &r->applicant);
}

/* Number of the last entry on a subject. */
static inline int64_t review_saw(struct review *r, const char *type, const char *id) {
  struct cs_json *state;
  int64_t n;
  assert_ok(cs_service_state(&r->service, type, cs_str_of(id), &r->scene.arena, &state, &n, &r->scene.err),
            &r->scene.err);
  return n;
}

static inline void review_decision(char *out, size_t size, const char *office, const char *id, const char *outcome,
                                   const char *reason) {
  snprintf(
      out, size,
      "{\"act\":\"case.decide\",\"office\":\"%s\",\"case\":\"%s\",\"version\":1,\"consent\":\"o.owner\",\"outcome\":"
      "\"%s\",\"reason\":\"%s\",\"cite\":\"own file\"}",
      office, id, outcome, reason);
}

static inline int review_setup(void **state) {
  struct review *r = calloc(1, sizeof *r);
  assert_non_null(r);
  scene_init(&r->scene);
  scene_found(&r->scene, false);
  scene_open(&r->scene, &r->service);
  review_office(r, "o.owner", &r->owner);
  review_office(r, "o.deputy", &r->deputy);
  review_office(r, "o.applicant", &r->applicant);
  review_act(r,
             "{\"act\":\"item.register\",\"item\":\"eram\",\"kind\":\"munition\",\"class\":[\"long-range\"],\"origin\":"
             "[\"US\"]}",
             &r->scene.clerk);
  review_rules(r);
  review_act(
      r, "{\"act\":\"mandate.grant\",\"office\":\"o.owner\",\"mandate\":\"M1\",\"by\":\"o.owner\",\"to\":\"o.deputy\"}",
      &r->owner);
  r->began = cs_record_head(r->service.record);
  *state = r;
  return 0;
}

static inline int review_teardown(void **state) {
  struct review *r = *state;
  cs_service_close(&r->service);
  cs_key_deinit(&r->owner.key);
  cs_key_deinit(&r->deputy.key);
  cs_key_deinit(&r->applicant.key);
  scene_deinit(&r->scene);
  free(r);
  return 0;
}

#endif
