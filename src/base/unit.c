/* Units: unit.def, then the currencies of ISO 4217. Must never convert between dimensions or currencies. The index of a
 * unit is of this build only: what goes on record is its name. */
#include "base/unit.h"

#include "base/codes.h"

#include <string.h>

enum dimension { NONE, LENGTH, MASS, TIME, FREQUENCY, POWER, SPEED, FORCE, IMPULSE, RATIO, COUNT, MONEY };

static const struct {
  struct cs_str name;
  enum dimension dimension;
  struct cs_ratio ratio;
} units[] = {
    {{"", 0}, NONE, {1, 1}},
#define CS_UNIT(name, dimension, numerator, denominator)                                                               \
  {{(name), sizeof(name) - 1}, dimension, {numerator, denominator}},
#include "base/unit.def"
#undef CS_UNIT
};

#define UNITS_N (sizeof units / sizeof units[0])

static bool is_currency(struct cs_unit unit) {
  return unit.index >= UNITS_N;
}

static enum dimension dimension_of(struct cs_unit unit) {
  cs_assert(unit.index < UNITS_N + cs_currencies_n);
  return is_currency(unit) ? MONEY : units[unit.index].dimension;
}

static bool find_currency(struct cs_str name, struct cs_unit *out) {
  size_t low = 0;
  size_t high = cs_currencies_n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = cs_str_cmp(cs_str_of(cs_currencies[middle]), name);
    if (order == 0) {
      out->index = (uint16_t)(UNITS_N + middle);
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

bool cs_unit_find(struct cs_str name, struct cs_unit *out) {
  for (size_t i = 1; i < UNITS_N; i++) {
    if (cs_str_eq(units[i].name, name)) {
      out->index = (uint16_t)i;
      return true;
    }
  }
  return find_currency(name, out);
}

struct cs_str cs_unit_name(struct cs_unit unit) {
  cs_assert(unit.index < UNITS_N + cs_currencies_n);
  return is_currency(unit) ? cs_str_of(cs_currencies[unit.index - UNITS_N]) : units[unit.index].name;
}

bool cs_unit_same_dimension(struct cs_unit a, struct cs_unit b) {
  return is_currency(a) || is_currency(b) ? a.index == b.index : dimension_of(a) == dimension_of(b);
}

bool cs_unit_is_money(struct cs_unit unit) {
  return dimension_of(unit) == MONEY;
}

struct cs_ratio cs_unit_ratio(struct cs_unit unit) {
  return is_currency(unit) ? units[0].ratio : units[unit.index].ratio;
}

void cs_unit_list(struct cs_buf *buf, struct cs_unit like) {
  if (is_currency(like)) {
    cs_buf_add(buf, cs_unit_name(like));
    return;
  }
  const char *between = "";
  for (size_t i = 1; i < UNITS_N; i++) {
    if (like.index == 0 || units[i].dimension == dimension_of(like)) {
      cs_buf_printf(buf, "%s%.*s", between, CS_STR_ARG(units[i].name));
      between = ", ";
    }
  }
  if (like.index == 0) {
    cs_buf_add(buf, CS_STR(", or a currency of ISO 4217"));
  }
}
