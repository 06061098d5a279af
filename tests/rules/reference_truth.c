/* The reference's reading of one rule by itself: atoms, conditions, days, sources. Slow on purpose. Specification: SPEC
 * 4, 7, 8. */
#include "rules/reference_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int area_parent[] = {REF_NONE, 0, REF_NONE, 2}; /* of ref_areas */
static const char *const items[] = {"x", "y", "z"};

/* ================================================================= causes */

void cause_add(struct causes *list, int kind, const char *name) {
  for (int i = 0; i < list->n; i++) {
    if (list->at[i].kind == kind && strcmp(list->at[i].name, name) == 0) {
      return;
    }
  }
  if (list->n == (int)(sizeof list->at / sizeof list->at[0])) {
    fprintf(stderr, "reference: too many causes\n");
    abort();
  }
  list->at[list->n].kind = kind;
  snprintf(list->at[list->n].name, sizeof list->at[0].name, "%s", name);
  list->n++;
}

void cause_join(struct causes *list, const struct causes *more) {
  for (int i = 0; i < more->n; i++) {
    cause_add(list, more->at[i].kind, more->at[i].name);
  }
}

void weigh(struct leaf *all, int truth, int certainty, int decides) {
  bool decided = all->truth == decides, now = truth == decides;
  if (decided && !now) {
    return;
  }
  bool takes = decided ? certainty < all->certainty : now || certainty > all->certainty;
  all->certainty = takes ? certainty : all->certainty;
  all->truth = now ? decides : truth == REF_UNKNOWN ? REF_UNKNOWN : all->truth;
}

/* ================================================================= leaves */

/* a at or above b, by ISO's parents and the regime's containment. */
static bool at_or_above(int above, int area, const struct ref_containment *extra, int steps) {
  if (above == area) {
    return true;
  }
  if (steps == 0) {
    return false;
  }
  if (area_parent[area] != REF_NONE && at_or_above(above, area_parent[area], extra, steps - 1)) {
    return true;
  }
  return extra && extra->there && extra->inner == area && at_or_above(above, extra->outer, extra, steps - 1);
}

/* A containment counts from its regime's day, else its exact start. */
static bool containment_known(const struct ref_regime *regime) {
  bool exact = regime->from.kind != 0 && regime->from.span.first == regime->from.span.last;
  return regime->known != REF_NONE ? regime->known <= REF_KNOWN : !exact || regime->from.span.first <= REF_KNOWN;
}

static struct leaf within(const struct asking *ask, int area, int outer, const struct ref_value *value) {
  const struct ref_regime *regime = &ask->set->regimes[ask->regime];
  const struct ref_containment *extra = containment_known(regime) ? &regime->containment : NULL;
  struct leaf out = {.truth = REF_NO};
  bool sure = extra && extra->there && extra->certainty <= ask->weakest;
  if (at_or_above(outer, area, sure ? extra : NULL, 8)) {
    out.truth = REF_YES;
    return out;
  }
  if (at_or_above(outer, area, extra, 8)) {
    out.truth = REF_UNKNOWN;
    cause_add(&out.causes, C_DISPUTED, ref_areas[area]);
    return out;
  }
  bool shares = false; /* some area lies in both */
  for (int i = 0; i < 4; i++) {
    shares = shares || (at_or_above(area, i, extra, 8) && at_or_above(outer, i, extra, 8));
  }
  if (shares) {
    out.truth = REF_UNKNOWN;
    if (value->cause != REF_NONE) {
      cause_add(&out.causes, value->cause, "src");
    } else {
      cause_add(&out.causes, C_AREA, "place");
    }
  }
  return out;
}

static void not_closer(struct leaf *leaf, const struct ref_value *value, int kind, const char *name) {
  leaf->truth = REF_UNKNOWN;
  if (value->cause != REF_NONE) {
    cause_add(&leaf->causes, value->cause, "src");
  } else {
    cause_add(&leaf->causes, kind, name);
  }
}

static struct leaf in_group(const struct asking *ask, const struct ref_group *group, int item, const char *name) {
  struct leaf out = {.truth = REF_NO}, counted = out, yes = out;
  for (int i = 0; i < group->n_members; i++) {
    const struct ref_member *member = &group->members[i];
    if (member->code != item) {
      continue;
    }
    bool always = member->from.first == REF_NONE;
    if (!always && member->from.first > REF_ON) {
      continue;
    }
    struct causes causes = {0};
    weigh(&counted, REF_UNKNOWN, member->certainty, REF_YES);
    if (!always && member->from.first != member->from.last && member->from.last >= REF_ON) {
      cause_add(&causes, C_DATE, name);
    }
    if (member->certainty > ask->weakest) {
      cause_add(&causes, C_DISPUTED, name);
    }
    if (causes.n == 0) {
      weigh(&yes, REF_YES, member->certainty, REF_YES);
      continue;
    }
    out.truth = REF_UNKNOWN;
    cause_join(&out.causes, &causes);
  }
  if (yes.truth == REF_YES) {
    return yes;
  }
  out.certainty = counted.certainty;
  if (out.truth == REF_NO && group->open) {
    out.truth = REF_UNKNOWN;
    cause_add(&out.causes, C_GROUP, name);
  }
  return out;
}

/* The fact's value against one of the values that the atom names. */
static struct leaf against(const struct asking *ask, const struct ref_node *node, const struct ref_value *value,
                           int v) {
  const char *name = ref_fact_names[node->fact];
  struct leaf one = {.truth = REF_NO, .certainty = value->certainty};
  char group[16];
  switch (node->leaf) {
  case REF_IS_TRUE:
    one.truth = value->truth;
    if (one.truth == REF_UNKNOWN) {
      not_closer(&one, value, C_BOUNDS, name);
    }
    return one;
  case REF_IS_ACT:
  case REF_IS_COLOUR:
    one.truth = value->code == v ? REF_YES : REF_NO;
    return one;
  case REF_WITHIN:
    one = within(ask, value->code, v, value);
    one.certainty = value->certainty;
    return one;
  case REF_SMALLER:
    one.truth = value->hi < v ? REF_YES : REF_NO;
    if (value->lo < v && value->hi >= v) {
      not_closer(&one, value, C_BOUNDS, name);
    }
    return one;
  case REF_HAS:
    one.truth = (value->sure >> v & 1) != 0 ? REF_YES : REF_NO;
    if (one.truth == REF_NO && ((value->maybe >> v & 1) != 0 || value->open)) {
      not_closer(&one, value, C_BOUNDS, name);
    }
    return one;
  case REF_IN_GROUP:
    snprintf(group, sizeof group, "group-%d", v);
    one = in_group(ask, &ask->set->groups[v], value->code, group);
    one.certainty = one.certainty > value->certainty ? one.certainty : value->certainty;
    return one;
  case REF_NOT_AFTER:
    one.truth = value->day.last <= v ? REF_YES : REF_NO;
    if (value->day.first <= v && value->day.last > v) {
      not_closer(&one, value, C_DATE, name);
    }
    return one;
  default:
    one.truth = ask->set->content[value->code].truth;
    if (ask->set->content[value->code].certainty > one.certainty) {
      one.certainty = ask->set->content[value->code].certainty;
    }
    if (ask->set->content[value->code].certainty > ask->weakest || one.truth == REF_UNKNOWN) {
      one.truth = REF_UNKNOWN;
      cause_add(&one.causes, C_CONTENT, items[value->code]);
    }
    return one;
  }
}

struct leaf leaf_of(const struct asking *ask, const struct ref_node *node) {
  if (node->leaf == REF_ATOM) {
    return ref_world_atom(ask, node->values[0]);
  }
  const char *name = ref_fact_names[node->fact];
  struct ref_value value = ask->values[node->fact];
  struct leaf out = {.truth = REF_NO};
  bool silent = !value.known && (value.cause == REF_NONE || value.cause == C_FACT);
  if (silent && (node->fact == REF_FLAG_2 || node->fact == REF_FLAG_3)) {
    value = (struct ref_value){.known = true, .certainty = REF_ASSUMED, .cause = REF_NONE};
    value.truth = node->fact == REF_FLAG_2 ? REF_NO : REF_YES;
  }
  out.certainty = value.certainty;
  if (value.known && value.certainty > ask->weakest) {
    out.truth = REF_UNKNOWN;
    cause_add(&out.causes, C_DISPUTED, value.cause == REF_NONE ? name : "src");
    return out;
  }
  if (!value.known) {
    not_closer(&out, &value, C_FACT, name);
    return out;
  }
  out.certainty = REF_CONFIRMED;
  for (int i = 0; i < node->n_values; i++) {
    struct leaf one = against(ask, node, &value, node->values[i]);
    weigh(&out, one.truth, one.certainty, REF_YES);
    cause_join(&out.causes, &one.causes);
  }
  out.causes.n = out.truth == REF_UNKNOWN ? out.causes.n : 0;
  return out;
}

/* ================================================================= conditions: every unknown leaf both ways */

enum { REF_LEAVES_MAX = 16 };
struct tried {
  const struct asking *ask;
  struct leaf leaves[REF_LEAVES_MAX];     /* those that are unknown */
  int unknown[REF_LEAVES_MAX], n_unknown; /* node numbers */
  bool holds[REF_NODES_MAX];
  int truth[REF_NODES_MAX], certainty[REF_NODES_MAX]; /* of the leaves */
};

static void gather(struct tried *t, int at) {
  const struct ref_node *node = &t->ask->set->nodes[at];
  if (node->kind == REF_LEAF) {
    struct leaf leaf = leaf_of(t->ask, node);
    t->holds[at] = leaf.truth == REF_YES;
    t->truth[at] = leaf.truth;
    t->certainty[at] = leaf.certainty;
    if (leaf.truth == REF_UNKNOWN) {
      t->leaves[t->n_unknown] = leaf;
      t->unknown[t->n_unknown++] = at;
    }
    return;
  }
  for (int i = 0; i < node->n_kids; i++) {
    gather(t, node->kids[i]);
  }
}

static bool tree(const struct tried *t, int at) {
  const struct ref_node *node = &t->ask->set->nodes[at];
  if (node->kind == REF_LEAF) {
    return t->holds[at];
  }
  if (node->kind == REF_NOT) {
    return !tree(t, node->kids[0]);
  }
  for (int i = 0; i < node->n_kids; i++) {
    if (tree(t, node->kids[i]) == (node->kind == REF_OR)) {
      return node->kind == REF_OR;
    }
  }
  return node->kind == REF_AND;
}

static bool tree_in(struct tried *t, int at, unsigned world) {
  for (int i = 0; i < t->n_unknown; i++) {
    t->holds[t->unknown[i]] = (world >> i & 1) != 0;
  }
  return tree(t, at);
}

/* The certainty alone: truth and causes come from trying. */
static struct leaf weight(const struct tried *t, int at) {
  const struct ref_node *node = &t->ask->set->nodes[at];
  int decides = node->kind == REF_OR ? REF_YES : REF_NO;
  struct leaf out = {.truth = decides ^ 3};
  if (node->kind == REF_LEAF) {
    return (struct leaf){.truth = t->truth[at], .certainty = t->certainty[at]};
  }
  for (int i = 0; i < node->n_kids; i++) {
    struct leaf one = weight(t, node->kids[i]);
    weigh(&out, one.truth, one.certainty, decides);
    if (node->kind == REF_NOT) {
      out = one;
      out.truth = one.truth == REF_UNKNOWN ? REF_UNKNOWN : one.truth ^ 3;
    }
  }
  return out;
}

struct leaf condition(const struct asking *ask, int at) {
  struct leaf out = {.truth = REF_YES};
  if (at == REF_NONE) {
    return out;
  }
  struct tried t; /* not static: a layer asks from within */
  t.n_unknown = 0;
  t.ask = ask;
  gather(&t, at);
  out.certainty = weight(&t, at).certainty;
  out.truth = 0;
  for (unsigned w = 0; w < 1u << t.n_unknown; w++) {
    out.truth |= tree_in(&t, at, w) ? REF_YES : REF_NO;
  }
  for (int i = 0; i < t.n_unknown; i++) { /* a leaf that turns nothing is idle */
    bool turns = false;
    for (unsigned w = 0; w < 1u << t.n_unknown && !turns; w++) {
      turns = tree_in(&t, at, w) != tree_in(&t, at, w ^ 1u << i);
    }
    if (turns) {
      cause_join(&out.causes, &t.leaves[i].causes);
    }
  }
  return out;
}

/* ================================================================= one rule */

/* Whether a start or an end has come. */
int come(const struct ref_set *set, const struct ref_day *day, int none) {
  if (day->kind == 0) {
    return none;
  }
  struct ref_span span = day->kind == 1 ? day->span : set->dates[day->date];
  if (span.first == span.last) {
    return span.first <= REF_ON ? REF_YES : REF_NO;
  }
  return span.last < REF_ON ? REF_YES : span.first > REF_ON ? REF_NO : REF_UNKNOWN; /* every day it may touch */
}

struct ref_day from_of(const struct ref_set *set, const struct ref_rule *rule) {
  return rule->from.kind != 0 ? rule->from : set->regimes[rule->regime].from;
}

static bool exact_day(const struct ref_set *set, const struct ref_day *day, int *out) {
  struct ref_span span = day->kind == 1 ? day->span : set->dates[day->date];
  *out = span.first;
  return day->kind != 0 && span.first == span.last;
}

/* SPEC 8.6: its own day, else its regime's, else that of an exact start, else always. */
static int rule_stated(const struct ref_set *set, const struct ref_rule *rule) {
  struct ref_day start = from_of(set, rule);
  int from;
  if (rule->known != REF_NONE) {
    return rule->known;
  }
  if (set->regimes[rule->regime].known != REF_NONE) {
    return set->regimes[rule->regime].known;
  }
  return exact_day(set, &start, &from) ? from : -1000;
}

/* SPEC 8.7: earlier when a cite that does not deny says so; the earliest cite's alone where the rule says no day and all
 * of them do. */
static int rule_known(const struct ref_set *set, const struct ref_rule *rule) {
  int stated = rule_stated(set, rule), cited = 1000;
  bool all = true;
  for (int i = 0; i < rule->n_cites; i++) {
    if (rule->cites[i].certainty == REF_DENIED) {
      continue;
    }
    all = all && rule->cites[i].known != REF_NONE;
    if (rule->cites[i].known != REF_NONE && rule->cites[i].known < cited) {
      cited = rule->cites[i].known;
    }
  }
  bool alone = rule->known == REF_NONE && all && cited < 1000;
  return alone || cited < stated ? cited : stated;
}

struct source source_of(const struct ref_set *set, const struct ref_rule *rule, int weakest) {
  struct source out = {rule_known(set, rule) <= REF_KNOWN, REF_YES, REF_CONFIRMED, REF_CONFIRMED};
  int best = REF_ASSUMED, denied = -1000;
  bool is_denied = false, again = false;
  for (int i = 0; i < rule->n_cites; i++) {
    int known = rule->cites[i].known == REF_NONE ? rule_stated(set, rule) : rule->cites[i].known;
    if (known > REF_KNOWN) {
      continue;
    }
    if (rule->cites[i].certainty >= REF_DISPUTED) {
      is_denied = true;
      denied = known > denied ? known : denied;
    } else if (rule->cites[i].certainty < best) {
      best = rule->cites[i].certainty;
    }
  }
  for (int i = 0; i < rule->n_cites; i++) {
    int known = rule->cites[i].known == REF_NONE ? rule_stated(set, rule) : rule->cites[i].known;
    again = again || (rule->cites[i].certainty == REF_CONFIRMED && known <= REF_KNOWN && known > denied);
  }
  out.truth = (is_denied && !again) || best > weakest ? REF_UNKNOWN : REF_YES;
  out.best = best;
  out.certainty = is_denied && !again ? REF_DISPUTED : best;
  return out;
}
