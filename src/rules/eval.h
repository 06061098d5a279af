/* Conditions: Kleene's three values with causes, certainty and the path of content (SPEC 7, 10). What is
 * known of a fact is looked up here and nowhere else, so that `else`, the weakest certainty of a pass and the causes
 * are one place. */
#ifndef CS_RULES_EVAL_H
#define CS_RULES_EVAL_H

#include "base/limits.h"
#include "rules/program.h"

#define CS_VERSIONS_IN_FORCE 16 /* that may be in force on one day; more: the earliest are left to `none` */

struct cs_family_room;

struct cs_causes {
  struct cs_cause *at;
  size_t n, cap;
};

/* The families that may say something of one line's values; of other values it says nothing. */
struct cs_sieve {
  const struct cs_value *values;
  uint64_t *families; /* one bit a family of the set */
};

/* What the evaluator knows of a value beside what a host says of one. */
struct cs_made {
  bool none;       /* blank, or there is none */
  bool maybe_none; /* BOOL, CODES, whose possible values are one: it may also be that there is none */
  bool share;      /* figure / over */
  struct cs_figure over;
  const struct cs_value *others; /* what it may be instead; each known, without others of its own */
  size_t n_others;
  const struct cs_cause *causes; /* of all that is not settled */
  size_t n_causes;
  const struct cs_row_set *rows; /* CODES: of a set of rows */
};
/* Rows of one table, numbered through its versions. */
struct cs_row_set {
  const uint32_t *sure, *maybe;
  size_t n_sure, n_maybe;
};

/* The row that a name stands for. */
struct cs_row {
  const struct cs_table *table;
  const struct cs_table_version *version;
  uint32_t row;
};

/* A row that a `some` rests on, for `cite r.COLUMN`. */
struct cs_cited {
  const struct cs_source *source;
  struct cs_row row;
  enum cs_truth truth;
};

/* One pass over a request. `weakest`: what is less certain is taken as unknown (SPEC 8.10: three passes). */
struct cs_ask {
  const struct cs_rules *rules;
  const struct cs_rules_host *host;
  struct cs_arena *arena;
  cs_day on, known;
  enum cs_certainty weakest;
  const struct cs_value *values;  /* of the line asked about */
  const struct cs_regime *regime; /* whose containments of areas count */
  struct cs_causes causes;        /* a stack: whoever finds something unknown pushes why; whoever decides takes back */
  struct cs_family_room *room;    /* of family.c, for one family at a time */
  const struct cs_sieve *sieve;   /* NULL: every family is asked */
  enum cs_certainty
      rests_on; /* nothing that was looked at is less certain, but for the line's own facts and what is disputed */
  bool foreign; /* a rule was asked of a form that the index does not know */
  struct cs_row rows[CS_ROWS_DEEP]; /* by the number of their names */
  const struct cs_part *parts;      /* of the line */
  size_t n_parts;
  size_t part;                           /* the one asked about, + 1; 0: none */
  const struct cs_part_columns *columns; /* of parts.c; NULL: there are none */
  struct cs_named_cache *cache;          /* of named.c: terms of this regime and line; NULL: none asked yet */
  struct {
    struct cs_cited *at;
    size_t n, cap;
  } cited;       /* while a rule that cites rows is asked */
  bool *assumed; /* one a fact: does an answer rest on its `else`? NULL: nobody asks */
  struct cs_taken {
    uint32_t *at;
    size_t n, cap;
  } taken; /* a stack: facts just taken by their `else`; whoever decides says whether that mattered */
};

struct cs_found {
  enum cs_truth truth;
  enum cs_certainty certainty; /* of the weakest part that the truth rests on */
  struct cs_path path;
};

/* The condition (NULL: always). When it is unknown its causes lie on the stack above the mark it had; else the stack is
 * as it was. False only when memory runs out or the host fails. */
CS_MUST bool cs_eval_condition(struct cs_ask *ask, const struct cs_node *condition, struct cs_found *out,
                               struct cs_err *err);

/* The same of a part of a condition, inside of `depth` others. */
CS_MUST bool cs_eval_node(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                          struct cs_err *err);
/* Kleene over several: takes one more part into `all`; `decides` is NO for `and`, YES for `or`. */
struct cs_found cs_found_begin(enum cs_truth decides);
void cs_found_join(struct cs_found *all, struct cs_found part, enum cs_truth decides);

/* What is known of a fact in this pass: `else` taken, what is too weak made unknown with cause disputed. */
CS_MUST bool cs_eval_fact(struct cs_ask *ask, uint32_t fact, struct cs_value *out, struct cs_err *err);
/* Why the value is unknown or not closer: its own cause, else by the fact's type and name. Of what a part has: cs_part_name first. */
struct cs_cause cs_eval_cause(const struct cs_ask *ask, uint32_t fact, const struct cs_value *value);
CS_MUST bool cs_eval_push(struct cs_ask *ask, struct cs_cause cause, struct cs_err *err);
/* All causes of a value that is unknown, or not settled. */
CS_MUST bool cs_eval_push_value(struct cs_ask *ask, uint32_t fact, const struct cs_value *value, struct cs_err *err);
/* What an operand is, a constant or a fact. */
CS_MUST bool cs_eval_operand(struct cs_ask *ask, const struct cs_operand *operand, struct cs_value *out,
                             struct cs_err *err);

/* Is a source of this certainty, known on this day, to be counted? No: not known yet. Unknown: denied, disputed, too
 * weak. */
enum cs_truth cs_eval_source(const struct cs_ask *ask, enum cs_certainty certainty, cs_day known);

/* ---- versions (version.c) */

/* Which of a thing's versions may be in force: the first `n`, from `first` on along `next`; sure when there is only one
 * and it surely is. May none be in force, `none`. */
struct cs_in_force {
  uint32_t at[CS_VERSIONS_IN_FORCE];
  size_t n;
  bool none, sure;
};
/* `version_at` gives the version of that index. Without `first_bound` the first one's `from` is no bound. */
struct cs_in_force cs_versions_in_force(const struct cs_ask *ask, uint32_t first, bool first_bound,
                                        const struct cs_version *(*version_at)(const void *ctx, uint32_t index),
                                        const void *ctx);
struct cs_in_force cs_table_in_force(const struct cs_ask *ask, const struct cs_table *table);
/* Does the group have the same members on every day, all of them sure and known, and none beside? */
bool cs_group_lasts(const struct cs_group *group);

/* ---- what a value may be (possible.c) */

bool cs_value_is_none(const struct cs_value *value);
bool cs_value_settled(const struct cs_value *value, enum cs_type type);
struct cs_value cs_value_none(void);

/* Possible values of one thing, and why there are several. */
struct cs_possible {
  struct {
    struct cs_value *at;
    size_t n, cap;
  } values;
  struct cs_causes causes;
  enum cs_certainty certainty;
  bool unknown; /* it may be anything */
};
CS_MUST bool cs_possible_cause(struct cs_ask *ask, struct cs_possible *p, struct cs_cause cause, struct cs_err *err);
/* All causes above `mark` on the ask's stack, which then end there. */
CS_MUST bool cs_possible_take(struct cs_ask *ask, struct cs_possible *p, size_t mark, struct cs_err *err);
/* A value of `fact`, with its causes where it is not settled. */
CS_MUST bool cs_possible_add(struct cs_ask *ask, struct cs_possible *p, uint32_t fact, const struct cs_value *value,
                             enum cs_type type, struct cs_err *err);
CS_MUST bool cs_possible_give(struct cs_ask *ask, const struct cs_possible *p, enum cs_type type, struct cs_value *out,
                              struct cs_err *err);

/* ---- references (ref.c), terms (named.c), rows and parts (rows.c), measures (measure.c), layers (layer.c) */

CS_MUST bool cs_ref_value(struct cs_ask *ask, const struct cs_ref *ref, struct cs_value *out, struct cs_err *err);
CS_MUST bool cs_cell_value(struct cs_ask *ask, const struct cs_row *row, size_t column, struct cs_value *out,
                           struct cs_err *err);
/* The value of a term, its first version given. */
CS_MUST bool cs_named_value(struct cs_ask *ask, uint32_t term, struct cs_value *out, struct cs_err *err);
/* If it is worked out already; else NULL. */
const struct cs_value *cs_named_known(const struct cs_ask *ask, uint32_t term);
/* What the part asked about states; NULL where that is not a value of its own, or not stated. */
const struct cs_value *cs_part_value(struct cs_ask *ask, const struct cs_ref *ref);
/* Gives the cause of a value the name that it has of a part, if `fact` is a part's and the cause has none. */
CS_MUST bool cs_part_name(struct cs_ask *ask, uint32_t fact, const struct cs_value *value, struct cs_cause *cause,
                          struct cs_err *err);

/* ---- parts by columns (parts.c) */

/* One bit a part. */
#define CS_PARTS_WORDS (CS_PARTS_MAX / 64 + 1)
struct cs_parts_told {
  uint64_t yes[CS_PARTS_WORDS], no[CS_PARTS_WORDS];
};
/* What the parts have of the facts that the set asks of them; looks at no rule. *out is NULL where nothing is asked of parts. */
CS_MUST bool cs_parts_prepare(const struct cs_rules *rules, const struct cs_part *parts, size_t n,
                              struct cs_arena *arena, const struct cs_part_columns **out, struct cs_err *err);
/* Of which parts the condition is surely true, of which surely not, everything looked at being confirmed; without one it is true of
 * all. The others, all of them where there are no columns, are left to the evaluator. */
void cs_parts_tell(struct cs_ask *ask, const struct cs_node *where, struct cs_parts_told *out);
/* Is the part one of those told? */
bool cs_parts_found(const struct cs_parts_told *told, size_t part, struct cs_found *out);
/* The sum of what *n parts of the source have, where all of it can be told so; false elsewhere, and of other sources. */
bool cs_parts_sum(struct cs_ask *ask, const struct cs_source *source, uint32_t of, struct cs_figure *total, size_t *n);

/* ---- at a glance (glance.c): what is known and one, without making values of it */

/* The value of a fact, term or part that is known, counted in this pass and only one; NULL: it takes cs_eval_fact. */
const struct cs_value *cs_glance_value(struct cs_ask *ask, uint32_t fact);
/* Is the condition yes or no at a glance? False: it takes the evaluator. */
bool cs_glance(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out);

/* Calls `each` for every row or part that is not surely out of the source: `found.truth` says how surely it is in, and
 * why it is not sure lies on the stack of causes above the mark it had. The row's name, or the part, is set. A row
 * CS_NO_ROW stands for what is not known to be there at all. `each` sets *stop when it wants no more. */
typedef bool cs_source_each(void *ctx, struct cs_ask *ask, struct cs_found found, uint32_t row, bool *stop,
                            struct cs_err *err);
CS_MUST bool cs_source_walk(struct cs_ask *ask, const struct cs_source *source, unsigned depth, cs_source_each *each,
                            void *ctx, struct cs_err *err);
/* *out becomes that of the set that rows are taken from, where it is the weaker: nothing taken from it is surer. */
CS_MUST bool cs_source_certainty(struct cs_ask *ask, const struct cs_source *source, enum cs_certainty *out,
                                 struct cs_err *err);
/* some, every: SPEC 16.2, 17.6, 18.2. */
CS_MUST bool cs_rows_some(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                          struct cs_err *err);
CS_MUST bool cs_rows_every(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                           struct cs_err *err);
/* every r for r in T, every r.COLUMN for r in T */
CS_MUST bool cs_rows_set(struct cs_ask *ask, const struct cs_expr *expr, struct cs_value *out, struct cs_err *err);
CS_MUST bool cs_measure_value(struct cs_ask *ask, const struct cs_measure *measure, struct cs_value *out,
                              struct cs_err *err);
CS_MUST bool cs_layer_needs(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out, struct cs_err *err);

/* within.c: area `inner` within `outer`, as the regime's containments have it. Yes at or below; unknown above or where
 * the two overlap, or where a containment in the way is uncertain (*disputed: one of that kind); no when they lie
 * apart. */
enum cs_truth cs_within_area(const struct cs_ask *ask, struct cs_area inner, struct cs_area outer, bool *disputed);
/* Codes by levels: "9A012.a" within "9A012". */
enum cs_truth cs_within_code(struct cs_str inner, struct cs_str outer, char levels);

#endif
