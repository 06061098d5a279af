/* Completion in fish: a line a noun, a command, an option; the functions that they ask stand in shell/completion.fish. Must quote
 * every text for the shell. */
#include "cli/completion.h"

static void put_text(struct cs_buf *out, struct cs_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\'' || text.ptr[i] == '\\') {
      cs_buf_byte(out, '\\');
    }
    cs_buf_byte(out, text.ptr[i]);
  }
}

/* What follows an option or stands alone for an argument: how its values are found. */
static void put_value(struct cs_buf *out, const struct cs_cli_value *value, const char *option) {
  switch (value->kind) {
  case CS_CLI_VALUE_FREE:
    cs_buf_printf(out, "%s", option[0] ? " -x" : "");
    return;
  case CS_CLI_VALUE_FILE:
    cs_buf_printf(out, "%s -F", option);
    return;
  case CS_CLI_VALUE_FOLDER:
    cs_buf_printf(out, "%s -f -a '(__fish_complete_directories)'", option);
    return;
  case CS_CLI_VALUE_OFFICER:
    cs_buf_printf(out, "%s -f -a '(__countersign_officers)'", option);
    return;
  case CS_CLI_VALUE_WORD:
    cs_buf_printf(out, "%s -f -a '", option);
    cs_completion_words(out, &value->words);
    cs_buf_byte(out, '\'');
    return;
  case CS_CLI_VALUE_WORDS:
    cs_buf_printf(out, "%s -f -a '(__countersign_list ", option);
    cs_completion_words(out, &value->words);
    cs_buf_printf(out, ")'");
    return;
  }
}

static bool put_command(struct cs_arena *arena, struct cs_buf *out, const struct cs_command_def *command,
                        struct cs_err *err) {
  struct cs_cli_places places;
  if (!cs_cli_places_of(arena, command, &places, err)) {
    return false;
  }
  for (size_t i = 0; i < places.n; i++) {
    const struct cs_cli_place *place = &places.at[i];
    if (place->value.kind != CS_CLI_VALUE_FREE) {
      cs_buf_printf(out, "complete -c countersign -n '__countersign_place %zu %zu %s'", i + 1,
                    place->more ? (size_t)100000 : i + 1, command->name);
      put_value(out, &place->value, "");
      cs_buf_byte(out, '\n');
    }
  }
  for (size_t g = 0; g < CS_OPTION_GROUPS; g++) {
    for (const struct cs_option *o = cs_command_options(command, g); o && o->name; o++) {
      struct cs_cli_value value;
      char name[CS_OPTION_NAME];
      cs_buf_printf(out, "complete -c countersign -n '__countersign_is %s' -l %s", command->name,
                    cs_option_written(o->name, name));
      if (o->value && !cs_cli_value_of_option(arena, command, o, &value, err)) {
        return false;
      }
      if (o->value) {
        put_value(out, &value, " -r");
      }
      cs_buf_printf(out, " -d '");
      put_text(out, cs_str_of(o->what));
      cs_buf_printf(out, "'\n");
    }
  }
  return true;
}

static void put_takes(struct cs_buf *out, const struct cs_command_def *commands, size_t n) {
  cs_buf_printf(out, "function __countersign_takes # COMMAND: its options that take a value\n    switch $argv[1]\n");
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(out, "        case '%s'\n            printf '%%s\\n'", commands[i].name);
    for (size_t g = 0; g < CS_OPTION_GROUPS; g++) {
      for (const struct cs_option *o = cs_command_options(&commands[i], g); o && o->name; o++) {
        char name[CS_OPTION_NAME];
        if (o->value) {
          cs_buf_printf(out, " --%s", cs_option_written(o->name, name));
        }
        if (cs_option_singular(o, name)) {
          cs_buf_printf(out, " --%s", name);
        }
      }
    }
    cs_buf_byte(out, '\n');
  }
  cs_buf_printf(out, "    end\nend\n");
}

bool cs_completion_fish(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  struct cs_strs nouns;
  if (!cs_completion_nouns(arena, &nouns, err)) {
    return false;
  }
  cs_buf_printf(out, "# Completes commands of countersign %s in fish. Made by `countersign completion fish`.\n\n",
                CS_VERSION);
  put_takes(out, commands, n);
  cs_buf_add(out, cs_completion_rest_fish());
  for (size_t i = 0; i < nouns.n; i++) {
    cs_buf_printf(out, "complete -c countersign -n '__countersign_words 1' -a %.*s -d '", CS_STR_ARG(nouns.at[i]));
    cs_completion_what(out, nouns.at[i]);
    cs_buf_printf(out, "'\n");
  }
  for (size_t i = 0; i < n; i++) {
    struct cs_str noun, verb;
    cs_completion_split(&commands[i], &noun, &verb);
    if (verb.ptr) {
      cs_buf_printf(out, "complete -c countersign -n '__countersign_noun %.*s' -a %.*s -d '", CS_STR_ARG(noun),
                    CS_STR_ARG(verb));
      put_text(out, cs_str_of(commands[i].what));
      cs_buf_printf(out, "'\n");
    }
    if (!put_command(arena, out, &commands[i], err)) {
      return false;
    }
  }
  return true;
}
