/* Fold: from a subject's state and one more entry to its next state. A state is a canonical JSON object; folding is a pure
 * function of (state, entry, opened confidential fields): no rules, clock, calendar or chance; whatever needed those
 * stands in the entry's O. What `personal` seals hold is never touched.
 *
 * States. Every element of a list that acts add to has "n", the number of its entry, and where the act holds "from", "until",
 * "known", "cite", "certainty" (each only when said; certainty always). Beside them it has the act's plain fields under their
 * own names, but for the one that names the subject. One that was corrected also has "struck", the entry of the agreement
 * (model/correction.h), and counts for nothing. All lists named here are there, empty ones too; "?": may be absent.
 *   record:        {"found":{"n",…fields of record.found},"loads":N}
 *   officer:ID     {"keys":[{"key","n","revoked":N?}]}
 *   key:HEX        {"officer","n","revoked":N?,"revoked_at":TIME?}
 *                  (a subject of which something was sealed as personal also has "personal", the numbers of those entries)
 *   vault:SUBJECT  {"holds":[{"until","n","by"?}],"erased":[{"n"}],"releases":[{"hold"?,"n"}]}
 *                  (SUBJECT with its type: vault:officer:ID; "by" is O's "officer"; without "hold": all holds before it)
 *   log:           {"keys":[{"verifier","announced":N,"activated":N?,"until":SIZE?,"retired":N?}],"continued":[{…}]}
 *                  ("keys": after the first one; those announced before the last "continued" are the former origin's)
 *   party:ID       {"versions":[{"kind","state"?,"name"?,"calendar"?,…}]}
 *   calendar:ID    {"versions":[{"weekend","holidays",…}]}
 *   item:ID        {"versions":[…],"facts":[…],"dependencies":[…]}
 *   group:ID       {"of"?,"open","members":[{"member",…}]}        ("of" once the group is defined)
 *   regime:ID      {"owner"?,"texts":[{"file","digest","n"}],"former":[the same]}
 *                  (a text published again under its file name takes its place, the one before moves to "former"; O has "owner")
 *   mandate:ID     {"grants":[{"by","to",…}],"revocations":[…]}
 *   office:ID      {"mandates":[ids granted to it]}               (ID may be OFFICE/NAME)
 *   statement:ID   {"versions":[…],"withdrawals":[…]}
 *   case:ID        model/case.h
 *   correction:N   model/correction.h
 *   authorization:ID  {"decrements":[{"batch","lines":[{"item","quantity","value"?}],"day","n"}],"used":[{"item","quantity"}],
 *                   "events":[{"kind","from","until"?,"known"?,"cite"?,"certainty"?,"n"}]}
 *                   ("kind": suspend, reinstate, revoke, surrender; "used" is the sum of all lines of decrements that
 *                   count)
 *                   of a general one also "general":{"approver","regimes","acts"?,"items"?,"areas"?,"when"?,"on","office","officer"?,
 *                   "mandates","from",…}
 *   general:OFFICE {"authorizations":[ids of the general ones by which it consents]}
 *   stock:ID       {"item","holder","n","on_hand","levels":[{"day","total"}],"floors":[{"floor"?,"class"?,"from",…}],
 *                   "reservations":[{"id","quantity","case"?,"expires"?,"day","n"}]}     (levels: model/ledger.h; reservations
 *                   that were released, issued or, at the next act on reservations, expired are gone; "struck"?: [{"n","struck"}], what
 *                   was received or issued and counts no longer)
 *   fund:ID        {"case","price","payers"?,"n","pledges":[{"payer","amount","n","said":[{"amount","n"}]}],
 *                   "paid":[{"payer","amount","levels":[{"day","total"}],"n"}],"levels":[{"day","total"}],"struck"?:[{"n","struck"}]}
 *                   ("paid" is less what was refunded, with the payer's own totals; "levels" of the fund has what its "payers" paid; "said"
 *                   are all promises, the last that counts holds)
 *   stock-reference:ID:REF, fund-reference:ID:REF  {"n","act","said":{…the act's fields, opened…},"struck"?:N,
 *                   "former"?:[{"n","struck"}]}   (struck, the reference may be used again)
 * What the folds of ledgers read from O is "on", the day of the entry. Amounts in states are bare decimals; a fund's currency
 * is that of its "price". */
#ifndef CS_MODEL_FOLD_H
#define CS_MODEL_FOLD_H

#include "model/entry.h"

/* `state`: NULL for a subject of which nothing is on record. The result may share nodes with both arguments.
 * CS_E_FOLD_STATE when the state cannot take the entry (a record that this program did not write). */
CS_MUST bool cs_fold(struct cs_arena *arena, struct cs_str subject, const struct cs_json *state,
                     const struct cs_entry *entry, struct cs_json **out, struct cs_err *err);

#endif
