/* See reference_random.h. Whatever is made is a set that the language allows: types fit, terms name earlier ones, regimes
 * ask later ones. */
#include "support/test.h"

#include "rules/reference_random.h"
#include "rules/support/worlds.h"

/* Where in the text something stands, and what it may name. */
struct place {
  struct ref_set *set;
  struct ref_world *world;
  struct dice *dice;
  int regime, terms; /* terms below this number may be named */
  int n_vars, vars[W_VARS];
  bool in_part, no_parts; /* no_parts: inside a condition of parts, or a term of parts */
  int depth;
};

static int add(struct place *at, struct w_node node) {
  assert_true(at->world->n_nodes < W_NODES);
  at->world->nodes[at->world->n_nodes] = node;
  return at->world->n_nodes++;
}

static struct w_node empty(int kind, int type) {
  return (struct w_node){.kind = kind, .type = type, .kids = {REF_NONE, REF_NONE, REF_NONE, REF_NONE}, .b = REF_NONE};
}

static int condition_of(struct place at);
static int value_of(struct place at, int type);

static int leaf_value(struct place *at, int kind, int type, int a) {
  struct w_node node = empty(kind, type);
  node.a = a;
  return add(at, node);
}

/* A term of the type, or REF_NONE. */
static int any_term(struct place *at, int type, bool of_part) {
  int found = REF_NONE;
  for (int t = 0; t < at->terms; t++) {
    const struct w_term *term = &at->world->terms[t];
    bool fits = term->regime == at->regime && term->type == type && term->of_part == of_part && term->first == REF_NONE;
    found = fits && (found == REF_NONE || one_in(at->dice, 2)) ? t : found;
  }
  return found;
}

static const int colours_in_use[] = {W_RED, W_GREEN, W_BLUE};

static int any_cell(struct place *at, int type) {
  static const int codes[] = {W_KEY, W_COL_FREE, W_COL_WORD};
  struct w_node node = empty(W_CELL, type);
  node.a = pick(at->dice, 0, at->n_vars - 1);
  node.c = at->vars[node.a];
  node.b = type == W_CODE ? codes[roll(at->dice, 3)] : type == W_FIGURE ? W_NUM : type == W_MONEY ? W_CASH : W_SET;
  return add(at, node);
}

/* A code for a key: mostly one that rows have. */
static int any_key(struct place *at) {
  if (one_in(at->dice, 4)) {
    return leaf_value(at, W_CONST, W_CODE, pick(at->dice, W_X, W_RED));
  }
  int term = any_term(at, W_CODE, false);
  if (term != REF_NONE && one_in(at->dice, 3)) {
    return leaf_value(at, W_TERM, W_CODE, term);
  }
  if (at->n_vars > 0 && one_in(at->dice, 3)) {
    return any_cell(at, W_CODE);
  }
  if (at->in_part && one_in(at->dice, 3)) {
    return leaf_value(at, W_PART_FACT, W_CODE, REF_ITEM);
  }
  return leaf_value(at, W_FACT, W_CODE, one_in(at->dice, 4) ? REF_COLOUR : REF_ITEM);
}

static int any_lookup(struct place *at, int type) {
  struct w_node node = empty(W_LOOKUP, type);
  static const int codes[] = {W_KEY, W_COL_FREE, W_COL_WORD};
  node.a = 0;
  node.kids[0] = any_key(at);
  if (at->world->tables[0].n_keys == 2) {
    node.kids[1] = any_key(at);
  }
  node.b = type == W_CODE ? codes[roll(at->dice, 3)] : type == W_FIGURE ? W_NUM : type == W_MONEY ? W_CASH : W_SET;
  if (type == W_CODE && one_in(at->dice, 2)) {
    node.b = REF_NONE;
    node.kids[2] = leaf_value(at, W_FACT, W_CODE, REF_WHICH);
  }
  return add(at, node);
}

/* What is asked over rows or parts; sets of codes where `sets`. False: nothing fits. */
static void any_over(struct place *at, struct w_node *node, bool sets) {
  struct place inner = *at;
  int rows = any_term(at, W_SET_OF_ROWS, false), codes = any_term(at, W_CODES, false);
  inner.depth--;
  if (sets && one_in(at->dice, 3) && (rows != REF_NONE || codes != REF_NONE)) {
    node->b = W_TERM_SET;
    node->term = codes != REF_NONE && (rows == REF_NONE || one_in(at->dice, 2)) ? codes : rows;
    return;
  }
  if (!at->in_part && !at->no_parts && at->n_vars == 0 && one_in(at->dice, 2) && node->kind != W_EVERY_ROW &&
      node->kind != W_EVERY_CELL) {
    node->b = W_PARTS;
    inner.in_part = inner.no_parts = true;
  } else {
    node->b = rows != REF_NONE && one_in(at->dice, 2) ? W_ROWS_IN_TERM : W_ROWS_OF;
    node->term = rows;
    node->table = node->b == W_ROWS_IN_TERM ? at->world->terms[rows].table : pick(at->dice, 0, W_TABLES - 1);
    node->var = at->n_vars;
    inner.vars[inner.n_vars++] = node->table;
    inner.no_parts = at->no_parts;
  }
  if (!one_in(at->dice, 5)) {
    node->kids[0] = condition_of(inner);
  }
}

static int any_measure(struct place *at, int type) {
  struct w_node node = empty(type == W_MONEY ? W_SUM : W_COUNT, type);
  node.kind = type == W_MONEY ? pick(at->dice, W_SUM, W_GREATEST) : pick(at->dice, W_COUNT, W_GREATEST);
  any_over(at, &node, node.kind == W_COUNT);
  node.a = type == W_MONEY ? W_CASH : W_NUM;
  if (node.b == W_PARTS && node.kind != W_COUNT) {
    node.kids[1] =
        type == W_MONEY ? leaf_value(at, W_PART_VALUE, type, 0) : leaf_value(at, W_PART_FACT, type, REF_SIZE);
  }
  return add(at, node);
}

static int constant(struct place *at, int type) {
  static const int words[] = {W_X, W_Y, W_Z, W_RED, W_GREEN, W_BLUE, W_5, W_M};
  int a = type == W_CODE    ? words[roll(at->dice, 8)]
          : type == W_TRUTH ? pick(at->dice, REF_NO, REF_YES)
                            : 5 * pick(at->dice, 0, 5);
  return leaf_value(at, W_CONST, type, a);
}

static int fact_value(struct place *at, int type) {
  static const int codes[] = {REF_ITEM, REF_WHICH, REF_COLOUR};
  int fact = type == W_CODE     ? codes[roll(at->dice, 3)]
             : type == W_FIGURE ? REF_SIZE
             : type == W_MONEY  ? REF_PRICE
             : type == W_CODES  ? REF_MARKS
                                : pick(at->dice, REF_FLAG_0, REF_FLAG_3);
  if (at->in_part && one_in(at->dice, 2)) {
    if (type == W_MONEY && one_in(at->dice, 2)) {
      return leaf_value(at, W_PART_VALUE, type, 0);
    }
    if (type == W_CODE && one_in(at->dice, 2)) {
      return leaf_value(at, one_in(at->dice, 3) ? W_PART_ID : W_PART_ORIGIN, type, 0);
    }
    return leaf_value(at, W_PART_FACT, type, fact);
  }
  return leaf_value(at, W_FACT, type, fact);
}

/* A thing with a name or a lookup: what may stand left of `is`. */
static int thing_of(struct place *at, int type) {
  int own = any_term(at, type, false), of_part = at->in_part ? any_term(at, type, true) : REF_NONE;
  if (own != REF_NONE && one_in(at->dice, 2)) {
    return leaf_value(at, W_TERM, type, own);
  }
  if (of_part != REF_NONE && one_in(at->dice, 2)) {
    return leaf_value(at, W_PART_TERM, type, of_part);
  }
  if (type != W_TRUTH && at->n_vars > 0 && !one_in(at->dice, 4)) {
    return any_cell(at, type);
  }
  if (type != W_TRUTH && at->world->tables[0].n_keys > 0 && one_in(at->dice, 2)) {
    return any_lookup(at, type);
  }
  return fact_value(at, type);
}

static int figure_of(struct place at, int type) {
  at.depth--;
  if (at.depth <= 0 || one_in(at.dice, 2)) {
    return thing_of(&at, type);
  }
  if (one_in(at.dice, 2) && at.n_vars < W_VARS - 1) {
    return any_measure(&at, type);
  }
  struct w_node node = empty(W_CALC, type);
  node.a = "+-*"[roll(at.dice, 3)];
  node.kids[0] = figure_of(at, type);
  node.kids[1] =
      one_in(at.dice, 2) || node.a == '*' ? constant(&at, node.a == '*' ? W_FIGURE : type) : thing_of(&at, type);
  return add(&at, node);
}

static int compare_of(struct place at) {
  int type = one_in(at.dice, 3) ? W_MONEY : W_FIGURE;
  struct w_node node = empty(W_COMPARE, type);
  node.a = pick(at.dice, W_LESS, W_GREATER);
  node.kids[0] = figure_of(at, type);
  node.kids[1] = one_in(at.dice, 2) ? constant(&at, type) : thing_of(&at, type);
  return add(&at, node);
}

/* Has the thing `one of` that a constant must keep to? */
static bool has_choices(const struct place *at, int node) {
  const struct w_node *n = &at->world->nodes[node];
  return ((n->kind == W_FACT || n->kind == W_PART_FACT) && n->a == REF_COLOUR) ||
         ((n->kind == W_CELL || n->kind == W_LOOKUP) && n->b == W_COL_WORD);
}

static int is_of(struct place at) {
  static const int types[] = {W_CODE, W_CODE, W_CODE, W_FIGURE};
  int type = types[roll(at.dice, 4)];
  struct w_node node = empty(W_IS, type);
  node.kids[0] = thing_of(&at, type);
  if (one_in(at.dice, 3)) {
    node.kids[1] = thing_of(&at, type);
  } else if (has_choices(&at, node.kids[0])) {
    node.kids[1] = leaf_value(&at, W_CONST, type, colours_in_use[roll(at.dice, 3)]);
  } else {
    node.kids[1] = constant(&at, type);
  }
  return add(&at, node);
}

static int code_test(struct place at) {
  struct w_node node = empty((int)roll(at.dice, 4), W_CODE);
  static const int tests[] = {W_IN, W_LIKE, W_IS_BLANK, W_IN_GROUP};
  node.kind = tests[node.kind];
  node.kids[0] = node.kind == W_IS_BLANK && at.n_vars > 0
                     ? any_cell(&at, one_in(at.dice, 2) ? W_CODE : pick(at.dice, W_FIGURE, W_MONEY))
                     : thing_of(&at, W_CODE);
  int kind = at.world->nodes[node.kids[0]].kind;
  if (node.kind == W_IS_BLANK && kind != W_CELL && kind != W_LOOKUP && kind != W_TERM && kind != W_PART_TERM) {
    node.kind = W_LIKE; /* blank is asked of cells and terms only */
  }
  node.a = node.kind == W_LIKE ? pick(at.dice, 0, W_PATTERNS - 1) : pick(at.dice, 0, 1);
  if (node.kind == W_IN) {
    bool choices = has_choices(&at, node.kids[0]);
    node.a = choices || one_in(at.dice, 2) ? W_RED : W_X;
    node.b = choices || one_in(at.dice, 2) ? W_BLUE : W_Y;
  }
  return add(&at, node);
}

static int has_of(struct place at) {
  struct w_node node = empty(W_HAS, W_CODES);
  node.kids[0] = thing_of(&at, W_CODES);
  node.a = pick(at.dice, W_M, W_O);
  node.b = one_in(at.dice, 2) ? REF_NONE : node.a == W_O ? W_M : node.a + 1;
  if (one_in(at.dice, 3)) {
    node.a = pick(at.dice, W_X, W_BLUE);
  }
  return add(&at, node);
}

static int some_of(struct place at) {
  struct w_node node = empty(pick(at.dice, W_SOME, W_NO), W_TRUTH);
  any_over(&at, &node, true);
  if (node.b == W_PARTS && one_in(at.dice, 3)) {
    node.kind = W_EVERY;
  }
  if (node.kind == W_EVERY && node.kids[0] == REF_NONE) {
    node.kind = W_SOME;
  }
  return add(&at, node);
}

static int share_node(struct place *at) {
  struct w_node node = empty(W_SHARE, W_TRUTH);
  struct place inner = *at;
  inner.in_part = inner.no_parts = true;
  inner.depth--;
  node.kids[0] = one_in(at->dice, 6) ? REF_NONE : condition_of(inner);
  node.kids[1] = one_in(at->dice, 3) ? leaf_value(at, W_FACT, W_MONEY, REF_PRICE) : REF_NONE;
  node.a = pick(at->dice, W_LESS, W_GREATER);
  node.b = 25 * pick(at->dice, 0, 5);
  return add(at, node);
}

static int share_of(struct place at) {
  int one = share_node(&at);
  if (one_in(at.dice, 3)) {
    at.world->nodes[one].kids[2] = share_node(&at);
  }
  return one;
}

static int needs_of(struct place at) {
  struct w_node node = empty(W_NEEDS, W_TRUTH);
  node.a = at.in_part && !one_in(at.dice, 3) ? 2 : pick(at.dice, 0, 1);
  node.b = pick(at.dice, at.regime + 1, at.set->n_regimes - 1);
  return add(&at, node);
}

static int atom_of(struct place at) {
  struct w_node node;
  switch (roll(at.dice, 10)) {
  case 0:
  case 1:
    return is_of(at);
  case 2:
    return code_test(at);
  case 3:
    return has_of(at);
  case 4:
  case 5:
    return compare_of(at);
  case 6:
    return at.depth > 1 && at.n_vars < W_VARS - 1 ? some_of(at) : is_of(at);
  case 7:
    return !at.no_parts && at.n_vars == 0 && at.depth > 1 ? share_of(at) : is_of(at);
  case 8:
    return at.regime + 1 < at.set->n_regimes ? needs_of(at) : code_test(at);
  default:
    node = empty(W_BOOL, W_TRUTH);
    node.kids[0] = thing_of(&at, W_TRUTH);
    return add(&at, node);
  }
}

static int condition_of(struct place at) {
  at.depth--;
  if (at.depth <= 0 || one_in(at.dice, 2)) {
    return atom_of(at);
  }
  struct w_node node = empty(pick(at.dice, W_AND, W_NOT), W_TRUTH);
  int n = node.kind == W_NOT ? 1 : pick(at.dice, 2, 3);
  for (int i = 0; i < n; i++) {
    node.kids[i] = condition_of(at);
  }
  return add(&at, node);
}

/* ================================================================= terms */

static int value_of(struct place at, int type) {
  if (type == W_CODE) {
    return one_in(at.dice, 2) ? constant(&at, type) : thing_of(&at, type);
  }
  if (type == W_CODES && one_in(at.dice, 3)) {
    return thing_of(&at, type);
  }
  if (type == W_CODES || type == W_SET_OF_ROWS) {
    static const int columns[] = {W_KEY, W_COL_FREE, W_COL_WORD};
    struct w_node node = empty(type == W_CODES ? W_EVERY_CELL : W_EVERY_ROW, type);
    any_over(&at, &node, false);
    node.a = columns[roll(at.dice, 3)];
    return add(&at, node);
  }
  if (type == W_TRUTH) {
    if (one_in(at.dice, 4)) {
      return constant(&at, type);
    }
    struct w_node node = empty(W_CONDITION, type);
    node.kids[0] = condition_of(at);
    return add(&at, node);
  }
  return one_in(at.dice, 3) ? constant(&at, type) : figure_of(at, type);
}

static struct ref_day any_from(struct dice *dice, int first, int last) {
  int a = pick(dice, first, last), b = one_in(dice, 2) ? a : pick(dice, a, last);
  return (struct ref_day){.kind = 1, .span = {a, b}};
}

/* Sources of a term, and its days. */
static void any_term_source(struct w_term *term, struct dice *dice) {
  term->known = REF_NONE;
  term->n_cites = one_in(dice, 3) ? pick(dice, 1, 2) : 0;
  for (int i = 0; i < term->n_cites; i++) {
    bool denied = i > 0 && one_in(dice, 3);
    term->cites[i].certainty = denied ? REF_DENIED : any_certainty(dice);
    term->cites[i].known = one_in(dice, 3) ? pick(dice, 10, 24) : REF_NONE;
  }
  if (one_in(dice, 8)) {
    term->from = any_from(dice, 5, 25);
    term->known = pick(dice, 1, 22);
  }
}

/* Every second plain term that can have one gets a next version: the same cases in another order are another term. */
static bool next_version(struct ref_world *world, int at, struct dice *dice) {
  struct w_term *term = &world->terms[at];
  if (world->n_terms == W_TERMS || term->type == W_SET_OF_ROWS || !one_in(dice, 3)) {
    return false;
  }
  struct w_term *next = &world->terms[world->n_terms];
  term->from = any_from(dice, 1, 10);
  term->known = pick(dice, 1, 21);
  *next = *term;
  next->first = at;
  any_term_source(next, dice);
  next->from = any_from(dice, 11, 28);
  next->known = pick(dice, 1, 24);
  return true;
}

static void any_new_term(struct place at) {
  struct ref_world *world = at.world;
  struct w_term *term = &world->terms[world->n_terms];
  static const int types[] = {W_CODE, W_CODE, W_FIGURE, W_FIGURE, W_MONEY, W_TRUTH, W_TRUTH, W_CODES, W_SET_OF_ROWS};
  memset(term, 0, sizeof *term);
  term->regime = at.regime;
  term->type = types[roll(at.dice, 9)];
  term->of_part = one_in(at.dice, 4) && term->type < W_CODES;
  term->first = REF_NONE;
  any_term_source(term, at.dice);
  at.in_part = at.no_parts = term->of_part;
  at.terms = world->n_terms;
  at.depth = 3;
  bool cases = term->type != W_SET_OF_ROWS && one_in(at.dice, 2);
  term->n_cases = cases ? pick(at.dice, 1, W_CASES) : 1;
  bool otherwise = term->n_cases > 1 && one_in(at.dice, 2);
  for (int i = 0; i < term->n_cases; i++) {
    bool last = otherwise && i == term->n_cases - 1;
    term->cases[i].when = cases && !last ? condition_of(at) : REF_NONE;
    term->cases[i].value =
        i > 0 && one_in(at.dice, 5) ? leaf_value(&at, W_NONE, term->type, 0) : value_of(at, term->type);
  }
  if (term->type == W_SET_OF_ROWS) {
    term->table = world->nodes[term->cases[0].value].table;
  }
  int first = world->n_terms++;
  if (next_version(world, first, at.dice)) {
    struct w_term *next = &world->terms[world->n_terms++];
    for (int i = 0; i < next->n_cases; i++) {
      next->cases[i].value = value_of(at, next->type);
    }
  }
}

/* ================================================================= tables, rules, requests */

static void any_table(struct w_table *table, struct dice *dice, int n_keys) {
  static const int frees[] = {W_BLANK, W_X, W_Y, W_RED, W_M, W_5},
                   words[] = {W_RED, W_GREEN, W_BLUE, W_PURPLE, W_BLANK};
  static const int nums[] = {W_5, W_10, W_15, W_20, W_BLANK, W_MINUS_5, W_10, W_BAD};
  static const int sets[] = {W_BLANK, W_M, W_M_N, W_N}, keys[] = {W_X, W_Y, W_Z, W_RED, W_BLANK};
  table->n_keys = n_keys;
  table->n_versions = one_in(dice, 3) ? 2 : 1;
  table->days[0] = (struct w_days){.known = REF_NONE};
  table->days[1] = (struct w_days){any_from(dice, 11, 28), pick(dice, 1, 24)};
  if (one_in(dice, 3)) {
    table->days[0] = (struct w_days){any_from(dice, 1, table->n_versions == 2 ? 10 : 20), pick(dice, 1, 21)};
  }
  int of_first = pick(dice, 1, 3);
  table->n_rows = table->n_versions == 2 ? of_first + pick(dice, 1, 3) : pick(dice, 1, 5);
  for (int r = 0; r < table->n_rows; r++) {
    int *cells = table->cells[r];
    table->version[r] = table->n_versions == 2 && r >= of_first ? 1 : 0;
    int n = table->version[r] == 1 ? r - of_first : r;
    cells[W_KEY] = n_keys == 1 ? keys[n] : keys[roll(dice, 5)]; /* one row for each key */
    cells[W_COL_FREE] = n_keys == 2 ? frees[1 + n] : frees[roll(dice, 6)];
    cells[W_COL_WORD] = words[roll(dice, 5)];
    cells[W_NUM] = nums[roll(dice, one_in(dice, 3) ? 8 : 6)];
    cells[W_SET] = sets[roll(dice, 4)];
    cells[W_CASH] = nums[roll(dice, one_in(dice, 3) ? 8 : 6)];
  }
}

static int any_rule_condition(struct place at) {
  struct ref_set *set = at.set;
  int first = set->n_nodes, kids = one_in(at.dice, 3) ? 2 : 1;
  for (int i = 0; i < kids; i++) {
    at.depth = 4;
    set->nodes[set->n_nodes++] =
        (struct ref_node){.kind = REF_LEAF, .leaf = REF_ATOM, .values = {atom_of(at)}, .n_values = 1};
  }
  if (kids == 1) {
    return first;
  }
  set->nodes[set->n_nodes] =
      (struct ref_node){.kind = pick(at.dice, REF_AND, REF_OR), .kids = {first, first + 1}, .n_kids = 2};
  return set->n_nodes++;
}

static void any_rule(struct place at, int name) {
  static const int effects[] = {REF_PERMIT, REF_REFER, REF_REVIEW, REF_REVIEW, REF_PROHIBIT, REF_PROHIBIT};
  struct ref_set *set = at.set;
  struct ref_rule *rule = &set->rules[set->n_rules];
  *rule = (struct ref_rule){.name = name, .regime = at.regime, .known = REF_NONE, .n_cites = 1};
  rule->cites[0] = (struct ref_cite){one_in(at.dice, 4) ? any_certainty(at.dice) : REF_CONFIRMED, REF_NONE};
  rule->effect = effects[roll(at.dice, 6)];
  rule->office = pick(at.dice, 0, 2);
  rule->condition = any_rule_condition(at);
  if (one_in(at.dice, 3)) {
    rule->n_clauses = 1;
    rule->clauses[0] =
        (struct ref_clause){.kind = pick(at.dice, 1, 3), .office = 1, .n = pick(at.dice, 1, 3), .days = 5};
    rule->clauses[0].certainty = REF_NONE;
    rule->clauses[0].calendar = true;
  }
  if (set->n_rules > 0 && set->rules[set->n_rules - 1].regime == at.regime && one_in(at.dice, 3)) {
    rule->exception = true;
    rule->lifts = 1u << (name - 1);
  }
  set->n_rules++;
}

void ref_random_set(struct ref_set *set, struct ref_world *world, uint64_t seed) {
  struct dice dice = {seed};
  memset(set, 0, sizeof *set);
  memset(world, 0, sizeof *world);
  set->world = world;
  set->n_regimes = pick(&dice, 1, REF_REGIMES_MAX);
  for (int i = 0; i < REF_DATES; i++) {
    set->dates[i] = any_span(&dice);
  }
  for (int i = 0; i < REF_GROUPS; i++) {
    set->groups[i] = (struct ref_group){.n_members = 1, .members = {{0, {REF_NONE, REF_NONE}, REF_CONFIRMED}}};
  }
  any_table(&world->tables[0], &dice, pick(&dice, 0, 2));
  any_table(&world->tables[1], &dice, 0);
  world->group.where = one_in(&dice, 2) ? REF_NONE : one_in(&dice, 2) ? W_X : W_RED;
  world->group.open = one_in(&dice, 3);
  world->group.certainty = any_certainty(&dice);
  world->group.days = (struct w_days){.known = REF_NONE};
  if (one_in(&dice, 2)) {
    world->group.days = (struct w_days){any_from(&dice, 5, 25), pick(&dice, 1, 22)};
  }
  for (int r = set->n_regimes - 1; r >= 0; r--) {
    struct ref_regime *regime = &set->regimes[r];
    struct place at = {.set = set, .world = world, .dice = &dice, .regime = r};
    regime->treats = pick(&dice, 0, 3);
    regime->otherwise = one_in(&dice, 2) ? REF_EFFECT_NONE : pick(&dice, REF_PERMIT, REF_PROHIBIT);
    regime->office = pick(&dice, 0, 2);
    regime->known = REF_NONE;
    if (one_in(&dice, 6)) {
      regime->from = (struct ref_day){.kind = 1, .span = any_span(&dice)};
      regime->known = pick(&dice, 1, 21);
    }
    int terms = pick(&dice, 0, W_TERMS / set->n_regimes);
    for (int i = 0; i < terms && world->n_terms < W_TERMS; i++) {
      any_new_term(at);
    }
    at.terms = world->n_terms;
    int rules = pick(&dice, 1, 3);
    for (int i = 0; i < rules; i++) {
      any_rule(at, set->n_rules);
    }
  }
}

void ref_random_request(struct ref_set *set, uint64_t seed) {
  struct dice dice = {seed};
  set->n_lines = one_in(&dice, 6) ? 2 : 1;
  for (int i = 0; i < 3; i++) {
    set->content[i] = (struct ref_content){pick(&dice, REF_NO, REF_UNKNOWN), any_certainty(&dice)};
  }
  for (int line = 0; line < set->n_lines; line++) {
    for (int i = 0; i < REF_FACTS; i++) {
      set->values[line][i] = any_value(&dice, i);
    }
    set->n_parts[line] = pick(&dice, 0, REF_PARTS_MAX);
    for (int p = 0; p < set->n_parts[line]; p++) {
      struct ref_part *part = &set->parts[line][p];
      for (int i = 0; i < REF_FACTS; i++) {
        part->values[i] = any_value(&dice, i);
      }
      part->origin = any_value(&dice, REF_ACT);
      part->origin.cause = REF_NONE;
      part->price = any_value(&dice, REF_PRICE);
      part->price.cause = REF_NONE;
      part->price.known = part->price.known || p == 0; /* sums of no part then have a unit */
      part->price.lo = one_in(&dice, 8) ? 0 : part->price.lo;
    }
  }
}
