/* Judging an act: (state of its subjects, act, actor, now) → an entry's O, or a refusal with all its reasons. Pure: what is
 * needed from outside comes through struct cs_bench. There is one function for each kind of act, in act_*.c; judge.c has the
 * table. Acts are judged by what was recorded before them (RECORD section 6). */
#ifndef CS_REVIEW_JUDGE_H
#define CS_REVIEW_JUDGE_H

#include "model/entry.h"
#include "review/determine.h"
#include "review/err.h"

/* Who acts, as far as the record knows. */
struct cs_actor {
  enum cs_by_kind by;
  struct cs_str officer; /* OFFICE/NAME; empty by source and by core */
  struct cs_str home;    /* the officer's own office */
};

/* What the judge may look at. */
struct cs_bench {
  const struct cs_review_world *world; /* catalogue, rules in force */
  cs_time now;
  cs_day today;                   /* of now, in the record's zone */
  struct cs_str registrar;        /* the registrar's office; empty before the record is founded */
  struct cs_rules_sources coming; /* texts of rules and their tables that stand or fall with this act, in one load */
  void *ctx;
  /* The folded state of a subject inside the batch; *state NULL when nothing is on record; *n the last entry on it. */
  CS_MUST bool (*state)(void *ctx, struct cs_str subject, struct cs_arena *arena, const struct cs_json **state,
                        int64_t *n, struct cs_err *err);
  /* The bytes of a blob, also of one that comes with this act; *found false when there is none. */
  CS_MUST bool (*blob)(void *ctx, const unsigned char digest[32], struct cs_arena *arena, struct cs_str *bytes,
                       bool *found, struct cs_err *err);
  /* Entry n with what of it is confidential opened, and what it corrects in turn (model/entry.h); *found false when there is none. */
  CS_MUST bool (*entry)(void *ctx, int64_t n, struct cs_arena *arena, struct cs_entry *out, bool *found,
                        struct cs_err *err);
};

struct cs_reason {
  const struct cs_code *code;
  struct cs_str text;  /* lower case; what is lacking */
  struct cs_str where; /* file:line of the rule that asks for it, or empty */
};

/* What the judge found. No reasons: the act stands, and `out` is its entry's O. `repeat`: it was recorded before, as entry
 * repeat_n, under a reference of its own (a payment, a decrement batch): that entry is the answer, and nothing is written. */
struct cs_judgement {
  struct cs_reason *reasons;
  size_t n_reasons, reasons_cap;
  struct cs_json *out;
  bool repeat;
  int64_t repeat_n;
};

/* Adds a reason. */
CS_MUST bool cs_judgement_refuse(struct cs_judgement *j, struct cs_arena *arena, struct cs_err *err,
                                 const struct cs_code *code, const char *fmt, ...) CS_PRINTF(5, 6);

/* Who signs with this key (hex), by its state. Reasons: key unknown, key revoked. */
CS_MUST bool cs_judge_actor(const struct cs_bench *bench, struct cs_str key, struct cs_arena *arena,
                            struct cs_actor *out, struct cs_judgement *j, struct cs_err *err);

/* Judges one act. True: *out is filled in, with reasons when it is refused. False: an error (bad input in a rules text, for
 * one; out of memory). `saw` is checked for acts by key. */
CS_MUST bool cs_judge(const struct cs_bench *bench, const struct cs_act *act, const struct cs_actor *actor,
                      struct cs_arena *arena, struct cs_judgement *out, struct cs_err *err);

/* The texts and tables in force with others put among them (each in place of one of its name; of two of one name the first), as
 * the language compiles them; rules.publish is judged on it and the snapshot is made of it. `put` may be NULL. */
CS_MUST bool cs_judge_sources(const struct cs_bench *bench, const struct cs_rules_sources *put, struct cs_arena *arena,
                              struct cs_rules_sources *out, struct cs_err *err);

#endif
