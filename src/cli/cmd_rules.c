/* rules check, rules show, rules test: rules before they are in force. What the checker finds is the answer, and goes
 * to standard output with the place of each fault; a file that cannot be read is an error. */
#include "cli/commands.h"
#include "cli/rules.h"
#include "lib/alone.h"
#include "service/query.h"
#include "service/trial.h"

#include <string.h>

/* ------------------------------------------------------------------ check */

static void say_finding(struct cs_cli *cli, const struct cs_finding *finding) {
  const struct cs_err *err = &finding->err;
  cs_buf_printf(&cli->out, "%s:%u:%u: %s%s [%s]\n", err->source, err->line, err->column,
                finding->warning ? "warning: " : "", err->text, err->code->slug);
  if (err->hint[0]) {
    cs_buf_printf(&cli->out, "  %s\n", err->hint);
  }
}

static struct cs_json *finding_json(struct cs_cli *cli, const struct cs_finding *finding) {
  const struct cs_err *err = &finding->err;
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done =
      json &&
      cs_json_set_text(&cli->arena, json, "kind", finding->warning ? CS_STR("warning") : CS_STR("error"), &cli->err) &&
      cs_json_set_text(&cli->arena, json, "code", cs_str_of(err->code->slug), &cli->err) &&
      cs_json_set_text(&cli->arena, json, "file", cs_str_of(err->source), &cli->err) &&
      cs_json_set_integer(&cli->arena, json, "line", err->line, &cli->err) &&
      cs_json_set_integer(&cli->arena, json, "column", err->column, &cli->err) &&
      cs_json_set_text(&cli->arena, json, "text", cs_str_of(err->text), &cli->err) &&
      cs_json_set_text(&cli->arena, json, "hint", cs_str_of(err->hint), &cli->err);
  return done ? json : NULL;
}

/* How many rules, exceptions and regimes the texts hold; errors and warnings. */
struct totals {
  size_t files, regimes, rules, exceptions, errors, warnings;
};

static void say_totals(struct cs_cli *cli, const struct totals *t) {
  if (t->errors > 0) {
    cs_cli_line(cli, "NOT FIT", "%zu error%s, %zu warning%s in %zu file%s", t->errors, t->errors == 1 ? "" : "s",
                t->warnings, t->warnings == 1 ? "" : "s", t->files, t->files == 1 ? "" : "s");
  } else {
    cs_cli_line(cli, "ok", "%zu file%s: %zu regime%s, %zu rule%s, %zu exception%s; %zu warning%s", t->files,
                t->files == 1 ? "" : "s", t->regimes, t->regimes == 1 ? "" : "s", t->rules, t->rules == 1 ? "" : "s",
                t->exceptions, t->exceptions == 1 ? "" : "s", t->warnings, t->warnings == 1 ? "" : "s");
  }
}

static bool check_json(struct cs_cli *cli, const struct cs_findings *findings, const struct totals *t) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && list;
  for (size_t i = 0; done && i < findings->n; i++) {
    done = cs_json_append(&cli->arena, list, finding_json(cli, &findings->at[i]), &cli->err);
  }
  done = done && cs_json_set_integer(&cli->arena, json, "files", (int64_t)t->files, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "regimes", (int64_t)t->regimes, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "rules", (int64_t)t->rules, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "exceptions", (int64_t)t->exceptions, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "errors", (int64_t)t->errors, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "warnings", (int64_t)t->warnings, &cli->err) &&
         cs_json_set(&cli->arena, json, "findings", list, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static void count(const struct cs_alone *alone, const struct cs_findings *findings, struct totals *t) {
  *t = (struct totals){.files = alone->sources.n_texts};
  for (size_t i = 0; i < findings->n; i++) {
    t->warnings += findings->at[i].warning;
    t->errors += !findings->at[i].warning;
  }
  if (!alone->rules) {
    return;
  }
  t->regimes = cs_rules_n_regimes(alone->rules);
  for (size_t i = 0; i < cs_rules_n(alone->rules); i++) {
    bool exception = cs_rules_at(alone->rules, i)->exception;
    t->exceptions += exception;
    t->rules += !exception;
  }
}

int cs_cmd_rules_check(struct cs_cli *cli) {
  struct cs_alone alone;
  struct cs_findings findings = {0};
  struct totals t;
  if (cli->arguments.n == 0) {
    return cs_cli_usage(cli, "rules check takes files of rules, or folders of them");
  }
  struct cs_strs folders;
  if (!cs_cli_options(cli, "tables", &folders)) {
    return cs_cli_fail(cli);
  }
  struct cs_alone_from from = {cli->arguments.at, cli->arguments.n, folders.at, folders.n, .warn = true};
  bool fit = cs_alone_open(&alone, cli->os, &from, &findings, &cli->err);
  cs_cli_tables_beside(cli, alone.beside.at, alone.beside.n);
  count(&alone, &findings, &t);
  int status = fit ? CS_EXIT_DONE : CS_EXIT_INPUT;
  if (!fit && t.errors == 0) {
    status = cs_cli_fail(cli); /* it could not be looked at */
  } else if (fit && t.files == 0) {
    status = cs_cli_usage(cli, "there is no *.rules file in \"%.*s\"", CS_STR_ARG(cs_cli_argument(cli, 0)));
  } else if (cli->json) {
    status = check_json(cli, &findings, &t) ? status : cs_cli_fail(cli);
  } else {
    for (size_t i = 0; i < findings.n; i++) {
      say_finding(cli, &findings.at[i]);
    }
    say_totals(cli, &t);
  }
  cs_alone_close(&alone);
  return status;
}

/* ------------------------------------------------------------------ show */

bool cs_cli_has_regime(const struct cs_rules *rules, struct cs_str name) {
  for (size_t i = 0; i < cs_rules_n_regimes(rules); i++) {
    if (cs_str_eq(cs_rules_regime(rules, i)->name, name)) {
      return true;
    }
  }
  return name.len == 0;
}

int cs_cli_no_regime(struct cs_cli *cli, const struct cs_rules *rules, struct cs_str name) {
  struct cs_buf names;
  cs_buf_init(&names, sizeof cli->err.hint);
  for (size_t i = 0; i < cs_rules_n_regimes(rules); i++) {
    cs_buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", CS_STR_ARG(cs_rules_regime(rules, i)->name));
  }
  cs_err_set(&cli->err, &CS_E_STORE_ABSENT, "there is no regime \"%.*s\"", CS_STR_ARG(cs_str_head(name, 100)));
  cs_err_hint(&cli->err, "there are: %.*s", CS_STR_ARG(cs_buf_str(&names)));
  cs_buf_deinit(&names);
  return cs_cli_fail(cli);
}

static int show(struct cs_cli *cli, const struct cs_rules *rules) {
  struct cs_str name = cs_cli_argument(cli, 0);
  if (!cs_cli_has_regime(rules, name)) {
    return cs_cli_no_regime(cli, rules, name);
  }
  if (!cli->json) {
    cs_rules_show(&cli->out, rules, name);
    return CS_EXIT_DONE;
  }
  struct cs_buf text;
  cs_buf_init(&text, CS_FILE_MAX);
  cs_rules_show(&text, rules, name);
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  bool done = json && cs_buf_ok(&text, &cli->err) && cs_json_set_text(&cli->arena, json, "regime", name, &cli->err) &&
              cs_json_set_text(&cli->arena, json, "text", cs_buf_str(&text), &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  cs_buf_deinit(&text);
  return done ? CS_EXIT_DONE : cs_cli_fail(cli);
}

int cs_cli_with_rules(struct cs_cli *cli, cs_cli_rules_fn *say) {
  struct cs_strs paths;
  if (!cs_cli_options(cli, "rules", &paths)) {
    return cs_cli_fail(cli);
  }
  if (paths.n == 0) {
    return cs_cli_open(cli, CS_STR_NONE, false) && cs_service_rules(&cli->service, &cli->err)
               ? say(cli, cli->service.snapshot.rules)
               : cs_cli_failed(cli);
  }
  struct cs_alone alone;
  struct cs_findings findings = {0};
  struct cs_strs folders;
  if (!cs_cli_options(cli, "tables", &folders)) {
    return cs_cli_fail(cli);
  }
  struct cs_alone_from from = {paths.at, paths.n, folders.at, folders.n, false};
  bool fit = cs_alone_open(&alone, cli->os, &from, &findings, &cli->err);
  cs_cli_tables_beside(cli, alone.beside.at, alone.beside.n);
  int status = fit ? say(cli, alone.rules) : cs_cli_fail(cli);
  cs_alone_close(&alone);
  return status;
}

int cs_cmd_rules_show(struct cs_cli *cli) {
  if (cli->arguments.n > 1) {
    return cs_cli_usage(cli, "rules show takes one regime, or none for all of them");
  }
  return cs_cli_with_rules(cli, show);
}

/* ------------------------------------------------------------------ test */

static bool trials_json(struct cs_cli *cli, const struct cs_trial_report *report) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *failures = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  struct cs_json *rules = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  struct cs_json *idle = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && failures && rules && idle;
  for (size_t i = 0; done && i < report->failures.n; i++) {
    const struct cs_trial_failure *failure = &report->failures.at[i];
    struct cs_json *one = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
    done = one && cs_json_set_text(&cli->arena, one, "file", failure->file, &cli->err) &&
           cs_json_set_integer(&cli->arena, one, "line", failure->line, &cli->err) &&
           cs_json_set_text(&cli->arena, one, "test", failure->test, &cli->err) &&
           cs_json_set_text(&cli->arena, one, "text", failure->text, &cli->err) &&
           cs_json_append(&cli->arena, failures, one, &cli->err);
  }
  for (size_t i = 0; done && i < report->not_covered.n; i++) {
    done = cs_json_append(&cli->arena, rules, cs_json_new_string(&cli->arena, report->not_covered.at[i], &cli->err),
                          &cli->err);
  }
  done = done && cs_json_set_integer(&cli->arena, json, "passed", (int64_t)report->passed, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "failed", (int64_t)report->failed, &cli->err) &&
         cs_json_set(&cli->arena, json, "failures", failures, &cli->err) &&
         cs_json_set_integer(&cli->arena, json, "rules", (int64_t)report->rules, &cli->err) &&
         cs_json_set(&cli->arena, json, "not_covered", rules, &cli->err);
  for (size_t i = 0; done && i < report->not_decided.n; i++) {
    done = cs_json_append(&cli->arena, idle, cs_json_new_string(&cli->arena, report->not_decided.at[i], &cli->err),
                          &cli->err);
  }
  done = done && cs_json_set(&cli->arena, json, "not_decided", idle, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static void say_trials(struct cs_cli *cli, const struct cs_trial_report *report) {
  for (size_t i = 0; i < report->failures.n; i++) {
    const struct cs_trial_failure *failure = &report->failures.at[i];
    cs_buf_printf(&cli->out, "%.*s:%u: %.*s: %.*s\n", CS_STR_ARG(failure->file), failure->line,
                  CS_STR_ARG(failure->test), CS_STR_ARG(failure->text));
  }
  for (size_t i = 0; i < report->not_covered.n; i++) {
    cs_cli_line(cli, i == 0 ? "never applied" : "", "%.*s", CS_STR_ARG(report->not_covered.at[i]));
  }
  for (size_t i = 0; cs_cli_flag(cli, "coverage") && i < report->not_decided.n; i++) {
    cs_cli_line(cli, i == 0 ? "never decided" : "", "%.*s", CS_STR_ARG(report->not_decided.at[i]));
  }
  cs_cli_line(cli, report->failed > 0 ? "FAILED" : "ok",
              "%zu passed, %zu failed; %zu of %zu rule%s applied in some test", report->passed, report->failed,
              report->rules - report->not_covered.n, report->rules, report->rules == 1 ? "" : "s");
}

int cs_cmd_rules_test(struct cs_cli *cli) {
  struct cs_trial_options options = {.keep = cs_cli_option(cli, "keep")};
  struct cs_trial_report report = {0};
  if (cli->arguments.n == 0) {
    return cs_cli_usage(cli, "rules test takes folders of rules with *.test files, or *.test files");
  }
  if (options.keep.ptr && cli->arguments.n > 1) {
    return cs_cli_usage(cli, "--keep keeps one record: name one path");
  }
  if (!cs_cli_now(cli, &options.has_now, &options.now) || !cs_cli_options(cli, "tables", &options.tables)) {
    return cs_cli_fail(cli);
  }
  for (size_t i = 0; i < cli->arguments.n; i++) {
    options.path = cli->arguments.at[i];
    if (!cs_trials_run(cli->os, &options, &cli->arena, &report, &cli->err)) {
      return cs_cli_fail(cli);
    }
  }
  cs_cli_tables_beside(cli, report.beside.at, report.beside.n);
  if (!cli->json) {
    say_trials(cli, &report);
  } else if (!trials_json(cli, &report)) {
    return cs_cli_fail(cli);
  }
  return report.failed > 0 ? CS_EXIT_REFUSED : CS_EXIT_DONE;
}
