/* What opens an entry, as a file for whoever may see it; must never hold what the vault does not prove to be the entry's.
 * Specification: RECORD sections 2 and 8. */
#include "store/reader_private.h"

static bool put_opening(struct cs_arena *arena, struct cs_json *openings, enum cs_seal seal,
                        const struct cs_opening *opening, struct cs_err *err) {
  struct cs_buf hex;
  cs_buf_init(&hex, 128);
  cs_buf_hex(&hex, opening->salt, sizeof opening->salt);
  struct cs_json *one = cs_json_new(arena, CS_JSON_OBJECT, err);
  struct cs_str salt;
  bool done = one && cs_arena_str(arena, cs_buf_str(&hex), &salt, err) &&
              cs_json_set_text(arena, one, "salt", salt, err) &&
              cs_json_set(arena, one, "value", opening->value, err) &&
              cs_json_set(arena, openings, cs_seal_name(seal), one, err);
  cs_buf_deinit(&hex);
  return done;
}

static bool take_openings(struct cs_reader *reader, const struct cs_entry *entry, struct cs_arena *arena,
                          struct cs_json *openings, bool *gone, struct cs_err *err) {
  for (enum cs_seal seal = CS_SEAL_CONFIDENTIAL; seal < CS_SEAL_N; seal++) {
    struct cs_opening opening;
    if (!entry->act.seals[seal].present) {
      continue;
    }
    if (cs_reader_opening(reader, arena, entry, seal, &opening, err)) {
      if (!put_opening(arena, openings, seal, &opening, err)) {
        return false;
      }
      continue;
    }
    if (err->code != &CS_E_STORE_ERASED) {
      return false;
    }
    cs_err_reset(err);
    *gone = true;
  }
  return true;
}

bool cs_reader_opening_file(struct cs_reader *reader, uint64_t n, struct cs_arena *arena, struct cs_str *file,
                            size_t *n_open, bool *gone, struct cs_err *err) {
  struct cs_str bytes;
  struct cs_entry entry;
  struct cs_json *json = cs_json_new(arena, CS_JSON_OBJECT, err);
  struct cs_json *openings = cs_json_new(arena, CS_JSON_OBJECT, err);
  *gone = false;
  if (!json || !openings || !cs_reader_entry(reader, arena, n, &bytes, err) ||
      !cs_entry_read(arena, bytes, &entry, err) || !take_openings(reader, &entry, arena, openings, gone, err) ||
      !cs_json_set_integer(arena, json, "entry", (int64_t)n, err) ||
      !cs_json_set(arena, json, "openings", openings, err)) {
    return false;
  }
  *n_open = openings->n;
  struct cs_buf text;
  cs_buf_init(&text, (size_t)32 << 20);
  cs_json_write(&text, json, 2);
  cs_buf_byte(&text, '\n');
  bool done = cs_buf_ok(&text, err) && cs_arena_str(arena, cs_buf_str(&text), file, err);
  cs_buf_deinit(&text);
  return done;
}
