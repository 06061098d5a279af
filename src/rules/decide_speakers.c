/* Which families speak, and in which of their worlds each member holds and is not lifted. Must come to what family.c comes
 * to; whatever is beyond the simple form sets `slow`, and the evaluator is asked instead. SPEC 8, 9.1 and 9.2. */
#include "rules/decide_private.h"

#include <stdlib.h>
#include <string.h>

#include "rules/eval.h"

static const uint64_t patterns[CS_DECIDE_UNKNOWNS_MAX] = {0xaaaaaaaaaaaaaaaau, 0xccccccccccccccccu,
                                                          0xf0f0f0f0f0f0f0f0u, 0xff00ff00ff00ff00u,
                                                          0xffff0000ffff0000u, 0xffffffff00000000u};

/* ---- causes of a rule's own */

uint64_t cs_decide_cause(struct cs_deciding *d, struct cs_cause cause) {
  struct cs_scratch *s = d->s;
  for (size_t i = d->facts->n_causes; i < d->n_causes; i++) {
    if (s->causes[i].kind == cause.kind && cs_str_eq(s->causes[i].name, cause.name)) {
      return (uint64_t)1 << i;
    }
  }
  for (size_t i = 0; i < d->facts->n_causes; i++) { /* a fact may have been given the same cause */
    if (d->facts->causes[i].kind == cause.kind && cs_str_eq(d->facts->causes[i].name, cause.name)) {
      return (uint64_t)1 << i;
    }
  }
  if (d->n_causes == CS_DECIDE_CAUSES_MAX) {
    d->slow = true;
    return 0;
  }
  s->causes[d->n_causes] = cause;
  return (uint64_t)1 << d->n_causes++;
}

/* ---- one rule */

/* All its tests, whatever the first ones say: for telling what a "no" rests on. SPEC 4.3. */
static void note_taken(struct cs_deciding *d, const struct cs_found_rule *found) {
  const struct cs_test *test = &d->index->tests[found->first_test];
  enum cs_certainty no = CS_DENIED, rest = CS_CONFIRMED;
  unsigned truth = CS_YES;
  uint64_t taken = 0;
  for (size_t i = 0; i < found->n_tests; i++) {
    unsigned one = cs_index_test(d->index, d->facts, &test[i], d->on);
    enum cs_certainty certainty = CS_CONFIRMED;
    size_t parts = test[i].kind == CS_TEST_SUM ? test[i].n : 1;
    for (size_t k = 0; k < parts; k++) {
      size_t slot = test[i].kind == CS_TEST_SUM ? d->index->parts[(size_t)test[i].value + k].slot : test[i].slot;
      const struct cs_prepared_fact *fact = &d->facts->facts[slot];
      certainty = fact->certainty > (uint8_t)certainty ? (enum cs_certainty)fact->certainty : certainty;
      taken |= fact->taken && slot < 64 ? (uint64_t)1 << slot : 0;
      d->slow = d->slow || (fact->taken && slot >= 64);
    }
    no = one == CS_NO && certainty < no ? certainty : no;
    rest = certainty > rest ? certainty : rest;
    truth = one == CS_NO ? CS_NO : truth == CS_NO ? truth : one == CS_UNKNOWN ? CS_UNKNOWN : truth;
  }
  enum cs_certainty certainty = truth == CS_NO ? no : rest;
  d->out->assumed |= truth == CS_UNKNOWN || certainty == CS_ASSUMED ? taken : 0;
}

static enum cs_certainty certainty_of_tests(const struct cs_deciding *d, const struct cs_found_rule *found) {
  const struct cs_test *test = &d->index->tests[found->first_test];
  enum cs_certainty certainty = CS_CONFIRMED;
  for (size_t i = 0; i < found->n_tests; i++) {
    size_t parts = test[i].kind == CS_TEST_SUM ? test[i].n : 1;
    for (size_t k = 0; k < parts; k++) {
      size_t slot = test[i].kind == CS_TEST_SUM ? d->index->parts[(size_t)test[i].value + k].slot : test[i].slot;
      uint8_t one = d->facts->facts[slot].certainty;
      certainty = one > (uint8_t)certainty ? (enum cs_certainty)one : certainty;
    }
  }
  return certainty;
}

static uint64_t causes_of(const struct cs_deciding *d, const struct cs_test *test) {
  uint64_t causes = 0;
  if (test->kind != CS_TEST_SUM) {
    return d->facts->cause_of[test->slot];
  }
  for (size_t k = 0; k < test->n; k++) {
    size_t slot = d->index->parts[(size_t)test->value + k].slot;
    causes |= d->facts->facts[slot].state == CS_FACT_KNOWN ? 0 : d->facts->cause_of[slot];
  }
  return causes;
}

/* Of a fact that is one number; 0: ask. A figure's unit is the test's `n`, a day's none. */
static unsigned compare_one(const struct cs_prepared_fact *fact, const struct cs_test *test) {
  if (fact->unit != test->n) {
    return 0;
  }
  switch ((enum cs_quick_test)test->quick) {
  case CS_QUICK_NOT:
  case CS_QUICK_IS:
  case CS_QUICK_IS_OR_ASK:
    break;
  case CS_QUICK_LT:
    return cs_truth_of(fact->lo < test->value);
  case CS_QUICK_LE:
    return cs_truth_of(fact->lo <= test->value);
  case CS_QUICK_GE:
    return cs_truth_of(fact->lo >= test->value);
  case CS_QUICK_GT:
    return cs_truth_of(fact->lo > test->value);
  }
  return 0;
}

/* The same as cs_index_test: the most frequent tests without a call. */
static inline unsigned test_of(const struct cs_deciding *d, const struct cs_test *test) {
  const struct cs_prepared_fact *fact = &d->facts->facts[test->slot];
  if (fact->one && test->quick == CS_QUICK_IS) {
    return cs_truth_of(fact->lo == test->value);
  }
  if (fact->one && test->quick == CS_QUICK_IS_OR_ASK && fact->lo == test->value) {
    return CS_YES;
  }
  unsigned truth = fact->one && test->quick >= CS_QUICK_LT ? compare_one(fact, test) : 0;
  return truth != 0 ? truth : cs_index_test(d->index, d->facts, test, d->on);
}

/* The rule's source in this pass; false: not known yet. */
static bool source_of(struct cs_deciding *d, uint32_t rule, const struct cs_found_rule *found,
                      struct cs_speaker_member *m) {
  enum cs_certainty best = (enum cs_certainty)found->certainty;
  bool denied = false;
  if (found->known > d->known) {
    return false;
  }
  if (!found->plain_source) {
    cs_applies_sources(&d->rules->rules[rule].info, d->known, &best, &denied);
  }
  m->source_certainty = (uint8_t)(denied ? CS_DISPUTED : best);
  m->truth = m->source_certainty > (uint8_t)d->weakest ? CS_UNKNOWN : CS_YES;
  return true;
}

/* ---- what no test says */

static void keep_path(struct cs_deciding *d, struct cs_path path, struct cs_speaker_member *m) {
  if (path.n == 0 || d->weakest != CS_ASSUMED) {
    return;
  }
  if (d->n_paths == d->s->cap_paths) {
    d->slow = d->full = true;
    return;
  }
  d->s->paths[d->n_paths++] = path;
  m->path = (uint32_t)d->n_paths;
}

static void keep_assumed(struct cs_deciding *d) {
  for (size_t i = 0; i < d->rules->n_facts; i++) {
    d->slow = d->slow || (d->s->assumed[i] && i >= 64);
    d->out->assumed |= d->s->assumed[i] && i < 64 ? (uint64_t)1 << i : 0;
    d->s->assumed[i] = false;
  }
}

/* The whole condition by the evaluator. Where that fails the whole answer is asked of it, and says why. */
static enum cs_truth evaluate(struct cs_deciding *d, const struct cs_found_rule *found, struct cs_speaker_member *m,
                              enum cs_certainty *certainty) {
  bool first = d->weakest == CS_ASSUMED;
  struct cs_err err;
  struct cs_found out;
  struct cs_ask ask = {.rules = d->rules,
                       .host = d->host,
                       .arena = &d->s->slow_arena,
                       .on = d->on,
                       .known = d->known,
                       .weakest = d->weakest,
                       .values = d->line->values,
                       .regime = &d->rules->regimes[found->regime],
                       .assumed = first && d->facts->any_taken ? d->s->assumed : NULL};
  if (found->foreign || !cs_eval_condition(&ask, d->rules->rules[m->rule].condition, &out, &err)) {
    d->slow = true;
    return CS_UNKNOWN;
  }
  d->evaluated = true;
  d->rests_on = ask.rests_on > d->rests_on ? ask.rests_on : d->rests_on;
  d->rests_on = d->index->weakest > d->rests_on ? d->index->weakest : d->rests_on;
  m->causes = 0;
  for (size_t i = 0; first && i < ask.causes.n; i++) {
    m->causes |= cs_decide_cause(d, ask.causes.at[i]);
  }
  if (ask.assumed) {
    keep_assumed(d);
  }
  keep_path(d, out.path, m);
  *certainty = out.certainty;
  return out.truth;
}

/* ---- may a rule hold? */

/* By its tests; 0: only the evaluator can tell. */
static unsigned by_tests(const struct cs_deciding *d, const struct cs_found_rule *found, struct cs_speaker_member *m) {
  const struct cs_test *test = &d->index->tests[found->first_test];
  unsigned all = found->general ? 0 : CS_YES;
  for (size_t i = 0; i < found->n_tests; i++) {
    unsigned truth = test_of(d, &test[i]);
    if (truth == CS_NO) {
      return CS_NO;
    }
    if (truth != CS_YES) {
      all = truth == 0 ? 0 : all == CS_YES ? CS_UNKNOWN : all;
      m->causes |= causes_of(d, &test[i]);
    }
  }
  return all;
}

static bool any_odd(const struct cs_deciding *d, const struct cs_found_rule *found) {
  for (size_t i = 0; i < found->n_tests; i++) {
    if (test_of(d, &d->index->tests[found->first_test + i]) == 0) {
      return true;
    }
  }
  return false;
}

static unsigned condition_of(struct cs_deciding *d, const struct cs_found_rule *found, struct cs_speaker_member *m,
                             enum cs_certainty *certainty) {
  bool taken = d->facts->any_taken && d->weakest == CS_ASSUMED; /* then a "no" too may rest on what was assumed */
  if (taken && (found->general || any_odd(d, found))) {
    return evaluate(d, found, m, certainty);
  }
  if (taken) {
    note_taken(d, found);
  }
  unsigned truth = by_tests(d, found, m);
  if (truth == 0) {
    return evaluate(d, found, m, certainty);
  }
  *certainty = truth == CS_NO || d->facts->plain ? CS_CONFIRMED : certainty_of_tests(d, found);
  return truth;
}

/* What of its own days and source is unknown. */
static void own_causes(struct cs_deciding *d, struct cs_speaker_member *m, enum cs_truth begun, enum cs_truth over) {
  m->causes |= begun == CS_UNKNOWN ? cs_decide_cause(d, cs_applies_from_cause(d->rules, m->rule)) : 0;
  m->causes |= over == CS_UNKNOWN ? cs_decide_cause(d, cs_applies_before_cause(d->rules, m->rule)) : 0;
  m->causes |= m->truth == CS_UNKNOWN ? cs_decide_cause(d, cs_applies_source_cause(d->rules, m->rule)) : 0;
}

/* May it hold? Then *m is filled in, but for its worlds. */
static bool look_at(struct cs_deciding *d, uint32_t rule, struct cs_speaker_member *m) {
  const struct cs_found_rule *found = &d->index->found[rule];
  enum cs_truth begun = CS_YES, over = CS_NO;
  enum cs_certainty certainty = CS_CONFIRMED;
  *m = (struct cs_speaker_member){.rule = rule, .unknown = -1};
  if (!source_of(d, rule, found, m)) {
    return false;
  }
  if (!found->always) {
    begun = cs_period_holds((struct cs_period){found->from, CS_SPAN_NEVER}, d->on);
    over = cs_truth_not(cs_period_holds((struct cs_period){CS_SPAN_ALWAYS, found->before}, d->on));
    if (begun == CS_NO || over == CS_YES) {
      return false;
    }
  }
  unsigned condition = condition_of(d, found, m, &certainty);
  if (condition == CS_NO) {
    return false;
  }
  m->certainty = m->source_certainty > (uint8_t)certainty ? m->source_certainty : (uint8_t)certainty;
  if (m->source_certainty > (uint8_t)d->rests_on && m->source_certainty <= CS_ASSUMED) {
    d->rests_on = (enum cs_certainty)m->source_certainty;
  }
  bool days = begun == CS_UNKNOWN || over == CS_UNKNOWN || m->truth == CS_UNKNOWN;
  if (days && d->weakest == CS_ASSUMED) {
    own_causes(d, m, begun, over);
  }
  bool unknown = days || condition == CS_UNKNOWN;
  d->any_unknown = d->any_unknown || unknown;
  m->truth = unknown ? CS_UNKNOWN : CS_YES;
  return true;
}

/* ---- one family's worlds */

static void say(struct cs_deciding *d, struct cs_speaker *speaker) {
  const struct cs_speaker_member *m = &d->s->members[speaker->first_member];
  uint64_t spoken[CS_DECIDE_SAYS] = {0}, rest = speaker->all;
  for (size_t i = 0; i < speaker->n; i++) {
    spoken[d->index->found[m[i].rule].verdict] |= m[i].effective;
  }
  speaker->outcomes = 0;
  speaker->mildest = CS_DECIDE_SAYS;
  for (int v = CS_PROHIBITED; v > CS_NOT_COVERED; v--) {
    speaker->says[v] = rest & spoken[v];
    rest &= ~spoken[v];
    if (speaker->says[v] != 0) {
      speaker->outcomes = (uint8_t)(speaker->outcomes | 1u << v);
      speaker->mildest = (uint8_t)v;
    }
  }
  speaker->says[CS_NOT_COVERED] = rest;
  speaker->outcomes = (uint8_t)(speaker->outcomes | (rest != 0));
}

/* One rule by itself: it holds, or in the second of two worlds. */
static inline void settle_alone(struct cs_deciding *d, struct cs_speaker *speaker) {
  struct cs_speaker_member *m = &d->s->members[speaker->first_member];
  unsigned verdict = d->index->found[m->rule].verdict;
  bool unknown = m->truth == CS_UNKNOWN;
  speaker->n_unknown = unknown;
  m->unknown = unknown ? 0 : -1;
  speaker->all = unknown ? 3 : 1;
  m->holds = m->effective = unknown ? 2 : 1;
  for (int v = 0; v < CS_DECIDE_SAYS; v++) {
    speaker->says[v] = 0;
  }
  speaker->says[0] = verdict == 0 ? speaker->all : speaker->all & ~m->effective;
  speaker->says[verdict] |= m->effective;
  speaker->outcomes = (uint8_t)(1u << verdict | (unknown ? 1u : 0u));
  speaker->mildest = (uint8_t)(verdict == 0 ? CS_DECIDE_SAYS : verdict);
}

static void settle(struct cs_deciding *d, struct cs_speaker *speaker) {
  const struct cs_family_plan *plan = &d->rules->plans->at[speaker->family];
  struct cs_speaker_member *m = &d->s->members[speaker->first_member];
  uint64_t lifted[CS_DECIDE_MEMBERS_MAX];
  speaker->n_unknown = 0;
  for (size_t i = 0; i < speaker->n; i++) {
    lifted[i] = 0;
    m[i].unknown = -1;
    if (m[i].truth == CS_UNKNOWN) {
      m[i].unknown = (int8_t)speaker->n_unknown++;
    }
  }
  if (speaker->n_unknown > CS_DECIDE_UNKNOWNS_MAX) {
    d->slow = true;
    return;
  }
  speaker->all = speaker->n_unknown == 6 ? UINT64_MAX : ((uint64_t)1 << (1u << speaker->n_unknown)) - 1;
  for (size_t k = 0; k < speaker->n; k++) {
    struct cs_speaker_member *one = &m[plan->order[k]];
    const struct cs_positions *reach = &plan->reach[plan->order[k]];
    one->holds = one->truth == CS_YES ? speaker->all : one->truth == CS_NO ? 0 : patterns[one->unknown] & speaker->all;
    one->effective = one->holds & ~lifted[plan->order[k]];
    for (size_t i = 0; one->effective != 0 && i < reach->n; i++) {
      lifted[reach->at[i]] |= one->effective;
    }
  }
  say(d, speaker);
}

/* ---- finding */

static inline struct cs_speaker *new_speaker(struct cs_deciding *d, const struct cs_found_rule *found, size_t n) {
  struct cs_scratch *s = d->s;
  if (d->n_speakers == s->cap_speakers || d->n_members + n > s->cap_members) {
    d->slow = d->full = true;
    return NULL;
  }
  struct cs_speaker *speaker = &s->speakers[d->n_speakers++];
  speaker->family = found->family;
  speaker->regime = found->regime;
  speaker->n = (uint16_t)n;
  speaker->first_member = (uint32_t)d->n_members;
  speaker->n_claims = 0;
  speaker->count = 1;
  speaker->set = 0;
  return speaker;
}

/* Every member of a family of which one may hold. */
static void add_family(struct cs_deciding *d, const struct cs_found_rule *found) {
  const struct cs_family_plan *plan = &d->rules->plans->at[found->family];
  struct cs_speaker *speaker = found->simple ? new_speaker(d, found, plan->n) : NULL;
  if (!speaker) {
    d->slow = true;
    return;
  }
  d->n_members += plan->n;
  for (size_t i = 0; i < plan->n && !d->slow; i++) {
    struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
    if (!look_at(d, plan->rules[i], m)) {
      m->truth = CS_NO;
    }
  }
  if (!d->slow) {
    settle(d, speaker);
  }
}

static void visit(struct cs_deciding *d, uint32_t rule) {
  struct cs_scratch *s = d->s;
  const struct cs_found_rule *found = &d->index->found[rule];
  if (s->family_seen[found->family] == s->epoch || d->slow) {
    return;
  }
  if (d->n_members == s->cap_members) {
    d->slow = d->full = true;
    return;
  }
  struct cs_speaker_member *m = &s->members[d->n_members];
  if (!look_at(d, rule, m) || d->slow) {
    return;
  }
  s->family_seen[found->family] = s->epoch;
  if (!found->alone) {
    add_family(d, found);
    return;
  }
  struct cs_speaker *speaker = new_speaker(d, found, 1);
  if (speaker) {
    d->n_members++;
    settle_alone(d, speaker);
  }
}

static void visit_all(void *ctx, const uint32_t *rules, size_t n) {
  struct cs_deciding *d = ctx;
  for (size_t i = 0; i < n && !d->slow; i++) {
    visit(d, rules[i]);
  }
}

/* ---- families that are alike */

/* Families of one kin of which the same members may hold: they speak as one. */
struct alike {
  const struct cs_kin *kin;
  const struct cs_sifted *left; /* of each member */
  unsigned members;             /* which may hold, as bits */
  const uint64_t *words;        /* a bit a family */
  uint32_t lo, hi, count, first;
};

/* In pairs, fours, eights, and all: not every processor of the family has an instruction for it, and a call costs more. */
static inline uint32_t bits_in(uint64_t word) {
  word -= word >> 1 & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
  word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
  return (uint32_t)(word * 0x0101010101010101u >> 56);
}

static uint32_t count_bits(const struct alike *a) {
  uint32_t n = 0;
  for (size_t w = a->lo; w < a->hi; w++) {
    n += bits_in(a->words[w]);
  }
  return n;
}

static uint32_t first_bit(const struct alike *a) {
  uint32_t w = a->lo;
  while (a->words[w] == 0) {
    w++;
  }
  return w * 64 + (uint32_t)__builtin_ctzll(a->words[w]);
}

/* The members of the first family, for all. */
static bool look_at_alike(struct cs_deciding *d, const struct alike *a, struct cs_speaker *speaker) {
  for (size_t p = 0; p < a->kin->n; p++) {
    struct cs_speaker_member *m = &d->s->members[speaker->first_member + p];
    bool may = (a->members >> p & 1) != 0;
    uint32_t rule = d->index->groups[a->kin->groups[p]].rules[a->first];
    *m = (struct cs_speaker_member){.rule = rule, .truth = CS_NO, .unknown = -1};
    if (may && (!look_at(d, rule, m) || m->truth != CS_UNKNOWN)) {
      return false; /* never: they were sifted exactly */
    }
  }
  return !d->slow;
}

static void keep_sets(struct cs_deciding *d, const struct alike *a, struct cs_speaker *speaker) {
  speaker->set = (uint32_t)d->out->n_sets + 1;
  for (size_t p = 0; p < a->kin->n; p++) {
    if ((a->members >> p & 1) != 0) {
      d->s->sets[d->out->n_sets++] =
          (struct cs_decided_set){a->left[p].rules, a->words, a->lo, a->hi, 0, a->left[p].causes};
    }
  }
}

static void add_alike(struct cs_deciding *d, struct alike *a) {
  a->count = count_bits(a);
  if (a->count == 0 || d->slow) {
    return;
  }
  a->first = first_bit(a);
  uint32_t rule = d->index->groups[a->kin->groups[0]].rules[a->first];
  struct cs_speaker *speaker = new_speaker(d, &d->index->found[rule], a->kin->n);
  if (!speaker) {
    return;
  }
  d->n_members += a->kin->n;
  if (!look_at_alike(d, a, speaker)) {
    d->slow = true;
    return;
  }
  if (a->kin->n == 1) {
    settle_alone(d, speaker);
  } else {
    settle(d, speaker);
  }
  speaker->count = a->count;
  keep_sets(d, a, speaker);
}

/* A bit for each family of which just these members are left. */
static void choose(struct alike *a, uint64_t *words) {
  a->words = words;
  for (size_t w = a->lo; w < a->hi; w++) {
    uint64_t bits = UINT64_MAX;
    for (size_t p = 0; p < a->kin->n; p++) {
      const struct cs_sifted *left = &a->left[p];
      uint64_t its = w >= left->lo && w < left->hi ? left->words[w] : 0;
      bits &= (a->members >> p & 1) != 0 ? its : ~its;
    }
    words[w] = bits;
  }
}

/* Each choice of members for itself. */
static void visit_kin(void *ctx, const struct cs_kin *kin, const struct cs_sifted *left) {
  struct cs_deciding *d = ctx;
  struct alike a = {.kin = kin, .left = left, .members = 1, .lo = left[0].lo, .hi = left[0].hi};
  if (kin->n == 1) {
    a.words = left[0].words;
    add_alike(d, &a);
    return;
  }
  unsigned some = 0;
  size_t words = cs_column_words(&d->index->groups[kin->groups[0]]);
  a.lo = (uint32_t)words;
  a.hi = 0;
  for (size_t p = 0; p < kin->n; p++) {
    bool none = left[p].lo == left[p].hi;
    some |= none ? 0 : 1u << p;
    a.lo = none || left[p].lo > a.lo ? a.lo : left[p].lo;
    a.hi = none || left[p].hi < a.hi ? a.hi : left[p].hi;
  }
  for (a.members = 1; a.members < 1u << kin->n; a.members++) {
    if ((a.members & ~some) == 0) {
      choose(&a, d->s->words + kin->first_word + a.members * words);
      add_alike(d, &a);
    }
  }
}

static int by_family(const void *a, const void *b) {
  const struct cs_speaker *left = a, *right = b;
  return left->family < right->family ? -1 : left->family > right->family;
}

/* Few mostly, and mostly in order already. */
static void sort(struct cs_speaker *speakers, size_t n) {
  bool sorted = true;
  for (size_t i = 1; i < n; i++) {
    sorted = sorted && speakers[i - 1].family < speakers[i].family;
  }
  if (!sorted) {
    qsort(speakers, n, sizeof *speakers, by_family);
  }
}

void cs_decide_speakers(struct cs_deciding *d) {
  if (++d->s->epoch == 0) { /* once in four thousand million questions */
    memset(d->s->family_seen, 0, d->rules->n_families * sizeof *d->s->family_seen);
    memset(d->s->entry_seen, 0, d->index->n_entries * sizeof *d->s->entry_seen);
    d->s->epoch = 1;
  }
  bool first = d->weakest == CS_ASSUMED; /* later passes leave the answer's sets alone */
  d->n_speakers = d->n_members = 0;
  cs_index_lists(d->index, d->facts, d->weakest, visit_all, first ? visit_kin : NULL, first ? d->s->words : NULL, d);
  if (!d->slow) {
    sort(d->s->speakers, d->n_speakers);
  }
}

void cs_decide_speakers_again(struct cs_deciding *d) {
  for (size_t u = 0; u < d->n_speakers && !d->slow; u++) {
    struct cs_speaker *speaker = &d->s->speakers[u];
    bool changed = false;
    for (size_t i = 0; i < speaker->n; i++) {
      struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
      bool weak = m->truth == CS_YES && m->source_certainty > (uint8_t)d->weakest;
      m->truth = weak ? CS_UNKNOWN : m->truth;
      changed = changed || weak;
    }
    if (changed && d->index->found[d->s->members[speaker->first_member].rule].alone) {
      settle_alone(d, speaker);
    } else if (changed) {
      settle(d, speaker);
    }
  }
}
