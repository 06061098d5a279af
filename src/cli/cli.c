/* The command line: options, help, errors, answers. */
#include "cli/cli.h"

#include "base/layout.h"
#include "base/limits.h"
#include "base/near.h"
#include "cli/commands.h"
#include "os/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------ options */

/* `-` and `_` are the same: fields of acts are written with the one in JSON and with the other here. */
static bool same_name(const char *name, struct cs_str given) {
  bool same = strlen(name) == given.len;
  for (size_t i = 0; same && i < given.len; i++) {
    same = (name[i] == '_' ? '-' : name[i]) == (given.ptr[i] == '_' ? '-' : given.ptr[i]);
  }
  return same;
}

static const struct cs_option *find_option(const struct cs_command_def *command, struct cs_str name) {
  const struct cs_option *singular = NULL;
  for (size_t i = 0; i < CS_OPTION_GROUPS; i++) {
    for (const struct cs_option *option = cs_command_options(command, i); option && option->name; option++) {
      char one[CS_OPTION_NAME];
      if (same_name(option->name, name)) {
        return option;
      }
      singular = cs_option_singular(option, one) && same_name(one, name) ? option : singular;
    }
  }
  return singular;
}

static int unknown_option(struct cs_cli *cli, struct cs_str name) {
  struct cs_near near = {0};
  for (size_t i = 0; i < CS_OPTION_GROUPS; i++) {
    for (const struct cs_option *option = cs_command_options(cli->command, i); option && option->name; option++) {
      cs_near_try(&near, name, cs_str_of(option->name));
    }
  }
  if (near.name.len == 0) {
    return cs_cli_usage(cli, "there is no option \"--%.*s\"", CS_STR_ARG(name));
  }
  char one[CS_OPTION_NAME];
  return cs_cli_usage(cli, "there is no option \"--%.*s\": did you mean --%s?", CS_STR_ARG(name),
                      cs_option_written(near.name.ptr, one));
}

struct cs_str cs_cli_option(const struct cs_cli *cli, const char *name) {
  for (size_t i = cli->given.n; i > 0; i--) {
    if (strcmp(cli->given.at[i - 1].name, name) == 0) {
      return cli->given.at[i - 1].value;
    }
  }
  return CS_STR_NONE;
}

bool cs_cli_flag(const struct cs_cli *cli, const char *name) {
  return cs_cli_option(cli, name).ptr != NULL;
}

bool cs_cli_options(struct cs_cli *cli, const char *name, struct cs_strs *out) {
  *out = (struct cs_strs){0};
  for (size_t i = 0; i < cli->given.n; i++) {
    if (strcmp(cli->given.at[i].name, name) == 0) {
      struct cs_str *slot = cs_list_push(&cli->arena, out, &cli->err);
      if (!slot) {
        return false;
      }
      *slot = cli->given.at[i].value;
    }
  }
  return true;
}

struct cs_str cs_cli_argument(const struct cs_cli *cli, size_t n) {
  return n < cli->arguments.n ? cli->arguments.at[n] : CS_STR_NONE;
}

struct cs_str cs_cli_environment(struct cs_cli *cli, const char *name) {
  struct cs_str value;
  struct cs_err err;
  if (!cli->os->environment(cli->os->ctx, name, &value, &err) || value.len == 0) {
    return CS_STR_NONE;
  }
  return value;
}

static int take_option(struct cs_cli *cli, struct cs_str word, int argc, const char *const *argv, int *i) {
  struct cs_str value = cs_str_from(word, 2);
  struct cs_str name = cs_str_cut(&value, '=');
  const struct cs_option *option = find_option(cli->command, name);
  if (!option) {
    return unknown_option(cli, name);
  }
  if (!option->value && value.ptr) {
    return cs_cli_usage(cli, "--%.*s takes no value", CS_STR_ARG(name));
  }
  if (option->value && !value.ptr) {
    if (*i + 1 >= argc) {
      return cs_cli_usage(cli, "--%.*s needs a value: %s", CS_STR_ARG(name), option->value);
    }
    value = cs_str_of(argv[++*i]);
  }
  struct cs_given *given = cs_list_push(&cli->arena, &cli->given, &cli->err);
  if (!given) {
    return cs_cli_fail(cli);
  }
  *given = (struct cs_given){option->name, option->value ? value : CS_STR("yes")};
  return CS_EXIT_DONE;
}

static int take_words(struct cs_cli *cli, int argc, const char *const *argv) {
  bool only_arguments = false;
  for (int i = 0; i < argc; i++) {
    struct cs_str word = cs_str_of(argv[i]);
    if (!only_arguments && cs_str_eq(word, CS_STR("--"))) {
      only_arguments = true;
    } else if (!only_arguments && cs_str_starts(word, CS_STR("--"))) {
      int status = take_option(cli, word, argc, argv, &i);
      if (status != CS_EXIT_DONE) {
        return status;
      }
    } else {
      struct cs_str *slot = cs_list_push(&cli->arena, &cli->arguments, &cli->err);
      if (!slot) {
        return cs_cli_fail(cli);
      }
      *slot = word;
    }
  }
  return CS_EXIT_DONE;
}

/* ------------------------------------------------------------------ help */

static void help_options(struct cs_cli *cli, const struct cs_option *options) {
  for (; options && options->name; options++) {
    char name[CS_OPTION_NAME], left[128];
    snprintf(left, sizeof left, "--%s%s%s", cs_option_written(options->name, name), options->value ? " " : "",
             options->value ? options->value : "");
    cs_buf_printf(&cli->out, strlen(left) > 24 ? "  %s\n  %-24s  %s" : "  %-24s  %s%s", left,
                  strlen(left) > 24 ? "" : options->what, strlen(left) > 24 ? options->what : "");
    if (cs_option_singular(options, name)) {
      cs_buf_printf(&cli->out, "; also --%s", name);
    }
    cs_buf_byte(&cli->out, '\n');
  }
}

static int help_command(struct cs_cli *cli) {
  const struct cs_command_def *command = cli->command;
  cs_buf_printf(&cli->out, "countersign %s%s%s\n  %s\n\n", command->name, command->arguments[0] ? " " : "",
                command->arguments, command->what);
  for (size_t i = 0; i < CS_OPTION_GROUPS; i++) {
    help_options(cli, cs_command_options(command, i));
  }
  return cs_cli_flush(cli) ? CS_EXIT_DONE : CS_EXIT_STORE;
}

static int help_all(struct cs_cli *cli, struct cs_str noun) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  cs_buf_printf(&cli->out, "countersign %s: whose consent does it need, who gave it, and who can check?\n\n",
                CS_VERSION);
  for (size_t i = 0; i < n; i++) {
    struct cs_str rest = cs_str_of(commands[i].name);
    if (noun.len == 0 || cs_str_eq(cs_str_cut(&rest, ' '), noun)) {
      cs_buf_printf(&cli->out, "  %-22s %s\n", commands[i].name, commands[i].what);
    }
  }
  cs_buf_printf(&cli->out, "\ncountersign COMMAND --help tells more.\n"
                           "Exit status: 0 done, 1 refused with reasons, 2 usage, 3 bad input, 4 store or disk.\n");
  return cs_cli_flush(cli) ? CS_EXIT_DONE : CS_EXIT_STORE;
}

/* ------------------------------------------------------------------ errors */

static void print_err(struct cs_cli *cli, const char *opening, const struct cs_err *err) {
  struct cs_buf text;
  struct cs_err ignored;
  cs_buf_init(&text, 4096);
  cs_buf_printf(&text, "%s", opening);
  if (err->source[0]) {
    cs_buf_printf(&text, "%s:", err->source);
    if (err->line > 0) {
      cs_buf_printf(&text, "%u:", err->line);
    }
    if (err->line > 0 && err->column > 0) {
      cs_buf_printf(&text, "%u:", err->column);
    }
    cs_buf_printf(&text, " ");
  }
  cs_buf_printf(&text, "%s [%s]\n", err->text, err->code ? err->code->slug : "?");
  if (err->hint[0]) {
    cs_buf_printf(&text, "  %s\n", err->hint);
  }
  if (!cli->os->write(cli->os->ctx, CS_FILE_STDERR, cs_buf_str(&text), &ignored)) {
    cs_buf_reset(&text); /* nobody listens */
  }
  cs_buf_deinit(&text);
}

int cs_cli_fail(struct cs_cli *cli) {
  print_err(cli, "countersign: ", &cli->err);
  cs_buf_reset(&cli->out);
  return cli->err.code ? cli->err.code->exit : CS_EXIT_STORE;
}

bool cs_cli_tell(struct cs_cli *cli) {
  struct cs_err told = cli->err;
  if (!cs_cli_flush(cli)) {
    return false;
  }
  print_err(cli, "countersign: ", &told);
  return true;
}

void cs_cli_warn(struct cs_cli *cli, const struct cs_err *what) {
  print_err(cli, "countersign: warning: ", what);
}

void cs_cli_tables_beside(struct cs_cli *cli, const struct cs_str *names, size_t n) {
  for (size_t i = 0; i < n; i++) {
    struct cs_err what;
    cs_err_set(&what, &CS_E_OS_NOT_FOUND, "--tables has no \"%.*s\": the one beside the rules was taken",
               CS_STR_ARG(names[i]));
    cs_cli_warn(cli, &what);
  }
}

int cs_cli_failed(struct cs_cli *cli) {
  return cli->said ? CS_EXIT_USAGE : cs_cli_fail(cli);
}

int cs_cli_usage(struct cs_cli *cli, const char *fmt, ...) {
  char text[512];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  static const struct cs_code usage = {"usage", 400, CS_EXIT_USAGE};
  cs_err_set(&cli->err, &usage, "%s", text);
  if (cli->command) {
    cs_err_hint(&cli->err, "countersign %s --help tells what it takes", cli->command->name);
  } else {
    cs_err_hint(&cli->err, "countersign --help lists the commands");
  }
  cli->said = true;
  return cs_cli_fail(cli);
}

/* ------------------------------------------------------------------ running */

static int run_command(struct cs_cli *cli, int argc, const char *const *argv) {
  int status = take_words(cli, argc, argv);
  if (status != CS_EXIT_DONE) {
    return status;
  }
  if (cs_cli_flag(cli, "help")) {
    return help_command(cli);
  }
  cli->json = cs_cli_flag(cli, "json");
  status = cli->command->run(cli);
  if (cli->open) {
    cs_service_close(&cli->service);
  }
  return cs_cli_flush(cli) ? status : cs_cli_fail(cli);
}

static int run_words(struct cs_cli *cli, int argc, const char *const *argv) {
  struct cs_str first = argc > 0 ? cs_str_of(argv[0]) : CS_STR("--help");
  if (cs_str_eq(first, CS_STR("--help")) || cs_str_eq(first, CS_STR("help"))) {
    return help_all(cli, CS_STR_NONE);
  }
  if (cs_str_eq(first, CS_STR("--version"))) {
    cs_buf_printf(&cli->out, "countersign %s\n", CS_VERSION);
    return cs_cli_flush(cli) ? CS_EXIT_DONE : CS_EXIT_STORE;
  }
  int used;
  cli->command = cs_command_find(first, argc > 1 ? cs_str_of(argv[1]) : CS_STR_NONE, &used);
  if (cli->command) {
    return run_command(cli, argc - used, argv + used);
  }
  if (cs_command_is_noun(first)) {
    bool help = argc < 2 || strcmp(argv[1], "--help") == 0;
    return help ? help_all(cli, first) : cs_cli_usage(cli, "\"%s\" has no command \"%s\"", argv[0], argv[1]);
  }
  return cs_cli_usage(cli, "there is no command \"%s\"", argv[0]);
}

int cs_cli_main(const struct cs_os *os, int argc, const char *const *argv) {
  struct cs_cli cli = {.os = os};
  struct cs_terminal terminal = {0};
  cs_arena_init(&cli.arena, NULL, (size_t)8 << 30);
  cs_buf_init(&cli.out, (size_t)256 << 20);
  if (!os->terminal(os->ctx, CS_FILE_STDOUT, &terminal, &cli.err)) {
    terminal.is = false;
  }
  cli.columns = CS_TEXT_LINE_MAX;
  int status = run_words(&cli, argc, argv);
  cs_buf_deinit(&cli.out);
  cs_arena_deinit(&cli.arena);
  return status;
}

/* ------------------------------------------------------------------ store, keys, clock */

bool cs_cli_store_path(struct cs_cli *cli, struct cs_str *out) {
  *out = cs_cli_option(cli, "store");
  if (!out->ptr) {
    *out = cs_cli_environment(cli, "COUNTERSIGN_STORE");
  }
  if (out->len == 0) {
    cs_cli_usage(cli, "no store is named: give --store STORE or set COUNTERSIGN_STORE");
    return false;
  }
  return true;
}

struct cs_str cs_cli_keys(struct cs_cli *cli) {
  return cs_cli_environment(cli, "COUNTERSIGN_KEYS");
}

bool cs_cli_now(struct cs_cli *cli, bool *set, cs_time *now) {
  struct cs_str text = cs_cli_environment(cli, "COUNTERSIGN_NOW");
  *set = text.len > 0;
  if (*set && !cs_time_parse(text, now, &cli->err)) {
    cs_err_context(&cli->err, "COUNTERSIGN_NOW");
    return false;
  }
  return true;
}

bool cs_cli_open(struct cs_cli *cli, struct cs_str path, bool write) {
  struct cs_service_options options = {
      .path = path, .write = write, .keys = cs_cli_keys(cli), .clock_checked = cs_cli_flag(cli, "clock-checked")};
  if (path.len == 0 && !cs_cli_store_path(cli, &options.path)) {
    return false;
  }
  if (write && options.keys.len == 0) {
    cs_cli_usage(cli, "no folder of keys is named: set COUNTERSIGN_KEYS");
    return false;
  }
  if (!cs_cli_now(cli, &options.has_now, &options.now) ||
      !cs_service_open(&cli->service, cli->os, &options, &cli->err)) {
    return false;
  }
  cli->open = true;
  const struct cs_err *trouble = cs_record_trouble(cli->service.record);
  if (trouble && cs_cli_flag(cli, "gate")) {
    cli->err = *trouble;
    return false; /* what is missing may be a revocation: nothing goes through */
  }
  if (trouble) {
    cs_cli_warn(cli, trouble);
  }
  return true;
}

bool cs_cli_officer(struct cs_cli *cli, bool registrar, struct cs_officer_key *key, struct cs_str *office) {
  struct cs_str as = cs_cli_option(cli, "as");
  if (!as.ptr) {
    as = cs_cli_environment(cli, "COUNTERSIGN_AS");
  }
  if (!as.ptr && cli->open && registrar) {
    as = cs_record_first_officer(cli->service.record);
  }
  struct cs_str name = as;
  *office = cs_str_cut(&name, '/');
  if (name.len == 0) {
    cs_cli_usage(cli, "who acts? give --as OFFICE/OFFICER");
    return false;
  }
  return cs_officer_key_find(cli->os, cs_cli_keys(cli), *office, name, &cli->arena, key, &cli->err);
}

bool cs_cli_limit(struct cs_cli *cli, int64_t *limit) {
  struct cs_str text = cs_cli_option(cli, "limit");
  struct cs_json *number;
  struct cs_err ignored;
  *limit = 100;
  if (!text.ptr) {
    return true;
  }
  if (!cs_json_parse(&cli->arena, CS_STR("--limit"), text, &number, &ignored) || !cs_json_as_integer(number, limit) ||
      *limit < 1) {
    cs_cli_usage(cli, "--limit takes a number from 1, not \"%.*s\"", CS_STR_ARG(text));
    return false;
  }
  return true;
}

bool cs_cli_day(struct cs_cli *cli, const char *option, bool *given, cs_day *out) {
  struct cs_str text = cs_cli_option(cli, option);
  *given = text.ptr != NULL;
  if (*given && !cs_day_parse(text, out, &cli->err)) {
    cs_err_context(&cli->err, "--%s", option);
    return false;
  }
  return true;
}

bool cs_cli_input(struct cs_cli *cli, struct cs_str path, struct cs_str *out) {
  if (cs_str_eq(path, CS_STR("-"))) {
    return cs_file_read_open(cli->os, &cli->arena, CS_FILE_STDIN, CS_FILE_MAX, out, &cli->err);
  }
  return cs_file_read(cli->os, &cli->arena, path, CS_FILE_MAX, out, &cli->err);
}

/* ------------------------------------------------------------------ answers */

void cs_cli_line_at(struct cs_cli *cli, const char *key, struct cs_str text, struct cs_str place) {
  cs_layout_line_at(&cli->out, key, text, place);
}

void cs_cli_line(struct cs_cli *cli, const char *key, const char *fmt, ...) {
  char text[4096];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  cs_layout_line_at(&cli->out, key, cs_str_of(text), CS_STR_NONE);
}

void cs_cli_json(struct cs_cli *cli, const struct cs_json *json) {
  cs_json_write(&cli->out, json, 2);
  cs_buf_byte(&cli->out, '\n');
}

bool cs_cli_flush(struct cs_cli *cli) {
  bool done = cs_buf_ok(&cli->out, &cli->err) &&
              (cli->out.len == 0 || cli->os->write(cli->os->ctx, CS_FILE_STDOUT, cs_buf_str(&cli->out), &cli->err));
  cs_buf_reset(&cli->out);
  return done;
}
