/* The answer where nothing is unknown: every family is in its one world, and what it says, asks for and sets aside is read
 * off at once. Must come to what decide_sum.c, decide_entries.c and decide_grounds.c come to of one world. SPEC 9. */
#include "rules/decide_private.h"

/* What a regime's families come to. */
struct heard {
  uint8_t strictest;
  bool any_lifted;
  size_t first_ground;
};

static void ask_for(struct cs_deciding *d, const struct cs_speaker_member *m, const struct cs_found_rule *found) {
  const struct cs_wanted *wanted = &d->index->wanted[found->first_entry];
  for (size_t i = 0; i < found->n_entries; i++) {
    uint32_t at = cs_decide_entry(d, m, &wanted[i]);
    if (at == UINT32_MAX) {
      return;
    }
    d->s->entries[at].value = CS_YES;
  }
}

static void hear(struct cs_deciding *d, const struct cs_speaker *speaker, struct heard *heard) {
  uint8_t verdict = speaker->mildest == CS_DECIDE_SAYS ? CS_NOT_COVERED : speaker->mildest;
  heard->strictest = verdict > heard->strictest ? verdict : heard->strictest;
  for (size_t i = 0; i < speaker->n; i++) {
    const struct cs_speaker_member *m = &d->s->members[speaker->first_member + i];
    if (m->effective == 0) {
      heard->any_lifted = heard->any_lifted || m->holds != 0;
      continue;
    }
    const struct cs_found_rule *found = &d->index->found[m->rule];
    ask_for(d, m, found);
    cs_decide_ground(d, speaker, i, CS_GROUND_TRUE, heard->first_ground);
    if (found->notes) {
      cs_decide_note(d, m->rule);
    }
  }
}

static void hear_lifted(struct cs_deciding *d, const struct cs_speaker *speaker, size_t n) {
  size_t first = d->out->n_grounds;
  for (const struct cs_speaker *end = speaker + n; speaker < end; speaker++) {
    const struct cs_speaker_member *m = &d->s->members[speaker->first_member];
    for (size_t i = 0; i < speaker->n; i++) {
      if (m[i].effective == 0 && m[i].holds != 0) {
        cs_decide_ground(d, speaker, i, CS_GROUND_LIFTED, first);
      }
    }
  }
}

/* All are silent, and that counts. */
static void hear_silence(struct cs_deciding *d, size_t regime, struct heard *heard) {
  const struct cs_regime_row *row = &d->index->regimes[regime];
  heard->strictest = row->otherwise;
  for (size_t i = 0; i < row->n_entries; i++) {
    uint32_t at = cs_decide_entry_of_silence(d, row->entries[i]);
    if (at == UINT32_MAX) {
      return;
    }
    d->s->entries[at].value = CS_YES;
  }
  if (row->notes) {
    cs_decide_note(d, CS_NOTED_OTHERWISE | (uint32_t)regime);
  }
}

void cs_decide_known(struct cs_deciding *d) {
  const struct cs_speaker *speaker = d->s->speakers, *end = speaker + d->n_speakers;
  uint8_t strictest = CS_NOT_COVERED;
  for (size_t r = 0; r < d->rules->n_regimes; r++) {
    const struct cs_speaker *first = speaker;
    bool treats = d->s->sums[r].treats == CS_YES;
    struct heard heard = {.strictest = CS_NOT_COVERED, .first_ground = d->out->n_grounds};
    for (; speaker < end && speaker->regime == r; speaker++) {
      hear(d, speaker, &heard);
    }
    if (heard.any_lifted) {
      hear_lifted(d, first, (size_t)(speaker - first));
    }
    if (heard.strictest == CS_NOT_COVERED && treats) {
      hear_silence(d, r, &heard);
    }
    d->s->regimes[r] = (struct cs_decided_regime){heard.strictest, heard.strictest, treats, 0};
    strictest = heard.strictest > strictest ? heard.strictest : strictest;
  }
  if (d->index->any_covers) {
    cs_decide_merge(d);
  }
  d->out->at_least = d->out->at_most = (enum cs_verdict)strictest;
  d->out->settled = true;
}
