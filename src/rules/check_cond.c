/* Conditions: every name found, every value of its side's type, figures and days kept apart. Must not evaluate
 * anything. Invariant: a node given back is at most CS_RULES_DEPTH_MAX high, and so are its terms; the parser's bounds
 * keep the recursion here as small. Specification: SPEC.md section 7. */
#include "rules/check.h"

#include <stdio.h>

#include "base/limits.h"

/* ------------------------------------------------------------------ terms */

enum term_class { TERM_IS_FIGURE, TERM_IS_DAY };
struct term_type {
  enum term_class class;
  struct cs_unit unit;
  bool any_money; /* a currency that only the request will tell */
  bool bare;      /* a number written without a unit */
  bool share;     /* it is compared, and takes no part in calculations */
};

static bool is_figure_type(enum cs_type type) {
  return type == CS_TYPE_INTEGER || type == CS_TYPE_DECIMAL || type == CS_TYPE_MONEY || type == CS_TYPE_QUANTITY ||
         type == CS_TYPE_DURATION;
}

static bool fact_term(struct cs_check *c, const struct cs_word *name, struct cs_term *out, struct term_type *type) {
  uint32_t index = 0;
  enum cs_check_kind kind = cs_check_lookup(c, name->text, &index);
  if (kind == CS_CHECK_DATE) {
    out->kind = CS_TERM_DATE;
    out->fact = index;
    type->class = TERM_IS_DAY;
    return true;
  }
  if (!cs_check_fact(c, name, &out->fact)) {
    return false;
  }
  const struct cs_fact_info *info = &cs_check_at(c, out->fact)->info;
  out->kind = CS_TERM_FACT;
  if (info->type == CS_TYPE_DATE) {
    type->class = TERM_IS_DAY;
    return true;
  }
  if (is_figure_type(info->type)) {
    const struct cs_ref *ref = cs_check_ref_at(c, out->fact);
    type->share = ref && ref->is_share;
    type->unit = info->unit;
    type->any_money = info->type == CS_TYPE_MONEY && info->unit.index == 0;
    return true;
  }
  cs_report_error(c->report, name->pos, &CS_E_RULES_WRONG_TYPE,
                  "\"%.*s\" is %s, which is neither more nor less than another: only figures and days are compared",
                  CS_STR_ARG(name->text), cs_check_type_words(c, out->fact));
  const char *verb = info->type == CS_TYPE_CODES ? "has" : "is";
  return cs_report_hint(c->report, "write: %.*s %s ...", CS_STR_ARG(name->text), verb);
}

/* A unit in words: "km", "no unit", "money". */
static void unit_words(struct term_type type, char *out, size_t size) {
  struct cs_str name = cs_unit_name(type.unit);
  if (type.class == TERM_IS_DAY) {
    snprintf(out, size, "a day");
  } else if (type.any_money) {
    snprintf(out, size, "an amount of money");
  } else if (name.len == 0) {
    snprintf(out, size, "a number without unit");
  } else {
    snprintf(out, size, "a figure in %.*s", CS_STR_ARG(name));
  }
}

static bool units_fit(struct term_type a, struct term_type b) {
  if (a.any_money || b.any_money) {
    return (a.any_money || cs_unit_is_money(a.unit)) && (b.any_money || cs_unit_is_money(b.unit));
  }
  return cs_unit_same_dimension(a.unit, b.unit);
}

static bool do_not_fit(struct cs_check *c, struct cs_pos pos, struct term_type left, struct term_type right) {
  char l[64], r[64];
  unit_words(left, l, sizeof l);
  unit_words(right, r, sizeof r);
  bool classes = left.class != right.class;
  cs_report_error(c->report, pos, classes ? &CS_E_RULES_WRONG_TYPE : &CS_E_RULES_WRONG_UNIT,
                  "%s cannot be compared with %s, nor added to it", l, r);
  if (classes) {
    return cs_report_hint(c->report, "a day is compared with a day (2025-06-01, today), a figure with a figure");
  }
  if (cs_unit_is_money(left.unit) && cs_unit_is_money(right.unit)) {
    return cs_report_hint(c->report, "no rate of exchange is known: both amounts must be in one currency");
  }
  struct cs_str unit = cs_unit_name(left.bare ? right.unit : left.unit);
  if ((left.bare || right.bare) && unit.len > 0) {
    return cs_report_hint(c->report, "write the number with its unit, such as 300 %.*s", CS_STR_ARG(unit));
  }
  return cs_report_hint(c->report, "both sides must measure the same: a length with a length, a mass with a mass");
}

static bool is_time(struct cs_unit unit) {
  struct cs_unit days;
  return cs_unit_find(CS_STR("days"), &days) && cs_unit_same_dimension(unit, days);
}

/* A day and n days: n days written, or a fact of type duration. */
static bool day_step(struct cs_check *c, const struct cs_ast_term *from, const struct cs_term *term,
                     struct term_type right) {
  char words[64];
  unit_words(right, words, sizeof words);
  if (term->kind == CS_TERM_MUL || right.class == TERM_IS_DAY) {
    cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_TYPE, "a day cannot be %s %s",
                    term->kind == CS_TERM_MUL ? "multiplied by" : "added to, or taken from,", words);
    return cs_report_hint(c->report, "days are compared: a > b + 30 days");
  }
  if (!is_time(right.unit)) {
    cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_UNIT, "%s cannot be added to a day, nor taken from it",
                    words);
    return cs_report_hint(c->report, "write + 30 days, + 2 months, or + 5 working days of OFFICE");
  }
  if (term->right->kind == CS_TERM_FIGURE) {
    struct cs_str unit = cs_unit_name(right.unit);
    bool days = cs_str_eq(unit, CS_STR("days")) || cs_str_eq(unit, CS_STR("day"));
    if (!days || term->right->figure->lo.scale != 0) {
      return cs_report_error(c->report, from->right->pos, &CS_E_RULES_WRONG_UNIT,
                             "to a day only whole days, months and working days are added");
    }
  }
  return true;
}

static bool make_term(struct cs_check *c, const struct cs_ast_term *from, struct cs_term **out, struct term_type *type);

static bool join_terms(struct cs_check *c, const struct cs_ast_term *from, struct cs_term *term,
                       struct term_type *type) {
  struct term_type right = {0};
  bool left_done = make_term(c, from->left, &term->left, type);
  if (!make_term(c, from->right, &term->right, &right) || !left_done) {
    return false;
  }
  if (type->share || right.share) {
    cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_TYPE, "a share takes no part in calculations");
    return cs_report_hint(c->report, "it is compared: share of parts where ... > 25 %%");
  }
  if (type->class == TERM_IS_DAY) {
    return day_step(c, from, term, right);
  }
  if (right.class == TERM_IS_DAY) {
    return do_not_fit(c, from->pos, *type, right);
  }
  if (term->kind != CS_TERM_MUL) {
    bool fit = units_fit(*type, right);
    type->unit = type->any_money ? right.unit : type->unit;
    type->any_money = type->any_money && right.any_money;
    type->bare = type->bare && right.bare;
    return fit || do_not_fit(c, from->pos, *type, right);
  }
  bool left_bare = type->unit.index == 0 && !type->any_money, right_bare = right.unit.index == 0 && !right.any_money;
  if (!left_bare && !right_bare) {
    cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_UNIT,
                    "a figure with a unit cannot be multiplied by another with a unit");
    return cs_report_hint(c->report, "one of the two must be a number without unit: 2 * range");
  }
  *type = left_bare ? right : *type;
  type->bare = false;
  return true;
}

static bool step_from(struct cs_check *c, const struct cs_ast_term *from, struct cs_term *term,
                      struct term_type *type) {
  if (!make_term(c, from->left, &term->left, type)) {
    return false;
  }
  term->n = from->n;
  term->office = from->office;
  if (type->class == TERM_IS_DAY) {
    return true;
  }
  return cs_report_error(c->report, from->pos, &CS_E_RULES_WRONG_TYPE,
                         "months and working days are added to a day only");
}

static bool measure_term(struct cs_check *c, const struct cs_ast_term *from, struct cs_term *term,
                         struct term_type *type) {
  struct cs_measure *measure = cs_arena_new(c->arena, struct cs_measure, &c->report->fatal);
  if (!measure) {
    return cs_check_oom(c);
  }
  term->kind = CS_TERM_MEASURE;
  term->measure = measure;
  if (!cs_check_measure(c, from->measure, measure, from->pos)) {
    return false;
  }
  type->unit = measure->unit;
  type->any_money = measure->any_money;
  type->share = measure->kind == CS_MEASURE_SHARE;
  return true;
}

static bool fill_term(struct cs_check *c, const struct cs_ast_term *from, struct cs_term *term,
                      struct term_type *type) {
  switch (from->kind) {
  case CS_AST_NUMBER:
    term->kind = CS_TERM_FIGURE;
    if (!cs_check_figure(c, &from->word, from->unit, &term->figure)) {
      return false;
    }
    type->unit = term->figure->unit;
    type->bare = !from->unit;
    return true;
  case CS_AST_DAY: {
    struct cs_ast_day day = {.day = from->word};
    term->kind = CS_TERM_SPAN;
    type->class = TERM_IS_DAY;
    return cs_check_day(c, &day, &term->span, NULL);
  }
  case CS_AST_TODAY:
    term->kind = CS_TERM_ON;
    type->class = TERM_IS_DAY;
    return true;
  case CS_AST_NAME:
    return fact_term(c, &from->word, term, type);
  case CS_AST_ADD:
    term->kind = CS_TERM_ADD;
    return join_terms(c, from, term, type);
  case CS_AST_SUB:
    term->kind = CS_TERM_SUB;
    return join_terms(c, from, term, type);
  case CS_AST_MUL:
    term->kind = CS_TERM_MUL;
    return join_terms(c, from, term, type);
  case CS_AST_MONTHS:
    term->kind = CS_TERM_ADD_MONTHS;
    return step_from(c, from, term, type);
  case CS_AST_WORKING:
    term->kind = CS_TERM_ADD_WORKING;
    return step_from(c, from, term, type);
  case CS_AST_MEASURE:
    return measure_term(c, from, term, type);
  }
  return false;
}

static bool make_term(struct cs_check *c, const struct cs_ast_term *from, struct cs_term **out,
                      struct term_type *type) {
  struct cs_term *term = cs_arena_new(c->arena, struct cs_term, &c->report->fatal);
  if (!term) {
    return cs_check_oom(c);
  }
  *type = (struct term_type){.class = TERM_IS_FIGURE};
  *out = term;
  return fill_term(c, from, term, type);
}

bool cs_check_calculation(struct cs_check *c, const struct cs_ast_term *from, struct cs_term **out,
                          struct cs_fact *type, bool *is_share) {
  struct term_type got;
  if (!make_term(c, from, out, &got)) {
    return false;
  }
  bool money = got.any_money || cs_unit_is_money(got.unit);
  *is_share = got.share;
  type->info.unit = got.unit;
  type->info.type = got.class == TERM_IS_DAY ? CS_TYPE_DATE
                    : money                  ? CS_TYPE_MONEY
                    : got.unit.index != 0    ? CS_TYPE_QUANTITY
                                             : CS_TYPE_DECIMAL;
  return true;
}

bool cs_check_compare(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  struct term_type left, right;
  out->op = cond->op;
  bool left_done = make_term(c, cond->left, &out->left, &left);
  if (!make_term(c, cond->right, &out->right, &right) || !left_done) {
    return false;
  }
  if (left.share || right.share) { /* with another, a figure in %, or a number: 0.25 is 25 % */
    struct term_type other = left.share ? right : left;
    bool number = other.class == TERM_IS_FIGURE && !other.any_money && other.unit.index == 0;
    return number || (other.class == TERM_IS_FIGURE && units_fit(left, right)) ||
           do_not_fit(c, cond->right->pos, left, right);
  }
  if (left.class != right.class || (left.class == TERM_IS_FIGURE && !units_fit(left, right))) {
    return do_not_fit(c, cond->right->pos, left, right);
  }
  return true;
}

/* ------------------------------------------------------------------ atoms */

static bool check_operands(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  out->operands = cs_arena_array(c->arena, struct cs_operand, cond->values.n, &c->report->fatal);
  if (!out->operands) {
    return cs_check_oom(c);
  }
  bool done = true;
  out->n_operands = (uint32_t)cond->values.n;
  for (size_t i = 0; i < cond->values.n; i++) {
    done = cs_check_value(c, &cond->values.at[i], out->fact, &out->operands[i]) && done;
  }
  return done;
}

static bool wrong_verb(struct cs_check *c, const struct cs_ast_cond *cond, uint32_t fact, const char *verb,
                       const char *expected) {
  cs_report_error(c->report, cond->fact.pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is %s; \"%s\" takes %s",
                  CS_STR_ARG(cond->fact.text), cs_check_type_words(c, fact), verb, expected);
  enum cs_type type = cs_check_at(c, fact)->info.type;
  const char *better = type == CS_TYPE_CODES  ? "has"
                       : type == CS_TYPE_AREA ? "within"
                       : type == CS_TYPE_BOOL ? "is yes"
                                              : "is";
  return cs_report_hint(c->report, "write: %.*s %s ...", CS_STR_ARG(cond->fact.text), better);
}

static bool check_is(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  if (cs_check_at(c, out->fact)->info.type == CS_TYPE_CODES) {
    return wrong_verb(c, cond, out->fact, "is", "one value");
  }
  return check_operands(c, cond, out);
}

static bool check_in(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  uint32_t index = 0;
  enum cs_check_kind kind = cs_check_lookup(c, cond->group.text, &index);
  const struct cs_fact_info *info = &cs_check_at(c, out->fact)->info;
  if (kind == CS_CHECK_BROKEN) {
    return false;
  }
  if (kind != CS_CHECK_GROUP) {
    return cs_check_unknown(c, &cond->group, &CS_E_RULES_UNKNOWN_GROUP, "group");
  }
  const struct cs_group *group = &c->set->groups[index];
  bool areas = cs_str_eq(group->kind, CS_STR("area"));
  bool fits = areas ? info->type == CS_TYPE_AREA
                    : info->type == CS_TYPE_CODE &&
                          (info->kind.len == 0 || group->kind.len == 0 || cs_str_eq(info->kind, group->kind));
  out->group = index;
  if (fits) {
    return true;
  }
  if (info->type == CS_TYPE_CODE && info->kind.len > 0) {
    return cs_report_error(c->report, cond->group.pos, &CS_E_RULES_WRONG_TYPE,
                           "\"%.*s\" is a group of kind %.*s, but \"%.*s\" names one of kind %.*s",
                           CS_STR_ARG(cond->group.text), CS_STR_ARG(group->kind), CS_STR_ARG(info->name),
                           CS_STR_ARG(info->kind));
  }
  return wrong_verb(c, cond, out->fact, "in", areas ? "an area here" : "a code here");
}

/* `is blank`, `is none`: of what may have nothing in it. */
static bool check_blank(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  const struct cs_ref *ref = cs_check_ref_at(c, out->fact);
  if (ref && (ref->kind == CS_REF_TERM || ref->kind == CS_REF_CELL || ref->kind == CS_REF_LOOKUP)) {
    return true;
  }
  return cs_report_error(c->report, cond->fact.pos, &CS_E_RULES_WRONG_TYPE,
                         "\"%.*s\" is never blank or none; only a cell or a term is", CS_STR_ARG(cond->fact.text));
}

static bool wrong_verb(struct cs_check *c, const struct cs_ast_cond *cond, uint32_t fact, const char *verb,
                       const char *expected);

static bool check_like(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  const struct cs_word *pattern = &cond->values.at[0].word;
  enum cs_type type = cs_check_at(c, out->fact)->info.type;
  if (type != CS_TYPE_CODE && type != CS_TYPE_TEXT) {
    return wrong_verb(c, cond, out->fact, "like", "a code or text");
  }
  size_t star = cs_str_find(pattern->text, CS_STR("*"));
  if (star != SIZE_MAX && star + 1 != pattern->text.len) {
    return cs_report_error(c->report, pattern->pos, &CS_E_RULES_SYNTAX,
                           "\"%.*s\": expected \"*\" at the end of the pattern only", CS_STR_ARG(pattern->text));
  }
  out->operands = cs_arena_array(c->arena, struct cs_operand, 1, &c->report->fatal);
  if (!out->operands) {
    return cs_check_oom(c);
  }
  out->operands[0] = (struct cs_operand){.code = pattern->text};
  out->n_operands = 1;
  return true;
}

static bool check_within(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  const struct cs_fact *fact = cs_check_at(c, out->fact);
  if (fact->info.type == CS_TYPE_AREA || (fact->info.type == CS_TYPE_CODE && fact->levels != 0)) {
    return check_operands(c, cond, out);
  }
  return wrong_verb(c, cond, out->fact, "within", "an area, or a code by levels");
}

static bool check_has(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  const struct cs_ref *ref = cs_check_ref_at(c, out->fact);
  if (ref && ref->of_rows) {
    cs_report_error(c->report, cond->fact.pos, &CS_E_RULES_WRONG_TYPE,
                    "\"%.*s\" is a set of rows; \"has\" takes a set of codes", CS_STR_ARG(cond->fact.text));
    return cs_report_hint(c->report, "write: some r in %.*s where ...", CS_STR_ARG(cond->fact.text));
  }
  if (cs_check_at(c, out->fact)->info.type == CS_TYPE_CODES) {
    return check_operands(c, cond, out);
  }
  return wrong_verb(c, cond, out->fact, "has", "a set of codes");
}

static bool has_content(const struct cs_check *c, struct cs_str kind) {
  const struct cs_schema *schema = c->set->schema;
  for (size_t i = 0; i < schema->n_kinds; i++) {
    if (cs_str_eq(schema->kinds[i].one, kind)) {
      return schema->kinds[i].has_content;
    }
  }
  return false;
}

static bool check_kinds(struct cs_check *c, const struct cs_words *words, uint32_t *mask) {
  const struct cs_schema *schema = c->set->schema;
  for (size_t i = 0; i < words->n; i++) {
    struct cs_near near;
    size_t k = 0;
    cs_near_init(&near, words->at[i].text);
    while (k < schema->n_dependency_kinds && !cs_str_eq(schema->dependency_kinds[k], words->at[i].text)) {
      cs_near_offer(&near, schema->dependency_kinds[k++]);
    }
    if (k == schema->n_dependency_kinds) {
      cs_report_error(c->report, words->at[i].pos, &CS_E_RULES_UNKNOWN_WORD, "\"%.*s\" is no kind of dependency",
                      CS_STR_ARG(words->at[i].text));
      return cs_near_hint(c->report, &near, NULL);
    }
    *mask |= (uint32_t)1 << k;
  }
  return true;
}

/* The origin asked for: a code, or a fact that is one. */
static bool check_origin(struct cs_check *c, const struct cs_ast_value *value, struct cs_operand *out) {
  *out = (struct cs_operand){.code = value->word.text};
  if (value->is_fact) {
    out->is_fact = true;
    out->code = CS_STR_NONE;
    return cs_check_fact(c, &value->word, &out->fact) &&
           (cs_check_at(c, out->fact)->info.type == CS_TYPE_CODE ||
            cs_report_error(c->report, value->word.pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is %s; expected a code",
                            CS_STR_ARG(value->word.text), cs_check_type_words(c, out->fact)));
  }
  return value->word.quoted || cs_str_is_ident(value->word.text) ||
         cs_report_error(c->report, value->word.pos, &CS_E_RULES_SYNTAX, "\"%.*s\": expected an origin, such as US",
                         CS_STR_ARG(value->word.text));
}

static bool check_depends(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  const struct cs_fact_info *info = &cs_check_at(c, out->fact)->info;
  if (info->type != CS_TYPE_CODE || !has_content(c, info->kind)) {
    return cs_report_error(c->report, cond->fact.pos, &CS_E_RULES_WRONG_TYPE,
                           "\"%.*s\" names nothing that depends on others; expected a fact that names an item",
                           CS_STR_ARG(cond->fact.text));
  }
  out->operands = cs_arena_array(c->arena, struct cs_operand, cond->values.n, &c->report->fatal);
  if (!out->operands) {
    return cs_check_oom(c);
  }
  bool done = check_kinds(c, &cond->kinds, &out->kinds);
  out->n_operands = (uint32_t)cond->values.n;
  for (size_t i = 0; i < cond->values.n; i++) {
    done = check_origin(c, &cond->values.at[i], &out->operands[i]) && done;
  }
  return done;
}

static bool check_flag(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out) {
  if (cs_check_at(c, out->fact)->info.type == CS_TYPE_BOOL) {
    return true;
  }
  cs_report_error(c->report, cond->fact.pos, &CS_E_RULES_WRONG_TYPE,
                  "\"%.*s\" is %s: alone it is neither true nor false", CS_STR_ARG(cond->fact.text),
                  cs_check_type_words(c, out->fact));
  bool set = cs_check_at(c, out->fact)->info.type == CS_TYPE_CODES;
  return cs_report_hint(c->report, set ? "write: some %.*s, or %.*s has ..." : "write: %.*s is ...",
                        CS_STR_ARG(cond->fact.text), CS_STR_ARG(cond->fact.text));
}

static bool make_node(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node **out, unsigned *height);

static bool check_kids(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *out, unsigned *height) {
  out->kids = cs_arena_array(c->arena, struct cs_node *, cond->kids.n, &c->report->fatal);
  if (!out->kids) {
    return cs_check_oom(c);
  }
  bool done = true;
  unsigned highest = 0;
  out->n_kids = (uint32_t)cond->kids.n;
  for (size_t i = 0; i < cond->kids.n; i++) {
    unsigned h = 0;
    done = make_node(c, cond->kids.at[i], &out->kids[i], &h) && done;
    highest = h > highest ? h : highest;
  }
  *height = highest + 1;
  return done;
}

static bool fill_node(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node *node, unsigned *height) {
  switch (cond->kind) {
  case CS_NODE_AND:
  case CS_NODE_OR:
  case CS_NODE_NOT:
    return check_kids(c, cond, node, height);
  case CS_NODE_COMPARE:
    return cs_check_compare(c, cond, node);
  case CS_NODE_FLAG:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_flag(c, cond, node);
  case CS_NODE_IS:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_is(c, cond, node);
  case CS_NODE_IN:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_in(c, cond, node);
  case CS_NODE_WITHIN:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_within(c, cond, node);
  case CS_NODE_HAS:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_has(c, cond, node);
  case CS_NODE_DEPENDS:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_depends(c, cond, node);
  case CS_NODE_BLANK:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_blank(c, cond, node);
  case CS_NODE_LIKE:
    return cs_check_fact(c, &cond->fact, &node->fact) && check_like(c, cond, node);
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
    return cs_check_quantified(c, cond, node, height);
  case CS_NODE_NEEDS:
    return cs_check_needs(c, cond, node);
  }
  return false;
}

/* `is not`, `not in` and the like are the atom under a NOT. */
static bool wrap_not(struct cs_check *c, struct cs_node **node, unsigned *height) {
  struct cs_node *not = cs_arena_new(c->arena, struct cs_node, &c->report->fatal);
  struct cs_node **kids = not ? cs_arena_array(c->arena, struct cs_node *, 1, &c->report->fatal) : NULL;
  if (!kids) {
    return cs_check_oom(c);
  }
  kids[0] = *node;
  *not = (struct cs_node){.kind = CS_NODE_NOT, .kids = kids, .n_kids = 1};
  *node = not ;
  (*height)++;
  return true;
}

static bool new_node(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node **out, unsigned *height) {
  struct cs_node *node = cs_arena_new(c->arena, struct cs_node, &c->report->fatal);
  if (!node) {
    return cs_check_oom(c);
  }
  node->kind = cond->kind;
  *out = node;
  *height = 1;
  return fill_node(c, cond, node, height) && (!cond->negated || wrap_not(c, out, height));
}

/* ------------------------------------------------------------------ atoms that rules have in common */

/* Do names mean here what they mean in every rule of the regime: no rows, parts or columns stand around them? */
static bool in_rule(const struct cs_check *c) {
  return c->regime != CS_CHECK_NO_REGIME && c->n_rows == 0 && !c->in_part && !c->bare;
}

static bool plain_term(const struct cs_term *term) {
  return term->kind == CS_TERM_FIGURE || term->kind == CS_TERM_SPAN || term->kind == CS_TERM_ON ||
         term->kind == CS_TERM_DATE || (term->kind == CS_TERM_FACT && !cs_is_ref(term->fact));
}

/* Facts against constants and other facts: no references, which are told apart by where they stand. */
static bool plain_atom(const struct cs_node *node) {
  switch (node->kind) {
  case CS_NODE_IS:
  case CS_NODE_WITHIN:
  case CS_NODE_HAS:
    for (size_t i = 0; i < node->n_operands; i++) {
      if (node->operands[i].is_fact && cs_is_ref(node->operands[i].fact)) {
        return false;
      }
    }
    return !cs_is_ref(node->fact);
  case CS_NODE_FLAG:
  case CS_NODE_IN:
    return !cs_is_ref(node->fact);
  case CS_NODE_COMPARE:
    return plain_term(node->left) && plain_term(node->right);
  case CS_NODE_NOT:
    return plain_atom(node->kids[0]);
  case CS_NODE_AND:
  case CS_NODE_OR:
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

/* Rules are written alike: `act is use` stands in each of a hundred. A sound atom is checked and kept once a regime; one with
 * a fault is checked again wherever it stands, so that each place is told. */
static bool make_node(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node **out, unsigned *height) {
  struct cs_map *atoms = in_rule(c) && cond->words.len > 0 ? &c->regimes[c->regime].atoms : NULL;
  struct cs_node *common = atoms ? cs_map_ptr(atoms, cond->words) : NULL;
  if (common) {
    *out = common;
    *height = cond->negated ? 2 : 1;
    return true;
  }
  if (!new_node(c, cond, out, height)) {
    return false;
  }
  if (!atoms || !plain_atom(*out)) {
    return true;
  }
  union cs_map_value *value = cs_map_put(atoms, cond->words, NULL, &c->report->fatal);
  if (!value) {
    return cs_check_oom(c);
  }
  value->ptr = *out;
  return true;
}

bool cs_check_condition(struct cs_check *c, const struct cs_ast_cond *cond, struct cs_node **out) {
  unsigned height = 0;
  if (!make_node(c, cond, out, &height)) {
    return false;
  }
  return height <= CS_RULES_DEPTH_MAX ||
         cs_report_error(c->report, cond->pos, &CS_E_RULES_TOO_DEEP,
                         "more than %d parentheses and \"not\" inside one another", CS_RULES_DEPTH_MAX);
}
