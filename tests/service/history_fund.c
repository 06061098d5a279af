/* Funds in random histories, to the cent. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

#define offices history_offices

long history_paid(const struct history_fund *fund) {
  long all = 0;
  for (size_t i = 0; i < HISTORY_PAYERS_MAX; i++) {
    all += !fund->closed || i < 2 ? fund->paid[i] : 0;
  }
  return all;
}

/* An officer of an approver, where the case has one; who filed the case, or is kept out of it, is refused. */
static void begin(struct history *h, struct plan *p, const struct history_case *one) {
  size_t approver = one && one->n_consents > 0 ? one->consents[0].approver : ALONE;
  p->signer = history_officer(h, approver);
  size_t person = self_of(h, p->signer);
  p->refused = p->refused || approver == ALONE || history_is_filer(one, person) || history_is_kept_out(one, person);
}

static const char *acting(const struct history *h, const struct plan *p) {
  return offices[h->persons.at[p->signer].office];
}

void history_make_fund(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = NULL;
  wrong = wrong || chance(h, 70); /* most cases wait for no money */
  for (size_t i = 0; i < 100 && h->cases.n > 0 && !one; i++) {
    size_t window = h->cases.n < 120 ? h->cases.n : 120;
    struct history_case *some = &h->cases.at[h->cases.n - 1 - below(h, window)];
    one = (some->open || some->approved) && some->n_consents > 0 && some->fund == 0 ? some : NULL;
  }
  p->number = ++h->made;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->refused = wrong || !one;
  p->yes = chance(h, 40);
  begin(h, p, one);
  FLAT(p, "{\"act\":\"fund.open\",\"office\":\"%s\",\"fund\":\"f%u\",\"case\":\"k%u\",\"price\":\"%d.00 USD\"%s}",
       acting(h, p), p->number, one ? one->number : 0, wrong ? 0 : PRICE / 100,
       p->yes ? ",\"payers\":[\"o1\",\"o2\"]" : "");
}

void history_take_fund(struct history *h, const struct plan *p) {
  struct history_fund *fund = cs_list_push(&h->arena, &h->funds, &h->scene.err);
  assert_non_null(fund);
  *fund = (struct history_fund){.number = p->number, .of = p->a, .closed = p->yes};
  h->cases.at[p->a].fund = h->funds.n;
}

static struct history_fund *draw_fund(struct history *h, struct plan *p) {
  size_t window = h->funds.n < 12 ? h->funds.n : 12; /* newer ones, so that some come together */
  struct history_fund *fund = window > 0 ? &h->funds.at[h->funds.n - 1 - below(h, window)] : NULL;
  p->a = fund ? (size_t)(fund - h->funds.at) : 0;
  p->b = below(h, HISTORY_PAYERS_MAX);
  p->refused = p->refused || !fund;
  begin(h, p, fund ? &h->cases.at[fund->of] : NULL);
  return fund;
}

static void put_money(struct history *h, struct plan *p, const char *kind, bool wrong, bool reference) {
  FLAT(p, "{\"act\":\"fund.%s\",\"office\":\"%s\",\"fund\":\"f%u\",\"payer\":\"%s\",\"amount\":\"%ld.%02ld %s\"", kind,
       acting(h, p), h->funds.n > 0 ? h->funds.at[p->a].number : 0, offices[1 + p->b], p->quantity / 100,
       p->quantity % 100, wrong ? "EUR" : "USD");
  if (reference) {
    MORE(p, ",\"reference\":\"y%u\"", ++h->made);
  }
  MORE(p, "}");
}

void history_make_pledge(struct history *h, struct plan *p, bool wrong) {
  (void)draw_fund(h, p);
  p->quantity = (long)below(h, 5000);
  put_money(h, p, "pledge", wrong, false);
}

/* The last one again: it counts once. */
static bool again(struct history *h, struct plan *p) {
  if (!chance(h, 12) || !history_say_again(h, HISTORY_AGAIN_FUND, p)) {
    return false;
  }
  const struct history_case *one = &h->cases.at[h->funds.at[p->a].of];
  size_t person = self_of(h, p->signer), office = h->persons.at[p->signer].office;
  bool approver = false;
  for (size_t i = 0; i < one->n_consents; i++) {
    approver = approver || one->consents[i].approver == office;
  }
  p->repeat = approver && !history_is_filer(one, person) && !history_is_kept_out(one, person);
  p->refused = !p->repeat;
  return approver; /* another approver since: authority may lead on, and is not asked about here */
}

void history_make_payment(struct history *h, struct plan *p, bool wrong) {
  if (!wrong && again(h, p)) {
    return;
  }
  p->repeat = false;
  p->refused = wrong;
  const struct history_fund *fund = draw_fund(h, p);
  long lacking = fund ? PRICE - history_paid(fund) : 0;
  p->quantity = 1 + (long)below(h, 4000);
  if (lacking > 0 && chance(h, 35)) { /* the price to the cent, or a cent short of it */
    p->quantity = lacking - (lacking > 1 && chance(h, 50) ? 1 : 0);
  }
  put_money(h, p, "receive", wrong, true);
}

void history_take_payment(struct history *h, const struct plan *p) {
  h->funds.at[p->a].paid[p->b] += p->quantity;
  history_keep(h, HISTORY_AGAIN_FUND, p);
}

void history_make_refund(struct history *h, struct plan *p, bool wrong) {
  struct history_fund *fund = draw_fund(h, p);
  for (size_t i = 0; i < 8 && fund && fund->paid[p->b] == 0; i++) {
    p->b = below(h, HISTORY_PAYERS_MAX);
  }
  long paid = fund ? fund->paid[p->b] : 0;
  p->quantity = wrong || paid < 1 ? paid + 1 : 1 + (long)below(h, paid > 900 ? 900 : (uint64_t)paid);
  p->refused = p->refused || p->quantity > paid;
  put_money(h, p, "refund", false, true);
}

void history_take_refund(struct history *h, const struct plan *p) {
  h->funds.at[p->a].paid[p->b] -= p->quantity;
}
