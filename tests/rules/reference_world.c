/* Values and atoms of the reference's world. See reference_world.h; slow on purpose. Specification: SPEC 15 to 17. */
#include "rules/reference_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const w_words[W_WORDS] = {"",   "x",   "y",  "z",  "red", "green", "blue", "purple", "m",    "n",
                                      "o",  "m;n", "5",  "10", "15",  "20",    "bad",  "word",   "free", "gone",
                                      "p1", "p2",  "p3", "US", "DE",  "use",   "sale", "-5"};
const char *const w_columns[W_COLUMNS] = {"key", "free", "word", "num", "set", "cash"};

/* ================================================================= values */

static void alt_unknown(struct w_alt *alt, int kind, const char *name) {
  *alt = (struct w_alt){.kind = W_IS_UNKNOWN};
  cause_add(&alt->causes, kind, name);
}

int w_weaker(int a, int b) {
  return a > b ? a : b;
}

void w_unknown(struct w_value *out, int kind, const char *name) {
  out->certainty = REF_CONFIRMED;
  out->n = 1;
  out->why.n = 0;
  alt_unknown(&out->at[0], kind, name);
}

static struct w_alt *only(struct w_value *out) {
  out->certainty = REF_CONFIRMED;
  out->n = 1;
  out->why.n = 0;
  out->at[0] = (struct w_alt){.kind = W_IS_VALUE};
  return &out->at[0];
}

static void add_alt(struct w_value *out, const struct w_alt *alt) {
  for (int i = 0; i < out->n; i++) {
    bool plain = alt->causes.n == 0 && out->at[i].causes.n == 0;
    if (plain && memcmp(&out->at[i], alt, sizeof *alt) == 0) {
      return;
    }
  }
  if (out->n == W_ALTS) {
    fprintf(stderr, "reference: too many alternatives\n");
    abort();
  }
  out->at[out->n++] = *alt;
}

/* What may be unknown is unknown, for all that left it so. */
static void or_unknown(struct w_value *value) {
  struct w_alt all = {.kind = W_IS_VALUE};
  for (int i = 0; i < value->n; i++) {
    all.kind = value->at[i].kind == W_IS_UNKNOWN ? W_IS_UNKNOWN : all.kind;
    cause_join(&all.causes, &value->at[i].causes);
  }
  if (all.kind == W_IS_UNKNOWN) {
    cause_join(&all.causes, &value->why);
    value->at[0] = all;
    value->n = 1;
    value->why.n = 0;
  }
}

bool w_number(int word, int64_t *out) {
  static const int words[] = {W_5, W_10, W_15, W_20, W_MINUS_5}, numbers[] = {5, 10, 15, 20, -5};
  for (int i = 0; i < 5; i++) {
    if (words[i] == word) {
      *out = numbers[i];
      return true;
    }
  }
  return false;
}

static int word_of_fact(int fact, int code) {
  for (int i = 0; i < W_WORDS; i++) {
    if (strcmp(w_words[i], ref_word(fact, code)) == 0) {
      return i;
    }
  }
  abort();
}

/* What a fact has: of the line, or of a part, called `name`. Returns its certainty. */
static int fact_alt(const struct ref_value *stated, int fact, bool has_else, int weakest, const char *name,
                    struct w_alt *out) {
  struct ref_value value = *stated;
  bool silent = !value.known && (value.cause == REF_NONE || value.cause == C_FACT);
  const char *source = value.cause == REF_NONE ? name : "src";
  if (silent && has_else && (fact == REF_FLAG_2 || fact == REF_FLAG_3)) {
    value = (struct ref_value){.known = true, .certainty = REF_ASSUMED, .cause = REF_NONE};
    value.truth = fact == REF_FLAG_2 ? REF_NO : REF_YES;
  }
  if (value.known && value.certainty > weakest) {
    alt_unknown(out, C_DISPUTED, source);
    return value.certainty;
  }
  if (!value.known) {
    alt_unknown(out, value.cause == REF_NONE ? C_FACT : value.cause, source);
    return value.certainty;
  }
  *out = (struct w_alt){.kind = W_IS_VALUE};
  bool exact = true;
  switch (fact) {
  case REF_SIZE:
  case REF_PRICE:
    out->lo = value.lo;
    out->hi = value.hi;
    exact = value.lo == value.hi;
    break;
  case REF_MARKS:
    for (int i = 0; i < 3; i++) {
      out->sure |= (value.sure >> i & 1) != 0 ? 1u << (W_M + i) : 0;
      out->maybe |= (value.maybe >> i & 1) != 0 ? 1u << (W_M + i) : 0;
    }
    out->open = value.open;
    exact = !value.open && (out->maybe & ~out->sure) == 0;
    break;
  case REF_FLAG_0:
  case REF_FLAG_1:
  case REF_FLAG_2:
  case REF_FLAG_3:
    out->truth = value.truth;
    exact = value.truth != REF_UNKNOWN;
    break;
  default:
    out->word = word_of_fact(fact, value.code);
  }
  if (!exact) {
    cause_add(&out->causes, value.cause == REF_NONE ? C_BOUNDS : value.cause, source);
  }
  return value.certainty;
}

int w_part_fact(const struct w_env *env, int fact, struct w_alt *out) {
  char name[32];
  snprintf(name, sizeof name, "p%d.%s", env->part + 1, ref_fact_names[fact]);
  return fact_alt(&env->ask->set->parts[env->ask->line][env->part].values[fact], fact, false, env->ask->weakest, name,
                  out);
}

/* A cell: blank, a value of its column, or unknown because its column does not allow it. */
void w_cell(const struct ref_world *world, int table, int row, int column, struct w_alt *out) {
  int word = world->tables[table].cells[row][column];
  char name[32];
  snprintf(name, sizeof name, "t%d.%s", table, w_columns[column]);
  *out = (struct w_alt){.kind = W_IS_VALUE};
  if (column == W_SET) {
    out->sure = word == W_BLANK ? 0 : word == W_M_N ? 1u << W_M | 1u << W_N : 1u << word;
    return;
  }
  if (word == W_BLANK) {
    out->kind = W_IS_NONE;
    return;
  }
  if (column == W_KEY || column == W_COL_FREE) {
    out->word = word;
  } else if (column == W_COL_WORD) {
    out->word = word;
    if (word != W_RED && word != W_GREEN && word != W_BLUE) {
      alt_unknown(out, C_TABLE, name);
    }
  } else if (w_number(word, &out->lo)) {
    out->hi = out->lo;
  } else {
    alt_unknown(out, C_TABLE, name);
  }
}

/* ================================================================= versions */

struct w_in_force w_versions(const struct ref_set *set, const struct ref_day *from, const bool *known, int n) {
  struct w_in_force out = {.none = true};
  int begun[W_VERSIONS], may = 0;
  for (int i = 0; i < n; i++) {
    begun[i] = known[i] ? come(set, &from[i], REF_YES) : REF_NO;
    out.none = out.none && begun[i] != REF_YES;
  }
  for (int i = 0; i < n; i++) {
    out.may[i] = begun[i] != REF_NO;
    for (int later = i + 1; later < n; later++) {
      out.may[i] = out.may[i] && begun[later] != REF_YES;
    }
    may += out.may[i] ? 1 : 0;
  }
  out.sure = may == 1 && !out.none;
  return out;
}

/* SPEC 8.6, where no regime has days. */
bool w_days_known(const struct w_days *days) {
  bool exact = days->from.kind != 0 && days->from.span.first == days->from.span.last;
  return (days->known != REF_NONE ? days->known : exact ? days->from.span.first : REF_OPEN_FIRST) <= REF_KNOWN;
}

struct w_in_force w_table_versions(const struct ref_set *set, const struct w_table *table) {
  struct ref_day from[W_VERSIONS] = {{0}};
  bool known[W_VERSIONS] = {false};
  for (int i = 0; i < table->n_versions; i++) {
    from[i] = table->days[i].from;
    known[i] = w_days_known(&table->days[i]);
  }
  return w_versions(set, from, known, table->n_versions);
}

/* ================================================================= lookups */

/* As it stands in a cause. */
static const char *key_word(int word) {
  return word == W_BLANK ? "blank" : w_words[word];
}

/* One key, one column, one version: the row whose cells are the keys. */
static void look_up(const struct w_env *env, const struct w_node *node, const int *keys, int version, int by_word,
                    struct w_alt *out) {
  const struct w_table *table = &env->world->tables[node->a];
  int n_keys = table->n_keys;
  char name[64];
  bool blank = keys[0] == W_BLANK || (n_keys == 2 && keys[1] == W_BLANK);
  int n = snprintf(name, sizeof name, "t%d[%s%s%s]", node->a, key_word(keys[0]), n_keys == 2 ? ", " : "",
                   n_keys == 2 ? key_word(keys[1]) : "");
  for (int r = 0; r < table->n_rows && !blank; r++) {
    if (table->version[r] != version || table->cells[r][W_KEY] != keys[0] ||
        (n_keys == 2 && table->cells[r][W_COL_FREE] != keys[1])) {
      continue;
    }
    if (node->b != REF_NONE) {
      w_cell(env->world, node->a, r, node->b, out);
      return;
    }
    for (int c = 0; c < W_COLUMNS && by_word != W_BLANK; c++) {
      if (strcmp(w_columns[c], w_words[by_word]) == 0) { /* by its text, as a code */
        int word = table->cells[r][c];
        struct w_alt typed;
        w_cell(env->world, node->a, r, c, &typed);
        if (typed.kind == W_IS_UNKNOWN) { /* what its own column does not allow is unknown however it is read */
          *out = typed;
          return;
        }
        *out = (struct w_alt){.kind = word == W_BLANK ? W_IS_NONE : W_IS_VALUE, .word = word};
        return;
      }
    }
    snprintf(name + n, sizeof name - (size_t)n, "[%s]", key_word(by_word));
    break;
  }
  alt_unknown(out, C_TABLE, name);
}

static void lookup_value(const struct w_env *env, const struct w_node *node, struct w_value *out) {
  const struct w_in_force in_force = w_table_versions(env->ask->set, &env->world->tables[node->a]);
  struct w_value args[3];
  char name[16];
  snprintf(name, sizeof name, "t%d", node->a);
  for (int i = 0; i < 3; i++) {
    only(&args[i]);
    if (node->kids[i] != REF_NONE) {
      w_value_of(env, node->kids[i], &args[i]);
      cause_join(&out->why, &args[i].why);
      out->certainty = w_weaker(out->certainty, args[i].certainty);
    }
  }
  for (int i = 0; i < args[0].n; i++) {
    for (int j = 0; j < args[1].n; j++) {
      for (int k = 0; k < args[2].n; k++) {
        const struct w_alt *of[3] = {&args[0].at[i], &args[1].at[j], &args[2].at[k]};
        struct w_alt alt = {.kind = W_IS_UNKNOWN};
        bool unknown = false;
        for (int a = 0; a < 3; a++) {
          unknown = unknown || of[a]->kind == W_IS_UNKNOWN;
          cause_join(&alt.causes, &of[a]->causes);
        }
        if (unknown) {
          add_alt(out, &alt);
        }
        for (int v = 0; !unknown && v < W_VERSIONS; v++) {
          int keys[2] = {of[0]->word, of[1]->word};
          if (in_force.may[v]) {
            look_up(env, node, keys, v, of[2]->word, &alt);
            add_alt(out, &alt);
          }
        }
      }
    }
  }
  bool asked = true; /* SPEC 15.7: where it is not known what is looked up, no version is */
  for (int i = 0; i < 3; i++) {
    asked = asked && args[i].at[0].kind != W_IS_UNKNOWN;
  }
  if (asked && in_force.none) {
    struct w_alt alt;
    alt_unknown(&alt, C_DATE, name);
    add_alt(out, &alt);
  }
  if (asked && !in_force.sure) {
    cause_add(&out->why, C_DATE, name);
  }
  or_unknown(out);
  if (out->n == 1 && out->at[0].causes.n == 0) { /* SPEC 17.5: whichever version it is, it is this */
    out->why.n = 0;
  }
}

static void join_figure(struct w_alt *into, const struct w_alt *alt) {
  into->lo = alt->lo < into->lo ? alt->lo : into->lo;
  into->hi = alt->hi > into->hi ? alt->hi : into->hi;
}

/* Surely in is what is surely in each, possibly what may be in any. */
static void join_set(struct w_alt *into, const struct w_alt *alt) {
  into->maybe |= into->sure | alt->sure | alt->maybe;
  into->sure &= alt->sure;
  into->maybe &= ~into->sure;
  into->open = into->open || alt->open;
}

/* Possible values as one: figures as the range from the least to the greatest, sets as one that may be any of them. */
static void as_one(struct w_value *value, void (*join)(struct w_alt *into, const struct w_alt *alt)) {
  int n = 0, first = REF_NONE;
  for (int i = 0; i < value->n; i++) {
    struct w_alt *alt = &value->at[i];
    if (alt->kind != W_IS_VALUE || first == REF_NONE) {
      first = alt->kind == W_IS_VALUE ? n : first;
      value->at[n++] = *alt;
      continue;
    }
    struct w_alt *into = &value->at[first];
    join(into, alt);
    cause_join(&into->causes, &alt->causes);
    cause_join(&into->causes, &value->why);
  }
  value->n = n;
}

static void calculate(int op, const struct w_alt *a, const struct w_alt *b, struct w_alt *out) {
  *out = (struct w_alt){.kind = W_IS_VALUE};
  if (a->kind == W_IS_NONE || b->kind == W_IS_NONE) {
    out->kind = W_IS_NONE;
    return;
  }
  cause_join(&out->causes, &a->causes);
  cause_join(&out->causes, &b->causes);
  if (a->kind == W_IS_UNKNOWN || b->kind == W_IS_UNKNOWN) {
    out->kind = W_IS_UNKNOWN;
    return;
  }
  out->lo = INT64_MAX;
  out->hi = INT64_MIN;
  int64_t left[2] = {a->lo, a->hi}, right[2] = {b->lo, b->hi};
  for (int i = 0; i < 4; i++) {
    int64_t l = left[i / 2], r = right[i % 2], value = op == '+' ? l + r : op == '-' ? l - r : l * r;
    out->lo = value < out->lo ? value : out->lo;
    out->hi = value > out->hi ? value : out->hi;
  }
}

static void calc_value(const struct w_env *env, const struct w_node *node, struct w_value *out) {
  struct w_value args[2];
  for (int i = 0; i < 2; i++) {
    w_value_of(env, node->kids[i], &args[i]);
    as_one(&args[i], join_figure);
    out->certainty = w_weaker(out->certainty, args[i].certainty);
    cause_join(&out->why, &args[i].why);
  }
  for (int i = 0; i < args[0].n; i++) {
    for (int j = 0; j < args[1].n; j++) {
      struct w_alt alt;
      calculate(node->a, &args[0].at[i], &args[1].at[j], &alt);
      add_alt(out, &alt);
    }
  }
  bool none = out->at[0].kind == W_IS_NONE, exact = out->at[0].kind == W_IS_VALUE && out->at[0].lo == out->at[0].hi;
  if (out->n == 1 && (none || exact)) { /* SPEC 7.9: closer than that nothing is */
    out->why.n = out->at[0].causes.n = 0;
  }
}

/* The cases from the top: the first that is yes ends it; unknown ones leave their value possible. */
static void read_cases(const struct w_env *env, const struct w_term *term, struct w_value *out) {
  struct w_value on_stack, *value = &on_stack;
  for (int i = 0; i < term->n_cases; i++) {
    struct leaf when = {.truth = REF_YES};
    if (term->cases[i].when != REF_NONE) {
      when = w_truth_of(env, term->cases[i].when);
    }
    out->certainty = w_weaker(out->certainty, when.certainty);
    if (when.truth == REF_NO) {
      continue;
    }
    w_value_of(env, term->cases[i].value, value);
    out->certainty = w_weaker(out->certainty, value->certainty);
    cause_join(&out->why, &when.causes);
    cause_join(&out->why, &value->why);
    for (int k = 0; k < value->n; k++) {
      add_alt(out, &value->at[k]);
    }
    if (when.truth == REF_YES) {
      return;
    }
  }
  add_alt(out, &(struct w_alt){.kind = W_IS_NONE});
}

/* SPEC 17.8: each version that may be in force, as its source allows. */
static void read_versions(const struct w_env *env, int at, const char *name, struct w_value *out) {
  const struct w_term *versions[W_VERSIONS];
  struct source sources[W_VERSIONS];
  struct ref_day from[W_VERSIONS] = {{0}};
  bool known[W_VERSIONS] = {false};
  struct w_alt alt;
  int n = 0;
  for (int i = 0; i < env->world->n_terms; i++) {
    const struct w_term *term = &env->world->terms[i];
    if (i != at && term->first != at) {
      continue;
    }
    struct ref_rule like = {.regime = term->regime, .from = term->from, .known = term->known};
    like.n_cites = term->n_cites;
    memcpy(like.cites, term->cites, sizeof like.cites);
    versions[n] = term;
    sources[n] = source_of(env->ask->set, &like, env->ask->weakest);
    from[n] = from_of(env->ask->set, &like);
    known[n] = sources[n].known;
    n++;
  }
  struct w_in_force in_force = w_versions(env->ask->set, from, known, n);
  for (int i = 0; i < n; i++) {
    bool counts = in_force.may[i] && versions[i]->n_cites > 0;
    out->certainty = w_weaker(out->certainty, counts ? sources[i].best : REF_CONFIRMED);
    if (in_force.may[i] && versions[i]->n_cites > 0 && sources[i].truth == REF_UNKNOWN) {
      alt_unknown(&alt, C_DISPUTED, name);
      add_alt(out, &alt);
    } else if (in_force.may[i]) {
      read_cases(env, versions[i], out);
    }
  }
  if (in_force.none) {
    alt_unknown(&alt, C_DATE, name);
    add_alt(out, &alt);
  }
  if (!in_force.sure) {
    cause_add(&out->why, C_DATE, name);
  }
}

void w_term_value(const struct w_env *env, int at, struct w_value *out) {
  const struct w_term *term = &env->world->terms[at];
  struct w_env inner = {env->ask, env->world, {0}, term->of_part ? env->part : REF_NONE};
  char name[16];
  snprintf(name, sizeof name, term->of_part ? "part.v%d" : "v%d", at);
  out->n = 0;
  out->certainty = REF_CONFIRMED;
  out->why.n = 0;
  read_versions(&inner, at, name, out);
  or_unknown(out);
  if (term->type == W_CODES && out->n > 1) { /* SPEC 17.6: where there is none, nothing is in */
    for (int i = 0; i < out->n; i++) {
      out->at[i].kind = out->at[i].kind == W_IS_NONE ? W_IS_VALUE : out->at[i].kind;
    }
    as_one(out, join_set);
    if (out->at[0].kind == W_IS_VALUE && out->at[0].maybe == 0 && !out->at[0].open) {
      out->at[0].causes.n = 0;
    }
  }
  if (out->n == 1 && out->at[0].causes.n == 0) { /* SPEC 17.5: whichever case it is, it is this */
    out->why.n = 0;
  }
}

static void part_value(const struct w_env *env, const struct w_node *node, struct w_value *out) {
  const struct ref_part *part = &env->ask->set->parts[env->ask->line][env->part];
  struct w_alt *alt = only(out);
  char name[32];
  if (node->kind == W_PART_ID) {
    alt->word = W_P1 + env->part;
  } else if (node->kind == W_PART_FACT) {
    out->certainty = w_part_fact(env, node->a, alt);
  } else if (node->kind == W_PART_ORIGIN) {
    snprintf(name, sizeof name, "p%d.origin", env->part + 1);
    out->certainty = fact_alt(&part->origin, REF_ITEM, false, env->ask->weakest, name, alt);
    alt->word = alt->kind == W_IS_VALUE ? W_US + part->origin.code : 0;
  } else {
    snprintf(name, sizeof name, "p%d.value", env->part + 1);
    out->certainty = fact_alt(&part->price, REF_PRICE, false, env->ask->weakest, name, alt);
  }
}

void w_value_of(const struct w_env *env, int at, struct w_value *out) {
  const struct w_node *node = &env->world->nodes[at];
  struct w_alt *alt = only(out);
  struct leaf leaf;
  switch ((enum w_kind)node->kind) {
  case W_CONST:
    alt->word = node->type == W_CODE ? node->a : 0;
    alt->truth = node->type == W_TRUTH ? node->a : 0;
    alt->lo = alt->hi = node->type == W_FIGURE || node->type == W_MONEY ? node->a : 0;
    break;
  case W_NONE:
    alt->kind = W_IS_NONE;
    break;
  case W_FACT:
    out->certainty =
        fact_alt(&env->ask->values[node->a], node->a, true, env->ask->weakest, ref_fact_names[node->a], alt);
    break;
  case W_TERM:
  case W_PART_TERM:
    w_term_value(env, node->a, out);
    break;
  case W_CELL:
    w_cell(env->world, node->c, env->rows[node->a], node->b, alt);
    break;
  case W_LOOKUP:
    out->n = 0;
    lookup_value(env, node, out);
    break;
  case W_CALC:
    out->n = 0;
    calc_value(env, node, out);
    break;
  case W_COUNT:
  case W_SUM:
  case W_GREATEST:
    w_measure(env, node, out);
    break;
  case W_EVERY_ROW:
  case W_EVERY_CELL:
    w_set(env, node, out);
    break;
  case W_CONDITION:
    if (env->world->nodes[node->kids[0]].kind == W_BOOL) { /* `the F` */
      w_value_of(env, env->world->nodes[node->kids[0]].kids[0], out);
      break;
    }
    leaf = w_truth_of(env, node->kids[0]);
    alt->truth = leaf.truth;
    alt->causes = leaf.causes;
    out->certainty = leaf.certainty;
    break;
  default:
    part_value(env, node, out);
  }
}

/* ================================================================= atoms */

/* Why a value is not settled: why it may be several things, and why each of them is not closer. */
static void causes_of(const struct w_value *value, struct causes *out) {
  for (int i = 0; i < value->n; i++) {
    cause_join(out, &value->at[i].causes);
  }
  cause_join(out, &value->why);
}

static bool is_like(const char *word, const char *pattern) {
  for (; *pattern; pattern++, word++) {
    if (*pattern == '*') {
      return true;
    }
    bool letter = (*word >= 'a' && *word <= 'z') || (*word >= 'A' && *word <= 'Z');
    bool digit = *word >= '0' && *word <= '9';
    if (*pattern == '#' ? !digit : *pattern == '?' ? !letter : *word != *pattern) {
      return false;
    }
  }
  return *word == '\0';
}

const char *const w_patterns[W_PATTERNS] = {"r*", "b???", "##", "?", "*", "g?een", "p#"};

static int of_one(const struct w_node *node, const struct w_alt *alt) {
  bool yes = false;
  if (node->kind == W_IS_BLANK) {
    bool empty = node->type == W_CODES && alt->sure == 0;
    yes = alt->kind == W_IS_NONE || (alt->kind == W_IS_VALUE && empty);
    return yes ? REF_YES : alt->kind == W_IS_UNKNOWN ? REF_UNKNOWN : REF_NO;
  }
  if (alt->kind != W_IS_VALUE) {
    return alt->kind == W_IS_NONE ? REF_NO : REF_UNKNOWN;
  }
  switch ((enum w_kind)node->kind) {
  case W_BOOL:
    return alt->truth;
  case W_IN:
    yes = alt->word == node->a || alt->word == node->b;
    break;
  case W_LIKE:
    yes = is_like(w_words[alt->word], w_patterns[node->a]);
    break;
  default: { /* has */
    uint32_t any = 1u << node->a | (node->b == REF_NONE ? 0 : 1u << node->b);
    yes = (alt->sure & any) != 0;
    return yes ? REF_YES : (alt->maybe & any) != 0 || alt->open ? REF_UNKNOWN : REF_NO;
  }
  }
  return yes ? REF_YES : REF_NO;
}

/* SPEC 15.8: whether a word is a member, by the rows of the file. */
static struct leaf in_table_group(const struct w_env *env, const struct w_alt *alt) {
  const struct w_table *table = &env->world->tables[1];
  const struct w_group *group = &env->world->group;
  struct leaf out = {.truth = REF_NO};
  bool listed = false;
  if (alt->kind == W_IS_NONE) {
    return out;
  }
  for (int r = 0; r < table->n_rows; r++) {
    bool counts = table->version[r] == 0 && (group->where == REF_NONE || table->cells[r][W_COL_FREE] == group->where);
    listed = listed || (counts && table->cells[r][W_KEY] == alt->word && alt->word != W_BLANK);
  }
  int begun = come(env->ask->set, &group->days.from, REF_YES);
  if (listed && w_days_known(&group->days) && begun != REF_NO) {
    bool weak = group->certainty > env->ask->weakest;
    out.certainty = group->certainty;
    out.truth = begun == REF_UNKNOWN || weak ? REF_UNKNOWN : REF_YES;
    if (begun == REF_UNKNOWN) {
      cause_add(&out.causes, C_DATE, "group-t");
    }
    if (weak) {
      cause_add(&out.causes, C_DISPUTED, "group-t");
    }
  }
  if (out.truth == REF_NO && group->open) {
    out.truth = REF_UNKNOWN;
    cause_add(&out.causes, C_GROUP, "group-t");
  }
  return out;
}

/* Of several possible values: as each of them in turn. */
static struct leaf unary(const struct w_env *env, const struct w_node *node) {
  struct w_value on_stack, *value = &on_stack;
  struct leaf out = {0};
  w_value_of(env, node->kids[0], value);
  if (node->kind == W_HAS) {
    as_one(value, join_set);
  }
  for (int i = 0; i < value->n; i++) {
    struct leaf one = {.truth = REF_UNKNOWN};
    if (node->kind != W_IN_GROUP) {
      one.truth = of_one(node, &value->at[i]);
    } else if (value->at[i].kind != W_IS_UNKNOWN) {
      one = in_table_group(env, &value->at[i]);
    }
    out.truth |= one.truth;
    out.certainty = w_weaker(out.certainty, one.certainty);
    cause_join(&out.causes, &one.causes);
  }
  out.certainty = w_weaker(out.certainty, value->certainty);
  if (out.truth == REF_UNKNOWN) {
    causes_of(value, &out.causes);
  } else {
    out.causes.n = 0;
  }
  return out;
}

/* less or equal, and the like, of all figures of two ranges. */
int w_compare(int op, int64_t a_lo, int64_t a_hi, int64_t b_lo, int64_t b_hi) {
  switch ((enum w_op)op) {
  case W_LESS:
    return a_hi < b_lo ? REF_YES : a_lo >= b_hi ? REF_NO : REF_UNKNOWN;
  case W_LESS_EQ:
    return a_hi <= b_lo ? REF_YES : a_lo > b_hi ? REF_NO : REF_UNKNOWN;
  case W_EQ:
    return a_lo == a_hi && b_lo == b_hi && a_lo == b_lo ? REF_YES : a_hi < b_lo || b_hi < a_lo ? REF_NO : REF_UNKNOWN;
  case W_NOT_EQ:
    return w_compare(W_EQ, a_lo, a_hi, b_lo, b_hi) ^ (w_compare(W_EQ, a_lo, a_hi, b_lo, b_hi) == REF_UNKNOWN ? 0 : 3);
  case W_GREATER_EQ:
    return w_compare(W_LESS_EQ, b_lo, b_hi, a_lo, a_hi);
  case W_GREATER:
    break;
  }
  return w_compare(W_LESS, b_lo, b_hi, a_lo, a_hi);
}

static int of_two(const struct w_node *node, const struct w_alt *a, const struct w_alt *b) {
  if (a->kind == W_IS_NONE || b->kind == W_IS_NONE) {
    return REF_NO;
  }
  if (a->kind == W_IS_UNKNOWN || b->kind == W_IS_UNKNOWN) {
    return REF_UNKNOWN;
  }
  if (node->kind == W_COMPARE || node->type == W_FIGURE || node->type == W_MONEY) {
    return w_compare(node->kind == W_COMPARE ? node->a : W_EQ, a->lo, a->hi, b->lo, b->hi);
  }
  if (node->type == W_TRUTH) {
    return a->truth == REF_UNKNOWN || b->truth == REF_UNKNOWN ? REF_UNKNOWN : a->truth == b->truth ? REF_YES : REF_NO;
  }
  return a->word == b->word ? REF_YES : REF_NO;
}

static struct leaf binary(const struct w_env *env, const struct w_node *node) {
  struct w_value values[2];
  struct leaf out = {0};
  for (int i = 0; i < 2; i++) {
    w_value_of(env, node->kids[i], &values[i]);
    out.certainty = w_weaker(out.certainty, values[i].certainty);
    if (node->kind == W_COMPARE) {
      as_one(&values[i], join_figure);
    }
  }
  for (int i = 0; i < values[0].n; i++) {
    for (int j = 0; j < values[1].n; j++) {
      out.truth |= of_two(node, &values[0].at[i], &values[1].at[j]);
    }
  }
  if (out.truth == REF_UNKNOWN) {
    causes_of(&values[0], &out.causes);
    causes_of(&values[1], &out.causes);
  }
  return out;
}

struct leaf w_truth_of(const struct w_env *env, int at) {
  const struct w_node *node = &env->world->nodes[at];
  struct leaf out = {.truth = node->kind == W_OR ? REF_NO : REF_YES};
  switch ((enum w_kind)node->kind) {
  case W_AND:
  case W_OR:
    for (int i = 0; i < 4 && node->kids[i] != REF_NONE; i++) {
      struct leaf one = w_truth_of(env, node->kids[i]);
      weigh(&out, one.truth, one.certainty, node->kind == W_OR ? REF_YES : REF_NO);
      cause_join(&out.causes, &one.causes);
    }
    out.causes.n = out.truth == REF_UNKNOWN ? out.causes.n : 0;
    return out;
  case W_NOT:
    out = w_truth_of(env, node->kids[0]);
    out.truth = out.truth == REF_UNKNOWN ? REF_UNKNOWN : out.truth ^ 3;
    return out;
  case W_SOME:
  case W_NO:
  case W_EVERY:
    return w_some(env, node);
  case W_SHARE:
    return w_share(env, node);
  case W_NEEDS:
    return w_needs(env, node);
  case W_IS:
  case W_COMPARE:
    return binary(env, node);
  default:
    return unary(env, node);
  }
}

struct leaf ref_world_atom(const struct asking *ask, int node) {
  struct w_env env = {ask, ask->set->world, {0}, REF_NONE};
  return w_truth_of(&env, node);
}
