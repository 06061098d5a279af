/* What `log verify` and `receipt verify` share. */
#ifndef CS_CLI_CMD_LOG_H
#define CS_CLI_CMD_LOG_H

#include "cli/cli.h"
#include "service/log.h"

/* The key of --verifier, or of --key; *out empty when neither was given. */
CS_MUST bool cs_cli_verifier(struct cs_cli *cli, struct cs_str *out);
/* Says that something is not as it was signed; the exit status. */
int cs_cli_not_proved(struct cs_cli *cli, enum cs_proof_outcome outcome, const struct cs_err *fault);

#endif
