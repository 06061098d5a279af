/* cs_rules_decide: speakers, bounds, entries, what is missing, grounds, certainty; or all of it from the evaluator. Must never
 * give an answer of which a part was found the one way and a part the other. SPEC 9; README.md. */
#include "rules/decide_private.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ facts */

/* Lines that state parts, with their columns. */
static bool prepare_parts(const struct cs_rules *rules, struct cs_facts *facts, struct cs_arena *arena,
                          struct cs_err *err) {
  struct cs_line *with_columns = NULL;
  for (size_t i = 0; i < facts->n_lines; i++) {
    const struct cs_line *line = &facts->lines[i];
    if (line->n_parts == 0) {
      continue;
    }
    if (!with_columns) {
      with_columns = cs_arena_array(arena, struct cs_line, facts->n_lines, err);
      if (!with_columns) {
        return false;
      }
      memcpy(with_columns, facts->lines, facts->n_lines * sizeof *with_columns);
      facts->lines = with_columns;
    }
    if (!cs_parts_prepare(rules, line->parts, line->n_parts, arena, &with_columns[i].columns, err)) {
      return false;
    }
  }
  return true;
}

bool cs_facts_prepare(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines, struct cs_arena *arena,
                      struct cs_facts **out, struct cs_err *err) {
  if (n_lines == 0 || n_lines > CS_LINES_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "%zu lines: expected 1 to %d", n_lines, CS_LINES_MAX);
  }
  struct cs_facts *facts = cs_arena_alloc(arena, sizeof *facts + n_lines * sizeof *facts->prepared, err);
  if (!facts) {
    return false;
  }
  facts->lines = lines;
  facts->n_lines = n_lines;
  for (size_t i = 0; rules->index && i < n_lines; i++) {
    if (!cs_index_prepare(rules->index, lines[i].values, arena, &facts->prepared[i], err)) {
      return false;
    }
  }
  facts->simple = rules->index && rules->index->simple && n_lines == 1 && !facts->prepared[0].too_many_causes;
  *out = facts;
  return prepare_parts(rules, facts, arena, err);
}

/* ------------------------------------------------------------------ scratch */

enum { CS_CLAIMS_A_RULE = 4, CS_ENTRIES_MAX = UINT16_MAX, CS_ROOM_FIRST = 256, CS_ROOM_TIMES = 4 };

/* Room for `n` speakers and what they bring with them. What was there is lost: the question is then asked from its start. */
static bool make_room(struct cs_scratch *s, size_t n, struct cs_err *err) {
  cs_arena_reset(&s->room);
  s->speakers = cs_arena_array(&s->room, struct cs_speaker, n, err);
  s->cap_members = 2 * n + CS_DECIDE_MEMBERS_MAX; /* one that is looked at may not be kept */
  s->members = cs_arena_array(&s->room, struct cs_speaker_member, s->cap_members, err);
  s->cap_claims = CS_CLAIMS_A_RULE * n + 64;
  s->claims = cs_arena_array(&s->room, struct cs_speaker_claim, s->cap_claims, err);
  s->paths = cs_arena_array(&s->room, struct cs_path, n, err);
  s->blank.paths = s->paths;
  bool done = s->speakers && s->members && s->claims && s->paths;
  s->cap_speakers = s->cap_paths = done ? n : 0;
  s->cap_members = done ? s->cap_members : 0;
  s->cap_claims = done ? s->cap_claims : 0;
  return done;
}

/* Most questions have few speakers, and a set has many rules: a thread holds what its questions needed so far. False: there is no
 * more to be had. */
static bool more_room(struct cs_scratch *s) {
  size_t n = s->rules->n_rules;
  struct cs_err ignored;
  if (s->cap_speakers >= n) {
    return false;
  }
  size_t next = s->cap_speakers == 0 ? CS_ROOM_FIRST : s->cap_speakers * CS_ROOM_TIMES;
  return make_room(s, next < n ? next : n, &ignored);
}

static struct cs_decision blank_decision(const struct cs_scratch *s) {
  return (struct cs_decision){.regimes = s->regimes,
                              .n_regimes = s->rules->n_regimes,
                              .grounds = s->grounds,
                              .lifted_by = s->lifted_by,
                              .paths = s->paths, /* make_room keeps it right */
                              .entries = s->entries,
                              .causes = s->causes,
                              .missing = s->missing,
                              .unknown = s->unknown,
                              .sets = s->sets,
                              .noted = s->noted};
}

struct cs_scratch *cs_scratch_new(const struct cs_rules *rules, size_t slow_bytes, struct cs_arena *arena,
                                  struct cs_err *err) {
  struct cs_scratch *s = cs_arena_new(arena, struct cs_scratch, err);
  size_t n = rules->n_rules, n_entries = rules->index ? rules->index->n_entries : 0;
  if (!s) {
    return NULL;
  }
  s->rules = rules;
  s->cap_lifted_by = n;
  s->cap_noted = n + rules->n_regimes;
  s->cap_entries = n_entries < CS_ENTRIES_MAX ? n_entries : CS_ENTRIES_MAX;
  s->family_seen = cs_arena_array(arena, uint32_t, rules->n_families, err);
  s->entry_seen = cs_arena_array(arena, uint32_t, n_entries, err);
  s->entry_at = cs_arena_array(arena, uint16_t, n_entries, err);
  s->entries = cs_arena_array(arena, struct cs_decided_entry, s->cap_entries, err);
  s->sums = cs_arena_array(arena, struct cs_regime_sum, rules->n_regimes, err);
  s->regimes = cs_arena_array(arena, struct cs_decided_regime, rules->n_regimes, err);
  s->grounds = cs_arena_array(arena, struct cs_decided_ground, n, err);
  s->unknown = cs_arena_array(arena, struct cs_decided_unknown, n, err);
  s->lifted_by = cs_arena_array(arena, uint32_t, s->cap_lifted_by, err);
  s->assumed = cs_arena_array(arena, bool, rules->n_facts, err);
  s->words = cs_arena_array(arena, uint64_t, rules->index ? rules->index->n_words : 0, err);
  s->sets = cs_arena_array(arena, struct cs_decided_set, rules->index ? rules->index->n_sets : 0, err);
  s->cursors = cs_arena_array(arena, struct cs_cursor, (rules->index ? rules->index->n_sets : 0) + 1, err);
  s->silenced_facts = cs_arena_array(arena, struct cs_prepared_fact, rules->n_facts, err);
  s->noted = cs_arena_array(arena, uint32_t, s->cap_noted, err);
  bool done = s->family_seen && s->entry_seen && s->entry_at && s->entries && s->sums && s->regimes && s->grounds &&
              s->unknown && s->lifted_by && s->noted && s->silenced_facts && s->cursors && s->words && s->sets &&
              s->assumed;
  cs_arena_init(&s->slow_arena, arena->alloc, 0);
  s->slow_arena.wanted = slow_bytes;
  cs_arena_init(&s->room, arena->alloc, 0);
  s->blank = blank_decision(s);
  if (!done || !make_room(s, n < CS_ROOM_FIRST ? n : CS_ROOM_FIRST, err)) {
    cs_scratch_deinit(s);
    return NULL;
  }
  return s;
}

void cs_scratch_deinit(struct cs_scratch *scratch) {
  cs_arena_deinit(&scratch->slow_arena);
  cs_arena_deinit(&scratch->room);
}

/* ------------------------------------------------------------------ the evaluator's way */

static bool ask_whole(const struct cs_rules *rules, const struct cs_facts *facts, const struct cs_rules_host *host,
                      cs_day on, cs_day known, struct cs_scratch *s, struct cs_decision *out, struct cs_err *err) {
  if (!cs_rules_ask(rules, facts->lines, facts->n_lines, host, on, known, &s->slow_arena, &s->answer, err)) {
    return false;
  }
  *out = (struct cs_decision){.at_least = s->answer.at_least,
                              .at_most = s->answer.at_most,
                              .certainty = s->answer.certainty,
                              .settled = s->answer.settled,
                              .whole = &s->answer,
                              .n_regimes = rules->n_regimes};
  return true;
}

/* ------------------------------------------------------------------ certainty */

/* What is less certain is not known. */
static void silence_weak(struct cs_deciding *d) {
  struct cs_scratch *s = d->s;
  s->silenced = *d->line;
  s->silenced.facts = s->silenced_facts;
  for (size_t i = 0; i < d->rules->n_facts; i++) {
    s->silenced_facts[i] = d->line->facts[i];
    if (s->silenced_facts[i].certainty > (uint8_t)d->weakest) {
      s->silenced_facts[i].state = CS_FACT_UNKNOWN;
      s->silenced_facts[i].tells = CS_TELLS_NEVER;
      s->silenced_facts[i].one = false;
    }
  }
  d->facts = &s->silenced;
}

/* The bounds once more for what is at least as certain as `weakest`. Where no fact is weaker the same families are looked at,
 * with weak sources turned unknown; else they are found again. */
static bool same_bounds(struct cs_deciding *d, enum cs_certainty weakest, bool again) {
  enum cs_verdict at_least, at_most;
  d->weakest = weakest;
  if (again) {
    cs_decide_speakers_again(d);
  } else {
    silence_weak(d);
    cs_decide_speakers(d);
  }
  if (!d->slow) {
    cs_decide_treats(d);
    cs_decide_sum(d, &at_least, &at_most);
  }
  return !d->slow && at_least == d->out->at_least && at_most == d->out->at_most;
}

/* After everything else: it changes the speakers. */
static enum cs_certainty certainty_of(struct cs_deciding *d) {
  enum cs_certainty rests_on = d->rests_on > d->line->weakest ? d->rests_on : d->line->weakest;
  bool again = d->line->weakest == CS_CONFIRMED && !d->evaluated;
  if (rests_on == CS_CONFIRMED || same_bounds(d, CS_CONFIRMED, again)) {
    return CS_CONFIRMED; /* where nothing is weaker, every step would be the same */
  }
  return rests_on == CS_REPORTED || same_bounds(d, CS_REPORTED, false) ? CS_REPORTED : CS_ASSUMED;
}

/* ------------------------------------------------------------------ the quick way */

/* Those of the facts lie before the rules' own, if there are any. */
static void hand_out_causes(struct cs_deciding *d) {
  if (d->n_causes == d->line->n_causes) {
    d->out->causes = d->line->causes;
    return;
  }
  for (size_t i = 0; i < d->line->n_causes; i++) {
    d->s->causes[i] = d->line->causes[i];
  }
}

/* In whatever worlds the unknown leaves. */
static void decide_unknown(struct cs_deciding *d) {
  cs_decide_sum(d, &d->out->at_least, &d->out->at_most);
  cs_decide_entries(d);
  if (!d->slow) {
    cs_decide_missing(d);
    hand_out_causes(d);
    cs_decide_grounds(d);
  }
}

/* False: it takes the evaluator. */
static bool decide(struct cs_deciding *d) {
  cs_decide_speakers(d);
  if (d->slow) {
    return false;
  }
  cs_decide_treats(d);
  if (d->any_unknown) {
    decide_unknown(d);
  } else {
    cs_decide_known(d);
  }
  if (!d->slow) {
    d->out->certainty = certainty_of(d);
  }
  return !d->slow;
}

static bool quickly(const struct cs_rules *rules, const struct cs_facts *facts, const struct cs_rules_host *host,
                    cs_day on, cs_day known, struct cs_scratch *scratch, struct cs_decision *out) {
  const struct cs_prepared *line = &facts->prepared[0];
  if (scratch->slow_arena.used > 0) {
    cs_arena_rewind(&scratch->slow_arena);
  }
  bool done = false, again = facts->simple;
  while (again) {
    struct cs_deciding d = {.rules = rules,
                            .index = rules->index,
                            .facts = line,
                            .line = line,
                            .host = host,
                            .on = on,
                            .known = known,
                            .weakest = CS_ASSUMED,
                            .s = scratch,
                            .n_causes = (uint32_t)line->n_causes,
                            .out = out};
    *out = scratch->blank;
    done = decide(&d);
    again = !done && d.full && more_room(scratch);
  }
  return done;
}

bool cs_rules_decide(const struct cs_rules *rules, const struct cs_facts *facts, const struct cs_rules_host *host,
                     cs_day on, cs_day known, struct cs_scratch *scratch, struct cs_decision *out, struct cs_err *err) {
  return quickly(rules, facts, host, on, known, scratch, out) ||
         ask_whole(rules, facts, host, on, known, scratch, out, err);
}

bool cs_rules_answer(const struct cs_rules *rules, const struct cs_line *lines, size_t n_lines,
                     const struct cs_rules_host *host, cs_day on, cs_day known, struct cs_scratch *scratch,
                     struct cs_arena *arena, struct cs_answer *out, struct cs_err *err) {
  struct cs_decision decision;
  struct cs_facts *facts;
  bool simple = rules->index && rules->index->simple && n_lines == 1;
  if (!simple) {
    return cs_rules_ask(rules, lines, n_lines, host, on, known, arena, out, err);
  }
  if (!cs_facts_prepare(rules, lines, n_lines, arena, &facts, err)) {
    return false;
  }
  bool decided = quickly(rules, facts, host, on, known, scratch, &decision);
  return decided && decision.n_missing <= 1 /* of more, only the evaluator knows in which order it met them */
             ? cs_decision_answer(rules, &decision, arena, out, err)
             : cs_rules_ask(rules, lines, n_lines, host, on, known, arena, out, err);
}
