/* The checker: the tree of ast.h into the resolved set of program.h. Private to src/rules. Functions that can find a
 * fault report it and return false; callers go on with what is independent of it. */
#ifndef CS_RULES_CHECK_H
#define CS_RULES_CHECK_H

#include "base/map.h"
#include "rules/ast.h"
#include "rules/report.h"

/* What a name of the one name space stands for. BROKEN: declared, but not understood; its uses are not faulted again.
 */
enum cs_check_kind { CS_CHECK_NONE, CS_CHECK_FACT, CS_CHECK_GROUP, CS_CHECK_DATE, CS_CHECK_TABLE, CS_CHECK_BROKEN };

struct cs_check_facts {
  struct cs_fact *at;
  size_t n, cap;
};

/* All versions of one rule's name in one regime: indices of rules; after cs_check_versions in order of their `from`. */
struct cs_check_versions {
  uint32_t *at;
  size_t n, cap;
};

/* A row's name in whose condition one is. */
struct cs_check_row {
  struct cs_str name;
  const struct cs_table *table;
};

/* What a regime asks of another. */
struct cs_check_layer {
  uint32_t from, to;
  struct cs_pos pos;
};
struct cs_check_layers {
  struct cs_check_layer *at;
  size_t n, cap;
};
struct cs_check_refs {
  struct cs_ref **at;
  size_t n, cap;
};

/* Is a term's type known yet? */
enum cs_check_state { CS_CHECK_NEW, CS_CHECK_OPEN, CS_CHECK_DONE, CS_CHECK_FAULTY };
struct cs_check_term {
  const struct cs_ast_defined *ast; /* of this version */
  enum cs_check_state state;        /* of the first version: of all */
  unsigned height;                  /* terms on the longest way down, itself included */
};

struct cs_check_regime {
  struct cs_map terms; /* name → index of its first version + 1 */
  struct cs_map rules; /* name → struct cs_check_versions */
  struct cs_map atoms; /* text → struct cs_node, which says the same wherever it stands in the regime's rules */
  struct cs_ast_regime merged;
  bool from_date_set;
  uint32_t from_date; /* index of a named date + 1, else 0 */
  struct cs_str from_words;
};

struct cs_check {
  struct cs_arena *arena;   /* what the set keeps */
  struct cs_arena *scratch; /* what the compiler throws away */
  struct cs_report *report;
  const struct cs_ast *ast;
  struct cs_rules *set;
  struct cs_check_facts facts;      /* becomes set->facts */
  struct cs_map names;              /* of facts, groups and dates: kind + 8 × index */
  struct cs_map regime_names;       /* index */
  struct cs_check_regime *regimes;  /* beside set->regimes */
  struct cs_str *date_words;        /* beside set->dates: the source's words for a named day */
  const struct cs_ast_rule **rules; /* beside set->rules */

  const struct cs_rules_sources *sources;
  struct cs_check_refs refs;   /* becomes set->refs */
  struct cs_check_term *terms; /* beside set->terms */
  struct cs_check_layers layers;
  /* Where the condition at hand stands. */
  uint32_t regime; /* CS_CHECK_NO_REGIME: outside of all */
  bool in_part;
  bool bare; /* a group's `where`: names are columns of rows[0] */
  unsigned term_depth, terms_below;
  struct cs_check_row rows[CS_ROWS_DEEP];
  size_t n_rows;
};
#define CS_CHECK_NO_REGIME UINT32_MAX

/* ---- names (check_names.c) */
bool cs_check_declare_facts(struct cs_check *c);
bool cs_check_declare_dates(struct cs_check *c);
bool cs_check_declare_groups(struct cs_check *c);
enum cs_check_kind cs_check_lookup(const struct cs_check *c, struct cs_str name, uint32_t *index);
bool cs_check_set_name(struct cs_check *c, struct cs_str name, enum cs_check_kind kind, size_t index);
/* True when the name is free; a fault when it stands for a thing of another kind. *same: it stands for this kind
 * already. */
bool cs_check_free_name(struct cs_check *c, const struct cs_word *name, enum cs_check_kind kind, bool *same,
                        uint32_t *index);
/* The fact, or what a reference has in its place. Valid until the next fact is declared. */
const struct cs_fact *cs_check_at(const struct cs_check *c, uint32_t fact);
bool cs_check_fact_unit(struct cs_check *c, const struct cs_ast_fact *from, struct cs_unit *out);
bool cs_check_member(struct cs_check *c, const struct cs_ast_group *g, const struct cs_ast_member *from,
                     struct cs_str kind, struct cs_group_member *out);
/* Does a fact, of a file or the host's, or a group, date or table bear the name? */
bool cs_check_named(const struct cs_check *c, struct cs_str name);
/* A fact of a file or of the schema, or a reference. False without a report when the name is BROKEN. */
bool cs_check_fact(struct cs_check *c, const struct cs_word *name, uint32_t *out);
/* Reports a name that nothing bears, with near names. */
bool cs_check_unknown(struct cs_check *c, const struct cs_word *name, const struct cs_code *code, const char *what);
/* "a code", "a quantity in km", "an amount of money": of a fact, for messages; in the scratch arena. */
const char *cs_check_type_words(struct cs_check *c, uint32_t fact);
bool cs_check_area(struct cs_check *c, const struct cs_word *word, struct cs_area *out);
/* A day, an interval or a named date; *date (may be NULL) becomes the date's index + 1, or 0. */
bool cs_check_day(struct cs_check *c, const struct cs_ast_day *day, struct cs_span *out, uint32_t *date);
/* One exact day. */
bool cs_check_known(struct cs_check *c, const struct cs_ast_day *day, cs_day *out);
/* `word`: the day that ends it. */
bool cs_check_period(struct cs_check *c, struct cs_span from, struct cs_span before, const struct cs_word *word);
/* `from` is not exact and nothing says since when it is known. */
bool cs_check_inexact(struct cs_check *c, const struct cs_word *word, struct cs_span from);
bool cs_check_oom(struct cs_check *c);

/* ---- values and conditions (check_value.c, check_cond.c) */
/* A constant, or another fact, of the type of `fact`. */
bool cs_check_value(struct cs_check *c, const struct cs_ast_value *value, uint32_t fact, struct cs_operand *out);
/* A code of the fact: one of its choices, where it has any. */
bool cs_check_code(struct cs_check *c, const struct cs_word *word, uint32_t fact);
/* Into the set's arena. unit NULL: none. */
bool cs_check_figure(struct cs_check *c, const struct cs_word *number, const struct cs_word *unit,
                     const struct cs_figure **out);
/* May a figure of this unit stand beside the fact? */
bool cs_check_unit(struct cs_check *c, uint32_t fact, struct cs_unit unit, const struct cs_word *word);
bool cs_check_condition(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node **out);
bool cs_check_compare(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out);

/* A calculation, and its type as a fact has one; *is_share: it is a share by itself. */
bool cs_check_calculation(struct cs_check *c, const struct cs_ast_term *from, struct cs_term **out,
                          struct cs_fact *type, bool *is_share);

/* ---- references (check_ref.c): look-ups, cells, parts, terms */
/* True when the name is one of these; then *done says whether it was found sound. */
bool cs_check_ref(struct cs_check *c, const struct cs_word *name, uint32_t *out, bool *done);
void cs_check_offer_terms(const struct cs_check *c, struct cs_near *near);
const struct cs_ref *cs_check_ref_at(const struct cs_check *c, uint32_t fact); /* NULL: a fact */
/* SIZE_MAX and a fault when the table has no such column. */
size_t cs_check_column(struct cs_check *c, const struct cs_table *table, struct cs_str name, struct cs_pos pos);

/* ---- rows, sets and parts (check_rows.c) */
bool cs_check_source(struct cs_check *c, const struct cs_ast_source *from, struct cs_source *out);
/* The same with what is taken of each row: a cell, checked where its row's name is known. */
bool cs_check_every(struct cs_check *c, const struct cs_ast_source *from, const struct cs_word *cell,
                    uint32_t *cell_out, struct cs_source *out);
bool cs_check_quantified(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out, unsigned *height);
bool cs_check_measure(struct cs_check *c, const struct cs_ast_measure *from, struct cs_measure *out, struct cs_pos pos);
bool cs_check_needs(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out);
bool cs_check_layers(struct cs_check *c);
/* The column of `cite r.COLUMN` in a rule with this condition. */
bool cs_check_row_cite(struct cs_check *c, const struct cs_word *word, const struct cs_node *condition,
                       struct cs_row_cite *out);

/* ---- tables (check_table.c) */
bool cs_check_declare_tables(struct cs_check *c);
bool cs_check_version(struct cs_check *c, const struct cs_ast_day *from, const struct cs_ast_day *known,
                      struct cs_version *out);
bool cs_check_group_table(struct cs_check *c, const struct cs_ast_group *from, struct cs_group *group);
/* Makes what finding rows by searched columns needs. */
bool cs_check_finish_tables(struct cs_check *c);
/* Is `file` the name of `text`, or that name beside `user`? (compile.c) */
bool cs_check_names_text(struct cs_str file, struct cs_str user, struct cs_str text);

/* ---- terms (check_term.c) */
bool cs_check_declare_terms(struct cs_check *c);
/* The type of a term, its first version given; false when it is faulty. */
bool cs_check_term_type(struct cs_check *c, uint32_t term, struct cs_pos pos);
bool cs_check_terms(struct cs_check *c);

/* ---- regimes and rules (check_rule.c), their links (check_link.c), warnings (check_warn.c) */
bool cs_check_regimes(struct cs_check *c);
/* The regime that a block of a text belongs to; false for one without a name. */
bool cs_check_regime_of(const struct cs_check *c, const struct cs_ast_regime *block, uint32_t *out);
/* Cites, from, before and known of a rule, or of what has them likewise. */
bool cs_check_cites(struct cs_check *c, const struct cs_ast_cites *from, const struct cs_cite **out, size_t *n);
bool cs_check_days(struct cs_check *c, const struct cs_ast_rule *from, struct cs_rule *rule);
bool cs_check_rules(struct cs_check *c);
bool cs_check_links(struct cs_check *c);
/* Only of a set without errors: never changes a verdict (check_warn.c); and by going through cells (grid.h): gaps and overlaps of
 * terms (check_gap.c), two exceptions that pull one rule both ways (check_pull.c), what never applies (check_never.c). */
struct cs_grid;
bool cs_check_warnings(struct cs_check *c);
bool cs_check_gaps(struct cs_check *c, struct cs_grid *grid);
bool cs_check_pulls(struct cs_check *c, struct cs_grid *grid);
bool cs_check_nevers(struct cs_check *c, struct cs_grid *grid);
/* Is one constant or fact, one calculation, said twice? */
bool cs_check_same_operand(const struct cs_operand *a, const struct cs_operand *b);
bool cs_check_same_term(const struct cs_term *a, const struct cs_term *b);

#endif
