/* What rests on an entry that is corrected, in words and JSON. */
#ifndef CS_CLI_SAY_CORRECTION_H
#define CS_CLI_SAY_CORRECTION_H

#include "cli/cli.h"
#include "service/query_correction.h"

/* Is it record.correct, or record.agree that agrees: an act by which something else would rest on the entry? */
bool cs_is_correction(const struct cs_act *act);
/* Every case and balance that says something else, then what was looked at. */
CS_MUST bool cs_say_rests(struct cs_cli *cli, int64_t entry);
/* {"entry","kind","of","struck"?,"looked_at","cases":[…],"balances":[…],"unsound"?} */
CS_MUST bool cs_rests_json(struct cs_cli *cli, int64_t entry, struct cs_json **out);
/* What was done; then what rests on it, unless the correction was refused. */
CS_MUST bool cs_say_correction(struct cs_cli *cli, const struct cs_act *act, const struct cs_result *result);

#endif
