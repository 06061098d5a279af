/* Areas over the generated table. Must never hold a coordinate, and never guess: containment beyond ISO 3166 is
 * declared in a regime (RULES section 2). The index of an area is of this build only: what goes on record is its code.
 */
#include "base/area.h"

#include "base/codes.h"
#include "base/err.h"

/* cs_str_cmp of a row's code and another, without measuring the row's. */
static int order_of(const char *row, struct cs_str code) {
  size_t i = 0;
  while (i < code.len && row[i] == code.ptr[i] && row[i] != '\0') {
    i++;
  }
  unsigned char left = (unsigned char)row[i], right = i < code.len ? (unsigned char)code.ptr[i] : 0;
  return left != right ? (left > right) - (left < right) : left == '\0' && i == code.len ? 0 : -1;
}

bool cs_area_find(struct cs_str code, struct cs_area *out) {
  size_t low = 1;
  size_t high = cs_area_rows_n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = order_of(cs_area_rows[middle].code, code);
    if (order == 0) {
      out->index = (uint16_t)middle;
      return true;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

static const struct cs_area_row *row_of(struct cs_area area) {
  cs_assert(area.index < cs_area_rows_n);
  return &cs_area_rows[area.index];
}

size_t cs_area_end(void) {
  return cs_area_rows_n;
}

struct cs_str cs_area_code(struct cs_area area) {
  return cs_str_of(row_of(area)->code);
}

struct cs_str cs_area_name(struct cs_area area) {
  return cs_str_of(row_of(area)->name);
}

struct cs_area cs_area_parent(struct cs_area area) {
  return (struct cs_area){row_of(area)->parent};
}

struct cs_area cs_area_country(struct cs_area area) {
  while (row_of(area)->parent != 0) { /* ends: the generator refuses a circle of parents */
    area = cs_area_parent(area);
  }
  return cs_str_eq(cs_area_code(area), CS_STR("XZ")) ? CS_AREA_NONE : area;
}

/* Is `area` the other or below it? */
static bool at_or_below(struct cs_area area, struct cs_area other) {
  while (area.index != other.index && row_of(area)->parent != 0) {
    area = cs_area_parent(area);
  }
  return area.index == other.index;
}

enum cs_truth cs_area_within(struct cs_area inner, struct cs_area outer) {
  if (inner.index == 0 || outer.index == 0) {
    return CS_UNKNOWN;
  }
  return at_or_below(inner, outer) ? CS_YES : at_or_below(outer, inner) ? CS_UNKNOWN : CS_NO;
}
