/* Acts on ledgers: authorizations, stocks, funds. Each is the act of its name; what is said here beside it is how to write one
 * briefly, and what it brought about. */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/ledger.h"

#include <string.h>

/* How a command's words become the fields of its act. `money`: the last two arguments are an amount and its currency. */
static const struct form {
  const char *command;
  const char *fields[2]; /* of the arguments, in order */
  size_t least;          /* arguments that must be there */
  bool money;
  const char *options[4][2]; /* option, field: where they differ, or where an act's own names are not taken */
} forms[] = {
    {"authorization suspend", {"authorization", NULL}, 1, false, {{NULL, NULL}}},
    {"authorization reinstate", {"authorization", NULL}, 1, false, {{NULL, NULL}}},
    {"authorization revoke", {"authorization", NULL}, 1, false, {{NULL, NULL}}},
    {"authorization surrender", {"authorization", NULL}, 1, false, {{NULL, NULL}}},
    {"authorization general", {"authorization", NULL}, 1, false, {{NULL, NULL}}},
    {"stock open", {"stock", NULL}, 1, false, {{NULL, NULL}}},
    {"stock floor", {"stock", "floor"}, 1, false, {{NULL, NULL}}},
    {"stock receive", {"stock", "quantity"}, 1, false, {{NULL, NULL}}},
    {"stock reserve", {"stock", "quantity"}, 1, false, {{NULL, NULL}}},
    {"stock release", {"stock", "reservation"}, 1, false, {{NULL, NULL}}},
    {"stock issue", {"stock", "quantity"}, 1, false, {{NULL, NULL}}},
    {"fund open", {"fund", "price"}, 1, true, {{NULL, NULL}}},
    {"fund pledge", {"fund", "amount"}, 3, true, {{"from", "payer"}, {NULL, NULL}}},
    {"fund receive",
     {"fund", "amount"},
     3,
     true,
     {{"from", "payer"}, {"on", "day"}, {"reference", "reference"}, {NULL, NULL}}},
    {"fund refund",
     {"fund", "amount"},
     3,
     true,
     {{"to", "payer"}, {"on", "day"}, {"reference", "reference"}, {NULL, NULL}}},
};

static const struct form *form_of(const struct cs_cli *cli) {
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    if (strcmp(forms[i].command, cli->command->name) == 0) {
      return &forms[i];
    }
  }
  cs_assert(!"a command of ledgers");
}

/* "stock receive" → stock.receive */
static void kind_of(const struct cs_cli *cli, char kind[64]) {
  size_t n = strlen(cli->command->name);
  cs_assert(n < 64);
  memcpy(kind, cli->command->name, n + 1);
  *strchr(kind, ' ') = '.';
}

static bool put_arguments(struct cs_cli *cli, struct cs_cli_act *act, const struct form *form) {
  struct cs_str amount;
  if (!cs_cli_act_put(cli, act, form->fields[0], cs_cli_argument(cli, 0))) {
    return false;
  }
  if (!form->money || cli->arguments.n == 1) {
    return cli->arguments.n == 1 || cs_cli_act_put(cli, act, form->fields[1], cs_cli_argument(cli, 1));
  }
  return cs_arena_printf(&cli->arena, &amount, &cli->err, "%.*s%s%.*s", CS_STR_ARG(cs_cli_argument(cli, 1)),
                         cli->arguments.n > 2 ? " " : "",
                         CS_STR_ARG(cli->arguments.n > 2 ? cs_cli_argument(cli, 2) : CS_STR(""))) &&
         cs_cli_act_put(cli, act, form->fields[1], amount);
}

static bool put_options(struct cs_cli *cli, struct cs_cli_act *act, const struct form *form) {
  if (!form->options[0][0]) {
    return cs_cli_act_put_options(cli, act);
  }
  for (size_t i = 0; form->options[i][0]; i++) {
    struct cs_str text = cs_cli_option(cli, form->options[i][0]);
    if (text.ptr && !cs_cli_act_put(cli, act, form->options[i][1], text)) {
      return false;
    }
  }
  return true;
}

/* A payment whose reference nobody gave: payer, day and amount say which it is, so that the same command again counts once. */
static bool put_reference(struct cs_cli *cli, struct cs_cli_act *act) {
  const struct cs_act_def *def = cs_act_find(cs_json_text(act->flat, "act"), 1);
  struct cs_str payer = cs_json_text(act->flat, "payer"), day = cs_json_text(act->flat, "day");
  struct cs_str made;
  bool payment = cs_act_field(def, CS_STR("payer")) && cs_act_field(def, CS_STR("reference"));
  if (!payment || payer.len == 0 || cs_json_get(act->flat, "reference")) {
    return true;
  }
  if (day.len == 0) {
    struct cs_buf today;
    cs_day on, known;
    cs_buf_init(&today, 32);
    bool done = cs_service_days(&cli->service, &(struct cs_when){0}, &on, &known, &cli->err);
    if (done) {
      cs_day_write(&today, on);
      done = cs_arena_str(&cli->arena, cs_buf_str(&today), &day, &cli->err) && cs_cli_act_put(cli, act, "day", day);
    }
    cs_buf_deinit(&today);
    if (!done) {
      return false;
    }
  }
  bool out = def->kind == CS_ACT_FUND_REFUND;
  return cs_arena_printf(&cli->arena, &made, &cli->err, "%s%.*s-%.*s-%.*s-%.*s", out ? "refund-" : "",
                         CS_STR_ARG(payer), CS_STR_ARG(day), CS_STR_ARG(cs_cli_argument(cli, 1)),
                         CS_STR_ARG(cs_cli_argument(cli, 2))) &&
         cs_cli_act_put(cli, act, "reference", made);
}

/* ------------------------------------------------------------------ what it brought about */

/* The case that the act bears on; empty: none. */
static bool case_of(struct cs_cli *cli, const struct cs_cli_act *act, struct cs_str *out) {
  struct cs_str authorization = cs_json_text(act->flat, "authorization"), fund = cs_json_text(act->flat, "fund");
  struct cs_json *state;
  int64_t n;
  *out = authorization.len > 0 ? cs_review_authorization_case(authorization) : cs_json_text(act->flat, "case");
  if (fund.len == 0 || out->len > 0) {
    *out = fund.len > 0 || authorization.len > 0 ? *out : CS_STR_NONE; /* a reservation changes nothing of its case */
    return true;
  }
  if (!cs_service_state(&cli->service, "fund", fund, &cli->arena, &state, &n, &cli->err)) {
    return false;
  }
  *out = cs_json_text(state, "case");
  return true;
}

static bool say_fund(struct cs_cli *cli, struct cs_str id) {
  struct cs_json *state;
  struct cs_review_paid money;
  struct cs_str paid, missing;
  int64_t n;
  if (!cs_service_state(&cli->service, "fund", id, &cli->arena, &state, &n, &cli->err)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_service_paid(&cli->service, state, &(struct cs_when){0}, &cli->arena, &money, &cli->err) ||
      !cs_cli_figure(cli, money.sure, &paid) || !cs_cli_figure(cli, money.missing, &missing)) {
    return false;
  }
  cs_cli_line(cli, "paid", "%.*s %.*s, short %.*s", CS_STR_ARG(paid), CS_STR_ARG(cs_unit_name(money.price.unit)),
              CS_STR_ARG(missing));
  return true;
}

static bool say_stock(struct cs_cli *cli, struct cs_str id) {
  struct cs_json *state;
  struct cs_review_stock has;
  struct cs_str on_hand, reserved, free;
  cs_day on, known;
  int64_t n;
  if (!cs_service_state(&cli->service, "stock", id, &cli->arena, &state, &n, &cli->err)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (!cs_service_days(&cli->service, &(struct cs_when){0}, &on, &known, &cli->err) ||
      !cs_review_stock(state, on, &has, &cli->err) || !cs_cli_figure(cli, has.on_hand, &on_hand) ||
      !cs_cli_figure(cli, has.reserved, &reserved) || !cs_cli_figure(cli, has.free, &free)) {
    return false;
  }
  cs_cli_line(cli, "stock", "%.*s on hand, %.*s reserved, %.*s free", CS_STR_ARG(on_hand), CS_STR_ARG(reserved),
              CS_STR_ARG(free));
  return true;
}

static bool say_after(struct cs_cli *cli, const struct cs_cli_act *act, struct cs_str case_id) {
  struct cs_str fund = cs_json_text(act->flat, "fund"), stock = cs_json_text(act->flat, "stock");
  struct cs_cli_effect effect;
  if ((fund.len > 0 && !say_fund(cli, fund)) || (stock.len > 0 && !say_stock(cli, stock))) {
    return false;
  }
  return cs_cli_effect_of(cli, case_id, &(struct cs_when){0}, &effect) && cs_cli_say_effect(cli, &effect) &&
         (!effect.granted || fund.len > 0 || cs_cli_say_left(cli, &effect.authorization));
}

static int finish(struct cs_cli *cli, struct cs_cli_act *act, bool ready) {
  struct cs_result result = {.n = -1};
  struct cs_str case_id = CS_STR_NONE;
  int status = ready ? cs_cli_act_submit(cli, act, &result) : cs_cli_failed(cli);
  cs_cli_act_end(act);
  bool wrote = status == CS_EXIT_DONE && result.outcome == CS_OUTCOME_DONE && result.n >= 0 && !result.repeat;
  if (wrote && !cli->json && (!case_of(cli, act, &case_id) || !say_after(cli, act, case_id))) {
    return cs_cli_fail(cli);
  }
  return status;
}

int cs_cmd_ledger(struct cs_cli *cli) {
  const struct form *form = form_of(cli);
  struct cs_cli_act act;
  char kind[64];
  size_t most = form->money ? 3 : form->fields[1] ? 2 : 1;
  if (cli->arguments.n < form->least || cli->arguments.n > most || (form->money && cli->arguments.n == 2)) {
    return cs_cli_usage(cli, "%s takes %s", cli->command->name, cli->command->arguments);
  }
  kind_of(cli, kind);
  bool ready = cs_cli_act_begin(cli, kind, &act) && put_arguments(cli, &act, form) && put_options(cli, &act, form) &&
               put_reference(cli, &act);
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ decrements */

static bool put_decrement(struct cs_cli *cli, struct cs_cli_act *act) {
  struct cs_json *lines = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  struct cs_str batch = cs_cli_option(cli, "batch"), day = cs_cli_option(cli, "on");
  for (size_t i = 1; lines && i < cli->arguments.n; i++) {
    struct cs_json *line;
    if (!cs_cli_line_of(cli, cs_cli_argument(cli, i), &line) || !cs_json_append(&cli->arena, lines, line, &cli->err)) {
      return false;
    }
  }
  return cs_json_set(&cli->arena, act->flat, "lines", lines, &cli->err) &&
         cs_cli_act_put(cli, act, "authorization", cs_cli_argument(cli, 0)) &&
         (!batch.ptr || cs_cli_act_put(cli, act, "batch", batch)) && (!day.ptr || cs_cli_act_put(cli, act, "day", day));
}

int cs_cmd_decrement(struct cs_cli *cli) {
  struct cs_cli_act act;
  if (cli->arguments.n < 2) {
    return cs_cli_usage(cli, "authorization decrement takes an authorization, and lines ITEM=QUANTITY");
  }
  bool ready = cs_cli_act_begin(cli, "authorization.decrement", &act) && put_decrement(cli, &act);
  return finish(cli, &act, ready);
}
