/* The projection statement_about; must never hold a statement's text.
 * Invariant: the rows of a statement are those of its newest version. Specification: model/act.def (statement.record).
 */
#include "store/project.h"

static bool withdraw(const struct cs_projected *in, struct cs_str id, struct cs_err *err) {
  cs_db_bind_text(in->db, CS_STMT_STATEMENT_WITHDRAWN, 1, id);
  return cs_db_run(in->db, CS_STMT_STATEMENT_WITHDRAWN, NULL, err);
}

static bool record(const struct cs_projected *in, struct cs_str id, struct cs_err *err) {
  const struct cs_json *body = in->entry->act.body;
  const struct cs_json *about = cs_json_get(body, "about");
  cs_db_bind_text(in->db, CS_STMT_STATEMENT_DROP, 1, id);
  if (!cs_db_run(in->db, CS_STMT_STATEMENT_DROP, NULL, err)) {
    return false;
  }
  for (size_t i = 0; about && i < about->n; i++) {
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 1, about->items[i]->text);
    cs_db_bind_integer(in->db, CS_STMT_STATEMENT_ADD, 2, in->entry->n);
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 3, id);
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 4, cs_json_text(body, "kind"));
    cs_db_bind_text(in->db, CS_STMT_STATEMENT_ADD, 5, cs_json_text(body, "by"));
    cs_db_bind_integer(in->db, CS_STMT_STATEMENT_ADD, 6, 0);
    if (!cs_db_run(in->db, CS_STMT_STATEMENT_ADD, NULL, err)) {
      return false;
    }
  }
  return true;
}

bool cs_project_statements(const struct cs_projected *in, struct cs_err *err) {
  struct cs_str id;
  if (!cs_projected_state(in, "statement:", &id)) {
    return true;
  }
  return in->entry->act.def->kind == CS_ACT_STATEMENT_WITHDRAW ? withdraw(in, id, err) : record(in, id, err);
}
