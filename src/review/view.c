/* The view: fills facts from the request and the catalogue. Must never guess: what is not said is unknown, with the
 * reason, and what is on record is not overridden by what an applicant states. Where each fact comes from: view.h;
 * meaning: RULES 2 to 7. */
#include "review/view.h"

#include "base/near.h"
#include "model/versions.h"
#include "review/view_internal.h"

/* ------------------------------------------------------------------ the words of the model */

#define WORD(literal)                                                                                                  \
  { (literal), sizeof(literal) - 1 } /* of a constant, where CS_STR is not one */

const struct cs_schema *cs_review_schema(void) {
  static const struct cs_schema_kind kinds[] = {
      {WORD("item"), WORD("items"), true},
      {WORD("party"), WORD("parties"), false},
      {WORD("area"), WORD("areas"), false},
  };
#define CS_REQUEST_ACT(word) WORD(word),
  static const struct cs_str acts[] = {
#include "model/request_acts.def"
  };
#undef CS_REQUEST_ACT
  static const struct cs_schema_fact facts[] = {
      {WORD("act"), CS_TYPE_CODE, {0}, acts, sizeof acts / sizeof *acts},
      {WORD("item"), CS_TYPE_CODE, WORD("item"), NULL, 0},
      {WORD("item.origin"), CS_TYPE_CODES, {0}, NULL, 0},
      {WORD("item.class"), CS_TYPE_CODES, {0}, NULL, 0},
      {WORD("item.kind"), CS_TYPE_CODE, {0}, NULL, 0},
      {WORD("quantity"), CS_TYPE_DECIMAL, {0}, NULL, 0},
      {WORD("value"), CS_TYPE_MONEY, {0}, NULL, 0},
      {WORD("area"), CS_TYPE_AREA, {0}, NULL, 0},
      {WORD("applicant"), CS_TYPE_CODE, WORD("party"), NULL, 0},
      {WORD("holder"), CS_TYPE_CODE, WORD("party"), NULL, 0},
      {WORD("recipient"), CS_TYPE_CODE, WORD("party"), NULL, 0},
      {WORD("user"), CS_TYPE_CODE, WORD("party"), NULL, 0},
      {WORD("end_user"), CS_TYPE_CODE, WORD("party"), NULL, 0},
      {WORD("purpose"), CS_TYPE_CODE, {0}, NULL, 0},
  };
  static const struct cs_schema schema = {
      .kinds = kinds,
      .n_kinds = sizeof kinds / sizeof *kinds,
      .facts = facts,
      .n_facts = sizeof facts / sizeof *facts,
      .dependency_kinds = cs_dependency_kinds,
      .n_dependency_kinds = sizeof cs_dependency_kinds / sizeof *cs_dependency_kinds,
      .treats_fact = WORD("act"),
      .payers_kind = WORD("party"),
  };
  return &schema;
}

/* ------------------------------------------------------------------ where each fact comes from */

enum source {
  SOURCE_REQUEST, /* its `facts` */
  SOURCE_ACT,
  SOURCE_PURPOSE,
  SOURCE_AREA,
  SOURCE_PARTY,
  SOURCE_PARTY_STATE,
  SOURCE_PARTY_KIND,
  SOURCE_ITEM,
  SOURCE_ITEM_ORIGIN,
  SOURCE_ITEM_CLASS,
  SOURCE_ITEM_KIND,
  SOURCE_ITEM_FACT,
  SOURCE_STOCK,
  SOURCE_QUANTITY,
  SOURCE_VALUE,
  SOURCE_VALUE_MUSD,
};

static const struct {
  struct cs_str name;
  unsigned char source;
  bool member; /* has a member of its own in the request, and so no place in its `facts` */
} words[] = {
    {WORD("act"), SOURCE_ACT, true},
    {WORD("purpose"), SOURCE_PURPOSE, true},
    {WORD("area"), SOURCE_AREA, true},
    {WORD("item"), SOURCE_ITEM, true},
    {WORD("quantity"), SOURCE_QUANTITY, true},
    {WORD("value"), SOURCE_VALUE, true},
    {WORD("value_musd"), SOURCE_VALUE_MUSD, false},
    {WORD("item.origin"), SOURCE_ITEM_ORIGIN, false},
    {WORD("item.class"), SOURCE_ITEM_CLASS, false},
    {WORD("item.kind"), SOURCE_ITEM_KIND, false},
};
#define N_WORDS (sizeof words / sizeof *words)

enum role { ROLE_APPLICANT, ROLE_HOLDER, ROLE_RECIPIENT, ROLE_USER, ROLE_END_USER };
static const struct cs_str roles[] = {WORD("applicant"), WORD("holder"), WORD("recipient"), WORD("user"),
                                      WORD("end_user")};
#define N_ROLES (sizeof roles / sizeof *roles)

static bool role_source(struct cs_str name, struct cs_view_source *out) {
  for (size_t r = 0; r < N_ROLES; r++) {
    if (!cs_str_starts(name, roles[r])) {
      continue;
    }
    struct cs_str rest = cs_str_from(name, roles[r].len);
    bool whole = rest.len == 0, state = cs_str_eq(rest, CS_STR(".state")), kind = cs_str_eq(rest, CS_STR(".kind"));
    if (whole || state || kind) {
      out->kind = whole ? SOURCE_PARTY : state ? SOURCE_PARTY_STATE : SOURCE_PARTY_KIND;
      out->role = (unsigned char)r;
      return true;
    }
  }
  return false;
}

static bool of_stock(struct cs_str name) {
  return cs_str_eq(name, CS_STR("stock")) || cs_str_eq(name, CS_STR("floor")) || cs_str_eq(name, CS_STR("stock-class"));
}

static struct cs_view_source source_of(struct cs_str name) {
  struct cs_view_source source = {.kind = SOURCE_REQUEST};
  for (size_t i = 0; i < N_WORDS; i++) {
    if (cs_str_eq(name, words[i].name)) {
      source.kind = words[i].source;
      return source;
    }
  }
  if (!role_source(name, &source) && cs_str_starts(name, CS_STR("item."))) {
    source.name = cs_str_from(name, sizeof "item." - 1);
    source.kind = of_stock(source.name) ? SOURCE_STOCK : SOURCE_ITEM_FACT;
  }
  return source;
}

static bool has_member(struct cs_str name) {
  for (size_t i = 0; i < N_WORDS; i++) {
    if (words[i].member && cs_str_eq(name, words[i].name)) {
      return true;
    }
  }
  for (size_t i = 0; i < N_ROLES; i++) {
    if (cs_str_eq(name, roles[i])) {
      return true;
    }
  }
  return false;
}

bool cs_view_plan(const struct cs_rules *rules, struct cs_arena *arena, struct cs_view_plan *out, struct cs_err *err) {
  size_t n = cs_rules_n_facts(rules);
  struct cs_view_source *sources = cs_arena_array(arena, struct cs_view_source, n, err);
  if (!sources) {
    return false;
  }
  *out = (struct cs_view_plan){.sources = sources, .n = n, .origin = n, .value = n};
  for (size_t i = 0; i < n; i++) {
    sources[i] = source_of(cs_rules_fact(rules, i)->name);
    sources[i].member = has_member(cs_rules_fact(rules, i)->name);
    out->origin = sources[i].kind == SOURCE_ITEM_ORIGIN ? i : out->origin;
    out->value = sources[i].kind == SOURCE_VALUE ? i : out->value;
  }
  return true;
}

/* ------------------------------------------------------------------ what the request states itself */

static bool unknown_fact(const struct cs_rules *rules, const struct cs_request_fact *fact, struct cs_err *err) {
  struct cs_near near = {0};
  for (size_t i = 0; i < cs_rules_n_facts(rules); i++) {
    cs_near_try(&near, fact->name, cs_rules_fact(rules, i)->name);
  }
  cs_err_set(err, &CS_E_FACT_UNKNOWN, "\"%.*s\" is no fact of these rules", CS_STR_ARG(fact->name));
  if (near.name.len > 0) {
    cs_err_hint(err, "did you mean \"%.*s\"?", CS_STR_ARG(near.name));
  }
  return cs_err_at(err, CS_STR_NONE, fact->value->line, fact->value->column);
}

size_t cs_view_find_fact(const struct cs_view *view, const struct cs_request_fact *fact, struct cs_err *err) {
  size_t at = cs_rules_find_fact(view->rules, fact->name);
  if (at == SIZE_MAX ? has_member(fact->name) : view->plan.sources[at].member) {
    cs_err_set(err, &CS_E_FACT_MEMBER, "\"%.*s\" must stand beside \"facts\", not in it", CS_STR_ARG(fact->name));
    cs_err_at(err, CS_STR_NONE, fact->value->line, fact->value->column);
    return SIZE_MAX;
  }
  if (at == SIZE_MAX) {
    unknown_fact(view->rules, fact, err);
  }
  return at;
}

/* All that its `facts` state, each read once. */
static bool read_facts(struct cs_view *view, struct cs_err *err) {
  size_t n = view->request->n_facts;
  view->stated = cs_arena_array(view->arena, const struct cs_value *, view->plan.n, err);
  struct cs_value *values = cs_arena_array(view->arena, struct cs_value, n, err);
  if (!view->stated || !values) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    const struct cs_request_fact *fact = &view->request->facts[i];
    size_t at = cs_view_find_fact(view, fact, err);
    if (at == SIZE_MAX || !cs_view_read(cs_rules_fact(view->rules, at), fact->value, view->arena, &values[i], err)) {
      return false;
    }
    view->stated[at] = &values[i];
  }
  return true;
}

bool cs_view_init(struct cs_view *view, const struct cs_catalogue *catalogue, const struct cs_rules *rules,
                  const struct cs_view_plan *plan, const struct cs_request *request, cs_day on, cs_day known,
                  struct cs_arena *arena, struct cs_err *err) {
  *view = (struct cs_view){
      .catalogue = catalogue, .rules = rules, .request = request, .on = on, .known = known, .arena = arena};
  if (plan) {
    view->plan = *plan;
  } else if (!cs_view_plan(rules, arena, &view->plan, err)) {
    return false;
  }
  return read_facts(view, err) && cs_view_parts(view, err);
}

/* ------------------------------------------------------------------ figures of the request */

static void plain_code(struct cs_str code, struct cs_value *out) {
  out->known = code.len > 0;
  out->code = code;
}

/* Adds the next figure; one that is missing leaves the sum open above. False: the two have no sum. */
static bool add_figure(struct cs_figure *sum, bool *any, bool has, struct cs_figure next, bool *open) {
  struct cs_err ignored;
  if (!has) {
    *open = true;
    return true;
  }
  if (!*any) {
    *any = true;
    *sum = next;
    return true;
  }
  return cs_figure_add(*sum, next, sum, &ignored);
}

static void finish_sum(struct cs_figure sum, bool any, bool open, bool added, struct cs_value *out) {
  if (!added) {
    out->cause.kind = CS_CAUSE_BOUNDS; /* two currencies that meet, or beyond 38 digits */
    return;
  }
  out->known = any;
  out->figure = sum;
  if (any && open) {
    out->figure.hi_open = true; /* it is at least what was stated */
  }
}

/* The request's total of the line's item. */
static void quantity_of(const struct cs_view *view, struct cs_str item, struct cs_value *out) {
  struct cs_figure sum = {0};
  bool any = false, open = false, added = true;
  for (size_t i = 0; i < view->request->n_lines; i++) {
    const struct cs_request_line *line = &view->request->lines[i];
    if (cs_str_eq(line->item, item)) {
      struct cs_figure quantity = line->quantity;
      quantity.unit = CS_UNIT_NONE; /* request.c lets pieces and bare numbers in, and ten pieces are ten */
      added = added && add_figure(&sum, &any, line->has_quantity, quantity, &open);
    }
  }
  finish_sum(sum, any, open, added, out);
}

/* The request's total over all lines: a threshold is not passed by dividing a sale into lines. */
static void value_of(const struct cs_view *view, struct cs_value *out) {
  struct cs_figure sum = {0};
  bool any = false, open = false, added = true;
  for (size_t i = 0; i < view->request->n_lines; i++) {
    const struct cs_request_line *line = &view->request->lines[i];
    added = added && add_figure(&sum, &any, line->has_value, line->value, &open);
  }
  finish_sum(sum, any, open, added, out);
}

static bool millions(struct cs_dec *value) {
  struct cs_err ignored;
  return cs_dec_div_exact(*value, cs_dec_of(1000000), value, &ignored);
}

static void value_musd_of(const struct cs_view *view, struct cs_value *out) {
  struct cs_unit usd;
  value_of(view, out);
  bool in_usd = out->known && cs_unit_find(CS_STR("USD"), &usd) && out->figure.unit.index == usd.index;
  bool exact = in_usd && (out->figure.lo_open || millions(&out->figure.lo)) &&
               (out->figure.hi_open || millions(&out->figure.hi));
  if (out->known && !exact) {
    out->cause.kind = CS_CAUSE_BOUNDS;
  }
  out->figure.unit = CS_UNIT_NONE;
  out->known = exact;
}

/* ------------------------------------------------------------------ registrations */

static struct cs_str party_in(const struct cs_request *request, enum role role) {
  switch (role) {
  case ROLE_APPLICANT:
    return request->applicant;
  case ROLE_HOLDER:
    return request->holder;
  case ROLE_RECIPIENT:
    return request->recipient;
  case ROLE_USER:
    return request->user;
  case ROLE_END_USER:
    return cs_request_end_user(request);
  }
  return CS_STR_NONE;
}

/* What the versions that hold or may hold say, as one value. `text` picks what is asked from a version. */
bool cs_view_unite_versions(const struct cs_view *view, const struct cs_possible *possible, const char *versions,
                            size_t stride, struct cs_str (*text)(const void *version), const struct cs_fact_info *fact,
                            struct cs_value *out, struct cs_err *err) {
  struct cs_stated stated[CS_POSSIBLE_MAX];
  size_t n = 0;
  for (size_t i = 0; i < possible->n; i++) {
    const void *version = versions + possible->at[i] * stride;
    const struct cs_holds *holds = version; /* every version begins with it */
    struct cs_value value = {.certainty = holds->certainty < CS_DISPUTED ? holds->certainty : CS_CONFIRMED};
    bool sure = !possible->none && !possible->more; /* one of them holds: enough where all say the same */
    if (text(version).len == 0 || !cs_view_text(fact, text(version), &value)) {
      return true; /* a version that may hold and says nothing leaves it unknown */
    }
    stated[n++] = (struct cs_stated){.value = value, .sure = sure, .date = possible->date};
  }
  if (n == 0) {
    return true;
  }
  if (!cs_view_unite(fact, stated, n, view->arena, out, err)) {
    return false;
  }
  if (!out->known) {
    out->cause = (struct cs_cause){possible->date ? CS_CAUSE_DATE : CS_CAUSE_DISPUTED, fact->name};
  }
  return true;
}

static struct cs_str party_state(const void *version) {
  return ((const struct cs_party_version *)version)->state;
}

static struct cs_str party_kind(const void *version) {
  return ((const struct cs_party_version *)version)->kind;
}

static struct cs_str item_kind(const void *version) {
  return ((const struct cs_item_version *)version)->kind;
}

static bool party_fact(const struct cs_view *view, enum role role, struct cs_str (*text)(const void *version),
                       const struct cs_fact_info *fact, struct cs_value *out, struct cs_err *err) {
  struct cs_str id = party_in(view->request, role);
  const struct cs_party *party = id.len > 0 && view->catalogue ? cs_catalogue_party(view->catalogue, id) : NULL;
  struct cs_possible possible = {0};
  if (party && party->n_versions > 0) {
    cs_versions_possible(&party->versions[0].holds, sizeof *party->versions, party->n_versions, view->on, view->known,
                         CS_ASSUMED, &possible);
  }
  return possible.n == 0 || cs_view_unite_versions(view, &possible, (const char *)party->versions,
                                                   sizeof *party->versions, text, fact, out, err);
}

static const struct cs_item *registered(const struct cs_view *view, struct cs_str id, struct cs_possible *possible) {
  const struct cs_item *item = view->catalogue ? cs_catalogue_item(view->catalogue, id) : NULL;
  *possible = (struct cs_possible){.none = true};
  if (item && item->n_versions > 0) {
    cs_versions_possible(&item->versions[0].holds, sizeof *item->versions, item->n_versions, view->on, view->known,
                         CS_ASSUMED, possible);
  }
  return item;
}

static struct cs_strs codes_of(const struct cs_item_version *version, bool origins) {
  return origins ? version->origins : version->classes;
}

/* What every version that may hold lists is in, given that one of them holds. */
static bool in_all(const struct cs_item *item, const struct cs_possible *possible, bool origins, struct cs_arena *arena,
                   struct cs_strs *out, struct cs_err *err) {
  struct cs_strs first = codes_of(&item->versions[possible->at[0]], origins);
  for (size_t i = 0; i < first.n && !possible->none && !possible->more; i++) {
    bool all = true;
    for (size_t k = 1; k < possible->n; k++) {
      all = all && cs_strs_has(codes_of(&item->versions[possible->at[k]], origins), first.at[i]);
    }
    struct cs_str *slot = all ? cs_list_push(arena, out, err) : NULL;
    if (all && !slot) {
      return false;
    }
    if (slot) {
      *slot = first.at[i];
    }
  }
  return true;
}

/* Classes are what the registration claims, so silence is none; an origin that is not stated is not known. */
static bool item_codes(const struct cs_view *view, struct cs_str id, bool origins, const struct cs_fact_info *fact,
                       struct cs_value *out, struct cs_err *err) {
  struct cs_possible possible;
  const struct cs_item *item = registered(view, id, &possible);
  struct cs_stated stated[CS_POSSIBLE_MAX + 1] = {{.value = {.known = true, .certainty = CS_CONFIRMED}, .sure = true}};
  if (possible.n == 0) {
    return true;
  }
  for (size_t i = 0; i < possible.n; i++) {
    const struct cs_item_version *version = &item->versions[possible.at[i]];
    if (origins && !version->has_origins) {
      return true;
    }
    struct cs_value value = {.known = true, .sure = codes_of(version, origins)};
    value.certainty = version->holds.certainty < CS_DISPUTED ? version->holds.certainty : CS_CONFIRMED;
    stated[i + 1] = (struct cs_stated){.value = value, .sure = false, .date = possible.date};
  }
  if (!in_all(item, &possible, origins, view->arena, &stated[0].value.sure, err) ||
      !cs_view_unite(fact, stated, possible.n + 1, view->arena, out, err)) {
    return false;
  }
  out->open = possible.none || possible.more;
  return true;
}

static bool item_kind_of(const struct cs_view *view, struct cs_str id, const struct cs_fact_info *fact,
                         struct cs_value *out, struct cs_err *err) {
  struct cs_possible possible;
  const struct cs_item *item = registered(view, id, &possible);
  return possible.n == 0 || cs_view_unite_versions(view, &possible, (const char *)item->versions,
                                                   sizeof *item->versions, item_kind, fact, out, err);
}

static bool item_fact(const struct cs_view *view, struct cs_str id, struct cs_str name, const struct cs_fact_info *fact,
                      struct cs_value *out, struct cs_err *err) {
  const struct cs_item *item = view->catalogue ? cs_catalogue_item(view->catalogue, id) : NULL;
  bool found = false;
  return !item || cs_view_item_fact(view, item, name, fact, out, &found, err);
}

/* Where the item's stock says nothing, what is stated of the item counts. */
static bool stock_fact(const struct cs_view *view, struct cs_str id, struct cs_str name,
                       const struct cs_fact_info *fact, struct cs_value *out, struct cs_err *err) {
  bool found;
  return cs_view_stock(view, id, name, fact, out, &found, err) && (found || item_fact(view, id, name, fact, out, err));
}

/* ------------------------------------------------------------------ a line */

static bool fill(const struct cs_view *view, const struct cs_view_source *source, const struct cs_request_line *line,
                 const struct cs_fact_info *fact, struct cs_value *out, struct cs_err *err) {
  const struct cs_request *request = view->request;
  switch ((enum source)source->kind) {
  case SOURCE_REQUEST:
    return true;
  case SOURCE_ACT:
    plain_code(request->act, out);
    return true;
  case SOURCE_PURPOSE:
    plain_code(request->purpose, out);
    return true;
  case SOURCE_AREA:
    out->known = request->has_area;
    out->area = request->area;
    return true;
  case SOURCE_PARTY:
    plain_code(party_in(request, (enum role)source->role), out);
    return true;
  case SOURCE_PARTY_STATE:
    return party_fact(view, (enum role)source->role, party_state, fact, out, err);
  case SOURCE_PARTY_KIND:
    return party_fact(view, (enum role)source->role, party_kind, fact, out, err);
  case SOURCE_ITEM:
    plain_code(line->item, out);
    return true;
  case SOURCE_ITEM_ORIGIN:
    return item_codes(view, line->item, true, fact, out, err);
  case SOURCE_ITEM_CLASS:
    return item_codes(view, line->item, false, fact, out, err);
  case SOURCE_ITEM_KIND:
    return item_kind_of(view, line->item, fact, out, err);
  case SOURCE_ITEM_FACT:
    return item_fact(view, line->item, source->name, fact, out, err);
  case SOURCE_STOCK:
    return stock_fact(view, line->item, source->name, fact, out, err);
  case SOURCE_QUANTITY:
    quantity_of(view, line->item, out);
    return true;
  case SOURCE_VALUE:
    value_of(view, out);
    return true;
  case SOURCE_VALUE_MUSD:
    value_musd_of(view, out);
    return true;
  }
  return true;
}

/* Does nobody but perhaps the request itself say anything of it? */
static bool nothing_said(const struct cs_value *value) {
  return !value->known && value->cause.kind == CS_CAUSE_FACT;
}

bool cs_view_line(struct cs_view *view, size_t line, struct cs_line *out, struct cs_err *err) {
  struct cs_value *values = cs_arena_array(view->arena, struct cs_value, view->plan.n, err);
  if (!values) {
    return false;
  }
  for (size_t i = 0; i < view->plan.n; i++) {
    const struct cs_fact_info *fact = cs_rules_fact(view->rules, i);
    values[i].certainty = CS_CONFIRMED;
    if (!fill(view, &view->plan.sources[i], &view->request->lines[line], fact, &values[i], err)) {
      return false;
    }
    if (view->stated[i] && nothing_said(&values[i])) {
      values[i] = *view->stated[i];
    }
  }
  *out = (struct cs_line){.values = values, .parts = view->parts, .n_parts = view->request->n_parts};
  return true;
}
