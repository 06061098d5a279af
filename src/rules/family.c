/* What a family says: its unknowns found and named, each member's truth as a table over the worlds, lifting inside each
 * world. Invariant: with k unknowns the tables have 2^k bits and nothing beyond; wide families have two. SPEC
 * 6, 9.2, 9.3. */
#include "rules/family.h"

#include <string.h>

/* A literal is an unknown's number, or one of these. */
enum { CS_ALWAYS = -1, CS_NEVER = -2, CS_NOT_ASKED = -3 };

struct literals {
  int32_t from_date; /* its start where that is a shared named date */
  int32_t start;     /* a version's own start and source */
  int32_t over_date; /* its end where that is a shared named date */
  int32_t rest;      /* all of it that is nobody else's */
  int32_t dispute;
};

struct cs_family_room {
  struct cs_member *members;
  struct literals *literals;
  struct cs_worlds *worlds;
};

struct build {
  struct cs_ask *ask;
  const struct cs_family_plan *plan;
  struct cs_family *family;
  struct literals *literals;
  struct {
    struct cs_unknown *at;
    size_t n, cap;
  } unknowns;
};

enum cs_verdict cs_family_verdict(enum cs_effect_kind effect) {
  switch (effect) {
  case CS_EFFECT_NONE:
  case CS_EFFECT_NOTE:
    return CS_NOT_COVERED;
  case CS_EFFECT_PERMIT:
    return CS_PERMITTED;
  case CS_EFFECT_REFER:
    return CS_REFER;
  case CS_EFFECT_REVIEW:
    return CS_NEEDS_APPROVAL;
  case CS_EFFECT_PROHIBIT:
    return CS_PROHIBITED;
  }
  return CS_NOT_COVERED;
}

static const struct cs_rule *rule_at(const struct build *b, size_t member) {
  return &b->ask->rules->rules[b->plan->rules[member]];
}

/* ---- tables */

static const uint64_t patterns[6] = {0xaaaaaaaaaaaaaaaau, 0xccccccccccccccccu, 0xf0f0f0f0f0f0f0f0u,
                                     0xff00ff00ff00ff00u, 0xffff0000ffff0000u, 0xffffffff00000000u};

static struct cs_worlds all_worlds(const struct build *b) {
  size_t worlds = b->family->wide ? 2 : (size_t)1 << b->unknowns.n;
  struct cs_worlds all = {{0}};
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    size_t here = worlds > i * 64 ? worlds - i * 64 : 0;
    all.bits[i] = here >= 64 ? UINT64_MAX : ((uint64_t)1 << here) - 1;
  }
  return all;
}

static struct cs_worlds of_literal(const struct build *b, int32_t literal) {
  struct cs_worlds out = {{0}};
  if (literal == CS_NEVER || literal == CS_NOT_ASKED) {
    return out;
  }
  if (literal == CS_ALWAYS) {
    return b->family->all;
  }
  if (b->family->wide) {
    out.bits[0] = 2; /* may hold, does not surely */
    return out;
  }
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    bool upper = literal >= 6 && (i >> (literal - 6) & 1) != 0;
    out.bits[i] = literal < 6 ? patterns[literal] : upper ? UINT64_MAX : 0;
  }
  return cs_worlds_and(out, b->family->all);
}

/* In a wide family what surely does not hold is what may not. */
static struct cs_worlds not_worlds(const struct build *b, struct cs_worlds a) {
  struct cs_worlds out = {{0}};
  if (b->family->wide) {
    uint64_t sure = a.bits[0] & 1, may = a.bits[0] >> 1 & 1;
    out.bits[0] = (may ^ 1) | (sure ^ 1) << 1;
    return out;
  }
  for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
    out.bits[i] = ~a.bits[i] & b->family->all.bits[i];
  }
  return out;
}

/* ---- unknowns */

/* The unknown of that kind and key, made when new. -1: out of memory. */
static int32_t find_unknown(struct build *b, enum cs_unknown_kind kind, uint32_t key, struct cs_err *err) {
  for (size_t i = 0; i < b->unknowns.n; i++) {
    if (b->unknowns.at[i].kind == kind && b->unknowns.at[i].key == key) {
      return (int32_t)i;
    }
  }
  struct cs_unknown *fresh = cs_list_push(b->ask->arena, &b->unknowns, err);
  if (!fresh) {
    return -1;
  }
  *fresh = (struct cs_unknown){.kind = kind, .key = key};
  return (int32_t)b->unknowns.n - 1;
}

static bool add_cause(struct build *b, int32_t unknown, struct cs_cause cause, struct cs_err *err) {
  struct cs_causes *causes = &b->unknowns.at[unknown].causes;
  for (size_t i = 0; i < causes->n; i++) {
    if (causes->at[i].kind == cause.kind && cs_str_eq(causes->at[i].name, cause.name)) {
      return true;
    }
  }
  struct cs_cause *slot = cs_list_push(b->ask->arena, causes, err);
  if (!slot) {
    return false;
  }
  *slot = cause;
  return true;
}

static bool add_member(struct build *b, int32_t unknown, uint32_t member, struct cs_err *err) {
  if (unknown < 0) {
    return true;
  }
  struct cs_positions *members = &b->unknowns.at[unknown].members;
  for (size_t i = 0; i < members->n; i++) {
    if (members->at[i] == member) {
      return true;
    }
  }
  uint32_t *slot = cs_list_push(b->ask->arena, members, err);
  if (!slot) {
    return false;
  }
  *slot = member;
  return true;
}

/* ---- what is possible at all */

/* Period and source of a version: has it taken its former's place? */
static enum cs_truth started(const struct build *b, size_t member) {
  const struct cs_applies *applies = &b->family->members[member].applies;
  return applies->known ? cs_truth_and(applies->begun, applies->source) : CS_NO;
}

static bool possible(const struct build *b, size_t member) {
  const struct cs_applies *applies = &b->family->members[member].applies;
  if (!applies->known || applies->begun == CS_NO || applies->over == CS_YES || applies->condition == CS_NO) {
    return false;
  }
  const struct cs_positions *later = &b->plan->later[member];
  for (size_t i = 0; i < later->n; i++) {
    if (started(b, later->at[i]) == CS_YES) {
      return false;
    }
  }
  return true;
}

/* Do two places of the family speak of this named date? */
static bool shared_date(const struct build *b, uint32_t date) {
  size_t uses = 0;
  for (size_t i = 0; date != 0 && i < b->plan->n; i++) {
    const struct cs_rule *rule = rule_at(b, i);
    uses += (rule->from_date == date) + (rule->before_date == date);
  }
  return uses > 1;
}

/* ---- literals */

static bool date_literal(struct build *b, uint32_t date, int32_t *out, struct cs_err *err) {
  *out = find_unknown(b, CS_UNKNOWN_DATE, date - 1, err);
  return *out >= 0 && add_cause(b, *out, (struct cs_cause){CS_CAUSE_DATE, b->ask->rules->dates[date - 1].name}, err);
}

/* The parts of a version's start; asked by itself and by those that it ends. */
static bool start_literals(struct build *b, uint32_t member, struct cs_err *err) {
  struct literals *l = &b->literals[member];
  if (l->start != CS_NOT_ASKED) {
    return true;
  }
  const struct cs_applies *applies = &b->family->members[member].applies;
  const struct cs_rule *rule = rule_at(b, member);
  uint32_t id = b->plan->rules[member];
  l->from_date = l->start = started(b, member) == CS_NO ? CS_NEVER : CS_ALWAYS;
  if (l->start == CS_NEVER) {
    return true;
  }
  bool shared = applies->begun == CS_UNKNOWN && shared_date(b, rule->from_date);
  if (shared && !date_literal(b, rule->from_date, &l->from_date, err)) {
    return false;
  }
  bool own_from = applies->begun == CS_UNKNOWN && !shared;
  if (!b->plan->ends_another[member] || (!own_from && applies->source != CS_UNKNOWN)) {
    return true;
  }
  l->start = find_unknown(b, CS_UNKNOWN_START, member, err);
  return l->start >= 0 && (!own_from || add_cause(b, l->start, cs_applies_from_cause(b->ask->rules, id), err)) &&
         (applies->source != CS_UNKNOWN || add_cause(b, l->start, cs_applies_source_cause(b->ask->rules, id), err));
}

/* All of a member that nobody shares, as one unknown with all its causes. */
static bool rest_literal(struct build *b, uint32_t member, struct cs_err *err) {
  const struct cs_applies *applies = &b->family->members[member].applies;
  struct literals *l = &b->literals[member];
  uint32_t id = b->plan->rules[member];
  bool version = b->plan->ends_another[member];
  bool from = applies->begun == CS_UNKNOWN && !version && l->from_date == CS_ALWAYS;
  bool over = applies->over == CS_UNKNOWN && l->over_date == CS_NEVER;
  bool source = applies->source == CS_UNKNOWN && !version;
  if (!from && !over && !source && applies->condition == CS_YES) {
    l->rest = CS_ALWAYS;
    return true;
  }
  l->rest = find_unknown(b, CS_UNKNOWN_MEMBER, member, err);
  if (l->rest < 0 || (from && !add_cause(b, l->rest, cs_applies_from_cause(b->ask->rules, id), err)) ||
      (over && !add_cause(b, l->rest, cs_applies_before_cause(b->ask->rules, id), err)) ||
      (source && !add_cause(b, l->rest, cs_applies_source_cause(b->ask->rules, id), err))) {
    return false;
  }
  for (size_t i = 0; i < applies->n_causes; i++) {
    if (!add_cause(b, l->rest, applies->causes[i], err)) {
      return false;
    }
  }
  return true;
}

static bool member_literals(struct build *b, uint32_t member, struct cs_err *err) {
  const struct cs_applies *applies = &b->family->members[member].applies;
  const struct cs_rule *rule = rule_at(b, member);
  struct literals *l = &b->literals[member];
  if (!start_literals(b, member, err)) {
    return false;
  }
  l->over_date = CS_NEVER;
  bool shared = applies->over == CS_UNKNOWN && shared_date(b, rule->before_date);
  if ((shared && !date_literal(b, rule->before_date, &l->over_date, err)) || !rest_literal(b, member, err) ||
      !add_member(b, l->from_date, member, err) || !add_member(b, l->start, member, err) ||
      !add_member(b, l->over_date, member, err) || !add_member(b, l->rest, member, err)) {
    return false;
  }
  const struct cs_positions *later = &b->plan->later[member];
  for (size_t i = 0; i < later->n; i++) {
    uint32_t next = later->at[i];
    if (!start_literals(b, next, err) || !add_member(b, b->literals[next].from_date, member, err) ||
        !add_member(b, b->literals[next].start, member, err)) {
      return false;
    }
  }
  return true;
}

/* ---- members in all worlds */

static struct cs_worlds start_worlds(const struct build *b, size_t member) {
  const struct literals *l = &b->literals[member];
  return cs_worlds_and(of_literal(b, l->from_date), of_literal(b, l->start));
}

/* Where the member would apply, were nothing disputed or lifted. */
static struct cs_worlds base_worlds(const struct build *b, size_t member) {
  const struct literals *l = &b->literals[member];
  struct cs_worlds out = cs_worlds_and(start_worlds(b, member), of_literal(b, l->rest));
  out = cs_worlds_and(out, not_worlds(b, of_literal(b, l->over_date)));
  const struct cs_positions *later = &b->plan->later[member];
  for (size_t i = 0; i < later->n; i++) {
    out = cs_worlds_and(out, not_worlds(b, start_worlds(b, later->at[i])));
  }
  return out;
}

static void fill_base(struct build *b) {
  b->family->wide = b->unknowns.n > CS_FAMILY_UNKNOWN_MAX;
  b->family->all = all_worlds(b);
  for (size_t i = 0; i < b->plan->n; i++) {
    b->family->members[i].holds = base_worlds(b, i);
  }
}

/* Where one beside it would apply too. */
static struct cs_worlds clash(const struct build *b, size_t member) {
  struct cs_worlds beside = {{0}};
  for (size_t i = 0; i < b->plan->beside[member].n; i++) {
    beside = cs_worlds_or(beside, b->family->members[b->plan->beside[member].at[i]].holds);
  }
  return cs_worlds_and(beside, b->family->members[member].holds);
}

/* A dispute is one more unknown of the member, which counts only where both would apply. */
static bool settle_disputes(struct build *b, struct cs_err *err) {
  bool any = false;
  for (size_t i = 0; i < b->plan->n; i++) {
    struct literals *l = &b->literals[i];
    if (b->plan->beside[i].n == 0 || !cs_worlds_any(clash(b, i))) {
      continue;
    }
    any = true;
    l->dispute = find_unknown(b, CS_UNKNOWN_DISPUTE, (uint32_t)i, err);
    if (l->dispute < 0 || !add_member(b, l->dispute, (uint32_t)i, err) ||
        !add_cause(b, l->dispute, cs_applies_source_cause(b->ask->rules, b->plan->rules[i]), err)) {
      return false;
    }
    b->family->members[i].applies.source_certainty = CS_DISPUTED;
    b->family->members[i].applies.certainty = CS_DISPUTED;
  }
  if (!any) {
    return true;
  }
  fill_base(b);
  struct cs_worlds *holds = b->ask->room->worlds;
  for (size_t i = 0; i < b->plan->n; i++) {
    holds[i] = b->family->members[i].holds;
    if (b->literals[i].dispute >= 0) {
      struct cs_worlds free_of_it = not_worlds(b, clash(b, i));
      holds[i] = cs_worlds_and(holds[i], cs_worlds_or(free_of_it, of_literal(b, b->literals[i].dispute)));
    }
  }
  for (size_t i = 0; i < b->plan->n; i++) {
    b->family->members[i].holds = holds[i];
  }
  return true;
}

/* Whoever lifts is settled before whom it lifts. */
static void lift(struct build *b) {
  struct cs_worlds *lifted = b->ask->room->worlds;
  memset(lifted, 0, b->plan->n * sizeof *lifted);
  for (size_t k = 0; k < b->plan->n; k++) {
    uint32_t at = b->plan->order[k];
    struct cs_member *member = &b->family->members[at];
    member->effective = cs_worlds_and(member->holds, not_worlds(b, lifted[at]));
    const struct cs_positions *reach = &b->plan->reach[at];
    for (size_t i = 0; i < reach->n; i++) {
      lifted[reach->at[i]] = cs_worlds_or(lifted[reach->at[i]], member->effective);
    }
  }
}

/* ---- what it says */

static void fill_says(struct build *b) {
  struct cs_family *family = b->family;
  struct cs_worlds spoken[CS_PROHIBITED + 1] = {0};
  for (size_t i = 0; i < b->plan->n; i++) {
    enum cs_verdict verdict = cs_family_verdict(rule_at(b, i)->info.effect);
    spoken[verdict] = cs_worlds_or(spoken[verdict], family->members[i].effective);
  }
  struct cs_worlds rest = family->all;
  for (int v = CS_PROHIBITED; v > CS_NOT_COVERED; v--) {
    family->says[v] = cs_worlds_and(rest, spoken[v]);
    for (size_t i = 0; i < CS_WORLDS_WORDS; i++) {
      rest.bits[i] &= ~spoken[v].bits[i];
    }
  }
  family->says[CS_NOT_COVERED] = rest;
  unsigned may = 0; /* wide: whatever may apply may be the strictest, unless something surely is stricter */
  for (int v = CS_PROHIBITED; v >= CS_NOT_COVERED; v--) {
    bool sure = (family->says[v].bits[0] & 1) != 0;
    bool possibly = cs_worlds_any(family->wide && v > CS_NOT_COVERED ? spoken[v] : family->says[v]);
    may |= possibly || sure ? 1u << v : 0;
    if (family->wide && sure) {
      break;
    }
  }
  family->outcomes = may;
}

/* What every member comes to by itself. */
static bool ask_members(struct build *b, struct cs_err *err) {
  struct cs_family_room *room = b->ask->room;
  memset(room->members, 0, b->plan->n * sizeof *room->members);
  b->family->members = room->members;
  b->literals = room->literals;
  for (size_t i = 0; i < b->plan->n; i++) {
    b->literals[i] = (struct literals){CS_NOT_ASKED, CS_NOT_ASKED, CS_NEVER, CS_NEVER, CS_NEVER};
    if (!cs_applies_ask(b->ask, b->plan->rules[i], &room->members[i].applies, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < b->plan->n; i++) {
    b->family->speaks = b->family->speaks || possible(b, i);
  }
  return true;
}

static bool name_unknowns(struct build *b, struct cs_err *err) {
  for (size_t i = 0; i < b->plan->n; i++) {
    if (possible(b, i) && !member_literals(b, (uint32_t)i, err)) {
      return false;
    }
  }
  return true;
}

/* Out of the room, into memory of its own. */
static bool keep_members(struct build *b, struct cs_err *err) {
  struct cs_member *members = cs_arena_array(b->ask->arena, struct cs_member, b->plan->n, err);
  if (!members) {
    return false;
  }
  memcpy(members, b->ask->room->members, b->plan->n * sizeof *members);
  b->family->members = members;
  return true;
}

struct cs_family_room *cs_family_room_new(const struct cs_family_plans *plans, struct cs_arena *arena,
                                          struct cs_err *err) {
  size_t largest = plans->largest;
  struct cs_family_room *room = cs_arena_new(arena, struct cs_family_room, err);
  if (!room) {
    return NULL;
  }
  room->members = cs_arena_array(arena, struct cs_member, largest, err);
  room->literals = cs_arena_array(arena, struct literals, largest, err);
  room->worlds = cs_arena_array(arena, struct cs_worlds, largest, err);
  return room->members && room->literals && room->worlds ? room : NULL;
}

bool cs_family_ask(struct cs_ask *ask, const struct cs_family_plan *plan, struct cs_family *out, struct cs_err *err) {
  *out = (struct cs_family){.plan = plan};
  struct build b = {.ask = ask, .plan = plan, .family = out};
  if (!ask_members(&b, err)) {
    return false;
  }
  if (!out->speaks) {
    out->members = NULL;
    return true;
  }
  if (!keep_members(&b, err) || !name_unknowns(&b, err)) {
    return false;
  }
  fill_base(&b);
  if (!settle_disputes(&b, err)) {
    return false;
  }
  lift(&b);
  out->unknowns = b.unknowns.at;
  out->n_unknowns = b.unknowns.n;
  fill_says(&b);
  return true;
}
