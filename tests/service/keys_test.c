/* Keys changed for others: an officer's by the officer, the log's by the registrar; and that the former key's word alone
 * is not enough for either. RECORD sections 1 and 8. */
#include "service/scene.h"

#include "tlog/checkpoint.h"
#include "tlog/policy.h"

#include "review/err.h"
#include "service/err.h"

struct open_scene {
  struct scene s;
  struct cs_service service;
};

static int set_up(void **state) {
  struct open_scene *o = calloc(1, sizeof *o);
  assert_non_null(o);
  scene_init(&o->s);
  scene_found(&o->s, false);
  scene_open(&o->s, &o->service);
  *state = o;
  return 0;
}

static int tear_down(void **state) {
  struct open_scene *o = *state;
  cs_service_close(&o->service);
  scene_assert_whole(&o->s);
  scene_deinit(&o->s);
  free(o);
  return 0;
}

/* key.enrol of `key`, proved by `prover`. */
static const char *enrolment(struct open_scene *o, const struct cs_officer_key *key,
                             const struct cs_officer_key *prover, const char *replaces) {
  struct cs_str proof, text;
  struct cs_buf hex, base64;
  struct cs_str message;
  struct cs_signature signature;
  cs_buf_init(&hex, 100);
  cs_buf_init(&base64, 100);
  cs_buf_hex(&hex, o->service.identity.bytes, 32);
  assert_ok(
      cs_officer_proof_message(&o->s.arena, cs_buf_str(&hex), key->officer, cs_str_of(key->hex), &message, &o->s.err),
      &o->s.err);
  assert_ok(cs_key_sign(&prover->key, message, &signature, &o->s.err), &o->s.err);
  cs_buf_base64(&base64, signature.bytes, sizeof signature.bytes);
  proof = cs_buf_str(&base64);
  assert_ok(cs_arena_printf(&o->s.arena, &text, &o->s.err,
                            "{\"act\":\"key.enrol\",\"officer\":\"%.*s\",\"key\":\"%s\",\"proof\":\"%.*s\"%s%s%s}",
                            CS_STR_ARG(key->officer), key->hex, CS_STR_ARG(proof), replaces ? ",\"replaces\":\"" : "",
                            replaces ? replaces : "", replaces ? "\"" : ""),
            &o->s.err);
  cs_buf_deinit(&hex);
  cs_buf_deinit(&base64);
  return text.ptr;
}

static int64_t saw_of(struct open_scene *o, const char *type, const char *id) {
  struct cs_json *state;
  int64_t n;
  assert_ok(cs_service_state(&o->service, type, cs_str_of(id), &o->s.arena, &state, &n, &o->s.err), &o->s.err);
  return state ? n : -1;
}

/* True when the submission is sound, before any judge sees it. */
static bool sound(struct open_scene *o, const char *flat, int64_t saw, const struct cs_officer_key *key) {
  struct cs_act act;
  struct cs_submission submission;
  cs_err_reset(&o->s.err);
  assert_ok(scene_decode(&o->s.arena, flat, saw, &act, &o->s.err), &o->s.err);
  return scene_submit(&o->service, &o->s.arena, &act, key, CS_STR_NONE, &submission, &o->s.err);
}

static void an_officer_changes_its_key_with_the_former_one_and_the_new_ones_proof(void **state) {
  struct open_scene *o = *state;
  struct cs_officer_key next, third;
  scene_key(&o->s, REGISTRY "/clerk", &next);
  scene_key(&o->s, REGISTRY "/clerk", &third);
  struct cs_result result = scene_act(&o->s, &o->service, enrolment(o, &next, &next, o->s.clerk.hex),
                                      saw_of(o, "officer", REGISTRY "/clerk"), &o->s.clerk);
  scene_assert_done(&result);
  result = scene_act(&o->s, &o->service, enrolment(o, &third, &third, NULL), saw_of(o, "officer", REGISTRY "/clerk"),
                     &o->s.clerk);
  assert_refused(result, CS_E_REFUSED_KEY_REVOKED);
  result =
      scene_act(&o->s, &o->service, enrolment(o, &third, &third, NULL), saw_of(o, "officer", REGISTRY "/clerk"), &next);
  scene_assert_done(&result);
  cs_key_deinit(&next.key);
  cs_key_deinit(&third.key);
}

static void the_former_keys_word_alone_enrols_no_other(void **state) {
  struct open_scene *o = *state;
  struct cs_officer_key next;
  scene_key(&o->s, REGISTRY "/clerk", &next);
  uint64_t before = scene_size(&o->s);
  assert_code(sound(o, enrolment(o, &next, &o->s.clerk, o->s.clerk.hex), 0, &o->s.clerk), &o->s.err,
              CS_E_SERVICE_PROOF);
  assert_int_equal(scene_size(&o->s), before);
  cs_key_deinit(&next.key);
}

/* ------------------------------------------------------------------ the log */

static const char *rotation(struct open_scene *o, const char *stage, struct cs_str verifier, const unsigned char *proof,
                            uint64_t until) {
  struct cs_str text;
  struct cs_buf more;
  cs_buf_init(&more, 300);
  if (proof) {
    cs_buf_printf(&more, ",\"proof\":\"");
    cs_buf_base64(&more, proof, 64);
    cs_buf_printf(&more, "\"");
  }
  if (until > 0) {
    cs_buf_printf(&more, ",\"until\":%llu", (unsigned long long)until);
  }
  struct cs_str rest = cs_buf_str(&more);
  assert_ok(cs_arena_printf(&o->s.arena, &text, &o->s.err,
                            "{\"act\":\"log.rotate\",\"stage\":\"%s\",\"verifier\":\"%.*s\"%.*s}", stage,
                            CS_STR_ARG(verifier), (int)rest.len, rest.ptr ? rest.ptr : ""),
            &o->s.err);
  cs_buf_deinit(&more);
  return text.ptr;
}

static struct cs_result rotate(struct open_scene *o, const char *stage, struct cs_str verifier,
                               const unsigned char *proof, uint64_t until) {
  return scene_act(&o->s, &o->service, rotation(o, stage, verifier, proof, until), saw_of(o, "log", ""), &o->s.clerk);
}

static void an_item(struct open_scene *o, int n) {
  char flat[200];
  snprintf(flat, sizeof flat, "{\"act\":\"item.register\",\"item\":\"item-%d\",\"kind\":\"munition\"}", n);
  struct cs_result result = scene_act(&o->s, &o->service, flat, -1, &o->s.clerk);
  scene_assert_done(&result);
}

/* How many of the log's keys have signed the newest checkpoint. */
static size_t signatures(struct open_scene *o) {
  struct cs_str note, policy_text;
  struct cs_hasher hasher;
  struct cs_policy policy;
  static struct cs_checkpoint_opened opened;
  uint64_t size;
  assert_ok(cs_service_checkpoint(&o->service, &o->s.arena, &note, &size, &o->s.err), &o->s.err);
  assert_ok(cs_record_policy(o->service.record, &o->s.arena, &policy_text, &o->s.err), &o->s.err);
  assert_ok(cs_hasher_init(&hasher, &o->s.err), &o->s.err);
  assert_ok(cs_policy_parse(&policy, &hasher, CS_STR("p"), policy_text, &o->s.err), &o->s.err);
  cs_hasher_deinit(&hasher);
  assert_ok(cs_checkpoint_open(note, o->service.origin, policy.at, policy.n, &opened, &o->s.err), &o->s.err);
  return opened.logs;
}

static struct cs_str next_key(struct open_scene *o, struct cs_signature *proof) {
  struct cs_str verifier;
  assert_ok(cs_record_next_key(o->service.record, true, &o->s.arena, &verifier, proof, &o->s.err), &o->s.err);
  return verifier;
}

static void both_keys_sign_from_the_activation_below_its_size_and_the_new_one_alone_behind_it(void **state) {
  struct open_scene *o = *state;
  struct cs_signature proof;
  struct cs_str verifier = next_key(o, &proof);
  struct cs_result result = rotate(o, "announce", verifier, proof.bytes, 0);
  scene_assert_done(&result);
  assert_int_equal(signatures(o), 1);
  result = rotate(o, "activate", verifier, NULL, 5);
  scene_assert_done(&result);
  assert_int_equal(signatures(o), 2); /* 3 entries */
  an_item(o, 1);
  assert_int_equal(signatures(o), 2);
  cs_service_close(&o->service);
  scene_open(&o->s, &o->service); /* a start signs as the record says */
  assert_int_equal(signatures(o), 2);
  an_item(o, 2);
  assert_int_equal(signatures(o), 1);
  result = rotate(o, "retire", verifier, NULL, 0);
  scene_assert_done(&result);
  an_item(o, 3);
  assert_int_equal(signatures(o), 1);
  cs_service_close(&o->service);
  scene_open(&o->s, &o->service);
  an_item(o, 4);
}

static void the_former_log_keys_word_alone_announces_no_other(void **state) {
  struct open_scene *o = *state;
  struct cs_signature proof, none = {{0}};
  struct cs_str verifier = next_key(o, &proof), first = o->service.verifier;
  assert_code(sound(o, rotation(o, "announce", verifier, NULL, 0), -1, &o->s.clerk), &o->s.err, CS_E_SERVICE_PROOF);
  assert_code(sound(o, rotation(o, "announce", verifier, none.bytes, 0), -1, &o->s.clerk), &o->s.err,
              CS_E_SERVICE_PROOF);
  assert_code(sound(o, rotation(o, "announce", first, proof.bytes, 0), -1, &o->s.clerk), &o->s.err, CS_E_SERVICE_PROOF);
  assert_true(sound(o, rotation(o, "announce", verifier, proof.bytes, 0), -1, &o->s.clerk));
}

static void a_key_that_is_not_here_is_not_activated(void **state) {
  struct open_scene *o = *state;
  struct cs_signature proof;
  struct cs_str verifier = next_key(o, &proof), path = scene_path(&o->s, "keys/test.example-review/log.key.next");
  struct cs_result result = rotate(o, "announce", verifier, proof.bytes, 0);
  scene_assert_done(&result);
  struct cs_str away = scene_path(&o->s, "away");
  assert_ok(o->s.os->rename(o->s.os->ctx, path, away, &o->s.err), &o->s.err);
  uint64_t before = scene_size(&o->s);
  result = rotate(o, "activate", verifier, NULL, 9);
  assert_int_equal(result.outcome, CS_OUTCOME_ERROR);
  assert_ptr_equal(result.error.code, &CS_E_STORE_KEYS);
  assert_int_equal(scene_size(&o->s), before);
  assert_ok(o->s.os->rename(o->s.os->ctx, away, path, &o->s.err), &o->s.err);
  result = rotate(o, "activate", verifier, NULL, 9);
  scene_assert_done(&result);
}

static void a_start_without_a_key_that_must_sign_is_refused(void **state) {
  struct open_scene *o = *state;
  struct cs_signature proof;
  struct cs_str verifier = next_key(o, &proof), path = scene_path(&o->s, "keys/test.example-review/log.key.next");
  struct cs_str away = scene_path(&o->s, "away");
  struct cs_result result = rotate(o, "announce", verifier, proof.bytes, 0);
  scene_assert_done(&result);
  result = rotate(o, "activate", verifier, NULL, 9);
  scene_assert_done(&result);
  cs_service_close(&o->service);
  assert_ok(o->s.os->rename(o->s.os->ctx, path, away, &o->s.err), &o->s.err);
  assert_code(cs_service_open(&o->service, o->s.os, &o->s.options, &o->s.err), &o->s.err, CS_E_STORE_KEY_WRONG);
  assert_ok(o->s.os->rename(o->s.os->ctx, away, path, &o->s.err), &o->s.err);
  scene_open(&o->s, &o->service);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void) {
  const struct CMUnitTest tests[] = {
      T(an_officer_changes_its_key_with_the_former_one_and_the_new_ones_proof),
      T(the_former_keys_word_alone_enrols_no_other),
      T(both_keys_sign_from_the_activation_below_its_size_and_the_new_one_alone_behind_it),
      T(the_former_log_keys_word_alone_announces_no_other),
      T(a_key_that_is_not_here_is_not_activated),
      T(a_start_without_a_key_that_must_sign_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
