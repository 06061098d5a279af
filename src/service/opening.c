/* Openings as files, for whoever may see what an entry seals; must never show a field before the entry's commitment was
 * held against it. Specification: RECORD sections 2 and 8. */
#include "service/log.h"

#include "tlog/seal.h"

#include <string.h>

bool cs_service_openings(struct cs_service *service, uint64_t n, struct cs_arena *arena, struct cs_str *file,
                         size_t *n_open, bool *gone, struct cs_err *err) {
  return cs_reader_opening_file(service->reader, n, arena, file, n_open, gone, err);
}

/* ------------------------------------------------------------------ checking */

static bool wrong(struct cs_err *err, struct cs_str source, const struct cs_json *at, const char *what) {
  cs_err_set(err, &CS_E_SERVICE_OPENING, "%s", what);
  return cs_err_at(err, source, at->line, at->column);
}

/* Salt and canonical JSON of the class. */
static bool read_opening(struct cs_arena *arena, struct cs_str source, struct cs_str text, enum cs_seal seal,
                         unsigned char salt[32], struct cs_str *canonical, struct cs_json **value, struct cs_err *err) {
  struct cs_json *file;
  struct cs_buf buf;
  size_t n = 32;
  if (!cs_json_parse(arena, source, text, &file, err)) {
    return false;
  }
  const struct cs_json *one = cs_json_get(cs_json_get(file, "openings"), cs_seal_name(seal));
  if (!one) {
    return wrong(err, source, file, "the file has no opening of the class that the field is sealed in");
  }
  *value = cs_json_get(one, "value");
  if (!*value || (*value)->kind != CS_JSON_OBJECT || !cs_hex_decode(cs_json_text(one, "salt"), salt, &n) || n != 32) {
    return wrong(err, source, one, "an opening has \"salt\" (64 hex digits) and \"value\" (an object)");
  }
  cs_buf_init(&buf, CS_SEAL_MAX);
  bool done = cs_json_canonical(&buf, *value, err) && cs_buf_ok(&buf, err) &&
              cs_arena_str(arena, cs_buf_str(&buf), canonical, err);
  cs_buf_deinit(&buf);
  return done;
}

static bool check_opening(const struct cs_entry *entry, enum cs_seal seal, const unsigned char salt[32],
                          struct cs_str canonical, enum cs_proof_outcome *outcome, struct cs_err *fault,
                          struct cs_err *err) {
  struct cs_hasher hasher;
  struct cs_hash commitment;
  memcpy(commitment.bytes, entry->act.seals[seal].commitment, sizeof commitment.bytes);
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool same = cs_seal_check(&hasher, (struct cs_str){(const char *)salt, 32}, canonical, &commitment, fault);
  cs_hasher_deinit(&hasher);
  if (!same) {
    *outcome = CS_PROOF_ALTERED;
    cs_err_set(fault, fault->code, "what the file opens is not what entry %lld commits to in its %s fields",
               (long long)entry->n, cs_seal_name(seal));
  }
  return true;
}

bool cs_service_show(struct cs_str entry_bytes, struct cs_str source, struct cs_str opening, struct cs_str field,
                     struct cs_arena *arena, enum cs_proof_outcome *outcome, struct cs_err *fault,
                     const struct cs_json **value, struct cs_err *err) {
  struct cs_entry entry;
  struct cs_str canonical;
  struct cs_json *fields = NULL;
  unsigned char salt[32];
  *outcome = CS_PROOF_OK;
  *value = NULL;
  if (!cs_entry_read(arena, entry_bytes, &entry, err)) {
    return false;
  }
  const struct cs_act_field *known = cs_act_field(entry.act.def, field);
  if (!known || known->seal == CS_SEAL_PLAIN) {
    return cs_err_set(err, &CS_E_SERVICE_OPENING,
                      known ? "\"%.*s\" is not sealed in %s: it stands in the entry"
                            : "there is no field \"%.*s\" in %s",
                      CS_STR_ARG(field), entry.act.def->name);
  }
  if (!entry.act.seals[known->seal].present) {
    return cs_err_set(err, &CS_E_SERVICE_OPENING, "entry %lld seals no %s fields", (long long)entry.n,
                      cs_seal_name(known->seal));
  }
  if (!read_opening(arena, source, opening, known->seal, salt, &canonical, &fields, err) ||
      !check_opening(&entry, known->seal, salt, canonical, outcome, fault, err)) {
    return false;
  }
  *value = *outcome == CS_PROOF_OK ? cs_json_get_str(fields, field) : NULL;
  return *value || *outcome != CS_PROOF_OK ||
         cs_err_set(err, &CS_E_SERVICE_OPENING, "entry %lld does not say \"%.*s\"", (long long)entry.n,
                    CS_STR_ARG(field));
}
