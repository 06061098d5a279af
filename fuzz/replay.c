/* Runs a target on files, without a fuzzer: replay FILE|FOLDER…. What a target asserts ends the program. Prints how many inputs it ran, and
 * ends 2 when there was none, so that a corpus that is lost is noticed. */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (1u << 22) /* bytes: far above what the corpora hold */

static bool run_file(const char *path, unsigned char *bytes) {
  errno = 0;
  FILE *file = fopen(path, "rb");
  if (!file) {
    return false;
  }
  size_t n = fread(bytes, 1, INPUT_MAX, file);
  if (errno == EISDIR) { /* a folder in a folder of seeds is none of them */
    errno = 0;
    fclose(file);
    return false;
  }
  bool whole = feof(file) && !ferror(file);
  fclose(file);
  if (!whole) {
    fprintf(stderr, "%s: cannot be read whole\n", path);
    exit(2);
  }
  unsigned char *exact = malloc(n > 0 ? n : 1); /* so that a step beyond the end is seen */
  if (!exact) {
    exit(2);
  }
  memcpy(exact, bytes, n);
  LLVMFuzzerTestOneInput(exact, n);
  free(exact);
  return true;
}

static size_t run_path(const char *path, unsigned char *bytes) {
  DIR *folder = opendir(path);
  size_t n = 0;
  if (!folder) {
    return run_file(path, bytes);
  }
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    char whole[4096];
    if (entry->d_name[0] != '.') {
      snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
      n += run_file(whole, bytes);
    }
  }
  closedir(folder);
  return n;
}

int main(int argc, char **argv) {
  unsigned char *bytes = malloc(INPUT_MAX);
  size_t n = 0;
  for (int i = 1; bytes && i < argc; i++) {
    n += run_path(argv[i], bytes);
  }
  free(bytes);
  printf("%zu inputs\n", n);
  return n > 0 ? 0 : 2;
}
