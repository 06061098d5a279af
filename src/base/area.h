/* Areas: ISO 3166-1 countries ("RU") and 3166-2 regions ("RU-KRS"), from the package iso-codes at build time, with the
 * parents that it names. `XZ` (UN/LOCODE: international waters) is outside every state. There are no coordinates here,
 * ever. */
#ifndef CS_BASE_AREA_H
#define CS_BASE_AREA_H

#include "base/str.h"
#include "base/truth.h"

struct cs_area {
  uint16_t index; /* into the generated table; 0: none */
};
#define CS_AREA_NONE ((struct cs_area){0})

/* False when there is no such code. Capitals matter. */
CS_MUST bool cs_area_find(struct cs_str code, struct cs_area *out);
/* All areas have an index below this one, from 1. */
size_t cs_area_end(void);
/* Both empty for CS_AREA_NONE. */
struct cs_str cs_area_code(struct cs_area area);
struct cs_str cs_area_name(struct cs_area area);
/* The next larger area, CS_AREA_NONE for countries and XZ. */
struct cs_area cs_area_parent(struct cs_area area);
/* The country at the top of its parents; CS_AREA_NONE for XZ, which is in no state. */
struct cs_area cs_area_country(struct cs_area area);
/* Is `inner` the same as `outer` or below it? Yes; no when they lie beside one another; unknown when inner lies above
 * outer (part of it is inside), or when one of the two is CS_AREA_NONE. RULES section 2. */
enum cs_truth cs_area_within(struct cs_area inner, struct cs_area outer);

#endif
