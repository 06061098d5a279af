/* Grounds and notes: what surely applies or is lifted, all of it; then what may apply, to CS_GROUNDS_UNKNOWN_MAX, and
 * how many more. Nothing is cut silently. SPEC 9.6. */
#include "rules/answer.h"

struct grounds {
  struct cs_ground *at;
  size_t n, cap;
};

struct lists {
  struct grounds sure, lifted, unknown;
  size_t more;
};

/* ---- notes */

static bool add_note(struct cs_asked *asked, struct cs_strs *notes, struct cs_str note, struct cs_err *err) {
  return note.len == 0 || cs_strs_add(asked->arena, notes, note, err);
}

static bool rule_notes(struct cs_asked *asked, struct cs_strs *notes, const struct cs_rule *rule, struct cs_err *err) {
  bool told = rule->info.effect == CS_EFFECT_NOTE || rule->info.effect == CS_EFFECT_REFER;
  if (told && !add_note(asked, notes, rule->info.text, err)) {
    return false;
  }
  for (size_t i = 0; i < rule->n_notes; i++) {
    if (!add_note(asked, notes, rule->notes[i], err)) {
      return false;
    }
  }
  return true;
}

static bool otherwise_note(struct cs_asked *asked, struct cs_strs *notes, const struct cs_said *said,
                           struct cs_err *err) {
  const struct cs_regime *regime = &asked->rules->regimes[said->regime];
  bool told = regime->otherwise == CS_EFFECT_REFER || regime->otherwise == CS_EFFECT_NOTE;
  if (!told || said->treats == CS_NO || !cs_said_silent_beside(said, NULL)) {
    return true;
  }
  return add_note(asked, notes, regime->otherwise_text, err);
}

/* ---- grounds */

/* Who sets the member aside, wherever it would apply. */
static bool lifters(struct cs_asked *asked, const struct cs_family *family, uint32_t at, struct cs_ground *ground,
                    struct cs_err *err) {
  const struct cs_positions *all = &family->plan->lifters[at];
  struct cs_positions list = {0};
  for (size_t i = 0; i < all->n; i++) {
    const struct cs_member *lifter = &family->members[all->at[i]];
    if (!cs_worlds_any(cs_worlds_and(lifter->effective, family->members[at].holds))) {
      continue;
    }
    uint32_t *slot = cs_list_push(asked->arena, &list, err);
    if (!slot) {
      return false;
    }
    *slot = family->plan->rules[all->at[i]];
  }
  ground->lifted_by = list.at;
  ground->n_lifted_by = list.n;
  return true;
}

static bool add_ground(struct cs_asked *asked, const struct cs_said *said, const struct cs_family *family, uint32_t at,
                       struct lists *lists, struct cs_err *err) {
  const struct cs_member *member = &family->members[at];
  if (!cs_worlds_any(member->holds)) {
    return true;
  }
  bool lifted = !cs_worlds_any(member->effective);
  bool sure = cs_worlds_same(member->effective, family->all);
  if (!lifted && !sure && lists->unknown.n == CS_GROUNDS_UNKNOWN_MAX) {
    lists->more++;
    return true;
  }
  struct grounds *list = sure ? &lists->sure : lifted ? &lists->lifted : &lists->unknown;
  struct cs_ground *ground = cs_list_push(asked->arena, list, err);
  if (!ground) {
    return false;
  }
  *ground = (struct cs_ground){.rule = family->plan->rules[at],
                               .line = said->line,
                               .value = sure     ? CS_GROUND_TRUE
                                        : lifted ? CS_GROUND_LIFTED
                                                 : CS_GROUND_UNKNOWN,
                               .certainty = member->applies.certainty,
                               .path = member->applies.path,
                               .cites = member->applies.cites,
                               .n_cites = member->applies.n_cites};
  return lifters(asked, family, at, ground, err);
}

static bool said_grounds(struct cs_asked *asked, const struct cs_said *said, struct lists *lists, struct cs_strs *notes,
                         struct cs_err *err) {
  for (size_t i = 0; i < said->n_families; i++) {
    const struct cs_family *family = &said->families[i];
    for (uint32_t m = 0; m < family->plan->n; m++) {
      bool told = cs_worlds_any(family->members[m].effective);
      const struct cs_rule *rule = &asked->rules->rules[family->plan->rules[m]];
      if (!add_ground(asked, said, family, m, lists, err) || (told && !rule_notes(asked, notes, rule, err))) {
        return false;
      }
    }
  }
  return otherwise_note(asked, notes, said, err);
}

/* One list of the three, each by line and rule. */
static bool put_together(struct cs_asked *asked, const struct lists *lists, struct cs_regime_answer *out,
                         struct cs_err *err) {
  const struct grounds *parts[] = {&lists->sure, &lists->lifted, &lists->unknown};
  out->more = lists->more;
  out->grounds =
      cs_arena_array(asked->arena, struct cs_ground, lists->sure.n + lists->lifted.n + lists->unknown.n, err);
  if (!out->grounds) {
    return false;
  }
  for (size_t p = 0; p < 3; p++) {
    size_t first = out->n_grounds;
    for (size_t i = 0; i < parts[p]->n; i++) {
      struct cs_ground ground = parts[p]->at[i];
      size_t at = out->n_grounds++;
      while (at > first && out->grounds[at - 1].line == ground.line && out->grounds[at - 1].rule > ground.rule) {
        out->grounds[at] = out->grounds[at - 1];
        at--;
      }
      out->grounds[at] = ground;
    }
  }
  return true;
}

bool cs_asked_grounds(struct cs_asked *asked, struct cs_err *err) {
  size_t n_regimes = asked->rules->n_regimes;
  struct cs_strs notes = {0};
  for (size_t r = 0; r < n_regimes; r++) {
    struct lists lists = {0};
    for (size_t line = 0; line < asked->n_lines; line++) {
      if (!said_grounds(asked, &asked->said[line * n_regimes + r], &lists, &notes, err)) {
        return false;
      }
    }
    if (!put_together(asked, &lists, &asked->out->regimes[r], err)) {
      return false;
    }
  }
  asked->out->notes = notes.at;
  asked->out->n_notes = notes.n;
  return true;
}
