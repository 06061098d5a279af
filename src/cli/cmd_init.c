/* init and load. */
#include "cli/commands.h"
#include "service/load.h"

#include <stdio.h>

/* Makes the first officer's key, then the record. */
static int found(struct cs_cli *cli, struct cs_str path, struct cs_str officer, const struct cs_found *wanted) {
  struct cs_officer_key key;
  struct cs_found how = *wanted;
  struct cs_str keys = cs_cli_keys(cli);
  struct cs_file_info info;
  if (!cli->os->path_info(cli->os->ctx, path, &info, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (info.kind != CS_FILE_NONE) {
    cs_err_set(&cli->err, &CS_E_STORE_EXISTS, "\"%.*s\" is there already: nothing was changed", CS_STR_ARG(path));
    return cs_cli_fail(cli);
  }
  bool made = cs_officer_key_make(cli->os, keys, officer, &cli->arena, &key, &cli->err);
  if (!made && (cli->err.code != &CS_E_OS_EXISTS ||
                !cs_officer_key_read(cli->os, keys, officer, &cli->arena, &key, &cli->err))) {
    return cs_cli_fail(cli);
  }
  for (size_t i = 0; i < sizeof how.key; i++) {
    how.key[i] = key.key.public_key.bytes[i];
  }
  how.officer = key.officer;
  struct cs_record *record = cs_record_create(cli->os, path, keys, &how, &cli->err);
  cs_officer_key_deinit(&key);
  if (!record) {
    return cs_cli_fail(cli);
  }
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_text(&cli->arena, json, "origin", how.origin, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "verifier", cs_record_verifier(record), &cli->err) &&
              cs_json_set_text(&cli->arena, json, "registrar", officer, &cli->err) &&
              cs_json_set_bool(&cli->arena, json, "trial", how.trial, &cli->err);
  if (done && cli->json) {
    cs_cli_json(cli, json);
  } else if (done) {
    cs_cli_line(cli, "verifier", "%.*s", CS_STR_ARG(cs_record_verifier(record)));
    cs_cli_line(cli, "", "give this to whoever will check you");
    cs_cli_line(cli, "registrar", "%.*s", CS_STR_ARG(officer));
    if (how.trial) {
      cs_cli_line(cli, "trial", "accepts a set clock (COUNTERSIGN_NOW); entry 0 says so, for good");
    }
  }
  cs_record_close(record);
  return done ? CS_EXIT_DONE : cs_cli_fail(cli);
}

int cs_cmd_init(struct cs_cli *cli) {
  struct cs_str path = cs_cli_argument(cli, 0);
  struct cs_str officer = cs_cli_option(cli, "registrar");
  struct cs_found how = {
      .origin = cs_cli_option(cli, "origin"),
      .zone = cs_cli_option(cli, "zone"),
      .trial = cs_cli_flag(cli, "trial"),
      .open_to_all = cs_cli_flag(cli, "public"),
  };
  if (path.len == 0 || cli->arguments.n > 1) {
    return cs_cli_usage(cli, "init takes one store");
  }
  if (how.origin.len == 0) {
    return cs_cli_usage(cli, "a record needs a name: --origin example.org/review");
  }
  if (cs_cli_keys(cli).len == 0) {
    return cs_cli_usage(cli, "no folder of keys is named: set COUNTERSIGN_KEYS");
  }
  bool set;
  cs_time now;
  struct cs_os_fixed fixed;
  if (!cs_cli_now(cli, &set, &now)) {
    return cs_cli_fail(cli);
  }
  if (set && !how.trial) {
    return cs_cli_usage(cli, "only a trial takes a set clock: unset COUNTERSIGN_NOW, or add --trial");
  }
  const struct cs_os *os = cli->os;
  cli->os = set ? cs_os_fixed_clock(&fixed, os, now) : os;
  int status = found(cli, path, officer.ptr ? officer : CS_STR("registry/registrar"), &how);
  cli->os = os;
  return status;
}

/* ------------------------------------------------------------------ load */

static void progress(void *ctx, size_t done, size_t all) {
  const struct cs_cli *cli = ctx;
  struct cs_terminal terminal;
  struct cs_err ignored;
  char text[64];
  if ((done % 500 != 0 && done != all) || all < 1000 ||
      !cli->os->terminal(cli->os->ctx, CS_FILE_STDERR, &terminal, &ignored) || !terminal.is) {
    return;
  }
  snprintf(text, sizeof text, "\r  %zu of %zu%s", done, all, done == all ? "\r\033[K" : "");
  if (!cli->os->write(cli->os->ctx, CS_FILE_STDERR, cs_str_of(text), &ignored)) {
    return;
  }
}

/* What one act of a kind made, and many: "item", "items". */
static void noun_of(const struct cs_act_def *def, size_t n, struct cs_buf *out) {
  static const struct {
    enum cs_act_kind kind;
    const char *one, *many;
  } nouns[] = {
      {CS_ACT_PARTY_REGISTER, "party", "parties"},
      {CS_ACT_ITEM_REGISTER, "item", "items"},
      {CS_ACT_ITEM_FACT, "fact", "facts"},
      {CS_ACT_DEPENDENCY_REGISTER, "dependency", "dependencies"},
      {CS_ACT_GROUP_DEFINE, "group", "groups"},
      {CS_ACT_GROUP_MEMBER, "member", "members"},
      {CS_ACT_RULES_PUBLISH, "regime text", "regime texts"},
      {CS_ACT_MANDATE_GRANT, "mandate", "mandates"},
      {CS_ACT_MANDATE_REVOKE, "revocation", "revocations"},
      {CS_ACT_STATEMENT_RECORD, "statement", "statements"},
      {CS_ACT_STATEMENT_WITHDRAW, "withdrawal", "withdrawals"},
      {CS_ACT_CASE_FILE, "case", "cases"},
      {CS_ACT_CASE_DECIDE, "decision", "decisions"},
      {CS_ACT_CALENDAR_DECLARE, "calendar", "calendars"},
      {CS_ACT_STOCK_OPEN, "stock", "stocks"},
      {CS_ACT_STOCK_FLOOR, "floor of a stock", "floors of stocks"},
      {CS_ACT_STOCK_RECEIVE, "receipt into stock", "receipts into stock"},
      {CS_ACT_STOCK_RESERVE, "reservation", "reservations"},
      {CS_ACT_STOCK_ISSUE, "issue from stock", "issues from stock"},
      {CS_ACT_FUND_OPEN, "fund", "funds"},
      {CS_ACT_FUND_PLEDGE, "pledge", "pledges"},
      {CS_ACT_FUND_RECEIVE, "payment", "payments"},
      {CS_ACT_FUND_REFUND, "refund", "refunds"},
  };
  for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
    if (nouns[i].kind == def->kind) {
      cs_buf_printf(out, "%zu %s", n, n == 1 ? nouns[i].one : nouns[i].many);
      return;
    }
  }
  cs_buf_printf(out, "%zu %s", n, def->name);
}

static bool report_json(struct cs_cli *cli, const struct cs_load_report *report, bool try) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *counts = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *flagged = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && counts && flagged;
  for (size_t i = 0; done && i < report->n_counts; i++) {
    done =
        cs_json_set_integer(&cli->arena, counts, report->counts[i].def->name, (int64_t)report->counts[i].n, &cli->err);
  }
  for (size_t i = 0; done && i < report->n_flagged; i++) {
    done =
        cs_json_append(&cli->arena, flagged, cs_json_new_string(&cli->arena, report->flagged[i], &cli->err), &cli->err);
  }
  done = done && cs_json_set_bool(&cli->arena, json, "tried", try, &cli->err) &&
         cs_json_set_bool(&cli->arena, json, "repeat", report->repeat, &cli->err) &&
         cs_json_set(&cli->arena, json, "acts", counts, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "files", (int64_t)report->n_files, &cli->err) &&
         cs_json_set(&cli->arena, json, "flagged", flagged, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "last", report->last, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static void report_words(struct cs_cli *cli, const struct cs_load_report *report, bool try) {
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  for (size_t i = 0; i < report->n_counts; i++) {
    cs_buf_add(&text, i > 0 ? CS_STR(", ") : CS_STR(""));
    noun_of(report->counts[i].def, report->counts[i].n, &text);
  }
  const char *key = try ? "would load" : report->repeat ? "loaded before" : "loaded";
  cs_cli_line(cli, key, "%.*s", CS_STR_ARG(cs_buf_str(&text)));
  for (size_t i = 0; i < report->n_flagged; i++) {
    cs_cli_line(cli, "flagged", "%.*s", CS_STR_ARG(report->flagged[i]));
  }
  cs_buf_deinit(&text);
}

static int load_with(struct cs_cli *cli, const struct cs_officer_key *key) {
  struct cs_load_report report;
  bool try = cs_cli_flag(cli, "try");
  bool done = cs_service_load_paths(&cli->service, key, cli->arguments.at + 1, cli->arguments.n - 1, NULL, try,
                                    progress, cli, &cli->arena, &report, &cli->err);
  int status = CS_EXIT_DONE;
  if (!done && report.n_reasons > 0) {
    status = CS_EXIT_REFUSED;
    struct cs_json *json;
    if (cli->json && cs_cli_refusal_json(cli, report.reasons, report.n_reasons, &json) &&
        cs_json_set_text(&cli->arena, json, "where", report.where, &cli->err)) {
      cs_cli_json(cli, json);
    } else if (!cli->json) {
      cs_cli_line_at(cli, "REFUSED", CS_STR("nothing was loaded. The first act that cannot stand:"), report.where);
      cs_cli_refusal(cli, report.reasons, report.n_reasons);
    }
  } else if (!done) {
    status = cs_cli_fail(cli);
  } else if (cli->json) {
    status = report_json(cli, &report, try) ? CS_EXIT_DONE : cs_cli_fail(cli);
  } else {
    report_words(cli, &report, try);
  }
  cs_load_report_deinit(&report);
  return status;
}

int cs_cmd_load(struct cs_cli *cli) {
  struct cs_officer_key key;
  struct cs_str office;
  if (cli->arguments.n < 2) {
    return cs_cli_usage(cli, "load takes a store and what to load");
  }
  if (!cs_cli_open(cli, cs_cli_argument(cli, 0), true) || !cs_cli_officer(cli, true, &key, &office)) {
    return cs_cli_failed(cli);
  }
  int status = load_with(cli, &key);
  cs_officer_key_deinit(&key);
  return status;
}
