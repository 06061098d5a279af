/* The command line: what its commands share. One file a command; commands.def is the list of them, from which help comes.
 * Exit statuses: 0 done, 1 refused with reasons, 2 usage, 3 bad input, 4 store or disk. Answers go to standard output, errors to
 * standard error. */
#ifndef CS_CLI_CLI_H
#define CS_CLI_CLI_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "os/fixed.h"
#include "os/os.h"
#include "service/service.h"

enum { CS_EXIT_DONE, CS_EXIT_REFUSED, CS_EXIT_USAGE, CS_EXIT_INPUT, CS_EXIT_STORE };

/* An option of a command. `value`: how help names its value; NULL: a flag. */
struct cs_option {
  const char *name; /* without the dashes */
  const char *value;
  const char *what;
};

struct cs_cli;
struct cs_command_def {
  const char *name;      /* "case decide" */
  const char *arguments; /* "CASE approve|refuse" */
  const char *what;
  const struct cs_option *options; /* ends with name NULL; those of every command (--json, --store, …) are added */
  int (*run)(struct cs_cli *cli);
  unsigned shared; /* mask of CS_TAKES_… */
};

/* Groups of options that many commands take. */
enum { CS_TAKES_STORE = 1, CS_TAKES_AS = 2 };

struct cs_given {
  const char *name;
  struct cs_str value;
};

/* One run of the program. */
struct cs_cli {
  const struct cs_os *os;
  struct cs_arena arena;
  struct cs_buf out;
  struct cs_err err;
  const struct cs_command_def *command;
  struct cs_strs arguments; /* without options */
  struct {
    struct cs_given *at;
    size_t n, cap;
  } given;
  bool json;
  int columns;
  struct cs_service service; /* when open */
  bool open;
  bool said; /* a usage error was printed already */
};

/* Runs the program: argv without its name. The exit status. */
int cs_cli_main(const struct cs_os *os, int argc, const char *const *argv);

/* The value of an option, CS_STR_NONE (ptr NULL) when it was not given. The last one wins; _all gives every one. */
struct cs_str cs_cli_option(const struct cs_cli *cli, const char *name);
bool cs_cli_flag(const struct cs_cli *cli, const char *name);
CS_MUST bool cs_cli_options(struct cs_cli *cli, const char *name, struct cs_strs *out);
/* The n-th argument, CS_STR_NONE when there are fewer. */
struct cs_str cs_cli_argument(const struct cs_cli *cli, size_t n);
/* An environment variable; CS_STR_NONE when it is not set or empty. */
struct cs_str cs_cli_environment(struct cs_cli *cli, const char *name);

/* Errors: prints cli->err and gives its exit status. Usage: what was wrong, and how to get help; exit 2. */
int cs_cli_fail(struct cs_cli *cli);
int cs_cli_usage(struct cs_cli *cli, const char *fmt, ...) CS_PRINTF(2, 3);
/* Prints cli->err, and goes on: what was answered so far is sent before it. False when that cannot be done. */
CS_MUST bool cs_cli_tell(struct cs_cli *cli);
/* "warning: …" to standard error, with the hint. */
void cs_cli_warn(struct cs_cli *cli, const struct cs_err *what);
/* Warns of tables that no folder of --tables has. */
void cs_cli_tables_beside(struct cs_cli *cli, const struct cs_str *names, size_t n);
/* After a helper below returned false: the status of what it printed already, or of cli->err, which is printed now. */
int cs_cli_failed(struct cs_cli *cli);

/* The store of --store or COUNTERSIGN_STORE, or `path` when it is not empty; the keys of COUNTERSIGN_KEYS; the clock of COUNTERSIGN_NOW.
 * A store for reading that lacks what was signed is told of on standard error. */
CS_MUST bool cs_cli_open(struct cs_cli *cli, struct cs_str path, bool write);
CS_MUST bool cs_cli_store_path(struct cs_cli *cli, struct cs_str *out);
struct cs_str cs_cli_keys(struct cs_cli *cli);
/* The officer of --as or COUNTERSIGN_AS, with its key. For what is the registrar's to do it is otherwise the record's first
 * officer (the service must be open then); for all else somebody must be named. */
CS_MUST bool cs_cli_officer(struct cs_cli *cli, bool registrar, struct cs_officer_key *key, struct cs_str *office);
CS_MUST bool cs_cli_now(struct cs_cli *cli, bool *set, cs_time *now);
/* A day of an option: YYYY-MM-DD; *given false when the option is absent. */
CS_MUST bool cs_cli_day(struct cs_cli *cli, const char *option, bool *given, cs_day *out);
/* --limit: a number from 1; 100 when the option is absent. False: usage was told. */
CS_MUST bool cs_cli_limit(struct cs_cli *cli, int64_t *limit);

/* The whole file, or standard input for "-". */
CS_MUST bool cs_cli_input(struct cs_cli *cli, struct cs_str path, struct cs_str *out);

/* Answers: two blanks, a key column of 16, the text; further lines of the text under its beginning, broken at CS_TEXT_LINE_MAX columns. */
void cs_cli_line(struct cs_cli *cli, const char *key, const char *fmt, ...) CS_PRINTF(3, 4);
/* The same with a place at the right edge (file:line); put on a line of its own when both do not fit. */
void cs_cli_line_at(struct cs_cli *cli, const char *key, struct cs_str text, struct cs_str place);
void cs_cli_json(struct cs_cli *cli, const struct cs_json *json);
/* Sends what was printed to standard output. */
CS_MUST bool cs_cli_flush(struct cs_cli *cli);

/* What became of an act, in words or JSON; refusals with all reasons. The exit status. */
int cs_cli_result(struct cs_cli *cli, const struct cs_submission *submission, const struct cs_result *result);
void cs_cli_refusal(struct cs_cli *cli, const struct cs_reason *reasons, size_t n);
CS_MUST bool cs_cli_refusal_json(struct cs_cli *cli, const struct cs_reason *reasons, size_t n, struct cs_json **out);

#endif
