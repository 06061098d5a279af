/* Terms by cases as decision tables: combinations that no case covers, cases that are never reached, cases that overlap. Must not
 * warn where it is not so: what is told was found by going through all cells (grid.h). Specification: SPEC.md section 20. */
#include "rules/check.h"
#include "rules/grid.h"

enum { GAPS_MAX = 4 }; /* told of one term */

struct table {
  struct cs_check *c;
  struct cs_grid *grid;
  const struct cs_defined *term;
  struct cs_buf words;
  uint64_t reached;                          /* a bit a case: it may be what the term is */
  uint64_t overlaps[CS_GRID_CONDITIONS_MAX]; /* with which earlier ones, reported already */
  size_t n_gaps;
};

static struct cs_str combination(struct table *t) {
  cs_buf_reset(&t->words);
  cs_grid_write(t->grid, &t->words);
  return cs_buf_str(&t->words);
}

/* ------------------------------------------------------------------ what is found */

static bool same_value(const struct cs_expr *a, const struct cs_expr *b) {
  if (a->kind != b->kind) {
    return false;
  }
  return a->kind == CS_EXPR_NONE || (a->kind == CS_EXPR_VALUE && cs_check_same_operand(&a->value, &b->value)) ||
         (a->kind == CS_EXPR_FIGURE && cs_check_same_term(a->term, b->term));
}

static void warn_overlap(struct table *t, size_t earlier, size_t later) {
  struct cs_str words = combination(t);
  cs_report_warning(t->c->report, t->term->cases[later].pos, &CS_E_RULES_OVERLAP,
                    "this case of %.*s and that in line %u overlap%s%.*s", CS_STR_ARG(t->term->info.name),
                    (unsigned)t->term->cases[earlier].pos.line, words.len > 0 ? " where " : "", CS_STR_ARG(words));
  cs_report_hint(t->c->report, "the earlier one counts: cases are read from the top");
}

static void warn_gap(struct table *t) {
  if (t->n_gaps++ >= GAPS_MAX) {
    return;
  }
  struct cs_str words = combination(t);
  cs_report_warning(t->c->report, t->term->cases[0].pos, &CS_E_RULES_GAP, "%.*s says nothing%s%.*s",
                    CS_STR_ARG(t->term->info.name), words.len > 0 ? " where " : "", CS_STR_ARG(words));
  cs_report_hint(t->c->report, "add a case, or \"otherwise none\" where nothing is meant");
}

static void note_overlaps(struct table *t, const enum cs_truth *truths, size_t n) {
  uint64_t yes = 0;
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; truths[i] == CS_YES && j < i; j++) {
      bool both = (yes & ~t->overlaps[i]) >> j & 1;
      if (both && t->term->cases[i].when && !same_value(&t->term->cases[i].value, &t->term->cases[j].value)) {
        t->overlaps[i] |= (uint64_t)1 << j;
        warn_overlap(t, j, i);
      }
    }
    yes |= (uint64_t)(truths[i] == CS_YES) << i;
  }
}

static void note_reached(struct table *t, const enum cs_truth *truths, size_t n) {
  for (size_t i = 0; i < n; i++) {
    t->reached |= (uint64_t)(truths[i] != CS_NO) << i;
    if (truths[i] == CS_YES) {
      return;
    }
  }
}

static void visit(void *ctx, const enum cs_truth *truths, bool last, enum cs_grid_next *next) {
  struct table *t = ctx;
  size_t n = t->term->n_cases, no = 0, open = 0;
  for (size_t i = 0; i < n; i++) {
    no += truths[i] == CS_NO;
    open += truths[i] == CS_UNKNOWN;
  }
  note_overlaps(t, truths, n);
  if (open > 0 && !last) {
    return;
  }
  note_reached(t, truths, n);
  if (no == n) {
    warn_gap(t);
  }
  *next = t->c->report->stop ? CS_GRID_STOP : CS_GRID_ENOUGH;
}

/* ------------------------------------------------------------------ one term */

static bool try_all(struct table *t) {
  const struct cs_node *conditions[CS_GRID_CONDITIONS_MAX];
  cs_grid_begin(t->grid, &t->c->set->regimes[t->term->regime]);
  for (size_t i = 0; i < t->term->n_cases; i++) {
    conditions[i] = t->term->cases[i].when;
    cs_grid_add(t->grid, conditions[i]);
  }
  return cs_grid_walk(t->grid, conditions, t->term->n_cases, visit, t) || cs_check_oom(t->c);
}

static bool check_term(struct cs_check *c, struct cs_grid *grid, const struct cs_defined *term) {
  struct table *t = cs_arena_new(c->scratch, struct table, &c->report->fatal);
  if (!t) {
    return cs_check_oom(c);
  }
  t->c = c;
  t->grid = grid;
  t->term = term;
  cs_buf_init(&t->words, 4096);
  bool done = try_all(t);
  for (size_t i = 0; done && !grid->gave_up && i < term->n_cases; i++) {
    if (term->cases[i].when && (t->reached >> i & 1) == 0) {
      cs_report_warning(c->report, term->cases[i].pos, &CS_E_RULES_NEVER_REACHED,
                        "this case of %.*s is never reached: earlier ones cover all of it",
                        CS_STR_ARG(term->info.name));
    }
  }
  cs_buf_deinit(&t->words);
  return done;
}

bool cs_check_gaps(struct cs_check *c, struct cs_grid *grid) {
  bool done = true;
  for (size_t i = 0; done && i < c->set->n_terms && !c->report->stop; i++) {
    const struct cs_defined *term = &c->set->terms[i];
    bool by_cases = term->n_cases > 0 && term->n_cases <= CS_GRID_CONDITIONS_MAX && term->cases[0].when;
    done = !by_cases || check_term(c, grid, term);
  }
  return done && !c->report->stop;
}
