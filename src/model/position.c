/* The door: names of members, and a walk over JSON. Must never let a position through because it stands deep inside,
 * nor name where to write one instead. The forms of positions in text are in position_text.c. DESIGN, second paragraph,
 * and section 8. */
#include "model/position.h"

#include "model/err.h"
#include "model/position_text.h"

#define LETTERS_MAX 20 /* of the longest name */
#define SHOWN_MAX   60
#define NAMES_MAX   24 /* with one first letter */

/* What a member may not be called, without case and separators, by its first letter. A word may not stand in a longer name
 * either ("end_latitude", "launchCoordinates"): only such as mean nothing else in this trade. Kept in one list, so that
 * documents and tests can read it. */
struct name {
  struct cs_str text;
  bool word;
};
#define NAME(literal)                                                                                                  \
  { {(literal), sizeof(literal) - 1}, false }
#define WORD(literal)                                                                                                  \
  { {(literal), sizeof(literal) - 1}, true }
static const struct name names['z' - 'a' + 1][NAMES_MAX] = {
    ['a' - 'a'] = {WORD("aimpoint"), WORD("aimpoints"), NAME("altitude"), NAME("altitudes"), NAME("azimuth")},
    ['b' - 'a'] = {NAME("bearing"), NAME("blast"), NAME("blastradius")},
    ['c' - 'a'] = {NAME("casualties"), NAME("cep"), NAME("circularerror"), NAME("collateral"), NAME("collateraldamage"),
                   WORD("coord"), WORD("coordinate"), WORD("coordinates"), WORD("coords")},
    ['d' - 'a'] = {NAME("damage"), WORD("dmpi")},
    ['e' - 'a'] = {NAME("easting"), NAME("effect"), NAME("effects"), NAME("elevation"), NAME("elevations")},
    ['f' - 'a'] = {NAME("flightpath"), NAME("flightplan")},
    ['g' - 'a'] = {NAME("gars"), NAME("geo"), WORD("geohash"), WORD("geojson"), NAME("geolocation"), NAME("geometry"),
                   NAME("geopoint"), NAME("georef"), NAME("gnss"), NAME("gps"), NAME("grid"), NAME("gridref"),
                   NAME("gridreference"), NAME("grids"), NAME("gridsquare")},
    ['h' - 'a'] = {NAME("heading")},
    ['i' - 'a'] = {NAME("impactpoint"), NAME("impactpoints")},
    ['k' - 'a'] = {NAME("killradius")},
    ['l' - 'a'] = {WORD("lat"),          WORD("latitude"), NAME("latitudes"),   WORD("latlng"),     WORD("latlon"),
                   NAME("latlong"),      NAME("lats"),     NAME("launchpoint"), NAME("launchsite"), NAME("lethality"),
                   NAME("lethalradius"), WORD("lng"),      NAME("lnglat"),      NAME("location"),   NAME("locations"),
                   WORD("lon"),          NAME("long"),     WORD("longitude"),   NAME("longitudes"), NAME("lonlat"),
                   NAME("lons")},
    ['m' - 'a'] = {WORD("mgrs")},
    ['n' - 'a'] = {NAME("northing")},
    ['p' - 'a'] = {NAME("pluscode"), NAME("position"), NAME("positions")},
    ['r' - 'a'] = {NAME("route"), NAME("routes"), NAME("routing")},
    ['s' - 'a'] = {NAME("strikepoint")},
    ['t' - 'a'] = {WORD("target"), NAME("targetdata"), NAME("targetlist"), WORD("targets"), NAME("track"),
                   NAME("trajectories"), WORD("trajectory")},
    ['u' - 'a'] = {NAME("ups"), NAME("usng"), WORD("utm")},
    ['w' - 'a'] = {WORD("waypoint"), WORD("waypoints"), NAME("what3words")},
    ['y' - 'a'] = {NAME("yield"), NAME("yields")},
};
#undef NAME
#undef WORD

static char small(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letters(struct cs_str name, struct cs_str letters) {
  for (size_t i = 0; i < name.len; i++) {
    if (small(letters.ptr[i]) != name.ptr[i]) {
      return false;
    }
  }
  return true;
}

/* Are the letters a name that is not taken (`alone`), or a word that none may have in it? */
static bool listed(struct cs_str letters, bool alone) {
  char first = letters.len > 0 ? small(letters.ptr[0]) : '\0';
  if (first < 'a' || first > 'z') {
    return false;
  }
  for (const struct name *name = names[first - 'a']; name->text.len > 0; name++) {
    if (name->text.len == letters.len && (alone || name->word) && same_letters(name->text, letters)) {
      return true;
    }
  }
  return false;
}

bool cs_position_is_name(struct cs_str name) {
  char whole[LETTERS_MAX + 1]; /* its letters; of a longer one not all, and it is in no list */
  size_t n = 0, from = 0;
  bool after_small = false;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    bool capital = c >= 'A' && c <= 'Z';
    bool letter = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter || (capital && after_small)) { /* a word ends */
      if (listed(cs_str_sub(name, from, i - from), false)) {
        return true;
      }
      from = letter ? i : i + 1;
    }
    after_small = letter && !capital;
    if (letter && n < sizeof whole) {
      whole[n++] = c;
    }
  }
  return listed(cs_str_from(name, from), false) || listed((struct cs_str){whole, n}, true);
}

static bool refused(struct cs_str source, const struct cs_json *at, struct cs_err *err) {
  cs_err_hint(err, "an area is a country or region code, such as RU or RU-KRS; nothing finer is taken");
  return cs_err_at(err, source, at->line, at->column);
}

bool cs_position_refuse_name(struct cs_str source, const struct cs_json_member *member, struct cs_err *err) {
  if (!cs_position_is_name(member->key)) {
    return true;
  }
  cs_err_set(err, &CS_E_REQUEST_POSITION,
             "the member \"%.*s\" is not taken: no coordinates, targets, routes or effects are recorded here",
             CS_STR_ARG(cs_str_head(member->key, SHOWN_MAX)));
  return refused(source, member->value, err);
}

static bool refuse_text(struct cs_str source, const struct cs_json *json, struct cs_err *err) {
  struct cs_str part;
  if (!cs_position_in_text(json->text, &part)) {
    return true;
  }
  cs_err_set(err, &CS_E_REQUEST_POSITION, "\"%.*s\" is a position: no coordinates are recorded here",
             CS_STR_ARG(cs_str_head(part, SHOWN_MAX)));
  return refused(source, json, err);
}

/* Two precise decimals side by side in a list are a pair as much as in one text. */
static bool refuse_pair(struct cs_str source, const struct cs_json *first, const struct cs_json *second,
                        struct cs_err *err) {
  if (!cs_position_is_precise_number(first->text) || !cs_position_is_precise_number(second->text)) {
    return true;
  }
  cs_err_set(err, &CS_E_REQUEST_POSITION, "%.*s and %.*s side by side are a position: no coordinates are recorded here",
             CS_STR_ARG(cs_str_head(first->text, SHOWN_MAX)), CS_STR_ARG(cs_str_head(second->text, SHOWN_MAX)));
  return refused(source, first, err);
}

static bool walk(struct cs_str source, const struct cs_json *json, unsigned depth, struct cs_err *err) {
  if (depth > CS_JSON_DEPTH_MAX) {
    cs_err_set(err, &CS_E_JSON_DEPTH, "nested too deep, expected at most %d levels", CS_JSON_DEPTH_MAX);
    return cs_err_at(err, source, json->line, json->column);
  }
  switch (json->kind) {
  case CS_JSON_NULL:
  case CS_JSON_BOOL:
  case CS_JSON_NUMBER:
    return true;
  case CS_JSON_STRING:
    return refuse_text(source, json, err);
  case CS_JSON_ARRAY:
    for (size_t i = 0; i < json->n; i++) {
      if ((i > 0 && !refuse_pair(source, json->items[i - 1], json->items[i], err)) ||
          !walk(source, json->items[i], depth + 1, err)) {
        return false;
      }
    }
    return true;
  case CS_JSON_OBJECT:
    for (size_t i = 0; i < json->n; i++) {
      if (!cs_position_refuse_name(source, &json->members[i], err) ||
          !walk(source, json->members[i].value, depth + 1, err)) {
        return false;
      }
    }
    return true;
  }
  return true;
}

bool cs_position_refuse(struct cs_str source, const struct cs_json *json, struct cs_err *err) {
  return walk(source, json, 0, err);
}
