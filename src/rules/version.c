/* Which version of a table, group or term is in force on (on, known): SPEC 15.6, 15.9, 17.8. Never takes two for sure. And which
 * groups have none. */
#include "rules/eval.h"

struct cs_in_force cs_versions_in_force(const struct cs_ask *ask, uint32_t first, bool first_bound,
                                        const struct cs_version *(*version_at)(const void *ctx, uint32_t index),
                                        const void *ctx) {
  struct cs_in_force out;
  uint32_t at = first;
  out.n = 0;
  out.none = true;
  while (at != UINT32_MAX) {
    const struct cs_version *version = version_at(ctx, at);
    bool unbound = at == first && !first_bound;
    enum cs_truth begun = cs_period_holds((struct cs_period){version->from, CS_SPAN_NEVER}, ask->on);
    begun = unbound ? CS_YES : version->known > ask->known ? CS_NO : begun;
    if (begun == CS_YES) { /* it has ended all before it */
      out.n = 0;
      out.none = false;
    }
    if (begun != CS_NO && out.n == CS_VERSIONS_IN_FORCE) {
      out.none = true;
    } else if (begun != CS_NO) {
      out.at[out.n++] = at;
    }
    at = version->next - 1;
  }
  out.sure = out.n == 1 && !out.none;
  return out;
}

static const struct cs_version *table_version(const void *ctx, uint32_t index) {
  const struct cs_table *table = ctx;
  return &table->versions[index].version;
}

struct cs_in_force cs_table_in_force(const struct cs_ask *ask, const struct cs_table *table) {
  const struct cs_version *first = &table->versions[0].version;
  if (first->next == 0 && first->from.last == CS_DAY_MIN && first->known <= ask->known) { /* most tables have no days */
    struct cs_in_force only;
    only.at[0] = 0;
    only.n = 1;
    only.none = false;
    only.sure = true;
    return only;
  }
  return cs_versions_in_force(ask, 0, true, table_version, table);
}

bool cs_group_lasts(const struct cs_group *group) {
  if (group->open || group->on_record || group->version.next != 0 || group->n_members == 0) {
    return false;
  }
  for (size_t i = 0; i < group->n_members; i++) {
    const struct cs_group_member *member = &group->members[i];
    struct cs_area area;
    bool always = member->period.from.last == CS_DAY_MIN && member->period.until.first == CS_DAY_MAX;
    bool named = !cs_str_eq(group->kind, CS_STR("area")) || cs_area_find(member->code, &area);
    if (!always || member->known != CS_DAY_MIN || member->certainty != CS_CONFIRMED || !named) {
      return false;
    }
  }
  return true;
}
