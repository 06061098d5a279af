/* What would settle the answer: the causes of every unknown which, turned the other way with the rest of its family in
 * some way, changes the verdict above the overall "at least", the approvers or the requirements. SPEC 9.5. */
#include "rules/answer.h"

#define CS_SAYS_N (CS_PROHIBITED + 1)

struct entry {
  struct cs_missing missing;
  struct cs_positions needed_by;
};
struct entries {
  struct entry *at;
  size_t n, cap;
};

/* For one family: does it matter whether it says the one or the other, for some word of the others? */
struct stakes {
  bool verdict[CS_SAYS_N][CS_SAYS_N];
  bool silence_counts, silence_may_not_count; /* may its silence make way for `otherwise`; may it be only its own? */
};

/* ---- what is at stake */

static unsigned clip(unsigned verdict, unsigned at_least) {
  return verdict > at_least ? verdict : at_least;
}

/* With the others silent: silence is worth `silence`, a word is worth itself. */
static void compare(struct stakes *stakes, unsigned silence, unsigned others, unsigned at_least) {
  for (unsigned a = 0; a < CS_SAYS_N; a++) {
    for (unsigned b = 0; b < CS_SAYS_N; b++) {
      unsigned of_a = clip(a == 0 ? silence : a, others), of_b = clip(b == 0 ? silence : b, others);
      bool differ = clip(of_a, at_least) != clip(of_b, at_least);
      stakes->verdict[a][b] = stakes->verdict[a][b] || differ;
    }
  }
}

/* The mildest word of another family. */
static unsigned mildest_beside(const struct cs_said *said, const struct cs_family *family) {
  return cs_said_mildest(family) == said->mildest[0] ? said->mildest[1] : said->mildest[0];
}

static bool is_sure(const struct cs_asked *asked, uint32_t at) {
  const struct cs_entry *entry = &asked->entries.at[at];
  return (entry->is_approver ? entry->approver.value : entry->require.value) == CS_YES;
}

static bool has_claim(const struct cs_claims *claims, uint32_t entry) {
  for (size_t i = 0; i < claims->n; i++) {
    if (claims->at[i].entry == entry) {
      return true;
    }
  }
  return false;
}

static struct stakes at_stake(const struct cs_asked *asked, const struct cs_said *said,
                              const struct cs_family *family) {
  struct stakes stakes = {0};
  unsigned at_least = asked->out->at_least;
  if (!cs_said_silent_beside(said, family)) {
    compare(&stakes, CS_NOT_COVERED, at_least, at_least);
    stakes.silence_may_not_count = true;
    return stakes;
  }
  if (said->treats != CS_NO) {
    compare(&stakes, cs_said_otherwise(asked->rules, said), CS_NOT_COVERED, at_least);
    stakes.silence_counts = true;
  }
  if (said->treats != CS_YES) {
    compare(&stakes, CS_NOT_COVERED, CS_NOT_COVERED, at_least);
  }
  unsigned beside = mildest_beside(said, family);
  if (beside != CS_SAYS_NOTHING) {
    compare(&stakes, CS_NOT_COVERED, beside, at_least);
  }
  stakes.silence_may_not_count = said->treats != CS_YES || beside != CS_SAYS_NOTHING;
  return stakes;
}

/* ---- what an unknown moves */

static bool turns_either_way(const struct cs_family *family, struct cs_worlds worlds, size_t unknown) {
  if (family->wide) {
    return cs_worlds_any(worlds) && !cs_worlds_same(worlds, family->all);
  }
  struct cs_worlds rest = family->all;
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    rest.bits[i] &= ~worlds.bits[i];
  }
  return cs_worlds_turns(worlds, rest, unknown) || cs_worlds_turns(rest, worlds, unknown);
}

static bool turns_verdict(const struct cs_family *family, const struct stakes *stakes, size_t unknown) {
  for (unsigned a = 0; a < CS_SAYS_N; a++) {
    for (unsigned b = 0; b < CS_SAYS_N; b++) {
      if (!stakes->verdict[a][b]) {
        continue;
      }
      bool both = (family->outcomes >> a & 1) != 0 && (family->outcomes >> b & 1) != 0;
      if (family->wide ? both : cs_worlds_turns(family->says[a], family->says[b], unknown)) {
        return true;
      }
    }
  }
  return false;
}

/* Does this unknown decide whether the entry is asked for, by the family or by the regime's `otherwise` when it is
 * silent? */
static bool turns_entry(const struct cs_said *said, size_t at, const struct stakes *stakes, uint32_t entry,
                        struct cs_worlds worlds, size_t unknown) {
  const struct cs_family *family = &said->families[at];
  bool of_silence = false;
  for (size_t i = 0; i < said->otherwise_n; i++) {
    of_silence = of_silence || said->otherwise[i] == entry;
  }
  if (!of_silence || stakes->silence_may_not_count) {
    if (turns_either_way(family, worlds, unknown)) {
      return true;
    }
  }
  return of_silence && stakes->silence_counts &&
         turns_either_way(family, cs_worlds_or(worlds, family->says[CS_NOT_COVERED]), unknown);
}

static unsigned moves_of(const struct cs_asked *asked, const struct cs_said *said, size_t at,
                         const struct stakes *stakes, size_t unknown) {
  const struct cs_family *family = &said->families[at];
  unsigned moves = turns_verdict(family, stakes, unknown) ? CS_MOVES_VERDICT : 0;
  for (size_t i = 0; i < said->claims[at].n; i++) {
    const struct cs_claim *claim = &said->claims[at].at[i];
    if (!is_sure(asked, claim->entry) && turns_entry(said, at, stakes, claim->entry, claim->worlds, unknown)) {
      moves |= asked->entries.at[claim->entry].is_approver ? CS_MOVES_APPROVERS : CS_MOVES_REQUIRES;
    }
  }
  for (size_t i = 0; i < said->otherwise_n; i++) {
    uint32_t entry = said->otherwise[i];
    struct cs_worlds none = {{0}};
    if (!is_sure(asked, entry) && !has_claim(&said->claims[at], entry) &&
        turns_entry(said, at, stakes, entry, none, unknown)) {
      moves |= asked->entries.at[entry].is_approver ? CS_MOVES_APPROVERS : CS_MOVES_REQUIRES;
    }
  }
  return moves;
}

/* ---- the list */

static struct entry *find_cause(struct cs_asked *asked, struct entries *list, struct cs_cause cause,
                                struct cs_err *err) {
  for (size_t i = 0; i < list->n; i++) {
    const struct cs_cause *other = &list->at[i].missing.cause;
    if (other->kind == cause.kind && cs_str_eq(other->name, cause.name)) {
      return &list->at[i];
    }
  }
  struct entry *fresh = cs_list_push(asked->arena, list, err);
  if (fresh) {
    fresh->missing.cause = cause;
  }
  return fresh;
}

/* Kept ascending: the order of the texts. */
static bool add_rule(struct cs_asked *asked, struct cs_positions *list, uint32_t rule, struct cs_err *err) {
  size_t at = 0;
  while (at < list->n && list->at[at] < rule) {
    at++;
  }
  if (at < list->n && list->at[at] == rule) {
    return true;
  }
  uint32_t *last = cs_list_push(asked->arena, list, err);
  if (!last) {
    return false;
  }
  for (size_t i = list->n - 1; i > at; i--) {
    list->at[i] = list->at[i - 1];
  }
  list->at[at] = rule;
  return true;
}

static bool add_unknown(struct cs_asked *asked, struct entries *list, const struct cs_family *family,
                        const struct cs_unknown *unknown, unsigned moves, struct cs_err *err) {
  for (size_t i = 0; i < unknown->causes.n; i++) {
    struct entry *entry = find_cause(asked, list, unknown->causes.at[i], err);
    if (!entry) {
      return false;
    }
    entry->missing.moves |= moves;
    for (size_t m = 0; m < unknown->members.n; m++) {
      if (!add_rule(asked, &entry->needed_by, family->plan->rules[unknown->members.at[m]], err)) {
        return false;
      }
    }
  }
  return true;
}

static bool add_families(struct cs_asked *asked, struct entries *list, const struct cs_said *said, struct cs_err *err) {
  for (size_t i = 0; i < said->n_families; i++) {
    const struct cs_family *family = &said->families[i];
    if (family->n_unknowns == 0) {
      continue;
    }
    struct stakes stakes = at_stake(asked, said, family);
    for (size_t u = 0; u < family->n_unknowns; u++) {
      unsigned moves = moves_of(asked, said, i, &stakes, u);
      if (moves != 0 && !add_unknown(asked, list, family, &family->unknowns[u], moves, err)) {
        return false;
      }
    }
  }
  return true;
}

/* Whether the regime's silence counts may itself be unknown. */
static bool add_treats(struct cs_asked *asked, struct entries *list, const struct cs_said *said, struct cs_err *err) {
  if (said->treats != CS_UNKNOWN || !cs_said_silent_beside(said, NULL)) {
    return true;
  }
  unsigned at_least = asked->out->at_least;
  unsigned moves = clip(cs_said_otherwise(asked->rules, said), at_least) != at_least ? CS_MOVES_VERDICT : 0;
  for (size_t i = 0; i < said->otherwise_n; i++) {
    if (!is_sure(asked, said->otherwise[i])) {
      moves |= asked->entries.at[said->otherwise[i]].is_approver ? CS_MOVES_APPROVERS : CS_MOVES_REQUIRES;
    }
  }
  for (size_t i = 0; moves != 0 && i < said->treats_causes.n; i++) {
    struct entry *entry = find_cause(asked, list, said->treats_causes.at[i], err);
    if (!entry) {
      return false;
    }
    entry->missing.moves |= moves;
  }
  return true;
}

bool cs_asked_missing(struct cs_asked *asked, struct cs_err *err) {
  struct entries list = {0};
  for (size_t i = 0; i < asked->n_said; i++) {
    if (!add_treats(asked, &list, &asked->said[i], err) || !add_families(asked, &list, &asked->said[i], err)) {
      return false;
    }
  }
  asked->out->missing = cs_arena_array(asked->arena, struct cs_missing, list.n, err);
  if (!asked->out->missing) {
    return false;
  }
  for (size_t i = 0; i < list.n; i++) {
    list.at[i].missing.needed_by = list.at[i].needed_by.at;
    list.at[i].missing.n_needed_by = list.at[i].needed_by.n;
    asked->out->missing[i] = list.at[i].missing;
  }
  asked->out->n_missing = list.n;
  return true;
}
