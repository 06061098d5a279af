/* Prints all error codes as Markdown, by folder, from every err.def and error_meanings.def: the tail of docs/errors.md. A tool of
 * the build, never installed; must not pass over a code without a meaning: it names it and ends 1. */
#include "base/err.h"

#include <stdio.h>
#include <string.h>

static const struct {
  const char *slug, *text;
} meanings[] = {
#define CS_MEANING(slug, text) {slug, text},
#include "error_meanings.def"
#undef CS_MEANING
};
#define MEANINGS_N (sizeof meanings / sizeof meanings[0])

/* The codes of all folders; a row without a slug opens a folder. */
static const struct {
  struct cs_code code;
  const char *folder, *what;
} rows[] = {
#define CS_CODE(name, slug, http, exit) {{slug, http, exit}, NULL, NULL},
    {{NULL, 0, 0}, "base", "Text, JSON, figures, days, codes."},
#include "base/err.def"
    {{NULL, 0, 0}, "os", "Files, folders, key files."},
#include "os/err.def"
    {{NULL, 0, 0}, "model", "Acts, entries, requests."},
#include "model/err.def"
    {{NULL, 0, 0},
     "review",
     "Refusals: reasons for which an act is not recorded; at the end, faults in the facts of a request."},
#include "review/err.def"
    {{NULL, 0, 0}, "rules", "The rule language; src/rules/SPEC.md, section 13, says more."},
#include "rules/err.def"
    {{NULL, 0, 0}, "lib", "The embeddable library, and `assess --rules`, which is written on it."},
#include "lib/err.def"
    {{NULL, 0, 0}, "service", "Signed acts, loads, keys, test files."},
#include "service/err.def"
    {{NULL, 0, 0}, "store", "The record and its database; docs/record.md says what to do."},
#include "store/err.def"
    {{NULL, 0, 0}, "tlog", "Trees, checkpoints, receipts, keys, seals."},
#include "tlog/err.def"
#undef CS_CODE
};
#define ROWS_N (sizeof rows / sizeof rows[0])

static const char *meaning_of(const char *slug) {
  for (size_t i = 0; i < MEANINGS_N; i++) {
    if (strcmp(meanings[i].slug, slug) == 0) {
      return meanings[i].text;
    }
  }
  return NULL;
}

static bool has_code(const char *slug) {
  for (size_t i = 0; i < ROWS_N; i++) {
    if (rows[i].code.slug && strcmp(rows[i].code.slug, slug) == 0) {
      return true;
    }
  }
  return false;
}

int main(void) {
  bool whole = true;
  for (size_t i = 0; i < ROWS_N; i++) {
    const struct cs_code *code = &rows[i].code;
    if (!code->slug) {
      printf("\n## %s\n\n%s\n\n| code | exit | HTTP | what it means |\n| --- | --- | --- | --- |\n", rows[i].folder,
             rows[i].what);
      continue;
    }
    const char *text = meaning_of(code->slug);
    if (!text) {
      fprintf(stderr, "gen_errors: \"%s\" has no line in tools/error_meanings.def\n", code->slug);
      whole = false;
    }
    printf("| `%s` | %d | %d | %s |\n", code->slug, code->exit, code->http, text ? text : "");
  }
  for (size_t i = 0; i < MEANINGS_N; i++) {
    if (!has_code(meanings[i].slug)) {
      fprintf(stderr, "gen_errors: tools/error_meanings.def speaks of \"%s\", which no err.def has\n",
              meanings[i].slug);
      whole = false;
    }
  }
  return whole && fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
