/* cs_rules_ask against a slow reading of the same definitions (reference.c) on random rule sets: bounds, certainty,
 * grounds and who lifts them, approvers, requirements, what is missing, what it moves and who needs it, notes, settled. Seeds are fixed. A pair that differs is shrunk
 * and printed. */
#include "support/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "rules/err.h"
#include "rules/support/worlds.h"

enum { SETS = 30000, TEXT_MAX = 16384 };

/* ================================================================= random sets */

static int add_node(struct ref_set *set, struct ref_node node) {
  set->nodes[set->n_nodes] = node;
  return set->n_nodes++;
}

static int any_leaf(struct ref_set *set, struct dice *dice) {
  static const int facts[] = {REF_FLAG_0, REF_COLOUR,  REF_PLACE, REF_SIZE, REF_MARKS,
                              REF_ITEM,   REF_SHIPPED, REF_ITEM,  REF_ACT};
  struct ref_node node = {.leaf = (int)roll(dice, 9), .n_values = 1};
  node.fact = facts[node.leaf];
  switch (node.leaf) {
  case REF_IS_TRUE:
    node.fact = pick(dice, REF_FLAG_0, REF_FLAG_3);
    break;
  case REF_IS_ACT:
    node.values[0] = pick(dice, 0, 1);
    break;
  case REF_WITHIN:
    node.n_values = pick(dice, 1, 2);
    node.values[0] = pick(dice, 0, 3);
    node.values[1] = (node.values[0] + pick(dice, 1, 3)) % 4;
    break;
  case REF_SMALLER:
  case REF_NOT_AFTER:
    node.values[0] = pick(dice, 8, 22);
    break;
  case REF_IN_GROUP:
    node.values[0] = pick(dice, 0, REF_GROUPS - 1);
    break;
  case REF_DEPENDS:
    break;
  default:
    node.n_values = pick(dice, 1, 2);
    node.values[0] = pick(dice, 0, 2);
    node.values[1] = (node.values[0] + pick(dice, 1, 2)) % 3;
  }
  return add_node(set, node);
}

static int any_condition(struct ref_set *set, struct dice *dice, int depth) {
  if (depth == 0 || one_in(dice, 2)) {
    return any_leaf(set, dice);
  }
  struct ref_node node = {.kind = pick(dice, REF_AND, REF_NOT)};
  node.n_kids = node.kind == REF_NOT ? 1 : pick(dice, 2, 3);
  for (int i = 0; i < node.n_kids; i++) {
    node.kids[i] = any_condition(set, dice, depth - 1);
  }
  return add_node(set, node);
}

static bool span_exact(struct ref_span span) {
  return span.first == span.last;
}

static struct ref_day any_day(struct dice *dice) {
  if (one_in(dice, 4)) {
    return (struct ref_day){.kind = 2, .date = pick(dice, 0, REF_DATES - 1)};
  }
  return (struct ref_day){.kind = 1, .span = any_span(dice)};
}

static struct ref_clause any_clause(struct dice *dice) {
  return (struct ref_clause){.kind = pick(dice, 0, 4),
                             .office = pick(dice, 0, 1),
                             .n = pick(dice, 1, 3),
                             .days = pick(dice, 1, 3) * 5,
                             .certainty = one_in(dice, 4) ? pick(dice, REF_CONFIRMED, REF_ASSUMED) : REF_NONE,
                             .calendar = one_in(dice, 2),
                             .text = pick(dice, 0, 1)};
}

static void any_cites(struct ref_rule *rule, struct dice *dice) {
  rule->n_cites = one_in(dice, 8) ? 0 : pick(dice, 1, 2);
  for (int i = 0; i < rule->n_cites; i++) {
    rule->cites[i].certainty = one_in(dice, 6) ? pick(dice, REF_DISPUTED, REF_DENIED) : any_certainty(dice);
    rule->cites[i].known = one_in(dice, 3) ? 6 * pick(dice, 1, 4) : REF_NONE;
  }
}

static unsigned any_names(struct dice *dice, unsigned among) {
  unsigned out = 0;
  for (int i = 0; i < REF_RULES_MAX; i++) {
    out |= (among >> i & 1) != 0 && one_in(dice, 2) ? 1u << i : 0;
  }
  return out;
}

/* Names of the regime used so far, but for the rule's own. */
static unsigned names_before(const struct ref_set *set, int regime, int name) {
  unsigned out = 0;
  for (int i = 0; i < set->n_rules; i++) {
    out |= set->rules[i].regime == regime && set->rules[i].name != name ? 1u << set->rules[i].name : 0;
  }
  return out;
}

static void any_body(struct ref_set *set, struct ref_rule *rule, struct dice *dice) {
  static const int effects[] = {REF_EFFECT_NONE, REF_NOTE,   REF_PERMIT,   REF_REFER,
                                REF_REVIEW,      REF_REVIEW, REF_PROHIBIT, REF_PROHIBIT};
  unsigned before = names_before(set, rule->regime, rule->name);
  for (int i = 0; i < REF_RULES_MAX; i++) {
    before &= i < rule->name ? UINT32_MAX : ~(1u << i);
  }
  rule->exception = rule->exception && before != 0;
  any_cites(rule, dice);
  rule->effect = effects[rule->exception ? roll(dice, 8) : 1 + roll(dice, 7)]; /* only an exception may have none */
  rule->office = pick(dice, 0, 2);
  rule->condition = rule->exception && one_in(dice, 3) ? REF_NONE : any_condition(set, dice, 2);
  rule->n_clauses = rule->effect >= REF_PERMIT && one_in(dice, 2) ? pick(dice, 1, 2) : 0;
  for (int i = 0; i < rule->n_clauses; i++) {
    rule->clauses[i] = any_clause(dice);
  }
  if (rule->exception) {
    rule->lifts = any_names(dice, before);
    rule->replaces = one_in(dice, 2) ? any_names(dice, before) : 0;
    if ((rule->lifts | rule->replaces) == 0) {
      rule->lifts = before & (~before + 1);
    }
  }
  rule->disputed_by = one_in(dice, 6) ? any_names(dice, before) & ~(rule->lifts | rule->replaces) : 0;
}

/* An inexact start needs a day known; one that has an exact one may go without. */
static struct ref_day start_of(const struct ref_set *set, const struct ref_rule *rule) {
  return rule->from.kind != 0 ? rule->from : set->regimes[rule->regime].from;
}

static struct ref_span span_of(const struct ref_set *set, struct ref_day day) {
  return day.kind == 2 ? set->dates[day.date] : day.span;
}

static void any_known(const struct ref_set *set, struct ref_rule *rule, struct dice *dice) {
  struct ref_day from = start_of(set, rule);
  bool exact = from.kind == 0 || span_exact(span_of(set, from)) || set->regimes[rule->regime].known != REF_NONE;
  rule->known = exact && !one_in(dice, 4) ? REF_NONE : one_in(dice, 6) ? pick(dice, 21, 28) : pick(dice, 1, 20);
}

static void any_rule(struct ref_set *set, struct dice *dice, int name) {
  struct ref_rule *rule = &set->rules[set->n_rules];
  *rule = (struct ref_rule){.name = name, .condition = REF_NONE, .exception = one_in(dice, 2)};
  rule->regime = pick(dice, 0, set->n_regimes - 1);
  rule->from = one_in(dice, 3) ? (struct ref_day){0} : any_day(dice);
  if (one_in(dice, 4)) {
    struct ref_day from = start_of(set, rule);
    rule->before = any_day(dice);
    bool fits = from.kind == 0 || span_of(set, from).last < span_of(set, rule->before).first;
    rule->before = fits ? rule->before : (struct ref_day){0};
  }
  any_known(set, rule, dice);
  any_body(set, rule, dice);
  set->n_rules++;
}

/* One more version of the rule last made, from a later day. */
static void any_version(struct ref_set *set, struct dice *dice) {
  const struct ref_rule *last = &set->rules[set->n_rules - 1];
  struct ref_rule *rule = &set->rules[set->n_rules];
  struct ref_day from = start_of(set, last);
  int least = from.kind == 0 ? 0 : span_of(set, from).last;
  if (least >= 27) {
    return;
  }
  *rule = (struct ref_rule){
      .name = last->name, .regime = last->regime, .exception = last->exception, .condition = REF_NONE};
  int first = pick(dice, least + 1, 28), end = pick(dice, first, 28);
  int date = pick(dice, 0, REF_DATES - 1);
  bool named = set->dates[date].first > least && one_in(dice, 2);
  rule->from = named ? (struct ref_day){.kind = 2, .date = date}
                     : (struct ref_day){.kind = 1, .span = {first, one_in(dice, 2) ? first : end}};
  any_known(set, rule, dice);
  bool exception = last->exception;
  any_body(set, rule, dice);
  rule->exception = exception;
  set->n_rules++;
}

static void any_group(struct ref_group *group, struct dice *dice) {
  group->n_members = pick(dice, 1, REF_MEMBERS);
  group->open = one_in(dice, 3);
  for (int i = 0; i < group->n_members; i++) {
    struct ref_member *member = &group->members[i];
    member->code = (i + pick(dice, 0, 1)) % 3;
    member->certainty = any_certainty(dice);
    member->from = one_in(dice, 2) ? any_span(dice) : (struct ref_span){REF_NONE, REF_NONE};
  }
}

static void any_set(struct ref_set *set, uint64_t seed) {
  struct dice dice = {seed};
  memset(set, 0, sizeof *set);
  set->n_regimes = pick(&dice, 1, REF_REGIMES_MAX);
  set->n_lines = one_in(&dice, 4) ? 2 : 1;
  for (int i = 0; i < REF_DATES; i++) {
    set->dates[i] = any_span(&dice);
  }
  for (int i = 0; i < REF_GROUPS; i++) {
    any_group(&set->groups[i], &dice);
  }
  for (int i = 0; i < 3; i++) {
    set->content[i] = (struct ref_content){pick(&dice, REF_NO, REF_UNKNOWN), any_certainty(&dice)};
  }
  for (int i = 0; i < set->n_regimes; i++) {
    struct ref_regime *regime = &set->regimes[i];
    regime->treats = pick(&dice, 0, 3);
    regime->otherwise = one_in(&dice, 2) ? REF_EFFECT_NONE : pick(&dice, REF_PERMIT, REF_PROHIBIT);
    regime->office = pick(&dice, 0, 2);
    regime->from = one_in(&dice, 4) ? (struct ref_day){.kind = 1, .span = any_span(&dice)} : (struct ref_day){0};
    bool exact = regime->from.kind == 0 || span_exact(regime->from.span);
    regime->known = exact && !one_in(&dice, 5) ? REF_NONE : one_in(&dice, 5) ? pick(&dice, 21, 28) : pick(&dice, 1, 20);
    regime->containment =
        (struct ref_containment){one_in(&dice, 3), pick(&dice, 2, 3), pick(&dice, 0, 1), any_certainty(&dice)};
  }
  int names = pick(&dice, 1, 6);
  for (int name = 0; name < names; name++) {
    any_rule(set, &dice, name);
    if (one_in(&dice, 4) && set->n_rules < REF_RULES_MAX - names) {
      any_version(set, &dice);
    }
  }
  for (int line = 0; line < set->n_lines; line++) {
    for (int i = 0; i < REF_FACTS; i++) {
      set->values[line][i] = any_value(&dice, i);
    }
  }
}

/* ================================================================= asking the real one */

/* False with the compiler's word when the text is refused. */
static bool real_answer(const struct ref_set *set, const char *text, struct cs_arena *arena, struct cs_rules **made,
                        struct cs_findings *findings, struct cs_answer *out, struct cs_err *err) {
  struct cs_rules_text source = {CS_STR("random.rules"), cs_str_of(text)};
  struct cs_rules_sources sources = {.texts = &source, .n_texts = 1, .warn = true};
  struct cs_rules *rules;
  if (!cs_rules_compile(arena, &schema, &sources, findings, &rules, err)) {
    return false;
  }
  *made = rules;
  struct cs_line lines[REF_LINES_MAX];
  for (int line = 0; line < set->n_lines; line++) {
    struct cs_value *values = cs_arena_array(arena, struct cs_value, cs_rules_n_facts(rules), err);
    assert_non_null(values);
    for (int i = 0; i < REF_FACTS; i++) {
      size_t at = cs_rules_find_fact(rules, cs_str_of(ref_fact_names[i]));
      if (at != SIZE_MAX) {
        values[at] = real_value(arena, &set->values[line][i], i);
      }
    }
    lines[line] = (struct cs_line){.values = values};
  }
  union {
    const struct ref_set *in;
    void *out;
  } ctx = {set};
  struct cs_rules_host host = {.ctx = ctx.out, .depends = depends};
  return cs_rules_ask(rules, lines, (size_t)set->n_lines, &host, may(REF_ON), may(REF_KNOWN), arena, out, err);
}

/* ================================================================= comparing, shrinking */

enum outcome { SAME, WIDE, REFUSED, TOO_MANY, DIFFERENT };

struct pair {
  char text[TEXT_MAX], expected[TEXT_MAX], got[TEXT_MAX];
  struct cs_err err;
  unsigned n_never; /* rules of which the compiler said that they never apply */
};

/* A rule that never applies, in the compiler's word, does not. */
static bool keeps_word(const struct cs_rules *rules, const struct cs_findings *findings, const struct cs_answer *answer,
                       struct pair *pair) {
  for (size_t i = 0; i < findings->n; i++) {
    const struct cs_err *warning = &findings->at[i].err;
    if (warning->code != &CS_E_RULES_NEVER_APPLIES) {
      continue;
    }
    pair->n_never++;
    for (size_t r = 0; r < answer->n_regimes; r++) {
      for (size_t g = 0; g < answer->regimes[r].n_grounds; g++) {
        const struct cs_ground *ground = &answer->regimes[r].grounds[g];
        if (ground->value == CS_GROUND_TRUE && cs_rules_at(rules, ground->rule)->line == warning->line) {
          snprintf(pair->got, sizeof pair->got, "%s, and it does", warning->text);
          return false;
        }
      }
    }
  }
  return true;
}

static enum outcome compare(const struct ref_set *set, struct cs_arena *arena, struct pair *pair) {
  bool exact;
  int least, most;
  struct cs_answer answer;
  struct cs_findings findings = {0};
  struct cs_rules *rules;
  ref_write(set, pair->text, sizeof pair->text);
  if (!ref_answer(set, pair->expected, sizeof pair->expected, &exact, &least, &most)) {
    return TOO_MANY;
  }
  cs_arena_reset(arena);
  if (!real_answer(set, pair->text, arena, &rules, &findings, &answer, &pair->err)) {
    return REFUSED;
  }
  write_answer(rules, &answer, pair->got, sizeof pair->got);
  if (!keeps_word(rules, &findings, &answer, pair)) {
    return DIFFERENT;
  }
  if (!exact) {
    bool wider = (int)answer.at_least <= least && (int)answer.at_most >= most;
    return wider ? WIDE : DIFFERENT;
  }
  return strcmp(pair->expected, pair->got) == 0 ? SAME : DIFFERENT;
}

static void drop_rule(struct ref_set *set, int rule) {
  for (int i = rule; i + 1 < set->n_rules; i++) {
    set->rules[i] = set->rules[i + 1];
  }
  set->n_rules--;
}

/* The n-th way of making a set smaller; false when there is no n-th. */
static bool smaller(struct ref_set *set, int n) {
  if (n < set->n_rules) {
    drop_rule(set, n);
    return true;
  }
  n -= set->n_rules;
  if (n < set->n_rules * 8) {
    struct ref_rule *rule = &set->rules[n / 8];
    switch (n % 8) {
    case 0:
      rule->condition = REF_NONE;
      break;
    case 1:
      rule->n_clauses = 0;
      break;
    case 2:
      rule->before = (struct ref_day){0};
      break;
    case 3:
      rule->disputed_by = 0;
      break;
    case 4:
      rule->replaces = 0;
      break;
    case 5:
      rule->n_cites = rule->n_cites > 1 ? 1 : rule->n_cites;
      break;
    case 6:
      if (rule->condition != REF_NONE && set->nodes[rule->condition].kind != REF_LEAF) {
        rule->condition = set->nodes[rule->condition].kids[0];
      }
      break;
    default:
      if (rule->n_cites > 0) {
        rule->cites[0] = (struct ref_cite){REF_CONFIRMED, REF_NONE};
      }
    }
    return true;
  }
  n -= set->n_rules * 8;
  if (n < REF_FACTS) {
    for (int line = 0; line < set->n_lines; line++) {
      set->values[line][n] =
          (struct ref_value){.known = true, .cause = REF_NONE, .truth = REF_YES, .lo = 9, .hi = 9, .day = {9, 9}};
    }
    return true;
  }
  n -= REF_FACTS;
  if (n == 0) {
    set->n_lines = 1;
  }
  if (n > 0 && n <= set->n_regimes) {
    set->regimes[n - 1] = (struct ref_regime){.known = REF_NONE};
  }
  return n <= set->n_regimes;
}

static void shrink(struct ref_set *set, struct cs_arena *arena, struct pair *pair) {
  bool again = true;
  while (again) {
    again = false;
    for (int n = 0;; n++) {
      struct ref_set less = *set;
      if (!smaller(&less, n)) {
        break;
      }
      if (memcmp(&less, set, sizeof less) != 0 && compare(&less, arena, pair) == DIFFERENT) {
        *set = less;
        again = true;
        break;
      }
    }
  }
  assert_int_equal(compare(set, arena, pair), DIFFERENT);
}

static void print_values(const struct ref_set *set) {
  for (int line = 0; line < set->n_lines; line++) {
    for (int i = 0; i < REF_FACTS; i++) {
      const struct ref_value *v = &set->values[line][i];
      fprintf(stderr,
              "-- line %d %-8s known=%d certainty=%d cause=%d code=%d truth=%d lo=%d hi=%d sure=%d maybe=%d open=%d\n",
              line, ref_fact_names[i], v->known, v->certainty, v->cause, v->code, v->truth, v->lo, v->hi, v->sure,
              v->maybe, v->open);
    }
  }
  for (int i = 0; i < 3; i++) {
    fprintf(stderr, "-- content of %s: truth=%d certainty=%d\n", ref_word(REF_ITEM, i), set->content[i].truth,
            set->content[i].certainty);
  }
}

static void the_answer_is_that_of_trying_all_worlds(void **state) {
  (void)state;
  static struct pair pair;
  static struct ref_set set;
  struct cs_arena arena;
  unsigned tally[DIFFERENT + 1] = {0};
  const char *more = getenv("CS_WORLDS_SEED");
  uint64_t first = more ? strtoull(more, NULL, 10) : 1;
  cs_arena_init(&arena, NULL, 0);
  for (uint64_t seed = first; seed < first + SETS; seed++) {
    any_set(&set, seed);
    enum outcome outcome = compare(&set, &arena, &pair);
    tally[outcome]++;
    if (outcome == REFUSED) {
      fprintf(stderr, "%s\n", pair.text);
      fail_msg("seed %llu refused: line %u: %s", (unsigned long long)seed, (unsigned)pair.err.line, pair.err.text);
    }
    if (outcome == DIFFERENT) {
      shrink(&set, &arena, &pair);
      print_values(&set);
      fprintf(stderr, "%s\nexpected %s\ngot %s\n", pair.text, pair.expected, pair.got);
      fail_msg("seed %llu differs", (unsigned long long)seed);
    }
  }
  cs_arena_deinit(&arena);
  print_message("%u the same, %u wide, %u with too many unknowns to try; %u rules never apply\n", tally[SAME],
                tally[WIDE], tally[TOO_MANY], pair.n_never);
  assert_true(pair.n_never > SETS / 100);
  assert_true(tally[SAME] > SETS * 8 / 10);
  assert_true(tally[WIDE] > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_answer_is_that_of_trying_all_worlds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
