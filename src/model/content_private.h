/* How content is found, private to content*.c: what a link and a registration say on two days (content_says.c), and the two ways to
 * the best chain: the walk (content_walk.c) and the short lists of a settled catalogue (content_list.c). */
#ifndef CS_MODEL_CONTENT_PRIVATE_H
#define CS_MODEL_CONTENT_PRIVATE_H

#include "model/content.h"
#include "model/reach.h"

struct cs_content_asked {
  uint32_t kinds; /* mask */
  cs_day on, known;
  enum cs_certainty weakest;
};

/* ---- what is said (content_says.c) */

/* The bit of a kind of dependency. */
uint32_t cs_content_kind(struct cs_str by);
/* The end of the run of versions of one link that begins at `i`. */
size_t cs_content_run_end(const struct cs_item *item, size_t i);
/* Does a link of n versions hold? Surely when each version that may hold says so with enough certainty, and one of them does. NO:
 * there is none. `what` is the latest version that may hold. */
struct cs_reach_link cs_content_link(const struct cs_dependency *run, size_t n, const struct cs_content_asked *asked);

/* Does the item (NULL: not on record) carry the origin by its registration? */
struct cs_content_carried {
  enum cs_truth truth;
  enum cs_certainty certainty;
  bool disputed;
};
struct cs_content_carried cs_content_carries(const struct cs_item *item, struct cs_str origin,
                                             const struct cs_content_asked *asked);
/* May it depend on more than is listed, or carry an origin that is not stated? */
bool cs_content_silent(const struct cs_item *item, const struct cs_content_asked *asked);
/* Calls `each` for every origin of the versions that may hold, the latest version first, some perhaps several times; until false. */
bool cs_content_each_origin(const struct cs_item *item, const struct cs_content_asked *asked,
                            bool (*each)(void *ctx, struct cs_str state), void *ctx);
/* The source of the latest registration that may hold; *certainty is left alone where there is none. */
struct cs_str cs_content_cite(const struct cs_item *item, const struct cs_content_asked *asked,
                              enum cs_certainty *certainty);

/* ---- the best chain */

/* To a state, or where there is none, to an item that is silent. NONE: neither. */
enum cs_content_end { CS_CONTENT_END_NONE, CS_CONTENT_END_STATE, CS_CONTENT_END_SILENT };
struct cs_content_chain {
  enum cs_content_end end;
  struct cs_str state;
  struct cs_reach_level level;       /* how true and how certain */
  const struct cs_reach_link *links; /* `from` and `to` mean nothing here */
  size_t n_links;
  const struct cs_item *first, *last; /* NULL: not on record */
};
struct cs_content_chains {
  struct cs_content_chain *at;
  size_t n, cap;
};

/* By looking at everything that is reached (content_walk.c). */
CS_MUST bool cs_content_walk(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str state,
                             const struct cs_content_asked *asked, struct cs_arena *arena, struct cs_content_chain *out,
                             struct cs_err *err);
/* The best chain to every state, the best first. */
CS_MUST bool cs_content_walk_all(const struct cs_catalogue *catalogue, struct cs_str item,
                                 const struct cs_content_asked *asked, struct cs_arena *arena,
                                 struct cs_content_chains *out, struct cs_err *err);

/* ---- where the same is said (content_extent.c) */

/* Days asked about and as known, first and last included, and a mask of the certainties asked for (bit w: weakest w). */
struct cs_content_where {
  cs_day on_first, on_last, known_first, known_last;
  uint8_t weakest;
};
/* Never both of two extents of one thing. `says` is what the caller's function says there, not 0. */
struct cs_content_extent {
  struct cs_content_where where;
  uint8_t says;
};
#define CS_CONTENT_EXTENTS_MAX 64
struct cs_content_extents {
  struct cs_content_extent at[CS_CONTENT_EXTENTS_MAX];
  size_t n;
};
/* What is said at any (on, known, weakest), 0: nothing. asked->kinds is not set. */
typedef uint8_t cs_content_says(const void *ctx, const struct cs_content_asked *asked);
/* `first` as in versions.h; without versions the same is said everywhere. Covers all days but CS_DAY_MIN and CS_DAY_MAX. False: there
 * are too many versions or extents. */
bool cs_content_extents(const struct cs_holds *first, size_t stride, size_t n, cs_content_says *says, const void *ctx,
                        struct cs_content_extents *out);

/* ---- short lists (content_list.c) */

/* What every item of a catalogue carries, worked out once: the same chains as those of the walk. Points into the catalogue. Immutable,
 * for any number of threads. */
struct cs_contents;
CS_MUST struct cs_contents *cs_contents_new(const struct cs_catalogue *catalogue, struct cs_err *err);
void cs_contents_free(struct cs_contents *contents);
/* *found false: the item's list was too long to be kept, or it lies on or above a circle; it must be walked. */
CS_MUST bool cs_contents_chain(const struct cs_contents *contents, struct cs_str item, struct cs_str state,
                               const struct cs_content_asked *asked, struct cs_arena *arena, bool *found,
                               struct cs_content_chain *out, struct cs_err *err);
CS_MUST bool cs_contents_all(const struct cs_contents *contents, struct cs_str item,
                             const struct cs_content_asked *asked, struct cs_arena *arena, bool *found,
                             struct cs_content_chains *out, struct cs_err *err);

#endif
