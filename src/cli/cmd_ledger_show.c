/* authorization show, stock show, fund show: what a ledger holds on a day. Every figure is worked out by review, as acts are
 * judged. */
#include "cli/commands.h"
#include "cli/ledger.h"

#include <stdio.h>

/* The state of the ledger that the command names. */
static bool begin(struct cs_cli *cli, const char *type, struct cs_json **state, struct cs_when *when) {
  struct cs_str id = cs_cli_argument(cli, 0);
  int64_t n;
  if (cli->arguments.n != 1) {
    cs_cli_usage(cli, "%s show takes one %s", type, type);
    return false;
  }
  if (!cs_cli_when(cli, when) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_state(&cli->service, type, id, &cli->arena, state, &n, &cli->err)) {
    return false;
  }
  return true;
}

static bool absent(struct cs_cli *cli, const char *type) {
  return cs_err_set(&cli->err, &CS_E_STORE_ABSENT, "there is no %s \"%.*s\" on record", type,
                    CS_STR_ARG(cs_cli_argument(cli, 0)));
}

static int end(struct cs_cli *cli, bool done) {
  return done ? CS_EXIT_DONE : cs_cli_failed(cli);
}

static bool put_dec(struct cs_cli *cli, struct cs_json *object, const char *key, struct cs_dec value) {
  struct cs_buf text;
  struct cs_str copy;
  cs_buf_init(&text, 64);
  cs_dec_write(&text, value);
  bool done = cs_buf_ok(&text, &cli->err) && cs_arena_str(&cli->arena, cs_buf_str(&text), &copy, &cli->err) &&
              cs_json_set_text(&cli->arena, object, key, copy, &cli->err);
  cs_buf_deinit(&text);
  return done;
}

static const char *key_of(struct cs_str text, char key[CS_IDENT_MAX + 1]) {
  snprintf(key, CS_IDENT_MAX + 1, "%.*s", CS_STR_ARG(text));
  return key;
}

/* ------------------------------------------------------------------ authorizations */

static void add_struck(struct cs_buf *text, const struct cs_json *element) {
  int64_t struck = cs_json_integer(element, "struck", -1);
  if (struck >= 0) {
    cs_buf_printf(text, "; STRUCK by entry %lld", (long long)struck);
  }
}

static void say_struck_words(struct cs_cli *cli, const char *what, const struct cs_json *list) {
  for (size_t i = 0; list && i < list->n; i++) {
    if (cs_json_get(list->items[i], "struck")) {
      cs_cli_line(cli, "corrected", "the %s of entry %lld: STRUCK by entry %lld", what,
                  (long long)cs_json_integer(list->items[i], "n", -1),
                  (long long)cs_json_integer(list->items[i], "struck", -1));
    }
  }
}

/* Of a stock or fund, whose movements are told by their sums: those that count in none. Of its floors and promises those too. */
static void say_struck(struct cs_cli *cli, const struct cs_json *state) {
  const struct cs_json *struck = cs_json_get(state, "struck"), *floors = cs_json_get(state, "floors");
  const struct cs_json *pledges = cs_json_get(state, "pledges");
  say_struck_words(cli, "floor", floors);
  for (size_t i = 0; pledges && i < pledges->n; i++) {
    say_struck_words(cli, "promise", cs_json_get(pledges->items[i], "said"));
  }
  for (size_t i = 0; struck && i < struck->n; i++) {
    cs_cli_line(cli, i == 0 ? "corrected" : "", "what entry %lld moved counts no longer: STRUCK by entry %lld",
                (long long)cs_json_integer(struck->items[i], "n", -1),
                (long long)cs_json_integer(struck->items[i], "struck", -1));
  }
}

static bool say_events(struct cs_cli *cli, const struct cs_json *ledger) {
  const struct cs_json *decrements = cs_json_get(ledger, "decrements");
  const struct cs_json *events = cs_json_get(ledger, "events");
  char place[32];
  struct cs_buf text;
  cs_buf_init(&text, CS_SEALED_MAX);
  for (size_t i = 0; decrements && i < decrements->n; i++) {
    const struct cs_json *one = decrements->items[i], *lines = cs_json_get(one, "lines");
    cs_buf_reset(&text);
    cs_buf_printf(&text, "%.*s, batch %.*s:", CS_STR_ARG(cs_json_text(one, "day")),
                  CS_STR_ARG(cs_json_text(one, "batch")));
    for (size_t k = 0; lines && k < lines->n; k++) {
      cs_buf_printf(&text, "%s %.*s %.*s", k > 0 ? "," : "", CS_STR_ARG(cs_json_text(lines->items[k], "quantity")),
                    CS_STR_ARG(cs_json_text(lines->items[k], "item")));
    }
    add_struck(&text, one);
    snprintf(place, sizeof place, "entry %lld", (long long)cs_json_integer(one, "n", 0));
    cs_cli_line_at(cli, "used", cs_buf_str(&text), cs_str_of(place));
  }
  for (size_t i = 0; events && i < events->n; i++) {
    const struct cs_json *one = events->items[i];
    char key[CS_IDENT_MAX + 1];
    struct cs_str until = cs_json_text(one, "until");
    cs_buf_reset(&text);
    cs_buf_printf(&text, "from %.*s%s%.*s", CS_STR_ARG(cs_json_text(one, "from")), until.len > 0 ? " until " : "",
                  CS_STR_ARG(until));
    add_struck(&text, one);
    snprintf(place, sizeof place, "entry %lld", (long long)cs_json_integer(one, "n", 0));
    cs_cli_line_at(cli, key_of(cs_json_text(one, "kind"), key), cs_buf_str(&text), cs_str_of(place));
  }
  cs_buf_deinit(&text);
  return true;
}

static bool left_json(struct cs_cli *cli, const struct cs_review_authorization *a, struct cs_json *to) {
  struct cs_json *lines = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; lines && i < a->n_lines; i++) {
    const struct cs_review_grant_line *line = &a->lines[i];
    struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    bool counted = line->has_quantity && cs_figure_exact(line->granted);
    if (!one || !cs_json_set_text(&cli->arena, one, "item", line->item, &cli->err) ||
        !put_dec(cli, one, "used", line->used) || (counted && !put_dec(cli, one, "granted", line->granted.lo)) ||
        (counted && !put_dec(cli, one, "left", line->left.lo)) ||
        (line->has_value && !put_dec(cli, one, "value_left", line->value_left.lo)) ||
        !cs_json_append(&cli->arena, lines, one, &cli->err)) {
      return false;
    }
  }
  return cs_json_set(&cli->arena, to, "lines", lines, &cli->err);
}

static bool show_authorization(struct cs_cli *cli, struct cs_json *ledger, const struct cs_cli_effect *effect) {
  struct cs_json *json;
  if (!cli->json) {
    if (!cs_cli_say_effect(cli, effect)) {
      return false;
    }
    cs_cli_say_kind(cli, &effect->authorization);
    return cs_cli_say_left(cli, &effect->authorization) && say_events(cli, ledger);
  }
  if (!cs_cli_effect_json(cli, effect, &json) || !left_json(cli, &effect->authorization, json) ||
      (ledger && !cs_json_set(&cli->arena, json, "ledger", ledger, &cli->err))) {
    return false;
  }
  cs_cli_json(cli, json);
  return true;
}

static void add_names(struct cs_buf *text, const struct cs_json *list, const char *before) {
  for (size_t i = 0; list && i < list->n; i++) {
    cs_buf_printf(text, "%s%.*s", i == 0 ? before : ", ", CS_STR_ARG(list->items[i]->text));
  }
}

/* What a general one consents to; whether it covers a request is asked of each. */
static bool show_general(struct cs_cli *cli, const struct cs_json *ledger, const struct cs_when *when) {
  const struct cs_json *grant = cs_json_get(ledger, "general");
  struct cs_str until = cs_json_text(grant, "until"), condition = cs_json_text(grant, "when");
  enum cs_review_grant_status status;
  int64_t n;
  struct cs_buf text;
  if (!cs_service_general(&cli->service, ledger, when, &cli->arena, &status, &n, &cli->err)) {
    return false;
  }
  bool in_effect = status == CS_GRANT_IN_EFFECT;
  if (cli->json) {
    struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    bool done =
        json && cs_json_set_text(&cli->arena, json, "id", cs_cli_argument(cli, 0), &cli->err) &&
        cs_json_set_text(&cli->arena, json, "in_effect",
                         cs_str_of(in_effect                    ? "yes"
                                   : status == CS_GRANT_UNKNOWN ? "unknown"
                                                                : "no"),
                         &cli->err) &&
        cs_json_set_text(&cli->arena, json, "kind", CS_STR("general"), &cli->err) &&
        cs_json_set_text(&cli->arena, json, "status", cs_str_of(cs_review_grant_status_name(status)), &cli->err) &&
        cs_json_set_integer(&cli->arena, json, "status_entry", n, &cli->err) &&
        cs_json_set(&cli->arena, json, "ledger", (struct cs_json *)(uintptr_t)ledger, &cli->err);
    if (done) {
      cs_cli_json(cli, json);
    }
    return done;
  }
  cs_buf_init(&text, 8192);
  cs_buf_printf(&text, "authorization %.*s: the consent of %.*s", CS_STR_ARG(cs_cli_argument(cli, 0)),
                CS_STR_ARG(cs_json_text(grant, "approver")));
  add_names(&text, cs_json_get(grant, "regimes"), " under ");
  add_names(&text, cs_json_get(grant, "acts"), ", to ");
  add_names(&text, cs_json_get(grant, "items"), ", of ");
  add_names(&text, cs_json_get(grant, "areas"), ", only in ");
  cs_buf_printf(&text, "%s%.*s, from %.*s%s%.*s", condition.len > 0 ? ", when " : "", CS_STR_ARG(condition),
                CS_STR_ARG(cs_json_text(grant, "from")), until.len > 0 ? ", before " : "", CS_STR_ARG(until));
  cs_cli_line(cli,
              in_effect                    ? "IN EFFECT"
              : status == CS_GRANT_UNKNOWN ? "UNKNOWN"
                                           : "not in effect",
              "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
  cs_cli_line(cli, "kind", "general: every request that matches, for this approver's consent only");
  cs_cli_line(cli, "status", "%s, by entry %lld", cs_review_grant_status_name(status), (long long)n);
  return say_events(cli, ledger);
}

int cs_cmd_authorization_show(struct cs_cli *cli) {
  struct cs_json *ledger;
  struct cs_when when;
  struct cs_cli_effect effect;
  struct cs_str id = cs_cli_argument(cli, 0);
  bool done = begin(cli, "authorization", &ledger, &when) &&
              cs_cli_effect_of(cli, cs_review_authorization_case(id), &when, &effect);
  if (!done) {
    return end(cli, false);
  }
  if (cs_json_get(ledger, "general")) {
    return end(cli, show_general(cli, ledger, &when));
  }
  bool there = effect.granted && cs_str_eq(effect.authorization.id, id);
  return end(cli, there ? show_authorization(cli, ledger, &effect) : absent(cli, "authorization"));
}

/* ------------------------------------------------------------------ stocks */

static bool say_stock(struct cs_cli *cli, const struct cs_json *state, const struct cs_review_stock *has,
                      struct cs_str floor, struct cs_str class, cs_day on) {
  struct cs_str on_hand, reserved, free;
  const struct cs_json *reservations = cs_json_get(state, "reservations");
  char key[CS_IDENT_MAX + 1];
  if (!cs_cli_figure(cli, has->on_hand, &on_hand) || !cs_cli_figure(cli, has->reserved, &reserved) ||
      !cs_cli_figure(cli, has->free, &free)) {
    return false;
  }
  cs_cli_line(cli, key_of(cs_cli_argument(cli, 0), key), "%.*s of %.*s", CS_STR_ARG(cs_json_text(state, "item")),
              CS_STR_ARG(cs_json_text(state, "holder")));
  if (has->known) {
    cs_cli_line(cli, "on hand", "%.*s, of which %.*s reserved and %.*s free", CS_STR_ARG(on_hand), CS_STR_ARG(reserved),
                CS_STR_ARG(free));
  } else {
    cs_cli_line(cli, "on hand", "not known: the day lies before what the ledger holds");
  }
  if (floor.len > 0) {
    cs_cli_line(cli, "floor", "%.*s", CS_STR_ARG(floor));
  }
  if (class.len > 0) {
    cs_cli_line(cli, "class", "%.*s", CS_STR_ARG(class));
  }
  for (size_t i = 0; reservations && i < reservations->n; i++) {
    const struct cs_json *one = reservations->items[i];
    struct cs_str expires = cs_json_text(one, "expires"), for_case = cs_json_text(one, "case");
    bool holds;
    if (!cs_ledger_reservation_holds(one, on, &holds, &cli->err)) {
      return false;
    }
    if (holds) {
      cs_cli_line(cli, "reserved", "%.*s as %.*s%s%.*s%s%.*s", CS_STR_ARG(cs_json_text(one, "quantity")),
                  CS_STR_ARG(cs_json_text(one, "id")), for_case.len > 0 ? ", for " : "", CS_STR_ARG(for_case),
                  expires.len > 0 ? ", before " : "", CS_STR_ARG(expires));
    }
  }
  say_struck(cli, state);
  return true;
}

static bool stock_json(struct cs_cli *cli, struct cs_json *state, const struct cs_review_stock *has,
                       struct cs_str floor, struct cs_str class) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_text(&cli->arena, json, "stock", cs_cli_argument(cli, 0), &cli->err) &&
              cs_json_set_bool(&cli->arena, json, "known", has->known, &cli->err) &&
              put_dec(cli, json, "on_hand", has->on_hand) && put_dec(cli, json, "reserved", has->reserved) &&
              put_dec(cli, json, "free", has->free) &&
              (floor.len == 0 || cs_json_set_text(&cli->arena, json, "floor", floor, &cli->err)) &&
              (class.len == 0 || cs_json_set_text(&cli->arena, json, "class", class, &cli->err)) &&
              cs_json_set(&cli->arena, json, "ledger", state, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

int cs_cmd_stock_show(struct cs_cli *cli) {
  struct cs_json *state;
  struct cs_when when;
  struct cs_review_stock has;
  struct cs_str floor, class;
  cs_day on, known;
  if (!begin(cli, "stock", &state, &when)) {
    return end(cli, false);
  }
  if (!state) {
    return end(cli, absent(cli, "stock"));
  }
  if (!cs_service_days(&cli->service, &when, &on, &known, &cli->err) ||
      !cs_review_stock(state, on < known ? on : known, &has, &cli->err) ||
      !cs_review_floor_on(state, "floor", on, known, &cli->arena, &floor, &cli->err) ||
      !cs_review_floor_on(state, "class", on, known, &cli->arena, &class, &cli->err)) {
    return end(cli, false);
  }
  return end(cli,
             cli->json ? stock_json(cli, state, &has, floor, class) : say_stock(cli, state, &has, floor, class, on));
}

/* ------------------------------------------------------------------ funds */

/* "does not count: not of eram-payers", or how much of it does. */
static bool add_counts(struct cs_cli *cli, const struct cs_review_paid *money, const struct cs_review_share *share,
                       struct cs_buf *text) {
  struct cs_str sure;
  if (cs_dec_cmp(share->sure, share->paid) == 0) {
    return true;
  }
  const char *of = money->group.len > 0 ? ": whether it was of " : "";
  if (cs_dec_cmp(share->sure, share->most) < 0) {
    cs_buf_printf(text, "; may not count%s%.*s%s", of, CS_STR_ARG(money->group), *of ? " is not known" : "");
  } else if (cs_dec_sign(share->sure) == 0) {
    cs_buf_printf(text, "; does not count: only %s%.*s do", money->group.len > 0 ? "payments by " : "certain payers",
                  CS_STR_ARG(money->group));
  } else if (!cs_cli_figure(cli, share->sure, &sure)) {
    return false;
  } else {
    cs_buf_printf(text, ", of which %.*s counts", CS_STR_ARG(sure));
  }
  return true;
}

static bool say_share(struct cs_cli *cli, const struct cs_json *state, const struct cs_review_paid *money,
                      const struct cs_review_share *share) {
  const struct cs_json *pledge = cs_ledger_row(state, "pledges", "payer", share->payer, NULL);
  struct cs_str amount, promised;
  struct cs_dec pledged;
  struct cs_buf text;
  char key[CS_IDENT_MAX + 1];
  if (!cs_ledger_dec(pledge, "amount", &pledged, &cli->err) || !cs_cli_figure(cli, share->paid, &amount) ||
      !cs_cli_figure(cli, pledged, &promised)) {
    return false;
  }
  cs_buf_init(&text, 1024);
  cs_buf_printf(&text, "paid %.*s", CS_STR_ARG(amount));
  if (pledge) {
    cs_buf_printf(&text, ", promised %.*s", CS_STR_ARG(promised));
  }
  bool done = add_counts(cli, money, share, &text);
  cs_cli_line(cli, key_of(share->payer, key), "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  cs_buf_deinit(&text);
  return done;
}

static bool say_payers(struct cs_cli *cli, const struct cs_json *state, const struct cs_review_paid *money) {
  const struct cs_json *pledges = cs_json_get(state, "pledges");
  struct cs_dec nothing = cs_dec_of(0);
  for (size_t i = 0; i < money->n_shares; i++) {
    if (!say_share(cli, state, money, &money->shares[i])) {
      return false;
    }
  }
  for (size_t i = 0; pledges && i < pledges->n; i++) {
    struct cs_review_share none = {cs_json_text(pledges->items[i], "payer"), nothing, nothing, nothing};
    bool paid = cs_ledger_row(state, "paid", "payer", none.payer, NULL) != NULL; /* then it was said with that */
    if (!paid && !say_share(cli, state, money, &none)) {
      return false;
    }
  }
  return true;
}

static bool say_fund(struct cs_cli *cli, const struct cs_json *state, const struct cs_review_paid *money,
                     const struct cs_cli_effect *effect) {
  struct cs_str price, counts, missing;
  if (!cs_cli_figure(cli, money->price.lo, &price) || !cs_cli_figure(cli, money->sure, &counts) ||
      !cs_cli_figure(cli, money->missing, &missing)) {
    return false;
  }
  if (money->known) {
    cs_cli_line(cli, "price", "%.*s %.*s      paid %.*s      short %.*s", CS_STR_ARG(price),
                CS_STR_ARG(cs_unit_name(money->price.unit)), CS_STR_ARG(counts), CS_STR_ARG(missing));
  } else {
    cs_cli_line(cli, "price", "%.*s %.*s; what was paid by that day is not known", CS_STR_ARG(price),
                CS_STR_ARG(cs_unit_name(money->price.unit)));
  }
  if (!say_payers(cli, state, money)) {
    return false;
  }
  say_struck(cli, state);
  return cs_cli_say_effect(cli, effect);
}

static bool fund_json(struct cs_cli *cli, struct cs_json *state, const struct cs_review_paid *money,
                      const struct cs_cli_effect *effect) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err), *grant = NULL;
  bool done = json && cs_json_set_text(&cli->arena, json, "fund", cs_cli_argument(cli, 0), &cli->err) &&
              cs_json_set_text(&cli->arena, json, "currency", cs_unit_name(money->price.unit), &cli->err) &&
              cs_json_set_bool(&cli->arena, json, "known", money->known, &cli->err) &&
              put_dec(cli, json, "price", money->price.lo) && put_dec(cli, json, "paid", money->sure) &&
              put_dec(cli, json, "missing", money->missing) &&
              (money->group.len == 0 || cs_json_set_text(&cli->arena, json, "by", money->group, &cli->err)) &&
              cs_json_set(&cli->arena, json, "ledger", state, &cli->err) &&
              (!effect->granted || (cs_cli_effect_json(cli, effect, &grant) &&
                                    cs_json_set(&cli->arena, json, "authorization", grant, &cli->err)));
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

int cs_cmd_fund_show(struct cs_cli *cli) {
  struct cs_json *state;
  struct cs_when when;
  struct cs_review_paid money;
  struct cs_cli_effect effect;
  if (!begin(cli, "fund", &state, &when)) {
    return end(cli, false);
  }
  if (!state) {
    return end(cli, absent(cli, "fund"));
  }
  if (!cs_service_paid(&cli->service, state, &when, &cli->arena, &money, &cli->err) ||
      !cs_cli_effect_of(cli, cs_json_text(state, "case"), &when, &effect)) {
    return end(cli, false);
  }
  return end(cli, cli->json ? fund_json(cli, state, &money, &effect) : say_fund(cli, state, &money, &effect));
}
