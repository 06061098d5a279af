/* Ledgers in random histories. As in history.c, what becomes of an act is said before it is handed in. */
#include "service/history_plan.h"

#define RESERVED_MAX 8 /* reservations of one stock */

/* ------------------------------------------------------------------ authorizations */

/* Every consent was given, and authority led to who gave it on its day, as is known today. */
static bool consents_stand(const struct history *h, const struct history_case *one) {
  for (size_t i = 0; i < one->n_consents; i++) {
    const struct history_consent *consent = &one->consents[i];
    for (size_t k = 0; k < consent->n_regimes; k++) {
      int regime = consent->regimes[k];
      struct history_scope scope = history_scope_of(one, regime);
      if (!history_reaches(h, (size_t)regime, consent->approver, scope, consent->on) ||
          !history_reaches(h, consent->approver, consent->decided_by, scope, consent->on) ||
          (consent->through != SIZE_MAX &&
           !history_reaches(h, consent->decided_by, consent->through, scope, consent->on))) {
        return false;
      }
    }
  }
  return true;
}

bool history_in_effect(const struct history *h, const struct history_case *one) {
  bool paid = one->fund == 0 || history_paid(&h->funds.at[one->fund - 1]) >= PRICE;
  return one->approved && !one->ended && !one->suspended && paid && one->used < one->quantity &&
         history_today(h) < one->until && history_conditions_met(h, one) && consents_stand(h, one);
}

/* A case that was approved, of which `wanted` holds; NULL when none is found. */
static struct history_case *approved_case(struct history *h,
                                          bool (*wanted)(const struct history *h, const struct history_case *one)) {
  for (size_t i = 0; i < 200 && h->cases.n > 0; i++) {
    size_t window = h->cases.n < 400 ? h->cases.n : 400;
    struct history_case *one = &h->cases.at[h->cases.n - 1 - below(h, window)];
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

static void say_use(struct history *h, struct plan *p, const struct history_case *one) {
  FLAT(p,
       "{\"act\":\"authorization.decrement\",\"office\":\"%s\",\"authorization\":\"k%u-A\",\"batch\":\"b%u\",\"lines\":"
       "[{\"item\":\"i%u\",\"quantity\":\"%ld\"}]}",
       history_offices[h->persons.at[p->signer].office], one ? one->number : 0, p->number, one ? one->item : 0,
       p->quantity);
}

/* The last one again: it counts once, whatever became of the authorization; as another quantity, it is refused. */
static bool again(struct history *h, struct plan *p, bool wrong) {
  if (!chance(h, 12) || !history_say_again(h, HISTORY_AGAIN_USE, p)) {
    return false;
  }
  if (wrong) {
    struct history_case *one = &h->cases.at[p->a];
    p->repeat = false;
    p->refused = true;
    p->quantity++;
    say_use(h, p, one);
  }
  return true;
}

void history_make_decrement(struct history *h, struct plan *p, bool wrong) {
  if (again(h, p, wrong)) {
    return;
  }
  struct history_case *one = approved_case(h, chance(h, 80) ? history_in_effect : is_live);
  p->number = ++h->made;
  p->signer = one ? history_officer(h, one->applicant) : APPLICANTS;
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  long left = one ? one->quantity - one->used : 1;
  p->quantity = wrong ? left + 1 : 1 + (long)below(h, left > 4 ? 4 : left > 0 ? (uint64_t)left : 1);
  p->refused = wrong || !one || !history_in_effect(h, one) || p->quantity > left;
  say_use(h, p, one);
}

static void make_stop(struct history *h, struct plan *p, bool wrong, const char *kind, struct history_case *one,
                      bool by_holder) {
  bool loosens = kind[2] == 'i'; /* reinstate: by nobody who filed it or is kept out */
  p->a = one ? (size_t)(one - h->cases.at) : 0;
  p->refused = wrong || !one;
  p->signer = p->refused  ? ALONE
              : by_holder ? history_officer(h, one->applicant)
                          : history_officer(h, one->consents[below(h, one->n_consents)].approver);
  if (one && loosens) {
    size_t person = self_of(h, p->signer);
    p->refused = p->refused || history_is_filer(one, person) || history_is_kept_out(one, person);
  }
  FLAT(p, "{\"act\":\"authorization.%s\",\"office\":\"%s\",\"authorization\":\"k%u-A\",\"reason\":\"grounds %u\"}",
       kind, history_offices[h->persons.at[p->signer].office], one ? one->number : 0, ++h->made);
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
  history_put_use(h, p);
  history_keep(h, HISTORY_AGAIN_USE, p);
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

static bool still_holds(const struct history *h, const struct history_stock *stock, size_t i) {
  return history_today(h) < stock->reserved[i].expires;
}

static long free_of(const struct history *h, const struct history_stock *stock) {
  long free = stock->on_hand;
  for (size_t i = 0; i < stock->n_reserved; i++) {
    free -= still_holds(h, stock, i) ? stock->reserved[i].quantity : 0;
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
  p->signer = history_officer(h, stock ? stock->holder : 1);
  p->refused = p->refused || !stock;
  FLAT(p, "{\"act\":\"stock.%s\",\"office\":\"%s\",\"stock\":\"st%u\"", kind,
       history_offices[h->persons.at[p->signer].office], stock ? stock->number : 0);
}

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
  if (!wrong && chance(h, 10) && history_say_again(h, HISTORY_AGAIN_STOCK, p)) {
    return;
  }
  begin_stock(h, p, "receive", any_stock(h));
  p->quantity = wrong ? 0 : 1 + (long)below(h, 20);
  MORE(p, ",\"reference\":\"d%u\",\"quantity\":\"%ld\"}", ++h->made, p->quantity);
}

void history_take_received(struct history *h, const struct plan *p) {
  h->stocks.at[p->a].on_hand += p->quantity;
  if (p->signer != SIZE_MAX) {
    history_keep(h, HISTORY_AGAIN_STOCK, p);
  }
}

/* The account holds no more than so many: those that have ended make room. */
static void sweep(struct history *h, struct history_stock *stock) {
  for (size_t i = 0; stock && i < stock->n_reserved;) {
    if (still_holds(h, stock, i)) {
      i++;
    } else {
      stock->reserved[i] = stock->reserved[--stock->n_reserved];
    }
  }
}

void history_make_reserved(struct history *h, struct plan *p, bool wrong) {
  struct history_stock *stock = any_stock(h);
  char day[16];
  sweep(h, stock);
  long free = stock ? free_of(h, stock) : 0;
  begin_stock(h, p, "reserve", stock);
  p->number = ++h->made;
  p->quantity = wrong || free < 1 ? free + 1 : 1 + (long)below(h, (uint64_t)free);
  p->refused = p->refused || p->quantity > free;
  bool full = stock && stock->n_reserved == RESERVED_MAX;
  if (full && !p->refused) { /* ask for one that is there */
    p->refused = true;
    p->number = stock->reserved[0].number;
  }
  p->day = chance(h, 40) ? history_today(h) + 1 + (cs_day)below(h, 5) : CS_DAY_MAX;
  MORE(p, ",\"reservation\":\"v%u\",\"quantity\":\"%ld\"", p->number, p->quantity);
  if (p->day != CS_DAY_MAX) {
    history_write_day(p->day, day);
    MORE(p, ",\"expires\":\"%s\"", day);
  }
  MORE(p, "}");
}

void history_take_reserved(struct history *h, const struct plan *p) {
  struct history_stock *stock = &h->stocks.at[p->a];
  stock->reserved[stock->n_reserved].number = p->number;
  stock->reserved[stock->n_reserved].expires = p->day;
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
    sweep(h, stock);
  }
  sweep(h, stock);
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
  long most = stock ? free_of(h, stock) + (own ? stock->reserved[which].quantity : 0) : 0;
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
