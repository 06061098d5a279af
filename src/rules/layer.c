/* One regime asked within another: `needs approval under`. What the inner regime says is kept only as far as the outer one
 * needs it. Invariant: regimes stand in layers, so this ends. Specification: SPEC.md section 19. */
#include "rules/answer.h"
#include "rules/index.h"

#include <string.h>

/* Does the part state anything of this fact? */
static bool stated(const struct cs_value *value) {
  return value->known || value->cause.name.len > 0;
}

/* The line's facts with the part's own over them. */
static bool overlay(struct cs_ask *ask, struct cs_arena *arena, const struct cs_value **out, struct cs_err *err) {
  const struct cs_part *part = &ask->parts[ask->part - 1];
  struct cs_value *values = cs_arena_array(arena, struct cs_value, ask->rules->n_facts, err);
  if (!values) {
    return false;
  }
  memcpy(values, ask->values, ask->rules->n_facts * sizeof *values);
  for (size_t i = 0; part->values && i < ask->rules->n_facts; i++) {
    if (stated(&part->values[i])) {
      values[i] = part->values[i];
      bool weaker = values[i].certainty > ask->rests_on && values[i].certainty <= CS_ASSUMED;
      ask->rests_on = weaker ? values[i].certainty : ask->rests_on;
    }
  }
  *out = values;
  return true;
}

/* The causes of what the inner verdict lacks, in the outer question's own memory. */
static bool push_causes(struct cs_ask *ask, const struct cs_answer *inner, struct cs_str regime, struct cs_err *err) {
  size_t pushed = 0;
  for (size_t i = 0; i < inner->n_missing; i++) {
    struct cs_cause cause = inner->missing[i].cause;
    if ((inner->missing[i].moves & CS_MOVES_VERDICT) == 0) {
      continue;
    }
    if (!cs_arena_str(ask->arena, cause.name, &cause.name, err) || !cs_eval_push(ask, cause, err)) {
      return false;
    }
    pushed++;
  }
  return pushed > 0 || cs_eval_push(ask, (struct cs_cause){CS_CAUSE_FACT, regime}, err);
}

static bool ask_inner(struct cs_ask *ask, const struct cs_node *node, struct cs_arena *arena, struct cs_found *out,
                      struct cs_err *err) {
  struct cs_ask inner = {.rules = ask->rules,
                         .host = ask->host,
                         .arena = arena,
                         .on = ask->on,
                         .known = ask->known,
                         .weakest = ask->weakest,
                         .values = ask->values,
                         .parts = node->of_part ? NULL : ask->parts,
                         .n_parts = node->of_part ? 0 : ask->n_parts,
                         .columns = node->of_part ? NULL : ask->columns,
                         .sieve = ask->sieve,
                         .assumed = ask->assumed};
  struct cs_answer answer = {.at_least = CS_NOT_COVERED};
  struct cs_said said = {.regime = node->regime};
  struct cs_asked asked = {
      .rules = ask->rules, .arena = arena, .said = &said, .n_said = 1, .n_lines = 1, .out = &answer};
  inner.room = cs_family_room_new(ask->rules->plans, arena, err);
  if (!inner.room || (node->of_part && !overlay(ask, arena, &inner.values, err)) ||
      !cs_asked_regime(&inner, &said, err)) {
    return false;
  }
  answer.at_least = said.at_least;
  answer.at_most = said.at_most;
  ask->rests_on = inner.rests_on > ask->rests_on ? inner.rests_on : ask->rests_on;
  ask->foreign = ask->foreign || inner.foreign;
  out->certainty = inner.rests_on;
  out->truth = said.at_least >= CS_NEEDS_APPROVAL ? CS_YES : said.at_most <= CS_PERMITTED ? CS_NO : CS_UNKNOWN;
  if (out->truth != CS_UNKNOWN) {
    return true;
  }
  return cs_asked_missing(&asked, err) && push_causes(ask, &answer, ask->rules->regimes[node->regime].info.name, err);
}

static enum cs_certainty weaker(enum cs_certainty a, enum cs_certainty b) {
  return a > b ? a : b;
}

static enum cs_certainty weakest_fact(const struct cs_ask *ask, const struct cs_value *values,
                                      enum cs_certainty weakest) {
  for (size_t i = 0; values && i < ask->rules->n_facts && weakest < ask->weakest; i++) {
    bool silent = !values[i].known && ask->rules->facts[i].has_else;
    weakest = silent ? CS_ASSUMED : values[i].known ? weaker(weakest, values[i].certainty) : weakest;
  }
  return weakest;
}

/* Nothing that R may have looked at is less certain: beside what it says itself, memberships, and facts. */
static enum cs_certainty looked_at(const struct cs_ask *ask, const struct cs_node *node, enum cs_certainty rests_on) {
  enum cs_certainty out = weaker(rests_on, ask->rules->index ? ask->rules->index->weakest : CS_ASSUMED);
  out = weakest_fact(ask, ask->values, out);
  size_t first = node->of_part ? ask->part - 1 : 0, n = node->of_part ? ask->part : ask->n_parts;
  for (size_t i = first; i < n && out < ask->weakest; i++) {
    out = weakest_fact(ask, ask->parts[i].values, out);
    out = ask->parts[i].origin.known ? weaker(out, ask->parts[i].origin.certainty) : out;
    out = ask->parts[i].value.known ? weaker(out, ask->parts[i].value.certainty) : out;
  }
  return out < ask->weakest ? out : ask->weakest;
}

/* SPEC 19.4: the surest sources by which the answer is the same; asked again only where weaker ones may have counted. */
static bool ask_certainty(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out, struct cs_err *err) {
  enum cs_certainty weakest = looked_at(ask, node, out->certainty);
  bool same = out->truth == CS_UNKNOWN, done = true;
  out->certainty = CS_CONFIRMED;
  while (done && !same && out->certainty < weakest) {
    struct cs_arena scratch;
    struct cs_ask again = *ask;
    struct cs_found found;
    again.weakest = out->certainty;
    again.causes = (struct cs_causes){0};
    again.assumed = NULL;
    again.sieve = NULL; /* it was made for the weaker ones */
    cs_arena_init(&scratch, ask->arena->alloc, ask->arena->max);
    done = ask_inner(&again, node, &scratch, &found, err);
    cs_arena_deinit(&scratch);
    same = done && found.truth == out->truth;
    out->certainty += same ? 0 : 1;
  }
  return done;
}

bool cs_layer_needs(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out, struct cs_err *err) {
  struct cs_arena scratch;
  cs_arena_init(&scratch, ask->arena->alloc, ask->arena->max);
  bool done = ask_inner(ask, node, &scratch, out, err);
  cs_arena_deinit(&scratch);
  return done && ask_certainty(ask, node, out, err);
}
