/* Walks in breadth, one a level. A walk must visit each node at most once, whatever the graph; so the first chain to a
 * node is a shortest of its level, and the first level that has one has the best. */
#include "model/reach.h"

#include <string.h>

const struct cs_reach_level cs_reach_levels[CS_REACH_LEVELS] = {
    {CS_YES, CS_CONFIRMED},    {CS_YES, CS_REPORTED},    {CS_YES, CS_ASSUMED},      {CS_UNKNOWN, CS_CONFIRMED},
    {CS_UNKNOWN, CS_REPORTED}, {CS_UNKNOWN, CS_ASSUMED}, {CS_UNKNOWN, CS_DISPUTED}, {CS_UNKNOWN, CS_DENIED},
};

static bool node_of(struct cs_reach *reach, struct cs_str id, uint32_t *out, struct cs_err *err) {
  bool fresh = false;
  union cs_map_value *number = cs_map_put(&reach->numbers, id, &fresh, err);
  if (!number) {
    return false;
  }
  if (fresh) {
    struct cs_reach_node *node = cs_list_push(reach->arena, &reach->nodes, err);
    if (!node) {
      return false;
    }
    node->id = id;
    number->number = reach->nodes.n - 1;
  }
  *out = (uint32_t)number->number;
  return true;
}

bool cs_reach_init(struct cs_reach *reach, struct cs_arena *arena, struct cs_str start, struct cs_err *err) {
  *reach = (struct cs_reach){.arena = arena};
  cs_map_init(&reach->numbers, arena);
  uint32_t node;
  return node_of(reach, start, &node, err);
}

void cs_reach_open(struct cs_reach *reach, size_t node) {
  reach->nodes.at[node].first_link = (uint32_t)reach->links.n;
  reach->nodes.at[node].n_links = 0;
}

bool cs_reach_link(struct cs_reach *reach, size_t node, struct cs_str to, struct cs_reach_link link,
                   struct cs_err *err) {
  struct cs_reach_link *added = cs_list_push(reach->arena, &reach->links, err);
  if (!added || !node_of(reach, to, &link.to, err)) {
    return false;
  }
  link.from = (uint32_t)node;
  *added = link;
  reach->nodes.at[node].n_links++;
  return true;
}

bool cs_reach_allows(struct cs_reach_level level, enum cs_truth truth, enum cs_certainty certainty) {
  return certainty <= level.weakest && (truth == CS_YES || level.truth == CS_UNKNOWN);
}

static bool room_for_walk(struct cs_reach *reach, struct cs_err *err) {
  if (!reach->order) {
    reach->order = cs_arena_array(reach->arena, uint32_t, reach->nodes.n, err);
    reach->by = cs_arena_array(reach->arena, uint32_t, reach->nodes.n, err);
  }
  return reach->order && reach->by;
}

bool cs_reach_walk(struct cs_reach *reach, struct cs_reach_level level, size_t links_max, size_t *n,
                   struct cs_err *err) {
  if (!room_for_walk(reach, err)) {
    return false;
  }
  memset(reach->by, 0, reach->nodes.n * sizeof *reach->by);
  size_t tail = 1, ring_end = 1, links = 0; /* ring: the nodes that are `links` links away */
  reach->order[0] = 0;
  for (size_t head = 0; head < tail; head++) {
    if (head == ring_end) {
      ring_end = tail;
      links++;
    }
    if (links == links_max) {
      break;
    }
    const struct cs_reach_node *node = &reach->nodes.at[reach->order[head]];
    for (size_t i = node->first_link; i < node->first_link + node->n_links; i++) {
      const struct cs_reach_link *link = &reach->links.at[i];
      if (link->to != 0 && reach->by[link->to] == 0 && cs_reach_allows(level, link->truth, link->certainty)) {
        reach->by[link->to] = (uint32_t)i + 1;
        reach->order[tail++] = link->to;
      }
    }
  }
  *n = tail;
  return true;
}

bool cs_reach_chain(const struct cs_reach *reach, size_t node, const struct cs_reach_link ***out, size_t *n,
                    struct cs_err *err) {
  size_t length = 0;
  for (size_t at = node; at != 0; at = reach->links.at[reach->by[at] - 1].from) {
    length++;
  }
  const struct cs_reach_link **chain = cs_arena_array(reach->arena, const struct cs_reach_link *, length, err);
  if (!chain) {
    return false;
  }
  size_t i = length;
  for (size_t at = node; at != 0; at = reach->links.at[reach->by[at] - 1].from) {
    chain[--i] = &reach->links.at[reach->by[at] - 1];
  }
  *out = chain;
  *n = length;
  return true;
}
