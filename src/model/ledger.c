/* The folds of ledgers and the reading of their states. Must never judge, and never let a sum go below zero: what would is
 * a fault of the record. The shapes are in fold.h, the words in ledger.h. DESIGN section 6, section 1 idea 9. */
#include "model/ledger.h"

#include "base/figure.h"
#include "model/correction.h"
#include "model/fold_state.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ------------------------------------------------------------------ reading */

bool cs_ledger_dec(const struct cs_json *json, const char *key, struct cs_dec *out, struct cs_err *err) {
  struct cs_str text = cs_json_text(json, key);
  *out = cs_dec_of(0);
  if (text.len == 0 || cs_dec_parse(text, out, err)) {
    return true;
  }
  return cs_err_set(err, &CS_E_FOLD_STATE, "\"%s\" in the state of a ledger is no decimal", key);
}

bool cs_ledger_day(const struct cs_json *json, const char *key, cs_day fallback, cs_day *out, struct cs_err *err) {
  struct cs_str text = cs_json_text(json, key);
  *out = fallback;
  if (text.len == 0 || cs_day_parse(text, out, err)) {
    return true;
  }
  return cs_err_set(err, &CS_E_FOLD_STATE, "\"%s\" in the state of a ledger is no day", key);
}

static bool read_level(const struct cs_json *level, cs_day *day, struct cs_dec *total, struct cs_err *err) {
  return cs_ledger_day(level, "day", CS_DAY_MIN, day, err) && cs_ledger_dec(level, "total", total, err);
}

bool cs_ledger_level(const struct cs_json *state, cs_day day, struct cs_dec *out, bool *found, struct cs_err *err) {
  const struct cs_json *levels = cs_json_get(state, "levels");
  *out = cs_dec_of(0);
  *found = false;
  for (size_t i = 0; levels && i < levels->n; i++) {
    cs_day at;
    struct cs_dec total;
    if (!read_level(levels->items[i], &at, &total, err)) {
      return false;
    }
    if (at > day) {
      return true;
    }
    *out = total;
    *found = true;
  }
  return true;
}

bool cs_ledger_lowest(const struct cs_json *state, cs_day day, struct cs_dec *out, struct cs_err *err) {
  const struct cs_json *levels = cs_json_get(state, "levels");
  bool found;
  if (!cs_ledger_level(state, day, out, &found, err)) {
    return false;
  }
  for (size_t i = 0; levels && i < levels->n; i++) {
    cs_day at;
    struct cs_dec total;
    if (!read_level(levels->items[i], &at, &total, err)) {
      return false;
    }
    if (at > day && cs_dec_cmp(total, *out) < 0) {
      *out = total;
    }
  }
  return true;
}

const struct cs_json *cs_ledger_row(const struct cs_json *state, const char *list, const char *key, struct cs_str id,
                                    size_t *at) {
  const struct cs_json *rows = cs_json_get(state, list);
  for (size_t i = 0; rows && i < rows->n; i++) {
    if (cs_str_eq(cs_json_text(rows->items[i], key), id) && !cs_state_struck(rows->items[i])) {
      if (at) {
        *at = i;
      }
      return rows->items[i];
    }
  }
  return NULL;
}

bool cs_ledger_reservation_holds(const struct cs_json *reservation, cs_day day, bool *holds, struct cs_err *err) {
  cs_day from, expires;
  if (!cs_ledger_day(reservation, "day", CS_DAY_MIN, &from, err) ||
      !cs_ledger_day(reservation, "expires", CS_DAY_MAX, &expires, err)) {
    return false;
  }
  *holds = from <= day && day < expires;
  return true;
}

bool cs_ledger_reserved(const struct cs_json *stock, cs_day day, struct cs_str except, struct cs_dec *out,
                        struct cs_err *err) {
  const struct cs_json *reservations = cs_json_get(stock, "reservations");
  *out = cs_dec_of(0);
  for (size_t i = 0; reservations && i < reservations->n; i++) {
    const struct cs_json *one = reservations->items[i];
    struct cs_dec quantity;
    bool holds;
    if (!cs_ledger_reservation_holds(one, day, &holds, err) || !cs_ledger_dec(one, "quantity", &quantity, err)) {
      return false;
    }
    bool counts = holds && (except.len == 0 || !cs_str_eq(cs_json_text(one, "id"), except));
    if (counts && !cs_dec_add(*out, quantity, out, err)) {
      return false;
    }
  }
  return true;
}

/* The quantity of a line, in pieces or bare, as it was judged. */
static bool line_quantity(const struct cs_json *line, struct cs_dec *out, struct cs_err *err) {
  struct cs_figure figure;
  if (!cs_figure_parse(cs_json_text(line, "quantity"), &figure, err) || !cs_figure_exact(figure)) {
    return cs_err_set(err, &CS_E_FOLD_STATE, "the quantity of a line is no exact figure");
  }
  *out = figure.lo;
  return true;
}

static bool add_lines(const struct cs_json *lines, struct cs_str item, struct cs_dec *sum, struct cs_err *err) {
  for (size_t i = 0; lines && i < lines->n; i++) {
    struct cs_dec quantity;
    if (cs_str_eq(cs_json_text(lines->items[i], "item"), item) &&
        (!line_quantity(lines->items[i], &quantity, err) || !cs_dec_add(*sum, quantity, sum, err))) {
      return false;
    }
  }
  return true;
}

bool cs_ledger_used(const struct cs_json *authorization, struct cs_str item, cs_day day, struct cs_dec *out,
                    struct cs_err *err) {
  const struct cs_json *decrements = cs_json_get(authorization, "decrements");
  *out = cs_dec_of(0);
  for (size_t i = 0; decrements && i < decrements->n; i++) {
    cs_day at;
    if (!cs_ledger_day(decrements->items[i], "day", CS_DAY_MIN, &at, err)) {
      return false;
    }
    if (at <= day && !cs_state_struck(decrements->items[i]) &&
        !add_lines(cs_json_get(decrements->items[i], "lines"), item, out, err)) {
      return false;
    }
  }
  return true;
}

bool cs_ledger_used_value(const struct cs_json *authorization, struct cs_str item, cs_day day, struct cs_dec *out,
                          struct cs_err *err) {
  const struct cs_json *decrements = cs_json_get(authorization, "decrements");
  *out = cs_dec_of(0);
  for (size_t i = 0; decrements && i < decrements->n; i++) {
    const struct cs_json *lines = cs_json_get(decrements->items[i], "lines");
    cs_day at;
    if (!cs_ledger_day(decrements->items[i], "day", CS_DAY_MIN, &at, err)) {
      return false;
    }
    for (size_t k = 0; at <= day && !cs_state_struck(decrements->items[i]) && lines && k < lines->n; k++) {
      struct cs_str value = cs_json_text(lines->items[k], "value");
      struct cs_figure figure;
      if (value.len > 0 && cs_str_eq(cs_json_text(lines->items[k], "item"), item) &&
          (!cs_figure_parse(value, &figure, err) || !cs_dec_add(*out, figure.lo, out, err))) {
        return false;
      }
    }
  }
  return true;
}

bool cs_ledger_counts(const struct cs_json *fund, struct cs_str payer) {
  const struct cs_json *payers = cs_json_get(fund, "payers");
  bool counts = payers == NULL;
  for (size_t i = 0; payers && i < payers->n; i++) {
    counts = counts || cs_str_eq(payers->items[i]->text, payer);
  }
  return counts;
}

/* ------------------------------------------------------------------ pieces of folds */

struct step {
  struct cs_arena *arena;
  const struct cs_entry *entry;
  struct cs_json *body, *out; /* of the entry; of a correction's, those of the wrong one */
  struct cs_json *state;
  struct cs_err *err;
};

static bool fault(struct step *s, const char *why) {
  return cs_state_fault(s->err, s->entry, why);
}

static bool text_of_day(struct step *s, cs_day day, struct cs_str *out) {
  struct cs_buf buf;
  cs_buf_init(&buf, 32);
  cs_day_write(&buf, day);
  bool done = cs_buf_ok(&buf, s->err) && cs_arena_str(s->arena, cs_buf_str(&buf), out, s->err);
  cs_buf_deinit(&buf);
  return done;
}

static bool put_dec(struct step *s, struct cs_json *object, const char *key, struct cs_dec value) {
  struct cs_buf buf;
  struct cs_str text;
  cs_buf_init(&buf, 64);
  cs_dec_write(&buf, value);
  bool done = cs_buf_ok(&buf, s->err) && cs_arena_str(s->arena, cs_buf_str(&buf), &text, s->err) &&
              cs_json_set_text(s->arena, object, key, text, s->err);
  cs_buf_deinit(&buf);
  return done;
}

static bool begin_list(struct step *s, const char *list) {
  return cs_json_get(s->state, list) ||
         cs_json_set(s->arena, s->state, list, cs_json_new(s->arena, CS_JSON_ARRAY, s->err), s->err);
}

static bool carry(struct step *s, struct cs_json *to, const char *name) {
  return cs_state_put(s->arena, to, name, cs_json_get(s->body, name), s->err);
}

/* The day that the act names, or else that of its entry, which the core added. */
static bool day_of(struct step *s, cs_day *out) {
  cs_day recorded;
  return cs_ledger_day(s->out, "on", CS_DAY_MIN, &recorded, s->err) &&
         cs_ledger_day(s->body, "day", recorded, out, s->err) &&
         (*out != CS_DAY_MIN || fault(s, "what the core added has no day"));
}

static bool put_day(struct step *s, struct cs_json *object) {
  cs_day day;
  struct cs_str text;
  return day_of(s, &day) && text_of_day(s, day, &text) && cs_json_set_text(s->arena, object, "day", text, s->err);
}

/* A sealed decimal of the act. */
static bool quantity_of(struct step *s, struct cs_dec *out) {
  return cs_json_get(s->body, "quantity") ? cs_ledger_dec(s->body, "quantity", out, s->err)
                                          : fault(s, "the quantity was not opened");
}

/* A sealed amount of the act, whose currency was judged. */
static bool amount_of(struct step *s, struct cs_dec *out) {
  struct cs_figure figure;
  if (!cs_json_get(s->body, "amount")) {
    return fault(s, "the amount was not opened");
  }
  if (!cs_figure_parse(cs_json_text(s->body, "amount"), &figure, s->err)) {
    return fault(s, "the amount is no figure");
  }
  *out = figure.lo;
  return true;
}

static struct cs_json *new_level(struct step *s, cs_day day, struct cs_dec total) {
  struct cs_json *level = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  struct cs_str text;
  bool done = level && text_of_day(s, day, &text) && cs_json_set_text(s->arena, level, "day", text, s->err) &&
              put_dec(s, level, "total", total);
  return done ? level : NULL;
}

static bool append_level(struct step *s, struct cs_json *list, cs_day day, struct cs_dec total) {
  if (cs_dec_sign(total) < 0) {
    return fault(s, "the ledger would fall below zero");
  }
  return cs_json_append(s->arena, list, new_level(s, day, total), s->err);
}

/* Drops the oldest level of a list that has become too long. */
static void forget_oldest(struct cs_json *list) {
  while (list->n > CS_LEDGER_LEVELS_MAX) {
    for (size_t i = 1; i < list->n; i++) {
      list->items[i - 1] = list->items[i];
    }
    list->n--;
  }
}

/* A movement on a day changes the totals of that day and of all later ones: `from`'s, which become `to`'s. */
static bool move_in(struct step *s, const struct cs_json *from, struct cs_json *to, cs_day day, struct cs_dec change) {
  const struct cs_json *levels = cs_json_get(from, "levels");
  struct cs_json *list = cs_json_new(s->arena, CS_JSON_ARRAY, s->err);
  struct cs_dec before = cs_dec_of(0), total;
  size_t n = levels ? levels->n : 0;
  bool there = false;
  for (size_t i = 0; list && i < n; i++) {
    cs_day at;
    if (!read_level(levels->items[i], &at, &total, s->err)) {
      return false;
    }
    if (at < day) {
      before = total;
      if (!append_level(s, list, at, total)) {
        return false;
      }
      continue;
    }
    struct cs_dec first;
    if (!there && at > day && (!cs_dec_add(before, change, &first, s->err) || !append_level(s, list, day, first))) {
      return false;
    }
    there = true;
    if (!cs_dec_add(total, change, &total, s->err) || !append_level(s, list, at, total)) {
      return false;
    }
  }
  if (!list || (!there && (!cs_dec_add(before, change, &total, s->err) || !append_level(s, list, day, total)))) {
    return false;
  }
  forget_oldest(list);
  return cs_json_set(s->arena, to, "levels", list, s->err);
}

static bool move(struct step *s, cs_day day, struct cs_dec change) {
  return move_in(s, s->state, s->state, day, change);
}

static struct cs_dec minus(struct cs_dec a) {
  a.coefficient = -a.coefficient;
  return a;
}

/* ------------------------------------------------------------------ authorizations */

static bool begin_authorization(struct step *s) {
  return begin_list(s, "decrements") && begin_list(s, "used") && begin_list(s, "events");
}

/* used[item] += what the act takes of it. */
static bool use_item(struct step *s, struct cs_str item, struct cs_dec quantity) {
  size_t at = 0;
  const struct cs_json *row = cs_ledger_row(s->state, "used", "item", item, &at);
  struct cs_dec sum;
  struct cs_json *next = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return next && cs_ledger_dec(row, "quantity", &sum, s->err) && cs_dec_add(sum, quantity, &sum, s->err) &&
         cs_json_set_text(s->arena, next, "item", item, s->err) && put_dec(s, next, "quantity", sum) &&
         (row ? cs_state_replace(s->arena, s->state, "used", at, next, s->err)
              : cs_state_append(s->arena, s->state, "used", next, s->err));
}

static bool decrement(struct step *s) {
  const struct cs_json *lines = cs_json_get(s->body, "lines");
  struct cs_json *row = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  if (!lines) {
    return fault(s, "the lines were not opened");
  }
  if (cs_ledger_row(s->state, "decrements", "batch", cs_json_text(s->body, "batch"), NULL)) {
    return fault(s, "the batch was taken before");
  }
  if (!begin_authorization(s)) {
    return false;
  }
  for (size_t i = 0; i < lines->n; i++) {
    struct cs_dec quantity;
    if (!line_quantity(lines->items[i], &quantity, s->err) ||
        !use_item(s, cs_json_text(lines->items[i], "item"), quantity)) {
      return false;
    }
  }
  return row && carry(s, row, "batch") && carry(s, row, "lines") && put_day(s, row) &&
         cs_json_set_integer(s->arena, row, "n", s->entry->n, s->err) &&
         cs_state_append(s->arena, s->state, "decrements", row, s->err);
}

/* What stops an authorization, or ends that: from the day that is said, or else from that of the entry. */
static bool event(struct step *s, const char *kind) {
  struct cs_json *row = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return row && begin_authorization(s) && cs_json_set_text(s->arena, row, "kind", cs_str_of(kind), s->err) &&
         cs_state_put_holds(s->arena, row, s->entry, s->err) &&
         (s->entry->act.has_from || cs_state_put(s->arena, row, "from", cs_json_get(s->entry->out, "on"), s->err)) &&
         cs_state_append(s->arena, s->state, "events", row, s->err);
}

static bool suspend(struct step *s) {
  return event(s, "suspend");
}

static bool reinstate(struct step *s) {
  return event(s, "reinstate");
}

static bool revoke(struct step *s) {
  return event(s, "revoke");
}

static bool surrender(struct step *s) {
  return event(s, "surrender");
}

/* Given once, for all requests that match. */
static bool general(struct step *s) {
  static const char *const said[] = {"approver", "regimes", "acts", "items", "areas", "when"};
  static const char *const found[] = {"on", "officer", "mandates"};
  struct cs_json *grant = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  bool done = grant != NULL;
  if (cs_json_get(s->state, "general")) {
    return fault(s, "the authorization was given before");
  }
  for (size_t i = 0; done && i < COUNT(said); i++) {
    done = carry(s, grant, said[i]);
  }
  for (size_t i = 0; done && i < COUNT(found); i++) {
    done = cs_state_put(s->arena, grant, found[i], cs_json_get(s->entry->out, found[i]), s->err);
  }
  return done && begin_authorization(s) && cs_json_set_text(s->arena, grant, "office", s->entry->act.office, s->err) &&
         cs_state_put_holds(s->arena, grant, s->entry, s->err) &&
         (s->entry->act.has_from || cs_state_put(s->arena, grant, "from", cs_json_get(s->entry->out, "on"), s->err)) &&
         cs_json_set(s->arena, s->state, "general", grant, s->err);
}

/* ------------------------------------------------------------------ stocks */

static bool opened(struct step *s, const char *member) {
  return cs_json_get(s->state, member) || fault(s, "the ledger is not open");
}

static bool open_stock(struct step *s) {
  if (cs_json_get(s->state, "item")) {
    return fault(s, "the ledger is open already");
  }
  cs_day day;
  return carry(s, s->state, "item") && carry(s, s->state, "holder") &&
         cs_json_set_integer(s->arena, s->state, "n", s->entry->n, s->err) &&
         cs_json_set_text(s->arena, s->state, "on_hand", CS_STR("0"), s->err) && begin_list(s, "floors") &&
         begin_list(s, "reservations") && begin_list(s, "levels") && day_of(s, &day) && move(s, day, cs_dec_of(0));
}

static bool set_floor(struct step *s) {
  struct cs_json *row = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return opened(s, "item") && row && carry(s, row, "floor") && carry(s, row, "class") &&
         cs_state_put_holds(s->arena, row, s->entry, s->err) &&
         (s->entry->act.has_from || cs_state_put(s->arena, row, "from", cs_json_get(s->entry->out, "on"), s->err)) &&
         cs_state_append(s->arena, s->state, "floors", row, s->err);
}

static bool move_stock(struct step *s, bool in) {
  struct cs_dec quantity, on_hand;
  cs_day day;
  if (!opened(s, "item") || !quantity_of(s, &quantity) || !cs_ledger_dec(s->state, "on_hand", &on_hand, s->err) ||
      !day_of(s, &day)) {
    return false;
  }
  struct cs_dec change = in ? quantity : minus(quantity);
  if (!cs_dec_add(on_hand, change, &on_hand, s->err)) {
    return false;
  }
  if (cs_dec_sign(on_hand) < 0) {
    return fault(s, "the stock would fall below zero");
  }
  return put_dec(s, s->state, "on_hand", on_hand) && move(s, day, change);
}

static bool receive_stock(struct step *s) {
  return move_stock(s, true);
}

/* Without the reservation, and without those that had expired by the day of the entry. */
static bool drop_reservations(struct step *s, struct cs_str id) {
  const struct cs_json *old = cs_json_get(s->state, "reservations");
  struct cs_json *list = cs_json_new(s->arena, CS_JSON_ARRAY, s->err);
  cs_day on;
  if (!list || !cs_ledger_day(s->entry->out, "on", CS_DAY_MIN, &on, s->err)) {
    return false;
  }
  for (size_t i = 0; old && i < old->n; i++) {
    cs_day expires;
    if (!cs_ledger_day(old->items[i], "expires", CS_DAY_MAX, &expires, s->err)) {
      return false;
    }
    bool named = id.len > 0 && cs_str_eq(cs_json_text(old->items[i], "id"), id);
    if (!named && on < expires && !cs_json_append(s->arena, list, old->items[i], s->err)) {
      return false;
    }
  }
  return cs_json_set(s->arena, s->state, "reservations", list, s->err);
}

static bool reserve(struct step *s) {
  struct cs_json *row = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  struct cs_dec quantity;
  return opened(s, "item") && drop_reservations(s, CS_STR_NONE) && row && quantity_of(s, &quantity) &&
         cs_json_set_text(s->arena, row, "id", cs_json_text(s->body, "reservation"), s->err) &&
         put_dec(s, row, "quantity", quantity) && carry(s, row, "case") && carry(s, row, "expires") &&
         put_day(s, row) && cs_json_set_integer(s->arena, row, "n", s->entry->n, s->err) &&
         cs_state_append(s->arena, s->state, "reservations", row, s->err);
}

static bool release(struct step *s) {
  return opened(s, "item") && drop_reservations(s, cs_json_text(s->body, "reservation"));
}

static bool issue(struct step *s) {
  return opened(s, "item") && drop_reservations(s, cs_json_text(s->body, "reservation")) && move_stock(s, false);
}

/* ------------------------------------------------------------------ funds */

static bool open_fund(struct step *s) {
  if (cs_json_get(s->state, "case")) {
    return fault(s, "the ledger is open already");
  }
  if (!cs_json_get(s->body, "price")) {
    return fault(s, "the price was not opened");
  }
  return carry(s, s->state, "case") && carry(s, s->state, "price") && carry(s, s->state, "payers") &&
         cs_json_set_integer(s->arena, s->state, "n", s->entry->n, s->err) && begin_list(s, "pledges") &&
         begin_list(s, "paid") && begin_list(s, "levels");
}

/* paid[payer].amount += amount, and the payer's totals by day. */
static bool put_paid(struct step *s, struct cs_dec amount, cs_day day) {
  struct cs_str payer = cs_json_text(s->body, "payer");
  size_t at = 0;
  const struct cs_json *row = cs_ledger_row(s->state, "paid", "payer", payer, &at);
  struct cs_json *next = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  struct cs_dec before, sum;
  if (!next || !cs_ledger_dec(row, "amount", &before, s->err) || !cs_dec_add(before, amount, &sum, s->err)) {
    return false;
  }
  if (cs_dec_sign(sum) < 0) {
    return fault(s, "a payer would have paid less than nothing");
  }
  return move_in(s, row, next, day, amount) && cs_json_set_text(s->arena, next, "payer", payer, s->err) &&
         put_dec(s, next, "amount", sum) && cs_json_set_integer(s->arena, next, "n", s->entry->n, s->err) &&
         (row ? cs_state_replace(s->arena, s->state, "paid", at, next, s->err)
              : cs_state_append(s->arena, s->state, "paid", next, s->err));
}

/* The payer's promise: the last of `said` that counts. */
static bool put_pledge(struct step *s, struct cs_str payer, struct cs_json *said) {
  struct cs_json *row = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  const struct cs_json *last = NULL;
  size_t at = 0;
  for (size_t i = 0; i < said->n; i++) {
    last = cs_state_struck(said->items[i]) ? last : said->items[i];
  }
  struct cs_str amount = last ? cs_json_text(last, "amount") : CS_STR("0");
  bool there = cs_ledger_row(s->state, "pledges", "payer", payer, &at) != NULL;
  return row && cs_json_set_text(s->arena, row, "payer", payer, s->err) &&
         cs_json_set_text(s->arena, row, "amount", amount, s->err) &&
         cs_json_set_integer(s->arena, row, "n", last ? cs_json_integer(last, "n", -1) : s->entry->n, s->err) &&
         cs_json_set(s->arena, row, "said", said, s->err) &&
         (there ? cs_state_replace(s->arena, s->state, "pledges", at, row, s->err)
                : cs_state_append(s->arena, s->state, "pledges", row, s->err));
}

static bool pledge(struct step *s) {
  struct cs_str payer = cs_json_text(s->body, "payer");
  struct cs_json *one = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  struct cs_json *row = cs_state_copy(s->arena, cs_ledger_row(s->state, "pledges", "payer", payer, NULL), s->err);
  struct cs_dec amount;
  return opened(s, "case") && one && row && amount_of(s, &amount) && put_dec(s, one, "amount", amount) &&
         cs_json_set_integer(s->arena, one, "n", s->entry->n, s->err) &&
         cs_state_append(s->arena, row, "said", one, s->err) && put_pledge(s, payer, cs_json_get(row, "said"));
}

static bool pay(struct step *s, bool in) {
  struct cs_dec amount;
  cs_day day;
  if (!opened(s, "case") || !amount_of(s, &amount) || !day_of(s, &day)) {
    return false;
  }
  struct cs_dec change = in ? amount : minus(amount);
  return put_paid(s, change, day) &&
         (!cs_ledger_counts(s->state, cs_json_text(s->body, "payer")) || move(s, day, change));
}

static bool receive_money(struct step *s) {
  return pay(s, true);
}

static bool refund(struct step *s) {
  return pay(s, false);
}

/* ------------------------------------------------------------------ references */

/* A word that was struck leaves its reference free; that it was there stays. */
static bool put_former(struct step *s) {
  struct cs_json *former = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return former && cs_state_put(s->arena, former, "n", cs_json_get(s->state, "n"), s->err) &&
         cs_state_put(s->arena, former, "struck", cs_json_get(s->state, "struck"), s->err) &&
         cs_correction_unset(s->arena, s->state, "struck", s->err) &&
         cs_state_append(s->arena, s->state, "former", former, s->err);
}

/* What was said under a reference, as it was said: the same again is a repeat, anything else is refused. */
static bool note_reference(struct step *s) {
  if (cs_json_get(s->state, "n") && !cs_state_struck(s->state)) {
    return fault(s, "the reference was used before");
  }
  if (cs_state_struck(s->state) && !put_former(s)) {
    return false;
  }
  return cs_json_set_integer(s->arena, s->state, "n", s->entry->n, s->err) &&
         cs_json_set_text(s->arena, s->state, "act", cs_str_of(s->entry->act.def->name), s->err) &&
         cs_json_set(s->arena, s->state, "said", s->body, s->err);
}

/* ------------------------------------------------------------------ all of them */

static const struct {
  enum cs_act_kind kind;
  const char *subject;
  bool (*fold)(struct step *s);
} folds[] = {
    {CS_ACT_AUTHORIZATION_DECREMENT, "authorization", decrement},
    {CS_ACT_AUTHORIZATION_SUSPEND, "authorization", suspend},
    {CS_ACT_AUTHORIZATION_REINSTATE, "authorization", reinstate},
    {CS_ACT_AUTHORIZATION_REVOKE, "authorization", revoke},
    {CS_ACT_AUTHORIZATION_SURRENDER, "authorization", surrender},
    {CS_ACT_AUTHORIZATION_GENERAL, "authorization", general},
    {CS_ACT_STOCK_OPEN, "stock", open_stock},
    {CS_ACT_STOCK_FLOOR, "stock", set_floor},
    {CS_ACT_STOCK_RECEIVE, "stock", receive_stock},
    {CS_ACT_STOCK_RECEIVE, "stock-reference", note_reference},
    {CS_ACT_STOCK_RESERVE, "stock", reserve},
    {CS_ACT_STOCK_RELEASE, "stock", release},
    {CS_ACT_STOCK_ISSUE, "stock", issue},
    {CS_ACT_STOCK_ISSUE, "stock-reference", note_reference},
    {CS_ACT_FUND_OPEN, "fund", open_fund},
    {CS_ACT_FUND_PLEDGE, "fund", pledge},
    {CS_ACT_FUND_RECEIVE, "fund", receive_money},
    {CS_ACT_FUND_RECEIVE, "fund-reference", note_reference},
    {CS_ACT_FUND_REFUND, "fund", refund},
    {CS_ACT_FUND_REFUND, "fund-reference", note_reference},
};

bool cs_ledger_fold(struct cs_arena *arena, struct cs_str subject_type, struct cs_json *state,
                    const struct cs_entry *entry, struct cs_err *err) {
  struct step s = {arena, entry, entry->act.body, entry->out, state, err};
  for (size_t i = 0; i < COUNT(folds); i++) {
    if (folds[i].kind == entry->act.def->kind && cs_str_eq(subject_type, cs_str_of(folds[i].subject))) {
      return folds[i].fold(&s);
    }
  }
  return fault(&s, "the act is none of this ledger");
}

/* ------------------------------------------------------------------ corrections */

bool cs_ledger_keeps(struct cs_str subject_type) {
  bool keeps = false;
  for (size_t i = 0; i < COUNT(folds) && !keeps; i++) {
    keeps = cs_str_eq(subject_type, cs_str_of(folds[i].subject));
  }
  return keeps;
}

/* In list `struck`, which entries moved something and do so no longer. */
static bool mark_movement(struct step *s, int64_t wrong, bool counts) {
  const struct cs_json *old = cs_json_get(s->state, "struck");
  struct cs_json *list = cs_json_new(s->arena, CS_JSON_ARRAY, s->err);
  struct cs_json *one = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  bool there = false;
  for (size_t i = 0; list && old && i < old->n; i++) {
    bool same = cs_json_integer(old->items[i], "n", -1) == wrong;
    there = there || same;
    if (!same && !cs_json_append(s->arena, list, old->items[i], s->err)) {
      return false;
    }
  }
  if (there != counts) {
    return fault(s, counts ? "the entry counts already" : "the entry is struck already");
  }
  return list && one &&
         (counts || (cs_json_set_integer(s->arena, one, "n", wrong, s->err) &&
                     cs_json_set_integer(s->arena, one, "struck", s->entry->n, s->err) &&
                     cs_json_append(s->arena, list, one, s->err))) &&
         cs_json_set(s->arena, s->state, "struck", list, s->err);
}

static bool mark_element(struct step *s, int64_t wrong, bool counts) {
  size_t marked;
  return cs_correction_mark(s->arena, s->state, wrong, counts ? -1 : s->entry->n, &marked, s->err) &&
         (marked > 0 || fault(s, "nothing here came of the entry that it corrects"));
}

/* The lines of a use, off or on again. */
static bool correct_use(struct step *s, int64_t wrong, bool counts) {
  const struct cs_json *lines = cs_json_get(s->body, "lines");
  if (!lines) {
    return fault(s, "the lines were not opened");
  }
  for (size_t i = 0; i < lines->n; i++) {
    struct cs_dec quantity;
    if (!line_quantity(lines->items[i], &quantity, s->err) ||
        !use_item(s, cs_json_text(lines->items[i], "item"), counts ? quantity : minus(quantity))) {
      return false;
    }
  }
  return mark_element(s, wrong, counts);
}

static bool correct_pledge(struct step *s, int64_t wrong, bool counts) {
  struct cs_str payer = cs_json_text(s->body, "payer");
  struct cs_json *row = cs_state_copy(s->arena, cs_ledger_row(s->state, "pledges", "payer", payer, NULL), s->err);
  size_t marked = 0;
  return row && cs_correction_mark(s->arena, row, wrong, counts ? -1 : s->entry->n, &marked, s->err) &&
         (marked > 0 || fault(s, "nothing here came of the entry that it corrects")) &&
         put_pledge(s, payer, cs_json_get(row, "said"));
}

static bool correct_reference(struct step *s, int64_t wrong, bool counts) {
  if (cs_json_integer(s->state, "n", -1) != wrong || cs_state_struck(s->state) != counts) {
    return fault(s, "the reference was used again since");
  }
  return counts ? cs_correction_unset(s->arena, s->state, "struck", s->err)
                : cs_json_set_integer(s->arena, s->state, "struck", s->entry->n, s->err);
}

bool cs_ledger_correct(struct cs_arena *arena, struct cs_str subject_type, struct cs_json *state,
                       const struct cs_entry *wrong, const struct cs_entry *by, bool counts, struct cs_err *err) {
  struct step s = {arena, by, wrong->act.body, wrong->out, state, err};
  enum cs_act_kind kind = wrong->act.def->kind;
  if (cs_str_ends(subject_type, CS_STR("-reference"))) {
    return correct_reference(&s, wrong->n, counts);
  }
  if (kind == CS_ACT_STOCK_RECEIVE || kind == CS_ACT_STOCK_ISSUE) {
    return move_stock(&s, (kind == CS_ACT_STOCK_RECEIVE) == counts) && mark_movement(&s, wrong->n, counts);
  }
  if (kind == CS_ACT_FUND_RECEIVE || kind == CS_ACT_FUND_REFUND) {
    return pay(&s, (kind == CS_ACT_FUND_RECEIVE) == counts) && mark_movement(&s, wrong->n, counts);
  }
  if (kind == CS_ACT_FUND_PLEDGE) {
    return correct_pledge(&s, wrong->n, counts);
  }
  if (kind == CS_ACT_AUTHORIZATION_DECREMENT) {
    return correct_use(&s, wrong->n, counts);
  }
  return mark_element(&s, wrong->n, counts);
}
