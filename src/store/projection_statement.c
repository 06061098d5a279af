/* The projection statement_about; must never hold a statement's text.
 * Invariant: the rows of a statement are those of its newest version. Specification: model/act.def (statement.record).
 */
#include "model/correction.h"
#include "store/project.h"

static bool withdraw(const struct cs_projected *in, struct cs_str id, struct cs_err *err) {
  cs_db_bind_text(in->db, CS_STMT_STATEMENT_WITHDRAWN, 1, id);
  return cs_db_run(in->db, CS_STMT_STATEMENT_WITHDRAWN, NULL, err);
}

/* `version`: an act's fields, or an element of the state, which has the same. */
static bool record(const struct cs_projected *in, struct cs_str id, const struct cs_json *version, int64_t n,
                   struct cs_err *err) {
  const struct cs_json *about = cs_json_get(version, "about");
  cs_db_bind_text(in->db, CS_STMT_STATEMENT_DROP, 1, id);
  if (!cs_db_run(in->db, CS_STMT_STATEMENT_DROP, NULL, err)) {
    return false;
  }
  for (size_t i = 0; about && i < about->n; i++) {
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 1, about->items[i]->text);
    cs_db_bind_integer(in->db, CS_STMT_STATEMENT_ADD, 2, n);
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 3, id);
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 4, cs_json_text(version, "kind"));
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 5, cs_json_text(version, "by"));
    cs_db_bind_integer(in->db, CS_STMT_STATEMENT_ADD, 6, 0);
    if (!cs_db_run(in->db, CS_STMT_STATEMENT_ADD, NULL, err)) {
      return false;
    }
  }
  return true;
}

/* The last that was not struck, or else the last: who looks for it must find what became of it. */
static const struct cs_json *newest(const struct cs_json *list, bool or_struck) {
  const struct cs_json *last = NULL;
  for (size_t i = 0; list && i < list->n; i++) {
    bool counts = !cs_state_struck(list->items[i]);
    last = counts || (or_struck && (!last || cs_state_struck(last))) ? list->items[i] : last;
  }
  return last;
}

/* What is left of a statement of which something was struck, or counts again. */
static bool correct(const struct cs_projected *in, struct cs_str id, const struct cs_json *state, struct cs_err *err) {
  const struct cs_json *version = newest(cs_json_get(state, "versions"), true);
  return record(in, id, version, cs_json_integer(version, "n", in->entry->n), err) &&
         (!newest(cs_json_get(state, "withdrawals"), false) || withdraw(in, id, err));
}

bool cs_project_statements(const struct cs_projected *in, struct cs_err *err) {
  struct cs_str id;
  const struct cs_json *state = cs_projected_state(in, "statement:", &id);
  enum cs_act_kind kind = in->entry->act.def->kind;
  if (!state) {
    return true;
  }
  if (kind == CS_ACT_RECORD_AGREE) {
    return correct(in, id, state, err);
  }
  return kind == CS_ACT_STATEMENT_WITHDRAW ? withdraw(in, id, err)
                                           : record(in, id, in->entry->act.body, in->entry->n, err);
}
