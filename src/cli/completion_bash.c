/* Completion in bash: the tables of the script; how they are used stands in shell/completion.bash. Must put nothing into the script
 * that a shell would expand: names and words of the list of commands are plain. */
#include "cli/completion.h"

static const char *kind_name(enum cs_cli_value_kind kind) {
  switch (kind) {
  case CS_CLI_VALUE_FREE:
    return "free"; /* a place that is there, though nothing can be offered for it */
  case CS_CLI_VALUE_FILE:
    return "file";
  case CS_CLI_VALUE_FOLDER:
    return "folder";
  case CS_CLI_VALUE_OFFICER:
    return "officer";
  case CS_CLI_VALUE_WORD:
    return "word";
  case CS_CLI_VALUE_WORDS:
    return "words";
  }
  return "";
}

static void put_value(struct cs_buf *out, const struct cs_cli_value *value) {
  cs_buf_printf(out, ") kind=%s", kind_name(value->kind));
  if (value->words.n > 0) {
    cs_buf_printf(out, " words='");
    cs_completion_words(out, &value->words);
    cs_buf_byte(out, '\'');
  }
  cs_buf_printf(out, " ;;\n");
}

/* "  'mandate grant') options='--areas= --try …' also='--area=' ;;" */
static void put_options(struct cs_buf *out, const struct cs_command_def *command) {
  char name[CS_OPTION_NAME];
  cs_buf_printf(out, "  '%s') options='", command->name);
  const char *separator = "";
  for (size_t g = 0; g < CS_OPTION_GROUPS; g++) {
    for (const struct cs_option *o = cs_command_options(command, g); o && o->name; o++) {
      cs_buf_printf(out, "%s--%s%s", separator, cs_option_written(o->name, name), o->value ? "=" : "");
      separator = " ";
    }
  }
  cs_buf_printf(out, "' also='");
  separator = "";
  for (const struct cs_option *o = command->options; o->name; o++) {
    if (cs_option_singular(o, name)) {
      cs_buf_printf(out, "%s--%s=", separator, name);
      separator = " ";
    }
  }
  cs_buf_printf(out, "' ;;\n");
}

static void put_commands(struct cs_buf *out, const struct cs_strs *nouns) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  cs_buf_printf(out, "_countersign_nouns='");
  cs_completion_words(out, nouns);
  cs_buf_printf(out, "'\n\n_countersign_command() { # WORD [WORD]: sets verbs, options, also (not offered); those that "
                     "take a value end in \"=\"\n"
                     "  verbs='' options='' also=''\n  case $1 in\n");
  for (size_t i = 0; i < nouns->n; i++) {
    struct cs_str noun, verb;
    bool first = true;
    for (size_t k = 0; k < n; k++) {
      cs_completion_split(&commands[k], &noun, &verb);
      if (cs_str_eq(noun, nouns->at[i]) && verb.ptr) {
        if (first) {
          cs_buf_printf(out, "  %.*s) verbs='", CS_STR_ARG(noun));
        }
        cs_buf_printf(out, "%s%.*s", first ? "" : " ", CS_STR_ARG(verb));
        first = false;
      }
    }
    cs_buf_printf(out, "%s", first ? "" : "' ;;\n");
  }
  for (size_t k = 0; k < n; k++) {
    put_options(out, &commands[k]);
  }
  cs_buf_printf(out, "  esac\n}\n\n");
}

static bool put_command_values(struct cs_arena *arena, struct cs_buf *out, const struct cs_command_def *command,
                               struct cs_err *err) {
  struct cs_cli_places places;
  if (!cs_cli_places_of(arena, command, &places, err)) {
    return false;
  }
  for (size_t i = 0; i < places.n; i++) {
    if (places.at[i].more) {
      cs_buf_printf(out, "  '%s '[0-9]*", command->name);
    } else {
      cs_buf_printf(out, "  '%s %zu'", command->name, i + 1);
    }
    put_value(out, &places.at[i].value);
  }
  for (size_t g = 0; g < CS_OPTION_GROUPS; g++) {
    for (const struct cs_option *o = cs_command_options(command, g); o && o->name; o++) {
      struct cs_cli_value value = {0};
      if (o->value && !cs_cli_value_of_option(arena, command, o, &value, err)) {
        return false;
      }
      if (value.kind != CS_CLI_VALUE_FREE) {
        char name[CS_OPTION_NAME];
        cs_buf_printf(out, "  '%s --%s'", command->name, cs_option_written(o->name, name));
        if (cs_option_singular(o, name)) {
          cs_buf_printf(out, " | '%s --%s'", command->name, name);
        }
        put_value(out, &value);
      }
    }
  }
  return true;
}

bool cs_completion_bash(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  struct cs_strs nouns;
  if (!cs_completion_nouns(arena, &nouns, err)) {
    return false;
  }
  cs_buf_printf(out, "# Completes commands of countersign %s in bash. Made by `countersign completion bash`.\n\n",
                CS_VERSION);
  put_commands(out, &nouns);
  cs_buf_printf(out, "_countersign_value() { # \"COMMAND --OPTION\" or \"COMMAND PLACE\": sets kind, words\n"
                     "  kind='' words=''\n  case $1 in\n");
  for (size_t i = 0; i < n; i++) {
    if (!put_command_values(arena, out, &commands[i], err)) {
      return false;
    }
  }
  cs_buf_printf(out, "  esac\n}\n\n");
  cs_buf_add(out, cs_completion_rest_bash());
  return true;
}
