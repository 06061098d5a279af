/* Ledgers in random histories. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

#define RESERVED_MAX 8 /* reservations of one stock */
#define PRICE        60

/* ------------------------------------------------------------------ authorizations */

/* Every consent was given, and authority still leads to who gave it. */
static bool consents_stand(const struct history *h, const struct history_case *one) {
  for (size_t i = 0; i < one->n_consents; i++) {
    const struct history_consent *consent = &one->consents[i];
    for (size_t k = 0; k < consent->n_regimes; k++) {
      int regime = consent->regimes[k];
      if (!history_reaches(h, (size_t)regime, consent->approver, regime) ||
          !history_reaches(h, consent->approver, consent->decided_by, regime)) {
        return false;
      }
    }
  }
  return true;
}

bool history_in_effect(const struct history *h, const struct history_case *one) {
  bool paid = one->fund == 0 || h->funds.at[one->fund - 1].paid >= PRICE;
  return one->approved && !one->ended && !one->suspended && paid && one->used < one->quantity && consents_stand(h, one);
}

/* A case that was approved, of which `wanted` holds; NULL when none is found. */
static struct history_case *approved_case(struct history *h,
                                          bool (*wanted)(const struct history *h, const struct history_case *one)) {
  for (size_t i = 0; i < 200 && h->cases.n > 0; i++) {
    struct history_case *one = &h->cases.at[below(h, h->cases.n)];
    if (one->approved && wanted(h, one)) {
      return one;
    }
  }
  return NULL;
}

static bool is_live(const struct history *h, const struct history_case *one) {
  (void)h;
  return !one->ended;
}

static bool is_running(const struct history *h, const struct history_case *one) {
  (void)h;
  return !one->ended && !one->suspended;
}

static bool is_suspended(const struct history *h, const struct history_case *one) {
  (void)h;
  return !one->ended && one->suspended;
}

void history_make_decrement(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = approved_case(h, chance(h, 70) ? history_in_effect : is_live);
  p->number = ++h->made;
  p->signer = one ? one->applicant : APPLICANTS;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  long left = one ? one->quantity - one->used : 1;
  p->quantity = wrong ? left + 1 : 1 + (long)below(h, left > 4 ? 4 : left > 0 ? (uint64_t)left : 1);
  p->refused = wrong || !one || !history_in_effect(h, one) || p->quantity > left;
  FLAT(p,
       "{\"act\":\"authorization.decrement\",\"office\":\"%s\",\"authorization\":\"k%u-A\",\"batch\":\"b%u\",\"lines\":"
       "[{\"item\":\"i%u\",\"quantity\":\"%ld\"}]}",
       history_offices[p->signer], one ? one->number : 0, p->number, one ? one->item : 0, p->quantity);
}

static void make_stop(struct history *h, struct plan *p, bool wrong, const char *kind, struct history_case *one,
                      bool by_holder) {
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->refused = wrong || !one;
  p->signer = wrong || !one ? ALONE : by_holder ? one->applicant : one->consents[below(h, one->n_consents)].approver;
  FLAT(p, "{\"act\":\"authorization.%s\",\"office\":\"%s\",\"authorization\":\"k%u-A\",\"reason\":\"grounds %u\"}",
       kind, history_offices[p->signer], one ? one->number : 0, ++h->made);
}

void history_make_suspend(struct history *h, struct plan *p, bool wrong) {
  make_stop(h, p, wrong, "suspend", approved_case(h, is_running), false);
}

void history_make_reinstate(struct history *h, struct plan *p, bool wrong) {
  make_stop(h, p, wrong, "reinstate", approved_case(h, is_suspended), false);
}

void history_make_revoke(struct history *h, struct plan *p, bool wrong) {
  make_stop(h, p, wrong || chance(h, 65), "revoke", approved_case(h, is_live), false);
}

void history_make_surrender(struct history *h, struct plan *p, bool wrong) {
  make_stop(h, p, wrong || chance(h, 65), "surrender", approved_case(h, is_live), true);
}

void history_take_decrement(struct history *h, const struct plan *p) {
  h->cases.at[p->a].used += p->quantity;
}

void history_take_suspend(struct history *h, const struct plan *p) {
  h->cases.at[p->a].suspended = true;
}

void history_take_reinstate(struct history *h, const struct plan *p) {
  h->cases.at[p->a].suspended = false;
}

void history_take_end(struct history *h, const struct plan *p) {
  h->cases.at[p->a].ended = true;
}

/* ------------------------------------------------------------------ stocks */

static long free_of(const struct history_stock *stock) {
  long free = stock->on_hand;
  for (size_t i = 0; i < stock->n_reserved; i++) {
    free -= stock->reserved[i].quantity;
  }
  return free;
}

/* NULL while there is none. */
static struct history_stock *any_stock(struct history *h) {
  return h->stocks.n > 0 ? &h->stocks.at[below(h, h->stocks.n)] : NULL;
}

/* "stock":"st7", with the office of its holder; of none: one that is not on record. */
static void begin_stock(struct history *h, struct plan *p, const char *kind, const struct history_stock *stock) {
  p->a = stock ? (size_t)(stock - h->stocks.at) : 0;
  p->signer = stock ? stock->holder : 1;
  p->refused = p->refused || !stock;
  FLAT(p, "{\"act\":\"stock.%s\",\"office\":\"%s\",\"stock\":\"st%u\"", kind, history_offices[p->signer],
       stock ? stock->number : 0);
}

#define MORE(p, ...) (void)snprintf((p)->flat + strlen((p)->flat), FLAT_MAX - strlen((p)->flat), __VA_ARGS__)

void history_make_stock(struct history *h, struct plan *p, bool wrong) {
  uint32_t item = h->items.at[below(h, h->items.n)];
  size_t holder = 1 + below(h, 8);
  bool there = false;
  for (size_t i = 0; i < h->stocks.n; i++) {
    there = there || (h->stocks.at[i].item == item && h->stocks.at[i].holder == holder);
  }
  p->number = ++h->made;
  p->a = item;
  p->b = holder;
  p->refused = wrong || there;
  FLAT(p, "{\"act\":\"stock.open\",\"stock\":\"st%u\",\"item\":\"%s%u\",\"holder\":\"%s\"}", p->number,
       wrong ? "no-such-" : "i", item, history_offices[holder]);
}

void history_take_stock(struct history *h, const struct plan *p) {
  struct history_stock *stock = cs_list_push(&h->arena, &h->stocks, &h->scene.err);
  assert_non_null(stock);
  *stock = (struct history_stock){.number = p->number, .item = (uint32_t)p->a, .holder = p->b};
}

void history_make_floor(struct history *h, struct plan *p, bool wrong) {
  char day[16];
  history_day(h, day);
  begin_stock(h, p, "floor", any_stock(h));
  MORE(p, "%s,\"from\":\"%s\"}", wrong ? "" : ",\"floor\":\"5\",\"class\":\"red\"", day);
}

void history_make_received(struct history *h, struct plan *p, bool wrong) {
  begin_stock(h, p, "receive", any_stock(h));
  p->quantity = wrong ? 0 : 1 + (long)below(h, 20);
  MORE(p, ",\"reference\":\"d%u\",\"quantity\":\"%ld\"}", ++h->made, p->quantity);
}

void history_take_received(struct history *h, const struct plan *p) {
  h->stocks.at[p->a].on_hand += p->quantity;
}

void history_make_reserved(struct history *h, struct plan *p, bool wrong) {
  struct history_stock *stock = any_stock(h);
  long free = stock ? free_of(stock) : 0;
  begin_stock(h, p, "reserve", stock);
  p->number = ++h->made;
  p->quantity = wrong || free < 1 ? free + 1 : 1 + (long)below(h, (uint64_t)free);
  p->refused = p->refused || p->quantity > free;
  bool full = stock && stock->n_reserved == RESERVED_MAX;
  if (full && !p->refused) { /* the account holds no more: ask for one that is there */
    p->refused = true;
    p->number = stock->reserved[0].number;
  }
  MORE(p, ",\"reservation\":\"v%u\",\"quantity\":\"%ld\"}", p->number, p->quantity);
}

void history_take_reserved(struct history *h, const struct plan *p) {
  struct history_stock *stock = &h->stocks.at[p->a];
  stock->reserved[stock->n_reserved].number = p->number;
  stock->reserved[stock->n_reserved++].quantity = p->quantity;
}

static void drop(struct history_stock *stock, uint32_t number) {
  for (size_t i = 0; i < stock->n_reserved; i++) {
    if (stock->reserved[i].number == number) {
      stock->reserved[i] = stock->reserved[--stock->n_reserved];
      return;
    }
  }
}

/* A stock with a reservation, if one is met. */
static struct history_stock *promised_stock(struct history *h) {
  struct history_stock *stock = any_stock(h);
  for (size_t i = 0; i < 50 && stock && stock->n_reserved == 0; i++) {
    stock = any_stock(h);
  }
  return stock;
}

void history_make_released(struct history *h, struct plan *p, bool wrong) {
  struct history_stock *stock = promised_stock(h);
  bool there = stock && stock->n_reserved > 0 && !wrong;
  begin_stock(h, p, "release", stock);
  p->refused = p->refused || !there;
  p->number = there ? stock->reserved[below(h, stock->n_reserved)].number : 0;
  MORE(p, ",\"reservation\":\"v%u\"}", p->number);
}

void history_take_released(struct history *h, const struct plan *p) {
  drop(&h->stocks.at[p->a], p->number);
}

void history_make_issued(struct history *h, struct plan *p, bool wrong) {
  struct history_stock *stock = promised_stock(h);
  bool own = stock && stock->n_reserved > 0 && chance(h, 50);
  size_t which = own ? below(h, stock->n_reserved) : 0;
  long most = stock ? free_of(stock) + (own ? stock->reserved[which].quantity : 0) : 0;
  begin_stock(h, p, "issue", stock);
  p->number = own ? stock->reserved[which].number : 0;
  p->quantity = wrong || most < 1 ? most + 1 : 1 + (long)below(h, (uint64_t)most);
  p->refused = p->refused || p->quantity > most;
  MORE(p, ",\"reference\":\"d%u\",\"quantity\":\"%ld\"", ++h->made, p->quantity);
  if (own) {
    MORE(p, ",\"reservation\":\"v%u\"", p->number);
  }
  MORE(p, "}");
}

void history_take_issued(struct history *h, const struct plan *p) {
  struct history_stock *stock = &h->stocks.at[p->a];
  stock->on_hand -= p->quantity;
  drop(stock, p->number);
}

/* ------------------------------------------------------------------ funds */

void history_make_fund(struct history *h, struct plan *p, bool wrong) {
  struct history_case *one = NULL;
  wrong = wrong || chance(h, 75); /* most cases wait for no money */
  for (size_t i = 0; i < 100 && h->cases.n > 0 && !one; i++) {
    struct history_case *some = &h->cases.at[below(h, h->cases.n)];
    one = (some->open || some->approved) && some->n_consents > 0 && some->fund == 0 ? some : NULL;
  }
  p->number = ++h->made;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->b = one ? one->consents[0].approver : 1;
  p->signer = p->b;
  p->refused = wrong || !one;
  FLAT(p, "{\"act\":\"fund.open\",\"office\":\"%s\",\"fund\":\"f%u\",\"case\":\"k%u\",\"price\":\"%d.00 USD\"}",
       history_offices[p->signer], p->number, one ? one->number : 0, wrong ? 0 : PRICE);
}

void history_take_fund(struct history *h, const struct plan *p) {
  struct history_fund *fund = cs_list_push(&h->arena, &h->funds, &h->scene.err);
  assert_non_null(fund);
  *fund = (struct history_fund){.number = p->number, .keeper = p->b};
  h->cases.at[p->a].fund = h->funds.n;
}

static struct history_fund *begin_fund(struct history *h, struct plan *p) {
  size_t window = h->funds.n < 12 ? h->funds.n : 12; /* newer ones, so that some come together */
  struct history_fund *fund = window > 0 ? &h->funds.at[h->funds.n - 1 - below(h, window)] : NULL;
  p->a = fund ? (size_t)(fund - h->funds.at) : 0;
  p->signer = fund ? fund->keeper : 1;
  p->refused = p->refused || !fund;
  return fund;
}

static void put_money(struct history *h, struct plan *p, const char *kind, bool wrong, bool reference) {
  FLAT(p, "{\"act\":\"fund.%s\",\"office\":\"%s\",\"fund\":\"f%u\",\"payer\":\"us.registry\",\"amount\":\"%ld %s\"",
       kind, history_offices[p->signer], h->funds.n > 0 ? h->funds.at[p->a].number : 0, p->quantity,
       wrong ? "EUR" : "USD");
  if (reference) {
    MORE(p, ",\"reference\":\"y%u\"", ++h->made);
  }
  MORE(p, "}");
}

void history_make_pledge(struct history *h, struct plan *p, bool wrong) {
  (void)begin_fund(h, p);
  p->quantity = (long)below(h, 50);
  put_money(h, p, "pledge", wrong, false);
}

void history_make_payment(struct history *h, struct plan *p, bool wrong) {
  (void)begin_fund(h, p);
  p->quantity = 30 + (long)below(h, 50);
  put_money(h, p, "receive", wrong, true);
}

void history_take_payment(struct history *h, const struct plan *p) {
  h->funds.at[p->a].paid += p->quantity;
}

void history_make_refund(struct history *h, struct plan *p, bool wrong) {
  struct history_fund *fund = begin_fund(h, p);
  long paid = fund ? fund->paid : 0;
  p->quantity = wrong || paid < 1 ? paid + 1 : 1 + (long)below(h, paid > 10 ? 10 : (uint64_t)paid);
  p->refused = p->refused || p->quantity > paid;
  put_money(h, p, "refund", false, true);
}

void history_take_refund(struct history *h, const struct plan *p) {
  h->funds.at[p->a].paid -= p->quantity;
}
