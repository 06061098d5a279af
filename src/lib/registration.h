/* A catalogue from acts of registration in texts (*.jsonl), without a record: each act is decoded, judged on those before it as a
 * load judges them, and folded. Only what a catalogue holds is taken: parties, calendars, items with their facts and
 * dependencies, groups, mandates. */
#ifndef CS_LIB_REGISTRATION_H
#define CS_LIB_REGISTRATION_H

#include "model/catalogue.h"
#include "rules/rules.h"

/* States in the making. On the caller's stack. */
struct cs_registration {
  struct cs_catalogue *catalogue;
  const struct cs_rules *rules; /* conditions of mandates are held against them */
  struct cs_arena arena;        /* of states; the catalogue keeps copies */
  struct cs_map states;         /* by subject */
  int64_t n;                    /* acts taken so far */
};

/* catalogue: empty; both must outlive it. Deinit is owed. */
void cs_registration_init(struct cs_registration *r, struct cs_catalogue *catalogue, const struct cs_rules *rules);
void cs_registration_deinit(struct cs_registration *r);
/* Takes the acts of one text in. What is wrong with a line goes to *findings (in `arena`), with its place, and the next line is
 * looked at, up to CS_RULES_ERRORS_MAX in all: acts that build on a wrong one are then found wrong too. A refused act gives
 * one finding for each reason. False: out of memory. */
CS_MUST bool cs_registration_take(struct cs_registration *r, struct cs_str name, struct cs_str bytes,
                                  struct cs_arena *arena, struct cs_findings *findings, struct cs_err *err);

#endif
