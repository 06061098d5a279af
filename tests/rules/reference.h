/* A slow, obvious second reading of the rule language, to compare cs_rules_ask with. It shares nothing with src/rules:
 * it has a tiny world of its own (a few facts, areas, items), and tries every unknown of a family both ways, one world
 * at a time. A set can be written out as a text for the real compiler. Written from the definitions alone. */
#ifndef CS_TEST_RULES_REFERENCE_H
#define CS_TEST_RULES_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  REF_RULES_MAX = 12,
  REF_NODES_MAX = 96,
  REF_REGIMES_MAX = 3,
  REF_PARTS_MAX = 3,
  REF_LINES_MAX = 2,
  REF_DATES = 2,
  REF_GROUPS = 2,
  REF_MEMBERS = 2,
  REF_UNKNOWNS_MAX = 12, /* of one family; more are not tried */
  REF_ON = 15,           /* the day asked about, and the day known: of May 2025 */
  REF_KNOWN = 20,
  REF_NONE = -1,
  REF_OPEN_FIRST = 0, /* a span's first day when its start is open */
  REF_OPEN_LAST = 99,
};

enum ref_fact {
  REF_ACT,    /* code: use, sale */
  REF_ITEM,   /* an item: x, y, z */
  REF_FLAG_0, /* bool */
  REF_FLAG_1,
  REF_FLAG_2,  /* bool, else no */
  REF_FLAG_3,  /* bool, else yes */
  REF_COLOUR,  /* code: red, green, blue */
  REF_PLACE,   /* area */
  REF_SIZE,    /* integer */
  REF_MARKS,   /* codes: m, n, o */
  REF_SHIPPED, /* date */
  REF_WHICH,   /* code: word, free, gone: names of columns */
  REF_PRICE,   /* money USD */
  REF_FACTS
};

enum ref_certainty { REF_CONFIRMED, REF_REPORTED, REF_ASSUMED, REF_DISPUTED, REF_DENIED };
enum ref_truth { REF_NO = 1, REF_YES = 2, REF_UNKNOWN = 3 };
enum ref_effect { REF_EFFECT_NONE, REF_NOTE, REF_PERMIT, REF_REFER, REF_REVIEW, REF_PROHIBIT };

struct ref_span {
  int first, last;
};

struct ref_value {
  bool known;
  int certainty;
  int cause;       /* REF_NONE: by default; else the number of enum cs_cause_kind, named "src" */
  int code;        /* ACT, ITEM, COLOUR, PLACE: which */
  int truth;       /* FLAG */
  int lo, hi;      /* SIZE */
  int sure, maybe; /* MARKS: masks */
  bool open;
  struct ref_span day; /* SHIPPED */
};

enum ref_node_kind { REF_LEAF, REF_AND, REF_OR, REF_NOT };
enum ref_leaf {
  REF_IS_TRUE,
  REF_IS_COLOUR,
  REF_WITHIN,
  REF_SMALLER,
  REF_HAS,
  REF_IN_GROUP,
  REF_NOT_AFTER,
  REF_DEPENDS,
  REF_IS_ACT,
  REF_ATOM, /* values[0]: a node of the set's world (reference_world.h) */
};
struct ref_node {
  int kind, leaf;
  int kids[3], n_kids;
  int fact;
  int values[2], n_values; /* of the leaf's own kind */
};

struct ref_cite {
  int certainty, known; /* known: REF_NONE: none written */
};
struct ref_day {
  int kind; /* 0 none, 1 span, 2 named date */
  struct ref_span span;
  int date;
};
struct ref_clause {
  int kind;                       /* 0 advice, 1 countersign, 2 notify, 3 proviso, 4 limit */
  int office, n, days, certainty; /* certainty: REF_NONE: none written */
  bool calendar;
  int text;
};
struct ref_rule {
  int name, regime; /* several of one name: versions */
  bool exception;
  int effect, office;
  struct ref_cite cites[2];
  int n_cites;
  struct ref_day from, before;
  int known;                             /* REF_NONE: none written */
  int condition;                         /* node, or REF_NONE */
  unsigned lifts, replaces, disputed_by; /* masks of names */
  struct ref_clause clauses[2];
  int n_clauses;
};

struct ref_member {
  int code;             /* item */
  struct ref_span from; /* first REF_NONE: always */
  int certainty;
};
struct ref_group {
  struct ref_member members[REF_MEMBERS];
  int n_members;
  bool open;
};
struct ref_containment {
  bool there;
  int inner, outer, certainty;
};
struct ref_regime {
  int treats;    /* mask of acts */
  int otherwise; /* effect; REF_EFFECT_NONE: none */
  int office;
  struct ref_containment containment;
  struct ref_day from; /* default of its rules; a span, or none */
  int known;           /* REF_NONE: none written */
};
/* What the host says of an item's content. */
struct ref_content {
  int truth, certainty;
};

/* A part of a line: p1, p2, p3. */
struct ref_part {
  struct ref_value origin; /* code: US, DE */
  struct ref_value price;  /* money USD */
  struct ref_value values[REF_FACTS];
};

struct ref_world; /* tables and terms: reference_world.h */
struct ref_set {
  const struct ref_world *world; /* NULL: none */
  int n_rules, n_nodes, n_regimes, n_lines;
  struct ref_rule rules[REF_RULES_MAX];
  struct ref_node nodes[REF_NODES_MAX];
  struct ref_regime regimes[REF_REGIMES_MAX];
  struct ref_span dates[REF_DATES];
  struct ref_group groups[REF_GROUPS];
  struct ref_content content[3];
  struct ref_value values[REF_LINES_MAX][REF_FACTS];
  struct ref_part parts[REF_LINES_MAX][REF_PARTS_MAX];
  int n_parts[REF_LINES_MAX];
};

extern const char *const ref_fact_names[REF_FACTS];
extern const char *const ref_areas[];
const char *ref_word(int fact, int code);

/* The set as a text of the language. */
void ref_write(const struct ref_set *set, char *out, size_t size);
/* The answer, one line a thing, sorted. False when a family has too many unknowns to try. *exact: false when a family
 * has more than eight, where the evaluator may be wider. */
bool ref_answer(const struct ref_set *set, char *out, size_t size, bool *exact, int *at_least, int *at_most);

#endif
