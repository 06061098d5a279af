/* The judge of conditions that are met by an act: case.fulfil. Must never take a condition that nobody asked for, nor the word of an
 * office whose approval does not bear it. Money is no word of anybody's: conditions on payment are met by their fund.
 * Specification: rules/SPEC.md 11.6; model/case.h ("fulfilled"). */
#include "review/act_ledger.h"
#include "review/condition.h"

/* The conditions that are meant, as the act goes on to say more. */
struct meant {
  const struct cs_json *at[CS_CONDITIONS_MAX];
  size_t n;
};

static const struct cs_json *requires_of(const struct cs_json *state) {
  return cs_json_get(cs_case_newest(state), "requires");
}

static bool is_called(const struct cs_json *condition, struct cs_str name) {
  bool certificate = cs_review_need(condition) == CS_NEED_CERTIFICATE;
  return cs_str_eq(cs_json_text(condition, "text"), name) ||
         (certificate && cs_str_eq(name, cs_str_of(cs_need_name(CS_NEED_CERTIFICATE))));
}

static void find_called(const struct cs_json *requires, struct cs_str name, struct meant *out) {
  out->n = 0;
  for (size_t i = 0; requires && i < requires->n && out->n < CS_CONDITIONS_MAX; i++) {
    const struct cs_json *one = requires->items[i];
    if (cs_review_is_condition(one) && cs_review_need(one) != CS_NEED_PAYMENT && is_called(one, name)) {
      out->at[out->n++] = one;
    }
  }
}

/* Tells what could have been named. */
static bool refuse_unknown(struct cs_hearing *h, const struct cs_json *requires) {
  struct cs_buf names;
  size_t n = 0;
  bool done = true;
  cs_buf_init(&names, 4096);
  for (size_t i = 0; requires && i < requires->n && done; i++) {
    const struct cs_json *one = requires->items[i];
    struct cs_str name;
    if (cs_review_is_condition(one)) {
      bool money = cs_review_need(one) == CS_NEED_PAYMENT;
      done = cs_review_condition_name(one, h->arena, &name, h->err);
      cs_buf_printf(&names, "%s%.*s%s", n++ > 0 ? "; " : "", CS_STR_ARG(name), money ? ", met by its fund" : "");
    }
  }
  done =
      done && cs_refuse(h, CS_E_REFUSED_CONDITION_UNKNOWN, "%.*s is under no condition \"%.*s\"; its conditions: %.*s",
                        CS_STR_ARG(cs_hearing_text(h, "case")), CS_STR_ARG(cs_hearing_text(h, "condition")),
                        CS_STR_ARG(n > 0 ? cs_buf_str(&names) : CS_STR("none")));
  cs_buf_deinit(&names);
  return done;
}

/* Keeps those that the acting office's approval bears. By source nobody is asked. */
static bool keep_own(struct cs_hearing *h, const struct cs_json *state, struct meant *meant) {
  struct meant own = {.n = 0};
  struct cs_str owner = cs_json_text(meant->at[0], "approver");
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  for (size_t i = 0; i < meant->n; i++) {
    struct cs_str approver = cs_json_text(meant->at[i], "approver");
    const struct cs_json *consent = cs_case_consent(state, approver);
    struct cs_chain chain;
    bool speaks = false;
    if (consent && !cs_ledger_speaks_for(h, state, consent, &chain, &speaks)) {
      return false;
    }
    if (speaks) {
      own.at[own.n++] = meant->at[i];
    }
  }
  *meant = own;
  return own.n > 0 || cs_refuse(h, CS_E_REFUSED_CONDITION_NOT_YOURS,
                                "the condition belongs to the approval of %.*s, and %.*s has no mandate of theirs",
                                CS_STR_ARG(owner), CS_STR_ARG(h->act->office));
}

/* Of several of one name the party says which. */
static bool keep_party(struct cs_hearing *h, struct meant *meant) {
  struct cs_str party = cs_hearing_text(h, "party");
  struct cs_str certifies = cs_json_text(meant->at[0], "office");
  struct meant theirs = {.n = 0};
  for (size_t i = 0; i < meant->n; i++) {
    struct cs_str named = cs_json_text(meant->at[i], "office");
    if (party.len == 0 || named.len == 0 || cs_str_eq(named, party)) {
      theirs.at[theirs.n++] = meant->at[i];
    }
  }
  *meant = theirs;
  if (theirs.n == 0) {
    return cs_refuse(h, CS_E_REFUSED_CONDITION_PARTY, "the certificate is to be %.*s's, and this is %.*s's",
                     CS_STR_ARG(certifies), CS_STR_ARG(party));
  }
  return theirs.n == 1 ||
         cs_refuse(h, CS_E_REFUSED_CONDITION_UNKNOWN,
                   "\"%.*s\" may mean %zu conditions; expected the words of one, or whose certificate it is",
                   CS_STR_ARG(cs_hearing_text(h, "condition")), theirs.n);
}

static bool check_day(struct cs_hearing *h, const struct cs_json *condition) {
  struct cs_str text = cs_hearing_text(h, "day");
  struct cs_span before;
  cs_day day;
  if (!cs_day_parse(text, &day, h->err) || !cs_review_condition_before(condition, &before, h->err)) {
    return false;
  }
  if (day > h->bench->today && !cs_refuse(h, CS_E_REFUSED_CONDITION_AHEAD,
                                          "what is met on %.*s cannot be recorded before that day", CS_STR_ARG(text))) {
    return false;
  }
  return cs_span_lt((struct cs_span){day, day}, before) != CS_NO ||
         cs_refuse(h, CS_E_REFUSED_CONDITION_LATE, "it was to be met before %.*s, and this is of %.*s",
                   CS_STR_ARG(cs_json_text(condition, "before")), CS_STR_ARG(text));
}

static bool check_unmet(struct cs_hearing *h, const struct cs_json *state, const struct cs_json *condition) {
  const struct cs_json *met = cs_review_fulfilment(state, condition);
  return !met || cs_refuse(h, CS_E_REFUSED_CONDITION_MET, "it was met on %.*s, by entry %lld",
                           CS_STR_ARG(cs_json_text(met, "day")), (long long)cs_json_integer(met, "n", -1));
}

static bool put_condition(struct cs_hearing *h, const struct cs_json *condition) {
  struct cs_str party = cs_hearing_text(h, "party");
  party = party.len > 0 ? party : cs_json_text(condition, "office");
  return cs_json_set_text(h->arena, h->j->out, "approver", cs_json_text(condition, "approver"), h->err) &&
         cs_json_set_text(h->arena, h->j->out, "condition", cs_json_text(condition, "text"), h->err) &&
         cs_json_set_text(h->arena, h->j->out, "needs", cs_str_of(cs_need_name(cs_review_need(condition))), h->err) &&
         (party.len == 0 || cs_json_set_text(h->arena, h->j->out, "party", party, h->err));
}

/* *meant has one condition, or the act is refused. */
static bool find_condition(struct cs_hearing *h, const struct cs_json *state, struct meant *meant) {
  const struct cs_json *requires = requires_of(state);
  find_called(requires, cs_hearing_text(h, "condition"), meant);
  if (meant->n == 0) {
    return refuse_unknown(h, requires);
  }
  return keep_own(h, state, meant) && (h->j->n_reasons > 0 || keep_party(h, meant));
}

bool cs_judge_case_fulfil(struct cs_hearing *h) {
  const struct cs_json *state;
  struct cs_str party = cs_hearing_text(h, "party");
  struct meant meant;
  if (!cs_hearing_case(h, CS_CASE_EVENT_FULFIL, &state)) {
    return false;
  }
  if (!state) {
    return true;
  }
  if (h->actor->by == CS_BY_KEY && !cs_ledger_check_duties(h, state)) {
    return false;
  }
  if (party.len > 0 && !cs_hearing_is_party(h, party) &&
      !cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no party on record", CS_STR_ARG(party))) {
    return false;
  }
  if (!find_condition(h, state, &meant)) {
    return false;
  }
  return h->j->n_reasons > 0 ||
         (check_day(h, meant.at[0]) && check_unmet(h, state, meant.at[0]) && put_condition(h, meant.at[0]));
}
