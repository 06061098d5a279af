/* cs_rules_ask and cs_rules_decide against the slow reading of SPEC 15 to 19 (reference_world.h) on random sets with
 * tables, terms, parts and layers, and random requests to each: bounds, certainty, grounds and who lifts them, approvers,
 * requirements, what is missing and who needs it, notes, terms. Seeds are fixed; a pair that differs is shrunk and printed;
 * how often each construct occurred is counted. CS_LANGUAGE_SEED begins elsewhere. */
#include "support/test.h"

#include <stdlib.h>

#include "rules/decide.h"
#include "rules/reference_random.h"
#include "rules/support/worlds.h"

enum {
  SETS = 5700,
  REQUESTS = 30,
  FLOOR = 300, /* sets in which each construct occurs */
  TEXT_MAX = 32768,
  TABLE_MAX = 2048,
  FILES = W_TABLES * W_VERSIONS
};

struct compiled {
  struct cs_arena arena, asked;
  struct cs_rules *rules;
  struct cs_scratch *scratch;
  struct cs_err err;
  char text[TEXT_MAX], tables[FILES][TABLE_MAX];
  char expected[TEXT_MAX], got[TEXT_MAX], decided[TEXT_MAX];
};

static bool compile(const struct ref_set *set, struct compiled *c) {
  static const char *const names[] = {"t0.csv", "t0b.csv", "t1.csv", "t1b.csv"};
  struct cs_rules_text tables[FILES];
  struct cs_findings findings = {0};
  ref_write(set, c->text, sizeof c->text);
  for (int i = 0; i < FILES; i++) {
    ref_world_write_table(set->world, i / W_VERSIONS, i % W_VERSIONS, c->tables[i], sizeof c->tables[i]);
    tables[i] = (struct cs_rules_text){cs_str_of(names[i]), cs_str_of(c->tables[i])};
  }
  struct cs_rules_text source = {CS_STR("random.rules"), cs_str_of(c->text)};
  struct cs_rules_sources sources = {.texts = &source, .n_texts = 1, .tables = tables, .n_tables = FILES};
  cs_arena_init(&c->arena, NULL, 0);
  if (!cs_rules_compile(&c->arena, &schema, &sources, &findings, &c->rules, &c->err)) {
    cs_arena_deinit(&c->arena);
    return false;
  }
  c->scratch = cs_scratch_new(c->rules, 0, &c->arena, &c->err);
  assert_non_null(c->scratch);
  return true;
}

static void discard(struct compiled *c) {
  cs_scratch_deinit(c->scratch);
  cs_arena_deinit(&c->arena);
}

static struct cs_value *real_values(const struct cs_rules *rules, const struct ref_value *values,
                                    struct cs_arena *arena) {
  struct cs_err err;
  struct cs_value *out = cs_arena_array(arena, struct cs_value, cs_rules_n_facts(rules), &err);
  assert_non_null(out);
  for (int i = 0; i < REF_FACTS; i++) {
    size_t at = cs_rules_find_fact(rules, cs_str_of(ref_fact_names[i]));
    if (at != SIZE_MAX) {
      out[at] = real_value(arena, &values[i], i);
    }
  }
  return out;
}

static void real_line(const struct ref_set *set, int line, const struct cs_rules *rules, struct cs_arena *arena,
                      struct cs_line *out) {
  static const char *const ids[] = {"p1", "p2", "p3"};
  static const char *const origins[] = {"US", "DE"};
  struct cs_err err;
  struct cs_part *parts = cs_arena_array(arena, struct cs_part, REF_PARTS_MAX, &err);
  assert_non_null(parts);
  for (int p = 0; p < set->n_parts[line]; p++) {
    const struct ref_part *part = &set->parts[line][p];
    parts[p].id = cs_str_of(ids[p]);
    parts[p].origin = real_value(arena, &part->origin, REF_ACT);
    parts[p].origin.code = cs_str_of(origins[part->origin.code]);
    parts[p].value = real_value(arena, &part->price, REF_PRICE);
    parts[p].values = real_values(rules, part->values, arena);
  }
  *out = (struct cs_line){.values = real_values(rules, set->values[line], arena)};
  out->parts = parts;
  out->n_parts = (size_t)set->n_parts[line];
}

/* Both ways of the real one against the reference. */
static bool same(const struct ref_set *set, struct compiled *c) {
  struct cs_line lines[REF_LINES_MAX];
  struct cs_answer answer, written;
  struct cs_decision decision;
  struct cs_facts *facts;
  struct cs_err err;
  bool exact;
  int least, most;
  union {
    const struct ref_set *in;
    void *out;
  } ctx = {set};
  struct cs_rules_host host = {.ctx = ctx.out, .depends = depends};
  bool tried = ref_answer(set, c->expected, sizeof c->expected, &exact, &least, &most);
  assert_true(tried && exact);
  cs_arena_reset(&c->asked);
  for (int line = 0; line < set->n_lines; line++) {
    real_line(set, line, c->rules, &c->asked, &lines[line]);
  }
  size_t n = (size_t)set->n_lines;
  assert_ok(cs_rules_ask(c->rules, lines, n, &host, may(REF_ON), may(REF_KNOWN), &c->asked, &answer, &err), &err);
  assert_ok(cs_facts_prepare(c->rules, lines, n, &c->asked, &facts, &err), &err);
  assert_ok(cs_rules_decide(c->rules, facts, &host, may(REF_ON), may(REF_KNOWN), c->scratch, &decision, &err), &err);
  assert_ok(cs_decision_answer(c->rules, &decision, &c->asked, &written, &err), &err);
  write_answer(c->rules, &answer, c->got, sizeof c->got);
  write_answer(c->rules, &written, c->decided, sizeof c->decided);
  return strcmp(c->expected, c->got) == 0 && strcmp(c->expected, c->decided) == 0;
}

/* ================================================================= shrinking */

struct whole {
  struct ref_set set;
  struct ref_world world;
};

static bool differs(struct whole *it, struct compiled *c) {
  it->set.world = &it->world;
  if (!compile(&it->set, c)) {
    return false;
  }
  bool out = !same(&it->set, c);
  discard(c);
  return out;
}

static bool smaller_node(struct ref_world *world, int n) {
  struct w_node *node = &world->nodes[n / 6];
  int kid = node->kids[n % 6 < 4 ? n % 6 : 0];
  if (n % 6 < 4) { /* one of its kids in its place */
    bool condition = node->kind == W_AND || node->kind == W_OR || node->kind == W_CALC;
    if (condition && kid != REF_NONE) {
      *node = world->nodes[kid];
    }
  } else if (n % 6 == 4) { /* nothing but no */
    bool condition = node->kind >= W_AND && node->kind != W_BOOL && node->kind != W_SHARE;
    if (condition) {
      int fact = (int)(node - world->nodes);
      for (int i = 0; i < world->n_nodes; i++) {
        if (world->nodes[i].kind == W_FACT && world->nodes[i].a == REF_FLAG_0) {
          fact = i;
        }
      }
      bool found = fact != (int)(node - world->nodes);
      *node = found ? (struct w_node){.kind = W_BOOL, .type = W_TRUTH, .kids = {fact, REF_NONE, REF_NONE, REF_NONE}}
                    : *node;
    }
  } else if (node->kind == W_AND || node->kind == W_OR) {
    node->kids[2] = REF_NONE;
  }
  return true;
}

static bool smaller(struct whole *it, int n) {
  struct ref_set *set = &it->set;
  struct ref_world *world = &it->world;
  if (n < set->n_rules) {
    for (int i = n; i + 1 < set->n_rules; i++) {
      set->rules[i] = set->rules[i + 1];
    }
    set->n_rules--;
    return true;
  }
  n -= set->n_rules;
  if (n < set->n_rules) {
    struct ref_rule *rule = &set->rules[n];
    if (set->nodes[rule->condition].kind != REF_LEAF) {
      rule->condition = set->nodes[rule->condition].kids[0];
    }
    rule->n_clauses = 0;
    return true;
  }
  n -= set->n_rules;
  if (n < W_TERMS) { /* the last terms first, unless something names them */
    world->n_terms -= n == 0 && world->n_terms > 0 ? 1 : 0;
    struct w_term *term = &world->terms[n];
    term->n_cites = 0;
    term->n_cases = term->n_cases > 1 ? term->n_cases - 1 : term->n_cases;
    return true;
  }
  n -= W_TERMS;
  if (n < W_TABLES * W_ROWS) {
    struct w_table *table = &world->tables[n / W_ROWS];
    for (int r = n % W_ROWS; r + 1 < table->n_rows; r++) {
      memcpy(table->cells[r], table->cells[r + 1], sizeof table->cells[r]);
      table->version[r] = table->version[r + 1];
    }
    table->n_rows -= table->n_rows > 1 && n % W_ROWS < table->n_rows ? 1 : 0;
    return true;
  }
  n -= W_TABLES * W_ROWS;
  if (n < REF_PARTS_MAX) {
    for (int line = 0; line < set->n_lines && n < set->n_parts[line]; line++) {
      set->n_parts[line]--;
    }
    return true;
  }
  n -= REF_PARTS_MAX;
  if (n < REF_FACTS * (1 + REF_PARTS_MAX)) {
    struct ref_value plain = {.known = true, .cause = REF_NONE, .truth = REF_YES, .lo = 9, .hi = 9, .day = {9, 9}};
    int part = n / REF_FACTS - 1;
    for (int line = 0; line < set->n_lines; line++) {
      *(part < 0 ? &set->values[line][n % REF_FACTS] : &set->parts[line][part].values[n % REF_FACTS]) = plain;
    }
    return true;
  }
  n -= REF_FACTS * (1 + REF_PARTS_MAX);
  if (n < set->n_regimes) {
    set->regimes[n] = (struct ref_regime){.known = REF_NONE};
    return true;
  }
  n -= set->n_regimes;
  if (n == 0) {
    set->n_lines = 1;
    return true;
  }
  n--;
  return n < world->n_nodes * 6 && smaller_node(world, n);
}

static void shrink(struct whole *it, struct compiled *c) {
  static struct whole less;
  bool again = true;
  while (again) {
    again = false;
    for (int n = 0; !again; n++) {
      less = *it;
      if (!smaller(&less, n)) {
        break;
      }
      if (memcmp(&less, it, sizeof less) != 0 && differs(&less, c)) {
        *it = less;
        again = true;
      }
    }
  }
  bool still = differs(it, c);
  assert_true(still);
}

static void print_value(const char *what, const char *name, const struct ref_value *v) {
  fprintf(stderr, "-- %s %s known=%d certainty=%d cause=%d code=%d truth=%d %d..%d sure=%d maybe=%d open=%d\n", what,
          name, v->known, v->certainty, v->cause, v->code, v->truth, v->lo, v->hi, v->sure, v->maybe, v->open);
}

static void print_request(const struct ref_set *set) {
  for (int line = 0; line < set->n_lines; line++) {
    for (int i = 0; i < REF_FACTS; i++) {
      print_value("line", ref_fact_names[i], &set->values[line][i]);
    }
    for (int p = 0; p < set->n_parts[line]; p++) {
      print_value("part", "origin", &set->parts[line][p].origin);
      print_value("part", "value", &set->parts[line][p].price);
      for (int i = 0; i < REF_FACTS; i++) {
        print_value("part", ref_fact_names[i], &set->parts[line][p].values[i]);
      }
    }
  }
}

/* ================================================================= what was tried */

/* In how many sets each construct occurred: the nodes by their kind, then what is no node. */
enum {
  T_TABLE_VERSIONS = W_KINDS,
  T_TABLE_DAYS,
  T_TERM_VERSIONS,
  T_TERM_DAYS,
  T_TERM_CITE,
  T_TERM_DENIED,
  T_TERM_OF_PART,
  T_NO_OTHERWISE,
  T_TWO_KEYS,
  T_GROUP_OPEN,
  T_GROUP_DAYS,
  T_LIFTS,
  T_CLAUSES,
  T_REGIME_DAYS,
  T_ALL
};
static const char *const tried_names[T_ALL] = {
    [W_CONST] = "a constant",
    [W_NONE] = "none",
    [W_FACT] = "a fact",
    [W_TERM] = "a term",
    [W_CELL] = "a cell",
    [W_LOOKUP] = "a lookup",
    [W_PART_ID] = "part.id",
    [W_PART_ORIGIN] = "part.origin",
    [W_PART_VALUE] = "part.value",
    [W_PART_FACT] = "a part's fact",
    [W_PART_TERM] = "a part's term",
    [W_CALC] = "a calculation",
    [W_COUNT] = "count of",
    [W_SUM] = "sum of",
    [W_GREATEST] = "greatest of",
    [W_EVERY_ROW] = "a set of rows",
    [W_EVERY_CELL] = "a set of codes",
    [W_CONDITION] = "a condition as a value",
    [W_AND] = "and",
    [W_OR] = "or",
    [W_NOT] = "not",
    [W_BOOL] = "a bool",
    [W_IS] = "is",
    [W_IN] = "in { }",
    [W_IS_BLANK] = "is blank",
    [W_LIKE] = "like",
    [W_HAS] = "has",
    [W_COMPARE] = "a comparison",
    [W_SOME] = "some",
    [W_NO] = "no",
    [W_EVERY] = "every",
    [W_SHARE] = "share of",
    [W_NEEDS] = "needs approval under",
    [W_IN_GROUP] = "in a group read from a table",
    [T_TABLE_VERSIONS] = "two versions of a table",
    [T_TABLE_DAYS] = "a table that begins",
    [T_TERM_VERSIONS] = "two versions of a term",
    [T_TERM_DAYS] = "a term that begins",
    [T_TERM_CITE] = "a term with a source",
    [T_TERM_DENIED] = "a term whose source is denied",
    [T_TERM_OF_PART] = "a term of parts",
    [T_NO_OTHERWISE] = "cases without otherwise",
    [T_TWO_KEYS] = "two keys",
    [T_GROUP_OPEN] = "a group and others",
    [T_GROUP_DAYS] = "a group that begins",
    [T_LIFTS] = "an exception",
    [T_CLAUSES] = "clauses",
    [T_REGIME_DAYS] = "a regime that begins",
};

static void note_term(const struct w_term *term, bool *seen) {
  seen[T_TERM_VERSIONS] |= term->first != REF_NONE;
  seen[T_TERM_DAYS] |= term->from.kind != 0;
  seen[T_TERM_CITE] |= term->n_cites > 0;
  for (int i = 0; i < term->n_cites; i++) {
    seen[T_TERM_DENIED] |= term->cites[i].certainty == REF_DENIED;
  }
  seen[T_TERM_OF_PART] |= term->of_part;
  seen[T_NO_OTHERWISE] |= term->cases[term->n_cases - 1].when != REF_NONE;
}

static void note_set(const struct whole *it, unsigned *tried) {
  bool seen[T_ALL] = {false};
  for (int i = 0; i < it->world.n_nodes; i++) {
    seen[it->world.nodes[i].kind] = true;
  }
  for (int i = 0; i < it->world.n_terms; i++) {
    note_term(&it->world.terms[i], seen);
  }
  for (int i = 0; i < W_TABLES; i++) {
    seen[T_TABLE_VERSIONS] |= it->world.tables[i].n_versions == 2;
    seen[T_TABLE_DAYS] |= it->world.tables[i].days[0].from.kind != 0;
    seen[T_TWO_KEYS] |= it->world.tables[i].n_keys == 2;
  }
  seen[T_GROUP_OPEN] = it->world.group.open;
  seen[T_GROUP_DAYS] = it->world.group.days.from.kind != 0;
  for (int i = 0; i < it->set.n_rules; i++) {
    seen[T_LIFTS] |= it->set.rules[i].exception;
    seen[T_CLAUSES] |= it->set.rules[i].n_clauses > 0;
  }
  for (int i = 0; i < it->set.n_regimes; i++) {
    seen[T_REGIME_DAYS] |= it->set.regimes[i].from.kind != 0;
  }
  for (int i = 0; i < T_ALL; i++) {
    tried[i] += seen[i] ? 1 : 0;
  }
}

static void check_tried(const unsigned *tried) {
  for (int i = 0; i < T_ALL; i++) {
    assert_non_null(tried_names[i]);
    if (tried[i] < FLOOR) {
      fail_msg("%s: in %u sets only", tried_names[i], tried[i]);
    }
  }
  unsigned least = tried[0];
  int rarest = 0;
  for (int i = 0; i < T_ALL; i++) {
    rarest = tried[i] < least ? i : rarest;
    least = tried[rarest];
  }
  print_message("the rarest construct: %s, in %u sets\n", tried_names[rarest], least);
}

static void the_answer_is_that_of_the_slow_reading(void **state) {
  (void)state;
  static struct compiled c;
  static struct whole it;
  const char *more = getenv("CS_LANGUAGE_SEED");
  uint64_t first = more ? strtoull(more, NULL, 10) : 1;
  cs_arena_init(&c.asked, NULL, 0);
  unsigned pairs = 0, tried[T_ALL] = {0};
  for (uint64_t seed = first; seed < first + SETS; seed++) {
    ref_random_set(&it.set, &it.world, seed);
    note_set(&it, tried);
    if (!compile(&it.set, &c)) {
      fprintf(stderr, "%s\n%s\n%s\n%s\n%s\n", c.text, c.tables[0], c.tables[1], c.tables[2], c.tables[3]);
      fail_msg("seed %llu refused: line %u: %s", (unsigned long long)seed, (unsigned)c.err.line, c.err.text);
    }
    for (uint64_t k = 0; k < REQUESTS; k++) {
      ref_random_request(&it.set, seed * 1000 + k);
      pairs++;
      if (!same(&it.set, &c)) {
        discard(&c);
        shrink(&it, &c);
        print_request(&it.set);
        fprintf(stderr, "%s\n%s\n%s\n%s\n%s\nexpected %s\ngot %s\ndecided %s\n", c.text, c.tables[0], c.tables[1],
                c.tables[2], c.tables[3], c.expected, c.got, c.decided);
        fail_msg("seed %llu, request %llu differs", (unsigned long long)seed, (unsigned long long)k);
      }
    }
    discard(&c);
  }
  cs_arena_deinit(&c.asked);
  print_message("%u pairs\n", pairs);
  assert_int_equal(pairs, SETS * REQUESTS);
  check_tried(tried);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_answer_is_that_of_the_slow_reading)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
