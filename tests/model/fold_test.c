/* Folds: what each act does to the state of each of its subjects, and what a state cannot take. Cases: case_test.c. */
#include "model/samples.h"

#include "model/catalogue.h"
#include "model/fold.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The state after the act, which must be taken. */
static struct cs_json *folded(struct room *room, const char *subject, const struct cs_json *state, const char *flat,
                              int64_t n, const char *out) {
  struct cs_entry entry = entry_of(room, flat, n, out);
  struct cs_json *next = NULL;
  assert_ok(cs_fold(&room->arena, cs_str_of(subject), state, &entry, &next, &room->err), &room->err);
  return next;
}

static bool fold_only(struct room *room, const char *subject, const struct cs_json *state, const char *flat,
                      int64_t n) {
  struct cs_entry entry = entry_of(room, flat, n, "{}");
  struct cs_json *next;
  return cs_fold(&room->arena, cs_str_of(subject), state, &entry, &next, &room->err);
}

struct first {
  const char *kind, *subject, *state;
};

/* The sample of each kind as the first word on its subjects. */
static const struct first firsts[] = {
    {"record.found", "record:",
     "{\"found\":{\"format\":1,\"key\":\"" KEY_A
     "\",\"n\":5,\"officer\":\"registry/first\",\"origin\":\"demo.example/review\","
     "\"public\":false,\"random\":\"" HASH_A
     "\",\"trial\":true,\"verifier\":\"demo.example/review+5d1c07e9+AaN3\",\"zone\":\"+00:00\"},"
     "\"loads\":0}"},
    {"record.found", "officer:registry/first", "{\"keys\":[{\"key\":\"" KEY_A "\",\"n\":5}]}"},
    {"record.found", "key:" KEY_A, "{\"n\":5,\"officer\":\"registry/first\"}"},
    {"record.continued", "log:",
     "{\"continued\":[{\"former\":\"demo.example/review\",\"n\":5,\"origin\":\"demo.example/second\",\"proof\":\"" SIG_A
     "\",\"reason\":\"the disk was lost\",\"root\":\"" HASH_A "\",\"signed_root\":\"" HASH_A
     "\",\"signed_size\":7,\"size\":5,\"verifier\":\"demo.example/second+5d1c07e9+AaN3\"}],\"keys\":[]}"},
    {"key.enrol", "officer:us.state/desk", "{\"keys\":[{\"key\":\"" KEY_A "\",\"n\":5}],\"personal\":[5]}"},
    {"key.enrol", "key:" KEY_A, "{\"n\":5,\"officer\":\"us.state/desk\"}"},
    {"vault.erase", "vault:officer:us.state/desk", "{\"erased\":[{\"n\":5}],\"holds\":[],\"releases\":[]}"},
    {"vault.hold", "vault:officer:us.state/desk",
     "{\"erased\":[],\"holds\":[{\"n\":5,\"until\":\"2030-01-01\"}],\"releases\":[]}"},
    {"vault.release", "vault:officer:us.state/desk",
     "{\"erased\":[],\"holds\":[],\"releases\":[{\"hold\":3,\"n\":5}]}"},
    {"log.rotate",
     "log:", "{\"continued\":[],\"keys\":[{\"announced\":5,\"verifier\":\"demo.example/review+5d1c07e9+AaN3\"}]}"},
    {"party.register", "party:us.state",
     "{\"versions\":[{\"calendar\":\"us.federal\",\"from\":\"1789\",\"kind\":\"office\","
     "\"known\":\"2025-01-01\","
     "\"n\":5,\"name\":\"Department of State\",\"state\":\"US\"}]}"},
    {"calendar.declare", "calendar:us.federal",
     "{\"versions\":[{\"holidays\":[\"2025-09-01\",\"2025-10-13\"],\"n\":5,\"weekend\":[\"sat\",\"sun\"]}]}"},
    {"item.register", "item:eram",
     "{\"dependencies\":[],\"facts\":[],\"versions\":[{\"certainty\":\"confirmed\",\"cite\":\"DSCA "
     "25-75\",\"class\":[\"long-range\"],"
     "\"complete\":false,\"from\":\"2025-08-28\",\"kind\":\"munition\",\"n\":5,\"name\":\"ERAM\",\"origin\":[\"US\"]}]"
     "}"},
    {"item.fact", "item:eram",
     "{\"dependencies\":[],\"facts\":[{\"also\":[\"240 km..450 km\"],\"certainty\":\"disputed\",\"cite\":\"CNN, "
     "2025-08-28\",\"n\":5,"
     "\"name\":\"range_max\",\"value\":\"150 mi..280 mi\"}],\"versions\":[]}"},
    {"dependency.register", "item:storm-shadow",
     "{\"dependencies\":[{\"by\":\"relies-on\",\"certainty\":\"reported\",\"n\":5,\"on\":\"us.targeting-data\","
     "\"share\":\"0.25\"}],"
     "\"facts\":[],\"versions\":[]}"},
    {"group.define", "group:atacms", "{\"members\":[],\"of\":\"items\",\"open\":true}"},
    {"group.member", "group:atacms",
     "{\"members\":[{\"member\":\"atacms-300\",\"n\":5,\"until\":\"2026\"}],\"open\":false}"},
    {"rules.publish", "regime:us.long-range-review",
     "{\"former\":[],\"owner\":\"us.president\",\"texts\":[{\"digest\":\"" HASH_A
     "\",\"file\":\"long-range.rules\",\"n\":5}]}"},
    {"mandate.grant", "mandate:M3",
     "{\"grants\":[{\"acts\":[\"use\"],\"areas\":[\"RU\",\"RU-KRS\"],\"by\":\"us.president\",\"certainty\":"
     "\"reported\",\"cite\":\"Wall Street "
     "Journal, "
     "2025-08-23\",\"from\":\"2025-05..2025-06\",\"known\":\"2025-08-23\",\"n\":5,\"regimes\":[\"us.long-range-"
     "review\"],"
     "\"to\":\"us.secdef\"}],\"revocations\":[]}"},
    {"mandate.grant", "office:us.secdef", "{\"mandates\":[\"M3\"]}"},
    {"mandate.revoke", "mandate:M3", "{\"grants\":[],\"revocations\":[{\"from\":\"2025-08-27\",\"n\":5}]}"},
    {"statement.record", "statement:s1",
     "{\"versions\":[{\"about\":[\"us.long-range-review\"],\"by\":\"us.president\",\"from\":"
     "\"2025-08-23\","
     "\"kind\":\"said\",\"n\":5,\"text\":\"no change in military posture\"}],\"withdrawals\":[]}"},
    {"statement.withdraw", "statement:s1", "{\"versions\":[],\"withdrawals\":[{\"n\":5,\"text\":\"withdrawn\"}]}"},
};

static void each_act_begins_the_state_of_each_of_its_subjects(void **state) {
  struct room *room = *state;
  for (size_t i = 0; i < COUNT(firsts); i++) {
    struct cs_json *next =
        folded(room, firsts[i].subject, NULL, sample_of(firsts[i].kind), 5, "{\"owner\":\"us.president\"}");
    assert_string_equal(canonical(room, next), firsts[i].state);
  }
}

static void each_act_has_an_effect_on_each_of_its_subjects(void **state) {
  struct room *room = *state;
  for (size_t i = 0; i < N_SAMPLES; i++) {
    struct cs_entry entry = entry_of(room, samples[i].flat, 5, "{\"consents\":[]}");
    struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
    size_t n;
    assert_ok(cs_act_subjects(&room->arena, &entry.act, subjects, &n, &room->err), &room->err);
    for (size_t k = 0; k < n; k++) {
      struct cs_json *next;
      if (!cs_fold(&room->arena, subjects[k], NULL, &entry, &next, &room->err)) {
        assert_ptr_equal(room->err.code, &CS_E_FOLD_STATE); /* never the assertion that an effect is lacking */
      }
    }
  }
}

static void what_is_said_again_stands_behind_what_was_said_before(void **state) {
  struct room *room = *state;
  struct cs_json *one = folded(room, "item:eram", NULL, sample_of("item.register"), 5, "{}");
  const char *before = canonical(room, one);
  struct cs_json *two = folded(room, "item:eram", one, sample_of("item.fact"), 6, "{}");
  struct cs_json *three =
      folded(room, "item:eram", two, "{\"act\":\"item.register\",\"item\":\"eram\",\"kind\":\"system\"}", 7, "{}");
  assert_int_equal(cs_json_get(three, "versions")->n, 2);
  assert_int_equal(cs_json_get(three, "facts")->n, 1);
  assert_int_equal(cs_json_integer(cs_json_get(three, "versions")->items[1], "n", 0), 7);
  assert_string_equal(canonical(room, one), before); /* the state before is not touched */
  assert_int_equal(cs_json_get(two, "versions")->n, 1);
}

static void a_state_is_the_same_whether_read_back_or_kept(void **state) {
  struct room *room = *state;
  struct cs_json *one = folded(room, "item:eram", NULL, sample_of("item.register"), 5, "{}");
  struct cs_json *kept = folded(room, "item:eram", one, sample_of("item.fact"), 6, "{}");
  struct cs_json *read = folded(room, "item:eram", parsed(room, canonical(room, one)), sample_of("item.fact"), 6, "{}");
  assert_string_equal(canonical(room, kept), canonical(room, read));
}

static void loads_are_counted_once_the_record_is_founded(void **state) {
  struct room *room = *state;
  assert_code(fold_only(room, "record:", NULL, sample_of("record.load"), 1), &room->err, CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "entry 1, record.load of record:: the record is not founded"));
  struct cs_json *record = folded(room, "record:", NULL, sample_of("record.found"), 0, "{}");
  record = folded(room, "record:", record, sample_of("record.load"), 1, "{}");
  record = folded(room, "record:", record, sample_of("record.load"), 9, "{}");
  assert_int_equal(cs_json_integer(record, "loads", 0), 2);
  assert_code(fold_only(room, "record:", record, sample_of("record.found"), 10), &room->err, CS_E_FOLD_STATE);
}

#define OTHER_KEY "00000000000000000000000000000000000000000000000000000000000000aa"

static void a_key_is_enrolled_once_and_revoked_once(void **state) {
  struct room *room = *state;
  const char *subject = "key:" KEY_A;
  assert_code(fold_only(room, subject, NULL, sample_of("key.revoke"), 4), &room->err, CS_E_FOLD_STATE);
  struct cs_json *key = folded(room, subject, NULL, sample_of("key.enrol"), 5, "{}");
  assert_code(fold_only(room, subject, key, sample_of("key.enrol"), 6), &room->err, CS_E_FOLD_STATE);
  key = folded(room, subject, key, sample_of("key.revoke"), 7, "{}");
  assert_string_equal(
      canonical(room, key),
      "{\"n\":5,\"officer\":\"us.state/desk\",\"revoked\":7,\"revoked_at\":\"2025-08-25T09:00:00.123456Z\"}");
  assert_code(fold_only(room, subject, key, sample_of("key.revoke"), 8), &room->err, CS_E_FOLD_STATE);
  assert_code(fold_only(room, subject, key, sample_of("key.enrol"), 8), &room->err, CS_E_FOLD_STATE);
}

static void a_key_is_revoked_for_its_own_officer_only(void **state) {
  struct room *room = *state;
  struct cs_json *key = folded(room, "key:" KEY_A, NULL, sample_of("key.enrol"), 5, "{}");
  assert_code(fold_only(room, "key:" KEY_A, key,
                        "{\"act\":\"key.revoke\",\"officer\":\"us.state/other\",\"key\":\"" KEY_A "\"}", 6),
              &room->err, CS_E_FOLD_STATE);
}

static void an_officer_keeps_the_keys_that_are_not_revoked(void **state) {
  struct room *room = *state;
  const char *subject = "officer:us.state/desk";
  struct cs_json *officer = folded(room, subject, NULL, sample_of("key.enrol"), 5, "{}");
  officer =
      folded(room, subject, officer,
             "{\"act\":\"key.enrol\",\"officer\":\"us.state/desk\",\"key\":\"" OTHER_KEY "\",\"proof\":\"" SIG_A "\"}",
             6, "{}");
  officer = folded(room, subject, officer, sample_of("key.revoke"), 7, "{}");
  assert_string_equal(canonical(room, officer),
                      "{\"keys\":[{\"key\":\"" KEY_A "\",\"n\":5,\"revoked\":7},{\"key\":\"" OTHER_KEY
                      "\",\"n\":6}],\"personal\":[5]}");
  assert_code(fold_only(room, subject, officer, sample_of("key.revoke"), 8), &room->err, CS_E_FOLD_STATE);
  assert_non_null(strstr(room->err.text, "no such key"));
}

static void a_key_that_replaces_another_revokes_it(void **state) {
  struct room *room = *state;
  const char *replacing = "{\"act\":\"key.enrol\",\"officer\":\"us.state/desk\",\"key\":\"" OTHER_KEY
                          "\",\"proof\":\"" SIG_A "\",\"replaces\":\"" KEY_A "\"}";
  struct cs_json *officer = folded(room, "officer:us.state/desk", NULL, sample_of("key.enrol"), 5, "{}");
  struct cs_json *old = folded(room, "key:" KEY_A, NULL, sample_of("key.enrol"), 5, "{}");
  officer = folded(room, "officer:us.state/desk", officer, replacing, 6, "{}");
  old = folded(room, "key:" KEY_A, old, replacing, 6, "{}");
  assert_string_equal(canonical(room, officer),
                      "{\"keys\":[{\"key\":\"" KEY_A "\",\"n\":5,\"revoked\":6},{\"key\":\"" OTHER_KEY
                      "\",\"n\":6}],\"personal\":[5]}");
  assert_int_equal(cs_json_integer(old, "revoked", 0), 6);
  assert_string_equal(canonical(room, folded(room, "key:" OTHER_KEY, NULL, replacing, 6, "{}")),
                      "{\"n\":6,\"officer\":\"us.state/desk\"}");
}

static void the_newest_key_of_the_log_goes_from_stage_to_stage(void **state) {
  struct room *room = *state;
#define STAGE(stage, more)                                                                                             \
  "{\"act\":\"log.rotate\",\"stage\":\"" stage "\",\"verifier\":\"a.example+00000001+AA\"" more "}"
  struct cs_json *log = folded(room, "log:", NULL, STAGE("announce", ""), 5, "{}");
  log = folded(room, "log:", log, STAGE("activate", ",\"until\":9"), 6, "{}");
  log = folded(room, "log:", log, STAGE("retire", ""), 9, "{}");
  assert_string_equal(canonical(room, log), "{\"continued\":[],\"keys\":[{\"activated\":6,\"announced\":5,\"retired\":9,\"until\":9,"
                                            "\"verifier\":\"a.example+00000001+AA\"}]}");
  assert_code(fold_only(room, "log:", NULL, STAGE("activate", ",\"until\":9"), 6), &room->err, CS_E_FOLD_STATE);
}

static void what_a_personal_seal_holds_is_in_no_state(void **state) {
  struct room *room = *state;
  for (size_t i = 0; i < COUNT(firsts); i++) {
    struct cs_json *next = folded(room, firsts[i].subject, NULL, sample_of(firsts[i].kind), 5, "{}");
    assert_null(strstr(canonical(room, next), "A. Person"));
  }
}

#define PUBLISH(file, digit)                                                                                           \
  "{\"act\":\"rules.publish\",\"regime\":\"r\",\"file\":\"" file                                                       \
  "\",\"digest\":\"000000000000000000000000000000000000000000000000000000000000000" digit "\"}"

static void a_text_published_again_takes_the_place_of_the_former(void **state) {
  struct room *room = *state;
  struct cs_json *regime = folded(room, "regime:r", NULL, PUBLISH("a.rules", "1"), 5, "{\"owner\":\"o1\"}");
  regime = folded(room, "regime:r", regime, PUBLISH("b.rules", "2"), 6, "{\"owner\":\"o1\"}");
  regime = folded(room, "regime:r", regime, PUBLISH("a.rules", "3"), 7, "{\"owner\":\"o2\"}");
  const struct cs_json *texts = cs_json_get(regime, "texts");
  const struct cs_json *former = cs_json_get(regime, "former");
  assert_int_equal(texts->n, 2);
  assert_str(cs_json_text(texts->items[0], "file"), "a.rules");
  assert_int_equal(cs_json_integer(texts->items[0], "n", 0), 7);
  assert_int_equal(cs_json_integer(texts->items[1], "n", 0), 6);
  assert_int_equal(former->n, 1);
  assert_int_equal(cs_json_integer(former->items[0], "n", 0), 5);
  assert_str(cs_json_text(regime, "owner"), "o2");
}

static void a_group_is_defined_anew_and_keeps_its_members(void **state) {
  struct room *room = *state;
  struct cs_json *group = folded(room, "group:atacms", NULL, sample_of("group.member"), 5, "{}");
  group = folded(room, "group:atacms", group, sample_of("group.define"), 6, "{}");
  assert_true(cs_json_flag(group, "open"));
  group =
      folded(room, "group:atacms", group, "{\"act\":\"group.define\",\"group\":\"atacms\",\"of\":\"items\"}", 7, "{}");
  assert_false(cs_json_flag(group, "open"));
  assert_int_equal(cs_json_get(group, "members")->n, 1);
}

static void an_office_has_each_of_its_mandates_once(void **state) {
  struct room *room = *state;
  struct cs_json *office = folded(room, "office:us.secdef", NULL, sample_of("mandate.grant"), 5, "{}");
  office = folded(room, "office:us.secdef", office, sample_of("mandate.grant"), 6, "{}");
  office = folded(room, "office:us.secdef", office,
                  "{\"act\":\"mandate.grant\",\"mandate\":\"M4\",\"by\":\"a\",\"to\":\"us.secdef\"}", 7, "{}");
  assert_string_equal(canonical(room, office), "{\"mandates\":[\"M3\",\"M4\"]}");
}

static void an_act_changes_none_but_its_own_subjects(void **state) {
  struct room *room = *state;
  static const char *const others[] = {"item:other", "party:eram", "item", "", "record:"};
  for (size_t i = 0; i < COUNT(others); i++) {
    assert_code(fold_only(room, others[i], NULL, sample_of("item.register"), 5), &room->err, CS_E_FOLD_STATE);
    assert_non_null(strstr(room->err.text, "does not change this subject"));
  }
}

static void a_state_that_this_program_did_not_write_is_refused(void **state) {
  struct room *room = *state;
  assert_code(fold_only(room, "item:eram", parsed(room, "[]"), sample_of("item.register"), 5), &room->err,
              CS_E_FOLD_STATE);
  assert_code(fold_only(room, "item:eram", parsed(room, "{\"versions\":7}"), sample_of("item.register"), 5), &room->err,
              CS_E_FOLD_STATE);
}

/* What the fold writes is what the catalogue reads. */
static void the_catalogue_reads_what_the_fold_writes(void **state) {
  struct room *room = *state;
  struct cs_catalogue *catalogue = cs_catalogue_new(&room->err);
  assert_non_null(catalogue);
  for (size_t i = 0; i < COUNT(firsts); i++) {
    struct cs_json *next =
        folded(room, firsts[i].subject, NULL, sample_of(firsts[i].kind), 5, "{\"owner\":\"us.president\"}");
    bool regimes = false;
    assert_ok(cs_catalogue_put(catalogue, cs_str_of(firsts[i].subject), next, &regimes, &room->err), &room->err);
  }
  struct cs_json *eram = folded(room, "item:eram", NULL, sample_of("item.register"), 5, "{}");
  eram = folded(room, "item:eram", eram, sample_of("item.fact"), 6, "{}");
  assert_ok(cs_catalogue_put(catalogue, CS_STR("item:eram"), eram, NULL, &room->err), &room->err);
  const struct cs_item *item = cs_catalogue_item(catalogue, CS_STR("eram"));
  assert_non_null(item);
  assert_int_equal(item->n_versions, 1);
  assert_str(item->versions[0].origins.at[0], "US");
  assert_int_equal(item->versions[0].holds.certainty, CS_CONFIRMED);
  assert_str(item->facts[0].also.at[0], "240 km..450 km");
  const struct cs_item *shadow = cs_catalogue_item(catalogue, CS_STR("storm-shadow"));
  assert_true(shadow && shadow->n_dependencies == 1 && shadow->dependencies[0].has_share);
  assert_non_null(cs_catalogue_party(catalogue, CS_STR("us.state")));
  assert_int_equal(cs_catalogue_regime(catalogue, CS_STR("us.long-range-review"))->n_texts, 1);
  assert_int_equal(cs_catalogue_group(catalogue, CS_STR("atacms"))->n_members, 1);
  cs_catalogue_free(catalogue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(each_act_begins_the_state_of_each_of_its_subjects),
      T(each_act_has_an_effect_on_each_of_its_subjects),
      T(what_is_said_again_stands_behind_what_was_said_before),
      T(a_state_is_the_same_whether_read_back_or_kept),
      T(loads_are_counted_once_the_record_is_founded),
      T(a_key_is_enrolled_once_and_revoked_once),
      T(a_key_is_revoked_for_its_own_officer_only),
      T(an_officer_keeps_the_keys_that_are_not_revoked),
      T(a_key_that_replaces_another_revokes_it),
      T(the_newest_key_of_the_log_goes_from_stage_to_stage),
      T(what_a_personal_seal_holds_is_in_no_state),
      T(a_text_published_again_takes_the_place_of_the_former),
      T(a_group_is_defined_anew_and_keeps_its_members),
      T(an_office_has_each_of_its_mandates_once),
      T(an_act_changes_none_but_its_own_subjects),
      T(a_state_that_this_program_did_not_write_is_refused),
      T(the_catalogue_reads_what_the_fold_writes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
