/* The working set: the folded states of the subjects that a run of entries touches, each read once from its row, folded
 * in memory, and written back in one go. The batch and the rebuild of projections both go this way, so that the two
 * cannot differ. Private to store. */
#ifndef CS_STORE_WORKING_H
#define CS_STORE_WORKING_H

#include "base/map.h"
#include "model/fold.h"
#include "store/reader_private.h"

struct cs_work {
  struct cs_str subject;
  const struct cs_json *state; /* NULL: nothing on record */
  int64_t n;                   /* last entry folded; -1: none */
  bool changed;                /* by this run */
  bool dirty;                  /* not yet in its row */
};

struct cs_working {
  struct cs_arena *arena;   /* borrowed: everything lies in it */
  struct cs_reader *reader; /* borrowed: where rows are read from */
  struct cs_db *db;         /* borrowed: where rows are written to */
  struct cs_map map;        /* subject → struct cs_work */
};

void cs_working_init(struct cs_working *working, struct cs_arena *arena, struct cs_reader *reader, struct cs_db *db);
struct cs_work *cs_working_get(struct cs_working *working, struct cs_str subject, struct cs_err *err) CS_MUST;

/* What an entry would make of its subjects. */
struct cs_folded {
  size_t n;
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  struct cs_work *works[CS_ACT_SUBJECTS_MAX];
  struct cs_json *states[CS_ACT_SUBJECTS_MAX];
};
/* Folds and changes nothing. What a correction corrects is read here. The entry's confidential fields must be opened into its body; its tree must live as long
 * as the arena. */
CS_MUST bool cs_working_fold(struct cs_working *working, const struct cs_entry *entry, struct cs_folded *out,
                             struct cs_err *err);
/* Takes what was folded, and runs the projectors. */
CS_MUST bool cs_working_take(struct cs_working *working, const struct cs_entry *entry, const struct cs_folded *folded,
                             struct cs_err *err);
/* Writes the states that are not yet in their rows. */
CS_MUST bool cs_working_flush(struct cs_working *working, struct cs_err *err);

#endif
