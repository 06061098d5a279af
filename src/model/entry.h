/* Entries: the canonical form of RECORD section 1: {"act":A,"at":TIME,"by":B,"n":NUMBER,"out":O,"r":RANDOM}. */
#ifndef CS_MODEL_ENTRY_H
#define CS_MODEL_ENTRY_H

#include "model/act.h"

enum cs_by_kind { CS_BY_KEY, CS_BY_SOURCE, CS_BY_CORE };

/* How the actor is known. KEY: {"by":"key","signature":BASE64}; SOURCE: {"by":"source","load":N,"line":K} (entry of the load,
 * 1-based act in it); CORE: {"by":"core"}. */
struct cs_by {
  enum cs_by_kind kind;
  struct cs_str signature; /* base64 of 64 bytes */
  int64_t load, line;
};

struct cs_entry {
  int64_t n; /* leaf index */
  cs_time at;
  struct cs_act act;
  struct cs_json *a; /* A as it stands on record */
  struct cs_by by;
  struct cs_json *out;       /* O; never NULL, may be an empty object */
  struct cs_str request_key; /* hex of 16 bytes: key of the act (RECORD section 3), kept in O as "key"; may be empty */
  unsigned char r[16];
  /* Of a record.agree, for whoever folds it: the entry that it is about, opened, and what that one corrects in turn; else NULL. It is
   * no part of the entry's form. */
  const struct cs_entry *corrects;
};

/* Canonical bytes; CS_E_ENTRY_TOO_LARGE beyond CS_ENTRY_MAX. */
CS_MUST bool cs_entry_write(struct cs_arena *arena, const struct cs_entry *entry, struct cs_buf *buf,
                            struct cs_err *err);
/* Refuses bytes that do not re-serialise to themselves (CS_E_ENTRY_FORM, with what is wrong). A kind that this program does
 * not know gives CS_E_ACT_UNKNOWN_KIND, with everything but entry->act filled in. */
CS_MUST bool cs_entry_read(struct cs_arena *arena, struct cs_str bytes, struct cs_entry *out, struct cs_err *err);

#endif
