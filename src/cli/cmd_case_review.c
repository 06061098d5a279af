/* Commands of the middle of a case: circulate, advise, countersign, ask, answer, amend, notify, fulfil, recuse, and what is due. What a command does
 * not say is filled in from the record as it stands, and is in the act that is signed. */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/steps.h"
#include "os/file.h"

#include <stdio.h>

/* An act on the case of the first argument. */
static bool begin(struct cs_cli *cli, const char *kind, struct cs_cli_act *act, struct cs_json **state) {
  int64_t n;
  struct cs_str id = cs_cli_argument(cli, 0);
  return cs_cli_act_begin(cli, kind, act) &&
         cs_service_state(&cli->service, "case", id, &cli->arena, state, &n, &cli->err) &&
         cs_cli_act_put(cli, act, "case", id);
}

static int finish(struct cs_cli *cli, struct cs_cli_act *act, bool ready) {
  int status = ready ? cs_cli_act_submit(cli, act, NULL) : cs_cli_failed(cli);
  cs_cli_act_end(act);
  return status;
}

static bool put_newest(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_json *state) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  int64_t newest = versions && versions->n > 0 ? cs_json_integer(versions->items[versions->n - 1], "version", 1) : 1;
  return cs_json_get(act->flat, "version") || cs_json_set_integer(&cli->arena, act->flat, "version", newest, &cli->err);
}

/* A list from each of an option's values, one element a value. */
static bool put_each(struct cs_cli *cli, struct cs_cli_act *act, const char *option, const char *field) {
  struct cs_strs values;
  if (!cs_cli_options(cli, option, &values)) {
    return false;
  }
  for (size_t i = 0; i < values.n; i++) {
    if (!cs_cli_act_put(cli, act, field, values.at[i])) {
      return false;
    }
  }
  return true;
}

static bool put_option(struct cs_cli *cli, struct cs_cli_act *act, const char *option) {
  struct cs_str value = cs_cli_option(cli, option);
  return !value.ptr || cs_cli_act_put(cli, act, option, value);
}

static bool put_options(struct cs_cli *cli, struct cs_cli_act *act, const char *const *options) {
  for (size_t i = 0; options[i]; i++) {
    if (!put_option(cli, act, options[i])) {
      return false;
    }
  }
  return true;
}

/* ------------------------------------------------------------------ offices */

int cs_cmd_case_circulate(struct cs_cli *cli) {
  static const char *const options[] = {"days", "question", NULL};
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n < 2) {
    return cs_cli_usage(cli, "case circulate takes a case, and the offices that are asked");
  }
  bool ready = begin(cli, "case.circulate", &act, &state) && put_options(cli, &act, options);
  for (size_t i = 1; ready && i < cli->arguments.n; i++) {
    ready = cs_cli_act_put(cli, &act, "offices", cli->arguments.at[i]);
  }
  return finish(cli, &act, ready);
}

int cs_cmd_case_advise(struct cs_cli *cli) {
  static const char *const options[] = {"version", "level", "items", "party", "criterion", "reason", NULL};
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli,
                        "case advise takes a case, and approve, refuse, no-licence-required, no-objection or return");
  }
  bool ready = begin(cli, "case.advise", &act, &state) &&
               cs_cli_act_put(cli, &act, "outcome", cs_cli_argument(cli, 1)) && put_options(cli, &act, options) &&
               put_each(cli, &act, "proviso", "provisos") && put_newest(cli, &act, state);
  return finish(cli, &act, ready);
}

/* The newest advice that stands: of the office, else of any. */
static int64_t newest_advice(const struct cs_json *state, struct cs_str office) {
  const struct cs_json *advice = cs_json_get(state, "advice");
  int64_t theirs = -1, any = -1;
  for (size_t i = 0; advice && i < advice->n; i++) {
    int64_t n = cs_json_integer(advice->items[i], "n", -1);
    bool stands = !cs_json_get(advice->items[i], "void");
    any = stands ? n : any;
    theirs = stands && cs_str_eq(cs_json_text(advice->items[i], "office"), office) ? n : theirs;
  }
  return theirs >= 0 ? theirs : any;
}

static bool put_advice(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_json *state) {
  if (cs_json_get(act->flat, "advice")) {
    return true;
  }
  int64_t n = newest_advice(state, act->office);
  if (n < 0) {
    cs_cli_usage(cli, "no advice on %.*s stands: there is nothing to countersign", CS_STR_ARG(cs_cli_argument(cli, 0)));
    return false;
  }
  return cs_json_set_integer(&cli->arena, act->flat, "advice", n, &cli->err);
}

int cs_cmd_case_countersign(struct cs_cli *cli) {
  static const char *const options[] = {"advice", "agree", "reason", NULL};
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 1) {
    return cs_cli_usage(cli, "case countersign takes one case");
  }
  bool ready = begin(cli, "case.countersign", &act, &state) && put_options(cli, &act, options) &&
               put_advice(cli, &act, state) &&
               (cs_json_get(act.flat, "agree") || cs_json_set_bool(&cli->arena, act.flat, "agree", true, &cli->err));
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ the applicant */

int cs_cmd_case_ask(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli, "case ask takes a case, and the question as one argument");
  }
  return finish(cli, &act,
                begin(cli, "case.ask", &act, &state) && cs_cli_act_put(cli, &act, "question", cs_cli_argument(cli, 1)));
}

/* The oldest question that is open. */
static bool put_question(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_json *state) {
  const struct cs_json *questions = cs_json_get(state, "questions");
  if (cs_cli_option(cli, "question").ptr) {
    return put_option(cli, act, "question");
  }
  for (size_t i = 0; questions && i < questions->n; i++) {
    if (!cs_json_get(questions->items[i], "answer_n")) {
      return cs_json_set_integer(&cli->arena, act->flat, "question", cs_json_integer(questions->items[i], "n", -1),
                                 &cli->err);
    }
  }
  cs_cli_usage(cli, "no question of %.*s is open", CS_STR_ARG(cs_cli_argument(cli, 0)));
  return false;
}

int cs_cmd_case_answer(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli, "case answer takes a case, and the answer as one argument");
  }
  bool ready = begin(cli, "case.answer", &act, &state) && put_question(cli, &act, state) &&
               cs_cli_act_put(cli, &act, "answer", cs_cli_argument(cli, 1));
  return finish(cli, &act, ready);
}

static bool put_request(struct cs_cli *cli, struct cs_cli_act *act) {
  struct cs_str path = cs_cli_argument(cli, 1);
  struct cs_str text;
  struct cs_json *request;
  struct cs_request checked;
  bool read = cs_str_eq(path, CS_STR("-"))
                  ? cs_file_read_open(cli->os, &cli->arena, CS_FILE_STDIN, CS_FILE_MAX, &text, &cli->err)
                  : cs_file_read(cli->os, &cli->arena, path, CS_FILE_MAX, &text, &cli->err);
  return read && cs_json_parse(&cli->arena, path, text, &request, &cli->err) &&
         cs_request_read(&cli->arena, path, request, &checked, &cli->err) &&
         cs_request_to_json(&cli->arena, &checked, &request, &cli->err) &&
         cs_json_set(&cli->arena, act->flat, "request", request, &cli->err);
}

int cs_cmd_case_amend(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli, "case amend takes a case, and one file with the whole request, or - for standard input");
  }
  return finish(cli, &act, begin(cli, "case.amend", &act, &state) && put_request(cli, &act));
}

/* ------------------------------------------------------------------ notices, officers kept out */

static bool put_today(struct cs_cli *cli, struct cs_cli_act *act) {
  cs_day today;
  cs_day known;
  struct cs_buf text;
  struct cs_str copy;
  if (cs_cli_option(cli, "day").ptr) {
    return put_option(cli, act, "day");
  }
  cs_buf_init(&text, 32);
  bool done = cs_service_days(&cli->service, &(struct cs_when){0}, &today, &known, &cli->err);
  if (done) {
    cs_day_write(&text, today);
    done = cs_arena_str(&cli->arena, cs_buf_str(&text), &copy, &cli->err) && cs_cli_act_put(cli, act, "day", copy);
  }
  cs_buf_deinit(&text);
  return done;
}

int cs_cmd_case_notify(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli, "case notify takes a case, and the office that was notified");
  }
  bool ready = begin(cli, "case.notify", &act, &state) && cs_cli_act_put(cli, &act, "to", cs_cli_argument(cli, 1)) &&
               put_today(cli, &act);
  return finish(cli, &act, ready);
}

int cs_cmd_case_fulfil(struct cs_cli *cli) {
  static const char *const options[] = {"document", "document_digest", "party", NULL};
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n != 2) {
    return cs_cli_usage(cli, "case fulfil takes a case, and the condition in the rule's words, or certificate");
  }
  bool ready = begin(cli, "case.fulfil", &act, &state) &&
               cs_cli_act_put(cli, &act, "condition", cs_cli_argument(cli, 1)) && put_options(cli, &act, options) &&
               put_today(cli, &act);
  return finish(cli, &act, ready);
}

int cs_cmd_case_recuse(struct cs_cli *cli) {
  struct cs_cli_act act;
  struct cs_json *state;
  if (cli->arguments.n < 1 || cli->arguments.n > 2) {
    return cs_cli_usage(cli, "case recuse takes a case, and an officer of one's own office; otherwise oneself");
  }
  bool ready = begin(cli, "case.recuse", &act, &state) && put_option(cli, &act, "reason") &&
               cs_cli_act_put(cli, &act, "officer", cli->arguments.n == 2 ? cs_cli_argument(cli, 1) : act.key.officer);
  return finish(cli, &act, ready);
}

/* ------------------------------------------------------------------ what is due */

static bool due_json(struct cs_cli *cli, const struct cs_due_rows *rows) {
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  for (size_t i = 0; list && i < rows->n; i++) {
    struct cs_json *one;
    if (!cs_steps_json(cli, &rows->at[i].step, 1, &one) ||
        !cs_json_set_text(&cli->arena, one->items[0], "case", rows->at[i].case_id, &cli->err) ||
        !cs_json_append(&cli->arena, list, one->items[0], &cli->err)) {
      return false;
    }
  }
  if (list) {
    cs_cli_json(cli, list);
  }
  return list != NULL;
}

static void say_due(struct cs_cli *cli, const struct cs_due_row *row, cs_day today) {
  struct cs_buf text, day;
  char key[32];
  cs_buf_init(&text, 4096);
  cs_buf_init(&day, 32);
  if (row->step.has_due) {
    cs_day_write(&day, row->step.due);
  }
  snprintf(key, sizeof key, "%.*s", CS_STR_ARG(row->step.has_due ? cs_buf_str(&day) : CS_STR("no day set")));
  cs_buf_printf(&text, "%.*s  ", CS_STR_ARG(row->case_id));
  cs_say_step(cli, &row->step, today, &text);
  cs_cli_line_at(cli, key, cs_buf_str(&text), row->step.where);
  cs_buf_deinit(&day);
  cs_buf_deinit(&text);
}

int cs_cmd_due(struct cs_cli *cli) {
  struct cs_due_rows rows;
  cs_day today = 0;
  int64_t limit;
  struct cs_str office = cs_cli_option(cli, "office");
  if (cli->arguments.n > 0) {
    return cs_cli_usage(cli, "due takes no argument; --office OFFICE says whose");
  }
  if (!cs_cli_limit(cli, &limit) || !cs_cli_open(cli, CS_STR_NONE, false) ||
      !cs_service_due(&cli->service, office, (size_t)limit, &cli->arena, &rows, &today, &cli->err)) {
    return cs_cli_failed(cli);
  }
  if (cli->json) {
    return due_json(cli, &rows) ? CS_EXIT_DONE : cs_cli_fail(cli);
  }
  for (size_t i = 0; i < rows.n; i++) {
    say_due(cli, &rows.at[i], today);
  }
  if (rows.n == 0) {
    cs_cli_line(cli, "due", "nothing%s%.*s", office.len > 0 ? " of " : "", CS_STR_ARG(office));
  }
  if (rows.more) {
    cs_cli_line(cli, "", "the first %lld; --limit shows more", (long long)limit);
  }
  return CS_EXIT_DONE;
}
