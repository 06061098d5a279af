/* Shares: a part and its whole, never divided but for print. Must not round where anything is decided.
 * Specification: SPEC.md section 17. */
#include "rules/rules.h"

enum { CS_SHARE_PLACES = 4 };

void cs_share_write(struct cs_buf *buf, struct cs_figure part, struct cs_figure whole) {
  cs_assert(!part.lo_open && !part.hi_open && !whole.lo_open && !whole.hi_open && cs_dec_sign(whole.lo) > 0);
  cs_dec_write_percent(buf, part.lo, whole.hi, CS_SHARE_PLACES);
  if (!cs_figure_exact(part) || !cs_figure_exact(whole)) {
    cs_buf_add(buf, CS_STR(".."));
    cs_dec_write_percent(buf, part.hi, whole.lo, CS_SHARE_PLACES);
  }
  cs_buf_add(buf, CS_STR(" %"));
}
