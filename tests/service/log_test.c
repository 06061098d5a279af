/* The log for its readers: keys, checkpoints, receipts of any entry, and what is said of bytes that were altered. */
#include "service/scene.h"

#include "tlog/err.h"
#include "tlog/note.h"

struct logged {
  struct scene scene;
  struct cs_service service;
};

static int setup(void **state) {
  struct logged *l = calloc(1, sizeof *l);
  if (!l) {
    return 1;
  }
  scene_init(&l->scene);
  scene_found(&l->scene, true);
  scene_open(&l->scene, &l->service);
  struct cs_result result = scene_act(
      &l->scene, &l->service, "{\"act\":\"party.register\",\"party\":\"us\",\"kind\":\"state\",\"state\":\"US\"}", -1,
      &l->scene.clerk);
  scene_assert_done(&result);
  result = scene_act(&l->scene, &l->service, "{\"act\":\"item.register\",\"item\":\"part\",\"kind\":\"component\"}", -1,
                     &l->scene.clerk);
  scene_assert_done(&result);
  *state = l;
  return 0;
}

static int teardown(void **state) {
  struct logged *l = *state;
  cs_service_close(&l->service);
  scene_deinit(&l->scene);
  free(l);
  return 0;
}

static void the_checkpoint_is_signed_at_the_present_size(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str note;
  uint64_t size;
  assert_ok(cs_service_checkpoint(&l->service, &s->arena, &note, &size, &s->err), &s->err);
  assert_int_equal(size, 3);
  assert_true(cs_str_starts(note, CS_STR("test.example/review\n3\n")));
}

static void every_entry_can_be_proved_later(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  for (uint64_t n = 0; n < 3; n++) {
    struct cs_str receipt, entry;
    uint64_t size;
    assert_ok(cs_service_prove(&l->service, n, &s->arena, &receipt, &entry, &size, &s->err), &s->err);
    scene_check_receipt(s, receipt, entry, l->service.verifier, (int64_t)n);
  }
}

static void an_entry_that_is_not_there_has_no_proof(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str receipt, entry;
  uint64_t size;
  assert_code(cs_service_prove(&l->service, 3, &s->arena, &receipt, &entry, &size, &s->err), &s->err,
              CS_E_STORE_ABSENT);
  assert_non_null(strstr(s->err.hint, "0 to 2"));
}

static void a_receipt_says_which_act_it_proves(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str receipt, entry;
  struct cs_receipt_answer answer;
  uint64_t size;
  assert_ok(cs_service_prove(&l->service, 2, &s->arena, &receipt, &entry, &size, &s->err), &s->err);
  assert_ok(cs_receipt_answer(receipt, entry, l->service.verifier, &s->arena, &answer, &s->err), &s->err);
  assert_int_equal(answer.outcome, CS_PROOF_OK);
  assert_true(answer.known);
  assert_str(answer.origin, "test.example/review");
  assert_str(answer.act, "item.register");
  assert_str(answer.subject, "part");
  assert_str(answer.office, REGISTRY);
  assert_str(answer.key, s->clerk.hex);
  assert_int_equal(answer.by, CS_BY_KEY);
  assert_int_equal(answer.n, 2);
  assert_int_equal(answer.size, 3);
  assert_int_equal(answer.witnesses, 0);
}

/* What became of entry 1's receipt when one byte of it, or of the entry, is another. */
static enum cs_proof_outcome outcome_of(struct logged *l, struct cs_str receipt, struct cs_str entry,
                                        struct cs_str verifier) {
  struct cs_receipt_answer answer;
  assert_ok(cs_receipt_answer(receipt, entry, verifier, &l->scene.arena, &answer, &l->scene.err), &l->scene.err);
  return answer.outcome;
}

static struct cs_str altered(struct logged *l, struct cs_str text, size_t at, char byte) {
  char *copy = cs_arena_alloc(&l->scene.arena, text.len + 1, &l->scene.err);
  assert_non_null(copy);
  memcpy(copy, text.ptr, text.len);
  copy[at] = byte;
  return (struct cs_str){copy, text.len};
}

static void an_altered_entry_is_not_proved(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str receipt, entry, other;
  uint64_t size;
  assert_ok(cs_service_prove(&l->service, 1, &s->arena, &receipt, &entry, &size, &s->err), &s->err);
  assert_ok(cs_service_prove(&l->service, 2, &s->arena, &receipt, &other, &size, &s->err), &s->err);
  assert_ok(cs_service_prove(&l->service, 1, &s->arena, &receipt, &entry, &size, &s->err), &s->err);
  assert_int_equal(outcome_of(l, receipt, entry, l->service.verifier), CS_PROOF_OK);
  assert_int_equal(outcome_of(l, receipt, other, l->service.verifier), CS_PROOF_ALTERED);
  for (size_t at = 0; at < entry.len; at += 17) {
    struct cs_str changed = altered(l, entry, at, (char)(entry.ptr[at] ^ 1));
    assert_int_equal(outcome_of(l, receipt, changed, l->service.verifier), CS_PROOF_ALTERED);
  }
}

static void an_altered_checkpoint_is_not_believed(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str receipt, entry;
  uint64_t size;
  assert_ok(cs_service_prove(&l->service, 1, &s->arena, &receipt, &entry, &size, &s->err), &s->err);
  size_t at = cs_str_find(receipt, CS_STR("test.example/review\n3"));
  assert_int_not_equal(at, SIZE_MAX);
  size_t digit = at + strlen("test.example/review\n");
  assert_int_equal(outcome_of(l, altered(l, receipt, digit, '4'), entry, l->service.verifier), CS_PROOF_ALTERED);
}

static void another_key_proves_nothing(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str receipt, entry;
  uint64_t size;
  struct cs_hasher hasher;
  struct cs_verifier_key key;
  struct cs_buf text;
  assert_ok(cs_service_prove(&l->service, 1, &s->arena, &receipt, &entry, &size, &s->err), &s->err);
  assert_ok(cs_hasher_init(&hasher, &s->err), &s->err);
  cs_buf_init(&text, 1024);
  const char *names[] = {"test.example/review", "other.example/review"};
  for (size_t i = 0; i < 2; i++) {
    cs_buf_reset(&text);
    assert_ok(
        cs_verifier_key_init(&key, &hasher, cs_str_of(names[i]), CS_NOTE_ED25519, &s->clerk.key.public_key, &s->err),
        &s->err);
    cs_verifier_key_write(&key, &text);
    assert_int_equal(outcome_of(l, receipt, entry, cs_buf_str(&text)), CS_PROOF_NOT_PROVED);
  }
  cs_buf_deinit(&text);
  cs_hasher_deinit(&hasher);
}

static void what_is_no_receipt_is_an_error_with_its_line(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_receipt_answer answer;
  assert_code(
      cs_receipt_answer(CS_STR("no receipt\n"), CS_STR("{}"), l->service.verifier, &s->arena, &answer, &s->err),
      &s->err, CS_E_TLOG_RECEIPT);
  assert_int_equal(s->err.line, 1);
}

static void a_verifier_key_is_a_text_or_a_file(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str file = scene_path(s, "verifier");
  struct cs_str out;
  struct cs_buf text;
  cs_buf_init(&text, 1024);
  cs_buf_printf(&text, "  %.*s\n\n", CS_STR_ARG(l->service.verifier));
  assert_ok(cs_service_verifier(s->os, l->service.verifier, &s->arena, &out, &s->err), &s->err);
  assert_true(cs_str_eq(out, l->service.verifier));
  assert_ok(cs_file_write(s->os, file, cs_buf_str(&text), &s->err), &s->err);
  assert_ok(cs_service_verifier(s->os, file, &s->arena, &out, &s->err), &s->err);
  assert_true(cs_str_eq(out, l->service.verifier));
  assert_code(cs_service_verifier(s->os, CS_STR("nowhere"), &s->arena, &out, &s->err), &s->err, CS_E_SERVICE_VERIFIER);
  assert_ok(cs_file_write(s->os, file, CS_STR("no key\n"), &s->err), &s->err);
  assert_code(cs_service_verifier(s->os, file, &s->arena, &out, &s->err), &s->err, CS_E_TLOG_KEY_SYNTAX);
  assert_non_null(strstr(s->err.source, "verifier"));
  cs_buf_deinit(&text);
}

static void a_sound_record_verifies(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_log_check check = {.store = s->store, .keys = s->keys, .acts = true, .projections = true};
  struct cs_log_checked checked;
  assert_ok(cs_service_verify(s->os, &check, &checked, &s->err), &s->err);
  assert_int_equal(checked.outcome, CS_PROOF_OK);
  assert_int_equal(checked.report.entries, 3);
  assert_int_equal(checked.report.signatures, 2);
  assert_true(checked.microseconds >= 0);
}

static void another_trusted_key_than_the_records_is_an_answer(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_log_check check = {.store = s->store,
                               .verifier =
                                   CS_STR("test.example/review+00000000+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")};
  struct cs_log_checked checked;
  assert_ok(cs_service_verify(s->os, &check, &checked, &s->err), &s->err);
  assert_int_equal(checked.outcome, CS_PROOF_ALTERED);
}

static void an_export_verifies_until_a_byte_is_changed(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_str dir = scene_path(s, "out");
  struct cs_str bundle = scene_path(s, "out/tile/entries/000.p/3");
  struct cs_log_check check = {.tree = dir, .verifier = l->service.verifier};
  struct cs_log_checked checked;
  struct cs_export_options options = {.entries = true, .keys_dir = s->keys};
  struct cs_head head;
  struct cs_str bytes;
  assert_ok(cs_service_export(s->os, s->store, dir, &options, &head, &s->err), &s->err);
  assert_int_equal(head.size, 3);
  assert_ok(cs_service_verify(s->os, &check, &checked, &s->err), &s->err);
  assert_int_equal(checked.outcome, CS_PROOF_OK);
  assert_int_equal(checked.report.entries, 3);
  assert_ok(cs_file_read(s->os, &s->arena, bundle, CS_FILE_MAX, &bytes, &s->err), &s->err);
  size_t at = cs_str_find(bytes, CS_STR("\"item\":\"part\"")) + strlen("\"item\":\"");
  assert_ok(cs_file_write(s->os, bundle, altered(l, bytes, at, 'x'), &s->err), &s->err);
  assert_ok(cs_service_verify(s->os, &check, &checked, &s->err), &s->err);
  assert_int_equal(checked.outcome, CS_PROOF_ALTERED);
  assert_non_null(strstr(checked.fault.text, "entry 2 is not the entry that was signed"));
  assert_ok(s->os->remove(s->os->ctx, bundle, &s->err), &s->err);
  assert_ok(cs_service_verify(s->os, &check, &checked, &s->err), &s->err);
  assert_int_equal(checked.report.entries, 0); /* hashes alone: no entry was looked at, and the count says so */
}

static void a_store_that_is_not_there_is_an_error(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  struct cs_log_check check = {.store = scene_path(s, "none.db")};
  struct cs_log_checked checked;
  assert_code(cs_service_verify(s->os, &check, &checked, &s->err), &s->err, CS_E_STORE_MISSING);
}

static void projections_made_anew_are_what_they_were(void **state) {
  struct logged *l = *state;
  struct scene *s = &l->scene;
  bool equal = false;
  assert_ok(cs_service_rebuild(s->os, s->store, s->keys, &equal, &s->err), &s->err);
  assert_true(equal);
}

int main(void) {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(the_checkpoint_is_signed_at_the_present_size),
      T(every_entry_can_be_proved_later),
      T(an_entry_that_is_not_there_has_no_proof),
      T(a_receipt_says_which_act_it_proves),
      T(an_altered_entry_is_not_proved),
      T(an_altered_checkpoint_is_not_believed),
      T(another_key_proves_nothing),
      T(what_is_no_receipt_is_an_error_with_its_line),
      T(a_verifier_key_is_a_text_or_a_file),
      T(a_sound_record_verifies),
      T(another_trusted_key_than_the_records_is_an_answer),
      T(an_export_verifies_until_a_byte_is_changed),
      T(a_store_that_is_not_there_is_an_error),
      T(projections_made_anew_are_what_they_were),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
