/* What the parser makes of the texts before any name is looked up; private to src/rules. Lives in the compiler's
 * scratch arena. A thing whose clauses did not all parse is `broken`: the checker then does not complain of what it
 * lacks. */
#ifndef CS_RULES_AST_H
#define CS_RULES_AST_H

#include "rules/program.h"

/* cs_list_push for lists that mostly have one element: room for four comes with the second. */
#define cs_ast_push(arena, list, err)                                                                                  \
  ((list)->cap == 0 && ((list)->at = cs_arena_alloc_n((arena), 1, sizeof *(list)->at, (err))) != NULL                  \
       ? ((list)->cap = 1, (list)->n = 1, &(list)->at[0])                                                              \
       : cs_list_push((arena), (list), (err)))

struct cs_ast_look;
struct cs_word {
  struct cs_str text; /* ptr NULL: not given */
  struct cs_pos pos;
  bool quoted, the;               /* `the` stood before it */
  const struct cs_ast_look *look; /* what follows a table's name in brackets; NULL: a plain name */
};
/* T[k, l].column, T[k][value] */
struct cs_ast_look {
  struct cs_word keys[2];
  size_t n_keys;
  bool by_value;
  struct cs_word column; /* its name; by_value: what names it, or the name in quotation marks */
};
struct cs_words {
  struct cs_word *at;
  size_t n, cap;
};

/* What stands right of is, in {…}, within, has, depends on, else. */
struct cs_ast_value {
  struct cs_word word;
  const struct cs_word *unit; /* of a figure; NULL: none is written */
  bool is_fact;               /* written with `the` */
};
struct cs_ast_values {
  struct cs_ast_value *at;
  size_t n, cap;
};

enum cs_ast_term_kind {
  CS_AST_NUMBER,
  CS_AST_DAY,
  CS_AST_TODAY,
  CS_AST_NAME, /* a fact or a named date */
  CS_AST_ADD,
  CS_AST_SUB,
  CS_AST_MUL,
  CS_AST_MONTHS,  /* left + n months */
  CS_AST_WORKING, /* left + n working days of office */
  CS_AST_MEASURE,
};
struct cs_ast_measure;
struct cs_ast_term {
  enum cs_ast_term_kind kind;
  unsigned height; /* below CS_RULES_DEPTH_MAX */
  struct cs_pos pos;
  union {
    struct { /* NUMBER, DAY, TODAY, NAME */
      struct cs_word word;
      const struct cs_word *unit; /* NULL: none is written */
    };
    struct cs_ast_measure *measure;
    struct { /* the others; MONTHS and WORKING have no right side */
      struct cs_ast_term *left, *right;
      int64_t n;
      struct cs_str office;
    };
  };
};

struct cs_ast_cond;
struct cs_ast_conds {
  struct cs_ast_cond **at;
  size_t n, cap;
};
struct cs_ast_source;
struct cs_ast_cond {
  enum cs_node_kind kind : 8;
  enum cs_op op : 8; /* COMPARE */
  bool negated;      /* `is not`, `not in`, `not within`, `has-not` */
  struct cs_pos pos;
  struct cs_str words; /* of an atom: its own text; else empty */
  struct cs_word fact;
  union {
    struct cs_ast_conds kids; /* AND, OR, NOT */
    struct {                  /* COMPARE; FLAG in a term: left, what stands there alone */
      struct cs_ast_term *left, *right;
    };
    struct cs_ast_source *source; /* SOME, EVERY */
    struct cs_word group;         /* IN; NEEDS: the regime */
    struct {                      /* IS, WITHIN, HAS, DEPENDS, LIKE */
      struct cs_ast_values values;
      struct cs_words kinds; /* DEPENDS */
    };
  };
};

/* What some, no, every, count, sum, greatest and share go through. */
struct cs_ast_source {
  bool parts;
  struct cs_word row;  /* not given: a set's things themselves */
  struct cs_word from; /* a table or a set */
  struct cs_ast_cond *where;
  struct cs_pos pos;
};
struct cs_ast_measure {
  enum cs_measure_kind kind;
  struct cs_word of, in;
  struct cs_ast_source source;
};

struct cs_ast_day {
  struct cs_word day;  /* a day, an interval, or a named date; not given: none is written */
  struct cs_str words; /* the source's own words */
};

struct cs_ast_cite {
  struct cs_word text;
  enum cs_certainty certainty;
  struct cs_ast_day known;
};
struct cs_ast_cites {
  struct cs_ast_cite *at;
  size_t n, cap;
};

struct cs_ast_effect {
  enum cs_effect_kind kind;
  struct cs_word office, text;
  struct cs_pos pos;
};

struct cs_ast_clause {
  enum cs_require_kind kind;
  struct cs_pos pos;
  struct cs_word office, text;
  const struct cs_word *unit; /* of a limit's figure; NULL: none is written */
  int64_t n, days;
  bool calendar_days;
  enum cs_condition_need need;
  struct cs_word payers;
  struct cs_ast_day before;
  bool has_certainty;
  enum cs_certainty certainty;
};
struct cs_ast_clauses {
  struct cs_ast_clause *at;
  size_t n, cap;
};

struct cs_ast_expr {
  enum cs_expr_kind kind;
  struct cs_pos pos;
  struct cs_ast_value value;
  struct cs_ast_term *term;
  struct cs_ast_cond *cond;
  struct cs_ast_source *source;
  struct cs_word cell; /* EVERY: of codes */
};
struct cs_ast_case {
  struct cs_ast_cond *when; /* NULL: a plain `is`, or `otherwise` */
  struct cs_ast_expr value;
  struct cs_pos pos;
};
struct cs_ast_cases {
  struct cs_ast_case *at;
  size_t n, cap;
};
struct cs_ast_defined {
  struct cs_word name;
  bool broken, closed; /* closed: a plain `is`, or `otherwise`, was read */
  struct cs_ast_cases cases;
  struct cs_ast_cites cites;
  struct cs_ast_day from, before, known;
};
struct cs_ast_terms {
  struct cs_ast_defined **at;
  size_t n, cap;
};

struct cs_ast_rule {
  struct cs_word name;
  struct cs_pos pos;
  bool exception, broken;
  struct cs_words lifts, replaces, disputed_by, notes;
  struct cs_ast_cites cites;
  struct cs_word because;
  struct cs_ast_day from, before, known;
  struct cs_ast_cond *condition;
  struct cs_ast_effect effect;
  struct cs_ast_clauses clauses;
};
struct cs_ast_rules {
  struct cs_ast_rule **at;
  size_t n, cap;
};

struct cs_ast_containment {
  struct cs_word inner, outer;
  struct cs_ast_cite cite;
  struct cs_pos pos;
};
struct cs_ast_containments {
  struct cs_ast_containment *at;
  size_t n, cap;
};

/* One `regime NAME` of a text; several of one name are one regime. */
struct cs_ast_regime {
  struct cs_word name;
  struct cs_pos pos;
  struct cs_word title, owner, state;
  struct cs_words treats;
  struct cs_ast_effect otherwise;
  struct cs_ast_day from, known;
  struct cs_ast_containments containments;
  struct cs_ast_rules rules;
  struct cs_ast_terms terms;
};
struct cs_ast_regimes {
  struct cs_ast_regime **at;
  size_t n, cap;
};

struct cs_ast_fact {
  struct cs_word name;
  enum cs_type type;
  bool broken, has_type;
  char levels; /* of a column of codes: what divides them */
  bool has_choices;
  struct cs_words choices;
  struct cs_word unit;
  bool has_else;
  struct cs_ast_value else_value;
};
struct cs_ast_facts {
  struct cs_ast_fact **at;
  size_t n, cap;
};

struct cs_ast_member {
  struct cs_word name;
  struct cs_ast_day from, before, known;
  bool has_cite;
  enum cs_certainty certainty;
};
struct cs_ast_members {
  struct cs_ast_member *at;
  size_t n, cap;
};
struct cs_ast_table {
  struct cs_word name, file;
  bool broken;
  struct cs_words keys;
  struct cs_ast_facts columns;
  struct cs_ast_cites cites;
  struct cs_ast_day from, before, known;
};
struct cs_ast_tables {
  struct cs_ast_table **at;
  size_t n, cap;
};

struct cs_ast_group {
  struct cs_word file, column; /* of a group read from a table, else not given */
  struct cs_ast_cond *where;
  bool has_cite;
  enum cs_certainty certainty;
  struct cs_word name, kinds;
  bool open, on_record, continues, broken;
  struct cs_ast_members members;
  size_t line_start; /* first member of the `member` line read last; from, before, known and cite belong to it */
  struct cs_ast_day from, before, known; /* directly under the group: of all its members that state none */
};
struct cs_ast_groups {
  struct cs_ast_group **at;
  size_t n, cap;
};

struct cs_ast_date {
  struct cs_word name;
  struct cs_ast_day day;
  bool broken;
};
struct cs_ast_dates {
  struct cs_ast_date *at;
  size_t n, cap;
};

struct cs_ast {
  struct cs_words uses;
  struct cs_ast_facts facts;
  struct cs_ast_groups groups;
  struct cs_ast_dates dates;
  struct cs_ast_tables tables;
  struct cs_ast_regimes regimes;
  size_t n_rules;
};

#endif
