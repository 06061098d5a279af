/* Signed notes; must never hold a note good in which a known key's signature is bad, nor put a secret into an error.
 * Specification: C2SP signed-note, tlog-cosignature. */
#include "tlog/note.h"

#include "tlog/err.h"
#include "tlog/text.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <string.h>

#define ID_BYTES     4
#define TIME_BYTES   8
#define KEY_MATERIAL 33 /* the type and 32 bytes of key or seed */

/* The space characters of Unicode 15 (property White_Space) beyond ASCII, as UTF-8. */
static const char *const spaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
};

static const struct cs_str dash = {"\xE2\x80\x94 ", 4};

/* Is it a name that a note's line may have, of any length? */
static bool is_name(struct cs_str name) {
  size_t bad_at;
  if (name.len == 0 || !cs_utf8_valid(name, &bad_at)) {
    return false;
  }
  for (size_t i = 0; i < name.len; i++) {
    if ((unsigned char)name.ptr[i] <= ' ' || name.ptr[i] == '+') {
      return false;
    }
  }
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
    if (cs_str_find(name, cs_str_of(spaces[i])) != SIZE_MAX) {
      return false;
    }
  }
  return true;
}

bool cs_note_check_name(struct cs_str name, struct cs_err *err) {
  if (!is_name(name) || name.len > CS_NOTE_NAME_MAX) {
    cs_err_set(err, &CS_E_TLOG_NAME, "\"%.*s\" is not a name for a key",
               CS_STR_ARG(cs_str_sub(name, 0, CS_NOTE_NAME_MAX)));
    return cs_err_hint(err,
                       "1 to %d bytes without spaces, control characters and plus signs; best is a domain and a path",
                       CS_NOTE_NAME_MAX);
  }
  return true;
}

static uint32_t id_of_bytes(const unsigned char *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool cs_verifier_key_init(struct cs_verifier_key *key, struct cs_hasher *hasher, struct cs_str name,
                          enum cs_note_key_type type, const struct cs_public_key *public_key, struct cs_err *err) {
  if (!cs_note_check_name(name, err)) {
    return false;
  }
  *key = (struct cs_verifier_key){.name = name, .type = type, .key = *public_key};
  char line_and_type[2] = {'\n', (char)type};
  struct cs_hash hash;
  cs_hash_begin(hasher);
  cs_hash_add(hasher, name);
  cs_hash_add(hasher, (struct cs_str){line_and_type, 2});
  cs_hash_add(hasher, (struct cs_str){(const char *)public_key->bytes, sizeof public_key->bytes});
  cs_hash_end(hasher, &hash);
  key->id = id_of_bytes(hash.bytes);
  return true;
}

static bool key_syntax(struct cs_err *err, const char *form, const char *why) {
  cs_err_set(err, &CS_E_TLOG_KEY_SYNTAX, "the text is not a key: %s", why);
  return cs_err_hint(err, "expected %s", form);
}

/* "name+id+base64" in parts; material: type and 32 bytes. No text of the key goes into an error but its name. */
static bool split_key(struct cs_str text, const char *form, struct cs_str *name, uint32_t *id,
                      unsigned char material[KEY_MATERIAL], struct cs_err *err) {
  struct cs_str rest = text;
  *name = cs_str_cut(&rest, '+');
  struct cs_str hex = cs_str_cut(&rest, '+');
  unsigned char bytes[ID_BYTES];
  size_t n = sizeof bytes;
  if (!rest.ptr) {
    return key_syntax(err, form, "it has too few parts");
  }
  if (hex.len != 2 * ID_BYTES || !cs_hex_decode(hex, bytes, &n)) {
    return key_syntax(err, form, "its key ID is not eight lower-case hex digits");
  }
  *id = id_of_bytes(bytes);
  n = KEY_MATERIAL;
  if (!cs_base64_decode(rest, material, &n) || n == 0) {
    return key_syntax(err, form, "its last part is not base64 of a type and 32 bytes");
  }
  if (material[0] != CS_NOTE_ED25519 && material[0] != CS_NOTE_COSIGNATURE) {
    return cs_err_set(err, &CS_E_TLOG_KEY_TYPE, "the key \"%.*s\" has type 0x%02x; 0x01 and 0x04 are known",
                      CS_STR_ARG(*name), material[0]);
  }
  if (n != KEY_MATERIAL) {
    return key_syntax(err, form, "its last part is not base64 of a type and 32 bytes");
  }
  return true;
}

static bool id_matches(const struct cs_verifier_key *key, uint32_t id, struct cs_err *err) {
  if (key->id != id) {
    cs_err_set(err, &CS_E_TLOG_KEY_SYNTAX, "the key ID %08" PRIx32 " does not belong to \"%.*s\" and its key", id,
               CS_STR_ARG(key->name));
    return cs_err_hint(err, "a character of the key may have been changed or left out");
  }
  return true;
}

bool cs_verifier_key_parse(struct cs_verifier_key *key, struct cs_hasher *hasher, struct cs_str text,
                           struct cs_err *err) {
  struct cs_str name;
  uint32_t id;
  unsigned char material[KEY_MATERIAL];
  if (!split_key(text, "NAME+ID+BASE64", &name, &id, material, err)) {
    return false;
  }
  struct cs_public_key public_key;
  memcpy(public_key.bytes, material + 1, sizeof public_key.bytes);
  return cs_verifier_key_init(key, hasher, name, (enum cs_note_key_type)material[0], &public_key, err) &&
         id_matches(key, id, err) && cs_key_check_public(&public_key, err);
}

static void write_key(struct cs_buf *out, const struct cs_verifier_key *key, const void *key_or_seed) {
  unsigned char material[KEY_MATERIAL] = {(unsigned char)key->type};
  memcpy(material + 1, key_or_seed, KEY_MATERIAL - 1);
  cs_buf_add(out, key->name);
  cs_buf_printf(out, "+%08" PRIx32 "+", key->id);
  cs_buf_base64(out, material, sizeof material);
  OPENSSL_cleanse(material, sizeof material);
}

void cs_verifier_key_write(const struct cs_verifier_key *key, struct cs_buf *out) {
  write_key(out, key, key->key.bytes);
}

bool cs_signer_init(struct cs_signer *signer, struct cs_hasher *hasher, struct cs_str name, struct cs_str seed,
                    struct cs_err *err) {
  signer->key = (struct cs_key){0};
  if (!cs_note_check_name(name, err) || !cs_key_init(&signer->key, seed, err)) {
    return false;
  }
  if (!cs_verifier_key_init(&signer->verifier, hasher, name, CS_NOTE_ED25519, &signer->key.public_key, err)) {
    cs_signer_deinit(signer);
    return false;
  }
  return true;
}

bool cs_signer_parse(struct cs_signer *signer, struct cs_hasher *hasher, struct cs_str text, struct cs_err *err) {
  static const char form[] = "PRIVATE+KEY+NAME+ID+BASE64";
  signer->key = (struct cs_key){0};
  struct cs_str name, before = CS_STR("PRIVATE+KEY+");
  uint32_t id;
  unsigned char material[KEY_MATERIAL];
  if (!cs_str_starts(text, before)) {
    return key_syntax(err, form, "it does not begin with PRIVATE+KEY+");
  }
  bool ok = split_key(cs_str_from(text, before.len), form, &name, &id, material, err);
  if (ok && material[0] != CS_NOTE_ED25519) {
    ok = cs_err_set(err, &CS_E_TLOG_KEY_TYPE, "the key \"%.*s\" has type 0x%02x; only 0x01 signs notes",
                    CS_STR_ARG(name), material[0]);
  }
  ok = ok && cs_signer_init(signer, hasher, name, (struct cs_str){(const char *)material + 1, KEY_MATERIAL - 1}, err);
  OPENSSL_cleanse(material, sizeof material);
  if (ok && !id_matches(&signer->verifier, id, err)) {
    cs_signer_deinit(signer);
    ok = false;
  }
  return ok;
}

void cs_signer_write(const struct cs_signer *signer, struct cs_str seed, struct cs_buf *out) {
  cs_assert(seed.len == CS_KEY_SEED_SIZE);
  cs_buf_add(out, CS_STR("PRIVATE+KEY+"));
  write_key(out, &signer->verifier, seed.ptr);
}

void cs_signer_deinit(struct cs_signer *signer) {
  cs_key_deinit(&signer->key);
}

static bool note_error(struct cs_err *err, uint32_t line, const char *why) {
  cs_err_set(err, &CS_E_TLOG_NOTE, "not a signed note: %s", why);
  return cs_err_at(err, CS_STR_NONE, line, line ? 1 : 0);
}

static uint32_t count_lines(struct cs_str s) {
  uint32_t n = 0;
  for (size_t i = 0; i < s.len; i++) {
    n += s.ptr[i] == '\n';
  }
  return n;
}

/* What a note's characters must be: UTF-8, and of the control characters only LF. */
static bool check_characters(struct cs_str s, struct cs_err *err) {
  size_t bad_at = 0;
  if (!cs_utf8_valid(s, &bad_at)) {
    return note_error(err, 1 + count_lines(cs_str_sub(s, 0, bad_at)), "it is not UTF-8");
  }
  for (size_t i = 0; i < s.len; i++) {
    if ((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\n') {
      return note_error(err, 1 + count_lines(cs_str_sub(s, 0, i)), "it has a control character");
    }
  }
  return true;
}

static bool parse_signature(struct cs_str line, struct cs_note_signature *out, const char **why) {
  if (!cs_str_starts(line, dash)) {
    *why = "a signature line begins with an em dash and a space";
    return false;
  }
  struct cs_str rest = cs_str_from(line, dash.len);
  *out = (struct cs_note_signature){.name = cs_str_cut(&rest, ' '), .base64 = rest};
  if (!is_name(out->name)) {
    *why = "a signature needs the name of a key, without spaces and plus signs";
    return false;
  }
  unsigned char bytes[CS_NOTE_SIGNATURE_MAX];
  size_t n = sizeof bytes;
  if (!rest.ptr || !cs_base64_decode(rest, bytes, &n) || n <= ID_BYTES) {
    *why = "a signature is base64 of a key ID of four bytes and more";
    return false;
  }
  out->id = id_of_bytes(bytes);
  return true;
}

/* The offset of the empty line that ends the text: the last one; SIZE_MAX when there is none. */
static size_t text_end(struct cs_str note) {
  for (size_t i = note.len; i >= 2; i--) {
    if (note.ptr[i - 1] == '\n' && note.ptr[i - 2] == '\n') {
      return i - 1;
    }
  }
  return SIZE_MAX;
}

bool cs_note_parse(struct cs_str note, struct cs_note *out, struct cs_err *err) {
  out->n = 0;
  if (note.len > CS_NOTE_MAX) {
    return cs_err_set(err, &CS_E_LIMIT, "a note of %zu bytes; at most %u", note.len, CS_NOTE_MAX);
  }
  if (!check_characters(note, err)) {
    return false;
  }
  size_t end = text_end(note);
  if (end == SIZE_MAX) {
    return note_error(err, 0, "no empty line before its signatures");
  }
  out->text = cs_str_sub(note, 0, end);
  struct cs_str rest = cs_str_from(note, end + 1);
  uint32_t at = count_lines(out->text) + 2;
  for (; rest.len > 0; at++) {
    struct cs_str line;
    const char *why = "";
    if (!cs_text_line(&rest, &line)) {
      return note_error(err, at, "its last line does not end");
    }
    if (out->n == CS_NOTE_SIGNATURES_MAX) {
      return note_error(err, at, "it has too many signatures");
    }
    if (!parse_signature(line, &out->signature[out->n], &why)) {
      return note_error(err, at, why);
    }
    out->n++;
  }
  return out->n > 0 ? true : note_error(err, at, "it has no signature");
}

/* The message under a cosignature: two lines before the checkpoint (tlog-cosignature). */
static bool verify_cosignature(struct cs_str text, const struct cs_verifier_key *key, const unsigned char *bytes,
                               uint64_t *time, struct cs_err *err) {
  *time = (uint64_t)id_of_bytes(bytes) << 32 | id_of_bytes(bytes + 4);
  struct cs_signature signature;
  memcpy(signature.bytes, bytes + TIME_BYTES, sizeof signature.bytes);
  if (*time > INT64_MAX) {
    return cs_err_set(err, &CS_E_KEY_SIGNATURE, "its time is out of range");
  }
  struct cs_buf message;
  cs_buf_init(&message, CS_NOTE_MAX + 64);
  cs_buf_printf(&message, "cosignature/v1\ntime %" PRIu64 "\n", *time);
  cs_buf_add(&message, text);
  bool ok = cs_buf_ok(&message, err) && cs_key_verify(&key->key, cs_buf_str(&message), &signature, err);
  cs_buf_deinit(&message);
  return ok;
}

static bool verify_one(struct cs_str text, struct cs_note_signature *signature, const struct cs_verifier_key *key,
                       struct cs_err *err) {
  unsigned char bytes[CS_NOTE_SIGNATURE_MAX];
  size_t n = sizeof bytes;
  bool ok = cs_base64_decode(signature->base64, bytes, &n);
  cs_assert(ok);
  size_t expected = ID_BYTES + CS_KEY_SIGNATURE_SIZE + (key->type == CS_NOTE_COSIGNATURE ? TIME_BYTES : 0);
  if (n != expected) {
    return cs_err_set(err, &CS_E_KEY_SIGNATURE, "it has %zu bytes, expected %zu", n, expected);
  }
  if (key->type == CS_NOTE_COSIGNATURE) {
    return verify_cosignature(text, key, bytes + ID_BYTES, &signature->time, err);
  }
  struct cs_signature plain;
  memcpy(plain.bytes, bytes + ID_BYTES, sizeof plain.bytes);
  return cs_key_verify(&key->key, text, &plain, err);
}

static const struct cs_verifier_key *find_key(const struct cs_note_signature *signature,
                                              const struct cs_verifier_key *keys, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (keys[i].id == signature->id && cs_str_eq(keys[i].name, signature->name)) {
      return &keys[i];
    }
  }
  return NULL;
}

bool cs_note_verify(struct cs_note *note, const struct cs_verifier_key *keys, size_t n, struct cs_err *err) {
  size_t known = 0;
  for (size_t i = 0; i < note->n; i++) {
    struct cs_note_signature *signature = &note->signature[i];
    const struct cs_verifier_key *key = find_key(signature, keys, n);
    if (!key) {
      continue;
    }
    if (!verify_one(note->text, signature, key, err)) {
      if (err->code == &CS_E_KEY_SIGNATURE) {
        err->code = &CS_E_TLOG_SIGNATURE;
      }
      cs_err_context(err, "the signature by \"%.*s\" (%08" PRIx32 ")", CS_STR_ARG(key->name), key->id);
      return cs_err_at(err, CS_STR_NONE, count_lines(note->text) + 2 + (uint32_t)i, 1);
    }
    signature->by = key;
    known++;
  }
  if (known == 0) {
    return cs_err_set(err, &CS_E_TLOG_KEY_UNKNOWN, "none of the %zu signatures is by a known key", note->n);
  }
  return true;
}

bool cs_note_sign(struct cs_str text, const struct cs_signer *const *signers, size_t n, struct cs_buf *out,
                  struct cs_err *err) {
  cs_assert(n >= 1 && n <= CS_NOTE_SIGNATURES_MAX);
  if (text.len == 0 || text.ptr[text.len - 1] != '\n') {
    return note_error(err, 0, "its text does not end with a line end");
  }
  if (!check_characters(text, err)) {
    return false;
  }
  cs_buf_add(out, text);
  cs_buf_byte(out, '\n');
  for (size_t i = 0; i < n; i++) {
    const struct cs_verifier_key *key = &signers[i]->verifier;
    struct cs_signature signature;
    if (!cs_key_sign(&signers[i]->key, text, &signature, err)) {
      return false;
    }
    unsigned char bytes[ID_BYTES + CS_KEY_SIGNATURE_SIZE] = {(unsigned char)(key->id >> 24),
                                                             (unsigned char)(key->id >> 16),
                                                             (unsigned char)(key->id >> 8), (unsigned char)key->id};
    memcpy(bytes + ID_BYTES, signature.bytes, sizeof signature.bytes);
    cs_buf_add(out, dash);
    cs_buf_add(out, key->name);
    cs_buf_byte(out, ' ');
    cs_buf_base64(out, bytes, sizeof bytes);
    cs_buf_byte(out, '\n');
  }
  return cs_buf_ok(out, err);
}
