/* The door: names of members, and a walk over JSON. Must never let a position through because it stands deep inside,
 * nor name where to write one instead. The forms of positions in text are in position_text.c. DESIGN, second paragraph,
 * and section 8. */
#include "model/position.h"

#include "model/err.h"
#include "model/position_text.h"

#define NAME_MAX_LETTERS 48
#define SHOWN_MAX        60

/* A whole name, without case and separators. Kept in one list, so that documents and tests can read it. */
static const char *const names[] = {
    "lat",           "lats",        "latitude",     "latitudes",
    "lon",           "lons",        "lng",          "long",
    "longitude",     "longitudes",  "latlon",       "latlong",
    "latlng",        "lonlat",      "lnglat",       "coordinate",
    "coordinates",   "coord",       "coords",       "mgrs",
    "utm",           "ups",         "usng",         "gars",
    "georef",        "grid",        "grids",        "gridref",
    "gridreference", "gridsquare",  "northing",     "easting",
    "geo",           "geohash",     "geojson",      "geometry",
    "geopoint",      "geolocation", "gps",          "gnss",
    "pluscode",      "what3words",  "position",     "positions",
    "location",      "locations",   "target",       "targets",
    "targetdata",    "targetlist",  "aimpoint",     "aimpoints",
    "dmpi",          "impactpoint", "impactpoints", "strikepoint",
    "launchpoint",   "launchsite",  "waypoint",     "waypoints",
    "route",         "routes",      "routing",      "trajectory",
    "trajectories",  "flightpath",  "flightplan",   "track",
    "bearing",       "azimuth",     "heading",      "altitude",
    "altitudes",     "elevation",   "elevations",   "effect",
    "effects",       "yield",       "yields",       "blast",
    "blastradius",   "lethality",   "lethalradius", "killradius",
    "damage",        "casualties",  "collateral",   "collateraldamage",
    "circularerror", "cep",
};
/* A word of a longer name ("end_latitude", "launchCoordinates"). Only words that mean nothing else in this trade. */
static const char *const words[] = {
    "lat",         "latitude", "lon",       "lng",        "longitude", "latlon",  "latlng",  "coordinate",
    "coordinates", "coord",    "coords",    "mgrs",       "utm",       "geohash", "geojson", "aimpoint",
    "aimpoints",   "waypoint", "waypoints", "trajectory", "dmpi",      "target",  "targets",
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Letters so far, in small letters; what does not fit can be in no list and is only counted. */
struct letters {
  char at[NAME_MAX_LETTERS];
  size_t n;
};

static void add_letter(struct letters *letters, char c) {
  if (letters->n < sizeof letters->at) {
    letters->at[letters->n] = c;
  }
  letters->n++;
}

static bool listed(const struct letters *letters, const char *const *list, size_t n) {
  if (letters->n == 0 || letters->n > sizeof letters->at) {
    return false;
  }
  for (size_t i = 0; i < n; i++) { /* the first letter tells most apart: every member of every request is looked up */
    if (list[i][0] == letters->at[0] && cs_str_eq(cs_str_of(list[i]), (struct cs_str){letters->at, letters->n})) {
      return true;
    }
  }
  return false;
}

bool cs_position_is_name(struct cs_str name) {
  struct letters whole = {.n = 0}, word = {.n = 0};
  bool after_small = false;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    bool capital = c >= 'A' && c <= 'Z';
    bool letter = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter || (capital && after_small)) { /* a word ends */
      if (listed(&word, words, COUNT(words))) {
        return true;
      }
      word.n = 0;
    }
    after_small = letter && !capital;
    if (letter) {
      add_letter(&whole, capital ? (char)(c - 'A' + 'a') : c);
      add_letter(&word, capital ? (char)(c - 'A' + 'a') : c);
    }
  }
  return listed(&word, words, COUNT(words)) || listed(&whole, names, COUNT(names));
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
