/* Grounds and notes as numbers of rules. Must come to what grounds.c comes to. SPEC 9.6. */
#include "rules/decide_private.h"

/* The rule of a member in the family numbered `at` of those for which the speaker speaks. */
static uint32_t rule_of(const struct cs_deciding *d, const struct cs_speaker *speaker,
                        const struct cs_speaker_member *m, uint32_t at) {
  bool of_set = speaker->set > 0 && m->unknown >= 0;
  return of_set ? d->s->sets[speaker->set - 1 + (size_t)m->unknown].rules[at] : m->rule;
}

/* Who sets the member aside, wherever it would apply. */
static void lifters(struct cs_deciding *d, const struct cs_speaker *speaker, size_t member, uint32_t at,
                    struct cs_decided_ground *ground) {
  const struct cs_positions *all = &d->rules->plans->at[speaker->family].lifters[member];
  const struct cs_speaker_member *m = &d->s->members[speaker->first_member];
  for (size_t i = 0; i < all->n; i++) {
    const struct cs_speaker_member *by = &m[all->at[i]];
    if ((by->effective & m[member].holds) == 0) {
      continue;
    }
    if (d->n_lifted_by == d->s->cap_lifted_by) {
      d->slow = true;
      return;
    }
    d->s->lifted_by[d->n_lifted_by++] = rule_of(d, speaker, by, at);
    ground->n_lifted_by++;
  }
}

static enum cs_ground_value value_of(const struct cs_speaker *speaker, const struct cs_speaker_member *m) {
  return m->effective == speaker->all ? CS_GROUND_TRUE : m->effective == 0 ? CS_GROUND_LIFTED : CS_GROUND_UNKNOWN;
}

/* Where a ground of this rule goes: each kind by rule from `first` on. They come in order mostly. */
static struct cs_decided_ground *place(struct cs_deciding *d, uint32_t rule, size_t first) {
  struct cs_decided_ground *grounds = d->s->grounds;
  size_t at = d->out->n_grounds++;
  for (; at > first && grounds[at - 1].rule > rule; at--) {
    grounds[at] = grounds[at - 1];
  }
  return &grounds[at];
}

/* A member of the family numbered `at` of those for which the speaker speaks. */
static inline void add_ground(struct cs_deciding *d, const struct cs_speaker *speaker, size_t member, uint32_t at,
                              enum cs_ground_value value, size_t first) {
  const struct cs_speaker_member *m = &d->s->members[speaker->first_member + member];
  uint32_t rule = rule_of(d, speaker, m, at);
  struct cs_decided_ground *ground = place(d, rule, first);
  *ground = (struct cs_decided_ground){.rule = rule,
                                       .value = (uint8_t)value,
                                       .certainty = m->certainty,
                                       .first_lifted_by = d->n_lifted_by,
                                       .path = m->path};
  if (speaker->n > 1) {
    lifters(d, speaker, member, at, ground);
  }
}

void cs_decide_ground(struct cs_deciding *d, const struct cs_speaker *speaker, size_t member,
                      enum cs_ground_value value, size_t first) {
  add_ground(d, speaker, member, 0, value, first);
}

/* ---- unknown ones where families speak as one: the first families of all, whoever speaks for them. A family comes where
 * its first rule comes. */

/* To the next family of a set whose bits are not all read. */
static inline void seek(const struct cs_decided_set *set, struct cs_cursor *c) {
  while (c->rest == 0 && ++c->word < set->hi) {
    c->rest = set->words[c->word];
  }
  c->lead = UINT32_MAX;
  if (c->rest != 0) {
    c->at = c->word * 64 + (uint32_t)__builtin_ctzll(c->rest);
    c->lead = c->leads[c->at];
  }
}

static bool for_itself(const struct cs_speaker *speaker) {
  return speaker->set == 0 && speaker->n_unknown > 0;
}

/* The next of the speakers before `end` that speak for themselves. */
static void next_of_others(const struct cs_deciding *d, const struct cs_speaker *end, struct cs_cursor *c) {
  while (c->speaker < end && !for_itself(c->speaker)) {
    c->speaker++;
  }
  c->lead = c->speaker < end ? d->s->members[c->speaker->first_member].rule : UINT32_MAX;
}

static void open_set(const struct cs_deciding *d, const struct cs_speaker *speaker, struct cs_cursor *c) {
  const struct cs_decided_set *set = &d->s->sets[speaker->set - 1];
  const struct cs_found_rule *lead = &d->index->found[d->s->members[speaker->first_member].rule];
  *c = (struct cs_cursor){
      .speaker = speaker, .leads = d->index->groups[lead->group].rules, .word = set->lo, .rest = set->words[set->lo]};
  seek(set, c);
}

/* One for all that speak for themselves, and one for each set. */
static size_t open_cursors(const struct cs_deciding *d, const struct cs_regime_sum *sum, struct cs_cursor *cursors) {
  const struct cs_speaker *first = &d->s->speakers[sum->first_speaker], *end = first + sum->n_speakers;
  size_t n = 1;
  cursors[0] = (struct cs_cursor){.speaker = first};
  next_of_others(d, end, &cursors[0]);
  for (const struct cs_speaker *speaker = first; speaker < end; speaker++) {
    if (speaker->set > 0) {
      open_set(d, speaker, &cursors[n++]);
    }
  }
  return n;
}

static uint32_t count_unknown(const struct cs_deciding *d, const struct cs_speaker *speaker) {
  const struct cs_speaker_member *m = &d->s->members[speaker->first_member];
  uint32_t n = 0;
  for (size_t i = 0; speaker->n_unknown > 0 && i < speaker->n; i++) {
    n += m[i].holds != 0 && value_of(speaker, &m[i]) == CS_GROUND_UNKNOWN ? 1 : 0;
  }
  return n * speaker->count;
}

/* The unknown members of the family at which the cursor is, as long as there is room before `end`. */
static void add_unknown(struct cs_deciding *d, const struct cs_cursor *c, size_t first, size_t end) {
  const struct cs_speaker *speaker = c->speaker;
  for (size_t i = 0; i < speaker->n && d->out->n_grounds < end; i++) {
    const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
    if (m->holds != 0 && value_of(speaker, m) == CS_GROUND_UNKNOWN) {
      add_ground(d, speaker, i, c->at, CS_GROUND_UNKNOWN, first);
    }
  }
}

/* Rules by themselves, of a set, that come before `limit`; behind all grounds that there are. */
static void add_rules(struct cs_deciding *d, struct cs_cursor *c, uint32_t limit, size_t end) {
  const struct cs_decided_set *set = &d->s->sets[c->speaker->set - 1];
  const struct cs_decided_ground like = {.value = CS_GROUND_UNKNOWN,
                                         .certainty = d->s->members[c->speaker->first_member].certainty};
  struct cs_decided_ground *ground = &d->s->grounds[d->out->n_grounds], *last = &d->s->grounds[end];
  for (uint32_t lead = c->lead; lead < limit && ground < last; lead = c->lead) {
    const uint32_t *leads = &c->leads[(size_t)c->word * 64];
    uint64_t rest = c->rest;
    for (; rest != 0 && ground < last && (lead = leads[__builtin_ctzll(rest)]) < limit; rest &= rest - 1) {
      *ground = like;
      ground++->rule = lead;
    }
    c->rest = rest;
    seek(set, c);
  }
  d->out->n_grounds = (size_t)(ground - d->s->grounds);
}

/* All families of a set that come before `limit`. */
static void add_families(struct cs_deciding *d, struct cs_cursor *c, uint32_t limit, size_t first, size_t end) {
  const struct cs_decided_set *set = &d->s->sets[c->speaker->set - 1];
  while (c->lead < limit && d->out->n_grounds < end) {
    add_unknown(d, c, first, end);
    c->rest &= c->rest - 1;
    seek(set, c);
  }
}

/* The cursor that comes first, and where the next one comes. */
static struct cs_cursor *first_of(struct cs_cursor *cursors, size_t n, uint32_t *limit) {
  struct cs_cursor *next = &cursors[0];
  *limit = UINT32_MAX;
  for (size_t i = 1; i < n; i++) {
    bool sooner = cursors[i].lead < next->lead;
    uint32_t later = sooner ? next->lead : cursors[i].lead;
    *limit = later < *limit ? later : *limit;
    next = sooner ? &cursors[i] : next;
  }
  return next;
}

static void pick_grounds(struct cs_deciding *d, const struct cs_regime_sum *sum, struct cs_decided_regime *out) {
  const struct cs_speaker *speakers = &d->s->speakers[sum->first_speaker];
  struct cs_cursor *cursors = d->s->cursors;
  size_t n = open_cursors(d, sum, cursors), first = d->out->n_grounds, end = first + CS_GROUNDS_UNKNOWN_MAX;
  uint32_t total = 0;
  for (size_t u = 0; u < sum->n_speakers; u++) {
    total += count_unknown(d, &speakers[u]);
  }
  while (d->out->n_grounds < end) {
    uint32_t limit;
    struct cs_cursor *next = first_of(cursors, n, &limit);
    if (next->lead == UINT32_MAX) {
      break;
    }
    bool behind = d->out->n_grounds == first || d->s->grounds[d->out->n_grounds - 1].rule < next->lead;
    if (next->speaker->set > 0 && next->speaker->n == 1 && behind) {
      add_rules(d, next, limit, end);
    } else if (next->speaker->set > 0) {
      add_families(d, next, limit, first, end);
    } else {
      add_unknown(d, next, first, end);
      next->speaker++;
      next_of_others(d, speakers + sum->n_speakers, next);
    }
  }
  out->more = total - (uint32_t)(d->out->n_grounds - first);
}

/* ---- a regime's */

void cs_decide_note(struct cs_deciding *d, uint32_t noted) {
  if (d->out->n_noted == d->s->cap_noted) {
    d->slow = true;
    return;
  }
  d->s->noted[d->out->n_noted++] = noted;
}

/* All of one value; the kinds that there are, as bits. */
static unsigned grounds_of(struct cs_deciding *d, const struct cs_regime_sum *sum, enum cs_ground_value value,
                           struct cs_decided_regime *out) {
  size_t first = d->out->n_grounds;
  unsigned seen = 0;
  for (size_t u = 0; u < sum->n_speakers && !d->slow; u++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
    for (size_t i = 0; i < speaker->n; i++) {
      const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
      enum cs_ground_value its = value_of(speaker, m);
      if (m->holds == 0) {
        continue;
      }
      seen |= 1u << its;
      if (its == value && value == CS_GROUND_UNKNOWN && d->out->n_grounds - first == CS_GROUNDS_UNKNOWN_MAX) {
        out->more++;
      } else if (its == value) {
        add_ground(d, speaker, i, 0, value, first);
      }
    }
  }
  return seen;
}

/* Surely, lifted and unknown ones in turn, so that each kind lies together. */
static void regime_grounds(struct cs_deciding *d, const struct cs_regime_sum *sum, struct cs_decided_regime *out) {
  unsigned seen = grounds_of(d, sum, CS_GROUND_TRUE, out);
  if ((seen >> CS_GROUND_LIFTED & 1) != 0) {
    (void)grounds_of(d, sum, CS_GROUND_LIFTED, out);
  }
  if ((seen >> CS_GROUND_UNKNOWN & 1) != 0 && d->out->n_sets > 0) {
    pick_grounds(d, sum, out);
  } else if ((seen >> CS_GROUND_UNKNOWN & 1) != 0) {
    (void)grounds_of(d, sum, CS_GROUND_UNKNOWN, out);
  }
}

static void regime_notes(struct cs_deciding *d, const struct cs_regime_sum *sum, size_t regime) {
  for (size_t u = 0; u < sum->n_speakers; u++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
    for (size_t i = 0; i < speaker->n; i++) {
      const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
      if (m->effective != 0 && d->index->found[m->rule].notes) {
        cs_decide_note(d, m->rule);
      }
    }
  }
  if (d->index->regimes[regime].notes && sum->treats != CS_NO && cs_silent_beside(sum, NULL)) {
    cs_decide_note(d, CS_NOTED_OTHERWISE | (uint32_t)regime);
  }
}

void cs_decide_grounds(struct cs_deciding *d) {
  for (size_t r = 0; r < d->rules->n_regimes && !d->slow; r++) {
    const struct cs_regime_sum *sum = &d->s->sums[r];
    struct cs_decided_regime *out = &d->s->regimes[r];
    *out = (struct cs_decided_regime){sum->at_least, sum->at_most, sum->treats == CS_YES, 0};
    regime_grounds(d, sum, out);
    if (d->index->any_notes) {
      regime_notes(d, sum, r);
    }
  }
}
