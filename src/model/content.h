/* Content: which origins an item carries through what it depends on, with the path, on two days (RULES section 7). */
#ifndef CS_MODEL_CONTENT_H
#define CS_MODEL_CONTENT_H

#include "model/catalogue.h"

/* The kinds of dependency; bit n of a mask is the n-th: contains, made-with, runs, relies-on. */
extern const struct cs_str cs_dependency_kinds[4];
#define CS_DEPENDENCY_ALL 0xFu

struct cs_content_node {
  struct cs_str item, by, origin, cite;
  enum cs_certainty certainty;
};
struct cs_content_answer {
  enum cs_truth truth;
  enum cs_certainty certainty;  /* of the best chain */
  struct cs_content_node *path; /* the best chain: truest, then most certain, then shortest */
  size_t n_path;
  enum { CS_CONTENT_WHY_NONE, CS_CONTENT_WHY_DATE, CS_CONTENT_WHY_DISPUTED, CS_CONTENT_WHY_CONTENT } why;
  struct cs_str why_item; /* the item whose dependency, or whose silence, leaves it unknown */
};

/* Does `item` depend on something of origin `origin` by the kinds of the mask? The item itself is the shortest chain. Links and
 * origins less certain than `weakest` are taken as unknown (disputed and denied ones always). Where no chain is true and an item
 * that was reached is not `complete`, or is not on record: unknown, WHY_CONTENT. Any depth; no recursion. */
CS_MUST bool cs_content_ask(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str origin,
                            uint32_t kinds, cs_day on, cs_day known, enum cs_certainty weakest, struct cs_arena *arena,
                            struct cs_content_answer *out, struct cs_err *err);
/* Every state whose law the item carries along any chain that is or may be true (for "not asked"): area codes, and beside each the path. */
struct cs_content_origin {
  struct cs_str state;
  enum cs_truth truth;
  struct cs_content_node *path;
  size_t n_path;
};
CS_MUST bool cs_content_origins(const struct cs_catalogue *catalogue, struct cs_str item, cs_day on, cs_day known,
                                struct cs_arena *arena, struct cs_content_origin **out, size_t *n, struct cs_err *err);
/* Would the dependency item → on close a circle? *circle: "a → b → a" when it would. */
CS_MUST bool cs_content_circle(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str on,
                               struct cs_arena *arena, struct cs_str *circle, struct cs_err *err);

#endif
