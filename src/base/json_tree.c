/* JSON trees: looking things up and building. A tree is values in an arena; nothing here reads or writes text. Objects
 * hold each name once: the parser refuses a second one, cs_json_set replaces. Specification: RFC 8259. */
#include "base/json.h"

#include <inttypes.h>

#define INTEGER_MAX (INT64_C(1) << 53) /* beyond it, readers that hold numbers in doubles lose the last digit */

struct cs_json *cs_json_get_str(const struct cs_json *json, struct cs_str key) {
  if (!json || json->kind != CS_JSON_OBJECT) {
    return NULL;
  }
  for (size_t i = 0; i < json->n; i++) {
    if (cs_str_eq(json->members[i].key, key)) {
      return json->members[i].value;
    }
  }
  return NULL;
}

struct cs_json *cs_json_get(const struct cs_json *json, const char *key) {
  return cs_json_get_str(json, cs_str_of(key));
}

struct cs_str cs_json_text(const struct cs_json *json, const char *key) {
  const struct cs_json *value = cs_json_get(json, key);
  return value && value->kind == CS_JSON_STRING ? value->text : CS_STR_NONE;
}

int64_t cs_json_integer(const struct cs_json *json, const char *key, int64_t fallback) {
  int64_t value = 0;
  return cs_json_as_integer(cs_json_get(json, key), &value) ? value : fallback;
}

bool cs_json_flag(const struct cs_json *json, const char *key) {
  const struct cs_json *value = cs_json_get(json, key);
  return value && value->kind == CS_JSON_BOOL && value->truth;
}

bool cs_json_as_integer(const struct cs_json *json, int64_t *out) {
  if (!json || json->kind != CS_JSON_NUMBER) {
    return false;
  }
  struct cs_str digits = json->text;
  bool negative = digits.len > 0 && digits.ptr[0] == '-';
  if (negative) {
    digits = cs_str_from(digits, 1);
  }
  if (digits.len == 0 || digits.len > 16 || (digits.ptr[0] == '0' && (digits.len > 1 || negative))) {
    return false; /* 2^53 has 16 digits; -0 and leading zeros are not the shortest form */
  }
  int64_t value = 0;
  for (size_t i = 0; i < digits.len; i++) {
    if (digits.ptr[i] < '0' || digits.ptr[i] > '9') {
      return false;
    }
    value = value * 10 + (digits.ptr[i] - '0');
  }
  if (value > INTEGER_MAX) {
    return false;
  }
  *out = negative ? -value : value;
  return true;
}

struct cs_json *cs_json_new(struct cs_arena *arena, enum cs_json_kind kind, struct cs_err *err) {
  struct cs_json *json = cs_arena_new(arena, struct cs_json, err);
  if (json) {
    json->kind = kind;
  }
  return json;
}

struct cs_json *cs_json_new_string(struct cs_arena *arena, struct cs_str text, struct cs_err *err) {
  struct cs_json *json = cs_json_new(arena, CS_JSON_STRING, err);
  if (json) {
    json->text = text;
  }
  return json;
}

struct cs_json *cs_json_new_integer(struct cs_arena *arena, int64_t value, struct cs_err *err) {
  cs_assert(value >= -INTEGER_MAX && value <= INTEGER_MAX);
  struct cs_json *json = cs_json_new(arena, CS_JSON_NUMBER, err);
  if (!json || !cs_arena_printf(arena, &json->text, err, "%" PRId64, value)) {
    return NULL;
  }
  return json;
}

struct cs_json *cs_json_new_bool(struct cs_arena *arena, bool value, struct cs_err *err) {
  struct cs_json *json = cs_json_new(arena, CS_JSON_BOOL, err);
  if (json) {
    json->truth = value;
  }
  return json;
}

static struct cs_json_member *find_member(struct cs_json *object, struct cs_str key) {
  for (size_t i = 0; i < object->n; i++) {
    if (cs_str_eq(object->members[i].key, key)) {
      return &object->members[i];
    }
  }
  return NULL;
}

static bool add_member(struct cs_arena *arena, struct cs_json *object, struct cs_str key, struct cs_json *value,
                       struct cs_err *err) {
  void *members = object->members;
  if (!cs_list_grow(arena, &members, object->n, &object->cap, sizeof *object->members, err)) {
    return false;
  }
  object->members = members;
  object->members[object->n++] = (struct cs_json_member){key, value};
  return true;
}

bool cs_json_set_str(struct cs_arena *arena, struct cs_json *object, struct cs_str key, struct cs_json *value,
                     struct cs_err *err) {
  if (!value) {
    return false;
  }
  cs_assert(object->kind == CS_JSON_OBJECT);
  struct cs_json_member *there = find_member(object, key);
  if (there) {
    there->value = value;
    return true;
  }
  return add_member(arena, object, key, value, err);
}

bool cs_json_set(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_json *value,
                 struct cs_err *err) {
  return cs_json_set_str(arena, object, cs_str_of(key), value, err);
}

bool cs_json_set_text(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_str value,
                      struct cs_err *err) {
  return cs_json_set(arena, object, key, cs_json_new_string(arena, value, err), err);
}

bool cs_json_set_integer(struct cs_arena *arena, struct cs_json *object, const char *key, int64_t value,
                         struct cs_err *err) {
  return cs_json_set(arena, object, key, cs_json_new_integer(arena, value, err), err);
}

bool cs_json_set_bool(struct cs_arena *arena, struct cs_json *object, const char *key, bool value, struct cs_err *err) {
  return cs_json_set(arena, object, key, cs_json_new_bool(arena, value, err), err);
}

bool cs_json_append(struct cs_arena *arena, struct cs_json *array, struct cs_json *value, struct cs_err *err) {
  if (!value) {
    return false;
  }
  cs_assert(array->kind == CS_JSON_ARRAY);
  void *items = array->items;
  if (!cs_list_grow(arena, &items, array->n, &array->cap, sizeof *array->items, err)) {
    return false;
  }
  array->items = items;
  array->items[array->n++] = value;
  return true;
}

/* Recursion: bounded by `left`, the levels that may still follow. */
static bool copy_value(struct cs_arena *arena, const struct cs_json *json, unsigned left, struct cs_json **out,
                       struct cs_err *err) {
  struct cs_json *copy = cs_json_new(arena, json->kind, err);
  if (!copy) {
    return false;
  }
  copy->line = json->line;
  copy->column = json->column;
  copy->truth = json->truth;
  if (!cs_arena_str(arena, json->text, &copy->text, err)) {
    return false;
  }
  bool nests = json->kind == CS_JSON_ARRAY || json->kind == CS_JSON_OBJECT;
  if (nests && left == 0) {
    cs_err_set(err, &CS_E_JSON_DEPTH, "the value nests deeper than %d levels", CS_JSON_DEPTH_MAX);
    return cs_err_at(err, CS_STR_NONE, json->line, json->column);
  }
  for (size_t i = 0; nests && i < json->n; i++) {
    bool object = json->kind == CS_JSON_OBJECT;
    struct cs_json *inner = NULL;
    struct cs_str key = CS_STR_NONE;
    if (!copy_value(arena, object ? json->members[i].value : json->items[i], left - 1, &inner, err) ||
        (object && !cs_arena_str(arena, json->members[i].key, &key, err)) ||
        !(object ? add_member(arena, copy, key, inner, err) : cs_json_append(arena, copy, inner, err))) {
      return false;
    }
  }
  *out = copy;
  return true;
}

bool cs_json_copy(struct cs_arena *arena, const struct cs_json *json, struct cs_json **out, struct cs_err *err) {
  return copy_value(arena, json, CS_JSON_DEPTH_MAX, out, err);
}
