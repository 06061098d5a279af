/* Private to review: what the judges of cases share. */
#ifndef CS_REVIEW_ACT_CASE_H
#define CS_REVIEW_ACT_CASE_H

#include "model/case.h"
#include "review/judge_internal.h"
#include "review/limit.h"

/* ---- the state of a case, as the fold keeps it */

/* The consent of the approver; NULL when the case needs none. */
const struct cs_json *cs_case_consent(const struct cs_json *state, struct cs_str approver);
enum cs_case_status cs_case_status_of(const struct cs_json *state);
enum cs_consent_status cs_case_consent_status(const struct cs_json *consent);
const struct cs_json *cs_case_newest(const struct cs_json *state); /* its newest version */
/* The element of a list of the state that entry n made; NULL when none is. */
const struct cs_json *cs_case_element(const struct cs_json *state, const char *list, int64_t n);

/* The case that the act names. Refuses (CASE_UNKNOWN, CASE_CLOSED) and leaves *state NULL where there is none, or where the
 * table allows no `event` of it. */
CS_MUST bool cs_hearing_case(struct cs_hearing *h, enum cs_case_event event, const struct cs_json **state);

/* ---- who is who */

/* What authority in this case is needed for: its act and area, and the limits of mandates asked of its newest request. `regime` may be
 * empty. It points into itself: not to be moved. */
struct cs_case_scope {
  struct cs_scope scope;
  struct cs_request request;
  struct cs_review_limit limit;
};
CS_MUST bool cs_case_scope(struct cs_hearing *h, const struct cs_json *state, struct cs_str regime, cs_day on,
                           struct cs_case_scope *out);
/* The same of a request that is not on record yet. */
void cs_request_scope(struct cs_hearing *h, const struct cs_request *request, cs_day on, struct cs_case_scope *out);

/* The approver for whom the acting office may speak in the case: itself, or one from which a chain of mandates leads to it
 * under a regime that asks. Empty: none. */
CS_MUST bool cs_hearing_consenting(struct cs_hearing *h, const struct cs_json *state, struct cs_str *approver);
/* The office that was asked for advice, or whose consent is needed, for which the acting office may speak. Refuses with
 * CASE_NOT_ASKED where there is none. */
CS_MUST bool cs_hearing_asked(struct cs_hearing *h, const struct cs_json *state, struct cs_str *office);
/* Did the officer file the request, or put a version of it in its place? */
bool cs_case_is_filer(const struct cs_json *state, struct cs_str officer);
/* Refuses with DUTY_RECUSED an officer who is kept out of the case. */
CS_MUST bool cs_hearing_not_recused(struct cs_hearing *h, const struct cs_json *state);
/* Refuses with CASE_NOT_YOURS whoever is not the applicant, or may not do this for it: "withdraw it". */
CS_MUST bool cs_hearing_applicant(struct cs_hearing *h, const struct cs_json *state, const char *what);

/* Refuses for everything that a decision on this consent still lacks: advice, countersignatures, answers, an end to a conflict; each
 * with the rule that asks for it. Of a decision that a source tells of, nothing is asked. */
CS_MUST bool cs_hearing_check_review(struct cs_hearing *h, const struct cs_json *state, struct cs_str approver);

/* ---- a request, and what the rules say of it */

bool cs_hearing_is_party(const struct cs_hearing *h, struct cs_str id);
/* Parties and items on record: PARTY_UNKNOWN, ITEM_UNKNOWN. */
CS_MUST bool cs_hearing_check_request(struct cs_hearing *h, const struct cs_request *request);
CS_MUST bool cs_hearing_put_day(struct cs_hearing *h, const char *key, cs_day day);
/* What the rules said: enough to go on with the case, and to find the same answer again. Without "asked". */
CS_MUST bool cs_hearing_put_determination(struct cs_hearing *h, const struct cs_determination *det);
/* One office asked today, to O's "asked": with its due day by its own calendar, where it has one. days 0: no time is set. */
CS_MUST bool cs_hearing_put_asked(struct cs_hearing *h, struct cs_str office, struct cs_str approver, int64_t days,
                                  bool calendar_days);
/* Every office whose advice the rules require; with `state`, but for those whose advice on the case stands, an amendment's "void" in O
 * taken into account. */
CS_MUST bool cs_hearing_ask_required(struct cs_hearing *h, const struct cs_determination *det,
                                     const struct cs_json *state);

#endif
