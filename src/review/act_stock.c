/* Judges of stocks. What is promised or handed out is on hand and promised to nobody else: judged on the state inside the batch,
 * so that the last unit goes to one, whatever runs at once. DESIGN section 1 idea 9. */
#include "review/act_ledger.h"

/* The stock, for who holds it; *found false: refused. */
static bool find(struct cs_hearing *h, const struct cs_json **state, bool *found) {
  struct cs_str id = cs_hearing_text(h, "stock");
  const struct cs_str all = CS_STR("*"); /* no regime, no area: a mandate that is limited to any is none for stocks */
  struct cs_chain chain;
  *found = false;
  if (!cs_hearing_state(h, "stock", id, state)) {
    return false;
  }
  if (!*state) {
    return cs_refuse(h, CS_E_REFUSED_STOCK_UNKNOWN, "there is no stock %.*s on record", CS_STR_ARG(id));
  }
  *found = true;
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  struct cs_str holder = cs_json_text(*state, "holder");
  struct cs_scope scope = {.regime = all, .act = cs_str_of(h->act->def->name), .area = all};
  if (!cs_hearing_chain(h, holder, h->act->office, scope, h->bench->today, &chain)) {
    return false;
  }
  *found = chain.value == CS_YES;
  return *found || cs_refuse(h, CS_E_REFUSED_STOCK_NOT_YOURS, "%.*s has the stock %.*s, and %.*s has no mandate of it",
                             CS_STR_ARG(holder), CS_STR_ARG(id), CS_STR_ARG(h->act->office));
}

/* The same, for an act with a reference; *found false also where the reference settles it: refused, or a repeat. */
static bool find_unsaid(struct cs_hearing *h, const struct cs_json **state, bool *found) {
  if (!find(h, state, found)) {
    return false;
  }
  bool done = !*found || cs_ledger_check_reference(h, "stock-reference", cs_hearing_text(h, "stock"));
  *found = *found && !cs_ledger_settled(h);
  return done;
}

/* The act's quantity, refused unless it is above zero. */
static bool quantity_of(struct cs_hearing *h, struct cs_dec *out) {
  return cs_dec_parse(cs_hearing_text(h, "quantity"), out, h->err) &&
         cs_ledger_check_amount(h, *out, false, &CS_E_REFUSED_STOCK_QUANTITY, "the quantity");
}

bool cs_judge_stock_open(struct cs_hearing *h) {
  struct cs_str id = cs_hearing_text(h, "stock"), item = cs_hearing_text(h, "item");
  struct cs_str holder = cs_hearing_text(h, "holder");
  const struct cs_json *there;
  if (!cs_hearing_state(h, "stock", id, &there)) {
    return false;
  }
  if (there && !cs_refuse(h, CS_E_REFUSED_STOCK_EXISTS, "the stock %.*s is on record", CS_STR_ARG(id))) {
    return false;
  }
  const struct cs_stock_record *other = cs_catalogue_stock(h->bench->world->catalogue, item, holder);
  if (!there && other && cs_str_eq(other->holder, holder) &&
      !cs_refuse(h, CS_E_REFUSED_STOCK_EXISTS, "%.*s of %.*s is counted in the stock %.*s", CS_STR_ARG(item),
                 CS_STR_ARG(holder), CS_STR_ARG(other->id))) {
    return false;
  }
  if (!cs_catalogue_item(h->bench->world->catalogue, item) &&
      !cs_refuse(h, CS_E_REFUSED_ITEM_UNKNOWN, "\"%.*s\" is no item on record", CS_STR_ARG(item))) {
    return false;
  }
  return (cs_hearing_is_party(h, holder) ||
          cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no party on record", CS_STR_ARG(holder))) &&
         cs_ledger_put_on(h);
}

/* The same member said twice for one day has no later version. */
static bool check_later(struct cs_hearing *h, const struct cs_json *state, const char *member) {
  struct cs_review_floor *floors;
  size_t n;
  struct cs_span from = h->act->has_from ? h->act->from : cs_span_of(h->bench->today);
  if (!cs_json_get(h->act->body, member)) {
    return true;
  }
  if (!cs_review_floors(state, member, h->arena, &floors, &n, h->err)) {
    return false;
  }
  return n == 0 || cs_span_lt(floors[n - 1].holds.from, from) == CS_YES ||
         cs_refuse(h, CS_E_REFUSED_VERSION_NOT_LATER,
                   "the %s is on record (entry %lld): its next version needs a `from` after that one's", member,
                   (long long)floors[n - 1].holds.n);
}

bool cs_judge_stock_floor(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str floor = cs_hearing_text(h, "floor");
  bool found;
  if (!find(h, &state, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  if (floor.len == 0 && cs_hearing_text(h, "class").len == 0) {
    return cs_refuse(h, CS_E_REFUSED_STOCK_NOTHING_SAID, "it says neither a floor nor a class");
  }
  struct cs_dec value;
  if (floor.len > 0 && (!cs_dec_parse(floor, &value, h->err) ||
                        !cs_ledger_check_amount(h, value, true, &CS_E_REFUSED_STOCK_QUANTITY, "the floor"))) {
    return false;
  }
  return check_later(h, state, "floor") && check_later(h, state, "class") && cs_ledger_put_on(h);
}

bool cs_judge_stock_receive(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_dec quantity;
  cs_day day;
  bool found;
  if (!find_unsaid(h, &state, &found)) {
    return false;
  }
  return !found || (quantity_of(h, &quantity) && cs_ledger_act_day(h, &day) && cs_ledger_put_on(h));
}

/* Refuses more than what is free: on hand (the least from `day` on), less what others have reserved today. */
static bool check_free(struct cs_hearing *h, const struct cs_json *state, struct cs_dec quantity, cs_day day,
                       struct cs_str except) {
  struct cs_dec on_hand, least, reserved, free;
  if (!cs_ledger_dec(state, "on_hand", &on_hand, h->err) || !cs_ledger_lowest(state, day, &least, h->err) ||
      !cs_ledger_reserved(state, h->bench->today, except, &reserved, h->err) ||
      !cs_dec_sub(on_hand, reserved, &free, h->err)) {
    return false;
  }
  bool then = cs_dec_cmp(least, free) < 0; /* dated back, it must have been there since */
  struct cs_dec most = then ? least : free;
  struct cs_str asked, left, promised;
  if (cs_dec_cmp(quantity, most) <= 0) {
    return true;
  }
  if (!cs_ledger_text(h, quantity, &asked) || !cs_ledger_text(h, most, &left) ||
      !cs_ledger_text(h, reserved, &promised)) {
    return false;
  }
  return cs_refuse(h, CS_E_REFUSED_STOCK_BEYOND, "%.*s asked for, %.*s free%s%.*s%s", CS_STR_ARG(asked),
                   CS_STR_ARG(left), then ? " since that day" : "; ", CS_STR_ARG(then ? CS_STR_NONE : promised),
                   then ? "" : " reserved for others");
}

/* The reservation of that name, if it holds today. */
static bool standing(struct cs_hearing *h, const struct cs_json *state, struct cs_str id, const struct cs_json **out) {
  const struct cs_json *one = cs_ledger_row(state, "reservations", "id", id, NULL);
  bool holds = false;
  if (one && !cs_ledger_reservation_holds(one, h->bench->today, &holds, h->err)) {
    return false;
  }
  *out = holds ? one : NULL;
  return true;
}

static bool check_expires(struct cs_hearing *h) {
  struct cs_str text = cs_hearing_text(h, "expires");
  cs_day expires;
  if (text.len == 0) {
    return true;
  }
  return cs_day_parse(text, &expires, h->err) &&
         (expires > h->bench->today || cs_refuse(h, CS_E_REFUSED_RESERVATION_EXPIRES,
                                                 "it would have expired: %.*s is not after today", CS_STR_ARG(text)));
}

static bool check_case(struct cs_hearing *h) {
  struct cs_str id = cs_hearing_text(h, "case");
  const struct cs_json *state = NULL;
  if (id.len == 0) {
    return true;
  }
  return cs_hearing_state(h, "case", id, &state) &&
         (state || cs_refuse(h, CS_E_REFUSED_CASE_UNKNOWN, "there is no case %.*s on record", CS_STR_ARG(id)));
}

bool cs_judge_stock_reserve(struct cs_hearing *h) {
  const struct cs_json *state, *there;
  struct cs_str id = cs_hearing_text(h, "reservation");
  struct cs_dec quantity;
  bool found;
  if (!find(h, &state, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  if (!standing(h, state, id, &there)) {
    return false;
  }
  if (there) {
    return cs_refuse(h, CS_E_REFUSED_RESERVATION_EXISTS, "entry %lld has reserved under the name %.*s",
                     (long long)cs_json_integer(there, "n", 0), CS_STR_ARG(id));
  }
  const struct cs_json *all = cs_json_get(state, "reservations");
  if (all && all->n >= CS_LEDGER_ROWS_MAX &&
      !cs_refuse(h, CS_E_REFUSED_LEDGER_ROWS, "the stock has %d reservations, and takes no more", CS_LEDGER_ROWS_MAX)) {
    return false;
  }
  return quantity_of(h, &quantity) && check_expires(h) && check_case(h) &&
         check_free(h, state, quantity, h->bench->today, CS_STR_NONE) && cs_ledger_put_on(h);
}

static bool check_standing(struct cs_hearing *h, const struct cs_json *state) {
  struct cs_str id = cs_hearing_text(h, "reservation");
  const struct cs_json *there;
  if (id.len == 0) {
    return true;
  }
  return standing(h, state, id, &there) &&
         (there || cs_refuse(h, CS_E_REFUSED_RESERVATION_UNKNOWN, "no reservation %.*s holds on %.*s", CS_STR_ARG(id),
                             CS_STR_ARG(h->act->subject)));
}

bool cs_judge_stock_release(struct cs_hearing *h) {
  const struct cs_json *state;
  bool found;
  if (!find(h, &state, &found)) {
    return false;
  }
  return !found || (check_standing(h, state) && cs_ledger_put_on(h));
}

bool cs_judge_stock_issue(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_dec quantity;
  cs_day day;
  bool found;
  if (!find_unsaid(h, &state, &found)) {
    return false;
  }
  return !found || (quantity_of(h, &quantity) && cs_ledger_act_day(h, &day) && check_standing(h, state) &&
                    check_free(h, state, quantity, day, cs_hearing_text(h, "reservation")) && cs_ledger_put_on(h));
}
