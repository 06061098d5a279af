/* Runs the projectors; must never run one outside the transaction of its entry.
 * Invariant: every projection of tables.def but `state` is written by exactly one of them. Specification: RECORD
 * section 4. */
#include "store/project.h"

static cs_projector *const projectors[] = {cs_project_cases, cs_project_owed, cs_project_precedents,
                                           cs_project_statements};

bool cs_project(const struct cs_projected *in, struct cs_err *err) {
  for (size_t i = 0; i < sizeof projectors / sizeof *projectors; i++) {
    if (!projectors[i](in, err)) {
      return false;
    }
  }
  return true;
}

const struct cs_json *cs_projected_state(const struct cs_projected *in, const char *prefix, struct cs_str *id) {
  struct cs_str p = cs_str_of(prefix);
  for (size_t i = 0; i < in->n; i++) {
    if (cs_str_starts(in->subjects[i], p)) {
      if (id) {
        *id = cs_str_from(in->subjects[i], p.len);
      }
      return in->states[i];
    }
  }
  return NULL;
}
