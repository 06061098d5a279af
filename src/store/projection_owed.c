/* The projections owed and rests_on, from the folded state of a case. Must never work out by itself what is owed (model/owed.h does),
 * nor a day: a due day stands here as it was worked out when the office was asked, and only moves later, which the reader
 * sees to. Invariant: the rows of a case in `owed` are the steps of cs_case_owed that are somebody's turn, by their places. */
#include "model/owed.h"
#include "store/project.h"

/* The day that was set when the office was asked; CS_DAY_MAX: none was. */
static cs_day due_of(const struct cs_owed *one) {
  struct cs_err ignored;
  cs_day due;
  return one->asked && cs_day_parse(cs_json_text(one->asked, "due"), &due, &ignored) ? due : CS_DAY_MAX;
}

static bool put_owed(const struct cs_projected *in, struct cs_str id, const struct cs_json *state, struct cs_err *err) {
  struct cs_owed_list list;
  int64_t filed_n = cs_json_integer(state, "filed_n", in->entry->n);
  cs_db_bind_integer(in->db, CS_STMT_OWED_DROP, 1, filed_n);
  if (!cs_db_run(in->db, CS_STMT_OWED_DROP, NULL, err) || !cs_case_owed(state, in->arena, &list, err)) {
    return false;
  }
  for (size_t i = 0; i < list.n; i++) {
    if (!cs_owed_is_turn(&list, &list.at[i])) {
      continue;
    }
    cs_db_bind_integer(in->db, CS_STMT_OWED_ADD, 1, filed_n);
    cs_db_bind_integer(in->db, CS_STMT_OWED_ADD, 2, (int64_t)i);
    cs_db_bind_text(in->db, CS_STMT_OWED_ADD, 3, list.at[i].office);
    cs_db_bind_integer(in->db, CS_STMT_OWED_ADD, 4, due_of(&list.at[i]));
    cs_db_bind_text(in->db, CS_STMT_OWED_ADD, 5, id);
    if (!cs_db_run(in->db, CS_STMT_OWED_ADD, NULL, err)) {
      return false;
    }
  }
  return true;
}

/* Once a mandate: also when a consent is decided anew after an amendment. */
static bool put_mandates(const struct cs_projected *in, struct cs_str id, const struct cs_json *state,
                         struct cs_err *err) {
  const struct cs_json *mandates = cs_json_get(in->entry->out, "mandates");
  for (size_t i = 0; mandates && i < mandates->n; i++) {
    cs_db_bind_text(in->db, CS_STMT_RESTS_ADD, 1, mandates->items[i]->text);
    cs_db_bind_integer(in->db, CS_STMT_RESTS_ADD, 2, cs_json_integer(state, "filed_n", in->entry->n));
    cs_db_bind_text(in->db, CS_STMT_RESTS_ADD, 3, id);
    if (!cs_db_run(in->db, CS_STMT_RESTS_ADD, NULL, err)) {
      return false;
    }
  }
  return true;
}

bool cs_project_owed(const struct cs_projected *in, struct cs_err *err) {
  struct cs_str id;
  const struct cs_json *state = cs_projected_state(in, "case:", &id);
  enum cs_act_kind kind = in->entry->act.def->kind;
  if (!state || kind == CS_ACT_CASE_NOTIFY || kind == CS_ACT_CASE_RECUSE || kind == CS_ACT_FUND_OPEN) {
    return true; /* these leave to be done what was */
  }
  return put_owed(in, id, state, err) && (kind != CS_ACT_CASE_DECIDE || put_mandates(in, id, state, err));
}
