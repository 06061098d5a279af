/* Advice: the positions that an office may take, how several of them merge, and which advice an amendment touches.
 * Pure: values in, values out. The published rule of merging is one table, in advice.c. */
#ifndef CS_MODEL_ADVICE_H
#define CS_MODEL_ADVICE_H

#include "base/json.h"

enum cs_position {
  CS_POSITION_APPROVE,
  CS_POSITION_PROVISO, /* approve, with provisos */
  CS_POSITION_REFUSE,
  CS_POSITION_NO_LICENCE, /* no licence required */
  CS_POSITION_NO_OBJECTION,
  CS_POSITION_RETURN,      /* without action */
  CS_POSITION_CONFLICTING, /* several that do not merge: a person must resolve it */
  CS_POSITION_N
};
const char *
cs_position_name(enum cs_position position); /* "approve", as in acts; "approve with proviso", "conflicting" */
const char *cs_position_words(enum cs_position position); /* for people: "no licence required" */

/* The published rule: alike stays alike; approve + proviso = proviso; approve + no-licence-required =
 * no-licence-required; anything else mixed is conflicting. In any order, and of any number, with one result. */
enum cs_position cs_position_merge(enum cs_position a, enum cs_position b);
/* The position of one advice of a case's state: `approve` with provisos is CS_POSITION_PROVISO. */
enum cs_position cs_advice_position(const struct cs_json *advice);

/* How far advice goes: an officer's own, its office's, or what the approver's office puts to the decider. */
enum cs_advice_level { CS_LEVEL_OFFICER, CS_LEVEL_OFFICE, CS_LEVEL_PROPOSAL, CS_LEVEL_N };
const char *cs_advice_level_name(enum cs_advice_level level);
enum cs_advice_level cs_advice_level(const struct cs_json *advice); /* officer, where nothing is said */

/* Does it stand: not replaced, sent back, or overtaken by an amendment? */
bool cs_advice_stands(const struct cs_json *advice);
/* Is it about the line of this item (the one of all lines is)? */
bool cs_advice_covers(const struct cs_json *advice, struct cs_str item);
/* The same officer on the same level, about the same lines and party: the later takes the earlier's place. */
bool cs_advice_same_place(const struct cs_json *a, const struct cs_json *b);

/* Did the amendment touch what the advice is about? Advice about some lines is touched when one of them changed, or anything
 * of the request beside its lines; advice about one party when its part in the request changed, or anything beside
 * lines and parties; other advice when anything at all did. Both in the one form of cs_request_to_json. */
bool cs_advice_touched(const struct cs_json *advice, const struct cs_json *before, const struct cs_json *after);

/* Are the two trees the same, members in any order? */
bool cs_advice_json_eq(const struct cs_json *a, const struct cs_json *b);

#endif
