/* Private to review: what the judges of single kinds share. */
#ifndef CS_REVIEW_JUDGE_INTERNAL_H
#define CS_REVIEW_JUDGE_INTERNAL_H

#include "model/mandate.h"
#include "review/judge.h"

/* One act on the bench: everything that a judge of one kind needs. */
struct cs_hearing {
  const struct cs_bench *bench;
  const struct cs_act *act;
  const struct cs_actor *actor;
  struct cs_arena *arena;
  struct cs_judgement *j;
  struct cs_err *err;
};

typedef bool cs_judge_fn(struct cs_hearing *h); /* a function type, not a struct */

cs_judge_fn cs_judge_general, cs_judge_decrement, cs_judge_suspend, cs_judge_reinstate, cs_judge_revoke, cs_judge_surrender,
    cs_judge_stock_open, cs_judge_stock_floor, cs_judge_stock_receive, cs_judge_stock_reserve, cs_judge_stock_release,
    cs_judge_stock_issue, cs_judge_fund_open, cs_judge_fund_pledge, cs_judge_fund_receive, cs_judge_fund_refund;

cs_judge_fn cs_judge_case_circulate, cs_judge_case_advise, cs_judge_case_countersign, cs_judge_case_ask,
    cs_judge_case_answer, cs_judge_case_amend, cs_judge_case_notify, cs_judge_case_recuse,
    cs_judge_case_fulfil;

cs_judge_fn cs_judge_nothing, cs_judge_found, cs_judge_key_enrol, cs_judge_key_revoke, cs_judge_party, cs_judge_item,
    cs_judge_item_fact, cs_judge_dependency, cs_judge_group_define, cs_judge_group_member, cs_judge_rules,
    cs_judge_mandate_grant, cs_judge_mandate_revoke, cs_judge_statement, cs_judge_statement_withdraw,
    cs_judge_case_file, cs_judge_case_decide, cs_judge_case_withdraw;
cs_judge_fn cs_judge_vault_erase, cs_judge_vault_hold, cs_judge_vault_release, cs_judge_log_rotate, cs_judge_continued;
cs_judge_fn cs_judge_correct, cs_judge_agree;

/* Refuses with a reason; true unless out of memory. */
#define cs_refuse(h, code, ...) cs_judgement_refuse((h)->j, (h)->arena, (h)->err, &(code), __VA_ARGS__)

struct cs_str cs_hearing_text(const struct cs_hearing *h, const char *field);
/* The state of "TYPE:ID". */
CS_MUST bool cs_hearing_state(struct cs_hearing *h, const char *type, struct cs_str id, const struct cs_json **state);
/* May the acting office stand in the place of `office` under the scope on that day, and may the officer act for it?
 * *chain is the chain from office to the acting office, and on to the officer when that is another office's. Refuses
 * with MANDATE_LACKING or MANDATE_UNCERTAIN. */
CS_MUST bool cs_hearing_authority(struct cs_hearing *h, struct cs_str office, struct cs_str acting,
                                  struct cs_scope scope, cs_day on, struct cs_chain *chain);
/* The same without a refusal, for judges that have a code of their own. */
CS_MUST bool cs_hearing_chain(struct cs_hearing *h, struct cs_str office, struct cs_str acting, struct cs_scope scope,
                              cs_day on, struct cs_chain *chain);
/* Adds the chain's mandates to a list of O, each once. */
CS_MUST bool cs_hearing_add_mandates(struct cs_hearing *h, struct cs_json *list, const struct cs_chain *chain);
/* Does the actor have the whole authority of `office` today? A mandate limited to regimes, acts or areas is not the
 * whole: what is done in an office's name without any such limit needs one without any. */
CS_MUST bool cs_hearing_whole(struct cs_hearing *h, struct cs_str office, bool *whole);

#endif
