/* The catalogue: decodes folded states and keeps them by identifier. It must never judge, and never keep a pointer into
 * a state that it was handed: all lies in its own arena. A state that is refused leaves the catalogue as it was. What
 * the states look like: model/fold.h. */
#include "model/catalogue.h"

#include <stdlib.h>

#include "model/content_private.h"
#include "model/correction.h"
#include "model/versions.h"

/* Things of one kind lie on one shelf: identifier → the struct of the kind, in order of first entry. */
enum shelf_kind {
  SHELF_ITEM,
  SHELF_PARTY,
  SHELF_GROUP,
  SHELF_MANDATE,
  SHELF_REGIME,
  SHELF_CALENDAR,
  SHELF_STOCK,
  SHELF_N
};

struct granted {
  const struct cs_mandate_record **at;
  size_t n, cap;
};

struct cs_catalogue {
  struct cs_arena arena;
  struct cs_map shelves[SHELF_N];
  struct cs_map granted_by;     /* office → struct granted */
  struct cs_map stocked;        /* item → struct stocked */
  struct cs_contents *contents; /* NULL: not settled */
};

/* The ledgers of one item. */
struct stocked {
  const struct cs_stock_record **at;
  size_t n, cap;
};

/* What every decoder is handed. */
struct decoder {
  struct cs_arena *arena;
  struct cs_str subject, id;
  struct cs_err *err;
  bool gone; /* of a calendar: every declaration was struck */
};

struct cs_catalogue *cs_catalogue_new(struct cs_err *err) {
  struct cs_catalogue *catalogue = calloc(1, sizeof *catalogue);
  if (!catalogue) {
    return cs_err_oom(err);
  }
  cs_arena_init(&catalogue->arena, NULL, 0);
  for (size_t i = 0; i < SHELF_N; i++) {
    cs_map_init(&catalogue->shelves[i], &catalogue->arena);
  }
  cs_map_init(&catalogue->granted_by, &catalogue->arena);
  cs_map_init(&catalogue->stocked, &catalogue->arena);
  return catalogue;
}

void cs_catalogue_free(struct cs_catalogue *catalogue) {
  if (!catalogue) {
    return;
  }
  cs_contents_free(catalogue->contents);
  cs_arena_deinit(&catalogue->arena);
  free(catalogue);
}

/* What is there of content is of items that have changed since. */
static void unsettle(struct cs_catalogue *catalogue) {
  cs_contents_free(catalogue->contents);
  catalogue->contents = NULL;
}

bool cs_catalogue_settle(struct cs_catalogue *catalogue, struct cs_err *err) {
  if (!catalogue->contents) {
    catalogue->contents = cs_contents_new(catalogue, err);
  }
  return catalogue->contents != NULL;
}

const struct cs_contents *cs_catalogue_contents(const struct cs_catalogue *catalogue) {
  return catalogue->contents;
}

/* ------------------------------------------------------------------ pieces of a state */

static bool bad(struct decoder *d, const char *list, size_t i, const char *what) {
  return cs_err_set(d->err, &CS_E_FOLD_STATE, "the state of \"%.*s\": \"%s\" number %zu: %s", CS_STR_ARG(d->subject),
                    list, i + 1, what);
}

static bool take_text(struct decoder *d, const struct cs_json *element, const char *key, struct cs_str *out) {
  return cs_arena_str(d->arena, cs_json_text(element, key), out, d->err);
}

/* *stated, which may be NULL: is the member there? */
static bool take_texts(struct decoder *d, const struct cs_json *element, const char *key, struct cs_strs *out,
                       bool *stated) {
  const struct cs_json *array = cs_json_get(element, key);
  bool is_array = array && array->kind == CS_JSON_ARRAY;
  if (stated) {
    *stated = is_array;
  }
  for (size_t i = 0; is_array && i < array->n; i++) {
    struct cs_str *text = cs_list_push(d->arena, out, d->err);
    if (!text || !cs_arena_str(d->arena, array->items[i]->text, text, d->err)) {
      return false;
    }
  }
  return true;
}

static bool take_span(const struct cs_json *element, const char *key, struct cs_span fallback, struct cs_span *out,
                      struct cs_err *err) {
  struct cs_str text = cs_json_text(element, key);
  *out = fallback;
  return text.len == 0 || cs_span_parse(text, out, err);
}

static bool find_certainty(struct cs_str word, enum cs_certainty *out) {
  static const char *const words[] = {"confirmed", "reported", "assumed", "disputed",
                                      "denied"}; /* as in base/truth.h */
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (cs_str_eq(word, cs_str_of(words[i]))) {
      *out = (enum cs_certainty)i;
      return true;
    }
  }
  return false;
}

bool cs_holds_read(const struct cs_json *element, struct cs_holds *out, struct cs_err *err) {
  *out = (struct cs_holds){.certainty = CS_CONFIRMED,
                           .n = cs_json_integer(element, "n", -1),
                           .struck = cs_json_integer(element, "struck", 0)};
  if (!take_span(element, "from", CS_SPAN_ALWAYS, &out->from, err) ||
      !take_span(element, "until", CS_SPAN_NEVER, &out->until, err)) {
    return false;
  }
  out->cite = cs_json_text(element, "cite");
  out->known = cs_span_exact(out->from) ? out->from.first : CS_DAY_MIN;
  struct cs_str known = cs_json_text(element, "known");
  if (known.len > 0 && !cs_day_parse(known, &out->known, err)) {
    return false;
  }
  struct cs_str certainty = cs_json_text(element, "certainty");
  if (certainty.len > 0 && !find_certainty(certainty, &out->certainty)) {
    return cs_err_set(err, &CS_E_FOLD_STATE, "\"%.*s\" is no certainty", CS_STR_ARG(certainty));
  }
  return true;
}

static bool take_holds(struct decoder *d, const struct cs_json *element, struct cs_holds *out) {
  return cs_holds_read(element, out, d->err) && take_text(d, element, "cite", &out->cite);
}

static bool decode_item_version(struct decoder *d, const struct cs_json *element, void *out) {
  struct cs_item_version *v = out;
  v->complete = cs_json_flag(element, "complete");
  return take_text(d, element, "kind", &v->kind) && take_text(d, element, "name", &v->name) &&
         take_texts(d, element, "class", &v->classes, &v->has_classes) &&
         take_texts(d, element, "origin", &v->origins, &v->has_origins);
}

static bool decode_item_fact(struct decoder *d, const struct cs_json *element, void *out) {
  struct cs_item_fact *fact = out;
  const struct cs_json *value = cs_json_get(element, "value");
  if (!value || (value->kind != CS_JSON_STRING && value->kind != CS_JSON_BOOL)) {
    return cs_err_set(d->err, &CS_E_FOLD_STATE, "\"value\" must be a string, true or false");
  }
  struct cs_json *copy = NULL;
  if (!cs_json_copy(d->arena, value, &copy, d->err)) {
    return false;
  }
  fact->value = copy;
  return take_text(d, element, "name", &fact->name) && take_texts(d, element, "also", &fact->also, NULL);
}

static bool decode_dependency(struct decoder *d, const struct cs_json *element, void *out) {
  struct cs_dependency *link = out;
  if (!take_text(d, element, "on", &link->on) || !take_text(d, element, "by", &link->by)) {
    return false;
  }
  bool known = false;
  for (size_t i = 0; i < sizeof cs_dependency_kinds / sizeof *cs_dependency_kinds; i++) {
    known = known || cs_str_eq(link->by, cs_dependency_kinds[i]);
  }
  if (!known) {
    return cs_err_set(d->err, &CS_E_FOLD_STATE, "\"%.*s\" is no kind of dependency", CS_STR_ARG(link->by));
  }
  struct cs_str share = cs_json_text(element, "share");
  link->has_share = share.len > 0;
  return !link->has_share || cs_dec_parse(share, &link->share, d->err);
}

static bool decode_party_version(struct decoder *d, const struct cs_json *element, void *out) {
  struct cs_party_version *v = out;
  return take_text(d, element, "kind", &v->kind) && take_text(d, element, "state", &v->state) &&
         take_text(d, element, "name", &v->name) && take_text(d, element, "calendar", &v->calendar);
}

static bool decode_member(struct decoder *d, const struct cs_json *element, void *out) {
  return take_text(d, element, "member", &((struct cs_member *)out)->id);
}

static bool take_figure(struct decoder *d, const struct cs_json *element, const char *key, bool *has,
                        struct cs_figure *out) {
  struct cs_str text = cs_json_text(element, key);
  *has = text.len > 0;
  return !*has || cs_figure_parse(text, out, d->err);
}

static bool decode_grant(struct decoder *d, const struct cs_json *element, void *out) {
  struct cs_mandate_grant *grant = out;
  return take_text(d, element, "by", &grant->by) && take_text(d, element, "to", &grant->to) &&
         take_texts(d, element, "regimes", &grant->regimes, NULL) &&
         take_texts(d, element, "acts", &grant->acts, NULL) && take_texts(d, element, "areas", &grant->areas, NULL) &&
         take_text(d, element, "when", &grant->when) &&
         take_figure(d, element, "quantity_max", &grant->has_quantity_max, &grant->quantity_max) &&
         take_figure(d, element, "value_max", &grant->has_value_max, &grant->value_max);
}

static bool decode_revocation(struct decoder *d, const struct cs_json *element, void *out) {
  (void)d;
  (void)element;
  (void)out;
  return true; /* it is its holds and nothing else */
}

/* ------------------------------------------------------------------ lists of a state */

/* How the elements of one list are decoded and ordered. Every element struct begins with its struct cs_holds. */
struct list_form {
  const char *key;
  size_t size;
  bool (*decode)(struct decoder *d, const struct cs_json *element, void *out);
  int (*cmp)(const void *a, const void *b);
};

static int cmp_holds(const void *a, const void *b) {
  return cs_versions_cmp(a, b);
}

static int cmp_facts(const void *a, const void *b) {
  const struct cs_item_fact *x = a, *y = b;
  int by_name = cs_str_cmp(x->name, y->name);
  return by_name ? by_name : cs_versions_cmp(&x->holds, &y->holds);
}

static int cmp_dependencies(const void *a, const void *b) {
  const struct cs_dependency *x = a, *y = b;
  int by_item = cs_str_cmp(x->on, y->on);
  int by_kind = by_item ? by_item : cs_str_cmp(x->by, y->by);
  return by_kind ? by_kind : cs_versions_cmp(&x->holds, &y->holds);
}

static int cmp_members(const void *a, const void *b) {
  const struct cs_member *x = a, *y = b;
  int by_id = cs_str_cmp(x->id, y->id);
  return by_id ? by_id : cs_versions_cmp(&x->holds, &y->holds);
}

static const struct list_form item_versions = {"versions", sizeof(struct cs_item_version), decode_item_version,
                                               cmp_holds};
static const struct list_form item_facts = {"facts", sizeof(struct cs_item_fact), decode_item_fact, cmp_facts};
static const struct list_form item_links = {"dependencies", sizeof(struct cs_dependency), decode_dependency,
                                            cmp_dependencies};
static const struct list_form party_versions = {"versions", sizeof(struct cs_party_version), decode_party_version,
                                                cmp_holds};
static const struct list_form group_members = {"members", sizeof(struct cs_member), decode_member, cmp_members};
static const struct list_form mandate_grants = {"grants", sizeof(struct cs_mandate_grant), decode_grant, cmp_holds};
static const struct list_form mandate_ends = {"revocations", sizeof(struct cs_holds), decode_revocation, cmp_holds};

static size_t count_struck(const struct cs_json *list) {
  size_t n = 0;
  for (size_t i = 0; i < list->n; i++) {
    n += cs_state_struck(list->items[i]);
  }
  return n;
}

static bool take_element(struct decoder *d, const struct list_form *form, const struct cs_json *list, size_t i,
                         char *out) {
  struct cs_holds holds; /* by hand-over, since `out` is bytes to us */
  if (list->items[i]->kind != CS_JSON_OBJECT) {
    return bad(d, form->key, i, "must be an object");
  }
  if (!take_holds(d, list->items[i], &holds) || !form->decode(d, list->items[i], out)) {
    return cs_err_context(d->err, "the state of \"%.*s\": \"%s\" number %zu", CS_STR_ARG(d->subject), form->key, i + 1);
  }
  *(struct cs_holds *)(void *)out = holds;
  return true;
}

/* What counts comes first, in order, and *n is of that; the *struck elements behind it are there to be shown. Nobody else looks at whether
 * an element was struck. */
static bool take_list(struct decoder *d, const struct cs_json *state, const struct list_form *form, void **out,
                      size_t *n, size_t *struck) {
  const struct cs_json *list = cs_json_get(state, form->key);
  *out = NULL;
  *n = *struck = 0;
  if (!list) {
    return true;
  }
  if (list->kind != CS_JSON_ARRAY) {
    return cs_err_set(d->err, &CS_E_FOLD_STATE, "the state of \"%.*s\": \"%s\" must be an array",
                      CS_STR_ARG(d->subject), form->key);
  }
  char *elements = cs_arena_alloc_n(d->arena, list->n, form->size, d->err);
  if (!elements) {
    return false;
  }
  size_t counting = list->n - count_struck(list);
  for (size_t i = 0; i < list->n; i++) {
    size_t at = cs_state_struck(list->items[i]) ? counting + (*struck)++ : (*n)++;
    if (!take_element(d, form, list, i, elements + at * form->size)) {
      return false;
    }
  }
  if (*n > 1) {
    qsort(elements, *n, form->size, form->cmp);
  }
  *out = elements;
  return true;
}

/* ------------------------------------------------------------------ states of each kind */

static void *decode_item(struct decoder *d, const struct cs_json *state) {
  struct cs_item *item = cs_arena_new(d->arena, struct cs_item, d->err);
  if (!item) {
    return NULL;
  }
  item->id = d->id;
  void *versions, *facts, *links;
  size_t struck, ignored;
  if (!take_list(d, state, &item_versions, &versions, &item->n_versions, &struck) ||
      !take_list(d, state, &item_facts, &facts, &item->n_facts, &ignored) ||
      !take_list(d, state, &item_links, &links, &item->n_dependencies, &ignored)) {
    return NULL;
  }
  item->gone = item->n_versions == 0 && struck > 0;
  item->versions = versions;
  item->facts = facts;
  item->dependencies = links;
  return item;
}

static void *decode_party(struct decoder *d, const struct cs_json *state) {
  struct cs_party *party = cs_arena_new(d->arena, struct cs_party, d->err);
  void *versions;
  size_t struck;
  if (!party || !take_list(d, state, &party_versions, &versions, &party->n_versions, &struck)) {
    return NULL;
  }
  party->gone = party->n_versions == 0 && struck > 0;
  party->id = d->id;
  party->versions = versions;
  return party;
}

static void *decode_group(struct decoder *d, const struct cs_json *state) {
  struct cs_group_record *group = cs_arena_new(d->arena, struct cs_group_record, d->err);
  void *members;
  size_t struck;
  if (!group || !take_text(d, state, "of", &group->of) ||
      !take_list(d, state, &group_members, &members, &group->n_members, &struck)) {
    return NULL;
  }
  group->id = d->id;
  group->open = cs_json_flag(state, "open");
  group->members = members;
  return group;
}

static void *decode_mandate(struct decoder *d, const struct cs_json *state) {
  struct cs_mandate_record *mandate = cs_arena_new(d->arena, struct cs_mandate_record, d->err);
  void *grants, *ends;
  if (!mandate || !take_list(d, state, &mandate_grants, &grants, &mandate->n_grants, &mandate->n_struck_grants) ||
      !take_list(d, state, &mandate_ends, &ends, &mandate->n_revocations, &mandate->n_struck_revocations)) {
    return NULL;
  }
  mandate->id = d->id;
  mandate->grants = grants;
  mandate->revocations = ends;
  return mandate;
}

bool cs_regime_table_read(struct cs_str text, struct cs_regime_table *out) {
  size_t n = sizeof out->digest;
  if (text.len < 66 || text.ptr[text.len - 65] != ' ') {
    return false;
  }
  out->file = cs_str_sub(text, 0, text.len - 65);
  return cs_hex_decode(cs_str_from(text, text.len - 64), out->digest, &n) && n == sizeof out->digest;
}

static bool take_tables(struct decoder *d, const struct cs_json *element, struct cs_regime_text *text) {
  const struct cs_json *tables = cs_json_get(element, "tables");
  size_t n = tables && tables->kind == CS_JSON_ARRAY ? tables->n : 0;
  text->tables = cs_arena_array(d->arena, struct cs_regime_table, n + 1, d->err);
  for (size_t i = 0; text->tables && i < n; i++) {
    struct cs_regime_table *table = &text->tables[text->n_tables++];
    if (!cs_regime_table_read(tables->items[i]->text, table)) {
      return bad(d, "tables", i, "must be a name and 64 digits of hex");
    }
    if (!cs_arena_str(d->arena, table->file, &table->file, d->err)) {
      return false;
    }
  }
  return text->tables != NULL;
}

static void *decode_regime(struct decoder *d, const struct cs_json *state) {
  struct cs_regime_record *regime = cs_arena_new(d->arena, struct cs_regime_record, d->err);
  if (!regime) {
    return NULL;
  }
  regime->id = d->id;
  const struct cs_json *texts = cs_json_get(state, "texts");
  size_t n = texts && texts->kind == CS_JSON_ARRAY ? texts->n : 0;
  regime->texts = cs_arena_array(d->arena, struct cs_regime_text, n, d->err);
  if (!regime->texts) {
    return NULL;
  }
  for (size_t i = 0; i < n; i++) {
    struct cs_regime_text *text = &regime->texts[regime->n_texts++];
    size_t bytes = sizeof text->digest;
    if (!cs_hex_decode(cs_json_text(texts->items[i], "digest"), text->digest, &bytes) || bytes != sizeof text->digest) {
      bad(d, "texts", i, "\"digest\" must be 64 digits of hex");
      return NULL;
    }
    if (!take_text(d, texts->items[i], "file", &text->file) || !take_tables(d, texts->items[i], text)) {
      return NULL;
    }
    text->n = cs_json_integer(texts->items[i], "n", -1);
  }
  return regime;
}

static bool take_weekend(struct decoder *d, const struct cs_json *version, unsigned *mask) {
  static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const struct cs_json *days = cs_json_get(version, "weekend");
  *mask = 0;
  for (size_t i = 0; days && days->kind == CS_JSON_ARRAY && i < days->n; i++) {
    size_t day = 0;
    while (day < 7 && !cs_str_eq(days->items[i]->text, cs_str_of(names[day]))) {
      day++;
    }
    if (day == 7) {
      return bad(d, "weekend", i, "is no day of the week");
    }
    *mask |= 1u << day;
  }
  return true;
}

static int cmp_days(const void *a, const void *b) {
  const cs_day *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

/* A calendar is declared, not dated: the last declaration that was not struck counts. */
static void *decode_calendar(struct decoder *d, const struct cs_json *state) {
  struct cs_calendar *calendar = cs_arena_new(d->arena, struct cs_calendar, d->err);
  const struct cs_json *versions = cs_json_get(state, "versions");
  if (!calendar || !versions || versions->kind != CS_JSON_ARRAY || versions->n == 0) {
    return calendar;
  }
  const struct cs_json *last = NULL;
  for (size_t i = 0; i < versions->n; i++) {
    last = cs_state_struck(versions->items[i]) ? last : versions->items[i];
  }
  d->gone = last == NULL;
  const struct cs_json *holidays = cs_json_get(last, "holidays");
  size_t n = holidays && holidays->kind == CS_JSON_ARRAY ? holidays->n : 0;
  cs_day *days = cs_arena_array(d->arena, cs_day, n, d->err);
  if (!days || !take_weekend(d, last, &calendar->weekend)) {
    return NULL;
  }
  for (size_t i = 0; i < n; i++) {
    if (!cs_day_parse(holidays->items[i]->text, &days[i], d->err)) {
      cs_err_context(d->err, "the state of \"%.*s\"", CS_STR_ARG(d->subject));
      return NULL;
    }
  }
  if (n > 1) {
    qsort(days, n, sizeof *days, cmp_days);
  }
  calendar->holidays = days;
  calendar->n_holidays = n;
  return calendar;
}

static void *decode_stock(struct decoder *d, const struct cs_json *state) {
  struct cs_stock_record *stock = cs_arena_new(d->arena, struct cs_stock_record, d->err);
  if (!stock || !take_text(d, state, "item", &stock->item) || !take_text(d, state, "holder", &stock->holder)) {
    return NULL;
  }
  stock->id = d->id;
  return stock;
}

/* ------------------------------------------------------------------ putting and getting */

static const struct {
  const char *subject;
  void *(*decode)(struct decoder *d, const struct cs_json *state);
} kinds[SHELF_N] = {
    [SHELF_ITEM] = {"item", decode_item},       [SHELF_PARTY] = {"party", decode_party},
    [SHELF_GROUP] = {"group", decode_group},    [SHELF_MANDATE] = {"mandate", decode_mandate},
    [SHELF_REGIME] = {"regime", decode_regime}, [SHELF_CALENDAR] = {"calendar", decode_calendar},
    [SHELF_STOCK] = {"stock", decode_stock},
};

static bool index_grants(struct cs_catalogue *catalogue, const struct cs_mandate_record *mandate,
                         const struct cs_mandate_record *former, struct cs_err *err) {
  for (size_t i = 0; i < mandate->n_grants + mandate->n_struck_grants; i++) { /* the former must go everywhere */
    union cs_map_value *value = cs_map_put(&catalogue->granted_by, mandate->grants[i].by, NULL, err);
    if (!value) {
      return false;
    }
    if (!value->ptr) {
      value->ptr = cs_arena_new(&catalogue->arena, struct granted, err);
    }
    struct granted *granted = value->ptr;
    if (!granted) {
      return false;
    }
    size_t at = 0;
    while (at < granted->n && granted->at[at] != mandate && granted->at[at] != former) {
      at++;
    }
    if (at < granted->n) {
      granted->at[at] = mandate;
      continue;
    }
    void *list = granted->at;
    if (!cs_list_grow(&catalogue->arena, &list, granted->n, &granted->cap, sizeof *granted->at, err)) {
      return false;
    }
    granted->at = list;
    granted->at[granted->n++] = mandate;
  }
  return true;
}

static bool index_stock(struct cs_catalogue *catalogue, const struct cs_stock_record *stock, struct cs_err *err) {
  union cs_map_value *value = cs_map_put(&catalogue->stocked, stock->item, NULL, err);
  if (!value) {
    return false;
  }
  if (!value->ptr) {
    value->ptr = cs_arena_new(&catalogue->arena, struct stocked, err);
  }
  struct stocked *stocked = value->ptr;
  void *list = stocked ? stocked->at : NULL;
  if (!stocked || !cs_list_grow(&catalogue->arena, &list, stocked->n, &stocked->cap, sizeof *stocked->at, err)) {
    return false;
  }
  stocked->at = list;
  stocked->at[stocked->n++] = stock;
  return true;
}

bool cs_catalogue_put(struct cs_catalogue *catalogue, struct cs_str subject, const struct cs_json *state,
                      bool *regimes_changed, struct cs_err *err) {
  struct cs_str rest = subject;
  struct cs_str kind = cs_str_cut(&rest, ':');
  size_t shelf = 0;
  while (shelf < SHELF_N && !cs_str_eq(kind, cs_str_of(kinds[shelf].subject))) {
    shelf++;
  }
  if (shelf == SHELF_N) {
    return true;
  }
  if (shelf == SHELF_STOCK && cs_map_ptr(&catalogue->shelves[shelf], rest)) {
    return true; /* what is kept of a ledger never changes, and what changes is read by key */
  }
  struct decoder d = {.arena = &catalogue->arena, .subject = subject, .err = err};
  if (!cs_arena_str(d.arena, rest, &d.id, err)) {
    return false;
  }
  void *decoded = kinds[shelf].decode(&d, state);
  if (!decoded) {
    return false;
  }
  void *former = cs_map_ptr(&catalogue->shelves[shelf], d.id);
  if (shelf == SHELF_MANDATE && !index_grants(catalogue, decoded, former, err)) {
    return false;
  }
  if (shelf == SHELF_STOCK && !index_stock(catalogue, decoded, err)) {
    return false;
  }
  union cs_map_value *value = cs_map_put(&catalogue->shelves[shelf], d.id, NULL, err);
  if (!value) {
    return false;
  }
  value->ptr = d.gone ? NULL : decoded;
  if (shelf == SHELF_ITEM) {
    unsettle(catalogue);
  }
  if (regimes_changed && shelf == SHELF_REGIME) {
    *regimes_changed = true;
  }
  return true;
}

static const void *at(const struct cs_catalogue *catalogue, enum shelf_kind shelf, size_t i) {
  const struct cs_map *map = &catalogue->shelves[shelf];
  return i < map->n ? map->at[i].value.ptr : NULL;
}

const struct cs_item *cs_catalogue_item(const struct cs_catalogue *catalogue, struct cs_str id) {
  const struct cs_item *item = cs_map_ptr(&catalogue->shelves[SHELF_ITEM], id);
  return item && item->gone ? NULL : item;
}

const struct cs_party *cs_catalogue_party(const struct cs_catalogue *catalogue, struct cs_str id) {
  const struct cs_party *party = cs_map_ptr(&catalogue->shelves[SHELF_PARTY], id);
  return party && party->gone ? NULL : party;
}

const struct cs_group_record *cs_catalogue_group(const struct cs_catalogue *catalogue, struct cs_str id) {
  return cs_map_ptr(&catalogue->shelves[SHELF_GROUP], id);
}

const struct cs_mandate_record *cs_catalogue_mandate(const struct cs_catalogue *catalogue, struct cs_str id) {
  const struct cs_mandate_record *mandate = cs_map_ptr(&catalogue->shelves[SHELF_MANDATE], id);
  return mandate && mandate->n_grants == 0 && mandate->n_struck_grants > 0 ? NULL : mandate;
}

const struct cs_regime_record *cs_catalogue_regime(const struct cs_catalogue *catalogue, struct cs_str id) {
  return cs_map_ptr(&catalogue->shelves[SHELF_REGIME], id);
}

const struct cs_stock_record *cs_catalogue_stock(const struct cs_catalogue *catalogue, struct cs_str item,
                                                 struct cs_str holder) {
  const struct stocked *stocked = cs_map_ptr(&catalogue->stocked, item);
  for (size_t i = 0; stocked && i < stocked->n; i++) {
    if (cs_str_eq(stocked->at[i]->holder, holder)) {
      return stocked->at[i];
    }
  }
  return stocked && stocked->n == 1 ? stocked->at[0] : NULL;
}

const struct cs_calendar *cs_catalogue_calendar(const struct cs_catalogue *catalogue, struct cs_str party) {
  const struct cs_party *office = cs_catalogue_party(catalogue, party);
  if (!office || office->n_versions == 0) {
    return NULL;
  }
  struct cs_str id = office->versions[office->n_versions - 1].calendar;
  return id.len > 0 ? cs_map_ptr(&catalogue->shelves[SHELF_CALENDAR], id) : NULL;
}

size_t cs_catalogue_n_items(const struct cs_catalogue *catalogue) {
  return catalogue->shelves[SHELF_ITEM].n;
}

const struct cs_item *cs_catalogue_item_at(const struct cs_catalogue *catalogue, size_t i) {
  return at(catalogue, SHELF_ITEM, i);
}

const struct cs_party *cs_catalogue_party_at(const struct cs_catalogue *catalogue, size_t i) {
  return at(catalogue, SHELF_PARTY, i);
}

const struct cs_group_record *cs_catalogue_group_at(const struct cs_catalogue *catalogue, size_t i) {
  return at(catalogue, SHELF_GROUP, i);
}

const struct cs_mandate_record *cs_catalogue_mandate_at(const struct cs_catalogue *catalogue, size_t i) {
  return at(catalogue, SHELF_MANDATE, i);
}

const struct cs_regime_record *cs_catalogue_regime_at(const struct cs_catalogue *catalogue, size_t i) {
  return at(catalogue, SHELF_REGIME, i);
}

const struct cs_mandate_record *const *cs_catalogue_mandates_by(const struct cs_catalogue *catalogue,
                                                                struct cs_str office, size_t *n) {
  const struct granted *granted = cs_map_ptr(&catalogue->granted_by, office);
  *n = granted ? granted->n : 0;
  return granted ? granted->at : NULL;
}
