/* What values can be. Must know no command: only the words that help has for values, and the lists that the program itself checks
 * against. Words that stand in no list here are free text. Specification: DESIGN section 8. */
#include "cli/values.h"

#include "service/query.h"

#include <ctype.h>
#include <string.h>

static bool add_word(struct cs_arena *arena, struct cs_str word, struct cs_strs *out, struct cs_err *err) {
  struct cs_str *slot = cs_list_push(arena, out, err);
  if (slot) {
    *slot = word;
  }
  return slot != NULL;
}

static bool add_split(struct cs_arena *arena, struct cs_str text, char separator, struct cs_strs *out,
                      struct cs_err *err) {
  while (text.len > 0) {
    if (!add_word(arena, cs_str_cut(&text, separator), out, err)) {
      return false;
    }
  }
  return true;
}

/* Fields of acts: the words stand in model/act.def, where others have what the field is. */
static bool words_of_choice(struct cs_arena *arena, const char *what, struct cs_strs *out, struct cs_err *err) {
  return add_split(arena, cs_str_of(what), ' ', out, err);
}

static bool words_of_bool(struct cs_arena *arena, const char *what, struct cs_strs *out, struct cs_err *err) {
  (void)what;
  return add_split(arena, CS_STR("yes no"), ' ', out, err);
}

static bool words_of_certainty(struct cs_arena *arena, const char *what, struct cs_strs *out, struct cs_err *err) {
  (void)what;
  for (int i = CS_CONFIRMED; i <= CS_DENIED; i++) {
    if (!add_word(arena, cs_str_of(cs_certainty_name((enum cs_certainty)i)), out, err)) {
      return false;
    }
  }
  return true;
}

static bool words_of_status(struct cs_arena *arena, const char *what, struct cs_strs *out, struct cs_err *err) {
  (void)what;
  for (int i = CS_CASE_NONE + 1; i < CS_CASE_STATUS_N; i++) {
    if (!add_word(arena, cs_str_of(cs_case_status_name((enum cs_case_status)i)), out, err)) {
      return false;
    }
  }
  return true;
}

static bool words_of_act(struct cs_arena *arena, const char *what, struct cs_strs *out, struct cs_err *err) {
  static const char *const acts[] = {
#define CS_REQUEST_ACT(word) word,
#include "model/request_acts.def"
#undef CS_REQUEST_ACT
  };
  (void)what;
  for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
    if (!add_word(arena, cs_str_of(acts[i]), out, err)) {
      return false;
    }
  }
  return true;
}

static const struct {
  const char *name;
  enum cs_cli_value_kind kind;
  bool (*words)(struct cs_arena *arena, const char *what, struct cs_strs *out, struct cs_err *err);
} values[] = {
    {"FILE", CS_CLI_VALUE_FILE, NULL},
    {"PATH", CS_CLI_VALUE_FILE, NULL}, /* a file or a folder */
    {"STORE", CS_CLI_VALUE_FILE, NULL},
    {"RECEIPT", CS_CLI_VALUE_FILE, NULL},
    {"KEY|FILE", CS_CLI_VALUE_FILE, NULL},
    {"DIR", CS_CLI_VALUE_FOLDER, NULL},
    {"OFFICE/OFFICER", CS_CLI_VALUE_OFFICER, NULL},
    {"CHOICE", CS_CLI_VALUE_WORD, words_of_choice},
    {"CHOICES", CS_CLI_VALUE_WORDS, words_of_choice},
    {"BOOL", CS_CLI_VALUE_WORD, words_of_bool},
    {"CERTAINTY", CS_CLI_VALUE_WORD, words_of_certainty},
    {"STATUS", CS_CLI_VALUE_WORD, words_of_status},
    {"ACT[,ACT]", CS_CLI_VALUE_WORDS, words_of_act},
};

static bool value_of_name(struct cs_arena *arena, struct cs_str name, const char *what, struct cs_cli_value *out,
                          struct cs_err *err) {
  *out = (struct cs_cli_value){0};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    if (cs_str_eq(cs_str_of(values[i].name), name)) {
      out->kind = values[i].kind;
      return !values[i].words || values[i].words(arena, what, &out->words, err);
    }
  }
  if (name.len > 0 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z') {
    out->kind = CS_CLI_VALUE_WORD; /* approve|refuse: the words themselves */
    return add_split(arena, name, '|', &out->words, err);
  }
  return true;
}

/* The field of the command's act that bears the name, in whatever case; NULL when there is none. */
static const struct cs_act_field *field_of(const struct cs_command_def *command, struct cs_str name) {
  char kind[64], field[64];
  size_t n = strlen(command->name);
  if (n >= sizeof kind || name.len >= sizeof field) {
    return NULL;
  }
  for (size_t i = 0; i <= n; i++) {
    kind[i] = command->name[i] == ' ' ? '.' : command->name[i];
  }
  for (size_t i = 0; i < name.len; i++) {
    field[i] = (char)tolower((unsigned char)name.ptr[i]);
  }
  const struct cs_act_def *act = cs_act_find(cs_str_of(kind), 1);
  return act ? cs_act_field(act, (struct cs_str){field, name.len}) : NULL;
}

/* `name`: how help names the value; `field`: which field of the act it would fill. */
static bool value_of(struct cs_arena *arena, const struct cs_command_def *command, struct cs_str name,
                     struct cs_str field, const char *what, struct cs_cli_value *out, struct cs_err *err) {
  if (!value_of_name(arena, name, what, out, err)) {
    return false;
  }
  const struct cs_act_field *known = out->kind == CS_CLI_VALUE_FREE ? field_of(command, field) : NULL;
  if (known && (known->type == CS_FIELD_CHOICE || known->type == CS_FIELD_CHOICES)) {
    out->kind = known->type == CS_FIELD_CHOICE ? CS_CLI_VALUE_WORD : CS_CLI_VALUE_WORDS;
    return words_of_choice(arena, known->what, &out->words, err);
  }
  return true;
}

bool cs_cli_value_of_option(struct cs_arena *arena, const struct cs_command_def *command,
                            const struct cs_option *option, struct cs_cli_value *out, struct cs_err *err) {
  return value_of(arena, command, cs_str_of(option->value), cs_str_of(option->name), option->what, out, err);
}

bool cs_cli_places_of(struct cs_arena *arena, const struct cs_command_def *command, struct cs_cli_places *out,
                      struct cs_err *err) {
  struct cs_str rest = cs_str_of(command->arguments);
  *out = (struct cs_cli_places){0};
  while (rest.len > 0) {
    struct cs_cli_place *place = cs_list_push(arena, out, err);
    if (!place) {
      return false;
    }
    place->name = cs_str_cut(&rest, ' ');
    place->optional = cs_str_starts(place->name, CS_STR("[")) && cs_str_ends(place->name, CS_STR("]"));
    if (place->optional) {
      place->name = cs_str_sub(place->name, 1, place->name.len - 2);
    }
    place->more = cs_str_ends(place->name, CS_STR("…"));
    if (place->more) {
      place->name = cs_str_head(place->name, place->name.len - CS_STR("…").len);
    }
    if (!value_of(arena, command, place->name, place->name, "", &place->value, err)) {
      return false;
    }
  }
  return true;
}
