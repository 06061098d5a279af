/* include/countersign.h: errors, days, names, version. Must never hand out an error without a kind. */
#include "lib/public.h"

#include "base/day.h"

#include <stdio.h>
#include <string.h>

_Static_assert(sizeof((struct countersign_error *)0)->text == sizeof((struct cs_err *)0)->text, "nothing is cut");
_Static_assert(sizeof((struct countersign_error *)0)->hint == sizeof((struct cs_err *)0)->hint, "nothing is cut");
_Static_assert(sizeof((struct countersign_error *)0)->source == sizeof((struct cs_err *)0)->source, "nothing is cut");

/* By what the code says of the program's exit status. */
static enum countersign_error_kind kind_of(const struct cs_code *code) {
  static const enum countersign_error_kind kinds[] = {
      COUNTERSIGN_ERROR_SYSTEM, COUNTERSIGN_ERROR_REFUSED, COUNTERSIGN_ERROR_INPUT,
      COUNTERSIGN_ERROR_INPUT,  COUNTERSIGN_ERROR_SYSTEM,
  };
  return code->exit < sizeof kinds / sizeof kinds[0] ? kinds[code->exit] : COUNTERSIGN_ERROR_SYSTEM;
}

bool cs_public_fail(struct countersign_error *to, const struct cs_err *err) {
  if (!to) {
    return false;
  }
  memset(to, 0, sizeof *to);
  to->kind = kind_of(err->code);
  to->line = err->line;
  to->column = err->column;
  snprintf(to->code, sizeof to->code, "%s", err->code->slug);
  memcpy(to->source, err->source, sizeof to->source);
  memcpy(to->text, err->text, sizeof to->text);
  memcpy(to->hint, err->hint, sizeof to->hint);
  return false;
}

const char *countersign_version(void) {
  return CS_VERSION;
}

bool countersign_day_read(const char *text, size_t len, countersign_day *out, struct countersign_error *error) {
  struct cs_err err;
  return cs_day_parse((struct cs_str){text, len}, out, &err) || cs_public_fail(error, &err);
}

/* The public enums are ours, in our order. */
_Static_assert((int)COUNTERSIGN_PROHIBITED == (int)CS_PROHIBITED, "verdicts");
_Static_assert((int)COUNTERSIGN_UNKNOWN == (int)CS_UNKNOWN && (int)COUNTERSIGN_YES == (int)CS_YES, "truth");
_Static_assert((int)COUNTERSIGN_DENIED == (int)CS_DENIED && (int)COUNTERSIGN_ASSUMED == (int)CS_ASSUMED, "certainty");

const char *countersign_verdict_name(enum countersign_verdict verdict) {
  return cs_verdict_name((enum cs_verdict)verdict);
}

const char *countersign_truth_name(enum countersign_truth truth) {
  switch (truth) {
  case COUNTERSIGN_NO:
    return "no";
  case COUNTERSIGN_YES:
    return "yes";
  case COUNTERSIGN_UNKNOWN:
    break;
  }
  return "unknown";
}

const char *countersign_certainty_name(enum countersign_certainty certainty) {
  return cs_certainty_name((enum cs_certainty)certainty);
}
