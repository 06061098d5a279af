/* What must not be kept: erasures on record are carried out, the master key is changed; must never destroy a key before
 * everything that is to stay opens without it. Invariant: whatever step was cut, doing it again ends it. Specification:
 * RECORD section 2. */
#include "store/record_private.h"

struct due {
  struct cs_str subject; /* with its type */
  int64_t erased;        /* number of the last entry that erased it */
};

struct dues {
  struct cs_arena *arena;
  struct {
    struct due *at;
    size_t n, cap;
  } list;
};

static bool last_number(const struct cs_json *list, const char *member, int64_t *out) {
  const struct cs_json *last = list && list->n > 0 ? list->items[list->n - 1] : NULL;
  return cs_json_as_integer(member ? cs_json_get(last, member) : last, out);
}

static bool take_due(void *ctx, struct cs_str subject, int64_t n, struct cs_str bytes, struct cs_err *err) {
  struct dues *dues = ctx;
  struct cs_json *state;
  int64_t erased;
  (void)n;
  if (!cs_json_parse(dues->arena, subject, bytes, &state, err)) {
    return false;
  }
  if (!last_number(cs_json_get(state, "erased"), "n", &erased)) {
    return true;
  }
  struct due *due = cs_list_push(dues->arena, &dues->list, err);
  struct cs_str of = subject;
  cs_str_cut(&of, ':');
  if (!due || !cs_arena_str(dues->arena, of, &due->subject, err)) {
    return false;
  }
  due->erased = erased;
  return true;
}

static bool erase_one(struct cs_record *record, struct cs_arena *arena, const struct due *due, int64_t *rows,
                      struct cs_err *err) {
  struct cs_state state;
  struct cs_json *tree;
  *rows = 0;
  return cs_reader_state(&record->reader, arena, due->subject, &state, err) &&
         (!state.found || (cs_json_parse(arena, due->subject, state.bytes, &tree, err) &&
                           cs_vault_erase(&record->reader.vault, arena, due->subject, cs_json_get(tree, "personal"),
                                          due->erased, rows, err)));
}

static bool erase_all(struct cs_record *record, struct dues *dues, bool *any, struct cs_err *err) {
  struct cs_db *db = record->reader.db;
  enum cs_db_outcome outcome;
  *any = false;
  if (!cs_db_begin(db, CS_DB_BEGIN_WRITE, err)) {
    return false;
  }
  bool good = true;
  for (size_t i = 0; good && i < dues->list.n; i++) {
    int64_t rows;
    good = erase_one(record, dues->arena, &dues->list.at[i], &rows, err);
    *any = *any || rows > 0;
  }
  good = good && (!*any || cs_db_commit(db, &outcome, err));
  cs_db_rollback(db);
  return good;
}

bool cs_record_erase_due(struct cs_record *record, struct cs_err *err) {
  struct cs_arena arena;
  cs_arena_init(&arena, NULL, 0);
  struct dues dues = {.arena = &arena};
  bool any = false;
  bool good = cs_reader_states(&record->reader, CS_STR("vault:"), take_due, &dues, err) &&
              (dues.list.n == 0 || erase_all(record, &dues, &any, err)) &&
              (!any || cs_db_settle(record->reader.db, err));
  cs_arena_deinit(&arena);
  return good;
}

bool cs_record_erased(struct cs_record *record, struct cs_err *err) {
  record->unsettled = !cs_db_settle(record->reader.db, err);
  return !record->unsettled;
}

bool cs_record_unsettled(const struct cs_record *record) {
  return record->unsettled;
}

/* ---- the master key */

static void step(void *ctx, const char *name) {
  cs_record_step(ctx, name);
}

static bool rewrap(struct cs_record *record, struct cs_err *err) {
  struct cs_db *db = record->reader.db;
  struct cs_arena arena;
  enum cs_db_outcome outcome;
  if (!cs_db_begin(db, CS_DB_BEGIN_WRITE, err)) {
    return false;
  }
  cs_arena_init(&arena, NULL, 0);
  bool good = cs_vault_rewrap(&record->reader.vault, &arena, err);
  cs_arena_deinit(&arena);
  cs_record_step(record, "rewrapped");
  good = good && cs_db_commit(db, &outcome, err);
  cs_db_rollback(db);
  return good;
}

bool cs_record_rekey(struct cs_record *record, struct cs_err *err) {
  cs_assert(!record->in_batch);
  struct cs_head head;
  if (record->options.mode != CS_RECORD_WRITE || !record->keys.os) {
    return cs_err_set(err, &CS_E_STORE_READ_ONLY, "the record was opened for reading only");
  }
  if (!cs_record_resolve(record, &head, err) || !cs_keys_refresh(&record->keys, err) ||
      !cs_keys_master_begin(&record->keys, err)) {
    return false;
  }
  cs_record_step(record, "master-made");
  if (!rewrap(record, err)) {
    return false;
  }
  cs_record_step(record, "rewrap-committed");
  /* Nothing of what the old key wrapped may be left before the old key goes, nor the other way about. */
  if (!cs_db_settle(record->reader.db, err)) {
    return false;
  }
  cs_record_step(record, "rewrap-settled");
  return cs_keys_master_end(&record->keys, step, record, err);
}
