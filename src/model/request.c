/* Requests, from and to JSON. Must never take a member that it does not know, nor a position, and must never fill in
 * what was not said: an empty text is a missing fact. DESIGN section 8, "Request JSON". */
#include "model/request.h"

#include "base/map.h"
#include "base/near.h"
#include "model/position.h"

#include <stdio.h>

#define SHOWN_MAX    60
#define SHOWN(s)     CS_STR_ARG(cs_str_head((s), SHOWN_MAX))
#define COUNT(array) (sizeof(array) / sizeof *(array))

#define CS_REQUEST_ACT(word) word,
const char *const cs_request_acts[] = {
#include "model/request_acts.def"
};
#undef CS_REQUEST_ACT
const size_t cs_request_acts_n = COUNT(cs_request_acts);

struct cs_str cs_request_end_user(const struct cs_request *request) {
  if (request->end_user.len > 0) {
    return request->end_user;
  }
  return request->user.len > 0 ? request->user : request->recipient;
}

/* What a line says, wherever it stands. */
enum { LINE_ITEM, LINE_QUANTITY, LINE_VALUE, N_LINE };

struct reader {
  struct cs_arena *arena;
  struct cs_str source;
  const struct cs_json *json;                 /* the request */
  const struct cs_json *line[N_LINE], *lines; /* of its members: read after the others */
  struct cs_request *out;
  struct cs_err *err;
};

/* ---- values ---- */

static bool fault(const struct reader *r, const struct cs_json *at) {
  return cs_err_at(r->err, r->source, at->line, at->column);
}

static bool wrong_type(const struct reader *r, const char *name, const struct cs_json *value, const char *expected) {
  cs_err_set(r->err, &CS_E_JSON_TYPE, "\"%s\" is of the wrong kind, expected %s", name, expected);
  if (value->kind == CS_JSON_NULL) {
    cs_err_hint(r->err, "leave the member out when the fact is missing");
  } else if (value->kind == CS_JSON_NUMBER) {
    cs_err_hint(r->err, "write it in quotes: \"%.*s\"", SHOWN(value->text));
  }
  return fault(r, value);
}

/* Empty text reads as not said. */
static bool read_text(const struct reader *r, const char *name, const struct cs_json *value, struct cs_str *out) {
  if (value->kind != CS_JSON_STRING) {
    return wrong_type(r, name, value, "a text");
  }
  *out = value->text;
  for (size_t i = 0; i < out->len; i++) {
    unsigned char c = (unsigned char)out->ptr[i];
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
      cs_err_set(r->err, &CS_E_JSON_TYPE, "\"%s\" holds the control byte 0x%02X, expected text", name, c);
      return fault(r, value);
    }
  }
  return true;
}

static bool read_ident(const struct reader *r, const char *name, const struct cs_json *value, struct cs_str *out) {
  if (!read_text(r, name, value, out)) {
    return false;
  }
  if (out->len == 0 || cs_str_is_ident(*out)) {
    return true;
  }
  cs_err_set(r->err, &CS_E_IDENT_SYNTAX, "\"%s\": \"%.*s\" is no identifier", name, SHOWN(*out));
  cs_err_hint(r->err, "1 to %d letters, digits and . - / _, beginning with a letter or digit", CS_IDENT_MAX);
  return fault(r, value);
}

static bool is_integer(struct cs_str text) {
  for (size_t i = 0; i < text.len; i++) {
    if ((text.ptr[i] < '0' || text.ptr[i] > '9') && !(i == 0 && text.ptr[i] == '-')) {
      return false;
    }
  }
  return true;
}

/* A figure as text; a number is taken only for integers, and exactly, whatever its length. */
static bool read_figure(const struct reader *r, const char *name, const struct cs_json *value, bool *has,
                        struct cs_figure *out) {
  bool integer = value->kind == CS_JSON_NUMBER && is_integer(value->text);
  if (value->kind != CS_JSON_STRING && !integer) {
    return wrong_type(r, name, value, "a text or an integer");
  }
  *has = value->text.len > 0;
  if (!*has) {
    return true;
  }
  if (!cs_figure_parse(value->text, out, r->err)) {
    cs_err_context(r->err, "\"%s\"", name);
    return fault(r, value);
  }
  return true;
}

static bool negative(const struct cs_figure *figure) {
  return (!figure->lo_open && cs_dec_sign(figure->lo) < 0) || (!figure->hi_open && cs_dec_sign(figure->hi) < 0);
}

static bool read_quantity(const struct reader *r, const struct cs_json *value, struct cs_request_line *line) {
  struct cs_unit pieces;
  if (!read_figure(r, "quantity", value, &line->has_quantity, &line->quantity)) {
    return false;
  }
  if (!line->has_quantity) {
    return true;
  }
  bool known = cs_unit_find(CS_STR("pieces"), &pieces);
  cs_assert(known);
  if (line->quantity.unit.index != CS_UNIT_NONE.index && line->quantity.unit.index != pieces.index) {
    cs_err_set(r->err, &CS_E_UNIT_MISMATCH, "\"quantity\": \"%.*s\" is no count, expected a bare number or pieces",
               SHOWN(value->text));
    return fault(r, value);
  }
  bool nothing = !line->quantity.hi_open && cs_dec_sign(line->quantity.hi) == 0;
  if (negative(&line->quantity) || nothing) {
    cs_err_set(r->err, &CS_E_REQUEST_LINES, "\"quantity\": \"%.*s\", expected more than 0", SHOWN(value->text));
    return fault(r, value);
  }
  return true;
}

/* An amount of money; `below` is the code of one below 0. */
static bool read_value(const struct reader *r, const struct cs_json *value, const struct cs_code *below, bool *has,
                       struct cs_figure *out) {
  if (!read_figure(r, "value", value, has, out)) {
    return false;
  }
  if (*has && !cs_unit_is_money(out->unit)) {
    cs_err_set(r->err, &CS_E_UNIT_MISMATCH, "\"value\": \"%.*s\" is no money, expected an amount and its currency",
               SHOWN(value->text));
    cs_err_hint(r->err, "such as \"825000000.00 USD\"");
    return fault(r, value);
  }
  if (*has && negative(out)) {
    cs_err_set(r->err, below, "\"value\": \"%.*s\" is below 0", SHOWN(value->text));
    return fault(r, value);
  }
  return true;
}

/* ---- members of the request ---- */

static bool unknown_act(const struct reader *r, const struct cs_json *value) {
  char list[sizeof r->err->hint] = "";
  size_t used = 0;
  for (size_t i = 0; i < cs_request_acts_n; i++) {
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", cs_request_acts[i]);
    cs_assert(used < sizeof list);
  }
  cs_err_set(r->err, &CS_E_REQUEST_ACT, "unknown act \"%.*s\"", SHOWN(r->out->act));
  cs_err_hint(r->err, "one of %s", list);
  return fault(r, value);
}

static bool read_act(struct reader *r, const struct cs_json *value) {
  if (!read_text(r, "act", value, &r->out->act)) {
    return false;
  }
  if (r->out->act.len == 0) {
    return true; /* found missing at the end */
  }
#define CS_REQUEST_ACT(word)                                                                                           \
  if (cs_str_eq(r->out->act, CS_STR(word))) {                                                                          \
    return true;                                                                                                       \
  }
#include "model/request_acts.def"
#undef CS_REQUEST_ACT
  return unknown_act(r, value);
}

static bool read_area(struct reader *r, const struct cs_json *value) {
  struct cs_str code;
  if (!read_text(r, "area", value, &code)) {
    return false;
  }
  r->out->has_area = code.len > 0;
  if (!r->out->has_area || cs_area_find(code, &r->out->area)) {
    return true;
  }
  cs_err_set(r->err, &CS_E_AREA_UNKNOWN, "\"area\": unknown area \"%.*s\", expected a country or region code",
             SHOWN(code));
  cs_err_hint(r->err, "codes are those of ISO 3166-1 and 3166-2, in capitals, such as RU or RU-KRS");
  return fault(r, value);
}

static bool read_day(struct reader *r, const char *name, const struct cs_json *value, bool *has, cs_day *out) {
  struct cs_str text;
  if (!read_text(r, name, value, &text)) {
    return false;
  }
  *has = text.len > 0;
  if (*has && !cs_day_parse(text, out, r->err)) {
    cs_err_context(r->err, "\"%s\"", name);
    return fault(r, value);
  }
  return true;
}

/* The next of `facts`; *n counts those that say something. */
static bool read_fact(struct reader *r, const struct cs_json_member *member, struct cs_request_fact *facts, size_t *n) {
  const struct cs_json *value = member->value;
  int64_t integer;
  if (!cs_str_is_ident(member->key)) {
    cs_err_set(r->err, &CS_E_IDENT_SYNTAX, "\"facts\": \"%.*s\" is no name of a fact", SHOWN(member->key));
    return fault(r, value);
  }
  bool taken = value->kind == CS_JSON_STRING || value->kind == CS_JSON_BOOL || cs_json_as_integer(value, &integer) ||
               value->kind == CS_JSON_ARRAY;
  for (size_t i = 0; taken && value->kind == CS_JSON_ARRAY && i < value->n; i++) {
    taken = value->items[i]->kind == CS_JSON_STRING;
  }
  if (!taken) {
    char name[SHOWN_MAX + 1];
    snprintf(name, sizeof name, "%.*s", SHOWN(member->key));
    return wrong_type(r, name, value, "a text, true or false, an integer within 2^53, or a list of texts");
  }
  if (value->kind == CS_JSON_STRING && value->text.len == 0) {
    return true; /* missing */
  }
  facts[(*n)++] = (struct cs_request_fact){member->key, value};
  return true;
}

static bool read_facts(struct reader *r, const struct cs_json *value, struct cs_request_fact **facts, size_t *n) {
  if (value->kind != CS_JSON_OBJECT) {
    return wrong_type(r, "facts", value, "an object of names and values");
  }
  *facts = cs_arena_array(r->arena, struct cs_request_fact, value->n + 1, r->err);
  if (!*facts) {
    return false;
  }
  for (size_t i = 0; i < value->n; i++) {
    if (!read_fact(r, &value->members[i], *facts, n)) {
      return false;
    }
  }
  return true;
}

/* ---- parts ---- */

/* Whose law a thing carries with it: a state, or XZ, which is outside every state. */
static bool read_origin(const struct reader *r, const struct cs_json *value, struct cs_str *out) {
  struct cs_area area;
  if (!read_text(r, "origin", value, out)) {
    return false;
  }
  if (out->len == 0 || (cs_area_find(*out, &area) && cs_area_parent(area).index == 0)) {
    return true;
  }
  cs_err_set(r->err, &CS_E_AREA_UNKNOWN, "\"origin\": \"%.*s\" is no state, expected a country code such as US",
             SHOWN(*out));
  cs_err_hint(r->err, "codes are those of ISO 3166-1, in capitals");
  return fault(r, value);
}

static bool read_id(struct reader *r, const struct cs_json *part, struct cs_map *seen, struct cs_str *out) {
  const struct cs_json *id = cs_json_get(part, "id");
  bool fresh;
  if (id && !read_text(r, "id", id, out)) {
    return false;
  }
  if (out->len == 0 || out->len > CS_IDENT_MAX) {
    cs_err_set(r->err, &CS_E_REQUEST_PARTS, "a part with %s, expected a name of at most %d bytes",
               out->len == 0 ? "no \"id\"" : "too long an \"id\"", CS_IDENT_MAX);
    return fault(r, id ? id : part);
  }
  if (!cs_map_put(seen, *out, &fresh, r->err)) {
    return false;
  }
  if (!fresh) {
    cs_err_set(r->err, &CS_E_REQUEST_PARTS, "two parts are called \"%.*s\"", SHOWN(*out));
    return fault(r, id);
  }
  return true;
}

static const char *const part_members[] = {"id", "origin", "value", "facts"};

static bool unknown_part_member(struct reader *r, struct cs_str name, const struct cs_json *value) {
  struct cs_near near = {0};
  for (size_t i = 0; i < COUNT(part_members); i++) {
    cs_near_try(&near, name, cs_str_of(part_members[i]));
  }
  cs_err_set(r->err, &CS_E_JSON_MEMBER, "unknown member \"%.*s\" in a part", SHOWN(name));
  if (near.name.len > 0) {
    cs_err_hint(r->err, "did you mean \"%.*s\"?", CS_STR_ARG(near.name));
  } else {
    cs_err_hint(r->err, "a part takes id, origin, value, facts; what only rules name goes into its facts");
  }
  return fault(r, value);
}

static bool read_part(struct reader *r, const struct cs_json *json, struct cs_map *seen, struct cs_request_part *part) {
  if (json->kind != CS_JSON_OBJECT) {
    return wrong_type(r, "parts", json, "an object with id, origin, value, facts");
  }
  if (!read_id(r, json, seen, &part->id)) {
    return false;
  }
  for (size_t i = 0; i < json->n; i++) {
    struct cs_str name = json->members[i].key;
    const struct cs_json *value = json->members[i].value;
    bool done = true;
    if (cs_str_eq(name, CS_STR("origin"))) {
      done = read_origin(r, value, &part->origin);
    } else if (cs_str_eq(name, CS_STR("value"))) {
      done = read_value(r, value, &CS_E_REQUEST_PARTS, &part->has_value, &part->value);
    } else if (cs_str_eq(name, CS_STR("facts"))) {
      done = read_facts(r, value, &part->facts, &part->n_facts);
    } else if (!cs_str_eq(name, CS_STR("id"))) {
      done = unknown_part_member(r, name, value);
    }
    if (!done) {
      return false;
    }
  }
  return true;
}

static bool read_parts(struct reader *r, const struct cs_json *value) {
  struct cs_map seen;
  if (value->kind != CS_JSON_ARRAY) {
    return wrong_type(r, "parts", value, "a list of parts");
  }
  if (value->n > CS_PARTS_MAX) {
    cs_err_set(r->err, &CS_E_REQUEST_PARTS, "\"parts\" has %zu parts, expected at most %d", value->n, CS_PARTS_MAX);
    return fault(r, value);
  }
  cs_map_init(&seen, r->arena);
  r->out->has_parts = true;
  r->out->parts = cs_arena_array(r->arena, struct cs_request_part, value->n + 1, r->err);
  r->out->n_parts = r->out->parts ? value->n : 0;
  for (size_t i = 0; i < r->out->n_parts; i++) {
    if (!read_part(r, value->items[i], &seen, &r->out->parts[i])) {
      return false;
    }
  }
  return r->out->parts != NULL;
}

/* ---- members ---- */

enum member {
  MEMBER_ACT,
  MEMBER_LINE, /* one of line_members: at the top for a request of one line */
  MEMBER_LINES,
  MEMBER_PARTY,
  MEMBER_AREA,
  MEMBER_PURPOSE,
  MEMBER_FACTS,
  MEMBER_PARTS,
  MEMBER_ON,
  MEMBER_KNOWN,
};
struct member_def {
  struct cs_str name;
  enum member member;
  size_t at; /* PARTY: offset of its slice in struct cs_request; LINE: which */
};
#define NAME(literal)                                                                                                  \
  { (literal), sizeof(literal) - 1 }
static const struct member_def members[] = {
    {NAME("act"), MEMBER_ACT, 0},
    {NAME("item"), MEMBER_LINE, LINE_ITEM},
    {NAME("quantity"), MEMBER_LINE, LINE_QUANTITY},
    {NAME("value"), MEMBER_LINE, LINE_VALUE},
    {NAME("lines"), MEMBER_LINES, 0},
    {NAME("applicant"), MEMBER_PARTY, offsetof(struct cs_request, applicant)},
    {NAME("holder"), MEMBER_PARTY, offsetof(struct cs_request, holder)},
    {NAME("recipient"), MEMBER_PARTY, offsetof(struct cs_request, recipient)},
    {NAME("user"), MEMBER_PARTY, offsetof(struct cs_request, user)},
    {NAME("end_user"), MEMBER_PARTY, offsetof(struct cs_request, end_user)},
    {NAME("area"), MEMBER_AREA, 0},
    {NAME("purpose"), MEMBER_PURPOSE, 0},
    {NAME("facts"), MEMBER_FACTS, 0},
    {NAME("parts"), MEMBER_PARTS, 0},
    {NAME("on"), MEMBER_ON, 0},
    {NAME("known"), MEMBER_KNOWN, 0},
};
static const struct cs_str line_members[N_LINE] = {NAME("item"), NAME("quantity"), NAME("value")};
#undef NAME

/* NULL: there is none of that name. */
static const struct member_def *find_member(struct cs_str name) {
  for (size_t i = 0; i < COUNT(members); i++) {
    if (cs_str_eq(name, members[i].name)) {
      return &members[i];
    }
  }
  return NULL;
}

static struct cs_str *party_at(struct cs_request *request, size_t offset) {
  return (struct cs_str *)(void *)((char *)request + offset);
}

static bool unknown_member(struct reader *r, struct cs_str name, const struct cs_json *value, bool in_line) {
  struct cs_near near = {0};
  for (size_t i = 0; i < (in_line ? COUNT(line_members) : COUNT(members)); i++) {
    cs_near_try(&near, name, in_line ? line_members[i] : members[i].name);
  }
  cs_err_set(r->err, &CS_E_JSON_MEMBER, "unknown member \"%.*s\" in %s", SHOWN(name), in_line ? "a line" : "a request");
  if (near.name.len > 0) {
    cs_err_hint(r->err, "did you mean \"%.*s\"?", CS_STR_ARG(near.name));
  } else {
    cs_err_hint(r->err,
                in_line ? "a line takes item, quantity, value"
                        : "a request takes act, item or lines, quantity, value, applicant, holder, recipient, user, "
                          "end_user, area, purpose, facts, parts, on, known; what only rules name goes into facts");
  }
  return fault(r, value);
}

static bool read_member(struct reader *r, const struct member_def *def, const struct cs_json *value) {
  switch (def->member) {
  case MEMBER_ACT:
    return read_act(r, value);
  case MEMBER_LINE:
    r->line[def->at] = value;
    return true;
  case MEMBER_LINES:
    r->lines = value;
    return true;
  case MEMBER_PARTY:
    return read_ident(r, def->name.ptr, value, party_at(r->out, def->at));
  case MEMBER_AREA:
    return read_area(r, value);
  case MEMBER_PURPOSE:
    return read_text(r, "purpose", value, &r->out->purpose);
  case MEMBER_FACTS:
    return read_facts(r, value, &r->out->facts, &r->out->n_facts);
  case MEMBER_PARTS:
    return read_parts(r, value);
  case MEMBER_ON:
    return read_day(r, "on", value, &r->out->has_on, &r->out->on);
  case MEMBER_KNOWN:
    return read_day(r, "known", value, &r->out->has_known, &r->out->known);
  }
  return true;
}

/* ---- lines ---- */

/* One line: an object of `lines`, or the request itself; `said` are its members. */
static bool read_line(struct reader *r, const struct cs_json *json, const struct cs_json *const said[N_LINE],
                      struct cs_request_line *line) {
  const struct cs_json *item = said[LINE_ITEM], *quantity = said[LINE_QUANTITY], *value = said[LINE_VALUE];
  if ((item && !read_ident(r, "item", item, &line->item)) || (quantity && !read_quantity(r, quantity, line)) ||
      (value && !read_value(r, value, &CS_E_REQUEST_LINES, &line->has_value, &line->value))) {
    return false;
  }
  const struct cs_json *facts = cs_json_get(r->json, "facts"); /* one that is stated as blank says what is not known */
  bool told = json == r->json && ((facts && facts->n > 0) || r->out->has_parts);
  if (line->item.len > 0 || told) {
    return true;
  }
  cs_err_set(r->err, &CS_E_JSON_MISSING, "the member \"item\" is missing, expected an item's identifier");
  return fault(r, item ? item : json);
}

/* The same for an object of `lines`, whose members are looked at first. */
static bool read_one_of_lines(struct reader *r, const struct cs_json *json, struct cs_request_line *line) {
  const struct cs_json *said[N_LINE] = {NULL};
  if (json->kind != CS_JSON_OBJECT) {
    return wrong_type(r, "lines", json, "an object with item, quantity, value");
  }
  for (size_t i = 0; i < json->n; i++) {
    const struct member_def *def = find_member(json->members[i].key);
    if (!def || def->member != MEMBER_LINE) {
      return unknown_member(r, json->members[i].key, json->members[i].value, true);
    }
    said[def->at] = json->members[i].value;
  }
  return read_line(r, json, said, line);
}

static bool check_lines(const struct reader *r) {
  for (size_t i = 0; i < N_LINE; i++) {
    if (r->line[i]) {
      cs_err_set(r->err, &CS_E_REQUEST_LINES, "\"%s\" stands beside \"lines\", expected it inside a line",
                 line_members[i].ptr);
      return fault(r, r->line[i]);
    }
  }
  if (r->lines->kind != CS_JSON_ARRAY) {
    return wrong_type(r, "lines", r->lines, "a list of lines");
  }
  if (r->lines->n < 1 || r->lines->n > CS_LINES_MAX) {
    cs_err_set(r->err, &CS_E_REQUEST_LINES, "\"lines\" has %zu lines, expected 1 to %d", r->lines->n, CS_LINES_MAX);
    return fault(r, r->lines);
  }
  return true;
}

static bool read_lines(struct reader *r) {
  if (r->lines && !check_lines(r)) {
    return false;
  }
  size_t n = r->lines ? r->lines->n : 1;
  struct cs_request_line *lines = cs_arena_array(r->arena, struct cs_request_line, n, r->err);
  if (!lines) {
    return false;
  }
  r->out->lines = lines;
  r->out->n_lines = n;
  if (!r->lines) {
    return read_line(r, r->json, r->line, lines);
  }
  for (size_t i = 0; i < n; i++) {
    if (!read_one_of_lines(r, r->lines->items[i], &lines[i])) {
      return false;
    }
  }
  return true;
}

/* The door. What a request may be called to have is no position's name. */
static bool refuse_positions(const struct reader *r) {
  for (size_t i = 0; i < r->json->n; i++) {
    const struct cs_json_member *member = &r->json->members[i];
    if ((!find_member(member->key) && !cs_position_refuse_name(r->source, member, r->err)) ||
        !cs_position_refuse(r->source, member->value, r->err)) {
      return false;
    }
  }
  return true;
}

bool cs_request_read(struct cs_arena *arena, struct cs_str source, const struct cs_json *json, struct cs_request *out,
                     struct cs_err *err) {
  struct reader r = {.arena = arena, .source = source, .json = json, .out = out, .err = err};
  *out = (struct cs_request){0};
  if (json->kind != CS_JSON_OBJECT) {
    cs_err_set(err, &CS_E_JSON_TYPE, "a request is an object, such as {\"act\":\"use\",\"item\":\"atacms-300\"}");
    return fault(&r, json);
  }
  if (!refuse_positions(&r)) {
    return false;
  }
  for (size_t i = 0; i < json->n; i++) {
    const struct member_def *def = find_member(json->members[i].key);
    if (!def) {
      return unknown_member(&r, json->members[i].key, json->members[i].value, false);
    }
    if (!read_member(&r, def, json->members[i].value)) {
      return false;
    }
  }
  if (out->act.len == 0) {
    cs_err_set(err, &CS_E_JSON_MISSING, "the member \"act\" is missing, expected what is asked for, such as \"use\"");
    return fault(&r, json);
  }
  return read_lines(&r);
}

/* ---- writing ---- */

struct writer {
  struct cs_arena *arena;
  struct cs_buf buf;
  struct cs_err *err;
};

static bool said(struct writer *w, struct cs_json *object, const char *name, struct cs_str text) {
  return text.len == 0 || cs_json_set_text(w->arena, object, name, text, w->err);
}

/* What lies in buf, as a member; empties buf. */
static bool put_buf(struct writer *w, struct cs_json *object, const char *name) {
  struct cs_str text;
  bool done = cs_buf_ok(&w->buf, w->err) && cs_arena_str(w->arena, cs_buf_str(&w->buf), &text, w->err) &&
              cs_json_set_text(w->arena, object, name, text, w->err);
  cs_buf_reset(&w->buf);
  return done;
}

static bool put_figure(struct writer *w, struct cs_json *object, const char *name, bool has, struct cs_figure figure) {
  if (!has) {
    return true;
  }
  cs_figure_write(&w->buf, figure);
  return put_buf(w, object, name);
}

static bool put_day(struct writer *w, struct cs_json *object, const char *name, bool has, cs_day day) {
  if (!has) {
    return true;
  }
  cs_day_write(&w->buf, day);
  return put_buf(w, object, name);
}

static bool put_line(struct writer *w, const struct cs_request_line *line, struct cs_json *object) {
  return said(w, object, "item", line->item) && put_figure(w, object, "quantity", line->has_quantity, line->quantity) &&
         put_figure(w, object, "value", line->has_value, line->value);
}

static bool put_lines(struct writer *w, const struct cs_request *request, struct cs_json *object) {
  if (request->n_lines == 1 && request->lines[0].item.len == 0) {
    return put_line(w, &request->lines[0], object); /* a line of `lines` has an item */
  }
  struct cs_json *lines = cs_json_new(w->arena, CS_JSON_ARRAY, w->err);
  if (!lines || !cs_json_set(w->arena, object, "lines", lines, w->err)) {
    return false;
  }
  for (size_t i = 0; i < request->n_lines; i++) {
    struct cs_json *one = cs_json_new(w->arena, CS_JSON_OBJECT, w->err);
    if (!one || !put_line(w, &request->lines[i], one) || !cs_json_append(w->arena, lines, one, w->err)) {
      return false;
    }
  }
  return true;
}

static bool put_facts(struct writer *w, const struct cs_request_fact *facts, size_t n, struct cs_json *object) {
  if (n == 0) {
    return true;
  }
  struct cs_json *all = cs_json_new(w->arena, CS_JSON_OBJECT, w->err);
  if (!all || !cs_json_set(w->arena, object, "facts", all, w->err)) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    struct cs_json *value;
    if (!cs_json_copy(w->arena, facts[i].value, &value, w->err) ||
        !cs_json_set_str(w->arena, all, facts[i].name, value, w->err)) {
      return false;
    }
  }
  return true;
}

static bool put_parts(struct writer *w, const struct cs_request *request, struct cs_json *object) {
  if (!request->has_parts) {
    return true;
  }
  struct cs_json *parts = cs_json_new(w->arena, CS_JSON_ARRAY, w->err);
  if (!parts || !cs_json_set(w->arena, object, "parts", parts, w->err)) {
    return false;
  }
  for (size_t i = 0; i < request->n_parts; i++) {
    const struct cs_request_part *part = &request->parts[i];
    struct cs_json *one = cs_json_new(w->arena, CS_JSON_OBJECT, w->err);
    if (!one || !said(w, one, "id", part->id) || !said(w, one, "origin", part->origin) ||
        !put_figure(w, one, "value", part->has_value, part->value) || !put_facts(w, part->facts, part->n_facts, one) ||
        !cs_json_append(w->arena, parts, one, w->err)) {
      return false;
    }
  }
  return true;
}

static bool put_all(struct writer *w, const struct cs_request *q, struct cs_json *object) {
  return said(w, object, "act", q->act) && put_lines(w, q, object) && said(w, object, "applicant", q->applicant) &&
         said(w, object, "holder", q->holder) && said(w, object, "recipient", q->recipient) &&
         said(w, object, "user", q->user) && said(w, object, "end_user", q->end_user) &&
         (!q->has_area || said(w, object, "area", cs_area_code(q->area))) && said(w, object, "purpose", q->purpose) &&
         put_facts(w, q->facts, q->n_facts, object) && put_parts(w, q, object) &&
         put_day(w, object, "on", q->has_on, q->on) && put_day(w, object, "known", q->has_known, q->known);
}

bool cs_request_to_json(struct cs_arena *arena, const struct cs_request *request, struct cs_json **out,
                        struct cs_err *err) {
  struct writer w = {.arena = arena, .err = err};
  cs_buf_init(&w.buf, 1024);
  *out = cs_json_new(arena, CS_JSON_OBJECT, err);
  bool done = *out && put_all(&w, request, *out);
  cs_buf_deinit(&w.buf);
  return done;
}
