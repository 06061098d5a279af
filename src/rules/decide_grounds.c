/* Grounds and notes as numbers of rules. Must come to what grounds.c comes to. SPEC 9.6. */
#include "rules/decide_private.h"

/* Who sets the member aside, wherever it would apply. */
static void lifters(struct cs_deciding *d, const struct cs_speaker *speaker, size_t at,
                    struct cs_decided_ground *ground) {
  const struct cs_family_plan *plan = &d->rules->plans->at[speaker->family];
  const struct cs_positions *all = &plan->lifters[at];
  const struct cs_speaker_member *m = &d->s->members[speaker->first_member];
  for (size_t i = 0; i < all->n; i++) {
    if ((m[all->at[i]].effective & m[at].holds) == 0) {
      continue;
    }
    if (d->n_lifted_by == d->s->cap_lifted_by) {
      d->slow = true;
      return;
    }
    d->s->lifted_by[d->n_lifted_by++] = plan->rules[all->at[i]];
    ground->n_lifted_by++;
  }
}

static enum cs_ground_value value_of(const struct cs_speaker *speaker, const struct cs_speaker_member *m) {
  return m->effective == speaker->all ? CS_GROUND_TRUE : m->effective == 0 ? CS_GROUND_LIFTED : CS_GROUND_UNKNOWN;
}

static void add_ground(struct cs_deciding *d, const struct cs_speaker *speaker, size_t at, uint32_t rule,
                       enum cs_ground_value value, size_t first) {
  const struct cs_speaker_member *m = &d->s->members[speaker->first_member + at];
  struct cs_decided_ground ground = {.rule = rule,
                                     .value = (uint8_t)value,
                                     .certainty = m->certainty,
                                     .first_lifted_by = (uint32_t)d->n_lifted_by,
                                     .path = m->path};
  if (speaker->n > 1) {
    lifters(d, speaker, at, &ground);
  }
  size_t place = d->n_grounds++;
  while (place > first && d->s->grounds[place - 1].rule > ground.rule) {
    d->s->grounds[place] = d->s->grounds[place - 1];
    place--;
  }
  d->s->grounds[place] = ground;
}

/* The first unknown ones of a regime with sets, in the order of their families. */
struct picked {
  struct {
    uint32_t family, rule;
    const struct cs_speaker *speaker;
    uint32_t member;
  } at[CS_GROUNDS_UNKNOWN_MAX];
  size_t n;
  uint32_t total;
};

/* False: it comes too late, and so does all that follows it. */
static bool pick(struct picked *p, uint32_t family, uint32_t rule, const struct cs_speaker *speaker, uint32_t member) {
  size_t at = p->n < CS_GROUNDS_UNKNOWN_MAX ? p->n++ : CS_GROUNDS_UNKNOWN_MAX;
  if (at == CS_GROUNDS_UNKNOWN_MAX) {
    if (p->at[at - 1].family <= family) {
      return false;
    }
    at--;
  }
  while (at > 0 && p->at[at - 1].family > family) {
    p->at[at] = p->at[at - 1];
    at--;
  }
  p->at[at].family = family;
  p->at[at].rule = rule;
  p->at[at].speaker = speaker;
  p->at[at].member = member;
  return true;
}

static void pick_set(const struct cs_deciding *d, const struct cs_speaker *speaker, struct picked *p) {
  const struct cs_decided_set *set = &d->s->sets[speaker->set - 1];
  p->total += speaker->count;
  for (size_t w = set->lo; w < set->hi; w++) {
    for (uint64_t rest = set->words[w]; rest != 0; rest &= rest - 1) {
      uint32_t rule = set->rules[w * 64 + (size_t)__builtin_ctzll(rest)];
      if (!pick(p, d->index->found[rule].family, rule, speaker, 0)) {
        return;
      }
    }
  }
}

/* A set by itself: its rules ascend already. */
static void set_grounds(struct cs_deciding *d, const struct cs_speaker *speaker, struct cs_decided_regime *out) {
  const struct cs_decided_set *set = &d->s->sets[speaker->set - 1];
  struct cs_decided_ground *at = &d->s->grounds[d->n_grounds];
  uint8_t certainty = d->s->members[speaker->first_member].certainty;
  size_t n = 0;
  for (size_t w = set->lo; w < set->hi && n < CS_GROUNDS_UNKNOWN_MAX; w++) {
    for (uint64_t rest = set->words[w]; rest != 0 && n < CS_GROUNDS_UNKNOWN_MAX; rest &= rest - 1) {
      at[n++] = (struct cs_decided_ground){.rule = set->rules[w * 64 + (size_t)__builtin_ctzll(rest)],
                                           .value = CS_GROUND_UNKNOWN,
                                           .certainty = certainty};
    }
  }
  d->n_grounds += n;
  out->more = speaker->count - (uint32_t)n;
}

static const struct cs_speaker *only_unknown(const struct cs_deciding *d, const struct cs_regime_sum *sum) {
  const struct cs_speaker *only = NULL;
  for (size_t u = 0; u < sum->n_speakers; u++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
    if (speaker->n_unknown > 0 && only) {
      return NULL;
    }
    only = speaker->n_unknown > 0 ? speaker : only;
  }
  return only;
}

static void pick_grounds(struct cs_deciding *d, const struct cs_regime_sum *sum, struct cs_decided_regime *out) {
  struct picked p;
  size_t first = d->n_grounds;
  const struct cs_speaker *only = only_unknown(d, sum);
  if (only && only->set > 0) {
    set_grounds(d, only, out);
    return;
  }
  p.n = p.total = 0;
  for (size_t u = 0; u < sum->n_speakers; u++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
    const struct cs_speaker_member *m = &d->s->members[speaker->first_member];
    if (speaker->set > 0) {
      pick_set(d, speaker, &p);
      continue;
    }
    for (uint32_t i = 0; i < speaker->n; i++) {
      if (m[i].holds != 0 && value_of(speaker, &m[i]) == CS_GROUND_UNKNOWN) {
        p.total++;
        (void)pick(&p, speaker->family, m[i].rule, speaker, i);
      }
    }
  }
  for (size_t i = 0; i < p.n; i++) {
    add_ground(d, p.at[i].speaker, p.at[i].member, p.at[i].rule, CS_GROUND_UNKNOWN, first);
  }
  out->more = p.total - (uint32_t)p.n;
}

/* Surely, lifted and unknown ones in turn, so that each kind lies together. */
static void regime_grounds(struct cs_deciding *d, const struct cs_regime_sum *sum, struct cs_decided_regime *out) {
  static const enum cs_ground_value kinds[] = {CS_GROUND_TRUE, CS_GROUND_LIFTED, CS_GROUND_UNKNOWN};
  unsigned seen = 1;
  bool sets = false;
  for (size_t k = 0; k < 3; k++) {
    size_t first = d->n_grounds;
    if (sets && kinds[k] == CS_GROUND_UNKNOWN) {
      pick_grounds(d, sum, out);
      return;
    }
    for (size_t u = 0; u < sum->n_speakers && (k == 0 || (seen >> kinds[k] & 1) != 0) && !d->slow; u++) {
      const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
      sets = sets || speaker->set > 0;
      for (size_t i = 0; i < speaker->n; i++) {
        const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
        enum cs_ground_value value = value_of(speaker, m);
        seen |= m->holds != 0 ? 1u << value : 0;
        if (m->holds == 0 || value != kinds[k]) {
          continue;
        }
        if (value == CS_GROUND_UNKNOWN && d->n_grounds - first == CS_GROUNDS_UNKNOWN_MAX) {
          out->more++;
        } else {
          add_ground(d, speaker, i, m->rule, value, first);
        }
      }
    }
  }
}

static void note(struct cs_deciding *d, uint32_t noted) {
  if (d->n_noted == d->s->cap_noted) {
    d->slow = true;
    return;
  }
  d->s->noted[d->n_noted++] = noted;
}

static void regime_notes(struct cs_deciding *d, const struct cs_regime_sum *sum, size_t regime) {
  const struct cs_regime *it = &d->rules->regimes[regime];
  for (size_t u = 0; u < sum->n_speakers; u++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + u];
    for (size_t i = 0; i < speaker->n; i++) {
      const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
      if (m->effective != 0 && d->index->found[m->rule].notes) {
        note(d, m->rule);
      }
    }
  }
  bool told = it->otherwise == CS_EFFECT_REFER || it->otherwise == CS_EFFECT_NOTE;
  if (told && sum->treats != CS_NO && cs_silent_beside(sum, NULL)) {
    note(d, CS_NOTED_OTHERWISE | (uint32_t)regime);
  }
}

void cs_decide_grounds(struct cs_deciding *d) {
  for (size_t r = 0; r < d->rules->n_regimes && !d->slow; r++) {
    const struct cs_regime_sum *sum = &d->s->sums[r];
    struct cs_decided_regime *out = &d->s->regimes[r];
    *out = (struct cs_decided_regime){sum->at_least, sum->at_most, sum->treats == CS_YES, 0};
    regime_grounds(d, sum, out);
    regime_notes(d, sum, r);
  }
}
