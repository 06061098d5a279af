/* Where versions say the same: cuts the days asked about and the days as known where any version begins, ends or becomes known, asks
 * once in each field between the cuts, and joins fields that say the same. Must never leave out a day on which something changes.
 * Specification: RULES sections 3, 4 and 7. */
#include "model/content_private.h"

enum { VERSIONS_MAX = 16, CUTS_MAX = 4 * VERSIONS_MAX + 1, CERTAINTIES = CS_ASSUMED + 1 };

/* The first days of the pieces of one clock, ascending. */
struct cuts {
  cs_day at[CUTS_MAX];
  size_t n;
};

static void cut(struct cuts *cuts, cs_day day) {
  size_t i = cuts->n;
  if (day == CS_DAY_MIN || day == CS_DAY_MAX) {
    return; /* no day lies before or behind it */
  }
  while (i > 0 && cuts->at[i - 1] >= day) {
    i--;
  }
  if (i < cuts->n && cuts->at[i] == day) {
    return;
  }
  for (size_t k = cuts->n++; k > i; k--) {
    cuts->at[k] = cuts->at[k - 1];
  }
  cuts->at[i] = day;
}

static void cut_span(struct cuts *cuts, struct cs_span span) {
  cut(cuts, span.first);
  if (!cs_span_exact(span) && span.last < CS_DAY_MAX) {
    cut(cuts, span.last + 1);
  }
}

static cs_day last_of(const struct cuts *cuts, size_t i) {
  return i + 1 < cuts->n ? cuts->at[i + 1] - 1 : CS_DAY_MAX - 1;
}

/* One field more: the extent that ended just before it on the day asked about, and is otherwise the same, goes on. */
static bool join_on(struct cs_content_extents *out, const struct cs_content_extent *piece) {
  const struct cs_content_where *a = &piece->where;
  for (size_t i = 0; i < out->n; i++) {
    struct cs_content_where *b = &out->at[i].where;
    if (out->at[i].says == piece->says && b->weakest == a->weakest && b->on_last + 1 == a->on_first &&
        b->known_first == a->known_first && b->known_last == a->known_last) {
      b->on_last = a->on_last;
      return true;
    }
  }
  if (out->n == CS_CONTENT_EXTENTS_MAX) {
    return false;
  }
  out->at[out->n++] = *piece;
  return true;
}

/* Extents from `from` on are of one certainty more; those that a former one had as well become one. */
static void join_weakest(struct cs_content_extents *out, size_t from) {
  size_t kept = from;
  for (size_t i = from; i < out->n; i++) {
    const struct cs_content_where *a = &out->at[i].where;
    size_t k = 0;
    while (k < from && !(out->at[k].says == out->at[i].says && out->at[k].where.on_first == a->on_first &&
                         out->at[k].where.on_last == a->on_last && out->at[k].where.known_first == a->known_first &&
                         out->at[k].where.known_last == a->known_last)) {
      k++;
    }
    if (k < from) {
      out->at[k].where.weakest |= a->weakest;
    } else {
      out->at[kept++] = out->at[i];
    }
  }
  out->n = kept;
}

struct field {
  struct cuts on, known;
  cs_content_says *says;
  const void *ctx;
};

/* All pieces of one stretch of days asked about. */
static bool read_stretch(const struct field *f, size_t on, enum cs_certainty weakest, uint8_t mask,
                         struct cs_content_extents *out) {
  struct cs_content_extent piece = {.says = 0};
  for (size_t k = 0; k < f->known.n; k++) {
    struct cs_content_asked asked = {.on = f->on.at[on], .known = f->known.at[k], .weakest = weakest};
    uint8_t says = f->says(f->ctx, &asked);
    if (says != piece.says) {
      if (piece.says && !join_on(out, &piece)) {
        return false;
      }
      piece = (struct cs_content_extent){{f->on.at[on], last_of(&f->on, on), f->known.at[k], 0, mask}, says};
    }
    piece.where.known_last = last_of(&f->known, k);
  }
  return !piece.says || join_on(out, &piece);
}

bool cs_content_extents(const struct cs_holds *first, size_t stride, size_t n, cs_content_says *says, const void *ctx,
                        struct cs_content_extents *out) {
  struct field f = {.says = says, .ctx = ctx};
  bool confirmed = true;
  out->n = 0;
  if (n > VERSIONS_MAX) {
    return false;
  }
  cut(&f.on, CS_DAY_MIN + 1);
  cut(&f.known, CS_DAY_MIN + 1);
  for (size_t i = 0; i < n; i++) {
    const struct cs_holds *holds = (const struct cs_holds *)(const void *)((const char *)first + i * stride);
    cut_span(&f.on, holds->from);
    cut_span(&f.on, holds->until);
    cut(&f.known, holds->known);
    confirmed = confirmed && holds->certainty == CS_CONFIRMED;
  }
  for (unsigned w = 0; w < (confirmed ? 1 : CERTAINTIES); w++) {
    size_t from = out->n;
    uint8_t mask = (uint8_t)(confirmed ? (1u << CERTAINTIES) - 1 : 1u << w);
    for (size_t on = 0; on < f.on.n; on++) {
      if (!read_stretch(&f, on, (enum cs_certainty)w, mask, out)) {
        return false;
      }
    }
    join_weakest(out, from);
  }
  return true;
}
