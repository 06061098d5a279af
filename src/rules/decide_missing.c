/* What would settle the answer, by masks of causes. Must come to what missing.c comes to. SPEC 9.5. */
#include "rules/decide_private.h"

/* What the others may say together: silence is then worth `silence`, and whatever is milder than `others` is worth them. */
struct beside {
  uint8_t silence, others;
};

/* Does it matter whether a family says the one or the other, for some word of the others? */
struct stakes {
  struct beside beside[3];
  unsigned n;
  unsigned at_least;
  bool silence_counts, silence_may_not_count;
};

static unsigned clip(unsigned verdict, unsigned at_least) {
  return verdict > at_least ? verdict : at_least;
}

static bool differ(const struct stakes *stakes, unsigned a, unsigned b) {
  for (size_t i = 0; i < stakes->n; i++) {
    const struct beside *beside = &stakes->beside[i];
    unsigned floor = clip(beside->others, stakes->at_least);
    if (clip(a == 0 ? beside->silence : a, floor) != clip(b == 0 ? beside->silence : b, floor)) {
      return true;
    }
  }
  return false;
}

static void at_stake(const struct cs_deciding *d, const struct cs_regime_sum *sum, const struct cs_speaker *speaker,
                     size_t regime, struct stakes *stakes) {
  *stakes = (struct stakes){.at_least = d->out->at_least};
  if (!cs_silent_beside(sum, speaker)) {
    stakes->beside[stakes->n++] = (struct beside){CS_NOT_COVERED, CS_NOT_COVERED};
    stakes->silence_may_not_count = true;
    return;
  }
  if (sum->treats != CS_NO) {
    stakes->beside[stakes->n++] = (struct beside){d->index->regimes[regime].otherwise, CS_NOT_COVERED};
    stakes->silence_counts = true;
  }
  if (sum->treats != CS_YES) {
    stakes->beside[stakes->n++] = (struct beside){CS_NOT_COVERED, CS_NOT_COVERED};
  }
  uint8_t mildest = speaker->mildest == sum->mildest[0] ? sum->mildest[1] : sum->mildest[0];
  if (mildest != CS_DECIDE_SAYS) {
    stakes->beside[stakes->n++] = (struct beside){CS_NOT_COVERED, mildest};
  }
  stakes->silence_may_not_count = sum->treats != CS_YES || mildest != CS_DECIDE_SAYS;
}

/* ---- what an unknown moves */

/* The worlds that these become when the unknown alone turns. */
static uint64_t turned(uint64_t worlds, unsigned unknown) {
  static const uint64_t upper[CS_DECIDE_UNKNOWNS_MAX] = {0xaaaaaaaaaaaaaaaau, 0xccccccccccccccccu, 0xf0f0f0f0f0f0f0f0u,
                                                         0xff00ff00ff00ff00u, 0xffff0000ffff0000u, 0xffffffff00000000u};
  unsigned by = 1u << unknown;
  return (worlds & upper[unknown]) >> by | (worlds & ~upper[unknown]) << by;
}

static bool turns_either_way(const struct cs_speaker *speaker, uint64_t worlds, unsigned unknown) {
  return (turned(worlds, unknown) & speaker->all & ~worlds) != 0;
}

/* Of each two things that the family may say; from the one to the other it turns as from the other to the one. */
static bool turns_verdict(const struct cs_speaker *speaker, const struct stakes *stakes, unsigned unknown) {
  for (unsigned a = 0; a < CS_DECIDE_SAYS; a++) {
    unsigned stricter = speaker->outcomes & ~0u << (a + 1);
    for (unsigned rest = (speaker->outcomes >> a & 1) != 0 ? stricter : 0; rest != 0; rest &= rest - 1) {
      unsigned b = (unsigned)__builtin_ctz(rest);
      if ((turned(speaker->says[a], unknown) & speaker->says[b]) != 0 && differ(stakes, a, b)) {
        return true;
      }
    }
  }
  return false;
}

static bool turns_entry(const struct cs_regime_sum *sum, const struct cs_speaker *speaker, const struct stakes *stakes,
                        uint32_t at, uint64_t worlds, unsigned unknown) {
  bool of_silence =
      (sum->n_otherwise > 0 && sum->otherwise[0] == at) || (sum->n_otherwise > 1 && sum->otherwise[1] == at);
  if ((!of_silence || stakes->silence_may_not_count) && turns_either_way(speaker, worlds, unknown)) {
    return true;
  }
  return of_silence && stakes->silence_counts &&
         turns_either_way(speaker, worlds | speaker->says[CS_NOT_COVERED], unknown);
}

static unsigned moves_entry(const struct cs_deciding *d, uint32_t at) {
  return d->index->entries[d->s->entries[at].entry].is_approver ? CS_MOVES_APPROVERS : CS_MOVES_REQUIRES;
}

static bool has_claim(const struct cs_deciding *d, const struct cs_speaker *speaker, uint32_t at) {
  for (size_t i = 0; i < speaker->n_claims; i++) {
    if (d->s->claims[speaker->first_claim + i].at == at) {
      return true;
    }
  }
  return false;
}

static unsigned moves_of(const struct cs_deciding *d, const struct cs_regime_sum *sum, const struct cs_speaker *speaker,
                         const struct stakes *stakes, unsigned unknown) {
  unsigned moves = turns_verdict(speaker, stakes, unknown) ? CS_MOVES_VERDICT : 0;
  for (size_t i = 0; i < speaker->n_claims; i++) {
    const struct cs_speaker_claim *one = &d->s->claims[speaker->first_claim + i];
    if (d->s->entries[one->at].value != CS_YES && turns_entry(sum, speaker, stakes, one->at, one->worlds, unknown)) {
      moves |= moves_entry(d, one->at);
    }
  }
  for (size_t i = 0; i < sum->n_otherwise; i++) {
    uint32_t at = sum->otherwise[i];
    if (d->s->entries[at].value != CS_YES && !has_claim(d, speaker, at) &&
        turns_entry(sum, speaker, stakes, at, 0, unknown)) {
      moves |= moves_entry(d, at);
    }
  }
  return moves;
}

/* ---- the list */

/* The causes that move the verdict, the approvers, the requirements. */
struct moved {
  uint64_t verdict, approvers, requires;
};

static void add_causes(uint64_t causes, unsigned moves, struct moved *moved) {
  moved->verdict |= (moves & CS_MOVES_VERDICT) != 0 ? causes : 0;
  moved->approvers |= (moves & CS_MOVES_APPROVERS) != 0 ? causes : 0;
  moved->requires |= (moves & CS_MOVES_REQUIRES) != 0 ? causes : 0;
}

static void speaker_missing(struct cs_deciding *d, const struct cs_regime_sum *sum, const struct cs_speaker *speaker,
                            const struct stakes *stakes, struct moved *moved) {
  for (size_t i = 0; i < speaker->n; i++) {
    const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
    unsigned moves = m->unknown < 0 ? 0 : moves_of(d, sum, speaker, stakes, (unsigned)m->unknown);
    if (moves != 0 && speaker->set > 0) {
      d->s->sets[speaker->set - 1 + (size_t)m->unknown].moves = (uint8_t)moves;
      add_causes(m->causes, moves, moved);
    } else if (moves != 0) {
      d->s->unknown[d->out->n_unknown++] = (struct cs_decided_unknown){m->rule, (uint8_t)moves, m->causes};
      add_causes(m->causes, moves, moved);
    }
  }
}

/* The stakes are the same for all families that may be silent alike and are as mild. */
static void regime_missing(struct cs_deciding *d, const struct cs_regime_sum *sum, size_t regime, struct moved *moved) {
  struct stakes kept[4];
  unsigned have = 0;
  for (size_t u = 0; u < sum->n_speakers; u++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
    if (speaker->n_unknown == 0) {
      continue;
    }
    unsigned like = (speaker->outcomes & 1u) * 2 + (speaker->mildest == sum->mildest[0] ? 1 : 0);
    if ((have >> like & 1) == 0) {
      at_stake(d, sum, speaker, regime, &kept[like]);
      have |= 1u << like;
    }
    speaker_missing(d, sum, speaker, &kept[like], moved);
  }
}

/* Whether the regime's silence counts may itself be unknown. */
static void treats_missing(struct cs_deciding *d, const struct cs_regime_sum *sum, size_t regime, struct moved *moved) {
  if (sum->treats != CS_UNKNOWN || !cs_silent_beside(sum, NULL)) {
    return;
  }
  unsigned at_least = d->out->at_least;
  unsigned moves = clip(d->index->regimes[regime].otherwise, at_least) != at_least ? CS_MOVES_VERDICT : 0;
  for (size_t i = 0; i < sum->n_otherwise; i++) {
    moves |= d->s->entries[sum->otherwise[i]].value != CS_YES ? moves_entry(d, sum->otherwise[i]) : 0;
  }
  add_causes(sum->treats_causes, moves, moved);
}

void cs_decide_missing(struct cs_deciding *d) {
  struct moved moved = {0};
  for (size_t r = 0; r < d->rules->n_regimes; r++) {
    treats_missing(d, &d->s->sums[r], r, &moved);
    regime_missing(d, &d->s->sums[r], r, &moved);
  }
  for (uint64_t rest = moved.verdict | moved.approvers | moved.requires; rest != 0; rest &= rest - 1) {
    uint64_t cause = rest & -rest;
    unsigned moves = ((moved.verdict & cause) != 0 ? CS_MOVES_VERDICT : 0) |
                     ((moved.approvers & cause) != 0 ? CS_MOVES_APPROVERS : 0) |
                     ((moved.requires & cause) != 0 ? CS_MOVES_REQUIRES : 0);
    d->s->missing[d->out->n_missing++] = (struct cs_decided_missing){(uint8_t)__builtin_ctzll(rest), (uint8_t)moves};
  }
}
