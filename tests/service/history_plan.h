/* Private to the generator of histories: one act to come, and what its files share. */
#ifndef CS_TEST_SERVICE_HISTORY_PLAN_H
#define CS_TEST_SERVICE_HISTORY_PLAN_H

#include "service/history.h"

#define FLAT_MAX   4096
#define APPLICANTS 9               /* the first applicant's office */
#define ALONE      13              /* an office that nobody gave anything */
#define DEPUTY     HISTORY_OFFICES /* the person of the registrar's second officer */
#define PRICE      6000            /* cents */

extern const char *const history_offices[HISTORY_OFFICES];

/* One act to come: its flat form, who signs, and what will become of it. */
struct plan {
  enum cs_act_kind kind;
  char flat[FLAT_MAX];
  size_t signer; /* key; SIZE_MAX: a source */
  char *blob;    /* on the heap; NULL: none */
  char *table;   /* of the rules in `blob`, likewise */
  bool refused;
  bool repeat;     /* by its reference: it is on record, and counts once */
  uint32_t number; /* of what it makes or changes */
  size_t a, b, c;
  int regime;
  bool yes, no;
  long quantity;
  cs_day day;
};

#define FLAT(plan, ...) (void)snprintf((plan)->flat, FLAT_MAX, __VA_ARGS__)
#define MORE(p, ...)    (void)snprintf((p)->flat + strlen((p)->flat), FLAT_MAX - strlen((p)->flat), __VA_ARGS__)

static inline uint64_t below(struct history *h, uint64_t n) {
  return random_below(&h->random, n);
}

static inline bool chance(struct history *h, unsigned percent) {
  return below(h, 100) < percent;
}

static inline size_t self_of(const struct history *h, size_t signer) {
  return h->persons.at[signer].self;
}

typedef void history_make_fn(struct history *h, struct plan *p, bool wrong); /* a function type */
typedef void history_take_fn(struct history *h, const struct plan *p);       /* a function type */

void history_add(struct history *h, struct history_numbers *list, uint32_t number);
uint32_t history_any(struct history *h, const struct history_numbers *list);
/* A newer one, so that no state grows without bound. */
uint32_t history_any_late(struct history *h, const struct history_numbers *list, size_t window);
/* A day that was not given out before, later than all that were. */
void history_day(struct history *h, char out[16]);
void history_write_day(cs_day day, char out[16]);
/* A use of an authorization that was taken: it may be corrected, once. */
void history_put_use(struct history *h, const struct plan *p);
/* Keeps the act, to be handed in again as it is. */
void history_keep(struct history *h, enum history_again what, const struct plan *p);
/* The act that was kept, as the plan; false when none was. */
bool history_say_again(struct history *h, enum history_again what, struct plan *p);

/* ---- mandates and rules (history_mandate.c) */

/* Does authority lead from office to office over the scope on the day, as known today? By the account: a plain search, to
 * hold the real one against. */
bool history_reaches(const struct history *h, size_t from, size_t to, struct history_scope scope, cs_day on);
struct history_scope history_scope_of(const struct history_case *one, int regime);
history_make_fn history_make_grant, history_make_revocation, history_make_rules, history_make_general;
history_take_fn history_take_grant, history_take_revocation, history_take_rules;

/* ---- the catalogue (history_catalogue.c) */

history_make_fn history_make_party, history_make_calendar, history_make_item, history_make_fact,
    history_make_dependency, history_make_group, history_make_member, history_make_statement, history_make_withdrawal;
history_take_fn history_take_party, history_take_calendar, history_take_item, history_take_group,
    history_take_statement;

/* ---- keys, and the record itself (history_keys.c) */

/* The key of an officer of the office, one that is good. */
size_t history_officer(struct history *h, size_t office);
/* The same, of no person on the list; of the office's head where no other is found. */
size_t history_other(struct history *h, size_t office, const size_t *persons, size_t n);
size_t history_add_person(struct history *h, size_t office, const char *name);
void history_prove(struct history *h, const struct cs_officer_key *key, char out[100]);
void history_put_load(struct history *h, struct plan *p, size_t acts);
history_make_fn history_make_enrolment, history_make_key_revocation, history_make_founding, history_make_continuing,
    history_make_load, history_make_erasure, history_make_hold, history_make_release, history_make_rotation;
history_take_fn history_take_enrolment, history_take_key_revocation, history_take_erasure, history_take_hold,
    history_take_release, history_take_rotation;

/* ---- corrections (history_correction.c) */

history_make_fn history_make_correction, history_make_agreed;
history_take_fn history_take_fact, history_take_correction, history_take_agreed;

/* ---- cases (history_case.c) */

history_make_fn history_make_filing, history_make_decision, history_make_withdrawal_of_case;
history_take_fn history_take_filing, history_take_decision, history_take_withdrawal_of_case;
/* The consents that the rules asked for, and what else they require, from the answer. */
void history_learn_consents(struct history *h, const struct plan *p, const struct cs_result *result);
/* May the office speak for the approver of the consent under every regime that asks for it, today? */
bool history_speaks_for(const struct history *h, const struct history_case *one, const struct history_consent *consent,
                        size_t office);
bool history_is_filer(const struct history_case *one, size_t person);
bool history_is_kept_out(const struct history_case *one, size_t person);

/* ---- ledgers (history_ledger.c): makers of acts, and what they change in the account */

history_make_fn history_make_decrement, history_make_suspend, history_make_reinstate, history_make_revoke,
    history_make_surrender, history_make_stock, history_make_floor, history_make_received, history_make_reserved,
    history_make_released, history_make_issued;
history_take_fn history_take_decrement, history_take_suspend, history_take_reinstate, history_take_end,
    history_take_stock, history_take_received, history_take_reserved, history_take_released, history_take_issued;

/* ---- funds (history_fund.c) */

history_make_fn history_make_fund, history_make_pledge, history_make_payment, history_make_refund;
history_take_fn history_take_fund, history_take_payment, history_take_refund;

/* ---- the middle of a case (history_review.c) */

history_make_fn history_make_circulation, history_make_advice, history_make_agreement, history_make_question,
    history_make_answer, history_make_amendment, history_make_notice, history_make_recusal, history_make_fulfilment;
history_take_fn history_take_circulation, history_take_advice, history_take_agreement, history_take_question,
    history_take_answer, history_take_amendment, history_take_notice, history_take_recusal, history_take_fulfilment;
/* Does a decision on this consent lack nothing that the rules require? */
bool history_is_ripe(const struct history_case *one, size_t approver);
/* Has this person given advice that stands? */
bool history_has_advised(const struct history_case *one, size_t person);
/* Have the notices that the rules require run out, and are the conditions met? */
bool history_conditions_met(const struct history *h, const struct history_case *one);

#endif
