/* What a case lacks, in words: who acts next and by when, with the reason for the day. */
#ifndef CS_CLI_STEPS_H
#define CS_CLI_STEPS_H

#include "cli/cli.h"
#include "service/query_case.h"

/* One step: "us.usd-policy: advise by Tue 2025-09-02 (5 working days*, 1 September is a holiday)". */
void cs_say_step(struct cs_cli *cli, const struct cs_review_step *step, cs_day today, struct cs_buf *out);
/* Lines "next" for the case as it now stands: what can be done now. `except`: the advice of that entry waits for countersignatures, and
 * that was told already; -1: none. */
CS_MUST bool cs_say_next(struct cs_cli *cli, struct cs_str case_id, int64_t except);
/* The same as an array, for --json; every step. */
CS_MUST bool cs_steps_json(struct cs_cli *cli, const struct cs_review_step *steps, size_t n, struct cs_json **out);
/* How many officers must still agree to the advice of that entry. */
CS_MUST bool cs_cli_agreements(struct cs_cli *cli, struct cs_str case_id, int64_t advice, int64_t *more);
/* "use only in RU-KRS" for "area=RU-KRS"; other provisos are words already. */
void cs_say_proviso(struct cs_str proviso, struct cs_buf *out);

#endif
