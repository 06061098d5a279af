/* The middle of a case, folded: who was asked, what was advised and by whom agreed to, what was asked of the applicant.
 * Must never take a word back: advice that no longer counts stands there with the entry that ended it. Specification:
 * model/case.h, DESIGN section 6. */
#include "model/case_fold.h"

/* A new element of one of the state's lists, with its number. */
static struct cs_json *element(struct cs_case_step *s) {
  struct cs_json *one = cs_json_new(s->arena, CS_JSON_OBJECT, s->err);
  return one && cs_json_set_integer(s->arena, one, "n", s->entry->n, s->err) ? one : NULL;
}

static bool carry(struct cs_case_step *s, struct cs_json *object, const struct cs_json *from, const char *name) {
  return cs_state_put(s->arena, object, name, cs_json_get(from, name), s->err);
}

static bool carry_all(struct cs_case_step *s, struct cs_json *object, const struct cs_json *from,
                      const char *const *names) {
  for (size_t i = 0; names[i]; i++) {
    if (!carry(s, object, from, names[i])) {
      return false;
    }
  }
  return true;
}

/* Which of the list has that entry; SIZE_MAX when none has. */
static size_t find_entry(const struct cs_json *list, int64_t n) {
  for (size_t i = 0; list && i < list->n; i++) {
    if (cs_json_integer(list->items[i], "n", -1) == n) {
      return i;
    }
  }
  return SIZE_MAX;
}

/* Sealed fields that the state keeps must have been opened; one that is there shows that they were. */
static bool opened(struct cs_case_step *s, const char *const *names) {
  bool there = !s->entry->act.seals[CS_SEAL_CONFIDENTIAL].present;
  for (size_t i = 0; names[i] && !there; i++) {
    there = cs_json_get(s->body, names[i]) != NULL;
  }
  return there || cs_state_fault(s->err, s->entry, "what is sealed was not opened");
}

/* ---- asking offices ---- */

bool cs_case_step_asked(struct cs_case_step *s) {
  static const char *const kept[] = {"office", "approver", "on", "days", "calendar_days", "due", NULL};
  const struct cs_json *asked = cs_json_get(s->o, "asked");
  for (size_t i = 0; asked && i < asked->n; i++) {
    struct cs_json *one = element(s);
    if (!one || !carry_all(s, one, asked->items[i], kept) || !carry(s, one, s->body, "question") ||
        !cs_state_append(s->arena, s->state, "asked", one, s->err)) {
      return false;
    }
  }
  return true;
}

bool cs_case_fold_circulate(struct cs_case_step *s) {
  static const char *const sealed[] = {"question", NULL};
  return cs_case_step_move(s, CS_CASE_EVENT_REVIEW) && opened(s, sealed) && cs_case_step_asked(s);
}

/* ---- advice ---- */

static bool end_advice(struct cs_case_step *s, int64_t n) {
  const struct cs_json *list = cs_json_get(s->state, "advice");
  size_t at = find_entry(list, n);
  if (at == SIZE_MAX || cs_json_get(list->items[at], "void")) {
    return cs_state_fault(s->err, s->entry, "there is no such advice that stands");
  }
  struct cs_json *ended = cs_state_copy(s->arena, list->items[at], s->err);
  return ended && cs_json_set_integer(s->arena, ended, "void", s->entry->n, s->err) &&
         cs_state_replace(s->arena, s->state, "advice", at, ended, s->err);
}

bool cs_case_step_void(struct cs_case_step *s) {
  const struct cs_json *ended = cs_json_get(s->o, "void");
  for (size_t i = 0; ended && i < ended->n; i++) {
    int64_t n;
    if (!cs_json_as_integer(ended->items[i], &n) || !end_advice(s, n)) {
      return cs_state_fault(s->err, s->entry, "it ends advice that does not stand");
    }
  }
  return true;
}

/* The office whose advice it is, as the core found it; the one acted for beside it where that is another. */
static bool put_office(struct cs_case_step *s, struct cs_json *one) {
  struct cs_str acting = s->entry->act.office;
  struct cs_str office = cs_json_text(s->o, "office");
  office = office.len > 0 ? office : acting;
  return cs_json_set_text(s->arena, one, "office", office, s->err) &&
         (cs_str_eq(office, acting) || cs_json_set_text(s->arena, one, "acting", acting, s->err)) &&
         carry(s, one, s->o, "officer");
}

bool cs_case_fold_advise(struct cs_case_step *s) {
  static const char *const said[] = {"version", "outcome", "items", "party", "provisos", NULL};
  static const char *const sealed[] = {"provisos", "criterion", "reason", NULL};
  struct cs_str level = cs_json_text(s->body, "level");
  struct cs_json *one = element(s);
  return cs_case_step_move(s, CS_CASE_EVENT_REVIEW) && opened(s, sealed) && cs_case_step_void(s) && one &&
         put_office(s, one) && carry_all(s, one, s->body, said) &&
         cs_json_set_text(s->arena, one, "level", level.len > 0 ? level : CS_STR("officer"), s->err) &&
         cs_state_append(s->arena, s->state, "advice", one, s->err);
}

bool cs_case_fold_countersign(struct cs_case_step *s) {
  int64_t of = cs_json_integer(s->body, "advice", -1);
  const struct cs_json *list = cs_json_get(s->state, "advice");
  size_t at = find_entry(list, of);
  struct cs_json *one = element(s);
  if (at == SIZE_MAX || cs_json_get(list->items[at], "void")) {
    return cs_state_fault(s->err, s->entry, "there is no such advice that stands");
  }
  return cs_case_step_move(s, CS_CASE_EVENT_REVIEW) && one && put_office(s, one) && carry(s, one, s->body, "agree") &&
         cs_json_set_integer(s->arena, one, "of", of, s->err) &&
         cs_state_append(s->arena, s->state, "countersignatures", one, s->err) &&
         (cs_json_flag(s->body, "agree") || end_advice(s, of));
}

/* ---- the applicant ---- */

bool cs_case_fold_ask(struct cs_case_step *s) {
  struct cs_json *one = element(s);
  return cs_case_step_move(s, CS_CASE_EVENT_REVIEW) && one && put_office(s, one) && carry(s, one, s->o, "on") &&
         cs_state_append(s->arena, s->state, "questions", one, s->err);
}

bool cs_case_fold_answer(struct cs_case_step *s) {
  const struct cs_json *list = cs_json_get(s->state, "questions");
  size_t at = find_entry(list, cs_json_integer(s->body, "question", -1));
  if (at == SIZE_MAX || cs_json_get(list->items[at], "answer_n")) {
    return cs_state_fault(s->err, s->entry, "there is no such question that is open");
  }
  struct cs_json *one = cs_state_copy(s->arena, list->items[at], s->err);
  return cs_case_step_move(s, CS_CASE_EVENT_REVIEW) && one &&
         cs_json_set_integer(s->arena, one, "answer_n", s->entry->n, s->err) &&
         cs_state_put(s->arena, one, "answered", cs_json_get(s->o, "on"), s->err) &&
         cs_state_replace(s->arena, s->state, "questions", at, one, s->err);
}

/* ---- notices, conditions, officers kept out ---- */

bool cs_case_fold_notify(struct cs_case_step *s) {
  static const char *const said[] = {"to", "day", NULL};
  struct cs_json *one = element(s);
  return cs_case_step_move(s, CS_CASE_EVENT_NOTIFY) && one && carry_all(s, one, s->body, said) &&
         cs_state_append(s->arena, s->state, "notices", one, s->err);
}

bool cs_case_fold_recuse(struct cs_case_step *s) {
  static const char *const said[] = {"officer", NULL};
  struct cs_json *one = element(s);
  return cs_case_step_move(s, CS_CASE_EVENT_REVIEW) && one && carry_all(s, one, s->body, said) &&
         cs_state_append(s->arena, s->state, "recused", one, s->err);
}

bool cs_case_fold_fulfil(struct cs_case_step *s) {
  static const char *const found[] = {"approver", "needs", "condition", "party", NULL};
  static const char *const said[] = {"day", "document", "document_digest", NULL};
  struct cs_json *one = element(s);
  return cs_case_step_move(s, CS_CASE_EVENT_FULFIL) && one && carry_all(s, one, s->o, found) &&
         carry_all(s, one, s->body, said) && cs_state_append(s->arena, s->state, "fulfilled", one, s->err);
}
