/* Payments that count: the money of a fund, by who paid it (SPEC 11.6). Pure: the folded state of the fund is handed in. */
#ifndef CS_REVIEW_PAYMENT_H
#define CS_REVIEW_PAYMENT_H

#include "base/json.h"
#include "model/catalogue.h"

/* What of a fund counts at the end of a day. What a payer paid on a day counts if it was a member of the group on that day; what
 * was given back is taken off in full, whatever it was paid of. */
struct cs_review_paid {
  struct cs_figure price;
  struct cs_dec sure, most; /* what surely counts, and with it what may */
  struct cs_dec missing;    /* of the price, by what surely counts; 0 when it is paid */
  struct cs_str unsure;     /* a payer of whom it is not known whether it counts; empty: none */
  bool known;               /* false: the day lies before what the ledger still knows */
  struct cs_str group;      /* whose payments alone count; empty: anybody's, but for what the fund itself says */
  struct cs_review_share {
    struct cs_str payer;
    struct cs_dec paid, sure, most; /* in all, less what was given back; what of it counts */
  } * shares;                       /* one each who has paid */
  size_t n_shares;
};
/* `payers`: who counts, as a case keeps it with its condition ({"group","open"?,"on_record"?,"members"?:[{"member","from"?,"until"?,
 * "known"?,"certainty"}]}); NULL: anybody. Payers whom the fund itself does not count never count. */
CS_MUST bool cs_review_paid(const struct cs_catalogue *catalogue, const struct cs_json *payers,
                            const struct cs_json *fund, cs_day day, cs_day known, struct cs_arena *arena,
                            struct cs_review_paid *out, struct cs_err *err);
/* Is the price paid, to its last digit? */
enum cs_truth cs_review_paid_full(const struct cs_review_paid *paid);

#endif
