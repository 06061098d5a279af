/* Officers' keys on this machine. The secret is wiped from memory as soon as the library has it; never in an error text. */
#include "service/officer.h"

#include "base/buf.h"
#include "os/file.h"
#include "os/keyfile.h"
#include "service/err.h"
#include "tlog/note.h"

#include <string.h>

/* memset that the compiler may not leave out. */
static void wipe(void *bytes, size_t n) {
  volatile unsigned char *p = bytes;
  while (n-- > 0) {
    *p++ = 0;
  }
}

static bool check_officer(struct cs_str officer, struct cs_err *err) {
  struct cs_str name = officer;
  struct cs_str office = cs_str_cut(&name, '/');
  bool one_slash = name.len > 0 && cs_str_find(name, CS_STR("/")) == SIZE_MAX;
  if (!one_slash || !cs_str_is_ident(office) || !cs_str_is_ident(name) ||
      cs_str_find(officer, CS_STR("..")) != SIZE_MAX) {
    return cs_err_set(err, &CS_E_IDENT_SYNTAX,
                      "\"%.*s\" is no officer: expected OFFICE/NAME, such as us.secdef/decider", CS_STR_ARG(officer));
  }
  return true;
}

static bool key_path(struct cs_arena *arena, struct cs_str keys, struct cs_str officer, const char *ending,
                     struct cs_str *out, struct cs_err *err) {
  return check_officer(officer, err) &&
         cs_arena_printf(arena, out, err, "%.*s/officers/%.*s.key%s", CS_STR_ARG(keys), CS_STR_ARG(officer), ending);
}

static bool finish(struct cs_arena *arena, struct cs_str officer, struct cs_officer_key *out, struct cs_err *err) {
  struct cs_buf hex;
  cs_buf_init(&hex, sizeof out->hex);
  cs_buf_hex(&hex, out->key.public_key.bytes, sizeof out->key.public_key.bytes);
  bool done = cs_buf_ok(&hex, err) && cs_arena_str(arena, officer, &out->officer, err);
  if (done) {
    memcpy(out->hex, hex.ptr, hex.len);
    out->hex[hex.len] = '\0';
  } else {
    cs_key_deinit(&out->key);
  }
  cs_buf_deinit(&hex);
  return done;
}

static bool write_key(const struct cs_os *os, struct cs_str path, struct cs_hasher *hasher, struct cs_str officer,
                      struct cs_str seed, struct cs_err *err) {
  struct cs_signer signer;
  if (!cs_signer_init(&signer, hasher, officer, seed, err)) {
    return false;
  }
  struct cs_buf text;
  cs_buf_init(&text, 1024);
  cs_signer_write(&signer, seed, &text);
  cs_buf_byte(&text, '\n');
  bool done = cs_buf_ok(&text, err) && cs_folder_make(os, cs_path_folder(path), err) &&
              cs_keyfile_write(os, path, cs_buf_str(&text), err);
  wipe(text.ptr, text.len);
  cs_buf_deinit(&text);
  cs_signer_deinit(&signer);
  return done;
}

static bool make_key(const struct cs_os *os, struct cs_str keys, struct cs_str officer, const char *ending,
                     struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err) {
  unsigned char seed[CS_KEY_SEED_SIZE];
  struct cs_str seed_str = {(const char *)seed, sizeof seed};
  struct cs_str path;
  struct cs_hasher hasher;
  if (!key_path(arena, keys, officer, ending, &path, err) || !os->random(os->ctx, seed, sizeof seed, err) ||
      !cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool done = write_key(os, path, &hasher, officer, seed_str, err) && cs_key_init(&out->key, seed_str, err);
  wipe(seed, sizeof seed);
  cs_hasher_deinit(&hasher);
  return done && finish(arena, officer, out, err);
}

bool cs_officer_key_make(const struct cs_os *os, struct cs_str keys, struct cs_str officer, struct cs_arena *arena,
                         struct cs_officer_key *out, struct cs_err *err) {
  return make_key(os, keys, officer, "", arena, out, err);
}

bool cs_officer_key_remove(const struct cs_os *os, struct cs_str keys, struct cs_str officer, struct cs_arena *arena,
                           struct cs_err *err) {
  struct cs_str path;
  struct cs_err ignored;
  if (!key_path(arena, keys, officer, "", &path, err)) {
    return false;
  }
  if (!os->remove(os->ctx, path, err) && err->code != &CS_E_OS_NOT_FOUND) {
    return false;
  }
  cs_err_reset(err);
  if (!os->remove(os->ctx, cs_path_folder(path), &ignored)) {
    return true; /* other officers of the office have theirs there */
  }
  return true;
}

/* Takes the pair out of the signer form; the file must be the officer's own. */
static bool parse_key(struct cs_str text, struct cs_str path, struct cs_str officer, struct cs_officer_key *out,
                      struct cs_err *err) {
  struct cs_hasher hasher;
  struct cs_signer signer;
  if (!cs_hasher_init(&hasher, err)) {
    return false;
  }
  bool done = cs_signer_parse(&signer, &hasher, cs_str_trim(text), err);
  cs_hasher_deinit(&hasher);
  if (!done) {
    return cs_err_context(err, "%.*s", CS_STR_ARG(path));
  }
  if (!cs_str_eq(signer.verifier.name, officer)) {
    cs_err_set(err, &CS_E_SERVICE_NO_KEY, "%.*s holds another officer's key", CS_STR_ARG(path));
    cs_signer_deinit(&signer);
    return false;
  }
  out->key = signer.key; /* the signer's other parts are slices and numbers */
  return true;
}

static bool read_key(const struct cs_os *os, struct cs_str keys, struct cs_str officer, const char *ending,
                     struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  struct cs_str text;
  if (!key_path(arena, keys, officer, ending, &path, err) || !os->path_info(os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE) {
    cs_err_set(err, &CS_E_SERVICE_NO_KEY, "there is no key of %.*s here: %.*s", CS_STR_ARG(officer), CS_STR_ARG(path));
    return cs_err_hint(err, "make one with: countersign key enrol %.*s", CS_STR_ARG(officer));
  }
  if (!cs_keyfile_read(os, arena, path, &text, err)) {
    return false;
  }
  union {
    const char *there;
    char *ours;
  } bytes = {text.ptr}; /* the arena's copy is ours to wipe */
  bool done = parse_key(text, path, officer, out, err);
  wipe(bytes.ours, text.len);
  return done && finish(arena, officer, out, err);
}

bool cs_officer_key_read(const struct cs_os *os, struct cs_str keys, struct cs_str officer, struct cs_arena *arena,
                         struct cs_officer_key *out, struct cs_err *err) {
  return read_key(os, keys, officer, "", arena, out, err);
}

#define NEXT ".next"

bool cs_officer_key_next(const struct cs_os *os, struct cs_str keys, struct cs_str officer, struct cs_arena *arena,
                         struct cs_officer_key *out, struct cs_err *err) {
  if (read_key(os, keys, officer, NEXT, arena, out, err)) {
    return true;
  }
  return err->code == &CS_E_SERVICE_NO_KEY && make_key(os, keys, officer, NEXT, arena, out, err);
}

bool cs_officer_key_turn(const struct cs_os *os, struct cs_str keys, struct cs_str officer, struct cs_arena *arena,
                         struct cs_err *err) {
  struct cs_str next, path;
  struct cs_file folder;
  struct cs_err ignored;
  if (!key_path(arena, keys, officer, NEXT, &next, err) || !key_path(arena, keys, officer, "", &path, err) ||
      !os->rename(os->ctx, next, path, err) || !os->open(os->ctx, cs_path_folder(path), CS_OPEN_FOLDER, &folder, err)) {
    return false;
  }
  bool done = os->sync(os->ctx, folder, err);
  return os->close(os->ctx, folder, done ? err : &ignored) && done;
}

void cs_officer_key_deinit(struct cs_officer_key *key) {
  cs_key_deinit(&key->key);
}

static bool list_office(const struct cs_os *os, struct cs_arena *arena, struct cs_str folder, struct cs_str office,
                        struct cs_strs *out, struct cs_err *err) {
  struct cs_str path;
  struct cs_strs names;
  if (!cs_path_join(arena, folder, office, &path, err) || !os->list(os->ctx, arena, path, &names, err)) {
    return false;
  }
  for (size_t i = 0; i < names.n; i++) {
    if (!cs_str_ends(names.at[i], CS_STR(".key"))) {
      continue;
    }
    struct cs_str *officer = cs_list_push(arena, out, err);
    if (!officer || !cs_arena_printf(arena, officer, err, "%.*s/%.*s", CS_STR_ARG(office), (int)names.at[i].len - 4,
                                     names.at[i].ptr)) {
      return false;
    }
  }
  return true;
}

bool cs_officer_key_list(const struct cs_os *os, struct cs_str keys, struct cs_arena *arena, struct cs_strs *out,
                         struct cs_err *err) {
  struct cs_str folder;
  struct cs_file_info info;
  struct cs_strs offices;
  *out = (struct cs_strs){0};
  if (!cs_path_join(arena, keys, CS_STR("officers"), &folder, err) || !os->path_info(os->ctx, folder, &info, err)) {
    return false;
  }
  if (info.kind != CS_FILE_FOLDER) {
    return true;
  }
  if (!os->list(os->ctx, arena, folder, &offices, err)) {
    return false;
  }
  for (size_t i = 0; i < offices.n; i++) {
    if (!list_office(os, arena, folder, offices.at[i], out, err)) {
      return false;
    }
  }
  return true;
}

bool cs_officer_proof_message(struct cs_arena *arena, struct cs_str record_hex, struct cs_str officer,
                              struct cs_str key_hex, struct cs_str *out, struct cs_err *err) {
  return cs_arena_printf(arena, out, err, "countersign/enrol/v1\n%.*s\n%.*s\n%.*s", CS_STR_ARG(record_hex),
                         CS_STR_ARG(officer), CS_STR_ARG(key_hex));
}

bool cs_officer_prove(struct cs_arena *arena, const struct cs_officer_key *key, const struct cs_hash *identity,
                      struct cs_str *out, struct cs_err *err) {
  struct cs_buf text;
  struct cs_str message;
  struct cs_signature signature;
  cs_buf_init(&text, 256);
  cs_buf_hex(&text, identity->bytes, sizeof identity->bytes);
  bool done = cs_officer_proof_message(arena, cs_buf_str(&text), key->officer, cs_str_of(key->hex), &message, err) &&
              cs_key_sign(&key->key, message, &signature, err);
  cs_buf_reset(&text);
  if (done) {
    cs_buf_base64(&text, signature.bytes, sizeof signature.bytes);
    done = cs_arena_str(arena, cs_buf_str(&text), out, err);
  }
  cs_buf_deinit(&text);
  return done;
}

bool cs_officer_key_find(const struct cs_os *os, struct cs_str keys, struct cs_str office, struct cs_str name,
                         struct cs_arena *arena, struct cs_officer_key *out, struct cs_err *err) {
  struct cs_str officer;
  struct cs_strs all;
  if (!cs_arena_printf(arena, &officer, err, "%.*s/%.*s", CS_STR_ARG(office), CS_STR_ARG(name)) ||
      cs_officer_key_read(os, keys, officer, arena, out, err)) {
    return err->code == NULL;
  }
  if (err->code != &CS_E_SERVICE_NO_KEY) {
    return false;
  }
  struct cs_err missing = *err;
  struct cs_str other = CS_STR_NONE;
  size_t n = 0;
  if (!cs_officer_key_list(os, keys, arena, &all, err)) {
    return false;
  }
  for (size_t i = 0; i < all.n; i++) {
    struct cs_str rest = all.at[i];
    cs_str_cut(&rest, '/');
    if (cs_str_eq(rest, name)) {
      other = all.at[i];
      n++;
    }
  }
  if (n == 1) {
    return cs_officer_key_read(os, keys, other, arena, out, err);
  }
  *err = missing;
  return false;
}
