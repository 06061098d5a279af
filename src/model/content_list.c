/* Short lists: for every item the best chains to each state, and to what is silent, with where they hold; made from the lists of the
 * items that it depends on, those first. An entry that another covers is left out, and of those left the nearest comes first, in
 * the order in which a walk in breadth would find them, so that the same chain is told. Invariant: wherever a walk finds a chain,
 * the best entry that holds there is that chain. Specification: RULES sections 7 and 12. */
#include "model/content_private.h"

#include <stdlib.h>

#include "base/limits.h"

enum { SILENCE = 0 }; /* the number of no state */

/* A chain: its first link, and behind it the entry `next` of the item there; of length 0 the item itself. */
struct entry {
  struct cs_content_where where;
  uint8_t kinds, truth, certainty; /* of all its links; of silence no truth and no certainty */
  uint32_t length, link, next;
};
/* What an item has of one state. */
struct list {
  uint32_t state, first, n;
  bool too_long; /* none is kept */
};
struct node {
  const struct cs_item *item; /* NULL: not on record */
  uint32_t first_link, n_links;
  struct list *lists; /* by state */
  struct entry *entries;
  uint32_t n_lists;
  bool listed;
};
struct link {
  uint32_t from, to, n; /* nodes; versions */
  const struct cs_dependency *versions;
};

struct cs_contents {
  struct cs_arena arena;
  struct cs_map numbers; /* item → node */
  struct cs_map states;  /* → number, from 1 */
  struct node *nodes;
  struct {
    struct link *at;
    size_t n, cap;
  } links;
  size_t n_entries;
};

/* ------------------------------------------------------------------ the graph */

static bool number_of(struct cs_contents *c, struct cs_str id, uint32_t *out, struct cs_err *err) {
  bool fresh;
  union cs_map_value *value = cs_map_put(&c->numbers, id, &fresh, err);
  if (!value) {
    return false;
  }
  value->number = fresh ? c->numbers.n - 1 : value->number;
  *out = (uint32_t)value->number;
  return true;
}

static bool add_links(struct cs_contents *c, const struct cs_item *item, uint32_t from, struct cs_err *err) {
  size_t end = 0;
  for (size_t i = 0; i < item->n_dependencies; i = end) {
    end = cs_content_run_end(item, i);
    struct link *link = cs_list_push(&c->arena, &c->links, err);
    if (!link || !number_of(c, item->dependencies[i].on, &link->to, err)) {
      return false;
    }
    link->from = from;
    link->n = (uint32_t)(end - i);
    link->versions = &item->dependencies[i];
  }
  return true;
}

/* Items by the order of the catalogue, then what is only named. */
static bool make_graph(struct cs_contents *c, const struct cs_catalogue *catalogue, struct cs_err *err) {
  uint32_t number;
  size_t n = cs_catalogue_n_items(catalogue);
  for (size_t i = 0; i < n; i++) {
    const struct cs_item *item = cs_catalogue_item_at(catalogue, i);
    if (item && !number_of(c, item->id, &number, err)) {
      return false;
    }
  }
  for (size_t i = 0; i < n; i++) {
    const struct cs_item *item = cs_catalogue_item_at(catalogue, i);
    if (item && (!number_of(c, item->id, &number, err) || !add_links(c, item, number, err))) {
      return false;
    }
  }
  c->nodes = cs_arena_array(&c->arena, struct node, c->numbers.n, err);
  for (size_t i = 0; c->nodes && i < c->numbers.n; i++) {
    c->nodes[i].item = cs_catalogue_item(catalogue, c->numbers.at[i].key);
  }
  for (size_t i = c->links.n; c->nodes && i-- > 0;) {
    struct node *node = &c->nodes[c->links.at[i].from];
    node->first_link = (uint32_t)i;
    node->n_links++;
  }
  return c->nodes != NULL;
}

/* ------------------------------------------------------------------ where something is said */

/* Truth and certainty in one number that is not 0. */
static uint8_t says_of(enum cs_truth truth, enum cs_certainty certainty) {
  return (uint8_t)(truth == CS_NO ? 0 : 1 + (unsigned)certainty + (truth == CS_UNKNOWN ? 8 : 0));
}

static uint8_t link_says(const void *ctx, const struct cs_content_asked *asked) {
  const struct link *link = ctx;
  struct cs_reach_link found = cs_content_link(link->versions, link->n, asked);
  return says_of(found.truth, found.certainty);
}

struct stated {
  const struct cs_item *item;
  struct cs_str state;
};

static uint8_t state_says(const void *ctx, const struct cs_content_asked *asked) {
  const struct stated *stated = ctx;
  struct cs_content_carried found = cs_content_carries(stated->item, stated->state, asked);
  return says_of(found.truth, found.certainty);
}

static uint8_t silence_says(const void *ctx, const struct cs_content_asked *asked) {
  const struct stated *stated = ctx;
  return cs_content_silent(stated->item, asked) ? says_of(CS_YES, CS_CONFIRMED) : 0;
}

static bool meet(struct cs_content_where *a, const struct cs_content_where *b) {
  a->on_first = a->on_first > b->on_first ? a->on_first : b->on_first;
  a->on_last = a->on_last < b->on_last ? a->on_last : b->on_last;
  a->known_first = a->known_first > b->known_first ? a->known_first : b->known_first;
  a->known_last = a->known_last < b->known_last ? a->known_last : b->known_last;
  a->weakest &= b->weakest;
  return a->on_first <= a->on_last && a->known_first <= a->known_last && a->weakest != 0;
}

static bool covers(const struct cs_content_where *a, const struct cs_content_where *b) {
  return a->on_first <= b->on_first && a->on_last >= b->on_last && a->known_first <= b->known_first &&
         a->known_last >= b->known_last && (b->weakest & ~a->weakest) == 0;
}

/* ------------------------------------------------------------------ the list of one item */

/* What may become an entry, in the order of links and of the lists behind them. */
struct candidate {
  struct entry entry;
  uint32_t state, order;
  bool too_long;
};
struct making {
  struct cs_contents *c;
  struct cs_arena arena;
  struct {
    struct candidate *at;
    size_t n, cap;
  } candidates;
  struct entry *kept; /* room for as many as there are candidates */
  size_t cap_kept;
  struct cs_content_extents extents;
  struct cs_err *err;
};

static bool propose(struct making *m, uint32_t state, struct entry entry, bool too_long) {
  struct candidate *slot = cs_list_push(&m->arena, &m->candidates, m->err);
  if (!slot) {
    return false;
  }
  *slot = (struct candidate){entry, state, (uint32_t)m->candidates.n, too_long};
  return true;
}

static bool propose_extents(struct making *m, uint32_t state) {
  for (size_t i = 0; i < m->extents.n; i++) {
    unsigned says = m->extents.at[i].says - 1u;
    struct entry entry = {.where = m->extents.at[i].where,
                          .truth = (uint8_t)(says >= 8 ? CS_UNKNOWN : CS_YES),
                          .certainty = (uint8_t)(says % 8)};
    if (!propose(m, state, entry, false)) {
      return false;
    }
  }
  return true;
}

/* What the item's own registration says. */
static bool propose_own(struct making *m, const struct cs_item *item, bool *listed) {
  struct stated stated = {.item = item};
  size_t n = item ? item->n_versions : 0, stride = sizeof(struct cs_item_version);
  const struct cs_holds *first = n > 0 ? &item->versions[0].holds : NULL;
  *listed = cs_content_extents(first, stride, n, silence_says, &stated, &m->extents);
  if (*listed && !propose_extents(m, SILENCE)) {
    return false;
  }
  for (size_t v = 0; v < n && *listed; v++) {
    for (size_t k = 0; k < item->versions[v].origins.n && *listed; k++) {
      bool fresh;
      stated.state = item->versions[v].origins.at[k];
      union cs_map_value *number = cs_map_put(&m->c->states, stated.state, &fresh, m->err);
      if (!number) {
        return false;
      }
      number->number = fresh ? m->c->states.n : number->number;
      uint32_t state = (uint32_t)number->number;
      *listed = cs_content_extents(first, stride, n, state_says, &stated, &m->extents);
      if (*listed && !propose_extents(m, state)) {
        return false;
      }
    }
  }
  return true;
}

/* The chains of the item there, with this link before them. */
static bool propose_behind(struct making *m, uint32_t number, const struct cs_content_extent *extent) {
  const struct link *link = &m->c->links.at[number];
  const struct node *there = &m->c->nodes[link->to];
  unsigned says = extent->says - 1u;
  uint8_t truth = (uint8_t)(says >= 8 ? CS_UNKNOWN : CS_YES), certainty = (uint8_t)(says % 8);
  uint8_t kind = (uint8_t)cs_content_kind(link->versions->by);
  for (uint32_t l = 0; l < there->n_lists; l++) {
    const struct list *list = &there->lists[l];
    bool state = list->state != SILENCE;
    if (list->too_long && !propose(m, list->state, (struct entry){.length = 0}, true)) {
      return false;
    }
    for (uint32_t i = list->first; i < list->first + list->n; i++) {
      struct entry entry = there->entries[i];
      if (!meet(&entry.where, &extent->where)) {
        continue;
      }
      entry.truth = state && truth == CS_UNKNOWN ? CS_UNKNOWN : entry.truth;
      entry.certainty = state && certainty > entry.certainty ? certainty : entry.certainty;
      entry.kinds |= kind;
      entry.length++;
      entry.link = number;
      entry.next = i;
      if (!propose(m, list->state, entry, false)) {
        return false;
      }
    }
  }
  return true;
}

static bool propose_links(struct making *m, const struct node *node, bool *listed) {
  for (uint32_t i = node->first_link; i < node->first_link + node->n_links && *listed; i++) {
    const struct link *link = &m->c->links.at[i];
    *listed = m->c->nodes[link->to].listed &&
              cs_content_extents(&link->versions->holds, sizeof *link->versions, link->n, link_says, link, &m->extents);
    for (size_t k = 0; *listed && k < m->extents.n; k++) {
      if (!propose_behind(m, i, &m->extents.at[k])) {
        return false;
      }
      *listed = m->candidates.n <= CS_CONTENT_WEIGHED_MAX;
    }
  }
  return true;
}

static int by_state(const void *a, const void *b) {
  const struct candidate *x = a, *y = b;
  if (x->state != y->state) {
    return x->state < y->state ? -1 : 1;
  }
  if (x->entry.length != y->entry.length) {
    return x->entry.length < y->entry.length ? -1 : 1;
  }
  return x->order < y->order ? -1 : x->order > y->order;
}

/* `a` stands before `b`: whoever finds b finds a, which is no longer, and no less true or certain. */
static bool makes_idle(const struct entry *a, const struct entry *b) {
  return (a->kinds & ~b->kinds) == 0 && (a->truth == b->truth || a->truth == CS_YES) && a->certainty <= b->certainty &&
         covers(&a->where, &b->where);
}

/* Moves those of one state, [from, end), that are not idle to `to`; how many. Too many: SIZE_MAX. */
static size_t keep_state(struct candidate *at, size_t from, size_t end, struct entry *to) {
  size_t kept = 0;
  for (size_t i = from; i < end; i++) {
    bool idle = false;
    for (size_t k = 0; k < kept && !idle; k++) {
      idle = makes_idle(&to[k], &at[i].entry);
    }
    if (at[i].too_long || (!idle && kept == CS_CONTENT_LIST_MAX)) {
      return SIZE_MAX;
    }
    if (!idle) {
      to[kept++] = at[i].entry;
    }
  }
  return kept;
}

static size_t count_states(const struct making *m) {
  size_t n = 0;
  for (size_t i = 0; i < m->candidates.n; i++) {
    n += i == 0 || m->candidates.at[i].state != m->candidates.at[i - 1].state;
  }
  return n;
}

static bool room_to_keep(struct making *m, size_t n) {
  if (m->cap_kept < n) {
    m->cap_kept = 2 * n;
    m->kept = cs_arena_array(&m->arena, struct entry, m->cap_kept, m->err);
  }
  return m->cap_kept >= n && (n == 0 || m->kept != NULL);
}

/* Sorted candidates become the item's lists. */
static bool keep(struct making *m, struct node *node) {
  struct cs_contents *c = m->c;
  struct candidate *at = m->candidates.at;
  size_t n = m->candidates.n, kept = 0, count;
  node->lists = cs_arena_array(&c->arena, struct list, count_states(m), m->err);
  if (!node->lists || !room_to_keep(m, n)) {
    return false;
  }
  for (size_t i = 0, end = 0; i < n; i = end) {
    for (end = i + 1; end < n && at[end].state == at[i].state;) {
      end++;
    }
    count = keep_state(at, i, end, m->kept + kept);
    bool too_long = count == SIZE_MAX;
    count = too_long ? 0 : count;
    node->lists[node->n_lists++] = (struct list){at[i].state, (uint32_t)kept, (uint32_t)count, too_long};
    kept += count;
  }
  node->entries = cs_arena_array(&c->arena, struct entry, kept, m->err);
  for (size_t i = 0; node->entries && i < kept; i++) {
    node->entries[i] = m->kept[i];
  }
  c->n_entries += kept;
  return node->entries != NULL;
}

static bool make_lists(struct making *m, uint32_t number) {
  struct cs_contents *c = m->c;
  struct node *node = &c->nodes[number];
  bool listed = c->n_entries <= CS_CONTENT_ENTRIES_EACH * (uint64_t)c->numbers.n;
  m->candidates.n = 0;
  if (listed && (!propose_own(m, node->item, &listed) || !propose_links(m, node, &listed))) {
    return false;
  }
  node->listed = listed;
  if (listed && m->candidates.n > 1) {
    qsort(m->candidates.at, m->candidates.n, sizeof *m->candidates.at, by_state);
  }
  return !listed || keep(m, node);
}

/* ------------------------------------------------------------------ all lists */

/* Items in an order in which each comes after all that it depends on; those on a circle or above one are in none. */
struct ordering {
  uint32_t *waits;           /* of each item: links that lead to one that is not in the order yet */
  uint32_t *first, *parents; /* of each item: the links that lead to it */
  uint32_t *order;
  size_t n;
};

static bool order_items(const struct cs_contents *c, struct cs_arena *arena, struct ordering *o, struct cs_err *err) {
  size_t n = c->numbers.n, links = c->links.n;
  o->waits = cs_arena_array(arena, uint32_t, n, err);
  o->first = cs_arena_array(arena, uint32_t, n + 1, err);
  o->parents = cs_arena_array(arena, uint32_t, links, err);
  o->order = cs_arena_array(arena, uint32_t, n, err);
  if (!o->waits || !o->first || !o->parents || !o->order) {
    return false;
  }
  for (size_t i = 0; i < links; i++) {
    o->first[c->links.at[i].to]++;
  }
  for (size_t i = 0, sum = 0; i <= n; i++) { /* where each item's own end; they are filled in from there */
    sum += o->first[i];
    o->first[i] = (uint32_t)sum;
  }
  for (size_t i = links; i-- > 0;) {
    o->parents[--o->first[c->links.at[i].to]] = (uint32_t)i;
  }
  for (uint32_t i = 0; i < n; i++) {
    o->waits[i] = c->nodes[i].n_links;
    o->order[o->n] = i;
    o->n += o->waits[i] == 0;
  }
  for (size_t head = 0; head < o->n; head++) {
    uint32_t at = o->order[head];
    for (uint32_t i = o->first[at]; i < o->first[at + 1]; i++) {
      uint32_t parent = c->links.at[o->parents[i]].from;
      if (--o->waits[parent] == 0) {
        o->order[o->n++] = parent;
      }
    }
  }
  return true;
}

static bool make_all(struct cs_contents *c, const struct cs_catalogue *catalogue, struct cs_err *err) {
  struct making m = {.c = c, .err = err};
  struct ordering order = {.n = 0};
  cs_arena_init(&m.arena, NULL, 0);
  bool done = make_graph(c, catalogue, err) && order_items(c, &m.arena, &order, err);
  for (size_t i = 0; done && i < order.n; i++) {
    done = make_lists(&m, order.order[i]);
  }
  cs_arena_deinit(&m.arena);
  return done;
}

struct cs_contents *cs_contents_new(const struct cs_catalogue *catalogue, struct cs_err *err) {
  struct cs_contents *c = calloc(1, sizeof *c);
  if (!c) {
    return cs_err_oom(err);
  }
  cs_arena_init(&c->arena, NULL, 0);
  cs_map_init(&c->numbers, &c->arena);
  cs_map_init(&c->states, &c->arena);
  if (!make_all(c, catalogue, err)) {
    cs_contents_free(c);
    return NULL;
  }
  return c;
}

void cs_contents_free(struct cs_contents *contents) {
  if (contents) {
    cs_arena_deinit(&contents->arena);
    free(contents);
  }
}

/* ------------------------------------------------------------------ a question */

static bool holds(const struct entry *entry, const struct cs_content_asked *asked) {
  const struct cs_content_where *where = &entry->where;
  return (entry->kinds & ~asked->kinds) == 0 && where->on_first <= asked->on && asked->on <= where->on_last &&
         where->known_first <= asked->known && asked->known <= where->known_last &&
         (where->weakest >> asked->weakest & 1) != 0;
}

static unsigned level_of(const struct entry *entry) {
  return entry->truth == CS_YES ? entry->certainty : CS_ASSUMED + 1u + entry->certainty;
}

/* The nearest of the best level; entries stand by length. */
static const struct entry *best_of(const struct node *node, const struct list *list,
                                   const struct cs_content_asked *asked) {
  const struct entry *best = NULL;
  for (uint32_t i = list->first; i < list->first + list->n; i++) {
    const struct entry *entry = &node->entries[i];
    if ((!best || level_of(entry) < level_of(best)) && holds(entry, asked)) {
      best = entry;
      if (level_of(entry) == 0) {
        break;
      }
    }
  }
  return best;
}

static const struct list *list_of(const struct node *node, uint32_t state) {
  uint32_t from = 0, to = node->n_lists;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (node->lists[middle].state < state) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from < node->n_lists && node->lists[from].state == state ? &node->lists[from] : NULL;
}

static bool take_chain(const struct cs_contents *c, const struct node *node, const struct entry *entry,
                       const struct cs_content_asked *asked, struct cs_arena *arena, struct cs_content_chain *out,
                       struct cs_err *err) {
  struct cs_reach_link *links = cs_arena_array(arena, struct cs_reach_link, entry->length, err);
  if (!links) {
    return false;
  }
  out->links = links;
  out->first = node->item;
  out->level = cs_reach_levels[level_of(entry)];
  while (entry->length > 0) {
    const struct link *link = &c->links.at[entry->link];
    links[out->n_links++] = cs_content_link(link->versions, link->n, asked);
    node = &c->nodes[link->to];
    entry = &node->entries[entry->next];
  }
  out->last = node->item;
  return true;
}

static const struct node *find_node(const struct cs_contents *c, struct cs_str item) {
  const union cs_map_value *number = cs_map_get(&c->numbers, item);
  return number && c->nodes[number->number].listed ? &c->nodes[number->number] : NULL;
}

bool cs_contents_chain(const struct cs_contents *c, struct cs_str item, struct cs_str state,
                       const struct cs_content_asked *asked, struct cs_arena *arena, bool *found,
                       struct cs_content_chain *out, struct cs_err *err) {
  const struct node *node = find_node(c, item);
  const union cs_map_value *number = cs_map_get(&c->states, state);
  const struct list *list = node && number ? list_of(node, (uint32_t)number->number) : NULL;
  const struct list *silence = node ? list_of(node, SILENCE) : NULL;
  *out = (struct cs_content_chain){.end = CS_CONTENT_END_STATE, .state = state};
  *found = node && !(list && list->too_long);
  const struct entry *best = *found && list ? best_of(node, list, asked) : NULL;
  if (*found && !best && silence) {
    *found = !silence->too_long;
    best = best_of(node, silence, asked);
    out->end = CS_CONTENT_END_SILENT;
  }
  if (!best) {
    out->end = CS_CONTENT_END_NONE;
    return true;
  }
  return take_chain(c, node, best, asked, arena, out, err);
}

/* ------------------------------------------------------------------ every state */

struct rank {
  const struct cs_content_chain *chain;
  const struct cs_content_asked *asked;
  size_t n;
};

static bool not_this(void *ctx, struct cs_str state) {
  struct rank *rank = ctx;
  rank->n++;
  return !cs_str_eq(state, rank->chain->state);
}

/* Where the state stands in the registration at the end of the chain. */
static size_t rank_of(const struct cs_content_chain *chain, const struct cs_content_asked *asked) {
  struct rank rank = {chain, asked, 0};
  return cs_content_each_origin(chain->last, asked, not_this, &rank) ? SIZE_MAX : rank.n;
}

/* Would a walk find `a` before `b`? */
static bool comes_first(const struct cs_content_chain *a, const struct cs_content_chain *b,
                        const struct cs_content_asked *asked) {
  bool a_sure = a->level.truth == CS_YES, b_sure = b->level.truth == CS_YES;
  if (a_sure != b_sure) {
    return a_sure;
  }
  if (a->level.weakest != b->level.weakest) {
    return a->level.weakest < b->level.weakest;
  }
  if (a->n_links != b->n_links) {
    return a->n_links < b->n_links;
  }
  for (size_t i = 0; i < a->n_links; i++) {
    const struct cs_dependency *one = a->links[i].what, *other = b->links[i].what;
    if (one != other) {
      return one < other; /* of one item, whose links lie in the order in which a walk takes them */
    }
  }
  return rank_of(a, asked) < rank_of(b, asked);
}

bool cs_contents_all(const struct cs_contents *c, struct cs_str item, const struct cs_content_asked *asked,
                     struct cs_arena *arena, bool *found, struct cs_content_chains *out, struct cs_err *err) {
  const struct node *node = find_node(c, item);
  *found = node != NULL;
  for (uint32_t i = 0; *found && i < node->n_lists; i++) {
    *found = !node->lists[i].too_long;
  }
  for (uint32_t i = 0; *found && i < node->n_lists; i++) {
    const struct list *list = &node->lists[i];
    const struct entry *best = list->state != SILENCE ? best_of(node, list, asked) : NULL;
    struct cs_content_chain chain = {.end = CS_CONTENT_END_STATE};
    if (!best) {
      continue;
    }
    chain.state = c->states.at[list->state - 1].key;
    struct cs_content_chain *slot = cs_list_push(arena, out, err);
    if (!slot || !take_chain(c, node, best, asked, arena, &chain, err)) {
      return false;
    }
    size_t at = out->n - 1;
    for (; at > 0 && comes_first(&chain, &out->at[at - 1], asked); at--) {
      out->at[at] = out->at[at - 1];
    }
    out->at[at] = chain;
  }
  return true;
}
