/* What a checked rule set is; private to src/rules: written by the checker, read by the evaluator and `show`.
 * Everything is resolved: facts, groups, rules and regimes are indices. SPEC.md has the meaning. */
#ifndef CS_RULES_PROGRAM_H
#define CS_RULES_PROGRAM_H

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
};

enum cs_op { CS_OP_LT, CS_OP_LE, CS_OP_EQ, CS_OP_NE, CS_OP_GE, CS_OP_GT };

/* The right side of is / in {…} / within / has / depends on: a constant, or another fact written with `the`. */
struct cs_operand {
  bool is_fact;
  uint32_t fact;
  struct cs_str code;      /* CODE, CODES, TEXT, levels */
  struct cs_figure figure; /* figures */
  struct cs_span span;     /* DATE */
  struct cs_area area;     /* AREA */
  bool truth;              /* BOOL: `is yes`, `is no` */
  struct cs_pos pos;
};

/* Figures and days on both sides of a comparison. */
enum cs_term_kind {
  CS_TERM_FIGURE,   /* a constant figure */
  CS_TERM_SPAN,     /* a constant day */
  CS_TERM_FACT,     /* a fact of a figure's or day's type */
  CS_TERM_DATE,     /* a named date (`date memo is …`) */
  CS_TERM_ON,       /* the day asked about: `today` */
  CS_TERM_ADD,      /* left + right: figures; or a day + n days */
  CS_TERM_SUB,
  CS_TERM_MUL,
  CS_TERM_ADD_MONTHS, /* day + n months: `n` */
  CS_TERM_ADD_WORKING, /* day + n working days of `office` */
};
struct cs_term {
  enum cs_term_kind kind;
  struct cs_pos pos;
  struct cs_figure figure;
  struct cs_span span;
  uint32_t fact; /* FACT: fact; DATE: named date */
  struct cs_term *left, *right;
  int64_t n;
  struct cs_str office;
};

struct cs_node {
  enum cs_node_kind kind;
  struct cs_pos pos;
  struct cs_node **kids;
  size_t n_kids;
  uint32_t fact;  /* left side */
  uint32_t group; /* IN */
  struct cs_operand *operands;
  size_t n_operands;
  uint32_t kinds; /* DEPENDS: mask */
  enum cs_op op;  /* COMPARE */
  struct cs_term *left, *right;
};

/* ---- rules */

struct cs_clause {
  enum cs_require_kind kind; /* ADVICE … CONDITION; a note below an effect stands in cs_rule.notes */
  struct cs_str office;
  int64_t n, days;
  bool calendar_days;
  struct cs_str text;
  struct cs_span before; /* CS_SPAN_NEVER: none */
  enum cs_condition_need need; /* of a condition: its text is never empty */
  bool worded;                 /* the text is the rule's own; else made from what is needed */
  struct cs_str payers;
  bool has_certainty;    /* `assumed` and the like written on the clause itself */
  enum cs_certainty certainty;
  struct cs_pos pos;
};

struct cs_rule {
  struct cs_rule_info info; /* what a reader sees; from, before, known already with the regime's defaults */
  uint32_t regime;
  struct cs_pos pos;
  struct cs_node *condition; /* NULL: always */
  struct cs_clause *clauses;
  size_t n_clauses;
  struct cs_strs notes;
  uint32_t from_date, before_date; /* index of a named date + 1, else 0: two rules with one date share its unknown */
  uint32_t *lifts;    /* every version of every rule named by `lifts` and `replaces`, in its regime */
  size_t n_lifts;
  uint32_t *replaces; /* those of them named by `replaces` (which also reaches all that they lift or replace) */
  size_t n_replaces;
  uint32_t *disputed_by; /* every version of the rules named by `disputed by` */
  size_t n_disputed_by;
  uint32_t next_version; /* index + 1 of the version that ends this one from its own `from`; 0: none */
  uint32_t family;       /* rules joined by lifts, replaces, disputed by, versions or a shared date; dense from 0 */
};

/* ---- the rest */

struct cs_fact {
  struct cs_fact_info info;
  char levels;      /* separator of `code by "."`; 0: none */
  bool has_else;    /* `else V`: what silence is taken as */
  struct cs_operand else_value;
  struct cs_pos pos;
};

struct cs_group_member {
  struct cs_str code;
  struct cs_period period;
  cs_day known;
  enum cs_certainty certainty;
  struct cs_pos pos;
};
struct cs_group {
  struct cs_str name, kind; /* kind: one of the schema's (`one`), or "area" */
  bool open;                /* `and others` */
  bool on_record;           /* membership is the host's to say */
  struct cs_group_member *members;
  size_t n_members;
  struct cs_pos pos;
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
  uint32_t treats_fact; /* index of the schema's treats fact among facts */
  const struct cs_family_plans *plans;
  const struct cs_index *index; /* NULL: there is none, every rule is asked */
};

#endif
