/* Corrections: proposing one, agreeing to it, and what they did. What rests on the entry is told each time. */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/say_correction.h"

#include <stdio.h>

static int finish(struct cs_cli *cli, struct cs_cli_act *act, bool ready) {
  int status = ready ? cs_cli_act_submit(cli, act, NULL) : cs_cli_failed(cli);
  cs_cli_act_end(act);
  return status;
}

/* The number of an entry. */
static bool read_entry(struct cs_cli *cli, struct cs_str text, int64_t *out) {
  struct cs_json *number;
  struct cs_err ignored;
  if (!cs_json_parse(&cli->arena, CS_STR("ENTRY"), text, &number, &ignored) || !cs_json_as_integer(number, out) ||
      *out < 0) {
    cs_cli_usage(cli, "\"%.*s\" is no number of an entry", CS_STR_ARG(text));
    return false;
  }
  return true;
}

int cs_cmd_correct(struct cs_cli *cli) {
  struct cs_cli_act act;
  int64_t entry;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "correct takes the number of the wrong entry");
  }
  bool ready = read_entry(cli, cs_cli_argument(cli, 0), &entry);
  if (!ready) {
    return cs_cli_failed(cli);
  }
  ready = cs_cli_act_begin(cli, "record.correct", &act) &&
          cs_json_set_integer(&cli->arena, act.flat, "entry", entry, &cli->err) && cs_cli_act_put_options(cli, &act);
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ agreeing */

/* The last proposal of the correction that the number is of; a usage error where there is none. */
static bool find_proposal(struct cs_cli *cli, int64_t given, int64_t *wrong, struct cs_json **state,
                          int64_t *proposal) {
  if (!cs_service_correction(&cli->service, given, &cli->arena, wrong, state, &cli->err)) {
    return false;
  }
  const struct cs_json *proposals = cs_json_get(*state, "proposals");
  if (!proposals || proposals->n == 0) {
    cs_cli_usage(cli, "entry %lld is no correction, and none of it was proposed", (long long)given);
    return false;
  }
  *proposal = cs_json_integer(proposals->items[proposals->n - 1], "n", -1);
  return true;
}

static bool put_agreement(struct cs_cli *cli, struct cs_cli_act *act, int64_t given) {
  bool agree = !cs_cli_flag(cli, "reject");
  struct cs_str reason = cs_cli_option(cli, "reason");
  int64_t wrong, proposal;
  struct cs_json *state;
  return find_proposal(cli, given, &wrong, &state, &proposal) &&
         cs_json_set_integer(&cli->arena, act->flat, "entry", wrong, &cli->err) &&
         cs_json_set_integer(&cli->arena, act->flat, "correction", proposal, &cli->err) &&
         cs_json_set_bool(&cli->arena, act->flat, "agree", agree, &cli->err) &&
         (!agree || cs_json_set(&cli->arena, act->flat, "of", cs_json_get(state, "of"), &cli->err)) &&
         (!reason.ptr || cs_cli_act_put(cli, act, "reason", reason));
}

int cs_cmd_correct_agree(struct cs_cli *cli) {
  struct cs_cli_act act;
  int64_t given;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "correct agree takes the entry of the correction");
  }
  if (!read_entry(cli, cs_cli_argument(cli, 0), &given)) {
    return cs_cli_failed(cli);
  }
  bool ready = cs_cli_act_begin(cli, "record.agree", &act) && put_agreement(cli, &act, given);
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ list */

static struct cs_json *row_json(struct cs_cli *cli, const struct cs_correction_row *row) {
  const struct {
    const char *key;
    struct cs_str text;
  } texts[] = {
      {"kind", row->kind},       {"subject", row->subject},     {"status", row->status},        {"office", row->office},
      {"officer", row->officer}, {"by_office", row->by_office}, {"by_officer", row->by_officer}};
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_json_set_integer(&cli->arena, json, "correction", row->n, &cli->err) &&
              cs_json_set_integer(&cli->arena, json, "entry", row->entry, &cli->err) &&
              (row->settled < 0 || cs_json_set_integer(&cli->arena, json, "settled", row->settled, &cli->err));
  for (size_t i = 0; done && i < sizeof texts / sizeof texts[0]; i++) {
    done = texts[i].text.len == 0 || cs_json_set_text(&cli->arena, json, texts[i].key, texts[i].text, &cli->err);
  }
  return done ? json : NULL;
}

static void say_row(struct cs_cli *cli, const struct cs_correction_row *row) {
  char key[32], place[48];
  snprintf(key, sizeof key, "%lld", (long long)row->n);
  snprintf(place, sizeof place, row->settled >= 0 ? "entry %lld" : "", (long long)row->settled);
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  cs_buf_printf(&text, "entry %lld (%.*s, %.*s); proposed by %.*s", (long long)row->entry, CS_STR_ARG(row->kind),
                CS_STR_ARG(row->subject), CS_STR_ARG(row->officer));
  bool waits = row->settled < 0;
  bool refused = cs_str_eq(row->status, CS_STR("refused"));
  if (waits) {
    cs_buf_printf(&text, "; waits for a second officer");
  } else {
    cs_buf_printf(&text, "; %s by %.*s%s", refused ? "REFUSED" : "agreed to", CS_STR_ARG(row->by_officer),
                  cs_str_eq(row->status, CS_STR("undone")) ? ", and corrected since: the entry counts" : "");
  }
  cs_cli_line_at(cli, key, cs_buf_str(&text), cs_str_of(place));
  cs_buf_deinit(&text);
}

int cs_cmd_correct_list(struct cs_cli *cli) {
  struct cs_correction_rows rows;
  if (cli->arguments.n > 0) {
    return cs_cli_usage(cli, "correct list takes no argument");
  }
  if (!cs_cli_open(cli, CS_STR_NONE, false) || !cs_service_corrections(&cli->service, &cli->arena, &rows, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
    struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    for (size_t i = 0; list && i < rows.n; i++) {
      if (!cs_json_append(&cli->arena, list, row_json(cli, &rows.at[i]), &cli->err)) {
        return cs_cli_fail(cli);
      }
    }
    if (!json || !cs_json_set(&cli->arena, json, "corrections", list, &cli->err)) {
      return cs_cli_fail(cli);
    }
    cs_cli_json(cli, json);
    return CS_EXIT_DONE;
  }
  for (size_t i = 0; i < rows.n; i++) {
    say_row(cli, &rows.at[i]);
  }
  if (rows.n == 0) {
    cs_cli_line(cli, "none", "nothing on record was corrected");
  }
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ show */

static void add_value(struct cs_buf *text, const struct cs_json *value) {
  if (value->kind == CS_JSON_STRING || value->kind == CS_JSON_NUMBER) {
    cs_buf_add(text, value->text);
  } else {
    cs_json_write(text, value, 0);
  }
}

/* One entry with all that it says: the wrong one, its proposals, what became of them. */
static void say_entry(struct cs_cli *cli, const struct cs_json *entry) {
  const struct cs_json *body = cs_json_get(entry, "body");
  struct cs_str officer = cs_json_text(cs_json_get(entry, "out"), "officer");
  char key[32], place[48];
  struct cs_buf text;
  cs_buf_init(&text, CS_BODY_MAX + CS_SEALED_MAX);
  snprintf(key, sizeof key, "%.10s", cs_json_text(entry, "at").ptr);
  snprintf(place, sizeof place, "entry %lld", (long long)cs_json_integer(entry, "n", -1));
  cs_buf_printf(&text, "%.*s by %.*s", CS_STR_ARG(cs_json_text(entry, "act")),
                CS_STR_ARG(officer.len > 0 ? officer : CS_STR("a source")));
  for (size_t i = 0; body && i < body->n; i++) {
    if (cs_str_eq(body->members[i].key, CS_STR("of")) || cs_str_eq(body->members[i].key, CS_STR("sealed"))) {
      continue;
    }
    cs_buf_printf(&text, "%s%.*s ", i == 0 ? ": " : ", ", CS_STR_ARG(body->members[i].key));
    add_value(&text, body->members[i].value);
  }
  cs_cli_line_at(cli, key, cs_buf_str(&text), cs_str_of(place));
  cs_buf_deinit(&text);
}

/* The wrong entry, then those of its corrections. */
static bool entries_of(struct cs_cli *cli, int64_t wrong, struct cs_json *state, struct cs_json **out) {
  struct cs_json *all = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  return all && cs_json_set_integer(&cli->arena, all, "n", wrong, &cli->err) &&
         cs_json_set(&cli->arena, all, "correction", state, &cli->err) &&
         cs_service_history(&cli->service, all, &cli->arena, out, &cli->err);
}

static bool show(struct cs_cli *cli, int64_t wrong, struct cs_json *state) {
  struct cs_json *entries, *json, *rests;
  if (!entries_of(cli, wrong, state, &entries)) {
    return false;
  }
  if (cli->json) {
    json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    if (!json || !cs_rests_json(cli, wrong, &rests) ||
        !cs_json_set(&cli->arena, json, "correction", state, &cli->err) ||
        !cs_json_set(&cli->arena, json, "history", entries, &cli->err) ||
        !cs_json_set(&cli->arena, json, "rests", rests, &cli->err)) {
      return false;
    }
    cs_cli_json(cli, json);
    return true;
  }
  int64_t struck = cs_json_integer(state, "struck", -1);
  char key[48];
  snprintf(key, sizeof key, "entry %lld", (long long)wrong);
  if (struck >= 0) {
    cs_cli_line(cli, key, "STRUCK by entry %lld: it counts no longer", (long long)struck);
  } else {
    cs_cli_line(cli, key, "it counts");
  }
  for (size_t i = 0; i < entries->n; i++) {
    say_entry(cli, entries->items[i]);
  }
  return cs_say_rests(cli, wrong);
}

int cs_cmd_correct_show(struct cs_cli *cli) {
  int64_t given, wrong, proposal;
  struct cs_json *state;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "correct show takes the number of a correction, or of the wrong entry");
  }
  bool done = read_entry(cli, cs_cli_argument(cli, 0), &given) && cs_cli_open(cli, CS_STR_NONE, false) &&
              find_proposal(cli, given, &wrong, &state, &proposal) && show(cli, wrong, state);
  return done ? CS_EXIT_DONE : cs_cli_failed(cli);
}
