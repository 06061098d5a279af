/* What a checked rule set is; private to src/rules: written by the checker, read by the evaluator and `show`.
 * Everything is resolved: facts, groups, rules and regimes are indices. SPEC.md has the meaning. */
#ifndef CS_RULES_PROGRAM_H
#define CS_RULES_PROGRAM_H

#include "base/map.h"
#include "rules/rules.h"

struct cs_pos {
  uint32_t text; /* index of the source text */
  uint32_t line, column;
};

/* ---- conditions */

enum cs_node_kind {
  CS_NODE_AND, /* kids: at least 2 */
  CS_NODE_OR,
  CS_NODE_NOT,     /* 1 kid */
  CS_NODE_FLAG,    /* a bool fact by itself */
  CS_NODE_IS,      /* fact is one of `operands` (`is V`, `in { V, W }`) */
  CS_NODE_IN,      /* fact in group */
  CS_NODE_WITHIN,  /* fact (area, or code by levels) within one of `operands` */
  CS_NODE_HAS,     /* fact (codes) has one of `operands` */
  CS_NODE_COMPARE, /* left OP right: figures or days */
  CS_NODE_DEPENDS, /* fact depends on one of `operands` by kinds */
  CS_NODE_BLANK,   /* fact is blank, or there is none */
  CS_NODE_LIKE,    /* fact is like operands[0].code */
  CS_NODE_SOME,    /* some row or part of `source` */
  CS_NODE_EVERY,   /* every part of `source` */
  CS_NODE_NEEDS,   /* item, request or (of_part) part needs approval under `regime` */
};

enum cs_op { CS_OP_LT, CS_OP_LE, CS_OP_EQ, CS_OP_NE, CS_OP_GE, CS_OP_GT };

/* ---- what a name stands for */

/* Where a node, an operand or a term names a fact, its index may be a reference instead: CS_REF and the number of one of
 * cs_rules.refs. It has a type as a fact has (cs_fact_at), and a value that the evaluator makes (ref.h). */
#define CS_REF 0x80000000u
static inline bool cs_is_ref(uint32_t fact) {
  return (fact & CS_REF) != 0;
}

/* The right side of is / in {…} / within / has / depends on: a constant, or another fact written with `the`. */
struct cs_operand {
  bool is_fact;
  bool truth;          /* BOOL: `is yes`, `is no` */
  struct cs_area area; /* AREA */
  uint32_t fact;
  struct cs_str code;             /* CODE, CODES, TEXT, levels */
  const struct cs_figure *figure; /* figures; else NULL */
  struct cs_span span;            /* DATE */
};

/* Figures and days on both sides of a comparison. */
enum cs_term_kind {
  CS_TERM_FIGURE, /* a constant figure */
  CS_TERM_SPAN,   /* a constant day */
  CS_TERM_FACT,   /* a fact of a figure's or day's type */
  CS_TERM_DATE,   /* a named date (`date memo is …`) */
  CS_TERM_ON,     /* the day asked about: `today` */
  CS_TERM_ADD,    /* left + right: figures; or a day + n days */
  CS_TERM_SUB,
  CS_TERM_MUL,
  CS_TERM_ADD_MONTHS,  /* day + n months: `n` */
  CS_TERM_ADD_WORKING, /* day + n working days of `office` */
  CS_TERM_MEASURE,     /* count, sum, greatest, share */
};
struct cs_measure;
struct cs_term {
  enum cs_term_kind kind;
  uint32_t fact;                /* FACT: fact; DATE: named date */
  struct cs_term *left, *right; /* NULL where the kind has none */
  union {
    const struct cs_figure *figure;   /* FIGURE */
    struct cs_span span;              /* SPAN */
    int64_t n;                        /* ADD_MONTHS, ADD_WORKING */
    const struct cs_measure *measure; /* MEASURE */
  };
  struct cs_str office; /* ADD_WORKING */
};

/* One of these may stand in many conditions: rules say the same of the same fact again and again (check_cond.c). */
struct cs_node {
  enum cs_node_kind kind : 8;
  enum cs_op op : 8; /* COMPARE */
  bool of_part;      /* NEEDS */
  uint32_t fact;     /* left side */
  uint32_t n_kids, n_operands;
  union {
    struct cs_node **kids;          /* n_kids of them */
    const struct cs_source *source; /* SOME, EVERY */
    struct {                        /* COMPARE */
      struct cs_term *left, *right;
    };
    struct { /* n_operands of them */
      struct cs_operand *operands;
      uint32_t kinds; /* DEPENDS: mask */
    };
    uint32_t group;  /* IN */
    uint32_t regime; /* NEEDS */
  };
};

/* ---- rows, sets, parts */

#define CS_ROWS_DEEP 8 /* rows named inside one another (SPEC 16.1) */

/* What some, no, every, count, sum, greatest and share go through. */
enum cs_source_kind {
  CS_SOURCE_TABLE, /* the rows of `table` */
  CS_SOURCE_SET,   /* what is in `set`, a reference to a set: its rows, or its codes */
  CS_SOURCE_PARTS,
};
struct cs_source {
  enum cs_source_kind kind;
  uint32_t table; /* of the rows; unused for parts and codes */
  uint32_t set;   /* SET */
  uint32_t row;   /* number of the row's name, from 0 */
  struct cs_str name;
  bool named;            /* is there a row's name? else the things themselves are asked for */
  struct cs_node *where; /* NULL: all */
  /* How rows are found without reading all (source.c): those whose cell in `column` is, or is at, above or below, what
   * `by` names; column SIZE_MAX: all are read. */
  size_t column;
  struct cs_operand by;
  bool by_levels;
};

enum cs_measure_kind { CS_MEASURE_COUNT, CS_MEASURE_SUM, CS_MEASURE_GREATEST, CS_MEASURE_SHARE };
struct cs_measure {
  enum cs_measure_kind kind;
  struct cs_source source;
  uint32_t of;  /* SUM, GREATEST: a reference to a cell, or to something of a part; SHARE: the part's value */
  bool in_fact; /* SHARE: the whole is `whole`, not the value of all parts */
  uint32_t whole;
  struct cs_unit unit; /* of its result: CS_UNIT_NONE where only the question will tell */
  bool any_money;
  struct cs_str name; /* for causes: `T.COLUMN`, `part.X`, `parts` */
};

/* ---- terms */

enum cs_expr_kind {
  CS_EXPR_NONE,
  CS_EXPR_VALUE,  /* `value`: a constant, or what a fact or reference has */
  CS_EXPR_FIGURE, /* `term`: a calculation, of figures or days */
  CS_EXPR_TRUTH,  /* `node` */
  CS_EXPR_EVERY,  /* `source`: a set of rows; with `cell`, of the codes in that cell */
};
struct cs_expr {
  enum cs_expr_kind kind;
  struct cs_operand value;
  struct cs_term *term;
  struct cs_node *node;
  const struct cs_source *source;
  bool has_cell;
  uint32_t cell; /* a reference */
};
struct cs_case {
  struct cs_node *when; /* NULL: always (a plain `is`, or `otherwise`) */
  struct cs_expr value;
  struct cs_pos pos;
};

/* ---- versions of tables, groups and terms (SPEC 15.6) */

struct cs_version {
  struct cs_span from;
  cs_day known;
  uint32_t next; /* index + 1 of the next version of the same thing; 0: none */
};

/* ---- rules */

struct cs_clause {
  enum cs_require_kind kind; /* ADVICE … CONDITION; a note below an effect stands in cs_rule.notes */
  struct cs_str office;
  int64_t n, days;
  bool calendar_days;
  struct cs_str text;
  struct cs_span before;       /* CS_SPAN_NEVER: none */
  enum cs_condition_need need; /* of a condition: its text is never empty */
  bool worded;                 /* the text is the rule's own; else made from what is needed */
  struct cs_str payers;
  bool has_certainty; /* `assumed` and the like written on the clause itself */
  enum cs_certainty certainty;
  struct cs_pos pos;
};

/* A citation that stands in a row: of the first one for which a `some` of the condition holds. */
struct cs_row_cite {
  const struct cs_source *source;
  size_t column;
  struct cs_cite cite; /* without its text */
};

struct cs_rule {
  struct cs_rule_info info; /* what a reader sees; from, before, known already with the regime's defaults */
  uint32_t regime;
  uint32_t family;           /* rules joined by lifts, replaces, disputed by, versions or a shared date; dense from 0 */
  struct cs_node *condition; /* NULL: always */
  struct cs_clause *clauses;
  struct cs_str *notes;
  uint32_t *lifts;       /* every version of every rule named by `lifts` and `replaces`, in its regime */
  uint32_t *replaces;    /* those of them named by `replaces` (which also reaches all that they lift or replace) */
  uint32_t *disputed_by; /* every version of the rules named by `disputed by` */
  const struct cs_row_cite *row_cites; /* of `cite r.COLUMN` */
  uint32_t n_clauses, n_notes, n_lifts, n_replaces, n_disputed_by, n_row_cites;
  uint32_t from_date, before_date; /* index of a named date + 1, else 0: two rules with one date share its unknown */
  uint32_t next_version;           /* index + 1 of the version that ends this one from its own `from`; 0: none */
};

/* ---- the rest */

struct cs_fact {
  struct cs_fact_info info;
  char levels;   /* separator of `code by "."`; 0: none */
  bool has_else; /* `else V`: what silence is taken as */
  struct cs_operand else_value;
  struct cs_pos pos;
  uint32_t else_line;
};

struct cs_group_member {
  struct cs_str code;
  struct cs_period period;
  cs_day known;
  enum cs_certainty certainty;
  struct cs_pos pos;
};
struct cs_group {
  struct cs_str name, kind; /* kind: one of the schema's (`one`), "area", or empty: any code */
  bool open;                /* `and others` */
  bool on_record;           /* membership is the host's to say */
  struct cs_group_member *members;
  size_t n_members;
  struct cs_version version; /* `next` holds until the next one is in force; of the first, `from` is no bound */
  struct cs_pos pos;
};

/* ---- tables */

#define CS_NO_ROW UINT32_MAX
enum cs_cell_state { CS_CELL_GIVEN, CS_CELL_BLANK, CS_CELL_UNKNOWN };

/* One column of one version's file, typed once. */
struct cs_cells {
  bool there;                      /* has the file this column? */
  const unsigned char *state;      /* enum cs_cell_state of each row */
  const struct cs_str *text;       /* of each row, without blanks at its ends */
  const struct cs_figure *figures; /* where the type is a figure's */
  const struct cs_span *spans;     /* date */
  const struct cs_area *areas;     /* area */
  const struct cs_strs *sets;      /* codes */
  const uint32_t *sorted;          /* rows given, by their text; made for columns by which rows are found */
  size_t n_sorted;
  const uint32_t *unknown; /* rows whose cell is unknown; likewise */
  size_t n_unknown;
};
struct cs_table_version {
  struct cs_version version; /* `next` counts in cs_table.versions */
  struct cs_str file;
  struct cs_cells *cells;      /* one for each column of the table */
  uint32_t first_row, n_rows;  /* rows of all versions are numbered through */
  const struct cs_map *by_key; /* key (two: joined by a 0 byte) → row of this version */
  const struct cs_cite *cites;
  size_t n_cites;
  struct cs_pos pos;
};
struct cs_table_column {
  struct cs_fact fact; /* name and type, as a fact has them */
  char divided_by;     /* CODES */
  bool declared, searched;
  struct cs_pos pos;
};
struct cs_table {
  struct cs_str name;
  struct cs_table_column *columns; /* of all versions together */
  size_t n_columns;
  const struct cs_map *by_name; /* → column */
  size_t keys[2];
  size_t n_keys;
  struct cs_table_version *versions; /* in the order of their `from` */
  size_t n_versions;
};

/* ---- references */

enum cs_ref_kind {
  CS_REF_TERM,
  CS_REF_CELL,   /* column of the row named `row` */
  CS_REF_LOOKUP, /* table[keys].column, or table[keys][by] */
  CS_REF_PART_ID,
  CS_REF_PART_ORIGIN,
  CS_REF_PART_VALUE,
  CS_REF_PART_FACT,
};
struct cs_ref {
  enum cs_ref_kind kind;
  struct cs_fact fact; /* its name in messages, and its type */
  bool of_rows;        /* a term that is a set of rows, of `table` */
  bool is_share;       /* a term that is a share */
  uint32_t table;
  size_t column;
  uint32_t row;
  uint32_t term;      /* TERM: the first version */
  uint32_t part_fact; /* PART_FACT */
  struct cs_operand keys[2], by;
  size_t n_keys;
  bool has_by;
};

/* A term of a regime: one version of it. */
struct cs_defined {
  struct cs_rule_info info; /* name, regime, place, cites, days: as a rule's */
  uint32_t regime;
  bool of_part;
  struct cs_version version;
  struct cs_case *cases;
  size_t n_cases;
  struct cs_fact fact;                   /* its type */
  bool of_rows, is_share, unique, first; /* first: of its versions */
  uint32_t table;                        /* of its rows */
};

struct cs_named_date {
  struct cs_str name;
  struct cs_span span;
  struct cs_pos pos;
};

/* `area INNER within OUTER` beyond ISO 3166, in one regime. */
struct cs_containment {
  struct cs_area inner, outer;
  struct cs_cite cite;
  struct cs_pos pos;
};

struct cs_regime {
  struct cs_regime_info info;
  enum cs_effect_kind otherwise; /* CS_EFFECT_NONE: nothing is said when nothing applies (not-covered) */
  struct cs_str otherwise_office, otherwise_text;
  struct cs_span from;
  cs_day known;
  struct cs_containment *containments;
  size_t n_containments;
  uint32_t first_family, n_families; /* families of a regime are numbered together */
  struct cs_pos pos;
};

struct cs_index;        /* index.h: how rules are found */
struct cs_family_plans; /* family.h */

struct cs_rules {
  const struct cs_schema *schema; /* copied into the arena */
  struct cs_rules_text *texts;
  size_t n_texts;
  struct cs_fact *facts;
  size_t n_facts;
  struct cs_group *groups;
  size_t n_groups;
  struct cs_named_date *dates;
  size_t n_dates;
  struct cs_regime *regimes;
  size_t n_regimes;
  struct cs_rule *rules; /* in the order of the texts */
  size_t n_rules;
  size_t n_families;
  struct cs_table *tables;
  size_t n_tables;
  struct cs_ref **refs;
  size_t n_refs;
  struct cs_defined *terms; /* versions of one term behind one another */
  size_t n_terms;
  uint32_t treats_fact; /* index of the schema's treats fact among facts */
  const struct cs_family_plans *plans;
  const struct cs_index *index; /* NULL: there is none, every rule is asked */
};

/* The fact, or what a reference has in its place. */
static inline const struct cs_fact *cs_fact_at(const struct cs_rules *rules, uint32_t fact) {
  return cs_is_ref(fact) ? &rules->refs[fact & ~CS_REF]->fact : &rules->facts[fact];
}

#endif
