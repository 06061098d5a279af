/* The working set; must never fold an entry twice into one state.
 * Invariant: a state's n is the number of the last entry folded into it, and every next one is greater. Specification:
 * RECORD section 3, step 3. */
#include "store/working.h"

#include "store/project.h"

void cs_working_init(struct cs_working *working, struct cs_arena *arena, struct cs_reader *reader, struct cs_db *db) {
  *working = (struct cs_working){.arena = arena, .reader = reader, .db = db};
  cs_map_init(&working->map, arena);
}

static bool read_row(struct cs_working *working, struct cs_work *work, struct cs_err *err) {
  struct cs_json *tree = NULL;
  bool row_there;
  cs_db_bind_text(working->db, CS_STMT_STATE, 1, work->subject);
  if (!cs_db_step(working->db, CS_STMT_STATE, &row_there, err)) {
    return false;
  }
  bool good = true;
  if (row_there) {
    work->n = cs_db_integer(working->db, CS_STMT_STATE, 0);
    good = cs_json_parse(working->arena, work->subject, cs_db_bytes(working->db, CS_STMT_STATE, 1), &tree, err);
  }
  cs_db_done(working->db, CS_STMT_STATE);
  work->state = tree;
  if (!good && err->code != &CS_E_OOM) {
    return cs_err_set(err, &CS_E_STORE_DAMAGED, "the state of \"%.*s\" is not JSON; run log rebuild",
                      CS_STR_ARG(work->subject));
  }
  return good;
}

struct cs_work *cs_working_get(struct cs_working *working, struct cs_str subject, struct cs_err *err) {
  struct cs_work *work = cs_map_ptr(&working->map, subject);
  if (work) {
    return work;
  }
  work = cs_arena_new(working->arena, struct cs_work, err);
  if (!work || !cs_arena_str(working->arena, subject, &work->subject, err)) {
    return NULL;
  }
  work->n = -1;
  if (!read_row(working, work, err)) {
    return NULL;
  }
  bool fresh;
  union cs_map_value *value = cs_map_put(&working->map, work->subject, &fresh, err);
  if (!value) {
    return NULL;
  }
  value->ptr = work;
  return work;
}

bool cs_working_fold(struct cs_working *working, const struct cs_entry *given, struct cs_folded *out,
                     struct cs_err *err) {
  struct cs_entry with = *given;
  const struct cs_entry *entry = &with;
  if (!cs_act_subjects(working->arena, &entry->act, out->subjects, &out->n, err) ||
      !cs_reader_corrected(working->reader, working->arena, &with, err)) {
    return false;
  }
  for (size_t i = 0; i < out->n; i++) {
    struct cs_work *work = cs_working_get(working, out->subjects[i], err);
    if (!work) {
      return false;
    }
    if (work->n >= entry->n) {
      return cs_err_set(err, &CS_E_STORE_DAMAGED,
                        "the state of \"%.*s\" stands at entry %lld, beyond entry %lld; run log rebuild",
                        CS_STR_ARG(work->subject), (long long)work->n, (long long)entry->n);
    }
    out->works[i] = work;
    if (!cs_fold(working->arena, work->subject, work->state, entry, &out->states[i], err)) {
      return false;
    }
  }
  return true;
}

bool cs_working_take(struct cs_working *working, const struct cs_entry *entry, const struct cs_folded *folded,
                     struct cs_err *err) {
  struct cs_projected in = {.db = working->db,
                            .arena = working->arena,
                            .entry = entry,
                            .subjects = folded->subjects,
                            .states = (const struct cs_json *const *)folded->states,
                            .n = folded->n};
  for (size_t i = 0; i < folded->n; i++) {
    folded->works[i]->state = folded->states[i];
    folded->works[i]->n = entry->n;
    folded->works[i]->changed = true;
    folded->works[i]->dirty = true;
  }
  return cs_project(&in, err);
}

static bool write_row(struct cs_working *working, const struct cs_work *work, struct cs_buf *buf, struct cs_err *err) {
  cs_buf_reset(buf);
  if (!cs_json_canonical(buf, work->state, err) || !cs_buf_ok(buf, err)) {
    return cs_err_context(err, "the state of \"%.*s\"", CS_STR_ARG(work->subject));
  }
  cs_db_bind_text(working->db, CS_STMT_STATE_PUT, 1, work->subject);
  cs_db_bind_integer(working->db, CS_STMT_STATE_PUT, 2, work->n);
  cs_db_bind_bytes(working->db, CS_STMT_STATE_PUT, 3, cs_buf_str(buf));
  return cs_db_run(working->db, CS_STMT_STATE_PUT, NULL, err);
}

bool cs_working_flush(struct cs_working *working, struct cs_err *err) {
  struct cs_buf buf;
  cs_buf_init(&buf, 256u * 1024 * 1024);
  bool good = true;
  for (size_t i = 0; good && i < working->map.n; i++) {
    struct cs_work *work = working->map.at[i].value.ptr;
    if (work->dirty) {
      good = write_row(working, work, &buf, err);
      work->dirty = !good;
    }
  }
  cs_buf_deinit(&buf);
  return good;
}
