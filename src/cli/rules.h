/* What the commands on rules share. */
#ifndef CS_CLI_RULES_H
#define CS_CLI_RULES_H

#include "cli/cli.h"

typedef int cs_cli_rules_fn(struct cs_cli *cli, const struct cs_rules *rules);
/* Calls it with the rules of the files that --rules names, else of the record; its exit status, or that of the failure. */
int cs_cli_with_rules(struct cs_cli *cli, cs_cli_rules_fn *say);
/* Is there such a regime? The empty name stands for all. */
bool cs_cli_has_regime(const struct cs_rules *rules, struct cs_str name);
/* Fails, naming those that there are. */
int cs_cli_no_regime(struct cs_cli *cli, const struct cs_rules *rules, struct cs_str name);

#endif
