/* Every code of review/err.def is provoked: a table with one act for each, and a walk over the list that misses none. */
#include "review/support/story.h"

#define APPLICANT "ua.armed-forces/desk"
#define US        "us.secdef/decider"
#define GB        "gb.mod/desk"

static const char bad_regime[] = STORY_FACTS "regime us.other\n  title \"x\"\n  owner us.president\n  treats use\n"
                                             "rule any\n  cite \"x\"\n  when act is use\n  prohibit\n";

#define NAMED(officer, digits)                                                                                         \
  "{\"act\":\"key.enrol\",\"officer\":\"" officer                                                                     \
  "\",\"key\":\"00000000000000000000000000000000000000000000000000000000000000" digits                                \
  "\",\"proof\":\"" STORY_PROOF "\",\"name\":\"A. Person\"}"
#define NEXT_KEY "demo.example/review+00000001+AA"

/* The acts are judged in the world of story.h after `before`. */
static const struct {
  const struct cs_code *code;
  const char *officer, *line; /* officer NULL: from a source */
} provoked[] = {
    {&CS_E_REFUSED_KEY_UNKNOWN, "friend/nobody", FILE_USE("9", "rocket")},
    {&CS_E_REFUSED_KEY_REVOKED, "friend/gone", FILE_USE("9", "rocket")},
    {&CS_E_REFUSED_KEY_ENROLLED, STORY_FIRST,
     "{\"act\":\"key.enrol\",\"officer\":\"friend/new\",\"key\":\"" STORY_HASH "\",\"proof\":\"" STORY_PROOF "\"}"},
    {&CS_E_REFUSED_VAULT_NOTHING, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/one\"}"},
    {&CS_E_REFUSED_VAULT_ERASED, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/erased\"}"},
    {&CS_E_REFUSED_VAULT_HELD, STORY_FIRST, "{\"act\":\"vault.erase\",\"subject\":\"officer:friend/held\"}"},
    {&CS_E_REFUSED_VAULT_PAST, STORY_FIRST,
     "{\"act\":\"vault.hold\",\"subject\":\"officer:friend/held\",\"until\":\"2025-08-26\"}"},
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

static void each_code_of_the_list_is_provoked_alone(void **state) {
  struct story *s = *state;
  before(s);
  for (size_t i = 0; i < N_PROVOKED; i++) {
    struct cs_str line = cs_str_of(provoked[i].line);
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
