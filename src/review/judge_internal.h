/* Private to review: what the judges of single kinds share. */
#ifndef CS_REVIEW_JUDGE_INTERNAL_H
#define CS_REVIEW_JUDGE_INTERNAL_H

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

cs_judge_fn cs_judge_nothing, cs_judge_key_enrol, cs_judge_key_revoke, cs_judge_party, cs_judge_item, cs_judge_item_fact,
    cs_judge_dependency, cs_judge_group_define, cs_judge_group_member, cs_judge_rules, cs_judge_mandate_grant,
    cs_judge_mandate_revoke, cs_judge_statement, cs_judge_statement_withdraw, cs_judge_case_file, cs_judge_case_decide,
    cs_judge_case_withdraw;

/* Refuses with a reason; true unless out of memory. */
#define cs_refuse(h, code, ...) cs_judgement_refuse((h)->j, (h)->arena, (h)->err, &(code), __VA_ARGS__)

struct cs_str cs_hearing_text(const struct cs_hearing *h, const char *field);
/* The state of "TYPE:ID". */
CS_MUST bool cs_hearing_state(struct cs_hearing *h, const char *type, struct cs_str id, const struct cs_json **state);
/* The first day of the act's own `from` when it is exact, else today. */
cs_day cs_hearing_day(const struct cs_hearing *h);
/* Does the actor act for the office it names, and may that office act in the place of `office` under the scope on that day?
 * *chain is the chain from office to the acting office. Refuses with MANDATE_LACKING or MANDATE_UNCERTAIN. */
CS_MUST bool cs_hearing_authority(struct cs_hearing *h, struct cs_str office, struct cs_str acting, struct cs_scope scope,
                                  cs_day on, struct cs_chain *chain);

#endif
