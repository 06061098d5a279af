/* The warning "never changes a verdict": a permission in whose way a ban stands that nothing lifts. Must not warn where
 * it is not so: what cannot be decided from the texts alone is passed over. Invariant: nothing of the set is changed.
 * Specification: SPEC.md section 13. */
#include "base/limits.h"
#include "rules/check.h"

/* ------------------------------------------------------------------ one thing said twice */

static bool same_figure(const struct cs_figure *a, const struct cs_figure *b) {
  return a == b || (a && b && cs_figure_exact(*a) && cs_figure_exact(*b) && cs_figure_eq(*a, *b) == CS_YES);
}

static bool same_span(struct cs_span a, struct cs_span b) {
  return a.first == b.first && a.last == b.last;
}

/* The side of the operand that the fact's type fills; the other members are empty in both. */
bool cs_check_same_operand(const struct cs_operand *a, const struct cs_operand *b) {
  if (a->is_fact || b->is_fact) {
    return a->is_fact && b->is_fact && a->fact == b->fact;
  }
  return cs_str_eq(a->code, b->code) && same_figure(a->figure, b->figure) && same_span(a->span, b->span) &&
         a->area.index == b->area.index && a->truth == b->truth;
}

/* What terms of one kind hold beside others. */
static bool same_constant(const struct cs_term *a, const struct cs_term *b) {
  switch (a->kind) {
  case CS_TERM_FIGURE:
    return same_figure(a->figure, b->figure);
  case CS_TERM_SPAN:
    return same_span(a->span, b->span);
  case CS_TERM_ADD_MONTHS:
  case CS_TERM_ADD_WORKING:
    return a->n == b->n;
  case CS_TERM_MEASURE:
    return a->measure == b->measure;
  case CS_TERM_FACT:
  case CS_TERM_DATE:
  case CS_TERM_ON:
  case CS_TERM_ADD:
  case CS_TERM_SUB:
  case CS_TERM_MUL:
    return true;
  }
  return false;
}

bool cs_check_same_term(const struct cs_term *a, const struct cs_term *b) {
  if (!a || !b) {
    return a == b;
  }
  return a->kind == b->kind && a->fact == b->fact && cs_str_eq(a->office, b->office) && same_constant(a, b) &&
         cs_check_same_term(a->left, b->left) && cs_check_same_term(a->right, b->right);
}

static bool among(const struct cs_operand *o, const struct cs_node *node) {
  for (size_t i = 0; i < node->n_operands; i++) {
    if (cs_check_same_operand(o, &node->operands[i])) {
      return true;
    }
  }
  return false;
}

/* Is every value of `a` one of `b`? Then `a` says no less than `b`. */
static bool operands_within(const struct cs_node *a, const struct cs_node *b) {
  for (size_t i = 0; i < a->n_operands; i++) {
    if (!among(&a->operands[i], b)) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ what follows from what */

struct warn {
  struct cs_check *c;
  bool areas; /* may areas be compared by ISO 3166 alone: the regime declares no containment of its own */
};

/* Every area of `a` inside (or, with `beside`, apart from) some (every) area of `b`. */
static bool areas_lie(const struct warn *w, const struct cs_node *a, const struct cs_node *b, bool beside) {
  if (!w->areas || cs_check_at(w->c, a->fact)->info.type != CS_TYPE_AREA) {
    return false;
  }
  for (size_t i = 0; i < a->n_operands; i++) {
    bool some = false, every = true;
    for (size_t j = 0; j < b->n_operands; j++) {
      if (a->operands[i].is_fact || b->operands[j].is_fact) {
        return false;
      }
      enum cs_truth inside = cs_area_within(a->operands[i].area, b->operands[j].area);
      some = some || inside == CS_YES;
      every = every && inside == CS_NO;
    }
    if (beside ? !every : !some) {
      return false;
    }
  }
  return true;
}

/* Two sets of constant codes without a common member. */
static bool apart(const struct warn *w, const struct cs_node *a, const struct cs_node *b) {
  if (cs_check_at(w->c, a->fact)->info.type != CS_TYPE_CODE) {
    return false;
  }
  for (size_t i = 0; i < a->n_operands; i++) {
    for (size_t j = 0; j < b->n_operands; j++) {
      if (a->operands[i].is_fact || b->operands[j].is_fact || cs_check_same_operand(&a->operands[i], &b->operands[j])) {
        return false;
      }
    }
  }
  return true;
}

static bool implies(const struct warn *w, const struct cs_node *a, const struct cs_node *b);

static bool same_kids(const struct warn *w, const struct cs_node *a, const struct cs_node *b) {
  if (a->n_kids != b->n_kids) {
    return false;
  }
  for (size_t i = 0; i < a->n_kids; i++) {
    if (!implies(w, a->kids[i], b->kids[i]) || (a->kind == CS_NODE_NOT && !implies(w, b->kids[i], a->kids[i]))) {
      return false;
    }
  }
  return true;
}

static bool implies_same_kind(const struct warn *w, const struct cs_node *a, const struct cs_node *b) {
  if (a->fact != b->fact) {
    return false;
  }
  switch (a->kind) {
  case CS_NODE_AND:
  case CS_NODE_OR:
  case CS_NODE_NOT:
    return same_kids(w, a, b);
  case CS_NODE_FLAG:
    return true;
  case CS_NODE_IN:
    return a->group == b->group;
  case CS_NODE_IS:
  case CS_NODE_HAS:
    return operands_within(a, b);
  case CS_NODE_WITHIN:
    return operands_within(a, b) || areas_lie(w, a, b, false);
  case CS_NODE_COMPARE:
    return a->op == b->op && cs_check_same_term(a->left, b->left) && cs_check_same_term(a->right, b->right);
  case CS_NODE_BLANK:
    return true;
  case CS_NODE_LIKE:
    return operands_within(a, b);
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
    return a == b;
  case CS_NODE_NEEDS:
    return a->regime == b->regime && a->of_part == b->of_part;
  case CS_NODE_DEPENDS:
    return (a->kinds & ~b->kinds) == 0 && operands_within(a, b);
  }
  return false;
}

/* Does b hold wherever a does, as far as one atom tells? A no means only: not seen. */
static bool implies(const struct warn *w, const struct cs_node *a, const struct cs_node *b) {
  if (a->kind == b->kind) {
    return implies_same_kind(w, a, b);
  }
  if (b->kind == CS_NODE_NOT && b->kids[0]->fact == a->fact) {
    const struct cs_node *no = b->kids[0];
    bool area = a->kind == CS_NODE_WITHIN || a->kind == CS_NODE_IS;
    return (a->kind == CS_NODE_IS && no->kind == CS_NODE_IS && apart(w, a, no)) ||
           (area && no->kind == CS_NODE_WITHIN && areas_lie(w, a, no, true));
  }
  return a->kind == CS_NODE_IS && b->kind == CS_NODE_WITHIN && a->fact == b->fact && areas_lie(w, a, b, false);
}

/* Does some conjunct of the permission's condition imply this one of the ban's? */
static bool some_implies(const struct warn *w, const struct cs_node *a, const struct cs_node *b) {
  if (implies(w, a, b)) {
    return true;
  }
  for (size_t i = 0; a->kind == CS_NODE_AND && i < a->n_kids; i++) {
    if (implies(w, a->kids[i], b)) {
      return true;
    }
  }
  return false;
}

static bool condition_implies(const struct warn *w, const struct cs_node *a, const struct cs_node *b) {
  if (!b) {
    return true;
  }
  if (!a) {
    return false;
  }
  if (b->kind != CS_NODE_AND) {
    return some_implies(w, a, b);
  }
  for (size_t i = 0; i < b->n_kids; i++) {
    if (!some_implies(w, a, b->kids[i])) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ bans and permissions */

static bool sure(const struct cs_rule *rule) {
  bool denied = false;
  for (size_t i = 0; i < rule->info.n_cites; i++) {
    denied = denied || rule->info.cites[i].certainty == CS_DENIED;
  }
  return !denied && rule->n_disputed_by == 0;
}

/* The ban holds, and is known, on every day on which the permission does. */
static bool covers(const struct cs_rule *ban, const struct cs_rule *permission) {
  return cs_span_le(ban->info.from, permission->info.from) == CS_YES &&
         cs_span_le(permission->info.before, ban->info.before) == CS_YES && ban->info.known <= permission->info.known;
}

struct rules {
  uint32_t *at;
  size_t n, cap;
};

static bool push(struct cs_check *c, struct rules *list, uint32_t rule) {
  uint32_t *place = cs_list_push(c->scratch, list, &c->report->fatal);
  if (!place) {
    return cs_check_oom(c);
  }
  *place = rule;
  return true;
}

static void warn_regime(struct warn *w, const struct rules *permits, const struct rules *bans) {
  const struct cs_rule *all = w->c->set->rules;
  if (bans->n > 0 && permits->n > CS_RULES_PAIRS_MAX / bans->n) {
    return;
  }
  for (size_t i = 0; i < permits->n; i++) {
    const struct cs_rule *permit = &all[permits->at[i]];
    for (size_t j = 0; j < bans->n; j++) {
      const struct cs_rule *ban = &all[bans->at[j]];
      if (covers(ban, permit) && condition_implies(w, permit->condition, ban->condition)) {
        cs_report_warning(w->c->report, w->c->rules[permits->at[i]]->name.pos, &CS_E_RULES_NEVER_CHANGES,
                          "%.*s never changes a verdict: %.*s prohibits wherever it applies",
                          CS_STR_ARG(permit->info.name), CS_STR_ARG(ban->info.name));
        cs_report_hint(w->c->report, "a permission must lift all bans in its way, or the ban must be narrower");
        break;
      }
    }
  }
}

bool cs_check_warnings(struct cs_check *c) {
  const struct cs_rules *set = c->set;
  struct rules *permits = cs_arena_array(c->scratch, struct rules, set->n_regimes, &c->report->fatal);
  struct rules *bans = cs_arena_array(c->scratch, struct rules, set->n_regimes, &c->report->fatal);
  bool *lifted = cs_arena_array(c->scratch, bool, set->n_rules, &c->report->fatal);
  if (!permits || !bans || !lifted) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < set->n_rules; i++) {
    for (size_t j = 0; j < set->rules[i].n_lifts; j++) {
      lifted[set->rules[i].lifts[j]] = true;
    }
    for (size_t j = 0; j < set->rules[i].n_disputed_by; j++) {
      lifted[set->rules[i].disputed_by[j]] = true; /* a dispute makes both unknown */
    }
  }
  for (uint32_t i = 0; i < set->n_rules; i++) {
    const struct cs_rule *rule = &set->rules[i];
    bool ban = rule->info.effect == CS_EFFECT_PROHIBIT && !lifted[i] && sure(rule) && rule->next_version == 0;
    if ((ban && !push(c, &bans[rule->regime], i)) ||
        (rule->info.effect == CS_EFFECT_PERMIT && !push(c, &permits[rule->regime], i))) {
      return false;
    }
  }
  for (size_t r = 0; r < set->n_regimes && !c->report->stop; r++) {
    struct warn w = {.c = c, .areas = set->regimes[r].n_containments == 0};
    warn_regime(&w, &permits[r], &bans[r]);
  }
  return !c->report->stop;
}
