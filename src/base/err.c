/* The one error type; must never allocate. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CS_CODE(name, slug, http, exit) const struct cs_code CS_E_##name = {slug, http, exit};
#include "base/err.def"
#undef CS_CODE

/* Formats into text[size], whole characters only. */
static void CS_PRINTF(3, 0) format(char *text, size_t size, const char *fmt, va_list args) {
  char whole[sizeof((struct cs_err *)0)->text + 4]; /* apart: an argument may point into the text that is replaced */
  cs_assert(size <= sizeof whole - 4);
  int n = vsnprintf(whole, size + 4, fmt, args); /* so that what follows the cut can be seen */
  struct cs_str kept = cs_str_head((struct cs_str){whole, n < 0 ? 0 : strlen(whole)}, size - 1);
  memcpy(text, kept.ptr, kept.len);
  text[kept.len] = '\0';
}

void cs_err_reset(struct cs_err *err) {
  memset(err, 0, sizeof *err);
}

bool cs_err_set(struct cs_err *err, const struct cs_code *code, const char *fmt, ...) {
  char text[sizeof err->text];
  va_list args;
  va_start(args, fmt);
  format(text, sizeof text, fmt, args);
  va_end(args);
  cs_err_reset(err);
  err->code = code;
  memcpy(err->text, text, strlen(text) + 1);
  return false;
}

bool cs_err_at(struct cs_err *err, struct cs_str source, uint32_t line, uint32_t column) {
  size_t n = cs_str_head(source, sizeof err->source - 1).len;
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
  format(err->hint, sizeof err->hint, fmt, args);
  va_end(args);
  return false;
}

bool cs_err_context(struct cs_err *err, const char *fmt, ...) {
  char before[sizeof err->text];
  va_list args;
  va_start(args, fmt);
  format(before, sizeof before, fmt, args);
  va_end(args);
  char both[2 * sizeof err->text];
  snprintf(both, sizeof both, "%s: %s", before, err->text);
  struct cs_str kept = cs_str_head(cs_str_of(both), sizeof err->text - 1);
  memcpy(err->text, kept.ptr, kept.len);
  err->text[kept.len] = '\0';
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
