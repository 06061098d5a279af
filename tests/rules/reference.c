/* The reference's families, regimes and answer: every unknown of a family both ways, every combination of families. See
 * reference.h. Slow on purpose: every definition is spelt out where it is used. Specification: SPEC 6, 9, 11. */
#include "rules/reference_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const cause_kinds[] = {"fact", "bounds", "area", "date", "disputed", "table", "content", "group"};

/* ================================================================= families */

enum part { P_DATE, P_FROM, P_OVER, P_SOURCE, P_CONDITION, P_DISPUTE };
struct unknown {
  int part, key; /* key: rule, or named date */
  struct causes causes;
  unsigned rules; /* whose unknown it is */
};

/* A requirement as it is compared: 9 is a consent. */
struct need {
  int kind, approver, office, n, days, text;
  bool calendar;
};

struct said {
  int verdict;        /* 0 silent, else 1..4 */
  unsigned approvers; /* mask of offices */
  uint64_t needs;     /* mask of the set's needs: asked for, or something stricter is */
  unsigned holds;     /* rules (by their place in the family) that would apply if nothing lifted them */
  unsigned effective; /* those that do */
  unsigned clashes;   /* those that would, beside one that disputes them */
};

struct family {
  int rules[REF_RULES_MAX], n;
  int source[REF_RULES_MAX], condition[REF_RULES_MAX]; /* certainties */
  struct unknown unknowns[32];
  int n_unknowns;
  struct said worlds[1 << REF_UNKNOWNS_MAX];
};

struct everything {
  const struct ref_set *set;
  struct need needs[64];
  int n_needs, certainty[64];    /* of each: of the best source that asks for it */
  unsigned reach[REF_RULES_MAX]; /* of each rule: mask of names that it lifts */
};

/* ---- what is lifted */

static unsigned reach_of(const struct ref_set *set, int rule, int steps) {
  unsigned out = set->rules[rule].lifts | set->rules[rule].replaces;
  for (int i = 0; steps > 0 && i < set->n_rules; i++) {
    bool replaced = (set->rules[rule].replaces >> set->rules[i].name & 1) != 0;
    if (replaced && set->rules[i].regime == set->rules[rule].regime) {
      out |= reach_of(set, i, steps - 1);
    }
  }
  return out;
}

/* ---- needs */

static bool need_covers(const struct need *a, const struct need *b) {
  if (a->kind != b->kind || a->approver != b->approver || a->office != b->office || a->text != b->text) {
    return false;
  }
  if (a->kind == 1) {
    return a->n >= b->n;
  }
  if (a->kind == 0) { /* sooner; n calendar days are within n working days */
    return b->days == 0 || (a->days != 0 && a->days <= b->days && (a->calendar == b->calendar || a->calendar));
  }
  if (a->kind == 4) { /* less */
    return a->n <= b->n;
  }
  if (a->kind == 2) { /* longer */
    return a->days >= b->days && (a->calendar == b->calendar || b->calendar);
  }
  return true;
}

static int need_find(struct everything *all, struct need need) {
  for (int i = 0; i < all->n_needs; i++) {
    if (need_covers(&all->needs[i], &need) && need_covers(&need, &all->needs[i])) {
      return i;
    }
  }
  all->needs[all->n_needs] = need;
  return all->n_needs++;
}

static struct need consent(int office) {
  return (struct need){.kind = 9, .approver = office, .office = office};
}

static struct need need_of(const struct ref_rule *rule, const struct ref_clause *c) {
  struct need need = {.kind = c->kind, .approver = rule->effect == REF_REVIEW ? rule->office : REF_NONE};
  need.office = c->kind == 0 || c->kind == 2 ? c->office : REF_NONE;
  need.n = c->kind == 1 || c->kind == 4 ? c->n : 0;
  need.days = c->kind == 0 || c->kind == 2 ? c->days : 0;
  need.calendar = need.days > 0 && c->calendar;
  need.text = c->kind == 3 ? c->text : REF_NONE;
  return need;
}

static uint64_t needs_of_rule(struct everything *all, const struct ref_rule *rule) {
  uint64_t out = 0;
  if (rule->effect == REF_REVIEW) {
    out |= (uint64_t)1 << need_find(all, consent(rule->office));
  }
  for (int i = 0; i < rule->n_clauses; i++) {
    out |= (uint64_t)1 << need_find(all, need_of(rule, &rule->clauses[i]));
  }
  return out;
}

static uint64_t with_milder(const struct everything *all, uint64_t needs) {
  uint64_t out = needs;
  for (int i = 0; i < all->n_needs; i++) {
    for (int j = 0; j < all->n_needs; j++) {
      if ((needs >> i & 1) != 0 && need_covers(&all->needs[i], &all->needs[j])) {
        out |= (uint64_t)1 << j;
      }
    }
  }
  return out;
}

/* ---- unknowns */

static int find_unknown(struct family *f, int part, int key) {
  for (int i = 0; i < f->n_unknowns; i++) {
    if (f->unknowns[i].part == part && f->unknowns[i].key == key) {
      return i;
    }
  }
  f->unknowns[f->n_unknowns] = (struct unknown){.part = part, .key = key};
  return f->n_unknowns++;
}

static void rule_name(const struct ref_set *set, int rule, char *out, size_t size) {
  snprintf(out, size, "n%d", set->rules[rule].name);
}

static void day_unknown(struct family *f, const struct ref_set *set, int rule, const struct ref_day *day, int part) {
  char name[16];
  bool named = day->kind == 2;
  int u = find_unknown(f, named ? P_DATE : part, named ? day->date : rule);
  if (named) {
    snprintf(name, sizeof name, "day-%d", day->date);
  } else {
    rule_name(set, rule, name, sizeof name);
  }
  cause_add(&f->unknowns[u].causes, C_DATE, name);
}

struct facts_of_rule {
  bool known;
  int from, over, source;
  struct leaf condition;
  bool beside;
};

static bool is_beside(const struct ref_set *set, int a, int b) {
  const struct ref_rule *x = &set->rules[a], *y = &set->rules[b];
  return (x->disputed_by >> y->name & 1) != 0 || (y->disputed_by >> x->name & 1) != 0;
}

static void ask_rules(const struct asking *ask, struct family *f, struct facts_of_rule *facts) {
  const struct ref_set *set = ask->set;
  for (int i = 0; i < f->n; i++) {
    const struct ref_rule *rule = &set->rules[f->rules[i]];
    struct facts_of_rule *fact = &facts[i];
    struct ref_day from = from_of(set, rule);
    struct source source = source_of(set, rule, ask->weakest);
    char name[16];
    rule_name(set, f->rules[i], name, sizeof name);
    fact->known = source.known;
    fact->source = source.truth;
    f->source[i] = source.certainty;
    fact->from = come(set, &from, REF_YES);
    fact->over = come(set, &rule->before, REF_NO);
    fact->condition = (struct leaf){.truth = REF_NO}; /* idle where the period does not hold */
    if (fact->known && fact->from != REF_NO && fact->over != REF_YES) {
      fact->condition = condition(ask, rule->condition);
    }
    f->condition[i] = fact->condition.certainty;
    fact->beside = false;
    for (int j = 0; j < f->n; j++) {
      fact->beside = fact->beside || is_beside(set, f->rules[i], f->rules[j]);
    }
    if (!fact->known) {
      continue;
    }
    if (fact->from == REF_UNKNOWN) {
      day_unknown(f, set, f->rules[i], &from, P_FROM);
    }
    if (fact->over == REF_UNKNOWN) {
      day_unknown(f, set, f->rules[i], &rule->before, P_OVER);
    }
    if (fact->source == REF_UNKNOWN) {
      cause_add(&f->unknowns[find_unknown(f, P_SOURCE, f->rules[i])].causes, C_DISPUTED, name);
    }
    if (fact->condition.truth == REF_UNKNOWN) {
      f->unknowns[find_unknown(f, P_CONDITION, f->rules[i])].causes = fact->condition.causes;
    }
    if (fact->beside) {
      cause_add(&f->unknowns[find_unknown(f, P_DISPUTE, f->rules[i])].causes, C_DISPUTED, name);
    }
  }
}

/* Is b a later version of a? */
static bool is_later(const struct ref_set *set, int a, int b) {
  return a < b && set->rules[a].name == set->rules[b].name && set->rules[a].regime == set->rules[b].regime;
}

/* Does this start, named date or source of a rule decide whether it has begun? */
static bool of_start(const struct ref_set *set, const struct unknown *u, int rule) {
  struct ref_day from = from_of(set, &set->rules[rule]);
  return u->part == P_DATE ? from.kind == 2 && from.date == u->key
                           : (u->part == P_FROM || u->part == P_SOURCE) && u->key == rule;
}

/* SPEC 9.11: of the rules that may apply, those that the unknown is one of, or that end where it begins. */
static void ask_needed_by(const struct ref_set *set, struct family *f, const struct facts_of_rule *facts) {
  for (int i = 0; i < f->n; i++) {
    const struct ref_day *before = &set->rules[f->rules[i]].before;
    bool possible = facts[i].known && facts[i].condition.truth != REF_NO;
    for (int j = 0; j < f->n; j++) {
      bool began = facts[j].known && facts[j].from == REF_YES && facts[j].source == REF_YES;
      possible = possible && !(began && is_later(set, f->rules[i], f->rules[j]));
    }
    for (int u = 0; possible && u < f->n_unknowns; u++) {
      struct unknown *unknown = &f->unknowns[u];
      bool own = unknown->part != P_DATE && unknown->key == f->rules[i];
      own = own || (unknown->part == P_DATE && before->kind == 2 && before->date == unknown->key);
      for (int j = 0; j < f->n; j++) {
        bool begins = j == i || (facts[j].known && is_later(set, f->rules[i], f->rules[j]));
        own = own || (begins && of_start(set, unknown, f->rules[j]));
      }
      unknown->rules |= own ? 1u << f->rules[i] : 0;
    }
  }
}

static bool taken(const struct family *f, unsigned world, int truth, int part, int key) {
  if (truth != REF_UNKNOWN) {
    return truth == REF_YES;
  }
  for (int i = 0; i < f->n_unknowns; i++) {
    if (f->unknowns[i].part == part && f->unknowns[i].key == key) {
      return (world >> i & 1) != 0;
    }
  }
  return false;
}

static bool day_taken(const struct family *f, unsigned world, int truth, const struct ref_day *day, int part,
                      int rule) {
  return day->kind == 2 ? taken(f, world, truth, P_DATE, day->date) : taken(f, world, truth, part, rule);
}

/* What the family says in one world. */
static struct said say(struct everything *all, const struct family *f, const struct facts_of_rule *facts,
                       unsigned world) {
  const struct ref_set *set = all->set;
  bool began[REF_RULES_MAX], would[REF_RULES_MAX], holds[REF_RULES_MAX], lifted[REF_RULES_MAX] = {false};
  for (int i = 0; i < f->n; i++) {
    const struct ref_rule *rule = &set->rules[f->rules[i]];
    struct ref_day from = from_of(set, rule);
    began[i] = facts[i].known && day_taken(f, world, facts[i].from, &from, P_FROM, f->rules[i]) &&
               taken(f, world, facts[i].source, P_SOURCE, f->rules[i]);
  }
  for (int i = 0; i < f->n; i++) {
    const struct ref_rule *rule = &set->rules[f->rules[i]];
    would[i] = began[i] && !day_taken(f, world, facts[i].over, &rule->before, P_OVER, f->rules[i]) &&
               taken(f, world, facts[i].condition.truth, P_CONDITION, f->rules[i]);
    for (int j = 0; j < f->n; j++) {
      would[i] = would[i] && !(is_later(set, f->rules[i], f->rules[j]) && began[j]);
    }
  }
  unsigned clashes = 0;
  for (int i = 0; i < f->n; i++) {
    bool disputed = false;
    for (int j = 0; j < f->n; j++) {
      disputed = disputed || (would[j] && is_beside(set, f->rules[i], f->rules[j]));
    }
    clashes |= disputed && would[i] ? 1u << i : 0;
    holds[i] = would[i] && (!disputed || taken(f, world, REF_UNKNOWN, P_DISPUTE, f->rules[i]));
  }
  struct said out = {.clashes = clashes};
  for (int i = 0; i < f->n; i++) {
    out.holds |= holds[i] ? 1u << i : 0;
  }
  for (int name = REF_RULES_MAX - 1; name >= 0; name--) { /* an exception's name is above those that it lifts */
    for (int i = 0; i < f->n; i++) {
      const struct ref_rule *rule = &set->rules[f->rules[i]];
      if (rule->name != name || !holds[i] || lifted[i]) {
        continue;
      }
      out.effective |= 1u << i;
      for (int j = 0; j < f->n; j++) {
        lifted[j] = lifted[j] || (all->reach[f->rules[i]] >> set->rules[f->rules[j]].name & 1) != 0;
      }
      int verdict = rule->effect >= REF_PERMIT ? rule->effect - REF_PERMIT + 1 : 0;
      out.verdict = verdict > out.verdict ? verdict : out.verdict;
      out.approvers |= rule->effect == REF_REVIEW ? 1u << rule->office : 0;
      out.needs |= needs_of_rule(all, rule);
    }
  }
  return out;
}

/* ---- who belongs together */

static void join_rules(int *group, int n, int a, int b) {
  int from = group[a], to = group[b];
  for (int i = 0; i < n; i++) {
    group[i] = group[i] == from ? to : group[i];
  }
}

static bool together(const struct ref_set *set, int a, int b) {
  const struct ref_rule *x = &set->rules[a], *y = &set->rules[b];
  if (x->regime != y->regime) {
    return false;
  }
  bool date = (x->from.kind == 2 && y->from.kind == 2 && x->from.date == y->from.date) ||
              (x->from.kind == 2 && y->before.kind == 2 && x->from.date == y->before.date) ||
              (x->before.kind == 2 && y->before.kind == 2 && x->before.date == y->before.date) ||
              (x->before.kind == 2 && y->from.kind == 2 && x->before.date == y->from.date);
  unsigned names = x->lifts | x->replaces | x->disputed_by;
  return x->name == y->name || date || (names >> y->name & 1) != 0;
}

static int families_of(const struct ref_set *set, int regime, struct family *out) {
  int group[REF_RULES_MAX], n = 0;
  for (int i = 0; i < set->n_rules; i++) {
    group[i] = i;
  }
  for (int i = 0; i < set->n_rules; i++) {
    for (int j = 0; j < set->n_rules; j++) {
      if (i != j && together(set, i, j)) {
        join_rules(group, set->n_rules, i, j);
      }
    }
  }
  for (int g = 0; g < set->n_rules; g++) {
    out[n].n = 0;
    out[n].n_unknowns = 0;
    for (int i = 0; i < set->n_rules; i++) {
      if (group[i] == g && set->rules[i].regime == regime) {
        out[n].rules[out[n].n++] = i;
      }
    }
    n += out[n].n > 0 ? 1 : 0;
  }
  return n;
}

/* ================================================================= regimes */

struct regime_said {
  struct family *families;
  int n;
  int treats;
  struct causes treats_causes;
  int least, most;
};

static int otherwise_verdict(const struct ref_regime *regime) {
  return regime->otherwise >= REF_PERMIT ? regime->otherwise - REF_PERMIT + 1 : 0;
}

/* One word of each family, and whether the silence of all counts. */
static int regime_word(const struct ref_regime *regime, int strictest, bool counts) {
  return strictest > 0 ? strictest : counts ? otherwise_verdict(regime) : 0;
}

static unsigned words_of(const struct family *f) {
  unsigned out = 0;
  for (unsigned w = 0; w < 1u << f->n_unknowns; w++) {
    out |= 1u << f->worlds[w].verdict;
  }
  return out;
}

/* Every strictest word that some combination of one outcome of each family comes to; the family `without` left out. */
static unsigned combinations(const struct regime_said *said, int without) {
  unsigned out = 1; /* none asked yet: silence */
  for (int f = 0; f < said->n; f++) {
    unsigned words = f == without ? 1 : words_of(&said->families[f]), next = 0;
    for (int a = 0; a < 5; a++) {
      for (int b = 0; b < 5; b++) {
        bool both = (out >> a & 1) != 0 && (words >> b & 1) != 0;
        next |= both ? 1u << (a > b ? a : b) : 0;
      }
    }
    out = next;
  }
  return out;
}

static bool ask_regime(struct everything *all, const struct asking *who, struct regime_said *out, bool *exact) {
  const struct ref_set *set = all->set;
  const struct asking ask = *who;
  int regime = ask.regime, weakest = ask.weakest;
  const struct ref_value *act = &ask.values[REF_ACT];
  out->treats = REF_NO;
  out->treats_causes.n = 0;
  if (set->regimes[regime].treats != 0) {
    struct ref_node node = {.leaf = REF_IS_ACT, .fact = REF_ACT, .values = {0, 1}, .n_values = 0};
    for (int i = 0; i < 2; i++) {
      if ((set->regimes[regime].treats >> i & 1) != 0) {
        node.values[node.n_values++] = i;
      }
    }
    struct leaf leaf = leaf_of(&ask, &node);
    if (!act->known || act->certainty > weakest) {
      leaf.truth = REF_UNKNOWN;
    }
    out->treats = leaf.truth;
    out->treats_causes = leaf.causes;
    int begun = come(set, &set->regimes[regime].from, REF_YES);
    bool in_force = begun != REF_NO && set->regimes[regime].known <= REF_KNOWN;
    if (!in_force) {
      out->treats = REF_NO;
    } else if (begun == REF_UNKNOWN && out->treats != REF_NO) {
      char name[16];
      snprintf(name, sizeof name, "r%d", regime);
      out->treats = REF_UNKNOWN;
      cause_add(&out->treats_causes, C_DATE, name);
    }
  }
  out->n = families_of(set, regime, out->families);
  for (int f = 0; f < out->n; f++) {
    struct family *family = &out->families[f];
    struct facts_of_rule facts[REF_RULES_MAX]; /* not static: a layer asks from within */
    ask_rules(&ask, family, facts);
    ask_needed_by(set, family, facts);
    if (family->n_unknowns > REF_UNKNOWNS_MAX) {
      return false;
    }
    *exact = *exact && family->n_unknowns <= 8;
    for (unsigned w = 0; w < 1u << family->n_unknowns; w++) {
      family->worlds[w] = say(all, family, facts, w);
    }
  }
  unsigned words = combinations(out, REF_NONE);
  out->least = 9;
  out->most = 0;
  for (int strictest = 0; strictest < 5; strictest++) {
    for (int counts = 0; counts < 2; counts++) {
      if ((words >> strictest & 1) == 0 || (out->treats & (counts ? REF_YES : REF_NO)) == 0) {
        continue;
      }
      int word = regime_word(&set->regimes[regime], strictest, counts != 0);
      out->least = word < out->least ? word : out->least;
      out->most = word > out->most ? word : out->most;
    }
  }
  return true;
}

static void prepare(struct everything *all, const struct ref_set *set) {
  all->set = set;
  for (int i = 0; i < 64; i++) {
    all->certainty[i] = REF_DENIED;
  }
  for (int i = 0; i < set->n_rules; i++) {
    all->reach[i] = reach_of(set, i, REF_RULES_MAX);
    needs_of_rule(all, &set->rules[i]);
  }
  for (int r = 0; r < set->n_regimes; r++) {
    if (set->regimes[r].otherwise == REF_REVIEW) {
      need_find(all, consent(set->regimes[r].office));
    }
  }
}

/* ================================================================= the answer */

enum { LINES = 64 };
struct missing {
  struct cause cause;
  unsigned moves;
  unsigned needed_by; /* rules */
};
struct answer {
  int least, most;
  int approver[REF_REGIMES_MAX][8]; /* by office: 0 not, 2 yes, 3 unknown */
  int need[64];
  uint64_t asked; /* needs that some rule itself asks for in some world */
  struct missing missing[64];
  int n_missing;
};

static void miss(struct answer *out, const struct causes *causes, unsigned moves, unsigned rules) {
  for (int i = 0; moves != 0 && i < causes->n; i++) {
    int at = 0;
    while (at < out->n_missing && (out->missing[at].cause.kind != causes->at[i].kind ||
                                   strcmp(out->missing[at].cause.name, causes->at[i].name) != 0)) {
      at++;
    }
    if (at == out->n_missing) {
      out->missing[out->n_missing++] = (struct missing){causes->at[i], 0, 0};
    }
    out->missing[at].moves |= moves;
    out->missing[at].needed_by |= rules;
  }
}

/* True in every outcome of some family; unknown in some outcome. Where the regime's silence asks for it, also true when
 * whatever breaks the silence asks for it as well. */
static void ask_one(int *value, const struct regime_said *said, bool of_silence, int bit, bool approver) {
  bool silence_covers = of_silence && said->treats == REF_YES;
  bool silent_possible = (combinations(said, REF_NONE) & 1) != 0;
  for (int f = 0; f < said->n; f++) {
    const struct family *family = &said->families[f];
    bool every = true, some = false;
    for (unsigned w = 0; w < 1u << family->n_unknowns; w++) {
      uint64_t mask = approver ? family->worlds[w].approvers : family->worlds[w].needs;
      bool in = (mask >> bit & 1) != 0;
      every = every && in;
      some = some || in;
      silence_covers = silence_covers && (in || family->worlds[w].verdict == 0);
    }
    *value = every ? REF_YES : some && *value == 0 ? REF_UNKNOWN : *value;
  }
  if (of_silence && silent_possible && said->treats != REF_NO) {
    *value = silence_covers ? REF_YES : *value == 0 ? REF_UNKNOWN : *value;
  }
}

static int clip(int verdict, int least) {
  return verdict > least ? verdict : least;
}

/* What turning one unknown in one world of a family changes, for some word of the other families. */
static unsigned turned(const struct everything *all, const struct answer *answer, const struct regime_said *said,
                       int regime, int f, struct said a, struct said b) {
  const struct ref_regime *it = &all->set->regimes[regime];
  unsigned others = combinations(said, f), moves = 0;
  uint64_t of_silence = 0;
  for (int i = 0; i < all->n_needs; i++) {
    bool consent_of_it = all->needs[i].kind == 9 && all->needs[i].approver == it->office;
    of_silence |= it->otherwise == REF_REVIEW && consent_of_it ? (uint64_t)1 << i : 0;
  }
  for (int word = 0; word < 5; word++) {
    for (int counts = 0; counts < 2; counts++) {
      if ((others >> word & 1) == 0 || (said->treats & (counts ? REF_YES : REF_NO)) == 0) {
        continue;
      }
      int of_a = regime_word(it, a.verdict > word ? a.verdict : word, counts != 0);
      int of_b = regime_word(it, b.verdict > word ? b.verdict : word, counts != 0);
      moves |= clip(of_a, answer->least) != clip(of_b, answer->least) ? 1u : 0u;
      bool silent_a = a.verdict == 0 && word == 0 && counts != 0, silent_b = b.verdict == 0 && word == 0 && counts != 0;
      bool review = it->otherwise == REF_REVIEW;
      unsigned approvers_a = a.approvers | (silent_a && review ? 1u << it->office : 0);
      unsigned approvers_b = b.approvers | (silent_b && review ? 1u << it->office : 0);
      uint64_t needs_a = a.needs | (silent_a ? of_silence : 0), needs_b = b.needs | (silent_b ? of_silence : 0);
      for (int i = 0; i < 8; i++) {
        bool differs = ((approvers_a ^ approvers_b) >> i & 1) != 0;
        moves |= differs && answer->approver[regime][i] != REF_YES ? 2u : 0u;
      }
      for (int i = 0; i < all->n_needs; i++) {
        bool differs = ((needs_a ^ needs_b) >> i & 1) != 0;
        moves |= differs && answer->need[i] != REF_YES ? 4u : 0u;
      }
    }
  }
  return moves;
}

static void ask_missing(const struct everything *all, struct answer *out, const struct regime_said *said, int regime) {
  const struct ref_regime *it = &all->set->regimes[regime];
  for (int f = 0; f < said->n; f++) {
    const struct family *family = &said->families[f];
    for (int u = 0; u < family->n_unknowns; u++) {
      unsigned moves = 0;
      for (unsigned w = 0; w < 1u << family->n_unknowns; w++) {
        if ((w >> u & 1) == 0) {
          moves |= turned(all, out, said, regime, f, family->worlds[w], family->worlds[w | 1u << u]);
        }
      }
      miss(out, &family->unknowns[u].causes, moves, family->unknowns[u].rules);
    }
  }
  if (said->treats != REF_UNKNOWN || (combinations(said, REF_NONE) & 1) == 0) {
    return;
  }
  unsigned moves = clip(otherwise_verdict(it), out->least) != out->least ? 1u : 0u;
  if (it->otherwise == REF_REVIEW) {
    moves |= out->approver[regime][it->office] != REF_YES ? 2u : 0u;
    for (int i = 0; i < all->n_needs; i++) {
      bool it_is = all->needs[i].kind == 9 && all->needs[i].approver == it->office;
      moves |= it_is && out->need[i] != REF_YES ? 4u : 0u;
    }
  }
  miss(out, &said->treats_causes, moves, 0);
}

/* A regime by itself: what its own verdict lacks, above its own least. */
void ref_regime_verdict(const struct asking *ask, int regime, int *least, int *most, struct causes *lacks) {
  struct asking inner = *ask;
  static struct family families[REF_REGIMES_MAX][REF_RULES_MAX]; /* large; a regime asks later ones only */
  static struct everything everythings[REF_REGIMES_MAX];
  static struct answer answers[REF_REGIMES_MAX];
  struct everything *all = &everythings[regime];
  struct answer *a = &answers[regime];
  struct regime_said said = {.families = families[regime]};
  bool exact = true;
  inner.regime = regime;
  inner.depth++;
  memset(all, 0, sizeof *all);
  memset(a, 0, sizeof *a);
  prepare(all, ask->set);
  if (!ask_regime(all, &inner, &said, &exact) || !exact) {
    fprintf(stderr, "reference: a layer with too many unknowns\n");
    abort();
  }
  *least = a->least = said.least;
  *most = a->most = said.most;
  ask_missing(all, a, &said, regime);
  for (int i = 0; i < a->n_missing; i++) {
    if ((a->missing[i].moves & 1u) != 0) {
      cause_add(lacks, a->missing[i].cause.kind, a->missing[i].cause.name);
    }
  }
}

static int compare_lines(const void *a, const void *b) {
  return strcmp(a, b);
}

static void print_need(char *line, size_t size, const struct need *need, int value, int certainty) {
  static const char *const kinds[] = {"advice", "countersign", "notify", "proviso", "limit"};
  snprintf(line, size, "requires %s approver=%d office=%d n=%d days=%d%s text=%d %s %s",
           need->kind == 9 ? "consent" : kinds[need->kind], need->approver, need->office, need->n, need->days,
           need->calendar ? "c" : "", need->kind == 3 ? need->text : REF_NONE, value == REF_YES ? "yes" : "unknown",
           ref_certainties[certainty]);
}

/* Names of rules, in the order of the names. */
static void put_rules(struct ref_out *out, const struct ref_set *set, unsigned rules, const char *before) {
  for (int name = 0; name < REF_RULES_MAX; name++) {
    for (int i = 0; i < set->n_rules; i++) {
      if ((rules >> i & 1) != 0 && set->rules[i].name == name) {
        ref_put(out, "%s n%d", before, name);
        before = "";
      }
    }
  }
}

static void take_certainty(struct everything *all, struct need need, int certainty) {
  int at = need_find(all, need);
  all->certainty[at] = certainty < all->certainty[at] ? certainty : all->certainty[at];
}

/* SPEC 8.12: of the clauses and consents of what applies in some outcome. */
static void ask_certainties(struct everything *all, const struct family *f) {
  for (int i = 0; i < f->n; i++) {
    const struct ref_rule *rule = &all->set->rules[f->rules[i]];
    int source = f->source[i];
    bool some = false;
    for (unsigned w = 0; w < 1u << f->n_unknowns; w++) {
      some = some || (f->worlds[w].effective >> i & 1) != 0;
      source = (f->worlds[w].clashes >> i & 1) != 0 ? REF_DISPUTED : source;
    }
    if (some && rule->effect == REF_REVIEW) {
      take_certainty(all, consent(rule->office), source);
    }
    for (int c = 0; some && c < rule->n_clauses; c++) {
      int own = rule->clauses[c].certainty;
      take_certainty(all, need_of(rule, &rule->clauses[c]), own != REF_NONE ? own : source);
    }
  }
}

/* SPEC 9.9: what applies in every outcome, in some, or would but for what lifts it. */
static void put_grounds(const struct everything *all, const struct family *f, int line, char lines[][REF_LINE],
                        int *n) {
  for (int i = 0; i < f->n; i++) {
    unsigned lifters = 0;
    bool holds = false, some = false, every = true, clashes = false;
    for (unsigned w = 0; w < 1u << f->n_unknowns; w++) {
      const struct said *world = &f->worlds[w];
      bool it_holds = (world->holds >> i & 1) != 0, applies = (world->effective >> i & 1) != 0;
      holds = holds || it_holds;
      some = some || applies;
      clashes = clashes || (world->clashes >> i & 1) != 0;
      every = every && applies;
      for (int j = 0; it_holds && j < f->n; j++) {
        bool lifts = (all->reach[f->rules[j]] >> all->set->rules[f->rules[i]].name & 1) != 0;
        lifters |= lifts && (world->effective >> j & 1) != 0 ? 1u << f->rules[j] : 0;
      }
    }
    if (holds) {
      const struct ref_rule *rule = &all->set->rules[f->rules[i]];
      struct ref_out out = {lines[(*n)++], 0, REF_LINE};
      ref_put(&out, "ground r%d n%d line %d %s", rule->regime, rule->name, line,
              every  ? "applies"
              : some ? "unknown"
                     : "lifted");
      int certainty = f->source[i] > f->condition[i] ? f->source[i] : f->condition[i];
      ref_put(&out, " %s", ref_certainties[clashes ? REF_DISPUTED : certainty]);
      put_rules(&out, all->set, lifters, " by");
    }
  }
}

/* SPEC 9.10. All notes of the rules are one, and all their references. */
static void put_notes(const struct everything *all, struct regime_said said[][REF_REGIMES_MAX], char lines[][REF_LINE],
                      int *n) {
  bool note = false, refer = false, otherwise = false;
  for (int line = 0; line < all->set->n_lines; line++) {
    for (int r = 0; r < all->set->n_regimes; r++) {
      const struct regime_said *it = &said[line][r];
      bool silent = (combinations(it, REF_NONE) & 1) != 0 && it->treats != REF_NO;
      otherwise = otherwise || (silent && all->set->regimes[r].otherwise == REF_REFER);
      for (int f = 0; f < it->n; f++) {
        put_grounds(all, &it->families[f], line, lines, n);
        for (unsigned w = 0; w < 1u << it->families[f].n_unknowns; w++) {
          for (int i = 0; i < it->families[f].n; i++) {
            bool applies = (it->families[f].worlds[w].effective >> i & 1) != 0;
            int effect = all->set->rules[it->families[f].rules[i]].effect;
            note = note || (applies && effect == REF_NOTE);
            refer = refer || (applies && effect == REF_REFER);
          }
        }
      }
    }
  }
  const char *words[] = {note ? "n" : NULL, refer ? "r" : NULL, otherwise ? "o" : NULL};
  for (int i = 0; i < 3; i++) {
    if (words[i]) {
      snprintf(lines[(*n)++], REF_LINE, "note %s", words[i]);
    }
  }
}

static void print_answer(const struct everything *all, struct regime_said said[][REF_REGIMES_MAX],
                         const struct answer *a, int certainty, char *text, size_t size) {
  static char lines[REF_LINES_OUT][REF_LINE];
  int n = 0;
  bool settled = a->least == a->most;
  for (int r = 0; r < all->set->n_regimes; r++) {
    for (int o = 0; o < 8; o++) {
      if (a->approver[r][o] != 0) {
        settled = settled && a->approver[r][o] == REF_YES;
        snprintf(lines[n++], sizeof lines[0], "approver r%d o%d %s", r, o,
                 a->approver[r][o] == REF_YES ? "yes" : "unknown");
      }
    }
  }
  for (int i = 0; i < all->n_needs; i++) {
    bool merged = false; /* into a stricter one that is sure */
    for (int j = 0; j < all->n_needs; j++) {
      merged = merged || (i != j && a->need[j] == REF_YES && need_covers(&all->needs[j], &all->needs[i]));
    }
    bool asked = all->needs[i].kind == 9 || (a->asked >> i & 1) != 0; /* `otherwise` asks for consents only */
    if (a->need[i] != 0 && asked && !merged) {
      settled = settled && a->need[i] == REF_YES;
      print_need(lines[n++], sizeof lines[0], &all->needs[i], a->need[i], all->certainty[i]);
    }
  }
  for (int i = 0; i < a->n_missing; i++) {
    struct ref_out out = {lines[n++], 0, REF_LINE};
    ref_put(&out, "missing %s %s moves=%u", cause_kinds[a->missing[i].cause.kind], a->missing[i].cause.name,
            a->missing[i].moves);
    put_rules(&out, all->set, a->missing[i].needed_by, " needed by");
  }
  put_notes(all, said, lines, &n);
  ref_world_terms(all->set, lines, &n);
  qsort(lines, (size_t)n, sizeof lines[0], compare_lines);
  struct ref_out out = {text, 0, size};
  ref_put(&out, "%d..%d %s %s\n", a->least, a->most, ref_certainties[certainty], settled ? "settled" : "open");
  for (int i = 0; i < n; i++) {
    ref_put(&out, "%s\n", lines[i]);
  }
}

/* One pass: all lines and regimes, bound by bound. */
static bool bounds(struct everything *all, struct regime_said said[][REF_REGIMES_MAX], int weakest, int *least,
                   int *most, bool *exact) {
  *least = *most = 0;
  for (int line = 0; line < all->set->n_lines; line++) {
    for (int r = 0; r < all->set->n_regimes; r++) {
      struct asking ask = {
          .set = all->set, .values = all->set->values[line], .regime = r, .weakest = weakest, .line = line};
      if (!ask_regime(all, &ask, &said[line][r], exact)) {
        return false;
      }
      *least = said[line][r].least > *least ? said[line][r].least : *least;
      *most = said[line][r].most > *most ? said[line][r].most : *most;
    }
  }
  return true;
}

static void widen_needs(const struct everything *all, struct regime_said *said, uint64_t *asked) {
  for (int f = 0; f < said->n; f++) {
    for (unsigned w = 0; w < 1u << said->families[f].n_unknowns; w++) {
      *asked |= said->families[f].worlds[w].needs;
      said->families[f].worlds[w].needs = with_milder(all, said->families[f].worlds[w].needs);
    }
  }
}

bool ref_answer(const struct ref_set *set, char *text, size_t size, bool *exact, int *at_least, int *at_most) {
  static struct family families[REF_LINES_MAX][REF_REGIMES_MAX][REF_RULES_MAX];
  static struct regime_said said[REF_LINES_MAX][REF_REGIMES_MAX];
  static struct everything all;
  static struct answer a;
  memset(&all, 0, sizeof all);
  memset(&a, 0, sizeof a);
  *exact = true;
  prepare(&all, set);
  for (int line = 0; line < REF_LINES_MAX; line++) {
    for (int r = 0; r < REF_REGIMES_MAX; r++) {
      said[line][r].families = families[line][r];
    }
  }
  int certainty = REF_ASSUMED;
  int least[3], most[3];
  for (int weakest = REF_CONFIRMED; weakest <= REF_ASSUMED; weakest++) {
    if (!bounds(&all, said, weakest, &least[weakest], &most[weakest], exact)) {
      return false;
    }
  }
  for (int weakest = REF_REPORTED; weakest >= REF_CONFIRMED; weakest--) {
    bool same = least[weakest] == least[REF_ASSUMED] && most[weakest] == most[REF_ASSUMED];
    certainty = same ? weakest : certainty;
  }
  *at_least = a.least = least[REF_ASSUMED];
  *at_most = a.most = most[REF_ASSUMED];
  for (int line = 0; line < set->n_lines; line++) {
    for (int r = 0; r < set->n_regimes; r++) {
      for (int f = 0; f < said[line][r].n; f++) {
        ask_certainties(&all, &said[line][r].families[f]);
      }
      widen_needs(&all, &said[line][r], &a.asked);
      const struct ref_regime *regime = &set->regimes[r];
      bool review = regime->otherwise == REF_REVIEW;
      bool speaks = review && said[line][r].treats != REF_NO && (combinations(&said[line][r], REF_NONE) & 1) != 0;
      if (speaks) {
        take_certainty(&all, consent(regime->office), REF_CONFIRMED);
      }
      for (int o = 0; o < 8; o++) {
        ask_one(&a.approver[r][o], &said[line][r], review && regime->office == o, o, true);
      }
      for (int i = 0; i < all.n_needs; i++) {
        bool it_is = review && all.needs[i].kind == 9 && all.needs[i].approver == regime->office;
        ask_one(&a.need[i], &said[line][r], it_is, i, false);
      }
    }
  }
  for (int i = 0; i < all.n_needs; i++) { /* surely met by something stricter that is surely asked for elsewhere */
    for (int j = 0; j < all.n_needs; j++) {
      if (a.need[i] == REF_UNKNOWN && a.need[j] == REF_YES && need_covers(&all.needs[j], &all.needs[i])) {
        a.need[i] = REF_YES;
      }
    }
  }
  for (int line = 0; line < set->n_lines; line++) {
    for (int r = 0; r < set->n_regimes; r++) {
      ask_missing(&all, &a, &said[line][r], r);
    }
  }
  print_answer(&all, said, &a, certainty, text, size);
  return true;
}
