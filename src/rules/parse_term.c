/* Terms: `is EXPR`, or cases read from the top. Must not look up any name: whether a word alone is a constant is said by
 * `the`. Invariant: p->term is the term that the clauses at hand belong to. Specification: SPEC.md section 17. */
#include "rules/parse.h"

bool cs_parse_term(struct cs_parser *p) {
  if (!cs_parse_need_regime(p, p->tok.pos, "term")) {
    return false;
  }
  struct cs_ast_defined *term = cs_arena_new(p->arena, struct cs_ast_defined, &p->report->fatal);
  struct cs_ast_defined **place = term ? cs_ast_push(p->arena, &p->regime->terms, &p->report->fatal) : NULL;
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = term;
  p->term = term;
  p->in = CS_IN_TERM;
  if (!cs_parse_name(p, &term->name, "the name of a term")) {
    return false;
  }
  return p->tok.first || p->tok.kind == CS_TOKEN_END || (cs_parse_expect_word(p, "is") && cs_parse_is(p));
}

/* every r for r in T where C, every r.column for r in T where C */
static bool parse_every(struct cs_parser *p, struct cs_ast_expr *out) {
  struct cs_pos pos = p->tok.pos;
  struct cs_word what;
  out->kind = CS_EXPR_EVERY;
  cs_parse_next(p);
  out->source = cs_arena_new(p->arena, struct cs_ast_source, &p->report->fatal);
  if (!out->source) {
    return cs_parse_no_memory(p);
  }
  if (!cs_parse_name(p, &what, "a row's name, or its cell") || !cs_parse_expect_word(p, "for") ||
      !cs_parse_source(p, 0, true, out->source)) {
    return false;
  }
  struct cs_str row = out->source->row.text;
  bool cell = cs_str_starts(what.text, row) && what.text.len > row.len + 1 && what.text.ptr[row.len] == '.';
  if (cell) {
    out->cell = what;
    return true;
  }
  return cs_str_eq(what.text, row) || cs_report_error(p->report, pos, &CS_E_RULES_SYNTAX,
                                                      "\"every %.*s\": expected every %.*s, or every %.*s.COLUMN",
                                                      CS_STR_ARG(what.text), CS_STR_ARG(row), CS_STR_ARG(row));
}

/* A word, a figure or a thing by itself: what it says as a value. */
static void take_alone(struct cs_ast_expr *out, const struct cs_ast_cond *cond) {
  const struct cs_ast_term *left = cond->left;
  if (left->kind != CS_AST_NAME) {
    out->kind = CS_EXPR_FIGURE;
    out->term = cond->left;
    return;
  }
  out->kind = CS_EXPR_VALUE;
  out->value.word = left->word;
  out->value.is_fact = left->word.the || left->word.look;
}

static bool at_no(const struct cs_parser *p) {
  return cs_parse_at_word(p, "no") && !cs_parse_at_quantity(p, "no");
}

static bool at_every(const struct cs_parser *p) {
  struct cs_token next;
  cs_parse_peek(p, &next);
  bool part = cs_str_eq(next.text, CS_STR("part")) || cs_str_eq(next.text, CS_STR("parts"));
  return cs_parse_at_quantity(p, "every") && !part;
}

static bool parse_expr(struct cs_parser *p, struct cs_ast_expr *out) {
  *out = (struct cs_ast_expr){.pos = p->tok.pos};
  if (at_every(p)) {
    return parse_every(p, out);
  }
  if (p->tok.kind == CS_TOKEN_STRING || at_no(p)) {
    out->kind = CS_EXPR_VALUE;
    out->value.word =
        (struct cs_word){.text = p->tok.text, .pos = p->tok.pos, .quoted = p->tok.kind == CS_TOKEN_STRING};
    cs_parse_next(p);
    return true;
  }
  if (cs_parse_at_word(p, "none")) {
    out->kind = CS_EXPR_NONE;
    cs_parse_next(p);
    return true;
  }
  struct cs_ast_cond *cond;
  if (!cs_parse_joined(p, 0, true, &cond)) {
    return false;
  }
  if (cond->kind == CS_NODE_FLAG) {
    take_alone(out, cond);
    return true;
  }
  out->kind = CS_EXPR_TRUTH;
  out->cond = cond;
  return true;
}

static bool add_case(struct cs_parser *p, struct cs_ast_case one) {
  struct cs_ast_case *place = cs_ast_push(p->arena, &p->term->cases, &p->report->fatal);
  if (!place) {
    return cs_parse_no_memory(p);
  }
  *place = one;
  return true;
}

/* A case behind the one that closes the term. */
static bool closed(struct cs_parser *p, struct cs_pos pos) {
  if (!p->term->closed) {
    return false;
  }
  cs_report_error(p->report, pos, &CS_E_RULES_SYNTAX, "a case behind the last one of \"%.*s\"",
                  CS_STR_ARG(p->term->name.text));
  cs_report_hint(p->report, "cases are read from the top: is V when C ..., and otherwise V at the end");
  return true;
}

static bool end_of_case(struct cs_parser *p) {
  bool ends = p->tok.first || p->tok.kind == CS_TOKEN_END || cs_parse_is_clause(p);
  return ends || cs_parse_fail(p, "when, otherwise, or a new line");
}

bool cs_parse_is(struct cs_parser *p) {
  struct cs_ast_case one = {.pos = p->tok.pos};
  if (closed(p, one.pos) || !parse_expr(p, &one.value)) {
    return false;
  }
  if (cs_parse_take_word(p, "when")) {
    if (!cs_parse_condition(p, &one.when)) {
      return false;
    }
  } else {
    p->term->closed = true;
  }
  return add_case(p, one) && end_of_case(p);
}

bool cs_parse_term_otherwise(struct cs_parser *p) {
  struct cs_ast_case one = {.pos = p->tok.pos};
  if (closed(p, one.pos) || !parse_expr(p, &one.value)) {
    return false;
  }
  if (p->term->cases.n == 0) {
    return cs_report_error(p->report, one.pos, &CS_E_RULES_SYNTAX, "\"otherwise\" without a case before it");
  }
  p->term->closed = true;
  return add_case(p, one) && end_of_case(p);
}
