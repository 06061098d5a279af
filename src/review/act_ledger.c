/* What the judges of ledgers share: days, amounts, references, who consents. Must never take twice what has one reference.
 * DESIGN section 1 idea 9, RECORD section 3 (keys of acts). */
#include "review/act_ledger.h"

#include "model/correction.h"

/* Digits of an amount before and after the point. 10^14 of them still have a sum. */
#define WHOLE_DIGITS_MAX 18
#define PLACES_MAX       6

bool cs_ledger_put_on(struct cs_hearing *h) {
  return cs_hearing_put_day(h, "on", h->bench->today);
}

bool cs_ledger_act_day(struct cs_hearing *h, cs_day *out) {
  struct cs_str text = cs_hearing_text(h, "day");
  *out = h->bench->today;
  if (text.len > 0 && !cs_day_parse(text, out, h->err)) {
    return false;
  }
  return *out <= h->bench->today ||
         cs_refuse(h, CS_E_REFUSED_LEDGER_AHEAD, "%.*s lies ahead of today", CS_STR_ARG(text));
}

bool cs_ledger_text(struct cs_hearing *h, struct cs_dec value, struct cs_str *out) {
  struct cs_buf text;
  cs_buf_init(&text, 64);
  cs_dec_write_short(&text, value);
  bool done = cs_buf_ok(&text, h->err) && cs_arena_str(h->arena, cs_buf_str(&text), out, h->err);
  cs_buf_deinit(&text);
  return done;
}

bool cs_ledger_check_amount(struct cs_hearing *h, struct cs_dec amount, bool zero, const struct cs_code *code,
                            const char *what) {
  struct cs_str text;
  struct cs_dec most = cs_dec_of(INT64_C(1000000000000000000)); /* 10^WHOLE_DIGITS_MAX */
  int sign = cs_dec_sign(amount);
  if (!cs_ledger_text(h, amount, &text)) {
    return false;
  }
  if (sign < 0 || (sign == 0 && !zero)) {
    return cs_judgement_refuse(h->j, h->arena, h->err, code, "%s is %.*s, expected %s", what, CS_STR_ARG(text),
                               zero ? "0 or more" : "more than 0");
  }
  return (cs_dec_cmp(amount, most) < 0 && amount.scale <= PLACES_MAX) ||
         cs_refuse(h, CS_E_REFUSED_LEDGER_DIGITS,
                   "%s is %.*s, expected at most %d digits before the point and %d after it", what, CS_STR_ARG(text),
                   WHOLE_DIGITS_MAX, PLACES_MAX);
}

bool cs_ledger_same(const struct cs_json *a, const struct cs_json *b, bool *same, struct cs_err *err) {
  struct cs_buf one, other;
  if (!a || !b) {
    *same = a == b;
    return true;
  }
  cs_buf_init(&one, CS_SEALED_MAX + CS_BODY_MAX);
  cs_buf_init(&other, CS_SEALED_MAX + CS_BODY_MAX);
  bool done = cs_json_canonical(&one, a, err) && cs_json_canonical(&other, b, err) && cs_buf_ok(&one, err) &&
              cs_buf_ok(&other, err);
  *same = done && cs_str_eq(cs_buf_str(&one), cs_buf_str(&other));
  cs_buf_deinit(&one);
  cs_buf_deinit(&other);
  return done;
}

void cs_ledger_repeat(struct cs_hearing *h, int64_t n) {
  h->j->repeat = true;
  h->j->repeat_n = n;
}

bool cs_ledger_settled(const struct cs_hearing *h) {
  return h->j->repeat || h->j->n_reasons > 0;
}

bool cs_ledger_check_reference(struct cs_hearing *h, const char *type, struct cs_str ledger) {
  struct cs_str reference = cs_hearing_text(h, "reference");
  struct cs_str id;
  const struct cs_json *said;
  bool same;
  if (!cs_arena_printf(h->arena, &id, h->err, "%.*s:%.*s", CS_STR_ARG(ledger), CS_STR_ARG(reference)) ||
      !cs_hearing_state(h, type, id, &said)) {
    return false;
  }
  if (!said || cs_state_struck(said)) {
    return true;
  }
  if (!cs_ledger_same(cs_json_get(said, "said"), h->act->body, &same, h->err)) {
    return false;
  }
  if (same && cs_str_eq(cs_json_text(said, "act"), cs_str_of(h->act->def->name))) {
    cs_ledger_repeat(h, cs_json_integer(said, "n", -1));
    return true;
  }
  return cs_refuse(h, CS_E_REFUSED_REFERENCE_REUSED, "entry %lld has something else under the reference %.*s",
                   (long long)cs_json_integer(said, "n", -1), CS_STR_ARG(reference));
}

/* ------------------------------------------------------------------ who consents */

bool cs_ledger_put_approver(struct cs_hearing *h, struct cs_str approver, const struct cs_chain *chain) {
  struct cs_json *list = cs_json_new(h->arena, CS_JSON_ARRAY, h->err);
  for (size_t i = 0; list && i < chain->n; i++) {
    if (!cs_json_append(h->arena, list, cs_json_new_string(h->arena, chain->mandates[i], h->err), h->err)) {
      return false;
    }
  }
  return cs_json_set_text(h->arena, h->j->out, "approver", approver, h->err) &&
         cs_json_set(h->arena, h->j->out, "mandates", list, h->err) &&
         cs_json_set_text(h->arena, h->j->out, "certainty", cs_str_of(cs_certainty_name(chain->certainty)), h->err);
}

bool cs_ledger_speaks_for(struct cs_hearing *h, const struct cs_json *case_state, const struct cs_json *consent,
                          struct cs_chain *chain, bool *speaks) {
  const struct cs_json *regimes = cs_json_get(consent, "regimes");
  *speaks = regimes && regimes->n > 0;
  for (size_t i = 0; *speaks && i < regimes->n; i++) {
    struct cs_case_scope scope;
    if (!cs_case_scope(h, case_state, cs_json_text(regimes->items[i], "regime"), h->bench->today, &scope) ||
        !cs_hearing_chain(h, cs_json_text(consent, "approver"), h->act->office, scope.scope, h->bench->today, chain)) {
      return false;
    }
    *speaks = chain->value == CS_YES;
  }
  return true;
}

/* Who filed the case, or is kept out of it, does nothing that lets it go on. */
bool cs_ledger_check_duties(struct cs_hearing *h, const struct cs_json *case_state) {
  const struct cs_json *recused = cs_ledger_row(case_state, "recused", "officer", h->actor->officer, NULL);
  if (cs_case_is_filer(case_state, h->actor->officer)) {
    return cs_refuse(h, CS_E_REFUSED_DUTY_FILED, "%.*s filed this request, and nobody decides what they filed",
                     CS_STR_ARG(h->actor->officer));
  }
  return !recused || cs_refuse(h, CS_E_REFUSED_DUTY_RECUSED, "%.*s is kept out of %.*s by entry %lld",
                               CS_STR_ARG(h->actor->officer), CS_STR_ARG(cs_json_text(case_state, "case")),
                               (long long)cs_json_integer(recused, "n", 0));
}

static bool refuse_stranger(struct cs_hearing *h, const struct cs_json *consents, const struct cs_code *code) {
  struct cs_buf names;
  cs_buf_init(&names, 512);
  for (size_t i = 0; consents && i < consents->n; i++) {
    cs_buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", CS_STR_ARG(cs_json_text(consents->items[i], "approver")));
  }
  bool done =
      cs_judgement_refuse(h->j, h->arena, h->err, code,
                          "%.*s may not do this: it rests on the consent of %.*s, and %.*s has no mandate of theirs",
                          CS_STR_ARG(h->act->office), CS_STR_ARG(cs_buf_str(&names)), CS_STR_ARG(h->act->office));
  cs_buf_deinit(&names);
  return done;
}

bool cs_ledger_check_consenting(struct cs_hearing *h, const struct cs_json *case_state, const struct cs_code *code,
                                bool loosens) {
  const struct cs_json *consents = cs_json_get(case_state, "consents");
  if (h->actor->by != CS_BY_KEY) {
    return true;
  }
  if (loosens && !cs_ledger_check_duties(h, case_state)) {
    return false;
  }
  for (size_t i = 0; consents && i < consents->n; i++) {
    struct cs_chain chain;
    bool speaks;
    if (!cs_ledger_speaks_for(h, case_state, consents->items[i], &chain, &speaks)) {
      return false;
    }
    if (speaks) {
      return cs_ledger_put_approver(h, cs_json_text(consents->items[i], "approver"), &chain);
    }
  }
  return refuse_stranger(h, consents, code);
}
