/* The cells of facts, and going through them. Must never leave out a value that the conditions could tell from all cells: a fact
 * of which that is not sure is not chosen, and what is said of it stays unknown. Specification: SPEC.md section 20. */
#include "rules/grid.h"

#include "rules/eval.h"

/* ------------------------------------------------------------------ what can be tried */

static enum cs_type type_of(const struct cs_grid *grid, uint32_t fact) {
  return grid->set->facts[fact].info.type;
}

/* Days and months have no order among them; no integer is 2.5. */
static bool exact_figure(enum cs_type type, struct cs_figure figure) {
  return type != CS_TYPE_DURATION && cs_figure_exact(figure) && (type != CS_TYPE_INTEGER || cs_dec_is_whole(figure.lo));
}

static bool exact(enum cs_type type, const struct cs_operand *o) {
  return cs_type_is_figure(type) ? exact_figure(type, *o->figure) : type != CS_TYPE_DATE || cs_span_exact(o->span);
}

static bool operands_fit(const struct cs_grid *grid, const struct cs_node *node) {
  enum cs_type type = type_of(grid, node->fact);
  for (size_t i = 0; i < node->n_operands; i++) {
    if (node->operands[i].is_fact || !exact(type, &node->operands[i])) {
      return false;
    }
  }
  return type != CS_TYPE_AREA || grid->regime->n_containments == 0;
}

static bool group_fits(const struct cs_grid *grid, const struct cs_node *node) {
  enum cs_type type = type_of(grid, node->fact);
  return cs_group_lasts(&grid->set->groups[node->group]) &&
         (type == CS_TYPE_CODE || (type == CS_TYPE_AREA && grid->regime->n_containments == 0));
}

/* Of a comparison of a fact with a constant, the two sides; false: it is another one. */
static bool sides(const struct cs_grid *grid, const struct cs_node *node, const struct cs_term **fact,
                  const struct cs_term **constant) {
  bool turned = node->right->kind == CS_TERM_FACT;
  *fact = turned ? node->right : node->left;
  *constant = turned ? node->left : node->right;
  return (*fact)->kind == CS_TERM_FACT && !cs_is_ref((*fact)->fact) &&
         (((*constant)->kind == CS_TERM_FIGURE && exact_figure(type_of(grid, (*fact)->fact), *(*constant)->figure)) ||
          ((*constant)->kind == CS_TERM_SPAN && cs_span_exact((*constant)->span)));
}

/* Is the atom's fact cut by it, so that choosing a cell decides it? */
static bool can_be_tried(const struct cs_grid *grid, const struct cs_node *node) {
  const struct cs_term *fact, *constant;
  switch (node->kind) {
  case CS_NODE_FLAG:
    return !cs_is_ref(node->fact);
  case CS_NODE_IS:
  case CS_NODE_WITHIN:
  case CS_NODE_HAS:
    return !cs_is_ref(node->fact) && operands_fit(grid, node);
  case CS_NODE_IN:
    return !cs_is_ref(node->fact) && group_fits(grid, node);
  case CS_NODE_COMPARE:
    return sides(grid, node, &fact, &constant);
  case CS_NODE_AND:
  case CS_NODE_OR:
  case CS_NODE_NOT:
  case CS_NODE_DEPENDS:
  case CS_NODE_BLANK:
  case CS_NODE_LIKE:
  case CS_NODE_SOME:
  case CS_NODE_EVERY:
  case CS_NODE_NEEDS:
    return false;
  }
  return false;
}

/* ------------------------------------------------------------------ values that are named */

/* NULL: there is no room for more facts. */
static struct cs_grid_fact *of_fact(struct cs_grid *grid, uint32_t fact, struct cs_str member) {
  for (size_t i = 0; i < grid->n_facts; i++) {
    if (grid->facts[i].fact == fact && cs_str_eq(grid->facts[i].member, member)) {
      return &grid->facts[i];
    }
  }
  struct cs_grid_fact *of = grid->n_facts < CS_GRID_FACTS_MAX ? &grid->facts[grid->n_facts] : NULL;
  if (!of) {
    grid->gave_up = true;
    return NULL;
  }
  of->fact = fact;
  of->member = member;
  of->chosen = of->cells.n = 0;
  grid->n_facts++;
  return of;
}

/* Which of two values of a fact comes first; 0: they are one. Codes and areas have no order, only sameness. */
static int order(enum cs_type type, const struct cs_value *a, const struct cs_value *b) {
  if (cs_type_is_figure(type)) {
    return cs_figure_eq(a->figure, b->figure) == CS_YES ? 0 : cs_figure_lt(a->figure, b->figure) == CS_YES ? -1 : 1;
  }
  if (type == CS_TYPE_DATE) {
    return a->span.first == b->span.first ? 0 : a->span.first < b->span.first ? -1 : 1;
  }
  bool same = type == CS_TYPE_AREA   ? a->area.index == b->area.index
              : type == CS_TYPE_BOOL ? a->truth == b->truth
                                     : cs_str_eq(a->code, b->code);
  return same ? 0 : 1;
}

static void add_cell(struct cs_grid *grid, struct cs_grid_fact *of, size_t at, struct cs_grid_cell cell) {
  if (of->cells.n == CS_GRID_OF_FACT_MAX) {
    grid->gave_up = true;
    return;
  }
  struct cs_grid_cell *slot = cs_list_push(grid->arena, &of->cells, grid->err);
  if (!slot) {
    grid->failed = true;
    return;
  }
  for (size_t i = of->cells.n - 1; i > at; i--) {
    of->cells.at[i] = of->cells.at[i - 1];
  }
  cell.value.known = true;
  of->cells.at[at] = cell;
}

/* In order where there is one, each once. */
static void add_value(struct cs_grid *grid, struct cs_grid_fact *of, struct cs_value value) {
  enum cs_type type = type_of(grid, of->fact);
  size_t at = 0;
  while (at < of->cells.n) {
    int side = order(type, &value, &of->cells.at[at].value);
    if (side == 0) {
      return;
    }
    if (side < 0) {
      break;
    }
    at++;
  }
  add_cell(grid, of, at, (struct cs_grid_cell){.kind = CS_GRID_ONE, .value = value});
}

static struct cs_value value_of(const struct cs_operand *o) {
  struct cs_value value = {.code = o->code, .truth = cs_truth_of(o->truth), .span = o->span, .area = o->area};
  value.figure = o->figure ? *o->figure : value.figure;
  return value;
}

static void add_operands(struct cs_grid *grid, const struct cs_node *node) {
  bool set = type_of(grid, node->fact) == CS_TYPE_CODES;
  for (size_t i = 0; i < node->n_operands; i++) {
    const struct cs_operand *o = &node->operands[i];
    struct cs_grid_fact *of = of_fact(grid, node->fact, set ? o->code : CS_STR_NONE);
    if (of && !set) {
      add_value(grid, of, value_of(o));
    } else if (of && of->cells.n == 0) {
      add_cell(grid, of, 0, (struct cs_grid_cell){.value = {.truth = CS_YES}});
      add_cell(grid, of, 1, (struct cs_grid_cell){.value = {.truth = CS_NO}});
    }
  }
}

static void add_members(struct cs_grid *grid, const struct cs_node *node) {
  const struct cs_group *group = &grid->set->groups[node->group];
  struct cs_grid_fact *of = of_fact(grid, node->fact, CS_STR_NONE);
  for (size_t i = 0; of && i < group->n_members; i++) {
    struct cs_value value = {.code = group->members[i].code};
    if (!cs_area_find(value.code, &value.area)) {
      value.area = CS_AREA_NONE;
    }
    add_value(grid, of, value);
  }
}

static void add_atom(struct cs_grid *grid, const struct cs_node *node) {
  const struct cs_term *fact, *constant;
  if (!can_be_tried(grid, node)) {
    return;
  }
  if (node->kind == CS_NODE_IN) {
    add_members(grid, node);
    return;
  }
  if (node->kind != CS_NODE_FLAG && node->kind != CS_NODE_COMPARE) {
    add_operands(grid, node);
    return;
  }
  bool compared = node->kind == CS_NODE_COMPARE && sides(grid, node, &fact, &constant);
  struct cs_grid_fact *of = of_fact(grid, compared ? fact->fact : node->fact, CS_STR_NONE);
  if (of && compared) {
    bool figure = constant->kind == CS_TERM_FIGURE;
    add_value(grid, of,
              figure ? (struct cs_value){.figure = *constant->figure} : (struct cs_value){.span = constant->span});
  } else if (of) {
    add_value(grid, of, (struct cs_value){.truth = CS_YES});
    add_value(grid, of, (struct cs_value){.truth = CS_NO});
  }
}

void cs_grid_add(struct cs_grid *grid, const struct cs_node *condition) {
  if (!condition) {
    return;
  }
  if (condition->kind != CS_NODE_AND && condition->kind != CS_NODE_OR && condition->kind != CS_NODE_NOT) {
    add_atom(grid, condition);
    return;
  }
  for (size_t i = 0; i < condition->n_kids; i++) {
    cs_grid_add(grid, condition->kids[i]);
  }
}

/* ------------------------------------------------------------------ what lies beside them */

/* No word of a rule, nor of anybody else: it has a bracket. */
#define ANOTHER "(another)"

static void add_between_figures(struct cs_grid *grid, struct cs_grid_fact *of, size_t at) {
  const struct cs_value *low = at > 0 ? &of->cells.at[at - 1].value : NULL;
  const struct cs_value *high = at < of->cells.n ? &of->cells.at[at].value : NULL;
  struct cs_grid_cell cell = {.kind = CS_GRID_BETWEEN};
  struct cs_figure one = cs_figure_of(cs_dec_of(1), (low ? low : high)->figure.unit);
  struct cs_err ignored;
  bool whole = type_of(grid, of->fact) == CS_TYPE_INTEGER;
  bool made = low ? cs_figure_add(low->figure, one, &cell.value.figure, &ignored)
                  : cs_figure_sub(high->figure, one, &cell.value.figure, &ignored);
  if (made && low && high && !whole) {
    struct cs_dec half;
    made = cs_dec_parse(CS_STR("0.5"), &half, &ignored) &&
           cs_figure_add(low->figure, high->figure, &cell.value.figure, &ignored) &&
           cs_figure_mul(cell.value.figure, cs_figure_of(half, CS_UNIT_NONE), &cell.value.figure, &ignored);
  }
  if (!made) {
    grid->gave_up = true;
  } else if (!low || !high || cs_figure_lt(cell.value.figure, high->figure) == CS_YES) {
    add_cell(grid, of, at, cell);
  }
}

static void add_between_days(struct cs_grid *grid, struct cs_grid_fact *of, size_t at) {
  const struct cs_value *low = at > 0 ? &of->cells.at[at - 1].value : NULL;
  const struct cs_value *high = at < of->cells.n ? &of->cells.at[at].value : NULL;
  struct cs_grid_cell cell = {.kind = CS_GRID_BETWEEN};
  cs_day day = low ? low->span.first + 1 : high->span.first - 1;
  cell.value.span = cs_span_of(day);
  if (!high || day < high->span.first) {
    add_cell(grid, of, at, cell);
  }
}

static void add_between(struct cs_grid *grid, struct cs_grid_fact *of, enum cs_type type) {
  for (size_t at = of->cells.n + 1; at-- > 0;) { /* from the end: those before keep their places */
    if (type == CS_TYPE_DATE) {
      add_between_days(grid, of, at);
    } else {
      add_between_figures(grid, of, at);
    }
  }
}

static void add_other_codes(struct cs_grid *grid, struct cs_grid_fact *of) {
  const struct cs_fact *fact = &grid->set->facts[of->fact];
  size_t named = of->cells.n;
  for (size_t i = 0; i < fact->info.n_choices; i++) {
    add_value(grid, of, (struct cs_value){.code = fact->info.choices[i]});
  }
  if (fact->info.n_choices > 0) {
    return;
  }
  for (size_t i = 0; fact->levels != 0 && i < named; i++) {
    struct cs_grid_cell cell = {.kind = CS_GRID_ANOTHER_WITHIN, .code = of->cells.at[i].value.code};
    if (!cs_arena_printf(grid->arena, &cell.value.code, grid->err, "%.*s%c" ANOTHER, CS_STR_ARG(cell.code),
                         fact->levels)) {
      grid->failed = true;
      return;
    }
    add_cell(grid, of, of->cells.n, cell);
  }
  add_cell(grid, of, of->cells.n, (struct cs_grid_cell){.kind = CS_GRID_ANOTHER, .value = {.code = CS_STR(ANOTHER)}});
}

/* Does the area lie apart from all that are named, but for the one (SIZE_MAX: none) that it lies in, and those around that? */
static bool stands_for(const struct cs_grid_fact *of, size_t named, struct cs_area area, size_t in) {
  for (size_t i = 0; i < named; i++) {
    struct cs_area other = of->cells.at[i].value.area;
    bool around = in != SIZE_MAX && cs_area_within(of->cells.at[in].value.area, other) == CS_YES;
    if (area.index == other.index || cs_area_within(area, other) != (around ? CS_YES : CS_NO)) {
      return false;
    }
  }
  return true;
}

static void add_other_areas(struct cs_grid *grid, struct cs_grid_fact *of) {
  size_t named = of->cells.n;
  for (size_t in = 0; in <= named; in++) {
    struct cs_area area = {1};
    while (area.index < cs_area_end() && !stands_for(of, named, area, in < named ? in : SIZE_MAX)) {
      area.index++;
    }
    if (area.index < cs_area_end()) {
      add_cell(grid, of, of->cells.n, (struct cs_grid_cell){.kind = CS_GRID_ONE, .value = {.area = area}});
    }
  }
}

static void add_others(struct cs_grid *grid, struct cs_grid_fact *of) {
  enum cs_type type = type_of(grid, of->fact);
  if (type == CS_TYPE_CODE || type == CS_TYPE_TEXT) {
    add_other_codes(grid, of);
  } else if (type == CS_TYPE_AREA) {
    add_other_areas(grid, of);
  } else if (type == CS_TYPE_DATE || cs_type_is_figure(type)) {
    add_between(grid, of, type);
  }
}

/* ------------------------------------------------------------------ going through them */

/* Of one who states nothing, and means nothing by it: `else` is not taken. */
static const struct cs_value unstated = {.cause = {.kind = CS_CAUSE_BOUNDS}};

bool cs_grid_init(struct cs_grid *grid, const struct cs_rules *set, struct cs_arena *arena, size_t budget,
                  struct cs_err *err) {
  *grid = (struct cs_grid){.set = set, .arena = arena, .err = err, .budget = budget};
  grid->facts = cs_arena_array(arena, struct cs_grid_fact, CS_GRID_FACTS_MAX, err);
  grid->values = cs_arena_array(arena, struct cs_value, set->n_facts, err);
  for (size_t i = 0; grid->values && i < set->n_facts; i++) {
    grid->values[i] = unstated;
  }
  cs_arena_init(&grid->work, arena->alloc, arena->max);
  return grid->facts && grid->values;
}

void cs_grid_deinit(struct cs_grid *grid) {
  cs_arena_deinit(&grid->work);
}

void cs_grid_begin(struct cs_grid *grid, const struct cs_regime *regime) {
  for (size_t i = 0; i < grid->n_facts; i++) {
    grid->values[grid->facts[i].fact] = unstated;
  }
  grid->regime = regime;
  grid->n_facts = grid->tries = 0;
  grid->gave_up = false;
}

/* Of a set: what is chosen to be in it is, what is not chosen yet may be. */
static bool set_of(struct cs_grid *grid, uint32_t fact, struct cs_value *out) {
  struct cs_strs sure = {0}, maybe = {0};
  for (size_t i = 0; i < grid->n_facts; i++) {
    const struct cs_grid_fact *of = &grid->facts[i];
    if (of->fact != fact || (of->chosen > 0 && of->cells.at[of->chosen - 1].value.truth == CS_NO)) {
      continue;
    }
    struct cs_str *at = of->chosen > 0 ? cs_list_push(&grid->work, &sure, grid->err) : NULL;
    struct cs_str *may = cs_list_push(&grid->work, &maybe, grid->err);
    if (!may || (of->chosen > 0 && !at)) {
      return false;
    }
    *may = of->member;
    if (at) {
      *at = of->member;
    }
  }
  *out = (struct cs_value){.known = true, .sure = sure, .maybe = maybe};
  return true;
}

static bool take_choices(struct cs_grid *grid) {
  cs_arena_reset(&grid->work);
  for (size_t i = 0; i < grid->n_facts; i++) {
    const struct cs_grid_fact *of = &grid->facts[i];
    struct cs_value *value = &grid->values[of->fact];
    if (of->member.len > 0) {
      if (!set_of(grid, of->fact, value)) {
        return false;
      }
    } else {
      *value = of->chosen > 0 ? of->cells.at[of->chosen - 1].value : unstated;
    }
  }
  return true;
}

/* Kleene's three values; an atom that cannot be tried is unknown. */
static bool evaluate(struct cs_grid *grid, struct cs_ask *ask, const struct cs_node *node, enum cs_truth *out) {
  struct cs_found found = {.truth = CS_UNKNOWN};
  if (node->kind == CS_NODE_AND || node->kind == CS_NODE_OR || node->kind == CS_NODE_NOT) {
    enum cs_truth decides = cs_truth_of(node->kind == CS_NODE_OR), all = cs_truth_not(decides);
    for (size_t i = 0; i < node->n_kids && (all != decides || node->kind == CS_NODE_NOT); i++) {
      enum cs_truth kid;
      if (!evaluate(grid, ask, node->kids[i], &kid)) {
        return false;
      }
      all = node->kind == CS_NODE_NOT ? cs_truth_not(kid)
            : decides == CS_YES       ? cs_truth_or(all, kid)
                                      : cs_truth_and(all, kid);
    }
    *out = all;
    return true;
  }
  if (can_be_tried(grid, node) && !cs_eval_node(ask, node, 0, &found, grid->err)) {
    return false;
  }
  *out = found.truth;
  return true;
}

struct walk {
  struct cs_grid *grid;
  const struct cs_node *const *conditions;
  size_t n;
  cs_grid_visit *visit;
  void *ctx;
};

/* What was settled before stays so. */
static bool evaluate_all(const struct walk *w, enum cs_truth *truths) {
  struct cs_grid *grid = w->grid;
  struct cs_ask ask = {.rules = grid->set,
                       .arena = &grid->work,
                       .known = CS_DAY_MAX - 1,
                       .on = CS_DAY_MAX - 1,
                       .weakest = CS_ASSUMED,
                       .values = grid->values,
                       .regime = grid->regime};
  if (!take_choices(grid)) {
    return false;
  }
  for (size_t i = 0; i < w->n; i++) {
    if (!w->conditions[i]) {
      truths[i] = CS_YES;
    } else if (truths[i] == CS_UNKNOWN && !evaluate(grid, &ask, w->conditions[i], &truths[i])) {
      return false;
    }
  }
  return true;
}

/* The facts from the depth on are not chosen yet: at most CS_GRID_FACTS_MAX deep. */
static bool go(const struct walk *w, size_t depth, const enum cs_truth *before, bool *stop) {
  struct cs_grid *grid = w->grid;
  enum cs_truth truths[CS_GRID_CONDITIONS_MAX];
  for (size_t i = 0; i < w->n; i++) {
    truths[i] = before[i];
  }
  if (grid->tries == CS_GRID_TRIES_MAX || grid->budget == 0) {
    grid->gave_up = *stop = true;
    return true;
  }
  grid->tries++;
  grid->budget--;
  if (!evaluate_all(w, truths)) {
    return false;
  }
  enum cs_grid_next next = CS_GRID_GO_ON;
  w->visit(w->ctx, truths, depth == grid->n_facts, &next);
  *stop = next == CS_GRID_STOP;
  if (next != CS_GRID_GO_ON || depth == grid->n_facts) {
    return true;
  }
  struct cs_grid_fact *of = &grid->facts[depth];
  bool done = true;
  for (of->chosen = 1; done && !*stop && of->chosen <= of->cells.n; of->chosen++) {
    done = go(w, depth + 1, truths, stop);
  }
  of->chosen = 0;
  return done;
}

bool cs_grid_walk(struct cs_grid *grid, const struct cs_node *const *conditions, size_t n, cs_grid_visit *visit,
                  void *ctx) {
  enum cs_truth truths[CS_GRID_CONDITIONS_MAX];
  struct walk w = {grid, conditions, n, visit, ctx};
  bool stop = false;
  cs_assert(n <= CS_GRID_CONDITIONS_MAX);
  for (size_t i = 0; i < n; i++) {
    truths[i] = CS_UNKNOWN;
  }
  for (size_t i = 0; i < grid->n_facts && !grid->failed && !grid->gave_up; i++) {
    add_others(grid, &grid->facts[i]); /* each has a value that is named */
  }
  return !grid->failed && (grid->gave_up || go(&w, 0, truths, &stop));
}

/* ------------------------------------------------------------------ in words */

static void write_value(struct cs_buf *buf, enum cs_type type, const struct cs_value *value) {
  if (type == CS_TYPE_AREA) {
    cs_buf_add(buf, cs_area_code(value->area));
  } else if (type == CS_TYPE_BOOL) {
    cs_buf_add(buf, value->truth == CS_YES ? CS_STR("yes") : CS_STR("no"));
  } else if (type == CS_TYPE_DATE) {
    cs_span_write(buf, value->span);
  } else if (cs_type_is_figure(type)) {
    cs_figure_write(buf, value->figure);
  } else {
    cs_buf_add(buf, value->code);
  }
}

/* The cells on both sides of one between are the values that it lies between. */
static void write_between(struct cs_buf *buf, enum cs_type type, const struct cs_grid_fact *of, size_t at) {
  bool day = type == CS_TYPE_DATE, low = at > 0, high = at + 1 < of->cells.n;
  if (low) {
    cs_buf_add(buf, day ? CS_STR("after ") : CS_STR("above "));
    write_value(buf, type, &of->cells.at[at - 1].value);
  }
  if (low && high) {
    cs_buf_add(buf, CS_STR(" and "));
  }
  if (high) {
    cs_buf_add(buf, day ? CS_STR("before ") : CS_STR("below "));
    write_value(buf, type, &of->cells.at[at + 1].value);
  }
}

void cs_grid_write(const struct cs_grid *grid, struct cs_buf *buf) {
  const char *before = "";
  for (size_t i = 0; i < grid->n_facts; i++) {
    const struct cs_grid_fact *of = &grid->facts[i];
    const struct cs_fact_info *info = &grid->set->facts[of->fact].info;
    const struct cs_grid_cell *cell = of->chosen > 0 ? &of->cells.at[of->chosen - 1] : NULL;
    if (!cell) {
      continue;
    }
    cs_buf_printf(buf, "%s%.*s ", before, CS_STR_ARG(info->name));
    before = ", ";
    if (of->member.len > 0) {
      cs_buf_printf(buf, "%s %.*s", cell->value.truth == CS_YES ? "has" : "has-not", CS_STR_ARG(of->member));
      continue;
    }
    cs_buf_add(buf, CS_STR("is "));
    switch (cell->kind) {
    case CS_GRID_ONE:
      write_value(buf, info->type, &cell->value);
      break;
    case CS_GRID_ANOTHER:
      cs_buf_add(buf, CS_STR("another"));
      break;
    case CS_GRID_ANOTHER_WITHIN:
      cs_buf_printf(buf, "another within %.*s", CS_STR_ARG(cell->code));
      break;
    case CS_GRID_BETWEEN:
      write_between(buf, info->type, of, of->chosen - 1);
      break;
    }
  }
}
