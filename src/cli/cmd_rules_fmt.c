/* rules fmt: files of rules in their one layout. Must never write a file that it could not format, nor touch one that is formatted
 * already; all are read and formatted before the first is written. */
#include "cli/commands.h"
#include "os/file.h"
#include "rules/fmt.h"

struct one {
  struct cs_str path, before, after;
};
struct files {
  struct one *at;
  size_t n, cap;
  size_t changed;
};

static bool add(struct cs_cli *cli, struct files *files, struct cs_str path) {
  struct one *one = cs_list_push(&cli->arena, files, &cli->err);
  if (!one) {
    return false;
  }
  one->path = path;
  return cs_cli_input(cli, path, &one->before);
}

static bool add_path(struct cs_cli *cli, struct files *files, struct cs_str path) {
  struct cs_file_info info;
  struct cs_strs names;
  if (cs_str_eq(path, CS_STR("-"))) {
    return add(cli, files, path);
  }
  if (!cli->os->path_info(cli->os->ctx, path, &info, &cli->err)) {
    return false;
  }
  if (info.kind != CS_FILE_FOLDER) {
    return add(cli, files, path);
  }
  if (!cli->os->list(cli->os->ctx, &cli->arena, path, &names, &cli->err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    struct cs_str whole;
    if (cs_str_ends(names.at[i], CS_STR(".rules")) &&
        (!cs_path_join(&cli->arena, path, names.at[i], &whole, &cli->err) || !add(cli, files, whole))) {
      return false;
    }
  }
  return true;
}

static bool format(struct cs_cli *cli, struct files *files, struct one *one) {
  struct cs_buf text;
  cs_buf_init(&text, 4 * (size_t)CS_FILE_MAX); /* each line may have become longer by its indentation */
  bool done = cs_rules_format(&cli->arena, (struct cs_rules_text){one->path, one->before}, &text, &cli->err) &&
              cs_arena_str(&cli->arena, cs_buf_str(&text), &one->after, &cli->err);
  cs_buf_deinit(&text);
  files->changed += done && !cs_str_eq(one->before, one->after);
  return done;
}

static bool write_all(struct cs_cli *cli, const struct files *files) {
  for (size_t i = 0; i < files->n; i++) {
    const struct one *one = &files->at[i];
    if (cs_str_eq(one->path, CS_STR("-"))) {
      cs_buf_add(&cli->out, one->after);
    } else if (!cs_str_eq(one->before, one->after) && !cs_file_write(cli->os, one->path, one->after, &cli->err)) {
      return false;
    }
  }
  return true;
}

static bool say_json(struct cs_cli *cli, const struct files *files) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_json *list = cs_json_new(&cli->arena, CS_JSON_ARRAY, &cli->err);
  bool done = json && list;
  for (size_t i = 0; done && i < files->n; i++) {
    const struct one *one = &files->at[i];
    done = cs_str_eq(one->before, one->after) ||
           cs_json_append(&cli->arena, list, cs_json_new_string(&cli->arena, one->path, &cli->err), &cli->err);
  }
  done = done && cs_json_set_integer(&cli->arena, json, "files", (int64_t)files->n, &cli->err) &&
         cs_json_set(&cli->arena, json, "changed", list, &cli->err);
  if (done) {
    cs_cli_json(cli, json);
  }
  return done;
}

static void say(struct cs_cli *cli, const struct files *files, bool check) {
  for (size_t i = 0; i < files->n; i++) {
    if (!cs_str_eq(files->at[i].before, files->at[i].after)) {
      cs_cli_line(cli, check ? "not formatted" : "formatted", "%.*s", CS_STR_ARG(files->at[i].path));
    }
  }
  if (files->changed == 0) {
    cs_cli_line(cli, "ok", "%zu file%s, nothing to change", files->n, files->n == 1 ? "" : "s");
  }
}

int cs_cmd_rules_fmt(struct cs_cli *cli) {
  struct files files = {0};
  bool check = cs_cli_flag(cli, "check");
  bool input = cli->arguments.n == 1 && cs_str_eq(cs_cli_argument(cli, 0), CS_STR("-"));
  if (cli->arguments.n == 0) {
    return cs_cli_usage(cli, "rules fmt takes files of rules, or folders of them; - for standard input");
  }
  for (size_t i = 0; i < cli->arguments.n; i++) {
    if (!input && cs_str_eq(cli->arguments.at[i], CS_STR("-"))) {
      return cs_cli_usage(cli, "standard input is formatted alone");
    }
    if (!add_path(cli, &files, cli->arguments.at[i])) {
      return cs_cli_fail(cli);
    }
  }
  for (size_t i = 0; i < files.n; i++) {
    if (!format(cli, &files, &files.at[i])) {
      return cs_cli_fail(cli);
    }
  }
  if (!check && !write_all(cli, &files)) {
    return cs_cli_fail(cli);
  }
  if (cli->json && !(input && !check)) {
    if (!say_json(cli, &files)) {
      return cs_cli_fail(cli);
    }
  } else if (!input || check) {
    say(cli, &files, check);
  }
  return check && files.changed > 0 ? CS_EXIT_REFUSED : CS_EXIT_DONE;
}
