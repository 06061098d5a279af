/* Judges of funds: who pays for a sale. A payment counts once, in the currency of the price, from somebody on record; what is
 * given back was paid. DESIGN section 6. */
#include "model/case.h"
#include "review/act_ledger.h"

/* The fund and its case, for an approver of the case; *found false: refused. */
static bool find(struct cs_hearing *h, const struct cs_json **fund, bool *found) {
  struct cs_str id = cs_hearing_text(h, "fund");
  const struct cs_json *state;
  *found = false;
  if (!cs_hearing_state(h, "fund", id, fund)) {
    return false;
  }
  if (!*fund) {
    return cs_refuse(h, CS_E_REFUSED_FUND_UNKNOWN, "there is no fund %.*s on record", CS_STR_ARG(id));
  }
  if (!cs_hearing_state(h, "case", cs_json_text(*fund, "case"), &state) ||
      !cs_ledger_check_consenting(h, state, &CS_E_REFUSED_FUND_NOT_YOURS, true)) {
    return false;
  }
  *found = h->j->n_reasons == 0;
  return true;
}

/* The same, for an act with a reference; *found false also where the reference settles it: refused, or a repeat. */
static bool find_unsaid(struct cs_hearing *h, const struct cs_json **fund, bool *found) {
  if (!find(h, fund, found)) {
    return false;
  }
  bool done = !*found || cs_ledger_check_reference(h, "fund-reference", cs_hearing_text(h, "fund"));
  *found = *found && !cs_ledger_settled(h);
  return done;
}

static bool check_party(struct cs_hearing *h, struct cs_str id) {
  return cs_hearing_is_party(h, id) ||
         cs_refuse(h, CS_E_REFUSED_PARTY_UNKNOWN, "\"%.*s\" is no party on record", CS_STR_ARG(id));
}

/* The amount, in the currency of the price. */
static bool amount_of(struct cs_hearing *h, const struct cs_json *fund, bool zero, struct cs_dec *out) {
  struct cs_figure price, amount;
  if (!cs_figure_parse(cs_json_text(fund, "price"), &price, h->err) ||
      !cs_figure_parse(cs_hearing_text(h, "amount"), &amount, h->err)) {
    return false;
  }
  *out = amount.lo;
  if (price.unit.index != amount.unit.index) {
    return cs_refuse(h, CS_E_REFUSED_FUND_CURRENCY, "%.*s is in %.*s; the price is in %.*s",
                     CS_STR_ARG(cs_hearing_text(h, "amount")), CS_STR_ARG(cs_unit_name(amount.unit)),
                     CS_STR_ARG(cs_unit_name(price.unit)));
  }
  return cs_ledger_check_amount(h, *out, zero, &CS_E_REFUSED_FUND_AMOUNT, "the amount");
}

/* One row a payer, and not too many of them. */
static bool check_rows(struct cs_hearing *h, const struct cs_json *fund, const char *list) {
  const struct cs_json *rows = cs_json_get(fund, list);
  bool there = cs_ledger_row(fund, list, "payer", cs_hearing_text(h, "payer"), NULL) != NULL;
  return there || !rows || rows->n < CS_LEDGER_ROWS_MAX ||
         cs_refuse(h, CS_E_REFUSED_LEDGER_ROWS, "the fund has %d payers, and takes no more", CS_LEDGER_ROWS_MAX);
}

static bool check_payers(struct cs_hearing *h) {
  const struct cs_json *payers = cs_json_get(h->act->body, "payers");
  for (size_t i = 0; payers && i < payers->n; i++) {
    if (!check_party(h, payers->items[i]->text)) {
      return false;
    }
  }
  return true;
}

/* A case that is under review or approved, and has no fund. */
static bool check_case(struct cs_hearing *h, const struct cs_json *state) {
  struct cs_str id = cs_hearing_text(h, "case");
  struct cs_str status = cs_json_text(state, "status");
  bool live = cs_str_eq(status, cs_str_of(cs_case_status_name(CS_CASE_OPEN))) ||
              cs_str_eq(status, cs_str_of(cs_case_status_name(CS_CASE_APPROVED)));
  const struct cs_json *fund = cs_json_get(state, "fund");
  if (!live) {
    return cs_refuse(h, CS_E_REFUSED_CASE_CLOSED, "%.*s is %.*s: nothing is left to pay for", CS_STR_ARG(id),
                     CS_STR_ARG(status));
  }
  return !fund || cs_refuse(h, CS_E_REFUSED_FUND_EXISTS, "%.*s waits for the fund %.*s", CS_STR_ARG(id),
                            CS_STR_ARG(cs_json_text(fund, "id")));
}

bool cs_judge_fund_open(struct cs_hearing *h) {
  struct cs_str id = cs_hearing_text(h, "case");
  const struct cs_json *there, *state;
  struct cs_figure price;
  if (!cs_hearing_state(h, "case", id, &state) || !cs_hearing_state(h, "fund", cs_hearing_text(h, "fund"), &there)) {
    return false;
  }
  if (!state) {
    return cs_refuse(h, CS_E_REFUSED_CASE_UNKNOWN, "there is no case %.*s on record", CS_STR_ARG(id));
  }
  if (!cs_ledger_check_consenting(h, state, &CS_E_REFUSED_FUND_NOT_YOURS, true)) {
    return false;
  }
  if (h->j->n_reasons > 0) {
    return true;
  }
  if (there &&
      !cs_refuse(h, CS_E_REFUSED_FUND_EXISTS, "the fund %.*s is on record", CS_STR_ARG(cs_hearing_text(h, "fund")))) {
    return false;
  }
  return check_case(h, state) && check_payers(h) && cs_figure_parse(cs_hearing_text(h, "price"), &price, h->err) &&
         cs_ledger_check_amount(h, price.lo, false, &CS_E_REFUSED_FUND_AMOUNT, "the price") && cs_ledger_put_on(h);
}

bool cs_judge_fund_pledge(struct cs_hearing *h) {
  const struct cs_json *fund;
  struct cs_dec amount;
  bool found;
  if (!find(h, &fund, &found)) {
    return false;
  }
  return !found || (check_party(h, cs_hearing_text(h, "payer")) && amount_of(h, fund, true, &amount) &&
                    check_rows(h, fund, "pledges") && cs_ledger_put_on(h));
}

bool cs_judge_fund_receive(struct cs_hearing *h) {
  const struct cs_json *fund;
  struct cs_dec amount;
  cs_day day;
  bool found;
  if (!find_unsaid(h, &fund, &found)) {
    return false;
  }
  return !found || (check_party(h, cs_hearing_text(h, "payer")) && amount_of(h, fund, false, &amount) &&
                    cs_ledger_act_day(h, &day) && check_rows(h, fund, "paid") && cs_ledger_put_on(h));
}

/* No more than the payer has paid; and, dated back, no more than was there since. */
static bool check_refund(struct cs_hearing *h, const struct cs_json *fund, struct cs_dec amount, cs_day day) {
  struct cs_str payer = cs_hearing_text(h, "payer");
  const struct cs_json *row = cs_ledger_row(fund, "paid", "payer", payer, NULL);
  struct cs_dec paid, least;
  struct cs_str asked, most;
  if (!cs_ledger_dec(row, "amount", &paid, h->err) || !cs_ledger_lowest(row, day, &least, h->err)) {
    return false;
  }
  paid = cs_dec_cmp(least, paid) < 0 ? least : paid;
  if (cs_dec_cmp(amount, paid) <= 0) {
    return true;
  }
  return cs_ledger_text(h, amount, &asked) && cs_ledger_text(h, paid, &most) &&
         cs_refuse(h, CS_E_REFUSED_FUND_REFUND, "%.*s to give back to %.*s, where %.*s was paid", CS_STR_ARG(asked),
                   CS_STR_ARG(payer), CS_STR_ARG(most));
}

bool cs_judge_fund_refund(struct cs_hearing *h) {
  const struct cs_json *fund;
  struct cs_dec amount;
  cs_day day;
  bool found;
  if (!find_unsaid(h, &fund, &found)) {
    return false;
  }
  if (!found) {
    return true;
  }
  if (!amount_of(h, fund, false, &amount) || !cs_ledger_act_day(h, &day)) {
    return false;
  }
  return cs_ledger_settled(h) || (check_refund(h, fund, amount, day) && cs_ledger_put_on(h));
}
