/* The reference's reading of tables, terms, parts and layers (SPEC 15 to 19): a world of two small tables and a few
 * terms, as nodes. Every value is the list of what it may be; every atom asks each of them. No index, nothing kept. */
#ifndef CS_TEST_RULES_REFERENCE_WORLD_H
#define CS_TEST_RULES_REFERENCE_WORLD_H

#include "rules/reference_parts.h"

#define W_NO_BOUND ((int64_t)1 << 30)
enum { W_NODES = 512, W_TABLES = 2, W_ROWS = 6, W_TERMS = 8, W_CASES = 3, W_ALTS = 24, W_VARS = 4, W_VERSIONS = 2 };

/* All words there are; 0 is the empty one. Keys, codes and the texts of cells are their numbers. */
enum w_word {
  W_BLANK,
  W_X,
  W_Y,
  W_Z,
  W_RED,
  W_GREEN,
  W_BLUE,
  W_PURPLE,
  W_M,
  W_N,
  W_O,
  W_M_N,
  W_5,
  W_10,
  W_15,
  W_20,
  W_BAD,
  W_WORD,
  W_FREE,
  W_GONE,
  W_P1,
  W_P2,
  W_P3,
  W_US,
  W_DE,
  W_USE,
  W_SALE,
  W_MINUS_5,
  W_WORDS
};
extern const char *const w_words[W_WORDS];

/* `key` and `free` are declared nowhere; word: one of red, green, blue; num: integer; set: codes by ";"; cash: money. */
enum w_column { W_KEY, W_COL_FREE, W_COL_WORD, W_NUM, W_SET, W_CASH, W_COLUMNS };
extern const char *const w_columns[W_COLUMNS];

struct w_days {
  struct ref_day from; /* a span, or none */
  int known;           /* REF_NONE: none written */
};
struct w_table {
  int n_keys; /* 0; 1: key; 2: key, free */
  int n_rows, n_versions;
  int version[W_ROWS]; /* in which a row stands: first those of the first */
  struct w_days days[W_VERSIONS];
  int cells[W_ROWS][W_COLUMNS];
};
/* `group group-t`: column `key` of the rows of the second table's first file whose `free` is a word. */
struct w_group {
  int where; /* word; REF_NONE: all rows */
  bool open;
  struct w_days days;
  int certainty;
};

enum w_type { W_CODE, W_FIGURE, W_MONEY, W_TRUTH, W_CODES, W_SET_OF_ROWS };
enum w_kind {
  /* values */
  W_CONST, /* CODE: a; FIGURE, MONEY: a; TRUTH: a (no, yes) */
  W_NONE,
  W_FACT,   /* a: the line's fact */
  W_TERM,   /* a */
  W_CELL,   /* a: row variable, b: column, c: table */
  W_LOOKUP, /* a: table, b: column or REF_NONE: kid 2; kids 0, 1: keys */
  W_PART_ID,
  W_PART_ORIGIN,
  W_PART_VALUE,
  W_PART_FACT, /* a */
  W_PART_TERM, /* a */
  W_CALC,      /* a: '+', '-', '*' */
  W_COUNT,     /* over: b */
  W_SUM,       /* over: b; a: column, or kid 1 a value of the part */
  W_GREATEST,
  W_EVERY_ROW,
  W_EVERY_CELL, /* a: column */
  W_CONDITION,  /* kid 0, as a truth value */
  /* conditions */
  W_AND,
  W_OR,
  W_NOT,
  W_BOOL,     /* kid 0 */
  W_IS,       /* kids 0, 1 */
  W_IN,       /* kid 0; a, b: words */
  W_IS_BLANK, /* kid 0; a: written `none` */
  W_LIKE,     /* kid 0; a: pattern */
  W_HAS,      /* kid 0; a: word, b: a second, or REF_NONE */
  W_COMPARE,  /* kids 0, 1; a: w_op */
  W_SOME,     /* over: b */
  W_NO,
  W_EVERY,
  W_SHARE, /* kid 0: condition or REF_NONE; kid 1: whole or REF_NONE; a: w_op; b: percent; kids 2, 3: of another share */
  W_NEEDS,    /* a: 0 item, 1 request, 2 part; b: regime */
  W_IN_GROUP, /* kid 0, in the group that is read from a table */
  W_KINDS
};
enum w_over { W_ROWS_OF, W_ROWS_IN_TERM, W_TERM_SET, W_PARTS };
enum w_op { W_LESS, W_LESS_EQ, W_EQ, W_NOT_EQ, W_GREATER_EQ, W_GREATER };

enum { W_PATTERNS = 7 };
extern const char *const w_patterns[W_PATTERNS];

struct w_node {
  int kind, type;
  int kids[4]; /* REF_NONE: none. Of what goes over rows or parts kid 0 is `where` */
  int a, b, c;
  int table, var, term; /* of what goes over rows */
};
struct w_case {
  int value, when; /* when REF_NONE: `otherwise`, or the only one */
};
struct w_term {
  int regime, type, n_cases;
  bool of_part;
  int first; /* the term of which it is a later version; REF_NONE: it is the first */
  struct ref_day from;
  int known;
  struct ref_cite cites[2];
  int n_cites;
  int table; /* of a set of rows */
  struct w_case cases[W_CASES];
};
struct ref_world {
  int n_nodes, n_terms;
  struct w_table tables[W_TABLES];
  struct w_group group;
  struct w_node nodes[W_NODES];
  struct w_term terms[W_TERMS];
};

/* ------------------------------------------------------------------ reading, between the reference's files */

enum w_alt_kind { W_IS_UNKNOWN, W_IS_NONE, W_IS_VALUE };
/* One thing that a value may be. */
struct w_alt {
  int kind, word, truth;
  int64_t lo, hi; /* W_NO_BOUND or more, or its negative or less: not bounded */
  uint32_t sure, maybe;
  bool open;
  int rows[W_ROWS];     /* of a set of rows: truths */
  struct causes causes; /* why it is unknown, or not closer */
};
struct w_value {
  int n, certainty;
  struct w_alt at[W_ALTS];
  struct causes why; /* why it may be several things */
};
struct w_env {
  const struct asking *ask;
  const struct ref_world *world;
  int rows[W_VARS], part; /* part: REF_NONE outside */
};

void w_value_of(const struct w_env *env, int node, struct w_value *out);
struct leaf w_truth_of(const struct w_env *env, int node);
/* What counts, sums and greatest come to; sets; `some`, `no`, `every`; shares; layers. */
void w_measure(const struct w_env *env, const struct w_node *node, struct w_value *out);
void w_set(const struct w_env *env, const struct w_node *node, struct w_value *out);
struct leaf w_some(const struct w_env *env, const struct w_node *node);
struct leaf w_share(const struct w_env *env, const struct w_node *node);
struct leaf w_needs(const struct w_env *env, const struct w_node *node);
void w_cell(const struct ref_world *world, int table, int row, int column, struct w_alt *out);
void w_term_value(const struct w_env *env, int term, struct w_value *out);
int w_part_fact(const struct w_env *env, int fact, struct w_alt *out); /* returns its certainty */
int w_weaker(int a, int b);
int w_compare(int op, int64_t a_lo, int64_t a_hi, int64_t b_lo, int64_t b_hi);
void w_unknown(struct w_value *out, int kind, const char *name);
bool w_number(int word, int64_t *out);

/* Which of several versions may be in force on the day, by when each begins and whether it is known (SPEC 15.6). */
struct w_in_force {
  bool may[W_VERSIONS];
  bool sure, none; /* one surely is; perhaps none is */
};
struct w_in_force w_versions(const struct ref_set *set, const struct ref_day *from, const bool *known, int n);
struct w_in_force w_table_versions(const struct ref_set *set, const struct w_table *table);
bool w_days_known(const struct w_days *days);

/* The file of a table's version. */
void ref_world_write_table(const struct ref_world *world, int at, int version, char *text, size_t size);

#endif
