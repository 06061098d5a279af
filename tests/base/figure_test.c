/* Figures and units. */
#include "support/test.h"

#include "base/figure.h"
#include "base/unit.h"
#include "support/random.h"

#define ROUNDS 1000

static struct cs_figure figure(const char *text) {
  struct cs_figure out;
  struct cs_err err;
  assert_ok(cs_figure_parse(cs_str_of(text), &out, &err), &err);
  return out;
}

static struct cs_unit unit(const char *name) {
  struct cs_unit out;
  if (!cs_unit_find(cs_str_of(name), &out)) {
    fail_msg("no unit \"%s\"", name);
  }
  return out;
}

static void assert_figure(struct cs_figure actual, const char *expected) {
  struct cs_buf buf;
  cs_buf_init(&buf, 256);
  cs_figure_write(&buf, actual);
  assert_str(cs_buf_str(&buf), expected);
  cs_buf_deinit(&buf);
}

static const char *const unit_names[] = {
#define CS_UNIT(name, dimension, numerator, denominator) name,
#include "base/unit.def"
#undef CS_UNIT
};
#define UNITS_N (sizeof unit_names / sizeof unit_names[0])

static void every_unit_is_found_by_its_name(void **state) {
  (void)state;
  for (size_t i = 0; i < UNITS_N; i++) {
    assert_str(cs_unit_name(unit(unit_names[i])), unit_names[i]);
    assert_int_equal(unit(unit_names[i]).index, i + 1);
    assert_false(cs_unit_is_money(unit(unit_names[i])));
  }
  static const char *const currencies[] = {"AED", "USD", "EUR", "RUB", "UAH", "ZWL"};
  for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++) {
    assert_str(cs_unit_name(unit(currencies[i])), currencies[i]);
    assert_true(cs_unit_is_money(unit(currencies[i])));
  }
  assert_str(cs_unit_name(CS_UNIT_NONE), "");
}

static void what_is_no_unit_is_not_found(void **state) {
  (void)state;
  static const char *const names[] = {"", "KM", "usd", "US", "USDX", "AAA", "ZZZ", "km ", "miles", "MNS"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct cs_unit out;
    assert_false(cs_unit_find(cs_str_of(names[i]), &out));
  }
}

static void units_of_one_dimension_belong_together(void **state) {
  (void)state;
  assert_true(cs_unit_same_dimension(unit("km"), unit("mi")));
  assert_true(cs_unit_same_dimension(unit("km"), unit("um")));
  assert_false(cs_unit_same_dimension(unit("km"), unit("kg")));
  assert_false(cs_unit_same_dimension(unit("m"), CS_UNIT_NONE));
  assert_false(cs_unit_same_dimension(unit("m"), unit("m/s")));
  assert_false(cs_unit_same_dimension(unit("N"), unit("kNs")));
  assert_true(cs_unit_same_dimension(CS_UNIT_NONE, CS_UNIT_NONE));
  assert_true(cs_unit_same_dimension(unit("USD"), unit("USD")));
  assert_false(cs_unit_same_dimension(unit("USD"), unit("EUR")));
  assert_false(cs_unit_same_dimension(unit("USD"), unit("kg")));
  assert_false(cs_unit_same_dimension(CS_UNIT_NONE, unit("USD")));
}

static void ratios_are_those_of_the_standards(void **state) {
  (void)state;
  static const struct {
    const char *one, *is;
  } cases[] = {
      {"1 mi", "1609.344 m"},   {"1 nmi", "1852 m"},    {"1 ft", "0.3048 m"},       {"1 km", "1000 m"},
      {"1 um", "0.001 mm"},     {"1 mi", "5280 ft"},    {"1 lb", "0.45359237 kg"},  {"1 t", "1000000 g"},
      {"1 day", "24 h"},        {"1 days", "1440 min"}, {"1 h", "3600 s"},          {"1 GHz", "1000000 kHz"},
      {"1 MHz", "1000000 Hz"},  {"1 m/s", "3.6 km/h"},  {"1 kW", "1000 W"},         {"1 kN", "1000 N"},
      {"1 MNs", "1000 kNs"},    {"100 cm", "1 m"},      {"280 mi", "450.61632 km"}, {"7 %", "7.00 %"},
      {"3 pieces", "3 pieces"}, {"5 USD", "5.00 USD"},  {"12.5", "12.50"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(cs_figure_eq(figure(cases[i].one), figure(cases[i].is)), CS_YES);
    assert_int_equal(cs_figure_eq(figure(cases[i].is), figure(cases[i].one)), CS_YES);
  }
}

static void the_list_names_the_units_of_a_dimension(void **state) {
  (void)state;
  static const struct {
    const char *like, *list;
  } cases[] = {{"ft", "m, km, cm, mm, um, ft, mi, nmi"}, {"t", "g, kg, t, lb"}, {"%", "%"}, {"EUR", "EUR"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_buf buf;
    cs_buf_init(&buf, 256);
    cs_unit_list(&buf, unit(cases[i].like));
    assert_str(cs_buf_str(&buf), cases[i].list);
    cs_buf_deinit(&buf);
  }
}

static void the_list_of_all_units_fits_into_a_hint(void **state) {
  (void)state;
  struct cs_err err;
  struct cs_buf buf;
  cs_buf_init(&buf, sizeof err.hint - sizeof "units: ");
  cs_unit_list(&buf, CS_UNIT_NONE);
  assert_ok(cs_buf_ok(&buf, &err), &err);
  assert_true(cs_str_starts(cs_buf_str(&buf), CS_STR("m, km, ")));
  assert_true(cs_str_ends(cs_buf_str(&buf), CS_STR("pieces, or a currency of ISO 4217")));
  cs_buf_deinit(&buf);
}

static void a_figure_is_read_and_written(void **state) {
  (void)state;
  static const struct {
    const char *text, *written;
  } cases[] = {
      {"300 km", "300 km"},
      {"825000000.00 USD", "825000000.00 USD"},
      {"12.5", "12.5"},
      {"-5 m", "-5 m"},
      {"25 %", "25 %"},
      {"150 mi..280 mi", "150..280 mi"},
      {"150..280 mi", "150..280 mi"},
      {"..300 km", "..300 km"},
      {"250 km..", "250 km.."},
      {"1..2", "1..2"},
      {"1.5..2.5", "1.5..2.5"},
      {"..2", "..2"},
      {"1..", "1.."},
      {"5..5.0 kg", "5 kg"},
      {"-3..-1", "-3..-1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_figure(figure(cases[i].text), cases[i].written);
    assert_figure(figure(cases[i].written), cases[i].written);
  }
}

static void a_figure_without_bounds_is_written_with_its_unit(void **state) {
  (void)state;
  assert_figure((struct cs_figure){.lo_open = true, .hi_open = true, .unit = unit("km")}, ".. km");
}

static void what_is_no_figure_is_refused_with_its_word(void **state) {
  (void)state;
  static const struct {
    const char *text;
    const struct cs_code *code;
    const char *says, *hints;
  } cases[] = {
      {"", &CS_E_DEC_SYNTAX, "\"\" is no decimal", ""},
      {"km", &CS_E_DEC_SYNTAX, "\"km\" is no decimal", ""},
      {"300km", &CS_E_DEC_SYNTAX, "\"300km\" is no decimal", "put a blank between the number and its unit: \"300 km\""},
      {"25%", &CS_E_DEC_SYNTAX, "\"25%\" is no decimal", "\"25 %\""},
      {"300x", &CS_E_DEC_SYNTAX, "\"300x\" is no decimal", "for example"},
      {" 300 km", &CS_E_DEC_SYNTAX, "\"\" is no decimal", ""},
      {"about 300 km", &CS_E_DEC_SYNTAX, "\"about\" is no decimal", ""},
      {"1e3 km", &CS_E_DEC_SYNTAX, "\"1e3\" is no decimal", ""},
      {"..", &CS_E_DEC_SYNTAX, "at least one side", ""},
      {"280..150 mi", &CS_E_DEC_SYNTAX, "\"280..150 mi\" are the wrong way round", ""},
      {"1...2", &CS_E_DEC_SYNTAX, "\".2\" is no decimal", ""},
      {"1..2..3", &CS_E_DEC_SYNTAX, "\"2..3\" is no decimal", ""},
      {"100000000000000000000000000000000000000 km", &CS_E_DEC_DIGITS, "more than 38 digits", ""},
      {"300 ", &CS_E_UNIT_UNKNOWN, "\"\" is no unit", "units: m, km"},
      {"300 Km", &CS_E_UNIT_UNKNOWN, "\"Km\" is no unit", "units: m, km"},
      {"300  km", &CS_E_UNIT_UNKNOWN, "\" km\" is no unit", "units: m, km"},
      {"5 usd", &CS_E_UNIT_UNKNOWN, "\"usd\" is no unit", "currency of ISO 4217"},
      {"150 x..280 mi", &CS_E_UNIT_UNKNOWN, "\"x\" is no unit", "units: m, km"},
      {"150 mi ..280 mi", &CS_E_UNIT_UNKNOWN, "\"mi \" is no unit", ""},
      {"150 mi..280 km", &CS_E_UNIT_MISMATCH, "\"mi\" and \"km\"; expected one unit", ""},
      {"150 mi..280", &CS_E_UNIT_MISMATCH, "\"mi\" and \"\"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_figure out;
    struct cs_err err;
    assert_code(cs_figure_parse(cs_str_of(cases[i].text), &out, &err), &err, *cases[i].code);
    if (!strstr(err.text, cases[i].says) || !strstr(err.hint, cases[i].hints)) {
      fail_msg("\"%s\": %s (%s)", cases[i].text, err.text, err.hint);
    }
  }
}

static void a_figure_is_shown_in_another_unit(void **state) {
  (void)state;
  static const struct {
    const char *text, *in;
    unsigned places;
    const char *expected;
  } cases[] = {
      {"280 mi", "km", 5, "450.61632 km"},
      {"280 mi", "km", 2, "450.62 km"},
      {"280 mi", "km", 0, "451 km"},
      {"300 km", "mi", 3, "186.411 mi"},
      {"1 m", "ft", 4, "3.2808 ft"},
      {"0.5 m", "m", 0, "1 m"},
      {"-0.5 m", "m", 0, "-1 m"},
      {"150..280 mi", "km", 0, "241..451 km"},
      {"..280 mi", "km", 1, "..450.6 km"},
      {"150 mi..", "km", 1, "241.4.. km"},
      {"1 GHz", "Hz", 0, "1000000000 Hz"},
      {"99999999999999999999999999999999999999 t", "g", 0, "99999999999999999999999999999999999999000000 g"},
      {"5.125 USD", "USD", 2, "5.13 USD"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_buf buf;
    struct cs_err err;
    cs_buf_init(&buf, 256);
    assert_ok(cs_figure_write_in(&buf, figure(cases[i].text), unit(cases[i].in), cases[i].places, &err), &err);
    assert_str(cs_buf_str(&buf), cases[i].expected);
    cs_buf_deinit(&buf);
  }
}

static void a_figure_is_not_shown_in_a_unit_of_another_dimension(void **state) {
  (void)state;
  struct cs_buf buf;
  struct cs_err err;
  cs_buf_init(&buf, 64);
  assert_code(cs_figure_write_in(&buf, figure("280 mi"), unit("kg"), 2, &err), &err, CS_E_UNIT_MISMATCH);
  assert_string_equal(err.text, "\"mi\" and \"kg\" do not measure the same");
  assert_code(cs_figure_write_in(&buf, figure("280"), unit("EUR"), 2, &err), &err, CS_E_UNIT_MISMATCH);
  assert_string_equal(err.text, "\"a bare number\" and \"EUR\" do not measure the same");
  assert_int_equal(buf.len, 0);
  cs_buf_deinit(&buf);
}

static void a_figure_is_exact_when_its_bounds_are_equal(void **state) {
  (void)state;
  assert_true(cs_figure_exact(figure("300 km")));
  assert_true(cs_figure_exact(figure("5..5.0 km")));
  assert_false(cs_figure_exact(figure("5..6 km")));
  assert_false(cs_figure_exact(figure("..6 km")));
  assert_false(cs_figure_exact(figure("6 km..")));
}

static void figures_are_compared_by_their_bounds(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    enum cs_truth lt, le, eq;
  } cases[] = {
      {"299.999 km", "300 km", CS_YES, CS_YES, CS_NO},
      {"300 km", "300.00 km", CS_NO, CS_YES, CS_YES},
      {"300.001 km", "300 km", CS_NO, CS_NO, CS_NO},
      {"186 mi", "300 km", CS_YES, CS_YES, CS_NO},
      {"187 mi", "300 km", CS_NO, CS_NO, CS_NO},
      {"280 mi", "450.61632 km", CS_NO, CS_YES, CS_YES},
      {"280 mi", "450.616320000000000000000001 km", CS_YES, CS_YES, CS_NO},
      {"150..280 mi", "300 km", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"150..280 mi", "451 km", CS_YES, CS_YES, CS_NO},
      {"150..280 mi", "450.61632 km", CS_UNKNOWN, CS_YES, CS_UNKNOWN},
      {"150..280 mi", "241.4016 km", CS_NO, CS_UNKNOWN, CS_UNKNOWN},
      {"150..280 mi", "241.4015 km", CS_NO, CS_NO, CS_NO},
      {"..300 km", "301 km", CS_YES, CS_YES, CS_NO},
      {"..300 km", "300 km", CS_UNKNOWN, CS_YES, CS_UNKNOWN},
      {"..300 km", "1 km", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"300 km..", "300 km", CS_NO, CS_UNKNOWN, CS_UNKNOWN},
      {"300 km..", "299 km", CS_NO, CS_NO, CS_NO},
      {"300 km..", "400 km", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"..300 km", "301 km..", CS_YES, CS_YES, CS_NO},
      {"300 km", "5 kg", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"300 km", "300", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"1 USD", "2 USD", CS_YES, CS_YES, CS_NO},
      {"1 USD", "2 EUR", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"-1 m", "0", CS_UNKNOWN, CS_UNKNOWN, CS_UNKNOWN},
      {"-1 m", "-1 km", CS_NO, CS_NO, CS_NO},
      {"99999999999999999999999999999999999999 t", "0.0000000000000000000000000001 g", CS_NO, CS_NO, CS_NO},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_figure a = figure(cases[i].a);
    struct cs_figure b = figure(cases[i].b);
    if (cs_figure_lt(a, b) != cases[i].lt || cs_figure_le(a, b) != cases[i].le || cs_figure_eq(a, b) != cases[i].eq ||
        cs_figure_eq(b, a) != cases[i].eq) {
      fail_msg("\"%s\" and \"%s\": < %d, <= %d, = %d", cases[i].a, cases[i].b, cs_figure_lt(a, b), cs_figure_le(a, b),
               cs_figure_eq(a, b));
    }
  }
}

/* Lengths in whole micrometres, so that any two units can be compared as whole numbers. */
static void order_across_units_agrees_with_whole_numbers(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int64_t micrometres;
  } lengths[] = {{"m", 1000000}, {"km", 1000000000}, {"cm", 10000},      {"mm", 1000},
                 {"um", 1},      {"ft", 304800},     {"mi", 1609344000}, {"nmi", 1852000000}};
  struct random r = {17};
  for (int i = 0; i < ROUNDS; i++) {
    size_t u = random_below(&r, 8);
    size_t v = random_below(&r, 8);
    int64_t n = (int64_t)random_below(&r, 1000000);
    int64_t m = n * lengths[u].micrometres / lengths[v].micrometres + (int64_t)random_below(&r, 2);
    cs_i128 x = (cs_i128)n * lengths[u].micrometres;
    cs_i128 y = (cs_i128)m * lengths[v].micrometres;
    struct cs_figure a = cs_figure_of(cs_dec_of(n), unit(lengths[u].name));
    struct cs_figure b = cs_figure_of(cs_dec_of(m), unit(lengths[v].name));
    assert_int_equal(cs_figure_lt(a, b), cs_truth_of(x < y));
    assert_int_equal(cs_figure_le(a, b), cs_truth_of(x <= y));
    assert_int_equal(cs_figure_eq(a, b), cs_truth_of(x == y));
  }
}

static void order_of_bounds_is_what_all_pairs_say(void **state) {
  (void)state;
  for (int code = 0; code < 256; code++) {
    int bound[] = {code % 4, code / 4 % 4, code / 16 % 4, code / 64};
    if (bound[0] > bound[1] || bound[2] > bound[3]) {
      continue;
    }
    struct cs_figure a = {.lo = cs_dec_of(bound[0]), .hi = cs_dec_of(bound[1]), .unit = unit("t")};
    struct cs_figure b = {.lo = cs_dec_of(1000 * bound[2]), .hi = cs_dec_of(1000 * bound[3]), .unit = unit("kg")};
    unsigned lt = 0, le = 0, eq = 0;
    for (int x = bound[0]; x <= bound[1]; x++) {
      for (int y = bound[2]; y <= bound[3]; y++) {
        lt |= cs_truth_of(x < y);
        le |= cs_truth_of(x <= y);
        eq |= cs_truth_of(x == y);
      }
    }
    assert_int_equal(cs_figure_lt(a, b), lt);
    assert_int_equal(cs_figure_le(a, b), le);
    assert_int_equal(cs_figure_eq(a, b), eq);
  }
}

typedef bool operation(struct cs_figure a, struct cs_figure b, struct cs_figure *out, struct cs_err *err);

static void figures_are_added_subtracted_and_multiplied(void **state) {
  (void)state;
  static const struct {
    operation *of;
    const char *a, *b, *expected;
  } cases[] = {
      {cs_figure_add, "300 km", "5 km", "305 km"},
      {cs_figure_add, "300 km", "280 mi", "750.61632 km"},
      {cs_figure_add, "280 mi", "450.61632 km", "560 mi"},
      {cs_figure_add, "1 mi", "1 km", "2.609344 km"}, /* 1 km has no end in miles */
      {cs_figure_add, "1..2 km", "500 m", "1.5..2.5 km"},
      {cs_figure_add, "1..2 km", "..500 m", "..2.5 km"},
      {cs_figure_add, "1 km..", "500 m", "1.5 km.."},
      {cs_figure_add, "1.50 USD", "1 USD", "2.50 USD"},
      {cs_figure_add, "2", "3", "5"},
      {cs_figure_sub, "300 km", "5 km", "295 km"},
      {cs_figure_sub, "10..20", "1..2", "8..19"},
      {cs_figure_sub, "10..20", "..2", "8.."},
      {cs_figure_sub, "10..20", "2..", "..18"},
      {cs_figure_sub, "1 day", "1 h", "23 h"},
      {cs_figure_mul, "300 km", "2", "600 km"},
      {cs_figure_mul, "2", "300 km", "600 km"},
      {cs_figure_mul, "-2", "1..3 km", "-6..-2 km"},
      {cs_figure_mul, "-2..3", "-5..7", "-15..21"},
      {cs_figure_mul, "-2..3", "-7..5", "-21..15"},
      {cs_figure_mul, "2..", "3..4", "6.."},
      {cs_figure_mul, "..2", "3..4", "..8"},
      {cs_figure_mul, "..2", "-4..-3", "-8.."},
      {cs_figure_mul, "0", "3 km..", "0 km"},
      {cs_figure_mul, "0.25", "825000000.00 USD", "206250000.0000 USD"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_figure out;
    struct cs_err err;
    assert_ok(cases[i].of(figure(cases[i].a), figure(cases[i].b), &out, &err), &err);
    assert_figure(out, cases[i].expected);
  }
}

static void what_cannot_be_joined_is_refused(void **state) {
  (void)state;
  static const struct {
    operation *of;
    const char *a, *b;
    const struct cs_code *code;
    const char *says;
  } cases[] = {
      {cs_figure_add, "300 km", "5 kg", &CS_E_UNIT_MISMATCH, "\"km\" and \"kg\" do not measure the same"},
      {cs_figure_sub, "300 km", "5", &CS_E_UNIT_MISMATCH, "\"km\" and \"a bare number\""},
      {cs_figure_add, "1 USD", "1 EUR", &CS_E_UNIT_MISMATCH, "\"USD\" and \"EUR\""},
      {cs_figure_mul, "2 km", "3 km", &CS_E_UNIT_MISMATCH, "\"km\" times \"km\": expected a bare number"},
      {cs_figure_add, "99999999999999999999999999999999999999 m", "1 m", &CS_E_DEC_OVERFLOW, "sum"},
      {cs_figure_mul, "99999999999999999999999999999999999999 m", "10", &CS_E_DEC_OVERFLOW, "product"},
      {cs_figure_add, "1 mi", "0.0000000000000000000000000001 nmi", &CS_E_DEC_OVERFLOW, "in \"mi\": "},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_figure out;
    struct cs_err err;
    assert_code(cases[i].of(figure(cases[i].a), figure(cases[i].b), &out, &err), &err, *cases[i].code);
    if (!strstr(err.text, cases[i].says)) {
      fail_msg("\"%s\" and \"%s\": %s", cases[i].a, cases[i].b, err.text);
    }
  }
}

static void bounds_of_a_product_hold_all_products(void **state) {
  (void)state;
  struct random r = {23};
  for (int i = 0; i < ROUNDS; i++) {
    int64_t bound[4];
    for (size_t k = 0; k < 4; k++) {
      bound[k] = (int64_t)random_below(&r, 13) - 6;
    }
    if (bound[0] > bound[1] || bound[2] > bound[3]) {
      continue;
    }
    int64_t least = INT64_MAX, most = INT64_MIN;
    for (int64_t x = bound[0]; x <= bound[1]; x++) {
      for (int64_t y = bound[2]; y <= bound[3]; y++) {
        least = x * y < least ? x * y : least;
        most = x * y > most ? x * y : most;
      }
    }
    struct cs_figure a = {.lo = cs_dec_of(bound[0]), .hi = cs_dec_of(bound[1])};
    struct cs_figure b = {.lo = cs_dec_of(bound[2]), .hi = cs_dec_of(bound[3])};
    struct cs_figure out;
    struct cs_err err;
    assert_ok(cs_figure_mul(a, b, &out, &err), &err);
    assert_int_equal(cs_dec_cmp(out.lo, cs_dec_of(least)), 0);
    assert_int_equal(cs_dec_cmp(out.hi, cs_dec_of(most)), 0);
  }
}

static void two_statements_agree_within_one_per_cent_of_the_larger(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    bool agree;
  } cases[] = {
      {"190 mi", "305 km", true},
      {"280 mi", "400 km", false},
      {"280 mi", "450 km", true},
      {"99 km", "100 km", true},
      {"98.9999999999 km", "100 km", false},
      {"100 km", "101 km", true},
      {"100 km", "101.02 km", false}, /* 1 % of the smaller would be 101 */
      {"-99 m", "-100 m", true},
      {"-99 m", "100 m", false},
      {"0 m", "0 km", true},
      {"0 m", "0.0000000000000000000000000001 m", false},
      {"100 km", "100 kg", false},
      {"1 USD", "1 EUR", false},
      {"99..100 km", "100 km", false},
      {"99999999999999999999999999999999999 t", "99999999999999999999999999999999999000 kg", true},
      {"99999999999999999999999999999999999999 t", "1 kg", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(cs_figure_agrees(figure(cases[i].a), figure(cases[i].b)), cases[i].agree);
    assert_int_equal(cs_figure_agrees(figure(cases[i].b), figure(cases[i].a)), cases[i].agree);
  }
}

static void millionths_are_cut_downwards_and_say_so(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool fits;
    int64_t out;
    bool cut;
  } cases[] = {{"300 km", true, 300000000000, false},
               {"0.000001", true, 1, false},
               {"0.0000019", true, 1, true},
               {"-0.0000001", true, -1, true},
               {"-2", true, -2000000, false},
               {"1 km/h", true, 277777, true},
               {"1 mi", true, 1609344000, false},
               {"2305843009213.693951", true, 2305843009213693951, false},
               {"2305843009213.693952", false, 0, false},
               {"99999999999999999999 km", false, 0, false},
               {"-99999999999999999999", false, 0, false},
               {"825000000.00 USD", true, 825000000000000, false}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct cs_figure of = figure(cases[i].text);
    int64_t out = 0;
    bool cut = false;
    assert_int_equal(cs_figure_millionths(of.lo, of.unit, &out, &cut), cases[i].fits);
    if (cases[i].fits) {
      assert_int_equal(out, cases[i].out);
      assert_int_equal(cut, cases[i].cut);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_unit_is_found_by_its_name),
      cmocka_unit_test(what_is_no_unit_is_not_found),
      cmocka_unit_test(units_of_one_dimension_belong_together),
      cmocka_unit_test(ratios_are_those_of_the_standards),
      cmocka_unit_test(the_list_names_the_units_of_a_dimension),
      cmocka_unit_test(the_list_of_all_units_fits_into_a_hint),
      cmocka_unit_test(a_figure_is_read_and_written),
      cmocka_unit_test(a_figure_without_bounds_is_written_with_its_unit),
      cmocka_unit_test(what_is_no_figure_is_refused_with_its_word),
      cmocka_unit_test(a_figure_is_shown_in_another_unit),
      cmocka_unit_test(a_figure_is_not_shown_in_a_unit_of_another_dimension),
      cmocka_unit_test(a_figure_is_exact_when_its_bounds_are_equal),
      cmocka_unit_test(figures_are_compared_by_their_bounds),
      cmocka_unit_test(order_across_units_agrees_with_whole_numbers),
      cmocka_unit_test(order_of_bounds_is_what_all_pairs_say),
      cmocka_unit_test(figures_are_added_subtracted_and_multiplied),
      cmocka_unit_test(what_cannot_be_joined_is_refused),
      cmocka_unit_test(bounds_of_a_product_hold_all_products),
      cmocka_unit_test(two_statements_agree_within_one_per_cent_of_the_larger),
      cmocka_unit_test(millionths_are_cut_downwards_and_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
