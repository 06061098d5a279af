/* The table of judges and what they share. Must never look at anything but the bench. */
#include "review/judge.h"

#include "model/mandate.h"
#include "review/judge_internal.h"

#include <stdarg.h>
#include <stdio.h>

/* One row a kind of act, in the order of act.def. `by_source`: may stand in a load. `commutes`: two acts on one subject may
 * come in any order, so what the actor had seen does not matter. */
struct judge_row {
  cs_judge_fn *judge;
  bool by_source, commutes;
};

static const struct judge_row rows[CS_ACT_N] = {
    [CS_ACT_RECORD_FOUND] = {cs_judge_nothing, false, false},
    [CS_ACT_RECORD_LOAD] = {cs_judge_nothing, false, true},
    [CS_ACT_KEY_ENROL] = {cs_judge_key_enrol, false, false},
    [CS_ACT_KEY_REVOKE] = {cs_judge_key_revoke, false, false},
    [CS_ACT_PARTY_REGISTER] = {cs_judge_party, true, false},
    [CS_ACT_CALENDAR_DECLARE] = {cs_judge_nothing, true, false},
    [CS_ACT_ITEM_REGISTER] = {cs_judge_item, true, false},
    [CS_ACT_ITEM_FACT] = {cs_judge_item_fact, true, false},
    [CS_ACT_DEPENDENCY_REGISTER] = {cs_judge_dependency, true, false},
    [CS_ACT_GROUP_DEFINE] = {cs_judge_group_define, true, false},
    [CS_ACT_GROUP_MEMBER] = {cs_judge_group_member, true, false},
    [CS_ACT_RULES_PUBLISH] = {cs_judge_rules, true, false},
    [CS_ACT_MANDATE_GRANT] = {cs_judge_mandate_grant, true, false},
    [CS_ACT_MANDATE_REVOKE] = {cs_judge_mandate_revoke, true, false},
    [CS_ACT_STATEMENT_RECORD] = {cs_judge_statement, true, false},
    [CS_ACT_STATEMENT_WITHDRAW] = {cs_judge_statement_withdraw, true, false},
    [CS_ACT_CASE_FILE] = {cs_judge_case_file, true, false},
    [CS_ACT_CASE_DECIDE] = {cs_judge_case_decide, true, false},
    [CS_ACT_CASE_WITHDRAW] = {cs_judge_case_withdraw, true, false},
};

bool cs_judgement_refuse(struct cs_judgement *j, struct cs_arena *arena, struct cs_err *err, const struct cs_code *code,
                         const char *fmt, ...) {
  char text[512];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  struct {
    struct cs_reason *at;
    size_t n, cap;
  } list = {j->reasons, j->n_reasons, j->reasons_cap};
  struct cs_reason *reason = cs_list_push(arena, &list, err);
  if (!reason) {
    return false;
  }
  j->reasons = list.at;
  j->n_reasons = list.n;
  j->reasons_cap = list.cap;
  reason->code = code;
  return cs_arena_str(arena, cs_str_of(text), &reason->text, err);
}

struct cs_str cs_hearing_text(const struct cs_hearing *h, const char *field) {
  return cs_json_text(h->act->body, field);
}

bool cs_hearing_state(struct cs_hearing *h, const char *type, struct cs_str id, const struct cs_json **state) {
  struct cs_str subject;
  int64_t n;
  return cs_arena_printf(h->arena, &subject, h->err, "%s:%.*s", type, CS_STR_ARG(id)) &&
         h->bench->state(h->bench->ctx, subject, h->arena, state, &n, h->err);
}

cs_day cs_hearing_day(const struct cs_hearing *h) {
  return h->act->has_from && cs_span_exact(h->act->from) ? h->act->from.first : h->bench->today;
}

bool cs_judge_nothing(struct cs_hearing *h) {
  (void)h;
  return true;
}

bool cs_judge_actor(const struct cs_bench *bench, struct cs_str key, struct cs_arena *arena, struct cs_actor *out,
                    struct cs_judgement *j, struct cs_err *err) {
  struct cs_str subject;
  const struct cs_json *state;
  int64_t n;
  if (!cs_arena_printf(arena, &subject, err, "key:%.*s", CS_STR_ARG(key)) ||
      !bench->state(bench->ctx, subject, arena, &state, &n, err)) {
    return false;
  }
  if (!state) {
    return cs_judgement_refuse(j, arena, err, &CS_E_REFUSED_KEY_UNKNOWN, "the key %.16s… is not enrolled", key.ptr);
  }
  if (cs_json_get(state, "revoked")) {
    return cs_judgement_refuse(j, arena, err, &CS_E_REFUSED_KEY_REVOKED, "the key %.16s… was revoked by entry %lld", key.ptr,
                               (long long)cs_json_integer(state, "revoked", 0));
  }
  struct cs_str officer = cs_json_text(state, "officer");
  struct cs_str rest = officer;
  *out = (struct cs_actor){CS_BY_KEY, officer, cs_str_cut(&rest, '/')};
  return true;
}

bool cs_hearing_authority(struct cs_hearing *h, struct cs_str office, struct cs_str acting, struct cs_scope scope, cs_day on,
                          struct cs_chain *chain) {
  if (!cs_mandate_chain(h->bench->world->catalogue, office, acting, scope, on, h->bench->today, h->arena, chain, h->err)) {
    return false;
  }
  struct cs_buf day;
  cs_buf_init(&day, 32);
  cs_day_write(&day, on);
  bool done = true;
  switch (chain->value) {
  case CS_YES:
    break;
  case CS_NO:
    done = cs_refuse(h, CS_E_REFUSED_MANDATE_LACKING, "%.*s has no mandate from %.*s in force on %.*s", CS_STR_ARG(acting),
                     CS_STR_ARG(office), CS_STR_ARG(cs_buf_str(&day)));
    break;
  case CS_UNKNOWN:
    done = cs_refuse(h, CS_E_REFUSED_MANDATE_UNCERTAIN,
                     "whether %.*s has a mandate from %.*s on %.*s is not certain: mandate \"%.*s\"", CS_STR_ARG(acting),
                     CS_STR_ARG(office), CS_STR_ARG(cs_buf_str(&day)), CS_STR_ARG(chain->disputed));
    break;
  }
  cs_buf_deinit(&day);
  return done;
}

/* Does the officer act for the office that the act names? */
static bool check_acting(struct cs_hearing *h) {
  struct cs_str office = h->act->office;
  if (h->actor->by != CS_BY_KEY || cs_str_eq(office, h->actor->home)) {
    return true;
  }
  struct cs_chain chain;
  if (!cs_mandate_chain(h->bench->world->catalogue, office, h->actor->officer, (struct cs_scope){0}, h->bench->today,
                        h->bench->today, h->arena, &chain, h->err)) {
    return false;
  }
  if (chain.value == CS_YES) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_OFFICE_NOT_ACTING, "%.*s does not act for %.*s", CS_STR_ARG(h->actor->officer),
                   CS_STR_ARG(office));
}

static bool check_registrar(struct cs_hearing *h) {
  if (h->actor->by != CS_BY_KEY || cs_str_eq(h->act->office, h->bench->registrar)) {
    return true;
  }
  struct cs_chain chain;
  if (!cs_mandate_chain(h->bench->world->catalogue, h->bench->registrar, h->act->office, (struct cs_scope){0},
                        h->bench->today, h->bench->today, h->arena, &chain, h->err)) {
    return false;
  }
  if (chain.value == CS_YES) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_NOT_REGISTRAR, "%.*s is not the registrar: this record's is %.*s",
                   CS_STR_ARG(h->act->office), CS_STR_ARG(h->bench->registrar));
}

static bool check_source(struct cs_hearing *h, const struct judge_row *row) {
  if (h->actor->by != CS_BY_SOURCE || row->by_source) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_BY_SOURCE, "\"%s\" cannot be loaded: it needs its officer's own signature",
                   h->act->def->name);
}

static bool check_saw(struct cs_hearing *h, const struct judge_row *row) {
  if (h->actor->by != CS_BY_KEY || row->commutes) {
    return true;
  }
  const struct cs_json *state;
  int64_t n = -1;
  if (!h->bench->state(h->bench->ctx, h->act->subject, h->arena, &state, &n, h->err)) {
    return false;
  }
  n = state ? n : -1;
  if (h->act->saw == n) {
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_MOVED, "%.*s has moved: its last entry is %lld, the officer had seen %lld",
                   CS_STR_ARG(h->act->subject), (long long)n, (long long)h->act->saw);
}

bool cs_judge(const struct cs_bench *bench, const struct cs_act *act, const struct cs_actor *actor, struct cs_arena *arena,
              struct cs_judgement *out, struct cs_err *err) {
  const struct judge_row *row = &rows[act->def->kind];
  struct cs_hearing h = {bench, act, actor, arena, out, err};
  out->out = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!out->out || !check_source(&h, row) || !check_acting(&h)) {
    return false;
  }
  if (act->def->who == CS_WHO_REGISTRAR && !check_registrar(&h)) {
    return false;
  }
  if (out->n_reasons > 0) {
    return true; /* who is not entitled to ask learns nothing more */
  }
  bool signed_by_officer = actor->by == CS_BY_KEY;
  return (!signed_by_officer || cs_json_set_text(arena, out->out, "officer", actor->officer, err)) && check_saw(&h, row) &&
         row->judge(&h);
}
