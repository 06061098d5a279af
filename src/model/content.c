/* Content: the best chain, from the lists of a settled catalogue or by walking (content_private.h), told with its path and with why
 * it is not sure. It must never say no while some item that was reached has not claimed that its list of dependencies is
 * complete. Specification: RULES sections 5, 6 and 7. */
#include "model/content_private.h"

/* Lists cover all days but the two that stand for none. */
static const struct cs_contents *lists_for(const struct cs_catalogue *catalogue, const struct cs_content_asked *asked) {
  bool days =
      asked->on > CS_DAY_MIN && asked->on < CS_DAY_MAX && asked->known > CS_DAY_MIN && asked->known < CS_DAY_MAX;
  return days && asked->weakest <= CS_ASSUMED ? cs_catalogue_contents(catalogue) : NULL;
}

/* The chain as it is shown. */
static bool write_path(const struct cs_content_chain *chain, struct cs_str item, const struct cs_content_asked *asked,
                       enum cs_certainty end, struct cs_arena *arena, struct cs_content_node **path, size_t *n_path,
                       struct cs_err *err) {
  struct cs_content_node *out = cs_arena_array(arena, struct cs_content_node, chain->n_links + 1, err);
  if (!out) {
    return false;
  }
  out[0].item = item;
  out[0].cite = cs_content_cite(chain->first, asked, &out[0].certainty);
  for (size_t i = 0; i < chain->n_links; i++) {
    const struct cs_dependency *link = chain->links[i].what;
    out[i + 1] = (struct cs_content_node){
        .item = link->on, .by = link->by, .cite = link->holds.cite, .certainty = chain->links[i].certainty};
  }
  struct cs_content_node *last = &out[chain->n_links];
  last->origin = chain->state;
  last->certainty = end > last->certainty ? end : last->certainty;
  *path = out;
  *n_path = chain->n_links + 1;
  return true;
}

/* The item that the i-th link of the chain leads to; 0: the first. */
static struct cs_str item_at(const struct cs_content_chain *chain, struct cs_str item, size_t i) {
  return i == 0 ? item : ((const struct cs_dependency *)chain->links[i - 1].what)->on;
}

/* Why the chain is not sure: its first link that is not, else its end. */
static void explain(const struct cs_content_chain *chain, struct cs_str item, bool disputed,
                    struct cs_content_answer *out) {
  size_t at = 0;
  while (at < chain->n_links && chain->links[at].truth != CS_UNKNOWN) {
    at++;
  }
  disputed = at < chain->n_links ? chain->links[at].disputed : disputed;
  out->why_item = item_at(chain, item, at);
  out->why = disputed ? CS_CONTENT_WHY_DISPUTED : CS_CONTENT_WHY_DATE;
}

static bool find_chain(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str state,
                       const struct cs_content_asked *asked, struct cs_arena *arena, struct cs_content_chain *out,
                       struct cs_err *err) {
  const struct cs_contents *lists = lists_for(catalogue, asked);
  bool found = false;
  return (!lists || cs_contents_chain(lists, item, state, asked, arena, &found, out, err)) &&
         (found || cs_content_walk(catalogue, item, state, asked, arena, out, err));
}

/* The certainty of a `no` is that of the registrations that claim to be complete; it is not asked for. */
bool cs_content_ask(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str origin, uint32_t kinds,
                    cs_day on, cs_day known, enum cs_certainty weakest, struct cs_arena *arena,
                    struct cs_content_answer *out, struct cs_err *err) {
  struct cs_content_asked asked = {kinds, on, known, weakest};
  struct cs_content_chain chain;
  *out = (struct cs_content_answer){.truth = CS_NO, .certainty = CS_CONFIRMED};
  if (!find_chain(catalogue, item, origin, &asked, arena, &chain, err)) {
    return false;
  }
  struct cs_content_carried end = {.truth = CS_NO};
  switch (chain.end) {
  case CS_CONTENT_END_NONE:
    return true;
  case CS_CONTENT_END_SILENT:
    out->truth = CS_UNKNOWN;
    out->why = CS_CONTENT_WHY_CONTENT;
    out->why_item = item_at(&chain, item, chain.n_links);
    return true;
  case CS_CONTENT_END_STATE:
    out->truth = chain.level.truth;
    out->certainty = chain.level.weakest;
    end = cs_content_carries(chain.last, origin, &asked);
    break;
  }
  if (out->truth == CS_UNKNOWN) {
    explain(&chain, item, end.disputed, out);
  }
  return write_path(&chain, item, &asked, end.certainty, arena, &out->path, &out->n_path, err);
}

bool cs_content_origins(const struct cs_catalogue *catalogue, struct cs_str item, cs_day on, cs_day known,
                        struct cs_arena *arena, struct cs_content_origin **out, size_t *n, struct cs_err *err) {
  struct cs_content_asked asked = {CS_DEPENDENCY_ALL, on, known, CS_ASSUMED};
  struct cs_content_chains chains = {0};
  const struct cs_contents *lists = lists_for(catalogue, &asked);
  bool found = false;
  if ((lists && !cs_contents_all(lists, item, &asked, arena, &found, &chains, err)) ||
      (!found && !cs_content_walk_all(catalogue, item, &asked, arena, &chains, err))) {
    return false;
  }
  *n = chains.n;
  *out = cs_arena_array(arena, struct cs_content_origin, chains.n, err);
  for (size_t i = 0; *out && i < chains.n; i++) {
    const struct cs_content_chain *chain = &chains.at[i];
    struct cs_content_carried end = cs_content_carries(chain->last, chain->state, &asked);
    struct cs_content_origin *origin = &(*out)[i];
    origin->state = chain->state;
    origin->truth = chain->level.truth;
    if (!write_path(chain, item, &asked, end.certainty, arena, &origin->path, &origin->n_path, err)) {
      return false;
    }
  }
  return *out != NULL;
}

/* ------------------------------------------------------------------ circles */

static bool write_circle(const struct cs_reach *reach, size_t node, struct cs_str item, struct cs_str *out,
                         struct cs_err *err) {
  const struct cs_reach_link **chain;
  size_t n;
  if (!cs_reach_chain(reach, node, &chain, &n, err) ||
      !cs_arena_printf(reach->arena, out, err, "%.*s → %.*s", CS_STR_ARG(item), CS_STR_ARG(reach->nodes.at[0].id))) {
    return false;
  }
  for (size_t i = 0; i < n && out->len < CS_IDENT_MAX * (CS_PATH_MAX + 1); i++) {
    if (!cs_arena_printf(reach->arena, out, err, "%.*s → %.*s", CS_STR_ARG(*out),
                         CS_STR_ARG(reach->nodes.at[chain[i]->to].id))) {
      return false;
    }
  }
  return true;
}

/* Days are left aside: links of different days close a circle too, since both may be asked about as of one day later
 * on. */
bool cs_content_circle(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str on,
                       struct cs_arena *arena, struct cs_str *circle, struct cs_err *err) {
  struct cs_reach reach;
  *circle = CS_STR_NONE;
  if (!cs_reach_init(&reach, arena, on, err)) {
    return false;
  }
  for (size_t node = 0; node < reach.nodes.n; node++) {
    const struct cs_item *from = cs_catalogue_item(catalogue, reach.nodes.at[node].id);
    cs_reach_open(&reach, node);
    for (size_t i = 0; from && i < from->n_dependencies; i++) {
      struct cs_reach_link link = {.truth = CS_YES, .certainty = CS_CONFIRMED};
      if (!cs_reach_link(&reach, node, from->dependencies[i].on, link, err)) {
        return false;
      }
    }
  }
  union cs_map_value *there = cs_map_get(&reach.numbers, item);
  size_t n;
  return !there || (cs_reach_walk(&reach, cs_reach_levels[0], SIZE_MAX, &n, err) &&
                    write_circle(&reach, (size_t)there->number, item, circle, err));
}
