/* include/countersign.h: the quick way. Must never say whether something may go ahead: that takes more than the rules
 * (lib/public_ask.c). Nothing is kept from one decision for the next but the facts. */
#include "lib/public.h"

#include "rules/decide.h"

#include <stdlib.h>

struct countersign_facts {
  const struct countersign_set *set;
  struct cs_arena arena;  /* of the facts */
  struct cs_arena asking; /* of what the rules ask about content, for one decision */
  struct cs_view view;
  struct cs_rules_host host;
  struct cs_facts *facts;
  struct cs_scratch *scratch;
  struct cs_decision decision;
  bool many; /* the request has several lines */
};

/* The facts of each line, at the days of the view. */
static bool make_lines(struct countersign_facts *f, size_t n, const struct cs_line **out, struct cs_err *err) {
  struct cs_line *lines = cs_arena_array(&f->arena, struct cs_line, n, err);
  for (size_t i = 0; lines && i < n; i++) {
    if (!cs_view_line(&f->view, i, &lines[i], err)) {
      return false;
    }
  }
  *out = lines;
  return lines != NULL;
}

static bool prepare(struct countersign_facts *f, const struct countersign_request *request, cs_day on, cs_day known,
                    struct cs_err *err) {
  const struct countersign_set *set = f->set;
  const struct cs_line *lines;
  if (!cs_public_days(&request->request, &on, &known, err) ||
      !cs_view_init(&f->view, set->alone.catalogue, set->alone.rules, &set->alone.plan, &request->request, on, known,
                    &f->arena, err) ||
      !make_lines(f, request->request.n_lines, &lines, err)) {
    return false;
  }
  f->view.arena = &f->asking;
  f->host = cs_view_host(&f->view);
  f->many = request->request.n_lines > 1;
  return cs_facts_prepare(set->alone.rules, lines, request->request.n_lines, &f->arena, &f->facts, err) &&
         (f->scratch = cs_scratch_new(set->alone.rules, 0, &f->arena, err)) != NULL;
}

struct countersign_facts *countersign_facts_new(const struct countersign_set *set,
                                                const struct countersign_request *request, countersign_day on,
                                                countersign_day known, struct countersign_error *error) {
  struct cs_err err;
  struct countersign_facts *facts = calloc(1, sizeof *facts);
  if (!facts) {
    cs_err_oom(&err);
    cs_public_fail(error, &err);
    return NULL;
  }
  facts->set = set;
  cs_arena_init(&facts->arena, NULL, 0);
  cs_arena_init(&facts->asking, NULL, 0);
  if (prepare(facts, request, on, known, &err)) {
    return facts;
  }
  cs_public_fail_at(request, &err, error);
  countersign_facts_free(facts);
  return NULL;
}

void countersign_facts_free(struct countersign_facts *facts) {
  if (!facts) {
    return;
  }
  if (facts->scratch) {
    cs_scratch_deinit(facts->scratch);
  }
  cs_arena_deinit(&facts->asking);
  cs_arena_deinit(&facts->arena);
  free(facts);
}

static size_t n_grounds(const struct cs_decision *decision) {
  size_t n = decision->n_grounds;
  for (size_t i = 0; decision->whole && i < decision->whole->n_regimes; i++) {
    n += decision->whole->regimes[i].n_grounds;
  }
  return n;
}

bool countersign_decide(struct countersign_facts *facts, struct countersign_decision *out,
                        struct countersign_error *error) {
  struct cs_decision *d = &facts->decision;
  struct cs_err err;
  if (facts->view.asked) {
    facts->view.asked = NULL;
    cs_arena_reset(&facts->asking);
  }
  if (!cs_rules_decide(facts->set->alone.rules, facts->facts, &facts->host, facts->view.on, facts->view.known,
                       facts->scratch, d, &err)) {
    *d = (struct cs_decision){0};
    return cs_public_fail(error, &err);
  }
  const struct cs_answer *whole = d->whole;
  *out = (struct countersign_decision){
      .at_least = (enum countersign_verdict)(whole ? whole->at_least : d->at_least),
      .at_most = (enum countersign_verdict)(whole ? whole->at_most : d->at_most),
      .certainty = (enum countersign_certainty)(whole ? whole->certainty : d->certainty),
      .settled = whole ? whole->settled : d->settled,
      .n_grounds = n_grounds(d),
      .n_missing = whole ? whole->n_missing : d->n_missing,
  };
  return true;
}

/* The ground at an index of the evaluator's answer, all regimes one after the other; NULL: there are fewer. */
static const struct cs_ground *whole_ground(const struct cs_answer *whole, size_t index) {
  for (size_t i = 0; i < whole->n_regimes; i++) {
    if (index < whole->regimes[i].n_grounds) {
      return &whole->regimes[i].grounds[index];
    }
    index -= whole->regimes[i].n_grounds;
  }
  return NULL;
}

void countersign_decided_ground(const struct countersign_facts *facts, size_t index, struct countersign_ground *out) {
  const struct cs_decision *d = &facts->decision;
  const struct cs_ground *whole = d->whole ? whole_ground(d->whole, index) : NULL;
  cs_assert(whole || (!d->whole && index < d->n_grounds));
  uint32_t rule = whole ? whole->rule : d->grounds[index].rule;
  *out = cs_public_ground(cs_rules_at(facts->set->alone.rules, rule), whole ? whole->cites : NULL,
                          whole ? whole->n_cites : 0);
  out->value = (enum countersign_ground_value)(whole ? (int)whole->value : d->grounds[index].value);
  out->certainty = (enum countersign_certainty)(whole ? (int)whole->certainty : d->grounds[index].certainty);
  if (whole && facts->many) {
    out->lines = &whole->line;
    out->n_lines = 1;
  }
}

void countersign_decided_missing(const struct countersign_facts *facts, size_t index, struct countersign_missing *out) {
  const struct cs_decision *d = &facts->decision;
  cs_assert(index < (d->whole ? d->whole->n_missing : d->n_missing));
  *out = d->whole ? cs_public_missing(d->whole->missing[index].cause, d->whole->missing[index].moves)
                  : cs_public_missing(d->causes[d->missing[index].cause], d->missing[index].moves);
}
