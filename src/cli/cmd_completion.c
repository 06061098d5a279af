/* completion: what a shell reads to complete commands. */
#include "cli/completion.h"

void cs_completion_split(const struct cs_command_def *command, struct cs_str *noun, struct cs_str *verb) {
  *verb = cs_str_of(command->name);
  *noun = cs_str_cut(verb, ' ');
}

bool cs_completion_nouns(struct cs_arena *arena, struct cs_strs *out, struct cs_err *err) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  *out = (struct cs_strs){0};
  for (size_t i = 0; i < n; i++) {
    struct cs_str noun, verb;
    cs_completion_split(&commands[i], &noun, &verb);
    if (!cs_strs_add(arena, out, noun, err)) {
      return false;
    }
  }
  return true;
}

void cs_completion_what(struct cs_buf *out, struct cs_str noun) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  const char *separator = "";
  for (size_t i = 0; i < n; i++) {
    struct cs_str word, verb;
    cs_completion_split(&commands[i], &word, &verb);
    if (cs_str_eq(word, noun)) {
      cs_buf_printf(out, "%s", separator);
      cs_buf_add(out, verb.ptr ? verb : cs_str_of(commands[i].what));
      separator = ", ";
    }
  }
}

void cs_completion_words(struct cs_buf *out, const struct cs_strs *words) {
  for (size_t i = 0; i < words->n; i++) {
    cs_buf_printf(out, "%s%.*s", i > 0 ? " " : "", CS_STR_ARG(words->at[i]));
  }
}

static bool write_json(struct cs_cli *cli, struct cs_str shell) {
  struct cs_json *json = cs_json_new(&cli->arena, CS_JSON_OBJECT, &cli->err);
  struct cs_str script;
  if (!json || !cs_buf_ok(&cli->out, &cli->err) ||
      !cs_arena_str(&cli->arena, cs_buf_str(&cli->out), &script, &cli->err) ||
      !cs_json_set_text(&cli->arena, json, "shell", shell, &cli->err) ||
      !cs_json_set_text(&cli->arena, json, "script", script, &cli->err)) {
    return false;
  }
  cs_buf_reset(&cli->out);
  cs_cli_json(cli, json);
  return true;
}

int cs_cmd_completion(struct cs_cli *cli) {
  static const struct {
    const char *shell;
    bool (*write)(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err);
  } scripts[] = {{"bash", cs_completion_bash}, {"zsh", cs_completion_zsh}, {"fish", cs_completion_fish}};
  struct cs_str shell = cs_cli_argument(cli, 0);
  for (size_t i = 0; i < sizeof scripts / sizeof scripts[0] && cli->arguments.n == 1; i++) {
    if (cs_str_eq(shell, cs_str_of(scripts[i].shell))) {
      bool done = scripts[i].write(&cli->arena, &cli->out, &cli->err) && (!cli->json || write_json(cli, shell));
      return done ? CS_EXIT_DONE : cs_cli_fail(cli);
    }
  }
  return cs_cli_usage(cli, "completion takes one shell: bash, zsh or fish");
}
