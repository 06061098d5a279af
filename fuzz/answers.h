/* An answer written out whole, so that two can be compared, and what must hold of every one. Of the targets that ask. */
#ifndef CS_FUZZ_ANSWERS_H
#define CS_FUZZ_ANSWERS_H

#include "fuzz.h"
#include "rules/rules.h"

static inline int fuzz_missing_cmp(const struct cs_missing *a, const struct cs_missing *b) {
  int kinds = (int)a->cause.kind - (int)b->cause.kind;
  return kinds != 0 ? kinds : cs_str_cmp(a->cause.name, b->cause.name);
}

/* The n-th by kind and name: what is missing has no order of its own. */
static inline const struct cs_missing *fuzz_missing_at(const struct cs_answer *a, size_t n) {
  for (size_t i = 0; i < a->n_missing; i++) {
    size_t before = 0;
    for (size_t k = 0; k < a->n_missing; k++) {
      int order = fuzz_missing_cmp(&a->missing[k], &a->missing[i]);
      before += order < 0 || (order == 0 && k < i);
    }
    if (before == n) {
      return &a->missing[i];
    }
  }
  cs_assert(!"there are so many");
  return NULL;
}

static inline void fuzz_write_missing(struct cs_buf *out, const struct cs_missing *m) {
  cs_buf_printf(out, "missing %d %.*s %u by", (int)m->cause.kind, CS_STR_ARG(m->cause.name), m->moves);
  for (size_t k = 0; k < m->n_needed_by; k++) {
    cs_buf_printf(out, " %u", m->needed_by[k]);
  }
  cs_buf_byte(out, '\n');
}

static inline void fuzz_write_answer(struct cs_buf *out, const struct cs_answer *a) {
  cs_buf_printf(out, "%d %d %d %d\n", (int)a->at_least, (int)a->at_most, (int)a->certainty, (int)a->settled);
  for (size_t i = 0; i < a->n_regimes; i++) {
    const struct cs_regime_answer *r = &a->regimes[i];
    cs_buf_printf(out, "regime %u %d %d %d more %zu\n", r->regime, (int)r->treats, (int)r->at_least, (int)r->at_most,
                  r->more);
    for (size_t k = 0; k < r->n_grounds; k++) {
      const struct cs_ground *g = &r->grounds[k];
      cs_buf_printf(out, "  %u %u %d %d path %zu lifted", g->rule, g->line, (int)g->value, (int)g->certainty,
                    g->path.n);
      for (size_t l = 0; l < g->n_lifted_by; l++) {
        cs_buf_printf(out, " %u", g->lifted_by[l]);
      }
      cs_buf_byte(out, '\n');
    }
  }
  for (size_t i = 0; i < a->n_approvers; i++) {
    cs_buf_printf(out, "approver %.*s %u %d\n", CS_STR_ARG(a->approvers[i].office), a->approvers[i].regime,
                  (int)a->approvers[i].value);
  }
  for (size_t i = 0; i < a->n_requires; i++) {
    const struct cs_require *r = &a->requires[i];
    cs_buf_printf(out, "requires %d %.*s %.*s %lld %lld %d %.*s %d %d %u %u\n", (int)r->kind, CS_STR_ARG(r->approver),
                  CS_STR_ARG(r->office), (long long)r->n, (long long)r->days, (int)r->calendar_days,
                  CS_STR_ARG(r->text), (int)r->certainty, (int)r->value, r->rule, r->line);
  }
  for (size_t n = 0; n < a->n_missing; n++) {
    fuzz_write_missing(out, fuzz_missing_at(a, n));
  }
  for (size_t i = 0; i < a->n_assumed; i++) {
    cs_buf_printf(out, "assumed %.*s\n", CS_STR_ARG(a->assumed[i]));
  }
  for (size_t i = 0; i < a->n_notes; i++) {
    cs_buf_printf(out, "note %.*s\n", CS_STR_ARG(a->notes[i]));
  }
}

/* Bounds are in order; the whole is as strict as its strictest regime; what is settled leaves nothing missing. */
static inline void fuzz_check_answer(const struct cs_answer *a) {
  enum cs_verdict least = CS_NOT_COVERED, most = CS_NOT_COVERED;
  cs_assert(a->at_least <= a->at_most);
  for (size_t i = 0; i < a->n_regimes; i++) {
    const struct cs_regime_answer *r = &a->regimes[i];
    cs_assert(r->at_least <= r->at_most);
    least = r->at_least > least ? r->at_least : least;
    most = r->at_most > most ? r->at_most : most;
  }
  cs_assert(a->at_least == least && a->at_most == most);
  cs_assert(!a->settled || a->at_least == a->at_most);
  cs_assert(a->settled || a->n_missing > 0);
  for (size_t i = 0; i < a->n_missing; i++) {
    cs_assert(a->missing[i].moves != 0);
  }
  for (size_t i = 0; i < a->n_approvers; i++) {
    cs_assert(a->approvers[i].value != CS_NO);
  }
}

#endif
