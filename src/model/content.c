/* Content: builds the graph of what an item depends on at (on, known), then looks for the best chain (model/reach.h).
 * It must never say no while some item that was reached has not claimed that its list of dependencies is complete.
 * Specification: RULES sections 5, 6 and 7. */
#include "model/content.h"

#include "model/reach.h"
#include "model/versions.h"

const struct cs_str cs_dependency_kinds[4] = {
    {"contains", 8},
    {"made-with", 9},
    {"runs", 4},
    {"relies-on", 9},
};

/* One question. */
struct search {
  const struct cs_catalogue *catalogue;
  uint32_t kinds;
  cs_day on, known;
  enum cs_certainty weakest;
  struct cs_reach reach;
};

static bool kind_asked(const struct search *s, struct cs_str by) {
  for (size_t i = 0; i < sizeof cs_dependency_kinds / sizeof *cs_dependency_kinds; i++) {
    if ((s->kinds & (1u << i)) != 0 && cs_str_eq(by, cs_dependency_kinds[i])) {
      return true;
    }
  }
  return false;
}

/* The end of the run of versions of one link that begins at `i`. */
static size_t run_end(const struct cs_item *item, size_t i) {
  size_t end = i + 1;
  while (end < item->n_dependencies && cs_str_eq(item->dependencies[end].on, item->dependencies[i].on) &&
         cs_str_eq(item->dependencies[end].by, item->dependencies[i].by)) {
    end++;
  }
  return end;
}

/* A link holds surely when each version that may hold says so with enough certainty, and one of them does hold. */
static struct cs_reach_link judge_link(const struct cs_dependency *run, const struct cs_possible *possible) {
  struct cs_reach_link link = {.truth = CS_YES, .certainty = CS_CONFIRMED, .what = &run[possible->at[0]]};
  for (size_t i = 0; i < possible->n; i++) {
    enum cs_certainty certainty = run[possible->at[i]].holds.certainty;
    link.certainty = certainty > link.certainty ? certainty : link.certainty;
  }
  if (possible->none || possible->more || link.certainty >= CS_DISPUTED) {
    link.truth = CS_UNKNOWN;
    link.disputed = possible->disputed;
  }
  return link;
}

static bool expand(struct search *s, size_t node, struct cs_err *err) {
  const struct cs_item *item = cs_catalogue_item(s->catalogue, s->reach.nodes.at[node].id);
  s->reach.nodes.at[node].what = item;
  cs_reach_open(&s->reach, node);
  size_t end = 0;
  for (size_t i = 0; item && i < item->n_dependencies; i = end) {
    end = run_end(item, i);
    if (!kind_asked(s, item->dependencies[i].by)) {
      continue;
    }
    struct cs_possible possible;
    const struct cs_dependency *run = &item->dependencies[i];
    cs_versions_possible(&run->holds, sizeof *run, end - i, s->on, s->known, s->weakest, &possible);
    if (!cs_possible_empty(&possible) && !cs_reach_link(&s->reach, node, run->on, judge_link(run, &possible), err)) {
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

static void possible_versions(const struct search *s, const struct cs_item *item, struct cs_possible *out) {
  *out = (struct cs_possible){.none = true};
  if (item && item->n_versions > 0) {
    cs_versions_possible(&item->versions[0].holds, sizeof *item->versions, item->n_versions, s->on, s->known,
                         s->weakest, out);
  }
}

static bool lists(struct cs_strs list, struct cs_str word) {
  for (size_t i = 0; i < list.n; i++) {
    if (cs_str_eq(list.at[i], word)) {
      return true;
    }
  }
  return false;
}

/* Does the item carry the origin by its registration? */
struct carried {
  enum cs_truth truth;
  enum cs_certainty certainty;
  bool disputed;
};
static struct carried carries(const struct search *s, const struct cs_item *item, struct cs_str origin) {
  struct cs_possible possible;
  possible_versions(s, item, &possible);
  struct carried out = {.truth = CS_NO, .certainty = CS_CONFIRMED, .disputed = possible.disputed};
  size_t with = 0;
  for (size_t i = 0; i < possible.n; i++) {
    const struct cs_item_version *version = &item->versions[possible.at[i]];
    if (lists(version->origins, origin)) {
      with++;
      out.certainty = version->holds.certainty > out.certainty ? version->holds.certainty : out.certainty;
    }
  }
  if (with > 0) {
    bool sure = with == possible.n && !possible.none && !possible.more && out.certainty < CS_DISPUTED;
    out.truth = sure ? CS_YES : CS_UNKNOWN;
  }
  return out;
}

/* May it depend on more than is listed, or carry an origin that is not stated? */
static bool is_silent(const struct search *s, const struct cs_item *item) {
  struct cs_possible possible;
  possible_versions(s, item, &possible);
  bool silent = possible.n == 0 || possible.none || possible.more;
  for (size_t i = 0; i < possible.n; i++) {
    const struct cs_item_version *version = &item->versions[possible.at[i]];
    silent = silent || !version->complete || !version->has_origins;
  }
  return silent;
}

static struct cs_str item_cite(const struct search *s, const struct cs_item *item, enum cs_certainty *certainty) {
  struct cs_possible possible;
  possible_versions(s, item, &possible);
  if (possible.n == 0) {
    return CS_STR_NONE;
  }
  *certainty = item->versions[possible.at[0]].holds.certainty;
  return item->versions[possible.at[0]].holds.cite;
}

/* The chain of the last walk to `node`, as it is shown. */
static bool write_path(const struct search *s, size_t node, struct cs_str origin, enum cs_certainty end,
                       struct cs_content_node **path, size_t *n_path, struct cs_err *err) {
  const struct cs_reach_link **chain;
  size_t n;
  if (!cs_reach_chain(&s->reach, node, &chain, &n, err)) {
    return false;
  }
  struct cs_content_node *out = cs_arena_array(s->reach.arena, struct cs_content_node, n + 1, err);
  if (!out) {
    return false;
  }
  out[0].item = s->reach.nodes.at[0].id;
  out[0].cite = item_cite(s, s->reach.nodes.at[0].what, &out[0].certainty);
  for (size_t i = 0; i < n; i++) {
    const struct cs_dependency *link = chain[i]->what;
    out[i + 1] = (struct cs_content_node){
        .item = link->on, .by = link->by, .cite = link->holds.cite, .certainty = chain[i]->certainty};
  }
  out[n].origin = origin;
  out[n].certainty = end > out[n].certainty ? end : out[n].certainty;
  *path = out;
  *n_path = n + 1;
  return true;
}

/* Why the chain of the last walk to `node` is not sure: its first link that is not, else its end. */
static bool explain(const struct search *s, size_t node, const struct carried *end, struct cs_content_answer *out,
                    struct cs_err *err) {
  const struct cs_reach_link **chain;
  size_t n;
  if (!cs_reach_chain(&s->reach, node, &chain, &n, err)) {
    return false;
  }
  bool disputed = end->disputed;
  out->why_item = s->reach.nodes.at[node].id;
  for (size_t i = 0; i < n; i++) {
    if (chain[i]->truth == CS_UNKNOWN) {
      disputed = chain[i]->disputed;
      out->why_item = s->reach.nodes.at[chain[i]->from].id;
      break;
    }
  }
  out->why = disputed ? CS_CONTENT_WHY_DISPUTED : CS_CONTENT_WHY_DATE;
  return true;
}

static bool answer_with(struct search *s, struct cs_reach_level level, size_t node, struct cs_str origin,
                        const struct carried *end, struct cs_content_answer *out, struct cs_err *err) {
  out->truth = level.truth;
  out->certainty = level.weakest;
  return (level.truth == CS_YES || explain(s, node, end, out, err)) &&
         write_path(s, node, origin, end->certainty, &out->path, &out->n_path, err);
}

/* No chain: no, unless somebody was silent. The last walk took every link. */
static void answer_without(const struct search *s, size_t n, struct cs_content_answer *out) {
  for (size_t i = 0; i < n; i++) {
    const struct cs_reach_node *node = &s->reach.nodes.at[s->reach.order[i]];
    if (is_silent(s, node->what)) {
      out->truth = CS_UNKNOWN;
      out->why = CS_CONTENT_WHY_CONTENT;
      out->why_item = node->id;
      return;
    }
  }
  out->truth = CS_NO;
}

/* The certainty of a `no` is that of the registrations that claim to be complete; it is not asked for. */
bool cs_content_ask(const struct cs_catalogue *catalogue, struct cs_str item, struct cs_str origin, uint32_t kinds,
                    cs_day on, cs_day known, enum cs_certainty weakest, struct cs_arena *arena,
                    struct cs_content_answer *out, struct cs_err *err) {
  struct search s = {.catalogue = catalogue, .kinds = kinds, .on = on, .known = known, .weakest = weakest};
  *out = (struct cs_content_answer){.certainty = CS_CONFIRMED};
  if (!build(&s, item, arena, err)) {
    return false;
  }
  struct carried *ends = cs_arena_array(arena, struct carried, s.reach.nodes.n, err);
  if (!ends) {
    return false;
  }
  for (size_t i = 0; i < s.reach.nodes.n; i++) {
    ends[i] = carries(&s, s.reach.nodes.at[i].what, origin);
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
        return answer_with(&s, level, node, origin, &ends[node], out, err);
      }
    }
  }
  answer_without(&s, n, out);
  return true;
}

/* ------------------------------------------------------------------ every origin */

struct origins {
  struct cs_content_origin *at;
  size_t n, cap;
  struct cs_map seen;
};

static bool add_origin(struct search *s, struct origins *found, size_t node, struct cs_str state,
                       struct cs_reach_level level, struct cs_err *err) {
  struct carried end = carries(s, s->reach.nodes.at[node].what, state);
  if (cs_map_get(&found->seen, state) || !cs_reach_allows(level, end.truth, end.certainty)) {
    return true;
  }
  struct cs_content_origin *origin = cs_list_push(s->reach.arena, found, err);
  if (!origin || !cs_map_put(&found->seen, state, NULL, err)) {
    return false;
  }
  origin->state = state;
  origin->truth = level.truth;
  return write_path(s, node, state, end.certainty, &origin->path, &origin->n_path, err);
}

static bool add_origins_of(struct search *s, struct origins *found, size_t node, struct cs_reach_level level,
                           struct cs_err *err) {
  const struct cs_item *item = s->reach.nodes.at[node].what;
  struct cs_possible possible;
  possible_versions(s, item, &possible);
  for (size_t i = 0; i < possible.n; i++) {
    struct cs_strs states = item->versions[possible.at[i]].origins;
    for (size_t k = 0; k < states.n; k++) {
      if (!add_origin(s, found, node, states.at[k], level, err)) {
        return false;
      }
    }
  }
  return true;
}

bool cs_content_origins(const struct cs_catalogue *catalogue, struct cs_str item, cs_day on, cs_day known,
                        struct cs_arena *arena, struct cs_content_origin **out, size_t *n, struct cs_err *err) {
  struct search s = {
      .catalogue = catalogue, .kinds = CS_DEPENDENCY_ALL, .on = on, .known = known, .weakest = CS_ASSUMED};
  struct origins found = {0};
  cs_map_init(&found.seen, arena);
  if (!build(&s, item, arena, err)) {
    return false;
  }
  for (size_t l = 0; l < CS_REACH_LEVELS; l++) {
    size_t reached = 0;
    if (!cs_reach_walk(&s.reach, cs_reach_levels[l], SIZE_MAX, &reached, err)) {
      return false;
    }
    for (size_t i = 0; i < reached; i++) {
      if (!add_origins_of(&s, &found, s.reach.order[i], cs_reach_levels[l], err)) {
        return false;
      }
    }
  }
  *out = found.at;
  *n = found.n;
  return true;
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
