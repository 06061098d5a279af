/* What the parts of the generator of histories share (history.h): acts to come, and the account of what is on record. Private to
 * history.c and history_plan.c. */
#ifndef CS_TEST_SERVICE_HISTORY_PLAN_H
#define CS_TEST_SERVICE_HISTORY_PLAN_H

#include "service/history.h"

#define FLAT_MAX   4096
#define APPLICANTS 9  /* the first applicant's office */
#define ALONE      13 /* an office that nobody gave anything */

extern const char *const history_offices[HISTORY_OFFICES];

/* One act to come: its flat form, who signs, and what will become of it. */
struct plan {
  enum cs_act_kind kind;
  char flat[FLAT_MAX];
  size_t signer; /* person; SIZE_MAX: a source */
  char *blob;    /* on the heap; NULL: none */
  bool refused;
  uint32_t number; /* of what it makes or changes */
  size_t a, b;
  int regime;
};

/* Chance. */
uint64_t history_below(struct history *h, uint64_t n);
bool history_chance(struct history *h, unsigned percent);

/* The account. `_any_late`: a newer one, so that no state grows without bound. */
void history_add(struct history *h, struct history_numbers *list, uint32_t number);
uint32_t history_any(struct history *h, const struct history_numbers *list);
uint32_t history_any_late(struct history *h, const struct history_numbers *list, size_t window);
int64_t history_last(struct history *h, struct cs_str subject);
void history_touch(struct history *h, const struct cs_act *act, int64_t n);
/* A further officer, whose key is not enrolled; its number. */
size_t history_add_person(struct history *h, size_t office, const char *name);
/* The proof of a new key, in base64. */
void history_prove(struct history *h, const struct cs_officer_key *key, char out[100]);

/* Acts to come: a kind by its weight, an act of p->kind (wrong: one that its own judge refuses), and a load's own. */
enum cs_act_kind history_plan_kind(struct history *h, bool loaded);
void history_plan_make(struct history *h, struct plan *p, bool wrong);
void history_plan_load(struct history *h, struct plan *p, size_t acts);

#endif
