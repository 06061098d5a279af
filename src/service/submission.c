/* Submissions. Must never keep or print a secret key; salts and openings go to the record's vault and nowhere else. */
#include "service/submission.h"

#include "service/err.h"
#include "tlog/policy.h"
#include "tlog/seal.h"

#include <string.h>

static bool canonical(struct cs_arena *arena, const struct cs_json *json, size_t max, struct cs_str *out,
                      struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, max);
  bool done =
      cs_json_canonical(&buf, json, err) && cs_buf_ok(&buf, err) && cs_arena_str(arena, cs_buf_str(&buf), out, err);
  cs_buf_deinit(&buf);
  return done;
}

static bool commitment(struct cs_arena *arena, const struct cs_opening *opening, struct cs_hash *out,
                       struct cs_err *err) {
  struct cs_str json;
  struct cs_hasher hasher;
  if (!canonical(arena, opening->value, 2 * CS_SEALED_MAX, &json, err) || !cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool done =
      cs_seal_commit(&hasher, (struct cs_str){(const char *)opening->salt, sizeof opening->salt}, json, out, err);
  cs_hasher_deinit(&hasher);
  return done;
}

static bool seal_fields(const struct cs_os *os, struct cs_arena *arena, struct cs_act *act, enum cs_seal seal,
                        struct cs_err *err) {
  struct cs_opening *opening = &act->seals[seal];
  struct cs_hash hash;
  if (!cs_act_sealed_fields(arena, act, seal, &opening->value, err)) {
    return false;
  }
  opening->present = opening->value != NULL;
  if (!opening->present) {
    return true;
  }
  if (!os->random(os->ctx, opening->salt, sizeof opening->salt, err) || !commitment(arena, opening, &hash, err)) {
    return false;
  }
  memcpy(opening->commitment, hash.bytes, sizeof hash.bytes);
  return true;
}

static bool sign(struct cs_arena *arena, const struct cs_officer_key *key, const struct cs_hash *identity,
                 struct cs_submission *s, struct cs_err *err) {
  struct cs_signature signature;
  if (!cs_act_sign(&key->key, identity, s->a_bytes, &signature, err)) {
    return false;
  }
  struct cs_buf text;
  cs_buf_init(&text, 128);
  cs_buf_base64(&text, signature.bytes, sizeof signature.bytes);
  s->by = (struct cs_by){.kind = CS_BY_KEY};
  bool done = cs_buf_ok(&text, err) && cs_arena_str(arena, cs_buf_str(&text), &s->by.signature, err);
  cs_buf_deinit(&text);
  return done;
}

bool cs_submission_make(const struct cs_os *os, struct cs_arena *arena, const struct cs_act *act,
                        const struct cs_officer_key *key, const struct cs_hash *identity, struct cs_submission *out,
                        struct cs_err *err) {
  *out = (struct cs_submission){.act = *act};
  if (key && !cs_arena_str(arena, cs_str_of(key->hex), &out->act.key, err)) {
    return false;
  }
  return seal_fields(os, arena, &out->act, CS_SEAL_CONFIDENTIAL, err) &&
         seal_fields(os, arena, &out->act, CS_SEAL_PERSONAL, err) && cs_act_to_record(arena, &out->act, &out->a, err) &&
         canonical(arena, out->a, CS_ENTRY_MAX, &out->a_bytes, err) && (!key || sign(arena, key, identity, out, err));
}

bool cs_submission_blob(struct cs_arena *arena, struct cs_submission *s, struct cs_str bytes, struct cs_err *err) {
  if (bytes.len > CS_BLOB_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "a text of %zu bytes is too large: at most %u", bytes.len, CS_BLOB_MAX);
  }
  struct cs_hasher hasher;
  struct cs_submission_blob *blobs = cs_arena_array(arena, struct cs_submission_blob, s->n_blobs + 1, err);
  if (!blobs || !cs_hasher_init(&hasher, err)) {
    return false;
  }
  if (s->n_blobs > 0) {
    memcpy(blobs, s->blobs, s->n_blobs * sizeof *blobs);
  }
  blobs[s->n_blobs].bytes = bytes;
  cs_hash_bytes(&hasher, bytes, &blobs[s->n_blobs].digest);
  cs_hasher_deinit(&hasher);
  s->blobs = blobs;
  s->n_blobs++;
  return true;
}

/* ------------------------------------------------------------------ checks that need no state */

static bool decode_key(struct cs_str hex, struct cs_public_key *out) {
  size_t n = sizeof out->bytes;
  return cs_hex_decode(hex, out->bytes, &n) && n == sizeof out->bytes;
}

static bool decode_signature(struct cs_str base64, struct cs_signature *out) {
  size_t n = sizeof out->bytes;
  return cs_base64_decode(base64, out->bytes, &n) && n == sizeof out->bytes;
}

static bool check_signature(const struct cs_submission *s, const struct cs_hash *identity, struct cs_err *err) {
  struct cs_public_key key;
  struct cs_signature signature;
  if (s->by.kind != CS_BY_KEY) {
    return true;
  }
  if (!decode_key(s->act.key, &key) || !decode_signature(s->by.signature, &signature)) {
    return cs_err_set(err, &CS_E_SERVICE_SIGNATURE, "the act bears no signature of the usual form");
  }
  if (!cs_act_check(&key, identity, s->a_bytes, &signature, err)) {
    cs_err_set(err, &CS_E_SERVICE_SIGNATURE, "the signature is not that key's over this act in this record");
    return cs_err_hint(err, "an act signed for another record, or changed after it was signed, cannot be taken");
  }
  return true;
}

static bool check_openings(const struct cs_submission *s, struct cs_arena *arena, struct cs_err *err) {
  for (int seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    const struct cs_opening *opening = &s->act.seals[seal];
    struct cs_hash hash;
    if (!opening->present) {
      continue;
    }
    if (!opening->value || !commitment(arena, opening, &hash, err)) {
      return opening->value ? false
                            : cs_err_set(err, &CS_E_SERVICE_OPENING, "the %s fields came without their opening",
                                         cs_seal_name((enum cs_seal)seal));
    }
    if (memcmp(hash.bytes, opening->commitment, sizeof hash.bytes) != 0) {
      return cs_err_set(err, &CS_E_SERVICE_OPENING, "what opens the %s fields is not what the act commits to",
                        cs_seal_name((enum cs_seal)seal));
    }
  }
  return true;
}

/* A log's new key speaks for itself: the word of the former one is not enough. */
static bool check_log_key(const struct cs_submission *s, const struct cs_hash *identity, struct cs_err *err) {
  struct cs_hasher hasher;
  struct cs_verifier_key key;
  struct cs_signature proof;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool good = cs_verifier_key_parse(&key, &hasher, cs_json_text(s->act.body, "verifier"), err);
  cs_hasher_deinit(&hasher);
  if (!good || !cs_str_eq(cs_json_text(s->act.body, "stage"), CS_STR("announce"))) {
    return good;
  }
  if (!decode_signature(cs_json_text(s->act.body, "proof"), &proof) || !cs_log_key_check(&key, identity, &proof, err)) {
    return cs_err_set(err, &CS_E_SERVICE_PROOF, "the proof is not the new log key's signature for this record");
  }
  return true;
}

static bool check_proof(const struct cs_submission *s, const struct cs_hash *identity, struct cs_arena *arena,
                        struct cs_err *err) {
  if (s->act.def->kind == CS_ACT_LOG_ROTATE) {
    return check_log_key(s, identity, err);
  }
  if (s->act.def->kind != CS_ACT_KEY_ENROL) {
    return true;
  }
  struct cs_public_key key;
  struct cs_signature proof;
  struct cs_str message;
  struct cs_str key_hex = cs_json_text(s->act.body, "key");
  struct cs_buf hex;
  cs_buf_init(&hex, 128);
  cs_buf_hex(&hex, identity->bytes, sizeof identity->bytes);
  bool done =
      cs_officer_proof_message(arena, cs_buf_str(&hex), cs_json_text(s->act.body, "officer"), key_hex, &message, err);
  cs_buf_deinit(&hex);
  if (!done) {
    return false;
  }
  if (!decode_key(key_hex, &key)) {
    return cs_err_set(err, &CS_E_SERVICE_PROOF, "the new key is not 64 hex digits");
  }
  if (!cs_key_check_public(&key, err)) {
    return false;
  }
  if (!decode_signature(cs_json_text(s->act.body, "proof"), &proof) || !cs_key_verify(&key, message, &proof, err)) {
    return cs_err_set(err, &CS_E_SERVICE_PROOF, "the proof is not the new key's signature for this officer and record");
  }
  return true;
}

bool cs_submission_check(struct cs_submission *s, const struct cs_hash *identity, struct cs_arena *arena,
                         struct cs_err *err) {
  s->checked =
      check_signature(s, identity, err) && check_openings(s, arena, err) && check_proof(s, identity, arena, err);
  return s->checked;
}

/* ------------------------------------------------------------------ the file form */

static bool write_opening(struct cs_arena *arena, const struct cs_opening *opening, struct cs_json **out,
                          struct cs_err *err) {
  struct cs_buf hex;
  struct cs_str salt;
  cs_buf_init(&hex, 128);
  cs_buf_hex(&hex, opening->salt, sizeof opening->salt);
  bool done = cs_arena_str(arena, cs_buf_str(&hex), &salt, err);
  cs_buf_deinit(&hex);
  *out = done ? cs_json_new(arena, CS_JSON_OBJECT, err) : NULL;
  return *out && cs_json_set_text(arena, *out, "salt", salt, err) &&
         cs_json_set(arena, *out, "value", opening->value, err);
}

static bool write_openings(struct cs_arena *arena, const struct cs_submission *s, struct cs_json *file,
                           struct cs_err *err) {
  struct cs_json *openings = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!openings) {
    return false;
  }
  for (int seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    struct cs_json *one;
    if (s->act.seals[seal].present && (!write_opening(arena, &s->act.seals[seal], &one, err) ||
                                       !cs_json_set(arena, openings, cs_seal_name((enum cs_seal)seal), one, err))) {
      return false;
    }
  }
  return cs_json_set(arena, file, "openings", openings, err);
}

static bool write_blobs(struct cs_arena *arena, const struct cs_submission *s, struct cs_json *file,
                        struct cs_err *err) {
  struct cs_json *blobs = cs_json_new(arena, CS_JSON_ARRAY, err);
  if (!blobs) {
    return false;
  }
  for (size_t i = 0; i < s->n_blobs; i++) {
    struct cs_buf text;
    struct cs_str copy;
    cs_buf_init(&text, CS_BLOB_MAX / 3 * 4 + 8);
    cs_buf_base64(&text, s->blobs[i].bytes.ptr, s->blobs[i].bytes.len);
    bool done = cs_buf_ok(&text, err) && cs_arena_str(arena, cs_buf_str(&text), &copy, err);
    cs_buf_deinit(&text);
    if (!done || !cs_json_append(arena, blobs, cs_json_new_string(arena, copy, err), err)) {
      return false;
    }
  }
  return cs_json_set(arena, file, "blobs", blobs, err);
}

bool cs_submission_write(struct cs_arena *arena, const struct cs_submission *s, struct cs_buf *buf,
                         struct cs_err *err) {
  struct cs_json *file = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!file || !cs_json_set(arena, file, "act", s->a, err) ||
      !cs_json_set_text(arena, file, "signature", s->by.signature, err) || !write_openings(arena, s, file, err) ||
      !write_blobs(arena, s, file, err) ||
      (s->client_key.len > 0 && !cs_json_set_text(arena, file, "key", s->client_key, err))) {
    return false;
  }
  cs_json_write(buf, file, 2);
  cs_buf_byte(buf, '\n');
  return cs_buf_ok(buf, err);
}

static bool read_opening(struct cs_arena *arena, struct cs_str source, const struct cs_json *file,
                         struct cs_submission *s, enum cs_seal seal, struct cs_err *err) {
  const struct cs_json *one = cs_json_get(cs_json_get(file, "openings"), cs_seal_name(seal));
  struct cs_opening *opening = &s->act.seals[seal];
  if (!one) {
    return true; /* cs_submission_check tells when one is lacking */
  }
  size_t n = sizeof opening->salt;
  const struct cs_json *value = cs_json_get(one, "value");
  if (!cs_hex_decode(cs_json_text(one, "salt"), opening->salt, &n) || n != sizeof opening->salt || !value ||
      value->kind != CS_JSON_OBJECT) {
    cs_err_set(err, &CS_E_SERVICE_OPENING, "an opening has \"salt\" (64 hex digits) and \"value\" (an object)");
    return cs_err_at(err, source, one->line, one->column);
  }
  return cs_json_copy(arena, value, &opening->value, err) && cs_act_open(arena, &s->act, seal, value, err);
}

static bool read_blobs(struct cs_arena *arena, struct cs_str source, const struct cs_json *file,
                       struct cs_submission *s, struct cs_err *err) {
  const struct cs_json *blobs = cs_json_get(file, "blobs");
  for (size_t i = 0; blobs && blobs->kind == CS_JSON_ARRAY && i < blobs->n; i++) {
    size_t n = blobs->items[i]->text.len;
    unsigned char *bytes = cs_arena_alloc(arena, n + 1, err);
    if (!bytes) {
      return false;
    }
    if (!cs_base64_decode(blobs->items[i]->text, bytes, &n)) {
      cs_err_set(err, &CS_E_SERVICE_OPENING, "a blob is base64");
      return cs_err_at(err, source, blobs->items[i]->line, blobs->items[i]->column);
    }
    if (!cs_submission_blob(arena, s, (struct cs_str){(const char *)bytes, n}, err)) {
      return false;
    }
  }
  return true;
}

struct member {
  const char *name;
  enum cs_json_kind kind;
};
static const struct member file_members[] = {{"act", CS_JSON_OBJECT},      {"signature", CS_JSON_STRING},
                                             {"openings", CS_JSON_OBJECT}, {"blobs", CS_JSON_ARRAY},
                                             {"key", CS_JSON_STRING},      {NULL, CS_JSON_NULL}};
static const struct member opening_members[] = {
    {"salt", CS_JSON_STRING}, {"value", CS_JSON_OBJECT}, {NULL, CS_JSON_NULL}};

/* An object with these members and no others: a slip of the pen in a name must not pass for a member left out. */
static bool check_members(const struct cs_json *json, struct cs_str source, const struct member *known,
                          struct cs_err *err) {
  for (size_t i = 0; json->kind == CS_JSON_OBJECT && i < json->n; i++) {
    const struct cs_json_member *m = &json->members[i];
    const struct member *k = known;
    while (k->name && !cs_str_eq(m->key, cs_str_of(k->name))) {
      k++;
    }
    if (!k->name || m->value->kind != k->kind) {
      cs_err_set(err, k->name ? &CS_E_JSON_TYPE : &CS_E_JSON_MEMBER,
                 k->name ? "\"%.*s\" is of the wrong kind in a signed act" : "unknown member \"%.*s\" in a signed act",
                 CS_STR_ARG(cs_str_head(m->key, 60)));
      return cs_err_at(err, source, m->value->line, m->value->column);
    }
  }
  if (json->kind != CS_JSON_OBJECT) {
    cs_err_set(err, &CS_E_JSON_TYPE, "expected an object");
    return cs_err_at(err, source, json->line, json->column);
  }
  return true;
}

static bool check_opening_members(const struct cs_json *openings, struct cs_str source, struct cs_err *err) {
  const struct member classes[] = {{cs_seal_name(CS_SEAL_CONFIDENTIAL), CS_JSON_OBJECT},
                                   {cs_seal_name(CS_SEAL_PERSONAL), CS_JSON_OBJECT},
                                   {NULL, CS_JSON_NULL}};
  if (!check_members(openings, source, classes, err)) {
    return false;
  }
  for (size_t i = 0; i < openings->n; i++) {
    if (!check_members(openings->members[i].value, source, opening_members, err)) {
      return false;
    }
  }
  return true;
}

bool cs_submission_read(struct cs_arena *arena, struct cs_str source, struct cs_str text, struct cs_submission *out,
                        struct cs_err *err) {
  *out = (struct cs_submission){0};
  struct cs_json *file;
  if (!cs_json_parse(arena, source, text, &file, err) || !check_members(file, source, file_members, err)) {
    return false;
  }
  const struct cs_json *openings = cs_json_get(file, "openings");
  if (openings && !check_opening_members(openings, source, err)) {
    return false;
  }
  out->a = cs_json_get(file, "act");
  if (!out->a || out->a->kind != CS_JSON_OBJECT) {
    cs_err_set(err, &CS_E_JSON_MISSING, "a signed act has an object \"act\"");
    return cs_err_at(err, source, file->line, file->column);
  }
  out->by = (struct cs_by){.kind = CS_BY_KEY, .signature = cs_json_text(file, "signature")};
  out->client_key = cs_json_text(file, "key");
  return cs_act_from_record(arena, out->a, &out->act, err) &&
         canonical(arena, out->a, CS_ENTRY_MAX, &out->a_bytes, err) &&
         read_opening(arena, source, file, out, CS_SEAL_CONFIDENTIAL, err) &&
         read_opening(arena, source, file, out, CS_SEAL_PERSONAL, err) && read_blobs(arena, source, file, out, err);
}
