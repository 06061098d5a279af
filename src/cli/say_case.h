/* What became of an act on a case, and of what happened in one, in words. */
#ifndef CS_CLI_SAY_CASE_H
#define CS_CLI_SAY_CASE_H

#include "cli/cli.h"
#include "service/query_case.h"

bool cs_is_case_act(const struct cs_act_def *def);
/* Is it an act of the middle of a case, which this file tells? */
bool cs_is_told(enum cs_act_kind kind);
/* What was done, where it is an act of the middle of a case, and behind any act on a case who acts next. */
CS_MUST bool cs_say_case_act(struct cs_cli *cli, const struct cs_submission *submission,
                             const struct cs_result *result);
/* Is every reason something that the case lacks? */
bool cs_say_lacking(const struct cs_reason *reasons, size_t n);
/* What a mandate.revoke that was only tried would do to authorizations. */
CS_MUST bool cs_say_revocation(struct cs_cli *cli, const struct cs_act *act);
CS_MUST bool cs_revocation_json(struct cs_cli *cli, const struct cs_act *act, struct cs_json **out);
/* One entry of a case's history, where it is of the middle of a case; false: it is another one, and nothing was printed. */
bool cs_say_case_entry(struct cs_cli *cli, const struct cs_json *state, const struct cs_json *entry, const char *day,
                       struct cs_str place);

#endif
