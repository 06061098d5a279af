/* The one error type; must never allocate. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "base/err.def"
#undef CS_CODE

void cs_err_reset(struct cs_err *err) {
  memset(err, 0, sizeof *err);
}

bool cs_err_set(struct cs_err *err, const struct cs_code *code, const char *fmt, ...) {
  cs_err_reset(err);
  err->code = code;
  va_list args;
  va_start(args, fmt);
  vsnprintf(err->text, sizeof err->text, fmt, args);
  va_end(args);
  return false;
}

bool cs_err_at(struct cs_err *err, struct cs_str source, uint32_t line, uint32_t column) {
  size_t n = source.len < sizeof err->source - 1 ? source.len : sizeof err->source - 1;
  if (n > 0) {
    memcpy(err->source, source.ptr, n);
  }
  err->source[n] = '\0';
  err->line = line;
  err->column = column;
  return false;
}

bool cs_err_hint(struct cs_err *err, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  vsnprintf(err->hint, sizeof err->hint, fmt, args);
  va_end(args);
  return false;
}

bool cs_err_context(struct cs_err *err, const char *fmt, ...) {
  char before[sizeof err->text];
  va_list args;
  va_start(args, fmt);
  int n = vsnprintf(before, sizeof before, fmt, args);
  va_end(args);
  size_t used = n < 0 ? 0 : (size_t)n < sizeof before ? (size_t)n : sizeof before - 1;
  snprintf(before + used, sizeof before - used, ": %s", err->text);
  memcpy(err->text, before, sizeof before);
  return false;
}

void *cs_err_oom(struct cs_err *err) {
  cs_err_set(err, &CS_E_OOM, "out of memory");
  return NULL;
}

_Noreturn void cs_assert_failed(const char *condition, const char *file, int line) {
  fprintf(stderr, "countersign: programmer error: %s at %s:%d\n", condition, file, line);
  abort();
}
