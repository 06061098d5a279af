/* include/countersign.h: receipts, of the record that examples/embedding holds a piece of. */
#include "lib/fixture.h"

struct files {
  char receipt[4096], entry[4096], verifier[4096];
};

static void read_one(const char *name, char text[4096]) {
  char path[512];
  snprintf(path, sizeof path, "%s/examples/embedding/%s", CS_SOURCE_DIR, name);
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  size_t n = fread(text, 1, 4095, file);
  text[n] = '\0';
  fclose(file);
}

static void read_files(struct files *f) {
  read_one("filed.tlog-proof", f->receipt);
  read_one("filed.entry", f->entry);
  read_one("verifier", f->verifier);
}

static struct countersign_proof *check(const struct files *f, struct countersign_error *error) {
  return countersign_receipt_check(f->receipt, strlen(f->receipt), f->entry, strlen(f->entry), f->verifier,
                                   strlen(f->verifier), error);
}

static void a_receipt_proves_its_entry(void **state) {
  (void)state;
  struct files f;
  struct countersign_error error;
  struct countersign_proved proved;
  read_files(&f);
  struct countersign_proof *proof = check(&f, &error);
  assert_done(proof, &error);
  memset(&f, 0, sizeof f); /* nothing of what was handed in is needed any more */
  assert_int_equal(countersign_proof_outcome(proof), COUNTERSIGN_PROVED);
  assert_true(countersign_proof_read(proof, &proved));
  assert_int_equal(proved.entry, 13);
  assert_int_equal(proved.size, 14);
  assert_str(fixture_str(proved.origin), "example.org/review");
  assert_int_equal(proved.witnesses, 0);
  assert_int_equal(proved.actor, COUNTERSIGN_BY_KEY);
  assert_str(fixture_str(proved.act), "case.file");
  assert_str(fixture_str(proved.subject), "2025-0001");
  assert_str(fixture_str(proved.office), "acme.sales");
  assert_str(fixture_str(proved.officer), "acme.sales/desk");
  assert_int_equal(proved.key.len, 64);
  assert_str(fixture_str(proved.at), "2026-11-23T06:26:22.785969Z");
  assert_int_equal(countersign_proof_fault(proof)->kind, COUNTERSIGN_ERROR_NONE);
  countersign_proof_free(proof);
}

static void one_byte_of_the_entry_changed_is_told(void **state) {
  (void)state;
  struct files f;
  struct countersign_error error;
  struct countersign_proved proved;
  read_files(&f);
  f.entry[strlen(f.entry) - 4] ^= 1;
  struct countersign_proof *proof = check(&f, &error);
  assert_done(proof, &error);
  assert_int_equal(countersign_proof_outcome(proof), COUNTERSIGN_ALTERED);
  assert_false(countersign_proof_read(proof, &proved));
  assert_int_equal(proved.entry, 0);
  assert_string_equal(countersign_proof_fault(proof)->code, "tlog.proof-wrong");
  countersign_proof_free(proof);
}

static void another_key_proves_nothing(void **state) {
  (void)state;
  struct files f;
  struct countersign_error error;
  read_files(&f);
  /* The same name with a key of somebody else, from the C2SP examples' form: NAME+HASH+base64(0x01 || key). */
  snprintf(f.verifier, sizeof f.verifier, "%s", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  struct countersign_proof *proof = check(&f, &error);
  assert_done(proof, &error);
  assert_int_equal(countersign_proof_outcome(proof), COUNTERSIGN_NOT_PROVED);
  assert_true(countersign_proof_fault(proof)->text[0] != '\0');
  countersign_proof_free(proof);
}

static void files_that_are_not_of_their_form_are_errors(void **state) {
  (void)state;
  struct files f;
  struct countersign_error error;
  read_files(&f);
  snprintf(f.receipt, sizeof f.receipt, "no receipt\n");
  assert_null(check(&f, &error));
  assert_string_equal(error.code, "tlog.receipt-syntax");
  assert_int_equal(error.kind, COUNTERSIGN_ERROR_INPUT);
  read_files(&f);
  snprintf(f.verifier, sizeof f.verifier, "no key");
  assert_null(check(&f, &error));
  assert_int_equal(error.kind, COUNTERSIGN_ERROR_INPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_receipt_proves_its_entry),
      cmocka_unit_test(one_byte_of_the_entry_changed_is_told),
      cmocka_unit_test(another_key_proves_nothing),
      cmocka_unit_test(files_that_are_not_of_their_form_are_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
