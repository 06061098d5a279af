/* The record as it stood; must never show what was recorded later.
 * Invariant: rows are what a replay of exactly that many entries gives. Specification: RECORD section 6. */
#include "store/reader_private.h"

#include "store/replay.h"
#include "store/schema.h"
#include "tlog/err.h"

/* Size, root, and the time of the last entry. */
static bool head_at(struct cs_reader *reader, uint64_t size, struct cs_head *out, struct cs_err *err) {
  struct cs_arena arena;
  struct cs_str bytes;
  struct cs_entry entry;
  cs_arena_init(&arena, NULL, 0);
  bool good = cs_reader_root(reader, size, &out->root, err) && cs_reader_entry(reader, &arena, size - 1, &bytes, err) &&
              cs_entry_read(&arena, bytes, &entry, err);
  out->size = size;
  out->at = good ? entry.at : 0;
  cs_arena_deinit(&arena);
  return good;
}

static bool go_back(struct cs_reader *reader, uint64_t size, struct cs_err *err) {
  struct cs_db_options options = {.mode = CS_DB_SCRATCH};
  struct cs_head head;
  if (!cs_reader_head(reader, &head, err)) {
    return false;
  }
  if (size == 0 || size > head.size) {
    return cs_err_set(err, &CS_E_TLOG_RANGE, "size %llu, expected 1 to %llu", (unsigned long long)size,
                      (unsigned long long)head.size);
  }
  struct cs_db *scratch = cs_db_open(reader->os, CS_STR_NONE, &options, err);
  if (!scratch || !cs_schema_make(scratch, err) || !cs_replay(reader, scratch, 0, size, err) ||
      !head_at(reader, size, &reader->fixed_head, err)) {
    cs_db_close(scratch);
    return false;
  }
  reader->rows = scratch;
  reader->fixed = true;
  return true;
}

struct cs_reader *cs_reader_open_at(const struct cs_os *os, struct cs_str path, struct cs_str keys_dir, uint64_t size,
                                    struct cs_err *err) {
  struct cs_reader *reader = cs_reader_open(os, path, keys_dir, err);
  if (reader && !go_back(reader, size, err)) {
    cs_reader_close(reader);
    return NULL;
  }
  return reader;
}
