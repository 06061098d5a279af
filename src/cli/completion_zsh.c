/* Completion in zsh: one call of _arguments a command; what else there is stands in shell/completion.zsh. Must quote every text for
 * the shell, and once more for what _arguments and _describe read in it. */
#include "cli/completion.h"

/* Within a quoted specification: `signs` get a backslash in front. */
static void put_text(struct cs_buf *out, struct cs_str text, const char *signs) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\'') {
      cs_buf_printf(out, "'\\''");
      continue;
    }
    if (cs_str_find(cs_str_of(signs), cs_str_sub(text, i, 1)) != SIZE_MAX) {
      cs_buf_byte(out, '\\');
    }
    cs_buf_byte(out, text.ptr[i]);
  }
}

/* ":MESSAGE:ACTION" */
static void put_value(struct cs_buf *out, struct cs_str name, const struct cs_cli_value *value) {
  cs_buf_byte(out, ':');
  put_text(out, name, ":\\");
  cs_buf_byte(out, ':');
  switch (value->kind) {
  case CS_CLI_VALUE_FREE:
    cs_buf_byte(out, ' ');
    break;
  case CS_CLI_VALUE_FILE:
    cs_buf_printf(out, "_files");
    break;
  case CS_CLI_VALUE_FOLDER:
    cs_buf_printf(out, "_files -/");
    break;
  case CS_CLI_VALUE_OFFICER:
    cs_buf_printf(out, "_countersign_officers");
    break;
  case CS_CLI_VALUE_WORD:
    cs_buf_byte(out, '(');
    cs_completion_words(out, &value->words);
    cs_buf_byte(out, ')');
    break;
  case CS_CLI_VALUE_WORDS:
    cs_buf_printf(out, "_values -s , word ");
    cs_completion_words(out, &value->words);
    break;
  }
}

/* "'*--areas=[WHAT]:AREAS: '", and "'!--area=:AREAS: '" for the singular, which is known and not offered. */
static bool put_option(struct cs_arena *arena, struct cs_buf *out, const struct cs_command_def *command,
                       const struct cs_option *option, struct cs_err *err) {
  char name[CS_OPTION_NAME];
  struct cs_cli_value value = {0};
  if (option->value && !cs_cli_value_of_option(arena, command, option, &value, err)) {
    return false;
  }
  cs_buf_printf(out, " \\\n      '%s--%s%s[", option->value ? "*" : "", cs_option_written(option->name, name),
                option->value ? "=" : "");
  put_text(out, cs_str_of(option->what), "[]\\");
  cs_buf_byte(out, ']');
  if (option->value) {
    put_value(out, cs_str_of(option->value), &value);
  }
  cs_buf_byte(out, '\'');
  if (cs_option_singular(option, name)) {
    cs_buf_printf(out, " \\\n      '!*--%s=", name);
    put_value(out, cs_str_of(option->value), &value);
    cs_buf_byte(out, '\'');
  }
  return true;
}

static bool put_arguments(struct cs_arena *arena, struct cs_buf *out, const struct cs_command_def *command,
                          struct cs_err *err) {
  struct cs_cli_places places;
  if (!cs_cli_places_of(arena, command, &places, err)) {
    return false;
  }
  cs_buf_printf(out, "_arguments -S");
  for (size_t g = 0; g < CS_OPTION_GROUPS; g++) {
    for (const struct cs_option *o = cs_command_options(command, g); o && o->name; o++) {
      if (!put_option(arena, out, command, o, err)) {
        return false;
      }
    }
  }
  for (size_t i = 0; i < places.n; i++) {
    if (places.at[i].more) {
      cs_buf_printf(out, " \\\n      '*");
    } else {
      cs_buf_printf(out, " \\\n      '%zu", i + 1);
    }
    cs_buf_printf(out, "%s", places.at[i].optional && !places.at[i].more ? ":" : "");
    put_value(out, places.at[i].name, &places.at[i].value);
    cs_buf_byte(out, '\'');
  }
  cs_buf_printf(out, "\n");
  return true;
}

static void put_described(struct cs_buf *out, struct cs_str word, const char *what) {
  cs_buf_printf(out, "      '%.*s:", CS_STR_ARG(word));
  put_text(out, cs_str_of(what), "\\");
  cs_buf_printf(out, "'\n");
}

/* One noun: its command, or which of its commands. */
static bool put_noun(struct cs_arena *arena, struct cs_buf *out, struct cs_str noun, struct cs_err *err) {
  size_t n;
  const struct cs_command_def *commands = cs_commands(&n);
  struct cs_str word, verb;
  const struct cs_command_def *alone = NULL;
  cs_buf_printf(out, "  %.*s)\n", CS_STR_ARG(noun));
  for (size_t i = 0; i < n; i++) {
    cs_completion_split(&commands[i], &word, &verb);
    alone = cs_str_eq(word, noun) && !verb.ptr ? &commands[i] : alone;
  }
  if (alone) {
    cs_buf_printf(out, "    shift words\n    ((CURRENT -= 1))\n    ");
    if (!put_arguments(arena, out, alone, err)) {
      return false;
    }
    cs_buf_printf(out, "    ;;\n");
    return true;
  }
  cs_buf_printf(out, "    if ((CURRENT == 3)); then\n      commands=(\n");
  for (size_t i = 0; i < n; i++) {
    cs_completion_split(&commands[i], &word, &verb);
    if (cs_str_eq(word, noun)) {
      put_described(out, verb, commands[i].what);
    }
  }
  cs_buf_printf(out,
                "      )\n      _describe -t commands '%.*s command' commands\n      return\n    fi\n"
                "    shift 2 words\n    ((CURRENT -= 2))\n    case $words[1] in\n",
                CS_STR_ARG(noun));
  for (size_t i = 0; i < n; i++) {
    cs_completion_split(&commands[i], &word, &verb);
    if (cs_str_eq(word, noun)) {
      cs_buf_printf(out, "    %.*s) ", CS_STR_ARG(verb));
      if (!put_arguments(arena, out, &commands[i], err)) {
        return false;
      }
      cs_buf_printf(out, "      ;;\n");
    }
  }
  cs_buf_printf(out, "    esac\n    ;;\n");
  return true;
}

bool cs_completion_zsh(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err) {
  struct cs_strs nouns;
  if (!cs_completion_nouns(arena, &nouns, err)) {
    return false;
  }
  cs_buf_printf(
      out,
      "#compdef countersign\n# Completes commands of countersign %s in zsh. Made by `countersign completion zsh`.\n\n"
      "_countersign() {\n  local curcontext=$curcontext\n  local -a commands\n  typeset -A opt_args\n"
      "  if ((CURRENT == 2)); then\n    commands=(\n",
      CS_VERSION);
  for (size_t i = 0; i < nouns.n; i++) {
    cs_buf_printf(out, "      '%.*s:", CS_STR_ARG(nouns.at[i]));
    cs_completion_what(out, nouns.at[i]);
    cs_buf_printf(out, "'\n");
  }
  cs_buf_printf(out, "    )\n    _describe -t commands command commands\n    return\n  fi\n  case $words[2] in\n");
  for (size_t i = 0; i < nouns.n; i++) {
    if (!put_noun(arena, out, nouns.at[i], err)) {
      return false;
    }
  }
  cs_buf_printf(out, "  esac\n}\n");
  cs_buf_add(out, cs_completion_rest_zsh());
  return true;
}
