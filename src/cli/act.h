/* Acts at the command line: from words to a submission, on the one way, and what became of it in words. */
#ifndef CS_CLI_ACT_H
#define CS_CLI_ACT_H

#include "cli/cli.h"

/* An act in the making: the flat JSON form (model/act.h), who acts, and the texts that come with it. */
struct cs_cli_act {
  struct cs_json *flat;
  struct cs_officer_key key;
  bool has_key;
  struct cs_str office;
  struct cs_str blob;  /* ptr NULL: none */
  struct cs_strs more; /* blobs that come with it */
};

/* Opens the store for writing, finds the officer, and begins the flat form. */
CS_MUST bool cs_cli_act_begin(struct cs_cli *cli, const char *kind, struct cs_cli_act *act);
void cs_cli_act_end(struct cs_cli_act *act);
/* "eram=10", "eram=10:500.00 USD": one line. */
CS_MUST bool cs_cli_line_of(struct cs_cli *cli, struct cs_str text, struct cs_json **out);
/* Puts a field of the kind, in the form that its type takes: lists are split at commas. */
CS_MUST bool cs_cli_act_put(struct cs_cli *cli, struct cs_cli_act *act, const char *field, struct cs_str text);
/* Puts every option that was given under a field's name. A usage error when an argument said that field already. */
CS_MUST bool cs_cli_act_put_options(struct cs_cli *cli, struct cs_cli_act *act);
/* Decodes, signs and hands it in. With --sign-only FILE it is written there instead, which is said, and *submission is NULL.
 * False: cs_cli_failed is owed. */
CS_MUST bool cs_cli_act_hand_in(struct cs_cli *cli, struct cs_cli_act *act, const struct cs_submission **submission,
                                struct cs_result *result);
/* The same, and says what became of it. The exit status; *result may be NULL. */
int cs_cli_act_submit(struct cs_cli *cli, struct cs_cli_act *act, struct cs_result *result);

#endif
