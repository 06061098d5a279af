/* What the versions of a link and of a registration say of content on two days. Must never take a version that may hold for one
 * that does. Specification: RULES sections 3 and 7. */
#include "model/content_private.h"

#include "model/versions.h"

const struct cs_str cs_dependency_kinds[4] = {
    {"contains", 8},
    {"made-with", 9},
    {"runs", 4},
    {"relies-on", 9},
};

uint32_t cs_content_kind(struct cs_str by) {
  uint32_t bit = 0;
  for (size_t i = 0; i < sizeof cs_dependency_kinds / sizeof *cs_dependency_kinds; i++) {
    bit |= cs_str_eq(by, cs_dependency_kinds[i]) ? 1u << i : 0u;
  }
  return bit;
}

/* ------------------------------------------------------------------ links */

size_t cs_content_run_end(const struct cs_item *item, size_t i) {
  size_t end = i + 1;
  while (end < item->n_dependencies && cs_str_eq(item->dependencies[end].on, item->dependencies[i].on) &&
         cs_str_eq(item->dependencies[end].by, item->dependencies[i].by)) {
    end++;
  }
  return end;
}

struct cs_reach_link cs_content_link(const struct cs_dependency *run, size_t n, const struct cs_content_asked *asked) {
  struct cs_possible possible;
  cs_versions_possible(&run->holds, sizeof *run, n, asked->on, asked->known, asked->weakest, &possible);
  if (cs_possible_empty(&possible)) {
    return (struct cs_reach_link){.truth = CS_NO};
  }
  struct cs_reach_link link = {.truth = CS_YES, .certainty = CS_CONFIRMED, .what = &run[possible.at[0]]};
  for (size_t i = 0; i < possible.n; i++) {
    enum cs_certainty certainty = run[possible.at[i]].holds.certainty;
    link.certainty = certainty > link.certainty ? certainty : link.certainty;
  }
  if (possible.none || possible.more || link.certainty >= CS_DISPUTED) {
    link.truth = CS_UNKNOWN;
    link.disputed = possible.disputed;
  }
  return link;
}

/* ------------------------------------------------------------------ registrations */

static void possible_versions(const struct cs_item *item, const struct cs_content_asked *asked,
                              struct cs_possible *out) {
  *out = (struct cs_possible){.none = true};
  if (item && item->n_versions > 0) {
    cs_versions_possible(&item->versions[0].holds, sizeof *item->versions, item->n_versions, asked->on, asked->known,
                         asked->weakest, out);
  }
}

struct cs_content_carried cs_content_carries(const struct cs_item *item, struct cs_str origin,
                                             const struct cs_content_asked *asked) {
  struct cs_possible possible;
  possible_versions(item, asked, &possible);
  struct cs_content_carried out = {.truth = CS_NO, .certainty = CS_CONFIRMED, .disputed = possible.disputed};
  size_t with = 0;
  for (size_t i = 0; i < possible.n; i++) {
    const struct cs_item_version *version = &item->versions[possible.at[i]];
    if (cs_strs_has(version->origins, origin)) {
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

bool cs_content_silent(const struct cs_item *item, const struct cs_content_asked *asked) {
  struct cs_possible possible;
  possible_versions(item, asked, &possible);
  bool silent = possible.n == 0 || possible.none || possible.more;
  for (size_t i = 0; i < possible.n; i++) {
    const struct cs_item_version *version = &item->versions[possible.at[i]];
    silent = silent || !version->complete || !version->has_origins;
  }
  return silent;
}

bool cs_content_each_origin(const struct cs_item *item, const struct cs_content_asked *asked,
                            bool (*each)(void *ctx, struct cs_str state), void *ctx) {
  struct cs_possible possible;
  possible_versions(item, asked, &possible);
  for (size_t i = 0; i < possible.n; i++) {
    struct cs_strs states = item->versions[possible.at[i]].origins;
    for (size_t k = 0; k < states.n; k++) {
      if (!each(ctx, states.at[k])) {
        return false;
      }
    }
  }
  return true;
}

struct cs_str cs_content_cite(const struct cs_item *item, const struct cs_content_asked *asked,
                              enum cs_certainty *certainty) {
  struct cs_possible possible;
  possible_versions(item, asked, &possible);
  if (possible.n == 0) {
    return CS_STR_NONE;
  }
  *certainty = item->versions[possible.at[0]].holds.certainty;
  return item->versions[possible.at[0]].holds.cite;
}
