/* Cells: what conditions can tell apart. The values that they name cut each fact into cells (points, what lies between them,
 * what lies in an area or below a code but in none that is named, "another"); one value stands for its whole cell. Going
 * through the cells tries all requests there may be. For warnings; private to src/rules. Specification: SPEC.md section 20.
 *
 * Atoms of other forms (two facts compared, terms, rows, parts, content, dated groups, today) stay unknown: what is found yes or
 * no is so whatever they are. */
#ifndef CS_RULES_GRID_H
#define CS_RULES_GRID_H

#include "rules/program.h"

enum {
  CS_GRID_FACTS_MAX = 16,    /* facts, and codes of sets, that are tried; of others nothing is known */
  CS_GRID_OF_FACT_MAX = 256, /* cells of one */
  CS_GRID_CONDITIONS_MAX = 64,
  CS_GRID_TRIES_MAX = 4096 /* combinations of one question */
};

enum cs_grid_kind {
  CS_GRID_ONE, /* just this value */
  CS_GRID_ANOTHER,
  CS_GRID_ANOTHER_WITHIN, /* below `code`, and below no named one of its own */
  CS_GRID_BETWEEN,        /* between the values of the cells before and behind it, below the first, above the last */
};
struct cs_grid_cell {
  enum cs_grid_kind kind;
  struct cs_value value; /* one of the cell */
  struct cs_str code;
};

/* A fact, or whether a code is in a fact that is a set. */
struct cs_grid_fact {
  uint32_t fact;
  struct cs_str member;
  struct {
    struct cs_grid_cell *at;
    size_t n, cap;
  } cells;       /* their room stays for the next question */
  size_t chosen; /* the cell + 1; 0: not chosen */
};
struct cs_grid {
  const struct cs_rules *set;
  struct cs_arena *arena; /* of the cells */
  struct cs_arena work;   /* of one evaluation */
  const struct cs_regime *regime;
  struct cs_grid_fact *facts;
  size_t n_facts;
  struct cs_value *values; /* of each fact of the set */
  size_t tries;            /* of the question at hand */
  size_t budget;           /* of all questions together */
  bool gave_up;            /* not all combinations were tried */
  bool failed;             /* no memory */
  struct cs_err *err;
};

/* For questions about the set, with so many combinations in all. Errors go to *err, which must live as long. */
CS_MUST bool cs_grid_init(struct cs_grid *grid, const struct cs_rules *set, struct cs_arena *arena, size_t budget,
                          struct cs_err *err);
void cs_grid_deinit(struct cs_grid *grid);

/* A new question, about conditions of this regime. */
void cs_grid_begin(struct cs_grid *grid, const struct cs_regime *regime);
/* Cuts facts by what the condition (NULL: always) names as well. All conditions are added before the walk. */
void cs_grid_add(struct cs_grid *grid, const struct cs_node *condition);

/* What the conditions come to where some facts have been chosen; last: all have. *next is CS_GRID_GO_ON beforehand. */
enum cs_grid_next { CS_GRID_GO_ON, CS_GRID_ENOUGH, CS_GRID_STOP };
typedef void cs_grid_visit(void *ctx, const enum cs_truth *truths, bool last, enum cs_grid_next *next);
/* Visits combinations, one fact more at a time, in the order in which the conditions name them: behind CS_GRID_ENOUGH none with
 * more facts chosen. At most CS_GRID_CONDITIONS_MAX conditions. */
CS_MUST bool cs_grid_walk(struct cs_grid *grid, const struct cs_node *const *conditions, size_t n, cs_grid_visit *visit,
                          void *ctx);
/* "act is use, quantity is above 3 km and below 5 km": the combination that is being visited. */
void cs_grid_write(const struct cs_grid *grid, struct cs_buf *buf);

#endif
