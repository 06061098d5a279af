/* The facts of one line in the index's terms: words as numbers of its dictionary, areas and levels with all that lie above
 * them, figures as scaled whole numbers, days as numbers. Must never look at a rule. What does not go into this form is
 * *odd*, and the evaluator is asked about it. SPEC 4; README.md. */
#include "rules/index.h"

#include "rules/eval.h"

enum { CS_UNLISTED = 0 }; /* a word that no rule and no catalogue names; it equals no constant */

static uint32_t id_of(const struct cs_index *index, struct cs_str word) {
  const union cs_map_value *value = cs_map_get(&index->ids, word);
  return value ? (uint32_t)value->number : CS_UNLISTED;
}

static bool push_up(struct cs_prepared *out, struct cs_arena *arena, uint32_t id, struct cs_err *err) {
  struct {
    uint32_t *at;
    size_t n, cap;
  } list = {out->up, out->n_up, out->cap_up};
  uint32_t *slot = cs_list_push(arena, &list, err);
  out->up = list.at;
  out->n_up = list.n;
  out->cap_up = list.cap;
  if (slot) {
    *slot = id;
  }
  return slot != NULL;
}

/* Itself and what lies above it, as far as the dictionary knows the words. */
static bool prepare_levels(const struct cs_index *index, struct cs_str code, char levels, struct cs_prepared_fact *fact,
                           struct cs_prepared *out, struct cs_arena *arena, struct cs_err *err) {
  for (size_t n = code.len; n > 0; n--) {
    if (n < code.len && code.ptr[n] != levels) {
      continue;
    }
    uint32_t id = id_of(index, cs_str_sub(code, 0, n));
    if (id == CS_UNLISTED && n < code.len) {
      continue;
    }
    if (fact->n_up == UINT16_MAX || !push_up(out, arena, id, err)) {
      return false;
    }
    fact->n_up++;
  }
  return true;
}

static bool prepare_area(struct cs_area area, struct cs_prepared_fact *fact, struct cs_prepared *out,
                         struct cs_arena *arena, struct cs_err *err) {
  fact->state = area.index == 0 ? CS_FACT_ODD : CS_FACT_KNOWN;
  fact->lo = fact->hi = area.index;
  for (; area.index != 0; area = cs_area_parent(area)) {
    if (!push_up(out, arena, area.index, err)) {
      return false;
    }
    fact->n_up++;
  }
  return true;
}

static bool prepare_set(const struct cs_index *index, const struct cs_value *value, struct cs_prepared_fact *fact,
                        struct cs_prepared *out, struct cs_arena *arena, struct cs_err *err) {
  const struct cs_strs *lists[] = {&value->sure, &value->maybe};
  if (value->sure.n > UINT16_MAX || value->maybe.n > UINT16_MAX) {
    fact->state = CS_FACT_ODD;
    return true;
  }
  for (size_t k = 0; k < 2; k++) {
    for (size_t i = 0; i < lists[k]->n; i++) {
      if (!push_up(out, arena, id_of(index, lists[k]->at[i]), err)) {
        return false;
      }
    }
  }
  fact->n_up = (uint16_t)value->sure.n;
  fact->n_may = (uint32_t)value->maybe.n;
  fact->open = value->open;
  fact->state = value->open || value->maybe.n > 0 ? CS_FACT_PART : CS_FACT_KNOWN;
  return true;
}

static void prepare_figure(const struct cs_figure *figure, struct cs_prepared_fact *fact) {
  fact->unit = figure->unit.index;
  fact->lo = INT64_MIN;
  fact->hi = INT64_MAX;
  if ((!figure->lo_open && !cs_index_scale(figure->lo, figure->unit, false, &fact->lo)) ||
      (!figure->hi_open && !cs_index_scale(figure->hi, figure->unit, false, &fact->hi))) {
    fact->state = CS_FACT_ODD;
    return;
  }
  fact->state = cs_figure_exact(*figure) ? CS_FACT_KNOWN : CS_FACT_PART;
}

/* Is what tests look at one number? */
static bool is_one(enum cs_type type, const struct cs_prepared_fact *fact) {
  return fact->state == CS_FACT_KNOWN && (type != CS_TYPE_CODES || fact->n_up == 1);
}

static void finish_fact(enum cs_type type, const struct cs_prepared *out, struct cs_prepared_fact *fact) {
  bool tells = fact->state == CS_FACT_KNOWN || (fact->state == CS_FACT_PART && !fact->open);
  fact->tells = tells ? fact->certainty : CS_TELLS_NEVER;
  fact->one = is_one(type, fact);
  if (fact->one && type == CS_TYPE_CODES) {
    fact->lo = fact->hi = out->up[fact->up];
  }
}

static bool prepare_value(const struct cs_index *index, uint32_t slot, const struct cs_value *value,
                          struct cs_prepared_fact *fact, struct cs_prepared *out, struct cs_arena *arena,
                          struct cs_err *err) {
  const struct cs_fact *declared = &index->rules->facts[slot];
  fact->state = CS_FACT_KNOWN;
  fact->up = (uint32_t)out->n_up;
  switch (declared->info.type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    fact->lo = fact->hi = id_of(index, value->code);
    return !declared->levels || prepare_levels(index, value->code, declared->levels, fact, out, arena, err);
  case CS_TYPE_CODES:
    return prepare_set(index, value, fact, out, arena, err);
  case CS_TYPE_BOOL:
    fact->lo = value->truth == CS_YES;
    fact->hi = value->truth != CS_NO;
    fact->state = value->truth == CS_UNKNOWN ? CS_FACT_PART : CS_FACT_KNOWN;
    return true;
  case CS_TYPE_DATE:
    fact->lo = value->span.first;
    fact->hi = value->span.last;
    fact->state = cs_span_exact(value->span) ? CS_FACT_KNOWN : CS_FACT_PART;
    return true;
  case CS_TYPE_AREA:
    return prepare_area(value->area, fact, out, arena, err);
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    prepare_figure(&value->figure, fact);
    return true;
  }
  return true;
}

/* Why a test of the fact is unknown where it is; one bit for all facts with that cause. */
static bool prepare_cause(const struct cs_index *index, uint32_t slot, struct cs_prepared *out, struct cs_arena *arena,
                          struct cs_err *err) {
  struct cs_ask ask = {.rules = index->rules, .arena = arena, .weakest = CS_ASSUMED, .values = out->values};
  struct cs_value value;
  if (!cs_eval_fact(&ask, slot, &value, err)) {
    return false;
  }
  struct cs_cause cause = cs_eval_cause(&ask, slot, &value);
  size_t at = 0;
  while (at < out->n_causes && (out->causes[at].kind != cause.kind || !cs_str_eq(out->causes[at].name, cause.name))) {
    at++;
  }
  if (at == CS_PREPARED_CAUSES_MAX) {
    out->too_many_causes = true;
    return true;
  }
  out->causes[at] = cause;
  out->n_causes += at == out->n_causes ? 1 : 0;
  out->cause_of[slot] = (uint64_t)1 << at;
  return true;
}

static bool prepare_slot(const struct cs_index *index, uint32_t slot, struct cs_prepared *out, struct cs_arena *arena,
                         struct cs_err *err) {
  struct cs_prepared_fact *fact = &out->facts[slot];
  struct cs_causes none = {0};
  struct cs_ask ask = {
      .rules = index->rules, .arena = arena, .weakest = CS_DENIED, .values = out->values, .causes = none};
  struct cs_value value;
  if (!cs_eval_fact(&ask, slot, &value, err)) {
    return false;
  }
  out->plain = out->plain && value.certainty == CS_CONFIRMED;
  fact->taken = value.known && !out->values[slot].known;
  fact->certainty = (uint8_t)value.certainty;
  fact->tells = CS_TELLS_NEVER;
  if (!value.known || value.certainty > CS_ASSUMED) {
    return prepare_cause(index, slot, out, arena, err); /* unknown in every pass */
  }
  out->any_taken = out->any_taken || fact->taken;
  out->weakest = value.certainty > out->weakest ? value.certainty : out->weakest;
  enum cs_type type = index->rules->facts[slot].info.type;
  bool partly = type == CS_TYPE_AREA || index->rules->facts[slot].levels;
  if (!prepare_value(index, slot, &value, fact, out, arena, err)) {
    return false;
  }
  finish_fact(type, out, fact);
  return (fact->state == CS_FACT_KNOWN && !partly) || prepare_cause(index, slot, out, arena, err);
}

bool cs_index_prepare(const struct cs_index *index, const struct cs_value *values, struct cs_arena *arena,
                      struct cs_prepared *out, struct cs_err *err) {
  size_t n = index->rules->n_facts, n_causes = n < CS_PREPARED_CAUSES_MAX ? n : CS_PREPARED_CAUSES_MAX;
  *out = (struct cs_prepared){.values = values, .weakest = CS_CONFIRMED, .plain = true};
  out->facts = cs_arena_array(arena, struct cs_prepared_fact, n, err);
  out->cause_of = cs_arena_array(arena, uint64_t, n, err);
  out->causes = cs_arena_array(arena, struct cs_cause, n_causes, err);
  if (!out->facts || !out->cause_of || !out->causes ||
      !cs_list_grow(arena, (void **)&out->up, 0, &out->cap_up, sizeof *out->up, err)) { /* so that up[0] is a place */
    return false;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (!prepare_slot(index, i, out, arena, err)) {
      return false;
    }
  }
  return true;
}
