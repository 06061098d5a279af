/* Every code of review/err.def is provoked: a table with one act for each, and a walk over the list that misses none. */
#include "review/support/ledgers.h"
#include "review/support/reviews.h"

static const char bad_regime[] = STORY_FACTS "regime us.other\n  title \"x\"\n  owner us.president\n  treats use\n"
                                             "rule any\n  cite \"x\"\n  when act is use\n  prohibit\n";

#define NAMED(officer, digits)                                                                                         \
  "{\"act\":\"key.enrol\",\"officer\":\"" officer                                                                      \
  "\",\"key\":\"00000000000000000000000000000000000000000000000000000000000000" digits "\",\"proof\":\"" STORY_PROOF   \
  "\",\"name\":\"A. Person\"}"
#define NEXT_KEY "demo.example/review+00000001+AA"
#define USE(id, lines)                                                                                                 \
  "{\"act\":\"authorization.decrement\",\"authorization\":\"" id "-A\",\"batch\":\"b\",\"lines\":[" lines "]}"
#define SUSPEND(id) "{\"act\":\"authorization.suspend\",\"authorization\":\"" id "-A\",\"reason\":\"so\"}"

#define GENERAL_OF(id, regime)                                                                                         \
  "{\"act\":\"authorization.general\",\"authorization\":\"" id                                                        \
  "\",\"approver\":\"us.secdef\",\"acts\":[\"use\"],\"areas\":[\"RU\"],\"regimes\":[\"" regime "\"]}"

/* The acts are judged in the world of story.h after `before`. */
static const struct {
  const struct cs_code *code;
  const char *officer, *line; /* officer NULL: from a source */
} provoked[] = {
    {&CS_E_REFUSED_KEY_UNKNOWN, "friend/nobody", FILE_USE("9", "rocket")},
    {&CS_E_REFUSED_KEY_REVOKED, "friend/gone", FILE_USE("9", "rocket")},
    {&CS_E_REFUSED_KEY_ENROLLED, STORY_FIRST,
     "{\"act\":\"key.enrol\",\"officer\":\"friend/new\",\"key\":\"" STORY_HASH "\",\"proof\":\"" STORY_PROOF "\"}"},
    {&CS_E_REFUSED_CONTINUED, STORY_FIRST,
     "{\"act\":\"record.continued\",\"origin\":\"a.example/c\",\"verifier\":\"a.example/"
     "c+5d1c07e9+AaN3\",\"proof\":\"" STORY_PROOF "\",\"former\":\"a.example/b\",\"size\":1,\"root\":\"" STORY_HASH
     "\",\"reason\":\"so\"}"},
    {&CS_E_REFUSED_VAULT_NOTHING, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/one\"}"},
    {&CS_E_REFUSED_VAULT_ERASED, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/erased\"}"},
    {&CS_E_REFUSED_VAULT_HELD, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/held\"}"},
    {&CS_E_REFUSED_VAULT_PAST, STORY_FIRST,
     "{\"act\":\"vault.hold\",\"subject\":\"officer:friend/held\",\"until\":\"2025-08-26\"}"},
    {&CS_E_REFUSED_VAULT_NO_HOLD, STORY_FIRST, "{\"act\":\"vault.release\",\"subject\":\"officer:friend/one\"}"},
    {&CS_E_REFUSED_VAULT_OWN_HOLD, STORY_FIRST, "{\"act\":\"vault.release\",\"subject\":\"officer:friend/held\"}"},
    {&CS_E_REFUSED_LOG_STAGE, STORY_FIRST,
     "{\"act\":\"log.rotate\",\"stage\":\"retire\",\"verifier\":\"" NEXT_KEY "\"}"},
    {&CS_E_REFUSED_LOG_KEY, STORY_FIRST,
     "{\"act\":\"log.rotate\",\"stage\":\"announce\",\"verifier\":\"other.example/review+00000001+AA\"}"},
    {&CS_E_REFUSED_LOG_UNTIL, STORY_FIRST,
     "ANNOUNCED {\"act\":\"log.rotate\",\"stage\":\"activate\",\"verifier\":\"" NEXT_KEY "\",\"until\":1}"},
    {&CS_E_REFUSED_OFFICE_UNKNOWN, NULL,
     "{\"act\":\"case.file\",\"office\":\"nobody\",\"case\":\"9\",\"request\":{\"act\":\"use\",\"item\":\"rocket\"}}"},
    {&CS_E_REFUSED_OFFICE_NOT_ACTING, "friend/one",
     "{\"act\":\"case.file\",\"office\":\"gb.mod\",\"case\":\"9\",\"request\":{\"act\":\"use\",\"item\":\"rocket\"}}"},
    {&CS_E_REFUSED_NOT_REGISTRAR, "friend/one", "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"data\"}"},
    {&CS_E_REFUSED_NOT_OWNER, "friend/one", "PUBLISH us.review"},
    {&CS_E_REFUSED_BY_SOURCE, NULL, "{\"act\":\"key.revoke\",\"officer\":\"friend/one\",\"key\":\"" STORY_HASH "\"}"},
    {&CS_E_REFUSED_FOUNDED, STORY_FIRST,
     "{\"act\":\"record.found\",\"origin\":\"a.example/b\",\"verifier\":\"a.example/"
     "b+5d1c07e9+AaN3\",\"format\":1,\"random\":"
     "\"" STORY_HASH "\",\"officer\":\"friend/one\",\"key\":\"" STORY_HASH
     "\",\"trial\":true,\"public\":false,\"zone\":\"+00:00\"}"},
    {&CS_E_REFUSED_MOVED, STORY_FIRST, "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"data\",\"saw\":5}"},
    {&CS_E_REFUSED_TEXT_MISSING, "us.president/office",
     "{\"act\":\"rules.publish\",\"regime\":\"us.review\",\"file\":\"us.rules\",\"digest\":\"" STORY_HASH "\"}"},
    {&CS_E_REFUSED_REGIME_MISSING, "us.president/office", "PUBLISH us.elsewhere"},
    {&CS_E_REFUSED_PARTY_UNKNOWN, APPLICANT, FILE_OF("9", "\"act\":\"use\",\"item\":\"rocket\",\"user\":\"x\"")},
    {&CS_E_REFUSED_ITEM_UNKNOWN, APPLICANT, FILE_USE("9", "x")},
    {&CS_E_REFUSED_ITEM_CIRCLE, STORY_FIRST,
     "{\"act\":\"dependency.register\",\"item\":\"rocket\",\"on\":\"rocket\",\"by\":\"runs\"}"},
    {&CS_E_REFUSED_GROUP_UNKNOWN, STORY_FIRST, "{\"act\":\"group.member\",\"group\":\"x\",\"member\":\"rocket\"}"},
    {&CS_E_REFUSED_GROUP_EXISTS, STORY_FIRST, "{\"act\":\"group.define\",\"group\":\"g\",\"of\":\"items\"}"},
    {&CS_E_REFUSED_CALENDAR_UNKNOWN, STORY_FIRST,
     "{\"act\":\"party.register\",\"party\":\"x\",\"kind\":\"office\",\"calendar\":\"x\"}"},
    {&CS_E_REFUSED_VERSION_NOT_LATER, STORY_FIRST, "{\"act\":\"item.register\",\"item\":\"rocket\",\"kind\":\"data\"}"},
    {&CS_E_REFUSED_STATEMENT_UNKNOWN, STORY_FIRST, "{\"act\":\"statement.withdraw\",\"statement\":\"x\"}"},
    {&CS_E_REFUSED_STATEMENT_EXISTS, STORY_FIRST,
     "{\"act\":\"statement.record\",\"statement\":\"s\",\"kind\":\"said\",\"about\":[\"a\"],\"text\":\"t\"}"},
    {&CS_E_REFUSED_MANDATE_UNKNOWN, "us.president/office", REVOKE("x", "2025-08-26")},
    {&CS_E_REFUSED_MANDATE_EXISTS, "us.president/office", GRANT("M", "us.president", "friend", "")},
    {&CS_E_REFUSED_MANDATE_ITSELF, GB, GRANT("x", "gb.mod", "gb.mod", "")},
    {&CS_E_REFUSED_MANDATE_LACKING, "friend/one", DECIDE("open", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_MANDATE_UNCERTAIN, "friend/one", DECIDE("open", "gb.mod", "approve", "")},
    {&CS_E_REFUSED_CASE_EXISTS, APPLICANT, FILE_USE("open", "rocket")},
    {&CS_E_REFUSED_CASE_UNKNOWN, US, DECIDE("x", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_CASE_CLOSED, US, DECIDE("over", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_CASE_VERSION, US,
     "{\"act\":\"case.decide\",\"case\":\"open\",\"version\":2,\"consent\":\"us.secdef\",\"outcome\":\"approve\"}"},
    {&CS_E_REFUSED_CASE_PROHIBITED, US, DECIDE("banned", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_CASE_UNSETTLED, US, DECIDE("unsettled", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_CASE_NOT_YOURS, "friend/one", "{\"act\":\"case.withdraw\",\"case\":\"open\"}"},
    {&CS_E_REFUSED_CONSENT_UNKNOWN, "friend/one", DECIDE("open", "friend", "approve", "")},
    {&CS_E_REFUSED_CONSENT_DECIDED, US, DECIDE("half", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_DUTY_FILED, US, DECIDE("own", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_DUTY_APPLICANT, "registry/second",
     DECIDE("registrars", "us.secdef", "approve",
            ",\"by\":\"us.secdef\",\"document\":\"d\",\"document_digest\":\"" STORY_HASH "\"")},
    {&CS_E_REFUSED_DECISION_AHEAD, US, DECIDE("open", "us.secdef", "approve", ",\"from\":\"2025-08-27\"")},
    {&CS_E_REFUSED_DECISION_BEFORE, US, DECIDE("open", "us.secdef", "approve", ",\"from\":\"2025-08-25\"")},
    {&CS_E_REFUSED_DECISION_DOCUMENT, STORY_FIRST, DECIDE("open", "us.secdef", "approve", ",\"by\":\"us.secdef\"")},
    {&CS_E_REFUSED_APPLICANT, APPLICANT, FILE_OF("9", "\"act\":\"use\",\"item\":\"rocket\",\"applicant\":\"friend\"")},
    {&CS_E_REFUSED_CASE_NOT_ASKED, STATE, ADVISE("fresh", "approve", "")},
    {&CS_E_REFUSED_CASE_NOT_CONSENTING, STATE, CIRCULATE("fresh", "us.state")},
    {&CS_E_REFUSED_DUTY_RECUSED, "us.usd-policy/out", ADVISE("fresh", "approve", "")},
    {&CS_E_REFUSED_DUTY_ADVISED, ANALYST, "COUNTERSIGN review advised"},
    {&CS_E_REFUSED_RECUSE_OTHER, HEAD, RECUSE("fresh", "us.secdef/decider")},
    {&CS_E_REFUSED_ADVICE_LACKING, US, DECIDE("shown", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_ADVICE_CONFLICTING, US, DECIDE("differ", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_ADVICE_CRITERION, ANALYST, ADVISE("fresh", "refuse", ",\"reason\":\"x\"")},
    {&CS_E_REFUSED_ADVICE_REASON, ANALYST, ADVISE("fresh", "refuse", ",\"criterion\":\"x\"")},
    {&CS_E_REFUSED_ADVICE_PROVISO, ANALYST, ADVISE("fresh", "return", ",\"provisos\":[\"x\"]")},
    {&CS_E_REFUSED_PROVISO_DROPPED, US, DECIDE("limited", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_ADVICE_LEVEL, ANALYST, ADVISE("fresh", "approve", ",\"level\":\"proposal\"")},
    {&CS_E_REFUSED_ADVICE_ITEM, ANALYST, ADVISE("fresh", "approve", ",\"items\":[\"kit\"]")},
    {&CS_E_REFUSED_ADVICE_PARTY, ANALYST, ADVISE("fresh", "approve", ",\"party\":\"friend\"")},
    {&CS_E_REFUSED_ADVICE_UNKNOWN, HEAD,
     "{\"act\":\"case.countersign\",\"case\":\"review\",\"advice\":1,\"agree\":true}"},
    {&CS_E_REFUSED_ADVICE_VOID, HEAD, "COUNTERSIGN review void"},
    {&CS_E_REFUSED_COUNTERSIGNATURE_LACKING, US, DECIDE("review", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_COUNTERSIGNATURE_GIVEN, HEAD, "COUNTERSIGN limited given"},
    {&CS_E_REFUSED_QUESTION_UNKNOWN, APPLICANT,
     "{\"act\":\"case.answer\",\"case\":\"fresh\",\"question\":1,\"answer\":\"x\"}"},
    {&CS_E_REFUSED_QUESTION_ANSWERED, APPLICANT, "ANSWER answered"},
    {&CS_E_REFUSED_QUESTION_OPEN, US, DECIDE("questioned", "us.secdef", "approve", "")},
    {&CS_E_REFUSED_NOTICE_AHEAD, US, NOTIFY("fresh", "us.state", "2025-08-27")},
    {&CS_E_REFUSED_DECISION_QUANTITY, US,
     DECIDE("open", "us.secdef", "refuse", ",\"quantities\":[" LINE("shadow", "1") "]")},
    {&CS_E_REFUSED_DECREMENT_VALUE, APPLICANT, USE("valued", LINE("kit", "1"))},
    {&CS_E_REFUSED_CONDITION_UNKNOWN, US, FULFIL_IN("papers", "other", "2025-08-25", "")},
    {&CS_E_REFUSED_CONDITION_NOT_YOURS, GB, FULFIL_IN("papers", "more", "2025-08-25", "")},
    {&CS_E_REFUSED_CONDITION_MET, US, FULFIL_IN("papers", "done", "2025-08-25", "")},
    {&CS_E_REFUSED_CONDITION_LATE, US, FULFIL_IN("papers", "papers", "2025-08-26", "")},
    {&CS_E_REFUSED_CONDITION_AHEAD, US, FULFIL_IN("papers", "more", "2025-08-27", "")},
    {&CS_E_REFUSED_CONDITION_PARTY, US, FULFIL_IN("papers", "papers", "2025-08-25", ",\"party\":\"gb.mod\"")},
    {&CS_E_REFUSED_AMEND_NOTHING, APPLICANT,
     "{\"act\":\"case.amend\",\"case\":\"open\",\"request\":{\"act\":\"use\",\"item\":\"shadow\",\"area\":\"RU-KRS\"}"
     "}"},
    {&CS_E_REFUSED_AUTHORIZATION_UNKNOWN, APPLICANT, USE("x", LINE("kit", "1"))},
    {&CS_E_REFUSED_AUTHORIZATION_EXISTS, US, GENERAL_OF("general", "us.review")},
    {&CS_E_REFUSED_AUTHORIZATION_NAME, US, GENERAL_OF("9-A", "us.review")},
    {&CS_E_REFUSED_AUTHORIZATION_GENERAL, APPLICANT,
     "{\"act\":\"authorization.surrender\",\"authorization\":\"general\"}"},
    {&CS_E_REFUSED_REGIME_UNKNOWN, US, GENERAL_OF("other", "no.such")},
    {&CS_E_REFUSED_AUTHORIZATION_NOT_YOURS, "friend/one", SUSPEND("g1")},
    {&CS_E_REFUSED_AUTHORIZATION_NOT_IN_EFFECT, APPLICANT, USE("unpaid", LINE("kit", "1"))},
    {&CS_E_REFUSED_AUTHORIZATION_EXPIRED, APPLICANT, USE("expired", LINE("kit", "1"))},
    {&CS_E_REFUSED_AUTHORIZATION_SUSPENDED, APPLICANT, USE("suspended", LINE("kit", "1"))},
    {&CS_E_REFUSED_AUTHORIZATION_NOT_SUSPENDED, GB, "{\"act\":\"authorization.reinstate\",\"authorization\":\"g1-A\"}"},
    {&CS_E_REFUSED_AUTHORIZATION_REVOKED, APPLICANT, USE("revoked", LINE("kit", "1"))},
    {&CS_E_REFUSED_AUTHORIZATION_SURRENDERED, APPLICANT, USE("surrendered", LINE("kit", "1"))},
    {&CS_E_REFUSED_AUTHORIZATION_EXHAUSTED, APPLICANT,
     "{\"act\":\"authorization.decrement\",\"authorization\":\"used-A\",\"batch\":\"c\",\"lines\":[" LINE("kit",
                                                                                                          "1") "]}"},
    {&CS_E_REFUSED_AUTHORIZATION_FOR_GOOD, GB,
     "{\"act\":\"authorization.revoke\",\"authorization\":\"g1-A\",\"reason\":\"so\",\"until\":\"2026\"}"},
    {&CS_E_REFUSED_DECREMENT_ITEM, APPLICANT, USE("g1", LINE("rocket", "1"))},
    {&CS_E_REFUSED_DECREMENT_UNIT, APPLICANT, USE("g1", LINE("kit", "1 kg"))},
    {&CS_E_REFUSED_DECREMENT_QUANTITY, APPLICANT, USE("g1", LINE("kit", "-1"))},
    {&CS_E_REFUSED_DECREMENT_BEYOND, APPLICANT, USE("g1", LINE("kit", "11"))},
    {&CS_E_REFUSED_DECREMENT_REUSED, APPLICANT, USE("used", LINE("kit", "8"))},
    {&CS_E_REFUSED_DECREMENT_MANY, APPLICANT, USE("long", LINE("kit", "1"))},
    {&CS_E_REFUSED_REFERENCE_REUSED, "us.state/desk", RECEIVE("D1", "11", "")},
    {&CS_E_REFUSED_LEDGER_AHEAD, "us.state/desk", RECEIVE("D2", "1", ",\"day\":\"2025-08-27\"")},
    {&CS_E_REFUSED_LEDGER_DIGITS, "us.state/desk", RECEIVE("D2", "0.0000001", "")},
    {&CS_E_REFUSED_LEDGER_ROWS, "us.state/desk",
     "{\"act\":\"stock.reserve\",\"stock\":\"FULL\",\"reservation\":\"more\",\"quantity\":\"1\"}"},
    {&CS_E_REFUSED_STOCK_UNKNOWN, "us.state/desk", "{\"act\":\"stock.floor\",\"stock\":\"x\",\"floor\":\"1\"}"},
    {&CS_E_REFUSED_STOCK_EXISTS, STORY_FIRST, STOCK("open", ",\"item\":\"kit\",\"holder\":\"friend\"")},
    {&CS_E_REFUSED_STOCK_NOT_YOURS, "friend/one", RECEIVE("D2", "1", "")},
    {&CS_E_REFUSED_STOCK_QUANTITY, "us.state/desk", RECEIVE("D2", "0", "")},
    {&CS_E_REFUSED_STOCK_BEYOND, "us.state/desk", ISSUE("D2", "11", "")},
    {&CS_E_REFUSED_STOCK_NOTHING_SAID, "us.state/desk", STOCK("floor", "")},
    {&CS_E_REFUSED_RESERVATION_EXISTS, "us.state/desk", RESERVE("R1", "1", "")},
    {&CS_E_REFUSED_RESERVATION_UNKNOWN, "us.state/desk", RELEASE("x")},
    {&CS_E_REFUSED_RESERVATION_EXPIRES, "us.state/desk", RESERVE("R2", "1", ",\"expires\":\"2025-08-26\"")},
    {&CS_E_REFUSED_FUND_UNKNOWN, GB,
     "{\"act\":\"fund.pledge\",\"fund\":\"x\",\"payer\":\"friend\",\"amount\":\"1 USD\"}"},
    {&CS_E_REFUSED_FUND_EXISTS, GB, "{\"act\":\"fund.open\",\"fund\":\"G\",\"case\":\"unpaid\",\"price\":\"1 USD\"}"},
    {&CS_E_REFUSED_FUND_NOT_YOURS, "friend/one", PAID("p1", "friend", "1 USD", "")},
    {&CS_E_REFUSED_FUND_CURRENCY, GB, PAID("p1", "friend", "1 EUR", "")},
    {&CS_E_REFUSED_FUND_AMOUNT, GB, PAID("p1", "friend", "0 USD", "")},
    {&CS_E_REFUSED_FUND_REFUND, GB, REFUND("p1", "friend", "1 USD", "")},
    {&CS_E_REFUSED_CORRECTION_ENTRY, STORY_FIRST, "{\"act\":\"record.correct\",\"entry\":99999,\"reason\":\"x\"}"},
    {&CS_E_REFUSED_CORRECTION_KIND, STORY_FIRST, "{\"act\":\"record.correct\",\"entry\":0,\"reason\":\"x\"}"},
    {&CS_E_REFUSED_CORRECTION_STRUCK, STORY_FIRST, "CORRECT struck"},
    {&CS_E_REFUSED_CORRECTION_WAITS, STORY_FIRST, "CORRECT waiting"},
    {&CS_E_REFUSED_CORRECTION_NOT_YOURS, "friend/one", "CORRECT fresh"},
    {&CS_E_REFUSED_CORRECTION_UNKNOWN, STORY_FIRST, "AGREE unknown"},
    {&CS_E_REFUSED_CORRECTION_SUBJECTS, "registry/second", "AGREE subjects"},
    {&CS_E_REFUSED_CORRECTION_INSTEAD, STORY_FIRST, "CORRECT instead"},
    {&CS_E_REFUSED_CORRECTION_BALANCE, "us.state/desk", "CORRECT stock"},
    {&CS_E_REFUSED_CORRECTION_REUSED, "registry/second", "CORRECT reused"},
    {&CS_E_REFUSED_DUTY_CORRECTED, STORY_FIRST, "AGREE alone"},
    {&CS_E_FACT_UNKNOWN, APPLICANT, FILE_OF("9", "\"act\":\"use\",\"item\":\"rocket\",\"facts\":{\"colour\":\"red\"}")},
    {&CS_E_FACT_MEMBER, APPLICANT, FILE_OF("9", "\"act\":\"use\",\"item\":\"rocket\",\"facts\":{\"area\":\"RU\"}")},
    {&CS_E_FACT_TYPE, APPLICANT, FILE_OF("9", "\"act\":\"use\",\"item\":\"rocket\",\"facts\":{\"emergency\":\"7\"}")},
};
#define N_PROVOKED (sizeof provoked / sizeof provoked[0])

static void before(struct story *s) {
  const char *gone = enrol(s, "friend/gone");
  stands(s, STORY_FIRST,
         story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/gone\",\"key\":\"%s\"}", gone).ptr);
  enrol(s, "registry/second");
  given(s, "{\"act\":\"group.define\",\"group\":\"g\",\"of\":\"items\"}\n"
           "{\"act\":\"statement.record\",\"statement\":\"s\",\"kind\":\"said\",\"about\":[\"a\"],\"text\":\"t\"}");
  stands(s, STORY_FIRST, NAMED("friend/erased", "e1"));
  stands(s, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/erased\"}");
  stands(s, STORY_FIRST, NAMED("friend/held", "e2"));
  stands(s, STORY_FIRST, "{\"act\":\"vault.hold\",\"subject\":\"officer:friend/held\",\"until\":\"2025-08-27\"}");
  given(s, GRANT("D", "gb.mod", "friend", ",\"cite\":\"x\",\"certainty\":\"disputed\""));
  stands(s, APPLICANT, FILE_USE("open", "shadow"));
  stands(s, APPLICANT, FILE_USE("half", "shadow"));
  stands(s, US, DECIDE("half", "us.secdef", "approve", ""));
  stands(s, APPLICANT, FILE_USE("over", "rocket"));
  stands(s, US, DECIDE("over", "us.secdef", "refuse", ""));
  stands(s, APPLICANT, FILE_USE("unsettled", "perhaps"));
  stands(s, APPLICANT,
         FILE_OF("banned", "\"act\":\"use\",\"item\":\"perhaps\",\"area\":\"RU\",\"facts\":{\"emergency\":true}"));
  stands(s, US, FILE_USE("own", "rocket"));
  stands(s, STORY_FIRST, FILE_USE("registrars", "rocket"));
}

/* A state as a thousand acts would have left it. */
static void put_state(struct story *s, const char *subject, const char *before, const char *each, size_t n,
                      const char *after) {
  struct cs_buf text;
  struct cs_json *json;
  union cs_map_value *slot = cs_map_put(&s->states, cs_str_of(subject), NULL, &s->err);
  struct story_state *state = slot ? slot->ptr : NULL;
  if (!state) {
    slot->ptr = state = cs_arena_new(&s->arena, struct story_state, &s->err);
  }
  cs_buf_init(&text, 1u << 20);
  cs_buf_add(&text, cs_str_of(before));
  for (size_t i = 0; i < n; i++) {
    cs_buf_printf(&text, "%s%s", i > 0 ? "," : "", each);
  }
  cs_buf_add(&text, cs_str_of(after));
  assert_ok(cs_json_parse(&s->arena, CS_STR("state"), cs_buf_str(&text), &json, &s->err), &s->err);
  cs_buf_deinit(&text);
  state->json = json;
  state->n = s->n - 1;
}

/* Ten kits, approved. */
static void granted(struct story *s, const char *id) {
  stands(s, APPLICANT,
         story_text(s,
                    "{\"act\":\"case.file\",\"case\":\"%s\",\"request\":{\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":"
                    "\"kit\",\"quantity\":\"10\"}}",
                    id)
             .ptr);
  stands(s, GB,
         story_text(s,
                    "{\"act\":\"case.decide\",\"case\":\"%s\",\"version\":1,\"consent\":\"gb.mod\",\"outcome\":"
                    "\"approve\"}",
                    id)
             .ptr);
}

static void before_ledgers(struct story *s) {
  given(s, ITEM("kit", "\"GB\""));
  granted(s, "g1");
  granted(s, "unpaid");
  stands(s, GB, "{\"act\":\"fund.open\",\"fund\":\"F\",\"case\":\"unpaid\",\"price\":\"1 USD\"}");
  granted(s, "suspended");
  stands(s, GB, SUSPEND("suspended"));
  granted(s, "revoked");
  stands(s, GB, "{\"act\":\"authorization.revoke\",\"authorization\":\"revoked-A\",\"reason\":\"so\"}");
  granted(s, "surrendered");
  stands(s, APPLICANT, "{\"act\":\"authorization.surrender\",\"authorization\":\"surrendered-A\"}");
  granted(s, "used");
  stands(s, APPLICANT, USE("used", LINE("kit", "9")));
  stands(s, APPLICANT,
         "{\"act\":\"authorization.decrement\",\"authorization\":\"used-A\",\"batch\":\"a\",\"lines\":[" LINE(
             "kit", "1") "]}");
  stands(s, APPLICANT,
         "{\"act\":\"authorization.decrement\",\"authorization\":\"g1-A\",\"batch\":\"a\",\"lines\":[" LINE(
             "kit", "0.5") "]}");
  stands(s, APPLICANT, FILE_OF("expired", "\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":\"kit\",\"quantity\":\"10\""));
  given(s, DECIDE("expired", "gb.mod", "approve",
                  ",\"office\":\"gb.mod\",\"from\":\"2025-08-20\",\"until\":\"2025-08-22\",\"cite\":\"x\""));
  stands(s, APPLICANT, FILE_OF("valued", "\"act\":\"use\",\"area\":\"RU-KRS\",\"item\":\"kit\",\"value\":\"10 USD\""));
  stands(s, GB, DECIDE("valued", "gb.mod", "approve", ""));
  stands(s, US, GENERAL_OF("general", "us.review"));
  granted(s, "long");
  put_state(s, "authorization:long-A", "{\"decrements\":[{\"batch\":\"a\",\"day\":\"2025-08-26\",\"n\":1,\"lines\":[",
            LINE("kit", "0.0001"), CS_DECREMENT_LINES_MAX, "]}],\"used\":[],\"events\":[]}");
  stands(s, STORY_FIRST, STOCK("open", ",\"item\":\"rocket\",\"holder\":\"us.state\""));
  stands(s, "us.state/desk", RECEIVE("D1", "10", ""));
  stands(s, "us.state/desk", RESERVE("R1", "1", ""));
  put_state(s, "stock:FULL",
            "{\"item\":\"kit\",\"holder\":\"us.state\",\"on_hand\":\"5\",\"levels\":[{\"day\":"
            "\"2025-08-26\",\"total\":\"5\"}],\"floors\":[],\"reservations\":[",
            "{\"id\":\"r\",\"quantity\":\"0.001\",\"n\":1}", CS_LEDGER_ROWS_MAX, "]}");
}

/* Entries that rows name. */
static struct entries { int64_t advised, ended, given, answered, fresh, waiting, proposal, struck, stock, reused; } at;

static void before_review(struct story *s) {
  review_world(s);
  enrol(s, "us.usd-policy/out");
  stands(s, APPLICANT, DELIVER("fresh", ""));
  stands(s, HEAD, RECUSE("fresh", "us.usd-policy/out"));
  stands(s, APPLICANT, DELIVER("review", ""));
  at.ended = entry_of_act(s, ANALYST, ADVISE("review", "approve", ""));
  at.advised = entry_of_act(s, ANALYST, ADVISE("review", "approve", ""));
  stands(s, APPLICANT, DISCLOSE("shown"));
  stands(s, STATE, ADVISE("shown", "approve", ""));
  stands(s, APPLICANT, DISCLOSE("differ"));
  stands(s, STATE, ADVISE("differ", "approve", ""));
  stands(s, ANALYST, ADVISE("differ", "refuse", REFUSING));
  stands(s, APPLICANT, DELIVER("limited", ""));
  at.given = entry_of_act(s, ANALYST, ADVISE("limited", "approve", ",\"provisos\":[\"x\"]"));
  stands(s, HEAD, countersign(s, "limited", at.given, true));
  stands(s, APPLICANT, FILE_USE("questioned", "rocket"));
  stands(s, US, ASK("questioned"));
  stands(s, APPLICANT, FILE_USE("answered", "rocket"));
  at.answered = entry_of_act(s, US, ASK("answered"));
  stands(s, APPLICANT, answer(s, "answered", at.answered));
  stands(s, APPLICANT, ASSIST("papers"));
  stands(s, US, FULFIL_IN("papers", "done", "2025-08-26", ""));
}

static int64_t correct(struct story *s, const char *officer, int64_t entry) {
  stands(s, officer,
         story_text(s, "{\"act\":\"record.correct\",\"entry\":%lld,\"reason\":\"x\"}", (long long)entry).ptr);
  return s->n - 1;
}

static const char *agreement(struct story *s, int64_t entry, int64_t proposal, const char *of) {
  return story_text(s, "{\"act\":\"record.agree\",\"entry\":%lld,\"correction\":%lld,\"agree\":true,\"of\":[%s]}",
                    (long long)entry, (long long)proposal, of)
      .ptr;
}

static int64_t fact(struct story *s, const char *name) {
  stands(s, STORY_FIRST,
         story_text(s, "{\"act\":\"item.fact\",\"item\":\"rocket\",\"name\":\"%s\",\"value\":\"1\"}", name).ptr);
  return s->n - 1;
}

static void before_corrections(struct story *s) {
  enrol(s, "registry/third");
  at.fresh = fact(s, "a");
  at.waiting = fact(s, "b");
  at.proposal = correct(s, STORY_FIRST, at.waiting);
  at.struck = fact(s, "c");
  stands(s, "registry/second", agreement(s, at.struck, correct(s, STORY_FIRST, at.struck), "\"item:rocket\""));
  stands(s, "us.state/desk", RECEIVE("Z1", "5", ""));
  at.stock = s->n - 1;
  stands(s, "us.state/desk", ISSUE("Z2", "13", ""));
  stands(s, "us.state/desk", RECEIVE("Z3", "1", ""));
  int64_t third = s->n - 1;
  stands(s, "registry/third",
         agreement(s, third, correct(s, STORY_FIRST, third), "\"stock:S\",\"stock-reference:S:Z3\""));
  at.reused = s->n - 1;
  stands(s, "us.state/desk", RECEIVE("Z3", "2", ""));
}

static const char *with_correction(struct story *s, const char *line) {
  const struct {
    const char *line;
    int64_t entry;
    const char *more;
  } proposed[] = {
      {"CORRECT struck", at.struck, "\"reason\":\"x\""},
      {"CORRECT waiting", at.waiting, "\"reason\":\"x\""},
      {"CORRECT fresh", at.fresh, "\"reason\":\"x\""},
      {"CORRECT instead", at.fresh, "\"reason\":\"x\",\"instead\":99999"},
      {"CORRECT stock", at.stock, "\"reason\":\"x\""},
      {"CORRECT reused", at.reused, "\"reason\":\"x\""},
  };
  for (size_t i = 0; i < sizeof proposed / sizeof proposed[0]; i++) {
    if (strcmp(line, proposed[i].line) == 0) {
      return story_text(s, "{\"act\":\"record.correct\",\"entry\":%lld,%s}", (long long)proposed[i].entry,
                        proposed[i].more)
          .ptr;
    }
  }
  if (strcmp(line, "AGREE unknown") == 0) {
    return agreement(s, at.fresh, at.proposal, "\"item:rocket\"");
  }
  if (strcmp(line, "AGREE subjects") == 0) {
    return agreement(s, at.waiting, at.proposal, "\"item:shadow\"");
  }
  return strcmp(line, "AGREE alone") == 0 ? agreement(s, at.waiting, at.proposal, "\"item:rocket\"") : line;
}

/* The rows that name an entry. */
static const char *with_entry(struct story *s, const char *line) {
  if (strcmp(line, "COUNTERSIGN review advised") == 0) {
    return countersign(s, "review", at.advised, true);
  }
  if (strcmp(line, "COUNTERSIGN review void") == 0) {
    return countersign(s, "review", at.ended, true);
  }
  if (strcmp(line, "COUNTERSIGN limited given") == 0) {
    return countersign(s, "limited", at.given, true);
  }
  return strcmp(line, "ANSWER answered") == 0 ? answer(s, "answered", at.answered) : with_correction(s, line);
}

static void each_code_of_the_list_is_provoked_alone(void **state) {
  struct story *s = *state;
  before(s);
  before_ledgers(s);
  before_review(s);
  before_corrections(s);
  for (size_t i = 0; i < N_PROVOKED; i++) {
    struct cs_str line = cs_str_of(with_entry(s, provoked[i].line));
    if (cs_str_starts(line, CS_STR("PUBLISH "))) {
      const char *regime = cs_str_from(line, 8).ptr;
      bool own = strcmp(regime, "us.review") == 0;
      line = cs_str_of(publishing(s, regime, own ? "us.rules" : "other.rules", own ? STORY_US : bad_regime));
    }
    if (cs_str_starts(line, CS_STR("ANNOUNCED "))) {
      stands(s, STORY_FIRST, "{\"act\":\"log.rotate\",\"stage\":\"announce\",\"verifier\":\"" NEXT_KEY "\"}");
      line = cs_str_from(line, 10);
    }
    if (provoked[i].code->exit == 1) {
      refused(s, provoked[i].officer, line.ptr, provoked[i].code->slug);
    } else {
      wrong(s, provoked[i].officer, line.ptr, provoked[i].code);
    }
  }
}

static void no_code_of_the_list_is_left_out(void **state) {
  static const struct cs_code *const all[] = {
#define CS_CODE(name, slug, http, exit) &CS_E_##name,
#include "review/err.def"
#undef CS_CODE
  };
  (void)state;
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    size_t k = 0;
    while (k < N_PROVOKED && provoked[k].code != all[i]) {
      k++;
    }
    if (k == N_PROVOKED) {
      fail_msg("nothing provokes %s", all[i]->slug);
    }
  }
  assert_int_equal(sizeof all / sizeof all[0], N_PROVOKED);
}

static void a_refusal_is_exit_1_and_bad_input_exit_3(void **state) {
  (void)state;
  for (size_t i = 0; i < N_PROVOKED; i++) {
    bool fact = strncmp(provoked[i].code->slug, "fact.", 5) == 0;
    assert_int_equal(provoked[i].code->exit, fact ? 3 : 1);
    assert_true(provoked[i].code->http >= 400 && provoked[i].code->http < 500);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_code_of_the_list_is_provoked_alone, story_world_set_up, story_tear_down),
      cmocka_unit_test(no_code_of_the_list_is_left_out),
      cmocka_unit_test(a_refusal_is_exit_1_and_bad_input_exit_3),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
