/* Terms by cases as decision tables: combinations that no case covers, cases that are never reached, cases that overlap. Must not
 * warn where it is not so: only conditions over choices and bools are tried, and every combination of them. Specification:
 * SPEC.md section 20. */
#include "rules/check.h"

enum { FACTS_MAX = 12, COMBINATIONS_MAX = 4096, CASES_MAX = 64 };

struct table {
  struct cs_check *c;
  const struct cs_defined *term;
  uint32_t facts[FACTS_MAX];
  size_t n_facts;
  size_t choice[FACTS_MAX]; /* of the combination at hand */
};

static size_t choices_of(const struct table *t, size_t i) {
  const struct cs_fact_info *info = &cs_check_at(t->c, t->facts[i])->info;
  return info->type == CS_TYPE_BOOL ? 2 : info->n_choices;
}

/* ------------------------------------------------------------------ which facts */

static bool add_fact(struct table *t, uint32_t fact) {
  for (size_t i = 0; i < t->n_facts; i++) {
    if (t->facts[i] == fact) {
      return true;
    }
  }
  if (cs_is_ref(fact) || t->n_facts == FACTS_MAX) {
    return false;
  }
  const struct cs_fact_info *info = &cs_check_at(t->c, fact)->info;
  bool tried = info->type == CS_TYPE_BOOL || (info->type == CS_TYPE_CODE && info->n_choices > 0);
  t->facts[t->n_facts++] = fact;
  return tried;
}

/* Are all of the condition's atoms of a kind that can be tried? */
static bool add_facts(struct table *t, const struct cs_node *node) {
  bool simple = true;
  switch (node->kind) {
  case CS_NODE_AND:
  case CS_NODE_OR:
  case CS_NODE_NOT:
    for (size_t i = 0; simple && i < node->n_kids; i++) {
      simple = add_facts(t, node->kids[i]);
    }
    return simple;
  case CS_NODE_FLAG:
    return add_fact(t, node->fact);
  case CS_NODE_IS:
    for (size_t i = 0; i < node->n_operands; i++) {
      simple = simple && !node->operands[i].is_fact;
    }
    return simple && add_fact(t, node->fact);
  case CS_NODE_IN:
  case CS_NODE_WITHIN:
  case CS_NODE_HAS:
  case CS_NODE_COMPARE:
  case CS_NODE_DEPENDS:
  case CS_NODE_BLANK:
  case CS_NODE_LIKE:
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
  case CS_NODE_NEEDS:
    return false;
  }
  return false;
}

static bool can_be_tried(struct table *t, size_t *combinations) {
  size_t n = 1;
  for (size_t i = 0; i < t->term->n_cases; i++) {
    const struct cs_node *when = t->term->cases[i].when;
    if (when && !add_facts(t, when)) {
      return false;
    }
  }
  for (size_t i = 0; i < t->n_facts && n <= COMBINATIONS_MAX; i++) {
    n *= choices_of(t, i);
  }
  *combinations = n;
  return t->n_facts > 0 && n <= COMBINATIONS_MAX && t->term->n_cases <= CASES_MAX;
}

/* ------------------------------------------------------------------ trying */

static size_t choice_of(const struct table *t, uint32_t fact) {
  size_t i = 0;
  while (i < t->n_facts && t->facts[i] != fact) {
    i++;
  }
  cs_assert(i < t->n_facts);
  return t->choice[i];
}

static bool is_one_of(const struct table *t, const struct cs_node *node) {
  const struct cs_fact_info *info = &cs_check_at(t->c, node->fact)->info;
  size_t choice = choice_of(t, node->fact);
  for (size_t i = 0; i < node->n_operands; i++) {
    const struct cs_operand *o = &node->operands[i];
    bool same = info->type == CS_TYPE_BOOL ? o->truth == (choice == 0) : cs_str_eq(o->code, info->choices[choice]);
    if (same) {
      return true;
    }
  }
  return false;
}

/* Of conditions that add_facts has let through. */
static bool holds(const struct table *t, const struct cs_node *node) {
  if (node->kind == CS_NODE_NOT) {
    return !holds(t, node->kids[0]);
  }
  if (node->kind == CS_NODE_AND || node->kind == CS_NODE_OR) {
    bool decides = node->kind == CS_NODE_OR;
    for (size_t i = 0; i < node->n_kids; i++) {
      if (holds(t, node->kids[i]) == decides) {
        return decides;
      }
    }
    return !decides;
  }
  return node->kind == CS_NODE_FLAG ? choice_of(t, node->fact) == 0 : is_one_of(t, node);
}

static void choose(struct table *t, size_t combination) {
  for (size_t i = 0; i < t->n_facts; i++) {
    t->choice[i] = combination % choices_of(t, i);
    combination /= choices_of(t, i);
  }
}

/* "act is use, flag is yes" */
static void combination_words(const struct table *t, struct cs_buf *buf) {
  cs_buf_reset(buf);
  for (size_t i = 0; i < t->n_facts; i++) {
    const struct cs_fact_info *info = &cs_check_at(t->c, t->facts[i])->info;
    bool yes_no = info->type == CS_TYPE_BOOL;
    struct cs_str value = yes_no ? (t->choice[i] == 0 ? CS_STR("yes") : CS_STR("no")) : info->choices[t->choice[i]];
    cs_buf_printf(buf, "%s%.*s is %.*s", i > 0 ? ", " : "", CS_STR_ARG(info->name), CS_STR_ARG(value));
  }
}

/* ------------------------------------------------------------------ what is found */

static bool same_value(const struct cs_expr *a, const struct cs_expr *b) {
  bool constants = a->kind == CS_EXPR_VALUE && b->kind == CS_EXPR_VALUE && !a->value.is_fact && !b->value.is_fact;
  return (a->kind == CS_EXPR_NONE && b->kind == CS_EXPR_NONE) ||
         (constants && cs_str_eq(a->value.code, b->value.code) && a->value.truth == b->value.truth);
}

static void warn_overlap(struct table *t, size_t earlier, size_t later, struct cs_buf *buf) {
  combination_words(t, buf);
  cs_report_warning(t->c->report, t->term->cases[later].pos, &CS_E_RULES_OVERLAP,
                    "this case of %.*s and that in line %u overlap where %.*s", CS_STR_ARG(t->term->info.name),
                    (unsigned)t->term->cases[earlier].pos.line, CS_STR_ARG(cs_buf_str(buf)));
  cs_report_hint(t->c->report, "the earlier one counts: cases are read from the top");
}

struct seen {
  uint64_t reached;             /* a bit a case */
  uint64_t overlaps[CASES_MAX]; /* with which earlier ones, reported already */
  bool gap;
};

static void try_one(struct table *t, struct seen *seen, bool closed, struct cs_buf *buf) {
  uint64_t yes = 0;
  for (size_t i = 0; i < t->term->n_cases; i++) {
    const struct cs_case *one = &t->term->cases[i];
    if (!one->when || !holds(t, one->when)) {
      continue;
    }
    seen->reached |= yes == 0 ? (uint64_t)1 << i : 0;
    for (size_t j = 0; j < i; j++) {
      bool both = (yes >> j & 1) != 0 && (seen->overlaps[i] >> j & 1) == 0;
      if (both && !same_value(&one->value, &t->term->cases[j].value)) {
        seen->overlaps[i] |= (uint64_t)1 << j;
        warn_overlap(t, j, i, buf);
      }
    }
    yes |= (uint64_t)1 << i;
  }
  if (yes == 0 && !closed && !seen->gap) {
    seen->gap = true;
    combination_words(t, buf);
    cs_report_warning(t->c->report, t->term->cases[0].pos, &CS_E_RULES_GAP, "%.*s says nothing where %.*s",
                      CS_STR_ARG(t->term->info.name), CS_STR_ARG(cs_buf_str(buf)));
    cs_report_hint(t->c->report, "add a case, or \"otherwise none\" where nothing is meant");
  }
}

static void check_term(struct cs_check *c, const struct cs_defined *term) {
  struct table t = {.c = c, .term = term};
  struct seen seen = {0};
  struct cs_buf buf;
  size_t combinations = 0;
  bool closed = term->n_cases > 0 && !term->cases[term->n_cases - 1].when;
  if (!can_be_tried(&t, &combinations)) {
    return;
  }
  cs_buf_init(&buf, 4096);
  for (size_t i = 0; i < combinations && !c->report->stop; i++) {
    choose(&t, i);
    try_one(&t, &seen, closed, &buf);
  }
  cs_buf_deinit(&buf);
  for (size_t i = 0; i < term->n_cases; i++) {
    if (term->cases[i].when && (seen.reached >> i & 1) == 0) {
      cs_report_warning(c->report, term->cases[i].pos, &CS_E_RULES_NEVER_REACHED,
                        "this case of %.*s is never reached: earlier ones cover all of it",
                        CS_STR_ARG(term->info.name));
    }
  }
}

bool cs_check_gaps(struct cs_check *c) {
  for (size_t i = 0; i < c->set->n_terms && !c->report->stop; i++) {
    check_term(c, &c->set->terms[i]);
  }
  return !c->report->stop;
}
