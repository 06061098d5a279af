/* The bounds of every regime from its families' outcomes. Must come to what answer.c comes to. SPEC 9.3 and 9.4. */
#include "rules/decide_private.h"

#include "rules/eval.h"

/* ---- does the regime's silence count? */

static enum cs_truth treats_word(const struct cs_deciding *d, const struct cs_regime_row *row, int64_t word) {
  const uint32_t *treats = &d->index->ids_at[row->first_treat];
  for (size_t i = 0; i < row->n_treats; i++) {
    if (treats[i] == word) {
      return CS_YES;
    }
  }
  return CS_NO;
}

/* Not yet, or perhaps not yet, on these days; `claims`: as far as the act is concerned. */
static enum cs_truth treats_today(struct cs_deciding *d, size_t regime, enum cs_truth claims, uint64_t *causes) {
  const struct cs_regime *it = &d->rules->regimes[regime];
  enum cs_truth begun = CS_YES;
  if (it->from.last != CS_DAY_MIN) {
    begun = cs_period_holds((struct cs_period){it->from, CS_SPAN_NEVER}, d->on);
  }
  enum cs_truth treats = cs_truth_and(claims, cs_truth_and(begun, cs_truth_of(it->known <= d->known)));
  if (treats == CS_UNKNOWN && begun == CS_UNKNOWN && d->weakest == CS_ASSUMED) {
    *causes |= cs_decide_cause(d, (struct cs_cause){CS_CAUSE_DATE, it->info.name});
  }
  return treats;
}

void cs_decide_treats(struct cs_deciding *d) {
  size_t slot = d->rules->treats_fact, n = d->rules->n_regimes;
  const struct cs_prepared_fact *act = &d->facts->facts[slot];
  bool known = act->state != CS_FACT_UNKNOWN, any = false;
  for (size_t r = 0; r < n; r++) {
    const struct cs_regime_row *row = &d->index->regimes[r];
    struct cs_regime_sum *sum = &d->s->sums[r];
    sum->treats = CS_NO;
    sum->treats_causes = 0;
    if (row->n_treats > 0) {
      sum->treats_causes = known ? 0 : d->facts->cause_of[slot];
      sum->treats = (uint8_t)treats_today(d, r, known ? treats_word(d, row, act->lo) : CS_UNKNOWN, &sum->treats_causes);
      d->any_unknown = d->any_unknown || sum->treats == CS_UNKNOWN;
      any = true;
    }
  }
  if (act->taken && any && d->weakest == CS_ASSUMED) {
    d->out->assumed |= (uint64_t)1 << slot;
  }
}

/* ---- bounds */

static void take_mildest(struct cs_regime_sum *sum, uint8_t mildest) {
  if (mildest < sum->mildest[0]) {
    sum->mildest[1] = sum->mildest[0];
    sum->mildest[0] = mildest;
  } else if (mildest < sum->mildest[1]) {
    sum->mildest[1] = mildest;
  }
}

static void sum_regime(struct cs_deciding *d, size_t regime, struct cs_regime_sum *sum) {
  unsigned least = CS_NOT_COVERED, most = CS_NOT_COVERED;
  sum->mildest[0] = sum->mildest[1] = CS_DECIDE_SAYS;
  sum->n_never_silent = 0;
  for (size_t i = 0; i < sum->n_speakers; i++) {
    const struct cs_speaker *speaker = &d->s->speakers[sum->first_speaker + i];
    bool silent = (speaker->outcomes & 1) != 0;
    unsigned strictest = speaker->outcomes <= 1 ? 0 : 31u - (unsigned)__builtin_clz(speaker->outcomes);
    least = !silent && speaker->mildest > least ? speaker->mildest : least;
    most = strictest > most ? strictest : most;
    sum->n_never_silent += silent ? 0 : 1;
    take_mildest(sum, speaker->mildest);
    if (speaker->count > 1) {
      take_mildest(sum, speaker->mildest);
    }
  }
  if (sum->n_never_silent == 0) {
    unsigned otherwise = d->index->regimes[regime].otherwise;
    unsigned silence_least = sum->treats == CS_YES ? otherwise : CS_NOT_COVERED;
    unsigned silence_most = sum->treats == CS_NO ? CS_NOT_COVERED : otherwise;
    least = sum->mildest[0] < silence_least ? sum->mildest[0] : silence_least;
    most = silence_most > most ? silence_most : most;
  }
  sum->at_least = (uint8_t)least;
  sum->at_most = (uint8_t)most;
}

void cs_decide_sum(struct cs_deciding *d, enum cs_verdict *at_least, enum cs_verdict *at_most) {
  size_t speaker = 0;
  *at_least = *at_most = CS_NOT_COVERED;
  for (size_t r = 0; r < d->rules->n_regimes; r++) {
    struct cs_regime_sum *sum = &d->s->sums[r];
    sum->first_speaker = (uint32_t)speaker;
    while (speaker < d->n_speakers && d->s->speakers[speaker].regime == r) {
      speaker++;
    }
    sum->n_speakers = (uint32_t)speaker - sum->first_speaker;
    sum_regime(d, r, sum);
    *at_least = sum->at_least > *at_least ? (enum cs_verdict)sum->at_least : *at_least;
    *at_most = sum->at_most > *at_most ? (enum cs_verdict)sum->at_most : *at_most;
  }
}
