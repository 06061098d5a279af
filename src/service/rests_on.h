/* Which cases are looked at when an entry is corrected. Private to service. */
#ifndef CS_SERVICE_RESTS_ON_H
#define CS_SERVICE_RESTS_ON_H

#include "model/entry.h"
#include "service/service.h"

/* A case is looked at when it is `only`, or names one of the words, or lies in or around one of the areas. */
struct cs_sieve {
  struct cs_str only;
  struct cs_strs words; /* identifiers, in quotes */
  struct cs_strs areas;
  bool none;              /* nothing rests on such an entry */
  struct cs_str in_words; /* for people */
};

CS_MUST bool cs_sieve_of(struct cs_service *service, const struct cs_entry *entry, struct cs_arena *arena,
                         struct cs_sieve *out, struct cs_err *err);
/* By the bytes of its state alone: whether it is worth being read. */
bool cs_sieve_may_take(const struct cs_sieve *sieve, struct cs_str case_id, struct cs_str bytes);
bool cs_sieve_takes(const struct cs_sieve *sieve, const struct cs_json *case_state, struct cs_str bytes);

#endif
