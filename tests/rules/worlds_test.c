/* cs_rules_ask against a slow reading of the same definitions (reference.c) on random rule sets: bounds, certainty,
 * approvers, requirements, what is missing and what it moves, settled. Seeds are fixed. A pair that differs is shrunk
 * and printed. */
#include "support/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "rules/reference.h"
#include "rules/rules.h"

enum { SETS = 30000, TEXT_MAX = 16384 };

/* ================================================================= chance, from a seed */

struct dice {
  uint64_t state;
};

static unsigned roll(struct dice *dice, unsigned sides) { /* splitmix64 */
  dice->state += 0x9e3779b97f4a7c15u;
  uint64_t z = dice->state;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (unsigned)((z ^ z >> 31) % sides);
}

static int pick(struct dice *dice, int lo, int hi) {
  return lo + (int)roll(dice, (unsigned)(hi - lo + 1));
}

static bool one_in(struct dice *dice, unsigned sides) {
  return roll(dice, sides) == 0;
}

/* ================================================================= random sets */

static int any_certainty(struct dice *dice) {
  static const int usual[] = {REF_CONFIRMED, REF_CONFIRMED, REF_REPORTED, REF_ASSUMED, REF_CONFIRMED};
  return usual[roll(dice, 5)];
}

static struct ref_span any_span(struct dice *dice) {
  int a = pick(dice, 1, 28), b = pick(dice, 1, 28);
  switch (roll(dice, 6)) {
  case 0:
    return (struct ref_span){a, a};
  case 1:
    return (struct ref_span){REF_OPEN_FIRST, a};
  case 2:
    return (struct ref_span){a, REF_OPEN_LAST};
  case 3:
  case 4:
    return (struct ref_span){pick(dice, 1, 15), pick(dice, 16, 28)}; /* the day asked about lies within */
  default:
    return (struct ref_span){a < b ? a : b, a < b ? b : a};
  }
}

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

static struct ref_value any_value(struct dice *dice, int fact) {
  struct ref_value value = {.known = !one_in(dice, 4), .certainty = any_certainty(dice), .cause = REF_NONE};
  if (one_in(dice, 8)) {
    value.cause = one_in(dice, 2) ? 4 : 6; /* disputed, content */
  }
  int choices = fact == REF_ACT ? 2 : fact == REF_PLACE ? 4 : 3;
  value.code = pick(dice, 0, choices - 1);
  value.truth = one_in(dice, 10) ? REF_UNKNOWN : pick(dice, REF_NO, REF_YES);
  int a = pick(dice, 5, 25), b = one_in(dice, 2) ? a : pick(dice, 5, 25);
  value.lo = a < b ? a : b;
  value.hi = a < b ? b : a;
  value.sure = pick(dice, 0, 7);
  value.maybe = one_in(dice, 2) ? pick(dice, 0, 7) & ~value.sure : 0;
  value.open = one_in(dice, 5);
  value.day = (struct ref_span){value.lo, value.hi};
  return value;
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

static const struct cs_str contains[] = {{"contains", 8}};
static const struct cs_schema_kind kinds[] = {{{"item", 4}, {"items", 5}, true}};
static const struct cs_schema_fact schema_facts[] = {{{"act", 3}, CS_TYPE_CODE, {NULL, 0}, NULL, 0},
                                                     {{"item", 4}, CS_TYPE_CODE, {"item", 4}, NULL, 0}};
static const struct cs_schema schema = {.kinds = kinds,
                                        .n_kinds = 1,
                                        .facts = schema_facts,
                                        .n_facts = 2,
                                        .dependency_kinds = contains,
                                        .n_dependency_kinds = 1,
                                        .treats_fact = {"act", 3}};

static cs_day may(int day) {
  cs_day out = 0;
  bool ok = cs_day_from_civil(2025, 5, day, &out);
  assert_true(ok);
  return out;
}

static bool depends(void *ctx, struct cs_str thing, struct cs_str origin, uint32_t mask, cs_day on, cs_day known,
                    enum cs_certainty weakest, struct cs_arena *arena, struct cs_content *out, struct cs_err *err) {
  const struct ref_set *set = ctx;
  (void)origin, (void)mask, (void)on, (void)known, (void)arena, (void)err;
  struct ref_content content = set->content[thing.ptr[0] - 'x'];
  bool weak = content.certainty > (int)weakest;
  *out = (struct cs_content){.truth = weak ? CS_UNKNOWN : (enum cs_truth)content.truth,
                             .certainty = (enum cs_certainty)content.certainty,
                             .cause = {CS_CAUSE_CONTENT, thing}};
  return true;
}

static void add_code(struct cs_arena *arena, struct cs_strs *list, const char *word) {
  struct cs_err err;
  struct cs_str *slot = cs_list_push(arena, list, &err);
  assert_non_null(slot);
  *slot = cs_str_of(word);
}

static struct cs_value real_value(struct cs_arena *arena, const struct ref_value *value, int fact) {
  struct cs_value out = {.known = value->known,
                         .certainty = (enum cs_certainty)value->certainty,
                         .truth = (enum cs_truth)value->truth,
                         .open = value->open};
  if (value->cause != REF_NONE) {
    out.cause = (struct cs_cause){(enum cs_cause_kind)value->cause, CS_STR("src")};
  }
  if (fact == REF_ACT || fact == REF_ITEM || fact == REF_COLOUR) {
    out.code = cs_str_of(ref_word(fact, value->code));
  }
  bool ok = fact != REF_PLACE || cs_area_find(cs_str_of(ref_areas[value->code]), &out.area);
  assert_true(ok);
  for (int i = 0; i < 3; i++) {
    if ((value->sure >> i & 1) != 0) {
      add_code(arena, &out.sure, ref_word(REF_MARKS, i));
    }
    if ((value->maybe >> i & 1) != 0) {
      add_code(arena, &out.maybe, ref_word(REF_MARKS, i));
    }
  }
  out.figure = (struct cs_figure){.lo = cs_dec_of(value->lo), .hi = cs_dec_of(value->hi), .unit = CS_UNIT_NONE};
  out.span = (struct cs_span){may(value->day.first), may(value->day.last)};
  return out;
}

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

static int office_of(struct cs_str office) {
  return office.len == 0 ? REF_NONE : office.ptr[1] - '0';
}

static void write_require(char *line, size_t size, const struct cs_require *r) {
  snprintf(line, size, "requires %s approver=%d office=%d n=%lld days=%lld%s text=%d %s", cs_require_name(r->kind),
           office_of(r->approver), office_of(r->office), (long long)r->n, (long long)r->days,
           r->days > 0 && r->calendar_days ? "c" : "", r->kind == CS_REQUIRE_PROVISO ? r->text.ptr[1] - '0' : REF_NONE,
           r->value == CS_YES ? "yes" : "unknown");
}

static void write_answer(const struct cs_answer *a, char *text, size_t size) {
  static char lines[256][96];
  size_t n = 0;
  for (size_t i = 0; i < a->n_approvers; i++) {
    snprintf(lines[n++], sizeof lines[0], "approver r%u o%d %s", (unsigned)a->approvers[i].regime,
             office_of(a->approvers[i].office), a->approvers[i].value == CS_YES ? "yes" : "unknown");
  }
  for (size_t i = 0; i < a->n_requires; i++) {
    write_require(lines[n++], sizeof lines[0], &a->requires[i]);
  }
  for (size_t i = 0; i < a->n_missing; i++) {
    snprintf(lines[n++], sizeof lines[0], "missing %s %.*s moves=%u", cs_cause_name(a->missing[i].cause.kind),
             CS_STR_ARG(a->missing[i].cause.name), a->missing[i].moves);
  }
  qsort(lines, n, sizeof lines[0], by_text);
  int used = snprintf(text, size, "%d..%d %s %s\n", (int)a->at_least, (int)a->at_most, cs_certainty_name(a->certainty),
                      a->settled ? "settled" : "open");
  for (size_t i = 0; i < n; i++) {
    used += snprintf(text + used, size - (size_t)used, "%s\n", lines[i]);
  }
}

/* False with the compiler's word when the text is refused. */
static bool real_answer(const struct ref_set *set, const char *text, struct cs_arena *arena, struct cs_answer *out,
                        struct cs_err *err) {
  struct cs_rules_text source = {CS_STR("random.rules"), cs_str_of(text)};
  struct cs_findings findings = {0};
  struct cs_rules *rules;
  if (!cs_rules_compile(arena, &schema, &(struct cs_rules_sources){.texts = &source, .n_texts = 1}, &findings, &rules,
                        err)) {
    return false;
  }
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
};

static enum outcome compare(const struct ref_set *set, struct cs_arena *arena, struct pair *pair) {
  bool exact;
  int least, most;
  struct cs_answer answer;
  ref_write(set, pair->text, sizeof pair->text);
  if (!ref_answer(set, pair->expected, sizeof pair->expected, &exact, &least, &most)) {
    return TOO_MANY;
  }
  cs_arena_reset(arena);
  if (!real_answer(set, pair->text, arena, &answer, &pair->err)) {
    return REFUSED;
  }
  write_answer(&answer, pair->got, sizeof pair->got);
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
  print_message("%u the same, %u wide, %u with too many unknowns to try\n", tally[SAME], tally[WIDE], tally[TOO_MANY]);
  assert_true(tally[SAME] > SETS * 8 / 10);
  assert_true(tally[WIDE] > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_answer_is_that_of_trying_all_worlds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
