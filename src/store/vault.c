/* The vault; must never hand out what the entry does not commit to, nor keep a value in the clear.
 * Invariant: a row belongs to exactly one (record, entry, class, subject): the seal's context names them.
 * Specification: RECORD section 2. */
#include "store/vault.h"

#include <string.h>

#define CONFIDENTIAL_KEY "confidential" /* name of the store's own key */
#define MARK_KEY         "master"       /* opens nothing: it tells which master key the others are wrapped with */

bool cs_vault_init(struct cs_vault *vault, const struct cs_os *os, struct cs_db *db, struct cs_keys *keys,
                   struct cs_err *err) {
  memset(vault, 0, sizeof *vault);
  vault->os = os;
  vault->db = db;
  vault->keys = keys;
  return cs_hasher_init(&vault->hasher, err) && cs_sealer_init(&vault->sealer, err);
}

void cs_vault_deinit(struct cs_vault *vault) {
  cs_sealer_deinit(&vault->sealer);
  cs_hasher_deinit(&vault->hasher);
}

bool cs_vault_commitment(const struct cs_json *a, enum cs_seal seal, struct cs_hash *out) {
  const struct cs_json *sealed = cs_json_get(cs_json_get(a, "body"), "sealed");
  return cs_hash_of_hex(cs_json_text(sealed, cs_seal_name(seal)), out);
}

static bool context_of(struct cs_arena *arena, const struct cs_entry *entry, enum cs_seal seal, struct cs_str *out,
                       struct cs_err *err) {
  return cs_arena_printf(arena, out, err, "%lld\n%s\n%.*s", (long long)entry->n, cs_seal_name(seal),
                         CS_STR_ARG(entry->act.subject));
}

/* The name under which the key of that class and subject lies. */
static bool key_name(struct cs_arena *arena, const struct cs_entry *entry, enum cs_seal seal, struct cs_str *out,
                     struct cs_err *err) {
  if (seal == CS_SEAL_CONFIDENTIAL) {
    *out = CS_STR(CONFIDENTIAL_KEY);
    return true;
  }
  return cs_arena_printf(arena, out, err, "%s:%.*s", cs_seal_name(seal), CS_STR_ARG(entry->act.subject));
}

static bool nonce_new(struct cs_vault *vault, struct cs_seal_nonce *out, struct cs_err *err) {
  return vault->os->random(vault->os->ctx, out->bytes, sizeof out->bytes, err);
}

/* With the master key, or the one that is to take its place. */
static bool unwrap(struct cs_vault *vault, struct cs_str name, struct cs_str wrapped, struct cs_seal_key *out,
                   struct cs_err *err) {
  const struct cs_keys *keys = vault->keys;
  if (cs_seal_unwrap(&vault->sealer, &keys->master, name, wrapped, out, err)) {
    return true;
  }
  if (err->code == &CS_E_OOM || !keys->has_next_master) {
    return false;
  }
  cs_err_reset(err);
  return cs_seal_unwrap(&vault->sealer, &keys->next_master, name, wrapped, out, err);
}

/* The same; another process may have changed the master key since ours was read. */
static bool unwrap_anew(struct cs_vault *vault, struct cs_str name, struct cs_str wrapped, struct cs_seal_key *out,
                        struct cs_err *err) {
  if (unwrap(vault, name, wrapped, out, err)) {
    return true;
  }
  if (err->code == &CS_E_OOM) {
    return false;
  }
  cs_err_reset(err);
  return cs_keys_refresh(vault->keys, err) && unwrap(vault, name, wrapped, out, err);
}

/* *found false: there is none (never made, or erased). */
static bool key_find(struct cs_vault *vault, struct cs_str name, struct cs_seal_key *out, bool *found,
                     struct cs_err *err) {
  cs_db_bind_text(vault->db, CS_STMT_WRAPPED, 1, name);
  if (!cs_db_step(vault->db, CS_STMT_WRAPPED, found, err)) {
    return false;
  }
  bool good = !*found || unwrap_anew(vault, name, cs_db_bytes(vault->db, CS_STMT_WRAPPED, 0), out, err);
  cs_db_done(vault->db, CS_STMT_WRAPPED);
  if (!good && err->code != &CS_E_OOM) {
    cs_err_set(err, &CS_E_STORE_VAULT, "the vault's key \"%.*s\" does not open with the master key", CS_STR_ARG(name));
    return cs_err_hint(err, "is this the master.key that belongs to the store?");
  }
  return good;
}

static bool key_wrap(struct cs_vault *vault, struct cs_arena *arena, struct cs_str name, const struct cs_seal_key *key,
                     struct cs_str *out, struct cs_err *err) {
  const struct cs_keys *keys = vault->keys;
  struct cs_seal_nonce nonce;
  return nonce_new(vault, &nonce, err) &&
         cs_seal_wrap(&vault->sealer, keys->has_next_master ? &keys->next_master : &keys->master, &nonce, name, key,
                      arena, out, err);
}

static bool key_add(struct cs_vault *vault, struct cs_arena *arena, struct cs_str name, struct cs_seal_key *out,
                    struct cs_err *err) {
  struct cs_str wrapped;
  if (!vault->os->random(vault->os->ctx, out->bytes, sizeof out->bytes, err) ||
      !key_wrap(vault, arena, name, out, &wrapped, err)) {
    return false;
  }
  cs_db_bind_text(vault->db, CS_STMT_WRAPPED_ADD, 1, name);
  cs_db_bind_bytes(vault->db, CS_STMT_WRAPPED_ADD, 2, wrapped);
  return cs_db_run(vault->db, CS_STMT_WRAPPED_ADD, NULL, err);
}

/* Never under a master key that is no longer the store's: the mark tells. */
static bool key_make(struct cs_vault *vault, struct cs_arena *arena, struct cs_str name, struct cs_seal_key *out,
                     struct cs_err *err) {
  bool marked;
  struct cs_seal_key mark;
  if (!key_find(vault, CS_STR(MARK_KEY), &mark, &marked, err)) {
    return false;
  }
  cs_seal_key_wipe(&mark);
  return key_add(vault, arena, name, out, err);
}

bool cs_vault_check(struct cs_vault *vault, const struct cs_entry *entry, enum cs_seal seal,
                    const struct cs_opening *opening, struct cs_err *err) {
  struct cs_hash commitment;
  bool committed = cs_vault_commitment(entry->a, seal, &commitment);
  bool given = opening->present && opening->value;
  if (committed != given) {
    return cs_err_set(err, &CS_E_STORE_ACT,
                      committed ? "the act seals %s fields, and their opening was not given"
                                : "an opening of %s fields was given, and the act seals none",
                      cs_seal_name(seal));
  }
  if (!committed) {
    return true;
  }
  struct cs_buf json;
  cs_buf_init(&json, CS_SEAL_MAX);
  bool good = cs_json_canonical(&json, opening->value, err) && cs_buf_ok(&json, err) &&
              cs_seal_check(&vault->hasher, (struct cs_str){(const char *)opening->salt, sizeof opening->salt},
                            cs_buf_str(&json), &commitment, err);
  cs_buf_deinit(&json);
  return good || (err->code == &CS_E_OOM
                      ? false
                      : cs_err_set(err, &CS_E_STORE_ACT, "the opening of the %s fields is not what the act commits to",
                                   cs_seal_name(seal)));
}

bool cs_vault_put(struct cs_vault *vault, struct cs_arena *arena, const struct cs_entry *entry, enum cs_seal seal,
                  const struct cs_opening *opening, struct cs_err *err) {
  if (!cs_vault_check(vault, entry, seal, opening, err)) {
    return false;
  }
  if (!opening->present) {
    return true;
  }
  struct cs_seal_key key = {{0}};
  struct cs_seal_nonce nonce;
  struct cs_str name, context, sealed;
  bool found;
  struct cs_buf plain;
  cs_buf_init(&plain, CS_SEAL_MAX);
  cs_buf_add(&plain, (struct cs_str){(const char *)opening->salt, sizeof opening->salt});
  bool good = cs_json_canonical(&plain, opening->value, err) && cs_buf_ok(&plain, err) &&
              key_name(arena, entry, seal, &name, err) && context_of(arena, entry, seal, &context, err) &&
              key_find(vault, name, &key, &found, err) && (found || key_make(vault, arena, name, &key, err)) &&
              nonce_new(vault, &nonce, err) &&
              cs_seal_close(&vault->sealer, &key, &nonce, context, cs_buf_str(&plain), arena, &sealed, err);
  cs_buf_deinit(&plain);
  cs_seal_key_wipe(&key);
  if (!good) {
    return false;
  }
  cs_db_bind_integer(vault->db, CS_STMT_VAULT_ADD, 1, entry->n);
  cs_db_bind_text(vault->db, CS_STMT_VAULT_ADD, 2, cs_str_of(cs_seal_name(seal)));
  cs_db_bind_text(vault->db, CS_STMT_VAULT_ADD, 3, entry->act.subject);
  cs_db_bind_bytes(vault->db, CS_STMT_VAULT_ADD, 4, sealed);
  return cs_db_run(vault->db, CS_STMT_VAULT_ADD, NULL, err);
}

/* The sealed bytes of the row, copied; CS_STR_NONE when there is none. */
static bool row_find(struct cs_vault *vault, struct cs_arena *arena, const struct cs_entry *entry, enum cs_seal seal,
                     struct cs_str *out, struct cs_err *err) {
  bool row;
  *out = CS_STR_NONE;
  cs_db_bind_integer(vault->db, CS_STMT_VAULT, 1, entry->n);
  cs_db_bind_text(vault->db, CS_STMT_VAULT, 2, cs_str_of(cs_seal_name(seal)));
  cs_db_bind_text(vault->db, CS_STMT_VAULT, 3, entry->act.subject);
  if (!cs_db_step(vault->db, CS_STMT_VAULT, &row, err)) {
    return false;
  }
  bool good = !row || cs_arena_str(arena, cs_db_bytes(vault->db, CS_STMT_VAULT, 0), out, err);
  cs_db_done(vault->db, CS_STMT_VAULT);
  return good;
}

/* Takes salt and value apart and holds them against the commitment. */
static bool take_apart(struct cs_vault *vault, struct cs_arena *arena, const struct cs_hash *commitment,
                       struct cs_str plain, struct cs_opening *out, struct cs_err *err) {
  if (plain.len <= CS_SEAL_SALT_SIZE) {
    return cs_err_set(err, &CS_E_STORE_VAULT, "what the vault holds is too short");
  }
  struct cs_str salt = cs_str_sub(plain, 0, CS_SEAL_SALT_SIZE), json = cs_str_from(plain, CS_SEAL_SALT_SIZE);
  memcpy(out->salt, salt.ptr, salt.len);
  memcpy(out->commitment, commitment->bytes, sizeof out->commitment);
  out->present = true;
  return cs_seal_check(&vault->hasher, salt, json, commitment, err) &&
         cs_json_parse_canonical(arena, CS_STR("vault"), json, &out->value, err);
}

bool cs_vault_get(struct cs_vault *vault, struct cs_arena *arena, const struct cs_entry *entry, enum cs_seal seal,
                  struct cs_opening *out, struct cs_err *err) {
  *out = (struct cs_opening){0};
  struct cs_hash commitment;
  struct cs_str sealed, name, context, plain;
  struct cs_seal_key key = {{0}};
  bool found;
  if (!cs_vault_commitment(entry->a, seal, &commitment)) {
    return true;
  }
  if (!row_find(vault, arena, entry, seal, &sealed, err)) {
    return false;
  }
  if (!sealed.ptr) {
    return true;
  }
  if (!vault->keys) {
    return cs_err_set(err, &CS_E_STORE_KEYS, "entry %lld seals %s fields, and the keys that open them are not at hand",
                      (long long)entry->n, cs_seal_name(seal));
  }
  if (!key_name(arena, entry, seal, &name, err) || !context_of(arena, entry, seal, &context, err) ||
      !key_find(vault, name, &key, &found, err)) {
    return false;
  }
  if (!found) { /* the key was erased: what is left of the row says nothing */
    return true;
  }
  bool good = cs_seal_open(&vault->sealer, &key, context, sealed, arena, &plain, err) &&
              take_apart(vault, arena, &commitment, plain, out, err);
  cs_seal_key_wipe(&key);
  if (!good && err->code != &CS_E_OOM) {
    return cs_err_set(err, &CS_E_STORE_VAULT,
                      "what the vault holds for the %s fields of entry %lld is not what was sealed", cs_seal_name(seal),
                      (long long)entry->n);
  }
  return good;
}

static bool row_drop(struct cs_vault *vault, int64_t entry, struct cs_str subject, int64_t *rows, struct cs_err *err) {
  int64_t changed;
  cs_db_bind_integer(vault->db, CS_STMT_VAULT_DROP, 1, entry);
  cs_db_bind_text(vault->db, CS_STMT_VAULT_DROP, 2, cs_str_of(cs_seal_name(CS_SEAL_PERSONAL)));
  cs_db_bind_text(vault->db, CS_STMT_VAULT_DROP, 3, subject);
  if (!cs_db_run(vault->db, CS_STMT_VAULT_DROP, &changed, err)) {
    return false;
  }
  *rows += changed;
  return true;
}

bool cs_vault_erase(struct cs_vault *vault, struct cs_arena *arena, struct cs_str subject,
                    const struct cs_json *entries, int64_t before, int64_t *rows, struct cs_err *err) {
  struct cs_str name;
  bool later = false;
  *rows = 0;
  for (size_t i = 0; entries && i < entries->n; i++) {
    int64_t n;
    if (!cs_json_as_integer(entries->items[i], &n) || n >= before) {
      later = true;
    } else if (!row_drop(vault, n, subject, rows, err)) {
      return false;
    }
  }
  if (later) {
    return true;
  }
  if (!cs_arena_printf(arena, &name, err, "%s:%.*s", cs_seal_name(CS_SEAL_PERSONAL), CS_STR_ARG(subject))) {
    return false;
  }
  cs_db_bind_text(vault->db, CS_STMT_WRAPPED_DROP, 1, name);
  return cs_db_run(vault->db, CS_STMT_WRAPPED_DROP, NULL, err);
}

/* ---- another master key */

struct wrapped_row {
  struct cs_str name, wrapped;
};
struct wrapped_rows {
  struct wrapped_row *at;
  size_t n, cap;
};

static bool rows_read(struct cs_vault *vault, struct cs_arena *arena, struct wrapped_rows *out, struct cs_err *err) {
  bool row, good;
  while ((good = cs_db_step(vault->db, CS_STMT_WRAPPED_ALL, &row, err)) && row) {
    struct wrapped_row *slot = cs_list_push(arena, out, err);
    good = slot && cs_arena_str(arena, cs_db_text(vault->db, CS_STMT_WRAPPED_ALL, 0), &slot->name, err) &&
           cs_arena_str(arena, cs_db_bytes(vault->db, CS_STMT_WRAPPED_ALL, 1), &slot->wrapped, err);
    if (!good) {
      break;
    }
  }
  cs_db_done(vault->db, CS_STMT_WRAPPED_ALL);
  return good;
}

static bool row_rewrap(struct cs_vault *vault, struct cs_arena *arena, const struct wrapped_row *row,
                       struct cs_err *err) {
  struct cs_seal_key key;
  struct cs_str wrapped;
  if (!unwrap(vault, row->name, row->wrapped, &key, err)) {
    return err->code != &CS_E_OOM &&
           cs_err_set(err, &CS_E_STORE_VAULT, "the vault's key \"%.*s\" does not open with the master key",
                      CS_STR_ARG(row->name));
  }
  bool good = key_wrap(vault, arena, row->name, &key, &wrapped, err);
  cs_seal_key_wipe(&key);
  if (!good) {
    return false;
  }
  cs_db_bind_bytes(vault->db, CS_STMT_WRAPPED_SET, 1, wrapped);
  cs_db_bind_text(vault->db, CS_STMT_WRAPPED_SET, 2, row->name);
  return cs_db_run(vault->db, CS_STMT_WRAPPED_SET, NULL, err);
}

bool cs_vault_rewrap(struct cs_vault *vault, struct cs_arena *arena, struct cs_err *err) {
  struct wrapped_rows rows = {0};
  struct cs_seal_key mark;
  bool marked = false;
  cs_assert(vault->keys && vault->keys->has_next_master);
  if (!rows_read(vault, arena, &rows, err)) {
    return false;
  }
  for (size_t i = 0; i < rows.n; i++) {
    marked = marked || cs_str_eq(rows.at[i].name, CS_STR(MARK_KEY));
    if (!row_rewrap(vault, arena, &rows.at[i], err)) {
      return false;
    }
  }
  bool good = marked || key_add(vault, arena, CS_STR(MARK_KEY), &mark, err);
  cs_seal_key_wipe(&mark);
  return good;
}
