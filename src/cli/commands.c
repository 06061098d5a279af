/* The list of commands, with their options. The options of acts come from model/act.def through the service. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

/* Of every command that writes entries. */
#define CLOCK_CHECKED "your word that the clock is right, though more than a day ahead of the last entry"

static const struct cs_option options_none[] = {{NULL, NULL, NULL}};

/* Each act's fields as options: act_options_NAME. */
#define CS_ACT(name, kind, version, subject, field, who, barrier, what)                                                \
  __attribute__((unused)) static const struct cs_option act_options_##name[] = {
#define CS_ALSO(subject, field)
#define CS_HOLDS                                                                                                       \
  {"from", "DAY", "the first day on which it holds: 2025-08-23, 2025-05, 2025-05..2025-06"},                           \
      {"until", "DAY", "the first day on which it no longer holds"}, {"known", "DAY", "since when it could be known"}, \
      {"cite", "TEXT", "who says so"}, {"certainty", "CERTAINTY", "confirmed, reported, disputed, denied or assumed"},
#define CS_FIELD(name, type, need, seal, what) {name, #type, what},
#define CS_END                                                                                                         \
  { NULL, NULL, NULL }                                                                                                 \
  }                                                                                                                    \
  ;
#include "model/act.def"
#undef CS_ACT
#undef CS_ALSO
#undef CS_HOLDS
#undef CS_FIELD
#undef CS_END

static const struct cs_option options_init[] = {
    {"origin", "NAME", "the log's name, such as example.org/review"},
    {"trial", NULL, "a record for trying out: it takes its clock from COUNTERSIGN_NOW, and says so for good"},
    {"public", NULL, "anybody may read the entries"},
    {"zone", "+HH:MM", "offset from UTC of the record's days; otherwise +00:00"},
    {"registrar", "OFFICE/OFFICER", "the first officer; otherwise registry/registrar"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_load[] = {{NULL, NULL, NULL}};
static const struct cs_option options_assess[] = {
    {"act", "ACT[,ACT]", "sale, export, re-export, retransfer, delivery, use, disclosure, …"},
    {"item", "ITEM", "the item on record"},
    {"quantity", "N", "how many"},
    {"value", "MONEY", "\"825000000.00 USD\""},
    {"applicant", "PARTY", "who asks"},
    {"holder", "PARTY", "who has it"},
    {"recipient", "PARTY", "who gets it"},
    {"user", "PARTY", "who does the act"},
    {"end-user", "PARTY", "who has it in the end; otherwise the user, else the recipient"},
    {"area", "CODE", "a country or region code: RU, RU-KRS"},
    {"purpose", "CODE", "what for"},
    {"fact", "NAME=VALUE", "a fact that the rules ask for; may be given several times"},
    {"request", "FILE", "a request in JSON instead of the options above; - for standard input"},
    {"batch", "FILE",
     "requests in JSON, one a line; - for standard input. A bad line is told, the others are answered"},
    {"on", "DAY", "the day asked about; otherwise today"},
    {"known", "DAY", "as known on that day; otherwise today"},
    {"record", "N", "as the record stood with N entries"},
    {"rules", "DIR", "rules files alone, without a record: facts come from the request"},
    {"tables", "DIR", "with --rules: take their tables from this folder; may be given several times"},
    {"gate", NULL, "exit 1 unless it may proceed"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_rules_check[] = {
    {"tables", "DIR", "take the rules' tables from this folder; may be given several times"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_rules_test[] = {
    {"coverage", NULL, "name the rules, too, that decided nothing in any test"},
    {"tables", "DIR", "take the rules' tables from this folder; may be given several times"},
    {"keep", "DIR", "keep the store that was made for the tests there"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_rules_fmt[] = {
    {"check", NULL, "change nothing; end 1 and name the files that are not formatted"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_rules_show[] = {
    {"rules", "PATH", "files of rules instead of a record; may be given several times"},
    {"tables", "DIR", "take the rules' tables from this folder; may be given several times"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_file[] = {
    {"case", "REFERENCE", "the case's reference; otherwise the next YYYY-NNNN"},
    {"reference", "TEXT", "the applicant's own reference"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_circulate[] = {
    {"days", "N", "within so many working days of the office asked; otherwise no day is set"},
    {"question", "TEXT", "what is asked besides the request"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_advise[] = {
    {"proviso", "TEXT", "a binding limit: area=RU-KRS, or words; may be given several times"},
    {"criterion", "TEXT", "the criterion on which refusal is advised"},
    {"reason", "TEXT", "why"},
    {"items", "ITEM[,ITEM]", "only for the lines of these items; otherwise for all"},
    {"party", "PARTY", "only as to this party; otherwise for all"},
    {"level", "WORD", "officer (otherwise), office, proposal"},
    {"version", "N", "the version advised on; otherwise the newest"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_countersign[] = {
    {"advice", "ENTRY", "the entry of the advice; otherwise the office's newest that stands"},
    {"agree", "yes|no", "no sends it back; otherwise yes"},
    {"reason", "TEXT", "why"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_answer[] = {
    {"question", "ENTRY", "the entry of the question; otherwise the oldest that is open"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_notify[] = {
    {"day", "DAY", "the day on which notice was given; otherwise today"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_fulfil[] = {
    {"document", "TEXT", "the document that shows it"},
    {"document_digest", "HASH", "its SHA-256"},
    {"party", "PARTY", "who certified it"},
    {"day", "DAY", "the day on which it was met; otherwise today"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_recuse[] = {
    {"reason", "TEXT", "why"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_due[] = {
    {"office", "OFFICE", "only what this office owes"},
    {"limit", "N", "at most so many; otherwise 100"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_case_list[] = {
    {"status", "STATUS", "open, approved, refused, withdrawn, not-needed"},
    {"applicant", "OFFICE", "filed by this office"},
    {"open-with", "OFFICE", "waiting for this office's consent"},
    {"limit", "N", "at most so many; otherwise 100"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_mandate_list[] = {
    {"on", "DAY", "the day asked about; otherwise today"},
    {"known", "DAY", "as known on that day; otherwise today"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_statement_list[] = {
    {"about", "ID", "a regime, rule or item"},
    {"known", "DAY", "as known on that day; otherwise today"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_key_enrol[] = {
    {"name", "TEXT", "the officer's name: sealed as personal, and erased with `vault erase`"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_key_rotate[] = {
    {"clock-checked", NULL, CLOCK_CHECKED},
    {"receipts", "DIR", "keep the receipt and the entry there; otherwise COUNTERSIGN_RECEIPTS"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_days[] = {
    {"on", "DAY", "the day asked about; otherwise today"},
    {"known", "DAY", "as known on that day; otherwise today"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_decrement[] = {
    {"batch", "ID", "your own name for this use: a repeat counts once"},
    {"on", "DAY", "the day of the use; otherwise today"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_fund_from[] = {
    {"from", "PARTY", "who promises; it takes the place of what the party promised before, 0 withdraws it"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_fund_receive[] = {
    {"from", "PARTY", "who paid"},
    {"on", "DAY", "the day of the payment; otherwise today"},
    {"reference", "ID", "the payment's own; otherwise made of payer, day and amount: a repeat counts once"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_fund_refund[] = {
    {"to", "PARTY", "who got it back"},
    {"on", "DAY", "the day; otherwise today"},
    {"reference", "ID", "the payment's own; otherwise made of payer, day and amount: a repeat counts once"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_correct[] = {
    {"reason", "TEXT", "why it is wrong"},
    {"instead", "ENTRY", "the entry that says it right"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_correct_agree[] = {
    {"reject", NULL, "refuse the correction: it is void, and the entry counts"},
    {"reason", "TEXT", "why"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_key_revoke[] = {
    {"public-key", "HEX", "which, when the officer has several"},
    {"reason", "TEXT", "why"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_submit[] = {
    {"clock-checked", NULL, CLOCK_CHECKED},
    {"receipts", "DIR", "keep receipts and entries there; otherwise COUNTERSIGN_RECEIPTS"},
    {"try", NULL, "what would happen; nothing is written"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_log_rotate[] = {
    {"until", "SIZE", "to activate: both keys sign below this number of entries, the new one alone from it on"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_log_verify[] = {
    {"acts", NULL, "check the officers' signatures too"},
    {"projections", NULL, "make every table anew and compare"},
    {"tree", "DIR", "an exported tree instead of a store; needs --verifier"},
    {"verifier", "KEY|FILE", "the verifier key that you trust, or a file of keys; otherwise the record's own"},
    {"key", "KEY|FILE", "the same as --verifier"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_log_prove[] = {
    {"out", "DIR", "write N.tlog-proof and N.entry there; otherwise the receipt is printed"},
    {"openings", NULL, "write N.opening too: what opens the sealed fields, as far as the keys here do"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_log_export[] = {
    {"with-blobs", NULL, "the texts of rules too, which a tree does not hold: DIR/blobs"},
    {"openings", NULL, "what opens the sealed fields too, as far as the keys here do, for a restore: DIR/openings"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_store_restore[] = {
    {"from", "FILE", "a backup, an exported tree, N.entry, N.opening …; several times, or behind STORE"},
    {"new-origin", "NAME", "where entries are lost for good: carry on under this origin and a new key"},
    {"reason", "TEXT", "with --new-origin: why, for every reader of the log"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_receipt_verify[] = {
    {"entry", "FILE", "the entry's bytes"},
    {"verifier", "KEY|FILE", "the verifier key that you trust, or a file of keys with the sizes that they cover"},
    {"key", "KEY|FILE", "the same as --verifier"},
    {"open", "FIELD", "show a sealed field, once the entry's commitment was held against it"},
    {"opening", "FILE", "what opens it, as `log prove --openings` wrote it"},
    {NULL, NULL, NULL},
};

/* ------------------------------------------------------------------ options of many commands */

static const struct cs_option options_all[] = {
    {"json", NULL, "answer in JSON"},
    {"help", NULL, "this text"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_store[] = {
    {"store", "STORE", "the store; otherwise COUNTERSIGN_STORE"},
    {NULL, NULL, NULL},
};
static const struct cs_option options_as[] = {
    {"as", "OFFICE/OFFICER", "who acts: a key in COUNTERSIGN_KEYS; otherwise COUNTERSIGN_AS"},
    {"for", "OFFICE", "the office acted for, by its mandate; otherwise the officer's own"},
    {"try", NULL, "what would happen; nothing is written"},
    {"sign-only", "FILE", "write the signed act to FILE; `submit` hands it in"},
    {"key", "TEXT", "a name of your own for this act: a repeat under it gets the first receipt"},
    {"saw", "N", "the last entry on the subject that you had seen; otherwise the newest"},
    {"clock-checked", NULL, CLOCK_CHECKED},
    {"receipts", "DIR", "keep the receipt and the entry there; otherwise COUNTERSIGN_RECEIPTS"},
    {NULL, NULL, NULL},
};

static const struct cs_command_def commands[] = {
#define CS_COMMAND(name, arguments, what, options, run, shared) {name, arguments, what, options, run, shared},
#include "cli/commands.def"
#undef CS_COMMAND
};

const struct cs_command_def *cs_commands(size_t *n) {
  *n = sizeof commands / sizeof commands[0];
  return commands;
}

const struct cs_option *cs_command_options(const struct cs_command_def *command, enum cs_option_group group) {
  switch (group) {
  case CS_OPTIONS_OWN:
    return command->options;
  case CS_OPTIONS_AS:
    return command->shared & CS_TAKES_AS ? options_as : NULL;
  case CS_OPTIONS_STORE:
    return command->shared & CS_TAKES_STORE ? options_store : NULL;
  case CS_OPTIONS_ALL:
    return options_all;
  case CS_OPTION_GROUPS:
    break;
  }
  return NULL;
}

const char *cs_option_written(const char *name, char out[CS_OPTION_NAME]) {
  snprintf(out, CS_OPTION_NAME, "%s", name);
  for (char *c = out; *c; c++) {
    *c = (char)(*c == '_' ? '-' : *c);
  }
  return out;
}

bool cs_option_singular(const struct cs_option *option, char out[CS_OPTION_NAME]) {
  static const char *const lists[] = {"IDENTS", "TEXTS", "AREAS", "DAYS", "CHOICES"};
  bool list = false;
  for (size_t i = 0; option->value && i < sizeof lists / sizeof *lists; i++) {
    list = list || strcmp(lists[i], option->value) == 0;
  }
  struct cs_str name = cs_str_of(option->name);
  if (!list || !cs_str_ends(name, CS_STR("s")) || cs_str_ends(name, CS_STR("ss"))) {
    return false;
  }
  cs_option_written(option->name, out);
  out[strlen(out) - 1] = '\0';
  return true;
}

const struct cs_command_def *cs_command_find(struct cs_str first, struct cs_str second, int *used) {
  const struct cs_command_def *alone = NULL;
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    struct cs_str rest = cs_str_of(commands[i].name);
    struct cs_str word = cs_str_cut(&rest, ' ');
    if (!cs_str_eq(word, first)) {
      continue;
    }
    if (rest.len > 0 && cs_str_eq(rest, second)) {
      *used = 2;
      return &commands[i];
    }
    alone = rest.len == 0 ? &commands[i] : alone;
  }
  *used = 1;
  return alone;
}

bool cs_command_is_noun(struct cs_str first) {
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    struct cs_str rest = cs_str_of(commands[i].name);
    if (cs_str_eq(cs_str_cut(&rest, ' '), first)) {
      return true;
    }
  }
  return false;
}
