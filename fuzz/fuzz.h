/* What the fuzz targets share. A target is one file: LLVMFuzzerTestOneInput takes bytes, does with them what the program does with bytes from
 * outside, and asserts (cs_assert) what must hold whatever they are. It keeps nothing from one call to the next, asks no clock
 * and no chance. script/fuzz runs the targets under libFuzzer; fuzz/replay.c runs them on the stored corpora as tests. */
#ifndef CS_FUZZ_H
#define CS_FUZZ_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as text. */
static inline struct cs_str fuzz_str(const uint8_t *data, size_t size) {
  return (struct cs_str){(const char *)data, size};
}

/* An error must be told whole: a code and words. */
static inline void fuzz_error(const struct cs_err *err) {
  cs_assert(err->code != NULL && err->code->slug[0] != '\0');
  cs_assert(err->text[0] != '\0');
}

/* The part up to the next line "%%", which is taken off with it. */
static inline struct cs_str fuzz_part(struct cs_str *rest) {
  size_t at = cs_str_find(*rest, CS_STR("\n%%\n"));
  struct cs_str part = at == SIZE_MAX ? *rest : cs_str_sub(*rest, 0, at + 1);
  *rest = at == SIZE_MAX ? CS_STR_NONE : cs_str_from(*rest, at + 4);
  return part;
}

#include "rules/rules.h"

#define FUZZ_TABLES_MAX 4

/* Rules and the tables behind them, each in a part of its own: the tables are called t.csv, u.csv, v.csv, w.csv. The last
 * part is left in *rest when `last_apart`. On the caller's stack, with `texts` in it. */
struct fuzz_sources {
  struct cs_rules_text text, tables[FUZZ_TABLES_MAX];
  struct cs_rules_sources sources;
};

static inline void fuzz_sources(struct fuzz_sources *out, struct cs_str *rest, bool last_apart) {
  static const char *const names[FUZZ_TABLES_MAX] = {"t.csv", "u.csv", "v.csv", "w.csv"};
  size_t n = 0;
  out->text = (struct cs_rules_text){CS_STR("fuzz.rules"), fuzz_part(rest)};
  while (n < FUZZ_TABLES_MAX && rest->len > 0 && (!last_apart || cs_str_find(*rest, CS_STR("\n%%\n")) != SIZE_MAX)) {
    out->tables[n] = (struct cs_rules_text){cs_str_of(names[n]), fuzz_part(rest)};
    n++;
  }
  out->sources = (struct cs_rules_sources){&out->text, 1, out->tables, n, .warn = true};
}

#endif
