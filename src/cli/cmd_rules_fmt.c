/* rules fmt: files of rules in their one layout. Must never write a file while another could not be formatted. */
#include "cli/commands.h"
#include "lib/format.h"

static bool changes(const struct cs_format_file *file) {
  return !cs_str_eq(file->before, file->after);
}

static bool say_json(struct cs_cli *cli, const struct cs_format_files *files) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && list;
  for (size_t i = 0; done && i < files->n; i++) {
    done = !changes(&files->at[i]) ||
           cs_json_append(&cli->arena, list, cs_json_new_string(&cli->arena, files->at[i].path, &cli->err), &cli->err);
  }
  done = done && cs_json_set_integer(&cli->arena, json, "files", (int64_t)files->n, &cli->err) &&
         cs_json_set(&cli->arena, json, "changed", list, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static void say(struct cs_cli *cli, const struct cs_format_files *files, bool check) {
  for (size_t i = 0; i < files->n; i++) {
    if (changes(&files->at[i])) {
      cs_cli_line(cli, check ? "not formatted" : "formatted", "%.*s", CS_STR_ARG(files->at[i].path));
    }
  }
  if (files->changed == 0) {
    cs_cli_line(cli, "ok", "%zu file%s, nothing to change", files->n, files->n == 1 ? "" : "s");
  }
}

/* Standard input goes formatted to standard output. */
static int format_input(struct cs_cli *cli) {
  struct cs_format_files files = {0};
  struct cs_str text;
  if (!cs_cli_input(cli, CS_STR("-"), &text) ||
      !cs_format_add(&cli->arena, CS_STR("standard input"), text, &files, &cli->err)) {
    return cs_cli_fail(cli);
  }
  if (cs_cli_flag(cli, "check")) {
    return files.changed > 0 ? CS_EXIT_REFUSED : CS_EXIT_DONE;
  }
  cs_buf_add(&cli->out, files.at[0].after);
  return CS_EXIT_DONE;
}

int cs_cmd_rules_fmt(struct cs_cli *cli) {
  struct cs_format_files files = {0};
  bool check = cs_cli_flag(cli, "check");
  if (cli->arguments.n == 0) {
    return cs_cli_usage(cli, "rules fmt takes files of rules, or folders of them; - for standard input");
  }
  for (size_t i = 0; i < cli->arguments.n; i++) {
    if (cs_str_eq(cli->arguments.at[i], CS_STR("-"))) {
      return cli->arguments.n == 1 ? format_input(cli) : cs_cli_usage(cli, "standard input is formatted alone");
    }
  }
  for (size_t i = 0; i < cli->arguments.n; i++) {
    if (!cs_format_add_path(cli->os, &cli->arena, cli->arguments.at[i], &files, &cli->err)) {
      return cs_cli_fail(cli);
    }
  }
  if ((!check && !cs_format_write(cli->os, &files, &cli->err)) || (cli->json && !say_json(cli, &files))) {
    return cs_cli_fail(cli);
  }
  if (!cli->json) {
    say(cli, &files, check);
  }
  return check && files.changed > 0 ? CS_EXIT_REFUSED : CS_EXIT_DONE;
}
