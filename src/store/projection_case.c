/* The projections case_list and consent_list, from the folded state of a case; must never work a status out by itself.
 * Invariant: one row for each case; one row in consent_list for each consent that is open. Specification: model/case.h.
 */
#include "model/case.h"
#include "store/project.h"

/* Acts in the middle of a case, which leave every consent as it was. */
static bool leaves_consents(enum cs_act_kind kind) {
  static const enum cs_act_kind kinds[] = {
      CS_ACT_CASE_CIRCULATE, CS_ACT_CASE_ADVISE, CS_ACT_CASE_COUNTERSIGN, CS_ACT_CASE_ASK,
      CS_ACT_CASE_ANSWER,    CS_ACT_CASE_NOTIFY, CS_ACT_CASE_RECUSE,      CS_ACT_FUND_OPEN,
  };
  bool leaves = false;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    leaves = leaves || kinds[i] == kind;
  }
  return leaves;
}

static bool add_row(const struct cs_projected *in, struct cs_str approver, struct cs_str id,
                    const struct cs_json *state, struct cs_err *err) {
  cs_db_bind_text(in->db, CS_STMT_CONSENT_ADD, 1, approver);
  cs_db_bind_integer(in->db, CS_STMT_CONSENT_ADD, 2, cs_json_integer(state, "filed_n", 0));
  cs_db_bind_text(in->db, CS_STMT_CONSENT_ADD, 3, id);
  return cs_db_run(in->db, CS_STMT_CONSENT_ADD, NULL, err);
}

/* The open consents' approvers, separated by blanks, into *open; each also as a row. */
static bool put_consents(const struct cs_projected *in, struct cs_str id, const struct cs_json *state,
                         struct cs_str *open, struct cs_err *err) {
  bool rows = !leaves_consents(in->entry->act.def->kind);
  const char *status_open = cs_consent_status_name(CS_CONSENT_OPEN);
  const struct cs_json *consents = cs_json_get(state, "consents");
  bool case_open = cs_str_eq(cs_json_text(state, "status"), cs_str_of(cs_case_status_name(CS_CASE_OPEN)));
  *open = CS_STR("");
  cs_db_bind_text(in->db, CS_STMT_CONSENT_DROP, 1, id);
  if (rows && !cs_db_run(in->db, CS_STMT_CONSENT_DROP, NULL, err)) {
    return false;
  }
  for (size_t i = 0; case_open && consents && i < consents->n; i++) {
    struct cs_str approver = cs_json_text(consents->items[i], "approver");
    if (!cs_str_eq(cs_json_text(consents->items[i], "status"), cs_str_of(status_open))) {
      continue;
    }
    if ((rows && !add_row(in, approver, id, state, err)) ||
        !cs_arena_printf(in->arena, open, err, "%.*s%s%.*s", CS_STR_ARG(*open), open->len > 0 ? " " : "",
                         CS_STR_ARG(approver))) {
      return false;
    }
  }
  return true;
}

static struct cs_str newest_verdict(const struct cs_json *state) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  struct cs_str verdict =
      versions && versions->n > 0 ? cs_json_text(versions->items[versions->n - 1], "verdict") : CS_STR_NONE;
  return verdict;
}

bool cs_project_cases(const struct cs_projected *in, struct cs_err *err) {
  struct cs_str id, open;
  const struct cs_json *state = cs_projected_state(in, "case:", &id);
  if (!state) {
    return true;
  }
  if (!put_consents(in, id, state, &open, err)) {
    return false;
  }
  cs_db_bind_text(in->db, CS_STMT_CASE_PUT, 1, id);
  cs_db_bind_text(in->db, CS_STMT_CASE_PUT, 2, cs_json_text(state, "status"));
  cs_db_bind_text(in->db, CS_STMT_CASE_PUT, 3, cs_json_text(state, "applicant_office"));
  cs_db_bind_text(in->db, CS_STMT_CASE_PUT, 4, newest_verdict(state));
  cs_db_bind_integer(in->db, CS_STMT_CASE_PUT, 5, cs_json_integer(state, "filed_n", in->entry->n));
  cs_db_bind_integer(in->db, CS_STMT_CASE_PUT, 6, in->entry->at); /* kept from the first row */
  cs_db_bind_integer(in->db, CS_STMT_CASE_PUT, 7, in->entry->n);
  cs_db_bind_integer(in->db, CS_STMT_CASE_PUT, 8, in->entry->at);
  cs_db_bind_text(in->db, CS_STMT_CASE_PUT, 9, open);
  return cs_db_run(in->db, CS_STMT_CASE_PUT, NULL, err);
}
