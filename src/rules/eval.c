/* Conditions by Kleene's tables. Never guesses: what cannot be told is unknown, with its cause on the stack. An operand
 * that a decided `and` or `or` made idle leaves no cause behind. Invariant: the stack of causes grows exactly when the
 * truth is unknown. SPEC 4, 7, 8.9 and 10. */
#include "rules/eval.h"

#include "base/limits.h"
#include "rules/term.h"

bool cs_eval_push(struct cs_ask *ask, struct cs_cause cause, struct cs_err *err) {
  struct cs_cause *slot = cs_list_push(ask->arena, &ask->causes, err);
  if (!slot) {
    return false;
  }
  *slot = cause;
  return true;
}

enum cs_truth cs_eval_source(const struct cs_ask *ask, enum cs_certainty certainty, cs_day known) {
  if (known > ask->known) {
    return CS_NO;
  }
  return certainty > ask->weakest ? CS_UNKNOWN : CS_YES;
}

/* ---- values */

struct cs_cause cs_eval_cause(const struct cs_ask *ask, uint32_t fact, const struct cs_value *value) {
  struct cs_cause cause = value->cause;
  if (cause.name.len > 0) {
    return cause;
  }
  const struct cs_fact_info *info = &cs_fact_at(ask->rules, fact)->info;
  cause.name = info->name;
  if (value->known && cause.kind == CS_CAUSE_FACT) {
    bool area = info->type == CS_TYPE_AREA, date = info->type == CS_TYPE_DATE;
    cause.kind = area ? CS_CAUSE_AREA : date ? CS_CAUSE_DATE : CS_CAUSE_BOUNDS;
  }
  return cause;
}

bool cs_eval_push_value(struct cs_ask *ask, uint32_t fact, const struct cs_value *value, struct cs_err *err) {
  size_t n = value->made ? value->made->n_causes : 0;
  for (size_t i = 0; i < n; i++) {
    if (!cs_eval_push(ask, value->made->causes[i], err)) {
      return false;
    }
  }
  if (n > 0) {
    return true;
  }
  struct cs_cause cause = value->cause;
  if (!cs_part_name(ask, fact, value, &cause, err)) {
    return false;
  }
  return cs_eval_push(ask, cause.name.len > 0 ? cause : cs_eval_cause(ask, fact, value), err);
}

/* A constant as a value. */
static struct cs_value constant(const struct cs_operand *operand) {
  struct cs_value value = {.known = true,
                           .certainty = CS_CONFIRMED,
                           .code = operand->code,
                           .truth = cs_truth_of(operand->truth),
                           .span = operand->span,
                           .area = operand->area};
  if (operand->figure) {
    value.figure = *operand->figure;
  }
  return value;
}

/* What silence is taken as. Of a set the one constant is the whole. */
static bool silence(struct cs_ask *ask, const struct cs_fact *fact, struct cs_value *out, struct cs_err *err) {
  *out = constant(&fact->else_value);
  out->certainty = CS_ASSUMED;
  ask->rests_on = CS_ASSUMED;
  if (fact->info.type != CS_TYPE_CODES) {
    return true;
  }
  struct cs_str *one = cs_list_push(ask->arena, &out->sure, err);
  if (!one) {
    return false;
  }
  *one = fact->else_value.code;
  return true;
}

bool cs_eval_fact(struct cs_ask *ask, uint32_t fact, struct cs_value *out, struct cs_err *err) {
  const struct cs_fact *declared = cs_fact_at(ask->rules, fact);
  if (!cs_is_ref(fact)) {
    *out = ask->values[fact];
  } else if (!cs_ref_value(ask, ask->rules->refs[fact & ~CS_REF], out, err)) {
    return false;
  }
  if (!out->known && declared->has_else && out->cause.kind == CS_CAUSE_FACT) {
    if (!silence(ask, declared, out, err)) {
      return false;
    }
    uint32_t *taken = ask->assumed ? cs_list_push(ask->arena, &ask->taken, err) : NULL;
    if (ask->assumed && !taken) {
      return false;
    }
    if (taken) {
      *taken = fact;
    }
  }
  if (out->known && out->certainty > ask->weakest) {
    struct cs_cause cause = out->cause;
    if (!cs_part_name(ask, fact, out, &cause, err)) {
      return false;
    }
    struct cs_str name = cause.name.len > 0 ? cause.name : declared->info.name;
    *out = (struct cs_value){.cause = {CS_CAUSE_DISPUTED, name}, .certainty = out->certainty};
  }
  return true;
}

bool cs_eval_operand(struct cs_ask *ask, const struct cs_operand *operand, struct cs_value *out, struct cs_err *err) {
  if (operand->is_fact) {
    return cs_eval_fact(ask, operand->fact, out, err);
  }
  *out = constant(operand);
  return true;
}

static bool push_operand(struct cs_ask *ask, const struct cs_operand *operand, const struct cs_value *value,
                         struct cs_err *err) {
  return !operand->is_fact || cs_eval_push_value(ask, operand->fact, value, err);
}

/* ---- Kleene over several */

static enum cs_certainty weaker(enum cs_certainty a, enum cs_certainty b) {
  return a > b ? a : b;
}

/* Takes one more part into `all`; `decides` is NO for `and`, YES for `or`. What decides rests on its surest part, what
 * does not on its weakest. */
void cs_found_join(struct cs_found *all, struct cs_found part, enum cs_truth decides) {
  bool first_path = all->path.n == 0;
  if (part.truth == decides) {
    if (all->truth != decides || part.certainty < all->certainty) {
      all->certainty = part.certainty;
      all->path = part.path.n > 0 || all->truth != decides ? part.path : all->path;
    }
    all->truth = decides;
    return;
  }
  if (all->truth == decides) {
    return;
  }
  all->truth = part.truth == CS_UNKNOWN ? CS_UNKNOWN : all->truth;
  all->certainty = weaker(all->certainty, part.certainty);
  all->path = first_path ? part.path : all->path;
}

struct cs_found cs_found_begin(enum cs_truth decides) {
  return (struct cs_found){.truth = cs_truth_not(decides), .certainty = CS_CONFIRMED};
}

/* ---- leaves: one operand of a fact */

struct leaf {
  const struct cs_node *node;
  const struct cs_value *left;          /* one that it may be */
  const struct cs_value *whole, *right; /* all that the sides may be: their causes are theirs */
};
/* Neither side is blank or none, and each is one value. */
typedef bool leaf_fn(struct cs_ask *ask, struct leaf leaf, const struct cs_operand *operand,
                     const struct cs_value *right, struct cs_found *out, struct cs_err *err);

static bool unknown_left(struct cs_ask *ask, struct leaf leaf, struct cs_found *out, struct cs_err *err) {
  out->truth = CS_UNKNOWN;
  return cs_eval_push_value(ask, leaf.node->fact, leaf.whole, err);
}

static enum cs_truth is_value(const struct cs_fact *fact, const struct cs_value *a, const struct cs_value *b) {
  switch (fact->info.type) {
  case CS_TYPE_CODE:
    if (fact->levels && !cs_str_eq(a->code, b->code)) {
      return cs_within_code(b->code, a->code, fact->levels) == CS_YES ? CS_UNKNOWN : CS_NO;
    }
    return cs_truth_of(cs_str_eq(a->code, b->code));
  case CS_TYPE_TEXT:
    return cs_truth_of(cs_str_eq(a->code, b->code));
  case CS_TYPE_BOOL:
    return cs_truth_or(cs_truth_and(a->truth, b->truth), cs_truth_and(cs_truth_not(a->truth), cs_truth_not(b->truth)));
  case CS_TYPE_DATE:
    return cs_truth_and(cs_span_le(a->span, b->span), cs_span_le(b->span, a->span));
  case CS_TYPE_AREA:
    if (a->area.index == b->area.index) {
      return CS_YES;
    }
    return cs_area_within(b->area, a->area) == CS_YES ? CS_UNKNOWN : CS_NO;
  case CS_TYPE_INTEGER:
  case CS_TYPE_DECIMAL:
  case CS_TYPE_MONEY:
  case CS_TYPE_QUANTITY:
  case CS_TYPE_DURATION:
    return cs_unit_same_dimension(a->figure.unit, b->figure.unit) ? cs_figure_eq(a->figure, b->figure) : CS_UNKNOWN;
  case CS_TYPE_CODES:
    return CS_UNKNOWN; /* the checker lets no set stand before `is` */
  }
  return CS_UNKNOWN;
}

/* Why two values leave `is` unknown: whichever side is not settled. Where both are, a code by levels or an area is too wide
 * on the left; figures do not meet in one unit. */
static bool push_sides(struct cs_ask *ask, struct leaf leaf, const struct cs_operand *operand,
                       const struct cs_value *right, struct cs_found *out, struct cs_err *err) {
  enum cs_type type = cs_fact_at(ask->rules, leaf.node->fact)->info.type;
  bool left_open = !cs_value_settled(leaf.left, type);
  bool right_open = !cs_value_settled(right, type == CS_TYPE_CODES ? CS_TYPE_CODE : type);
  bool wide = type == CS_TYPE_CODE || type == CS_TYPE_AREA, neither = !left_open && !right_open;
  return (!(left_open || neither) || unknown_left(ask, leaf, out, err)) &&
         (!(right_open || (neither && !wide)) || push_operand(ask, operand, leaf.right, err));
}

static bool leaf_is(struct cs_ask *ask, struct leaf leaf, const struct cs_operand *operand,
                    const struct cs_value *right, struct cs_found *out, struct cs_err *err) {
  out->certainty = weaker(leaf.left->certainty, right->certainty);
  out->truth = leaf.left->known && right->known ? is_value(cs_fact_at(ask->rules, leaf.node->fact), leaf.left, right)
                                                : CS_UNKNOWN;
  if (out->truth != CS_UNKNOWN) {
    return true;
  }
  return push_sides(ask, leaf, operand, right, out, err);
}

static bool leaf_within(struct cs_ask *ask, struct leaf leaf, const struct cs_operand *operand,
                        const struct cs_value *right, struct cs_found *out, struct cs_err *err) {
  out->certainty = weaker(leaf.left->certainty, right->certainty);
  if (!leaf.left->known && !unknown_left(ask, leaf, out, err)) {
    return false;
  }
  if (!leaf.left->known || !right->known) {
    out->truth = CS_UNKNOWN;
    return right->known || push_operand(ask, operand, leaf.right, err);
  }
  const struct cs_fact *fact = cs_fact_at(ask->rules, leaf.node->fact);
  bool disputed = false;
  out->truth = fact->info.type == CS_TYPE_AREA ? cs_within_area(ask, leaf.left->area, right->area, &disputed)
                                               : cs_within_code(leaf.left->code, right->code, fact->levels);
  if (disputed) {
    return cs_eval_push(ask, (struct cs_cause){CS_CAUSE_DISPUTED, cs_area_code(leaf.left->area)}, err);
  }
  return out->truth != CS_UNKNOWN || unknown_left(ask, leaf, out, err);
}

static bool leaf_has(struct cs_ask *ask, struct leaf leaf, const struct cs_operand *operand,
                     const struct cs_value *right, struct cs_found *out, struct cs_err *err) {
  out->certainty = weaker(leaf.left->certainty, right->certainty);
  if (!leaf.left->known || !right->known) {
    out->truth = CS_UNKNOWN;
    return push_sides(ask, leaf, operand, right, out, err);
  }
  if (cs_strs_has(leaf.left->sure, right->code)) {
    out->truth = CS_YES;
    return true;
  }
  out->truth = cs_strs_has(leaf.left->maybe, right->code) || leaf.left->open ? CS_UNKNOWN : CS_NO;
  return out->truth != CS_UNKNOWN || unknown_left(ask, leaf, out, err);
}

static bool leaf_depends(struct cs_ask *ask, struct leaf leaf, const struct cs_operand *operand,
                         const struct cs_value *right, struct cs_found *out, struct cs_err *err) {
  out->certainty = weaker(leaf.left->certainty, right->certainty);
  if (!leaf.left->known && !unknown_left(ask, leaf, out, err)) {
    return false;
  }
  if (!leaf.left->known || !right->known) {
    out->truth = CS_UNKNOWN;
    return right->known || push_operand(ask, operand, leaf.right, err);
  }
  struct cs_content content = {.truth = CS_UNKNOWN, .cause = {CS_CAUSE_CONTENT, leaf.left->code}};
  ask->rests_on = CS_ASSUMED; /* what the host looked at is not told */
  if (ask->host && ask->host->depends &&
      !ask->host->depends(ask->host->ctx, leaf.left->code, right->code, leaf.node->kinds, ask->on, ask->known,
                          ask->weakest, ask->arena, &content, err)) {
    return false;
  }
  out->truth = content.truth;
  out->certainty = weaker(out->certainty, content.certainty);
  out->path = content.path;
  if (content.truth != CS_UNKNOWN) {
    return true;
  }
  if (content.cause.name.len == 0) {
    content.cause.name = leaf.left->code;
    content.cause.kind = content.cause.kind == CS_CAUSE_FACT ? CS_CAUSE_CONTENT : content.cause.kind;
  }
  return cs_eval_push(ask, content.cause, err);
}

/* One possible value of the left side against all that the right side may be. What is blank or none makes it no. */
static bool one_operand(struct cs_ask *ask, struct leaf leaf, leaf_fn *fn, const struct cs_operand *operand,
                        struct cs_found *out, struct cs_err *err) {
  struct cs_value right;
  if (!cs_eval_operand(ask, operand, &right, err)) {
    return false;
  }
  size_t n = right.made ? right.made->n_others : 0;
  unsigned truth = 0;
  leaf.right = &right;
  for (size_t i = 0; i <= n; i++) {
    const struct cs_value *one = i == 0 ? &right : &right.made->others[i - 1];
    struct cs_found found = {.truth = CS_NO, .certainty = leaf.left->certainty};
    if (!cs_value_is_none(one) && !cs_value_is_none(leaf.left) && !fn(ask, leaf, operand, one, &found, err)) {
      return false;
    }
    truth |= found.truth;
    found.certainty = weaker(found.certainty, right.certainty);
    out->certainty = weaker(out->certainty, found.certainty);
    out->path = found.path.n > 0 ? found.path : out->path;
  }
  out->truth = (enum cs_truth)truth;
  return out->truth != CS_UNKNOWN || n == 0 || push_operand(ask, operand, &right, err);
}

/* One possible value against each operand: one that holds is enough. */
static bool one_left(struct cs_ask *ask, struct leaf leaf, leaf_fn *fn, struct cs_found *out, struct cs_err *err) {
  *out = cs_found_begin(CS_YES);
  for (size_t i = 0; i < leaf.node->n_operands; i++) {
    struct cs_found one = {.truth = CS_NO};
    if (!one_operand(ask, leaf, fn, &leaf.node->operands[i], &one, err)) {
      return false;
    }
    cs_found_join(out, one, CS_YES);
  }
  return true;
}

/* Each possible value by itself; where they differ, what left several possible is the cause. */
typedef bool left_fn(struct cs_ask *ask, struct leaf leaf, void *ctx, struct cs_found *out, struct cs_err *err);

static bool each_left(struct cs_ask *ask, const struct cs_node *node, left_fn *fn, void *ctx, struct cs_found *out,
                      struct cs_err *err) {
  struct cs_value left;
  if (!cs_eval_fact(ask, node->fact, &left, err) || !fn(ask, (struct leaf){node, &left, &left, NULL}, ctx, out, err)) {
    return false;
  }
  size_t n = left.made ? left.made->n_others : 0;
  unsigned truth = out->truth;
  for (size_t i = 0; i < n; i++) {
    struct cs_found one = {.truth = CS_NO};
    if (!fn(ask, (struct leaf){node, &left.made->others[i], &left, NULL}, ctx, &one, err)) {
      return false;
    }
    truth |= one.truth;
    out->certainty = weaker(out->certainty, one.certainty);
  }
  out->truth = (enum cs_truth)truth;
  out->certainty = n > 0 ? weaker(out->certainty, left.certainty) : out->certainty;
  return out->truth != CS_UNKNOWN || n == 0 || cs_eval_push_value(ask, node->fact, &left, err);
}

struct any {
  leaf_fn *leaf;
};

static bool any_left(struct cs_ask *ask, struct leaf leaf, void *ctx, struct cs_found *out, struct cs_err *err) {
  const struct any *any = ctx;
  return one_left(ask, leaf, any->leaf, out, err);
}

static bool any_operand(struct cs_ask *ask, const struct cs_node *node, leaf_fn *leaf, struct cs_found *out,
                        struct cs_err *err) {
  struct any any = {leaf};
  return each_left(ask, node, any_left, &any, out, err);
}

/* ---- blank, and patterns */

static bool blank_left(struct cs_ask *ask, struct leaf leaf, void *ctx, struct cs_found *out, struct cs_err *err) {
  (void)ctx;
  out->certainty = leaf.left->certainty;
  bool maybe = leaf.left->known && leaf.left->made && leaf.left->made->maybe_none;
  out->truth = maybe ? CS_UNKNOWN : cs_truth_of(cs_value_is_none(leaf.left));
  if (maybe && leaf.left->made->n_causes == 0) { /* a set's own causes are let go where nothing is in it either way */
    return cs_eval_push(ask, (struct cs_cause){CS_CAUSE_BOUNDS, cs_fact_at(ask->rules, leaf.node->fact)->info.name},
                        err);
  }
  if (maybe) {
    return cs_eval_push_value(ask, leaf.node->fact, leaf.left, err);
  }
  return leaf.left->known || unknown_left(ask, leaf, out, err);
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_like(struct cs_str text, struct cs_str pattern) {
  size_t i = 0;
  for (; i < pattern.len && pattern.ptr[i] != '*'; i++) {
    char p = pattern.ptr[i], c = i < text.len ? text.ptr[i] : '\0';
    bool digit = c >= '0' && c <= '9';
    if (i >= text.len || (p == '#' ? !digit : p == '?' ? !is_letter(c) : p != c)) {
      return false;
    }
  }
  return i < pattern.len || i == text.len;
}

static bool like_left(struct cs_ask *ask, struct leaf leaf, void *ctx, struct cs_found *out, struct cs_err *err) {
  (void)ctx;
  out->certainty = leaf.left->certainty;
  if (!leaf.left->known) {
    return unknown_left(ask, leaf, out, err);
  }
  out->truth = cs_truth_of(!cs_value_is_none(leaf.left) && is_like(leaf.left->code, leaf.node->operands[0].code));
  return true;
}

/* ---- groups */

/* Is one listed membership that names the thing (or an area around it) in force? Pushes a cause when that is unknown.
 */
static bool member_counts(struct cs_ask *ask, const struct cs_group *group, const struct cs_group_member *member,
                          enum cs_truth names_it, struct cs_found *out, struct cs_err *err) {
  enum cs_truth holds = cs_period_holds(member->period, ask->on);
  enum cs_truth source = cs_eval_source(ask, member->certainty, member->known);
  out->truth = cs_truth_and(names_it, cs_truth_and(holds, source));
  out->certainty = member->certainty;
  if (out->truth != CS_UNKNOWN) {
    return true;
  }
  return (holds != CS_UNKNOWN || cs_eval_push(ask, (struct cs_cause){CS_CAUSE_DATE, group->name}, err)) &&
         (source != CS_UNKNOWN || cs_eval_push(ask, (struct cs_cause){CS_CAUSE_DISPUTED, group->name}, err));
}

static bool in_member(struct cs_ask *ask, struct leaf leaf, const struct cs_group *group,
                      const struct cs_group_member *member, struct cs_found *out, struct cs_err *err) {
  const struct cs_fact *fact = cs_fact_at(ask->rules, leaf.node->fact);
  enum cs_truth names_it = cs_truth_of(cs_str_eq(member->code, leaf.left->code));
  bool disputed = false;
  struct cs_area area;
  if (fact->info.type == CS_TYPE_AREA) {
    names_it = cs_area_find(member->code, &area) ? cs_within_area(ask, leaf.left->area, area, &disputed) : CS_NO;
  }
  if (!member_counts(ask, group, member, names_it, out, err)) {
    return false;
  }
  if (out->truth != CS_UNKNOWN || names_it != CS_UNKNOWN) {
    return true;
  }
  if (disputed) {
    return cs_eval_push(ask, (struct cs_cause){CS_CAUSE_DISPUTED, cs_area_code(leaf.left->area)}, err);
  }
  return unknown_left(ask, leaf, out, err);
}

static bool in_record(struct cs_ask *ask, struct leaf leaf, const struct cs_group *group, struct cs_found *out,
                      struct cs_err *err) {
  struct cs_cause cause = {CS_CAUSE_GROUP, CS_STR_NONE};
  const struct cs_fact *fact = cs_fact_at(ask->rules, leaf.node->fact);
  struct cs_str thing = fact->info.type == CS_TYPE_AREA ? cs_area_code(leaf.left->area) : leaf.left->code;
  out->truth = CS_UNKNOWN;
  ask->rests_on = CS_ASSUMED; /* what the host looked at is not told */
  if (ask->host && ask->host->member) {
    out->truth = ask->host->member(ask->host->ctx, group->name, thing, ask->on, ask->known, ask->weakest, &cause);
  }
  if (out->truth != CS_UNKNOWN) {
    return true;
  }
  if (cause.name.len == 0) {
    cause = (struct cs_cause){cause.kind == CS_CAUSE_FACT ? CS_CAUSE_GROUP : cause.kind, group->name};
  }
  return cs_eval_push(ask, cause, err);
}

static bool in_version(struct cs_ask *ask, struct leaf leaf, const struct cs_group *group, struct cs_found *out,
                       struct cs_err *err) {
  *out = cs_found_begin(CS_YES);
  for (size_t i = 0; i < group->n_members; i++) {
    struct cs_found one = {.truth = CS_NO};
    if (!in_member(ask, leaf, group, &group->members[i], &one, err)) {
      return false;
    }
    if (one.truth != CS_NO) {
      cs_found_join(out, one, CS_YES);
    }
  }
  if (group->on_record) {
    struct cs_found one = {.truth = CS_NO};
    if (!in_record(ask, leaf, group, &one, err)) {
      return false;
    }
    cs_found_join(out, one, CS_YES);
  }
  out->certainty = weaker(out->certainty, leaf.left->certainty);
  if (out->truth == CS_NO && group->open) {
    out->truth = CS_UNKNOWN;
    return cs_eval_push(ask, (struct cs_cause){CS_CAUSE_GROUP, group->name}, err);
  }
  return true;
}

static const struct cs_version *group_version(const void *ctx, uint32_t index) {
  const struct cs_rules *rules = ctx;
  return &rules->groups[index].version;
}

static bool in_left(struct cs_ask *ask, struct leaf leaf, void *ctx, struct cs_found *out, struct cs_err *err) {
  (void)ctx;
  *out = (struct cs_found){.truth = CS_NO, .certainty = leaf.left->certainty};
  if (!leaf.left->known) {
    return unknown_left(ask, leaf, out, err);
  }
  if (cs_value_is_none(leaf.left)) {
    return true;
  }
  struct cs_in_force in_force = cs_versions_in_force(ask, leaf.node->group, false, group_version, ask->rules);
  unsigned truth = 0;
  for (size_t i = 0; i < in_force.n; i++) {
    struct cs_found one;
    if (!in_version(ask, leaf, &ask->rules->groups[in_force.at[i]], &one, err)) {
      return false;
    }
    truth |= one.truth;
    out->certainty = weaker(out->certainty, one.certainty);
  }
  out->truth = (enum cs_truth)truth;
  struct cs_cause date = {CS_CAUSE_DATE, ask->rules->groups[leaf.node->group].name};
  return out->truth != CS_UNKNOWN || in_force.n < 2 || cs_eval_push(ask, date, err);
}

/* ---- nodes */

static bool eval_flag(struct cs_ask *ask, const struct cs_node *node, struct cs_found *out, struct cs_err *err) {
  struct cs_value value;
  if (!cs_eval_fact(ask, node->fact, &value, err)) {
    return false;
  }
  bool none = cs_value_is_none(&value);
  *out = (struct cs_found){.truth = none          ? CS_NO
                                    : value.known ? value.truth
                                                  : CS_UNKNOWN,
                           .certainty = value.certainty};
  return out->truth != CS_UNKNOWN || cs_eval_push_value(ask, node->fact, &value, err);
}

static bool eval_many(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                      struct cs_err *err) {
  enum cs_truth decides = node->kind == CS_NODE_AND ? CS_NO : CS_YES;
  *out = cs_found_begin(decides);
  for (size_t i = 0; i < node->n_kids; i++) {
    struct cs_found one;
    if (!cs_eval_node(ask, node->kids[i], depth + 1, &one, err)) {
      return false;
    }
    cs_found_join(out, one, decides);
    if (out->truth == decides && out->certainty == CS_CONFIRMED) {
      return true; /* nothing that follows can change it, its certainty or its path */
    }
  }
  return true;
}

static bool eval_kind(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                      struct cs_err *err) {
  switch (node->kind) {
  case CS_NODE_AND:
  case CS_NODE_OR:
    return eval_many(ask, node, depth, out, err);
  case CS_NODE_NOT:
    if (!cs_eval_node(ask, node->kids[0], depth + 1, out, err)) {
      return false;
    }
    out->truth = cs_truth_not(out->truth);
    return true;
  case CS_NODE_FLAG:
    return eval_flag(ask, node, out, err);
  case CS_NODE_IS:
    return any_operand(ask, node, leaf_is, out, err);
  case CS_NODE_IN:
    return each_left(ask, node, in_left, NULL, out, err);
  case CS_NODE_WITHIN:
    return any_operand(ask, node, leaf_within, out, err);
  case CS_NODE_HAS:
    return any_operand(ask, node, leaf_has, out, err);
  case CS_NODE_COMPARE:
    return cs_term_compare(ask, node, out, err);
  case CS_NODE_DEPENDS:
    return any_operand(ask, node, leaf_depends, out, err);
  case CS_NODE_BLANK:
    return each_left(ask, node, blank_left, NULL, out, err);
  case CS_NODE_LIKE:
    return each_left(ask, node, like_left, NULL, out, err);
  case CS_NODE_SOME:
    return cs_rows_some(ask, node, depth, out, err);
  case CS_NODE_EVERY:
    return cs_rows_every(ask, node, depth, out, err);
  case CS_NODE_NEEDS:
    return cs_layer_needs(ask, node, out, err);
  }
  return true;
}

bool cs_eval_node(struct cs_ask *ask, const struct cs_node *node, unsigned depth, struct cs_found *out,
                  struct cs_err *err) {
  cs_assert(depth <= CS_RULES_DEPTH_MAX * 4); /* the parser holds the bound; four nodes a nesting at most */
  if (cs_glance(ask, node, out)) {
    return true;
  }
  size_t mark = ask->causes.n;
  *out = (struct cs_found){.truth = CS_UNKNOWN};
  if (!eval_kind(ask, node, depth, out, err)) {
    return false;
  }
  if (out->truth != CS_UNKNOWN) {
    ask->causes.n = mark;
  }
  return true;
}

bool cs_eval_condition(struct cs_ask *ask, const struct cs_node *condition, struct cs_found *out, struct cs_err *err) {
  if (!condition) {
    *out = (struct cs_found){.truth = CS_YES, .certainty = CS_CONFIRMED};
    return true;
  }
  size_t mark = ask->taken.n;
  if (!cs_eval_node(ask, condition, 0, out, err)) {
    return false;
  }
  /* What was decided on surer grounds left the `else` idle. */
  bool rests = out->truth == CS_UNKNOWN || out->certainty == CS_ASSUMED;
  for (size_t i = mark; rests && i < ask->taken.n; i++) {
    ask->assumed[ask->taken.at[i]] = true;
  }
  ask->taken.n = mark;
  return true;
}
