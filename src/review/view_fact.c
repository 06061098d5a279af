/* Facts on record of an item: which of them hold on two days, and one value of several. Must never choose between two
 * sources: they unite into bounds, or they are disputed. Specification: RULES sections 2, 3 and 6. */
#include "model/versions.h"
#include "review/view_internal.h"

/* ------------------------------------------------------------------ uniting */

/* b in a's unit, or a in b's, whichever is exact. */
static bool common_unit(struct cs_figure *a, struct cs_figure *b) {
  struct cs_err ignored;
  struct cs_figure zero_a = cs_figure_of(cs_dec_of(0), a->unit), zero_b = cs_figure_of(cs_dec_of(0), b->unit);
  struct cs_figure moved;
  if (a->unit.index == b->unit.index) {
    return true;
  }
  if (cs_figure_add(zero_a, *b, &moved, &ignored) && moved.unit.index == a->unit.index) {
    *b = moved;
    return true;
  }
  if (cs_figure_add(zero_b, *a, &moved, &ignored) && moved.unit.index == b->unit.index) {
    *a = moved;
    return true;
  }
  return false;
}

/* Do two figures say the same thing? Exact ones within 1 %; bounds where they meet. */
static bool agree(struct cs_figure a, struct cs_figure b) {
  if (!cs_unit_same_dimension(a.unit, b.unit)) {
    return false;
  }
  if (cs_figure_exact(a) && cs_figure_exact(b)) {
    return cs_figure_agrees(a, b);
  }
  return cs_figure_lt(a, b) != CS_YES && cs_figure_lt(b, a) != CS_YES;
}

/* The smallest bounds that hold both; *disputed when they do not agree. */
static bool unite_figures(struct cs_figure *all, struct cs_figure next, bool *disputed) {
  if (!cs_unit_same_dimension(all->unit, next.unit)) {
    return false;
  }
  *disputed = *disputed || !agree(*all, next);
  if (!common_unit(all, &next)) {
    return false;
  }
  all->lo_open = all->lo_open || next.lo_open;
  all->hi_open = all->hi_open || next.hi_open;
  all->lo = cs_dec_cmp(next.lo, all->lo) < 0 ? next.lo : all->lo;
  all->hi = cs_dec_cmp(next.hi, all->hi) > 0 ? next.hi : all->hi;
  return true;
}

static bool add_codes(struct cs_arena *arena, struct cs_strs *to, struct cs_strs from, const struct cs_strs *but,
                      struct cs_err *err) {
  for (size_t i = 0; i < from.n; i++) {
    if (cs_strs_has(*to, from.at[i]) || (but && cs_strs_has(*but, from.at[i]))) {
      continue;
    }
    struct cs_str *slot = cs_list_push(arena, to, err);
    if (!slot) {
      return false;
    }
    *slot = from.at[i];
  }
  return true;
}

/* What the surely holding ones list is in; what only the others list may be. */
static bool unite_codes(const struct cs_stated *stated, size_t n, struct cs_arena *arena, struct cs_value *out,
                        struct cs_err *err) {
  struct cs_strs sure = {0}, maybe = {0};
  for (size_t i = 0; i < n; i++) {
    if (stated[i].sure && !add_codes(arena, &sure, stated[i].value.sure, NULL, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < n; i++) {
    if (!stated[i].sure && !add_codes(arena, &maybe, stated[i].value.sure, &sure, err)) {
      return false;
    }
  }
  out->sure = sure;
  out->maybe = maybe;
  return true;
}

static bool same(enum cs_type type, const struct cs_value *a, const struct cs_value *b) {
  switch (type) {
  case CS_TYPE_CODE:
  case CS_TYPE_TEXT:
    return cs_str_eq(a->code, b->code);
  case CS_TYPE_BOOL:
    return a->truth == b->truth;
  case CS_TYPE_AREA:
    return a->area.index == b->area.index;
  case CS_TYPE_DATE:
    return a->span.first == b->span.first && a->span.last == b->span.last;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    return cs_figure_exact(a->figure) && cs_figure_eq(a->figure, b->figure) == CS_YES;
  case CS_TYPE_CODES:
    return true; /* sets unite */
  }
  return false;
}

/* What all of them are together: known, or not, and disputed between them. */
static bool merge(enum cs_type type, const struct cs_stated *stated, size_t n, struct cs_value *out, bool *disputed) {
  for (size_t i = 1; i < n; i++) {
    const struct cs_value *next = &stated[i].value;
    if (cs_type_is_figure(type)) {
      if (!unite_figures(&out->figure, next->figure, disputed)) {
        *disputed = true;
        return false;
      }
    } else if (type == CS_TYPE_DATE) {
      *disputed = *disputed || next->span.first > out->span.last || next->span.last < out->span.first;
      out->span.first = next->span.first < out->span.first ? next->span.first : out->span.first;
      out->span.last = next->span.last > out->span.last ? next->span.last : out->span.last;
    } else if (!same(type, out, next)) {
      *disputed = true;
      return false;
    }
  }
  return true;
}

bool cs_view_unite(const struct cs_fact_info *fact, const struct cs_stated *stated, size_t n, struct cs_arena *arena,
                   struct cs_value *out, struct cs_err *err) {
  bool any_sure = false, all_same = true, unsure = false, date = false, disputed = false;
  *out = stated[0].value;
  for (size_t i = 0; i < n; i++) {
    any_sure = any_sure || stated[i].sure;
    unsure = unsure || !stated[i].sure;
    date = date || (!stated[i].sure && stated[i].date);
    all_same = all_same && same(fact->type, &stated[0].value, &stated[i].value);
    out->cause = out->cause.name.len > 0 ? out->cause : stated[i].value.cause;
    out->certainty = stated[i].value.certainty > out->certainty ? stated[i].value.certainty : out->certainty;
  }
  if (fact->type == CS_TYPE_CODES) {
    out->cause = (struct cs_cause){date ? CS_CAUSE_DATE : unsure ? CS_CAUSE_DISPUTED : CS_CAUSE_BOUNDS, fact->name};
    return unite_codes(stated, n, arena, out, err);
  }
  bool agreed = merge(fact->type, stated, n, out, &disputed);
  bool between = unsure && !all_same; /* it is not known which of them holds */
  out->known = any_sure && agreed;
  if (!out->known || disputed || between) {
    bool by_date = unsure && date; /* two versions of different days differ, and dispute nothing */
    out->cause = (struct cs_cause){by_date ? CS_CAUSE_DATE : CS_CAUSE_DISPUTED, fact->name};
  }
  return true;
}

/* ------------------------------------------------------------------ which of them hold */

struct stated_list {
  struct cs_stated *at;
  size_t n, cap;
};

/* "the same figure as the same source states it again": within 1 % it says the same, beyond it the two dispute each
 * other. */
static void take_also(const struct cs_fact_info *fact, const struct cs_item_fact *on_record, struct cs_value *value) {
  for (size_t i = 0; i < on_record->also.n && cs_type_is_figure(fact->type); i++) {
    struct cs_value again = {0};
    bool disputed = false;
    if (!cs_view_text(fact, on_record->also.at[i], &again) || agree(value->figure, again.figure)) {
      continue;
    }
    value->known = unite_figures(&value->figure, again.figure, &disputed);
    value->cause = (struct cs_cause){CS_CAUSE_DISPUTED, fact->name};
  }
}

/* Is it a statement for the day at all, and does its day end what was stated for earlier ones? */
static bool take(const struct cs_view *view, const struct cs_item_fact *on_record, const struct cs_fact_info *fact,
                 struct stated_list *list, bool *ends, struct cs_err *err) {
  const struct cs_holds *holds = &on_record->holds;
  enum cs_truth begun = cs_period_holds((struct cs_period){holds->from, CS_SPAN_NEVER}, view->on);
  bool doubted = holds->certainty >= CS_DISPUTED;
  if (holds->known > view->known || begun == CS_NO) {
    return true;
  }
  *ends = *ends || (begun == CS_YES && !doubted);
  enum cs_truth on = cs_holds_on(holds, view->on, view->known);
  if (on == CS_NO) {
    return true;
  }
  struct cs_stated *stated = cs_list_push(view->arena, list, err);
  if (!stated) {
    return false;
  }
  struct cs_err no_fit = {0};
  if (!cs_view_read(fact, on_record->value, view->arena, &stated->value, &no_fit) || !stated->value.known) {
    list->n--; /* on record in a form that these rules do not read: for them it says nothing */
    return no_fit.code != &CS_E_OOM || cs_err_set(err, &CS_E_OOM, "out of memory");
  }
  stated->value.certainty = doubted ? CS_CONFIRMED : holds->certainty;
  stated->sure = on == CS_YES && !doubted;
  stated->date = on == CS_UNKNOWN;
  take_also(fact, on_record, &stated->value);
  return true;
}

static bool same_from(const struct cs_item_fact *a, const struct cs_item_fact *b) {
  return a->holds.from.first == b->holds.from.first && a->holds.from.last == b->holds.from.last;
}

bool cs_view_item_fact(const struct cs_view *view, const struct cs_item *item, struct cs_str name,
                       const struct cs_fact_info *fact, struct cs_value *out, bool *found, struct cs_err *err) {
  struct stated_list list = {0};
  bool ends = false;
  *found = false;
  for (size_t i = item->n_facts; i-- > 0;) { /* the latest first: facts of one name are in the order of versions */
    const struct cs_item_fact *on_record = &item->facts[i];
    if (!cs_str_eq(on_record->name, name)) {
      continue;
    }
    if (ends && !same_from(on_record, &item->facts[i + 1])) {
      break;
    }
    if (!take(view, on_record, fact, &list, &ends, err)) {
      return false;
    }
  }
  *found = list.n > 0;
  return !*found || cs_view_unite(fact, list.at, list.n, view->arena, out, err);
}

/* ------------------------------------------------------------------ flagging on entry */

bool cs_review_fact_at_odds(const struct cs_json *body, struct cs_arena *arena, struct cs_str *words) {
  struct cs_err ignored;
  struct cs_figure stated, again;
  struct cs_str value = cs_json_text(body, "value");
  const struct cs_json *also = cs_json_get(body, "also");
  *words = CS_STR_NONE;
  if (!cs_figure_parse(value, &stated, &ignored) || !also || also->kind != CS_JSON_ARRAY) {
    return false;
  }
  for (size_t i = 0; i < also->n; i++) {
    struct cs_str text = also->items[i]->text;
    if (!cs_figure_parse(text, &again, &ignored) || !cs_unit_same_dimension(stated.unit, again.unit) ||
        agree(stated, again)) {
      continue;
    }
    struct cs_buf in_unit;
    cs_buf_init(&in_unit, 128);
    bool told = cs_figure_exact(stated) && cs_figure_write_in(&in_unit, stated, again.unit, 2, &ignored);
    if (!cs_arena_printf(
            arena, words, &ignored, "%.*s %.*s: \"%.*s\"%s%.*s, the same source states \"%.*s\"; kept as disputed",
            CS_STR_ARG(cs_json_text(body, "item")), CS_STR_ARG(cs_json_text(body, "name")), CS_STR_ARG(value),
            told ? " is " : "", CS_STR_ARG(told ? cs_buf_str(&in_unit) : CS_STR_NONE), CS_STR_ARG(text))) {
      *words = CS_STR_NONE;
    }
    cs_buf_deinit(&in_unit);
    return true;
  }
  return false;
}
