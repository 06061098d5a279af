/* What concerns the record itself: erasing, holding, officers' keys changed by themselves, the log's own key. */
#include "base/limits.h"
#include "review/support/story.h"

#define KEY_1 "00000000000000000000000000000000000000000000000000000000000000e1"
#define KEY_2 "00000000000000000000000000000000000000000000000000000000000000e2"
#define ENROL(officer, key, more)                                                                                      \
  "{\"act\":\"key.enrol\",\"officer\":\"" officer "\",\"key\":\"" key "\",\"proof\":\"" STORY_PROOF "\"" more "}"
#define NAMED                ",\"name\":\"A. Person\""
#define ERASE(subject)       "{\"act\":\"vault.erase\",\"subject\":\"" subject "\"}"
#define HOLD(subject, until) "{\"act\":\"vault.hold\",\"subject\":\"" subject "\",\"until\":\"" until "\"}"
#define RELEASE(subject)     "{\"act\":\"vault.release\",\"subject\":\"" subject "\"}"
#define RELEASE_ONE(subject) "{\"act\":\"vault.release\",\"subject\":\"" subject "\",\"hold\":%lld}"
#define SECOND               STORY_REGISTRAR "/second"
#define NEXT                 "demo.example/review+00000001+AA"
#define AFTER                "demo.example/review+00000002+AA"
#define CALENDAR             "{\"act\":\"calendar.declare\",\"calendar\":\"federal\",\"weekend\":[\"sun\"],\"holidays\":[]}"
#define ROTATE(stage, verifier, more)                                                                                  \
  "{\"act\":\"log.rotate\",\"stage\":\"" stage "\",\"verifier\":\"" verifier "\"" more "}"

/* ------------------------------------------------------------------ erasing */

static void only_what_is_there_is_erased_and_only_once(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.nothing");
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, ""));
  refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.nothing");
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_2, NAMED));
  stands(s, STORY_FIRST, ERASE("officer:friend/x"));
  refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.erased");
}

static void what_is_named_anew_may_be_erased_anew(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, ERASE("officer:friend/x"));
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_2, NAMED));
  stands(s, STORY_FIRST, ERASE("officer:friend/x"));
  refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.erased");
}

static void a_hold_protects_until_its_day(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  struct cs_reason *reasons = refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.held");
  assert_non_null(strstr(reasons[0].text.ptr, "until 2025-09-01"));
  today(s, "2025-08-31");
  refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.held");
  today(s, "2025-09-01");
  stands(s, STORY_FIRST, ERASE("officer:friend/x"));
}

static void a_later_hold_does_not_shorten_an_earlier_one(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-08-27"));
  today(s, "2025-08-28");
  refused(s, STORY_FIRST, ERASE("officer:friend/x"), "vault.held");
}

static void a_hold_ends_ahead_and_is_of_something_on_record(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"), "vault.nothing");
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  refused(s, STORY_FIRST, HOLD("officer:friend/x", "2025-08-26"), "vault.hold-past");
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-08-27"));
}

static void a_hold_protects_one_subject_alone(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, ENROL("friend/y", KEY_2, NAMED));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  stands(s, STORY_FIRST, ERASE("officer:friend/y"));
}

static void a_second_officer_ends_a_hold_and_what_it_held_may_be_erased(void **state) {
  struct story *s = *state;
  enrol(s, SECOND);
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  stands(s, SECOND, RELEASE("officer:friend/x"));
  stands(s, SECOND, ERASE("officer:friend/x"));
}

static void nobody_ends_a_hold_of_its_own(void **state) {
  struct story *s = *state;
  enrol(s, SECOND);
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  long long first = s->n - 1;
  struct cs_reason *reasons = refused(s, STORY_FIRST, RELEASE("officer:friend/x"), "vault.own-hold");
  assert_non_null(strstr(reasons[0].text.ptr, "another officer must end it"));
  /* One of one's own among several is one too many; the other alone may be ended. */
  stands(s, SECOND, HOLD("officer:friend/x", "2025-10-01"));
  refused(s, SECOND, RELEASE("officer:friend/x"), "vault.own-hold");
  stands(s, SECOND, story_text(s, RELEASE_ONE("officer:friend/x"), first).ptr);
  reasons = refused(s, SECOND, ERASE("officer:friend/x"), "vault.held");
  assert_non_null(strstr(reasons[0].text.ptr, "until 2025-10-01"));
}

/* A second key does not make a second person. */
static void another_key_of_the_same_officer_ends_no_hold(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  enrol(s, STORY_FIRST);
  refused(s, STORY_FIRST, RELEASE("officer:friend/x"), "vault.own-hold");
}

static void only_a_hold_in_force_is_ended(void **state) {
  struct story *s = *state;
  enrol(s, SECOND);
  stands(s, STORY_FIRST, ENROL("friend/x", KEY_1, NAMED));
  refused(s, SECOND, RELEASE("officer:friend/x"), "vault.no-hold");
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-08-28"));
  long long hold = s->n - 1;
  refused(s, SECOND, story_text(s, RELEASE_ONE("officer:friend/x"), hold + 1).ptr, "vault.no-hold");
  today(s, "2025-08-28");
  refused(s, SECOND, story_text(s, RELEASE_ONE("officer:friend/x"), hold).ptr, "vault.no-hold");
  refused(s, SECOND, RELEASE("officer:friend/x"), "vault.no-hold");
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-01"));
  stands(s, SECOND, RELEASE("officer:friend/x"));
  refused(s, SECOND, RELEASE("officer:friend/x"), "vault.no-hold");
  stands(s, STORY_FIRST, HOLD("officer:friend/x", "2025-09-02")); /* a release ends nothing that comes later */
  refused(s, SECOND, ERASE("officer:friend/x"), "vault.held");
}

static void nobody_but_the_registrar_erases_or_holds(void **state) {
  struct story *s = *state;
  enrol(s, "friend/x");
  stands(s, STORY_FIRST, ENROL("friend/y", KEY_1, NAMED));
  refused(s, "friend/x", ERASE("officer:friend/y"), "office.not-registrar");
  refused(s, "friend/x", HOLD("officer:friend/y", "2025-09-01"), "office.not-registrar");
  stands(s, STORY_FIRST, HOLD("officer:friend/y", "2025-09-01"));
  refused(s, "friend/x", RELEASE("officer:friend/y"), "office.not-registrar");
  refused(s, NULL, ERASE("officer:friend/y"), "source.not-for-this-act");
}

/* ------------------------------------------------------------------ officers' keys */

static void an_officer_enrols_a_further_key_for_itself_and_for_nobody_else(void **state) {
  struct story *s = *state;
  enrol(s, "friend/x");
  enrol(s, "friend/y");
  stands(s, "friend/x", ENROL("friend/x", KEY_1, ""));
  refused(s, "friend/x", ENROL("friend/y", KEY_2, ""), "office.not-registrar");
  assert_int_equal(cs_json_get(state_of(s, "officer:friend/x"), "keys")->n, 2);
}

static void a_key_that_replaces_another_revokes_it(void **state) {
  struct story *s = *state;
  const char *old = enrol(s, "friend/x");
  stands(s, "friend/x", story_text(s, ENROL("friend/x", KEY_1, ",\"replaces\":\"%s\""), old).ptr);
  refused(s, "friend/x", ENROL("friend/x", KEY_2, ""), "key.revoked"); /* the story still signs with the old one */
}

static void only_an_officers_own_valid_key_is_replaced(void **state) {
  struct story *s = *state;
  const char *old = enrol(s, "friend/x"), *other = enrol(s, "friend/y");
  refused(s, "friend/x", story_text(s, ENROL("friend/x", KEY_1, ",\"replaces\":\"%s\""), other).ptr, "key.unknown");
  refused(s, "friend/x", ENROL("friend/x", KEY_1, ",\"replaces\":\"" KEY_2 "\""), "key.unknown");
  stands(s, STORY_FIRST, story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/x\",\"key\":\"%s\"}", old).ptr);
  refused(s, STORY_FIRST, story_text(s, ENROL("friend/x", KEY_1, ",\"replaces\":\"%s\""), old).ptr, "key.revoked");
}

static void a_revoked_key_enrols_no_other(void **state) {
  struct story *s = *state;
  const char *old = enrol(s, "friend/x");
  stands(s, STORY_FIRST, story_text(s, "{\"act\":\"key.revoke\",\"officer\":\"friend/x\",\"key\":\"%s\"}", old).ptr);
  refused(s, "friend/x", ENROL("friend/x", KEY_1, ""), "key.revoked");
}

/* ------------------------------------------------------------------ the log's key */

static void a_key_of_the_log_is_announced_activated_and_the_former_retired(void **state) {
  struct story *s = *state;
  stands(s, STORY_FIRST, ROTATE("announce", NEXT, ""));
  long long size = s->n;
  refused(s, STORY_FIRST, story_text(s, ROTATE("activate", NEXT, ",\"until\":%lld"), size + 1).ptr, "log.until");
  refused(s, STORY_FIRST, ROTATE("activate", NEXT, ""), "log.until");
  stands(s, STORY_FIRST, story_text(s, ROTATE("activate", NEXT, ",\"until\":%lld"), size + 2).ptr);
  refused(s, STORY_FIRST, ROTATE("retire", NEXT, ""), "log.until");
  enrol(s, "friend/x");
  stands(s, STORY_FIRST, ROTATE("retire", NEXT, ""));
  stands(s, STORY_FIRST, ROTATE("announce", AFTER, ""));
}

static void stages_come_in_their_order(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, ROTATE("activate", NEXT, ",\"until\":99"), "log.stage");
  refused(s, STORY_FIRST, ROTATE("retire", NEXT, ""), "log.stage");
  stands(s, STORY_FIRST, ROTATE("announce", NEXT, ""));
  refused(s, STORY_FIRST, ROTATE("retire", NEXT, ""), "log.stage");
  refused(s, STORY_FIRST, ROTATE("announce", AFTER, ""), "log.stage");
  refused(s, STORY_FIRST, ROTATE("activate", AFTER, ",\"until\":99"), "log.stage");
  stands(s, STORY_FIRST, ROTATE("activate", NEXT, ",\"until\":99"));
  refused(s, STORY_FIRST, ROTATE("activate", NEXT, ",\"until\":99"), "log.stage");
}

static void a_key_of_another_log_or_of_before_is_not_taken(void **state) {
  struct story *s = *state;
  refused(s, STORY_FIRST, ROTATE("announce", "other.example/review+00000001+AA", ""), "log.key-not-fit");
  refused(s, STORY_FIRST, ROTATE("announce", "demo.example/review+5d1c07e9+AaN3", ""), "log.key-not-fit");
  enrol(s, "friend/x");
  refused(s, "friend/x", ROTATE("announce", NEXT, ""), "office.not-registrar");
}

/* One more than can be held would close the record for good. */
static void a_log_takes_no_more_keys_than_its_readers_hold(void **state) {
  struct story *s = *state;
  for (int i = 1; i < CS_LOG_KEYS_MAX; i++) {
    char key[64];
    snprintf(key, sizeof key, "demo.example/review+%08x+AA", (unsigned)i);
    stands(s, STORY_FIRST, story_text(s, ROTATE("announce", "%s", ""), key).ptr);
    long long until = s->n + 2;
    stands(s, STORY_FIRST, story_text(s, ROTATE("activate", "%s", ",\"until\":%lld"), key, until).ptr);
    stands(s, STORY_FIRST, CALENDAR);
    stands(s, STORY_FIRST, story_text(s, ROTATE("retire", "%s", ""), key).ptr);
  }
  struct cs_reason *reasons =
      refused(s, STORY_FIRST, ROTATE("announce", "demo.example/review+ffffffff+AA", ""), "log.key-not-fit");
  assert_str(reasons[0].text, "the log has had 64 keys, and takes no more under this origin");
}

#define T(name) cmocka_unit_test_setup_teardown(name, story_world_set_up, story_tear_down)
int main(void) {
  const struct CMUnitTest tests[] = {
      T(a_log_takes_no_more_keys_than_its_readers_hold),
      T(only_what_is_there_is_erased_and_only_once),
      T(what_is_named_anew_may_be_erased_anew),
      T(a_hold_protects_until_its_day),
      T(a_later_hold_does_not_shorten_an_earlier_one),
      T(a_hold_ends_ahead_and_is_of_something_on_record),
      T(a_hold_protects_one_subject_alone),
      T(a_second_officer_ends_a_hold_and_what_it_held_may_be_erased),
      T(nobody_ends_a_hold_of_its_own),
      T(another_key_of_the_same_officer_ends_no_hold),
      T(only_a_hold_in_force_is_ended),
      T(nobody_but_the_registrar_erases_or_holds),
      T(an_officer_enrols_a_further_key_for_itself_and_for_nobody_else),
      T(a_key_that_replaces_another_revokes_it),
      T(only_an_officers_own_valid_key_is_replaced),
      T(a_revoked_key_enrols_no_other),
      T(a_key_of_the_log_is_announced_activated_and_the_former_retired),
      T(stages_come_in_their_order),
      T(a_key_of_another_log_or_of_before_is_not_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
