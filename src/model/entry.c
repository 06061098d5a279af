/* Entries, to bytes and back. Must never accept bytes that are not the one form of what they say: a hash is over bytes,
 * and two forms of one entry would be two entries. RECORD section 1. */
#include "model/entry.h"

/* ---- writing ---- */

static struct cs_json *write_by(struct cs_arena *arena, const struct cs_by *by, struct cs_err *err) {
  struct cs_json *json = cs_json_new(arena, CS_JSON_OBJECT, err);
  bool done = json != NULL;
  switch (by->kind) {
  case CS_BY_KEY:
    done = done && cs_json_set_text(arena, json, "by", CS_STR("key"), err) &&
           cs_json_set_text(arena, json, "signature", by->signature, err);
    break;
  case CS_BY_SOURCE:
    done = done && cs_json_set_text(arena, json, "by", CS_STR("source"), err) &&
           cs_json_set_integer(arena, json, "load", by->load, err) &&
           cs_json_set_integer(arena, json, "line", by->line, err);
    break;
  case CS_BY_CORE:
    done = done && cs_json_set_text(arena, json, "by", CS_STR("core"), err);
    break;
  }
  return done ? json : NULL;
}

/* O, with the act's key in it when there is one. */
static struct cs_json *write_out(struct cs_arena *arena, const struct cs_entry *entry, struct cs_err *err) {
  struct cs_json *out = cs_json_new(arena, CS_JSON_OBJECT, err);
  for (size_t i = 0; out && i < entry->out->n; i++) {
    if (!cs_json_set_str(arena, out, entry->out->members[i].key, entry->out->members[i].value, err)) {
      return NULL;
    }
  }
  if (out && entry->request_key.len > 0 && !cs_json_set_text(arena, out, "key", entry->request_key, err)) {
    return NULL;
  }
  return out;
}

/* The text that `add` puts into a buffer, as a string. */
static struct cs_json *small_text(struct cs_arena *arena, const struct cs_buf *buf, struct cs_err *err) {
  struct cs_str text;
  return cs_buf_ok(buf, err) && cs_arena_str(arena, cs_buf_str(buf), &text, err) ? cs_json_new_string(arena, text, err)
                                                                                 : NULL;
}

static bool write_tree(struct cs_arena *arena, const struct cs_entry *entry, struct cs_buf *small, struct cs_json **out,
                       struct cs_err *err) {
  struct cs_json *a = entry->a;
  struct cs_json *json = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!json || (!a && !cs_act_to_record(arena, &entry->act, &a, err)) || !cs_json_set(arena, json, "act", a, err)) {
    return false;
  }
  cs_time_write(small, entry->at);
  if (!cs_json_set(arena, json, "at", small_text(arena, small, err), err)) {
    return false;
  }
  cs_buf_reset(small);
  cs_buf_hex(small, entry->r, sizeof entry->r);
  *out = json;
  return cs_json_set(arena, json, "r", small_text(arena, small, err), err) &&
         cs_json_set(arena, json, "by", write_by(arena, &entry->by, err), err) &&
         cs_json_set_integer(arena, json, "n", entry->n, err) &&
         cs_json_set(arena, json, "out", write_out(arena, entry, err), err);
}

bool cs_entry_write(struct cs_arena *arena, const struct cs_entry *entry, struct cs_buf *buf, struct cs_err *err) {
  struct cs_buf small, whole;
  struct cs_json *json;
  cs_buf_init(&small, 64);
  cs_buf_init(&whole, CS_ENTRY_MAX);
  bool done = write_tree(arena, entry, &small, &json, err) && cs_json_canonical(&whole, json, err);
  if ((!done && err->code == &CS_E_LIMIT) || (done && !cs_buf_ok(&whole, err) && err->code == &CS_E_LIMIT)) {
    done = cs_err_set(err, &CS_E_ENTRY_TOO_LARGE, "the entry is too large, expected at most %d bytes", CS_ENTRY_MAX);
  }
  if (done) {
    cs_buf_add(buf, cs_buf_str(&whole));
    done = cs_buf_ok(buf, err);
  }
  cs_buf_deinit(&whole);
  cs_buf_deinit(&small);
  return done;
}

/* ---- reading ---- */

static bool wrong(struct cs_err *err, const char *member, const char *expected) {
  return cs_err_set(err, &CS_E_ENTRY_FORM, "entry: \"%s\": expected %s", member, expected);
}

/* Exactly these members, no other. */
static bool only(const struct cs_json *json, const char *of, const char *const *names, size_t n, struct cs_err *err) {
  for (size_t i = 0; i < n; i++) {
    if (!cs_json_get(json, names[i])) {
      return cs_err_set(err, &CS_E_ENTRY_FORM, "%s: the member \"%s\" is missing", of, names[i]);
    }
  }
  return json->n == n || cs_err_set(err, &CS_E_ENTRY_FORM, "%s has %zu members, expected %zu", of, json->n, n);
}

static bool read_time(struct cs_str text, cs_time *out, struct cs_err *err) {
  struct cs_buf buf;
  if (!cs_time_parse(text, out, err)) {
    return wrong(err, "at", "YYYY-MM-DDThh:mm:ss.ffffffZ");
  }
  cs_buf_init(&buf, 64);
  cs_time_write(&buf, *out);
  bool same = cs_buf_ok(&buf, err) && cs_str_eq(cs_buf_str(&buf), text);
  cs_buf_deinit(&buf);
  return same || wrong(err, "at", "YYYY-MM-DDThh:mm:ss.ffffffZ");
}

static bool read_hex(struct cs_str text, unsigned char *out, size_t size) {
  size_t n = size;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] >= 'A' && text.ptr[i] <= 'F') {
      return false;
    }
  }
  return text.len == 2 * size && cs_hex_decode(text, out, &n) && n == size;
}

static bool read_signature(const struct cs_json *json, struct cs_by *out, struct cs_err *err) {
  unsigned char bytes[66];
  size_t n = sizeof bytes;
  out->signature = cs_json_text(json, "signature");
  return (out->signature.len == 88 && cs_base64_decode(out->signature, bytes, &n) && n == 64) ||
         wrong(err, "signature", "64 bytes in base64");
}

static bool read_by(const struct cs_json *json, struct cs_by *out, struct cs_err *err) {
  static const char *const key[] = {"by", "signature"};
  static const char *const source[] = {"by", "line", "load"};
  static const char *const core[] = {"by"};
  struct cs_str how = cs_json_text(json, "by");
  if (cs_str_eq(how, CS_STR("key"))) {
    out->kind = CS_BY_KEY;
    return only(json, "by", key, 2, err) && read_signature(json, out, err);
  }
  if (cs_str_eq(how, CS_STR("core"))) {
    out->kind = CS_BY_CORE;
    return only(json, "by", core, 1, err);
  }
  if (!cs_str_eq(how, CS_STR("source"))) {
    return wrong(err, "by", "key, source or core");
  }
  out->kind = CS_BY_SOURCE;
  out->load = cs_json_integer(json, "load", -1);
  out->line = cs_json_integer(json, "line", -1);
  return only(json, "by", source, 3, err) &&
         ((out->load >= 0 && out->line >= 1) || wrong(err, "by", "an entry's number and a line's"));
}

static bool read_members(const struct cs_json *json, struct cs_entry *out, struct cs_err *err) {
  static const char *const names[] = {"act", "at", "by", "n", "out", "r"};
  if (json->kind != CS_JSON_OBJECT || !only(json, "entry", names, sizeof names / sizeof *names, err)) {
    return json->kind == CS_JSON_OBJECT ? false : cs_err_set(err, &CS_E_ENTRY_FORM, "an entry is an object");
  }
  out->a = cs_json_get(json, "act");
  out->out = cs_json_get(json, "out");
  if (out->a->kind != CS_JSON_OBJECT || out->out->kind != CS_JSON_OBJECT) {
    return wrong(err, out->a->kind != CS_JSON_OBJECT ? "act" : "out", "an object");
  }
  out->n = cs_json_integer(json, "n", -1);
  if (out->n < 0) {
    return wrong(err, "n", "an entry's number");
  }
  if (!read_hex(cs_json_text(json, "r"), out->r, sizeof out->r)) {
    return wrong(err, "r", "16 bytes in hex");
  }
  unsigned char key[16];
  out->request_key = cs_json_text(out->out, "key");
  if (cs_json_get(out->out, "key") && !read_hex(out->request_key, key, sizeof key)) {
    return wrong(err, "key", "16 bytes in hex");
  }
  return read_time(cs_json_text(json, "at"), &out->at, err) && read_by(cs_json_get(json, "by"), &out->by, err);
}

bool cs_entry_read(struct cs_arena *arena, struct cs_str bytes, struct cs_entry *out, struct cs_err *err) {
  struct cs_json *json;
  *out = (struct cs_entry){0};
  if (bytes.len > CS_ENTRY_MAX) {
    return cs_err_set(err, &CS_E_ENTRY_TOO_LARGE, "the entry has %zu bytes, expected at most %d", bytes.len,
                      CS_ENTRY_MAX);
  }
  if (!cs_json_parse_canonical(arena, CS_STR_NONE, bytes, &json, err)) {
    if (err->code != &CS_E_OOM) {
      err->code = &CS_E_ENTRY_FORM; /* whatever it is elsewhere; text and column stay */
      cs_err_context(err, "entry");
    }
    return false;
  }
  return read_members(json, out, err) && cs_act_from_record(arena, out->a, &out->act, err);
}
