/* What a term comes to: its version, its cases from the top, and why more than one value is possible. A term is worked out
 * once for a regime and line (and part). Invariant: rows named around the use of a term are not seen in it. Specification:
 * SPEC.md section 17. */
#include "rules/eval.h"

#include <string.h>

#include "rules/applies.h"
#include "rules/term.h"

struct cs_named_cache {
  struct cs_value **of_line;  /* one a term; NULL: not worked out */
  struct cs_value ***of_part; /* one a part; NULL: none of it worked out */
};

static bool new_cache(struct cs_ask *ask, struct cs_err *err) {
  ask->cache = cs_arena_new(ask->arena, struct cs_named_cache, err);
  if (!ask->cache) {
    return false;
  }
  ask->cache->of_line = cs_arena_array(ask->arena, struct cs_value *, ask->rules->n_terms, err);
  ask->cache->of_part = cs_arena_array(ask->arena, struct cs_value **, ask->n_parts, err);
  return ask->cache->of_line && ask->cache->of_part;
}

static struct cs_value **slot_of(struct cs_ask *ask, uint32_t term, struct cs_err *err) {
  if (!ask->cache && !new_cache(ask, err)) {
    return NULL;
  }
  if (!ask->rules->terms[term].of_part) {
    return &ask->cache->of_line[term];
  }
  cs_assert(ask->part > 0);
  struct cs_value ***of_part = &ask->cache->of_part[ask->part - 1];
  if (!*of_part) {
    *of_part = cs_arena_array(ask->arena, struct cs_value *, ask->rules->n_terms, err);
  }
  return *of_part ? &(*of_part)[term] : NULL;
}

const struct cs_value *cs_named_known(const struct cs_ask *ask, uint32_t term) {
  if (!ask->cache) {
    return NULL;
  }
  if (!ask->rules->terms[term].of_part) {
    return ask->cache->of_line[term];
  }
  struct cs_value **of_part = ask->part > 0 ? ask->cache->of_part[ask->part - 1] : NULL;
  return of_part ? of_part[term] : NULL;
}

/* ---- one case */

static bool expr_value(struct cs_ask *ask, const struct cs_expr *expr, struct cs_value *out, struct cs_err *err) {
  struct cs_found found;
  size_t mark = ask->causes.n;
  switch (expr->kind) {
  case CS_EXPR_NONE:
    *out = cs_value_none();
    return true;
  case CS_EXPR_VALUE:
    return cs_eval_operand(ask, &expr->value, out, err);
  case CS_EXPR_FIGURE:
    return cs_term_value(ask, expr->term, out, err);
  case CS_EXPR_EVERY:
    return cs_rows_set(ask, expr, out, err);
  case CS_EXPR_TRUTH:
    break;
  }
  struct cs_possible p = {0};
  struct cs_made *made = cs_arena_new(ask->arena, struct cs_made, err);
  if (!made || !cs_eval_condition(ask, expr->node, &found, err) || !cs_possible_take(ask, &p, mark, err)) {
    return false;
  }
  made->causes = p.causes.at;
  made->n_causes = p.causes.n;
  *out = (struct cs_value){.known = true, .truth = found.truth, .certainty = found.certainty, .made = made};
  return true;
}

static bool add_case(struct cs_ask *ask, struct cs_possible *p, const struct cs_case *one, enum cs_type type,
                     struct cs_err *err) {
  struct cs_value value;
  bool is_fact = one->value.kind == CS_EXPR_VALUE && one->value.value.is_fact;
  if (!expr_value(ask, &one->value, &value, err)) {
    return false;
  }
  if (is_fact && !cs_part_name(ask, one->value.value.fact, &value, &value.cause, err)) {
    return false;
  }
  bool wide = type == CS_TYPE_AREA || (is_fact && cs_fact_at(ask->rules, one->value.value.fact)->levels != 0);
  if (is_fact && wide && value.cause.name.len == 0) { /* whose value it is, for whoever finds it too wide */
    value.cause = cs_eval_cause(ask, one->value.value.fact, &value);
  } else if (!wide && cs_value_settled(&value, type)) { /* nothing closer could be said of it */
    value.cause = (struct cs_cause){0};
  }
  return cs_possible_add(ask, p, is_fact ? one->value.value.fact : 0, &value, type, err);
}

/* Cases from the top: an unknown one leaves its value possible. */
static bool read_cases(struct cs_ask *ask, const struct cs_defined *term, struct cs_possible *p, struct cs_err *err) {
  enum cs_type type = term->fact.info.type;
  for (size_t i = 0; i < term->n_cases; i++) {
    const struct cs_case *one = &term->cases[i];
    struct cs_found found = {.truth = CS_YES, .certainty = CS_CONFIRMED};
    size_t mark = ask->causes.n;
    if (one->when && !cs_eval_condition(ask, one->when, &found, err)) {
      return false;
    }
    p->certainty = found.certainty > p->certainty ? found.certainty : p->certainty;
    if (found.truth == CS_NO) {
      continue;
    }
    if (!cs_possible_take(ask, p, mark, err) || !add_case(ask, p, one, type, err)) {
      return false;
    }
    if (found.truth == CS_YES) {
      return true;
    }
  }
  struct cs_value none = cs_value_none();
  return cs_possible_add(ask, p, 0, &none, type, err);
}

/* ---- versions and sources */

static bool read_version(struct cs_ask *ask, const struct cs_defined *term, struct cs_possible *p, struct cs_err *err) {
  enum cs_certainty certainty = CS_CONFIRMED;
  bool stands = term->info.n_cites == 0 || cs_applies_stands(ask, &term->info, &certainty);
  p->certainty = certainty > p->certainty ? certainty : p->certainty;
  if (!stands) {
    p->unknown = true;
    return cs_possible_cause(ask, p, (struct cs_cause){CS_CAUSE_DISPUTED, term->info.name}, err);
  }
  return read_cases(ask, term, p, err);
}

static const struct cs_version *term_version(const void *ctx, uint32_t index) {
  const struct cs_rules *rules = ctx;
  return &rules->terms[index].version;
}

static bool work_out(struct cs_ask *ask, uint32_t term, struct cs_value *out, struct cs_err *err) {
  const struct cs_defined *first = &ask->rules->terms[term];
  struct cs_possible p = {.certainty = CS_CONFIRMED};
  struct cs_in_force in_force = cs_versions_in_force(ask, term, true, term_version, ask->rules);
  if (!in_force.sure) {
    p.unknown = in_force.none;
    if (!cs_possible_cause(ask, &p, (struct cs_cause){CS_CAUSE_DATE, first->info.name}, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < in_force.n; i++) {
    if (!read_version(ask, &ask->rules->terms[in_force.at[i]], &p, err)) {
      return false;
    }
  }
  return cs_possible_give(ask, &p, first->fact.info.type, out, err);
}

/* Facts taken by their `else` on the way: the term rests on them where it is assumed or unknown. */
static void settle_taken(struct cs_ask *ask, size_t mark, const struct cs_value *value) {
  bool rests = !value->known || value->certainty == CS_ASSUMED;
  for (size_t i = mark; rests && ask->assumed && i < ask->taken.n; i++) {
    ask->assumed[ask->taken.at[i]] = true;
  }
  ask->taken.n = mark < ask->taken.n ? mark : ask->taken.n;
}

bool cs_named_value(struct cs_ask *ask, uint32_t term, struct cs_value *out, struct cs_err *err) {
  struct cs_value **slot = slot_of(ask, term, err);
  if (!slot) {
    return false;
  }
  if (!*slot) {
    struct cs_row rows[CS_ROWS_DEEP];
    size_t part = ask->part, taken = ask->taken.n, cited = ask->cited.n;
    struct cs_value *value = cs_arena_new(ask->arena, struct cs_value, err);
    memcpy(rows, ask->rows, sizeof rows);
    ask->part = ask->rules->terms[term].of_part ? part : 0;
    bool done = value && work_out(ask, term, value, err);
    ask->part = part;
    ask->cited.n = cited;
    memcpy(ask->rows, rows, sizeof rows);
    if (!done) {
      return false;
    }
    settle_taken(ask, taken, value);
    *slot = value;
  }
  *out = **slot;
  return true;
}
