/* How rules are found without asking them all: an index over a checked set, and the facts of a question in its terms.
 * Private to src/rules. It says only "this rule surely does not hold" or nothing: what a rule means stays with eval.c
 * and family.c. Made once by cs_rules_compile, linear in the rules; immutable, for many threads.
 *
 * A rule's condition is cut at its topmost `and`s. A part of a simple form becomes a *test* on one slot (a slot is a fact
 * of the set, by its number); every other part, whatever its kind, is *general*: it never keeps a rule from being found
 * and is left to the evaluator. Rules whose tests look at the same slots for equality, `within` or `has` make a *group*
 * with one table from those slots' values to its rules. SPEC 7 has the meaning; README.md tells the story. */
#ifndef CS_RULES_INDEX_H
#define CS_RULES_INDEX_H

#include "base/map.h"
#include "rules/program.h"

/* ---- tests */

enum cs_test_kind {
  CS_TEST_CODE, /* a code without levels, or a text, is one of the ids */
  CS_TEST_LEVEL_IS,
  CS_TEST_LEVEL_WITHIN,
  CS_TEST_AREA_IS,
  CS_TEST_AREA_WITHIN,
  CS_TEST_HAS, /* a set has one of the ids */
  CS_TEST_BOOL,
  CS_TEST_FIGURE, /* a figure against a constant */
  CS_TEST_SUM,    /* sums and differences of figures of one unit, against nothing */
  CS_TEST_DAY,    /* a day against a constant or today */
};

/* 16 bytes. `value`: the one id or area; for several, where they begin in index->ids; FIGURE: the constant, scaled; DAY: the
 * day, CS_INDEX_TODAY for the day asked about; SUM: where its parts begin in index->parts. */
struct cs_test {
  uint16_t slot;
  uint8_t kind : 4;
  uint8_t op : 3; /* enum cs_op */
  uint8_t negated : 1;
  uint8_t quick; /* enum cs_quick_test */
  uint32_t n;    /* ids, or parts of a sum; FIGURE: its unit */
  int64_t value;
};
#define CS_INDEX_TODAY INT64_MIN

/* How `value` settles the test of a fact that is one number; the same as asking cs_index_test. */
enum cs_quick_test {
  CS_QUICK_NOT, /* it does not: ask */
  CS_QUICK_IS,
  CS_QUICK_IS_OR_ASK, /* an area: it may yet lie within */
  CS_QUICK_LT,
  CS_QUICK_LE,
  CS_QUICK_GE,
  CS_QUICK_GT
};

struct cs_sum_part {
  uint16_t slot;
  int8_t sign;
};

/* One rule as the finder sees it. */
struct cs_found_rule {
  uint32_t first_test;
  uint8_t n_tests;
  bool general;      /* its condition has a part that is no test */
  bool plain_source; /* its certainty is the same on every day on which it is known, and nothing denies it */
  bool always;       /* its period has neither start nor end */
  bool simple;       /* its family has no versions, disputes or shared dates, and is small */
  bool alone;        /* simple, and its family is itself */
  bool notes;        /* it has something to show */
  bool foreign;      /* one of them is of a form that this folder's index does not know at all */
  uint8_t certainty; /* with plain_source */
  uint8_t verdict;
  uint16_t regime;
  uint16_t n_entries; /* what it asks for: first_entry in index->wanted */
  uint32_t first_entry;
  cs_day known;
  struct cs_span from, before;
  uint32_t family;
  uint32_t group;
};

/* ---- tables from values to rules */

struct cs_posting {
  uint64_t key; /* 0: free */
  uint32_t first, n;
};
struct cs_postings {
  struct cs_posting *slots;
  uint32_t n_slots; /* a power of two, or 0: nothing is in it */
  uint32_t *rules;  /* ascending within each posting */
  size_t n_rules;
};

#define CS_INDEX_EXACT_MAX 3

/* One kind of test of a group's rules, as bitmaps over the group's rules in their order: the rules that may hold. Values:
 * one bitmap a key, of areas also one under minus the number of each area above. Figures: bitmap j is for a value above
 * so many of the keys that j × step is at least their number. */
struct cs_column {
  uint16_t slot;
  uint8_t kind, op;
  bool some_lack; /* some rules of the group have no such test */
  uint32_t unit, n_keys, step;
  int64_t *keys;                  /* ascending */
  uint64_t *bits;                 /* NULL: too many values */
  struct cs_column_bounds *where; /* of each bitmap */
  uint64_t *lack;
  uint16_t *places; /* values: of each number from keys[0] on, its key + 1; NULL: they lie too far apart */
  uint32_t n_places;
};
struct cs_column_bounds {
  uint16_t lo, hi; /* the words that have bits */
};
#define CS_COLUMNS_MAX      8
#define CS_COLUMN_WORDS_MAX 1024 /* CS_RULES_MAX / 64 */
/* How many keys lie below this one. */
static inline size_t cs_column_rank(const struct cs_column *column, int64_t key) {
  size_t low = 0, high = column->n_keys;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    bool below = column->keys[middle] < key;
    low = below ? middle + 1 : low;
    high = below ? high : middle;
  }
  return low;
}

/* Rules that are found by the same slots. A slot of the *exact* kind has one value; the *spread* slot is asked for a value and
 * for all above it (within), or for each member (has). Rules of a spread slot are in `own` under their own values, and
 * in `above` under those above their own, where the answer is "partly". */
struct cs_group_of_rules {
  uint16_t exact[CS_INDEX_EXACT_MAX];
  uint8_t n_exact;
  bool has_spread;
  uint16_t spread;
  uint8_t spread_kind; /* enum cs_test_kind */
  struct cs_postings own, above;
  struct cs_postings by_exact[CS_INDEX_EXACT_MAX]; /* when other slots are unknown */
  struct cs_postings by_spread;
  uint32_t *rules; /* all of them, ascending */
  uint32_t n_rules;
  struct cs_column *columns; /* of large groups */
  size_t n_columns;
  bool all_columns;    /* none was dropped */
  uint32_t first_word; /* in a scratch's words */
  bool one_kind; /* rules always in force, of one effect, office and certainty, without notes, each with a test of every
                    column and no other: those that are unknown for the same facts need not be told apart */
  uint32_t kin;  /* number + 1 in the index's kins; 0: of none */
};
static inline size_t cs_column_words(const struct cs_group_of_rules *group) {
  return (group->n_rules + 63) / 64;
}

/* Groups of one kind whose rules are, one after the other, the members of families of one shape: rule i of group p is member
 * p of family i. Families of which the same members are unknown need not be told apart. Of rules by themselves: one
 * group. */
#define CS_KIN_MEMBERS_MAX 4
struct cs_kin {
  uint32_t n; /* members of each family */
  uint32_t groups[CS_KIN_MEMBERS_MAX];
  uint32_t
      first_word; /* in a scratch's words: a bitmap of families for each choice of members, where there are several */
};

/* An approver (of one regime) or a requirement, once for all rules that ask for it; and those that it covers (SPEC 11.5). */
struct cs_entry_row {
  bool is_approver;
  uint32_t regime; /* of an approver; of a requirement, the regime that named it first */
  uint32_t first_cover, n_covers;
};
/* One of these that a rule asks for. */
struct cs_wanted {
  uint32_t entry;
  uint16_t clause;   /* CS_NO_CLAUSE: by its effect */
  uint8_t certainty; /* of the clause itself; CS_WANTED_AS_RULE: its rule's */
};
#define CS_NO_CLAUSE      UINT16_MAX
#define CS_WANTED_AS_RULE UINT8_MAX
struct cs_regime_row {
  uint32_t first_treat, n_treats; /* in index->ids_at: the acts that it treats */
  uint8_t otherwise;              /* enum cs_verdict */
  bool notes;                     /* `otherwise` has something to show */
  uint8_t n_entries;
  uint32_t entries[2]; /* of `otherwise review by`: the approver and its consent */
};

struct cs_index {
  const struct cs_rules *rules;
  struct cs_map ids; /* the dictionary of codes and texts: number + 1 of each */
  struct cs_found_rule *found;
  struct cs_test *tests;
  uint32_t *ids_at;
  struct cs_sum_part *parts;
  struct cs_group_of_rules *groups;
  struct cs_kin *kins;
  size_t n_groups, n_kins, n_tests, n_ids_at, n_parts;
  bool simple; /* can questions of this set be settled without the evaluator at all? */
  bool any_covers, any_notes;
  struct cs_entry_row *entries;
  struct cs_wanted *wanted;
  uint32_t *covers;
  size_t n_entries, n_wanted, n_covers;
  struct cs_regime_row *regimes;
  size_t n_words;            /* of all groups with columns, and of kins */
  size_t n_sets;             /* at the most, of all kins in one answer */
  enum cs_certainty weakest; /* of the set's own memberships and containments */
};

/* The set as it will be given out, with its plans; everything in `arena`. */
CS_MUST bool cs_index_make(struct cs_arena *arena, struct cs_arena *scratch, const struct cs_rules *rules,
                           const struct cs_family_plans *plans, struct cs_index **out, struct cs_err *err);

/* The test that an atom became, of those that were cut last. */
struct cs_index_cut {
  const struct cs_node *node; /* NULL: none yet */
  struct cs_test test;
};
#define CS_INDEX_CUTS 1024

/* index_tests.c: the tests of one rule's condition, onto the end of the lists. */
struct cs_index_build {
  struct cs_arena *arena, *scratch;
  struct cs_index *index;
  struct cs_index_cut *cuts; /* CS_INDEX_CUTS of them, by the node's address */
  struct {
    struct cs_test *at;
    size_t n, cap;
  } tests;
  struct {
    uint32_t *at;
    size_t n, cap;
  } ids;
  struct {
    struct cs_sum_part *at;
    size_t n, cap;
  } parts;
};
CS_MUST bool cs_index_tests(struct cs_index_build *b, uint32_t rule, struct cs_err *err);
/* The number of a word in the dictionary, new when it is new. */
CS_MUST bool cs_index_id(struct cs_index_build *b, struct cs_str word, uint32_t *out, struct cs_err *err);

/* index_entries.c: what rules ask for, and what deciding wants to know of each rule. */
CS_MUST bool cs_index_entries(struct cs_index_build *b, const struct cs_family_plans *plans, struct cs_err *err);

/* index_columns.c. */
CS_MUST bool cs_index_columns(struct cs_index_build *b, struct cs_group_of_rules *group, struct cs_err *err);

/* index_kin.c: when all groups have been made. */
CS_MUST bool cs_index_kins(struct cs_index_build *b, const struct cs_family_plans *plans, struct cs_err *err);

/* index_postings.c: pairs of a key and a rule, rules ascending for each key, made into a table. */
struct cs_index_pair {
  uint64_t key;
  uint32_t rule;
};
struct cs_index_pairs {
  struct cs_index_pair *at;
  size_t n, cap;
};
CS_MUST bool cs_postings_make(struct cs_arena *arena, struct cs_arena *scratch, const struct cs_index_pairs *pairs,
                              struct cs_postings *out, struct cs_err *err);
static inline uint64_t cs_index_mix(uint64_t key, uint64_t value) {
  uint64_t h = (key ^ value) * 0x9e3779b97f4a7c15u;
  return (h ^ h >> 32) | 1; /* never 0 */
}
#define CS_INDEX_SEED 0x243f6a8885a308d3u
static inline const struct cs_posting *cs_postings_get(const struct cs_postings *table, uint64_t key) {
  if (table->n_slots == 0) {
    return NULL;
  }
  for (uint32_t i = (uint32_t)(key >> 20);; i++) {
    const struct cs_posting *at = &table->slots[i & (table->n_slots - 1)];
    if (at->key == key || at->key == 0) {
      return at->key == 0 ? NULL : at;
    }
  }
}

/* ---- facts of one line */

enum cs_fact_state {
  CS_FACT_UNKNOWN,
  CS_FACT_KNOWN, /* wholly */
  CS_FACT_PART,  /* within bounds, partly, or a set that may hold more */
  CS_FACT_ODD,   /* known, but not in a form that tests can look at: the evaluator is asked */
};

/* 32 bytes: two to a line of the cache. */
struct cs_prepared_fact {
  uint8_t state, certainty;
  uint8_t tells;  /* the certainty from which on it may keep a rule out; CS_TELLS_NEVER */
  bool taken : 1; /* by its `else` */
  bool open : 1;  /* CODES: others may be in too */
  bool one : 1;   /* known, and `lo` says it all */
  uint16_t unit;  /* of a figure */
  uint16_t n_up;  /* ids in prepared->up: itself and all above it; CODES: surely in */
  uint32_t up;
  uint32_t n_may; /* CODES: behind them, possibly in */
  /* CODE, TEXT: its id; CODES: of its only member; AREA: its index; BOOL: 0 or 1; figures: 2 × floor(value × scale), + 1 if
   * anything was cut off; DATE: days */
  int64_t lo, hi;
};
#define CS_TELLS_NEVER UINT8_MAX

/* One line's facts, in the order of the set's facts. */
struct cs_prepared {
  struct cs_prepared_fact *facts;
  uint32_t *up;
  uint64_t *cause_of; /* of each fact, where a test of it may be unknown: its cause, a bit of `causes` */
  struct cs_cause *causes;
  uint32_t n_causes;
  enum cs_certainty weakest; /* of all facts that are known */
  bool any_taken;
  bool plain;                    /* every fact's certainty is confirmed */
  bool too_many_causes;          /* for a mask: the evaluator is asked */
  const struct cs_value *values; /* as they were given: for the evaluator */
  size_t n_up, cap_up;
};
#define CS_PREPARED_CAUSES_MAX 48

/* index_prepare.c. Looks at no rule. */
CS_MUST bool cs_index_prepare(const struct cs_index *index, const struct cs_value *values, struct cs_arena *arena,
                              struct cs_prepared *out, struct cs_err *err);
/* A figure's bound in scaled form; false when it does not fit, or (exact) would be cut. */
bool cs_index_scale(struct cs_dec value, struct cs_unit unit, bool exact, int64_t *out);

/* index_find.c: what a test says; 0 when only the evaluator can tell. */
unsigned cs_index_test(const struct cs_index *index, const struct cs_prepared *facts, const struct cs_test *test,
                       cs_day on);
/* Lists that hold every rule that facts which are at least as certain as `weakest` do not keep out, and others; a rule may be
 * in several. */
typedef void cs_index_list(void *ctx, const uint32_t *rules, size_t n);
/* The same, of a group with columns: its rules that may hold, one bit each in the words [lo, hi). all_unknown: none of them is
 * left out by a closer look, and each is unknown for exactly these causes. */
struct cs_sifted {
  const uint32_t *rules;
  const uint64_t *words; /* the room that was given, or the index's own */
  uint32_t lo, hi;
  bool all_unknown;
  uint64_t causes;
};
/* The same, of all groups of a kin that are left: none, or all unknown. */
typedef void cs_index_set(void *ctx, const struct cs_kin *kin, const struct cs_sifted *sifted);
/* `set` NULL: all as lists. `words`: room for the index's n_words; NULL: room is found on the stack, and what a set's words
 * hold is gone when `set` returns. */
void cs_index_lists(const struct cs_index *index, const struct cs_prepared *facts, enum cs_certainty weakest,
                    cs_index_list *list, cs_index_set *set, uint64_t *words, void *ctx);
/* index_sift.c. False: none is left. */
bool cs_index_sift(const struct cs_group_of_rules *group, const struct cs_prepared *facts, enum cs_certainty weakest,
                   uint64_t *words, struct cs_sifted *out);
/* Calls `each` for every rule whose tests do not keep it from holding on (on, known) for what is at least as certain as
 * `weakest`, and perhaps for some others; for one rule perhaps twice. */
typedef void cs_index_each(void *ctx, uint32_t rule);
void cs_index_find(const struct cs_index *index, const struct cs_prepared *facts, cs_day on, cs_day known,
                   enum cs_certainty weakest, cs_index_each *each, void *ctx);

#endif
