/* Versions: several statements of one thing (an item's registration, a fact, a link, a mandate's grant), of which one
 * with a later `from` is the next version and ends the former from that day, exact or not: one of the two holds, never
 * neither or both (RULES section 3). Pure; nothing is allocated. */
#ifndef CS_MODEL_VERSIONS_H
#define CS_MODEL_VERSIONS_H

#include "model/catalogue.h"

#define CS_POSSIBLE_MAX 8 /* versions that may hold on one day; beyond it, whatever else may hold is `more` */

/* Which of the versions hold or may hold on a day. */
struct cs_possible {
  size_t at[CS_POSSIBLE_MAX]; /* indices, the latest first */
  size_t n;
  bool none;           /* it may be that none of them holds */
  bool more;           /* others than those in `at` may hold */
  bool date, disputed; /* why it is not known which */
};

/* Order of versions: by the first day of `from`, then its last, then the entry. <0, 0, >0. */
int cs_versions_cmp(const struct cs_holds *a, const struct cs_holds *b);
/* `first` is the holds of the first of n versions, each `stride` bytes after the last, in the order of cs_versions_cmp.
 * A version that is disputed, denied or less certain than `weakest` may hold or not, from its own day. */
void cs_versions_possible(const struct cs_holds *first, size_t stride, size_t n, cs_day on, cs_day known,
                          enum cs_certainty weakest, struct cs_possible *out);
/* Exactly one version, and surely. */
bool cs_possible_sure(const struct cs_possible *possible);
/* Surely none. */
bool cs_possible_empty(const struct cs_possible *possible);

#endif
