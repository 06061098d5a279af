/* Fold: from a subject's state and one more entry to its next state. A state is a canonical JSON object; folding is a pure
 * function of (state, entry, opened confidential fields): no rules, clock, calendar or chance; whatever needed those
 * stands in the entry's O. What `personal` seals hold is never touched.
 *
 * States (every list element has "n", the number of its entry, and where the act holds: "from","until","known","cite","certainty"):
 *   record:        {"found":{…},"loads":N}
 *   officer:ID     {"keys":[{"key","n","revoked":N?}]}
 *   key:HEX        {"officer","n","revoked":N?,"revoked_at"?}
 *   party:ID       {"versions":[{"kind","state","name","calendar",…}]}
 *   calendar:ID    {"versions":[{"weekend","holidays",…}]}
 *   item:ID        {"versions":[…],"facts":[…],"dependencies":[…]}
 *   group:ID       {"of","open","members":[…]}
 *   regime:ID      {"owner","texts":[{"file","digest","n"}]}     (a text's earlier publications move to "former")
 *   mandate:ID     {"grants":[…],"revocations":[…]}
 *   office:ID      {"mandates":[ids granted to it]}
 *   statement:ID   {"versions":[…],"withdrawals":[…]}
 *   case:ID        model/case.h */
#ifndef CS_MODEL_FOLD_H
#define CS_MODEL_FOLD_H

#include "model/entry.h"

/* `state`: NULL for a subject of which nothing is on record. The result may share nodes with both arguments.
 * CS_E_FOLD_STATE when the state cannot take the entry (a record that this program did not write). */
CS_MUST bool cs_fold(struct cs_arena *arena, struct cs_str subject, const struct cs_json *state, const struct cs_entry *entry,
                     struct cs_json **out, struct cs_err *err);

#endif
