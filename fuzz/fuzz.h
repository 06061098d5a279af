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

#endif
