/* Ledgers as review sees them: what stops an authorization beside its consents, what is left of it, and what a stock has on a
 * day. Pure; the folded states are handed in (shapes: model/fold.h). */
#ifndef CS_REVIEW_LEDGER_H
#define CS_REVIEW_LEDGER_H

#include "model/ledger.h"
#include "review/determine.h"

/* The states that bear on the authorization of one case; NULL: nothing is on record. */
struct cs_review_ledgers {
  const struct cs_json *authorization, *fund;
};
/* The subjects of those states: "authorization:…" and "fund:…"; empty when the case has none. */
CS_MUST bool cs_review_ledger_subjects(struct cs_arena *arena, const struct cs_json *case_state,
                                       struct cs_str *authorization, struct cs_str *fund, struct cs_err *err);
/* The case of an authorization's identifier ("2025-0001" of "2025-0001-A"); empty when it is none. */
struct cs_str cs_review_authorization_case(struct cs_str id);

/* Bars of one authorization, in the order in which they were found. */
struct cs_review_bars {
  struct cs_review_bar *at;
  size_t n, cap;
};
/* Adds a bar unless its value is yes. */
CS_MUST bool cs_review_bar_add(struct cs_arena *arena, struct cs_review_bars *bars, struct cs_review_bar bar,
                               struct cs_err *err);
/* What stands before a bar's reason in a sentence: "waits for ", or nothing. */
const char *cs_review_bar_before(enum cs_review_bar_kind kind);
/* The status to which a bar that is surely there leads. */
enum cs_review_grant_status cs_review_status_of(enum cs_review_bar_kind kind);
/* All that keeps it from being in effect, in one sentence: "waits for 0.01 USD of 500.00 USD; notice to us.congress ends 2025-09-27";
 * then what is over already. Nothing for one that is in effect. */
void cs_review_write_bars(struct cs_buf *buf, const struct cs_review_authorization *authorization);
/* Suspension, revocation, surrender. */
CS_MUST bool cs_review_bar_events(const struct cs_json *ledger, cs_day on, cs_day known, struct cs_arena *arena,
                                  struct cs_review_bars *bars, struct cs_err *err);
/* Is anything left of a line, by quantity, or by value where it was granted without one? */
bool cs_review_something_left(const struct cs_review_grant_line *line);
/* What was used by then is taken off the lines' `left`; a bar when nothing is left, or a single use was made. */
CS_MUST bool cs_review_bar_used(const struct cs_json *ledger, cs_day on, cs_day known, struct cs_arena *arena,
                                struct cs_review_authorization *authorization, struct cs_review_bars *bars,
                                struct cs_err *err);
/* How an authorization stands as to suspension on a day, by its ledger's events. */
CS_MUST bool cs_review_suspended(const struct cs_json *ledger, cs_day on, cs_day known, enum cs_truth *out,
                                 struct cs_err *err);

/* Price, counted payments and what is short, of a fund's state at the end of a day. */
struct cs_review_fund {
  struct cs_figure price;
  struct cs_dec paid, missing; /* missing 0 when the price is paid */
  bool known;                  /* false: the day lies before what the ledger still knows */
};
CS_MUST bool cs_review_fund(const struct cs_json *fund, cs_day day, struct cs_review_fund *out, struct cs_err *err);

/* What a stock has at the end of a day: on hand, less the reservations that hold on it. *known false: the day lies before what
 * the ledger knows. */
struct cs_review_stock {
  struct cs_dec on_hand, reserved, free;
  bool known;
};
CS_MUST bool cs_review_stock(const struct cs_json *stock, cs_day day, struct cs_review_stock *out, struct cs_err *err);
/* One statement of a stock's floor or class. */
struct cs_review_floor {
  struct cs_holds holds; /* first: versions are compared by it */
  struct cs_str text;
};
/* The statements of "floor" or "class", in the order of versions.h. */
CS_MUST bool cs_review_floors(const struct cs_json *stock, const char *member, struct cs_arena *arena,
                              struct cs_review_floor **out, size_t *n, struct cs_err *err);

/* What surely holds of "floor" or "class" on the day, as known then; "unknown" where something may, empty where nothing does. */
CS_MUST bool cs_review_floor_on(const struct cs_json *stock, const char *member, cs_day on, cs_day known,
                                struct cs_arena *arena, struct cs_str *out, struct cs_err *err);

/* "1,000.50 USD", exactly the digits that it holds. */
void cs_review_money(struct cs_buf *buf, struct cs_dec amount, struct cs_unit currency);
/* An exact figure in pieces or bare. */
bool cs_review_is_count(struct cs_figure figure);

#endif
