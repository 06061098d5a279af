/* Conditions: values, terms, atoms, and their joining. Must not look up any name: whether a word is a fact is the
 * checker's to say. Invariant: recursion is at most CS_RULES_DEPTH_MAX deep, counted in parentheses and `not`.
 * Specification: SPEC.md sections 7 and 12. */
#include "rules/parse.h"

#include "base/limits.h"

static bool too_deep(struct cs_parser *p, unsigned depth) {
  if (depth < CS_RULES_DEPTH_MAX) {
    return false;
  }
  cs_report_error(p->report, p->tok.pos, &CS_E_RULES_TOO_DEEP,
                  "more than %d parentheses and \"not\" inside one another", CS_RULES_DEPTH_MAX);
  cs_report_hint(p->report, "make two rules of it, or take away parentheses that change nothing");
  return true;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* 12, 12.5, -3: not 2025-06-01, not 5A001. */
static bool is_number(struct cs_str text) {
  size_t i = text.len > 1 && text.ptr[0] == '-' ? 1 : 0;
  bool point = false;
  if (text.len == 0 || !is_digit(text.ptr[i])) {
    return false;
  }
  for (; i < text.len; i++) {
    if (text.ptr[i] == '.' && !point) {
      point = true;
    } else if (!is_digit(text.ptr[i])) {
      return false;
    }
  }
  return true;
}

/* 2025-06-01, 2025-05..2025-06, ..2025-06-01: four digits and a hyphen, or an interval. */
static bool is_day(struct cs_str text) {
  bool year = text.len > 4 && is_digit(text.ptr[0]) && is_digit(text.ptr[1]) && is_digit(text.ptr[2]) &&
              is_digit(text.ptr[3]) && (text.ptr[4] == '-' || text.ptr[4] == '.');
  return year || cs_str_starts(text, CS_STR(".."));
}

/* ------------------------------------------------------------------ values */

static bool take_word(struct cs_parser *p, struct cs_word *out) {
  *out = (struct cs_word){.text = p->tok.text, .pos = p->tok.pos, .quoted = p->tok.kind == CS_TOKEN_STRING};
  cs_parse_next(p);
  return true;
}

bool cs_parse_unit(struct cs_parser *p, const struct cs_word **out) {
  if (!cs_parse_at_unit(p)) {
    return true;
  }
  struct cs_word *unit = cs_arena_new(p->arena, struct cs_word, &p->report->fatal);
  if (!unit) {
    return cs_parse_no_memory(p);
  }
  *out = unit;
  return take_word(p, unit);
}

bool cs_parse_value(struct cs_parser *p, struct cs_ast_value *out) {
  *out = (struct cs_ast_value){0};
  out->is_fact = cs_parse_take_word(p, "the");
  if (out->is_fact) {
    return cs_parse_name(p, &out->word, "the name of a fact, a term or a cell") && cs_parse_look(p, &out->word);
  }
  if (p->tok.kind == CS_TOKEN_STRING) {
    return cs_parse_text_of(p, &out->word, "a value");
  }
  if (p->tok.kind != CS_TOKEN_WORD || cs_parse_at_clause(p)) {
    return cs_parse_fail(p, "a value, or \"the\" and the name of a fact");
  }
  if (cs_parse_at_word(p, "blank") || cs_parse_at_word(p, "none")) {
    cs_parse_fail(p, "a value");
    return cs_report_hint(p->report, "\"is blank\" and \"is none\" stand by themselves");
  }
  take_word(p, &out->word);
  if (cs_parse_at_sign(p, "[") && !p->tok.first) {
    out->is_fact = true;
    return cs_parse_look(p, &out->word);
  }
  return !is_number(out->word.text) || cs_parse_unit(p, &out->unit);
}

bool cs_parse_value_set(struct cs_parser *p, struct cs_ast_values *out) {
  if (!cs_parse_expect_sign(p, "{")) {
    return false;
  }
  p->braces++;
  do {
    struct cs_ast_value value;
    if (!cs_parse_value(p, &value)) {
      return false;
    }
    struct cs_ast_value *place = cs_ast_push(p->arena, out, &p->report->fatal);
    if (!place) {
      return cs_parse_no_memory(p);
    }
    *place = value;
  } while (cs_parse_take_sign(p, ","));
  p->braces--;
  return cs_parse_take_sign(p, "}") || cs_parse_fail(p, "\",\" and another value, or \"}\"");
}

static bool parse_one(struct cs_parser *p, struct cs_ast_values *out) {
  struct cs_ast_value value;
  if (!cs_parse_value(p, &value)) {
    return false;
  }
  struct cs_ast_value *place = cs_ast_push(p->arena, out, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = value;
  return true;
}

/* A value or a set of them. */
static bool parse_values(struct cs_parser *p, struct cs_ast_values *out) {
  return cs_parse_at_sign(p, "{") ? cs_parse_value_set(p, out) : parse_one(p, out);
}

/* ------------------------------------------------------------------ terms */

static bool parse_term(struct cs_parser *p, unsigned depth, struct cs_ast_term **out);

static struct cs_ast_term *new_term(struct cs_parser *p, enum cs_ast_term_kind kind) {
  struct cs_ast_term *term = p->spare ? p->spare : cs_arena_new(p->arena, struct cs_ast_term, &p->report->fatal);
  if (!term) {
    cs_parse_no_memory(p);
    return NULL;
  }
  *term = (struct cs_ast_term){.kind = kind, .pos = p->tok.pos};
  p->spare = NULL;
  return term;
}

/* N months | N working days of OFFICE, behind + or -: becomes a step from the term on its left. */
static bool parse_step(struct cs_parser *p, struct cs_ast_term *number, bool minus, struct cs_ast_term **out) {
  struct cs_str unit = number->unit ? number->unit->text : CS_STR_NONE;
  bool months = cs_str_eq(unit, CS_STR("months")) || cs_str_eq(unit, CS_STR("month"));
  *out = number;
  if (!months && !cs_str_eq(unit, CS_STR("working"))) {
    return true;
  }
  struct cs_str digits = number->word.text;
  if (digits.len > 6 || cs_str_find(digits, CS_STR(".")) != SIZE_MAX || digits.ptr[0] == '-') {
    return cs_report_error(p->report, number->pos, &CS_E_RULES_SYNTAX, "\"%.*s\": expected a whole number of %s",
                           CS_STR_ARG(digits), months ? "months" : "working days");
  }
  int64_t n = 0;
  for (size_t i = 0; i < digits.len; i++) {
    n = n * 10 + (digits.ptr[i] - '0');
  }
  number->kind = months ? CS_AST_MONTHS : CS_AST_WORKING; /* from here on the other side of the union */
  number->n = minus ? -n : n;
  number->left = number->right = NULL;
  number->office = CS_STR_NONE;
  if (months) {
    return true;
  }
  struct cs_word office = {0};
  bool done = (cs_parse_take_word(p, "day") || cs_parse_expect_word(p, "days")) && cs_parse_expect_word(p, "of") &&
              cs_parse_name(p, &office, "the office whose calendar counts");
  number->office = office.text;
  return done;
}

static bool parse_factor(struct cs_parser *p, unsigned depth, struct cs_ast_term **out) {
  if (cs_parse_at_sign(p, "(")) {
    if (too_deep(p, depth)) {
      return false;
    }
    cs_parse_next(p);
    return parse_term(p, depth + 1, out) && cs_parse_expect_sign(p, ")");
  }
  if (p->tok.kind != CS_TOKEN_WORD || cs_parse_at_clause(p)) {
    return cs_parse_fail(p, "a fact, a figure or a day");
  }
  if (cs_parse_at_measure(p)) {
    *out = new_term(p, CS_AST_MEASURE);
    return *out && cs_parse_measure(p, depth, &(*out)->measure);
  }
  bool number = is_number(p->tok.text), day = is_day(p->tok.text);
  struct cs_ast_term *term = new_term(p, number                         ? CS_AST_NUMBER
                                         : day                          ? CS_AST_DAY
                                         : cs_parse_at_word(p, "today") ? CS_AST_TODAY
                                                                        : CS_AST_NAME);
  if (!term) {
    return false;
  }
  bool the = cs_parse_take_word(p, "the"); /* on the right of a comparison `the x` says the same as `x` */
  if (number || day || term->kind == CS_AST_TODAY) {
    take_word(p, &term->word);
    if (number && !cs_parse_unit(p, &term->unit)) {
      return false;
    }
  } else if (!cs_parse_name(p, &term->word, "a fact, a figure or a day") || !cs_parse_look(p, &term->word)) {
    return false;
  }
  term->word.the = the;
  *out = term;
  return true;
}

/* A sum of many parts leans to the left: its height is what bounds everything that walks it. */
static bool set_height(struct cs_parser *p, struct cs_ast_term *term) {
  unsigned right = term->right ? term->right->height : 0;
  term->height = 1 + (term->left->height > right ? term->left->height : right);
  if (term->height >= CS_RULES_DEPTH_MAX) {
    cs_report_error(p->report, term->pos, &CS_E_RULES_TOO_DEEP, "a sum or product of more than %d parts",
                    CS_RULES_DEPTH_MAX);
    return cs_report_hint(p->report, "let a fact hold the sum");
  }
  return true;
}

static bool join(struct cs_parser *p, enum cs_ast_term_kind kind, struct cs_pos pos, struct cs_ast_term *left,
                 struct cs_ast_term *right, struct cs_ast_term **out) {
  struct cs_ast_term *term = new_term(p, kind);
  if (!term) {
    return false;
  }
  term->pos = pos;
  term->left = left;
  term->right = right;
  *out = term;
  return set_height(p, term);
}

static bool parse_product(struct cs_parser *p, unsigned depth, struct cs_ast_term **out) {
  if (!parse_factor(p, depth, out)) {
    return false;
  }
  while (cs_parse_at_sign(p, "*")) {
    struct cs_pos pos = p->tok.pos;
    struct cs_ast_term *right;
    cs_parse_next(p);
    if (!parse_factor(p, depth, &right) || !join(p, CS_AST_MUL, pos, *out, right, out)) {
      return false;
    }
  }
  return true;
}

static bool parse_term(struct cs_parser *p, unsigned depth, struct cs_ast_term **out) {
  if (!parse_product(p, depth, out)) {
    return false;
  }
  while (cs_parse_at_sign(p, "+") || cs_parse_at_sign(p, "-")) {
    bool minus = cs_parse_at_sign(p, "-");
    struct cs_pos pos = p->tok.pos;
    struct cs_ast_term *right;
    cs_parse_next(p);
    if (!parse_product(p, depth, &right)) {
      return false;
    }
    if (right->kind == CS_AST_NUMBER && !parse_step(p, right, minus, &right)) {
      return false;
    }
    if (right->kind == CS_AST_MONTHS || right->kind == CS_AST_WORKING) {
      right->left = *out;
      *out = right;
      if (!set_height(p, right)) {
        return false;
      }
    } else if (!join(p, minus ? CS_AST_SUB : CS_AST_ADD, pos, *out, right, out)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ atoms */

static struct cs_ast_cond *new_cond(struct cs_parser *p, enum cs_node_kind kind, struct cs_pos pos) {
  struct cs_ast_cond *cond = cs_arena_new(p->arena, struct cs_ast_cond, &p->report->fatal);
  if (!cond) {
    cs_parse_no_memory(p);
    return NULL;
  }
  cond->kind = kind;
  cond->pos = pos;
  return cond;
}

static bool comparison(const struct cs_parser *p, enum cs_op *out) {
  static const struct {
    const char *sign;
    enum cs_op op;
  } signs[] = {{"<", CS_OP_LT}, {"<=", CS_OP_LE}, {"=", CS_OP_EQ}, {"!=", CS_OP_NE}, {">=", CS_OP_GE}, {">", CS_OP_GT}};
  for (size_t i = 0; p->tok.kind == CS_TOKEN_SIGN && i < sizeof signs / sizeof signs[0]; i++) {
    if (cs_parse_at_sign(p, signs[i].sign)) {
      *out = signs[i].op;
      return true;
    }
  }
  return false;
}

static bool parse_depends(struct cs_parser *p, struct cs_ast_cond *cond) {
  cond->kind = CS_NODE_DEPENDS;
  return cs_parse_expect_word(p, "on") && parse_values(p, &cond->values) && cs_parse_expect_word(p, "by") &&
         cs_parse_names(p, &cond->kinds, "a kind of dependency");
}

static bool parse_in(struct cs_parser *p, struct cs_ast_cond *cond) {
  if (cs_parse_at_sign(p, "{")) {
    cond->kind = CS_NODE_IS;
    return cs_parse_value_set(p, &cond->values);
  }
  cond->kind = CS_NODE_IN;
  return cs_parse_name(p, &cond->group, "the name of a group, or { and values");
}

static bool parse_is(struct cs_parser *p, struct cs_ast_cond *cond) {
  cond->negated = cs_parse_take_word(p, "not");
  cond->kind = CS_NODE_BLANK;
  if (cs_parse_take_word(p, "blank") || cs_parse_take_word(p, "none")) {
    return true;
  }
  cond->kind = CS_NODE_IS;
  return parse_one(p, &cond->values);
}

static bool parse_like(struct cs_parser *p, struct cs_ast_cond *cond) {
  cond->kind = CS_NODE_LIKE;
  if (p->tok.kind != CS_TOKEN_STRING) {
    return cs_parse_fail(p, "a pattern in quotation marks: # a digit, ? a letter, * any rest");
  }
  return parse_one(p, &cond->values);
}

/* item needs approval under REGIME */
static bool parse_needs(struct cs_parser *p, struct cs_ast_cond *cond) {
  cond->kind = CS_NODE_NEEDS;
  return cs_parse_expect_word(p, "needs") && cs_parse_expect_word(p, "approval") && cs_parse_expect_word(p, "under") &&
         cs_parse_name(p, &cond->group, "the name of a regime");
}

/* What follows a fact's name: is, is not, in, not in, within, not within, has, has-not, depends on. */
static bool parse_predicate(struct cs_parser *p, struct cs_ast_cond *cond) {
  if (cs_parse_take_word(p, "is")) {
    return parse_is(p, cond);
  }
  if (cs_parse_at_word(p, "has") || cs_parse_at_word(p, "has-not")) {
    cond->kind = CS_NODE_HAS;
    cond->negated = cs_parse_at_word(p, "has-not");
    cs_parse_next(p);
    return parse_values(p, &cond->values);
  }
  if (cs_parse_take_word(p, "depends")) {
    return parse_depends(p, cond);
  }
  cond->negated = cs_parse_take_word(p, "not");
  if (cs_parse_take_word(p, "in")) {
    return parse_in(p, cond);
  }
  if (cs_parse_take_word(p, "within")) {
    cond->kind = CS_NODE_WITHIN;
    return parse_values(p, &cond->values);
  }
  if (cs_parse_take_word(p, "like")) {
    return parse_like(p, cond);
  }
  return cs_parse_fail(p, "in, within or like");
}

static bool at_predicate(const struct cs_parser *p) {
  if (cs_parse_at_clause(p)) { /* `is` begins the next case of a term */
    return false;
  }
  return cs_parse_at_word(p, "is") || cs_parse_at_word(p, "like") || cs_parse_at_word(p, "in") ||
         cs_parse_at_word(p, "not") || cs_parse_at_word(p, "within") || cs_parse_at_word(p, "has") ||
         cs_parse_at_word(p, "has-not") || cs_parse_at_word(p, "depends");
}

/* What follows the atom's first term. */
static bool parse_behind(struct cs_parser *p, unsigned depth, bool alone, struct cs_ast_term *left,
                         struct cs_ast_cond *cond) {
  if (left->kind == CS_AST_NAME) {
    cond->fact = left->word;
  }
  enum cs_op op;
  if (comparison(p, &op)) {
    cond->op = op;
    cond->kind = CS_NODE_COMPARE;
    cond->left = left;
    cs_parse_next(p);
    return parse_term(p, depth, &cond->right);
  }
  if (left->kind == CS_AST_NAME && cs_parse_at_word(p, "needs")) {
    return parse_needs(p, cond);
  }
  if (left->kind == CS_AST_NAME && at_predicate(p)) {
    return parse_predicate(p, cond);
  }
  if (left->kind != CS_AST_NAME && !alone) {
    return cs_parse_fail(p, "a comparison: < <= = != >= >");
  }
  cond->left = left;
  return true;
}

static bool parse_simple(struct cs_parser *p, unsigned depth, bool alone, struct cs_ast_cond **out) {
  struct cs_ast_cond *cond = new_cond(p, CS_NODE_FLAG, p->tok.pos);
  const char *begin = p->tok.text.ptr;
  struct cs_ast_term *left;
  if (!cond || !parse_term(p, depth, &left) || !parse_behind(p, depth, alone, left, cond)) {
    return false;
  }
  if (cond->kind != CS_NODE_COMPARE && cond->kind != CS_NODE_FLAG) {
    p->spare = left; /* a name only, which is the condition's fact now */
  }
  cond->words = cs_str_trim((struct cs_str){begin, (size_t)(p->tok.text.ptr - begin)});
  *out = cond;
  return true;
}

/* Does the "(" at hand open a term? It does when the sign behind its ")" compares or calculates. */
static bool opens_term(const struct cs_parser *p) {
  struct cs_parser ahead = *p;
  unsigned open = 0;
  cs_lex_next(&ahead.lex, &ahead.tok);
  bool measure = cs_parse_at_measure(&ahead); /* in which a condition may stand */
  ahead = *p;
  while (ahead.tok.kind != CS_TOKEN_END && !cs_parse_at_clause(&ahead)) {
    if (cs_parse_at_sign(&ahead, "(")) {
      open++;
    } else if (cs_parse_at_sign(&ahead, ")") && --open == 0) {
      break;
    } else if (!measure && (cs_parse_at_word(&ahead, "and") || cs_parse_at_word(&ahead, "or"))) {
      return false; /* terms have no such words */
    }
    cs_lex_next(&ahead.lex, &ahead.tok);
  }
  cs_lex_next(&ahead.lex, &ahead.tok);
  enum cs_op op;
  return comparison(&ahead, &op) || cs_parse_at_sign(&ahead, "+") || cs_parse_at_sign(&ahead, "-") ||
         cs_parse_at_sign(&ahead, "*");
}

static bool parse_atom(struct cs_parser *p, unsigned depth, bool alone, struct cs_ast_cond **out) {
  if (too_deep(p, depth)) {
    return false;
  }
  struct cs_pos pos = p->tok.pos;
  if (cs_parse_take_word(p, "not")) {
    struct cs_ast_cond *cond = new_cond(p, CS_NODE_NOT, pos);
    struct cs_ast_cond **kid = cond ? cs_ast_push(p->arena, &cond->kids, &p->report->fatal) : NULL;
    if (!kid) {
      return cs_parse_no_memory(p);
    }
    *out = cond;
    return parse_atom(p, depth + 1, false, kid);
  }
  if (cs_parse_at_quantity(p, "some") || cs_parse_at_quantity(p, "no") || cs_parse_at_quantity(p, "every")) {
    *out = new_cond(p, CS_NODE_SOME, pos);
    return *out && cs_parse_quantified(p, depth, *out);
  }
  if (cs_parse_at_sign(p, "(") && !opens_term(p)) {
    cs_parse_next(p);
    return cs_parse_joined(p, depth + 1, false, out) &&
           (cs_parse_take_sign(p, ")") || cs_parse_fail(p, "and, or, or \")\""));
  }
  return parse_simple(p, depth, alone, out);
}

static bool add_kid(struct cs_parser *p, struct cs_ast_cond *joined, struct cs_ast_cond *kid) {
  struct cs_ast_cond **place = cs_ast_push(p->arena, &joined->kids, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = kid;
  return true;
}

bool cs_parse_joined(struct cs_parser *p, unsigned depth, bool alone, struct cs_ast_cond **out) {
  struct cs_ast_cond *first, *joined = NULL;
  if (!parse_atom(p, depth, alone, &first)) {
    return false;
  }
  bool mixed = false, more = cs_parse_at_word(p, "and") || cs_parse_at_word(p, "or");
  if (more && first->kind == CS_NODE_FLAG && first->left && first->left->kind != CS_AST_NAME) {
    return cs_parse_fail(p, "a comparison: < <= = != >= >"); /* a figure stood alone, and is to be joined */
  }
  while (cs_parse_at_word(p, "and") || cs_parse_at_word(p, "or")) {
    enum cs_node_kind kind = cs_parse_at_word(p, "and") ? CS_NODE_AND : CS_NODE_OR;
    if (!joined) {
      joined = new_cond(p, kind, first->pos);
      if (!joined || !add_kid(p, joined, first)) {
        return false;
      }
    }
    if (joined->kind != kind && !mixed) {
      mixed = true;
      cs_report_error(p->report, p->tok.pos, &CS_E_RULES_MIXED_AND_OR,
                      "\"%.*s\" behind \"%s\": which of the two binds is not said", CS_STR_ARG(p->tok.text),
                      kind == CS_NODE_AND ? "or" : "and");
      cs_report_hint(p->report, "put one of them in parentheses: a and (b or c)");
    }
    cs_parse_next(p);
    struct cs_ast_cond *next;
    if (!parse_atom(p, depth, false, &next) || !add_kid(p, joined, next)) {
      return false;
    }
  }
  *out = joined ? joined : first;
  return true;
}

/* What can follow a condition on its line is a clause; else a word of the condition is misspelt. */
static bool no_condition_word(struct cs_parser *p, const struct cs_ast_cond *cond) {
  static const char *const words[] = {"and", "or",      "is",      "in",   "not",  "within",
                                      "has", "has-not", "depends", "like", "where"};
  struct cs_near near;
  cs_near_init(&near, p->tok.text);
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    cs_near_offer(&near, cs_str_of(words[i]));
  }
  cs_parse_fail(p, cond->kind == CS_NODE_FLAG ? "is, in, within, has, depends on, a comparison, and, or, or a new line"
                                              : "and, or, or a new line");
  return p->tok.kind == CS_TOKEN_BAD ? false : cs_near_hint(p->report, &near, NULL);
}

bool cs_parse_condition(struct cs_parser *p, struct cs_ast_cond **out) {
  struct cs_ast_cond *cond = NULL;
  if (!cs_parse_joined(p, 0, false, &cond)) {
    return false;
  }
  if (p->tok.kind == CS_TOKEN_BAD || (!p->tok.first && p->tok.kind != CS_TOKEN_END && !cs_parse_is_clause(p))) {
    return no_condition_word(p, cond);
  }
  *out = cond;
  return true;
}
