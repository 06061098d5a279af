/* Best chains in a graph of links that may be unknown and are more or less certain: for content and for mandates. Best
 * is truest, then most certain, then shortest. One walk in breadth for each level of truth and certainty, so the work
 * grows with links, never with paths, and circles do no harm. Private to model. No recursion. */
#ifndef CS_MODEL_REACH_H
#define CS_MODEL_REACH_H

#include "base/arena.h"
#include "base/map.h"
#include "base/truth.h"

struct cs_reach_node {
  struct cs_str id;
  const void *what; /* the caller's */
  uint32_t first_link, n_links;
};
struct cs_reach_link {
  uint32_t from, to;
  enum cs_truth truth; /* yes or unknown; what is not is not added */
  enum cs_certainty certainty;
  bool disputed;    /* unknown because it is disputed or not certain enough; else for its days */
  const void *what; /* the caller's */
};
struct cs_reach {
  struct cs_arena *arena;
  struct cs_map numbers; /* id → node */
  struct {
    struct cs_reach_node *at;
    size_t n, cap;
  } nodes;
  struct {
    struct cs_reach_link *at;
    size_t n, cap;
  } links;
  uint32_t *order, *by; /* of a walk */
};

/* A level: which chains count. */
struct cs_reach_level {
  enum cs_truth truth; /* yes: only links that surely hold */
  enum cs_certainty weakest;
};
#define CS_REACH_LEVELS 8
extern const struct cs_reach_level cs_reach_levels[CS_REACH_LEVELS]; /* best first; the last takes every link */

/* Begins a graph at node 0. Then, for each node in order while there are any, the caller calls cs_reach_open and
 * cs_reach_link for each link that leaves it; new nodes come to the end. */
CS_MUST
bool cs_reach_init(struct cs_reach *reach, struct cs_arena *arena, struct cs_str start, struct cs_err *err);
void cs_reach_open(struct cs_reach *reach, size_t node);
CS_MUST
bool cs_reach_link(struct cs_reach *reach, size_t node, struct cs_str to, struct cs_reach_link link,
                   struct cs_err *err);
/* Is this allowed on the level? */
bool cs_reach_allows(struct cs_reach_level level, enum cs_truth truth, enum cs_certainty certainty);
/* Walks from node 0 over at most `links_max` links. Afterwards reach->order has *n nodes, nearest first, and
 * reach->by[node] the link, plus one, by which each was reached (0 for the start). */
CS_MUST
bool cs_reach_walk(struct cs_reach *reach, struct cs_reach_level level, size_t links_max, size_t *n,
                   struct cs_err *err);
/* The links of the last walk from the start to `node`, in that order. */
CS_MUST
bool cs_reach_chain(const struct cs_reach *reach, size_t node, const struct cs_reach_link ***out, size_t *n,
                    struct cs_err *err);

#endif
