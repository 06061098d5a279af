/* Areas: the table as it was generated from the package iso-codes. */
#include "support/test.h"

#include "base/area.h"
#include "base/codes.h"

static struct cs_area area(const char *code) {
  struct cs_area out;
  if (!cs_area_find(cs_str_of(code), &out)) {
    fail_msg("no area \"%s\"", code);
  }
  return out;
}

static void every_area_is_found_by_its_code(void **state) {
  (void)state;
  assert_true(cs_area_rows_n > 5000);
  for (size_t i = 1; i < cs_area_rows_n; i++) {
    struct cs_str code = cs_str_of(cs_area_rows[i].code);
    size_t bad_at;
    struct cs_area found;
    assert_true(cs_area_find(code, &found));
    assert_int_equal(found.index, i);
    assert_true(cs_str_eq(cs_area_code(found), code));
    assert_true(cs_str_is_ident(code));
    assert_true(cs_area_name(found).len > 0);
    assert_true(cs_utf8_valid(cs_area_name(found), &bad_at));
  }
}

static void the_table_ascends(void **state) {
  (void)state;
  for (size_t i = 1; i < cs_area_rows_n; i++) {
    assert_true(cs_str_cmp(cs_str_of(cs_area_rows[i - 1].code), cs_str_of(cs_area_rows[i].code)) < 0);
  }
  for (size_t i = 1; i < cs_currencies_n; i++) {
    assert_true(strcmp(cs_currencies[i - 1], cs_currencies[i]) < 0);
  }
}

static void every_region_lies_in_the_country_of_its_code(void **state) {
  (void)state;
  for (size_t i = 1; i < cs_area_rows_n; i++) {
    struct cs_area a = {(uint16_t)i};
    struct cs_str code = cs_area_code(a);
    if (cs_str_eq(code, CS_STR("XZ"))) {
      continue;
    }
    assert_true(cs_str_eq(cs_area_code(cs_area_country(a)), cs_str_sub(code, 0, 2)));
    assert_int_equal(cs_area_within(a, cs_area_country(a)), CS_YES);
    assert_int_equal(cs_area_parent(a).index == 0, code.len == 2);
  }
}

static void what_is_no_area_is_not_found(void **state) {
  (void)state;
  static const char *const codes[] = {"", "A", "RUS", "ru", "RU-", "RU-XXX", "XX", "ZZ", "RU-KRS ", "AA", "\xff"};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    struct cs_area out;
    assert_false(cs_area_find(cs_str_of(codes[i]), &out));
  }
}

static void a_code_and_its_name_come_from_the_standard(void **state) {
  (void)state;
  assert_str(cs_area_name(area("RU")), "Russian Federation");
  assert_str(cs_area_name(area("UA")), "Ukraine");
  assert_str(cs_area_code(area("RU-KRS")), "RU-KRS");
  assert_str(cs_area_name(area("FR-75")), "Paris");
  assert_str(cs_area_name(area("CI")), "C\xc3\xb4te d'Ivoire");
}

static void a_parent_is_found_in_both_of_its_forms(void **state) {
  (void)state;
  assert_str(cs_area_code(cs_area_parent(area("FR-75"))), "FR-IDF");  /* written "IDF" */
  assert_str(cs_area_code(cs_area_parent(area("GB-ABE"))), "GB-SCT"); /* written "GB-SCT" */
  assert_str(cs_area_code(cs_area_parent(area("FR-IDF"))), "FR");
  assert_str(cs_area_code(cs_area_parent(area("RU-KRS"))), "RU");
  assert_int_equal(cs_area_parent(area("FR")).index, 0);
}

static void the_country_is_at_the_top(void **state) {
  (void)state;
  assert_str(cs_area_code(cs_area_country(area("FR-75"))), "FR");
  assert_str(cs_area_code(cs_area_country(area("FR"))), "FR");
}

static void international_waters_are_outside_every_state(void **state) {
  (void)state;
  assert_int_equal(cs_area_parent(area("XZ")).index, 0);
  assert_int_equal(cs_area_country(area("XZ")).index, 0);
  assert_int_equal(cs_area_within(area("XZ"), area("RU")), CS_NO);
  assert_int_equal(cs_area_within(area("RU"), area("XZ")), CS_NO);
  assert_int_equal(cs_area_within(area("XZ"), area("XZ")), CS_YES);
}

static void at_or_below_is_within_beside_is_not_above_is_unknown(void **state) {
  (void)state;
  static const struct {
    const char *inner, *outer;
    enum cs_truth within;
  } cases[] = {
      {"RU-KRS", "RU", CS_YES},     {"RU", "RU", CS_YES},
      {"RU-KRS", "RU-KRS", CS_YES}, {"FR-75", "FR-IDF", CS_YES},
      {"FR-75", "FR", CS_YES},      {"RU", "RU-KRS", CS_UNKNOWN},
      {"FR", "FR-75", CS_UNKNOWN},  {"FR-IDF", "FR-75", CS_UNKNOWN},
      {"RU-KRS", "RU-BEL", CS_NO},  {"RU-KRS", "UA", CS_NO},
      {"UA", "RU-KRS", CS_NO},      {"RU", "UA", CS_NO},
      {"FR-75", "GB-ABE", CS_NO},   {"GB-ABE", "GB-ENG", CS_NO},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(cs_area_within(area(cases[i].inner), area(cases[i].outer)), cases[i].within);
  }
}

static void no_area_is_within_nothing_that_is_known(void **state) {
  (void)state;
  assert_str(cs_area_code(CS_AREA_NONE), "");
  assert_str(cs_area_name(CS_AREA_NONE), "");
  assert_int_equal(cs_area_within(CS_AREA_NONE, area("RU")), CS_UNKNOWN);
  assert_int_equal(cs_area_within(area("RU"), CS_AREA_NONE), CS_UNKNOWN);
  assert_int_equal(cs_area_within(CS_AREA_NONE, CS_AREA_NONE), CS_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_area_is_found_by_its_code),
      cmocka_unit_test(the_table_ascends),
      cmocka_unit_test(every_region_lies_in_the_country_of_its_code),
      cmocka_unit_test(what_is_no_area_is_not_found),
      cmocka_unit_test(a_code_and_its_name_come_from_the_standard),
      cmocka_unit_test(a_parent_is_found_in_both_of_its_forms),
      cmocka_unit_test(the_country_is_at_the_top),
      cmocka_unit_test(international_waters_are_outside_every_state),
      cmocka_unit_test(at_or_below_is_within_beside_is_not_above_is_unknown),
      cmocka_unit_test(no_area_is_within_nothing_that_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
