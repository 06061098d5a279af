/* Advice: the published rule of merging, whole; and what an amendment touches. */
#include "model/samples.h"

#include "model/advice.h"

static void the_rule_of_merging_is_what_is_published(void **state) {
  (void)state;
  for (int a = 0; a < CS_POSITION_N; a++) {
    for (int b = 0; b < CS_POSITION_N; b++) {
      enum cs_position x = (enum cs_position)a, y = (enum cs_position)b;
      enum cs_position expected = CS_POSITION_CONFLICTING;
      bool approve = x == CS_POSITION_APPROVE || y == CS_POSITION_APPROVE;
      if (x == y) {
        expected = x;
      } else if (approve && (x == CS_POSITION_PROVISO || y == CS_POSITION_PROVISO)) {
        expected = CS_POSITION_PROVISO;
      } else if (approve && (x == CS_POSITION_NO_LICENCE || y == CS_POSITION_NO_LICENCE)) {
        expected = CS_POSITION_NO_LICENCE;
      }
      assert_int_equal(cs_position_merge(x, y), expected);
    }
  }
}

static void the_order_of_advice_decides_nothing(void **state) {
  (void)state;
  for (int i = 0; i < CS_POSITION_N * CS_POSITION_N * CS_POSITION_N; i++) {
    enum cs_position a = (enum cs_position)(i % CS_POSITION_N);
    enum cs_position b = (enum cs_position)(i / CS_POSITION_N % CS_POSITION_N);
    enum cs_position c = (enum cs_position)(i / CS_POSITION_N / CS_POSITION_N);
    enum cs_position first = cs_position_merge(cs_position_merge(a, b), c);
    assert_int_equal(first, cs_position_merge(a, cs_position_merge(b, c)));
    assert_int_equal(first, cs_position_merge(cs_position_merge(c, a), b));
  }
}

static void approval_with_provisos_is_a_position_of_its_own(void **state) {
  struct room *room = *state;
  static const struct {
    const char *advice;
    enum cs_position position;
  } cases[] = {{"{\"outcome\":\"approve\"}", CS_POSITION_APPROVE},
               {"{\"outcome\":\"approve\",\"provisos\":[]}", CS_POSITION_APPROVE},
               {"{\"outcome\":\"approve\",\"provisos\":[\"x\"]}", CS_POSITION_PROVISO},
               {"{\"outcome\":\"refuse\",\"provisos\":[\"x\"]}", CS_POSITION_REFUSE},
               {"{\"outcome\":\"return\"}", CS_POSITION_RETURN},
               {"{\"outcome\":\"no-licence-required\"}", CS_POSITION_NO_LICENCE},
               {"{\"outcome\":\"no-objection\"}", CS_POSITION_NO_OBJECTION},
               {"{\"outcome\":\"a word of later years\"}", CS_POSITION_CONFLICTING}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(cs_advice_position(parsed(room, cases[i].advice)), cases[i].position);
  }
}

#define REQUEST(area, user, lines)                                                                                     \
  "{\"act\":\"use\",\"area\":\"" area "\",\"user\":\"" user "\",\"recipient\":\"gb.mod\",\"lines\":[" lines "]}"
#define A1 "{\"item\":\"a\",\"quantity\":\"1\"}"
#define A2 "{\"item\":\"a\",\"quantity\":\"2\"}"
#define B1 "{\"item\":\"b\",\"quantity\":\"1\"}"

static void an_amendment_touches_what_advice_is_about_and_no_more(void **state) {
  struct room *room = *state;
  static const struct {
    const char *after;
    bool all, of_a, of_user, of_a_and_user;
  } cases[] = {
      {REQUEST("UA", "ua", A1 "," B1), false, false, false, false},
      {REQUEST("UA", "ua", B1 "," A1), false, false, false, false}, /* the order of lines says nothing */
      {REQUEST("UA", "ua", A2 "," B1), true, true, false, true},
      {REQUEST("UA", "ua", A1), true, false, false, false},
      {REQUEST("UA", "ua", A1 "," A1 "," B1), true, true, false, true},
      {REQUEST("UA", "ua", B1), true, true, false, true},
      {REQUEST("RU", "ua", A1 "," B1), true, true, true, true},
      {REQUEST("UA", "fr", A1 "," B1), true, true, true, true},
  };
  const struct cs_json *before = parsed(room, REQUEST("UA", "ua", A1 "," B1));
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const struct cs_json *after = parsed(room, cases[i].after);
    assert_int_equal(cs_advice_touched(parsed(room, "{}"), before, after), cases[i].all);
    assert_int_equal(cs_advice_touched(parsed(room, "{\"items\":[\"a\"]}"), before, after), cases[i].of_a);
    assert_int_equal(cs_advice_touched(parsed(room, "{\"party\":\"ua\"}"), before, after), cases[i].of_user);
    assert_int_equal(cs_advice_touched(parsed(room, "{\"items\":[\"a\"],\"party\":\"ua\"}"), before, after),
                     cases[i].of_a_and_user);
  }
}

static void advice_about_one_party_is_not_touched_by_another(void **state) {
  struct room *room = *state;
  const struct cs_json *before = parsed(room, REQUEST("UA", "ua", A1));
  const struct cs_json *after = parsed(room, REQUEST("UA", "fr", A1));
  assert_false(cs_advice_touched(parsed(room, "{\"party\":\"gb.mod\"}"), before, after));
  assert_true(cs_advice_touched(parsed(room, "{\"party\":\"fr\"}"), before, after));
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
      T(the_rule_of_merging_is_what_is_published),         T(the_order_of_advice_decides_nothing),
      T(approval_with_provisos_is_a_position_of_its_own),  T(an_amendment_touches_what_advice_is_about_and_no_more),
      T(advice_about_one_party_is_not_touched_by_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
