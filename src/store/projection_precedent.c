/* The projection precedent: each decision by item and party; must never say whether it applies.
 * Invariant: one row for each (item, decision, party) of the decided version. Specification: DESIGN section 6. */
#include "store/project.h"

/* The request of the version that was decided, or the newest one. */
static const struct cs_json *request_of(const struct cs_json *state, int64_t version) {
  const struct cs_json *versions = cs_json_get(state, "versions");
  const struct cs_json *found = NULL;
  for (size_t i = 0; versions && i < versions->n; i++) {
    found = versions->items[i];
    if (cs_json_integer(found, "version", -1) == version) {
      break;
    }
  }
  return cs_json_get(found, "request");
}

static bool add(const struct cs_projected *in, struct cs_str id, const struct cs_json *request, struct cs_str item,
                struct cs_str party, struct cs_err *err) {
  const struct cs_json *body = in->entry->act.body;
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 1, item);
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 2, party);
  cs_db_bind_integer(in->db, CS_STMT_PRECEDENT_ADD, 3, in->entry->n);
  cs_db_bind_integer(in->db, CS_STMT_PRECEDENT_ADD, 4, in->entry->at);
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 5, id);
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 6, cs_json_text(body, "consent"));
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 7, cs_json_text(body, "outcome"));
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 8, cs_json_text(request, "act"));
  cs_db_bind_text(in->db, CS_STMT_PRECEDENT_ADD, 9, cs_json_text(request, "area"));
  return cs_db_run(in->db, CS_STMT_PRECEDENT_ADD, NULL, err);
}

/* One row for each party that would have had or used the item; one without a party when none was named. */
static bool add_item(const struct cs_projected *in, struct cs_str id, const struct cs_json *request, struct cs_str item,
                     struct cs_err *err) {
  static const char *const roles[] = {"recipient", "user", "end_user"};
  bool any = false;
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
    struct cs_str party = cs_json_text(request, roles[i]);
    if (party.len > 0) {
      any = true;
      if (!add(in, id, request, item, party, err)) { /* the same party twice is one row */
        return false;
      }
    }
  }
  return any || add(in, id, request, item, CS_STR(""), err);
}

bool cs_project_precedents(const struct cs_projected *in, struct cs_err *err) {
  struct cs_str id;
  const struct cs_json *state = cs_projected_state(in, "case:", &id);
  if (!state || in->entry->act.def->kind != CS_ACT_CASE_DECIDE) {
    return true;
  }
  const struct cs_json *request = request_of(state, cs_json_integer(in->entry->act.body, "version", -1));
  const struct cs_json *lines = cs_json_get(request, "lines");
  if (!lines) {
    struct cs_str item = cs_json_text(request, "item");
    return item.len == 0 || add_item(in, id, request, item, err);
  }
  for (size_t i = 0; i < lines->n; i++) {
    if (!add_item(in, id, request, cs_json_text(lines->items[i], "item"), err)) {
      return false;
    }
  }
  return true;
}
