/* Private to the generator of histories: one act to come, and what its files share. */
#ifndef CS_TEST_SERVICE_HISTORY_PLAN_H
#define CS_TEST_SERVICE_HISTORY_PLAN_H

#include "service/history.h"

#define FLAT_MAX   4096
#define APPLICANTS 9  /* the first applicant's office */
#define ALONE      13 /* an office that nobody gave anything */

extern const char *const history_offices[HISTORY_OFFICES];

/* One act to come: its flat form, who signs, and what will become of it. */
struct plan {
  enum cs_act_kind kind;
  char flat[FLAT_MAX];
  size_t signer; /* person; SIZE_MAX: a source */
  char *blob;    /* on the heap; NULL: none */
  bool refused;
  uint32_t number; /* of what it makes or changes */
  size_t a, b;
  int regime;
  long quantity;
};

#define FLAT(plan, ...) (void)snprintf((plan)->flat, FLAT_MAX, __VA_ARGS__)

static inline uint64_t below(struct history *h, uint64_t n) {
  return random_below(&h->random, n);
}

static inline bool chance(struct history *h, unsigned percent) {
  return below(h, 100) < percent;
}

/* Does authority lead from office to office under the regime, by the account? */
bool history_reaches(const struct history *h, size_t from, size_t to, int regime);
/* A day that was not given out before, later than all that were. */
void history_day(struct history *h, char out[16]);

/* ---- cases (history_case.c) */

typedef void history_make_fn(struct history *h, struct plan *p, bool wrong); /* a function type */
typedef void history_take_fn(struct history *h, const struct plan *p);       /* a function type */

history_make_fn history_make_filing, history_make_decision, history_make_withdrawal_of_case;
history_take_fn history_take_filing, history_take_decision, history_take_withdrawal_of_case;
/* The consents that the rules asked for, from the answer. */
void history_learn_consents(struct history *h, const struct plan *p, const struct cs_result *result);

/* ---- ledgers (history_ledger.c): makers of acts, and what they change in the account */

history_make_fn history_make_decrement, history_make_suspend, history_make_reinstate, history_make_revoke,
    history_make_surrender, history_make_stock, history_make_floor, history_make_received, history_make_reserved,
    history_make_released, history_make_issued, history_make_fund, history_make_pledge, history_make_payment,
    history_make_refund;
history_take_fn history_take_decrement, history_take_suspend, history_take_reinstate, history_take_end,
    history_take_stock, history_take_received, history_take_reserved, history_take_released, history_take_issued,
    history_take_fund, history_take_payment, history_take_refund;

/* ---- the middle of a case (history_review.c) */

history_make_fn history_make_circulation, history_make_advice, history_make_agreement, history_make_question,
    history_make_answer, history_make_amendment, history_make_notice, history_make_recusal;
history_take_fn history_take_advice, history_take_agreement, history_take_question, history_take_answer,
    history_take_amendment, history_take_recusal;

/* Is the authorization of the case in effect now, by the account? */
bool history_in_effect(const struct history *h, const struct history_case *one);

#endif
