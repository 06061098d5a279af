/* Private to review: what the judges of authorizations, stocks and funds share. */
#ifndef CS_REVIEW_ACT_LEDGER_H
#define CS_REVIEW_ACT_LEDGER_H

#include "review/act_case.h"
#include "review/ledger.h"

/* "on" in O: the day of the entry. Every act on a ledger bears it. */
CS_MUST bool cs_ledger_put_on(struct cs_hearing *h);
/* The day that the act names, or else today. Refuses one that lies ahead. */
CS_MUST bool cs_ledger_act_day(struct cs_hearing *h, cs_day *out);
/* Refuses, with `code`, a figure that is not above zero (or, with `zero`, below it), and one of more digits than ledgers take:
 * with those, no sum of them can overflow. `what`: "the quantity". */
CS_MUST bool cs_ledger_check_amount(struct cs_hearing *h, struct cs_dec amount, bool zero, const struct cs_code *code,
                                    const char *what);
/* Was this said before under its reference ("stock-reference" "S1" "R7")? The same again is a repeat: the judgement names its
 * entry. Anything else under the reference is refused. */
CS_MUST bool cs_ledger_check_reference(struct cs_hearing *h, const char *type, struct cs_str ledger);
/* Are two trees the same value? */
CS_MUST bool cs_ledger_same(const struct cs_json *a, const struct cs_json *b, bool *same, struct cs_err *err);
/* The act is the one that entry n is of. */
void cs_ledger_repeat(struct cs_hearing *h, int64_t n);
/* Is the matter settled: refused, or a repeat? */
bool cs_ledger_settled(const struct cs_hearing *h);
/* May the acting office speak for one of the case's approvers? Puts "approver" and "mandates" into O; refuses with `code`. By
 * source nobody is asked. `loosens`: then whoever filed the case, or is kept out
 * of it, may not do it. */
CS_MUST bool cs_ledger_check_consenting(struct cs_hearing *h, const struct cs_json *case_state,
                                        const struct cs_code *code, bool loosens);
/* May the acting office speak for this approver, under every regime that asks for its consent? *chain: what leads to it. */
CS_MUST bool cs_ledger_speaks_for(struct cs_hearing *h, const struct cs_json *case_state, const struct cs_json *consent,
                                  struct cs_chain *chain, bool *speaks);
/* "approver", "mandates", "certainty" into O. */
CS_MUST bool cs_ledger_put_approver(struct cs_hearing *h, struct cs_str approver, const struct cs_chain *chain);
/* Refuses whoever filed the case, or is kept out of it: they do nothing that lets it go on. */
CS_MUST bool cs_ledger_check_duties(struct cs_hearing *h, const struct cs_json *case_state);
/* A reason's figure, in its shortest form; in the arena. */
CS_MUST bool cs_ledger_text(struct cs_hearing *h, struct cs_dec value, struct cs_str *out);

#endif
