/* Corrections, folded. Must never judge whether one may stand, and never take a word out of a state: what is struck stands there
 * with the entry that struck it. Specification: DESIGN section 1, idea 1; the shapes are in correction.h. */
#include "model/correction.h"

#include "model/fold_state.h"
#include "model/ledger.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ------------------------------------------------------------------ which entries */

/* What states something can be corrected; what is missing here cannot. A new kind of act that states something needs a row. */
static const enum cs_act_kind correctable[] = {
    CS_ACT_RECORD_AGREE,
    CS_ACT_PARTY_REGISTER,
    CS_ACT_CALENDAR_DECLARE,
    CS_ACT_ITEM_REGISTER,
    CS_ACT_ITEM_FACT,
    CS_ACT_DEPENDENCY_REGISTER,
    CS_ACT_GROUP_MEMBER,
    CS_ACT_MANDATE_GRANT,
    CS_ACT_MANDATE_REVOKE,
    CS_ACT_STATEMENT_RECORD,
    CS_ACT_STATEMENT_WITHDRAW,
    CS_ACT_AUTHORIZATION_DECREMENT,
    CS_ACT_AUTHORIZATION_SUSPEND,
    CS_ACT_AUTHORIZATION_REINSTATE,
    CS_ACT_AUTHORIZATION_REVOKE,
    CS_ACT_AUTHORIZATION_SURRENDER,
    CS_ACT_STOCK_FLOOR,
    CS_ACT_STOCK_RECEIVE,
    CS_ACT_STOCK_ISSUE,
    CS_ACT_FUND_PLEDGE,
    CS_ACT_FUND_RECEIVE,
    CS_ACT_FUND_REFUND,
    CS_ACT_CASE_NOTIFY,
    CS_ACT_CASE_FULFIL,
};

static const struct {
  enum cs_act_kind kind;
  const char *instead;
} others[] = {
    {CS_ACT_RECORD_FOUND, "what a record was founded with stands for good"},
    {CS_ACT_RECORD_LOAD, "correct the entries that it brought, one by one"},
    {CS_ACT_RECORD_CONTINUED, "a record that was carried on under a new origin goes on there"},
    {CS_ACT_KEY_ENROL, "revoke the key"},
    {CS_ACT_KEY_REVOKE, "enrol a new key"},
    {CS_ACT_VAULT_ERASE, "what was erased is gone"},
    {CS_ACT_VAULT_HOLD, "release the hold"},
    {CS_ACT_VAULT_RELEASE, "set a new hold"},
    {CS_ACT_LOG_ROTATE, "rotate again"},
    {CS_ACT_RECORD_CORRECT,
     "a correction that waits is refused (agree false); one that was agreed to is corrected by the entry "
     "of its agreement"},
    {CS_ACT_GROUP_DEFINE, "correct its members, or define another group"},
    {CS_ACT_RULES_PUBLISH, "publish the text again"},
    {CS_ACT_CASE_FILE, "amend or withdraw the request"},
    {CS_ACT_CASE_AMEND, "amend it again"},
    {CS_ACT_CASE_WITHDRAW, "file the request again"},
    {CS_ACT_CASE_DECIDE, "an approval is ended by revoking the authorization; a refusal is decided anew on a new case"},
    {CS_ACT_CASE_ADVISE, "give new advice, which takes its place"},
    {CS_ACT_CASE_COUNTERSIGN, "new advice takes the place of what was countersigned"},
    {CS_ACT_CASE_CIRCULATE, "ask anew"},
    {CS_ACT_CASE_ASK, "ask again"},
    {CS_ACT_CASE_ANSWER, "what was answered is amended with the request"},
    {CS_ACT_CASE_RECUSE, "who is kept out of a case stays out"},
    {CS_ACT_AUTHORIZATION_GENERAL, "revoke it, and give another"},
    {CS_ACT_STOCK_OPEN, "correct what was received and issued"},
    {CS_ACT_STOCK_RESERVE, "release the reservation"},
    {CS_ACT_STOCK_RELEASE, "reserve again"},
    {CS_ACT_FUND_OPEN, "correct what was paid and given back"},
};

const char *cs_act_incorrigible(enum cs_act_kind kind) {
  for (size_t i = 0; i < COUNT(correctable); i++) {
    if (correctable[i] == kind) {
      return NULL;
    }
  }
  for (size_t i = 0; i < COUNT(others); i++) {
    if (others[i].kind == kind) {
      return others[i].instead;
    }
  }
  return "record what is right as a new act";
}

bool cs_state_struck(const struct cs_json *element) {
  return cs_json_get(element, "struck") != NULL;
}

const struct cs_entry *cs_correction_target(const struct cs_entry *agree, bool *counts) {
  const struct cs_entry *wrong = agree->corrects;
  *counts = wrong && wrong->act.def->kind == CS_ACT_RECORD_AGREE;
  return *counts ? wrong->corrects : wrong;
}

static struct cs_json *last_proposal(const struct cs_json *state) {
  const struct cs_json *proposals = cs_json_get(state, "proposals");
  return proposals && proposals->n > 0 ? proposals->items[proposals->n - 1] : NULL;
}

const struct cs_json *cs_correction_open(const struct cs_json *state) {
  const struct cs_json *last = last_proposal(state);
  bool settled = cs_json_get(last, "agreed_n") || cs_json_get(last, "refused_n");
  return settled ? NULL : last;
}

/* ------------------------------------------------------------------ the correction's own state */

static bool put_proposal(struct cs_arena *arena, struct cs_json *state, struct cs_json *proposal, struct cs_err *err) {
  const struct cs_json *proposals = cs_json_get(state, "proposals");
  return cs_state_replace(arena, state, "proposals", proposals->n - 1, proposal, err);
}

static bool propose(struct cs_arena *arena, struct cs_json *state, const struct cs_entry *entry, struct cs_err *err) {
  static const char *const of_wrong[] = {"kind", "of", "office"};
  const struct cs_json *body = entry->act.body;
  struct cs_json *one = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (cs_correction_open(state) || cs_state_struck(state)) {
    return cs_state_fault(err, entry, "a correction waits, or the entry is struck already");
  }
  for (size_t i = 0; i < COUNT(of_wrong); i++) {
    if (!cs_state_put(arena, state, of_wrong[i], cs_json_get(entry->out, of_wrong[i]), err)) {
      return false;
    }
  }
  return one && cs_state_put(arena, state, "entry", cs_json_get(body, "entry"), err) &&
         cs_json_set_integer(arena, one, "n", entry->n, err) &&
         cs_json_set_text(arena, one, "office", entry->act.office, err) &&
         cs_state_put(arena, one, "officer", cs_json_get(entry->out, "officer"), err) &&
         cs_state_put(arena, one, "instead", cs_json_get(body, "instead"), err) &&
         cs_state_append(arena, state, "proposals", one, err);
}

static bool settle(struct cs_arena *arena, struct cs_json *state, const struct cs_entry *entry, struct cs_err *err) {
  const struct cs_json *body = entry->act.body;
  const struct cs_json *open = cs_correction_open(state);
  bool agree = cs_json_flag(body, "agree");
  if (!open || cs_json_integer(open, "n", -1) != cs_json_integer(body, "correction", -2)) {
    return cs_state_fault(err, entry, "there is no such correction that waits");
  }
  struct cs_json *one = cs_state_copy(arena, open, err);
  return one && cs_json_set_integer(arena, one, agree ? "agreed_n" : "refused_n", entry->n, err) &&
         cs_json_set_text(arena, one, "by_office", entry->act.office, err) &&
         cs_state_put(arena, one, "by_officer", cs_json_get(entry->out, "officer"), err) &&
         put_proposal(arena, state, one, err) && (!agree || cs_json_set_integer(arena, state, "struck", entry->n, err));
}

bool cs_correction_fold(struct cs_arena *arena, struct cs_json *state, const struct cs_entry *entry,
                        struct cs_err *err) {
  return entry->act.def->kind == CS_ACT_RECORD_CORRECT ? propose(arena, state, entry, err)
                                                       : settle(arena, state, entry, err);
}

/* ------------------------------------------------------------------ what the wrong entry said */

bool cs_correction_unset(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_err *err) {
  struct cs_json *rest = cs_json_new(arena, CS_JSON_OBJECT, err);
  for (size_t i = 0; rest && i < object->n; i++) {
    if (!cs_str_eq(object->members[i].key, cs_str_of(key)) &&
        !cs_json_set_str(arena, rest, object->members[i].key, object->members[i].value, err)) {
      return false;
    }
  }
  if (rest) {
    object->members = rest->members;
    object->n = rest->n;
    object->cap = rest->cap;
  }
  return rest != NULL;
}

/* A copy of the element, marked or not. */
static struct cs_json *marked_as(struct cs_arena *arena, const struct cs_json *element, int64_t by,
                                 struct cs_err *err) {
  struct cs_json *copy = cs_state_copy(arena, element, err);
  bool done = copy && (by < 0 ? cs_correction_unset(arena, copy, "struck", err)
                              : cs_json_set_integer(arena, copy, "struck", by, err));
  return done ? copy : NULL;
}

static bool mark_list(struct cs_arena *arena, struct cs_json *state, struct cs_str name, int64_t n, int64_t by,
                      size_t *marked, struct cs_err *err) {
  const struct cs_json *list = cs_json_get_str(state, name);
  struct cs_json *copy = cs_json_new(arena, CS_JSON_ARRAY, err);
  bool any = false;
  for (size_t i = 0; copy && i < list->n; i++) {
    struct cs_json *element = list->items[i];
    if (cs_json_integer(element, "n", -1) == n && cs_state_struck(element) == (by < 0)) {
      element = marked_as(arena, element, by, err);
      any = true;
      ++*marked;
    }
    if (!element || !cs_json_append(arena, copy, element, err)) {
      return false;
    }
  }
  return copy && (!any || cs_json_set_str(arena, state, name, copy, err));
}

bool cs_correction_mark(struct cs_arena *arena, struct cs_json *state, int64_t n, int64_t by, size_t *marked,
                        struct cs_err *err) {
  *marked = 0;
  for (size_t i = 0; i < state->n; i++) {
    if (state->members[i].value->kind == CS_JSON_ARRAY &&
        !mark_list(arena, state, state->members[i].key, n, by, marked, err)) {
      return false;
    }
  }
  return true;
}

/* A correction that is corrected: what it had struck is so no longer. */
static bool undo(struct cs_arena *arena, struct cs_json *state, const struct cs_entry *entry, struct cs_err *err) {
  const struct cs_json *last = last_proposal(state);
  if (!last || !cs_state_struck(state) ||
      cs_json_integer(state, "struck", -1) != cs_json_integer(entry->act.body, "entry", -2)) {
    return cs_state_fault(err, entry, "what it corrects is not what struck the entry");
  }
  struct cs_json *one = cs_state_copy(arena, last, err);
  return one && cs_json_set_integer(arena, one, "undone_n", entry->n, err) && put_proposal(arena, state, one, err) &&
         cs_correction_unset(arena, state, "struck", err);
}

bool cs_correction_apply(struct cs_arena *arena, struct cs_str subject_type, struct cs_json *state,
                         const struct cs_entry *entry, struct cs_err *err) {
  bool counts;
  const struct cs_entry *wrong = cs_correction_target(entry, &counts);
  size_t marked;
  if (!wrong) {
    return cs_state_fault(err, entry, "the entry that it corrects was not read");
  }
  if (cs_str_eq(subject_type, CS_STR("correction"))) {
    return undo(arena, state, entry, err);
  }
  if (cs_str_eq(subject_type, CS_STR("office"))) {
    return true; /* which mandates it was ever given: nothing is judged by that */
  }
  if (cs_ledger_keeps(subject_type)) {
    return cs_ledger_correct(arena, subject_type, state, wrong, entry, counts, err);
  }
  return cs_correction_mark(arena, state, wrong->n, counts ? -1 : entry->n, &marked, err) &&
         (marked > 0 || cs_state_fault(err, entry, "nothing here came of the entry that it corrects"));
}
