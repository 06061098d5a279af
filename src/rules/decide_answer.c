/* A decision written out: numbers become words, lists that were masks become lists. Must add nothing. */
#include "rules/decide_private.h"

#include <stdlib.h>

#include "rules/answer.h"

struct writing {
  const struct cs_rules *rules;
  const struct cs_decision *d;
  struct cs_arena *arena;
  struct cs_answer *out;
  struct cs_err *err;
};

/* ---- grounds */

static bool write_ground(const struct writing *w, const struct cs_decided_ground *from, struct cs_ground *to) {
  uint32_t *lifted_by = cs_arena_array(w->arena, uint32_t, from->n_lifted_by, w->err);
  if (!lifted_by) {
    return false;
  }
  for (size_t i = 0; i < from->n_lifted_by; i++) {
    lifted_by[i] = w->d->lifted_by[from->first_lifted_by + i];
  }
  *to = (struct cs_ground){.rule = from->rule,
                           .value = (enum cs_ground_value)from->value,
                           .certainty = (enum cs_certainty)from->certainty,
                           .lifted_by = lifted_by,
                           .n_lifted_by = from->n_lifted_by,
                           .path = from->path > 0 ? w->d->paths[from->path - 1] : (struct cs_path){NULL, 0}};
  return true;
}

static bool write_regimes(const struct writing *w) {
  size_t next = 0;
  w->out->n_regimes = w->d->n_regimes;
  w->out->regimes = cs_arena_array(w->arena, struct cs_regime_answer, w->d->n_regimes, w->err);
  for (size_t r = 0; w->out->regimes && r < w->d->n_regimes; r++) {
    const struct cs_decided_regime *from = &w->d->regimes[r];
    struct cs_regime_answer *to = &w->out->regimes[r];
    size_t first = next;
    while (next < w->d->n_grounds && w->rules->rules[w->d->grounds[next].rule].regime == r) {
      next++;
    }
    *to = (struct cs_regime_answer){.regime = (uint32_t)r,
                                    .treats = from->treats,
                                    .at_least = (enum cs_verdict)from->at_least,
                                    .at_most = (enum cs_verdict)from->at_most,
                                    .n_grounds = next - first,
                                    .more = from->more};
    to->grounds = cs_arena_array(w->arena, struct cs_ground, next - first, w->err);
    for (size_t i = first; i < next; i++) {
      if (!to->grounds || !write_ground(w, &w->d->grounds[i], &to->grounds[i - first])) {
        return false;
      }
    }
  }
  return w->out->regimes != NULL;
}

/* ---- approvers and requirements */

static struct cs_require require_of(const struct writing *w, const struct cs_decided_entry *entry) {
  const struct cs_rules *rules = w->rules;
  struct cs_entry like;
  bool otherwise = entry->like_rule == CS_RULE_OTHERWISE;
  if (entry->like_clause == CS_NO_CLAUSE) {
    uint32_t regime = rules->index->entries[entry->entry].regime;
    struct cs_str office =
        otherwise ? rules->regimes[regime].otherwise_office : rules->rules[entry->like_rule].info.office;
    like = cs_entry_of_consent(office, (enum cs_certainty)entry->certainty, entry->rule);
  } else {
    const struct cs_rule *rule = &rules->rules[entry->like_rule];
    like = cs_entry_of_clause(rule, &rule->clauses[entry->like_clause], CS_CONFIRMED, entry->like_rule);
  }
  bool clause = entry->rule != CS_RULE_OTHERWISE && entry->clause != CS_NO_CLAUSE;
  like.require.rule = entry->rule;
  like.require.line = clause ? rules->rules[entry->rule].clauses[entry->clause].pos.line : 0;
  like.require.certainty = (enum cs_certainty)entry->certainty;
  like.require.value = (enum cs_truth)entry->value;
  return like.require;
}

static struct cs_str office_of(const struct writing *w, const struct cs_decided_entry *entry) {
  uint32_t regime = w->rules->index->entries[entry->entry].regime;
  return entry->like_rule == CS_RULE_OTHERWISE ? w->rules->regimes[regime].otherwise_office
                                               : w->rules->rules[entry->like_rule].info.office;
}

static bool write_entries(const struct writing *w) {
  struct cs_answer *out = w->out;
  out->approvers = cs_arena_array(w->arena, struct cs_approver, w->d->n_entries, w->err);
  out->requires = cs_arena_array(w->arena, struct cs_require, w->d->n_entries, w->err);
  if (!out->approvers || !out->requires) {
    return false;
  }
  for (size_t i = 0; i < w->d->n_entries; i++) {
    const struct cs_decided_entry *entry = &w->d->entries[i];
    const struct cs_entry_row *row = &w->rules->index->entries[entry->entry];
    if (row->is_approver) {
      out->approvers[out->n_approvers++] =
          (struct cs_approver){office_of(w, entry), row->regime, (enum cs_truth)entry->value};
    } else if (entry->told) {
      out->requires[out->n_requires++] = require_of(w, entry);
    }
  }
  return true;
}

/* ---- what is missing */

static int by_number(const void *a, const void *b) {
  const uint32_t *left = a, *right = b;
  return *left < *right ? -1 : *left > *right;
}

/* The rules of the set that need the cause, or (`out` NULL) how many there are. */
static size_t write_set(const struct cs_decided_set *set, unsigned cause, uint32_t *out) {
  size_t n = 0;
  if ((set->causes >> cause & 1) == 0 || set->moves == 0) {
    return 0;
  }
  for (size_t w = set->lo; w < set->hi; w++) {
    for (uint64_t rest = set->words[w]; rest != 0; rest &= rest - 1, n++) {
      if (out) {
        out[n] = set->rules[w * 64 + (size_t)__builtin_ctzll(rest)];
      }
    }
  }
  return n;
}

static size_t in_sets(const struct writing *w, unsigned cause) {
  size_t n = 0;
  for (size_t k = 0; k < w->d->n_sets; k++) {
    n += write_set(&w->d->sets[k], cause, NULL);
  }
  return n;
}

static bool write_missing(const struct writing *w) {
  struct cs_answer *out = w->out;
  out->missing = cs_arena_array(w->arena, struct cs_missing, w->d->n_missing, w->err);
  if (!out->missing) {
    return false;
  }
  for (size_t i = 0; i < w->d->n_missing; i++) {
    const struct cs_decided_missing *from = &w->d->missing[i];
    uint32_t *needed = cs_arena_array(w->arena, uint32_t, w->d->n_unknown + in_sets(w, from->cause), w->err);
    size_t n = 0;
    if (!needed) {
      return false;
    }
    for (size_t k = 0; k < w->d->n_sets; k++) {
      n += write_set(&w->d->sets[k], from->cause, needed + n);
    }
    for (size_t k = 0; k < w->d->n_unknown; k++) {
      if ((w->d->unknown[k].causes >> from->cause & 1) != 0) {
        needed[n++] = w->d->unknown[k].rule;
      }
    }
    qsort(needed, n, sizeof *needed, by_number);
    out->missing[out->n_missing++] = (struct cs_missing){w->d->causes[from->cause], from->moves, needed, n};
  }
  return true;
}

/* ---- what was assumed, and notes */

static bool write_assumed(const struct writing *w) {
  w->out->assumed = cs_arena_array(w->arena, struct cs_str, 64, w->err);
  for (size_t i = 0; w->out->assumed && i < w->rules->n_facts && i < 64; i++) {
    if ((w->d->assumed >> i & 1) != 0) {
      w->out->assumed[w->out->n_assumed++] = w->rules->facts[i].info.name;
    }
  }
  return w->out->assumed != NULL;
}

static bool add_note(const struct writing *w, struct cs_strs *notes, struct cs_str note) {
  return note.len == 0 || cs_strs_add(w->arena, notes, note, w->err);
}

static bool write_notes(const struct writing *w) {
  struct cs_strs notes = {0};
  for (size_t i = 0; i < w->d->n_noted; i++) {
    uint32_t noted = w->d->noted[i];
    if ((noted & CS_NOTED_OTHERWISE) != 0) {
      if (!add_note(w, &notes, w->rules->regimes[noted & ~CS_NOTED_OTHERWISE].otherwise_text)) {
        return false;
      }
      continue;
    }
    const struct cs_rule *rule = &w->rules->rules[noted];
    bool told = rule->info.effect == CS_EFFECT_NOTE || rule->info.effect == CS_EFFECT_REFER;
    if (told && !add_note(w, &notes, rule->info.text)) {
      return false;
    }
    for (size_t k = 0; k < rule->n_notes; k++) {
      if (!add_note(w, &notes, rule->notes[k])) {
        return false;
      }
    }
  }
  w->out->notes = notes.at;
  w->out->n_notes = notes.n;
  return true;
}

bool cs_decision_answer(const struct cs_rules *rules, const struct cs_decision *decision, struct cs_arena *arena,
                        struct cs_answer *out, struct cs_err *err) {
  if (decision->whole) {
    *out = *decision->whole;
    return true;
  }
  struct writing w = {rules, decision, arena, out, err};
  *out = (struct cs_answer){.at_least = decision->at_least,
                            .at_most = decision->at_most,
                            .certainty = decision->certainty,
                            .settled = decision->settled};
  return write_regimes(&w) && write_entries(&w) && write_missing(&w) && write_assumed(&w) && write_notes(&w);
}
