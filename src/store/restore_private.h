/* One restoring under way. Private to store: restore.c (the whole of it), restore_check.c (what is there, what was signed,
 * what is lacking), restore_build.c (the new store). */
#ifndef CS_STORE_RESTORE_PRIVATE_H
#define CS_STORE_RESTORE_PRIVATE_H

#include "store/restore_source.h"

struct cs_restoring {
  const struct cs_os *os;
  const struct cs_restore_options *options;
  struct cs_restored *out;
  struct cs_arena *arena; /* lives through the restoring */
  struct cs_arena piece;  /* emptied at each entry */
  struct cs_sources sources;
  struct cs_tree *tree;
  struct cs_hash identity;
  /* Of the entries, as far as they reach without a gap: */
  uint64_t there;
  struct cs_str first_verifier; /* of entry 0 */
  struct cs_str origin;         /* the present one */
  struct cs_json *log;          /* the state of "log:"; NULL: none */
  struct cs_map erased;         /* subject → number of the last entry that erased it */
  cs_time last;
  bool trial;
  cs_time now; /* of the entry that carries on */
  /* Of what was signed under the present origin: */
  uint64_t signed_size; /* 0: nothing is known */
  struct cs_hash signed_root;
  bool marked; /* the high-water mark is there */
  struct cs_policy policy;
  /* What becomes of it: */
  uint64_t size;       /* entries put back */
  uint64_t fatal;      /* the first entry that cannot be put back; UINT64_MAX: none */
  uint64_t gained;     /* openings and texts that the store itself does not have */
  bool crowded;        /* the name under which the former store is to be kept is taken */
  bool target_has_all; /* the store at the path has every entry, unaltered */
  struct cs_keys keys; /* master keys; keys.os NULL: not open */
  struct cs_vault checker;
};

/* Reads every entry, works the tree out, holds it against what was signed. CS_E_RESTORE_SOURCE, _FORKED. */
CS_MUST bool cs_restore_check_entries(struct cs_restoring *r, struct cs_err *err);
/* Which openings and texts there are; r->fatal, r->gained, r->out. With r->keys open. */
CS_MUST bool cs_restore_check_beside(struct cs_restoring *r, struct cs_err *err);
/* "entries 22 to 24, 30" of those from there on that nobody has, or of the lacking ones of that kind. */
void cs_restore_say_missing(struct cs_restoring *r, struct cs_buf *buf);
void cs_restore_say_lacking(const struct cs_restoring *r, enum cs_lack what, struct cs_buf *buf);

/* Makes the store at `path` of the r->size first entries, with the entry that carries on behind them when `verifier` is
 * given (with its proof). */
CS_MUST bool cs_restore_build(struct cs_restoring *r, struct cs_str path, struct cs_str verifier,
                              const struct cs_signature *proof, struct cs_err *err);

void cs_restore_step(const struct cs_restoring *r, const char *step);

#endif
