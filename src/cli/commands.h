/* The list of commands. */
#ifndef CS_CLI_COMMANDS_H
#define CS_CLI_COMMANDS_H

#include "cli/cli.h"

const struct cs_command_def *cs_commands(size_t *n);
/* The command of one word, or of two (*used). NULL when there is none. */
const struct cs_command_def *cs_command_find(struct cs_str first, struct cs_str second, int *used);
/* Does any command of two words begin with it? */
bool cs_command_is_noun(struct cs_str first);

/* The options of a command, in groups as help lists them: its own, those of acts, of the store, of every command. */
enum cs_option_group { CS_OPTIONS_OWN, CS_OPTIONS_AS, CS_OPTIONS_STORE, CS_OPTIONS_ALL, CS_OPTION_GROUPS };
/* Ends with name NULL; NULL when the command takes none of the group. */
const struct cs_option *cs_command_options(const struct cs_command_def *command, enum cs_option_group group);

enum { CS_OPTION_NAME = 64 }; /* room for an option's name with its end */
/* An option's name as people write it: with "-" where the field of an act has "_". Returns out. */
const char *cs_option_written(const char *name, char out[CS_OPTION_NAME]);
/* Does the option give a list and bear a plural? Then each of its values may be given under the singular too: --area. */
bool cs_option_singular(const struct cs_option *option, char out[CS_OPTION_NAME]);

/* One function a command, each in the file of its noun. */
#define CS_COMMAND(name, arguments, what, options, run, shared) int run(struct cs_cli *cli);
#include "cli/commands.def"
#undef CS_COMMAND

#endif
