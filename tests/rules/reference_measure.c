/* What the reference makes of several rows or parts: sets, counts, sums, `some`, shares; layers; the terms as reported. See
 * reference_world.h. Specification: SPEC 16 to 19. */
#include "rules/reference_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which rows or parts are in: each asked by itself. */
struct members {
  int n, table;
  bool unknown; /* as a whole: `why` */
  bool lost;    /* others may be in: `why` */
  int truth[W_ROWS], certainty[W_ROWS];
  int of_set; /* certainty of the set that rows are taken from */
  struct causes causes[W_ROWS], why;
};

static struct w_env at_member(const struct w_env *env, const struct w_node *node, int member) {
  struct w_env out = *env;
  if (node->b == W_PARTS) {
    out.part = member;
  } else {
    out.rows[node->var] = member;
  }
  return out;
}

static void members_of(const struct w_env *env, const struct w_node *node, struct members *out);

static void members_of_term(const struct w_env *env, int at, struct members *out) {
  const struct w_term *term = &env->world->terms[at];
  struct w_env inner = {env->ask, env->world, {0}, REF_NONE};
  struct w_value on_stack, *value = &on_stack;
  w_term_value(&inner, at, value);
  members_of(&inner, &env->world->nodes[term->cases[0].value], out);
  struct causes all = {0}; /* why the set is not closer: of each row that may be in, and of others */
  if (out->lost) {
    all = out->why;
  }
  for (int i = 0; i < out->n; i++) {
    cause_join(&all, &out->causes[i]);
  }
  for (int i = 0; i < out->n; i++) {
    out->causes[i] = out->truth[i] == REF_UNKNOWN ? all : (struct causes){0};
  }
  out->why = all;
  out->of_set = value->certainty;
  for (int i = 0; i < out->n; i++) {
    out->certainty[i] = REF_CONFIRMED;
  }
  if (value->at[value->n - 1].kind == W_IS_UNKNOWN) { /* its source, or its days: anything may be in (SPEC 17.6) */
    out->n = 0;
    out->lost = true;
    out->why = value->at[value->n - 1].causes;
  }
}

/* SPEC 15.6: rows of a version that is not surely in force are not surely there. */
static void members_of_table(const struct w_env *env, int at, struct members *out) {
  const struct w_table *table = &env->world->tables[at];
  const struct w_in_force in_force = w_table_versions(env->ask->set, table);
  char name[16];
  snprintf(name, sizeof name, "t%d", at);
  out->n = table->n_rows;
  out->lost = in_force.none;
  cause_add(&out->why, C_DATE, name);
  for (int i = 0; i < out->n; i++) {
    bool there = in_force.may[table->version[i]];
    out->truth[i] = !there ? REF_NO : in_force.sure ? REF_YES : REF_UNKNOWN;
    if (out->truth[i] == REF_UNKNOWN) {
      cause_add(&out->causes[i], C_DATE, name);
    }
  }
}

static void members_of(const struct w_env *env, const struct w_node *node, struct members *out) {
  int line = env->ask->line;
  memset(out, 0, sizeof *out);
  out->table = node->table;
  if (node->b == W_PARTS) {
    out->n = env->ask->no_parts ? 0 : env->ask->set->n_parts[line];
    out->unknown = out->n == 0;
    cause_add(&out->why, C_FACT, "parts");
  } else if (node->b == W_ROWS_OF) {
    members_of_table(env, node->table, out);
  } else {
    members_of_term(env, node->term, out);
  }
  for (int i = 0; i < out->n; i++) {
    if (node->b == W_PARTS) {
      out->truth[i] = REF_YES;
    }
    if (node->kids[0] == REF_NONE || out->truth[i] == REF_NO) {
      continue;
    }
    struct w_env inner = at_member(env, node, i);
    struct leaf leaf = w_truth_of(&inner, node->kids[0]);
    out->certainty[i] = leaf.certainty;
    if (leaf.truth == REF_NO) {
      out->truth[i] = REF_NO;
      out->causes[i].n = 0;
    } else if (leaf.truth == REF_UNKNOWN) {
      out->truth[i] = REF_UNKNOWN;
      cause_join(&out->causes[i], &leaf.causes);
    }
  }
}

/* SPEC 8.13: what is surely out is not counted; nothing is surer than the set that it is taken from. */
static int weakest_in(const struct members *m) {
  int out = m->of_set;
  for (int i = 0; i < m->n; i++) {
    out = w_weaker(out, m->truth[i] == REF_NO ? REF_CONFIRMED : m->certainty[i]);
  }
  return out;
}

/* ================================================================= sets */

void w_set(const struct w_env *env, const struct w_node *node, struct w_value *out) {
  struct members members, *m = &members;
  struct w_alt *set = &out->at[0];
  members_of(env, node, m);
  out->n = 1;
  out->certainty = weakest_in(m);
  *set = (struct w_alt){.kind = m->unknown ? W_IS_UNKNOWN : W_IS_VALUE};
  if (m->unknown) {
    set->causes = m->why;
  }
  for (int i = 0; i < m->n && !m->unknown; i++) {
    set->rows[i] = m->truth[i];
    cause_join(&set->causes, &m->causes[i]);
    if (node->kind != W_EVERY_CELL || m->truth[i] == REF_NO) {
      continue;
    }
    struct w_alt cell;
    w_cell(env->world, m->table, i, node->a, &cell);
    if (cell.kind == W_IS_UNKNOWN) {
      set->open = true;
      cause_join(&set->causes, &cell.causes);
    } else if (m->truth[i] == REF_YES) {
      set->sure |= 1u << cell.word;
    } else {
      set->maybe |= 1u << cell.word;
    }
  }
  if (m->lost) {
    set->open = true;
    cause_join(&set->causes, &m->why);
  }
  set->maybe &= ~set->sure;
  if (node->kind == W_EVERY_CELL && !m->unknown && set->maybe == 0 && !set->open) {
    set->causes.n = 0; /* whichever rows are in, the codes are these */
  }
}

static int count_bits(uint32_t mask) {
  int n = 0;
  for (; mask != 0; mask &= mask - 1) {
    n++;
  }
  return n;
}

/* `some S` and `count of S` of a term that is a set of codes or of rows. */
static void set_size(const struct w_env *env, int term, struct w_value *out) {
  w_term_value(env, term, out);
  for (int i = 0; i < out->n; i++) {
    struct w_alt *alt = &out->at[i];
    if (alt->kind == W_IS_UNKNOWN) { /* SPEC 17.7: nothing, or any number */
      alt->kind = W_IS_VALUE;
      alt->lo = 0;
      alt->hi = W_NO_BOUND;
      continue;
    }
    alt->kind = W_IS_VALUE; /* SPEC 17.6: where there is no set, nothing is in it */
    bool rows = env->world->terms[term].type == W_SET_OF_ROWS;
    alt->lo = rows ? 0 : count_bits(alt->sure);
    alt->hi = alt->open ? W_NO_BOUND : rows ? 0 : count_bits(alt->sure | alt->maybe);
    for (int r = 0; rows && r < W_ROWS; r++) {
      alt->lo += alt->rows[r] == REF_YES ? 1 : 0;
      alt->hi += alt->rows[r] == REF_YES || alt->rows[r] == REF_UNKNOWN ? 1 : 0;
    }
  }
}

static struct leaf some_of_set(const struct w_env *env, int term) {
  struct w_value on_stack, *value = &on_stack;
  struct leaf out = {0};
  struct causes causes = {0};
  set_size(env, term, value);
  for (int i = 0; i < value->n; i++) {
    const struct w_alt *alt = &value->at[i];
    out.certainty = value->certainty;
    int truth = alt->kind == W_IS_NONE ? REF_NO : alt->kind == W_IS_UNKNOWN ? REF_UNKNOWN : 0;
    truth = truth != 0 ? truth : alt->lo > 0 ? REF_YES : alt->hi > 0 ? REF_UNKNOWN : REF_NO;
    out.truth |= truth;
    if (truth == REF_UNKNOWN) {
      cause_join(&causes, &alt->causes);
    }
  }
  if (out.truth == REF_UNKNOWN) {
    cause_join(&causes, &value->why);
    out.causes = causes;
  }
  return out;
}

struct leaf w_some(const struct w_env *env, const struct w_node *node) {
  struct leaf out = {.truth = REF_NO};
  if (node->b == W_TERM_SET) {
    out = some_of_set(env, node->term);
  } else {
    struct members members, *m = &members;
    members_of(env, node, m);
    int seen = m->unknown ? REF_UNKNOWN : 0, yes = node->kind == W_EVERY ? REF_NO : REF_YES;
    if (m->unknown) {
      out.causes = m->why;
    }
    bool decided = false;
    struct leaf counted = {.truth = yes ^ 3};
    for (int i = 0; i < m->n; i++) {
      if (node->kind == W_EVERY || m->truth[i] != REF_NO) {
        weigh(&counted, m->truth[i], m->certainty[i], yes);
      }
      decided = decided || m->truth[i] == yes;
      seen |= m->truth[i] == REF_UNKNOWN ? REF_UNKNOWN : 0;
      cause_join(&out.causes, &m->causes[i]);
    }
    if (m->lost) {
      seen = REF_UNKNOWN;
      cause_join(&out.causes, &m->why);
    }
    if (m->unknown) {
      decided = false;
    }
    out.truth = decided ? yes : seen == REF_UNKNOWN ? REF_UNKNOWN : yes ^ 3;
    out.certainty = w_weaker(counted.certainty, m->of_set);
    if (out.truth != REF_UNKNOWN) {
      out.causes.n = 0;
    }
  }
  if (node->kind == W_NO && out.truth != REF_UNKNOWN) {
    out.truth ^= 3;
  }
  return out;
}

/* ================================================================= counts, sums, greatest */

static int figure_of(const struct w_env *env, const struct w_node *node, const struct members *m, int member,
                     struct w_alt *out) {
  if (node->b == W_PARTS) {
    struct w_env inner = at_member(env, node, member);
    struct w_value on_stack, *value = &on_stack;
    w_value_of(&inner, node->kids[1], value);
    *out = value->at[0];
    return value->certainty;
  }
  w_cell(env->world, m->table, member, node->a, out);
  return REF_CONFIRMED;
}

static void add_to_sum(struct w_alt *sum, const struct w_alt *one, int truth) {
  sum->lo += truth == REF_YES ? one->lo : one->lo < 0 ? one->lo : 0;
  sum->hi += truth == REF_YES ? one->hi : one->hi > 0 ? one->hi : 0;
}

struct greatest {
  bool any, sure;
  int64_t least_maybe, sure_lo, hi;
};

static void add_to_greatest(struct greatest *g, const struct w_alt *one, int truth) {
  g->hi = !g->any || one->hi > g->hi ? one->hi : g->hi;
  g->least_maybe = !g->any || one->lo < g->least_maybe ? one->lo : g->least_maybe;
  g->any = true;
  if (truth == REF_YES) {
    g->sure_lo = !g->sure || one->lo > g->sure_lo ? one->lo : g->sure_lo;
    g->sure = true;
  }
}

static void measure_members(const struct w_env *env, const struct w_node *node, const struct members *m,
                            struct w_value *out) {
  struct w_alt sum = {.kind = W_IS_VALUE};
  struct greatest greatest = {0};
  bool unknown = m->lost && node->kind != W_COUNT;
  out->certainty = m->of_set;
  if (m->lost) {
    cause_join(&sum.causes, &m->why);
    sum.hi = node->kind == W_COUNT ? W_NO_BOUND : 0;
  }
  for (int i = 0; i < m->n; i++) {
    struct w_alt one = {.kind = W_IS_VALUE, .lo = 1, .hi = 1};
    if (m->truth[i] == REF_NO) {
      continue;
    }
    int certainty = node->kind != W_COUNT ? figure_of(env, node, m, i, &one) : REF_CONFIRMED;
    if (one.kind == W_IS_NONE) {
      continue;
    }
    out->certainty = w_weaker(out->certainty, w_weaker(certainty, m->certainty[i]));
    cause_join(&sum.causes, &m->causes[i]);
    if (one.kind == W_IS_UNKNOWN) {
      unknown = true;
      cause_join(&sum.causes, &one.causes);
      continue;
    }
    cause_join(&sum.causes, &one.causes);
    add_to_sum(&sum, &one, m->truth[i]);
    add_to_greatest(&greatest, &one, m->truth[i]);
  }
  out->n = 1;
  out->why.n = 0;
  if (unknown) {
    out->at[0] = (struct w_alt){.kind = W_IS_UNKNOWN, .causes = sum.causes};
    return;
  }
  if (node->kind != W_GREATEST) {
    out->at[0] = sum;
    out->at[0].causes.n = sum.lo == sum.hi ? 0 : sum.causes.n; /* closer than one figure nothing is */
    return;
  }
  out->at[0] = (struct w_alt){.kind = greatest.any ? W_IS_VALUE : W_IS_NONE, .causes = sum.causes};
  out->at[0].lo = greatest.sure ? greatest.sure_lo : greatest.least_maybe;
  out->at[0].hi = greatest.hi;
  if (greatest.any && !greatest.sure) {
    out->at[1] = (struct w_alt){.kind = W_IS_NONE};
    out->n = 2;
    out->why = sum.causes;
  } else if (greatest.any && out->at[0].lo == out->at[0].hi) {
    out->at[0].causes.n = 0;
  }
}

void w_measure(const struct w_env *env, const struct w_node *node, struct w_value *out) {
  if (node->b == W_TERM_SET) {
    set_size(env, node->term, out);
    return;
  }
  struct members members, *m = &members;
  members_of(env, node, m);
  if (m->unknown) {
    out->n = 1;
    out->certainty = REF_CONFIRMED;
    out->why.n = 0;
    out->at[0] = (struct w_alt){.kind = W_IS_UNKNOWN, .causes = m->why};
  } else {
    measure_members(env, node, m, out);
  }
}

/* ================================================================= shares */

struct share {
  bool unknown;
  int certainty;
  int64_t lo, hi, whole_lo, whole_hi;
  struct causes causes; /* why it is unknown, or not closer */
};

static void share_unknown(struct share *out, int kind, const char *name) {
  out->unknown = true;
  cause_add(&out->causes, kind, name);
}

/* The parts' values: of those that count for the share, and of all. */
static void add_parts(const struct w_env *env, const struct w_node *node, const struct members *m, struct share *out) {
  bool of_all = node->kids[1] == REF_NONE;
  for (int i = 0; i < m->n; i++) {
    const struct ref_value *price = &env->ask->set->parts[env->ask->line][i].price;
    char name[16];
    snprintf(name, sizeof name, "p%d.value", i + 1);
    if (!of_all && m->truth[i] == REF_NO) {
      continue;
    }
    out->certainty = w_weaker(out->certainty, price->certainty);
    out->certainty = w_weaker(out->certainty, m->truth[i] == REF_NO ? REF_CONFIRMED : m->certainty[i]);
    cause_join(&out->causes, &m->causes[i]);
    if (!price->known || price->certainty > env->ask->weakest) {
      out->unknown = true;
      cause_add(&out->causes, price->known ? C_DISPUTED : C_FACT, name);
      continue;
    }
    if (price->lo != price->hi) {
      cause_add(&out->causes, C_BOUNDS, name);
    }
    out->whole_lo += of_all ? price->lo : 0;
    out->whole_hi += of_all ? price->hi : 0;
    out->lo += m->truth[i] == REF_YES ? price->lo : 0;
    out->hi += m->truth[i] == REF_NO ? 0 : price->hi;
  }
}

static struct share share_of(const struct w_env *env, const struct w_node *node) {
  struct share out = {0};
  struct members members, *m = &members;
  struct w_node parts = *node;
  parts.b = W_PARTS;
  members_of(env, &parts, m);
  if (m->unknown) {
    out.unknown = true;
    out.causes = m->why;
  }
  add_parts(env, &parts, m, &out);
  if (node->kids[1] != REF_NONE) {
    struct w_value on_stack, *whole = &on_stack;
    w_value_of(env, node->kids[1], whole);
    out.certainty = w_weaker(out.certainty, whole->certainty);
    if (whole->at[0].kind != W_IS_VALUE) {
      cause_join(&out.causes, &whole->at[0].causes);
      out.unknown = true;
    }
    cause_join(&out.causes, &whole->at[0].causes);
    out.whole_lo = whole->at[0].lo;
    out.whole_hi = whole->at[0].hi;
  }
  if (!out.unknown && out.whole_lo <= 0) {
    share_unknown(&out, C_BOUNDS, node->kids[1] == REF_NONE ? "parts" : ref_fact_names[REF_PRICE]);
  }
  return out;
}

struct leaf w_share(const struct w_env *env, const struct w_node *node) {
  struct share a = share_of(env, node), b = {.lo = node->b, .hi = node->b, .whole_lo = 100, .whole_hi = 100};
  struct leaf out = {.truth = REF_UNKNOWN};
  if (node->kids[2] != REF_NONE) {
    b = share_of(env, &env->world->nodes[node->kids[2]]);
  }
  out.certainty = w_weaker(a.certainty, b.certainty);
  if (!a.unknown && !b.unknown) {
    out.truth = w_compare(node->a, a.lo * b.whole_lo, a.hi * b.whole_hi, b.lo * a.whole_lo, b.hi * a.whole_hi);
  }
  if (out.truth == REF_UNKNOWN) {
    cause_join(&out.causes, &a.causes);
    cause_join(&out.causes, &b.causes);
  }
  return out;
}

/* ================================================================= layers */

/* SPEC 19.2 */
static int needs_truth(int least, int most) {
  return least >= 3 ? REF_YES : most <= 1 ? REF_NO : REF_UNKNOWN;
}

struct leaf w_needs(const struct w_env *env, const struct w_node *node) {
  struct asking inner = *env->ask;
  struct ref_value values[REF_FACTS];
  struct leaf out = {.certainty = env->ask->weakest};
  int least, most;
  if (node->a == 2) { /* a part: its own values over the line's */
    const struct ref_value *own = env->ask->set->parts[env->ask->line][env->part].values;
    for (int i = 0; i < REF_FACTS; i++) {
      bool states = own[i].known || own[i].cause != REF_NONE;
      values[i] = states ? own[i] : env->ask->values[i];
    }
    inner.values = values;
    inner.no_parts = true;
  }
  ref_regime_verdict(&inner, node->b, &least, &most, &out.causes);
  out.truth = needs_truth(least, most);
  for (int weakest = env->ask->weakest - 1; weakest >= REF_CONFIRMED; weakest--) { /* SPEC 19.4 */
    struct causes ignored = {0};
    inner.weakest = weakest;
    ref_regime_verdict(&inner, node->b, &least, &most, &ignored);
    out.certainty = needs_truth(least, most) == out.truth ? weakest : out.certainty;
  }
  if (out.truth != REF_UNKNOWN) {
    out.causes.n = 0;
  } else if (out.causes.n == 0) {
    char name[16];
    snprintf(name, sizeof name, "r%d", node->b);
    cause_add(&out.causes, C_FACT, name);
  }
  return out;
}

/* ================================================================= terms as reported */

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

static void put_causes(struct ref_out *out, const struct causes *causes) {
  static const char *const kinds[] = {"fact", "bounds", "area", "date", "disputed", "table", "content", "group"};
  char names[64][48];
  for (int i = 0; i < causes->n; i++) {
    snprintf(names[i], sizeof names[i], " %s %s", kinds[causes->at[i].kind], causes->at[i].name);
  }
  qsort(names, (size_t)causes->n, sizeof names[0], by_text);
  for (int i = 0; i < causes->n; i++) {
    ref_put(out, "%s", names[i]);
  }
}

/* Words that it surely is, or has; then those that it may. */
static void put_words(struct ref_out *out, uint32_t sure, uint32_t maybe) {
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < W_WORDS; i++) {
      if (((pass == 0 ? sure : maybe) >> i & 1) != 0) {
        ref_put(out, " %s%s", i == W_BLANK ? "_" : w_words[i], pass == 0 ? "" : "?");
      }
    }
  }
}

static void put_bound(struct ref_out *out, int64_t bound) {
  if (bound < W_NO_BOUND / 2 && bound > -W_NO_BOUND / 2) {
    ref_put(out, "%d", (int)bound);
  }
}

static void put_term(struct ref_out *out, const struct w_value *value, int type) {
  uint32_t words = 0, sure = UINT32_MAX, maybe = 0;
  int64_t lo = INT64_MAX, hi = INT64_MIN;
  int truth = 0;
  bool none = false, unknown = false, any = false, open = false;
  struct causes causes = value->why;
  for (int i = 0; i < value->n; i++) {
    const struct w_alt *alt = &value->at[i];
    cause_join(&causes, &alt->causes);
    none = none || alt->kind == W_IS_NONE;
    unknown = unknown || alt->kind == W_IS_UNKNOWN;
    if (alt->kind != W_IS_VALUE) {
      continue;
    }
    any = true;
    words |= 1u << alt->word;
    sure &= alt->sure;
    maybe |= alt->sure | alt->maybe;
    open = open || alt->open;
    truth |= alt->truth;
    lo = alt->lo < lo ? alt->lo : lo;
    hi = alt->hi > hi ? alt->hi : hi;
    for (int r = 0; r < W_ROWS && type == W_SET_OF_ROWS; r++) {
      lo = i == 0 && r == 0 ? 0 : lo;
      hi = i == 0 && r == 0 ? 0 : hi;
      lo += alt->rows[r] == REF_YES ? 1 : 0;
      hi += alt->rows[r] == REF_YES || alt->rows[r] == REF_UNKNOWN ? 1 : 0;
    }
  }
  bool settled = !unknown && (!none || !any);
  if (unknown || !any) {
    ref_put(out, unknown ? "unknown" : "none");
  } else if (type == W_TRUTH) {
    truth |= none ? REF_NO : 0;     /* an atom about none is no */
    none = none && truth == REF_NO; /* said, though it reads as no */
    settled = truth != REF_UNKNOWN;
    ref_put(out, "%s", truth == REF_UNKNOWN ? "unknown" : truth == REF_YES ? "yes" : "no");
  } else if (type == W_CODE) {
    ref_put(out, "code");
    bool one = (words & (words - 1)) == 0;
    settled = settled && one;
    put_words(out, one ? words : 0, one ? 0 : words);
  } else if (type == W_CODES && (sure | maybe) == 0 && !open) {
    ref_put(out, "none"); /* or a set without anything in it: the same */
  } else if (type == W_CODES) {
    ref_put(out, "codes");
    settled = settled && (maybe & ~sure) == 0 && !open;
    put_words(out, sure, maybe & ~sure);
  } else {
    hi = type == W_SET_OF_ROWS && open ? W_NO_BOUND : hi;
    ref_put(out, type == W_SET_OF_ROWS ? "rows " : "figure ");
    put_bound(out, lo);
    ref_put(out, "..");
    put_bound(out, hi);
    settled = settled && lo == hi;
  }
  ref_put(out, "%s", none && any && !unknown ? " or none" : "");
  if (!settled) {
    put_causes(out, &causes);
  }
}

void ref_world_terms(const struct ref_set *set, char lines[][REF_LINE], int *n) {
  struct w_value on_stack, *value = &on_stack;
  for (int line = 0; set->world && line < set->n_lines; line++) {
    for (int t = 0; t < set->world->n_terms; t++) {
      const struct w_term *term = &set->world->terms[t];
      struct asking ask = {.set = set, .values = set->values[line], .weakest = REF_ASSUMED, .line = line};
      ask.regime = term->regime;
      struct w_env env = {&ask, set->world, {0}, REF_NONE};
      if (term->of_part || term->first != REF_NONE) {
        continue;
      }
      struct ref_out out = {lines[(*n)++], 0, REF_LINE};
      w_term_value(&env, t, value);
      ref_put(&out, "term r%d v%d line %d ", term->regime, t, line);
      put_term(&out, value, term->type);
      ref_put(&out, " %s", ref_certainties[value->certainty]);
    }
  }
}
