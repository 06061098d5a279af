/* Checkpoints as text, signed, opened; which keys speak for them. */
#include "support/test.h"

#include "tlog/checkpoint.h"
#include "tlog/err.h"

#include "tlog/vectors.h"

static struct cs_hasher hasher;

static int setup(void **state) {
  struct cs_err err;
  (void)state;
  return cs_hasher_init(&hasher, &err) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  cs_hasher_deinit(&hasher);
  return 0;
}

static struct cs_verifier_key key_of(const char *text) {
  struct cs_verifier_key key;
  struct cs_err err;
  assert_ok(cs_verifier_key_parse(&key, &hasher, cs_str_of(text), &err), &err);
  return key;
}

static void a_checkpoint_is_read_and_written_alike(void **state) {
  static const char *const texts[] = {BODY, ORIGIN "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                                      BODY "extension\nand another\n",
                                      "o\n9223372036854775807\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"};
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct cs_checkpoint checkpoint;
    struct cs_buf out;
    struct cs_err err;
    assert_ok(cs_checkpoint_parse(cs_str_of(texts[i]), &checkpoint, &err), &err);
    cs_buf_init(&out, 4096);
    assert_ok(cs_checkpoint_write(&checkpoint, &out, &err), &err);
    assert_str(cs_buf_str(&out), texts[i]);
    cs_buf_deinit(&out);
  }
}

static void its_parts_are_origin_size_root_and_extension(void **state) {
  struct cs_checkpoint checkpoint;
  struct cs_err err;
  (void)state;
  assert_ok(cs_checkpoint_parse(CS_STR(BODY "more\n"), &checkpoint, &err), &err);
  assert_str(checkpoint.origin, ORIGIN);
  assert_true(checkpoint.size == 20852163);
  assert_int_equal(checkpoint.root.bytes[0], 0x0A);
  assert_str(checkpoint.extension, "more\n");
}

#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void what_is_not_a_checkpoint_is_refused_with_its_line(void **state) {
  static const struct {
    const char *text;
    uint32_t line;
  } bad[] = {
      {"", 1},
      {"\n1\n" ROOT "\n", 1},
      {"origin", 1},
      {"origin\n", 2},
      {"origin\n\n" ROOT "\n", 2},
      {"origin\n01\n" ROOT "\n", 2},
      {"origin\n+1\n" ROOT "\n", 2},
      {"origin\n-1\n" ROOT "\n", 2},
      {"origin\n1 \n" ROOT "\n", 2},
      {"origin\n9223372036854775808\n" ROOT "\n", 2},
      {"origin\n99999999999999999999\n" ROOT "\n", 2},
      {"origin\n1\n", 3},
      {"origin\n1\n" ROOT, 3},
      {"origin\n1\n" ROOT "=\n", 3},
      {"origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", 3},
      {"origin\n1\n47DEQpj8HBSa+_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n", 3},
      {"origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n", 3},
      {"origin\n1\n" ROOT "\n\n", 4},
      {"origin\n1\n" ROOT "\next\n\n", 5},
      {"origin\n1\n" ROOT "\next", 4},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct cs_checkpoint checkpoint;
    struct cs_err err;
    assert_code(cs_checkpoint_parse(cs_str_of(bad[i].text), &checkpoint, &err), &err, CS_E_TLOG_CHECKPOINT);
    assert_int_equal(err.line, bad[i].line);
  }
}

static void what_could_not_be_read_back_is_not_written(void **state) {
  struct cs_checkpoint good = {.origin = CS_STR("origin"), .size = 1};
  struct cs_checkpoint bad[4] = {good, good, good, good};
  struct cs_buf out;
  struct cs_err err;
  (void)state;
  bad[0].origin = CS_STR_NONE;
  bad[1].origin = CS_STR("two\nlines");
  bad[2].size = UINT64_MAX;
  bad[3].extension = CS_STR("no end");
  cs_buf_init(&out, 4096);
  for (int i = 0; i < 4; i++) {
    assert_code(cs_checkpoint_write(&bad[i], &out, &err), &err, CS_E_TLOG_CHECKPOINT);
  }
  assert_ok(cs_checkpoint_write(&good, &out, &err), &err);
  cs_buf_deinit(&out);
}

static void the_same_checkpoint_is_always_signed_alike_and_opens(void **state) {
  struct cs_signer signer;
  struct cs_checkpoint checkpoint;
  struct cs_checkpoint_opened opened;
  struct cs_verifier_key key = key_of(LOG_KEY);
  struct cs_buf out;
  struct cs_err err;
  (void)state;
  assert_ok(cs_signer_parse(&signer, &hasher, CS_STR(LOG_SECRET), &err), &err);
  const struct cs_signer *signers[] = {&signer};
  assert_ok(cs_checkpoint_parse(CS_STR(BODY), &checkpoint, &err), &err);
  cs_buf_init(&out, 4096);
  for (int i = 0; i < 2; i++) {
    cs_buf_reset(&out);
    assert_ok(cs_checkpoint_sign(&checkpoint, signers, 1, &out, &err), &err);
    assert_str(cs_buf_str(&out), BODY "\n" LOG_LINE);
  }
  assert_ok(cs_checkpoint_open(cs_buf_str(&out), CS_STR(ORIGIN), &key, 1, &opened, &err), &err);
  assert_true(opened.checkpoint.size == 20852163);
  assert_int_equal(opened.logs, 1);
  assert_int_equal(opened.witnesses, 0);
  cs_buf_deinit(&out);
  cs_signer_deinit(&signer);
}

static void witnesses_are_counted_apart_and_once(void **state) {
  struct cs_verifier_key keys[] = {key_of(LOG_KEY), key_of(WITNESS_KEY)};
  struct cs_checkpoint_opened opened;
  struct cs_err err;
  (void)state;
  assert_ok(cs_checkpoint_open(CS_STR(BODY "\n" LOG_LINE WITNESS_LINE WITNESS_LINE LOG_LINE), CS_STR(ORIGIN), keys, 2,
                               &opened, &err),
            &err);
  assert_int_equal(opened.logs, 1);
  assert_int_equal(opened.witnesses, 1);
  assert_true(opened.witnessed_at == WITNESS_TIME);
}

static void a_witness_alone_does_not_speak_for_the_log(void **state) {
  struct cs_verifier_key keys[] = {key_of(LOG_KEY), key_of(WITNESS_KEY)};
  struct cs_checkpoint_opened opened;
  struct cs_err err;
  (void)state;
  assert_code(cs_checkpoint_open(CS_STR(BODY "\n" WITNESS_LINE), CS_STR(ORIGIN), keys, 2, &opened, &err), &err,
              CS_E_TLOG_KEY_UNKNOWN);
}

static void a_key_speaks_for_its_sizes_only(void **state) {
  struct cs_verifier_key key = key_of(LOG_KEY);
  struct cs_checkpoint_opened opened;
  struct cs_err err;
  struct cs_str note = CS_STR(BODY "\n" LOG_LINE);
  (void)state;
  key.from = 20852163;
  key.until = 20852164;
  assert_ok(cs_checkpoint_open(note, CS_STR(ORIGIN), &key, 1, &opened, &err), &err);
  key.until = 20852163;
  key.from = 0;
  assert_code(cs_checkpoint_open(note, CS_STR(ORIGIN), &key, 1, &opened, &err), &err, CS_E_TLOG_KEY_SIZE);
  key.from = 20852164;
  key.until = 0;
  assert_code(cs_checkpoint_open(note, CS_STR(ORIGIN), &key, 1, &opened, &err), &err, CS_E_TLOG_KEY_SIZE);
}

static void two_keys_sign_one_checkpoint_while_one_replaces_the_other(void **state) {
  struct cs_signer old, new;
  struct cs_checkpoint checkpoint = {.origin = CS_STR(ORIGIN), .size = 7};
  struct cs_checkpoint_opened opened;
  struct cs_buf out;
  struct cs_err err;
  char seed[32] = "another seed of thirty-two bytes";
  (void)state;
  assert_ok(cs_signer_parse(&old, &hasher, CS_STR(LOG_SECRET), &err), &err);
  assert_ok(cs_signer_init(&new, &hasher, CS_STR(ORIGIN), (struct cs_str){seed, 32}, &err), &err);
  const struct cs_signer *signers[] = {&old, &new};
  cs_buf_init(&out, 4096);
  assert_ok(cs_checkpoint_sign(&checkpoint, signers, 2, &out, &err), &err);
  struct cs_verifier_key keys[] = {old.verifier, new.verifier};
  assert_ok(cs_checkpoint_open(cs_buf_str(&out), CS_STR(ORIGIN), keys, 2, &opened, &err), &err);
  assert_int_equal(opened.logs, 2);
  keys[0].until = 7;
  assert_ok(cs_checkpoint_open(cs_buf_str(&out), CS_STR(ORIGIN), keys, 2, &opened, &err), &err);
  assert_int_equal(opened.logs, 1);
  assert_ok(cs_checkpoint_open(cs_buf_str(&out), CS_STR(ORIGIN), keys + 1, 1, &opened, &err), &err);
  cs_buf_deinit(&out);
  cs_signer_deinit(&old);
  cs_signer_deinit(&new);
}

static void another_log_s_checkpoint_is_refused(void **state) {
  struct cs_verifier_key key = key_of(LOG_KEY);
  struct cs_checkpoint_opened opened;
  struct cs_err err;
  (void)state;
  assert_code(cs_checkpoint_open(CS_STR(BODY "\n" LOG_LINE), CS_STR("log.example/other"), &key, 1, &opened, &err), &err,
              CS_E_TLOG_ORIGIN);
}

static void a_signed_note_that_is_no_checkpoint_is_refused(void **state) {
  struct cs_verifier_key key = key_of("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  struct cs_checkpoint_opened opened;
  struct cs_err err;
  (void)state;
  assert_code(cs_checkpoint_open(CS_STR("This is an example message.\n\n\xE2\x80\x94 example.com/foo "
                                        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmR"
                                        "KuwHjG1Yu72IneyaQM=\n"),
                                 CS_STR("example.com/foo"), &key, 1, &opened, &err),
              &err, CS_E_TLOG_CHECKPOINT);
  assert_code(cs_checkpoint_open(CS_STR(BODY), CS_STR(ORIGIN), &key, 1, &opened, &err), &err, CS_E_TLOG_NOTE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_checkpoint_is_read_and_written_alike),
      cmocka_unit_test(its_parts_are_origin_size_root_and_extension),
      cmocka_unit_test(what_is_not_a_checkpoint_is_refused_with_its_line),
      cmocka_unit_test(what_could_not_be_read_back_is_not_written),
      cmocka_unit_test(the_same_checkpoint_is_always_signed_alike_and_opens),
      cmocka_unit_test(witnesses_are_counted_apart_and_once),
      cmocka_unit_test(a_witness_alone_does_not_speak_for_the_log),
      cmocka_unit_test(a_key_speaks_for_its_sizes_only),
      cmocka_unit_test(two_keys_sign_one_checkpoint_while_one_replaces_the_other),
      cmocka_unit_test(another_log_s_checkpoint_is_refused),
      cmocka_unit_test(a_signed_note_that_is_no_checkpoint_is_refused),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
