/* Ledgers at the command line: what the commands of authorizations, stocks and funds share. */
#ifndef CS_CLI_LEDGER_H
#define CS_CLI_LEDGER_H

#include "cli/cli.h"
#include "service/query.h"

/* An authorization as it stands on a day. */
struct cs_cli_effect {
  struct cs_json *state; /* of its case; NULL: there is none */
  bool granted;
  struct cs_review_authorization authorization;
};

/* The case that an act or question is about: of the authorization, or of the fund whose state is given. */
CS_MUST bool cs_cli_effect_of(struct cs_cli *cli, struct cs_str case_id, const struct cs_when *when,
                              struct cs_cli_effect *out);
/* "IN EFFECT", "not in effect" or "UNKNOWN", and why; "not granted" before the case is decided. */
CS_MUST bool cs_cli_say_effect(struct cs_cli *cli, const struct cs_cli_effect *effect);
/* What kind of authorization it is, and its status with the entry that it comes from. */
void cs_cli_say_kind(struct cs_cli *cli, const struct cs_review_authorization *authorization);
/* How a condition that was met is called, by what the core added: "certificate from ua.mod". In the arena. */
CS_MUST bool cs_cli_condition(struct cs_cli *cli, const struct cs_json *out, struct cs_str *name);
/* {"id","in_effect","kind","status","status_entry","waits","over"} */
CS_MUST bool cs_cli_effect_json(struct cs_cli *cli, const struct cs_cli_effect *effect, struct cs_json **out);
/* --on and --known. */
CS_MUST bool cs_cli_when(struct cs_cli *cli, struct cs_when *out);
/* A decimal for people, grouped: "825,000,000.00". In the arena. */
CS_MUST bool cs_cli_figure(struct cs_cli *cli, struct cs_dec value, struct cs_str *out);
/* "10 of 350 eram left" for each line that was granted by quantity. */
CS_MUST bool cs_cli_say_left(struct cs_cli *cli, const struct cs_review_authorization *authorization);

#endif
