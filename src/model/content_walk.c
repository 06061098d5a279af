/* The walk: builds the graph of what an item depends on at (on, known), then looks for the best chain (model/reach.h). What is meant
 * by content, whatever quicker way there is; it must stop at nothing that can be reached. Specification: RULES section 7. */
#include "model/content_private.h"

struct search {
  const struct cs_catalogue *catalogue;
  const struct cs_content_asked *asked;
  struct cs_reach reach;
};

static bool expand(struct search *s, size_t node, struct cs_err *err) {
  const struct cs_item *item = cs_catalogue_item(s->catalogue, s->reach.nodes.at[node].id);
  s->reach.nodes.at[node].what = item;
  cs_reach_open(&s->reach, node);
  size_t end = 0;
  for (size_t i = 0; item && i < item->n_dependencies; i = end) {
    const struct cs_dependency *run = &item->dependencies[i];
    end = cs_content_run_end(item, i);
    if ((s->asked->kinds & cs_content_kind(run->by)) == 0) {
      continue;
    }
    struct cs_reach_link link = cs_content_link(run, end - i, s->asked);
    if (link.truth != CS_NO && !cs_reach_link(&s->reach, node, run->on, link, err)) {
      return false;
    }
  }
  return true;
}

static bool build(struct search *s, struct cs_str item, struct cs_arena *arena, struct cs_err *err) {
  if (!cs_reach_init(&s->reach, arena, item, err)) {
    return false;
  }
  for (size_t node = 0; node < s->reach.nodes.n; node++) {
    if (!expand(s, node, err)) {
      return false;
    }
  }
  return true;
}

/* The chain of the last walk to `node`. */
static bool take_chain(const struct search *s, size_t node, struct cs_content_chain *out, struct cs_err *err) {
  const struct cs_reach_link **chain;
  if (!cs_reach_chain(&s->reach, node, &chain, &out->n_links, err)) {
    return false;
  }
  struct cs_reach_link *links = cs_arena_array(s->reach.arena, struct cs_reach_link, out->n_links, err);
  for (size_t i = 0; links && i < out->n_links; i++) {
    links[i] = *chain[i];
  }
  out->links = links;
  out->first = s->reach.nodes.at[0].what;
  out->last = s->reach.nodes.at[node].what;
  return links != NULL;
}

static bool take_state(const struct search *s, size_t node, struct cs_str state, struct cs_reach_level level,
                       struct cs_content_chain *out, struct cs_err *err) {
  *out = (struct cs_content_chain){.end = CS_CONTENT_END_STATE, .state = state, .level = level};
  return take_chain(s, node, out, err);
}

/* The nearest that is silent. The last walk took every link. */
static bool take_silent(const struct search *s, size_t n, struct cs_content_chain *out, struct cs_err *err) {
  for (size_t i = 0; i < n; i++) {
    size_t node = s->reach.order[i];
    if (cs_content_silent(s->reach.nodes.at[node].what, s->asked)) {
      out->end = CS_CONTENT_END_SILENT;
      return take_chain(s, node, out, err);
    }
  }
  return true;
}

bool cs_content_walk(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str state,
                     const struct cs_content_asked *asked, struct cs_arena *arena, struct cs_content_chain *out,
                     struct cs_err *err) {
  struct search s = {.catalogue = catalogue, .asked = asked};
  *out = (struct cs_content_chain){.end = CS_CONTENT_END_NONE};
  if (!build(&s, item, arena, err)) {
    return false;
  }
  struct cs_content_carried *ends = cs_arena_array(arena, struct cs_content_carried, s.reach.nodes.n, err);
  if (!ends) {
    return false;
  }
  for (size_t i = 0; i < s.reach.nodes.n; i++) {
    ends[i] = cs_content_carries(s.reach.nodes.at[i].what, state, asked);
  }
  size_t n = 0;
  for (size_t l = 0; l < CS_REACH_LEVELS; l++) {
    struct cs_reach_level level = cs_reach_levels[l];
    if (!cs_reach_walk(&s.reach, level, SIZE_MAX, &n, err)) {
      return false;
    }
    for (size_t i = 0; i < n; i++) {
      size_t node = s.reach.order[i];
      if (ends[node].truth != CS_NO && cs_reach_allows(level, ends[node].truth, ends[node].certainty)) {
        return take_state(&s, node, state, level, out, err);
      }
    }
  }
  return take_silent(&s, n, out, err);
}

/* ------------------------------------------------------------------ every state */

struct origins {
  const struct search *search;
  struct cs_content_chains *found;
  struct cs_map seen;
  size_t node;
  struct cs_reach_level level;
  struct cs_err *err;
};

static bool add_state(void *ctx, struct cs_str state) {
  struct origins *o = ctx;
  const struct search *s = o->search;
  struct cs_content_carried end = cs_content_carries(s->reach.nodes.at[o->node].what, state, s->asked);
  if (cs_map_get(&o->seen, state) || !cs_reach_allows(o->level, end.truth, end.certainty)) {
    return true;
  }
  struct cs_content_chain *chain = cs_list_push(s->reach.arena, o->found, o->err);
  return chain && cs_map_put(&o->seen, state, NULL, o->err) && take_state(s, o->node, state, o->level, chain, o->err);
}

bool cs_content_walk_all(const struct cs_catalogue *catalogue, struct cs_str item, const struct cs_content_asked *asked,
                         struct cs_arena *arena, struct cs_content_chains *out, struct cs_err *err) {
  struct search s = {.catalogue = catalogue, .asked = asked};
  struct origins o = {.search = &s, .found = out, .err = err};
  cs_map_init(&o.seen, arena);
  if (!build(&s, item, arena, err)) {
    return false;
  }
  for (size_t l = 0; l < CS_REACH_LEVELS; l++) {
    size_t reached = 0;
    o.level = cs_reach_levels[l];
    if (!cs_reach_walk(&s.reach, o.level, SIZE_MAX, &reached, err)) {
      return false;
    }
    for (size_t i = 0; i < reached; i++) {
      o.node = s.reach.order[i];
      if (!cs_content_each_origin(s.reach.nodes.at[o.node].what, asked, add_state, &o)) {
        return false;
      }
    }
  }
  return true;
}
