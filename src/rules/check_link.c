/* What rules have to do with one another: versions, lifts, replaces, disputes, circles, families. Must not change what
 * a single rule says. Invariant: the graph of lifts is free of circles, and families of a regime are numbered together.
 * Specification: SPEC.md sections 6 and 9. */
#include "rules/check.h"

#include <stdio.h>

static struct cs_check_versions *versions_of(const struct cs_check *c, uint32_t regime, struct cs_str name) {
  return cs_map_ptr(&c->regimes[regime].rules, name);
}

/* ------------------------------------------------------------------ versions */

/* In the order of their starts; a list of versions is short, and mostly in order already. */
static void sort_versions(const struct cs_check *c, struct cs_check_versions *v) {
  for (size_t i = 1; i < v->n; i++) {
    uint32_t rule = v->at[i];
    size_t j = i;
    while (j > 0 && c->set->rules[v->at[j - 1]].info.from.first > c->set->rules[rule].info.from.first) {
      v->at[j] = v->at[j - 1];
      j--;
    }
    v->at[j] = rule;
  }
}

static bool link_versions(struct cs_check *c, struct cs_check_versions *v) {
  for (size_t i = 0; i + 1 < v->n; i++) {
    uint32_t a = v->at[i], b = v->at[i + 1];
    const struct cs_rule *first = &c->set->rules[a], *next = &c->set->rules[b];
    if (cs_span_lt(first->info.from, next->info.from) == CS_YES) {
      c->set->rules[a].next_version = b + 1;
      continue;
    }
    uint32_t later = a > b ? a : b, earlier = a > b ? b : a; /* in the texts */
    const struct cs_ast_rule *from = c->rules[later];
    if (from->broken || c->rules[earlier]->broken) {
      continue;
    }
    const struct cs_rule *old = &c->set->rules[earlier];
    bool dated = from->from.day.text.ptr != NULL;
    cs_report_error(c->report, dated ? from->from.day.pos : from->name.pos,
                    dated ? &CS_E_RULES_VERSION_NOT_LATER : &CS_E_RULES_DUPLICATE_NAME,
                    dated ? "this \"from\" does not come surely later or earlier than that of \"%.*s\" in %.*s, line %u"
                          : "\"%.*s\" is already a rule of this regime, in %.*s, line %u",
                    CS_STR_ARG(from->name.text), CS_STR_ARG(old->info.file), (unsigned)old->info.line);
    cs_report_hint(c->report, "a rule's next version bears its name and a later \"from\"");
  }
  return !c->report->stop;
}

static bool check_versions(struct cs_check *c) {
  for (size_t r = 0; r < c->set->n_regimes; r++) {
    const struct cs_map *rules = &c->regimes[r].rules;
    for (size_t i = 0; i < rules->n; i++) {
      struct cs_check_versions *v = rules->at[i].value.ptr;
      sort_versions(c, v);
      if (v->n > 1 && !link_versions(c, v)) {
        return false;
      }
    }
  }
  return true;
}

/* ------------------------------------------------------------------ names of other rules */

static bool in_other_regime(const struct cs_check *c, uint32_t regime, struct cs_str name, uint32_t *other) {
  for (uint32_t r = 0; r < c->set->n_regimes; r++) {
    if (r != regime && versions_of(c, r, name)) {
      *other = r;
      return true;
    }
  }
  return false;
}

static bool no_such_rule(struct cs_check *c, uint32_t rule, const struct cs_word *name, const struct cs_code *code) {
  uint32_t regime = c->set->rules[rule].regime, other = 0;
  struct cs_str here = c->set->regimes[regime].info.name;
  if (in_other_regime(c, regime, name->text, &other)) {
    cs_report_error(c->report, name->pos, code, "\"%.*s\" is a rule of regime \"%.*s\"; expected one of \"%.*s\"",
                    CS_STR_ARG(name->text), CS_STR_ARG(c->set->regimes[other].info.name), CS_STR_ARG(here));
    return cs_report_hint(c->report, "a regime changes its own rules only");
  }
  cs_report_error(c->report, name->pos, code, "\"%.*s\": there is no such rule in regime \"%.*s\"",
                  CS_STR_ARG(name->text), CS_STR_ARG(here));
  struct cs_near near;
  cs_near_init(&near, name->text);
  const struct cs_map *rules = &c->regimes[regime].rules;
  for (size_t i = 0; i < rules->n; i++) {
    cs_near_offer(&near, rules->at[i].key);
  }
  return cs_near_hint(c->report, &near, "a rule is named as behind the word \"rule\", in the same regime");
}

struct links {
  uint32_t *at;
  size_t n, cap;
};

static bool add_link(struct cs_check *c, struct links *links, uint32_t rule) {
  for (size_t i = 0; i < links->n; i++) {
    if (links->at[i] == rule) {
      return true;
    }
  }
  uint32_t *place = cs_list_push(c->arena, links, &c->report->fatal);
  if (!place) {
    return cs_check_oom(c);
  }
  *place = rule;
  return true;
}

/* All versions of the rules named. `also` (may be NULL) takes them too. */
static bool add_named(struct cs_check *c, uint32_t rule, const struct cs_words *names, const struct cs_code *code,
                      struct links *links, struct links *also) {
  for (size_t i = 0; i < names->n && !c->report->stop; i++) {
    const struct cs_word *name = &names->at[i];
    const struct cs_check_versions *v = versions_of(c, c->set->rules[rule].regime, name->text);
    if (!v) {
      no_such_rule(c, rule, name, code);
      continue;
    }
    if (cs_str_eq(name->text, c->set->rules[rule].info.name)) {
      cs_report_error(c->report, name->pos, &CS_E_RULES_CIRCLE, "\"%.*s\" names itself", CS_STR_ARG(name->text));
      cs_report_hint(c->report, "an exception names the rules that it ends or stands in place of");
      continue;
    }
    for (size_t j = 0; j < v->n; j++) {
      if (!add_link(c, links, v->at[j]) || (also && !add_link(c, also, v->at[j]))) {
        return false;
      }
    }
  }
  return !c->report->stop;
}

static bool link_rule(struct cs_check *c, uint32_t index) {
  const struct cs_ast_rule *from = c->rules[index];
  struct links lifts = {0}, replaces = {0}, disputes = {0};
  if (!add_named(c, index, &from->lifts, &CS_E_RULES_LIFTS_NOTHING, &lifts, NULL) ||
      !add_named(c, index, &from->replaces, &CS_E_RULES_LIFTS_NOTHING, &replaces, &lifts) ||
      !add_named(c, index, &from->disputed_by, &CS_E_RULES_UNKNOWN_RULE, &disputes, NULL)) {
    return false;
  }
  struct cs_rule *rule = &c->set->rules[index];
  rule->lifts = lifts.at;
  rule->n_lifts = (uint32_t)lifts.n;
  rule->replaces = replaces.at;
  rule->n_replaces = (uint32_t)replaces.n;
  rule->disputed_by = disputes.at;
  rule->n_disputed_by = (uint32_t)disputes.n;
  return true;
}

/* ------------------------------------------------------------------ circles */

enum colour { NEW, OPEN, DONE };
struct walk {
  unsigned char *colour; /* one for each rule */
  uint32_t *next;        /* the next link of a rule to follow */
  uint32_t *stack;       /* the way down; as long as there are rules */
  size_t depth;
};

/* "a lifts b, b lifts c, c lifts a": from the rule met again to the top of the stack. */
static void report_circle(struct cs_check *c, const struct walk *w, uint32_t again) {
  char text[256];
  size_t used = 0, at = w->depth;
  uint32_t from = w->stack[w->depth - 1];
  while (at > 0 && w->stack[at - 1] != again) {
    at--;
  }
  cs_assert(at > 0);
  for (size_t i = at - 1; i < w->depth && used < sizeof text; i++) {
    struct cs_str a = c->set->rules[w->stack[i]].info.name;
    struct cs_str b = c->set->rules[i + 1 < w->depth ? w->stack[i + 1] : again].info.name;
    int n = snprintf(text + used, sizeof text - used, "%s%.*s lifts %.*s", i + 1 > at ? ", " : "", CS_STR_ARG(a),
                     CS_STR_ARG(b));
    used += n > 0 ? (size_t)n : 0;
  }
  const struct cs_ast_rule *ast = c->rules[from];
  struct cs_pos pos = ast->name.pos;
  const struct cs_words *lists[] = {&ast->lifts, &ast->replaces};
  for (size_t l = 0; l < 2; l++) {
    for (size_t i = 0; i < lists[l]->n; i++) {
      if (cs_str_eq(lists[l]->at[i].text, c->set->rules[again].info.name)) {
        pos = lists[l]->at[i].pos;
      }
    }
  }
  cs_report_error(c->report, pos, &CS_E_RULES_CIRCLE, "these lift one another in a circle: %s", text);
  cs_report_hint(c->report, "an exception cannot end what ends it: take one of these lines out");
}

static void walk_from(struct cs_check *c, struct walk *w, uint32_t start) {
  w->depth = 0;
  w->stack[w->depth++] = start;
  w->colour[start] = OPEN;
  while (w->depth > 0) {
    uint32_t at = w->stack[w->depth - 1];
    const struct cs_rule *rule = &c->set->rules[at];
    if (w->next[at] == rule->n_lifts) {
      w->colour[at] = DONE;
      w->depth--;
      continue;
    }
    uint32_t to = rule->lifts[w->next[at]++];
    if (w->colour[to] == OPEN) {
      report_circle(c, w, to);
    } else if (w->colour[to] == NEW) {
      w->colour[to] = OPEN;
      w->stack[w->depth++] = to;
    }
  }
}

static bool check_circles(struct cs_check *c) {
  size_t n = c->set->n_rules;
  struct walk w = {.colour = cs_arena_array(c->scratch, unsigned char, n, &c->report->fatal),
                   .next = cs_arena_array(c->scratch, uint32_t, n, &c->report->fatal),
                   .stack = cs_arena_array(c->scratch, uint32_t, n, &c->report->fatal)};
  if (!w.colour || !w.next || !w.stack) {
    return cs_check_oom(c);
  }
  for (uint32_t i = 0; i < n && !c->report->stop; i++) {
    if (w.colour[i] == NEW) {
      walk_from(c, &w, i);
    }
  }
  return !c->report->stop;
}

/* ------------------------------------------------------------------ families */

static uint32_t head_of(uint32_t *heads, uint32_t rule) {
  while (heads[rule] != rule) {
    heads[rule] = heads[heads[rule]];
    rule = heads[rule];
  }
  return rule;
}

/* The earlier rule leads, so that families come in the order of the texts. */
static void join(uint32_t *heads, uint32_t a, uint32_t b) {
  a = head_of(heads, a);
  b = head_of(heads, b);
  if (a < b) {
    heads[b] = a;
  } else {
    heads[a] = b;
  }
}

/* Two rules of one regime with one uncertain day share its unknown. */
static bool join_date(struct cs_check *c, uint32_t *heads, uint32_t *owners, uint32_t rule, uint32_t date) {
  if (date == 0 || cs_span_exact(c->set->dates[date - 1].span)) {
    return false;
  }
  uint32_t *owner = &owners[date - 1];
  if (*owner != 0 && c->set->rules[*owner - 1].regime == c->set->rules[rule].regime) {
    join(heads, *owner - 1, rule);
  }
  *owner = rule + 1;
  return true;
}

static void join_rule(uint32_t *heads, const struct cs_rule *rule, uint32_t index) {
  for (size_t i = 0; i < rule->n_lifts; i++) {
    join(heads, index, rule->lifts[i]);
  }
  for (size_t i = 0; i < rule->n_disputed_by; i++) {
    join(heads, index, rule->disputed_by[i]);
  }
  if (rule->next_version != 0) {
    join(heads, index, rule->next_version - 1);
  }
}

/* Rules of each regime in turn, so that its families are numbered together. */
static void number_families(struct cs_rules *set, uint32_t *heads, const uint32_t *by_regime) {
  size_t at = 0;
  for (size_t r = 0; r < set->n_regimes; r++) {
    set->regimes[r].first_family = (uint32_t)set->n_families;
    for (; at < set->n_rules && set->rules[by_regime[at]].regime == r; at++) {
      uint32_t rule = by_regime[at], head = head_of(heads, rule);
      if (head == rule) {
        set->rules[rule].family = (uint32_t)set->n_families++;
      } else {
        set->rules[rule].family = set->rules[head].family; /* the head comes first in its regime */
      }
    }
    set->regimes[r].n_families = (uint32_t)set->n_families - set->regimes[r].first_family;
  }
}

/* Rule indices in the order of their regimes, and of the texts within each. */
static bool sort_by_regime(struct cs_check *c, uint32_t *out) {
  size_t *next = cs_arena_array(c->scratch, size_t, c->set->n_regimes + 1, &c->report->fatal);
  if (!next) {
    return cs_check_oom(c);
  }
  for (size_t i = 0; i < c->set->n_rules; i++) {
    next[c->set->rules[i].regime + 1]++;
  }
  for (size_t r = 0; r < c->set->n_regimes; r++) {
    next[r + 1] += next[r];
  }
  for (size_t i = 0; i < c->set->n_rules; i++) {
    out[next[c->set->rules[i].regime]++] = (uint32_t)i;
  }
  return true;
}

static bool make_families(struct cs_check *c) {
  struct cs_rules *set = c->set;
  uint32_t *heads = cs_arena_array(c->scratch, uint32_t, set->n_rules, &c->report->fatal);
  uint32_t *owners = cs_arena_array(c->scratch, uint32_t, set->n_dates, &c->report->fatal);
  uint32_t *by_regime = cs_arena_array(c->scratch, uint32_t, set->n_rules, &c->report->fatal);
  if (!heads || !owners || !by_regime || !sort_by_regime(c, by_regime)) {
    return cs_check_oom(c);
  }
  for (uint32_t i = 0; i < set->n_rules; i++) {
    heads[i] = i;
  }
  for (uint32_t i = 0; i < set->n_rules; i++) {
    uint32_t rule = by_regime[i];
    join_rule(heads, &set->rules[rule], rule);
    join_date(c, heads, owners, rule, set->rules[rule].from_date);
    join_date(c, heads, owners, rule, set->rules[rule].before_date);
  }
  number_families(set, heads, by_regime);
  return true;
}

bool cs_check_links(struct cs_check *c) {
  if (!check_versions(c)) {
    return false;
  }
  for (uint32_t i = 0; i < c->set->n_rules && !c->report->stop; i++) {
    if (!link_rule(c, i)) {
      return false;
    }
  }
  return !c->report->stop && check_circles(c) && make_families(c);
}
