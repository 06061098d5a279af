/* Scripts that complete commands in a shell, made from the list of commands. Each adds a whole script to `out`; it needs nothing
 * but the shell, calls no program, and lists officers from COUNTERSIGN_KEYS itself. */
#ifndef CS_CLI_COMPLETION_H
#define CS_CLI_COMPLETION_H

#include "cli/values.h"

CS_MUST bool cs_completion_bash(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err);
CS_MUST bool cs_completion_zsh(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err);
CS_MUST bool cs_completion_fish(struct cs_arena *arena, struct cs_buf *out, struct cs_err *err);

/* ---- for the three of them ---- */

/* What stands behind the tables in each script: shell/completion.*, built in (CMakeLists.txt). */
struct cs_str cs_completion_rest_bash(void);
struct cs_str cs_completion_rest_zsh(void);
struct cs_str cs_completion_rest_fish(void);

/* First words of commands, each once, in the order of help. */
CS_MUST bool cs_completion_nouns(struct cs_arena *arena, struct cs_strs *out, struct cs_err *err);
/* First and second word of a command; the second is CS_STR_NONE where there is none. */
void cs_completion_split(const struct cs_command_def *command, struct cs_str *noun, struct cs_str *verb);
/* What a noun is: the command's own words, or "file, decide, …" for one with several commands. */
void cs_completion_what(struct cs_buf *out, struct cs_str noun);
void cs_completion_words(struct cs_buf *out, const struct cs_strs *words);

#endif
