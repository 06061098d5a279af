/* The tables that tools/gen_codes.c makes from the package iso-codes at build time. Private to base (area, unit). */
#ifndef CS_BASE_CODES_H
#define CS_BASE_CODES_H

#include <stddef.h>
#include <stdint.h>

struct cs_area_row {
  const char *code, *name;
  uint16_t parent; /* index of the next larger area; 0: none */
};

/* Row 0 is empty; rows 1 to cs_area_rows_n - 1 ascend by the bytes of their codes. No circle of parents. */
extern const struct cs_area_row cs_area_rows[];
extern const size_t cs_area_rows_n;
/* ISO 4217 alphabetic codes, ascending. */
extern const char cs_currencies[][4];
extern const size_t cs_currencies_n;

#endif
