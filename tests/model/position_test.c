/* The door: what is a position and what is not, as names of members and as text, and that the place is named. */
#include "support/test.h"

#include "base/json.h"
#include "model/act.h"
#include "model/position.h"
#include "model/position_text.h"
#include "support/random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const positions[] = {
    /* degrees with hemispheres */
    "48.5N 35.0E",
    "48.5 N, 35.0 E",
    "35.0E 48.5N",
    "48N 35E",
    "strike near 48.5N 35.0E at dawn",
    "48.5n35.0e",
    "N48.5 E35.0",
    "N 48.5, E 35.0",
    "S 33.9 W 18.4",
    "N50 27 00 E030 31 00",
    "50 27 N 30 31 E",
    "50-27-00N 030-31-00E",
    "50:27:00N 30:31:00E",
    "(48.5N, 35.0E)",
    "48.5N/35.0E",
    "48.5N;35.0E",
    /* degree signs */
    "50°27'N 30°31'E",
    "50°27′00″N, 30°31′12″E",
    "50° 27' 0\" N 30° 31' 12\" E",
    "50.4501° N, 30.5234° E",
    "48.5°N",
    "48.5° N",
    "50 deg N",
    "50.4501°, 30.5234°",
    "50.4501 deg, 30.5234 deg",
    "50°27' 30°31'",
    "north of 48.5°N only",
    "50º27'N 30º31'E",
    "N 50°27.5' E 30°31.2'",
    /* decimals */
    "50.4501, 30.5234",
    "50.4501 30.5234",
    "(50.4501, 30.5234)",
    "[50.4501,30.5234]",
    "50.4501;30.5234",
    "-33.9249, 18.4241",
    "+50.4501+030.5234/",
    "+50.4501-030.5234",
    "go to 50.4501, 30.5234 and wait",
    "50,4501; 30,5234",
    "50,4501 30,5234",
    "50.450, 30.523",
    "50.45, 30.52",
    "(50.4, 30.5)",
    "30.5234, 50.4501, 120",
    "179.9999, 89.9999",
    "５０.4501, 30.5234",
    "５０.４５０１, ３０.５２３４",
    "５０.４５, ３０.５２",
    "\xE2\x88\x92"
    "33.9249, 18.4241",
    /* packed */
    "48.5 N., 35.0 E.",
    "48.5N by 35.0E",
    "48 degrees north and 35 degrees east",
    "50 North, 30 East",
    "50.4501° пн. ш., 30.5234° сх. д.",
    "50°27' с. ш. 30°31' в. д.",
    "5027N 03031E",
    "5027N03031E",
    "5027S 03031W",
    "502700N 0303100E",
    "N5027 E03031",
    "502700.5N0303100.5E",
    /* grids */
    "36UUA1234567890",
    "36U UA 12345 67890",
    "36U UA 1234567890",
    "36UUA 12345 67890",
    "36uua1234567890",
    "36UUA1234",
    "at 4QFJ12345678, then",
    "36U 324500 5591200",
    "36U 324500m 5591200m",
    /* labels */
    "lat 50.45",
    "Lat. 50.45",
    "lat: 50",
    "lat=50.45&lon=30.52",
    "latitude 50",
    "LATITUDE: N 50.45",
    "longitude 30.5",
    "lon 30.5",
    "long: 30.52",
    "lng=30.5234",
    "coordinates: 50.45",
    "coordinates (50.45, 30.52)",
    "easting 324500",
    "northing: 5591200",
    "MGRS 36UUA",
    "mgrs: 36u ua 12 34",
    "UTM 36 324500",
    "grid reference TQ 123 456",
    "grid ref. 123456",
    "geohash u8vwy",
    "GPS 50.45",
    /* other forms */
    "geo:50.45,30.52",
    "POINT(30.5 50.4)",
    "POINT (30.5234 50.4501)",
    "POLYGON((30.5 50.4, 30.6 50.5))",
    "LINESTRING(30.5 50.4, 30.6 50.5)",
    "9G2GFG22+2F",
    "9G2GFG22+2F8",
};

static const char *const no_positions[] = {
    "",
    " ",
    "280 miles (400 km)",
    "280 mi",
    "150 mi..280 mi",
    "2025-08-23",
    "2025-05..2025-06",
    "2025-08-25T09:00:00.000000Z",
    "825000000.00 USD",
    "$825,000,000.00",
    "825,000,000.00 USD, 300,500.00 EUR",
    "0.01 USD",
    "22 USC 2776(b)",
    "15 CFR 738.4(a)(2)(ii)(A)",
    "15 CFR 734.13, 734.14",
    "48 CFR 52.227, 52.228",
    "22 CFR 120.5, 120.41",
    "§ 36.201, 36.202",
    "Wall Street Journal, 2025-08-23",
    "Time, 2024-12-12",
    "12.5",
    "12.5%",
    "1.5, 2.5 and 3.5 km",
    "0.25 to 0.75",
    "0.125, 0.250",
    "0.125, 0.875 of value",
    "sizes 1.125, 1.250 mm",
    "1.2.3, 4.5.6",
    "version 1.10.0",
    "5A992.c, 9A004.a",
    "5A992",
    "3A001.b.4",
    "ECCN 9A004",
    "M1A2",
    "F-16C/D Block 52",
    "AN/APG-68(V)9",
    "155 mm",
    "9M729",
    "S-300",
    "S 400",
    "N 95",
    "GMLRS M31A1",
    "30 N, 20 kg",
    "500 kN",
    "10 kW, 20 W",
    "3 E-7A, 4 P-8A",
    "2 EA, 4 EA",
    "50 N or 60 N",
    "-40 °C to 50 °C",
    "-40°C, 50°C",
    "68°F",
    "at 30°, 60° and 90°",
    "field of view 45°",
    "a turn of 1°30' and no more",
    "50-27-00",
    "10:30:00",
    "from 10:30 to 11:45",
    "2025-0001",
    "2025-0001-A",
    "case 2025-0001, version 1",
    "M3",
    "us.targeting-data",
    "gb.storm-shadow",
    "ua.armed-forces",
    "RU-KRS",
    "RU",
    "UA-63",
    "within RU",
    "Kursk",
    "latest",
    "a latitude of judgement",
    "at longest 30 days",
    "long 30 days",
    "long-range",
    "as long as 2.5 years",
    "lon",
    "long",
    "LNG 5 million t",
    "platform 9",
    "flat 12",
    "translation 3",
    "balloon 2",
    "36 U",
    "36 UA 12",
    "36 units of 1234",
    "60SEC 1234",
    "60SEC 12345",
    "10 Dec 2024",
    "12 MAY 2025",
    "20MIN 3000",
    "10BTU 2000",
    "NSN 1410-01-123-4567",
    "1410 01 123 4567",
    "ISBN 978-0-306-40615-7",
    "+380 44 123 45 67",
    "+1 (202) 555-0142",
    "P.O. Box 1234",
    "https://example.org/50.45/a",
    "file:///a.b.c",
    "1234567890",
    "100000000000000000000000",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "24UUA12345-X",
    "AaN3+5d1c07e9/Q36UUA12345678==",
    "demo.example/review+5d1c07e9+AaN3",
    "the President, Secretary of Defense and others",
    "use only in RU-KRS",
    "1 use, to 2025-09-30",
    "30 on hand, 10 asked, floor 25",
    "ratio 3:1",
    "1/2, 1/3",
    "3,350 missiles",
    "3,350 3,350",
    "10,000, 20,000",
    "22222222+22",
    "a point (30 days)",
    "points 1 2",
    "geography 5",
    "Article 5, paragraph 3",
    "Annex I, 1.A.1, 2.A.1",
    "MTCR Category I, 300 km, 500 kg",
    "Resolution 1540 (2004)",
    "26.2.2024, 27.2.2024",
    "08.23, 09.24 are days",
    "широта закону",
    "10 % within 5 working days",
    "E 5 of 12",
    "W 12",
    "N/A",
    "S1-S13",
    "S1 E2",
    "300 miles north, 200 miles east",
    "12 north",
    "5 north, 3 east",
    "30 north of it",
};

static void positions_in_text_are_found(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(positions); i++) {
    struct cs_str part = CS_STR_NONE;
    if (!cs_position_in_text(cs_str_of(positions[i]), &part)) {
      fail_msg("\"%s\" was taken", positions[i]);
    }
    assert_true(part.len > 0 && part.len <= strlen(positions[i]));
  }
}

static void what_the_trade_writes_every_day_passes(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(no_positions); i++) {
    struct cs_str part = CS_STR_NONE;
    if (cs_position_in_text(cs_str_of(no_positions[i]), &part)) {
      fail_msg("\"%s\" was refused for \"%.*s\"", no_positions[i], CS_STR_ARG(part));
    }
  }
}

static void the_offending_words_are_cut_out_of_the_text(void **state) {
  (void)state;
  struct cs_str part;
  assert_true(cs_position_in_text(CS_STR("go to 50.4501, 30.5234 and wait"), &part));
  assert_str(part, "50.4501, 30.5234");
  assert_true(cs_position_in_text(CS_STR("by 36U UA 12345 67890."), &part));
  assert_str(part, "36U UA 12345 67890");
  assert_true(cs_position_in_text(CS_STR("see lat 50.45 there"), &part));
  assert_str(part, "lat 50.45");
}

static void one_place_less_is_no_pair_in_a_longer_text(void **state) {
  (void)state;
  struct cs_str part;
  assert_true(cs_position_in_text(CS_STR("about 50.450 30.523 there"), &part));
  assert_false(cs_position_in_text(CS_STR("about 50.45 30.52 there"), &part));
  assert_false(cs_position_in_text(CS_STR("about 50.450 30.52 there"), &part));
  assert_true(cs_position_in_text(CS_STR("50.45 30.52"), &part));
}

static void what_lies_on_no_globe_is_no_pair(void **state) {
  (void)state;
  struct cs_str part;
  assert_true(cs_position_in_text(CS_STR("90.0000, 180.0000"), &part));
  assert_false(cs_position_in_text(CS_STR("91.0000, 100.0000"), &part));
  assert_false(cs_position_in_text(CS_STR("50.4501, 181.0000"), &part));
  assert_false(cs_position_in_text(CS_STR("91N 100E"), &part));
  assert_false(cs_position_in_text(CS_STR("61UUA1234567890"), &part));
  assert_false(cs_position_in_text(CS_STR("36IUA1234567890"), &part));
  assert_false(cs_position_in_text(CS_STR("36UUW1234567890"), &part));
  assert_false(cs_position_in_text(CS_STR("36UUA12345678901"), &part));
}

static void text_that_ends_anywhere_is_read_to_its_end_only(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(positions); i++) {
    size_t whole = strlen(positions[i]);
    for (size_t n = 0; n < whole; n++) {
      char *cut = test_malloc(n + 1); /* the sanitizer watches its end */
      memcpy(cut, positions[i], n);
      struct cs_str part;
      (void)cs_position_in_text((struct cs_str){cut, n}, &part);
      test_free(cut);
    }
  }
}

/* ---- counting first ---- */

/* Of what texts are put together: all that any form knows, and what the trade writes beside it. */
static const char *const pieces[] = {
    "0",           "5",        "50",       "27",         "031",       "4501",       "5027",       "03031",  "324500",
    "5591200",     ".",        ",",        ".",          " ",         " ",          ", ",         ";",      "/",
    "-",           "+",        ":",        "=",          "(",         ")",          "[",          "]",      "'",
    "\"",          "°",        "′",        "０",         "５",        "é",          "Ω",          "N",      "S",
    "E",           "W",        "n",        "e",          "deg",       "DEG",        "degrees",    "lat",    "latitude",
    "longitude",   "lon",      "long",     "lng",        "latlon",    "coor",       "GPS",        "coord",  "dinates",
    "coordinates", "northing", "easting",  "grid",       "ref",       "reference",  "mgrs",       "UTM",    "usng",
    "geo",         "geohash",  "georef",   "POINT",      "polygon",   "linestring", "multipoint", "36U",    "UUA",
    "UA",          "4QFJ",     "9G2GFG22", "2F",         "CFGHJMPQ",  "RV",         "and",        "by",     "north",
    "east",        "km",       "USD",      "2025-08-23", "us.secdef", "9a004",      "t17",        "15 CFR", "%",
};

/* Up to twelve pieces; the length. */
static size_t draw_pieces(struct random *dice, char *text) {
  size_t n = 0;
  for (uint64_t k = 1 + random_below(dice, 12); k > 0; k--) {
    const char *piece = pieces[random_below(dice, COUNT(pieces))];
    memcpy(text + n, piece, strlen(piece));
    n += strlen(piece);
  }
  return n;
}

/* A position of the corpus, of which some bytes go, or give way to others; the length. */
static size_t draw_position(struct random *dice, char *text) {
  static const char others[] = "0123456789 .,;:+-/()'NSEWnsewdegLATGPSu";
  const char *whole = positions[random_below(dice, COUNT(positions))];
  size_t n = 0;
  for (size_t i = 0; i < strlen(whole); i++) {
    uint64_t fate = random_below(dice, 20);
    text[n] = fate == 0 ? others[random_below(dice, sizeof others - 1)] : whole[i];
    n += fate == 1 ? 0 : 1;
  }
  return n;
}

static void counting_letters_first_misses_no_position(void **state) {
  (void)state;
  struct random dice = {20251123};
  size_t found = 0;
  for (size_t i = 0; i < 200000; i++) {
    char room[512];
    size_t n = draw_pieces(&dice, room);
    n = random_below(&dice, 2) == 0 ? draw_position(&dice, room) : n;
    struct cs_str text = {room, n}, quick = CS_STR_NONE, slow = CS_STR_NONE;
    bool is = cs_position_in_text_slowly(text, &slow);
    if (cs_position_in_text(text, &quick) != is || !cs_str_eq(quick, slow)) {
      fail_msg("\"%.*s\": the two ways differ", CS_STR_ARG(text));
    }
    found += is;
  }
  assert_true(found > 20000);
}

/* ---- names ---- */

static void names_that_would_carry_one_are_found_whatever_their_spelling(void **state) {
  (void)state;
  static const char *const names[] = {
      "lat",
      "Lat",
      "LAT",
      "latitude",
      "lon",
      "lng",
      "long",
      "longitude",
      "coordinates",
      "coord",
      "coords",
      "mgrs",
      "utm",
      "grid",
      "geo",
      "geohash",
      "position",
      "positions",
      "location",
      "target",
      "targets",
      "aimpoint",
      "aim_point",
      "Aim-Point",
      "waypoint",
      "way.points",
      "route",
      "routes",
      "trajectory",
      "altitude",
      "elevation",
      "effect",
      "effects",
      "yield",
      "blast",
      "blast_radius",
      "target_location",
      "targetLatitude",
      "end-lat",
      "launchCoordinates",
      "LatLng",
      "grid_ref",
      "GPS",
      "impact_point",
      "flight_path",
      "bearing",
      "collateral_damage",
      "GeoJSON",
      "geometry",
      "lat_1",
      "1_lat",
      "a_name_that_is_far_longer_than_the_longest_one_that_is_in_any_list_lat",
  };
  for (size_t i = 0; i < COUNT(names); i++) {
    if (!cs_position_is_name(cs_str_of(names[i]))) {
      fail_msg("\"%s\" was taken", names[i]);
    }
  }
}

static void names_of_the_trade_pass(void **state) {
  (void)state;
  static const char *const names[] = {
      "",
      "area",
      "areas",
      "act",
      "item",
      "lines",
      "quantity",
      "value",
      "user",
      "end_user",
      "recipient",
      "purpose",
      "facts",
      "on",
      "known",
      "targeting-data",
      "latest",
      "lateral",
      "long-range",
      "longest",
      "longterm",
      "relations",
      "platform",
      "coordinator",
      "range",
      "range_max",
      "payload_max",
      "destination",
      "item.stock",
      "effective_from",
      "routine",
      "locations_count",
      "grids.org",
      "late_spring",
      "flat",
      "translation",
      "positioned",
      "side_effects",
  };
  for (size_t i = 0; i < COUNT(names); i++) {
    if (cs_position_is_name(cs_str_of(names[i]))) {
      fail_msg("\"%s\" was refused", names[i]);
    }
  }
}

static void no_member_of_our_own_is_the_name_of_a_position(void **state) {
  (void)state;
  for (int kind = 0; kind < CS_ACT_N; kind++) {
    const struct cs_act_def *def = cs_act_def((enum cs_act_kind)kind);
    for (size_t i = 0; i < def->n_fields; i++) {
      assert_false(cs_position_is_name(cs_str_of(def->fields[i].name)));
    }
  }
}

/* ---- JSON ---- */

static bool refuse(const char *text, struct cs_err *err) {
  struct cs_arena arena;
  struct cs_json *json;
  cs_arena_init(&arena, NULL, 0);
  assert_ok(cs_json_parse(&arena, CS_STR("a.json"), cs_str_of(text), &json, err), err);
  bool done = cs_position_refuse(CS_STR("a.json"), json, err);
  cs_arena_deinit(&arena);
  return done;
}

static void a_position_is_refused_however_deep_with_its_place(void **state) {
  (void)state;
  struct cs_err err;
  assert_code(refuse("{\"a\":[{\"b\":\n  {\"c\":\"48.5N 35.0E\"}}]}", &err), &err, CS_E_REQUEST_POSITION);
  assert_int_equal(err.line, 2);
  assert_int_equal(err.column, 8);
  assert_string_equal(err.source, "a.json");
  assert_non_null(strstr(err.text, "\"48.5N 35.0E\" is a position"));
  assert_non_null(strstr(err.hint, "an area is a country or region code"));
}

static void a_member_named_for_one_is_refused_whatever_its_value(void **state) {
  (void)state;
  struct cs_err err;
  assert_code(refuse("{\"facts\":{\"x\":1,\"latitude\":null}}", &err), &err, CS_E_REQUEST_POSITION);
  assert_int_equal(err.line, 1);
  assert_int_equal(err.column, 28);
  assert_non_null(strstr(err.text, "\"latitude\""));
  assert_code(refuse("{\"location\":\"RU\"}", &err), &err, CS_E_REQUEST_POSITION);
  assert_non_null(strstr(err.hint, "RU-KRS"));
}

static void two_precise_decimals_side_by_side_in_a_list_are_a_pair(void **state) {
  (void)state;
  struct cs_err err;
  assert_code(refuse("[\"50.4501\",\"30.5234\"]", &err), &err, CS_E_REQUEST_POSITION);
  assert_int_equal(err.column, 2);
  assert_code(refuse("{\"x\":[30.5234, 50.4501]}", &err), &err, CS_E_REQUEST_POSITION);
  assert_ok(refuse("[\"50.45\",\"30.52\"]", &err), &err);
  assert_ok(refuse("[\"50.4501\",\"x\",\"30.5234\"]", &err), &err);
  assert_ok(refuse("[1,2,true,null,\"a\"]", &err), &err);
}

static void a_tree_deeper_than_any_text_is_refused(void **state) {
  (void)state;
  struct cs_err err;
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  struct cs_json *json = cs_json_new(&arena, CS_JSON_ARRAY, &err);
  for (int i = 0; i < CS_JSON_DEPTH_MAX + 1; i++) {
    struct cs_json *outer = cs_json_new(&arena, CS_JSON_ARRAY, &err);
    assert_ok(cs_json_append(&arena, outer, json, &err), &err);
    json = outer;
  }
  assert_code(cs_position_refuse(CS_STR("b"), json, &err), &err, CS_E_JSON_DEPTH);
  cs_arena_deinit(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(positions_in_text_are_found),
      cmocka_unit_test(what_the_trade_writes_every_day_passes),
      cmocka_unit_test(the_offending_words_are_cut_out_of_the_text),
      cmocka_unit_test(one_place_less_is_no_pair_in_a_longer_text),
      cmocka_unit_test(what_lies_on_no_globe_is_no_pair),
      cmocka_unit_test(text_that_ends_anywhere_is_read_to_its_end_only),
      cmocka_unit_test(counting_letters_first_misses_no_position),
      cmocka_unit_test(names_that_would_carry_one_are_found_whatever_their_spelling),
      cmocka_unit_test(names_of_the_trade_pass),
      cmocka_unit_test(no_member_of_our_own_is_the_name_of_a_position),
      cmocka_unit_test(a_position_is_refused_however_deep_with_its_place),
      cmocka_unit_test(a_member_named_for_one_is_refused_whatever_its_value),
      cmocka_unit_test(two_precise_decimals_side_by_side_in_a_list_are_a_pair),
      cmocka_unit_test(a_tree_deeper_than_any_text_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
