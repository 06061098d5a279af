/* One field of an act: from JSON, by type. Must never repair what is wrong: a bad value is an error with its place and
 * what was expected. What it changes is listed in act.h at cs_act_decode. */
#include "model/act_field.h"

#include "base/area.h"
#include "base/dec.h"
#include "base/figure.h"
#include "model/request.h"

#define SHOWN_MAX 60 /* characters of the user's word in an error */
#define SHOWN(s)  CS_STR_ARG(cs_str_head((s), SHOWN_MAX))

/* Members that every act takes, then those that acts with a period take. */
static const struct cs_act_field common[] = {
    {"act", CS_FIELD_IDENT, true, CS_SEAL_PLAIN, "the kind of act"},
    {"v", CS_FIELD_INTEGER, false, CS_SEAL_PLAIN, "version of the kind; the newest when not given"},
    {"office", CS_FIELD_IDENT, false, CS_SEAL_PLAIN, "the office acted for"},
    {"saw", CS_FIELD_INTEGER, false, CS_SEAL_PLAIN, "number of the last entry on the subject that the actor had seen"},
};
static const struct cs_act_field holding[] = {
    {"from", CS_FIELD_SPAN, false, CS_SEAL_PLAIN, "first day on which it holds"},
    {"until", CS_FIELD_SPAN, false, CS_SEAL_PLAIN, "first day on which it no longer holds"},
    {"known", CS_FIELD_DAY, false, CS_SEAL_PLAIN, "day since which it could be known"},
    {"cite", CS_FIELD_TEXT, false, CS_SEAL_PLAIN, "the source"},
    {"certainty", CS_FIELD_CHOICE, false, CS_SEAL_PLAIN, "confirmed reported disputed denied assumed"},
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct cs_act_field *cs_act_common_at(const struct cs_act_def *def, size_t i) {
  if (i < COUNT(common)) {
    return &common[i];
  }
  i -= COUNT(common);
  return def->holds && i < COUNT(holding) ? &holding[i] : NULL;
}

const struct cs_act_field *cs_act_common(const struct cs_act_def *def, struct cs_str name) {
  const struct cs_act_field *field;
  for (size_t i = 0; (field = cs_act_common_at(def, i)); i++) {
    if (cs_str_eq(name, cs_str_of(field->name))) {
      return field;
    }
  }
  return NULL;
}

bool cs_act_fault(const struct cs_act_reading *reading, const struct cs_json *json, struct cs_err *err) {
  return cs_err_at(err, reading->source, json->line, json->column);
}

static const char *kind_name(enum cs_json_kind kind) {
  switch (kind) {
  case CS_JSON_NULL:
    return "null";
  case CS_JSON_BOOL:
    return "true or false";
  case CS_JSON_NUMBER:
    return "a number";
  case CS_JSON_STRING:
    return "a text";
  case CS_JSON_ARRAY:
    return "a list";
  case CS_JSON_OBJECT:
    return "an object";
  }
  return "a value";
}

static bool want_kind(const struct cs_act_field *field, const struct cs_json *value, enum cs_json_kind kind,
                      const char *what, struct cs_err *err) {
  if (value->kind == kind) {
    return true;
  }
  cs_err_set(err, &CS_E_JSON_TYPE, "\"%s\" is %s, expected %s", field->name, kind_name(value->kind), what);
  if (value->kind == CS_JSON_NULL) {
    cs_err_hint(err, "leave the member out when there is nothing to say");
  }
  return false;
}

/* Text that every table, page and terminal can hold. */
static bool check_text(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  if (cs_str_trim(text).len == 0) {
    cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\" is empty, expected %s", field->name, field->what);
    return cs_err_hint(err, "leave the member out when there is nothing to say");
  }
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
      return cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\" holds the control byte 0x%02X, expected text", field->name, c);
    }
  }
  return true;
}

/* A value that begins as a figure with a unit must be one: "300 kmm" would otherwise pass for a code that no rule knows. */
static bool check_figure(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  struct cs_figure figure;
  char first = text.ptr[0];
  bool looks = ((first >= '0' && first <= '9') || first == '-') && cs_str_find(text, CS_STR(" ")) != SIZE_MAX;
  return !looks || cs_figure_parse(text, &figure, err) || cs_err_context(err, "\"%s\"", field->name);
}

/* OFFICE/NAME has one stroke, an identifier of an office none, so that neither can be taken for the other. */
static bool check_strokes(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  struct cs_str rest = text;
  struct cs_str office = cs_str_cut(&rest, '/');
  bool one = rest.ptr && rest.len > 0 && cs_str_find(rest, CS_STR("/")) == SIZE_MAX && office.len > 0;
  if (cs_str_eq(cs_str_of(field->name), CS_STR("officer")) && !one) {
    return cs_err_set(err, &CS_E_IDENT_SYNTAX, "\"%s\": \"%.*s\" is no officer, expected OFFICE/NAME", field->name,
                      SHOWN(text));
  }
  bool names_a_party =
      cs_str_eq(cs_str_of(field->name), CS_STR("party")) || cs_str_eq(cs_str_of(field->name), CS_STR("office"));
  if (names_a_party && rest.ptr) {
    cs_err_set(err, &CS_E_IDENT_SYNTAX, "\"%s\": \"%.*s\" has a \"/\", expected a party or office", field->name,
               SHOWN(text));
    return cs_err_hint(err, "OFFICE/NAME is an officer; write the office alone");
  }
  return true;
}

static bool check_ident(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  if (!cs_str_is_ident(text)) {
    cs_err_set(err, &CS_E_IDENT_SYNTAX, "\"%s\": \"%.*s\" is no identifier, expected %s", field->name, SHOWN(text),
               field->what);
    return cs_err_hint(err, "1 to %d letters, digits and . - / _, beginning with a letter or digit", CS_IDENT_MAX);
  }
  return check_strokes(field, text, err);
}

static bool check_area(const struct cs_act_reading *reading, const struct cs_act_field *field, struct cs_str text,
                       struct cs_err *err) {
  if (reading->on_record) {
    return check_ident(field, text, err);
  }
  struct cs_str name = cs_str_of(field->name);
  bool country = cs_str_eq(name, CS_STR("state")) || cs_str_eq(name, CS_STR("origin"));
  const char *wanted = country ? "a country code such as US" : "a country or region code such as RU or RU-KRS";
  struct cs_area area;
  if (!cs_area_find(text, &area)) {
    cs_err_set(err, &CS_E_AREA_UNKNOWN, "\"%s\": unknown area \"%.*s\", expected %s", field->name, SHOWN(text), wanted);
    return cs_err_hint(err, "codes are those of ISO 3166-1 and 3166-2, in capitals");
  }
  if (country && (cs_area_parent(area).index != 0 || cs_str_eq(text, CS_STR("XZ")))) {
    return cs_err_set(err, &CS_E_AREA_UNKNOWN, "\"%s\": \"%.*s\" is no state, expected %s", field->name, SHOWN(text),
                      wanted);
  }
  return true;
}

static bool check_choice(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  struct cs_str rest = cs_str_of(field->what);
  while (rest.len > 0) {
    if (cs_str_eq(cs_str_cut(&rest, ' '), text)) {
      return true;
    }
  }
  return cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\": unknown word \"%.*s\", expected one of: %s", field->name,
                    SHOWN(text), field->what);
}

static bool check_hex(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  bool sound = text.len == 64;
  for (size_t i = 0; i < text.len && sound; i++) {
    char c = text.ptr[i];
    sound = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
  return sound ||
         cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\": \"%.*s\" is not 32 bytes in hex, expected 64 digits of 0-9 a-f",
                    field->name, SHOWN(text));
}

static bool check_base64(const struct cs_act_reading *reading, const struct cs_act_field *field, struct cs_str text,
                         struct cs_err *err) {
  size_t n = text.len;
  unsigned char *bytes = cs_arena_alloc(reading->arena, n + 1, err);
  if (!bytes) {
    return false;
  }
  if (text.len == 0 || !cs_base64_decode(text, bytes, &n)) {
    return cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\": \"%.*s\" is not base64, expected groups of four with padding",
                      field->name, SHOWN(text));
  }
  return true;
}

static bool parsed(const struct cs_act_field *field, bool done, struct cs_err *err) {
  return done || cs_err_context(err, "\"%s\"", field->name);
}

static bool check_day(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  cs_day day;
  return parsed(field, cs_day_parse(text, &day, err), err);
}

static bool check_span(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  struct cs_span span;
  return parsed(field, cs_span_parse(text, &span, err), err);
}

static bool check_decimal(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  struct cs_dec dec;
  return parsed(field, cs_dec_parse(text, &dec, err), err);
}

static bool check_money(const struct cs_act_field *field, struct cs_str text, struct cs_err *err) {
  struct cs_figure figure;
  if (!cs_figure_parse(text, &figure, err)) {
    return cs_err_context(err, "\"%s\"", field->name);
  }
  return (cs_figure_exact(figure) && cs_unit_is_money(figure.unit)) ||
         cs_err_set(err, &CS_E_ACT_FIELD,
                    "\"%s\": \"%.*s\" is no amount of money, expected one with its currency, such as \"825000000.00 "
                    "USD\"",
                    field->name, SHOWN(text));
}

/* A number is taken only for integers; it becomes text, so that one value has one form on record. */
static bool integer_as_text(const struct cs_act_reading *reading, const struct cs_act_field *field,
                            struct cs_json **value, struct cs_err *err) {
  int64_t integer;
  if ((*value)->kind != CS_JSON_NUMBER) {
    return true;
  }
  if (!cs_json_as_integer(*value, &integer)) {
    cs_err_set(err, &CS_E_JSON_TYPE, "\"%s\": %.*s is no integer within 2^53, expected a text", field->name,
               SHOWN((*value)->text));
    return cs_err_hint(err, "write it in quotes: \"%.*s\"", SHOWN((*value)->text));
  }
  struct cs_json *text = cs_json_new_string(reading->arena, (*value)->text, err);
  if (!text) {
    return false;
  }
  text->line = (*value)->line;
  text->column = (*value)->column;
  *value = text;
  return true;
}

static bool check_integer(const struct cs_act_field *field, const struct cs_json *value, struct cs_err *err) {
  int64_t integer;
  if (!want_kind(field, value, CS_JSON_NUMBER, "an integer", err)) {
    return false;
  }
  return cs_json_as_integer(value, &integer) ||
         cs_err_set(err, &CS_E_JSON_TYPE, "\"%s\": %.*s is no integer within 2^53", field->name, SHOWN(value->text));
}

static bool read_request(const struct cs_act_reading *reading, const struct cs_act_field *field, struct cs_json **value,
                         struct cs_err *err) {
  if (!want_kind(field, *value, CS_JSON_OBJECT, "an object", err)) {
    return false;
  }
  if (reading->on_record) {
    return true;
  }
  struct cs_request request;
  struct cs_json *form;
  if (!cs_request_read(reading->arena, reading->source, *value, &request, err) ||
      !cs_request_to_json(reading->arena, &request, &form, err)) {
    return false;
  }
  form->line = (*value)->line;
  form->column = (*value)->column;
  *value = form;
  return true;
}

/* ---- lines: items with quantities */

static const struct cs_act_field line_item = {"item", CS_FIELD_IDENT, true, CS_SEAL_PLAIN, "an item"};
static const struct cs_act_field line_value = {"value", CS_FIELD_MONEY, false, CS_SEAL_PLAIN, "an amount of money"};
static const struct cs_act_field line_quantity = {"quantity", CS_FIELD_VALUE, true, CS_SEAL_PLAIN,
                                                  "how many, such as \"10\""};

static bool check_quantity(struct cs_str text, struct cs_err *err) {
  struct cs_figure figure;
  if (!cs_figure_parse(text, &figure, err)) {
    return cs_err_context(err, "\"quantity\"");
  }
  return cs_figure_exact(figure) || cs_err_set(err, &CS_E_ACT_FIELD, "\"quantity\": \"%.*s\" is not exact, expected %s",
                                               SHOWN(text), line_quantity.what);
}

static bool known_members(const struct cs_json *line, struct cs_err *err) {
  for (size_t i = 0; i < line->n; i++) {
    struct cs_str key = line->members[i].key;
    if (!cs_str_eq(key, CS_STR("item")) && !cs_str_eq(key, CS_STR("quantity")) && !cs_str_eq(key, CS_STR("value"))) {
      cs_err_set(err, &CS_E_JSON_MEMBER, "unknown member \"%.*s\"", SHOWN(key));
      return cs_err_hint(err, "it takes item, quantity and value");
    }
  }
  return true;
}

/* *out: a line of its own, with the quantity as text. */
static bool read_line(const struct cs_act_reading *reading, const struct cs_json *line, struct cs_json **out,
                      struct cs_err *err) {
  struct cs_json *item = cs_json_get(line, "item"), *quantity = cs_json_get(line, "quantity");
  if (line->kind != CS_JSON_OBJECT) {
    return cs_err_set(err, &CS_E_JSON_TYPE, "it is %s, expected {\"item\":…,\"quantity\":…}", kind_name(line->kind));
  }
  if (!known_members(line, err)) {
    return false;
  }
  if (!item || !quantity) {
    return cs_err_set(err, &CS_E_JSON_MISSING, "the member \"%s\" is missing, expected %s",
                      item ? line_quantity.name : line_item.name, item ? line_quantity.what : line_item.what);
  }
  if (!integer_as_text(reading, &line_quantity, &quantity, err) ||
      !want_kind(&line_item, item, CS_JSON_STRING, "a text", err) || !check_ident(&line_item, item->text, err) ||
      !want_kind(&line_quantity, quantity, CS_JSON_STRING, "a text", err) || !check_quantity(quantity->text, err)) {
    return false;
  }
  struct cs_json *value = cs_json_get(line, "value");
  if (value &&
      (!want_kind(&line_value, value, CS_JSON_STRING, "a text", err) || !check_money(&line_value, value->text, err))) {
    return false;
  }
  *out = cs_json_new(reading->arena, CS_JSON_OBJECT, err);
  return *out && cs_json_set(reading->arena, *out, "item", item, err) &&
         cs_json_set(reading->arena, *out, "quantity", quantity, err) &&
         (!value || cs_json_set(reading->arena, *out, "value", value, err));
}

static bool read_lines(const struct cs_act_reading *reading, const struct cs_act_field *field, struct cs_json **value,
                       struct cs_err *err) {
  const struct cs_json *list = *value;
  if (!want_kind(field, list, CS_JSON_ARRAY, "a list of lines", err)) {
    return false;
  }
  if (list->n == 0 || list->n > CS_LINES_MAX) {
    return cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\" has %zu lines, expected 1 to %d", field->name, list->n,
                      CS_LINES_MAX);
  }
  *value = cs_json_new(reading->arena, CS_JSON_ARRAY, err);
  for (size_t i = 0; *value && i < list->n; i++) {
    struct cs_json *line = NULL;
    if (!read_line(reading, list->items[i], &line, err)) {
      cs_err_context(err, "\"%s\": line %zu", field->name, i + 1);
      return cs_act_fault(reading, list->items[i], err);
    }
    if (!cs_json_append(reading->arena, *value, line, err)) {
      return false;
    }
  }
  return *value != NULL;
}

/* The type of the elements of a list; the type itself when it is no list. */
static enum cs_field_type element_type(enum cs_field_type type) {
  switch (type) {
  case CS_FIELD_IDENTS:
    return CS_FIELD_IDENT;
  case CS_FIELD_TEXTS:
    return CS_FIELD_TEXT;
  case CS_FIELD_AREAS:
    return CS_FIELD_AREA;
  case CS_FIELD_DAYS:
    return CS_FIELD_DAY;
  case CS_FIELD_CHOICES:
    return CS_FIELD_CHOICE;
  case CS_FIELD_IDENT:
  case CS_FIELD_TEXT:
  case CS_FIELD_AREA:
  case CS_FIELD_DAY:
  case CS_FIELD_SPAN:
  case CS_FIELD_BOOL:
  case CS_FIELD_INTEGER:
  case CS_FIELD_DECIMAL:
  case CS_FIELD_CHOICE:
  case CS_FIELD_HASH:
  case CS_FIELD_KEY:
  case CS_FIELD_BASE64:
  case CS_FIELD_VERIFIER:
  case CS_FIELD_VALUE:
  case CS_FIELD_REQUEST:
  case CS_FIELD_LINES:
  case CS_FIELD_MONEY:
    return type;
  }
  return type;
}

/* Types that are written as text. */
static bool read_text(const struct cs_act_reading *reading, const struct cs_act_field *field, enum cs_field_type type,
                      const struct cs_json *value, struct cs_err *err) {
  if (!want_kind(field, value, CS_JSON_STRING, "a text", err)) {
    return false;
  }
  struct cs_str text = value->text;
  switch (type) {
  case CS_FIELD_IDENT:
    return check_ident(field, text, err);
  case CS_FIELD_AREA:
    return check_area(reading, field, text, err);
  case CS_FIELD_DAY:
    return check_day(field, text, err);
  case CS_FIELD_SPAN:
    return check_span(field, text, err);
  case CS_FIELD_DECIMAL:
    return check_decimal(field, text, err);
  case CS_FIELD_CHOICE:
    return check_choice(field, text, err);
  case CS_FIELD_HASH:
  case CS_FIELD_KEY:
    return check_hex(field, text, err);
  case CS_FIELD_BASE64:
    return check_base64(reading, field, text, err);
  case CS_FIELD_MONEY:
    return check_money(field, text, err);
  case CS_FIELD_TEXT:
  case CS_FIELD_VERIFIER:
    return check_text(field, text, err);
  case CS_FIELD_VALUE:
    return check_text(field, text, err) && (reading->on_record || check_figure(field, text, err));
  case CS_FIELD_IDENTS:
  case CS_FIELD_TEXTS:
  case CS_FIELD_AREAS:
  case CS_FIELD_DAYS:
  case CS_FIELD_CHOICES:
  case CS_FIELD_BOOL:
  case CS_FIELD_INTEGER:
  case CS_FIELD_REQUEST:
  case CS_FIELD_LINES:
    break;
  }
  cs_assert(!"a type that is written as text");
}

static bool read_one(const struct cs_act_reading *reading, const struct cs_act_field *field, enum cs_field_type type,
                     struct cs_json **value, struct cs_err *err) {
  if (type == CS_FIELD_BOOL) {
    return want_kind(field, *value, CS_JSON_BOOL, "true or false", err);
  }
  if (type == CS_FIELD_INTEGER) {
    return check_integer(field, *value, err);
  }
  if (type == CS_FIELD_REQUEST) {
    return read_request(reading, field, value, err);
  }
  if (type == CS_FIELD_LINES) {
    return read_lines(reading, field, value, err);
  }
  if (type == CS_FIELD_VALUE && (*value)->kind == CS_JSON_BOOL) {
    return true;
  }
  if ((type == CS_FIELD_VALUE || type == CS_FIELD_DECIMAL) && !integer_as_text(reading, field, value, err)) {
    return false;
  }
  return read_text(reading, field, type, *value, err);
}

/* Lists that narrow something down: left out they mean all, and an empty one must not. Elsewhere an empty list says
 * "none". */
static bool narrows(const struct cs_act_field *field) {
  static const char *const narrowing[] = {"regimes", "acts", "areas", "about"};
  for (size_t i = 0; i < COUNT(narrowing); i++) {
    if (cs_str_eq(cs_str_of(narrowing[i]), cs_str_of(field->name))) {
      return true;
    }
  }
  return false;
}

static bool read_list(const struct cs_act_reading *reading, const struct cs_act_field *field, enum cs_field_type type,
                      struct cs_json *value, struct cs_err *err) {
  if (!want_kind(field, value, CS_JSON_ARRAY, "a list of texts", err)) {
    if (value->kind == CS_JSON_STRING) {
      cs_err_hint(err, "write [\"%.*s\"]", SHOWN(value->text));
    }
    return cs_act_fault(reading, value, err);
  }
  if (value->n == 0 && narrows(field)) {
    cs_err_set(err, &CS_E_ACT_FIELD, "\"%s\" is an empty list, expected %s", field->name, field->what);
    cs_err_hint(err, "leave the member out when there is nothing to say");
    return cs_act_fault(reading, value, err);
  }
  for (size_t i = 0; i < value->n; i++) {
    if (!read_text(reading, field, type, value->items[i], err)) {
      return cs_act_fault(reading, value->items[i], err);
    }
  }
  return true;
}

bool cs_act_field_read(const struct cs_act_reading *reading, const struct cs_act_field *field, struct cs_json *value,
                       struct cs_json **out, struct cs_err *err) {
  enum cs_field_type type = element_type(field->type);
  *out = value;
  if (type != field->type) {
    return read_list(reading, field, type, value, err);
  }
  cs_err_reset(err);
  if (read_one(reading, field, type, out, err)) {
    return true;
  }
  return err->line > 0 ? false : cs_act_fault(reading, value, err); /* a request's fault has its own place */
}
