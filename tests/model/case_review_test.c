/* The middle of a case, folded: the states that follow, and what no judge can have let through. */
#include "model/samples.h"

#include "model/case.h"
#include "model/fold.h"

#define REGIMES "\"regimes\":[{\"owner\":\"us.president\",\"regime\":\"us.review\"}]"
#define FILED                                                                                                          \
  "{\"asked\":[{\"approver\":\"us.secdef\",\"days\":5,\"due\":\"2025-09-02\",\"office\":\"us.usd-policy\",\"on\":"     \
  "\"2025-08-25\"}],\"consents\":[{\"approver\":\"us.secdef\"," REGIMES "}],\"verdict\":\"needs-approval\"}"
#define BY_POLICY "{\"office\":\"us.usd-policy\",\"officer\":\"us.usd-policy/analyst\"}"
#define ON        "{\"office\":\"us.usd-policy\",\"officer\":\"us.usd-policy/analyst\",\"on\":\"2025-08-26\"}"

static bool fold_one(struct room *room, struct cs_json **state, const char *flat, int64_t n, const char *out) {
  struct cs_entry entry = entry_of(room, flat, n, out);
  return cs_fold(&room->arena, CS_STR("case:2025-0001"), *state, &entry, state, &room->err);
}

static void fold_ok(struct room *room, struct cs_json **state, const char *kind, int64_t n, const char *out) {
  assert_ok(fold_one(room, state, sample_of(kind), n, out), &room->err);
}

static void fold_fault(struct room *room, struct cs_json **state, const char *kind, int64_t n, const char *out) {
  struct cs_json *before = *state;
  assert_code(fold_one(room, state, sample_of(kind), n, out), &room->err, CS_E_FOLD_STATE);
  *state = before;
}

static const char *element(struct room *room, const struct cs_json *state, const char *list, size_t i) {
  const struct cs_json *found = cs_json_get(state, list);
  assert_non_null(found);
  assert_true(i < found->n);
  return canonical(room, found->items[i]);
}

/* Samples name entries 62 to 69: filed, circulated, asked for, … */
static void everything_that_happens_stands_in_the_state(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62, FILED);
  fold_ok(room, &s, "case.circulate", 63, "{\"asked\":[{\"office\":\"us.state\",\"on\":\"2025-08-26\"}]}");
  fold_ok(room, &s, "case.advise", 64, BY_POLICY);
  fold_ok(room, &s, "case.countersign", 65, "{\"office\":\"us.usd-policy\",\"officer\":\"us.usd-policy/head\"}");
  fold_ok(room, &s, "case.ask", 66, ON);
  fold_ok(room, &s, "case.answer", 67, "{\"on\":\"2025-08-27\"}");
  fold_ok(room, &s, "case.notify", 68, "{}");
  fold_ok(room, &s, "case.recuse", 69, "{}");
  assert_str(cs_json_text(s, "status"), "open");
  assert_string_equal(element(room, s, "asked", 0), "{\"approver\":\"us.secdef\",\"days\":5,\"due\":\"2025-09-02\","
                                                    "\"n\":62,\"office\":\"us.usd-policy\",\"on\":\"2025-08-25\"}");
  assert_string_equal(element(room, s, "asked", 1), "{\"n\":63,\"office\":\"us.state\",\"on\":\"2025-08-26\","
                                                    "\"question\":\"does it widen the war?\"}");
  assert_string_equal(element(room, s, "advice", 0),
                      "{\"items\":[\"storm-shadow\"],\"level\":\"officer\",\"n\":64,\"office\":\"us.usd-policy\","
                      "\"officer\":\"us.usd-policy/analyst\",\"outcome\":\"approve\",\"party\":\"ua.armed-forces\","
                      "\"provisos\":[\"area=RU-KRS\"],\"version\":1}");
  assert_string_equal(element(room, s, "countersignatures", 0),
                      "{\"agree\":true,\"n\":65,\"of\":64,\"office\":\"us.usd-policy\",\"officer\":\"us.usd-policy/"
                      "head\"}");
  assert_string_equal(element(room, s, "questions", 0),
                      "{\"answer_n\":67,\"answered\":\"2025-08-27\",\"n\":66,\"office\":\"us.usd-policy\",\"officer\":"
                      "\"us.usd-policy/analyst\",\"on\":\"2025-08-26\"}");
  assert_string_equal(element(room, s, "notices", 0), "{\"day\":\"2025-08-28\",\"n\":68,\"to\":\"us.congress\"}");
  assert_string_equal(element(room, s, "recused", 0), "{\"n\":69,\"officer\":\"us.usd-policy/head\"}");
}

static void who_acts_for_another_office_stands_beside_it(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62, FILED);
  fold_ok(room, &s, "case.advise", 64, "{\"office\":\"us.secdef\",\"officer\":\"us.usd-policy/analyst\"}");
  const struct cs_json *advice = cs_json_get(s, "advice")->items[0];
  assert_str(cs_json_text(advice, "office"), "us.secdef");
  assert_str(cs_json_text(advice, "acting"), "us.usd-policy");
}

static void advice_ends_and_stays_readable(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62, FILED);
  fold_ok(room, &s, "case.advise", 64, BY_POLICY);
  fold_ok(room, &s, "case.advise", 65, "{\"office\":\"us.usd-policy\",\"officer\":\"o/a\",\"void\":[64]}");
  assert_int_equal(cs_json_integer(cs_json_get(s, "advice")->items[0], "void", 0), 65);
  assert_null(cs_json_get(cs_json_get(s, "advice")->items[1], "void"));
  fold_fault(room, &s, "case.advise", 66, "{\"office\":\"us.usd-policy\",\"void\":[64]}"); /* a second time */
  fold_fault(room, &s, "case.advise", 66, "{\"office\":\"us.usd-policy\",\"void\":[7]}");
  fold_fault(room, &s, "case.countersign", 66, BY_POLICY);
  assert_code(
      fold_one(room, &s,
               "{\"act\":\"case.countersign\",\"office\":\"o\",\"case\":\"2025-0001\",\"advice\":7,\"agree\":true}", 66,
               "{}"),
      &room->err, CS_E_FOLD_STATE);
}

static void an_amendment_is_the_next_version_with_consents_of_its_own(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62,
          "{\"consents\":[{\"approver\":\"us.secdef\"," REGIMES "},{\"approver\":\"gb.mod\"," REGIMES
          "}],\"verdict\":\"needs-approval\"}");
  fold_ok(room, &s, "case.decide", 63, "{\"on\":\"2025-08-28\"}");
  fold_ok(room, &s, "case.advise", 64, BY_POLICY);
  fold_ok(room, &s, "case.amend", 68,
          "{\"consents\":[{\"approver\":\"us.secdef\"," REGIMES "}],\"verdict\":\"needs-approval\",\"void\":[64]}");
  assert_int_equal(cs_json_get(s, "versions")->n, 2);
  assert_int_equal(cs_json_integer(cs_json_get(s, "versions")->items[1], "version", 0), 2);
  assert_int_equal(cs_json_get(s, "consents")->n, 1);
  assert_string_equal(element(room, s, "consents", 0), "{\"approver\":\"us.secdef\"," REGIMES ",\"status\":\"open\"}");
  assert_int_equal(cs_json_get(s, "former")->n, 1);
  assert_int_equal(cs_json_integer(cs_json_get(s, "former")->items[0], "n", 0), 63);
  assert_int_equal(cs_json_integer(cs_json_get(s, "advice")->items[0], "void", 0), 68);
  fold_ok(room, &s, "case.amend", 69, "{\"consents\":[],\"unasked\":[],\"verdict\":\"permitted\"}");
  assert_str(cs_json_text(s, "status"), "not-needed");
  fold_fault(room, &s, "case.amend", 70, "{\"consents\":[],\"verdict\":\"permitted\"}");
}

static void what_is_over_takes_none_of_it_but_notice_while_it_is_approved(void **state) {
  struct room *room = *state;
  static const char *const kinds[] = {"case.circulate", "case.advise", "case.countersign", "case.ask",
                                      "case.answer",    "case.amend",  "case.recuse"};
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62, FILED);
  fold_ok(room, &s, "case.advise", 64, BY_POLICY);
  fold_ok(room, &s, "case.ask", 66, ON);
  fold_ok(room, &s, "case.decide", 67, "{\"on\":\"2025-08-28\"}");
  assert_str(cs_json_text(s, "status"), "approved");
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    fold_fault(room, &s, kinds[i], 70, "{\"consents\":[],\"verdict\":\"permitted\"}");
  }
  fold_ok(room, &s, "case.notify", 70, "{}");
  assert_str(cs_json_text(s, "status"), "approved");
}

static void a_question_is_answered_once_and_only_one_that_was_asked(void **state) {
  struct room *room = *state;
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62, FILED);
  fold_fault(room, &s, "case.answer", 67, "{\"on\":\"2025-08-27\"}");
  fold_ok(room, &s, "case.ask", 66, ON);
  fold_ok(room, &s, "case.answer", 67, "{\"on\":\"2025-08-27\"}");
  fold_fault(room, &s, "case.answer", 68, "{\"on\":\"2025-08-27\"}");
}

static void what_is_sealed_must_be_opened_to_be_folded(void **state) {
  struct room *room = *state;
  static const char *const kinds[] = {"case.circulate", "case.advise"};
  struct cs_json *s = NULL;
  fold_ok(room, &s, "case.file", 62, FILED);
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    struct cs_entry entry = entry_of(room, sample_of(kinds[i]), 63, BY_POLICY);
    struct cs_json *a, *next = NULL;
    assert_ok(cs_act_to_record(&room->arena, &entry.act, &a, &room->err), &room->err);
    assert_ok(cs_act_from_record(&room->arena, a, &entry.act, &room->err), &room->err);
    assert_code(cs_fold(&room->arena, CS_STR("case:2025-0001"), s, &entry, &next, &room->err), &room->err,
                CS_E_FOLD_STATE);
    assert_non_null(strstr(room->err.text, "not opened"));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(everything_that_happens_stands_in_the_state),
      T(who_acts_for_another_office_stands_beside_it),
      T(advice_ends_and_stays_readable),
      T(an_amendment_is_the_next_version_with_consents_of_its_own),
      T(what_is_over_takes_none_of_it_but_notice_while_it_is_approved),
      T(a_question_is_answered_once_and_only_one_that_was_asked),
      T(what_is_sealed_must_be_opened_to_be_folded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
