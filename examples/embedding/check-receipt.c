/* Checks a receipt: is this entry in that log, on the word of a key that you trust? It asks nobody: three files are enough.
 *
 *   check-receipt RECEIPT.tlog-proof ENTRY VERIFIER
 *
 * Ends 0: it is proved; 1: it is not; 2: the files are not of their form. Build: see Makefile. */
#include <countersign.h>

#include <stdio.h>

enum { LIMIT = 1024 * 1024 }; /* bytes: a receipt has at most 512 KiB, an entry 64 */

static int read_file(const char *path, char *bytes, size_t *len) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return 0;
  }
  *len = fread(bytes, 1, LIMIT, file);
  int whole = !ferror(file) && feof(file);
  fclose(file);
  if (!whole) {
    fprintf(stderr, "%s: cannot be read whole\n", path);
  }
  return whole;
}

static int tell(const struct countersign_proof *proof) {
  struct countersign_proved proved;
  if (!countersign_proof_read(proof, &proved)) {
    const struct countersign_error *fault = countersign_proof_fault(proof);
    printf("%s: %s\n", countersign_proof_outcome(proof) == COUNTERSIGN_ALTERED ? "ALTERED" : "NOT PROVED", fault->text);
    return 1;
  }
  printf("entry %llu of %.*s, recorded %.*s\n", (unsigned long long)proved.entry, COUNTERSIGN_TEXT(proved.origin),
         COUNTERSIGN_TEXT(proved.at));
  printf("%.*s on %.*s by %.*s%s\n", COUNTERSIGN_TEXT(proved.act), COUNTERSIGN_TEXT(proved.subject),
         COUNTERSIGN_TEXT(proved.officer), proved.actor == COUNTERSIGN_BY_KEY ? ", signed" : ", on nobody's signature");
  return 0;
}

int main(int argc, char **argv) {
  static char receipt[LIMIT], entry[LIMIT], verifier[LIMIT];
  size_t receipt_len, entry_len, verifier_len;
  struct countersign_error error;
  if (argc != 4) {
    fprintf(stderr, "usage: check-receipt RECEIPT.tlog-proof ENTRY VERIFIER\n");
    return 2;
  }
  if (!read_file(argv[1], receipt, &receipt_len) || !read_file(argv[2], entry, &entry_len) ||
      !read_file(argv[3], verifier, &verifier_len)) {
    return 2;
  }
  struct countersign_proof *proof =
      countersign_receipt_check(receipt, receipt_len, entry, entry_len, verifier, verifier_len, &error);
  if (!proof) {
    fprintf(stderr, "%s [%s]\n", error.text, error.code);
    return 2;
  }
  int status = tell(proof);
  countersign_proof_free(proof);
  return status;
}
