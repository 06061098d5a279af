/* Composition only: the program is the command line over the real machine. */
#include "cli/cli.h"

#include <signal.h>

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of writing, with its own message */
  return cs_cli_main(cs_os_real(), argc - 1, (const char *const *)argv + 1);
}
