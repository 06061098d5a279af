/* Questions. */
#include "service/query.h"

#include "service/world.h"

#include <string.h>

static bool blob_of(void *ctx, const unsigned char digest[32], struct cs_arena *arena, struct cs_str *bytes,
                    bool *found, struct cs_err *err) {
  struct cs_service *service = ctx;
  struct cs_hash hash;
  memcpy(hash.bytes, digest, sizeof hash.bytes);
  *found = cs_reader_blob(service->reader, arena, &hash, bytes, err);
  return *found || err->code == &CS_E_STORE_ABSENT;
}

bool cs_service_rules(struct cs_service *service, struct cs_err *err) {
  return cs_snapshot_rules(&service->snapshot, blob_of, service, err);
}

/* Asks the rules of what the snapshot holds; decisions and authorizations are the reader's. */
static bool ask(struct cs_service *service, struct cs_reader *reader, const struct cs_request *request,
                const struct cs_when *when, struct cs_arena *arena, struct cs_determination *out, struct cs_err *err) {
  cs_time now;
  if (!cs_service_now(service, &now, err) || !cs_service_rules(service, err)) {
    return false;
  }
  struct cs_review_world world;
  struct cs_world_source source;
  cs_world_init(&world, &source, service, reader, service->snapshot.size);
  if (cs_record_head(service->record).size != service->snapshot.size) {
    struct cs_hash root;
    if (!cs_reader_root(reader, service->snapshot.size, &root, err)) {
      return false;
    }
    memcpy(world.root, root.bytes, sizeof world.root);
  }
  cs_day today = cs_service_day(service, now);
  cs_day on = request->has_on ? request->on : when->has_on ? when->on : today;
  cs_day known = request->has_known ? request->known : when->has_known ? when->known : today;
  return cs_determine(&world, request, on, known, arena, out, err);
}

/* Of an earlier size: the snapshot is left there, and the next question takes it on from there. */
static bool ask_at(struct cs_service *service, const struct cs_request *request, const struct cs_when *when,
                   struct cs_arena *arena, struct cs_determination *out, struct cs_err *err) {
  struct cs_head head;
  if (!cs_reader_head(service->reader, &head, err)) {
    return false;
  }
  if (when->record > head.size) {
    return cs_err_set(err, &CS_E_STORE_ABSENT, "the record has %llu %s, not %llu", (unsigned long long)head.size,
                      head.size == 1 ? "entry" : "entries", (unsigned long long)when->record);
  }
  struct cs_reader *reader =
      cs_reader_open_at(service->os, service->options.path, service->options.keys, when->record, err);
  bool done = reader && cs_snapshot_read(&service->snapshot, reader, err) &&
              ask(service, reader, request, when, arena, out, err);
  cs_reader_close(reader);
  return done;
}

bool cs_service_determine(struct cs_service *service, const struct cs_request *request, const struct cs_when *when,
                          struct cs_arena *arena, struct cs_determination *out, struct cs_err *err) {
  struct cs_head head;
  if (when->has_record) {
    return ask_at(service, request, when, arena, out, err);
  }
  if (!cs_reader_begin(service->reader, &head, err)) {
    return false;
  }
  bool done = cs_snapshot_follow(&service->snapshot, service->reader, &head, err) &&
              ask(service, service->reader, request, when, arena, out, err);
  cs_reader_end(service->reader);
  return done;
}

bool cs_service_state(struct cs_service *service, const char *type, struct cs_str id, struct cs_arena *arena,
                      struct cs_json **state, int64_t *n, struct cs_err *err) {
  struct cs_str subject;
  struct cs_state row;
  *state = NULL;
  *n = -1;
  if (!cs_arena_printf(arena, &subject, err, "%s:%.*s", type, CS_STR_ARG(id)) ||
      !cs_reader_state(service->reader, arena, subject, &row, err)) {
    return false;
  }
  *n = row.n;
  return !row.found || cs_json_parse(arena, subject, row.bytes, state, err);
}

struct last_case {
  char year[5];
  int64_t last;
};

static bool take_case(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct last_case *last = ctx;
  int64_t number = 0;
  (void)n;
  (void)bytes;
  (void)err;
  struct cs_str digits = cs_str_from(subject, strlen("case:YYYY-"));
  for (size_t i = 0; i < digits.len; i++) {
    if (digits.ptr[i] < '0' || digits.ptr[i] > '9' || number > INT32_MAX) {
      return true; /* a reference of somebody's own */
    }
    number = number * 10 + (digits.ptr[i] - '0');
  }
  last->last = number > last->last ? number : last->last;
  return true;
}

bool cs_service_next_case(struct cs_service *service, struct cs_arena *arena, struct cs_str *out, struct cs_err *err) {
  cs_time now;
  int year, month, day;
  struct cs_str prefix;
  struct last_case last = {.last = 0};
  if (!cs_service_now(service, &now, err)) {
    return false;
  }
  cs_day_to_civil(cs_service_day(service, now), &year, &month, &day);
  return cs_arena_printf(arena, &prefix, err, "case:%04d-", year) &&
         cs_reader_states(service->reader, prefix, take_case, &last, err) &&
         cs_arena_printf(arena, out, err, "%04d-%04lld", year, (long long)last.last + 1);
}

/* ------------------------------------------------------------------ history */

/* Every "n" and "struck" in a state is the number of an entry, but for the counts in what the rules require. */
static bool collect(const struct cs_json *json, bool *wanted, uint64_t size, unsigned depth) {
  if (depth > CS_JSON_DEPTH_MAX) {
    return false;
  }
  for (size_t i = 0; i < json->n; i++) {
    const struct cs_json *value = json->kind == CS_JSON_OBJECT ? json->members[i].value : json->items[i];
    bool is_entry = json->kind == CS_JSON_OBJECT &&
                    (cs_str_eq(json->members[i].key, CS_STR("n")) || cs_str_ends(json->members[i].key, CS_STR("_n")) ||
                     cs_str_eq(json->members[i].key, CS_STR("struck")));
    int64_t n;
    if (is_entry && cs_json_as_integer(value, &n) && n >= 0 && (uint64_t)n < size) {
      wanted[n] = true;
    }
    if (json->kind == CS_JSON_OBJECT && cs_str_eq(json->members[i].key, CS_STR("requires"))) {
      continue;
    }
    if ((value->kind == CS_JSON_OBJECT || value->kind == CS_JSON_ARRAY) && !collect(value, wanted, size, depth + 1)) {
      return false;
    }
  }
  return true;
}

static bool text_time(struct cs_arena *arena, cs_time at, struct cs_str *out, struct cs_err *err) {
  struct cs_buf text;
  cs_buf_init(&text, 64);
  cs_time_write(&text, at);
  bool done = cs_arena_str(arena, cs_buf_str(&text), out, err);
  cs_buf_deinit(&text);
  return done;
}

static bool entry_json(struct cs_service *service, uint64_t n, struct cs_arena *arena, struct cs_json **out,
                       struct cs_err *err) {
  static const char *const by[] = {"key", "source", "core"};
  struct cs_entry entry;
  struct cs_str bytes, at;
  bool opened = cs_reader_entry_opened(service->reader, arena, n, &entry, err);
  if (!opened &&
      (!cs_reader_entry(service->reader, arena, n, &bytes, err) || !cs_entry_read(arena, bytes, &entry, err))) {
    return false;
  }
  *out = cs_json_new(arena, CS_JSON_OBJECT, err);
  return *out && text_time(arena, entry.at, &at, err) && cs_json_set_integer(arena, *out, "n", (int64_t)n, err) &&
         cs_json_set_text(arena, *out, "at", at, err) &&
         cs_json_set_text(arena, *out, "act", cs_str_of(entry.act.def->name), err) &&
         cs_json_set_text(arena, *out, "office", entry.act.office, err) &&
         cs_json_set_text(arena, *out, "by", cs_str_of(by[entry.by.kind]), err) &&
         cs_json_set(arena, *out, "body", entry.act.body, err) && cs_json_set(arena, *out, "out", entry.out, err);
}

bool cs_service_history(struct cs_service *service, const struct cs_json *state, struct cs_arena *arena,
                        struct cs_json **out, struct cs_err *err) {
  uint64_t size = cs_record_head(service->record).size;
  bool *wanted = cs_arena_array(arena, bool, size + 1, err);
  *out = cs_json_new(arena, CS_JSON_ARRAY, err);
  if (!wanted || !*out || !collect(state, wanted, size, 0)) {
    return false;
  }
  for (uint64_t n = 0; n < size; n++) {
    struct cs_json *one;
    if (wanted[n] && (!entry_json(service, n, arena, &one, err) || !cs_json_append(arena, *out, one, err))) {
      return false;
    }
  }
  return true;
}
