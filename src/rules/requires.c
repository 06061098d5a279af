/* Approvers and requirements: known where some family asks for them in every outcome, unknown where it does in some. A
 * requirement counts as asked for wherever one at least as strict is, so that united clauses merge to the stricter and
 * a milder one that is sure is not lost behind a stricter one that is not. SPEC 11.2 and 11.5. */
#include "rules/answer.h"

/* ---- which of two is the stricter */

/* Words are compared as words, but for limits that are figures of one dimension: the less is the stricter. */
static bool text_covers(const struct cs_require *a, const struct cs_require *b) {
  struct cs_figure of_a, of_b;
  struct cs_err ignored;
  if (a->kind != CS_REQUIRE_LIMIT || cs_str_eq(a->text, b->text)) {
    return cs_str_eq(a->text, b->text);
  }
  return cs_figure_parse(a->text, &of_a, &ignored) && cs_figure_parse(b->text, &of_b, &ignored) &&
         cs_unit_same_dimension(of_a.unit, of_b.unit) && cs_figure_le(of_a, of_b) == CS_YES;
}

static bool same_kind(const struct cs_require *a, const struct cs_require *b) {
  return a->kind == b->kind && cs_str_eq(a->approver, b->approver) && cs_str_eq(a->office, b->office) &&
         a->need == b->need && cs_str_eq(a->payers, b->payers) && text_covers(a, b);
}

/* Working days never run faster than the calendar's, so n calendar days are at most n working days. */
static bool no_later(const struct cs_require *a, const struct cs_require *b) {
  bool days = a->calendar_days == b->calendar_days || a->calendar_days;
  return b->days == 0 || (a->days != 0 && a->days <= b->days && days);
}

static bool no_shorter(const struct cs_require *a, const struct cs_require *b) {
  bool days = a->calendar_days == b->calendar_days || b->calendar_days;
  return b->days == 0 || (a->days >= b->days && days);
}

static bool days_cover(const struct cs_require *a, const struct cs_require *b) {
  return a->kind == CS_REQUIRE_NOTIFY ? no_shorter(a, b) : no_later(a, b);
}

static bool number_covers(const struct cs_require *a, const struct cs_require *b) {
  switch (a->kind) {
  case CS_REQUIRE_COUNTERSIGN:
    return a->n >= b->n;
  case CS_REQUIRE_LIMIT:
    return b->n == 0 || (a->n != 0 && a->n <= b->n);
  case CS_REQUIRE_CONSENT:
  case CS_REQUIRE_ADVICE:
  case CS_REQUIRE_NOTIFY:
  case CS_REQUIRE_PROVISO:
  case CS_REQUIRE_CONDITION:
    return a->n == b->n;
  }
  return false;
}

static bool same_span(struct cs_span a, struct cs_span b) {
  return a.first == b.first && a.last == b.last;
}

/* Whoever meets a, meets b. */
static bool covers(const struct cs_require *a, const struct cs_require *b) {
  bool before = same_span(a->before, b->before) || cs_span_le(a->before, b->before) == CS_YES;
  return same_kind(a, b) && number_covers(a, b) && days_cover(a, b) && before;
}

bool cs_entry_covers(const struct cs_entry *a, const struct cs_entry *b) {
  if (a->is_approver != b->is_approver) {
    return false;
  }
  if (a->is_approver) {
    return a->approver.regime == b->approver.regime && cs_str_eq(a->approver.office, b->approver.office);
  }
  return covers(&a->require, &b->require);
}

/* ---- entries */

/* The number of the entry like this one; new when there is none. The better source stands for all that say the same. */
static bool find_entry(struct cs_asked *asked, const struct cs_entry *like, uint32_t *out, struct cs_err *err) {
  for (size_t i = 0; i < asked->entries.n; i++) {
    struct cs_entry *entry = &asked->entries.at[i];
    if (!cs_entry_covers(entry, like) || !cs_entry_covers(like, entry)) {
      continue;
    }
    if (like->require.certainty < entry->require.certainty) {
      entry->require.certainty = like->require.certainty;
      entry->require.rule = like->require.rule;
      entry->require.line = like->require.line;
    }
    *out = (uint32_t)i;
    return true;
  }
  struct cs_entry *fresh = cs_list_push(asked->arena, &asked->entries, err);
  if (!fresh) {
    return false;
  }
  *fresh = *like;
  *out = (uint32_t)asked->entries.n - 1;
  return true;
}

static bool claim(struct cs_asked *asked, struct cs_claims *claims, const struct cs_entry *like,
                  struct cs_worlds worlds, struct cs_err *err) {
  uint32_t entry;
  if (!find_entry(asked, like, &entry, err)) {
    return false;
  }
  for (size_t i = 0; i < claims->n; i++) {
    if (claims->at[i].entry == entry) {
      claims->at[i].worlds = cs_worlds_or(claims->at[i].worlds, worlds);
      return true;
    }
  }
  struct cs_claim *slot = cs_list_push(asked->arena, claims, err);
  if (!slot) {
    return false;
  }
  *slot = (struct cs_claim){entry, worlds};
  return true;
}

struct cs_entry cs_entry_of_approver(struct cs_str office, uint32_t regime) {
  return (struct cs_entry){.is_approver = true, .approver = {.office = office, .regime = regime}};
}

struct cs_entry cs_entry_of_consent(struct cs_str office, enum cs_certainty certainty, uint32_t rule) {
  return (struct cs_entry){.require = {.kind = CS_REQUIRE_CONSENT,
                                       .approver = office,
                                       .office = office,
                                       .certainty = certainty,
                                       .rule = rule,
                                       .before = CS_SPAN_NEVER}};
}

struct cs_entry cs_entry_of_clause(const struct cs_rule *rule, const struct cs_clause *clause,
                                   enum cs_certainty certainty, uint32_t id) {
  return (struct cs_entry){
      .require = {.kind = clause->kind,
                  .approver = rule->info.effect == CS_EFFECT_REVIEW ? rule->info.office : CS_STR_NONE,
                  .office = clause->office,
                  .n = clause->n,
                  .days = clause->days,
                  .calendar_days = clause->calendar_days,
                  .text = clause->text,
                  .certainty = clause->has_certainty ? clause->certainty : certainty,
                  .rule = id,
                  .line = clause->pos.line,
                  .before = clause->before,
                  .need = clause->need,
                  .payers = clause->payers}};
}

/* ---- what each family asks for */

static bool member_claims(struct cs_asked *asked, const struct cs_said *said, const struct cs_family *family, size_t at,
                          struct cs_claims *claims, struct cs_err *err) {
  uint32_t id = family->plan->rules[at];
  const struct cs_rule *rule = &asked->rules->rules[id];
  struct cs_worlds worlds = family->members[at].effective;
  enum cs_certainty certainty = family->members[at].applies.source_certainty;
  if (!cs_worlds_any(worlds)) {
    return true;
  }
  if (rule->info.effect == CS_EFFECT_REVIEW) {
    struct cs_entry approver = cs_entry_of_approver(rule->info.office, said->regime);
    struct cs_entry consent = cs_entry_of_consent(rule->info.office, certainty, id);
    if (!claim(asked, claims, &approver, worlds, err) || !claim(asked, claims, &consent, worlds, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < rule->n_clauses; i++) {
    struct cs_entry entry = cs_entry_of_clause(rule, &rule->clauses[i], certainty, id);
    if (!claim(asked, claims, &entry, worlds, err)) {
      return false;
    }
  }
  return true;
}

/* What is asked for by something stricter is asked for. */
static bool widen(struct cs_asked *asked, struct cs_claims *claims, struct cs_err *err) {
  struct cs_worlds *wider = cs_arena_array(asked->arena, struct cs_worlds, claims->n, err);
  if (!wider) {
    return false;
  }
  for (size_t i = 0; i < claims->n; i++) {
    wider[i] = claims->at[i].worlds;
    for (size_t j = 0; j < claims->n; j++) {
      if (cs_entry_covers(&asked->entries.at[claims->at[j].entry], &asked->entries.at[claims->at[i].entry])) {
        wider[i] = cs_worlds_or(wider[i], claims->at[j].worlds);
      }
    }
  }
  for (size_t i = 0; i < claims->n; i++) {
    claims->at[i].worlds = wider[i];
  }
  return true;
}

static void mark(struct cs_asked *asked, uint32_t at, bool surely) {
  struct cs_entry *entry = &asked->entries.at[at];
  enum cs_truth *value = entry->is_approver ? &entry->approver.value : &entry->require.value;
  *value = surely || (entry->found && *value == CS_YES) ? CS_YES : CS_UNKNOWN;
  entry->found = true;
}

static bool said_claims(struct cs_asked *asked, struct cs_said *said, struct cs_err *err) {
  for (size_t i = 0; i < said->n_families; i++) {
    const struct cs_family *family = &said->families[i];
    for (size_t m = 0; m < family->plan->n; m++) {
      if (!member_claims(asked, said, family, m, &said->claims[i], err)) {
        return false;
      }
    }
    if (!widen(asked, &said->claims[i], err)) {
      return false;
    }
    for (size_t c = 0; c < said->claims[i].n; c++) {
      const struct cs_claim *one = &said->claims[i].at[c];
      mark(asked, one->entry, cs_worlds_same(one->worlds, family->all));
    }
  }
  return true;
}

/* Is the entry asked for wherever the family is not silent? Of a wide family only what it says throughout is known. */
static bool silent_or_asked(const struct cs_said *said, size_t at, uint32_t entry) {
  const struct cs_family *family = &said->families[at];
  struct cs_worlds silent = family->says[CS_NOT_COVERED];
  struct cs_worlds asked = {{0}};
  for (size_t i = 0; i < said->claims[at].n; i++) {
    if (said->claims[at].at[i].entry == entry) {
      asked = said->claims[at].at[i].worlds;
    }
  }
  if (family->wide) {
    return cs_worlds_same(silent, family->all) || cs_worlds_same(asked, family->all);
  }
  return cs_worlds_same(cs_worlds_or(silent, asked), family->all);
}

/* `otherwise review by`: where all families may be silent and the silence may count. Surely where whatever breaks the
 * silence asks for the same. */
static bool otherwise_claims(struct cs_asked *asked, struct cs_said *said, struct cs_err *err) {
  const struct cs_regime *regime = &asked->rules->regimes[said->regime];
  said->otherwise_n = 0;
  if (regime->otherwise != CS_EFFECT_REVIEW || said->treats == CS_NO) {
    return true;
  }
  struct cs_entry entries[] = {cs_entry_of_approver(regime->otherwise_office, said->regime),
                               cs_entry_of_consent(regime->otherwise_office, CS_CONFIRMED, CS_RULE_OTHERWISE)};
  if (!cs_said_silent_beside(said, NULL)) {
    return true;
  }
  for (size_t i = 0; i < 2; i++) {
    uint32_t entry;
    if (!find_entry(asked, &entries[i], &entry, err)) {
      return false;
    }
    bool surely = said->treats == CS_YES;
    for (size_t f = 0; f < said->n_families; f++) {
      surely = surely && silent_or_asked(said, f, entry);
    }
    mark(asked, entry, surely);
    said->otherwise[said->otherwise_n++] = entry;
  }
  return true;
}

/* ---- what is told */

/* Is it met by what is surely asked for, by something stricter or by the same one further up? */
static bool merged(const struct cs_asked *asked, size_t at) {
  const struct cs_entry *entry = &asked->entries.at[at];
  for (size_t i = 0; i < asked->entries.n; i++) {
    const struct cs_entry *other = &asked->entries.at[i];
    if (i != at && !other->is_approver && other->require.value == CS_YES && covers(&other->require, &entry->require)) {
      return true;
    }
  }
  return false;
}

/* A milder one that another family asks for is met too. Needed_by and moves look at values, so they are set first. */
static void spread(struct cs_asked *asked) {
  for (size_t i = 0; i < asked->entries.n; i++) {
    struct cs_entry *entry = &asked->entries.at[i];
    if (!entry->is_approver && merged(asked, i)) {
      entry->require.value = CS_YES;
    }
  }
}

static bool tell(struct cs_asked *asked, struct cs_err *err) {
  struct cs_answer *out = asked->out;
  out->approvers = cs_arena_array(asked->arena, struct cs_approver, asked->entries.n, err);
  out->requires = cs_arena_array(asked->arena, struct cs_require, asked->entries.n, err);
  if (!out->approvers || !out->requires) {
    return false;
  }
  for (size_t i = 0; i < asked->entries.n; i++) {
    const struct cs_entry *entry = &asked->entries.at[i];
    if (entry->is_approver) {
      out->approvers[out->n_approvers++] = entry->approver;
    } else if (!merged(asked, i)) {
      out->requires[out->n_requires++] = entry->require;
    }
  }
  return true;
}

bool cs_asked_requires(struct cs_asked *asked, struct cs_err *err) {
  for (size_t i = 0; i < asked->n_said; i++) {
    if (!said_claims(asked, &asked->said[i], err) || !otherwise_claims(asked, &asked->said[i], err)) {
      return false;
    }
  }
  spread(asked);
  return tell(asked, err);
}
