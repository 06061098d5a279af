/* Behind include/countersign.h: what its opaque types hold, and the step from our errors and slices to its own. Private to
 * lib/public_*.c. */
#ifndef CS_LIB_PUBLIC_H
#define CS_LIB_PUBLIC_H

#include "countersign.h"
#include "lib/alone.h"

struct countersign_set {
  struct cs_alone alone; /* texts, rules, catalogue */
  struct cs_view_plan plan;
  bool stated; /* a catalogue was given */
};

struct countersign_request {
  struct cs_arena arena;
  struct cs_str name;
  bool has_lines; /* else errors name no line of it */
  struct cs_request request;
};

static inline struct countersign_text cs_public_text(struct cs_str s) {
  return (struct countersign_text){s.ptr, s.len};
}

/* Hands an error out; `to` may be NULL. Returns false. */
bool cs_public_fail(struct countersign_error *to, const struct cs_err *err);

#endif
