/* The key folder and the high-water file; must never write a secret anywhere else, nor lower a mark.
 * Invariant: one slot of the high-water file is whole at any moment, whatever write was cut. Specification: RECORD
 * section 5. */
#include "store/keys.h"

#include "base/limits.h"
#include "os/file.h"
#include "os/keyfile.h"
#include "tlog/err.h"

#include <string.h>

#define PREFIX      "countersign/high-water/v1"
#define SLOT_HASH   64 /* hex digits that a slot begins with, over all that follows */
#define SECRET_SIZE 32

static void wipe(void *bytes, size_t n) {
  volatile unsigned char *at = bytes;
  while (n--) {
    *at++ = 0;
  }
}

static bool path_of(struct cs_keys *keys, const char *name, struct cs_str *out, struct cs_err *err) {
  return cs_path_join(&keys->arena, keys->folder, cs_str_of(name), out, err);
}

static bool start(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                  struct cs_err *err) {
  memset(keys, 0, sizeof *keys);
  keys->os = os;
  cs_arena_init(&keys->arena, NULL, 1024 * 1024);
  struct cs_str name;
  if (!cs_str_is_ident(origin)) {
    return cs_err_set(err, &CS_E_IDENT_SYNTAX,
                      "\"%.*s\" is no origin: expected letters, digits, \".\", \"-\", \"/\" and \"_\"",
                      CS_STR_ARG(cs_str_head(origin, 64)));
  }
  char *text = cs_arena_alloc(&keys->arena, origin.len + 1, err);
  if (!text) {
    return false;
  }
  for (size_t i = 0; i < origin.len; i++) {
    text[i] = (char)(origin.ptr[i] == '/' ? '-' : origin.ptr[i]);
  }
  name = (struct cs_str){text, origin.len};
  return cs_hasher_init(&keys->hasher, err) && cs_arena_str(&keys->arena, origin, &keys->origin, err) &&
         cs_path_join(&keys->arena, keys_dir, name, &keys->folder, err);
}

void cs_keys_deinit(struct cs_keys *keys) {
  if (!keys->os) {
    return;
  }
  if (keys->has_high_water) {
    struct cs_err ignored;
    if (!keys->os->close(keys->os->ctx, keys->high_water, &ignored)) {
      keys->unsynced = false; /* nothing can be done about it here; a lower mark is only a weaker one */
    }
  }
  cs_signer_deinit(&keys->signer);
  cs_signer_deinit(&keys->next_signer);
  cs_seal_key_wipe(&keys->master);
  cs_seal_key_wipe(&keys->next_master);
  cs_hasher_deinit(&keys->hasher);
  cs_arena_deinit(&keys->arena);
  memset(keys, 0, sizeof *keys);
}

/* A new log key in its file. */
static bool make_log_key(struct cs_keys *keys, struct cs_str origin, struct cs_str path, struct cs_signer *out,
                         struct cs_err *err) {
  unsigned char seed[SECRET_SIZE];
  struct cs_str seed_str = {(const char *)seed, sizeof seed}, name;
  struct cs_buf text;
  cs_buf_init(&text, 4096);
  bool good = cs_arena_str(&keys->arena, origin, &name, err) &&
              keys->os->random(keys->os->ctx, seed, sizeof seed, err) &&
              cs_signer_init(out, &keys->hasher, name, seed_str, err);
  if (good) {
    cs_signer_write(out, seed_str, &text);
    cs_buf_byte(&text, '\n');
    good = cs_buf_ok(&text, err) && cs_keyfile_write(keys->os, path, cs_buf_str(&text), err);
  }
  wipe(seed, sizeof seed);
  if (text.ptr) {
    wipe(text.ptr, text.len);
  }
  cs_buf_deinit(&text);
  return good;
}

static bool write_master_key(struct cs_keys *keys, struct cs_str path, const struct cs_seal_key *key,
                             struct cs_err *err) {
  struct cs_buf text;
  cs_buf_init(&text, 256);
  cs_buf_hex(&text, key->bytes, sizeof key->bytes);
  cs_buf_byte(&text, '\n');
  bool good = cs_buf_ok(&text, err) && cs_keyfile_write(keys->os, path, cs_buf_str(&text), err);
  if (text.ptr) {
    wipe(text.ptr, text.len);
  }
  cs_buf_deinit(&text);
  return good;
}

static bool make_master_key(struct cs_keys *keys, struct cs_str path, struct cs_seal_key *key, struct cs_err *err) {
  return keys->os->random(keys->os->ctx, key->bytes, sizeof key->bytes, err) && write_master_key(keys, path, key, err);
}

#define ENDED "continued-as" /* in the folder of an origin that never signs again: the one behind it */

/* *successor: CS_STR_NONE as long as the origin may sign. */
static bool read_ended(struct cs_keys *keys, struct cs_str *successor, struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  *successor = CS_STR_NONE;
  if (!path_of(keys, ENDED, &path, err) || !keys->os->path_info(keys->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE) {
    return true;
  }
  if (!cs_file_read(keys->os, &keys->arena, path, CS_KEY_FILE_MAX, successor, err)) {
    return false;
  }
  *successor = cs_str_trim(*successor);
  return true;
}

static bool refuse_ended(struct cs_keys *keys, const struct cs_code *code, struct cs_err *err) {
  struct cs_str successor;
  if (!read_ended(keys, &successor, err)) {
    return false;
  }
  return !successor.ptr || cs_err_set(err, code, "the log \"%.*s\" was carried on as \"%.*s\": it never signs again",
                                      CS_STR_ARG(keys->origin), CS_STR_ARG(successor));
}

bool cs_keys_create(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                    struct cs_err *err) {
  struct cs_str log_key, master_key;
  struct cs_file_info info;
  if (!start(keys, os, keys_dir, origin, err) || !path_of(keys, "log.key", &log_key, err) ||
      !path_of(keys, "master.key", &master_key, err) || !os->path_info(os->ctx, log_key, &info, err) ||
      !refuse_ended(keys, &CS_E_STORE_EXISTS, err)) {
    cs_keys_deinit(keys);
    return false;
  }
  if (info.kind != CS_FILE_NONE) {
    cs_err_set(err, &CS_E_STORE_EXISTS, "there is already a log key for origin \"%.*s\": \"%.*s\"", CS_STR_ARG(origin),
               CS_STR_ARG(log_key));
    cs_err_hint(err, "choose another origin, or another folder of keys; a log key is never overwritten");
    cs_keys_deinit(keys);
    return false;
  }
  if (cs_folder_make(os, keys->folder, err) && make_log_key(keys, origin, log_key, &keys->signer, err)) {
    if (make_master_key(keys, master_key, &keys->master, err)) {
      return true;
    }
    struct cs_err ignored;
    if (!os->remove(os->ctx, log_key, &ignored)) {
      cs_err_context(err, "a log key is left at \"%.*s\"", CS_STR_ARG(log_key));
    }
  }
  cs_keys_deinit(keys);
  return false;
}

void cs_keys_remove(struct cs_keys *keys) {
  static const char *const names[] = {"high-water", "master.key.new", "master.key", "log.key.next", "log.key"};
  if (!keys->os) {
    return;
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct cs_str path;
    struct cs_err ignored;
    if (!path_of(keys, names[i], &path, &ignored) || !keys->os->remove(keys->os->ctx, path, &ignored)) {
      continue; /* it was never made, or stays behind: the next init says that it is there */
    }
  }
  struct cs_err ignored;
  if (!keys->os->remove(keys->os->ctx, keys->folder, &ignored)) {
    return; /* something else lies in it */
  }
}

bool cs_keys_there(const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin, bool *there,
                   struct cs_err *err) {
  struct cs_keys keys;
  struct cs_str path;
  struct cs_file_info info = {0};
  bool good = start(&keys, os, keys_dir, origin, err) && path_of(&keys, "log.key", &path, err) &&
              os->path_info(os->ctx, path, &info, err);
  *there = good && info.kind != CS_FILE_NONE;
  cs_keys_deinit(&keys);
  return good;
}

/* One line of a key file, its line end cut off. */
static bool read_line(struct cs_keys *keys, const char *name, struct cs_str *out, struct cs_err *err) {
  struct cs_str path;
  if (!path_of(keys, name, &path, err)) {
    return false;
  }
  if (!cs_keyfile_read(keys->os, &keys->arena, path, out, err)) {
    if (err->code == &CS_E_OS_NOT_FOUND) {
      cs_err_set(err, &CS_E_STORE_KEYS, "there is no \"%.*s\"", CS_STR_ARG(path));
      cs_err_hint(err, "name the folder of keys with COUNTERSIGN_KEYS; without them the record can only be read");
    }
    return false;
  }
  *out = cs_str_trim(*out);
  return true;
}

static bool read_master(struct cs_keys *keys, const char *name, struct cs_seal_key *out, bool *good,
                        struct cs_err *err) {
  struct cs_str text;
  size_t n = sizeof out->bytes;
  if (!read_line(keys, name, &text, err)) {
    return false;
  }
  *good = cs_hex_decode(text, out->bytes, &n) && n == sizeof out->bytes;
  wipe((char *)(uintptr_t)text.ptr, text.len);
  return true;
}

bool cs_keys_refresh(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  bool good = false, good_next = false;
  if (!path_of(keys, "master.key.new", &path, err) || !keys->os->path_info(keys->os->ctx, path, &info, err)) {
    return false;
  }
  /* In this order: when the next one takes the present one's place meanwhile, it is the present one that is read. */
  if (info.kind != CS_FILE_NONE && !read_master(keys, "master.key.new", &keys->next_master, &good_next, err)) {
    if (err->code != &CS_E_STORE_KEYS) {
      return false;
    }
    cs_err_reset(err);
  }
  if (!read_master(keys, "master.key", &keys->master, &good, err)) {
    return false;
  }
  if (!good && good_next) {
    keys->master = keys->next_master; /* the change was cut between its last two steps: the old one is destroyed */
    good = true;
  }
  keys->has_next_master = good_next;
  return good ||
         cs_err_set(err, &CS_E_STORE_KEYS, "master.key in \"%.*s\" is not 64 hex digits", CS_STR_ARG(keys->folder));
}

bool cs_keys_master_begin(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str path;
  if (keys->has_next_master) {
    return true;
  }
  keys->has_next_master =
      path_of(keys, "master.key.new", &path, err) && make_master_key(keys, path, &keys->next_master, err);
  return keys->has_next_master;
}

/* As far as a file can be: what the disk itself keeps of earlier contents is out of reach. */
static bool overwrite(struct cs_keys *keys, struct cs_str path, struct cs_err *err) {
  static const char zeros[CS_KEY_FILE_MAX];
  struct cs_file file;
  struct cs_file_info info;
  struct cs_err ignored;
  if (!keys->os->path_info(keys->os->ctx, path, &info, err) ||
      !keys->os->open(keys->os->ctx, path, CS_OPEN_UPDATE, &file, err)) {
    return false;
  }
  struct cs_str blank = {zeros, info.size < sizeof zeros ? info.size : sizeof zeros};
  bool good = keys->os->write_at(keys->os->ctx, file, 0, blank, err) && keys->os->sync(keys->os->ctx, file, err);
  return keys->os->close(keys->os->ctx, file, good ? err : &ignored) && good;
}

/* Renames, durably. */
static bool replace(struct cs_keys *keys, struct cs_str fresh, struct cs_str old, struct cs_err *err) {
  struct cs_file folder;
  struct cs_err ignored;
  if (!keys->os->rename(keys->os->ctx, fresh, old, err) ||
      !keys->os->open(keys->os->ctx, keys->folder, CS_OPEN_FOLDER, &folder, err)) {
    return false;
  }
  bool good = keys->os->sync(keys->os->ctx, folder, err);
  return keys->os->close(keys->os->ctx, folder, good ? err : &ignored) && good;
}

bool cs_keys_master_end(struct cs_keys *keys, void (*step)(void *ctx, const char *step), void *ctx,
                        struct cs_err *err) {
  struct cs_str old, fresh;
  cs_assert(keys->has_next_master);
  if (!path_of(keys, "master.key", &old, err) || !path_of(keys, "master.key.new", &fresh, err) ||
      !overwrite(keys, old, err)) {
    return false;
  }
  step(ctx, "master-overwritten");
  if (!replace(keys, fresh, old, err)) {
    return false;
  }
  keys->master = keys->next_master;
  cs_seal_key_wipe(&keys->next_master);
  keys->has_next_master = false;
  step(ctx, "master-replaced");
  return true;
}

static bool open_high_water(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str path;
  if (!path_of(keys, "high-water", &path, err)) {
    return false;
  }
  if (!keys->os->open(keys->os->ctx, path, CS_OPEN_UPDATE, &keys->high_water, err)) {
    if (err->code != &CS_E_OS_NOT_FOUND) {
      return false;
    }
    cs_err_reset(err);
    return true;
  }
  keys->has_high_water = true;
  return true;
}

/* The pair of a log's key file. */
static bool read_signer(struct cs_keys *keys, const char *file, struct cs_signer *out, struct cs_err *err) {
  struct cs_str text, name; /* the signer's name is a slice of the secret's text, which is wiped */
  if (!read_line(keys, file, &text, err)) {
    return false;
  }
  bool good =
      cs_signer_parse(out, &keys->hasher, text, err) && cs_arena_str(&keys->arena, out->verifier.name, &name, err);
  wipe((char *)(uintptr_t)text.ptr, text.len);
  if (!good) {
    return cs_err_context(err, "%s of \"%.*s\"", file, CS_STR_ARG(keys->folder));
  }
  out->verifier.name = name;
  if (!cs_str_eq(name, keys->origin)) {
    return cs_err_set(err, &CS_E_STORE_KEY_WRONG, "the log key in \"%.*s\" is that of origin \"%.*s\", not \"%.*s\"",
                      CS_STR_ARG(keys->folder), CS_STR_ARG(name), CS_STR_ARG(keys->origin));
  }
  return true;
}

bool cs_keys_log_refresh(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  struct cs_err why;
  struct cs_signer signer = {0}, next = {0};
  bool has_next = false;
  if (!path_of(keys, "log.key.next", &path, err) || !keys->os->path_info(keys->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind != CS_FILE_NONE && !(has_next = read_signer(keys, "log.key.next", &next, err))) {
    if (err->code != &CS_E_STORE_KEYS) {
      cs_signer_deinit(&next);
      return false;
    }
    cs_err_reset(err); /* it took the present one's place meanwhile */
  }
  if (!read_signer(keys, "log.key", &signer, &why)) {
    bool cut = has_next && why.code == &CS_E_TLOG_KEY_SYNTAX; /* between the two steps of a turn: it was overwritten */
    cs_signer_deinit(&signer);
    signer = next;
    next = (struct cs_signer){0};
    has_next = false;
    if (!cut) {
      cs_signer_deinit(&signer);
      *err = why;
      return false;
    }
    keys->unturned = true;
  }
  cs_signer_deinit(&keys->signer);
  cs_signer_deinit(&keys->next_signer);
  keys->signer = signer;
  keys->next_signer = next;
  keys->has_next_signer = has_next;
  return true;
}

bool cs_keys_log_next(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str path;
  if (keys->has_next_signer) {
    return true;
  }
  keys->has_next_signer =
      path_of(keys, "log.key.next", &path, err) && make_log_key(keys, keys->origin, path, &keys->next_signer, err);
  return keys->has_next_signer;
}

bool cs_keys_log_turn(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str old, fresh;
  cs_assert(keys->has_next_signer || keys->unturned);
  if (!path_of(keys, "log.key", &old, err) || !path_of(keys, "log.key.next", &fresh, err) ||
      !overwrite(keys, old, err) || !replace(keys, fresh, old, err)) {
    return false;
  }
  if (keys->has_next_signer) {
    cs_signer_deinit(&keys->signer);
    keys->signer = keys->next_signer;
    keys->next_signer = (struct cs_signer){0};
  }
  keys->has_next_signer = false;
  keys->unturned = false;
  return true;
}

static bool open_all(struct cs_keys *keys, struct cs_err *err) {
  return cs_keys_log_refresh(keys, err) && cs_keys_refresh(keys, err) && open_high_water(keys, err);
}

bool cs_keys_open(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                  struct cs_err *err) {
  if (start(keys, os, keys_dir, origin, err) && refuse_ended(keys, &CS_E_STORE_KEYS, err) && open_all(keys, err)) {
    return true;
  }
  cs_keys_deinit(keys);
  return false;
}

bool cs_keys_open_vault(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin,
                        struct cs_err *err) {
  if (start(keys, os, keys_dir, origin, err) && cs_keys_refresh(keys, err)) {
    return true;
  }
  cs_keys_deinit(keys);
  return false;
}

/* A slot: the hash of the rest in hex, LF, and the rest: PREFIX LF size LF root LF note, filled up with zeros. */
static bool slot_read(struct cs_keys *keys, struct cs_str slot, struct cs_high_water *out) {
  struct cs_hash want, have;
  if (slot.len != CS_HIGH_WATER_SLOT || !cs_hash_of_hex(cs_str_sub(slot, 0, SLOT_HASH), &want)) {
    return false;
  }
  struct cs_str rest = cs_str_from(slot, SLOT_HASH);
  cs_hash_bytes(&keys->hasher, rest, &have);
  if (!cs_hash_eq(&want, &have)) {
    return false;
  }
  cs_str_cut(&rest, '\n');
  struct cs_str prefix = cs_str_cut(&rest, '\n'), size = cs_str_cut(&rest, '\n'), root = cs_str_cut(&rest, '\n');
  out->size = 0;
  for (size_t i = 0; i < size.len; i++) {
    if (size.ptr[i] < '0' || size.ptr[i] > '9' || i > 18) {
      return false;
    }
    out->size = out->size * 10 + (uint64_t)(size.ptr[i] - '0');
  }
  while (rest.len > 0 && rest.ptr[rest.len - 1] == '\0') {
    rest.len--;
  }
  out->note_len = rest.len;
  memcpy(out->note, rest.ptr ? rest.ptr : "", rest.len);
  out->found = cs_str_eq(prefix, CS_STR(PREFIX)) && size.len > 0 && cs_hash_of_hex(root, &out->root);
  return out->found;
}

/* Both slots; the lesser (or broken) one's number in *lesser. */
static bool slots_read(struct cs_keys *keys, struct cs_high_water *greater, unsigned *lesser, struct cs_err *err) {
  *greater = (struct cs_high_water){0};
  *lesser = 0;
  for (unsigned i = 0; i < 2; i++) {
    char bytes[CS_HIGH_WATER_SLOT];
    size_t got;
    struct cs_high_water one = {0};
    if (!keys->os->read_at(keys->os->ctx, keys->high_water, (uint64_t)i * CS_HIGH_WATER_SLOT, bytes, sizeof bytes, &got,
                           err)) {
      return false;
    }
    if (slot_read(keys, (struct cs_str){bytes, got}, &one) && (!greater->found || one.size > greater->size)) {
      *greater = one;
      *lesser = 1 - i;
    }
  }
  return true;
}

bool cs_high_water_read(struct cs_keys *keys, struct cs_high_water *out, struct cs_err *err) {
  *out = (struct cs_high_water){0};
  unsigned lesser;
  return !keys->has_high_water || slots_read(keys, out, &lesser, err);
}

static bool make_high_water(struct cs_keys *keys, struct cs_err *err) {
  static const char zeros[2 * CS_HIGH_WATER_SLOT];
  struct cs_str path;
  return path_of(keys, "high-water", &path, err) &&
         cs_file_create_private(keys->os, path, (struct cs_str){zeros, sizeof zeros}, err) &&
         open_high_water(keys, err);
}

bool cs_high_water_write(struct cs_keys *keys, uint64_t size, const struct cs_hash *root, struct cs_str note,
                         struct cs_err *err) {
  struct cs_high_water greater;
  unsigned lesser;
  if ((!keys->has_high_water && !make_high_water(keys, err)) || !slots_read(keys, &greater, &lesser, err)) {
    return false;
  }
  if (greater.found && greater.size >= size) {
    return true;
  }
  struct cs_buf rest, slot;
  cs_buf_init(&rest, CS_HIGH_WATER_SLOT - SLOT_HASH);
  cs_buf_init(&slot, CS_HIGH_WATER_SLOT);
  cs_buf_printf(&rest, "\n%s\n%llu\n", PREFIX, (unsigned long long)size);
  cs_buf_hex(&rest, root->bytes, sizeof root->bytes);
  cs_buf_byte(&rest, '\n');
  cs_buf_add(&rest, note);
  while (!rest.failed && rest.len < rest.max) {
    cs_buf_byte(&rest, '\0');
  }
  struct cs_hash hash;
  cs_hash_bytes(&keys->hasher, cs_buf_str(&rest), &hash);
  cs_buf_hex(&slot, hash.bytes, sizeof hash.bytes);
  cs_buf_add(&slot, cs_buf_str(&rest));
  bool good = cs_buf_ok(&rest, err) && cs_buf_ok(&slot, err) &&
              keys->os->write_at(keys->os->ctx, keys->high_water, (uint64_t)lesser * CS_HIGH_WATER_SLOT,
                                 cs_buf_str(&slot), err);
  keys->unsynced = keys->unsynced || good;
  cs_buf_deinit(&rest);
  cs_buf_deinit(&slot);
  return good;
}

bool cs_high_water_sync(struct cs_keys *keys, struct cs_err *err) {
  if (!keys->unsynced || !keys->has_high_water) {
    return true;
  }
  keys->unsynced = false;
  return keys->os->sync_data(keys->os->ctx, keys->high_water, err);
}

bool cs_keys_mark(const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin, struct cs_high_water *out,
                  struct cs_err *err) {
  struct cs_keys keys;
  bool good =
      start(&keys, os, keys_dir, origin, err) && open_high_water(&keys, err) && cs_high_water_read(&keys, out, err);
  cs_keys_deinit(&keys);
  return good;
}

/* ---- carried on under another origin ---- */

/* The master key, and the one that is to take its place, as they are; they may lie there already. */
static bool copy_masters(struct cs_keys *keys, const struct cs_keys *former, struct cs_err *err) {
  struct cs_str path, next;
  struct cs_file_info info;
  if (!path_of(keys, "master.key", &path, err) || !path_of(keys, "master.key.new", &next, err) ||
      !keys->os->path_info(keys->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE) {
    return write_master_key(keys, path, &former->master, err) &&
           (!former->has_next_master || write_master_key(keys, next, &former->next_master, err)) &&
           cs_keys_refresh(keys, err);
  }
  return cs_keys_refresh(keys, err) &&
         (memcmp(keys->master.bytes, former->master.bytes, sizeof keys->master.bytes) == 0 ||
          cs_err_set(err, &CS_E_STORE_EXISTS, "there is another record's master key in \"%.*s\"",
                     CS_STR_ARG(keys->folder)));
}

static bool take_signer(struct cs_keys *keys, struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  struct cs_high_water mark;
  if (!path_of(keys, "log.key", &path, err) || !keys->os->path_info(keys->os->ctx, path, &info, err)) {
    return false;
  }
  if (info.kind == CS_FILE_NONE) {
    return make_log_key(keys, keys->origin, path, &keys->signer, err);
  }
  if (!open_high_water(keys, err) || !cs_high_water_read(keys, &mark, err)) {
    return false;
  }
  if (mark.found) {
    cs_err_set(err, &CS_E_STORE_EXISTS, "the log \"%.*s\" has signed already: \"%.*s\"", CS_STR_ARG(keys->origin),
               CS_STR_ARG(path));
    return cs_err_hint(err, "choose another origin");
  }
  return read_signer(keys, "log.key", &keys->signer, err);
}

bool cs_keys_continue(struct cs_keys *keys, const struct cs_os *os, struct cs_str keys_dir, struct cs_str former,
                      struct cs_str origin, struct cs_err *err) {
  struct cs_keys old = {0};
  bool good = cs_keys_open_vault(&old, os, keys_dir, former, err) && start(keys, os, keys_dir, origin, err) &&
              refuse_ended(keys, &CS_E_STORE_EXISTS, err) && cs_folder_make(os, keys->folder, err) &&
              copy_masters(keys, &old, err) && take_signer(keys, err);
  cs_keys_deinit(&old);
  if (!good) {
    cs_keys_deinit(keys);
  }
  return good;
}

static bool destroy(struct cs_keys *keys, const char *name, struct cs_err *err) {
  struct cs_str path;
  struct cs_file_info info;
  if (!path_of(keys, name, &path, err) || !keys->os->path_info(keys->os->ctx, path, &info, err)) {
    return false;
  }
  return info.kind == CS_FILE_NONE || (overwrite(keys, path, err) && keys->os->remove(keys->os->ctx, path, err));
}

bool cs_keys_end(const struct cs_os *os, struct cs_str keys_dir, struct cs_str origin, struct cs_str successor,
                 struct cs_err *err) {
  struct cs_keys keys;
  struct cs_str path, text;
  bool good = start(&keys, os, keys_dir, origin, err) && path_of(&keys, ENDED, &path, err) &&
              cs_arena_printf(&keys.arena, &text, err, "%.*s\n", CS_STR_ARG(successor)) &&
              cs_file_write(os, path, text, err) && destroy(&keys, "log.key.next", err) &&
              destroy(&keys, "log.key", err);
  cs_keys_deinit(&keys);
  return good;
}
