/* Fold: one more entry onto a state. Must never judge (that was done before the entry was written), look at a clock,
 * rules or chance, or touch what a `personal` seal holds. The same entries in the same order give the same states for
 * ever. The shapes are in fold.h. */
#include "model/fold.h"

#include "model/case.h"
#include "model/correction.h"
#include "model/fold_state.h"
#include "model/ledger.h"

#include <inttypes.h>

/* ---- states as trees ---- */

bool cs_state_fault(struct cs_err *err, const struct cs_entry *entry, const char *why) {
  return cs_err_set(err, &CS_E_FOLD_STATE, "entry %" PRId64 ", %s of %.*s: %s", entry->n, entry->act.def->name,
                    CS_STR_ARG(cs_str_head(entry->act.subject, 100)), why);
}

struct cs_json *cs_state_copy(struct cs_arena *arena, const struct cs_json *object, struct cs_err *err) {
  struct cs_json *copy = cs_json_new(arena, CS_JSON_OBJECT, err);
  for (size_t i = 0; copy && object && i < object->n; i++) {
    if (!cs_json_set_str(arena, copy, object->members[i].key, object->members[i].value, err)) {
      return NULL;
    }
  }
  return copy;
}

static bool copy_list(struct cs_arena *arena, const struct cs_json *object, const char *list, size_t without,
                      struct cs_json *instead, struct cs_json **out, struct cs_err *err) {
  const struct cs_json *old = cs_json_get(object, list);
  *out = cs_json_new(arena, CS_JSON_ARRAY, err);
  if (*out && old && old->kind != CS_JSON_ARRAY) {
    return cs_err_set(err, &CS_E_FOLD_STATE, "\"%s\" in the state is no list", list);
  }
  for (size_t i = 0; *out && old && i < old->n; i++) {
    struct cs_json *element = i == without ? instead : old->items[i];
    if (element && !cs_json_append(arena, *out, element, err)) {
      return false;
    }
  }
  return *out != NULL;
}

bool cs_state_append(struct cs_arena *arena, struct cs_json *object, const char *list, struct cs_json *element,
                     struct cs_err *err) {
  struct cs_json *copy;
  return element && copy_list(arena, object, list, SIZE_MAX, NULL, &copy, err) &&
         cs_json_append(arena, copy, element, err) && cs_json_set(arena, object, list, copy, err);
}

bool cs_state_replace(struct cs_arena *arena, struct cs_json *object, const char *list, size_t at,
                      struct cs_json *element, struct cs_err *err) {
  struct cs_json *copy;
  return copy_list(arena, object, list, at, element, &copy, err) && cs_json_set(arena, object, list, copy, err);
}

bool cs_state_put(struct cs_arena *arena, struct cs_json *object, const char *key, struct cs_json *value,
                  struct cs_err *err) {
  return !value || cs_json_set(arena, object, key, value, err);
}

static bool put_days(struct cs_arena *arena, struct cs_json *object, const struct cs_act *act, struct cs_buf *buf,
                     struct cs_err *err) {
  struct cs_str text;
  if (act->has_from) {
    cs_span_write(buf, act->from);
    if (!cs_buf_ok(buf, err) || !cs_arena_str(arena, cs_buf_str(buf), &text, err) ||
        !cs_json_set_text(arena, object, "from", text, err)) {
      return false;
    }
  }
  if (!act->has_known) {
    return true;
  }
  cs_buf_reset(buf);
  cs_day_write(buf, act->known);
  return cs_buf_ok(buf, err) && cs_arena_str(arena, cs_buf_str(buf), &text, err) &&
         cs_json_set_text(arena, object, "known", text, err);
}

bool cs_state_put_holds(struct cs_arena *arena, struct cs_json *object, const struct cs_entry *entry,
                        struct cs_err *err) {
  static const char *const said[] = {"until", "cite", "certainty"};
  struct cs_buf buf;
  cs_buf_init(&buf, 64);
  bool done = cs_json_set_integer(arena, object, "n", entry->n, err) && put_days(arena, object, &entry->act, &buf, err);
  cs_buf_deinit(&buf);
  for (size_t i = 0; done && entry->act.def->holds && i < sizeof said / sizeof *said; i++) {
    done = cs_state_put(arena, object, said[i], cs_json_get(entry->act.body, said[i]), err);
  }
  return done;
}

/* ---- what each kind does to each of its subjects ---- */

struct step {
  struct cs_arena *arena;
  const struct cs_entry *entry;
  struct cs_json *state; /* already a copy */
  struct cs_err *err;
  struct cs_str subject, type, id; /* "item:eram", "item", "eram" */
};

/* The act's plain fields, without the one that names the subject, with number and period. */
static struct cs_json *element(struct step *s) {
  const struct cs_act *act = &s->entry->act;
  struct cs_json *out = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  for (size_t i = 0; out && i < act->def->n_fields; i++) {
    const struct cs_act_field *field = &act->def->fields[i];
    bool subject = cs_str_eq(cs_str_of(field->name), cs_str_of(act->def->subject_field));
    if (field->seal != CS_SEAL_PLAIN || subject) {
      continue;
    }
    if (!cs_state_put(s->arena, out, field->name, cs_json_get(act->body, field->name), s->err)) {
      return NULL;
    }
  }
  return out && cs_state_put_holds(s->arena, out, s->entry, s->err) ? out : NULL;
}

static bool found_record(struct step *s) {
  if (cs_json_get(s->state, "found")) {
    return cs_state_fault(s->err, s->entry, "the record is already founded");
  }
  return cs_json_set(s->arena, s->state, "found", element(s), s->err);
}

static bool count_load(struct step *s) {
  if (!cs_json_get(s->state, "found")) {
    return cs_state_fault(s->err, s->entry, "the record is not founded");
  }
  return cs_json_set_integer(s->arena, s->state, "loads", cs_json_integer(s->state, "loads", 0) + 1, s->err);
}

/* The key that the state is of: revoked by this entry. */
static bool end_key(struct step *s) {
  bool theirs = cs_str_eq(cs_json_text(s->state, "officer"), cs_json_text(s->entry->act.body, "officer"));
  if (!theirs || cs_json_get(s->state, "revoked")) {
    return cs_state_fault(s->err, s->entry, theirs ? "the key is already revoked" : "the key is not this officer's");
  }
  struct cs_buf buf;
  struct cs_str at;
  cs_buf_init(&buf, 64);
  cs_time_write(&buf, s->entry->at);
  bool done = cs_buf_ok(&buf, s->err) && cs_arena_str(s->arena, cs_buf_str(&buf), &at, s->err) &&
              cs_json_set_text(s->arena, s->state, "revoked_at", at, s->err) &&
              cs_json_set_integer(s->arena, s->state, "revoked", s->entry->n, s->err);
  cs_buf_deinit(&buf);
  return done;
}

static bool enrol_key(struct step *s) {
  if (cs_str_eq(s->id, cs_json_text(s->entry->act.body, "replaces"))) {
    return end_key(s);
  }
  if (cs_json_get(s->state, "officer")) {
    return cs_state_fault(s->err, s->entry, "the key is already enrolled");
  }
  return cs_json_set_text(s->arena, s->state, "officer", cs_json_text(s->entry->act.body, "officer"), s->err) &&
         cs_json_set_integer(s->arena, s->state, "n", s->entry->n, s->err);
}

static bool drop_key(struct step *s, struct cs_str key) {
  const struct cs_json *keys = cs_json_get(s->state, "keys");
  for (size_t i = 0; keys && i < keys->n; i++) {
    if (!cs_str_eq(cs_json_text(keys->items[i], "key"), key) || cs_json_get(keys->items[i], "revoked")) {
      continue;
    }
    struct cs_json *revoked = cs_state_copy(s->arena, keys->items[i], s->err);
    return revoked && cs_json_set_integer(s->arena, revoked, "revoked", s->entry->n, s->err) &&
           cs_state_replace(s->arena, s->state, "keys", i, revoked, s->err);
  }
  return cs_state_fault(s->err, s->entry, "the officer has no such key");
}

static bool revoke_key(struct step *s) {
  return drop_key(s, cs_json_text(s->entry->act.body, "key"));
}

static bool add_key(struct step *s) {
  struct cs_str replaces = cs_json_text(s->entry->act.body, "replaces");
  struct cs_json *key = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  if (replaces.len > 0 && !drop_key(s, replaces)) {
    return false;
  }
  return key && cs_json_set_text(s->arena, key, "key", cs_json_text(s->entry->act.body, "key"), s->err) &&
         cs_json_set_integer(s->arena, key, "n", s->entry->n, s->err) &&
         cs_state_append(s->arena, s->state, "keys", key, s->err);
}

static bool announce_key(struct step *s) {
  struct cs_json *key = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return key && cs_json_set_text(s->arena, key, "verifier", cs_json_text(s->entry->act.body, "verifier"), s->err) &&
         cs_json_set_integer(s->arena, key, "announced", s->entry->n, s->err) &&
         cs_state_append(s->arena, s->state, "keys", key, s->err);
}

/* The newest key of the log moves on. */
static bool rotate_log(struct step *s) {
  const struct cs_json *body = s->entry->act.body, *keys = cs_json_get(s->state, "keys");
  struct cs_str stage = cs_json_text(body, "stage");
  if (cs_str_eq(stage, CS_STR("announce"))) {
    return announce_key(s);
  }
  const struct cs_json *last = keys && keys->n > 0 ? keys->items[keys->n - 1] : NULL;
  if (!last || !cs_str_eq(cs_json_text(last, "verifier"), cs_json_text(body, "verifier"))) {
    return cs_state_fault(s->err, s->entry, "the key was not announced last");
  }
  bool activates = cs_str_eq(stage, CS_STR("activate"));
  struct cs_json *key = cs_state_copy(s->arena, last, s->err);
  return key && cs_json_set_integer(s->arena, key, activates ? "activated" : "retired", s->entry->n, s->err) &&
         (!activates || cs_state_put(s->arena, key, "until", cs_json_get(body, "until"), s->err)) &&
         cs_state_replace(s->arena, s->state, "keys", keys->n - 1, key, s->err);
}

/* Who set it stands with the hold: whoever ends it must be somebody else. */
static bool hold_vault(struct step *s) {
  struct cs_json *hold = element(s);
  return hold && cs_state_put(s->arena, hold, "by", cs_json_get(s->entry->out, "officer"), s->err) &&
         cs_state_append(s->arena, s->state, "holds", hold, s->err);
}

static bool define_group(struct step *s) {
  const struct cs_json *body = s->entry->act.body;
  return cs_json_set(s->arena, s->state, "of", cs_json_get(body, "of"), s->err) &&
         cs_json_set_bool(s->arena, s->state, "open", cs_json_flag(body, "open"), s->err);
}

static bool publish_text(struct step *s) {
  struct cs_json *text = element(s);
  const struct cs_json *texts = cs_json_get(s->state, "texts");
  struct cs_json *owner = cs_json_get(s->entry->out, "owner");
  if (!text || !cs_state_put(s->arena, s->state, "owner", owner, s->err)) {
    return false;
  }
  for (size_t i = 0; texts && i < texts->n; i++) {
    if (cs_str_eq(cs_json_text(texts->items[i], "file"), cs_json_text(text, "file"))) {
      return cs_state_append(s->arena, s->state, "former", texts->items[i], s->err) &&
             cs_state_replace(s->arena, s->state, "texts", i, text, s->err);
    }
  }
  return cs_state_append(s->arena, s->state, "texts", text, s->err);
}

static bool note_mandate(struct step *s) {
  const struct cs_json *mandates = cs_json_get(s->state, "mandates");
  struct cs_json *id = cs_json_get(s->entry->act.body, "mandate");
  for (size_t i = 0; mandates && i < mandates->n; i++) {
    if (cs_str_eq(mandates->items[i]->text, id->text)) {
      return true; /* a new version of a grant that the office has */
    }
  }
  return cs_state_append(s->arena, s->state, "mandates", id, s->err);
}

static bool note_general(struct step *s) {
  return cs_state_append(s->arena, s->state, "authorizations", cs_json_get(s->entry->act.body, "authorization"),
                         s->err);
}

static bool fold_case(struct step *s) {
  struct cs_json *out;
  if (!cs_case_fold(s->arena, s->state->n > 0 ? s->state : NULL, s->entry, &out, s->err)) {
    return false;
  }
  s->state = out;
  return true;
}

static bool fold_ledger(struct step *s) {
  return cs_ledger_fold(s->arena, s->type, s->state, s->entry, s->err);
}

/* The correction itself, by whose number it is named, or what the wrong entry had changed. */
static bool fold_correction(struct step *s) {
  return cs_str_eq(s->subject, s->entry->act.subject)
             ? cs_correction_fold(s->arena, s->state, s->entry, s->err)
             : cs_correction_apply(s->arena, s->type, s->state, s->entry, s->err);
}

/* Either the list that the act's fields are appended to, or a function. */
struct effect {
  enum cs_act_kind kind;
  const char *subject; /* NULL: of whatever type */
  const char *list;
  bool (*apply)(struct step *s);
};
static const struct effect effects[] = {
    {CS_ACT_RECORD_FOUND, "record", NULL, found_record},
    {CS_ACT_RECORD_FOUND, "officer", NULL, add_key},
    {CS_ACT_RECORD_FOUND, "key", NULL, enrol_key},
    {CS_ACT_RECORD_LOAD, "record", NULL, count_load},
    {CS_ACT_RECORD_CONTINUED, "log", "continued", NULL},
    {CS_ACT_KEY_ENROL, "officer", NULL, add_key},
    {CS_ACT_KEY_ENROL, "key", NULL, enrol_key},
    {CS_ACT_KEY_REVOKE, "officer", NULL, revoke_key},
    {CS_ACT_KEY_REVOKE, "key", NULL, end_key},
    {CS_ACT_VAULT_ERASE, "vault", "erased", NULL},
    {CS_ACT_VAULT_HOLD, "vault", NULL, hold_vault},
    {CS_ACT_VAULT_RELEASE, "vault", "releases", NULL},
    {CS_ACT_LOG_ROTATE, "log", NULL, rotate_log},
    {CS_ACT_RECORD_CORRECT, "correction", NULL, fold_correction},
    {CS_ACT_RECORD_AGREE, NULL, NULL, fold_correction},
    {CS_ACT_PARTY_REGISTER, "party", "versions", NULL},
    {CS_ACT_CALENDAR_DECLARE, "calendar", "versions", NULL},
    {CS_ACT_ITEM_REGISTER, "item", "versions", NULL},
    {CS_ACT_ITEM_FACT, "item", "facts", NULL},
    {CS_ACT_DEPENDENCY_REGISTER, "item", "dependencies", NULL},
    {CS_ACT_GROUP_DEFINE, "group", NULL, define_group},
    {CS_ACT_GROUP_MEMBER, "group", "members", NULL},
    {CS_ACT_RULES_PUBLISH, "regime", NULL, publish_text},
    {CS_ACT_MANDATE_GRANT, "mandate", "grants", NULL},
    {CS_ACT_MANDATE_GRANT, "office", NULL, note_mandate},
    {CS_ACT_MANDATE_REVOKE, "mandate", "revocations", NULL},
    {CS_ACT_STATEMENT_RECORD, "statement", "versions", NULL},
    {CS_ACT_STATEMENT_WITHDRAW, "statement", "withdrawals", NULL},
    {CS_ACT_CASE_FILE, "case", NULL, fold_case},
    {CS_ACT_CASE_DECIDE, "case", NULL, fold_case},
    {CS_ACT_CASE_WITHDRAW, "case", NULL, fold_case},
    {CS_ACT_CASE_CIRCULATE, "case", NULL, fold_case},
    {CS_ACT_CASE_ADVISE, "case", NULL, fold_case},
    {CS_ACT_CASE_COUNTERSIGN, "case", NULL, fold_case},
    {CS_ACT_CASE_ASK, "case", NULL, fold_case},
    {CS_ACT_CASE_ANSWER, "case", NULL, fold_case},
    {CS_ACT_CASE_AMEND, "case", NULL, fold_case},
    {CS_ACT_CASE_NOTIFY, "case", NULL, fold_case},
    {CS_ACT_CASE_RECUSE, "case", NULL, fold_case},
    {CS_ACT_CASE_FULFIL, "case", NULL, fold_case},
    {CS_ACT_AUTHORIZATION_DECREMENT, "authorization", NULL, fold_ledger},
    {CS_ACT_AUTHORIZATION_SUSPEND, "authorization", NULL, fold_ledger},
    {CS_ACT_AUTHORIZATION_REINSTATE, "authorization", NULL, fold_ledger},
    {CS_ACT_AUTHORIZATION_REVOKE, "authorization", NULL, fold_ledger},
    {CS_ACT_AUTHORIZATION_SURRENDER, "authorization", NULL, fold_ledger},
    {CS_ACT_AUTHORIZATION_GENERAL, "authorization", NULL, fold_ledger},
    {CS_ACT_AUTHORIZATION_GENERAL, "general", NULL, note_general},
    {CS_ACT_STOCK_OPEN, "stock", NULL, fold_ledger},
    {CS_ACT_STOCK_FLOOR, "stock", NULL, fold_ledger},
    {CS_ACT_STOCK_RECEIVE, "stock", NULL, fold_ledger},
    {CS_ACT_STOCK_RECEIVE, "stock-reference", NULL, fold_ledger},
    {CS_ACT_STOCK_RESERVE, "stock", NULL, fold_ledger},
    {CS_ACT_STOCK_RELEASE, "stock", NULL, fold_ledger},
    {CS_ACT_STOCK_ISSUE, "stock", NULL, fold_ledger},
    {CS_ACT_STOCK_ISSUE, "stock-reference", NULL, fold_ledger},
    {CS_ACT_FUND_OPEN, "fund", NULL, fold_ledger},
    {CS_ACT_FUND_OPEN, "case", NULL, fold_case},
    {CS_ACT_FUND_PLEDGE, "fund", NULL, fold_ledger},
    {CS_ACT_FUND_RECEIVE, "fund", NULL, fold_ledger},
    {CS_ACT_FUND_RECEIVE, "fund-reference", NULL, fold_ledger},
    {CS_ACT_FUND_REFUND, "fund", NULL, fold_ledger},
    {CS_ACT_FUND_REFUND, "fund-reference", NULL, fold_ledger},
};

/* What a subject's state begins with: its lists, and the number or flag that is always there. */
struct beginning {
  const char *subject;
  const char *lists[3];
  const char *number, *flag;
};
static const struct beginning beginnings[] = {
    {"record", {NULL}, "loads", NULL},
    {"officer", {"keys"}, NULL, NULL},
    {"vault", {"holds", "erased", "releases"}, NULL, NULL},
    {"log", {"keys", "continued"}, NULL, NULL},
    {"correction", {"proposals"}, NULL, NULL},
    {"party", {"versions"}, NULL, NULL},
    {"calendar", {"versions"}, NULL, NULL},
    {"item", {"versions", "facts", "dependencies"}, NULL, NULL},
    {"group", {"members"}, NULL, "open"},
    {"regime", {"texts", "former"}, NULL, NULL},
    {"mandate", {"grants", "revocations"}, NULL, NULL},
    {"office", {"mandates"}, NULL, NULL},
    {"statement", {"versions", "withdrawals"}, NULL, NULL},
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool begin(struct step *s, struct cs_str subject) {
  size_t i = 0;
  while (i < COUNT(beginnings) && !cs_str_eq(subject, cs_str_of(beginnings[i].subject))) {
    i++;
  }
  if (i == COUNT(beginnings)) {
    return true; /* a key, a case, a ledger */
  }
  const struct beginning *b = &beginnings[i];
  for (size_t k = 0; k < COUNT(b->lists) && b->lists[k]; k++) {
    if (!cs_json_set(s->arena, s->state, b->lists[k], cs_json_new(s->arena, CS_JSON_ARRAY, s->err), s->err)) {
      return false;
    }
  }
  return (!b->number || cs_json_set_integer(s->arena, s->state, b->number, 0, s->err)) &&
         (!b->flag || cs_json_set_bool(s->arena, s->state, b->flag, false, s->err));
}

static bool is_subject_of(struct cs_arena *arena, const struct cs_act *act, struct cs_str subject, bool *is,
                          struct cs_err *err) {
  struct cs_str subjects[CS_ACT_SUBJECTS_MAX];
  size_t n;
  if (!cs_act_subjects(arena, act, subjects, &n, err)) {
    return false;
  }
  *is = false;
  for (size_t i = 0; i < n; i++) {
    *is = *is || cs_str_eq(subjects[i], subject);
  }
  return true;
}

/* Which entries sealed something personal, so that it can be found when it is to be erased; never what. */
static bool note_personal(struct step *s, struct cs_str subject) {
  if (!s->entry->act.seals[CS_SEAL_PERSONAL].present || !cs_str_eq(subject, s->entry->act.subject)) {
    return true;
  }
  return cs_state_append(s->arena, s->state, "personal", cs_json_new_integer(s->arena, s->entry->n, s->err), s->err);
}

bool cs_fold(struct cs_arena *arena, struct cs_str subject, const struct cs_json *state, const struct cs_entry *entry,
             struct cs_json **out, struct cs_err *err) {
  struct cs_str id = subject;
  struct cs_str type = cs_str_cut(&id, ':');
  bool is;
  if (!is_subject_of(arena, &entry->act, subject, &is, err)) {
    return false;
  }
  if (!is || (state && state->kind != CS_JSON_OBJECT)) {
    return cs_state_fault(err, entry, is ? "the state is no object" : "the act does not change this subject");
  }
  struct step s = {arena, entry, cs_state_copy(arena, state, err), err, subject, type, id};
  if (!s.state || (!state && !begin(&s, type))) {
    return false;
  }
  for (size_t i = 0; i < COUNT(effects); i++) {
    const struct effect *e = &effects[i];
    if (e->kind != entry->act.def->kind || (e->subject && !cs_str_eq(type, cs_str_of(e->subject)))) {
      continue;
    }
    if (!(e->apply ? e->apply(&s) : cs_state_append(arena, s.state, e->list, element(&s), err))) {
      return false;
    }
    *out = s.state;
    return note_personal(&s, subject);
  }
  cs_assert(!"every act has an effect on each of its subjects");
}
