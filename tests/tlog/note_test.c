/* Signed notes: the specification's and another program's, and all that is none. */
#include "support/test.h"

#include "tlog/err.h"
#include "tlog/note.h"

#include "tlog/vectors.h"

#define DASH "\xE2\x80\x94 "

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

/* The key and the note of the signed-note specification. */
static void the_note_of_the_specification_verifies(void **state) {
  struct cs_verifier_key key = key_of("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  struct cs_str text =
      CS_STR("This is an example message.\n\n" DASH
             "example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmR"
             "KuwHjG1Yu72IneyaQM=\n");
  struct cs_note note;
  struct cs_err err;
  (void)state;
  assert_ok(cs_note_parse(text, &note, &err), &err);
  assert_str(note.text, "This is an example message.\n");
  assert_int_equal(note.n, 1);
  assert_str(note.signature[0].name, "example.com/foo");
  assert_true(note.signature[0].id == 0x530d903a);
  assert_ok(cs_note_verify(&note, &key, 1, &err), &err);
  assert_ptr_equal(note.signature[0].by, &key);
}

/* The keys and the note in the documentation of golang.org/x/mod/sumdb/note. */
static void a_note_is_signed_byte_for_byte_as_another_program_signs_it(void **state) {
  struct cs_signer signer;
  struct cs_buf out;
  struct cs_err err;
  (void)state;
  assert_ok(cs_signer_parse(&signer, &hasher,
                            CS_STR("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"),
                            &err),
            &err);
  cs_buf_init(&out, 4096);
  cs_verifier_key_write(&signer.verifier, &out);
  assert_str(cs_buf_str(&out), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  cs_buf_reset(&out);
  const struct cs_signer *signers[] = {&signer};
  assert_ok(cs_note_sign(CS_STR("If you think cryptography is the answer to your problem,\n"
                                "then you don't know what your problem is.\n"),
                         signers, 1, &out, &err),
            &err);
  assert_str(cs_buf_str(&out),
             "If you think cryptography is the answer to your problem,\n"
             "then you don't know what your problem is.\n\n" DASH
             "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
             "RZb6KE6RyyBwJnAM=\n");
  cs_buf_deinit(&out);
  cs_signer_deinit(&signer);
}

static void a_signer_is_written_and_read_back(void **state) {
  struct cs_signer signer, again;
  struct cs_buf out;
  struct cs_err err;
  char seed[32];
  (void)state;
  for (int i = 0; i < 32; i++) {
    seed[i] = (char)i;
  }
  assert_ok(cs_signer_init(&signer, &hasher, CS_STR(ORIGIN), (struct cs_str){seed, 32}, &err), &err);
  cs_buf_init(&out, 4096);
  cs_signer_write(&signer, (struct cs_str){seed, 32}, &out);
  assert_str(cs_buf_str(&out), LOG_SECRET);
  assert_ok(cs_signer_parse(&again, &hasher, cs_buf_str(&out), &err), &err);
  assert_memory_equal(again.key.public_key.bytes, signer.key.public_key.bytes, 32);
  cs_signer_deinit(&again);
  assert_code(cs_signer_init(&again, &hasher, CS_STR("two words"), (struct cs_str){seed, 32}, &err), &err,
              CS_E_TLOG_NAME);
  cs_signer_deinit(&signer);
  cs_signer_deinit(&again);
  cs_buf_deinit(&out);
}

static void names_are_without_spaces_controls_and_plus(void **state) {
  static const char *const bad[] = {"",
                                    "a b",
                                    "a+b",
                                    "a\tb",
                                    "a\nb",
                                    "a\xC2\xA0",
                                    "a\xE2\x80\x83",
                                    "\xE3\x80\x80"
                                    "a",
                                    "a\xE2\x80\xA8",
                                    "\xFF"};
  static const char *const good[] = {"a", "example.com/log42", "\xC3\xA9t\xC3\xA9.example", "PeterNeumann"};
  struct cs_err err;
  char longest[256];
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_code(cs_note_check_name(cs_str_of(bad[i]), &err), &err, CS_E_TLOG_NAME);
  }
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_ok(cs_note_check_name(cs_str_of(good[i]), &err), &err);
  }
  memset(longest, 'a', sizeof longest);
  assert_ok(cs_note_check_name((struct cs_str){longest, 255}, &err), &err);
  assert_code(cs_note_check_name((struct cs_str){longest, 256}, &err), &err, CS_E_TLOG_NAME);
}

static void a_key_that_is_not_one_is_refused_with_its_reason(void **state) {
  static const struct {
    const char *text;
    const struct cs_code *code;
  } bad[] = {
      {"", &CS_E_TLOG_KEY_SYNTAX},
      {"name", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab286738", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab28673+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+AB286738+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab286739+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", &CS_E_TLOG_KEY_SYNTAX},
      {"another.example+ab286738+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab286738+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab286738+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVQ==", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab286738+", &CS_E_TLOG_KEY_SYNTAX},
      {ORIGIN "+ab286738+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", &CS_E_TLOG_KEY_TYPE},
      {"a b+ab286738+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", &CS_E_TLOG_NAME},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct cs_verifier_key key;
    struct cs_err err;
    assert_code(cs_verifier_key_parse(&key, &hasher, cs_str_of(bad[i].text), &err), &err, *bad[i].code);
  }
}

static void a_verifier_key_of_small_order_is_refused(void **state) {
  struct cs_public_key zero = {{0}};
  struct cs_verifier_key key, again;
  struct cs_buf out;
  struct cs_err err;
  (void)state;
  assert_ok(cs_verifier_key_init(&key, &hasher, CS_STR("small.example"), CS_NOTE_ED25519, &zero, &err), &err);
  cs_buf_init(&out, 4096);
  cs_verifier_key_write(&key, &out);
  assert_code(cs_verifier_key_parse(&again, &hasher, cs_buf_str(&out), &err), &err, CS_E_KEY_ORDER);
  cs_buf_deinit(&out);
}

static void a_signing_key_that_is_not_one_is_refused_and_never_repeated(void **state) {
  static const char secret[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  static const struct {
    const char *text;
    const struct cs_code *code;
  } bad[] = {
      {ORIGIN "+ab286738+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", &CS_E_TLOG_KEY_SYNTAX},
      {"PRIVATE+KEY+" ORIGIN "+ab286739+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", &CS_E_TLOG_KEY_SYNTAX},
      {"PRIVATE+KEY+" ORIGIN "+ab286738+BAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", &CS_E_TLOG_KEY_TYPE},
      {"PRIVATE+KEY+" ORIGIN "+ab286738+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4", &CS_E_TLOG_KEY_SYNTAX},
      {"PRIVATE+KEY+a b+ab286738+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", &CS_E_TLOG_NAME},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct cs_signer signer;
    struct cs_err err;
    assert_code(cs_signer_parse(&signer, &hasher, cs_str_of(bad[i].text), &err), &err, *bad[i].code);
    assert_null(strstr(err.text, "AgMEBQYH"));
    assert_null(strstr(err.text, secret));
    cs_signer_deinit(&signer);
  }
}

static void a_cosignature_is_read_with_its_time(void **state) {
  struct cs_verifier_key keys[] = {key_of(LOG_KEY), key_of(WITNESS_KEY)};
  struct cs_note note;
  struct cs_err err;
  (void)state;
  assert_ok(cs_note_parse(CS_STR(BODY "\n" LOG_LINE WITNESS_LINE), &note, &err), &err);
  assert_ok(cs_note_verify(&note, keys, 2, &err), &err);
  assert_ptr_equal(note.signature[0].by, &keys[0]);
  assert_ptr_equal(note.signature[1].by, &keys[1]);
  assert_true(note.signature[0].time == 0);
  assert_true(note.signature[1].time == WITNESS_TIME);
}

static void signatures_by_unknown_keys_are_passed_over(void **state) {
  struct cs_verifier_key witness = key_of(WITNESS_KEY);
  struct cs_note note;
  struct cs_err err;
  (void)state;
  assert_ok(
      cs_note_parse(CS_STR(BODY "\n" LOG_LINE DASH "other.example AAAAAAAA\n" DASH ORIGIN " AAAAAAAA\n" WITNESS_LINE),
                    &note, &err),
      &err);
  assert_ok(cs_note_verify(&note, &witness, 1, &err), &err);
  assert_null(note.signature[0].by);
  assert_null(note.signature[1].by);
  assert_null(note.signature[2].by); /* the name of a key, not its ID */
  assert_ptr_equal(note.signature[3].by, &witness);
}

static void without_a_known_key_a_note_is_refused(void **state) {
  struct cs_verifier_key key = key_of("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  struct cs_note note;
  struct cs_err err;
  (void)state;
  assert_ok(cs_note_parse(CS_STR(BODY "\n" LOG_LINE), &note, &err), &err);
  assert_code(cs_note_verify(&note, &key, 1, &err), &err, CS_E_TLOG_KEY_UNKNOWN);
  assert_code(cs_note_verify(&note, NULL, 0, &err), &err, CS_E_TLOG_KEY_UNKNOWN);
}

/* Every bit of the text, and of both signatures past their key IDs. */
static void a_turned_bit_is_never_good(void **state) {
  static const char good[] = BODY "\n" LOG_LINE WITNESS_LINE;
  struct cs_verifier_key keys[] = {key_of(LOG_KEY), key_of(WITNESS_KEY)};
  (void)state;
  for (size_t bit = 0; bit < (sizeof good - 1) * 8; bit++) {
    char text[sizeof good];
    struct cs_note note;
    struct cs_err err;
    memcpy(text, good, sizeof good);
    text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
    bool all = cs_note_parse((struct cs_str){text, sizeof good - 1}, &note, &err) &&
               cs_note_verify(&note, keys, 2, &err) && note.n == 2 && note.signature[0].by && note.signature[1].by;
    assert_false(all);
  }
}

static void one_bad_signature_of_a_known_key_refuses_the_note_and_is_named(void **state) {
  struct cs_verifier_key keys[] = {key_of(LOG_KEY), key_of(WITNESS_KEY)};
  struct cs_note note;
  struct cs_err err;
  (void)state;
  /* the witness's time is one second later than what it signed */
  struct cs_str text =
      CS_STR(BODY "\n" LOG_LINE DASH WITNESS
                  " IDJKvgAAAABkGFDMxCPoZipP+BgE2VdKF6Q9gvfjDocl6qRYufcN5YjdLHwMo57th91Ez3xrT4M1IxpiVUMxQ"
                  "y/ZnZNo2KvDqPxpBg==\n");
  assert_ok(cs_note_parse(text, &note, &err), &err);
  assert_code(cs_note_verify(&note, keys, 2, &err), &err, CS_E_TLOG_SIGNATURE);
  assert_non_null(strstr(err.text, WITNESS));
  assert_int_equal(err.line, 6);
  assert_ok(cs_note_verify(&note, keys, 1, &err), &err); /* whoever does not know the witness does not mind */
}

static void a_known_key_s_signature_of_another_length_is_bad(void **state) {
  struct cs_verifier_key key = key_of(LOG_KEY);
  struct cs_note note;
  struct cs_err err;
  (void)state;
  assert_ok(cs_note_parse(CS_STR(BODY "\n" DASH ORIGIN " qyhnOAAA\n"), &note, &err), &err);
  assert_code(cs_note_verify(&note, &key, 1, &err), &err, CS_E_TLOG_SIGNATURE);
}

static void what_is_not_a_note_is_refused_with_its_line(void **state) {
  static const struct {
    const char *text;
    uint32_t line;
  } bad[] = {
      {"", 0},
      {"text\n", 0},
      {"text", 0},
      {"text\n" LOG_LINE, 0},
      {"text\n\n", 3},
      {"text\n\nno signature\n", 3},
      {"text\n\n" DASH "name\n", 3},
      {"text\n\n" DASH "name \n", 3},
      {"text\n\n" DASH " AAAAAAAA\n", 3},
      {"text\n\n" DASH "na+me AAAAAAAA\n", 3},
      {"text\n\n" DASH "name AAAAAA==\n", 3},
      {"text\n\n" DASH "name AAAA AAAA\n", 3},
      {"text\n\n" DASH "name AAAAAAAA", 3},
      {"text\n\n" DASH "name AAAAAAAA\n" DASH "name AAAAAAA\n", 4},
      {"te\txt\n\n" DASH "name AAAAAAAA\n", 1},
      {"text\nte\x01xt\n\n" DASH "name AAAAAAAA\n", 2},
      {"text\r\n\n" DASH "name AAAAAAAA\n", 1},
      {"text\n\xC0\x80\n\n" DASH "name AAAAAAAA\n", 2},
      {"text\n\n- name AAAAAAAA\n", 3},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct cs_note note;
    struct cs_err err;
    assert_code(cs_note_parse(cs_str_of(bad[i].text), &note, &err), &err, CS_E_TLOG_NOTE);
    assert_int_equal(err.line, bad[i].line);
  }
}

static void the_text_ends_at_the_last_empty_line(void **state) {
  struct cs_note note;
  struct cs_err err;
  (void)state;
  assert_ok(cs_note_parse(CS_STR("one\n\n" DASH "not AAAAAAAA\n\n" DASH "name AAAAAAAA\n"), &note, &err), &err);
  assert_str(note.text, "one\n\n" DASH "not AAAAAAAA\n");
  assert_int_equal(note.n, 1);
}

static void the_number_of_signatures_and_the_size_are_bounded(void **state) {
  struct cs_buf text;
  struct cs_note note;
  struct cs_err err;
  (void)state;
  cs_buf_init(&text, CS_NOTE_MAX * 2);
  cs_buf_add(&text, CS_STR("text\n\n"));
  for (int i = 0; i < CS_NOTE_SIGNATURES_MAX; i++) {
    cs_buf_add(&text, CS_STR(DASH "name AAAAAAAA\n"));
  }
  assert_ok(cs_note_parse(cs_buf_str(&text), &note, &err), &err);
  assert_int_equal(note.n, CS_NOTE_SIGNATURES_MAX);
  cs_buf_add(&text, CS_STR(DASH "name AAAAAAAA\n"));
  assert_code(cs_note_parse(cs_buf_str(&text), &note, &err), &err, CS_E_TLOG_NOTE);
  while (text.len <= CS_NOTE_MAX) {
    cs_buf_add(&text, CS_STR(DASH "name AAAAAAAA\n"));
  }
  assert_code(cs_note_parse(cs_buf_str(&text), &note, &err), &err, CS_E_LIMIT);
  cs_buf_deinit(&text);
}

static void a_text_unfit_for_a_note_is_not_signed(void **state) {
  struct cs_signer signer;
  struct cs_buf out;
  struct cs_err err;
  (void)state;
  assert_ok(cs_signer_parse(&signer, &hasher, CS_STR(LOG_SECRET), &err), &err);
  const struct cs_signer *signers[] = {&signer};
  cs_buf_init(&out, 4096);
  assert_code(cs_note_sign(CS_STR("no end"), signers, 1, &out, &err), &err, CS_E_TLOG_NOTE);
  assert_code(cs_note_sign(CS_STR(""), signers, 1, &out, &err), &err, CS_E_TLOG_NOTE);
  assert_code(cs_note_sign(CS_STR("a\tb\n"), signers, 1, &out, &err), &err, CS_E_TLOG_NOTE);
  assert_code(cs_note_sign(CS_STR("\xFF\n"), signers, 1, &out, &err), &err, CS_E_TLOG_NOTE);
  assert_int_equal(out.len, 0);
  cs_buf_deinit(&out);
  cs_buf_init(&out, 100);
  assert_code(cs_note_sign(CS_STR("text\n"), signers, 1, &out, &err), &err, CS_E_LIMIT);
  cs_buf_deinit(&out);
  cs_signer_deinit(&signer);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_note_of_the_specification_verifies),
      cmocka_unit_test(a_note_is_signed_byte_for_byte_as_another_program_signs_it),
      cmocka_unit_test(a_signer_is_written_and_read_back),
      cmocka_unit_test(names_are_without_spaces_controls_and_plus),
      cmocka_unit_test(a_key_that_is_not_one_is_refused_with_its_reason),
      cmocka_unit_test(a_verifier_key_of_small_order_is_refused),
      cmocka_unit_test(a_signing_key_that_is_not_one_is_refused_and_never_repeated),
      cmocka_unit_test(a_cosignature_is_read_with_its_time),
      cmocka_unit_test(signatures_by_unknown_keys_are_passed_over),
      cmocka_unit_test(without_a_known_key_a_note_is_refused),
      cmocka_unit_test(a_turned_bit_is_never_good),
      cmocka_unit_test(one_bad_signature_of_a_known_key_refuses_the_note_and_is_named),
      cmocka_unit_test(a_known_key_s_signature_of_another_length_is_bad),
      cmocka_unit_test(what_is_not_a_note_is_refused_with_its_line),
      cmocka_unit_test(the_text_ends_at_the_last_empty_line),
      cmocka_unit_test(the_number_of_signatures_and_the_size_are_bounded),
      cmocka_unit_test(a_text_unfit_for_a_note_is_not_signed),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
