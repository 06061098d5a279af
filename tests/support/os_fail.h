/* A table of outside functions that wraps another one and makes chosen calls fail: the n-th call of any function
 * (1-based, counted over all of them), or the n-th call of one function. A failing call is not made at all, or
 * (`applied`) made and then reported as failed, as a disk or a network may do. */
#ifndef CS_TEST_OS_FAIL_H
#define CS_TEST_OS_FAIL_H

#include "os/os.h"

#include <string.h>

struct os_fail {
  struct cs_os os; /* hand out &fail.os */
  const struct cs_os *under;
  const char *only;            /* count calls of this function alone; NULL: of all */
  int at;                      /* the call that fails; 0: none */
  bool applied;                /* make the call, then say that it failed */
  const struct cs_code *code;  /* what it says; NULL: CS_E_OS_IO */
  int calls;                   /* counted so far */
  const char *failed_function; /* the function whose call failed; NULL: none yet */
};

static inline bool os_fail_counts(struct os_fail *fail, const char *function) {
  if (fail->only && strcmp(fail->only, function) != 0) {
    return false;
  }
  if (++fail->calls != fail->at) {
    return false;
  }
  fail->failed_function = function;
  return true;
}

#define CS_OS_FN(name, parameters, arguments)                                                                          \
  static inline bool os_failing_##name parameters {                                                                    \
    struct os_fail *fail = ctx;                                                                                        \
    bool fails = os_fail_counts(fail, #name);                                                                          \
    ctx = fail->under->ctx;                                                                                            \
    if (!fails) {                                                                                                      \
      return fail->under->name arguments;                                                                              \
    }                                                                                                                  \
    if (!fail->applied || fail->under->name arguments) {                                                               \
      cs_err_set(err, fail->code ? fail->code : &CS_E_OS_IO, "call %d (%s) was made to fail", fail->at, #name);        \
    }                                                                                                                  \
    return false;                                                                                                      \
  }
#include "os/os.def"
#undef CS_OS_FN

static inline const struct cs_os *os_fail_init(struct os_fail *fail, const struct cs_os *under, const char *only,
                                               int at) {
  *fail = (struct os_fail){.under = under, .only = only, .at = at};
  fail->os = (struct cs_os){
      .ctx = fail,
#define CS_OS_FN(name, parameters, arguments) .name = os_failing_##name,
#include "os/os.def"
#undef CS_OS_FN
  };
  return &fail->os;
}

#endif
