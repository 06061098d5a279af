/* The checker: the tree of ast.h into the resolved set of program.h. Private to src/rules. Functions that can find a
 * fault report it and return false; callers go on with what is independent of it. */
#ifndef CS_RULES_CHECK_H
#define CS_RULES_CHECK_H

#include "base/map.h"
#include "rules/ast.h"
#include "rules/report.h"

/* What a name of the one name space stands for. BROKEN: declared, but not understood; its uses are not faulted again.
 */
enum cs_check_kind { CS_CHECK_NONE, CS_CHECK_FACT, CS_CHECK_GROUP, CS_CHECK_DATE, CS_CHECK_BROKEN };

struct cs_check_facts {
  struct cs_fact *at;
  size_t n, cap;
};

/* All versions of one rule's name in one regime: indices of rules; after cs_check_versions in order of their `from`. */
struct cs_check_versions {
  uint32_t *at;
  size_t n, cap;
};

struct cs_check_regime {
  struct cs_map rules; /* name → struct cs_check_versions */
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
};

/* ---- names (check_names.c) */
bool cs_check_declare_facts(struct cs_check *c);
bool cs_check_declare_dates(struct cs_check *c);
bool cs_check_declare_groups(struct cs_check *c);
enum cs_check_kind cs_check_lookup(const struct cs_check *c, struct cs_str name, uint32_t *index);
/* A fact of a file or of the schema. False without a report when the name is BROKEN. */
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
bool cs_check_figure(struct cs_check *c, const struct cs_word *number, const struct cs_word *unit,
                     struct cs_figure *out);
/* May a figure of this unit stand beside the fact? */
bool cs_check_unit(struct cs_check *c, uint32_t fact, struct cs_unit unit, const struct cs_word *word);
bool cs_check_condition(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node **out);
bool cs_check_compare(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out);

/* ---- regimes and rules (check_rule.c), their links (check_link.c), warnings (check_warn.c) */
bool cs_check_regimes(struct cs_check *c);
bool cs_check_rules(struct cs_check *c);
bool cs_check_links(struct cs_check *c);
bool cs_check_warnings(struct cs_check *c); /* only of a set without errors */

#endif
