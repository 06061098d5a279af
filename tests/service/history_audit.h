/* An auditor of random histories: it keeps the acts that stand, and says by itself, from them alone and in the plainest way, what
 * follows: who may have decided what, what is in effect, what is left. It uses neither the fold nor the judges nor the
 * account of the generator, and fails the test where the record says otherwise. */
#ifndef CS_TEST_SERVICE_HISTORY_AUDIT_H
#define CS_TEST_SERVICE_HISTORY_AUDIT_H

#include "model/act.h"

#include "base/map.h"

/* One act that stands. */
struct audit_act {
  int64_t n;
  cs_day day;
  enum cs_act_kind kind;
  const struct cs_json *body, *out;
  struct cs_str office, officer; /* officer: empty for a source */
  bool has_from;
  cs_day from;
  bool struck;
  size_t next; /* the next act on the same subject, plus 1; 0: none */
};

struct audit {
  struct cs_arena *arena;
  struct {
    struct audit_act *at;
    size_t n, cap;
  } acts;
  struct {
    size_t *at; /* places of grants */
    size_t n, cap;
  } grants;
  struct cs_map first, last; /* by subject: place plus 1 */
  size_t decisions, uses, struck;
};

void audit_init(struct audit *a, struct cs_arena *arena);
/* Takes the act in, and checks what it changed. `officer`: who signed, by name, whatever the key. */
void audit_take(struct audit *a, int64_t n, cs_day day, const struct cs_act *act, struct cs_str officer,
                const struct cs_json *out);
/* Is the authorization of the case in effect on the day? *granted: is there one at all? */
bool audit_in_effect(const struct audit *a, struct cs_str case_id, cs_day today, bool *granted, long *used);
/* What a stock has, and what of it is promised on the day. */
void audit_stock(const struct audit *a, struct cs_str stock, cs_day today, long *on_hand, long *promised);
/* What counts towards the price of a fund, and the price, in cents. */
void audit_fund(const struct audit *a, struct cs_str fund, long *paid, long *price);

#endif
