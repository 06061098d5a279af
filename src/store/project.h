/* Projectors: from one entry, with the states that it left behind, to rows of the projections. A projector is a
 * function of (rows, entry, what it opens confidentially, states after it): it never evaluates rules, opens a personal
 * seal, reads a clock, or draws chance (RECORD section 4). One file for each projection. Private to store. */
#ifndef CS_STORE_PROJECT_H
#define CS_STORE_PROJECT_H

#include "model/entry.h"
#include "store/db.h"

struct cs_projected {
  struct cs_db *db;
  struct cs_arena *arena;
  const struct cs_entry *entry;        /* its confidential fields opened into act.body */
  const struct cs_str *subjects;       /* n of them, as cs_act_subjects says */
  const struct cs_json *const *states; /* of each, after the entry */
  size_t n;
};

typedef bool cs_projector(const struct cs_projected *in, struct cs_err *err);

cs_projector cs_project_cases;      /* case_list, consent_list */
cs_projector cs_project_owed;       /* owed, rests_on */
cs_projector cs_project_precedents; /* precedent */
cs_projector cs_project_statements; /* statement_about */

/* All of them, in this order. (The states themselves are written by working.c.) */
CS_MUST bool cs_project(const struct cs_projected *in, struct cs_err *err);
/* The state of the subject that begins with the prefix ("case:"), or NULL. *subject, if not NULL: its identifier behind
 * the prefix. */
const struct cs_json *cs_projected_state(const struct cs_projected *in, const char *prefix, struct cs_str *id);

#endif
