/* How a determination is told: the answer first, in capitals, in the trade's word; then who; then why with file:line; then the
 * source with its day and its certainty; `may go?` last. A clause that no source states bears an asterisk. */
#ifndef CS_CLI_SAY_H
#define CS_CLI_SAY_H

#include "cli/cli.h"
#include "service/query.h"

/* `many`: one of several answers, so each begins with its act. */
void cs_say_determination(struct cs_cli *cli, const struct cs_request *request, const struct cs_determination *det,
                          bool many);

#endif
