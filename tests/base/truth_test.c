/* Three-valued truth: each table against what the possible values say. */
#include "support/test.h"

#include "base/truth.h"

static const enum cs_truth all[] = {CS_NO, CS_YES, CS_UNKNOWN};

/* Is the value (0 or 1) among those that are still possible? */
static bool may_be(enum cs_truth truth, int value) {
  return (truth & cs_truth_of(value)) != 0;
}

static void a_condition_is_yes_or_no(void **state) {
  (void)state;
  assert_int_equal(cs_truth_of(1), CS_YES);
  assert_int_equal(cs_truth_of(0), CS_NO);
  assert_int_equal(cs_truth_of(-5), CS_YES);
}

static void not_and_or_hold_what_their_operands_may_be(void **state) {
  (void)state;
  for (size_t i = 0; i < 3; i++) {
    unsigned inverse = 0;
    for (int x = 0; x < 2; x++) {
      inverse |= may_be(all[i], x) ? cs_truth_of(!x) : 0u;
    }
    assert_int_equal(cs_truth_not(all[i]), inverse);
    for (size_t k = 0; k < 3; k++) {
      unsigned both = 0, either = 0;
      for (int pair = 0; pair < 4; pair++) {
        int x = pair & 1;
        int y = pair >> 1;
        if (may_be(all[i], x) && may_be(all[k], y)) {
          both |= cs_truth_of(x && y);
          either |= cs_truth_of(x || y);
        }
      }
      assert_int_equal(cs_truth_and(all[i], all[k]), both);
      assert_int_equal(cs_truth_or(all[i], all[k]), either);
    }
  }
}

static void one_no_decides_and_one_yes_decides_or(void **state) {
  (void)state;
  assert_int_equal(cs_truth_and(CS_UNKNOWN, CS_NO), CS_NO);
  assert_int_equal(cs_truth_and(CS_UNKNOWN, CS_YES), CS_UNKNOWN);
  assert_int_equal(cs_truth_or(CS_UNKNOWN, CS_YES), CS_YES);
  assert_int_equal(cs_truth_or(CS_UNKNOWN, CS_NO), CS_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_condition_is_yes_or_no),
      cmocka_unit_test(not_and_or_hold_what_their_operands_may_be),
      cmocka_unit_test(one_no_decides_and_one_yes_decides_or),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
