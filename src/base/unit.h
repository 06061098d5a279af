/* The exact ratios of units. Private to base (figure). */
#ifndef CS_BASE_UNIT_H
#define CS_BASE_UNIT_H

#include "base/figure.h"

/* 1 unit = numerator / denominator base units of its dimension, both above 0; 1 / 1 for no unit and for currencies. */
struct cs_ratio {
  uint64_t numerator, denominator;
};
struct cs_ratio cs_unit_ratio(struct cs_unit unit);

#endif
