/* Payments that count. Must never count money of which it is not known whose it was as if it were known, nor a payment before its
 * day. Specification: rules/SPEC.md 11.6; DESIGN section 1, idea 9. */
#include "review/payment.h"

#include "base/limits.h"
#include "model/ledger.h"
#include "review/ledger.h"
#include "review/view.h"

/* ------------------------------------------------------------------ who counts */

static bool member_holds(const struct cs_json *member, cs_day on, cs_day known, enum cs_truth *out,
                         struct cs_err *err) {
  struct cs_holds holds;
  if (!cs_holds_read(member, &holds, err)) {
    return false;
  }
  *out = cs_holds_on(&holds, on, known);
  if (*out == CS_YES && holds.certainty >= CS_DISPUTED) {
    *out = CS_UNKNOWN;
  }
  return true;
}

/* Was the payer of the group on the day, as known then? */
static bool is_payer(const struct cs_catalogue *catalogue, const struct cs_json *payers, struct cs_str payer, cs_day on,
                     cs_day known, enum cs_truth *out, struct cs_err *err) {
  const struct cs_json *members = cs_json_get(payers, "members");
  *out = payers ? CS_NO : CS_YES;
  for (size_t i = 0; members && i < members->n; i++) {
    enum cs_truth holds;
    if (!cs_str_eq(cs_json_text(members->items[i], "member"), payer)) {
      continue;
    }
    if (!member_holds(members->items[i], on, known, &holds, err)) {
      return false;
    }
    *out = cs_truth_or(*out, holds);
  }
  if (cs_json_flag(payers, "on_record")) {
    struct cs_cause ignored;
    *out = cs_truth_or(
        *out, cs_review_member(catalogue, cs_json_text(payers, "group"), payer, on, known, CS_ASSUMED, &ignored));
  }
  if (*out == CS_NO && cs_json_flag(payers, "open")) {
    *out = CS_UNKNOWN;
  }
  return true;
}

/* ------------------------------------------------------------------ what counts */

static struct cs_dec not_below_zero(struct cs_dec a) {
  return cs_dec_sign(a) < 0 ? cs_dec_of(0) : a;
}

static bool add_change(struct cs_review_share *share, struct cs_dec change, enum cs_truth counts, struct cs_err *err) {
  bool back = cs_dec_sign(change) < 0;
  return ((!back && counts != CS_YES) || cs_dec_add(share->sure, change, &share->sure, err)) &&
         ((!back && counts == CS_NO) || cs_dec_add(share->most, change, &share->most, err));
}

/* The changes of a payer's total, day by day. Of a ledger that has forgotten its first days, whose they were is not known. */
static bool add_payer(const struct cs_catalogue *catalogue, const struct cs_json *payers, const struct cs_json *row,
                      cs_day day, cs_day known, struct cs_review_share *share, struct cs_err *err) {
  const struct cs_json *levels = cs_json_get(row, "levels");
  struct cs_dec before = cs_dec_of(0);
  for (size_t i = 0; levels && i < levels->n; i++) {
    struct cs_dec total, change;
    enum cs_truth counts;
    cs_day at;
    if (!cs_ledger_day(levels->items[i], "day", CS_DAY_MIN, &at, err) ||
        !cs_ledger_dec(levels->items[i], "total", &total, err)) {
      return false;
    }
    if (at > day) {
      break;
    }
    if (!is_payer(catalogue, payers, cs_json_text(row, "payer"), at, known, &counts, err) ||
        !cs_dec_sub(total, before, &change, err)) {
      return false;
    }
    bool forgotten = payers && i == 0 && levels->n >= CS_LEDGER_LEVELS_MAX && counts != CS_UNKNOWN;
    if (!add_change(share, change, forgotten ? CS_UNKNOWN : counts, err)) {
      return false;
    }
    before = total;
    share->paid = total;
  }
  share->sure = not_below_zero(share->sure);
  share->most = not_below_zero(share->most);
  return true;
}

static bool add_payers(const struct cs_catalogue *catalogue, const struct cs_json *payers, const struct cs_json *fund,
                       cs_day day, cs_day known, struct cs_review_paid *out, struct cs_err *err) {
  const struct cs_json *rows = cs_json_get(fund, "paid");
  for (size_t i = 0; rows && i < rows->n; i++) {
    struct cs_review_share *share = &out->shares[out->n_shares++];
    struct cs_dec nothing = cs_dec_of(0);
    *share = (struct cs_review_share){cs_json_text(rows->items[i], "payer"), nothing, nothing, nothing};
    if (!add_payer(catalogue, payers, rows->items[i], day, known, share, err)) {
      return false;
    }
    if (!cs_ledger_counts(fund, share->payer)) {
      share->sure = share->most = nothing;
    }
    if (!cs_dec_add(out->sure, share->sure, &out->sure, err) || !cs_dec_add(out->most, share->most, &out->most, err)) {
      return false;
    }
    out->unsure = cs_dec_cmp(share->sure, share->most) < 0 ? share->payer : out->unsure;
  }
  return true;
}

bool cs_review_paid(const struct cs_catalogue *catalogue, const struct cs_json *payers, const struct cs_json *fund,
                    cs_day day, cs_day known, struct cs_arena *arena, struct cs_review_paid *out, struct cs_err *err) {
  const struct cs_json *rows = cs_json_get(fund, "paid");
  struct cs_review_fund all;
  *out = (struct cs_review_paid){.sure = cs_dec_of(0), .most = cs_dec_of(0), .missing = cs_dec_of(0)};
  out->shares = cs_arena_array(arena, struct cs_review_share, (rows ? rows->n : 0) + 1, err);
  if (!out->shares || !cs_review_fund(fund, day, &all, err) ||
      !add_payers(catalogue, payers, fund, day, known, out, err)) {
    return false;
  }
  out->price = all.price;
  out->known = all.known;
  out->group = cs_json_text(payers, "group");
  if (!payers) {
    out->sure = out->most = all.paid; /* the fund's own totals reach further back than those of each payer */
  }
  return cs_dec_cmp(out->sure, out->price.lo) >= 0 || cs_dec_sub(out->price.lo, out->sure, &out->missing, err);
}

enum cs_truth cs_review_paid_full(const struct cs_review_paid *paid) {
  if (!paid->known) {
    return CS_UNKNOWN;
  }
  if (cs_dec_cmp(paid->sure, paid->price.lo) >= 0) {
    return CS_YES;
  }
  return cs_dec_cmp(paid->most, paid->price.lo) >= 0 ? CS_UNKNOWN : CS_NO;
}
