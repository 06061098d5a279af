/* A condition cut into tests. Must never make a test of a part that it does not wholly understand: such a part is
 * general, and the evaluator is asked. So a kind of condition that this file does not know is always safe. SPEC 7. */
#include "rules/eval.h"
#include "rules/index.h"

#include "base/limits.h"

enum { CS_TESTS_MAX = 64, CS_TEST_IDS_MAX = 4096, CS_SUM_PARTS_MAX = 8 }; /* beyond: general */

struct cutting {
  struct cs_index_build *b;
  const struct cs_rules *rules;
  const struct cs_regime *regime;
  struct cs_found_rule *found;
};

bool cs_index_id(struct cs_index_build *b, struct cs_str word, uint32_t *out, struct cs_err *err) {
  bool fresh;
  union cs_map_value *value = cs_map_put(&b->index->ids, word, &fresh, err);
  if (!value) {
    return false;
  }
  if (fresh) {
    value->number = b->index->ids.n;
  }
  *out = (uint32_t)value->number;
  return true;
}

static enum cs_quick_test quick_compare(enum cs_op op) {
  switch (op) {
  case CS_OP_LT:
    return CS_QUICK_LT;
  case CS_OP_LE:
    return CS_QUICK_LE;
  case CS_OP_GE:
    return CS_QUICK_GE;
  case CS_OP_GT:
    return CS_QUICK_GT;
  case CS_OP_EQ:
  case CS_OP_NE:
    break;
  }
  return CS_QUICK_NOT;
}

static enum cs_quick_test quick_of(const struct cs_test *test) {
  bool one = test->n == 1 && !test->negated;
  switch ((enum cs_test_kind)test->kind) {
  case CS_TEST_CODE:
  case CS_TEST_HAS:
    return one ? CS_QUICK_IS : CS_QUICK_NOT;
  case CS_TEST_AREA_IS:
  case CS_TEST_AREA_WITHIN:
    return one ? CS_QUICK_IS_OR_ASK : CS_QUICK_NOT;
  case CS_TEST_BOOL:
    return test->negated ? CS_QUICK_NOT : CS_QUICK_IS;
  case CS_TEST_FIGURE:
    return test->negated ? CS_QUICK_NOT : quick_compare((enum cs_op)test->op);
  case CS_TEST_DAY:
    return test->negated || test->value == CS_INDEX_TODAY ? CS_QUICK_NOT : quick_compare((enum cs_op)test->op);
  case CS_TEST_LEVEL_IS:
  case CS_TEST_LEVEL_WITHIN:
  case CS_TEST_SUM:
    break;
  }
  return CS_QUICK_NOT;
}

static bool add_test(struct cutting *c, struct cs_test test, struct cs_err *err) {
  test.quick = quick_of(&test);
  struct cs_test *slot = cs_list_push(c->b->scratch, &c->b->tests, err);
  if (!slot) {
    return false;
  }
  *slot = test;
  c->found->n_tests++;
  return true;
}

/* Is the term, or condition, wholly of the forms that this file knows? */
static bool familiar_term(const struct cs_term *term, unsigned depth) {
  bool known = depth <= CS_RULES_DEPTH_MAX * 4 && (unsigned)term->kind <= CS_TERM_ADD_WORKING &&
               !(term->kind == CS_TERM_FACT && cs_is_ref(term->fact));
  return known && (!term->left || familiar_term(term->left, depth + 1)) &&
         (!term->right || familiar_term(term->right, depth + 1));
}

static bool names_references(const struct cs_node *node) {
  bool found = cs_is_ref(node->fact);
  for (size_t i = 0; i < node->n_operands; i++) {
    found = found || (node->operands[i].is_fact && cs_is_ref(node->operands[i].fact));
  }
  return found;
}

static bool familiar(const struct cs_node *node, unsigned depth) {
  bool known = depth <= CS_RULES_DEPTH_MAX * 4 && (unsigned)node->kind <= CS_NODE_DEPENDS && !names_references(node);
  known = known && (node->kind != CS_NODE_COMPARE || (familiar_term(node->left, 0) && familiar_term(node->right, 0)));
  for (size_t i = 0; known && i < node->n_kids; i++) {
    known = familiar(node->kids[i], depth + 1);
  }
  return known;
}

static bool leave(struct cutting *c) {
  c->found->general = true;
  return true;
}

/* ---- one of several ids */

static bool add_id(struct cutting *c, size_t first, uint32_t id, struct cs_err *err) {
  for (size_t i = first; i < c->b->ids.n; i++) {
    if (c->b->ids.at[i] == id) {
      return true;
    }
  }
  uint32_t *slot = cs_list_push(c->b->scratch, &c->b->ids, err);
  if (!slot) {
    return false;
  }
  *slot = id;
  return true;
}

/* The ids from `first` on belong to the test; one alone lies in the test itself. */
static bool add_ids(struct cutting *c, struct cs_test test, size_t first, struct cs_err *err) {
  test.n = (uint32_t)(c->b->ids.n - first);
  test.value = (int64_t)first;
  if (test.n == 1) {
    test.value = c->b->ids.at[first];
    c->b->ids.n = first;
  }
  return add_test(c, test, err);
}

static bool operand_id(struct cutting *c, const struct cs_operand *operand, enum cs_type type, uint32_t *id,
                       struct cs_err *err) {
  if (type == CS_TYPE_AREA) {
    *id = operand->area.index;
    return true;
  }
  return cs_index_id(c->b, operand->code, id, err);
}

static bool cut_operands(struct cutting *c, const struct cs_node *node, struct cs_test test, struct cs_err *err) {
  enum cs_type type = c->rules->facts[node->fact].info.type;
  size_t first = c->b->ids.n;
  for (size_t i = 0; i < node->n_operands; i++) {
    uint32_t id;
    if (!operand_id(c, &node->operands[i], type, &id, err) || !add_id(c, first, id, err)) {
      return false;
    }
  }
  return add_ids(c, test, first, err);
}

/* ---- groups whose members never change and are sure: a list of words like any other */

static bool cut_group(struct cutting *c, const struct cs_node *node, struct cs_test test, struct cs_err *err) {
  const struct cs_group *group = &c->rules->groups[node->group];
  bool area = c->rules->facts[node->fact].info.type == CS_TYPE_AREA;
  if (!cs_group_lasts(group) || group->n_members > CS_TEST_IDS_MAX || (area && c->regime->n_containments > 0) ||
      (!area && c->rules->facts[node->fact].info.type != CS_TYPE_CODE)) {
    return leave(c);
  }
  test.kind = area ? CS_TEST_AREA_WITHIN : CS_TEST_CODE;
  size_t first = c->b->ids.n;
  for (size_t i = 0; i < group->n_members; i++) {
    struct cs_area place = CS_AREA_NONE;
    uint32_t id = 0;
    bool found = area && cs_area_find(group->members[i].code, &place);
    if ((!found && !cs_index_id(c->b, group->members[i].code, &id, err)) ||
        !add_id(c, first, found ? place.index : id, err)) {
      return false;
    }
  }
  return add_ids(c, test, first, err);
}

/* ---- figures and days */

static bool is_figure(const struct cs_rules *rules, uint32_t fact) {
  return cs_type_is_figure(rules->facts[fact].info.type);
}

bool cs_index_scale(struct cs_dec value, struct cs_unit unit, bool exact, int64_t *out) {
  int64_t whole;
  bool cut;
  if (!cs_figure_millionths(value, unit, &whole, &cut) || (cut && exact)) {
    return false;
  }
  *out = 2 * whole + (cut ? 1 : 0);
  return true;
}

static bool cut_figure(struct cutting *c, struct cs_test test, const struct cs_figure *figure, struct cs_err *err) {
  test.kind = CS_TEST_FIGURE;
  test.n = figure->unit.index;
  if (!cs_figure_exact(*figure) || !cs_index_scale(figure->lo, figure->unit, true, &test.value)) {
    return leave(c);
  }
  return add_test(c, test, err);
}

static enum cs_op turned(enum cs_op op) {
  switch (op) {
  case CS_OP_LT:
    return CS_OP_GT;
  case CS_OP_LE:
    return CS_OP_GE;
  case CS_OP_GE:
    return CS_OP_LE;
  case CS_OP_GT:
    return CS_OP_LT;
  case CS_OP_EQ:
  case CS_OP_NE:
    return op;
  }
  return op;
}

/* Facts added and taken away, nothing else: onto the list of parts. False: another form (or, with err->code, no memory). */
static bool sum_parts(struct cutting *c, const struct cs_term *term, int sign, unsigned depth, struct cs_err *err) {
  if (depth > CS_SUM_PARTS_MAX) {
    return false;
  }
  if (term->kind == CS_TERM_ADD || term->kind == CS_TERM_SUB) {
    return sum_parts(c, term->left, sign, depth + 1, err) &&
           sum_parts(c, term->right, term->kind == CS_TERM_SUB ? -sign : sign, depth + 1, err);
  }
  if (term->kind != CS_TERM_FACT || !is_figure(c->rules, term->fact)) {
    return false;
  }
  struct cs_sum_part *part = cs_list_push(c->b->scratch, &c->b->parts, err);
  if (part) {
    *part = (struct cs_sum_part){(uint16_t)term->fact, (int8_t)sign};
  }
  return part != NULL;
}

static bool cut_sum(struct cutting *c, const struct cs_node *node, struct cs_test test, struct cs_err *err) {
  size_t first = c->b->parts.n;
  err->code = NULL;
  bool done = sum_parts(c, node->left, 1, 0, err) && sum_parts(c, node->right, -1, 0, err);
  if (!done || c->b->parts.n - first > CS_SUM_PARTS_MAX) {
    c->b->parts.n = first;
    return err->code == NULL && leave(c);
  }
  test.kind = CS_TEST_SUM;
  test.slot = c->b->parts.at[first].slot;
  test.op = node->op;
  test.n = (uint32_t)(c->b->parts.n - first);
  test.value = (int64_t)first;
  return add_test(c, test, err);
}

static bool cut_day(struct cutting *c, const struct cs_term *other, struct cs_test test, struct cs_err *err) {
  test.kind = CS_TEST_DAY;
  if (other->kind == CS_TERM_ON) {
    test.value = CS_INDEX_TODAY;
    return add_test(c, test, err);
  }
  if (other->kind != CS_TERM_SPAN || !cs_span_exact(other->span)) {
    return leave(c);
  }
  test.value = other->span.first;
  return add_test(c, test, err);
}

static bool cut_compare(struct cutting *c, const struct cs_node *node, struct cs_test test, struct cs_err *err) {
  const struct cs_term *fact = node->left, *other = node->right;
  test.op = node->op;
  if (fact->kind != CS_TERM_FACT || other->kind == CS_TERM_FACT) {
    fact = node->right;
    other = node->left;
    test.op = turned(node->op);
  }
  if (fact->kind == CS_TERM_FACT && c->rules->facts[fact->fact].info.type == CS_TYPE_DATE) {
    test.slot = (uint16_t)fact->fact;
    return cut_day(c, other, test, err);
  }
  if (fact->kind == CS_TERM_FACT && other->kind == CS_TERM_FIGURE && is_figure(c->rules, fact->fact)) {
    test.slot = (uint16_t)fact->fact;
    return cut_figure(c, test, other->figure, err);
  }
  return cut_sum(c, node, test, err);
}

/* ---- atoms */

static bool constants(const struct cs_node *node) {
  for (size_t i = 0; i < node->n_operands; i++) {
    if (node->operands[i].is_fact) {
      return false;
    }
  }
  return node->n_operands > 0 && node->n_operands <= CS_TEST_IDS_MAX;
}

static bool cut_is(struct cutting *c, const struct cs_node *node, struct cs_test test, struct cs_err *err) {
  const struct cs_fact *fact = &c->rules->facts[node->fact];
  enum cs_type type = fact->info.type;
  if (!constants(node)) {
    return leave(c);
  }
  if (type == CS_TYPE_CODE || type == CS_TYPE_TEXT || type == CS_TYPE_AREA) {
    test.kind = type == CS_TYPE_AREA                   ? CS_TEST_AREA_IS
                : type == CS_TYPE_CODE && fact->levels ? CS_TEST_LEVEL_IS
                                                       : CS_TEST_CODE;
    return cut_operands(c, node, test, err);
  }
  if (node->n_operands == 1 && type == CS_TYPE_BOOL) {
    test.kind = CS_TEST_BOOL;
    test.value = node->operands[0].truth ? 1 : 0;
    return add_test(c, test, err);
  }
  if (node->n_operands == 1 && is_figure(c->rules, node->fact)) {
    test.op = CS_OP_EQ;
    return cut_figure(c, test, node->operands[0].figure, err);
  }
  return leave(c);
}

static bool cut_within(struct cutting *c, const struct cs_node *node, struct cs_test test, struct cs_err *err) {
  const struct cs_fact *fact = &c->rules->facts[node->fact];
  bool area = fact->info.type == CS_TYPE_AREA;
  if (!constants(node) || (area && c->regime->n_containments > 0) || (!area && !fact->levels)) {
    return leave(c);
  }
  test.kind = area ? CS_TEST_AREA_WITHIN : CS_TEST_LEVEL_WITHIN;
  return cut_operands(c, node, test, err);
}

static bool cut_new_atom(struct cutting *c, const struct cs_node *node, bool negated, struct cs_err *err) {
  struct cs_test test = {.slot = (uint16_t)node->fact, .negated = negated};
  if (!familiar(node, 0)) {
    c->found->foreign = true;
    return leave(c);
  }
  if (node->kind == CS_NODE_FLAG) {
    test.kind = CS_TEST_BOOL;
    test.value = 1;
    return add_test(c, test, err);
  }
  if (node->kind == CS_NODE_IS) {
    return cut_is(c, node, test, err);
  }
  if (node->kind == CS_NODE_WITHIN) {
    return cut_within(c, node, test, err);
  }
  if (node->kind == CS_NODE_HAS && constants(node)) {
    test.kind = CS_TEST_HAS;
    return cut_operands(c, node, test, err);
  }
  if (node->kind == CS_NODE_IN) {
    return cut_group(c, node, test, err);
  }
  if (node->kind == CS_NODE_COMPARE) {
    return cut_compare(c, node, test, err);
  }
  return leave(c); /* and every kind there may yet be */
}

/* An atom that rules have in common is the same test in each. */
static bool cut_atom(struct cutting *c, const struct cs_node *node, bool negated, struct cs_err *err) {
  struct cs_index_cut *last = &c->b->cuts[(uintptr_t)node / 16 % CS_INDEX_CUTS];
  if (last->node == node && last->test.negated == negated) {
    return add_test(c, last->test, err);
  }
  size_t before = c->b->tests.n;
  if (!cut_new_atom(c, node, negated, err)) {
    return false;
  }
  if (c->b->tests.n > before) {
    *last = (struct cs_index_cut){node, c->b->tests.at[before]};
  }
  return true;
}

static bool cut(struct cutting *c, const struct cs_node *node, bool negated, unsigned depth, struct cs_err *err) {
  if (depth > CS_RULES_DEPTH_MAX * 4 || c->found->n_tests >= CS_TESTS_MAX) {
    c->found->foreign = c->found->foreign || !familiar(node, 0);
    return leave(c);
  }
  if (node->kind == CS_NODE_NOT) {
    return cut(c, node->kids[0], !negated, depth + 1, err);
  }
  if (node->kind != CS_NODE_AND || negated) {
    return cut_atom(c, node, negated, err);
  }
  for (size_t i = 0; i < node->n_kids; i++) {
    if (!cut(c, node->kids[i], false, depth + 1, err)) {
      return false;
    }
  }
  return true;
}

bool cs_index_tests(struct cs_index_build *b, uint32_t rule, struct cs_err *err) {
  const struct cs_rules *rules = b->index->rules;
  const struct cs_rule *it = &rules->rules[rule];
  struct cutting c = {.b = b, .rules = rules, .regime = &rules->regimes[it->regime], .found = &b->index->found[rule]};
  c.found->first_test = (uint32_t)b->tests.n;
  return !it->condition || cut(&c, it->condition, false, 0, err);
}
