/* Positions in text: a scanner that tries each form at each place where a word or number begins. Must never refuse what
 * the trade writes every day: figures with units, money, dates, citations, digests. No form looks further than a few
 * dozen characters, so the whole is linear. The list of forms is at the end; tests/model/position_test.c has a corpus
 * of both kinds. */
#include "model/position_text.h"

#include "base/figure.h"
#include "model/position.h"

/* What the scanner sees: letters as capitals, digits, blanks as ' ', dashes as '-', and these. */
#define DEGREE '@'
#define MINUTE '\''
#define SECOND '"'
#define OTHER  '~' /* any other character that is not ASCII */
#define END    '\0'

struct scan {
  struct cs_str text;
  size_t at;
};

struct glyph {
  const char *bytes;
  char seen;
};
static const struct glyph glyphs[] = {
    {"\xC2\xB0", DEGREE},     {"\xC2\xBA", DEGREE},     {"\xCB\x9A", DEGREE},     {"\xC2\xA0", ' '},
    {"\xC2\xB4", MINUTE},     {"\xE2\x80\xB2", MINUTE}, {"\xE2\x80\x99", MINUTE}, {"\xE2\x80\xB3", SECOND},
    {"\xE2\x80\x9D", SECOND}, {"\xE2\x88\x92", '-'},    {"\xE2\x80\x93", '-'},    {"\xE2\x80\xAF", ' '},
    {"\xE2\x80\x89", ' '},
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}
static bool is_word(char c) {
  return is_digit(c) || is_letter(c);
}

/* The character at the cursor and how many bytes it takes. */
static char see(const struct scan *s, size_t *len) {
  *len = s->at < s->text.len;
  if (*len == 0) {
    return END;
  }
  unsigned char c = (unsigned char)s->text.ptr[s->at];
  if (c < 0x80) {
    bool small = c >= 'a' && c <= 'z';
    bool blank = c == '\t' || c == '\n' || c == '\r';
    char seen = small ? (char)(c - 'a' + 'A') : blank ? ' ' : (char)c;
    return seen == END || seen == DEGREE || seen == OTHER ? '?' : seen;
  }
  struct cs_str rest = cs_str_from(s->text, s->at);
  for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++) {
    if (cs_str_starts(rest, cs_str_of(glyphs[i].bytes))) {
      *len = cs_str_of(glyphs[i].bytes).len;
      return glyphs[i].seen;
    }
  }
  if (c == 0xEF && rest.len >= 3 && (unsigned char)rest.ptr[1] == 0xBC && (unsigned char)rest.ptr[2] >= 0x90 &&
      (unsigned char)rest.ptr[2] <= 0x99) { /* full-width digits */
    *len = 3;
    return (char)('0' + (unsigned char)rest.ptr[2] - 0x90);
  }
  size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
  *len = n < rest.len ? n : rest.len;
  return OTHER;
}

static char look(const struct scan *s) {
  size_t len;
  return see(s, &len);
}
static void step(struct scan *s) {
  size_t len;
  (void)see(s, &len);
  s->at += len;
}
static bool take(struct scan *s, char c) {
  if (look(s) != c) {
    return false;
  }
  step(s);
  return true;
}
static char look_beyond(const struct scan *s) {
  struct scan next = *s;
  step(&next);
  return look(&next);
}
/* At most `max` of the separators that stand between the two halves of a pair. */
static size_t take_separators(struct scan *s, size_t max) {
  size_t n = 0;
  for (char c = look(s); n < max && (c == ' ' || c == ',' || c == ';' || c == '/' || c == '|'); c = look(s)) {
    step(s);
    n++;
  }
  return n;
}
static bool take_word(struct scan *s, const char *word) {
  struct scan ahead = *s;
  for (const char *c = word; *c; c++) {
    if (!take(&ahead, *c)) {
      return false;
    }
  }
  if (is_word(look(&ahead))) {
    return false;
  }
  *s = ahead;
  return true;
}

/* ---- numbers and angles ---- */

struct number {
  unsigned whole; /* 1000 and above: too large for any angle */
  unsigned digits, places;
  bool negative, signed_;
};

static unsigned count_digits(struct scan s) {
  unsigned n = 0;
  while (is_digit(look(&s))) {
    step(&s);
    n++;
  }
  return n;
}

/* A point, or a comma with so many digits behind it that it groups no thousands. */
static bool at_places(const struct scan *s, const struct number *n) {
  struct scan behind = *s;
  char mark = look(s);
  step(&behind);
  unsigned digits = count_digits(behind);
  return (mark == '.' && digits > 0) || (mark == ',' && digits >= 4 && n->digits <= 3);
}

/* False for what only looks like one: a version (1.2.3), a digest, a part number. */
static bool take_number(struct scan *s, struct number *n) {
  *n = (struct number){0};
  if (look(s) == '-' || look(s) == '+') {
    n->signed_ = true;
    n->negative = look(s) == '-';
    step(s);
  }
  for (; is_digit(look(s)); step(s)) {
    n->whole = n->whole < 1000 ? n->whole * 10 + (unsigned)(look(s) - '0') : n->whole;
    n->digits++;
  }
  if (n->digits == 0) {
    return false;
  }
  if (at_places(s, n)) {
    for (step(s); is_digit(look(s)); step(s)) {
      n->places++;
    }
    if (look(s) == '.' && is_digit(look_beyond(s))) {
      return false;
    }
  }
  return true;
}

struct angle {
  struct number degrees;
  bool mark;    /* a degree sign, or the word */
  bool minutes; /* degrees and minutes with a mark of either */
  char side;    /* N S E W, or 0 */
};

static bool is_side(char c) {
  return c == 'N' || c == 'S' || c == 'E' || c == 'W';
}

static bool take_degree_mark(struct scan *s) {
  struct scan ahead = *s;
  (void)take(&ahead, ' ');
  bool mark = take(&ahead, DEGREE) || take_word(&ahead, "DEG") || take_word(&ahead, "DEGREES");
  bool warmth =
      mark && (look(&ahead) == 'C' || look(&ahead) == 'F' || look(&ahead) == 'K') && !is_word(look_beyond(&ahead));
  if (!mark || warmth) {
    return false;
  }
  *s = ahead;
  return true;
}

/* Minutes or seconds behind what has been read: below 60, two digits at most. *marked: with their own sign. */
static bool take_sixtieth(struct scan *s, bool after_mark, char mark, struct number *n, bool *marked) {
  struct scan ahead = *s;
  bool apart = take(&ahead, ' ') || take(&ahead, '-') || take(&ahead, ':');
  if ((!apart && !after_mark) || !take_number(&ahead, n) || n->signed_ || n->whole >= 60 || n->digits > 2) {
    return false;
  }
  *marked = take(&ahead, mark) || (mark == SECOND && take(&ahead, MINUTE) && take(&ahead, MINUTE));
  if ((is_letter(look(&ahead)) && !is_side(look(&ahead))) || take_degree_mark(&ahead)) {
    return false; /* a word, or the next angle */
  }
  *s = ahead;
  return true;
}

static bool take_side_behind(struct scan *s, struct angle *angle) {
  static const char *const sides[] = {"NORTH", "SOUTH", "EAST", "WEST"};
  struct scan ahead = *s;
  (void)take(&ahead, ' ');
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
    if (take_word(&ahead, sides[i])) {
      angle->side = sides[i][0];
      *s = ahead;
      return true;
    }
  }
  char side = look(&ahead);
  if (!is_side(side)) {
    return false;
  }
  step(&ahead);
  if (is_letter(look(&ahead)) || look(&ahead) == OTHER) {
    return false;
  }
  angle->side = side;
  *s = ahead;
  return true;
}

/* [N] degrees [° minutes [' seconds "]] [N] */
static bool take_angle(struct scan *s, struct angle *angle) {
  *angle = (struct angle){0};
  if (is_side(look(s))) {
    angle->side = look(s);
    step(s);
    (void)take(s, ' ');
    if (!is_digit(look(s)) && !(look(s) == '-' && is_digit(look_beyond(s)))) {
      return false;
    }
  }
  if (!take_number(s, &angle->degrees) || angle->degrees.whole > 180 || angle->degrees.digits > 3) {
    return false;
  }
  angle->mark = take_degree_mark(s);
  struct number part;
  bool marked = false;
  if (angle->degrees.places == 0 && take_sixtieth(s, angle->mark, MINUTE, &part, &marked)) {
    angle->minutes = angle->mark || marked;
    if (part.places == 0) {
      (void)take_sixtieth(s, marked, SECOND, &part, &marked);
    }
  }
  if (!angle->side) {
    (void)take_side_behind(s, angle);
  }
  return true;
}

static bool is_north(char side) {
  return side == 'N' || side == 'S';
}

/* Could the two be latitude and longitude, in either order? */
static bool in_range(const struct number *a, const struct number *b) {
  return a->whole <= 180 && b->whole <= 180 && (a->whole <= 90 || b->whole <= 90);
}

/* ---- the forms: each is tried where a word or number begins, and leaves the cursor behind what it found ---- */

/* What stands between the two angles of a pair: "48.5 N., 35.0 E.", "48.5N by 35.0E". */
static void take_gap(struct scan *s) {
  (void)take(s, '.');
  (void)take_separators(s, 4);
  if (take_word(s, "AND") || take_word(s, "BY")) {
    (void)take_separators(s, 4);
  }
}

/* More than one digit and a letter, which name too much else ("S1 E2"). */
static bool is_telling(const struct angle *angle) {
  return angle->mark || angle->minutes || angle->degrees.places > 0 || angle->degrees.digits > 1;
}

/* 48.5N 35.0E · 50°27'N, 30°31'E · N50 27 00 E030 31 00 */
static bool sided_pair(struct scan *s) {
  struct angle a, b;
  if (!take_angle(s, &a) || !a.side) {
    return false;
  }
  take_gap(s);
  return take_angle(s, &b) && b.side && (is_telling(&a) || is_telling(&b)) && is_north(a.side) != is_north(b.side) &&
         in_range(&a.degrees, &b.degrees) && !is_word(look(s));
}

/* 48.5°N */
static bool sided_degree(struct scan *s) {
  struct angle a;
  return take_angle(s, &a) && a.mark && a.side && !is_word(look(s));
}

/* 50.4501°, 30.5234° · 50°27' 30°31', with words of any language between them */
static bool marked_pair(struct scan *s) {
  struct angle a, b;
  if (!take_angle(s, &a) || !a.mark || !(a.minutes || a.degrees.places >= 3)) {
    return false;
  }
  size_t gap = 0;
  for (; gap < 32 && look(s) != END && !is_digit(look(s)); step(s)) {
    gap++;
  }
  return gap > 0 && take_angle(s, &b) && b.mark && (b.minutes || b.degrees.places >= 3) &&
         in_range(&a.degrees, &b.degrees);
}

/* Is the number behind a citation's word (48 CFR 52.227)? */
static bool is_cited(const struct scan *s) {
  static const char *const words[] = {"CFR",     "USC",      "U.S.C.", "FAR",  "DFARS", "\xC2\xA7",
                                      "section", "sections", "sec.",   "part", "parts"};
  struct cs_str before = cs_str_trim(cs_str_sub(s->text, 0, s->at));
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (cs_str_ends(before, cs_str_of(words[i]))) {
      return true;
    }
  }
  return false;
}

static bool before_unit(struct scan s) {
  (void)take(&s, ' ');
  size_t start = s.at;
  while (is_letter(look(&s)) || look(&s) == '%') {
    step(&s);
  }
  struct cs_str word = cs_str_sub(s.text, start, s.at - start);
  struct cs_unit unit;
  bool side = word.len == 1 && is_side(word.ptr[0]); /* N and W are newtons and watts too */
  return word.len > 0 && !side && cs_unit_find(word, &unit);
}

/* 50.4501, 30.5234 · +50.4501-030.5234 */
static bool decimal_pair(struct scan *s) {
  struct scan start = *s;
  struct number a, b;
  if (!take_number(s, &a) || a.places < 3 || a.digits > 3) {
    return false;
  }
  bool glued = take_separators(s, 4) == 0;
  if (!take_number(s, &b) || b.places < 3 || b.digits > 3 || !in_range(&a, &b) || (a.whole == 0 && b.whole == 0)) {
    return false;
  }
  if ((glued && !(a.signed_ && b.signed_)) || is_word(look(s)) || (look(s) == '-' && is_word(look_beyond(s)))) {
    return false;
  }
  bool coarse = a.places == 3 && b.places == 3;
  return !(coarse && (is_cited(&start) || before_unit(*s)));
}

static unsigned take_digits(struct scan *s) {
  unsigned n = 0;
  for (; is_digit(look(s)); step(s)) {
    n++;
  }
  if (n > 0 && look(s) == '.' && is_digit(look_beyond(s))) {
    for (step(s); is_digit(look(s)); step(s)) {
    }
  }
  return n;
}

/* 5027N 03031E · N502700 E0303100 */
static bool packed_pair(struct scan *s) {
  char north = 0, east = 0;
  if (is_north(look(s))) {
    north = look(s);
    step(s);
  }
  unsigned a = take_digits(s);
  if (!north && is_north(look(s))) {
    north = look(s);
    step(s);
  }
  (void)take_separators(s, 3);
  if (look(s) == 'E' || look(s) == 'W') {
    east = look(s);
    step(s);
  }
  unsigned b = take_digits(s);
  if (!east && (look(s) == 'E' || look(s) == 'W')) {
    east = look(s);
    step(s);
  }
  return north && east && (a == 4 || a == 6) && (b == 5 || b == 7) && !is_word(look(s));
}

static bool is_square_letter(char c) {
  return is_letter(c) && c != 'I' && c != 'O';
}

static bool take_zone(struct scan *s) {
  unsigned zone = 0, digits = 0;
  for (; is_digit(look(s)) && digits < 3; step(s)) {
    zone = zone * 10 + (unsigned)(look(s) - '0');
    digits++;
  }
  char band = look(s);
  if (digits == 0 || digits > 2 || zone < 1 || zone > 60 || !is_square_letter(band) || band < 'C' || band > 'X') {
    return false;
  }
  step(s);
  return true;
}

/* 36UUA1234567890 · 36U UA 12345 67890 · 36U UA 1234567890 */
static bool military_grid(struct scan *s) {
  if (!take_zone(s)) {
    return false;
  }
  bool apart = take(s, ' ');
  char column = look(s);
  step(s);
  char row = look(s);
  if (!is_square_letter(column) || !is_square_letter(row) || row > 'V') {
    return false;
  }
  step(s);
  bool blank = take(s, ' ');
  unsigned a = count_digits(*s);
  for (unsigned i = 0; i < a; i++) {
    step(s);
  }
  unsigned b = 0;
  if (a >= 2 && a <= 5 && look(s) == ' ') {
    struct scan ahead = *s;
    step(&ahead);
    b = count_digits(ahead);
    for (unsigned i = 0; b == a && i < b; i++) {
      step(&ahead);
    }
    if (b == a && !is_word(look(&ahead))) {
      *s = ahead;
      return true;
    }
  }
  /* Glued digits tell a reference from a part number or "60SEC 1234" only when there are enough of them. */
  unsigned enough = apart ? 4 : blank ? 8 : 4;
  return a >= enough && a <= 10 && a % 2 == 0 && !is_word(look(s)) && !(look(s) == '-' && is_word(look_beyond(s)));
}

/* 36U 324500 5591200 */
static bool utm_pair(struct scan *s) {
  if (!take_zone(s)) {
    return false;
  }
  size_t first = take_separators(s, 3);
  unsigned east = take_digits(s);
  (void)(take_word(s, "M") || take_word(s, "ME"));
  size_t second = take_separators(s, 3);
  unsigned north = take_digits(s);
  (void)(take_word(s, "M") || take_word(s, "MN"));
  return first > 0 && second > 0 && east == 6 && north == 7 && !is_word(look(s));
}

/* Words that stand before a number. places: so many digits behind the point at least, or so many behind `:` or `=`. */
struct label {
  const char *word;
  unsigned places, places_marked;
};
static const struct label labels[] = {
    {"LAT", 0, 0},         {"LATITUDE", 0, 0},   {"LONGITUDE", 0, 0}, {"LON", 1, 0},      {"LONG", 3, 1},
    {"LNG", 3, 3},         {"LATLON", 0, 0},     {"LATLONG", 0, 0},   {"NORTHING", 0, 0}, {"EASTING", 0, 0},
    {"COORDINATES", 0, 0}, {"COORDINATE", 0, 0}, {"COORDS", 0, 0},    {"GPS", 1, 1},
};

/* lat 50.45 · longitude: 30 · coordinates (50 */
static bool labelled_number(struct scan *s) {
  size_t i = 0;
  while (i < sizeof labels / sizeof *labels && !take_word(s, labels[i].word)) {
    i++;
  }
  if (i == sizeof labels / sizeof *labels) {
    return false;
  }
  bool marked = false;
  for (unsigned n = 0; n < 4; n++) {
    char c = look(s);
    if (c != ' ' && c != ':' && c != '=' && c != '.' && c != '(' && c != '[' && c != '"') {
      break;
    }
    marked = marked || c == ':' || c == '=';
    step(s);
  }
  if (is_side(look(s)) && !is_letter(look_beyond(s))) {
    step(s);
    (void)take(s, ' ');
  }
  struct number n;
  return take_number(s, &n) && n.places >= (marked ? labels[i].places_marked : labels[i].places);
}

/* MGRS 36UUA12 · grid reference TQ 123 456 · geohash u8vw */
static bool labelled_reference(struct scan *s) {
  bool grid = take_word(s, "GRID");
  if (grid) {
    (void)take(s, ' ');
    grid = take_word(s, "REF") || take_word(s, "REFERENCE") || take_word(s, "SQUARE");
  }
  if (!grid && !take_word(s, "MGRS") && !take_word(s, "UTM") && !take_word(s, "USNG") && !take_word(s, "GEOHASH") &&
      !take_word(s, "GEOREF")) {
    return false;
  }
  for (unsigned n = 0; n < 4 && (look(s) == ' ' || look(s) == ':' || look(s) == '=' || look(s) == '.'); n++) {
    step(s);
  }
  bool digit = false;
  for (unsigned n = 0; n < 24 && (is_word(look(s)) || (look(s) == ' ' && is_digit(look_beyond(s)))); n++) {
    digit = digit || is_digit(look(s));
    step(s);
  }
  return digit;
}

/* POINT(30.5 50.4) · geo:50.45,30.52 */
static bool well_known_text(struct scan *s) {
  if (take_word(s, "GEO")) {
    struct number n;
    return take(s, ':') && take_number(s, &n);
  }
  if (!take_word(s, "POINT") && !take_word(s, "POLYGON") && !take_word(s, "LINESTRING") &&
      !take_word(s, "MULTIPOINT")) {
    return false;
  }
  struct number a, b;
  (void)take(s, ' ');
  while (take(s, '(')) {
  }
  return take_number(s, &a) && take(s, ' ') && take_number(s, &b);
}

static bool is_plus_code(char c) {
  for (const char *set = "23456789CFGHJMPQRVWX"; *set; set++) {
    if (*set == c) {
      return true;
    }
  }
  return false;
}

/* 9G2GFG22+2F */
static bool plus_code(struct scan *s) {
  unsigned before = 0, behind = 0;
  bool letter = false;
  for (; before < 9 && is_plus_code(look(s)); step(s)) {
    letter = letter || is_letter(look(s));
    before++;
  }
  if (before != 8 || !letter || !take(s, '+')) {
    return false;
  }
  for (; is_plus_code(look(s)); step(s)) {
    behind++;
  }
  return (behind == 2 || behind == 3) && !is_word(look(s));
}

/* 50.45, 30.52 and nothing else */
static bool bare_pair(struct cs_str text) {
  struct scan s = {text, 0};
  struct number a, b;
  while (look(&s) == ' ' || look(&s) == '(' || look(&s) == '[') {
    step(&s);
  }
  if (!take_number(&s, &a) || a.places == 0 || take_separators(&s, 4) == 0 || !take_number(&s, &b) || b.places == 0) {
    return false;
  }
  while (look(&s) == ' ' || look(&s) == ')' || look(&s) == ']') {
    step(&s);
  }
  return look(&s) == END && in_range(&a, &b) && (a.whole > 0 || b.whole > 0); /* shares of one are pairs too */
}

/* ---- all forms ---- */

enum form {
  SIDED_PAIR,
  SIDED_DEGREE,
  MARKED_PAIR,
  DECIMAL_PAIR,
  PACKED_PAIR,
  MILITARY_GRID,
  UTM_PAIR,
  LABELLED_NUMBER,
  LABELLED_REFERENCE,
  WELL_KNOWN_TEXT,
  PLUS_CODE,
  N_FORMS
};
static bool (*const finds[N_FORMS])(struct scan *s) = {
    [SIDED_PAIR] = sided_pair,
    [SIDED_DEGREE] = sided_degree,
    [MARKED_PAIR] = marked_pair,
    [DECIMAL_PAIR] = decimal_pair,
    [PACKED_PAIR] = packed_pair,
    [MILITARY_GRID] = military_grid,
    [UTM_PAIR] = utm_pair,
    [LABELLED_NUMBER] = labelled_number,
    [LABELLED_REFERENCE] = labelled_reference,
    [WELL_KNOWN_TEXT] = well_known_text,
    [PLUS_CODE] = plus_code,
};
enum { ALL_FORMS = (1 << N_FORMS) - 1 };

/* What a text has in it. */
struct makeup {
  uint32_t alphabet; /* the letters that occur: bit 0 is A */
  size_t letters, digits, points, signs;
  bool beyond; /* characters that are not ASCII: signs of degrees may be among them */
  bool wide;   /* and full-width digits */
};

static struct makeup makeup_of(struct cs_str text) {
  struct makeup makeup = {0};
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    unsigned letter = (c | 0x20u) - 'a';
    if (letter < 26) {
      makeup.alphabet |= 1u << letter;
      makeup.letters++;
    } else {
      makeup.digits += is_digit((char)c);
      makeup.points += c == '.' || c == ',';
      makeup.signs += c == '+';
      makeup.beyond = makeup.beyond || c >= 0x80;
      makeup.wide = makeup.wide || c == 0xEF; /* with which all of them begin */
    }
  }
  return makeup;
}

/* What a text must have in it for a form to be there, as far as counting tells: most words of a request need no closer look,
 * and others only for a form or two. A form that can begin in several ways has several lines. tests/model/position_test.c
 * compares this with looking for all of them. */
#define L(c) (1u << ((c) - 'A'))
static const struct need {
  enum form form;
  uint32_t alphabet;
  unsigned letters, digits, points, signs;
} needs[] = {
    {SIDED_PAIR, L('N') | L('E'), 0, 2, 0, 0},
    {SIDED_PAIR, L('N') | L('W'), 0, 2, 0, 0},
    {SIDED_PAIR, L('S') | L('E'), 0, 2, 0, 0},
    {SIDED_PAIR, L('S') | L('W'), 0, 2, 0, 0},
    {SIDED_DEGREE, L('D') | L('E') | L('G'), 0, 1, 0, 0}, /* the sign is not ASCII */
    {MARKED_PAIR, L('D') | L('E') | L('G'), 0, 2, 0, 0},
    {DECIMAL_PAIR, 0, 0, 8, 2, 0},
    {PACKED_PAIR, L('N') | L('E'), 0, 9, 0, 0},
    {PACKED_PAIR, L('N') | L('W'), 0, 9, 0, 0},
    {PACKED_PAIR, L('S') | L('E'), 0, 9, 0, 0},
    {PACKED_PAIR, L('S') | L('W'), 0, 9, 0, 0},
    {MILITARY_GRID, 0, 3, 5, 0, 0},
    {UTM_PAIR, 0, 1, 14, 0, 0},
    {LABELLED_NUMBER, L('L') | L('A') | L('T'), 0, 1, 0, 0},
    {LABELLED_NUMBER, L('L') | L('O') | L('N'), 0, 1, 0, 0},
    {LABELLED_NUMBER, L('L') | L('N') | L('G'), 0, 1, 0, 0},
    {LABELLED_NUMBER, L('N') | L('O') | L('R') | L('T') | L('H') | L('I') | L('G'), 0, 1, 0, 0},
    {LABELLED_NUMBER, L('E') | L('A') | L('S') | L('T') | L('I') | L('N') | L('G'), 0, 1, 0, 0},
    {LABELLED_NUMBER, L('C') | L('O') | L('R') | L('D'), 0, 1, 0, 0},
    {LABELLED_NUMBER, L('G') | L('P') | L('S'), 0, 1, 0, 0},
    {LABELLED_REFERENCE, L('G') | L('R') | L('I') | L('D'), 0, 1, 0, 0},
    {LABELLED_REFERENCE, L('M') | L('G') | L('R') | L('S'), 0, 1, 0, 0},
    {LABELLED_REFERENCE, L('U') | L('T') | L('M'), 0, 1, 0, 0},
    {LABELLED_REFERENCE, L('U') | L('S') | L('N') | L('G'), 0, 1, 0, 0},
    {LABELLED_REFERENCE, L('G') | L('E') | L('O'), 0, 1, 0, 0},
    {WELL_KNOWN_TEXT, L('G') | L('E') | L('O'), 0, 1, 0, 0},
    {WELL_KNOWN_TEXT, L('P') | L('O') | L('I') | L('N') | L('T'), 0, 2, 0, 0},
    {WELL_KNOWN_TEXT, L('P') | L('O') | L('L') | L('Y') | L('G') | L('N'), 0, 2, 0, 0},
    {WELL_KNOWN_TEXT, L('L') | L('I') | L('N') | L('E') | L('S') | L('T') | L('R') | L('G'), 0, 2, 0, 0},
    {PLUS_CODE, 0, 1, 0, 0, 1},
};
#undef L

/* The forms that may be in it, one bit each. */
static unsigned may_hold(const struct makeup *makeup) {
  unsigned forms = 0;
  if (makeup->digits + makeup->signs == 0 && !makeup->wide) {
    return 0;
  }
  if (makeup->beyond) {
    return ALL_FORMS;
  }
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
    const struct need *need = &needs[i];
    bool may = (makeup->alphabet & need->alphabet) == need->alphabet && makeup->letters >= need->letters &&
               makeup->digits >= need->digits && makeup->points >= need->points && makeup->signs >= need->signs;
    forms |= (unsigned)may << need->form;
  }
  return forms;
}

static bool find(struct cs_str text, unsigned may, struct cs_str *part) {
  char before = ' ';
  for (struct scan s = {text, 0}; look(&s) != END; step(&s)) {
    char c = look(&s);
    bool begins = is_word(c) ? !is_word(before) && before != '.' : (c == '-' || c == '+') && !is_word(before);
    for (unsigned form = 0; begins && form < N_FORMS; form++) {
      struct scan ahead = s;
      if ((may >> form & 1) != 0 && finds[form](&ahead)) {
        *part = cs_str_sub(text, s.at, ahead.at - s.at);
        return true;
      }
    }
    before = c;
  }
  return false;
}

static bool whole_or_part(struct cs_str text, bool pair, unsigned forms, struct cs_str *part) {
  if (pair && bare_pair(text)) {
    *part = text;
    return true;
  }
  return forms != 0 && find(text, forms, part);
}

/* Is there anything in it without which no form is? Most texts have nothing. */
static bool worth_counting(struct cs_str text) {
  bool worth = false;
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    worth = worth || is_digit((char)c) || c == '+' || c == 0xEF;
  }
  return worth;
}

bool cs_position_in_text(struct cs_str text, struct cs_str *part) {
  if (!worth_counting(text)) {
    return false;
  }
  struct makeup makeup = makeup_of(text);
  return whole_or_part(text, makeup.points >= 2 || makeup.wide, may_hold(&makeup), part);
}

bool cs_position_in_text_slowly(struct cs_str text, struct cs_str *part) {
  return whole_or_part(text, true, ALL_FORMS, part);
}

bool cs_position_is_precise_number(struct cs_str text) {
  struct scan s = {cs_str_trim(text), 0};
  struct number n;
  return take_number(&s, &n) && look(&s) == END && n.places >= 3 && n.digits <= 3 && n.whole <= 180 && n.whole > 0;
}
