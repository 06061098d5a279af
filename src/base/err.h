/* The one error type. The caller owns a struct cs_err; a function that can fail takes it last and returns false (or
 * NULL) after setting it. The deepest place that knows the reason sets it; callers add context in front. Codes are
 * descriptors, one .def of them in each folder; src/cli/codes.c joins them all for help, documents and tests.
 * Refusals (decisions with reasons) are not errors and travel elsewhere; programmer errors are cs_assert. */
#ifndef CS_BASE_ERR_H
#define CS_BASE_ERR_H

#include "base/str.h"

/* What a code means outside: its slug (stable), the HTTP status and the exit status (0..4). */
struct cs_code {
  const char *slug;
  unsigned short http;
  unsigned char exit;
};

#define CS_CODE(name, slug, http, exit) extern const struct cs_code CS_E_##name;
#include "base/err.def"
#undef CS_CODE

struct cs_err {
  const struct cs_code *code; /* NULL: no error */
  char source[128];           /* file name or other place, empty when none; cut at the end when longer */
  uint32_t line, column;      /* 1-based; 0: not known */
  char text[512];             /* lower case, the user's word in quotes, what was expected */
  char hint[256];             /* how to mend it; may be empty */
};

void cs_err_reset(struct cs_err *err);
/* Texts that are too long are cut at the end, between characters. */
/* Sets code and text, forgets position and hint. Arguments may point into the error itself. Always returns false, so
 * that `return cs_err_set(…)` reads well. */
bool cs_err_set(struct cs_err *err, const struct cs_code *code, const char *fmt, ...) CS_PRINTF(3, 4);
/* Position of the fault. Returns false. */
bool cs_err_at(struct cs_err *err, struct cs_str source, uint32_t line, uint32_t column);
bool cs_err_hint(struct cs_err *err, const char *fmt, ...) CS_PRINTF(2, 3);
/* Puts "context: " in front of the text. Returns false. */
bool cs_err_context(struct cs_err *err, const char *fmt, ...) CS_PRINTF(2, 3);
/* Out of memory. Returns NULL, so that allocating functions can return it. */
void *cs_err_oom(struct cs_err *err);

/* A programmer error: prints the place and aborts. Always on; never on outside input. */
#define cs_assert(condition) ((condition) ? (void)0 : cs_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void cs_assert_failed(const char *condition, const char *file, int line);

#endif
