/* cs_rules_ask: every regime about every line, the bounds of each and of all, and the verdict's certainty by asking
 * again with the weaker sources taken as unknown. Never sets a bound by leaving something out. SPEC 8.10 and 9.3. */
#include "rules/answer.h"

#include <string.h>

#include "rules/index.h"

enum { CS_PASSES = 3 };

unsigned cs_said_mildest(const struct cs_family *family) {
  for (unsigned v = CS_PERMITTED; v <= CS_PROHIBITED; v++) {
    if ((family->outcomes >> v & 1) != 0) {
      return v;
    }
  }
  return CS_SAYS_NOTHING;
}

bool cs_said_may_be_silent(const struct cs_family *family) {
  return (family->outcomes & 1) != 0;
}

bool cs_said_silent_beside(const struct cs_said *said, const struct cs_family *family) {
  size_t own = family && !cs_said_may_be_silent(family) ? 1 : 0;
  return said->n_never_silent == own;
}

enum cs_verdict cs_said_otherwise(const struct cs_rules *rules, const struct cs_said *said) {
  return cs_family_verdict(rules->regimes[said->regime].otherwise);
}

/* ---- does the regime's silence count? */

static bool push_treats(struct cs_ask *ask, struct cs_said *said, struct cs_cause cause, struct cs_err *err) {
  struct cs_cause *slot = cs_list_push(ask->arena, &said->treats_causes, err);
  if (!slot) {
    return false;
  }
  *slot = cause;
  return true;
}

static bool ask_act(struct cs_ask *ask, struct cs_said *said, enum cs_truth *out, struct cs_err *err) {
  const struct cs_rules *rules = ask->rules;
  const struct cs_regime_info *info = &rules->regimes[said->regime].info;
  *out = CS_NO;
  if (info->n_treats == 0 || rules->treats_fact >= rules->n_facts) {
    return true;
  }
  struct cs_value act;
  if (!cs_eval_fact(ask, rules->treats_fact, &act, err)) {
    return false;
  }
  if (!act.known) {
    *out = CS_UNKNOWN;
    return push_treats(ask, said, cs_eval_cause(ask, rules->treats_fact, &act), err);
  }
  for (size_t i = 0; i < info->n_treats; i++) {
    if (cs_str_eq(info->treats[i], act.code)) {
      *out = CS_YES;
    }
  }
  return true;
}

static bool ask_treats(struct cs_ask *ask, struct cs_said *said, struct cs_err *err) {
  const struct cs_regime *regime = &ask->rules->regimes[said->regime];
  enum cs_truth act;
  if (!ask_act(ask, said, &act, err)) {
    return false;
  }
  enum cs_truth begun = cs_period_holds((struct cs_period){regime->from, CS_SPAN_NEVER}, ask->on);
  enum cs_truth known = cs_truth_of(regime->known <= ask->known);
  said->treats = cs_truth_and(act, cs_truth_and(begun, known));
  return said->treats != CS_UNKNOWN || begun != CS_UNKNOWN ||
         push_treats(ask, said, (struct cs_cause){CS_CAUSE_DATE, regime->info.name}, err);
}

/* ---- bounds */

static void count(struct cs_said *said) {
  said->mildest[0] = said->mildest[1] = CS_SAYS_NOTHING;
  said->n_never_silent = 0;
  for (size_t i = 0; i < said->n_families; i++) {
    unsigned mildest = cs_said_mildest(&said->families[i]);
    said->n_never_silent += cs_said_may_be_silent(&said->families[i]) ? 0 : 1;
    if (mildest < said->mildest[0]) {
      said->mildest[1] = said->mildest[0];
      said->mildest[0] = mildest;
    } else if (mildest < said->mildest[1]) {
      said->mildest[1] = mildest;
    }
  }
}

/* The mildest and the strictest combination of one outcome of each family; all silent is the regime's own word. */
static void bound(const struct cs_rules *rules, struct cs_said *said) {
  unsigned least = CS_NOT_COVERED, most = CS_NOT_COVERED;
  for (size_t i = 0; i < said->n_families; i++) {
    unsigned outcomes = said->families[i].outcomes;
    unsigned mildest = cs_said_may_be_silent(&said->families[i]) ? 0 : cs_said_mildest(&said->families[i]);
    least = mildest > least ? mildest : least;
    for (unsigned v = most; v <= CS_PROHIBITED; v++) {
      most = (outcomes >> v & 1) != 0 ? v : most;
    }
  }
  if (cs_said_silent_beside(said, NULL)) {
    unsigned otherwise = cs_said_otherwise(rules, said);
    unsigned silence_least = said->treats == CS_YES ? otherwise : CS_NOT_COVERED;
    unsigned silence_most = said->treats == CS_NO ? CS_NOT_COVERED : otherwise;
    least = said->mildest[0] < silence_least ? said->mildest[0] : silence_least;
    most = silence_most > most ? silence_most : most;
  }
  said->at_least = (enum cs_verdict)least;
  said->at_most = (enum cs_verdict)most;
}

/* The regime's next family, from its i-th on, that may speak; their number when there is none. The others, of which no rule
 * can hold of this line's values, are passed over by sixty-four. */
static size_t next_family(const struct cs_ask *ask, const struct cs_regime *regime, size_t i) {
  const struct cs_sieve *sieve = ask->sieve && ask->sieve->values == ask->values ? ask->sieve : NULL;
  while (sieve && i < regime->n_families) {
    size_t family = regime->first_family + i;
    uint64_t left = sieve->families[family / 64] >> (family % 64);
    if ((left & 1) != 0) {
      return i;
    }
    i += left == 0 ? 64 - family % 64 : 1;
  }
  return i < regime->n_families ? i : regime->n_families;
}

/* How many of the regime's families may speak. */
static size_t count_families(const struct cs_ask *ask, const struct cs_regime *regime) {
  size_t n = 0;
  for (size_t i = next_family(ask, regime, 0); i < regime->n_families; i = next_family(ask, regime, i + 1)) {
    n++;
  }
  return n;
}

bool cs_asked_regime(struct cs_ask *ask, struct cs_said *said, struct cs_err *err) {
  const struct cs_regime *regime = &ask->rules->regimes[said->regime];
  size_t n = count_families(ask, regime);
  ask->regime = regime;
  ask->cache = NULL;
  said->families = cs_arena_array(ask->arena, struct cs_family, n, err);
  said->claims = cs_arena_array(ask->arena, struct cs_claims, n, err);
  if (!said->families || !said->claims || !ask_treats(ask, said, err)) {
    return false;
  }
  for (size_t i = next_family(ask, regime, 0); i < regime->n_families; i = next_family(ask, regime, i + 1)) {
    struct cs_family *family = &said->families[said->n_families];
    if (!cs_family_ask(ask, &ask->rules->plans->at[regime->first_family + i], family, err)) {
      return false;
    }
    said->n_families += family->speaks ? 1 : 0;
  }
  count(said);
  bound(ask->rules, said);
  return true;
}

/* ---- which families may speak */

struct sieves {
  struct cs_prepared *lines;
  struct cs_sieve *at; /* one a line */
  enum cs_certainty weakest;
};

static void let_through(void *ctx, uint32_t rule) {
  const struct cs_ask *ask = ctx;
  size_t family = ask->rules->rules[rule].family;
  ask->sieve->families[family / 64] |= (uint64_t)1 << (family % 64);
}

static void sift(struct cs_ask *ask, struct sieves *sieves, size_t n_lines) {
  size_t words = ask->rules->n_families / 64 + 1;
  for (size_t i = 0; i < n_lines; i++) {
    ask->sieve = &sieves->at[i];
    memset(sieves->at[i].families, 0, words * sizeof *sieves->at[i].families);
    cs_index_find(ask->rules->index, &sieves->lines[i], ask->on, ask->known, ask->weakest, let_through, ask);
  }
}

static bool make_sieves(struct cs_ask *ask, const struct cs_line *lines, size_t n_lines, struct sieves *out,
                        struct cs_err *err) {
  size_t words = ask->rules->n_families / 64 + 1;
  out->lines = cs_arena_array(ask->arena, struct cs_prepared, n_lines, err);
  out->at = cs_arena_array(ask->arena, struct cs_sieve, n_lines, err);
  out->weakest = ask->rules->index->weakest;
  if (!out->lines || !out->at) {
    return false;
  }
  for (size_t i = 0; i < n_lines; i++) {
    out->at[i].values = lines[i].values;
    out->at[i].families = cs_arena_array(ask->arena, uint64_t, words, err);
    if (!out->at[i].families ||
        !cs_index_prepare(ask->rules->index, lines[i].values, ask->arena, &out->lines[i], err)) {
      return false;
    }
    out->weakest = out->lines[i].weakest > out->weakest ? out->lines[i].weakest : out->weakest;
  }
  return true;
}

struct bounds {
  enum cs_verdict at_least, at_most;
};

static struct cs_said said_of(const struct cs_rules *rules, size_t at) {
  return (struct cs_said){.line = (uint32_t)(at / rules->n_regimes), .regime = (uint32_t)(at % rules->n_regimes)};
}

static void take_in(struct bounds *bounds, const struct cs_said *said) {
  bounds->at_least = said->at_least > bounds->at_least ? said->at_least : bounds->at_least;
  bounds->at_most = said->at_most > bounds->at_most ? said->at_most : bounds->at_most;
}

/* One regime about one line. */
static bool ask_one(struct cs_ask *ask, const struct sieves *sieves, const struct cs_line *lines, struct cs_said *said,
                    struct cs_err *err) {
  ask->values = lines[said->line].values;
  ask->parts = lines[said->line].parts;
  ask->n_parts = lines[said->line].n_parts;
  ask->columns = lines[said->line].columns;
  ask->sieve = sieves ? &sieves->at[said->line] : NULL;
  return cs_asked_regime(ask, said, err);
}

/* The pass that the answer is made of: all lines, all regimes, everything kept. */
static bool ask_all(struct cs_ask *ask, struct sieves *sieves, const struct cs_line *lines, struct cs_asked *asked,
                    struct cs_err *err) {
  struct bounds bounds = {CS_NOT_COVERED, CS_NOT_COVERED};
  struct cs_term_values terms = {0};
  asked->n_said = asked->n_lines * ask->rules->n_regimes;
  asked->said = cs_arena_array(ask->arena, struct cs_said, asked->n_said, err);
  if (!asked->said) {
    return false;
  }
  if (sieves) {
    sift(ask, sieves, asked->n_lines);
  }
  for (size_t i = 0; i < asked->n_said; i++) {
    asked->said[i] = said_of(ask->rules, i);
    const struct cs_said *said = &asked->said[i];
    if (!ask_one(ask, sieves, lines, &asked->said[i], err) ||
        !cs_asked_terms(ask, said->regime, said->line, asked->arena, &terms, err)) {
      return false;
    }
    take_in(&bounds, said);
  }
  asked->out->terms = terms.at;
  asked->out->n_terms = terms.n;
  asked->out->at_least = bounds.at_least;
  asked->out->at_most = bounds.at_most;
  return true;
}

/* ---- certainty: what the verdict rests on */

/* The bounds by what is at least as certain as ask->weakest; nothing is kept. */
static bool ask_bounds(struct cs_ask *ask, struct sieves *sieves, const struct cs_line *lines,
                       const struct cs_asked *asked, struct bounds *out, struct cs_err *err) {
  *out = (struct bounds){CS_NOT_COVERED, CS_NOT_COVERED};
  if (sieves) {
    sift(ask, sieves, asked->n_lines);
  }
  for (size_t i = 0; i < asked->n_said; i++) {
    struct cs_said said = said_of(ask->rules, i);
    bool done = ask_one(ask, sieves, lines, &said, err);
    cs_arena_reset(ask->arena);
    ask->causes = (struct cs_causes){0}; /* its memory is gone */
    ask->taken = (struct cs_taken){0};
    memset(&ask->cited, 0, sizeof ask->cited);
    ask->cache = NULL;
    if (!done) {
      return false;
    }
    take_in(out, &said);
  }
  return true;
}

/* Asked again with the weaker sources taken as unknown; not where nothing so weak was looked at, since then every step
 * would be the same. */
static bool ask_certainty(const struct cs_ask *ask, struct sieves *sieves, const struct cs_line *lines,
                          const struct cs_asked *asked, struct cs_err *err) {
  static const enum cs_certainty weakest[CS_PASSES - 1] = {CS_CONFIRMED, CS_REPORTED};
  enum cs_certainty rests_on = !sieves ? CS_ASSUMED : sieves->weakest > ask->rests_on ? sieves->weakest : ask->rests_on;
  struct cs_arena scratch;
  struct cs_ask again = *ask;
  bool done = true, same = false;
  asked->out->certainty = CS_ASSUMED;
  cs_arena_init(&scratch, asked->arena->alloc, asked->arena->max);
  again.arena = &scratch;
  again.assumed = NULL;
  again.taken = (struct cs_taken){0};
  again.causes = (struct cs_causes){0};
  memset(&again.cited, 0, sizeof again.cited);
  again.cache = NULL;
  for (size_t i = 0; done && !same && i < CS_PASSES - 1; i++) {
    struct bounds bounds = {asked->out->at_least, asked->out->at_most};
    again.weakest = weakest[i];
    done = rests_on <= weakest[i] || ask_bounds(&again, sieves, lines, asked, &bounds, err);
    same = done && bounds.at_least == asked->out->at_least && bounds.at_most == asked->out->at_most;
    asked->out->certainty = same ? weakest[i] : asked->out->certainty;
  }
  cs_arena_deinit(&scratch);
  return done;
}

/* ---- the answer's frame */

static bool fill_regimes(struct cs_asked *asked, struct cs_err *err) {
  struct cs_answer *out = asked->out;
  out->n_regimes = asked->rules->n_regimes;
  out->regimes = cs_arena_array(asked->arena, struct cs_regime_answer, out->n_regimes, err);
  if (!out->regimes) {
    return false;
  }
  for (size_t i = 0; i < asked->n_said; i++) {
    const struct cs_said *said = &asked->said[i];
    struct cs_regime_answer *regime = &out->regimes[said->regime];
    bool first = said->line == 0;
    regime->regime = said->regime;
    regime->treats = (first || regime->treats) && said->treats == CS_YES;
    regime->at_least = said->at_least > regime->at_least ? said->at_least : regime->at_least;
    regime->at_most = said->at_most > regime->at_most ? said->at_most : regime->at_most;
  }
  return true;
}

static bool fill_assumed(struct cs_asked *asked, const struct cs_ask *ask, struct cs_err *err) {
  struct cs_answer *out = asked->out;
  bool *taken = ask->assumed;
  for (size_t i = 0; i < ask->taken.n; i++) {
    taken[ask->taken.at[i]] = true; /* read outside of conditions: the act, for `treats` */
  }
  out->assumed = cs_arena_array(asked->arena, struct cs_str, asked->rules->n_facts, err);
  if (!out->assumed) {
    return false;
  }
  for (size_t i = 0; i < asked->rules->n_facts; i++) {
    if (taken[i]) {
      out->assumed[out->n_assumed++] = asked->rules->facts[i].info.name;
    }
  }
  return true;
}

static bool is_settled(const struct cs_answer *out) {
  for (size_t i = 0; i < out->n_approvers; i++) {
    if (out->approvers[i].value != CS_YES) {
      return false;
    }
  }
  for (size_t i = 0; i < out->n_requires; i++) {
    if (out->requires[i].value != CS_YES) {
      return false;
    }
  }
  return out->at_least == out->at_most;
}

static bool ask_lines(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                      const struct cs_rules_host *host, cs_day on, cs_day known, bool indexed, struct cs_arena *arena,
                      struct cs_answer *out, struct cs_err *err) {
  *out = (struct cs_answer){.at_least = CS_NOT_COVERED};
  if (n_lines == 0 || n_lines > CS_LINES_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "%zu lines: expected 1 to %d", n_lines, CS_LINES_MAX);
  }
  for (size_t i = 0; i < n_lines; i++) {
    if (lines[i].n_parts > CS_PARTS_MAX) {
      return cs_err_set(err, &CS_E_LIMIT, "%zu parts: expected at most %d", lines[i].n_parts, CS_PARTS_MAX);
    }
  }
  struct cs_ask ask = {.rules = rules, .host = host, .arena = arena, .on = on, .known = known, .weakest = CS_ASSUMED};
  ask.assumed = cs_arena_array(arena, bool, rules->n_facts, err);
  struct cs_asked asked = {.rules = rules, .arena = arena, .n_lines = n_lines, .out = out};
  struct sieves made, *sieves = indexed ? &made : NULL;
  if (!ask.assumed || (indexed && !make_sieves(&ask, lines, n_lines, &made, err))) {
    return false;
  }
  ask.room = cs_family_room_new(rules->plans, arena, err);
  if (!ask.room || !ask_all(&ask, sieves, lines, &asked, err)) {
    return false;
  }
  if (!fill_regimes(&asked, err) || !cs_asked_requires(&asked, err) || !cs_asked_missing(&asked, err) ||
      !cs_asked_grounds(&asked, err) || !fill_assumed(&asked, &ask, err)) {
    return false;
  }
  out->settled = is_settled(out);
  return ask_certainty(&ask, sieves, lines, &asked, err);
}

bool cs_rules_ask(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                  const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                  struct cs_answer *out, struct cs_err *err) {
  return ask_lines(rules, lines, n_lines, host, on, known, rules->index != NULL, arena, out, err);
}

bool cs_answer_scan(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                    const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_arena *arena,
                    struct cs_answer *out, struct cs_err *err) {
  return ask_lines(rules, lines, n_lines, host, on, known, false, arena, out, err);
}
