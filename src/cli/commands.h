/* The list of commands. */
#ifndef CS_CLI_COMMANDS_H
#define CS_CLI_COMMANDS_H

#include "cli/cli.h"

const struct cs_command_def *cs_commands(size_t *n);
/* The command of one word, or of two (*used). NULL when there is none. */
const struct cs_command_def *cs_command_find(struct cs_str first, struct cs_str second, int *used);
/* Does any command of two words begin with it? */
bool cs_command_is_noun(struct cs_str first);

/* One function a command, each in the file of its noun. */
#define CS_COMMAND(name, arguments, what, options, run, shared) int run(struct cs_cli *cli);
#include "cli/commands.def"
#undef CS_COMMAND

#endif
