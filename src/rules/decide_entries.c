/* Approvers and requirements by their numbers: known where some family asks for them in all its worlds. Must come to what
 * requires.c comes to. SPEC 11.2 and 11.5. */
#include "rules/decide_private.h"

/* Where the entry lies in the decision; new when it is new. UINT32_MAX: no room. The better source stands for all. */
static inline uint32_t find_entry(struct cs_deciding *d, uint32_t entry, uint32_t rule, uint16_t clause,
                                  uint8_t certainty) {
  struct cs_scratch *s = d->s;
  if (s->entry_seen[entry] == s->epoch) {
    struct cs_decided_entry *old = &s->entries[s->entry_at[entry]];
    if (certainty < old->certainty) {
      old->certainty = certainty;
      old->rule = rule;
      old->clause = clause;
    }
    return s->entry_at[entry];
  }
  if (d->out->n_entries == s->cap_entries) {
    d->slow = true;
    return UINT32_MAX;
  }
  s->entry_seen[entry] = s->epoch;
  s->entry_at[entry] = (uint16_t)d->out->n_entries;
  s->entries[d->out->n_entries] = (struct cs_decided_entry){.entry = entry,
                                                            .like_rule = rule,
                                                            .rule = rule,
                                                            .like_clause = clause,
                                                            .clause = clause,
                                                            .certainty = certainty,
                                                            .told = true};
  return (uint32_t)d->out->n_entries++;
}

static void claim(struct cs_deciding *d, struct cs_speaker *speaker, uint32_t at, uint64_t worlds) {
  struct cs_scratch *s = d->s;
  for (size_t i = 0; i < speaker->n_claims; i++) {
    struct cs_speaker_claim *old = &s->claims[speaker->first_claim + i];
    if (old->at == at) {
      old->worlds |= worlds;
      return;
    }
  }
  if (d->n_claims == s->cap_claims) {
    d->slow = d->full = true;
    return;
  }
  s->claims[d->n_claims++] = (struct cs_speaker_claim){at, worlds};
  speaker->n_claims++;
}

uint32_t cs_decide_entry(struct cs_deciding *d, const struct cs_speaker_member *m, const struct cs_wanted *wanted) {
  uint8_t certainty = wanted->certainty == CS_WANTED_AS_RULE ? m->source_certainty : wanted->certainty;
  return find_entry(d, wanted->entry, m->rule, wanted->clause, certainty);
}

uint32_t cs_decide_entry_of_silence(struct cs_deciding *d, uint32_t entry) {
  return find_entry(d, entry, CS_RULE_OTHERWISE, CS_NO_CLAUSE, CS_CONFIRMED);
}

static void member_claims(struct cs_deciding *d, struct cs_speaker *speaker, const struct cs_speaker_member *m) {
  const struct cs_found_rule *found = &d->index->found[m->rule];
  for (uint32_t i = 0; i < found->n_entries && !d->slow; i++) {
    uint32_t at = cs_decide_entry(d, m, &d->index->wanted[found->first_entry + i]);
    if (at != UINT32_MAX) {
      claim(d, speaker, at, m->effective);
    }
  }
}

static bool covers(const struct cs_index *index, uint32_t a, uint32_t b) {
  const struct cs_entry_row *row = &index->entries[a];
  for (size_t i = 0; i < row->n_covers; i++) {
    if (index->covers[row->first_cover + i] == b) {
      return true;
    }
  }
  return false;
}

/* What is asked for by something stricter is asked for. Covering is transitive, so that one round in place is enough. */
static void widen(struct cs_deciding *d, struct cs_speaker *speaker) {
  struct cs_speaker_claim *claims = &d->s->claims[speaker->first_claim];
  for (size_t i = 0; i < speaker->n_claims; i++) {
    for (size_t j = 0; j < speaker->n_claims; j++) {
      if (i != j && covers(d->index, d->s->entries[claims[j].at].entry, d->s->entries[claims[i].at].entry)) {
        claims[i].worlds |= claims[j].worlds;
      }
    }
  }
}

static void mark(struct cs_deciding *d, uint32_t at, bool surely) {
  struct cs_decided_entry *entry = &d->s->entries[at];
  entry->value = surely || entry->value == CS_YES ? CS_YES : CS_UNKNOWN;
}

/* What the family asks for, and in which of its worlds. */
static void speaker_claims(struct cs_deciding *d, struct cs_speaker *speaker) {
  speaker->first_claim = d->n_claims;
  for (size_t i = 0; i < speaker->n && !d->slow; i++) {
    const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
    if (m->effective != 0) {
      member_claims(d, speaker, m);
    }
  }
  if (d->index->any_covers && speaker->n_claims > 1) {
    widen(d, speaker);
  }
  for (size_t i = 0; i < speaker->n_claims; i++) {
    const struct cs_speaker_claim *one = &d->s->claims[speaker->first_claim + i];
    mark(d, one->at, one->worlds == speaker->all);
  }
}

/* Is the entry asked for wherever the family is not silent? */
static bool silent_or_asked(const struct cs_deciding *d, const struct cs_speaker *speaker, uint32_t at) {
  uint64_t asked = 0;
  for (size_t i = 0; i < speaker->n_claims; i++) {
    const struct cs_speaker_claim *one = &d->s->claims[speaker->first_claim + i];
    asked = one->at == at ? one->worlds : asked;
  }
  return (speaker->says[CS_NOT_COVERED] | asked) == speaker->all;
}

/* `otherwise review by`, where all families may be silent and the silence may count. */
static void otherwise_claims(struct cs_deciding *d, size_t regime, struct cs_regime_sum *sum) {
  const struct cs_regime_row *row = &d->index->regimes[regime];
  sum->n_otherwise = 0;
  if (row->n_entries == 0 || sum->treats == CS_NO || !cs_silent_beside(sum, NULL)) {
    return;
  }
  for (size_t i = 0; i < row->n_entries; i++) {
    uint32_t at = cs_decide_entry_of_silence(d, row->entries[i]);
    bool surely = sum->treats == CS_YES;
    for (size_t u = 0; at != UINT32_MAX && u < sum->n_speakers; u++) {
      surely = surely && silent_or_asked(d, &d->s->speakers[sum->first_speaker + u], at);
    }
    if (at == UINT32_MAX) {
      return;
    }
    mark(d, at, surely);
    sum->otherwise[sum->n_otherwise++] = at;
  }
}

void cs_decide_merge(struct cs_deciding *d) {
  struct cs_scratch *s = d->s;
  for (size_t i = 0; i < d->out->n_entries; i++) {
    const struct cs_entry_row *row = &d->index->entries[s->entries[i].entry];
    for (size_t k = 0; s->entries[i].value == CS_YES && !row->is_approver && k < row->n_covers; k++) {
      uint32_t other = d->index->covers[row->first_cover + k];
      if (s->entry_seen[other] == s->epoch) {
        s->entries[s->entry_at[other]].value = CS_YES;
        s->entries[s->entry_at[other]].told = false;
      }
    }
  }
}

void cs_decide_entries(struct cs_deciding *d) {
  for (size_t r = 0; r < d->rules->n_regimes && !d->slow; r++) {
    struct cs_regime_sum *sum = &d->s->sums[r];
    for (size_t u = 0; u < sum->n_speakers && !d->slow; u++) {
      speaker_claims(d, &d->s->speakers[sum->first_speaker + u]);
    }
    otherwise_claims(d, r, sum);
  }
  if (d->index->any_covers) {
    cs_decide_merge(d);
  }
  bool settled = d->out->at_least == d->out->at_most;
  for (size_t i = 0; i < d->out->n_entries; i++) {
    settled = settled && d->s->entries[i].value == CS_YES; /* one that is not told is sure */
  }
  d->out->settled = settled;
}
