/* What the rules of a set can ask for, each approver and requirement once: so that deciding compares numbers instead of
 * words. Two are one when each is as strict as the other (SPEC 11.5). Must be linear in the rules: requirements are only
 * compared with those of their own kind, offices and words; where too many meet in one place the set is left to the
 * evaluator. */
#include "rules/index.h"

#include <string.h>

#include "rules/answer.h"

enum { CS_BUCKET_MAX = 128, CS_FAMILY_SIMPLE_MAX = 64 };

struct bucket {
  struct {
    uint32_t *at;
    size_t n, cap;
  } entries;
};
struct collecting {
  struct cs_index_build *b;
  struct cs_map buckets;
  uint32_t last_review; /* the rule whose effect was collected last; CS_RULE_OTHERWISE: none yet */
  struct {
    struct cs_entry_row *at;
    size_t n, cap;
  } rows;
  struct {
    struct cs_entry *at; /* as requires.c makes them, beside the rows */
    size_t n, cap;
  } like;
  struct {
    struct cs_wanted *at;
    size_t n, cap;
  } wanted;
  struct {
    uint32_t *at;
    size_t n, cap;
  } covers;
};

static void put(char *name, size_t *n, const void *bytes, size_t size) {
  if (size > 0) {
    memcpy(name + *n, bytes, size);
    *n += size;
  }
}

/* All that two that may be one, or that may cover one another, have alike. */
static bool bucket_name(struct cs_arena *scratch, const struct cs_entry *entry, struct cs_str *out,
                        struct cs_err *err) {
  const struct cs_require *r = &entry->require;
  struct cs_str words[3] = {entry->is_approver ? entry->approver.office : r->approver, r->office,
                            r->kind == CS_REQUIRE_LIMIT ? CS_STR_NONE : r->text};
  uint32_t head[] = {entry->is_approver ? 1 + entry->approver.regime : 0, (uint32_t)r->kind, (uint32_t)words[0].len,
                     (uint32_t)words[1].len};
  char *name = cs_arena_alloc(scratch, sizeof head + words[0].len + words[1].len + words[2].len, err);
  size_t n = 0;
  if (!name) {
    return false;
  }
  put(name, &n, head, sizeof head);
  for (size_t i = 0; i < 3; i++) {
    put(name, &n, words[i].ptr, words[i].len);
  }
  *out = (struct cs_str){name, n};
  return true;
}

static bool push_wanted(struct collecting *c, struct cs_wanted wanted, struct cs_err *err) {
  struct cs_wanted *slot = cs_list_push(c->b->scratch, &c->wanted, err);
  if (slot) {
    *slot = wanted;
  }
  return slot != NULL;
}

static bool new_entry(struct collecting *c, struct bucket *bucket, const struct cs_entry *like,
                      const struct cs_entry_row *row, uint32_t *out, struct cs_err *err) {
  struct cs_entry_row *fresh = cs_list_push(c->b->scratch, &c->rows, err);
  struct cs_entry *words = cs_list_push(c->b->scratch, &c->like, err);
  uint32_t *slot = cs_list_push(c->b->scratch, &bucket->entries, err);
  if (!fresh || !words || !slot) {
    return false;
  }
  *fresh = *row;
  *words = *like;
  *out = *slot = (uint32_t)c->rows.n - 1;
  c->b->index->simple = c->b->index->simple && bucket->entries.n <= CS_BUCKET_MAX;
  return true;
}

static bool number(struct collecting *c, const struct cs_entry *like, const struct cs_entry_row *row, uint32_t *out,
                   struct cs_err *err) {
  struct cs_str name;
  bool fresh;
  if (!bucket_name(c->b->scratch, like, &name, err)) {
    return false;
  }
  union cs_map_value *value = cs_map_put(&c->buckets, name, &fresh, err);
  if (value && fresh) {
    value->ptr = cs_arena_new(c->b->scratch, struct bucket, err);
  }
  if (!value || !value->ptr) {
    return false;
  }
  struct bucket *bucket = value->ptr;
  for (size_t i = 0; i < bucket->entries.n && i < CS_BUCKET_MAX; i++) {
    const struct cs_entry *other = &c->like.at[bucket->entries.at[i]];
    if (cs_entry_covers(other, like) && cs_entry_covers(like, other)) {
      *out = bucket->entries.at[i];
      return true;
    }
  }
  return new_entry(c, bucket, like, row, out, err);
}

static bool collect_review(struct collecting *c, struct cs_str office, uint32_t regime, uint32_t rule, uint32_t out[2],
                           struct cs_err *err) {
  struct cs_entry approver = cs_entry_of_approver(office, regime);
  struct cs_entry consent = cs_entry_of_consent(office, CS_CONFIRMED, rule);
  struct cs_entry_row row = {.is_approver = true, .regime = regime};
  struct cs_entry_row plain = {.regime = regime};
  return number(c, &approver, &row, &out[0], err) && number(c, &consent, &plain, &out[1], err);
}

static bool collect_effect(struct collecting *c, uint32_t id, const struct cs_rule *rule, struct cs_err *err) {
  const struct cs_rule *last = c->last_review == CS_RULE_OTHERWISE ? NULL : &c->b->index->rules->rules[c->last_review];
  uint32_t two[2];
  if (last && last->regime == rule->regime && cs_str_eq(last->info.office, rule->info.office)) {
    const struct cs_wanted *same = &c->wanted.at[c->b->index->found[c->last_review].first_entry];
    two[0] = same[0].entry; /* neighbours mostly ask one office */
    two[1] = same[1].entry;
  } else if (!collect_review(c, rule->info.office, rule->regime, id, two, err)) {
    return false;
  }
  c->last_review = id;
  return push_wanted(c, (struct cs_wanted){two[0], CS_NO_CLAUSE, CS_WANTED_AS_RULE}, err) &&
         push_wanted(c, (struct cs_wanted){two[1], CS_NO_CLAUSE, CS_WANTED_AS_RULE}, err);
}

static bool collect_rule(struct collecting *c, uint32_t id, struct cs_err *err) {
  const struct cs_rule *rule = &c->b->index->rules->rules[id];
  struct cs_found_rule *found = &c->b->index->found[id];
  found->first_entry = (uint32_t)c->wanted.n;
  if (rule->info.effect == CS_EFFECT_REVIEW && !collect_effect(c, id, rule, err)) {
    return false;
  }
  for (size_t i = 0; i < rule->n_clauses; i++) {
    const struct cs_clause *clause = &rule->clauses[i];
    struct cs_entry entry = cs_entry_of_clause(rule, clause, CS_CONFIRMED, id);
    struct cs_entry_row row = {.regime = rule->regime};
    struct cs_wanted wanted = {.clause = (uint16_t)i,
                               .certainty = clause->has_certainty ? (uint8_t)clause->certainty : CS_WANTED_AS_RULE};
    if (!number(c, &entry, &row, &wanted.entry, err) || !push_wanted(c, wanted, err)) {
      return false;
    }
  }
  size_t n = c->wanted.n - found->first_entry;
  c->b->index->simple = c->b->index->simple && n < UINT16_MAX;
  found->n_entries = (uint16_t)n;
  return true;
}

static bool collect_regime(struct collecting *c, uint32_t id, struct cs_regime_row *row, struct cs_err *err) {
  const struct cs_regime *regime = &c->b->index->rules->regimes[id];
  row->otherwise = (uint8_t)cs_family_verdict(regime->otherwise);
  row->notes = regime->otherwise == CS_EFFECT_REFER || regime->otherwise == CS_EFFECT_NOTE;
  c->b->index->any_notes = c->b->index->any_notes || row->notes;
  row->first_treat = (uint32_t)c->b->ids.n;
  for (size_t i = 0; i < regime->info.n_treats; i++) {
    uint32_t word;
    uint32_t *slot = cs_list_push(c->b->scratch, &c->b->ids, err);
    if (!slot || !cs_index_id(c->b, regime->info.treats[i], &word, err)) {
      return false;
    }
    *slot = word;
  }
  row->n_treats = (uint32_t)regime->info.n_treats;
  row->n_entries = regime->otherwise == CS_EFFECT_REVIEW ? 2 : 0;
  return regime->otherwise != CS_EFFECT_REVIEW ||
         collect_review(c, regime->otherwise_office, id, CS_RULE_OTHERWISE, row->entries, err);
}

/* Which entries each one covers, itself apart. */
static bool collect_covers(struct collecting *c, struct cs_err *err) {
  for (size_t k = 0; k < c->buckets.n; k++) {
    const struct bucket *bucket = c->buckets.at[k].value.ptr;
    for (size_t i = 0; i < bucket->entries.n && i < CS_BUCKET_MAX; i++) {
      struct cs_entry_row *row = &c->rows.at[bucket->entries.at[i]];
      row->first_cover = (uint32_t)c->covers.n;
      for (size_t j = 0; j < bucket->entries.n && j < CS_BUCKET_MAX; j++) {
        if (i == j || !cs_entry_covers(&c->like.at[bucket->entries.at[i]], &c->like.at[bucket->entries.at[j]])) {
          continue;
        }
        uint32_t *slot = cs_list_push(c->b->scratch, &c->covers, err);
        if (!slot) {
          return false;
        }
        *slot = bucket->entries.at[j];
      }
      row->n_covers = (uint32_t)c->covers.n - row->first_cover;
    }
  }
  return true;
}

/* ---- families that are settled quickly: lifting and replacing, nothing else shared */

static bool shares_date(const struct cs_rules *rules, const struct cs_family_plan *plan) {
  for (size_t i = 0; i < 2 * plan->n; i++) {
    const struct cs_rule *rule = &rules->rules[plan->rules[i / 2]];
    uint32_t date = i % 2 == 0 ? rule->from_date : rule->before_date;
    for (size_t k = 0; date != 0 && k < i; k++) {
      const struct cs_rule *other = &rules->rules[plan->rules[k / 2]];
      if ((k % 2 == 0 ? other->from_date : other->before_date) == date) {
        return true;
      }
    }
  }
  return false;
}

static bool is_simple(const struct cs_rules *rules, const struct cs_family_plan *plan) {
  if (plan->n > CS_FAMILY_SIMPLE_MAX || shares_date(rules, plan)) {
    return false;
  }
  for (size_t i = 0; i < plan->n; i++) {
    if (rules->rules[plan->rules[i]].n_row_cites > 0) { /* a decision by numbers names no rows */
      return false;
    }
    if (plan->later[i].n > 0 || plan->beside[i].n > 0 || plan->ends_another[i]) {
      return false;
    }
  }
  return true;
}

/* Is what the rule's sources come to the same on every day on which it is known? */
static void read_source(const struct cs_rules *rules, uint32_t id, struct cs_found_rule *found) {
  const struct cs_rule_info *info = &rules->rules[id].info;
  enum cs_certainty first, last;
  bool denied, denied_later;
  cs_applies_sources(info, info->known, &first, &denied);
  cs_applies_sources(info, CS_DAY_MAX, &last, &denied_later);
  found->plain_source = first == last && !denied && !denied_later;
  for (size_t i = 0; i < info->n_cites; i++) {
    found->plain_source = found->plain_source && info->cites[i].certainty < CS_DISPUTED;
  }
  found->certainty = (uint8_t)last;
}

static void read_rules(struct cs_index *index, const struct cs_family_plans *plans) {
  for (size_t f = 0; f < plans->n; f++) {
    const struct cs_family_plan *plan = &plans->at[f];
    bool simple = is_simple(index->rules, plan);
    for (size_t i = 0; i < plan->n; i++) {
      struct cs_found_rule *found = &index->found[plan->rules[i]];
      const struct cs_rule *rule = &index->rules->rules[plan->rules[i]];
      found->simple = simple;
      found->alone = simple && plan->n == 1;
      found->regime = (uint16_t)rule->regime;
      found->verdict = (uint8_t)cs_family_verdict(rule->info.effect);
      found->notes = rule->n_notes > 0 || rule->info.effect == CS_EFFECT_NOTE || rule->info.effect == CS_EFFECT_REFER;
      index->any_notes = index->any_notes || found->notes;
      found->always = found->from.last == CS_DAY_MIN && found->before.first == CS_DAY_MAX;
      read_source(index->rules, plan->rules[i], found);
    }
  }
}

bool cs_index_entries(struct cs_index_build *b, const struct cs_family_plans *plans, struct cs_err *err) {
  struct cs_index *index = b->index;
  const struct cs_rules *rules = index->rules;
  struct collecting c = {.b = b, .last_review = CS_RULE_OTHERWISE};
  cs_map_init(&c.buckets, b->scratch);
  index->simple = rules->n_regimes < UINT16_MAX && rules->treats_fact < rules->n_facts && rules->treats_fact < 64 &&
                  rules->n_terms == 0;
  index->regimes = cs_arena_array(b->arena, struct cs_regime_row, rules->n_regimes, err);
  if (!index->regimes) {
    return false;
  }
  for (uint32_t i = 0; i < rules->n_regimes; i++) {
    if (!collect_regime(&c, i, &index->regimes[i], err)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < rules->n_rules; i++) {
    if (!collect_rule(&c, i, err)) {
      return false;
    }
  }
  if (!collect_covers(&c, err) || !cs_list_keep(b->arena, &c.rows, err) || !cs_list_keep(b->arena, &c.wanted, err) ||
      !cs_list_keep(b->arena, &c.covers, err)) {
    return false;
  }
  read_rules(index, plans);
  index->entries = c.rows.at;
  index->n_entries = c.rows.n;
  index->wanted = c.wanted.at;
  index->n_wanted = c.wanted.n;
  index->covers = c.covers.at;
  index->n_covers = c.covers.n;
  index->any_covers = c.covers.n > 0;
  return true;
}
