/* What the values of options and arguments can be, found from the word that help names them by, or from the field of the command's act
 * that they fill: files, folders, officers, or one of some words. Completion and man pages are made from it. */
#ifndef CS_CLI_VALUES_H
#define CS_CLI_VALUES_H

#include "cli/commands.h"

enum cs_cli_value_kind {
  CS_CLI_VALUE_FREE, /* nothing is known of it */
  CS_CLI_VALUE_FILE,
  CS_CLI_VALUE_FOLDER,
  CS_CLI_VALUE_OFFICER, /* OFFICE/OFFICER, whose key may lie in COUNTERSIGN_KEYS */
  CS_CLI_VALUE_WORD,    /* one of `words` */
  CS_CLI_VALUE_WORDS,   /* some of `words`, with commas between them */
};

struct cs_cli_value {
  enum cs_cli_value_kind kind;
  struct cs_strs words; /* of CS_CLI_VALUE_WORD and CS_CLI_VALUE_WORDS; never empty there */
};

/* Of an option of the command that takes a value. */
CS_MUST bool cs_cli_value_of_option(struct cs_arena *arena, const struct cs_command_def *command,
                                    const struct cs_option *option, struct cs_cli_value *out, struct cs_err *err);

/* An argument of a command, as "[REGIME]", "PATH…" and "approve|refuse" say it. */
struct cs_cli_place {
  struct cs_str name;  /* without the signs */
  bool optional, more; /* more: may be given several times; only the last one */
  struct cs_cli_value value;
};
struct cs_cli_places {
  struct cs_cli_place *at;
  size_t n, cap;
};
CS_MUST bool cs_cli_places_of(struct cs_arena *arena, const struct cs_command_def *command, struct cs_cli_places *out,
                              struct cs_err *err);

#endif
