/* Which version holds. Walks from the latest version down: the first that has surely begun ends the walk, because it
 * ends all that were before it. Must never let a version that has ended give way to the one that it had ended.
 * Specification: RULES sections 3, 4 and 6. */
#include "model/versions.h"

int cs_versions_cmp(const struct cs_holds *a, const struct cs_holds *b) {
  if (a->from.first != b->from.first) {
    return a->from.first < b->from.first ? -1 : 1;
  }
  if (a->from.last != b->from.last) {
    return a->from.last < b->from.last ? -1 : 1;
  }
  return a->n < b->n ? -1 : a->n > b->n;
}

enum cs_truth cs_holds_on(const struct cs_holds *holds, cs_day on, cs_day known) {
  if (holds->known > known) {
    return CS_NO;
  }
  return cs_period_holds((struct cs_period){holds->from, holds->until}, on);
}

/* Has it begun, its end left aside? */
static enum cs_truth begun(const struct cs_holds *holds, cs_day on, cs_day known) {
  if (holds->known > known) {
    return CS_NO;
  }
  return cs_period_holds((struct cs_period){holds->from, CS_SPAN_NEVER}, on);
}

static void take(struct cs_possible *out, size_t version) {
  if (out->n == CS_POSSIBLE_MAX) {
    out->more = true;
    return;
  }
  out->at[out->n++] = version;
}

void cs_versions_possible(const struct cs_holds *first, size_t stride, size_t n, cs_day on, cs_day known,
                          enum cs_certainty weakest, struct cs_possible *out) {
  *out = (struct cs_possible){.none = true};
  const char *base = (const char *)first;
  bool gap = false; /* a later version may have ended its former and then itself */
  for (size_t i = n; i-- > 0;) {
    const struct cs_holds *holds = (const struct cs_holds *)(const void *)(base + i * stride);
    enum cs_truth from = begun(holds, on, known);
    if (from == CS_NO) {
      continue;
    }
    bool doubted = holds->certainty > weakest || holds->certainty >= CS_DISPUTED;
    enum cs_truth lasts = cs_period_holds((struct cs_period){CS_SPAN_ALWAYS, holds->until}, on);
    out->date = out->date || from == CS_UNKNOWN || lasts == CS_UNKNOWN;
    out->disputed = out->disputed || doubted;
    if (lasts != CS_NO) {
      take(out, i);
    }
    if (from == CS_YES && !doubted) {
      out->none = gap || lasts != CS_YES;
      return;
    }
    gap = gap || lasts != CS_YES;
  }
}

bool cs_possible_sure(const struct cs_possible *possible) {
  return possible->n == 1 && !possible->none && !possible->more;
}

bool cs_possible_empty(const struct cs_possible *possible) {
  return possible->n == 0;
}
