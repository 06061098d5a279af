/* Terms: their names, versions and types. A term is checked when first it is named, so that its type is known wherever
 * it is used. Must not evaluate anything. Invariant: terms never use one another in a circle, and are at most
 * CS_TERMS_DEEP behind one another. Specification: SPEC.md section 17. */
#include "rules/check.h"

#include <string.h>

#include "base/limits.h"

enum { CS_TERMS_DEEP = 16 };

/* ------------------------------------------------------------------ names and versions */

static bool part_name(struct cs_str name) {
  return cs_str_starts(name, CS_STR("part.")) && name.len > 5;
}

/* Of the regime's name, days and sources, as a rule has them. */
static bool fill_days(struct cs_check *c, const struct cs_ast_defined *from, uint32_t regime, struct cs_defined *out) {
  struct cs_ast_rule like = {.name = from->name, .from = from->from, .before = from->before, .known = from->known};
  struct cs_rule rule = {.regime = regime};
  if (!cs_check_cites(c, &from->cites, &rule.info.cites, &rule.info.n_cites) || !cs_check_days(c, &like, &rule)) {
    return false;
  }
  out->info = rule.info;
  out->info.name = from->name.text;
  out->info.regime = c->set->regimes[regime].info.name;
  out->info.file = c->set->texts[from->name.pos.text].file;
  out->info.line = from->name.pos.line;
  out->version = (struct cs_version){.from = rule.info.from, .known = rule.info.known};
  return true;
}

static bool name_is_free(struct cs_check *c, const struct cs_word *name) {
  if (!cs_check_named(c, name->text)) {
    return true;
  }
  cs_report_error(c->report, name->pos, &CS_E_RULES_DUPLICATE_NAME,
                  "\"%.*s\" is already the name of a fact, group, date or table", CS_STR_ARG(name->text));
  return cs_report_hint(c->report, "a term needs a name of its own");
}

/* Into the chain of its versions, by their starts. */
static bool link_version(struct cs_check *c, uint32_t term, uint64_t *first) {
  struct cs_defined *all = c->set->terms;
  const struct cs_ast_defined *ast = c->terms[term].ast;
  uint32_t before = UINT32_MAX, at = (uint32_t)(*first - 1);
  while (at != UINT32_MAX && all[at].version.from.first < all[term].version.from.first) {
    before = at;
    at = all[at].version.next - 1;
  }
  bool later = before == UINT32_MAX || cs_span_lt(all[before].version.from, all[term].version.from) == CS_YES;
  bool earlier = at == UINT32_MAX || cs_span_lt(all[term].version.from, all[at].version.from) == CS_YES;
  if (!later || !earlier) {
    bool dated = ast->from.day.text.ptr != NULL;
    const struct cs_defined *other = &all[later ? at : before];
    cs_report_error(c->report, dated ? ast->from.day.pos : ast->name.pos,
                    dated ? &CS_E_RULES_VERSION_NOT_LATER : &CS_E_RULES_DUPLICATE_NAME,
                    dated ? "this \"from\" does not come surely later or earlier than that of \"%.*s\" in line %u"
                          : "\"%.*s\" is already a term of this regime, in line %u",
                    CS_STR_ARG(ast->name.text), (unsigned)other->info.line);
    return cs_report_hint(c->report, "a term's next version bears its name and a later \"from\"");
  }
  all[term].version.next = at == UINT32_MAX ? 0 : at + 1;
  if (before == UINT32_MAX) {
    *first = term + 1;
  } else {
    all[before].version.next = term + 1;
  }
  return true;
}

static bool declare_term(struct cs_check *c, const struct cs_ast_defined *from, uint32_t regime) {
  if (!from->name.text.ptr || !name_is_free(c, &from->name)) {
    return !c->report->stop;
  }
  uint32_t index = (uint32_t)c->set->n_terms++;
  struct cs_defined *term = &c->set->terms[index];
  term->regime = regime;
  term->of_part = part_name(from->name.text);
  c->terms[index].ast = from;
  bool fresh;
  union cs_map_value *value = cs_map_put(&c->regimes[regime].terms, from->name.text, &fresh, &c->report->fatal);
  if (!value) {
    return cs_check_oom(c);
  }
  if (!fill_days(c, from, regime, term)) {
    term->info.name = from->name.text;
    c->terms[index].state = CS_CHECK_FAULTY;
  }
  if (fresh) {
    value->number = index + 1;
    return !c->report->stop;
  }
  link_version(c, index, &value->number);
  return !c->report->stop;
}

bool cs_check_declare_terms(struct cs_check *c) {
  const struct cs_ast_regimes *blocks = &c->ast->regimes;
  size_t n = 0;
  for (size_t i = 0; i < blocks->n; i++) {
    n += blocks->at[i]->terms.n;
  }
  c->set->terms = cs_arena_array(c->arena, struct cs_defined, n, &c->report->fatal);
  c->terms = cs_arena_array(c->scratch, struct cs_check_term, n, &c->report->fatal);
  if (!c->set->terms || !c->terms) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < blocks->n && !c->report->stop; i++) {
    uint32_t regime;
    if (!cs_check_regime_of(c, blocks->at[i], &regime)) {
      continue;
    }
    for (size_t j = 0; j < blocks->at[i]->terms.n && !c->report->stop; j++) {
      declare_term(c, blocks->at[i]->terms.at[j], regime);
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ types */

struct typed {
  bool none; /* so far nothing but none */
  struct cs_fact fact;
  bool of_rows, is_share;
  uint32_t table;
};

static const char *type_words(const struct typed *type) {
  return type->of_rows ? "a set of rows" : type->is_share ? "a share" : cs_type_name(type->fact.info.type);
}

static bool types_fit(const struct typed *a, const struct typed *b) {
  const struct cs_fact_info *x = &a->fact.info, *y = &b->fact.info;
  if (a->of_rows != b->of_rows || a->is_share != b->is_share || (a->of_rows && a->table != b->table)) {
    return false;
  }
  if (cs_type_is_figure(x->type) && cs_type_is_figure(y->type)) {
    bool money = x->type == CS_TYPE_MONEY && y->type == CS_TYPE_MONEY;
    return cs_unit_same_dimension(x->unit, y->unit) || (money && (x->unit.index == 0 || y->unit.index == 0));
  }
  bool words =
      (x->type == CS_TYPE_CODE || x->type == CS_TYPE_TEXT) && (y->type == CS_TYPE_CODE || y->type == CS_TYPE_TEXT);
  return words || x->type == y->type;
}

static bool unite(struct cs_check *c, struct cs_pos pos, const struct typed *one, struct typed *all) {
  if (one->none) {
    return true;
  }
  if (all->none) {
    *all = *one;
    return true;
  }
  if (!types_fit(all, one)) {
    return cs_report_error(c->report, pos, &CS_E_RULES_WRONG_TYPE, "this case is %s, but a former one is %s",
                           type_words(one), type_words(all));
  }
  if (all->fact.levels != one->fact.levels) {
    all->fact.levels = '\0';
  }
  if (!cs_str_eq(all->fact.info.kind, one->fact.info.kind)) {
    all->fact.info.kind = CS_STR_NONE;
  }
  return true;
}

/* A word by itself; one that names something else too is most likely meant so. */
static bool constant(struct cs_check *c, const struct cs_word *word, struct cs_expr *out, struct typed *type) {
  uint32_t fact;
  bool done;
  bool yes = !word->quoted && (cs_str_eq(word->text, CS_STR("yes")) || cs_str_eq(word->text, CS_STR("true")));
  bool no = !word->quoted && (cs_str_eq(word->text, CS_STR("no")) || cs_str_eq(word->text, CS_STR("false")));
  out->value = (struct cs_operand){.code = word->text, .truth = yes};
  type->fact.info.type = yes || no ? CS_TYPE_BOOL : CS_TYPE_CODE;
  if (yes || no || word->quoted) {
    return true;
  }
  bool named = cs_check_named(c, word->text) || cs_map_get(&c->regimes[c->regime].terms, word->text) != NULL ||
               (part_name(word->text) && cs_check_ref(c, word, &fact, &done));
  if (named) {
    cs_report_error(c->report, word->pos, &CS_E_RULES_WRONG_TYPE,
                    "\"%.*s\" alone is a word, and also the name of something", CS_STR_ARG(word->text));
    return cs_report_hint(c->report, "write \"the %.*s\"; or the word in quotation marks", CS_STR_ARG(word->text));
  }
  return true;
}

static bool value_expr(struct cs_check *c, const struct cs_ast_value *from, struct cs_expr *out, struct typed *type) {
  out->kind = CS_EXPR_VALUE;
  if (!from->is_fact) {
    return constant(c, &from->word, out, type);
  }
  out->value = (struct cs_operand){.is_fact = true};
  if (!cs_check_fact(c, &from->word, &out->value.fact)) {
    return false;
  }
  const struct cs_ref *ref = cs_check_ref_at(c, out->value.fact);
  type->fact = *cs_check_at(c, out->value.fact);
  type->of_rows = ref && ref->of_rows;
  type->is_share = ref && ref->is_share;
  type->table = ref ? ref->table : 0;
  return true;
}

static bool every_expr(struct cs_check *c, const struct cs_ast_expr *from, struct cs_expr *out, struct typed *type) {
  struct cs_source *source = cs_arena_new(c->arena, struct cs_source, &c->report->fatal);
  if (!source) {
    return cs_check_oom(c);
  }
  out->kind = CS_EXPR_EVERY;
  out->source = source;
  out->has_cell = from->cell.text.ptr != NULL;
  if (!cs_check_every(c, from->source, out->has_cell ? &from->cell : NULL, &out->cell, source)) {
    return false;
  }
  type->fact.info.type = CS_TYPE_CODES;
  type->of_rows = !out->has_cell;
  type->table = source->table;
  if (!out->has_cell) {
    return true;
  }
  enum cs_type cell = cs_check_at(c, out->cell)->info.type;
  return cell == CS_TYPE_CODE || cell == CS_TYPE_TEXT || cell == CS_TYPE_CODES ||
         cs_report_error(c->report, from->cell.pos, &CS_E_RULES_WRONG_TYPE, "\"%.*s\" is %s; expected a code",
                         CS_STR_ARG(from->cell.text), cs_check_type_words(c, out->cell));
}

static bool check_expr(struct cs_check *c, const struct cs_ast_expr *from, struct cs_expr *out, struct typed *type) {
  *type = (struct typed){0};
  out->kind = from->kind;
  switch (from->kind) {
  case CS_EXPR_NONE:
    type->none = true;
    return true;
  case CS_EXPR_VALUE:
    return value_expr(c, &from->value, out, type);
  case CS_EXPR_FIGURE:
    return cs_check_calculation(c, from->term, &out->term, &type->fact, &type->is_share);
  case CS_EXPR_TRUTH:
    type->fact.info.type = CS_TYPE_BOOL;
    return cs_check_condition(c, from->cond, &out->node);
  case CS_EXPR_EVERY:
    return every_expr(c, from, out, type);
  }
  return false;
}

static bool check_cases(struct cs_check *c, const struct cs_ast_defined *from, struct cs_defined *term,
                        struct typed *type) {
  bool sound = true;
  if (from->cases.n == 0 && !from->broken) {
    cs_report_error(c->report, from->name.pos, &CS_E_RULES_MISSING_PART, "term \"%.*s\" says nothing",
                    CS_STR_ARG(from->name.text));
    return cs_report_hint(c->report, "add \"is VALUE\", or cases: is VALUE when ..., otherwise VALUE");
  }
  term->cases = cs_arena_array(c->arena, struct cs_case, from->cases.n, &c->report->fatal);
  if (!term->cases) {
    return cs_check_oom(c);
  }
  term->n_cases = from->cases.n;
  for (size_t i = 0; i < from->cases.n && !c->report->stop; i++) {
    const struct cs_ast_case *one = &from->cases.at[i];
    struct typed own;
    term->cases[i].pos = one->pos;
    bool done = !one->when || cs_check_condition(c, one->when, &term->cases[i].when);
    done = check_expr(c, &one->value, &term->cases[i].value, &own) && done && unite(c, one->value.pos, &own, type);
    sound = sound && done;
  }
  return sound && !from->broken;
}

/* All versions of one term have one type. */
static bool check_versions(struct cs_check *c, uint32_t first) {
  struct typed type = {.none = true};
  bool sound = true;
  for (uint32_t at = first; at != UINT32_MAX; at = c->set->terms[at].version.next - 1) {
    sound =
        check_cases(c, c->terms[at].ast, &c->set->terms[at], &type) && c->terms[at].state != CS_CHECK_FAULTY && sound;
  }
  if (sound && type.none) {
    type.fact.info.type = CS_TYPE_CODE; /* never anything */
  }
  for (uint32_t at = first; at != UINT32_MAX; at = c->set->terms[at].version.next - 1) {
    struct cs_defined *term = &c->set->terms[at];
    term->fact = type.fact;
    term->fact.info.name = term->info.name;
    term->fact.info.choices = NULL;
    term->fact.info.n_choices = 0;
    term->fact.has_else = false;
    term->of_rows = type.of_rows;
    term->is_share = type.is_share;
    term->table = type.table;
    term->first = at == first;
  }
  return sound;
}

static bool circle(struct cs_check *c, uint32_t term, struct cs_pos pos) {
  return cs_report_error(c->report, pos, &CS_E_RULES_CIRCLE, "\"%.*s\" uses itself: terms never go in a circle",
                         CS_STR_ARG(c->set->terms[term].info.name));
}

/* Whoever uses it stands one higher. */
static bool stand_on(struct cs_check *c, unsigned height, struct cs_pos pos) {
  c->terms_below = height > c->terms_below ? height : c->terms_below;
  return height < CS_TERMS_DEEP ||
         cs_report_error(c->report, pos, &CS_E_RULES_TOO_DEEP, "more than %d terms behind one another", CS_TERMS_DEEP);
}

bool cs_check_term_type(struct cs_check *c, uint32_t term, struct cs_pos pos) {
  struct cs_check_term *state = &c->terms[term];
  switch (state->state) {
  case CS_CHECK_DONE:
    return stand_on(c, state->height, pos);
  case CS_CHECK_FAULTY:
    return false;
  case CS_CHECK_OPEN:
    return circle(c, term, pos);
  case CS_CHECK_NEW:
    break;
  }
  if (c->term_depth == CS_TERMS_DEEP) {
    return cs_report_error(c->report, pos, &CS_E_RULES_TOO_DEEP, "more than %d terms behind one another",
                           CS_TERMS_DEEP);
  }
  struct cs_check_row rows[CS_ROWS_DEEP];
  size_t n_rows = c->n_rows;
  unsigned below = c->terms_below;
  bool in_part = c->in_part;
  memcpy(rows, c->rows, sizeof rows);
  c->n_rows = 0;
  c->in_part = c->set->terms[term].of_part;
  c->term_depth++;
  c->terms_below = 0;
  state->state = CS_CHECK_OPEN;
  bool sound = check_versions(c, term);
  state->state = sound ? CS_CHECK_DONE : CS_CHECK_FAULTY;
  state->height = c->terms_below + 1;
  c->terms_below = below;
  c->term_depth--;
  c->in_part = in_part;
  c->n_rows = n_rows;
  memcpy(c->rows, rows, sizeof rows);
  return sound && (c->term_depth == 0 || stand_on(c, state->height, pos));
}

/* Does no other regime have a term of that name? */
static bool is_unique(const struct cs_check *c, const struct cs_defined *term) {
  for (size_t r = 0; r < c->set->n_regimes; r++) {
    if (r != term->regime && cs_map_get(&c->regimes[r].terms, term->info.name)) {
      return false;
    }
  }
  return true;
}

bool cs_check_terms(struct cs_check *c) {
  for (size_t r = 0; r < c->set->n_regimes && !c->report->stop; r++) {
    const struct cs_map *terms = &c->regimes[r].terms;
    c->regime = (uint32_t)r;
    for (size_t i = 0; i < terms->n && !c->report->stop; i++) {
      uint32_t term = (uint32_t)terms->at[i].value.number - 1;
      cs_check_term_type(c, term, c->terms[term].ast->name.pos);
      for (uint32_t at = term; at != UINT32_MAX; at = c->set->terms[at].version.next - 1) {
        c->set->terms[at].unique = is_unique(c, &c->set->terms[at]);
      }
    }
  }
  c->regime = CS_CHECK_NO_REGIME;
  return !c->report->stop;
}
