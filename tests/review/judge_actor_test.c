/* Who acts: keys, offices, mandates to officers, the registrar, sources, and what the officer had seen. */
#include "review/support/story.h"

#define REGISTER(more) "{\"act\":\"party.register\",\"party\":\"new\",\"kind\":\"company\"" more "}"

/* ------------------------------------------------------------------ keys */

static void who_has_no_key_on_record_is_refused(void **state) {
  struct story *s = *state;
  struct cs_reason *reasons = refused(s, "us.secdef/nobody", DECIDE("1", "us.secdef", "approve", ""), "key.unknown");
  assert_str(reasons[0].text, "the key 0000000000000000… is not enrolled");
}

static void a_revoked_key_acts_no_more_and_a_second_key_of_the_officer_does(void **state) {
  struct story *s = *state;
  const char *key = enrol(s, "friend/two");
  stands(s, "friend/two", FILE_USE("1", "rocket"));
  const char *revoke =
      story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/two\",\"key\":\"%s\",\"reason\":\"lost\"}", key).ptr;
  stands(s, STORY_FIRST, revoke);
  refused(s, "friend/two", FILE_USE("2", "rocket"), "key.revoked");
  refused(s, STORY_FIRST, revoke, "key.revoked");
  enrol(s, "friend/two");
  stands(s, "friend/two", FILE_USE("2", "rocket"));
}

static void a_key_is_enrolled_once_also_when_it_was_revoked(void **state) {
  struct story *s = *state;
  const char *key = enrol(s, "friend/two");
  const char *again =
      story_text(s, "{\"act\":\"key.enrol\",\"officer\":\"friend/three\",\"key\":\"%s\",\"proof\":\"" STORY_PROOF "\"}",
                 key)
          .ptr;
  refused(s, STORY_FIRST, again, "key.enrolled");
  stands(s, STORY_FIRST, story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/two\",\"key\":\"%s\"}", key).ptr);
  refused(s, STORY_FIRST, again, "key.enrolled");
}

static void a_key_is_revoked_only_for_its_own_officer(void **state) {
  struct story *s = *state;
  const char *key = enrol(s, "friend/two");
  refused(s, STORY_FIRST, story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/one\",\"key\":\"%s\"}", key).ptr,
          "key.unknown");
  refused(s, STORY_FIRST, "{\"act\":\"key.revoke\",\"officer\":\"friend/one\",\"key\":\"" STORY_HASH "\"}",
          "key.unknown");
  stands(s, STORY_FIRST, story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/two\",\"key\":\"%s\"}", key).ptr);
}

static void an_officer_is_an_office_on_record_and_one_name(void **state) {
  struct story *s = *state;
#define ENROL(officer)                                                                                                 \
  "{\"act\":\"key.enrol\",\"officer\":\"" officer "\",\"key\":\"" STORY_PROOFLESS "\",\"proof\":\"" STORY_PROOF "\"}"
#define STORY_PROOFLESS "00000000000000000000000000000000000000000000000000000000000000ff"
  refused(s, STORY_FIRST, ENROL("nobody/desk"), "party.unknown");
  wrong(s, STORY_FIRST, ENROL("friend"), &CS_E_IDENT_SYNTAX);
  wrong(s, STORY_FIRST, ENROL("friend/a/b"), &CS_E_IDENT_SYNTAX);
  stands(s, STORY_FIRST, ENROL("friend/a"));
}

/* ------------------------------------------------------------------ offices */

static void an_officer_acts_for_its_own_office(void **state) {
  struct story *s = *state;
  stands(s, "friend/one",
         "{\"act\":\"case.file\",\"office\":\"friend\",\"case\":\"1\",\"request\":{\"act\":\"sale\",\"item\":"
         "\"rocket\"}}");
  refused(s, "friend/one",
          "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"2\",\"request\":{\"act\":\"sale\",\"item\":"
          "\"rocket\"}}",
          "office.not-acting-for");
}

static void an_officer_acts_for_another_office_by_its_mandate(void **state) {
  struct story *s = *state;
  static const char file[] =
      "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"1\",\"request\":{\"act\":\"use\","
      "\"item\":\"rocket\",\"area\":\"RU\"}}";
  stands(s, "ua.armed-forces/desk", GRANT("D", "ua.armed-forces", "friend/one", ""));
  enrol(s, "friend/two");
  refused(s, "friend/two", file, "office.not-acting-for");
  stands(s, "friend/one", file);
  assert_str(cs_json_text(state_of(s, "case:1"), "applicant_office"), "ua.armed-forces");
  assert_str(cs_json_text(state_of(s, "case:1"), "filed_by"), "friend/one");
}

static void a_mandate_to_the_officers_office_serves_every_officer_of_it(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk", GRANT("D", "ua.armed-forces", "friend", ""));
  enrol(s, "friend/two");
  stands(s, "friend/two",
         "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"1\",\"request\":{\"act\":\"sale\",\"item\":"
         "\"rocket\"}}");
}

static void a_mandate_carries_an_officer_no_further_than_it_says(void **state) {
  struct story *s = *state;
  stands(s, "ua.armed-forces/desk",
         GRANT("D", "ua.armed-forces", "friend/one", ",\"acts\":[\"sale\"],\"areas\":[\"RU\"]"));
#define FOR_UA(id, request)                                                                                            \
  "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"" id "\",\"request\":{" request "}}"
  refused(s, "friend/one", FOR_UA("1", "\"act\":\"use\",\"item\":\"rocket\",\"area\":\"RU\""), "mandate.lacking");
  refused(s, "friend/one", FOR_UA("1", "\"act\":\"sale\",\"item\":\"rocket\",\"area\":\"UA\""), "mandate.lacking");
  stands(s, "friend/one", FOR_UA("1", "\"act\":\"sale\",\"item\":\"rocket\",\"area\":\"RU-KRS\""));
}

static void a_mandate_that_is_not_certain_lets_nobody_act(void **state) {
  struct story *s = *state;
  static const char file[] =
      "{\"act\":\"case.file\",\"office\":\"ua.armed-forces\",\"case\":\"1\",\"request\":{\"act\":\"use\","
      "\"item\":\"rocket\",\"area\":\"RU\"}}";
  given(s, GRANT("D", "ua.armed-forces", "friend/one", ",\"cite\":\"x\",\"certainty\":\"disputed\""));
  refused(s, "friend/one", file, "office.not-acting-for");
}

/* ------------------------------------------------------------------ the registrar */

static void the_registrars_acts_are_the_registrars(void **state) {
  struct story *s = *state;
  refused(s, "friend/one", REGISTER(""), "office.not-registrar");
  refused(s, "friend/one", REGISTER(",\"office\":\"registry\""), "office.not-acting-for office.not-registrar");
  enrol(s, "registry/second");
  stands(s, "registry/second", REGISTER(""));
}

static void the_registrar_lends_its_authority_whole_or_not_at_all(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, GRANT("R1", "registry", "friend", ",\"regimes\":[\"us.review\"]"));
  refused(s, "friend/one", REGISTER(""), "office.not-registrar");
  refused(s, "friend/one", REGISTER(",\"office\":\"registry\""), "office.not-registrar");
  stands(s, STORY_FIRST, GRANT("R2", "registry", "friend", ",\"areas\":[\"UA\"]"));
  refused(s, "friend/one", REGISTER(""), "office.not-registrar");
  stands(s, STORY_FIRST, GRANT("R3", "registry", "friend", ""));
  stands(s, "friend/one", REGISTER(""));
  stands(s, "friend/one", "{\"act\":\"item.register\",\"office\":\"registry\",\"item\":\"x\",\"kind\":\"data\"}");
}

static void the_registrars_mandate_ends_when_it_is_revoked(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, GRANT("R", "registry", "friend", ""));
  stands(s, STORY_FIRST, REVOKE("R", "2025-08-27"));
  stands(s, "friend/one", REGISTER(""));
  today(s, "2025-08-27");
  refused(s, "friend/one", "{\"act\":\"item.register\",\"item\":\"x\",\"kind\":\"data\"}", "office.not-registrar");
}

/* ------------------------------------------------------------------ what the officer had seen */

static void an_act_on_what_has_moved_is_refused(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, "{\"act\":\"item.fact\",\"item\":\"rocket\",\"name\":\"range_max\",\"value\":\"165 km\"}");
  int64_t n = s->n - 1;
#define FACT "{\"act\":\"item.fact\",\"item\":\"rocket\",\"name\":\"range_max\",\"value\":\"166 km\",\"saw\":%lld}"
  struct cs_reason *reasons = refused(s, STORY_FIRST, story_text(s, FACT, (long long)n - 1).ptr, "subject.moved");
  assert_str(reasons[0].text, story_text(s, "item:rocket has moved: its last entry is %lld, the officer had seen %lld",
                                         (long long)n, (long long)n - 1)
                                  .ptr);
  refused(s, STORY_FIRST, story_text(s, FACT, (long long)n + 1).ptr, "subject.moved");
  refused(s, STORY_FIRST, story_text(s, FACT, -1LL).ptr, "subject.moved");
  stands(s, STORY_FIRST, story_text(s, FACT, (long long)n).ptr);
}

static void what_is_new_was_seen_by_nobody(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, REGISTER(",\"saw\":0"), "subject.moved");
  stands(s, STORY_FIRST, REGISTER(",\"saw\":-1"));
}

static void loads_may_come_in_any_order(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST,
         "{\"act\":\"record.load\",\"saw\":-1,\"name\":\"world.jsonl\",\"digest\":\"" STORY_HASH "\",\"acts\":2}");
  refused(s, "friend/one",
          "{\"act\":\"record.load\",\"name\":\"world.jsonl\",\"digest\":\"" STORY_HASH "\",\"acts\":2}",
          "office.not-registrar");
}

/* ------------------------------------------------------------------ sources */

static void a_source_says_what_needs_no_signature(void **state) {
  struct story *s = *state;
  given(s, REGISTER(""));
  given(s,
        "{\"act\":\"calendar.declare\",\"calendar\":\"c\",\"weekend\":[\"sat\"],\"holidays\":[]}\n"
        "{\"act\":\"statement.record\",\"statement\":\"s\",\"kind\":\"said\",\"about\":[\"rocket\"],\"text\":\"t\"}\n"
        "{\"act\":\"statement.withdraw\",\"statement\":\"s\"}\n"
        "{\"act\":\"case.file\",\"office\":\"friend\",\"case\":\"1\",\"request\":{\"act\":\"use\",\"item\":\"rocket\","
        "\"area\":\"RU\"}}\n"
        "{\"act\":\"case.withdraw\",\"office\":\"friend\",\"case\":\"1\"}");
  refused(s, NULL,
          "{\"act\":\"key.enrol\",\"officer\":\"friend/two\",\"key\":\"" STORY_PROOFLESS "\",\"proof\":\"" STORY_PROOF
          "\"}",
          "source.not-for-this-act");
  refused(s, NULL, "{\"act\":\"key.revoke\",\"officer\":\"" STORY_FIRST "\",\"key\":\"" STORY_HASH "\"}",
          "source.not-for-this-act");
  refused(s, NULL, "{\"act\":\"record.load\",\"name\":\"x\",\"digest\":\"" STORY_HASH "\",\"acts\":2}",
          "source.not-for-this-act");
}

static void nobody_founds_a_record_twice(void **state) {
  struct story *s = *state;
  static const char found[] =
      "{\"act\":\"record.found\",\"origin\":\"a.example/b\",\"verifier\":\"a.example/b+5d1c07e9+AaN3\","
      "\"format\":1,\"random\":\"" STORY_HASH "\",\"officer\":\"friend/one\",\"key\":\"" STORY_HASH
      "\",\"trial\":true,\"public\":false,\"zone\":\"+00:00\"}";
  refused(s, STORY_FIRST, found, "record.founded");
  refused(s, NULL, found, "source.not-for-this-act");
}

static void what_an_officer_did_says_who_the_officer_was(void **state) {
  struct story *s = *state;
  assert_json(s, stands(s, STORY_FIRST, REGISTER("")), "{\"officer\":\"registry/first\"}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
      T(who_has_no_key_on_record_is_refused),
      T(a_revoked_key_acts_no_more_and_a_second_key_of_the_officer_does),
      T(a_key_is_enrolled_once_also_when_it_was_revoked),
      T(a_key_is_revoked_only_for_its_own_officer),
      T(an_officer_is_an_office_on_record_and_one_name),
      T(an_officer_acts_for_its_own_office),
      T(an_officer_acts_for_another_office_by_its_mandate),
      T(a_mandate_to_the_officers_office_serves_every_officer_of_it),
      T(a_mandate_carries_an_officer_no_further_than_it_says),
      T(a_mandate_that_is_not_certain_lets_nobody_act),
      T(the_registrars_acts_are_the_registrars),
      T(the_registrar_lends_its_authority_whole_or_not_at_all),
      T(the_registrars_mandate_ends_when_it_is_revoked),
      T(an_act_on_what_has_moved_is_refused),
      T(what_is_new_was_seen_by_nobody),
      T(loads_may_come_in_any_order),
      T(a_source_says_what_needs_no_signature),
      T(nobody_founds_a_record_twice),
      T(what_an_officer_did_says_who_the_officer_was),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
