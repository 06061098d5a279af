/* The table of judges and what they share. Must never look at anything but the bench. */
#include "review/judge.h"

#include "model/mandate.h"
#include "review/judge_internal.h"

#include <stdarg.h>
#include <stdio.h>

/* Bytes of one reason's text: a few lines; longer ones (a circle of many items) are cut. */
#define CS_REASON_MAX 511

/* One row a kind of act, in the order of act.def. `by_source`: may stand in a load. `commutes`: two acts on one
 * subject may come in any order, so what the actor had seen does not matter. */
struct judge_row {
  cs_judge_fn *judge;
  bool by_source, commutes;
};

static const struct judge_row rows[CS_ACT_N] = {
    [CS_ACT_RECORD_FOUND] = {cs_judge_found, false, false},
    [CS_ACT_RECORD_LOAD] = {cs_judge_nothing, false, true},
    [CS_ACT_RECORD_CONTINUED] = {cs_judge_continued, false, false},
    [CS_ACT_KEY_ENROL] = {cs_judge_key_enrol, false, false},
    [CS_ACT_KEY_REVOKE] = {cs_judge_key_revoke, false, false},
    [CS_ACT_VAULT_ERASE] = {cs_judge_vault_erase, false, false},
    [CS_ACT_VAULT_HOLD] = {cs_judge_vault_hold, false, false},
    [CS_ACT_VAULT_RELEASE] = {cs_judge_vault_release, false, false},
    [CS_ACT_LOG_ROTATE] = {cs_judge_log_rotate, false, false},
    [CS_ACT_RECORD_CORRECT] = {cs_judge_correct, false, false},
    [CS_ACT_RECORD_AGREE] = {cs_judge_agree, false, false},
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
    [CS_ACT_CASE_CIRCULATE] = {cs_judge_case_circulate, false, false},
    [CS_ACT_CASE_ADVISE] = {cs_judge_case_advise, false, false},
    [CS_ACT_CASE_COUNTERSIGN] = {cs_judge_case_countersign, false, false},
    [CS_ACT_CASE_ASK] = {cs_judge_case_ask, false, false},
    [CS_ACT_CASE_ANSWER] = {cs_judge_case_answer, false, false},
    [CS_ACT_CASE_AMEND] = {cs_judge_case_amend, false, false},
    [CS_ACT_CASE_NOTIFY] = {cs_judge_case_notify, true, false},
    [CS_ACT_CASE_RECUSE] = {cs_judge_case_recuse, false, false},
    [CS_ACT_CASE_FULFIL] = {cs_judge_case_fulfil, true, false},
    [CS_ACT_AUTHORIZATION_DECREMENT] = {cs_judge_decrement, false, true},
    [CS_ACT_AUTHORIZATION_SUSPEND] = {cs_judge_suspend, false, false},
    [CS_ACT_AUTHORIZATION_REINSTATE] = {cs_judge_reinstate, false, false},
    [CS_ACT_AUTHORIZATION_REVOKE] = {cs_judge_revoke, false, false},
    [CS_ACT_AUTHORIZATION_SURRENDER] = {cs_judge_surrender, false, false},
    [CS_ACT_AUTHORIZATION_GENERAL] = {cs_judge_general, true, false},
    [CS_ACT_STOCK_OPEN] = {cs_judge_stock_open, true, false},
    [CS_ACT_STOCK_FLOOR] = {cs_judge_stock_floor, true, true},
    [CS_ACT_STOCK_RECEIVE] = {cs_judge_stock_receive, true, true},
    [CS_ACT_STOCK_RESERVE] = {cs_judge_stock_reserve, false, true},
    [CS_ACT_STOCK_RELEASE] = {cs_judge_stock_release, false, true},
    [CS_ACT_STOCK_ISSUE] = {cs_judge_stock_issue, false, true},
    [CS_ACT_FUND_OPEN] = {cs_judge_fund_open, true, false},
    [CS_ACT_FUND_PLEDGE] = {cs_judge_fund_pledge, true, false},
    [CS_ACT_FUND_RECEIVE] = {cs_judge_fund_receive, true, true},
    [CS_ACT_FUND_REFUND] = {cs_judge_fund_refund, false, true},
};

bool cs_judgement_refuse(struct cs_judgement *j, struct cs_arena *arena, struct cs_err *err, const struct cs_code *code,
                         const char *fmt, ...) {
  char text[CS_REASON_MAX + 5]; /* room to see the character at which it is cut */
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
  return cs_arena_str(arena, cs_str_head(cs_str_of(text), CS_REASON_MAX), &reason->text, err);
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

bool cs_judge_nothing(struct cs_hearing *h) {
  (void)h;
  return true;
}

/* Entry 0 is written by init, on an empty record; nobody is judged then. */
bool cs_judge_found(struct cs_hearing *h) {
  return cs_refuse(h, CS_E_REFUSED_FOUNDED, "the record is founded: that is done once, when it is made");
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
    return cs_judgement_refuse(j, arena, err, &CS_E_REFUSED_KEY_UNKNOWN, "the key %.*s… is not enrolled",
                               CS_STR_ARG(cs_str_head(key, 16)));
  }
  if (cs_json_get(state, "revoked")) {
    return cs_judgement_refuse(j, arena, err, &CS_E_REFUSED_KEY_REVOKED, "the key %.*s… was revoked by entry %lld",
                               CS_STR_ARG(cs_str_head(key, 16)), (long long)cs_json_integer(state, "revoked", 0));
  }
  struct cs_str officer = cs_json_text(state, "officer");
  struct cs_str rest = officer;
  *out = (struct cs_actor){CS_BY_KEY, officer, cs_str_cut(&rest, '/')};
  return true;
}

/* ------------------------------------------------------------------ authority */

/* An act in the name of an office that is not the officer's own takes the officer no further than that office's
 * mandate to the officer, or to the officer's office, does: else a mandate for one regime would give every other. */
bool cs_hearing_chain(struct cs_hearing *h, struct cs_str office, struct cs_str acting, struct cs_scope scope,
                      cs_day on, struct cs_chain *chain) {
  const struct cs_catalogue *catalogue = h->bench->world->catalogue;
  struct cs_chain officer;
  if (!cs_mandate_chain(catalogue, office, acting, scope, on, h->bench->today, h->arena, chain, h->err)) {
    return false;
  }
  bool theirs = h->actor->by != CS_BY_KEY || !cs_str_eq(acting, h->act->office) || cs_str_eq(acting, h->actor->home);
  return theirs || (cs_mandate_chain(catalogue, acting, h->actor->officer, scope, on, h->bench->today, h->arena,
                                     &officer, h->err) &&
                    cs_chain_join(chain, &officer, h->arena, chain, h->err));
}

bool cs_hearing_add_mandates(struct cs_hearing *h, struct cs_json *list, const struct cs_chain *chain) {
  for (size_t i = 0; i < chain->n; i++) {
    bool there = false;
    for (size_t k = 0; k < list->n; k++) {
      there = there || cs_str_eq(list->items[k]->text, chain->mandates[i]);
    }
    if (!there && !cs_json_append(h->arena, list, cs_json_new_string(h->arena, chain->mandates[i], h->err), h->err)) {
      return false;
    }
  }
  return true;
}

bool cs_hearing_whole(struct cs_hearing *h, struct cs_str office, bool *whole) {
  const struct cs_str all = CS_STR("*"); /* no regime, act or area: only a mandate without a list covers it */
  struct cs_chain chain;
  if (!cs_hearing_chain(h, office, h->act->office,
                        (struct cs_scope){.regime = all, .act = all, .area = all, .whole = true}, h->bench->today,
                        &chain)) {
    return false;
  }
  *whole = chain.value == CS_YES;
  return true;
}

/* " that covers us.aid, use, RU"; empty when nothing is asked about. */
static void write_scope(struct cs_buf *buf, struct cs_scope scope) {
  const struct cs_str words[] = {scope.regime, scope.act, scope.area};
  const char *before = " that covers ";
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (words[i].len > 0) {
      cs_buf_printf(buf, "%s%.*s", before, CS_STR_ARG(words[i]));
      before = ", ";
    }
  }
}

bool cs_hearing_authority(struct cs_hearing *h, struct cs_str office, struct cs_str acting, struct cs_scope scope,
                          cs_day on, struct cs_chain *chain) {
  if (!cs_hearing_chain(h, office, acting, scope, on, chain)) {
    return false;
  }
  struct cs_buf words;
  cs_buf_init(&words, 1024);
  cs_day_write(&words, on);
  write_scope(&words, scope);
  bool done = true;
  switch (chain->value) {
  case CS_YES:
    break;
  case CS_NO:
    done = cs_refuse(h, CS_E_REFUSED_MANDATE_LACKING, "%.*s has no mandate from %.*s in force on %.*s",
                     CS_STR_ARG(acting), CS_STR_ARG(office), CS_STR_ARG(cs_buf_str(&words)));
    break;
  case CS_UNKNOWN:
    done = cs_refuse(
        h, CS_E_REFUSED_MANDATE_UNCERTAIN, "the mandate \"%.*s\" is not certain: %.*s may have none from %.*s on %.*s",
        CS_STR_ARG(chain->disputed), CS_STR_ARG(acting), CS_STR_ARG(office), CS_STR_ARG(cs_buf_str(&words)));
    break;
  }
  cs_buf_deinit(&words);
  return done;
}

/* Does the officer act for the office that the act names, in anything at all? How far is asked by the judge of the
 * act. */
static bool check_acting(struct cs_hearing *h) {
  struct cs_chain chain;
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  if (!cs_hearing_chain(h, h->act->office, h->act->office, (struct cs_scope){0}, h->bench->today, &chain)) {
    return false;
  }
  return chain.value == CS_YES || cs_refuse(h, CS_E_REFUSED_OFFICE_NOT_ACTING, "%.*s does not act for %.*s",
                                            CS_STR_ARG(h->actor->officer), CS_STR_ARG(h->act->office));
}

static bool check_registrar(struct cs_hearing *h) {
  bool whole;
  bool theirs = h->act->def->who == CS_WHO_SELF && cs_str_eq(cs_hearing_text(h, "officer"), h->actor->officer);
  if (h->actor->by != CS_BY_KEY || theirs) {
    return true;
  }
  if (!cs_hearing_whole(h, h->bench->registrar, &whole)) {
    return false;
  }
  return whole || cs_refuse(h, CS_E_REFUSED_NOT_REGISTRAR, "%.*s is not the registrar: this record's is %.*s",
                            CS_STR_ARG(h->act->office), CS_STR_ARG(h->bench->registrar));
}

/* ------------------------------------------------------------------ all acts */

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

bool cs_judge(const struct cs_bench *bench, const struct cs_act *act, const struct cs_actor *actor,
              struct cs_arena *arena, struct cs_judgement *out, struct cs_err *err) {
  const struct judge_row *row = &rows[act->def->kind];
  struct cs_hearing h = {bench, act, actor, arena, out, err};
  out->out = cs_json_new(arena, CS_JSON_OBJECT, err);
  if (!out->out || !check_source(&h, row) || !check_acting(&h)) {
    return false;
  }
  bool registrars = act->def->who == CS_WHO_REGISTRAR || act->def->who == CS_WHO_SELF;
  if (registrars && !check_registrar(&h)) {
    return false;
  }
  if (out->n_reasons > 0) {
    return true; /* who is not entitled to ask learns nothing more */
  }
  bool signed_by_officer = actor->by == CS_BY_KEY;
  return (!signed_by_officer || cs_json_set_text(arena, out->out, "officer", actor->officer, err)) &&
         check_saw(&h, row) && row->judge(&h);
}
