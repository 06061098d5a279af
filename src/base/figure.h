/* Figures: decimals with a unit, exact or known within bounds. Units are exact rational multiples of their dimension's
 * base unit (unit.def); a currency is a dimension of its own, its unit the ISO 4217 code. Two figures of different
 * dimensions, or of two currencies, are never compared: the caller gets CS_E_UNIT_MISMATCH or unknown. */
#ifndef CS_BASE_FIGURE_H
#define CS_BASE_FIGURE_H

#include "base/dec.h"
#include "base/truth.h"

/* An index into the units of unit.def and the currencies after them; 0 is "no unit" (a bare number). */
struct cs_unit {
  uint16_t index;
};
#define CS_UNIT_NONE ((struct cs_unit){0})

/* By name as it is written ("km", "mi", "USD"). False without an error when there is none. */
CS_MUST bool cs_unit_find(struct cs_str name, struct cs_unit *out);
struct cs_str cs_unit_name(struct cs_unit unit);
bool cs_unit_same_dimension(struct cs_unit a, struct cs_unit b);
bool cs_unit_is_money(struct cs_unit unit);
/* Names of all units of the dimension of `like`, or of all dimensions; for hints: "km, m, mi, nmi, ft". */
void cs_unit_list(struct cs_buf *buf, struct cs_unit like);

/* Known to lie in [lo, hi], both in `unit`; exact when equal. An open bound: lo_open, hi_open (then lo or hi means
 * nothing). */
struct cs_figure {
  struct cs_dec lo, hi;
  bool lo_open, hi_open;
  struct cs_unit unit;
};

struct cs_figure cs_figure_of(struct cs_dec value, struct cs_unit unit);
/* "300 km", "825000000.00 USD", "12.5", "150 mi..280 mi", "150..280 mi", "..300 km", "250 km..". One blank before a
 * unit, none at "..". CS_E_DEC_SYNTAX (also for bounds the wrong way round), CS_E_DEC_DIGITS, CS_E_UNIT_UNKNOWN (hint:
 * the units there are), CS_E_UNIT_MISMATCH (bounds in two units). */
CS_MUST bool cs_figure_parse(struct cs_str text, struct cs_figure *out, struct cs_err *err);
/* A form that cs_figure_parse takes, with the digits that it holds; with both bounds open ".. km". */
void cs_figure_write(struct cs_buf *buf, struct cs_figure figure);
/* The value (or both bounds) in another unit of its dimension, rounded to `places`, halves away from zero; for print.
 * CS_E_UNIT_MISMATCH. */
CS_MUST bool cs_figure_write_in(struct cs_buf *buf, struct cs_figure figure, struct cs_unit unit, unsigned places,
                                struct cs_err *err);
bool cs_figure_exact(struct cs_figure figure);
/* Comparisons by bounds, exactly and across units of one dimension. Unknown also where dimensions differ: ask first. */
enum cs_truth cs_figure_lt(struct cs_figure a, struct cs_figure b);
enum cs_truth cs_figure_le(struct cs_figure a, struct cs_figure b);
enum cs_truth cs_figure_eq(struct cs_figure a, struct cs_figure b);
/* Sums and differences of bounds, in a's unit when b's value converts exactly, else in b's; a
 * value that was converted has no zeros at the end. CS_E_UNIT_MISMATCH,
 * CS_E_DEC_OVERFLOW. */
CS_MUST bool cs_figure_add(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err);
CS_MUST bool cs_figure_sub(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err);
/* The least range that holds both. False where they have no unit in common. */
CS_MUST bool cs_figure_hull(struct cs_figure a, struct cs_figure b, struct cs_figure *out);
/* *a becomes the greater of the two, of one dimension. What is not sure may not be there: it raises only the upper
 * bound, unless neither is sure. False where they have no unit in common. */
CS_MUST bool cs_figure_greater(struct cs_figure *a, struct cs_figure b, bool a_sure, bool b_sure);
/* At least one of the two a bare number; CS_E_UNIT_MISMATCH otherwise. CS_E_DEC_OVERFLOW. */
CS_MUST bool cs_figure_mul(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err);
/* One quantity stated twice, in two units: true when the two differ by at most 1 % of the larger (RULES section 2).
 * Both exact and of one dimension. */
bool cs_figure_agrees(struct cs_figure a, struct cs_figure b);
/* The value in millionths of its dimension's base unit, rounded down; *cut: something was cut off. False when that lies
 * beyond ± 2^61. For comparing many figures quickly: a number of 64 bits and one bit more keep the order exact. */
CS_MUST bool cs_figure_millionths(struct cs_dec value, struct cs_unit unit, int64_t *out, bool *cut);

#endif
