/* Cases: a request under review, with numbered versions and one consent for each approver that the determination names.
 * The status of a case and of each consent follows from the one table in case.c and from nothing else.
 *
 * State of case:ID ("?": may be absent):
 *   {"case","status","applicant_office"?,"filed_by"?,"filed_n","reference"?,
 *    "versions":[{"version","n","request":{…},"on","at_least","verdict","settled","requires","unasked","rules","by"?,
 *                 "basis_n"}],
 *    "consents":[{"approver","regimes":[{"regime","owner"}],"status","n"?,"office"?,"officer"?,"mandates"?:[ids],
 *                 "certainty"?,"on"?,"known"?,"outcome"?,"attested"?:BOOL,"attested_by"?,"document"?,
 *                 "document_digest"?,"provisos"?:[…],"quantities"?:[{"item","quantity"}],"from"?,"until"?}],
 *    "authorization"?:{"id","n","version","from","until"?,"lines":[…],"provisos":[…]},"withdrawn_n"?,
 *    "fund"?:{"id","n"},
 *    "asked"?:[{"n","office","approver"?,"on","days"?,"calendar_days"?,"due"?,"question"?}],
 *    "advice"?:[{"n","office","officer","acting"?,"version","level","outcome","items"?,"party"?,"provisos"?,"void"?:N}],
 *    "countersignatures"?:[{"n","of":N,"office","officer","acting"?,"agree"}],
 *    "questions"?:[{"n","office","officer","acting"?,"on","answer_n"?,"answered"?}],
 *    "notices"?:[{"n","to","day"}],
 *    "fulfilled"?:[{"n","approver","needs","condition","party"?,"day","document","document_digest"}], "recused"?:[{"n","officer"}], "former"?:[consents of versions before, as decided]}
 * "request" holds the opened confidential request; it is in the state because states are not public. A consent that is
 * not decided has "approver", "regimes" and "status" alone. An approver has one consent in a case, for all regimes that
 * ask it. "known" is the day since which the decision could be known: as claimed, or else its day.
 *
 * The middle of a case. "asked": who owes advice, for which approver (absent: an office asked it of itself), since when and
 * until when: the last one of an office counts; "due" is the day worked out when it was asked. "advice" is never overwritten:
 * "void" is the entry that ended it: newer advice in its place, a countersignature refused, or an amendment that touched
 * it. "acting": the office acted for, where that is another than the one whose advice it is. Reasons, criteria and the
 * words of questions and answers are in their entries alone. Amending makes a new version with consents of its own.
 *
 * "requires" of a version: [{"kind","approver","office","n","days","calendar_days","text","where"?,"certainty"}], of a condition
 * also "needs" (act, certificate, payment), "before"? and, of a payment that only certain payers' money meets,
 * "payers":{"group","open"?,"on_record"?,"members":[{"member","from"?,"until"?,"known"?,"certainty"}]}: those of the rules' text as
 * it was then. "fulfilled" says which were met; what a new version still asks for stays met.
 *
 * What the fold reads from O:
 *   case.file    "consents" [{"approver","regimes"}], "on", "at_least", "verdict" (the strictest that the rules may
 *                say), "settled", "requires", "unasked" (states, by code), "rules" (digest, hex), "size" (of the record
 *                when the rules were read), "officer"? (becomes "filed_by": absent when a source says it was filed),
 *                "asked"? [as in the state, without "n"]
 *   case.amend   the same, and "void" [entries of advice that it touched]
 *   case.circulate "asked"; case.advise "office", "officer", "void"? [the officer's advice that it takes the place of];
 *   case.countersign "office", "officer"; case.ask "office", "officer", "on"; case.answer "on"
 *   case.fulfil  "approver" (whose approval bears the condition), "condition" (its words), "needs", "party"?
 *   case.decide  "mandates" [ids], "certainty", "on" (day), "office" (that decided), "attested", "officer"?
 *                ("attested_by" is the office acted for, where that is another than the one that decided)
 *
 * A filing needs nobody (CS_CASE_NOT_NEEDED) when there is no consent, the verdict is permitted or not-covered, and
 * every state was asked; a case that is open without consents can only be withdrawn. The authorization runs from the
 * latest `from` (the act's, or else the day of the decision) to the earliest `until` of the consents that it rests on,
 * with the provisos of all in the order of the consents.
 */
#ifndef CS_MODEL_CASE_H
#define CS_MODEL_CASE_H

#include "model/act.h"

enum cs_case_status {
  CS_CASE_NONE, /* not filed */
  CS_CASE_OPEN,
  CS_CASE_APPROVED, /* every consent given */
  CS_CASE_REFUSED,  /* one consent refused */
  CS_CASE_WITHDRAWN,
  CS_CASE_NOT_NEEDED, /* filed, and no consent was needed */
  CS_CASE_STATUS_N
};
enum cs_consent_status { CS_CONSENT_OPEN, CS_CONSENT_APPROVED, CS_CONSENT_REFUSED, CS_CONSENT_STATUS_N };

const char *cs_case_status_name(enum cs_case_status status); /* "open" */
const char *cs_consent_status_name(enum cs_consent_status status);
CS_MUST bool cs_case_status_find(struct cs_str name, enum cs_case_status *out);
CS_MUST bool cs_consent_status_find(struct cs_str name, enum cs_consent_status *out);

/* What may happen to a case, in the words of the table. */
enum cs_case_event {
  CS_CASE_EVENT_FILE_CONSENTS, /* filed, consents are needed */
  CS_CASE_EVENT_FILE_NONE,     /* filed, none is needed */
  CS_CASE_EVENT_APPROVE,       /* one consent approved, others still open */
  CS_CASE_EVENT_APPROVE_LAST,  /* the last open consent approved */
  CS_CASE_EVENT_REFUSE,
  CS_CASE_EVENT_WITHDRAW,
  CS_CASE_EVENT_REVIEW,     /* asked, advised, countersigned, questioned, answered, an officer kept out */
  CS_CASE_EVENT_NOTIFY,     /* notice was given */
  CS_CASE_EVENT_FULFIL,     /* a condition was met */
  CS_CASE_EVENT_AMEND,      /* a new version, consents are needed: all of them anew */
  CS_CASE_EVENT_AMEND_NONE, /* a new version, none is needed */
  CS_CASE_EVENT_N
};

struct cs_case_transition {
  enum cs_case_status from;
  enum cs_case_event event;
  enum cs_case_status to;
  enum cs_consent_status consent_from, consent_to; /* of the consent concerned; both CS_CONSENT_STATUS_N: none is */
};
/* The whole table, for documents and tests. */
const struct cs_case_transition *cs_case_transitions(size_t *n);
/* The transition, or NULL: not allowed. */
const struct cs_case_transition *cs_case_next(enum cs_case_status from, enum cs_case_event event,
                                              enum cs_consent_status consent);

/* The fold of every act on a case, and of fund.open (called by cs_fold). */
struct cs_entry;
CS_MUST bool cs_case_fold(struct cs_arena *arena, const struct cs_json *state, const struct cs_entry *entry,
                          struct cs_json **out, struct cs_err *err);

#endif
