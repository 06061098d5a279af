/* The table with a fixed clock: every function but `now` hands its call on. */
#include "os/fixed.h"

#define CS_OS_FN(name, parameters, arguments)                                                                          \
  static bool pass_##name parameters {                                                                                 \
    const struct cs_os *under = ((struct cs_os_fixed *)ctx)->under;                                                    \
    ctx = under->ctx;                                                                                                  \
    return under->name arguments;                                                                                      \
  }
#include "os/os.def"
#undef CS_OS_FN

static bool fixed_now(void *ctx, cs_time *out, struct cs_err *err) {
  const struct cs_os_fixed *fixed = ctx;
  (void)err;
  *out = fixed->now;
  return true;
}

const struct cs_os *cs_os_fixed_clock(struct cs_os_fixed *fixed, const struct cs_os *under, cs_time now) {
  *fixed = (struct cs_os_fixed){.under = under, .now = now};
  fixed->os = (struct cs_os){
      .ctx = fixed,
#define CS_OS_FN(name, parameters, arguments) .name = pass_##name,
#include "os/os.def"
#undef CS_OS_FN
  };
  fixed->os.now = fixed_now;
  return &fixed->os;
}
